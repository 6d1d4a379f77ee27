/* named.c - does a text name somebody? By words alone: what is left out for nothing does no harm, what is left in may. */
#include <stdlib.h>
#include <string.h>

#include "publish/publish.h"

#define LEAST_LETTERS 3 /* of a word that names: initials and "van" name nobody */

struct kua_named {
	struct kua_intern *people, *places;
};

typedef bool word_fn(void *ctx, const char *word, size_t n); /* true: enough */

static bool is_letter(uint32_t c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Call fn with each word of the text, folded. */
static bool each_word(const char *text, word_fn *fn, void *ctx)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, text, strlen(text));
	bool enough = false;
	size_t begin = 0, at = 0, letters = 0;
	while (!enough && at <= b.len) {
		uint32_t c = ' ';
		size_t step = at < b.len ? kua_utf8_next(b.data + at, b.len - at, &c) : 1;
		if (is_letter(c)) {
			letters++;
		} else {
			enough = letters >= LEAST_LETTERS && fn(ctx, b.data + begin, at - begin);
			begin = at + (step ? step : 1);
			letters = 0;
		}
		at += step ? step : 1;
	}
	kua_buf_free(&b);
	return enough;
}

static bool add(void *ctx, const char *word, size_t n)
{
	(void)kua_intern_add(ctx, word, n);
	return false;
}

struct kua_named *kua_named_new(const struct kua_entity *entities, size_t n)
{
	struct kua_named *named = kua_malloc(sizeof *named);
	*named = (struct kua_named){kua_intern_new(), kua_intern_new()};
	for (size_t i = 0; i < n; i++) {
		const struct kua_entity *e = &entities[i];
		bool person = strcmp(e->kind, "person") == 0;
		struct kua_intern *to = person ? named->people : named->places;
		if (!person && strcmp(e->kind, "place") != 0)
			continue;
		(void)each_word(e->label, add, to);
		for (size_t k = 0; k < e->names.n; k++)
			(void)each_word(e->names.v[k].form, add, to);
	}
	return named;
}

void kua_named_free(struct kua_named *named)
{
	if (!named)
		return;
	kua_intern_free(named->people);
	kua_intern_free(named->places);
	free(named);
}

static bool names(void *ctx, const char *word, size_t n)
{
	const struct kua_named *named = ctx;
	return kua_intern_find(named->people, word, n) != KUA_NO_ID && kua_intern_find(named->places, word, n) == KUA_NO_ID;
}

bool kua_named_in(const struct kua_named *named, const char *text)
{
	struct kua_named view = *named;
	return text && each_word(text, names, &view);
}
