/*
 * publish.h - what goes out of a casebook. Until somebody allows it no person is named in it: a calendar on a telephone that is taken
 * at a border says "last day to appeal, case 3f2a" and no more.
 *
 * Pure: records in, a buffer out. The same records give the same bytes, so that what did not change is not published anew.
 */
#ifndef KUA_PUBLISH_H
#define KUA_PUBLISH_H

#include "accounts/accounts.h"

/* ---- who is named by a text ---- */

struct kua_named; /* the words of people's names, without those that places have, too */
/* Names of people among the entities; the words are copied. Free it. */
struct kua_named *kua_named_new(const struct kua_entity *entities, size_t n);
void kua_named_free(struct kua_named *named); /* NULL is fine */
/* Does the text hold a word of somebody's name, of three letters or more, in whatever case? Rather once too often. */
bool kua_named_in(const struct kua_named *named, const char *text);

/* ---- the calendar, as iCalendar (RFC 5545) ---- */

struct kua_ics_options {
	const char *name;  /* of the calendar; NULL for none */
	const char *stamp; /* when the casebook was last changed: 2011-12-16T12:00:00Z */
	int64_t sequence;  /* grows with each change: its number of journal entries */
	const struct kua_named *named; /* NULL: people are named */
};
enum { KUA_ICS_WARN_DAYS = 3 }; /* an alarm so long before a last day */
/*
 * Append the lines that have a whole date; how many is written to n_written. An anniversary returns each year. Hours are those of
 * the place, since no text says its time zone.
 */
enum kua_code kua_publish_ics(const struct kua_due *v, size_t n, const struct kua_ics_options *options, struct kua_buf *out,
                              size_t *n_written, struct kua_error *err);

#endif
