/* test_pdf.c - PDFs: reading order, paragraphs, furniture, footnotes, what is inside and about them, and damage. */
#include "run.h"

#include <zlib.h>

#include "pdf_make.h"
#include "../quick.h"

static struct kua_reading run_made(struct run *r, struct made *m)
{
	struct kua_buf *b = made_end(m);
	struct kua_reading out = run_bytes(r, b->data, b->len, "a.pdf");
	made_free(m);
	return out;
}

static const char *text_of(struct run *r, struct made *m)
{
	struct kua_reading out = run_made(r, m);
	return only(&out)->text;
}

static const char *meta(const struct kua_reading *r, const char *key)
{
	size_t n = strlen(key);
	for (size_t i = 0; i < r->metadata.n; i++)
		if (strncmp(r->metadata.v[i], key, n) == 0 && r->metadata.v[i][n] == ':')
			return r->metadata.v[i] + n + 2;
	return "";
}

static bool diagnosed(const struct kua_reading *r, enum kua_diagnostic_id id)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id)
			return true;
	return false;
}

/* Lines below one another; returns the height below the last. */
static double made_lines(struct kua_buf *page, double size, double x, double y, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++, y += 1.2 * size)
		made_line(page, "F1", size, x, y, lines[i]);
	return y;
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- paragraphs ---- */

static const char *const prose[] = {
	"The committee met on Monday in the old town hall of Velmora to",
	"hear what the families of the miners had to say about the arrests",
	"in the spring. Eleven of them spoke, and none was interrupted.",
};
static const char prose_text[] = "The committee met on Monday in the old town hall of Velmora to hear what the families of the miners had to "
                                 "say about the arrests in the spring. Eleven of them spoke, and none was interrupted.";
static const char *const more_prose[] = {
	"Afterwards the chair thanked everybody who had come so far, and",
	"read out the names of those who could not be there because they",
	"were still held.",
};

static void lines_become_paragraphs(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_line(p, "F2", 18, 72, 80, "What the families said");
	double y = made_lines(p, 11, 72, 120, prose, COUNT(prose));
	made_lines(p, 11, 72, y + 10, more_prose, COUNT(more_prose));
	struct kua_reading r = run_made(*state, &m);
	char want[1000];
	(void)snprintf(want, sizeof want, "What the families said\n\n%s\n\nAfterwards the chair thanked everybody who had come so far, and "
	               "read out the names of those who could not be there because they were still held.", prose_text);
	assert_string_equal(only(&r)->text, want);
	assert_string_equal(only(&r)->title, "What the families said");
	assert_string_equal(r.media_type, "application/pdf");
	assert_false(r.partial);
}

static void a_paragraph_goes_on_over_the_page(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_lines(p, 11, 72, 700, prose, 2);
	made_line(p, "F1", 9, 290, 810, "- 1 -");
	p = made_page(&m);
	made_lines(p, 11, 72, 80, prose + 2, 1);
	made_line(p, "F1", 9, 290, 810, "- 2 -");
	struct kua_reading r = run_made(*state, &m);
	const struct kua_raw_item *item = only(&r);
	assert_string_equal(item->text, prose_text);
	assert_int_equal(item->n_pages, 2);
	assert_int_equal(item->pages[0].page, 1);
	assert_int_equal(item->pages[0].offset, 0);
	assert_int_equal(item->pages[1].page, 2);
	assert_int_equal(item->pages[1].offset, strstr(prose_text, "in the spring") - prose_text);
}

static void hyphens_at_line_ends(void **state)
{
	static const char *const lines[] = {
		"Two-thirds of the development funds went to the north, although the devel-",
		"opment plan of the two regions asked for parts, and the Commis-",
		"sion said so. The Commission found a non-governmental body and a non-",
		"political one, and a majority of two-",
		"thirds governmental members and political friends in 2012-",
		"2013.",
	};
	struct made m = made_new();
	made_lines(made_page(&m), 11, 72, 100, lines, COUNT(lines));
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "although the development plan"));
	assert_non_null(strstr(text, "the Commission said so"));
	assert_non_null(strstr(text, "a non-political one"));
	assert_non_null(strstr(text, "of two-thirds governmental"));
	assert_non_null(strstr(text, "2012-2013."));
}

