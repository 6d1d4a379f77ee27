/* help.c - --help, --version, manual pages and completion, all made from the table of verbs. */
#include <string.h>


#include "verbs/verbs.h"

enum kua_code kua_help_all(struct kua_call *call, struct kua_error *err)
{
	(void)call, (void)err;
	kua_out("kua turns documents about people who were killed, jailed or silenced into an account that stands up.\n\n"
	        "use: kua VERB …\n\n");
	for (size_t i = 0; kua_verbs[i]; i++)
		kua_out("  %-10s %s\n", kua_verbs[i]->name, kua_verbs[i]->summary);
	kua_out("\nTry: kua new my.kua && kua add my.kua FOLDER && kua report my.kua\n"
	        "Each verb has --help and a manual page: man kua-VERB.\n");
	return KUA_OK;
}

enum kua_code kua_help_version(struct kua_call *call, struct kua_error *err)
{
	(void)call;
	kua_out("kua %s, export version %d\n", KUA_VERSION, KUA_EXPORT_VERSION);
	enum kua_code code = kua_intake_jail_check(err);
	kua_out("jail for readers: %s\n", code == KUA_OK ? "holds" : err->text);
	return code;
}

enum kua_code kua_help_verb(const struct kua_verb *v, struct kua_error *err)
{
	(void)err;
	kua_out("use: kua %s %s\n\n%s.\n\n%s\n", v->name, v->args, v->summary, v->about);
	if (v->options[0].name)
		kua_out("\nOptions:\n");
	for (size_t i = 0; v->options[i].name; i++) {
		const struct kua_option *o = &v->options[i];
		char left[64];
		(void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
		kua_out("  %-22s %s\n", left, o->help);
	}
	if (v->examples[0].what)
		kua_out("\nExamples:\n");
	for (size_t i = 0; v->examples[i].what; i++)
		kua_out("  # %s\n  %s\n", v->examples[i].what, v->examples[i].command);
	return KUA_OK;
}

/* ---- manual pages (mdoc) ---- */

/* mdoc takes a line that starts with a dot or an apostrophe for a macro, and a backslash for an escape; each sentence
 * begins a line. */
static void mdoc_text(const char *s)
{
	bool start = true;
	for (const char *from = s; *s; s++) {
		if (*s == ' ' && s > from && strchr(".?!", s[-1])) {
			kua_out("\n");
			start = true;
			continue;
		}
		if (start && (*s == '.' || *s == '\''))
			kua_out("\\&");
		if (start && *s == '\n') {
			kua_out(".Pp");
		}
		kua_out(*s == '\\' ? "\\e" : "%c", *s);
		start = *s == '\n';
		if (strchr(".?!", *s) && s[1] == ' ') { /* a new sentence is a new line */
			kua_out("\n");
			start = true;
			s++;
		}
	}
	kua_out("\n");
}

static void manual(const struct kua_verb *v)
{
	kua_out(".Dd November 21, 2026\n.Dt KUA-%s 1\n.Os\n.Sh NAME\n.Nm kua-%s\n.Nd ", v->name, v->name);
	mdoc_text(v->summary);
	kua_out(".Sh SYNOPSIS\n.Nm kua\n.Cm %s\n", v->name);
	for (size_t i = 0; v->options[i].name; i++)
		kua_out(".Op Fl -%s%s%s\n", v->options[i].name, v->options[i].arg ? " Ar " : "",
		        v->options[i].arg ? v->options[i].arg : "");
	if (*v->args)
		kua_out(".Ar %s\n", v->args);
	kua_out(".Sh DESCRIPTION\n");
	mdoc_text(v->about);
	if (v->options[0].name)
		kua_out(".Bl -tag -width Ds\n");
	for (size_t i = 0; v->options[i].name; i++) {
		kua_out(".It Fl -%s%s%s\n", v->options[i].name, v->options[i].arg ? " Ar " : "",
		        v->options[i].arg ? v->options[i].arg : "");
		mdoc_text(v->options[i].help);
	}
	if (v->options[0].name)
		kua_out(".El\n");
	kua_out(".Sh EXIT STATUS\n0 good; 1 something in the data, such as a document that could not be read;\n"
	        "2 wrong use; 3 the fault of the program or of the machine.\n");
	if (v->examples[0].what)
		kua_out(".Sh EXAMPLES\n");
	for (size_t i = 0; v->examples[i].what; i++) {
		mdoc_text(v->examples[i].what);
		kua_out(".Dl ");
		mdoc_text(v->examples[i].command);
	}
}

/* ---- what may be wrong with a document ---- */

static const char *const levels[] = {
	[KUA_NOTE] = "Worth knowing; nothing is missing.",
	[KUA_WARNING] = "Something may be wrong: look at the original.",
	[KUA_UNSUPPORTED] = "There is something in it that Kua cannot read.",
	[KUA_DAMAGED] = "The document is broken; what could be read of it was kept.",
	[KUA_HOSTILE] = "It does what no honest document does.",
};

static void diagnostics(struct kua_call *call)
{
	kua_out("What kua may say about a document. Whatever it says, the document's bytes are kept.\n");
	for (size_t level = 0; level <= KUA_HOSTILE; level++) {
		kua_out("\n");
		kua_out_bold(call, kua_level_name((enum kua_level)level));
		kua_out("  %s\n", levels[level]);
		for (size_t i = 0; i < KUA_DIAGS; i++) {
			const struct kua_diagnostic *d = kua_diagnostic((enum kua_diagnostic_id)i);
			if (d->level != (enum kua_level)level)
				continue;
			kua_out("\n  %s\n", d->id);
			kua_out_wrapped(call, 4, kua_arena_printf(call->arena, "%s. %s", d->text, d->advice));
		}
	}
}

static void diagnostics_manual(void)
{
	kua_out(".Dd November 21, 2026\n.Dt KUA-DIAGNOSTICS 7\n.Os\n.Sh NAME\n.Nm kua-diagnostics\n"
	        ".Nd what kua may say about a document\n.Sh DESCRIPTION\n"
	        "Whatever was wrong with a document that was added, its bytes are kept as they came.\n"
	        "What was wrong is said when it is added, by\n.Xr kua-show 1 ,\n.Xr kua-text 1\nand\n.Xr kua-report 1 ,\n"
	        "and stands in the field\n.Li diagnostics\nof an export as its level, its id and the details.\n"
	        "A document with items and a diagnostic of level unsupported, damaged or hostile is read in part.\n");
	for (size_t level = 0; level <= KUA_HOSTILE; level++) {
		kua_out(".Ss %s\n", kua_level_name((enum kua_level)level));
		mdoc_text(levels[level]);
		kua_out(".Bl -tag -width Ds\n");
		for (size_t i = 0; i < KUA_DIAGS; i++) {
			const struct kua_diagnostic *d = kua_diagnostic((enum kua_diagnostic_id)i);
			if (d->level != (enum kua_level)level)
				continue;
			kua_out(".It %s\n", d->id);
			mdoc_text(d->text);
			kua_out(".Pp\n");
			mdoc_text(d->advice);
		}
		kua_out(".El\n");
	}
	kua_out(".Sh SEE ALSO\n.Xr kua 1 ,\n.Xr kua-add 1 ,\n.Xr kua-text 1\n");
}

static void completion(void)
{
	kua_out("# bash completion for kua, made by 'kua help --completion'\n_kua()\n{\n"
	        "\tlocal word=${COMP_WORDS[COMP_CWORD]} options=\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	        "\t\tCOMPREPLY=($(compgen -W '");
	for (size_t i = 0; kua_verbs[i]; i++)
		kua_out("%s ", kua_verbs[i]->name);
	kua_out("--help --version' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; kua_verbs[i]; i++) {
		kua_out("\t%s) options='", kua_verbs[i]->name);
		for (size_t k = 0; kua_verbs[i]->options[k].name; k++)
			kua_out("--%s ", kua_verbs[i]->options[k].name);
		kua_out("--help' ;;\n");
	}
	kua_out("\tesac\n\tif [[ $word == -* ]]; then\n\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
	        "\telse\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\ncomplete -o filenames -F _kua kua\n");
}

/* One line of shell for each example of each verb, for the tests. */
static void examples(void)
{
	for (size_t i = 0; kua_verbs[i]; i++)
		for (size_t k = 0; kua_verbs[i]->examples[k].what; k++)
			kua_out("%s\t%s\n", kua_verbs[i]->name, kua_verbs[i]->examples[k].command);
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	const struct kua_verb *v = call->n_args ? kua_verb_named(call->args[0]) : NULL;
	if (call->n_args && strcmp(call->args[0], "diagnostics") == 0) {
		if (kua_call_option(call, "manual"))
			diagnostics_manual();
		else
			diagnostics(call);
		return KUA_OK;
	}
	if (call->n_args && !v)
		return kua_fail(err, KUA_USE, "there is no verb '%s'; see 'kua --help'", call->args[0]);
	if (kua_call_option(call, "completion"))
		completion();
	else if (kua_call_option(call, "examples"))
		examples();
	else if (!v)
		return kua_help_all(call, err);
	else if (kua_call_option(call, "manual"))
		manual(v);
	else
		return kua_help_verb(v, err);
	return KUA_OK;
}

const struct kua_verb kua_verb_help = {
	.name = "help",
	.args = "[VERB|diagnostics]",
	.summary = "Explain a verb, or list them all",
	.about = "Prints what --help prints. The manual pages and the completion that are installed with the program are\n"
	         "made by this verb too. 'kua help diagnostics' lists everything that may be said about a document.",
	.options =
		(const struct kua_option[]){
			{"manual", NULL, "print the manual page of the verb, in mdoc"},
			{"completion", NULL, "print the completion for bash"},
			{"examples", NULL, "print every verb's examples, one a line after the verb and a tab"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"See what kua judge can do", "kua help judge"},
			{"What does “nested-too-deep” mean?", "kua help diagnostics | grep -A 2 nested-too-deep"},
			{"Complete verbs and options in this shell", "eval \"$(kua help --completion)\""},
			{0},
		},
	.least = 0,
	.most = 1,
	.run = run,
};
