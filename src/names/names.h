/*
 * names.h - who is named: mentions of people, places and organisations; short forms resolved inside the item;
 * spellings joined across items, each join with its reasons. Precision before recall: two people joined wrongly is worse than
 * one person shown twice.
 *
 * Pure: arrays in, arrays out, all in the arena; the result depends on the set of items only. Word lists are in
 * data/<language>/ (names, titles, roles, particles, organisation heads) and data/places.txt.
 */
#ifndef KUA_NAMES_H
#define KUA_NAMES_H

#include "text/text.h"

struct kua_names; /* the word lists, loaded once, read-only, shared by threads */
enum kua_code kua_names_load(const char *data_dir, struct kua_names **out, struct kua_error *err);
void kua_names_free(struct kua_names *names);

/* Where what was found in each item is kept from one time to the next; any number of threads may ask. */
struct kua_names_keeper {
	bool (*kept)(void *ctx, const char *item, const char *mark, struct kua_packed *out); /* is it there, under this mark? */
	void (*keep)(void *ctx, const char *item, const char *mark, const struct kua_buf *b); /* instead of what is there */
	void *ctx;
};

struct kua_names_input {
	const struct kua_source *items;
	size_t n;
	const struct kua_drift *drift; /* names that stand in the same place of one sentence in two reprints: evidence */
	size_t n_drift;
	const struct kua_judgement *judgements; /* verdicts same, different, unsure on entities override */
	size_t n_judgements;
	unsigned threads; /* 0 means kua_threads() */
	const struct kua_progress *progress;
	const struct kua_names_keeper *keeper; /* what it has lives as long as the call; NULL: all is found anew */
};

struct kua_names_result {
	struct kua_entity *entities; /* sorted by id; names sorted by mentions, then form */
	size_t n_entities;
	struct kua_mention *mentions; /* sorted by item, start */
	size_t n_mentions;
	struct kua_join *joins; /* why each two forms of an entity are one, and near misses that were kept apart */
	size_t n_joins;
};

enum kua_code kua_names_find(const struct kua_names *names, const struct kua_names_input *in, struct kua_arena *a,
                             struct kua_names_result *out, struct kua_error *err);

/* What the gazetteer says of a place, by any of its names in any script or case. False where it does not know the name. */
struct kua_place {
	const char *label; /* its usual English name; lives as long as names */
	const char *kind;  /* country, region, town or other */
	const char *in;    /* the region or country it lies in, by its usual name; NULL for a country or where it is not known */
	uint32_t forms;    /* how many names it has: the more it is spoken of, the more there are */
	bool located;      /* latitude and longitude, in degrees north and east, are known */
	double latitude, longitude;
};
bool kua_names_place(const struct kua_names *names, const char *form, struct kua_place *out);
/* All that it knows, one after the other: the place of that number, from 0; false behind the last. */
bool kua_names_place_at(const struct kua_names *names, size_t number, struct kua_place *out);

/* "Розу Тулетаеву" as "Роза Тулетаева": the nominative of a full name that stands in another case; NULL where it does not, or that cannot be told. */
const char *kua_names_nominative(const struct kua_names *names, const char *form, struct kua_arena *a);

struct kua_comparison {
	double score; /* 0 to 1 */
	bool same;    /* at or above the threshold for its kind */
	struct kua_list reasons;
};
/* Compare two names of one kind (person, place, organisation). Symmetric. */
void kua_names_compare(const struct kua_names *names, const char *a, const char *b, const char *kind,
                       struct kua_arena *arena, struct kua_comparison *out);

/* ---- names that are compared with many (prepared.c) ---- */

struct kua_prepared; /* taken apart and romanised once; read-only, shared by threads; lives in the arena */
const struct kua_prepared *kua_name_prepare(const struct kua_names *names, const char *form, const char *kind,
                                        struct kua_arena *a);
/* The score and the verdict of kua_names_compare, without its reasons; both of one kind. Nothing is allocated. */
double kua_name_score(const struct kua_names *names, const struct kua_prepared *a, const struct kua_prepared *b, bool *same);
/* With the reasons. */
void kua_name_compare(const struct kua_names *names, const struct kua_prepared *a, const struct kua_prepared *b,
                      struct kua_arena *arena, struct kua_comparison *out);

/* ---- how a word sounds (sounds.c) ---- */

/* The sounds of one word in any script; at most KUA_SOUNDS. None of what is shorter than three letters or has a digit. */
size_t kua_names_sounds(const struct kua_names *names, const char *word, size_t n, struct kua_sound *out);

/* ---- edit distance (distance.c) ---- */

/*
 * Plain Levenshtein distance between keys (small Latin letters and the signs S, C, J for sounds, spaces; all other bytes are one
 * sign). What stands behind KUA_DISTANCE_LETTERS letters is not looked at.
 */
enum { KUA_DISTANCE_LETTERS = 64 };
unsigned kua_distance(const char *a, const char *b);

/* Many keys laid out so that one query is held against a register full of them at a time; read-only once made. */
struct kua_distances;
struct kua_distances *kua_distances_new(const char *const *keys, size_t n); /* the keys are copied */
void kua_distances_free(struct kua_distances *d);
void kua_distances_to(const struct kua_distances *d, const char *query, uint8_t *out); /* out[i]: to keys[i] */

/* ---- one name among many (index.c, search.c) ---- */

/*
 * Names are added, the index is closed, then names are looked for, by as many threads as like. The word lists
 * must live as long as the index.
 */
enum { KUA_INDEX_NAMES = 100000000 }; /* it holds at most */
struct kua_names_index;
struct kua_names_index *kua_names_index_new(const struct kua_names *names);
/* kind may be NULL: a person. KUA_DATA where there is no such kind, KUA_LIMIT where it is full. */
enum kua_code kua_names_index_add(struct kua_names_index *index, const char *id, const char *name, const char *kind,
                                  struct kua_error *err);
void kua_names_index_close(struct kua_names_index *index);
size_t kua_names_index_size(const struct kua_names_index *index); /* bytes, names and ids included; once closed */
void kua_names_index_free(struct kua_names_index *index);

struct kua_match {
	const char *id, *name; /* live as long as the index */
	double score;
	bool same;
	struct kua_list reasons; /* in the arena */
};
/* Those of the kind that are most like the name, at most limit, best first; out has room for them. How many there are. */
size_t kua_names_index_find(const struct kua_names_index *index, const char *name, const char *kind, size_t limit,
                            struct kua_arena *arena, struct kua_match *out);

#endif
