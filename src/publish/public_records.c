/*
 * public_records.c - records without the names of those who may not be named: each of their texts by what it is, whatever field it is in, so that a field
 * that is new is treated, too.
 */
#include <string.h>

#include "publish/public.h"

static bool among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

enum { TEXT = sizeof(const char *) };

/* How a field's text is treated. */
enum how { AS_TEXT, AS_QUOTE, AS_FILE };

static enum how how_of(const char *field)
{
	static const char *const quotes[] = {"quote", "text", "before", "after", "in_a", "in_b", NULL};
	static const char *const files[] = {"name", "document", "url", "origin", NULL};
	return among(files, field) ? AS_FILE : among(quotes, field) ? AS_QUOTE : AS_TEXT;
}

static const char *value_of(const struct kua_public *p, enum how how, const char *value, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!value || !*value)
		return value;
	if (how == AS_FILE)
		return kua_public_hides_inside(p, value) ? "[…]" : value;
	if (public_nothing_to_cut(p, value))
		return value;
	kua_public_text(p, value, how == AS_QUOTE, &b);
	value = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return value;
}

static void treat_list(const struct kua_public *p, enum how how, struct kua_list *list, struct kua_arena *a)
{
	struct kua_list out = {0};
	for (size_t i = 0; i < list->n; i++)
		kua_list_add(a, &out, value_of(p, how, list->v[i], a));
	*list = out;
}

static void treat_names(const struct kua_public *p, struct kua_name_list *names, struct kua_arena *a)
{
	struct kua_name *v = KUA_NEW_N(a, struct kua_name, names->n);
	for (size_t i = 0; i < names->n; i++) {
		v[i] = names->v[i];
		v[i].form = value_of(p, AS_TEXT, v[i].form, a);
	}
	names->v = v;
}

static void treat_joined(const struct kua_public *p, struct kua_joined_list *joined, struct kua_arena *a)
{
	struct kua_joined *v = KUA_NEW_N(a, struct kua_joined, joined->n);
	for (size_t i = 0; i < joined->n; i++) {
		v[i] = joined->v[i];
		v[i].why = value_of(p, AS_TEXT, v[i].why, a);
	}
	joined->v = v;
}

static void treat_field(const struct kua_public *p, const struct kua_field *f, enum how how, void *record, struct kua_arena *a)
{
	void *at = (char *)record + f->at;
	const char *value;
	switch (f->type) {
	case KUA_TEXT:
		memcpy(&value, at, sizeof value);
		value = value_of(p, how, value, a);
		memcpy(at, &value, sizeof value);
		break;
	case KUA_LIST:
		treat_list(p, how, at, a);
		break;
	case KUA_NAMES:
		treat_names(p, at, a);
		break;
	case KUA_JOINED:
		treat_joined(p, at, a);
		break;
	default: /* numbers and places of bytes */
		break;
	}
}

/* Whether a text is the very one that the record before has: a store that reads many in a row keeps one. */
static bool is_that_before(const struct kua_field *f, const void *v, size_t size, size_t i)
{
	const char *at = (const char *)v + i * size + f->at;
	return i > 0 && f->type == KUA_TEXT && memcmp(at, at - size, TEXT) == 0;
}

void *kua_public_records(const struct kua_public *p, enum kua_shape_kind kind, const void *v, size_t n, struct kua_arena *a)
{
	const struct kua_shape *shape = &kua_shapes[kind];
	char *out = kua_arena_alloc(a, kua_mul(n, shape->size));
	enum how *how = KUA_NEW_N(a, enum how, shape->n);
	for (size_t k = 0; k < shape->n; k++)
		how[k] = how_of(shape->fields[k].name);
	if (n)
		memcpy(out, v, n * shape->size);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shape->n; k++) {
			char *record = out + i * shape->size, *at = record + shape->fields[k].at;
			if (is_that_before(&shape->fields[k], v, shape->size, i))
				memcpy(at, at - shape->size, TEXT);
			else
				treat_field(p, &shape->fields[k], how[k], record, a);
		}
	return out;
}

void kua_public_loaded_part(const struct kua_public *p, struct kua_loaded *l, size_t part, struct kua_arena *a)
{
	struct kua_accounts_input *in = &l->in;
	struct kua_accounts_result *r = &l->result;
	const struct {
		enum kua_shape_kind kind;
		void *v; /* where the pointer to the records is */
		size_t n;
	} parts[KUA_PUBLIC_PARTS] = { /* those that take longest first */
		{KUA_FIGURE, &in->figures, in->n_figures}, {KUA_CASE_STEP, &in->steps, in->n_steps}, {KUA_ACCOUNT, &r->accounts, r->n_accounts},
		{KUA_ITEM, &in->items, in->n_items}, {KUA_MENTION, &in->mentions, in->n_mentions}, {KUA_DRIFT, &l->drift, l->n_drift},
		{KUA_ENTITY, &in->entities, in->n_entities}, {KUA_TOLL, &r->tolls, r->n_tolls}, {KUA_DOCUMENT, &l->documents, l->n_documents},
		{KUA_REUSE, &in->reuse, in->n_reuse}, {KUA_FAMILY, &in->families, in->n_families}, {KUA_HARM, &in->harms, in->n_harms},
		{KUA_ACTION, &in->actions, in->n_actions}, {KUA_EVENT, &r->events, r->n_events}, {KUA_VOICE, &r->voices, r->n_voices},
		{KUA_CASE, &r->cases, r->n_cases},
	};
	const void *from;
	memcpy(&from, parts[part].v, sizeof from);
	const void *to = kua_public_records(p, parts[part].kind, from, parts[part].n, a);
	memcpy(parts[part].v, &to, sizeof to);
}

void kua_public_loaded(const struct kua_public *p, struct kua_loaded *l, const char **title, struct kua_arena *a)
{
	for (size_t i = 0; i < KUA_PUBLIC_PARTS; i++)
		kua_public_loaded_part(p, l, i, a);
	if (title && kua_public_hides(p, *title))
		*title = "[…]";
}
