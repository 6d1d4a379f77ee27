/* test_docx.c - DOCX: paragraphs, lists, tables, notes, remarks, changes, hidden text, what is embedded, what is hostile. */
#include "run.h"
#include "zips.h"
#include "../quick.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define P(text) "<w:p><w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r></w:p>"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static void start(struct zips *z, const char *body)
{
	struct kua_buf b = KUA_BUF_INIT;
	zips_add(z, "[Content_Types].xml", "<Types/>");
	kua_buf_printf(&b, "<?xml version=\"1.0\"?><w:document " W " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
	               "<w:body>%s</w:body></w:document>", body);
	zips_add_deflated(z, "word/document.xml", b.data, b.len);
	kua_buf_free(&b);
}

static struct kua_reading finish(void **state, struct zips *z)
{
	zips_end(z);
	struct kua_reading r = run_bytes(*state, z->file.data, z->file.len, "x");
	zips_free(z);
	return r;
}

static struct kua_reading run_body(void **state, const char *body)
{
	struct zips z = {0};
	start(&z, body);
	return finish(state, &z);
}

static bool diagnosed(const struct kua_reading *r, enum kua_diagnostic_id id, const char *detail)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id && (!detail || (r->diagnosed[i].detail && strstr(r->diagnosed[i].detail, detail))))
			return true;
	return false;
}

static bool has_meta(const struct kua_reading *r, const char *line)
{
	return kua_list_has(&r->metadata, line);
}

static void paragraphs_and_breaks(void **state)
{
	struct kua_reading r = run_body(state, P("One.") "<w:p/>" P("  Two  ")
		"<w:p><w:r><w:t>A</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:noBreakHyphen/><w:t>D\xc2\xad" "E\xc2\xa0" "F</w:t></w:r></w:p>");
	assert_string_equal(r.media_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	assert_string_equal(only(&r)->text, "One.\n\nTwo\n\nA\tB\nC-DE F");
	assert_false(r.partial);
	assert_null(r.reason);
}

static void tables_and_layouts(void **state)
{
#define CELL(text) "<w:tc>" P(text) "</w:tc>"
	struct kua_reading r = run_body(state, P("Before.")
		"<w:tbl><w:tr>" CELL("Name") CELL("Age") "</w:tr><w:tr>" CELL("Jane Smith") CELL("34") "</w:tr><w:tr>" CELL("Ann") CELL("") "</w:tr></w:tbl>"
		P("Between.") "<w:tbl><w:tr><w:tc>" P("The first.") P("The second.") "</w:tc></w:tr></w:tbl>");
	assert_string_equal(only(&r)->text, "Before.\n\nName\tAge\nJane Smith\t34\nAnn\n\nBetween.\n\nThe first.\n\nThe second.");
	/* a table in a cell */
	r = run_body(state, "<w:tbl><w:tr>" CELL("A") "<w:tc><w:tbl><w:tr>" CELL("1") CELL("2") "</w:tr></w:tbl></w:tc></w:tr></w:tbl>");
	assert_string_equal(only(&r)->text, "A\t1 2");
}

static void changes_and_hidden_text(void **state)
{
	struct kua_reading r = run_body(state,
		"<w:p><w:r><w:t>They saw </w:t></w:r><w:del w:author=\"Ann\"><w:r><w:delText>70</w:delText></w:r></w:del>"
		"<w:moveFrom w:author=\"Ann\"><w:r><w:t>away</w:t></w:r></w:moveFrom>"
		"<w:ins w:author=\"Bob\"><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r>"
		"<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t> people.</w:t></w:r></w:p>");
	assert_string_equal(only(&r)->text, "They saw 12 people.");
	assert_true(diagnosed(&r, KUA_DIAG_TRACKED, "3, by Ann, Bob"));
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_TEXT, "SECRET"));
	assert_false(r.partial);
}

