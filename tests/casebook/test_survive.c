/*
 * test_survive.c - kill -9 at any moment, two processes at once, a full disk, a folder that may not be written: what was
 * acknowledged is there, whole, and what was not is not there at all. KUA_TEST_KILLS sets how often the child is
 * killed (200).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "help.h"

/* ---- kill -9 ---- */

/* Bytes number i: their own number, and as many more as make a few pages now and then. */
static void content(struct kua_buf *b, int i)
{
	kua_buf_clear(b);
	kua_buf_printf(b, "document %d ", i);
	for (int k = 0; k < i % 7 * 1500; k++)
		kua_buf_printf(b, "%x", (unsigned)(i * 31 + k * 17));
}

enum { GROUP = 3 }; /* documents to a transaction */

/* The child: keep documents in groups with an item each; after each commit say the number of the next on the pipe. */
static void write_for_ever(const char *path, int from, int out)
{
	struct kua_casebook *cb;
	struct kua_error err;
	struct kua_buf b = KUA_BUF_INIT;
	if (kua_casebook_open(path, KUA_WRITE, &cb, &err) != KUA_OK)
		_exit(1);
	for (int i = from;;) {
		struct kua_arena *a = kua_arena_new();
		if (kua_casebook_begin(cb, &err) != KUA_OK)
			_exit(2);
		for (int k = 0; k < GROUP; k++, i++) {
			struct kua_document d = {.name = "n", .origin = "o", .received_at = NOW, .received_by = "Aigul"};
			bool known;
			content(&b, i);
			if (kua_casebook_keep(cb, b.data, b.len, &d, a, &known, &err) != KUA_OK || known)
				_exit(3);
			struct kua_item it = {.id = kua_arena_printf(a, "%s.1", d.id), .document_id = d.id, .ordinal = 1,
			                      .text = b.data};
			if (kua_casebook_put(cb, KUA_ITEM, &it, &err) != KUA_OK)
				_exit(4);
		}
		if (kua_casebook_commit(cb, &err) != KUA_OK || write(out, &i, sizeof i) != sizeof i)
			_exit(5);
		kua_arena_free(a);
	}
}

/* Start the child, kill it after us microseconds; the number after the last document it acknowledged. */
static int run_and_kill(const char *path, int from, long us)
{
	int ends[2], next = from, status;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(ends[0]);
		write_for_ever(path, from, ends[1]);
	}
	(void)close(ends[1]);
	struct timespec t = {0, us * 1000};
	(void)nanosleep(&t, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSIGNALED(status))
		fail_msg("the child ended by itself: %d", WEXITSTATUS(status));
	for (int n; read(ends[0], &n, sizeof n) == sizeof n;)
		next = n;
	(void)close(ends[0]);
	return next;
}

/* Documents 0..next-1 are there with their bytes and items; the journal fits; at most one more group was committed. */
static int check_all_there(struct fixture *f, int checked, int next)
{
	reopen(f, KUA_READ);
	int64_t documents = count(f, KUA_DOCUMENT);
	assert_true(documents == next || documents == next + GROUP);
	assert_int_equal(count(f, KUA_ITEM), documents);
	assert_int_equal(journal_checked(f), documents + 1);
	struct kua_buf should = KUA_BUF_INIT, is = KUA_BUF_INIT;
	for (int i = checked; i < documents; i++) {
		char hex[KUA_SHA256_HEX + 1], id[32];
		content(&should, i);
		kua_sha256(should.data, should.len, hex);
		(void)snprintf(id, sizeof id, "d-%.16s", hex);
		kua_buf_clear(&is);
		ok(kua_casebook_bytes(f->cb, id, &is, &f->err));
		assert_int_equal(is.len, should.len);
		assert_memory_equal(is.data, should.data, is.len);
	}
	kua_buf_free(&should);
	kua_buf_free(&is);
	kua_casebook_close(f->cb);
	f->cb = NULL;
	return (int)documents;
}

