/*
 * petition.h - a petition and those who signed it. To sign shows a political opinion, so the signatures are the most dangerous list a campaign has:
 * they are in a file of their own, sealed with a key of its own (casebook/signatures.h), with the fewest fields that make a count believed,
 * no network address, and a day on which they are destroyed.
 *
 * Nothing is deleted in silence. A signature has a state, each change of it says when, who and why, and all states are counted. What somebody
 * wants erased is erased for good, and leaves an empty row that is counted too.
 *
 * The cores are pure: states, canonical addresses, duplicates, counts, lines to check a count by, CSV and OSDI. desk.c puts them and
 * the store together.
 */
#ifndef KUA_PETITION_H
#define KUA_PETITION_H

#include "casebook/signatures.h"
#include "names/names.h"

/* Limits of one signature and of a file of them; bytes of UTF-8. */
enum {
	KUA_SIGN_NAME = 255,
	KUA_SIGN_EMAIL = 254,
	KUA_SIGN_PLACE = 255,
	KUA_SIGN_CELL = 4096,        /* bytes of one cell of a CSV */
	KUA_SIGN_CELLS = 256,        /* cells of one line */
	KUA_SIGN_TITLE = 300,
	KUA_SIGN_TEXT = 20000,
	KUA_PER_ADDRESS = 20,        /* rows that may have one address; a household is smaller */
	KUA_MAILS = 5,               /* confirmations that go to one signature */
	KUA_PLACE_LEAST = 6,         /* signatures of a place that is counted by itself */
	KUA_OSDI_BYTES = 256 << 20,  /* of one file of OSDI JSON */
};

/* ---- states (state.c) ---- */

enum kua_sign_state {
	KUA_PENDING,   /* the form was sent; the link in the mail was not opened */
	KUA_CONFIRMED,
	KUA_DUPLICATE, /* of another row */
	KUA_INVALID,
	KUA_WITHDRAWN,
	KUA_COUNTED,   /* was in a count that was published */
	KUA_ERASED,    /* only this is left */
	KUA_SIGN_STATES,
};
const char *kua_sign_state_name(enum kua_sign_state s);
bool kua_sign_state_named(const char *name, enum kua_sign_state *out);
bool kua_sign_state_may(enum kua_sign_state from, enum kua_sign_state to);

/* ---- the records (record.c) ---- */

struct kua_petition {
	const char *id;        /* 16 hex digits, at random */
	const char *title, *text;
	const char *to;        /* whom it is handed to */
	const char *by, *contact; /* who is responsible for the names, and how to reach them */
	const char *closes;    /* the last day on which somebody may sign; NULL: none */
	const char *destroy_on; /* the day on which all names are destroyed */
	const char *address;   /* of the form, as the public has it; NULL: no form */
	const char *created;
	const char *seen;      /* the latest day on which somebody signed or could not: a clock that goes back reopens nothing */
	bool asks_place, asks_born;
	int64_t sheets;        /* of paper, printed so far: each has its own number */
};
/* What is missing or wrong in it; KUA_USE. */
enum kua_code kua_petition_check(const struct kua_petition *p, struct kua_error *err);
void kua_petition_write(const struct kua_petition *p, struct kua_buf *out);
enum kua_code kua_petition_read(const char *json, size_t n, struct kua_arena *a, struct kua_petition *out, struct kua_error *err);

struct kua_sign_change {
	enum kua_sign_state state;
	const char *day, *who, *why; /* why may be NULL */
};

enum { KUA_SALT_BYTES = 16, KUA_TOKEN_BYTES = 16 };

struct kua_signature {
	int64_t nr;
	const char *name, *email, *place; /* NULL: not known */
	int64_t born;                     /* year; 0: not known */
	const char *day;                  /* signed on */
	const char *how;                  /* form, typed, sheet, import */
	int64_t sheet, line;              /* of paper; 0: none */
	const char *language;             /* of the text that was signed */
	const char *text;                 /* which text that was: 16 hex digits of its hash */
	bool may_name;                    /* allowed to be named in public */
	enum kua_sign_state state;
	int64_t of;                       /* a duplicate's first row; 0 else */
	bool own;                         /* somebody said: this is no duplicate */
	int64_t mails;                    /* confirmations that went out */
	bool has_token;
	unsigned char salt[KUA_SALT_BYTES], token[KUA_TOKEN_BYTES];
	const struct kua_sign_change *changes;
	size_t n_changes;
};
/* What of it nobody can have signed with (a name without letters, a web address for a name ...); KUA_DATA. today bounds the year. */
enum kua_code kua_signature_check(const struct kua_signature *s, const char *today, struct kua_error *err);
void kua_signature_write(const struct kua_signature *s, struct kua_buf *out);
enum kua_code kua_signature_read(const char *json, size_t n, struct kua_arena *a, struct kua_signature *out, struct kua_error *err);
/* Put it into another state, with who and why; KUA_USE where that cannot be. Strings are not copied. */
enum kua_code kua_signature_change(struct kua_signature *s, enum kua_sign_state to, const struct kua_sign_change *how, struct kua_arena *a,
                                   struct kua_error *err);

