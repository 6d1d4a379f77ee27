/* test_search.c - words, phrases, prefixes, in any script; and that no query is ever an error. */
#include <stdlib.h>
#include <string.h>

#include "help.h"

static const struct {
	const char *title, *text;
} texts[] = {
	{"Letter from the square", "The police shot at strikers in Zhanaozen. Nobody counted the dead."},
	{"Trial in Aktau", "Roza Tuletaeva told the court how she was tortured. The strikers listened."},
	{"Забастовка", "Полиция стреляла в бастующих нефтяников в Жанаозене. Ёлка и Майдан."},
	{"Жаңаөзен", "Жаңаөзендегі мұнайшылардың ереуілі туралы хат. Ұлттық күн."},
	{"Café déjà vu", "Señor Núñez à São Paulo; Straße; Ελλάδα; 東京"},
	{"Shot", "shot shot shot"},
	{"NFD", "и\u0306од и\u0306 е\u0308ж cafe\u0301s A\u030angstro\u0308m"},
};
enum { TEXTS = sizeof texts / sizeof *texts };

static void fill(struct fixture *f)
{
	struct kua_document d = keep_one(f, "archive", "archive.html");
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < TEXTS; i++) {
		struct kua_item it = item(f, &d, (int64_t)i + 1, texts[i].title, texts[i].text);
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	ok(kua_casebook_commit(f->cb, &f->err));
}

/* The numbers of the items found, best first: "61". */
static const char *search(struct fixture *f, const char *query)
{
	struct kua_hit *v;
	size_t n;
	char *found = kua_arena_alloc(f->a, TEXTS + 1);
	ok(search_items(f->cb, query, TEXTS, f->a, &v, &n, &f->err));
	for (size_t i = 0; i < n; i++)
		found[i] = v[i].id[strlen(v[i].id) - 1];
	return found;
}

static void words_phrases_and_prefixes(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *query, *found;
	} cases[] = {
		{"strikers", "12"},          {"STRIKERS", "12"},       {"strikers police", "1"},
		{"strik", ""},               {"strik*", "12"},         {"\"in Zhanaozen\"", "1"},
		{"\"Zhanaozen in\"", ""},    {"“strikers listened”", "2"}, {"«told the court» Roza", "2"},
		{"shot", "61"},              {"полиция", "3"},         {"ПОЛИЦИЯ", "3"},
		{"нефтяник*", "3"},          {"жаңаөзен", "4"},        {"ЖАҢАӨЗЕН*", "4"},
		{"ұлттық", "4"},             {"елка", ""},             {"cafe", "5"},
		{"DEJA VU", "5"},            {"sao", "5"},             {"Nunez", "5"},
		{"ΕΛΛΆΔΑ", "5"},             {"東京", "5"},            {"майдан", "3"},
		{"\"strikers", "12"},        {"aktau-trial", ""},      {"trial,aktau", ""},
		{"in,aktau", "2"},           {"йод", "7"},             {"и\u0306од", "7"},
		{"ёж", "7"},                 {"cafés", "7"},           {"ма\u0438\u0306дан", "3"},
		{"\"ёж cafés ångström\"", "7"},
	};
	fill(f);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strcmp(search(f, cases[i].query), cases[i].found) != 0)
			fail_msg("%s: %s", cases[i].query, search(f, cases[i].query));
}

static void what_is_no_query_is_searched_as_words(void **state)
{
	struct fixture *f = *state;
	static const char *const odd[] = {
		"",      " ",      "\"",    "\"\"",      "*",         "()",        "^",
		"-",     "- - -",  "\"*\"", "title:",    "{title}:x", "NEAR(a b)", "a NEAR/3 b",
		"a AND", "OR b",   "NOT",   "a AND NOT", "+",         "a + b",     "'",
		"x''",   "\\",     ";--",   "\x01\x02",  "\xff\xfe",  "\xf0\x9f",  "…",
		"*a",    "a**",    "««",    "\"a\"*",    "a:b:c",     "a\nb\tc",   "\"shot\"\"",
	};
	fill(f);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		(void)search(f, odd[i]);
	assert_string_equal(search(f, "title:strikers"), "");
	assert_string_equal(search(f, "strikers AND police"), ""); /* "and" is a word like others, and in neither */
	assert_string_equal(search(f, "-strikers"), "34567");
	assert_string_equal(search(f, "(strikers) !!! ..."), "12");
}