static void boxes_come_once(void **state)
{
	struct kua_reading r = run_body(state, "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" P("In the box.") P("Twice.")
		"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" P("In the box.") "</w:txbxContent></mc:Fallback>"
		"</mc:AlternateContent></w:r><w:r><w:t>The host.</w:t></w:r></w:p>" P("After."));
	assert_string_equal(only(&r)->text, "The host.\n\nIn the box.\n\nTwice.\n\nAfter.");
	r = run_body(state, "<w:p><w:r><mc:AlternateContent><mc:Fallback><w:pict><w:txbxContent>" P("Old.") "</w:txbxContent></w:pict></mc:Fallback>"
		"</mc:AlternateContent><w:t>Host.</w:t></w:r></w:p>");
	assert_string_equal(only(&r)->text, "Host.\n\nOld.");
}

#define RELS(inside) "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inside "</Relationships>"

static void notes_remarks_lists(void **state)
{
	struct zips z = {0};
	start(&z, "<w:p><w:pPr><w:pStyle w:val=\"a3\"/></w:pPr><w:r><w:t>A title of it</w:t></w:r></w:p>"
		"<w:p><w:r><w:t>Killed</w:t><w:footnoteReference w:id=\"2\"/><w:t> there.</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>first</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>below</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:pStyle w:val=\"toc\"/></w:pPr><w:r><w:t>Contents 7</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>second</w:t></w:r></w:p>");
	zips_add(&z, "word/_rels/document.xml.rels", RELS(
		"<Relationship Id=\"r1\" Type=\"" REL "footnotes\" Target=\"footnotes.xml\"/>"
		"<Relationship Id=\"r2\" Type=\"" REL "comments\" Target=\"/word/comments.xml\"/>"
		"<Relationship Id=\"r3\" Type=\"" REL "styles\" Target=\"../word/styles.xml\"/>"
		"<Relationship Id=\"r4\" Type=\"" REL "numbering\" Target=\"./numbering.xml\"/>"
		"<Relationship Id=\"r5\" Type=\"" REL "hyperlink\" Target=\"http://example.org/\" TargetMode=\"External\"/>"));
	zips_add(&z, "word/footnotes.xml", "<w:footnotes " W "><w:footnote w:type=\"separator\" w:id=\"0\">" P("-") "</w:footnote>"
		"<w:footnote w:id=\"2\">" P("By the court.") "</w:footnote></w:footnotes>");
	zips_add(&z, "word/comments.xml", "<w:comments " W "><w:comment w:id=\"0\" w:author=\"Jane Smith\" w:date=\"2013-07-02T10:00:00Z\">"
		P("Ask the hospital.") "</w:comment><w:comment w:date=\"2013-02-29T10:00:00Z\">" P("No such day.") "</w:comment></w:comments>");
	zips_add(&z, "word/styles.xml", "<w:styles " W "><w:style w:styleId=\"a3\"><w:name w:val=\"Title\"/></w:style>"
		"<w:style w:styleId=\"toc\"><w:name w:val=\"toc 1\"/></w:style></w:styles>");
	zips_add(&z, "word/numbering.xml", "<w:numbering " W "><w:abstractNum w:abstractNumId=\"1\">"
		"<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>"
		"<w:lvl w:ilvl=\"1\"><w:start w:val=\"2\"/><w:numFmt w:val=\"lowerRoman\"/><w:lvlText w:val=\"(%2)\"/></w:lvl>"
		"</w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>");
	struct kua_reading r = finish(state, &z);
	assert_int_equal(r.n, 3);
	assert_null(r.items[2].published_on);
	assert_string_equal(r.items[0].title, "A title of it");
	assert_string_equal(r.items[0].text, "A title of it\n\nKilled[1] there.\n\n[1] By the court.\n\n1. first\n(ii) below\n2. second");
	assert_string_equal(r.items[1].author, "Jane Smith");
	assert_string_equal(r.items[1].published_on, "2013-07-02");
	assert_string_equal(r.items[1].text, "Ask the hospital.");
	assert_null(r.reason);
}

