/* allow.c - whether a person may be named, to whom, and who said so: nobody may until somebody did. */
#include <string.h>

#include "page/internal.h"
#include "publish/publish.h"

static const char *const scopes[] = {"submit", "government", "public"};
enum { SCOPES = sizeof scopes / sizeof *scopes };

static void form(struct visit *v, const struct kua_entity *e)
{
	static const char *const fields[] = {"giver", "on", "until", "note"};
	form_open(v, "/judge", "narrow");
	put_hidden(v, "id", e->id);
	put_hidden(v, "verdict", "allow");
	put_hidden(v, "next", kua_arena_printf(v->a, "/entity/%s", e->id));
	put(v, "<label>");
	put_word(v, "allow.scope");
	put(v, " <select name=\"allow.scope\">");
	for (size_t i = 0; i < SCOPES; i++) {
		putf(v, "<option value=\"%s\">", scopes[i]);
		put_word(v, kua_arena_printf(v->a, "allow.%s", scopes[i]));
		put(v, "</option>");
	}
	put(v, "</select></label> ");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		put(v, "<label>");
		put_word(v, kua_arena_printf(v->a, "allow.%s", fields[i]));
		bool day = strcmp(fields[i], "on") == 0 || strcmp(fields[i], "until") == 0;
		putf(v, " <input name=\"allow.%s\"%s maxlength=\"500\"%s></label> ", fields[i], day ? " type=\"date\"" : " dir=\"auto\"",
		     i == 0 ? " required" : "");
	}
	put(v, "<button>");
	put_word(v, "allow.enter");
	put(v, "</button></form>\n");
}

enum kua_code put_allow(struct visit *v, const struct kua_entity *e, struct kua_error *err)
{
	struct kua_judgement *j;
	size_t n, n_scopes = 0;
	const char *may = NULL;
	if (strcmp(e->kind, "person") != 0)
		return KUA_OK;
	enum kua_code code = kua_casebook_load(v->cb, KUA_JUDGEMENT, "verdict", "allow", v->a, (void **)&j, &n, err);
	if (code != KUA_OK)
		return code;
	for (size_t i = 0; i < SCOPES; i++)
		if (kua_may_name(j, n, e, e, 1, scopes[i], v->today)) {
			const char *scope = texts_text(v->w, kua_arena_printf(v->a, "allow.%s", scopes[i]));
			may = n_scopes++ ? kua_arena_printf(v->a, "%s; %s", may, scope) : scope;
		}
	put(v, "<details class=\"allow\"><summary>");
	put_word(v, "allow.may");
	put(v, " <b>");
	put_text(v, may ? may : texts_text(v->w, "allow.nobody"));
	put(v, "</b></summary><p class=\"dim\">");
	put_word(v, "allow.what");
	put(v, "</p>");
	form(v, e);
	put(v, "</details>\n");
	return KUA_OK;
}

void allow_fields(struct visit *v, struct kua_list *more)
{
	for (size_t i = 0; i < v->q->form.n; i++) {
		const struct pair *p = &v->q->form.v[i];
		if (strncmp(p->name, "allow.", strlen("allow.")) == 0 && *p->value)
			kua_list_add(v->a, more, kua_arena_printf(v->a, "%s=%s", p->name + strlen("allow."), p->value));
	}
}
