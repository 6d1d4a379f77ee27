/* test_image.c - what cameras and programs write into images, sizes and pages, and images made to do harm. No pixel is decoded. */
#include "run.h"

#include <zlib.h>

#include "intake/image.h"
#include "intake/ocr_parent.h"

/* ---- images made here ---- */

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

static void put_be32(struct kua_buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		kua_buf_char(b, (char)(v >> shift));
}

static void put_entry(struct kua_buf *b, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
	put16(b, tag);
	put16(b, type);
	put32(b, count);
	put32(b, value);
}

/* A camera's block: main directory at 8, EXIF's at 100, the place's at 150, values from 220 on. */
static void put_exif(struct kua_buf *b)
{
	static const uint32_t north[] = {43, 1, 20, 1, 2454, 100}, west[] = {52, 1, 51, 1, 0, 1};
	struct kua_buf t = KUA_BUF_INIT;
	kua_buf_add(&t, "II*\0\x08\0\0\0", 8);
	put16(&t, 6);
	put_entry(&t, 0x10f, 2, 6, 220);
	put_entry(&t, 0x110, 2, 10, 230);
	put_entry(&t, 0x112, 3, 1, 6);
	put_entry(&t, 0x13b, 2, 11, 244);
	put_entry(&t, 0x8769, 4, 1, 100);
	put_entry(&t, 0x8825, 4, 1, 150);
	put32(&t, 0);
	while (t.len < 100)
		kua_buf_char(&t, '\0');
	put16(&t, 2);
	put_entry(&t, 0x9003, 2, 20, 260);
	put_entry(&t, 0x9011, 2, 7, 284);
	put32(&t, 0);
	while (t.len < 150)
		kua_buf_char(&t, '\0');
	put16(&t, 4);
	put_entry(&t, 1, 2, 2, 'N');
	put_entry(&t, 2, 5, 3, 300);
	put_entry(&t, 3, 2, 2, 'W');
	put_entry(&t, 4, 5, 3, 324);
	put32(&t, 0);
	static const struct {
		size_t at;
		const char *s;
	} strings[] = {{220, "Canon"}, {230, "Canon EOS"}, {244, "Jane Smith"}, {260, "2011:12:16 12:05:33"}, {284, "+06:00"}};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		while (t.len < strings[i].at)
			kua_buf_char(&t, '\0');
		kua_buf_str(&t, strings[i].s);
	}
	while (t.len < 300)
		kua_buf_char(&t, '\0');
	for (size_t i = 0; i < 6; i++)
		put32(&t, north[i]);
	for (size_t i = 0; i < 6; i++)
		put32(&t, west[i]);
	kua_buf_add(b, t.data, t.len);
	kua_buf_free(&t);
}

static void put_jpeg(struct kua_buf *b, unsigned width, unsigned height)
{
	struct kua_buf exif = KUA_BUF_INIT;
	put_exif(&exif);
	kua_buf_add(b, "\xff\xd8\xff\xe1", 4);
	kua_buf_char(b, (char)((exif.len + 8) >> 8));
	kua_buf_char(b, (char)(exif.len + 8));
	kua_buf_add(b, "Exif\0\0", 6);
	kua_buf_add(b, exif.data, exif.len);
	kua_buf_add(b, "\xff\xc0\0\x0b\x08", 5);
	kua_buf_char(b, (char)(height >> 8));
	kua_buf_char(b, (char)height);
	kua_buf_char(b, (char)(width >> 8));
	kua_buf_char(b, (char)width);
	kua_buf_add(b, "\1\1\x11\0\xff\xda\0\x08\1\1\0\0?\0\xff\xd9", 16);
	kua_buf_free(&exif);
}

static void put_chunk(struct kua_buf *b, const char *type, const char *data, size_t n)
{
	size_t from = b->len + 4;
	put_be32(b, (uint32_t)n);
	kua_buf_str(b, type);
	kua_buf_add(b, data, n);
	put_be32(b, (uint32_t)crc32(0, (const Bytef *)b->data + from, (uInt)(n + 4)));
}

static void put_png(struct kua_buf *b, uint32_t width, uint32_t height)
{
	struct kua_buf head = KUA_BUF_INIT;
	put_be32(&head, width);
	put_be32(&head, height);
	kua_buf_add(&head, "\x08\0\0\0\0", 5);
	kua_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
	put_chunk(b, "IHDR", head.data, head.len);
	kua_buf_free(&head);
}

