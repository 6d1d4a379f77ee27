/*
 * start.c - the parent's side, before and after all documents: the two keepers are started, tried once, and buried; and what a document may
 * cost.
 */
#include "intake/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/keeper.h"
#include "intake/ocr_parent.h"

static struct kua_intake_limits filled(const struct kua_intake_limits *l)
{
	struct kua_intake_limits f = l ? *l : (struct kua_intake_limits){0};
	f.bytes_in = f.bytes_in ? f.bytes_in : KUA_INTAKE_BYTES;
	f.bytes_out = f.bytes_out ? f.bytes_out : KUA_INTAKE_OUT;
	f.memory = f.memory ? f.memory : KUA_INTAKE_MEMORY;
	f.seconds = f.seconds ? f.seconds : KUA_INTAKE_SECONDS;
	f.items = f.items ? f.items : KUA_INTAKE_ITEMS;
	f.inner = f.inner ? f.inner : KUA_INTAKE_INNER;
	f.inner_bytes = f.inner_bytes ? f.inner_bytes : KUA_INTAKE_INNER_BYTES;
	f.recognising = f.recognising ? f.recognising : KUA_INTAKE_RECOGNISING;
	f.text = f.text ? f.text : KUA_INTAKE_TEXT;
	return f;
}

struct kua_intake_limits kua_limits_for(const struct kua_intake_limits *limits, enum kua_task task, uint64_t n)
{
	struct kua_intake_limits l = *limits;
	if (task == KUA_TASK_DRAW) { /* whoever asked for it is waiting */
		l.seconds = l.seconds < KUA_PICTURE_SECONDS ? l.seconds : KUA_PICTURE_SECONDS;
		l.inner = 1;
		l.inner_bytes = 3 * (size_t)KUA_PICTURE_PIXELS;
	}
	l.seconds *= task == KUA_TASK_RECOGNISE ? KUA_RECOGNISING_TIMES : 1;
	l.memory += (size_t)n; /* it is mapped */
	l.seconds += (unsigned)(n / KUA_INTAKE_BYTES_A_SECOND);
	l.bytes_out += 2 * (size_t)n; /* letters of one byte become two */
	return l;
}

/* A keeper whose other end is *control; read_fn: NULL for the one whose readers recognise letters. */
static enum kua_code fork_keeper(const struct kua_intake_limits *limits, const char *data_dir, kua_reader_fn *read_fn, pid_t *pid,
                                 int *control, struct kua_error *err)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return kua_fail(err, KUA_WORLD, "no socket for the keeper of the readers: %s", strerror(errno));
	*pid = fork();
	if (*pid == 0) {
		(void)close(ends[0]);
		if (read_fn)
			kua_keeper_run(ends[1], data_dir, limits, read_fn);
		else
			kua_ocr_keeper_run(ends[1], limits);
	}
	int why = errno;
	(void)close(ends[1]);
	*control = ends[0];
	if (*pid < 0)
		return kua_fail(err, KUA_WORLD, "the keeper of the readers cannot be started: %s", strerror(why));
	return KUA_OK;
}

static enum kua_code hear_hello(struct kua_intake *in, struct kua_error *err)
{
	struct kua_hello hello;
	size_t n_fds;
	if (kua_receive_packet(in->control, &hello, sizeof hello, NULL, &n_fds) != (long)sizeof hello)
		return kua_fail(err, KUA_WORLD, "the keeper of the readers ended before it was ready");
	if (hello.err.code != KUA_OK)
		*err = hello.err;
	return hello.err.code;
}

/* One document through all of it, so that what is missing is said now and not at the first poisoned file. */
static enum kua_code try_once(struct kua_intake *in, struct kua_error *err)
{
	static const char sample[] = "A document to try the readers with.\n";
	struct kua_arena *a = kua_arena_new();
	struct kua_reading r;
	enum kua_code code = kua_intake_read(in, sample, sizeof sample - 1, "sample.txt", a, &r, err);
	if (code == KUA_OK && !r.read)
		code = kua_fail(err, KUA_WORLD, "the readers do not work here: %s", r.reason);
	kua_arena_free(a);
	return code;
}

enum kua_code kua_intake_start_with(const char *data_dir, const struct kua_intake_limits *limits,
                                    kua_reader_fn *read_fn,
                                    struct kua_intake **out, struct kua_error *err)
{
	struct kua_intake *in = kua_calloc(1, sizeof *in);
	in->control = in->ocr_control = -1;
	in->limits = filled(limits);
	(void)sem_init(&in->recognising, 0, kua_threads());
	enum kua_code code = fork_keeper(&in->limits, data_dir, read_fn, &in->keeper, &in->control, err);
	if (code == KUA_OK)
		code = fork_keeper(&in->limits, NULL, NULL, &in->ocr_keeper, &in->ocr_control, err);
	if (code == KUA_OK)
		code = hear_hello(in, err);
	if (code == KUA_OK)
		*out = in;
	else
		kua_intake_stop(in);
	return code;
}

enum kua_code kua_intake_start(const char *data_dir, const struct kua_intake_limits *limits,
                               struct kua_intake **out,
                               struct kua_error *err)
{
	struct kua_intake *in;
	enum kua_code code = kua_intake_start_with(data_dir, limits, kua_reader_run, &in, err);
	if (code != KUA_OK)
		return code;
	code = try_once(in, err);
	if (code == KUA_OK)
		*out = in;
	else
		kua_intake_stop(in);
	return code;
}

void kua_intake_stop(struct kua_intake *in)
{
	if (!in)
		return;
	int controls[] = {in->control, in->ocr_control};
	pid_t keepers[] = {in->keeper, in->ocr_keeper};
	for (size_t i = 0; i < 2; i++)
		if (controls[i] >= 0)
			(void)close(controls[i]);
	for (size_t i = 0; i < 2; i++)
		while (keepers[i] > 0 && waitpid(keepers[i], NULL, 0) < 0 && errno == EINTR)
			;
	(void)sem_destroy(&in->recognising);
	free(in);
}