static void killed_at_any_moment(void **state)
{
	struct fixture *f = *state;
	const char *said = getenv("KUA_TEST_KILLS");
	int kills = said ? atoi(said) : 200, next = 0;
	uint32_t x = 42;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	for (int i = 0; i < kills; i++) {
		x = x * 1664525u + 1013904223u;
		int acknowledged = run_and_kill(f->path, next, 500 + (long)(x >> 8) % 30000);
		next = check_all_there(f, next, acknowledged);
		if (next > 150) { /* a small one is checked faster */
			assert_int_equal(unlink(f->path), 0);
			(void)unlink(kua_arena_printf(f->a, "%s-wal", f->path));
			(void)unlink(kua_arena_printf(f->a, "%s-shm", f->path));
			ok(kua_casebook_new(f->path, "Aigul", NOW, &f->err));
			next = 0;
		}
	}
}

/* A casebook is there whole or not at all. */
static void killed_while_it_is_made(void **state)
{
	struct fixture *f = *state;
	const char *path = kua_arena_printf(f->a, "%s/b.kua", f->folder);
	uint32_t x = 7;
	int made = 0;
	for (int i = 0; i < 30; i++) {
		int status;
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(kua_casebook_new(path, "Aigul", NOW, &f->err) == KUA_OK ? 0 : 1);
		x = x * 1664525u + 1013904223u;
		struct timespec t = {0, (long)(x >> 8) % 1000 * 50000}; /* up to 50 ms; it takes about 15 */
		(void)nanosleep(&t, NULL);
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (access(path, F_OK) != 0)
			continue;
		struct kua_casebook *cb;
		int64_t n;
		made++;
		ok(kua_casebook_open(path, KUA_WRITE, &cb, &f->err));
		ok(kua_journal_check(cb, &n, &f->err));
		assert_int_equal(n, 1);
		kua_casebook_close(cb);
		assert_int_equal(unlink(path), 0);
	}
	print_message("%d of 30 made\n", made);
}

/* ---- two at once ---- */

static void a_reader_is_not_blocked_and_a_second_writer_waits(void **state)
{
	struct fixture *f = *state;
	struct kua_casebook *reader, *writer;
	struct timespec from, to;
	int64_t n;
	keep_one(f, "one", "one.txt");
	ok(kua_casebook_begin(f->cb, &f->err));
	keep(f, "two", "two.txt");
	ok(kua_casebook_open(f->path, KUA_READ, &reader, &f->err));
	ok(kua_casebook_count(reader, KUA_DOCUMENT, &n, &f->err));
	assert_int_equal(n, 1);
	ok(kua_journal_check(reader, &n, &f->err));
	ok(kua_casebook_open(f->path, KUA_WRITE, &writer, &f->err)); /* opening is no writing */
	cb_wait(writer, 200);
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	fails(kua_casebook_begin(writer, &f->err), KUA_WORLD, "another kua is writing to this casebook; try again");
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	long ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	assert_true(ms >= 150 && ms < 8000); /* it waits, and not the ten seconds of everybody */
	ok(kua_casebook_commit(f->cb, &f->err));
	ok(kua_casebook_begin(writer, &f->err)); /* and now it may */
	ok(kua_casebook_set(writer, "a", "b", &f->err));
	ok(kua_casebook_commit(writer, &f->err));
	ok(kua_casebook_count(reader, KUA_DOCUMENT, &n, &f->err));
	assert_int_equal(n, 2);
	kua_casebook_close(reader);
	kua_casebook_close(writer);
}

