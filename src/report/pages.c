/* pages.c - pages of a PDF. See pages.h. */
#include <math.h>
#include <string.h>

#include "report/pages.h"
#include "report/pdfa.h"

#define WHOLE 150.0 /* a paragraph that is no higher stands on one page */
#define RAISE 3500  /* of a note's number, in Pango's units */
#define SMALLER 0.7

enum { OPENING = 0x201c, CLOSING = 0x201d, FROM_LEFT = 0x200e, ISOLATE = 0x2068, ISOLATED = 0x2069 }; /* quotation marks; marks of direction */

static const struct face face_foot = {SERIF "8", 0.35, 0};

static void foot(struct pages *p);

/* ---- what a screen reader is told ---- */

static void begin_tags(struct pages *p)
{
	for (; p->pages && p->n_begun < p->n_tags; p->n_begun++)
		p->d.cairo_tag_begin(p->cr, p->tags[p->n_begun], NULL);
}

static void end_tags(struct pages *p, size_t left)
{
	while (p->n_begun > left)
		p->d.cairo_tag_end(p->cr, p->tags[--p->n_begun]);
}

static void open_tag(struct pages *p, const char *tag)
{
	if (p->n_tags < PAGES_TAGS)
		p->tags[p->n_tags++] = tag;
}

static void close_tags(struct pages *p, size_t left)
{
	end_tags(p, left);
	p->n_tags = left;
}

/* What is drawn belongs to no paragraph and no row. */
static void leave_rows(struct pages *p)
{
	if (!p->in_row)
		close_tags(p, 0);
}

/* ---- pages ---- */

/* What goes over to the next page is told in two parts: the foot belongs to neither. */
static void next_page(struct pages *p)
{
	end_tags(p, 0);
	foot(p);
	p->d.cairo_show_page(p->cr);
	p->page++;
	p->y = PAGE_TOP;
}

void pages_need(struct pages *p, double height)
{
	if (p->y + height > PAGE_BOTTOM && p->y > PAGE_TOP)
		next_page(p);
}

/* ---- what may be shown, and in which direction ---- */

static void make_harmless_up_to(struct pages *p, const char *s, size_t letters)
{
	size_t n = 0;
	kua_buf_clear(&p->text);
	for (uint32_t c; n < letters && s && (c = safe_next(&s)) != 0; n++)
		kua_buf_utf8(&p->text, c);
	if (n == letters && s && *s)
		kua_buf_str(&p->text, "…");
}

static bool is_from_right(uint32_t c)
{
	return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
	       (c >= 0x1e800 && c <= 0x1efff);
}

/* The mark that closes what is quoted from here on, or the end of all; whether anything up to there is written from the right. */
static const char *closing(const char *s, bool *right)
{
	size_t depth = 0;
	*right = false;
	for (;;) {
		const char *at = s;
		uint32_t c = safe_next(&s);
		*right |= is_from_right(c);
		depth += c == OPENING;
		depth -= c == CLOSING;
		if (!c || !depth)
			return at;
	}
}

/*
 * What is quoted in a script that is written from the right stands by itself, so that it does not draw the date behind it to its other side.
 * Where there is nothing around it, it is the paragraph and goes its own way.
 */
static void make_harmless(struct pages *p, const char *s)
{
	const char *begin = s, *looked_at = s, *end = NULL; /* looked_at: nothing is looked at twice, however deep it is quoted */
	kua_buf_clear(&p->text);
	while (s && *s) {
		const char *at = s;
		uint32_t c = safe_next(&s);
		bool right = false;
		if (c == OPENING && at >= looked_at) {
			looked_at = closing(at, &right);
			right = right && *looked_at && (at > begin || looked_at[sizeof "”" - 1]);
			end = right ? looked_at : NULL;
		}
		if (right) /* Pango takes the first letter for the whole paragraph's, isolated or not */
			kua_buf_utf8(&p->text, FROM_LEFT);
		if (at == end)
			kua_buf_utf8(&p->text, ISOLATED);
		kua_buf_utf8(&p->text, c);
		if (right)
			kua_buf_utf8(&p->text, ISOLATE);
	}
}

