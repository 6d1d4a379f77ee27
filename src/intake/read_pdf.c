/*
 * read_pdf.c - a PDF: has each page read (pdf.h says by whom), and answers the text as one item or several, remarks as items of
 * their authors, and what is missing.
 *
 * The library may throw at any call (its exceptions are longjmps): each stretch of calls stands in a function of its own that
 * kua_pdf_try calls, and what has been read by then is kept.
 */
#include <math.h>

#include "intake/pdf.h"

#define SHARE 0.6                /* of a reader's processor time for its pages; the rest is for putting them together */
#define MANY_UNKNOWN 0.3f        /* of the glyphs: the page's text is no text */
#define FEW_LETTERS ((size_t)12) /* on a page that is an image: it is scanned all the same */
#define IMAGE_PAGE 0.5f
#define HIDDEN_LETTERS ((size_t)20)
#define LIST_BYTES ((size_t)400)

struct reading {
	struct kua_pdf p;
	struct kua_arena *a;
	struct kua_pdf_page page;
	kua_pdf_lines lines;
	kua_pdf_comments comments;
	uint32_t columns, n_pages, read, lost;
	struct kua_buf scanned, unknown; /* lists of pages */
	size_t recognised;
};

/* ---- pages ---- */

struct drawing {
	struct reading *r;
	uint32_t i;
	pdf_page *page;
	fz_device *device;
};

static void draw_page(struct kua_pdf *p, void *arg)
{
	struct drawing *d = arg;
	struct kua_pdf_page *page = &d->r->page;
	fz_cookie cookie = {0};
	d->page = pdf_load_page(p->ctx, p->doc, (int)d->i);
	kua_pdf_spare_images(p, d->page->obj);
	fz_rect box = pdf_bound_page(p->ctx, d->page);
	page->width = box.x1 - box.x0;
	page->height = box.y1 - box.y0;
	d->device = kua_pdf_device(p->ctx, page, &p->clock);
	pdf_run_page_contents(p->ctx, d->page, d->device, fz_identity, &cookie);
}

static void close_page(struct kua_pdf *p, void *arg)
{
	struct drawing *d = arg;
	if (d->device)
		fz_close_device(p->ctx, d->device); /* the piece that was open when it threw, too */
	if (d->page)
		kua_pdf_take_marks(p, d->page, d->i + 1, &d->r->page, d->r->a, &d->r->comments);
}

/* False where the page cannot be read whole; what was drawn of it by then is kept. */
static bool load_page(struct reading *r, uint32_t i)
{
	struct drawing d = {.r = r, .i = i};
	kua_pdf_page_clear(&r->page);
	bool whole = kua_pdf_try(&r->p, draw_page, &d) && !r->p.clock.over;
	whole &= kua_pdf_try(&r->p, close_page, &d);
	fz_drop_device(r->p.ctx, d.device);
	fz_drop_page(r->p.ctx, (fz_page *)d.page);
	return whole;
}

/* A page whose letters are still to be recognised in its image. */
static void list_page(struct reading *r, struct kua_buf *b, uint32_t page)
{
	kua_answer_wanted(r->p.o, page);
	if (b->len < LIST_BYTES)
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
	const struct kua_pdf_page *page = &r->page;
	r->read += whole;
	r->lost += !whole;
	if (page->unknown && (float)page->unknown > MANY_UNKNOWN * (float)(page->letters + page->unknown))
		list_page(r, &r->unknown, i + 1);
	else if (page->letters < FEW_LETTERS && page->images > IMAGE_PAGE)
		list_page(r, &r->scanned, i + 1);
	see_recognised(r);
	kua_pdf_read_lines(&r->page, i + 1, &r->columns, r->a, &r->lines);
}

/* ---- the answer ---- */

static void answer_comments(struct reading *r)
{
	bool more = true;
	for (size_t i = 0; more && i < r->comments.n; i++) {
		const struct kua_pdf_comment *c = &r->comments.v[i];
		struct kua_page_at at = {c->page, 0};
		struct kua_found f = {.author = c->author, .text = c->text, .pages = &at, .n_pages = 1, .kind = KUA_KIND_MESSAGE};
		memcpy(f.date, c->date, sizeof f.date);
		more = kua_answer_item(r->p.o, &f);
	}
}

