/* test_damage.c - files that are no casebook, casebooks that were cut, changed, or made to do harm. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"

static void refused(struct fixture *f, const char *words)
{
	static const enum kua_mode modes[] = {KUA_READ, KUA_WRITE};
	for (size_t i = 0; i < 2; i++) {
		struct kua_casebook *cb = NULL;
		fails(kua_casebook_open(f->path, modes[i], &cb, &f->err), KUA_DATA, words);
		assert_null(cb);
		assert_non_null(strstr(f->err.text, f->path));
	}
}

/* Some documents and records, all in the one file. */
static void fill(struct fixture *f, struct kua_buf *whole)
{
	struct kua_buf text = KUA_BUF_INIT;
	uint32_t x = 1;
	ok(kua_casebook_begin(f->cb, &f->err));
	for (int i = 0; i < 60; i++) {
		kua_buf_clear(&text);
		for (int k = 0; k < 300; k++)
			kua_buf_printf(&text, "%x ", (unsigned)((x = x * 1664525u + 1013904223u) >> 8));
		struct kua_document d = keep(f, text.data, kua_arena_printf(f->a, "%d.txt", i));
		struct kua_item it = item(f, &d, 1, "T", "a short text");
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	ok(kua_casebook_commit(f->cb, &f->err));
	kua_buf_free(&text);
	kua_casebook_close(f->cb);
	f->cb = NULL;
	if (whole)
		file_read(f->path, whole);
}

static void what_is_no_casebook(void **state)
{
	struct fixture *f = *state;
	static const char *const contents[] = {"", "a letter", "SQLite format 4 is what this file is in", "PK\3\4", "\x7f""ELF"};
	kua_casebook_close(f->cb);
	f->cb = NULL;
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
		file_write(f->path, contents[i], strlen(contents[i]));
		refused(f, "not a casebook");
	}
	char zeros[8192] = {0};
	file_write(f->path, zeros, sizeof zeros);
	refused(f, "not a casebook");
}

/* The layout's number as the file says it: bytes 60 to 63 (the SQLite file format, 1.3). */
static int layout_of(const char *path)
{
	unsigned char b[4] = {0};
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0 && pread(fd, b, sizeof b, 60) == sizeof b);
	close(fd);
	return b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static void another_programs_database(void **state)
{
	struct fixture *f = *state;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	int layout = layout_of(f->path);
	assert_int_equal(unlink(f->path), 0);
	tamper(f, "CREATE TABLE journal (entry, body, seal); INSERT INTO journal VALUES (1, 2, 3)");
	refused(f, "not a casebook (another program's database)");
	tamper(f, kua_arena_printf(f->a, "PRAGMA user_version=%d; PRAGMA application_id=0x4b756131", layout));
	refused(f, "its tables are not those it makes");
}

static void versions(void **state)
{
	struct fixture *f = *state;
	int layout = layout_of(f->path);
	tamper(f, kua_arena_printf(f->a, "PRAGMA user_version=%d", layout + 1));
	refused(f, "made by a newer kua");
	tamper(f, "PRAGMA user_version=-1");
	refused(f, "made by a newer kua");
	tamper(f, "PRAGMA user_version=0");
	refused(f, "no layout version");
	tamper(f, kua_arena_printf(f->a, "PRAGMA user_version=%d", layout - 1));
	refused(f, "made by an older kua");
	tamper(f, kua_arena_printf(f->a, "PRAGMA user_version=%d", layout));
	reopen(f, KUA_READ);
}

/* Whatever is added to the schema, taken from it or changed in it. */
static void a_schema_that_does_something(void **state)
{
	struct fixture *f = *state;
	static const char *const changes[] = {
		"CREATE TRIGGER evil AFTER INSERT ON document BEGIN DELETE FROM setting; END",
		"CREATE TRIGGER search_evil AFTER INSERT ON search_data BEGIN DELETE FROM setting; END",
		"CREATE VIEW evil AS SELECT * FROM document",
		"CREATE TABLE evil (x)",
		"CREATE TABLE search_evil (x)",
		"CREATE INDEX evil ON document (name)",
		"CREATE INDEX evil ON figure (id) WHERE abs(low) > 1",
		"CREATE VIRTUAL TABLE evil USING fts5(x)",
		"ALTER TABLE figure ADD COLUMN evil INTEGER AS (abs(low))",
		"ALTER TABLE figure RENAME COLUMN quote TO quoth",
		"DROP TRIGGER journal_no_delete",
		"DROP TABLE voice",
		"DROP TABLE voice; CREATE VIEW voice AS SELECT * FROM document",
		"DROP TABLE search",
		"DROP TABLE journal; CREATE TABLE journal (entry INTEGER PRIMARY KEY, body TEXT, seal TEXT)",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE ''search_data''(id INTEGER PRIMARY KEY, "
		"block BLOB) --' WHERE name = 'voice'",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE search_config USING fts5(x)' "
		"WHERE name = 'search_config'",
		"PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE name = 'journal_no_update'",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET tbl_name = 'document' WHERE name = 'voice'",
		"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'garbage' WHERE name = 'voice'",
	};
	struct kua_buf whole = KUA_BUF_INIT;
	fill(f, &whole);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		file_write(f->path, whole.data, whole.len);
		tamper(f, changes[i]);
		refused(f, "");
	}
	file_write(f->path, whole.data, whole.len);
	reopen(f, KUA_READ);
	kua_buf_free(&whole);
}

