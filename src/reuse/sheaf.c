/*
 * sheaf.c - lines that are made family by family and come out in the order of items, within a bound of memory: the lines in a file without
 * a name, and where each stands in buckets (spill.c) by the item that it is in order of.
 */
#include <stdlib.h>

#include "reuse/filter.h"

enum { WRITE_AT_ONCE = 1 << 20, BUCKETS = SPILL_BUCKETS / SHEAF_KINDS };

struct place {
	uint64_t key, at;
	uint32_t nth, size;
};

struct sheaf {
	struct spill *places;
	struct pen *pen;
	struct spool lines;
	struct kua_buf out; /* lines on their way to the file */
	uint64_t written;
	uint32_t n;
	size_t n_bodies;
	struct kua_error failed;
};

enum kua_code sheaf_new(struct kua_reuse_filter *f, struct sheaf **out, struct kua_error *err)
{
	struct sheaf *s = kua_calloc(1, sizeof *s);
	enum kua_code code = spool_open(&s->lines, f->folder, err);
	if (code != KUA_OK) {
		free(s);
		return code;
	}
	s->n_bodies = f->kept.n;
	s->places = spill_new(sizeof(struct place), &f->budget, &f->spool, NULL);
	s->pen = pen_new(s->places);
	*out = s;
	return KUA_OK;
}

void sheaf_free(struct sheaf *s)
{
	if (!s)
		return;
	if (s->pen)
		pen_free(s->pen);
	spill_free(s->places);
	spool_close(&s->lines);
	kua_buf_free(&s->out);
	free(s);
}

static void write_lines(struct sheaf *s)
{
	uint64_t at;
	if (s->out.len && s->failed.code == KUA_OK)
		(void)spool_write(&s->lines, s->out.data, s->out.len, &at, &s->failed);
	s->written += s->out.len;
	kua_buf_clear(&s->out);
}

void sheaf_add(struct sheaf *s, unsigned kind, uint32_t a, uint32_t b, const struct kua_buf *line)
{
	unsigned bucket = kind * BUCKETS + (unsigned)((uint64_t)a * BUCKETS / s->n_bodies);
	*(struct place *)pen_room(s->pen, bucket, sizeof(struct place)) =
		(struct place){(uint64_t)a << 32 | b, s->written + s->out.len, s->n++, (uint32_t)line->len};
	kua_buf_add(&s->out, line->data, line->len);
	if (s->out.len >= WRITE_AT_ONCE)
		write_lines(s);
}

static int compare_places(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->nth < b->nth ? -1 : a->nth > b->nth;
}

static enum kua_code read_bucket(struct sheaf *s, unsigned bucket, struct kua_buf *line, kua_reuse_line_fn *fn, void *ctx, struct kua_error *err)
{
	size_t n = spill_n(s->places, bucket);
	struct place *places = kua_malloc(kua_mul(n, sizeof *places));
	enum kua_code code = spill_take(s->places, bucket, places, err);
	if (code == KUA_OK && n)
		qsort(places, n, sizeof *places, compare_places);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		kua_buf_clear(line);
		kua_buf_reserve(line, places[i].size);
		code = spool_read(&s->lines, places[i].at, line->data, places[i].size, err);
		if (code == KUA_OK)
			fn(ctx, line->data, places[i].size);
	}
	free(places);
	return code;
}

enum kua_code sheaf_read(struct sheaf *s, unsigned kind, kua_reuse_line_fn *fn, void *ctx, struct kua_error *err)
{
	struct kua_buf line = KUA_BUF_INIT;
	write_lines(s);
	if (s->pen)
		pen_free(s->pen);
	s->pen = NULL;
	enum kua_code code = s->failed.code;
	if (code != KUA_OK)
		*err = s->failed;
	for (unsigned b = 0; b < BUCKETS && code == KUA_OK; b++)
		code = read_bucket(s, kind * BUCKETS + b, &line, fn, ctx, err);
	kua_buf_free(&line);
	return code;
}
