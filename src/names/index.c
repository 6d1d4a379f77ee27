/*
 * index.c - names by the million, filed so that one of them is found in milliseconds.
 *
 * A name is a handful of tokens, the keys of its parts; each token has the list of names that have it. Both directions are plain
 * arrays of numbers. Words recur, so what a word's keys are is found out once a word. Titles, particles and "son of" are passed over
 * as parse.c does, Abd is joined with what follows; a hyphened name is filed under its halves too, and a short part under itself and
 * its neighbour written as one (Xiao Ping, Xiaoping).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names/index.h"

enum {
	SHORT_KEY = 4,
	NAMES_MANY = 32, /* with one word: it is taken apart once for all searches */
};

struct kua_names_index *kua_names_index_new(const struct kua_names *names)
{
	struct kua_names_index *x = kua_calloc(1, sizeof *x);
	x->names = names;
	x->words = kua_intern_new();
	vocabulary_open(&x->vocabulary);
	return x;
}

void kua_names_index_free(struct kua_names_index *x)
{
	if (!x)
		return;
	vocabulary_free(&x->vocabulary);
	kua_intern_free(x->words);
	kua_vec_free(&x->word);
	kua_buf_free(&x->text);
	kua_vec_free(&x->at);
	kua_vec_free(&x->kind);
	kua_vec_free(&x->first);
	kua_vec_free(&x->tokens);
	free(x->posting_first);
	free(x->postings);
	free(x->facts);
	known_parts_free(x->parts);
	free(x->by_line);
	free(x);
}

int index_kind(const char *kind)
{
	for (int k = NAME_PERSON; k <= NAME_ORGANISATION; k++)
		if (strcmp(kind_name(k), kind) == 0)
			return k;
	return -1;
}

/* ---- a name's words ---- */

struct piece {
	const char *v;
	size_t n;
};

static size_t pieces_of(const char *norm, size_t n, struct piece out[INDEX_PARTS])
{
	size_t count = 0;
	for (size_t i = 0; i < n && count < INDEX_PARTS;) {
		size_t start = i;
		while (i < n && !is_name_break(norm[i]))
			i++;
		if (i > start)
			out[count++] = (struct piece){norm + start, i - start};
		i += i < n;
	}
	return count;
}

static bool one_letter(struct piece p)
{
	uint32_t c;
	return kua_utf8_next(p.v, p.n, &c) == p.n;
}

static struct indexed_word word_kind(const struct kua_names *names, struct piece p)
{
	char norm[KEY_MAX * 2];
	struct indexed_word w = {.token = KUA_NO_ID, .initial = one_letter(p)};
	if (p.n >= sizeof norm)
		return w;
	memcpy(norm, p.v, p.n);
	norm[p.n] = '\0';
	uint32_t flags = word_flags(&names->lexicons[0].words, norm, kua_hash(norm, p.n));
	w.joiner = is_one_of(norm, &names->joiners);
	w.passed_over = !w.initial && ((flags & (W_PARTICLE | W_GENERATION)) || is_one_of(norm, &names->sons));
	w.title = !w.initial && (flags & W_TITLE);
	return w;
}

/* ---- a name's parts: what becomes of each word is the caller's ---- */

typedef void take_part(void *ctx, struct piece p, bool extra, bool initial);

struct walk {
	const struct kua_names_index *x;
	struct indexed_word (*word)(void *ctx, struct piece p);
	take_part *take;
	void *ctx;
};

static void take_joined(const struct walk *w, struct piece a, struct piece b, bool extra)
{
	char both[KEY_MAX * 4];
	if (a.n + b.n > sizeof both)
		return;
	memcpy(both, a.v, a.n);
	memcpy(both + a.n, b.v, b.n);
	w->take(w->ctx, (struct piece){both, a.n + b.n}, extra, false);
}

static void take_halves(const struct walk *w, struct piece p)
{
	const char *hyphen = memchr(p.v, '-', p.n);
	size_t before = hyphen ? (size_t)(hyphen - p.v) : 0, after = hyphen ? p.n - before - 1 : 0;
	if (before > 2)
		w->take(w->ctx, (struct piece){p.v, before}, true, false);
	if (after > 2)
		w->take(w->ctx, (struct piece){hyphen + 1, after}, true, false);
}

