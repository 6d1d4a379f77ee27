/*
 * pdf_glyphs.c - the device on which a page is drawn: glyphs become pieces of text.
 *
 * A piece takes glyphs as they are drawn, as long as each continues the one before on the same baseline, at most WIDE_GAP
 * away. Programs that write PDFs draw whole words or lines in order; where they do not (each letter alone, accents after
 * the line), pieces are put together later by their place. A gap inside a piece is a space where it is wider than the gaps
 * between its letters.
 */
#include <math.h>
#include <unicode/unorm2.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "intake/pdf.h"

#define WIDE_GAP 0.8f  /* in units of the letters' size: more may be the white between columns */
#define WORD_GAP 0.17f
#define BACK 0.5f      /* letters may move back so far and still continue */
#define SAME_BASELINE 0.18f
#define RAISED 0.6f    /* superscripts and subscripts are at most so far off the baseline */
#define SMALLER 0.85f
#define DOUBLED 0.12f  /* a letter drawn again so near is drawn bold */
#define TWINS 64       /* pieces looked back at for one that was drawn twice */
#define TINY 0.5f      /* points: nobody reads that */
#define DARK_AREAS ((size_t)1000)
#define RULES ((size_t)4000)
#define RULE_WIDTH 2.5f
#define RULE_LENGTH 20.f
#define WHITE 0.94f

struct glyph {
	uint32_t cp;
	float x0, x1, size, y;
};

struct device {
	fz_device super;
	struct kua_pdf_page *page;
	struct kua_pdf_clock *clock;
	KUA_VEC(struct glyph) run; /* the open piece */
	float y, size;
	bool backward, bold, hidden;
	unsigned char turn;
	const UNormalizer2 *nfkc, *nfc;
};

/* ---- characters ---- */

