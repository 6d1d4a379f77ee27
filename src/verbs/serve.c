/* serve.c - kua serve: the casebook as a page in a browser on this machine. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "page/page.h"
#include "verbs/verbs.h"

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

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
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
	.args = "CASEBOOK",
	.summary = "Open the casebook as a page in a browser on this machine",
	.about =
		"Prints an address and answers it until it is stopped. The address holds a token, which the browser changes for a\n"
		"cookie; without it nothing is shown. The page listens on this machine only, needs no network and no script.",
	.options =
		(const struct kua_option[]){
			{"port", "N", "listen on this port; else any that is free"},
			{"listen", "ADDRESS", "listen on this address of the machine, not on 127.0.0.1"},
			{"as", "NAME", "who decides, for the journal"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Open the page for three seconds", "timeout --preserve-status -s TERM 3 kua serve case.kua"},
			{0},
		},
	.least = 1,
	.most = 1,
	.run = run,
};