static void wide_line(struct kua_buf *page, double y, const char *line)
{
	uint32_t text[100];
	size_t n = 0;
	struct kua_str s = kua_str(line);
	for (size_t pos = 0; pos < s.n && n < COUNT(text);)
		text[n++] = kua_next_char(s, &pos);
	made_wide(page, 6, 72, y, text, n);
}

/* Programs part words by U+2010, which nobody types, unless it stands inside a line, too. */
static void hyphens_that_only_programs_write(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	wide_line(p, 100, "The list was made on the first of Decem\xe2\x80\x90");
	wide_line(p, 108, "ber by the mothers of two-");
	wide_line(p, 116, "thirds of the prisoners.");
	assert_string_equal(text_of(*state, &m), "The list was made on the first of December by the mothers of two-thirds of the prisoners.");
	m = made_new();
	p = made_page(&m);
	wide_line(p, 100, "The self\xe2\x80\x90made list was made by two\xe2\x80\x90");
	wide_line(p, 108, "thirds of the self\xe2\x80\x90made mothers.");
	assert_string_equal(text_of(*state, &m), "The self\xe2\x80\x90made list was made by two\xe2\x80\x90thirds of the self\xe2\x80\x90made mothers.");
}

static void letters_are_made_plain(void **state)
{
	static const uint32_t ligatures[] = {'o', 0xFB03, 'c', 'e', ' ', 0xFB01, 'r', 's', 't', 0xAD, 'l', 'y', ' ', 0xF0B7};
	struct made m = made_new();
	made_wide(made_page(&m), 11, 72, 100, ligatures, COUNT(ligatures));
	assert_string_equal(text_of(*state, &m), "office firstly \xe2\x80\xa2");
}

static void dots_that_lead_to_a_page(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_lines(p, 11, 72, 100, prose, COUNT(prose));
	kua_buf_str(p, "BT /F1 11 Tf 72 600 Td [(Names)-250(of)-250(miners)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)"
	               "-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(.)-400(12)] TJ ET\n");
	assert_non_null(strstr(text_of(*state, &m), "Names of miners \xe2\x80\xa6 12"));
}

static void a_word_glued_to_the_number_of_its_note(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	double y = made_lines(p, 11, 72, 100, prose, COUNT(prose));
	y = made_lines(p, 11, 72, y + 10, more_prose, COUNT(more_prose));
	made_line(p, "F1", 7, 135, y - 13.2 - 4, "1");
	made_line(p, "F1", 8, 72, 700, "1The number counts persons who were held for a day or more.");
	made_line(p, "F1", 8, 72, 710, "2Notebooks of the parish of Velmora, of which copies are kept.");
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "\n\n1 The number counts persons who were held for a day or more.\n\n2 Notebooks of the parish"));
}

/* A single page repeats nothing: its header and footer are known by their looks. */
static void furniture_of_a_single_page(void **state)
{
	static const struct {
		const char *text;
		double size, y;
		bool kept;
	} rows[] = {{"The Velmora Letter", 8, 50, false},
	            {"The Velmora Letter - 1", 11, 50, false},
	            {"Annex 1", 11, 50, true},
	            {"No. 14 of 3 May 2012", 8, 50, true},
	            {"Velmora Letter, P.O. Box 118 - 1", 11, 800, false},
	            {"Committee of Mothers 1", 8, 800, false},
	            {"Some of the names in this text were changed.", 8, 800, true},
	            {"The Velmora Letter", 8, 125, true}};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct made m = made_new();
		struct kua_buf *p = made_page(&m);
		made_line(p, "F1", rows[i].size, 72, rows[i].y, rows[i].text);
		made_lines(p, 11, 72, 140, prose, COUNT(prose));
		assert_int_equal(strstr(text_of(*state, &m), rows[i].text) != NULL, rows[i].kept);
	}
}

static void a_glyph_of_several_letters_is_one_word(void **state)
{
	static const uint32_t text[] = {'f', 'i', 'v', 'e', ' ', 'o', 0xE800, 'c', 'e', 's', ' ', 0xE801, 'v', 'e', ' ', 'o', 0xE801};
	struct made m = made_new();
	made_wide(made_page(&m), 11, 72, 100, text, COUNT(text));
	assert_string_equal(text_of(*state, &m), "five offices five ofi");
}

