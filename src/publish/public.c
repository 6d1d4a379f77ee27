/*
 * public.c - texts without the names of those who may not be named. It goes word by word: a word of such a name is cut wherever it stands,
 * unless it stands in the whole name of somebody who may be named ("Dariga Nazarbayeva" may not, "Nursultan Nazarbayev" may). What is left
 * out for nothing does no harm; what is left in may.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "publish/public.h"

enum {
	LEAST_LETTERS = 2,  /* of a word that names; initials name nobody */
	PLAIN_LETTERS = 5,  /* of a word that is cut without a capital, too: in an address, in a telegram */
	STEM_LETTERS = 3,   /* that are left of a word without its ending */
	SHORT_LETTERS = 6,  /* of a word that may be a form of one with so short a stem */
	ENDING = 2,         /* letters that a case form may change */
	LONGER = 3,         /* letters that a case form may add */
	NAME_WORDS = 8,
	MOST_BYTES = 40,    /* of a word that is looked for inside another */
};

struct kua_public {
	struct kua_intern *words;   /* of names that may not be said, folded */
	struct kua_intern *stems;   /* the same without their endings, of scripts whose names are declined */
	struct kua_intern *places;  /* words that places have, too */
	struct kua_intern *allowed; /* whole names, their words parted by spaces */
	struct kua_intern *people;  /* ids of those who may be named */
	struct kua_intern *speakers, *speaker_first; /* whole names of those who only speak or sign; their first words */
};

struct word {
	size_t start, end;   /* in the text */
	size_t folded, n;    /* in the folded words */
	size_t letters;
	bool capital, latin;
};
typedef KUA_VEC(struct word) word_list;

struct words {
	word_list v;
	struct kua_buf folded;
};

static bool has(const struct kua_intern *in, const char *s, size_t n)
{
	return kua_intern_find(in, s, n) != KUA_NO_ID;
}

/* ---- words ---- */

static bool is_of_word(uint32_t c)
{
	return u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK || c == 0x200c || c == 0x200d;
}

static void end_word(const char *text, struct words *out, struct word *w, size_t end)
{
	if (!w->letters)
		return;
	w->end = end;
	w->folded = out->folded.len;
	kua_fold(&out->folded, text + w->start, end - w->start);
	w->n = out->folded.len - w->folded;
	*kua_vec_add(&out->v) = *w;
	*w = (struct word){0};
}

static void read_words(const char *text, struct words *out)
{
	struct word w = {0};
	size_t n = strlen(text);
	for (size_t at = 0, step; at < n; at += step) {
		uint32_t c = ' ';
		step = kua_utf8_next(text + at, n - at, &c);
		step = step ? step : 1;
		if (!is_of_word(c)) {
			end_word(text, out, &w, at);
			continue;
		}
		if (!w.letters++) {
			w.start = at;
			w.capital = !u_islower((UChar32)c);
			w.latin = c < 0x370;
		}
	}
	end_word(text, out, &w, n);
}

static void words_free(struct words *w)
{
	kua_vec_free(&w->v);
	kua_buf_free(&w->folded);
}

/* Bytes of the first n characters. */
static size_t first_letters(const char *s, size_t bytes, size_t n)
{
	size_t at = 0;
	uint32_t c;
	for (; n && at < bytes; n--) {
		size_t step = kua_utf8_next(s + at, bytes - at, &c);
		at += step ? step : 1;
	}
	return at;
}

/* ---- whose names ---- */

static void add_name(struct kua_intern *words, struct kua_intern *stems, const char *form)
{
	struct words w = {0};
	read_words(form, &w);
	for (size_t i = 0; i < w.v.n; i++) {
		const struct word *x = &w.v.v[i];
		const char *folded = w.folded.data + x->folded;
		if (x->letters < LEAST_LETTERS)
			continue;
		(void)kua_intern_add(words, folded, x->n);
		if (stems && !x->latin && x->letters > STEM_LETTERS) {
			size_t letters = x->letters - ENDING < STEM_LETTERS ? STEM_LETTERS : x->letters - ENDING;
			(void)kua_intern_add(stems, folded, first_letters(folded, x->n, letters));
		}
	}
	words_free(&w);
}

