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

static void given_reason(struct likeness *l, double score, bool slip, bool initial)
{
	because(l, initial && score > 0      ? "an initial that fits the given name"
	           : score >= 1              ? "same given name"
	           : score >= VARIANT        ? "one given name in two spellings"
	           : slip && score >= 0.86   ? "given names one slip apart"
	           : score >= 0.86           ? "short form or other spelling of one given name"
	                                     : "different given names");
}

static void surname_reason(struct likeness *l, double score, bool slip, bool gender)
{
	because(l, score >= 1              ? "same surname"
	           : score >= VARIANT      ? "one surname in two spellings"
	           : gender                ? "one surname, masculine and feminine"
	           : slip && score >= 0.86 ? "surnames one slip apart"
	           : score >= 0.86         ? "surnames that differ as one name is often spelt"
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

/* The initials that stand for middle names; where an initial is the given name, a second one counts. */
static size_t middle_initials(const struct name *n, char out[NAME_PARTS])
{
	size_t count = 0;
	for (int i = 0; i < (int)n->n; i++)
		if (i != n->given && (n->parts[i].role == PART_INITIAL || n->parts[i].role == PART_MIDDLE))
			out[count++] = n->parts[i].norm[0];
	return count;
}

/* George H. W. and George W.; A. G. and Ahmed: both say more than one name, and not the same. */
static bool initials_differ(const struct name *a, const struct name *b)
{
	char x[NAME_PARTS], y[NAME_PARTS];
	size_t n = middle_initials(a, x), m = middle_initials(b, y);
	bool initial = (a->given >= 0 && a->parts[a->given].role == PART_INITIAL) !=
	               (b->given >= 0 && b->parts[b->given].role == PART_INITIAL);
	if (n == 0 || m == 0)
		return initial && n != m;
	return memcmp(x, y, n < m ? n : m) != 0;
}

/* Middle names, patronymics, generations: what both say differently counts, what one leaves out hardly does. */
static double extras(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
{
	double factor = 1;
	bool slip;
	const struct part *fa = at(a, a->patronymic), *fb = at(b, b->patronymic);
	if (fa && fb) {
		if (father_similarity(names, fa, fb, &slip) >= 0.86) {
			because(l, "same patronymic");
		} else {
			because(l, "different fathers: the patronymics differ");
			l->bits |= V_FATHER_DIFFER;
			factor *= 0.4;
		}
	}
	const struct part *middle[2] = {NULL, NULL}, *age[2] = {NULL, NULL};
	const struct name *both[2] = {a, b};
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < both[k]->n; i++) {
			const struct part *p = &both[k]->parts[i];
			if (p->role == PART_MIDDLE)
				middle[k] = p;
			if (p->role == PART_GENERATION)
				age[k] = p;
		}
	if ((middle[0] && middle[1] && given_similarity(names, middle[0], middle[1], &slip) < 0.86) || initials_differ(a, b)) {
		because(l, "different middle names");
		factor *= 0.75;
	} else if (!middle[0] != !middle[1]) {
		/* where the surname is somebody's given name too, what is left out may be what tells them apart */
		const struct part *family = at(a, a->surname);
		bool chain = family && family->given && at(b, b->surname) && at(b, b->surname)->given;
		factor *= chain ? 0.78 : 0.98;
	}
	if ((age[0] && age[1] && strcmp(age[0]->norm, age[1]->norm) != 0) || !age[0] != !age[1]) {
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
	because(l, best < 0.86                     ? "nothing in common"
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
	if (l->given < 0.86)
		l->bits |= V_GIVEN_DIFFER;
	double factor = extras(names, a, b, l);
	bool fathers = a->patronymic >= 0 && b->patronymic >= 0;
	l->bits |= V_PARTIAL;
	l->score = l->given * factor * (fathers ? 0.9 : 0.7);
	return true;
}

/* Gabriel García and Gabriel García Márquez: the surname of one is a middle part of the other. */
static bool surname_inside(const struct kua_names *names, const struct name *a, const struct name *b)
{
	bool slip;
	for (size_t i = 0; i < b->n && a->surname >= 0; i++)
		if (b->parts[i].role == PART_MIDDLE &&
		    part_similarity(names, &a->parts[a->surname], &b->parts[i], &slip) >= VARIANT)
			return a->n < b->n;
	return false;
}

void compare_persons(const struct kua_names *names, const struct name *a, const struct name *b,
                            struct likeness *l)
{
	if (a->single >= 0 || b->single >= 0) {
		compare_single(names, a->single >= 0 ? a : b, a->single >= 0 ? b : a, l);
		return;
	}
	if (compare_incomplete(names, a, b, l))
		return;
	if (a->given < 0 || b->given < 0 || a->surname < 0 || b->surname < 0)
		return;
	struct likeness straight = *l, crossed = *l;
	straight.score = pair_score(names, at(a, a->given), at(a, a->surname), at(b, b->given), at(b, b->surname), &straight);
	*l = straight;
	if (straight.score < SAME_AT && (a->family_first || b->family_first)) {
		crossed.score = 0.97 * pair_score(names, at(a, a->given), at(a, a->surname), at(b, b->surname),
		                                  at(b, b->given), &crossed);
		if (crossed.score >= SAME_AT && !(crossed.bits & (V_SLIP | V_PARTIAL))) {
			*l = crossed;
			because(l, "given name and surname in the other order");
		}
	}
	if (l->surname < 0.86 && l->given >= 0.86 && (surname_inside(names, a, b) || surname_inside(names, b, a))) {
		l->score = 0.78 * l->given;
		l->bits |= V_PARTIAL;
		because(l, "one has a further surname");
	}
	l->score *= extras(names, a, b, l);
	if (l->score >= 0.9 && !(l->bits & (V_SLIP | V_PARTIAL | V_FATHER_DIFFER | V_GENERATION_DIFFER)))
		l->bits |= V_VARIANT;
}

