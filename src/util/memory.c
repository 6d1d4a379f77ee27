/* memory.c - allocation that never returns NULL, arenas, byte buffers, growing arrays, lists. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "util/util.h"

static void abort_on_empty(size_t wanted)
{
	(void)wanted;
	abort();
}

void (*kua_out_of_memory)(size_t wanted) = abort_on_empty;

static void *must(void *p, size_t n)
{
	if (!p) {
		kua_out_of_memory(n);
		abort(); /* the handler broke its contract */
	}
	return p;
}

void *kua_malloc(size_t n)
{
	return must(malloc(n ? n : 1), n);
}

void *kua_calloc(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size ? size : 1), n);
}

void *kua_realloc(void *p, size_t n)
{
	return must(realloc(p, n ? n : 1), n);
}

char *kua_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	return memcpy(kua_malloc(n), s, n);
}

size_t kua_mul(size_t a, size_t b)
{
	size_t r;
	if (__builtin_mul_overflow(a, b, &r)) {
		kua_out_of_memory(SIZE_MAX);
		abort();
	}
	return r;
}

static size_t plus(size_t a, size_t b)
{
	size_t r;
	if (__builtin_add_overflow(a, b, &r)) {
		kua_out_of_memory(SIZE_MAX);
		abort();
	}
	return r;
}

/* ---- arenas: a chain of blocks, each twice the one before up to a limit, so that many small things cost little ---- */

#define FIRST_BLOCK ((size_t)4096)
#define HUGE_PAGE ((size_t)2 << 20)
#define LARGEST_BLOCK HUGE_PAGE
#define ALIGN ((size_t)16)

/* Under AddressSanitizer each piece is followed by bytes that nobody may touch, so that running over its end is seen. */
#if defined(__SANITIZE_ADDRESS__)
#define GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARDED 1
#endif
#endif
#ifdef GUARDED
#include <sanitizer/asan_interface.h>
enum { GUARD = 16 };
#else
enum { GUARD = 0 };
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

struct block {
	struct block *next;
	size_t used, size; /* of the bytes behind the header */
	size_t mapped;     /* of all of it where it was mapped, else 0 */
};
#define HEADER ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)

struct kua_arena {
	struct block *top;
	size_t next_size;
};

static void block_free(struct block *b)
{
	ASAN_UNPOISON_MEMORY_REGION((char *)b + HEADER, b->size);
	if (b->mapped)
		(void)munmap(b, b->mapped);
	else
		free(b);
}

struct kua_arena *kua_arena_new(void)
{
	struct kua_arena *a = kua_calloc(1, sizeof *a);
	a->next_size = FIRST_BLOCK;
	return a;
}

void kua_arena_free(struct kua_arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->top, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	free(a);
}

