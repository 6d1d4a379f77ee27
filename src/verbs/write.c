/* write.c - kua write: a version of a paper into the journal; kua papers: what stands there. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "verbs/verbs.h"

/* ---- reading a text ---- */

static enum kua_code text_of(struct kua_call *call, const char *path, const char **field, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	bool standard = strcmp(path, "-") == 0;
	enum kua_code code = standard ? kua_read_fd(STDIN_FILENO, "standard input", KUA_PAPER_TEXT, &b, err)
	                              : kua_read_file(path, KUA_PAPER_TEXT, &b, err);
	if (code == KUA_OK && b.len && memchr(b.data, '\0', b.len))
		code = kua_fail(err, KUA_USE, "%s: a text holds no NUL", path);
	if (code == KUA_OK)
		*field = kua_arena_printf(call->arena, "text=%s", b.len ? b.data : "");
	kua_buf_free(&b);
	return code;
}

/* All that is to change: the arguments, and the text of a file. */
static enum kua_code changes(struct kua_call *call, struct kua_list *out, struct kua_error *err)
{
	const char *path = kua_call_option(call, "text"), *field;
	for (size_t i = 2; i < call->n_args; i++)
		kua_list_add(call->arena, out, call->args[i]);
	if (!path)
		return KUA_OK;
	enum kua_code code = text_of(call, path, &field, err);
	if (code == KUA_OK)
		kua_list_add(call->arena, out, field);
	return code;
}

/* ---- writing ---- */

static enum kua_code version(struct kua_call *call, struct kua_casebook *cb, const struct kua_list *said, struct kua_paper *p,
                             struct kua_error *err)
{
	struct kua_paper *v = NULL;
	size_t n = 0;
	enum kua_code code = p->id ? kua_casebook_paper(cb, p->id, call->arena, &v, &n, err) : KUA_OK;
	const struct kua_paper *before = n ? &v[n - 1] : NULL;
	if (code == KUA_OK && p->gone && !before)
		code = kua_fail(err, KUA_USE, "--gone takes the id of a paper that is there: --id; 'kua papers %s' lists them", call->args[0]);
	if (code == KUA_OK)
		code = kua_paper_amend(before && strcmp(before->kind, p->kind) == 0 ? before : NULL, said->v, said->n, call->arena, p, err);
	return code == KUA_OK ? kua_casebook_write(cb, p, call->arena, err) : code;
}

