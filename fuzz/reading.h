/* reading.h - a document through its reader and the parent's judgement, for the fuzz targets of intake. */
#ifndef KUA_FUZZ_READING_H
#define KUA_FUZZ_READING_H

#include <stdio.h>
#include <stdlib.h>

#include "intake/internal.h"

#define MUST(condition)                                                                       \
	do {                                                                                  \
		if (!(condition)) {                                                           \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
			abort();                                                              \
		}                                                                             \
	} while (0)

static inline const struct kua_words *fuzz_words(void)
{
	static struct kua_words *words;
	struct kua_error err = {0};
	const char *dir = getenv("KUA_DATA");
	if (!words && (!dir || kua_words_load(dir, &words, &err) != KUA_OK)) {
		fprintf(stderr, "set KUA_DATA to the folder of word lists: %s\n", dir ? err.text : "it is not set");
		exit(1);
	}
	return words;
}

/* Whatever the bytes are, the reader's answer must be one that the parent believes, and the same twice. */
static inline void fuzz_reader(const uint8_t *data, size_t size, const char *name)
{
	static const struct kua_intake_limits limits = {
		.bytes_in = (size_t)1 << 20, .bytes_out = (size_t)4 << 20, .items = 10000, .inner = 1000,
		.inner_bytes = (size_t)16 << 20, .text = (size_t)1 << 20};
	struct kua_error err = {0};
	struct kua_reading r = {0};
	struct kua_answer o;
	struct kua_arena *a = kua_arena_new();
	kua_answer_init(&o, -1, &limits);
	kua_reader_run(fuzz_words(), (const char *)data, size, name, &o);
	struct kua_stream *s = kua_stream_new(&limits, a);
	enum kua_code code = kua_stream_feed(s, o.bytes.data, o.bytes.len, &err);
	if (code == KUA_OK)
		code = kua_stream_finish(s, NULL, &r, &err);
	if (code != KUA_OK)
		fprintf(stderr, "%s\n", err.text);
	MUST(code == KUA_OK);
	MUST(r.read == (r.n + r.n_inner > 0) && (r.read || r.reason || r.n_wanted));
	kua_stream_free(s);
	kua_answer_free(&o);
	kua_arena_free(a);
}

#endif
