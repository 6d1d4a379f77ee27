/* unpack.c - bytes out of memory or out of gzip members. What it is for stands in unpack.h. */
#include "intake/unpack.h"

#include <string.h>

#define PIECE ((size_t)64 << 10)
#define RECORD "WARC/"
#define BROKEN ((size_t)1000) /* members inside which the next one is looked for; behind them it is from where they ended */

#define TRIED ((size_t)5000) /* bytes that are there by chance come once in 16 MiB */
#define TRIAL ((uInt)4096)    /* bytes that tell whether a member holds the beginning of a record */

static const char magic[3] = {'\x1f', '\x8b', 8};

static bool is_member(struct kua_str file, size_t at)
{
	return at < file.n && file.n - at >= 18 && memcmp(file.s + at, magic, sizeof magic) == 0;
}

/* zlib counts input and output in 32 bits. */
static uInt some(size_t n)
{
	return (uInt)(n < ((size_t)1 << 30) ? n : (size_t)1 << 30);
}

/* ---- gzip ---- */

/* Does the member at `at` hold the beginning of a record? */
static bool begins_record(struct kua_str file, size_t at)
{
	char head[sizeof RECORD - 1];
	z_stream z = {.next_in = (z_const Bytef *)file.s + at, .avail_in = file.n - at < TRIAL ? (uInt)(file.n - at) : TRIAL,
	              .next_out = (Bytef *)head, .avail_out = sizeof head};
	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return false;
	(void)inflate(&z, Z_SYNC_FLUSH);
	(void)inflateEnd(&z);
	return z.avail_out == 0 && memcmp(head, RECORD, sizeof head) == 0;
}

/* The next member behind something else: zeros to fill a block, or damage. */
static bool find_member(struct kua_unpack *s)
{
	size_t from = s->at;
	for (size_t at = from; at < s->file.n && s->tried < TRIED; at++) {
		const char *p = memmem(s->file.s + at, s->file.n - at, magic, sizeof magic);
		if (!p)
			break;
		at = (size_t)(p - s->file.s);
		s->tried++;
		if (is_member(s->file, at) && begins_record(s->file, at)) {
			s->at = at;
			break;
		}
	}
	bool found = s->at != from;
	for (size_t i = from; i < (found ? s->at : s->file.n); i++)
		s->damaged |= s->file.s[i] != 0;
	return found;
}

static bool start_member(struct kua_unpack *s)
{
	if (!is_member(s->file, s->at) && !find_member(s)) {
		s->ended = true;
		return false;
	}
	int rc = s->z.state ? inflateReset(&s->z) : inflateInit2(&s->z, 16 + MAX_WBITS);
	if (rc != Z_OK) {
		s->ended = s->damaged = true;
		return false;
	}
	s->inflating = true;
	*kua_vec_add(&s->members) = (struct kua_member_at){s->at, s->passed + s->window.len};
	return true;
}

/* The member is broken: the next one that begins a record. */
static void leave_member(struct kua_unpack *s)
{
	s->damaged = true;
	s->inflating = false;
	if (s->broken++ < BROKEN)
		s->at = s->members.v[s->members.n - 1].file + 1;
	if (!find_member(s))
		s->ended = true;
}

/* Drop what has been passed, now and then. */
static void shift(struct kua_unpack *s)
{
	if (s->pos < PIECE || s->pos < s->window.len / 2)
		return;
	memmove(s->window.data, s->window.data + s->pos, s->window.len - s->pos);
	s->window.len -= s->pos;
	s->passed += s->pos;
	s->pos = 0;
	size_t gone = s->next > 0 ? s->next - 1 : 0;
	s->members.n -= gone;
	s->next -= gone;
	memmove(s->members.v, s->members.v + gone, s->members.n * sizeof *s->members.v);
}

/* Some more bytes into the window; false at the end. */
static bool fill(struct kua_unpack *s)
{
	if (s->ended || (!s->inflating && !start_member(s)))
		return false;
	shift(s);
	kua_buf_reserve(&s->window, PIECE);
	s->z.next_in = (z_const Bytef *)s->file.s + s->at;
	s->z.avail_in = some(s->file.n - s->at);
	s->z.next_out = (Bytef *)s->window.data + s->window.len;
	s->z.avail_out = PIECE;
	int rc = inflate(&s->z, Z_NO_FLUSH);
	s->at = (size_t)((const char *)s->z.next_in - s->file.s);
	size_t got = PIECE - s->z.avail_out;
	s->window.len += got;
	if (rc == Z_STREAM_END)
		s->inflating = false;
	else if (rc != Z_OK)
		leave_member(s);
	return true;
}

