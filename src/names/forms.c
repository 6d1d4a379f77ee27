/*
 * forms.c - what of a written form is the name: marks that are not seen are dropped, letters of another script inside a word are
 * taken for those that they look like, and what stands in brackets, behind a slash or once more in another script is left out.
 */
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "names/internal.h"

enum { SCRIPTS = 3 };
static const UScriptCode scripts[SCRIPTS] = {USCRIPT_LATIN, USCRIPT_CYRILLIC, USCRIPT_GREEK};

/* A letter's place in scripts, SCRIPTS for any other script, -1 where it is no letter or one of all scripts: the sign in Oʻktam. */
static int script_of(uint32_t c)
{
	UErrorCode status = U_ZERO_ERROR;
	if (!u_isalpha((UChar32)c))
		return -1;
	UScriptCode code = uscript_getScript((UChar32)c, &status);
	for (int i = 0; i < SCRIPTS; i++)
		if (code == scripts[i])
			return i;
	return code == USCRIPT_COMMON || code == USCRIPT_INHERITED ? -1 : SCRIPTS;
}

/* ---- look-alikes ---- */

enum kua_code lookalikes_load(struct kua_names *names, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = kua_wordlist_load(kua_arena_printf(names->arena, "%s/romanisation/lookalikes.txt", data_dir),
	                                       names->arena, &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++)
		for (size_t j = 0; j < list.v[i].forms.n && code == KUA_OK; j++) {
			uint32_t c;
			const char *s = list.v[i].forms.v[j];
			if (kua_utf8_next(s, strlen(s), &c) != strlen(s) || script_of(c) < 0 || script_of(c) == SCRIPTS)
				code = kua_fail(err, KUA_DATA, "%s:%u: single letters, Latin, Cyrillic or Greek, with commas between them",
				                list.path, list.v[i].line);
			else
				*kua_vec_add(&names->lookalikes) = (struct lookalike){c, (uint32_t)i, (uint8_t)script_of(c)};
		}
	return code;
}

/* The letter of the script that c looks like; c where it is of it; 0 where there is none. */
static uint32_t looks_like(const struct kua_names *names, uint32_t c, int script)
{
	if (script_of(c) == script)
		return c;
	for (size_t i = 0; i < names->lookalikes.n; i++) {
		const struct lookalike *l = &names->lookalikes.v[i];
		if (l->code != c)
			continue;
		for (size_t j = 0; j < names->lookalikes.n; j++)
			if (names->lookalikes.v[j].line == l->line && names->lookalikes.v[j].script == script)
				return names->lookalikes.v[j].code;
	}
	return 0;
}

struct letters {
	uint32_t *v;
	size_t n;
};

/* All letters of a word in one script, where it mixes two and one of them looks like the other. Does it mix any? */
static bool unmix(const struct kua_names *names, uint32_t *v, size_t n)
{
	size_t count[SCRIPTS + 1] = {0};
	int best = -1;
	for (size_t i = 0; i < n; i++) {
		int s = script_of(v[i]);
		if (s >= 0)
			count[s]++;
	}
	if ((count[0] > 0) + (count[1] > 0) + (count[2] > 0) + (count[SCRIPTS] > 0) < 2)
		return false;
	for (int s = 0; s < SCRIPTS; s++) {
		bool all = count[s] > 0;
		for (size_t i = 0; i < n && all; i++)
			all = script_of(v[i]) < 0 || looks_like(names, v[i], s);
		if (all && (best < 0 || count[s] > count[best]))
			best = s;
	}
	for (size_t i = 0; i < n && best >= 0; i++)
		if (script_of(v[i]) >= 0)
			v[i] = looks_like(names, v[i], best);
	return true;
}

/* ---- what is not the name ---- */

static bool is_word_letter(uint32_t c)
{
	return u_isalpha((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK;
}

/* Drop what stands in brackets, if letters are left outside. */
static void drop_brackets(struct letters *l)
{
	size_t n = 0, outside = 0;
	int depth = 0;
	for (size_t i = 0; i < l->n; i++) {
		depth += l->v[i] == '(';
		outside += depth == 0 && u_isalpha((UChar32)l->v[i]);
		depth -= l->v[i] == ')' && depth > 0;
	}
	if (!outside)
		return;
	depth = 0;
	for (size_t i = 0; i < l->n; i++) {
		bool closing = l->v[i] == ')' && depth > 0;
		depth += l->v[i] == '(';
		if (depth == 0)
			l->v[n++] = l->v[i];
		else if (n == 0 || l->v[n - 1] != ' ')
			l->v[n++] = ' ';
		depth -= closing;
	}
	l->n = n;
}

/* "Varabei/Verabei": the first; "A B / A C": what stands before the slash. */
static void drop_slashes(struct letters *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i] != '/' || n == 0) {
			l->v[n++] = l->v[i];
			continue;
		}
		if (l->v[i - 1] == ' ')
			break;
		while (i + 1 < l->n && l->v[i + 1] != ' ')
			i++;
	}
	l->n = n;
}

