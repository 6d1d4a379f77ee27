/*
 * pdf.c - the report as a PDF of A4 pages: text in any script that can be selected and searched, bookmarks, page numbers. Pango
 * shapes and breaks the text, Cairo writes the file. It is laid out twice, the first time only to learn how many pages there are.
 */
#include <math.h>
#include <string.h>

#include "report/draw.h"

/* Points. */
#define WIDTH 595.28
#define HEIGHT 841.89
#define LEFT 56.0
#define RIGHT (WIDTH - 56.0)
#define TOP 56.0
#define BOTTOM (HEIGHT - 62.0)
#define NUMBERS 110.0 /* width of the column of numbers */
#define WHEN 112.0   /* width of the column of dates */
#define WHOLE 150.0  /* a paragraph that is no higher stands on one page */

struct face {
	const char *font;
	double grey, above;
};
#define SERIF "Noto Serif, DejaVu Serif, Serif "
static const struct face face_title = {SERIF "Bold 20", 0, 0}, face_section = {SERIF "Bold 14", 0, 22}, face_event = {SERIF "Bold 12", 0, 14},
                         face_act = {SERIF "Bold 10.5", 0, 10}, face_text = {SERIF "10", 0, 5}, face_lead = {SERIF "10.5", 0, 5},
                         face_number = {SERIF "Bold 13", 0, 9}, face_line = {SERIF "10", 0, 9}, face_quote = {SERIF "10", 0, 4},
                         face_small = {SERIF "8.5", 0.35, 2}, face_foot = {SERIF "8", 0.35, 0};

struct pdf {
	struct draw d;
	const struct report *r;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout, *foot; /* of the text; of what stands at the end of a page, in the middle of the text */
	struct kua_buf text;
	double y;
	int page, pages; /* pages: of the whole, 0 in the first pass */
	int section;     /* bookmark under which those of events and cases stand */
};

/* ---- pages ---- */

static void foot(struct pdf *p);

static void next_page(struct pdf *p)
{
	foot(p);
	p->d.cairo_show_page(p->cr);
	p->page++;
	p->y = TOP;
}

static void need(struct pdf *p, double height)
{
	if (p->y + height > BOTTOM && p->y > TOP)
		next_page(p);
}

/* ---- text ---- */

static void lay(struct pdf *p, PangoLayout *layout, const struct face *f, double width, const char *s)
{
	PangoFontDescription *font = p->d.pango_font_description_from_string(f->font);
	kua_buf_clear(&p->text);
	for (uint32_t c; s && (c = safe_next(&s)) != 0;)
		kua_buf_utf8(&p->text, c);
	p->d.pango_layout_set_font_description(layout, font);
	p->d.pango_font_description_free(font);
	p->d.pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	p->d.pango_layout_set_text(layout, p->text.len ? p->text.data : "", (int)p->text.len);
	p->d.cairo_set_source_rgb(p->cr, f->grey, f->grey, f->grey);
}

/* A paragraph at x, over as many pages as it takes; where it ends is the new y. rule: with a line along its side. */
static void paragraph(struct pdf *p, const struct face *f, double x, double width, const char *s, bool rule)
{
	if (!s || !*s)
		return;
	p->y += p->y > TOP ? f->above : 0;
	int wide, high;
	lay(p, p->layout, f, width, s);
	p->d.pango_layout_get_size(p->layout, &wide, &high);
	if ((double)high / PANGO_SCALE < WHOLE)
		need(p, (double)high / PANGO_SCALE);
	PangoLayoutIter *i = p->d.pango_layout_get_iter(p->layout);
	do {
		PangoRectangle line;
		p->d.pango_layout_iter_get_line_extents(i, NULL, &line);
		double height = (double)line.height / PANGO_SCALE;
		need(p, height);
		p->d.cairo_set_source_rgb(p->cr, f->grey, f->grey, f->grey);
		p->d.cairo_move_to(p->cr, x + (double)line.x / PANGO_SCALE,
		                   p->y + (double)(p->d.pango_layout_iter_get_baseline(i) - line.y) / PANGO_SCALE);
		p->d.pango_cairo_show_layout_line(p->cr, p->d.pango_layout_iter_get_line_readonly(i));
		if (rule) {
			p->d.cairo_set_source_rgb(p->cr, 0.7, 0.7, 0.7);
			p->d.cairo_set_line_width(p->cr, 1);
			p->d.cairo_move_to(p->cr, x - 7, p->y);
			p->d.cairo_line_to(p->cr, x - 7, p->y + height);
			p->d.cairo_stroke(p->cr);
		}
		p->y += height;
	} while (p->d.pango_layout_iter_next_line(i));
	p->d.pango_layout_iter_free(i);
}

