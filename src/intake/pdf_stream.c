/*
 * pdf_stream.c - MuPDF's context and the document's bytes.
 *
 * The library reads the document through a stream of ours that hands out small windows and looks at the clock with each. So even a page that
 * unpacks into gigabytes of nothing ends in time: when the time is up the stream is at its end, and whatever the
 * library is doing ends soon after. No script is run, no font of the system is looked for, nothing is printed.
 */
#include <time.h>

#include "intake/pdf.h"

#define STORE ((size_t)64 << 20) /* bytes of decoded objects that the library may keep */
#define WINDOW ((size_t)1024)
#define LAST_PAGE 100000
#define RESOURCES_DEEP 4
#define MANY_IMAGES 1000

/* ---- the clock ---- */

static double seconds_used(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool kua_pdf_in_time(struct kua_pdf_clock *c)
{
	if (!c->over && c->calls++ % 64 == 0)
		c->over = seconds_used() > c->end;
	return !c->over;
}

/* ---- the stream ---- */

static int next_window(fz_context *ctx, fz_stream *s, size_t max)
{
	struct kua_pdf *p = s->state;
	size_t at = s->pos < 0 ? 0 : (size_t)s->pos, left = at < p->bytes.n ? p->bytes.n - at : 0;
	(void)ctx;
	(void)max;
	if (!left || !kua_pdf_in_time(&p->clock))
		return EOF;
	size_t n = left < WINDOW ? left : WINDOW;
	s->rp = (unsigned char *)(uintptr_t)(p->bytes.s + at); /* only read */
	s->wp = s->rp + n;
	s->pos += (int64_t)n;
	return *s->rp++;
}

static void seek_window(fz_context *ctx, fz_stream *s, int64_t offset, int whence)
{
	const struct kua_pdf *p = s->state;
	int64_t to = offset + (whence == SEEK_END ? (int64_t)p->bytes.n : whence == SEEK_CUR ? s->pos - (s->wp - s->rp) : 0);
	(void)ctx;
	s->pos = to < 0 ? 0 : to > (int64_t)p->bytes.n ? (int64_t)p->bytes.n : to;
	s->rp = s->wp = (unsigned char *)(uintptr_t)(p->bytes.s + s->pos);
}

static void leave_window(fz_context *ctx, void *state)
{
	(void)ctx;
	(void)state;
}

/* ---- the document ---- */

void kua_pdf_hear(void *user, const char *message)
{
	struct kua_pdf *p = user;
	if (!p->warnings++)
		(void)snprintf(p->warning, sizeof p->warning, "%s", message);
}

bool kua_pdf_try(struct kua_pdf *p, kua_pdf_fn *fn, void *arg)
{
	fz_context *ctx = p->ctx;
	bool good = false;
	fz_var(good);
	fz_try(ctx) {
		fn(p, arg);
		good = true;
	}
	fz_catch(ctx)
		kua_pdf_hear(p, fz_caught_message(ctx));
	return good;
}

static void open_stream(struct kua_pdf *p, void *arg)
{
	fz_context *ctx = p->ctx;
	fz_stream *s = fz_new_stream(ctx, p, next_window, leave_window);
	(void)arg;
	s->seek = seek_window;
	fz_try(ctx)
		p->doc = pdf_open_document_with_stream(ctx, s);
	fz_always(ctx)
		fz_drop_stream(ctx, s);
	fz_catch(ctx)
		fz_rethrow(ctx);
}

bool kua_pdf_context(struct kua_pdf *p, struct kua_str bytes, double seconds)
{
	p->bytes = bytes;
	p->clock = (struct kua_pdf_clock){.end = seconds_used() + seconds};
	p->ctx = fz_new_context(NULL, NULL, STORE);
	if (!p->ctx)
		return false;
	fz_disable_icc(p->ctx);
	fz_set_warning_callback(p->ctx, kua_pdf_hear, p);
	fz_set_error_callback(p->ctx, kua_pdf_hear, p);
	return true;
}

bool kua_pdf_open(struct kua_pdf *p, struct kua_str bytes, double seconds)
{
	return kua_pdf_context(p, bytes, seconds) && kua_pdf_try(p, open_stream, NULL);
}

void kua_pdf_close(struct kua_pdf *p)
{
	kua_buf_free(&p->title);
	kua_buf_free(&p->author);
	if (!p->ctx)
		return;
	pdf_drop_document(p->ctx, p->doc);
	fz_drop_context(p->ctx);
	p->ctx = NULL;
}

static void try_empty_password(struct kua_pdf *p, void *locked)
{
	*(bool *)locked = pdf_needs_password(p->ctx, p->doc) && !pdf_authenticate_password(p->ctx, p->doc, "");
}

bool kua_pdf_is_locked(struct kua_pdf *p)
{
	bool locked = true;
	return !kua_pdf_try(p, try_empty_password, &locked) || locked;
}

static void count_pages(struct kua_pdf *p, void *n)
{
	*(int *)n = pdf_count_pages(p->ctx, p->doc);
}

uint32_t kua_pdf_count_pages(struct kua_pdf *p)
{
	int n = 0;
	(void)kua_pdf_try(p, count_pages, &n);
	return n < 0 ? 0 : n > LAST_PAGE ? LAST_PAGE : (uint32_t)n;
}

/* ---- images ---- */

static void spare(struct kua_pdf *p, pdf_obj *image)
{
	fz_context *ctx = p->ctx;
	pdf_obj *filter = pdf_dict_get(ctx, image, PDF_NAME(Filter));
	if (pdf_is_array(ctx, filter))
		filter = pdf_array_get(ctx, filter, pdf_array_len(ctx, filter) - 1);
	if (!pdf_name_eq(ctx, filter, PDF_NAME(JPXDecode)))
		return;
	pdf_dict_del(ctx, image, PDF_NAME(Filter));
	pdf_dict_del(ctx, image, PDF_NAME(SMask));
	pdf_dict_del(ctx, image, PDF_NAME(Mask));
	pdf_dict_del(ctx, image, PDF_NAME(Decode));
	pdf_dict_put(ctx, image, PDF_NAME(ColorSpace), PDF_NAME(DeviceGray));
	pdf_dict_put_int(ctx, image, PDF_NAME(Width), 1);
	pdf_dict_put_int(ctx, image, PDF_NAME(Height), 1);
	pdf_dict_put_int(ctx, image, PDF_NAME(BitsPerComponent), 8);
}

static void spare_resources(struct kua_pdf *p, pdf_obj *resources, int depth, int *images)
{
	fz_context *ctx = p->ctx;
	pdf_obj *all = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	for (int i = 0, n = pdf_dict_len(ctx, all); i < n && ++*images < MANY_IMAGES; i++) {
		pdf_obj *x = pdf_dict_get_val(ctx, all, i), *kind = pdf_dict_get(ctx, x, PDF_NAME(Subtype));
		if (pdf_name_eq(ctx, kind, PDF_NAME(Image)))
			spare(p, x);
		else if (pdf_name_eq(ctx, kind, PDF_NAME(Form)) && depth < RESOURCES_DEEP)
			spare_resources(p, pdf_dict_get(ctx, x, PDF_NAME(Resources)), depth + 1, images);
	}
}

void kua_pdf_spare_images(struct kua_pdf *p, pdf_obj *page)
{
	int images = 0;
	spare_resources(p, pdf_dict_get_inheritable(p->ctx, page, PDF_NAME(Resources)), 0, &images);
}