/* Where a document has more hyphens at line ends than compounds inside lines, it parts words. */
static void short_documents_that_part_words(void **state)
{
	static const char *const lines[] = {"The court of Velmora sentenced three mem-", "bers of the union of drivers, among them a lo-",
	                                    "cal councillor, and let the others go."};
	struct made m = made_new();
	made_lines(made_page(&m), 11, 72, 100, lines, COUNT(lines));
	assert_string_equal(text_of(*state, &m), "The court of Velmora sentenced three members of the union of drivers, among them a local "
	                                         "councillor, and let the others go.");
}

static void one_hyphen_is_a_compound_unless_the_program_parts_words(void **state)
{
	static const char *const lines[] = {"The court of Velmora sentenced Ivan Petrov, a trade-", "unionist of fifty, and let the others go."};
	for (int composed = 0; composed < 2; composed++) {
		struct made m = made_new();
		if (composed) {
			int info = made_number(&m);
			made_write(&m, info, "<< /Producer (pdfTeX-1.40.25) >>");
			m.trailer_more = "/Info 7 0 R";
			assert_int_equal(info, 7);
		}
		made_lines(made_page(&m), 11, 72, 100, lines, COUNT(lines));
		assert_non_null(strstr(text_of(*state, &m), composed ? "a tradeunionist of" : "a trade-unionist of"));
	}
}

/* ---- reading order ---- */

static const char *const left_column[] = {
	"The first column tells of the", "strike in the north, of the men", "who stood at the gates of the", "mine for eleven days, and of",
	"the women who brought them", "bread when the shops were",
};
static const char *const right_column[] = {
	"closed. The second column has", "what the ministry said of it all,", "in the words of a spokesman", "whose name was never given to",
	"the reporters who had asked for", "it again and again.",
};

static void the_short_end_of_a_title_above_columns(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_line(p, "F2", 20, 72, 60, "Behind the Grey Lake: arrests and other");
	made_line(p, "F2", 20, 72, 83, "disappearances in the north, 2016\226");
	made_line(p, "F2", 20, 72, 106, "2018");
	made_lines(p, 11, 72, 140, left_column, COUNT(left_column));
	made_lines(p, 11, 300, 140, right_column, COUNT(right_column));
	struct kua_reading r = run_made(*state, &m);
	assert_string_equal(only(&r)->title, "Behind the Grey Lake: arrests and other disappearances in the north, 2016\xe2\x80\x93" "2018");
}

static void columns_are_read_one_after_the_other(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_line(p, "F2", 20, 72, 80, "A heading that spans both of the columns");
	made_lines(p, 11, 72, 120, left_column, COUNT(left_column));
	made_lines(p, 11, 300, 120, right_column, COUNT(right_column));
	assert_string_equal(text_of(*state, &m),
	                    "A heading that spans both of the columns\n\nThe first column tells of the strike in the north, of the men who stood "
	                    "at the gates of the mine for eleven days, and of the women who brought them bread when the shops were closed. "
	                    "The second column has what the ministry said of it all, in the words of a spokesman whose name was never given "
	                    "to the reporters who had asked for it again and again.");
}

static void three_columns_drawn_row_by_row(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	for (size_t i = 0; i < 6; i++) {
		made_line(p, "F1", 8, 60, 100 + 10 * (double)i, left_column[i]);
		made_line(p, "F1", 8, 200, 100 + 10 * (double)i, right_column[i]);
		made_line(p, "F1", 8, 340, 100 + 10 * (double)i, left_column[i]);
	}
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "for eleven days, and of the women who brought them bread when the shops were closed."));
	assert_non_null(strstr(text, "asked for it again and again.\n\nThe first column tells"));
}

static void tables_are_read_by_rows(void **state)
{
	static const char *const cells[][3] = {{"Name", "Age", "Place of arrest"}, {"Jane Smith", "34", "Velmora"}, {"Ivan Petrov", "28", "Ordesk"},
	                                       {"Maria Lopez", "41", "Velmora"}, {"Omar Haddad", "19", "San Teodo"}};
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	for (size_t c = 0; c < 3; c++)
		for (size_t i = 0; i < COUNT(cells); i++)
			made_line(p, "F1", 11, 72 + 150 * (double)c, 100 + 14 * (double)i, cells[i][c]);
	assert_string_equal(text_of(*state, &m), "Name\tAge\tPlace of arrest\nJane Smith\t34\tVelmora\nIvan Petrov\t28\tOrdesk\n"
	                                         "Maria Lopez\t41\tVelmora\nOmar Haddad\t19\tSan Teodo");
}

