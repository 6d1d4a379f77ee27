/* corpus.h - for the tests of reuse: items out of strings, made-up texts from a fixed seed, and the run over them. */
#ifndef TESTS_REUSE_CORPUS_H
#define TESTS_REUSE_CORPUS_H

#include "reuse/reuse.h"

struct corpus {
	struct kua_arena *arena;
	struct kua_languages *languages;
	struct kua_reuse_words *words;
	KUA_VEC(struct kua_item) items;
	struct kua_text *texts;
	struct kua_source *sources;
	struct kua_reuse_result result;
};

void corpus_start(struct corpus *c);
void corpus_end(struct corpus *c);
/* Add an item; id and text are copied, date may be NULL. The pointer is good until the next one is added. */
struct kua_item *corpus_add(struct corpus *c, const char *id, const char *date, const char *text);
/* View the texts, so that c->sources can be read; view them and find the reuse. */
void corpus_view(struct corpus *c);
void corpus_run(struct corpus *c, unsigned threads);
/* The same, one JSON line for each record. */
void corpus_print(const struct corpus *c, struct kua_buf *out);

const struct kua_reuse *corpus_pair(const struct corpus *c, const char *a, const char *b);  /* NULL where there is none */
const struct kua_family *corpus_family(const struct corpus *c, const char *item);           /* the same */
const struct kua_drift *corpus_drift(const struct corpus *c, const char *in_a, const char *in_b);
bool corpus_same_family(const struct corpus *c, const char *a, const char *b);

/* A small generator of numbers (xorshift), so that a test is the same everywhere. */
struct dice {
	uint64_t state;
};
uint32_t dice_roll(struct dice *d, uint32_t sides); /* 0 .. sides - 1 */
/* Append n made-up words out of a vocabulary of `size`, common ones often, in sentences. */
void dice_text(struct dice *d, size_t n, uint32_t size, struct kua_buf *out);
/* Append the made-up word number w. */
void dice_word(uint32_t w, struct kua_buf *out);

#endif
