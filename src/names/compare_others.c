/* compare_others.c - how alike the names of two places or of two organisations are, and why. */
#include <string.h>

#include "names/internal.h"

#define CASE_STEM 10 /* bytes that a place keeps in all cases */

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

void compare_places(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
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
	l->score = key_similarity(names, a->whole, b->whole, &slip);
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

void compare_organisations(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l)
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
		double score = part_similarity(names, &a->parts[i], &b->parts[i], &slip);
		any = any || slip;
		least = score < least ? score : least;
		sum += score;
	}
	l->score = most ? (a->n == b->n ? least : 0.75 * sum / (double)most) : 0;
	bool whole_slip = false;
	double whole = key_similarity(names, a->whole, b->whole, &whole_slip);
	if (whole >= 0.86 && !whole_slip && whole > l->score) /* Al Qaeda, al-Qaida */
		l->score = whole;
	if (any && a->n == 1 && b->n == 1 && (strlen(a->whole) < 8 || strlen(b->whole) < 8))
		l->score *= 0.85;
	l->bits |= any ? V_SLIP : 0;
	because(l, l->score >= 0.86 ? "the same words, spelt a little differently" : "different words");
}

