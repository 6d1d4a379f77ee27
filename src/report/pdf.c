/* pdf.c - the report as a PDF of A4 pages: text in any script that can be selected and searched, bookmarks, page numbers. */
#include <math.h>

#include "report/tree.h"

#define ALL (PAGE_RIGHT - PAGE_LEFT)
#define NUMBERS 110.0 /* width of the column of numbers */
#define WHEN 112.0   /* width of the column of dates */

static const struct face face_title = {SERIF "Bold 20", 0, 0}, face_section = {SERIF "Bold 14", 0, 22}, face_event = {SERIF "Bold 12", 0, 14},
                         face_act = {SERIF "Bold 10.5", 0, 10}, face_text = {SERIF "10", 0, 5}, face_lead = {SERIF "10.5", 0, 5},
                         face_number = {SERIF "Bold 13", 0, 9}, face_line = {SERIF "10", 0, 9}, face_quote = {SERIF "10", 0, 4},
                         face_small = {SERIF "8.5", 0.35, 2};

struct filling {
	const struct report *r;
	int section; /* bookmark under which those of events and cases stand */
};

/* ---- the line from zero ---- */

static void arrow(struct pages *p, double x, double y, double length)
{
	double tip = x + length, back = tip - length / 3;
	pages_stroke(p, x, y, tip, y);
	pages_stroke(p, back, y - 3, tip, y);
	pages_stroke(p, back, y + 3, tip, y);
}

static void mark(struct pages *p, const struct kua_axis_mark *m, double x, double end, double y, double r)
{
	static const double dashes[] = {1.5, 1.5};
	if (end > x)
		pages_stroke(p, x, y, end, y);
	if (m->how & KUA_AXIS_MORE)
		arrow(p, end, y, 15);
	if (m->how & KUA_AXIS_LESS)
		arrow(p, x, y, -15);
	pages_dot(p, x, y, r, m->how & KUA_AXIS_EXACT);
	if (end > x)
		pages_dot(p, end, y, r, true);
	if (!(m->how & KUA_AXIS_ABOUT))
		return;
	p->d.cairo_set_dash(p->cr, dashes, 2, 0);
	p->d.cairo_new_path(p->cr);
	p->d.cairo_arc(p->cr, x, y, r + 3, 0, 2 * M_PI);
	p->d.cairo_stroke(p->cr);
	p->d.cairo_set_dash(p->cr, NULL, 0, 0);
}

static void axis(struct pages *p, const struct kua_axis *x)
{
	struct axis_places places;
	axis_place(x, ALL, &places);
	pages_need(p, 16.0 * (places.rows + 1) + 36);
	p->y += 12.0 * (places.rows + 1) + 10;
	p->d.cairo_set_source_rgb(p->cr, 0, 0, 0);
	p->d.cairo_set_line_width(p->cr, 0.7);
	pages_stroke(p, PAGE_LEFT + places.zero, p->y, PAGE_RIGHT, p->y);
	double base = p->y;
	for (size_t i = 0; i < x->n; i++) {
		const struct axis_place *at = &places.v[i];
		mark(p, at->mark, PAGE_LEFT + at->x, PAGE_LEFT + at->end, base, at->radius * 0.75);
		p->y = base - 20 - 12.0 * at->row;
		pages_tagged(p, PAGES_DRAWN, &(struct face){SERIF "8", 0, 0}, PAGE_LEFT + at->x - 4, 60, at->mark->label, false);
	}
	p->y = base + 4;
	if (places.logarithmic)
		pages_tagged(p, PAGES_DRAWN, &face_small, PAGE_RIGHT - 110, 110, x->logarithmic, false);
	p->y = base + 14;
	axis_places_free(&places);
}

/* ---- blocks ---- */

struct cell {
	const struct face *face;
	const char *text, *more; /* more: in small letters below, or NULL */
};

static void draw_cell(struct pages *p, double x, double width, const void *ctx)
{
	const struct cell *c = ctx;
	pages_paragraph(p, c->face, x, width, c->text, false);
	pages_paragraph(p, &face_small, x, width, c->more, false);
}

static void row(struct pages *p, const struct face *head_face, double column, const struct face *f, const struct block *b, const char *more)
{
	pages_row(p, PAGES_TABLE, head_face, column, b->head, draw_cell, &(struct cell){f, b->text, more});
}

