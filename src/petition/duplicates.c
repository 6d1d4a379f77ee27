/*
 * duplicates.c - who signed twice. Two rows that agree are one person, or two people whom chance gave one name, one town, one year. How often
 * chance does that is counted in the petition itself: a common name in a large town proves nothing, a rare one almost everything. From
 * both follows how likely it is that two rows are one person; what is likely enough is a duplicate, the next below is shown to people.
 *
 * An address that two share says that they live together or are one: there the given names decide, and the surname counts for nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "petition/internal.h"

#define SLIP 0.965        /* names less alike than this are a slip apart, not two spellings */
#define SAME 0.80         /* the least that two forms of one name are alike (names/) */
#define HEARD 0.80        /* of the rows of one person, those whose names sound alike */
#define SLIPPED 0.12      /* and those one slip apart */
#define SLIP_OTHERS 6.0   /* how many more names lie within a slip than sound alike */
#define UNSEEN_OTHERS 0.1 /* of other people's names, those with a word that hardly anybody has */
#define UNSEEN_SLIPPED 0.9 /* of names with a slip, those where the slip made such a word; else it made another name */
#define KIN_SLIP 0.003    /* somebody of the family, in the same town, whose name is a slip away */
#define HOUSE_SLIP 0.04   /* the same in one house */
#define INITIAL 0.08      /* of all given names, those with one initial */
#define OTHER_ADDRESS 0.5 /* one person gives two addresses */
#define OTHER_PLACE 0.05  /* one person gives two towns */
#define LEAST_SHARE 0.02  /* of all rows, those that have a twin: at least so many are expected */
#define HOUSE_NAMESAKE 0.01 /* two in one house who share given name and surname */
#define WORD_PRIOR 0.002  /* what share of people has a word in their name, before any were counted */
#define PLACE_PRIOR 0.05
#define YEAR_PRIOR (1.0 / 60)
#define PRIOR_WEIGHT 200.0 /* the rows that these are worth */
#define LEAST_SURE 0.80
#define WRONG_SHARE 0.010 /* of all that is called sure, what may be wrong */
#define LEAST_SHOWN 0.25
enum { PREPARED = 2000 /* names that are kept prepared */, YEARS_APART = 1 };

struct finding {
	struct sign_rows rows;
	const struct kua_prepared **prepared;
	KUA_VEC(uint32_t) are_prepared;
	struct kua_arena *arena; /* of what is prepared */
	double share; /* of rows that have a twin */
	KUA_VEC(struct kua_twin) pairs;
};

/* ---- how often chance does it ---- */

static double share_of(size_t count, size_t all, double prior)
{
	double others = count > 2 ? (double)count - 2 : 0; /* not the two themselves */
	return (others + PRIOR_WEIGHT * prior) / ((double)all + PRIOR_WEIGHT);
}

/* The share of people who have such a name, by its words; at most the words of the other name count. */
static double name_share(const struct sign_rows *r, const struct sign_row *row, size_t words)
{
	double share[SIGN_TOKENS], product = 1;
	size_t n = row->n;
	for (size_t i = 0; i < n; i++) {
		share[i] = share_of(r->sound_count.v[row->whole[i]], r->n, WORD_PRIOR);
		for (size_t k = i; k > 0 && share[k] < share[k - 1]; k--) { /* the rarest first */
			double swap = share[k];
			share[k] = share[k - 1];
			share[k - 1] = swap;
		}
	}
	for (size_t i = 0; i < n && i < words; i++)
		product *= share[n - 1 - i]; /* the most common ones: which words agreed is not known here */
	for (size_t i = n; i < words; i++)
		product *= INITIAL;
	return product;
}

static double chance_of_name(const struct sign_rows *r, const struct sign_row *a, const struct sign_row *b)
{
	size_t na = (size_t)a->n + a->shorts, nb = (size_t)b->n + b->shorts, words = na < nb ? na : nb;
	double x = name_share(r, a, words), y = name_share(r, b, words);
	return x > y ? x : y;
}

