/*
 * test_intake.c - whole documents through keeper and jailed readers: poisoned files, limits, readers that lie,
 * hang or die, several threads. One clear line each, never a crash.
 */
#include "run.h"
#include "../quick.h"

#include <dirent.h>
#include <signal.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "intake/jail.h"
#include "intake/keeper.h"

static size_t open_descriptors(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n;
}

static struct kua_intake *start(const struct kua_intake_limits *limits)
{
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	if (kua_intake_start(getenv("KUA_DATA"), limits, &in, &err) != KUA_OK)
		fail_msg("%s", err.text);
	return in;
}

static struct kua_reading get(struct kua_intake *in, const void *bytes, size_t n, const char *name,
                              struct kua_arena *a)
{
	struct kua_error err = {0};
	struct kua_reading r;
	if (kua_intake_read(in, bytes, n, name, a, &r, &err) != KUA_OK)
		fail_msg("%s: %s", name, err.text);
	/* what is wrong with one document is in its reading: an error would stop all of its batch */
	assert_int_equal(err.code, KUA_OK);
	assert_true(r.read || (r.reason && *r.reason && !strchr(r.reason, '\n')));
	return r;
}

static void reads_what_it_is_given(void **state)
{
	(void)state;
	struct kua_intake *in = start(NULL);
	struct kua_arena *a = kua_arena_new();
	static const char text[] = "A title\n\nSome words, and more of them.\n";
	struct kua_reading r = get(in, text, sizeof text - 1, "a.txt", a);
	assert_string_equal(only(&r)->title, "A title");
	static const char table[] = "title,text\nA,One\nB,Two\n";
	assert_int_equal(get(in, table, sizeof table - 1, "a.csv", a).n, 2);
	static const char page[] = "<!doctype html><title>T</title><p>Words of a page, as many as are needed here.</p>";
	assert_string_equal(get(in, page, sizeof page - 1, "a.html", a).items[0].title, "T");
	/* every encoding was warmed up before there was a jail */
	static const char cyrillic[] = "\xd1\xf3\xe4 \xee\xf2\xeb\xee\xe6\xe5\xed, \xe0\xe4\xe2\xee\xea\xe0\xf2\xfb \xe6\xe4\xf3\xf2";
	assert_string_equal(get(in, cyrillic, sizeof cyrillic - 1, "a.txt", a).items[0].text,
	                    "Суд отложен, адвокаты ждут");
	static const char *const declared[] = {"Shift_JIS", "gb18030", "big5", "euc-kr", "windows-1253",
	                                       "iso-2022-jp", "macintosh"};
	for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
		char meta[200];
		(void)snprintf(meta, sizeof meta, "<meta charset=%s><p>words \xb1\xb2 and words", declared[i]);
		assert_true(get(in, meta, strlen(meta), "a.html", a).read);
	}
	kua_arena_free(a);
	kua_intake_stop(in);
}

/* ---- bad input ---- */

static void empty_and_too_large(void **state)
{
	(void)state;
	struct kua_intake_limits limits = {.bytes_in = 100};
	struct kua_intake *in = start(&limits);
	struct kua_arena *a = kua_arena_new();
	char bytes[101];
	memset(bytes, 'x', sizeof bytes);
	assert_string_equal(get(in, "", 0, "empty", a).reason, "there is nothing in it (no bytes)");
	assert_true(get(in, bytes, 100, "at", a).read);
	assert_string_equal(get(in, bytes, 101, "past", a).reason, "it is larger than the limit (100 bytes)");
	kua_arena_free(a);
	kua_intake_stop(in);
}