static void pages_where_the_program_put_them(void **state)
{
	struct kua_reading r = run_body(state, P("Page one.") "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
		"<w:p><w:r><w:lastRenderedPageBreak/><w:t>Page two </w:t><w:lastRenderedPageBreak/><w:t>and three.</w:t></w:r></w:p>");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->text, "Page one.\n\nPage two and three.");
	assert_int_equal(i->n_pages, 3);
	assert_int_equal(i->pages[1].offset, 11);
	assert_int_equal(i->pages[2].page, 3);
	assert_int_equal(i->pages[2].offset, 20);
	r = run_body(state, P("One.") "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>" P("Two."));
	assert_int_equal(only(&r)->n_pages, 0);
}

static void what_it_says_of_itself_and_what_is_in_it(void **state)
{
	static char photo[5000];
	struct zips z = {0};
	start(&z, P("The text."));
	zips_add(&z, "docProps/core.xml", "<c:coreProperties xmlns:c=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
		"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:t=\"http://purl.org/dc/terms/\"><dc:creator>Office 4</dc:creator>"
		"<c:lastModifiedBy>Ann</c:lastModifiedBy><t:created>2013-07-02T10:00:00.123Z</t:created><t:modified>soon</t:modified></c:coreProperties>");
	zips_add_packed(&z, "word/media/image1.jpeg", 0, crc32(0, (const unsigned char *)photo, sizeof photo), photo, sizeof photo, sizeof photo);
	zips_add(&z, "word/media/image2.png", "a bullet");
	zips_add(&z, "word/vbaProject.bin", "x");
	zips_add(&z, "_xmlsignatures/sig1.xml", "<x/>");
	zips_add(&z, "word/embeddings/list.xlsx", "inside");
	zips_add(&z, "word/_rels/settings.xml.rels", RELS("<Relationship Id=\"r1\" Type=\"" REL
		"attachedTemplate\" Target=\"http://192.0.2.1/t.dotm\" TargetMode=\"External\"/><Relationship Id=\"r2\" Type=\"" REL
		"attachedTemplate\" Target=\"file:///C:\\t.dotm\" TargetMode=\"External\"/>"));
	struct kua_reading r = finish(state, &z);
	assert_string_equal(only(&r)->text, "The text.");
	assert_null(only(&r)->author);
	assert_true(has_meta(&r, "author: Office 4"));
	assert_true(has_meta(&r, "modified-by: Ann"));
	assert_true(has_meta(&r, "created: 2013-07-02T10:00:00Z"));
	assert_int_equal(r.metadata.n, 3);
	assert_int_equal(r.n_inner, 2);
	assert_string_equal(r.inner[0].name, "word/media/image1.jpeg");
	assert_int_equal(r.inner[0].n, sizeof photo);
	assert_string_equal(r.inner[1].name, "word/embeddings/list.xlsx");
	assert_true(diagnosed(&r, KUA_DIAG_MACROS, NULL));
	assert_true(diagnosed(&r, KUA_DIAG_SIGNED, NULL));
	assert_true(diagnosed(&r, KUA_DIAG_EXTERNAL, "attachedTemplate: http://192.0.2.1/t.dotm"));
	assert_int_equal(r.n_diagnosed, 3);
}

static void cut_short_is_partly_read(void **state)
{
	struct zips z = {0};
	struct kua_buf body = KUA_BUF_INIT;
	for (int i = 0; i < 2000; i++)
		kua_buf_printf(&body, P("Paragraph %d, %d."), i, i * 7919 % 10007);
	start(&z, body.data);
	zips_end(&z);
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len / 2, "x.docx");
	assert_true(r.read && r.partial);
	assert_int_equal(strncmp(only(&r)->text, "Paragraph 0, 0.\n\nParagraph 1, 7919.", 35), 0);
	assert_true(diagnosed(&r, KUA_DIAG_BROKEN, NULL));
	zips_free(&z);
	kua_buf_free(&body);
}

