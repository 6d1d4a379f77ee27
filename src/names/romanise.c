/*
 * romanise.c - from letters of any script to keys that sound alike.
 *
 * A part of a name is written in Latin letters in every plausible way (at most six), never in one way only: the
 * tables in data/romanisation/ give each letter its forms, the usual one first. The forms are the usual one, then
 * those with one letter taken otherwise, then the one with all letters taken otherwise. Scripts without a table go
 * through ICU.
 *
 * A Latin form then becomes a key: lower-case ASCII letters and signs for sounds (S sh, C ch, J zh and j, c ts),
 * in which the ways of writing one sound are one: kh and h, ye ie je and e, y i and ii, q k and ck, gh and g, ou
 * oo and u, doubled letters. "ya" keeps its y, which comparison lets go cheaply. Two keys that are equal are two
 * spellings of one name; what is left over is for the edit costs in compare.c.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "names/internal.h"
#include "util/search.h"

enum { CODES_MAX = 64 };

static const struct letter *letter_of(const struct kua_names *names, uint32_t c)
{
	size_t lo;
	KUA_FIRST(lo, names->n_letters, names->letters[lo].code < c);
	return lo < names->n_letters && names->letters[lo].code == c ? &names->letters[lo] : NULL;
}

/* Letters of c without its marks, as ASCII; 0 where it has none. */
static size_t plain_letters(uint32_t c, char out[4])
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
	UChar parts[32];
	int32_t n = U_FAILURE(status) ? -1 : unorm2_getDecomposition(nfkd, (UChar32)c, parts, 32, &status);
	size_t len = 0;
	for (int32_t i = 0; U_SUCCESS(status) && i < n && len < 4; i++)
		if ((parts[i] >= 'a' && parts[i] <= 'z') || (parts[i] >= 'A' && parts[i] <= 'Z'))
			out[len++] = (char)(parts[i] | 0x20);
	return len;
}

struct latin {
	char v[KEY_MAX * 2];
	size_t n;
};

static void latin_add(struct latin *l, const char *s, size_t n)
{
	for (size_t i = 0; i < n && l->n + 1 < sizeof l->v; i++)
		l->v[l->n++] = s[i];
	l->v[l->n] = '\0';
}

static void latin_code(const struct kua_names *names, struct latin *l, uint32_t c, size_t choice)
{
	char plain[4];
	const struct letter *letter;
	if (c < 0x80) {
		char s = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		if (s >= 'a' && s <= 'z')
			latin_add(l, &s, 1);
	} else if ((letter = letter_of(names, c))) {
		const char *to = letter->to[choice < letter->n ? choice : 0];
		latin_add(l, to, strlen(to));
	} else {
		latin_add(l, plain, plain_letters(c, plain));
	}
}

static bool needs_icu(const struct kua_names *names, const uint32_t *codes, size_t n)
{
	char plain[4];
	for (size_t i = 0; i < n; i++)
		if (codes[i] >= 0x370 && !letter_of(names, codes[i]) && plain_letters(codes[i], plain) == 0 &&
		    u_isalpha((UChar32)codes[i]))
			return true;
	return false;
}

/* ICU, for scripts without a table: opened for the first word that needs it, which costs more than all word lists together. */
struct transliterator {
	pthread_mutex_t lock;
	bool tried;
	UTransliterator *icu; /* NULL where ICU has none */
};

void latin_init(struct kua_names *names)
{
	names->transliterator = KUA_NEW(names->arena, struct transliterator);
	(void)pthread_mutex_init(&names->transliterator->lock, NULL);
}

void latin_free(struct kua_names *names)
{
	if (names->transliterator->icu)
		utrans_close(names->transliterator->icu);
	(void)pthread_mutex_destroy(&names->transliterator->lock);
}

/* Shared by all threads: ICU guards what a transliterator keeps of a script, and keeps it, where a clone begins anew. */
static UTransliterator *transliterator(const struct kua_names *names)
{
	static const char id[] = "Any-Latin; Latin-ASCII; Lower";
	struct transliterator *t = names->transliterator;
	(void)pthread_mutex_lock(&t->lock);
	if (!t->tried) {
		UChar wide[sizeof id];
		UErrorCode status = U_ZERO_ERROR;
		u_uastrcpy(wide, id);
		t->icu = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		t->tried = true;
	}
	(void)pthread_mutex_unlock(&t->lock);
	return t->icu;
}

