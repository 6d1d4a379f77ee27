/*
 * draw.c - pictures of pages of documents: drawn by jailed readers, asked for by threads of their own, kept for a while in memory.
 *
 * A hostile document may take its reader all the time it has. So nobody who answers requests waits for one: the connection of whoever
 * asked is put aside (server.c) until the picture, or the reason why there is none, is there; then the request is answered
 * once more, as if it had just come.
 */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "page/internal.h"

enum { DRAWERS = 2, MOST_PICTURES = 1024, TRIED_AGAIN = 30 };

struct drawing {
	struct drawing *next; /* the one asked for before it */
	struct kua_arena *a;  /* of what is asked for */
	const char *key;
	struct kua_document document; /* id and bytes only */
	struct kua_picture_wanted wanted;
	struct kua_buf jpeg;
	struct picture done;
	enum { WAITS, BEING_DRAWN, DONE } state;
	time_t until; /* a failure of this machine, not of the document: tried again then. 0: for ever */
	KUA_VEC(struct MHD_Connection *) asking;
};

struct drawer {
	struct kua_page *page;
	pthread_mutex_t lock;
	pthread_cond_t news;
	pthread_t threads[DRAWERS];
	unsigned n_threads;
	struct drawing *first; /* the last that was asked for */
	size_t n, bytes;
	bool ends;
};

static time_t now(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ---- what is there ---- */

static void drawing_free(struct drawing *d)
{
	kua_buf_free(&d->jpeg);
	kua_vec_free(&d->asking);
	kua_arena_free(d->a);
	free(d);
}

static void take_out(struct drawer *w, struct drawing **at)
{
	struct drawing *d = *at;
	*at = d->next;
	w->n--;
	w->bytes -= d->jpeg.len;
	drawing_free(d);
}

/* The drawing of that key, moved to the front; NULL where there is none, or one that should be tried again. */
static struct drawing *find(struct drawer *w, const char *key)
{
	for (struct drawing **at = &w->first; *at; at = &(*at)->next) {
		struct drawing *d = *at;
		if (strcmp(d->key, key) != 0)
			continue;
		if (d->state == DONE && d->until && d->until < now()) {
			take_out(w, at);
			return NULL;
		}
		*at = d->next;
		d->next = w->first;
		w->first = d;
		return d;
	}
	return NULL;
}

/* Leave out what was not asked for the longest until the rest has room. Those in front stay: somebody is about to be answered. */
static void make_room(struct drawer *w)
{
	while (w->n > MOST_PICTURES || w->bytes > KUA_PAGE_PICTURES) {
		struct drawing **last = NULL;
		size_t place = 0;
		for (struct drawing **at = &w->first; *at; at = &(*at)->next, place++)
			if ((*at)->state == DONE && place > DRAWERS)
				last = at;
		if (!last)
			return;
		take_out(w, last);
	}
}

/* ---- asking ---- */

static struct drawing *add(struct drawer *w, const char *key, const struct kua_document *document, const struct kua_picture_wanted *wanted)
{
	struct drawing *d = kua_calloc(1, sizeof *d);
	struct kua_picture_mark *marks;
	d->a = kua_arena_new();
	d->key = kua_arena_strdup(d->a, key);
	d->document = (struct kua_document){.id = kua_arena_strdup(d->a, document->id), .bytes = document->bytes};
	d->wanted = *wanted;
	d->wanted.marks = marks = KUA_NEW_N(d->a, struct kua_picture_mark, wanted->n_marks + 1);
	for (size_t i = 0; i < wanted->n_marks; i++) {
		marks[i] = wanted->marks[i];
		marks[i].text = kua_arena_strndup(d->a, marks[i].text, marks[i].n);
	}
	d->next = w->first;
	w->first = d;
	w->n++;
	(void)pthread_cond_signal(&w->news);
	return d;
}

static const char *key_of(const struct visit *v, const struct kua_document *document, const struct kua_picture_wanted *wanted)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s %" PRIu32 " %" PRIu32, document->id, wanted->page, wanted->width);
	for (size_t i = 0; i < wanted->n_marks; i++)
		kua_buf_printf(&b, " %c%" PRIx64, (char)wanted->marks[i].kind, kua_hash(wanted->marks[i].text, wanted->marks[i].n));
	const char *key = kua_arena_strndup(v->a, b.data, b.len);
	kua_buf_free(&b);
	return key;
}

bool draw_picture(struct visit *v, const struct kua_document *document, const struct kua_picture_wanted *wanted, bool bytes,
                  struct picture *out)
{
	struct drawer *w = v->page->drawer;
	const char *key = key_of(v, document, wanted);
	(void)pthread_mutex_lock(&w->lock);
	struct drawing *d = find(w, key);
	if (!d)
		d = add(w, key, document, wanted);
	bool done = d->state == DONE;
	if (done) {
		*out = d->done;
		out->why = d->done.why ? kua_arena_strdup(v->a, d->done.why) : NULL;
		if (bytes)
			kua_buf_add(v->out, d->jpeg.data ? d->jpeg.data : "", d->jpeg.len);
	}
	(void)pthread_mutex_unlock(&w->lock);
	v->r->waits = done ? NULL : key;
	return done;
}

