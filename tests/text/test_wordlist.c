/* test_wordlist.c - the format of word lists: what is read, what is refused and with which place. */
#include "view.h"

static enum kua_code parse(const char *s, size_t n, struct kua_arena *a, struct kua_wordlist *out, struct kua_error *err)
{
	return kua_wordlist_parse("w.txt", s, n, a, out, err);
}

static void forms_and_fields_are_trimmed(void **state)
{
	static const char s[] = "\xef\xbb\xbf# a comment\r\nfree\n\n[months]\n  january ,jan|1 |  x y \n[a b]\nя, ё |\n  # too\nlast";
	struct kua_arena *a = kua_arena_new();
	struct kua_wordlist w;
	struct kua_error err;
	(void)state;
	assert_int_equal(parse(s, sizeof s - 1, a, &w, &err), KUA_OK);
	assert_int_equal(w.n, 4);
	assert_string_equal(w.v[0].section, "");
	assert_string_equal(w.v[0].forms.v[0], "free");
	assert_int_equal(w.v[0].fields.n, 0);
	assert_string_equal(w.v[1].section, "months");
	assert_int_equal(w.v[1].forms.n, 2);
	assert_string_equal(w.v[1].forms.v[0], "january");
	assert_string_equal(w.v[1].forms.v[1], "jan");
	assert_int_equal(w.v[1].fields.n, 2);
	assert_string_equal(w.v[1].fields.v[0], "1");
	assert_string_equal(w.v[1].fields.v[1], "x y");
	assert_int_equal(w.v[1].line, 5);
	assert_string_equal(w.v[2].section, "a b");
	assert_string_equal(w.v[2].fields.v[0], "");
	assert_string_equal(w.v[3].forms.v[0], "last");
	kua_arena_free(a);
}

static void a_bad_line_is_named(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *place;
	} cases[] = {
		{"ok\na,,b\n", 8, "w.txt:2:3:"},   {"[open\n", 6, "w.txt:1:1:"}, {"a\n[]\n", 5, "w.txt:2:1:"},
		{"[a] b\n", 6, "w.txt:1:5:"},      {"a\xff\n", 3, "w.txt:1:2:"}, {"a\0b\n", 4, "w.txt:1:2:"},
		{"| 1\n", 4, "w.txt:1:1:"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_wordlist w;
		struct kua_error err;
		assert_int_equal(parse(cases[i].bytes, cases[i].n, a, &w, &err), KUA_DATA);
		if (strncmp(err.text, cases[i].place, strlen(cases[i].place)) != 0)
			fprintf(stderr, "%zu: %s\n", i, err.text);
		assert_memory_equal(err.text, cases[i].place, strlen(cases[i].place));
		kua_arena_free(a);
	}
}

static void lines_and_files_have_limits(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_wordlist w;
	struct kua_error err;
	char *line = kua_calloc(1, (1 << 20) + 2);
	(void)state;
	memset(line, 'a', 4096);
	assert_int_equal(parse(line, 4096, a, &w, &err), KUA_OK);
	line[4096] = 'a';
	assert_int_equal(parse(line, 4097, a, &w, &err), KUA_DATA);
	memset(line, '\n', (1 << 20) + 1);
	assert_int_equal(parse(line, 1 << 20, a, &w, &err), KUA_OK);
	assert_int_equal(parse(line, (1 << 20) + 1, a, &w, &err), KUA_DATA);
	free(line);
	kua_arena_free(a);
}

static void no_file_is_wrong_use(void **state)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_wordlist w;
	struct kua_error err;
	struct kua_languages *l = NULL;
	(void)state;
	assert_int_equal(kua_wordlist_load("/no/such/list.txt", a, &w, &err), KUA_USE);
	assert_int_equal(kua_languages_load("/no/such/folder", &l, &err), KUA_USE);
	assert_null(l);
	kua_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_and_fields_are_trimmed),
		cmocka_unit_test(a_bad_line_is_named),
		cmocka_unit_test(lines_and_files_have_limits),
		cmocka_unit_test(no_file_is_wrong_use),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
