/*
 * compare.c - how alike two names are, part by part, and why.
 *
 * Two keys (romanise.c) are compared by an edit distance whose steps cost what they cost in the way names are
 * really rewritten: z for zh, e for i, a y lost before a vowel cost little, another consonant costs a whole step,
 * two letters in the wrong order one slip. A short name has no budget for slips: Ali is not Adi. The budget grows
 * with length, and what goes beyond it counts as another name.
 *
 * A person's score is the geometric mean of given name and surname, so that one part that does not fit cannot be
 * made good by the other. What one side leaves out costs little; what both sides say differently (father,
 * generation, two given names of the list) is a contradiction, kept as a bit, and no later evidence joins over it.
 */
#include <math.h>
#include <string.h>

#include "names/internal.h"

#define CASE_STEM 10 /* bytes that a place keeps in all cases */
#define VARIANT 0.97  /* other letters, same sound */
#define NICKNAME 0.93 /* Mike, Michael */
#define INITIAL 0.70
#define GENDERED 0.92 /* Ivanov, Ivanova */

static bool vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

#define PAIR(a, b) ((unsigned)(a) << 8 | (unsigned)(b))

/* The cost of one letter for another; the capitals are sounds of keys (romanise.c), and stand before small letters. */
static double swap_cost(char a, char b)
{
	if (a == b)
		return 0;
	switch (a < b ? PAIR(a, b) : PAIR(b, a)) {
	case PAIR('i', 'y'): return 0.20;
	case PAIR('J', 'z'): case PAIR('e', 'i'): case PAIR('o', 'u'): return 0.30;
	case PAIR('S', 's'): case PAIR('f', 'v'): case PAIR('a', 'e'): case PAIR('a', 'o'): case PAIR('J', 'y'):
	case PAIR('J', 'i'): case PAIR('e', 'y'): case PAIR('c', 'z'): return 0.40;
	case PAIR('g', 'k'): case PAIR('h', 'k'): case PAIR('g', 'h'): case PAIR('s', 'z'): case PAIR('u', 'v'):
	case PAIR('c', 's'): return 0.50;
	case PAIR('C', 'S'): case PAIR('C', 'J'): return 0.60;
	case PAIR('b', 'p'): return 0.80;
	case PAIR('d', 't'): case PAIR('m', 'n'): return 0.90;
	default: return vowel(a) && vowel(b) ? 0.7 : 1.0;
	}
}

static double loss_cost(char c)
{
	return c == 'y' ? 0.25 : c == 'h' ? 0.35 : vowel(c) ? 0.8 : 1.0;
}

/* Weighted Damerau-Levenshtein over two keys. */
static double edit_cost(const char *a, size_t n, const char *b, size_t m)
{
	double rows[3][KEY_MAX * 2 + 1];
	double *before = rows[0], *last = rows[1], *now = rows[2];
	last[0] = 0;
	for (size_t j = 1; j <= m; j++)
		last[j] = last[j - 1] + loss_cost(b[j - 1]);
	for (size_t i = 1; i <= n; i++) {
		now[0] = last[0] + loss_cost(a[i - 1]);
		for (size_t j = 1; j <= m; j++) {
			double best = last[j - 1] + swap_cost(a[i - 1], b[j - 1]);
			double lost = last[j] + loss_cost(a[i - 1]), got = now[j - 1] + loss_cost(b[j - 1]);
			best = lost < best ? lost : best;
			best = got < best ? got : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && a[i - 1] != b[j - 1] &&
			    before[j - 2] + 0.7 < best)
				best = before[j - 2] + 0.7;
			now[j] = best;
		}
		double *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

/* What a name of n letters may cost and still be the same name. */
static double budget(size_t n)
{
	static const double by_length[] = {0, 0, 0, 0, 0.25, 0.29, 0.70, 0.80, 1.05, 1.05};
	return n < sizeof by_length / sizeof *by_length ? by_length[n] : 1.60;
}

double key_similarity(const char *a, const char *b, bool *slip)
{
	size_t n = strlen(a), m = strlen(b), least = n < m ? n : m, most = n < m ? m : n;
	if (strcmp(a, b) == 0)
		return 1;
	if (least == 0)
		return 0;
	size_t head = 0, tail = 0;
	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[n - 1 - tail] == b[m - 1 - tail])
		tail++;
	double cost = edit_cost(a + head, n - head - tail, b + head, m - head - tail), score = 1 - cost / (double)most;
	*slip = cost > 0.55;
	if (cost > budget(least))
		return score < 0.6 ? (score < 0 ? 0 : score) : 0.6;
	return score > 0.86 ? (score > 0.96 ? 0.96 : score) : 0.86;
}

