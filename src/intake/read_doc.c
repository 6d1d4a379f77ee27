/*
 * read_doc.c - Word's binary format: Word 6, 95, and 97 to 2003.
 *
 * The text is one row of characters: the document's own, then footnotes, headers, remarks, endnotes, text boxes. It lies in
 * pieces anywhere in the main stream, each with letters of one byte or of two. Notes and remarks are read first, so that
 * they can be put where they are referred to. Left out: headers and footers, the instructions of fields, deleted and
 * hidden text, tables of contents.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "intake/doc.h"
#include "util/search.h"

#define STYLES ((size_t)4096)
#define PIECES ((size_t)1000000)
#define NOTES ((size_t)100000)
#define FIELDS 64 /* in each other */
#define HEAD ((size_t)0x80) /* of a file, at least */

struct piece {
	uint32_t from, to; /* characters */
	uint32_t at;       /* of the first byte in the main stream */
	bool narrow;       /* letters of one byte */
};
struct note {
	uint32_t at;       /* where it is referred to */
	struct kua_str text;
	struct kua_str author;
	bool remark;
};
struct part { /* of the row of characters */
	uint32_t from, to;
};
enum { BODY, FOOTNOTES, HEADERS, MACROS, REMARKS, ENDNOTES, BOXES, PARTS };

struct doc {
	struct kua_doc_file f;
	struct kua_answer *answer;
	struct kua_writing *x;
	struct kua_arena *arena;
	KUA_VEC(struct piece) pieces;
	struct part parts[PARTS];
	kua_doc_runs paragraphs, characters;
	size_t paragraph_hint, character_hint;
	uint16_t styles[STYLES];
	KUA_VEC(struct note) notes;
	struct kua_list changers;
	struct kua_writing_rows rows;
	bool field_shows[FIELDS]; /* is this field past its instructions? */
	size_t fields, hidden_fields, beyond;
	uint32_t lead;
	const struct kua_doc_run *change; /* the last that was counted */
	uint16_t page_table[128];
	bool has_table;
};

/* ---- pieces ---- */

static void add_piece(struct doc *d, uint32_t from, uint32_t to, uint32_t at, bool narrow)
{
	uint64_t size = narrow ? 1 : 2;
	if (to <= from || at >= d->f.main.n)
		return;
	uint64_t room = (d->f.main.n - at) / size;
	if (to - from > room) /* cut off */
		to = from + (uint32_t)room;
	if (to > from)
		*kua_vec_add(&d->pieces) = (struct piece){from, to, at, narrow};
}

/* The table of pieces stands behind any number of changes to properties. */
static bool read_pieces(struct doc *d)
{
	struct kua_str s;
	if (!kua_doc_place(&d->f, KUA_DOC_PIECES, &s))
		return false;
	size_t at = 0;
	while (at + 3 <= s.n && s.s[at] == 1)
		at += 3 + (size_t)kua_le16(s.s + at + 1);
	if (at + 5 > s.n || s.s[at] != 2)
		return false;
	size_t size = kua_le32(s.s + at + 1);
	s = (struct kua_str){s.s + at + 5, s.n - at - 5};
	s.n = size < s.n ? size : s.n;
	size_t n = s.n < 16 ? 0 : (s.n - 4) / 12;
	for (size_t i = 0; i < n && i < PIECES; i++) {
		uint32_t place = kua_le32(s.s + 4 * (n + 1) + 8 * i + 2);
		bool narrow = d->f.old || place & 0x40000000;
		if (!d->f.old && narrow)
			place = (place & ~0x40000000u) / 2;
		add_piece(d, kua_le32(s.s + 4 * i), kua_le32(s.s + 4 * i + 4), place, narrow);
	}
	return d->pieces.n > 0;
}

