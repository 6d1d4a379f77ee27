/*
 * route.c - which address is which screen, and what becomes of a screen that fails. A screen writes into a buffer; only when it is
 * complete does anything go out, so that nobody sees half a page.
 */
#include <string.h>

#include "page/internal.h"

static const struct route {
	const char *path; /* one that ends in "/" takes an id behind it */
	enum method method;
	screen_fn *screen;
} routes[] = {
	{"/", METHOD_GET, screen_home},
	{"/events", METHOD_GET, screen_events},
	{"/event/", METHOD_GET, screen_event},
	{"/keep/", METHOD_GET, screen_keep},
	{"/figure/", METHOD_GET, screen_figure},
	{"/items", METHOD_GET, screen_items},
	{"/item/", METHOD_GET, screen_item},
	{"/documents", METHOD_GET, screen_documents},
	{"/document/", METHOD_GET, screen_document},
	{"/bytes/", METHOD_GET, screen_bytes},
	{"/sheet/", METHOD_GET, screen_sheet},
	{"/picture/", METHOD_GET, screen_picture},
	{"/people", METHOD_GET, screen_people},
	{"/places", METHOD_GET, screen_places},
	{"/organisations", METHOD_GET, screen_organisations},
	{"/entity/", METHOD_GET, screen_entity},
	{"/cases", METHOD_GET, screen_cases},
	{"/reprints", METHOD_GET, screen_reprints},
	{"/reprint/", METHOD_GET, screen_reprint},
	{"/families", METHOD_GET, screen_families},
	{"/family/", METHOD_GET, screen_family},
	{"/search", METHOD_GET, screen_search},
	{"/search/found.csv", METHOD_GET, screen_found_csv},
	{"/search/found.jsonl", METHOD_GET, screen_found_jsonl},
	{"/search/save", METHOD_POST, screen_save_search},
	{"/search/change", METHOD_POST, screen_change_search},
	{"/calendar", METHOD_GET, screen_calendar},
	{"/papers", METHOD_GET, screen_papers},
	{"/paper/", METHOD_GET, screen_paper},
	{"/write", METHOD_GET, screen_paper_new},
	{"/write", METHOD_POST, screen_paper_write},
	{"/log", METHOD_GET, screen_log},
	{"/settings", METHOD_GET, screen_settings},
	{"/settings", METHOD_POST, screen_set},
	{"/help", METHOD_GET, screen_help},
	{"/review", METHOD_GET, screen_review},
	{"/judge", METHOD_POST, screen_judge},
	{"/add", METHOD_GET, screen_add},
	{"/add", METHOD_POST, screen_upload},
	{"/undo", METHOD_POST, screen_undo},
};

static const struct route *find(const struct request *q, const char **id)
{
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		const struct route *r = &routes[i];
		size_t n = strlen(r->path);
		bool takes_id = n > 1 && r->path[n - 1] == '/';
		if (r->method != q->method)
			continue;
		if (takes_id ? strncmp(q->path, r->path, n) == 0 && q->path[n] : strcmp(q->path, r->path) == 0) {
			*id = takes_id ? q->path + n : NULL;
			return r;
		}
	}
	return NULL;
}

enum kua_code route_not_found(const struct visit *v, struct kua_error *err)
{
	return kua_fail(err, KUA_USE, "%s", texts_text(v->w, "not-found"));
}

void route_go(struct visit *v, const char *to)
{
	v->r->status = 303;
	v->r->location = kua_arena_strdup(v->a, to);
	kua_buf_clear(v->out);
}

/* ---- connections to the casebook: one for each visit at a time ---- */

struct kua_casebook *route_take(struct kua_page *page, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	(void)pthread_mutex_lock(&page->lock);
	if (page->idle.n)
		cb = page->idle.v[--page->idle.n];
	(void)pthread_mutex_unlock(&page->lock);
	if (!cb)
		(void)kua_casebook_open(page->options.casebook, KUA_READ, &cb, err);
	return cb;
}

void route_give(struct kua_page *page, struct kua_casebook *cb)
{
	if (!cb)
		return;
	(void)pthread_mutex_lock(&page->lock);
	*kua_vec_add(&page->idle) = cb;
	(void)pthread_mutex_unlock(&page->lock);
}

/* ---- answers ---- */

static void say(struct visit *v, unsigned status, const char *key, const char *detail)
{
	kua_buf_clear(v->out);
	v->r->status = status;
	v->r->type = NULL;
	frame_open(v, texts_text(v->w, key), "");
	if (detail)
		put_element(v, "p", NULL, detail);
	frame_close(v);
}

/* Who has no cookie sees nothing of the casebook, not even its name. */
static void turn_away(struct visit *v)
{
	putf(v, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><title>", texts_language(v->w));
	put_word(v, "refused");
	put(v, "</title></head>\n<body><h1>");
	put_word(v, "refused");
	put(v, "</h1><p>");
	put_word(v, v->r->status == 401 ? "refused-no-cookie" : "refused-why");
	put(v, "</p></body></html>\n");
}

static bool asset(struct visit *v)
{
	const struct kua_page *p = v->page;
	bool style = strcmp(v->q->path, p->style_path) == 0, script = strcmp(v->q->path, p->script_path) == 0;
	if (v->q->method != METHOD_GET || (!style && !script))
		return false;
	const struct kua_buf *b = style ? &p->style : &p->script;
	kua_buf_add(v->out, b->data ? b->data : "", b->len);
	v->r->type = style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
	v->r->may_be_kept = true;
	return true;
}

static void run(struct visit *v, const struct route *route)
{
	struct kua_error err = {0};
	v->cb = route_take(v->page, &err);
	enum kua_code code = v->cb ? route->screen(v, &err) : err.code;
	if (code == KUA_USE)
		say(v, 404, "not-found", err.text);
	else if (code != KUA_OK)
		say(v, 500, "failed", err.text);
	route_give(v->page, v->cb);
}

static const struct texts *language_of(struct kua_page *page, const struct request *q, struct kua_arena *a)
{
	const char *chosen = request_cookie(q, "language", a);
	return texts_choose(page->words, chosen ? chosen : q->languages);
}

void route_answer(struct kua_page *page, struct request *q, struct kua_arena *a, const char *today, int64_t minute,
                  struct response *r, struct kua_buf *buf)
{
	struct visit v = {.page = page, .q = q, .r = r, .a = a, .out = buf, .today = today};
	r->status = 200;
	v.w = language_of(page, q, a);
	if (!guard_allows(&page->guard, q, minute, a, r)) {
		if (r->status != 303)
			turn_away(&v);
		return;
	}
	if (asset(&v))
		return;
	const struct route *route = find(q, &v.id);
	if (route)
		run(&v, route);
	else
		say(&v, 404, "not-found", NULL);
}
