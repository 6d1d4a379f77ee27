/*
 * search.c - what fits a question: words from the full-text indexes, everything else from the catalogue's columns.
 *
 * All records that the words give are marked in one array, the filters take marks away, and in the same pass what is left is counted by
 * what it is about. Only the records of one page are read.
 */
#include <stdlib.h>
#include <string.h>

#include "casebook/search_page.h"

struct chosen { /* by one facet: what is wanted, if anything */
	bool any;
	uint8_t kinds, statuses;
	uint64_t acts;
	bool *numbers; /* of languages, documents or entities */
};

struct searching {
	struct kua_casebook *cb;
	const struct kua_catalogue *c;
	const struct kua_wanted *w;
	struct kua_arena *a;
	struct cb_query query;
	struct chosen chosen[KUA_FACETS];
	uint8_t *fits; /* of each record */
	int32_t since, until;
	size_t by_words; /* records that the words gave */
	KUA_VEC(struct cb_ranked) best;
};

/* ---- words ---- */

/* The index that a row's number is of, and the record. */
static uint32_t found_record(const struct kua_catalogue *c, int64_t rowid)
{
	int64_t kind = rowid >> 48;
	return kind >= 0 && kind < KUA_SHAPES ? cb_record_of(c, (enum kua_shape_kind)kind, rowid & ((INT64_C(1) << 48) - 1)) : KUA_NO_ID;
}

typedef void row_fn(struct searching *s, uint32_t record, sqlite3_stmt *row);

static enum kua_code each_match(struct searching *s, const char *sql, const char *query, bool items, row_fn *fn, struct kua_error *err)
{
	sqlite3_stmt *q = cb_take(s->cb, sql, err);
	enum kua_code code;
	bool row;
	if (!q)
		return err->code;
	cb_bind(q, 1, query);
	while ((code = cb_step(s->cb, q, &row, err)) == KUA_OK && row) {
		int64_t nr = sqlite3_column_int64(q, 0);
		uint32_t at = items ? cb_record_of(s->c, KUA_ITEM, nr) : found_record(s->c, nr);
		if (at != KUA_NO_ID)
			fn(s, at, q);
	}
	cb_give(s->cb, q);
	return code;
}

static void mark(struct searching *s, uint32_t at, sqlite3_stmt *row)
{
	(void)row;
	s->by_words += !s->fits[at];
	s->fits[at] = 1;
}

static void unmark(struct searching *s, uint32_t at, sqlite3_stmt *row)
{
	(void)row;
	s->fits[at] = 0;
}

static enum kua_code match_words(struct searching *s, struct kua_error *err)
{
	static const char items[] = "SELECT rowid FROM search WHERE search MATCH ?1", found[] = "SELECT rowid FROM found WHERE found MATCH ?1";
	enum kua_code code = KUA_OK;
	if (s->query.with) {
		code = each_match(s, items, s->query.with, true, mark, err);
		if (code == KUA_OK)
			code = each_match(s, found, s->query.with, false, mark, err);
	} else if (!s->w->words || !*s->w->words || s->query.without) {
		memset(s->fits, 1, s->c->n);
	}
	if (code == KUA_OK && s->query.without)
		code = each_match(s, items, s->query.without, true, unmark, err);
	if (code == KUA_OK && s->query.without)
		code = each_match(s, found, s->query.without, false, unmark, err);
	return code;
}

/* ---- filters ---- */

static uint32_t find_text(const struct kua_intern *in, const char *value)
{
	return kua_intern_find(in, value, strlen(value));
}

_Static_assert(CB_KINDS <= 8, "the kinds chosen are bits of a uint8_t");

static void choose_kind(struct chosen *ch, const char *value)
{
	for (unsigned k = 0; k < CB_KINDS; k++)
		if (strcmp(cb_kind_names[k], value) == 0)
			ch->kinds |= (uint8_t)(1u << k);
}

static void choose_number(struct chosen *ch, const struct kua_intern *in, const char *value, struct kua_arena *a)
{
	uint32_t at = find_text(in, value);
	if (!ch->numbers)
		ch->numbers = KUA_NEW_N(a, bool, kua_intern_count(in) + 1);
	if (at != KUA_NO_ID)
		ch->numbers[at] = true;
}

static void choose_found(struct searching *s, uint32_t at, sqlite3_stmt *row)
{
	(void)row;
	struct chosen *people = &s->chosen[KUA_FACET_PERSON], *places = &s->chosen[KUA_FACET_PLACE];
	if (s->c->kind[at] < CB_PERSON || s->c->who_at[at] == s->c->who_at[at + 1])
		return;
	uint32_t entity = s->c->who[s->c->who_at[at]];
	struct chosen *ch = s->c->kind[at] == CB_PLACE ? places : people;
	if (ch->numbers)
		ch->numbers[entity] = true;
}

