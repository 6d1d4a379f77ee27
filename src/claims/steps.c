/* steps.c - case steps: what happened to one person, in order of time. */
#include "claims/engine.h"

enum kua_code kua_steps_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	(void)s;
	(void)out;
	(void)err;
	return KUA_OK;
}