/* ---- text ---- */

static void lay(struct pages *p, PangoLayout *layout, const struct face *f, double width, const char *text, size_t n)
{
	PangoFontDescription *font = p->d.pango_font_description_from_string(f->font);
	p->d.pango_layout_set_font_description(layout, font);
	p->d.pango_font_description_free(font);
	p->d.pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	p->d.pango_layout_set_text(layout, n ? text : "", (int)n);
	p->d.cairo_set_source_rgb(p->cr, f->grey, f->grey, f->grey);
}

static void draw_line(struct pages *p, PangoLayoutIter *i, const struct face *f, double x, const PangoRectangle *line, bool rule)
{
	double height = (double)line->height / PANGO_SCALE;
	pages_need(p, height);
	begin_tags(p);
	p->d.cairo_set_source_rgb(p->cr, f->grey, f->grey, f->grey);
	p->d.cairo_move_to(p->cr, x + (double)line->x / PANGO_SCALE,
	                   p->y + (double)(p->d.pango_layout_iter_get_baseline(i) - line->y) / PANGO_SCALE);
	p->d.pango_cairo_show_layout_line(p->cr, p->d.pango_layout_iter_get_line_readonly(i));
	if (rule) {
		p->d.cairo_set_source_rgb(p->cr, 0.7, 0.7, 0.7);
		p->d.cairo_set_line_width(p->cr, 1);
		p->d.cairo_move_to(p->cr, x - 7, p->y);
		p->d.cairo_line_to(p->cr, x - 7, p->y + height);
		p->d.cairo_stroke(p->cr);
	}
	p->y += height;
}

static void draw_lines(struct pages *p, const struct face *f, double x, bool rule)
{
	int wide, high;
	bool drawn = p->tag && !*p->tag;
	leave_rows(p);
	if (!p->in_row && !drawn)
		open_tag(p, p->tag ? p->tag : "P");
	p->d.pango_layout_get_size(p->layout, &wide, &high);
	if ((double)high / PANGO_SCALE < WHOLE)
		pages_need(p, (double)high / PANGO_SCALE);
	PangoLayoutIter *i = p->d.pango_layout_get_iter(p->layout);
	do {
		PangoRectangle line;
		p->d.pango_layout_iter_get_line_extents(i, NULL, &line);
		draw_line(p, i, f, x, &line, rule);
	} while (p->d.pango_layout_iter_next_line(i));
	p->d.pango_layout_iter_free(i);
	leave_rows(p);
}

void pages_tagged(struct pages *p, const char *tag, const struct face *f, double x, double width, const char *s, bool rule)
{
	p->tag = tag;
	pages_paragraph(p, f, x, width, s, rule);
	p->tag = NULL;
}

void pages_paragraph(struct pages *p, const struct face *f, double x, double width, const char *s, bool rule)
{
	if (!s || !*s)
		return;
	p->y += p->y > PAGE_TOP ? f->above : 0;
	make_harmless(p, s);
	lay(p, p->layout, f, width, p->text.data, p->text.len);
	draw_lines(p, f, x, rule);
}

static void add_look(struct pages *p, PangoAttrList *list, PangoAttribute *look, const struct page_run *run)
{
	look->start_index = (guint)run->from;
	look->end_index = (guint)run->to;
	p->d.pango_attr_list_insert(list, look);
}

