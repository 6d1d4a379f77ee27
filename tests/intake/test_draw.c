/* test_draw.c - how a page of a document looks, through keeper and jail: what is drawn, what is marked, what is said where nothing can be. */
#include "run.h"

#include "intake/keeper.h"
#include "pdf_make.h"

struct drawn {
	struct kua_intake *in;
	struct kua_arena *a;
	struct kua_picture p;
};

static int open_readers(void **state)
{
	struct kua_error err = {0};
	struct drawn *d = kua_calloc(1, sizeof *d);
	d->a = kua_arena_new();
	if (kua_intake_start(getenv("KUA_DATA"), NULL, &d->in, &err) != KUA_OK)
		print_error("%s\n", err.text);
	*state = d;
	return d->in ? 0 : -1;
}

static int close_readers(void **state)
{
	struct drawn *d = *state;
	kua_intake_stop(d->in);
	kua_arena_free(d->a);
	free(d);
	return 0;
}

static void draw(struct drawn *d, const struct kua_buf *b, struct kua_picture_wanted w)
{
	struct kua_error err = {0};
	struct kua_given given = {.name = "a", .bytes = kua_content_of(b->data, b->len)};
	if (kua_intake_draw(d->in, &given, &w, d->a, &d->p, &err) != KUA_OK)
		fail_msg("%s", err.text);
	assert_true(d->p.pixels || d->p.why);
}

/* The colour of a pixel as 0xRRGGBB. */
static unsigned at(const struct kua_picture *p, uint32_t x, uint32_t y)
{
	assert_true(x < p->width && y < p->height);
	const unsigned char *v = p->pixels + ((size_t)y * p->width + x) * p->channels;
	return p->channels == 1 ? v[0] * 0x10101u : (unsigned)v[0] << 16 | (unsigned)v[1] << 8 | v[2];
}

static size_t coloured(const struct kua_picture *p, uint32_t y0, uint32_t y1)
{
	size_t n = 0;
	for (uint32_t y = y0; y < y1 && p->channels == 3; y++)
		for (uint32_t x = 0; x < p->width; x++) {
			unsigned c = at(p, x, y);
			n += (c >> 16 & 0xff) > (c & 0xff) + 40;
		}
	return n;
}

/* Text in two columns, its second sentence parted by a hyphen and by the gutter. */
static struct kua_buf *two_columns_on(struct made *m, const char *more)
{
	static const char *const left[] = {"The police say nothing.", "Seventy men were killed by sol-"};
	static const char *const right[] = {"diers in the square of the", "town, says the union."};
	struct kua_buf *p = made_page(m);
	for (size_t i = 0; i < 2; i++) {
		made_line(p, "F1", 11, 72, 100 + 14 * (double)i, left[i]);
		made_line(p, "F1", 11, 320, 400 + 14 * (double)i, right[i]);
	}
	m->page_more[0] = more;
	return made_end(m);
}

static struct kua_buf *two_columns(struct made *m)
{
	return two_columns_on(m, "");
}

static void a_page_is_drawn_in_grey_where_it_has_no_colour(void **state)
{
	struct drawn *d = *state;
	struct made m = made_new();
	struct kua_buf *b = two_columns(&m);
	draw(d, b, (struct kua_picture_wanted){.page = 1, .width = 595});
	assert_non_null(d->p.pixels);
	assert_int_equal(d->p.width, 595);
	assert_int_equal(d->p.height, 842);
	assert_int_equal(d->p.channels, 1);
	assert_int_equal(d->p.pages, 1);
	assert_null(d->p.why);
	assert_int_equal(at(&d->p, 10, 10), 0xffffff);
	size_t ink = 0;
	for (uint32_t x = 72; x < 200; x++)
		ink += at(&d->p, x, 96) < 0x800000;
	assert_true(ink > 5);
	made_free(&m);
}

static void a_passage_is_marked_where_its_letters_stand(void **state)
{
	static const char whole[] = "The police say nothing.", parted[] = "Seventy men were killed by soldiers in the square of the town",
	                  nowhere[] = "Nobody ever wrote this sentence here.";
	struct drawn *d = *state;
	struct made m = made_new();
	struct kua_buf *b = two_columns(&m);
	struct kua_picture_mark mark = {KUA_SHOWN_CHOSEN, whole, sizeof whole - 1};
	struct kua_picture_wanted w = {.page = 1, .width = 595, .marks = &mark, .n_marks = 1};
	draw(d, b, w);
	assert_int_equal(d->p.channels, 3);
	assert_true(coloured(&d->p, 88, 104) > 500);
	assert_int_equal(coloured(&d->p, 130, 842), 0);
	mark = (struct kua_picture_mark){KUA_SHOWN_FIGURE, parted, sizeof parted - 1};
	draw(d, b, w);
	assert_true(coloured(&d->p, 103, 120) > 500);  /* in the left column */
	assert_true(coloured(&d->p, 388, 404) > 500);  /* in the right one */
	assert_int_equal(coloured(&d->p, 130, 380), 0);
	mark = (struct kua_picture_mark){KUA_SHOWN_FIGURE, nowhere, sizeof nowhere - 1};
	draw(d, b, w);
	assert_int_equal(d->p.channels, 1);
	mark.text = "a\0b";
	mark.n = 3;
	draw(d, b, w);
	assert_int_equal(d->p.channels, 1);
	made_free(&m);
}

