/*
 * catalogue.c - fills the catalogue: one pass over each table that can be searched, by indexes that hold all that is wanted where the
 * table is large. Records are numbered in the order of their ids, so that nothing depends on when they came in.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/catalogue.h"
#include "util/search.h"

const char *const cb_kind_names[CB_KINDS] = {"item", "figure", "case_step", "harm", "action", "person", "place", "organisation"};

/* ---- dates ---- */

static int32_t day_of(const char *iso, int32_t month, int32_t day)
{
	int32_t parts[3] = {0, month, day};
	if (!iso)
		return 0;
	for (size_t i = 0, digits = 4; i < 3; i++, digits = 2) {
		int32_t n = 0;
		if (i && !*iso)
			break;
		if (i && *iso++ != '-')
			return 0;
		for (size_t k = 0; k < digits; k++, iso++) {
			if (*iso < '0' || *iso > '9')
				return 0;
			n = n * 10 + (*iso - '0');
		}
		parts[i] = n;
	}
	return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

int32_t cb_first_day(const char *iso)
{
	return day_of(iso, 1, 1);
}

int32_t cb_last_day(const char *iso)
{
	return day_of(iso, 12, 31);
}

/* ---- filling ---- */

struct pair {
	uint32_t record, entity;
};

struct making {
	struct kua_casebook *cb;
	struct kua_catalogue *c;
	size_t room;
	struct kua_intern *items;  /* id -> number, which is the record's: items come first */
	struct kua_intern *places; /* a form of a place's name -> place in place_of */
	KUA_VEC(uint32_t) place_of;
	KUA_VEC(struct pair) pairs;
};

static void *grown(void *v, size_t room, size_t size)
{
	v = realloc(v, kua_mul(room, size));
	if (!v)
		kua_out_of_memory(kua_mul(room, size));
	return v;
}

static void make_room(struct making *m)
{
	struct kua_catalogue *c = m->c;
	if (c->n < m->room)
		return;
	m->room = m->room ? m->room * 2 : 1024;
	c->kind = grown(c->kind, m->room, sizeof *c->kind);
	c->status = grown(c->status, m->room, sizeof *c->status);
	c->acts = grown(c->acts, m->room, sizeof *c->acts);
	c->nr = grown(c->nr, m->room, sizeof *c->nr);
	c->from = grown(c->from, m->room, sizeof *c->from);
	c->to = grown(c->to, m->room, sizeof *c->to);
	c->document = grown(c->document, m->room, sizeof *c->document);
	c->language = grown(c->language, m->room, sizeof *c->language);
}

static uint32_t add_record(struct making *m, enum cb_kind kind, int64_t nr)
{
	struct kua_catalogue *c = m->c;
	make_room(m);
	size_t i = c->n++;
	c->kind[i] = (uint8_t)kind;
	c->status[i] = 0;
	c->acts[i] = 0;
	c->nr[i] = nr;
	c->from[i] = c->to[i] = 0;
	c->document[i] = c->language[i] = 0;
	return (uint32_t)i;
}

static uint32_t number_of(struct kua_intern *in, const char *s)
{
	return s ? kua_intern_add(in, s, strlen(s)) + 1 : 0;
}

static const char *text_at(sqlite3_stmt *s, int at)
{
	return (const char *)sqlite3_column_text(s, at);
}

static void set_days(struct kua_catalogue *c, uint32_t i, const char *from, const char *to)
{
	c->from[i] = cb_first_day(from);
	c->to[i] = cb_last_day(to);
	if (!c->from[i])
		c->from[i] = c->to[i];
	if (!c->to[i])
		c->to[i] = c->from[i];
}

static void item_row(struct making *m, sqlite3_stmt *s)
{
	uint32_t i = add_record(m, CB_ITEM, sqlite3_column_int64(s, 0));
	const char *published = text_at(s, 3), *id = text_at(s, 1);
	m->c->document[i] = number_of(m->c->documents, text_at(s, 2));
	set_days(m->c, i, published ? published : text_at(s, 4), published ? published : text_at(s, 5));
	m->c->language[i] = number_of(m->c->languages, text_at(s, 6));
	(void)kua_intern_add(m->items, id ? id : "", id ? strlen(id) : 0);
}

static void pair_with(struct making *m, uint32_t record, uint32_t entity)
{
	if (entity != KUA_NO_ID)
		*kua_vec_add(&m->pairs) = (struct pair){record, entity};
}

static uint32_t entity_named(const struct making *m, const char *id)
{
	return id ? kua_intern_find(m->c->entities, id, strlen(id)) : KUA_NO_ID;
}

static uint32_t place_named(const struct making *m, const char *form)
{
	uint32_t at = form ? kua_intern_find(m->places, form, strlen(form)) : KUA_NO_ID;
	return at != KUA_NO_ID ? m->place_of.v[at] : KUA_NO_ID;
}

/* nr, item, date, status, act, place, person; what a claim says counts for its item too. */
static void claim_row(struct making *m, sqlite3_stmt *s, enum cb_kind kind)
{
	struct kua_catalogue *c = m->c;
	uint32_t i = add_record(m, kind, sqlite3_column_int64(s, 0));
	const char *item_id = text_at(s, 1);
	uint32_t item = item_id ? kua_intern_find(m->items, item_id, strlen(item_id)) : KUA_NO_ID;
	uint32_t status = number_of(c->status_names, text_at(s, 3)), act = number_of(c->act_names, text_at(s, 4));
	set_days(c, i, text_at(s, 2), text_at(s, 2));
	if (status && status <= CB_STATUSES)
		c->status[i] = (uint8_t)(1u << (status - 1));
	if (act && act <= CB_ACTS)
		c->acts[i] = UINT64_C(1) << (act - 1);
	pair_with(m, i, place_named(m, text_at(s, 5)));
	pair_with(m, i, entity_named(m, text_at(s, 6)));
	if (item == KUA_NO_ID)
		return;
	c->document[i] = c->document[item];
	c->language[i] = c->language[item];
	c->status[item] |= c->status[i];
	c->acts[item] |= c->acts[i];
	pair_with(m, item, place_named(m, text_at(s, 5)));
}

static void place_forms(struct making *m, const char *json, uint32_t entity)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_error ignored;
	struct kua_entity e = {0};
	const struct kua_field *f = kua_shape_field(&kua_shapes[KUA_ENTITY], "names");
	if (json && kua_field_parse(f, &e, json, a, &ignored) == KUA_OK)
		for (size_t i = 0; i < e.names.n; i++)
			if (e.names.v[i].form && kua_intern_add(m->places, e.names.v[i].form, strlen(e.names.v[i].form)) == m->place_of.n)
				*kua_vec_add(&m->place_of) = entity;
	kua_arena_free(a);
}