/* Several processes add at once: all wait their turn, all succeed. */
static void four_writers_take_turns(void **state)
{
	struct fixture *f = *state;
	enum { WRITERS = 4, EACH = 10 };
	pid_t children[WRITERS];
	kua_casebook_close(f->cb);
	f->cb = NULL;
	for (int w = 0; w < WRITERS; w++) {
		children[w] = fork();
		assert_true(children[w] >= 0);
		if (children[w])
			continue;
		if (kua_casebook_open(f->path, KUA_WRITE, &f->cb, &f->err) != KUA_OK)
			_exit(1);
		for (int i = 0; i < EACH; i++) {
			struct kua_document d = {.name = "n", .origin = "o", .received_at = NOW, .received_by = "Aigul"};
			bool known;
			const char *bytes = kua_arena_printf(f->a, "%d %d", w, i);
			if (kua_casebook_begin(f->cb, &f->err) != KUA_OK ||
			    kua_casebook_keep(f->cb, bytes, strlen(bytes), &d, f->a, &known, &f->err) != KUA_OK ||
			    kua_casebook_commit(f->cb, &f->err) != KUA_OK)
				_exit(2);
		}
		_exit(0); /* without closing */
	}
	for (int w = 0; w < WRITERS; w++) {
		int status;
		assert_int_equal(waitpid(children[w], &status, 0), children[w]);
		assert_int_equal(status, 0);
	}
	reopen(f, KUA_READ);
	assert_int_equal(journal_checked(f), WRITERS * EACH + 1);
}

/* ---- the world fails ---- */

/* Keep documents until that fails; then what was committed is there and going on is possible once there is room. */
static void fill_up(struct fixture *f, const char *words, void (*make_room)(struct fixture *f))
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	int i = 0;
	for (; i < 2000 && code == KUA_OK; i++) {
		struct kua_document d = {.name = "n", .origin = "o", .received_at = NOW, .received_by = "Aigul"};
		bool known;
		content(&b, i * 7 + 6);
		ok(kua_casebook_begin(f->cb, &f->err));
		code = kua_casebook_keep(f->cb, b.data, b.len, &d, f->a, &known, &f->err);
		if (code != KUA_OK) { /* the rest of this transaction is lost, and says so */
			struct kua_error first = f->err;
			assert_int_equal(kua_casebook_set(f->cb, "a", "b", &f->err), KUA_WORLD);
			assert_int_equal(kua_casebook_commit(f->cb, &f->err), KUA_WORLD);
			f->err = first;
		} else {
			code = kua_casebook_commit(f->cb, &f->err);
		}
	}
	kua_buf_free(&b);
	fails(code, KUA_WORLD, words);
	assert_non_null(strstr(f->err.text, f->path));
	make_room(f);
	assert_int_equal(journal_checked(f), i); /* "new" and i - 1 documents */
	keep_one(f, "a small one", "small.txt");
	reopen(f, KUA_READ);
	assert_int_equal(journal_checked(f), i + 1);
}

static void more_pages(struct fixture *f)
{
	ok(cb_exec(f->cb, "PRAGMA max_page_count=1000000", &f->err));
}

static void a_full_disk(void **state)
{
	struct fixture *f = *state;
	ok(cb_exec(f->cb, "PRAGMA max_page_count=200", &f->err));
	fill_up(f, "the disk is full", more_pages);
}

static void more_file(struct fixture *f)
{
	struct rlimit r;
	(void)f;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = r.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void a_limit_on_files(void **state)
{
	struct fixture *f = *state;
	struct rlimit r;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = 900000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
	fill_up(f, "cannot be read or written", more_file);
}

static void bigger_disk(struct fixture *f)
{
	assert_int_equal(mount("none", f->folder, "tmpfs", MS_REMOUNT, "size=32m"), 0);
}

/* A real small disk, where we may mount one. */
static void a_really_full_disk(void **state)
{
	struct fixture *f = *state;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	if (geteuid() != 0 || mount("none", f->folder, "tmpfs", 0, "size=2m") != 0) {
		print_message("no small disk could be mounted\n");
		skip();
	}
	ok(kua_casebook_new(f->path, "Aigul", NOW, &f->err));
	reopen(f, KUA_WRITE);
	fill_up(f, "the disk is full", bigger_disk);
	kua_casebook_close(f->cb);
	f->cb = NULL;
	assert_int_equal(umount(f->folder), 0);
}

/* Run in a child that is nobody where we are root, for whom permissions are no obstacle. */
static void as_nobody(struct fixture *f, void (*what)(struct fixture *f))
{
	int status;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(9);
		what(f);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#define CHILD(condition) do { if (!(condition)) { \
	fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, f->err.text); _exit(8); } } while (0)

