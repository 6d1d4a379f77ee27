/*
 * internal.h - a report is a row of blocks, made once from the records (lead.c, events.c, copies.c, rest.c) and written
 * by one of three writers (text.c, html.c, md.c). Blocks hold plain text as documents have it, markup and
 * control characters included: making it harmless is each writer's first duty, and only theirs.
 */
#ifndef KUA_REPORT_INTERNAL_H
#define KUA_REPORT_INTERNAL_H

#include "report/report.h"

enum block_kind {
	BLOCK_TITLE,   /* head */
	BLOCK_LEAD,    /* head: an event, or NULL where more is said of the last; text: what to know first */
	BLOCK_SECTION, /* head */
	BLOCK_EVENT,   /* head */
	BLOCK_ACT,     /* head: "Killed"; text: "12 to 100, ..." */
	BLOCK_AXIS,    /* axis */
	BLOCK_TREE,    /* tree */
	BLOCK_LINE,    /* head: the number; text: voices and statements */
	BLOCK_QUOTE,   /* text: the sentence; more: where it stands */
	BLOCK_NOTE,    /* text, about the line or act before it */
	BLOCK_CASE,    /* head: the person; text: how things stand */
	BLOCK_ROW,     /* head: a date; text; more: where it stands */
	BLOCK_FAMILY,  /* text */
	BLOCK_ITEM,    /* text: one of a list */
	BLOCK_CHANGE,  /* head and text stand in the same place of two prints (known: head became text); more: of what kind */
	BLOCK_PARA,    /* text */
	BLOCK_MORE,    /* text: what was cut, and how to see it */
};


struct block {
	enum block_kind kind;
	const char *head, *text, *more;
	bool known;
	const struct kua_axis *axis;
	const struct kua_tree *tree;
};

struct caps { /* how much of each list is shown */
	size_t events, brief, lines, statements, voices, names, families, items, changes, cases, steps, due, gone, unread, reasons;
};

struct number_change { /* another print of the item has another number here */
	const char *item;
	int64_t start, end;
	const char *other, *other_item;
};

struct report {
	const struct kua_report_input *in;
	const struct kua_dossier *dossier; /* or NULL */
	struct kua_arena *a;
	KUA_VEC(struct block) blocks;
	struct caps caps;
	const char *profile;
	struct number_change *changes; /* by item, start */
	size_t n_changes;
	struct kua_intern *item_ids, *figure_ids, *voice_ids, *toll_keys;
	struct kua_intern *origins; /* items that their family comes from */
	struct kua_intern *cited; /* documents, in the order in which they are named; NULL where they get no numbers */
	struct kua_intern *quoted;  /* sentences that were shown in the event being told */
	size_t *item_at, *figure_at, *voice_at, *toll_at;
};

struct block *report_add(struct report *r, enum block_kind kind, const char *head, const char *text,
                         const char *more);
/* How many of n to show under a cap: one more than the cap rather than a line that says "and 1 more". */
size_t report_shown(size_t n, size_t cap);
void report_more(struct report *r, size_t rest, const char *verb);
const struct kua_item *report_item(const struct report *r, const char *id);       /* NULL where it is not there */
const struct kua_figure *report_figure(const struct report *r, const char *id);
const struct kua_voice *report_voice(const struct report *r, const char *id);
void changes_lay(struct report *r);
/* The number changes inside a figure's quote. */
const struct number_change *changes_of(const struct report *r, const struct kua_figure *f, size_t *n);
/* “Title”, 2 July 2013 (letter.txt) */
const char *report_source(struct report *r, const char *item);
/* The same with the page on which that byte of its text stands. */
const char *report_source_at(struct report *r, const char *item, int64_t start);
/* "1 voice", "2 independent voices", "about 2.4 independent voices, between 2 and 3". */
const char *report_voices(struct report *r, const struct kua_account *a);
const char *report_count(struct report *r, size_t n, const char *one,
                         const char *many); /* "1 item", "3,000 items" */
const char *report_number(struct report *r, int64_t n); /* 16000 as "16,000" */
const char *report_cut(struct report *r, const char *text,
                       size_t most); /* at a word, with an ellipsis; at most bytes */

struct telling { /* an event with its lines in order */
	const struct kua_event *event;
	const struct kua_account **lines;
	size_t n;
	size_t contested; /* see lead.c */
	int64_t voices, statements;
};
/* All events, the most contested first. */
struct telling *tellings_make(struct report *r, size_t *n);
const struct kua_toll *report_toll(const struct report *r, const char *event, const char *act);
int act_rank(const char *act);
/* "How many were killed", "How many protested". */
const char *act_question(struct report *r, const char *act);

void report_lead(struct report *r, const struct telling *v, size_t n);   /* lead.c */
void report_events(struct report *r, const struct telling *v, size_t n); /* events.c */
void report_event_acts(struct report *r, const struct telling *t);
void report_dossier(struct report *r, const struct telling *v, size_t n); /* dossier.c */
const char *report_figure_words(struct report *r, const struct kua_figure *f); /* "more than 70" */
/* The number as a line is headed: with its qualifier where all say it in one way. */
const char *report_head(struct report *r, const struct kua_account *a);
bool report_whole(const struct kua_account *a);
/* A voice of whom only the item is known. */
bool report_unnamed(const struct kua_voice *v);
void report_leaves_out(struct report *r, const struct kua_account *a); /* leaves.c */
void report_copies(struct report *r); /* copies.c */
void report_cases(struct report *r); /* rest.c, as what follows */
void report_case(struct report *r, const struct kua_told_case *c);
void report_contradiction(struct report *r, const struct kua_contradiction *c);
void report_coming(struct report *r);
void report_unread(struct report *r);
void report_method(struct report *r);
void report_sources(struct report *r);

/* Text as HTML and SVG may hold it, whatever it is. (html.c) */
void report_escape(struct kua_buf *out, const char *s);
/* The page up to its body, with a policy that allows nothing but this style sheet. */
void report_page(const char *language, const char *title, const char *style, struct kua_buf *out);

/* Where the marks of an axis lie on a line so wide, in order of number. */
struct axis_place {
	const struct kua_axis_mark *mark;
	double x, end, radius;
	int row; /* of its label; 0 is the lowest */
};
struct axis_places {
	struct axis_place *v;
	double zero;
	int rows; /* the highest */
	bool logarithmic;
};
void axis_place(const struct kua_axis *x, double width, struct axis_places *out);
void axis_places_free(struct axis_places *p);

void write_text(const struct report *r, const struct kua_report_options *o, struct kua_buf *out);
void write_html(const struct report *r, struct kua_buf *out);
void write_md(const struct report *r, struct kua_buf *out);
enum kua_code write_pdf(const struct report *r, struct kua_buf *out, struct kua_error *err);

/* The next character of s that may be shown: a line end, tab or other white space is a space; a control
 * character, a mark that turns the direction of the line, and what is not UTF-8 is U+FFFD. Advances *s; 0 at
 * the end. */
uint32_t safe_next(const char **s);
/* The same of a text that somebody set: its no-break spaces stay. A document may have nothing but them, so that no line of it could be broken. */
uint32_t safe_kept(const char **s);
/* A control character, or one that turns the line, that nobody sees, or that is none. */
bool safe_hides(uint32_t c);

#endif
