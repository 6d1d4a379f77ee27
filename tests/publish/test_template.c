/*
 * test_template.c - the language of templates: what is filled in, what is refused with which line, what limits hold; and a sheet in
 * each format, golden files beside its template (letters/all.txt). KUA_GOLDEN=1 writes them anew, to be read before they are kept.
 */
#include "publish/letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *folder;

static const struct kua_template_field FIELDS[] = {
	{"person", NULL, KUA_FIELD_TEXT}, {"date", NULL, KUA_FIELD_TEXT}, {"nobody", NULL, KUA_FIELD_TEXT}, {"facts", NULL, KUA_FIELD_LIST},
	{"text", "facts", KUA_FIELD_TEXT}, {"lines", "facts", KUA_FIELD_LIST}, {"line", "lines", KUA_FIELD_TEXT}, {"empty", NULL, KUA_FIELD_LIST},
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };

#define HOSTILE "<script>alert(1)</script> ]]> & \"'{person}[x]\x1b[31m\xe2\x80\xae\xff"

static const size_t FIRST[] = {0}, BOTH[] = {1, 0};
static const struct kua_value LINE_ONE[] = {{.name = "line", .text = "1 Quay Street"}}, LINE_TWO[] = {{.name = "line", .text = "Aktau"}};
static const struct kua_values LINES[] = {{LINE_ONE, 1}, {LINE_TWO, 1}};
static const struct kua_run RUNS[] = {{.kind = KUA_RUN_TEXT, .text = "sentenced to "}, {.kind = KUA_RUN_REMARK, .text = "six years"}};
static const struct kua_value FACT_ONE[] = {{.name = "text", .text = HOSTILE, .sources = FIRST, .n_sources = 1}, {.name = "lines", .rows = LINES, .n_rows = 2}};
static const struct kua_value FACT_TWO[] = {{.name = "text", .runs = RUNS, .n_runs = 2, .sources = BOTH, .n_sources = 2}, {.name = "lines"}};
static const struct kua_values FACTS[] = {{FACT_ONE, 2}, {FACT_TWO, 2}};
static const struct kua_value ALL[] = {
	{.name = "person", .text = "R. T."}, {.name = "date", .text = "3 мая 2014 г.", .language = "ru"}, {.name = "nobody"},
	{.name = "facts", .rows = FACTS, .n_rows = 2}, {.name = "empty"},
};
static const struct kua_values VALUES = {ALL, sizeof ALL / sizeof *ALL};

static enum kua_code parse(const char *text, size_t n, struct kua_arena *a, struct kua_template **t, struct kua_error *err)
{
	return kua_template_parse("x.txt", text, n, FIELDS, N_FIELDS, a, t, err);
}

static void fill(struct kua_template *t, struct kua_arena *a, struct kua_filled *out)
{
	struct kua_list sources = {0};
	kua_list_add(a, &sources, "“he said so” – A letter <b>, 3 May 2014 (d-1.1)");
	kua_list_add(a, &sources, "another");
	kua_template_fill(t, &VALUES, &sources, a, out);
	out->sheet.title = HOSTILE;
	out->sheet.language = "en";
	out->sheet.date = "2014-05-03";
	out->sheet.marked = "Read what stands in [brackets].";
}

/* The template as text, without the line above it. */
static void becomes(const char *text, const char *expected)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err = {0};
	struct kua_template *t;
	struct kua_filled out;
	struct kua_buf b = KUA_BUF_INIT;
	if (parse(text, strlen(text), a, &t, &err) != KUA_OK)
		fail_msg("'%s': %s", text, err.text);
	fill(t, a, &out);
	out.sheet.marked = NULL;
	assert_int_equal(kua_sheet_write(&out.sheet, KUA_SHEET_AS_TEXT, &b, &err), KUA_OK);
	if (strcmp(b.data ? b.data : "", expected) != 0)
		fail_msg("'%s' became '%s', not '%s'", text, b.data, expected);
	kua_buf_free(&b);
	kua_arena_free(a);
}

