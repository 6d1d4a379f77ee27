/* add.c - kua add: documents come in, everything that follows from them is derived. */
#include <signal.h>
#include <string.h>
#include <time.h>

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

/* Derive, unless all that is in the casebook was: also after a run that was killed between adding and deriving. */
static enum kua_code derive(struct kua_call *call, struct kua_session *s, struct kua_stage_time *times, struct kua_error *err)
{
	const char *behind = NULL;
	enum kua_code code = kua_casebook_get(s->flow.cb, "behind", call->arena, &behind, err);
	if (code != KUA_OK || !behind || !*behind || kua_call_option(call, "later"))
		return code;
	code = kua_session_knowledge(call, s, err);
	return code == KUA_OK ? kua_flow_derive(&s->flow, KUA_FROM_REUSE, times, err) : code;
}

static void tell_counts(const struct kua_call *call, const struct kua_add_result *r)
{
	if (!call->json)
		kua_out("%zu %s added with %zu %s; %zu known before; %zu unread; %zu could not be opened\n", r->documents,
		        r->documents == 1 ? "document" : "documents", r->items, r->items == 1 ? "item" : "items", r->known,
		        r->unread, r->problems);
}

static enum kua_code add_once(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	struct telling t = {call, kua_call_option(call, "quiet") != NULL};
	struct kua_add_result r;
	struct kua_stage_time times[KUA_STAGES] = {{0}};
	enum kua_code code = kua_flow_add(&s->flow, call->args + 1, call->n_args - 1, added, &t, &r, err);
	if (code == KUA_OK)
		code = derive(call, s, times, err);
	if (code != KUA_OK)
		return code;
	tell_counts(call, &r);
	if (kua_call_option(call, "times")) {
		memmove(times + 1, times, (KUA_STAGES - 1) * sizeof *times);
		times[0] = (struct kua_stage_time){.stage = "intake", .seconds = r.seconds};
		kua_out_times(times);
	}
	call->status = r.unread || r.problems ? 1 : 0;
	return KUA_OK;
}

/* ---- watching ---- */

enum {
	DERIVE_AFTER_MS = 10000, /* nothing has come in for so long */
	FOREVER_MS = 3600000,
};

static volatile sig_atomic_t stop; /* a signal came: set by its handler, read by the flow */

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* The first SIGINT or SIGTERM ends the watch at the next batch; the second ends the program, which costs nothing that was told. */
static void catch_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	(void)sigaction(SIGINT, &a, NULL);
	(void)sigaction(SIGTERM, &a, NULL);
}

static void add_up(struct kua_add_result *sum, const struct kua_add_result *r)
{
	sum->documents += r->documents;
	sum->items += r->items;
	sum->known += r->known;
	sum->unread += r->unread;
	sum->problems += r->problems;
}

/* Add what is ready; *any says whether something was. */
static enum kua_code watch_once(struct kua_call *call, struct kua_session *s, struct kua_watch *w, struct kua_add_result *sum,
                                bool *any, struct kua_error *err)
{
	struct telling t = {call, kua_call_option(call, "quiet") != NULL};
	struct kua_arena *a = kua_arena_new();
	struct kua_list ready = {0};
	struct kua_add_result r = {0};
	enum kua_code code = kua_watch_look(w, a, &ready, err);
	s->flow.now = kua_call_now(a);
	if (code == KUA_OK && ready.n)
		code = kua_flow_add(&s->flow, ready.v, ready.n, added, &t, &r, err);
	s->flow.now = call->now;
	add_up(sum, &r);
	*any = ready.n > 0;
	kua_arena_free(a);
	return code;
}

static int64_t ms_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum kua_code watch(struct kua_call *call, struct kua_session *s, const char *folder, struct kua_error *err)
{
	struct kua_watch *w;
	struct kua_add_result sum = {0};
	enum kua_code code = kua_watch_start(folder, &w, err);
	if (code != KUA_OK)
		return code;
	catch_signals();
	s->flow.stop = &stop;
	s->flow.below = folder;
	kua_note("watching %s; end with Ctrl-C", folder);
	bool derived = false;
	for (int64_t last = ms_now(); code == KUA_OK && !stop;) {
		bool any;
		code = watch_once(call, s, w, &sum, &any, err);
		if (any) {
			last = ms_now();
			derived = false;
		}
		int64_t left = derived ? FOREVER_MS : DERIVE_AFTER_MS - (ms_now() - last);
		if (code == KUA_OK && !stop && left <= 0) {
			code = derive(call, s, NULL, err);
			derived = true;
			left = FOREVER_MS;
		}
		if (code == KUA_OK)
			kua_watch_wait(w, left, &stop);
	}
	kua_watch_stop(w);
	if (code == KUA_OK)
		tell_counts(call, &sum);
	return code;
}

static enum kua_code add_to(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	const char *folder = kua_call_option(call, "watch");
	if (!folder && call->n_args < 2)
		return kua_fail(err, KUA_USE, "nothing to add: name files or folders, or a folder with --watch");
	if (folder && call->n_args > 1)
		return kua_fail(err, KUA_USE, "--watch takes one folder and nothing beside it");
	enum kua_code code = kua_casebook_open(call->args[0], KUA_WRITE, &s->flow.cb, err);
	if (code == KUA_OK)
		code = folder ? watch(call, s, folder, err) : add_once(call, s, err);
	kua_casebook_close(s->flow.cb);
	return code;
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
		"A saved archive page becomes one item for each of its posts. What is found inside a document (members of an\n"
		"archive, attachments of a mail) becomes documents of their own. docs/formats.md says what is read how well.\n"
		"Afterwards everything is derived anew: copies, names, figures, case steps, actions, accounts.\n"
		"\n"
		"With --watch the program keeps running: it adds each file in the folder and below it once the file has not\n"
		"changed for some seconds, and derives when nothing has come in for ten. Ctrl-C ends it. It may be stopped at any\n"
		"moment and started again.",
	.options =
		(const struct kua_option[]){
			{"as", "NAME", "who is doing this, for the journal"},
			{"watch", "FOLDER", "keep running, and add what comes into the folder"},
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
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
