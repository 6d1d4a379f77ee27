/* search.h - the one binary search of what stands in order. */
#ifndef KUA_UTIL_SEARCH_H
#define KUA_UTIL_SEARCH_H

/*
 * KUA_FIRST(i, n, before) sets i, a variable of the caller's, to the first of 0 .. n - 1 for which `before`, a condition on i, does not hold,
 * or to n. It must hold up to some place and for none behind it: for rows in order of their key, KUA_FIRST(i, n, rows[i].key < key) finds
 * the first of the key, or where it would stand. KUA_FIRST_OF is the same of from .. to - 1.
 */
#define KUA_FIRST(i, n, before) KUA_FIRST_OF(i, 0, n, before)
#define KUA_FIRST_OF(i, from, to, before)                    \
	do {                                                 \
		__typeof__(i) low_ = (from), high_ = (to);   \
		while (low_ < high_) {                       \
			(i) = low_ + (high_ - low_) / 2;     \
			if (before)                          \
				low_ = (i) + 1;              \
			else                                 \
				high_ = (i);                 \
		}                                            \
		(i) = low_;                                  \
	} while (0)

#endif
