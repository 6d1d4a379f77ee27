/*
 * derive.c - the stages in their order. Everything is found in memory first, in one state of the casebook that nobody has to leave
 * alone meanwhile, and what differs from what was there is stored in one short transaction at the end. So a reader sees the old state
 * or the new one, who decides or adds does not wait, and an interruption costs nothing but the work. What came in between starts it again.
 */
#include <malloc.h>
#include <string.h>
#include <time.h>

#include "flow/internal.h"

struct derivation {
	const struct kua_flow *f;
	enum kua_from from;
	struct kua_arena *arena;
	struct kua_item *items;
	size_t n_items;
	struct kua_judgement *judgements;
	size_t n_judgements;
	struct kua_views *views;
	struct kua_reuse_result reuse;
	struct kua_names_result names;
	struct kua_claims_result claims;
	struct kua_maker text_maker, claims_maker, reuse_maker, names_maker;
	struct kua_accounts_result accounts;
	struct kua_spelling *spelling; /* of the words of all items; only where these may be others */
	size_t n_spelling;
	struct kua_changes changes[KUA_SHAPES];
	size_t n_changes;
	struct kua_stage_time *times;
	struct timespec since, cpu_since;
	size_t stage;
};

static double seconds_between(struct timespec from, struct timespec to)
{
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* The stage that has just ended, with its time. What it has freed goes back to the system: of another size, the next stage would leave
 * it lying beside its own. */
static void ended(struct derivation *d, const char *stage)
{
	struct timespec now, cpu;
	(void)malloc_trim(0);
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	if (d->times && d->stage < KUA_STAGES)
		d->times[d->stage] =
			(struct kua_stage_time){stage, seconds_between(d->since, now), seconds_between(d->cpu_since, cpu)};
	d->stage++;
	d->since = now;
	d->cpu_since = cpu;
}

static enum kua_code load(struct derivation *d, enum kua_shape_kind kind, void *v, size_t *n, struct kua_error *err)
{
	return kua_casebook_load(d->f->cb, kind, NULL, NULL, d->arena, v, n, err);
}

static enum kua_code find_text(struct derivation *d, struct kua_error *err)
{
	enum kua_code code = load(d, KUA_ITEM, &d->items, &d->n_items, err);
	if (code == KUA_OK)
		code = load(d, KUA_JUDGEMENT, &d->judgements, &d->n_judgements, err);
	if (code == KUA_OK)
		code = kua_maker_start_(&d->text_maker, d->f, "text", d->arena, err);
	if (code == KUA_OK)
		code = kua_views_again_(d->f->knowledge->languages, d->items, d->n_items, &d->text_maker, d->f->threads, &d->views, err);
	kua_maker_forget_(&d->text_maker);
	if (code == KUA_OK) /* before the long stages */
		code = kua_knowledge_need(d->f->knowledge, kua_views_sources(d->views), d->n_items, err);
	return code;
}

static bool kept(void *ctx, const char *item, const char *mark, struct kua_packed *out)
{
	return kua_maker_has_(ctx, item, mark, out);
}

static void keep(void *ctx, const char *item, const char *mark, const struct kua_buf *b)
{
	kua_maker_add_(ctx, item, mark, b);
}

static enum kua_code find_reuse(struct derivation *d, struct kua_error *err)
{
	if (d->from != KUA_FROM_REUSE) {
		enum kua_code code = load(d, KUA_REUSE, &d->reuse.pairs, &d->reuse.n_pairs, err);
		if (code == KUA_OK)
			code = load(d, KUA_FAMILY, &d->reuse.families, &d->reuse.n_families, err);
		if (code == KUA_OK)
			code = load(d, KUA_COPY, &d->reuse.copies, &d->reuse.n_copies, err);
		return code == KUA_OK ? load(d, KUA_DRIFT, &d->reuse.drift, &d->reuse.n_drift, err) : code;
	}
	const struct kua_reuse_keeper keeper = {kept, keep, &d->reuse_maker};
	enum kua_code code = kua_maker_start_(&d->reuse_maker, d->f, "reuse", d->arena, err);
	struct kua_reuse_options options = {
		.words = d->f->knowledge->reuse,
		.threads = d->f->threads,
		.progress = d->f->progress,
		.keeper = d->reuse_maker.keeps ? &keeper : NULL,
	};
	if (code == KUA_OK)
		code = kua_reuse_find(kua_views_sources(d->views), d->n_items, d->f->knowledge->languages, &options, d->arena, &d->reuse,
		                      err);
	if (code == KUA_OK)
		kua_reuse_date(d->items, kua_views_sources(d->views), d->n_items, d->f->knowledge->languages, &d->reuse,
		               d->arena);
	return code;
}

static enum kua_code find_names(struct derivation *d, struct kua_error *err)
{
	if (d->from == KUA_FROM_CLAIMS) {
		enum kua_code code = load(d, KUA_ENTITY, &d->names.entities, &d->names.n_entities, err);
		if (code == KUA_OK)
			code = load(d, KUA_MENTION, &d->names.mentions, &d->names.n_mentions, err);
		return code == KUA_OK ? load(d, KUA_JOIN, &d->names.joins, &d->names.n_joins, err) : code;
	}
	const struct kua_names_keeper keeper = {kept, keep, &d->names_maker};
	enum kua_code code = kua_maker_start_(&d->names_maker, d->f, "names", d->arena, err);
	if (code != KUA_OK)
		return code;
	struct kua_names_input in = {
		.items = kua_views_sources(d->views),
		.n = d->n_items,
		.drift = d->reuse.drift,
		.n_drift = d->reuse.n_drift,
		.judgements = d->judgements,
		.n_judgements = d->n_judgements,
		.threads = d->f->threads,
		.progress = d->f->progress,
		.keeper = d->names_maker.keeps ? &keeper : NULL,
	};
	code = kua_names_find(d->f->knowledge->names, &in, d->arena, &d->names, err);
	if (code == KUA_OK)
		kua_drift_places_(d->reuse.drift, d->reuse.n_drift, &d->names);
	return code;
}

static enum kua_code find_claims(struct derivation *d, struct kua_error *err)
{
	enum kua_code code = kua_maker_start_(&d->claims_maker, d->f, "claims", d->arena, err);
	if (code == KUA_OK)
		code = kua_claims_of_all(d->f->knowledge, kua_views_sources(d->views), d->n_items, &d->names, &d->claims_maker,
		                         d->f->threads, d->arena, &d->claims, err);
	return code;
}

/* Nobody looks at the texts' tokens from here on, which are a good part of what is in memory. */
static void forget_views(struct derivation *d)
{
	for (size_t i = 0; i < d->n_items; i++) /* a language that was found is in its view */
		d->items[i].language = kua_arena_strdup(d->arena, d->items[i].language);
	kua_views_free(d->views);
	d->views = NULL;
}

static enum kua_code find_accounts(struct derivation *d, struct kua_error *err)
{
	struct kua_accounts_input in = {
		.items = d->items,
		.n_items = d->n_items,
		.families = d->reuse.families,
		.n_families = d->reuse.n_families,
		.reuse = d->reuse.pairs,
		.n_reuse = d->reuse.n_pairs,
		.copies = d->reuse.copies,
		.n_copies = d->reuse.n_copies,
		.drift = d->reuse.drift,
		.n_drift = d->reuse.n_drift,
		.entities = d->names.entities,
		.n_entities = d->names.n_entities,
		.mentions = d->names.mentions,
		.n_mentions = d->names.n_mentions,
		.figures = d->claims.figures,
		.n_figures = d->claims.n_figures,
		.steps = d->claims.steps,
		.n_steps = d->claims.n_steps,
		.harms = d->claims.harms,
		.n_harms = d->claims.n_harms,
		.actions = d->claims.actions,
		.n_actions = d->claims.n_actions,
		.judgements = d->judgements,
		.n_judgements = d->n_judgements,
		.languages = d->f->knowledge->languages,
		.data_dir = d->f->knowledge->data_dir,
	};
	forget_views(d);
	return kua_accounts_make(&in, d->arena, &d->accounts, err);
}

/* ---- storing ---- */

struct rows {
	enum kua_shape_kind kind;
	const void *v;
	size_t n;
	enum kua_from from; /* stored again when derivation starts here or earlier */
};

/* What differs from what is stored. */
static enum kua_code compare(struct derivation *d, struct kua_error *err)
{
	const struct rows rows[] = {
		{KUA_ITEM, d->items, d->n_items, KUA_FROM_REUSE},
		{KUA_REUSE, d->reuse.pairs, d->reuse.n_pairs, KUA_FROM_REUSE},
		{KUA_FAMILY, d->reuse.families, d->reuse.n_families, KUA_FROM_REUSE},
		{KUA_COPY, d->reuse.copies, d->reuse.n_copies, KUA_FROM_REUSE},
		{KUA_DRIFT, d->reuse.drift, d->reuse.n_drift, KUA_FROM_NAMES},
		{KUA_ENTITY, d->names.entities, d->names.n_entities, KUA_FROM_NAMES},
		{KUA_MENTION, d->names.mentions, d->names.n_mentions, KUA_FROM_NAMES},
		{KUA_JOIN, d->names.joins, d->names.n_joins, KUA_FROM_NAMES},
		{KUA_FIGURE, d->claims.figures, d->claims.n_figures, KUA_FROM_CLAIMS},
		{KUA_CASE_STEP, d->claims.steps, d->claims.n_steps, KUA_FROM_CLAIMS},
		{KUA_HARM, d->claims.harms, d->claims.n_harms, KUA_FROM_CLAIMS},
		{KUA_ACTION, d->claims.actions, d->claims.n_actions, KUA_FROM_CLAIMS},
		{KUA_EVENT, d->accounts.events, d->accounts.n_events, KUA_FROM_CLAIMS},
		{KUA_VOICE, d->accounts.voices, d->accounts.n_voices, KUA_FROM_CLAIMS},
		{KUA_ACCOUNT, d->accounts.accounts, d->accounts.n_accounts, KUA_FROM_CLAIMS},
		{KUA_TOLL, d->accounts.tolls, d->accounts.n_tolls, KUA_FROM_CLAIMS},
		{KUA_CASE, d->accounts.cases, d->accounts.n_cases, KUA_FROM_CLAIMS},
	};
	enum kua_code code = d->from == KUA_FROM_REUSE
	        ? kua_flow_spell_(d->f, &d->names, d->arena, &d->spelling, &d->n_spelling, err) : KUA_OK;
	for (size_t i = 0; i < sizeof rows / sizeof *rows && code == KUA_OK; i++) {
		kua_tell(d->f->progress, "comparing", i, sizeof rows / sizeof *rows);
		if (rows[i].from >= d->from)
			code = kua_casebook_compare(d->f->cb, rows[i].kind, rows[i].v, rows[i].n, d->arena, &d->changes[d->n_changes++], err);
	}
	return code;
}

static enum kua_code store(struct derivation *d, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	if (code == KUA_OK) /* first, for what another program kept is dropped here */
		code = kua_maker_store_(&d->text_maker, d->f, err);
	if (code == KUA_OK && d->from == KUA_FROM_REUSE)
		code = kua_maker_store_(&d->reuse_maker, d->f, err);
	if (code == KUA_OK && d->from != KUA_FROM_CLAIMS)
		code = kua_maker_store_(&d->names_maker, d->f, err);
	if (code == KUA_OK)
		code = kua_maker_store_(&d->claims_maker, d->f, err);
	for (size_t i = 0; i < d->n_changes && code == KUA_OK; i++) {
		kua_tell(d->f->progress, "storing", i, d->n_changes);
		code = kua_casebook_change(d->f->cb, &d->changes[i], err);
	}
	if (code == KUA_OK && d->from == KUA_FROM_REUSE)
		code = kua_casebook_spell(d->f->cb, d->spelling, d->n_spelling, err);
	return code;
}

/* ---- the order ---- */

static enum kua_code find_all(struct derivation *d, struct kua_error *err)
{
	static const struct {
		const char *name;
		enum kua_code (*find)(struct derivation *d, struct kua_error *err);
	} stages[] = {
		{"text", find_text},     {"reuse", find_reuse},       {"names", find_names},
		{"claims", find_claims}, {"accounts", find_accounts}, {"comparing", compare},
	};
	(void)clock_gettime(CLOCK_MONOTONIC, &d->since);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &d->cpu_since);
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
		kua_tell(d->f->progress, stages[i].name, i, sizeof stages / sizeof *stages);
		enum kua_code code = stages[i].find(d, err);
		if (code != KUA_OK)
			return code;
		ended(d, stages[i].name);
	}
	return KUA_OK;
}

