/*
 * stream.h - what a reader answers: fields, each a fixed-width little-endian header and its bytes.
 *
 *     type   4 bytes
 *     length 8 bytes
 *     bytes  length of them
 *
 * in this order:
 *
 *     DIAGNOSTIC*  MEDIA_TYPE?  ( META | DIAGNOSTIC | WANTED | item | inner )*  END
 *     item:   ITEM  TITLE?  AUTHOR?  ISSUER?  DATE?  CATEGORY*  LANGUAGE?  ADDRESSEE*  URL?  PAGES?  CONFIDENCE?  KIND?  TEXT
 *     inner:  INNER  INNER_TYPE?  URL?  CAPTURED?  BYTES       a document inside this one
 *
 * META is "key: value". WANTED is the number of a page (4 bytes) whose letters are still to be recognised in its
 * image, ascending (ocr.h). DIAGNOSTIC is two bytes, its number in the catalogue (diagnostics.h), and a detail. PAGES is a
 * row of pairs, page (4 bytes) and the offset in the item's text at which it begins (8 bytes), both ascending.
 * CONFIDENCE and KIND are one byte. END carries the numbers of whole items and of inner documents (8 bytes each); nothing may
 * follow it. A reader that runs out of memory may break an item off with DIAGNOSTIC and END: the item is dropped. A
 * document without items and inner documents is unread, and a diagnostic says why.
 *
 * The reader's side (struct kua_answer) keeps to the limits and says which one stopped it. The parent's side
 * (struct kua_stream) assumes a liar: type, order, length and sum are checked before anything is allocated,
 * text is checked for UTF-8 and NULs, dates and languages for their form, and the count at the end for truth.
 * Both take bytes in memory, so tests and the fuzzer need no process.
 */
#ifndef KUA_INTAKE_STREAM_H
#define KUA_INTAKE_STREAM_H

#include "intake/diagnostics.h"
#include "intake/intake.h"

enum kua_part {
	KUA_PART_MEDIA_TYPE = 1,
	KUA_PART_ITEM,
	KUA_PART_TITLE,
	KUA_PART_AUTHOR,
	KUA_PART_DATE,
	KUA_PART_CATEGORY,
	KUA_PART_LANGUAGE,
	KUA_PART_TEXT,
	KUA_PART_DIAGNOSTIC,
	KUA_PART_END,
	KUA_PART_ISSUER, /* the body in whose name the item speaks */
	KUA_PART_KIND,   /* enum kua_item_kind; none: running text */
	KUA_PART_META,
	KUA_PART_ADDRESSEE,
	KUA_PART_URL,
	KUA_PART_PAGES,
	KUA_PART_CONFIDENCE, /* of letters recognised in an image, 0 to 100 */
	KUA_PART_INNER,      /* the name of a document inside this one */
	KUA_PART_INNER_TYPE, /* its media type as declared */
	KUA_PART_CAPTURED,   /* when it was captured from its URL: 2011-12-16T12:00:00Z */
	KUA_PART_BYTES,
	KUA_PART_WANTED,
	KUA_PARTS
};

#define KUA_PART_HEADER ((size_t)12)
#define KUA_END_BYTES ((size_t)16)
#define KUA_DIAGNOSTIC_BYTES ((size_t)2)
#define KUA_PAGE_BYTES ((size_t)12)
/* Named limits of single fields; a reader cuts to them, a parent refuses more. */
#define KUA_LINE_BYTES ((size_t)4096) /* each field that is a line */
#define KUA_CATEGORIES ((size_t)256)  /* of an item */
#define KUA_ADDRESSEES ((size_t)256)  /* of an item */
#define KUA_PAGES ((size_t)100000)    /* of an item */
#define KUA_METADATA ((size_t)256)    /* lines of metadata of a document */
#define KUA_WANTED ((size_t)2000)     /* pages to be recognised of a document */
#define KUA_DIAGNOSED ((size_t)32)    /* diagnostics of a document */
#define KUA_LANGUAGE_BYTES ((size_t)35) /* BCP 47: what every program must accept */

/* ---- the reader's side ---- */

struct kua_str {
	const char *s;
	size_t n;
};
struct kua_words;
struct kua_answer {
	int fd;              /* where it goes, or -1: it stays in bytes */
	struct kua_buf bytes; /* whole fields only, so that what is sent is never torn */
	size_t sent;         /* bytes, written or waiting */
	size_t items, inner;
	size_t inner_bytes;  /* of documents inside this one */
	size_t metadata, diagnosed, wanted;
	uint64_t said[KUA_DIAGNOSED]; /* hashes of what was diagnosed */
	const struct kua_intake_limits *limits;
	const struct kua_words *words; /* to know who is no author, or NULL */
	struct kua_str url; /* where the document stood: so did those of its items that say nothing else; or {NULL, 0} */
	const char *declared_type; /* the media type that the document's container declares, "text/html; charset=..."; or NULL */
	bool over;           /* a limit was passed, which was diagnosed: everything further is ignored */
};

