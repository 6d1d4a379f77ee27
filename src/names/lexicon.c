/*
 * lexicon.c - the words of each language, of data/<language>/names.txt: tables of words with flags, phrases, endings and cases.
 *
 * Each language has its table; the table "und" holds all languages, for texts in a language that has no list. A list may name other languages
 * whose words belong to its texts too ([also]): Kazakh texts are full of Russian.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

static const struct {
	const char *section;
	uint32_t flag;
} sections[] = {
	{"title", W_TITLE}, {"born", W_BORN}, {"role", W_ROLE}, {"role modifier", W_ROLE_MOD}, {"particle", W_PARTICLE},
	{"organisation head", W_ORG_HEAD}, {"organisation link", W_ORG_LINK}, {"place preposition", W_PLACE_PREP},
	{"place kind", W_PLACE_KIND}, {"wide place kind", W_PLACE_KIND | W_WIDE}, {"demonym", W_DEMONYM},
	{"time", W_TIME}, {"not a name", W_NOT}, {"common", W_COMMON}, {"address", W_ADDRESS}, {"say", W_SAY},
	{"generation", W_GENERATION}, {"glue", W_GLUE}, {"and", W_AND}, {"article", W_ARTICLE}, {"of", W_OF},
	{"family name first", W_FAMILY_FIRST}, {"thing", W_THING},
	{"number", W_NUMBER}, {"source", W_SOURCE}, {"he", W_HE},
	{"naming head", W_NAMING | W_ORG_HEAD}, {"is", W_IS}, {"honorific", W_TITLE | W_HONORIFIC},
};

/* ---- tables ---- */

void table_init(struct kua_arena *a, struct word_table *t, size_t words)
{
	size_t size = 64;
	while (size < words * 2)
		size *= 2;
	t->slots = KUA_NEW_N(a, struct word, size);
	t->mask = size - 1;
}

static struct word *table_slot(const struct word_table *t, const char *norm, uint64_t hash)
{
	size_t at = (size_t)hash & t->mask;
	while (t->slots[at].norm && (t->slots[at].hash != hash || strcmp(t->slots[at].norm, norm) != 0))
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

void table_add(struct kua_arena *a, struct word_table *t, const char *norm, uint32_t flags)
{
	if ((t->n + 1) * 2 > t->mask) {
		struct word_table wider = {0};
		table_init(a, &wider, (t->mask + 1) * 2);
		for (size_t i = 0; i <= t->mask; i++)
			if (t->slots[i].norm)
				*table_slot(&wider, t->slots[i].norm, t->slots[i].hash) = t->slots[i];
		wider.n = t->n;
		*t = wider;
	}
	uint64_t hash = kua_hash(norm, strlen(norm));
	struct word *w = table_slot(t, norm, hash);
	if (!w->norm) {
		t->n++;
		*w = (struct word){kua_arena_strdup(a, norm), hash, 0};
	}
	w->flags |= flags;
}

uint32_t word_flags(const struct word_table *table, const char *norm, uint64_t hash)
{
	return table_slot(table, norm, hash)->flags;
}

const struct lexicon *names_lexicon(const struct kua_names *names, const char *language)
{
	for (size_t i = 1; language && i < names->n_lexicons; i++)
		if (strcmp(names->lexicons[i].language, language) == 0)
			return &names->lexicons[i];
	return &names->lexicons[0];
}

const char *folded(struct kua_arena *a, const char *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, s, strlen(s));
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* ---- phrases: places and organisations of several words ---- */

static bool split_phrase(struct kua_arena *a, const char *form, const char *norm, struct phrase *p)
{
	char *copy = kua_arena_strdup(a, norm), *save = NULL;
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (p->n == PHRASE_WORDS)
			return false;
		p->norm[p->n] = w;
		p->hash[p->n++] = kua_hash(w, strlen(w));
	}
	p->caps = strlen(form) <= 5 && strlen(form) >= 2;
	for (const char *c = form; *c; c++)
		if (*c < 'A' || *c > 'Z')
			p->caps = false;
	return p->n > 0;
}

const char *phrase_add(struct kua_names *names, const char *form, enum phrase_kind kind, uint32_t id)
{
	struct phrase p = {.kind = (uint8_t)kind, .id = id};
	const char *norm = folded(names->arena, form);
	if (split_phrase(names->arena, form, norm, &p))
		*kua_vec_add(&names->phrases) = p;
	return norm;
}

