/* count.h - independent voices of one line of an account; see count.c. */
#ifndef KUA_ACCOUNTS_COUNT_H
#define KUA_ACCOUNTS_COUNT_H

#include "accounts/internal.h"

struct counter;
struct counter *counter_new(struct desk *d);
void counter_free(struct counter *c);
/*
 * Set statements, independent (low, high), voices, figures and joined of an account from its figures, given
 * in d->order.
 */
void counter_line(struct counter *c, const size_t *figures, size_t n, struct kua_account *account);

#endif
