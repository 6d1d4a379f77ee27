/*
 * report.h - the account as people read it: text for a terminal, one self-contained HTML page, Markdown, PDF. Pure: records
 * in, a buffer out. First what is contested, then copies and what changed on the way, then cases, then what is coming, then what
 * could not be read. All but the text for a terminal number the documents they cite and list them with their hashes.
 */
#ifndef KUA_REPORT_H
#define KUA_REPORT_H

#include "accounts/accounts.h"

struct kua_report_input {
	const char *title; /* the casebook's name */
	const char *as_of; /* today */
	const struct kua_document *documents;
	size_t n_documents;
	const struct kua_drift *drift;
	size_t n_drift;
	const struct kua_copy *copies;
	size_t n_copies;
	struct kua_accounts_input in;      /* items, families, entities, claims */
	struct kua_accounts_result result; /* events, voices, accounts, tolls */
	const struct kua_told_case *cases; /* of kua_accounts_cases */
	size_t n_cases;
	const char *event; /* only this event; NULL means all */
};

enum kua_report_format { KUA_REPORT_TEXT, KUA_REPORT_HTML, KUA_REPORT_MD, KUA_REPORT_PDF };

struct kua_report_options {
	enum kua_report_format format;
	unsigned columns; /* text: width of the terminal; 0 means 80 */
	bool colour;
	bool all;         /* text: nothing cut; else the most contested events and the most important lines, with counts of the rest */
};

/* Only a PDF can fail: KUA_WORLD where Pango, qpdf or Little CMS is not installed. */
enum kua_code kua_report_write(const struct kua_report_input *in, const struct kua_report_options *options,
                               struct kua_buf *out, struct kua_error *err);

/*
 * One event or one person for an inquiry: account or case, time line, each claim with its passage and grades, what contradicts itself, what is
 * not known, annexes. in->event, or else a person. It is headed by what it is about; in->title is not used.
 */
struct kua_dossier {
	const char *person; /* id of the entity; NULL: the event */
	/* What is said of an annex: the file that holds its bytes, or why it is kept back. number is that by which the text cites it. NULL: nothing. */
	const char *(*annex)(void *ctx, const struct kua_document *d, size_t number);
	void *ctx;
};
/* KUA_USE where there is no such event or person. */
enum kua_code kua_report_dossier(const struct kua_report_input *in, const struct kua_dossier *dossier, const struct kua_report_options *options,
                                 struct kua_buf *out, struct kua_error *err);

/* ---- drawings: inline SVG, whose colours are those of the page's style ---- */

/* How a number is said. Several at once where statements differ. */
enum { KUA_AXIS_EXACT = 1, KUA_AXIS_ABOUT = 2, KUA_AXIS_MORE = 4, KUA_AXIS_LESS = 8 };
unsigned kua_axis_how(const char *qualifier);                 /* of a figure; NULL is exact */
unsigned kua_axis_how_line(const struct kua_account *account); /* of a line of the account: all that is said of its number */

struct kua_axis_mark {
	int64_t low, high; /* one of them may be KUA_NONE */
	unsigned how;
	int64_t voices;
	const char *label; /* of a mark on the axis: "70" */
	size_t lane;       /* of what was said: its row */
	const char *says;  /* what somebody learns who points at it, or NULL */
	const char *href;  /* where it leads, or NULL */
};
struct kua_axis {
	const struct kua_axis_mark *marks; /* on the line from zero: each number once */
	size_t n;                          /* at least one */
	const struct kua_axis_mark *said;  /* in rows below it, by the time of saying */
	size_t n_said;
	const char *const *lanes;          /* these times, as the rows are headed */
	size_t n_lanes;
	const char *title, *logarithmic;   /* what this is; what is said where the scale is logarithmic */
};
void kua_report_axis(const struct kua_axis *axis, struct kua_buf *out);

/* One figure with when it was said; and its line in the account, for whoever draws. */
struct kua_axis_said {
	const struct kua_figure *figure;
	const struct kua_account *line;
	const char *when; /* a date, or NULL */
	size_t lane;
};
/*
 * Sorts them by when they were said and gives each its row: one for a day, or for a month or a year where rows would be too many; each "when" is cut
 * to that. Returns the number of rows. The last holds those whose time is not known.
 */
size_t kua_axis_lanes(struct kua_axis_said *v, size_t n, struct kua_arena *a);

/* A family in time: who copied whom, and what changed on the way. */
struct kua_tree_node {
	const char *label, *when; /* its title; its date in words, NULL where it has none */
	const char *from, *to;    /* ISO dates: bounds, or twice its date; NULL where not known */
	bool unseen;              /* a text that nobody has, but whose copies show that it was */
	const char *href;         /* or NULL */
};
struct kua_tree_edge {
	size_t from, to;
	bool directed;      /* else one is from the other, or both from a third */
	double probability; /* 0: not known */
	const char *change; /* what is different in the copy: "70 → 17"; NULL: nothing */
	const char *href;   /* of the two side by side, or NULL */
};
struct kua_tree {
	const struct kua_tree_node *nodes;
	size_t n;
	const struct kua_tree_edge *edges; /* each node has at most one that leads to it */
	size_t n_edges;
	const char *title, *undated, *unseen; /* what this is; how the column of undated texts is headed; an unseen text's name */
};
void kua_report_tree(const struct kua_tree *tree, struct kua_buf *out);

/* The tree of a family out of records: from its copies' places where they are known, else from the directions between pairs. */
struct kua_tree_input {
	const struct kua_family *family;
	const struct kua_reuse *const *reuse; /* between its items */
	size_t n_reuse;
	const struct kua_copy *const *copies; /* its copies */
	size_t n_copies;
	const struct kua_drift *const *drift; /* between its items */
	size_t n_drift;
	const char *item_href, *reuse_href; /* in front of an id; NULL: no links */
	const struct kua_item *(*item)(void *ctx, const char *id); /* NULL where there is none */
	const char *(*date)(void *ctx, const char *iso); /* in words */
	void *ctx;
};
#define KUA_TREE_NODES 60 /* of a larger family the first */
void kua_tree_make(const struct kua_tree_input *in, struct kua_arena *a, struct kua_tree *out);

#endif