static void walk_name(const struct walk *w, const char *norm, size_t n)
{
	struct piece pieces[INDEX_PARTS], last = {NULL, 0}, joiner = {NULL, 0};
	size_t count = pieces_of(norm, n, pieces), taken = 0;
	bool last_short = false;
	for (size_t i = 0; i < count; i++) {
		struct indexed_word k = w->word(w->ctx, pieces[i]);
		bool end = i + 1 == count;
		if (!end && (k.passed_over || (k.title && taken == 0)))
			continue;
		if (!end && k.joiner && !joiner.n) {
			joiner = pieces[i];
			continue;
		}
		if (end && taken > 0 && k.passed_over)
			continue;
		taken++;
		if (joiner.n) {
			take_joined(w, joiner, pieces[i], false);
			joiner.n = last.n = 0;
			continue;
		}
		w->take(w->ctx, pieces[i], false, k.initial);
		take_halves(w, pieces[i]);
		if (last.n && !k.initial && (last_short || k.is_short))
			take_joined(w, last, pieces[i], true);
		last = k.initial ? (struct piece){NULL, 0} : pieces[i];
		last_short = k.is_short;
	}
}

/* ---- adding ---- */

static struct indexed_word known_word(void *ctx, struct piece p)
{
	struct kua_names_index *x = ctx;
	uint32_t id = kua_intern_add(x->words, p.v, p.n);
	if (id == x->word.n) {
		struct keys keys;
		struct indexed_word w = word_kind(x->names, p);
		keys_of(x->names, p.v, p.n, &keys);
		if (keys.n)
			w.token = vocabulary_add(&x->vocabulary, &keys);
		w.is_short = keys.n && strlen(keys.v[0]) <= SHORT_KEY;
		*kua_vec_add(&x->word) = w;
	}
	x->word.v[id].names++;
	return x->word.v[id];
}

static void file_part(void *ctx, struct piece p, bool extra, bool initial)
{
	struct kua_names_index *x = ctx;
	uint32_t token = known_word(x, p).token;
	(void)initial;
	if (token == KUA_NO_ID)
		return;
	for (size_t i = x->first.v[x->first.n - 1]; i < x->tokens.n; i++)
		if ((x->tokens.v[i] & ~TOKEN_EXTRA) == token)
			return;
	*kua_vec_add(&x->tokens) = token | (extra ? TOKEN_EXTRA : 0);
}

enum kua_code kua_names_index_add(struct kua_names_index *x, const char *id, const char *name, const char *kind,
                                  struct kua_error *err)
{
	int k = index_kind(kind ? kind : "person");
	if (k < 0)
		return kua_fail(err, KUA_DATA, "a name is of a person, a place or an organisation, not of kind \"%.40s\"", kind);
	if (x->at.n == KUA_INDEX_NAMES || x->tokens.n > UINT32_MAX - INDEX_PARTS * 4)
		return kua_fail(err, KUA_LIMIT, "an index holds at most %u names", KUA_INDEX_NAMES);
	*kua_vec_add(&x->at) = x->text.len;
	*kua_vec_add(&x->kind) = (uint8_t)k;
	*kua_vec_add(&x->first) = (uint32_t)x->tokens.n;
	kua_buf_add(&x->text, id, strlen(id) + 1);
	kua_buf_add(&x->text, name, strlen(name) + 1);
	struct kua_buf norm = KUA_BUF_INIT;
	kua_fold(&norm, name, strlen(name));
	struct walk w = {x, known_word, file_part, x};
	walk_name(&w, norm.data ? norm.data : "", norm.len);
	kua_buf_free(&norm);
	return KUA_OK;
}

/* ---- looking ---- */

struct asking {
	const struct kua_names_index *x;
	struct index_parts *out;
};

static struct indexed_word asked_word(void *ctx, struct piece p)
{
	const struct asking *a = ctx;
	struct indexed_word w = word_kind(a->x->names, p);
	w.is_short = true; /* any two neighbours may be one part where they are filed */
	return w;
}

static void ask_part(void *ctx, struct piece p, bool extra, bool initial)
{
	const struct asking *a = ctx;
	struct keys keys;
	keys_of(a->x->names, p.v, p.n, &keys);
	if (keys.n == 0 || a->out->n == INDEX_PARTS)
		return;
	for (size_t i = 0; i < a->out->n; i++)
		if (strcmp(a->out->v[i].keys.v[0], keys.v[0]) == 0)
			return;
	a->out->v[a->out->n++] = (struct index_part){.keys = keys, .extra = extra, .initial = initial};
}