static void numbers_below_one_another_are_no_prose(void **state)
{
	static const char *const cells[][3] = {{"Velmora and the north", "1204", "311"}, {"Ordesk", "  87", " 12"}, {"San Teodo", "   9", "  0"}};
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	for (size_t i = 0; i < COUNT(cells); i++) /* flush right, a digit and a space are not of one width */
		for (size_t c = 0; c < 3; c++) {
			const char *s = cells[i][c] + strspn(cells[i][c], " ");
			made_line(p, "F1", 11, 72 + 200 * (double)c - (c ? 6.1 * (double)strlen(s) : 0), 100 + 14 * (double)i, s);
		}
	made_line(p, "F1", 11, 240, 86, "Arrested");
	made_line(p, "F1", 11, 440, 86, "Charged");
	const char *text = text_of(*state, &m);
	if (!strstr(text, "Velmora and the north\t1204\t311") || !strstr(text, "Ordesk\t87\t12") || !strstr(text, "San Teodo\t9\t0"))
		fail_msg("%s", text);
}

static void cells_of_several_lines_are_read_one_by_one(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	for (int i = 0; i < 3; i++) {
		double y = 100 + 50 * i;
		kua_buf_printf(p, "60 %.0f m 500 %.0f l S\n", 842 - y + 14, 842 - y + 14);
		made_line(p, "F1", 11, 72, y, i == 0 ? "The first man who" : i == 1 ? "The second one who" : "The third one who");
		made_line(p, "F1", 11, 72, y + 13, "was arrested there");
		made_line(p, "F1", 11, 250, y, "Held for eleven days in the prison");
		made_line(p, "F1", 11, 250, y + 13, "of the town without a lawyer.");
	}
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "The first man who was arrested there"));
	assert_non_null(strstr(text, "Held for eleven days in the prison of the town without a lawyer."));
	assert_true(strstr(text, "The second") > strstr(text, "Held for"));
	assert_non_null(strstr(text, "arrested there\tHeld for")); /* one row, one line */
}

static void letters_drawn_later_stand_in_their_place(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m); /* the i of "miners" and the a of "Velmora", with fonts of their own */
	kua_buf_printf(p, "BT /F1 11 Tf 72 742 Td [(The m) -222 (ners of Velmor) -556 ( went home.)] TJ ET\n");
	made_line(p, "F2", 11, 72 + 11 * (0.611 + 0.556 + 0.556 + 0.278 + 0.833), 100, "i");
	made_line(p, "F2", 11, 72 + 11 * (2.834 + 0.222 + 0.556 + 0.556 + 0.333 + 0.5 + 0.278 + 0.556 + 0.278 + 0.278 + 0.667 + 0.556 + 0.222 + 0.833 + 0.556 + 0.333),
	          100, "a");
	assert_string_equal(text_of(*state, &m), "The miners of Velmora went home.");
}

static void numbers_before_paragraphs_are_no_column(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	for (int i = 0; i < 4; i++) {
		char number[16];
		(void)snprintf(number, sizeof number, "%d.", i + 1);
		made_line(p, "F1", 11, 72, 100 + 32 * i, number);
		made_line(p, "F1", 11, 100, 100 + 32 * i, "The court has ruled that the men who were held in the town of");
		made_line(p, "F1", 11, 72, 113 + 32 * i, "Velmora go free.");
	}
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "1. The court has ruled that the men who were held in the town of Velmora go free.\n\n2. The court"));
}

static void turned_pages_are_read_upright(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	m.page_more[0] = "/Rotate 90";
	made_lines(p, 11, 72, 120, prose, COUNT(prose));
	p = made_page(&m);
	for (size_t i = 0; i < COUNT(prose); i++) /* upwards, as a wide table is put on a page */
		kua_buf_printf(p, "BT /F1 11 Tf 0 1 -1 0 %.0f 72 Tm (%s) Tj ET\n", 100 + 13 * (double)i, prose[i]);
	char want[1000];
	(void)snprintf(want, sizeof want, "%s\n\n%s", prose_text, prose_text);
	assert_string_equal(text_of(*state, &m), want);
}

static void hebrew_is_read_from_the_right(void **state)
{
	/* as it is drawn, from the left: "2013", a space, and a word that ends on the left */
	static const uint32_t seen[] = {'2', '0', '1', '3', ' ', 0x5DD, 0x5D5, 0x5DC, 0x5E9};
	struct made m = made_new();
	made_wide(made_page(&m), 11, 72, 100, seen, COUNT(seen));
	assert_string_equal(text_of(*state, &m), "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 2013");
}

