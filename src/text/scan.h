/*
 * scan.h - between tokens.c, which cuts, and tokenise.c, which says how far and what for: the state of a pass over a text.
 */
#ifndef KUA_TEXT_SCAN_H
#define KUA_TEXT_SCAN_H

#include "text/spellings.h"

struct scan {
	const struct language *language; /* NULL: not known yet, or no matter */
	const char *s;
	size_t i, n, until;      /* it stops at the first token that begins at `until` or behind it */
	struct token_list *out;  /* NULL where words are only counted */
	struct draft *draft;     /* whose list out is; mostly NULL */
	size_t count, most;      /* tokens so far, and how many are wanted */
	size_t counted;          /* of the first so many, words are counted in their spellings */
	struct spellings *spellings;
	size_t single_open;      /* byte behind an opening single quote, 0 where none is open */
	enum gap gap;
	bool apostrophe;         /* it came on one behind letters or digits: what that is depends on the language */
};

void kua_scan(struct scan *k);

#endif
