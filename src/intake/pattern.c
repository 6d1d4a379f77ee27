/*
 * pattern.c - one-line patterns such as "posted by {author} on {date}", kept in data/intake/posts.txt.
 *
 * A pattern is a row of slots parted by spaces. A word must stand as it is (case aside); {-} is one or more
 * signs that part things (| / , - : and their like); the others take the shortest run of words with which the
 * rest still fits, a date the longest that is one. Matching tries each end of a slot, at most KUA_MARKER_BYTES
 * of them, and a slot's words are few, so a line costs little; a line without a slot's first word costs next to
 * nothing.
 */
#include <string.h>
#include <unicode/uchar.h>

#include "intake/internal.h"

#define AUTHOR_WORDS 8
#define DATE_WORDS 8
#define COMMENTS_BYTES ((size_t)48) /* "12 comments" */
#define TAIL_PARTS 6 /* of what may follow a date or an author: "at 10:32 am | in Trials | 3 comments" */

static const struct {
	const char *name;
	enum kua_slot slot;
} slots[] = {
	{"{author}", KUA_SLOT_AUTHOR},         {"{date}", KUA_SLOT_DATE}, {"{categories}", KUA_SLOT_CATEGORIES},
	{"{comments}", KUA_SLOT_COMMENTS},     {"{rest}", KUA_SLOT_REST}, {"{-}", KUA_SLOT_SEPARATOR},
	{"{number}", KUA_SLOT_NUMBER},         {"{tags}", KUA_SLOT_TAGS},
};

static bool is_separator(uint32_t cp)
{
	return cp == '|' || cp == '/' || cp == ',' || cp == '-' || cp == ':' || cp == ';' || cp == 0xb7 ||
	    cp == 0x2022 ||
	       (cp >= 0x2010 && cp <= 0x2015) || cp == 0xbb || cp == 0x2192 || cp == 0x2e31;
}

static uint32_t fold(uint32_t cp)
{
	return (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
}

static const char *folded(struct kua_arena *a, struct kua_str word)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t pos = 0; pos < word.n;)
		kua_buf_utf8(&b, fold(kua_next_char(word, &pos)));
	const char *s = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return s;
}

enum kua_code kua_pattern_parse(const char *form, struct kua_arena *a, struct kua_pattern *out,
                                struct kua_error *err)
{
	*out = (struct kua_pattern){0};
	for (const char *p = form; *p;) {
		size_t n = strcspn(p, " ");
		if (n == 0) {
			p++;
			continue;
		}
		if (out->n == KUA_PATTERN_SLOTS)
			return kua_fail(err, KUA_DATA, "\"%s\": a pattern has at most %d parts", form,
			                KUA_PATTERN_SLOTS);
		struct kua_str word = {p, n};
		enum kua_slot slot = KUA_SLOT_WORD;
		for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
			if (kua_str_is(word, slots[i].name))
				slot = slots[i].slot;
		if (slot == KUA_SLOT_WORD && *p == '{')
			return kua_fail(err, KUA_DATA, "\"%s\": there is no slot %.*s", form, (int)n, p);
		out->v[out->n].slot = slot;
		out->v[out->n++].word = slot == KUA_SLOT_WORD ? folded(a, word) : NULL;
		p += n;
	}
	if (out->n == 0)
		return kua_fail(err, KUA_DATA, "an empty pattern");
	return KUA_OK;
}

/* What was tried as a date in this line, for all patterns; parsing one costs more than all the rest. */
#define TRIED 64
struct tried {
	size_t from, end;
	bool is_date;
	char iso[11];
};

struct matcher {
	const struct kua_words *words;
	const struct kua_pattern *p;
	struct kua_str line;
	struct kua_match *m;
	struct tried tried[TRIED];
	size_t n_tried;
	bool is_tail; /* this is itself what follows another: nothing follows it */
};


static size_t digits_at(struct kua_str s, size_t pos)
{
	size_t n = 0;
	while (pos + n < s.n && s.s[pos + n] >= '0' && s.s[pos + n] <= '9')
		n++;
	return n;
}

static size_t skip_space(struct kua_str s, size_t pos)
{
	while (pos < s.n) {
		size_t next = pos;
		if (!kua_is_space(kua_next_char(s, &next)))
			break;
		pos = next;
	}
	return pos;
}

/* Behind the word that starts at pos. */
static size_t word_end(struct kua_str s, size_t pos)
{
	while (pos < s.n) {
		size_t next = pos;
		if (kua_is_space(kua_next_char(s, &next)))
			break;
		pos = next;
	}
	return pos;
}

