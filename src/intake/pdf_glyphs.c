/*
 * pdf_glyphs.c - the device on which a page is drawn: it keeps glyphs with their places, drawn lines, and where it is dark.
 *
 * A run takes glyphs as they are drawn, as long as each continues the one before on the same baseline, at most WIDE_GAP away.
 */
#include <math.h>

#include "intake/pdf.h"

#define WIDE_GAP 0.8f  /* in units of the letters' size: more may be the white between columns */
#define BACK 0.5f      /* letters may move back so far and still continue */
#define SAME_BASELINE 0.18f
#define RAISED 0.6f    /* superscripts and subscripts are at most so far off the baseline */
#define SMALLER 0.85f
#define DOUBLED 0.12f  /* a letter drawn again so near is drawn bold */
#define SHARED 3.f     /* a glyph of several letters is at most so wide */
#define TINY 0.5f      /* points: nobody reads that */
#define DARK_AREAS ((size_t)1000)
#define RULES ((size_t)8000)
#define RULE_WIDTH 2.5f
#define RULE_LENGTH 8.f
#define WHITE 0.94f
#define MANY_GLYPHS ((size_t)4000000) /* of a page */

struct device {
	fz_device super;
	struct kua_pdf_page *page;
	struct kua_pdf_clock *clock;
};

