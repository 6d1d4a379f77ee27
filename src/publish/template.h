/* template.h - what a template is made of: parts and conditions with inline pieces in them. Shared by template.c and template_fill.c. */
#ifndef KUA_PUBLISH_TEMPLATE_H
#define KUA_PUBLISH_TEMPLATE_H

#include "publish/letters.h"

struct condition {
	const char *field, *is; /* is NULL: it is known */
	bool negated;
};

enum piece_kind { PIECE_TEXT, PIECE_FIELD, PIECE_IF, PIECE_REMARK };
struct piece {
	enum piece_kind kind;
	const char *text;           /* a text, the name of a field */
	const char *hint;
	bool needed;
	struct condition condition; /* of PIECE_IF */
	const struct piece *v;      /* inside PIECE_IF and PIECE_REMARK */
	size_t n;
};

enum line_kind { LINE_PART, LINE_IF, LINE_EACH, LINE_MISSING };
struct line {
	enum line_kind kind;
	enum kua_sheet_kind part;
	const char *label;
	const struct piece *pieces;
	size_t n_pieces;
	struct condition condition; /* of LINE_IF; of LINE_EACH the list is its field */
	const struct line *then, *otherwise;
	size_t n_then, n_otherwise;
};

struct kua_template {
	const struct line *v;
	size_t n;
};

struct reading { /* a file being read */
	const char *path;
	const struct kua_template_field *fields;
	size_t n_fields;
	struct kua_arena *a;
	struct kua_error *err;
	const char *open[KUA_TEMPLATE_DEPTH + 1]; /* the lists that are open */
	size_t n_open, depth;   /* depth: of what stands in each other, of lines or of pieces */
	unsigned line;          /* of the file, at which text begins */
	const char *text, *at;  /* pieces being read, which may have several lines; NULL: a line of its own */
};
/* Of what is being read. */
unsigned reading_line(const struct reading *r);
/* Read pieces of text, which begins at r->line. */
enum kua_code pieces_read(struct reading *r, const char *text, const struct piece **v, size_t *n);
enum kua_code condition_read(struct reading *r, const char *text, size_t n, struct condition *out);
enum kua_code field_check(struct reading *r, const char *name, bool list);

/* Fill pieces: runs are appended. */
struct filling;
typedef KUA_VEC(struct kua_run) run_list;
void pieces_fill(struct filling *f, const struct piece *v, size_t n, run_list *out);
/* The same of pieces alone; what they cite is left out. */
void pieces_say(const struct piece *v, size_t n, const struct kua_values *values, struct kua_arena *a, struct kua_run **runs, size_t *n_runs);

#endif
