/*
 * words.c - what accounts/ knows of languages: data/<language>/voices.txt (classes of witness, words for an
 * office, for what happened, to how many, for remembering, for totals, for parts of the people concerned, and those behind which a state
 * or a province is named),
 * data/profiles.txt (counting profiles), and of data/places.txt which places are countries and regions.
 *
 * Every section of every language is a table of phrases. A text is searched by its runs of words, the longest
 * first, so that a search costs its length times the words of the longest phrase, however many phrases there
 * are.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum { WORDS_LONGEST = 6, WORDS_LANGUAGES = 64, BEGINNINGS = 4096 };

struct phrases {
	struct kua_intern *forms;
	TABLE(const struct kua_entry *) entry; /* by forms */
	uint64_t begins[BEGINNINGS / 64]; /* by the beginning of a word: may a phrase begin with it? */
};

struct language {
	const char *name;
	struct phrases sections[WORDS_SECTIONS];
};

struct words {
	struct kua_arena *arena; /* the caller's */
	struct language languages[WORDS_LANGUAGES];
	size_t n_languages;
	struct phrases numbers, wide, towns;
	TABLE(struct profile) profiles;
};

static const char *const section_names[WORDS_SECTIONS] = {"class", "office", "event", "anniversary", "total",
                                                          "part", "apart", "state", "many"};

/* By a word's first three bytes, or those it has. */
static unsigned beginning_of(const char *s)
{
	unsigned code = 0;
	for (int i = 0; i < 3 && *s && *s != ' '; i++)
		code = code * 31 + (unsigned char)*s++;
	return code % BEGINNINGS;
}

/* May a phrase begin with the word at s? Of most texts that are searched with none. */
static bool may_begin(const struct phrases *p, const char *s)
{
	unsigned code = beginning_of(s);
	return p->begins[code / 64] >> code % 64 & 1;
}

/* The next word from s on with which a phrase may begin, or NULL. */
static const char *next_beginning(const struct phrases *p, const char *s)
{
	while (s && !may_begin(p, s)) {
		s = strchr(s, ' ');
		s += s != NULL;
	}
	return s;
}

static void phrases_add(struct phrases *p, const struct kua_entry *e)
{
	if (!p->forms)
		p->forms = kua_intern_new();
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < e->forms.n; i++) {
		kua_buf_clear(&b);
		plain_fold(&b, e->forms.v[i]);
		if (!b.len)
			continue;
		unsigned code = beginning_of(b.data);
		p->begins[code / 64] |= UINT64_C(1) << code % 64;
		uint32_t id = kua_intern_add(p->forms, b.data, b.len);
		const struct kua_entry **at = table_at(&p->entry, id);
		if (!*at)
			*at = e;
	}
	kua_buf_free(&b);
}

static void phrases_free(struct phrases *p)
{
	kua_intern_free(p->forms);
	kua_vec_free(&p->entry);
}

static const struct kua_entry *phrases_find(const struct phrases *p, const char *s, size_t n)
{
	uint32_t id = p->forms ? kua_intern_find(p->forms, s, n) : KUA_NO_ID;
	return id == KUA_NO_ID ? NULL : p->entry.v[id];
}

/* Length of the first `words` words of s; 0 where it has fewer. */
static size_t run_of(const char *s, unsigned words)
{
	const char *p = s;
	while (words) {
		p += strcspn(p, " ");
		if (--words && !*p++)
			return 0;
	}
	return (size_t)(p - s);
}

static const struct kua_entry *phrases_search(const struct phrases *p, const char *s)
{
	const char *from = p->forms ? next_beginning(p, s) : NULL;
	for (unsigned words = WORDS_LONGEST; from && words; words--) {
		const struct kua_entry *first = NULL;
		for (const char *at = from, *space; at && *at; at = (space = strchr(at, ' ')) ? next_beginning(p, space + 1) : NULL) {
			size_t n = run_of(at, words);
			const struct kua_entry *e = n ? phrases_find(p, at, n) : NULL;
			if (e && (!first || e->line < first->line))
				first = e;
		}
		if (first)
			return first;
	}
	return NULL;
}

static const struct language *language_named(const struct words *w, const char *name)
{
	for (size_t i = 0; name && i < w->n_languages; i++)
		if (strcmp(w->languages[i].name, name) == 0)
			return &w->languages[i];
	return NULL;
}

const struct kua_entry *words_find(const struct words *w, enum words_section section, const char *language,
                                   const char *plain)
{
	const struct language *own = language_named(w, language);
	const struct kua_entry *e = own ? phrases_search(&own->sections[section], plain) : NULL;
	for (size_t i = 0; !e && i < w->n_languages; i++)
		if (&w->languages[i] != own)
			e = phrases_search(&w->languages[i].sections[section], plain);
	return e;
}