/* ---- furniture and footnotes ---- */

static void headers_footers_and_numbers_are_left_out(void **state)
{
	struct made m = made_new();
	for (int i = 0; i < 4; i++) {
		char foot[40];
		struct kua_buf *p = made_page(&m);
		made_line(p, "F1", 9, 72, 40, "League for Open Courts: Report on Velmora");
		made_lines(p, 11, 72, 300 + 30 * i, prose, COUNT(prose));
		(void)snprintf(foot, sizeof foot, "Page %d of 4", i + 1);
		made_line(p, "F1", 9, 400, 815, foot);
	}
	const char *text = text_of(*state, &m);
	assert_null(strstr(text, "League"));
	assert_null(strstr(text, "Page"));
	assert_non_null(strstr(text, prose_text));
}

static void blank_pages_are_no_text(void **state)
{
	struct made m = made_new();
	for (int i = 0; i < 5; i++) {
		struct kua_buf *p = made_page(&m);
		made_line(p, "F1", 9, 72, 40, "League for Open Courts");
		made_line(p, "F1", 9, 72, 60, "By Ann Lee");
		made_line(p, "F1", 9, 72, 815, "4 June 2012");
		if (i != 2)
			made_lines(p, 11, 72, 300 + 30 * i, prose, COUNT(prose));
	}
	struct kua_reading r = run_made(*state, &m);
	assert_null(strstr(only(&r)->text, "League"));
	assert_null(strstr(only(&r)->text, "June"));
}

static void footnotes_stand_behind_their_page(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_lines(p, 11, 72, 650, prose, 2);
	kua_buf_printf(p, "BT /F1 6.5 Tf 385.5 %.1f Td (1) Tj ET\n", 842 - 650 - 13.2 + 4);
	kua_buf_printf(p, "BT /F1 6 Tf 72 %.1f Td (1) Tj ET\n", 842 - 760. + 3);
	made_line(p, "F1", 8.5, 78, 760, "Interview with the League, June 2012.");
	p = made_page(&m);
	made_lines(p, 11, 72, 80, prose + 2, 1);
	made_lines(p, 11, 72, 103, more_prose, COUNT(more_prose));
	const char *text = text_of(*state, &m);
	assert_non_null(strstr(text, "about the arrests\xc2\xb9 in the spring"));
	assert_non_null(strstr(text, "none was interrupted.\n\n\xc2\xb9 Interview with the League, June 2012.\n\nAfterwards"));
}

/* ---- what is on and in it ---- */

static void forms_remarks_and_files_are_kept(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_line(p, "F1", 11, 72, 100, "Name:");
	int name = made_number(&m), box = made_number(&m), remark = made_number(&m), spec = made_number(&m), file = made_number(&m),
	    info = made_number(&m), sig = made_number(&m);
	made_write(&m, name, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Jane Smith) /Rect [120 738 300 754] >>");
	made_write(&m, box, "<< /Type /Annot /Subtype /Widget /FT /Btn /T (held) /V /Yes /AS /Yes /Rect [72 700 84 712] >>");
	made_write(&m, remark, "<< /Type /Annot /Subtype /Text /T (Ann Lee) /Contents (She was 34, not 43.) /M (D:20130702120000Z) "
	           "/Rect [300 700 320 720] >>");
	made_write(&m, spec, "<< /Type /Filespec /F (C:\\\\scans\\\\list.csv) /EF << /F %d 0 R >> >>", file);
	made_stream(&m, file, "/Type /EmbeddedFile /Subtype /text#2Fcsv", "name,age\nJane Smith,34\n", 23);
	made_write(&m, info, "<< /Title (A form) /Producer (By hand) /CreationDate (D:20130702103000+02'00') >>");
	made_write(&m, sig, "<< /FT /Sig /T (s) /V << /Type /Sig /Name (Ann Lee) /M (D:20130703) /ByteRange [0 10 20 30] >> >>");
	char more[200], root[400], trailer[40];
	(void)snprintf(more, sizeof more, "/Annots [%d 0 R %d 0 R %d 0 R]", name, box, remark);
	(void)snprintf(root, sizeof root, "/AcroForm << /Fields [%d 0 R %d 0 R %d 0 R] >> /Names << /EmbeddedFiles << /Names [(list) %d 0 R] >> >>", name,
	               box, sig, spec);
	(void)snprintf(trailer, sizeof trailer, "/Info %d 0 R", info);
	m.page_more[0] = more;
	m.root_more = root;
	m.trailer_more = trailer;
	struct kua_reading r = run_made(*state, &m);
	assert_int_equal(r.n, 2);
	assert_non_null(strstr(r.items[0].text, "Name:"));
	assert_non_null(strstr(r.items[0].text, "Jane Smith"));
	assert_non_null(strstr(r.items[0].text, "[x]"));
	assert_string_equal(r.items[1].text, "She was 34, not 43.");
	assert_string_equal(r.items[1].author, "Ann Lee");
	assert_string_equal(r.items[1].published_on, "2013-07-02");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "list.csv");
	assert_string_equal(r.inner[0].media_type, "text/csv");
	assert_string_equal(meta(&r, "title"), "A form");
	assert_string_equal(meta(&r, "created"), "2013-07-02T10:30:00+02:00");
	assert_string_equal(meta(&r, "pages"), "1");
	assert_non_null(strstr(meta(&r, "signature"), "Ann Lee, 2013-07-03; not checked; something was added"));
	assert_true(diagnosed(&r, KUA_DIAG_SIGNED));
	assert_false(r.partial);
}

