/*
 * intake.h - bytes in, items out, each document read by a jailed child.
 *
 * kua_intake_start forks a small keeper process before any casebook is open or any secret in memory. For each
 * document the keeper forks a reader that gets two descriptors (bytes in, answer out), locks itself in (no new
 * privileges, landlock with no paths, seccomp allow-list, rlimits for memory, time and output, no network
 * namespace) and only then touches the first byte. It answers with a stream of typed, length-prefixed fields
 * (stream.h). The parent trusts none of it.
 *
 * A document that cannot be read costs itself only: reading->read is false and reading->reason says why; that
 * is KUA_OK. An error is returned only where no document could be read (no fork, no jail).
 */
#ifndef KUA_INTAKE_H
#define KUA_INTAKE_H

#include "intake/diagnostics.h"
#include "shapes/shapes.h"

struct kua_intake;

enum kua_item_kind {
	KUA_KIND_TEXT,      /* running text */
	KUA_KIND_RECORD,    /* a row of a table: its text is lines "Column: value" */
	KUA_KIND_QUOTATION, /* what a mail quotes of an earlier one, by its author */
	KUA_KIND_MESSAGE,   /* of a chat */
	KUA_KINDS
};

struct kua_page_at { /* a page begins at this byte of the item's text */
	uint32_t page;   /* from 1, as counted, not as printed */
	uint64_t offset;
};

struct kua_raw_item {
	const char *title, *author, *issuer, *published_on; /* NULL where not known; published_on is ISO */
	struct kua_list categories, addressees;
	const char *language; /* as declared; NULL */
	const char *url;
	const struct kua_page_at *pages;
	size_t n_pages;
	int confidence; /* of letters recognised in an image, 1 to 100; 0: they are certain */
	enum kua_item_kind kind;
	const char *text; /* UTF-8, NUL-terminated, line ends are \n, boilerplate left out */
};

struct kua_raw_inner { /* a document inside this one */
	const char *name, *media_type, *url, *captured_at; /* NULL where not known */
	const char *bytes; /* NULL where the answer was too large for memory: */
	size_t n;
	uint64_t at;       /* they begin at this byte of it */
};

struct kua_diagnosed {
	enum kua_diagnostic_id id;
	const char *detail; /* or NULL */
};

/* What a list of diagnostics says in one line, "; " between them; NULL for none. In the arena. */
const char *kua_diagnosed_line(const struct kua_diagnosed *v, size_t n, struct kua_arena *a);
/* As the store keeps them: "level id: detail" */
struct kua_list kua_diagnosed_list(const struct kua_diagnosed *v, size_t n, struct kua_arena *a);

struct kua_reading {
	bool read, partial;     /* partial: read, and something of it is missing */
	const char *reason;     /* its diagnostics as one line, or NULL */
	const char *media_type; /* as found, text/plain; charset=windows-1251 */
	size_t n, n_inner;
	const struct kua_raw_item *items; /* NULL where the answer was too large for memory; see kua_reading_each */
	const struct kua_raw_inner *inner;
	struct kua_content spool;         /* then it is here */
	const struct kua_intake_limits *limits; /* with which it was read */
	struct kua_list metadata; /* "key: value" */
	const struct kua_diagnosed *diagnosed;
	size_t n_diagnosed;
	const uint32_t *wanted; /* pages, from 1, whose letters a reader wanted to be recognised (intake does it) */
	size_t n_wanted;
	const struct kua_raw_item *recognised; /* what came of it, beside items; counted in n */
	size_t n_recognised;
};

/* Who gets the items and inner documents of a reading, one by one; either may be NULL. */
struct kua_visit {
	enum kua_code (*item)(void *ctx, const struct kua_raw_item *item, struct kua_error *err);
	enum kua_code (*inner)(void *ctx, const struct kua_raw_inner *inner, struct kua_error *err);
	void *ctx;
};

struct kua_intake_limits {
	size_t bytes_in;   /* of a document: larger is unread; 0 means KUA_INTAKE_BYTES */
	size_t bytes_out;  /* of the answer */
	size_t memory;     /* of the reader's address space */
	unsigned seconds;  /* of processor time; KUA_CLOCK_TIMES as many by the clock, as the machine may be busy */
	unsigned recognising; /* seconds of it for the letters of all pages of a document */
	size_t items;      /* per document */
	size_t inner;      /* documents inside one */
	size_t inner_bytes; /* of these together */
	size_t text;       /* bytes of one item's text */
	bool no_jail;      /* readers have limits of memory and time, and no other walls: for kernels that cannot */
};
/* What a document may cost, and that much more for each of its own bytes. A reader cannot sleep: the clock is for one that was taken over. */
#define KUA_INTAKE_BYTES ((size_t)64 << 30)
#define KUA_INTAKE_OUT ((size_t)512 << 20)
#define KUA_INTAKE_MEMORY ((size_t)2 << 30)
#define KUA_INTAKE_SECONDS 12u
#define KUA_CLOCK_TIMES 4
#define KUA_INTAKE_BYTES_A_SECOND ((size_t)1 << 20) /* of a large document: one second more for each so many */
#define KUA_INTAKE_RECOGNISING 3600u
#define KUA_INTAKE_ITEMS ((size_t)1000000)
#define KUA_INTAKE_INNER ((size_t)100000)
#define KUA_INTAKE_INNER_BYTES ((size_t)4 << 30)
#define KUA_INTAKE_TEXT ((size_t)256 << 20) /* what text/ takes */

