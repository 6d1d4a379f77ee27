/*
 * letters.h - appeals and submissions: letters and forms written from one person's case by templates, which are plain text in data/appeal/
 * and data/submission/ (docs/templates.md). Nothing is invented: what the casebook does not know is a blank in brackets, what contradicts
 * itself stands there in brackets, and what a source says in another language is marked as such. Whoever nobody allowed to be named is not
 * named (publish.h).
 *
 * Pure: records in, a sheet (report/sheet.h) out; only templates are read from files.
 */
#ifndef KUA_LETTERS_H
#define KUA_LETTERS_H

#include "publish/publish.h"
#include "report/sheet.h"

/* ---- templates ---- */

enum {
	KUA_TEMPLATE_BYTES = 256 << 10, /* of a file */
	KUA_TEMPLATE_DEPTH = 8,         /* of conditions, lists and brackets in each other */
};

/* What a template may ask for. A name may stand in several lists. */
struct kua_template_field {
	const char *name;
	const char *in; /* the list whose rows have it; NULL: of the whole */
	enum { KUA_FIELD_TEXT, KUA_FIELD_LIST, KUA_FIELD_YOURS, KUA_FIELD_OWN } is; /* yours: what the writer adds; own: of the writer, who may be named */
};

struct kua_values;
struct kua_value {
	const char *name;
	const char *text;           /* NULL: not known, unless there are runs or rows */
	const struct kua_run *runs; /* instead of a text */
	size_t n_runs;
	const char *language;       /* of the text, where it is not that of the letter */
	const size_t *sources;      /* that say so: places in the sources */
	size_t n_sources;
	const struct kua_values *rows; /* of a list */
	size_t n_rows;
};
struct kua_values {
	const struct kua_value *v;
	size_t n;
};

struct kua_template;
/*
 * From memory; path is for messages. A line that cannot be read, and a field that is not among the fields, is KUA_DATA with
 * "path:line: what". All of it lives in the arena, fields and bytes must outlive it.
 */
enum kua_code kua_template_parse(const char *path, const char *bytes, size_t n, const struct kua_template_field *fields, size_t n_fields,
                                 struct kua_arena *a, struct kua_template **out, struct kua_error *err);
enum kua_code kua_template_load(const char *path, const struct kua_template_field *fields, size_t n_fields, struct kua_arena *a,
                                struct kua_template **out, struct kua_error *err);

struct kua_missing { /* a blank that was left */
	const char *label; /* of its row, or the heading above it; may be NULL */
	const char *hint;  /* what belongs there, or its field's name */
	bool needed;       /* without it the whole is of no use */
};
struct kua_filled {
	struct kua_sheet sheet; /* its parts and notes; title, language and date are the caller's */
	struct kua_missing *missing;
	size_t n_missing;
};
/* sources: what the notes say, by the places that values name. Values are text, never markup and never read as a template. */
void kua_template_fill(const struct kua_template *t, const struct kua_values *values, const struct kua_list *sources, struct kua_arena *a,
                       struct kua_filled *out);

/* Short texts of one language, each a line "key: text" with fields as in a template. */
struct kua_phrases;
enum kua_code kua_phrases_load(const char *path, const struct kua_template_field *fields, size_t n_fields, struct kua_arena *a,
                               struct kua_phrases **out, struct kua_error *err);
/* The runs of the phrase in the arena; false where there is no such key. */
bool kua_phrases_say(const struct kua_phrases *p, const char *key, const struct kua_values *values, struct kua_arena *a, struct kua_run **runs,
                     size_t *n);
/* One that has no fields; otherwise where there is none. */
const char *kua_phrases_text(const struct kua_phrases *p, const char *key, const char *otherwise);

/* ---- what a letter may say of a case ---- */

/* All fields that templates of letters and forms, and phrases, may ask for. */
extern const struct kua_template_field kua_letter_fields[];
extern const size_t kua_n_letter_fields;

enum {
	KUA_LETTER_WEEKS = 6,       /* from an appeal's date to its deadline, unless said */
	KUA_ADDRESSEE_STALE = 180,  /* days after which an addressee has to be checked again */
	KUA_LETTER_STEPS = 1000,    /* of one case */
	KUA_LETTER_WITH_BYTES = 256 << 10,
};

struct kua_letter_input {
	const struct kua_loaded *loaded;
	const struct kua_entity *person;
	const char *form;      /* urgent, letter, editor, motion, submission */
	const char *scope;     /* to which the person must have been allowed to be named: public, government, submit */
	const char *language;  /* of the letter */
	const char *today, *deadline; /* ISO; deadline NULL: six weeks from today */
	const char *body;      /* of a submission: to whom; NULL else */
	const char *data_dir;
	const struct kua_paper *appeals; /* every version of each, in order of their entries */
	size_t n_appeals;
	const struct kua_paper *const *addressees, *const *copies;
	size_t n_addressees, n_copies;
	const char *outcome;   /* of an appeal that is closed: why nobody needs to act any more; or NULL */
	const char *with_path, *with; /* what the writer adds: lines "field: text"; or NULL */
};

struct kua_letter {
	bool named;            /* the person is called by name */
	bool consented;        /* somebody agreed to just this: being named for the scope of the form */
	const char *called;    /* the name, or initials */
	const char *number;    /* 1 of the first, 2 of further information ... */
	const char *deadline, *state;
	const char *basis;     /* what the case says now, a step a line */
	size_t n_facts, n_confirmed, n_contradictions;
	struct kua_filled filled;
};
/*
 * Write one. A template, a phrase or a line of `with` that is not right is KUA_DATA with file and line; a person without a case is KUA_USE. The
 * templates are data/appeal/LANGUAGE/FORM.txt and, of a submission, data/submission/BODY.txt.
 */
enum kua_code kua_letter_write(const struct kua_letter_input *in, struct kua_arena *a, struct kua_letter *out, struct kua_error *err);

/* The entity that is meant: by its id, the beginning of it, or a name that only one person has. KUA_USE with a line. */
enum kua_code kua_letter_person(const struct kua_entity *v, size_t n, const char *said, const struct kua_entity **out, struct kua_error *err);

/* ---- addressees ---- */

/* KUA_USE where it has neither an address nor one of mail. */
enum kua_code kua_addressee_check(const struct kua_paper *p, struct kua_error *err);
/* Days since it was checked; KUA_NONE where nobody ever did. Older than KUA_ADDRESSEE_STALE is stale. */
int64_t kua_addressee_age(const struct kua_paper *p, const char *today);

/* ---- appeals that went out ---- */

struct kua_overtaken { /* an appeal that went out, and what has become of it */
	const struct kua_paper *paper;
	const char *outcome;   /* it is closed; NULL: it is open */
	bool late;             /* its deadline is over */
	bool followed;         /* a later one took its place */
	struct kua_list why;   /* what its own evidence says now that it did not say then; what stood there and stands no more */
};
/* Of each appeal, in order. papers: every version of each; addressees as they stand. */
enum kua_code kua_appeals_overtaken(const struct kua_loaded *l, const struct kua_paper *appeals, size_t n, const struct kua_paper *addressees,
                                    size_t n_addressees, const char *today, const char *data_dir, struct kua_arena *a,
                                    struct kua_overtaken **out, size_t *n_out, struct kua_error *err);

#endif
