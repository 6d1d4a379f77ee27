/* sheet_pdf.c - a letter or a form as a PDF of A4 pages. */
#include <string.h>

#include "report/pages.h"
#include "report/sheets.h"

#define ALL (PAGE_RIGHT - PAGE_LEFT)
#define LABELS 150.0 /* width of the column of labels */
#define BULLET 16.0

static const struct face face_title = {SERIF "Bold 17", 0, 0}, face_heading = {SERIF "Bold 12", 0, 14}, face_text = {SERIF "10.5", 0, 7},
                         face_strong = {SERIF "Bold 10.5", 0, 7}, face_line = {SERIF "10.5", 0, 0}, face_item = {SERIF "10.5", 0, 3},
                         face_label = {SERIF "9.5", 0.3, 4}, face_row = {SERIF "10.5", 0, 4}, face_note = {SERIF "8.5", 0.2, 3};

struct filling {
	const struct kua_sheet *s;
	struct kua_buf text;
	KUA_VEC(struct page_run) runs;
};

static void add_safe(struct kua_buf *out, const char *s)
{
	for (uint32_t c; (c = safe_kept(&s)) != 0;)
		kua_buf_utf8(out, c);
}

/* The part's text, and which bytes of it look different. */
static void lay_part(struct filling *f, const struct kua_sheet_part *p)
{
	struct kua_buf said = KUA_BUF_INIT;
	kua_buf_clear(&f->text);
	f->runs.n = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct kua_run *r = &p->v[i];
		size_t from = f->text.len;
		kua_buf_clear(&said);
		sheet_run(r, &said);
		if (r->kind == KUA_RUN_NOTE) /* its number, without the brackets */
			kua_buf_printf(&f->text, i && p->v[i - 1].kind == KUA_RUN_NOTE ? ", %zu" : "%zu", r->note);
		else
			add_safe(&f->text, said.len ? said.data : "");
		if (r->kind != KUA_RUN_TEXT)
			*kua_vec_add(&f->runs) = (struct page_run){from, f->text.len, r->kind == KUA_RUN_NOTE ? RUN_RAISED : RUN_MARKED};
	}
	kua_buf_free(&said);
}

/* tag: as in pages.h */
static void draw(struct pages *p, const struct filling *f, const char *tag, const struct face *face, double indent, bool rule)
{
	p->tag = tag;
	pages_runs(p, face, PAGE_LEFT + indent, ALL - indent, f->text.len ? f->text.data : "", f->runs.v, f->runs.n, rule);
	p->tag = NULL;
}

struct cell {
	const struct face *face;
	const struct filling *filling; /* NULL: text */
	const char *text;
};

static void draw_cell(struct pages *p, double x, double width, const void *ctx)
{
	const struct cell *c = ctx;
	if (c->filling)
		pages_runs(p, c->face, x, width, c->filling->text.len ? c->filling->text.data : "", c->filling->runs.v, c->filling->runs.n, false);
	else
		pages_paragraph(p, c->face, x, width, c->text, false);
}

static void notes(struct pages *p, const struct kua_sheet *s, const char *heading)
{
	if (!s->notes.n)
		return;
	pages_need(p, 120); /* the heading, and a first note of some lines */
	pages_tagged(p, "H2", &face_heading, PAGE_LEFT, ALL, heading, false);
	for (size_t i = 0; i < s->notes.n; i++) {
		const struct cell text = {.face = &face_note, .text = s->notes.v[i]};
		pages_row(p, PAGES_LIST, &face_note, 24, kua_arena_printf(p->a, "%zu", i + 1), draw_cell, &text);
	}
}

static void draw_part(struct pages *p, struct filling *f, const struct kua_sheet_part *part, bool first)
{
	lay_part(f, part);
	switch (part->kind) {
	case KUA_SHEET_TITLE: draw(p, f, "H1", &face_title, 0, false); break;
	case KUA_SHEET_HEADING:
		pages_need(p, 60);
		(void)pages_bookmark(p, CAIRO_PDF_OUTLINE_ROOT, f->text.len ? f->text.data : "");
		draw(p, f, "H2", &face_heading, 0, false);
		break;
	case KUA_SHEET_TEXT: draw(p, f, NULL, &face_text, 0, false); break;
	case KUA_SHEET_STRONG: draw(p, f, NULL, &face_strong, 0, false); break;
	case KUA_SHEET_ITEM:
		pages_row(p, PAGES_LIST, &face_item, BULLET, "•", draw_cell, &(struct cell){.face = &face_item, .filling = f});
		break;
	case KUA_SHEET_QUOTE: draw(p, f, "BlockQuote", &face_text, 20, true); break;
	case KUA_SHEET_LINE: draw(p, f, NULL, first ? &face_text : &face_line, 0, false); break;
	case KUA_SHEET_ROW:
		pages_row(p, PAGES_TABLE, &face_label, LABELS, part->label, draw_cell, &(struct cell){.face = &face_row, .filling = f});
		break;
	case KUA_SHEET_NOTES: notes(p, f->s, part->label); break;
	}
}

static void fill_pages(struct pages *p, void *ctx)
{
	struct filling *f = ctx;
	const struct kua_sheet *s = f->s;
	if (s->marked && kua_sheet_is_marked(s)) {
		lay_part(f, &(struct kua_sheet_part){.kind = KUA_SHEET_TEXT, .v = &(struct kua_run){.kind = KUA_RUN_TEXT, .text = s->marked}, .n = 1});
		*kua_vec_add(&f->runs) = (struct page_run){0, f->text.len, RUN_MARKED};
		draw(p, f, NULL, &face_note, 0, false);
		p->y += 6;
	}
	for (size_t i = 0; i < s->n; i++)
		draw_part(p, f, &s->v[i], !i || s->v[i - 1].kind != KUA_SHEET_LINE);
}

enum kua_code sheet_pdf(const struct kua_sheet *s, struct kua_buf *out, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct filling f = {.s = s};
	struct pages p = {.a = a, .title = s->title, .when = s->date, .language = s->language};
	enum kua_code code = pages_write(&p, fill_pages, &f, out, err);
	kua_buf_free(&f.text);
	kua_vec_free(&f.runs);
	kua_arena_free(a);
	return code;
}
