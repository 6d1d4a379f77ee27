/*
 * form_screens.c - the pages of a petition's form, whole without a script, and the text of its mail. What people wrote goes through put_text().
 */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "page/form.h"

/* ---- the frame ---- */

static void page_open(struct form_view *x, const char *title)
{
	struct visit *v = &x->v;
	putf(v, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>", texts_language(v->w),
	     texts_right_to_left(v->w) ? "rtl" : "ltr");
	put_text(v, title);
	if (strcmp(title, x->form->petition.title) != 0) {
		put(v, " · ");
		put_text(v, x->form->petition.title);
	}
	putf(v, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"same-origin\">\n"
	        "<link rel=\"stylesheet\" href=\".%s\">\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">", x->form->style_path);
	put_text(v, title);
	put(v, "</h1>\n");
}

static void languages(struct form_view *x)
{
	const struct texts *all[32];
	struct visit *v = &x->v;
	size_t n = texts_languages(x->form->words, NULL);
	if (n < 2 || n > sizeof all / sizeof *all)
		return;
	(void)texts_languages(x->form->words, all);
	put(v, "<nav aria-label=\"");
	put_word(v, "sign-languages");
	put(v, "\"><ul>");
	for (size_t i = 0; i < n; i++) {
		bool here = all[i] == v->w;
		putf(v, "<li lang=\"%s\"><a href=\"./?lang=%s\" hreflang=\"%s\"%s>", texts_language(all[i]), texts_language(all[i]), texts_language(all[i]),
		     here ? " aria-current=\"true\"" : "");
		put_text(v, texts_text(all[i], "@name"));
		put(v, "</a></li>");
	}
	put(v, "</ul></nav>\n");
}

static void page_close(struct form_view *x, bool with_languages)
{
	put(&x->v, "</main>\n<footer>");
	if (with_languages)
		languages(x);
	else
		putf(&x->v, "<p><a href=\"./?lang=%s\">", texts_language(x->v.w));
	if (!with_languages) {
		put_word(&x->v, "sign-back");
		put(&x->v, "</a></p>");
	}
	put(&x->v, "</footer>\n</body>\n</html>\n");
}

static void paragraph_two(struct form_view *x, const char *class, const char *key, const char *one, const char *two)
{
	put_element(&x->v, "p", class, texts_two(x->v.w, key, one ? one : "", two ? two : "", x->v.a));
}

/* Text of several paragraphs. */
static void put_paragraphs(struct visit *v, const char *s)
{
	while (*s) {
		const char *stop = strstr(s, "\n\n");
		size_t n = stop ? (size_t)(stop - s) : strlen(s);
		put(v, "<p dir=\"auto\">");
		put_text_n(v, s, n);
		put(v, "</p>\n");
		s += n + strspn(s + n, "\n");
	}
}

/* ---- the form ---- */

static const char *sent(const struct form_view *x, const char *name)
{
	const char *s = pairs_get(x->sent, name);
	return s ? s : "";
}

static const struct field {
	const char *name, *type, *label, *complete, *wrong_key;
	unsigned wrong;
	bool needed;
	int most;
} fields[] = {
	{"name", "text", "sign-name", "name", "sign-wrong-name", WRONG_NAME, true, KUA_SIGN_NAME},
	{"email", "email", "sign-email", "email", "sign-wrong-email", WRONG_EMAIL, true, KUA_SIGN_EMAIL},
	{"place", "text", "sign-place", "address-level2", "sign-wrong-place", WRONG_PLACE, false, KUA_SIGN_PLACE},
	{"born", "text", "sign-born", "bday-year", "sign-wrong-born", WRONG_BORN, false, 4},
};

static bool asked(const struct form_view *x, const struct field *f)
{
	return !(f->wrong == WRONG_PLACE && !x->form->petition.asks_place) && !(f->wrong == WRONG_BORN && !x->form->petition.asks_born);
}

static void put_field(struct form_view *x, const struct field *f)
{
	struct visit *v = &x->v;
	bool wrong = (x->wrong & f->wrong) != 0, mail = f->wrong == WRONG_EMAIL;
	putf(v, "<p><label for=\"%s\">", f->name);
	put_word(v, f->label);
	if (!f->needed) {
		put(v, " <span class=\"dim\">(");
		put_word(v, "sign-optional");
		put(v, ")</span>");
	}
	putf(v, "</label> <input id=\"%s\" name=\"%s\" type=\"%s\" dir=\"%s\" maxlength=\"%d\" autocomplete=\"%s\"%s%s%s%s value=\"", f->name, f->name, f->type,
	     mail ? "ltr" : "auto", f->most, f->complete, f->needed ? " required" : "", f->wrong == WRONG_BORN ? " inputmode=\"numeric\"" : "",
	     wrong ? " aria-invalid=\"true\"" : "", mail ? " aria-describedby=\"email-hint\"" : "");
	put_text(v, sent(x, f->name));
	put(v, "\">");
	if (mail) {
		put(v, " <span id=\"email-hint\" class=\"dim\">");
		put_word(v, "sign-email-hint");
		put(v, "</span>");
	}
	put(v, "</p>\n");
}

static void put_tick(struct form_view *x, const char *name, const char *key, bool needed)
{
	struct visit *v = &x->v;
	putf(v, "<p class=\"tick\"><input id=\"%s\" name=\"%s\" type=\"checkbox\" value=\"yes\"%s%s> <label for=\"%s\">", name, name, needed ? " required" : "",
	     *sent(x, name) ? " checked" : "", name);
	put_word(v, key);
	put(v, "</label></p>\n");
}

static void put_mistake(struct visit *v, const char *id, const char *key)
{
	putf(v, "<li><a href=\"#%s\">", id);
	put_word(v, key);
	put(v, "</a></li>");
}

static void put_mistakes(struct form_view *x)
{
	struct visit *v = &x->v;
	if (!x->wrong)
		return;
	put(v, "<div class=\"wrong\" role=\"alert\"><h3>");
	put_word(v, "sign-mistakes");
	put(v, "</h3><ul>");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (x->wrong & fields[i].wrong)
			put_mistake(v, fields[i].name, fields[i].wrong_key);
	if (x->wrong & WRONG_AGREE)
		put_mistake(v, "agree", "sign-wrong-agree");
	if (x->wrong & WRONG_OLD)
		put_mistake(v, "send", "sign-wrong-old");
	put(v, "</ul></div>\n");
}

static void put_form(struct form_view *x)
{
	struct visit *v = &x->v;
	put(v, "<section aria-labelledby=\"form\">\n<h2 id=\"form\">");
	put_word(v, "sign-form");
	put(v, "</h2>\n");
	put_mistakes(x);
	putf(v, "<form method=\"post\" action=\"./sign\"><input type=\"hidden\" name=\"form\" value=\"%s\"><input type=\"hidden\" name=\"language\" "
	        "value=\"%s\">\n", x->token, texts_language(v->w));
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (asked(x, &fields[i]))
			put_field(x, &fields[i]);
	put_tick(x, "may-name", "sign-may-name", false);
	put_tick(x, "agree", "sign-agree", true);
	put(v, "<p><button id=\"send\">");
	put_word(v, "sign-send");
	put(v, "</button></p>\n</form>\n</section>\n<section aria-labelledby=\"data\">\n<h2 id=\"data\">");
	put_word(v, "sign-data");
	put(v, "</h2>\n");
	paragraph_two(x, NULL, "sign-data-who", x->form->petition.by, x->form->petition.contact);
	put_element(v, "p", NULL, texts_text(v->w, "sign-data-what"));
	put_element(v, "p", NULL, texts_text(v->w, "sign-data-named"));
	paragraph_two(x, NULL, "sign-data-until", texts_date(v->w, x->form->petition.destroy_on, v->a), NULL);
	put_element(v, "p", NULL, texts_text(v->w, "sign-data-complain"));
	put(v, "</section>\n");
}

void form_show(struct form_view *x)
{
	const struct kua_petition *p = &x->form->petition;
	struct visit *v = &x->v;
	page_open(x, p->title);
	if (p->to)
		paragraph_two(x, "to", "sign-to", p->to, NULL);
	put(v, "<div class=\"text\">\n");
	put_paragraphs(v, p->text);
	put(v, "</div>\n<p class=\"count\"><strong>");
	put_count(v, "sign-count", x->form->signed_by);
	put(v, ".</strong> ");
	if (p->closes && !x->form->closed)
		put_text(v, texts_two(v->w, "sign-until", texts_date(v->w, p->closes, v->a), "", v->a));
	put(v, "</p>\n");
	if (x->form->closed)
		paragraph_two(x, "wrong", "sign-closed", texts_date(v->w, p->closes, v->a), NULL);
	else
		put_form(x);
	page_close(x, true);
}

/* ---- afterwards ---- */

void form_show_thanks(struct form_view *x)
{
	const struct kua_petition *p = &x->form->petition;
	struct visit *v = &x->v;
	page_open(x, texts_text(v->w, "sign-thanks"));
	put_element(v, "p", NULL, texts_text(v->w, "sign-thanks-text"));
	if (p->closes)
		paragraph_two(x, NULL, "sign-thanks-until", texts_date(v->w, p->closes, v->a), NULL);
	put_element(v, "p", NULL, texts_text(v->w, "sign-thanks-none"));
	page_close(x, false);
}

void form_show_message(struct form_view *x, const char *title, const char *text)
{
	page_open(x, texts_text(x->v.w, title));
	put_element(&x->v, "p", NULL, texts_text(x->v.w, text));
	page_close(x, false);
}

static void put_button(struct form_view *x, const struct form_job *j, const char *action, const char *key)
{
	struct visit *v = &x->v;
	char token[2 * KUA_TOKEN_BYTES + 1];
	putf(v, "<form method=\"post\" action=\"./%s\"><input type=\"hidden\" name=\"t\" value=\"%s\"><input type=\"hidden\" name=\"language\" value=\"%s\">"
	        "<button>", action, sodium_bin2hex(token, sizeof token, j->token, sizeof j->token), texts_language(v->w));
	put_word(v, key);
	put(v, "</button></form>\n");
}

static void put_receipt(struct form_view *x, const struct kua_signature *s)
{
	struct visit *v = &x->v;
	struct kua_buf b = KUA_BUF_INIT;
	unsigned char line[KUA_LINE_BYTES];
	char hex[2 * KUA_LINE_BYTES + 1];
	kua_line_text(&x->form->petition, s, &b);
	kua_line_of(&x->form->petition, s, line);
	put(v, "<section aria-labelledby=\"receipt\">\n<h2 id=\"receipt\">");
	put_word(v, "sign-receipt");
	put(v, "</h2>\n");
	put_element(v, "p", NULL, texts_text(v->w, "sign-receipt-text"));
	putf(v, "<p><code>%s</code></p>\n", sodium_bin2hex(hex, sizeof hex, line, sizeof line));
	put_element(v, "p", "dim", texts_text(v->w, "sign-receipt-how"));
	put(v, "<pre dir=\"ltr\">");
	put_text(v, b.data);
	put(v, "</pre>\n</section>\n");
	kua_buf_free(&b);
}

static void show_pending(struct form_view *x, const struct form_job *j)
{
	page_open(x, texts_text(x->v.w, "sign-confirm"));
	if (j->closed) {
		paragraph_two(x, "wrong", "sign-closed", texts_date(x->v.w, x->form->petition.closes, x->v.a), NULL);
	} else {
		put_element(&x->v, "p", "to", x->form->petition.title);
		paragraph_two(x, NULL, "sign-confirm-text", j->s.name, NULL);
		put_button(x, j, "confirm", "sign-confirm-send");
		put_element(&x->v, "p", NULL, texts_text(x->v.w, "sign-confirm-not"));
	}
	put_button(x, j, "withdraw", "sign-withdraw");
}

void form_show_row(struct form_view *x, const struct form_job *j)
{
	struct visit *v = &x->v;
	switch (j->s.state) {
	case KUA_PENDING: show_pending(x, j); break;
	case KUA_CONFIRMED:
	case KUA_COUNTED:
		page_open(x, texts_text(v->w, "sign-done"));
		put_element(v, "p", NULL, texts_text(v->w, "sign-done-text"));
		put_receipt(x, &j->s);
		put_element(v, "p", NULL, texts_text(v->w, "sign-withdraw-text"));
		put_button(x, j, "withdraw", "sign-withdraw");
		break;
	case KUA_WITHDRAWN:
		page_open(x, texts_text(v->w, "sign-withdrawn"));
		paragraph_two(x, NULL, "sign-withdrawn-text", x->form->petition.contact, NULL);
		break;
	default:
		page_open(x, texts_text(v->w, "sign-uncounted"));
		paragraph_two(x, NULL, "sign-uncounted-text", x->form->petition.contact, NULL);
		put_button(x, j, "withdraw", "sign-withdraw");
	}
	page_close(x, false);
}

/* ---- the mail ---- */

static void member(struct kua_buf *b, const char *name, const char *value)
{
	kua_buf_printf(b, "%s\"%s\":", b->len && b->data[b->len - 1] == '{' ? "" : ",", name);
	kua_json_string(b, value);
}

void form_mail(const struct kua_form *f, const struct kua_signature *s, const char *language, struct kua_arena *a, struct kua_buf *out)
{
	const struct texts *w = texts_choose(f->words, language);
	char token[2 * KUA_TOKEN_BYTES + 1];
	const char *base = f->petition.address;
	bool slash = base[strlen(base) - 1] == '/';
	(void)sodium_bin2hex(token, sizeof token, s->token, sizeof s->token);
	const char *link = kua_arena_printf(a, "%s%sconfirm?t=%s&lang=%s", base, slash ? "" : "/", token, texts_language(w));
	kua_buf_char(out, '{');
	member(out, "to", s->email);
	member(out, "language", texts_language(w));
	member(out, "subject", texts_two(w, "sign-mail-subject", f->petition.title, "", a));
	member(out, "text", kua_arena_printf(a, "%s\n\n%s\n", texts_two(w, "sign-mail-text", f->petition.title, link, a), texts_text(w, "sign-mail-not")));
	member(out, "link", link);
	kua_buf_str(out, "}\n");
}