/* ---- two names by their words ---- */

enum { SLIP_LETTERS = 5, TWO_SLIPS_LETTERS = 7 };

/* One word typed wrongly: a letter left out, put in, changed, or two that changed places. */
static bool word_slipped(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), shorter = n < m ? n : m, i = 0;
	if (shorter < SLIP_LETTERS - 1 || (n > m ? n - m : m - n) > 1)
		return false;
	unsigned distance = kua_distance(a, b);
	if (distance <= 1 || (distance == 2 && shorter >= TWO_SLIPS_LETTERS))
		return true;
	while (i < shorter && a[i] == b[i])
		i++;
	return distance == 2 && n == m && i + 1 < n && a[i] == b[i + 1] && a[i + 1] == b[i] && strcmp(a + i + 2, b + i + 2) == 0;
}

/* Words of a that sound like one of b, whatever their order; what is left of both is marked in the bits. */
static size_t same_words(const struct sign_row *a, const struct sign_row *b, unsigned *left_a, unsigned *left_b)
{
	size_t same = 0;
	*left_a = (1U << a->n) - 1;
	*left_b = (1U << b->n) - 1;
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (*left_b >> k & 1 && a->whole[i] == b->whole[k]) {
				*left_a &= ~(1U << i);
				*left_b &= ~(1U << k);
				same++;
				break;
			}
	return same;
}

/* Two names that differ a little: is the difference a word that hardly anybody has? A sister's name is one that others have, too. */
static bool differ_by_unseen(const struct sign_rows *r, const struct sign_row *a, const struct sign_row *b)
{
	unsigned left_a, left_b;
	uint32_t least = UINT32_MAX, most = 0;
	(void)same_words(a, b, &left_a, &left_b);
	for (unsigned i = 0; i < SIGN_TOKENS; i++) {
		const uint32_t count_a = left_a >> i & 1 ? r->sound_count.v[a->whole[i]] : 0, count_b = left_b >> i & 1 ? r->sound_count.v[b->whole[i]] : 0;
		least = count_a && count_a < least ? count_a : least;
		least = count_b && count_b < least ? count_b : least;
		most = count_a > most ? count_a : most;
		most = count_b > most ? count_b : most;
	}
	return least <= 1 || least <= most / 100;
}

/* How alike two names are by their words alone: a name turned round, a letter wrong in one word. 0 where they are not. */
static double like_by_words(const struct sign_rows *r, const struct sign_row *a, const struct sign_row *b)
{
	unsigned left_a, left_b;
	size_t same = same_words(a, b, &left_a, &left_b);
	bool whole = !left_a || !left_b;
	if (a->shorts || b->shorts || same == 0)
		return 0;
	if (whole)
		return same >= 2 ? 1 : 0;
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (left_a >> i & left_b >> k & 1 && word_slipped(kua_intern_text(r->sounds, a->whole[i]), kua_intern_text(r->sounds, b->whole[k]))) {
				left_a &= ~(1U << i);
				left_b &= ~(1U << k);
			}
	return !left_a || !left_b ? SAME : 0;
}

/* ---- two rows ---- */

/* Room for two more: what is prepared goes only here, so that both names of a pair are there while they are compared. */
static void make_room(struct finding *f)
{
	if (f->are_prepared.n + 2 <= PREPARED)
		return;
	for (size_t i = 0; i < f->are_prepared.n; i++)
		f->prepared[f->are_prepared.v[i]] = NULL;
	f->are_prepared.n = 0;
	kua_arena_clear(f->arena);
}

static const struct kua_prepared *prepare(struct finding *f, size_t at)
{
	if (f->prepared[at])
		return f->prepared[at];
	*kua_vec_add(&f->are_prepared) = (uint32_t)at;
	return f->prepared[at] = kua_name_prepare(f->rows.names, f->rows.v[at].name, "person", f->arena);
}