bool draw_wait(struct kua_page *page, const char *key, struct MHD_Connection *m)
{
	struct drawer *w = page->drawer;
	(void)pthread_mutex_lock(&w->lock);
	struct drawing *d = w->ends ? NULL : find(w, key);
	bool waits = d && d->state != DONE;
	if (waits) {
		MHD_suspend_connection(m);
		*kua_vec_add(&d->asking) = m;
	}
	(void)pthread_mutex_unlock(&w->lock);
	return waits;
}

/* ---- drawing ---- */

static enum kua_code draw(struct kua_page *p, struct drawing *d, struct kua_arena *a, struct kua_error *err)
{
	struct kua_taken bytes = KUA_TAKEN_INIT;
	struct kua_picture picture = {0};
	struct kua_casebook *cb = route_take(p, err);
	enum kua_code code = cb ? kua_casebook_take(cb, &d->document, p->options.folder, &bytes, err) : err->code;
	route_give(p, cb);
	if (code != KUA_OK)
		return code;
	struct kua_given given = {.name = d->document.id, .bytes = bytes.content};
	code = kua_intake_draw(p->options.intake, &given, &d->wanted, a, &picture, err);
	kua_taken_release(&bytes);
	d->done = (struct picture){.width = picture.width, .height = picture.height, .pages = picture.pages,
	                           .why = picture.why ? kua_arena_strdup(d->a, picture.why) : NULL};
	if (code == KUA_OK && picture.pixels && !jpeg_write(&picture, &d->jpeg))
		code = kua_fail(err, KUA_WORLD, "the picture cannot be packed");
	return code;
}

/* Answer all who asked for it; with the lock. */
static void finish(struct drawer *w, struct drawing *d)
{
	d->state = DONE;
	w->bytes += d->jpeg.len;
	for (size_t i = 0; i < d->asking.n; i++)
		MHD_resume_connection(d->asking.v[i]);
	kua_vec_free(&d->asking);
	make_room(w);
}

/* The one that has waited longest. */
static struct drawing *next_of(struct drawer *w)
{
	struct drawing *next = NULL;
	for (struct drawing *d = w->first; d; d = d->next)
		if (d->state == WAITS)
			next = d;
	return next;
}

static void *run(void *ctx)
{
	struct drawer *w = ctx;
	(void)pthread_mutex_lock(&w->lock);
	while (!w->ends) {
		struct drawing *d = next_of(w);
		if (!d) {
			(void)pthread_cond_wait(&w->news, &w->lock);
			continue;
		}
		d->state = BEING_DRAWN;
		(void)pthread_mutex_unlock(&w->lock);
		struct kua_error err = {0};
		struct kua_arena *a = kua_arena_new();
		if (draw(w->page, d, a, &err) != KUA_OK) {
			kua_buf_free(&d->jpeg);
			d->done = (struct picture){.why = kua_arena_strdup(d->a, err.text)};
			d->until = err.code == KUA_WORLD ? now() + TRIED_AGAIN : 0;
		}
		kua_arena_free(a);
		(void)pthread_mutex_lock(&w->lock);
		finish(w, d);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* ---- start and stop ---- */

enum kua_code draw_start(struct kua_page *p, struct kua_error *err)
{
	struct drawer *w = p->drawer = kua_calloc(1, sizeof *w);
	w->page = p;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->news, NULL);
	while (w->n_threads < DRAWERS && pthread_create(&w->threads[w->n_threads], NULL, run, w) == 0)
		w->n_threads++;
	return w->n_threads ? KUA_OK : kua_fail(err, KUA_WORLD, "no thread could be started");
}

void draw_end(struct kua_page *p)
{
	struct drawer *w = p->drawer;
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->ends = true;
	(void)pthread_cond_broadcast(&w->news);
	(void)pthread_mutex_unlock(&w->lock);
	for (unsigned i = 0; i < w->n_threads; i++)
		(void)pthread_join(w->threads[i], NULL);
	(void)pthread_mutex_lock(&w->lock);
	for (struct drawing *d = w->first; d; d = d->next) {
		for (size_t i = 0; i < d->asking.n; i++) /* to be told that there is nothing any more */
			MHD_resume_connection(d->asking.v[i]);
		d->asking.n = 0;
		d->state = DONE;
	}
	(void)pthread_mutex_unlock(&w->lock);
}

void draw_free(struct kua_page *p)
{
	struct drawer *w = p->drawer;
	if (!w)
		return;
	while (w->first)
		take_out(w, &w->first);
	(void)pthread_cond_destroy(&w->news);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
	p->drawer = NULL;
}
