/*
 * doc_formats.c - see doc.h. Properties stand in pages of 512 bytes; a page lists at which bytes of the text a run begins
 * and what is special about it, as a row of codes with operands ("sprm").
 */
#include "intake/doc.h"

#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "util/search.h"

#define PAGE ((size_t)512)
#define RUNS ((size_t)4000000)

/* The head's list of places begins here; that of Word 6 is the same up to the pieces. */
#define PLACES ((size_t)0x9a)
#define OLD_PLACES ((size_t)0x58)

bool kua_doc_place(const struct kua_doc_file *f, size_t number, struct kua_str *out)
{
	size_t at = (f->old ? OLD_PLACES : PLACES) + 8 * number;
	*out = (struct kua_str){NULL, 0};
	if (f->main.n < at + 8 || (f->old && number > KUA_DOC_PIECES))
		return false;
	size_t from = kua_le32(f->main.s + at), n = kua_le32(f->main.s + at + 4);
	if (n == 0 || from >= f->table.n)
		return false;
	*out = (struct kua_str){f->table.s + from, n < f->table.n - from ? n : f->table.n - from};
	return true;
}

/* ---- codes ---- */

/* How long the operand of a code is; `left` where it runs over. */
static size_t operand(uint16_t code, const char *p, size_t left)
{
	static const unsigned char sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
	size_t n = sizes[code >> 13];
	if (code == 0xd608 || code == 0xd606) /* definitions of tables */
		n = left >= 2 ? (size_t)kua_le16(p) + 1 : left;
	else if (code >> 13 == 6)
		n = left >= 1 ? (size_t)(unsigned char)p[0] + 1 : left;
	return n < left ? n : left;
}

static void apply(struct kua_doc_run *r, uint16_t code, struct kua_str v)
{
	if (!v.n)
		return;
	bool on = v.s[0] != 0 && (unsigned char)v.s[0] != 0x80;
	switch (code) {
	case 0x2416: /* in a table */
		r->tables = on && !r->tables ? 1 : r->tables;
		break;
	case 0x6649: /* how many tables */
		r->tables = v.n >= 4 && kua_le32(v.s) < 64 ? (uint8_t)kua_le32(v.s) : 0;
		break;
	case 0x2417:
	case 0x244c:
		r->row_end = on;
		break;
	case 0x244b:
		r->cell_end = on;
		break;
	case 0x2640:
		r->heading = (unsigned char)v.s[0] < 9;
		break;
	case 0x0800:
		r->deleted = on;
		break;
	case 0x0801:
		r->inserted = on;
		break;
	case 0x083c:
		r->hidden = on;
		break;
	case 0x0855:
		r->special = on;
		break;
	case 0x4804:
	case 0x4863:
		r->author = v.n >= 2 ? kua_le16(v.s) : 0;
		break;
	default:
		break;
	}
}

static void apply_all(struct kua_doc_run *r, struct kua_str codes)
{
	for (size_t at = 0; at + 3 <= codes.n;) {
		uint16_t code = kua_le16(codes.s + at);
		size_t n = operand(code, codes.s + at + 2, codes.n - at - 2);
		apply(r, code, (struct kua_str){codes.s + at + 2, n});
		at += 2 + n;
	}
}

/*
 * The codes of Word 6 are one byte, and most lengths must be known; what is needed stands first in practice. So they are read until
 * one comes whose length is not known.
 */
static void apply_old(struct kua_doc_run *r, struct kua_str codes)
{
	for (size_t at = 0; at + 2 <= codes.n;) {
		unsigned code = (unsigned char)codes.s[at];
		bool on = codes.s[at + 1] != 0;
		size_t n;
		switch (code) {
		case 24:
			r->tables = on;
			n = 1;
			break;
		case 25:
			r->row_end = on;
			n = 1;
			break;
		case 65:
			r->deleted = on;
			n = 1;
			break;
		case 66:
			r->inserted = on;
			n = 1;
			break;
		case 92:
			r->hidden = on;
			n = 1;
			break;
		case 117:
			r->special = on;
			n = 1;
			break;
		case 2: case 16: case 17: case 18: case 19: case 21: case 22: case 26: case 27: case 28: case 30: case 31:
		case 32: case 33: case 34: case 35: case 36: case 38: case 39: case 40: case 41: case 42: case 43: case 45:
		case 46: case 47: case 48: case 49: case 69: case 72: case 80: case 93: case 96: case 97: case 99:
			n = 2;
			break;
		case 20: case 70:
			n = 4;
			break;
		case 3: case 12: case 15: case 23: case 81: case 103: case 108:
			n = (size_t)(unsigned char)codes.s[at + 1] + 1;
			break;
		case 190: case 191:
			n = at + 3 <= codes.n ? (size_t)kua_le16(codes.s + at + 1) + 1 : codes.n;
			break;
		default:
			if (code > 118)
				return;
			n = 1;
		}
		at += 1 + n;
	}
}

