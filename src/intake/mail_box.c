/*
 * mail_box.c - where the messages of a mailbox begin (RFC 4155 and its cousins): at a line "From address date" behind
 * a blank line. Bodies hold such lines, too: mboxo and mboxrd put ">" before them, mboxcl counts the bytes of a body,
 * and many programs do nothing. So a line parts messages only where a head follows it and it looks as such a line
 * does; without a blank line before it must look perfect. What Content-Length says is believed where it leads to
 * such a line or to the end.
 */
#include <strings.h>

#include "intake/mail.h"

#define LINE_BYTES ((size_t)1000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_month(const char *s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (size_t i = 0; i < 36; i += 3)
		if (strncasecmp(s, months + i, 3) == 0)
			return true;
	return false;
}

/* "From a@b.org Mon May  2 16:07:05 2005": a month, a time and a year behind "From ". */
static bool is_dated(struct kua_str line)
{
	bool month = false, time = false, year = false;
	for (size_t i = 5, n; i < line.n; i += n ? n : 1) {
		for (n = 0; i + n < line.n && is_letter(line.s[i + n]); n++)
			;
		if (n) {
			month |= n == 3 && is_month(line.s + i);
			continue;
		}
		for (; i + n < line.n && is_digit(line.s[i + n]); n++)
			;
		time |= n && n <= 2 && i + n + 1 < line.n && line.s[i + n] == ':' && is_digit(line.s[i + n + 1]);
		year |= n == 4 && (line.s[i] == '1' || line.s[i] == '2') && line.s[i - 1] == ' ';
	}
	return month && time && year;
}

/* "From " at `at`: how sure is it that a message begins there? 0 not at all, 1 if a blank line is before it, 2 sure. */
static unsigned parts_here(struct kua_str s, size_t at, size_t *head)
{
	struct kua_str line, name, value;
	size_t pos = at;
	if (!kua_mail_line(s, &pos, &line) || line.n < 6 || line.n > LINE_BYTES)
		return 0;
	*head = pos;
	bool dated = is_dated(line);
	if (!kua_mail_line(s, &pos, &line))
		return 0;
	if (line.n > 5 && memcmp(line.s, ">From ", 6) == 0 && !kua_mail_line(s, &pos, &line)) /* a relay's */
		return 0;
	if (!kua_mail_is_field(line, &name, &value) || line.n > KUA_LINE_BYTES * 4)
		return 0;
	if (dated)
		return 2;
	/* else two fields */
	while (kua_mail_line(s, &pos, &line) && line.n && (line.s[0] == ' ' || line.s[0] == '\t'))
		;
	return line.n && kua_mail_is_field(line, &name, &value) ? 1 : 0;
}

static bool is_behind_blank(struct kua_str s, size_t at)
{
	size_t i = at;
	for (int newlines = 0; i > 0 && newlines < 2; i--) {
		if (s.s[i - 1] == '\n')
			newlines++;
		else if (s.s[i - 1] != '\r')
			return false;
	}
	return true;
}

static bool is_from(struct kua_str s, size_t at)
{
	return s.n - at >= 5 && memcmp(s.s + at, "From ", 5) == 0;
}

bool kua_mail_is_box(struct kua_str s)
{
	size_t head;
	return is_from(s, 0) && parts_here(s, 0, &head) > 0;
}

/* Where the body ends by its Content-Length; 0 where that leads nowhere. */
static size_t end_by_length(struct kua_str s, size_t from)
{
	struct kua_mail_head h = {0};
	struct kua_str rest = {s.s + from, s.n - from};
	size_t length = 0, head;
	kua_mail_read_head(rest, &h);
	struct kua_str value = kua_mail_get(&h, "content-length");
	size_t body = from + h.body;
	kua_vec_free(&h.fields);
	if (!value.n || value.n > 12)
		return 0;
	for (size_t i = 0; i < value.n; i++) {
		if (!is_digit(value.s[i]))
			return 0;
		length = length * 10 + (size_t)(value.s[i] - '0');
	}
	if (length > s.n - body)
		return 0;
	size_t end = body + length;
	while (end < s.n && (s.s[end] == '\n' || s.s[end] == '\r') && end - body - length < 4)
		end++;
	return end == s.n || (s.s[end - 1] == '\n' && is_from(s, end) && parts_here(s, end, &head)) ? end : 0;
}

/* Where the next message's line begins; s.n where there is none. */
static size_t find_next(struct kua_str s, size_t from)
{
	size_t head, pos = from ? from - 1 : 0;
	const char *at;
	while (pos < s.n && (at = memmem(s.s + pos, s.n - pos, "\nFrom ", 6))) {
		size_t line = (size_t)(at - s.s) + 1;
		unsigned sure = parts_here(s, line, &head);
		if (sure == 2 || (sure && is_behind_blank(s, line)))
			return line;
		pos = line;
	}
	return s.n;
}

bool kua_mail_next(struct kua_str s, size_t *pos, struct kua_str *line, struct kua_str *message)
{
	if (*pos >= s.n)
		return false;
	size_t from = *pos;
	(void)kua_mail_line(s, &from, line);
	if (from > *pos + LINE_BYTES || !is_from(s, *pos))
		from = *pos;
	size_t end = end_by_length(s, from);
	if (!end)
		end = find_next(s, from);
	*message = (struct kua_str){s.s + from, end - from};
	*pos = end;
	return true;
}
