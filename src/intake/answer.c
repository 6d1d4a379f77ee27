/*
 * answer.c - a reader's side of the stream: items in, fields out, within the limits.
 *
 * Fields are gathered whole and sent in large writes; a text larger than the gathering is written past it,
 * without a copy. So at any moment what has been sent is a row of whole fields, and a reader that runs out of
 * memory can still send its reason and its end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake/internal.h"

#define GATHER ((size_t)64 << 10)

void kua_answer_init(struct kua_answer *o, int fd, const struct kua_intake_limits *limits)
{
	*o = (struct kua_answer){.fd = fd, .limits = limits};
	kua_buf_reserve(&o->bytes, GATHER);
}

void kua_answer_free(struct kua_answer *o)
{
	kua_buf_free(&o->bytes);
	kua_buf_free(&o->reason);
}

/* A parent that has stopped listening has a reason; there is nobody left to tell. */
static void write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno != EINTR)
			return;
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
}

static void flush(struct kua_answer *o)
{
	if (o->fd < 0)
		return;
	write_all(o->fd, o->bytes.data, o->bytes.len);
	kua_buf_clear(&o->bytes);
}

static void header(char out[KUA_PART_HEADER], enum kua_part type, size_t n)
{
	for (size_t i = 0; i < 4; i++)
		out[i] = (char)((unsigned)type >> (8 * i));
	for (size_t i = 0; i < 8; i++)
		out[4 + i] = (char)((uint64_t)n >> (8 * i));
}

static void send_part(struct kua_answer *o, enum kua_part type, const char *p, size_t n)
{
	char h[KUA_PART_HEADER];
	header(h, type, n);
	o->sent += n;
	if (o->fd >= 0 && n >= GATHER) {
		kua_buf_add(&o->bytes, h, sizeof h);
		flush(o);
		write_all(o->fd, p, n);
		return;
	}
	kua_buf_reserve(&o->bytes, sizeof h + n);
	kua_buf_add(&o->bytes, h, sizeof h);
	kua_buf_add(&o->bytes, p, n);
	if (o->bytes.len >= GATHER)
		flush(o);
}

/*
 * A field of one line: white space folded, cut to the limit at a character. Nothing is sent for an empty one.
 */
static void send_line(struct kua_answer *o, enum kua_part type, struct kua_str s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_one_line(&b, s.s, s.n);
	if (b.len > KUA_LINE_BYTES)
		b.len = kua_cut(b.data, b.len, KUA_LINE_BYTES);
	if (b.len)
		send_part(o, type, b.data, b.len);
	kua_buf_free(&b);
}

static void pass_limit(struct kua_answer *o, const char *what, size_t limit)
{
	o->over = true;
	kua_buf_clear(&o->reason);
	kua_buf_printf(&o->reason, "%s %zu", what, limit);
}

void kua_answer_media_type(struct kua_answer *o, const char *type)
{
	send_line(o, KUA_PART_MEDIA_TYPE, kua_str(type));
}

void kua_answer_note(struct kua_answer *o, const char *fmt, ...)
{
	if (o->over || o->reason.len > KUA_LINE_BYTES / 2)
		return;
	char note[500];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(note, sizeof note, fmt, ap);
	va_end(ap);
	if (o->reason.len)
		kua_buf_str(&o->reason, "; ");
	kua_buf_str(&o->reason, note);
}

/* Kept free for the reason, the end and a date. */
#define ROOM_FOR_END (2 * KUA_LINE_BYTES)

static bool is_language(struct kua_str s)
{
	if (s.n == 0 || s.n > KUA_LANGUAGE_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!kua_is_alnum_ascii(s.s[i]) && s.s[i] != '-')
			return false;
	return true;
}

static size_t weight(const struct kua_found *f)
{
	size_t n = f->text.n + f->title.n + f->author.n + f->issuer.n + f->language.n;
	for (size_t i = 0; i < f->n_categories && i < KUA_CATEGORIES; i++)
		n += f->categories[i].n;
	return n;
}

bool kua_answer_item(struct kua_answer *o, const struct kua_found *f)
{
	if (o->over)
		return false;
	if (o->items >= o->limits->items)
		pass_limit(o, "more items than the limit of", o->limits->items);
	else if (f->text.n > o->limits->text)
		pass_limit(o, "an item's text is longer in bytes than the limit of", o->limits->text);
	else if (o->sent + weight(f) + ROOM_FOR_END > o->limits->bytes_out)
		pass_limit(o, "its items are more bytes than the limit of", o->limits->bytes_out);
	if (o->over)
		return false;
	o->items++;
	send_part(o, KUA_PART_ITEM, "", 0);
	send_line(o, KUA_PART_TITLE, f->title);
	if (!o->words || !kua_words_has(o->words, KUA_SET_SITE_ROLE, f->author)) /* whichever reader found it */
		send_line(o, KUA_PART_AUTHOR, f->author);
	send_line(o, KUA_PART_ISSUER, f->issuer);
	if (f->date[0])
		send_part(o, KUA_PART_DATE, f->date, strnlen(f->date, 10));
	for (size_t i = 0; i < f->n_categories && i < KUA_CATEGORIES; i++)
		send_line(o, KUA_PART_CATEGORY, f->categories[i]);
	if (is_language(f->language))
		send_part(o, KUA_PART_LANGUAGE, f->language.s, f->language.n);
	if (f->record)
		send_part(o, KUA_PART_RECORD, "", 0);
	send_part(o, KUA_PART_TEXT, f->text.s ? f->text.s : "", f->text.n);
	return true;
}

static void end_bytes(char out[KUA_END_BYTES], bool read, size_t items)
{
	out[0] = read ? 1 : 0;
	for (size_t i = 0; i < 8; i++)
		out[1 + i] = (char)((uint64_t)items >> (8 * i));
}

void kua_answer_end(struct kua_answer *o, const char *why)
{
	bool read = !why && !o->over && o->items > 0;
	struct kua_str reason = {o->reason.data, o->reason.len};
	if (why && !o->over)
		reason = kua_str(why);
	else if (!read && !reason.n)
		reason = kua_str("nothing to read in it");
	send_line(o, KUA_PART_REASON, reason);
	char end[KUA_END_BYTES];
	end_bytes(end, read, o->items);
	send_part(o, KUA_PART_END, end, sizeof end);
	flush(o);
}

void kua_answer_give_up(struct kua_answer *o, const char *why)
{
	char h[KUA_PART_HEADER], end[KUA_END_BYTES];
	flush(o);
	header(h, KUA_PART_REASON, strlen(why));
	write_all(o->fd, h, sizeof h);
	write_all(o->fd, why, strlen(why));
	header(h, KUA_PART_END, sizeof end);
	write_all(o->fd, h, sizeof h);
	end_bytes(end, false, o->items);
	write_all(o->fd, end, sizeof end);
}
