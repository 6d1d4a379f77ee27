/*
 * answer.c - a reader's side of the stream: items in, fields out, within the limits.
 *
 * Fields are gathered whole and sent in large writes; a text larger than the gathering is written past it,
 * without a copy. So at any moment what has been sent is a row of whole fields, and a reader that runs out of
 * memory can still say so and send its end: an item that was under way is dropped on the other side.
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

static void little(char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(v >> (8 * i));
}

static void header(char out[KUA_PART_HEADER], enum kua_part type, size_t n)
{
	little(out, (uint64_t)type, 4);
	little(out + 4, n, 8);
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

void kua_answer_media_type(struct kua_answer *o, const char *type)
{
	send_line(o, KUA_PART_MEDIA_TYPE, kua_str(type));
}

static bool is_new(struct kua_answer *o, uint64_t hash)
{
	if (o->diagnosed >= KUA_DIAGNOSED)
		return false;
	for (size_t i = 0; i < o->diagnosed; i++)
		if (o->said[i] == hash)
			return false;
	o->said[o->diagnosed++] = hash;
	return true;
}

void kua_answer_diagnose(struct kua_answer *o, enum kua_diagnostic_id id, const char *fmt, ...)
{
	char detail[500] = "";
	struct kua_buf b = KUA_BUF_INIT;
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		(void)vsnprintf(detail, sizeof detail, fmt, ap);
		va_end(ap);
	}
	char number[2];
	little(number, (uint64_t)id, sizeof number);
	kua_buf_add(&b, number, sizeof number);
	kua_one_line(&b, detail, kua_cut(detail, strlen(detail), sizeof detail - 1));
	if (!o->over && is_new(o, kua_hash(b.data, b.len)))
		send_part(o, KUA_PART_DIAGNOSTIC, b.data, b.len);
	kua_buf_free(&b);
}

/* A limit was passed: said once, after which nothing more is taken. */
static bool pass_limit(struct kua_answer *o, const char *what, size_t limit)
{
	kua_answer_diagnose(o, KUA_DIAG_LIMIT, "%s: %zu", what, limit);
	o->over = true;
	return false;
}

static bool is_key(const char *key)
{
	for (const char *c = key; *c; c++)
		if (!kua_is_alnum_ascii(*c) && !strchr("._-", *c))
			return false;
	return *key != '\0';
}

