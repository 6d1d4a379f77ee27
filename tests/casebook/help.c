/* help.c - what the tests of the casebook share. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"

void assert_ok_(enum kua_code code, const struct kua_error *err, const char *what)
{
	if (code != KUA_OK)
		fail_msg("%s: %d: %s", what, code, err->text);
}

void assert_fails_(enum kua_code code, enum kua_code wanted, const char *words, const struct kua_error *err,
                   const char *what)
{
	if (code == KUA_OK)
		fail_msg("%s: worked, and should have failed", what);
	if (code != wanted || err->code != wanted || !strstr(err->text, words))
		fail_msg("%s: got %d \"%s\", wanted %d with \"%s\"", what, code, err->text, wanted, words);
}

int fixture_start(void **state)
{
	struct fixture *f = kua_calloc(1, sizeof *f);
	(void)snprintf(f->folder, sizeof f->folder, "/tmp/kua-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)snprintf(f->path, sizeof f->path, "%s/a.kua", f->folder);
	f->a = kua_arena_new();
	ok(kua_casebook_new(f->path, "Aigul", NOW, &f->err));
	ok(kua_casebook_open(f->path, KUA_WRITE, &f->cb, &f->err));
	*state = f;
	return 0;
}

int fixture_end(void **state)
{
	struct fixture *f = *state;
	char command[128];
	kua_casebook_close(f->cb);
	kua_arena_free(f->a);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
	int status = system(command);
	free(f);
	return status;
}

struct kua_document keep(struct fixture *f, const char *bytes, const char *name)
{
	bool known;
	struct kua_document d = {
		.name = name, .origin = "/home/aigul/letters", .received_at = NOW, .received_by = "Aigul", .read = 1};
	ok(kua_casebook_keep(f->cb, bytes, strlen(bytes), &d, f->a, &known, &f->err));
	return d;
}

struct kua_document keep_one(struct fixture *f, const char *bytes, const char *name)
{
	ok(kua_casebook_begin(f->cb, &f->err));
	struct kua_document d = keep(f, bytes, name);
	ok(kua_casebook_commit(f->cb, &f->err));
	return d;
}

struct kua_item item(struct fixture *f, const struct kua_document *d, int64_t ordinal, const char *title,
                     const char *text)
{
	return (struct kua_item){
		.id = kua_arena_printf(f->a, "%s.%lld", d->id, (long long)ordinal),
		.document = d->name,
		.document_id = d->id,
		.ordinal = ordinal,
		.title = title,
		.language = "en",
		.text = text,
	};
}

int64_t count(struct fixture *f, enum kua_shape_kind kind)
{
	int64_t n = -1;
	ok(kua_casebook_count(f->cb, kind, &n, &f->err));
	return n;
}

int64_t journal_checked(struct fixture *f)
{
	int64_t n = -1;
	ok(kua_journal_check(f->cb, &n, &f->err));
	return n;
}

void tamper(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;
	kua_casebook_close(f->cb);
	f->cb = NULL;
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void reopen(struct fixture *f, enum kua_mode mode)
{
	kua_casebook_close(f->cb);
	f->cb = NULL;
	ok(kua_casebook_open(f->path, mode, &f->cb, &f->err));
}

void tamper_reopen(struct fixture *f, const char *sql)
{
	tamper(f, sql);
	reopen(f, KUA_READ);
}

void file_read(const char *path, struct kua_buf *b)
{
	struct kua_error err;
	assert_ok_(kua_read_file(path, (size_t)1 << 30, b, &err), &err, path);
}

void file_write(const char *path, const void *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

enum kua_code search_items(struct kua_casebook *cb, const char *words, size_t most, struct kua_arena *a, struct kua_hit **v, size_t *n,
                           struct kua_error *err)
{
	const struct kua_wanted w = {.words = words, .filters = {{KUA_FACET_KIND, "item"}}, .n = 1, .most = most, .values = 3};
	struct kua_catalogue *c = NULL;
	struct kua_found found = {0};
	enum kua_code code = !words || !*words ? KUA_OK : kua_catalogue_make(cb, &c, err);
	if (c)
		code = kua_casebook_search(cb, c, &w, a, &found, err);
	kua_catalogue_free(c);
	*v = found.v;
	*n = found.n;
	return code;
}
