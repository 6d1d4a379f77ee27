/* ocr_image.c - the bytes of an image to one page in grey, upright, of a size that suits. See ocr.h. */
#include "intake/ocr.h"

#include <math.h>

#include "intake/image.h"

#define PDF_DPI 300

static PIX *decode(const struct kua_ocr *ocr, const struct kua_image *im, const char *bytes, size_t n, uint32_t page)
{
	if (im->kind == KUA_IMAGE_TIFF)
		return ocr->pixReadMemTiff((const unsigned char *)bytes, n, (int)page);
	if (im->kind == KUA_IMAGE_JPEG) { /* a large one at a half or a quarter, a torn one as far as it goes */
		uint64_t pixels = (uint64_t)im->width * im->height;
		int by = pixels > 16 * KUA_PAGE_PIXELS / 4 ? 4 : pixels > KUA_PAGE_PIXELS ? 2 : 1;
		return ocr->pixReadMemJpeg((const unsigned char *)bytes, n, 0, by, NULL, L_JPEG_CONTINUE_WITH_BAD_DATA);
	}
	return ocr->pixReadMem((const unsigned char *)bytes, n);
}

/* *pix becomes what a step made of it; what it was is freed. */
static void becomes(const struct kua_ocr *ocr, PIX **pix, PIX *next)
{
	PIX *old = *pix;
	if (next != old)
		ocr->pixDestroy(&old);
	*pix = next;
}

static PIX *to_grey(const struct kua_ocr *ocr, PIX *pix)
{
	if (pix && ocr->pixGetDepth(pix) == 32 && ocr->pixGetSpp(pix) == 4)
		becomes(ocr, &pix, ocr->pixAlphaBlendUniform(pix, 0xffffff00));
	if (pix)
		becomes(ocr, &pix, ocr->pixConvertTo8(pix, 0));
	return pix;
}

/* As the camera was held: EXIF's orientation, 1 to 8. */
static PIX *upright(const struct kua_ocr *ocr, PIX *pix, unsigned orientation)
{
	static const unsigned char quarters[9] = {0, 0, 0, 2, 2, 1, 1, 3, 3};
	static const bool mirrored[9] = {[2] = true, [4] = true, [5] = true, [7] = true};
	if (!pix || orientation > 8)
		return pix;
	if (mirrored[orientation])
		becomes(ocr, &pix, ocr->pixFlipLR(NULL, pix));
	if (pix && quarters[orientation])
		becomes(ocr, &pix, ocr->pixRotateOrth(pix, quarters[orientation]));
	return pix;
}

PIX *kua_ocr_scale(const struct kua_ocr *ocr, PIX *pix, float by)
{
	int resolution = ocr->pixGetXRes(pix);
	becomes(ocr, &pix, ocr->pixScale(pix, by, by));
	if (pix)
		(void)ocr->pixSetResolution(pix, (int)((float)resolution * by), (int)((float)resolution * by));
	return pix;
}

/* Is it a PDF, as reader.c knows it? */
static bool is_pdf(const char *bytes, size_t n)
{
	return memmem(bytes, n < 1024 ? n : 1024, "%PDF-", 5) != NULL;
}

static PIX *draw_pdf(const struct kua_ocr *ocr, const char *bytes, size_t n, uint32_t page)
{
	struct kua_pixels p;
	if (!kua_pdf_page_image(bytes, n, page + 1, PDF_DPI, KUA_PAGE_PIXELS, &p))
		return NULL;
	PIX *pix = ocr->pixCreate((int)p.width, (int)p.height, 8);
	for (uint32_t y = 0; pix && y < p.height; y++) { /* Leptonica keeps four pixels in a word, the first in its high byte */
		l_uint32 *row = ocr->pixGetData(pix) + (size_t)y * (size_t)ocr->pixGetWpl(pix);
		for (uint32_t x = 0; x < p.width; x++)
			row[x / 4] |= (l_uint32)p.v[(size_t)y * p.width + x] << (24 - 8 * (x % 4));
	}
	if (pix)
		(void)ocr->pixSetResolution(pix, (int)p.dpi, (int)p.dpi);
	free(p.v);
	return pix;
}

PIX *kua_ocr_page(const struct kua_ocr *ocr, const char *bytes, size_t n, uint32_t page, const char **why)
{
	struct kua_image im;
	*why = "its page cannot be drawn";
	if (is_pdf(bytes, n))
		return draw_pdf(ocr, bytes, n, page);
	*why = "its pixels cannot be decoded";
	if (!kua_image_look(bytes, n, page, &im))
		return NULL;
	if ((uint64_t)im.width * im.height > KUA_IMAGE_PIXELS) {
		*why = "it has more pixels than the limit";
		return NULL;
	}
	PIX *pix = upright(ocr, to_grey(ocr, decode(ocr, &im, bytes, n, page)), im.orientation);
	if (!pix)
		return NULL;
	double pixels = (double)ocr->pixGetWidth(pix) * ocr->pixGetHeight(pix);
	if (pixels > (double)KUA_PAGE_PIXELS)
		pix = kua_ocr_scale(ocr, pix, (float)sqrt((double)KUA_PAGE_PIXELS / pixels));
	return pix;
}