static bool is_private(uint32_t cp)
{
	return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

static bool is_rtl(uint32_t cp)
{
	return (cp >= 0x590 && cp <= 0x8FF && !(cp >= 0x660 && cp <= 0x669) && !(cp >= 0x6F0 && cp <= 0x6F9)) ||
	       (cp >= 0xFB1D && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFC);
}

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

/* The combining mark for an accent that is drawn as a sign of its own; 0 where cp is none. */
static uint32_t combining(uint32_t cp)
{
	static const struct {
		uint16_t sign, mark;
	} accents[] = {{0xB4, 0x301}, {0x60, 0x300}, {0x5E, 0x302}, {0x2C6, 0x302}, {0xA8, 0x308}, {0x2DC, 0x303},
	               {0x2DA, 0x30A}, {0x2C7, 0x30C}, {0xB8, 0x327}, {0xAF, 0x304}, {0x2D8, 0x306}, {0x2D9, 0x307},
	               {0x2DD, 0x30B}, {0x2DB, 0x328}};
	for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
		if (accents[i].sign == cp)
			return accents[i].mark;
	return 0;
}

uint32_t kua_pdf_superscript(uint32_t digit)
{
	static const uint16_t signs[10] = {0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
	return digit >= '0' && digit <= '9' ? signs[digit - '0'] : digit;
}

/* Ligatures and the shapes of Arabic letters become the letters they stand for. */
static void add_char(const struct device *d, struct kua_buf *b, uint32_t cp)
{
	UChar plain[32];
	char utf8[100];
	int32_t bytes = 0;
	UErrorCode status = U_ZERO_ERROR;
	bool shape = (cp >= 0xFB00 && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFC) || (cp >= 0x132 && cp <= 0x133);
	int32_t n = shape && d->nfkc ? unorm2_getDecomposition(d->nfkc, (UChar32)cp, plain, 32, &status) : -1;
	if (n > 0)
		(void)u_strToUTF8(utf8, sizeof utf8, &bytes, plain, n, &status);
	if (n > 0 && U_SUCCESS(status))
		kua_buf_add(b, utf8, (size_t)bytes);
	else
		kua_buf_utf8(b, cp);
}

/* ---- closing a piece ---- */

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

/* How wide a gap must be to part words here: letters that are spaced out lie further apart themselves. */
static float word_gap(const struct device *d)
{
	KUA_VEC(float) gaps = {0};
	for (size_t i = 1; i < d->run.n && gaps.n < 200; i++) {
		const struct glyph *a = &d->run.v[i - 1], *b = &d->run.v[i];
		if (a->cp != ' ' && b->cp != ' ')
			*kua_vec_add(&gaps) = d->backward ? a->x0 - b->x1 : b->x0 - a->x1;
	}
	float usual = 0;
	if (gaps.n >= 5) {
		qsort(gaps.v, gaps.n, sizeof *gaps.v, by_value);
		usual = gaps.v[gaps.n / 2];
	}
	kua_vec_free(&gaps);
	return usual > 0.08f * d->size ? 1.5f * usual + 0.05f * d->size : WORD_GAP * d->size;
}

static bool is_letter(uint32_t cp)
{
	return cp > 0x20 && u_isalpha((UChar32)cp);
}

/* An accent of its own over or under the letter beside it becomes one letter with it. */
static void join_accents(struct device *d)
{
	for (size_t i = 0; i + 1 < d->run.n; i++) {
		struct glyph *a = &d->run.v[i], *b = &d->run.v[i + 1];
		uint32_t mark = combining(a->cp), after = combining(b->cp);
		float overlap = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0);
		if (overlap < 0.5f * fminf(a->x1 - a->x0, b->x1 - b->x0) || overlap <= 0)
			continue;
		UChar32 whole = -1;
		if (mark && is_letter(b->cp) && d->nfc)
			whole = unorm2_composePair(d->nfc, (UChar32)(b->cp == 0x131 ? 'i' : b->cp), (UChar32)mark);
		else if (after && is_letter(a->cp) && d->nfc)
			whole = unorm2_composePair(d->nfc, (UChar32)(a->cp == 0x131 ? 'i' : a->cp), (UChar32)after);
		if (whole <= 0)
			continue;
		*b = (struct glyph){(uint32_t)whole, fminf(a->x0, b->x0), fmaxf(a->x1, b->x1), fmaxf(a->size, b->size), a->y};
		a->cp = 0;
	}
}

static bool all_private(const struct device *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->run.n; i++)
		if (d->run.v[i].cp != ' ' && is_private(d->run.v[i].cp))
			n++;
		else if (d->run.v[i].cp != ' ')
			return false;
	return n > 0;
}

/* A sign that only its font knows is a bullet where it stands alone before text; else nobody can say what it is. */
static void replace_private(struct device *d)
{
	bool alone = d->run.n == 1, all = all_private(d);
	for (size_t i = 0; i < d->run.n; i++) {
		struct glyph *g = &d->run.v[i];
		if (g->cp == 0xFFFD || is_private(g->cp))
			d->page->unknown++;
		if (!is_private(g->cp))
			continue;
		bool bullet = alone || (!all && i == 0 && d->run.n > 2 && d->run.v[1].cp == ' ');
		g->cp = bullet ? 0x2022 : 0;
	}
}

/* Is the piece the same that was drawn before, for a shadow or in bold? */
static bool is_twin(const struct kua_pdf_page *p, const struct kua_pdf_piece *new)
{
	for (size_t i = p->pieces.n; i-- > 0 && p->pieces.n - i <= TWINS;) {
		const struct kua_pdf_piece *old = &p->pieces.v[i];
		float near = 0.15f * new->size;
		if (old->turn == new->turn && old->n == new->n && fabsf(old->y - new->y) < near &&
		    fabsf(old->x0 - new->x0) < near && fabsf(old->x1 - new->x1) < near &&
		    memcmp(p->text.data + old->at, p->text.data + new->at, new->n) == 0)
			return true;
	}
	return false;
}

