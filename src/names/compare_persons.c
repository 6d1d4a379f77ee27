/*
 * compare_persons.c - how alike two people's names are, part by part, and why.
 *
 * The score is the geometric mean of given name and surname, so that one part that does not fit cannot be made good by the
 * other. What one side leaves out costs little; what both sides say differently (father, generation, two given names of the
 * list) is a contradiction, kept as a bit, and no later evidence joins over it.
 */
#include <math.h>
#include <string.h>

#include "names/internal.h"

#define INSIDE 0.78
#define JOINED 0.98
#define WITHIN 0.74 /* below SAME_AT */
#define TURNED 0.97

static void given_reason(struct likeness *l, double score, bool slip, bool initial)
{
	because(l, initial && score > 0      ? "an initial that fits the given name"
	           : score >= 1              ? "same given name"
	           : score >= VARIANT        ? "one given name in two spellings"
	           : slip && score >= FITS   ? "given names one slip apart"
	           : score >= FITS           ? "short form or other spelling of one given name"
	                                     : "different given names");
}

static void surname_reason(struct likeness *l, double score, bool slip, bool gender)
{
	because(l, score >= 1              ? "same surname"
	           : score >= VARIANT      ? "one surname in two spellings"
	           : gender                ? "one surname, masculine and feminine"
	           : slip && score >= FITS ? "surnames one slip apart"
	           : score >= FITS         ? "surnames that differ as one name is often spelt"
	                                   : "different surnames");
}

static const struct part *at(const struct name *n, int i)
{
	return i < 0 ? NULL : &n->parts[i];
}

static double pair_score(const struct kua_names *names, const struct part *ga, const struct part *sa,
                         const struct part *gb, const struct part *sb, struct likeness *l)
{
	bool slip_g, slip_s;
	l->given = given_similarity(names, ga, gb, &slip_g);
	l->surname = surname_similarity(names, sa, sb, &slip_s);
	given_reason(l, l->given, slip_g, ga->role == PART_INITIAL || gb->role == PART_INITIAL);
	surname_reason(l, l->surname, slip_s, l->surname < VARIANT && one_sex_apart(sa, sb));
	if (ga->role == PART_INITIAL || gb->role == PART_INITIAL)
		l->bits |= V_PARTIAL;
	if (l->given <= 0.6 && !(l->given > 0 && (ga->role == PART_INITIAL || gb->role == PART_INITIAL)))
		l->bits |= V_GIVEN_DIFFER;
	if (slip_g || slip_s)
		l->bits |= V_SLIP;
	double score = sqrt(l->given * l->surname);
	return slip_g && slip_s ? score * 0.9 : score;
}

/* ---- what is neither given name nor surname ---- */

/* The initials that stand for middle names; where an initial is the given name, a second one counts. */
static size_t middle_initials(const struct name *n, char out[NAME_PARTS])
{
	size_t count = 0;
	for (int i = 0; i < (int)n->n; i++)
		if (i != n->given && (n->parts[i].role == PART_INITIAL || n->parts[i].role == PART_MIDDLE ||
		                      n->parts[i].role == PART_PATRONYMIC))
			out[count++] = n->parts[i].key[0][0];
	return count;
}

/* George H. W. and George W.; A. G. and Ahmed: both say more than one name, and not the same. */
static bool initials_differ(const struct name *a, const struct name *b)
{
	char x[NAME_PARTS], y[NAME_PARTS];
	bool some = false, initial = (a->given >= 0 && a->parts[a->given].role == PART_INITIAL) !=
	                             (b->given >= 0 && b->parts[b->given].role == PART_INITIAL);
	for (size_t i = 0; i < a->n || i < b->n; i++)
		some = some || (i < a->n && a->parts[i].role == PART_INITIAL) || (i < b->n && b->parts[i].role == PART_INITIAL);
	if (!some)
		return false;
	size_t n = middle_initials(a, x), m = middle_initials(b, y);
	if (n == 0 || m == 0)
		return initial && n != m;
	return memcmp(x, y, n < m ? n : m) != 0;
}