/* limits may be NULL. data_dir is where text/ finds months and such, for the splitting of archive pages. */
enum kua_code kua_intake_start(const char *data_dir, const struct kua_intake_limits *limits,
                               struct kua_intake **out,
                               struct kua_error *err);
void kua_intake_stop(struct kua_intake *in); /* NULL is fine */

/*
 * Read one document of n bytes; name decides nothing but helps tell formats apart (its ending). Several threads
 * may call it at once; each call has its own reader process. Everything in *out lives in the arena.
 */
enum kua_code kua_intake_read(struct kua_intake *in, const void *bytes, size_t n, const char *name,
                              struct kua_arena *a,
                              struct kua_reading *out, struct kua_error *err);

/*
 * The same for a document that may be too large for memory, whose answer may be. Where the answer is larger than
 * KUA_HEARD_IN_MEMORY, it is judged as it arrives and spooled to a file in the folder; out->items and out->inner are
 * then NULL. kua_reading_close when done with it.
 */
struct kua_given {
	const char *name;
	const char *type;   /* the media type that its container declares, or NULL */
	struct kua_content bytes;
	const char *folder; /* for what is too large for memory; NULL: everything stays in memory */
};
#define KUA_HEARD_IN_MEMORY ((size_t)2 << 20)
enum kua_code kua_intake_take(struct kua_intake *in, const struct kua_given *given, struct kua_arena *a,
                              struct kua_reading *out, struct kua_error *err);
/* Visit its items and inner documents, wherever they are. What the visitor is given lives until it returns. */
enum kua_code kua_reading_each(const struct kua_reading *r, const struct kua_visit *visit, struct kua_error *err);
/* The bytes of an inner document that was visited, until the reading is closed. */
struct kua_content kua_reading_inner(const struct kua_reading *r, const struct kua_raw_inner *inner);
void kua_reading_close(struct kua_reading *r);

/* ---- how a page of a document looks ---- */

#define KUA_PICTURE_SECONDS 6u                     /* of processor time, as the document's size allows more for reading it */
#define KUA_PICTURE_PIXELS ((uint64_t)6000000)     /* a larger picture is made smaller */
#define KUA_PICTURE_WIDTH 4000u
#define KUA_PICTURE_MARKS 64u                      /* passages of a page; further ones are not marked */

enum kua_shown { KUA_SHOWN_CHOSEN = 'c', KUA_SHOWN_FIGURE = 'f', KUA_SHOWN_STEP = 's', KUA_SHOWN_HARM = 'h', KUA_SHOWN_ACTION = 'a' };
struct kua_picture_mark { /* a passage to be marked where it stands on the page, if its letters are there */
	enum kua_shown kind;
	const char *text;
	size_t n;
};
struct kua_picture_wanted {
	uint32_t page;  /* from 1 */
	uint32_t width; /* in pixels, up to KUA_PICTURE_WIDTH */
	const struct kua_picture_mark *marks;
	size_t n_marks;
};
struct kua_picture {
	const unsigned char *pixels; /* in the arena: rows from above, of width * channels bytes; NULL: it cannot be drawn */
	uint32_t width, height;
	uint32_t channels;           /* 1: grey; 3: red, green, blue */
	uint32_t pages;              /* of the document; 0 where that is not known */
	const char *why;             /* what is wrong with it; NULL: nothing */
};
/*
 * Draw a page of a PDF or of an image, as a jailed reader sees it. What comes back is pixels and nothing else that the document
 * says: no metadata of a camera, no script, no link, nothing that could harm whoever shows it. Errors as of kua_intake_take.
 */
enum kua_code kua_intake_draw(struct kua_intake *in, const struct kua_given *given, const struct kua_picture_wanted *wanted,
                              struct kua_arena *a, struct kua_picture *out, struct kua_error *err);

/*
 * Does the jail hold here? KUA_OK, or KUA_WORLD with what is missing. Tries each forbidden call in a jailed
 * child.
 */
enum kua_code kua_intake_jail_check(struct kua_error *err);

/*
 * Call fn for every regular file at or below path, in byte order of names; links are followed only where path
 * itself is one. A folder that cannot be opened is told to fn with its error text (else NULL). fn returns false
 * to stop.
 */
typedef bool kua_walk_fn(void *ctx, const char *path, const char *problem);
enum kua_code kua_intake_walk(const char *path, kua_walk_fn *fn, void *ctx, struct kua_error *err);

#endif
