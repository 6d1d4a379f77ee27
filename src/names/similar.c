/*
 * similar.c - how alike two parts of names are: one word with another.
 *
 * Two keys (romanise.c) are compared by what it costs to rewrite one into the other (costs.c). A short name has no budget for
 * slips: Ali is not Adi. The budget grows with length, and what goes beyond it counts as another name. A key from a script
 * without vowels has costs and a budget of its own.
 */
#include <string.h>

#include "names/internal.h"

#define BEYOND 0.6   /* the most that two keys are alike whose cost is over the budget */
#define NEARLY 0.96  /* the most, unless they are equal */
#define FIRST_LETTER 36 /* names are seldom misspelt in their first letter: Asanov is not Hasanov */
#define FIRST_UNLIKE 35 /* from this cost of the one for the other on */
#define TWO_NAMES 0.45 /* the most that two given names are alike */
#define SLIP_FROM 55 /* a cost that only a typing slip explains */

/* What a name of n letters may cost and still be the same name. */
static unsigned budget(size_t n)
{
	static const uint8_t by_length[] = {0, 0, 0, 0, 25, 29, 70, 80, 105, 105};
	return n < sizeof by_length / sizeof *by_length ? by_length[n] : 160;
}

static double within(double score)
{
	return score > NEARLY ? NEARLY : score < FITS ? FITS : score;
}

static double beyond(double score)
{
	return score > BEYOND ? BEYOND : score < 0 ? 0 : score;
}

/* shared: letters at the beginning that tell nothing, so that the name is as much shorter. */
static double keys_alike(const struct costs *costs, const char *a, size_t n, const char *b, size_t m, size_t shared, bool *slip)
{
	size_t least = n < m ? n : m, most = n < m ? m : n;
	if (n == m && memcmp(a, b, n) == 0)
		return 1;
	if (least == 0)
		return 0;
	size_t head = 0, tail = 0;
	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[n - 1 - tail] == b[m - 1 - tail])
		tail++;
	unsigned cost = edit_cost(costs, a + head, n - head - tail, b + head, m - head - tail, (unsigned)most * COST_WHOLE);
	if (head == 0 && costs->swap[a[0] & 63][b[0] & 63] >= FIRST_UNLIKE)
		cost += FIRST_LETTER;
	double score = 1 - (double)cost / (double)(most * COST_WHOLE);
	*slip = cost > SLIP_FROM;
	return cost > budget(least > shared ? least - shared : 0) ? beyond(score) : within(score);
}

double key_similarity(const struct kua_names *names, const char *a, const char *b, bool *slip)
{
	return keys_alike(&names->costs, a, strlen(a), b, strlen(b), 0, slip);
}

/* ---- scripts without vowels ---- */

/* What the fuller key may cost to be read out of one without vowels; both sides' consonants must be there. */
static unsigned abjad_budget(size_t full)
{
	return full < 4 ? 30 : (unsigned)full * 15;
}

static double abjad_alike(const struct kua_names *names, const struct part *full, const struct part *bare)
{
	double best = 0;
	for (size_t i = 0; i < full->n_keys; i++)
		for (size_t j = 0; j < bare->n_keys; j++) {
			size_t n = full->key_n[i], m = bare->key_n[j];
			unsigned cost = edit_cost(&names->abjad_costs, full->key[i], n, bare->key[j], m, (unsigned)n * COST_WHOLE);
			double share = (double)cost / (double)(n * COST_WHOLE);
			double score = cost > abjad_budget(n) ? beyond(1 - 2 * share) : m < 2 ? BEYOND : within(1 - share);
			best = score > best ? score : best;
		}
	return best;
}

/* ---- parts ---- */

static bool is_cyrillic(const struct part *p)
{
	unsigned char first = (unsigned char)p->norm[0];
	return first >= 0xd0 && first <= 0xd4;
}

/*
 * Does it say anything that they are alike by another reading of a letter? Not where both are written in Cyrillic and have other
 * consonants as they are usually read: Gromov may be read Hromov, but who writes that in Cyrillic means another man.
 */
static bool readings_count(const struct part *a, const struct part *b)
{
	char x[KEY_MAX], y[KEY_MAX];
	if (!is_cyrillic(a) || !is_cyrillic(b))
		return true;
	skeleton_of(a->key[0], x);
	skeleton_of(b->key[0], y);
	return strcmp(x, y) == 0;
}

static bool is_reading(const struct part *a, size_t i, const struct part *b, size_t j)
{
	return (i > 0 || j > 0) && i < a->n_heard && j < b->n_heard;
}

static double keys_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	double best = 0;
	size_t shared = a->joined < b->joined ? a->joined : b->joined;
	*slip = false;
	shared -= shared > 0; /* room for an article that took the next letter's sound: Abdurrahman */
	if (a->abjad != b->abjad)
		return abjad_alike(names, a->abjad ? b : a, a->abjad ? a : b);
	for (size_t i = 0; i < a->n_keys; i++)
		for (size_t j = 0; j < b->n_keys; j++)
			if (a->key_n[i] == b->key_n[j] && memcmp(a->key[i], b->key[j], a->key_n[i]) == 0 &&
			    (!is_reading(a, i, b, j) || readings_count(a, b)))
				return 1;
	bool readings = (a->n_heard < 2 && b->n_heard < 2) || readings_count(a, b);
	for (size_t i = 0; i < a->n_keys; i++)
		for (size_t j = 0; j < b->n_keys; j++) {
			bool s = false;
			if ((i > 0 && j > 0 && a->n_keys + b->n_keys > 4) || (!readings && is_reading(a, i, b, j)))
				continue; /* of many, one side's usual form at least */
			double score = keys_alike(&names->costs, a->key[i], a->key_n[i], b->key[j], b->key_n[j], shared, &s);
			if (score > best) {
				best = score;
				*slip = s;
			}
		}
	return best;
}

