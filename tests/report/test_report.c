/*
 * test_report.c - the three formats against golden files, and what must hold for any casebook: hostile text
 * is harmless, lines fit the terminal, a long casebook stays short and quick. To renew the golden files after
 * looking at the change, run with KUA_GOLDEN_WRITE=1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "report/internal.h"
#include "report/pdfa.h"
#include "story.h"
#include "../quick.h"

static const char *golden_dir;

static void write_report(const struct kua_report_input *in, const struct kua_report_options *o, struct kua_buf *b)
{
	struct kua_error err = {0};
	if (kua_report_write(in, o, b, &err) != KUA_OK)
		fail_msg("%s", err.text);
}

static char *report_of(bool hostile, struct kua_report_options o)
{
	struct story s;
	struct kua_buf b = KUA_BUF_INIT;
	story_begin(&s, hostile);
	write_report(&s.in, &o, &b);
	story_end(&s);
	return b.data;
}

static void assert_golden(const char *name, char *got)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/golden.%s", golden_dir, name);
	if (getenv("KUA_GOLDEN_WRITE")) {
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(fwrite(got, 1, strlen(got), f), strlen(got));
		assert_int_equal(fclose(f), 0);
	}
	struct kua_buf want = KUA_BUF_INIT;
	struct kua_error err;
	if (kua_read_file(path, 1 << 20, &want, &err))
		fail_msg("%s", err.text);
	assert_string_equal(got, want.data);
	kua_buf_free(&want);
	free(got);
}

static void test_golden(void **state)
{
	(void)state;
	assert_golden("txt", report_of(false, (struct kua_report_options){.format = KUA_REPORT_TEXT}));
	assert_golden("colour.txt", report_of(false, (struct kua_report_options){.format = KUA_REPORT_TEXT,
	                                                                         .colour = true, .columns = 60}));
	assert_golden("html", report_of(false, (struct kua_report_options){.format = KUA_REPORT_HTML}));
	assert_golden("md", report_of(false, (struct kua_report_options){.format = KUA_REPORT_MD}));
}

static void test_hostile_text_on_a_terminal(void **state)
{
	(void)state;
	char *got = report_of(true, (struct kua_report_options){.format = KUA_REPORT_TEXT, .all = true});
	assert_non_null(strstr(got, "Q0<script>"));
	for (const char *p = got; *p; p++)
		assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	assert_null(strstr(got, "\xe2\x80\xae"));
	assert_null(strstr(got, "\n# h"));
	assert_true(kua_utf8_valid(got, strlen(got)));
	free(got);
}

static size_t times(const char *hay, const char *needle)
{
	size_t n = 0;
	for (; (hay = strstr(hay, needle)) != NULL; hay++)
		n++;
	return n;
}

static void test_axis_draws_how_a_number_is_said(void **state)
{
	(void)state;
	const struct kua_axis_mark marks[] = {
		{.low = 12, .high = 12, .how = kua_axis_how("exact"), .label = "12"},
		{.low = 70, .high = 70, .how = kua_axis_how("about"), .label = "<70>", .href = "#\"x"},
		{.low = 40, .high = KUA_NONE, .how = kua_axis_how("more than"), .label = "40"},
		{.low = KUA_NONE, .high = 50, .how = kua_axis_how("at most"), .label = "50"},
		{.low = 20, .high = 30, .how = kua_axis_how("between"), .label = "20"},
	};
	const struct kua_axis_mark said[] = {{.low = 12, .high = 12, .how = KUA_AXIS_EXACT, .lane = 0}, {.low = 5000, .high = 5000, .how = KUA_AXIS_EXACT, .lane = 1}};
	const char *const lanes[] = {"16 December 2011", "2012 & later"};
	struct kua_axis x = {.marks = marks, .n = 5, .title = "all", .logarithmic = "in powers"};
	struct kua_buf b = KUA_BUF_INIT;
	kua_report_axis(&x, &b);
	assert_int_equal(times(b.data, "class=\"about\""), 1);
	assert_int_equal(times(b.data, "class=\"open\""), 2);
	assert_int_equal(times(b.data, "class=\"between\""), 1);
	assert_int_equal(times(b.data, "class=\"hollow\""), 3);
	assert_int_equal(times(b.data, "&lt;70&gt;"), 1);
	assert_null(strstr(b.data, "#\"x"));
	assert_null(strstr(b.data, "in powers"));
	kua_buf_clear(&b);
	x = (struct kua_axis){.marks = marks, .n = 5, .said = said, .n_said = 2, .lanes = lanes, .n_lanes = 2, .title = "all", .logarithmic = "in powers"};
	kua_report_axis(&x, &b);
	assert_int_equal(times(b.data, "class=\"lane\""), 2);
	assert_non_null(strstr(b.data, "2012 &amp; later"));
	assert_non_null(strstr(b.data, "in powers"));
	kua_buf_free(&b);
}

static void test_what_was_said_in_rows_of_a_day_or_a_month(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	const struct kua_figure f[] = {{.id = "f-1"}, {.id = "f-2"}, {.id = "f-3"}, {.id = "f-4"}};
	struct kua_axis_said few[] = {{&f[0], NULL, NULL, 0}, {&f[1], NULL, "2012-01-03", 0}, {&f[3], NULL, "2011-12-16", 0}, {&f[2], NULL, "2011-12-16", 0}};
	assert_int_equal(kua_axis_lanes(few, 4, a), 3);
	assert_string_equal(few[0].figure->id, "f-3");
	assert_string_equal(few[2].when, "2012-01-03");
	assert_null(few[3].when);
	assert_true(few[0].lane == 0 && few[1].lane == 0 && few[2].lane == 1 && few[3].lane == 2);
	struct kua_axis_said many[12];
	for (size_t i = 0; i < 12; i++)
		many[i] = (struct kua_axis_said){&f[0], NULL, kua_arena_printf(a, "2012-0%zu-%02zu", 1 + i / 6, 1 + i), 0};
	assert_int_equal(kua_axis_lanes(many, 10, a), 10);
	assert_string_equal(many[9].when, "2012-02-10");
	assert_int_equal(kua_axis_lanes(many, 12, a), 2);
	assert_string_equal(many[11].when, "2012-02");
	assert_int_equal(kua_axis_lanes(many, 0, a), 0);
	kua_arena_free(a);
}

static const struct kua_item kin[] = {
	{.id = "d.1", .title = "First <print>", .published_on = "2013-07-05", .document = "x"},
	{.id = "d.2", .title = "Second", .published_on = "2014-02-01", .document = "x"},
	{.id = "d.3", .title = "Third", .date_from = "2013-08", .date_to = "2015", .document = "x"},
	{.id = "d.4", .document = "undated.txt"},
};

static const struct kua_item *kin_item(void *ctx, const char *id)
{
	(void)ctx;
	return id[2] >= '1' && id[2] <= '4' ? &kin[id[2] - '1'] : NULL;
}

static const char *kin_date(void *ctx, const char *iso)
{
	(void)ctx;
	return iso;
}

static void test_tree_of_a_family(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	const char *ids[] = {"d.1", "d.2", "d.3", "d.4"};
	const struct kua_family family = {.id = "fam-1", .items = {ids, 4}, .origin = "d.1"};
	const struct kua_reuse pairs[] = {
		{.id = "r-1", .a = "d.1", .b = "d.2", .shared_words = 50, .direction = "a_to_b"},
		{.id = "r-2", .a = "d.1", .b = "d.3", .shared_words = 90, .direction = "unknown"},
		{.id = "r-3", .a = "d.3", .b = "d.4", .shared_words = 20, .direction = "b_to_a"},
		{.id = "r-4", .a = "d.2", .b = "d.1", .shared_words = 99, .direction = "a_to_b"}, /* against r-1: no circle comes of it */
	};
	const struct kua_drift drift[] = {{.id = "dr-1", .a = "d.1", .b = "d.2", .in_a = "70", .in_b = "17", .kind = "number"}};
	const struct kua_reuse *reuse[] = {&pairs[0], &pairs[1], &pairs[2]};
	const struct kua_drift *drifts[] = {&drift[0]};
	struct kua_tree_input in = {.family = &family, .reuse = reuse, .n_reuse = 3, .drift = drifts, .n_drift = 1, .item_href = "/item/",
	                            .reuse_href = "/reprint/", .item = kin_item, .date = kin_date};
	struct kua_tree t;
	struct kua_buf b = KUA_BUF_INIT;
	kua_tree_make(&in, a, &t);
	assert_int_equal(t.n, 4);
	assert_int_equal(t.n_edges, 3);
	t.title = "tree";
	t.undated = "no date";
	t.unseen = "unseen";
	kua_report_tree(&t, &b);
	assert_non_null(strstr(b.data, "First &lt;print&gt; · 2013-07-05"));
	assert_non_null(strstr(b.data, ">70 → 17<"));
	assert_non_null(strstr(b.data, "href=\"/reprint/r-1\""));
	assert_int_equal(times(b.data, "class=\"tip\""), 2);
	assert_int_equal(times(b.data, "class=\"edge unsure\""), 2); /* the two strokes of the one without direction */
	assert_int_equal(times(b.data, "class=\"bounds\""), 1);
	assert_non_null(strstr(b.data, ">no date<"));
	/* copies say more: then they are what is drawn */
	const struct kua_copy places[] = {{.id = "c-1", .family = "fam-1", .item = "d.1", .kind = "copy", .parent = "c-0", .probability = 0.9},
	                                  {.id = "c-0", .family = "fam-1", .kind = "unseen", .date_to = "2013-07"},
	                                  {.id = "c-2", .family = "fam-1", .item = "d.2", .kind = "copy", .parent = "d.1", .probability = 0.5},
	                                  {.id = "c-3", .family = "fam-1", .item = "d.3", .kind = "undirected", .parent = "d.1"}};
	const struct kua_copy *copies[] = {&places[0], &places[1], &places[2], &places[3]};
	in.copies = copies;
	in.n_copies = 4;
	kua_buf_clear(&b);
	kua_tree_make(&in, a, &t);
	t.title = t.undated = t.unseen = "unseen text";
	kua_report_tree(&t, &b);
	assert_int_equal(t.n, 5);
	assert_int_equal(t.n_edges, 3);
	assert_non_null(strstr(b.data, "class=\"unseen\""));
	assert_non_null(strstr(b.data, "50 %"));
	assert_int_equal(times(b.data, "class=\"edge unsure\""), 4); /* one in two is not sure */
	/* a circle in what somebody else made is no tree */
	reuse[1] = &pairs[3];
	in.n_copies = 0;
	kua_tree_make(&in, a, &t);
	assert_int_equal(t.n_edges, 2);
	kua_buf_free(&b);
	kua_arena_free(a);
}