void kua_arena_clear(struct kua_arena *a)
{
	if (!a->top)
		return;
	for (struct block *b = a->top->next, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	a->top->next = NULL;
	ASAN_UNPOISON_MEMORY_REGION((char *)a->top + HEADER, a->top->size);
	memset((char *)a->top + HEADER, 0, a->top->used);
	a->top->used = 0;
}

/*
 * All of n bytes, a number of huge pages, on such pages where the system has them: a word list is read here and there, and the processor
 * knows the places of few small pages at once. NULL where there is no room.
 */
static struct block *block_map(size_t n)
{
	size_t room = plus(n, HUGE_PAGE);
	char *p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	size_t before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE, behind = HUGE_PAGE - before;
	if (before)
		(void)munmap(p, before);
	(void)munmap(p + before + n, behind);
	struct block *b = (struct block *)(void *)(p + before);
	(void)madvise(b, n, MADV_HUGEPAGE); /* else small ones do */
	b->mapped = n;
	return b;
}

static struct block *block_new(size_t size)
{
	size_t n = plus(HEADER, size);
	struct block *b = NULL;
	if (!GUARD && n >= HUGE_PAGE) {
		n = plus(n, HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
		b = block_map(n);
	}
	if (!b)
		b = kua_calloc(1, n);
	b->size = n - HEADER;
	return b;
}

/* n bytes at p for the caller, the rest of the piece for nobody. */
static void *piece(void *p, size_t n, size_t size)
{
	ASAN_POISON_MEMORY_REGION((char *)p + n, size - n);
	return p;
}

void *kua_arena_alloc(struct kua_arena *a, size_t n)
{
	n = n ? n : 1;
	size_t want = plus(plus(n, GUARD), ALIGN - 1) / ALIGN * ALIGN;
	struct block *b = a->top;
	if (!b || b->size - b->used < want) {
		if (want > a->next_size / 4 && b) { /* a large thing has a block of its own, behind the one in use */
			struct block *own = block_new(want);
			own->used = want;
			own->next = b->next;
			b->next = own;
			return piece((char *)own + HEADER, n, want);
		}
		b = block_new(want > a->next_size - HEADER ? want : a->next_size - HEADER);
		b->next = a->top;
		a->top = b;
		if (a->next_size < LARGEST_BLOCK)
			a->next_size *= 2;
	}
	void *p = (char *)b + HEADER + b->used;
	b->used += want;
	return piece(p, n, want);
}

char *kua_arena_strndup(struct kua_arena *a, const char *s, size_t n)
{
	char *p = kua_arena_alloc(a, plus(n, 1));
	if (n)
		memcpy(p, s, n);
	return p;
}

char *kua_arena_strdup(struct kua_arena *a, const char *s)
{
	return s ? kua_arena_strndup(a, s, strlen(s)) : NULL;
}

char *kua_arena_printf(struct kua_arena *a, const char *fmt, ...)
{
	char short_one[256]; /* most are no longer, and need to be printed only once */
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(short_one, sizeof short_one, fmt, ap);
	va_end(ap);
	size_t size = n < 0 ? 1 : (size_t)n + 1;
	char *p = kua_arena_alloc(a, size);
	if (n >= 0 && size <= sizeof short_one)
		memcpy(p, short_one, size);
	else
		(void)vsnprintf(p, size, fmt, again);
	va_end(again);
	return p;
}

/* ---- buffers ---- */

void kua_buf_reserve(struct kua_buf *b, size_t more)
{
	size_t want = plus(plus(b->len, more), 1);
	if (want <= b->cap)
		return;
	size_t cap = b->cap ? b->cap : 64;
	while (cap < want)
		cap = kua_mul(cap, 2);
	b->data = kua_realloc(b->data, cap);
	b->cap = cap;
}

void kua_buf_add(struct kua_buf *b, const void *bytes, size_t n)
{
	if (b->cap - b->len <= n)
		kua_buf_reserve(b, n);
	if (n)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void kua_buf_str(struct kua_buf *b, const char *s)
{
	kua_buf_add(b, s, strlen(s));
}

void kua_buf_char(struct kua_buf *b, char c)
{
	if (b->cap - b->len <= 1)
		kua_buf_reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

enum { PRINTED = 48 }; /* most of what is printed is shorter */

void kua_buf_printf(struct kua_buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	kua_buf_reserve(b, PRINTED);
	int n = vsnprintf(b->data + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= b->cap - b->len) { /* it did not fit, which is rare: once more */
		kua_buf_reserve(b, (size_t)n);
		n = vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->len += n > 0 ? (size_t)n : 0;
	b->data[b->len] = '\0';
}

void kua_buf_clear(struct kua_buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void kua_buf_free(struct kua_buf *b)
{
	free(b->data);
	*b = KUA_BUF_INIT;
}

/* ---- arrays and lists ---- */

void *kua_vec_grow_(void *v, size_t n, size_t *cap, size_t size)
{
	if (n == *cap) {
		*cap = n ? kua_mul(n, 2) : 8;
		v = kua_realloc(v, kua_mul(*cap, size));
	}
	memset((char *)v + n * size, 0, size);
	return v;
}

void *kua_vec_reserve_(void *v, size_t room, size_t *cap, size_t size)
{
	if (room <= *cap)
		return v;
	*cap = room > kua_mul(*cap, 2) ? room : *cap * 2;
	return kua_realloc(v, kua_mul(*cap, size));
}

void kua_list_add(struct kua_arena *a, struct kua_list *list, const char *s)
{
	/* capacity is the next power of two, so it need not be kept */
	if ((list->n & (list->n - 1)) == 0) {
		const char **v = KUA_NEW_N(a, const char *, list->n ? list->n * 2 : 1);
		if (list->n)
			memcpy(v, list->v, list->n * sizeof *v);
		list->v = v;
	}
	list->v[list->n++] = s;
}

struct kua_list kua_list_copy(struct kua_arena *a, const struct kua_list *list)
{
	struct kua_list out = {0};
	for (size_t i = 0; i < list->n; i++)
		kua_list_add(a, &out, kua_arena_strdup(a, list->v[i]));
	return out;
}

bool kua_list_has(const struct kua_list *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], s) == 0)
			return true;
	return false;
}
