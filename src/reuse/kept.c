/*
 * kept.c - what was found of pairs is kept with the first item of each, so that it is not found again when other items come.
 *
 * Passages depend on the two texts, on how texts are seeded and on how many texts the weights count, which is all in the mark; and on
 * how common seeds are, after which touched.c looks. What differs in them depends on the two texts and the passages, and is kept with
 * them once it was told. What is kept: whether the text says anything of its
 * printing, and the latest date that it tells as past; then, in numbers of 32 bits, the names of those with whom the item was compared in vain, for only who was compared
 * before can be found when other items come; how many pairs; of each the id of the second item and its passages. It comes back out of
 * a file that may be somebody else's, so what does not fit the two texts counts as not there.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "reuse/internal.h"

enum { NUMBERS_OF_PASSAGE = 10, NUMBERS_OF_EDIT = 5, NUMBERS_OF_CHANGE = 7 };
enum { UNTOLD, TOLD };

/* ---- in ---- */

static void put(struct kua_buf *b, uint32_t n)
{
	kua_buf_add(b, &n, sizeof n);
}

static void put_passage(struct kua_buf *b, const struct pair *pair, const struct passage *p)
{
	const uint32_t v[NUMBERS_OF_PASSAGE] = {
		p->a, p->a_end, p->b, p->b_end, p->equal, (uint32_t)p->bytes.a_start, (uint32_t)p->bytes.a_end, (uint32_t)p->bytes.b_start,
		(uint32_t)p->bytes.b_end, (uint32_t)p->n_edits,
	};
	kua_buf_add(b, v, sizeof v);
	for (size_t i = 0; i < p->n_edits; i++) {
		const struct edit *e = &pair->edits[p->first_edit + i];
		const uint32_t w[NUMBERS_OF_EDIT] = {e->a, e->b, e->n_a, e->n_b, e->near};
		kua_buf_add(b, w, sizeof w);
	}
}

static void put_changes(struct kua_buf *b, const struct pair *pair)
{
	put(b, pair->told ? TOLD : UNTOLD);
	put(b, pair->told ? pair->n_changes : 0);
	for (size_t i = 0; pair->told && i < pair->n_changes; i++) {
		const struct change *c = &pair->changes[i];
		const uint32_t v[NUMBERS_OF_CHANGE] = {(uint32_t)c->id, (uint32_t)(c->id >> 32), c->a, c->a_end, c->b, c->b_end,
		                                       c->kind | (uint32_t)c->of_date << 8};
		kua_buf_add(b, v, sizeof v);
	}
}

void kept_pack(struct kua_buf *b, const struct body *bodies, const struct keeping *k)
{
	kua_buf_clear(b);
	put(b, k->glance->quiet);
	kua_buf_add(b, k->glance->past, sizeof k->glance->past);
	put(b, (uint32_t)k->n_faint);
	for (size_t i = 0; i < k->n_faint; i++)
		put(b, k->faint[i].name);
	put(b, (uint32_t)k->n_pairs);
	for (size_t i = 0; i < k->n_pairs; i++) {
		const struct pair *pair = &k->pairs[i];
		const char *id = bodies[pair->b].source->item->id;
		kua_buf_add(b, id, strlen(id) + 1);
		put(b, (uint32_t)pair->n);
		for (size_t at = 0; at < pair->n; at++)
			put_passage(b, pair, &pair->passages[pair->first + at]);
		put_changes(b, pair);
	}
}

const char *kept_mark(const struct body *body, const char *settings, struct kua_arena *a)
{
	struct kua_hasher *h = kua_hasher_new();
	char hex[KUA_SHA256_HEX + 1];
	const struct kua_text *t = body->source->text;
	const char *kind = body->source->item->kind ? body->source->item->kind : "";
	kua_hasher_add(h, settings, strlen(settings) + 1);
	kua_hasher_add(h, kind, strlen(kind) + 1);
	kua_hasher_add(h, t->language, strlen(t->language) + 1);
	kua_hasher_add(h, t->bytes, t->n);
	kua_hasher_end(h, hex);
	return kua_arena_strndup(a, hex, KUA_SHA256_HEX / 2);
}

