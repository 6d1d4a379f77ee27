/*
 * whole.c - families, trees and drift of any number of texts, within a bound of memory.
 *
 * The pairs that are found go to a file in their order, and are read from there again and again, one after the other: for page furniture,
 * for what may join families, for the groups that such pairs hold together, for families, and for pairs whose items are in
 * none together. What is of one item, one group or one family stands in buckets (spill.c) until its turn comes, so that the texts of no more than
 * some families are in hand at once. The lines that come out are put in order in the end (sheaf.c). All of it by the same functions as
 * where everything is in memory, so it gives the same.
 *
 * What stays in memory: some numbers of each item. What has to be there at once: of one group the pairs, of one family the texts.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/filter.h"

enum { LONE_PAIRS = 4096, LONE_BYTES = 1 << 20, JOIN_BYTES = 128 };
enum line_kind { LINE_PAIR, LINE_FAMILY, LINE_COPY, LINE_DRIFT };
_Static_assert((int)LINE_DRIFT < (int)SHEAF_KINDS, "a kind of line needs its buckets");

struct whole {
	struct kua_reuse_filter *f;
	size_t n, least_words;
	struct paired pairs;
	struct spill *coverings;
	struct pen *covering;
	uint64_t *mask_at; /* of each body: behind its mask in the spool; 0: nothing of it is furniture */
	uint32_t *group;   /* of each body; as sets in the making the parent */
	uint32_t *family;
	uint32_t *next;    /* of each body: the next one of its family; 0: none */
	struct tree_learnt learnt;
	double wrong_dates;
	struct sheaf *lines;
};

static void add_covering(void *ctx, const struct covering *c)
{
	struct whole *w = ctx;
	*(struct covering *)pen_room(w->covering, spill_bucket(c->body, w->n), sizeof *c) = *c;
}

static void take_found(void *ctx, struct found *found)
{
	struct whole *w = ctx;
	for (size_t i = 0; i < found->pairs.n; i++) {
		struct pair p = found->pairs.v[i];
		p.passages = found->passages.v;
		furniture_cover(w->f->bodies, &p, add_covering, w);
		paired_add(&w->pairs, found, &p);
	}
}

static enum kua_code find_pairs(struct whole *w, struct kua_error *err)
{
	w->coverings = spill_new(sizeof(struct covering), &w->f->budget, &w->f->spool, NULL);
	w->covering = pen_new(w->coverings);
	enum kua_code code = filter_search(w->f, take_found, w, err);
	pen_free(w->covering);
	return code == KUA_OK ? paired_done(&w->pairs, err) : code;
}

/* ---- page furniture ---- */

static int compare_coverings(const void *x, const void *y)
{
	const struct covering *a = x, *b = y;
	return a->body < b->body ? -1 : a->body > b->body;
}

static enum kua_code write_mask(struct whole *w, const struct covering *v, size_t n, struct kua_error *err)
{
	uint32_t n_words = w->f->bodies[v->body].n_words, *mask = furniture_mask(v, n, n_words);
	enum kua_code code = KUA_OK;
	if (mask) {
		size_t size = ((size_t)n_words + 1) * sizeof *mask;
		code = spool_write(&w->f->spool, mask, size, &w->mask_at[v->body], err);
		w->mask_at[v->body] += size;
	}
	free(mask);
	return code;
}

static enum kua_code find_furniture(struct whole *w, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (unsigned b = 0; b < SPILL_BUCKETS && code == KUA_OK; b++) {
		size_t n = spill_n(w->coverings, b);
		struct covering *v = kua_malloc(kua_mul(n, sizeof *v));
		code = spill_take(w->coverings, b, v, err);
		if (code == KUA_OK && n)
			qsort(v, n, sizeof *v, compare_coverings);
		for (size_t i = 0, end; i < n && code == KUA_OK; i = end) {
			for (end = i + 1; end < n && v[end].body == v[i].body; end++)
				;
			code = write_mask(w, v + i, end - i, err);
		}
		free(v);
	}
	return code;
}

/* Put the mask of a body, which is `as` there, into the furniture. */
static enum kua_code load_mask(const struct whole *w, struct furniture *to, uint32_t body, uint32_t as, struct kua_error *err)
{
	size_t size = ((size_t)w->f->bodies[body].n_words + 1) * sizeof(uint32_t);
	uint32_t *mask = NULL;
	if (w->mask_at[body]) {
		mask = kua_malloc(size);
		if (spool_read(&w->f->spool, w->mask_at[body] - size, mask, size, err) != KUA_OK) {
			free(mask);
			return err->code;
		}
	}
	furniture_set(to, as, mask);
	return KUA_OK;
}

/* ---- groups that pairs hold together, and their families ---- */

