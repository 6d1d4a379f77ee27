/*
 * worker.c - what follows from decisions is derived by one thread in the background. It waits until nobody has decided anything for a
 * moment, so that ten decisions in a row cost one derivation; readers see the old state until the new one is complete.
 */
#include <string.h>
#include <time.h>

#include "page/internal.h"

enum { QUIET_MS = 1200 };

static void in_a_while(struct timespec *t)
{
	(void)clock_gettime(CLOCK_REALTIME, t);
	t->tv_nsec += (long)QUIET_MS % 1000 * 1000000;
	t->tv_sec += QUIET_MS / 1000 + t->tv_nsec / 1000000000;
	t->tv_nsec %= 1000000000;
}

static void say_trouble(struct kua_page *p, enum kua_code code, const struct kua_error *err)
{
	(void)pthread_mutex_lock(&p->work.lock);
	(void)snprintf(p->work.trouble, sizeof p->work.trouble, "%s", code == KUA_OK ? "" : err->text);
	(void)pthread_mutex_unlock(&p->work.lock);
}

static void derive(struct kua_page *p, enum kua_from from)
{
	struct kua_error err = {0};
	struct kua_flow f = {.knowledge = p->options.knowledge, .who = p->options.who, .folder = p->options.folder};
	enum kua_code code = kua_casebook_open(p->options.casebook, KUA_WRITE, &f.cb, &err);
	if (code == KUA_OK)
		code = kua_flow_derive(&f, from, NULL, &err);
	kua_casebook_close(f.cb);
	say_trouble(p, code, &err);
}

/* ---- adding ---- */

static void added(void *ctx, const struct kua_added *a)
{
	struct kua_page *p = ctx;
	(void)pthread_mutex_lock(&p->work.lock);
	p->work.done += a->doc && !a->known;
	p->work.known += a->known;
	p->work.unread += a->doc && !a->known && !a->doc->read;
	(void)pthread_mutex_unlock(&p->work.lock);
}

void worker_now(char out_now[21])
{
	kua_journal_time((int64_t)time(NULL), out_now);
}

static void add(struct kua_page *p, const struct upload *u)
{
	struct kua_error err = {0};
	struct kua_add_result result;
	char at[21];
	worker_now(at);
	struct kua_flow f = {.knowledge = p->options.knowledge, .intake = p->options.intake, .who = p->options.who, .now = at,
	                     .folder = p->options.folder, .origin = "uploaded to the page"};
	enum kua_code code = kua_casebook_open(p->options.casebook, KUA_WRITE, &f.cb, &err);
	if (code == KUA_OK)
		code = kua_flow_add(&f, u->paths.v, u->paths.n, added, p, &result, &err);
	kua_casebook_close(f.cb);
	say_trouble(p, code, &err);
}

void worker_add(struct kua_page *p, struct upload *u)
{
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	*kua_vec_add(&w->uploads) = u;
	w->asked++;
	(void)pthread_cond_signal(&w->news);
	(void)pthread_mutex_unlock(&w->lock);
}

void worker_adding(struct kua_page *p, struct kua_arena *a, struct adding *out)
{
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	*out = (struct adding){.done = w->done, .known = w->known, .unread = w->unread};
	for (size_t i = 0; i < w->uploads.n; i++)
		out->waiting += (int64_t)w->uploads.v[i]->paths.n;
	out->trouble = *w->trouble ? kua_arena_strdup(a, w->trouble) : NULL;
	(void)pthread_mutex_unlock(&w->lock);
}

/* The first upload, with the lock given up meanwhile; it stays in the list until it is added, so that it is seen to wait. */
static void add_first(struct kua_page *p)
{
	struct work *w = &p->work;
	struct upload *u = w->uploads.v[0];
	(void)pthread_mutex_unlock(&w->lock);
	add(p, u);
	(void)pthread_mutex_lock(&w->lock);
	memmove(w->uploads.v, w->uploads.v + 1, --w->uploads.n * sizeof *w->uploads.v);
	upload_free(u);
	w->from = KUA_FROM_REUSE;
	w->wanted = true;
	w->asked++;
}

/* ---- the catalogue of searches ---- */

