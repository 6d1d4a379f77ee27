/* figures.c - figures: how many people, what happened to them, who says so. */
#include "claims/engine.h"

enum kua_code kua_figures_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	(void)s;
	(void)out;
	(void)err;
	return KUA_OK;
}
