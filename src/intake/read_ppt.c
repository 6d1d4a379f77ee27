/*
 * read_ppt.c - PowerPoint's binary presentations (97 to 2003): the slides in their order as pages, then the notes.
 *
 * The file is a tree of records. Where the current version of each slide stands tells a directory; files that were saved
 * fast hold older ones too. The text of a slide's title and body may stand in the list of slides, all other in the slide.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "intake/codepage.h"
#include "intake/ole.h"
#include "intake/writing.h"

#define SLIDES ((uint32_t)1 << 20) /* numbers that the directory can name */

enum {
	P_DOCUMENT = 0x3e8, P_SLIDE = 0x3f3, P_HEADER = 0xf9f, P_WIDE = 0xfa0, P_NARROW = 0xfa8, P_LIST = 0xff0,
	P_DIRECTORY = 0x1772, P_ENCRYPTED = 0x2f14,
};

struct record {
	unsigned kind, instance;
	bool holds; /* other records */
	struct kua_str s;
};

struct ppt {
	struct kua_str in;
	struct kua_writing *x;
	uint32_t *places; /* of a slide by its number; 0: none */
	bool title, begun;
};

static bool next_record(struct kua_str in, size_t *at, struct record *r)
{
	if (*at > in.n || in.n - *at < 8)
		return false;
	const char *h = in.s + *at;
	size_t n = kua_le32(h + 4), left = in.n - *at - 8;
	*r = (struct record){.kind = kua_le16(h + 2), .instance = kua_le16(h) >> 4, .holds = (kua_le16(h) & 15) == 15,
	                     .s = {h + 8, n < left ? n : left}};
	*at += 8 + r->s.n;
	return true;
}

/* ---- text ---- */

/* Paragraphs end with \r, lines with \v. */
static void put_text(struct ppt *p, const struct record *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (r->kind == P_WIDE)
		kua_utf16_text(r->s, &b);
	for (size_t i = 0; r->kind == P_NARROW && i < r->s.n; i++)
		kua_buf_utf8(&b, (unsigned char)r->s.s[i]);
	for (size_t at = 0; at < b.len;) {
		const char *end = memchr(b.data + at, '\r', b.len - at);
		size_t n = end ? (size_t)(end - b.data) - at : b.len - at;
		kua_writing_text(p->x, (struct kua_str){b.data + at, n});
		kua_writing_end(p->x, p->title ? KUA_TITLE_LINE : KUA_PARAGRAPH);
		at += n + 1;
	}
	kua_buf_free(&b);
}

static void see(struct ppt *p, const struct record *r)
{
	if (r->kind == P_HEADER)
		p->title = r->s.n >= 4 && (kua_le32(r->s.s) == 0 || kua_le32(r->s.s) == 6);
	else if (r->kind == P_WIDE || r->kind == P_NARROW)
		put_text(p, r);
}

/* All text in a record, at whatever depth: records that hold others are stepped into. */
static void read_slide(struct ppt *p, uint32_t number)
{
	struct record r;
	size_t at = number < SLIDES ? p->places[number] : 0, inside = 0;
	p->title = false;
	if (at == 0 || !next_record(p->in, &at, &r) || !r.holds)
		return;
	struct kua_str slide = r.s;
	p->places[number] = 0; /* a list that names one slide many times gets it once */
	while (next_record(slide, &inside, &r)) {
		if (r.holds)
			inside = (size_t)(r.s.s - slide.s);
		else
			see(p, &r);
	}
	p->title = false;
}

/* ---- the list of slides ---- */

static void read_list(struct ppt *p, struct kua_str list, bool pages)
{
	struct record r;
	uint32_t open = SLIDES;
	for (size_t at = 0; next_record(list, &at, &r);) {
		if (r.kind != P_SLIDE) {
			see(p, &r);
			continue;
		}
		if (open != SLIDES)
			read_slide(p, open);
		if (pages && p->begun)
			kua_writing_page(p->x, true);
		p->begun = true;
		open = r.s.n >= 4 ? kua_le32(r.s.s) : SLIDES;
	}
	if (open != SLIDES)
		read_slide(p, open);
}

static void read_directory(struct ppt *p, struct kua_str s)
{
	for (size_t at = 0; at + 4 <= s.n;) {
		uint32_t head = kua_le32(s.s + at), first = head & 0xfffff, n = head >> 20;
		at += 4;
		for (uint32_t i = 0; i < n && at + 4 <= s.n; i++, at += 4)
			if (first + i < SLIDES)
				p->places[first + i] = kua_le32(s.s + at);
	}
}

static void read_document(struct ppt *p, struct kua_str document)
{
	static const unsigned lists[] = {0, 2}; /* slides; notes */
	struct record r;
	for (size_t i = 0; i < 2; i++)
		for (size_t at = 0; next_record(document, &at, &r);)
			if (r.kind == P_LIST && r.instance == lists[i])
				read_list(p, r.s, i == 0);
}

void kua_read_ppt(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer)
{
	struct kua_buf all = KUA_BUF_INIT;
	bool whole = kua_ole_read(o, stream, SIZE_MAX, &all), encrypted = false;
	struct ppt p = {.in = {all.data, all.len}, .x = kua_writing_new(w)};
	struct kua_str document = {NULL, 0};
	struct record r;
	p.places = kua_calloc(SLIDES, sizeof *p.places);
	for (size_t at = 0; next_record(p.in, &at, &r);) { /* what was saved last stands behind */
		if (r.kind == P_DOCUMENT)
			document = r.s;
		else if (r.kind == P_DIRECTORY)
			read_directory(&p, r.s);
		encrypted |= r.kind == P_ENCRYPTED;
	}
	read_document(&p, document);
	if (encrypted)
		kua_answer_diagnose(answer, KUA_DIAG_ENCRYPTED, NULL);
	if (!whole)
		kua_answer_diagnose(answer, KUA_DIAG_BROKEN, "its streams");
	kua_writing_answer(p.x, answer);
	kua_writing_free(p.x);
	kua_buf_free(&all);
	free(p.places);
}