/* An item as a reader found it; text that is not known is {NULL, 0}. Bytes are UTF-8 without NULs. */
struct kua_found {
	struct kua_str title, author, issuer, language, text;
	char date[11]; /* ISO, "" where not known */
	const struct kua_str *categories;
	size_t n_categories;
	const struct kua_str *addressees; /* to whom it is written: a mail's To and Cc, a letter's "Dear ..." */
	size_t n_addressees;
	struct kua_str url; /* where it stood */
	const struct kua_page_at *pages; /* ascending; NULL where there are no pages */
	size_t n_pages;
	unsigned char confidence; /* of recognised letters, 1 to 100; 0: the letters are certain */
	enum kua_item_kind kind;
};

/* A document found inside a document: an attachment, a member of an archive, a captured page. */
struct kua_found_inner {
	struct kua_str name;       /* as a path inside the outer document: "photos/1.jpg" */
	struct kua_str media_type; /* as declared, or {NULL, 0} */
	struct kua_str url;
	char captured_at[21];      /* ISO with time and Z; "" where not known */
	struct kua_str bytes;
};

void kua_answer_init(struct kua_answer *o, int fd, const struct kua_intake_limits *limits);
void kua_answer_free(struct kua_answer *o);
void kua_answer_media_type(struct kua_answer *o, const char *type);
/* False when a limit was passed: the reader should stop. */
bool kua_answer_item(struct kua_answer *o, const struct kua_found *item);
/* False when a limit (of documents, of bytes in all) was passed: the reader should stop. Empty ones are left out. */
bool kua_answer_inner(struct kua_answer *o, const struct kua_found_inner *inner);
/*
 * What the document says of itself besides its items: key is letters, digits, '.', '_' and '-' ("producer",
 * "created", "exif.gps"). Empty values are left out; the first KUA_METADATA lines count. Not between the fields of an item, so: before or after.
 */
void kua_answer_meta(struct kua_answer *o, const char *key, struct kua_str value);
/*
 * Say what was noteworthy, wrong or missing; detail (printf) is what and where, or NULL. The first KUA_DIAGNOSED
 * count, the same one with the same detail once. A document without items or inner documents is unread: one at least should say why.
 */
void kua_answer_diagnose(struct kua_answer *o, enum kua_diagnostic_id id, const char *fmt, ...) KUA_PRINTF(3, 4);
/*
 * Ask for the letters of a page (from 1, ascending) to be recognised in its image, by another reader. The first KUA_WANTED
 * count, and it is diagnosed where there are more.
 */
void kua_answer_wanted(struct kua_answer *o, uint32_t page);
/* Send the end. The document is read where an item or an inner document was answered. */
void kua_answer_end(struct kua_answer *o);
/* Diagnose and end without allocating, for when memory has run out or time runs out: sends to fd. What was answered stays, partly read. */
void kua_answer_give_up(struct kua_answer *o, enum kua_diagnostic_id id);

/* ---- the parent's side ---- */

struct kua_stream;
struct kua_stream *kua_stream_new(const struct kua_intake_limits *limits, struct kua_arena *a);
void kua_stream_free(struct kua_stream *s);
/* Take the next n bytes. KUA_DATA says what is wrong with them; after that nothing more may be fed. */
enum kua_code kua_stream_feed(struct kua_stream *s, const void *bytes, size_t n, struct kua_error *err);
/*
 * The bytes have ended: KUA_OK and *out, or KUA_DATA where the answer has no end. cut_off: it was cut off for that
 * reason, which is added to the diagnostics, and what is whole is taken; NULL where it should be complete.
 */
enum kua_code kua_stream_finish(struct kua_stream *s, const struct kua_diagnosed *cut_off, struct kua_reading *out,
                                struct kua_error *err);
/*
 * The same, but nothing is kept: each item goes to visit->item and each inner document to visit->inner when it is whole
 * (either may be NULL), and is gone when that returns. *out has counts, but no arrays. An inner document's bytes are not
 * collected: it says at which byte of the answer they begin.
 */
struct kua_stream *kua_stream_new_visited(const struct kua_intake_limits *limits, const struct kua_visit *visit,
                                          struct kua_arena *a);

#endif
