/*
 * paired.c - the pairs of a run within a bound of memory: in a file without a name, in their order. They are read from there one after the
 * other; or, by the group they are of, some of them at once.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/filter.h"

enum { AT_ONCE = 1 << 20 };

struct head { /* of a pair in the file; its passages and edits stand behind it */
	uint32_t a, b, equal, n, n_edits, size; /* size: of all of it */
};
_Static_assert(sizeof(struct head) % _Alignof(struct passage) == 0 && sizeof(struct passage) % _Alignof(struct edit) == 0 &&
               sizeof(struct edit) % 8 == 0, "what stands in the file is used where it stands");

enum kua_code paired_new(struct kua_reuse_filter *f, struct paired *out, struct kua_error *err)
{
	*out = (struct paired){.f = f, .n = f->kept.n};
	return spool_open(&out->file, f->folder, err);
}

void paired_close(struct paired *p)
{
	spool_close(&p->file);
	kua_buf_free(&p->out);
}

/* ---- into the file ---- */

static void write_pairs(struct paired *p)
{
	uint64_t at;
	if (p->out.len && p->failed.code == KUA_OK)
		(void)spool_write(&p->file, p->out.data, p->out.len, &at, &p->failed);
	kua_buf_clear(&p->out);
}

void paired_add(struct paired *to, const struct found *found, const struct pair *p)
{
	const struct passage *v = found->passages.v + p->first, *last = v + p->n - 1;
	size_t first = v->first_edit, n_edits = last->first_edit + last->n_edits - first;
	struct head h = {p->a, p->b, p->equal, (uint32_t)p->n, (uint32_t)n_edits, 0};
	h.size = (uint32_t)(sizeof h + p->n * sizeof *v + n_edits * sizeof(struct edit));
	kua_buf_add(&to->out, &h, sizeof h);
	for (size_t i = 0; i < p->n; i++) {
		struct passage passage = v[i];
		passage.first_edit -= first;
		kua_buf_add(&to->out, &passage, sizeof passage);
	}
	if (n_edits)
		kua_buf_add(&to->out, found->edits.v + first, n_edits * sizeof(struct edit));
	if (to->out.len >= AT_ONCE)
		write_pairs(to);
}

enum kua_code paired_done(struct paired *p, struct kua_error *err)
{
	write_pairs(p);
	if (p->failed.code != KUA_OK)
		*err = p->failed;
	return p->failed.code;
}

/* ---- and out of it ---- */

/* The pair that begins here; what it points to stays where it is. */
struct pair paired_at(const char *at)
{
	struct head h;
	memcpy(&h, at, sizeof h);
	const struct passage *passages = (const void *)(at + sizeof h);
	return (struct pair){.a = h.a, .b = h.b, .equal = h.equal, .n = h.n, .passages = passages, .edits = (const void *)(passages + h.n)};
}

uint32_t paired_size(const char *at)
{
	struct head h;
	memcpy(&h, at, sizeof h);
	return h.size;
}

/* Have so many bytes from pos on; false at the end of the file, or where it cannot be read. */
static bool have(struct paired_reading *r, size_t n, struct kua_error *err)
{
	uint64_t end = atomic_load(&r->from->file.end);
	size_t left = r->buf.len - r->pos;
	if (left >= n)
		return true;
	size_t more = n - left > AT_ONCE ? n - left : AT_ONCE;
	more = more > end - r->at ? (size_t)(end - r->at) : more;
	if (left + more < n)
		return false;
	if (left)
		memmove(r->buf.data, r->buf.data + r->pos, left);
	r->buf.len = left;
	r->pos = 0;
	kua_buf_reserve(&r->buf, more);
	if (spool_read(&r->from->file, r->at, r->buf.data + left, more, err) != KUA_OK)
		return false;
	r->buf.len += more;
	r->at += more;
	return true;
}

/* The next pair; false at the end, or with an error. */
bool paired_next(struct paired_reading *r, struct kua_error *err)
{
	err->code = KUA_OK;
	if (!have(r, sizeof(struct head), err) || !have(r, paired_size(r->buf.data + r->pos), err)) {
		kua_buf_free(&r->buf);
		return false;
	}
	const char *at = r->buf.data + r->pos;
	r->pair = paired_at(at);
	r->ref = (struct pair_ref){.size = paired_size(at), .at = r->at - (r->buf.len - r->pos)};
	r->pos += r->ref.size;
	return true;
}