/* Entities are known by number before anything is told of them; their records come last. */
static void entity_row(struct making *m, sqlite3_stmt *s)
{
	const char *id = text_at(s, 1), *kind = text_at(s, 2);
	uint32_t number = number_of(m->c->entities, id) - 1;
	if (kind && strcmp(kind, "place") == 0)
		place_forms(m, text_at(s, 3), number);
}

static void entity_record(struct making *m, sqlite3_stmt *s)
{
	const char *kind = text_at(s, 2);
	enum cb_kind is = kind && strcmp(kind, "place") == 0 ? CB_PLACE : kind && strcmp(kind, "organisation") == 0 ? CB_ORGANISATION : CB_PERSON;
	uint32_t number = entity_named(m, text_at(s, 1)), i = add_record(m, is, sqlite3_column_int64(s, 0));
	if (number == KUA_NO_ID) /* an id that is no text: not a casebook of ours */
		return;
	m->c->entity[number] = i;
	pair_with(m, i, number);
}

static void mention_row(struct making *m, sqlite3_stmt *s)
{
	const char *item = text_at(s, 1);
	uint32_t at = item ? kua_intern_find(m->items, item, strlen(item)) : KUA_NO_ID;
	if (at != KUA_NO_ID)
		pair_with(m, at, entity_named(m, text_at(s, 0)));
}

static void figure_row(struct making *m, sqlite3_stmt *s) { claim_row(m, s, CB_FIGURE); }
static void step_row(struct making *m, sqlite3_stmt *s) { claim_row(m, s, CB_CASE_STEP); }
static void harm_row(struct making *m, sqlite3_stmt *s) { claim_row(m, s, CB_HARM); }
static void action_row(struct making *m, sqlite3_stmt *s) { claim_row(m, s, CB_ACTION); }

