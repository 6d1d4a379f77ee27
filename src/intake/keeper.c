/* keeper.c - the keeper's loop and the life of a reader. What they are for stands in keeper.h. */
#include "intake/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unicode/udata.h>
#include <unistd.h>

#include "intake/jail.h"
#include "intake/ocr_parent.h"
#include "intake/xml.h"

struct running {
	pid_t pid;
	int report;
	bool killed;
};

struct keeper {
	int control, signals;
	const struct kua_intake_limits *limits;
	kua_reader_fn *read;   /* NULL: of the second keeper */
	struct kua_words *words;
	struct kua_ocr *ocr; /* of the second keeper, else NULL */
	struct kua_jail jail;
	KUA_VEC(struct running) running;
};

enum { FD_DOCUMENT, FD_ANSWER, FD_REPORT };

/* ---- a reader ---- */

/*
 * What the reader is answering, for the moment when memory runs out. Set once, in a process that does nothing
 * else.
 */
static struct kua_answer *answering;

static void out_of_memory(size_t wanted)
{
	(void)wanted;
	kua_answer_give_up(answering, KUA_DIAG_MEMORY);
	_exit(0);
}

/* The document's bytes, or NULL. */
static const char *map_document(int fd, const struct kua_request *r)
{
	struct stat st;
	uint64_t skip = r->at % (uint64_t)sysconf(_SC_PAGESIZE);
	if (fstat(fd, &st) != 0 || r->n == 0 || r->at > (uint64_t)st.st_size || r->n > (uint64_t)st.st_size - r->at)
		return NULL;
	const char *p = mmap(NULL, r->n + skip, PROT_READ, MAP_PRIVATE, fd, (off_t)(r->at - skip));
	return p == MAP_FAILED ? NULL : p + skip;
}

static void do_task(const struct keeper *k, const struct kua_request *r, const char *bytes, unsigned seconds,
                    struct kua_answer *o)
{
	if (k->ocr)
		kua_recognise_page(k->ocr, bytes, (size_t)r->n, &r->page, seconds, o);
	else if (r->task == KUA_TASK_JOIN)
		kua_join_pages(k->words, bytes, (size_t)r->n, o);
	else if (r->task == KUA_TASK_DRAW)
		kua_draw_page(bytes, (size_t)r->n, &r->page, seconds, o);
	else
		k->read(k->words, bytes, (size_t)r->n, r->name, o);
}

_Noreturn static void reader(const struct keeper *k, const struct kua_request *r, const int *fds)
{
	struct kua_intake_limits limits = kua_limits_for(k->limits, (enum kua_task)r->task, r->n);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpgid(0, 0);
	const char *bytes = map_document(fds[FD_DOCUMENT], r);
	if (!bytes || dup2(fds[FD_ANSWER], KUA_JAIL_OUT) < 0)
		_exit(1);
	int step = limits.no_jail ? kua_jail_limit(&limits) : kua_jail_enter(&k->jail, &limits);
	if (step)
		_exit(KUA_JAIL_STATUS + step);
	static const char jailed = KUA_JAILED;
	if (write(KUA_JAIL_OUT, &jailed, 1) != 1)
		_exit(1);
	struct kua_answer o;
	kua_answer_init(&o, KUA_JAIL_OUT, &limits);
	o.declared_type = r->type[0] ? r->type : NULL;
	answering = &o;
	kua_out_of_memory = out_of_memory;
	do_task(k, r, bytes, limits.seconds, &o);
	_exit(0);
}

/* ---- the loop ---- */

