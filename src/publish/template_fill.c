/* template_fill.c - a template and values become the parts of a sheet. */
#include <string.h>

#include "publish/template.h"

struct filling {
	const struct kua_values *scopes[KUA_TEMPLATE_DEPTH + 2]; /* the whole, then the rows that are open */
	size_t n_scopes;
	const struct kua_list *sources;
	struct kua_arena *a;
	size_t *numbers; /* of sources as notes, from 1; 0: not cited yet */
	struct kua_list notes;
	KUA_VEC(struct kua_sheet_part) parts;
	KUA_VEC(struct kua_missing) missing;
	const char *heading, *label;
};

/* The innermost value of that name. */
static const struct kua_value *value_of(const struct filling *f, const char *name)
{
	for (size_t s = f->n_scopes; s-- > 0;)
		for (size_t i = 0; i < f->scopes[s]->n; i++)
			if (strcmp(f->scopes[s]->v[i].name, name) == 0)
				return &f->scopes[s]->v[i];
	return NULL;
}

static bool is_known(const struct kua_value *v)
{
	return v && ((v->text && *v->text) || v->n_runs || v->n_rows);
}

static bool holds(const struct filling *f, const struct condition *c)
{
	const struct kua_value *v = value_of(f, c->field);
	bool held = c->is ? v && v->text && strcmp(v->text, c->is) == 0 : is_known(v);
	return held != c->negated;
}

/* ---- pieces ---- */

static void cite(struct filling *f, const struct kua_value *v, run_list *out)
{
	for (size_t i = 0; i < v->n_sources && f->sources; i++) {
		size_t *number = &f->numbers[v->sources[i]];
		if (!*number) {
			kua_list_add(f->a, &f->notes, f->sources->v[v->sources[i]]);
			*number = f->notes.n;
		}
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_NOTE, .note = *number};
	}
}

static void miss(struct filling *f, const struct piece *p)
{
	*kua_vec_add(&f->missing) =
		(struct kua_missing){.label = f->label ? f->label : f->heading, .hint = p->hint ? p->hint : p->text, .needed = p->needed};
}

static void fill_field(struct filling *f, const struct piece *p, run_list *out)
{
	const struct kua_value *v = value_of(f, p->text);
	if (!is_known(v)) {
		miss(f, p);
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_BLANK, .text = p->hint};
		return;
	}
	for (size_t i = 0; i < v->n_runs; i++)
		*kua_vec_add(out) = v->runs[i];
	if (v->text && *v->text)
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_TEXT, .text = v->text};
	if (v->language) {
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_TEXT, .text = " "};
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_REMARK, .text = v->language};
	}
	cite(f, v, out);
}

/* All of it in one pair of brackets: notes, and brackets inside, as letters. */
static void fill_remark(struct filling *f, const struct piece *p, run_list *out)
{
	run_list inner = {0};
	struct kua_buf b = KUA_BUF_INIT;
	pieces_fill(f, p->v, p->n, &inner);
	for (size_t i = 0; i < inner.n; i++) {
		const struct kua_run *r = &inner.v[i];
		if (r->kind == KUA_RUN_NOTE)
			kua_buf_printf(&b, " (%zu)", r->note);
		else
			kua_buf_printf(&b, r->kind == KUA_RUN_REMARK ? "(%s)" : "%s", r->kind == KUA_RUN_BLANK ? "..." : r->text);
	}
	if (b.len)
		*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_REMARK, .text = kua_arena_strndup(f->a, b.data, b.len)};
	kua_buf_free(&b);
	kua_vec_free(&inner);
}

/* "R. T." at the end of a sentence has its full stop already. */
static const char *after(const run_list *out, const char *text)
{
	const struct kua_run *last = out->n ? &out->v[out->n - 1] : NULL;
	bool stopped = last && last->kind == KUA_RUN_TEXT && *last->text && last->text[strlen(last->text) - 1] == '.';
	return stopped && text[0] == '.' && text[1] != '.' ? text + 1 : text;
}

void pieces_fill(struct filling *f, const struct piece *v, size_t n, run_list *out)
{
	for (const struct piece *p = v; p < v + n; p++)
		switch (p->kind) {
		case PIECE_TEXT: {
			const char *text = after(out, p->text);
			*kua_vec_add(out) = (struct kua_run){.kind = KUA_RUN_TEXT, .text = text};
			break;
		}
		case PIECE_FIELD: fill_field(f, p, out); break;
		case PIECE_REMARK: fill_remark(f, p, out); break;
		case PIECE_IF:
			if (holds(f, &p->condition))
				pieces_fill(f, p->v, p->n, out);
			break;
		}
}

