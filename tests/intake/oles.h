/* oles.h - OLE containers for tests, made in memory: streams in the root, each of at least 4096 bytes. */
#ifndef KUA_TEST_OLES_H
#define KUA_TEST_OLES_H

#include <string.h>

#include "util/util.h"

#define OLES_SECTOR ((size_t)512)

struct oles {
	struct {
		const char *name;
		struct kua_buf bytes;
	} streams[8];
	size_t n;
	struct kua_buf file;
};

static inline void oles_put(struct kua_buf *b, size_t at, uint64_t v, size_t bytes)
{
	while (b->len < at + bytes)
		kua_buf_char(b, '\0');
	for (size_t i = 0; i < bytes; i++)
		b->data[at + i] = (char)(i < 8 ? v >> (8 * i) : 0);
}

/* A new stream; write to what is returned. */
static inline struct kua_buf *oles_stream(struct oles *o, const char *name)
{
	o->streams[o->n].name = name;
	return &o->streams[o->n++].bytes;
}

static inline void oles_entry(struct kua_buf *b, size_t at, const char *name, unsigned kind, size_t right, size_t child,
                              size_t first, size_t size)
{
	for (size_t i = 0; i <= strlen(name); i++)
		oles_put(b, at + 2 * i, (unsigned char)name[i], 2);
	oles_put(b, at + 64, 2 * (strlen(name) + 1), 2);
	oles_put(b, at + 66, kind, 1);
	oles_put(b, at + 68, UINT32_MAX, 4);
	oles_put(b, at + 72, right, 4);
	oles_put(b, at + 76, child, 4);
	oles_put(b, at + 116, first, 4);
	oles_put(b, at + 120, size, 8);
}

/* One sector of chains (so 60 KB at most), two of directory, then the streams. */
static inline void oles_end(struct oles *o)
{
	struct kua_buf *f = &o->file;
	size_t next = 3;
	oles_put(f, 4 * OLES_SECTOR - 1, 0, 1);
	memcpy(f->data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	oles_put(f, 30, 9, 2);
	oles_put(f, 32, 6, 2);
	oles_put(f, 44, 1, 4);
	oles_put(f, 48, 1, 4);
	oles_put(f, 56, 4096, 4);
	oles_put(f, 60, 0xfffffffe, 4);
	oles_put(f, 68, 0xfffffffe, 4);
	for (size_t i = 0; i < 109; i++)
		oles_put(f, 76 + 4 * i, i ? UINT32_MAX : 0, 4);
	oles_put(f, OLES_SECTOR, 0xfffffffd, 4);
	oles_put(f, OLES_SECTOR + 4, 2, 4);
	oles_put(f, OLES_SECTOR + 8, 0xfffffffe, 4);
	oles_entry(f, 2 * OLES_SECTOR, "Root Entry", 5, UINT32_MAX, o->n ? 1 : UINT32_MAX, 0, 0);
	for (size_t i = 0; i < o->n; i++) {
		struct kua_buf *s = &o->streams[i].bytes;
		if (s->len < 4096)
			oles_put(s, 4095, 0, 1);
		oles_entry(f, 2 * OLES_SECTOR + 128 * (i + 1), o->streams[i].name, 2, i + 1 < o->n ? i + 2 : UINT32_MAX, UINT32_MAX, next,
		           s->len);
		size_t sectors = (s->len + OLES_SECTOR - 1) / OLES_SECTOR;
		for (size_t k = 0; k < sectors; k++)
			oles_put(f, OLES_SECTOR + 4 * (next + k), k + 1 < sectors ? next + k + 1 : 0xfffffffe, 4);
		oles_put(f, (next + 1 + sectors) * OLES_SECTOR - 1, 0, 1);
		memcpy(f->data + (next + 1) * OLES_SECTOR, s->data, s->len);
		next += sectors;
	}
}

static inline void oles_free(struct oles *o)
{
	for (size_t i = 0; i < o->n; i++)
		kua_buf_free(&o->streams[i].bytes);
	kua_buf_free(&o->file);
	*o = (struct oles){0};
}

#endif
