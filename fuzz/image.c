/*
 * image.c - fuzzes what is read of images: metadata through the reader; small ones are decoded too, as a page to be
 * recognised would be, where the libraries are installed. Recognition itself is left out: it is slow, and sees pixels
 * only.
 */
#include "intake/image.h"
#include "intake/ocr.h"
#include "reading.h"

#define PIXELS ((uint64_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kua_ocr *ocr;
	struct kua_image im;
	const char *why;
	if (!ocr)
		ocr = kua_ocr_new();
	fuzz_reader(data, size, "image");
	if (!ocr->letters || !kua_image_look((const char *)data, size, 0, &im) || (uint64_t)im.width * im.height > PIXELS)
		return 0;
	PIX *pix = kua_ocr_page(ocr, (const char *)data, size, 0, &why);
	MUST(pix || why);
	ocr->pixDestroy(&pix);
	return 0;
}