static double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A gigabyte of nothing: refused by its size; just below the limit, by what it is. Neither takes long. */
static void a_gigabyte_of_zeros(void **state)
{
	(void)state;
	struct kua_intake_limits limits = {.bytes_in = (size_t)512 << 20};
	struct kua_intake *in = start(&limits);
	struct kua_arena *a = kua_arena_new();
	size_t n = (size_t)1 << 30;
	void *zeros = mmap(NULL, n, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(zeros != MAP_FAILED);
	double from = seconds();
	struct kua_reading refused = get(in, zeros, n, "zeros", a);
	assert_string_equal(refused.reason, "it is larger than the limit (536870912 bytes)");
	assert_int_equal(refused.diagnosed[0].id, KUA_DIAG_TOO_LARGE);
	assert_string_equal(get(in, zeros, (size_t)64 << 20, "zeros", a).reason, "there is nothing in it (nothing but zero bytes)");
	assert_true(seconds() - from < 30);
	assert_int_equal(munmap(zeros, n), 0);
	kua_arena_free(a);
	kua_intake_stop(in);
}

static void damaged_text_deep_page_large_cell(void **state)
{
	(void)state;
	struct kua_intake *in = start(NULL);
	struct kua_arena *a = kua_arena_new();
	static const char damaged[] = "Words\0 that stay \xff readable, one and all.";
	struct kua_reading r = get(in, damaged, sizeof damaged - 1, "a.txt", a);
	assert_has(only(&r)->text, "that stay");
	assert_has(r.reason, "zero bytes");
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < 100000; i++)
		kua_buf_str(&b, "<div>");
	kua_buf_str(&b, "Deep inside");
	r = get(in, b.data, b.len, "deep.html", a);
	assert_string_equal(only(&r)->text, "Deep inside");
	assert_has(r.reason, "nested deeper than the limit");
	kua_buf_clear(&b);
	kua_buf_str(&b, "title,text\nA,\"");
	kua_buf_reserve(&b, (size_t)50 << 20);
	memset(b.data + b.len, 'x', (size_t)50 << 20);
	b.len += (size_t)50 << 20;
	kua_buf_str(&b, "\"\n");
	r = get(in, b.data, b.len, "cell.csv", a);
	assert_int_equal(strlen(only(&r)->text), (size_t)50 << 20);
	kua_buf_free(&b);
	kua_arena_free(a);
	kua_intake_stop(in);
}

/*
 * The limit of memory: a page that needs more than it says so. (Sanitizers map terabytes: there it is not set.)
 */
static void memory(void **state)
{
	(void)state;
	if (KUA_JAIL_SANITIZED)
		skip();
	struct kua_intake_limits limits = {.memory = (size_t)400 << 20};
	struct kua_intake *in = start(&limits);
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "<!doctype html>");
	while (b.len < (size_t)8 << 20)
		kua_buf_str(&b, "<i>a</i>");
	assert_string_equal(get(in, b.data, b.len, "a.html", a).reason,
	                    "reading it takes more memory than the limit allows");
	assert_true(get(in, b.data, 8000, "a.html", a).read);
	kua_buf_free(&b);
	kua_arena_free(a);
	kua_intake_stop(in);
}

/* ---- readers that are not ours ---- */

static void put(const void *p, size_t n)
{
	while (n > 0) {
		ssize_t got = write(KUA_JAIL_OUT, p, n);
		if (got > 0)
			n -= (size_t)got;
	}
}

static volatile int forever = 1;
static int *volatile nowhere;

