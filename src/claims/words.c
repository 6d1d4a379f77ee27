/*
 * words.c - what a token of some spelling can be: the word of a form, and every stem that it begins with, with the marks of all
 * forms that are just this word. For the words that forms have in full it is worked out once while rules are loaded; for others,
 * of which only a stem is known, when a text has them.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

#define MOST_WORDS 16 /* that one token can be */

/* NULL where nothing has this hash and is the first n bytes of norm, or for n 0 all of it. */
static const struct words *find(const struct words_table *table, uint64_t hash, const char *norm, size_t n)
{
	for (size_t at = (size_t)hash & table->mask; table->v[at].words; at = (at + 1) & table->mask) {
		if (table->v[at].hash != hash)
			continue;
		const char *text = table->v[at].words->norm;
		if (n ? strncmp(text, norm, n) == 0 && text[n] == '\0' : strcmp(text, norm) == 0)
			return table->v[at].words;
	}
	return NULL;
}

/* *last is what the last of them is by itself. */
static size_t add_stems(const struct ruleset *set, const char *norm, struct word out[MOST_WORDS], size_t n, const struct words **last)
{
	size_t k = 0;
	struct kua_hashing h = KUA_HASHING_INIT;
	for (uint64_t lengths = set->stem_lengths[kua_stem_start(norm)]; lengths && n < MOST_WORDS; lengths &= lengths - 1) {
		size_t length = (size_t)__builtin_ctzll(lengths);
		for (; k < length && norm[k]; k++)
			kua_hashing_byte(&h, (unsigned char)norm[k]);
		if (k < length)
			break;
		const struct words *stem = find(&set->stems_by_hash, kua_hashing_end(&h), norm, k);
		if (!stem)
			continue;
		out[n++] = stem->v[0];
		*last = stem;
	}
	return n;
}

