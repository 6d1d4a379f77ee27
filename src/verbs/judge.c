/* judge.c - kua judge: a person's decision into the journal, and what follows from it into what is derived. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "verbs/verbs.h"

static void print(struct kua_call *call, const struct kua_judgement *j, bool withdrawn)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (call->json) {
		kua_out_record(KUA_JUDGEMENT, j);
		return;
	}
	kua_buf_printf(&b, "%s%s %s", withdrawn ? "withdrawn: " : "", j->target, j->verdict);
	if (j->form)
		kua_buf_printf(&b, j->other_form ? ": “%s” and “%s”" : ": “%s”", j->form, j->other_form);
	if (j->quote)
		kua_buf_printf(&b, ": “%s”", j->quote);
	kua_out_wrapped(call, 0, b.data);
	kua_buf_free(&b);
	if (!withdrawn)
		kua_out("entry %" PRId64 " of the journal; 'kua judge %s --withdraw %" PRId64 "' takes it back\n", j->entry,
		        call->args[0], j->entry);
}

static enum kua_code entry_of(const char *said, const struct kua_call *call, int64_t *entry, struct kua_error *err)
{
	char *end;
	errno = 0;
	long long n = strtoll(said, &end, 10);
	if (errno || end == said || *end)
		return kua_fail(err, KUA_USE, "--withdraw takes the number of an entry, not '%.40s'; see 'kua log %s'", said,
		                call->args[0]);
	*entry = n;
	return KUA_OK;
}

static enum kua_code judge(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	const char *back = kua_call_option(call, "withdraw");
	struct kua_judgement j;
	enum kua_from from;
	int64_t entry = 0;
	enum kua_code code = back ? entry_of(back, call, &entry, err) : KUA_OK;
	if (code == KUA_OK && back) {
		code = kua_flow_take_back(&s->flow, entry, call->arena, &j, &from, err);
	} else if (code == KUA_OK) {
		const struct kua_verdict said = {call->args[1], call->args[2], call->args + 3, call->n_args - 3};
		code = kua_flow_judge(&s->flow, &said, call->arena, &j, &from, err);
	}
	if (code == KUA_OK) /* from here on it is said and done, whatever happens to what follows from it */
		print(call, &j, back != NULL);
	bool now = !kua_call_option(call, "later");
	if (code == KUA_OK && now)
		code = kua_session_knowledge(call, s, err);
	if (code == KUA_OK && now)
		code = kua_flow_derive(&s->flow, from, NULL, err);
	return code;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_session s;
	bool takes_back = kua_call_option(call, "withdraw") != NULL;
	if (takes_back ? call->n_args != 1 : call->n_args < 3)
		return kua_fail(err, KUA_USE, takes_back ? "--withdraw takes a casebook and nothing else"
		                                         : "say what is judged and how: kua judge CASEBOOK ID VERDICT");
	enum kua_code code = kua_session_start(call, 0, &s, err); /* what is refused does not wait for the word lists */
	if (code != KUA_OK)
		return code;
	code = kua_casebook_open(call->args[0], KUA_WRITE, &s.flow.cb, err);
	if (code == KUA_OK)
		code = judge(call, &s, err);
	kua_casebook_close(s.flow.cb);
	kua_session_end(&s);
	return code;
}

const struct kua_verb kua_verb_judge = {
	.name = "judge",
	.args = "CASEBOOK ID VERDICT [ID|FIELD=VALUE...|GRADE]",
	.summary = "Say what is right: confirm, reject, amend, grade; same, different, unsure; allow",
	.about =
		"What the program finds is a suggestion. A judgement is a person's decision about it; it goes into the journal\n"
		"with who and when, and counts from then on, after every rebuild and every later reading of the documents.\n"
		"\n"
		"On a figure, a case step, a harm or an action: confirm, reject, or amend with the fields that are wrong. A field\n"
		"with nothing behind the = is not known; several values of a list stand with | between them.\n"
		"\n"
		"Whether it was read right is one thing, whether it is true another. grade says how reliable the source is, A\n"
		"(completely) to E (not), and how credible what it says, 1 (confirmed by others) to 5 (improbable); F and 6\n"
		"say that it cannot be judged (NATO's scale). B2, B or 2; nothing is counted or left out by it.\n"
		"\n"
		"On two people, places or organisations: same, different or unsure. To part two names that were joined, or join\n"
		"two that were kept apart, judge the join: 'kua show ID' of a person lists the joins with their reasons.\n"
		"\n"
		"On a person: allow, with scope= (submit: to a court or a body of the UN; government: name them to a government;\n"
		"public), giver= (who said so), and on=, until= or note= where there is more to say. Nobody may be named until then in\n"
		"what goes out: 'kua publish', 'kua due --ics', 'kua report --public'. On a document: allow, with the same, that it may be shown.\n"
		"\n"
		"--withdraw takes a judgement back. Nothing is ever taken out of the journal: that is an entry of its own.",
	.options =
		(const struct kua_option[]){
			{"withdraw", "N", "take entry N of the journal back (see 'kua log')"},
			{"as", "NAME", "who is judging, for the journal"},
			{"later", NULL, "only into the journal; 'kua rebuild' or the next judgement derives"},
			{"json", NULL, "the judgement as a line of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Confirm the first figure",
	                 "kua judge case.kua $(kua export case.kua --format csv --type figure | sed -n '2s/,.*//p') confirm"},
			{"A source usually reliable, a word probably true",
	                 "kua judge case.kua $(kua export case.kua --format csv --type figure | sed -n '2s/,.*//p') grade B2"},
			{"It was 64, and exactly",
	                 "kua judge case.kua $(kua export case.kua --format csv --type figure | sed -n '2s/,.*//p') amend low=64 "
	                 "high=64 qualifier=exact"},
			{0},
		},
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
