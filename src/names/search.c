/*
 * search.c - one name among millions, in three steps that each leave less to the next.
 *
 * First, what each part of the name looked for may be: the tokens whose keys are like its own (vocabulary.c) and those of the same name
 * in other languages (Mikhail, Michael). Second, the lists of names of these tokens are added up, a token counting the more the rarer
 * it is and the more alike; names go by in blocks, so that the sums stay near the processor. The best some thousands are weighed
 * part by part: what only one side has costs little, what both have and differs costs much. Third, the best of these are compared in
 * full (compare.c). The order of the answer is by both: the comparison knows what the parts are to each other, the weights how rare
 * they are and that three parts fit in whatever order they stand.
 */
#include <stdlib.h>
#include <string.h>

#include "names/index.h"
#include "util/search.h"

enum {
	BLOCK = 1 << 17,        /* names whose sums are kept at a time */
	NEAR_MOST = 384,        /* tokens for one part */
	NEAR_EXTRA = 24,        /* for two parts written as one, and for halves */
	KEYS_EXTRA = 2,         /* of their keys, those looked for */
	POSTINGS_MOST = 120000, /* names read for one part, the most alike tokens first; one token's are always read whole */
	SHORT_LIST = 256,       /* names of a token that are put with those of other rare ones */
	WEIGHED = 1024,         /* names weighed part by part */
	COMPARED = 16,          /* names compared in full beside as many as are asked for */
	SCALE = 4,              /* of a weight in the sums: three parts of one name among millions fill a byte */
	SUM_MOST = UINT8_MAX,
};

struct asked { /* a part of the name looked for */
	struct near_tokens near;
	float weight;
	uint8_t first_letter[KEY_FORMS];
	size_t n_letters;
	bool extra, initial;
};

struct list { /* of the names of a token */
	const uint32_t *at, *end;
	uint8_t weight;
};

struct term { /* a rare token's name */
	uint32_t name;
	uint8_t weight;
};

struct candidate {
	uint32_t name;
	float score;
};

struct slot { /* which part a token may be */
	uint32_t token; /* + 1 */
	uint32_t part;
	float like;
};

struct search {
	const struct kua_names_index *x;
	struct asked parts[INDEX_PARTS];
	size_t n;
	int kind;
	KUA_VEC(struct list) lists;
	KUA_VEC(struct term) terms;     /* in order of blocks */
	uint32_t *term_first;           /* of each block */
	struct slot *slots;
	size_t mask;
	KUA_VEC(struct candidate) found;
};

/* ---- what each part may be ---- */

static size_t first_group(const struct kua_names *names, const char *key)
{
	size_t lo;
	KUA_FIRST(lo, names->groups.n, strcmp(names->groups.v[lo].key, key) < 0);
	return lo;
}

static void add_line(const struct kua_names_index *x, uint32_t line, struct near_tokens *out)
{
	size_t lo;
	KUA_FIRST(lo, x->names->groups.n, x->by_line[lo].line < line);
	for (; lo < x->names->groups.n && x->by_line[lo].line == line; lo++) {
		const char *key = x->by_line[lo].key;
		uint32_t token = kua_intern_find(x->vocabulary.keys, key, strlen(key));
		if (token != KUA_NO_ID)
			near_tokens_add(token, 0.85F, out);
	}
}

/* Sasha, Aleksandr; Michael, Mikhail */
static void add_other_names(const struct kua_names_index *x, const char *key, struct near_tokens *out)
{
	const struct kua_names *names = x->names;
	for (size_t i = first_group(names, key); i < names->groups.n && strcmp(names->groups.v[i].key, key) == 0; i++)
		add_line(x, names->groups.v[i].line, out);
}

