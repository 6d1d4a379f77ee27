/*
 * read_office.c - an office document in a ZIP: OOXML (Word, Excel, PowerPoint since 2007), OpenDocument or EPUB. What it is
 * is told by what is in it, never by its name.
 */
#include <string.h>

#include "intake/office.h"

struct kind {
	const char *mark, *type; /* what its main part's or its own media type holds; what we call it */
	void (*read)(struct kua_office *d, struct kua_str main);
	const char *main;        /* where the main part is, should no relation tell */
};

#define ODF "application/vnd.oasis.opendocument."
#define OOXML "application/vnd.openxmlformats-officedocument."

static void read_nothing(struct kua_office *d, struct kua_str main)
{
	(void)main;
	kua_answer_diagnose(d->answer, KUA_DIAG_NO_READER, "a binary book (XLSB)");
}

static const struct kind ooxml[] = {
	{"ms-excel.sheet.binary", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", read_nothing, "xl/workbook.bin"},
	{"wordprocessingml", OOXML "wordprocessingml.document", kua_read_docx, "word/document.xml"},
	{"ms-word", OOXML "wordprocessingml.document", kua_read_docx, "word/document.xml"},
	{"spreadsheetml", OOXML "spreadsheetml.sheet", kua_read_xlsx, "xl/workbook.xml"},
	{"ms-excel.sheet.macro", OOXML "spreadsheetml.sheet", kua_read_xlsx, "xl/workbook.xml"},
	{"presentationml", OOXML "presentationml.presentation", kua_read_pptx, "ppt/presentation.xml"},
	{"ms-powerpoint", OOXML "presentationml.presentation", kua_read_pptx, "ppt/presentation.xml"},
};
/* By the file "mimetype", which stands first and unpacked so that it can be found, or by the list of parts. */
static const struct kind odf[] = {
	{"opendocument.text", ODF "text", kua_read_odt, "content.xml"},
	{"sun.xml.writer", ODF "text", kua_read_odt, "content.xml"},
	{"opendocument.presentation", ODF "presentation", kua_read_odt, "content.xml"},
	{"opendocument.graphics", ODF "graphics", kua_read_odt, "content.xml"},
	{"opendocument.spreadsheet", ODF "spreadsheet", kua_read_ods, "content.xml"},
	{"sun.xml.calc", ODF "spreadsheet", kua_read_ods, "content.xml"},
	{"sun.xml.impress", ODF "presentation", kua_read_odt, "content.xml"},
};

/* ---- OOXML ---- */

static bool has(const struct kua_buf *b, const char *s)
{
	return b->len && memmem(b->data, b->len, s, strlen(s)) != NULL;
}

static const struct kind *find_ooxml(struct kua_office *d)
{
	const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str("[Content_Types].xml"));
	struct kua_buf types = KUA_BUF_INIT;
	const struct kind *found = NULL;
	if (m)
		(void)kua_zip_read(&d->zip, m, (size_t)4 << 20, &types);
	for (size_t i = 0; i < sizeof ooxml / sizeof *ooxml && !found; i++)
		if (kua_zip_find(&d->zip, kua_str(ooxml[i].main)))
			found = &ooxml[i];
	for (size_t i = 0; i < sizeof ooxml / sizeof *ooxml && !found; i++) /* what is embedded is listed there too */
		if (has(&types, ooxml[i].mark))
			found = &ooxml[i];
	kua_buf_free(&types);
	return found;
}

static void read_ooxml(struct kua_office *d, const struct kind *k)
{
	kua_relations root = {0};
	kua_answer_media_type(d->answer, k->type);
	kua_office_relations(d, (struct kua_str){"", 0}, &root);
	struct kua_str main = kua_relation_by_type(&root, "officeDocument");
	if (!kua_zip_find(&d->zip, main.n ? main : kua_str("")))
		main = kua_str(k->main);
	kua_office_about(d, &root);
	kua_office_inner(d);
	k->read(d, main);
	kua_vec_free(&root);
}

/* ---- OpenDocument ---- */

