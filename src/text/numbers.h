/*
 * numbers.h - between digits.c, number_words.c and numbers.c: amounts, the sum that a number is read into,
 * the reader. Reading functions give the token behind what they read, or the token they were given where
 * there is nothing.
 */
#ifndef KUA_TEXT_NUMBERS_H
#define KUA_TEXT_NUMBERS_H

#include "text/internal.h"

/* An amount is whole and millionths, so that "1.2 million" is exact. */
struct amount {
	int64_t whole, micro;
};

struct sum {
	struct amount total, current; /* current: the coefficient being built */
	bool has_current, digits, in_digits, ordinal, fraction, closed;
	int64_t least;                /* the last multiplier; the next must be less */
	unsigned multipliers;         /* how many of 1000 and above, or dozens */
	struct amount coefficient;    /* of the only multiplier */
	int64_t scale;
	bool large_groups;            /* digits written with a group of three zeros at the end */
	bool is_part;                 /* stands behind a joiner in another sum: takes no joiner and nothing above hundreds */
};

struct number_reader {
	const struct language *l;
	const struct kua_text *t;
	bool no_joiner; /* read "two hundred and three thousand" as two numbers */
	KUA_VEC(struct kua_number) out;
};

/* False where the result does not fit; the amount is then as it was. */
bool kua_amount_times(struct amount *a, int64_t by);
bool kua_amount_plus(struct amount *a, struct amount b);

/* Digits at token i as the sum's coefficient. */
uint32_t kua_read_figures(const struct number_reader *r, struct sum *s, uint32_t i);
bool kua_currency_sign(const struct kua_text *t, uint32_t i);
bool kua_money_before(const struct number_reader *r, uint32_t i);

/* A quick no for most tokens. */
bool kua_number_may_start(const struct number_reader *r, uint32_t i);
/* The number at token i without its range. */
uint32_t kua_read_number(const struct number_reader *r, uint32_t i, struct kua_number *out, struct sum *s);

#endif
