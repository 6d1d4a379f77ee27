/* test_office.c - RTF, OpenDocument, spreadsheets, slides and books. (DOCX has test_docx.c, binary documents test_ole.c.) */
#include "run.h"
#include "zips.h"

static bool diagnosed(const struct kua_reading *r, enum kua_diagnostic_id id, const char *detail)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id && (!detail || (r->diagnosed[i].detail && strstr(r->diagnosed[i].detail, detail))))
			return true;
	return false;
}

/* ---- RTF ---- */

static void rtf_text(void **state)
{
	struct kua_reading r = run_text(*state, "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\fcharset204 A;}{\\f1\\fcharset0 B;}{\\f2 C CYR;}}"
		"{\\stylesheet{\\s5 Title;}{\\s6 toc 1;}}{\\header Page head}{\\info{\\title T}{\\author Ann}{\\creatim\\yr2013\\mo7\\dy2}}"
		"\\pard\\s5 \\'d2\\'e5\\'ea\\'f1\\'f2\\par\\pard\\s6 Contents 3\\par\\pard{\\f1 caf\\'e9}\\~{\\f2\\'ff}\\par"
		"\\uc1\\u1179?\\u-10179?\\u-8704?\\uc0\\u65 B\\endash C\\line D\\_E\\par}after", "x");
	assert_string_equal(r.media_type, "text/rtf");
	assert_string_equal(only(&r)->text, "Текст\n\ncafé я\n\nқ😀AB–C\nD-E");
	assert_string_equal(only(&r)->title, "Текст");
	assert_true(kua_list_has(&r.metadata, "author: Ann"));
	assert_true(kua_list_has(&r.metadata, "created: 2013-07-02T00:00:00"));
	assert_null(r.reason);
}

static void rtf_tables_notes_remarks(void **state)
{
	struct kua_reading r = run_text(*state, "{\\rtf1{\\*\\revtbl{Unknown;}{Ann;}}"
		"\\trowd\\pard\\intbl Name\\cell Age\\cell\\row\\pard\\intbl Jane\\cell\\cell\\row\\pard\\par "
		"Killed{\\super\\chftn{\\*\\footnote\\pard Note.\\par}} there{\\v SECRET}{\\deleted\\revauthdel1 gone}{\\revised\\revauth1 .}\\par"
		"{\\*\\atnauthor Bob}{\\*\\annotation{\\*\\atndate -1493093824}Ask.}{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}\\par"
		"{\\shp{\\*\\shpinst{\\sp{\\sn x}}{\\shptxt Box.\\par}}}\\par{\\listtext 1.\\tab}one\\par{\\listtext 2.\\tab}two\\par}", "x");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "Name\tAge\nJane\n\nKilled[1] there.\n\n[1] Note.\n\n7\n\nBox.\n\n1. one\n2. two");
	assert_string_equal(r.items[1].text, "Ask.");
	assert_string_equal(r.items[1].author, "Bob");
	assert_string_equal(r.items[1].published_on, "2012-01-06");
	assert_true(diagnosed(&r, KUA_DIAG_TRACKED, "2, by Ann"));
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_TEXT, "SECRET"));
}

static void rtf_torn_and_hostile(void **state)
{
	struct kua_reading r = run_text(*state, "{\\rtf1 Torn in the {\\b midst", "x");
	assert_string_equal(only(&r)->text, "Torn in the midst");
	assert_true(r.partial && diagnosed(&r, KUA_DIAG_BROKEN, NULL));
	r = run_text(*state, "{\\rtf1 A\\bin99999999 B}", "x");
	assert_string_equal(only(&r)->text, "A");
	r = run_text(*state, "{\\rtf1 A{\\field{\\*\\fldinst DDEAUTO c:\\\\x}{\\fldrslt B}}{\\*\\unknown C}\\'z}", "x");
	assert_string_equal(only(&r)->text, "ABz");
	assert_true(diagnosed(&r, KUA_DIAG_MACROS, "DDEAUTO"));
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\\rtf1 ");
	for (int i = 0; i < 5000; i++)
		kua_buf_char(&b, '{');
	kua_buf_str(&b, "deep");
	for (int i = 0; i < 5001; i++)
		kua_buf_char(&b, '}');
	r = run_text(*state, b.data, "x");
	assert_string_equal(only(&r)->text, "deep");
	assert_true(diagnosed(&r, KUA_DIAG_DEEP, NULL));
	kua_buf_free(&b);
}

