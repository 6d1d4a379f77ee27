/*
 * test_diagnostics.c - the catalogue: each entry has a text, advice, an id of its own, and a document that brings it about. Small
 * ones are here; what needs a whole format or a process has its document in the test of that, which names the entry
 * (KUA_DIAG_..., or its id in tests/verbs/). An entry that no test names fails here.
 */
#include <dirent.h>

#include "run.h"

static const struct fixture {
	enum kua_diagnostic_id id;
	const char *bytes;
	size_t n; /* 0: a C string */
	const char *name;
} fixtures[] = {
	{KUA_DIAG_EMPTY, "\0\0\0\0\0\0\0\0", 8, "a.txt"},
	{KUA_DIAG_EMPTY, " \n\t\n ", 0, "a.txt"},
	{KUA_DIAG_EMPTY, "<html><body><script>x</script></body></html>", 0, "a.html"},
	{KUA_DIAG_NO_READER, "\x7f" "ELF\2\1\1\0", 8, "a"},
	{KUA_DIAG_NOT_TEXT, "\x8f\1\2\3\x90\4\5\6\x9d\7\x0e\x8d\1\2\3\x9d\4\5\6\7\x8f\1\2\3\x90\4\5\6\x9d\7\x0e\x8d", 32, "a.dat"},
	{KUA_DIAG_REPLACED, "\xef\xbb\xbfWords that are UTF-8 but for one byte, \xff, and go on for a while.", 0, "a.txt"},
	{KUA_DIAG_CONTROLS, "Words with a \x01 that no text holds, and more of them.", 0, "a.txt"},
	{KUA_DIAG_PARTS_LEFT_OUT, "[{\"title\":\"One\",\"text\":\"Words of one text.\"},7,{\"title\":\"Two\",\"text\":\"Words.\"}]", 0, "a.json"},
	{KUA_DIAG_RAGGED, "title,text\nA,One,extra\nB\nC,Three\nD,Four\n", 0, "a.csv"},
	{KUA_DIAG_OPEN_QUOTE, "title,text\nA,One\nB,\"Two\nC,Three\n", 0, "a.csv"},
};

static bool says(const struct kua_reading *r, enum kua_diagnostic_id id)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id)
			return true;
	return false;
}

static void each_fixture_brings_it_about(void **state)
{
	for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
		const struct fixture *f = &fixtures[i];
		struct kua_reading r = run_bytes(*state, f->bytes, f->n ? f->n : strlen(f->bytes), f->name);
		if (!says(&r, f->id))
			fail_msg("fixture %zu: not \"%s\" but: %s", i, kua_diagnostic(f->id)->id, r.reason ? r.reason : "nothing");
	}
}

static const char *const names[KUA_DIAGS] = {
#define NAME(name, id, level, text, advice) [KUA_DIAG_##name] = "KUA_DIAG_" #name,
	KUA_DIAGNOSTICS(NAME)
#undef NAME
};

/* Is the word there, and no longer one of which it is the beginning? */
static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = text; (p = strstr(p, word)); p += n)
		if (!kua_is_alnum_ascii(p[n]) && p[n] != '_' && p[n] != '-')
			return true;
	return false;
}

/* All tests with this ending in a folder, one behind the other. */
static void read_tests(const char *folder, const char *ending, struct kua_buf *b)
{
	struct kua_buf path = KUA_BUF_INIT;
	struct kua_error err;
	kua_buf_printf(&path, "%s/../tests/%s", getenv("KUA_DATA"), folder);
	DIR *d = opendir(path.data);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		struct kua_str name = kua_str(e->d_name);
		if (!kua_str_ends(name, ending) || strcmp(e->d_name, "test_diagnostics.c") == 0)
			continue;
		kua_buf_clear(&path);
		kua_buf_printf(&path, "%s/../tests/%s/%s", getenv("KUA_DATA"), folder, e->d_name);
		assert_int_equal(kua_read_file(path.data, (size_t)8 << 20, b, &err), KUA_OK);
	}
	(void)closedir(d);
	kua_buf_free(&path);
}

static void every_entry_has_a_fixture(void **state)
{
	struct kua_buf unit = KUA_BUF_INIT, whole = KUA_BUF_INIT;
	size_t missing = 0;
	(void)state;
	read_tests("intake", ".c", &unit);
	read_tests("verbs", ".py", &whole);
	for (size_t i = 0; i < KUA_DIAGS; i++) {
		bool here = false;
		for (size_t k = 0; k < sizeof fixtures / sizeof *fixtures; k++)
			here = here || fixtures[k].id == i;
		if (here || has_word(unit.data, names[i]) || has_word(whole.data, kua_diagnostic((enum kua_diagnostic_id)i)->id))
			continue;
		print_error("no document brings about \"%s\"\n", kua_diagnostic((enum kua_diagnostic_id)i)->id);
		missing++;
	}
	kua_buf_free(&unit);
	kua_buf_free(&whole);
	assert_int_equal(missing, 0);
}

static bool is_sentence(const char *s)
{
	size_t n = strlen(s);
	return n > 10 && s[n - 1] == '.' && s[0] >= 'A' && s[0] <= 'Z';
}

static void entries_are_well_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < KUA_DIAGS; i++) {
		const struct kua_diagnostic *d = kua_diagnostic((enum kua_diagnostic_id)i);
		assert_true(d->id && d->text && d->advice);
		for (const char *c = d->id; *c; c++)
			if (!(*c >= 'a' && *c <= 'z') && *c != '-')
				fail_msg("%s: an id is small letters and hyphens", d->id);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(kua_diagnostic((enum kua_diagnostic_id)k)->id, d->id);
		if (!is_sentence(d->advice) || strchr(d->text, '.') || strchr(d->text, '\n'))
			fail_msg("%s: the text is part of a sentence, the advice sentences", d->id);
	}
}

/* As the casebook keeps them, and back. */
static void lines_go_round(void **state)
{
	struct run *r = *state;
	for (size_t i = 0; i < KUA_DIAGS; i++) {
		const char *details[] = {NULL, "12: a detail, with: colons"};
		for (size_t k = 0; k < 2; k++) {
			struct kua_diagnosed d = {(enum kua_diagnostic_id)i, details[k]};
			struct kua_list list = kua_diagnosed_list(&d, 1, r->arena);
			const char *detail;
			assert_ptr_equal(kua_diagnostic_parse(list.v[0], &detail), kua_diagnostic(d.id));
			assert_true(detail == details[k] || strcmp(detail, details[k]) == 0);
		}
	}
	const char *detail;
	static const char *const foreign[] = {"", "damaged", "damaged ", "damaged no-such-thing: x", "damaged limi: x", "limit"};
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_null(kua_diagnostic_parse(foreign[i], &detail));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fixture_brings_it_about),
		cmocka_unit_test(every_entry_has_a_fixture),
		cmocka_unit_test(entries_are_well_made),
		cmocka_unit_test(lines_go_round),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