/* A name that somebody wrote stands for all that are called so, in any script. */
static enum kua_code choose_name(struct searching *s, enum kua_facet facet, const char *name, struct kua_error *err)
{
	struct cb_query q;
	bool *other = s->chosen[facet == KUA_FACET_PLACE ? KUA_FACET_PERSON : KUA_FACET_PLACE].numbers;
	enum kua_code code = cb_query_parse(s->cb, name, s->w->sounds, s->a, &q, err);
	if (code != KUA_OK || !q.with)
		return code;
	s->chosen[facet == KUA_FACET_PLACE ? KUA_FACET_PERSON : KUA_FACET_PLACE].numbers = NULL; /* not of that kind */
	code = each_match(s, "SELECT rowid FROM found WHERE found MATCH '{label text} : (' || ?1 || ')'", q.with, false, choose_found, err);
	s->chosen[facet == KUA_FACET_PLACE ? KUA_FACET_PERSON : KUA_FACET_PLACE].numbers = other;
	return code;
}

static void choose_bit(const struct kua_intern *in, const char *value, uint64_t *bits)
{
	uint32_t at = find_text(in, value);
	if (at < 64)
		*bits |= UINT64_C(1) << at;
}

static enum kua_code choose(struct searching *s, const struct kua_filter *f, struct kua_error *err)
{
	const struct kua_catalogue *c = s->c;
	struct chosen *ch = &s->chosen[f->facet];
	uint64_t bits = ch->statuses;
	ch->any = true;
	switch (f->facet) {
	case KUA_FACET_KIND: choose_kind(ch, f->value); break;
	case KUA_FACET_STATUS:
		choose_bit(c->status_names, f->value, &bits);
		ch->statuses = (uint8_t)bits;
		break;
	case KUA_FACET_ACT: choose_bit(c->act_names, f->value, &ch->acts); break;
	case KUA_FACET_LANGUAGE: choose_number(ch, c->languages, f->value, s->a); break;
	case KUA_FACET_DOCUMENT: choose_number(ch, c->documents, f->value, s->a); break;
	case KUA_FACET_PERSON:
	case KUA_FACET_PLACE:
		choose_number(ch, c->entities, f->value, s->a);
		return find_text(c->entities, f->value) == KUA_NO_ID ? choose_name(s, f->facet, f->value, err) : KUA_OK;
	case KUA_FACETS: break;
	}
	return KUA_OK;
}

static bool has_number(const struct chosen *ch, uint32_t number)
{
	return !ch->any || (number && ch->numbers[number - 1]);
}

static bool has_entity(const struct kua_catalogue *c, const struct chosen *ch, size_t i)
{
	if (!ch->any)
		return true;
	for (uint32_t k = c->who_at[i]; k < c->who_at[i + 1]; k++)
		if (ch->numbers[c->who[k]])
			return true;
	return false;
}

static bool passes(const struct searching *s, size_t i)
{
	const struct kua_catalogue *c = s->c;
	const struct chosen *ch = s->chosen;
	return (!ch[KUA_FACET_KIND].any || ch[KUA_FACET_KIND].kinds >> c->kind[i] & 1) &&
	       (!ch[KUA_FACET_STATUS].any || (ch[KUA_FACET_STATUS].statuses & c->status[i])) &&
	       (!ch[KUA_FACET_ACT].any || (ch[KUA_FACET_ACT].acts & c->acts[i])) &&
	       (!s->since || (c->to[i] && c->to[i] >= s->since)) && (!s->until || (c->from[i] && c->from[i] <= s->until)) &&
	       has_number(&ch[KUA_FACET_LANGUAGE], c->language[i]) && has_number(&ch[KUA_FACET_DOCUMENT], c->document[i]) &&
	       has_entity(c, &ch[KUA_FACET_PERSON], i) && has_entity(c, &ch[KUA_FACET_PLACE], i);
}

/* ---- counts ---- */

struct counts {
	int64_t kinds[CB_KINDS], statuses[CB_STATUSES], acts[CB_ACTS];
	int64_t *languages, *documents, *entities;
};

