/*
 * read_pdf.c - a PDF: opens it with MuPDF, has each page read (pdf.h says by whom), answers the text as one item or several, and what the
 * document says of itself.
 *
 * The library may throw at any call (its exceptions are longjmps): each stretch of calls stands in a function of its own with
 * one fz_try, and what has been read by then is kept. No script is run, no font of the system is looked for.
 */
#include <math.h>
#include <time.h>

#include "intake/pdf.h"

#define STORE ((size_t)64 << 20) /* bytes of decoded objects that the library may keep */
#define SECONDS 12               /* of processor time, of the limit's 20 */
#define MANY_UNKNOWN 0.3f        /* of the glyphs: the page's text is no text */
#define FEW_LETTERS ((size_t)12) /* on a page that is an image: it is scanned all the same */
#define IMAGE_PAGE 0.5f
#define HIDDEN_LETTERS ((size_t)20)
#define LAST_PAGE 100000

struct reading {
	fz_context *ctx;
	pdf_document *doc;
	const struct kua_words *w;
	struct kua_answer *o;
	struct kua_arena *a;
	struct kua_pdf_page page;
	struct kua_pdf_clock clock;
	kua_pdf_lines lines;
	uint32_t columns, n_pages, read, lost;
	struct kua_buf scanned, unknown; /* lists of pages */
	size_t recognised, warnings;
	char warning[200]; /* the first that the library gave */
};

bool kua_pdf_in_time(struct kua_pdf_clock *c)
{
	struct timespec now;
	if (c->over || c->calls++ % 64)
		return !c->over;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	c->over = (double)now.tv_sec + (double)now.tv_nsec * 1e-9 > c->end;
	return !c->over;
}

static void start_clock(struct kua_pdf_clock *c, double seconds)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	*c = (struct kua_pdf_clock){.end = (double)now.tv_sec + (double)now.tv_nsec * 1e-9 + seconds};
}

/* ---- the library ---- */

static void hear(void *user, const char *message)
{
	struct reading *r = user;
	if (!r->warnings++)
		(void)snprintf(r->warning, sizeof r->warning, "%s", message);
}

static fz_context *new_context(struct reading *r)
{
	fz_context *ctx = fz_new_context(NULL, NULL, STORE);
	if (!ctx)
		return NULL;
	fz_disable_icc(ctx);
	fz_set_warning_callback(ctx, hear, r);
	fz_set_error_callback(ctx, hear, r);
	return ctx;
}

/* False where it cannot be opened at all. */
static bool open_document(struct reading *r, const char *bytes, size_t n)
{
	fz_context *ctx = r->ctx;
	fz_stream *stream = NULL;
	bool opened = false;
	fz_var(stream);
	fz_var(opened);
	fz_try(ctx) {
		stream = fz_open_memory(ctx, (const unsigned char *)bytes, n);
		r->doc = pdf_open_document_with_stream(ctx, stream);
		opened = true;
	}
	fz_always(ctx)
		fz_drop_stream(ctx, stream);
	fz_catch(ctx)
		(void)snprintf(r->warning, sizeof r->warning, "%s", fz_caught_message(ctx));
	return opened;
}

static bool is_locked(struct reading *r)
{
	fz_context *ctx = r->ctx;
	bool locked = true;
	fz_var(locked);
	fz_try(ctx)
		locked = pdf_needs_password(ctx, r->doc) && !pdf_authenticate_password(ctx, r->doc, "");
	fz_catch(ctx)
		locked = true;
	return locked;
}

static uint32_t count_pages(struct reading *r)
{
	fz_context *ctx = r->ctx;
	int n = 0;
	fz_var(n);
	fz_try(ctx)
		n = pdf_count_pages(ctx, r->doc);
	fz_catch(ctx)
		n = 0;
	return n < 0 ? 0 : n > LAST_PAGE ? LAST_PAGE : (uint32_t)n;
}

/* ---- pages ---- */

static void run_page(struct reading *r, pdf_page *page)
{
	fz_context *ctx = r->ctx;
	fz_device *dev = NULL;
	fz_cookie cookie = {0};
	fz_var(dev);
	fz_try(ctx) {
		fz_rect box = pdf_bound_page(ctx, page);
		r->page.width = box.x1 - box.x0;
		r->page.height = box.y1 - box.y0;
		dev = kua_pdf_device(ctx, &r->page, &r->clock);
		pdf_run_page_contents(ctx, page, dev, fz_identity, &cookie);
		fz_close_device(ctx, dev);
	}
	fz_always(ctx)
		fz_drop_device(ctx, dev);
	fz_catch(ctx)
		fz_rethrow(ctx);
}

/* False where the page cannot be read; what was drawn of it by then is kept. */
static bool load_page(struct reading *r, uint32_t i)
{
	fz_context *ctx = r->ctx;
	pdf_page *page = NULL;
	bool whole = false;
	fz_var(page);
	fz_var(whole);
	kua_pdf_page_clear(&r->page);
	fz_try(ctx) {
		page = pdf_load_page(ctx, r->doc, (int)i);
		run_page(r, page);
		whole = true;
	}
	fz_always(ctx)
		fz_drop_page(ctx, (fz_page *)page);
	fz_catch(ctx)
		hear(r, fz_caught_message(ctx));
	return whole;
}

static void list_page(struct kua_buf *b, uint32_t page)
{
	if (b->len < 400)
		kua_buf_printf(b, "%s%u", b->len ? ", " : "", (unsigned)page);
	else if (b->data[b->len - 1] != '.')
		kua_buf_str(b, " ...");
}

