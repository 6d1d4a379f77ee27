/*
 * ocr_words.c - what was recognised on a page as text: words to lines, lines to paragraphs.
 *
 * Tesseract's own paragraphs are parted by blank lines. Inside one, a line goes on in the next where the next one's
 * first word would not have fitted behind it, as in running text; else it ends where it ends, as the lines of a
 * letterhead do. A word parted at the end of a line is joined.
 *
 * Latin and Cyrillic have letters that look the same. A word in a script that its page hardly knows is looked at once
 * more with nothing but the languages of the page's script, and counts as what that says where it is surer of it.
 */
#include "intake/ocr.h"

#include <unicode/uchar.h>

#define HARDLY 20 /* times as many letters has the script of a page */
#define MOST_STRANGERS 100 /* words of a page looked at again */
#define SURE 80 /* percent from which a word is nearly certain */

struct line {
	size_t at, n;        /* bytes of words */
	int left, right;
	int first_word;      /* its width */
	int top, bottom;
	int block_right;     /* the rightmost end of the lines of its block */
	bool paragraph;      /* begins one */
	bool block;
};
struct lines {
	KUA_VEC(struct line) v;
	struct kua_buf words;
	double sum, weight;
	struct kua_scripts scripts; /* of the page */
	size_t strangers;
};

static size_t count_letters(struct kua_str s)
{
	size_t n = 0;
	for (size_t pos = 0; pos < s.n;)
		n += (size_t)u_isalnum((UChar32)kua_next_char(s, &pos));
	return n;
}

void kua_ocr_count_scripts(struct kua_str word, struct kua_scripts *sum)
{
	for (size_t pos = 0; pos < word.n;) {
		uint32_t c = kua_next_char(word, &pos);
		bool letter = u_isalpha((UChar32)c);
		sum->latin += letter && c < 0x250;
		sum->cyrillic += letter && c >= 0x400 && c < 0x530;
	}
}

bool kua_ocr_is_stranger(struct kua_str word, const struct kua_scripts *page)
{
	struct kua_scripts own = {0};
	kua_ocr_count_scripts(word, &own);
	return (own.cyrillic && page->latin > HARDLY * page->cyrillic) || (own.latin && page->cyrillic > HARDLY * page->latin);
}

static void count_page(const struct kua_ocr *ocr, struct lines *l, TessResultIterator *it)
{
	do {
		char *word = ocr->TessResultIteratorGetUTF8Text(it, RIL_WORD);
		if (word && kua_utf8_valid(word, strlen(word)))
			kua_ocr_count_scripts(kua_str(word), &l->scripts);
		if (word)
			ocr->TessDeleteText(word);
	} while (ocr->TessResultIteratorNext(it, RIL_WORD));
}

/* "3apa": nobody's word. */
static bool has_digit_beside_letter(struct kua_str s)
{
	bool letter = false, digit = false;
	for (size_t pos = 0; pos < s.n;) {
		UChar32 c = (UChar32)kua_next_char(s, &pos);
		letter |= u_isalpha(c);
		digit |= u_isdigit(c);
	}
	return letter && digit;
}

/* The word as it is in the script of its page, or NULL where that is not certain. */
static char *look_again(const struct kua_ocr *ocr, struct lines *l, PIX *pix, const TessPageIterator *at, double confidence)
{
	int left, top, right, bottom;
	TessBaseAPI *api = l->scripts.latin > l->scripts.cyrillic ? ocr->latin : ocr->cyrillic;
	if (!api || l->strangers++ >= MOST_STRANGERS ||
	    !ocr->TessPageIteratorBoundingBox(at, RIL_WORD, &left, &top, &right, &bottom))
		return NULL;
	int edge = (bottom - top) / 4, w = ocr->pixGetWidth(pix), h = ocr->pixGetHeight(pix);
	left = left > edge ? left - edge : 0;
	top = top > edge ? top - edge : 0;
	right = right + edge < w ? right + edge : w;
	bottom = bottom + edge < h ? bottom + edge : h;
	ocr->TessBaseAPISetImage2(api, pix);
	ocr->TessBaseAPISetRectangle(api, left, top, right - left, bottom - top);
	char *word = ocr->TessBaseAPIGetUTF8Text(api);
	double sure = ocr->TessBaseAPIMeanTextConf(api);
	ocr->TessBaseAPIClear(api);
	bool better = word && kua_utf8_valid(word, strlen(word)) && !has_digit_beside_letter(kua_str(word)) &&
	              sure >= SURE && sure > confidence;
	if (word && !better)
		ocr->TessDeleteText(word);
	return better ? word : NULL;
}

