/* internal.h - between the files of flow/. */
#ifndef KUA_FLOW_INTERNAL_H
#define KUA_FLOW_INTERNAL_H

#include "custody/custody.h"
#include "flow/flow.h"

/* Read every document of the store again and put its items, inside the caller's transaction. */
enum kua_code kua_flow_reread_(const struct kua_flow *f, struct kua_error *err);

/* ---- a batch of documents (batch.c) ---- */

enum { KUA_BATCH = 64 };
#define KUA_BATCH_BYTES ((uint64_t)32 << 20)

/* How the words of the index sound, sorted; in the arena. (spell.c) */
/* Set `of` of the drift of names, whatever it was before: "place", or NULL. */
void kua_drift_places_(struct kua_drift *drift, size_t n, const struct kua_names_result *names);
enum kua_code kua_flow_spell_(const struct kua_flow *f, const struct kua_names_result *names, struct kua_arena *a, struct kua_spelling **v,
                              size_t *n, struct kua_error *err);


/* ---- what is made of one item by itself, and kept (made.c) ---- */

struct kua_maker {
	const char *stage;
	bool keeps; /* else nothing is there, and nothing is to be added */
	struct kua_arena *arena, *arena_before;
	KUA_VEC(struct kua_made) before, come; /* by item, in the second arena; in any order, in the first */
};
/* What was kept of the stage; what will be, in the arena. */
enum kua_code kua_maker_start_(struct kua_maker *k, const struct kua_flow *f, const char *stage, struct kua_arena *a,
                               struct kua_error *err);
/* What was there is not asked for any more. */
void kua_maker_forget_(struct kua_maker *k);
void kua_maker_end_(struct kua_maker *k);
/* Was it made of the item before, out of the same? Any number of threads may ask. */
bool kua_maker_has_(const struct kua_maker *k, const char *item, const char *mark, struct kua_packed *out);
/* It was made now; mark and bytes are copied. */
void kua_maker_add_(struct kua_maker *k, const char *item, const char *mark, const struct kua_buf *b);
/* Keep what was added, in the caller's transaction. */
enum kua_code kua_maker_store_(const struct kua_maker *k, const struct kua_flow *f, struct kua_error *err);

/* As kua_views_make. Views that the maker has are taken from it, the others are added to it. */
enum kua_code kua_views_again_(const struct kua_languages *l, struct kua_item *items, size_t n, struct kua_maker *maker, unsigned threads,
                               struct kua_views **out, struct kua_error *err);

static inline bool kua_flow_stopped_(const struct kua_flow *f)
{
	return f->stop && *f->stop;
}

/* One document on its way: from a file into the casebook, or out of the casebook to be read. */
struct kua_job {
	const char *path;        /* of a file, or "-"; NULL: its bytes are in the casebook */
	const char *problem;     /* why there are no bytes to keep */
	struct kua_document doc; /* as it is, or will be, in the casebook */
	bool known;              /* the same bytes were there before */
	const char *root;        /* id of the outermost document around it; NULL: that is itself */
	int64_t depth;           /* documents around it */
	struct kua_taken bytes;
	struct kua_reading reading;
	struct kua_arena *arena; /* of the reading: a thread at a time */
	struct kua_error err;
};

/* How much was found inside one outermost document. */
struct kua_tree {
	int64_t documents, bytes;
};

struct kua_adding {
	const struct kua_flow *f;
	bool inside;         /* in the caller's transaction: nothing is begun, committed or told */
	bool waiting;        /* documents may be waiting to be read */
	size_t found, read;  /* documents inside others, for the progress */
	struct kua_intern *roots;
	KUA_VEC(struct kua_tree) trees; /* by number of the root */
	kua_added_fn *fn;
	void *ctx;
	struct kua_add_result *out;
};

/* Read the jobs in parallel, keep what came of them in one transaction, tell, and release what they hold. */
enum kua_code kua_batch_(struct kua_adding *g, struct kua_job *v, size_t n, struct kua_error *err);
/* Read what waits in the casebook, and what is found in that, until nothing waits. */
enum kua_code kua_batch_waiting_(struct kua_adding *g, struct kua_error *err);

#endif