/* The lengths of the parts, from which follows where each begins. */
static void read_parts(struct doc *d)
{
	size_t at = d->f.old ? 0x34 : 0x4c;
	uint32_t from = 0;
	for (size_t i = 0; i < PARTS && at + 4 * i + 4 <= d->f.main.n; i++) {
		uint32_t n = kua_le32(d->f.main.s + at + 4 * i);
		n = n < UINT32_MAX - from && n < 0x7fffffff ? n : 0;
		d->parts[i] = (struct part){from, from + n};
		from += n;
	}
	if (d->parts[BODY].to == 0) /* a head without lengths: all is body */
		d->parts[BODY].to = UINT32_MAX;
}

/* Without a table of pieces: the text that the head of the file points to. */
static void guess_piece(struct doc *d)
{
	if (d->f.main.n < 0x20)
		return;
	uint32_t from = kua_le32(d->f.main.s + 0x18), to = kua_le32(d->f.main.s + 0x1c);
	if (from < 0x20 || from >= d->f.main.n)
		from = 0x200;
	if (to <= from || to > d->f.main.n)
		to = (uint32_t)(d->f.main.n < UINT32_MAX ? d->f.main.n : UINT32_MAX);
	size_t zeros = 0, n = to > from ? to - from : 0;
	for (size_t i = 0; i < n && i < 4096; i++)
		zeros += d->f.main.s[from + i] == 0;
	bool narrow = zeros * 8 < (n < 4096 ? n : 4096);
	if (n)
		add_piece(d, 0, (uint32_t)(narrow ? n : n / 2), from, narrow);
}

/* ---- characters ---- */

static const struct note *note_at(const struct doc *d, uint32_t at)
{
	size_t from;
	KUA_FIRST(from, d->notes.n, d->notes.v[from].at < at);
	return from < d->notes.n && d->notes.v[from].at == at ? &d->notes.v[from] : NULL;
}

static void refer(struct doc *d, uint32_t at)
{
	const struct note *n = note_at(d, at);
	if (n && n->remark)
		kua_writing_remark(d->x, n->author, (struct kua_str){"", 0}, n->text);
	else if (n)
		kua_writing_note(d->x, n->text);
}

static void field_sign(struct doc *d, uint32_t c)
{
	if (c == 0x13 && d->fields < FIELDS) {
		d->field_shows[d->fields++] = false;
		d->hidden_fields++;
	} else if (c == 0x13) {
		d->beyond++;
	} else if (c == 0x15 && d->beyond) {
		d->beyond--;
	} else if (d->fields && !d->beyond) {
		bool shows = d->field_shows[d->fields - 1];
		d->hidden_fields -= !shows;
		d->field_shows[d->fields - 1] = true;
		d->fields -= c == 0x15;
	}
}

static enum kua_paragraph kind_of(const struct doc *d, const struct kua_doc_run *p)
{
	uint16_t style = p && p->style < STYLES ? d->styles[p->style] : 0;
	if (style == 62)
		return KUA_TITLE_LINE;
	return (style >= 1 && style <= 9) || (p && p->heading) ? KUA_HEADING : KUA_PARAGRAPH;
}

static void end_paragraph(struct doc *d, const struct kua_doc_run *p, bool cell)
{
	uint16_t style = p && p->style < STYLES ? d->styles[p->style] : 0;
	size_t tables = p ? p->tables : 0;
	if (style >= 19 && style <= 27)
		kua_writing_drop(d->x);
	if (p && p->row_end)
		kua_writing_rows_end(d->x, &d->rows, tables ? tables : 1);
	else if (cell || (p && p->cell_end))
		kua_writing_cell_end(d->x, &d->rows, tables ? tables : 1);
	else
		kua_writing_end(d->x, kind_of(d, p));
}

/* Count a change once, at its first character. */
static void see_change(struct doc *d, const struct kua_doc_run *r)
{
	if (!(r->deleted || r->inserted) || r == d->change)
		return;
	bool goes_on = d->change && d->change->to == r->from && d->change->deleted == r->deleted && d->change->author == r->author;
	d->change = r;
	if (!goes_on)
		kua_writing_change(d->x, kua_str(r->author < d->changers.n ? d->changers.v[r->author] : ""));
}

