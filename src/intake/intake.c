/*
 * intake.c - the parent's side: hand a document to a reader, listen to the answer, and lose patience in time.
 *
 * The document's bytes go into a sealed memory file, so that nobody can change them while they are read and the
 * reader maps them without a copy. The answer comes through a pipe and is judged as it arrives (stream.c). Ask,
 * wait, kill, wait, report: on any nonsense and at the time limit the keeper is told to kill the reader's
 * process group.
 */
#include "intake/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "intake/jail.h"
#include "intake/keeper.h"
#include "intake/ocr_parent.h"

#define MILLISECONDS_TO_DIE 5000 /* what the keeper has to bury a reader that was killed */

struct asking {
	struct kua_intake *in;
	const struct kua_given *given;
	enum kua_task task;
	const struct kua_page_request *page; /* to recognise or to draw, or NULL */
	struct kua_intake_limits limits; /* for this document */
	struct kua_buf heard;   /* the answer, as far as it is small */
	int spool;              /* else it is here, or -1 */
	uint64_t n_heard;
	int answer, report; /* ours; -1 where closed */
	int theirs[KUA_REQUEST_FDS];
	int64_t deadline; /* milliseconds */
	struct kua_report end;
	bool jailed, has_end, heard_all, abandoned;
};

static int64_t now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int kua_memory_file(const char *bytes, size_t n)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	while (fd >= 0 && n > 0) {
		ssize_t put = write(fd, bytes, n);
		if (put < 0 && errno != EINTR) {
			(void)close(fd);
			return -1;
		}
		if (put > 0) {
			bytes += put;
			n -= (size_t)put;
		}
	}
	if (fd >= 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
		shut(&fd);
	return fd;
}

/* A descriptor of the document for its reader. */
static int document_file(const struct kua_content *c)
{
	return c->v ? kua_memory_file(c->v, (size_t)c->n) : fcntl(c->fd, F_DUPFD_CLOEXEC, 3);
}

static bool open_channels(struct asking *q)
{
	int pipes[2], reports[2];
	q->theirs[0] = document_file(&q->given->bytes);
	if (q->theirs[0] < 0 || pipe2(pipes, O_CLOEXEC) != 0)
		return false;
	q->answer = pipes[0];
	q->theirs[1] = pipes[1];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, reports) != 0)
		return false;
	q->report = reports[0];
	q->theirs[2] = reports[1];
	return true;
}

static enum kua_code ask(struct asking *q, struct kua_error *err)
{
	const struct kua_given *g = q->given;
	struct kua_request r = {.at = g->bytes.v ? 0 : g->bytes.at, .n = g->bytes.n, .task = (uint32_t)q->task};
	if (q->page)
		r.page = *q->page;
	int control = q->task == KUA_TASK_RECOGNISE ? q->in->ocr_control : q->in->control;
	size_t len = strlen(g->name), skip = len >= sizeof r.name ? len - (sizeof r.name - 1) : 0;
	memcpy(r.name, g->name + skip, len - skip);
	if (g->type)
		(void)snprintf(r.type, sizeof r.type, "%s", g->type);
	enum kua_code code = KUA_OK;
	if (!open_channels(q))
		code = kua_fail(err, KUA_WORLD, "%s: cannot be handed to a reader: %s", g->name, strerror(errno));
	else if (!kua_send_packet(control, &r, sizeof r, q->theirs, KUA_REQUEST_FDS))
		code = kua_fail(err, KUA_WORLD, "%s: the keeper of the readers is gone: %s", g->name, strerror(errno));
	for (size_t i = 0; i < KUA_REQUEST_FDS; i++)
		shut(&q->theirs[i]);
	int64_t times = q->task == KUA_TASK_RECOGNISE ? KUA_RECOGNISING_CLOCK : KUA_CLOCK_TIMES;
	q->deadline = now() + (int64_t)q->limits.seconds * times * 1000;
	return code;
}

/* Wait until the descriptor has something to say; false at the deadline. */
static bool wait_for(int fd, int64_t deadline)
{
	for (;;) {
		int64_t left = deadline - now();
		if (left <= 0)
			return false;
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int got = poll(&p, 1, left > 60000 ? 60000 : (int)left);
		if (got > 0)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
	}
}

