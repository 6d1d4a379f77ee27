/*
 * flow.h - the order of the stages, in one place: bytes in, everything derived out, on top of the pure cores and the store.
 *
 *     intake -> items -> text -> reuse -> dates -> names -> claims -> accounts -> store
 *
 * Derived is a function of documents and journal: kua_flow_rebuild on any casebook gives the same rows again, in whatever order
 * the documents were added.
 */
#ifndef KUA_FLOW_H
#define KUA_FLOW_H

#include <signal.h>

#include "accounts/accounts.h"
#include "casebook/casebook.h"
#include "claims/claims.h"
#include "intake/intake.h"
#include "names/names.h"
#include "reuse/reuse.h"

/* Everything that is loaded once from data/: word lists of all languages, and the rules of a language when a text in it is met. */
struct kua_knowledge {
	const char *data_dir;
	struct kua_languages *languages;
	struct kua_reuse_words *reuse;
	struct kua_names *names;
	struct kua_rules *rules;
	char version[65]; /* tells it, and the program, from any other; "" where that cannot be told */
};
/* That alone. */
void kua_flow_version(const char *data_dir, char out[65]);
enum kua_code kua_knowledge_load(const char *data_dir, struct kua_knowledge *out, struct kua_error *err);
void kua_knowledge_free(struct kua_knowledge *k);
/* Load the rules that these texts need, so that rules which cannot be read are told before any work is done. */
enum kua_code kua_knowledge_need(const struct kua_knowledge *k, const struct kua_source *sources, size_t n, struct kua_error *err);

/* For a search across scripts; good as long as the knowledge is. */
struct kua_sounds kua_flow_sounds(const struct kua_knowledge *k);

/* The views of many items' texts, made in parallel. The language that was found is written into items that had none. */
struct kua_views;
enum kua_code kua_views_make(const struct kua_languages *l, struct kua_item *items, size_t n, unsigned threads,
                             struct kua_views **out, struct kua_error *err);
const struct kua_source *kua_views_sources(const struct kua_views *v);
void kua_views_free(struct kua_views *v); /* NULL is fine */

/* The claims of many items, found in parallel; what is in *out lives in the arena. names->mentions are sorted by item. Where names
 * is NULL, each item's names are found from that item alone. Claims that the maker has (NULL: of no item) are taken from it, the others
 * are added to it; its arena must live as long as the claims. */
struct kua_maker;
enum kua_code kua_claims_of_all(const struct kua_knowledge *k, const struct kua_source *sources, size_t n,
                                const struct kua_names_result *names, struct kua_maker *maker, unsigned threads, struct kua_arena *a,
                                struct kua_claims_result *out, struct kua_error *err);

/* The same state of the casebook through a connection of its own, for a second thread that reads; and an arena of its own. */
struct kua_beside {
	struct kua_casebook *cb;
	struct kua_arena *a;
};

struct kua_flow {
	struct kua_casebook *cb;
	struct kua_intake *intake;
	const struct kua_knowledge *knowledge;
	const char *who, *now; /* for the journal and for documents that come in */
	const char *folder;    /* for what is too large for memory: where the casebook is */
	const char *origin;    /* of what comes in; NULL: the paths */
	const char *option;    /* for the entry of each document: "--no-jail", or NULL */
	const char *below;     /* documents are named by their path below this folder; NULL: below each path that is added */
	const volatile sig_atomic_t *stop; /* not 0: end at the next batch, with all that was acknowledged kept; or NULL */
	unsigned threads;      /* 0 means kua_threads() */
	const struct kua_progress *progress;
	const struct kua_beside *beside; /* what is loaded is read through it, too; or NULL */
};

struct kua_stage_time {
	const char *stage;
	double seconds, cpu; /* by the clock; of all processors, 0 where readers did the work */
};
enum { KUA_STAGES = 8 };

/* The largest document that is kept; a larger file is a problem, told and passed over. */
#define KUA_DOCUMENT_MAX ((uint64_t)64 << 30)
/* Documents inside documents inside ...: so deep, so many, and so many bytes below one outermost document. */
#define KUA_FLOW_DEPTH 8
#define KUA_FLOW_INNER 200000
#define KUA_FLOW_INNER_BYTES ((int64_t)32 << 30)

/* What became of each file, told once it is safe on disk. doc->read says whether it could be read. */
struct kua_added {
	const struct kua_document *doc; /* NULL where there were no bytes to keep: problem says why */
	const char *problem;
	size_t items;
	size_t inner; /* documents found in it, which are on disk too and told once they were read */
	bool known; /* the same bytes were there before */
};
typedef void kua_added_fn(void *ctx, const struct kua_added *added);

