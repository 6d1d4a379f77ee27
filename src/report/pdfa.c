/* pdfa.c - what PDF/A asks for beside the pages. See pdfa.h. */
#include "report/pdfa.h"

#include <dlfcn.h>
#include <lcms2.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

#if QPDF_MAJOR_VERSION >= 12
#define QPDF "libqpdf.so.30"
#define QPDF_PACKAGE "libqpdf30"
#else
#define QPDF "libqpdf.so.29"
#define QPDF_PACKAGE "libqpdf29"
#endif
#define LCMS "liblcms2.so.2"
#define LCMS_PACKAGE "liblcms2-2"

#define PROFILE_VERSION 4.2 /* of ICC, the newest that PDF 1.7 knows */
enum { PROFILE_DATE = 24, PROFILE_DATE_BYTES = 12 }; /* where a profile says when it was made: six numbers of two bytes */
#define SRGB "sRGB IEC61966-2.1"

#define LCMS_CALLS(X) X(cmsCreate_sRGBProfile) X(cmsSetProfileVersion) X(cmsSaveProfileToMem) X(cmsCloseProfile)
#define QPDF_CALLS(X)                                                                                                          \
	X(qpdf_init) X(qpdf_cleanup) X(qpdf_silence_errors) X(qpdf_set_suppress_warnings) X(qpdf_has_error) X(qpdf_get_error)  \
	X(qpdf_get_error_message_detail) X(qpdf_read_memory) X(qpdf_init_write_memory) X(qpdf_write) X(qpdf_get_buffer)        \
	X(qpdf_get_buffer_length) X(qpdf_set_object_stream_mode) X(qpdf_set_deterministic_ID) X(qpdf_get_root)                 \
	X(qpdf_get_trailer) X(qpdf_get_object_by_id) X(qpdf_oh_get_key) X(qpdf_oh_get_int_value_as_int)                        \
	X(qpdf_oh_get_utf8_value) X(qpdf_oh_is_dictionary) X(qpdf_oh_is_name_and_equals) X(qpdf_oh_replace_key)                \
	X(qpdf_oh_remove_key) X(qpdf_oh_new_name) X(qpdf_oh_new_string) X(qpdf_oh_new_unicode_string) X(qpdf_oh_new_stream)    \
	X(qpdf_oh_new_null) X(qpdf_oh_replace_stream_data) X(qpdf_oh_get_dict) X(qpdf_oh_parse) X(qpdf_oh_wrap_in_array)       \
	X(qpdf_oh_release_all) X(qpdf_oh_is_stream) X(qpdf_set_newline_before_endstream)

struct finishing {
#define CALL(name) __typeof__(&name) name;
	LCMS_CALLS(CALL) QPDF_CALLS(CALL)
#undef CALL
	qpdf_data q;
	const struct pdfa_about *about;
};

static enum kua_code load(struct finishing *f, struct kua_error *err)
{
	enum { HOW = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE };
	void *qpdf = dlopen(QPDF, HOW), *lcms = dlopen(LCMS, HOW);
	bool has_qpdf = qpdf != NULL, has_lcms = lcms != NULL;
#define FIND(name) has_qpdf = has_qpdf && (*(void **)&f->name = dlsym(qpdf, #name)) != NULL;
	QPDF_CALLS(FIND)
#undef FIND
#define FIND(name) has_lcms = has_lcms && (*(void **)&f->name = dlsym(lcms, #name)) != NULL;
	LCMS_CALLS(FIND)
#undef FIND
	if (has_qpdf && has_lcms)
		return KUA_OK;
	return kua_fail(err, KUA_WORLD, "a PDF needs the package %s, which is not installed here", has_qpdf ? LCMS_PACKAGE : QPDF_PACKAGE);
}

/* ---- what is put in ---- */

/* The profile of sRGB, without the time at which it was made. Empty where it could not be made. */
static void make_profile(const struct finishing *f, struct kua_buf *out)
{
	static const char date[PROFILE_DATE_BYTES] = {0x07, (char)0xd0, 0, 1, 0, 1}; /* the first day of 2000 */
	cmsHPROFILE profile = f->cmsCreate_sRGBProfile();
	cmsUInt32Number n = 0;
	if (!profile)
		return;
	f->cmsSetProfileVersion(profile, PROFILE_VERSION);
	if (f->cmsSaveProfileToMem(profile, NULL, &n) && n >= PROFILE_DATE + PROFILE_DATE_BYTES) {
		kua_buf_reserve(out, n);
		out->len = f->cmsSaveProfileToMem(profile, out->data, &n) ? n : 0;
	}
	f->cmsCloseProfile(profile);
	if (out->len)
		memcpy(out->data + PROFILE_DATE, date, sizeof date);
}

