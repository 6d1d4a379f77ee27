/*
 * test_ocr.c - letters in images, through keepers and jail: an image, a PDF of scanned pages, pictures without text, what is not
 * installed. The images are drawn here.
 */
#include "run.h"

#include <zlib.h>

#include "intake/ocr.h"
#include "intake/keeper.h"
#include "intake/ocr_parent.h"

/* ---- images drawn here ---- */

#define WORDS "The court met in Ostrana on 2 July 2013"

/* A page with lines of text, as pixels. */
static struct kua_pixels draw_page(const char *word, unsigned dpi)
{
	struct kua_buf b = KUA_BUF_INIT, lines = KUA_BUF_INIT;
	struct kua_pixels p;
	for (int i = 0; i < 4; i++)
		kua_buf_printf(&lines, "BT /F 14 Tf 20 %d Td (%s) Tj ET\n", 120 - 25 * i, word);
	kua_buf_printf(&b, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
	               "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 330 150]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
	               "/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream\nendobj\n"
	               "trailer<</Root 1 0 R>>\n%%%%EOF\n", lines.len, lines.data);
	assert_true(kua_pdf_page_image(b.data, b.len, 1, dpi, (uint64_t)1 << 24, &p));
	kua_buf_free(&b);
	kua_buf_free(&lines);
	return p;
}

static void put_be32(struct kua_buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		kua_buf_char(b, (char)(v >> shift));
}

static void put_chunk(struct kua_buf *b, const char *type, const void *data, size_t n)
{
	size_t from = b->len + 4;
	put_be32(b, (uint32_t)n);
	kua_buf_str(b, type);
	kua_buf_add(b, data, n);
	put_be32(b, (uint32_t)crc32(0, (const Bytef *)b->data + from, (uInt)(n + 4)));
}

static void put_png(struct kua_buf *b, const struct kua_pixels *p)
{
	struct kua_buf head = KUA_BUF_INIT, rows = KUA_BUF_INIT;
	put_be32(&head, p->width);
	put_be32(&head, p->height);
	kua_buf_add(&head, "\x08\0\0\0\0", 5);
	for (uint32_t y = 0; y < p->height; y++) {
		kua_buf_char(&rows, '\0');
		kua_buf_add(&rows, p->v + (size_t)y * p->width, p->width);
	}
	uLongf n = compressBound(rows.len);
	char *packed = kua_malloc(n);
	assert_int_equal(compress((Bytef *)packed, &n, (Bytef *)rows.data, rows.len), Z_OK);
	kua_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
	put_chunk(b, "IHDR", head.data, head.len);
	put_chunk(b, "IDAT", packed, n);
	put_chunk(b, "IEND", "", 0);
	free(packed);
	kua_buf_free(&head);
	kua_buf_free(&rows);
}

/* A PDF whose pages are these images. */
static void put_scan(struct kua_buf *b, const struct kua_pixels *pages, unsigned n)
{
	kua_buf_str(b, "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[");
	for (unsigned i = 0; i < n; i++)
		kua_buf_printf(b, "%u 0 R ", 10 + 3 * i);
	kua_buf_printf(b, "]/Count %u>>endobj\n", n);
	for (unsigned i = 0; i < n; i++) {
		unsigned id = 10 + 3 * i;
		size_t bytes = (size_t)pages[i].width * pages[i].height;
		kua_buf_printf(b, "%u 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 330 150]/Contents %u 0 R/Resources<</XObject<</I %u 0 R>>>>>>endobj\n",
		               id, id + 1, id + 2);
		kua_buf_printf(b, "%u 0 obj<</Length 27>>stream\nq 330 0 0 150 0 0 cm /I Do Q\nendstream\nendobj\n", id + 1);
		kua_buf_printf(b, "%u 0 obj<</Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/DeviceGray/BitsPerComponent 8/Length %zu>>stream\n",
		               id + 2, (unsigned)pages[i].width, (unsigned)pages[i].height, bytes);
		kua_buf_add(b, pages[i].v, bytes);
		kua_buf_str(b, "\nendstream\nendobj\n");
	}
	kua_buf_str(b, "trailer<</Root 1 0 R>>\n%%EOF\n");
}

/* ---- through keepers and jail ---- */

static struct kua_reading take_within(struct run *r, const struct kua_buf *b, const char *name, unsigned seconds)
{
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	struct kua_reading out;
	struct kua_intake_limits limits = {.seconds = 60, .recognising = seconds};
	if (kua_intake_start(getenv("KUA_DATA"), &limits, &in, &err) != KUA_OK ||
	    kua_intake_read(in, b->data, b->len, name, r->arena, &out, &err) != KUA_OK)
		fail_msg("%s", err.text);
	kua_intake_stop(in);
	return out;
}

