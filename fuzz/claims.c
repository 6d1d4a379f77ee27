/*
 * claims.c - any bytes as an item, with all rules: words with a capital are named as persons, places and
 * organisations in turn, so that who is meant has something to find. Every claim must lie inside the text, in
 * order, with its id, kind and quote.
 */
#include "claims/claims.h"
#include "view.h"

static const struct kua_rules *rules(void)
{
	static struct kua_rules *r; /* loaded once for all inputs; a fuzz target is a program of its own */
	struct kua_error err;
	if (!r)
		MUST(languages() && kua_rules_load(getenv("KUA_DATA"), &r, &err) == KUA_OK);
	return r;
}

/* Runs of words with a capital, but not with which a sentence opens. */
static struct kua_named *name_all(const struct kua_text *t, struct kua_arena *a, size_t *n)
{
	static const char *const kinds[] = {"person", "person", "place", "organisation"};
	struct kua_named *named = KUA_NEW_N(a, struct kua_named, t->n_tokens + 1);
	*n = 0;
	for (size_t i = 0, end; i < t->n_tokens; i = end + (end == i)) {
		for (end = i; end < t->n_tokens && end < i + 3 && (t->tokens[end].flags & KUA_CAPITAL); end++)
			if (t->tokens[end].sentence != t->tokens[i].sentence)
				break;
		if (end == i)
			continue;
		struct kua_mention *m = KUA_NEW(a, struct kua_mention);
		m->start = t->tokens[i].start;
		m->end = t->tokens[end - 1].end;
		m->form = kua_arena_strndup(a, t->bytes + m->start, (size_t)(m->end - m->start));
		m->entity = m->form;
		named[(*n)++] = (struct kua_named){m, kinds[t->tokens[i].hash % 4], m->form};
	}
	return named;
}

static void check(const struct kua_text *t, const struct kua_claims_result *r)
{
	int64_t last = 0;
	for (size_t i = 0; i < r->n_figures; i++) {
		const struct kua_figure *f = &r->figures[i];
		MUST(f->start >= last && f->start < f->end && (size_t)f->end <= t->n && f->id && f->act && f->quote);
		last = f->start;
	}
	last = 0;
	for (size_t i = 0; i < r->n_steps; i++) {
		const struct kua_case_step *s = &r->steps[i];
		MUST(s->start >= last && s->start < s->end && (size_t)s->end <= t->n && s->id && s->step &&
		     s->person && s->quote);
		last = s->start;
	}
	last = 0;
	for (size_t i = 0; i < r->n_harms; i++) {
		const struct kua_harm *h = &r->harms[i];
		MUST(h->start >= last && h->start < h->end && (size_t)h->end <= t->n && h->id && h->act && h->quote);
		last = h->start;
	}
	last = 0;
	for (size_t i = 0; i < r->n_actions; i++) {
		const struct kua_action *s = &r->actions[i];
		MUST(s->start >= last && s->start < s->end && (size_t)s->end <= t->n && s->id && s->kind && s->quote);
		last = s->start;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	struct kua_error err;
	struct kua_claims_result r;
	size_t n = 0;
	if (view_of(data, size, a, &t)) {
		struct kua_item item = {.id = "i", .text = t.bytes, .title = size % 2 ? "Protest on Friday" : NULL,
		                        .published_on = size % 3 ? "2020-06-15" : NULL};
		struct kua_source source = {&item, &t};
		const struct kua_named *named = name_all(&t, a, &n);
		MUST(kua_claims_find(rules(), languages(), &source, named, n, a, &r, &err) == KUA_OK);
		check(&t, &r);
	}
	kua_arena_free(a);
	return 0;
}
