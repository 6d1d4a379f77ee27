/*
 * sheet_odt.c - a letter or a form as a text document (ODF 1.2), to go on writing in: headings, lists and endnotes are those of the format, so that
 * notes move with the text, and a field of a form is a paragraph whose label is bold.
 */
#include <string.h>

#include "report/sheets.h"

static const char media_type[] = "application/vnd.oasis.opendocument.text";

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SPACES                                                                                                             \
	" xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"" \
	" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\"" \
	" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\""

static const char manifest[] =
	XML "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\n"
	"<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\n"
	"<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\n"
	"<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>\n"
	"<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>\n</manifest:manifest>\n";

#define PARAGRAPH(name, shown, of) \
	"<style:style style:name=\"" name "\" style:display-name=\"" shown "\" style:family=\"paragraph\" style:parent-style-name=\"Standard\"" of
#define TEXT_OF(name, of) "<style:style style:name=\"" name "\" style:family=\"text\"><style:text-properties " of "/></style:style>\n"
static const char styles[] =
	"<style:style style:name=\"Standard\" style:family=\"paragraph\"><style:paragraph-properties fo:margin-top=\"0cm\" fo:margin-bottom=\"0.25cm\""
	" fo:line-height=\"120%\" fo:widows=\"2\" fo:orphans=\"2\"/></style:style>\n"
	PARAGRAPH("Title", "Title", "><style:text-properties fo:font-size=\"18pt\" fo:font-weight=\"bold\"/></style:style>\n")
	PARAGRAPH("Heading_20_1", "Heading 1", " style:default-outline-level=\"1\"><style:paragraph-properties fo:margin-top=\"0.45cm\""
	          " fo:keep-with-next=\"always\"/><style:text-properties fo:font-size=\"13pt\" fo:font-weight=\"bold\"/></style:style>\n")
	PARAGRAPH("Strong_20_text", "Strong text", "><style:text-properties fo:font-weight=\"bold\"/></style:style>\n")
	PARAGRAPH("Quotations", "Quotations", "><style:paragraph-properties fo:margin-left=\"1cm\" fo:margin-right=\"1cm\"/></style:style>\n")
	PARAGRAPH("Line", "Line", "><style:paragraph-properties fo:margin-bottom=\"0cm\"/></style:style>\n")
	PARAGRAPH("Endnote", "Endnote", "><style:paragraph-properties fo:margin-bottom=\"0.1cm\"/><style:text-properties fo:font-size=\"9pt\"/></style:style>\n")
	TEXT_OF("Label", "fo:font-weight=\"bold\"") TEXT_OF("Check", "fo:background-color=\"#fff2a8\"")
	TEXT_OF("Raised", "style:text-position=\"super 58%\"")
	"<text:notes-configuration text:note-class=\"endnote\" style:num-format=\"1\" text:citation-body-style-name=\"Raised\" text:start-value=\"0\"/>\n";

static const char layout[] =
	"<office:automatic-styles><style:page-layout style:name=\"A4\"><style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\""
	" fo:margin-top=\"2cm\" fo:margin-bottom=\"2cm\" fo:margin-left=\"2.2cm\" fo:margin-right=\"2.2cm\"/></style:page-layout></office:automatic-styles>\n"
	"<office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\"/></office:master-styles>\n";

struct odt {
	const struct kua_sheet *s;
	struct kua_buf *out, said;
	bool *told; /* by notes: it stands in the text already, and is referred to */
};

static void note(struct odt *o, size_t number)
{
	if (o->told[number]) {
		kua_buf_printf(o->out, "<text:span text:style-name=\"Raised\"><text:note-ref text:note-class=\"endnote\" text:reference-format=\"text\""
		               " text:ref-name=\"n%zu\">%zu</text:note-ref></text:span>", number, number);
		return;
	}
	o->told[number] = true;
	kua_buf_printf(o->out, "<text:note text:id=\"n%zu\" text:note-class=\"endnote\"><text:note-citation>%zu</text:note-citation>"
	               "<text:note-body><text:p text:style-name=\"Endnote\"><text:s/>", number, number);
	sheet_escape(o->out, o->s->notes.v[number - 1]);
	kua_buf_str(o->out, "</text:p></text:note-body></text:note>");
}

static void run(struct odt *o, const struct kua_run *r, bool after_note)
{
	if (r->kind == KUA_RUN_NOTE) {
		kua_buf_str(o->out, after_note ? "<text:span text:style-name=\"Raised\">, </text:span>" : "");
		note(o, r->note);
		return;
	}
	bool marked = r->kind != KUA_RUN_TEXT;
	kua_buf_clear(&o->said);
	sheet_run(r, &o->said);
	kua_buf_str(o->out, marked ? "<text:span text:style-name=\"Check\">" : "");
	sheet_escape(o->out, o->said.len ? o->said.data : "");
	kua_buf_str(o->out, marked ? "</text:span>" : "");
}

static void runs(struct odt *o, const struct kua_sheet_part *p)
{
	for (size_t i = 0; i < p->n; i++)
		run(o, &p->v[i], i && p->v[i - 1].kind == KUA_RUN_NOTE);
}

static void paragraph(struct odt *o, const char *style, const struct kua_sheet_part *p)
{
	kua_buf_printf(o->out, "<text:p text:style-name=\"%s\">", style);
	if (p->kind == KUA_SHEET_ROW) {
		kua_buf_str(o->out, "<text:span text:style-name=\"Label\">");
		sheet_escape(o->out, p->label);
		sheet_escape(o->out, o->s->colon ? o->s->colon : ":");
		kua_buf_str(o->out, " </text:span>");
	}
	runs(o, p);
	kua_buf_str(o->out, "</text:p>\n");
}