/* Keep what was judged: in memory, or in a file once it is too large for that. */
static enum kua_code keep_heard(struct asking *q, const char *bytes, size_t n, struct kua_error *err)
{
	q->n_heard += n;
	if (q->spool < 0 && q->given->folder && q->n_heard > KUA_HEARD_IN_MEMORY) {
		enum kua_code code = kua_spool_new(q->given->folder, &q->spool, err);
		if (code == KUA_OK)
			code = kua_write_all(q->spool, q->heard.data, q->heard.len, err);
		if (code != KUA_OK)
			return code;
		kua_buf_free(&q->heard);
	}
	if (q->spool >= 0)
		return kua_write_all(q->spool, bytes, n, err);
	kua_buf_add(&q->heard, bytes, n);
	return KUA_OK;
}

/*
 * Feed what comes until the reader closes its end. KUA_LIMIT at the deadline, KUA_DATA for nonsense, KUA_WORLD where there
 * is no room for the answer.
 */
static enum kua_code hear(struct asking *q, struct kua_stream *s, struct kua_error *err)
{
	char bytes[65536];
	while (wait_for(q->answer, q->deadline)) {
		ssize_t got = read(q->answer, bytes, sizeof bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			q->heard_all = true;
			return KUA_OK;
		}
		size_t skip = q->jailed ? 0 : 1;
		if (skip && bytes[0] != KUA_JAILED)
			return kua_fail(err, KUA_DATA, "it does not begin with the sign of the jail");
		q->jailed = true;
		if (kua_stream_feed(s, bytes + skip, (size_t)got - skip, err) != KUA_OK ||
		    keep_heard(q, bytes + skip, (size_t)got - skip, err) != KUA_OK)
			return err->code;
	}
	return kua_fail(err, KUA_LIMIT, "reading it took longer than the limit");
}

/* The report of how the reader ended; where it was not heard out, it is killed first. */
static void bury(struct asking *q)
{
	size_t n_fds;
	int64_t deadline = q->deadline;
	if (!q->heard_all || !wait_for(q->report, deadline)) {
		(void)shutdown(q->report, SHUT_WR);
		deadline = now() + MILLISECONDS_TO_DIE;
	}
	if (!wait_for(q->report, deadline))
		return;
	long got = kua_receive_packet(q->report, &q->end, sizeof q->end, NULL, &n_fds);
	q->has_end = got == (long)sizeof q->end;
	q->abandoned = !q->has_end;
}

/* Unread for that reason, with that detail (which may be NULL). */
static struct kua_reading unread(struct kua_arena *a, enum kua_diagnostic_id id, const char *detail)
{
	struct kua_diagnosed *d = KUA_NEW_N(a, struct kua_diagnosed, 1);
	*d = (struct kua_diagnosed){id, detail ? kua_arena_strdup(a, detail) : NULL};
	return (struct kua_reading){.reason = kua_diagnosed_line(d, 1, a), .diagnosed = d, .n_diagnosed = 1};
}

/* Longer than the limit: of a page to be recognised that says nothing of whoever made it. */
static struct kua_diagnosed took_too_long(const struct asking *q)
{
	bool page = q->task == KUA_TASK_RECOGNISE;
	return (struct kua_diagnosed){page ? KUA_DIAG_LIMIT : KUA_DIAG_TIME, page ? KUA_RECOGNITION_STOPPED : NULL};
}

/* Did the reader end badly? Then why is filled in. */
static bool bad_end(const struct asking *q, struct kua_arena *a, struct kua_diagnosed *why)
{
	int status = q->end.status;
	*why = (struct kua_diagnosed){.id = KUA_DIAG_BROKE_DOWN};
	if (!q->has_end)
		why->detail = "it did not end when told to";
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return false;
	else if (WIFEXITED(status))
		why->detail = kua_arena_printf(a, "status %d", WEXITSTATUS(status));
	else if (WTERMSIG(status) == SIGSYS)
		why->id = KUA_DIAG_FORBIDDEN;
	else if (WTERMSIG(status) == SIGXCPU)
		*why = took_too_long(q);
	else
		why->detail = kua_arena_printf(a, "signal %d", WTERMSIG(status));
	return true;
}

/* The answer out of memory, judged once more, with everything in it in the arena. */
static enum kua_code recall(const struct asking *q, const struct kua_diagnosed *cut_off, struct kua_arena *a,
                            struct kua_reading *out, struct kua_error *said)
{
	struct kua_stream *s = kua_stream_new(&q->limits, a);
	enum kua_code code = kua_stream_feed(s, q->heard.data ? q->heard.data : "", q->heard.len, said);
	if (code == KUA_OK)
		code = kua_stream_finish(s, cut_off, out, said);
	kua_stream_free(s);
	return code;
}

