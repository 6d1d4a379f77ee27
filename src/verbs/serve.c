/* serve.c - kua serve: the casebook as a page in a browser on this machine. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "page/page.h"
#include "verbs/petition.h"

static enum kua_code port_of(const struct kua_call *call, unsigned *port, struct kua_error *err)
{
	const char *said = kua_call_option(call, "port");
	char *end;
	*port = 0;
	if (!said)
		return KUA_OK;
	unsigned long n = strtoul(said, &end, 10);
	if (*end || !*said || n > 65535)
		return kua_fail(err, KUA_USE, "'%.40s' is no port: a number up to 65535", said);
	*port = (unsigned)n;
	return KUA_OK;
}

/* Until the user has had enough: Ctrl-C, or a polite kill. */
static void wait_for_the_end(void)
{
	sigset_t ends;
	int which;
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigwait(&ends, &which);
}

static void block_ends(void)
{
	sigset_t ends;
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL); /* first: threads inherit it, and an end that comes early is waited for like any other */
}

/* ---- a petition's form ---- */

static enum kua_code rate_of(const struct kua_call *call, unsigned *rate, struct kua_error *err)
{
	const char *said = kua_call_option(call, "rate");
	int64_t n = 0;
	enum kua_code code = said ? petition_number(said, "rate", &n, err) : KUA_OK;
	if (code == KUA_OK && n > 10000000)
		code = kua_fail(err, KUA_USE, "'%.40s' is no rate: at most 10000000 a minute", said);
	*rate = (unsigned)n;
	return code;
}

static enum kua_code serve_form(struct kua_call *call, struct kua_error *err)
{
	const char *path = kua_call_option(call, "petition"), *outbox = kua_call_option(call, "outbox");
	struct kua_form_options o = {.data_dir = call->data_dir, .address = kua_call_option(call, "listen")};
	struct kua_names *names = NULL;
	struct kua_form *form = NULL;
	block_ends();
	o.outbox = outbox ? outbox : kua_arena_printf(call->arena, "%s.outbox.jsonl", path);
	enum kua_code code = port_of(call, &o.port, err);
	if (code == KUA_OK)
		code = rate_of(call, &o.rate, err);
	if (code == KUA_OK)
		code = petition_open(call, path, KUA_WRITE, &o.desk, err);
	if (code == KUA_OK)
		code = kua_names_load(call->data_dir, &names, err);
	o.names = names;
	if (code == KUA_OK)
		code = kua_form_start(&o, &form, err);
	if (code == KUA_OK) {
		kua_out("%s\n", kua_form_address(form));
		(void)fflush(stdout);
		kua_note("the form is served to this machine; its web server passes %s on to it; mails to be sent: %s", kua_desk_petition(o.desk)->address,
		         o.outbox);
		wait_for_the_end();
	}
	kua_form_stop(form);
	kua_names_free(names);
	kua_desk_close(o.desk);
	return code;
}

/* ---- the casebook ---- */

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	bool form = kua_call_option(call, "petition") != NULL;
	if (form && call->n_args)
		return kua_fail(err, KUA_USE, "a casebook and a petition's form are served by two programs, so that nobody gets from one to the other");
	if (form)
		return serve_form(call, err);
	if (!call->n_args)
		return kua_fail(err, KUA_USE, "use: kua serve CASEBOOK, or kua serve --petition FILE; see 'kua serve --help'");
	struct kua_session s;
	struct kua_page_options o = {.casebook = call->args[0], .who = call->who, .address = kua_call_option(call, "listen"),
	                             .today = NULL};
	block_ends();
	enum kua_code code = port_of(call, &o.port, err);
	if (code == KUA_OK)
		code = kua_session_start(call, KUA_WITH_KNOWLEDGE | KUA_WITH_INTAKE, &s, err);
	if (code != KUA_OK)
		return code;
	struct kua_page *page = NULL;
	struct kua_casebook *cb = NULL;
	code = kua_call_open(call, KUA_READ, &cb, err);
	kua_casebook_close(cb);
	o.knowledge = &s.knowledge;
	o.intake = s.flow.intake;
	o.folder = s.flow.folder;
	if (code == KUA_OK)
		code = kua_page_start(&o, &page, err);
	if (code == KUA_OK) {
		kua_out("%s\n", kua_page_address(page));
		(void)fflush(stdout);
		kua_note("open this address in a browser on this machine; Ctrl-C ends it");
		wait_for_the_end();
	}
	kua_page_stop(page);
	kua_session_end(&s);
	return code;
}

const struct kua_verb kua_verb_serve = {
	.name = "serve",
	.args = "[CASEBOOK]",
	.summary = "Open the casebook as a page in a browser on this machine",
	.about =
		"Prints an address and answers it until it is stopped. The address holds a token, which the browser changes for a\n"
		"cookie; without it nothing is shown. The page listens on this machine only, needs no network and no script.\n"
		"\n"
		"With --petition it serves the form of a petition instead ('kua petition'), and nothing else: for a campaign's own\n"
		"host, behind its web server, which passes the petition's public address on to it. What people enter is sealed and on\n"
		"the disk before they are thanked. No mail is sent: links to confirm go to the outbox as lines of JSON (to,\n"
		"language, subject, text, link), which the campaign's program for mail takes away, sends and deletes. No network\n"
		"address is kept; whom the web server says it asks for is not read. Who signs twice is answered as who signs once.",
	.options =
		(const struct kua_option[]){
			{"port", "N", "listen on this port; else any that is free"},
			{"listen", "ADDRESS", "listen on this address of the machine, not on 127.0.0.1"},
			{"as", "NAME", "who decides, for the journal"},
			{"petition", "FILE", "serve the form of this petition, not a casebook"},
			{"key", "FILE", "with --petition: its key file"},
			{"passphrase", "FILE", "with --petition: its passphrase is the first line of this file; else it is asked for"},
			{"outbox", "FILE", "with --petition: mails to be sent are appended here (default: FILE.outbox.jsonl beside it)"},
			{"rate", "N", "with --petition: at most so many signatures in a minute (default: 60000)"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Open the page for three seconds", "timeout --preserve-status -s TERM 3 kua serve case.kua"},
			{0},
		},
	.least = 0,
	.most = 1,
	.run = run,
};