static void report(int fd, int failed, int status, const struct rusage *usage)
{
	struct kua_report r = {.failed = failed, .status = status};
	if (usage)
		r.spent = (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 +
		          (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
	(void)kua_send_packet(fd, &r, sizeof r, NULL, 0);
	(void)close(fd);
}

static void start_reader(struct keeper *k, const struct kua_request *r, int *fds)
{
	pid_t pid = fork();
	if (pid == 0)
		reader(k, r, fds);
	int why = errno;
	(void)close(fds[FD_DOCUMENT]);
	(void)close(fds[FD_ANSWER]);
	if (pid < 0) {
		report(fds[FD_REPORT], why, 0, NULL);
		return;
	}
	(void)setpgid(pid, pid); /* both sides do it, so that neither has to wait */
	struct running *run = kua_vec_add(&k->running);
	*run = (struct running){.pid = pid, .report = fds[FD_REPORT]};
}

/* False when the parent has gone. */
static bool take_request(struct keeper *k)
{
	struct kua_request r;
	int fds[KUA_REQUEST_FDS];
	size_t n_fds;
	long got = kua_receive_packet(k->control, &r, sizeof r, fds, &n_fds);
	if (got <= 0)
		return false;
	if (got != (long)sizeof r || n_fds != KUA_REQUEST_FDS) {
		for (size_t i = 0; i < n_fds; i++)
			(void)close(fds[i]);
		return true;
	}
	r.name[sizeof r.name - 1] = r.type[sizeof r.type - 1] = '\0';
	start_reader(k, &r, fds);
	return true;
}

static void reap(struct keeper *k)
{
	struct signalfd_siginfo info;
	while (read(k->signals, &info, sizeof info) > 0)
		;
	int status;
	struct rusage usage;
	for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;) {
		for (size_t i = 0; i < k->running.n; i++) {
			if (k->running.v[i].pid != pid)
				continue;
			report(k->running.v[i].report, 0, status, &usage);
			k->running.v[i] = k->running.v[--k->running.n];
			break;
		}
	}
}

static void kill_reader(struct running *run)
{
	run->killed = true;
	(void)kill(-run->pid, SIGKILL);
	(void)kill(run->pid, SIGKILL); /* should it not have its group yet */
}

/* Wait for requests, for readers that end, for parents that have lost patience. */
static void serve(struct keeper *k)
{
	KUA_VEC(struct pollfd) polls = {0};
	for (;;) {
		polls.n = 0;
		*kua_vec_add(&polls) = (struct pollfd){.fd = k->control, .events = POLLIN};
		*kua_vec_add(&polls) = (struct pollfd){.fd = k->signals, .events = POLLIN};
		for (size_t i = 0; i < k->running.n; i++) {
			struct running *run = &k->running.v[i];
			int fd = run->killed ? -1 : run->report;
			*kua_vec_add(&polls) = (struct pollfd){.fd = fd, .events = POLLIN};
		}
		if (poll(polls.v, polls.n, -1) < 0 && errno != EINTR)
			break;
		for (size_t i = 0; i < k->running.n; i++)
			if (polls.v[i + 2].revents)
				kill_reader(&k->running.v[i]);
		if (polls.v[1].revents)
			reap(k);
		if (polls.v[0].revents && !take_request(k))
			break;
	}
	for (size_t i = 0; i < k->running.n; i++)
		kill_reader(&k->running.v[i]);
	kua_vec_free(&polls);
}

/* ---- setting up ---- */

static void forget_signals(void)
{
	sigset_t none;
	(void)sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		(void)signal(s, SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Descriptors 0, 1, 2 are nothing, 3 is the parent; all else is closed. */
static bool settle_descriptors(int *control)
{
	int kept = fcntl(*control, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (kept < 0 || null < 0)
		return false;
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) < 0)
			return false;
	if (kept != 3 && dup3(kept, 3, O_CLOEXEC) < 0)
		return false;
	*control = 3;
	return close_range(4, ~0u, 0) == 0;
}

static void read_sample(const struct keeper *k, const char *bytes, size_t n, const char *name)
{
	struct kua_answer o;
	kua_answer_init(&o, -1, k->limits);
	kua_reader_run(k->words, bytes, n, name, &o);
	kua_answer_free(&o);
}

static const char zip_sample[] =
    "PK\3\4\x14\0\0\x08\x08\0\0\0\xe2\x42\1\x3b\x5c\x40\x0e\0\0\0\x1f\0\0\0\6\0\0\0\xc3\xa9.txt"
    "sT(I\xad(\xd1QH\xc4Js\1\0"
    "PK\1\2\x14\3\x14\0\0\x08\x08\0\0\0\xe2\x42\1\x3b\x5c\x40\x0e\0\0\0\x1f\0\0\0\6\0\0\0\0\0\0\0\0\0\0\0\x80\1\0\0\0\0\xc3\xa9.txt"
    "PK\5\6\0\0\0\0\1\0\1\0\x34\0\0\0\x32\0\0\0\0\0";

/* Read one sample of each format, so that whatever is set up at first use is set up before there is a jail. */
static void warm_up(const struct keeper *k)
{
	static const struct {
		const char *bytes, *name;
	} samples[] = {
		{"A title\n\nBy Jane Smith\n\n2 July 2013\n\nThe text, at some length.\n", "a.txt"},
		{"\xd2\xe5\xea\xf1\xf2 \xed\xe0 \xf0\xf3\xf1\xf1\xea\xee\xec \xff\xe7\xfb\xea\xe5\n", "b.txt"},
		{"caf\xe9 na\xefve\n", "c.txt"},
		{"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\x90\xa2\x8a\x45\n", "d.txt"},
		{"\xff\xfe" "a\0b\0c\0", "e.txt"},
		{"<!doctype html><title>A title</title><article><h1>A</h1><p>Text &amp; more.</p></article>", "f.html"},
		{"title,date,text\nOne,2013-07-02,\"A text, quoted\"\n", "g.csv"},
		{"{\"title\":\"One\",\"date\":\"2 July 2013\",\"text\":\"A text\"}\n", "h.jsonl"},
	};
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		size_t n = strlen(samples[i].bytes);
		read_sample(k, samples[i].bytes, n == 3 ? 8 : n, samples[i].name);
	}
	read_sample(k, zip_sample, sizeof zip_sample - 1, "i.zip");
	kua_xml_warm_up();
	UErrorCode status = U_ZERO_ERROR;
	udata_setFileAccess(UDATA_NO_FILES, &status);
}

/*
 * What libraries ask the system once and would read from files later: how names are written (UTF-8, whatever the user's
 * locale is) and the time zone.
 */
static void settle_locale(void)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)setenv("TZ", "UTC0", 1);
	tzset();
}

