/*
 * internal.h - what the files of accounts/ share: the desk on which one call lays out its input, with
 * everything that is looked up more than once in a table.
 *
 * All tables are keyed by strings through kua_intern, whose dense numbers index plain arrays; nothing is
 * ordered by pointer, and figures are always walked in `order` (item, start, end, act, id), so that the
 * result is a function of the set of records only.
 */
#ifndef KUA_ACCOUNTS_INTERNAL_H
#define KUA_ACCOUNTS_INTERNAL_H

#include "accounts/accounts.h"
#include "custody/custody.h"

#define NOWHERE SIZE_MAX

/* ---- small things (desk.c) ---- */

bool same_text(const char *a, const char *b); /* two NULLs are the same */
int compare_text(const char *a, const char *b); /* NULL first */
/* Append s folded, with punctuation and white space as single spaces, none at the ends. */
void plain_fold(struct kua_buf *b, const char *s);
bool is_day(const char *iso); /* a full date: YYYY-MM-DD */
/*
 * Whether date a lies within date b or the other way round: 2011-12-16 and 2011-12, 2011 and 2011. NULL fits
 * nothing.
 */
bool dates_fit(const char *a, const char *b);
bool after_day(const char *a, const char *b); /* a certainly later than b; false where either is not known */
/* An index that grows with an intern: table_at(&t, id) is a zeroed slot for it. */
#define TABLE(type) KUA_VEC(type)
#define table_at(table, id)                                                                                        \
	((table)->v = table_reach((table)->v, &(table)->n, &(table)->cap, sizeof *(table)->v, (size_t)(id) + 1), \
	 &(table)->v[id])
void *table_reach(void *v, size_t *n, size_t *cap, size_t size, size_t want);

/* ---- knowledge of language (words.c) ---- */

struct number_word { /* what a word stands for in one profile */
	const char *word;
	int64_t low, high;
};

struct profile {
	const char *name;
	struct kua_list acts; /* empty: all */
	int64_t voices;
	bool low_named, high_lowest, civilian;
	char grade; /* the worst source grade it counts; 0: any */
	KUA_VEC(struct number_word) words;
};

struct words;
/* data/<language>/voices.txt of every language, and data/profiles.txt. */
enum kua_code words_load(const char *data_dir, struct kua_arena *a, struct words **out, struct kua_error *err);
void words_free(struct words *w);

enum words_section { WORDS_CLASS, WORDS_OFFICE, WORDS_EVENT, WORDS_ANNIVERSARY, WORDS_TOTAL, WORDS_PART,
                    WORDS_APART, WORDS_STATE, WORDS_MANY, WORDS_SECTIONS };
/*
 * The longest phrase of a section that stands in plain text (desk_plain); of two of one length the one that
 * stands first in the file. Its fields, or NULL. The language's own words are tried first, then those of the
 * others.
 */
const struct kua_entry *words_find(const struct words *w, enum words_section section, const char *language,
                                   const char *plain);
/* The same in the language's own words only, unless the language is not known. */
bool words_has(const struct words *w, enum words_section section, const char *language, const char *plain);
/* The phrase that words_has found, or NULL. */
const struct kua_entry *words_own(const struct words *w, enum words_section section, const char *language,
                                  const char *plain);
/* Whether plain text is, from end to end, a phrase of a section in any language. */
bool words_is(const struct words *w, enum words_section section, const char *plain);
/* Whether raw text may hold a word of remembering: cheap, and yes rather than no. */
bool words_may_remember(const struct words *w, const char *text);
/*
 * A vague number word in any language as profiles know it: "десятки" is "dozens"; the word itself where it
 * is not known.
 */
const char *words_number(const struct words *w, const char *plain);
/* Whether plain text is the name of a country or region, and of no town, in data/places.txt. */
bool words_wide(const struct words *w, const char *plain);
/* Whether plain text is the name of a town there. */
bool words_town(const struct words *w, const char *plain);
const struct profile *words_profiles(const struct words *w, size_t *n);

/* ---- the desk (desk.c) ---- */

struct speaker { /* a voice, and what is needed to count it */
	struct kua_voice voice;
	const char *body;       /* organisation, state, place ... whose voices are one; NULL: only its own */
	const char *body_label; /* in words */
	const char *of;         /* class of a state: the first letters of the country it is of, or NULL */
	bool named;             /* false: nobody knows who speaks */
};

struct seen { /* what accounts/ knows of a figure */
	size_t item;        /* index; NOWHERE where the item is not there */
	uint32_t place;     /* number in desk.places; KUA_NO_ID where there is none */
	uint32_t speaker;   /* index in desk.speakers */
	size_t event;       /* index in desk.events */
	const char *date;   /* as it counts for the event: f->date unless that is a day of remembering */
	const char *part;   /* children, women ... or NULL */
	const char *number; /* key of its line: "70", "20-30", "dozens" */
	bool total;         /* a total over a time or many places */
	bool listed;        /* counts those it names, and no more */
	bool archive;       /* a post that speaks with its archive's voice */
	bool weak;          /* put into its event although the text gives no date */
	bool counts;        /* not rejected */
	bool apart;         /* its sentence tells of another time than its neighbours, which is not known */
	bool title;         /* a title's repetition of a figure of the text below it */
	bool cited;         /* its own sentence says from whom it is */
	bool copied;        /* rather a copy of another statement than a voice of its own (count.c) */
};

struct place {
	const char *key, *label;
	bool wide; /* a country or a region: much happens there, so that a figure without a day is not of the only event known */
};