bool words_has(const struct words *w, enum words_section section, const char *language, const char *plain)
{
	return words_own(w, section, language, plain) != NULL;
}

const struct kua_entry *words_own(const struct words *w, enum words_section section, const char *language,
                                  const char *plain)
{
	const struct language *own = language_named(w, language);
	return own ? phrases_search(&own->sections[section], plain) : words_find(w, section, NULL, plain);
}

bool words_is(const struct words *w, enum words_section section, const char *plain)
{
	for (size_t i = 0; i < w->n_languages; i++)
		if (phrases_find(&w->languages[i].sections[section], plain, strlen(plain)))
			return true;
	return false;
}

/* Forms are looked for without their first letter, which may be a capital. */
bool words_may_remember(const struct words *w, const char *text)
{
	for (size_t i = 0; i < w->n_languages; i++) {
		const struct phrases *p = &w->languages[i].sections[WORDS_ANNIVERSARY];
		for (size_t k = 0; p->forms && k < kua_intern_count(p->forms); k++) {
			const char *form = kua_intern_text(p->forms, (uint32_t)k);
			uint32_t c;
			size_t first = kua_utf8_next(form, strlen(form), &c);
			if (strstr(text, form + first))
				return true;
		}
	}
	return false;
}

const char *words_number(const struct words *w, const char *plain)
{
	const struct kua_entry *e = phrases_find(&w->numbers, plain, strlen(plain));
	return e && e->fields.n ? e->fields.v[0] : plain;
}

bool words_wide(const struct words *w, const char *plain)
{
	size_t n = strlen(plain);
	return phrases_find(&w->wide, plain, n) && !phrases_find(&w->towns, plain, n);
}

bool words_town(const struct words *w, const char *plain)
{
	return phrases_find(&w->towns, plain, strlen(plain));
}

const struct profile *words_profiles(const struct words *w, size_t *n)
{
	*n = w->profiles.n;
	return w->profiles.v;
}

/* ---- reading ---- */

static bool load_list(const char *path, struct kua_arena *a, struct kua_wordlist *list, enum kua_code *code,
                      struct kua_error *err)
{
	struct kua_error own;
	*code = kua_wordlist_load(path, a, list, &own);
	if (*code == KUA_USE) /* a language without this file */
		*code = KUA_OK;
	else if (*code == KUA_OK)
		return true;
	else
		*err = own;
	return false;
}

static enum kua_code section_of(const struct kua_wordlist *list, const struct kua_entry *e, enum words_section *out,
                                struct kua_error *err)
{
	size_t fields[WORDS_SECTIONS] = {[WORDS_CLASS] = 2, [WORDS_PART] = 1, [WORDS_APART] = 1};
	for (unsigned i = 0; i < WORDS_SECTIONS; i++) {
		if (strcmp(e->section, section_names[i]) != 0)
			continue;
		if (e->fields.n != fields[i])
			return kua_fail(err, KUA_DATA, "%s:%u: an entry of [%s] has %zu fields, not %zu",
			                list->path, e->line,
			                e->section, fields[i], e->fields.n);
		*out = (enum words_section)i;
		return KUA_OK;
	}
	return kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] in a list of voices", list->path, e->line,
	                e->section);
}