/* The same of an answer that is in a file: what it says of the document as a whole. */
static enum kua_code sum_up(struct asking *q, struct kua_stream *s, const struct kua_diagnosed *cut_off, struct kua_arena *a,
                            struct kua_reading *out, struct kua_error *said)
{
	enum kua_code code = kua_stream_finish(s, cut_off, out, said);
	if (code != KUA_OK)
		return code;
	struct kua_intake_limits *limits = KUA_NEW(a, struct kua_intake_limits);
	*limits = q->limits;
	out->limits = limits;
	out->spool = (struct kua_content){.fd = q->spool, .n = q->n_heard};
	q->spool = -1; /* the reading's now */
	return KUA_OK;
}

/*
 * What came of it. An error, in err, only where there was no reader, or no jail around it; said is what was wrong
 * with the answer, and costs this document only.
 */
static enum kua_code settle(struct asking *q, struct kua_stream *s, struct kua_error *said, struct kua_arena *a,
                            struct kua_reading *out, struct kua_error *err)
{
	if (q->abandoned)
		return kua_fail(err, KUA_WORLD, "the keeper of the readers is gone");
	if (q->has_end && q->end.failed)
		return kua_fail(err, KUA_WORLD, "no reader could be started: %s", strerror(q->end.failed));
	if (!q->jailed && q->has_end && WIFEXITED(q->end.status) && WEXITSTATUS(q->end.status) > KUA_JAIL_STATUS)
		return kua_fail(err, KUA_WORLD, "the readers' jail cannot be set up: %s",
		                kua_jail_step(WEXITSTATUS(q->end.status) - KUA_JAIL_STATUS));
	if (said->code == KUA_WORLD) {
		*err = *said;
		return kua_fail_in(err, "%s", q->given->name);
	}
	struct kua_diagnosed why;
	bool bad = bad_end(q, a, &why);
	if (said->code == KUA_LIMIT)
		why = took_too_long(q);
	const struct kua_diagnosed *cut_off = bad || said->code == KUA_LIMIT ? &why : NULL;
	if (said->code == KUA_DATA || (said->code == KUA_OK && bad && why.id == KUA_DIAG_FORBIDDEN))
		*out = unread(a, said->code == KUA_DATA ? KUA_DIAG_NONSENSE : why.id, said->code == KUA_DATA ? said->text : NULL);
	else if ((q->spool >= 0 ? sum_up(q, s, cut_off, a, out, said) : recall(q, cut_off, a, out, said)) != KUA_OK)
		*out = unread(a, KUA_DIAG_NONSENSE, said->text);
	return KUA_OK;
}

enum kua_code kua_intake_ask(struct kua_intake *in, enum kua_task task, const struct kua_page_request *page,
                             const struct kua_given *given, struct kua_arena *a, struct kua_reading *out, uint64_t *spent,
                             struct kua_error *err)
{
	uint64_t n = given->bytes.n;
	if (n == 0 || n > in->limits.bytes_in) {
		*out = n == 0 ? unread(a, KUA_DIAG_EMPTY, "no bytes")
		              : unread(a, KUA_DIAG_TOO_LARGE, kua_arena_printf(a, "%zu bytes", in->limits.bytes_in));
		return KUA_OK;
	}
	struct asking q = {.in = in, .given = given, .task = task, .page = page, .limits = kua_limits_for(&in->limits, task, n), .spool = -1, .answer = -1,
	                   .report = -1, .theirs = {-1, -1, -1}};
	enum kua_code code = ask(&q, err);
	if (code == KUA_OK) {
		struct kua_stream *s = kua_stream_new_visited(&q.limits, &(struct kua_visit){0}, a);
		struct kua_error said = {0};
		(void)hear(&q, s, &said);
		bury(&q);
		code = settle(&q, s, &said, a, out, err);
		if (spent)
			*spent = q.end.spent;
		kua_stream_free(s);
	}
	kua_buf_free(&q.heard);
	shut(&q.spool);
	shut(&q.answer);
	shut(&q.report);
	return code;
}

enum kua_code kua_intake_take(struct kua_intake *in, const struct kua_given *given, struct kua_arena *a,
                              struct kua_reading *out, struct kua_error *err)
{
	enum kua_code code = kua_intake_ask(in, KUA_TASK_READ, NULL, given, a, out, NULL, err);
	if (code == KUA_OK && out->n_wanted)
		code = kua_recognise(in, given, a, out, err);
	return code;
}

enum kua_code kua_intake_read(struct kua_intake *in, const void *bytes, size_t n, const char *name,
                              struct kua_arena *a,
                              struct kua_reading *out, struct kua_error *err)
{
	struct kua_given given = {.name = name, .bytes = kua_content_of(bytes, n)};
	return kua_intake_take(in, &given, a, out, err);
}
