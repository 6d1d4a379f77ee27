/* new.c - kua new: an empty casebook. */
#include "verbs/verbs.h"

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	enum kua_code code = kua_casebook_new(call->args[0], call->who, call->now, err);
	if (code == KUA_OK)
		kua_out("%s: a new casebook; add documents with 'kua add %s FILE|FOLDER'\n", call->args[0],
		        call->args[0]);
	return code;
}

const struct kua_verb kua_verb_new = {
	.name = "new",
	.args = "CASEBOOK",
	.summary = "Make an empty casebook",
	.about = "A casebook is one file that holds everything about one matter: the documents as they were received,\n"
	         "what was found in them, and the journal of everything people did. By custom its name ends in .kua.\n"
	         "A file that is already there is left as it is.",
	.options = (const struct kua_option[]){{"as", "NAME", "who is doing this, for the journal"}, {0}},
	.examples = (const struct kua_example[]){{"Start a casebook", "kua new strike.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run,
};