void index_phrases(struct kua_names *names)
{
	size_t size = 64;
	while (size < names->phrases.n * 2)
		size *= 2;
	names->phrase_mask = size - 1;
	names->phrase_slots = KUA_NEW_N(names->arena, uint32_t, size);
	for (uint8_t words = 1; words <= PHRASE_WORDS; words++) /* so that longer ones come to stand before shorter ones */
		for (size_t i = names->phrases.n; i-- > 0;) {
			struct phrase *p = &names->phrases.v[i];
			if (p->n != words)
				continue;
			size_t at = (size_t)p->hash[0] & names->phrase_mask;
			while (names->phrase_slots[at] && names->phrases.v[names->phrase_slots[at] - 1].hash[0] != p->hash[0])
				at = (at + 1) & names->phrase_mask;
			p->next = names->phrase_slots[at];
			names->phrase_slots[at] = (uint32_t)i + 1;
		}
}

/* ---- languages ---- */

static uint32_t section_flag(const char *section)
{
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (strcmp(sections[i].section, section) == 0)
			return sections[i].flag;
	return 0;
}

static struct endings *section_endings(struct kua_names *names, const char *section)
{
	return strcmp(section, "patronymic ending") == 0 ? &names->patronymics
	     : strcmp(section, "surname ending") == 0    ? &names->surnames
	     : strcmp(section, "case ending") == 0       ? &names->cases
	     : strcmp(section, "nominative ending") == 0 ? &names->nominatives
	     : strcmp(section, "common ending") == 0     ? &names->noun_endings
	     : strcmp(section, "plain ending") == 0      ? &names->plain_ends
	     : strcmp(section, "wide place ending") == 0 ? &names->wide_ends
	     : strcmp(section, "where ending") == 0      ? &names->where_ends
	     : strcmp(section, "organisation form") == 0 ? &names->org_ends
	     : strcmp(section, "article prefix") == 0    ? &names->articles
	     : strcmp(section, "joins the next") == 0    ? &names->joiners
	     : strcmp(section, "son of") == 0            ? &names->sons
	     : strcmp(section, "also called") == 0       ? &names->also_called
	     : strcmp(section, "calls") == 0             ? &names->calls
	     : strcmp(section, "of an organisation") == 0 ? &names->offices
	                                                 : NULL;
}

static void add_ending(struct kua_arena *a, struct endings *e, const char *s)
{
	struct kua_list list = {e->v, e->n};
	if (!kua_list_has(&list, s))
		kua_list_add(a, &list, s);
	e->v = list.v;
	e->n = list.n;
}

/* [man's given name] and its like: endings | what the nominative has; "-" is nothing. */
static bool add_case_rules(struct kua_names *names, const struct kua_entry *e)
{
	bool woman = strncmp(e->section, "woman's ", 8) == 0, man = strncmp(e->section, "man's ", 6) == 0;
	const char *what = e->section + (woman ? 8 : 6);
	if ((!woman && !man) || e->fields.n != 1 || (strcmp(what, "given name") != 0 && strcmp(what, "surname") != 0))
		return false;
	const char *to = strcmp(e->fields.v[0], "-") == 0 ? "" : e->fields.v[0];
	for (size_t j = 0; j < e->forms.n; j++) {
		struct case_rule r = {e->forms.v[j], to, woman};
		if (what[0] == 'g')
			*kua_vec_add(&names->given_cases) = r;
		else
			*kua_vec_add(&names->surname_cases) = r;
	}
	return true;
}

/* [woman's and man's surname]: what keys of the one end in | of the other. */
static bool add_sexes(struct kua_names *names, const struct kua_entry *e)
{
	if (strcmp(e->section, "woman's and man's surname") != 0 || e->forms.n != 1 || e->fields.n != 1)
		return false;
	const char *woman = e->forms.v[0], *man = e->fields.v[0];
	size_t keep = 0;
	while (woman[keep] && woman[keep] == man[keep])
		keep++;
	*kua_vec_add(&names->sexes) = (struct sex_ending){woman, keep};
	*kua_vec_add(&names->sexes) = (struct sex_ending){man, keep};
	return true;
}

/* [woman's and man's given name]: the same of given names; - is no ending. */
static bool add_given_sexes(struct kua_names *names, const struct kua_entry *e)
{
	if (strcmp(e->section, "woman's and man's given name") != 0 || e->forms.n != 1 || e->fields.n != 1)
		return false;
	const char *woman = e->forms.v[0], *man = e->fields.v[0];
	*kua_vec_add(&names->given_sexes) = (struct given_sexes){woman, strcmp(man, "-") == 0 ? "" : man};
	return true;
}

static bool is_capital_nouns(const struct kua_entry *e)
{
	return strcmp(e->section, "capital nouns") == 0;
}