/* Append its words, folded, with spaces between them; how many they are. */
static size_t whole_of(const char *form, struct kua_buf *b)
{
	struct words w = {0};
	read_words(form, &w);
	for (size_t i = 0; i < w.v.n; i++) {
		if (i)
			kua_buf_char(b, ' ');
		kua_buf_add(b, w.folded.data + w.v.v[i].folded, w.v.v[i].n);
	}
	size_t n = w.v.n;
	words_free(&w);
	return n;
}

static void add_whole(struct kua_intern *allowed, const char *form)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = whole_of(form, &b);
	if (n && n <= NAME_WORDS)
		(void)kua_intern_add(allowed, b.data, b.len);
	kua_buf_free(&b);
}

static void add_entity(struct kua_public *p, const struct kua_entity *e, bool may)
{
	bool person = strcmp(e->kind, "person") == 0;
	if (person && may)
		(void)kua_intern_add(p->people, e->id, strlen(e->id));
	for (size_t i = 0; i <= e->names.n; i++) {
		const char *form = i < e->names.n ? e->names.v[i].form : e->label;
		if (person && may)
			add_whole(p->allowed, form);
		else if (person)
			add_name(p->words, p->stems, form);
		else if (strcmp(e->kind, "place") == 0)
			add_name(p->places, NULL, form);
	}
}

static void add_entities(struct kua_public *p, struct kua_arena *a, const struct kua_accounts_input *in, const char *scope, const char *today)
{
	const struct kua_entity *e = in->entities;
	struct kua_judgement *allowing = KUA_NEW_N(a, struct kua_judgement, in->n_judgements);
	size_t n_allowing = 0;
	for (size_t i = 0; i < in->n_judgements; i++)
		if (strcmp(in->judgements[i].verdict, "allow") == 0)
			allowing[n_allowing++] = in->judgements[i];
	for (size_t i = 0; i < in->n_entities; i++) {
		bool may = kua_may_name(allowing, n_allowing, &e[i], e, in->n_entities, "public", today);
		if (!may && strcmp(scope, "public") != 0)
			may = kua_may_name(allowing, n_allowing, &e[i], e, in->n_entities, scope, today);
		add_entity(p, &e[i], may);
	}
}

/* All names of bodies: of voices, and of organisations. */
static struct kua_intern *bodies_of(const struct kua_loaded *l)
{
	struct kua_intern *bodies = kua_intern_new();
	for (size_t i = 0; i < l->result.n_voices; i++)
		if (strcmp(l->result.voices[i].kind, "organisation") == 0)
			(void)kua_intern_add(bodies, l->result.voices[i].label, strlen(l->result.voices[i].label));
	for (size_t i = 0; i < l->in.n_entities; i++) {
		const struct kua_entity *e = &l->in.entities[i];
		for (size_t k = 0; strcmp(e->kind, "organisation") == 0 && k <= e->names.n; k++) {
			const char *name = k < e->names.n ? e->names.v[k].form : e->label;
			(void)kua_intern_add(bodies, name, strlen(name));
		}
	}
	return bodies;
}

/*
 * Of a form with a body behind it only the name: "Ann Ray, Relief Union". Who is no entity may be a body that nobody knows for one, "Human Rights
 * Watch": so only the whole name is cut, never its words where they stand alone.
 */
static void add_speaker(struct kua_public *p, struct kua_arena *a, const char *form)
{
	const char *name = kua_arena_strndup(a, form, strcspn(form, ","));
	struct kua_buf whole = KUA_BUF_INIT;
	if (whole_of(name, &whole) && kua_intern_find(p->allowed, whole.data, whole.len) == KUA_NO_ID) {
		add_whole(p->speakers, name);
		(void)kua_intern_add(p->speaker_first, whole.data, strcspn(whole.data, " "));
	}
	kua_buf_free(&whole);
}