/* n directories of a page each, the last of which points to `then`. */
static void put_tiff(struct kua_buf *b, size_t n, uint32_t then)
{
	kua_buf_add(b, "II*\0\x08\0\0\0", 8);
	for (size_t i = 0; i < n; i++) {
		put16(b, 2);
		put_entry(b, 0x100, 4, 1, 640);
		put_entry(b, 0x101, 4, 1, 480);
		put32(b, i + 1 < n ? (uint32_t)b->len + 4 : then);
	}
}

static bool has_meta(const struct kua_reading *r, const char *line)
{
	return kua_list_has(&r->metadata, line);
}

/* ---- tests ---- */

static void what_a_camera_wrote(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	put_jpeg(&b, 640, 480);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "photo.jpg");
	assert_string_equal(r.media_type, "image/jpeg");
	assert_true(has_meta(&r, "exif.date: 2011-12-16T12:05:33+06:00"));
	assert_true(has_meta(&r, "exif.gps: 43.340150, -52.850000"));
	assert_true(has_meta(&r, "exif.camera: Canon EOS"));
	assert_true(has_meta(&r, "exif.author: Jane Smith"));
	assert_true(has_meta(&r, "image.size: 640 x 480"));
	assert_int_equal(r.n_wanted, 1);
	assert_int_equal(r.wanted[0], 1);
	struct kua_image im;
	assert_true(kua_image_look(b.data, b.len, 0, &im));
	assert_int_equal(im.orientation, 6);
	/* whole it is not broken; without its end it is */
	assert_null(r.reason);
	r = run_bytes(*state, b.data, b.len - 2, "photo.jpg");
	assert_int_equal(r.n_wanted, 1);
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_BROKEN);
	/* cut anywhere, it is still answered */
	for (size_t n = 4; n < b.len; n++) {
		r = run_bytes(*state, b.data, n, "photo.jpg");
		assert_true(r.n_wanted == 1 || r.reason);
	}
	kua_buf_free(&b);
}

static void what_a_png_carries(void **state)
{
	static const char xmp[] = "XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
	    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
	    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmp:CreateDate='2011-12-16T12:05:33'><dc:title><rdf:Alt><rdf:li>The square</rdf:li>"
	    "</rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>";
	struct kua_buf b = KUA_BUF_INIT, packed = KUA_BUF_INIT;
	Bytef out[200];
	uLongf n = sizeof out;
	assert_int_equal(compress(out, &n, (const Bytef *)"made by a program", 17), Z_OK);
	kua_buf_add(&packed, "Software\0\0", 10);
	kua_buf_add(&packed, out, n);
	put_png(&b, 8, 8);
	put_chunk(&b, "tEXt", "Author\0Jos\xe9", 11);
	put_chunk(&b, "zTXt", packed.data, packed.len);
	put_chunk(&b, "iTXt", xmp, sizeof xmp - 1);
	put_chunk(&b, "IEND", "", 0);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "shot.png");
	assert_true(has_meta(&r, "exif.author: José"));
	assert_true(has_meta(&r, "exif.software: made by a program"));
	assert_true(has_meta(&r, "exif.created: 2011-12-16T12:05:33"));
	assert_true(has_meta(&r, "exif.title: The square"));
	kua_buf_free(&b);
	kua_buf_free(&packed);
}

/* A text that unpacks to much more than a line is cut, not grown. */
static void packed_text_is_limited(void **state)
{
	size_t n = (size_t)4 << 20;
	uLongf room = compressBound(n);
	char *zeros = kua_calloc(n, 1), *out = kua_malloc(room);
	memset(zeros, 'x', n);
	assert_int_equal(compress((Bytef *)out, &room, (Bytef *)zeros, n), Z_OK);
	struct kua_buf b = KUA_BUF_INIT, packed = KUA_BUF_INIT;
	kua_buf_add(&packed, "Comment\0\0", 9);
	kua_buf_add(&packed, out, room);
	put_png(&b, 8, 8);
	put_chunk(&b, "zTXt", packed.data, packed.len);
	put_chunk(&b, "IEND", "", 0);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "bomb.png");
	assert_int_equal(r.metadata.n, 2);
	assert_true(strlen(r.metadata.v[1]) <= KUA_LINE_BYTES);
	kua_buf_free(&b);
	kua_buf_free(&packed);
	free(zeros);
	free(out);
}

static void too_many_pixels(void **state)
{
	/* one row less than the limit, and one more */
	for (uint32_t rows = 14999; rows <= 15001; rows += 2) {
		struct kua_buf b = KUA_BUF_INIT;
		put_png(&b, 10000, rows);
		put_chunk(&b, "IEND", "", 0);
		struct kua_reading r = run_bytes(*state, b.data, b.len, "large.png");
		assert_int_equal(r.n_wanted, rows < 15000 ? 1 : 0);
		if (rows > 15000)
			assert_has(r.reason, "10000 x 15001 pixels, more than 150000000 in all");
		kua_buf_free(&b);
	}
	struct kua_buf b = KUA_BUF_INIT;
	put_jpeg(&b, 65000, 65000);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "large.jpg");
	assert_has(r.reason, "65000 x 65000 pixels");
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_TOO_LARGE);
	kua_buf_free(&b);
}

