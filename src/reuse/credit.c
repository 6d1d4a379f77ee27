/*
 * credit.c - what an item says, or shows, about the printing of its text.
 *
 * Credits stand at the edges of an item ("The following letter was printed in the Guardian on 2 July", "A version of this article also
 * appeared in ..."), so only the first and last EDGE sentences are read; in the middle "was published in Geneva" is news. The
 * words are in data/<language>/reuse.txt, as phrases of folded words:
 *
 *   text        letter, article, statement: what is printed
 *   this        this, following, below: it is this very text that is spoken of
 *   printed     printed, published, appeared: followed by `in` and a capital name, that is where
 *   in          in, by: what leads to the name; article: the, dropped from it
 *   reprint     "we republish": enough by itself
 *   first       "first published": enough where a sentence begins with it
 *   version     "version of this": the text stands elsewhere too, and this is not said to be taken from there
 *   shortened   "edited version", "extract from"
 *   salutation, closing   "dear editor", "yours sincerely": the shape of a letter as it was sent
 *   past, past ending, future   forms by which a sentence is seen to tell what has been, or what will be
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"

enum { EDGE = 5, PHRASE_WORDS = 8, REACH = 6, NEAR_DATE = 12, BEGINNINGS = 1024 };

enum section {
	TEXT_, THIS_, PRINTED, IN_, ARTICLE, REPRINT, FIRST, VERSION, SHORTENED, SALUTATION, CLOSING, PAST, FUTURE, SECTIONS
};
static const char *const section_names[SECTIONS] = {
	[TEXT_] = "text", [THIS_] = "this", [PRINTED] = "printed", [IN_] = "in", [ARTICLE] = "article",
	[REPRINT] = "reprint", [FIRST] = "first", [VERSION] = "version", [SHORTENED] = "shortened", [SALUTATION] = "salutation",
	[CLOSING] = "closing", [PAST] = "past", [FUTURE] = "future",
};

struct phrase {
	uint64_t words[PHRASE_WORDS]; /* hashes of their normal forms */
	size_t n;
};

struct language {
	char name[16];
	KUA_VEC(struct phrase) phrases[SECTIONS];
	uint64_t begins[SECTIONS][BEGINNINGS / 64]; /* by a word's hash: may a phrase of the section begin with it? */
	KUA_VEC(const char *) past_endings;
};

struct kua_reuse_words {
	struct kua_arena *arena;
	KUA_VEC(struct language) languages;
};

/* ---- loading ---- */

static enum kua_code add_phrase(struct language *l, enum section section, const char *form, const char *path, unsigned line,
                                struct kua_error *err)
{
	struct kua_buf folded = KUA_BUF_INIT;
	struct phrase phrase = {0};
	enum kua_code code = KUA_OK;
	kua_fold(&folded, form, strlen(form));
	for (const char *p = folded.len ? folded.data : ""; *p;) {
		size_t n = strcspn(p, " ");
		if (phrase.n == PHRASE_WORDS) {
			code = kua_fail(err, KUA_DATA, "%s:%u: \"%s\" has more than %d words", path, line, form, PHRASE_WORDS);
			break;
		}
		phrase.words[phrase.n++] = kua_hash(p, n);
		p += n + (p[n] == ' ');
	}
	kua_buf_free(&folded);
	if (code == KUA_OK && phrase.n) {
		*kua_vec_add(&l->phrases[section]) = phrase;
		l->begins[section][phrase.words[0] % BEGINNINGS / 64] |= UINT64_C(1) << phrase.words[0] % 64;
	}
	return code;
}