/* ---- OpenDocument ---- */

#define ODF_SPACES "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" " \
	"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
#define ODF "application/vnd.oasis.opendocument."

static struct kua_reading run_odf(void **state, const char *type, const char *body)
{
	struct zips z = {0};
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "<office:document-content " ODF_SPACES "><office:automatic-styles>"
		"<style:style style:name=\"P1\" style:parent-style-name=\"Title\"/>"
		"<style:style style:name=\"H\"><style:text-properties t:display=\"none\"/></style:style>"
		"<t:list-style style:name=\"L\"><t:list-level-style-number t:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/>"
		"<t:list-level-style-bullet t:level=\"2\"/></t:list-style></office:automatic-styles><office:body>%s</office:body>"
		"</office:document-content>", body);
	zips_add(&z, "mimetype", type);
	zips_add(&z, "content.xml", b.data);
	zips_end(&z);
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "x");
	zips_free(&z);
	kua_buf_free(&b);
	return r;
}

static void odt_text(void **state)
{
	struct kua_reading r = run_odf(state, ODF "text", "<office:text><t:tracked-changes><t:changed-region t:id=\"c1\"><t:deletion>"
		"<office:change-info><dc:creator>Ann</dc:creator></office:change-info><t:p>gone</t:p></t:deletion></t:changed-region></t:tracked-changes>"
		"<t:p t:style-name=\"P1\">A title</t:p><t:table-of-content><t:index-body><t:p>A title 1</t:p></t:index-body></t:table-of-content>"
		"<t:p> One\n  <t:span>two</t:span><t:s t:c=\"2\"/>x<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>Note.</t:p></t:note-body></t:note>"
		"<office:annotation><dc:creator>Bob</dc:creator><dc:date>2013-07-02T00:00:00</dc:date><t:p>Ask.</t:p></office:annotation>"
		"<t:span t:style-name=\"H\">SECRET</t:span></t:p><t:change-start t:change-id=\"c1\"/><t:p>gone</t:p><t:change-end t:change-id=\"c1\"/>"
		"<t:list t:style-name=\"L\"><t:list-item><t:p>first</t:p><t:list><t:list-item><t:p>below</t:p></t:list-item></t:list></t:list-item>"
		"<t:list-item><t:p>second</t:p></t:list-item></t:list><t:p>Host<draw:frame><draw:text-box><t:p>Box.</t:p></draw:text-box></draw:frame>.</t:p>"
		"<table:table><table:table-row><table:table-cell><t:p>a</t:p></table:table-cell><table:table-cell><t:p>b</t:p></table:table-cell>"
		"</table:table-row></table:table></office:text>");
	assert_string_equal(r.media_type, ODF "text");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].title, "A title");
	assert_string_equal(r.items[0].text, "A title\n\nOne two  x[1]\n\n[1] Note.\n\n1. first\n- below\n2. second\n\nHost.\n\nBox.\n\na\tb");
	assert_string_equal(r.items[1].author, "Bob");
	assert_string_equal(r.items[1].published_on, "2013-07-02");
	assert_true(diagnosed(&r, KUA_DIAG_TRACKED, "1, by Ann"));
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_TEXT, "SECRET"));
}

