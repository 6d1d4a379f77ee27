/* actions.c - actions: protests, commemorations, petitions, appeals, meetings, with when and where. */
#include "claims/engine.h"

enum kua_code kua_actions_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	(void)s;
	(void)out;
	(void)err;
	return KUA_OK;
}
