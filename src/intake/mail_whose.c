/*
 * mail_whose.c - whose words a quotation holds: what a line such as "On 5 May 2012, 10:20, X <x@y> wrote:" says, or the small head of a forwarded
 * mail. (data/intake/mail.txt)
 */
#include "intake/mail_quote.h"

#define ATTRIBUTION_LINES ((size_t)3)
#define SHORT_BYTES ((size_t)80) /* "X writes:" */
#define HEAD_LINES ((size_t)16)
#define LABEL_BYTES ((size_t)60)
#define WORDS ((size_t)80)

/* ---- whose words: "On 5 May 2012, 10:20, X <x@y> wrote:" ---- */

struct attribution {
	struct unquoting *u;
	struct kua_buf rest; /* the line; what is understood becomes \n */
	bool verb, address, timed;
	struct about about;
};

static bool has(const struct unquoting *u, enum kua_word_set set, struct kua_str s)
{
	return s.n && kua_words_has(u->m->w, set, s);
}

static void blank_out(struct attribution *a, size_t from, size_t end)
{
	memset(a->rest.data + from, '\n', end - from);
}

static bool is_between(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The words of what is left, at most WORDS. */
static size_t words_of(const struct attribution *a, struct kua_str v[WORDS])
{
	size_t n = 0;
	for (size_t i = 0; i < a->rest.len && n < WORDS;) {
		size_t from = i;
		while (i < a->rest.len && !is_between(a->rest.data[i]))
			i++;
		if (i > from)
			v[n++] = (struct kua_str){a->rest.data + from, i - from};
		else
			i++;
	}
	return n;
}

static bool has_digit(struct kua_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] >= '0' && s.s[i] <= '9')
			return true;
	return false;
}

/* Addresses, in brackets or not; times; numbers. */
static void take_signs(struct attribution *a)
{
	static const char pairs[] = "<>[]()";
	for (size_t p = 0; p < 6; p += 2) {
		for (size_t i = 0; i < a->rest.len; i++) {
			const char *close = a->rest.data[i] == pairs[p] ? memchr(a->rest.data + i, pairs[p + 1], a->rest.len - i) : NULL;
			if (!close)
				continue;
			size_t end = (size_t)(close + 1 - a->rest.data);
			a->address |= memchr(a->rest.data + i, '@', end - i) != NULL;
			blank_out(a, i, end);
		}
	}
	struct kua_str v[WORDS];
	size_t n = words_of(a, v);
	for (size_t i = 0; i < n; i++) {
		size_t from = (size_t)(v[i].s - a->rest.data);
		bool address = memchr(v[i].s, '@', v[i].n) != NULL, digit = has_digit(v[i]);
		a->address |= address;
		a->timed |= digit && memchr(v[i].s, ':', v[i].n);
		if (address || digit)
			blank_out(a, from, from + v[i].n);
	}
}

static struct kua_str without_signs(struct kua_str s)
{
	while (s.n && strchr(",:;.\"'*", s.s[s.n - 1]))
		s.n--;
	while (s.n && strchr(",:;\"'*", s.s[0]))
		s = (struct kua_str){s.s + 1, s.n - 1};
	return s;
}

/* "wrote", "a écrit": up to three words. */
static void take_verb(struct attribution *a)
{
	struct kua_str v[WORDS];
	size_t n = words_of(a, v);
	for (size_t i = 0; i < n && !a->verb; i++) {
		for (size_t k = 3; k > 0; k--) {
			if (i + k > n)
				continue;
			struct kua_str last = v[i + k - 1], words = {v[i].s, (size_t)(last.s + last.n - v[i].s)};
			if (memchr(words.s, '\n', words.n) || !has(a->u, KUA_SET_MAIL_WROTE, without_signs(words)))
				continue;
			size_t from = (size_t)(words.s - a->rest.data);
			blank_out(a, from, from + words.n);
			a->verb = true;
			break;
		}
	}
}