struct attested { /* a day on which something happened at a place, as texts have it */
	uint32_t place;
	const char *act; /* of the figures that give the day; "" for whatever happened */
	char iso[11];
	size_t texts; /* families, and items in none */
};

struct happening { /* an event in the making */
	uint32_t place;
	const char *text; /* what parts events of one place without a date: id of a family or item, or a day; else "" */
	const char *told; /* the day of the item that tells it, where nothing else is known */
	bool signed_;     /* a petition, not an incident */
	bool total;
	const char *date; /* "" where not known */
	const char *id, *label;
};

struct desk {
	const struct kua_accounts_input *in;
	struct kua_arena *a;
	struct words *words;
	struct kua_error *err;

	struct kua_intern *item_ids, *entity_ids, *documents, *plain_raw, *entity_names, *item_forms, *place_keys, *voice_keys;
	TABLE(size_t) item_at;            /* by item_ids: index into in->items */
	TABLE(size_t) entity_at;          /* by entity_ids */
	TABLE(const char *) plain;        /* by plain_raw */
	TABLE(size_t) name_at;            /* by entity_names: entity index + 1 */
	TABLE(size_t) form_at;            /* by item_forms: entity index + 1 */
	size_t *family;                   /* of each item: index of its family, or NOWHERE */
	size_t *document_of;              /* of each item: number in documents */
	TABLE(size_t) document_items;     /* by documents: how many items it has */
	const struct kua_mention **mentions; /* by item, start */
	size_t *mention_first, *mention_last; /* of each item */
	size_t *organisation_of;          /* of each entity: index of the organisation a person speaks for, or NOWHERE */
	size_t *archive_of;               /* of each document: entity index of its organisation, or NOWHERE */
	struct kua_intern *issuers;       /* plain names of the bodies in whose name items speak */
	TABLE(const char *) issuer_names; /* by issuers, as written */
	bool *archive;                    /* of each document: whether its items are posts of one archive */

	struct seen *seen;                /* of each figure */
	size_t *order;                    /* of figures */
	TABLE(struct place) places;
	TABLE(struct speaker) speakers;   /* by voice_keys */
	TABLE(struct happening) events;
	TABLE(struct attested) attested;  /* by place and act, best first */
	struct kua_intern *attested_keys, *attested_days; /* counted once; the numbers of the days */
};

enum kua_code desk_lay(struct desk *d, const struct kua_accounts_input *in, struct kua_arena *a,
                       struct kua_error *err);
void desk_clear(struct desk *d);
/*
 * Folded, without punctuation, one space between words; kept, so that the same text is folded once. NULL
 * gives "".
 */
const char *desk_plain(struct desk *d, const char *s);
size_t desk_item(const struct desk *d, const char *id);     /* index or NOWHERE */
size_t desk_entity(const struct desk *d, const char *id);   /* index or NOWHERE */
/*
 * The entity of a kind that an item (NOWHERE: any) calls by this name, else that anybody does; NOWHERE where
 * there is none.
 */
size_t desk_named(struct desk *d, size_t item, const char *name, const char *kind);
/* The longest run of words in s that names an entity of the kind. */
size_t desk_named_in(struct desk *d, size_t item, const char *s, const char *kind);
const char *item_day(const struct kua_item *item); /* the latest day on which it can have been written, or NULL */
/* The beginning of an item's text, in which its dateline stands, however long the text is. */
enum { ITEM_HEAD = 400 };
const char *item_head(const struct kua_item *item, char head[ITEM_HEAD + 1]);

/* ---- stages, in order ---- */

void judge_claims(struct desk *d);            /* judge.c */
void organisations_find(struct desk *d);      /* organisations.c */
size_t issuer_entity(struct desk *d, size_t item, const char *issuer); /* or NOWHERE */
/* The issuer, of this item or by its full name of any, that said_by calls so; NULL where it is none. */
const char *issuer_called(struct desk *d, size_t item, const char *said_by);
void speakers_find(struct desk *d);           /* voices.c */
void places_find(struct desk *d);             /* places.c */
uint32_t place_of_entity(struct desk *d, size_t e); /* its number in desk.places, made where it has none */
/* Whether a reason of the figure begins and ends so. */
void focus_find(struct desk *d);               /* focus.c */
enum kua_code times_find(struct desk *d);     /* times.c */
/*
 * The day best attested for what happened at a place, within a date ("" for any); NULL where there is none.
 */
const char *times_best(const struct desk *d, uint32_t place, const char *within);
/*
 * The day of what a place is known for: told by so many texts more than any other day within a date that a figure which does
 * not say its day is of that one. For the act first, then for whatever happened. NULL where no day stands out.
 */
const char *times_main(const struct desk *d, uint32_t place, const char *act, const char *within);
/*
 * After days_find: what figures say themselves of their days; and a day that a figure only has from the text before it, which nobody
 * tells of that place, gives way where the place has a main day.
 */
void times_weigh(struct desk *d);
bool is_harm(const struct kua_figure *f); /* people were killed, hurt, seized */
bool is_total(const struct kua_figure *f); /* over a time or an area, by its scope */
void titles_find(struct desk *d);             /* titles.c */
void days_find(struct desk *d);               /* days.c */
void events_find(struct desk *d);             /* events.c */
void events_write(struct desk *d, struct kua_accounts_result *out);
void lines_count(struct desk *d, struct kua_accounts_result *out); /* lines.c */
/* Labels of the distinct people whom these figures name, sorted. */
struct kua_list victims_of(struct desk *d, const size_t *figures, size_t n);
void tolls_count(struct desk *d, struct kua_accounts_result *out); /* tolls.c */

#endif