static void hostile(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	(void)w;
	(void)name;
	char noise[4096];
	memset(noise, 'A', sizeof noise);
	switch (bytes[0]) {
	case 'g': /* a good one, to see that all is well */
		kua_answer_media_type(o, "x/y");
		(void)kua_answer_item(o, &(struct kua_found){.text = {bytes, n}});
		kua_answer_end(o);
		break;
	case 'n': /* noise */
		put(noise, sizeof noise);
		break;
	case 'e': /* fields without end */
		kua_answer_media_type(o, "x/y");
		while (kua_answer_item(o, &(struct kua_found){.text = {noise, sizeof noise}}) || forever)
			o->over = false, o->sent = o->items = 0;
		break;
	case 'h': /* a header that promises much, then nothing */
		put("\1\0\0\0\0\x10\0\0\0\0\0\0", 12);
		break;
	case 'u': /* text that is none */
		kua_answer_media_type(o, "x/y");
		(void)kua_answer_item(o, &(struct kua_found){.text = {"\xff\xfe", 2}});
		kua_answer_end(o);
		break;
	case 'l': /* a length near the end of numbers */
		kua_answer_media_type(o, "x/y");
		kua_buf_add(&o->bytes, "\2\0\0\0\0\0\0\0\0\0\0\0" "\10\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 24);
		kua_answer_end(o);
		break;
	case 'm': /* more items than came */
		kua_answer_media_type(o, "x/y");
		(void)kua_answer_item(o, &(struct kua_found){.text = {bytes, n}});
		o->items += 7;
		kua_answer_end(o);
		break;
	case 'i': /* documents without end */
		kua_answer_media_type(o, "x/y");
		while (kua_answer_inner(o, &(struct kua_found_inner){.name = {"a", 1}, .bytes = {noise, sizeof noise}}) || forever)
			o->over = false, o->inner_bytes = o->inner = 0;
		break;
	case 't': /* one byte at a time, for as long as it may */
		kua_answer_media_type(o, "x/y");
		put(o->bytes.data, o->bytes.len);
		put("\10\0\0\0\0\0\x10\0\0\0\0\0", 12);
		while (forever) {
			put(noise, 1);
			for (volatile int wait = 0; wait < 1000000; wait++)
				;
		}
		break;
	case 's': /* silence */
		while (forever)
			;
		break;
	case 'w': /* silence that costs no time: waits for itself */
		(void)syscall(SYS_futex, &forever, 0 /* wait */, 1, NULL, NULL, 0);
		break;
	case 'c': /* gone at once */
		_exit(0);
	case 'x':
		_exit(7);
	case 'j': /* as if the jail had failed, which would be an error and not one document */
		_exit(KUA_JAIL_STATUS + 2);
	case 'd': /* dies of itself */
		*nowhere = 1;
		break;
	case 'f': /* what the jail forbids */
		(void)syscall(SYS_openat, -100, "/etc/passwd", 0);
		kua_answer_media_type(o, "x/y");
		kua_answer_diagnose(o, KUA_DIAG_NOT_TEXT, "it could open a file");
		kua_answer_end(o);
		break;
	case 'a': /* an answer, then more */
		kua_answer_media_type(o, "x/y");
		kua_answer_end(o);
		put(noise, 1);
		break;
	default: /* an answer, then no end */
		kua_answer_media_type(o, "x/y");
		kua_answer_end(o);
		while (forever)
			;
	}
}

static void check_hostile(struct kua_intake *in, const char *kind, enum kua_diagnostic_id id, const char *why)
{
	struct kua_arena *a = kua_arena_new();
	double from = seconds();
	struct kua_reading r = get(in, kind, strlen(kind), "a", a);
	assert_false(r.read);
	assert_int_equal(r.n, 0);
	if (!r.n_diagnosed || r.diagnosed[r.n_diagnosed - 1].id != id || !strstr(r.reason, why))
		fail_msg("%s: expected \"%s\" with \"%s\", got \"%s\"", kind, kua_diagnostic(id)->text, why, r.reason);
	assert_true(seconds() - from < 20);
	kua_arena_free(a);
}

static void liars_cost_one_document(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct kua_intake_limits limits = {.seconds = 2, .bytes_out = (size_t)1 << 20, .inner_bytes = (size_t)1 << 20};
	struct kua_intake *in = NULL;
	if (kua_intake_start_with(getenv("KUA_DATA"), &limits, hostile, &in, &err) != KUA_OK)
		fail_msg("%s", err.text);
	check_hostile(in, "noise", KUA_DIAG_NONSENSE, "answered nonsense (a field of type");
	check_hostile(in, "endless", KUA_DIAG_NONSENSE, "answered nonsense (more than the limit of");
	check_hostile(in, "utf-8", KUA_DIAG_NONSENSE, "not UTF-8");
	check_hostile(in, "length", KUA_DIAG_NONSENSE, "18446744073709551615 bytes");
	check_hostile(in, "more", KUA_DIAG_NONSENSE, "8 items and 0 documents announced");
	check_hostile(in, "inner", KUA_DIAG_NONSENSE, "allowed are");
	check_hostile(in, "trickle", KUA_DIAG_NONSENSE, "\"text\" after");
	check_hostile(in, "header", KUA_DIAG_NONSENSE, "answered nonsense (it has no end)");
	check_hostile(in, "silence", KUA_DIAG_TIME, "longer than the limit");
	check_hostile(in, "waits", KUA_DIAG_TIME, "longer than the limit");
	check_hostile(in, "closed", KUA_DIAG_NONSENSE, "answered nonsense (it has no end)");
	check_hostile(in, "x", KUA_DIAG_BROKE_DOWN, "broke down (status 7)");
	check_hostile(in, "jail", KUA_DIAG_BROKE_DOWN, "broke down (status 82)");
	check_hostile(in, "forbidden", KUA_DIAG_FORBIDDEN, "tried what its jail forbids");
	check_hostile(in, "after", KUA_DIAG_NONSENSE, "answered nonsense (bytes after the end)");
	check_hostile(in, "zzz: lingers", KUA_DIAG_TIME, "longer than the limit");
	if (!KUA_JAIL_SANITIZED)
		check_hostile(in, "dies", KUA_DIAG_BROKE_DOWN, "broke down (signal 11)");
	struct kua_arena *a = kua_arena_new();
	assert_true(get(in, "good", 4, "a", a).read); /* and the next one is read as if nothing had been */
	kua_arena_free(a);
	kua_intake_stop(in);
}

/* ---- kernels that cannot ---- */

/* In a child: no landlock, as on an older kernel. What is missing is said; without a jail documents are read all the same. */
static void without_landlock(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(1);
	if (kua_intake_start(getenv("KUA_DATA"), NULL, &in, &err) != KUA_WORLD || !strstr(err.text, "landlock"))
		_exit(2);
	if (kua_intake_jail_check(&err) != KUA_WORLD || !strstr(err.text, "landlock"))
		_exit(3);
	struct kua_intake_limits limits = {.no_jail = true};
	if (kua_intake_start(getenv("KUA_DATA"), &limits, &in, &err) != KUA_OK)
		_exit(4);
	struct kua_arena *a = kua_arena_new();
	struct kua_reading r;
	if (kua_intake_read(in, "Words to be read.", 17, "a.txt", a, &r, &err) != KUA_OK || !r.read)
		_exit(5);
	kua_intake_stop(in);
	_exit(0);
}

static void what_a_kernel_cannot_do_is_named(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	if (pid == 0)
		without_landlock();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* ---- what is too large for memory ---- */

struct seen {
	struct kua_reading *r;
	size_t items, inner, bytes;
};

static enum kua_code see_item(void *ctx, const struct kua_raw_item *item, struct kua_error *err)
{
	struct seen *seen = ctx;
	char title[40];
	(void)err;
	(void)snprintf(title, sizeof title, "Item %zu", seen->items++);
	assert_string_equal(item->title, title);
	assert_string_equal(item->addressees.v[1], "b");
	assert_int_equal(item->pages[1].offset, 10);
	assert_int_equal(strlen(item->text), 100000);
	return KUA_OK;
}

static enum kua_code see_inner(void *ctx, const struct kua_raw_inner *inner, struct kua_error *err)
{
	struct seen *seen = ctx;
	struct kua_content c = kua_reading_inner(seen->r, inner);
	struct kua_buf b = KUA_BUF_INIT;
	assert_int_equal(kua_content_load(&c, &b, err), KUA_OK);
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] != (char)('a' + seen->inner))
			fail_msg("byte %zu of %s", i, inner->name);
	assert_string_equal(inner->url, "https://example.org/");
	assert_string_equal(inner->captured_at, "2011-12-16T12:00:00Z");
	seen->inner++;
	seen->bytes += b.len;
	kua_buf_free(&b);
	return KUA_OK;
}

