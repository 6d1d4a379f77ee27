/*
 * costs.c - what it costs to rewrite one key into another, letter by letter.
 *
 * The costs are how names are really rewritten: z for zh, e for i, a y lost before a vowel cost little, another consonant costs a
 * whole step, two neighbours that changed places are one slip. They stand in data/names/costs.txt, learnt from pairs of names by
 * tools/learn_costs.c and reviewed. Those for scripts without vowels (abjads) are apart: there the vowels of the fuller name
 * cost next to nothing, and the side without them is always the second.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

static unsigned place_of(char c)
{
	return (unsigned)c & 63; /* keys have ASCII letters, no two of which differ by 64 */
}

/* The cost of one letter for another, of a letter that only one side has, and the least that either can be for a letter. */
static void least_costs(struct costs *c)
{
	for (unsigned a = 0; a < COST_SIGNS; a++) {
		c->least_a[a] = c->lost[a];
		c->least_b[a] = c->gained[a];
		for (unsigned b = 0; b < COST_SIGNS; b++) {
			if (a == b)
				continue;
			c->least_a[a] = c->swap[a][b] < c->least_a[a] ? c->swap[a][b] : c->least_a[a];
			c->least_b[a] = c->swap[b][a] < c->least_b[a] ? c->swap[b][a] : c->least_b[a];
		}
	}
}

static void start_costs(struct costs *c)
{
	memset(c, COST_WHOLE, sizeof *c);
	c->turned = COST_WHOLE;
	for (unsigned a = 0; a < COST_SIGNS; a++)
		c->swap[a][a] = 0;
}

static bool one_letter(const char *s)
{
	return ((s[0] >= 'a' && s[0] <= 'z') || (s[0] >= 'A' && s[0] <= 'Z')) && s[1] == '\0';
}

/* One line of the list: [one for another] "e, i | 0.30", [left out] "y | 0.25", [neighbours] "changed places | 0.70". */
static bool cost_line(struct costs *plain, struct costs *abjad, const struct kua_entry *e)
{
	char *end;
	const char *a = e->forms.v[0], *b = e->forms.n > 1 ? e->forms.v[1] : "";
	double cost = e->fields.n == 1 ? strtod(e->fields.v[0], &end) : -1;
	if (!(cost >= 0 && cost <= 1) || *end)
		return false;
	uint8_t c = (uint8_t)(cost * COST_WHOLE + 0.5);
	bool two = e->forms.n == 2 && one_letter(a) && one_letter(b), one = e->forms.n == 1 && one_letter(a);
	if (strcmp(e->section, "one for another") == 0 && two)
		plain->swap[place_of(a[0])][place_of(b[0])] = plain->swap[place_of(b[0])][place_of(a[0])] = c;
	else if (strcmp(e->section, "left out") == 0 && one)
		plain->lost[place_of(a[0])] = plain->gained[place_of(a[0])] = c;
	else if (strcmp(e->section, "neighbours") == 0 && e->forms.n == 1)
		plain->turned = c;
	else if (strcmp(e->section, "abjad: one for another") == 0 && two)
		abjad->swap[place_of(a[0])][place_of(b[0])] = c;
	else if (strcmp(e->section, "abjad: not written") == 0 && one)
		abjad->lost[place_of(a[0])] = c;
	else if (strcmp(e->section, "abjad: written more") == 0 && one)
		abjad->gained[place_of(a[0])] = c;
	else
		return false;
	return true;
}

enum kua_code costs_load(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/names/costs.txt", data_dir), names->arena,
	                                       &list, err);
	start_costs(&names->costs);
	start_costs(&names->abjad_costs);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++)
		if (!cost_line(&names->costs, &names->abjad_costs, &list.v[i]))
			code = kua_fail(err, KUA_DATA, "%s:%u: a letter or two, a bar and a cost from 0 to 1, under a section of data/names/README.md",
			                list.path, list.v[i].line);
	least_costs(&names->costs);
	least_costs(&names->abjad_costs);
	return code;
}

/* Damerau and Levenshtein's distance with costs; more than limit where it is certain to be more. */
unsigned edit_cost(const struct costs *c, const char *a, size_t n, const char *b, size_t m, unsigned limit)
{
	unsigned rows[3][KEY_MAX * 2 + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];
	last[0] = 0;
	for (size_t j = 1; j <= m; j++)
		last[j] = last[j - 1] + c->gained[place_of(b[j - 1])];
	for (size_t i = 1; i <= n; i++) {
		const uint8_t *swap = c->swap[place_of(a[i - 1])];
		unsigned lost = c->lost[place_of(a[i - 1])], least = now[0] = last[0] + lost;
		for (size_t j = 1; j <= m; j++) {
			unsigned best = last[j - 1] + swap[place_of(b[j - 1])], up = last[j] + lost;
			unsigned left = now[j - 1] + c->gained[place_of(b[j - 1])];
			best = up < best ? up : best;
			best = left < best ? left : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && a[i - 1] != b[j - 1] &&
			    before[j - 2] + c->turned < best)
				best = before[j - 2] + c->turned;
			now[j] = best;
			least = best < least ? best : least;
		}
		/* two neighbours may still be turned across this row, from the one before */
		if (least > limit && i + 1 < n && least > limit + COST_WHOLE)
			return least;
		unsigned *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

/* One step of the edit takes at most one letter from each side, so each side's lacking letters bound the cost from below. */
unsigned lacking_cost(const uint8_t *least, uint64_t of, uint64_t in)
{
	unsigned cost = 0;
	for (uint64_t left = of & ~in; left; left &= left - 1)
		cost += least[__builtin_ctzll(left)];
	return cost;
}

uint64_t letters_of(const char *key)
{
	uint64_t set = 0;
	for (; *key; key++)
		set |= (uint64_t)1 << place_of(*key);
	return set;
}