static size_t middles(const struct name *n, const struct part *out[NAME_PARTS])
{
	size_t count = 0;
	for (size_t i = 0; i < n->n; i++)
		if (n->parts[i].role == PART_MIDDLE)
			out[count++] = &n->parts[i];
	return count;
}

#define LEFT_OUT 0.98
#define CHAIN_LEFT_OUT 0.78 /* in a chain of given names, where what is left out may be what tells people apart */
#define MIDDLES_DIFFER 0.75

enum gap { GAP_NONE, GAP_A, GAP_B, GAPS }; /* who has had a part that the other leaves out since the last two that were paired */

/*
 * Middle names in their order: what both say and differs counts, what one leaves out hardly does. Both cannot leave something
 * out between the same two: that is a difference.
 */
static double middles_alike(const struct kua_names *names, const struct part *const *a, size_t n, const struct part *const *b,
                            size_t m, double left_out)
{
	double best[NAME_PARTS + 1][NAME_PARTS + 1][GAPS];
	memset(best, 0, sizeof best);
	best[0][0][GAP_NONE] = 1;
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			bool slip;
			double *here = best[i][j];
			if (i && j) {
				const double *before = best[i - 1][j - 1];
				double most = before[0] > before[1] ? before[0] : before[1];
				most = before[2] > most ? before[2] : most;
				bool fit = most > 0 && given_similarity(names, a[i - 1], b[j - 1], &slip) >= FITS;
				here[GAP_NONE] = most * (fit ? 1 : MIDDLES_DIFFER);
			}
			if (i)
				here[GAP_A] = left_out * fmax(best[i - 1][j][GAP_NONE], best[i - 1][j][GAP_A]);
			if (j)
				here[GAP_B] = left_out * fmax(best[i][j - 1][GAP_NONE], best[i][j - 1][GAP_B]);
		}
	return fmax(best[n][m][GAP_NONE], fmax(best[n][m][GAP_A], best[n][m][GAP_B]));
}

/* The one says a father, the other only a middle name, which may be his: Ilyich, beside Ivanovich. */
static bool father_differs(const struct kua_names *names, const struct name *a, const struct name *b)
{
	const struct part *middle[NAME_PARTS], *father = at(a, a->patronymic);
	bool slip;
	return father && b->patronymic < 0 && middles(b, middle) == 1 && father_similarity(names, father, middle[0], &slip) < FITS;
}

static double middles_factor(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	const struct part *x[NAME_PARTS], *y[NAME_PARTS], *family = at(a, a->surname), *other = at(b, b->surname);
	size_t n = middles(a, x), m = middles(b, y);
	bool chain = family && family->given && other && other->given;
	double factor = n || m ? middles_alike(names, x, n, y, m, chain ? CHAIN_LEFT_OUT : LEFT_OUT) : 1;
	if (initials_differ(a, b) || father_differs(names, a, b) || father_differs(names, b, a))
		factor = factor < MIDDLES_DIFFER ? factor : MIDDLES_DIFFER;
	if (factor <= MIDDLES_DIFFER)
		because(l, "different middle names");
	return factor;
}

static const struct part *generation(const struct name *n)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->parts[i].role == PART_GENERATION)
			return &n->parts[i];
	return NULL;
}

/* Middle names, patronymics, generations: what both say differently counts, what one leaves out hardly does. */
static double extras(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	const struct part *fa = at(a, a->patronymic), *fb = at(b, b->patronymic), *ga = generation(a), *gb = generation(b);
	double factor = 1;
	bool slip;
	if (fa && fb && father_similarity(names, fa, fb, &slip) >= FITS) {
		because(l, "same patronymic");
	} else if (fa && fb) {
		because(l, "different fathers: the patronymics differ");
		l->bits |= V_FATHER_DIFFER;
		factor *= 0.4;
	}
	factor *= middles_factor(names, a, b, l);
	if ((ga && gb && strcmp(ga->norm, gb->norm) != 0) || !ga != !gb) {
		because(l, "different generations");
		l->bits |= V_GENERATION_DIFFER;
		factor *= 0.4;
	}
	return factor;
}

