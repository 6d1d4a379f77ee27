/*
 * settings.c - who decides, the interface's language and the counting profile, which are this browser's own; and what of the casebook may
 * be published, which belongs to the casebook: every change of it is in the journal. Below: what the screens are for.
 */
#include <string.h>

#include "page/internal.h"

enum { LANGUAGES = 32, PROFILES = 32 };

/* ---- who decides ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* A name that the journal can bear: not empty, no control characters, of some length. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 32 || s[i] == 127)
			return false;
	return n > 0 && n <= VISIT_WHO && s[strspn(s, " ")] && kua_utf8_valid(s, n);
}

const char *visit_who(const struct visit *v)
{
	const char *said = request_cookie(v->q, "who", v->a);
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *s = said ? said : ""; *s; s++) {
		bool coded = *s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0;
		kua_buf_char(&b, coded ? (char)(hex(s[1]) * 16 + hex(s[2])) : *s);
		s += coded ? 2 : 0;
	}
	const char *who = kua_arena_strndup(v->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return is_name(who) ? who : v->page->options.who;
}

/* ---- what may be published ---- */

static const char *const publish[] = {"nothing", "confirmed"};
enum { PUBLISH = sizeof publish / sizeof *publish };

static const char *may_publish(struct visit *v)
{
	struct kua_error err = {0};
	const char *said = NULL;
	if (kua_casebook_get(v->cb, "publish", v->a, &said, &err) == KUA_OK)
		for (size_t i = 0; said && i < PUBLISH; i++)
			if (strcmp(said, publish[i]) == 0)
				return publish[i];
	return publish[0];
}

static enum kua_code set_publish(struct visit *v, const char *wanted, struct kua_error *err)
{
	char now[21];
	struct kua_casebook *cb = NULL;
	bool known = false;
	for (size_t i = 0; i < PUBLISH; i++)
		known |= strcmp(wanted, publish[i]) == 0;
	if (!known)
		return route_not_found(v, err);
	if (strcmp(wanted, may_publish(v)) == 0)
		return KUA_OK;
	worker_now(now);
	enum kua_code code = kua_casebook_open(v->page->options.casebook, KUA_WRITE, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_begin(cb, err);
	if (code == KUA_OK)
		code = kua_casebook_set(cb, "publish", wanted, err);
	if (code == KUA_OK)
		code = kua_journal_add(cb, visit_who(v), now, "setting", kua_arena_printf(v->a, "publish=%s", wanted), err);
	if (code == KUA_OK)
		code = kua_casebook_commit(cb, err);
	kua_casebook_close(cb); /* what was not committed is not there */
	return code;
}

/* ---- the screen ---- */

static void option(struct visit *v, const char *value, bool chosen, const char *text, const char *language)
{
	put(v, "<option value=\"");
	put_text(v, value);
	put(v, "\"");
	if (language)
		putf(v, " lang=\"%s\"", language);
	put(v, chosen ? " selected>" : ">");
	put_text(v, text);
	put(v, "</option>");
}

static void begin_select(struct visit *v, const char *key, const char *name)
{
	put(v, "<p><label>");
	put_word(v, key);
	putf(v, "<br><select name=\"%s\">", name);
}

static void languages(struct visit *v)
{
	const struct texts *all[LANGUAGES];
	size_t n = texts_languages(v->page->words, NULL);
	if (n > LANGUAGES)
		n = LANGUAGES;
	(void)texts_languages(v->page->words, all);
	begin_select(v, "language", "language");
	for (size_t i = 0; i < n; i++)
		option(v, texts_language(all[i]), all[i] == v->w, texts_text(all[i], "@name"), texts_language(all[i]));
	put(v, "</select></label></p>\n");
}

/* Those by which the casebook was counted. */
static enum kua_code profiles(struct visit *v, struct kua_error *err)
{
	struct kua_toll *t;
	size_t n;
	struct kua_list seen = {0};
	const struct kua_query q = {.kind = KUA_TOLL, .most = 200};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&t, &n, err);
	kua_list_add(v->a, &seen, "range");
	for (size_t i = 0; i < n && code == KUA_OK && seen.n < PROFILES; i++)
		if (!kua_list_has(&seen, t[i].profile))
			kua_list_add(v->a, &seen, t[i].profile);
	begin_select(v, "profile", "profile");
	for (size_t i = 0; i < seen.n; i++)
		option(v, seen.v[i], strcmp(seen.v[i], visit_profile(v)) == 0,
		       texts_value(v->w, "profile", seen.v[i], v->a), NULL);
	put(v, "</select></label></p>\n");
	return code;
}

enum kua_code screen_settings(struct visit *v, struct kua_error *err)
{
	const char *allowed = may_publish(v);
	frame_open(v, texts_text(v->w, "settings"), "settings");
	form_open(v, "/settings", "settings");
	put(v, "<p><label>");
	put_word(v, "who-decides");
	putf(v, "<br><input name=\"who\" dir=\"auto\" maxlength=\"%d\" value=\"", VISIT_WHO);
	put_text(v, visit_who(v));
	put(v, "\"></label></p>\n");
	languages(v);
	enum kua_code code = profiles(v, err);
	begin_select(v, "may-publish", "publish");
	for (size_t i = 0; i < PUBLISH; i++)
		option(v, publish[i], strcmp(publish[i], allowed) == 0, texts_text(v->w, kua_arena_printf(v->a, "publish.%s", publish[i])), NULL);
	put(v, "</select></label></p>\n<p class=\"dim\">");
	put_word(v, "may-publish-now");
	put(v, "</p>\n<p><button>");
	put_word(v, "save");
	put(v, "</button></p></form>\n");
	frame_close(v);
	return code;
}

static void keep_cookie(struct visit *v, size_t slot, const char *name, const char *value)
{
	v->r->set_cookie[slot] = kua_arena_printf(v->a, "%s=%s; Path=/; SameSite=Strict; HttpOnly; Max-Age=31536000", name,
	                                          encoded(v, value));
}

enum kua_code screen_set(struct visit *v, struct kua_error *err)
{
	const char *who = pairs_get(&v->q->form, "who"), *allowed = pairs_get(&v->q->form, "publish");
	const char *profile = pairs_get(&v->q->form, "profile");
	enum kua_code code = allowed ? set_publish(v, allowed, err) : KUA_OK;
	if (code != KUA_OK)
		return code;
	keep_cookie(v, 0, "language", texts_language(texts_choose(v->page->words, pairs_get(&v->q->form, "language"))));
	keep_cookie(v, 1, "profile", profile && strlen(profile) < 64 ? profile : "range");
	keep_cookie(v, 2, "who", who && is_name(who) ? who : "");
	route_go(v, "/settings");
	return KUA_OK;
}

enum kua_code screen_help(struct visit *v, struct kua_error *err)
{
	(void)err;
	static const char *const keys[] = {"help.account", "help.voices", "help.suggested", "help.original", "help.keys"};
	frame_open(v, texts_text(v->w, "help"), "help");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		put(v, "<p>");
		put_word(v, keys[i]);
		put(v, "</p>\n");
	}
	frame_close(v);
	return KUA_OK;
}
