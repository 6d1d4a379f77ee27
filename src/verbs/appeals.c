/* appeals.c - kua appeals: the appeals that went out, and which of them their own evidence has overtaken. */
#include <string.h>

#include "publish/letters.h"
#include "verbs/verbs.h"

static void json_appeal(const struct kua_overtaken *o)
{
	static const char *const fields[] = {"person", "form", "number", "to", "language", "date", "deadline"};
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"type\":\"appeal\",\"id\":");
	kua_json_string(&b, o->paper->id);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		kua_buf_printf(&b, ",\"%s\":", fields[i]);
		kua_json_string(&b, kua_paper_value(o->paper, fields[i]));
	}
	kua_buf_str(&b, ",\"outcome\":");
	kua_json_string(&b, o->outcome);
	kua_buf_printf(&b, ",\"late\":%s,\"followed\":%s,\"overtaken\":[", o->late ? "true" : "false", o->followed ? "true" : "false");
	for (size_t i = 0; i < o->why.n; i++) {
		kua_buf_str(&b, i ? "," : "");
		kua_json_string(&b, o->why.v[i]);
	}
	kua_buf_str(&b, "]}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

static const char *stands(const struct kua_overtaken *o)
{
	return o->outcome ? "closed" : o->followed ? "followed by a later one" : o->why.n ? "overtaken" : o->late ? "its deadline is over" : "stands";
}

static void text_appeal(struct kua_call *call, const struct kua_overtaken *o)
{
	const struct kua_paper *p = o->paper;
	const char *to = kua_paper_value(p, "to"), *language = kua_paper_value(p, "language"), *deadline = kua_paper_value(p, "deadline");
	kua_out("%s  ", kua_paper_value(p, "date"));
	kua_out_bold(call, p->id);
	kua_out_text(kua_arena_printf(call->arena, "  %s%s%s, %s, number %s, for %s%s%s: ", kua_paper_value(p, "form"), to ? " to " : "", to ? to : "",
	                              language ? language : "?", kua_paper_value(p, "number") ? kua_paper_value(p, "number") : "?",
	                              kua_paper_value(p, "person"), deadline ? ", until " : "", deadline ? deadline : ""));
	kua_out("%s\n", stands(o));
	if (o->outcome)
		kua_out_wrapped(call, 12, o->outcome);
	for (size_t i = 0; i < o->why.n; i++)
		kua_out_wrapped(call, 12, o->why.v[i]);
}

static enum kua_code appeals(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	struct kua_paper *papers = NULL, *addressees = NULL;
	struct kua_overtaken *v = NULL;
	size_t n_papers = 0, n_addressees = 0, n = 0, overtaken = 0;
	const char *today = kua_call_today(call);
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(cb, "appeal", true, call->arena, &papers, &n_papers, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(cb, "addressee", false, call->arena, &addressees, &n_addressees, err);
	kua_casebook_close(cb);
	if (code == KUA_OK)
		code = kua_appeals_overtaken(l, papers, n_papers, addressees, n_addressees, today, call->data_dir, call->arena, &v, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		overtaken += v[i].why.n > 0;
		if (call->json)
			json_appeal(&v[i]);
		else
			text_appeal(call, &v[i]);
	}
	if (code == KUA_OK && n == 0)
		kua_note("%s: no appeal went out yet; 'kua appeal --issue' keeps one", call->args[0]);
	if (code == KUA_OK && overtaken)
		kua_note("%zu overtaken: 'kua appeal %s PERSON --issue' writes further information, 'kua write %s appeal --id ID outcome=WORDS' closes one",
		         overtaken, call->args[0], call->args[0]);
	call->status = overtaken ? 1 : 0;
	return code;
}

static enum kua_code run_appeals(struct kua_call *call, struct kua_error *err)
{
	return kua_call_with_loaded(call, appeals, err);
}

const struct kua_verb kua_verb_appeals = {
	.name = "appeals",
	.args = "CASEBOOK",
	.summary = "List the appeals that went out, and which of them their own evidence has overtaken",
	.about = "An appeal is overtaken when the case says what it did not say then, or no longer says what it said; when it names somebody who may no\n"
	         "longer be named; when an addressee was changed. Each reason is told, and the exit status is 1.",
	.options = (const struct kua_option[]){{"json", NULL, "lines of JSON"}, {0}},
	.examples = (const struct kua_example[]){{"Which have to be updated or withdrawn", "kua appeals case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_appeals,
};