/* More passages than a request has room for: the first are marked, the page is drawn all the same. */
static void marks_at_the_limit_and_past_it(void **state)
{
	static const char last[] = "The police say nothing.";
	static char long_text[KUA_MARKS_BYTES];
	struct drawn *d = *state;
	struct kua_picture_mark marks[KUA_PICTURE_MARKS + 1];
	struct made m = made_new();
	struct kua_buf *b = two_columns(&m);
	struct kua_picture_wanted w = {.page = 1, .width = 595, .marks = marks};
	for (size_t n = KUA_PICTURE_MARKS; n <= KUA_PICTURE_MARKS + 1; n++) {
		for (size_t i = 0; i < n; i++)
			marks[i] = (struct kua_picture_mark){KUA_SHOWN_STEP, "no such sentence", 16};
		marks[n - 1] = (struct kua_picture_mark){KUA_SHOWN_FIGURE, last, sizeof last - 1};
		w.n_marks = n;
		draw(d, b, w);
		assert_int_equal(coloured(&d->p, 80, 110) > 500, n == KUA_PICTURE_MARKS);
	}
	memset(long_text, 'x', sizeof long_text);
	for (size_t n = KUA_MARKS_BYTES - 2; n <= KUA_MARKS_BYTES - 1; n++) {
		marks[0] = (struct kua_picture_mark){KUA_SHOWN_FIGURE, long_text, n};
		marks[1] = (struct kua_picture_mark){KUA_SHOWN_FIGURE, last, sizeof last - 1};
		w.n_marks = 2;
		draw(d, b, w);
		assert_int_equal(coloured(&d->p, 80, 110) > 500, n == KUA_MARKS_BYTES - 1);
	}
	made_free(&m);
}

static void a_large_picture_is_made_smaller(void **state)
{
	struct drawn *d = *state;
	struct made m = made_new();
	struct kua_buf *b = two_columns(&m);
	draw(d, b, (struct kua_picture_wanted){.page = 1, .width = 2000}); /* 2000 x 2830: below */
	assert_int_equal(d->p.width, 2000);
	draw(d, b, (struct kua_picture_wanted){.page = 1, .width = KUA_PICTURE_WIDTH + 1});
	assert_true((uint64_t)d->p.width * d->p.height <= KUA_PICTURE_PIXELS);
	assert_true((uint64_t)d->p.width * d->p.height > KUA_PICTURE_PIXELS / 10 * 9);
	made_free(&m);
}

/* Pages of no sensible shape have a picture within the limits all the same, or none. */
static void a_page_of_one_line(void **state)
{
	static const char *const boxes[] = {"/MediaBox [0 0 14400 1]", "/MediaBox [0 0 1 14400]", "/MediaBox [0 0 0.001 0.001]", "/MediaBox [0 0 1e9 1e9]"};
	struct drawn *d = *state;
	for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
		struct made m = made_new();
		struct kua_buf *b = two_columns_on(&m, boxes[i]);
		draw(d, b, (struct kua_picture_wanted){.page = 1, .width = KUA_PICTURE_WIDTH});
		assert_true(!d->p.pixels || (uint64_t)d->p.width * d->p.height <= KUA_PICTURE_PIXELS);
		assert_null(d->p.why ? strstr(d->p.why, "nonsense") : NULL);
		made_free(&m);
	}
}

