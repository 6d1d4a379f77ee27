/*
 * judge.c - people's decisions put on claims. A judgement knows its claim by id; where a better reader of the
 * same bytes gave the claim another id, by its quote with a little text on either side. The last decision on
 * a claim holds.
 *
 * Finding again goes from sure to less sure and stops at the first that answers: the id; the same quote with
 * the same text around it; the same quote where there is only one; the claim that covers the place where the
 * quoted text now stands.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

/* ---- the anchor ---- */

/* Two ids of items of one document: the same up to the last dot. */
static bool same_document(const char *a, const char *b)
{
	const char *da = strrchr(a, '.'), *db = strrchr(b, '.');
	return da && db && da - a == db - b && strncmp(a, b, (size_t)(da - a)) == 0;
}

static const char *text_of(const char *id, const struct kua_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i].id, id) == 0)
			return items[i].text;
	return NULL;
}

/* How much of the text around a claim is as the judgement has it: 0 to 2. */
static int around(const struct kua_judgement *j, const struct kua_anchor *c, const char *text)
{
	size_t n = text ? strlen(text) : 0;
	if (c->start < 0 || c->end < c->start || (size_t)c->end > n)
		return 0;
	size_t start = (size_t)c->start, end = (size_t)c->end, before = j->before ? strlen(j->before) : 0;
	int same = 0;
	if (before <= start && before && memcmp(text + start - before, j->before, before) == 0)
		same++;
	if (j->after && *j->after && strncmp(text + end, j->after, strlen(j->after)) == 0)
		same++;
	return same;
}

/*
 * Claims with exactly this quote: the one with most of the text around it; none where two fit equally well.
 */
static size_t by_quote(const struct kua_judgement *j, const struct kua_anchor *claims, size_t n,
                       const struct kua_item *items, size_t n_items, bool other_items)
{
	size_t best = NOWHERE;
	int best_around = -1;
	bool tied = false;
	for (size_t i = 0; i < n; i++) {
		bool same_item = strcmp(claims[i].item, j->item) == 0;
		if (!same_text(claims[i].quote, j->quote) || same_item == other_items ||
		    (other_items && !same_document(claims[i].item, j->item)))
			continue;
		int a = around(j, &claims[i], text_of(claims[i].item, items, n_items));
		tied = a == best_around;
		if (a > best_around) {
			best_around = a;
			best = i;
		}
		if (tied && a == 2)
			tied = false; /* two claims of one passage: the first */
	}
	return tied || (other_items && best_around < 1) ? NOWHERE : best;
}

/* Where the quoted words stand in the text of the judgement's item: where the text before them is the same,
 * else in the only place there is. */
static bool passage_of(const struct kua_judgement *j, const char *text, size_t *start, size_t *end)
{
	size_t n = strlen(j->quote), before = j->before ? strlen(j->before) : 0, places = 0;
	for (const char *p = text; n && (p = strstr(p, j->quote)); p++, places++) {
		bool fits = before && before <= (size_t)(p - text) && memcmp(p - before, j->before, before) == 0;
		if (places && !fits)
			continue;
		*start = (size_t)(p - text);
		*end = *start + n;
		if (fits)
			return true;
	}
	return places == 1;
}

static size_t by_passage(const struct kua_judgement *j, const struct kua_anchor *claims, size_t n,
                         const struct kua_item *items, size_t n_items)
{
	const char *text = text_of(j->item, items, n_items);
	size_t start, end, best = NOWHERE;
	int64_t most = 0;
	if (!text || !passage_of(j, text, &start, &end))
		return NOWHERE;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(claims[i].item, j->item) != 0 || claims[i].start < 0 || claims[i].end < claims[i].start)
			continue;
		int64_t from = claims[i].start > (int64_t)start ? claims[i].start : (int64_t)start;
		int64_t to = claims[i].end < (int64_t)end ? claims[i].end : (int64_t)end;
		if (to - from > most && 2 * (to - from) >= claims[i].end - claims[i].start) {
			most = to - from;
			best = i;
		}
	}
	return best;
}

size_t kua_accounts_anchor(const struct kua_judgement *j, const struct kua_anchor *claims, size_t n,
                           const struct kua_item *items, size_t n_items)
{
	for (size_t i = 0; i < n; i++)
		if (same_text(claims[i].id, j->target))
			return i;
	if (!j->item || !j->quote || !*j->quote)
		return NOWHERE;
	size_t found = by_quote(j, claims, n, items, n_items, false);
	if (found == NOWHERE)
		found = by_passage(j, claims, n, items, n_items);
	if (found == NOWHERE)
		found = by_quote(j, claims, n, items, n_items, true);
	return found;
}

/* ---- amending ---- */

static bool is_grade(const char *field)
{
	return strcmp(field, "source_grade") == 0 || strcmp(field, "information_grade") == 0;
}

bool kua_accounts_amendable(const char *field)
{
	static const char *const fixed[] = {"id", "item", "start", "end", "quote", "rule", "status", "event",
	                                    "voice", "reasons"};
	if (is_grade(field))
		return false;
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(fixed[i], field) == 0)
			return false;
	return true;
}

/* What a claim cannot be without. */
static bool needed(const char *field)
{
	return strcmp(field, "act") == 0 || strcmp(field, "step") == 0 || strcmp(field, "kind") == 0;
}

static struct kua_list parts_of(struct kua_arena *a, const char *value)
{
	struct kua_list list = {0};
	for (const char *p = value; *p;) {
		size_t n = strcspn(p, "|"), from = strspn(p, " ");
		size_t to = n;
		while (to > from && p[to - 1] == ' ')
			to--;
		if (to > from)
			kua_list_add(a, &list, kua_arena_strndup(a, p + from, to - from));
		p += p[n] ? n + 1 : n;
	}
	return list;
}

