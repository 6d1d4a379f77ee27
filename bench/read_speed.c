/*
 * read_speed.c - read_speed DATA TIMES FILE: read a file so many times, each time by a jailed reader, on all processors. Prints
 * documents a second by the clock and processor time for each.
 */
#include <sys/resource.h>
#include <time.h>

#include "intake/intake.h"

struct work {
	struct kua_intake *in;
	const struct kua_buf *bytes;
	const char *name;
};

static void read_once(void *ctx, size_t i)
{
	const struct work *w = ctx;
	struct kua_arena *a = kua_arena_new();
	struct kua_reading r;
	struct kua_error err;
	(void)i;
	if (kua_intake_read(w->in, w->bytes->data, w->bytes->len, w->name, a, &r, &err) != KUA_OK || !r.read) {
		fprintf(stderr, "it was not read\n");
		exit(1);
	}
	kua_arena_free(a);
}

static double now(clockid_t id)
{
	struct timespec t;
	(void)clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double used(int who)
{
	struct rusage u;
	(void)getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

int main(int argc, char **argv)
{
	struct kua_error err;
	struct kua_buf b = KUA_BUF_INIT;
	struct work w = {.bytes = &b};
	size_t times = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	if (!times || kua_read_file(argv[3], KUA_INTAKE_BYTES, &b, &err) != KUA_OK ||
	    kua_intake_start(argv[1], NULL, &w.in, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", times ? err.text : "use: read_speed DATA TIMES FILE");
		return 2;
	}
	w.name = argv[3];
	double start = now(CLOCK_MONOTONIC);
	kua_parallel(times, kua_threads(), read_once, &w);
	double clock = now(CLOCK_MONOTONIC) - start;
	kua_intake_stop(w.in);
	printf("%.1f documents a second, %.1f ms of processor time for each\n", (double)times / clock,
	       1e3 * (used(RUSAGE_SELF) + used(RUSAGE_CHILDREN)) / (double)times);
	kua_buf_free(&b);
	return 0;
}