static void why_there_is_none(void **state)
{
	struct drawn *d = *state;
	struct made m = made_new();
	struct kua_buf *b = two_columns(&m), text = KUA_BUF_INIT, torn = KUA_BUF_INIT;
	draw(d, b, (struct kua_picture_wanted){.page = 2, .width = 500});
	assert_null(d->p.pixels);
	assert_non_null(strstr(d->p.why, "there is no page 2"));
	kua_buf_str(&text, "Only a text.\n");
	draw(d, &text, (struct kua_picture_wanted){.page = 1, .width = 500});
	assert_null(d->p.pixels);
	assert_non_null(strstr(d->p.why, "neither a PDF nor an image"));
	kua_buf_str(&torn, "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
	draw(d, &torn, (struct kua_picture_wanted){.page = 1, .width = 500});
	assert_null(d->p.pixels);
	kua_buf_clear(&torn);
	kua_buf_add(&torn, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\2\0\0\0\0\0\0\0", 33);
	draw(d, &torn, (struct kua_picture_wanted){.page = 1, .width = 500});
	assert_non_null(d->p.why); /* whatever of it was drawn */
	kua_buf_free(&text);
	kua_buf_free(&torn);
	made_free(&m);
}

/* ---- images ---- */

static void put16(struct kua_buf *b, unsigned v)
{
	kua_buf_char(b, (char)v);
	kua_buf_char(b, (char)(v >> 8));
}

static void put32(struct kua_buf *b, uint32_t v)
{
	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

/* A TIFF of one page, 40 by 20, of which the left upper corner is black; with a name in it. */
static void put_tiff(struct kua_buf *b, unsigned orientation)
{
	const uint32_t fields[][4] = {
		{256, 4, 1, 40}, {257, 4, 1, 20}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1}, {273, 4, 1, 150}, {274, 3, 1, orientation},
		{277, 3, 1, 1}, {278, 4, 1, 20}, {279, 4, 1, 800},
	};
	kua_buf_add(b, "II*\0", 4);
	put32(b, 8);
	put16(b, sizeof fields / sizeof *fields);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		put16(b, fields[i][0]);
		put16(b, fields[i][1]);
		put32(b, fields[i][2]);
		put32(b, fields[i][3]);
	}
	put32(b, 0);
	while (b->len < 150)
		kua_buf_char(b, '\0');
	for (int y = 0; y < 20; y++)
		for (int x = 0; x < 40; x++)
			kua_buf_char(b, y < 10 && x < 20 ? '\0' : '\xff');
}

static void an_image_is_shown_as_the_camera_was_held(void **state)
{
	/* where the black corner is then: bit 0 right, bit 1 below */
	static const unsigned corner[9] = {0, 0, 1, 3, 2, 0, 1, 3, 2};
	struct drawn *d = *state;
	for (unsigned orientation = 0; orientation <= 8; orientation++) {
		struct kua_buf b = KUA_BUF_INIT;
		put_tiff(&b, orientation);
		draw(d, &b, (struct kua_picture_wanted){.page = 1, .width = 1000});
		assert_non_null(d->p.pixels);
		assert_int_equal(d->p.width, orientation >= 5 ? 20 : 40); /* never made larger */
		assert_int_equal(d->p.height, orientation >= 5 ? 40 : 20);
		assert_int_equal(d->p.channels, 1);
		for (unsigned where = 0; where < 4; where++) {
			uint32_t x = d->p.width / 4 + (where & 1 ? d->p.width / 2 : 0), y = d->p.height / 4 + (where & 2 ? d->p.height / 2 : 0);
			assert_int_equal(at(&d->p, x, y) < 0x808080, where == corner[orientation]);
		}
		kua_buf_free(&b);
	}
}

/* ---- the parent believes nothing ---- */

static bool believed(const char *line, size_t bytes, size_t n_inner)
{
	const char *said = line ? line : "pages: 1";
	const struct kua_raw_inner inner = {.name = "pixels", .bytes = "", .n = bytes};
	struct kua_reading r = {.n_inner = n_inner, .inner = &inner, .metadata = {&said, 1}};
	struct kua_picture p;
	return kua_picture_of(&r, &p);
}

static void what_is_no_picture_is_not_believed(void **state)
{
	(void)state;
	assert_true(believed("picture: 20 30 3 1", 1800, 1));
	assert_true(believed("picture: 20 30 1 0", 600, 1));
	assert_false(believed("picture: 20 30 3 1", 1799, 1));
	assert_false(believed("picture: 20 30 3 1", 1801, 1));
	assert_false(believed("picture: 20 30 2 1", 1200, 1));
	assert_false(believed("picture: 0 30 3 1", 0, 1));
	assert_false(believed("picture: 4294967296 1 1 1", 0, 1));
	assert_false(believed("picture: 65536 65536 1 1", 0, 1));
	assert_true(believed("picture: 3000 2000 1 1", 6000000, 1));
	assert_false(believed("picture: 3000 2001 1 1", 6003000, 1));
	assert_false(believed("picture: 20 30 3", 1800, 1));
	assert_false(believed("picture: 20 30 3 1 ", 1800, 1));
	assert_false(believed("picture: -20 -30 3 1", 1800, 1));
	assert_false(believed("picture: 20 30 3 1", 1800, 0));
	assert_false(believed("picture: 20 30 3 1", 1800, 2));
	assert_false(believed(NULL, 1800, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_is_drawn_in_grey_where_it_has_no_colour, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(a_passage_is_marked_where_its_letters_stand, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(marks_at_the_limit_and_past_it, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(a_large_picture_is_made_smaller, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(a_page_of_one_line, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(why_there_is_none, open_readers, close_readers),
		cmocka_unit_test_setup_teardown(an_image_is_shown_as_the_camera_was_held, open_readers, close_readers),
		cmocka_unit_test(what_is_no_picture_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
