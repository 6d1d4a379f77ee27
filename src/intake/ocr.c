/*
 * ocr.c - in the jail: one page from bytes to an answer, and the joined pages from answers to an item. See ocr.h.
 *
 * A page whose letters are small is made larger and tried again; one that makes no sense is turned, if Tesseract sees
 * which way. Of two attempts the one with more letters that are nearly certain counts. Pictures of people and places
 * give specks that look like letters here and there: where hardly any word is certain there is no text.
 *
 * What is found must not depend on how busy the machine is: time is counted as the processor spends it.
 */
#include "intake/ocr.h"

#include <nettle/sha2.h>
#include <time.h>
#include <unicode/uchar.h>

#include "intake/bytes.h"
#include "intake/image.h"

#define SMALL 24      /* pixels of a line's height below which letters are small */
#define SUITS 36      /* and which suits */
#define POOR 60       /* percent of confidence below which a page may be turned */
#define WARN 75       /* below which people are told */
#define TURN_SURE 1.0f /* how sure Tesseract must be of a turn */

/* ---- one page ---- */

/* Until when the processor may work on this page; no other attempt is begun behind `again`. Seconds of this process. */
struct patience {
	double until, again;
};

static double spent(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Tesseract asks between words. */
static bool is_over(void *patience, int words)
{
	(void)words;
	return spent() > ((const struct patience *)patience)->until;
}

static void attempt(const struct kua_ocr *ocr, PIX *pix, struct patience *patience, struct kua_recognised *out)
{
	*out = (struct kua_recognised){0};
	int dpi = ocr->pixGetXRes(pix);
	if (dpi < 70 || dpi > 1200) { /* as if it were a page of A4 */
		dpi = ocr->pixGetWidth(pix) * 10 / 83;
		dpi = dpi < 70 ? 70 : dpi > 600 ? 600 : dpi;
	}
	ETEXT_DESC *monitor = ocr->TessMonitorCreate();
	ocr->TessMonitorSetCancelThis(monitor, patience);
	ocr->TessMonitorSetCancelFunc(monitor, is_over);
	ocr->TessBaseAPISetImage2(ocr->letters, pix);
	ocr->TessBaseAPISetSourceResolution(ocr->letters, dpi);
	out->over = ocr->TessBaseAPIRecognize(ocr->letters, monitor) != 0 || is_over(patience, 0);
	ocr->TessMonitorDelete(monitor);
	kua_ocr_words(ocr, pix, out);
	ocr->TessBaseAPIClear(ocr->letters);
}

/* The better of two attempts; the other is freed. */
static void choose(struct kua_recognised *best, struct kua_recognised *other)
{
	if (other->sure > best->sure) {
		struct kua_recognised t = *best;
		*best = *other;
		*other = t;
	}
	kua_buf_free(&other->text);
}

/* Quarters by which the page should be turned clockwise; 0 where it stands or nobody can tell. */
static int turn_of(const struct kua_ocr *ocr, PIX *pix)
{
	int degrees = 0;
	float sure = 0, script_sure;
	const char *script;
	if (!ocr->orientation)
		return 0;
	ocr->TessBaseAPISetImage2(ocr->orientation, pix);
	bool found = ocr->TessBaseAPIDetectOrientationScript(ocr->orientation, &degrees, &sure, &script, &script_sure);
	ocr->TessBaseAPIClear(ocr->orientation);
	return found && sure >= TURN_SURE ? (degrees / 90) & 3 : 0;
}

void kua_ocr_recognise(const struct kua_ocr *ocr, PIX *pix, unsigned seconds, struct kua_recognised *out)
{
	struct kua_recognised again;
	double start = spent();
	struct patience patience = {start + seconds * 5 / 6.0, start + seconds / 3.0}; /* the process is ended at `seconds` */
	attempt(ocr, pix, &patience, out);
	bool poor = out->letters && out->confidence < POOR;
	int turn = poor && spent() < patience.again ? turn_of(ocr, pix) : 0;
	PIX *turned = turn ? ocr->pixRotateOrth(pix, 4 - turn) : NULL;
	if (turned) {
		attempt(ocr, turned, &patience, &again);
		choose(out, &again);
	}
	PIX *from = turned ? turned : pix;
	double pixels = (double)ocr->pixGetWidth(from) * ocr->pixGetHeight(from);
	float by = out->height ? (float)SUITS / (float)out->height : 1;
	by = by > 3 ? 3 : by;
	if (out->height && out->height < SMALL && spent() < patience.again && pixels * (double)by * (double)by <= (double)KUA_PAGE_PIXELS) {
		PIX *larger = ocr->pixScale(from, by, by);
		if (larger) {
			attempt(ocr, larger, &patience, &again);
			choose(out, &again);
			ocr->pixDestroy(&larger);
		}
	}
	ocr->pixDestroy(&turned);
	ocr->pixDestroy(&pix);
}

/* Specks that look like letters here and there. */
static bool is_noise(const struct kua_recognised *r)
{
	return r->sure < 3 || (r->confidence < POOR && r->sure * 3 < r->letters);
}

/* Answer the digest of its pixels. Was such a page seen before? */
static bool was_seen(const struct kua_ocr *ocr, PIX *pix, const struct kua_page_request *page, struct kua_answer *o)
{
	unsigned char digest[KUA_PIXELS_HEX / 2];
	char hex[KUA_PIXELS_HEX + 1];
	int32_t shape[] = {ocr->pixGetWidth(pix), ocr->pixGetHeight(pix), ocr->pixGetXRes(pix)};
	struct sha256_ctx h;
	sha256_init(&h);
	sha256_update(&h, sizeof shape, (const uint8_t *)shape);
	sha256_update(&h, (size_t)ocr->pixGetWpl(pix) * 4 * (size_t)shape[1], (const uint8_t *)ocr->pixGetData(pix));
	sha256_digest(&h, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", (unsigned)digest[i]);
	kua_answer_meta(o, KUA_META_PIXELS, kua_str(hex));
	for (size_t i = 0; i < page->n_seen && i < KUA_SEEN; i++)
		if (memcmp(page->seen[i], hex, KUA_PIXELS_HEX) == 0)
			return true;
	return false;
}

void kua_recognise_page(const struct kua_ocr *ocr, const char *bytes, size_t n, const struct kua_page_request *page,
                        unsigned seconds, struct kua_answer *o)
{
	struct kua_recognised r = {0};
	const char *why;
	kua_answer_media_type(o, "text/plain; charset=utf-8");
	if (!ocr->letters) {
		kua_answer_diagnose(o, KUA_DIAG_NO_OCR, "%s", ocr->missing);
		kua_answer_end(o);
		return;
	}
	if (ocr->missing[0])
		kua_answer_diagnose(o, KUA_DIAG_OCR_INCOMPLETE, "%s", ocr->missing);
	PIX *pix = kua_ocr_page(ocr, bytes, n, page->page - 1, &why);
	if (!pix) {
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "%s", why);
		kua_answer_end(o);
		return;
	}
	if (was_seen(ocr, pix, page, o)) {
		ocr->pixDestroy(&pix);
		kua_answer_diagnose(o, KUA_DIAG_NO_TEXT, NULL);
		kua_answer_end(o);
		return;
	}
	kua_ocr_recognise(ocr, pix, seconds, &r);
	if (r.over)
		kua_answer_diagnose(o, KUA_DIAG_LIMIT, "%s", KUA_RECOGNITION_STOPPED);
	if (is_noise(&r)) {
		kua_answer_diagnose(o, KUA_DIAG_NO_TEXT, NULL);
	} else {
		struct kua_found f = {.text = {r.text.data, r.text.len},
		                      .confidence = (unsigned char)(r.confidence ? r.confidence : 1)};
		(void)kua_answer_item(o, &f);
	}
	kua_answer_end(o);
	kua_buf_free(&r.text);
}

/* ---- all pages ---- */

#define PAGE_HEADER ((size_t)16)

void kua_pages_add(struct kua_buf *b, uint32_t page, unsigned confidence, const char *text)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < 4; i++)
		kua_buf_char(b, (char)(page >> (8 * i)));
	for (size_t i = 0; i < 4; i++)
		kua_buf_char(b, (char)(confidence >> (8 * i)));
	for (size_t i = 0; i < 8; i++)
		kua_buf_char(b, (char)((uint64_t)n >> (8 * i)));
	kua_buf_add(b, text, n);
}

