/*
 * test_labelled.c - the labelled pairs of labelled.tsv and labelled_languages.tsv: how many verdicts are right, and that none changed without somebody seeing it;
 * what holds for all names whatever they are: symmetry, and that more agreement never lowers a score; names made to do harm.
 */
#include <string.h>
#include <time.h>

#include "knowledge.h"
#include "names/internal.h"
#include "../quick.h"

/* ---- labelled pairs ---- */

struct tally {
	size_t pairs, right_same, wrong_same, missed;
};

static void one_pair(char *line, struct kua_arena *a, struct kua_buf *out, struct tally *people)
{
	char *save = NULL, *what = strtok_r(line, "\t", &save), *kind = strtok_r(NULL, "\t", &save), *x = strtok_r(NULL, "\t", &save),
	     *y = strtok_r(NULL, "\t", &save), *label = strtok_r(NULL, "\t\n", &save);
	struct kua_comparison there, back;
	assert_non_null(label);
	kua_names_compare(names, x, y, kind, a, &there);
	kua_names_compare(names, y, x, kind, a, &back);
	assert_true(there.score == back.score && there.same == back.same);
	bool same = label[0] == '1';
	people->pairs++;
	if (strcmp(kind, "person") == 0) {
		people->right_same += same && there.same;
		people->wrong_same += !same && there.same;
		people->missed += same && !there.same;
	}
	kua_buf_printf(out, "%s\t%s\t%.2f\t%s\t%s ~ %s\n", same == there.same ? "right" : "WRONG", there.same ? "same" : "apart", there.score,
	               what, x, y);
}

static void read_file(const char *path, struct kua_buf *b)
{
	struct kua_error err;
	assert_int_equal(kua_read_file(path, 1 << 20, b, &err), KUA_OK);
}

