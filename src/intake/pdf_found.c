/*
 * pdf_found.c - passages of an item found again on its page, and marked in the page's picture.
 *
 * The item's text was put together from what stands on the page: lines joined, hyphens and running headers left out, columns put in
 * order. So only letters and digits are compared, and a passage that does not stand there in one piece is looked for in halves.
 */
#include <unicode/uchar.h>

#include "intake/keeper.h"
#include "intake/pdf.h"

#define LETTERS ((size_t)100000) /* of a page, and more than any honest one has */
#define FEW ((size_t)12)         /* letters: less may stand anywhere */
#define EDGE 2                   /* pixels around what was chosen */

struct letter {
	fz_rect box;
	uint32_t line;
};

struct sheet {
	KUA_VEC(uint32_t) folded; /* one for each letter */
	KUA_VEC(struct letter) letters;
	fz_pixmap *pix;
	fz_matrix ctm;
	const unsigned char *colour;
	bool edged;
};

static bool fold(uint32_t c, uint32_t *out)
{
	*out = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
	return u_isalnum((UChar32)c);
}

static void gather_line(struct sheet *s, const fz_stext_line *line, uint32_t number)
{
	for (const fz_stext_char *ch = line->first_char; ch && s->letters.n < LETTERS; ch = ch->next) {
		uint32_t c;
		if (ch->c <= 0 || !fold((uint32_t)ch->c, &c))
			continue;
		*kua_vec_add(&s->folded) = c;
		*kua_vec_add(&s->letters) = (struct letter){fz_rect_from_quad(ch->quad), number};
	}
}

static void gather(struct sheet *s, const fz_stext_page *text)
{
	uint32_t number = 0;
	for (const fz_stext_block *b = text->first_block; b; b = b->next)
		for (const fz_stext_line *l = b->type == FZ_STEXT_BLOCK_TEXT ? b->u.t.first_line : NULL; l; l = l->next)
			gather_line(s, l, number++);
}

/* ---- marks ---- */

static void tint(fz_context *ctx, const struct sheet *s, fz_irect r)
{
	size_t stride = (size_t)fz_pixmap_stride(ctx, s->pix);
	for (int y = r.y0; y < r.y1; y++) {
		unsigned char *row = fz_pixmap_samples(ctx, s->pix) + (size_t)(y - fz_pixmap_y(ctx, s->pix)) * stride;
		for (int x = r.x0; x < r.x1; x++)
			for (int c = 0; c < 3; c++) {
				unsigned char *v = &row[3 * (x - fz_pixmap_x(ctx, s->pix)) + c];
				*v = *v < s->colour[c] ? *v : s->colour[c]; /* not darker where two meet */
			}
	}
}

static fz_irect within(fz_context *ctx, const struct sheet *s, fz_irect r)
{
	return fz_intersect_irect(r, fz_pixmap_bbox(ctx, s->pix));
}

/* A frame that can be told without colours. */
static void frame(fz_context *ctx, struct sheet *s, fz_irect r)
{
	static const unsigned char dark[3] = {110, 40, 10};
	fz_irect out = {r.x0 - EDGE, r.y0 - EDGE, r.x1 + EDGE, r.y1 + EDGE};
	const fz_irect sides[] = {{out.x0, out.y0, out.x1, r.y0}, {out.x0, r.y1, out.x1, out.y1}, {out.x0, r.y0, r.x0, r.y1}, {r.x1, r.y0, out.x1, r.y1}};
	const unsigned char *before = s->colour;
	s->colour = dark;
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		tint(ctx, s, within(ctx, s, sides[i]));
	s->colour = before;
}

/* Mark letters from..to, line by line, with the blanks between them. */
static void mark(fz_context *ctx, struct sheet *s, size_t from, size_t to)
{
	for (size_t i = from, next; i < to; i = next) {
		fz_rect box = s->letters.v[i].box;
		for (next = i + 1; next < to && s->letters.v[next].line == s->letters.v[i].line; next++)
			box = fz_union_rect(box, s->letters.v[next].box);
		fz_irect r = within(ctx, s, fz_round_rect(fz_transform_rect(box, s->ctm)));
		if (fz_is_empty_irect(r))
			continue;
		tint(ctx, s, r);
		if (s->edged)
			frame(ctx, s, r);
	}
}