static bool same_passage(const struct pair *x, const struct passage *p, const struct pair *y, const struct passage *q)
{
	bool same = p->a == q->a && p->a_end == q->a_end && p->b == q->b && p->b_end == q->b_end && p->n_edits == q->n_edits;
	for (size_t i = 0; same && i < p->n_edits; i++) {
		const struct edit *e = &x->edits[p->first_edit + i], *f = &y->edits[q->first_edit + i];
		same = e->a == f->a && e->b == f->b && e->n_a == f->n_a && e->n_b == f->n_b && e->near == f->near;
	}
	return same;
}

bool kept_same(const struct pair *x, const struct pair *y)
{
	bool same = x->n == y->n;
	for (size_t i = 0; same && i < x->n; i++)
		same = same_passage(x, &x->passages[x->first + i], y, &y->passages[y->first + i]);
	return same;
}

/* ---- out ---- */

static int compare_id(const void *id, const void *body)
{
	return strcmp(id, ((const struct body *)body)->source->item->id);
}

/* The body with the id that comes next; NO_BODY where there is none behind the first. */
static uint32_t take_body(struct kua_packed *p, const struct body *bodies, size_t n, uint32_t first)
{
	const char *end = p->n ? memchr(p->v, '\0', p->n) : NULL;
	if (!end)
		return NO_BODY;
	const struct body *b = bsearch(p->v, bodies, n, sizeof *bodies, compare_id);
	p->n -= (size_t)(end + 1 - p->v);
	p->v = end + 1;
	return b && b - bodies > (ptrdiff_t)first ? (uint32_t)(b - bodies) : NO_BODY;
}

static bool within(uint32_t from, uint32_t to, uint32_t end)
{
	return from < to && to <= end;
}

/* An edit behind those before it: as many equal words stand before it in both. */
static bool take_edit(struct kua_packed *p, const struct passage *in, uint32_t *a, uint32_t *b, edit_vec *out)
{
	uint32_t v[NUMBERS_OF_EDIT];
	if (!kua_packed_take(p, v, sizeof v))
		return false;
	bool fits = v[0] >= *a && v[1] >= *b && v[0] - *a == v[1] - *b && v[2] <= UINT16_MAX && v[3] <= UINT16_MAX && v[4] <= 1 &&
	            v[0] <= in->a_end && v[1] <= in->b_end && v[2] <= in->a_end - v[0] && v[3] <= in->b_end - v[1];
	if (!fits)
		return false;
	*kua_vec_add(out) = (struct edit){.a = v[0], .b = v[1], .n_a = (uint16_t)v[2], .n_b = (uint16_t)v[3], .near = v[4] == 1};
	*a = v[0] + v[2];
	*b = v[1] + v[3];
	return true;
}

static bool take_passage(struct kua_packed *p, const struct body *x, const struct body *y, struct found *out)
{
	uint32_t v[NUMBERS_OF_PASSAGE];
	if (!kua_packed_take(p, v, sizeof v))
		return false;
	struct passage s = {.a = v[0], .a_end = v[1], .b = v[2], .b_end = v[3], .equal = v[4], .bytes = {v[5], v[6], v[7], v[8]},
	                    .first_edit = out->edits.n, .n_edits = v[9]};
	uint32_t a = s.a, b = s.b;
	if (!within(s.a, s.a_end, x->n_words) || !within(s.b, s.b_end, y->n_words) || !within(v[5], v[6], x->n_bytes) ||
	    !within(v[7], v[8], y->n_bytes) || s.equal > s.a_end - s.a)
		return false;
	for (size_t i = 0; i < s.n_edits; i++)
		if (!take_edit(p, &s, &a, &b, &out->edits))
			return false;
	*kua_vec_add(&out->passages) = s;
	return s.a_end - a == s.b_end - b;
}

static int compare_b(const void *x, const void *y)
{
	const struct passage *p = x, *q = y;
	return p->b < q->b ? -1 : p->b > q->b;
}