/* ---- by group ---- */

static void add_ref(struct paired *p, struct pen *pen, const struct paired_reading *r, uint32_t group)
{
	struct pair_ref ref = r->ref;
	ref.group = group;
	*(struct pair_ref *)pen_room(pen, spill_bucket(group, p->n), sizeof ref) = ref;
}

/* Where the pairs of each group of two or more stand; `within`: those alone whose items are both of it. */
enum kua_code paired_refs(struct paired *p, const uint32_t *group, bool within, struct spill **out, struct kua_error *err)
{
	struct paired_reading r = {.from = p};
	bool *several = kua_calloc(p->n, sizeof *several);
	for (size_t i = 0; i < p->n; i++)
		several[group[i]] |= group[i] != i;
	*out = spill_new(sizeof(struct pair_ref), &p->f->budget, &p->f->spool, NULL);
	struct pen *pen = pen_new(*out);
	while (paired_next(&r, err)) {
		uint32_t a = group[r.pair.a], b = group[r.pair.b];
		if (several[a] && (a == b || !within))
			add_ref(p, pen, &r, a);
		if (several[b] && a != b && !within)
			add_ref(p, pen, &r, b);
	}
	pen_free(pen);
	free(several);
	return err->code;
}

static int compare_refs(const void *x, const void *y)
{
	const struct pair_ref *a = x, *b = y;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The refs of a bucket, by group and place. */
enum kua_code paired_take(struct spill *s, unsigned bucket, pair_ref_vec *out, struct kua_error *err)
{
	size_t n = spill_n(s, bucket);
	kua_vec_reserve(out, n);
	out->n = n;
	enum kua_code code = spill_take(s, bucket, out->v, err);
	if (code == KUA_OK && n)
		qsort(out->v, n, sizeof *out->v, compare_refs);
	return code;
}

void paired_free(struct pairs_in_hand *v)
{
	kua_buf_free(&v->stored);
	kua_vec_free(&v->pairs);
	kua_vec_free(&v->numbers);
}

static int compare_numbers(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

/* The bodies of the pairs, each once. */
void paired_numbers(struct pairs_in_hand *v)
{
	size_t n = 0;
	v->numbers.n = 0;
	for (size_t i = 0; i < v->pairs.n; i++) {
		*kua_vec_add(&v->numbers) = v->pairs.v[i].a;
		*kua_vec_add(&v->numbers) = v->pairs.v[i].b;
	}
	if (v->numbers.n)
		qsort(v->numbers.v, v->numbers.n, sizeof *v->numbers.v, compare_numbers);
	for (size_t i = 0; i < v->numbers.n; i++)
		if (i == 0 || v->numbers.v[i] != v->numbers.v[n - 1])
			v->numbers.v[n++] = v->numbers.v[i];
	v->numbers.n = n;
}

static int compare_pairs(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return p->b < q->b ? -1 : p->b > q->b;
}

/* The pairs that stand there, in order. */
enum kua_code paired_load(struct paired *p, const struct pair_ref *refs, size_t n, struct pairs_in_hand *out, struct kua_error *err)
{
	size_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += refs[i].size;
	kua_buf_clear(&out->stored);
	kua_buf_reserve(&out->stored, size);
	out->pairs.n = 0;
	char *at = out->stored.data;
	for (size_t i = 0; i < n; at += refs[i++].size) {
		if (spool_read(&p->file, refs[i].at, at, refs[i].size, err) != KUA_OK)
			return err->code;
		*kua_vec_add(&out->pairs) = paired_at(at);
	}
	if (out->pairs.n)
		qsort(out->pairs.v, out->pairs.n, sizeof *out->pairs.v, compare_pairs);
	paired_numbers(out);
	return KUA_OK;
}

/* Number the pairs' bodies by their places in the list. */
void paired_renumber(struct pairs_in_hand *v)
{
	for (size_t i = 0; i < v->pairs.n; i++) {
		uint32_t *both[] = {&v->pairs.v[i].a, &v->pairs.v[i].b};
		for (size_t k = 0; k < 2; k++) {
			const uint32_t *at = bsearch(both[k], v->numbers.v, v->numbers.n, sizeof *at, compare_numbers);
			*both[k] = (uint32_t)(at - v->numbers.v);
		}
	}
}
