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

enum { AT_ONCE = 1 << 20, LONE_PAIRS = 4096, JOIN_BYTES = 128 };
enum line_kind { LINE_PAIR, LINE_FAMILY, LINE_COPY, LINE_DRIFT };
_Static_assert((int)LINE_DRIFT < (int)SHEAF_KINDS, "a kind of line needs its buckets");

struct head { /* of a pair in the file; its passages and edits stand behind it */
	uint32_t a, b, equal, n, n_edits, size; /* size: of all of it */
};
_Static_assert(sizeof(struct head) % _Alignof(struct passage) == 0 && sizeof(struct passage) % _Alignof(struct edit) == 0 &&
               sizeof(struct edit) % 8 == 0, "what stands in the file is used where it stands");

struct ref { /* where a pair of the group stands */
	uint32_t group, size;
	uint64_t at;
};
typedef KUA_VEC(struct ref) ref_vec;

struct whole {
	struct kua_reuse_filter *f;
	size_t n, least_words;
	struct spool pairs;
	struct kua_buf out; /* pairs on their way to the file */
	struct kua_error failed;
	struct spill *coverings;
	struct pen *covering;
	uint64_t *mask_at; /* of each body: behind its mask in the spool; 0: nothing of it is furniture */
	bool *shares;      /* of each body: has a pair */
	uint32_t *group;   /* of each body; as sets in the making the parent */
	uint32_t *family;
	uint32_t *next;    /* of each body: the next one of its family; 0: none */
	struct surprise *words;
	struct tree_learnt learnt;
	double wrong_dates;
	struct sheaf *lines;
};

/* ---- pairs into the file ---- */

static void write_pairs(struct whole *w)
{
	uint64_t at;
	if (w->out.len && w->failed.code == KUA_OK)
		(void)spool_write(&w->pairs, w->out.data, w->out.len, &at, &w->failed);
	kua_buf_clear(&w->out);
}

static void add_pair(struct whole *w, const struct found *found, const struct pair *p)
{
	const struct passage *v = found->passages.v + p->first, *last = v + p->n - 1;
	size_t first = v->first_edit, n_edits = last->first_edit + last->n_edits - first;
	struct head h = {p->a, p->b, p->equal, (uint32_t)p->n, (uint32_t)n_edits, 0};
	h.size = (uint32_t)(sizeof h + p->n * sizeof *v + n_edits * sizeof(struct edit));
	kua_buf_add(&w->out, &h, sizeof h);
	for (size_t i = 0; i < p->n; i++) {
		struct passage passage = v[i];
		passage.first_edit -= first;
		kua_buf_add(&w->out, &passage, sizeof passage);
	}
	if (n_edits)
		kua_buf_add(&w->out, found->edits.v + first, n_edits * sizeof(struct edit));
	if (w->out.len >= AT_ONCE)
		write_pairs(w);
}

static unsigned bucket_of(const struct whole *w, uint32_t body)
{
	return (unsigned)((uint64_t)body * SPILL_BUCKETS / w->n);
}

static void add_covering(void *ctx, const struct covering *c)
{
	struct whole *w = ctx;
	*(struct covering *)pen_room(w->covering, bucket_of(w, c->body), sizeof *c) = *c;
}

static void take_found(void *ctx, struct found *found)
{
	struct whole *w = ctx;
	for (size_t i = 0; i < found->pairs.n; i++) {
		struct pair p = found->pairs.v[i];
		p.passages = found->passages.v;
		w->shares[p.a] = w->shares[p.b] = true;
		furniture_cover(w->f->bodies, &p, add_covering, w);
		add_pair(w, found, &p);
	}
}

static enum kua_code find_pairs(struct whole *w, struct kua_error *err)
{
	w->coverings = spill_new(sizeof(struct covering), &w->f->budget, &w->f->spool);
	w->covering = pen_new(w->coverings);
	enum kua_code code = filter_search(w->f, take_found, w, err);
	write_pairs(w);
	pen_free(w->covering);
	if (code == KUA_OK && (code = w->failed.code) != KUA_OK)
		*err = w->failed;
	return code;
}

/* ---- and out of it ---- */

