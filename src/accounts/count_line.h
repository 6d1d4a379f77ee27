/* count_line.h - one number while its voices are counted (count.c) and written down (count_write.c). */
#ifndef KUA_ACCOUNTS_COUNT_LINE_H
#define KUA_ACCOUNTS_COUNT_LINE_H

#include <string.h>

#include "accounts/count.h"
#include "accounts/origins.h"

struct reuse_of { /* one reuse, seen from one of its items */
	size_t item, other;
	const struct kua_reuse *reuse;
	bool is_a;
};

struct counter {
	struct desk *d;
	struct reuse_of *reuse; /* by item */
	size_t *reuse_first;    /* of each item; one more at the end */
	size_t *slot;           /* of each item: first position in the line + 1, where stamp is the line's */
	size_t *stamp;
	size_t line;
	struct lineage *lineage;
};

enum rule { BY_TEXT = 1, BY_VOICE = 2, BY_ORGANISATION = 4, BY_STATE = 8, BY_THIN = 16, BY_TITLE = 32 };

struct line {
	struct counter *c;
	const size_t *figures; /* in order: those of one item stand together */
	size_t n;
	struct sets shown, high, low;
	struct descents descents;
	double *own; /* of each root of shown: probability that the voice has an origin of its own */
};

static inline const struct kua_figure *figure_at(const struct line *l, size_t i)
{
	return &l->c->d->in->figures[l->figures[i]];
}

static inline const struct seen *seen_at(const struct line *l, size_t i)
{
	return &l->c->d->seen[l->figures[i]];
}

static inline const struct speaker *speaker_at(const struct line *l, size_t i)
{
	return &l->c->d->speakers.v[seen_at(l, i)->speaker];
}

static inline bool is_state(const struct speaker *s)
{
	return s->body && strcmp(s->body, "state") == 0;
}

/* How many sets there are. */
static inline size_t sets_among(const struct sets *s, size_t n)
{
	size_t sets = 0;
	for (size_t i = 0; i < n; i++)
		sets += s->parent[i] == i;
	return sets;
}

/* Set voices and joined of the account; mark the figures that are rather copies. */
void line_write(struct line *l, struct kua_account *account);

#endif