static void can_read_only(struct fixture *f)
{
	struct kua_casebook *cb;
	int64_t n;
	CHILD(kua_casebook_open(f->path, KUA_READ, &cb, &f->err) == KUA_OK);
	CHILD(kua_journal_check(cb, &n, &f->err) == KUA_OK && n == 2);
	kua_casebook_close(cb);
	CHILD(kua_casebook_open(f->path, KUA_WRITE, &cb, &f->err) == KUA_WORLD && strstr(f->err.text, "may not be written"));
	CHILD(kua_casebook_new(f->path, "x", NOW, &f->err) == KUA_USE);
	CHILD(kua_casebook_new(kua_arena_printf(f->a, "%s/b.kua", f->folder), "x", NOW, &f->err) == KUA_WORLD &&
	      strstr(f->err.text, "cannot be made"));
}

static void cannot_read(struct fixture *f)
{
	struct kua_casebook *cb;
	CHILD(kua_casebook_open(f->path, KUA_READ, &cb, &f->err) == KUA_WORLD);
	CHILD(strstr(f->err.text, "cannot be opened: Permission denied"));
}

static void changes_wait(struct fixture *f)
{
	struct kua_casebook *cb;
	CHILD(kua_casebook_open(f->path, KUA_READ, &cb, &f->err) == KUA_WORLD);
	CHILD(strstr(f->err.text, "changes wait in"));
}

static void a_folder_that_may_not_be_written(void **state)
{
	struct fixture *f = *state;
	keep_one(f, "one", "one.txt");
	kua_casebook_close(f->cb);
	f->cb = NULL;
	assert_int_equal(chmod(f->path, 0444), 0);
	assert_int_equal(chmod(f->folder, 0555), 0);
	as_nobody(f, can_read_only);
	assert_int_equal(chmod(f->path, 0400), 0);
	if (geteuid() == 0)
		as_nobody(f, cannot_read);
	/* copied while it was in use: what waits in the -wal file cannot be read without a -shm file */
	assert_int_equal(chmod(f->path, 0444), 0);
	const char *wal = kua_arena_printf(f->a, "%s-wal", f->path);
	assert_int_equal(chmod(f->folder, 0755), 0);
	file_write(wal, "changes", 7);
	assert_int_equal(chmod(wal, 0444), 0);
	assert_int_equal(chmod(f->folder, 0555), 0);
	as_nobody(f, changes_wait);
	assert_int_equal(chmod(f->folder, 0755), 0);
}

/* What a crash leaves behind is taken up by whoever opens next, a reader too. */
static void a_reader_takes_up_what_a_crash_left(void **state)
{
	struct fixture *f = *state;
	int status;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (kua_casebook_open(f->path, KUA_WRITE, &f->cb, &f->err) != KUA_OK)
			_exit(1);
		keep_one(f, "one", "one.txt");
		_exit(0); /* the change is in the -wal file only */
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	struct stat st;
	assert_int_equal(stat(kua_arena_printf(f->a, "%s-wal", f->path), &st), 0);
	assert_true(st.st_size > 0);
	reopen(f, KUA_READ);
	assert_int_equal(journal_checked(f), 2);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(killed_at_any_moment),
		T(killed_while_it_is_made),
		T(a_reader_is_not_blocked_and_a_second_writer_waits),
		T(four_writers_take_turns),
		T(a_full_disk),
		T(a_limit_on_files),
		T(a_really_full_disk),
		T(a_folder_that_may_not_be_written),
		T(a_reader_takes_up_what_a_crash_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
