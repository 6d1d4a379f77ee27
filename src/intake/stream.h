/*
 * stream.h - what a reader answers: fields, each a fixed-width little-endian header and its bytes.
 *
 *     type   4 bytes
 *     length 8 bytes
 *     bytes  length of them
 *
 * in this order:
 *
 *     MEDIA_TYPE  ( ITEM  TITLE?  AUTHOR?  ISSUER?  DATE?  CATEGORY*  LANGUAGE?  RECORD?  TEXT )*  REASON?  END
 *
 * END carries one byte (1 read, 0 unread) and the number of items (8 bytes); nothing may follow it. An answer that
 * ends without END is no answer. Unread with items before it means that the reader gave up on the way: they are
 * dropped.
 *
 * The reader's side (struct kua_answer) keeps to the limits and says which one stopped it. The parent's side
 * (struct kua_stream) assumes a liar: type, order, length and sum are checked before anything is allocated,
 * text is checked for UTF-8 and NULs, dates and languages for their form, and the count at the end for truth.
 * Both take bytes in memory, so tests and the fuzzer need no process.
 */
#ifndef KUA_INTAKE_STREAM_H
#define KUA_INTAKE_STREAM_H

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
	KUA_PART_REASON,
	KUA_PART_END,
	KUA_PART_ISSUER, /* the body in whose name the item speaks */
	KUA_PART_RECORD, /* empty: the item is a row of a table and no running text */
	KUA_PARTS
};

#define KUA_PART_HEADER ((size_t)12)
#define KUA_END_BYTES ((size_t)9)
/* Named limits of single fields; a reader cuts to them, a parent refuses more. */
#define KUA_LINE_BYTES ((size_t)4096) /* media type, title, author, issuer, reason, one category */
#define KUA_CATEGORIES ((size_t)256)  /* of an item */
#define KUA_LANGUAGE_BYTES ((size_t)35) /* BCP 47: what every program must accept */

/* ---- the reader's side ---- */

struct kua_words;
struct kua_answer {
	int fd;              /* where it goes, or -1: it stays in bytes */
	struct kua_buf bytes; /* whole fields only, so that what is sent is never torn */
	size_t sent;         /* bytes, written or waiting */
	size_t items;
	const struct kua_intake_limits *limits;
	const struct kua_words *words; /* to know who is no author, or NULL */
	bool over;           /* a limit was passed: reason says which, everything further is ignored */
	struct kua_buf reason;
};

/* An item as a reader found it; text that is not known is {NULL, 0}. Bytes are UTF-8 without NULs. */
struct kua_str {
	const char *s;
	size_t n;
};
struct kua_found {
	struct kua_str title, author, issuer, language, text;
	char date[11]; /* ISO, "" where not known */
	const struct kua_str *categories;
	size_t n_categories;
	bool record; /* a row of a table: its text is lines "Column: value" */
};

void kua_answer_init(struct kua_answer *o, int fd, const struct kua_intake_limits *limits);
void kua_answer_free(struct kua_answer *o);
void kua_answer_media_type(struct kua_answer *o, const char *type);
/* False when a limit was passed: the reader should stop. */
bool kua_answer_item(struct kua_answer *o, const struct kua_found *item);
/* Add to what was wrong; the first eight notes count. */
void kua_answer_note(struct kua_answer *o, const char *fmt, ...) KUA_PRINTF(2, 3);
/* Send the end. why is NULL where the document was read; else it is unread for that reason. */
void kua_answer_end(struct kua_answer *o, const char *why);
/* The same without allocating, for when memory has run out: sends to fd. */
void kua_answer_give_up(struct kua_answer *o, const char *why);

/* ---- the parent's side ---- */

struct kua_stream;
struct kua_stream *kua_stream_new(const struct kua_intake_limits *limits, struct kua_arena *a);
void kua_stream_free(struct kua_stream *s);
/* Take the next n bytes. KUA_DATA says what is wrong with them; after that nothing more may be fed. */
enum kua_code kua_stream_feed(struct kua_stream *s, const void *bytes, size_t n, struct kua_error *err);
/* The bytes have ended: KUA_OK and *out, or KUA_DATA where the answer has no end. */
enum kua_code kua_stream_finish(struct kua_stream *s, struct kua_reading *out, struct kua_error *err);

#endif