static void foot(struct pdf *p)
{
	const char *title = p->r->in->title ? p->r->in->title : "Casebook";
	const char *said[2] = {title, kua_arena_printf(p->r->a, "%d / %d", p->page, p->pages)};
	for (int side = 0; side < 2; side++) {
		PangoRectangle line;
		lay(p, p->foot, &face_foot, RIGHT - LEFT - 60, said[side]);
		PangoLayoutIter *i = p->d.pango_layout_get_iter(p->foot); /* its first line */
		p->d.pango_layout_iter_get_line_extents(i, NULL, &line);
		p->d.cairo_move_to(p->cr, side ? RIGHT - (double)line.width / PANGO_SCALE : LEFT, HEIGHT - 36);
		p->d.pango_cairo_show_layout_line(p->cr, p->d.pango_layout_iter_get_line_readonly(i));
		p->d.pango_layout_iter_free(i);
	}
}

/* Two columns: what heads the row, and its text. */
static void row(struct pdf *p, const struct face *head_face, double column, const struct face *f, const char *head, const char *text)
{
	need(p, 40);
	double y = p->y;
	int page = p->page;
	paragraph(p, head_face, LEFT, column - 10, head, false);
	double end = p->page == page ? p->y : TOP;
	p->y = p->page == page ? y : p->y;
	paragraph(p, f, LEFT + column, RIGHT - LEFT - column, text, false);
	p->y = p->page == page && end > p->y ? end : p->y;
}

/* ---- bookmarks ---- */