/* What a glyph says, as a character; 0 for nothing. */
static uint32_t clean(uint32_t cp)
{
	if (cp == 0xF0B7 || cp == 0xF0A7 || cp == 0xF0D8 || cp == 0xF076)
		return 0x2022; /* bullets of symbol fonts */
	if (cp < 0x20 || cp == 0xA0 || kua_is_space(cp))
		return ' ';
	if ((cp >= 0x7F && cp < 0xA0) || cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || (cp >= 0x200E && cp <= 0x200F) ||
	    (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || (cp & 0xFFFE) == 0xFFFE)
		return 0;
	if ((cp >= 0xD800 && cp <= 0xDFFF) || cp > 0x10FFFF)
		return 0xFFFD;
	return cp;
}

/* ---- taking glyphs ---- */

static unsigned char turn_of(float dx, float dy)
{
	float long_side = fmaxf(fabsf(dx), fabsf(dy)), short_side = fminf(fabsf(dx), fabsf(dy));
	if (!(short_side <= 0.12f * long_side))
		return KUA_PDF_ASLANT;
	if (fabsf(dx) >= fabsf(dy))
		return dx >= 0 ? KUA_PDF_RIGHT : KUA_PDF_LEFT;
	return dy > 0 ? KUA_PDF_DOWN : KUA_PDF_UP;
}

/* Does the glyph go on with the run? *skip: it was drawn already. */
static bool continues(const struct kua_pdf_page *p, struct kua_pdf_run *r, const struct kua_pdf_glyph *g, bool *skip)
{
	const struct kua_pdf_glyph *last = &p->glyphs.v[r->from + r->n - 1];
	float off = fabsf(g->y - r->y), gap = g->x0 - last->x1, size = fmaxf(r->size, g->size);
	bool same = off <= SAME_BASELINE * size && g->size > SMALLER * r->size && r->size > SMALLER * g->size;
	bool small = off <= RAISED * r->size && g->size <= SMALLER * r->size && g->size > 0.3f * r->size;
	if (g->cp == last->cp && g->cp != ' ' && fabsf(g->x0 - last->x0) < DOUBLED * size && off < DOUBLED * size &&
	    g->x1 - g->x0 > DOUBLED * size) {
		*skip = true;
		return true;
	}
	if (!same && !small && !(off <= SAME_BASELINE * size && g->cp == ' '))
		return false;
	if (gap > -BACK * size && gap < WIDE_GAP * size && !r->backward)
		return true;
	float back = last->x0 - g->x1;
	bool may = r->backward || (r->n == 1 && kua_pdf_is_rtl(last->cp)) || (kua_pdf_is_rtl(last->cp) && kua_pdf_is_rtl(g->cp));
	if (may && (same || small) && back > -BACK * size && back < WIDE_GAP * size && g->x0 < last->x0) {
		r->backward = true;
		return true;
	}
	return false;
}

struct ink {
	bool hidden, bold;
};

static void take_glyph(struct kua_pdf_page *p, struct kua_pdf_glyph g, unsigned char turn, struct ink ink)
{
	struct kua_pdf_run *r = p->runs.n ? &p->runs.v[p->runs.n - 1] : NULL;
	bool skip = false;
	if (!r || r->turn != turn || r->hidden != ink.hidden || !continues(p, r, &g, &skip)) {
		if (g.cp == ' ' || p->glyphs.n >= MANY_GLYPHS)
			return;
		r = kua_vec_add(&p->runs);
		*r = (struct kua_pdf_run){.from = p->glyphs.n, .y = g.y, .size = g.size, .bold = ink.bold, .hidden = ink.hidden, .turn = turn};
	}
	if (skip || p->glyphs.n >= MANY_GLYPHS)
		return;
	r->n++;
	*kua_vec_add(&p->glyphs) = g;
}

/*
 * A glyph may say several letters, as a ligature does: each further one comes as an item without a glyph at the same place. It
 * takes its share of the width of the one before, so that no gap is seen behind it. Arabic ligatures, whose letters follow one another to the
 * left, are left as they are.
 */
static bool share_glyph(struct kua_pdf_page *p, uint32_t cp, float x, float y)
{
	struct kua_pdf_run *r = p->runs.n ? &p->runs.v[p->runs.n - 1] : NULL;
	struct kua_pdf_glyph *last = r && r->n ? &p->glyphs.v[r->from + r->n - 1] : NULL;
	if (!last || r->backward || cp == ' ' || kua_pdf_is_rtl(cp) || p->glyphs.n >= MANY_GLYPHS || x > last->x1 || x < last->x1 - SHARED * last->size || y != last->y)
		return false;
	struct kua_pdf_glyph rest = *last;
	rest.cp = cp;
	rest.x0 = last->x1 = (last->x0 + last->x1) / 2;
	r->n++;
	*kua_vec_add(&p->glyphs) = rest;
	return true;
}

static bool on_dark(const struct kua_pdf_page *p, float x, float y)
{
	for (size_t i = 0; i < p->dark.n; i++) {
		fz_rect r = p->dark.v[i];
		if (x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1)
			return true;
	}
	return false;
}

enum colour { DARK_INK, WHITE_INK, NO_INK };

static void take_item(fz_context *ctx, struct device *d, const fz_text_span *span, const fz_text_item *item,
                      fz_matrix trm, fz_point at, enum colour colour)
{
	float size = fz_matrix_expansion(trm);
	uint32_t cp = item->ucs < 0 ? 0 : clean((uint32_t)item->ucs);
	if (!isfinite(size) || !isfinite(at.x) || !isfinite(at.y) || size <= 0 || fabsf(at.x) > 1e6f || fabsf(at.y) > 1e6f || !cp)
		return;
	float adv = item->gid >= 0 ? fz_advance_glyph(ctx, span->font, item->gid, (int)span->wmode) : 0;
	fz_point along = fz_transform_vector(fz_make_point(span->wmode ? 0 : 1, span->wmode ? -1 : 0), trm);
	unsigned char turn = turn_of(along.x, along.y);
	float length = sqrtf(along.x * along.x + along.y * along.y) * fabsf(adv);
	bool outside = at.x < -1 || at.y < -1 || at.x > d->page->width + 1 || at.y > d->page->height + size;
	if (outside && turn != KUA_PDF_ASLANT)
		return;
	bool hidden = colour == NO_INK || size < TINY ||
	              (colour == WHITE_INK && !on_dark(d->page, at.x, at.y - 0.2f * size));
	d->page->invisible += colour == NO_INK && cp != ' ';
	static const fz_point axes[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
	fz_point u = turn < KUA_PDF_ASLANT ? axes[turn] : fz_normalize_vector(along);
	float x = at.x * u.x + at.y * u.y, y = at.y * u.x - at.x * u.y; /* turned */
	if (!isfinite(length) || length > 20 * size)
		length = size;
	if (item->gid < 0 && share_glyph(d->page, cp, x, y))
		return;
	bool bold = fz_font_is_bold(ctx, span->font) || strstr(fz_font_name(ctx, span->font), "Bold");
	take_glyph(d->page, (struct kua_pdf_glyph){cp, x, x + length, size, y}, turn, (struct ink){hidden, bold});
}

static void take_text(fz_context *ctx, struct device *d, const fz_text *text, fz_matrix ctm, enum colour colour)
{
	for (const fz_text_span *span = text->head; span; span = span->next) {
		fz_matrix trm = span->trm;
		trm.e = trm.f = 0;
		trm = fz_concat(trm, ctm);
		for (int i = 0; i < span->len; i++) {
			const fz_text_item *item = &span->items[i];
			take_item(ctx, d, span, item, trm, fz_transform_point_xy(item->x, item->y, ctm), colour);
		}
	}
	if (!kua_pdf_in_time(d->clock))
		fz_throw(ctx, FZ_ERROR_ABORT, "out of time");
}

/* ---- what the library calls ---- */

static enum colour colour_of(fz_context *ctx, fz_colorspace *cs, const float *color, float alpha, fz_color_params cp)
{
	float rgb[3] = {0, 0, 0};
	if (alpha < 0.02f)
		return NO_INK;
	if (!cs || !color)
		return DARK_INK;
	fz_convert_color(ctx, cs, color, fz_device_rgb(ctx), rgb, NULL, cp);
	return rgb[0] > WHITE && rgb[1] > WHITE && rgb[2] > WHITE ? WHITE_INK : DARK_INK;
}

static void fill_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, fz_colorspace *cs,
                      const float *color, float alpha, fz_color_params cp)
{
	take_text(ctx, (struct device *)dev, text, ctm, colour_of(ctx, cs, color, alpha, cp));
}

static void stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text, const fz_stroke_state *stroke, fz_matrix ctm,
                        fz_colorspace *cs, const float *color, float alpha, fz_color_params cp)
{
	(void)stroke;
	take_text(ctx, (struct device *)dev, text, ctm, colour_of(ctx, cs, color, alpha, cp));
}