static enum kua_code each(struct making *m, const char *sql, void (*fn)(struct making *m, sqlite3_stmt *s), struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(m->cb, sql, err);
	enum kua_code code;
	bool row;
	if (!s)
		return err->code;
	while ((code = cb_step(m->cb, s, &row, err)) == KUA_OK && row)
		fn(m, s);
	cb_give(m->cb, s);
	return code;
}

static enum kua_code fill(struct making *m, struct kua_error *err)
{
	struct kua_catalogue *c = m->c;
	enum kua_code code = kua_casebook_state(m->cb, &c->state, err);
	if (code == KUA_OK)
		code = each(m, "SELECT nr, id, kind, CASE kind WHEN 'place' THEN names END FROM entity ORDER BY id", entity_row, err);
	c->n_entities = kua_intern_count(c->entities);
	c->entity = kua_calloc(c->n_entities + 1, sizeof *c->entity);
	static const struct {
		const char *sql;
		void (*fn)(struct making *m, sqlite3_stmt *s);
	} passes[] = {
		{"SELECT nr, id, document_id, published_on, date_from, date_to, language FROM item "
		 "ORDER BY document_id, ordinal, id", item_row},
		{"SELECT nr, item, date, status, act, place, NULL FROM figure ORDER BY id", figure_row},
		{"SELECT nr, item, date, status, step, place, person FROM case_step ORDER BY id", step_row},
		{"SELECT nr, item, date, status, act, place, NULL FROM harm ORDER BY id", harm_row},
		{"SELECT nr, item, date, status, NULL, place, NULL FROM action ORDER BY id", action_row},
		{"SELECT nr, id, kind FROM entity ORDER BY id", entity_record},
		{"SELECT entity, item FROM mention GROUP BY entity, item", mention_row},
	};
	for (size_t i = 0; i < sizeof passes / sizeof *passes && code == KUA_OK; i++)
		code = each(m, passes[i].sql, passes[i].fn, err);
	return code;
}

/* ---- laying out what was found ---- */

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Each entity of a record once, the lists moved together. */
static void leave_out_repeats(struct kua_catalogue *c)
{
	uint32_t n = 0;
	for (size_t i = 0; i < c->n; i++) {
		uint32_t *v = c->who + c->who_at[i], length = c->who_at[i + 1] - c->who_at[i], begin = n;
		qsort(v, length, sizeof *v, by_value);
		for (uint32_t k = 0; k < length; k++)
			if (k == 0 || v[k] != c->who[n - 1])
				c->who[n++] = v[k];
		c->who_at[i] = begin;
	}
	c->who_at[c->n] = n;
}

/* The pairs by record: by counting, as there are millions. */
static void lay_out_pairs(struct making *m)
{
	struct kua_catalogue *c = m->c;
	c->who_at = kua_calloc(c->n + 2, sizeof *c->who_at);
	c->who = kua_calloc(m->pairs.n + 1, sizeof *c->who);
	for (size_t i = 0; i < m->pairs.n; i++)
		c->who_at[m->pairs.v[i].record + 2]++;
	for (size_t i = 2; i <= c->n + 1; i++)
		c->who_at[i] += c->who_at[i - 1];
	for (size_t i = 0; i < m->pairs.n; i++)
		c->who[c->who_at[m->pairs.v[i].record + 1]++] = m->pairs.v[i].entity;
	leave_out_repeats(c);
}

struct dated {
	int32_t day;
	uint32_t at;
};

static int latest_first(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;
	return x->day != y->day ? (x->day < y->day) - (x->day > y->day) : (x->at > y->at) - (x->at < y->at);
}

static void lay_out_order(struct kua_catalogue *c)
{
	struct dated *v = kua_calloc(c->n + 1, sizeof *v);
	for (size_t i = 0; i < c->n; i++)
		v[i] = (struct dated){c->from[i], (uint32_t)i};
	qsort(v, c->n, sizeof *v, latest_first);
	c->order = kua_calloc(c->n + 1, sizeof *c->order);
	for (size_t i = 0; i < c->n; i++)
		c->order[i] = v[i].at;
	free(v);
}

static int by_nr(const void *a, const void *b)
{
	const struct cb_number *x = a, *y = b;
	return (x->nr > y->nr) - (x->nr < y->nr);
}

