/*
 * gazetteer.c - which place a name means: by its words, in an oblique case, or the only one that is a slip away.
 */
#include <string.h>

#include "names/internal.h"

uint32_t phrases_from(const struct kua_names *names, uint64_t hash)
{
	size_t at = (size_t)hash & names->phrase_mask;
	while (names->phrase_slots[at] && names->phrases.v[names->phrase_slots[at] - 1].hash[0] != hash)
		at = (at + 1) & names->phrase_mask;
	return names->phrase_slots[at];
}

static uint32_t one_word_phrase(const struct kua_names *names, const char *word)
{
	for (uint32_t p = phrases_from(names, kua_hash(word, strlen(word))); p; p = names->phrases.v[p - 1].next)
		if (names->phrases.v[p - 1].n == 1 && strcmp(names->phrases.v[p - 1].norm[0], word) == 0)
			return p;
	return 0;
}

uint32_t phrase_by_stem(const struct kua_names *names, const char *norm)
{
	size_t n = strlen(norm);
	char word[96];
	uint32_t found = one_word_phrase(names, norm);
	if (!found && n > 5 && n < sizeof word && norm[n - 1] == 's') { /* Kasachstans */
		snprintf(word, sizeof word, "%.*s", (int)(n - 1), norm);
		found = one_word_phrase(names, word);
	}
	for (size_t e = 0; e < names->cases.n && !found; e++) {
		size_t len = strlen(names->cases.v[e]);
		if (n < len + 6 || n - len + 8 > sizeof word || memcmp(norm + n - len, names->cases.v[e], len) != 0)
			continue;
		for (size_t v = 0; v <= names->nominatives.n && !found; v++) { /* and no ending at all */
			snprintf(word, sizeof word, "%.*s%s", (int)(n - len), norm, v ? names->nominatives.v[v - 1] : "");
			found = one_word_phrase(names, word);
		}
	}
	return found;
}

static uint32_t find_phrase(const struct kua_names *names, const struct words *w)
{
	if (w->n == 0 || w->n > PHRASE_WORDS)
		return 0;
	for (uint32_t i = phrases_from(names, kua_hash(w->v[0], strlen(w->v[0]))); i; i = names->phrases.v[i - 1].next) {
		const struct phrase *p = &names->phrases.v[i - 1];
		bool equal = p->kind == PHRASE_PLACE && p->n == w->n;
		for (size_t k = 0; equal && k < w->n; k++)
			equal = strcmp(p->norm[k], w->v[k]) == 0;
		if (equal)
			return p->id + 1;
	}
	return 0;
}

/* The place called so in the gazetteer, case endings allowed, + 1; 0 where there is none. */
static uint32_t place_find(const struct kua_names *names, const char *norm)
{
	struct kua_arena *a = kua_arena_new();
	struct words w;
	split_words(a, norm, &w);
	uint32_t id = find_phrase(names, &w);
	if (!id && w.n == 1) {
		uint32_t p = phrase_by_stem(names, w.v[0]);
		if (p && names->phrases.v[p - 1].kind == PHRASE_PLACE)
			id = names->phrases.v[p - 1].id + 1;
	}
	kua_arena_free(a);
	return id;
}

size_t near_hashes(const char *key, uint64_t out[NEAR_HASHES])
{
	char less[KEY_MAX];
	size_t n = strlen(key), count = 0;
	if (n < 4 || n > KEY_MAX_PLACE)
		return 0;
	skeleton_of(key, less);
	out[count++] = kua_hash(less, strlen(less)) ^ 1;
	out[count++] = kua_hash(key, n);
	for (size_t i = 0; i < n; i++) {
		memcpy(less, key, i);
		memcpy(less + i, key + i + 1, n - i);
		out[count++] = kua_hash(less, n - 1);
	}
	return count;
}

struct nearest {
	double best, second;
	uint32_t id;
};

static void weigh(const struct kua_names *names, const char *key, uint32_t at, struct nearest *n)
{
	const struct group *g = &names->place_keys.v[at];
	bool slip = false;
	double score = key_similarity(names, key, g->key, &slip);
	if (n->id == g->line + 1) {
		n->best = score > n->best ? score : n->best;
	} else if (score > n->best) {
		n->second = n->best;
		n->best = score;
		n->id = g->line + 1;
	} else if (score > n->second) {
		n->second = score;
	}
}

/* The one place of the gazetteer that a misspelt long name can mean, + 1; 0 where there is none or more than one. */
uint32_t place_near(const struct kua_names *names, const struct name *name)
{
	uint64_t hashes[NEAR_HASHES];
	struct nearest found = {0, 0, 0};
	size_t n = strlen(name->whole) < 6 ? 0 : near_hashes(name->whole, hashes);
	for (size_t i = 0; i < n; i++) {
		const uint32_t *list = &names->near_at[hashes[i] & names->near_mask];
		for (uint32_t k = list[0]; k < list[1]; k++)
			if (names->near[k].hash == hashes[i])
				weigh(names, name->whole, names->near[k].at, &found);
	}
	return found.best >= 0.86 && found.best - found.second >= 0.03 ? found.id : 0;
}

void place_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a, struct name *out)
{
	struct kua_buf rest = KUA_BUF_INIT;
	for (size_t i = 0; i < w->n; i++) {
		uint32_t flags = flags_und(names, w->v[i]);
		if ((flags & W_PLACE_KIND) && w->n > 1) {
			out->wide = out->wide || (flags & W_WIDE);
			continue;
		}
		if ((flags & (W_OF | W_ARTICLE)) && out->n == 0)
			continue;
		add_part(names, w->known, w->v[i], out, NULL, a);
		kua_buf_str(&rest, rest.len ? " " : "");
		kua_buf_str(&rest, w->v[i]);
	}
	out->place = place_find(names, out->norm);
	if (!out->place && rest.len) {
		uint32_t id = place_find(names, rest.data);
		if (id && (names->places.v[id - 1].kind == PLACE_TOWN) != out->wide)
			out->place = id;
	}
	kua_buf_free(&rest);
	out->town = out->place && names->places.v[out->place - 1].kind == PLACE_TOWN;
	if (out->place && !out->town)
		out->wide = names->places.v[out->place - 1].kind == PLACE_REGION;
}

void organisation_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a,
                               struct name *out)
{
	for (size_t i = 0; i < w->n; i++) {
		uint32_t flags = flags_und(names, w->v[i]);
		if (w->n > 1 && ((flags & (W_ARTICLE | W_OF | W_AND | W_ORG_LINK)) || is_one_of(w->v[i], &names->org_ends)))
			continue;
		add_part(names, w->known, w->v[i], out, NULL, a);
	}
}