/* What stands between two pages: a blank, where a sentence goes on. */
static const char *parting(struct kua_str before, struct kua_str next)
{
	size_t at = before.n, pos = 0;
	if (!before.n || !next.n)
		return "";
	while (at > 0 && ((unsigned char)before.s[--at] & 0xc0) == 0x80)
		;
	uint32_t last = kua_next_char(before, &at), first = kua_next_char(next, &pos);
	return (u_isalpha((UChar32)last) || last == ',') && u_islower((UChar32)first) ? " " : "\n\n";
}

void kua_join_pages(const struct kua_words *w, const char *bytes, size_t n, struct kua_answer *o)
{
	struct kua_buf text = KUA_BUF_INIT;
	KUA_VEC(struct kua_page_at) pages = {0};
	uint64_t sum = 0, weight = 0;
	for (size_t pos = 0; n - pos >= PAGE_HEADER;) {
		uint32_t page = kua_le32(bytes + pos), confidence = kua_le32(bytes + pos + 4);
		uint64_t length = kua_le64(bytes + pos + 8);
		pos += PAGE_HEADER;
		if (length > n - pos)
			break;
		struct kua_str s = {bytes + pos, (size_t)length};
		kua_buf_str(&text, parting((struct kua_str){text.data, text.len}, s));
		*kua_vec_add(&pages) = (struct kua_page_at){page, text.len};
		kua_buf_add(&text, s.s, s.n);
		sum += (uint64_t)confidence * s.n;
		weight += s.n;
		pos += s.n;
	}
	struct kua_found f = {.text = {text.data, text.len}, .pages = pages.v, .n_pages = pages.n};
	unsigned mean = weight ? (unsigned)(sum / weight) : 0;
	f.confidence = (unsigned char)(mean < 1 ? 1 : mean > 100 ? 100 : mean);
	o->words = w;
	kua_answer_media_type(o, "text/plain; charset=utf-8");
	if (text.len) {
		kua_find_byline(w, f.text, f.text, &f);
		(void)kua_answer_item(o, &f);
		kua_answer_diagnose(o, KUA_DIAG_LETTERS_RECOGNISED, "%zu pages, %u of 100 certain", pages.n, (unsigned)f.confidence);
		if (f.confidence < WARN)
			kua_answer_diagnose(o, KUA_DIAG_OCR_POOR, NULL);
	}
	kua_answer_end(o);
	kua_vec_free(&pages);
	kua_buf_free(&text);
}
