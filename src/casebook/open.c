/*
 * open.c - making, opening and closing a casebook; transactions.
 *
 * A new casebook is made under another name and renamed when it is whole, so that no half-made one is ever seen.
 *
 * Opening trusts nothing: the header is read through SQLite's own file handle (closing a descriptor of our own would
 * drop the locks this process holds on the file), then the schema is compared before anything is read from it.
 * A casebook that may be read but whose folder may not be written has nowhere to put the -shm file that WAL needs; it
 * is read as an immutable file, provided that no changes wait in a -wal file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

#include "casebook/internal.h"
#include "custody/lock.h"

enum { HEADER = 100 };

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Bytes in the file beside the casebook with this ending; 0 where it is missing. */
static off_t size_beside(const char *path, const char *ending)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct stat st;
	kua_buf_str(&b, path);
	kua_buf_str(&b, ending);
	off_t size = stat(b.data, &st) == 0 ? st.st_size : 0;
	kua_buf_free(&b);
	return size;
}

/* A file: address, so that no path is taken for something else (":memory:", "file:..."). */
static void uri(struct kua_buf *b, const char *path, bool immutable)
{
	kua_buf_str(b, *path == '/' ? "file://" : "file:./");
	for (const unsigned char *p = (const unsigned char *)path; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("/._-", *p))
			kua_buf_char(b, (char)*p);
		else
			kua_buf_printf(b, "%%%02X", *p);
	if (immutable)
		kua_buf_str(b, "?immutable=1");
}

/* ---- one connection ---- */

const struct cb_file cb_casebook = {
	.name = "casebook",
	.application_id = CB_APPLICATION_ID,
	.version = CB_SCHEMA_VERSION,
	.older = "add its documents to a new casebook",
	.schema = cb_schema,
};

static struct kua_casebook *casebook_new(const char *path, const struct cb_file *kind, enum kua_mode mode)
{
	struct kua_casebook *cb = kua_calloc(1, sizeof *cb);
	cb->kind = kind;
	cb->path = kua_strdup(path);
	cb->mode = mode;
	cb->max_bytes = CB_MAX_BYTES;
	cb->sql = kua_intern_new();
	return cb;
}

static void disconnect(struct kua_casebook *cb)
{
	cb_finalize(cb);
	kua_intern_free(cb->sql);
	cb->sql = kua_intern_new();
	memset(cb->put, 0, sizeof cb->put);
	(void)sqlite3_close(cb->db);
	cb->db = NULL;
}

void kua_casebook_close(struct kua_casebook *cb)
{
	if (!cb)
		return;
	kua_casebook_rollback(cb);
	disconnect(cb);
	kua_intern_free(cb->sql);
	(void)ZSTD_freeCCtx(cb->packer);
	(void)ZSTD_freeDCtx(cb->unpacker);
	free(cb->path);
	free(cb);
}

void cb_wait(struct kua_casebook *cb, int ms)
{
	(void)sqlite3_busy_timeout(cb->db, ms);
}

