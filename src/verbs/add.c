/* add.c - kua add: documents come in, everything that follows from them is derived. */
#include <string.h>

#include "verbs/verbs.h"

struct telling {
	const struct kua_call *call;
	bool quiet;
};

static void tell_unread(const struct kua_document *doc)
{
	kua_out("unread  ");
	kua_out_text(doc->name);
	kua_out(": ");
	kua_out_text(doc->reason ? doc->reason : "no reason was given");
	kua_out(" (kept)\n");
}

static void tell_read(const struct kua_added *a)
{
	kua_out("%s ", a->known ? "known  " : "added  ");
	kua_out_text(a->doc->name);
	if (a->known) {
		kua_out(" (the same bytes are already in the casebook)\n");
		return;
	}
	kua_out(" (%zu %s", a->items, a->items == 1 ? "item" : "items");
	if (a->inner)
		kua_out(", %zu %s inside", a->inner, a->inner == 1 ? "document" : "documents");
	if (a->doc->container) {
		kua_out("; ");
		kua_out_text(a->doc->origin);
	}
	kua_out(")\n");
	if (a->doc->partial) {
		kua_out("        partly read: ");
		kua_out_text(a->doc->reason ? a->doc->reason : "");
		kua_out("\n");
	}
}

/* A line for each file; it appears only once the document is safe on disk. */
static void added(void *ctx, const struct kua_added *a)
{
	const struct telling *t = ctx;
	if (t->call->json) {
		struct kua_document safe = a->doc ? kua_without_exif(a->doc, t->call->arena) : (struct kua_document){0};
		if (a->doc)
			kua_out_record(KUA_DOCUMENT, &safe);
	} else if (a->doc && !a->known && !a->doc->read) {
		tell_unread(a->doc);
	} else if (a->doc && !t->quiet) {
		tell_read(a);
	}
	if (!a->doc)
		kua_note("%s", a->problem);
	(void)fflush(stdout);
}

static enum kua_code add_to(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	enum kua_code code = kua_casebook_open(call->args[0], KUA_WRITE, &s->flow.cb, err);
	if (code != KUA_OK)
		return code;
	struct telling t = {call, kua_call_option(call, "quiet") != NULL};
	struct kua_add_result r;
	struct kua_stage_time times[KUA_STAGES] = {{0}};
	code = kua_flow_add(&s->flow, call->args + 1, call->n_args - 1, added, &t, &r, err);
	const char *behind = NULL; /* also after a run that was killed between adding and deriving */
	if (code == KUA_OK)
		code = kua_casebook_get(s->flow.cb, "behind", call->arena, &behind, err);
	if (code == KUA_OK && behind && *behind && !kua_call_option(call, "later")) {
		code = kua_session_knowledge(call, s, err);
		if (code == KUA_OK)
			code = kua_flow_derive(&s->flow, KUA_FROM_REUSE, times, err);
	}
	kua_casebook_close(s->flow.cb);
	if (code != KUA_OK)
		return code;
	if (!call->json)
		kua_out("%zu %s added with %zu %s; %zu known before; %zu unread; %zu could not be opened\n", r.documents,
		        r.documents == 1 ? "document" : "documents", r.items, r.items == 1 ? "item" : "items", r.known,
		        r.unread, r.problems);
	if (kua_call_option(call, "times")) {
		memmove(times + 1, times, (KUA_STAGES - 1) * sizeof *times);
		times[0] = (struct kua_stage_time){"intake", r.seconds};
		kua_out_times(times);
	}
	call->status = r.unread || r.problems ? 1 : 0;
	return KUA_OK;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_session s;
	enum kua_code code = kua_session_start(call, KUA_WITH_INTAKE, &s, err);
	if (code != KUA_OK)
		return code;
	code = add_to(call, &s, err);
	kua_session_end(&s);
	return code;
}

const struct kua_verb kua_verb_add = {
	.name = "add",
	.args = "CASEBOOK FILE|FOLDER|-...",
	.summary = "Add documents, and find what is in them",
	.about =
		"Each file, and each file in each folder, is kept in the casebook byte for byte, then read by a process of\n"
		"its own that is locked in before it sees the first byte. A document that cannot be read is kept all the\n"
		"same and marked unread with the reason. A line appears once a document is safe on disk; stop the program at\n"
		"any moment and run it again: the same bytes are never kept twice.\n"
		"\n"
		"Text, HTML, CSV, TSV and JSON lines are read; a saved archive page becomes one item for each of its posts.\n"
		"Afterwards everything is derived anew: copies, names, figures, case steps, actions, accounts.",
	.options =
		(const struct kua_option[]){
			{"as", "NAME", "who is doing this, for the journal"},
			{"later", NULL, "only keep and read; 'kua rebuild' derives"},
			{"quiet", NULL, "no line for a document that was read"},
			{"no-jail", NULL, "where the kernel cannot lock readers in: read without, only what you trust; the journal says so"},
			{"times", NULL, "on standard error, what each stage cost"},
			{"json", NULL, "a line of JSON for each document"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Add a folder of letters and posts (one of them is damaged: exit status 1)",
	                 "kua new new.kua && kua add new.kua examples/zhanaozen || test $? = 1"},
			{"Add what another program prints", "echo 'Police arrested 12 miners.' | kua add case.kua -"},
			{0},
		},
	.least = 2,
	.most = SIZE_MAX,
	.run = run,
};
