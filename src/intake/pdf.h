/*
 * pdf.h - what the files that read a PDF share.
 *
 * A page goes through many hands. pdf_glyphs.c is the device on which MuPDF draws it: it keeps glyphs and drawn lines. pdf_pieces.c
 * makes pieces of glyphs (letters in a row without a wide gap between them, as UTF-8). pdf_order.c puts pieces into reading order,
 * columns and tables told apart by the white between them (pdf_sheet.h names its helpers), and makes lines of them. When all
 * pages are lines, pdf_furniture.c marks running headers, footers and page numbers, pdf_notes.c footnotes, pdf_paragraphs.c
 * writes the text, and pdf_items.c makes items of it. pdf_about.c, pdf_attached.c and pdf_marks.c tell what else there is;
 * pdf_stream.c stands between us and the library. read_pdf.c drives.
 *
 * Coordinates are points, y downwards. Text that runs in another direction is turned first, so that every line runs
 * left to right; text of each direction is a sheet of its own.
 */
#ifndef KUA_INTAKE_PDF_H
#define KUA_INTAKE_PDF_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include "intake/internal.h"

/* Which way a text runs on the page; the last: aslant, as watermarks do. */
enum kua_pdf_turn { KUA_PDF_RIGHT, KUA_PDF_DOWN, KUA_PDF_LEFT, KUA_PDF_UP, KUA_PDF_ASLANT, KUA_PDF_TURNS };

struct kua_pdf_piece {
	float x0, x1, y, size; /* y of the baseline */
	float first;           /* width of its first word */
	float reach;           /* x1, or where the text begins that it numbers: no gutter parts the two */
	size_t at, n;          /* of the page's text */
	bool bold, rtl, raised; /* raised: begins with a superscript */
	bool hidden;           /* nobody sees it */
	unsigned char turn;    /* enum kua_pdf_turn */
};

struct kua_pdf_glyph {
	uint32_t cp;
	float x0, x1, size, y;
};

struct kua_pdf_run { /* glyphs that were drawn one after the other, each continuing the one before */
	size_t from, n;
	float y, size;
	bool bold, hidden;
	bool backward;      /* drawn from the right to the left, in reading order */
	unsigned char turn;
};

struct kua_pdf_rule { /* a drawn line: a0 to a1 along it, at across */
	float a0, a1, at;
};
typedef KUA_VEC(struct kua_pdf_rule) kua_pdf_rules;

struct kua_pdf_page {
	float width, height;
	struct kua_buf text; /* of the pieces */
	KUA_VEC(struct kua_pdf_piece) pieces;
	KUA_VEC(struct kua_pdf_glyph) glyphs;
	KUA_VEC(struct kua_pdf_run) runs;
	kua_pdf_rules rules, posts; /* level ones, upright ones */
	KUA_VEC(fz_rect) dark; /* areas on which white letters can be seen */
	size_t letters, unknown; /* unknown: glyphs that stand for no letter anybody knows */
	size_t invisible;      /* letters drawn with invisible ink, as those that were recognised in an image are */
	float images;          /* share of the page that images cover, overlaps counted twice */
};

/* A line of the document, in reading order. */
struct kua_pdf_line {
	struct kua_str text;
	float x0, x1, y, size, first;
	float left, right;   /* of its column */
	float leading;       /* usual distance of the lines of its column */
	float height;        /* of the page */
	uint32_t page, column; /* column: one number per stretch of a column, ascending */
	bool bold, raised, hidden, rtl;
	bool label;          /* begins with something short and a wide gap: "1.", a bullet */
	bool row;            /* of a table */
	bool furniture;
	uint32_t note;       /* of a footnote: its number in the document, from 1; 0 for other lines */
	unsigned char turn;
};
typedef KUA_VEC(struct kua_pdf_line) kua_pdf_lines;

/* ---- pdf_stream.c: the library and the document's bytes ---- */

/* Reading must end somewhere: called now and then, false when the time is up. */
struct kua_pdf_clock {
	double end; /* seconds of processor time */
	unsigned calls;
	bool over;
};
bool kua_pdf_in_time(struct kua_pdf_clock *c);

struct kua_pdf {
	fz_context *ctx;
	pdf_document *doc;
	struct kua_answer *o; /* NULL: nothing is answered, a page is drawn */
	struct kua_pdf_clock clock;
	struct kua_str bytes;
	size_t warnings;
	char warning[200]; /* the first that the library gave */
	struct kua_buf title, author; /* as the document's maker set them */
	bool parts_words; /* the program that made it parts words at line ends, unless it is told not to */
};

/* The context and the document; false where it cannot be opened at all. kua_pdf_close in any case. */
bool kua_pdf_open(struct kua_pdf *p, struct kua_str bytes, double seconds);
void kua_pdf_close(struct kua_pdf *p);
/* Only the context: for bytes that are no PDF, but that the library can draw. */
bool kua_pdf_context(struct kua_pdf *p, struct kua_str bytes, double seconds);
/* Is it locked by a password that is not empty? */
bool kua_pdf_is_locked(struct kua_pdf *p);
uint32_t kua_pdf_count_pages(struct kua_pdf *p);
/* Note what the library says went wrong: its callback, and for what it throws. */
void kua_pdf_hear(void *p, const char *message);
/* Call fn, which may throw: false where it did. */
typedef void kua_pdf_fn(struct kua_pdf *p, void *arg);
bool kua_pdf_try(struct kua_pdf *p, kua_pdf_fn *fn, void *arg);
/* Have JPEG 2000 images of the page's resources not decoded: the library does so when it only meets them. Throws. */
void kua_pdf_spare_images(struct kua_pdf *p, pdf_obj *page);