/* One has a single part: a surname or a given name alone is never proof. */
static void compare_single(const struct kua_names *names, const struct name *one, const struct name *other, struct likeness *l)
{
	const struct part *s = at(one, one->single);
	bool slip = false;
	double best = 0;
	int best_part = -1;
	for (int i = 0; i < (int)other->n; i++) {
		uint8_t role = other->parts[i].role;
		bool now;
		if (role == PART_INITIAL || role == PART_GENERATION || role == PART_PATRONYMIC)
			continue;
		double score = surname_similarity(names, s, &other->parts[i], &now);
		if (score > best) {
			best = score;
			best_part = i;
			slip = now;
		}
	}
	l->bits |= slip ? V_SLIP : 0;
	l->surname = best_part == other->surname || other->single >= 0 ? best : 0;
	l->given = best_part == other->given ? best : -1;
	if (other->single >= 0) {
		l->score = slip && (strlen(s->key[0]) < 8 || strlen(at(other, other->single)->key[0]) < 8) ? best * 0.85 : best;
		surname_reason(l, best, slip, false);
		return;
	}
	l->bits |= V_PARTIAL;
	l->score = best * 0.75;
	because(l, best < FITS                     ? "nothing in common"
	           : best_part == other->surname ? "a surname alone, which fits"
	           : best_part == other->given   ? "a given name alone, which fits"
	                                         : "one part alone, which fits");
}

/* A name with a patronymic and no surname, or with parts left out. */
static bool compare_incomplete(const struct kua_names *names, const struct name *a, const struct name *b,
                               struct likeness *l)
{
	const struct part *ga = at(a, a->given), *gb = at(b, b->given);
	if (!ga || !gb || (a->surname >= 0 && b->surname >= 0))
		return false;
	bool slip;
	l->given = given_similarity(names, ga, gb, &slip);
	given_reason(l, l->given, slip, false);
	if (l->given < FITS)
		l->bits |= V_GIVEN_DIFFER;
	double factor = extras(names, a, b, l);
	bool fathers = a->patronymic >= 0 && b->patronymic >= 0;
	l->bits |= V_PARTIAL;
	l->score = l->given * factor * (fathers ? 0.9 : 0.7);
	return true;
}

/* One side's given name or surname is a middle part of the other: Gabriel García and Gabriel García Márquez, Arif and Muhammad Arif. */
static bool head_inside(const struct kua_names *names, const struct name *a, int head, const struct name *b)
{
	bool slip;
	for (size_t i = 0; i < b->n && a->n < b->n; i++)
		if (b->parts[i].role == PART_MIDDLE && part_similarity(names, &a->parts[head], &b->parts[i], &slip) >= FITS)
			return true;
	return false;
}

/* Score of two names by the roles that their parts have, with its reasons. */
static void compare_roles(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	l->score = pair_score(names, at(a, a->given), at(a, a->surname), at(b, b->given), at(b, b->surname), l);
	if (l->surname < FITS && l->given >= FITS && (head_inside(names, a, a->surname, b) || head_inside(names, b, b->surname, a))) {
		l->score = INSIDE * l->given;
		l->bits |= V_PARTIAL;
		because(l, "one has a further surname");
	} else if (l->given < FITS && l->surname >= FITS && (head_inside(names, a, a->given, b) || head_inside(names, b, b->given, a))) {
		l->score = INSIDE * l->surname;
		l->bits |= V_PARTIAL;
		because(l, "one has a further given name before");
	}
	l->score *= extras(names, a, b, l);
	if (l->score >= 0.9 && !(l->bits & (V_SLIP | V_PARTIAL | V_FATHER_DIFFER | V_GENERATION_DIFFER)))
		l->bits |= V_VARIANT;
}