static void cut_short(void **state)
{
	struct fixture *f = *state;
	struct kua_buf whole = KUA_BUF_INIT;
	fill(f, &whole);
	size_t lengths[] = {50,  99,  100,  512,  1000, 4095, 4096, 4097, 8192, 50000, whole.len / 2, whole.len - 4096,
	                    whole.len - 1};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		file_write(f->path, whole.data, lengths[i]);
		refused(f, "cut short");
	}
	file_write(f->path, whole.data, whole.len);
	reopen(f, KUA_READ);
	assert_int_equal(journal_checked(f), 61);
	kua_buf_free(&whole);
}

static enum kua_code visit(void *ctx, const void *record, struct kua_error *err)
{
	(void)record;
	(void)err;
	++*(size_t *)ctx;
	return KUA_OK;
}

/* Use everything; errors are fine, wrong bytes are not. True where something was told. */
static bool use(struct fixture *f, struct kua_casebook *cb)
{
	bool told = false;
	size_t seen = 0;
	int64_t n;
	struct kua_hit *hits;
	size_t n_hits;
	struct kua_document *docs;
	size_t n_docs = 0;
	told |= kua_journal_check(cb, &n, &f->err) != KUA_OK;
	for (int i = 0; i < KUA_SHAPES; i++)
		told |= kua_casebook_each(cb, (enum kua_shape_kind)i, NULL, NULL, NULL, visit, &seen, &f->err) != KUA_OK;
	told |= search_items(cb, "a* b*", 10, f->a, &hits, &n_hits, &f->err) != KUA_OK;
	if (kua_casebook_load(cb, KUA_DOCUMENT, NULL, NULL, f->a, (void **)&docs, &n_docs, &f->err) != KUA_OK)
		return true;
	for (size_t i = 0; i < n_docs; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		char hex[KUA_SHA256_HEX + 1];
		if (kua_casebook_bytes(cb, docs[i].id, &b, &f->err) != KUA_OK) {
			told = true;
		} else {
			kua_sha256(b.data, b.len, hex);
			assert_string_equal(hex, docs[i].sha256);
		}
		kua_buf_free(&b);
	}
	return told;
}

/* One byte changed at many places, evenly over the file: never a crash, never wrong bytes given out as right. */
static void changed_bytes(void **state)
{
	struct fixture *f = *state;
	struct kua_buf whole = KUA_BUF_INIT;
	fill(f, &whole);
	size_t told = 0, n = 0;
	for (size_t at = 7; at < whole.len; at += whole.len / 150) {
		struct kua_casebook *cb = NULL;
		char was = whole.data[at];
		whole.data[at] = (char)(was ^ 0x55);
		file_write(f->path, whole.data, whole.len);
		whole.data[at] = was;
		n++;
		if (kua_casebook_open(f->path, KUA_READ, &cb, &f->err) != KUA_OK) {
			assert_int_equal(f->err.code, KUA_DATA);
			told++;
			continue;
		}
		told += use(f, cb);
		kua_casebook_close(cb);
	}
	/* what goes unseen lies in free space (a new casebook is a hundred pages, nearly empty), or is derived and not sealed */
	print_message("%zu of %zu changes told\n", told, n);
	assert_true(told * 5 > n);
	kua_buf_free(&whole);
}

#define CHANGE_BYTES(set) "DROP TRIGGER bytes_no_update; UPDATE bytes SET " set "; CREATE TRIGGER bytes_no_update " \
	"BEFORE UPDATE ON bytes BEGIN SELECT RAISE(ABORT, 'preserved bytes cannot be changed'); END"

