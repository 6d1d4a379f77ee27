/*
 * made.c - what a stage makes of one item by itself is kept in the casebook, and taken from there as long as all it was made of is the
 * same: the item, what other stages say of it, the program and its word lists (version.c). So a hundred items more cost the stage a
 * hundred items, and the result is that of making all.
 */
#include <stdlib.h>
#include <string.h>

#include "flow/internal.h"

static void add(void *ctx, const struct kua_made *m)
{
	struct kua_maker *k = ctx;
	*kua_vec_add(&k->before) = *m;
}

enum kua_code kua_maker_start_(struct kua_maker *k, const struct kua_flow *f, const char *stage, struct kua_arena *a,
                               struct kua_error *err)
{
	const char *by = NULL;
	char version[KUA_SHA256_HEX + 1]; /* rules are read when they are needed: are they still those of that version? */
	kua_flow_version(f->knowledge->data_dir, version);
	*k = (struct kua_maker){.stage = stage, .keeps = *version && strcmp(version, f->knowledge->version) == 0, .arena = a,
	                        .arena_before = kua_arena_new()};
	if (!k->keeps)
		return KUA_OK;
	enum kua_code code = kua_casebook_get(f->cb, "made_by", a, &by, err);
	if (code == KUA_OK && by && strcmp(by, f->knowledge->version) == 0)
		code = kua_made_each(f->cb, stage, k->arena_before, add, k, err);
	return code;
}

void kua_maker_forget_(struct kua_maker *k)
{
	kua_vec_free(&k->before);
	kua_arena_free(k->arena_before);
	k->arena_before = NULL;
}

void kua_maker_end_(struct kua_maker *k)
{
	kua_maker_forget_(k);
	kua_vec_free(&k->come);
}

static int by_item(const void *item, const void *made)
{
	return strcmp(item, ((const struct kua_made *)made)->item);
}

bool kua_maker_has_(const struct kua_maker *k, const char *item, const char *mark, struct kua_packed *out)
{
	const struct kua_made *m =
		k->before.n ? bsearch(item, k->before.v, k->before.n, sizeof *k->before.v, by_item) : NULL;
	if (!m || strcmp(m->mark, mark) != 0)
		return false;
	*out = (struct kua_packed){m->v, m->n};
	return true;
}

void kua_maker_add_(struct kua_maker *k, const char *item, const char *mark, const struct kua_buf *b)
{
	*kua_vec_add(&k->come) = (struct kua_made){
		.item = item,
		.mark = kua_arena_strdup(k->arena, mark),
		.v = kua_arena_strndup(k->arena, b->data, b->len),
		.n = b->len,
	};
}

enum kua_code kua_maker_store_(const struct kua_maker *k, const struct kua_flow *f, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	const char *by = NULL;
	enum kua_code code = k->keeps ? kua_casebook_get(f->cb, "made_by", a, &by, err) : KUA_OK;
	if (code == KUA_OK && k->keeps && (!by || strcmp(by, f->knowledge->version) != 0)) {
		code = kua_made_drop(f->cb, err);
		if (code == KUA_OK)
			code = kua_casebook_set(f->cb, "made_by", f->knowledge->version, err);
	}
	for (size_t i = 0; i < k->come.n && code == KUA_OK; i++)
		code = kua_made_put(f->cb, k->stage, &k->come.v[i], err);
	kua_arena_free(a);
	return code;
}
