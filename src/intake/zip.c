/* zip.c - see zip.h. Numbers in a ZIP are little-endian and stand at any address. */
#include "intake/zip.h"

#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "intake/internal.h"
#include "util/search.h"

#define LOCAL_HEADER ((size_t)30)
#define CENTRAL_HEADER ((size_t)46)
#define END_HEADER ((size_t)22)
#define END_COMMENT ((size_t)0xffff)
#define FLAG_ENCRYPTED 0x1u
#define FLAG_SIZES_BEHIND 0x8u
#define FLAG_UTF8 0x800u

typedef KUA_VEC(struct kua_zip_member) members;

static bool is_at(struct kua_str b, size_t at, const char *signature)
{
	return at <= b.n && b.n - at >= 4 && memcmp(b.s + at, signature, 4) == 0;
}

/* ---- one header ---- */

static void name_member(struct kua_zip_member *m, struct kua_str name)
{
	m->name = name;
	m->is_utf8 = (m->flags & FLAG_UTF8) || kua_utf8_valid(name.s, name.n);
	m->is_folder = name.n > 0 && (name.s[name.n - 1] == '/' || name.s[name.n - 1] == '\\');
}

/* Sizes and place that do not fit in 32 bits stand in an extra field, those that are needed, in this order. */
static void read_extra(struct kua_str extra, struct kua_zip_member *m, uint64_t *local)
{
	for (size_t at = 0; at + 4 <= extra.n;) {
		size_t size = kua_le16(extra.s + at + 2), from = at + 4, to = from + size;
		if (to > extra.n)
			return;
		if (kua_le16(extra.s + at) == 1) {
			uint64_t *wide[] = {&m->size, &m->packed, local};
			for (size_t i = 0; i < 3; i++) {
				if (*wide[i] != UINT32_MAX || from + 8 > to)
					continue;
				*wide[i] = kua_le64(extra.s + from);
				from += 8;
			}
		}
		at = to;
	}
}

/* Where the packed bytes begin, by the member's own header at `local`; false where there is none. */
static bool find_bytes(struct kua_str b, uint64_t local, struct kua_zip_member *m)
{
	if (local >= b.n || !is_at(b, (size_t)local, "PK\3\4") || b.n - local < LOCAL_HEADER)
		return false;
	const char *h = b.s + local;
	size_t skip = LOCAL_HEADER + kua_le16(h + 26) + (size_t)kua_le16(h + 28);
	if (skip > b.n - local)
		return false;
	m->at = (size_t)local + skip;
	if (m->packed > b.n - m->at)
		m->packed = b.n - m->at;
	return true;
}

/* The entry of the directory at *at; false where there is none. A member without its bytes is not added. */
static bool read_entry(struct kua_str b, uint64_t base, size_t *at, members *out, bool *damaged)
{
	if (!is_at(b, *at, "PK\1\2") || b.n - *at < CENTRAL_HEADER)
		return false;
	const char *h = b.s + *at;
	size_t name = kua_le16(h + 28), extra = kua_le16(h + 30), comment = kua_le16(h + 32);
	if (CENTRAL_HEADER + name + extra > b.n - *at)
		return false;
	uint64_t local = kua_le32(h + 42);
	struct kua_zip_member m = {.flags = kua_le16(h + 8), .method = kua_le16(h + 10), .time = kua_le16(h + 12),
	                           .date = kua_le16(h + 14), .crc = kua_le32(h + 16), .packed = kua_le32(h + 20),
	                           .size = kua_le32(h + 24)};
	read_extra((struct kua_str){h + CENTRAL_HEADER + name, extra}, &m, &local);
	name_member(&m, (struct kua_str){h + CENTRAL_HEADER, name});
	uint64_t declared = m.packed;
	if (local <= UINT64_MAX - base && find_bytes(b, base + local, &m))
		*kua_vec_add(out) = m;
	else
		*damaged = true;
	*damaged |= m.packed != declared;
	size_t whole = CENTRAL_HEADER + name + extra + comment;
	*at = whole < b.n - *at ? *at + whole : b.n;
	return true;
}

/* ---- the directory ---- */

static bool find_end(struct kua_str b, size_t *end)
{
	if (b.n < END_HEADER)
		return false;
	size_t last = b.n - END_HEADER, first = last > END_COMMENT ? last - END_COMMENT : 0;
	for (size_t at = last + 1; at-- > first;)
		if (is_at(b, at, "PK\5\6")) {
			*end = at;
			return true;
		}
	return false;
}