static struct kua_reading take(struct run *r, const struct kua_buf *b, const char *name)
{
	return take_within(r, b, name, 0);
}

static bool says(const struct kua_reading *r, enum kua_diagnostic_id id)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id)
			return true;
	return false;
}

/* Where no language is installed there is nothing to test but that it is said. */
static bool can_recognise(const struct kua_reading *r)
{
	if (says(r, KUA_DIAG_NO_OCR))
		assert_false(r->read);
	return !says(r, KUA_DIAG_NO_OCR);
}

static void an_image(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels p = draw_page(WORDS, 200);
	put_png(&b, &p);
	struct kua_reading r = take(*state, &b, "scan.png");
	if (can_recognise(&r)) {
		assert_true(r.read && !r.partial);
		assert_int_equal(r.n, 1);
		assert_int_equal(r.n_recognised, 1);
		assert_has(r.recognised[0].text, WORDS);
		assert_true(r.recognised[0].confidence > 80);
		assert_int_equal(r.recognised[0].n_pages, 1);
		assert_true(says(&r, KUA_DIAG_LETTERS_RECOGNISED));
	}
	/* torn in the middle: the upper lines, and it is said */
	b.len /= 2;
	r = take(*state, &b, "torn.png");
	assert_true(says(&r, KUA_DIAG_BROKEN) || says(&r, KUA_DIAG_NO_OCR));
	free(p.v);
	kua_buf_free(&b);
}

static void small_letters(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels p = draw_page(WORDS, 72);
	put_png(&b, &p);
	struct kua_reading r = take(*state, &b, "screen.png");
	if (can_recognise(&r))
		assert_has(r.recognised[0].text, "court met in Ostrana");
	free(p.v);
	kua_buf_free(&b);
}

static void a_scanned_pdf(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels pages[2] = {draw_page(WORDS, 200), draw_page("Two were let go in the evening", 200)};
	put_scan(&b, pages, 2);
	struct kua_reading r = take(*state, &b, "scan.pdf");
	if (can_recognise(&r)) {
		assert_true(r.read);
		assert_int_equal(r.n_recognised, 1);
		assert_int_equal(r.recognised[0].n_pages, 2);
		assert_has(r.recognised[0].text, WORDS);
		assert_has(r.recognised[0].text + r.recognised[0].pages[1].offset, "Two were let go");
		assert_false(says(&r, KUA_DIAG_SCANNED));
	} else {
		assert_true(says(&r, KUA_DIAG_SCANNED));
	}
	free(pages[0].v);
	free(pages[1].v);
	kua_buf_free(&b);
}

static void pictures_without_text(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels p = {.width = 300, .height = 200};
	p.v = kua_malloc(60000);
	for (size_t i = 0; i < 60000; i++)
		p.v[i] = (unsigned char)(i % 300 / 2 + i / 300 / 3);
	put_png(&b, &p);
	struct kua_reading r = take(*state, &b, "photo.png");
	if (can_recognise(&r)) {
		assert_true(says(&r, KUA_DIAG_NO_TEXT));
		assert_true(r.read && !r.partial); /* it is no failure to show no text */
		assert_int_equal(r.n, 0);
		assert_true(kua_list_has(&r.metadata, "image.size: 300 x 200"));
	}
	free(p.v);
	kua_buf_free(&b);
}

static void what_is_not_installed(void **state)
{
	struct run *run = *state;
	struct kua_ocr ocr = {.missing = "tesseract-ocr-kaz"};
	struct kua_error err = {0};
	struct kua_reading r;
	struct kua_answer o;
	kua_answer_init(&o, -1, &run->limits);
	kua_recognise_page(&ocr, "x", 1, &(struct kua_page_request){.page = 1}, 1, &o);
	struct kua_stream *s = kua_stream_new(&run->limits, run->arena);
	assert_int_equal(kua_stream_feed(s, o.bytes.data, o.bytes.len, &err), KUA_OK);
	assert_int_equal(kua_stream_finish(s, NULL, &r, &err), KUA_OK);
	assert_true(says(&r, KUA_DIAG_NO_OCR));
	assert_has(r.reason, "tesseract-ocr-kaz");
	assert_int_equal(kua_diagnostic(KUA_DIAG_OCR_INCOMPLETE)->level, KUA_WARNING);
	kua_stream_free(s);
	kua_answer_free(&o);
}

