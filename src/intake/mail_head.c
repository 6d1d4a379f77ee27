/*
 * mail_head.c - the head of a mail or of one of its parts: "Name: value" lines up to a blank one, values folded over
 * several lines (RFC 5322). Heads in the wild have lines in them that are no fields (a program's warning, the line
 * that parts mails in a mailbox) and end without a blank line; neither costs what stands around them.
 */
#include "intake/mail.h"

#define NAME_BYTES ((size_t)76)

/* ---- names of fields ---- */

/* Names that people type, too, and names that only programs write. */
static const char *const typed[] = {"from", "to", "subject", "date", "cc", "bcc", "reply-to", "sender", "organization"};
static const char *const written[] = {
	"received", "return-path", "message-id", "mime-version", "delivered-to", "content-type", "references",
	"content-transfer-encoding", "in-reply-to", "dkim-signature", "x-mailer", "envelope-to", "x-original-to",
	"authentication-results", "received-spf", "newsgroups", "xref", "list-id", "x-received", "resent-from",
	"x-gm-thrid", "x-gmail-labels", "user-agent", "thread-topic", "thread-index", "importance", "x-priority",
	"x-mozilla-status", "arc-seal", "content-disposition", "precedence", "x-originating-ip", "x-ms-exchange-organization-authas",
	"x-gmail-received", "x-message-delivery", "x-ymail-umid", "recieved", "content-language", "x-uidl"};

static bool is_among(struct kua_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (kua_str_is(name, names[i]))
			return true;
	return false;
}

/* ---- lines ---- */

bool kua_mail_line(struct kua_str s, size_t *pos, struct kua_str *line)
{
	if (*pos >= s.n)
		return false;
	const char *from = s.s + *pos, *nl = memchr(from, '\n', s.n - *pos);
	size_t n = nl ? (size_t)(nl - from) : s.n - *pos;
	*pos += n + (nl != NULL);
	while (n > 0 && from[n - 1] == '\r')
		n--;
	*line = (struct kua_str){from, n};
	return true;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t';
}

static struct kua_str trim_ascii(struct kua_str s)
{
	while (s.n && (is_white(s.s[0]) || s.s[0] == '\r' || s.s[0] == '\n'))
		s = (struct kua_str){s.s + 1, s.n - 1};
	while (s.n && (is_white(s.s[s.n - 1]) || s.s[s.n - 1] == '\r' || s.s[s.n - 1] == '\n'))
		s.n--;
	return s;
}

bool kua_mail_is_field(struct kua_str line, struct kua_str *name, struct kua_str *value)
{
	size_t n = 0, end;
	while (n < line.n && n <= NAME_BYTES && line.s[n] > ' ' && line.s[n] < 0x7f && line.s[n] != ':')
		n++;
	for (end = n; end < line.n && is_white(line.s[end]); end++)
		;
	if (n == 0 || n > NAME_BYTES || end == line.n || line.s[end] != ':')
		return false;
	*name = (struct kua_str){line.s, n};
	*value = (struct kua_str){line.s + end + 1, line.n - end - 1};
	return true;
}

/* A line that is no field ends the head, unless a field follows it. */
static bool ends_head(struct kua_str s, size_t next)
{
	struct kua_str line, name, value;
	return !kua_mail_line(s, &next, &line) || !kua_mail_is_field(line, &name, &value);
}

/* A blank line inside a folded field: what follows is folded on, and then comes a field that mails have. */
static bool is_torn(struct kua_str s, size_t next)
{
	struct kua_str line, name, value;
	if (!kua_mail_line(s, &next, &line) || !line.n || !is_white(line.s[0]) || !trim_ascii(line).n)
		return false;
	return kua_mail_line(s, &next, &line) && kua_mail_is_field(line, &name, &value) &&
	       (is_among(name, typed, sizeof typed / sizeof *typed) || is_among(name, written, sizeof written / sizeof *written));
}

void kua_mail_read_head(struct kua_str s, struct kua_mail_head *h)
{
	struct kua_str line, name, value;
	size_t pos = 0;
	h->fields.n = 0;
	h->broken = false;
	s.n = s.n < KUA_MAIL_HEAD ? s.n : KUA_MAIL_HEAD;
	for (h->body = 0; kua_mail_line(s, &pos, &line); h->body = pos) {
		if (line.n == 0 && h->fields.n && is_torn(s, pos)) {
			h->broken = true;
			continue;
		}
		if (line.n == 0) {
			h->body = pos;
			return;
		}
		bool continued = is_white(line.s[0]);
		if (!continued && kua_mail_is_field(line, &name, &value)) {
			if (h->fields.n < KUA_MAIL_FIELDS)
				*kua_vec_add(&h->fields) = (struct kua_mail_field){name, value};
			continue;
		}
		if (continued && trim_ascii(line).n && h->fields.n) {
			struct kua_str *last = &h->fields.v[h->fields.n - 1].value;
			last->n = (size_t)(line.s + line.n - last->s);
			continue;
		}
		if (ends_head(s, pos)) {
			h->body = trim_ascii(line).n ? h->body : pos;
			h->broken |= trim_ascii(line).n > 0;
			return;
		}
		h->broken |= trim_ascii(line).n > 0;
	}
}

struct kua_str kua_mail_get(const struct kua_mail_head *h, const char *name)
{
	for (size_t i = 0; i < h->fields.n; i++)
		if (kua_str_is(h->fields.v[i].name, name))
			return trim_ascii(h->fields.v[i].value);
	return (struct kua_str){NULL, 0};
}

/* ---- what is a mail ---- */

static bool has_address(struct kua_str value)
{
	return memchr(value.s, '@', value.n) != NULL || memmem(value.s, value.n, " at ", 4);
}

bool kua_mail_begins(struct kua_str s, bool named)
{
	struct kua_mail_head h = {0};
	struct kua_str line, name, value;
	size_t pos = 0, of_programs = 0, of_people = 0;
	bool addressed = false;
	if (!kua_mail_line(s, &pos, &line) || line.n > KUA_LINE_BYTES || !kua_mail_is_field(line, &name, &value))
		return false;
	kua_mail_read_head((struct kua_str){s.s, s.n < (64 << 10) ? s.n : 64 << 10}, &h);
	for (size_t i = 0; i < h.fields.n; i++) {
		name = h.fields.v[i].name;
		of_programs += is_among(name, written, sizeof written / sizeof *written);
		of_people += is_among(name, typed, sizeof typed / sizeof *typed);
		addressed |= kua_str_is(name, "from") && has_address(h.fields.v[i].value);
	}
	kua_vec_free(&h.fields);
	if (named)
		return of_programs + of_people > 0;
	/* what people typed or pasted into a text is left to whoever reads text (mail.c) */
	return of_programs >= 3 || (of_programs >= 1 && (addressed || of_programs + of_people >= 3));
}