/* The directory's place, size and number of entries, by the end record and its wide form. */
static bool find_directory(struct kua_str b, size_t end, uint64_t *at, uint64_t *base, uint64_t *entries)
{
	uint64_t size = kua_le32(b.s + end + 12), offset = kua_le32(b.s + end + 16), behind = end;
	*entries = kua_le16(b.s + end + 10);
	if (end >= 20 && is_at(b, end - 20, "PK\6\7")) {
		uint64_t wide = kua_le64(b.s + end - 20 + 8);
		if (wide < b.n && b.n - wide >= 56 && is_at(b, (size_t)wide, "PK\6\6")) {
			*entries = kua_le64(b.s + wide + 32);
			size = kua_le64(b.s + wide + 40);
			offset = kua_le64(b.s + wide + 48);
			behind = wide;
		}
	}
	if (size > behind || offset > behind)
		return false;
	*at = behind - size;
	*base = *at >= offset ? *at - offset : 0; /* something may stand before the archive */
	if (is_at(b, (size_t)*at, "PK\1\2"))
		return true;
	*at = offset;
	*base = 0;
	return is_at(b, (size_t)*at, "PK\1\2");
}

/* Is it the directory of an archive that stands inside this one, of which the end is missing? */
static bool is_inner(struct kua_str b, uint64_t base)
{
	return base > 0 && base < b.n && is_at(b, 0, "PK\3\4") && is_at(b, (size_t)base, "PK\3\4");
}

bool kua_zip_ends_inside(struct kua_str b)
{
	size_t end;
	uint64_t at, base, entries;
	return find_end(b, &end) && find_directory(b, end, &at, &base, &entries) && is_inner(b, base);
}

static bool read_directory(struct kua_str b, members *out, bool *damaged)
{
	size_t end;
	uint64_t at, base, entries;
	if (!find_end(b, &end) || !find_directory(b, end, &at, &base, &entries) || is_inner(b, base))
		return false;
	size_t pos = (size_t)at;
	uint64_t seen = 0;
	while (out->n < KUA_ZIP_MEMBERS && read_entry(b, base, &pos, out, damaged))
		seen++;
	*damaged |= (seen & 0xffff) != (entries & 0xffff);
	return out->n > 0;
}

/* ---- without a directory ---- */

/* The members by their own headers. Where a header does not tell the size, the next header ends the search. */
static void scan(struct kua_str b, members *out)
{
	for (size_t at = 0; out->n < KUA_ZIP_MEMBERS;) {
		const char *found = b.n - at < 4 ? NULL : memmem(b.s + at, b.n - at, "PK\3\4", 4);
		if (!found)
			return;
		at = (size_t)(found - b.s);
		size_t next = at + 4;
		if (b.n - at >= LOCAL_HEADER) {
			struct kua_zip_member m = {.flags = kua_le16(found + 6), .method = kua_le16(found + 8),
			                           .time = kua_le16(found + 10), .date = kua_le16(found + 12),
			                           .crc = kua_le32(found + 14), .packed = kua_le32(found + 18),
			                           .size = kua_le32(found + 22)};
			uint64_t no_place = 0;
			size_t name = kua_le16(found + 26), extra = kua_le16(found + 28);
			if (name && LOCAL_HEADER + name + extra <= b.n - at) {
				read_extra((struct kua_str){found + LOCAL_HEADER + name, extra}, &m, &no_place);
				bool sized = !(m.flags & FLAG_SIZES_BEHIND) && m.packed <= b.n - at;
				if (!sized)
					m.packed = UINT64_MAX;
				(void)find_bytes(b, at, &m);
				name_member(&m, (struct kua_str){found + LOCAL_HEADER, name});
				*kua_vec_add(out) = m;
				size_t behind = m.at + (sized ? (size_t)m.packed : 0);
				bool fits = is_at(b, behind, "PK\3\4") || is_at(b, behind, "PK\1\2");
				next = fits ? behind : m.at; /* else bytes were lost or added in it */
			}
		}
		at = next;
	}
}

/* ---- names ---- */