/* Answers as many items as the document's first byte says, each of 100,000 bytes; then three documents; then dies, if told. */
static void large_answers(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	(void)w, (void)n, (void)name;
	static char text[100000];
	const struct kua_str addressees[] = {kua_str("a"), kua_str("b")};
	const struct kua_page_at pages[] = {{1, 0}, {2, 10}};
	memset(text, 'x', sizeof text);
	kua_answer_media_type(o, o->declared_type ? o->declared_type : "x/y");
	kua_answer_meta(o, "producer", kua_str("a test"));
	for (int i = 0; i < bytes[0]; i++) {
		char title[40];
		int len = snprintf(title, sizeof title, "Item %d", i);
		(void)kua_answer_item(o, &(struct kua_found){.title = {title, (size_t)len}, .text = {text, sizeof text},
		                                             .addressees = addressees, .n_addressees = 2, .pages = pages, .n_pages = 2});
	}
	for (int i = 0; i < 3; i++) {
		memset(text, 'a' + i, sizeof text);
		(void)kua_answer_inner(o, &(struct kua_found_inner){.name = kua_str("a/b.txt"), .url = kua_str("https://example.org/"),
		                                                    .captured_at = "2011-12-16T12:00:00Z",
		                                                    .bytes = {text, (size_t)(1 + i) * 30000}});
	}
	if (bytes[1] == 'd')
		_exit(7);
	kua_answer_diagnose(o, KUA_DIAG_LIMIT, "a test");
	kua_answer_end(o);
}

