/* test_desk.c - a petition's file: what is sealed, what is found again, what is erased and stays erased, and a clock that jumps. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

struct fixture {
	char folder[64], path[96], list[112], copy[112];
	struct kua_desk *d;
	struct kua_arena *a;
};

static enum kua_code secret(void *ctx, enum kua_secret what, struct kua_buf *out, struct kua_error *err)
{
	(void)err;
	assert_int_equal(what, KUA_KEY_FILE);
	kua_buf_str(out, ctx ? ctx : "the bytes of a key file");
	return KUA_OK;
}

static void open_desk(struct fixture *f, enum kua_mode mode)
{
	struct kua_error err;
	kua_desk_close(f->d);
	f->d = NULL;
	ok(kua_desk_open(f->path, mode, data_dir(), secret, NULL, &f->d, &err));
}

static int start(void **state)
{
	struct kua_error err;
	struct fixture *f = calloc(1, sizeof *f);
	const struct kua_petition p = {.id = "0123456789abcdef", .title = "Free them", .text = "Free them all.", .closes = "2026-06-01",
	                               .destroy_on = "2027-01-01", .created = "2026-01-01"};
	(void)snprintf(f->folder, sizeof f->folder, "/tmp/kua-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)snprintf(f->path, sizeof f->path, "%s/p.kuap", f->folder);
	(void)snprintf(f->list, sizeof f->list, "%s.erased", f->path);
	(void)snprintf(f->copy, sizeof f->copy, "%s.copy", f->path);
	f->a = kua_arena_new();
	ok(kua_desk_new(f->path, &p, KUA_KEY_FILE, "the bytes of a key file", 23, &err));
	open_desk(f, KUA_WRITE);
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;
	char command[128];
	kua_desk_close(f->d);
	kua_arena_free(f->a);
	(void)snprintf(command, sizeof command, "rm -r '%s'", f->folder);
	int gone = system(command);
	free(f);
	return gone;
}

static int64_t sign(struct fixture *f, const char *name, const char *email)
{
	struct kua_error err;
	struct kua_signature s = {.name = name, .email = email, .place = "Almaty", .day = "2026-05-01", .how = "typed", .state = KUA_CONFIRMED};
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_add(f->d, &s, "Anna", NULL, &err));
	ok(kua_desk_commit(f->d, &err));
	return s.nr;
}

static void copy(const char *from, const char *to)
{
	struct kua_error err;
	struct kua_buf b = KUA_BUF_INIT;
	ok(kua_read_file(from, (size_t)1 << 30, &b, &err));
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	ok(kua_write_all(fd, b.data, b.len, &err));
	(void)close(fd);
	kua_buf_free(&b);
}

static bool holds(const char *path, const char *words)
{
	struct kua_error err;
	struct kua_buf b = KUA_BUF_INIT;
	bool found = false;
	if (access(path, F_OK) == 0)
		ok(kua_read_file(path, (size_t)1 << 30, &b, &err));
	for (size_t i = 0; !found && i + strlen(words) <= b.len; i++)
		found = memcmp(b.data + i, words, strlen(words)) == 0;
	kua_buf_free(&b);
	return found;
}

static void who_takes_the_file_learns_nothing(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	char wal[112];
	(void)snprintf(wal, sizeof wal, "%s-wal", f->path);
	(void)sign(f, "Aigul Nurbekova", "aigul@example.org");
	static const char *const words[] = {"Aigul", "Nurbekova", "aigul@example.org", "Almaty", "Free them", "confirmed", "2026-05-01"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		assert_false(holds(f->path, words[i]));
		assert_false(holds(wal, words[i]));
	}
	kua_desk_close(f->d);
	f->d = NULL;
	assert_int_equal(kua_desk_open(f->path, KUA_READ, data_dir(), secret, (void *)(uintptr_t) "other bytes of a file", &f->d, &err), KUA_USE);
	struct stat st;
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void an_address_is_found_in_any_spelling(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	int64_t nr[KUA_PER_ADDRESS];
	size_t n = 0;
	(void)sign(f, "Aigul Nurbekova", "Aigul.N@gmail.com");
	(void)sign(f, "Bolat Nurbekov", "aiguln+x@googlemail.com");
	(void)sign(f, "Marat Ospanov", "marat@example.org");
	ok(kua_desk_by_address(f->d, "a.i.g.u.l.n@gmail.com", nr, &n, &err));
	assert_int_equal(n, 2);
	assert_int_equal(nr[1], 2);
}

/* Tags are written when the transaction ends, or when somebody asks. */
static void who_signs_is_found_before_it_is_committed(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	int64_t nr[KUA_PER_ADDRESS];
	size_t n = 0;
	struct kua_signature s = {.name = "Aigul Nurbekova", .email = "aigul@example.org", .day = "2026-05-01", .how = "typed", .state = KUA_CONFIRMED};
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_add(f->d, &s, "Anna", NULL, &err));
	ok(kua_desk_by_address(f->d, "aigul@example.org", nr, &n, &err));
	assert_int_equal(n, 1);
	ok(kua_desk_add(f->d, &s, "Anna", NULL, &err));
	kua_desk_rollback(f->d);
	ok(kua_desk_by_address(f->d, "aigul@example.org", nr, &n, &err));
	assert_int_equal(n, 0);
	(void)sign(f, "Bolat Nurbekov", "aigul@example.org");
	open_desk(f, KUA_READ);
	ok(kua_desk_by_address(f->d, "aigul@example.org", nr, &n, &err));
	assert_int_equal(n, 1);
}

