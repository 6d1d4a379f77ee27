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

#include "intake/mail_quote.h"

#define LEVELS 12u           /* of quotations inside quotations; deeper ones stay in the last */
#define LONG_LINES ((size_t)12)

/* ---- lines that part mails ---- */

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
		q->first = kua_quote_head(t, head, 2, &q->about);
		return q->first > head || dashes;
	}
	if (kua_quote_has_label(t->u, line)) {
		q->first = kua_quote_head(t, i, 3, &q->about);
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
	q->from = kua_quote_attribution(t, i + 1, false, &strong, &q->about);
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
		q.from = kua_quote_attribution(t, q.first, true, &strong, &q.about);
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