void kua_answer_meta(struct kua_answer *o, const char *key, struct kua_str value)
{
	struct kua_str v = kua_trim(value);
	if (o->over || !v.n || !is_key(key) || o->metadata >= KUA_METADATA)
		return;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s: ", key);
	kua_one_line(&b, v.s, v.n);
	o->metadata++;
	send_line(o, KUA_PART_META, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

/* Kept free for a diagnostic, the end and a date. */
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

static size_t weight(const struct kua_answer *o, const struct kua_found *f)
{
	size_t n = f->text.n + f->title.n + f->author.n + f->issuer.n + f->language.n + f->url.n + o->url.n +
	           f->n_pages * KUA_PAGE_BYTES;
	for (size_t i = 0; i < f->n_categories && i < KUA_CATEGORIES; i++)
		n += f->categories[i].n;
	for (size_t i = 0; i < f->n_addressees && i < KUA_ADDRESSEES; i++)
		n += f->addressees[i].n;
	return n;
}

static void send_pages(struct kua_answer *o, const struct kua_found *f)
{
	size_t n = f->n_pages < KUA_PAGES ? f->n_pages : KUA_PAGES;
	if (!n)
		return;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		char pair[KUA_PAGE_BYTES];
		little(pair, f->pages[i].page, 4);
		little(pair + 4, f->pages[i].offset, 8);
		kua_buf_add(&b, pair, sizeof pair);
	}
	send_part(o, KUA_PART_PAGES, b.data, b.len);
	kua_buf_free(&b);
}

/* What is known of an item before its text, in the order of the stream. */
static void send_fields(struct kua_answer *o, const struct kua_found *f)
{
	send_line(o, KUA_PART_TITLE, f->title);
	if (!o->words || !kua_words_has(o->words, KUA_SET_SITE_ROLE, f->author)) /* whichever reader found it */
		send_line(o, KUA_PART_AUTHOR, f->author);
	send_line(o, KUA_PART_ISSUER, f->issuer);
	int64_t day;
	if (f->date[0] && kua_date_first_day(f->date, &day)) /* documents tell of days that no calendar has */
		send_part(o, KUA_PART_DATE, f->date, strnlen(f->date, 10));
	for (size_t i = 0; i < f->n_categories && i < KUA_CATEGORIES; i++)
		send_line(o, KUA_PART_CATEGORY, f->categories[i]);
	if (is_language(f->language))
		send_part(o, KUA_PART_LANGUAGE, f->language.s, f->language.n);
	for (size_t i = 0; i < f->n_addressees && i < KUA_ADDRESSEES; i++)
		send_line(o, KUA_PART_ADDRESSEE, f->addressees[i]);
	send_line(o, KUA_PART_URL, f->url.n ? f->url : o->url);
	send_pages(o, f);
	if (f->confidence)
		send_part(o, KUA_PART_CONFIDENCE, (const char *)&f->confidence, 1);
	if (f->kind != KUA_KIND_TEXT)
		send_part(o, KUA_PART_KIND, (const char[]){(char)f->kind}, 1);
}

bool kua_answer_item(struct kua_answer *o, const struct kua_found *f)
{
	if (o->over)
		return false;
	if (o->items >= o->limits->items)
		return pass_limit(o, "items", o->limits->items);
	if (f->text.n > o->limits->text)
		return pass_limit(o, "bytes of one item's text", o->limits->text);
	if (o->sent + weight(o, f) + ROOM_FOR_END > o->limits->bytes_out)
		return pass_limit(o, "bytes of all items", o->limits->bytes_out);
	send_part(o, KUA_PART_ITEM, "", 0);
	send_fields(o, f);
	send_part(o, KUA_PART_TEXT, f->text.s ? f->text.s : "", f->text.n);
	o->items++;
	return true;
}

bool kua_answer_inner(struct kua_answer *o, const struct kua_found_inner *d)
{
	if (o->over)
		return false;
	if (!d->bytes.n)
		return true;
	if (o->inner >= o->limits->inner)
		return pass_limit(o, "documents inside it", o->limits->inner);
	if (d->bytes.n > o->limits->inner_bytes - o->inner_bytes)
		return pass_limit(o, "bytes of the documents inside it", o->limits->inner_bytes);
	o->inner_bytes += d->bytes.n;
	struct kua_str name = kua_trim(d->name);
	send_line(o, KUA_PART_INNER, name.n ? name : kua_str("unnamed"));
	send_line(o, KUA_PART_INNER_TYPE, d->media_type);
	send_line(o, KUA_PART_URL, d->url);
	if (d->captured_at[0])
		send_part(o, KUA_PART_CAPTURED, d->captured_at, strnlen(d->captured_at, 20));
	send_part(o, KUA_PART_BYTES, d->bytes.s, d->bytes.n);
	o->inner++;
	return true;
}

void kua_answer_wanted(struct kua_answer *o, uint32_t page)
{
	char number[4];
	if (o->over)
		return;
	if (o->wanted >= KUA_WANTED) {
		kua_answer_diagnose(o, KUA_DIAG_LIMIT, "%zu pages to be recognised", KUA_WANTED);
		return;
	}
	o->wanted++;
	little(number, page, sizeof number);
	send_part(o, KUA_PART_WANTED, number, sizeof number);
}

static void end_bytes(const struct kua_answer *o, char out[KUA_END_BYTES])
{
	little(out, o->items, 8);
	little(out + 8, o->inner, 8);
}

void kua_answer_end(struct kua_answer *o)
{
	if (o->items + o->inner + o->diagnosed + o->wanted == 0)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, NULL);
	char end[KUA_END_BYTES];
	end_bytes(o, end);
	send_part(o, KUA_PART_END, end, sizeof end);
	flush(o);
}

void kua_answer_give_up(struct kua_answer *o, enum kua_diagnostic_id id)
{
	char h[KUA_PART_HEADER], number[2], end[KUA_END_BYTES];
	flush(o);
	header(h, KUA_PART_DIAGNOSTIC, sizeof number);
	write_all(o->fd, h, sizeof h);
	little(number, (uint64_t)id, sizeof number);
	write_all(o->fd, number, sizeof number);
	header(h, KUA_PART_END, sizeof end);
	write_all(o->fd, h, sizeof h);
	end_bytes(o, end);
	write_all(o->fd, end, sizeof end);
}
