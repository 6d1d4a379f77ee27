/*
 * picture.c - in the jail: how a page of a PDF or an image looks, as pixels. They are all that goes out: what a camera, a scanner or a
 * program wrote into the document stays behind. See kua_intake_draw.
 */
#include <math.h>

#include "intake/image.h"
#include "intake/keeper.h"
#include "intake/ocr.h"
#include "intake/pdf.h"

#define SHARE 0.8 /* of the processor time, until which the document's bytes last */

static bool is_pdf(struct kua_str s)
{
	return memmem(s.s, s.n < 1024 ? s.n : 1024, "%PDF-", 5) != NULL;
}

/* ---- images ---- */

struct photo {
	const struct kua_page_request *wanted;
	const struct kua_image *im;
	struct kua_pixels *out;
};

static fz_image *load_image(fz_context *ctx, const struct kua_pdf *p, const struct photo *ph)
{
	const unsigned char *bytes = (const unsigned char *)p->bytes.s;
	fz_image *image = NULL;
	fz_pixmap *pix = NULL;
	fz_buffer *buffer = NULL;
	fz_var(image);
	fz_var(pix);
	fz_var(buffer);
	fz_try(ctx) {
		if (ph->im->kind == KUA_IMAGE_TIFF) {
			pix = fz_load_tiff_subimage(ctx, bytes, p->bytes.n, (int)ph->wanted->page - 1);
			image = fz_new_image_from_pixmap(ctx, pix, NULL);
		} else {
			buffer = fz_new_buffer_from_shared_data(ctx, bytes, p->bytes.n);
			image = fz_new_image_from_buffer(ctx, buffer);
		}
	}
	fz_always(ctx) {
		fz_drop_pixmap(ctx, pix);
		fz_drop_buffer(ctx, buffer);
	}
	fz_catch(ctx)
		fz_rethrow(ctx);
	return image;
}

/* From the unit square to a picture w by h of an image that its camera held in that orientation, EXIF's 1 to 8. */
static fz_matrix placed(unsigned orientation, float w, float h)
{
	static const fz_matrix turned[9] = {
		{1, 0, 0, 1, 0, 0},  {1, 0, 0, 1, 0, 0},  {-1, 0, 0, 1, 1, 0}, {-1, 0, 0, -1, 1, 1}, {1, 0, 0, -1, 0, 1},
		{0, 1, 1, 0, 0, 0},  {0, 1, -1, 0, 1, 0}, {0, -1, -1, 0, 1, 1}, {0, -1, 1, 0, 0, 1},
	};
	return fz_post_scale(turned[orientation > 8 ? 0 : orientation], w, h);
}

static void draw_image(struct kua_pdf *p, void *arg)
{
	const struct photo *ph = arg;
	fz_context *ctx = p->ctx;
	fz_image *image = load_image(ctx, p, ph);
	fz_pixmap *pix = NULL;
	fz_device *dev = NULL;
	bool aside = ph->im->orientation >= 5 && ph->im->orientation <= 8;
	double w = aside ? image->h : image->w, h = aside ? image->w : image->h, by = ph->wanted->width / w;
	by = by > 1 ? 1 : by; /* it has no more to show */
	if (w * h * by * by > (double)KUA_PICTURE_PIXELS)
		by = sqrt((double)KUA_PICTURE_PIXELS / (w * h));
	fz_irect size = {0, 0, (int)fmax(1, w * by), (int)fmax(1, h * by)};
	fz_var(pix);
	fz_var(dev);
	fz_try(ctx) {
		pix = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), size, NULL, 0);
		fz_clear_pixmap_with_value(ctx, pix, 0xff);
		dev = fz_new_draw_device(ctx, fz_identity, pix);
		fz_fill_image(ctx, dev, image, placed(ph->im->orientation, (float)size.x1, (float)size.y1), 1, fz_default_color_params);
		fz_close_device(ctx, dev);
		kua_pdf_copy_pixels(ctx, pix, ph->out);
	}
	fz_always(ctx) {
		fz_drop_device(ctx, dev);
		fz_drop_pixmap(ctx, pix);
		fz_drop_image(ctx, image);
	}
	fz_catch(ctx)
		fz_rethrow(ctx);
}

