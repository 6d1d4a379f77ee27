/* rebuild.c - kua rebuild: throw away what is derived and make it again. */
#include "verbs/verbs.h"

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_session s;
	enum kua_code code = kua_session_start(call, KUA_WITH_KNOWLEDGE | KUA_WITH_INTAKE, &s, err);
	if (code != KUA_OK)
		return code;
	struct kua_stage_time times[KUA_STAGES] = {{0}};
	code = kua_casebook_open(call->args[0], KUA_WRITE, &s.flow.cb, err);
	if (code == KUA_OK)
		code = kua_flow_rebuild(&s.flow, times, err);
	kua_casebook_close(s.flow.cb);
	kua_session_end(&s);
	if (code == KUA_OK && kua_call_option(call, "times"))
		kua_out_times(times);
	return code;
}

const struct kua_verb kua_verb_rebuild = {
	.name = "rebuild",
	.args = "CASEBOOK",
	.summary = "Make everything that is derived again, from the documents and the journal",
	.about = "Every document is read again and every finding is made again; people's judgements are applied anew. On\n"
	         "the same program and data the result is the same, byte for byte. Run it after the program or its word\n"
	         "lists changed, or after 'kua add --later'.",
	.options =
		(const struct kua_option[]){
			{"as", "NAME", "who is doing this, for the journal"},
			{"no-jail", NULL, "where the kernel cannot lock readers in: read without, only what you trust; the journal says so"},
			{"times", NULL, "on standard error, what each stage cost"},
			{0},
		},
	.examples = (const struct kua_example[]){{"Derive everything again", "kua rebuild case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run,
};
