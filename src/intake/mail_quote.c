/*
 * mail_quote.c - what of a mail's text is quoted, and of whom.
 *
 * Quoted is a block of lines with ">" before them, and everything below a forwarded mail's own small head ("From: ...
 * Sent: ... Subject: ...") or below a line such as "On 5 May 2012, 10:20, X <x@y> wrote:". Such a line, or head, says
 * whose words follow. One block is a piece of its own; several with replies between them stay where they stand, signs
 * and all, for the replies are not understood without them, unless they are long or say whose they are. A piece may
 * quote, in turn.
 *
 * A quotation that is taken for the reply's own words puts words into a mouth; words of a reply that are taken for a
 * quotation are credited to the other. Where the signs leave a doubt the text stays whole. (data/intake/mail.txt)
 */
#include <stdlib.h>

#include "intake/mail.h"

#define LEVELS 12u           /* of quotations inside quotations; deeper ones stay in the last */
#define ATTRIBUTION_BYTES ((size_t)400)
#define ATTRIBUTION_LINES ((size_t)3)
#define SHORT_BYTES ((size_t)80) /* "X writes:" */
#define LONG_LINES ((size_t)12)
#define HEAD_LINES ((size_t)16)
#define LABEL_BYTES ((size_t)60)
#define WORDS ((size_t)80)

struct line {
	struct kua_str s;
	bool quoted, blank;
	bool stays; /* in the text that quotes */
	signed char label; /* enum label of its field's name; UNSEEN */
};
#define UNSEEN (-1)

struct about { /* whose words */
	struct kua_str author, title;
	char date[11];
};

struct quotation {
	size_t from, first, end; /* lines: of whose it is; of itself */
	bool signs, known;       /* with ">" before each line; of whom is said */
	struct about about;
};

struct unquoting {
	struct kua_mail *m;
	kua_mail_piece_fn *fn;
	void *ctx;
	bool stopped, ends; /* ends: there is a line somewhere that ends a forwarded mail */
};

struct text { /* being taken apart */
	struct unquoting *u;
	KUA_VEC(struct line) lines;
	KUA_VEC(struct quotation) quotations;
	size_t end; /* where another mail begins, or the last line */
};

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

/* The lines above line `end` that say whose words follow: from which line on; `end` where there are none. */
static size_t find_attribution(struct text *t, size_t end, bool sure, bool *strong, struct about *about)
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

/* A head from line i on, of at least so many different labels: behind its last line, or i where there is none. */
static size_t read_head(struct text *t, size_t i, size_t least, struct about *about)
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

/* "-----Original Message-----", "Begin forwarded message:" */
static bool is_separator(const struct text *t, const struct line *line, bool *dashes)
{
	struct kua_str s = kua_trim(line->s);
	if (s.n == 0 || s.n > ATTRIBUTION_BYTES || line->quoted)
		return false;
	*dashes = s.n > 6 && memcmp(s.s, "---", 3) == 0 && s.s[s.n - 1] == '-';
	bool may = *dashes || s.s[s.n - 1] == ':' || s.s[0] == '_' || s.s[0] == '*' || s.s[0] == '=';
	struct kua_buf key = KUA_BUF_INIT;
	if (may)
		kua_line_key(&key, s);
	bool is = key.len && kua_words_prefix(t->u->m->w, KUA_SET_MAIL_ORIGINAL, key.data);
	kua_buf_free(&key);
	return is;
}

static bool is_end(const struct unquoting *u, struct kua_str line)
{
	struct kua_str s = kua_trim(line);
	bool is = false;
	if (s.n > 6 && s.n <= ATTRIBUTION_BYTES && memcmp(s.s, "---", 3) == 0) {
		struct kua_buf key = KUA_BUF_INIT;
		kua_line_key(&key, s);
		is = key.len && kua_words_prefix(u->m->w, KUA_SET_MAIL_END, key.data);
		kua_buf_free(&key);
	}
	return is;
}

static size_t skip_blank(const struct text *t, size_t i)
{
	while (i < t->lines.n && t->lines.v[i].blank)
		i++;
	return i;
}

/* ---- what is quoted ---- */