/* Few items stay in memory, many go through a file: the visitor sees the same. */
static void large_answers_are_spooled(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	size_t before = open_descriptors();
	if (kua_intake_start_with(getenv("KUA_DATA"), NULL, large_answers, &in, &err) != KUA_OK)
		fail_msg("%s", err.text);
	for (int dies = 0; dies < 2; dies++)
		for (char items = 0; items < 70; items = (char)(items + 33)) {
			struct kua_arena *a = kua_arena_new();
			struct kua_reading r;
			char bytes[2] = {items, dies ? 'd' : 'e'};
			struct kua_given given = {.name = "a", .type = "text/x", .bytes = kua_content_of(bytes, 2), .folder = "/tmp"};
			assert_int_equal(kua_intake_take(in, &given, a, &r, &err), KUA_OK);
			assert_true(r.read && r.partial);
			assert_string_equal(r.media_type, "text/x");
			assert_string_equal(r.metadata.v[0], "producer: a test");
			assert_string_equal(r.reason, dies ? "the reader broke down (status 7)" : "reading it stopped at a limit (a test)");
			assert_int_equal(r.n, items);
			/* what a reader that died had gathered and not sent is lost */
			assert_true(dies ? r.n_inner <= 3 : r.n_inner == 3);
			assert_int_equal(r.items == NULL, items == 0 || items > 20);
			struct seen seen = {.r = &r};
			if (kua_reading_each(&r, &(struct kua_visit){see_item, see_inner, &seen}, &err) != KUA_OK)
				fail_msg("%s", err.text);
			assert_int_equal(seen.items, r.n);
			assert_int_equal(seen.inner, r.n_inner);
			assert_true(dies || seen.bytes == 180000);
			kua_reading_close(&r);
			kua_arena_free(a);
		}
	kua_intake_stop(in);
	assert_int_equal(open_descriptors(), before);
}

static void no_room_for_an_answer_is_an_error(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	if (kua_intake_start_with(getenv("KUA_DATA"), NULL, large_answers, &in, &err) != KUA_OK)
		fail_msg("%s", err.text);
	struct kua_arena *a = kua_arena_new();
	struct kua_reading r;
	struct kua_given given = {.name = "a.mbox", .bytes = kua_content_of("\x40", 1), .folder = "/nonexistent"};
	assert_int_equal(kua_intake_take(in, &given, a, &r, &err), KUA_WORLD);
	assert_has(err.text, "a.mbox: /nonexistent");
	kua_arena_free(a);
	kua_intake_stop(in);
}