/* The other way to read a name whose order nothing certain tells: the surname first, or last; if that can be the other's surname. */
static bool turned(const struct kua_names *names, const struct name *n, const struct name *other, struct name *out)
{
	int plain[NAME_PARTS], count = 0;
	for (int i = 0; i < (int)n->n; i++)
		if (i == n->given || i == n->surname || n->parts[i].role == PART_MIDDLE)
			plain[count++] = i;
	if (!n->either_way || count < 2)
		return false;
	bool first = plain[0] == n->given;
	int surname = plain[first ? 0 : count - 1];
	const struct part *family = at(other, other->surname);
	if (!parts_may_fit(names, &n->parts[surname], family) && !one_sex_apart(&n->parts[surname], family))
		return false;
	*out = *n;
	out->surname = surname;
	out->given = plain[first ? 1 : 0];
	for (int i = 0; i < count; i++)
		out->parts[plain[i]].role = plain[i] == out->surname ? PART_SURNAME : plain[i] == out->given ? PART_GIVEN : PART_MIDDLE;
	return true;
}

static void try_turned(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	struct likeness other = {.given = -1, .surname = -1};
	compare_roles(names, a, b, &other);
	if (TURNED * other.score <= l->score || other.score < SAME_AT || (other.bits & (V_SLIP | V_PARTIAL)))
		return;
	other.score *= TURNED;
	because(&other, "given name and surname in the other order");
	*l = other;
}

/* Score of two names that both have a given name and a surname. */
static void compare_full(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	struct name other;
	compare_roles(names, a, b, l);
	if (l->score >= SAME_AT)
		return;
	if (turned(names, a, b, &other))
		try_turned(names, &other, b, l);
	if (turned(names, b, a, &other))
		try_turned(names, a, &other, l);
}

/* ---- words written together or apart ---- */

struct joined { /* a name with two neighbours made one */
	struct name name;
	char key[KEY_MAX * 2];
};

static bool join_parts(const struct name *n, size_t at, struct joined *out)
{
	const struct part *x = &n->parts[at], *y = &n->parts[at + 1];
	if (x->role == PART_INITIAL || y->role == PART_INITIAL || y->role == PART_GENERATION || y->role == PART_PATRONYMIC ||
	    x->role == PART_PATRONYMIC || x->abjad != y->abjad || x->key_n[0] + y->key_n[0] >= KEY_MAX)
		return false;
	out->name = *n;
	struct part *p = &out->name.parts[at];
	memcpy(out->key, x->key[0], x->key_n[0]);
	memcpy(out->key + x->key_n[0], y->key[0], y->key_n[0] + 1U);
	*p = (struct part){.norm = out->key, .key = {out->key}, .letters = {x->letters[0] | y->letters[0]},
	                   .key_n = {(uint8_t)(x->key_n[0] + y->key_n[0])}, .n_keys = 1, .role = x->role, .abjad = x->abjad};
	memmove(p + 1, p + 2, (n->n - at - 2) * sizeof *p);
	out->name.n--;
	return true;
}

/* Roles anew, where the two that were made one had any. */
static void order_joined(struct name *n)
{
	size_t plain = 0;
	n->given = n->surname = -1;
	for (size_t i = 0; i < n->n; i++) {
		struct part *p = &n->parts[i];
		if (p->role == PART_PATRONYMIC || p->role == PART_GENERATION || p->role == PART_INITIAL)
			continue;
		p->role = PART_MIDDLE;
		if (plain++ == 0)
			n->given = (int)i;
		n->surname = (int)i;
	}
	if (n->given >= 0)
		n->parts[n->given].role = PART_GIVEN;
	if (n->surname >= 0)
		n->parts[n->surname].role = PART_SURNAME;
	n->patronymic = -1;
	for (size_t i = 0; i < n->n; i++)
		if (n->parts[i].role == PART_PATRONYMIC)
			n->patronymic = (int)i;
	n->either_way = true;
}

