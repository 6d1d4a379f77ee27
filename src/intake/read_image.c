/*
 * read_image.c - images: what the camera, the scanner or a program wrote into them becomes metadata, and their pages are to be
 * recognised. No pixel is decoded here. All keys begin with "exif.", wherever they stand (EXIF, XMP, PNG): they tell who took
 * a picture, where and with what, so nobody publishes them unasked.
 */
#include "intake/image.h"
#include "intake/ocr.h"
#include "intake/xml.h"

/* ---- XMP ---- */

static const char *const xmp_names[] = {
	"xmp:CreateDate", "photoshop:DateCreated", "exif:DateTimeOriginal", "xmp:CreatorTool", "dc:title", "dc:description", "dc:creator",
	"dc:rights", "photoshop:Headline", "photoshop:Credit", "photoshop:Source", "photoshop:City", "photoshop:Country",
	"exif:GPSLatitude", "exif:GPSLongitude", NULL,
};
static const char *const xmp_keys[] = {
	"exif.created", "exif.created", "exif.date", "exif.software", "exif.title", "exif.description", "exif.author",
	"exif.copyright", "exif.headline", "exif.credit", "exif.source", "exif.city", "exif.country",
	"exif.latitude", "exif.longitude",
};

struct xmp {
	struct kua_answer *o;
	int element; /* whose text it is */
	struct kua_buf text;
};

static void xmp_start(void *ctx, struct kua_xml *x, int element)
{
	struct xmp *m = ctx;
	for (size_t i = 0; xmp_names[i]; i++)
		kua_answer_meta(m->o, xmp_keys[i], kua_xml_attribute(x, xmp_names[i]));
	if (element) {
		m->element = element;
		kua_buf_clear(&m->text);
	}
}

static void xmp_end(void *ctx, int element)
{
	struct xmp *m = ctx;
	if (!element || element != m->element)
		return;
	kua_answer_meta(m->o, xmp_keys[element - 1], kua_trim((struct kua_str){m->text.data, m->text.len}));
	m->element = 0;
}

static void xmp_text(void *ctx, struct kua_str text)
{
	struct xmp *m = ctx;
	if (m->element && m->text.len < KUA_LINE_BYTES)
		kua_buf_add(&m->text, text.s, text.n);
}

static void answer_xmp(const struct kua_words *w, struct kua_str xmp, struct kua_answer *o)
{
	static const struct kua_xml_reader reader = {.names = xmp_names, .start = xmp_start, .end = xmp_end, .text = xmp_text};
	struct kua_xml_reader r = reader;
	struct xmp m = {.o = o};
	r.words = w;
	if (xmp.n)
		(void)kua_xml_parse_bytes(&r, &m, xmp);
	kua_buf_free(&m.text);
}

/* ---- PNG ---- */

struct texts {
	const struct kua_words *w;
	struct kua_answer *o;
};

static void answer_text(void *ctx, struct kua_str key, struct kua_str text)
{
	static const struct {
		const char *keyword, *key;
	} known[] = {
		{"Title", "exif.title"},       {"Author", "exif.author"},           {"Description", "exif.description"},
		{"Copyright", "exif.copyright"}, {"Creation Time", "exif.created"}, {"Software", "exif.software"},
		{"Comment", "exif.comment"},   {"Source", "exif.source"},           {"date:create", "exif.created"},
	};
	struct texts *t = ctx;
	if (kua_str_is(key, "XML:com.adobe.xmp")) {
		answer_xmp(t->w, text, t->o);
		return;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (kua_str_is(key, known[i].keyword))
			kua_answer_meta(t->o, known[i].key, text);
}

/* ---- the reader ---- */

static const char *const types[] = {
	[KUA_IMAGE_JPEG] = "image/jpeg", [KUA_IMAGE_PNG] = "image/png",   [KUA_IMAGE_GIF] = "image/gif",
	[KUA_IMAGE_TIFF] = "image/tiff", [KUA_IMAGE_WEBP] = "image/webp", [KUA_IMAGE_BMP] = "image/bmp",
	[KUA_IMAGE_HEIF] = "image/heic",
};

static void answer_size(const struct kua_image *im, struct kua_answer *o)
{
	char line[80];
	(void)snprintf(line, sizeof line, "%u x %u", (unsigned)im->width, (unsigned)im->height);
	if (im->width && im->height)
		kua_answer_meta(o, "image.size", kua_str(line));
	(void)snprintf(line, sizeof line, "%u", (unsigned)im->pages);
	if (im->pages > 1)
		kua_answer_meta(o, "image.pages", kua_str(line));
}

/* Ask for its pages to be recognised, or say why not. */
static void ask(const struct kua_image *im, struct kua_answer *o)
{
	if (im->kind == KUA_IMAGE_HEIF) {
		kua_answer_diagnose(o, KUA_DIAG_NO_READER, "an image as telephones make it (HEIC): its pixels cannot be decoded");
	} else if (!im->width || !im->height || !im->pages) {
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "an image without a size");
	} else if ((uint64_t)im->width * im->height > KUA_IMAGE_PIXELS) {
		kua_answer_diagnose(o, KUA_DIAG_TOO_LARGE, "%u x %u pixels, more than %llu in all", (unsigned)im->width,
		                    (unsigned)im->height, (unsigned long long)KUA_IMAGE_PIXELS);
	} else {
		if (im->cut)
			kua_answer_diagnose(o, KUA_DIAG_BROKEN, "the image ends early");
		if (im->more_pages)
			kua_answer_diagnose(o, KUA_DIAG_LIMIT, "%u pages of an image", KUA_IMAGE_PAGES);
		for (uint32_t i = 1; i <= im->pages; i++)
			kua_answer_wanted(o, i);
	}
}

bool kua_read_image(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_image im;
	(void)name;
	if (!kua_image_look(bytes, n, 0, &im))
		return false;
	kua_answer_media_type(o, types[im.kind]);
	answer_size(&im, o);
	kua_exif_answer(im.exif, o);
	answer_xmp(w, im.xmp, o);
	if (im.kind == KUA_IMAGE_PNG) {
		struct texts t = {w, o};
		kua_png_texts((struct kua_str){bytes, n}, answer_text, &t);
	}
	kua_answer_meta(o, "exif.comment", kua_trim(im.comment));
	ask(&im, o);
	return true;
}
