/*
 * internal.h - what the files of this folder share. Functions that take a struct kua_error fill it on failure.
 *
 * Statements are prepared once per connection and kept by their text. cb_take lends one; cb_give takes it back. A
 * statement that is lent already (a caller's function asks for more of the same) is prepared afresh.
 */
#ifndef KUA_CASEBOOK_INTERNAL_H
#define KUA_CASEBOOK_INTERNAL_H

#include <sqlite3.h>

#include "casebook/casebook.h"
#include "custody/custody.h"

enum {
	CB_APPLICATION_ID = 0x4b756131, /* "Kua1" */
	CB_SCHEMA_VERSION = 12,
	CB_WAIT_MS = 10000, /* how long a second writer waits */
	CB_MAX_RECORD = 1000000000,
	CB_MAX_WORDS = 64, /* words and phrases of one search */
	CB_MAX_SPELLINGS = 48, /* of one word in other scripts */
	CB_MAX_PHRASES = 64, /* spellings of one phrase */
	CB_LEAST_ID = 4,   /* characters of the beginning of an id */
};
#define CB_MAX_BYTES ((uint64_t)64 << 30) /* of one document */
#define CB_PART_BYTES ((size_t)4 << 20)   /* of a document, packed and kept together */

/* What a file of ours is: a casebook (open.c), or a petition's signatures (signatures.c). */
struct cb_file {
	const char *name; /* "casebook" */
	uint32_t application_id, version;
	const char *older; /* what to do with one of an older version */
	void (*schema)(struct kua_buf *b);
};
extern const struct cb_file cb_casebook;

struct kua_casebook {
	const struct cb_file *kind;
	sqlite3 *db;
	char *path; /* as the caller wrote it, for messages */
	enum kua_mode mode;
	bool begun;         /* kua_casebook_begin was called; SQLite may have given the transaction up since */
	bool reading;       /* and it only reads, though the casebook is open for writing */
	bool touched;       /* rows of what is derived were written in this transaction */
	bool broken;        /* a piece of writing failed half-way: the transaction can only be rolled back */
	uint64_t max_bytes; /* CB_MAX_BYTES, or less in a test */
	struct ZSTD_CCtx_s *packer; /* made at first use */
	struct ZSTD_DCtx_s *unpacker;
	struct kua_intern *sql; /* text of a prepared statement -> its place in stmts */
	KUA_VEC(sqlite3_stmt *) stmts;
	sqlite3_stmt *put[KUA_SHAPES];
};

/* ---- sql.c ---- */

/* Turn the connection's last error into a code and a line. */
enum kua_code cb_fail(struct kua_casebook *cb, struct kua_error *err);
enum kua_code cb_exec(struct kua_casebook *cb, const char *sql, struct kua_error *err);
/* A statement ready for binding, or NULL. */
sqlite3_stmt *cb_take(struct kua_casebook *cb, const char *sql, struct kua_error *err);
void cb_give(struct kua_casebook *cb, sqlite3_stmt *s);
/* *row is true where there is a row. */
enum kua_code cb_step(struct kua_casebook *cb, sqlite3_stmt *s, bool *row, struct kua_error *err);
/* Run a bound statement that gives no rows, and give it back. */
enum kua_code cb_finish(struct kua_casebook *cb, sqlite3_stmt *s, struct kua_error *err);
/* One number; 0 where there is no row. a is bound to ?1 unless NULL. */
enum kua_code cb_number(struct kua_casebook *cb, const char *sql, const char *a, int64_t *n, struct kua_error *err);
void cb_finalize(struct kua_casebook *cb);

/* Bind text; NULL becomes null. It is not copied: it must live until the statement is run. */
void cb_bind(sqlite3_stmt *s, int at, const char *text);
/* A column's text in the arena: *text is NULL for null. Text that holds a NUL or is not UTF-8 is KUA_DATA. Where it equals
 * `same` (may be NULL), that is given instead of a copy. */
enum kua_code cb_text(struct kua_casebook *cb, sqlite3_stmt *s, int at, const char *same, struct kua_arena *a,
                      const char **text, struct kua_error *err);
/* s itself where it is UTF-8; otherwise a copy with U+FFFD for each bad byte. */
const char *cb_clean(struct kua_arena *a, const char *s);

/* s itself where no character joins the one before it; otherwise a copy in Unicode's normal form C. */
const char *cb_normal(struct kua_arena *a, const char *s); /* in query.c */

/* ---- query.c, spelling.c ---- */

struct cb_query { /* in FTS5's language; NULL where nothing was asked */
	const char *with, *without;
	bool prefix; /* a word stands for all that begin so */
};
enum kua_code cb_query_parse(struct kua_casebook *cb, const char *words, const struct kua_sounds *sounds, struct kua_arena *a,
                             struct cb_query *out, struct kua_error *err);
