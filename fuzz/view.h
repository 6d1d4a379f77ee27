/* view.h - for the fuzz targets over text: one table of languages, a view of the input, and what must hold of every view. */
#ifndef KUA_FUZZ_VIEW_H
#define KUA_FUZZ_VIEW_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(what)                                                     \
	do {                                                           \
		if (!(what)) {                                         \
			fprintf(stderr, "does not hold: %s\n", #what); \
			abort();                                       \
		}                                                      \
	} while (0)

static inline struct kua_languages *languages(void)
{
	static struct kua_languages *l;
	struct kua_error err;
	const char *dir = getenv("KUA_DATA");
	if (!l && (!dir || kua_languages_load(dir, &l, &err) != KUA_OK)) {
		fprintf(stderr, "set KUA_DATA to the folder of word lists: %s\n", dir ? err.text : "it is not set");
		abort();
	}
	return l;
}

/* The first byte of the input chooses the language; the rest is the text. */
static inline const char *language_of(uint8_t byte)
{
	static const char *const all[] = {NULL, "en", "ru", "kk", "fr", "de", "es", "uk", "und", "xx"};
	return all[byte % (sizeof all / sizeof *all)];
}

static inline void check_view(const struct kua_text *t)
{
	uint32_t end = 0, sentence = 0;
	bool valid = kua_utf8_valid(t->bytes, t->n);
	for (size_t i = 0; i < t->n_tokens; i++) {
		const struct kua_token *k = &t->tokens[i];
		MUST(k->start >= end && k->end > k->start && k->end <= t->n);
		MUST(k->norm[0] && k->hash == kua_hash(k->norm, strlen(k->norm)));
		MUST(!valid || ((t->bytes[k->start] & 0xc0) != 0x80 && (k->end == t->n || (t->bytes[k->end] & 0xc0) != 0x80)));
		MUST(k->sentence == sentence || (i > 0 && k->sentence == sentence + 1));
		MUST((k->flags & KUA_SENTENCE_START) == 0 || i == t->sentences[k->sentence].first);
		sentence = k->sentence;
		end = k->end;
	}
	uint32_t at = 0, paragraph = 0;
	for (size_t i = 0; i < t->n_sentences; i++) {
		const struct kua_sentence *s = &t->sentences[i];
		MUST(s->first == at && s->last > s->first);
		MUST(s->start == t->tokens[s->first].start && s->end == t->tokens[s->last - 1].end);
		MUST(s->paragraph == paragraph || s->paragraph == paragraph + 1);
		paragraph = s->paragraph;
		at = s->last;
	}
	MUST(at == t->n_tokens);
}

/* The view of all but the first byte. */
static inline bool view_of(const uint8_t *data, size_t size, struct kua_arena *a, struct kua_text *t)
{
	struct kua_error err;
	if (size == 0 || kua_text_view(languages(), (const char *)data + 1, size - 1, language_of(data[0]), a, t, &err) != KUA_OK)
		return false;
	check_view(t);
	return true;
}

#endif