static void odf_flat_and_encrypted(void **state)
{
	struct kua_reading r = run_text(*state, "<?xml version=\"1.0\"?><office:document " ODF_SPACES " office:mimetype=\"" ODF "text\">"
		"<office:body><office:text><t:p>Flat.</t:p></office:text></office:body></office:document>", "x.fodt");
	assert_string_equal(only(&r)->text, "Flat.");
	struct zips z = {0};
	zips_add(&z, "mimetype", ODF "text");
	zips_add(&z, "META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>");
	zips_add(&z, "content.xml", "rubbish");
	zips_end(&z);
	r = run_bytes(*state, z.file.data, z.file.len, "x.odt");
	assert_true(!r.read && diagnosed(&r, KUA_DIAG_ENCRYPTED, NULL));
	zips_free(&z);
}

static void slides_are_pages(void **state)
{
	struct kua_reading r = run_odf(state, ODF "presentation", "<office:presentation>"
		"<draw:page><draw:frame><draw:text-box><t:p>First slide.</t:p></draw:text-box></draw:frame></draw:page>"
		"<draw:page><draw:frame><draw:text-box><t:p>Second slide.</t:p></draw:text-box></draw:frame></draw:page></office:presentation>");
	assert_string_equal(only(&r)->text, "First slide.\n\nSecond slide.");
	assert_int_equal(only(&r)->n_pages, 2);
	assert_int_equal(only(&r)->pages[1].offset, 14);
#define PPTX "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
	struct zips z = {0};
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	zips_add(&z, "ppt/presentation.xml", "<p:presentation " PPTX "/>");
	zips_add(&z, "ppt/slides/slide2.xml", "<p:sld " PPTX "><p:sp><a:p><a:r><a:t>Two.</a:t></a:r></a:p></p:sp></p:sld>");
	zips_add(&z, "ppt/slides/slide1.xml", "<p:sld " PPTX "><p:sp><p:nvPr><p:ph type=\"sldNum\"/></p:nvPr><a:p><a:r><a:t>1</a:t></a:r></a:p></p:sp>"
		"<p:sp><a:p><a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>and more.</a:t></a:r></a:p></p:sp></p:sld>");
	zips_add(&z, "ppt/slides/_rels/slide1.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
		"<Relationship Id=\"r\" Type=\"x/notesSlide\" Target=\"../notes.xml\"/></Relationships>");
	zips_add(&z, "ppt/notes.xml", "<p:notes " PPTX "><p:sp><p:nvPr><p:ph type=\"body\"/></p:nvPr><a:p><a:r><a:t>Say this.</a:t></a:r></a:p></p:sp></p:notes>");
	zips_end(&z);
	r = run_bytes(*state, z.file.data, z.file.len, "x");
	assert_string_equal(only(&r)->text, "One\nand more.\n\nSay this.\n\nTwo.");
	assert_int_equal(only(&r)->n_pages, 2);
	zips_free(&z);
}

/* ---- spreadsheets ---- */

static void ods_rows(void **state)
{
#define CELL(text) "<table:table-cell><t:p>" text "</t:p></table:table-cell>"
	struct kua_reading r = run_odf(state, ODF "spreadsheet", "<office:spreadsheet><table:table table:name=\"List\">"
		"<table:table-row>" CELL("Those killed") "</table:table-row><table:table-row table:number-rows-repeated=\"1000000000\"/>"
		"<table:table-row>" CELL("Name") CELL("Date") CELL("Town") "</table:table-row>"
		"<table:table-row>" CELL("Ann") "<table:table-cell office:value-type=\"date\" office:date-value=\"2011-12-16T10:30:00\"><t:p>16.12.</t:p>"
		"</table:table-cell><table:table-cell table:number-rows-spanned=\"2\"><t:p>Aktau</t:p></table:table-cell></table:table-row>"
		"<table:table-row table:number-rows-repeated=\"2\">" CELL("Bob") "<table:table-cell office:value-type=\"float\" office:value=\"1.5\">"
		"<t:p>1,5</t:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table></office:spreadsheet>");
	assert_int_equal(r.n, 3);
	assert_true(kua_list_has(&r.metadata, "heading: Those killed"));
	assert_string_equal(r.items[0].text, "Name: Ann\nDate: 2011-12-16 10:30\nTown: Aktau");
	assert_int_equal(r.items[0].kind, KUA_KIND_RECORD);
	assert_string_equal(r.items[1].text, "Name: Bob\nDate: 1.5\nTown: Aktau");
	assert_string_equal(r.items[2].text, "Name: Bob\nDate: 1.5");
	assert_true(kua_list_has(&r.metadata, "sheet: List, 3 rows"));
}