/* All pairs of the file: enough are right, and what is answered is what was frozen. */
static void pairs_of(const char *path, const char *frozen, double least)
{
	struct kua_buf lines = KUA_BUF_INIT, got = KUA_BUF_INIT, want = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	struct tally t = {0};
	char *save = NULL;
	read_file(path, &lines);
	for (char *line = strtok_r(lines.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (line[0] != '#')
			one_pair(line, a, &got, &t);
	double precision = (double)t.right_same / (double)(t.right_same + t.wrong_same);
	double recall = (double)t.right_same / (double)(t.right_same + t.missed);
	assert_true(t.pairs >= 400);
	assert_true(2 * precision * recall / (precision + recall) >= least);
	assert_true(precision >= recall);
	if (getenv("NAMES_WRITE")) {
		FILE *f = fopen(frozen, "w");
		assert_non_null(f);
		fwrite(got.data, 1, got.len, f);
		fclose(f);
	}
	read_file(frozen, &want);
	assert_string_equal(want.data, got.data);
	kua_arena_free(a);
	kua_buf_free(&lines);
	kua_buf_free(&got);
	kua_buf_free(&want);
}

static void labelled(void **state)
{
	(void)state;
	pairs_of(LABELLED ".tsv", LABELLED ".out", 0.92);
}

static void labelled_by_language(void **state)
{
	(void)state;
	pairs_of(LABELLED "_languages.tsv", LABELLED "_languages.out", 0.90);
}

/* ---- what holds for all names ---- */

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static const char *const given[] = {"Arman", "Marat", "Olga", "Sergei", "Ainur", "Maria", "Иван", "Жанна", "Ahmed", "Pablo"};
static const char *const middle[] = {"Bolatovich", "Ivanovna", "Serikuly", "James", "Петрович", "Khalid", "Luz"};
static const char *const family[] = {"Sadykov", "Bekova", "Harrowby", "Quiroga", "Исин", "Қасымов", "Haddad", "Kovalenko", "Larcher"};
#define ANY(list, seed) ((list)[next(seed) % (sizeof(list) / sizeof *(list))])

/* A word with a slip somewhere: a letter doubled, lost or turned with the next. */
static const char *slipped(struct kua_arena *a, const char *word, uint32_t *seed)
{
	size_t n = strlen(word), at = 1 + next(seed) % (n - 2);
	char *s = kua_arena_printf(a, "%s ", word);
	s[n] = '\0';
	if ((unsigned char)s[0] >= 0x80)
		return s;
	switch (next(seed) % 3) {
	case 0: memmove(s + at, s + at + 1, n - at); break;
	case 1: memmove(s + at + 1, s + at, n - at + 1); break;
	default: {
		char c = s[at];
		s[at] = s[at + 1];
		s[at + 1] = c;
	}
	}
	return s;
}

static double score(struct kua_arena *a, const char *x, const char *y)
{
	struct kua_comparison there, back;
	kua_names_compare(names, x, y, "person", a, &there);
	kua_names_compare(names, y, x, "person", a, &back);
	assert_true(there.score == back.score && there.same == back.same);
	assert_true(there.score >= 0 && there.score <= 1 && there.reasons.n > 0);
	return there.score;
}

static void not_lower(struct kua_arena *a, const char *x, const char *less, const char *x_more, const char *more)
{
	double before = score(a, x, less), after = score(a, x_more, more);
	if (after + 1e-12 < before)
		fprintf(stderr, "%s ~ %s is %.4f, %s ~ %s is %.4f\n", x, less, before, x_more, more, after);
	assert_true(after + 1e-12 >= before);
}

enum { ROUNDS = 3000 };

/* A part that becomes the other's, a middle name that both get, one that only one had and loses: the score does not fall. */
static void agreement_never_lowers(void **state)
{
	uint32_t seed = 42;
	(void)state;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct kua_arena *a = kua_arena_new();
		const char *g = ANY(given, &seed), *h = ANY(given, &seed), *f = ANY(family, &seed), *k = ANY(family, &seed),
		           *m = ANY(middle, &seed), *o = ANY(middle, &seed);
		h = next(&seed) % 2 ? slipped(a, g, &seed) : h;
		k = next(&seed) % 2 ? slipped(a, f, &seed) : k;
		const char *x = kua_arena_printf(a, "%s %s", g, f), *y = kua_arena_printf(a, "%s %s", h, k);
		const char *xm = kua_arena_printf(a, "%s %s %s", g, m, f), *ym = kua_arena_printf(a, "%s %s %s", h, m, k);
		const char *yo = kua_arena_printf(a, "%s %s %s", h, o, k);
		not_lower(a, x, y, x, x);
		not_lower(a, xm, yo, xm, xm);
		not_lower(a, x, y, x, kua_arena_printf(a, "%s %s", g, k));
		not_lower(a, x, y, x, kua_arena_printf(a, "%s %s", h, f));
		not_lower(a, xm, yo, xm, ym); /* the other's middle name */
		not_lower(a, xm, yo, xm, kua_arena_printf(a, "%s %s %s", g, o, k));
		not_lower(a, xm, yo, xm, kua_arena_printf(a, "%s %s %s", h, o, f));
		not_lower(a, xm, y, xm, ym); /* both have it now */
		kua_arena_free(a);
	}
}

/* ---- names made to do harm ---- */

static struct kua_comparison compared(struct kua_arena *a, const char *x, const char *y, const char *kind)
{
	struct kua_comparison c;
	kua_names_compare(names, x, y, kind, a, &c);
	return c;
}

static void look_alikes_are_said(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	struct kua_comparison c = compared(a, "Arman Sadykov", "\xd0\x90rm\xd0\xb0n S\xd0\xb0" "dykov", "person"); /* Cyrillic A, a */
	assert_true(c.same);
	assert_true(kua_list_has(&c.reasons, "letters of two scripts in one word"));
	c = compared(a, "Arman Sadykov", "Arman Sadykov", "person");
	assert_false(kua_list_has(&c.reasons, "letters of two scripts in one word"));
	c = compared(a, "Arman Sadykov", "\xe1\x8e\xaarman Sadykov", "person"); /* Cherokee A, of no script that is read for another */
	assert_true(kua_list_has(&c.reasons, "letters of two scripts in one word"));
	c = compared(a, "Oktam Sadykov", "O\xca\xbbktam Sadykov", "person"); /* a sign of all scripts */
	assert_true(c.same);
	assert_false(kua_list_has(&c.reasons, "letters of two scripts in one word"));
	c = compared(a, "Omar Karim Ali", "Omar Karim \xca\xbb" "Ali", "person"); /* where a word begins with it, too */
	assert_true(c.same);
	c = compared(a, "Arman Sadykov", "Арман Садыков", "person"); /* two scripts, each word in one */
	assert_true(c.same);
	assert_false(kua_list_has(&c.reasons, "letters of two scripts in one word"));
	kua_arena_free(a);
}

static void unseen_marks_do_not_count(void **state)
{
	static const char *const marks[] = {"\xe2\x80\x8b", "\xe2\x80\x8d", "\xe2\x80\x8c", "\xe2\x80\x8f", "\xe2\x80\xae", "\xc2\xad", "\xef\xbb\xbf"};
	static const char *const kinds[] = {"person", "place", "organisation"};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		for (size_t k = 0; k < 3; k++) {
			struct kua_comparison c = compared(a, "Velistan Harbour", kua_arena_printf(a, "%sVeli%sstan Harb%sour%s", marks[i], marks[i],
			                                                                           marks[i], marks[i]), kinds[k]);
			assert_true(c.same && c.score > 0.99);
			assert_true(kua_list_has(&c.reasons, "marks that are not seen"));
		}
	kua_arena_free(a);
}

static void nothing_is_like_nothing(void **state)
{
	static const char *const empty[] = {"", " ", "...", "---", "()", "/", ",", "\xe2\x80\x8b", "\xe2\x80\x8f\xe2\x80\xae", "'\"'", "\xff\xfe"};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		assert_false(compared(a, empty[i], "Arman Sadykov", "person").same);
		for (size_t k = 0; k < sizeof empty / sizeof *empty; k++)
			if (i != k)
				assert_true(compared(a, empty[i], empty[k], "person").reasons.n > 0);
	}
	kua_arena_free(a);
}