/* What a file may make SQLite do. */
static void confine(sqlite3 *db)
{
	static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW,
	                          SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
	                          SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_WRITABLE_SCHEMA};
	static const struct {
		int what, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, CB_MAX_RECORD}, {SQLITE_LIMIT_SQL_LENGTH, 100000},
		{SQLITE_LIMIT_COLUMN, 100},           {SQLITE_LIMIT_EXPR_DEPTH, 50},
		{SQLITE_LIMIT_COMPOUND_SELECT, 5},    {SQLITE_LIMIT_VDBE_OP, 25000},
		{SQLITE_LIMIT_FUNCTION_ARG, 16},      {SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100}, {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 5},      {SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	for (size_t i = 0; i < sizeof off / sizeof *off; i++)
		(void)sqlite3_db_config(db, off[i], 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		(void)sqlite3_limit(db, limits[i].what, limits[i].most);
}

static enum kua_code connect_to(struct kua_casebook *cb, const char *path, bool immutable, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE |
	            (cb->mode == KUA_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	uri(&b, path, immutable);
	int rc = sqlite3_open_v2(b.data, &cb->db, flags, NULL);
	kua_buf_free(&b);
	if (rc != SQLITE_OK)
		return cb_fail(cb, err);
	if (cb->mode == KUA_WRITE && sqlite3_db_readonly(cb->db, "main") == 1)
		return kua_fail(err, KUA_WORLD, "%s: may not be written; look at its permissions", cb->path);
	confine(cb->db);
	cb_wait(cb, CB_WAIT_MS);
	return KUA_OK;
}

/* ---- is it a casebook? ---- */

static enum kua_code header_read(struct kua_casebook *cb, unsigned char h[HEADER], int64_t *size, struct kua_error *err)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 n = 0;
	memset(h, 0, HEADER);
	(void)sqlite3_file_control(cb->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (!file || !file->pMethods)
		return kua_fail(err, KUA_WORLD, "%s: cannot be opened", cb->path);
	int rc = file->pMethods->xFileSize(file, &n);
	if (rc == SQLITE_OK && n > 0)
		rc = file->pMethods->xRead(file, h, HEADER, 0);
	if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
		return kua_fail(err, KUA_WORLD, "%s: cannot be read", cb->path);
	*size = n;
	return KUA_OK;
}

static enum kua_code header_check(struct kua_casebook *cb, int64_t *promised, int64_t *size, struct kua_error *err)
{
	unsigned char h[HEADER];
	enum kua_code code = header_read(cb, h, size, err);
	if (code != KUA_OK)
		return code;
	if (*size == 0)
		return kua_fail(err, KUA_DATA, "%s: not a %s (the file is empty)", cb->path, cb->kind->name);
	if (memcmp(h, "SQLite format 3", 16) != 0)
		return kua_fail(err, KUA_DATA, "%s: not a %s", cb->path, cb->kind->name);
	if (*size < HEADER)
		return kua_fail(err, KUA_DATA, "%s: cut short after %lld bytes; go on with a copy from a backup", cb->path,
		                (long long)*size);
	if (big_endian(h + 68) != cb->kind->application_id)
		return kua_fail(err, KUA_DATA, "%s: not a %s (another program's database)", cb->path, cb->kind->name);
	if (big_endian(h + 60) > cb->kind->version)
		return kua_fail(err, KUA_DATA, "%s: made by a newer kua (layout %u, this one knows %u); use that one", cb->path,
		                (unsigned)big_endian(h + 60), cb->kind->version);
	if (big_endian(h + 60) == 0)
		return kua_fail(err, KUA_DATA, "%s: not a %s (no layout version)", cb->path, cb->kind->name);
	if (big_endian(h + 60) < cb->kind->version)
		return kua_fail(err, KUA_DATA, "%s: made by an older kua (layout %u, this one knows %u); %s", cb->path,
		                (unsigned)big_endian(h + 60), cb->kind->version, cb->kind->older);
	int64_t page = h[16] << 8 | h[17];
	*promised = (page == 1 ? 65536 : page) * (int64_t)big_endian(h + 28);
	return KUA_OK;
}

/* The first read: of the schema. A file cut short shows here, and is told from other damage by its size. */
static enum kua_code content_check(struct kua_casebook *cb, struct kua_error *err)
{
	int64_t promised = 0, size = 0;
	enum kua_code code = header_check(cb, &promised, &size, err);
	if (code != KUA_OK)
		return code;
	code = cb_exec(cb, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; "
	               "PRAGMA recursive_triggers=ON; " /* or REPLACE would delete unseen by the trigger */
	               "PRAGMA cache_size=-65536; PRAGMA synchronous=FULL", err);
	if (code == KUA_OK)
		code = cb_schema_check(cb, err);
	/* what waits in the -wal file may make up for what the file lacks */
	if ((code == KUA_OK || code == KUA_DATA) && size < promised && size_beside(cb->path, "-wal") == 0)
		return kua_fail(err, KUA_DATA, "%s: cut short: %lld bytes of %lld are there; go on with a copy from a backup",
		                cb->path, (long long)size, (long long)promised);
	return code;
}

static enum kua_code write_mode(struct kua_casebook *cb, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "PRAGMA journal_mode=WAL", err);
	if (!s)
		return err->code;
	bool row;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && (!row || strcmp((const char *)sqlite3_column_text(s, 0), "wal") != 0))
		code = kua_fail(err, KUA_WORLD, "%s: this file system cannot hold a %s safely (no shared memory); "
		                "move it to a local disk", cb->path, cb->kind->name);
	cb_give(cb, s);
	return code != KUA_OK ? code : cb_exec(cb, "PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=67108864", err);
}

