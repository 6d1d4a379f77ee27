/* petition_sheet.c - kua petition sheet and handin: paper to be signed, and what is handed in. */
#include <inttypes.h>
#include <string.h>

#include "publish/words.h"
#include "report/grid.h"
#include "report/sheet.h"
#include "verbs/petition.h"

enum { MOST_SHEETS = 1000, LINES = 12 };

/* ---- a file made of a petition ---- */

struct making {
	struct all_texts *all;
	const struct texts *w;
	struct kua_desk *desk;
	struct kua_buf out;
};

/* Texts in the language that is wanted, and the petition in a transaction. To be ended in any case. */
static enum kua_code begin(struct kua_call *call, struct making *m, struct kua_error *err)
{
	const char *said = kua_call_option(call, "language");
	enum kua_code code = texts_load(call->data_dir, "form", &m->all, err);
	if (code != KUA_OK)
		return code;
	m->w = texts_choose(m->all, said);
	if (said && strcmp(texts_language(m->w), said) != 0)
		return kua_fail(err, KUA_USE, "--language '%.20s': there are no texts in it", said);
	code = petition_open(call, call->args[1], KUA_WRITE, &m->desk, err);
	return code == KUA_OK ? kua_desk_begin(m->desk, err) : code;
}

/* The petition says what was done when the file is there. */
static enum kua_code keep(struct kua_call *call, struct making *m, struct kua_error *err)
{
	enum kua_code code = petition_write_file(call->args[2], &m->out, err);
	return code == KUA_OK ? kua_desk_commit(m->desk, err) : code;
}

static void end(struct making *m)
{
	kua_desk_close(m->desk);
	texts_free(m->all);
	kua_buf_free(&m->out);
}

/* ---- paper to be signed ---- */

static enum kua_code option_up_to(struct kua_call *call, const char *name, int64_t most, int64_t *out, struct kua_error *err)
{
	const char *said = kua_call_option(call, name);
	enum kua_code code = said ? petition_number(said, name, out, err) : KUA_OK;
	return code == KUA_OK && *out > most ? kua_fail(err, KUA_USE, "--%s '%.20s': at most %" PRId64, name, said, most) : code;
}

static const char *two(struct kua_call *call, const struct texts *w, const char *key, const char *one)
{
	return one ? texts_two(w, key, one, "", call->arena) : NULL;
}

static enum kua_code draw_sheets(struct kua_call *call, const struct kua_petition *p, const struct texts *w, int64_t n, int64_t n_lines,
                                 struct kua_buf *out, struct kua_error *err)
{
	struct kua_grid_column columns[KUA_GRID_COLUMNS];
	struct kua_grid *v = KUA_NEW_N(call->arena, struct kua_grid, (size_t)n);
	size_t k = 0;
	columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-number"), 5};
	columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-name"), 30};
	if (p->asks_place)
		columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-place"), 18};
	if (p->asks_born)
		columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-born"), 13};
	columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-public"), 10};
	columns[k++] = (struct kua_grid_column){texts_text(w, "sign-sheet-signature"), 26};
	for (int64_t i = 0; i < n; i++)
		v[i] = (struct kua_grid){
			.number = texts_two(w, "sign-sheet", kua_arena_printf(call->arena, "%" PRId64, p->sheets - n + 1 + i), "", call->arena),
			.title = p->title, .to = two(call, w, "sign-to", p->to), .text = p->text,
			.more = two(call, w, "sign-sheet-text", p->address), .agree = texts_text(w, "sign-sheet-agree"),
			.columns = columns, .n_columns = k, .lines = (size_t)n_lines, .left = two(call, w, "sign-sheet-return", p->contact),
			.right = texts_two(w, "sign-sheet-destroy", texts_date(w, p->destroy_on, call->arena), "", call->arena)};
	return kua_grids_write(v, (size_t)n, p->title, kua_call_today(call), texts_language(w), out, err);
}

