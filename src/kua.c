/*
 * kua.c - main: reads the surroundings once (data folder, user, clock, terminal), finds the verb, parses its options,
 * runs it and turns its error into one line and an exit status.
 */
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "verbs/verbs.h"

static void out_of_memory(size_t wanted)
{
	(void)fprintf(stderr, "kua: out of memory (%zu bytes more were needed); nothing that was acknowledged is lost\n",
	              wanted);
	_exit(3);
}

static int status_of(enum kua_code code)
{
	switch (code) {
	case KUA_OK: return 0;
	case KUA_DATA:
	case KUA_LIMIT: return 1;
	case KUA_USE: return 2;
	case KUA_WORLD:
	case KUA_BUG: return 3;
	}
	return 3;
}

/* The data folder: where the user says, beside the program in a build tree, or where it was installed. */
static const char *find_data(struct kua_arena *a)
{
	const char *said = getenv("KUA_DATA");
	if (said && *said)
		return said;
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n > 0) {
		exe[n] = '\0';
		char *slash = strrchr(exe, '/');
		if (slash) {
			*slash = '\0';
			const char *tries[] = {"../data", "../share/kua"};
			for (size_t i = 0; i < 2; i++) {
				const char *path = kua_arena_printf(a, "%s/%s", exe, tries[i]);
				if (access(path, R_OK | X_OK) == 0)
					return path;
			}
		}
	}
	return KUA_DATADIR;
}

static const char *find_user(struct kua_arena *a)
{
	const char *said = getenv("KUA_USER");
	if (said && *said)
		return said;
	const struct passwd *p = getpwuid(getuid());
	return p && p->pw_name ? kua_arena_strdup(a, p->pw_name) : "unknown";
}

static unsigned find_columns(void)
{
	struct winsize w;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40)
		return w.ws_col > 120 ? 120 : w.ws_col;
	return 80;
}

/* Progress: one line on a terminal, rewritten, and only for work that has taken more than a second. */
struct bar {
	struct timespec start, stage_start;
	const char *stage;
	long last_ms;
	bool shown;
};

static long ms_since(const struct timespec *start)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

/* ", about 3 min left", once enough is done to tell. */
static void tell_left(const struct bar *bar, size_t done, size_t of)
{
	long ms = ms_since(&bar->stage_start);
	if (ms < 2000 || done == 0 || done >= of)
		return;
	double seconds = (double)ms / 1000 * (double)(of - done) / (double)done;
	if (seconds < 90)
		(void)fprintf(stderr, ", about %.0f s left", seconds + 0.5);
	else
		(void)fprintf(stderr, ", about %.0f min left", seconds / 60 + 0.5);
}

static void tell(void *ctx, const char *stage, size_t done, size_t of)
{
	struct bar *bar = ctx;
	long ms = ms_since(&bar->start);
	if (bar->stage != stage) {
		bar->stage = stage;
		(void)clock_gettime(CLOCK_MONOTONIC, &bar->stage_start);
	}
	if (ms < 1000 || ms - bar->last_ms < 100)
		return;
	bar->last_ms = ms;
	bar->shown = true;
	(void)fprintf(stderr, "\r\033[K%s %zu", stage, done);
	if (of) {
		(void)fprintf(stderr, " of %zu (%zu %%)", of, done * 100 / of);
		tell_left(bar, done, of);
	}
	(void)fflush(stderr);
}

static enum kua_code parse_option(struct kua_call *call, int argc, char **argv, int *i, struct kua_error *err)
{
	const char *word = argv[*i] + 2, *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	for (size_t k = 0; call->verb->options[k].name; k++) {
		const struct kua_option *o = &call->verb->options[k];
		if (strlen(o->name) != n || strncmp(o->name, word, n) != 0)
			continue;
		if (!o->arg && equals)
			return kua_fail(err, KUA_USE, "--%s takes no value", o->name);
		if (o->arg && !equals && *i + 1 >= argc)
			return kua_fail(err, KUA_USE, "--%s needs a value: %s", o->name, o->arg);
		call->values[k] = !o->arg ? "" : equals ? equals + 1 : argv[++*i];
		return KUA_OK;
	}
	return kua_fail(err, KUA_USE, "kua %s has no option %s; see 'kua %s --help'", call->verb->name, argv[*i],
	                call->verb->name);
}

static enum kua_code parse(struct kua_call *call, int argc, char **argv, struct kua_error *err)
{
	const char **args = KUA_NEW_N(call->arena, const char *, (size_t)argc);
	bool options = true;
	for (int i = 2; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && strncmp(argv[i], "--", 2) == 0) {
			enum kua_code code = parse_option(call, argc, argv, &i, err);
			if (code != KUA_OK)
				return code;
		} else {
			args[call->n_args++] = argv[i];
		}
	}
	call->args = args;
	if (call->n_args < call->verb->least || call->n_args > call->verb->most)
		return kua_fail(err, KUA_USE, "use: kua %s %s; see 'kua %s --help'", call->verb->name, call->verb->args,
		                call->verb->name);
	call->json = kua_call_option(call, "json") != NULL;
	if (kua_call_option(call, "as"))
		call->who = kua_call_option(call, "as");
	return KUA_OK;
}

/* --help anywhere after a verb is about that verb. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static enum kua_code run(struct kua_call *call, int argc, char **argv, struct kua_error *err)
{
	const char *word = argc > 1 ? argv[1] : "--help";
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return kua_help_all(call, err);
	if (strcmp(word, "--version") == 0)
		return kua_help_version(call, err);
	call->verb = kua_verb_named(word);
	if (!call->verb)
		return kua_fail(err, KUA_USE, "there is no verb '%s'; see 'kua --help'", word);
	if (wants_help(argc, argv))
		return kua_help_verb(call->verb, err);
	enum kua_code code = parse(call, argc, argv, err);
	if (code != KUA_OK)
		return code;
	if (!*call->now)
		return kua_fail(err, KUA_WORLD, "the clock says a year that no date has; set it, or SOURCE_DATE_EPOCH");
	return call->verb->run(call, err);
}

int main(int argc, char **argv)
{
	kua_out_of_memory = out_of_memory;
	(void)signal(SIGPIPE, SIG_IGN); /* writing fails with an error instead, which is told */
	(void)signal(SIGXFSZ, SIG_IGN);
	struct kua_error err = {0};
	struct bar bar = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &bar.start);
	struct kua_call call = {.arena = kua_arena_new(), .columns = find_columns()};
	call.data_dir = find_data(call.arena);
	call.who = find_user(call.arena);
	call.now = kua_call_now(call.arena);
	call.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	if (isatty(STDERR_FILENO))
		call.progress = (struct kua_progress){tell, &bar};

	int status = status_of(run(&call, argc, argv, &err));
	if (bar.shown)
		(void)fprintf(stderr, "\r\033[K");
	if (status)
		kua_note("%s", err.text);
	else
		status = call.status;
	errno = 0;
	if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE) {
		kua_note("standard output: cannot be written: %s", strerror(errno));
		status = 3;
	}
	kua_arena_free(call.arena);
	return status;
}
