/*
 * test_faults.c - each write, sync, cut, shared-memory mapping and read fails once, one after the other: the answer is
 * success or a clear line, never a crash; what was acknowledged is there, and what is there is whole.
 *
 * SQLite reaches the disk through a VFS. The one here hands everything on to the real one and counts; call number
 * `failing` fails.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"

struct shim_file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs shim, *real_vfs;
static sqlite3_io_methods methods;
static long calls, failing; /* failing 0: none */
static int fault;           /* what the failing call gives */
static bool reads_too;

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct shim_file *)(void *)f)->real;
}

static bool fails_now(void)
{
	return ++calls == failing;
}

static int shim_close(sqlite3_file *f)
{
	sqlite3_file *r = real_of(f);
	return r->pMethods ? r->pMethods->xClose(r) : SQLITE_OK;
}

static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	if (reads_too && fails_now())
		return SQLITE_IOERR_READ;
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (fails_now()) {
		if (n > 1) /* half of it got there */
			(void)real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
		return fault;
	}
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return fails_now() ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), n);
}

static int shim_sync(sqlite3_file *f, int flags)
{
	(void)f, (void)flags;
	return fails_now() ? SQLITE_IOERR_FSYNC : SQLITE_OK; /* nothing here loses power: waiting for the disk would show nothing */
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), n);
}

static int shim_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int shim_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int shim_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int shim_device(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int shim_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	return fails_now() ? SQLITE_IOERR_SHMMAP : real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, p);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void shim_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int shim_shm_unmap(sqlite3_file *f, int drop)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), drop);
}

static int shim_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	struct shim_file *s = (void *)f;
	(void)v;
	s->real = (sqlite3_file *)(void *)(s + 1);
	memset(s->real, 0, (size_t)real_vfs->szOsFile);
	int rc = fails_now() ? SQLITE_CANTOPEN : real_vfs->xOpen(real_vfs, name, s->real, flags, out);
	s->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

static int shim_delete(sqlite3_vfs *v, const char *name, int sync)
{
	(void)v;
	return fails_now() ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, name, sync);
}

static int shim_start(void **state)
{
	(void)state;
	real_vfs = sqlite3_vfs_find(NULL);
	shim = *real_vfs;
	shim.zName = "shim";
	shim.szOsFile = (int)sizeof(struct shim_file) + real_vfs->szOsFile;
	shim.xOpen = shim_open;
	shim.xDelete = shim_delete;
	methods = (sqlite3_io_methods){2, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_size, shim_lock,
	                               shim_unlock, shim_reserved, shim_control, shim_sector, shim_device, shim_shm_map,
	                               shim_shm_lock, shim_shm_barrier, shim_shm_unmap, NULL, NULL};
	return sqlite3_vfs_register(&shim, 1);
}

static int shim_stop(void **state)
{
	(void)state;
	return sqlite3_vfs_unregister(&shim);
}

/* ---- the work during which something fails ---- */

struct work {
	struct fixture *f;
	int acknowledged; /* documents whose commit succeeded */
};

static enum kua_code add(struct work *w, struct kua_casebook *cb, int i)
{
	struct fixture *f = w->f;
	struct kua_document d = {.name = "n", .origin = "o", .received_at = NOW, .received_by = "Aigul"};
	bool known;
	const char *text = kua_arena_printf(f->a, "document %d %05000d", i, i);
	enum kua_code code = kua_casebook_begin(cb, &f->err);
	if (code == KUA_OK)
		code = kua_casebook_keep(cb, text, strlen(text), &d, f->a, &known, &f->err);
	struct kua_item it = item(f, &d, 1, "T", text);
	if (code == KUA_OK)
		code = kua_casebook_put(cb, KUA_ITEM, &it, &f->err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, &f->err);
	else
		kua_casebook_rollback(cb);
	w->acknowledged += code == KUA_OK;
	return code;
}

