/* test_shapes.c - the tables of fields, records as JSON and as CSV, lists out of JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "shapes/shapes.h"

static char *json_of(enum kua_shape_kind kind, const void *record)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_json(&b, &kua_shapes[kind], record);
	return b.data;
}

/* ---- tables ---- */

static size_t size_of(enum kua_field_type type)
{
	return type >= KUA_LIST ? sizeof(struct kua_list) : sizeof(int64_t);
}

/* Every byte of every struct belongs to exactly one field: none is forgotten, none is named twice. */
static void the_tables_cover_the_structs(void **state)
{
	(void)state;
	for (int kind = 0; kind < KUA_SHAPES; kind++) {
		const struct kua_shape *shape = &kua_shapes[kind];
		unsigned char *seen = kua_calloc(shape->size, 1);
		for (size_t i = 0; i < shape->n; i++) {
			const struct kua_field *f = &shape->fields[i];
			for (size_t k = 0; k < size_of(f->type); k++)
				seen[f->at + k]++;
			assert_ptr_equal(kua_shape_field(shape, f->name), f);
		}
		for (size_t k = 0; k < shape->size; k++)
			if (seen[k] != 1)
				fail_msg("%s: byte %zu belongs to %d fields", shape->type, k, seen[k]);
		free(seen);
		assert_ptr_equal(kua_shape_named(shape->type), shape);
		assert_null(kua_shape_field(shape, "none"));
	}
	assert_null(kua_shape_named("none"));
	assert_null(kua_shape_named(""));
}

/* ---- JSON ---- */