/* After a failed first read: was it only for want of a place for the -shm file? */
static enum kua_code read_immutable(struct kua_casebook *cb, struct kua_error *err)
{
	if (size_beside(cb->path, "-wal") > 0)
		return kua_fail(err, KUA_WORLD, "%s: changes wait in %s-wal and the folder may not be written; copy both files "
		                "to a folder of your own", cb->path, cb->path);
	disconnect(cb);
	enum kua_code code = connect_to(cb, cb->path, true, err);
	return code == KUA_OK ? content_check(cb, err) : code;
}

static enum kua_code path_check(const char *path, const char *kind, struct kua_error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return kua_fail(err, errno == ENOENT || errno == ENOTDIR ? KUA_USE : KUA_WORLD, "%s: %s%s", path,
		                errno == ENOENT ? "no such " : "", errno == ENOENT ? kind : strerror(errno));
	if (!S_ISREG(st.st_mode))
		return kua_fail(err, KUA_USE, "%s: not a file, so not a %s", path, kind);
	return KUA_OK;
}

enum kua_code cb_open(const char *path, const struct cb_file *kind, enum kua_mode mode, struct kua_casebook **out, struct kua_error *err)
{
	enum kua_code code = path_check(path, kind->name, err);
	if (code != KUA_OK)
		return code;
	struct kua_casebook *cb = casebook_new(path, kind, mode);
	code = connect_to(cb, path, false, err);
	if (code == KUA_OK)
		code = content_check(cb, err);
	int why = cb->db ? sqlite3_errcode(cb->db) & 0xff : 0;
	if (code == KUA_WORLD && mode == KUA_READ && (why == SQLITE_CANTOPEN || why == SQLITE_READONLY))
		code = read_immutable(cb, err);
	if (code == KUA_OK && mode == KUA_WRITE)
		code = write_mode(cb, err);
	if (code == KUA_OK)
		*out = cb;
	else
		kua_casebook_close(cb);
	return code;
}

enum kua_code kua_casebook_open(const char *path, enum kua_mode mode, struct kua_casebook **out, struct kua_error *err)
{
	return cb_open(path, &cb_casebook, mode, out, err);
}

/* ---- a new one ---- */

static enum kua_code fill_all(struct kua_casebook *cb, cb_fill_fn *fill, void *ctx, struct kua_error *err)
{
	struct kua_buf sql = KUA_BUF_INIT;
	enum kua_code code = kua_casebook_begin(cb, err);
	cb->kind->schema(&sql);
	kua_buf_printf(&sql, "PRAGMA application_id=%u; PRAGMA user_version=%u", cb->kind->application_id, cb->kind->version);
	if (code == KUA_OK)
		code = cb_exec(cb, sql.data, err);
	if (code == KUA_OK)
		code = fill(cb, ctx, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, err);
	kua_buf_free(&sql);
	return code == KUA_OK ? write_mode(cb, err) : code;
}

static enum kua_code exists(const char *path, struct kua_error *err)
{
	return kua_fail(err, KUA_USE, "%s: is there already and stays as it is", path);
}

/* Give the finished file its name, unless something has it. */
static enum kua_code take_name(const char *made, const char *path, struct kua_error *err)
{
	/* link fails where the name is taken; a file system without links (FAT) has renameat2 */
	if (link(made, path) == 0)
		(void)unlink(made);
	else if (errno != EEXIST && renameat2(AT_FDCWD, made, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		errno = 0;
	else if (errno == EEXIST)
		return exists(path, err);
	else
		return kua_fail(err, KUA_WORLD, "%s: cannot be made: %s", path, strerror(errno));
	char *folder = kua_strdup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd >= 0) { /* so that the name survives a loss of power as well as the file */
		(void)fsync(fd);
		(void)close(fd);
	}
	return KUA_OK;
}

static enum kua_code make(const char *made, const char *path, const struct cb_file *kind, cb_fill_fn *fill, void *ctx, struct kua_error *err)
{
	struct kua_casebook *cb = casebook_new(path, kind, KUA_WRITE);
	enum kua_code code = connect_to(cb, made, false, err);
	if (code == KUA_OK)
		code = fill_all(cb, fill, ctx, err);
	kua_casebook_close(cb);
	return code == KUA_OK ? take_name(made, path, err) : code;
}

enum kua_code cb_new(const char *path, const struct cb_file *kind, cb_fill_fn *fill, void *ctx, struct kua_error *err)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return exists(path, err);
	/* SQLite would play what is left of another casebook into the new one */
	if (size_beside(path, "-wal") > 0 || size_beside(path, "-journal") > 0)
		return kua_fail(err, KUA_USE, "%s: %s-wal or %s-journal is left from another %s; move it away first", path,
		                path, path, kind->name);
	struct kua_buf made = KUA_BUF_INIT;
	kua_buf_printf(&made, "%s.new-%ld", path, (long)getpid());
	enum kua_code code = KUA_OK;
	int fd = open(made.data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		code = kua_fail(err, errno == ENOENT || errno == ENOTDIR ? KUA_USE : KUA_WORLD, "%s: cannot be made: %s", path,
		                strerror(errno));
	} else {
		(void)close(fd);
		code = make(made.data, path, kind, fill, ctx, err);
		if (code != KUA_OK)
			(void)unlink(made.data);
	}
	kua_buf_free(&made);
	return code;
}