static void part(struct odt *o, const struct kua_sheet_part *p)
{
	static const char *const of[] = {[KUA_SHEET_TITLE] = "Title", [KUA_SHEET_TEXT] = "Standard", [KUA_SHEET_STRONG] = "Strong_20_text",
	                                 [KUA_SHEET_QUOTE] = "Quotations", [KUA_SHEET_LINE] = "Line", [KUA_SHEET_ROW] = "Line"};
	switch (p->kind) {
	case KUA_SHEET_NOTES: break; /* they are endnotes */
	case KUA_SHEET_HEADING:
		kua_buf_str(o->out, "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">");
		runs(o, p);
		kua_buf_str(o->out, "</text:h>\n");
		break;
	case KUA_SHEET_ITEM:
		kua_buf_str(o->out, "<text:list-item>");
		paragraph(o, "Line", p);
		kua_buf_str(o->out, "</text:list-item>\n");
		break;
	default: paragraph(o, of[p->kind], p); break;
	}
}

/* Is the last line of an address or a row of a form followed by something else? Then there is a space. */
static bool ends_lines(const struct kua_sheet *s, size_t i)
{
	enum kua_sheet_kind kind = s->v[i].kind;
	return (kind == KUA_SHEET_LINE || kind == KUA_SHEET_ROW || kind == KUA_SHEET_ITEM) && i + 1 < s->n && s->v[i + 1].kind != kind;
}

static void content(struct odt *o)
{
	const struct kua_sheet *s = o->s;
	kua_buf_str(o->out, XML "<office:document-content" SPACES ">\n<office:automatic-styles><text:list-style style:name=\"Items\">"
	            "<text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"•\"><style:list-level-properties text:space-before=\"0.4cm\""
	            " text:min-label-width=\"0.5cm\"/></text:list-level-style-bullet></text:list-style></office:automatic-styles>\n<office:body><office:text>\n");
	if (s->marked && kua_sheet_is_marked(s)) {
		kua_buf_str(o->out, "<text:p text:style-name=\"Standard\"><text:span text:style-name=\"Check\">");
		sheet_escape(o->out, s->marked);
		kua_buf_str(o->out, "</text:span></text:p>\n");
	}
	for (size_t i = 0; i < s->n; i++) {
		bool item = s->v[i].kind == KUA_SHEET_ITEM;
		bool begins = item && (!i || s->v[i - 1].kind != KUA_SHEET_ITEM), ends = item && (i + 1 == s->n || s->v[i + 1].kind != KUA_SHEET_ITEM);
		kua_buf_str(o->out, begins ? "<text:list text:style-name=\"Items\">\n" : "");
		part(o, &s->v[i]);
		kua_buf_str(o->out, ends ? "</text:list>\n" : "");
		kua_buf_str(o->out, ends_lines(s, i) ? "<text:p text:style-name=\"Line\"/>\n" : "");
	}
	kua_buf_str(o->out, "</office:text></office:body>\n</office:document-content>\n");
}

static void write_styles(const char *language, struct kua_buf *out)
{
	kua_buf_str(out, XML "<office:document-styles" SPACES ">\n<office:font-face-decls><style:font-face style:name=\"Serif\""
	            " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" svg:font-family=\"'Noto Serif', 'DejaVu Serif', serif\""
	            " style:font-family-generic=\"roman\"/></office:font-face-decls>\n<office:styles>\n");
	kua_buf_str(out, "<style:default-style style:family=\"paragraph\"><style:text-properties style:font-name=\"Serif\" fo:font-size=\"11pt\" fo:language=\"");
	sheet_escape(out, language);
	kua_buf_str(out, "\" fo:country=\"none\"/></style:default-style>\n");
	kua_buf_str(out, styles);
	kua_buf_str(out, "</office:styles>\n");
	kua_buf_str(out, layout);
	kua_buf_str(out, "</office:document-styles>\n");
}

static void write_meta(const struct kua_sheet *s, struct kua_buf *out)
{
	kua_buf_str(out, XML "<office:document-meta" SPACES "><office:meta><meta:generator>Kua</meta:generator><dc:title>");
	sheet_escape(out, s->title);
	kua_buf_str(out, "</dc:title><dc:language>");
	sheet_escape(out, s->language);
	kua_buf_str(out, "</dc:language>");
	if (s->date) {
		kua_buf_str(out, "<dc:date>");
		sheet_escape(out, s->date);
		kua_buf_str(out, "T00:00:00</dc:date>");
	}
	kua_buf_str(out, "</office:meta></office:document-meta>\n");
}

void sheet_odt(const struct kua_sheet *s, struct kua_buf *out)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct odt o = {.s = s, .out = &b, .told = kua_calloc(s->notes.n + 1, sizeof(bool))};
	struct zip z;
	zip_begin(&z, out);
	zip_add(&z, "mimetype", media_type, sizeof media_type - 1, false);
	content(&o);
	zip_add(&z, "content.xml", b.data, b.len, true);
	kua_buf_clear(&b);
	write_styles(s->language, &b);
	zip_add(&z, "styles.xml", b.data, b.len, true);
	kua_buf_clear(&b);
	write_meta(s, &b);
	zip_add(&z, "meta.xml", b.data, b.len, true);
	zip_add(&z, "META-INF/manifest.xml", manifest, sizeof manifest - 1, true);
	zip_end(&z);
	free(o.told);
	kua_buf_free(&o.said);
	kua_buf_free(&b);
}
