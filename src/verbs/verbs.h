/*
 * verbs.h - the command line: one table entry a verb, from which --help, the manual pages, the completion and the tests of
 * the examples are made, so that nothing undocumented can ship. A verb takes its options, calls the library and prints.
 *
 * Results go to standard output, messages to standard error. Exit 0 good, 1 something in the data, 2 wrong use, 3 our fault.
 */
#ifndef KUA_VERBS_H
#define KUA_VERBS_H

#include "flow/flow.h"

struct kua_option {
	const char *name; /* "json", used as --json */
	const char *arg;  /* "FILE"; NULL for a switch */
	const char *help;
};

struct kua_example {
	const char *what;    /* "Count what is contested" */
	const char *command; /* a line of shell; the tests run it in a folder that holds examples/ and a casebook made from it */
};

struct kua_call;

struct kua_verb {
	const char *name, *args, *summary;
	const char *about; /* paragraphs, for --help and the manual page */
	const struct kua_option *options; /* ends with a NULL name; every verb also has --help */
	const struct kua_example *examples; /* ends with a NULL what */
	size_t least, most; /* arguments */
	enum kua_code (*run)(struct kua_call *call, struct kua_error *err);
};

enum { KUA_MAX_OPTIONS = 32 };

/* One call of the program: what the user said, and what the surroundings are. */
struct kua_call {
	const struct kua_verb *verb;
	const char *const *args;
	size_t n_args;
	const char *values[KUA_MAX_OPTIONS]; /* by position in verb->options; "" for a switch that is set, NULL where not */
	const char *data_dir;
	const char *who;     /* --as NAME, else $KUA_USER, else the login name */
	const char *now;     /* 2011-12-16T12:00:00Z; $SOURCE_DATE_EPOCH fixes it */
	bool json, colour;   /* colour: standard output is a terminal and NO_COLOR is not set */
	unsigned columns;
	int status;          /* exit status where the verb succeeded: 0, or 1 for something in the data */
	struct kua_arena *arena;
	struct kua_progress progress;
};

/* Value of an option of this verb: NULL where it was not given. */
const char *kua_call_option(const struct kua_call *call, const char *name);

/* The present time as it goes into the journal, in the arena; "" where the clock says a year that no date has. */
const char *kua_call_now(struct kua_arena *a);
const char *kua_call_today(const struct kua_call *call); /* the day of call->now */

extern const struct kua_verb *const kua_verbs[]; /* ends with NULL */
const struct kua_verb *kua_verb_named(const char *name);

/* ---- shared by verbs ---- */

/* Open the casebook named by the first argument; a note on standard error where its derived part is behind. */
enum kua_code kua_call_open(struct kua_call *call, enum kua_mode mode, struct kua_casebook **cb, struct kua_error *err);
/* Call fn with the whole casebook, which is closed by then. (loaded.c) */
typedef enum kua_code kua_loaded_fn(struct kua_call *call, struct kua_loaded *l, struct kua_error *err);
enum kua_code kua_call_with_loaded(struct kua_call *call, kua_loaded_fn *fn, struct kua_error *err);
/* What a report is made of, out of what was loaded. (loaded.c) */
struct kua_report_input;
enum kua_code kua_call_report_input(struct kua_call *call, const struct kua_loaded *l, const char *title, struct kua_report_input *out,
                                    struct kua_error *err);
/* Fill a flow: knowledge and, where asked for, the keeper of readers (before the casebook is opened). */
struct kua_session {
	struct kua_knowledge knowledge;
	struct kua_flow flow;
};
enum { KUA_WITH_KNOWLEDGE = 1, KUA_WITH_INTAKE = 2 };
enum kua_code kua_session_start(struct kua_call *call, unsigned what, struct kua_session *s, struct kua_error *err);
/* Load the knowledge, unless it is there. */
enum kua_code kua_session_knowledge(struct kua_call *call, struct kua_session *s, struct kua_error *err);
void kua_session_end(struct kua_session *s);

/* Standard output that notices a full disk or a closed pipe: checked once at the end of main. */
void kua_out(const char *fmt, ...) KUA_PRINTF(1, 2);
/* Text of documents: control characters and terminal escapes made visible and harmless. */
void kua_out_text(const char *s);
void kua_out_buf(struct kua_buf *b); /* print as it is, and clear */
void kua_out_record(enum kua_shape_kind kind, const void *record); /* as a line of JSON */
void kua_out_records(enum kua_shape_kind kind, const void *v, size_t n);
/* The document without what a photograph says of place, time and camera; its list of metadata is in the arena. */
struct kua_document kua_without_exif(const struct kua_document *d, struct kua_arena *a);
void kua_out_bold(const struct kua_call *call, const char *s);
void kua_out_dim(const struct kua_call *call, const char *s);
/* s wrapped to the terminal's width, each line indented. Safe for text of documents. */
void kua_out_wrapped(const struct kua_call *call, unsigned indent, const char *s);
/* The same, but the first line goes on behind what was printed, which took indent columns. */
void kua_out_hanging(const struct kua_call *call, unsigned indent, const char *s);
/* s cut to at most columns, with an ellipsis, in the arena; safe for text of documents. */
const char *kua_out_cut(struct kua_arena *a, const char *s, size_t columns);
/* "70", "about 70", "more than 70", "20-30", "dozens" */
const char *kua_figure_words(struct kua_arena *a, const struct kua_figure *f);
void kua_out_times(const struct kua_stage_time times[KUA_STAGES]); /* on standard error */
void kua_note(const char *fmt, ...) KUA_PRINTF(1, 2); /* a line on standard error */