/* Does all below line i belong to another mail? Then q is it. */
static bool begins_other(struct text *t, size_t i, struct quotation *q)
{
	struct line *line = &t->lines.v[i];
	bool dashes, strong = false;
	*q = (struct quotation){.from = i, .end = t->lines.n, .known = true};
	if (line->blank || line->quoted)
		return false;
	if (is_separator(t, line, &dashes)) {
		size_t head = skip_blank(t, i + 1);
		q->first = read_head(t, head, 2, &q->about);
		return q->first > head || dashes;
	}
	if (label_of(t->u, line) != LABEL_NONE) {
		q->first = read_head(t, i, 3, &q->about);
		size_t above = i;
		while (above > 0 && t->lines.v[above - 1].blank)
			above--;
		if (above > 0 && kua_mail_is_rule(t->lines.v[above - 1].s))
			q->from = above - 1;
		return q->first > i && (i == 0 || t->lines.v[i - 1].blank || q->from < i);
	}
	struct kua_str s = kua_trim(line->s);
	if (s.s[s.n - 1] != ':')
		return false;
	q->first = skip_blank(t, i + 1);
	if (q->first >= t->lines.n || t->lines.v[q->first].quoted)
		return false;
	q->from = find_attribution(t, i + 1, false, &strong, &q->about);
	return q->from <= i && strong;
}

/* The mail below, if any, and where it ends. */
static size_t find_other(struct text *t)
{
	struct quotation q;
	for (size_t i = 0; i < t->lines.n; i++) {
		if (!begins_other(t, i, &q))
			continue;
		for (size_t k = q.first; t->u->ends && k < t->lines.n; k++) {
			if (!t->lines.v[k].quoted && is_end(t->u, t->lines.v[k].s)) {
				q.end = k;
				t->lines.v[k].stays = false;
				break;
			}
		}
		*kua_vec_add(&t->quotations) = q;
		return q.from;
	}
	return t->lines.n;
}

static bool is_own(const struct line *line)
{
	return !line->quoted && !line->blank;
}

/* The blocks of quoted lines above another mail, with who is said to have written them. */
static void find_blocks(struct text *t)
{
	for (size_t i = 0; i < t->end; i++) {
		if (!t->lines.v[i].quoted)
			continue;
		struct quotation q = {.first = i, .from = i, .signs = true};
		for (q.end = i; i < t->end && !is_own(&t->lines.v[i]); i++)
			q.end = t->lines.v[i].quoted ? i + 1 : q.end;
		bool strong, dashes;
		q.from = find_attribution(t, q.first, true, &strong, &q.about);
		size_t above = q.first;
		while (above > 0 && t->lines.v[above - 1].blank)
			above--;
		if (q.from == q.first && above > 0 && is_separator(t, &t->lines.v[above - 1], &dashes))
			q.from = above - 1; /* the head of what is forwarded has signs, too */
		q.known = q.from < q.first;
		*kua_vec_add(&t->quotations) = q;
	}
}

/* Is there own text in first .. end - 1? What only says whose words follow does not count. */
static bool has_own(const struct text *t, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (is_own(&t->lines.v[i]))
			return true;
	return false;
}

/* Which blocks become pieces. */
static bool goes(const struct text *t, size_t i, size_t blocks)
{
	const struct quotation *q = &t->quotations.v[i];
	if (!q->signs || q->known || q->end - q->first >= LONG_LINES)
		return true;
	bool above = has_own(t, 0, q->from), below = has_own(t, q->end, t->end);
	return blocks == 1 && !(above && below);
}

static void choose(struct text *t)
{
	size_t blocks = 0;
	for (size_t i = 0; i < t->quotations.n; i++)
		blocks += t->quotations.v[i].signs;
	/* several with replies between them: the line above the first says of whom they all are */
	bool interleaved = false;
	for (size_t i = 0; i + 1 < t->quotations.n; i++)
		if (t->quotations.v[i].signs && t->quotations.v[i + 1].signs)
			interleaved |= !t->quotations.v[i + 1].known;
	for (size_t i = 0; i < t->quotations.n; i++) {
		struct quotation *q = &t->quotations.v[i];
		bool stays = !goes(t, i, blocks) || (interleaved && q->signs && q->end - q->first < LONG_LINES);
		for (size_t k = q->from; !stays && k < q->end; k++)
			t->lines.v[k].stays = false;
		if (stays)
			q->first = q->end;
	}
}