static void clip_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, fz_rect scissor)
{
	(void)scissor;
	take_text(ctx, (struct device *)dev, text, ctm, DARK_INK);
}

static void clip_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text, const fz_stroke_state *stroke,
                             fz_matrix ctm, fz_rect scissor)
{
	(void)stroke;
	(void)scissor;
	take_text(ctx, (struct device *)dev, text, ctm, DARK_INK);
}

static void ignore_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm)
{
	take_text(ctx, (struct device *)dev, text, ctm, NO_INK);
}

static void add_dark(struct kua_pdf_page *p, fz_rect r)
{
	if (p->dark.n < DARK_AREAS && r.x1 - r.x0 > 3 && r.y1 - r.y0 > 3)
		*kua_vec_add(&p->dark) = r;
}

/* A thin area is a line: a level one or an upright one. */
static void add_rule(struct kua_pdf_page *p, fz_rect r)
{
	float w = r.x1 - r.x0, h = r.y1 - r.y0;
	if (h <= RULE_WIDTH && w >= RULE_LENGTH && p->rules.n < RULES)
		*kua_vec_add(&p->rules) = (struct kua_pdf_rule){r.x0, r.x1, (r.y0 + r.y1) / 2};
	else if (w <= RULE_WIDTH && h >= RULE_LENGTH && p->posts.n < RULES)
		*kua_vec_add(&p->posts) = (struct kua_pdf_rule){r.y0, r.y1, (r.x0 + r.x1) / 2};
}

struct tracing { /* the parts of a path, each for itself */
	struct kua_pdf_page *page;
	fz_matrix ctm;
	fz_point at, start;
	fz_rect part; /* of a filled path */
	bool stroke, any;
};

static void end_part(struct tracing *t)
{
	if (t->any && !t->stroke) {
		add_rule(t->page, t->part);
		add_dark(t->page, t->part);
	}
	t->any = false;
}

static void trace_move(fz_context *ctx, void *arg, float x, float y)
{
	struct tracing *t = arg;
	(void)ctx;
	end_part(t);
	t->at = t->start = fz_transform_point_xy(x, y, t->ctm);
	t->part = (fz_rect){t->at.x, t->at.y, t->at.x, t->at.y};
}

static void trace_to(struct tracing *t, fz_point to)
{
	t->any = true;
	t->part = fz_include_point_in_rect(t->part, to);
	if (t->stroke)
		add_rule(t->page, (fz_rect){fminf(t->at.x, to.x), fminf(t->at.y, to.y), fmaxf(t->at.x, to.x), fmaxf(t->at.y, to.y)});
	t->at = to;
}

static void trace_line(fz_context *ctx, void *arg, float x, float y)
{
	struct tracing *t = arg;
	(void)ctx;
	trace_to(t, fz_transform_point_xy(x, y, t->ctm));
}

static void trace_curve(fz_context *ctx, void *arg, float x1, float y1, float x2, float y2, float x3, float y3)
{
	struct tracing *t = arg;
	fz_point to = fz_transform_point_xy(x3, y3, t->ctm);
	(void)ctx, (void)x1, (void)y1, (void)x2, (void)y2;
	t->any = true;
	t->part = fz_include_point_in_rect(t->part, to);
	t->at = to;
}

static void trace_close(fz_context *ctx, void *arg)
{
	struct tracing *t = arg;
	(void)ctx;
	trace_to(t, t->start);
}

