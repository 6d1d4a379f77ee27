/* load.c - back from the store into arrays, for what is made on demand: the report, cases, the calendar. */
#include <stdatomic.h>

#include "flow/flow.h"

enum kua_code kua_flow_load(const struct kua_flow *f, struct kua_arena *a, struct kua_loaded *out, struct kua_error *err)
{
	return kua_flow_load_some(f, NULL, 0, a, out, err);
}

static struct kua_wanting wanting(const struct kua_wanting *less, size_t n, enum kua_shape_kind kind)
{
	for (size_t i = 0; i < n; i++)
		if (less[i].kind == kind)
			return less[i];
	return (struct kua_wanting){.kind = kind};
}

/* Records of one shape, and where they go. */
struct reading {
	enum kua_shape_kind kind;
	void *v;
	size_t *n;
};

/* All that is read, by one thread or by two: each takes what comes next. */
struct loading {
	const struct reading *v;
	size_t n;
	atomic_size_t next;
	const struct kua_wanting *less;
	size_t n_less;
	struct kua_casebook *cb[2];
	struct kua_arena *a[2];
	struct kua_error err[2];
	enum kua_code code[2];
};

static void load_next(void *ctx, size_t who)
{
	struct loading *l = ctx;
	size_t i;
	while (l->code[who] == KUA_OK && (i = atomic_fetch_add(&l->next, 1)) < l->n) {
		const struct kua_wanting w = wanting(l->less, l->n_less, l->v[i].kind);
		if (!w.none)
			l->code[who] = kua_casebook_load_some(l->cb[who], w.kind, w.field, w.value, w.without, l->a[who], l->v[i].v, l->v[i].n, &l->err[who]);
	}
}

enum kua_code kua_flow_load_some(const struct kua_flow *f, const struct kua_wanting *less, size_t n_less, struct kua_arena *a,
                                 struct kua_loaded *out, struct kua_error *err)
{
	*out = (struct kua_loaded){
		.in.languages = f->knowledge->languages,
		.in.data_dir = f->knowledge->data_dir,
	};
	const struct reading wanted[] = { /* those that take longest first */
		{KUA_FIGURE, &out->in.figures, &out->in.n_figures},
		{KUA_CASE_STEP, &out->in.steps, &out->in.n_steps},
		{KUA_ITEM, &out->in.items, &out->in.n_items},
		{KUA_DOCUMENT, &out->documents, &out->n_documents},
		{KUA_REUSE, &out->in.reuse, &out->in.n_reuse},
		{KUA_FAMILY, &out->in.families, &out->in.n_families},
		{KUA_DRIFT, &out->drift, &out->n_drift},
		{KUA_COPY, &out->copies, &out->n_copies},
		{KUA_ENTITY, &out->in.entities, &out->in.n_entities},
		{KUA_ACTION, &out->in.actions, &out->in.n_actions},
		{KUA_JUDGEMENT, &out->in.judgements, &out->in.n_judgements},
		{KUA_EVENT, &out->result.events, &out->result.n_events},
		{KUA_VOICE, &out->result.voices, &out->result.n_voices},
		{KUA_ACCOUNT, &out->result.accounts, &out->result.n_accounts},
		{KUA_TOLL, &out->result.tolls, &out->result.n_tolls},
	};
	const struct kua_beside *beside = f->beside;
	struct loading l = {.v = wanted, .n = sizeof wanted / sizeof *wanted, .less = less, .n_less = n_less, .cb = {f->cb, beside ? beside->cb : NULL},
	                    .a = {a, beside ? beside->a : NULL}};
	kua_parallel(beside ? 2 : 1, 2, load_next, &l);
	for (size_t i = 0; i < 2; i++)
		if (l.code[i] != KUA_OK) {
			*err = l.err[i];
			return l.code[i];
		}
	return KUA_OK;
}