/* Without "on", "at", "user", "Friday" at its ends. */
static struct kua_str without_small_words(const struct unquoting *u, struct kua_str s)
{
	for (;;) {
		s = kua_trim(without_signs(kua_trim(s)));
		const char *space = s.n ? memchr(s.s, ' ', s.n) : NULL, *last = s.n ? memrchr(s.s, ' ', s.n) : NULL;
		struct kua_str first = {s.s, space ? (size_t)(space - s.s) : s.n};
		struct kua_str end = {last ? last + 1 : s.s, last ? (size_t)(s.s + s.n - last - 1) : s.n};
		if (has(u, KUA_SET_MAIL_SMALL, without_signs(first)))
			s = (struct kua_str){s.s + first.n, s.n - first.n};
		else if (has(u, KUA_SET_MAIL_SMALL, without_signs(end)))
			s.n -= end.n;
		else
			return s;
	}
}

/* What is left and may be a name, the last such; "Smith, John" is one. */
static void take_author(struct attribution *a)
{
	struct kua_str rest = {a->rest.data, a->rest.len}, before = {NULL, 0}, best = {NULL, 0};
	for (size_t from = 0, i = 0; i <= rest.n; i++) {
		if (i < rest.n && rest.s[i] != '\n' && rest.s[i] != ',' && rest.s[i] != ';')
			continue;
		struct kua_str piece = without_small_words(a->u, (struct kua_str){rest.s + from, i - from});
		bool joined = from && rest.s[from - 1] == ',' && before.n && !memchr(before.s, ' ', before.n);
		if (piece.n && kua_may_be_author(a->u->m->w, piece)) {
			best = piece;
			if (joined && !memchr(piece.s, ' ', piece.n))
				best = kua_str(kua_arena_printf(a->u->m->arena, "%.*s %.*s", (int)piece.n, piece.s,
				                                (int)before.n, before.s));
			before = piece;
		} else {
			before = (struct kua_str){NULL, 0};
		}
		from = i + 1;
	}
	if (best.n)
		a->about.author = (struct kua_str){kua_arena_strndup(a->u->m->arena, best.s, best.n), best.n};
}

/* sure: what follows has ">" before it, so that a name and a verb are enough. strong (out): so much is in it that
 * nothing need be before what follows. */
static bool read_attribution(struct unquoting *u, struct kua_str s, bool sure, bool *strong, struct about *out)
{
	struct attribution a = {.u = u};
	struct kua_str at;
	s = kua_trim(s);
	bool colon = s.n && s.s[s.n - 1] == ':';
	if (s.n == 0 || s.n > ATTRIBUTION_BYTES || !(colon || sure))
		return false;
	kua_buf_add(&a.rest, s.s, s.n);
	take_verb(&a);
	if ((a.verb || colon) && has_digit(s) && kua_find_date(u->m->w, s, a.about.date, &at) && strlen(a.about.date) == 10)
		blank_out(&a, (size_t)(at.s - s.s), (size_t)(at.s - s.s) + at.n);
	else
		a.about.date[0] = '\0';
	take_signs(&a);
	bool dated = a.about.date[0] != '\0';
	take_author(&a);
	kua_buf_free(&a.rest);
	*strong = colon && a.verb && (a.address || (dated && a.timed));
	*out = a.about;
	return (a.verb && (dated || a.address || (sure && a.about.author.n && s.n <= SHORT_BYTES))) ||
	       (dated && a.address && colon);
}

size_t kua_quote_attribution(struct text *t, size_t end, bool sure, bool *strong, struct about *about)
{
	size_t last = end, best = end;
	struct kua_buf joined = KUA_BUF_INIT;
	while (last > 0 && end - last < 2 && t->lines.v[last - 1].blank)
		last--;
	for (size_t k = 1; k <= ATTRIBUTION_LINES && k <= last; k++) {
		const struct line *first = &t->lines.v[last - k];
		struct about found;
		bool found_strong;
		if (first->blank || first->quoted)
			break;
		kua_buf_clear(&joined);
		for (size_t i = last - k; i < last; i++) {
			kua_buf_add(&joined, t->lines.v[i].s.s, t->lines.v[i].s.n);
			kua_buf_char(&joined, ' ');
		}
		struct kua_str all = {joined.data, joined.len};
		/* of more lines than one, the first must begin such a sentence */
		const char *space = memchr(all.s, ' ', all.n);
		struct kua_str word = without_signs((struct kua_str){all.s, (size_t)(space - all.s)});
		if (k > 1 && !has(t->u, KUA_SET_MAIL_SMALL, word) && !has_digit(word))
			continue;
		if (read_attribution(t->u, all, sure, &found_strong, &found) && (best == end || found.date[0])) {
			best = last - k;
			*about = found;
			*strong = found_strong;
		}
	}
	kua_buf_free(&joined);
	return best;
}