static enum kua_code add_words(struct kua_names *names, struct word_table *table, const struct kua_wordlist *list,
                               struct kua_error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct kua_entry *e = &list->v[i];
		uint32_t flag = section_flag(e->section);
		struct endings *endings = section_endings(names, e->section);
		bool organisation = strcmp(e->section, "organisation") == 0;
		bool known = flag || endings || organisation || strcmp(e->section, "also") == 0 || is_capital_nouns(e) ||
		             add_case_rules(names, e) || add_sexes(names, e) || add_given_sexes(names, e);
		if (!known)
			return kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] in a list of name words; see data/names/README.md",
			                list->path, e->line, e->section);
		for (size_t j = 0; j < e->forms.n; j++) {
			const char *norm = folded(names->arena, e->forms.v[j]);
			if (organisation)
				(void)phrase_add(names, e->forms.v[j], PHRASE_ORGANISATION, 0);
			else if (endings)
				add_ending(names->arena, endings, norm);
			else if (flag)
				table_add(names->arena, table, norm, flag);
		}
	}
	return KUA_OK;
}

struct language {
	const char *code;
	struct kua_wordlist list;
};

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct language *)a)->code, ((const struct language *)b)->code);
}

/* The folders of data_dir that have a names.txt, sorted. */
static enum kua_code find_languages(struct kua_arena *a, const char *data_dir, struct language **out, size_t *n,
                                    struct kua_error *err)
{
	KUA_VEC(struct language) found = {0};
	enum kua_code code = KUA_OK;
	DIR *dir = opendir(data_dir);
	if (!dir)
		return kua_fail(err, KUA_USE, "%s: cannot read the folder of word lists; set --data or KUA_DATA to it", data_dir);
	for (struct dirent *d; code == KUA_OK && (d = readdir(dir));) {
		struct kua_wordlist list;
		size_t len = strlen(d->d_name);
		if (len < 2 || len > 3 || d->d_name[0] == '.')
			continue;
		code = kua_wordlist_load(kua_arena_printf(a, "%s/%s/names.txt", data_dir, d->d_name), a, &list, err);
		if (code == KUA_OK)
			*kua_vec_add(&found) = (struct language){kua_arena_strdup(a, d->d_name), list};
		else if (code == KUA_USE)
			code = KUA_OK; /* a language without name words */
	}
	closedir(dir);
	if (code == KUA_OK) {
		*n = found.n;
		*out = KUA_NEW_N(a, struct language, found.n);
		if (found.n)
			memcpy(*out, found.v, found.n * sizeof *found.v);
		qsort(*out, *n, sizeof **out, by_code);
	}
	kua_vec_free(&found);
	return code;
}

static bool language_reads(const struct language *reader, const char *code)
{
	if (strcmp(reader->code, code) == 0)
		return true;
	for (size_t i = 0; i < reader->list.n; i++)
		if (strcmp(reader->list.v[i].section, "also") == 0 && kua_list_has(&reader->list.v[i].forms, code))
			return true;
	return false;
}

enum kua_code languages_load(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	struct language *languages = NULL;
	size_t n = 0, given_cases = 0, surname_cases = 0, sexes = 0, given_sexes = 0;
	enum kua_code code = find_languages(names->arena, data_dir, &languages, &n, err);
	if (code != KUA_OK)
		return code;
	names->n_lexicons = n + 1;
	names->lexicons = KUA_NEW_N(names->arena, struct lexicon, n + 1);
	for (size_t i = 0; i <= n && code == KUA_OK; i++) {
		struct lexicon *l = &names->lexicons[i];
		size_t phrases = names->phrases.n;
		l->language = i ? languages[i - 1].code : "und";
		table_init(names->arena, &l->words, 1024);
		for (size_t j = 0; i && j < languages[i - 1].list.n; j++)
			l->capital_nouns = l->capital_nouns || is_capital_nouns(&languages[i - 1].list.v[j]);
		for (size_t j = 0; j < n && code == KUA_OK; j++)
			if (i == 0 || language_reads(&languages[i - 1], languages[j].code))
				code = add_words(names, &l->words, &languages[j].list, err);
		if (i > 0)
			names->phrases.n = phrases; /* they are all there from "und" */
		if (i == 0) {
			given_cases = names->given_cases.n;
			surname_cases = names->surname_cases.n;
			sexes = names->sexes.n;
			given_sexes = names->given_sexes.n;
		}
		names->given_cases.n = given_cases;
		names->surname_cases.n = surname_cases;
		names->sexes.n = sexes;
		names->given_sexes.n = given_sexes;
	}
	return code;
}