/* Hidden letters are left out; how they begin is said. */
static void tell_hidden(struct reading *r, float body)
{
	struct kua_pdf_text t = {0};
	kua_pdf_write(&r->lines, true, body, r->p.parts_words, &t);
	size_t n = kua_cut(t.bytes.data ? t.bytes.data : "", t.bytes.len, 200);
	if (t.bytes.len >= HIDDEN_LETTERS)
		kua_answer_diagnose(r->p.o, KUA_DIAG_HIDDEN_TEXT, "%zu bytes, first on page %u: %.*s", t.bytes.len,
		                    (unsigned)t.pages.v[0].page, (int)n, t.bytes.data);
	kua_pdf_text_free(&t);
}

static void tell_damage(struct reading *r)
{
	struct kua_answer *o = r->p.o;
	unsigned all = r->n_pages, lost = all - r->read;
	if (r->p.clock.over)
		kua_answer_diagnose(o, KUA_DIAG_LIMIT, "%u of %u pages were read in the time there is", (unsigned)r->read, all);
	else if (lost)
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "%u of %u pages cannot be read whole: %s", lost, all, r->p.warning);
	else if (pdf_was_repaired(r->p.ctx, r->p.doc))
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "its table of contents was made anew: %s", r->p.warning);
	if (!all)
		kua_answer_diagnose(o, KUA_DIAG_UNREADABLE, "it has no pages");
	if (r->scanned.len)
		kua_answer_diagnose(o, KUA_DIAG_SCANNED, "%s of %u", r->scanned.data, all);
	if (r->unknown.len)
		kua_answer_diagnose(o, KUA_DIAG_NO_LETTERS, "%s of %u", r->unknown.data, all);
	if (r->recognised)
		kua_answer_diagnose(o, KUA_DIAG_RECOGNISED, "%zu of %u pages", r->recognised, all);
}

static void answer_all(struct reading *r)
{
	struct kua_pdf_text t = {0};
	struct kua_answer *o = r->p.o;
	kua_pdf_mark_furniture(&r->lines, r->n_pages);
	float body = kua_pdf_body_size(&r->lines);
	kua_pdf_mark_notes(&r->lines, body);
	kua_pdf_write(&r->lines, false, body, r->p.parts_words, &t);
	kua_pdf_answer_items(&r->p, &t, body);
	kua_pdf_text_free(&t);
	answer_comments(r);
	tell_hidden(r, body);
	tell_damage(r);
	bool explained = r->scanned.len || r->unknown.len || r->read < r->n_pages || !r->n_pages;
	if (!o->items && !o->inner && !explained && r->p.warnings)
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "%s", r->p.warning);
	else if (!o->items && !o->inner && !explained)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "%u pages without text", (unsigned)r->n_pages);
}

static void read_document(struct reading *r)
{
	if (kua_pdf_is_locked(&r->p)) {
		kua_answer_diagnose(r->p.o, KUA_DIAG_ENCRYPTED, "it opens with a password only");
		return;
	}
	char pages[16];
	r->n_pages = kua_pdf_count_pages(&r->p);
	(void)snprintf(pages, sizeof pages, "%u", (unsigned)r->n_pages);
	kua_answer_meta(r->p.o, "pages", kua_str(pages));
	kua_pdf_tell_about(&r->p);
	for (uint32_t i = 0; i < r->n_pages && !r->p.clock.over; i++)
		read_page(r, i);
	answer_all(r);
	kua_pdf_answer_attached(&r->p);
}

bool kua_read_pdf(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct reading r = {.p = {.o = o}, .a = kua_arena_new()};
	unsigned limit = o->limits->seconds ? o->limits->seconds : KUA_INTAKE_SECONDS;
	(void)name;
	(void)w; /* o has them */
	kua_answer_media_type(o, "application/pdf");
	if (kua_pdf_open(&r.p, (struct kua_str){bytes, n}, SHARE * limit))
		read_document(&r);
	else
		kua_answer_diagnose(o, KUA_DIAG_UNREADABLE, "%s", r.p.warning);
	kua_pdf_close(&r.p);
	kua_pdf_page_free(&r.page);
	kua_vec_free(&r.lines);
	kua_vec_free(&r.comments);
	kua_buf_free(&r.scanned);
	kua_buf_free(&r.unknown);
	kua_arena_free(r.a);
	return true;
}
