/*
 * casebook.h - the store: one SQLite file that holds documents, what was derived from them, a full-text index and the
 * journal. The only SQL of the program is in this folder.
 *
 * Safety. WAL, synchronous=FULL: what kua_casebook_commit has acknowledged survives kill -9 and power loss. Readers
 * never block; a second writer waits up to 10 s, then gets KUA_WORLD with a clear line. The file is opened as if somebody else wrote it:
 * application id and schema version checked, schema not trusted, defensive mode, limits set, foreign or damaged file = KUA_DATA.
 *
 * Journal. Append-only table; entry n holds body (JSON), and seal = SHA-256(seal of n-1, body). Documents and judgements
 * enter only together with their entry. Derived tables can be dropped and made again at any time.
 *
 * Not for use by two threads at once; open it twice instead.
 */
#ifndef KUA_CASEBOOK_H
#define KUA_CASEBOOK_H

#include "shapes/papers.h"
#include "shapes/shapes.h"

struct kua_casebook;

enum kua_mode { KUA_READ, KUA_WRITE };

/* Make a new casebook; a file that is already there is KUA_USE and stays as it is. who and now go into the journal, and 16 random bytes, so that the
 * seal of its first entry is a secret of the casebook (publish/site.h). */
enum kua_code kua_casebook_new(const char *path, const char *who, const char *now, struct kua_error *err);
enum kua_code kua_casebook_open(const char *path, enum kua_mode mode, struct kua_casebook **out, struct kua_error *err);
void kua_casebook_close(struct kua_casebook *cb); /* rolls back what was not committed; NULL is fine */

/* Transactions; writing calls below need one. They do not nest. After a writing call that failed because of the world (disk
 * full) or half-way, commit refuses (KUA_WORLD) and rolls back; after one that refused what it was given, going on is fine. */
enum kua_code kua_casebook_begin(struct kua_casebook *cb, struct kua_error *err);
enum kua_code kua_casebook_commit(struct kua_casebook *cb, struct kua_error *err);
void kua_casebook_rollback(struct kua_casebook *cb);

/* See one state of the casebook, whatever others write, until kua_casebook_rollback; nobody waits for it. Nothing can be written. */
enum kua_code kua_casebook_hold(struct kua_casebook *cb, struct kua_error *err);
/* Which state that is: it differs as soon as anybody wrote what counts. */
struct kua_state {
	int64_t rows;  /* how often rows of what is derived were written, items among them */
	int64_t entry; /* the last of the journal */
};
enum kua_code kua_casebook_state(struct kua_casebook *cb, struct kua_state *out, struct kua_error *err);

/* ---- documents ---- */

/*
 * Keep n bytes (compressed with zstd) as a document: doc's id and sha256 are set from them (strings in the arena), the
 * rest is as given. Bytes that are already there are not kept twice: *known is true, and where name or origin differ the second
 * one is kept as another origin (in the journal).
 */
enum kua_code kua_casebook_keep(struct kua_casebook *cb, const void *bytes, size_t n, struct kua_document *doc,
                                struct kua_arena *a, bool *known, struct kua_error *err);
/* Are these bytes there? */
enum kua_code kua_casebook_has(struct kua_casebook *cb, const char *sha256, bool *there, struct kua_error *err);
/* The same with bytes that may be in a file (doc->sha256 may say their hash, where that is known already), and with an option of the program that belongs in the entry: "--no-jail", or NULL. */
enum kua_code kua_casebook_keep_content(struct kua_casebook *cb, const struct kua_content *c, const char *option,
                                        struct kua_document *doc, struct kua_arena *a, bool *known,
                                        struct kua_error *err);
/* Write read, partial, reason, media_type, metadata and diagnostics of a document after (another) reading. */
enum kua_code kua_casebook_mark(struct kua_casebook *cb, const struct kua_document *doc, struct kua_error *err);
/* Append the preserved bytes to b; their hash is checked (KUA_DATA where it differs). */
enum kua_code kua_casebook_bytes(struct kua_casebook *cb, const char *document_id, struct kua_buf *b,
                                 struct kua_error *err);

