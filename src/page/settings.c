/* settings.c - the language of the interface; who decides; and what the keys do. */
#include <string.h>

#include "page/internal.h"

enum { LANGUAGES = 32 };

enum kua_code screen_settings(struct visit *v, struct kua_error *err)
{
	(void)err;
	const struct texts *all[LANGUAGES];
	size_t n = texts_languages(v->page->words, NULL);
	if (n > LANGUAGES)
		n = LANGUAGES;
	(void)texts_languages(v->page->words, all);
	frame_open(v, texts_text(v->w, "settings"), "settings");
	form_open(v, "/settings", "narrow");
	put(v, "<label>");
	put_word(v, "language");
	put(v, " <select name=\"language\">");
	for (size_t i = 0; i < n; i++) {
		putf(v, "<option value=\"%s\" lang=\"%s\"%s>", texts_language(all[i]), texts_language(all[i]),
		     all[i] == v->w ? " selected" : "");
		put_text(v, texts_text(all[i], "@name"));
		put(v, "</option>");
	}
	put(v, "</select></label> <button>");
	put_word(v, "save");
	put(v, "</button></form>\n<p>");
	put_word(v, "who-decides");
	put(v, " <b><bdi>");
	put_text(v, v->page->options.who);
	put(v, "</bdi></b></p>\n");
	frame_close(v);
	return KUA_OK;
}

enum kua_code screen_set(struct visit *v, struct kua_error *err)
{
	(void)err;
	const char *wanted = pairs_get(&v->q->form, "language");
	const char *language = texts_language(texts_choose(v->page->words, wanted));
	v->r->set_cookie[0] = kua_arena_printf(v->a, "language=%s; Path=/; SameSite=Strict; HttpOnly; Max-Age=31536000", language);
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
