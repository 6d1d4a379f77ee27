/*
 * stored.c - what is kept of an item in a file, where families are wanted: its words, what it says about its own printing, and the
 * fields that are asked for; and some of the items brought back.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/filter.h"

/* Bytes that come with each byte of text when an item is read: its tokens, words and numbers; as measured, on the safe side. */
enum { READ_BYTES = 24 };

/* ---- in ---- */

static void put_string(struct kua_buf *b, const char *s)
{
	kua_buf_char(b, s ? 1 : 0);
	if (s)
		kua_buf_add(b, s, strlen(s) + 1);
}

static void put_credit(struct kua_buf *b, const struct credit *c)
{
	const char *const strings[] = {c->from, c->from_key, c->from_quote, c->version_quote, c->shortened_quote};
	const bool flags[] = {c->reprint, c->version, c->shortened, c->salutation, c->closing};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		put_string(b, strings[i]);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		kua_buf_char(b, (char)flags[i]);
}

static void put_item(struct kua_buf *b, const struct kua_item *it)
{
	const char *const strings[] = {it->document, it->author, it->published_on, it->language, it->kind};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		put_string(b, strings[i]);
}

static enum kua_code keep(struct kua_reuse_filter *f, const struct kua_item *item, void *room, struct kua_arena *a, struct kept *out,
                          struct kua_error *err)
{
	struct kua_text text;
	struct credit credit = {0};
	enum kua_code code = kua_text_view(f->languages, item->text, strlen(item->text), item->language, a, &text, err);
	if (code != KUA_OK)
		return kua_fail_in(err, "item %s", item->id);
	const struct kua_source source = {item, &text};
	struct body body = {.source = &source, .room = room, .n_letters = out->body.n_letters};
	struct kua_buf b = KUA_BUF_INIT;
	words_fill(f->alphabet, &body);
	credit_read(f->options.words, f->languages, &source, item->published_on, a, &credit);
	size_t size = words_size(body.n_words);
	kua_buf_reserve(&b, size);
	words_store(&body, b.data);
	b.len = size;
	put_credit(&b, &credit);
	put_item(&b, item);
	code = spool_write(&f->spool, b.data, b.len, &out->body.words_at, err);
	out->body.words_at += size;
	out->body.n_words = body.n_words;
	out->body.seedless = item->kind && strcmp(item->kind, "record") == 0;
	out->fields = (uint32_t)(b.len - size);
	free(body.words);
	kua_buf_free(&b);
	return code;
}

enum kua_code stored_keep(struct kua_reuse_filter *f, const struct kua_item *item, void *room, struct kept *out, struct kua_error *err)
{
	uint64_t need = stored_need(&out->body);
	if (need > f->memory)
		return kua_fail(err, KUA_LIMIT, "item %s: to read its %u bytes of text takes about %llu MiB at once, and %llu MiB of the bound are for "
		                "that: a bound of %llu MiB is needed, or pairs only", item->id, out->body.n_bytes,
		                (unsigned long long)(need >> 20) + 1, (unsigned long long)(f->memory >> 20), (unsigned long long)(need >> 19) + 2);
	struct kua_arena *a = kua_arena_new();
	enum kua_code code = keep(f, item, room, a, out, err);
	kua_arena_free(a);
	return code;
}

uint64_t stored_need(const struct body *b)
{
	return (uint64_t)READ_BYTES * b->n_bytes + sizeof(struct word) * b->n_words;
}

/* ---- out ---- */

struct one_stored {
	struct kua_arena *arena; /* of the view */
	char *words, *text; /* as they were in the file */
	struct kua_item item;
	struct kua_text view;
	struct kua_source source;
	struct kua_error failed;
};

static const char *take_string(const char **at)
{
	if (!*(*at)++)
		return NULL;
	const char *s = *at;
	*at += strlen(s) + 1;
	return s;
}

