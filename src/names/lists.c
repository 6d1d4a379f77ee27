/*
 * lists.c - what names/ knows, loaded once: the words of each language (lexicon.c), data/names/given.txt and data/<language>/nicknames.txt,
 * data/romanisation/, data/places.txt (places.c); and what asks the lists of given names and of endings.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

/* ---- given names ---- */

static int by_key(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

static void add_group_forms(struct kua_names *names, const struct kua_entry *e, uint32_t line)
{
	for (size_t j = 0; j < e->forms.n; j++) {
		struct keys keys;
		const char *norm = folded(names->arena, e->forms.v[j]);
		table_add(names->arena, &names->given, norm, W_GIVEN);
		keys_of(names, norm, strlen(norm), &keys);
		if (keys.n && keys.abjad)
			*kua_vec_add(&names->groups) = (struct group){norm, line}; /* consonants alone are many names; letter by letter it is one */
		for (size_t k = 0; k < keys.n && !keys.abjad; k++)
			*kua_vec_add(&names->groups) = (struct group){kua_arena_strdup(names->arena, keys.v[k]), line};
	}
}

static enum kua_code load_given(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	uint32_t line = 0;
	enum kua_code code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/names/given.txt", data_dir), names->arena,
	                                       &list, err);
	if (code != KUA_OK)
		return code;
	table_init(names->arena, &names->given, list.n * 4);
	for (size_t i = 0; i < list.n; i++)
		add_group_forms(names, &list.v[i], line++);
	for (size_t l = 1; l < names->n_lexicons; l++) {
		code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/%s/nicknames.txt", data_dir,
		                                          names->lexicons[l].language), names->arena, &list, err);
		if (code == KUA_USE)
			continue;
		if (code != KUA_OK)
			return code;
		for (size_t i = 0; i < list.n; i++)
			add_group_forms(names, &list.v[i], line++);
	}
	if (names->groups.n)
		qsort(names->groups.v, names->groups.n, sizeof *names->groups.v, by_key);
	return KUA_OK;
}

/* ---- letters ---- */

static int by_letter(const void *a, const void *b)
{
	const struct letter *x = a, *y = b;
	return x->code < y->code ? -1 : x->code > y->code;
}

static void letter_add(struct letter *l, const char *form)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->to[i], form) == 0)
			return;
	if (l->n < LETTER_FORMS)
		l->to[l->n++] = form;
}

/* A letter that stands in several tables has the forms of all of them, those of the first table first. */
static enum kua_code load_letters(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	static const char *const tables[] = {"latin", "russian", "kazakh", "ukrainian", "arabic", "hebrew"};
	enum { FIRST_ABJAD = 4 };
	KUA_VEC(struct letter) letters = {0};
	enum kua_code code = KUA_OK;
	for (size_t t = 0; t < sizeof tables / sizeof *tables && code == KUA_OK; t++) {
		struct kua_wordlist list;
		code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/romanisation/%s.txt", data_dir, tables[t]),
		                         names->arena, &list, err);
		for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
			const struct kua_entry *e = &list.v[i];
			uint32_t c;
			size_t at = 0;
			const char *s = e->forms.v[0];
			if (e->forms.n != 1 || kua_utf8_next(s, strlen(s), &c) != strlen(s)) {
				code = kua_fail(err, KUA_DATA, "%s:%u: one letter before the bar, then its Latin forms", list.path, e->line);
				break;
			}
			while (at < letters.n && letters.v[at].code != c)
				at++;
			if (at == letters.n)
				*kua_vec_add(&letters) = (struct letter){.code = c, .abjad = t >= FIRST_ABJAD};
			for (size_t j = 0; j < e->fields.n; j++)
				letter_add(&letters.v[at], strcmp(e->fields.v[j], "-") == 0 ? "" : e->fields.v[j]);
			if (letters.v[at].n == 0)
				letter_add(&letters.v[at], "");
		}
	}
	if (code == KUA_OK && letters.n) {
		qsort(letters.v, letters.n, sizeof *letters.v, by_letter);
		names->n_letters = letters.n;
		names->letters = KUA_NEW_N(names->arena, struct letter, letters.n);
		memcpy(names->letters, letters.v, letters.n * sizeof *letters.v);
	}
	kua_vec_free(&letters);
	return code;
}

/* ---- endings ---- */

static int longest_first(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t nx = strlen(x), ny = strlen(y);
	return nx != ny ? (nx > ny ? -1 : 1) : strcmp(x, y);
}