/* ---- addresses (address.c) ---- */

struct kua_address_rules; /* what hosts ignore in an address: data/petition/addresses.txt */
enum kua_code kua_address_rules_load(const char *data_dir, struct kua_address_rules **out, struct kua_error *err);
void kua_address_rules_free(struct kua_address_rules *r);
/* The one form of all spellings of an address, in the arena; NULL where it is no address. */
const char *kua_address_canonical(const struct kua_address_rules *r, const char *address, struct kua_arena *a);

/* ---- duplicates (duplicates.c) ---- */

struct kua_signer { /* what duplicates are found by */
	const char *name, *place; /* place may be NULL */
	uint64_t address;         /* hash of the canonical address; 0: none */
	int64_t born;             /* 0: not known */
	bool own;                 /* never a duplicate: somebody said so */
};
struct kua_twin {
	size_t row, of;     /* places in the array: row is the later of the two */
	double chance;      /* that they are one person */
	bool sure;          /* row is a duplicate of `of`; else somebody should look */
	bool same_address;
};
/*
 * Signers in the order in which they signed. Each has at most one twin, the first row of its person. What is sure is so sure that of a hundred
 * at most one should be wrong; the rarer a name, and the more agrees, the surer. Sorted by row; twins are freed by the caller.
 */
enum kua_code kua_duplicates_find(const struct kua_names *names, const struct kua_signer *v, size_t n, const struct kua_progress *progress,
                                  struct kua_twin **out, size_t *n_out, struct kua_error *err);

/* ---- counts (counts.c) ---- */

struct kua_place_count {
	const char *place; /* NULL: all others together, and those who gave none */
	int64_t n;
};
/* A word for a place in every script, by which it is counted; in the arena. */
const char *kua_place_key(const struct kua_names *names, const char *place, struct kua_arena *a);
/*
 * Places by count, the rest together. No place with fewer than KUA_PLACE_LEAST is shown, nor can one be told from the rest: where
 * the rest is that small itself, the smallest place shown joins it. The labels are by their first spelling.
 */
void kua_counts_by_place(const struct kua_names *names, const char *const *places, size_t n, struct kua_arena *a,
                         struct kua_place_count **out, size_t *n_out);

/* ---- lines to check a count by (lines.c) ---- */

enum { KUA_LINE_BYTES = 32 };
/*
 * The line of a signature in the published list: the SHA-256 of a text of six lines that the signer has: "kua petition line 1", the
 * petition's id, the code that only they got (the salt in hex), their name, their address or place, and an empty one. Whoever
 * has not the code cannot tell whose line it is; whoever has it can show that two people were not given one line.
 */
void kua_line_text(const struct kua_petition *p, const struct kua_signature *s, struct kua_buf *out);
void kua_line_of(const struct kua_petition *p, const struct kua_signature *s, unsigned char out[KUA_LINE_BYTES]);
/* Root of the Merkle tree (RFC 6962) over the sorted lines. */
void kua_lines_root(const unsigned char (*lines)[KUA_LINE_BYTES], size_t n, unsigned char out[KUA_LINE_BYTES]);
void kua_lines_sort(unsigned char (*lines)[KUA_LINE_BYTES], size_t n);
/* A checkpoint (C2SP signed note): the petition, how many, the root; signed with the petition's key. */
void kua_checkpoint_write(const struct kua_petition *p, const struct kua_key *k, size_t n, const unsigned char root[KUA_LINE_BYTES],
                          struct kua_buf *out);
struct kua_checkpoint {
	const char *origin;
	int64_t n;
	unsigned char root[KUA_LINE_BYTES];
	unsigned char public_key[KUA_PUBLIC_BYTES];
};
/* KUA_DATA where it is none, or its signature does not hold. Its key stands in it: whether that is the campaign's, others must say. */
enum kua_code kua_checkpoint_read(const char *text, size_t n, struct kua_arena *a, struct kua_checkpoint *out, struct kua_error *err);

/* ---- CSV (csv.c) and OSDI (osdi.c) ---- */

struct kua_columns; /* by what words columns are known: data/petition/columns.txt */
enum kua_code kua_columns_load(const char *data_dir, struct kua_columns **out, struct kua_error *err);
void kua_columns_free(struct kua_columns *c);