static void take_fields(const char *at, struct credit *c, struct kua_item *it)
{
	const char **strings[] = {&c->from, &c->from_key, &c->from_quote, &c->version_quote, &c->shortened_quote};
	bool *flags[] = {&c->reprint, &c->version, &c->shortened, &c->salutation, &c->closing};
	const char **fields[] = {&it->document, &it->author, &it->published_on, &it->language, &it->kind};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		*strings[i] = take_string(&at);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		*flags[i] = *at++ != 0;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		*fields[i] = take_string(&at);
}

struct loading {
	struct kua_reuse_filter *f;
	struct stored *out;
	enum stored_how how;
};

static enum kua_code load_text(struct kua_reuse_filter *f, const struct body *from, struct one_stored *one, struct kua_error *err)
{
	size_t letters = letters_size(from->n_letters);
	one->text = kua_malloc((size_t)from->n_bytes + 1);
	if (from->room)
		memcpy(one->text, from->text, from->n_bytes);
	else if (spool_read(&f->spool, from->at + letters, one->text, from->n_bytes, err) != KUA_OK)
		return err->code;
	one->text[from->n_bytes] = '\0';
	one->item.text = one->text;
	one->arena = kua_arena_new();
	return kua_text_view(f->languages, one->text, from->n_bytes, one->item.language, one->arena, &one->view, err);
}

static void load_one(void *ctx, size_t i)
{
	struct loading *l = ctx;
	struct kua_reuse_filter *f = l->f;
	struct one_stored *one = &l->out->v[i];
	const struct kept *kept = &f->kept.v[l->out->numbers[i]];
	const struct body *from = &kept->body;
	struct body *to = &l->out->lot.bodies[i];
	size_t size = l->how == STORED_FIELDS ? 0 : words_size(from->n_words);
	*to = *from;
	to->room = NULL;
	to->source = &one->source;
	one->source = (struct kua_source){&one->item, &one->view};
	one->words = kua_malloc(size + kept->fields);
	if (spool_read(&f->spool, from->words_at - size, one->words, size + kept->fields, &one->failed) != KUA_OK)
		return;
	take_fields(one->words + size, &l->out->lot.credits[i], &one->item);
	one->item.id = kept->id;
	if (l->how != STORED_FIELDS) {
		to->words = kua_malloc(kua_mul((size_t)from->n_words + 1, sizeof *to->words));
		words_restore(one->words, from->n_words, from->n_letters, to->words, NULL);
	}
	if (l->how == STORED_TEXT && load_text(f, from, one, &one->failed) == KUA_OK) {
		to->tokens = one->view.tokens;
		to->text = one->text;
	}
}

enum kua_code stored_load(struct kua_reuse_filter *f, const uint32_t *numbers, size_t n, enum stored_how how, struct stored *out,
                          struct kua_error *err)
{
	*out = (struct stored){
		.lot = {
			.bodies = kua_calloc(n, sizeof *out->lot.bodies),
			.n = n,
			.credits = kua_calloc(n, sizeof *out->lot.credits),
			.languages = f->languages,
			.threads = f->options.threads,
		},
		.v = kua_calloc(n, sizeof *out->v),
		.numbers = numbers,
	};
	struct loading l = {f, out, how};
	kua_parallel(n, f->options.threads, load_one, &l);
	out->lot.furniture = furniture_new(out->lot.bodies, n);
	for (size_t i = 0; i < n; i++)
		if (out->v[i].failed.code != KUA_OK) {
			*err = out->v[i].failed;
			return err->code;
		}
	return KUA_OK;
}

void stored_free(struct stored *s)
{
	for (size_t i = 0; i < s->lot.n; i++) {
		free(s->lot.bodies[i].words);
		free(s->v[i].words);
		free(s->v[i].text);
		kua_arena_free(s->v[i].arena);
	}
	furniture_free(s->lot.furniture);
	free(s->lot.bodies);
	free(s->lot.credits);
	free(s->v);
}

uint32_t stored_find(const struct stored *s, uint32_t number)
{
	size_t low = 0, high = s->lot.n;
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;
		if (s->numbers[middle] <= number)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low;
}
