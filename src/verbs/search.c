/* search.c - kua search. */
#include "verbs/verbs.h"

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	(void)call;
	return kua_fail(err, KUA_BUG, "kua search is being written");
}

const struct kua_verb kua_verb_search = {
	.name = "search",
	.args = "CASEBOOK",
	.summary = "",
	.about = "",
	.options = (const struct kua_option[]){{"json", NULL, "lines of JSON"}, {0}},
	.examples = (const struct kua_example[]){{0}},
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