/* The pair that begins here; what it points to stays where it is. */
static struct pair pair_at(const char *at)
{
	struct head h;
	memcpy(&h, at, sizeof h);
	const struct passage *passages = (const void *)(at + sizeof h);
	return (struct pair){.a = h.a, .b = h.b, .equal = h.equal, .n = h.n, .passages = passages, .edits = (const void *)(passages + h.n)};
}

static uint32_t size_at(const char *at)
{
	struct head h;
	memcpy(&h, at, sizeof h);
	return h.size;
}

struct reading { /* of the file from its beginning */
	struct whole *w;
	uint64_t at;  /* in the file, of what was not read yet */
	struct kua_buf buf;
	size_t pos;
	struct pair pair;
	struct ref ref; /* its place, without a group */
};

/* Have so many bytes from pos on; false at the end of the file, or where it cannot be read. */
static bool have(struct reading *r, size_t n, struct kua_error *err)
{
	uint64_t end = atomic_load(&r->w->pairs.end);
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
	if (spool_read(&r->w->pairs, r->at, r->buf.data + left, more, err) != KUA_OK)
		return false;
	r->buf.len += more;
	r->at += more;
	return true;
}

/* The next pair; false at the end, or with an error. */
static bool next_pair(struct reading *r, struct kua_error *err)
{
	err->code = KUA_OK;
	if (!have(r, sizeof(struct head), err) || !have(r, size_at(r->buf.data + r->pos), err)) {
		kua_buf_free(&r->buf);
		return false;
	}
	const char *at = r->buf.data + r->pos;
	r->pair = pair_at(at);
	r->ref = (struct ref){.size = size_at(at), .at = r->at - (r->buf.len - r->pos)};
	r->pos += r->ref.size;
	return true;
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
	struct reading r = {.w = w};
	struct furniture *masks = furniture_new(w->f->bodies, w->n);
	uint32_t loaded = NO_BODY;
	enum kua_code code = KUA_OK;
	while (code == KUA_OK && next_pair(&r, err)) {
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

static void add_ref(struct whole *w, struct pen *pen, const struct reading *r, uint32_t group)
{
	struct ref ref = r->ref;
	ref.group = group;
	*(struct ref *)pen_room(pen, bucket_of(w, group), sizeof ref) = ref;
}

/* Where the pairs of each group of two or more stand; `within`: those alone whose items are both of it. */
static enum kua_code list_refs(struct whole *w, const uint32_t *group, bool within, struct spill **out, struct kua_error *err)
{
	struct reading r = {.w = w};
	bool *several = kua_calloc(w->n, sizeof *several);
	for (size_t i = 0; i < w->n; i++)
		several[group[i]] |= group[i] != i;
	*out = spill_new(sizeof(struct ref), &w->f->budget, &w->f->spool);
	struct pen *pen = pen_new(*out);
	while (next_pair(&r, err)) {
		uint32_t a = group[r.pair.a], b = group[r.pair.b];
		if (several[a] && (a == b || !within))
			add_ref(w, pen, &r, a);
		if (several[b] && a != b && !within)
			add_ref(w, pen, &r, b);
	}
	pen_free(pen);
	free(several);
	return err->code;
}

static int compare_refs(const void *x, const void *y)
{
	const struct ref *a = x, *b = y;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The refs of a bucket, by group and place. */
static enum kua_code take_refs(struct spill *s, unsigned bucket, ref_vec *out, struct kua_error *err)
{
	size_t n = spill_n(s, bucket);
	kua_vec_reserve(out, n);
	out->n = n;
	enum kua_code code = spill_take(s, bucket, out->v, err);
	if (code == KUA_OK && n)
		qsort(out->v, n, sizeof *out->v, compare_refs);
	return code;
}

struct few { /* pairs in hand, and the bodies they are of */
	struct kua_buf stored;
	KUA_VEC(struct pair) pairs;
	KUA_VEC(uint32_t) numbers; /* of bodies among all, in order */
};

static void few_free(struct few *v)
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
static void list_numbers(struct few *v)
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
static enum kua_code load_pairs(struct whole *w, const struct ref *refs, size_t n, struct few *out, struct kua_error *err)
{
	size_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += refs[i].size;
	kua_buf_clear(&out->stored);
	kua_buf_reserve(&out->stored, size);
	out->pairs.n = 0;
	char *at = out->stored.data;
	for (size_t i = 0; i < n; at += refs[i++].size) {
		if (spool_read(&w->pairs, refs[i].at, at, refs[i].size, err) != KUA_OK)
			return err->code;
		*kua_vec_add(&out->pairs) = pair_at(at);
	}
	if (out->pairs.n)
		qsort(out->pairs.v, out->pairs.n, sizeof *out->pairs.v, compare_pairs);
	list_numbers(out);
	return KUA_OK;
}

/* Number the pairs' bodies by their places in the list. */
static void number_pairs(struct few *v)
{
	for (size_t i = 0; i < v->pairs.n; i++) {
		uint32_t *both[] = {&v->pairs.v[i].a, &v->pairs.v[i].b};
		for (size_t k = 0; k < 2; k++) {
			const uint32_t *at = bsearch(both[k], v->numbers.v, v->numbers.n, sizeof *at, compare_numbers);
			*both[k] = (uint32_t)(at - v->numbers.v);
		}
	}
}

static enum kua_code too_large(const struct whole *w, const char *what, uint32_t body, size_t n, uint64_t need, struct kua_error *err)
{
	return kua_fail(err, KUA_LIMIT, "%s of item %s are %zu, which take about %llu MiB at once, and %llu MiB of the bound are for that: "
	                "a bound of %llu MiB is needed, or pairs only", what, w->f->kept.v[body].id, n, (unsigned long long)(need >> 20) + 1,
	                (unsigned long long)(w->f->memory >> 20), (unsigned long long)(need >> 19) + 2);
}

/* Families of one group: its pairs, with those that lead out of it, as the mean over pairs may look at them. */
static enum kua_code join_group(struct whole *w, const struct ref *refs, size_t n, struct few *v, struct kua_error *err)
{
	uint64_t need = 0;
	for (size_t i = 0; i < n; i++)
		need += refs[i].size + JOIN_BYTES;
	if (need > w->f->memory)
		return too_large(w, "the pairs about the family", refs->group, n, need, err);
	enum kua_code code = load_pairs(w, refs, n, v, err);
	if (code != KUA_OK)
		return code;
	number_pairs(v);
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
	struct few v = {0};
	ref_vec refs = {0};
	enum kua_code code = list_refs(w, w->group, false, &s, err);
	for (unsigned b = 0; b < SPILL_BUCKETS && code == KUA_OK; b++) {
		code = take_refs(s, b, &refs, err);
		for (size_t i = 0, end; i < refs.n && code == KUA_OK; i = end) {
			for (end = i + 1; end < refs.n && refs.v[end].group == refs.v[i].group; end++)
				;
			code = join_group(w, refs.v + i, end - i, &v, err);
		}
		kua_tell(w->f->options.progress, "families", b, SPILL_BUCKETS);
	}
	kua_vec_free(&refs);
	few_free(&v);
	spill_free(s);
	for (size_t i = w->n; i-- > 0;) { /* the first of a family is its smallest */
		if (w->family[i] == i)
			continue;
		w->next[i] = w->next[w->family[i]];
		w->next[w->family[i]] = (uint32_t)i;
	}
	return code;
}

/* ---- words ---- */

static enum kua_code count_words(struct whole *w, struct kua_error *err)
{
	struct kua_buf stored = KUA_BUF_INIT;
	KUA_VEC(struct word) words = {0};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < w->n && code == KUA_OK; i++) {
		const struct body *b = &w->f->bodies[i];
		size_t size = words_size(b->n_words);
		if (!w->shares[i])
			continue;
		kua_buf_clear(&stored);
		kua_buf_reserve(&stored, size);
		kua_vec_reserve(&words, (size_t)b->n_words + 1);
		code = spool_read(&w->f->spool, b->words_at - size, stored.data, size, err);
		if (code == KUA_OK) {
			words_restore(stored.data, b->n_words, b->n_letters, words.v, NULL);
			surprise_add(w->words, words.v, b->n_words);
		}
	}
	kua_buf_free(&stored);
	kua_vec_free(&words);
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
	uint32_t *drift_pair = lot_records(&s->lot, w->words, w->wrong_dates, a, &r);
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
static enum kua_code load_lot(struct whole *w, struct few *v, bool families, enum stored_how how, struct stored *out, struct kua_error *err)
{
	enum kua_code code = stored_load(w->f, v->numbers.v, v->numbers.n, how, out, err);
	if (code == KUA_OK)
		code = load_masks(w, out, err);
	number_pairs(v);
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
static uint64_t family_need(const struct whole *w, uint32_t first, const struct ref *refs, size_t n_refs, size_t *n)
{
	uint64_t need = 0;
	*n = 0;
	for (uint32_t i = first; *n == 0 || i; i = w->next[i], ++*n)
		need += stored_need(&w->f->bodies[i]);
	for (size_t i = 0; i < n_refs; i++)
		need += refs[i].size + JOIN_BYTES;
	return need;
}

static enum kua_code work_lot(struct whole *w, const struct ref *refs, size_t n, bool learn, struct few *v, struct kua_error *err)
{
	struct stored s = {0};
	enum kua_code code = load_pairs(w, refs, n, v, err);
	if (code == KUA_OK)
		code = load_lot(w, v, true, learn ? STORED_WORDS : STORED_TEXT, &s, err);
	if (code == KUA_OK && learn)
		lot_learn(&s.lot, w->words, &w->learnt);
	else if (code == KUA_OK)
		tell_lot(w, &s);
	lot_free(&s);
	return code;
}

/* Families of a bucket, as many at once as the bound allows. */
static enum kua_code work_bucket(struct whole *w, const ref_vec *refs, bool learn, struct few *v, struct kua_error *err)
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
	struct few v = {0};
	ref_vec refs = {0};
	enum kua_code code = list_refs(w, w->family, true, &s, err);
	for (unsigned b = 0; b < SPILL_BUCKETS && code == KUA_OK; b++) {
		code = take_refs(s, b, &refs, err);
		if (code == KUA_OK)
			code = work_bucket(w, &refs, learn, &v, err);
		kua_tell(w->f->options.progress, "copies", b, SPILL_BUCKETS);
	}
	kua_vec_free(&refs);
	few_free(&v);
	spill_free(s);
	return code;
}

/* ---- pairs whose items are in no family together ---- */

static enum kua_code tell_lone(struct whole *w, struct few *v, struct kua_error *err)
{
	struct stored s = {0};
	size_t at = 0;
	for (size_t i = 0; i < v->pairs.n; i++) { /* what came with each stands where it was put last */
		v->pairs.v[i] = pair_at(v->stored.data + at);
		at += size_at(v->stored.data + at);
	}
	list_numbers(v);
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
	struct reading r = {.w = w};
	struct few v = {0};
	enum kua_code code = KUA_OK;
	while (code == KUA_OK && next_pair(&r, err)) {
		if (w->family[r.pair.a] == w->family[r.pair.b])
			continue;
		kua_buf_add(&v.stored, r.buf.data + r.pos - r.ref.size, r.ref.size);
		*kua_vec_add(&v.pairs) = r.pair;
		if (v.pairs.n == LONE_PAIRS || v.stored.len >= AT_ONCE)
			code = tell_lone(w, &v, err);
	}
	kua_buf_free(&r.buf);
	if (code == KUA_OK)
		code = err->code;
	if (code == KUA_OK && v.pairs.n)
		code = tell_lone(w, &v, err);
	few_free(&v);
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
		code = count_words(w, err);
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
		.shares = kua_calloc(n, sizeof *w.shares),
		.group = kua_malloc(kua_mul(n, sizeof *w.group)),
		.family = kua_malloc(kua_mul(n, sizeof *w.family)),
		.next = kua_calloc(n, sizeof *w.next),
		.words = surprise_new(),
	};
	for (size_t i = 0; i < n; i++)
		w.group[i] = w.family[i] = (uint32_t)i;
	enum kua_code code = spool_open(&w.pairs, f->folder, err);
	if (code == KUA_OK)
		code = run(&w, err);
	for (unsigned kind = 0; kind < SHEAF_KINDS && code == KUA_OK; kind++)
		code = sheaf_read(w.lines, kind, fn, ctx, err);
	sheaf_free(w.lines);
	spool_close(&w.pairs);
	spill_free(w.coverings);
	surprise_free(w.words);
	kua_buf_free(&w.out);
	free(w.mask_at);
	free(w.shares);
	free(w.group);
	free(w.family);
	free(w.next);
	return code;
}
