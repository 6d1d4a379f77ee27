/*
 * mail.c - a mail saved as plain text, or several in one file (mbox: each begins with a line "From ..."): the
 * lines of its head are fields, the rest is its text (RFC 5322, RFC 4155).
 *
 * Only what is plain: a mail whose head is in another encoding (RFC 2047) keeps its text and loses that field,
 * and one whose body is encoded or in several parts is left to whoever reads text.
 */
#include <string.h>

#include "intake/internal.h"

#define HEAD_LINES 200
#define LABEL_BYTES ((size_t)60)

struct mail {
	struct kua_str from, date, subject;
	bool encoded; /* its body is not plain */
	size_t body;  /* where it begins */
};

/* "Label: value"; labels are one word of letters and hyphens. */
static bool is_field(struct kua_str line, struct kua_str *label, struct kua_str *value)
{
	size_t n = 0;
	while (n < line.n && n <= LABEL_BYTES && (kua_is_alnum_ascii(line.s[n]) || line.s[n] == '-'))
		n++;
	if (n == 0 || n == line.n || line.s[n] != ':')
		return false;
	*label = (struct kua_str){line.s, n};
	*value = kua_trim((struct kua_str){line.s + n + 1, line.n - n - 1});
	return true;
}

static void take_field(struct mail *m, struct kua_str label, struct kua_str value)
{
	bool readable = !memmem(value.s, value.n, "=?", 2);
	if (kua_str_is(label, "from"))
		m->from = readable ? value : (struct kua_str){"", 0};
	else if (kua_str_is(label, "date") || kua_str_is(label, "sent"))
		m->date = value;
	else if (kua_str_is(label, "subject"))
		m->subject = readable ? value : (struct kua_str){"", 0};
	else if (kua_str_is(label, "content-transfer-encoding"))
		m->encoded |= kua_str_is(value, "base64") || kua_str_is(value, "quoted-printable");
	else if (kua_str_is(label, "content-type"))
		m->encoded |= value.n < 5 || !kua_str_is((struct kua_str){value.s, 5}, "text/");
}

/* The head that starts at pos: fields until a blank line, with From and both of Date and Subject. */
static bool read_head(struct kua_str text, size_t pos, struct mail *m)
{
	struct kua_str line, label, value;
	bool first = true;
	*m = (struct mail){0};
	for (int i = 0; i < HEAD_LINES && kua_next_line(text, &pos, &line); i++) {
		if (kua_trim(line).n == 0) {
			m->body = pos;
			return m->from.s && m->date.s && m->subject.s;
		}
		bool continued = !first && (line.s[0] == ' ' || line.s[0] == '\t');
		if (!continued && !is_field(line, &label, &value))
			return false;
		if (!continued)
			take_field(m, label, value);
		first = false;
	}
	return false;
}

static bool starts_with(struct kua_str s, size_t pos, const char *with)
{
	size_t n = strlen(with);
	return pos + n <= s.n && memcmp(s.s + pos, with, n) == 0;
}

static size_t next_line_at(struct kua_str text, size_t pos)
{
	struct kua_str line;
	(void)kua_next_line(text, &pos, &line);
	return pos;
}

/* Does a mail begin at pos, which is behind a blank line or the text's beginning? */
static bool begins(struct kua_str text, size_t pos, bool mbox, struct mail *m)
{
	if (!mbox)
		return starts_with(text, pos, "From:") && read_head(text, pos, m);
	return starts_with(text, pos, "From ") && read_head(text, next_line_at(text, pos), m);
}

/* Where the next mail begins at or behind pos; the text's end where there is none. */
static size_t next_mail(struct kua_str text, size_t pos, bool mbox)
{
	struct kua_str line;
	struct mail m;
	bool parted = false;
	for (size_t at = pos; kua_next_line(text, &pos, &line); at = pos) {
		if (parted && begins(text, at, mbox, &m))
			return at;
		parted = kua_trim(line).n == 0;
	}
	return text.n;
}

/* Without quotation marks and address; {NULL, 0} where it is nothing but an address. */
static struct kua_str name_of(struct kua_str from)
{
	while (from.n && (from.s[0] == '"' || from.s[0] == '\''))
		from = (struct kua_str){from.s + 1, from.n - 1};
	size_t n = 0;
	while (n < from.n && !strchr("\"<(,", from.s[n]))
		n++;
	struct kua_str name = kua_trim((struct kua_str){from.s, n});
	return name.n && !memchr(name.s, '@', name.n) ? name : (struct kua_str){NULL, 0};
}

static bool answer_mail(const struct kua_words *w, struct kua_str text, const struct mail *m, size_t end,
                        struct kua_answer *o)
{
	struct kua_found f = {.title = m->subject, .author = name_of(m->from)};
	struct kua_buf b = KUA_BUF_INIT;
	if (!kua_whole_date(w, m->date, f.date))
		f.date[0] = '\0';
	kua_leave_out_furniture(w, (struct kua_str){text.s + m->body, end - m->body}, &b);
	f.text = (struct kua_str){b.data, b.len};
	bool more = b.len == 0 || kua_answer_item(o, &f);
	kua_buf_free(&b);
	return more;
}

bool kua_read_mail(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	struct mail m;
	size_t pos = 0;
	while (pos < text.n && text.s[pos] == '\n')
		pos++;
	bool mbox = starts_with(text, pos, "From ");
	bool more = true;
	size_t encoded = 0;
	size_t head = mbox ? next_line_at(text, pos) : pos;
	if (!read_head(text, head, &m) || m.encoded)
		return false;
	while (more && pos < text.n && read_head(text, mbox ? next_line_at(text, pos) : pos, &m)) {
		size_t end = next_mail(text, m.body, mbox);
		encoded += m.encoded;
		more = answer_mail(w, text, &m, end, o);
		pos = end;
	}
	if (encoded)
		kua_answer_diagnose(o, KUA_DIAG_PARTS_LEFT_OUT, "the encoding of %zu mails, which were read as they stand", encoded);
	return true;
}
