/*
 * papers.h - papers: what a campaign writes or keeps itself beside its evidence. A post of its site, an addressee of its appeals, an
 * appeal that went out, a supporter and what he may be named for, who was told what and answered what. They are nothing that is derived:
 * each version is an entry of the journal (casebook.h), and none is ever lost.
 */
#ifndef KUA_SHAPES_PAPERS_H
#define KUA_SHAPES_PAPERS_H

#include "util/util.h"

enum {
	KUA_PAPER_ID = 64,        /* bytes of an id */
	KUA_PAPER_LINE = 2000,    /* bytes of a field of one line */
	KUA_PAPER_TEXT = 1 << 20, /* bytes of a text */
};

struct kua_paper {
	int64_t entry;    /* of the journal that holds this version */
	const char *id;   /* lower-case letters, digits and hyphens; NULL when written for the first time: its kind and entry, "post-41" */
	const char *kind; /* of kua_paper_kinds */
	const char *by, *at; /* who wrote this version, when */
	const char *why;     /* why it was changed, or NULL */
	bool gone;           /* this version says that it no longer stands */
	struct kua_list fields; /* "name=value", in the order of its kind's fields; those that are not known are left out */
};

enum kua_paper_type {
	KUA_PAPER_WORDS, /* one line */
	KUA_PAPER_BODY,  /* a text of many lines */
	KUA_PAPER_DAY,   /* 2011-12-16, 2011-12 or 2011 */
	KUA_PAPER_ONE_OF,
	KUA_PAPER_SOME,  /* several, with commas between them */
};
struct kua_paper_field {
	const char *name;
	enum kua_paper_type type;
	const char *one_of; /* "urgent|letter": of KUA_PAPER_ONE_OF */
	bool needed;
	const char *what;   /* what stands in it, for help */
};
struct kua_paper_kind {
	const char *name, *what;
	const struct kua_paper_field *fields; /* ends with a NULL name */
};
extern const struct kua_paper_kind kua_paper_kinds[]; /* ends with a NULL name */
const struct kua_paper_kind *kua_paper_kind_named(const char *name);

/* The value of a field; NULL where it is not known. */
const char *kua_paper_value(const struct kua_paper *p, const char *field);

/*
 * What a paper is after n changes "name=value" to its version before (NULL: a new one): a value of nothing takes the field away. A change
 * that its kind does not know, a wrong value, and what is missing of a paper that is not gone are KUA_USE with a line; over a limit is KUA_LIMIT. The
 * fields of out live in the arena.
 */
enum kua_code kua_paper_amend(const struct kua_paper *before, const char *const *changes, size_t n, struct kua_arena *a, struct kua_paper *out,
                              struct kua_error *err);
/* The same of a paper as a whole; what comes from outside is judged by it. */
enum kua_code kua_paper_check(const struct kua_paper *p, struct kua_error *err);

#endif
