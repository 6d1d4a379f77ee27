/*
 * dating.c - bounds for the date of an item that has none of its own.
 *
 * From what it says of its printing: "printed in the Guardian on 2 July" sets it at that day or later; the year, where it is not
 * said, is that of the nearest dated print of the same family. From its family: a reprint stands in the same months as the dated
 * prints of the text, which is what date_from and date_to then say, by month, with the reason beside it. And from what it tells:
 * it was not written before the latest full date that it tells as past. A lower bound that passes the upper one leaves that open.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"
#include "util/search.h"

struct bounds {
	const char *from, *to;
	struct kua_buf why;
};

struct known { /* the dated prints of a family */
	const char *earliest, *latest;
	const char *earliest_item;
};

struct dating {
	struct kua_item *items;
	size_t n;
	uint32_t *by_id;  /* items in order of id */
	const struct known **known; /* of each item's family; NULL where it has none */
	const struct kua_languages *languages;
	const struct kua_reuse_words *words;
	struct kua_arena *arena;
};

static int compare_ids(const void *x, const void *y, void *ctx)
{
	const struct kua_item *items = ctx;
	return strcmp(items[*(const uint32_t *)x].id, items[*(const uint32_t *)y].id);
}

/* The item with the id, or NULL. */
static const struct kua_item *item_of(const struct dating *d, const char *id, size_t *number)
{
	size_t low;
	KUA_FIRST(low, d->n, strcmp(d->items[d->by_id[low]].id, id) < 0);
	if (low == d->n || strcmp(d->items[d->by_id[low]].id, id) != 0)
		return NULL;
	*number = d->by_id[low];
	return &d->items[*number];
}

static bool day_of(const char *iso, int64_t *day)
{
	return iso && *iso && kua_date_first_day(iso, day);
}

static struct known known_of(const struct dating *d, const struct kua_family *family)
{
	struct known k = {0};
	int64_t earliest = INT64_MAX, latest = INT64_MIN, day;
	for (size_t i = 0; i < family->items.n; i++) {
		size_t number;
		const struct kua_item *item = item_of(d, family->items.v[i], &number);
		if (!item || !day_of(item->published_on, &day))
			continue;
		if (day < earliest) {
			earliest = day;
			k.earliest = item->published_on;
			k.earliest_item = item->id;
		}
		if (day > latest) {
			latest = day;
			k.latest = item->published_on;
		}
	}
	return k;
}

/* Items by id, and for each item what its family knows. */
static void index_items(struct dating *d, const struct kua_reuse_result *reuse)
{
	d->by_id = kua_malloc(kua_mul(d->n, sizeof *d->by_id));
	d->known = kua_calloc(d->n, sizeof *d->known);
	for (size_t i = 0; i < d->n; i++)
		d->by_id[i] = (uint32_t)i;
	if (d->n)
		qsort_r(d->by_id, d->n, sizeof *d->by_id, compare_ids, d->items);
	for (size_t f = 0; f < reuse->n_families; f++) {
		struct known *known = KUA_NEW(d->arena, struct known);
		*known = known_of(d, &reuse->families[f]);
		for (size_t k = 0; k < reuse->families[f].items.n; k++) {
			size_t i;
			if (item_of(d, reuse->families[f].items.v[k], &i))
				d->known[i] = known;
		}
	}
}

/* 2013-07-03 and 2013-07 give 2013-07, 2013 gives 2013. */
static const char *month_of(const struct dating *d, const char *iso)
{
	size_t n = strlen(iso);
	return kua_arena_strndup(d->arena, iso, n < 7 ? n : 7);
}

static void because(struct bounds *b, const char *fmt, const char *x, const char *y)
{
	if (b->why.len)
		kua_buf_str(&b->why, "; ");
	kua_buf_printf(&b->why, fmt, x, y);
}

static bool is_before(const char *x, const char *y)
{
	int64_t a, b;
	return day_of(x, &a) && day_of(y, &b) && a < b;
}

/* Raise the lower bound; where that passes the upper one, that is open again. */
static bool raise_from(const struct dating *d, struct bounds *b, const char *iso)
{
	int64_t from, to;
	if (b->from && !is_before(b->from, iso))
		return false;
	b->from = kua_arena_strdup(d->arena, iso);
	if (b->to && kua_date_first_day(b->from, &from) && kua_date_last_day(b->to, &to) && from > to)
		b->to = NULL;
	return true;
}

/* glance: what was seen of the text before, or NULL */
static void bound_item(const struct dating *d, const struct kua_source *source, const struct known *known,
                       const struct kua_reuse_glance *glance, struct kua_arena *scratch, struct bounds *b)
{
	struct credit credit = {0};
	char past[11] = "";
	if (known->earliest) {
		b->from = month_of(d, known->earliest);
		b->to = month_of(d, known->latest);
		because(b, "%s, a print of the same text, is dated %s", known->earliest_item, known->earliest);
	}
	if (!glance || !glance->quiet)
		credit_read(d->words, d->languages, source, known->earliest, scratch, &credit);
	if (credit.printed_on[0] && raise_from(d, b, credit.printed_on))
		because(b, "says \"%s\", %s", credit.version ? credit.version_quote : credit.from_quote, credit.printed_on);
	if (glance)
		memcpy(past, glance->past, sizeof past);
	else
		(void)past_date(d->words, d->languages, source, scratch, past);
	if (past[0] && raise_from(d, b, past))
		because(b, "tells %s as past%s", past, "");
}

void kua_reuse_date(struct kua_item *items, const struct kua_source *sources, size_t n, const struct kua_languages *l,
                    const struct kua_reuse_result *reuse, struct kua_arena *a)
{
	struct dating d = {.items = items, .n = n, .languages = l, .words = reuse->words, .arena = a};
	index_items(&d, reuse);
	for (size_t i = 0; i < n; i++) {
		items[i].date_from = items[i].date_to = items[i].published_on;
		items[i].date_why = NULL;
		if (items[i].published_on)
			continue;
		struct kua_arena *scratch = kua_arena_new();
		static const struct known nothing;
		struct bounds b = {0};
		bound_item(&d, &sources[i], d.known[i] ? d.known[i] : &nothing, reuse->glances ? &reuse->glances[i] : NULL, scratch, &b);
		items[i].date_from = b.from;
		items[i].date_to = b.to;
		items[i].date_why = b.why.len ? kua_arena_strndup(a, b.why.data, b.why.len) : NULL;
		kua_buf_free(&b.why);
		kua_arena_free(scratch);
	}
	free(d.by_id);
	free(d.known);
}