static const struct kind *find_odf(struct kua_office *d)
{
	static const char *const tell[] = {"mimetype", "META-INF/manifest.xml"};
	const struct kind *found = NULL;
	for (size_t t = 0; t < 2 && !found; t++) {
		const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str(tell[t]));
		struct kua_buf b = KUA_BUF_INIT;
		if (m)
			(void)kua_zip_read(&d->zip, m, (size_t)4 << 20, &b);
		for (size_t i = 0; i < sizeof odf / sizeof *odf && !found; i++)
			if (has(&b, odf[i].mark))
				found = &odf[i];
		kua_buf_free(&b);
	}
	return found;
}

/* The list of parts tells of each how it was encrypted. */
static bool is_encrypted(struct kua_office *d)
{
	const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str("META-INF/manifest.xml"));
	struct kua_buf b = KUA_BUF_INIT;
	if (m)
		(void)kua_zip_read(&d->zip, m, (size_t)4 << 20, &b);
	bool encrypted = has(&b, ":encryption-data");
	kua_buf_free(&b);
	return encrypted;
}

static void read_odf(struct kua_office *d, const struct kind *k)
{
	kua_answer_media_type(d->answer, k->type);
	kua_office_about_odf(d, kua_str("meta.xml"));
	if (is_encrypted(d)) {
		kua_answer_diagnose(d->answer, KUA_DIAG_ENCRYPTED, NULL);
		return;
	}
	kua_office_inner(d);
	k->read(d, kua_str(k->main));
}

/* ---- EPUB ---- */

static const struct kind epub = {"epub+zip", "application/epub+zip", kua_read_epub, ""};

static const struct kind *find_epub(struct kua_office *d)
{
	const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str("mimetype"));
	struct kua_buf b = KUA_BUF_INIT;
	if (m)
		(void)kua_zip_read(&d->zip, m, 64, &b);
	bool found = has(&b, epub.mark);
	kua_buf_clear(&b);
	m = found ? NULL : kua_zip_find(&d->zip, kua_str("META-INF/container.xml"));
	if (m)
		(void)kua_zip_read(&d->zip, m, (size_t)64 << 10, &b);
	found |= has(&b, "oebps-package");
	kua_buf_free(&b);
	return found ? &epub : NULL;
}

/* ---- together ---- */

bool kua_read_office_zip(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_office d = {.words = w, .answer = o};
	(void)name;
	if (!kua_zip_open((struct kua_str){bytes, n}, &d.zip))
		return false;
	d.arena = kua_arena_new();
	const struct kind *k = find_ooxml(&d), *other = k ? NULL : find_odf(&d);
	if (k)
		read_ooxml(&d, k);
	else if (other)
		read_odf(&d, other);
	const struct kind *book = k || other ? NULL : find_epub(&d);
	if (book) {
		kua_answer_media_type(o, book->type);
		book->read(&d, kua_str(book->main));
	}
	bool known = k || other || book;
	if (known && d.zip.damaged)
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "its directory");
	kua_zip_close(&d.zip);
	kua_arena_free(d.arena);
	return known;
}

/* ---- in one piece of XML ---- */

bool kua_read_office_xml(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	static const struct {
		const char *root, *mark, *type;
		void (*read)(const struct kua_words *w, struct kua_str xml, struct kua_answer *o);
	} roots[] = {
		{"<office:document", "opendocument.text", ODF "text", kua_read_odt_flat},
		{"<office:document", "opendocument.presentation", ODF "presentation", kua_read_odt_flat},
		{"<office:document", "opendocument.graphics", ODF "graphics", kua_read_odt_flat},
		{"<office:document", "opendocument.spreadsheet", ODF "spreadsheet", kua_read_ods_flat},
		{"<w:wordDocument", "wordml", "application/vnd.ms-wordml", kua_read_docx_flat},
		{"<pkg:package", "xmlPackage", OOXML "wordprocessingml.document", kua_read_docx_flat},
	};
	struct kua_str xml = {bytes, n};
	(void)name;
	size_t head = xml.n < 16384 ? xml.n : 16384;
	for (size_t i = 0; head && i < sizeof roots / sizeof *roots; i++) {
		if (!memmem(xml.s, head, roots[i].root, strlen(roots[i].root)) ||
		    !memmem(xml.s, head, roots[i].mark, strlen(roots[i].mark)))
			continue;
		kua_answer_media_type(o, roots[i].type);
		kua_office_about_flat(w, xml, o);
		roots[i].read(w, xml, o);
		return true;
	}
	return false;
}