/* "Ali Reza Karimi" and "Alireza Karimi": longer has one word more, two of which are one of shorter's. */
static bool compare_joined(const struct kua_names *names, const struct name *longer, const struct name *shorter,
                           struct likeness *l)
{
	struct joined j;
	bool slip;
	for (size_t i = 0; i + 1 < longer->n; i++)
		for (size_t k = 0; k < shorter->n; k++) {
			const struct part *p = &shorter->parts[k];
			size_t both = longer->parts[i].key_n[0] + longer->parts[i + 1].key_n[0];
			bool may = p->abjad != longer->parts[i].abjad || (both <= p->key_n[0] + 2U && p->key_n[0] <= both + 2U);
			if (!may || p->role == PART_INITIAL || !join_parts(longer, i, &j) ||
			    part_similarity(names, &j.name.parts[i], p, &slip) < FITS)
				continue;
			struct likeness other = {.given = -1, .surname = -1};
			order_joined(&j.name);
			if (j.name.given == j.name.surname)
				continue;
			compare_full(names, &j.name, shorter, &other);
			if (other.score < SAME_AT && j.name.n > shorter->n)
				(void)compare_joined(names, &j.name, shorter, &other); /* Jean-Luc Roy-Blanc: two times two words */
			if (other.score * JOINED <= l->score || other.score < SAME_AT)
				continue;
			other.score *= JOINED;
			because(&other, "two words of the one are one of the other");
			*l = other;
			return true;
		}
	return false;
}

/* ---- the parts of one among the other's ---- */

static bool is_word_of_name(const struct part *p)
{
	return p->role != PART_INITIAL && p->role != PART_GENERATION;
}

/*
 * Every word of the one is a word of the other, in whatever order: Asem Karimi within Sayed Asem Karimi Quddus. That is worth showing to
 * somebody who looks for a name, and no proof.
 */
static void compare_within(const struct kua_names *names, const struct name *longer, const struct name *shorter, struct likeness *l)
{
	unsigned taken = 0;
	size_t words = 0;
	double sum = 0;
	bool slip;
	for (size_t i = 0; i < shorter->n; i++) {
		double best = 0;
		size_t at = 0;
		if (!is_word_of_name(&shorter->parts[i]))
			continue;
		for (size_t k = 0; k < longer->n; k++) {
			const struct part *p = &shorter->parts[i], *q = &longer->parts[k];
			if ((taken >> k & 1) || !is_word_of_name(q) || !parts_may_fit(names, p, q))
				continue;
			double score = given_similarity(names, p, q, &slip);
			if (score > best) {
				best = score;
				at = k;
			}
		}
		if (best < FITS)
			return;
		taken |= 1U << at;
		words++;
		sum += best;
	}
	double score = words > 1 ? WITHIN * sum / (double)words : 0;
	if (score <= l->score)
		return;
	l->score = score;
	l->bits |= V_PARTIAL;
	because(l, "all words of the one are among the other's");
}

void compare_persons(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	if (a->single >= 0 || b->single >= 0) {
		compare_single(names, a->single >= 0 ? a : b, a->single >= 0 ? b : a, l);
		return;
	}
	if (compare_incomplete(names, a, b, l))
		return;
	if (a->given < 0 || b->given < 0 || a->surname < 0 || b->surname < 0)
		return;
	compare_full(names, a, b, l);
	if (l->score < SAME_AT && a->n != b->n)
		compare_joined(names, a->n > b->n ? a : b, a->n > b->n ? b : a, l);
	if (l->score < WITHIN && a->n != b->n && !(l->bits & (V_FATHER_DIFFER | V_GENERATION_DIFFER)))
		compare_within(names, a->n > b->n ? a : b, a->n > b->n ? b : a, l);
}
