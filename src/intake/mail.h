/*
 * mail.h - a mail taken apart, shared by the files that read mail. All work on the bytes as they came: each part of a
 * mail has its own character set and its own transfer encoding.
 *
 *   mail_head.c     the lines of its head; what is one
 *   mail_words.c    encoded words and parameters (RFC 2047, RFC 2231), characters into UTF-8
 *   mail_address.c  who and when: addresses, dates
 *   mail_code.c     transfer encodings: base64, quoted-printable, uuencode, yEnc
 *   mail_parts.c    the tree of parts (RFC 2046): which are its text, which are documents inside it
 *   mail_text.c     one part's text: format=flowed, HTML, signatures around it
 *   mail_quote.c    what of a text is quoted, and of whom
 *   mail_tail.c     signatures, footers of lists, disclaimers: furniture at a text's end
 *   mail_message.c  one message into items
 *   mail_box.c      where the messages of a mailbox begin
 *   read_mail.c     one mail, or all of a mailbox, into items
 *   read_mhtml.c    a page saved as a mail
 *   mapi.h          Outlook's messages: read_msg.c, read_tnef.c, mapi.c, mapi_rtf.c
 *
 * No part of GMime is used: it decodes the head's words while it parses, by glibc's iconv, which opens a file for
 * each character set; in the jail that is death, and the document decides when.
 */
#ifndef KUA_INTAKE_MAIL_H
#define KUA_INTAKE_MAIL_H

#include "intake/internal.h"

/* Parts inside parts; deeper ones are read as text. */
#define KUA_MAIL_DEPTH 32
#define KUA_MAIL_PARTS ((size_t)10000)  /* of one mail; more are left out */
#define KUA_MAIL_FIELDS ((size_t)2000)  /* of one head; more are left out */
#define KUA_MAIL_HEAD ((size_t)4 << 20) /* bytes of one head */
#define KUA_MAIL_ADDRESSES KUA_ADDRESSEES

/* ---- heads (mail_head.c) ---- */

struct kua_mail_field {
	struct kua_str name, value; /* as they stand, folds included */
};
struct kua_mail_head {
	KUA_VEC(struct kua_mail_field) fields;
	size_t body; /* behind the blank line */
	bool broken; /* there are lines in it that are no fields */
};
/* Read the head that s begins with; h must be zeroed or have been read into before. */
void kua_mail_read_head(struct kua_str s, struct kua_mail_head *h);
/* The value of the first field of that name, trimmed; {NULL, 0} where there is none. */
struct kua_str kua_mail_get(const struct kua_mail_head *h, const char *name);
/* The next line from *pos without its line end, which may be CR LF; false at the end. */
bool kua_mail_line(struct kua_str s, size_t *pos, struct kua_str *line);
/* "Name: value", whatever the name. */
bool kua_mail_is_field(struct kua_str line, struct kua_str *name, struct kua_str *value);
/* Does s begin with the head of a mail? named: the document's name says that it is one. */
bool kua_mail_begins(struct kua_str s, bool named);

/* ---- one mail being read ---- */

struct kua_mail_said { /* the same said of several messages of a mailbox */
	size_t times, first, last;
	char detail[120];
};

struct kua_mail {
	const struct kua_words *w;
	struct kua_answer *o;
	const char *name;           /* of the document */
	struct kua_arena *arena;    /* of one message */
	struct kua_answer scratch;  /* takes what the conversion of characters says */
	char charset[40];           /* of the mail's own text: for bytes in its head that nobody declared; "" */
	size_t number;              /* of the message in its mailbox, from 1; 0 for a mail on its own */
	size_t parts, inner;        /* so far, of this message */
	struct kua_intern *names;   /* of the documents inside it; NULL: none yet */
	KUA_VEC(size_t) met;        /* how often each */
	struct kua_mail_said said[KUA_DIAGS];
};
void kua_mail_open(struct kua_mail *m, const struct kua_words *w, const char *name, struct kua_answer *o);
void kua_mail_close(struct kua_mail *m);
/* Diagnose: at once for a mail, at the end (kua_mail_say_all) for a mailbox, with the first message concerned. */
void kua_mail_say(struct kua_mail *m, enum kua_diagnostic_id id, const char *fmt, ...) KUA_PRINTF(3, 4);
void kua_mail_say_all(struct kua_mail *m);
/*
 * Answer a message's own words as the item f, and what it quotes as items of their own. A newsletter may have a page's
 * furniture in it; what a person writes has none, and "I agree" is a sentence there. (mail_message.c)
 */
void kua_mail_answer(struct kua_mail *m, struct kua_found *f, bool newsletter, struct kua_str text);
/* Answer as metadata what a head says of where a mail comes from and where it went. (read_mail.c) */
void kua_mail_tell_head(struct kua_mail *m, const struct kua_mail_head *h);

/* ---- words and characters (mail_words.c) ---- */

