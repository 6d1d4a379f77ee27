/*
 * ocr.h - letters recognised in images, by Tesseract and Leptonica.
 *
 * Who does what:
 *   read_image.c, exif.c  an image's metadata, without decoding a pixel; it asks for its pages to be recognised
 *   recognise.c           the parent: asks the second keeper for one page after the other, joins the answers
 *   ocr_load.c            the second keeper: the libraries and languages, loaded when the first page is asked for
 *   ocr_image.c           in the jail: bytes to one page in grey, upright and of a size that suits
 *   ocr_words.c           in the jail: the page to lines, lines to paragraphs
 *   ocr.c                 in the jail: one page from bytes to answer, and the joined pages from answers to an item
 *
 * The libraries are opened at run time, for they bring forty others along, and casebooks without scans should not pay for that
 * in every start. They are optional: without them documents stay unread and say what to install.
 */
#ifndef KUA_INTAKE_OCR_H
#define KUA_INTAKE_OCR_H

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "intake/internal.h"
#include "intake/ocr_parent.h"

/* What is called of the libraries. */
#define KUA_OCR_CALLS(X)                                                                                              \
	X(TessBaseAPICreate) X(TessBaseAPIInit3) X(TessBaseAPISetVariable) X(TessBaseAPISetPageSegMode)               \
	X(TessBaseAPISetImage2) X(TessBaseAPISetSourceResolution) X(TessBaseAPIRecognize) X(TessBaseAPIGetIterator)   \
	X(TessBaseAPIGetLoadedLanguagesAsVector) X(TessBaseAPIClear) X(TessBaseAPIDetectOrientationScript)            \
	X(TessResultIteratorGetPageIterator) X(TessResultIteratorNext) X(TessResultIteratorGetUTF8Text)               \
	X(TessResultIteratorConfidence) X(TessResultIteratorDelete) X(TessPageIteratorIsAtBeginningOf)                \
	X(TessPageIteratorBoundingBox) X(TessDeleteText) X(TessDeleteTextArray) X(TessMonitorCreate) X(TessMonitorDelete) \
	X(TessBaseAPISetRectangle) X(TessBaseAPIGetUTF8Text) X(TessBaseAPIMeanTextConf)                               \
	X(TessMonitorSetCancelFunc) X(TessMonitorSetCancelThis)          \
	X(pixReadMem) X(pixReadMemTiff) X(pixReadMemJpeg) X(pixDestroy) X(pixGetWidth) X(pixGetHeight) X(pixGetDepth) \
	X(pixGetXRes) X(pixSetResolution) X(pixCreate) X(pixGetData) X(pixGetWpl) X(pixGetSpp)                        \
	X(pixConvertTo8) X(pixAlphaBlendUniform) X(pixRotateOrth) X(pixFlipLR) X(pixScale) X(setMsgSeverity)

struct kua_ocr {
#define KUA_OCR_CALL(name) __typeof__(&name) name;
	KUA_OCR_CALLS(KUA_OCR_CALL)
#undef KUA_OCR_CALL
	TessBaseAPI *latin, *cyrillic; /* for a word of a page that is all but in one script; or NULL */
	TessBaseAPI *letters, *orientation; /* NULL where there is no library or language; no data of orientation */
	char missing[200]; /* what is not installed, "" where all is */
};

/* ---- ocr_image.c ---- */

/* Larger images are not decoded, larger pages are made smaller. */
#define KUA_IMAGE_PIXELS ((uint64_t)150000000)
#define KUA_PAGE_PIXELS ((uint64_t)24000000)
/* One page (from 0) of an image as 8 bits of grey, or NULL with why. */
PIX *kua_ocr_page(const struct kua_ocr *ocr, const char *bytes, size_t n, uint32_t page, const char **why);
/* A page made larger or smaller, upright. Takes pix. */
PIX *kua_ocr_scale(const struct kua_ocr *ocr, PIX *pix, float by);

/* ---- ocr_words.c ---- */

struct kua_recognised {
	struct kua_buf text;
	unsigned confidence; /* mean of its letters, 0 to 100; 0 where there is no text */
	size_t letters, sure; /* letters and digits; of them in words that are nearly certain */
	int height;          /* of most lines, in pixels; 0 where there are none */
	bool over;           /* time was over before the page was */
};
/* The page's text after TessBaseAPIRecognize. */
void kua_ocr_words(const struct kua_ocr *ocr, PIX *pix, struct kua_recognised *out);
/* Letters of a word by script. */
struct kua_scripts {
	size_t latin, cyrillic;
};
void kua_ocr_count_scripts(struct kua_str word, struct kua_scripts *sum);
/* Is the word in a script that its page hardly knows? Then twins of letters may have been taken for each other. */
bool kua_ocr_is_stranger(struct kua_str word, const struct kua_scripts *page);

/* ---- ocr.c ---- */

/* Recognise one page, whatever it takes: scaled, turned. */
void kua_ocr_recognise(const struct kua_ocr *ocr, PIX *pix, unsigned seconds, struct kua_recognised *out);

#endif