/* ---- pdf_about.c, pdf_attached.c ---- */

/* What the document says of itself: metadata, signatures, scripts, earlier versions; and the documents inside it. */
void kua_pdf_tell_about(struct kua_pdf *p);
void kua_pdf_answer_attached(struct kua_pdf *p);
/* A file specification, from the document's list or from a mark on a page: its file is answered. Throws. */
void kua_pdf_answer_file(struct kua_pdf *p, pdf_obj *spec, const char *name);

/* ---- pdf_marks.c ---- */

struct kua_pdf_comment { /* strings live in the arena */
	struct kua_str author, text;
	char date[11];
	uint32_t page;
};
typedef KUA_VEC(struct kua_pdf_comment) kua_pdf_comments;
/* What was filled into forms and written on the page joins its text, what was remarked is gathered. Throws. */
void kua_pdf_take_marks(struct kua_pdf *p, pdf_page *from, uint32_t number, struct kua_pdf_page *page, struct kua_arena *a,
                        kua_pdf_comments *out);
/* "D:20141219105051+01'00'" as 2014-12-19T10:50:51+01:00; other strings are copied. */
void kua_pdf_date(const char *s, char out[40]);

/* ---- pdf_glyphs.c ---- */

/* A device that fills page; drop it with fz_drop_device after fz_close_device. Throws. */
fz_device *kua_pdf_device(fz_context *ctx, struct kua_pdf_page *page, struct kua_pdf_clock *clock);
/* Add text that is not drawn, as if it stood in the box: what was typed into a form. */
void kua_pdf_add_text(struct kua_pdf_page *page, fz_rect box, struct kua_str text);
void kua_pdf_page_clear(struct kua_pdf_page *page);
void kua_pdf_page_free(struct kua_pdf_page *page);

/* For qsort: floats, ascending. */
static inline int kua_pdf_by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

/* ---- pdf_pieces.c ---- */

/* The runs of the page become its pieces. */
void kua_pdf_make_pieces(struct kua_pdf_page *page);
bool kua_pdf_is_rtl(uint32_t cp);
uint32_t kua_pdf_superscript(uint32_t digit); /* other characters stay */

/* ---- pdf_order.c ---- */

/* "1.", "(a)", "IV", a bullet, the mark of a footnote: what stands before the text that it numbers. */
bool kua_pdf_is_label(struct kua_str s);
/* Append the page's lines in reading order; number: of the page, from 1. Their text lives in a. */
void kua_pdf_read_lines(struct kua_pdf_page *page, uint32_t number, uint32_t *columns, struct kua_arena *a,
                        kua_pdf_lines *out);

/* ---- pdf_furniture.c, pdf_notes.c ---- */

/* Mark what is repeated at the same place of several pages, and page numbers. */
void kua_pdf_mark_furniture(kua_pdf_lines *lines, uint32_t n_pages);
/* Mark footnotes; body is the size of most of the text. */
void kua_pdf_mark_notes(kua_pdf_lines *lines, float body);
/* The bytes of the mark that a note begins with where a word follows without white between them; else 0. */
size_t kua_pdf_glued_mark(struct kua_str note);
/* Does the line hold the mark that the note begins with? */
bool kua_pdf_refers_to(struct kua_str line, struct kua_str note);

/* ---- pdf_hyphens.c ---- */

/* The words of a document, to tell a hyphen that parts a word at the line's end from one that belongs to it. */
struct kua_pdf_vocabulary;
struct kua_pdf_vocabulary *kua_pdf_vocabulary_new(const kua_pdf_lines *lines, bool parts_words);
void kua_pdf_vocabulary_free(struct kua_pdf_vocabulary *v);
/*
 * Make the end of text ready for the line that continues it: with a space, with nothing, or without the hyphen there.
 */
void kua_pdf_join(const struct kua_pdf_vocabulary *v, struct kua_buf *text, struct kua_str next);

/* ---- pdf_paragraphs.c ---- */

struct kua_pdf_heading { /* a line, or several, larger or bolder than the text */
	size_t at, n; /* bytes of the text */
	float size;
};
struct kua_pdf_text {
	struct kua_buf bytes;
	KUA_VEC(struct kua_page_at) pages;
	KUA_VEC(struct kua_pdf_heading) headings;
};
float kua_pdf_body_size(const kua_pdf_lines *lines);
/* The lines that wanted: hidden ones or the others. parts_words: as above. */
void kua_pdf_write(const kua_pdf_lines *lines, bool hidden, float body, bool parts_words, struct kua_pdf_text *out);
void kua_pdf_text_free(struct kua_pdf_text *t);

/* ---- pdf_image.c, pdf_found.c: how a page looks ---- */

struct kua_page_request;
/* A picture of that width, in colour, with the passages marked; p is open. What went wrong is heard in p. */
bool kua_pdf_picture(struct kua_pdf *p, const struct kua_page_request *wanted, struct kua_pixels *out);
/* Find the passages on the page and mark them in its picture, which was drawn by ctm. Throws. */
void kua_pdf_mark_passages(struct kua_pdf *p, pdf_page *page, fz_matrix ctm, fz_pixmap *pix, const struct kua_page_request *wanted);
void kua_pdf_copy_pixels(fz_context *ctx, fz_pixmap *pix, struct kua_pixels *out);

/* ---- pdf_items.c ---- */

/* Answer the text: as the articles of a press review, or as one item. What its maker says counts where the text says it too. */
void kua_pdf_answer_items(const struct kua_pdf *p, const struct kua_pdf_text *t, float body);

#endif