static void print_json(const struct kua_paper *p)
{
	struct kua_buf b = KUA_BUF_INIT;
	const struct {
		const char *name, *value;
	} own[] = {{"id", p->id}, {"kind", p->kind}, {"by", p->by}, {"at", p->at}, {"why", p->why}};
	kua_buf_printf(&b, "{\"type\":\"paper\",\"entry\":%" PRId64, p->entry);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		kua_buf_printf(&b, ",\"%s\":", own[i].name);
		kua_json_string(&b, own[i].value);
	}
	kua_buf_printf(&b, ",\"gone\":%s,\"fields\":{", p->gone ? "true" : "false");
	for (const struct kua_paper_field *f = kua_paper_kind_named(p->kind)->fields, *first = f; f->name; f++) {
		const char *value = kua_paper_value(p, f->name);
		if (!value)
			continue;
		kua_buf_printf(&b, "%s\"%s\":", first ? "" : ",", f->name);
		kua_json_string(&b, value);
		first = NULL;
	}
	kua_buf_str(&b, "}}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

static enum kua_code run_write(struct kua_call *call, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	struct kua_list said = {0};
	struct kua_paper p = {.id = kua_call_option(call, "id"), .kind = call->args[1], .by = call->who, .at = call->now,
	                      .why = kua_call_option(call, "why"), .gone = kua_call_option(call, "gone") != NULL};
	enum kua_code code = changes(call, &said, err);
	if (code == KUA_OK)
		code = kua_call_open(call, KUA_WRITE, &cb, err);
	if (code != KUA_OK)
		return code;
	code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = version(call, cb, &said, &p, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, err);
	kua_casebook_close(cb);
	if (code == KUA_OK && call->json)
		print_json(&p);
	else if (code == KUA_OK)
		kua_out("%s, entry %" PRId64 " of the journal%s\n", p.id, p.entry, p.gone ? ": it no longer stands" : "");
	return code;
}

const struct kua_verb kua_verb_write = {
	.name = "write",
	.args = "CASEBOOK KIND [FIELD=VALUE...]",
	.summary = "Write what the campaign itself says or keeps: a post, an addressee, a supporter",
	.about =
		"A paper is what a campaign writes itself, beside its evidence. Each version goes into the journal with who and\n"
		"when, and none is ever lost; 'kua papers' prints them. Kinds and their fields, those that are needed with a *:\n"
		"\n"
		"post: title* date* author categories language translation_of summary item event person text.\n"
		"addressee: name* title salutation body address email country language kind checked_on note.\n"
		"appeal: person* form* number to language date* deadline addressees state basis outcome.\n"
		"supporter: name* kind* entity role place since named* supports giver on until contact.\n"
		"told: who* about date* how by text* answered_on answer outcome public.\n"
		"\n"
		"Without --id a paper is new, and its id is printed. With the id of one that is there its next version is written: what\n"
		"is not said stays as it was, and FIELD= with nothing behind it takes the field away.",
	.options =
		(const struct kua_option[]){
			{"id", "ID", "the paper: a to z, 0 to 9 and -; one that is not there yet gets this id"},
			{"text", "FILE", "the field text from a file, or from standard input (-)"},
			{"why", "WORDS", "why it is changed; a correction of a post shows this"},
			{"gone", NULL, "it no longer stands; its versions stay in the journal"},
			{"as", "NAME", "who is writing, for the journal"},
			{"json", NULL, "the paper as a line of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"A post", "echo 'We remember **all** of them.' | kua write case.kua post title='Ten years' date=2021-12-16 --id ten --text -"},
			{"A correction of it", "kua write case.kua post title='Ten years on' --id ten --why 'the heading was cut'"},
			{"Who supports, and may be named", "kua write case.kua supporter name='Dockers, branch 4' kind=branch named=public giver='its secretary'"},
			{0},
		},
	.least = 2,
	.most = SIZE_MAX,
	.run = run_write,
};

/* ---- listing ---- */

static void print_text(struct kua_call *call, const struct kua_paper *p)
{
	kua_out("%5" PRId64 "  %.10s  %-9s ", p->entry, p->at, p->kind);
	kua_out_bold(call, p->id);
	kua_out("%s\n", p->gone ? "  (no longer stands)" : "");
	for (const struct kua_paper_field *f = kua_paper_kind_named(p->kind)->fields; f->name; f++)
		if (kua_paper_value(p, f->name))
			kua_out_wrapped(call, 7, kua_arena_printf(call->arena, "%s: %s", f->name, kua_paper_value(p, f->name)));
	if (p->why)
		kua_out_wrapped(call, 7, kua_arena_printf(call->arena, "changed because: %s", p->why));
}

static enum kua_code run_papers(struct kua_call *call, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	struct kua_paper *v = NULL;
	size_t n = 0;
	const char *kind = call->n_args > 1 ? call->args[1] : NULL;
	if (kind && !kua_paper_kind_named(kind))
		return kua_fail(err, KUA_USE, "%.40s: no such kind of paper; use post, addressee, appeal, supporter or told", kind);
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(cb, kind, kua_call_option(call, "versions") != NULL, call->arena, &v, &n, err);
	kua_casebook_close(cb);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		if (call->json)
			print_json(&v[i]);
		else
			print_text(call, &v[i]);
	if (code == KUA_OK && n == 0)
		kua_note("%s: no %s is written yet; 'kua write' writes one", call->args[0], kind ? kind : "paper");
	return code;
}

const struct kua_verb kua_verb_papers = {
	.name = "papers",
	.args = "CASEBOOK [KIND]",
	.summary = "Print what the campaign itself wrote: posts, addressees, appeals, supporters, answers",
	.about = "As they stand now, in the order in which they were written; with --versions every version of each, also of\n"
	         "those that no longer stand, with who changed it, when and why. This is for the campaign: it names everybody.",
	.options =
		(const struct kua_option[]){
			{"versions", NULL, "every version, not only the latest"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples = (const struct kua_example[]){{"All posts", "kua papers case.kua post"}, {0}},
	.least = 1,
	.most = 2,
	.run = run_papers,
};