static uint32_t root(uint32_t *group, uint32_t i)
{
	while (group[i] != i)
		i = group[i] = group[group[i]];
	return i;
}

static enum kua_code find_groups(struct whole *w, struct kua_error *err)
{
	struct paired_reading r = {.from = &w->pairs};
	struct furniture *masks = furniture_new(w->f->bodies, w->n);
	uint32_t loaded = NO_BODY;
	enum kua_code code = KUA_OK;
	while (code == KUA_OK && paired_next(&r, err)) {
		uint32_t a = r.pair.a, b = r.pair.b;
		if (loaded != a && loaded != NO_BODY)
			furniture_set(masks, loaded, NULL);
		if (loaded != a)
			code = load_mask(w, masks, a, a, err);
		loaded = a;
		if (code == KUA_OK)
			code = load_mask(w, masks, b, b, err);
		if (code == KUA_OK && families_may_join(masks, &r.pair, w->least_words)) {
			uint32_t x = root(w->group, a), y = root(w->group, b);
			w->group[x > y ? x : y] = x > y ? y : x;
		}
		furniture_set(masks, b, NULL);
	}
	kua_buf_free(&r.buf);
	furniture_free(masks);
	for (size_t i = 0; i < w->n; i++)
		w->group[i] = root(w->group, (uint32_t)i);
	return code == KUA_OK ? err->code : code;
}

static enum kua_code too_large(const struct whole *w, const char *what, uint32_t body, size_t n, uint64_t need, struct kua_error *err)
{
	return kua_fail(err, KUA_LIMIT, "%s of item %s are %zu, which take about %llu MiB at once, and %llu MiB of the bound are for that: "
	                "a bound of %llu MiB is needed, or pairs only", what, w->f->kept.v[body].id, n, (unsigned long long)(need >> 20) + 1,
	                (unsigned long long)(w->f->memory >> 20), (unsigned long long)(need >> 19) + 2);
}

/* Families of one group: its pairs, with those that lead out of it, as the mean over pairs may look at them. */
static enum kua_code join_group(struct whole *w, const struct pair_ref *refs, size_t n, struct pairs_in_hand *v, struct kua_error *err)
{
	uint64_t need = 0;
	for (size_t i = 0; i < n; i++)
		need += refs[i].size + JOIN_BYTES;
	if (need > w->f->memory)
		return too_large(w, "the pairs about the family", refs->group, n, need, err);
	enum kua_code code = paired_load(&w->pairs, refs, n, v, err);
	if (code != KUA_OK)
		return code;
	paired_renumber(v);
	size_t m = v->numbers.n;
	uint32_t *family = kua_malloc(kua_mul(m, sizeof *family));
	struct body *bodies = kua_malloc(kua_mul(m, sizeof *bodies));
	struct furniture *masks = furniture_new(bodies, m);
	for (size_t i = 0; i < m && code == KUA_OK; i++) {
		bodies[i] = w->f->bodies[v->numbers.v[i]];
		code = load_mask(w, masks, v->numbers.v[i], (uint32_t)i, err);
	}
	if (code == KUA_OK) {
		families_join(bodies, m, v->pairs.v, v->pairs.n, w->least_words, masks, family);
		for (size_t i = 0; i < m; i++)
			if (w->group[v->numbers.v[i]] == refs->group)
				w->family[v->numbers.v[i]] = v->numbers.v[family[i]];
	}
	furniture_free(masks);
	free(bodies);
	free(family);
	return code;
}

static enum kua_code join_families(struct whole *w, struct kua_error *err)
{
	struct spill *s;
	struct pairs_in_hand v = {0};
	pair_ref_vec refs = {0};
	enum kua_code code = paired_refs(&w->pairs, w->group, false, &s, err);
	for (unsigned b = 0; b < SPILL_BUCKETS && code == KUA_OK; b++) {
		code = paired_take(s, b, &refs, err);
		for (size_t i = 0, end; i < refs.n && code == KUA_OK; i = end) {
			for (end = i + 1; end < refs.n && refs.v[end].group == refs.v[i].group; end++)
				;
			code = join_group(w, refs.v + i, end - i, &v, err);
		}
		kua_tell(w->f->options.progress, "families", b, SPILL_BUCKETS);
	}
	kua_vec_free(&refs);
	paired_free(&v);
	spill_free(s);
	for (size_t i = w->n; i-- > 0;) { /* the first of a family is its smallest */
		if (w->family[i] == i)
			continue;
		w->next[i] = w->next[w->family[i]];
		w->next[w->family[i]] = (uint32_t)i;
	}
	return code;
}

/* ---- lots: pairs and bodies in hand ---- */