static int64_t erased(struct fixture *f)
{
	struct kua_error err;
	struct kua_totals t;
	ok(kua_desk_totals(f->d, &t, &err));
	return t.state[KUA_ERASED];
}

static void what_is_erased_stays_erased(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	struct kua_signature s = {.name = "Aigul Nurbekova", .email = "AIGUL@example.org"};
	size_t n = 0;
	bool was = true;
	int64_t nr = sign(f, "Aigul Nurbekova", "aigul@example.org"), later;
	(void)sign(f, "Marat Ospanov", NULL);
	kua_desk_close(f->d);
	f->d = NULL;
	copy(f->path, f->copy);
	open_desk(f, KUA_WRITE);
	ok(kua_desk_was_erased(f->d, &s, &was, &err));
	assert_false(was);
	ok(kua_desk_erase(f->d, nr, "Anna", "2026-05-02", &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(erased(f), 1);
	ok(kua_desk_was_erased(f->d, &s, &was, &err));
	assert_true(was); /* nor is she imported again */
	kua_desk_close(f->d);
	f->d = NULL;

	copy(f->copy, f->path); /* the copy from before is put back */
	open_desk(f, KUA_READ);
	assert_int_equal(kua_desk_erased_again(f->d), 1);
	assert_int_equal(erased(f), 1);
	assert_int_equal(kua_desk_row(f->d, nr, f->a, &s, &err), KUA_USE);
	open_desk(f, KUA_WRITE);
	assert_int_equal(kua_desk_erased_again(f->d), 1);
	ok(kua_desk_row(f->d, nr, f->a, &s, &err));
	assert_null(s.name);
	assert_int_equal(s.state, KUA_ERASED);
	open_desk(f, KUA_WRITE);
	assert_int_equal(kua_desk_erased_again(f->d), 0); /* once is enough */
	later = sign(f, "Aigul Nurbekova", "aigul@example.org"); /* she may sign again herself, and is not erased for it */
	open_desk(f, KUA_WRITE);
	ok(kua_desk_row(f->d, later, f->a, &s, &err));
	assert_string_equal(s.name, "Aigul Nurbekova");
}

static void a_lost_list_is_made_again(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	size_t n;
	int64_t nr = sign(f, "Aigul Nurbekova", NULL);
	kua_desk_close(f->d);
	f->d = NULL;
	copy(f->path, f->copy);
	open_desk(f, KUA_WRITE);
	ok(kua_desk_erase(f->d, nr, "Anna", "2026-05-02", &n, &err));
	assert_int_equal(unlink(f->list), 0);
	open_desk(f, KUA_WRITE);
	assert_int_equal(access(f->list, F_OK), 0);
	kua_desk_close(f->d);
	f->d = NULL;
	copy(f->copy, f->path);
	open_desk(f, KUA_WRITE);
	assert_int_equal(erased(f), 1);
	kua_desk_close(f->d);
	f->d = NULL;
	int fd = open(f->list, O_WRONLY | O_APPEND);
	ok(kua_write_all(fd, "abc", 3, &err)); /* the program was killed while it wrote: nothing was acknowledged */
	open_desk(f, KUA_WRITE);
	kua_desk_close(f->d);
	f->d = NULL;
	ok(kua_write_all(fd, "\n", 1, &err)); /* but a whole line that is none is damage */
	(void)close(fd);
	assert_int_equal(kua_desk_open(f->path, KUA_WRITE, data_dir(), secret, NULL, &f->d, &err), KUA_DATA);
	assert_non_null(strstr(err.text, ".erased:"));
}

static void erasing_takes_the_duplicates_along(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	struct kua_signature s;
	size_t n = 0;
	int64_t first = sign(f, "Aigul Nurbekova", NULL), second = sign(f, "Айгуль Нурбекова", NULL);
	(void)sign(f, "Marat Ospanov", NULL);
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_row(f->d, second, f->a, &s, &err));
	ok(kua_signature_change(&s, KUA_DUPLICATE, &(struct kua_sign_change){.day = "2026-05-01", .who = "Anna"}, f->a, &err));
	s.of = first;
	ok(kua_desk_save(f->d, &s, &err));
	ok(kua_desk_commit(f->d, &err));
	ok(kua_desk_erase(f->d, second, "Anna", "2026-05-02", &n, &err));
	assert_int_equal(n, 2);
	assert_int_equal(erased(f), 2);
	assert_int_equal(kua_desk_erase(f->d, second, "Anna", "2026-05-02", &n, &err), KUA_USE);
	assert_int_equal(kua_desk_erase(f->d, 99, "Anna", "2026-05-02", &n, &err), KUA_USE);
}

static bool is_open(struct fixture *f, const char *today)
{
	struct kua_error err;
	bool open = false;
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_is_open(f->d, today, &open, &err));
	ok(kua_desk_commit(f->d, &err));
	return open;
}