static void latin_by_icu(const struct kua_names *names, const uint32_t *codes, size_t n, struct latin *out)
{
	UChar text[CODES_MAX * 8];
	int32_t len = 0, limit;
	UErrorCode status = U_ZERO_ERROR;
	for (size_t i = 0; i < n; i++)
		U16_APPEND_UNSAFE(text, len, codes[i]);
	limit = len;
	UTransliterator *icu = transliterator(names);
	if (icu)
		utrans_transUChars(icu, text, &len, CODES_MAX * 8, 0, &limit, &status);
	for (int32_t i = 0; U_SUCCESS(status) && i < len; i++)
		latin_code(names, out, text[i], 0);
}

size_t romanise(const struct kua_names *names, const char *s, size_t n, char out[KEY_FORMS][KEY_MAX * 2])
{
	uint32_t codes[CODES_MAX];
	size_t n_codes = 0, forms = 0, open[CODES_MAX], n_open = 0;
	for (size_t i = 0, step; i < n && n_codes < CODES_MAX; i += step, n_codes++) {
		step = kua_utf8_next(s + i, n - i, &codes[n_codes]);
		if (step == 0)
			break;
		const struct letter *letter = codes[n_codes] < 0x80 ? NULL : letter_of(names, codes[n_codes]);
		if (letter && letter->n > 1)
			open[n_open++] = n_codes;
	}
	size_t tries = n_open > 1 ? n_open + 2 : n_open + 1;
	for (size_t k = 0; k < tries && forms < KEY_FORMS; k++) {
		struct latin l = {.n = 0};
		if (k == KEY_FORMS - 1)
			k = tries - 1;
		bool all = k == n_open + 1;
		if (k == 0 && needs_icu(names, codes, n_codes))
			latin_by_icu(names, codes, n_codes, &l);
		else
			for (size_t i = 0; i < n_codes; i++)
				latin_code(names, &l, codes[i], all || (k > 0 && open[k - 1] == i) ? 1 : 0);
		if (l.n > 0)
			memcpy(out[forms++], l.v, l.n + 1);
	}
	return forms;
}

/* ---- keys ---- */

struct rule {
	const char *from, *to;
	size_t n; /* letters of from */
};
#define RULE(from, to) {from, to, sizeof(from) - 1}
/* The longest that fits is taken; order within a first letter is longest first. */
static const struct rule rules[] = {
	RULE("shch", "S"), RULE("schtsch", "S"), RULE("sch", "S"), RULE("sh", "S"), RULE("tsch", "C"),
	RULE("tzh", "tJ"), RULE("tch", "C"), RULE("ts", "c"), RULE("tz", "c"), RULE("th", "t"),
	RULE("tj", "ti"), RULE("ch", "C"), RULE("ck", "k"), RULE("ce", "se"), RULE("ci", "si"),
	RULE("cy", "si"), RULE("c", "k"), RULE("dzh", "J"), RULE("dj", "J"), RULE("dh", "d"), RULE("zh", "J"),
	RULE("kh", "h"), RULE("gh", "g"), RULE("gue", "ge"), RULE("gui", "gi"), RULE("ph", "f"), RULE("q", "k"),
	RULE("x", "ks"), RULE("w", "v"), RULE("ou", "u"), RULE("oo", "u"), RULE("ee", "i"), RULE("iya", "ya"),
	RULE("ija", "ya"), RULE("ia", "ya"), RULE("iyu", "yu"), RULE("iu", "yu"), RULE("iye", "e"),
	RULE("ije", "e"), RULE("ye", "e"), RULE("je", "e"), RULE("ie", "e"), RULE("iy", "i"), RULE("ij", "i"),
	RULE("yi", "i"), RULE("yy", "i"), RULE("ii", "i"),
};

static bool is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static const struct rule *rule_at(const char *s)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].from[0] == s[0] && strncmp(s, rules[i].from, rules[i].n) == 0)
			return &rules[i];
	return NULL;
}

/* y and j: a vowel, or half of one, by what stands around them. */
static char half_vowel(char c, char before, char after)
{
	bool next_vowel = is_vowel(after) || after == 'y';
	if (c == 'j')
		return next_vowel ? 'J' : 'i';
	return (after == 'a' || after == 'u' || after == 'o') && before != 'y' ? 'y' : 'i';
}

struct key {
	char *v;
	size_t n;
	bool doubled; /* two of a letter stay two */
};

static void key_add(struct key *k, char c)
{
	if (k->n + 1 < KEY_MAX && (k->n == 0 || k->v[k->n - 1] != c || k->doubled))
		k->v[k->n++] = c;
}