static void set_field(struct kua_arena *a, const struct kua_shape *shape, void *record, const char *change,
                      bool (*may)(const char *field))
{
	const char *eq = strchr(change, '='), *value = eq ? eq + 1 : "";
	const char *name = eq ? kua_arena_strndup(a, change, (size_t)(eq - change)) : change;
	const struct kua_field *f = may(name) ? kua_shape_field(shape, name) : NULL;
	if (!eq || !f || (!*value && needed(name)))
		return;
	void *at = (char *)record + f->at;
	char *end;
	if (f->type == KUA_TEXT) {
		*(const char **)at = *value ? kua_arena_strdup(a, value) : NULL;
	} else if (f->type == KUA_INT) {
		int64_t number = strtoll(value, &end, 10);
		if (!*value)
			*(int64_t *)at = KUA_NONE;
		else if (!*end)
			*(int64_t *)at = number;
	} else if (f->type == KUA_LIST) {
		*(struct kua_list *)at = parts_of(a, value);
	}
}

/* ---- applying ---- */

struct claims { /* the claims of one kind, as far as judging needs them */
	const struct kua_shape *shape;
	char *records;
	struct kua_anchor *anchors;
	size_t n;
};

static void *field_of(const struct kua_shape *shape, void *record, const char *name)
{
	return (char *)record + kua_shape_field(shape, name)->at;
}

static void apply(struct kua_arena *a, const struct claims *c, size_t i, const struct kua_judgement *j)
{
	void *record = c->records + i * c->shape->size;
	const char **status = field_of(c->shape, record, "status");
	if (strcmp(j->verdict, "confirm") == 0) {
		*status = "confirmed";
	} else if (strcmp(j->verdict, "reject") == 0) {
		*status = "rejected";
	} else {
		bool grade = strcmp(j->verdict, "grade") == 0; /* says nothing of whether the claim was read right */
		if (!grade)
			*status = "amended";
		for (size_t k = 0; k < j->fields.n; k++)
			set_field(a, c->shape, record, j->fields.v[k], grade ? is_grade : kua_accounts_amendable);
	}
}

static bool about_claim(const struct kua_judgement *j, const char *kind)
{
	if (!j->verdict || !j->target)
		return false;
	bool verdict = strcmp(j->verdict, "confirm") == 0 || strcmp(j->verdict, "reject") == 0 ||
	               strcmp(j->verdict, "amend") == 0 || strcmp(j->verdict, "grade") == 0;
	return verdict && (!j->kind || strcmp(j->kind, kind) == 0);
}

static int by_entry(const void *pa, const void *pb)
{
	const struct kua_judgement *a = *(const struct kua_judgement *const *)pa, *b = *(const struct kua_judgement *const *)pb;
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static void lay_anchors(struct desk *d, struct claims *c)
{
	c->anchors = KUA_NEW_N(d->a, struct kua_anchor, c->n);
	for (size_t i = 0; i < c->n; i++) {
		void *r = c->records + i * c->shape->size;
		c->anchors[i] = (struct kua_anchor){
			.id = *(const char **)field_of(c->shape, r, "id"),
			.item = *(const char **)field_of(c->shape, r, "item"),
			.quote = *(const char **)field_of(c->shape, r, "quote"),
			.start = *(int64_t *)field_of(c->shape, r, "start"),
			.end = *(int64_t *)field_of(c->shape, r, "end"),
		};
	}
}

static void judge_kind(struct desk *d, enum kua_shape_kind kind, void *records, size_t n_records,
                       const struct kua_judgement *const *sorted, size_t n)
{
	if (!n || !n_records)
		return;
	struct claims c = {.shape = &kua_shapes[kind], .records = records, .n = n_records};
	lay_anchors(d, &c);
	struct kua_intern *ids = kua_intern_new();
	TABLE(size_t) at = {0};
	for (size_t i = 0; i < c.n; i++)
		*table_at(&at, kua_intern_add(ids, c.anchors[i].id, strlen(c.anchors[i].id))) = i;
	for (size_t k = 0; k < n; k++) {
		const struct kua_judgement *j = sorted[k];
		if (!about_claim(j, c.shape->type))
			continue;
		uint32_t id = kua_intern_find(ids, j->target, strlen(j->target));
		size_t i = id != KUA_NO_ID ? at.v[id] : NOWHERE;
		if (i == NOWHERE && j->kind)
			i = kua_accounts_anchor(j, c.anchors, c.n, d->in->items, d->in->n_items);
		if (i != NOWHERE)
			apply(d->a, &c, i, j);
	}
	kua_intern_free(ids);
	kua_vec_free(&at);
}

void judge_claims(struct desk *d)
{
	const struct kua_accounts_input *in = d->in;
	size_t n = in->n_judgements;
	const struct kua_judgement **sorted = KUA_NEW_N(d->a, const struct kua_judgement *, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &in->judgements[i];
	qsort(sorted, n, sizeof *sorted, by_entry);
	judge_kind(d, KUA_FIGURE, in->figures, in->n_figures, sorted, n);
	judge_kind(d, KUA_CASE_STEP, in->steps, in->n_steps, sorted, n);
	judge_kind(d, KUA_HARM, in->harms, in->n_harms, sorted, n);
	judge_kind(d, KUA_ACTION, in->actions, in->n_actions, sorted, n);
	for (size_t i = 0; i < in->n_figures; i++)
		d->seen[i].counts = !same_text(in->figures[i].status, "rejected");
}
