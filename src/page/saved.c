/* saved.c - searches that people keep under a name: the list with what each finds now, saving, renaming, forgetting. */
#include <inttypes.h>
#include <string.h>

#include "page/search.h"

/* ---- an address' query, taken apart again ---- */

static int hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *decoded(struct kua_arena *a, const char *s, size_t n)
{
	char *out = kua_arena_strndup(a, s, n), *to = out;
	for (size_t i = 0; i < n; i++) {
		int high = i + 2 < n && s[i] == '%' ? hex_of(s[i + 1]) : -1, low = high >= 0 ? hex_of(s[i + 2]) : -1;
		if (low >= 0 && high * 16 + low != 0) {
			*to++ = (char)(high * 16 + low);
			i += 2;
		} else {
			*to++ = s[i];
		}
	}
	*to = '\0';
	return kua_utf8_valid(out, strlen(out)) ? out : "";
}

static struct pairs pairs_of(struct kua_arena *a, const char *query)
{
	struct pairs p = {KUA_NEW_N(a, struct pair, KUA_PAGE_FIELDS), 0};
	for (size_t n; *query && p.n < KUA_PAGE_FIELDS; query += n + (query[n] == '&')) {
		n = strcspn(query, "&");
		size_t name = strcspn(query, "=&");
		if (name < n)
			p.v[p.n++] = (struct pair){decoded(a, query, name), decoded(a, query + name + 1, n - name - 1)};
	}
	return p;
}

/* As search_query writes them, so nothing that an address or a header could stumble over. */
static bool is_query(const char *s)
{
	return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%=&")] == '\0';
}

/* ---- the list ---- */

static enum kua_code count_now(struct visit *v, struct catalogue *c, const struct kua_saved *s, int64_t *n, struct kua_error *err)
{
	struct kua_sounds sounds = kua_flow_sounds(v->page->options.knowledge);
	struct pairs p = pairs_of(v->a, s->query);
	struct kua_wanted w;
	struct kua_found found;
	if (catalogue_count(v, c, s->entry, n))
		return KUA_OK;
	search_wanted(&p, &sounds, &w);
	enum kua_code code = kua_casebook_search(v->cb, catalogue_of(c), &w, v->a, &found, err);
	*n = found.total;
	if (code == KUA_OK)
		catalogue_counted(v, c, s->entry, *n);
	return code;
}

static void change_form(struct visit *v, const struct kua_saved *s)
{
	put(v, " <details class=\"keep\"><summary>");
	put_word(v, "search-change");
	put(v, "</summary>");
	form_open(v, "/search/change", "narrow");
	putf(v, "<input type=\"hidden\" name=\"entry\" value=\"%" PRId64 "\"><label>", s->entry);
	put_word(v, "search-name");
	put(v, " <input name=\"name\" dir=\"auto\" maxlength=\"100\" value=\"");
	put_text(v, s->name);
	put(v, "\"></label> <button name=\"do\" value=\"rename\">");
	put_word(v, "search-rename");
	put(v, "</button> <button name=\"do\" value=\"forget\">");
	put_word(v, "search-forget");
	put(v, "</button></form></details>");
}

enum kua_code saved_searches(struct visit *v, struct catalogue *c, size_t most, struct kua_error *err)
{
	struct kua_saved *saved;
	size_t n;
	enum kua_code code = kua_saved_list(v->cb, v->a, &saved, &n, err);
	if (code != KUA_OK || !n)
		return code;
	put(v, "<h2>");
	put_word(v, "search-saved");
	put(v, "</h2>\n<ul class=\"rows\">");
	for (size_t i = 0; i < n && i < most && code == KUA_OK; i++) {
		int64_t now = 0;
		if (c)
			code = count_now(v, c, &saved[i], &now, err);
		put(v, "<li>");
		link_to(v, "/search", NULL, is_query(saved[i].query) ? saved[i].query : "");
		put_element(v, "bdi", NULL, saved[i].name);
		put(v, "</a>");
		if (c) {
			put(v, " <span class=\"dim\">");
			put_count(v, "hits", now);
			put(v, "</span>");
		}
		if (most == SIZE_MAX)
			change_form(v, &saved[i]);
		put(v, "</li>\n");
	}
	put(v, "</ul>\n");
	return code;
}

enum kua_code saved_on_home(struct visit *v, struct kua_error *err)
{
	enum { ON_HOME = 8 };
	struct catalogue *c = NULL;
	enum kua_code code = KUA_OK;
	if (catalogue_is_there(v->page)) /* the first page does not wait for it, and says no counts */
		code = catalogue_take(v, &c, err);
	if (code != KUA_OK)
		return code;
	code = saved_searches(v, c, ON_HOME, err);
	if (c)
		catalogue_give(v, c);
	return code;
}

/* ---- what forms send ---- */

typedef enum kua_code change_fn(struct kua_casebook *cb, const struct visit *v, const struct kua_flow *f, struct kua_error *err);

static enum kua_code save(struct kua_casebook *cb, const struct visit *v, const struct kua_flow *f, struct kua_error *err)
{
	int64_t entry;
	return kua_saved_add(cb, pairs_get(&v->q->form, "name"), pairs_get(&v->q->form, "query"), f->who, f->now, &entry, err);
}

static enum kua_code change(struct kua_casebook *cb, const struct visit *v, const struct kua_flow *f, struct kua_error *err)
{
	bool forget = strcmp(pairs_get(&v->q->form, "do"), "forget") == 0;
	return kua_saved_change(cb, strtoll(pairs_get(&v->q->form, "entry"), NULL, 10), forget ? NULL : pairs_get(&v->q->form, "name"), f->who,
	                        f->now, err);
}

static enum kua_code write_one(struct visit *v, change_fn *fn, const char *next, struct kua_error *err)
{
	struct kua_flow f = {0};
	enum kua_code code = open_to_write(v, &f, err);
	if (code == KUA_OK)
		code = kua_casebook_begin(f.cb, err);
	if (code == KUA_OK)
		code = fn(f.cb, v, &f, err);
	if (code == KUA_OK)
		code = kua_casebook_commit(f.cb, err);
	kua_casebook_close(f.cb); /* which undoes what was not committed */
	if (code == KUA_OK)
		route_go(v, next);
	return code;
}

enum kua_code screen_save_search(struct visit *v, struct kua_error *err)
{
	const char *query = pairs_get(&v->q->form, "query");
	if (!query || !is_query(query) || !pairs_get(&v->q->form, "name"))
		return route_not_found(v, err);
	return write_one(v, save, kua_arena_printf(v->a, "/search?%s", query), err);
}

enum kua_code screen_change_search(struct visit *v, struct kua_error *err)
{
	const struct pairs *p = &v->q->form;
	if (!pairs_get(p, "entry") || !pairs_get(p, "do") || !pairs_get(p, "name"))
		return route_not_found(v, err);
	return write_one(v, change, "/search", err);
}