static double keys_similarity(const struct part *a, const struct part *b, bool *slip)
{
	double best = 0;
	*slip = false;
	for (size_t i = 0; i < a->n_keys; i++)
		for (size_t j = 0; j < b->n_keys; j++) {
			bool s = false;
			double score = key_similarity(a->key[i], b->key[j], &s);
			if (score > best) {
				best = score;
				*slip = s;
			}
		}
	return best;
}

/* The masculine form of a Slavic surname's key; the same where it has no gender. */
static size_t without_gender(const char *key)
{
	static const char *const ends[] = {"ova", "eva", "ina", "skaya", "ckaya", "aya"};
	static const size_t keep[] = {2, 2, 2, 2, 2, 0};
	size_t n = strlen(key);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t len = strlen(ends[i]);
		if (n > len + 2 && strcmp(key + n - len, ends[i]) == 0)
			return n - len + keep[i];
	}
	return n;
}

static bool gendered(const struct part *a, const struct part *b)
{
	const char *x = a->key[0], *y = b->key[0];
	size_t n = without_gender(x), m = without_gender(y);
	bool x_sky = strlen(x) > 4 && strcmp(x + strlen(x) - 3, "ski") == 0;
	bool y_sky = strlen(y) > 4 && strcmp(y + strlen(y) - 3, "ski") == 0;
	if (x_sky)
		n = strlen(x) - 1;
	if (y_sky)
		m = strlen(y) - 1;
	return n == m && strncmp(x, y, n) == 0;
}

/* The Arabic article written as part of the name: ElBaradei, al-Baradei. */
static bool article_apart(const char *with, const char *without)
{
	return strlen(with) > 6 && (with[0] == 'a' || with[0] == 'e') && with[1] == 'l' && strcmp(with + 2, without) == 0;
}