static struct kua_run *keep_runs(struct kua_arena *a, const struct kua_run *v, size_t n)
{
	struct kua_run *kept = KUA_NEW_N(a, struct kua_run, n);
	if (n)
		memcpy(kept, v, n * sizeof *kept);
	return kept;
}

void pieces_say(const struct piece *v, size_t n, const struct kua_values *values, struct kua_arena *a, struct kua_run **runs, size_t *n_runs)
{
	struct filling f = {.scopes = {values}, .n_scopes = 1, .a = a};
	run_list out = {0};
	pieces_fill(&f, v, n, &out);
	*runs = keep_runs(a, out.v, out.n);
	*n_runs = out.n;
	kua_vec_free(&out);
	kua_vec_free(&f.missing);
}

/* ---- lines ---- */

static void add_part(struct filling *f, enum kua_sheet_kind kind, const char *label, const struct kua_run *v, size_t n)
{
	*kua_vec_add(&f->parts) = (struct kua_sheet_part){.kind = kind, .label = label, .v = keep_runs(f->a, v, n), .n = n};
}

static const char *words_of(struct filling *f, const run_list *runs)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < runs->n; i++)
		kua_buf_str(&b, runs->v[i].kind == KUA_RUN_TEXT ? runs->v[i].text : "");
	const char *words = kua_arena_strndup(f->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return words;
}

static void fill_part(struct filling *f, const struct line *l)
{
	run_list runs = {0};
	f->label = l->part == KUA_SHEET_ROW ? l->label : NULL;
	pieces_fill(f, l->pieces, l->n_pieces, &runs);
	if (l->part == KUA_SHEET_HEADING || l->part == KUA_SHEET_TITLE)
		f->heading = words_of(f, &runs);
	if (runs.n || l->part == KUA_SHEET_NOTES)
		add_part(f, l->part, l->label, runs.v, runs.n);
	kua_vec_free(&runs);
}

static void tell_missing(struct filling *f, const struct kua_missing *m)
{
	const struct kua_run runs[] = {
		{.kind = KUA_RUN_TEXT, .text = m->label ? kua_arena_printf(f->a, "%s: %s ", m->label, m->hint) : m->hint},
		{.kind = KUA_RUN_REMARK, .text = "!"},
	};
	add_part(f, KUA_SHEET_ITEM, NULL, runs, m->needed ? 2 : 1);
}

/* What is missing so far, what is needed first. */
static void fill_missing(struct filling *f, const struct line *l)
{
	const struct kua_run heading = {.kind = KUA_RUN_TEXT, .text = l->label};
	if (!f->missing.n)
		return;
	add_part(f, KUA_SHEET_HEADING, NULL, &heading, 1);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < f->missing.n; i++)
			if (f->missing.v[i].needed == (pass == 0))
				tell_missing(f, &f->missing.v[i]);
}

static void fill_lines(struct filling *f, const struct line *v, size_t n)
{
	for (const struct line *l = v; l < v + n; l++) {
		const struct kua_value *list;
		bool held;
		switch (l->kind) {
		case LINE_PART: fill_part(f, l); break;
		case LINE_MISSING: fill_missing(f, l); break;
		case LINE_IF:
			held = holds(f, &l->condition);
			fill_lines(f, held ? l->then : l->otherwise, held ? l->n_then : l->n_otherwise);
			break;
		case LINE_EACH:
			list = value_of(f, l->condition.field);
			for (size_t i = 0; list && i < list->n_rows; i++) {
				f->scopes[f->n_scopes++] = &list->rows[i];
				fill_lines(f, l->then, l->n_then);
				f->n_scopes--;
			}
			break;
		}
	}
}

void kua_template_fill(const struct kua_template *t, const struct kua_values *values, const struct kua_list *sources, struct kua_arena *a,
                       struct kua_filled *out)
{
	struct filling f = {.scopes = {values}, .n_scopes = 1, .sources = sources, .a = a, .numbers = KUA_NEW_N(a, size_t, sources->n + 1)};
	fill_lines(&f, t->v, t->n);
	struct kua_sheet_part *parts = KUA_NEW_N(a, struct kua_sheet_part, f.parts.n);
	struct kua_missing *missing = KUA_NEW_N(a, struct kua_missing, f.missing.n);
	if (f.parts.n)
		memcpy(parts, f.parts.v, f.parts.n * sizeof *parts);
	if (f.missing.n)
		memcpy(missing, f.missing.v, f.missing.n * sizeof *missing);
	*out = (struct kua_filled){.sheet = {.v = parts, .n = f.parts.n, .notes = f.notes}, .missing = missing, .n_missing = f.missing.n};
	kua_vec_free(&f.parts);
	kua_vec_free(&f.missing);
}
