/*
 * util.h - what every layer needs and no layer owns: errors, bytes, arenas, growing arrays, interned strings,
 * parallel loops, files, UTF-8.
 *
 * Memory. Allocation never returns NULL: when memory runs out the handler set by main() is called, and it does not
 * come back. That is a decision (docs/architecture.md, "When memory runs out"): the casebook survives kill -9 at any
 * moment, so dying with a clear line loses nothing that was acknowledged, and no half-filled result can pass for one.
 *
 * Errors. A function that can fail returns enum kua_code (KUA_OK is 0) and fills *err, which is never NULL. On
 * failure outputs are untouched unless the function says otherwise. err->text is one line: what, where, what to do.
 */
#ifndef KUA_UTIL_H
#define KUA_UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KUA_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* ---- errors ---- */

enum kua_code {
	KUA_OK = 0,
	KUA_DATA,  /* something in the data: a damaged file, a broken chain; exit 1 */
	KUA_LIMIT, /* a named limit was passed; exit 1 */
	KUA_USE,   /* wrong use: no such file, unknown option; exit 2 */
	KUA_WORLD, /* the world failed: disk full, no permission, casebook busy; exit 3 */
	KUA_BUG,   /* we are wrong; exit 3 */
};

struct kua_error {
	enum kua_code code;
	char text[600];
};

/* Fill *err and return code, so that a failing function ends in `return kua_fail(err, KUA_DATA, "...", ...)`. Control characters become spaces. */
enum kua_code kua_fail(struct kua_error *err, enum kua_code code, const char *fmt, ...) KUA_PRINTF(3, 4);
/* Put "where: " in front of the text of an error that is on its way up. Returns err->code. */
enum kua_code kua_fail_in(struct kua_error *err, const char *fmt, ...) KUA_PRINTF(2, 3);

/* ---- memory ---- */

/* Called when memory runs out; must not return. The default aborts. Set once, before threads start. */
extern void (*kua_out_of_memory)(size_t wanted);

void *kua_malloc(size_t n);            /* n may be 0; never NULL */
void *kua_calloc(size_t n, size_t size); /* zeroed; n * size is checked */
void *kua_realloc(void *p, size_t n);
char *kua_strdup(const char *s);       /* free() it */

/* An arena: many small things that live equally long. Not for use by two threads at once. */
struct kua_arena;
struct kua_arena *kua_arena_new(void);
void kua_arena_free(struct kua_arena *a); /* NULL is fine */
void kua_arena_clear(struct kua_arena *a); /* all that was in it is gone; some of its memory is kept for what comes next */
void *kua_arena_alloc(struct kua_arena *a, size_t n); /* zeroed, aligned to 16 */
char *kua_arena_strdup(struct kua_arena *a, const char *s); /* NULL gives NULL */
char *kua_arena_strndup(struct kua_arena *a, const char *s, size_t n); /* n bytes and a NUL; s may hold NULs */
char *kua_arena_printf(struct kua_arena *a, const char *fmt, ...) KUA_PRINTF(2, 3);
#define KUA_NEW(arena, type) ((type *)kua_arena_alloc((arena), sizeof(type)))
#define KUA_NEW_N(arena, type, n) ((type *)kua_arena_alloc((arena), kua_mul((n), sizeof(type))))
size_t kua_mul(size_t a, size_t b); /* a * b; overflow is out of memory */

/* A byte buffer. Invariant: data is never NULL after the first append, data[len] is NUL. KUA_BUF_INIT starts one. */
struct kua_buf {
	char *data;
	size_t len, cap;
};
#define KUA_BUF_INIT ((struct kua_buf){0})
void kua_buf_add(struct kua_buf *b, const void *bytes, size_t n);
void kua_buf_str(struct kua_buf *b, const char *s);
void kua_buf_char(struct kua_buf *b, char c);
void kua_buf_printf(struct kua_buf *b, const char *fmt, ...) KUA_PRINTF(2, 3);
void kua_buf_utf8(struct kua_buf *b, uint32_t code_point);
void kua_buf_reserve(struct kua_buf *b, size_t more);
void kua_buf_clear(struct kua_buf *b); /* length 0, memory kept */
void kua_buf_free(struct kua_buf *b);  /* also resets, so that it can be used again */

/*
 * A growing array: KUA_VEC(struct thing) things = {0}; struct thing *t = kua_vec_add(&things);
 * The new element is zeroed. Pointers into the array are good until the next add.
 */
#define KUA_VEC(type)     \
	struct {          \
		type *v;  \
		size_t n; \
		size_t cap; \
	}