/* ---- the source ---- */

void kua_unpack_open(struct kua_unpack *s, struct kua_str file, size_t at)
{
	*s = (struct kua_unpack){.file = file, .at = at};
	s->gzip = is_member(file, at);
}

void kua_unpack_close(struct kua_unpack *s)
{
	if (s->z.state)
		(void)inflateEnd(&s->z);
	kua_buf_free(&s->window);
	kua_vec_free(&s->members);
	*s = (struct kua_unpack){0};
}

struct kua_str kua_unpack_peek(struct kua_unpack *s, size_t n)
{
	if (!s->gzip) {
		size_t left = s->file.n - s->at;
		return (struct kua_str){s->file.s + s->at, left < n ? left : n};
	}
	while (s->window.len - s->pos < n && fill(s))
		;
	size_t left = s->window.len - s->pos;
	return (struct kua_str){left ? s->window.data + s->pos : "", left < n ? left : n};
}

void kua_unpack_pass(struct kua_unpack *s, size_t n)
{
	if (!s->gzip) {
		size_t left = s->file.n - s->at;
		s->at += left < n ? left : n;
		return;
	}
	while (n > 0) {
		size_t left = s->window.len - s->pos, step = left < n ? left : n;
		s->pos += step;
		n -= step;
		while (s->next < s->members.n && s->members.v[s->next].plain < s->passed + s->pos)
			s->next++;
		if (n > 0 && !fill(s))
			return;
	}
}

size_t kua_unpack_next_member(const struct kua_unpack *s, size_t n)
{
	size_t here = s->passed + s->pos, i = s->next;
	while (i < s->members.n && s->members.v[i].plain == here)
		i++;
	return i < s->members.n && s->members.v[i].plain - here < n ? s->members.v[i].plain - here : SIZE_MAX;
}

struct kua_member_at kua_unpack_here(const struct kua_unpack *s)
{
	if (!s->gzip)
		return (struct kua_member_at){s->at, 0};
	size_t here = s->passed + s->pos;
	bool begins = s->next < s->members.n && s->members.v[s->next].plain == here;
	const struct kua_member_at *m = begins ? &s->members.v[s->next] : s->next ? &s->members.v[s->next - 1] : NULL;
	return m ? (struct kua_member_at){m->file, here - m->plain} : (struct kua_member_at){0, here};
}

/* ---- one piece of packed bytes ---- */

bool kua_inflate(struct kua_str packed, enum kua_packing how, size_t most, struct kua_buf *out)
{
	bool zlib = packed.n >= 2 && (packed.s[0] & 0x0f) == 8 &&
	    (((unsigned char)packed.s[0] << 8) + (unsigned char)packed.s[1]) % 31 == 0;
	z_stream z = {.next_in = (z_const Bytef *)packed.s};
	int bits = how == KUA_PACKED_GZIP ? 16 + MAX_WBITS : zlib ? MAX_WBITS : -MAX_WBITS;
	size_t from = out->len, taken = 0;
	if (inflateInit2(&z, bits) != Z_OK)
		return false;
	int rc = Z_OK;
	while (rc == Z_OK && out->len - from < most) {
		kua_buf_reserve(out, PIECE);
		z.avail_in = some(packed.n - taken);
		z.next_out = (Bytef *)out->data + out->len;
		z.avail_out = PIECE;
		rc = inflate(&z, Z_NO_FLUSH);
		taken = (size_t)((const char *)z.next_in - packed.s);
		out->len += PIECE - z.avail_out;
		bool more = rc == Z_STREAM_END && how == KUA_PACKED_GZIP && is_member(packed, taken);
		if (more)
			rc = inflateReset(&z);
	}
	(void)inflateEnd(&z);
	if (out->data)
		out->data[out->len] = '\0';
	return rc == Z_STREAM_END;
}