static void add_word(const struct kua_ocr *ocr, struct lines *l, PIX *pix, const TessResultIterator *it,
                     struct kua_recognised *out)
{
	const TessPageIterator *at = ocr->TessResultIteratorGetPageIterator((TessResultIterator *)(uintptr_t)it);
	char *word = ocr->TessResultIteratorGetUTF8Text(it, RIL_WORD);
	double confidence = (double)ocr->TessResultIteratorConfidence(it, RIL_WORD);
	if (word && kua_utf8_valid(word, strlen(word)) && kua_ocr_is_stranger(kua_str(word), &l->scripts)) {
		char *other = look_again(ocr, l, pix, at, confidence);
		if (other)
			ocr->TessDeleteText(word);
		word = other ? other : word;
	}
	struct kua_str s = kua_trim(kua_str(word));
	int left, top, right, bottom;
	bool begins = l->v.n == 0 || ocr->TessPageIteratorIsAtBeginningOf(at, RIL_TEXTLINE);
	if (begins) {
		struct line *new = kua_vec_add(&l->v);
		*new = (struct line){.at = l->words.len, .paragraph = ocr->TessPageIteratorIsAtBeginningOf(at, RIL_PARA),
		                     .block = ocr->TessPageIteratorIsAtBeginningOf(at, RIL_BLOCK)};
		if (ocr->TessPageIteratorBoundingBox(at, RIL_TEXTLINE, &left, &top, &right, &bottom)) {
			new->left = left;
			new->right = right;
			new->top = top;
			new->bottom = bottom;
		}
		if (ocr->TessPageIteratorBoundingBox(at, RIL_WORD, &left, &top, &right, &bottom))
			new->first_word = right - left;
	}
	struct line *line = &l->v.v[l->v.n - 1];
	if (s.n && kua_utf8_valid(s.s, s.n)) {
		size_t letters = count_letters(s);
		if (line->n)
			kua_buf_char(&l->words, ' ');
		kua_one_line(&l->words, s.s, s.n);
		line->n = l->words.len - line->at;
		l->sum += confidence * (double)letters;
		l->weight += (double)letters;
		out->letters += letters;
		out->sure += letters >= 2 && confidence >= SURE ? letters : 0;
	}
	if (word)
		ocr->TessDeleteText(word);
}

static void find_edges(struct lines *l)
{
	for (size_t i = 0; i < l->v.n;) {
		size_t end = i + 1;
		int right = l->v.v[i].right;
		for (; end < l->v.n && !l->v.v[end].block; end++)
			right = l->v.v[end].right > right ? l->v.v[end].right : right;
		for (; i < end; i++)
			l->v.v[i].block_right = right;
	}
}

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static int usual_height(const struct lines *l)
{
	KUA_VEC(int) heights = {0};
	for (size_t i = 0; i < l->v.n; i++)
		if (l->v.v[i].n >= 3)
			*kua_vec_add(&heights) = l->v.v[i].bottom - l->v.v[i].top;
	if (heights.n)
		qsort(heights.v, heights.n, sizeof *heights.v, compare_ints);
	int h = heights.n ? heights.v[heights.n / 2] : 0;
	kua_vec_free(&heights);
	return h;
}

/* Does the next line continue this one? */
static bool runs_on(const struct line *line, const struct line *next)
{
	int space = (line->bottom - line->top) / 3;
	return !next->block && line->block_right - line->right < next->first_word + space;
}

static uint32_t char_before(struct kua_str s, size_t end)
{
	size_t at = end;
	while (at > 0 && ((unsigned char)s.s[--at] & 0xc0) == 0x80)
		;
	return end ? kua_next_char(s, &at) : 0;
}

/* Bytes of a hyphen at the end of text that parts a word whose rest next begins with; 0 where there is none. */
static size_t parting_hyphen(const struct kua_buf *text, struct kua_str next)
{
	static const char *const hyphens[] = {"-", "\xc2\xad", "\xc2\xac", "\xe2\x80\x90"};
	struct kua_str s = {text->data, text->len};
	size_t pos = 0;
	for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++) {
		size_t n = strlen(hyphens[i]);
		if (s.n > n && memcmp(s.s + s.n - n, hyphens[i], n) == 0 && u_isalpha((UChar32)char_before(s, s.n - n)) &&
		    next.n && u_islower((UChar32)kua_next_char(next, &pos)))
			return n;
	}
	return 0;
}

static void join_lines(const struct lines *l, struct kua_buf *text)
{
	const struct line *before = NULL;
	for (size_t i = 0; i < l->v.n; i++) {
		const struct line *line = &l->v.v[i];
		if (!line->n)
			continue;
		struct kua_str s = {l->words.data + line->at, line->n};
		if (!count_letters(s)) /* specks and rules */
			continue;
		if (before) {
			size_t hyphen = runs_on(before, line) ? parting_hyphen(text, s) : 0;
			text->len -= hyphen;
			if (!hyphen)
				kua_buf_str(text, line->paragraph || line->block ? "\n\n" : runs_on(before, line) ? " " : "\n");
		}
		kua_buf_add(text, s.s, s.n);
		before = line;
	}
}

void kua_ocr_words(const struct kua_ocr *ocr, PIX *pix, struct kua_recognised *out)
{
	struct lines l = {0};
	TessResultIterator *it = ocr->TessBaseAPIGetIterator(ocr->letters);
	if (!it)
		return;
	count_page(ocr, &l, it);
	ocr->TessResultIteratorDelete(it);
	it = ocr->TessBaseAPIGetIterator(ocr->letters);
	if (!it)
		return;
	do
		add_word(ocr, &l, pix, it, out);
	while (ocr->TessResultIteratorNext(it, RIL_WORD));
	ocr->TessResultIteratorDelete(it);
	find_edges(&l);
	join_lines(&l, &out->text);
	out->height = usual_height(&l);
	out->confidence = out->text.len && l.weight > 0 ? (unsigned)(l.sum / l.weight + 0.5) : 0;
	kua_vec_free(&l.v);
	kua_buf_free(&l.words);
}