/* ---- pages ---- */

/* What stands of a run in its page: a paragraph's style and codes, or a character's codes. */
static void read_properties(const struct kua_doc_file *f, struct kua_str page, size_t at, bool paragraphs, struct kua_doc_run *r)
{
	if (at == 0 || at >= page.n)
		return;
	size_t n = (unsigned char)page.s[at++];
	if (paragraphs && !f->old && n == 0 && at < page.n)
		n = 2 * (size_t)(unsigned char)page.s[at++];
	else if (paragraphs)
		n = f->old ? 2 * n : 2 * n - (n > 0);
	if (n > page.n - at)
		n = page.n - at;
	struct kua_str codes = {page.s + at, n};
	size_t style = f->old ? 1 : 2; /* its number comes first */
	if (paragraphs && codes.n >= style) {
		r->style = f->old ? (unsigned char)codes.s[0] : kua_le16(codes.s);
		size_t skip = f->old ? 7 : style; /* Word 6: style and line heights */
		codes.s += skip < codes.n ? skip : codes.n;
		codes.n -= skip < codes.n ? skip : codes.n;
	}
	if (f->old)
		apply_old(r, codes);
	else
		apply_all(r, codes);
}

static void read_page(const struct kua_doc_file *f, struct kua_str page, bool paragraphs, kua_doc_runs *out)
{
	size_t n = (unsigned char)page.s[PAGE - 1], size = !paragraphs ? 1 : f->old ? 7 : 13;
	if (4 * (n + 1) + size * n > PAGE - 1)
		return;
	for (size_t i = 0; i < n && out->n < RUNS; i++) {
		struct kua_doc_run r = {.from = kua_le32(page.s + 4 * i), .to = kua_le32(page.s + 4 * i + 4)};
		size_t at = 2 * (size_t)(unsigned char)page.s[4 * (n + 1) + size * i];
		if (r.to <= r.from)
			continue;
		read_properties(f, (struct kua_str){page.s, PAGE - 1}, at, paragraphs, &r);
		*kua_vec_add(out) = r;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct kua_doc_run *r = a, *s = b;
	if (r->from != s->from)
		return r->from < s->from ? -1 : 1;
	return r->to < s->to ? -1 : r->to > s->to;
}

static void read_runs(const struct kua_doc_file *f, size_t number, bool paragraphs, kua_doc_runs *out)
{
	struct kua_str bins;
	size_t size = f->old ? 2 : 4;
	if (!kua_doc_place(f, number, &bins) || bins.n < 4)
		return;
	size_t n = (bins.n - 4) / (4 + size);
	for (size_t i = 0; i < n; i++) {
		const char *p = bins.s + 4 * (n + 1) + size * i;
		uint64_t at = PAGE * (uint64_t)(f->old ? kua_le16(p) : kua_le32(p) & 0x3fffff);
		if (at < f->main.n && f->main.n - at >= PAGE)
			read_page(f, (struct kua_str){f->main.s + at, PAGE}, paragraphs, out);
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_place);
}

void kua_doc_paragraphs(const struct kua_doc_file *f, kua_doc_runs *out)
{
	read_runs(f, 13, true, out);
}

void kua_doc_characters(const struct kua_doc_file *f, kua_doc_runs *out)
{
	read_runs(f, 12, false, out);
}

const struct kua_doc_run *kua_doc_run_at(const kua_doc_runs *runs, uint32_t at, size_t *hint)
{
	size_t from; /* the first that begins behind it */
	if (*hint < runs->n && runs->v[*hint].from <= at && at < runs->v[*hint].to)
		return &runs->v[*hint];
	KUA_FIRST(from, runs->n, runs->v[from].from <= at);
	if (from == 0 || at >= runs->v[from - 1].to)
		return NULL;
	*hint = from - 1;
	return &runs->v[from - 1];
}

/* ---- styles ---- */

void kua_doc_styles(const struct kua_doc_file *f, uint16_t *kinds, size_t n)
{
	struct kua_str s;
	for (size_t i = 0; i < n; i++)
		kinds[i] = i < 10 ? (uint16_t)i : 0xfff; /* the first ten are the same everywhere */
	if (f->old || !kua_doc_place(f, 1, &s) || s.n < 4)
		return;
	size_t at = 2 + (size_t)kua_le16(s.s);
	for (size_t i = 0; i < n && at + 2 <= s.n; i++) {
		size_t size = kua_le16(s.s + at);
		if (size >= 2 && at + 4 <= s.n)
			kinds[i] = kua_le16(s.s + at + 2) & 0xfff;
		at += 2 + size + (size & 1);
	}
}