static void print_sheets(const char *path, const struct kua_petition *p, int64_t n)
{
	if (n == 1)
		kua_out("%s: sheet %" PRId64 "; to be destroyed on %s\n", path, p->sheets, p->destroy_on);
	else
		kua_out("%s: sheets %" PRId64 " to %" PRId64 "; to be destroyed on %s\n", path, p->sheets - n + 1, p->sheets, p->destroy_on);
}

enum kua_code petition_sheet(struct kua_call *call, struct kua_error *err)
{
	struct making m = {0};
	int64_t n = 1, n_lines = LINES;
	enum kua_code code = option_up_to(call, "sheets", MOST_SHEETS, &n, err);
	if (code == KUA_OK)
		code = option_up_to(call, "lines", KUA_GRID_LINES, &n_lines, err);
	if (code == KUA_OK)
		code = begin(call, &m, err);
	if (code == KUA_OK) {
		struct kua_petition p = *kua_desk_petition(m.desk);
		p.sheets += n; /* no two sheets have one number, whoever prints them */
		code = draw_sheets(call, &p, m.w, n, n_lines, &m.out, err);
		if (code == KUA_OK)
			code = kua_desk_set_petition(m.desk, &p, err);
		if (code == KUA_OK)
			code = keep(call, &m, err);
		if (code == KUA_OK)
			print_sheets(call->args[2], &p, n);
	}
	end(&m);
	return code;
}

/* ---- what is handed in ---- */

struct handin {
	struct kua_call *call;
	const struct texts *w;
	KUA_VEC(struct kua_sheet_part) parts;
};

static void part(struct handin *h, enum kua_sheet_kind kind, const char *label, const char *text)
{
	struct kua_run *run = KUA_NEW(h->call->arena, struct kua_run);
	*run = (struct kua_run){.kind = KUA_RUN_TEXT, .text = text ? text : ""};
	*kua_vec_add(&h->parts) = (struct kua_sheet_part){.kind = kind, .label = label, .v = run, .n = 1};
}

static void heading(struct handin *h, const char *key)
{
	part(h, KUA_SHEET_HEADING, NULL, texts_text(h->w, key));
}

static void paragraphs(struct handin *h, enum kua_sheet_kind kind, const char *s)
{
	while (*s) {
		const char *stop = strstr(s, "\n\n");
		size_t n = stop ? (size_t)(stop - s) : strlen(s);
		part(h, kind, NULL, kua_arena_strndup(h->call->arena, s, n));
		s += n + strspn(s + n, "\n");
	}
}

static void add_lines(struct handin *h, const char *s)
{
	for (; *s; s += strcspn(s, "\n"), s += *s == '\n')
		if (*s != '\n')
			part(h, KUA_SHEET_LINE, NULL, kua_arena_strndup(h->call->arena, s, strcspn(s, "\n")));
}

static void states(struct handin *h, const struct kua_totals *t)
{
	static const struct {
		enum kua_sign_state state;
		const char *key;
	} all[] = {{KUA_PENDING, "sign-state.pending"}, {KUA_DUPLICATE, "sign-state.duplicate"}, {KUA_INVALID, "sign-state.invalid"},
	           {KUA_WITHDRAWN, "sign-state.withdrawn"}, {KUA_ERASED, "sign-state.erased"}};
	heading(h, "sign-handin-state");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		part(h, KUA_SHEET_ROW, texts_text(h->w, all[i].key), texts_number(h->w, t->state[all[i].state], h->call->arena));
}

/* What stands behind a label, before the space. */
static const char *colon_of(const struct texts *w, struct kua_arena *a)
{
	const char *between = texts_between(w, "@colon", a);
	size_t n = strlen(between);
	return n && between[n - 1] == ' ' ? kua_arena_strndup(a, between, n - 1) : NULL;
}