static void put_letter(struct doc *d, uint32_t c, const struct kua_doc_run *p, const struct kua_doc_run *r)
{
	if (c >= 0xd800 && c < 0xdc00) {
		d->lead = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000) {
		c = d->lead ? 0x10000 + ((d->lead - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
		d->lead = 0;
	}
	if (r && r->hidden) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_utf8(&b, c);
		kua_writing_hidden(d->x, (struct kua_str){b.data, b.len});
		kua_buf_free(&b);
		return;
	}
	kua_writing_in_tables(d->x, &d->rows, p ? p->tables : 0);
	kua_writing_char(d->x, c);
}

/* One character, at byte `at` of the main stream. */
static void put(struct doc *d, uint32_t c, uint32_t cp, uint32_t at)
{
	const struct kua_doc_run *p = kua_doc_run_at(&d->paragraphs, at, &d->paragraph_hint);
	const struct kua_doc_run *r = kua_doc_run_at(&d->characters, at, &d->character_hint);
	if (r)
		see_change(d, r);
	if (c == '\r' || c == 7) {
		end_paragraph(d, p, c == 7);
		return;
	}
	if (c >= 0x13 && c <= 0x15) {
		field_sign(d, c);
		return;
	}
	if (d->hidden_fields || (r && r->deleted))
		return;
	if (c == 2 || c == 5)
		refer(d, cp);
	else if (c == '\f') {
		kua_writing_end(d->x, kind_of(d, p));
		kua_writing_page(d->x, false);
	} else if (c == 0x1e)
		put_letter(d, '-', p, r);
	else if (c == 0x0b || c == 0x0e)
		put_letter(d, '\n', p, r);
	else if (c >= ' ' || c == '\t')
		put_letter(d, c, p, r);
}

/* The characters from..to, in the order of the pieces. */
static void read_range(struct doc *d, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < d->pieces.n; i++) {
		const struct piece *p = &d->pieces.v[i];
		uint32_t first = p->from > from ? p->from : from, last = p->to < to ? p->to : to;
		for (uint32_t cp = first; cp < last; cp++) {
			uint32_t at = p->at + (cp - p->from) * (p->narrow ? 1 : 2);
			const char *b = d->f.main.s + at;
			uint32_t c = p->narrow ? (unsigned char)*b : kua_le16(b);
			if (p->narrow && c >= 0x80 && d->has_table)
				c = d->page_table[c - 0x80];
			put(d, c, cp, at);
		}
	}
	d->fields = d->hidden_fields = d->beyond = 0;
}

/* ---- notes and remarks ---- */

