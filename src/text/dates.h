/*
 * dates.h - between date_parts.c, which reads the parts of dates, dates.c, which puts them together, and
 * resolve.c, which says which day is meant. Readers give the token behind what they read, or the token they
 * were given where there is nothing.
 */
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
	bool to_the_day; /* "a year ago today" */
	bool either_order; /* "06/04/2012": day or month first */
};

struct anchor {
	bool known;
	int year, month, day;
	int64_t first, last; /* days */
};

#define DAYS_MAX 8 /* of a list: "16, 17 and 18 December" */

struct day_list {
	uint32_t at[DAYS_MAX], end[DAYS_MAX];
	int day[DAYS_MAX];
	bool ordinal;
	size_t n;
};

struct date_reader {
	const struct language *l;
	const struct kua_text *t;
	bool cased;
	uint32_t done; /* no date may begin before this token */
	KUA_VEC(struct when) out;
	KUA_VEC(uint32_t) anniversaries; /* tokens of the word */
};

static inline const struct kua_token *token(const struct date_reader *r, uint32_t i)
{
	static const struct kua_token none = {.norm = "", .kind = KUA_PUNCT};
	return i < r->t->n_tokens ? &r->t->tokens[i] : &none;
}

static inline const struct fact *fact(const struct date_reader *r, uint32_t i, uint64_t roles, uint32_t *last)
{
	return kua_fact_at(r->l, r->t, i, roles, last);
}

static inline uint32_t skip(const struct date_reader *r, uint32_t i, uint64_t roles)
{
	uint32_t last;
	return fact(r, i, roles, &last) ? last : i;
}

static inline uint32_t skip_punct(const struct date_reader *r, uint32_t i, char c)
{
	return is_punct(token(r, i), c) ? i + 1 : i;
}

/* Where a phrase with one of the roles that ends right before token i begins; i where there is none. */
uint32_t kua_date_back(const struct date_reader *r, uint32_t i, uint64_t roles);
/* The value of a numeral of nothing but `least` to `most` digits, or -1; the year of one of four, or 0. */
int kua_plain_digits(const struct kua_token *k, size_t least, size_t most);
int kua_year_of(const struct kua_token *k);

uint32_t kua_read_day(const struct date_reader *r, uint32_t i, int *day, bool *ordinal);
uint32_t kua_read_month(const struct date_reader *r, uint32_t i, int *month, bool *also_word);
uint32_t kua_read_year(const struct date_reader *r, uint32_t i, int least, bool short_too, int *year);
uint32_t kua_read_digits_date(const struct date_reader *r, uint32_t i, struct when *w);
uint32_t kua_read_day_list(const struct date_reader *r, uint32_t i, struct day_list *d);
/* "of this year" behind a month. */
uint32_t kua_read_year_relation(const struct date_reader *r, uint32_t i, enum relation *relation);

/* "mai dernier": the languages that put it behind say so in their word lists. */
uint32_t kua_relation_behind(const struct date_reader *r, uint32_t i, enum relation *relation);

/* What stands before token i: "last", a weekday, "before the end of". *first moves to where that begins. */
enum relation kua_relation_before(const struct date_reader *r, uint32_t i, uint32_t *first);
int kua_weekday_before(const struct date_reader *r, uint32_t i, uint32_t *first);
bool kua_end_before(const struct date_reader *r, uint32_t i);
bool kua_deadline_before(const struct date_reader *r, uint32_t i, const struct when *w);

struct anchor kua_anchor_of(const char *iso);
/* Fill iso, iso_next and kind. */
void kua_date_resolve(const struct when *w, const struct anchor *anchor, struct kua_date *out);

#endif