static bool match_word(struct matcher *k, const char *word, size_t *pos)
{
	struct kua_str w = kua_str(word);
	size_t at = *pos, i = 0;
	while (i < w.n) {
		if (at >= k->line.n || fold(kua_next_char(k->line, &at)) != kua_next_char(w, &i))
			return false;
	}
	if (at < k->line.n) { /* "by" is not the start of "bystander" */
		size_t i2 = w.n - 1, next = at;
		while (i2 > 0 && ((unsigned char)w.s[i2] & 0xc0) == 0x80)
			i2--;
		uint32_t last = kua_next_char(w, &i2);
		if (u_isalnum((UChar32)last) && u_isalnum((UChar32)kua_next_char(k->line, &next)))
			return false;
	}
	*pos = at;
	return true;
}

static struct kua_str slice(struct kua_str s, size_t from, size_t to)
{
	return kua_trim((struct kua_str){s.s + from, to - from});
}

static struct kua_str without_separators(struct kua_str s)
{
	s = kua_trim(s);
	for (size_t pos; s.n; s = kua_trim((struct kua_str){s.s + pos, s.n - pos})) {
		pos = 0;
		if (!is_separator(kua_next_char(s, &pos)))
			break;
	}
	return s;
}

static bool is_comments(const struct kua_words *w, struct kua_str s)
{
	char letters[COMMENTS_BYTES + 1];
	size_t n = 0;
	if (s.n > COMMENTS_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.s[i] >= '0' && s.s[i] <= '9'))
			letters[n++] = s.s[i];
	return kua_words_has(w, KUA_SET_COMMENTS, (struct kua_str){letters, n});
}

/* "am", "p.m.", "Uhr", "GMT+1": what may follow a time. */
static bool is_of_time(struct kua_str word)
{
	static const char *const known[] = {"am", "pm", "a.m.", "p.m.", "uhr", "h", "hrs", "ч."};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (kua_str_is(word, known[i]))
			return true;
	for (size_t i = 0; i < word.n; i++)
		if (!(word.s[i] >= 'A' && word.s[i] <= 'Z') && !(word.s[i] >= '0' && word.s[i] <= '9') &&
		    !strchr("+:()", word.s[i]))
			return false;
	return word.n > 1 && word.n <= 9;
}

/* Behind a time at the beginning of s ("at 10:32 am", "14.02 Uhr"); 0 where there is none. */
static size_t time_end(struct kua_str s)
{
	size_t at = 0, end;
	if (!(s.n && s.s[0] >= '0' && s.s[0] <= '9')) { /* a short word: at, um, kl. */
		at = skip_space(s, word_end(s, 0));
		if (at > 6)
			return 0;
	}
	size_t digits = digits_at(s, at), colon = at + digits;
	if (digits < 1 || digits > 2 || colon >= s.n || !strchr(":.h", s.s[colon]) ||
	    digits_at(s, colon + 1) != 2)
		return 0;
	end = colon + 3;
	if (end < s.n && s.s[end] == ':')
		end += 1 + digits_at(s, end + 1);
	for (int i = 0; i < 2; i++) {
		size_t from = skip_space(s, end), to = word_end(s, from);
		if (from < to && is_of_time((struct kua_str){s.s + from, to - from}))
			end = to;
	}
	return end;
}

/* One part of a tail: comments, or by a pattern what it is filed under, who wrote it. */
static bool is_part(struct matcher *k, struct kua_str s)
{
	struct kua_match m;
	if (is_comments(k->words, s))
		return true;
	if (kua_pattern_first(k->words, KUA_TAILS, s, true, &m) == SIZE_MAX)
		return false;
	if (m.categories.n && strchr(".!?", m.categories.s[m.categories.n - 1]))
		return false; /* the end of a sentence */
	if (m.categories.n)
		k->m->categories = m.categories;
	if (m.tags.n)
		k->m->tags = m.tags;
	if (m.author.n && !k->m->author.n)
		k->m->author = m.author;
	return true;
}

static size_t part_end(struct kua_str s)
{
	for (size_t pos = 0, from; pos < s.n;) {
		from = pos;
		uint32_t cp = kua_next_char(s, &pos);
		if (cp == '|' || cp == 0xb7 || cp == 0x2022)
			return from;
	}
	return s.n;
}

/*
 * What may stand behind a date or an author at the end of a line: a time, a count of comments, categories,
 * parted by bars or dots.
 */
static bool is_tail(struct matcher *k, struct kua_str s)
{
	for (int parts = 0; parts < TAIL_PARTS; parts++) {
		s = without_separators(s);
		if (s.n == 0)
			return true;
		size_t end = time_end(s);
		if (end == 0) {
			end = part_end(s);
			if (!is_part(k, kua_trim((struct kua_str){s.s, end})) &&
			    (end = s.n, !is_part(k, s)))
				return false;
		}
		s = (struct kua_str){s.s + end, s.n - end};
	}
	return false;
}

static bool plausible_author(struct kua_str s)
{
	if (s.n == 0 || s.n > 100)
		return false;
	size_t pos = 0;
	if (!u_isalnum((UChar32)kua_next_char(s, &pos)))
		return false;
	char last = s.s[s.n - 1];
	return !strchr(",:;|/!?", last) && !memchr(s.s, '|', s.n) && !memchr(s.s, ':', s.n);
}