/* libxml2 lets bytes that are no characters pass in a value once a document is not well formed. */
static void ods_torn_values(void **state)
{
	static const char *const values[] = {"\x9c""2011-12-16T10:30:00", "2011-PK\xef\xbf\xbd\xef\xbf\xbdword", "2011-12-1\xd0\x96T10:30:00", ""};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char text[2000];
		(void)snprintf(text, sizeof text, "<office:spreadsheet><table:table table:name=\"L\x9cist\">"
			"<table:table-row>" CELL("Name") CELL("Date") "</table:table-row><\xc0\x8f>"
			"<table:table-row>" CELL("Ann") "<table:table-cell office:value-type=\"date\" office:date-value=\"%s\"><t:p>16.12.</t:p>"
			"</table:table-cell></table:table-row></table:table></office:spreadsheet>", values[i]);
		struct kua_reading r = run_odf(state, ODF "spreadsheet", text);
		assert_true(r.read && r.n > 0 && diagnosed(&r, KUA_DIAG_BROKEN, NULL));
		assert_string_equal(r.items[r.n - 1].text, "Name: Ann\nDate: 16.12.");
	}
}

#define X "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

static void xlsx_rows(void **state)
{
	struct zips z = {0};
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	zips_add(&z, "xl/workbook.xml", "<workbook " X "><sheets><sheet name=\"Hidden\" state=\"hidden\" r:id=\"a\"/></sheets></workbook>");
	zips_add(&z, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
		"<Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/></Relationships>");
	zips_add(&z, "xl/sharedStrings.xml", "<sst " X "><si><t>Name</t></si><si><r><t>Da</t></r><r><t>te</t></r><rPh><t>x</t></rPh></si><si><t>Text</t></si></sst>");
	zips_add(&z, "xl/styles.xml", "<styleSheet " X "><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-419]dd\\.mm\\.yyyy;@\"/></numFmts>"
		"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>");
	zips_add(&z, "xl/worksheets/s.xml", "<worksheet " X "><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
		"<c r=\"D1\" t=\"s\"><v>2</v></c></row><row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>Ann</t></is></c><c r=\"B3\" s=\"1\"><f>A1</f><v>40893</v></c>"
		"<c r=\"D3\" t=\"str\"><v>A text.</v></c></row><row r=\"4\"><c r=\"D4\" t=\"e\"><v>#N/A</v></c><c r=\"E4\"><v>0.10000000000000001</v></c>"
		"<c r=\"D4\" t=\"s\"><v>99</v></c></row></sheetData><mergeCells><mergeCell ref=\"D3:D4\"/></mergeCells></worksheet>");
	zips_end(&z);
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "x");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "A text.\n\nName: Ann");
	assert_string_equal(r.items[0].published_on, "2011-12-16");
	assert_string_equal(r.items[1].text, "A text.\n\nColumn 5: 0.1");
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_SHEETS, "1"));
	zips_free(&z);
}

/* ---- books ---- */

static void add_page(struct zips *z, const char *name, const char *body)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/><link rel=\"stylesheet\" href=\"s.css\"/>"
		"</head><body>%s</body></html>", body);
	zips_add(z, name, b.data);
	kua_buf_free(&b);
}

