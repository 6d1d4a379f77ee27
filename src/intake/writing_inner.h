/* writing_inner.h - what writing.c and writing_tables.c share. */
#ifndef KUA_INTAKE_WRITING_INNER_H
#define KUA_INTAKE_WRITING_INNER_H

#include "intake/writing.h"

typedef KUA_VEC(struct kua_page_at) kua_written_pages;

/* A text, and the texts inside of which it stands: the one at the bottom is the document's own. */
struct kua_written {
	struct kua_buf text;
	struct kua_buf line;   /* the paragraph that is being written */
	struct kua_buf behind; /* what follows it */
	enum kua_paragraph last;
	bool row;              /* this is a row of a table */
	KUA_VEC(size_t) cells; /* where each begins in text */
	KUA_VEC(size_t) breaks; /* where in the line a page begins */
};

struct kua_written_remark {
	struct kua_buf author, text;
	char date[11];
};

struct kua_writing {
	const struct kua_words *words;
	struct kua_written levels[KUA_WRITING_DEPTH];
	size_t top, beyond; /* beyond: levels that are open and have no place */
	struct kua_buf title;
	kua_written_pages pages;
	uint32_t page;
	bool rendered;
	size_t notes;
	KUA_VEC(struct kua_written_remark) remarks;
	size_t changes, changers;
	struct kua_buf changed_by, hidden;
	size_t hidden_bytes;
	bool after_cr;
};

static inline struct kua_str kua_written_str(const struct kua_buf *b)
{
	return (struct kua_str){b->data ? b->data : "", b->len};
}

/* Append a paragraph to a level's text, parted from the one before. Where it begins. */
size_t kua_written_append(struct kua_written *l, struct kua_str s, enum kua_paragraph kind);
bool kua_written_open(struct kua_writing *x); /* one inside; false where it has no place */
/* The level that ends, its last paragraph ended; NULL where it had no place, or there is none to end. */
struct kua_written *kua_written_close(struct kua_writing *x, bool row);
/* The page breaks in a paragraph of n bytes at `at`, of which the first `skipped` were left out. */
void kua_written_mark_pages(struct kua_writing *x, struct kua_written *l, size_t at, size_t skipped, size_t n);

#endif