static void test_tree_at_its_limit_and_past_it(void **state)
{
	(void)state;
	for (size_t n = KUA_TREE_NODES; n <= KUA_TREE_NODES + 1; n++) {
		struct kua_arena *a = kua_arena_new();
		const char **ids = KUA_NEW_N(a, const char *, n);
		for (size_t i = 0; i < n; i++)
			ids[i] = kua_arena_printf(a, "d.1x%zu", i); /* all look alike */
		const struct kua_family family = {.id = "fam-1", .items = {ids, n}};
		const struct kua_tree_input in = {.family = &family, .item = kin_item, .date = kin_date};
		struct kua_tree t;
		kua_tree_make(&in, a, &t);
		assert_int_equal(t.n, KUA_TREE_NODES);
		kua_arena_free(a);
	}
}

static void test_what_is_no_character_is_not_shown(void **state)
{
	(void)state;
	static const char *const none[] = {"\xef\xb7\x90", "\xef\xb7\xaf", "\xef\xbf\xbe", "\xf0\x9f\xbf\xbe", "\xf4\x8f\xbf\xbf"}; /* U+FDD0, FDEF, FFFE, 1FFFE, 10FFFF */
	static const char *const some[] = {"\xef\xb7\x8f", "\xef\xb7\xb0", "\xef\xbf\xbd", "\xf0\x9f\xbf\xbd", "\xf4\x8f\xbf\xbd"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		const char *s = none[i], *t = some[i];
		uint32_t c;
		assert_int_equal(safe_next(&s), 0xfffd);
		assert_true(kua_utf8_next(t, strlen(t), &c));
		assert_int_equal(safe_next(&t), c);
		assert_true(!*s && !*t);
	}
}