/* Where the letters stand in a row, from a place on; SIZE_MAX where they do not. */
static size_t find(const struct sheet *s, const uint32_t *letters, size_t n)
{
	const unsigned char *from = (const unsigned char *)s->folded.v;
	size_t left = s->folded.n * sizeof *letters;
	while (n * sizeof *letters <= left) {
		const unsigned char *at = memmem(from, left, letters, n * sizeof *letters);
		if (!at)
			break;
		size_t byte = (size_t)(at - (const unsigned char *)s->folded.v);
		if (byte % sizeof *letters == 0)
			return byte / sizeof *letters;
		left -= (size_t)(at - from) + 1;
		from = at + 1;
	}
	return SIZE_MAX;
}

static void find_and_mark(fz_context *ctx, struct sheet *s, const uint32_t *letters, size_t n, bool whole)
{
	if (n < FEW && !whole)
		return;
	size_t at = n && n <= s->folded.n ? find(s, letters, n) : SIZE_MAX;
	if (at != SIZE_MAX) {
		mark(ctx, s, at, at + n);
	} else if (n >= 2 * FEW) {
		find_and_mark(ctx, s, letters, n / 2, false);
		find_and_mark(ctx, s, letters + n / 2, n - n / 2, false);
	}
}

static void mark_passage(fz_context *ctx, struct sheet *s, char kind, const char *text)
{
	static const unsigned char chosen[3] = {255, 236, 110}, figure[3] = {255, 217, 150}, step[3] = {178, 214, 255}, action[3] = {196, 236, 178},
	                           harm[3] = {250, 205, 205};
	uint32_t *letters = kua_malloc(kua_mul(strlen(text) + 1, sizeof *letters));
	size_t n = 0, length = strlen(text);
	for (size_t i = 0; i < length;) {
		uint32_t c, folded;
		size_t len = kua_utf8_next(text + i, length - i, &c);
		if (len && fold(c, &folded))
			letters[n++] = folded;
		i += len ? len : 1;
	}
	s->edged = kind == KUA_SHOWN_CHOSEN;
	s->colour = kind == KUA_SHOWN_CHOSEN ? chosen
	          : kind == KUA_SHOWN_STEP   ? step
	          : kind == KUA_SHOWN_HARM   ? harm
	          : kind == KUA_SHOWN_ACTION ? action
	                                     : figure;
	find_and_mark(ctx, s, letters, n, true);
	free(letters);
}

void kua_pdf_mark_passages(struct kua_pdf *p, pdf_page *page, fz_matrix ctm, fz_pixmap *pix, const struct kua_page_request *wanted)
{
	fz_context *ctx = p->ctx;
	struct sheet s = {.pix = pix, .ctm = ctm};
	fz_stext_page *text = NULL;
	fz_device *dev = NULL;
	if (!wanted->n_marks)
		return;
	fz_var(text);
	fz_var(dev);
	fz_try(ctx) {
		text = fz_new_stext_page(ctx, pdf_bound_page(ctx, page));
		dev = fz_new_stext_device(ctx, text, NULL);
		pdf_run_page(ctx, page, dev, fz_identity, NULL);
		fz_close_device(ctx, dev);
		gather(&s, text);
		for (size_t at = 0; at < wanted->n_marks; at += strlen(wanted->marks + at) + 1)
			mark_passage(ctx, &s, wanted->marks[at], wanted->marks + at + 1);
	}
	fz_always(ctx) {
		fz_drop_device(ctx, dev);
		fz_drop_stext_page(ctx, text);
	}
	fz_catch(ctx)
		fz_rethrow(ctx);
	kua_vec_free(&s.folded);
	kua_vec_free(&s.letters);
}
