/* http.c - heads and bodies of web servers' answers. What it is for stands in http.h. */
#include "intake/http.h"

#include <brotli/decode.h>
#include <string.h>
#include <strings.h>

#include "intake/unpack.h"

#define PIECE ((size_t)64 << 10)
#define PACKINGS 3 /* one in another: no server does more */

/* ---- heads ---- */

struct kua_str kua_field(struct kua_str head, const char *name)
{
	struct kua_str line;
	size_t n = strlen(name);
	for (size_t pos = 0; kua_next_line(head, &pos, &line);)
		if (line.n > n && line.s[n] == ':' && strncasecmp(line.s, name, n) == 0)
			return kua_trim((struct kua_str){line.s + n + 1, line.n - n - 1});
	return (struct kua_str){NULL, 0};
}

size_t kua_head_bytes(struct kua_str s)
{
	size_t most = s.n < KUA_HEAD_BYTES ? s.n : KUA_HEAD_BYTES;
	for (size_t i = 0; i < most; i++) {
		const char *nl = memchr(s.s + i, '\n', most - i);
		if (!nl)
			return 0;
		i = (size_t)(nl - s.s);
		size_t next = i + 1 + (i + 1 < s.n && s.s[i + 1] == '\r');
		if (next < s.n && s.s[next] == '\n')
			return next + 1;
	}
	return 0;
}

void kua_http_read(struct kua_str s, struct kua_http *h)
{
	*h = (struct kua_http){.body = s};
	if (s.n < 12 || strncasecmp(s.s, "HTTP", 4) != 0)
		return;
	size_t head = kua_head_bytes(s);
	if (!head) /* an answer without a body */
		head = s.n;
	struct kua_str fields = {s.s, head}, line;
	size_t pos = 0;
	(void)kua_next_line(fields, &pos, &line);
	const char *space = memchr(line.s, ' ', line.n);
	for (const char *c = space; c && ++c < line.s + line.n && *c >= '0' && *c <= '9' && h->status < 1000;)
		h->status = h->status * 10 + (unsigned)(*c - '0');
	fields = (struct kua_str){s.s + pos, head - pos};
	h->type = kua_field(fields, "Content-Type");
	h->transfer = kua_field(fields, "Transfer-Encoding");
	h->encoding = kua_field(fields, "Content-Encoding");
	h->body = (struct kua_str){s.s + head, s.n - head};
}

/* ---- chunks ---- */

/* "1f4; name=value\r\n" at *pos; false where there is no such line. */
static bool chunk_size(struct kua_str s, size_t *pos, size_t *size)
{
	size_t i = *pos, digits = 0;
	for (*size = 0; i < s.n && digits < 12; i++, digits++) {
		char c = s.s[i];
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			break;
		*size = *size * 16 + (size_t)d;
	}
	while (i < s.n && s.s[i] == ' ')
		i++;
	if (digits == 0 || i == s.n || (s.s[i] != '\r' && s.s[i] != '\n' && s.s[i] != ';'))
		return false;
	const char *nl = memchr(s.s + i, '\n', s.n - i < 1000 ? s.n - i : 1000);
	if (!nl)
		return false;
	*pos = (size_t)(nl - s.s) + 1;
	return true;
}

/* Where what should be a chunk is none, the rest is taken as it stands: the archive has put the body together already. */
static void join_chunks(struct kua_str s, struct kua_body *b)
{
	size_t pos = 0, size;
	b->whole = s;
	if (!chunk_size(s, &pos, &size))
		return;
	for (pos = 0; pos < s.n;) {
		size_t line = pos;
		if (!chunk_size(s, &pos, &size)) {
			kua_buf_add(&b->chunks, s.s + line, s.n - line);
			b->torn = true;
			break;
		}
		if (size == 0)
			break;
		size_t have = s.n - pos < size ? s.n - pos : size;
		b->torn |= have < size;
		kua_buf_add(&b->chunks, s.s + pos, have);
		pos += have;
		pos += pos < s.n && s.s[pos] == '\r';
		pos += pos < s.n && s.s[pos] == '\n';
	}
	b->whole = (struct kua_str){b->chunks.data, b->chunks.len};
}

/* ---- packings ---- */

static bool unpack_brotli(struct kua_str packed, size_t most, struct kua_buf *out)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	const uint8_t *in = (const uint8_t *)packed.s;
	size_t left = packed.n, from = out->len;
	BrotliDecoderResult rc = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	while (state && rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->len - from < most) {
		kua_buf_reserve(out, PIECE);
		size_t room = PIECE;
		uint8_t *to = (uint8_t *)out->data + out->len;
		rc = BrotliDecoderDecompressStream(state, &left, &in, &room, &to, NULL);
		out->len += PIECE - room;
	}
	if (state)
		BrotliDecoderDestroyInstance(state);
	return rc == BROTLI_DECODER_RESULT_SUCCESS;
}

/* Packed bytes are not all of them signs one can see. */
static bool looks_plain(struct kua_str s)
{
	for (size_t i = 0; i < s.n && i < 256; i++)
		if ((unsigned char)s.s[i] < ' ' && !strchr("\t\r\n", s.s[i]))
			return false;
	return true;
}

/* False where it is no packing, or its bytes are not so packed: they stay as they are. */
static bool unpack(struct kua_str name, struct kua_str packed, size_t most, struct kua_buf *out, bool *torn)
{
	bool whole;
	kua_buf_clear(out);
	if (kua_str_is(name, "gzip") || kua_str_is(name, "x-gzip"))
		whole = kua_inflate(packed, KUA_PACKED_GZIP, most + 1, out);
	else if (kua_str_is(name, "deflate"))
		whole = kua_inflate(packed, KUA_PACKED_DEFLATE, most + 1, out);
	else if (kua_str_is(name, "br"))
		whole = unpack_brotli(packed, most + 1, out);
	else
		return false;
	if (!whole && out->len <= most && (out->len == 0 || looks_plain(packed)))
		return false;
	*torn |= !whole && out->len <= most;
	return true;
}

void kua_http_body(const struct kua_http *h, size_t most, struct kua_body *b)
{
	kua_strings packings = {0};
	*b = (struct kua_body){.whole = h->body};
	if (kua_str_ends(h->transfer, "chunked"))
		join_chunks(h->body, b);
	b->plain = b->whole;
	kua_split(h->encoding, ", ", PACKINGS, &packings);
	struct kua_buf *to = &b->buf;
	for (size_t i = packings.n; i > 0; i--) { /* the last one was put on last */
		if (!unpack(packings.v[i - 1], b->plain, most, to, &b->torn))
			continue;
		b->plain = (struct kua_str){to->data, to->len};
		to = to == &b->buf ? &b->other : &b->buf;
	}
	kua_vec_free(&packings);
	if (b->plain.n > most) {
		b->large = true;
		b->plain.n = most;
	}
}

void kua_http_body_free(struct kua_body *b)
{
	kua_buf_free(&b->chunks);
	kua_buf_free(&b->buf);
	kua_buf_free(&b->other);
}