#define kua_vec_add(vec) \
	((vec)->v = kua_vec_room_((vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v), (vec)->n++, &(vec)->v[(vec)->n - 1])
#define kua_vec_free(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)
/* Room for so many elements in all; n stays as it is, and what stands beyond it is not set. */
#define kua_vec_reserve(vec, room) ((vec)->v = kua_vec_reserve_((vec)->v, room, &(vec)->cap, sizeof *(vec)->v))
void *kua_vec_reserve_(void *v, size_t room, size_t *cap, size_t size);
void *kua_vec_grow_(void *v, size_t n, size_t *cap, size_t size);
static inline void *kua_vec_room_(void *v, size_t n, size_t *cap, size_t size)
{
	if (n == *cap)
		return kua_vec_grow_(v, n, cap, size);
	memset((char *)v + n * size, 0, size);
	return v;
}

/* A list of strings. Whoever made it says in which arena it lives. */
struct kua_list {
	const char **v;
	size_t n;
};
/* Append s (not copied) to a list whose array lives in an arena. The list must be empty or have been made by this function or
 * by kua_list_copy: its array has room up to the next power of two, which is nowhere written down. */
void kua_list_add(struct kua_arena *a, struct kua_list *list, const char *s);
/* The list with all its strings, to which more may be added. */
struct kua_list kua_list_copy(struct kua_arena *a, const struct kua_list *list);
bool kua_list_has(const struct kua_list *list, const char *s);

/* Interned strings: each distinct byte string gets a number, 0, 1, 2 ... in order of first meeting. */
struct kua_intern;
#define KUA_NO_ID UINT32_MAX
struct kua_intern *kua_intern_new(void);
void kua_intern_free(struct kua_intern *in);
uint32_t kua_intern_add(struct kua_intern *in, const char *s, size_t n);
uint32_t kua_intern_find(const struct kua_intern *in, const char *s, size_t n); /* KUA_NO_ID where it is not there */
const char *kua_intern_text(const struct kua_intern *in, uint32_t id); /* good until the intern is freed */
size_t kua_intern_count(const struct kua_intern *in);

/* FNV-1a, for tables in memory only: never for ids that are stored (custody/custody.h has those). */
uint64_t kua_hash(const void *bytes, size_t n);
/* The same byte by byte, to know the hash of every beginning of a string. */
struct kua_hashing {
	uint64_t state;
};
#define KUA_HASHING_INIT ((struct kua_hashing){UINT64_C(0xcbf29ce484222325)})
static inline void kua_hashing_byte(struct kua_hashing *h, unsigned char c)
{
	h->state = (h->state ^ c) * UINT64_C(0x100000001b3);
}
static inline uint64_t kua_hashing_end(const struct kua_hashing *h)
{
	return h->state ^ (h->state >> 29); /* FNV's low bits are weak for short strings */
}

/* Numbers drawn at random in [0, 1), the same on every machine: splitmix64 (Steele, Lea and Flood 2014), one sequence for each number it starts from. */
static inline uint64_t kua_draw_start(uint64_t number)
{
	return number * UINT64_C(0xd1342543de82ef95) + 1;
}
static inline double kua_draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* ---- work ---- */

/* Threads to use: the processors this process may run on, at most 64. */
unsigned kua_threads(void);
/*
 * Call fn(ctx, i) for each i in 0..n-1 on up to `threads` threads; comes back when all are done. What fn writes must
 * depend on i only, so that the result does not depend on the number of threads.
 */
void kua_parallel(size_t n, unsigned threads, void (*fn)(void *ctx, size_t i), void *ctx);

/* Told how far a long piece of work has come; tell may be NULL. Called from one thread only. */
struct kua_progress {
	void (*tell)(void *ctx, const char *stage, size_t done, size_t of);
	void *ctx;
};
void kua_tell(const struct kua_progress *p, const char *stage, size_t done, size_t of); /* p may be NULL */

/* ---- files ---- */

/* Append all of a file or descriptor to b; more than max bytes is KUA_LIMIT. */
enum kua_code kua_read_file(const char *path, size_t max, struct kua_buf *b, struct kua_error *err);
enum kua_code kua_read_fd(int fd, const char *name, size_t max, struct kua_buf *b, struct kua_error *err);

/* n bytes: in memory or, where v is NULL, in a file from an offset; the file must not change meanwhile. */
struct kua_content {
	const void *v;
	int fd;
	uint64_t at, n;
};
static inline struct kua_content kua_content_of(const void *v, size_t n)
{
	return (struct kua_content){.v = n ? v : "", .fd = -1, .n = n};
}
/* Copy n of its bytes, beginning with byte `from`. KUA_WORLD where they cannot be read, or the file has become shorter. */
enum kua_code kua_content_read(const struct kua_content *c, uint64_t from, void *to, size_t n, struct kua_error *err);
/* All of it, appended. */
enum kua_code kua_content_load(const struct kua_content *c, struct kua_buf *b, struct kua_error *err);
enum kua_code kua_write_all(int fd, const void *bytes, size_t n, struct kua_error *err);
/* A file without a name, for what is too large for memory: gone when it is closed, or when the program dies. */
enum kua_code kua_spool_new(const char *folder, int *fd, struct kua_error *err);

/* All bytes of a file or descriptor: in memory, or spooled in the folder where they are more than KUA_TAKEN_IN_MEMORY. */
struct kua_taken {
	struct kua_content content;
	struct kua_buf small;
	int spool; /* or -1 */
};
#define KUA_TAKEN_INIT ((struct kua_taken){.spool = -1})
#define KUA_TAKEN_IN_MEMORY ((size_t)32 << 20)
/* path may be "-": standard input. More than max bytes is KUA_LIMIT. On failure nothing is left to release. */
enum kua_code kua_take_file(const char *path, const char *folder, uint64_t max, struct kua_taken *out,
                            struct kua_error *err);
void kua_taken_release(struct kua_taken *t);

/* ---- UTF-8 ---- */

/* Decode one code point at p (n bytes left, n > 0): its length in bytes, or 0 where the bytes are not valid UTF-8. */
size_t kua_utf8_next(const char *p, size_t n, uint32_t *code_point);
bool kua_utf8_valid(const char *p, size_t n);
/* Columns a terminal uses for s (wide characters count two, combining marks none). */
size_t kua_utf8_columns(const char *s);

#endif
