/*
 * parts.c - one word of a name: its keys, the lines of given names it stands on, the father in a patronymic, the stem of a
 * surname that men and women write differently.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"
#include "util/search.h"

static int group_order(const struct group *g, const char *key)
{
	return strcmp(g->key, key);
}

static size_t group_at(const struct group *v, size_t n, const char *key)
{
	size_t lo;
	KUA_FIRST(lo, n, group_order(&v[lo], key) < 0);
	return lo;
}

static void part_groups(const struct kua_names *names, struct part *p)
{
	for (size_t k = 0; k < p->n_keys && !p->group_n; k++) {
		const char *key = p->abjad ? p->norm : p->key[k];
		size_t at = group_at(names->groups.v, names->groups.n, key);
		p->group_first = (uint32_t)at;
		while (at < names->groups.n && group_order(&names->groups.v[at], key) == 0) {
			at++;
			p->group_n++;
		}
	}
	/* a short key says too little: Li is not Lee */
	bool listed = word_flags(&names->given, p->norm, kua_hash(p->norm, strlen(p->norm))) != 0;
	if (p->group_n && !listed && strlen(p->key[0]) <= 3)
		p->group_n = 0;
	p->given = p->group_n > 0 && !p->abjad; /* there a father's name stands last as often as a surname */
}

bool group_shared(const struct kua_names *names, const struct part *a, const struct part *b)
{
	for (uint32_t i = 0; i < a->group_n; i++)
		for (uint32_t j = 0; j < b->group_n; j++)
			if (names->groups.v[a->group_first + i].line == names->groups.v[b->group_first + j].line)
				return true;
	return false;
}

static void add_key(struct kua_arena *a, struct part *p, const char *key)
{
	p->letters[p->n_keys] = letters_of(key);
	p->key_n[p->n_keys] = (uint8_t)strlen(key);
	p->key[p->n_keys++] = kua_arena_strdup(a, key);
}

/* Letters of the first key up to where a man's and a woman's form of the surname part. */
static void part_stem(const struct kua_names *names, struct part *p)
{
	size_t n = p->key_n[0];
	for (size_t i = 0; i < names->sexes.n && !p->stem_n; i++) {
		const struct sex_ending *e = &names->sexes.v[i];
		size_t len = strlen(e->ending);
		if (n > len + 2 && memcmp(p->key[0] + n - len, e->ending, len) == 0)
			p->stem_n = (uint8_t)(n - len + e->keep);
	}
}

static void add_father(struct part *p, uint32_t line)
{
	for (size_t i = 0; i < p->n_fathers; i++)
		if (p->father[i] == line)
			return;
	p->father[p->n_fathers++] = line;
}

/* The names that the father of a patronymic may have: those that begin as it does and go on with vowels only. */
static void part_father(const struct kua_names *names, struct part *p)
{
	static const char vowels[] = "aeiouy";
	char stem[KEY_MAX];
	size_t left, n;
	struct keys keys;
	if (!ends_with_one_of(p->norm, strlen(p->norm), &names->patronymics, 3, &left))
		return;
	keys_of(names, p->norm, left, &keys);
	snprintf(stem, sizeof stem, "%s", keys.n ? keys.v[0] : "");
	size_t all = strlen(stem);
	for (n = all; n > 1 && strchr(vowels, stem[n - 1]);)
		stem[--n] = '\0';
	if (n < 2)
		return;
	for (size_t at = group_at(names->groups.v, names->groups.n, stem);
	     at < names->groups.n && strncmp(names->groups.v[at].key, stem, n) == 0 && p->n_fathers < PART_FATHERS; at++)
		if (strspn(names->groups.v[at].key + n, vowels) == strlen(names->groups.v[at].key + n) &&
		    (n == all || names->groups.v[at].key[n]))
			add_father(p, names->groups.v[at].line);
}

bool father_shared(const struct part *a, const struct part *b)
{
	for (size_t i = 0; i < a->n_fathers; i++)
		for (size_t j = 0; j < b->n_fathers; j++)
			if (a->father[i] == b->father[j])
				return true;
	return false;
}

/* Add the keys of the stem where a case ending can be taken off a word in another script: Marina is not Mari in the dative. */
static void add_stem_keys(const struct kua_names *names, struct kua_arena *a, struct part *p)
{
	size_t n = strlen(p->norm), stem;
	struct keys more;
	if (n == 0 || (unsigned char)p->norm[n - 1] < 0x80 || word_flags(&names->given, p->norm, kua_hash(p->norm, n)) ||
	    !ends_with_one_of(p->norm, n, &names->cases, 8, &stem))
		return;
	keys_of(names, p->norm, stem, &more);
	p->oblique = true;
	if (more.n && p->n_keys < KEY_FORMS)
		add_key(a, p, more.v[0]);
}

enum { JOINED_LEAST = 4 }; /* bytes behind Abdul; Abdullah is a name of its own */
enum { ARABIC_LETTER = 2, ARTICLE_LEAST = 3 * ARABIC_LETTER }; /* bytes; what an article may be taken off has three letters more */

