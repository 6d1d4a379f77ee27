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

#endif