static enum kua_code load_masks(struct whole *w, struct stored *s, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < s->lot.n && code == KUA_OK; i++)
		code = load_mask(w, s->lot.furniture, s->numbers[i], (uint32_t)i, err);
	return code;
}

static void add_line(struct whole *w, enum line_kind kind, uint32_t a, uint32_t b, enum kua_shape_kind shape, const void *record,
                     struct kua_buf *line)
{
	kua_buf_clear(line);
	kua_shape_json(line, &kua_shapes[shape], record);
	kua_buf_char(line, '\n');
	sheaf_add(w->lines, kind, a, b, line);
}

/* The records of a lot, as lines. Those of families come in the order of their first bodies, those of copies in that of their own. */
static void tell_lot(struct whole *w, const struct stored *s)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf line = KUA_BUF_INIT;
	struct kua_reuse_result r;
	const struct pair *pairs = s->lot.pairs;
	const uint32_t *number = s->numbers;
	uint32_t *drift_pair = lot_records(&s->lot, w->wrong_dates, a, &r);
	for (size_t i = 0; i < r.n_pairs; i++)
		add_line(w, LINE_PAIR, number[pairs[i].a], number[pairs[i].b], KUA_REUSE, &r.pairs[i], &line);
	for (size_t i = 0, at = 0; i < s->lot.n && at < r.n_families; i++)
		if (s->lot.family[i] == i)
			add_line(w, LINE_FAMILY, number[i], 0, KUA_FAMILY, &r.families[at++], &line);
	for (size_t i = 0; i < r.n_copies; i++)
		add_line(w, LINE_COPY, number[i], 0, KUA_COPY, &r.copies[i], &line);
	for (size_t i = 0; i < r.n_drift; i++)
		add_line(w, LINE_DRIFT, number[pairs[drift_pair[i]].a], number[pairs[drift_pair[i]].b], KUA_DRIFT, &r.drift[i], &line);
	free(drift_pair);
	kua_buf_free(&line);
	kua_arena_free(a);
}

/* Bodies of the pairs in hand, as a lot; its families are those of all. */
static enum kua_code load_lot(struct whole *w, struct pairs_in_hand *v, bool families, enum stored_how how, struct stored *out, struct kua_error *err)
{
	enum kua_code code = stored_load(w->f, v->numbers.v, v->numbers.n, how, out, err);
	if (code == KUA_OK)
		code = load_masks(w, out, err);
	paired_renumber(v);
	out->lot.pairs = v->pairs.v;
	out->lot.n_pairs = v->pairs.n;
	out->lot.family = kua_malloc(kua_mul(out->lot.n, sizeof *out->lot.family));
	for (size_t i = 0; i < out->lot.n; i++)
		out->lot.family[i] = families ? stored_find(out, w->family[v->numbers.v[i]]) : (uint32_t)i;
	return code;
}

static void lot_free(struct stored *s)
{
	free(s->lot.family);
	stored_free(s);
}

/* ---- families ---- */

/* What a family takes that is in hand with its texts. */
static uint64_t family_need(const struct whole *w, uint32_t first, const struct pair_ref *refs, size_t n_refs, size_t *n)
{
	uint64_t need = 0;
	*n = 0;
	for (uint32_t i = first; *n == 0 || i; i = w->next[i], ++*n)
		need += stored_need(&w->f->bodies[i]);
	for (size_t i = 0; i < n_refs; i++)
		need += refs[i].size + JOIN_BYTES;
	return need;
}

static enum kua_code work_lot(struct whole *w, const struct pair_ref *refs, size_t n, bool learn, struct pairs_in_hand *v, struct kua_error *err)
{
	struct stored s = {0};
	enum kua_code code = paired_load(&w->pairs, refs, n, v, err);
	if (code == KUA_OK)
		code = load_lot(w, v, true, learn ? STORED_WORDS : STORED_TEXT, &s, err);
	if (code == KUA_OK && learn)
		lot_learn(&s.lot, &w->learnt);
	else if (code == KUA_OK)
		tell_lot(w, &s);
	lot_free(&s);
	return code;
}

/* Families of a bucket, as many at once as the bound allows. */
static enum kua_code work_bucket(struct whole *w, const pair_ref_vec *refs, bool learn, struct pairs_in_hand *v, struct kua_error *err)
{
	uint64_t sum = 0;
	size_t from = 0;
	enum kua_code code = KUA_OK;
	for (size_t i = 0, end, n; i < refs->n && code == KUA_OK; i = end) {
		for (end = i + 1; end < refs->n && refs->v[end].group == refs->v[i].group; end++)
			;
		uint64_t need = family_need(w, refs->v[i].group, refs->v + i, end - i, &n);
		if (need > w->f->memory)
			return too_large(w, "the items of the family", refs->v[i].group, n, need, err);
		if (sum + need > w->f->memory) {
			code = work_lot(w, refs->v + from, i - from, learn, v, err);
			from = i;
			sum = 0;
		}
		sum += need;
	}
	if (code == KUA_OK && from < refs->n)
		code = work_lot(w, refs->v + from, refs->n - from, learn, v, err);
	return code;
}

