/* names.c - any bytes as an item: its mentions must be in order, inside the text, each of a known entity. And the same
 * bytes as two names of each kind: their comparison must be symmetric. */
#include <stdlib.h>

#include "names/names.h"
#include "view.h"

static const struct kua_names *lists(void)
{
	static struct kua_names *names; /* loaded once for all inputs; a fuzz target is a program of its own */
	struct kua_error err;
	if (!names)
		MUST(kua_names_load(getenv("KUA_DATA"), &names, &err) == KUA_OK);
	return names;
}

static void check_pair(const char *bytes, size_t n, struct kua_arena *a)
{
	static const char *const kinds[] = {"person", "place", "organisation"};
	const char *x = kua_arena_strndup(a, bytes, n / 2), *y = kua_arena_strndup(a, bytes + n / 2, n - n / 2);
	for (size_t k = 0; k < 3; k++) {
		struct kua_comparison there, back;
		kua_names_compare(lists(), x, y, kinds[k], a, &there);
		kua_names_compare(lists(), y, x, kinds[k], a, &back);
		if (there.same != back.same || there.score - back.score > 1e-9 || back.score - there.score > 1e-9)
			fprintf(stderr, "%s: %s ~ %s: %f and %f\n", kinds[k], x, y, there.score, back.score);
		MUST(there.score - back.score < 1e-9 && back.score - there.score < 1e-9 && there.same == back.same);
		MUST(there.score >= 0 && there.score <= 1);
	}
}

static void check_mentions(const struct kua_text *t, struct kua_arena *a)
{
	struct kua_item item = {.id = "i", .text = t->bytes};
	struct kua_source source = {&item, t};
	struct kua_names_input in = {.items = &source, .n = 1, .threads = 1};
	struct kua_names_result r;
	struct kua_error err;
	MUST(kua_names_find(lists(), &in, a, &r, &err) == KUA_OK);
	for (size_t i = 0; i < r.n_mentions; i++) {
		const struct kua_mention *m = &r.mentions[i];
		MUST(m->start >= 0 && m->start < m->end && (size_t)m->end <= t->n);
		MUST(i == 0 || r.mentions[i - 1].end <= m->start);
		bool known = false;
		for (size_t k = 0; k < r.n_entities && !known; k++)
			known = r.entities[k].id == m->entity;
		MUST(known);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	if (view_of(data, size, a, &t)) {
		check_mentions(&t, a);
		check_pair(t.bytes, t.n < 200 ? t.n : 200, a);
	}
	kua_arena_free(a);
	return 0;
}
