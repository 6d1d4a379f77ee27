/*
 * office.c - fuzzes the readers of office documents in a ZIP. The input is the XML of one part, packed here: a fuzzer does
 * not find its way through checksums and deflate. Its first byte says which part; the parts around it are as small
 * as can be. Bytes that begin like a ZIP are read as they are.
 */
#include "../tests/intake/zips.h"
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *kind, *part, *main; /* main: another part that refers to the one that is fuzzed */
	const char *xml;
} parts[] = {
	{"", "word/document.xml", NULL, NULL},
	{"", "word/footnotes.xml", "word/document.xml",
	 "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r>"
	 "<w:t>A</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:body></w:document>"},
	{"", "word/numbering.xml", "word/document.xml",
	 "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:pPr><w:numPr>"
	 "<w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>A</w:t></w:r></w:p></w:body></w:document>"},
	{"", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "<x/>"},
	{"", "xl/sharedStrings.xml", "xl/workbook.xml", "<x/>"},
	{"", "ppt/slides/slide1.xml", "ppt/presentation.xml", "<x/>"},
	{"application/vnd.oasis.opendocument.text", "content.xml", NULL, NULL},
	{"application/vnd.oasis.opendocument.spreadsheet", "content.xml", NULL, NULL},
	{"application/vnd.oasis.opendocument.text", "meta.xml", "content.xml", "<x/>"},
};

static const char relations[] =
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"a\" Type=\"/footnotes\" Target=\"footnotes.xml\"/>"
	"<Relationship Id=\"b\" Type=\"/numbering\" Target=\"numbering.xml\"/></Relationships>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 2 && data[0] == 'P' && data[1] == 'K') {
		fuzz_reader(data, size, "x");
		return 0;
	}
	if (size == 0)
		return 0;
	size_t which = data[0] % (sizeof parts / sizeof *parts);
	struct zips z = {0};
	zips_add(&z, "[Content_Types].xml", "<Types/>");
	if (parts[which].kind[0])
		zips_add(&z, "mimetype", parts[which].kind);
	if (parts[which].main)
		zips_add(&z, parts[which].main, parts[which].xml);
	zips_add(&z, "word/_rels/document.xml.rels", relations);
	zips_add_packed(&z, parts[which].part, 0, crc32(crc32(0, NULL, 0), data + 1, (uInt)(size - 1)), data + 1, size - 1, size - 1);
	zips_end(&z);
	fuzz_reader((const uint8_t *)z.file.data, z.file.len, "x");
	zips_free(&z);
	return 0;
}