static void test_pieces(void **state)
{
	(void)state;
	becomes("", "");
	becomes("# nothing\n\n", "");
	becomes("For {person}.", "For R. T.\n"); /* one full stop */
	becomes("For {person}...", "For R. T....\n");
	becomes("{nobody}", "[...]\n");
	becomes("{nobody|who}", "[... who]\n");
	becomes("{nobody!|who}", "[... who]\n");
	becomes("{date}", "3 мая 2014 г. [ru]\n");
	becomes("x{?nobody| on {nobody}}{?person| for {person}}", "x for R. T.\n");
	becomes("{?not nobody|a}{?not person|b}{?nobody is x|c}{?nobody is not x|d}{?person is not x|e}", "ade\n");
	becomes("{?nobody|all of it}", ""); /* a part without words is none */
	becomes("[say {person}, {nobody|who}]", "[say R. T., ...]\n");
	becomes("\\[a\\] \\{b\\} \\\\ \\x", "[a] {b} \\ \\x\n");
	becomes("one\ntwo\n\nthree", "one two\n\nthree\n");
	becomes("one\r\ntwo", "one two\n");
	becomes("- one\ntwo\n- three\n= T\nx", "- one two\n- three\n\nT\n=\n\nx\n");
	becomes("| A b | c {person}\n| D | {?nobody|x}\n: l\n: m", "A b: c R. T.\n\nl\nm\n");
	becomes("@each facts\n@each lines\n: {line}, {person}\n@end\n@end", "1 Quay Street, R. T.\nAktau, R. T.\n");
	becomes("@each empty\nx\n@end\n@if empty\ny\n@else\nz\n@end", "z\n");
	becomes("@if facts\n@if not person\nx\n@else\ny\n@end\n@end", "y\n");
	becomes("{nobody|a}\n| L | {nobody!|b}\n@missing Missing", "[... a]\n\nL: [... b]\n\nMissing\n-------\n\n- L: b [!]\n- a\n");
	becomes("@missing Missing\n@notes Notes", "");
}

static void refused(const char *text, enum kua_code code, const char *part)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err = {0};
	struct kua_template *t;
	if (parse(text, strlen(text), a, &t, &err) != code || !strstr(err.text, part) || strchr(err.text, '\n'))
		fail_msg("'%s': %d, '%s', not '%s'", text, (int)err.code, err.text, part);
	kua_arena_free(a);
}

static void test_refused(void **state)
{
	(void)state;
	refused("a\n\n{persn}", KUA_DATA, "x.txt:3: there is no field 'persn'");
	refused("a\nb\nc {x} d", KUA_DATA, "x.txt:3: there is no field 'x'");
	refused("@if x\n@end", KUA_DATA, "x.txt:1: there is no field 'x'");
	refused("{?x|a}", KUA_DATA, "x.txt:1: there is no field 'x'");
	refused("{?person|{x}}", KUA_DATA, "there is no field 'x'");
	refused("@if not person\n{x}\n@end", KUA_DATA, "x.txt:2: there is no field 'x'"); /* where it would not be filled, too */
	refused("@each x\n@end", KUA_DATA, "there is no field 'x'");
	refused("@each person\n@end", KUA_DATA, "'person' is no list");
	refused("{facts}", KUA_DATA, "'facts' is a list");
	refused("{text}", KUA_DATA, "between '@each facts' and '@end'");
	refused("@each facts\n@end\n{text}", KUA_DATA, "x.txt:3: 'text' is a field of the list 'facts'");
	refused("\n@if person\nx", KUA_DATA, "x.txt:2: no '@end' closes this @if");
	refused("@each facts\nx", KUA_DATA, "x.txt:1: no '@end' closes this @each");
	refused("@else", KUA_DATA, "x.txt:1: there is no command '@else'");
	refused("@end", KUA_DATA, "x.txt:1: there is no command '@end'");
	refused("@print x", KUA_DATA, "there is no command '@print x'");
	refused("@if person is\n@end", KUA_DATA, "a condition is");
	refused("@if person was x\n@end", KUA_DATA, "a condition is");
	refused("@if person is x y\n@end", KUA_DATA, "a condition is");
	refused("{?person a}", KUA_DATA, "stands a bar");
	refused("{person", KUA_DATA, "a '{' is not closed");
	refused("{?person|a", KUA_DATA, "a '{' is not closed");
	refused("x\ny [a", KUA_DATA, "x.txt:2: a '[' is not closed");
	refused("a}", KUA_DATA, "closes nothing");
	refused("a]", KUA_DATA, "closes nothing");
	refused("| label", KUA_DATA, "a row is '| Label | text'");
	refused("\xff", KUA_DATA, "UTF-8");
}

/* A text with n times before, then middle, then n times after. */
static void nested(struct kua_buf *b, size_t n, const char *before, const char *middle, const char *after)
{
	kua_buf_clear(b);
	for (size_t i = 0; i < n; i++)
		kua_buf_str(b, before);
	kua_buf_str(b, middle);
	for (size_t i = 0; i < n; i++)
		kua_buf_str(b, after);
}

