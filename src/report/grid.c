/* grid.c - sheets to be signed on paper, as a PDF: the lines stand at the bottom of the page, the text has what room is left above. */
#include <math.h>
#include <string.h>

#include "report/grid.h"
#include "report/pages.h"

#define ALL (PAGE_RIGHT - PAGE_LEFT)
#define MOST_LINE 32.0
#define LEAST_TEXT 150.0 /* room for the text, however many lines there are */
#define MORE 18.0    /* and for where the whole of it is */
#define BELOW 48.0   /* what stands below the lines */

static const struct face face_number = {SERIF "Bold 12", 0, 0}, face_title = {SERIF "Bold 15", 0, 6}, face_to = {SERIF "Bold 10.5", 0, 4},
                         face_text = {SERIF "10", 0, 6}, face_agree = {SERIF "9", 0, 0}, face_head = {SERIF "8", 0.2, 0}, face_line = {SERIF "9", 0.35, 0},
                         face_below = {SERIF "Bold 9", 0, 0};

struct grids {
	const struct kua_grid *v;
	size_t n;
};

static double height_of(struct pages *p, const struct face *f, double width, const char *s)
{
	PangoFontDescription *font = p->d.pango_font_description_from_string(f->font);
	int wide, high;
	p->d.pango_layout_set_font_description(p->layout, font);
	p->d.pango_font_description_free(font);
	p->d.pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
	p->d.pango_layout_set_text(p->layout, s, (int)strlen(s));
	p->d.pango_layout_get_size(p->layout, &wide, &high);
	return (double)high / PANGO_SCALE;
}

/* n bytes without what could do harm, line ends being spaces. */
static const char *harmless(struct pages *p, const char *s, size_t n)
{
	const char *from = kua_arena_strndup(p->a, s, n);
	struct kua_buf b = KUA_BUF_INIT;
	for (uint32_t c; (c = safe_next(&from)) != 0;)
		kua_buf_utf8(&b, c);
	const char *safe = kua_arena_strndup(p->a, b.len ? b.data : "", b.len);
	kua_buf_free(&b);
	return safe;
}

static size_t word_end_before(const char *s, size_t at)
{
	while (at && s[at] != ' ')
		at--;
	return at;
}

/* As many words of a paragraph as go into that height. */
static const char *cut(struct pages *p, const struct face *f, double width, const char *s, double room)
{
	size_t good = 0, bad = strlen(s);
	if (height_of(p, f, width, s) <= room)
		return s;
	while (bad - good > 1) {
		size_t at = (good + bad) / 2, end = word_end_before(s, at);
		const char *try = kua_arena_printf(p->a, "%.*s …", (int)end, s);
		*(height_of(p, f, width, try) <= room ? &good : &bad) = at;
	}
	return kua_arena_printf(p->a, "%.*s …", (int)word_end_before(s, good), s);
}

/* The text down to that height; false where it was cut there. */
static bool draw_text(struct pages *p, const char *s, double bottom)
{
	while (*s) {
		const char *stop = strstr(s, "\n\n");
		size_t n = stop ? (size_t)(stop - s) : strlen(s);
		const char *said = harmless(p, s, n);
		double room = bottom - p->y - face_text.above;
		bool fits = height_of(p, &face_text, ALL, said) <= room;
		if (fits || room > 30)
			pages_paragraph(p, &face_text, PAGE_LEFT, ALL, cut(p, &face_text, ALL, said, room), false);
		if (!fits)
			return false;
		s += n + strspn(s + n, "\n");
	}
	return true;
}

static void line(struct pages *p, double x1, double y1, double x2, double y2)
{
	p->d.cairo_set_source_rgb(p->cr, 0.4, 0.4, 0.4);
	p->d.cairo_set_line_width(p->cr, 0.6);
	pages_stroke(p, x1, y1, x2, y2);
}

static void text_at(struct pages *p, const struct face *f, double x, double y, double width, const char *s)
{
	p->y = y;
	pages_paragraph(p, f, x, width, s, false);
}