static void add_speakers(struct kua_public *p, struct kua_arena *a, const struct kua_loaded *l)
{
	struct kua_intern *seen = kua_intern_new(), *bodies = bodies_of(l);
	for (size_t i = 0; i < l->result.n_voices; i++) {
		const struct kua_voice *v = &l->result.voices[i];
		if (strcmp(v->kind, "person") == 0 && !(v->entity && kua_public_may(p, v->entity)))
			add_speaker(p, a, v->label);
	}
	for (size_t i = 0; i < l->in.n_items; i++) {
		const char *author = l->in.items[i].author;
		size_t before = kua_intern_count(seen);
		if (author && kua_intern_add(seen, author, strlen(author)) == before && !has(bodies, author, strlen(author)))
			add_speaker(p, a, author);
	}
	kua_intern_free(bodies);
	kua_intern_free(seen);
}

struct kua_public *kua_public_new(const struct kua_loaded *l, const char *scope, const char *today)
{
	struct kua_public *p = kua_malloc(sizeof *p);
	*p = (struct kua_public){kua_intern_new(), kua_intern_new(), kua_intern_new(), kua_intern_new(), kua_intern_new(), kua_intern_new(), kua_intern_new()};
	struct kua_arena *a = kua_arena_new();
	add_entities(p, a, &l->in, scope, kua_allow_day(l, NULL, today, a));
	add_speakers(p, a, l);
	kua_arena_free(a);
	return p;
}

void kua_public_free(struct kua_public *p)
{
	if (!p)
		return;
	kua_intern_free(p->words);
	kua_intern_free(p->stems);
	kua_intern_free(p->places);
	kua_intern_free(p->allowed);
	kua_intern_free(p->people);
	kua_intern_free(p->speakers);
	kua_intern_free(p->speaker_first);
	free(p);
}

bool kua_public_may(const struct kua_public *p, const char *entity)
{
	return kua_intern_find(p->people, entity, strlen(entity)) != KUA_NO_ID;
}

/* ---- which words are cut ---- */

static bool has_stem(const struct kua_public *p, const char *folded, const struct word *w)
{
	size_t shortest = w->letters > ENDING + LONGER + STEM_LETTERS ? w->letters - ENDING - LONGER : STEM_LETTERS;
	for (size_t letters = shortest; letters <= w->letters; letters++)
		if ((letters > STEM_LETTERS || w->letters <= SHORT_LETTERS) && has(p->stems, folded, first_letters(folded, w->n, letters)))
			return true;
	return false;
}

static bool is_name(const struct kua_public *p, const struct words *words, const struct word *w)
{
	const char *folded = words->folded.data + w->folded;
	if (w->letters < LEAST_LETTERS || (!w->capital && w->letters < PLAIN_LETTERS))
		return false;
	bool genitive = w->latin && w->n > LEAST_LETTERS && folded[w->n - 1] == 's'; /* Nasarbajews */
	return has(p->words, folded, w->n) || (genitive && has(p->words, folded, w->n - 1)) || (!w->latin && has_stem(p, folded, w));
}

/* Seen at once, of a text in ASCII: no word of it is such a name. The rule is that of is_name(). */
bool public_nothing_to_cut(const struct kua_public *p, const char *text)
{
	char folded[MOST_BYTES];
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		size_t n = 0;
		bool capital = *s < 'a' || *s > 'z';
		for (; (*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'); s++, n++)
			if (n < MOST_BYTES)
				folded[n] = (char)(*s >= 'A' && *s <= 'Z' ? *s + ('a' - 'A') : *s);
		if (*s >= 0x80 || n > MOST_BYTES)
			return false;
		if (n && capital && has(p->speaker_first, folded, n))
			return false;
		if (n >= LEAST_LETTERS && (capital || n >= PLAIN_LETTERS) &&
		    (has(p->words, folded, n) || (n > LEAST_LETTERS && folded[n - 1] == 's' && has(p->words, folded, n - 1))))
			return false;
		s += *s != 0 && n == 0;
	}
	return true;
}

/* How many words from here on are a whole name of the set: the longest; 0 where there is none. */
static size_t whole_here(const struct kua_intern *names, const struct words *words, size_t i)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t longest = 0;
	for (size_t k = i; k < words->v.n && k < i + NAME_WORDS; k++) {
		if (k > i)
			kua_buf_char(&b, ' ');
		kua_buf_add(&b, words->folded.data + words->v.v[k].folded, words->v.v[k].n);
		if (has(names, b.data, b.len))
			longest = k - i + 1;
	}
	kua_buf_free(&b);
	return longest;
}