/* Bytes that were lost before a member put it in another place than the directory says. */
static void a_directory_that_points_beside(void **state)
{
	struct zips z = {0};
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	zips_add(&z, "word/settings.xml", "<x>0123456789</x>");
	zips_add(&z, "word/document.xml", "<w:document " W "><w:body>" P("Still there.") "</w:body></w:document>");
	zips_end(&z);
	char *at = memmem(z.file.data, z.file.len, "0123456789", 10);
	size_t behind = z.file.len - (size_t)(at + 10 - z.file.data);
	memmove(at, at + 10, behind);
	z.file.len -= 10;
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "x");
	assert_string_equal(only(&r)->text, "Still there.");
	assert_true(r.partial && diagnosed(&r, KUA_DIAG_BROKEN, NULL));
	zips_free(&z);
}

static void hostile_xml_ends(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (int i = 0; i < 5000; i++)
		kua_buf_str(&b, "<w:tbl><w:tr><w:tc>");
	kua_buf_str(&b, P("Deep."));
	struct kua_reading r = run_body(state, b.data);
	assert_true(diagnosed(&r, KUA_DIAG_DEEP, NULL));
	kua_buf_clear(&b);
	for (int i = 0; i < 500; i++)
		kua_buf_str(&b, "<w:tbl><w:tr><w:tc>");
	kua_buf_str(&b, P("Deep."));
	for (int i = 0; i < 500; i++)
		kua_buf_str(&b, "</w:tc></w:tr></w:tbl>");
	r = run_body(state, b.data);
	assert_string_equal(only(&r)->text, "Deep.");
	kua_buf_free(&b);

	struct zips z = {0};
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	zips_add(&z, "word/document.xml", "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
		"<w:document " W "><w:body>" P("Text &b; &f; &amp; more.") "</w:body></w:document>");
	r = finish(state, &z);
	assert_string_equal(only(&r)->text, "Text   & more.");
	assert_true(diagnosed(&r, KUA_DIAG_ENTITIES, NULL));
}

static void a_bomb_stops_at_the_limit(void **state)
{
	struct zips z = {0};
	size_t n = (size_t)16 << 20;
	char *zeros = kua_malloc(n);
	memset(zeros, ' ', n);
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	zips_add_deflated(&z, "word/document.xml", zeros, n);
	zips_add_deflated_times(&z, "word/media/a.png", zeros, n, 80); /* each is small; together they are more than the budget */
	struct kua_reading r = finish(state, &z);
	assert_true(diagnosed(&r, KUA_DIAG_LIMIT, NULL));
	free(zeros);
}

static void other_character_sets(void **state)
{
	struct zips z = {0};
	zips_add(&z, "word/document.xml", "<?xml version=\"1.0\" encoding=\"windows-1251\"?><w:document " W "><w:body>"
		P("\xd2\xe5\xea\xf1\xf2") "</w:body></w:document>");
	struct kua_reading r = finish(state, &z);
	assert_string_equal(only(&r)->text, "Текст");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_and_breaks),
		cmocka_unit_test(tables_and_layouts),
		cmocka_unit_test(changes_and_hidden_text),
		cmocka_unit_test(boxes_come_once),
		cmocka_unit_test(notes_remarks_lists),
		cmocka_unit_test(pages_where_the_program_put_them),
		cmocka_unit_test(what_it_says_of_itself_and_what_is_in_it),
		cmocka_unit_test(cut_short_is_partly_read),
		cmocka_unit_test(a_directory_that_points_beside),
		cmocka_unit_test(hostile_xml_ends),
		kua_slow_test(a_bomb_stops_at_the_limit),
		cmocka_unit_test(other_character_sets),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