static void derivation_start(struct derivation *d, const struct kua_flow *f, enum kua_from from, struct kua_stage_time *times)
{
	*d = (struct derivation){.f = f, .from = from, .arena = kua_arena_new(), .times = times};
	if (times)
		memset(times, 0, KUA_STAGES * sizeof *times);
}

static void derivation_end(struct derivation *d)
{
	kua_views_free(d->views);
	kua_maker_end_(&d->text_maker);
	kua_maker_end_(&d->reuse_maker);
	kua_maker_end_(&d->names_maker);
	kua_maker_end_(&d->claims_maker);
	kua_arena_free(d->arena);
}

/* The end of a transaction: all of it is stored, or nothing. */
static enum kua_code finish(struct kua_casebook *cb, enum kua_code code, struct kua_error *err)
{
	if (code == KUA_OK)
		return kua_casebook_commit(cb, err);
	kua_casebook_rollback(cb);
	return code;
}

/* ---- beside others who write ---- */

/* So often is it begun again for a decision that came in between. After that the result is stored as it is, newer than what was there:
 * somebody who decides every few seconds is not to wait until the evening. */
enum { TIMES_AGAIN = 3 };

/* Find everything in one state of the casebook, which stays open to all meanwhile. */
static enum kua_code find_aside(struct derivation *d, struct kua_state *state, struct kua_error *err)
{
	enum kua_code code = kua_casebook_hold(d->f->cb, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_state(d->f->cb, state, err);
	if (code == KUA_OK)
		code = find_all(d, err);
	kua_casebook_rollback(d->f->cb);
	return code;
}

/* Store it in one short transaction, if it was found in what is there now; else *again is true. */
static enum kua_code store_if_current(struct derivation *d, const struct kua_state *found_in, bool may_be_older, bool *again,
                                      struct kua_error *err)
{
	struct kua_casebook *cb = d->f->cb;
	struct kua_state now = {0, 0};
	enum kua_code code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = kua_casebook_state(cb, &now, err);
	bool decided = now.entry != found_in->entry;
	*again = code == KUA_OK && (now.rows != found_in->rows || (decided && !may_be_older));
	if (*again) {
		kua_casebook_rollback(cb);
		return KUA_OK;
	}
	if (code == KUA_OK)
		code = store(d, err);
	if (code == KUA_OK && !decided)
		code = kua_casebook_set(cb, "behind", "", err);
	return finish(cb, code, err);
}

/* From where, after somebody wrote: at least from where what came asks for. */
static enum kua_code from_now(const struct kua_flow *f, enum kua_from from, enum kua_from *out, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	const char *behind = NULL;
	enum kua_code code = kua_casebook_get(f->cb, "behind", a, &behind, err);
	bool documents = behind && *behind && strcmp(behind, "judgements") != 0;
	*out = documents || from == KUA_FROM_REUSE ? KUA_FROM_REUSE : KUA_FROM_NAMES;
	kua_arena_free(a);
	return code;
}

enum kua_code kua_flow_derive(const struct kua_flow *f, enum kua_from from, struct kua_stage_time times[KUA_STAGES],
                              struct kua_error *err)
{
	bool again = true;
	enum kua_code code = KUA_OK;
	for (int i = 0; code == KUA_OK && again && !(i > 0 && kua_flow_stopped_(f)); i++) {
		struct derivation d;
		struct kua_state state;
		if (i > 0)
			code = from_now(f, from, &from, err);
		derivation_start(&d, f, from, times);
		if (code == KUA_OK)
			code = find_aside(&d, &state, err);
		if (code == KUA_OK)
			code = store_if_current(&d, &state, i >= TIMES_AGAIN, &again, err);
		ended(&d, "store");
		derivation_end(&d);
	}
	return code;
}

/* In one transaction with what is read again: readers see the old casebook or the new one. */
static enum kua_code derive_inside(const struct kua_flow *f, struct kua_stage_time *times, struct kua_error *err)
{
	struct derivation d;
	derivation_start(&d, f, KUA_FROM_REUSE, times);
	enum kua_code code = find_all(&d, err);
	if (code == KUA_OK)
		code = store(&d, err);
	if (code == KUA_OK)
		code = kua_casebook_set(f->cb, "behind", "", err);
	ended(&d, "store");
	derivation_end(&d);
	return code;
}

enum kua_code kua_flow_rebuild(const struct kua_flow *f, struct kua_stage_time times[KUA_STAGES], struct kua_error *err)
{
	enum kua_code code = kua_casebook_begin(f->cb, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_drop_derived(f->cb, err);
	if (code == KUA_OK && f->option) /* how the documents were read matters to whoever trusts what follows */
		code = kua_journal_add(f->cb, f->who, f->now, "rebuild", f->option, err);
	if (code == KUA_OK)
		code = kua_flow_reread_(f, err);
	if (code == KUA_OK)
		code = derive_inside(f, times, err);
	return finish(f->cb, code, err);
}