/* Time that was not enough is said of the page, and not held against whoever made it. */
static void a_page_that_takes_too_long(void **state)
{
	struct run *run = *state;
	struct kua_error err = {0};
	struct kua_reading r;
	struct kua_answer o;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels p = draw_page(WORDS, 200);
	static struct kua_ocr *ocr; /* never freed, as in the keeper */
	ocr = kua_ocr_new();
	put_png(&b, &p);
	kua_answer_init(&o, -1, &run->limits);
	kua_recognise_page(ocr, b.data, b.len, &(struct kua_page_request){.page = 1}, 0, &o);
	struct kua_stream *s = kua_stream_new(&run->limits, run->arena);
	assert_int_equal(kua_stream_feed(s, o.bytes.data, o.bytes.len, &err), KUA_OK);
	assert_int_equal(kua_stream_finish(s, NULL, &r, &err), KUA_OK);
	if (can_recognise(&r))
		assert_true(says(&r, KUA_DIAG_LIMIT));
	assert_false(says(&r, KUA_DIAG_TIME));
	kua_stream_free(s);
	kua_answer_free(&o);
	free(p.v);
	kua_buf_free(&b);
}

/* The same image over and over is recognised once or so; its text stands on each page. */
static void the_same_page_again(void **state)
{
	enum { PAGES = 12 };
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels p = draw_page(WORDS, 200), pages[PAGES];
	for (size_t i = 0; i < PAGES; i++)
		pages[i] = p;
	put_scan(&b, pages, PAGES);
	struct kua_reading r = take(*state, &b, "same.pdf");
	if (can_recognise(&r)) {
		assert_int_equal(r.n_recognised, 1);
		assert_int_equal(r.recognised[0].n_pages, PAGES);
		assert_has(r.recognised[0].text + r.recognised[0].pages[PAGES - 1].offset, WORDS);
		assert_false(says(&r, KUA_DIAG_SCANNED));
	}
	free(p.v);
	kua_buf_free(&b);
}

/* What was recognised until the document's time was over is kept, and the pages that were not are named. */
static void a_document_that_takes_too_long(void **state)
{
	enum { PAGES = 16 };
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_pixels pages[PAGES];
	for (size_t i = 0; i < PAGES; i++) {
		char words[80];
		(void)snprintf(words, sizeof words, "%s, page %zu", WORDS, i);
		pages[i] = draw_page(words, 300);
	}
	put_scan(&b, pages, PAGES);
	struct kua_reading r = take_within(*state, &b, "long.pdf", 1);
	if (can_recognise(&r)) {
		assert_true(r.read && r.partial);
		assert_int_equal(r.n_recognised, 1);
		assert_has(r.recognised[0].text, WORDS);
		assert_true(says(&r, KUA_DIAG_LIMIT));
		assert_true(says(&r, KUA_DIAG_SCANNED));
		assert_has(r.reason, "16");
		assert_hasnt(r.reason, "(1, 2");
	}
	for (size_t i = 0; i < PAGES; i++)
		free(pages[i].v);
	kua_buf_free(&b);
}

/* A word of look-alikes on a page of the other script is looked at again; on a page of both scripts none is. */
static void strangers(void **state)
{
	(void)state;
	struct kua_scripts english = {0}, mixed = {.latin = 200, .cyrillic = 100};
	for (int i = 0; i < 20; i++)
		kua_ocr_count_scripts(kua_str(WORDS), &english);
	kua_ocr_count_scripts(kua_str("РКЕ55"), &english);
	assert_int_equal(english.cyrillic, 3);
	assert_true(kua_ocr_is_stranger(kua_str("РКЕ55"), &english));
	assert_true(kua_ocr_is_stranger(kua_str("оп"), &english));
	assert_false(kua_ocr_is_stranger(kua_str("court"), &english));
	assert_false(kua_ocr_is_stranger(kua_str("2013"), &english));
	assert_false(kua_ocr_is_stranger(kua_str("суд"), &mixed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image), cmocka_unit_test(small_letters), cmocka_unit_test(a_scanned_pdf),
		cmocka_unit_test(pictures_without_text), cmocka_unit_test(what_is_not_installed),
		cmocka_unit_test(a_page_that_takes_too_long), cmocka_unit_test(the_same_page_again), cmocka_unit_test(strangers),
		cmocka_unit_test(a_document_that_takes_too_long),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