/* That its text can be read again is pdf.py's matter, that it is PDF/A pdfa.py's. */
static void test_hostile_text_in_a_pdf(void **state)
{
	(void)state;
	struct story s;
	struct kua_buf one = KUA_BUF_INIT, two = KUA_BUF_INIT;
	story_begin(&s, true);
	const struct kua_report_options o = {.format = KUA_REPORT_PDF, .all = true};
	write_report(&s.in, &o, &one);
	write_report(&s.in, &o, &two);
	story_end(&s);
	assert_true(one.len > 1000 && memcmp(one.data, "%PDF-", 5) == 0);
	assert_true(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
	kua_buf_free(&one);
	kua_buf_free(&two);
}

static void test_what_is_no_pdf_leaves_nothing(void **state)
{
	(void)state;
	static const char *const drawn[] = {"", "%PDF-1.5\n", "no PDF at all", "%PDF-1.5\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Size 2 >>\nstartxref\n9\n%%EOF\n"};
	for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
		struct kua_buf bytes = KUA_BUF_INIT, out = KUA_BUF_INIT;
		struct kua_error err = {0};
		kua_buf_str(&bytes, drawn[i]);
		kua_buf_str(&out, "before");
		assert_int_equal(pdfa_finish(&(struct pdfa_about){.title = ""}, &bytes, &out, &err), KUA_WORLD);
		assert_string_equal(out.data, "before");
		assert_non_null(strstr(err.text, "the PDF could not be made: "));
		kua_buf_free(&bytes);
		kua_buf_free(&out);
	}
}

