/* run.h - a document through its reader without any process: what the tests of formats share. */
#ifndef KUA_TEST_RUN_H
#define KUA_TEST_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/internal.h"

struct run {
	struct kua_words *words;
	struct kua_arena *arena;
	struct kua_intake_limits limits;
	const struct kua_diagnosed *cut_off; /* NULL: answers are complete */
};

static inline int run_open(void **state)
{
	struct kua_error err = {0};
	struct run *r = kua_calloc(1, sizeof *r);
	if (kua_words_load(getenv("KUA_DATA"), &r->words, &err) != KUA_OK) {
		free(r);
		print_error("%s\n", err.text);
		return -1;
	}
	r->arena = kua_arena_new();
	r->limits = (struct kua_intake_limits){
		.bytes_in = KUA_INTAKE_BYTES, .bytes_out = KUA_INTAKE_OUT, .memory = KUA_INTAKE_MEMORY,
		.seconds = KUA_INTAKE_SECONDS, .items = KUA_INTAKE_ITEMS, .inner = KUA_INTAKE_INNER,
		.inner_bytes = KUA_INTAKE_INNER_BYTES, .text = KUA_INTAKE_TEXT,
	};
	*state = r;
	return 0;
}

static inline int run_close(void **state)
{
	struct run *r = *state;
	if (!r)
		return 0;
	kua_words_free(r->words);
	kua_arena_free(r->arena);
	free(r);
	return 0;
}

/* n bytes in a block of their size, read, answered, and judged as the parent judges. */
static inline struct kua_reading run_bytes(struct run *r, const void *bytes, size_t n, const char *name)
{
	struct kua_error err = {0};
	struct kua_answer o;
	struct kua_reading out = {0};
	char *exact = kua_malloc(n);
	if (n)
		memcpy(exact, bytes, n);
	kua_answer_init(&o, -1, &r->limits);
	kua_reader_run(r->words, exact, n, name, &o);
	struct kua_stream *s = kua_stream_new(&r->limits, r->arena);
	if (kua_stream_feed(s, o.bytes.data, o.bytes.len, &err) != KUA_OK ||
	    kua_stream_finish(s, NULL, &out, &err) != KUA_OK)
		fail_msg("%s: the parent does not believe its own reader: %s", name, err.text);
	kua_stream_free(s);
	kua_answer_free(&o);
	free(exact);
	return out;
}

static inline struct kua_reading run_text(struct run *r, const char *text, const char *name)
{
	return run_bytes(r, text, strlen(text), name);
}

/* The only item of a document that is read. */
static inline const struct kua_raw_item *only(const struct kua_reading *r)
{
	if (!r->read)
		fail_msg("unread: %s", r->reason);
	assert_int_equal(r->n, 1);
	return &r->items[0];
}

/* Was it said of the document, and does the detail hold this? */
static inline bool was_said(const struct kua_reading *r, enum kua_diagnostic_id id, const char *detail)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id && (!detail || (r->diagnosed[i].detail && strstr(r->diagnosed[i].detail, detail))))
			return true;
	return false;
}

#define assert_has(text, part)                                          \
	do {                                                            \
		if (!(text) || !strstr((text), (part)))                 \
			fail_msg("no \"%s\" in: %s", (part), (text));   \
	} while (0)
#define assert_hasnt(text, part)                                        \
	do {                                                            \
		if ((text) && strstr((text), (part)))                   \
			fail_msg("\"%s\" in: %s", (part), (text));      \
	} while (0)

#endif