static void pages_of_a_tiff(void **state)
{
	static const struct {
		size_t n;
		uint32_t then;
		size_t pages;
		bool limited;
	} cases[] = {
		{1, 0, 1, false}, {3, 0, 3, false}, {3, 8, 3, false} /* a loop */, {1, 8, 1, false} /* to itself */,
		{2, 0xfffffff0, 2, false}, {KUA_IMAGE_PAGES, 0, KUA_IMAGE_PAGES, false}, {KUA_IMAGE_PAGES + 1, 0, KUA_IMAGE_PAGES, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		put_tiff(&b, cases[i].n, cases[i].then);
		struct kua_reading r = run_bytes(*state, b.data, b.len, "scan.tif");
		assert_int_equal(r.n_wanted, cases[i].pages);
		assert_int_equal(r.n_diagnosed, cases[i].limited ? 1 : 0);
		if (cases[i].limited)
			assert_int_equal(r.diagnosed[0].id, KUA_DIAG_LIMIT);
		kua_buf_free(&b);
	}
}

static void what_cannot_be_decoded(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_add(&b, "\0\0\0\x18" "ftypheic\0\0\0\0mif1heicExif\0\0", 30);
	put_exif(&b);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "photo.heic");
	assert_string_equal(r.media_type, "image/heic");
	assert_true(has_meta(&r, "exif.gps: 43.340150, -52.850000"));
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_NO_READER);
	kua_buf_free(&b);
	r = run_bytes(*state, "\0\0\0\x18" "ftypisom\0\0\0\0", 16, "film.mp4");
	assert_has(r.reason, "a film");
	r = run_bytes(*state, "RIFF\x10\0\0\0WAVEfmt ", 16, "sound.wav");
	assert_has(r.reason, "a sound");
	r = run_text(*state, "BMW and others were named.\n", "x.txt");
	assert_true(r.read);
}

/* ---- pages that were recognised ---- */

static struct kua_reading join(struct run *r, const struct kua_buf *pages)
{
	struct kua_error err = {0};
	struct kua_answer o;
	struct kua_reading out = {0};
	kua_answer_init(&o, -1, &r->limits);
	kua_join_pages(r->words, pages->data, pages->len, &o);
	struct kua_stream *s = kua_stream_new(&r->limits, r->arena);
	if (kua_stream_feed(s, o.bytes.data, o.bytes.len, &err) != KUA_OK || kua_stream_finish(s, NULL, &out, &err) != KUA_OK)
		fail_msg("%s", err.text);
	kua_stream_free(s);
	kua_answer_free(&o);
	return out;
}

static void pages_are_joined(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_pages_add(&b, 2, 90, "The verdict\n\n2 July 2013\n\nThe court heard the");
	kua_pages_add(&b, 3, 90, "witnesses again.");
	kua_pages_add(&b, 7, 90, "Then it rose.");
	struct kua_reading r = join(*state, &b);
	assert_int_equal(r.n, 1);
	assert_string_equal(r.items[0].text, "The verdict\n\n2 July 2013\n\nThe court heard the witnesses again.\n\nThen it rose.");
	assert_string_equal(r.items[0].published_on, "2013-07-02");
	assert_int_equal(r.items[0].confidence, 90);
	assert_int_equal(r.items[0].n_pages, 3);
	assert_int_equal(r.items[0].pages[1].page, 3);
	assert_string_equal(r.items[0].text + r.items[0].pages[1].offset, "witnesses again.\n\nThen it rose.");
	assert_int_equal(r.n_diagnosed, 1);
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_LETTERS_RECOGNISED);
	kua_pages_add(&b, 8, 20, "Xq vv. The lettrs are hrd to see on this page, and on all of it; they might say nothng of the sort.");
	r = join(*state, &b);
	assert_int_equal(r.diagnosed[1].id, KUA_DIAG_OCR_POOR);
	b.len -= 5; /* torn: the whole pages count */
	r = join(*state, &b);
	assert_int_equal(r.items[0].n_pages, 3);
	kua_buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_camera_wrote), cmocka_unit_test(what_a_png_carries), cmocka_unit_test(packed_text_is_limited),
		cmocka_unit_test(too_many_pixels), cmocka_unit_test(pages_of_a_tiff), cmocka_unit_test(what_cannot_be_decoded),
		cmocka_unit_test(pages_are_joined),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