struct cb_word {
	const char *s;
	size_t n;
	bool prefix, as_it_is; /* "zhana*"; inside a phrase */
};
struct cb_terms {
	const char *v[CB_MAX_SPELLINGS];
	size_t n;
};
/* Words of the index that the word may also mean; sounds may be NULL. */
enum kua_code cb_spellings(struct kua_casebook *cb, const struct kua_sounds *sounds, const struct cb_word *w, struct kua_arena *a,
                           struct cb_terms *out, struct kua_error *err);

/* KUA_OK where a writing call is allowed now. */
enum kua_code cb_may_write(struct kua_casebook *cb, struct kua_error *err);
/* The end of a piece of writing in several steps: where it failed half-way, the transaction is broken. Gives code back.
 * (Savepoints would undo one piece alone, but at each of them FTS5 writes its index out: ten times slower.) */
enum kua_code cb_written(struct kua_casebook *cb, enum kua_code code);

/* ---- schema.c ---- */

void cb_schema(struct kua_buf *b);
/* KUA_DATA unless the schema is word for word the one above. */
enum kua_code cb_schema_check(struct kua_casebook *cb, struct kua_error *err);
/* Append "name" with quotes, as SQL wants a name. */
void cb_name(struct kua_buf *b, const char *name);

/* ---- bytes.c ---- */

/* Store the bytes with this hash. */
enum kua_code cb_bytes_put(struct kua_casebook *cb, const char *sha256, const struct kua_content *c, struct kua_error *err);

/* ---- records.c ---- */

/* Read the row, whose columns are the fields of the shape in order, into the zeroed record. before is NULL or a record whose
 * strings are shared where they are equal. */
enum kua_code cb_record(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_shape *shape, void *record,
                        const void *before, struct kua_arena *a, struct kua_error *err);
/* The number of a record in the index found: its kind and the number of its row. */
#define CB_FOUND(kind, nr) ((int64_t)(kind) << 48 | (int64_t)(nr))
bool cb_is_found(enum kua_shape_kind kind);
/* Bind a field; text that is not UTF-8 is cleaned into an arena made for the purpose, if *a is NULL. */
void cb_bind_field(sqlite3_stmt *s, int at, const struct kua_field *f, const void *record, struct kua_arena **a);
/* As kua_casebook_put and kua_casebook_drop, by whom what is kept of the shape's rows is kept too. */
enum kua_code cb_put(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record, struct kua_error *err);
enum kua_code cb_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err);
enum kua_code cb_insert(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record, struct kua_error *err);

/* One field of a record. */
const char *cb_text_in(const struct kua_field *f, const void *record);
bool cb_list_empty(const struct kua_field *f, const void *record); /* any kind of list */
/* Is the field one that is derived of an item? */
bool cb_is_found_of_item(const char *field);
/* Write what is derived of an item that is there over what was. */
enum kua_code cb_item_again(struct kua_casebook *cb, const struct kua_item *item, struct kua_error *err);

/* The columns by which an export is in order. */
const char *cb_order(enum kua_shape_kind kind);
struct cb_records { /* records one behind the other, as kua_casebook_load gives them */
	char *v;
	size_t n, cap, size;
};
/* All rows of a statement, whose columns are the fields in order. */
enum kua_code cb_load_rows(struct kua_casebook *cb, sqlite3_stmt *s, const struct kua_shape *shape, struct kua_arena *a,
                           struct cb_records *r, struct kua_error *err);

/* ---- journal.c, judge.c ---- */

/* Append an entry. data is empty or its members after "action", beginning with a comma: ,"id":"d-..." */
enum kua_code cb_journal_add(struct kua_casebook *cb, const char *who, const char *at, const char *action,
                             const struct kua_buf *data, int64_t *entry, struct kua_error *err);
/* Append ,"name":value to an entry's data. */
void cb_member(struct kua_buf *b, const char *name, const char *value);
/* Check who and when of an entry. */
enum kua_code cb_who_when(const char *who, const char *at, struct kua_error *err);
enum kua_code cb_judgements(struct kua_casebook *cb, const struct kua_field *filter, const char *value,
                            struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err);
/* A judgement out of the body of its entry. */
enum kua_code cb_judgement_parse(const char *body, struct kua_arena *a, struct kua_judgement *j, struct kua_error *err);

/* ---- open.c ---- */

/* The same as kua_casebook_open for a file of that kind. */
enum kua_code cb_open(const char *path, const struct cb_file *kind, enum kua_mode mode, struct kua_casebook **out, struct kua_error *err);
/* Make a file of that kind: its schema, then what fill puts into it, in one transaction. */
typedef enum kua_code cb_fill_fn(struct kua_casebook *cb, void *ctx, struct kua_error *err);
enum kua_code cb_new(const char *path, const struct cb_file *kind, cb_fill_fn *fill, void *ctx, struct kua_error *err);

/* How long this connection waits for another writer. */
void cb_wait(struct kua_casebook *cb, int ms);

#endif