/* Lines of JSON for the plain filters: {"id","text", optional "title","author","issuer","published_on","language","series"}. */
struct kua_lines {
	struct kua_item *items; /* in the call's arena */
	size_t n;
	struct kua_views *views; /* kua_views_free() them */
};
#define KUA_LINES_IN \
	"Reads lines of JSON from FILE or standard input: objects with \"id\" and \"text\", and optional \"title\",\n" \
	"\"author\", \"published_on\", \"language\" and \"series\" (the outlet). No casebook is needed. The shapes that\n" \
	"are printed are those of 'kua export', with the line's id wherever an item's id stands."
/* Call fn with each line that is not blank, of the first argument or standard input. A line that fn refuses is told with its
 * number and passed over; the exit status is then 1. */
typedef enum kua_code kua_line_fn(void *ctx, const char *line, size_t n, struct kua_error *err);
enum kua_code kua_lines_each(struct kua_call *call, kua_line_fn *fn, void *ctx, struct kua_error *err);
/* The same of this file; "-" is standard input. */
enum kua_code kua_lines_each_of(struct kua_call *call, const char *path, kua_line_fn *fn, void *ctx, struct kua_error *err);
/* The same for lines in the order of the file, so many at once that they can be read on several threads. */
struct kua_line {
	const char *v;
	size_t n, number;
};
typedef enum kua_code kua_line_batch_fn(void *ctx, const struct kua_line *lines, size_t n, struct kua_error *err);
enum kua_code kua_lines_batches(struct kua_call *call, kua_line_batch_fn *fn, void *ctx, struct kua_error *err);
/* One line that is refused. */
void kua_lines_refused(struct kua_call *call, size_t number, const struct kua_error *err);
/* The item of one such line, in the arena. */
enum kua_code kua_lines_item(const char *line, size_t n, const struct kua_languages *l, struct kua_arena *a,
                             struct kua_item *out, struct kua_error *err);
/* All of them at once. */
enum kua_code kua_lines_read(struct kua_call *call, const struct kua_languages *l, struct kua_lines *out,
                             struct kua_error *err);

/* What a JSON object says under some keys, where it stands in the line. False where that is not plain to see: the object is left to
 * the library then, whose word it is what is wrong with it. */
struct kua_flat {
	enum { KUA_FLAT_NONE, KUA_FLAT_STRING, KUA_FLAT_INTEGER, KUA_FLAT_OTHER } kind;
	bool escaped;
	const char *v;
	size_t n;
};
bool kua_flat_read(const char *line, size_t n, const char *const *keys, size_t n_keys, struct kua_flat *out);
char *kua_flat_string(const struct kua_flat *f, struct kua_arena *a); /* of a string or an integer */

enum kua_code kua_names_find_run(struct kua_call *call, struct kua_error *err); /* kua names --find */

/* What kua reuse found, in passim's columns. */
void kua_out_passim(const struct kua_reuse_result *r, const struct kua_lines *lines);

/* Help, from the table: all verbs; the version, libraries and whether the jail holds; one verb. */
enum kua_code kua_help_all(struct kua_call *call, struct kua_error *err);
enum kua_code kua_help_version(struct kua_call *call, struct kua_error *err);
enum kua_code kua_help_verb(const struct kua_verb *verb, struct kua_error *err);

/* ---- the verbs: one file each ---- */
extern const struct kua_verb kua_verb_new, kua_verb_due, kua_verb_add, kua_verb_report, kua_verb_items, kua_verb_reprints,
	kua_verb_people, kua_verb_places, kua_verb_figures, kua_verb_events, kua_verb_cases, kua_verb_actions,
	kua_verb_show, kua_verb_search, kua_verb_judge, kua_verb_rebuild, kua_verb_export, kua_verb_log,
	kua_verb_reuse, kua_verb_names, kua_verb_claims, kua_verb_text, kua_verb_help, kua_verb_serve, kua_verb_write, kua_verb_papers, kua_verb_publish, kua_verb_dossier;
extern const struct kua_verb kua_verb_petition;
extern const struct kua_verb kua_verb_appeal, kua_verb_appeals, kua_verb_submission;

#endif
