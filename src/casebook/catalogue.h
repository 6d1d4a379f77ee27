/* catalogue.h - the catalogue's columns, for catalogue.c, which fills them, and search.c and search_page.c, which go through them. */
#ifndef KUA_CASEBOOK_CATALOGUE_H
#define KUA_CASEBOOK_CATALOGUE_H

#include "casebook/internal.h"

enum cb_kind { CB_ITEM, CB_FIGURE, CB_CASE_STEP, CB_HARM, CB_ACTION, CB_PERSON, CB_PLACE, CB_ORGANISATION, CB_KINDS };
extern const char *const cb_kind_names[CB_KINDS];

/* Values of which a record can have several are bits; what a casebook that is not ours has more of is not counted. */
enum { CB_ACTS = 64, CB_STATUSES = 8 };

struct cb_number { /* of a row -> of a record */
	int64_t nr;
	uint32_t at;
};

struct kua_catalogue {
	struct kua_state state;
	size_t n; /* records: items, figures, steps, harms, actions, entities, each in order of ids */
	uint8_t *kind, *status;
	uint64_t *acts;
	int64_t *nr;
	int32_t *from, *to;   /* days as 20111216; 0: not known */
	uint32_t *document;   /* number of documents + 1; 0: none */
	uint32_t *language;   /* the same of languages */
	uint32_t *order;      /* all records, the latest first */
	uint32_t *who_at, *who; /* of record i: who[who_at[i]] to who[who_at[i + 1]], numbers of entities */
	uint32_t *entity;     /* number of an entity -> record */
	size_t n_entities;
	struct cb_number *numbers[KUA_SHAPES]; /* sorted by nr */
	size_t n_numbers[KUA_SHAPES];
	struct kua_intern *entities, *documents, *languages, *act_names, *status_names;
};

/* The record of a row; KUA_NO_ID where there is none. */
uint32_t cb_record_of(const struct kua_catalogue *c, enum kua_shape_kind kind, int64_t nr);
/* First and last day of an ISO date of any precision, as 20111216; 0 where it is none. */
int32_t cb_first_day(const char *iso);
int32_t cb_last_day(const char *iso);

#endif