static void count_record(const struct kua_catalogue *c, size_t i, struct counts *n)
{
	n->kinds[c->kind[i]]++;
	n->languages[c->language[i]]++;
	n->documents[c->document[i]]++;
	for (unsigned k = 0; c->status[i] >> k; k++)
		n->statuses[k] += c->status[i] >> k & 1;
	for (uint64_t acts = c->acts[i]; acts; acts &= acts - 1)
		n->acts[__builtin_ctzll(acts)]++;
	for (uint32_t k = c->who_at[i]; k < c->who_at[i + 1]; k++)
		n->entities[c->who[k]]++;
}

struct counted {
	int64_t n;
	uint32_t at;
};

static int most_first(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->at > y->at) - (x->at < y->at);
}

/* The most frequent of n numbers, at most `most` of them; wanted: which count, or NULL. */
static size_t largest(const int64_t *v, size_t n, size_t most, const struct kua_catalogue *c, int kind, struct counted *out)
{
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		if (!v[i] || (kind >= 0 && c->kind[c->entity[i]] != kind) || (found == most && v[i] <= out[most - 1].n))
			continue;
		size_t at = found < most ? found++ : most - 1;
		for (; at > 0 && out[at - 1].n < v[i]; at--)
			out[at] = out[at - 1];
		out[at] = (struct counted){v[i], (uint32_t)i};
	}
	qsort(out, found, sizeof *out, most_first);
	return found;
}

static enum kua_code label_of(struct searching *s, enum kua_facet facet, uint32_t at, struct kua_facet_value *v, struct kua_error *err)
{
	bool document = facet == KUA_FACET_DOCUMENT;
	sqlite3_stmt *q = cb_take(s->cb, document ? "SELECT name FROM document WHERE id = ?1" : "SELECT label FROM entity WHERE nr = ?1", err);
	bool row;
	if (!q)
		return err->code;
	if (document)
		cb_bind(q, 1, v->value);
	else
		(void)sqlite3_bind_int64(q, 1, s->c->nr[s->c->entity[at]]);
	enum kua_code code = cb_step(s->cb, q, &row, err);
	if (code == KUA_OK && row)
		code = cb_text(s->cb, q, 0, NULL, s->a, &v->label, err);
	cb_give(s->cb, q);
	return code;
}

/* The values of one facet; names: of number i, from `first` on. */
static enum kua_code facet(struct searching *s, enum kua_facet which, const int64_t *v, size_t n, const struct kua_intern *names, int kind,
                           struct kua_found *out, struct kua_error *err)
{
	struct counted *top = KUA_NEW_N(s->a, struct counted, s->w->values + 1);
	size_t found = largest(v, n, s->w->values, s->c, kind, top);
	struct kua_facet_value *values = KUA_NEW_N(s->a, struct kua_facet_value, found);
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < found && code == KUA_OK; i++) {
		values[i].value = names ? kua_arena_strdup(s->a, kua_intern_text(names, top[i].at)) : cb_kind_names[top[i].at];
		values[i].n = top[i].n;
		if (which == KUA_FACET_DOCUMENT || kind >= 0)
			code = label_of(s, which, top[i].at, &values[i], err);
	}
	out->facets[which] = values;
	out->n_facets[which] = found;
	return code;
}

static enum kua_code facets(struct searching *s, const struct counts *n, struct kua_found *out, struct kua_error *err)
{
	const struct kua_catalogue *c = s->c;
	size_t statuses = kua_intern_count(c->status_names), acts = kua_intern_count(c->act_names);
	const struct {
		enum kua_facet facet;
		const int64_t *v;
		size_t n;
		const struct kua_intern *names;
		int kind;
	} all[] = {
		{KUA_FACET_KIND, n->kinds, CB_KINDS, NULL, -1},
		{KUA_FACET_STATUS, n->statuses, statuses < CB_STATUSES ? statuses : CB_STATUSES, c->status_names, -1},
		{KUA_FACET_ACT, n->acts, acts < CB_ACTS ? acts : CB_ACTS, c->act_names, -1},
		{KUA_FACET_LANGUAGE, n->languages + 1, kua_intern_count(c->languages), c->languages, -1},
		{KUA_FACET_DOCUMENT, n->documents + 1, kua_intern_count(c->documents), c->documents, -1},
		{KUA_FACET_PERSON, n->entities, c->n_entities, c->entities, CB_PERSON},
		{KUA_FACET_PLACE, n->entities, c->n_entities, c->entities, CB_PLACE},
	};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < sizeof all / sizeof *all && code == KUA_OK; i++)
		code = facet(s, all[i].facet, all[i].v, all[i].n, all[i].names, all[i].kind, out, err);
	return code;
}