static struct kua_reading run_book(void **state, const char *package)
{
	struct zips z = {0};
	char picture[5000];
	memset(picture, 'x', sizeof picture - 1);
	picture[sizeof picture - 1] = '\0';
	zips_add(&z, "mimetype", "application/epub+zip");
	zips_add(&z, "META-INF/container.xml", "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
		"<rootfile full-path=\"O/p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>");
	if (package)
		zips_add(&z, "O/p.opf", package);
	zips_add(&z, "O/s.css", "body { color: red }");
	zips_add(&z, "O/toc.ncx", "<ncx><text>One</text></ncx>");
	add_page(&z, "O/two 2.xhtml", "<header><h1>Two</h1></header><p>Then <a id=\"x\"/>they were taken away.</p>");
	add_page(&z, "O/one.xhtml", "<h1>One</h1><p>It was a quiet street.</p>");
	add_page(&z, "O/nav.xhtml", "<nav><ol><li><a href=\"one.xhtml\">One</a></li></ol></nav>");
	zips_add(&z, "O/face.jpg", picture);
	zips_end(&z);
	for (size_t cut = 1; cut < z.file.len; cut += 97) /* must be believed, whatever it gives */
		(void)run_bytes(*state, z.file.data, z.file.len - cut, "book.epub");
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "book.epub");
	zips_free(&z);
	return r;
}

static void epub_book(void **state)
{
	struct kua_reading r = run_book(state, "<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
		"xmlns:opf=\"http://www.idpf.org/2007/opf\"><dc:title>A Street</dc:title><dc:creator opf:role=\"trl\">Ivan Other</dc:creator>"
		"<dc:creator opf:role=\"aut\">Ana Verde</dc:creator><dc:date opf:event=\"modification\">2020-01-01</dc:date>"
		"<dc:date>2014-05-06</dc:date><dc:language>en</dc:language></metadata><manifest>"
		"<item id=\"b\" href=\"two%202.xhtml#top\" media-type=\"application/xhtml+xml\"/><item id=\"a\" href=\"./one.xhtml\" media-type=\"application/xhtml+xml\"/>"
		"<item id=\"n\" href=\"nav.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>"
		"<item id=\"p\" href=\"face.jpg\" media-type=\"image/jpeg\"/></manifest>"
		"<spine><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"a\"/></spine></package>");
	assert_string_equal(r.media_type, "application/epub+zip");
	const struct kua_raw_item *it = only(&r);
	assert_string_equal(it->text, "One\n\nIt was a quiet street.\n\nTwo\n\nThen they were taken away.");
	assert_string_equal(it->title, "A Street");
	assert_string_equal(it->author, "Ana Verde");
	assert_string_equal(it->published_on, "2014-05-06");
	assert_string_equal(it->language, "en");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "O/face.jpg");
	assert_null(r.reason);
}

/* Without its package a book is read as its pages stand in it. */
static void epub_torn(void **state)
{
	struct kua_reading r = run_book(state, NULL);
	assert_has(only(&r)->text, "It was a quiet street.");
	assert_has(only(&r)->text, "Then they were taken away.");
	assert_true(diagnosed(&r, KUA_DIAG_BROKEN, "package"));
	r = run_book(state, "<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest><item id=\"a\" href=\"one.xhtml\"/>"
		"<item id=\"c\" href=\"lost.xhtml\"/></manifest><spine><itemref idref=\"c\"/><itemref idref=\"a\"/></spine></package>");
	assert_string_equal(only(&r)->text, "One\n\nIt was a quiet street.");
	assert_true(diagnosed(&r, KUA_DIAG_BROKEN, "chapter"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rtf_text), cmocka_unit_test(rtf_tables_notes_remarks), cmocka_unit_test(rtf_torn_and_hostile),
		cmocka_unit_test(odt_text), cmocka_unit_test(odf_flat_and_encrypted), cmocka_unit_test(slides_are_pages),
		cmocka_unit_test(ods_rows), cmocka_unit_test(ods_torn_values), cmocka_unit_test(xlsx_rows),
		cmocka_unit_test(epub_book), cmocka_unit_test(epub_torn),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