static void ask(struct search *s, const struct index_part *part)
{
	struct asked *a = &s->parts[s->n++];
	*a = (struct asked){.extra = part->extra, .initial = part->initial};
	double frequency = 0;
	size_t n = part->extra && part->keys.n > KEYS_EXTRA ? KEYS_EXTRA : part->keys.n;
	for (size_t k = 0; k < part->keys.n; k++)
		a->first_letter[a->n_letters++] = (uint8_t)part->keys.v[k][0];
	if (!part->initial)
		vocabulary_near(&s->x->vocabulary, &part->keys, n, &a->near);
	for (size_t k = 0; k < n && !part->initial; k++)
		add_other_names(s->x, part->keys.v[k], &a->near);
	near_tokens_close(&s->x->vocabulary, &a->near, part->extra ? NEAR_EXTRA : NEAR_MOST);
	for (size_t i = 0; i < a->near.v.n && a->near.v.v[i].like >= 0.9F; i++)
		frequency += index_frequency(s->x, a->near.v.v[i].token);
	a->weight = index_rarity(s->x, frequency);
}

/* ---- sums over lists ---- */

static void add_lists(struct search *s, const struct asked *a)
{
	size_t read = 0;
	for (size_t i = 0; i < a->near.v.n; i++) {
		const struct near_token *t = &a->near.v.v[i];
		const uint32_t *from = s->x->postings + s->x->posting_first[t->token];
		uint32_t n = index_frequency(s->x, t->token);
		uint8_t weight = (uint8_t)(a->weight * t->like * SCALE + 0.5F); /* a weight is below 32 */
		if (n == 0 || (read > 0 && read + n > POSTINGS_MOST))
			continue;
		read += n;
		if (n > SHORT_LIST)
			*kua_vec_add(&s->lists) = (struct list){from, from + n, weight};
		else
			for (uint32_t k = 0; k < n; k++)
				*kua_vec_add(&s->terms) = (struct term){from[k], weight};
	}
}

/* Rare tokens' names by block: counted, then put there. */
static void sort_terms(struct search *s, size_t blocks)
{
	struct term *sorted = kua_malloc(s->terms.n * sizeof *sorted);
	s->term_first = kua_calloc(blocks + 2, sizeof *s->term_first);
	for (size_t i = 0; i < s->terms.n; i++)
		s->term_first[s->terms.v[i].name / BLOCK + 2]++;
	for (size_t b = 0; b < blocks; b++)
		s->term_first[b + 2] += s->term_first[b + 1];
	for (size_t i = 0; i < s->terms.n; i++)
		sorted[s->term_first[s->terms.v[i].name / BLOCK + 1]++] = s->terms.v[i];
	free(s->terms.v);
	s->terms.v = sorted;
	s->terms.cap = s->terms.n;
}

static void sum_add(uint8_t *sum, uint8_t weight)
{
	unsigned more = (unsigned)*sum + weight;
	*sum = (uint8_t)(more < SUM_MOST ? more : SUM_MOST);
}

static void add_up(struct search *s, size_t block, uint8_t *sums)
{
	uint32_t base = (uint32_t)(block * BLOCK), end = base + BLOCK;
	for (size_t i = 0; i < s->lists.n; i++) {
		struct list *l = &s->lists.v[i];
		for (; l->at < l->end && *l->at < end; l->at++)
			sum_add(&sums[*l->at - base], l->weight);
	}
	for (uint32_t k = s->term_first[block]; k < s->term_first[block + 1]; k++) {
		const struct term *t = &s->terms.v[k];
		sum_add(&sums[t->name - base], t->weight);
	}
}

struct sums_seen {
	uint32_t n[SUM_MOST + 1]; /* names of each sum */
	unsigned most;
};

/*
 * The least sum worth keeping, so that not many more than WEIGHED names are. Of those at the least sum the first WEIGHED are enough:
 * once they were seen only what is above it is looked for.
 */
static unsigned least_sum(const struct sums_seen *seen, unsigned least)
{
	size_t count = 0;
	for (unsigned at = seen->most; at >= least; at--)
		if ((count += seen->n[at]) >= WEIGHED)
			return at + (seen->n[at] >= WEIGHED);
	return least;
}