static void what_another_program_changed_stays(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	struct kua_desk *other = NULL;
	assert_true(is_open(f, "2026-05-01"));
	ok(kua_desk_open(f->path, KUA_WRITE, data_dir(), secret, NULL, &other, &err));
	struct kua_petition p = *kua_desk_petition(other);
	p.sheets = 7;
	p.closes = "2026-05-20";
	ok(kua_desk_begin(other, &err));
	ok(kua_desk_set_petition(other, &p, &err));
	ok(kua_desk_commit(other, &err));
	assert_false(is_open(f, "2026-05-21")); /* writes that the day was seen, and nothing else */
	assert_int_equal(kua_desk_petition(f->d)->sheets, 7);
	p.sheets = 8;
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_set_petition(f->d, &p, &err));
	kua_desk_rollback(f->d);
	ok(kua_desk_begin(f->d, &err));
	assert_int_equal(kua_desk_petition(f->d)->sheets, 7);
	kua_desk_rollback(f->d);
	kua_desk_close(other);
}

static void nobody_is_a_duplicate_of_who_never_confirmed(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	struct kua_names *names = NULL;
	struct kua_found_twin *twins = NULL;
	size_t n = 0;
	struct kua_signature s = {.name = "Aigul Nurbekova", .email = "aigul@exampel.org", .place = "Almaty", .born = 1980, .day = "2026-05-01", .how = "form"};
	ok(kua_names_load(data_dir(), &names, &err));
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_add(f->d, &s, "form", NULL, &err)); /* pending: the address was mistyped */
	s.email = "aigul@example.org";
	s.state = KUA_CONFIRMED;
	ok(kua_desk_add(f->d, &s, "form", NULL, &err));
	ok(kua_desk_check(f->d, names, NULL, &twins, &n, &err));
	assert_int_equal(n, 0);
	free(twins);
	s.email = NULL;
	s.state = KUA_COUNTED; /* whoever was published stays, though another came first */
	ok(kua_desk_add(f->d, &s, "form", NULL, &err));
	ok(kua_desk_check(f->d, names, NULL, &twins, &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(twins[0].row, 2);
	assert_int_equal(twins[0].of, 3);
	kua_desk_rollback(f->d);
	free(twins);
	kua_names_free(names);
}

static void a_clock_that_jumps_reopens_nothing(void **state)
{
	struct kua_error err;
	struct fixture *f = *state;
	assert_true(is_open(f, "2026-05-01"));
	assert_true(is_open(f, "1970-01-01"));
	assert_true(is_open(f, "2026-06-01")); /* the last day is one */
	assert_false(is_open(f, "2026-06-02"));
	assert_false(is_open(f, "2026-05-01"));
	open_desk(f, KUA_WRITE);
	assert_false(is_open(f, "1970-01-01"));
	struct kua_petition p = *kua_desk_petition(f->d); /* a person says otherwise */
	p.closes = "2026-07-01";
	p.seen = NULL;
	ok(kua_desk_begin(f->d, &err));
	ok(kua_desk_set_petition(f->d, &p, &err));
	ok(kua_desk_commit(f->d, &err));
	assert_true(is_open(f, "2026-06-15"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN(t) cmocka_unit_test_setup_teardown(t, start, end)
		IN(who_takes_the_file_learns_nothing), IN(an_address_is_found_in_any_spelling), IN(what_is_erased_stays_erased),
		IN(who_signs_is_found_before_it_is_committed),
		IN(a_lost_list_is_made_again), IN(erasing_takes_the_duplicates_along), IN(a_clock_that_jumps_reopens_nothing),
		IN(what_another_program_changed_stays), IN(nobody_is_a_duplicate_of_who_never_confirmed),
#undef IN
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
