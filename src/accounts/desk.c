/*
 * desk.c - the tables over the input of one call: items, families, entities and their names, mentions by
 * item, and the order in which figures are walked.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

/* ---- small things ---- */

bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

int compare_text(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static bool is_space_byte(const unsigned char *p, size_t n, size_t *step)
{
	*step = 1;
	if (p[0] < 0x80)
		return !((p[0] >= 'a' && p[0] <= 'z') || (p[0] >= 'A' && p[0] <= 'Z') ||
		         (p[0] >= '0' && p[0] <= '9'));
	if (n > 1 && p[0] == 0xc2 && p[1] < 0xc0) { /* Latin-1 signs */
		*step = 2;
		return p[1] != 0xaa && p[1] != 0xba;
	}
	if (n > 2 && p[0] == 0xe2 && (p[1] == 0x80 || p[1] == 0x81)) { /* general punctuation */
		*step = 3;
		return true;
	}
	return false;
}

void plain_fold(struct kua_buf *b, const char *s)
{
	size_t from = b->len;
	kua_buf_reserve(b, 1);
	kua_fold(b, s, strlen(s));
	size_t to = from, step;
	for (size_t i = from; i < b->len; i += step) {
		bool space = is_space_byte((const unsigned char *)b->data + i, b->len - i, &step);
		if (space && to > from && b->data[to - 1] != ' ')
			b->data[to++] = ' ';
		for (size_t k = 0; !space && k < step; k++)
			b->data[to++] = b->data[i + k];
	}
	if (to > from && b->data[to - 1] == ' ')
		to--;
	b->len = to;
	b->data[to] = 0;
}

bool is_day(const char *iso)
{
	return iso && strlen(iso) == 10;
}

bool dates_fit(const char *a, const char *b)
{
	if (!a || !b || !*a || !*b)
		return false;
	size_t na = strlen(a), nb = strlen(b);
	return strncmp(a, b, na < nb ? na : nb) == 0;
}

bool after_day(const char *a, const char *b)
{
	int64_t first, last;
	return a && b && kua_date_first_day(a, &first) && kua_date_last_day(b, &last) && first > last;
}

const char *item_day(const struct kua_item *item)
{
	return item->date_to ? item->date_to : item->published_on;
}

const char *item_head(const struct kua_item *item, char head[ITEM_HEAD + 1])
{
	size_t n = item->text ? strnlen(item->text, ITEM_HEAD) : 0;
	if (n)
		memcpy(head, item->text, n);
	head[n] = 0;
	return head;
}

void *table_reach(void *v, size_t *n, size_t *cap, size_t size, size_t want)
{
	while (*n < want)
		v = kua_vec_grow_(v, (*n)++, cap, size);
	return v;
}

/* ---- look-ups ---- */

const char *desk_plain(struct desk *d, const char *s)
{
	if (!s || !*s)
		return "";
	uint32_t id = kua_intern_add(d->plain_raw, s, strlen(s));
	const char **at = table_at(&d->plain, id);
	if (!*at) {
		struct kua_buf b = KUA_BUF_INIT;
		plain_fold(&b, s);
		*at = kua_arena_strndup(d->a, b.data, b.len);
		kua_buf_free(&b);
	}
	return *at;
}

static size_t at_id(const struct kua_intern *ids, const size_t *at, const char *id)
{
	uint32_t n = id ? kua_intern_find(ids, id, strlen(id)) : KUA_NO_ID;
	return n == KUA_NO_ID ? NOWHERE : at[n];
}

size_t desk_item(const struct desk *d, const char *id)
{
	return at_id(d->item_ids, d->item_at.v, id);
}

size_t desk_entity(const struct desk *d, const char *id)
{
	return at_id(d->entity_ids, d->entity_at.v, id);
}

/* Kinds are told apart by their second letter in keys: person, place, organisation. */
static size_t named_exactly(struct desk *d, size_t item, const char *plain, size_t n, const char *kind)
{
	char key[512];
	if (n == 0 || n > 400)
		return NOWHERE;
	for (int global = item == NOWHERE; global < 2; global++) {
		int at = global ? snprintf(key, sizeof key, "%c:", kind[1])
		                : snprintf(key, sizeof key, "%zu:%c:", item, kind[1]);
		memcpy(key + at, plain, n);
		const struct kua_intern *in = global ? d->entity_names : d->item_forms;
		uint32_t id = kua_intern_find(in, key, (size_t)at + n);
		if (id != KUA_NO_ID)
			return (global ? d->name_at.v[id] : d->form_at.v[id]) - 1;
	}
	return NOWHERE;
}

size_t desk_named(struct desk *d, size_t item, const char *name, const char *kind)
{
	const char *plain = desk_plain(d, name);
	return named_exactly(d, item, plain, strlen(plain), kind);
}

size_t desk_named_in(struct desk *d, size_t item, const char *s, const char *kind)
{
	const char *plain = desk_plain(d, s), *starts[24];
	size_t n = 0;
	for (const char *p = plain; *p && n < 23; p += strspn(p, " ")) {
		starts[n++] = p;
		p += strcspn(p, " ");
	}
	for (size_t words = n; words; words--)
		for (size_t i = 0; i + words <= n; i++) {
			const char *last = starts[i + words - 1], *end = last + strcspn(last, " ");
			size_t e = named_exactly(d, item, starts[i], (size_t)(end - starts[i]), kind);
			if (e != NOWHERE)
				return e;
		}
	return NOWHERE;
}

/* ---- laying ---- */

static void lay_items(struct desk *d)
{
	size_t n = d->in->n_items;
	d->family = KUA_NEW_N(d->a, size_t, n);
	d->document_of = KUA_NEW_N(d->a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		const struct kua_item *item = &d->in->items[i];
		*table_at(&d->item_at, kua_intern_add(d->item_ids, item->id, strlen(item->id))) = i;
		d->family[i] = NOWHERE;
		const char *doc = item->document_id ? item->document_id : item->id;
		d->document_of[i] = kua_intern_add(d->documents, doc, strlen(doc));
		++*table_at(&d->document_items, d->document_of[i]);
	}
	for (size_t f = 0; f < d->in->n_families; f++)
		for (size_t k = 0; k < d->in->families[f].items.n; k++) {
			size_t i = desk_item(d, d->in->families[f].items.v[k]);
			if (i != NOWHERE)
				d->family[i] = f;
		}
}

/* The better entity for a name: the one that has it more often, then the lower id. */
static bool names_better(const struct desk *d, size_t a, int64_t a_mentions, size_t b, int64_t b_mentions)
{
	if (a_mentions != b_mentions)
		return a_mentions > b_mentions;
	return strcmp(d->in->entities[a].id, d->in->entities[b].id) < 0;
}

static void lay_name(struct desk *d, size_t e, const char *form, int64_t mentions, int64_t **most, size_t *n_most)
{
	char prefix[3] = {d->in->entities[e].kind[1], ':', 0};
	const char *key = kua_arena_printf(d->a, "%s%s", prefix, desk_plain(d, form));
	uint32_t id = kua_intern_add(d->entity_names, key, strlen(key));
	size_t *at = table_at(&d->name_at, id);
	if (id >= *n_most) {
		*n_most = (size_t)id * 2 + 64;
		*most = kua_realloc(*most, kua_mul(*n_most, sizeof **most));
	}
	if (*at && !names_better(d, e, mentions, *at - 1, (*most)[id]))
		return;
	*at = e + 1;
	(*most)[id] = mentions;
}

static void lay_entities(struct desk *d)
{
	int64_t *most = NULL;
	size_t n_most = 0;
	for (size_t e = 0; e < d->in->n_entities; e++) {
		const struct kua_entity *entity = &d->in->entities[e];
		*table_at(&d->entity_at, kua_intern_add(d->entity_ids, entity->id, strlen(entity->id))) = e;
		if (entity->label)
			lay_name(d, e, entity->label, 0, &most, &n_most);
		for (size_t k = 0; k < entity->names.n; k++)
			lay_name(d, e, entity->names.v[k].form, entity->names.v[k].mentions, &most, &n_most);
	}
	free(most);
}

static int by_item_start(const void *pa, const void *pb)
{
	const struct kua_mention *a = *(const struct kua_mention *const *)pa, *b = *(const struct kua_mention *const *)pb;
	int c = compare_text(a->item, b->item);
	if (c == 0 && a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return c ? c : compare_text(a->entity, b->entity);
}

static void lay_form(struct desk *d, size_t item, const struct kua_mention *m)
{
	size_t e = desk_entity(d, m->entity);
	if (e == NOWHERE || !m->form)
		return;
	const char *key = kua_arena_printf(d->a, "%zu:%c:%s", item, d->in->entities[e].kind[1],
	                                   desk_plain(d, m->form));
	size_t *at = table_at(&d->form_at, kua_intern_add(d->item_forms, key, strlen(key)));
	if (!*at)
		*at = e + 1;
}

/* Mentions by item: those of item i are mentions[mention_first[i]] .. mentions[mention_last[i] - 1]. */
static void lay_mentions(struct desk *d)
{
	size_t n = d->in->n_mentions;
	d->mentions = KUA_NEW_N(d->a, const struct kua_mention *, n + 1);
	d->mention_first = KUA_NEW_N(d->a, size_t, d->in->n_items + 1);
	d->mention_last = KUA_NEW_N(d->a, size_t, d->in->n_items + 1);
	for (size_t i = 0; i < n; i++)
		d->mentions[i] = &d->in->mentions[i];
	qsort(d->mentions, n, sizeof *d->mentions, by_item_start);
	for (size_t i = 0; i < n;) {
		size_t item = desk_item(d, d->mentions[i]->item), end = i;
		for (; end < n && same_text(d->mentions[end]->item, d->mentions[i]->item); end++)
			if (item != NOWHERE)
				lay_form(d, item, d->mentions[end]);
		if (item != NOWHERE) {
			d->mention_first[item] = i;
			d->mention_last[item] = end;
		}
		i = end;
	}
}

struct figure_at {
	const struct kua_figure *figure;
	size_t index;
};

static int by_place_in_text(const void *pa, const void *pb)
{
	const struct kua_figure *a = ((const struct figure_at *)pa)->figure, *b = ((const struct figure_at *)pb)->figure;
	int c = compare_text(a->item, b->item);
	if (c == 0 && a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (c == 0 && a->end != b->end)
		return a->end < b->end ? -1 : 1;
	c = c ? c : compare_text(a->act, b->act);
	return c ? c : compare_text(a->id, b->id);
}

static void lay_figures(struct desk *d)
{
	size_t n = d->in->n_figures;
	struct figure_at *sorted = KUA_NEW_N(d->a, struct figure_at, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct figure_at){&d->in->figures[i], i};
	qsort(sorted, n, sizeof *sorted, by_place_in_text);
	d->order = KUA_NEW_N(d->a, size_t, n);
	d->seen = KUA_NEW_N(d->a, struct seen, n);
	for (size_t i = 0; i < n; i++) {
		d->order[i] = sorted[i].index;
		d->seen[i] = (struct seen){.item = desk_item(d, d->in->figures[i].item), .place = KUA_NO_ID,
		                           .speaker = KUA_NO_ID, .event = NOWHERE};
	}
}

enum kua_code desk_lay(struct desk *d, const struct kua_accounts_input *in, struct kua_arena *a,
                       struct kua_error *err)
{
	*d = (struct desk){.in = in, .a = a, .err = err};
	if (words_load(in->data_dir, a, &d->words, err))
		return err->code;
	struct kua_intern **tables[] = {&d->item_ids, &d->entity_ids, &d->documents, &d->plain_raw,
	                                &d->entity_names,
	                                &d->item_forms, &d->place_keys, &d->voice_keys, &d->attested_keys, &d->attested_days,
	                                &d->issuers};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		*tables[i] = kua_intern_new();
	lay_items(d);
	lay_entities(d);
	lay_mentions(d);
	lay_figures(d);
	return KUA_OK;
}

void desk_clear(struct desk *d)
{
	struct kua_intern *tables[] = {d->item_ids, d->entity_ids, d->documents, d->plain_raw, d->entity_names,
	                               d->item_forms, d->place_keys, d->voice_keys, d->attested_keys, d->attested_days, d->issuers};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		kua_intern_free(tables[i]);
	kua_vec_free(&d->item_at);
	kua_vec_free(&d->entity_at);
	kua_vec_free(&d->plain);
	kua_vec_free(&d->name_at);
	kua_vec_free(&d->form_at);
	kua_vec_free(&d->document_items);
	kua_vec_free(&d->places);
	kua_vec_free(&d->speakers);
	kua_vec_free(&d->events);
	kua_vec_free(&d->attested);
	kua_vec_free(&d->issuer_names);
	words_free(d->words);
}