enum {
	LANES = 16,
	LOOK = 4 * LANES,  /* names of which one look tells whether any is worth keeping */
	STRETCH = 1 << 13, /* names between which the least sum rises */
};
typedef uint8_t lanes __attribute__((vector_size(LANES)));

static lanes above(const uint8_t *sums, unsigned least)
{
	lanes v;
	memcpy(&v, sums, sizeof v);
	return v > (uint8_t)(least - 1);
}

static bool any_from(const uint8_t *sums, unsigned least)
{
	uint64_t halves[2];
	lanes any = above(sums, least) | above(sums + LANES, least);
	any |= above(sums + 2 * LANES, least) | above(sums + 3 * LANES, least);
	memcpy(halves, &any, sizeof any);
	return (halves[0] | halves[1]) != 0;
}

static void take_best(struct search *s, size_t first, const uint8_t *sums, unsigned least, struct sums_seen *seen)
{
	for (size_t i = 0; i < STRETCH; i += LOOK) {
		if (!any_from(sums + i, least))
			continue;
		for (size_t k = i; k < i + LOOK; k++)
			if (sums[k] >= least) {
				seen->n[sums[k]]++;
				seen->most = sums[k] > seen->most ? sums[k] : seen->most;
				*kua_vec_add(&s->found) = (struct candidate){(uint32_t)(first + k), sums[k]};
			}
	}
}

/* What was taken before the least sum had risen goes, but for the first WEIGHED of the sum right below it. */
static void keep_best(struct search *s, unsigned least)
{
	size_t kept = 0, below = 0;
	for (size_t i = 0; i < s->found.n; i++) {
		bool enough = s->found.v[i].score >= (float)least;
		if (enough || (s->found.v[i].score + 1 >= (float)least && below < WEIGHED))
			s->found.v[kept++] = s->found.v[i];
		below += !enough && s->found.v[i].score + 1 >= (float)least;
	}
	s->found.n = kept;
}

static void gather(struct search *s)
{
	size_t names = s->x->at.n, blocks = (names + BLOCK - 1) / BLOCK;
	unsigned least = 1;
	uint8_t *sums = kua_malloc(BLOCK * sizeof *sums);
	struct sums_seen *seen = kua_calloc(1, sizeof *seen);
	for (size_t i = 0; i < s->n; i++)
		add_lists(s, &s->parts[i]);
	sort_terms(s, blocks);
	for (size_t b = 0; b < blocks; b++) {
		memset(sums, 0, BLOCK * sizeof *sums);
		add_up(s, b, sums);
		for (size_t i = 0; i < BLOCK; i += STRETCH) {
			take_best(s, b * BLOCK + i, sums + i, least, seen);
			least = least_sum(seen, least);
		}
	}
	keep_best(s, least);
	free(sums);
	free(seen);
}

/* ---- part by part ---- */

static void open_slots(struct search *s)
{
	size_t tokens = 0, size = 64;
	for (size_t i = 0; i < s->n; i++)
		tokens += s->parts[i].near.v.n;
	while (size < tokens * 2)
		size *= 2;
	s->slots = kua_calloc(size, sizeof *s->slots);
	s->mask = size - 1;
	for (uint32_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->parts[i].near.v.n; k++) {
			const struct near_token *t = &s->parts[i].near.v.v[k];
			size_t at = (t->token * UINT32_C(2654435761)) & s->mask;
			while (s->slots[at].token)
				at = (at + 1) & s->mask;
			s->slots[at] = (struct slot){t->token + 1, i, t->like};
		}
}

struct fit {
	uint32_t part, token; /* which of the name's */
	float worth;
};
enum { FITS_MOST = 64 };

struct fits {
	struct fit v[FITS_MOST];
	size_t n;
};

static void fit_add(struct fits *f, uint32_t part, uint32_t token, float worth)
{
	size_t at = f->n;
	if (f->n == FITS_MOST)
		return;
	f->n++;
	for (; at > 0 && f->v[at - 1].worth < worth; at--)
		f->v[at] = f->v[at - 1];
	f->v[at] = (struct fit){part, token, worth};
}