static void a_search_has_a_limit_of_words(void **state)
{
	struct fixture *f = *state;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_hit *v;
	size_t n;
	fill(f);
	for (int i = 0; i < CB_MAX_WORDS; i++)
		kua_buf_str(&b, "shot ");
	assert_string_equal(search(f, b.data), "61");
	kua_buf_str(&b, "shot");
	fails(search_items(f->cb, b.data, 9, f->a, &v, &n, &f->err), KUA_LIMIT, "more than 64 words");
	kua_buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		kua_buf_str(&b, "\" ");
	assert_string_equal(search(f, b.data), "");
	kua_buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		kua_buf_str(&b, "x");
	assert_string_equal(search(f, b.data), "");
	kua_buf_free(&b);
}

/* A megabyte of accents on one letter, in the order that is worst for sorting them. */
static void accents_without_end(void **state)
{
	struct fixture *f = *state;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_document d = keep_one(f, "x", "x.txt");
	kua_buf_str(&b, "before e");
	for (int i = 0; i < 250000; i++)
		kua_buf_str(&b, i % 2 ? "\u0316" : "\u0301"); /* below, above */
	kua_buf_str(&b, " behind");
	struct kua_item it = item(f, &d, 1, "T", b.data);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_string_equal(search(f, "before behind"), "1");
	assert_string_equal(search(f, b.data), "1");
	kua_buf_free(&b);
}

static void hits_show_where_and_no_more_than_asked(void **state)
{
	struct fixture *f = *state;
	struct kua_hit *v;
	size_t n = 9;
	fill(f);
	ok(search_items(f->cb, "shot strikers", 10, f->a, &v, &n, &f->err));
	assert_int_equal(n, 1);
	assert_string_equal(v[0].title, "Letter from the square");
	assert_non_null(strstr(v[0].snippet, "\1shot\2 at \1strikers\2"));
	ok(search_items(f->cb, "ёж", 10, f->a, &v, &n, &f->err));
	assert_non_null(strstr(v[0].snippet, "и\u0306 \1е\u0308ж\2 cafe\u0301s")); /* as the item has it */
	ok(search_items(f->cb, "shot strikers", 10, f->a, &v, &n, &f->err));
	ok(search_items(f->cb, "shot", 1, f->a, &v, &n, &f->err));
	assert_int_equal(n, 1);
	assert_string_equal(v[0].title, "Shot");
	ok(search_items(f->cb, "shot", 0, f->a, &v, &n, &f->err));
	assert_int_equal(n, 0);
	ok(search_items(f->cb, "shot", SIZE_MAX, f->a, &v, &n, &f->err));
	assert_int_equal(n, 2);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

/* So many texts with a word are ranked by how well it fits them; one more, and the first of them are given. */
static void ranking_at_the_limit_and_past_it(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = keep_one(f, "archive", "archive.html");
	struct kua_hit *v;
	size_t n;
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < KUA_SEARCH_RANKED; i++) {
		struct kua_item it = item(f, &d, (int64_t)i + 1, "t", i == 7 ? "common common common" : "common word");
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	ok(search_items(f->cb, "common", 2, f->a, &v, &n, &f->err));
	assert_int_equal(n, 2);
	assert_string_equal(v[0].id + strlen(d.id), ".8");
	assert_true(v[0].rank < 0);
	struct kua_item more = item(f, &d, (int64_t)KUA_SEARCH_RANKED + 1, "t", "common word");
	ok(kua_casebook_put(f->cb, KUA_ITEM, &more, &f->err));
	ok(search_items(f->cb, "common", 2, f->a, &v, &n, &f->err));
	assert_int_equal(n, 2);
	assert_string_equal(v[0].id + strlen(d.id), ".1");
	assert_true(v[0].rank == 0 && v[1].rank == 0);
	ok(kua_casebook_commit(f->cb, &f->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(words_phrases_and_prefixes),
		T(what_is_no_query_is_searched_as_words),
		T(a_search_has_a_limit_of_words),
		T(ranking_at_the_limit_and_past_it),
		T(accents_without_end),
		T(hits_show_where_and_no_more_than_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