/* Write them to a descriptor, without having them in memory; -1 only checks the hash. KUA_DATA comes after what was unpacked
 * has been written: check first where that matters. */
enum kua_code kua_casebook_bytes_to(struct kua_casebook *cb, const char *document_id, int fd, struct kua_error *err);

/*
 * Hand them out part by part, a few MiB at a time, to somebody who may be slow: nothing of the casebook is held between two
 * parts, and each may come through another connection to it. The last part is given only when the hash of them all is right,
 * so who has taken all kua_handing_bytes of them has the document, and nobody takes a damaged one for it.
 */
struct kua_handing;
enum kua_code kua_handing_start(struct kua_casebook *cb, const char *document_id, struct kua_handing **out,
                                struct kua_error *err);
uint64_t kua_handing_bytes(const struct kua_handing *g);
/* The next part in b, which it replaces; nothing behind the last. */
enum kua_code kua_handing_next(struct kua_handing *g, struct kua_casebook *cb, struct kua_buf *b, struct kua_error *err);
void kua_handing_end(struct kua_handing *g); /* NULL is fine */

/* Take them: into memory, or into a file in the folder where they are many. */
enum kua_code kua_casebook_take(struct kua_casebook *cb, const struct kua_document *doc, const char *folder,
                                struct kua_taken *out, struct kua_error *err);

/*
 * Documents that are kept and not read yet: what a container holds is kept together with it, in one transaction, and
 * read afterwards. What is left here by a program that was killed is read by the next that adds.
 */
struct kua_waiting {
	const char *id;
	const char *root; /* the outermost document around it */
	int64_t depth;    /* 1: directly in the root */
};
enum kua_code kua_casebook_wait(struct kua_casebook *cb, const struct kua_waiting *w, struct kua_error *err);
/* It was read: it waits no longer. */
enum kua_code kua_casebook_waited(struct kua_casebook *cb, const char *id, struct kua_error *err);
/* At most so many, in the order in which they came. */
enum kua_code kua_casebook_waiting(struct kua_casebook *cb, size_t most, struct kua_arena *a, struct kua_waiting **v,
                                   size_t *n, struct kua_error *err);
/* The documents inside a document, and inside these ...: how many, and how many bytes. */
enum kua_code kua_casebook_below(struct kua_casebook *cb, const char *root, int64_t *n, int64_t *bytes,
                                 struct kua_error *err);

/* ---- derived records, by shape ---- */

/* Empty all derived tables and the full-text index. */
enum kua_code kua_casebook_drop_derived(struct kua_casebook *cb, struct kua_error *err);
/* Empty the table of one shape. */
enum kua_code kua_casebook_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err);
/* Store one record of a derived shape (items also enter the full-text index). */
enum kua_code kua_casebook_put(struct kua_casebook *cb, enum kua_shape_kind kind, const void *record,
                               struct kua_error *err);
/* What to write so that the rows of a derived shape are v, found without writing; and writing it. What is there must not have changed
 * in between (kua_casebook_state). Items are to be the same, of the same text: only what is derived of them is written. */
struct kua_group_mark { /* of the rows of one item; mark: NULL where there are none any more */
	const char *group, *mark;
};
struct kua_row_change { /* a row that stays, with other values in some fields */
	int64_t nr, place; /* its number; place in v */
	uint64_t fields;   /* bits by number of the field */
};
struct kua_changes {
	enum kua_shape_kind kind;
	const void *v;
	int64_t *come, *gone; /* places in v; numbers of rows */
	size_t n_come, n_gone;
	struct kua_row_change *other;
	size_t n_other;
	bool none_stays;
	struct kua_group_mark *marks; /* groups.c */
	size_t n_marks;
};
enum kua_code kua_casebook_compare(struct kua_casebook *cb, enum kua_shape_kind kind, const void *v, size_t n,
                                   struct kua_arena *a, struct kua_changes *out, struct kua_error *err);