/* A name of n letters, words of w letters. */
static char *long_name(struct kua_arena *a, size_t n, size_t w, char letter)
{
	char *s = kua_arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++)
		s[i] = w && i % (w + 1) == w ? ' ' : letter;
	return s;
}

/* At the limit they are compared, beyond it only the very same form is like another. */
static void names_too_long(void **state)
{
	struct kua_arena *a = kua_arena_new();
	(void)state;
	char *word = long_name(a, KEY_MAX - 1, 0, 'x'), *longer = long_name(a, KEY_MAX, 0, 'x');
	struct kua_comparison c = compared(a, word, kua_arena_printf(a, "%s b", word), "person");
	assert_false(kua_list_has(&c.reasons, "too long for a name"));
	c = compared(a, longer, kua_arena_printf(a, "%s b", longer), "person");
	assert_true(kua_list_has(&c.reasons, "too long for a name") && !c.same);
	assert_true(compared(a, longer, longer, "person").same);
	char *letters = long_name(a, NAME_LETTERS, 7, 'a'), *more = long_name(a, NAME_LETTERS + 1, 7, 'a');
	c = compared(a, letters, "aaaaaaa aaaaaaa", "person");
	assert_false(kua_list_has(&c.reasons, "too long for a name"));
	c = compared(a, more, "aaaaaaa aaaaaaa", "person");
	assert_true(kua_list_has(&c.reasons, "too long for a name") && !c.same);
	kua_arena_free(a);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A hundred times the letters cost a hundred times the time, with room for a busy machine, and not ten thousand times. */
static void long_names_cost_by_their_length(void **state)
{
	static const char *const kinds[] = {"person", "place", "organisation"};
	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (size_t w = 0; w < 9; w += 4) {
			double t[2];
			for (size_t i = 0; i < 2; i++) {
				struct kua_arena *a = kua_arena_new();
				size_t n = i ? 1000000 : 10000, rounds = i ? 1 : 100;
				char *x = long_name(a, n, w, 'a'), *y = long_name(a, n, w, 'b');
				t[i] = seconds();
				for (size_t r = 0; r < rounds; r++)
					assert_false(compared(a, x, y, kinds[k]).same);
				t[i] = seconds() - t[i];
				kua_arena_free(a);
			}
			assert_true(t[1] < 12 * t[0] + 0.2);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labelled), cmocka_unit_test(labelled_by_language), kua_slow_test(agreement_never_lowers), cmocka_unit_test(look_alikes_are_said),
		cmocka_unit_test(unseen_marks_do_not_count), cmocka_unit_test(nothing_is_like_nothing), cmocka_unit_test(names_too_long),
		kua_slow_test(long_names_cost_by_their_length),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
