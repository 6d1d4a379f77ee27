/* corpus.c - see corpus.h */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"

/* Read once, for every corpus of the program. */
static struct kua_languages *languages;
static struct kua_reuse_words *words;

static void forget(void)
{
	kua_reuse_words_free(words);
	kua_languages_free(languages);
}

void corpus_start(struct corpus *c)
{
	struct kua_error err = {0};
	if (!words) {
		assert_int_equal(kua_languages_load(getenv("KUA_DATA"), &languages, &err), KUA_OK);
		if (kua_reuse_words_load(getenv("KUA_DATA"), &words, &err) != KUA_OK)
			fail_msg("%s", err.text);
		(void)atexit(forget);
	}
	*c = (struct corpus){.arena = kua_arena_new(), .languages = languages, .words = words};
}

void corpus_end(struct corpus *c)
{
	free(c->texts);
	free(c->sources);
	kua_vec_free(&c->items);
	kua_arena_free(c->arena);
}

struct kua_item *corpus_add(struct corpus *c, const char *id, const char *date, const char *text)
{
	struct kua_item *it = kua_vec_add(&c->items);
	it->id = kua_arena_strdup(c->arena, id);
	it->published_on = kua_arena_strdup(c->arena, date);
	it->text = kua_arena_strdup(c->arena, text);
	return it;
}

void corpus_view(struct corpus *c)
{
	struct kua_error err = {0};
	free(c->texts);
	free(c->sources);
	c->texts = kua_calloc(c->items.n, sizeof *c->texts);
	c->sources = kua_calloc(c->items.n, sizeof *c->sources);
	for (size_t i = 0; i < c->items.n; i++) {
		const struct kua_item *it = &c->items.v[i];
		if (kua_text_view(c->languages, it->text, strlen(it->text), it->language, c->arena, &c->texts[i], &err) != KUA_OK)
			fail_msg("%s", err.text);
		c->sources[i] = (struct kua_source){it, &c->texts[i]};
	}
}

void corpus_run(struct corpus *c, unsigned threads)
{
	struct kua_error err = {0};
	corpus_view(c);
	struct kua_reuse_options options = {.threads = threads, .words = c->words};
	if (kua_reuse_find(c->sources, c->items.n, c->languages, &options, c->arena, &c->result, &err) != KUA_OK)
		fail_msg("%s", err.text);
}

void corpus_print(const struct corpus *c, struct kua_buf *out)
{
	for (size_t i = 0; i < c->result.n_pairs; i++, kua_buf_char(out, '\n'))
		kua_shape_json(out, &kua_shapes[KUA_REUSE], &c->result.pairs[i]);
	for (size_t i = 0; i < c->result.n_families; i++, kua_buf_char(out, '\n'))
		kua_shape_json(out, &kua_shapes[KUA_FAMILY], &c->result.families[i]);
	for (size_t i = 0; i < c->result.n_copies; i++, kua_buf_char(out, '\n'))
		kua_shape_json(out, &kua_shapes[KUA_COPY], &c->result.copies[i]);
	for (size_t i = 0; i < c->result.n_drift; i++, kua_buf_char(out, '\n'))
		kua_shape_json(out, &kua_shapes[KUA_DRIFT], &c->result.drift[i]);
}

const struct kua_reuse *corpus_pair(const struct corpus *c, const char *a, const char *b)
{
	for (size_t i = 0; i < c->result.n_pairs; i++)
		if (strcmp(c->result.pairs[i].a, a) == 0 && strcmp(c->result.pairs[i].b, b) == 0)
			return &c->result.pairs[i];
	return NULL;
}

const struct kua_family *corpus_family(const struct corpus *c, const char *item)
{
	for (size_t i = 0; i < c->result.n_families; i++)
		if (kua_list_has(&c->result.families[i].items, item))
			return &c->result.families[i];
	return NULL;
}

const struct kua_drift *corpus_drift(const struct corpus *c, const char *in_a, const char *in_b)
{
	for (size_t i = 0; i < c->result.n_drift; i++)
		if (strcmp(c->result.drift[i].in_a, in_a) == 0 && strcmp(c->result.drift[i].in_b, in_b) == 0)
			return &c->result.drift[i];
	return NULL;
}

bool corpus_same_family(const struct corpus *c, const char *a, const char *b)
{
	const struct kua_family *f = corpus_family(c, a);
	return f && f == corpus_family(c, b);
}

uint32_t dice_roll(struct dice *d, uint32_t sides)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (uint32_t)(d->state >> 33) % sides;
}

void dice_word(uint32_t w, struct kua_buf *out)
{
	static const char *const first[] = {"ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "za"};
	static const char *const rest[] = {"lan", "mer", "nit", "por", "ris", "sko", "tal", "vun", "wed", "yar"};
	kua_buf_str(out, first[w % 10]);
	for (w /= 10; w; w /= 10)
		kua_buf_str(out, rest[w % 10]);
}

void dice_text(struct dice *d, size_t n, uint32_t size, struct kua_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		double u = dice_roll(d, 1000000) / 1e6;
		dice_word((uint32_t)pow(size, u) - 1, out);
		kua_buf_str(out, i % 13 == 12 ? ". " : " ");
	}
}
