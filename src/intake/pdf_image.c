/*
 * pdf_image.c - a page of a PDF as an image: in grey for pages whose letters must be recognised, in colour for people who want
 * to see what the reader read.
 */
#include <math.h>

#include "intake/keeper.h"
#include "intake/pdf.h"

#define SECONDS 12
#define LEAST_DPI 36

struct image {
	uint32_t page;
	unsigned dpi;
	uint64_t most;
	const struct kua_page_request *wanted; /* of a picture for people; then dpi is not asked for */
	struct kua_pixels *out;
};

/* The scale in which the page has no more pixels than it may. */
static float scale_of(const struct image *im, fz_rect box)
{
	double w = (double)(box.x1 - box.x0) / 72, h = (double)(box.y1 - box.y0) / 72;
	double dpi = im->wanted ? im->wanted->width / w : im->dpi;
	if (w * h * dpi * dpi > (double)im->most)
		dpi = sqrt((double)im->most / (w * h));
	im->out->dpi = dpi < LEAST_DPI ? LEAST_DPI : (unsigned)dpi;
	return (float)(dpi / 72);
}

void kua_pdf_copy_pixels(fz_context *ctx, fz_pixmap *pix, struct kua_pixels *out)
{
	size_t w = (size_t)fz_pixmap_width(ctx, pix), h = (size_t)fz_pixmap_height(ctx, pix);
	size_t bytes = kua_mul(w, (size_t)fz_pixmap_components(ctx, pix));
	const unsigned char *row = fz_pixmap_samples(ctx, pix);
	out->width = (uint32_t)w;
	out->height = (uint32_t)h;
	out->channels = (uint32_t)fz_pixmap_components(ctx, pix);
	out->v = kua_malloc(kua_mul(bytes, h));
	for (size_t y = 0; y < h; y++, row += fz_pixmap_stride(ctx, pix))
		memcpy(out->v + y * bytes, row, bytes);
}

static uint64_t pixels_of(fz_irect r)
{
	return (uint64_t)fz_irect_width(r) * (uint64_t)fz_irect_height(r);
}

static void draw(struct kua_pdf *p, pdf_page *page, const struct image *im)
{
	fz_context *ctx = p->ctx;
	fz_rect box = pdf_bound_page(ctx, page);
	float scale = scale_of(im, box);
	fz_matrix ctm = fz_scale(scale, scale);
	fz_irect size = fz_round_rect(fz_transform_rect(box, ctm));
	for (int i = 0; i < 100 && im->wanted && pixels_of(size) > im->most; i++) { /* each side is rounded up */
		ctm = fz_post_scale(ctm, 0.99f, 0.99f);
		size = fz_round_rect(fz_transform_rect(box, ctm));
	}
	fz_pixmap *pix = NULL;
	fz_device *dev = NULL;
	fz_var(pix);
	fz_var(dev);
	fz_try(ctx) {
		pix = fz_new_pixmap_with_bbox(ctx, im->wanted ? fz_device_rgb(ctx) : fz_device_gray(ctx), size, NULL, 0);
		fz_clear_pixmap_with_value(ctx, pix, 0xff);
		dev = fz_new_draw_device(ctx, ctm, pix);
		pdf_run_page(ctx, page, dev, fz_identity, NULL);
		fz_close_device(ctx, dev);
		if (im->wanted)
			kua_pdf_mark_passages(p, page, ctm, pix, im->wanted);
	}
	fz_always(ctx)
		fz_drop_device(ctx, dev);
	fz_catch(ctx)
		kua_pdf_hear(p, fz_caught_message(ctx)); /* what was drawn by then may do */
	if (pix && fz_pixmap_width(ctx, pix) > 0 && fz_pixmap_height(ctx, pix) > 0)
		kua_pdf_copy_pixels(ctx, pix, im->out);
	fz_drop_pixmap(ctx, pix);
}

static void draw_page(struct kua_pdf *p, void *arg)
{
	const struct image *im = arg;
	fz_context *ctx = p->ctx;
	pdf_page *page = pdf_load_page(ctx, p->doc, (int)im->page - 1);
	fz_try(ctx)
		draw(p, page, im);
	fz_always(ctx)
		fz_drop_page(ctx, (fz_page *)page);
	fz_catch(ctx)
		fz_rethrow(ctx);
}

bool kua_pdf_page_image(const char *bytes, size_t n, uint32_t page, unsigned dpi, uint64_t most_pixels, struct kua_pixels *out)
{
	struct kua_pdf p = {0};
	struct image im = {.page = page, .dpi = dpi, .most = most_pixels, .out = out};
	*out = (struct kua_pixels){0};
	if (kua_pdf_open(&p, (struct kua_str){bytes, n}, SECONDS) && !kua_pdf_is_locked(&p) && page >= 1 &&
	    page <= kua_pdf_count_pages(&p))
		(void)kua_pdf_try(&p, draw_page, &im);
	kua_pdf_close(&p);
	return out->v != NULL;
}

bool kua_pdf_picture(struct kua_pdf *p, const struct kua_page_request *wanted, struct kua_pixels *out)
{
	struct image im = {.page = wanted->page, .most = KUA_PICTURE_PIXELS, .wanted = wanted, .out = out};
	(void)kua_pdf_try(p, draw_page, &im);
	return out->v != NULL;
}