void pages_runs(struct pages *p, const struct face *f, double x, double width, const char *text, const struct page_run *runs, size_t n,
                bool rule)
{
	if (!*text)
		return;
	PangoAttrList *list = p->d.pango_attr_list_new();
	for (size_t i = 0; i < n; i++) {
		if (runs[i].how & RUN_RAISED) {
			add_look(p, list, p->d.pango_attr_rise_new(RAISE), &runs[i]);
			add_look(p, list, p->d.pango_attr_scale_new(SMALLER), &runs[i]);
		}
		if (runs[i].how & RUN_MARKED)
			add_look(p, list, p->d.pango_attr_background_new(0xffff, 0xf2f2, 0xa8a8), &runs[i]);
		if (runs[i].how & RUN_BOLD)
			add_look(p, list, p->d.pango_attr_weight_new(PANGO_WEIGHT_BOLD), &runs[i]);
	}
	p->y += p->y > PAGE_TOP ? f->above : 0;
	lay(p, p->layout, f, width, text, strlen(text));
	p->d.pango_layout_set_attributes(p->layout, list);
	p->d.pango_attr_list_unref(list);
	draw_lines(p, f, x, rule);
	p->d.pango_layout_set_attributes(p->layout, NULL);
}

void pages_words(struct pages *p, const struct face *f, double x, double baseline, int side, const char *s)
{
	PangoRectangle line;
	leave_rows(p);
	make_harmless(p, s);
	lay(p, p->layout, f, side < 0 ? x - PAGE_LEFT : PAGE_RIGHT - x, p->text.data, p->text.len);
	p->d.pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_MIDDLE);
	PangoLayoutIter *i = p->d.pango_layout_get_iter(p->layout);
	p->d.pango_layout_iter_get_line_extents(i, NULL, &line);
	p->d.cairo_move_to(p->cr, x + (side - 1) * (double)line.width / PANGO_SCALE / 2, baseline);
	p->d.pango_cairo_show_layout_line(p->cr, p->d.pango_layout_iter_get_line_readonly(i));
	p->d.pango_layout_iter_free(i);
	p->d.pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_NONE);
}

void pages_stroke(struct pages *p, double x1, double y1, double x2, double y2)
{
	leave_rows(p);
	p->d.cairo_move_to(p->cr, x1, y1);
	p->d.cairo_line_to(p->cr, x2, y2);
	p->d.cairo_stroke(p->cr);
}

void pages_dot(struct pages *p, double x, double y, double r, bool full)
{
	leave_rows(p);
	p->d.cairo_new_path(p->cr);
	p->d.cairo_arc(p->cr, x, y, r, 0, 2 * M_PI);
	p->d.cairo_set_source_rgb(p->cr, full ? 0 : 1, full ? 0 : 1, full ? 0 : 1);
	p->d.cairo_fill_preserve(p->cr);
	p->d.cairo_set_source_rgb(p->cr, 0, 0, 0);
	p->d.cairo_stroke(p->cr);
}

static void foot(struct pages *p)
{
	const char *said[2] = {p->title, kua_arena_printf(p->a, "%d / %d", p->page, p->pages)};
	for (int side = 0; side < 2; side++) {
		PangoRectangle line;
		make_harmless(p, said[side]);
		lay(p, p->at_foot, &face_foot, PAGE_RIGHT - PAGE_LEFT - 60, p->text.data, p->text.len);
		PangoLayoutIter *i = p->d.pango_layout_get_iter(p->at_foot); /* its first line */
		p->d.pango_layout_iter_get_line_extents(i, NULL, &line);
		p->d.cairo_move_to(p->cr, side ? PAGE_RIGHT - (double)line.width / PANGO_SCALE : PAGE_LEFT, PAGE_HEIGHT - 36);
		p->d.pango_cairo_show_layout_line(p->cr, p->d.pango_layout_iter_get_line_readonly(i));
		p->d.pango_layout_iter_free(i);
	}
}

