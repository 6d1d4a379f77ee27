/* load_event.c - one event with all that its account is told from: what it costs does not grow with the casebook. */
#include <string.h>

#include "flow/flow.h"

/* Records of one shape that come one by one, each once. */
struct some {
	enum kua_shape_kind kind;
	struct kua_intern *ids;
	struct kua_buf records;
};

struct loading {
	const struct kua_flow *f;
	struct kua_arena *a;
	struct kua_error *err;
};

static enum kua_code take(const struct loading *l, enum kua_shape_kind kind, const char *field, const char *value, void *v, size_t *n)
{
	return kua_casebook_load(l->f->cb, kind, field, value, l->a, v, n, l->err);
}

static enum kua_code add(const struct loading *l, struct some *s, const char *id)
{
	void *v;
	size_t n, before = kua_intern_count(s->ids);
	if (!id || kua_intern_add(s->ids, id, strlen(id)) != before)
		return KUA_OK;
	enum kua_code code = take(l, s->kind, "id", id, &v, &n);
	if (code == KUA_OK)
		kua_buf_add(&s->records, v, n * kua_shapes[s->kind].size);
	return code;
}

static size_t count(const struct some *s)
{
	return s->records.len / kua_shapes[s->kind].size;
}

static void *array(const struct loading *l, const struct some *s)
{
	void *v = kua_arena_alloc(l->a, s->records.len + 1);
	if (s->records.len)
		memcpy(v, s->records.data, s->records.len);
	return v;
}

/* Where an item is on that side of a change of a number. own: the figures' items; a change between two of them is told by its side a. */
static enum kua_code drift_of(const struct loading *l, bool side_a, const char *item, const struct kua_intern *own, struct kua_buf *drift,
                              struct some *items)
{
	struct kua_drift *v;
	size_t n;
	enum kua_code code = take(l, KUA_DRIFT, side_a ? "a" : "b", item, &v, &n);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		const char *other = side_a ? v[i].b : v[i].a;
		bool told = !side_a && kua_intern_find(own, other, strlen(other)) != KUA_NO_ID;
		if (told || strcmp(v[i].kind, "number") != 0)
			continue;
		kua_buf_add(drift, &v[i], sizeof v[i]);
		code = add(l, items, other);
	}
	return code;
}

/* The items of the figures, the other prints of their numbers, and the families of these. */
static enum kua_code around(const struct loading *l, const struct kua_loaded *out, struct some *items, struct some *families,
                            struct kua_buf *drift)
{
	struct kua_intern *own = kua_intern_new();
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < out->in.n_figures && code == KUA_OK; i++) {
		kua_intern_add(own, out->in.figures[i].item, strlen(out->in.figures[i].item));
		code = add(l, items, out->in.figures[i].item);
	}
	for (uint32_t i = 0; i < kua_intern_count(own) && code == KUA_OK; i++) {
		struct kua_copy *copies;
		size_t n = 0;
		const char *item = kua_intern_text(own, i);
		code = drift_of(l, true, item, own, drift, items);
		if (code == KUA_OK)
			code = drift_of(l, false, item, own, drift, items);
		if (code == KUA_OK)
			code = take(l, KUA_COPY, "item", item, &copies, &n);
		for (size_t k = 0; k < n && code == KUA_OK; k++)
			code = add(l, families, copies[k].family);
	}
	kua_intern_free(own);
	return code;
}

static enum kua_code behind(const struct loading *l, const struct kua_loaded *out, const struct some *items, struct some *documents,
                            struct some *voices)
{
	const struct kua_item *v = array(l, items);
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < count(items) && code == KUA_OK; i++)
		code = add(l, documents, v[i].document_id);
	for (size_t i = 0; i < out->result.n_accounts && code == KUA_OK; i++)
		for (size_t k = 0; k < out->result.accounts[i].voices.n && code == KUA_OK; k++)
			code = add(l, voices, out->result.accounts[i].voices.v[k]);
	for (size_t i = 0; i < out->in.n_figures && code == KUA_OK; i++)
		code = add(l, voices, out->in.figures[i].voice);
	return code;
}

enum kua_code kua_flow_load_event(const struct kua_flow *f, const char *event, struct kua_arena *a, struct kua_loaded *out,
                                  struct kua_error *err)
{
	const struct loading l = {f, a, err};
	struct some items = {KUA_ITEM, kua_intern_new(), KUA_BUF_INIT}, families = {KUA_FAMILY, kua_intern_new(), KUA_BUF_INIT};
	struct some documents = {KUA_DOCUMENT, kua_intern_new(), KUA_BUF_INIT}, voices = {KUA_VOICE, kua_intern_new(), KUA_BUF_INIT};
	struct kua_buf drift = KUA_BUF_INIT;
	*out = (struct kua_loaded){.in.languages = f->knowledge->languages, .in.data_dir = f->knowledge->data_dir};
	enum kua_code code = take(&l, KUA_EVENT, "id", event, &out->result.events, &out->result.n_events);
	if (code == KUA_OK)
		code = take(&l, KUA_ACCOUNT, "event", event, &out->result.accounts, &out->result.n_accounts);
	if (code == KUA_OK)
		code = take(&l, KUA_TOLL, "event", event, &out->result.tolls, &out->result.n_tolls);
	if (code == KUA_OK)
		code = take(&l, KUA_FIGURE, "event", event, &out->in.figures, &out->in.n_figures);
	if (code == KUA_OK)
		code = around(&l, out, &items, &families, &drift);
	if (code == KUA_OK)
		code = behind(&l, out, &items, &documents, &voices);
	if (code == KUA_OK) {
		out->in.items = array(&l, &items);
		out->in.n_items = count(&items);
		out->in.families = array(&l, &families);
		out->in.n_families = count(&families);
		out->documents = array(&l, &documents);
		out->n_documents = count(&documents);
		out->result.voices = array(&l, &voices);
		out->result.n_voices = count(&voices);
		out->n_drift = drift.len / sizeof *out->drift;
		out->drift = kua_arena_alloc(a, drift.len + 1);
		memcpy(out->drift, drift.len ? drift.data : "", drift.len);
	}
	struct some *all[] = {&items, &families, &documents, &voices};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		kua_intern_free(all[i]->ids);
		kua_buf_free(&all[i]->records);
	}
	kua_buf_free(&drift);
	return code;
}
