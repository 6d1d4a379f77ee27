/* help.h - a folder of its own for each test, and short ways to fill a casebook. */
#ifndef TEST_CASEBOOK_HELP_H
#define TEST_CASEBOOK_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "casebook/internal.h"

#define NOW "2011-12-16T12:00:00Z"

struct fixture {
	char folder[64];
	char path[80]; /* of a new casebook */
	struct kua_casebook *cb; /* open for writing */
	struct kua_arena *a;
	struct kua_error err;
};

int fixture_start(void **state); /* with a casebook that is open for writing */
int fixture_end(void **state);

#define ok(call) assert_ok_((call), &f->err, #call)
void assert_ok_(enum kua_code code, const struct kua_error *err, const char *what);
/* The call fails with this code and its line contains words. */
#define fails(call, wanted, words) assert_fails_((call), (wanted), (words), &f->err, #call)
void assert_fails_(enum kua_code code, enum kua_code wanted, const char *words, const struct kua_error *err,
                   const char *what);

/* Keep a document inside a transaction of the caller. */
struct kua_document keep(struct fixture *f, const char *bytes, const char *name);
/* The same in a transaction of its own. */
struct kua_document keep_one(struct fixture *f, const char *bytes, const char *name);
struct kua_item item(struct fixture *f, const struct kua_document *d, int64_t ordinal, const char *title,
                     const char *text);
/* Items with these words, as they are written. */
enum kua_code search_items(struct kua_casebook *cb, const char *words, size_t most, struct kua_arena *a, struct kua_hit **v, size_t *n,
                           struct kua_error *err);
int64_t count(struct fixture *f, enum kua_shape_kind kind);
int64_t journal_checked(struct fixture *f);
/* Change the file behind Kua's back: the casebook is closed, the SQL run without protection, the casebook not opened again. */
void tamper(struct fixture *f, const char *sql);
/* The same, and open it again for reading. */
void tamper_reopen(struct fixture *f, const char *sql);
void reopen(struct fixture *f, enum kua_mode mode);
void file_read(const char *path, struct kua_buf *b);
void file_write(const char *path, const void *bytes, size_t n);

#endif
