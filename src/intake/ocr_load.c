/* ocr_load.c - the libraries and languages of recognition, opened at run time. See ocr.h. */
#include "intake/ocr.h"

#include <dlfcn.h>

#include "intake/ocr_parent.h"

#define LIBRARY "libtesseract.so.5"
#define LANGUAGES "rus+kaz+eng"

/* Nobody reads what the libraries print; in the jail a write to standard error would end the reader. */
static ssize_t swallow(void *cookie, const char *bytes, size_t n)
{
	(void)cookie;
	(void)bytes;
	return (ssize_t)n;
}

static bool find_calls(struct kua_ocr *ocr, void *library)
{
	bool all = true;
#define FIND(name) all &= (*(void **)&ocr->name = dlsym(library, #name)) != NULL;
	KUA_OCR_CALLS(FIND)
#undef FIND
	return all;
}

static bool has_language(const struct kua_ocr *ocr, const char *code)
{
	char **v = ocr->TessBaseAPIGetLoadedLanguagesAsVector(ocr->letters);
	bool has = false;
	for (size_t i = 0; v && v[i]; i++)
		has |= strcmp(v[i], code) == 0;
	if (v)
		ocr->TessDeleteTextArray(v);
	return has;
}

static void name_missing(struct kua_ocr *ocr, const char *package)
{
	size_t n = strlen(ocr->missing);
	(void)snprintf(ocr->missing + n, sizeof ocr->missing - n, "%s%s", n ? " " : "", package);
}

/*
 * One image through it all: what is set up at first use is set up, and what the first words take to learn is learnt.
 */
static void warm_up(const struct kua_ocr *ocr)
{
	struct kua_recognised r = {0};
	PIX *pix = ocr->pixCreate(400, 200, 8);
	if (!pix)
		return;
	for (int y = 60; y < 120; y++) { /* some strokes, which are no letters */
		unsigned char *row = (unsigned char *)(ocr->pixGetData(pix) + (long)y * ocr->pixGetWpl(pix));
		for (int x = 60; x < 300; x++)
			row[x] = (unsigned char)(x % 24 < 8 || y % 40 < 6 ? 0xff : 0);
	}
	TessBaseAPI *const scripts[] = {ocr->latin, ocr->cyrillic};
	for (size_t i = 0; i < 2; i++) {
		if (!scripts[i])
			continue;
		ocr->TessBaseAPISetImage2(scripts[i], pix);
		char *text = ocr->TessBaseAPIGetUTF8Text(scripts[i]);
		if (text)
			ocr->TessDeleteText(text);
		ocr->TessBaseAPIClear(scripts[i]);
	}
	kua_ocr_recognise(ocr, pix, 5, &r);
	kua_buf_free(&r.text);
}

static TessBaseAPI *load_script(const struct kua_ocr *ocr, const char *languages)
{
	TessBaseAPI *api = ocr->TessBaseAPICreate();
	if (ocr->TessBaseAPIInit3(api, NULL, languages) != 0)
		return NULL;
	ocr->TessBaseAPISetPageSegMode(api, PSM_SINGLE_LINE);
	return api;
}

static void load(struct kua_ocr *ocr)
{
	(void)setenv("OMP_THREAD_LIMIT", "1", 1); /* a jailed reader can start no threads */
	FILE *nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){.write = swallow});
	if (nowhere)
		stderr = nowhere;
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library || !find_calls(ocr, library)) {
		name_missing(ocr, "libtesseract5 tesseract-ocr-rus tesseract-ocr-kaz tesseract-ocr-eng");
		return;
	}
	(void)ocr->setMsgSeverity(L_SEVERITY_NONE);
	ocr->letters = ocr->TessBaseAPICreate();
	bool any = ocr->TessBaseAPIInit3(ocr->letters, NULL, LANGUAGES) == 0;
	static const char *const codes[] = {"rus", "kaz", "eng"};
	for (size_t i = 0; i < 3; i++) {
		char package[40];
		(void)snprintf(package, sizeof package, "tesseract-ocr-%s", codes[i]);
		if (!any || !has_language(ocr, codes[i]))
			name_missing(ocr, package);
	}
	if (!any) {
		ocr->letters = NULL;
		return;
	}
	ocr->TessBaseAPISetPageSegMode(ocr->letters, PSM_AUTO);
	ocr->orientation = ocr->TessBaseAPICreate();
	if (ocr->TessBaseAPIInit3(ocr->orientation, NULL, "osd") != 0)
		ocr->orientation = NULL;
	ocr->latin = load_script(ocr, "eng");
	ocr->cyrillic = load_script(ocr, "rus+kaz");
	warm_up(ocr);
}

struct kua_ocr *kua_ocr_new(void)
{
	struct kua_ocr *ocr = kua_calloc(1, sizeof *ocr);
	load(ocr);
	return ocr;
}