/* From the order in which it is seen to the one in which it is read: all turned round, but for runs that go left to right. */
static void reverse_rtl(struct device *d)
{
	size_t n = d->run.n;
	struct glyph *v = d->run.v;
	for (size_t i = 0; i < n / 2; i++) {
		struct glyph t = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = t;
	}
	for (size_t i = 0; i < n;) {
		size_t j = i;
		while (j < n && !is_rtl(v[j].cp) && v[j].cp != ' ' && u_isalnum((UChar32)v[j].cp))
			j++;
		for (size_t a = i, b = j; a + 1 < b; a++) {
			struct glyph t = v[a];
			v[a] = v[--b];
			v[b] = t;
		}
		i = j > i ? j : i + 1;
	}
}

static bool has_rtl(const struct device *d)
{
	for (size_t i = 0; i < d->run.n; i++)
		if (is_rtl(d->run.v[i].cp))
			return true;
	return false;
}

/* Write the run's text and measure it. gap: between words; known: spaces are to be found by their width. */
static void write_run(struct device *d, struct kua_pdf_piece *p)
{
	struct kua_buf *b = &d->page->text;
	float gap = word_gap(d);
	bool first_word = true;
	const struct glyph *last = NULL;
	for (size_t i = 0; i < d->run.n; i++) {
		const struct glyph *g = &d->run.v[i];
		if (!g->cp)
			continue;
		float between = !last ? 0 : fmaxf(g->x0 - last->x1, last->x0 - g->x1);
		if (last && last->cp != ' ' && g->cp != ' ' && between > gap)
			kua_buf_char(b, ' '), first_word = false;
		if (g->cp == ' ') {
			first_word &= !last;
			if (b->len > p->at && b->data[b->len - 1] != ' ')
				kua_buf_char(b, ' ');
			last = g;
			continue;
		}
		p->x0 = fminf(p->x0, g->x0);
		p->x1 = fmaxf(p->x1, g->x1);
		bool raised = g->size < SMALLER * d->size && g->y < d->y - SAME_BASELINE * d->size;
		p->raised |= raised && b->len == p->at;
		add_char(d, b, raised ? kua_pdf_superscript(g->cp) : g->cp);
		if (first_word)
			p->first += g->x1 - g->x0;
		d->page->letters++;
		last = g;
	}
	while (b->len > p->at && b->data[b->len - 1] == ' ')
		b->len--;
	p->n = b->len - p->at;
}

