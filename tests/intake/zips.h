/* zips.h - ZIP files for tests, made in memory: stored members with a directory. */
#ifndef KUA_TEST_ZIPS_H
#define KUA_TEST_ZIPS_H

#include <string.h>
#include <zlib.h>

#include "util/util.h"

struct zips {
	struct kua_buf file, directory;
	unsigned n;
};

static inline void zips_number(struct kua_buf *b, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		kua_buf_char(b, (char)(i < 8 ? v >> (8 * i) : 0));
}

static inline void zips_header(struct kua_buf *b, unsigned method, uLong crc, size_t packed, size_t size, size_t name)
{
	zips_number(b, 0, 2); /* flags */
	zips_number(b, method, 2);
	zips_number(b, 0x43910000, 4); /* 2013-12-17 */
	zips_number(b, crc, 4);
	zips_number(b, packed, 4);
	zips_number(b, size, 4);
	zips_number(b, name, 2);
	zips_number(b, 0, 2);
}

/* A member whose packed bytes are given as they are. */
static inline void zips_add_packed(struct zips *z, const char *name, unsigned method, uLong crc, const void *packed, size_t n,
                                   size_t size)
{
	size_t at = z->file.len;
	kua_buf_add(&z->file, "PK\3\4\x14\0", 6);
	zips_header(&z->file, method, crc, n, size, strlen(name));
	kua_buf_str(&z->file, name);
	kua_buf_add(&z->file, packed, n);
	kua_buf_add(&z->directory, "PK\1\2\x14\0\x14\0", 8);
	zips_header(&z->directory, method, crc, n, size, strlen(name));
	zips_number(&z->directory, 0, 2 + 2 + 2 + 4);
	zips_number(&z->directory, at, 4);
	kua_buf_str(&z->directory, name);
	z->n++;
}

static inline void zips_add(struct zips *z, const char *name, const char *text)
{
	size_t n = strlen(text);
	zips_add_packed(z, name, 0, crc32(crc32(0, NULL, 0), (const unsigned char *)text, (uInt)n), text, n, n);
}

/* The same member many times, for bombs. */
static inline void zips_add_deflated_times(struct zips *z, const char *name, const char *bytes, size_t n, size_t times)
{
	z_stream s = {0};
	uLong room = compressBound((uLong)n) + 64;
	unsigned char *out = kua_malloc(room);
	(void)deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	unsigned char *in = kua_malloc(n);
	memcpy(in, bytes, n);
	s.next_in = in;
	s.avail_in = (uInt)n;
	s.next_out = out;
	s.avail_out = (uInt)room;
	(void)deflate(&s, Z_FINISH);
	uLong crc = crc32(crc32(0, NULL, 0), in, (uInt)n);
	for (size_t i = 0; i < times; i++)
		zips_add_packed(z, name, 8, crc, out, s.total_out, n);
	(void)deflateEnd(&s);
	free(in);
	free(out);
}

static inline void zips_add_deflated(struct zips *z, const char *name, const char *bytes, size_t n)
{
	zips_add_deflated_times(z, name, bytes, n, 1);
}

/* The file is in z->file; zips_free it. */
static inline void zips_end(struct zips *z)
{
	size_t at = z->file.len;
	kua_buf_add(&z->file, z->directory.data, z->directory.len);
	kua_buf_add(&z->file, "PK\5\6\0\0\0\0", 8);
	zips_number(&z->file, z->n, 2);
	zips_number(&z->file, z->n, 2);
	zips_number(&z->file, z->directory.len, 4);
	zips_number(&z->file, at, 4);
	zips_number(&z->file, 0, 2);
}

static inline void zips_free(struct zips *z)
{
	kua_buf_free(&z->file);
	kua_buf_free(&z->directory);
	*z = (struct zips){0};
}

#endif