static enum kua_code set_up(struct keeper *k, const char *data_dir, struct kua_error *err)
{
	sigset_t child;
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &child, NULL) != 0 || (k->signals = signalfd(-1, &child,
	                                                                        SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return kua_fail(err, KUA_WORLD, "the keeper of the readers cannot wait for them: %s",
		                strerror(errno));
	enum kua_code code = k->read ? kua_words_load(data_dir, &k->words, err) : KUA_OK;
	if (code == KUA_OK && !k->limits->no_jail)
		code = kua_jail_prepare(&k->jail, k->read ? KUA_JAILED_READER : KUA_JAILED_RECOGNISER, err);
	if (code != KUA_OK)
		return code;
	settle_locale();
	if (k->read)
		warm_up(k);
	else
		k->ocr = kua_ocr_new();
	if (k->limits->no_jail)
		return KUA_OK;
	kua_jail_leave_network();
	int step = kua_jail_confine();
	if (step)
		return kua_fail(err, KUA_WORLD, "the readers' jail cannot be set up: %s", kua_jail_step(step));
	return KUA_OK;
}

_Noreturn void kua_keeper_run(int control, const char *data_dir, const struct kua_intake_limits *limits,
                              kua_reader_fn *read)
{
	struct keeper k = {.control = control, .limits = limits, .read = read};
	struct kua_hello hello = {0};
	(void)setpgid(0, 0); /* what is typed at the terminal is for the parent */
	forget_signals();
	if (!settle_descriptors(&k.control))
		_exit(1);
	hello.err.code = set_up(&k, data_dir, &hello.err);
	(void)kua_send_packet(k.control, &hello, sizeof hello, NULL, 0);
	if (hello.err.code == KUA_OK)
		serve(&k);
	_exit(0);
}

_Noreturn void kua_ocr_keeper_run(int control, const struct kua_intake_limits *limits)
{
	struct keeper k = {.control = control, .limits = limits};
	struct kua_error err = {0};
	(void)setpgid(0, 0);
	forget_signals();
	if (!settle_descriptors(&k.control))
		_exit(1);
	struct pollfd first = {.fd = k.control, .events = POLLIN};
	while (poll(&first, 1, -1) < 0 && errno == EINTR)
		;
	bool left = first.revents & POLLHUP; /* the parent went without ever asking; the end, too, can be read */
	if (!left && set_up(&k, NULL, &err) == KUA_OK)
		serve(&k);
	_exit(0);
}
