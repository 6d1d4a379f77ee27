/*
 * label.c - what somebody is called in a text of a language: a Russian reader expects "Вадим Курамшин", also where the casebook's label is in Latin
 * letters. Only a form that was met is used. Met forms stand in any case ("Вадима Курамшина"): one is the label in another script when each of
 * its words ends as the label's does.
 */
#include <string.h>

#include <unicode/uloc.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>

#include "publish/publish.h"

enum { LONGEST = 256 }; /* bytes of a name */

/* "Cyrl" of "ru" and "kk", "Latn" of "fr"; "" where that is not known. */
static void script_of(const char *language, char out[ULOC_FULLNAME_CAPACITY])
{
	char full[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	uloc_addLikelySubtags(language, full, sizeof full, &status);
	uloc_getScript(full, out, ULOC_FULLNAME_CAPACITY, &status);
	if (U_FAILURE(status))
		out[0] = '\0';
}

/* In plain Latin letters, small ones; false where it is too long or cannot be told. */
static bool in_latin(UTransliterator *t, const char *name, char out[4 * LONGEST])
{
	UChar wide[4 * LONGEST];
	int32_t n = 0, end;
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8(wide, LONGEST, &n, name, -1, &status);
	if (U_FAILURE(status))
		return false;
	end = n;
	utrans_transUChars(t, wide, &n, 4 * LONGEST - 1, 0, &end, &status);
	u_strToUTF8(out, 4 * LONGEST, &n, wide, n, &status);
	return U_SUCCESS(status) && n < 4 * LONGEST;
}

/* The last letter of the word, with y and j as i; and where the next word begins. */
static char last_letter(const char **s)
{
	char last = '\0';
	for (*s += strspn(*s, " "); **s && **s != ' '; ++*s)
		if (**s >= 'a' && **s <= 'z')
			last = **s == 'y' || **s == 'j' ? 'i' : **s;
	return last;
}

static bool ends_alike(const char *a, const char *b)
{
	for (;;) {
		char last = last_letter(&a), other = last_letter(&b);
		if (last != other || (!last && (*a || *b)))
			return false;
		if (!*a || !*b)
			return !*a && !*b && last;
	}
}

const char *kua_label_in(const struct kua_entity *e, const char *language)
{
	char script[ULOC_FULLNAME_CAPACITY], label[4 * LONGEST], form[4 * LONGEST];
	const char *own = kua_script(e->label, strlen(e->label));
	const struct kua_name *best = NULL;
	UErrorCode status = U_ZERO_ERROR;
	script_of(language, script);
	if (!*script || (own && strcmp(own, script) == 0))
		return e->label;
	UTransliterator *t = NULL;
	for (size_t i = 0; i < e->names.n; i++) {
		const struct kua_name *n = &e->names.v[i];
		if (!n->script || strcmp(n->script, script) != 0 || (best && n->mentions <= best->mentions))
			continue;
		t = t ? t : utrans_openU(u"Any-Latin; Latin-ASCII; Lower", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		if (t && U_SUCCESS(status) && in_latin(t, e->label, label) && in_latin(t, n->form, form) && ends_alike(label, form))
			best = n;
	}
	if (t)
		utrans_close(t);
	return best ? best->form : e->label;
}