static int fold(char c)
{
	return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

static int compare(struct kua_str a, struct kua_str b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (fold(a.s[i]) != fold(b.s[i]))
			return fold(a.s[i]) - fold(b.s[i]);
	return a.n < b.n ? -1 : a.n > b.n;
}

static int by_name(const void *a, const void *b, void *ctx)
{
	const struct kua_zip *z = ctx;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = compare(z->v[i].name, z->v[j].name);
	return order ? order : i < j ? -1 : 1;
}

bool kua_zip_open(struct kua_str bytes, struct kua_zip *z)
{
	members found = {0};
	*z = (struct kua_zip){.bytes = bytes, .budget = KUA_ZIP_BUDGET};
	z->damaged |= !read_directory(bytes, &found, &z->damaged);
	if (z->damaged) /* behind what the directory still tells, as of two of one name the first is found */
		scan(bytes, &found);
	z->damaged |= found.n == KUA_ZIP_MEMBERS;
	z->v = found.v;
	z->n = found.n;
	z->by_name = kua_calloc(z->n + 1, sizeof *z->by_name);
	for (size_t i = 0; i < z->n; i++)
		z->by_name[i] = i;
	if (z->n)
		qsort_r(z->by_name, z->n, sizeof *z->by_name, by_name, z);
	if (z->n == 0)
		kua_zip_close(z);
	return z->n > 0;
}

void kua_zip_close(struct kua_zip *z)
{
	free(z->v);
	free(z->by_name);
	*z = (struct kua_zip){0};
}

const struct kua_zip_member *kua_zip_find(const struct kua_zip *z, struct kua_str path)
{
	size_t from;
	KUA_FIRST(from, z->n, compare(z->v[z->by_name[from]].name, path) < 0);
	if (from < z->n && compare(z->v[z->by_name[from]].name, path) == 0)
		return &z->v[z->by_name[from]];
	return NULL;
}

/* ---- inflating ---- */

static void *take(void *unused, uInt n, uInt size)
{
	(void)unused;
	return kua_calloc(n, size);
}

static void give(void *unused, void *p)
{
	(void)unused;
	free(p);
}

void kua_zip_start(struct kua_zip *z, const struct kua_zip_member *m, struct kua_zip_stream *s)
{
	*s = (struct kua_zip_stream){.zip = z, .member = m, .crc = crc32(0, NULL, 0)};
	if (m->flags & FLAG_ENCRYPTED)
		s->state = KUA_ZIP_ENCRYPTED;
	else if (m->method != 0 && m->method != 8)
		s->state = KUA_ZIP_METHOD;
	s->z.zalloc = take;
	s->z.zfree = give;
	if (s->state == KUA_ZIP_GOOD && m->method == 8)
		s->inflating = inflateInit2(&s->z, -MAX_WBITS) == Z_OK;
	s->ended = s->state != KUA_ZIP_GOOD || (m->method == 8 && !s->inflating);
}

static void end(struct kua_zip_stream *s, enum kua_zip_state state)
{
	s->ended = true;
	s->state = state;
}

static size_t inflate_some(struct kua_zip_stream *s, char *out, size_t room)
{
	const struct kua_zip_member *m = s->member;
	uint64_t left = m->packed - s->z.total_in;
	union { /* zlib does not write what it reads, though it says so by its type alone in newer versions */
		const char *in;
		unsigned char *next;
	} from = {.in = s->zip->bytes.s + m->at + s->z.total_in};
	s->z.next_in = from.next;
	s->z.avail_in = left > 1u << 30 ? 1u << 30 : (uInt)left;
	s->z.next_out = (unsigned char *)out;
	s->z.avail_out = (uInt)room;
	int rc = inflate(&s->z, Z_NO_FLUSH);
	size_t got = room - s->z.avail_out;
	if (rc == Z_STREAM_END)
		s->ended = true;
	else if (rc != Z_OK || (got == 0 && s->z.total_in == m->packed))
		end(s, KUA_ZIP_DAMAGED);
	return got;
}

static size_t copy_some(struct kua_zip_stream *s, char *out, size_t room)
{
	const struct kua_zip_member *m = s->member;
	uint64_t left = m->packed - s->given;
	size_t n = left < room ? (size_t)left : room;
	memcpy(out, s->zip->bytes.s + m->at + s->given, n);
	s->ended = n == left;
	return n;
}

size_t kua_zip_next(struct kua_zip_stream *s, char *out, size_t room)
{
	if (s->ended || room == 0)
		return 0;
	if (room > 1u << 30)
		room = 1u << 30;
	if (room > s->zip->budget)
		room = (size_t)s->zip->budget;
	if (room == 0) {
		end(s, KUA_ZIP_LIMIT);
		return 0;
	}
	size_t got = 0;
	while (got == 0 && !s->ended)
		got = s->inflating ? inflate_some(s, out, room) : copy_some(s, out, room);
	s->given += got;
	s->zip->budget -= got;
	s->crc = crc32(s->crc, (const unsigned char *)out, (uInt)got);
	bool sum_known = !(s->zip->damaged && (s->member->flags & FLAG_SIZES_BEHIND));
	if (s->ended && s->state == KUA_ZIP_GOOD && sum_known && s->crc != s->member->crc)
		s->state = KUA_ZIP_DAMAGED;
	return got;
}

void kua_zip_stop(struct kua_zip_stream *s)
{
	if (s->inflating)
		(void)inflateEnd(&s->z);
	s->inflating = false;
	s->ended = true;
}

enum kua_zip_state kua_zip_read(struct kua_zip *z, const struct kua_zip_member *m, size_t most, struct kua_buf *out)
{
	struct kua_zip_stream s;
	char piece[16384];
	size_t got;
	kua_zip_start(z, m, &s);
	while (most > 0 && (got = kua_zip_next(&s, piece, sizeof piece < most ? sizeof piece : most)) > 0) {
		kua_buf_add(out, piece, got);
		most -= got;
	}
	if (most == 0 && !s.ended)
		s.state = KUA_ZIP_LIMIT;
	kua_zip_stop(&s);
	return s.state;
}