static enum kua_code load_language(struct words *w, const char *data_dir, const char *name, struct kua_error *err)
{
	struct kua_wordlist list = {0};
	enum kua_code code;
	const char *path = kua_arena_printf(w->arena, "%s/%s/voices.txt", data_dir, name);
	if (!load_list(path, w->arena, &list, &code, err))
		return code;
	if (w->n_languages == WORDS_LANGUAGES)
		return kua_fail(err, KUA_LIMIT, "%s: more than %d languages", data_dir, WORDS_LANGUAGES);
	struct language *l = &w->languages[w->n_languages++];
	l->name = kua_arena_strdup(w->arena, name);
	for (size_t i = 0; i < list.n; i++) {
		enum words_section section = WORDS_CLASS;
		if (section_of(&list, &list.v[i], &section, err))
			return err->code;
		phrases_add(&l->sections[section], &list.v[i]);
	}
	return KUA_OK;
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum kua_code load_languages(struct words *w, const char *data_dir, struct kua_error *err)
{
	struct dirent **names = NULL;
	int n = scandir(data_dir, &names, not_hidden, by_name);
	enum kua_code code = n < 0 ? kua_fail(err, KUA_USE, "%s: there is no such folder of data",
	                                      data_dir) : KUA_OK;
	for (int i = 0; i < n; i++) {
		if (!code)
			code = load_language(w, data_dir, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return code;
}

/* ---- profiles ---- */

static bool number_in(const struct kua_entry *e, size_t field, int64_t *out)
{
	if (field >= e->fields.n)
		return false;
	char *end;
	*out = strtoll(e->fields.v[field], &end, 10);
	return *e->fields.v[field] && !*end && *out >= 0;
}

static enum kua_code profile_entry(struct words *w, struct profile *p, const struct kua_wordlist *list,
                                   const struct kua_entry *e, struct kua_error *err)
{
	const char *what = e->forms.n ? e->forms.v[0] : "", *value = e->fields.n ? e->fields.v[0] : "";
	if (strcmp(what, "acts") == 0) {
		for (size_t i = 0; i < e->fields.n && strcmp(value, "all") != 0; i++)
			kua_list_add(w->arena, &p->acts, e->fields.v[i]);
	} else if (strcmp(what, "voices") == 0 && number_in(e, 0, &p->voices)) {
		return KUA_OK;
	} else if (strcmp(what, "low") == 0) {
		p->low_named = strcmp(value, "named") == 0;
	} else if (strcmp(what, "high") == 0) {
		p->high_lowest = strcmp(value, "lowest") == 0;
	} else if (strcmp(what, "grade") == 0) {
		if (strlen(value) != 1 || *value < 'A' || *value > 'E')
			return kua_fail(err, KUA_DATA, "%s:%u: a grade is A, B, C, D or E", list->path, e->line);
		p->grade = *value;
	} else if (strcmp(what, "civilian") == 0) {
		p->civilian = strcmp(value, "yes") == 0;
	} else {
		struct number_word *word = kua_vec_add(&p->words);
		word->word = what;
		if (!number_in(e, 0, &word->low) || !number_in(e, 1, &word->high) || word->low > word->high)
			return kua_fail(err, KUA_DATA, "%s:%u: \"%s\" needs a low and a high number",
			                list->path, e->line, what);
	}
	return KUA_OK;
}

static enum kua_code load_profiles(struct words *w, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list = {0};
	enum kua_code code;
	if (!load_list(kua_arena_printf(w->arena, "%s/profiles.txt", data_dir), w->arena, &list, &code, err))
		return code;
	for (size_t i = 0; i < list.n && !code; i++) {
		const struct kua_entry *e = &list.v[i];
		if (strcmp(e->section, "words") == 0) {
			phrases_add(&w->numbers, e);
			continue;
		}
		struct profile *p = w->profiles.n ? &w->profiles.v[w->profiles.n - 1] : NULL;
		if (!p || strcmp(p->name, e->section) != 0) {
			p = kua_vec_add(&w->profiles);
			p->name = e->section;
		}
		code = profile_entry(w, p, &list, e, err);
	}
	return code;
}

/* ---- places ---- */

static enum kua_code load_places(struct words *w, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list = {0};
	enum kua_code code;
	if (!load_list(kua_arena_printf(w->arena, "%s/places.txt", data_dir), w->arena, &list, &code, err))
		return code;
	for (size_t i = 0; i < list.n; i++) {
		const char *section = list.v[i].section;
		if (strcmp(section, "country") == 0 || strcmp(section, "region") == 0)
			phrases_add(&w->wide, &list.v[i]);
		else if (strcmp(section, "town") == 0)
			phrases_add(&w->towns, &list.v[i]);
	}
	return KUA_OK;
}

enum kua_code words_load(const char *data_dir, struct kua_arena *a, struct words **out, struct kua_error *err)
{
	struct words *w = kua_calloc(1, sizeof *w);
	w->arena = a;
	enum kua_code code = data_dir ? load_languages(w, data_dir, err) : KUA_OK;
	if (!code && data_dir)
		code = load_profiles(w, data_dir, err);
	if (!code && data_dir)
		code = load_places(w, data_dir, err);
	if (code)
		words_free(w);
	else
		*out = w;
	return code;
}

void words_free(struct words *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n_languages; i++)
		for (unsigned s = 0; s < WORDS_SECTIONS; s++)
			phrases_free(&w->languages[i].sections[s]);
	phrases_free(&w->numbers);
	phrases_free(&w->wide);
	phrases_free(&w->towns);
	for (size_t i = 0; i < w->profiles.n; i++)
		kua_vec_free(&w->profiles.v[i].words);
	kua_vec_free(&w->profiles);
	free(w);
}