/* A document in the middle of a file, at an offset that no page begins at. */
static void a_document_in_a_file(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct kua_intake *in = start(NULL);
	struct kua_arena *a = kua_arena_new();
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_reading r;
	int fd;
	assert_int_equal(kua_spool_new("/tmp", &fd, &err), KUA_OK);
	for (int i = 0; i < 1000; i++)
		kua_buf_str(&b, "before, ");
	kua_buf_str(&b, "Words of a document in a file.");
	assert_int_equal(kua_write_all(fd, b.data, b.len, &err), KUA_OK);
	struct kua_given given = {.name = "a.txt", .bytes = {.fd = fd, .at = 8000, .n = 30}, .folder = "/tmp"};
	assert_int_equal(kua_intake_take(in, &given, a, &r, &err), KUA_OK);
	assert_string_equal(only(&r)->text, "Words of a document in a file.");
	given.bytes.n = 31; /* more than there is: the reader refuses it */
	assert_int_equal(kua_intake_take(in, &given, a, &r, &err), KUA_OK);
	assert_false(r.read);
	kua_buf_free(&b);
	(void)close(fd);
	kua_arena_free(a);
	kua_intake_stop(in);
}

/* ---- many at once, and the end ---- */

static struct kua_intake *shared;
static size_t wrong[64];

static void read_one(void *ctx, size_t i)
{
	(void)ctx;
	struct kua_error err = {0};
	struct kua_reading r = {0};
	struct kua_arena *a = kua_arena_new();
	char text[100];
	(void)snprintf(text, sizeof text, "Title %zu\n\nThis is the document with the number %zu.\n", i, i);
	wrong[i] = kua_intake_read(shared, text, strlen(text), "a.txt", a, &r, &err) != KUA_OK || !r.read ||
	           strcmp(r.items[0].text, text) > 0 || strncmp(r.items[0].title, text,
	                                                        strlen(r.items[0].title)) != 0;
	kua_arena_free(a);
}

static void several_threads(void **state)
{
	(void)state;
	size_t before = open_descriptors();
	shared = start(NULL);
	kua_parallel(64, 8, read_one, NULL);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(wrong[i], 0);
	kua_intake_stop(shared);
	assert_int_equal(open_descriptors(), before); /* nothing left open */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody left behind */
}

static void a_keeper_that_is_gone_is_an_error(void **state)
{
	(void)state;
	struct kua_intake *in = start(NULL);
	struct kua_error err = {0};
	struct kua_reading r;
	struct kua_arena *a = kua_arena_new();
	assert_int_equal(kill(in->keeper, SIGKILL), 0);
	assert_int_equal(kua_intake_read(in, "text", 4, "a.txt", a, &r, &err), KUA_WORLD);
	assert_has(err.text, "keeper");
	kua_arena_free(a);
	kua_intake_stop(in);
}

static void without_data_there_is_no_reading(void **state)
{
	(void)state;
	struct kua_error err = {0};
	struct kua_intake *in = NULL;
	assert_int_not_equal(kua_intake_start("/nonexistent", NULL, &in, &err), KUA_OK);
	assert_null(in);
	assert_has(err.text, "/nonexistent");
}

static void the_jail_holds(void **state)
{
	(void)state;
	struct kua_error err = {0};
	if (kua_intake_jail_check(&err) != KUA_OK)
		fail_msg("%s", err.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_jail_holds), cmocka_unit_test(reads_what_it_is_given),
		    cmocka_unit_test(empty_and_too_large),
		cmocka_unit_test(a_gigabyte_of_zeros), kua_slow_test(damaged_text_deep_page_large_cell),
		    cmocka_unit_test(memory),
		kua_slow_test(liars_cost_one_document), cmocka_unit_test(what_a_kernel_cannot_do_is_named),
		cmocka_unit_test(large_answers_are_spooled),
		cmocka_unit_test(no_room_for_an_answer_is_an_error),
		cmocka_unit_test(a_document_in_a_file),
		cmocka_unit_test(several_threads),
		cmocka_unit_test(a_keeper_that_is_gone_is_an_error),
		    cmocka_unit_test(without_data_there_is_no_reading),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
