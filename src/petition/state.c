/* state.c - the states of a signature, and which may follow which. */
#include <string.h>

#include "petition/petition.h"

static const struct {
	const char *name;
	unsigned next; /* bits */
} states[] = {
#define TO(s) (1U << (s))
	[KUA_PENDING] = {"pending", TO(KUA_CONFIRMED) | TO(KUA_DUPLICATE) | TO(KUA_INVALID) | TO(KUA_WITHDRAWN) | TO(KUA_ERASED)},
	[KUA_CONFIRMED] = {"confirmed", TO(KUA_COUNTED) | TO(KUA_DUPLICATE) | TO(KUA_INVALID) | TO(KUA_WITHDRAWN) | TO(KUA_ERASED)},
	[KUA_DUPLICATE] = {"duplicate", TO(KUA_CONFIRMED) | TO(KUA_PENDING) | TO(KUA_INVALID) | TO(KUA_WITHDRAWN) | TO(KUA_ERASED)},
	[KUA_INVALID] = {"invalid", TO(KUA_CONFIRMED) | TO(KUA_WITHDRAWN) | TO(KUA_ERASED)},
	[KUA_WITHDRAWN] = {"withdrawn", TO(KUA_ERASED)}, /* who wants back signs again */
	[KUA_COUNTED] = {"counted", TO(KUA_DUPLICATE) | TO(KUA_INVALID) | TO(KUA_WITHDRAWN) | TO(KUA_ERASED)},
	[KUA_ERASED] = {"erased", 0},
#undef TO
};

const char *kua_sign_state_name(enum kua_sign_state s)
{
	return states[s].name;
}

bool kua_sign_state_named(const char *name, enum kua_sign_state *out)
{
	for (unsigned i = 0; i < KUA_SIGN_STATES; i++)
		if (strcmp(states[i].name, name) == 0) {
			*out = (enum kua_sign_state)i;
			return true;
		}
	return false;
}

bool kua_sign_state_may(enum kua_sign_state from, enum kua_sign_state to)
{
	return (states[from].next >> to & 1) != 0;
}

enum kua_code kua_signature_change(struct kua_signature *s, enum kua_sign_state to, const struct kua_sign_change *how, struct kua_arena *a,
                                   struct kua_error *err)
{
	if (!kua_sign_state_may(s->state, to))
		return kua_fail(err, KUA_USE, "signature %lld is %s, and cannot become %s", (long long)s->nr, states[s->state].name, states[to].name);
	struct kua_sign_change *changes = KUA_NEW_N(a, struct kua_sign_change, s->n_changes + 1);
	if (s->n_changes)
		memcpy(changes, s->changes, s->n_changes * sizeof *changes);
	changes[s->n_changes] = *how;
	changes[s->n_changes].state = to;
	s->changes = changes;
	s->n_changes++;
	if (s->state == KUA_DUPLICATE && to != KUA_ERASED && to != KUA_WITHDRAWN)
		s->own = to == KUA_CONFIRMED || to == KUA_PENDING;
	s->state = to;
	if (to != KUA_DUPLICATE)
		s->of = 0;
	return KUA_OK;
}