static void scripts_and_earlier_versions_are_told(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	m.root_more = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>";
	struct kua_buf *b = made_end(&m);
	size_t first = b->len;
	made_table(&m); /* as if something had been added */
	(void)first;
	struct kua_reading r = run_bytes(run, b->data, b->len, "a.pdf");
	made_free(&m);
	assert_true(diagnosed(&r, KUA_DIAG_MACROS));
	assert_true(diagnosed(&r, KUA_DIAG_REVISIONS));
	assert_string_equal(only(&r)->text, prose_text);
}

static void a_review_is_split_into_its_articles(void **state)
{
	static const char *const titles[] = {"Miners walk out in Velmora", "Court frees two in Ordesk", "Minister denies the arrests"};
	static const char *const dates[] = {"4 June 2012", "5 June 2012", "6 June 2012"};
	struct made m = made_new();
	for (int i = 0; i < 3; i++) {
		struct kua_buf *p = made_page(&m);
		made_line(p, "F2", 16, 72, 80, titles[i]);
		made_line(p, "F1", 11, 72, 110, "By Jane Smith");
		made_line(p, "F1", 11, 72, 130, dates[i]);
		double y = made_lines(p, 11, 72, 160, prose, COUNT(prose));
		made_lines(p, 11, 72, y + 10, more_prose, COUNT(more_prose));
	}
	struct kua_reading r = run_made(*state, &m);
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[1].title, titles[1]);
	assert_string_equal(r.items[1].author, "Jane Smith");
	assert_string_equal(r.items[1].published_on, "2012-06-05");
	assert_int_equal(r.items[1].n_pages, 1);
	assert_int_equal(r.items[1].pages[0].page, 2);
}

/* ---- what cannot be seen, what cannot be read ---- */

static void hidden_text_is_told_and_left_out(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = made_page(&m);
	made_lines(p, 11, 72, 100, prose, COUNT(prose));
	kua_buf_str(p, "1 g\n");
	made_line(p, "F1", 11, 72, 300, "Two hundred were killed, says nobody.");
	kua_buf_str(p, "0 g 0.2 0.2 0.6 rg 60 400 300 40 re f 1 g\n");
	made_line(p, "F1", 11, 72, 430, "White on blue is no secret.");
	kua_buf_str(p, "0 g 3 Tr\n");
	made_line(p, "F1", 11, 72, 500, "Nor is this anywhere to be seen.");
	struct kua_reading r = run_made(*state, &m);
	assert_true(diagnosed(&r, KUA_DIAG_HIDDEN_TEXT));
	assert_null(strstr(only(&r)->text, "Two hundred"));
	assert_null(strstr(only(&r)->text, "anywhere"));
	assert_non_null(strstr(only(&r)->text, "White on blue is no secret."));
}

static const char image[] = "/XObject << /Im 7 0 R >>";