static void test_hostile_text_in_html(void **state)
{
	(void)state;
	char *got = report_of(true, (struct kua_report_options){.format = KUA_REPORT_HTML});
	assert_non_null(strstr(got, "Q0&lt;script&gt;"));
	assert_null(strstr(got, "<script"));
	assert_null(strstr(got, "\033"));
	assert_null(strstr(got, "\xe2\x80\xae"));
	assert_null(strstr(got, "href"));
	assert_null(strstr(got, "src="));
	assert_null(strstr(got, "style="));
	assert_non_null(strstr(got, "default-src 'none'; style-src 'sha256-"));
	assert_null(strstr(got, "url("));
	free(got);
}

static void test_hostile_text_in_markdown(void **state)
{
	(void)state;
	char *got = report_of(true, (struct kua_report_options){.format = KUA_REPORT_MD});
	assert_non_null(strstr(got, "Q0&lt;script&gt;"));
	assert_null(strstr(got, "<"));
	assert_null(strstr(got, "\033"));
	assert_null(strstr(got, "[a](http"));
	assert_null(strstr(got, "\n# h"));
	for (const char *p = got; (p = strchr(p, '`')); p++)
		assert_int_equal(p[-1], '\\');
	free(got);
}

static void assert_lines_fit(const char *text, size_t columns)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = strndup(text, n);
		assert_true(kua_utf8_columns(line) <= columns);
		free(line);
		text += n + (text[n] == '\n');
	}
}

static void test_lines_fit(void **state)
{
	(void)state;
	static const unsigned widths[] = {0, 40, 66, 200};
	for (size_t k = 0; k < 4; k++) {
		char *got = report_of(false, (struct kua_report_options){.format = KUA_REPORT_TEXT,
		                                                         .columns = widths[k]});
		assert_lines_fit(got, widths[k] ? widths[k] : 80);
		free(got);
	}
}

static void test_words_wider_than_the_page(void **state)
{
	(void)state;
	struct story s;
	struct kua_buf b = KUA_BUF_INIT, wide = KUA_BUF_INIT;
	story_begin(&s, false);
	for (int i = 0; i < 500; i++)
		kua_buf_str(&wide, i % 3 ? "\xe8\xa8\xbc" : "x"); /* a wide character */
	s.w.figures.v[0].quote = wide.data;
	write_report(&s.in, &(struct kua_report_options){.columns = 50}, &b);
	assert_non_null(strstr(b.data, "\xe8\xa8\xbc"));
	assert_lines_fit(b.data, 50);
	kua_buf_free(&b);
	kua_buf_free(&wide);
	story_end(&s);
}

static void test_one_event(void **state)
{
	(void)state;
	struct story s;
	struct kua_buf b = KUA_BUF_INIT;
	story_begin(&s, false);
	s.in.event = s.w.out.events[0].id;
	write_report(&s.in, &(struct kua_report_options){.columns = 80}, &b);
	assert_non_null(strstr(b.data, "Orlun, 16 March 2012"));
	assert_null(strstr(b.data, "Copies, and what changed"));
	kua_buf_free(&b);
	story_end(&s);
}

static void test_empty_casebook(void **state)
{
	(void)state;
	for (int f = 0; f < 3; f++) {
		struct kua_buf b = KUA_BUF_INIT;
		write_report(&(struct kua_report_input){0},
		                 &(struct kua_report_options){.format = (enum kua_report_format)f}, &b);
		assert_non_null(strstr(b.data, "No figures of people were found"));
		kua_buf_free(&b);
	}
}