static enum kua_code write_handin(struct kua_call *call, const struct texts *w, const struct petition_tally *c, enum kua_sheet_format format,
                                  struct kua_buf *out, struct kua_error *err)
{
	struct handin h = {.call = call, .w = w};
	struct kua_arena *a = call->arena;
	const struct kua_petition *p = c->petition;
	struct kua_place_count *places = NULL;
	size_t n = 0;
	const char *today = kua_call_today(call);
	enum kua_code code = petition_tally_places(call, c, &places, &n, err);
	if (code != KUA_OK)
		return code;
	part(&h, KUA_SHEET_TITLE, NULL, p->title);
	if (p->to)
		part(&h, KUA_SHEET_STRONG, NULL, texts_two(w, "sign-to", p->to, "", a));
	paragraphs(&h, KUA_SHEET_TEXT, p->text);
	heading(&h, "sign-handin");
	part(&h, KUA_SHEET_STRONG, NULL, texts_count(w, "sign-handin-of", (int64_t)c->lines.n, a));
	part(&h, KUA_SHEET_TEXT, NULL, texts_two(w, "sign-handin-day", texts_date(w, today, a), "", a));
	if (p->by)
		part(&h, KUA_SHEET_TEXT, NULL, texts_two(w, "sign-handin-by", p->by, "", a));
	if (n)
		heading(&h, "sign-handin-places");
	for (size_t i = 0; i < n; i++)
		part(&h, KUA_SHEET_ROW, places[i].place ? places[i].place : texts_text(w, "sign-handin-others"), texts_number(w, places[i].n, a));
	heading(&h, "sign-handin-how");
	part(&h, KUA_SHEET_TEXT, NULL, texts_text(w, "sign-handin-rule"));
	states(&h, &c->totals);
	heading(&h, "sign-handin-check");
	part(&h, KUA_SHEET_TEXT, NULL, texts_text(w, "sign-handin-check-text"));
	add_lines(&h, c->note.data);
	if (kua_call_option(call, "names")) {
		heading(&h, "sign-handin-names");
		for (size_t i = 0; i < c->named.n; i++)
			part(&h, KUA_SHEET_ITEM, NULL, c->named.v[i]);
	}
	const struct kua_sheet s = {.title = p->title, .language = texts_language(w), .date = today, .colon = colon_of(w, a), .v = h.parts.v, .n = h.parts.n};
	code = kua_sheet_write(&s, format, out, err);
	kua_vec_free(&h.parts);
	return code;
}

static enum kua_code format_of(const char *path, enum kua_sheet_format *out, struct kua_error *err)
{
	static const char *const endings[KUA_SHEET_FORMATS] = {".txt", ".html", ".odt", ".pdf"};
	size_t n = strlen(path);
	for (unsigned i = 0; i < KUA_SHEET_FORMATS; i++)
		if (n > strlen(endings[i]) && strcasecmp(path + n - strlen(endings[i]), endings[i]) == 0) {
			*out = (enum kua_sheet_format)i;
			return KUA_OK;
		}
	return kua_fail(err, KUA_USE, "%s: its name says what it is: .pdf, .odt, .html or .txt", path);
}

enum kua_code petition_handin(struct kua_call *call, struct kua_error *err)
{
	struct petition_tally c = {0};
	struct making m = {0};
	enum kua_sheet_format format = KUA_SHEET_AS_PDF;
	enum kua_code code = format_of(call->args[2], &format, err);
	if (code == KUA_OK)
		code = begin(call, &m, err);
	if (code == KUA_OK)
		code = petition_tally_take(call, m.desk, true, &c, err);
	if (code == KUA_OK)
		code = write_handin(call, m.w, &c, format, &m.out, err);
	if (code == KUA_OK)
		code = keep(call, &m, err);
	if (code == KUA_OK)
		kua_out("%s: %zu signature%s\n", call->args[2], c.lines.n, c.lines.n == 1 ? "" : "s");
	petition_tally_free(&c);
	end(&m);
	return code;
}