static int bookmark(struct pdf *p, int parent, const char *s)
{
	if (!p->pages)
		return parent;
	kua_buf_clear(&p->text);
	for (uint32_t c; (c = safe_next(&s)) != 0;)
		kua_buf_utf8(&p->text, c);
	const char *where = kua_arena_printf(p->r->a, "page=%d pos=[%d %d]", p->page, (int)LEFT, (int)p->y);
	return p->d.cairo_pdf_surface_add_outline(p->surface, parent, p->text.len ? p->text.data : "", where, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* ---- the line from zero ---- */

static void dot(struct pdf *p, double x, double y, double r, bool full)
{
	p->d.cairo_new_path(p->cr);
	p->d.cairo_arc(p->cr, x, y, r, 0, 2 * M_PI);
	p->d.cairo_set_source_rgb(p->cr, full ? 0 : 1, full ? 0 : 1, full ? 0 : 1);
	p->d.cairo_fill_preserve(p->cr);
	p->d.cairo_set_source_rgb(p->cr, 0, 0, 0);
	p->d.cairo_stroke(p->cr);
}

static void stroke(struct pdf *p, double x1, double y1, double x2, double y2)
{
	p->d.cairo_move_to(p->cr, x1, y1);
	p->d.cairo_line_to(p->cr, x2, y2);
	p->d.cairo_stroke(p->cr);
}

static void arrow(struct pdf *p, double x, double y, double length)
{
	double tip = x + length, back = tip - length / 3;
	stroke(p, x, y, tip, y);
	stroke(p, back, y - 3, tip, y);
	stroke(p, back, y + 3, tip, y);
}

static void mark(struct pdf *p, const struct kua_axis_mark *m, double x, double end, double y, double r)
{
	static const double dashes[] = {1.5, 1.5};
	if (end > x)
		stroke(p, x, y, end, y);
	if (m->how & KUA_AXIS_MORE)
		arrow(p, end, y, 15);
	if (m->how & KUA_AXIS_LESS)
		arrow(p, x, y, -15);
	dot(p, x, y, r, m->how & KUA_AXIS_EXACT);
	if (end > x)
		dot(p, end, y, r, true);
	if (!(m->how & KUA_AXIS_ABOUT))
		return;
	p->d.cairo_set_dash(p->cr, dashes, 2, 0);
	p->d.cairo_new_path(p->cr);
	p->d.cairo_arc(p->cr, x, y, r + 3, 0, 2 * M_PI);
	p->d.cairo_stroke(p->cr);
	p->d.cairo_set_dash(p->cr, NULL, 0, 0);
}

static void axis(struct pdf *p, const struct kua_axis *x)
{
	struct axis_places places;
	axis_place(x, RIGHT - LEFT, &places);
	need(p, 16.0 * (places.rows + 1) + 36);
	p->y += 12.0 * (places.rows + 1) + 10;
	p->d.cairo_set_source_rgb(p->cr, 0, 0, 0);
	p->d.cairo_set_line_width(p->cr, 0.7);
	stroke(p, LEFT + places.zero, p->y, RIGHT, p->y);
	double base = p->y;
	for (size_t i = 0; i < x->n; i++) {
		const struct axis_place *at = &places.v[i];
		mark(p, at->mark, LEFT + at->x, LEFT + at->end, base, at->radius * 0.75);
		p->y = base - 20 - 12.0 * at->row;
		paragraph(p, &(struct face){SERIF "8", 0, 0}, LEFT + at->x - 4, 60, at->mark->label, false);
	}
	p->y = base + 4;
	if (places.logarithmic)
		paragraph(p, &face_small, RIGHT - 110, 110, x->logarithmic, false);
	p->y = base + 14;
	axis_places_free(&places);
}

/* ---- blocks ---- */

static void change(struct pdf *p, const struct block *b)
{
	const char *from = *b->head ? b->head : "nothing", *to = *b->text ? b->text : "nothing";
	paragraph(p, &face_text, LEFT + 14, RIGHT - LEFT - 14,
	          kua_arena_printf(p->r->a, "“%s” %s “%s” (%s)", from, b->known ? "→" : "↔", to, b->more), false);
}

static void headed(struct pdf *p, const struct face *f, const char *s, int level)
{
	need(p, 90);
	if (p->y > TOP)
		p->y += f->above;
	if (level == 1)
		p->section = bookmark(p, CAIRO_PDF_OUTLINE_ROOT, s);
	else if (level == 2)
		(void)bookmark(p, p->section, s);
	struct face close = {f->font, f->grey, 0};
	paragraph(p, &close, LEFT, RIGHT - LEFT, s, false);
}

static void write_block(struct pdf *p, const struct block *b)
{
	const double all = RIGHT - LEFT;
	double column;
	switch (b->kind) {
	case BLOCK_TITLE: paragraph(p, &face_title, LEFT, all, b->head, false); break;
	case BLOCK_LEAD:
		paragraph(p, &face_act, LEFT + 8, all - 8, b->head, false);
		paragraph(p, &face_lead, LEFT + 8, all - 8, b->text, true);
		break;
	case BLOCK_SECTION: headed(p, &face_section, b->head, 1); break;
	case BLOCK_EVENT:
	case BLOCK_CASE:
		headed(p, &face_event, b->head, 2);
		paragraph(p, &face_text, LEFT, all, b->kind == BLOCK_CASE && b->text ? kua_arena_printf(p->r->a, "Now: %s", b->text) : NULL, false);
		break;
	case BLOCK_ACT:
		need(p, 70);
		paragraph(p, &face_act, LEFT, all, b->text ? kua_arena_printf(p->r->a, "%s: %s", b->head, b->text) : b->head, false);
		break;
	case BLOCK_AXIS: axis(p, b->axis); break;
	case BLOCK_TREE: break;
	case BLOCK_LINE: row(p, &face_number, NUMBERS, &face_line, b->head, b->text); break;
	case BLOCK_QUOTE:
		if (b->text)
			paragraph(p, &face_quote, LEFT + NUMBERS + 10, all - NUMBERS - 10, kua_arena_printf(p->r->a, "“%s”", b->text), true);
		paragraph(p, &face_small, LEFT + NUMBERS + 10, all - NUMBERS - 10, b->more, false);
		break;
	case BLOCK_NOTE: paragraph(p, &face_small, LEFT + NUMBERS, all - NUMBERS, b->text, false); break;
	case BLOCK_ROW:
		column = kua_utf8_columns(b->head) > 6 ? WHEN : 36; /* of a source only its number heads the row */
		row(p, &face_text, column, &face_text, b->head, b->text);
		paragraph(p, &face_small, LEFT + column, all - column, b->more, false);
		break;
	case BLOCK_FAMILY:
		need(p, 50);
		paragraph(p, &face_act, LEFT, all, b->text, false);
		break;
	case BLOCK_ITEM: paragraph(p, &face_text, LEFT + 14, all - 14, b->text ? kua_arena_printf(p->r->a, "– %s", b->text) : NULL, false); break;
	case BLOCK_CHANGE: change(p, b); break;
	case BLOCK_PARA:
	case BLOCK_MORE: paragraph(p, &face_text, LEFT, all, b->text, false); break;
	}
}

/* ---- the whole ---- */

static cairo_status_t collect(void *closure, const unsigned char *bytes, unsigned n)
{
	if (closure)
		kua_buf_add(closure, bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

static enum kua_code pass(struct pdf *p, struct kua_buf *out, struct kua_error *err)
{
	p->surface = p->d.cairo_pdf_surface_create_for_stream(collect, out, WIDTH, HEIGHT);
	p->cr = p->d.cairo_create(p->surface);
	p->layout = p->d.pango_cairo_create_layout(p->cr);
	p->foot = p->d.pango_cairo_create_layout(p->cr);
	p->d.pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	p->d.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, p->r->in->title ? p->r->in->title : "Casebook");
	if (p->r->in->as_of) /* not the clock's: the same records give the same bytes */
		p->d.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, p->r->in->as_of);
	p->page = 1;
	p->y = TOP;
	for (size_t i = 0; i < p->r->blocks.n; i++)
		write_block(p, &p->r->blocks.v[i]);
	foot(p);
	p->d.g_object_unref(p->layout);
	p->d.g_object_unref(p->foot);
	p->d.cairo_show_page(p->cr);
	cairo_status_t bad = p->d.cairo_status(p->cr);
	p->d.cairo_destroy(p->cr);
	p->d.cairo_surface_finish(p->surface);
	bad = bad ? bad : p->d.cairo_surface_status(p->surface);
	p->d.cairo_surface_destroy(p->surface);
	return bad ? kua_fail(err, KUA_WORLD, "the PDF could not be made: %s", p->d.cairo_status_to_string(bad)) : KUA_OK;
}

enum kua_code write_pdf(const struct report *r, struct kua_buf *out, struct kua_error *err)
{
	struct pdf p = {.r = r};
	enum kua_code code = draw_load(&p.d, err);
	if (code == KUA_OK)
		code = pass(&p, NULL, err);
	p.pages = p.page;
	if (code == KUA_OK)
		code = pass(&p, out, err);
	kua_buf_free(&p.text);
	return code;
}