static void close_piece(struct device *d)
{
	struct kua_pdf_page *page = d->page;
	if (!d->run.n)
		return;
	size_t letters = page->letters, unknown = page->unknown;
	replace_private(d);
	join_accents(d);
	bool rtl = has_rtl(d);
	if (rtl && !d->backward)
		reverse_rtl(d);
	struct kua_pdf_piece p = {.x0 = INFINITY, .x1 = -INFINITY, .y = d->y, .size = d->size, .at = page->text.len,
	                          .bold = d->bold, .hidden = d->hidden, .rtl = rtl, .turn = d->turn};
	write_run(d, &p);
	d->run.n = 0;
	d->backward = false;
	if (p.n && !is_twin(page, &p)) {
		*kua_vec_add(&page->pieces) = p;
		return;
	}
	page->text.len = p.at;
	page->letters = letters;
	if (p.n)
		page->unknown = unknown;
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

/* Does the glyph go on with the open piece? *skip: it was drawn already. */
static bool continues(struct device *d, const struct glyph *g, bool *skip)
{
	if (!d->run.n)
		return false;
	const struct glyph *last = &d->run.v[d->run.n - 1];
	float off = fabsf(g->y - d->y), gap = g->x0 - last->x1, size = fmaxf(d->size, g->size);
	bool same = off <= SAME_BASELINE * size && g->size > SMALLER * d->size && d->size > SMALLER * g->size;
	bool small = off <= RAISED * d->size && g->size <= SMALLER * d->size && g->size > 0.3f * d->size;
	if (g->cp == last->cp && g->cp != ' ' && fabsf(g->x0 - last->x0) < DOUBLED * size && off < DOUBLED * size &&
	    g->x1 - g->x0 > DOUBLED * size) {
		*skip = true;
		return true;
	}
	if (!same && !small && !(off <= SAME_BASELINE * size && g->cp == ' '))
		return false;
	if (gap > -BACK * size && gap < WIDE_GAP * size && !d->backward)
		return true;
	float back = last->x0 - g->x1;
	bool may = d->backward || (d->run.n == 1 && is_rtl(last->cp)) || (is_rtl(last->cp) && is_rtl(g->cp));
	if (may && (same || small) && back > -BACK * size && back < WIDE_GAP * size && g->x0 < last->x0) {
		d->backward = true;
		return true;
	}
	return false;
}

struct ink {
	bool hidden, bold;
};

static void take_glyph(struct device *d, struct glyph g, unsigned char turn, struct ink ink)
{
	bool skip = false;
	if (d->run.n && (d->turn != turn || d->hidden != ink.hidden || !continues(d, &g, &skip)))
		close_piece(d);
	if (skip)
		return;
	if (!d->run.n) {
		if (g.cp == ' ')
			return;
		d->y = g.y;
		d->size = g.size;
		d->turn = turn;
		d->hidden = ink.hidden;
		d->bold = ink.bold;
	} else if (g.size > d->size / SMALLER && g.cp != ' ') {
		d->y = g.y;
		d->size = g.size;
	}
	*kua_vec_add(&d->run) = g;
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
	bool bold = fz_font_is_bold(ctx, span->font) || strstr(fz_font_name(ctx, span->font), "Bold");
	take_glyph(d, (struct glyph){cp, x, x + length, size, y}, turn, (struct ink){hidden, bold});
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

static void add_rule(struct kua_pdf_page *p, fz_rect r)
{
	if (p->rules.n < RULES && r.y1 - r.y0 <= RULE_WIDTH && r.x1 - r.x0 >= RULE_LENGTH)
		*kua_vec_add(&p->rules) = (struct kua_pdf_rule){r.x0, r.x1, (r.y0 + r.y1) / 2};
}

static void fill_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm, fz_colorspace *cs,
                      const float *color, float alpha, fz_color_params cp)
{
	struct device *d = (struct device *)dev;
	(void)even_odd;
	if (!kua_pdf_in_time(d->clock))
		fz_throw(ctx, FZ_ERROR_ABORT, "out of time");
	if ((d->page->dark.n >= DARK_AREAS && d->page->rules.n >= RULES) ||
	    colour_of(ctx, cs, color, alpha, cp) != DARK_INK)
		return;
	fz_rect r = fz_bound_path(ctx, path, NULL, ctm);
	add_dark(d->page, r);
	add_rule(d->page, r);
}

static void stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path, const fz_stroke_state *stroke, fz_matrix ctm,
                        fz_colorspace *cs, const float *color, float alpha, fz_color_params cp)
{
	struct device *d = (struct device *)dev;
	(void)stroke;
	if (!kua_pdf_in_time(d->clock))
		fz_throw(ctx, FZ_ERROR_ABORT, "out of time");
	if (d->page->rules.n < RULES && colour_of(ctx, cs, color, alpha, cp) == DARK_INK)
		add_rule(d->page, fz_bound_path(ctx, path, NULL, ctm));
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
	close_piece((struct device *)dev);
}

static void drop_device(fz_context *ctx, fz_device *dev)
{
	(void)ctx;
	kua_vec_free(&((struct device *)dev)->run);
}

fz_device *kua_pdf_device(fz_context *ctx, struct kua_pdf_page *page, struct kua_pdf_clock *clock)
{
	struct device *d = fz_new_derived_device(ctx, struct device);
	UErrorCode status = U_ZERO_ERROR;
	d->page = page;
	d->clock = clock;
	d->nfkc = unorm2_getNFKCInstance(&status);
	d->nfc = unorm2_getNFCInstance(&status);
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
	d->super.drop_device = drop_device;
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
	p->pieces.n = p->rules.n = p->dark.n = 0;
	p->letters = p->unknown = p->invisible = 0;
	p->images = 0;
}

void kua_pdf_page_free(struct kua_pdf_page *p)
{
	kua_buf_free(&p->text);
	kua_vec_free(&p->pieces);
	kua_vec_free(&p->rules);
	kua_vec_free(&p->dark);
}
