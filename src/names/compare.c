/* compare.c - two names of one kind: what is the same for all kinds, and which file compares the rest. */
#include <string.h>

#include "names/internal.h"

void because(struct likeness *l, const char *reason)
{
	if (l->n_reasons < sizeof l->reasons / sizeof *l->reasons)
		l->reasons[l->n_reasons++] = reason;
}

/* What may have been done to hide a name, or to spoil its comparison. */
static void odd_reasons(const struct name *a, const struct name *b, struct likeness *out)
{
	unsigned odd = a->odd | b->odd;
	if (odd & ODD_MIXED)
		because(out, "letters of two scripts in one word");
	if (odd & ODD_UNSEEN)
		because(out, "marks that are not seen");
}

static void compare_all(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *out)
{
	if (a->n == 0 || b->n == 0) {
		out->score = a->norm[0] && strcmp(a->norm, b->norm) == 0 ? 1 : 0;
		because(out, out->score > 0                      ? "same characters"
		             : (a->odd | b->odd) & ODD_LONG ? "too long for a name"
		                                            : "no letters to compare");
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
		compare_places(names, a, b, out);
	} else {
		compare_organisations(names, a, b, out);
	}
}

void name_compare(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *out)
{
	memset(out, 0, sizeof *out);
	out->given = out->surname = -1;
	compare_all(names, a, b, out);
	odd_reasons(a, b, out);
}

bool likeness_same(const struct likeness *l)
{
	return l->score >= SAME_AT &&
	       !(l->bits & (V_GIVEN_DIFFER | V_FATHER_DIFFER | V_GENERATION_DIFFER | V_PLACES_DIFFER | V_BIRTH_DIFFER));
}