void index_query_parts(const struct kua_names_index *x, const char *name, struct index_parts *out)
{
	struct kua_buf norm = KUA_BUF_INIT;
	struct asking asking = {x, out};
	struct walk w = {x, asked_word, ask_part, &asking};
	out->n = 0;
	kua_fold(&norm, name, strlen(name));
	walk_name(&w, norm.data ? norm.data : "", norm.len);
	kua_buf_free(&norm);
}

/* ---- closing ---- */

float index_rarity(const struct kua_names_index *x, double frequency)
{
	return (float)log2(1 + (double)x->at.n / (1 + frequency));
}

static int by_line(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->key, y->key);
}

static void file_postings(struct kua_names_index *x)
{
	size_t n = kua_intern_count(x->vocabulary.keys);
	x->posting_first = kua_calloc(n + 2, sizeof *x->posting_first);
	x->postings = kua_malloc(x->tokens.n * sizeof *x->postings);
	for (size_t i = 0; i < x->tokens.n; i++)
		x->posting_first[(x->tokens.v[i] & ~TOKEN_EXTRA) + 2]++;
	for (size_t i = 0; i < n; i++)
		x->posting_first[i + 2] += x->posting_first[i + 1];
	/* posting_first[t + 1] is where the next name of t goes; when all are there it is where those of t + 1 begin */
	for (uint32_t i = 0; i + 1 < x->first.n; i++)
		for (uint32_t k = x->first.v[i]; k < x->first.v[i + 1]; k++)
			x->postings[x->posting_first[(x->tokens.v[k] & ~TOKEN_EXTRA) + 1]++] = i;
}

static void note_facts(struct kua_names_index *x)
{
	size_t n = kua_intern_count(x->vocabulary.keys);
	x->facts = kua_calloc(n, sizeof *x->facts);
	for (uint32_t i = 0; i < n; i++)
		x->facts[i] = (struct token_facts){.rarity = index_rarity(x, index_frequency(x, i)), .length = x->vocabulary.look[i].n,
		                                   .first_letter = (uint8_t)kua_intern_text(x->vocabulary.keys, i)[0]};
}

/* What a search compares in full is parsed again each time, and half of its words are those that many names have. */
static void know_parts(struct kua_names_index *x)
{
	struct kua_arena *a = kua_arena_new();
	x->parts = known_parts_new(NULL);
	for (uint32_t i = 0; i < x->word.n; i++)
		if (x->word.v[i].names >= NAMES_MANY)
			(void)known_part(x->names, x->parts, without_article(x->names, joined_article(x->names, kua_intern_text(x->words, i), a)));
	kua_arena_free(a);
}

void kua_names_index_close(struct kua_names_index *x)
{
	if (x->closed)
		return;
	x->closed = true;
	*kua_vec_add(&x->first) = (uint32_t)x->tokens.n;
	know_parts(x);
	kua_intern_free(x->words);
	x->words = NULL;
	kua_vec_free(&x->word);
	vocabulary_close(&x->vocabulary);
	file_postings(x);
	note_facts(x);
	x->text.data = kua_realloc(x->text.data, x->text.len + 1);
	x->text.cap = x->text.len + 1;
	x->tokens.v = kua_realloc(x->tokens.v, x->tokens.n * sizeof *x->tokens.v);
	x->at.v = kua_realloc(x->at.v, x->at.n * sizeof *x->at.v);
	x->by_line = kua_malloc(x->names->groups.n * sizeof *x->by_line);
	if (x->names->groups.n) {
		memcpy(x->by_line, x->names->groups.v, x->names->groups.n * sizeof *x->by_line);
		qsort(x->by_line, x->names->groups.n, sizeof *x->by_line, by_line);
	}
}

size_t kua_names_index_size(const struct kua_names_index *x)
{
	return vocabulary_size(&x->vocabulary) + known_parts_size(x->parts) + x->text.cap + x->at.n * (sizeof *x->at.v + sizeof *x->first.v + 1) +
	       x->tokens.n * 2 * sizeof *x->tokens.v + kua_intern_count(x->vocabulary.keys) * (sizeof *x->posting_first + sizeof *x->facts);
}