static enum kua_shape_kind shape_of(uint8_t kind)
{
	static const enum kua_shape_kind shapes[CB_KINDS] = {KUA_ITEM,   KUA_FIGURE, KUA_CASE_STEP, KUA_HARM,
	                                                     KUA_ACTION, KUA_ENTITY, KUA_ENTITY,    KUA_ENTITY};
	return shapes[kind];
}

static void lay_out_numbers(struct kua_catalogue *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->n_numbers[shape_of(c->kind[i])]++;
	for (size_t k = 0; k < KUA_SHAPES; k++) {
		c->numbers[k] = kua_calloc(c->n_numbers[k] + 1, sizeof *c->numbers[k]);
		c->n_numbers[k] = 0;
	}
	for (size_t i = 0; i < c->n; i++) {
		enum kua_shape_kind k = shape_of(c->kind[i]);
		c->numbers[k][c->n_numbers[k]++] = (struct cb_number){c->nr[i], (uint32_t)i};
	}
	for (size_t k = 0; k < KUA_SHAPES; k++)
		qsort(c->numbers[k], c->n_numbers[k], sizeof **c->numbers, by_nr);
}

uint32_t cb_record_of(const struct kua_catalogue *c, enum kua_shape_kind kind, int64_t nr)
{
	const struct cb_number *v = c->numbers[kind];
	size_t n = c->n_numbers[kind], lo;
	if (n == 0 || nr < v[0].nr)
		return KUA_NO_ID;
	size_t guess = (uint64_t)(nr - v[0].nr) < n ? (size_t)(nr - v[0].nr) : 0; /* rows come without gaps, mostly */
	if (v[guess].nr == nr)
		return v[guess].at;
	KUA_FIRST(lo, n, v[lo].nr < nr);
	return lo < n && v[lo].nr == nr ? v[lo].at : KUA_NO_ID;
}

/* ---- one catalogue ---- */

static enum kua_code make(struct making *m, struct kua_error *err)
{
	bool own = !m->cb->begun; /* one state of all tables */
	enum kua_code code = own ? kua_casebook_hold(m->cb, err) : KUA_OK;
	if (code == KUA_OK)
		code = fill(m, err);
	if (own)
		kua_casebook_rollback(m->cb);
	if (code != KUA_OK)
		return code;
	make_room(m); /* so that there is a column even of nothing */
	lay_out_pairs(m);
	lay_out_order(m->c);
	lay_out_numbers(m->c);
	return KUA_OK;
}

enum kua_code kua_catalogue_make(struct kua_casebook *cb, struct kua_catalogue **out, struct kua_error *err)
{
	struct kua_catalogue *c = kua_calloc(1, sizeof *c);
	struct kua_intern **interns[] = {&c->entities, &c->documents, &c->languages, &c->act_names, &c->status_names};
	for (size_t i = 0; i < sizeof interns / sizeof *interns; i++)
		*interns[i] = kua_intern_new();
	struct making m = {.cb = cb, .c = c, .items = kua_intern_new(), .places = kua_intern_new()};
	enum kua_code code = make(&m, err);
	kua_intern_free(m.items);
	kua_intern_free(m.places);
	kua_vec_free(&m.place_of);
	kua_vec_free(&m.pairs);
	if (code == KUA_OK)
		*out = c;
	else
		kua_catalogue_free(c);
	return code;
}

void kua_catalogue_free(struct kua_catalogue *c)
{
	if (!c)
		return;
	struct kua_intern *interns[] = {c->entities, c->documents, c->languages, c->act_names, c->status_names};
	void *columns[] = {c->kind, c->status, c->acts, c->nr, c->from, c->to, c->document, c->language, c->order, c->who_at, c->who, c->entity};
	for (size_t i = 0; i < sizeof interns / sizeof *interns; i++)
		kua_intern_free(interns[i]);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		free(columns[i]);
	for (size_t k = 0; k < KUA_SHAPES; k++)
		free(c->numbers[k]);
	free(c);
}

enum kua_code kua_catalogue_is_current(struct kua_casebook *cb, const struct kua_catalogue *c, bool *current, struct kua_error *err)
{
	struct kua_state now = {0, 0};
	enum kua_code code = kua_casebook_state(cb, &now, err);
	*current = code == KUA_OK && now.rows == c->state.rows;
	return code;
}