static bool born_differ(const struct sign_row *a, const struct sign_row *b)
{
	return a->born && b->born && a->born != b->born;
}

/* Of two addresses: the same town or year, and no other year. */
static bool may_be_one(const struct sign_row *a, const struct sign_row *b)
{
	return !born_differ(a, b) && ((a->place && a->place == b->place) || (a->born && a->born == b->born));
}

/* Two rows of one address: one person, or two of one house. */
static double at_one_address(const struct finding *f, const struct sign_row *a, const struct sign_row *b, double score)
{
	int apart = abs((int)a->born - (int)b->born);
	double chance = HOUSE_NAMESAKE, one = HEARD;
	if (a->shorts != b->shorts) {
		chance = INITIAL; /* "A. Ivanov" may be his brother */
	} else if (score < SLIP) {
		bool unseen = differ_by_unseen(&f->rows, a, b);
		chance = HOUSE_SLIP * (unseen ? UNSEEN_OTHERS : 1);
		one = SLIPPED * (unseen ? UNSEEN_SLIPPED : 1 - UNSEEN_SLIPPED);
	}
	if (a->born && b->born && apart == 0)
		chance /= 20;
	else if (born_differ(a, b))
		one *= apart <= YEARS_APART || apart % 10 == 0 ? 0.03 : 0.01;
	double odds = one / chance * (f->share > 0.5 ? 1 : 0.5);
	return odds / (1 + odds);
}

static double elsewhere(const struct finding *f, const struct sign_row *a, const struct sign_row *b, double score)
{
	const struct sign_rows *r = &f->rows;
	bool place = a->place && a->place == b->place, year = a->born && a->born == b->born;
	double others = (double)r->n * chance_of_name(r, a, b), one = f->share * (score >= SLIP ? HEARD : SLIPPED), kin = 0;
	if (score < SLIP) {
		bool unseen = differ_by_unseen(r, a, b);
		others *= SLIP_OTHERS * (unseen ? UNSEEN_OTHERS : 1);
		kin = KIN_SLIP * (unseen ? UNSEEN_OTHERS : 1) * (year ? YEAR_PRIOR : 1);
		one *= unseen ? UNSEEN_SLIPPED : 1 - UNSEEN_SLIPPED;
	}
	if (place)
		others *= share_of(r->place_count.v[a->place - 1], r->with_place, PLACE_PRIOR);
	else if (a->place && b->place)
		one *= OTHER_PLACE;
	if (year)
		others *= share_of(r->born_count.v[a->born], r->with_born, YEAR_PRIOR);
	if (a->address && b->address)
		one *= OTHER_ADDRESS;
	return one / (one + others + kin);
}

static void compare(void *ctx, size_t ia, size_t ib)
{
	struct finding *f = ctx;
	const struct sign_row *a = &f->rows.v[ia], *b = &f->rows.v[ib];
	bool same, one_address = a->address && a->address == b->address;
	if (b->own || (!one_address && !may_be_one(a, b)))
		return;
	make_room(f);
	double score = kua_name_score(f->rows.names, prepare(f, ia), prepare(f, ib), &same), by_words = like_by_words(&f->rows, a, b);
	if (by_words > score || !same)
		score = by_words;
	if (score < SAME)
		return;
	double chance = one_address ? at_one_address(f, a, b, score) : elsewhere(f, a, b, score);
	if (chance >= LEAST_SHOWN)
		*kua_vec_add(&f->pairs) = (struct kua_twin){.row = ib, .of = ia, .chance = chance, .same_address = one_address};
}

/* ---- of all that is likely, what is sure ---- */

static int likeliest_first(const void *a, const void *b)
{
	const struct kua_twin *x = a, *y = b;
	if (x->chance != y->chance)
		return x->chance > y->chance ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->of > y->of) - (x->of < y->of);
}

static int by_row(const void *a, const void *b)
{
	const struct kua_twin *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return likeliest_first(a, b);
}