/* A page that is an image of one grey pixel. */
static struct kua_buf *scanned_page(struct made *m)
{
	int im = m->pages == 0 ? made_number(m) : 7;
	if (m->pages == 0)
		made_stream(m, im, "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "\x80", 1);
	m->resources = image;
	struct kua_buf *p = made_page(m);
	kua_buf_str(p, "q 595 0 0 842 0 0 cm /Im Do Q\n");
	return p;
}

static void scanned_pages_are_listed(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	(void)scanned_page(&m);
	made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	(void)scanned_page(&m);
	struct kua_buf *b = made_end(&m);
	struct kua_reading r = run_bytes(run, b->data, b->len, "a.pdf");
	assert_true(diagnosed(&r, KUA_DIAG_SCANNED));
	assert_true(r.read && r.partial);
	assert_string_equal(r.diagnosed[0].detail, "1, 3 of 3");
	struct kua_pixels pixels;
	assert_true(kua_pdf_page_image(b->data, b->len, 1, 72, 1000000, &pixels));
	assert_int_equal(pixels.width, 595);
	assert_int_equal(pixels.height, 842);
	assert_in_range(pixels.v[595 * 400 + 300], 0x70, 0x90);
	free(pixels.v);
	assert_true(kua_pdf_page_image(b->data, b->len, 1, 300, 10000, &pixels));
	assert_in_range(pixels.width * pixels.height, 5000, 11000);
	free(pixels.v);
	assert_false(kua_pdf_page_image(b->data, b->len, 4, 72, 1000000, &pixels));
	made_free(&m);
}

static void letters_recognised_before_are_text(void **state)
{
	struct made m = made_new();
	struct kua_buf *p = scanned_page(&m);
	kua_buf_str(p, "3 Tr\n");
	made_lines(p, 11, 72, 100, prose, COUNT(prose));
	struct kua_reading r = run_made(*state, &m);
	assert_string_equal(only(&r)->text, prose_text);
	assert_true(diagnosed(&r, KUA_DIAG_RECOGNISED));
	assert_false(diagnosed(&r, KUA_DIAG_HIDDEN_TEXT));
}

static void letters_nobody_knows_are_told(void **state)
{
	static const uint32_t secret[] = {0xE001, 0xE002, 0xE003, 0xE004, ' ', 0xE005, 0xE006, 0xE007, 0xE008, 0xE009, 0xE00A};
	struct made m = made_new();
	made_wide(made_page(&m), 11, 72, 100, secret, COUNT(secret));
	struct kua_reading r = run_made(*state, &m);
	assert_true(diagnosed(&r, KUA_DIAG_NO_LETTERS));
	assert_false(r.read);
}

static void locked_ones_are_told(void **state)
{
	struct made m = made_new();
	made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	m.trailer_more = "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
	                 "/O <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> "
	                 "/U <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> >>";
	struct kua_reading r = run_made(*state, &m);
	assert_false(r.read);
	assert_true(diagnosed(&r, KUA_DIAG_ENCRYPTED));
}

/* ---- damage ---- */

static void damaged_ones_are_read_as_far_as_they_go(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	for (int i = 0; i < 3; i++)
		made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	struct kua_buf *b = made_end(&m);
	memcpy(strstr(b->data, "startxref") + 10, "99", 2); /* the table of contents is elsewhere */
	struct kua_reading r = run_bytes(run, b->data, b->len, "a.pdf");
	assert_true(r.read && r.partial);
	assert_true(diagnosed(&r, KUA_DIAG_BROKEN));
	assert_non_null(strstr(only(&r)->text, prose_text));
	r = run_bytes(run, b->data, b->len / 2, "a.pdf"); /* cut off: the pages' list is lost */
	assert_true(r.n_diagnosed > 0);
	for (size_t n = 0; n < b->len; n += 37) {
		r = run_bytes(run, b->data, n, "a.pdf");
		assert_true(r.read || r.n_diagnosed > 0);
	}
	made_free(&m);
}

static void bytes_before_it_do_not_matter(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	struct kua_buf whole = KUA_BUF_INIT;
	made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	struct kua_buf *b = made_end(&m);
	kua_buf_str(&whole, "HTTP/1.1 200 OK\r\n\r\n");
	kua_buf_add(&whole, b->data, b->len);
	struct kua_reading r = run_bytes(run, whole.data, whole.len, "a.pdf");
	assert_string_equal(only(&r)->text, prose_text);
	kua_buf_free(&whole);
	made_free(&m);
}

static void endless_page_trees_end(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	made_lines(made_page(&m), 11, 72, 100, prose, COUNT(prose));
	made_end(&m);
	char *count = strstr(m.bytes.data, "/Count 1 ");
	memcpy(count, "/Count 9 ", 9); /* more than there are */
	struct kua_reading r = run_bytes(run, m.bytes.data, m.bytes.len, "a.pdf");
	assert_string_equal(only(&r)->text, prose_text);
	char *kids = strstr(m.bytes.data, "/Kids [7 0 R");
	memcpy(kids, "/Kids [2 0 R", 12); /* itself */
	r = run_bytes(run, m.bytes.data, m.bytes.len, "a.pdf");
	assert_true(r.n_diagnosed > 0);
	made_free(&m);
}

static void pages_that_unpack_into_gigabytes_end(void **state)
{
	struct run *run = *state;
	struct made m = made_new();
	size_t n = (size_t)64 << 20;
	char *spaces = kua_malloc(n);
	memset(spaces, ' ', n);
	uLongf packed = compressBound(n);
	unsigned char *bytes = kua_malloc(packed);
	assert_int_equal(compress(bytes, &packed, (const unsigned char *)spaces, n), Z_OK);
	struct kua_buf *p = made_page(&m);
	made_lines(p, 11, 72, 100, prose, COUNT(prose));
	int bomb = made_number(&m);
	made_stream(&m, bomb, "/Filter /FlateDecode", bytes, packed);
	char contents[4000] = "/Contents [8 0 R ";
	for (int i = 0; i < 300; i++)
		(void)snprintf(contents + strlen(contents), sizeof contents - strlen(contents), "%d 0 R ", bomb);
	strcat(contents, "]");
	m.page_more[0] = contents;
	free(spaces);
	free(bytes);
	struct kua_reading r = run_made(run, &m);
	assert_true(r.read || r.n_diagnosed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_paragraphs),
		cmocka_unit_test(a_paragraph_goes_on_over_the_page),
		cmocka_unit_test(hyphens_at_line_ends),
		cmocka_unit_test(hyphens_that_only_programs_write),
		cmocka_unit_test(letters_are_made_plain),
		cmocka_unit_test(the_short_end_of_a_title_above_columns),
		cmocka_unit_test(dots_that_lead_to_a_page),
		cmocka_unit_test(a_word_glued_to_the_number_of_its_note),
		cmocka_unit_test(furniture_of_a_single_page),
		cmocka_unit_test(a_glyph_of_several_letters_is_one_word),
		cmocka_unit_test(short_documents_that_part_words),
		cmocka_unit_test(one_hyphen_is_a_compound_unless_the_program_parts_words),
		cmocka_unit_test(columns_are_read_one_after_the_other),
		cmocka_unit_test(three_columns_drawn_row_by_row),
		cmocka_unit_test(tables_are_read_by_rows),
		cmocka_unit_test(numbers_below_one_another_are_no_prose),
		cmocka_unit_test(cells_of_several_lines_are_read_one_by_one),
		cmocka_unit_test(letters_drawn_later_stand_in_their_place),
		cmocka_unit_test(numbers_before_paragraphs_are_no_column),
		cmocka_unit_test(turned_pages_are_read_upright),
		cmocka_unit_test(hebrew_is_read_from_the_right),
		cmocka_unit_test(headers_footers_and_numbers_are_left_out),
		cmocka_unit_test(blank_pages_are_no_text),
		cmocka_unit_test(footnotes_stand_behind_their_page),
		cmocka_unit_test(forms_remarks_and_files_are_kept),
		cmocka_unit_test(scripts_and_earlier_versions_are_told),
		cmocka_unit_test(a_review_is_split_into_its_articles),
		cmocka_unit_test(hidden_text_is_told_and_left_out),
		cmocka_unit_test(scanned_pages_are_listed),
		cmocka_unit_test(letters_recognised_before_are_text),
		cmocka_unit_test(letters_nobody_knows_are_told),
		cmocka_unit_test(locked_ones_are_told),
		cmocka_unit_test(damaged_ones_are_read_as_far_as_they_go),
		cmocka_unit_test(bytes_before_it_do_not_matter),
		cmocka_unit_test(endless_page_trees_end),
		kua_slow_test(pages_that_unpack_into_gigabytes_end),
	};
	return cmocka_run_group_tests_name("pdf", tests, run_open, run_close);
}