static enum kua_code work_families(struct whole *w, bool learn, struct kua_error *err)
{
	struct spill *s;
	struct pairs_in_hand v = {0};
	pair_ref_vec refs = {0};
	enum kua_code code = paired_refs(&w->pairs, w->family, true, &s, err);
	for (unsigned b = 0; b < SPILL_BUCKETS && code == KUA_OK; b++) {
		code = paired_take(s, b, &refs, err);
		if (code == KUA_OK)
			code = work_bucket(w, &refs, learn, &v, err);
		kua_tell(w->f->options.progress, "copies", b, SPILL_BUCKETS);
	}
	kua_vec_free(&refs);
	paired_free(&v);
	spill_free(s);
	return code;
}

/* ---- pairs whose items are in no family together ---- */

static enum kua_code tell_lone(struct whole *w, struct pairs_in_hand *v, struct kua_error *err)
{
	struct stored s = {0};
	size_t at = 0;
	for (size_t i = 0; i < v->pairs.n; i++) { /* what came with each stands where it was put last */
		v->pairs.v[i] = paired_at(v->stored.data + at);
		at += paired_size(v->stored.data + at);
	}
	paired_numbers(v);
	enum kua_code code = load_lot(w, v, false, STORED_FIELDS, &s, err);
	if (code == KUA_OK)
		tell_lot(w, &s);
	lot_free(&s);
	v->pairs.n = 0;
	kua_buf_clear(&v->stored);
	return code;
}

static enum kua_code tell_lone_pairs(struct whole *w, struct kua_error *err)
{
	struct paired_reading r = {.from = &w->pairs};
	struct pairs_in_hand v = {0};
	enum kua_code code = KUA_OK;
	while (code == KUA_OK && paired_next(&r, err)) {
		if (w->family[r.pair.a] == w->family[r.pair.b])
			continue;
		kua_buf_add(&v.stored, r.buf.data + r.pos - r.ref.size, r.ref.size);
		*kua_vec_add(&v.pairs) = r.pair;
		if (v.pairs.n == LONE_PAIRS || v.stored.len >= LONE_BYTES)
			code = tell_lone(w, &v, err);
	}
	kua_buf_free(&r.buf);
	if (code == KUA_OK)
		code = err->code;
	if (code == KUA_OK && v.pairs.n)
		code = tell_lone(w, &v, err);
	paired_free(&v);
	return code;
}

/* ---- all of it ---- */

static enum kua_code run(struct whole *w, struct kua_error *err)
{
	enum kua_code code = find_pairs(w, err);
	if (code == KUA_OK)
		code = find_furniture(w, err);
	if (code == KUA_OK)
		code = find_groups(w, err);
	if (code == KUA_OK)
		code = join_families(w, err);
	if (code == KUA_OK)
		code = work_families(w, true, err);
	w->wrong_dates = tree_wrong_dates(&w->learnt);
	if (code == KUA_OK)
		code = sheaf_new(w->f, &w->lines, err);
	if (code == KUA_OK)
		code = work_families(w, false, err);
	if (code == KUA_OK)
		code = tell_lone_pairs(w, err);
	return code;
}

enum kua_code kua_reuse_filter_records(struct kua_reuse_filter *f, kua_reuse_line_fn *fn, void *ctx, struct kua_error *err)
{
	size_t n = f->kept.n;
	struct whole w = {
		.f = f, .n = n, .least_words = f->options.least_words ? f->options.least_words : KUA_REUSE_LEAST,
		.mask_at = kua_calloc(n, sizeof *w.mask_at),
		.group = kua_malloc(kua_mul(n, sizeof *w.group)),
		.family = kua_malloc(kua_mul(n, sizeof *w.family)),
		.next = kua_calloc(n, sizeof *w.next),
	};
	for (size_t i = 0; i < n; i++)
		w.group[i] = w.family[i] = (uint32_t)i;
	enum kua_code code = paired_new(f, &w.pairs, err);
	if (code == KUA_OK)
		code = run(&w, err);
	for (unsigned kind = 0; kind < SHEAF_KINDS && code == KUA_OK; kind++)
		code = sheaf_read(w.lines, kind, fn, ctx, err);
	sheaf_free(w.lines);
	paired_close(&w.pairs);
	spill_free(w.coverings);
	free(w.mask_at);
	free(w.group);
	free(w.family);
	free(w.next);
	return code;
}