struct kua_add_result {
	size_t documents, items, known, unread, problems; /* unread ones are among the documents */
	double seconds;
};

/* Keep and read documents: the files at and below each path; "-" is standard input. Acknowledged documents are on disk. */
enum kua_code kua_flow_add(const struct kua_flow *f, const char *const *paths, size_t n, kua_added_fn *fn, void *ctx,
                           struct kua_add_result *out, struct kua_error *err);
/* New and changed files below a folder, once they have stopped changing (watch.c). The folder's name is not copied. */
struct kua_watch;
enum kua_code kua_watch_start(const char *folder, struct kua_watch **out, struct kua_error *err);
void kua_watch_stop(struct kua_watch *w); /* NULL is fine */
/* Append the files that are ready since the last look, in the arena; each is given once, and again when it changes. */
enum kua_code kua_watch_look(struct kua_watch *w, struct kua_arena *a, struct kua_list *ready, struct kua_error *err);
/* Sleep until it is time for another look, or *stop is set, but no longer than this. */
void kua_watch_wait(struct kua_watch *w, int64_t at_most_ms, const volatile sig_atomic_t *stop);

/* What a reader said, as the casebook keeps it. */
void kua_document_read(struct kua_document *doc, const struct kua_reading *r, struct kua_arena *a);
struct kua_item kua_item_read(const struct kua_raw_item *raw, const struct kua_document *doc, int64_t ordinal,
                              struct kua_arena *a);

enum kua_from {
	KUA_FROM_REUSE, /* everything that is derived from the items */
	KUA_FROM_NAMES, /* after a judgement on entities: names, claims, accounts; reuse is taken from the store */
	KUA_FROM_CLAIMS, /* after a judgement on a claim: claims and accounts */
};
/*
 * Derive from the items there are: readers see the old state or the new one, and others may write while it is worked out; what they
 * write starts it again, so not inside a transaction. times may be NULL.
 * Until it has run, the casebook says that it is "behind" (setting of that name).
 */
enum kua_code kua_flow_derive(const struct kua_flow *f, enum kua_from from, struct kua_stage_time times[KUA_STAGES],
                              struct kua_error *err);
/* Drop all that is derived, read every document again and derive. */
enum kua_code kua_flow_rebuild(const struct kua_flow *f, struct kua_stage_time times[KUA_STAGES], struct kua_error *err);

/* What a person says: a verdict on a record, and what stands behind it: the other entity, FIELD=VALUE ..., or a grade. */
struct kua_verdict {
	const char *target; /* an id, or the beginning of one */
	const char *verdict;
	const char *const *more;
	size_t n;
};
/*
 * Enter it into the journal, or take an entry of the journal back; safe on disk when this comes back. *from is where derivation has to
 * start now. Strings of *out live in the arena, or are those of said and f.
 */
enum kua_code kua_flow_judge(const struct kua_flow *f, const struct kua_verdict *said, struct kua_arena *a,
                             struct kua_judgement *out, enum kua_from *from, struct kua_error *err);
enum kua_code kua_flow_take_back(const struct kua_flow *f, int64_t entry, struct kua_arena *a, struct kua_judgement *out,
                                 enum kua_from *from, struct kua_error *err);

/* Load from the store what accounts/ and report/ work on: everything but the texts' views, in the arena. */
struct kua_loaded {
	struct kua_accounts_input in;
	struct kua_accounts_result result;
	struct kua_document *documents;
	size_t n_documents;
	struct kua_drift *drift;
	size_t n_drift;
	struct kua_copy *copies;
	size_t n_copies;
};
enum kua_code kua_flow_load(const struct kua_flow *f, struct kua_arena *a, struct kua_loaded *out,
                            struct kua_error *err);
/* What of a shape is wanted: nothing of a shape that is loaded whole otherwise, only some records, or all but some fields of each. */
struct kua_wanting {
	enum kua_shape_kind kind;
	bool none;
	const char *field, *value;  /* those whose field has the value; NULL: all */
	const char *const *without; /* names of fields that stay unknown, NULL behind the last; NULL: all are read */
};
/* The same with less of these shapes, each of which is named once. */
enum kua_code kua_flow_load_some(const struct kua_flow *f, const struct kua_wanting *less, size_t n_less, struct kua_arena *a,
                                 struct kua_loaded *out, struct kua_error *err);
/* Only what the account of one event is told from: the event, its claims, their items and documents, and what was copied of them. */
enum kua_code kua_flow_load_event(const struct kua_flow *f, const char *event, struct kua_arena *a, struct kua_loaded *out,
                                  struct kua_error *err);

#endif
