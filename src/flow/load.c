/* load.c - back from the store into arrays, for what is made on demand: the report, cases, the calendar. */
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

enum kua_code kua_flow_load_some(const struct kua_flow *f, const struct kua_wanting *less, size_t n_less, struct kua_arena *a,
                                 struct kua_loaded *out, struct kua_error *err)
{
	*out = (struct kua_loaded){
		.in.languages = f->knowledge->languages,
		.in.data_dir = f->knowledge->data_dir,
	};
	const struct {
		enum kua_shape_kind kind;
		void *v;
		size_t *n;
	} wanted[] = {
		{KUA_DOCUMENT, &out->documents, &out->n_documents},
		{KUA_ITEM, &out->in.items, &out->in.n_items},
		{KUA_REUSE, &out->in.reuse, &out->in.n_reuse},
		{KUA_FAMILY, &out->in.families, &out->in.n_families},
		{KUA_DRIFT, &out->drift, &out->n_drift},
		{KUA_COPY, &out->copies, &out->n_copies},
		{KUA_ENTITY, &out->in.entities, &out->in.n_entities},
		{KUA_FIGURE, &out->in.figures, &out->in.n_figures},
		{KUA_CASE_STEP, &out->in.steps, &out->in.n_steps},
		{KUA_ACTION, &out->in.actions, &out->in.n_actions},
		{KUA_JUDGEMENT, &out->in.judgements, &out->in.n_judgements},
		{KUA_EVENT, &out->result.events, &out->result.n_events},
		{KUA_VOICE, &out->result.voices, &out->result.n_voices},
		{KUA_ACCOUNT, &out->result.accounts, &out->result.n_accounts},
		{KUA_TOLL, &out->result.tolls, &out->result.n_tolls},
	};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted && code == KUA_OK; i++) {
		const struct kua_wanting w = wanting(less, n_less, wanted[i].kind);
		if (!w.none)
			code = kua_casebook_load_some(f->cb, w.kind, w.field, w.value, w.without, a, wanted[i].v, wanted[i].n, err);
	}
	return code;
}