/* Does nothing but white, a point or a hyphen stand between two words? */
static bool are_joined(const char *text, const struct word *a, const struct word *b)
{
	return strspn(text + a->end, " .-\n\t") == b->start - a->end;
}

static void mark_names(const struct kua_public *p, const char *text, const struct words *words, bool *cut)
{
	const struct word *v = words->v.v;
	for (size_t i = 0; i < words->v.n;) {
		size_t may = kua_intern_count(p->allowed) ? whole_here(p->allowed, words, i) : 0;
		bool speaker = !may && v[i].capital && has(p->speaker_first, words->folded.data + v[i].folded, v[i].n);
		size_t speaks = speaker ? whole_here(p->speakers, words, i) : 0;
		for (size_t k = 0; k < speaks; k++)
			cut[i + k] = true;
		if (!may && !speaks)
			cut[i] = is_name(p, words, &v[i]);
		i += may ? may : speaks ? speaks : 1;
	}
	for (size_t i = 0; i < words->v.n; i++) { /* "London" alone is the town; behind "Jack" or "J." it is not */
		bool beside = (i > 0 && (cut[i - 1] || (v[i - 1].letters == 1 && v[i - 1].capital)) && are_joined(text, &v[i - 1], &v[i])) ||
		              (i + 1 < words->v.n && cut[i + 1] && are_joined(text, &v[i], &v[i + 1]));
		if (cut[i] && !beside && has(p->places, words->folded.data + v[i].folded, v[i].n))
			cut[i] = false;
	}
}

static void add_initial(const char *text, const struct word *w, struct kua_buf *out)
{
	uint32_t c = '?';
	(void)kua_utf8_next(text + w->start, w->end - w->start, &c);
	kua_buf_utf8(out, (uint32_t)u_toupper((UChar32)c));
	kua_buf_char(out, '.');
}

void kua_public_text(const struct kua_public *p, const char *text, bool quotation, struct kua_buf *out)
{
	struct words words = {0};
	size_t done = 0, n = strlen(text);
	if (public_nothing_to_cut(p, text)) {
		kua_buf_add(out, text, n);
		return;
	}
	read_words(text, &words);
	bool *cut = kua_calloc(words.v.n + 1, sizeof *cut);
	mark_names(p, text, &words, cut);
	for (size_t i = 0; i < words.v.n; i++) {
		const struct word *w = &words.v.v[i];
		bool goes_on = i > 0 && cut[i - 1] && are_joined(text, w - 1, w);
		if (!cut[i])
			continue;
		if (!goes_on)
			kua_buf_add(out, text + done, w->start - done);
		if (goes_on && !quotation)
			kua_buf_char(out, ' ');
		if (!quotation)
			add_initial(text, w, out);
		else if (!goes_on)
			kua_buf_str(out, "[…]");
		done = w->end + (!quotation && text[w->end] == '.'); /* the initial has its own */
	}
	kua_buf_add(out, text + done, n - done);
	free(cut);
	words_free(&words);
}

bool kua_public_hides(const struct kua_public *p, const char *text)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!text)
		return false;
	kua_public_text(p, text, true, &b);
	bool hides = b.len != strlen(text) || memcmp(b.data ? b.data : "", text, b.len) != 0;
	kua_buf_free(&b);
	return hides;
}

bool kua_public_hides_letters(const struct kua_public *p, const char *value, size_t least)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, value, strlen(value));
	bool holds = kua_public_hides(p, value);
	for (size_t i = 0; i + least <= b.len && !holds; i++)
		for (size_t k = least; k <= MOST_BYTES && i + k <= b.len && !holds; k++)
			holds = has(p->words, b.data + i, k);
	kua_buf_free(&b);
	return holds;
}

bool kua_public_hides_inside(const struct kua_public *p, const char *value)
{
	return kua_public_hides_letters(p, value, PLAIN_LETTERS);
}