static void test_long_casebook(void **state)
{
	(void)state;
	enum { MANY = 10000 };
	struct world w;
	world_begin(&w);
	for (int i = 0; i < MANY; i++) {
		const char *quote = kua_arena_printf(w.a, "%d were killed", i % 50);
		add_item(&w, kua_arena_printf(w.a, "d%d", i), 1, "2014-01-01", quote)->title = "Report";
		const char *id = w.items.v[w.items.n - 1].id;
		struct kua_figure *f = kua_vec_add(&w.figures);
		*f = (struct kua_figure){.id = kua_arena_printf(w.a, "f-%d", i), .item = id, .end = 10, .quote = quote, .act = "killed",
		                         .low = i % 50, .high = i % 50, .qualifier = "exact", .said_by = "residents",
		                         .place = kua_arena_printf(w.a, "Town %d",
		                                                   i % 2000), .status = "suggested"};
	}
	world_make(&w);
	struct kua_report_input in = {.title = "many", .as_of = "2026-05-01", .in = w.in, .result = w.out};
	for (int f = 0; f < 3; f++) {
		struct kua_buf b = KUA_BUF_INIT;
		clock_t start = clock();
		write_report(&in, &(struct kua_report_options){.format = (enum kua_report_format)f}, &b);
		double took = (double)(clock() - start) / CLOCKS_PER_SEC;
		print_message("           format %d: %zu bytes, %.3f s\n", f, b.len, took);
		assert_true(took < 5.0);
		assert_true(b.len < 400000);
		assert_non_null(strstr(b.data, "more"));
		kua_buf_free(&b);
	}
	struct kua_buf b = KUA_BUF_INIT;
	write_report(&in, &(struct kua_report_options){.all = true}, &b);
	assert_null(strstr(b.data, " more (kua"));
	kua_buf_free(&b);
	world_end(&w);
}

/* Prints of one text leave out one thing, however they spell it; another thing stays another. */
static void test_what_is_left_out_stands_once(void **state)
{
	(void)state;
	static const char *const out[] = {"those who were rounded up on the square at Zhanoazhen", "the four people who are missing",
	                                  "those who were “rounded up” on the square at Zhanaozen, and jailed",
	                                  "4 people who are missing"};
	struct world w;
	world_begin(&w);
	for (int i = 0; i < 4; i++) {
		add_item(&w, kua_arena_printf(w.a, "d%d", i), 1, "2014-01-01", "70 were killed in Orlun");
		struct kua_figure *f = add_figure(&w, w.items.v[i].id, "70 were killed in Orlun", "killed", "70", "residents", "Orlun", "2012-03-16");
		kua_list_add(w.a, &f->leaves_out, out[i]);
	}
	world_make(&w);
	struct kua_report_input in = {.title = "one", .as_of = "2026-05-01", .in = w.in, .result = w.out};
	struct kua_buf b = KUA_BUF_INIT;
	write_report(&in, &(struct kua_report_options){.format = KUA_REPORT_MD}, &b);
	assert_non_null(strstr(b.data, "This leaves out: those who were “rounded up” on the square at Zhanaozen, and jailed; "
	                               "the four people who are missing.\n"));
	kua_buf_free(&b);
	world_end(&w);
}

int main(int argc, char **argv)
{
	golden_dir = argc > 1 ? argv[1] : ".";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_what_is_left_out_stands_once),
		cmocka_unit_test(test_hostile_text_on_a_terminal),
		cmocka_unit_test(test_axis_draws_how_a_number_is_said),
		cmocka_unit_test(test_what_was_said_in_rows_of_a_day_or_a_month),
		cmocka_unit_test(test_what_is_no_character_is_not_shown),
		cmocka_unit_test(test_hostile_text_in_a_pdf),
		cmocka_unit_test(test_what_is_no_pdf_leaves_nothing),
		cmocka_unit_test(test_tree_of_a_family),
		cmocka_unit_test(test_tree_at_its_limit_and_past_it),
		cmocka_unit_test(test_hostile_text_in_html),
		cmocka_unit_test(test_hostile_text_in_markdown),
		cmocka_unit_test(test_lines_fit),
		cmocka_unit_test(test_words_wider_than_the_page),
		cmocka_unit_test(test_one_event),
		cmocka_unit_test(test_empty_casebook),
		kua_slow_test(test_long_casebook),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
