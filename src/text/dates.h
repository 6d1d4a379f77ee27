/* dates.h - between dates.c, which reads what a date says, and resolve.c, which says which day that is. */
#ifndef KUA_TEXT_DATES_H
#define KUA_TEXT_DATES_H

#include "text/internal.h"

enum relation { REL_NONE, REL_LAST, REL_THIS, REL_NEXT, REL_AGO, REL_LATER, REL_SHIFT };
enum unit { UNIT_NONE, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };

/* What a date says, in parts; 0 where it does not say. */
struct when {
	uint32_t first, last;
	int year, month, day, weekday;
	enum relation relation;
	enum unit unit;   /* of a relation without a month or weekday */
	int64_t count;    /* "three days ago" */
	enum relation year_relation; /* "May this year" */
	bool deadline, anniversary;
};

struct anchor {
	bool known;
	int year, month, day;
	int64_t first, last; /* days */
};

struct anchor kua_anchor_of(const char *iso);
/* Fill iso, iso_next and kind. */
void kua_date_resolve(const struct when *w, const struct anchor *anchor, struct kua_date *out);

#endif
