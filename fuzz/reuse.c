/* reuse.c - any bytes as up to eight items, parted by form feeds: what is found must lie in the texts and not depend on threads. */
#include "view.h"

#include "reuse/reuse.h"

enum { ITEMS = 8 };

static const struct kua_reuse_words *words(void)
{
	static struct kua_reuse_words *w;
	struct kua_error err;
	if (!w && kua_reuse_words_load(getenv("KUA_DATA"), &w, &err) != KUA_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	return w;
}

struct input {
	struct kua_item items[ITEMS];
	struct kua_text texts[ITEMS];
	struct kua_source sources[ITEMS];
	size_t n;
};

static void part(const uint8_t *data, size_t size, struct kua_arena *a, struct input *in)
{
	struct kua_error err;
	for (size_t at = 1; at <= size && in->n < ITEMS;) {
		const uint8_t *end = at < size ? memchr(data + at, '\f', size - at) : NULL;
		size_t len = end ? (size_t)(end - data) - at : size - at;
		struct kua_item *it = &in->items[in->n];
		it->id = kua_arena_printf(a, "i%zu", in->n);
		it->published_on = data[0] >> (in->n % 4) & 1 ? kua_arena_printf(a, "2013-07-%02zu", in->n + 1) : NULL;
		it->text = kua_arena_strndup(a, (const char *)data + at, len);
		size_t text = strlen(it->text); /* an item's text holds no NUL */
		if (kua_text_view(languages(), it->text, text, language_of(data[0]), a, &in->texts[in->n], &err) == KUA_OK) {
			in->sources[in->n] = (struct kua_source){it, &in->texts[in->n]};
			in->n++;
		}
		at += len + 1;
	}
}

static const struct kua_text *text_of(const struct input *in, const char *id)
{
	return &in->texts[id[1] - '0'];
}

static void check(const struct input *in, const struct kua_reuse_result *r)
{
	for (size_t i = 0; i < r->n_pairs; i++) {
		const struct kua_reuse *p = &r->pairs[i];
		int64_t a_end = 0;
		MUST(strcmp(p->a, p->b) < 0 && p->spans.n > 0);
		MUST(p->shared_words > 0 && p->shared_words <= p->a_words && p->shared_words <= p->b_words);
		for (size_t k = 0; k < p->spans.n; k++) {
			const struct kua_span *s = &p->spans.v[k];
			MUST(s->a_start >= a_end && s->a_end > s->a_start && s->a_end <= (int64_t)text_of(in, p->a)->n);
			MUST(s->b_start >= 0 && s->b_end > s->b_start && s->b_end <= (int64_t)text_of(in, p->b)->n);
			a_end = s->a_end;
		}
	}
	for (size_t i = 0; i < r->n_drift; i++) {
		const struct kua_drift *d = &r->drift[i];
		MUST(*d->in_a && *d->in_b && strlen(d->in_a) == (size_t)(d->a_end - d->a_start));
		MUST(memcmp(text_of(in, d->a)->bytes + d->a_start, d->in_a, strlen(d->in_a)) == 0);
		MUST(memcmp(text_of(in, d->b)->bytes + d->b_start, d->in_b, strlen(d->in_b)) == 0);
	}
}

static void print(const struct kua_reuse_result *r, struct kua_buf *out)
{
	for (size_t i = 0; i < r->n_pairs; i++)
		kua_shape_json(out, &kua_shapes[KUA_REUSE], &r->pairs[i]);
	for (size_t i = 0; i < r->n_families; i++)
		kua_shape_json(out, &kua_shapes[KUA_FAMILY], &r->families[i]);
	for (size_t i = 0; i < r->n_copies; i++)
		kua_shape_json(out, &kua_shapes[KUA_COPY], &r->copies[i]);
	for (size_t i = 0; i < r->n_drift; i++)
		kua_shape_json(out, &kua_shapes[KUA_DRIFT], &r->drift[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct input in = {.n = 0};
	struct kua_buf out[2] = {KUA_BUF_INIT, KUA_BUF_INIT};
	struct kua_error err;
	if (size)
		part(data, size, a, &in);
	for (unsigned threads = 1; threads <= 2; threads++) {
		struct kua_reuse_options options = {.least_words = 6, .threads = threads, .words = words()};
		struct kua_reuse_result r;
		MUST(kua_reuse_find(in.sources, in.n, languages(), &options, a, &r, &err) == KUA_OK);
		check(&in, &r);
		print(&r, &out[threads - 1]);
		kua_reuse_date(in.items, in.sources, in.n, languages(), &r, a);
	}
	MUST(out[0].len == out[1].len && (out[0].len == 0 || memcmp(out[0].data, out[1].data, out[0].len) == 0));
	kua_buf_free(&out[0]);
	kua_buf_free(&out[1]);
	kua_arena_free(a);
	return 0;
}