static void strings_are_escaped(void **state)
{
	static const struct {
		const char *s, *json;
	} cases[] = {
		{NULL, "null"},
		{"", "\"\""},
		{"\"quoted\" \\ back", "\"\\\"quoted\\\" \\\\ back\""},
		{"a\nb\tc\rd", "\"a\\nb\\tc\\rd\""},
		{"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
		{"Жаңаөзен 東 \xf0\x9f\x95\x8a", "\"Жаңаөзен 東 \xf0\x9f\x95\x8a\""},
		{"a\xff" "b", "\"a\xef\xbf\xbd" "b\""},
		{"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
		{"cut \xd0", "\"cut \xef\xbf\xbd\""},
		{"</script>", "\"</script>\""},
	};
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		kua_buf_clear(&b);
		kua_json_string(&b, cases[i].s);
		assert_string_equal(b.data, cases[i].json);
	}
	kua_buf_free(&b);
}

/* Any byte string: what comes out is JSON by another library's reading, and the same text where it was text. */
static void strings_of_any_bytes_are_json(void **state)
{
	uint32_t x = 3;
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	for (int i = 0; i < 5000; i++) {
		char s[24];
		size_t n = (size_t)i % sizeof s;
		for (size_t k = 0; k < n; k++) {
			x = x * 1664525u + 1013904223u;
			s[k] = (char)(1 + (x >> 16) % 255);
		}
		s[n] = '\0';
		kua_buf_clear(&b);
		kua_json_string(&b, s);
		json_t *j = json_loads(b.data, JSON_DECODE_ANY, NULL);
		assert_non_null(j);
		if (kua_utf8_valid(s, n))
			assert_string_equal(json_string_value(j), s);
		json_decref(j);
	}
	kua_buf_free(&b);
}

static void records_as_json(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_mention m = {.item = "d-1.1", .start = 0, .end = 9, .form = "Zhanaozen"};
	char *s = json_of(KUA_MENTION, &m);
	assert_string_equal(s, "{\"type\":\"mention\",\"item\":\"d-1.1\",\"start\":0,\"end\":9,\"entity\":null,"
	                       "\"form\":\"Zhanaozen\",\"role\":null}");
	free(s);
	struct kua_join j = {.id = "j-1", .score = 0.87654321, .same = 1};
	kua_list_add(a, &j.reasons, "one slip");
	kua_list_add(a, &j.reasons, "\"same\" place");
	s = json_of(KUA_JOIN, &j);
	assert_string_equal(s, "{\"type\":\"join\",\"id\":\"j-1\",\"entity\":null,\"a\":null,\"b\":null,\"score\":0.8765,"
	                       "\"same\":true,\"reasons\":[\"one slip\",\"\\\"same\\\" place\"],\"status\":null}");
	free(s);
	static const struct {
		double n;
		const char *json;
	} means[] = {{1, "1"}, {2.4, "2.4"}, {2.37, "2.37"}, {10, "10"}, {100, "100"}, {2.999, "3"}, {1.006, "1.01"}, {0, "0"}};
	for (size_t i = 0; i < sizeof means / sizeof *means; i++) {
		struct kua_account account = {.id = "a-1", .independent = means[i].n};
		s = json_of(KUA_ACCOUNT, &account);
		assert_non_null(strstr(s, kua_arena_printf(a, "\"independent\":%s,\"independent_low\"", means[i].json)));
		free(s);
	}
	struct kua_toll t = {.id = "t-1", .low = INT64_MAX, .high = KUA_NONE};
	s = json_of(KUA_TOLL, &t);
	assert_non_null(strstr(s, "\"low\":9223372036854775807,\"high\":null,\"low_figures\":[],"));
	free(s);
	kua_arena_free(a);
}

/* ---- lists out of JSON ---- */

static void lists_go_round(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	struct kua_buf b = KUA_BUF_INIT, again = KUA_BUF_INIT;
	static const struct kua_span spans[] = {{0, 5, 7, 12}, {INT64_MAX, 0, -1, 3}};
	static const struct kua_name names[] = {{"Жаңаөзен", "Cyrl", 2}, {"a \"b\"", NULL, KUA_NONE}};
	struct kua_list figures = {0}, why = {0};
	(void)state;
	kua_list_add(a, &why, "one family");
	kua_list_add(a, &why, "a \"b\", [c]");
	kua_list_add(a, &figures, "f-1");
	kua_list_add(a, &figures, "");
	const struct kua_joined joined[] = {{figures, "one family", 1, NULL}, {{0}, NULL, 0, NULL}, {figures, "a copy", 0.1234, "f-1"}};
	struct kua_reuse r = {.spans = {spans, 2}, .why = why}, r2 = {0};
	struct kua_entity e = {.names = {names, 2}}, e2 = {0};
	struct kua_account c = {.joined = {joined, 3}, .voices = figures}, c2 = {0};
	const struct {
		enum kua_shape_kind kind;
		const char *field;
		const void *from;
		void *to;
	} cases[] = {{KUA_REUSE, "spans", &r, &r2},   {KUA_REUSE, "why", &r, &r2},     {KUA_ENTITY, "names", &e, &e2},
	             {KUA_ACCOUNT, "joined", &c, &c2}, {KUA_ACCOUNT, "voices", &c, &c2}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct kua_field *f = kua_shape_field(&kua_shapes[cases[i].kind], cases[i].field);
		kua_buf_clear(&b);
		kua_buf_clear(&again);
		kua_field_json(&b, f, cases[i].from);
		assert_int_equal(kua_field_parse(f, cases[i].to, b.data, a, &err), KUA_OK);
		kua_field_json(&again, f, cases[i].to);
		assert_string_equal(again.data, b.data);
	}
	assert_int_equal(r2.spans.v[1].b_start, -1);
	assert_null(e2.names.v[1].script);
	kua_buf_free(&b);
	kua_buf_free(&again);
	kua_arena_free(a);
}

static void what_is_no_list_is_refused(void **state)
{
	static const char *const lists[] = {"", "{}", "7", "null", "\"a\"", "[", "[1]", "[null]", "[[]]", "[\"\\u0000\"]",
	                                    "[\"\xff\"]", "[\"a\"] x", "[]]", "[,]", "[\"a\",]", "[\"a\"\"b\"]", "[\"a]", "[\"a\",\"b]"};
	static const char *const names[] = {"[{}]", "[{\"form\":1}]", "[\"a\"]", "{\"form\":\"a\"}"};
	static const char *const joined[] = {"[{}]", "[{\"figures\":[1]}]", "[{\"figures\":\"a\"}]", "[{\"figures\":[],\"from\":\"f\"}]",
	                                     "[{\"figures\":[\"f\",\"g\",\"h\"],\"from\":\"f\"}]"};
	static const struct {
		enum kua_shape_kind kind;
		const char *field;
		const char *const *bad;
		size_t n;
	} cases[] = {{KUA_FIGURE, "leaves_out", lists, sizeof lists / sizeof *lists},
	             {KUA_REUSE, "spans", lists, 8},
	             {KUA_ENTITY, "names", names, sizeof names / sizeof *names},
	             {KUA_ACCOUNT, "joined", joined, sizeof joined / sizeof *joined}};
	struct kua_arena *a = kua_arena_new();
	struct kua_error err;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct kua_field *f = kua_shape_field(&kua_shapes[cases[i].kind], cases[i].field);
		void *record = kua_arena_alloc(a, kua_shapes[cases[i].kind].size);
		for (size_t k = 0; k < cases[i].n; k++) {
			if (kua_field_parse(f, record, cases[i].bad[k], a, &err) != KUA_DATA)
				fail_msg("%s: %s was taken", f->name, cases[i].bad[k]);
			assert_non_null(strstr(err.text, f->name));
		}
	}
	/* nesting that would use up the stack */
	struct kua_buf deep = KUA_BUF_INIT;
	for (int i = 0; i < 200000; i++)
		kua_buf_char(&deep, '[');
	struct kua_figure fig = {0};
	assert_int_equal(kua_field_parse(kua_shape_field(&kua_shapes[KUA_FIGURE], "reasons"), &fig, deep.data, a, &err),
	                 KUA_DATA);
	assert_int_equal(fig.reasons.n, 0);
	kua_buf_free(&deep);
	kua_arena_free(a);
}