static struct kua_str read_aside(struct doc *d, uint32_t from, uint32_t to)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_writing_rows outer = d->rows;
	d->rows = (struct kua_writing_rows){0};
	kua_writing_open(d->x);
	read_range(d, from, to);
	kua_writing_rows_end(d->x, &d->rows, 1);
	kua_writing_close(d->x, &b);
	d->rows = outer;
	struct kua_str s = {kua_arena_strndup(d->arena, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return s;
}

/* Who made a remark: a row of names, each with its length before it. */
static struct kua_str author_of(struct doc *d, size_t number)
{
	struct kua_str s;
	struct kua_buf b = KUA_BUF_INIT;
	if (!kua_doc_place(&d->f, KUA_DOC_REMARK_AUTHORS, &s))
		return (struct kua_str){"", 0};
	for (size_t at = 0; at + 2 <= s.n; number--) {
		size_t n = 2 * (size_t)kua_le16(s.s + at);
		n = n < s.n - at - 2 ? n : s.n - at - 2;
		if (number == 0) {
			kua_utf16_text((struct kua_str){s.s + at + 2, n}, &b);
			break;
		}
		at += 2 + n;
	}
	struct kua_str name = {kua_arena_strndup(d->arena, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return name;
}

static void read_notes(struct doc *d, size_t refs, size_t texts, size_t extra, const struct part *part)
{
	struct kua_str r, t;
	if (!kua_doc_place(&d->f, refs, &r) || !kua_doc_place(&d->f, texts, &t) || r.n < 8)
		return;
	size_t n = (r.n - 4) / (4 + extra);
	bool remark = refs == KUA_DOC_REMARK_REFS;
	for (size_t i = 0; i < n && 4 * i + 8 <= t.n && d->notes.n < NOTES; i++) {
		uint64_t from = (uint64_t)part->from + kua_le32(t.s + 4 * i), to = (uint64_t)part->from + kua_le32(t.s + 4 * i + 4);
		if (from >= to || to > part->to)
			continue;
		const char *about = r.s + 4 * (n + 1) + extra * i;
		struct note note = {.at = kua_le32(r.s + 4 * i), .remark = remark};
		note.text = read_aside(d, (uint32_t)from, (uint32_t)to);
		if (remark && !d->f.old && extra >= 22)
			note.author = author_of(d, kua_le16(about + 20));
		*kua_vec_add(&d->notes) = note;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct note *m = a, *n = b;
	return m->at < n->at ? -1 : m->at > n->at;
}

/* Names of those who made changes: a table of strings. */
static void read_changers(struct doc *d)
{
	struct kua_str s;
	if (!kua_doc_place(&d->f, KUA_DOC_CHANGERS, &s) || s.n < 6 || kua_le16(s.s) != 0xffff)
		return;
	size_t n = kua_le16(s.s + 2), skip = kua_le16(s.s + 4), at = 6;
	for (size_t i = 0; i < n && i < 1000 && at + 2 <= s.n; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		size_t size = 2 * (size_t)kua_le16(s.s + at);
		size = size < s.n - at - 2 ? size : s.n - at - 2;
		kua_utf16_text((struct kua_str){s.s + at + 2, size}, &b);
		kua_list_add(d->arena, &d->changers, kua_arena_strndup(d->arena, b.data ? b.data : "", b.len));
		at += 2 + size + skip;
		kua_buf_free(&b);
	}
}

/* ---- together ---- */

/* Letters of one byte: since Word 97 always windows-1252; before, of the country where it was written. */
static void find_page(struct doc *d, const struct kua_words *w)
{
	char found[40];
	struct kua_buf bytes = KUA_BUF_INIT, text = KUA_BUF_INIT;
	static const struct kua_intake_limits none = {0};
	struct kua_answer nobody = {.fd = -1, .over = true, .limits = &none};
	d->has_table = kua_code_page("windows-1252", d->page_table);
	for (size_t i = 0; d->f.old && i < d->pieces.n && bytes.len < 65536; i++) {
		const struct piece *p = &d->pieces.v[i];
		size_t n = p->to - p->from;
		for (size_t k = 0; k < n && bytes.len < 65536; k++)
			if ((unsigned char)d->f.main.s[p->at + k] >= ' ')
				kua_buf_char(&bytes, d->f.main.s[p->at + k]);
	}
	uint16_t table[128];
	if (bytes.len && kua_to_utf8(w, bytes.data, bytes.len, NULL, &text, found, &nobody) && kua_code_page(found, table))
		memcpy(d->page_table, table, sizeof table);
	kua_buf_free(&bytes);
	kua_buf_free(&text);
}

static void read_text(struct doc *d, const struct kua_words *w)
{
	if (!read_pieces(d)) {
		if (!d->f.old || kua_le16(d->f.main.s + 0x0a) & 4) /* Word 6 writes pieces only after a fast save */
			kua_answer_diagnose(d->answer, KUA_DIAG_BROKEN, "its table of pieces");
		guess_piece(d);
	}
	read_parts(d);
	find_page(d, w);
	kua_doc_paragraphs(&d->f, &d->paragraphs);
	kua_doc_characters(&d->f, &d->characters);
	kua_doc_styles(&d->f, d->styles, STYLES);
	read_changers(d);
	read_notes(d, KUA_DOC_NOTE_REFS, KUA_DOC_NOTE_TEXTS, 2, &d->parts[FOOTNOTES]);
	read_notes(d, KUA_DOC_ENDNOTE_REFS, KUA_DOC_ENDNOTE_TEXTS, 2, &d->parts[ENDNOTES]);
	read_notes(d, KUA_DOC_REMARK_REFS, KUA_DOC_REMARK_TEXTS, d->f.old ? 20 : 30, &d->parts[REMARKS]);
	if (d->notes.n)
		qsort(d->notes.v, d->notes.n, sizeof *d->notes.v, by_place);
	read_range(d, d->parts[BODY].from, d->parts[BODY].to);
	kua_writing_rows_end(d->x, &d->rows, 1);
	kua_writing_end(d->x, KUA_PARAGRAPH);
	if (d->parts[BOXES].to > d->parts[BOXES].from)
		read_range(d, d->parts[BOXES].from, d->parts[BOXES].to);
}

static void free_doc(struct doc *d)
{
	kua_writing_free(d->x);
	kua_arena_free(d->arena);
	kua_vec_free(&d->pieces);
	kua_vec_free(&d->paragraphs);
	kua_vec_free(&d->characters);
	kua_vec_free(&d->notes);
}

static void read_doc(const struct kua_words *w, struct kua_str main, struct kua_str table, struct kua_answer *answer)
{
	struct doc d = {.answer = answer, .f = {.main = main, .table = table}};
	d.f.old = kua_le16(main.s + 2) < 0xc0;
	if (d.f.old)
		d.f.table = main;
	d.x = kua_writing_new(w);
	d.arena = kua_arena_new();
	read_text(&d, w);
	kua_writing_answer(d.x, answer);
	free_doc(&d);
}

void kua_read_doc(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer)
{
	struct kua_buf main = KUA_BUF_INIT, table = KUA_BUF_INIT;
	bool whole = kua_ole_read(o, stream, SIZE_MAX, &main);
	uint16_t flags = main.len >= HEAD ? kua_le16(main.data + 0x0a) : 0;
	if (main.len < HEAD) {
		kua_answer_diagnose(answer, KUA_DIAG_BROKEN, "its text");
	} else if (flags & 0x0100) {
		kua_answer_diagnose(answer, KUA_DIAG_ENCRYPTED, NULL);
	} else {
		size_t at = kua_ole_find(o, o->v[stream].parent, flags & 0x0200 ? "1Table" : "0Table");
		if (at != KUA_OLE_NONE && kua_le16(main.data + 2) >= 0xc0)
			whole &= kua_ole_read(o, at, SIZE_MAX, &table);
		if (!whole)
			kua_answer_diagnose(answer, KUA_DIAG_BROKEN, "its streams");
		read_doc(w, (struct kua_str){main.data, main.len}, (struct kua_str){table.data ? table.data : "", table.len}, answer);
	}
	kua_buf_free(&main);
	kua_buf_free(&table);
}

/* Its head stands at the beginning of a sector, and mostly the text behind it in one piece. */
bool kua_read_lost_doc(const struct kua_words *w, struct kua_str bytes, struct kua_answer *answer)
{
	for (size_t at = 512; at < bytes.n && bytes.n - at >= HEAD; at += 512) {
		const char *p = bytes.s + at;
		if (memcmp(p, "\xec\xa5", 2) != 0 || kua_le16(p + 2) < 0xc0 || kua_le16(p + 2) > 0x200 || kua_le16(p + 0x0a) & 0x0100)
			continue;
		kua_answer_media_type(answer, "application/msword");
		kua_answer_diagnose(answer, KUA_DIAG_BROKEN, "its directory");
		read_doc(w, (struct kua_str){p, bytes.n - at}, (struct kua_str){"", 0}, answer);
		return true;
	}
	return false;
}