/* Do the passages of a pair stand one behind the other in a, and none over another in b? */
static bool stand_apart(const struct passage *v, size_t n)
{
	bool apart = true;
	struct passage *by_b = kua_malloc(kua_mul(n, sizeof *by_b));
	memcpy(by_b, v, n * sizeof *v);
	qsort(by_b, n, sizeof *by_b, compare_b);
	for (size_t i = 1; i < n; i++)
		apart = apart && v[i - 1].a_end <= v[i].a && by_b[i - 1].b_end <= by_b[i].b;
	free(by_b);
	return apart;
}

/* Between two characters of the text. */
static bool is_border(const struct body *x, uint32_t at)
{
	return at == 0 || at == x->n_bytes || ((unsigned char)x->text[at] & 0xc0) != 0x80;
}

static bool is_stretch(const struct body *x, uint32_t from, uint32_t to)
{
	return within(from, to, x->n_bytes) && is_border(x, from) && is_border(x, to);
}

static bool take_changes(struct kua_packed *p, const struct body *x, const struct body *y, struct pair *pair, struct found *out)
{
	uint32_t head[2], v[NUMBERS_OF_CHANGE];
	pair->first_change = out->changes.n;
	if (!kua_packed_take(p, head, sizeof head) || head[0] > TOLD || (head[0] == UNTOLD && head[1]))
		return false;
	pair->told = head[0] == TOLD;
	pair->n_changes = head[1];
	for (uint32_t i = 0; i < head[1]; i++) {
		if (!kua_packed_take(p, v, sizeof v) || !is_stretch(x, v[2], v[3]) || !is_stretch(y, v[4], v[5]) || (v[6] & 0xff) > CHANGE_WORDING ||
		    v[6] >> 8 > 1)
			return false;
		*kua_vec_add(&out->changes) = (struct change){.id = v[0] | (uint64_t)v[1] << 32, .a = v[2], .a_end = v[3], .b = v[4], .b_end = v[5],
		                                              .kind = (uint8_t)(v[6] & 0xff), .of_date = v[6] >> 8};
	}
	return true;
}

static bool take_glance(struct kua_packed *p, struct kua_reuse_glance *out)
{
	uint32_t quiet;
	int64_t day;
	if (!kua_packed_take(p, &quiet, sizeof quiet) || quiet > 1 || !kua_packed_take(p, out->past, sizeof out->past))
		return false;
	out->quiet = quiet == 1;
	out->known = out->past[sizeof out->past - 1] == '\0' && (!out->past[0] || kua_date_first_day(out->past, &day));
	return out->known;
}

static bool take_faint(struct kua_packed *p, uint32_t first, struct found *out)
{
	uint32_t n, name;
	if (!kua_packed_take(p, &n, sizeof n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!kua_packed_take(p, &name, sizeof name))
			return false;
		*kua_vec_add(&out->faint) = (struct faint){first, name};
	}
	return true;
}

bool kept_unpack(struct kua_packed p, const struct body *bodies, size_t n, uint32_t first, struct found *out, struct kua_reuse_glance *glance)
{
	uint32_t pairs, passages, last = first;
	if (!take_glance(&p, glance) || !take_faint(&p, first, out) || !kua_packed_take(&p, &pairs, sizeof pairs))
		return false;
	for (uint32_t i = 0; i < pairs; i++) {
		struct pair pair = {.a = first, .b = take_body(&p, bodies, n, last), .first = out->passages.n};
		if (pair.b == NO_BODY || !kua_packed_take(&p, &passages, sizeof passages) || passages == 0)
			return false;
		for (uint32_t k = 0; k < passages; k++) {
			if (!take_passage(&p, &bodies[first], &bodies[pair.b], out))
				return false;
			pair.equal += out->passages.v[out->passages.n - 1].equal;
		}
		if (!stand_apart(out->passages.v + pair.first, passages) ||
		    !take_changes(&p, &bodies[first], &bodies[pair.b], &pair, out))
			return false;
		pair.n = passages;
		last = pair.b;
		*kua_vec_add(&out->pairs) = pair;
	}
	return p.n == 0;
}