static void change(struct pages *p, const struct block *b)
{
	const char *from = *b->head ? b->head : "nothing", *to = *b->text ? b->text : "nothing";
	pages_paragraph(p, &face_text, PAGE_LEFT + 14, ALL - 14,
	                kua_arena_printf(p->a, "“%s” %s “%s” (%s)", from, b->known ? "→" : "↔", to, b->more), false);
}

static void headed(struct pages *p, struct filling *fill, const struct face *f, const char *s, int level)
{
	pages_need(p, 90);
	if (p->y > PAGE_TOP)
		p->y += f->above;
	if (level == 1)
		fill->section = pages_bookmark(p, CAIRO_PDF_OUTLINE_ROOT, s);
	else if (level == 2)
		(void)pages_bookmark(p, fill->section, s);
	struct face close = {f->font, f->grey, 0};
	pages_tagged(p, level == 1 ? "H2" : "H3", &close, PAGE_LEFT, ALL, s, false);
}

static void write_block(struct pages *p, struct filling *fill, const struct block *b)
{
	double column;
	switch (b->kind) {
	case BLOCK_TITLE: pages_tagged(p, "H1", &face_title, PAGE_LEFT, ALL, b->head, false); break;
	case BLOCK_LEAD:
		pages_tagged(p, "H2", &face_act, PAGE_LEFT + 8, ALL - 8, b->head, false);
		pages_paragraph(p, &face_lead, PAGE_LEFT + 8, ALL - 8, b->text, true);
		break;
	case BLOCK_SECTION: headed(p, fill, &face_section, b->head, 1); break;
	case BLOCK_EVENT:
	case BLOCK_CASE:
		headed(p, fill, &face_event, b->head, 2);
		pages_paragraph(p, &face_text, PAGE_LEFT, ALL, b->kind == BLOCK_CASE && b->text ? kua_arena_printf(p->a, "Now: %s", b->text) : NULL, false);
		break;
	case BLOCK_ACT:
		pages_need(p, 70);
		pages_tagged(p, "H4", &face_act, PAGE_LEFT, ALL, b->text ? kua_arena_printf(p->a, "%s: %s", b->head, b->text) : b->head, false);
		break;
	case BLOCK_AXIS: axis(p, b->axis); break;
	case BLOCK_TREE: tree_draw(p, b->tree); break;
	case BLOCK_LINE: row(p, &face_number, NUMBERS, &face_line, b, NULL); break;
	case BLOCK_QUOTE:
		if (b->text)
			pages_tagged(p, "BlockQuote", &face_quote, PAGE_LEFT + NUMBERS + 10, ALL - NUMBERS - 10, kua_arena_printf(p->a, "“%s”", b->text), true);
		pages_paragraph(p, &face_small, PAGE_LEFT + NUMBERS + 10, ALL - NUMBERS - 10, b->more, false);
		break;
	case BLOCK_NOTE: pages_paragraph(p, &face_small, PAGE_LEFT + NUMBERS, ALL - NUMBERS, b->text, false); break;
	case BLOCK_ROW:
		column = kua_utf8_columns(b->head) > 6 ? WHEN : 36; /* of a source only its number heads the row */
		row(p, &face_text, column, &face_text, b, b->more);
		break;
	case BLOCK_FAMILY:
		pages_need(p, 50);
		pages_tagged(p, "H3", &face_act, PAGE_LEFT, ALL, b->text, false);
		break;
	case BLOCK_ITEM: pages_paragraph(p, &face_text, PAGE_LEFT + 14, ALL - 14, b->text ? kua_arena_printf(p->a, "– %s", b->text) : NULL, false); break;
	case BLOCK_CHANGE: change(p, b); break;
	case BLOCK_PARA:
	case BLOCK_MORE: pages_paragraph(p, &face_text, PAGE_LEFT, ALL, b->text, false); break;
	}
}

/* ---- the whole ---- */

static void fill_pages(struct pages *p, void *ctx)
{
	struct filling *fill = ctx;
	for (size_t i = 0; i < fill->r->blocks.n; i++)
		write_block(p, fill, &fill->r->blocks.v[i]);
}

enum kua_code write_pdf(const struct report *r, struct kua_buf *out, struct kua_error *err)
{
	struct pages p = {.a = r->a, .title = r->in->title ? r->in->title : "Casebook", .when = r->in->as_of, .language = "en"};
	return pages_write(&p, fill_pages, &(struct filling){.r = r}, out, err);
}
