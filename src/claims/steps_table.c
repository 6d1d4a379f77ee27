/*
 * steps_table.c - what tables of people tell: a line of headings, "No. | Name | Arrested | Sentence | Where held", and a line for each
 * person below it, parted by the same sign. Each row gives a step for every column that says when something happened and holds
 * a day, and one for a sentence; charge, article and place of detention go with them.
 *
 * What a column holds is told by the rules for "column", whose capture "holds" gives a name of a step, or name, term, charge, article or
 * facility. A table without a column of names or without steps is left alone.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/steps.h"

#define COLUMNS 16
#define MOST_LINE 2000 /* bytes; what is longer is no row */

struct cell {
	uint32_t first, last; /* tokens */
};

struct row {
	char sign; /* that parts the cells, or 0 */
	size_t n;
	struct cell v[COLUMNS];
};

struct table {
	const struct who *w;
	char sign; /* of the table being read, or 0 */
	size_t n;
	const char *holds[COLUMNS];
	const char *rule;
};

/* The sign that parts the bytes into three cells or more; 0 where none does. */
static char parted_by(const char *bytes, size_t from, size_t to)
{
	static const char signs[] = {'\t', '|', ';'};
	for (size_t i = 0; i < sizeof signs; i++) {
		size_t n = 0;
		for (const char *p = bytes + from; (p = memchr(p, signs[i], (size_t)(bytes + to - p))); p++)
			n++;
		if (n >= 2 && n < COLUMNS)
			return signs[i];
	}
	return 0;
}

/* The cells of the line in bytes from .. to - 1; *t is its first token, and behind it the first of the next. */
static struct row read_row(const struct kua_text *text, size_t from, size_t to, uint32_t *t)
{
	struct row r = {.sign = to - from > MOST_LINE ? 0 : parted_by(text->bytes, from, to)};
	for (size_t b = from; r.sign && b <= to; b++) {
		if (b < to && text->bytes[b] != r.sign)
			continue;
		struct cell *cell = &r.v[r.n++];
		cell->first = *t;
		while (*t < text->n_tokens && text->tokens[*t].start < b)
			++*t;
		cell->last = *t;
		while (*t < text->n_tokens && text->tokens[*t].start == b && b < to) /* the sign itself */
			++*t;
	}
	while (*t < text->n_tokens && text->tokens[*t].start < to)
		++*t;
	return r;
}

/* ---- the line of headings ---- */

static bool has(const struct table *t, const char *what)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->holds[i] && strcmp(t->holds[i], what) == 0)
			return true;
	return false;
}

static bool is_field(const char *holds)
{
	return strcmp(holds, "name") == 0 || strcmp(holds, "charge") == 0 || strcmp(holds, "article") == 0 ||
	       strcmp(holds, "facility") == 0;
}

/* Read the row as headings; false where it is none. */
static bool opens_table(struct table *t, const struct row *r, const struct matches *columns)
{
	bool step = false;
	*t = (struct table){.w = t->w, .n = r->n};
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = kua_match_first(columns->v, columns->n, r->v[i].first);
		     k < columns->n && columns->v[k].first < r->v[i].last; k++) {
			const struct kua_capture *c = kua_match_capture(&columns->v[k], "holds");
			if (!c || !c->value || columns->v[k].last > r->v[i].last || t->holds[i])
				continue;
			t->holds[i] = c->value;
			t->rule = columns->v[k].rule->id;
			step |= !is_field(c->value);
		}
	if (step && has(t, "name"))
		t->sign = r->sign;
	return t->sign != 0;
}

/* ---- a row ---- */

/* The person named in the cell, by the longest form there. */
static bool person_in(const struct who *w, const struct cell *cell, struct who_person *p)
{
	*p = (struct who_person){KUA_NO_ID, cell->first, cell->last};
	uint32_t best = 0;
	for (uint32_t t = cell->first; t < cell->last; t++) {
		uint32_t named = kua_who_at(w, t);
		if (named == KUA_NO_ID)
			continue;
		uint32_t n = kua_who_last(w, named, t) - t + 1;
		if (n > best) {
			best = n;
			p->named = named;
		}
	}
	return p->named != KUA_NO_ID;
}

static const char *date_in(const struct kua_scene *s, const struct cell *cell)
{
	for (uint32_t t = cell->first; t < cell->last; t++)
		if (s->date_at[t] != KUA_NO_ID)
			return kua_date_iso(s, &s->dates[s->date_at[t]], false);
	return NULL;
}

/* A cell that says something: not empty, no dash. */
static const char *words_in(const struct kua_scene *s, const struct cell *cell)
{
	bool word = false;
	for (uint32_t t = cell->first; t < cell->last; t++)
		word |= s->text->tokens[t].kind != KUA_PUNCT;
	return word ? kua_scene_words(s, cell->first, cell->last) : NULL;
}

static bool has_term(const struct matches *terms, const struct cell *cell)
{
	size_t i = kua_match_first(terms->v, terms->n, cell->first);
	return i < terms->n && terms->v[i].last <= cell->last;
}

static const char *field(const struct table *t, const struct row *r, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->holds[i] && strcmp(t->holds[i], name) == 0)
			return words_in(t->w->s, &r->v[i]);
	return NULL;
}

static void add_row(const struct table *t, const struct row *r, const struct matches *terms, step_found_vec *steps)
{
	const struct kua_scene *s = t->w->s;
	struct who_person p = {KUA_NO_ID, 0, 0};
	for (size_t i = 0; i < t->n && p.named == KUA_NO_ID; i++)
		if (t->holds[i] && strcmp(t->holds[i], "name") == 0)
			(void)person_in(t->w, &r->v[i], &p);
	for (size_t i = 0; i < t->n && p.named != KUA_NO_ID; i++) {
		const struct cell *cell = &r->v[i];
		if (!t->holds[i] || is_field(t->holds[i]) || cell->first == cell->last)
			continue;
		bool term = strcmp(t->holds[i], "term") == 0;
		const char *date = term ? NULL : date_in(s, cell);
		if (term ? !has_term(terms, cell) : !date)
			continue;
		struct kua_case_step step = {.step = term ? "sentenced" : t->holds[i], .date = date, .rule = t->rule,
		                             .sentence = term ? words_in(s, cell) : NULL, .charge = field(t, r, "charge"),
		                             .article = field(t, r, "article"), .facility = field(t, r, "facility")};
		struct stretch quote = {p.first < cell->first ? p.first : cell->first, p.last > cell->last ? p.last : cell->last};
		struct step_found *found = kua_step_add(t->w, &step, &p, quote, steps);
		found->step.name = kua_scene_words(s, p.first, p.last);
		found->once = strcmp(step.step, "killed") == 0;
	}
}

void kua_steps_table(const struct who *w, step_found_vec *steps)
{
	const struct kua_scene *s = w->s;
	const struct kua_text *text = s->text;
	struct matches columns = kua_matches_of(s, "column"), terms = kua_matches_of(s, "term");
	struct table table = {.w = w};
	uint32_t t = 0;
	for (size_t from = 0, to; columns.n && from < text->n; from = to + 1) {
		const char *end = memchr(text->bytes + from, '\n', text->n - from);
		to = end ? (size_t)(end - text->bytes) : text->n;
		struct row r = read_row(text, from, to, &t);
		if (!r.sign)
			table.sign = 0;
		else if (table.sign == r.sign && table.n == r.n)
			add_row(&table, &r, &terms, steps);
		else
			(void)opens_table(&table, &r, &columns);
	}
}