/* The best twin of each row that is before it. */
static void keep_best(struct finding *f)
{
	size_t kept = 0;
	if (f->pairs.n)
		qsort(f->pairs.v, f->pairs.n, sizeof *f->pairs.v, by_row);
	for (size_t i = 0; i < f->pairs.n; i++)
		if (kept == 0 || f->pairs.v[kept - 1].row != f->pairs.v[i].row)
			f->pairs.v[kept++] = f->pairs.v[i];
	f->pairs.n = kept;
}

/* Sure is what is likely enough by itself, and as long as few of all that is called so are wrong. */
static void say_sure(struct finding *f)
{
	double wrong = 0;
	if (f->pairs.n)
		qsort(f->pairs.v, f->pairs.n, sizeof *f->pairs.v, likeliest_first);
	for (size_t i = 0; i < f->pairs.n; i++) {
		wrong += 1 - f->pairs.v[i].chance;
		f->pairs.v[i].sure = f->pairs.v[i].chance >= LEAST_SURE && wrong <= WRONG_SHARE * (double)(i + 1);
	}
	if (f->pairs.n)
		qsort(f->pairs.v, f->pairs.n, sizeof *f->pairs.v, by_row);
}

/* A twin of a twin is one of the first row, unless those two contradict each other. */
static void lead_to_first(struct finding *f)
{
	size_t *first = kua_malloc(kua_mul(f->rows.n, sizeof *first));
	for (size_t i = 0; i < f->rows.n; i++)
		first[i] = i;
	for (size_t i = 0; i < f->pairs.n; i++) {
		struct kua_twin *t = &f->pairs.v[i];
		size_t of = first[t->of];
		if (!born_differ(&f->rows.v[of], &f->rows.v[t->row]))
			t->of = of;
		if (t->sure)
			first[t->row] = t->of;
	}
	free(first);
}

/* Before anything is compared: how many rows have a twin, by those whose address came before. */
static double share_by_address(const struct finding *f)
{
	size_t with = 0, again = 0;
	for (size_t i = 0; i < f->rows.n; i++)
		with += f->rows.v[i].address != 0;
	for (size_t i = 0; i < f->pairs.n; i++)
		again += f->pairs.v[i].same_address && (i == 0 || f->pairs.v[i - 1].row != f->pairs.v[i].row);
	double share = with ? (double)again / (double)with : 0;
	return share > LEAST_SHARE ? share : LEAST_SHARE;
}

/* Those of one address were compared before. */
static void compare_others(void *ctx, size_t a, size_t b)
{
	struct finding *f = ctx;
	if (!f->rows.v[a].address || f->rows.v[a].address != f->rows.v[b].address)
		compare(ctx, a, b);
}

enum kua_code kua_duplicates_find(const struct kua_names *names, const struct kua_signer *v, size_t n, const struct kua_progress *progress,
                                  struct kua_twin **out, size_t *n_out, struct kua_error *err)
{
	if (n >= UINT32_MAX)
		return kua_fail(err, KUA_LIMIT, "more than %u signatures cannot be compared at once", UINT32_MAX);
	struct finding f = {.arena = kua_arena_new(), .share = 1};
	sign_rows_make(&f.rows, names, v, n);
	f.prepared = kua_calloc(n, sizeof *f.prepared);
	sign_pairs_by_address(&f.rows, compare, &f);
	if (f.pairs.n)
		qsort(f.pairs.v, f.pairs.n, sizeof *f.pairs.v, by_row);
	f.share = share_by_address(&f);
	sign_pairs_by_name(&f.rows, progress, compare_others, &f);
	keep_best(&f);
	say_sure(&f);
	lead_to_first(&f);
	free(f.prepared);
	kua_vec_free(&f.are_prepared);
	kua_arena_free(f.arena);
	sign_rows_free(&f.rows);
	*out = f.pairs.v;
	*n_out = f.pairs.n;
	return KUA_OK;
}
