/*
 * zip.c - a ZIP archive as a text document wants it: its first member is stored, and its header has nothing beside the name, so that the media type
 * stands at a known place. libarchive always adds owners and times there. Times are those of nobody, so that the same members give the same bytes.
 */
#include <string.h>

#define ZLIB_CONST /* what goes in is not changed */
#include <zlib.h>

#include "report/sheets.h"

enum { METHOD_STORED = 0, METHOD_DEFLATED = 8, VERSION = 20, UTF8_NAMES = 0x800, FIRST_OF_1980 = 0x21 };

static void put16(struct kua_buf *b, unsigned v)
{
	kua_buf_char(b, (char)(v & 0xff));
	kua_buf_char(b, (char)(v >> 8 & 0xff));
}

static void put32(struct kua_buf *b, size_t v)
{
	put16(b, (unsigned)(v & 0xffff));
	put16(b, (unsigned)(v >> 16 & 0xffff));
}

void zip_begin(struct zip *z, struct kua_buf *out)
{
	*z = (struct zip){.out = out, .begin = out->len};
}

/* What both headers of a member say of it. */
static void about(struct kua_buf *b, unsigned method, size_t crc, size_t packed, size_t n, size_t name)
{
	put16(b, VERSION);
	put16(b, UTF8_NAMES);
	put16(b, method);
	put16(b, 0); /* midnight */
	put16(b, FIRST_OF_1980);
	put32(b, crc);
	put32(b, packed);
	put32(b, n);
	put16(b, (unsigned)name);
	put16(b, 0); /* nothing extra */
}

/* Deflated without a header of zlib's own; where it fails the member is stored. */
static bool squeeze(const void *bytes, size_t n, struct kua_buf *out)
{
	z_stream s = {0};
	if (deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	size_t most = deflateBound(&s, n);
	kua_buf_reserve(out, most);
	s.next_in = bytes;
	s.avail_in = (uInt)n;
	s.next_out = (Bytef *)out->data;
	s.avail_out = (uInt)most;
	bool ended = deflate(&s, Z_FINISH) == Z_STREAM_END;
	out->len = ended ? s.total_out : 0;
	deflateEnd(&s);
	return ended;
}

void zip_add(struct zip *z, const char *name, const void *bytes, size_t n, bool squeezed)
{
	struct kua_buf packed = KUA_BUF_INIT;
	size_t at = z->out->len - z->begin, crc = crc32(0, bytes, (uInt)n), n_name = strlen(name);
	squeezed = squeezed && squeeze(bytes, n, &packed);
	unsigned method = squeezed ? METHOD_DEFLATED : METHOD_STORED;
	size_t n_packed = squeezed ? packed.len : n;
	put32(z->out, 0x04034b50);
	about(z->out, method, crc, n_packed, n, n_name);
	kua_buf_add(z->out, name, n_name);
	kua_buf_add(z->out, squeezed ? packed.data : bytes, n_packed);
	put32(&z->directory, 0x02014b50);
	put16(&z->directory, VERSION);
	about(&z->directory, method, crc, n_packed, n, n_name);
	for (int i = 0; i < 5; i++)
		put16(&z->directory, 0); /* no remark, first disk, attributes of nobody */
	put32(&z->directory, at);
	kua_buf_add(&z->directory, name, n_name);
	z->members++;
	kua_buf_free(&packed);
}

void zip_end(struct zip *z)
{
	size_t at = z->out->len - z->begin;
	kua_buf_add(z->out, z->directory.data, z->directory.len);
	put32(z->out, 0x06054b50);
	put32(z->out, 0);
	put16(z->out, z->members);
	put16(z->out, z->members);
	put32(z->out, z->directory.len);
	put32(z->out, at);
	put16(z->out, 0);
	kua_buf_free(&z->directory);
}
