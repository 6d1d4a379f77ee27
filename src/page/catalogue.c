/*
 * catalogue.c - the catalogue that searches go by, shared by all visits. It is made again in the background when rows changed; until then the
 * one before serves, so that nobody waits for it but the first who comes before there is any.
 */
#include <stdlib.h>

#include "page/internal.h"

struct catalogue {
	struct kua_catalogue *c;
	unsigned users;
	bool old; /* goes with its last user */
	KUA_VEC(struct saved_count) counts; /* of saved searches, which stay as long as it does */
};

static void release(struct catalogue *s)
{
	if (s->users || !s->old)
		return;
	kua_catalogue_free(s->c);
	kua_vec_free(&s->counts);
	free(s);
}

void catalogue_replace(struct kua_page *p, struct kua_catalogue *c)
{
	struct catalogue *s = kua_calloc(1, sizeof *s);
	s->c = c;
	(void)pthread_mutex_lock(&p->lock);
	struct catalogue *before = p->catalogue;
	p->catalogue = s;
	if (before) {
		before->old = true;
		release(before);
	}
	(void)pthread_mutex_unlock(&p->lock);
}

void catalogue_end(struct kua_page *p)
{
	if (!p->catalogue)
		return;
	p->catalogue->old = true;
	release(p->catalogue);
	p->catalogue = NULL;
}

static struct catalogue *current(struct kua_page *p)
{
	(void)pthread_mutex_lock(&p->lock);
	struct catalogue *s = p->catalogue;
	if (s)
		s->users++;
	(void)pthread_mutex_unlock(&p->lock);
	return s;
}

bool catalogue_is_there(struct kua_page *p)
{
	(void)pthread_mutex_lock(&p->lock);
	bool there = p->catalogue != NULL;
	(void)pthread_mutex_unlock(&p->lock);
	return there;
}

enum kua_code catalogue_take(struct visit *v, struct catalogue **out, struct kua_error *err)
{
	struct kua_catalogue *made;
	bool is_current = false;
	*out = current(v->page);
	if (!*out) {
		enum kua_code code = kua_catalogue_make(v->cb, &made, err);
		if (code != KUA_OK)
			return code;
		catalogue_replace(v->page, made);
		*out = current(v->page);
	}
	enum kua_code code = kua_catalogue_is_current(v->cb, (*out)->c, &is_current, err);
	if (code == KUA_OK && !is_current)
		worker_ask_catalogue(v->page);
	if (code != KUA_OK)
		catalogue_give(v, *out);
	return code;
}

void catalogue_give(struct visit *v, struct catalogue *s)
{
	(void)pthread_mutex_lock(&v->page->lock);
	s->users--;
	release(s);
	(void)pthread_mutex_unlock(&v->page->lock);
}

const struct kua_catalogue *catalogue_of(const struct catalogue *s)
{
	return s->c;
}

bool catalogue_count(struct visit *v, struct catalogue *s, int64_t entry, int64_t *n)
{
	bool known = false;
	(void)pthread_mutex_lock(&v->page->lock);
	for (size_t i = 0; i < s->counts.n && !known; i++)
		if (s->counts.v[i].entry == entry) {
			*n = s->counts.v[i].n;
			known = true;
		}
	(void)pthread_mutex_unlock(&v->page->lock);
	return known;
}

void catalogue_counted(struct visit *v, struct catalogue *s, int64_t entry, int64_t n)
{
	(void)pthread_mutex_lock(&v->page->lock);
	*kua_vec_add(&s->counts) = (struct saved_count){entry, n};
	(void)pthread_mutex_unlock(&v->page->lock);
}