static enum kua_code add_entry(struct language *l, const char *path, const struct kua_entry *e, struct kua_error *err)
{
	if (strcmp(e->section, "past ending") == 0) {
		for (size_t f = 0; f < e->forms.n; f++)
			*kua_vec_add(&l->past_endings) = e->forms.v[f];
		return KUA_OK;
	}
	for (int s = 0; s < SECTIONS; s++) {
		if (strcmp(e->section, section_names[s]) != 0)
			continue;
		enum kua_code code = KUA_OK;
		for (size_t f = 0; f < e->forms.n && code == KUA_OK; f++)
			code = add_phrase(l, (enum section)s, e->forms.v[f], path, e->line, err);
		return code;
	}
	return kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] in reuse.txt; see data/en/reuse.txt", path, e->line,
	                e->section);
}

static enum kua_code load_language(struct kua_reuse_words *words, const char *data_dir, const char *name,
                                   struct kua_error *err)
{
	char *path = kua_arena_printf(words->arena, "%s/%s/reuse.txt", data_dir, name);
	struct kua_wordlist list;
	enum kua_code code = kua_wordlist_load(path, words->arena, &list, err);
	if (code == KUA_USE)
		return KUA_OK; /* a language without this file */
	if (code != KUA_OK)
		return code;
	struct language *l = kua_vec_add(&words->languages);
	(void)snprintf(l->name, sizeof l->name, "%s", name);
	for (size_t i = 0; i < list.n && code == KUA_OK; i++)
		code = add_entry(l, path, &list.v[i], err);
	return code;
}

