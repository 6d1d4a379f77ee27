/*
 * page.h - the local page: a casebook in a browser on the same machine, whole without a script.
 *
 * kua_page_start listens on loopback (or on the address it is told) and answers from threads of its own until kua_page_stop. The first
 * address carries a token; it is exchanged for a cookie that is sent to this address only. Nothing is logged, nothing goes out.
 * What a request may do is decided in guard.c, before anything else sees it; what there is to see in route.c.
 *
 * Pages read the casebook through connections of their own; a decision is written in one transaction, as a verb does it, and what
 * follows from it is derived by a thread in the background, while pages show the state before and say so.
 */
#ifndef KUA_PAGE_H
#define KUA_PAGE_H

#include "flow/flow.h"
#include "petition/petition.h"

struct kua_page;

struct kua_page_options {
	const char *casebook; /* path */
	const struct kua_knowledge *knowledge;
	struct kua_intake *intake; /* for what is uploaded; started before the casebook was opened */
	const char *who;      /* for the journal */
	const char *folder;   /* for what is too large for memory: where the casebook is */
	const char *address;  /* NULL: 127.0.0.1 */
	unsigned port;        /* 0: any that is free */
	const char *today;    /* ISO; NULL: by the clock. For tests */
};

/* Limits of one request and of all of them. */
#define KUA_PAGE_HEAD ((size_t)32 << 10)      /* bytes of a request's head; more is refused by the library */
#define KUA_PAGE_FORM ((size_t)256 << 10)     /* bytes of a form */
#define KUA_PAGE_FIELDS 256                   /* fields of a form or an address */
#define KUA_PAGE_UPLOAD ((size_t)4 << 30)     /* bytes of one upload */
#define KUA_PAGE_PICTURES ((size_t)64 << 20)  /* bytes of pictures of pages that are kept in memory */
#define KUA_PAGE_FILES 10000                  /* files of one upload */
#define KUA_PAGE_CONNECTIONS 256
#define KUA_PAGE_SILENCE 20                   /* seconds after which a client that says nothing is left */
#define KUA_PAGE_WRONG_TOKENS 20              /* in a minute; then all tokens are refused until the next */

enum kua_code kua_page_start(const struct kua_page_options *options, struct kua_page **out, struct kua_error *err);
/* The first address, token and all; good until the stop. */
const char *kua_page_address(const struct kua_page *page);
void kua_page_stop(struct kua_page *page); /* NULL is fine; waits for what is being written */

/* ---- a petition's form, for a campaign's own host behind its web server (form_server.c) ---- */

/*
 * Serves the form, the page of thanks and the link that confirms or withdraws, and nothing else: no casebook, no list. No mail is sent: what
 * is to be sent is appended to the outbox as lines of JSON ({"to","language","subject","text","link"}), for the campaign's own
 * program for mail. What somebody is told was kept is on the disk: those who wait at one time share one writing to it.
 * No network address is kept or written anywhere, and what a web server says of whom it asks for (X-Forwarded-For) is not read.
 */
struct kua_form;
struct kua_form_options {
	struct kua_desk *desk;   /* open for writing; used by the form alone until the stop */
	const struct kua_names *names;
	const char *data_dir;
	const char *outbox;      /* path */
	const char *address;     /* to listen on; NULL: 127.0.0.1 */
	unsigned port;           /* 0: any that is free */
	unsigned rate;           /* signatures in a minute; 0: KUA_FORM_RATE */
	const char *today;       /* ISO; NULL: by the clock. For tests */
};
#define KUA_FORM_BYTES ((size_t)16 << 10) /* of what is sent with one request */
enum {
	KUA_FORM_FIELDS = 16,
	KUA_FORM_CONNECTIONS = 1000,
	KUA_FORM_SILENCE = 20,       /* seconds after which a client that says nothing is left */
	KUA_FORM_RATE = 60000,       /* signatures in a minute, of all */
	KUA_FORM_ADDRESS_RATE = 10,  /* of one e-mail address in an hour; more are answered like the first, and only counted */
	KUA_FORM_HOURS = 24,         /* for which a form that was opened can be sent */
	KUA_FORM_BATCH = 1000,       /* requests that share one writing to the disk */
};
enum kua_code kua_form_start(const struct kua_form_options *options, struct kua_form **out, struct kua_error *err);
const char *kua_form_address(const struct kua_form *f);
void kua_form_stop(struct kua_form *f); /* NULL is fine; waits for what is being written */

#endif