/* Whoever asks for them part by part never gets the last one. */
static void is_not_handed_out(struct fixture *f, const char *id, const char *words)
{
	struct kua_handing *g;
	struct kua_buf part = KUA_BUF_INIT;
	ok(kua_handing_start(f->cb, id, &g, &f->err));
	fails(kua_handing_next(g, f->cb, &part, &f->err), KUA_DATA, words);
	assert_int_equal(part.len, 0);
	kua_handing_end(g);
	kua_buf_free(&part);
}

static void preserved_bytes_that_are_not_those_recorded(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql, *words;
	} changes[] = {
		{CHANGE_BYTES("packed = x'28B52FFD2003190000616263'"), "SHA-256 is not the one recorded"}, /* "abc" */
		{CHANGE_BYTES("packed = x'28B52FFD2003190000'"), "cannot be unpacked"},
		{CHANGE_BYTES("packed = x'00'"), "their length"},
		{CHANGE_BYTES("packed = x''"), "their length"},
		{CHANGE_BYTES("size = 4"), "their length"},
		{CHANGE_BYTES("size = -1"), "their length"},
		{CHANGE_BYTES("size = 9223372036854775807"), "their length"},
		/* a frame that promises 2^62 bytes */
		{CHANGE_BYTES("size = 4611686018427387904, packed = x'28B52FFDE00000000000000040010000'"), "their length"},
		{"DELETE FROM bytes", "their length"},
	};
	struct kua_document d = keep_one(f, "one", "one.txt");
	struct kua_buf whole = KUA_BUF_INIT, b = KUA_BUF_INIT;
	tamper(f, "PRAGMA wal_checkpoint(TRUNCATE)");
	file_read(f->path, &whole);
	kua_buf_str(&b, "kept");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		file_write(f->path, whole.data, whole.len);
		tamper_reopen(f, changes[i].sql);
		fails(kua_casebook_bytes(f->cb, d.id, &b, &f->err), KUA_DATA, changes[i].words);
		assert_non_null(strstr(f->err.text, d.id));
		assert_string_equal(b.data, "kept");
		assert_int_equal(b.len, 4);
		is_not_handed_out(f, d.id, changes[i].words);
		kua_casebook_close(f->cb);
		f->cb = NULL;
	}
	kua_buf_free(&whole);
	kua_buf_free(&b);
}

/* Rows that no kua wrote: wrong types cannot be stored in strict tables, but bad text and bad lists can. */
static void records_that_are_not_records(void **state)
{
	struct fixture *f = *state;
	static const char *const rows[] = {
		"INSERT INTO figure (id, quote) VALUES ('f-1', CAST(x'ff' AS TEXT))",
		"INSERT INTO figure (id, quote) VALUES ('f-1', CAST(x'610062' AS TEXT))",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', 'nonsense')",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', '{}')",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', '[1]')",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', '[null]')",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', '[\"\\u0000\"]')",
		"INSERT INTO figure (id, leaves_out) VALUES ('f-1', '')",
	};
	static const char *const entities[] = {"[{}]", "[1]", "[{\"form\":null}]", "{\"form\":\"a\"}"};
	struct kua_buf whole = KUA_BUF_INIT;
	fill(f, &whole);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		void *v;
		size_t n;
		file_write(f->path, whole.data, whole.len);
		tamper_reopen(f, rows[i]);
		fails(kua_casebook_load(f->cb, KUA_FIGURE, NULL, NULL, f->a, &v, &n, &f->err), KUA_DATA, "damaged");
		fails(kua_casebook_each(f->cb, KUA_FIGURE, NULL, NULL, NULL, visit, &n, &f->err), KUA_DATA, "damaged");
		kua_casebook_close(f->cb);
		f->cb = NULL;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		void *v;
		size_t n;
		file_write(f->path, whole.data, whole.len);
		tamper_reopen(f, kua_arena_printf(f->a, "INSERT INTO entity (id, names) VALUES ('p-1', '%s')", entities[i]));
		fails(kua_casebook_load(f->cb, KUA_ENTITY, NULL, NULL, f->a, &v, &n, &f->err), KUA_DATA, "damaged");
		kua_casebook_close(f->cb);
		f->cb = NULL;
	}
	kua_buf_free(&whole);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_no_casebook),
		T(another_programs_database),
		T(versions),
		T(a_schema_that_does_something),
		T(cut_short),
		T(changed_bytes),
		T(preserved_bytes_that_are_not_those_recorded),
		T(records_that_are_not_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