enum kua_code kua_casebook_change(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err);

/*
 * Call fn with each record of a shape, in export order (by id; mentions by item and start; judgements by entry). Where field is
 * not NULL, only records whose field equals value (for a list: has it as a member). The record and its strings live until fn returns unless an arena is given.
 * fn returns KUA_OK to go on; another code stops and is returned. Field names are checked against the shape.
 */
typedef enum kua_code kua_record_fn(void *ctx, const void *record, struct kua_error *err);
enum kua_code kua_casebook_each(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                struct kua_arena *a, kua_record_fn *fn, void *ctx, struct kua_error *err);
/* All of them as one array in the arena: struct kua_figure *v, size_t n. */
enum kua_code kua_casebook_load(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                struct kua_arena *a, void **v, size_t *n, struct kua_error *err);
/* The same with fields left unread, not those of judgements, which stay unknown: their names, with a NULL behind the last. */
enum kua_code kua_casebook_load_some(struct kua_casebook *cb, enum kua_shape_kind kind, const char *field, const char *value,
                                     const char *const *without, struct kua_arena *a, void **v, size_t *n, struct kua_error *err);
enum kua_code kua_casebook_count(struct kua_casebook *cb, enum kua_shape_kind kind, int64_t *n, struct kua_error *err);
/*
 * Some of the records of a shape, in an order, from a place on: what a page shows. At most KUA_CONDITIONS conditions, all of which
 * must hold. Field names are checked against the shape; values are compared as text or as numbers, as the field is.
 */
enum kua_relation {
	KUA_IS,     /* equal; a value of NULL: unknown */
	KUA_IS_NOT, /* not equal, or unknown; a value of NULL: known */
	KUA_FROM,   /* that much or more */
	KUA_UP_TO,  /* that much or less; of a date: that day or part of it */
	KUA_HAS,    /* a list that has the value */
	KUA_HAS_FROM, /* a list that has a value which is that much or more: dates in front of what is due */
};
#define KUA_CONDITIONS 8
struct kua_condition {
	const char *field;
	enum kua_relation is;
	const char *value;
};
struct kua_query {
	enum kua_shape_kind kind; /* not KUA_JUDGEMENT */
	struct kua_condition where[KUA_CONDITIONS];
	size_t n;
	const char *order; /* a field; NULL: export order. Unknown comes last, ties in order of coming in */
	bool descending;
	size_t skip, most;
};
/* As one array in the arena: struct kua_figure *v, size_t n. */
enum kua_code kua_casebook_rows(struct kua_casebook *cb, const struct kua_query *q, struct kua_arena *a, void **v, size_t *n,
                                struct kua_error *err);
/* How many there are, whatever skip and most are. */
enum kua_code kua_casebook_count_rows(struct kua_casebook *cb, const struct kua_query *q, int64_t *n,
                                      struct kua_error *err);
/* Find a record of any shape by id (a unique beginning of an id of 4 characters or more will do): its kind and the record in the
 * arena. KUA_USE where there is none or more than one. */
enum kua_code kua_casebook_find(struct kua_casebook *cb, const char *id, struct kua_arena *a, enum kua_shape_kind *kind,
                                void **record, struct kua_error *err);

/* ---- what was made of one item by itself, kept so that it need not be made again ---- */

struct kua_made {
	const char *item;
	const char *mark; /* tells all that it was made of from anything else */
	const char *v;    /* n bytes, which mean something to the stage alone */
	size_t n;
};
/* Call fn with what a stage made of each item, in order of items; all of it lives in the arena. What is damaged is left out. */
typedef void kua_made_fn(void *ctx, const struct kua_made *m);
enum kua_code kua_made_each(struct kua_casebook *cb, const char *stage, struct kua_arena *a, kua_made_fn *fn, void *ctx,
                            struct kua_error *err);
/* Keep it instead of what the stage made of the item before. */
enum kua_code kua_made_put(struct kua_casebook *cb, const char *stage, const struct kua_made *m, struct kua_error *err);
/* Forget all of it, of all stages. */
enum kua_code kua_made_drop(struct kua_casebook *cb, struct kua_error *err);