enum { RANDOM = 16 }; /* bytes */

struct founder {
	const char *who, *now;
};

/* The seal of the first entry is the casebook's secret: numbers that stand for people who may not be named are made of it. By whom and when a casebook
 * was made others may know, so something that nobody knows goes in. */
static enum kua_code first_entry(struct kua_casebook *cb, void *ctx, struct kua_error *err)
{
	const struct founder *f = ctx;
	unsigned char random[RANDOM];
	struct kua_buf b = KUA_BUF_INIT;
	int64_t entry;
	kua_random(random, sizeof random);
	kua_buf_str(&b, ",\"random\":\"");
	for (size_t i = 0; i < sizeof random; i++)
		kua_buf_printf(&b, "%02x", random[i]);
	kua_buf_char(&b, '"');
	enum kua_code code = cb_journal_add(cb, f->who, f->now, "new", &b, &entry, err);
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_casebook_new(const char *path, const char *who, const char *now, struct kua_error *err)
{
	if (cb_who_when(who, now, err) != KUA_OK)
		return err->code;
	return cb_new(path, &cb_casebook, first_entry, &(struct founder){who, now}, err);
}

/* ---- transactions ---- */

enum kua_code kua_casebook_begin(struct kua_casebook *cb, struct kua_error *err)
{
	if (cb->begun)
		return kua_fail(err, KUA_BUG, "%s: a transaction inside a transaction", cb->path);
	enum kua_code code = cb_exec(cb, cb->mode == KUA_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
	cb->begun = code == KUA_OK;
	cb->broken = cb->reading = cb->touched = false;
	return code;
}

enum kua_code kua_casebook_hold(struct kua_casebook *cb, struct kua_error *err)
{
	int64_t n;
	if (cb->begun)
		return kua_fail(err, KUA_BUG, "%s: a transaction inside a transaction", cb->path);
	enum kua_code code = cb_exec(cb, "BEGIN", err);
	cb->begun = cb->reading = code == KUA_OK;
	cb->broken = cb->touched = false;
	if (code == KUA_OK) /* what is seen is what the first read sees */
		code = cb_number(cb, "SELECT max(entry) FROM journal", NULL, &n, err);
	if (code != KUA_OK)
		kua_casebook_rollback(cb);
	return code;
}

/* ---- what was written since ---- */

enum kua_code kua_casebook_state(struct kua_casebook *cb, struct kua_state *out, struct kua_error *err)
{
	enum kua_code code = cb_number(cb, "SELECT max(entry) FROM journal", NULL, &out->entry, err);
	return code == KUA_OK ? cb_number(cb, "SELECT value FROM setting WHERE key = 'rows'", NULL, &out->rows, err) : code;
}

static enum kua_code count_writing(struct kua_casebook *cb, struct kua_error *err)
{
	cb->touched = false;
	return cb_exec(cb, "INSERT INTO setting (key, value) VALUES ('rows', '1') "
	               "ON CONFLICT (key) DO UPDATE SET value = CAST(value + 1 AS TEXT)", err);
}

enum kua_code kua_casebook_commit(struct kua_casebook *cb, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	if (cb->mode == KUA_WRITE || !cb->begun)
		code = cb_may_write(cb, err);
	if (code == KUA_OK && cb->touched)
		code = count_writing(cb, err);
	if (code == KUA_OK)
		code = cb_exec(cb, "COMMIT", err);
	if (code == KUA_OK)
		cb->begun = false;
	else
		kua_casebook_rollback(cb);
	return code;
}

void kua_casebook_rollback(struct kua_casebook *cb)
{
	struct kua_error ignored;
	if (cb->begun && !sqlite3_get_autocommit(cb->db))
		(void)cb_exec(cb, "ROLLBACK", &ignored);
	cb->begun = cb->reading = false;
}