/* Letters that a scanner's program recognised lie invisible over the image: they are the page's text. */
static void see_recognised(struct reading *r)
{
	if (r->page.images < IMAGE_PAGE || !r->page.invisible)
		return;
	r->recognised++;
	for (size_t i = 0; i < r->page.pieces.n; i++)
		r->page.pieces.v[i].hidden = false;
}

static void read_page(struct reading *r, uint32_t i)
{
	bool whole = load_page(r, i);
	r->read += whole;
	r->lost += !whole;
	if (r->page.letters && (float)r->page.unknown > MANY_UNKNOWN * (float)(r->page.letters + r->page.unknown)) {
		list_page(&r->unknown, i + 1);
	} else if (r->page.letters < FEW_LETTERS && r->page.images > IMAGE_PAGE) {
		list_page(&r->scanned, i + 1);
	}
	see_recognised(r);
	kua_pdf_read_lines(&r->page, i + 1, &r->columns, r->a, &r->lines);
}

static void read_pages(struct reading *r)
{
	r->n_pages = count_pages(r);
	for (uint32_t i = 0; i < r->n_pages && !r->clock.over; i++)
		read_page(r, i);
}

/* ---- the answer ---- */

static void answer_text(struct reading *r, float body)
{
	struct kua_pdf_text t = {0};
	struct kua_found f = {0};
	kua_pdf_write(&r->lines, false, body, &t);
	f.text = (struct kua_str){t.bytes.data, t.bytes.len};
	f.pages = t.pages.v;
	f.n_pages = t.pages.n;
	if (t.bytes.len) {
		kua_find_byline(r->w, f.text, f.text, &f);
		(void)kua_answer_item(r->o, &f);
	}
	kua_pdf_text_free(&t);
}

/* Hidden letters are left out; how they begin is said. */
static void tell_hidden(struct reading *r, float body)
{
	struct kua_pdf_text t = {0};
	kua_pdf_write(&r->lines, true, body, &t);
	size_t n = kua_cut(t.bytes.data ? t.bytes.data : "", t.bytes.len, 200);
	if (t.bytes.len >= HIDDEN_LETTERS)
		kua_answer_diagnose(r->o, KUA_DIAG_HIDDEN_TEXT, "%zu bytes, first on page %u: %.*s", t.bytes.len,
		                    (unsigned)t.pages.v[0].page, (int)n, t.bytes.data);
	kua_pdf_text_free(&t);
}

static void tell_damage(struct reading *r)
{
	uint32_t unread = r->n_pages - r->read - r->lost;
	if (r->clock.over)
		kua_answer_diagnose(r->o, KUA_DIAG_LIMIT, "%u of %u pages were read in the time there is", (unsigned)r->read,
		                    (unsigned)r->n_pages);
	if (r->lost > (r->clock.over ? 1 : 0))
		kua_answer_diagnose(r->o, KUA_DIAG_BROKEN, "%u of %u pages cannot be read whole: %s", (unsigned)(r->lost + unread),
		                    (unsigned)r->n_pages, r->warning);
	else if (pdf_was_repaired(r->ctx, r->doc))
		kua_answer_diagnose(r->o, KUA_DIAG_BROKEN, "its table of contents was made anew: %s", r->warning);
	else if (!r->n_pages)
		kua_answer_diagnose(r->o, KUA_DIAG_UNREADABLE, "it has no pages");
	if (r->scanned.len)
		kua_answer_diagnose(r->o, KUA_DIAG_SCANNED, "%s of %u", r->scanned.data, (unsigned)r->n_pages);
	if (r->unknown.len)
		kua_answer_diagnose(r->o, KUA_DIAG_NO_LETTERS, "%s of %u", r->unknown.data, (unsigned)r->n_pages);
	if (r->recognised)
		kua_answer_diagnose(r->o, KUA_DIAG_RECOGNISED, "%zu of %u pages", r->recognised, (unsigned)r->n_pages);
}

static void answer_all(struct reading *r)
{
	kua_pdf_mark_furniture(&r->lines, r->n_pages);
	float body = kua_pdf_body_size(&r->lines);
	kua_pdf_mark_notes(&r->lines, body);
	answer_text(r, body);
	tell_hidden(r, body);
	tell_damage(r);
	if (!r->o->items && !r->o->inner && !r->o->diagnosed)
		kua_answer_diagnose(r->o, KUA_DIAG_EMPTY, "%u pages without text", (unsigned)r->n_pages);
}

static void read_document(struct reading *r, const char *bytes, size_t n)
{
	if (!open_document(r, bytes, n)) {
		kua_answer_diagnose(r->o, KUA_DIAG_UNREADABLE, "%s", r->warning);
		return;
	}
	if (is_locked(r)) {
		kua_answer_diagnose(r->o, KUA_DIAG_ENCRYPTED, "it opens with a password only");
		return;
	}
	read_pages(r);
	answer_all(r);
}

bool kua_read_pdf(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct reading r = {.w = w, .o = o, .a = kua_arena_new()};
	(void)name;
	start_clock(&r.clock, SECONDS);
	kua_answer_media_type(o, "application/pdf");
	r.ctx = new_context(&r);
	if (r.ctx)
		read_document(&r, bytes, n);
	pdf_drop_document(r.ctx, r.doc);
	fz_drop_context(r.ctx);
	kua_pdf_page_free(&r.page);
	kua_vec_free(&r.lines);
	kua_buf_free(&r.scanned);
	kua_buf_free(&r.unknown);
	kua_arena_free(r.a);
	return true;
}