/* ---- pieces ---- */

static void take_apart(struct unquoting *u, struct kua_str text, const struct about *about, unsigned level);

static struct kua_str without_sign(struct kua_str s)
{
	while (s.n && s.s[0] == ' ')
		s = (struct kua_str){s.s + 1, s.n - 1};
	if (s.n && s.s[0] == '>')
		s = (struct kua_str){s.s + 1, s.n - 1};
	return s.n && s.s[0] == ' ' ? (struct kua_str){s.s + 1, s.n - 1} : s;
}

static void answer_own(struct text *t, const struct about *about, unsigned level)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < t->lines.n; i++) {
		if (!t->lines.v[i].stays)
			continue;
		kua_buf_add(&b, t->lines.v[i].s.s, t->lines.v[i].s.n);
		kua_buf_char(&b, '\n');
	}
	struct kua_mail_piece p = {.title = about->title, .author = about->author, .level = level};
	memcpy(p.date, about->date, sizeof p.date);
	p.text = kua_mail_cut_tail(t->u->m->w, (struct kua_str){b.data ? b.data : "", b.len});
	if (kua_trim(p.text).n && !t->u->stopped)
		t->u->stopped = !t->u->fn(t->u->ctx, &p);
	kua_buf_free(&b);
}

static void answer_quotation(struct text *t, const struct quotation *q, unsigned level)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = q->first; i < q->end; i++) {
		struct kua_str s = q->signs ? without_sign(t->lines.v[i].s) : t->lines.v[i].s;
		kua_buf_add(&b, s.s, s.n);
		kua_buf_char(&b, '\n');
	}
	if (b.len && !t->u->stopped)
		take_apart(t->u, (struct kua_str){b.data, b.len}, &q->about, level);
	kua_buf_free(&b);
}

static bool is_blank(struct kua_str s)
{
	return s.n == 0 || ((unsigned char)(s.s[0] - '!') >= 0x5e && kua_trim(s).n == 0);
}

static void read_lines(struct text *t, struct kua_str text)
{
	struct kua_str s;
	for (size_t pos = 0; kua_next_line(text, &pos, &s);) {
		size_t i = 0;
		while (i < s.n && i < 2 && s.s[i] == ' ')
			i++;
		*kua_vec_add(&t->lines) = (struct line){s, i < s.n && s.s[i] == '>', is_blank(s), true, UNSEEN};
	}
}

static void take_apart(struct unquoting *u, struct kua_str text, const struct about *about, unsigned level)
{
	struct text t = {.u = u};
	read_lines(&t, text);
	if (level < LEVELS) {
		t.end = find_other(&t);
		find_blocks(&t);
		choose(&t);
	}
	answer_own(&t, about, level);
	for (size_t i = 0; i < t.quotations.n; i++) /* those with signs stand above the mail below, which was found first */
		if (t.quotations.v[i].signs)
			answer_quotation(&t, &t.quotations.v[i], level + 1);
	for (size_t i = 0; i < t.quotations.n; i++)
		if (!t.quotations.v[i].signs)
			answer_quotation(&t, &t.quotations.v[i], level + 1);
	kua_vec_free(&t.lines);
	kua_vec_free(&t.quotations);
}

void kua_mail_unquote(struct kua_mail *m, struct kua_str text, kua_mail_piece_fn *fn, void *ctx)
{
	struct unquoting u = {.m = m, .fn = fn, .ctx = ctx};
	struct kua_str line;
	for (size_t pos = 0; !u.ends && kua_next_line(text, &pos, &line);) {
		while (line.n && (line.s[0] == '>' || line.s[0] == ' '))
			line = (struct kua_str){line.s + 1, line.n - 1};
		u.ends = is_end(&u, line);
	}
	take_apart(&u, text, &(struct about){.date = ""}, 0);
}