static void trace(fz_context *ctx, struct device *d, const fz_path *path, fz_matrix ctm, bool stroke)
{
	static const fz_path_walker walker = {.moveto = trace_move, .lineto = trace_line, .curveto = trace_curve, .closepath = trace_close};
	struct tracing t = {.page = d->page, .ctm = ctm, .stroke = stroke};
	if (!kua_pdf_in_time(d->clock))
		fz_throw(ctx, FZ_ERROR_ABORT, "out of time");
	if (d->page->rules.n >= RULES && d->page->posts.n >= RULES && (stroke || d->page->dark.n >= DARK_AREAS))
		return;
	fz_walk_path(ctx, path, &walker, &t);
	end_part(&t);
}

static void fill_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm, fz_colorspace *cs,
                      const float *color, float alpha, fz_color_params cp)
{
	(void)even_odd;
	if (colour_of(ctx, cs, color, alpha, cp) == DARK_INK)
		trace(ctx, (struct device *)dev, path, ctm, false);
}

static void stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path, const fz_stroke_state *stroke, fz_matrix ctm,
                        fz_colorspace *cs, const float *color, float alpha, fz_color_params cp)
{
	(void)stroke;
	if (colour_of(ctx, cs, color, alpha, cp) == DARK_INK)
		trace(ctx, (struct device *)dev, path, ctm, true);
}

static void add_image(struct kua_pdf_page *p, fz_matrix ctm)
{
	fz_rect page = {0, 0, p->width, p->height};
	fz_rect r = fz_intersect_rect(fz_transform_rect(fz_unit_rect, ctm), page);
	float area = p->width * p->height;
	if (fz_is_empty_rect(r) || !(area > 0))
		return;
	p->images += (r.x1 - r.x0) * (r.y1 - r.y0) / area;
	add_dark(p, r);
}

static void fill_image(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, float alpha, fz_color_params cp)
{
	(void)ctx, (void)image, (void)alpha, (void)cp;
	add_image(((struct device *)dev)->page, ctm);
}

static void fill_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, fz_colorspace *cs,
                            const float *color, float alpha, fz_color_params cp)
{
	(void)ctx, (void)image, (void)cs, (void)color, (void)alpha, (void)cp;
	add_image(((struct device *)dev)->page, ctm);
}

static void fill_shade(fz_context *ctx, fz_device *dev, fz_shade *shade, fz_matrix ctm, float alpha, fz_color_params cp)
{
	(void)alpha, (void)cp;
	add_dark(((struct device *)dev)->page, fz_bound_shade(ctx, shade, ctm));
}

static void close_device(fz_context *ctx, fz_device *dev)
{
	(void)ctx;
	kua_pdf_make_pieces(((struct device *)dev)->page);
}

fz_device *kua_pdf_device(fz_context *ctx, struct kua_pdf_page *page, struct kua_pdf_clock *clock)
{
	struct device *d = fz_new_derived_device(ctx, struct device);
	d->page = page;
	d->clock = clock;
	d->super.fill_text = fill_text;
	d->super.stroke_text = stroke_text;
	d->super.clip_text = clip_text;
	d->super.clip_stroke_text = clip_stroke_text;
	d->super.ignore_text = ignore_text;
	d->super.fill_path = fill_path;
	d->super.stroke_path = stroke_path;
	d->super.fill_image = fill_image;
	d->super.fill_image_mask = fill_image_mask;
	d->super.fill_shade = fill_shade;
	d->super.close_device = close_device;
	return &d->super;
}

void kua_pdf_add_text(struct kua_pdf_page *page, fz_rect box, struct kua_str text)
{
	float size = fminf(fmaxf(box.y1 - box.y0, 4) * 0.7f, 11), y = box.y0 + fminf(box.y1 - box.y0, size * 1.3f) - 0.25f * size;
	struct kua_str line;
	for (size_t pos = 0; kua_next_full_line(text, &pos, &line); y += size * 1.2f) {
		size_t at = page->text.len;
		kua_one_line(&page->text, line.s, line.n);
		*kua_vec_add(&page->pieces) = (struct kua_pdf_piece){.x0 = box.x0, .x1 = fmaxf(box.x1, box.x0 + 1), .y = y,
		                                                     .size = size, .at = at, .n = page->text.len - at,
		                                                     .first = size};
		page->letters += line.n;
	}
}

void kua_pdf_page_clear(struct kua_pdf_page *p)
{
	kua_buf_clear(&p->text);
	p->pieces.n = p->glyphs.n = p->runs.n = p->rules.n = p->posts.n = p->dark.n = 0;
	p->letters = p->unknown = p->invisible = 0;
	p->images = 0;
}

void kua_pdf_page_free(struct kua_pdf_page *p)
{
	kua_buf_free(&p->text);
	kua_vec_free(&p->pieces);
	kua_vec_free(&p->glyphs);
	kua_vec_free(&p->runs);
	kua_vec_free(&p->rules);
	kua_vec_free(&p->posts);
	kua_vec_free(&p->dark);
}