enum kua_code kua_reuse_words_load(const char *data_dir, struct kua_reuse_words **out, struct kua_error *err)
{
	struct dirent **names;
	int n = scandir(data_dir, &names, NULL, alphasort);
	if (n < 0)
		return kua_fail(err, KUA_USE, "%s: cannot read the folder with the word lists", data_dir);
	struct kua_reuse_words *words = kua_calloc(1, sizeof *words);
	words->arena = kua_arena_new();
	enum kua_code code = KUA_OK;
	for (int i = 0; i < n; i++) {
		if (code == KUA_OK && strlen(names[i]->d_name) < sizeof words->languages.v->name && names[i]->d_name[0] != '.')
			code = load_language(words, data_dir, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	if (code == KUA_OK)
		*out = words;
	else
		kua_reuse_words_free(words);
	return code;
}

void kua_reuse_words_free(struct kua_reuse_words *words)
{
	if (!words)
		return;
	for (size_t i = 0; i < words->languages.n; i++) {
		for (int s = 0; s < SECTIONS; s++)
			kua_vec_free(&words->languages.v[i].phrases[s]);
		kua_vec_free(&words->languages.v[i].past_endings);
	}
	kua_vec_free(&words->languages);
	kua_arena_free(words->arena);
	free(words);
}

static const struct language *language_of(const struct kua_reuse_words *words, const struct kua_text *t)
{
	for (size_t i = 0; words && i < words->languages.n; i++)
		if (strcmp(words->languages.v[i].name, t->language) == 0)
			return &words->languages.v[i];
	return NULL;
}

/* ---- finding phrases ---- */

/* The word tokens of one sentence. */
struct line {
	const struct kua_text *text;
	const struct kua_sentence *sentence;
	const struct language *language;
	KUA_VEC(uint32_t) tokens;
};

static void line_of(struct line *line, const struct kua_sentence *s)
{
	line->sentence = s;
	line->tokens.n = 0;
	for (uint32_t i = s->first; i < s->last; i++)
		if (line->text->tokens[i].kind != KUA_PUNCT)
			*kua_vec_add(&line->tokens) = i;
}

static bool is_phrase(const struct line *line, size_t at, const struct phrase *p)
{
	if (line->tokens.n - at < p->n)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (line->text->tokens[line->tokens.v[at + i]].hash != p->words[i])
			return false;
	return true;
}

/* How many words of the line a phrase of the section takes at `at`; 0 where none is there. */
static size_t phrase_at(const struct line *line, enum section section, size_t at)
{
	size_t best = 0;
	uint64_t hash = line->text->tokens[line->tokens.v[at]].hash;
	if (!(line->language->begins[section][hash % BEGINNINGS / 64] >> hash % 64 & 1)) /* nearly all words of a text begin none */
		return 0;
	for (size_t i = 0; i < line->language->phrases[section].n; i++) {
		const struct phrase *p = &line->language->phrases[section].v[i];
		if (p->n > best && is_phrase(line, at, p))
			best = p->n;
	}
	return best;
}

static bool has_phrase(const struct line *line, enum section section)
{
	for (size_t at = 0; at < line->tokens.n; at++)
		if (phrase_at(line, section, at))
			return true;
	return false;
}

static const char *sentence_quote(const struct line *line, struct kua_arena *a)
{
	return kua_arena_strndup(a, line->text->bytes + line->sentence->start,
	                         line->sentence->end - line->sentence->start);
}

/* ---- where it was printed ---- */

static bool is_name_token(const struct line *line, size_t i)
{
	const struct kua_token *t = &line->text->tokens[line->tokens.v[i]];
	return t->kind == KUA_WORD && (t->flags & KUA_CAPITAL);
}

/* Dates hold capital words that name no outlet ("on November 3"), and the day of the print. */
static bool in_date(const struct dates *dates, uint32_t token)
{
	for (size_t i = 0; i < dates->n; i++)
		if (token >= dates->v[i].first && token < dates->v[i].last)
			return true;
	return false;
}

/* The capital name that begins at word i of the line, with its article; false where there is none. */
static bool read_outlet(const struct line *line, size_t i, const struct dates *dates, struct kua_arena *a,
                        struct credit *out)
{
	size_t first = i;
	if (i < line->tokens.n)
		i += phrase_at(line, ARTICLE, i);
	size_t name = i;
	while (i < line->tokens.n && is_name_token(line, i) && !in_date(dates, line->tokens.v[i]) &&
	       (i == name || line->tokens.v[i] == line->tokens.v[i - 1] + 1))
		i++;
	if (i == name)
		return false;
	const struct kua_token *t = line->text->tokens;
	uint32_t start = t[line->tokens.v[first]].start, key = t[line->tokens.v[name]].start;
	uint32_t end = t[line->tokens.v[i - 1]].end;
	struct kua_buf folded = KUA_BUF_INIT;
	kua_fold(&folded, line->text->bytes + key, end - key);
	out->from = kua_arena_strndup(a, line->text->bytes + start, end - start);
	out->from_key = kua_arena_strndup(a, folded.data, folded.len);
	kua_buf_free(&folded);
	return true;
}

/* "printed in the Guardian", "appeared on 3 November in": a word of printing, soon behind it a word that leads to a name. */
static bool find_outlet(const struct line *line, const struct dates *dates, struct kua_arena *a, struct credit *out)
{
	for (size_t at = 0; at < line->tokens.n; at++) {
		size_t n = phrase_at(line, PRINTED, at);
		for (size_t i = at + n; n && i < line->tokens.n && i < at + n + REACH; i++) {
			size_t in = phrase_at(line, IN_, i);
			if (in && read_outlet(line, i + in, dates, a, out))
				return true;
		}
	}
	return false;
}

/* The first date of the sentence; a day without a year is the one nearest to the anchor. */
static void read_printed_on(const struct line *line, const struct dates *dates, const char *anchor, char iso[11])
{
	for (size_t i = 0; i < dates->n; i++) {
		const struct kua_date *d = &dates->v[i];
		if (d->first < line->sentence->first || d->last > line->sentence->last)
			continue;
		int64_t at, back, on;
		const char *best = d->iso;
		if (anchor && d->kind == KUA_DATE_PARTIAL && kua_date_first_day(anchor, &at) &&
		    kua_date_first_day(d->iso, &back) && kua_date_first_day(d->iso_next, &on) && on - at < at - back)
			best = d->iso_next;
		(void)snprintf(iso, 11, "%s", best);
		return;
	}
}

static void read_sentence(const struct line *line, const struct kua_languages *l, const char *anchor, struct kua_arena *a,
                          struct credit *out)
{
	if (!out->shortened && has_phrase(line, SHORTENED)) {
		out->shortened = true;
		out->shortened_quote = sentence_quote(line, a);
	}
	bool version = has_phrase(line, VERSION);
	bool reprint = !version && (has_phrase(line, REPRINT) || phrase_at(line, FIRST, 0));
	if (!version && !reprint && !(has_phrase(line, TEXT_) && has_phrase(line, THIS_)))
		return;
	struct dates dates = {0};
	out->looked = true;
	dates.v = kua_text_dates(l, line->text, anchor, a, &dates.n);
	struct credit place = {0};
	bool named = find_outlet(line, &dates, a, &place);
	if (version && !out->version) {
		out->version = true;
		out->version_quote = sentence_quote(line, a);
	} else if (!version && (reprint || named) && !out->reprint) {
		out->reprint = true;
		out->from_quote = sentence_quote(line, a);
		out->from = place.from;
		out->from_key = place.from_key;
	} else {
		return;
	}
	if (!out->printed_on[0])
		read_printed_on(line, &dates, anchor, out->printed_on);
}

void credit_read(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
                 const char *anchor, struct kua_arena *a, struct credit *out)
{
	const struct kua_text *t = s->text;
	struct line line = {.text = t, .language = language_of(words, t)};
	*out = (struct credit){0};
	if (!line.language)
		return;
	for (size_t i = 0; i < t->n_sentences; i++) {
		line_of(&line, &t->sentences[i]);
		if (!line.tokens.n)
			continue;
		out->salutation |= phrase_at(&line, SALUTATION, 0) > 0;
		out->closing |= phrase_at(&line, CLOSING, 0) > 0;
		if (i < EDGE || i + EDGE >= t->n_sentences)
			read_sentence(&line, l, anchor, a, out);
	}
	kua_vec_free(&line.tokens);
}

bool credit_is_none(const struct credit *c)
{
	return !c->looked && !c->shortened && !c->salutation && !c->closing;
}

/* ---- what is told as past ---- */

static bool ends_in(const char *word, const char *ending)
{
	size_t n = strlen(word), m = strlen(ending);
	return n > m + 1 && strcmp(word + n - m, ending) == 0;
}

static bool is_past_form(const struct line *line, size_t at)
{
	if (phrase_at(line, PAST, at))
		return true;
	const char *norm = line->text->tokens[line->tokens.v[at]].norm;
	for (size_t k = 0; k < line->language->past_endings.n; k++)
		if (ends_in(norm, line->language->past_endings.v[k]))
			return true;
	return false;
}

/* Is there a past form near the date, and no word of the future in the sentence? */
static bool tells_past(const struct line *line, const struct kua_date *d)
{
	if (has_phrase(line, FUTURE))
		return false;
	for (size_t i = 0; i < line->tokens.n; i++) {
		uint32_t token = line->tokens.v[i];
		if (token + NEAR_DATE >= d->first && token < d->last + NEAR_DATE && is_past_form(line, i))
			return true;
	}
	return false;
}

bool past_date(const struct kua_reuse_words *words, const struct kua_languages *l, const struct kua_source *s,
               struct kua_arena *a, char iso[11])
{
	struct line line = {.text = s->text, .language = language_of(words, s->text)};
	if (!line.language)
		return false;
	size_t n;
	const struct kua_date *dates = kua_text_dates(l, s->text, NULL, a, &n);
	int64_t latest = INT64_MIN, day;
	for (size_t i = 0; i < n; i++) {
		const struct kua_date *d = &dates[i];
		if (d->kind != KUA_DATE_FULL || d->anniversary || !kua_date_first_day(d->iso, &day) || day <= latest)
			continue;
		line_of(&line, &s->text->sentences[s->text->tokens[d->first].sentence]);
		if (!tells_past(&line, d))
			continue;
		latest = day;
		(void)snprintf(iso, 11, "%s", d->iso);
	}
	kua_vec_free(&line.tokens);
	return latest != INT64_MIN;
}