static void sort_endings(struct kua_arena *a, struct endings *e)
{
	if (e->n)
		qsort(e->v, e->n, sizeof *e->v, longest_first);
	e->next = KUA_NEW_N(a, uint16_t, e->n);
	e->length = KUA_NEW_N(a, uint16_t, e->n);
	for (size_t i = e->n < UINT16_MAX ? e->n : UINT16_MAX - 1; i-- > 0;) {
		e->length[i] = (uint16_t)strlen(e->v[i]);
		uint16_t *head = &e->by_last[e->length[i] ? (unsigned char)e->v[i][e->length[i] - 1] : 0];
		e->next[i] = *head;
		*head = (uint16_t)(i + 1);
	}
}

bool is_one_of(const char *word, const struct endings *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->v[i], word) == 0)
			return true;
	return false;
}

bool ends_with_one_of(const char *s, size_t n, const struct endings *e, size_t least_stem, size_t *stem)
{
	for (uint16_t i = n ? e->by_last[(unsigned char)s[n - 1]] : 0; i; i = e->next[i - 1]) {
		size_t len = e->length[i - 1];
		if (n >= len + least_stem && memcmp(s + n - len, e->v[i - 1], len) == 0) {
			if (stem)
				*stem = n - len;
			return true;
		}
	}
	return false;
}

static bool has_group(const struct kua_names *names, const char *key)
{
	struct group want = {key, 0};
	size_t lo;
	KUA_FIRST(lo, names->groups.n, by_key(&names->groups.v[lo], &want) < 0);
	return lo < names->groups.n && strcmp(names->groups.v[lo].key, key) == 0;
}

/* By its key: another script, or another spelling with marks. */
static bool given_by_key(const struct kua_names *names, const char *norm, size_t n)
{
	struct keys keys;
	bool found = false;
	keys_of(names, norm, n, &keys);
	for (size_t i = 0; i < keys.n && !found; i++)
		found = has_group(names, keys.v[i]);
	return found;
}

bool names_given_as_is(const struct kua_names *names, const char *norm, uint64_t hash)
{
	return word_flags(&names->given, norm, hash) ||
	       ((unsigned char)norm[0] >= 0x80 && given_by_key(names, norm, strlen(norm)));
}

bool names_given(const struct kua_names *names, const char *norm, uint64_t hash)
{
	size_t stem;
	if (names_given_as_is(names, norm, hash))
		return true;
	return (unsigned char)norm[0] >= 0x80 && ends_with_one_of(norm, strlen(norm), &names->cases, 8, &stem) &&
	       given_by_key(names, norm, stem);
}

/* ---- all of it ---- */

static int longest_ending(const void *a, const void *b)
{
	const struct sex_ending *x = a, *y = b;
	size_t n = strlen(x->ending), m = strlen(y->ending);
	return n != m ? (n > m ? -1 : 1) : strcmp(x->ending, y->ending);
}

enum kua_code kua_names_load(const char *data_dir, struct kua_names **out, struct kua_error *err)
{
	struct kua_names *names = kua_calloc(1, sizeof *names);
	names->arena = kua_arena_new();
	latin_init(names);
	enum kua_code code = load_letters(names, data_dir, err);
	if (code == KUA_OK)
		code = lookalikes_load(names, data_dir, err);
	if (code == KUA_OK)
		code = costs_load(names, data_dir, err);
	if (code == KUA_OK)
		code = languages_load(names, data_dir, err);
	if (code == KUA_OK)
		code = load_given(names, data_dir, err);
	if (code == KUA_OK)
		code = places_load(names, data_dir, err);
	if (code != KUA_OK) {
		kua_names_free(names);
		return code;
	}
	sort_endings(names->arena, &names->patronymics);
	sort_endings(names->arena, &names->surnames);
	sort_endings(names->arena, &names->cases);
	sort_endings(names->arena, &names->noun_endings);
	sort_endings(names->arena, &names->plain_ends);
	sort_endings(names->arena, &names->wide_ends);
	sort_endings(names->arena, &names->where_ends);
	sort_endings(names->arena, &names->org_ends);
	sort_endings(names->arena, &names->nominatives);
	sort_endings(names->arena, &names->articles);
	if (names->sexes.n)
		qsort(names->sexes.v, names->sexes.n, sizeof *names->sexes.v, longest_ending);
	index_phrases(names);
	*out = names;
	return KUA_OK;
}

void kua_names_free(struct kua_names *names)
{
	if (!names)
		return;
	latin_free(names);
	kua_vec_free(&names->groups);
	kua_vec_free(&names->phrases);
	kua_vec_free(&names->places);
	kua_vec_free(&names->place_keys);
	kua_vec_free(&names->given_cases);
	kua_vec_free(&names->surname_cases);
	kua_vec_free(&names->sexes);
	kua_vec_free(&names->given_sexes);
	kua_vec_free(&names->lookalikes);
	kua_arena_free(names->arena);
	free(names);
}