/* ---- CSV ---- */

static char *csv_of(enum kua_shape_kind kind, const void *record)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_csv(&b, &kua_shapes[kind], record);
	return b.data;
}

static void records_as_csv(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	kua_shape_csv_header(&b, &kua_shapes[KUA_TOLL]);
	assert_string_equal(b.data, "id,event,act,profile,low,high,low_figures,high_figures,best,best_figures,named,independent,as_of,left_out\r\n");
	struct kua_toll t = {.id = "t-1", .event = "a, b", .act = "say \"no\"", .profile = "two\nlines", .low = -5,
	                     .high = KUA_NONE};
	kua_list_add(a, &t.low_figures, "f-1");
	kua_list_add(a, &t.low_figures, "f-2");
	char *s = csv_of(KUA_TOLL, &t);
	assert_string_equal(s, "t-1,\"a, b\",\"say \"\"no\"\"\",\"two\nlines\",-5,,f-1 | f-2,,0,,0,0,,\r\n");
	free(s);
	struct kua_join j = {.id = "j-1", .score = 0.5, .same = 0};
	s = csv_of(KUA_JOIN, &j);
	assert_string_equal(s, "j-1,,,,0.5000,false,,\r\n");
	free(s);
	kua_buf_free(&b);
	kua_arena_free(a);
}

/* A spreadsheet runs what begins with one of these: in a cell, and in what a quoted line break begins. */
static void no_cell_is_a_formula(void **state)
{
	static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")",
	                                       "=cmd|' /C calc'!A0"};
	(void)state;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		struct kua_voice v = {.id = "v", .label = formulas[i]};
		char *s = csv_of(KUA_VOICE, &v);
		assert_int_equal(strncmp(s, "v,\"'", 4), 0);
		free(s);
		const char *cell[] = {formulas[i]};
		struct kua_list list = {cell, 1};
		struct kua_family f = {.id = "y", .items = list};
		s = csv_of(KUA_FAMILY, &f);
		assert_int_equal(strncmp(s, "y,\"'", 4), 0);
		free(s);
	}
	struct kua_voice plain = {.id = "v", .label = "a=b - c"};
	char *s = csv_of(KUA_VOICE, &plain);
	assert_string_equal(s, "v,a=b - c,,\r\n");
	free(s);
}

/* ---- items in the order of the store ---- */

static void an_item_is_found_among_many_of_one_document(void **state)
{
	enum { DOCUMENTS = 3, EACH = 120 };
	struct kua_arena *a = kua_arena_new();
	struct kua_item v[DOCUMENTS * EACH] = {0};
	(void)state;
	for (size_t i = 0; i < DOCUMENTS * EACH; i++) {
		v[i].document_id = (const char *const[]){"d-1", "d-11", "d-2"}[i / EACH];
		v[i].ordinal = (int64_t)(i % EACH) + 1;
		v[i].id = kua_arena_printf(a, "%s.%lld", v[i].document_id, (long long)v[i].ordinal);
	}
	for (size_t i = 0; i < DOCUMENTS * EACH; i++)
		assert_ptr_equal(kua_item_find(v, DOCUMENTS * EACH, v[i].id), &v[i]);
	static const char *const none[] = {"", ".", "d", "d-1", "d-1.0", "d-1.121", "d-1.02", "d-1.x", "d-111.1", "d-3.1", "d-11.", "99999999999999999999.1"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(kua_item_find(v, DOCUMENTS * EACH, none[i]));
	assert_null(kua_item_find(v, 0, "d-1.1"));
	kua_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_cover_the_structs),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(strings_of_any_bytes_are_json),
		cmocka_unit_test(records_as_json),
		cmocka_unit_test(lists_go_round),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(records_as_csv),
		cmocka_unit_test(no_cell_is_a_formula),
		cmocka_unit_test(an_item_is_found_among_many_of_one_document),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
