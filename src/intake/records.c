/*
 * records.c - the records of a web archive, one behind the other, whatever is wrong with their lengths. What it is for stands in
 * records.h.
 */
#include "intake/records.h"

#include <string.h>

#include "intake/http.h"

#define MARK "WARC/"
#define MARK_BYTES (sizeof MARK - 1)

bool kua_is_record(struct kua_str s)
{
	return s.n > MARK_BYTES && memcmp(s.s, MARK, MARK_BYTES) == 0 && s.s[MARK_BYTES] >= '0' && s.s[MARK_BYTES] <= '9';
}

/* The next line that begins a record, at s.s + at or behind; SIZE_MAX where there is none. */
static size_t find_mark(struct kua_str s, size_t at)
{
	while (at < s.n) {
		const char *p = memmem(s.s + at, s.n - at, MARK, MARK_BYTES);
		if (!p)
			return SIZE_MAX;
		at = (size_t)(p - s.s);
		if ((at == 0 || s.s[at - 1] == '\n') && kua_is_record((struct kua_str){p, s.n - at}))
			return at;
		at++;
	}
	return SIZE_MAX;
}

bool kua_record_next(struct kua_records *r)
{
	for (;;) {
		struct kua_str s = kua_unpack_peek(&r->source, KUA_HEAD_BYTES);
		size_t i = 0;
		while (i < s.n && (s.s[i] == '\r' || s.s[i] == '\n'))
			i++;
		struct kua_str rest = {s.s + i, s.n - i};
		if (kua_is_record(rest)) {
			kua_unpack_pass(&r->source, i);
			return true;
		}
		if (i == s.n) {
			kua_unpack_pass(&r->source, i);
			if (s.n < KUA_HEAD_BYTES)
				return false;
			continue;
		}
		if (i && i + MARK_BYTES >= s.n && s.n == KUA_HEAD_BYTES) { /* may be cut */
			kua_unpack_pass(&r->source, i);
			continue;
		}
		r->damaged = true;
		size_t at = find_mark(s, i + 1);
		if (at == SIZE_MAX && s.n < KUA_HEAD_BYTES)
			return false;
		/* a mark may be cut at the end of what was peeked at */
		kua_unpack_pass(&r->source, at != SIZE_MAX ? at : s.n - MARK_BYTES - 1);
	}
}

static size_t to_number(struct kua_str s, bool *good)
{
	size_t n = 0;
	*good = s.n > 0 && s.n <= 15;
	for (size_t i = 0; i < s.n && *good; i++) {
		*good = s.s[i] >= '0' && s.s[i] <= '9';
		n = n * 10 + (size_t)(s.s[i] - '0');
	}
	return n;
}

/* Is it true that the block is n bytes long, that is, does a record or the end come behind it? s is what there is. */
static bool length_holds(struct kua_str s, size_t n)
{
	if (s.n <= n)
		return s.n == n;
	struct kua_str behind = {s.s + n, s.n - n};
	size_t i = 0;
	while (i < behind.n && (behind.s[i] == '\r' || behind.s[i] == '\n'))
		i++;
	return i == behind.n || kua_is_record((struct kua_str){behind.s + i, behind.n - i});
}

/* A length that is too short, with the rest of the block behind it instead of a blank line: the true one, or SIZE_MAX. */
static size_t longer_block(struct kua_records *r, size_t declared)
{
	struct kua_str s = kua_unpack_peek(&r->source, declared + 4);
	bool blank = s.n > declared && (s.s[declared] == '\r' || s.s[declared] == '\n');
	if (blank || s.n <= declared)
		return SIZE_MAX;
	for (size_t want = declared + KUA_HEAD_BYTES; want <= KUA_RECORD_BYTES; want *= 2) {
		s = kua_unpack_peek(&r->source, want);
		size_t mark = find_mark(s, declared);
		if (mark == SIZE_MAX && s.n == want)
			continue;
		size_t n = mark == SIZE_MAX ? s.n : mark;
		while (n > declared && (s.s[n - 1] == '\r' || s.s[n - 1] == '\n'))
			n--;
		return n;
	}
	return SIZE_MAX;
}

void kua_record_block(struct kua_records *r, struct kua_record *rec, size_t declared)
{
	size_t want = declared < KUA_RECORD_BYTES ? declared : KUA_RECORD_BYTES;
	struct kua_str s = kua_unpack_peek(&r->source, want + 16);
	size_t member = kua_unpack_next_member(&r->source, s.n), n = s.n < want ? s.n : want;
	rec->torn = declared != want || s.n < want;
	if (member < want && kua_is_record((struct kua_str){s.s + member, s.n - member})) {
		n = member; /* a member is a record: this one ends where the next begins */
		rec->torn = true;
	} else if (declared == SIZE_MAX || !length_holds(s, want)) {
		size_t mark = find_mark(s, 0), longer = mark == SIZE_MAX && n == want ? longer_block(r, want) : SIZE_MAX;
		r->damaged = true;
		rec->torn |= mark < n;
		n = mark < n ? mark : longer != SIZE_MAX ? longer : n;
		s = kua_unpack_peek(&r->source, n);
	}
	rec->block = (struct kua_str){s.s, n};
}

bool kua_record_pass(struct kua_records *r, size_t declared)
{
	if (!r->source.gzip && declared > r->source.file.n - r->source.at)
		return false;
	while (declared > 0) {
		size_t piece = declared < KUA_HEAD_BYTES ? declared : KUA_HEAD_BYTES;
		struct kua_str s = kua_unpack_peek(&r->source, piece);
		size_t member = kua_unpack_next_member(&r->source, s.n);
		bool ends = member < s.n && kua_is_record((struct kua_str){s.s + member, s.n - member});
		r->damaged |= ends || s.n < piece;
		kua_unpack_pass(&r->source, ends ? member : piece);
		if (ends || s.n < piece)
			return true;
		declared -= piece;
	}
	return true;
}

/* The last line that begins a record, or the end. */
static size_t last_mark(struct kua_str s)
{
	size_t last = s.n;
	for (size_t at = 1; (at = find_mark(s, at)) != SIZE_MAX; at++)
		last = at;
	return last;
}

bool kua_record_read(struct kua_records *r, struct kua_record *rec)
{
	for (;;) {
		if (!kua_record_next(r))
			return false;
		struct kua_str s = kua_unpack_peek(&r->source, KUA_HEAD_BYTES);
		size_t head = kua_head_bytes(s);
		kua_arena_clear(r->scratch);
		if (head) {
			*rec = (struct kua_record){.head = {kua_arena_strndup(r->scratch, s.s, head), head}};
			kua_unpack_pass(&r->source, head);
			break;
		}
		r->damaged = true; /* a head without an end: what stands in it is none either, but for the last */
		kua_unpack_pass(&r->source, last_mark(s));
	}
	rec->type = kua_field(rec->head, "WARC-Type");
	rec->url = kua_field(rec->head, "WARC-Target-URI");
	rec->date = kua_field(rec->head, "WARC-Date");
	if (rec->url.n > 1 && rec->url.s[0] == '<' && rec->url.s[rec->url.n - 1] == '>')
		rec->url = (struct kua_str){rec->url.s + 1, rec->url.n - 2};
	return true;
}

bool kua_record_length(const struct kua_record *rec, size_t *n)
{
	bool good;
	*n = to_number(kua_field(rec->head, "Content-Length"), &good);
	if (!good)
		*n = SIZE_MAX;
	return good;
}