static void make_catalogue(struct kua_page *p)
{
	struct kua_error ignored; /* who searches is told */
	struct kua_casebook *cb = NULL;
	struct kua_catalogue *c;
	if (kua_casebook_open(p->options.casebook, KUA_READ, &cb, &ignored) == KUA_OK && kua_catalogue_make(cb, &c, &ignored) == KUA_OK)
		catalogue_replace(p, c);
	kua_casebook_close(cb);
}

void worker_ask_catalogue(struct kua_page *p)
{
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	w->catalogue = true;
	(void)pthread_cond_signal(&w->news);
	(void)pthread_mutex_unlock(&w->lock);
}

/* With the lock given up meanwhile. */
static void catalogue_again(struct kua_page *p)
{
	struct work *w = &p->work;
	w->catalogue = false;
	(void)pthread_mutex_unlock(&w->lock);
	make_catalogue(p);
	(void)pthread_mutex_lock(&w->lock);
}

/* ---- the thread ---- */

static void *run(void *ctx)
{
	struct kua_page *p = ctx;
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	while (!w->ends) {
		if (w->catalogue) {
			catalogue_again(p);
			continue;
		}
		if (w->uploads.n) {
			add_first(p);
			continue;
		}
		if (!w->wanted) {
			(void)pthread_cond_wait(&w->news, &w->lock);
			continue;
		}
		struct timespec until;
		in_a_while(&until);
		unsigned seen = w->asked;
		while (!w->ends && !w->catalogue && pthread_cond_timedwait(&w->news, &w->lock, &until) == 0)
			;
		if (w->ends || w->catalogue || seen != w->asked)
			continue;
		enum kua_from from = w->from;
		w->wanted = false;
		w->busy = true;
		(void)pthread_mutex_unlock(&w->lock);
		derive(p, from);
		make_catalogue(p);
		(void)pthread_mutex_lock(&w->lock);
		w->busy = false;
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Was something decided whose consequences nobody derived, as the program was stopped before? */
static bool decided_before(const struct kua_page *p)
{
	struct kua_error ignored;
	struct kua_casebook *cb = NULL;
	struct kua_arena *a = kua_arena_new();
	const char *behind = NULL;
	if (kua_casebook_open(p->options.casebook, KUA_READ, &cb, &ignored) == KUA_OK)
		(void)kua_casebook_get(cb, "behind", a, &behind, &ignored);
	kua_casebook_close(cb);
	bool decided = behind && strcmp(behind, "judgements") == 0;
	kua_arena_free(a);
	return decided;
}

enum kua_code worker_start(struct kua_page *p, struct kua_error *err)
{
	struct work *w = &p->work;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->news, NULL);
	w->from = KUA_FROM_NAMES;
	w->wanted = decided_before(p);
	w->catalogue = true; /* before anybody searches */
	w->runs = pthread_create(&w->thread, NULL, run, p) == 0;
	return w->runs ? KUA_OK : kua_fail(err, KUA_WORLD, "no thread could be started");
}

void worker_stop(struct kua_page *p)
{
	struct work *w = &p->work;
	if (!w->runs)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->ends = true;
	(void)pthread_cond_signal(&w->news);
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
	for (size_t i = 0; i < w->uploads.n; i++)
		upload_free(w->uploads.v[i]);
	kua_vec_free(&w->uploads);
	(void)pthread_cond_destroy(&w->news);
	(void)pthread_mutex_destroy(&w->lock);
}

/* From the earliest stage that anything asked for since the last derivation. */
void worker_ask(struct kua_page *p, enum kua_from from)
{
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	if (!w->wanted || from < w->from)
		w->from = from;
	w->wanted = true;
	w->asked++;
	(void)pthread_cond_signal(&w->news);
	(void)pthread_mutex_unlock(&w->lock);
}

bool worker_is_behind(struct kua_page *p, struct kua_arena *a, const char **trouble)
{
	struct work *w = &p->work;
	(void)pthread_mutex_lock(&w->lock);
	bool behind = w->wanted || w->busy || w->uploads.n;
	*trouble = *w->trouble ? kua_arena_strdup(a, w->trouble) : NULL;
	(void)pthread_mutex_unlock(&w->lock);
	return behind;
}