static bool initial_fits(const struct part *a, const struct part *b)
{
	const struct part *i = a->role == PART_INITIAL ? a : b, *full = i == a ? b : a;
	for (size_t k = 0; k < i->n_keys; k++)
		for (size_t j = 0; j < full->n_keys; j++) {
			char x = i->key[k][0], y = full->key[j][0];
			if (x == y || swap_cost(x, y) < 0.35)
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

/* ---- a quick no ---- */

uint64_t letters_of(const char *key)
{
	uint64_t set = 0;
	for (; *key; key++)
		set |= (uint64_t)1 << (*key & 63); /* keys have ASCII letters, no two of which differ by 64 */
	return set;
}

/* The least that a letter which the other key lacks can cost: the cheapest swap or loss above. */
static double least_cost(char c)
{
	switch (c) {
	case 'i': case 'y': return 0.20;
	case 'e': case 'J': case 'z': case 'o': case 'u': return 0.30;
	case 'h': return 0.35;
	case 'S': case 's': case 'f': case 'v': case 'a': case 'c': return 0.40;
	case 'g': case 'k': return 0.50;
	case 'C': return 0.60;
	case 'b': case 'p': return 0.80;
	case 'd': case 't': case 'm': case 'n': return 0.90;
	default: return 1;
	}
}

/* One step of the edit takes at most one letter from each side, so each side's lacking letters bound the cost from below. */
static double lacking(uint64_t of, uint64_t in)
{
	double cost = 0;
	for (uint64_t left = of & ~in; left; left &= left - 1) {
		int bit = __builtin_ctzll(left);
		cost += least_cost((char)(bit + 64)); /* 'A' to 'z' */
	}
	return cost;
}

bool parts_may_fit(const struct part *a, const struct part *b)
{
	if (a->role == PART_INITIAL || b->role == PART_INITIAL || strcmp(a->norm, b->norm) == 0 ||
	    (strlen(a->norm) >= 7 && one_swap(a->norm, b->norm)))
		return true;
	for (size_t i = 0; i < a->n_keys; i++)
		for (size_t j = 0; j < b->n_keys; j++) {
			size_t n = strlen(a->key[i]), m = strlen(b->key[j]);
			double most = budget(n < m ? n : m) + 1e-9;
			if (lacking(a->letters[i], b->letters[j]) <= most && lacking(b->letters[j], a->letters[i]) <= most)
				return true;
		}
	return false;
}

double part_similarity(const struct part *a, const struct part *b, bool *slip)
{
	*slip = false;
	if (strcmp(a->norm, b->norm) == 0)
		return 1;
	if (a->role == PART_INITIAL || b->role == PART_INITIAL)
		return initial_fits(a, b) ? INITIAL : 0;
	double score = keys_similarity(a, b, slip);
	if (score >= 1)
		return strlen(a->key[0]) > 2 ? VARIANT : 0.6; /* Zhu is not Zhou */
	if (score < 0.86 && strlen(a->norm) >= 7 && one_swap(a->norm, b->norm)) {
		*slip = true; /* two letters changed places across what is one sound: Gorbahcev */
		return 0.9;
	}
	return score;
}

static double given_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip)
{
	double score = part_similarity(a, b, slip);
	if (score >= VARIANT || a->role == PART_INITIAL || b->role == PART_INITIAL)
		return score;
	if (group_shared(names, a, b)) {
		*slip = false;
		return NICKNAME;
	}
	return a->given && b->given && score > 0.45 ? 0.45 : score; /* Marat, Murat: two names of the list */
}

static double surname_similarity(const struct part *a, const struct part *b, bool *slip)
{
	double score = part_similarity(a, b, slip);
	if (a->son != b->son && score > 0.6)
		return 0.6; /* Mohammed bin Salman is not Mohammed Salman */
	if (score < GENDERED && a->role != PART_INITIAL && b->role != PART_INITIAL &&
	    (gendered(a, b) || article_apart(a->key[0], b->key[0]) || article_apart(b->key[0], a->key[0]))) {
		*slip = false;
		return GENDERED;
	}
	return score;
}

/* ---- persons ---- */

static void because(struct likeness *l, const char *reason)
{
	if (l->n_reasons < sizeof l->reasons / sizeof *l->reasons)
		l->reasons[l->n_reasons++] = reason;
}

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
	l->surname = surname_similarity(sa, sb, &slip_s);
	given_reason(l, l->given, slip_g, ga->role == PART_INITIAL || gb->role == PART_INITIAL);
	surname_reason(l, l->surname, slip_s, l->surname < VARIANT && gendered(sa, sb));
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
		if (part_similarity(fa, fb, &slip) >= 0.86) {
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
static void compare_single(const struct name *one, const struct name *other, struct likeness *l)
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
		double score = surname_similarity(s, &other->parts[i], &now);
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
static bool surname_inside(const struct name *a, const struct name *b)
{
	bool slip;
	for (size_t i = 0; i < b->n && a->surname >= 0; i++)
		if (b->parts[i].role == PART_MIDDLE &&
		    part_similarity(&a->parts[a->surname], &b->parts[i], &slip) >= VARIANT)
			return a->n < b->n;
	return false;
}

static void compare_persons(const struct kua_names *names, const struct name *a, const struct name *b,
                            struct likeness *l)
{
	if (a->single >= 0 || b->single >= 0) {
		compare_single(a->single >= 0 ? a : b, a->single >= 0 ? b : a, l);
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
	if (l->surname < 0.86 && l->given >= 0.86 && (surname_inside(a, b) || surname_inside(b, a))) {
		l->score = 0.78 * l->given;
		l->bits |= V_PARTIAL;
		because(l, "one has a further surname");
	}
	l->score *= extras(names, a, b, l);
	if (l->score >= 0.9 && !(l->bits & (V_SLIP | V_PARTIAL | V_FATHER_DIFFER | V_GENERATION_DIFFER)))
		l->bits |= V_VARIANT;
}

/* ---- places and organisations ---- */

/* What may stand behind the stem of a place in one case and another: "Уркенск", "в Уркенске", "Токсарколь", "Токсарколя". */
static bool is_case_letter(const char *s)
{
	static const char *const letters[] = {"", "а", "я", "у", "ю", "е", "ы", "и", "ь", "й"};
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (strcmp(s, letters[i]) == 0)
			return true;
	return false;
}

static bool share_a_key(const struct part *p, const struct part *q)
{
	for (uint32_t i = 0; i < p->n_keys; i++)
		for (uint32_t j = 0; j < q->n_keys; j++)
			if (strcmp(p->key[i], q->key[j]) == 0)
				return true;
	return false;
}

/* Their keys are those without a case ending too, as far as there is room for them. */
static bool place_in_another_case(const struct name *a, const struct name *b)
{
	if (a->n != 1 || b->n != 1 || (!a->parts[0].oblique && !b->parts[0].oblique))
		return false;
	const char *x = a->parts[0].norm, *y = b->parts[0].norm;
	size_t n = 0;
	while (x[n] && x[n] == y[n])
		n++;
	while (n > 0 && ((unsigned char)x[n] & 0xC0) == 0x80) /* not within a letter */
		n--;
	return (n >= CASE_STEM && is_case_letter(x + n) && is_case_letter(y + n)) || share_a_key(&a->parts[0], &b->parts[0]);
}

static void compare_places(const struct name *a, const struct name *b, struct likeness *l)
{
	bool slip = false;
	if ((a->wide && b->town) || (b->wide && a->town) || (a->wide != b->wide && !a->place && !b->place)) {
		because(l, "a town and a region");
		l->bits |= V_PLACES_DIFFER;
		l->score = 0.3;
		return;
	}
	if (a->place && b->place) {
		l->score = a->place == b->place ? 1 : 0;
		l->bits |= a->place == b->place ? V_VARIANT : V_PLACES_DIFFER;
		because(l, a->place == b->place ? "names of one place in the gazetteer" : "two places of the gazetteer");
		return;
	}
	if (place_in_another_case(a, b)) {
		l->score = VARIANT;
		l->bits |= V_VARIANT;
		because(l, "one place in two cases");
		return;
	}
	l->score = key_similarity(a->whole, b->whole, &slip);
	if (l->score >= 0.999)
		l->score = VARIANT;
	uint32_t near_a = a->place ? a->place : a->near, near_b = b->place ? b->place : b->near;
	if (near_a && near_a == near_b) {
		because(l, "both are close to one place of the gazetteer and to no other");
		l->score = l->score > 0.88 ? l->score : 0.88;
	} else if ((near_a && near_b) || (a->place && slip) || (b->place && slip)) {
		because(l, "close to two places of the gazetteer");
		l->bits |= V_PLACES_DIFFER;
		l->score = l->score > 0.5 ? 0.5 : l->score;
	} else {
		because(l, l->score >= 0.86 ? "spellings that sound alike" : "different names");
	}
	if (slip && (strlen(a->whole) < 8 || strlen(b->whole) < 8))
		l->score *= 0.85;
	if (a->wide && b->wide && !a->place && !b->place && strcmp(a->whole, b->whole) == 0)
		l->score *= 0.8; /* a county and a region of one name */
	l->bits |= slip ? V_SLIP : l->score >= 0.9 ? V_VARIANT : 0;
}

static bool acronym_of(const struct name *a, const struct name *b)
{
	if (a->n != 1 || b->n < 3 || strlen(a->parts[0].norm) != b->n)
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (a->parts[0].norm[i] != b->parts[i].norm[0])
			return false;
	return true;
}

static const char *number_in(const struct name *n)
{
	for (const char *p = n->norm; *p; p++)
		if (*p >= '0' && *p <= '9')
			return p;
	return "";
}

static bool numbers_differ(const struct name *a, const struct name *b)
{
	const char *x = number_in(a), *y = number_in(b);
	size_t n = strspn(x, "0123456789"), m = strspn(y, "0123456789");
	return n && m && (n != m || memcmp(x, y, n) != 0);
}

static void compare_organisations(const struct name *a, const struct name *b, struct likeness *l)
{
	if (numbers_differ(a, b)) {
		because(l, "different numbers"); /* Colony No. 3, Colony No. 7 */
		l->bits |= V_PLACES_DIFFER;
		return;
	}
	bool acronym = a->n == 1 && b->n == 1 && (strlen(a->norm) <= 5 || strlen(b->norm) <= 5);
	if (a->whole[0] && !acronym && strcmp(a->whole, b->whole) == 0) {
		because(l, strcmp(a->norm, b->norm) == 0 ? "same name" : "same words, written together or apart");
		l->score = strcmp(a->norm, b->norm) == 0 ? 1 : VARIANT;
		l->bits |= V_VARIANT;
		return;
	}
	if (acronym_of(a, b) || acronym_of(b, a)) {
		because(l, "the first letters fit; only a text that gives both can tell");
		l->bits |= V_PARTIAL;
		l->score = 0.7;
		return;
	}
	if (acronym) {
		because(l, "short names that are not the same"); /* BBC, BBK */
		return;
	}
	double least = 1, sum = 0;
	bool slip = false, any = false;
	size_t n = a->n < b->n ? a->n : b->n, most = a->n < b->n ? b->n : a->n;
	for (size_t i = 0; i < n; i++) {
		double score = part_similarity(&a->parts[i], &b->parts[i], &slip);
		any = any || slip;
		least = score < least ? score : least;
		sum += score;
	}
	l->score = most ? (a->n == b->n ? least : 0.75 * sum / (double)most) : 0;
	bool whole_slip = false;
	double whole = key_similarity(a->whole, b->whole, &whole_slip);
	if (whole >= 0.86 && !whole_slip && whole > l->score) /* Al Qaeda, al-Qaida */
		l->score = whole;
	if (any && a->n == 1 && b->n == 1 && (strlen(a->whole) < 8 || strlen(b->whole) < 8))
		l->score *= 0.85;
	l->bits |= any ? V_SLIP : 0;
	because(l, l->score >= 0.86 ? "the same words, spelt a little differently" : "different words");
}

void name_compare(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *out)
{
	memset(out, 0, sizeof *out);
	out->given = out->surname = -1;
	if (a->n == 0 || b->n == 0) {
		out->score = a->norm[0] && strcmp(a->norm, b->norm) == 0 ? 1 : 0;
		because(out, out->score > 0 ? "same characters" : "no letters to compare");
		return;
	}
	if (strcmp(a->norm, b->norm) == 0) {
		out->score = 1;
		out->given = out->surname = 1;
		out->bits = V_VARIANT;
		because(out, "same name");
	} else if (a->kind == NAME_PERSON) {
		compare_persons(names, a, b, out);
	} else if (a->kind == NAME_PLACE) {
		compare_places(a, b, out);
	} else {
		compare_organisations(a, b, out);
	}
}

bool likeness_same(const struct likeness *l)
{
	return l->score >= SAME_AT &&
	       !(l->bits & (V_GIVEN_DIFFER | V_FATHER_DIFFER | V_GENERATION_DIFFER | V_PLACES_DIFFER));
}