/* How many pages it has; 0, diagnosed, where it cannot be drawn. */
static uint32_t draw_photo(struct kua_pdf *p, const struct kua_page_request *wanted, struct kua_pixels *out, struct kua_answer *o)
{
	struct kua_image im;
	struct photo ph = {wanted, &im, out};
	if (!kua_image_look(p->bytes.s, p->bytes.n, wanted->page - 1, &im))
		return kua_answer_diagnose(o, KUA_DIAG_NO_READER, "it is neither a PDF nor an image that can be drawn"), 0;
	if (im.kind == KUA_IMAGE_HEIF || im.kind == KUA_IMAGE_WEBP)
		return kua_answer_diagnose(o, KUA_DIAG_NO_READER, "an image of a kind whose pixels cannot be drawn here"), 0;
	if (wanted->page > im.pages)
		return kua_answer_diagnose(o, KUA_DIAG_BROKEN, "there is no page %u", (unsigned)wanted->page), 0;
	if ((uint64_t)im.width * im.height > KUA_IMAGE_PIXELS)
		return kua_answer_diagnose(o, KUA_DIAG_TOO_LARGE, "%u x %u pixels", (unsigned)im.width, (unsigned)im.height), 0;
	(void)kua_pdf_try(p, draw_image, &ph);
	return im.pages;
}

/* ---- PDF ---- */

static uint32_t draw_sheet(struct kua_pdf *p, const struct kua_page_request *wanted, struct kua_pixels *out, struct kua_answer *o)
{
	if (kua_pdf_is_locked(p))
		return kua_answer_diagnose(o, KUA_DIAG_ENCRYPTED, NULL), 0;
	uint32_t pages = kua_pdf_count_pages(p);
	if (wanted->page < 1 || wanted->page > pages)
		return kua_answer_diagnose(o, KUA_DIAG_BROKEN, "there is no page %u", (unsigned)wanted->page), 0;
	(void)kua_pdf_picture(p, wanted, out);
	return pages;
}

/* ---- the answer ---- */

/* One byte a pixel does where there is no colour. */
static void spare_colours(struct kua_pixels *px)
{
	size_t n = (size_t)px->width * px->height;
	for (size_t i = 0; i < n; i++)
		if (px->v[3 * i] != px->v[3 * i + 1] || px->v[3 * i] != px->v[3 * i + 2])
			return;
	for (size_t i = 0; i < n; i++)
		px->v[i] = px->v[3 * i];
	px->channels = 1;
}

static void answer(struct kua_pixels *px, uint32_t pages, struct kua_answer *o)
{
	char line[80];
	if (px->channels == 3)
		spare_colours(px);
	(void)snprintf(line, sizeof line, "%u %u %u %u", (unsigned)px->width, (unsigned)px->height, (unsigned)px->channels, (unsigned)pages);
	kua_answer_meta(o, KUA_META_PICTURE, kua_str(line));
	struct kua_found_inner d = {.name = kua_str("pixels"), .bytes = {(const char *)px->v, (size_t)px->width * px->height * px->channels}};
	(void)kua_answer_inner(o, &d);
}

void kua_draw_page(const char *bytes, size_t n, const struct kua_page_request *page, unsigned seconds, struct kua_answer *o)
{
	struct kua_pdf p = {0};
	struct kua_pixels px = {0};
	struct kua_str s = {bytes, n};
	kua_answer_media_type(o, "application/octet-stream");
	bool pdf = is_pdf(s), open = pdf ? kua_pdf_open(&p, s, seconds * SHARE) : kua_pdf_context(&p, s, seconds * SHARE);
	uint32_t pages = !open ? 0 : pdf ? draw_sheet(&p, page, &px, o) : draw_photo(&p, page, &px, o);
	if (p.clock.over)
		kua_answer_diagnose(o, KUA_DIAG_TIME, NULL);
	else if (p.warnings || !open || (pages && !px.v))
		kua_answer_diagnose(o, px.v ? KUA_DIAG_BROKEN : KUA_DIAG_UNREADABLE, "%s", p.warning);
	if (px.v)
		answer(&px, pages, o);
	kua_answer_end(o);
	kua_pdf_close(&p);
	free(px.v);
}