/* Filters, the number of what is left, and what that is about. */
static enum kua_code sift(struct searching *s, struct kua_found *out, struct kua_error *err)
{
	const struct kua_catalogue *c = s->c;
	struct counts n = {.languages = NULL};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < s->w->n && code == KUA_OK; i++)
		code = choose(s, &s->w->filters[i], err);
	if (code != KUA_OK)
		return code;
	n.languages = kua_calloc(kua_intern_count(c->languages) + 1, sizeof *n.languages);
	n.documents = kua_calloc(kua_intern_count(c->documents) + 1, sizeof *n.documents);
	n.entities = kua_calloc(c->n_entities + 1, sizeof *n.entities);
	for (size_t i = 0; i < c->n; i++) {
		if (!s->fits[i] || !(s->fits[i] = passes(s, i)))
			continue;
		out->total++;
		if (s->w->values)
			count_record(c, i, &n);
	}
	if (s->w->values)
		code = facets(s, &n, out, err);
	free(n.languages);
	free(n.documents);
	free(n.entities);
	return code;
}

/* ---- the order, and a page of it ---- */

static void rank(struct searching *s, uint32_t at, sqlite3_stmt *row)
{
	if (s->fits[at])
		*kua_vec_add(&s->best) = (struct cb_ranked){sqlite3_column_double(row, 1), at, s->c->kind[at] >= CB_PERSON};
}

static int best_first(const void *a, const void *b)
{
	const struct cb_ranked *x = a, *y = b;
	if (x->entity != y->entity)
		return x->entity ? -1 : 1;
	return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank) : (x->at > y->at) - (x->at < y->at);
}

/* To say which of half of all texts fits a word best takes long and helps nobody: then the latest are first. */
static enum kua_code put_in_order(struct searching *s, struct kua_error *err)
{
	const struct kua_catalogue *c = s->c;
	if (s->query.with && s->by_words <= KUA_SEARCH_RANKED) {
		enum kua_code code = each_match(s, "SELECT rowid, bm25(search, 4.0, 1.0) FROM search WHERE search MATCH ?1", s->query.with, true,
		                                rank, err);
		if (code == KUA_OK)
			code = each_match(s, "SELECT rowid, bm25(found, 4.0, 1.0, 0.5) FROM found WHERE found MATCH ?1", s->query.with, false, rank, err);
		if (s->best.n)
			qsort(s->best.v, s->best.n, sizeof *s->best.v, best_first);
		return code;
	}
	for (size_t i = 0, passed = 0; i < c->n && s->best.n < s->w->skip + s->w->most && s->best.n <= c->n; i++)
		if (s->fits[c->order[i]] && passed++ < s->w->skip + s->w->most)
			*kua_vec_add(&s->best) = (struct cb_ranked){0, c->order[i], false};
	return KUA_OK;
}

static enum kua_code take_page(struct searching *s, struct kua_found *out, struct kua_error *err)
{
	const struct cb_page page = {s->cb, s->c, &s->query, s->a};
	size_t from = s->w->skip < s->best.n ? s->w->skip : s->best.n, n = s->best.n - from;
	return cb_page_hits(&page, s->best.n ? s->best.v + from : NULL, n < s->w->most ? n : s->w->most, out, err);
}

static enum kua_code run(struct searching *s, struct kua_found *out, struct kua_error *err)
{
	enum kua_code code = cb_query_parse(s->cb, s->w->words ? s->w->words : "", s->w->sounds, s->a, &s->query, err);
	if (code == KUA_OK)
		code = match_words(s, err);
	if (code == KUA_OK)
		code = sift(s, out, err);
	if (code == KUA_OK && s->w->most)
		code = put_in_order(s, err);
	return code == KUA_OK ? take_page(s, out, err) : code;
}

enum kua_code kua_casebook_search(struct kua_casebook *cb, const struct kua_catalogue *c, const struct kua_wanted *w, struct kua_arena *a,
                                  struct kua_found *out, struct kua_error *err)
{
	struct searching s = {.cb = cb, .c = c, .w = w, .a = a, .fits = kua_calloc(c->n + 1, 1)};
	bool own = !cb->begun;
	*out = (struct kua_found){0};
	s.since = cb_first_day(w->since);
	s.until = cb_last_day(w->until);
	enum kua_code code = own ? kua_casebook_hold(cb, err) : KUA_OK;
	if (code == KUA_OK)
		code = run(&s, out, err);
	if (own)
		kua_casebook_rollback(cb);
	free(s.fits);
	kua_vec_free(&s.best);
	return code;
}