static double column_width(const struct kua_grid *g, size_t at)
{
	double all = 0;
	for (size_t i = 0; i < g->n_columns; i++)
		all += g->columns[i].share;
	return ALL * g->columns[at].share / all;
}

/* Height of the row that says what the columns are. */
static double head_height(struct pages *p, const struct kua_grid *g)
{
	double most = 0;
	for (size_t i = 0; i < g->n_columns; i++)
		most = fmax(most, height_of(p, &face_head, column_width(g, i) - 5, g->columns[i].head));
	return most + 8;
}

static void lines(struct pages *p, const struct kua_grid *g, double top, double head, double height)
{
	double x = PAGE_LEFT, bottom = top + head + height * (double)g->lines;
	for (size_t i = 0; i < g->n_columns; i++) {
		double width = column_width(g, i);
		text_at(p, &face_head, x + 3, top + 4, width - 5, g->columns[i].head);
		line(p, x, top, x, bottom);
		x += width;
	}
	line(p, PAGE_RIGHT, top, PAGE_RIGHT, bottom);
	line(p, PAGE_LEFT, top, PAGE_RIGHT, top);
	for (size_t i = 0; i <= g->lines; i++) {
		double y = top + head + height * (double)i;
		line(p, PAGE_LEFT, y, PAGE_RIGHT, y);
		p->tag = PAGES_DRAWN; /* of lines to be filled in nobody need hear the numbers */
		if (i < g->lines)
			text_at(p, &face_line, PAGE_LEFT + 4, y + height / 2 - 6, 30, kua_arena_printf(p->a, "%zu", i + 1));
		p->tag = NULL;
	}
}

/* What stands below the lines, from and over these shares of the width. */
static void below(struct pages *p, double from, double width, const char *s)
{
	if (s)
		text_at(p, &face_below, PAGE_LEFT + ALL * from, PAGE_BOTTOM - BELOW + 8, ALL * width,
		        cut(p, &face_below, ALL * width, harmless(p, s, strlen(s)), BELOW - 10));
}

static void draw_grid(struct pages *p, const struct kua_grid *g)
{
	pages_paragraph(p, &face_number, PAGE_LEFT, ALL, g->number, false);
	pages_tagged(p, "H1", &face_title, PAGE_LEFT, ALL, g->title, false);
	pages_paragraph(p, &face_to, PAGE_LEFT, ALL, g->to, false);
	double agree = height_of(p, &face_agree, ALL, g->agree) + 6, height = MOST_LINE, begin = p->y + face_text.above, head = head_height(p, g);
	double room = PAGE_BOTTOM - BELOW - head - agree - begin;
	if (height * (double)g->lines > room - LEAST_TEXT)
		height = (room - LEAST_TEXT) / (double)g->lines;
	double top = PAGE_BOTTOM - BELOW - head - height * (double)g->lines;
	if (!draw_text(p, g->text, top - agree - (g->more ? MORE : 0)))
		pages_paragraph(p, &face_agree, PAGE_LEFT, ALL, g->more, false);
	text_at(p, &face_agree, PAGE_LEFT, top - agree, ALL, g->agree);
	lines(p, g, top, head, height);
	below(p, 0, 0.6, g->left);
	below(p, 0.65, 0.35, g->right);
}

static void fill(struct pages *p, void *ctx)
{
	const struct grids *g = ctx;
	for (size_t i = 0; i < g->n; i++) {
		if (i)
			pages_need(p, PAGE_HEIGHT); /* the next page */
		draw_grid(p, &g->v[i]);
	}
}

enum kua_code kua_grids_write(const struct kua_grid *v, size_t n, const char *title, const char *when, const char *language, struct kua_buf *out,
                              struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct grids g = {v, n};
	struct pages p = {.a = a, .title = title, .when = when, .language = language};
	enum kua_code code = pages_write(&p, fill, &g, out, err);
	kua_arena_free(a);
	return code;
}
