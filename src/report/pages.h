/*
 * pages.h - A4 pages of a PDF being filled: paragraphs one below the other, columns beside each other, a line at the foot of each page. Pango
 * shapes and breaks the text, Cairo writes the file, which pdfa.h makes PDF/A. What fills them does so twice, the first time only to learn how many there are.
 */
#ifndef KUA_REPORT_PAGES_H
#define KUA_REPORT_PAGES_H

#include "report/draw.h"

/* Letters of a bookmark and of the file's title: where it is shown is no room for more, and a string of PDF/A ends at 32,767 bytes. */
enum { PAGES_NAME = 250 };
/* Points. */
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define PAGE_LEFT 56.0
#define PAGE_RIGHT (PAGE_WIDTH - 56.0)
#define PAGE_TOP 56.0
#define PAGE_BOTTOM (PAGE_HEIGHT - 62.0)

#define SERIF "Noto Serif, DejaVu Serif, Serif "
struct face {
	const char *font;
	double grey, above;
};

enum { RUN_RAISED = 1, RUN_MARKED = 2, RUN_BOLD = 4 };
struct page_run { /* bytes of a paragraph's text that look different: where it begins and ends once it was made harmless */
	size_t from, to;
	unsigned how;
};

/*
 * What a screen reader is told of a paragraph: "H1" to "H4", "BlockQuote"; NULL is "P", and PAGES_DRAWN no text but part of a drawing, which is not read aloud: what
 * it shows stands beside it in words. Rows are those of a table or of a list.
 */
#define PAGES_DRAWN ""
enum pages_row { PAGES_TABLE, PAGES_LIST };
enum { PAGES_TAGS = 4 }; /* in each other */

struct pages {
	struct draw d;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout, *at_foot; /* of the text; of what stands at the end of a page, in the middle of the text */
	struct kua_arena *a;
	struct kua_buf text;
	const char *title; /* at the foot of each page, and of the file */
	const char *when;  /* an ISO date, not the clock's: the same records give the same bytes; or NULL */
	const char *language; /* a tag as "en"; or NULL */
	const char *tag;      /* of the next paragraphs */
	const char *tags[PAGES_TAGS]; /* that are open: a list, a row of it, a part of that */
	size_t n_tags, n_begun;       /* begun: where something was drawn in them, and not before, so that none is empty */
	bool in_row;
	double y;
	int page, pages;   /* pages: of the whole, 0 in the first pass */
};

/* Call fill twice; what it draws is appended to out. title, when and a are set by then; all else is made here. */
enum kua_code pages_write(struct pages *p, void (*fill)(struct pages *p, void *ctx), void *ctx, struct kua_buf *out,
                          struct kua_error *err);
/* Go to the next page unless there is so much room. */
void pages_need(struct pages *p, double height);
/* A paragraph at x, over as many pages as it takes; where it ends is the new y. rule: with a line along its side. */
void pages_paragraph(struct pages *p, const struct face *f, double x, double width, const char *s, bool rule);
/* The same with parts that look different; text is harmless already. */
void pages_runs(struct pages *p, const struct face *f, double x, double width, const char *text, const struct page_run *runs, size_t n,
                bool rule);
/* A heading, or another paragraph that is to be told as what it is. */
void pages_tagged(struct pages *p, const char *tag, const struct face *f, double x, double width, const char *s, bool rule);
/* Two columns: what heads the row, and its text, which body draws. Rows of a kind that follow each other are one table or list. */
void pages_row(struct pages *p, enum pages_row kind, const struct face *head_face, double column, const char *head,
               void (*body)(struct pages *p, double x, double width, const void *ctx), const void *ctx);
/* Words on one line, cut in their middle where the page has no room: to the right of x, to its left (side -1), or with their middle there (0). */
void pages_words(struct pages *p, const struct face *f, double x, double baseline, int side, const char *s);
/* With the pen as it is set: a line; a dot, black or open. */
void pages_stroke(struct pages *p, double x1, double y1, double x2, double y2);
void pages_dot(struct pages *p, double x, double y, double r, bool full);
/* A line in the table of contents; its number. */
int pages_bookmark(struct pages *p, int parent, const char *s);

#endif