static bool is_day(const char *iso)
{
	int64_t day;
	return iso && strlen(iso) == sizeof "2000-01-01" - 1 && kua_date_first_day(iso, &day);
}

static bool is_language(const char *tag)
{
	return tag && *tag && strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(tag);
}

static void property(struct kua_buf *out, const char *before, const char *value, const char *after)
{
	kua_buf_str(out, before);
	report_escape(out, value);
	kua_buf_str(out, after);
}

/* The same in XMP as the dictionary of information says, and that this is PDF/A. */
static void make_xmp(const struct pdfa_about *about, const char *producer, struct kua_buf *out)
{
	kua_buf_str(out, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	                 "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
	                 "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
	                 " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
	                 "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n<dc:format>application/pdf</dc:format>\n");
	if (*about->title)
		property(out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", about->title, "</rdf:li></rdf:Alt></dc:title>\n");
	if (is_language(about->language))
		property(out, "<dc:language><rdf:Bag><rdf:li>", about->language, "</rdf:li></rdf:Bag></dc:language>\n");
	if (is_day(about->when))
		property(out, "<xmp:CreateDate>", about->when, "</xmp:CreateDate>\n");
	property(out, "<pdf:Producer>", producer, "</pdf:Producer>\n");
	kua_buf_str(out, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
}

/* keys: of the stream, of our own making. */
static qpdf_oh add_stream(const struct finishing *f, const char *const keys[2][2], const struct kua_buf *bytes)
{
	qpdf_oh stream = f->qpdf_oh_new_stream(f->q), none = f->qpdf_oh_new_null(f->q);
	f->qpdf_oh_replace_stream_data(f->q, stream, (const unsigned char *)bytes->data, bytes->len, none, none);
	qpdf_oh said = f->qpdf_oh_get_dict(f->q, stream);
	for (size_t i = 0; i < 2 && keys[i][0]; i++)
		f->qpdf_oh_replace_key(f->q, said, keys[i][0], f->qpdf_oh_parse(f->q, keys[i][1]));
	return stream;
}

static void add_colours(const struct finishing *f, qpdf_oh root, const struct kua_buf *profile)
{
	static const char *const keys[2][2] = {{"/N", "3"}};
	qpdf_oh intent = f->qpdf_oh_parse(f->q, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (" SRGB ") /Info (" SRGB ") >>");
	f->qpdf_oh_replace_key(f->q, intent, "/DestOutputProfile", add_stream(f, keys, profile));
	f->qpdf_oh_replace_key(f->q, root, "/OutputIntents", f->qpdf_oh_wrap_in_array(f->q, intent));
}

static void add_about(const struct finishing *f, qpdf_oh root, qpdf_oh info)
{
	static const char *const keys[2][2] = {{"/Type", "/Metadata"}, {"/Subtype", "/XML"}};
	const struct pdfa_about *about = f->about;
	struct kua_buf xmp = KUA_BUF_INIT;
	make_xmp(about, f->qpdf_oh_get_utf8_value(f->q, f->qpdf_oh_get_key(f->q, info, "/Producer")), &xmp);
	f->qpdf_oh_replace_key(f->q, root, "/Metadata", add_stream(f, keys, &xmp));
	kua_buf_free(&xmp);
	f->qpdf_oh_remove_key(f->q, info, "/CreationDate"); /* the clock's */
	if (is_day(about->when)) {
		char day[sizeof "D:20000101"];
		(void)snprintf(day, sizeof day, "D:%.4s%.2s%.2s", about->when, about->when + 5, about->when + 8);
		f->qpdf_oh_replace_key(f->q, info, "/CreationDate", f->qpdf_oh_new_string(f->q, day));
	}
	if (*about->title) {
		f->qpdf_oh_replace_key(f->q, info, "/Title", f->qpdf_oh_new_unicode_string(f->q, about->title));
		f->qpdf_oh_replace_key(f->q, root, "/ViewerPreferences", f->qpdf_oh_parse(f->q, "<< /DisplayDocTitle true >>"));
	}
	if (f->qpdf_oh_is_dictionary(f->q, f->qpdf_oh_get_key(f->q, root, "/StructTreeRoot"))) /* Cairo does not say so where there are bookmarks */
		f->qpdf_oh_replace_key(f->q, root, "/MarkInfo", f->qpdf_oh_parse(f->q, "<< /Marked true >>"));
	if (is_language(about->language))
		f->qpdf_oh_replace_key(f->q, root, "/Lang", f->qpdf_oh_new_string(f->q, about->language));
}

/*
 * What Cairo leaves open: it numbers the glyphs of a font as the font does, but only a font that says so may be in PDF/A. And it wants the pixels
 * of pictures, which coloured letters are, smoothed, which PDF/A forbids.
 */
static void mend_object(const struct finishing *f, qpdf_oh o)
{
	qpdf_oh d = f->qpdf_oh_is_stream(f->q, o) ? f->qpdf_oh_get_dict(f->q, o) : o;
	if (!f->qpdf_oh_is_dictionary(f->q, d))
		return;
	qpdf_oh kind = f->qpdf_oh_get_key(f->q, d, "/Subtype");
	if (f->qpdf_oh_is_name_and_equals(f->q, kind, "/CIDFontType2"))
		f->qpdf_oh_replace_key(f->q, d, "/CIDToGIDMap", f->qpdf_oh_new_name(f->q, "/Identity"));
	else if (f->qpdf_oh_is_name_and_equals(f->q, kind, "/Image"))
		f->qpdf_oh_remove_key(f->q, d, "/Interpolate");
}

static void mend_objects(const struct finishing *f, qpdf_oh trailer)
{
	int n = f->qpdf_oh_get_int_value_as_int(f->q, f->qpdf_oh_get_key(f->q, trailer, "/Size"));
	for (int i = 1; i < n; i++) {
		mend_object(f, f->qpdf_get_object_by_id(f->q, i, 0));
		f->qpdf_oh_release_all(f->q);
	}
}

/* ---- the whole ---- */

/* Warnings do not count: Cairo names a picture twice in one dictionary. */
static bool is_good(const struct finishing *f, QPDF_ERROR_CODE code)
{
	return (code & QPDF_ERRORS) == 0 && !f->qpdf_has_error(f->q);
}

static bool rewrite(const struct finishing *f, const struct kua_buf *drawn, const struct kua_buf *profile)
{
	if (!is_good(f, f->qpdf_read_memory(f->q, "PDF", drawn->data, drawn->len, NULL)))
		return false;
	mend_objects(f, f->qpdf_get_trailer(f->q));
	qpdf_oh root = f->qpdf_get_root(f->q), info = f->qpdf_oh_get_key(f->q, f->qpdf_get_trailer(f->q), "/Info");
	add_colours(f, root, profile);
	add_about(f, root, info);
	if (!is_good(f, f->qpdf_init_write_memory(f->q)))
		return false;
	f->qpdf_set_object_stream_mode(f->q, qpdf_o_generate);
	f->qpdf_set_deterministic_ID(f->q, QPDF_TRUE);
	f->qpdf_set_newline_before_endstream(f->q, QPDF_TRUE); /* as PDF/A asks */
	return is_good(f, f->qpdf_write(f->q));
}

static enum kua_code finish(struct finishing *f, const struct kua_buf *drawn, const struct kua_buf *profile, struct kua_buf *out,
                            struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	f->q = f->qpdf_init();
	f->qpdf_silence_errors(f->q);
	f->qpdf_set_suppress_warnings(f->q, QPDF_TRUE);
	if (rewrite(f, drawn, profile)) {
		kua_buf_add(out, f->qpdf_get_buffer(f->q), f->qpdf_get_buffer_length(f->q));
	} else {
		qpdf_error bad = f->qpdf_get_error(f->q);
		code = kua_fail(err, KUA_WORLD, "the PDF could not be made: %s", bad ? f->qpdf_get_error_message_detail(f->q, bad) : "qpdf does not say why");
	}
	f->qpdf_cleanup(&f->q);
	return code;
}

enum kua_code pdfa_finish(const struct pdfa_about *about, const struct kua_buf *drawn, struct kua_buf *out, struct kua_error *err)
{
	struct finishing f = {.about = about};
	struct kua_buf profile = KUA_BUF_INIT;
	enum kua_code code = load(&f, err);
	if (code != KUA_OK)
		return code;
	make_profile(&f, &profile);
	code = profile.len ? finish(&f, drawn, &profile, out, err) : kua_fail(err, KUA_WORLD, "the PDF could not be made: there is no profile of its colours");
	kua_buf_free(&profile);
	return code;
}