/* ---- search: the words of the full-text index ---- */

/* Each word of the index, folded, in order. */
typedef void kua_word_fn(void *ctx, const char *word, size_t n);
enum kua_code kua_casebook_words(struct kua_casebook *cb, kua_word_fn *fn, void *ctx, struct kua_error *err);
struct kua_spelling {
	const char *key, *term;
	enum kua_sound_how how;
	int64_t name; /* 1: part of a name that was met in this casebook */
};
/* Keep how all words sound, instead of what was kept before. */
enum kua_code kua_casebook_spell(struct kua_casebook *cb, const struct kua_spelling *v, size_t n, struct kua_error *err);

/* ---- search: what there is, laid out for questions ---- */

/*
 * What all records that can be looked for are about, without their texts: some bytes each in memory, so that any combination of filters is
 * counted in milliseconds. Read-only once made; any number of threads may ask. Good for one state of the casebook.
 */
struct kua_catalogue;
enum kua_code kua_catalogue_make(struct kua_casebook *cb, struct kua_catalogue **out, struct kua_error *err);
void kua_catalogue_free(struct kua_catalogue *c); /* NULL is fine */
/* Is it that of the rows that are there now? */
enum kua_code kua_catalogue_is_current(struct kua_casebook *cb, const struct kua_catalogue *c, bool *current, struct kua_error *err);

enum kua_facet { /* what a record is about */
	KUA_FACET_KIND, /* item, figure, case_step, harm, action, person, place, organisation */
	KUA_FACET_STATUS,
	KUA_FACET_ACT, /* acts of figures, and steps */
	KUA_FACET_PERSON, /* an entity's id, or a name in any script */
	KUA_FACET_PLACE,
	KUA_FACET_LANGUAGE,
	KUA_FACET_DOCUMENT, /* its id */
	KUA_FACETS
};
#define KUA_FILTERS 32 /* of one search; those of one facet are alternatives, those of different ones must all hold */
struct kua_filter {
	enum kua_facet facet;
	const char *value;
};
struct kua_wanted {
	const char *words; /* NULL or empty: everything */
	const struct kua_sounds *sounds; /* NULL: words are looked for as they are written */
	struct kua_filter filters[KUA_FILTERS];
	size_t n;
	const char *since, *until; /* dates of any precision, or NULL */
	size_t skip, most;
	size_t values; /* at most so many of each facet are counted; 0: none */
};
struct kua_hit {
	enum kua_shape_kind kind;
	const char *id;
	const char *is;      /* KUA_FACET_KIND: which kind of entity, too */
	const char *item;    /* in which it stands, or which it is; NULL for an entity */
	const char *title;   /* of an item; the label of an entity */
	const char *snippet; /* matches between \1 and \2; without words, the quote of a claim and the forms of a name */
	double rank;
};
struct kua_facet_value {
	const char *value, *label; /* label: of an entity, the name of a document */
	int64_t n;
};
struct kua_found {
	struct kua_hit *v;
	size_t n;
	int64_t total;
	struct kua_facet_value *facets[KUA_FACETS]; /* most first */
	size_t n_facets[KUA_FACETS];
};
/*
 * Words in any script, "phrases", prefix*, -without; anything that is no query is searched as words, never a syntax error. People, places
 * and organisations first, then the best; where more than KUA_SEARCH_RANKED fit, or there are no words, the latest first.
 */
#define KUA_SEARCH_RANKED ((size_t)10000)
enum kua_code kua_casebook_search(struct kua_casebook *cb, const struct kua_catalogue *c, const struct kua_wanted *w, struct kua_arena *a,
                                  struct kua_found *out, struct kua_error *err);

/* ---- journal ---- */