/* Append n bytes as UTF-8. declared may be NULL, wrong or unknown. False where they are no text. */
bool kua_mail_to_utf8(struct kua_mail *m, const char *bytes, size_t n, const char *declared, struct kua_buf *out);
/* A field's value as one line of UTF-8, encoded words decoded; in the arena. */
struct kua_str kua_mail_decode(struct kua_mail *m, struct kua_str value);
/* A parameter of a field ("charset" of Content-Type), decoded; {NULL, 0} where there is none. */
struct kua_str kua_mail_parameter(struct kua_mail *m, struct kua_str value, const char *key);

/* ---- who and when (mail_address.c) ---- */

struct kua_mail_address {
	struct kua_str name, address; /* decoded; {NULL, 0} where there is none */
};
typedef KUA_VEC(struct kua_mail_address) kua_mail_addresses;
/* Append the addresses of a field's value, groups taken apart. */
void kua_mail_read_addresses(struct kua_mail *m, struct kua_str value, kua_mail_addresses *out);
/* The name of one person as a text has it: "Smith, John [mailto:...]"; {NULL, 0} where there is none. */
struct kua_str kua_mail_person(struct kua_mail *m, struct kua_str value);
/* The day in the sender's own zone. */
bool kua_mail_date(const struct kua_words *w, struct kua_str value, char iso[11]);

/* ---- transfer encodings (mail_code.c) ---- */

/*
 * Append what the bytes encode. What is no part of the encoding is passed over and counted, so that damaged text
 * gives what is left of it.
 */
size_t kua_mail_base64(struct kua_str s, struct kua_buf *out);
size_t kua_mail_quoted_printable(struct kua_str s, struct kua_buf *out);
/* The next file that is encoded in s from *pos, which is 0 at first; its lines are begin .. *pos. False where there is none. */
struct kua_mail_file {
	struct kua_str name; /* as it stands */
	struct kua_buf bytes;
	size_t begin;
	bool broken;
	size_t next[2]; /* where the next of each kind may begin; zero at first */
};
bool kua_mail_next_file(struct kua_str s, size_t *pos, struct kua_mail_file *f);

/* ---- the tree of parts (mail_parts.c) ---- */

struct kua_mail_part {
	struct kua_mail_head head;
	char type[80]; /* text/plain, in lower case */
	struct kua_str content_type;
	struct kua_str raw; /* its body */
	bool attached;      /* is to be a document of its own */
};
/* Read the head of a part. outer: the default type where it says none. The caller frees part->head.fields. */
void kua_mail_read_part(struct kua_mail *m, struct kua_str s, const char *outer, struct kua_mail_part *part);
/* The part's body without its transfer encoding; points into raw where there is none, else into b. */
struct kua_str kua_mail_body(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *b);
/* Append the mail's text to text and answer the documents inside it. */
void kua_mail_walk(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *text);
/* Answer a document inside a message, under its own name or one that is made from its type; each name once. */
void kua_mail_answer_inner(struct kua_mail *m, struct kua_str own, const char *type, struct kua_str url, struct kua_str bytes);
/* The parts of a multipart, without the delimiters; false where no delimiter can be found. */
typedef KUA_VEC(struct kua_str) kua_mail_bodies;
bool kua_mail_split(struct kua_mail *m, const struct kua_mail_part *part, struct kua_str body, kua_mail_bodies *out);

/* ---- text (mail_text.c, mail_quote.c, mail_tail.c) ---- */

/* Append a text part's text, quoted lines marked by "> ". False where it is no text after all. */
bool kua_mail_text(struct kua_mail *m, const struct kua_mail_part *part, struct kua_str body, struct kua_buf *out);
/* Append a page's text, quoted lines marked by "> ". */
void kua_mail_html(struct kua_mail *m, struct kua_str html, struct kua_buf *out);

struct kua_mail_piece { /* what is quoted, or (level 0) what is not */
	struct kua_str text, title;
	struct kua_str author;
	char date[11];
	unsigned level;
};
typedef bool kua_mail_piece_fn(void *ctx, const struct kua_mail_piece *piece); /* false to stop */
/* Take a text apart into what it says and what it quotes, the former first. */
void kua_mail_unquote(struct kua_mail *m, struct kua_str text, kua_mail_piece_fn *fn, void *ctx);
/* text without what stands at its end and is nobody's statement. */
struct kua_str kua_mail_cut_tail(const struct kua_words *w, struct kua_str text);
bool kua_mail_is_rule(struct kua_str line); /* one sign five times or more: "_____" */

/* ---- mailboxes (mail_box.c) ---- */

/* Does s begin with a line that parts messages in a mailbox? */
bool kua_mail_is_box(struct kua_str s);
/* The message that begins at *pos, without the line that parts it; *pos moves to the next. False at the end. */
bool kua_mail_next(struct kua_str s, size_t *pos, struct kua_str *line, struct kua_str *message);

/* ---- a page saved as a mail (read_mhtml.c) ---- */

bool kua_mail_is_page(const struct kua_mail_part *part, const char *name);
void kua_mail_read_page(struct kua_mail *m, const struct kua_mail_part *part);

#endif