bool one_sex_apart(const struct part *a, const struct part *b)
{
	return a->stem_n && a->stem_n == b->stem_n && memcmp(a->key[0], b->key[0], a->stem_n) == 0;
}

/* The Arabic article written as part of the name: ElBaradei, al-Baradei. */
bool article_apart(const struct part *a, const struct part *b)
{
	const struct part *with = a->key_n[0] > b->key_n[0] ? a : b, *without = with == a ? b : a;
	const char *s = with->key[0];
	return with->key_n[0] > 6 && with->key_n[0] == without->key_n[0] + 2 && (s[0] == 'a' || s[0] == 'e') && s[1] == 'l' &&
	       strcmp(s + 2, without->key[0]) == 0;
}

static bool initial_fits(const struct kua_names *names, const struct part *a, const struct part *b)
{
	const struct part *i = a->role == PART_INITIAL ? a : b, *full = i == a ? b : a;
	for (size_t k = 0; k < i->n_keys; k++)
		for (size_t j = 0; j < full->n_keys; j++) {
			char x = i->key[k][0], y = full->key[j][0];
			if (x == y || edit_cost(&names->costs, &x, 1, &y, 1, COST_WHOLE) < 35)
				return true;
		}
	return strncmp(i->norm, full->norm, strlen(i->norm)) == 0;
}

/* Equal but for two neighbours that changed places. */
static bool one_swap(const char *a, const char *b)
{
	size_t i = 0;
	while (a[i] && a[i] == b[i])
		i++;
	return a[i] && b[i] && a[i + 1] && a[i] == b[i + 1] && a[i + 1] == b[i] && strcmp(a + i + 2, b + i + 2) == 0;
}

bool parts_may_fit(const struct kua_names *names, const struct part *a, const struct part *b)
{
	const struct costs *c = &names->costs;
	if (a->role == PART_INITIAL || b->role == PART_INITIAL || a->abjad != b->abjad || strcmp(a->norm, b->norm) == 0 ||
	    (strlen(a->norm) >= 7 && one_swap(a->norm, b->norm)))
		return true;
	for (size_t i = 0; i < a->n_keys; i++)
		for (size_t j = 0; j < b->n_keys; j++) {
			unsigned most = budget(a->key_n[i] < b->key_n[j] ? a->key_n[i] : b->key_n[j]);
			if (lacking_cost(c->least_a, a->letters[i], b->letters[j]) <= most &&
			    lacking_cost(c->least_b, b->letters[j], a->letters[i]) <= most)
				return true;
		}
	return false;
}

double part_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	*slip = false;
	if (strcmp(a->norm, b->norm) == 0)
		return 1;
	if (a->role == PART_INITIAL || b->role == PART_INITIAL)
		return initial_fits(names, a, b) ? INITIAL : 0;
	double score = keys_similarity(names, a, b, slip);
	if (score >= 1)
		return a->key_n[0] > 2 ? VARIANT : BEYOND; /* Zhu is not Zhou */
	if (score < FITS && strlen(a->norm) >= 7 && one_swap(a->norm, b->norm)) {
		*slip = true; /* two letters changed places across what is one sound: Gorbahcev */
		return 0.9;
	}
	return score;
}

enum { SEXES_STEM = 3 };

/* A woman's and a man's name on one stem, by their endings: Fernanda, Fernando. */
static bool given_sexes_apart(const struct kua_names *names, const struct part *a, const struct part *b)
{
	for (size_t i = 0; i < names->given_sexes.n; i++)
		for (int k = 0; k < 2; k++) {
			const struct part *woman = k ? b : a, *man = k ? a : b;
			size_t w = strlen(names->given_sexes.v[i].woman), m = strlen(names->given_sexes.v[i].man);
			if (woman->key_n[0] < w + SEXES_STEM || man->key_n[0] < m || woman->key_n[0] - w != man->key_n[0] - m)
				continue;
			size_t stem = woman->key_n[0] - w;
			if (memcmp(woman->key[0], man->key[0], stem) == 0 && strcmp(woman->key[0] + stem, names->given_sexes.v[i].woman) == 0 &&
			    strcmp(man->key[0] + stem, names->given_sexes.v[i].man) == 0)
				return true;
		}
	return false;
}

double given_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	double score = part_similarity(names, a, b, slip);
	if (score >= VARIANT || a->role == PART_INITIAL || b->role == PART_INITIAL)
		return score;
	if (group_shared(names, a, b)) {
		*slip = false;
		return score > NICKNAME ? score : NICKNAME;
	}
	bool two = (a->group_n && b->group_n && a->abjad == b->abjad) || /* Marat, Murat: two names of the list */
	           (!a->abjad && !b->abjad && given_sexes_apart(names, a, b));
	return two && score > TWO_NAMES ? TWO_NAMES : score;
}

double surname_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	double score = part_similarity(names, a, b, slip);
	if (a->son != b->son && score > BEYOND)
		return BEYOND; /* Mohammed bin Salman is not Mohammed Salman */
	if (score < GENDERED && a->role != PART_INITIAL && b->role != PART_INITIAL &&
	    (one_sex_apart(a, b) || article_apart(a, b))) {
		*slip = false;
		return GENDERED;
	}
	return score;
}

/* The same father, by the patronymics: Nikolaevich, Mikalaevich. */
double father_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	double score = part_similarity(names, a, b, slip);
	return score < NICKNAME && father_shared(a, b) ? NICKNAME : score;
}