static void test_limits(void **state)
{
	(void)state;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	struct kua_template *t;
	nested(&b, KUA_TEMPLATE_DEPTH, "@if person\n", "x\n", "@end\n");
	becomes(b.data, "x\n");
	nested(&b, KUA_TEMPLATE_DEPTH + 1, "@if person\n", "x\n", "@end\n");
	refused(b.data, KUA_LIMIT, "x.txt:9: more than 8 of @if and @each");
	nested(&b, KUA_TEMPLATE_DEPTH, "@each facts\n", "x\n", "@end\n");
	assert_int_equal(parse(b.data, b.len, a, &t, &err), KUA_OK);
	nested(&b, KUA_TEMPLATE_DEPTH, "{?person|", "x", "}");
	becomes(b.data, "x\n");
	nested(&b, KUA_TEMPLATE_DEPTH + 1, "{?person|", "x", "}");
	refused(b.data, KUA_LIMIT, "more than 8 brackets");
	nested(&b, 100000, "[", "x", "]");
	refused(b.data, KUA_LIMIT, "more than 8 brackets");
	nested(&b, KUA_TEMPLATE_BYTES / 2, "x", "", "y");
	assert_int_equal(parse(b.data, b.len, a, &t, &err), KUA_OK);
	kua_buf_char(&b, 'z');
	refused(b.data, KUA_LIMIT, "at most");
	kua_arena_free(a);
	kua_buf_free(&b);
}

/* ---- the formats ---- */

static void golden(const char *name, const struct kua_buf *b)
{
	struct kua_buf path = KUA_BUF_INIT, kept = KUA_BUF_INIT;
	struct kua_error err;
	kua_buf_printf(&path, "%s/letters/%s", folder, name);
	if (getenv("KUA_GOLDEN")) {
		FILE *f = fopen(path.data, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
		fclose(f);
	}
	assert_int_equal(kua_read_file(path.data, 1 << 20, &kept, &err), KUA_OK);
	if (kept.len != b->len || memcmp(kept.data, b->data, b->len) != 0)
		fail_msg("%s is not as it was:\n%s", name, b->data);
	kua_buf_free(&path);
	kua_buf_free(&kept);
}

static void test_formats(void **state)
{
	(void)state;
	static const char *const names[] = {"all.text", "all.html"};
	struct kua_arena *a = kua_arena_new();
	struct kua_error err = {0};
	struct kua_template *t;
	struct kua_filled out;
	struct kua_buf path = KUA_BUF_INIT;
	kua_buf_printf(&path, "%s/letters/all.txt", folder);
	if (kua_template_load(path.data, FIELDS, N_FIELDS, a, &t, &err) != KUA_OK)
		fail_msg("%s", err.text);
	fill(t, a, &out);
	assert_true(kua_sheet_is_marked(&out.sheet));
	for (int f = 0; f < KUA_SHEET_FORMATS; f++) {
		struct kua_buf b = KUA_BUF_INIT, again = KUA_BUF_INIT;
		assert_int_equal(kua_sheet_write(&out.sheet, (enum kua_sheet_format)f, &b, &err), KUA_OK);
		assert_int_equal(kua_sheet_write(&out.sheet, (enum kua_sheet_format)f, &again, &err), KUA_OK);
		assert_true(b.len == again.len && memcmp(b.data, again.data, b.len) == 0);
		if (f < KUA_SHEET_AS_ODT)
			golden(names[f], &b);
		assert_null(memmem(b.data, b.len, "\x1b", f < KUA_SHEET_AS_ODT ? 1 : 2));
		kua_buf_free(&b);
		kua_buf_free(&again);
	}
	kua_buf_free(&path);
	kua_arena_free(a);
}

/* What readers of text documents look for at a fixed place: the first member, stored, with nothing beside its name. */
static void test_odt_begins_with_its_type(void **state)
{
	(void)state;
	struct kua_sheet s = {.title = "", .language = "en"};
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	assert_int_equal(kua_sheet_write(&s, KUA_SHEET_AS_ODT, &b, &err), KUA_OK);
	assert_true(b.len > 100 && memcmp(b.data, "PK\3\4", 4) == 0);
	assert_int_equal(b.data[8] | b.data[9], 0);   /* stored */
	assert_int_equal(b.data[28] | b.data[29], 0); /* nothing extra */
	assert_memory_equal(b.data + 30, "mimetypeapplication/vnd.oasis.opendocument.text", 47);
	kua_buf_free(&b);
}

int main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : ".";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),  cmocka_unit_test(test_refused), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_formats), cmocka_unit_test(test_odt_begins_with_its_type),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