/* The marks of all nodes that end here; of two for one class the later node's. */
static size_t join_marks(const struct ruleset *set, const struct words *w, struct mark *v)
{
	size_t n = 0;
	for (size_t k = 0; k < w->n; k++) {
		const struct trie_node *node = &set->trie.nodes.v[w->v[k].node];
		size_t before = n;
		for (uint32_t i = 0; w->v[k].node && i < node->n_members; i++) {
			const struct mark *new = &set->members[node->members + i];
			size_t at = 0;
			while (at < before && v[at].class_id != new->class_id)
				at++;
			v[at < before ? at : n++] = *new;
		}
	}
	return n;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

/* Each once of those from place `from` on. */
static void keep_once(struct meets *m, uint32_t from)
{
	uint32_t n = from;
	qsort(m->v + from, m->n - from, sizeof *m->v, by_number);
	for (uint32_t i = from; i < m->n; i++)
		if (i == from || m->v[i] != m->v[i - 1])
			m->v[n++] = m->v[i];
	m->n = n;
}

static void add_meets(struct meets *m, const uint32_t *more, uint32_t n)
{
	memcpy(m->v + m->n, more, n * sizeof *more);
	m->n += n;
}

/* What all classes of the marks meet. */
static const struct meets *join_meets(const struct ruleset *set, const struct mark *v, size_t n, struct kua_arena *a)
{
	const struct meets *const *of_class = set->index.meets;
	size_t most = 0;
	if (n == 1)
		return of_class[v[0].class_id];
	for (size_t i = 0; i < n; i++)
		most += of_class[v[i].class_id]->n;
	struct meets *out = kua_arena_alloc(a, sizeof *out + most * sizeof *out->v);
	for (size_t i = 0; i < n; i++)
		add_meets(out, of_class[v[i].class_id]->v, of_class[v[i].class_id]->n_calling);
	keep_once(out, 0);
	out->n_calling = out->n;
	for (size_t i = 0; i < n; i++) {
		const struct meets *m = of_class[v[i].class_id];
		add_meets(out, m->v + m->n_calling, m->n - m->n_calling);
	}
	keep_once(out, out->n_calling);
	return out;
}

static struct marks_of own_marks(const struct ruleset *set, const struct words *w, struct kua_arena *a)
{
	size_t most = 0;
	for (size_t k = 0; k < w->n; k++)
		most += w->v[k].node ? set->trie.nodes.v[w->v[k].node].n_members : 0;
	struct mark *v = KUA_NEW_N(a, struct mark, most);
	uint32_t n = (uint32_t)join_marks(set, w, v);
	return (struct marks_of){.v = v, .n = n, .meets = n ? join_meets(set, v, n, a) : NULL};
}

static const struct words *words_new(const struct ruleset *set, const char *norm, const struct word *all, size_t n, struct kua_arena *a)
{
	size_t length = strlen(norm) + 1;
	struct words *out = kua_arena_alloc(a, sizeof *out + length);
	struct word *v = KUA_NEW_N(a, struct word, n);
	memcpy(v, all, n * sizeof *v);
	memcpy(out->norm, norm, length);
	out->v = v;
	out->n = (uint32_t)n;
	out->marks = own_marks(set, out, a);
	for (size_t i = 0; i < out->marks.n; i++)
		kua_bits_add(&out->bits, set->bit_of[out->marks.v[i].class_id]);
	for (size_t k = 0; k < n; k++) {
		const struct trie_node *node = &set->trie.nodes.v[v[k].node];
		bool inner = v[k].node && node->inner;
		out->inner |= (uint32_t)inner << k;
		out->next |= inner ? node->next : 0;
		out->as_next |= kua_next_bit(v[k].number);
	}
	return out;
}

/* norm is the word where that is not NULL, and whatever stems it begins with. */
static const struct words *make(const struct ruleset *set, const char *norm, const struct word *word, struct kua_arena *a)
{
	static const struct words nothing;
	struct word all[MOST_WORDS];
	const struct words *stem = &nothing;
	size_t n = 0;
	if (word)
		all[n++] = *word;
	n = add_stems(set, norm, all, n, &stem);
	return n > 1 || word ? words_new(set, norm, all, n, a) : stem;
}

const struct words *kua_words_of(const struct ruleset *set, const struct kua_token *t, struct kua_arena *a)
{
	const struct words *known = find(&set->by_hash, t->hash, t->norm, 0);
	return known ? known : make(set, t->norm, NULL, a);
}

/* ---- the tables ---- */

static void table_new(struct words_table *t, size_t n, struct kua_arena *a)
{
	size_t size = 64;
	while (size < n * 3)
		size *= 2;
	t->v = KUA_NEW_N(a, struct words_slot, size);
	t->mask = size - 1;
}

static void table_add(struct words_table *t, const char *norm, const struct words *words)
{
	uint64_t hash = kua_hash(norm, strlen(norm));
	size_t at = (size_t)hash & t->mask;
	while (t->v[at].words)
		at = (at + 1) & t->mask;
	t->v[at] = (struct words_slot){hash, words};
}

void kua_words_index(struct loading *ld)
{
	struct ruleset *set = ld->set;
	size_t n = kua_intern_count(set->words), n_stems = kua_intern_count(set->stems);
	table_new(&set->stems_by_hash, n_stems, ld->arena);
	for (uint32_t i = 0; i < n_stems; i++) {
		const char *norm = kua_intern_text(set->stems, i);
		const struct word word = {i * 2 + 1, kua_trie_step(&set->trie, 0, i * 2 + 1)};
		table_add(&set->stems_by_hash, norm, words_new(set, norm, &word, 1, ld->arena));
	}
	table_new(&set->by_hash, n, ld->arena);
	for (uint32_t i = 0; i < n; i++) {
		const char *norm = kua_intern_text(set->words, i);
		const struct word word = {i * 2, kua_trie_step(&set->trie, 0, i * 2)};
		table_add(&set->by_hash, norm, make(set, norm, &word, ld->arena));
	}
}