void pages_row(struct pages *p, enum pages_row kind, const struct face *head_face, double column, const char *head,
               void (*body)(struct pages *p, double x, double width, const void *ctx), const void *ctx)
{
	static const char *const tags[][PAGES_TAGS] = {[PAGES_TABLE] = {"Table", "TR", "TH", "TD"}, [PAGES_LIST] = {"L", "LI", "Lbl", "LBody"}};
	if (p->n_tags && strcmp(p->tags[0], tags[kind][0]) != 0)
		close_tags(p, 0);
	if (!p->n_tags)
		open_tag(p, tags[kind][0]);
	open_tag(p, tags[kind][1]);
	open_tag(p, tags[kind][2]);
	p->in_row = true;
	pages_need(p, 40);
	double y = p->y;
	int page = p->page;
	pages_paragraph(p, head_face, PAGE_LEFT, column - 10, head, false);
	double end = p->page == page ? p->y : PAGE_TOP;
	p->y = p->page == page ? y : p->y;
	close_tags(p, 2);
	open_tag(p, tags[kind][3]);
	body(p, PAGE_LEFT + column, PAGE_RIGHT - PAGE_LEFT - column, ctx);
	p->y = p->page == page && end > p->y ? end : p->y;
	close_tags(p, 1);
	p->in_row = false;
}

int pages_bookmark(struct pages *p, int parent, const char *s)
{
	if (!p->pages)
		return parent;
	make_harmless_up_to(p, s, PAGES_NAME);
	const char *where = kua_arena_printf(p->a, "page=%d pos=[%d %d]", p->page, (int)PAGE_LEFT, (int)p->y);
	return p->d.cairo_pdf_surface_add_outline(p->surface, parent, p->text.len ? p->text.data : "", where, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* ---- the whole ---- */

static cairo_status_t collect(void *closure, const unsigned char *bytes, unsigned n)
{
	if (closure)
		kua_buf_add(closure, bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

static enum kua_code pass(struct pages *p, void (*fill)(struct pages *p, void *ctx), void *ctx, struct kua_buf *out, struct kua_error *err)
{
	p->surface = p->d.cairo_pdf_surface_create_for_stream(collect, out, PAGE_WIDTH, PAGE_HEIGHT);
	p->cr = p->d.cairo_create(p->surface);
	p->layout = p->d.pango_cairo_create_layout(p->cr);
	p->at_foot = p->d.pango_cairo_create_layout(p->cr);
	p->d.pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	p->page = 1;
	p->y = PAGE_TOP;
	p->n_tags = p->n_begun = 0;
	fill(p, ctx);
	close_tags(p, 0);
	foot(p);
	p->d.g_object_unref(p->layout);
	p->d.g_object_unref(p->at_foot);
	p->d.cairo_show_page(p->cr);
	cairo_status_t bad = p->d.cairo_status(p->cr);
	p->d.cairo_destroy(p->cr);
	p->d.cairo_surface_finish(p->surface);
	bad = bad ? bad : p->d.cairo_surface_status(p->surface);
	p->d.cairo_surface_destroy(p->surface);
	return bad ? kua_fail(err, KUA_WORLD, "the PDF could not be made: %s", p->d.cairo_status_to_string(bad)) : KUA_OK;
}

enum kua_code pages_write(struct pages *p, void (*fill)(struct pages *p, void *ctx), void *ctx, struct kua_buf *out,
                          struct kua_error *err)
{
	struct kua_buf drawn = KUA_BUF_INIT;
	enum kua_code code = draw_load(&p->d, err);
	p->pages = 0;
	if (code == KUA_OK)
		code = pass(p, fill, ctx, NULL, err);
	p->pages = p->page;
	if (code == KUA_OK)
		code = pass(p, fill, ctx, &drawn, err);
	make_harmless_up_to(p, p->title, PAGES_NAME);
	if (code == KUA_OK)
		code = pdfa_finish(&(struct pdfa_about){p->text.len ? p->text.data : "", p->when, p->language}, &drawn, out, err);
	kua_buf_free(&drawn);
	kua_buf_free(&p->text);
	return code;
}