static bool match_from(struct matcher *k, size_t slot, size_t pos);

static bool is_date(struct matcher *k, size_t from, size_t end, char iso[11])
{
	size_t i = 0;
	while (i < k->n_tried && (k->tried[i].from != from || k->tried[i].end != end))
		i++;
	if (i == k->n_tried) {
		i = k->n_tried < TRIED ? k->n_tried++ : TRIED - 1;
		k->tried[i] = (struct tried){.from = from, .end = end};
		k->tried[i].is_date = kua_whole_date(k->words, slice(k->line, from, end), k->tried[i].iso);
	}
	memcpy(iso, k->tried[i].iso, sizeof k->tried[i].iso);
	return k->tried[i].is_date;
}

static bool match_date(struct matcher *k, size_t slot, size_t pos)
{
	size_t ends[DATE_WORDS], n = 0;
	for (size_t at = pos; n < DATE_WORDS && at < k->line.n; at = skip_space(k->line, ends[n++]))
		ends[n] = word_end(k->line, at);
	while (n-- > 0) {
		char iso[11];
		if (!is_date(k, pos, ends[n], iso))
			continue;
		memcpy(k->m->date, iso, sizeof iso);
		if (match_from(k, slot + 1, ends[n]))
			return true;
	}
	return false;
}

/* A run of words that ends before any later word or separator. */
static bool match_run(struct matcher *k, size_t slot, size_t pos)
{
	bool author = k->p->v[slot].slot == KUA_SLOT_AUTHOR;
	unsigned words = 0;
	for (size_t at = pos; at < k->line.n;) {
		size_t from = at;
		uint32_t cp = kua_next_char(k->line, &at);
		bool space = kua_is_space(cp);
		if (!space && !is_separator(cp) && at < k->line.n)
			continue;
		size_t end = !space && !is_separator(cp) ? at : from;
		struct kua_str run = slice(k->line, pos, end);
		if (run.n && (!author || plausible_author(run))) {
			if (author)
				k->m->author = run;
			else if (k->p->v[slot].slot == KUA_SLOT_CATEGORIES)
				k->m->categories = run;
			if (match_from(k, slot + 1, end))
				return true;
		}
		if (space && author && ++words > AUTHOR_WORDS)
			return false;
	}
	return false;
}

static bool match_from(struct matcher *k, size_t slot, size_t pos)
{
	pos = skip_space(k->line, pos);
	if (slot == k->p->n) {
		struct kua_str rest = slice(k->line, pos, k->line.n);
		bool tail = k->p->v[slot - 1].slot == KUA_SLOT_DATE || k->p->v[slot - 1].slot == KUA_SLOT_AUTHOR;
		return tail && !k->is_tail ? is_tail(k, rest) : rest.n == 0;
	}
	switch (k->p->v[slot].slot) {
	case KUA_SLOT_WORD:
		return match_word(k, k->p->v[slot].word, &pos) && match_from(k, slot + 1, pos);
	case KUA_SLOT_SEPARATOR: {
		struct kua_str rest = slice(k->line, pos, k->line.n), after = without_separators(rest);
		return after.n < rest.n && match_from(k, slot + 1, (size_t)(after.s - k->line.s));
	}
	case KUA_SLOT_DATE:
		return match_date(k, slot, pos);
	case KUA_SLOT_NUMBER: {
		size_t digits = digits_at(k->line, pos);
		return digits && match_from(k, slot + 1, pos + digits);
	}
	case KUA_SLOT_COMMENTS:
		return is_comments(k->words, slice(k->line, pos, k->line.n));
	case KUA_SLOT_TAGS:
		k->m->tags = slice(k->line, pos, k->line.n);
		return pos < k->line.n;
	case KUA_SLOT_REST:
		return pos < k->line.n;
	default:
		return match_run(k, slot, pos);
	}
}

size_t kua_pattern_first(const struct kua_words *w, enum kua_pattern_kind kind, struct kua_str line, bool weak,
                         struct kua_match *m)
{
	struct matcher k; /* not zeroed whole: what was tried is large, and empty */
	size_t n;
	k.words = w;
	k.line = kua_trim(line);
	k.m = m;
	k.n_tried = 0;
	k.is_tail = kind == KUA_TAILS;
	const struct kua_pattern *v = kua_words_patterns(w, kind, &n);
	if (k.line.n == 0 || k.line.n > KUA_MARKER_BYTES)
		return SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		if (v[i].weak && !weak)
			continue;
		*m = (struct kua_match){0};
		k.p = &v[i];
		if (!match_from(&k, 0, 0))
			continue;
		if (kua_words_has(w, KUA_SET_SITE_ROLE, m->author))
			m->author = (struct kua_str){NULL, 0};
		return i;
	}
	return SIZE_MAX;
}