/* ---- whose words: the head of a mail, as text ---- */

enum label { LABEL_NONE, LABEL_FROM, LABEL_SENT, LABEL_TO, LABEL_SUBJECT, LABELS };

/* The name of a field and its value, without the stars of bold letters; false where the line is no such. */
static bool split_label(struct kua_str line, struct kua_str *label, struct kua_str *value)
{
	line = kua_trim(line);
	while (line.n && line.s[0] == '*')
		line = (struct kua_str){line.s + 1, line.n - 1};
	const char *colon = line.n ? memchr(line.s, ':', line.n < LABEL_BYTES ? line.n : LABEL_BYTES) : NULL;
	if (!colon || colon == line.s)
		return false;
	*label = kua_trim((struct kua_str){line.s, (size_t)(colon - line.s)});
	while (label->n && label->s[label->n - 1] == '*')
		label->n--;
	*value = kua_trim((struct kua_str){colon + 1, line.n - (size_t)(colon + 1 - line.s)});
	while (value->n && value->s[0] == '*')
		*value = kua_trim((struct kua_str){value->s + 1, value->n - 1});
	return label->n > 0;
}

/* Each line is looked up once, however many heads may begin above it. */
static enum label label_of(const struct unquoting *u, struct line *line)
{
	static const enum kua_word_set sets[] = {[LABEL_FROM] = KUA_SET_MAIL_FROM, [LABEL_SENT] = KUA_SET_MAIL_SENT,
	                                         [LABEL_TO] = KUA_SET_MAIL_TO, [LABEL_SUBJECT] = KUA_SET_MAIL_SUBJECT};
	struct kua_str label, value;
	if (line->label != UNSEEN)
		return (enum label)line->label;
	line->label = LABEL_NONE;
	if (!split_label(line->s, &label, &value))
		return LABEL_NONE;
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, label);
	for (enum label l = LABEL_FROM; key.len && l < LABELS && line->label == LABEL_NONE; l++)
		if (kua_words_has_key(u->m->w, sets[l], key.data))
			line->label = (signed char)l;
	kua_buf_free(&key);
	return (enum label)line->label;
}

static void take_label(struct text *t, struct kua_str line, enum label l, struct about *about)
{
	struct kua_str label, value;
	if (!split_label(line, &label, &value))
		return;
	if (l == LABEL_FROM) {
		struct kua_str name = kua_mail_person(t->u->m, value);
		about->author = name.n && kua_may_be_author(t->u->m->w, name) ? name : (struct kua_str){NULL, 0};
	} else if (l == LABEL_SENT) {
		(void)kua_mail_date(t->u->m->w, value, about->date);
	} else if (l == LABEL_SUBJECT) {
		about->title = value;
	}
}

size_t kua_quote_head(struct text *t, size_t i, size_t least, struct about *about)
{
	size_t at[LABELS] = {0}, n = 0, start = i, last = i; /* at: the line behind the first of each label */
	enum label l = LABEL_NONE;
	*about = (struct about){0};
	for (; i < t->lines.n && i - start < HEAD_LINES && !t->lines.v[i].quoted; i++) {
		struct line *line = &t->lines.v[i];
		if (line->blank) { /* pages have one between the lines of a head */
			if (i + 1 >= t->lines.n || label_of(t->u, &t->lines.v[i + 1]) == LABEL_NONE)
				break;
			continue;
		}
		enum label next = label_of(t->u, line);
		if (next == LABEL_NONE && (l == LABEL_NONE || l == LABEL_SUBJECT) && !memchr(line->s.s, ':', line->s.n))
			break;
		l = next ? next : l;
		n += next && !at[next];
		if (next && !at[next])
			at[next] = i + 1;
		last = i + 1;
	}
	if (!at[LABEL_FROM] || !(at[LABEL_SENT] || at[LABEL_SUBJECT]) || n < least)
		return start;
	for (l = LABEL_FROM; l < LABELS; l++)
		if (at[l])
			take_label(t, t->lines.v[at[l] - 1].s, l, about);
	return last;
}

bool kua_quote_has_label(const struct unquoting *u, struct line *line)
{
	return label_of(u, line) != LABEL_NONE;
}