/* Open, add two documents, whatever happened to the first; search; close. The first failure. */
static enum kua_code work(struct work *w)
{
	struct fixture *f = w->f;
	struct kua_casebook *cb = NULL;
	struct kua_hit *hits;
	size_t n;
	enum kua_code code = kua_casebook_open(f->path, KUA_WRITE, &cb, &f->err), next;
	if (code != KUA_OK)
		return code;
	for (int i = 1; i <= 2; i++)
		if ((next = add(w, cb, i)) != KUA_OK && code == KUA_OK)
			code = next;
	if ((next = search_items(cb, "document", 5, f->a, &hits, &n, &f->err)) != KUA_OK && code == KUA_OK)
		code = next;
	kua_casebook_close(cb);
	return code;
}

static void check(struct fixture *f, int acknowledged)
{
	failing = 0;
	reopen(f, KUA_WRITE);
	int64_t n = count(f, KUA_DOCUMENT);
	struct kua_document *docs;
	size_t n_docs;
	assert_true(n >= acknowledged && n <= 2);
	assert_int_equal(count(f, KUA_ITEM), n);
	assert_int_equal(journal_checked(f), n + 1);
	ok(kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, f->a, (void **)&docs, &n_docs, &f->err));
	for (size_t i = 0; i < n_docs; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		ok(kua_casebook_bytes(f->cb, docs[i].id, &b, &f->err));
		kua_buf_free(&b);
	}
	kua_casebook_close(f->cb);
	f->cb = NULL;
}

static void fail_each_call(struct fixture *f)
{
	struct kua_buf empty = KUA_BUF_INIT;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	file_read(f->path, &empty);
	for (long k = 1, told = 0;; k++) {
		struct work w = {f, 0};
		(void)unlink(kua_arena_printf(f->a, "%s-wal", f->path));
		(void)unlink(kua_arena_printf(f->a, "%s-shm", f->path));
		file_write(f->path, empty.data, empty.len);
		calls = 0;
		failing = k;
		enum kua_code code = work(&w);
		bool reached = calls >= k;
		if (code != KUA_OK) {
			assert_int_equal(code, KUA_WORLD);
			assert_non_null(strstr(f->err.text, f->path));
			told++;
		} else {
			assert_int_equal(w.acknowledged, 2);
		}
		check(f, w.acknowledged);
		if (!reached) {
			print_message("%ld calls failed, one at a time; %ld were told\n", k - 1, told);
			assert_true(told > 20);
			break;
		}
	}
	kua_buf_free(&empty);
}

static void each_write_fails(void **state)
{
	fault = SQLITE_IOERR_WRITE;
	reads_too = false;
	fail_each_call(*state);
}

static void each_write_finds_the_disk_full(void **state)
{
	fault = SQLITE_FULL;
	reads_too = false;
	fail_each_call(*state);
}

static void each_read_fails(void **state)
{
	fault = SQLITE_IOERR_WRITE;
	reads_too = true;
	fail_each_call(*state);
}

/* A new casebook is whole or not there. */
static void each_call_fails_while_one_is_made(void **state)
{
	struct fixture *f = *state;
	const char *path = kua_arena_printf(f->a, "%s/b.kua", f->folder);
	fault = SQLITE_FULL;
	reads_too = true;
	for (long k = 1;; k++) {
		calls = 0;
		failing = k;
		enum kua_code code = kua_casebook_new(path, "Aigul", NOW, &f->err);
		bool reached = calls >= k;
		failing = 0;
		assert_int_equal(access(path, F_OK) == 0, code == KUA_OK);
		if (code != KUA_OK) {
			assert_int_equal(code, KUA_WORLD);
			assert_non_null(strstr(f->err.text, path));
			continue;
		}
		struct kua_casebook *cb;
		int64_t n;
		ok(kua_casebook_open(path, KUA_WRITE, &cb, &f->err));
		ok(kua_journal_check(cb, &n, &f->err));
		kua_casebook_close(cb);
		assert_int_equal(unlink(path), 0);
		if (!reached) {
			print_message("%ld calls failed, one at a time\n", k - 1);
			break;
		}
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_write_fails),
		T(each_write_finds_the_disk_full),
		T(each_read_fails),
		T(each_call_fails_while_one_is_made),
	};
	return cmocka_run_group_tests(tests, shim_start, shim_stop);
}