static void key_end(struct key *k)
{
	k->v[k->n] = '\0';
	if (k->n > 2 && k->v[k->n - 1] == 'h' && is_vowel(k->v[k->n - 2])) /* Abdullah, Abdulla */
		k->v[--k->n] = '\0';
	if (k->n > 3 && k->v[k->n - 1] == 'f' && (k->v[k->n - 2] == 'o' || k->v[k->n - 2] == 'e')) /* -off, -eff */
		k->v[k->n - 1] = 'v';
}

static void key_of(const char *latin, char out[KEY_MAX])
{
	struct key k = {out, 0, false};
	for (size_t i = 0; latin[i];) {
		const struct rule *r = rule_at(latin + i);
		bool half = r && strcmp(r->from, "ij") == 0 && is_vowel(latin[i + 2]); /* Salijon: i and a j */
		if (r && !half && !(i == 0 && (strcmp(r->from, "ia") == 0 || strcmp(r->from, "je") == 0))) {
			for (const char *p = r->to; *p; p++)
				key_add(&k, *p);
			i += r->n;
		} else {
			char c = latin[i];
			key_add(&k, c == 'y' || c == 'j' ? half_vowel(c, i ? latin[i - 1] : '\0', latin[i + 1]) : c);
			i++;
		}
	}
	key_end(&k);
}

/* ---- scripts without vowels ---- */

/* Each letter by itself: its neighbours in sound are not written, so that nothing can be read from those in letters. */
static bool abjad_key(const struct kua_names *names, const char *s, size_t n, char out[KEY_MAX])
{
	struct key k = {out, 0, true};
	bool any = false;
	uint32_t c;
	for (size_t i = 0, step; i < n && (step = kua_utf8_next(s + i, n - i, &c)) > 0; i += step) {
		const struct letter *letter = c < 0x80 ? NULL : letter_of(names, c);
		if (!letter && u_isalpha((UChar32)c))
			return false;
		any = any || (letter && letter->abjad);
		const char *to = letter ? letter->to[0] : "";
		const struct rule *r = rule_at(to);
		if (r)
			key_add(&k, r->to[0]);
		else if (to[0])
			key_add(&k, to[0] == 'j' ? 'J' : to[0]);
	}
	out[k.n] = '\0';
	return any && k.n > 0;
}

/* The Belarusian short u may be any u behind a vowel that no vowel follows: Kavaliou is Kavaliov. */
static bool short_u(const char *latin, char out[KEY_MAX * 2])
{
	bool any = false;
	size_t i = 0;
	for (; latin[i]; i++) {
		bool here = i > 1 && latin[i] == 'u' && (latin[i - 1] == 'a' || latin[i - 1] == 'e' || latin[i - 1] == 'o') &&
		            !is_vowel(latin[i + 1]) && latin[i + 1] != 'y';
		out[i] = here ? 'v' : latin[i];
		any = any || here;
	}
	out[i] = '\0';
	return any;
}

void keys_of(const struct kua_names *names, const char *s, size_t n, struct keys *out)
{
	char latin[KEY_FORMS][KEY_MAX * 2];
	out->n = 0;
	out->abjad = abjad_key(names, s, n, out->v[0]);
	if (out->abjad) {
		out->n = 1;
		return;
	}
	size_t forms = romanise(names, s, n, latin);
	if (forms && forms < KEY_FORMS && short_u(latin[0], latin[forms]))
		forms++;
	for (size_t i = 0; i < forms; i++) {
		bool seen = false;
		key_of(latin[i], out->v[out->n]);
		for (size_t j = 0; j < out->n && !seen; j++)
			seen = strcmp(out->v[j], out->v[out->n]) == 0;
		if (!seen && out->v[out->n][0])
			out->n++;
	}
}

static char consonant_class(char c)
{
	switch (c) {
	case 'z': case 'J': return 'z';
	case 's': case 'S': case 'c': return 's';
	case 'g': case 'k': return 'k';
	case 'b': case 'p': return 'p';
	case 'd': case 't': return 't';
	case 'f': case 'v': return 'v';
	case 'm': case 'n': return 'n';
	default: return c;
	}
}

void skeleton_of(const char *key, char out[KEY_MAX])
{
	size_t n = 0;
	for (size_t i = 0; key[i] && n + 1 < KEY_MAX; i++) {
		char c = consonant_class(key[i]);
		if (is_vowel(c) || c == 'y' || c == 'h')
			continue;
		if (n == 0 || out[n - 1] != c)
			out[n++] = c;
	}
	out[n] = '\0';
}