/* al-Assad: Assad. The prefix is written with its hyphen, but in Arabic letters with nothing. */
const char *without_article(const struct kua_names *names, const char *s)
{
	for (size_t i = 0; i < names->articles.n; i++) {
		const char *article = names->articles.v[i];
		size_t n = strlen(article), more = (unsigned char)article[0] < 0x80;
		if (strncmp(s, article, n) == 0 && (!more || s[n] == '-') &&
		    strlen(s + n + more) >= (more ? 3 : (size_t)ARTICLE_LEAST))
			return s + n + more;
	}
	return s;
}

/* Abd and the article written as one word in Arabic letters: the article is left out, as where they stand apart. */
const char *joined_article(const struct kua_names *names, const char *s, struct kua_arena *a)
{
	for (size_t i = 0; i < names->joiners.n; i++) {
		const char *joiner = names->joiners.v[i];
		size_t n = strlen(joiner);
		if ((unsigned char)joiner[0] < 0x80 || strncmp(s, joiner, n) != 0)
			continue;
		const char *rest = without_article(names, s + n);
		if (rest != s + n)
			return kua_arena_printf(a, "%s%s", joiner, rest);
	}
	return s;
}

/*
 * The article between Abd or Abu and what they stand before is written in many ways, or not: Abdul Karim, Abd el-Karim, Abdelkerim.
 * A further key has the shortest of the list that begins so, and no article.
 */
static void add_joined_key(const struct kua_names *names, struct kua_arena *a, struct part *p)
{
	size_t longest = 0, shortest = SIZE_MAX;
	struct keys keys;
	for (size_t i = 0; i < names->joiners.n; i++) {
		size_t n = strlen(names->joiners.v[i]);
		if (strncmp(p->norm, names->joiners.v[i], n) != 0)
			continue;
		longest = n > longest ? n : longest;
		shortest = n < shortest ? n : shortest;
	}
	const char *rest = p->norm + longest;
	rest += *rest == '-';
	if (longest == 0 || p->abjad || p->n_keys == KEY_FORMS || strlen(rest) < JOINED_LEAST)
		return;
	p->joined = (uint8_t)shortest;
	const char *first = kua_arena_printf(a, "%.*s%s", (int)shortest, p->norm, rest);
	keys_of(names, first, strlen(first), &keys);
	if (keys.n && strcmp(keys.v[0], p->key[0]) != 0)
		add_key(a, p, keys.v[0]);
}

/* What the word is whatever stands around it; false where it has no letters. */
static bool part_make(const struct kua_names *names, const char *norm, struct part *p, struct kua_arena *a)
{
	struct keys keys;
	*p = (struct part){.norm = norm};
	keys_of(names, norm, strlen(norm), &keys);
	p->abjad = keys.n && keys.abjad;
	for (size_t i = 0; i < keys.n; i++)
		add_key(a, p, keys.v[i]);
	p->n_heard = p->n_keys;
	if (keys.n == 0)
		return false;
	part_groups(names, p);
	add_joined_key(names, a, p);
	part_stem(names, p);
	part_father(names, p);
	add_stem_keys(names, a, p);
	if (!p->given)
		part_groups(names, p);
	return true;
}

/* ---- words met before, of names that are parsed by the hundred ---- */

struct known_parts {
	const struct known_parts *more; /* known for longer, and to others too */
	struct kua_arena *arena;
	struct kua_intern *norms;
	KUA_VEC(struct part) v; /* of each */
};

struct known_parts *known_parts_new(const struct known_parts *more)
{
	struct known_parts *k = kua_calloc(1, sizeof *k);
	k->more = more;
	k->arena = kua_arena_new();
	k->norms = kua_intern_new();
	return k;
}

void known_parts_free(struct known_parts *k)
{
	if (!k)
		return;
	kua_arena_free(k->arena);
	kua_intern_free(k->norms);
	kua_vec_free(&k->v);
	free(k);
}

size_t known_parts_size(const struct known_parts *k)
{
	size_t bytes = k->v.cap * sizeof *k->v.v;
	for (size_t i = 0; i < k->v.n; i++) {
		bytes += strlen(k->v.v[i].norm) + 16 + 24 + 8; /* its place in the arena, its entry, its slots */
		for (size_t j = 0; j < k->v.v[i].n_keys; j++)
			bytes += k->v.v[i].key_n[j] + 16u;
	}
	return bytes;
}

const struct part *known_part(const struct kua_names *names, struct known_parts *k, const char *norm)
{
	size_t n = strlen(norm);
	uint32_t at = k->more ? kua_intern_find(k->more->norms, norm, n) : KUA_NO_ID;
	if (at != KUA_NO_ID)
		return &k->more->v.v[at];
	at = kua_intern_add(k->norms, norm, n);
	if (at == k->v.n)
		(void)part_make(names, kua_intern_text(k->norms, at), kua_vec_add(&k->v), k->arena);
	return &k->v.v[at];
}

void add_part(const struct kua_names *names, struct known_parts *known, const char *s, struct name *out, const char *prefix,
              struct kua_arena *a)
{
	if (out->n == NAME_PARTS)
		return;
	struct part *p = &out->parts[out->n];
	const char *norm = prefix ? kua_arena_printf(a, "%s%s", prefix, s) : s;
	if (known)
		*p = *known_part(names, known, norm);
	else
		(void)part_make(names, norm, p, a);
	out->n += p->n_keys > 0;
}