struct kua_journal_entry {
	int64_t entry; /* from 1 */
	const char *at, *who, *action; /* new, add, origin, judge, withdraw, rebuild, ... */
	const char *body;              /* the whole entry as JSON, the text that is sealed */
	const char *seal;
};
/* An entry of its own for what was done to the casebook as a whole: action "rebuild", "export", "publish"; note may be NULL.
 * The actions above, which bring something with them, are KUA_BUG here. */
enum kua_code kua_journal_add(struct kua_casebook *cb, const char *who, const char *now, const char *action,
                              const char *note, struct kua_error *err);
/* A moment as the journal has it, of seconds by the clock since 1970: 2011-12-16T12:00:00Z. "" where its year has not four digits, which the journal
 * refuses as no time. */
void kua_journal_time(int64_t seconds, char out[21]);
typedef enum kua_code kua_journal_fn(void *ctx, const struct kua_journal_entry *e, struct kua_error *err);
enum kua_code kua_journal_each(struct kua_casebook *cb, kua_journal_fn *fn, void *ctx, struct kua_error *err);
/* The same with the first entry and the last only, which are one where there is only one. */
enum kua_code kua_journal_ends(struct kua_casebook *cb, kua_journal_fn *fn, void *ctx, struct kua_error *err);
/* Follow the chain from the first entry: KUA_DATA with the first entry that does not fit. Also checks that every document in
 * the store has its entry and the other way round. */
enum kua_code kua_journal_check(struct kua_casebook *cb, int64_t *entries, struct kua_error *err);

/* Enter a judgement; j->entry is set. by, at and verdict are checked; the anchor is taken as given. */
enum kua_code kua_casebook_judge(struct kua_casebook *cb, struct kua_judgement *j, struct kua_error *err);
/* Take entry n back: an entry of its own; the judgement no longer counts but stays in the journal. */
enum kua_code kua_casebook_withdraw(struct kua_casebook *cb, int64_t entry, const char *who, const char *now,
                                    struct kua_error *err);
/* Judgements that count: in order of entry, withdrawn ones left out (shape KUA_JUDGEMENT with kua_casebook_load). */

/* ---- papers: what a campaign writes itself (shapes/papers.h); each version an entry of the journal ---- */

/* Write a version: p->entry is set, and p->id where it was NULL (in the arena). Needs a transaction; what is refused changes nothing. */
enum kua_code kua_casebook_write(struct kua_casebook *cb, struct kua_paper *p, struct kua_arena *a, struct kua_error *err);
/* Those of a kind (NULL: all), in order of their entries: as they stand now, without those that are gone, or every version of each. */
enum kua_code kua_casebook_papers(struct kua_casebook *cb, const char *kind, bool versions, struct kua_arena *a, struct kua_paper **v, size_t *n,
                                  struct kua_error *err);
/* All versions of one, the latest last; none is no error. */
enum kua_code kua_casebook_paper(struct kua_casebook *cb, const char *id, struct kua_arena *a, struct kua_paper **v, size_t *n,
                                 struct kua_error *err);

/* ---- searches that people keep, each under a name; journalled ---- */

struct kua_saved {
	int64_t entry; /* of the journal, by which it was saved */
	const char *name, *query;
};
/* query: as the page's address has it. */
enum kua_code kua_saved_add(struct kua_casebook *cb, const char *name, const char *query, const char *who, const char *now,
                            int64_t *entry, struct kua_error *err);
/* Give it another name; NULL: forget it. */
enum kua_code kua_saved_change(struct kua_casebook *cb, int64_t entry, const char *name, const char *who, const char *now,
                               struct kua_error *err);
enum kua_code kua_saved_list(struct kua_casebook *cb, struct kua_arena *a, struct kua_saved **v, size_t *n, struct kua_error *err);

/* ---- settings: small facts about the casebook itself, not sealed ("derived_by", "data_version") ---- */
enum kua_code kua_casebook_set(struct kua_casebook *cb, const char *key, const char *value, struct kua_error *err);
/* NULL in *value where there is none. */
enum kua_code kua_casebook_get(struct kua_casebook *cb, const char *key, struct kua_arena *a, const char **value,
                               struct kua_error *err);

#endif
