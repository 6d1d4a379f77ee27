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

#include "accounts/accounts.h"
#include "casebook/casebook.h"
#include "claims/claims.h"
#include "intake/intake.h"
#include "names/names.h"
#include "reuse/reuse.h"

/* Everything that is loaded once from data/: word lists and rules of all languages. */
struct kua_knowledge {
	const char *data_dir;
	struct kua_languages *languages;
	struct kua_names *names;
	struct kua_rules *rules;
};
enum kua_code kua_knowledge_load(const char *data_dir, struct kua_knowledge *out, struct kua_error *err);
void kua_knowledge_free(struct kua_knowledge *k);

struct kua_flow {
	struct kua_casebook *cb;
	struct kua_intake *intake;
	const struct kua_knowledge *knowledge;
	const char *who, *now; /* for the journal and for documents that come in */
	unsigned threads;      /* 0 means kua_threads() */
	const struct kua_progress *progress;
};

struct kua_stage_time {
	const char *stage;
	double seconds;
};
enum { KUA_STAGES = 8 };

/* What became of each document, told as soon as it is safe on disk. doc->read says whether it could be read. */
struct kua_added {
	const struct kua_document *doc;
	size_t items;
	bool known; /* the same bytes were there before */
};
typedef void kua_added_fn(void *ctx, const struct kua_added *added);

struct kua_add_result {
	size_t documents, items, known, unread;
};

/* Keep and read documents: the files at and below each path; "-" is standard input. Acknowledged documents are on disk. */
enum kua_code kua_flow_add(const struct kua_flow *f, const char *const *paths, size_t n, kua_added_fn *fn, void *ctx,
                           struct kua_add_result *out, struct kua_error *err);
/* Derive everything from the items there are. times may be NULL. */
enum kua_code kua_flow_derive(const struct kua_flow *f, struct kua_stage_time times[KUA_STAGES], struct kua_error *err);
/* Drop all that is derived, read every document again and derive. */
enum kua_code kua_flow_rebuild(const struct kua_flow *f, struct kua_stage_time times[KUA_STAGES], struct kua_error *err);

#endif