/* Sounds that one letter is written for at the beginning of a name: C. for Cesar, Chen and Carlos, S. for Shahram, G. for Gennady and Giorgi. */
static bool begin_alike(const uint8_t *letters, size_t n, uint8_t other)
{
	static const char *const groups[] = {"sSckC", "zJ", "gJ", "kgh", "tc", "iyeJ"};
	if (memchr(letters, other, n))
		return true;
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
		for (size_t i = 0; i < n && strchr(groups[g], other); i++)
			if (strchr(groups[g], letters[i]))
				return true;
	return false;
}

/* An initial on one side, a part that begins so on the other. */
static void fit_initials(const struct search *s, uint32_t token, uint32_t at, struct fits *f)
{
	uint8_t letter = s->x->facts[token].first_letter;
	bool initial = s->x->facts[token].length <= 2;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct asked *a = &s->parts[i];
		if (a->extra || (!a->initial && !initial) || !begin_alike(a->first_letter, a->n_letters, letter))
			continue;
		fit_add(f, i, at, a->initial ? 4 : 0.5F * a->weight);
	}
}

static float weigh(const struct search *s, uint32_t name)
{
	const struct kua_names_index *x = s->x;
	const uint32_t *tokens = x->tokens.v + x->first.v[name];
	uint32_t n = x->first.v[name + 1] - x->first.v[name], parts_used = 0, tokens_used = 0;
	struct fits f;
	f.n = 0; /* what is behind is written before it is read */
	for (uint32_t k = 0; k < n && k < 32; k++) {
		uint32_t token = tokens[k] & ~TOKEN_EXTRA;
		for (size_t at = (token * UINT32_C(2654435761)) & s->mask; s->slots[at].token; at = (at + 1) & s->mask)
			if (s->slots[at].token == token + 1)
				fit_add(&f, s->slots[at].part, k, s->parts[s->slots[at].part].weight * s->slots[at].like);
		fit_initials(s, token, k, &f);
	}
	float score = 0, asked_left = 0, has_left = 0;
	for (size_t i = 0; i < f.n; i++) {
		uint32_t part = UINT32_C(1) << f.v[i].part, token = UINT32_C(1) << f.v[i].token;
		if ((parts_used & part) || (tokens_used & token))
			continue;
		parts_used |= part;
		tokens_used |= token;
		score += f.v[i].worth;
	}
	for (uint32_t i = 0; i < s->n; i++)
		if (!(parts_used & UINT32_C(1) << i) && !s->parts[i].extra)
			asked_left += s->parts[i].initial ? 4 : s->parts[i].weight;
	for (uint32_t k = 0; k < n && k < 32; k++)
		if (!(tokens_used & UINT32_C(1) << k) && !(tokens[k] & TOKEN_EXTRA))
			has_left += x->facts[tokens[k]].rarity;
	float both = asked_left < has_left ? asked_left : has_left;
	return score - 0.5F * both - 0.1F * (asked_left + has_left - 2 * both);
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* Into those kept, best first, where there is room for it or it is better than the last. */
static void keep(struct candidate *kept, size_t *n, size_t most, struct candidate c)
{
	size_t at = *n;
	if (*n == most && by_score(&c, &kept[*n - 1]) > 0)
		return;
	if (*n < most)
		(*n)++;
	else
		at--;
	for (; at > 0 && by_score(&c, &kept[at - 1]) < 0; at--)
		kept[at] = kept[at - 1];
	kept[at] = c;
}

enum { AHEAD = 12 };

/* Names lie far apart in memory: what is needed soon is asked for now. */
static void fetch_ahead(const struct search *s, size_t i)
{
	const struct kua_names_index *x = s->x;
	if (i + 3 * AHEAD < s->found.n)
		__builtin_prefetch(&x->first.v[s->found.v[i + 3 * AHEAD].name]);
	if (i + 2 * AHEAD < s->found.n)
		__builtin_prefetch(&x->tokens.v[x->first.v[s->found.v[i + 2 * AHEAD].name]]);
	if (i + AHEAD >= s->found.n)
		return;
	uint32_t name = s->found.v[i + AHEAD].name;
	for (uint32_t k = x->first.v[name]; k < x->first.v[name + 1]; k++)
		__builtin_prefetch(&x->facts[x->tokens.v[k] & ~TOKEN_EXTRA]);
}

/* The best of those found, at most so many. */
static void weigh_all(struct search *s, size_t most)
{
	struct candidate *kept = kua_malloc(most * sizeof *kept);
	size_t n = 0;
	open_slots(s);
	for (size_t i = 0; i < s->found.n; i++) {
		uint32_t name = s->found.v[i].name;
		fetch_ahead(s, i);
		if (s->x->kind.v[name] == s->kind)
			keep(kept, &n, most, (struct candidate){name, weigh(s, name)});
	}
	free(s->found.v);
	s->found.v = kept;
	s->found.n = n;
	s->found.cap = most;
}

/* ---- in full ---- */

struct compared {
	uint32_t name;
	double rank;
	struct likeness like;
};

static int by_rank(const void *a, const void *b)
{
	const struct compared *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

#define ROUGH_COUNTS 2 /* beside the score of the full comparison */

static size_t compare_best(struct search *s, const char *name, size_t limit, struct kua_arena *arena, struct kua_match *out)
{
	const char *kind = kind_name(s->kind);
	struct kua_arena *work = kua_arena_new(), *own = kua_arena_new();
	struct known_parts *known = known_parts_new(s->x->parts);
	struct name asked;
	size_t n = s->found.n;
	struct compared *best = KUA_NEW_N(own, struct compared, n);
	double whole = 1e-9;
	for (size_t i = 0; i < s->n; i++)
		whole += s->parts[i].extra ? 0 : s->parts[i].initial ? 4 : s->parts[i].weight;
	name_parse_known(s->x->names, known, name, kind, own, &asked);
	for (size_t i = 0; i < n; i++) {
		struct name other;
		name_parse_known(s->x->names, known, index_name(s->x, s->found.v[i].name), kind, work, &other);
		best[i].name = s->found.v[i].name;
		name_compare(s->x->names, &asked, &other, &best[i].like);
		best[i].rank = best[i].like.score + ROUGH_COUNTS * s->found.v[i].score / whole;
		kua_arena_clear(work);
	}
	if (n)
		qsort(best, n, sizeof *best, by_rank);
	n = n < limit ? n : limit;
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct kua_match){.id = index_id(s->x, best[i].name), .name = index_name(s->x, best[i].name),
		                            .score = best[i].like.score, .same = likeness_same(&best[i].like)};
		for (size_t k = 0; k < best[i].like.n_reasons; k++)
			kua_list_add(arena, &out[i].reasons, best[i].like.reasons[k]);
	}
	known_parts_free(known);
	kua_arena_free(work);
	kua_arena_free(own);
	return n;
}

size_t kua_names_index_find(const struct kua_names_index *x, const char *name, const char *kind, size_t limit,
                            struct kua_arena *arena, struct kua_match *out)
{
	struct search s = {.x = x, .kind = index_kind(kind ? kind : "person")};
	struct index_parts parts;
	if (s.kind < 0 || x->at.n == 0)
		return 0;
	index_query_parts(x, name, &parts);
	for (size_t i = 0; i < parts.n; i++)
		ask(&s, &parts.v[i]);
	gather(&s);
	weigh_all(&s, limit + COMPARED);
	size_t n = compare_best(&s, name, limit, arena, out);
	for (size_t i = 0; i < s.n; i++)
		kua_vec_free(&s.parts[i].near.v);
	kua_vec_free(&s.lists);
	kua_vec_free(&s.terms);
	kua_vec_free(&s.found);
	free(s.term_first);
	free(s.slots);
	return n;
}