/* Told of each row: the signature (its strings live until the call returns; its day may be NULL), or, where it is NULL, why it is none. */
typedef enum kua_code kua_imported_fn(void *ctx, size_t line, const struct kua_signature *s, const char *why, struct kua_error *err);
struct kua_import {
	const char *name;  /* of the file, for messages */
	const char *today;
	const struct kua_columns *columns;
	kua_imported_fn *fn;
	void *ctx;
	const char *passed_over; /* columns that were not taken, set by the reader; lives in the arena */
	struct kua_arena *arena;
	const struct kua_progress *progress;
};
/* Read a descriptor to its end; never more of it than a line is in memory. KUA_DATA where it is no CSV with a column for names. */
enum kua_code kua_csv_import(int fd, struct kua_import *in, struct kua_error *err);
/* OSDI JSON: a collection of signatures or people, a list of them, or one a line. */
enum kua_code kua_osdi_import(int fd, struct kua_import *in, struct kua_error *err);
/* One cell: quoted where it must be, and no formula whatever it begins with. */
void kua_csv_cell(struct kua_buf *out, const char *s);

/* ---- the desk: store and cores together (desk.c, erase.c) ---- */

struct kua_desk;
/* Asked for the secret that the lock wants. */
typedef enum kua_code kua_secret_fn(void *ctx, enum kua_secret what, struct kua_buf *secret, struct kua_error *err);
enum kua_code kua_desk_new(const char *path, const struct kua_petition *p, enum kua_secret what, const void *secret, size_t n,
                           struct kua_error *err);
/*
 * What was erased is erased again where a restored file brought it back: the list of it is in PATH.erased, which is to be kept apart
 * from copies of PATH. For reading, such rows are passed over.
 */
enum kua_code kua_desk_open(const char *path, enum kua_mode mode, const char *data_dir, kua_secret_fn *ask, void *ctx, struct kua_desk **out,
                            struct kua_error *err);
void kua_desk_close(struct kua_desk *d);
const struct kua_petition *kua_desk_petition(const struct kua_desk *d);
const struct kua_key *kua_desk_key(const struct kua_desk *d);
const struct kua_address_rules *kua_desk_rules(const struct kua_desk *d);
int64_t kua_desk_erased_again(const struct kua_desk *d); /* rows that opening had to erase once more */
/* Write another text, day ... of the petition. In a transaction. */
enum kua_code kua_desk_set_petition(struct kua_desk *d, const struct kua_petition *p, struct kua_error *err);

enum kua_code kua_desk_begin(struct kua_desk *d, struct kua_error *err);
enum kua_code kua_desk_commit(struct kua_desk *d, struct kua_error *err);
void kua_desk_rollback(struct kua_desk *d);

/* May somebody sign today? Once a day was seen no earlier one comes, whatever the clock says. In a transaction. */
enum kua_code kua_desk_is_open(struct kua_desk *d, const char *today, bool *open, struct kua_error *err);

/* Keep a new signature: its number, salt, text and first state are set. In a transaction. */
enum kua_code kua_desk_add(struct kua_desk *d, struct kua_signature *s, const char *who, const char *why, struct kua_error *err);
/* Was this person erased? Such a row is not to be imported again. */
enum kua_code kua_desk_was_erased(struct kua_desk *d, const struct kua_signature *s, bool *was, struct kua_error *err);
/* KUA_USE where there is no such row. Strings in the arena. */
enum kua_code kua_desk_row(struct kua_desk *d, int64_t nr, struct kua_arena *a, struct kua_signature *out, struct kua_error *err);
enum kua_code kua_desk_save(struct kua_desk *d, const struct kua_signature *s, struct kua_error *err);
enum kua_code kua_desk_by_address(struct kua_desk *d, const char *address, int64_t nr[KUA_PER_ADDRESS], size_t *n, struct kua_error *err);
enum kua_code kua_desk_by_token(struct kua_desk *d, const unsigned char token[KUA_TOKEN_BYTES], int64_t *nr, struct kua_error *err); /* 0: none */
typedef enum kua_code kua_desk_fn(void *ctx, const struct kua_signature *s, struct kua_error *err);
enum kua_code kua_desk_each(struct kua_desk *d, kua_desk_fn *fn, void *ctx, struct kua_error *err);
/* Erase who signed there, for good: the row and all that are duplicates with it, *n rows. It has a transaction of its own. */
enum kua_code kua_desk_erase(struct kua_desk *d, int64_t nr, const char *who, const char *day, size_t *n, struct kua_error *err);

struct kua_totals {
	int64_t state[KUA_SIGN_STATES], all;
	int64_t refused; /* of one address more than KUA_PER_ADDRESS, or too many in an hour: not kept */
};
enum kua_code kua_desk_totals(struct kua_desk *d, struct kua_totals *out, struct kua_error *err);
enum kua_code kua_desk_refuse(struct kua_desk *d, struct kua_error *err); /* one more was not kept; in a transaction */

/* Find duplicates among what is confirmed and counted. In a transaction; the twins' rows are numbers of rows now. */
struct kua_found_twin {
	int64_t row, of;
	double chance;
	bool sure, same_address;
};
enum kua_code kua_desk_check(struct kua_desk *d, const struct kua_names *names, const struct kua_progress *progress,
                             struct kua_found_twin **out, size_t *n, struct kua_error *err);

#endif