/* Two words of one script or more, and behind them two of another, or one of a script that needs no spaces: the same name once more. */
static void drop_other_script(struct letters *l)
{
	int first = -1;
	size_t words[2] = {0, 0}, other = 0;
	bool far = false;
	for (size_t i = 0; i < l->n; i++) {
		int s = script_of(l->v[i]);
		if (s < 0 || (i > 0 && is_word_letter(l->v[i - 1])))
			continue;
		first = first < 0 ? s : first;
		if (s == first && words[1])
			return;
		if (s != first && words[1] == 0)
			other = i;
		words[s != first]++;
		far = far || (s != first && s == SCRIPTS);
	}
	if (words[0] >= 2 && (words[1] >= 2 || far))
		l->n = other;
}

/* All words in Latin letters without marks, or all in Cyrillic ones, and nothing to be left out: most names need no cleaning. */
static bool is_clean(const char *form, size_t n, unsigned *odd)
{
	size_t word = 0, longest = 0, count = 0;
	bool any_latin = false, any_cyrillic = false;
	for (size_t i = 0, step; i < n; i += step, count++) {
		uint32_t c;
		step = kua_utf8_next(form + i, n - i, &c);
		bool latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool cyrillic = (c >= 0x400 && c <= 0x481) || (c >= 0x48a && c <= 0x52f);
		if (step == 0 || c == '(' || c == '/' || (c >= 0x80 && !cyrillic))
			return false;
		any_latin = any_latin || latin;
		any_cyrillic = any_cyrillic || cyrillic;
		word = latin || cyrillic ? word + 1 : 0;
		longest = word > longest ? word : longest;
	}
	*odd = longest >= KEY_MAX || count > NAME_LETTERS ? ODD_LONG : 0;
	return !any_latin || !any_cyrillic;
}

const char *form_cleaned(const struct kua_names *names, const char *form, bool person, struct kua_arena *a, unsigned *odd)
{
	size_t n = strlen(form), word = 0, longest = 0;
	if (is_clean(form, n, odd))
		return form;
	struct letters l = {KUA_NEW_N(a, uint32_t, n + 1), 0};
	struct kua_buf b = KUA_BUF_INIT;
	*odd = 0;
	for (size_t i = 0, step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(form + i, n - i, &c);
		if (step == 0) {
			step = 1; /* a byte that is no text */
			continue;
		}
		if (u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
			*odd |= ODD_UNSEEN;
		else
			l.v[l.n++] = c;
	}
	if (person) {
		drop_brackets(&l);
		drop_slashes(&l);
		drop_other_script(&l);
	}
	for (size_t i = 0; i < l.n; i = word + 1) {
		for (word = i; word < l.n && is_word_letter(l.v[word]);)
			word++;
		longest = word - i > longest ? word - i : longest;
		if (word - i < KEY_MAX && unmix(names, l.v + i, word - i))
			*odd |= ODD_MIXED;
	}
	if (longest >= KEY_MAX || l.n > NAME_LETTERS)
		*odd |= ODD_LONG;
	for (size_t i = 0; i < l.n; i++)
		kua_buf_utf8(&b, l.v[i]);
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* ---- capitals ---- */

/* Which words of the form stand in capitals, where some do and some do not: bits by word, as split_words counts them. */
uint32_t words_in_capitals(const char *form)
{
	uint32_t some = 0, caps = 0;
	size_t n = strlen(form), at = 0;
	for (unsigned words = 0; at < n && words < 32; words++) {
		size_t upper = 0, lower = 0;
		while (at < n && is_name_break(form[at]))
			at++;
		for (uint32_t c; at < n && !is_name_break(form[at]);) {
			size_t step = kua_utf8_next(form + at, n - at, &c);
			at += step ? step : 1;
			upper += step && u_isupper((UChar32)c);
			lower += step && u_isalpha((UChar32)c) && !u_isupper((UChar32)c);
		}
		some |= lower ? UINT32_C(1) << words : 0;
		caps |= upper > 1 && !lower ? UINT32_C(1) << words : 0;
	}
	return some && caps ? caps : 0;
}
