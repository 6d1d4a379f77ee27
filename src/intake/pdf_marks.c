/*
 * pdf_marks.c - what was put onto a page later: values in the fields of a form and text that was written over the page, which join
 * the page's text where they stand; remarks, which are somebody else's words and are gathered as such; files and films.
 */
#include "intake/pdf.h"

#define MANY_MARKS 20000
#define NOT_SEEN (2 | 32) /* flags: hidden, not on the screen */

struct marks {
	pdf_page *from;
	struct kua_pdf_page *page;
	struct kua_arena *a;
	kua_pdf_comments *out;
	uint32_t number;
};

/* In the arena: each line of it clean, of one form. */
static struct kua_str clean_text(struct kua_arena *a, const char *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_str line;
	for (const char *p = s; *p;) {
		size_t n = strcspn(p, "\r\n");
		line = kua_trim((struct kua_str){p, n});
		if (line.n && b.len)
			kua_buf_char(&b, '\n');
		kua_one_line(&b, line.s, line.n);
		p += n + (p[n] != '\0');
	}
	struct kua_str out = {kua_arena_strndup(a, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return out;
}

/* ---- forms ---- */

static void take_field(struct kua_pdf *p, const struct marks *m, pdf_annot *w)
{
	fz_context *ctx = p->ctx;
	pdf_obj *obj = pdf_annot_obj(ctx, w);
	enum pdf_widget_type type = pdf_widget_type(ctx, w);
	if (pdf_dict_get_int(ctx, obj, PDF_NAME(F)) & NOT_SEEN)
		return;
	if (type == PDF_WIDGET_TYPE_CHECKBOX || type == PDF_WIDGET_TYPE_RADIOBUTTON) {
		const char *state = pdf_to_name(ctx, pdf_dict_get(ctx, obj, PDF_NAME(AS)));
		bool on = state[0] && strcmp(state, "Off") != 0;
		kua_pdf_add_text(m->page, pdf_bound_widget(ctx, w), kua_str(on ? "[x]" : "[ ]"));
	} else if (type == PDF_WIDGET_TYPE_TEXT || type == PDF_WIDGET_TYPE_COMBOBOX || type == PDF_WIDGET_TYPE_LISTBOX) {
		struct kua_str value = clean_text(m->a, pdf_annot_field_value(ctx, w));
		if (value.n)
			kua_pdf_add_text(m->page, pdf_bound_widget(ctx, w), value);
	}
}

static void take_fields(struct kua_pdf *p, void *arg)
{
	const struct marks *m = arg;
	int n = 0;
	for (pdf_annot *w = pdf_first_widget(p->ctx, m->from); w && n++ < MANY_MARKS && kua_pdf_in_time(&p->clock);
	     w = pdf_next_widget(p->ctx, w))
		take_field(p, m, w);
}

/* ---- remarks, files ---- */

static void take_comment(struct kua_pdf *p, const struct marks *m, pdf_obj *obj, struct kua_str text)
{
	fz_context *ctx = p->ctx;
	struct kua_pdf_comment *c = kua_vec_add(m->out);
	char when[40];
	c->text = text;
	c->page = m->number;
	c->author = clean_text(m->a, pdf_dict_get_text_string(ctx, obj, PDF_NAME(T)));
	pdf_obj *date = pdf_dict_get(ctx, obj, PDF_NAME(CreationDate));
	kua_pdf_date(pdf_to_text_string(ctx, date ? date : pdf_dict_get(ctx, obj, PDF_NAME(M))), when);
	if (when[0] >= '0' && when[0] <= '9' && when[4] == '-' && when[7] == '-')
		(void)snprintf(c->date, sizeof c->date, "%.10s", when);
}

static void take_mark(struct kua_pdf *p, const struct marks *m, pdf_annot *annot)
{
	fz_context *ctx = p->ctx;
	pdf_obj *obj = pdf_annot_obj(ctx, annot);
	enum pdf_annot_type type = pdf_annot_type(ctx, annot);
	struct kua_str text = clean_text(m->a, pdf_dict_get_text_string(ctx, obj, PDF_NAME(Contents)));
	pdf_obj *film = pdf_dict_getp(ctx, obj, "A/R/C/D");
	if (type == PDF_ANNOT_FILE_ATTACHMENT)
		kua_pdf_answer_file(p, pdf_dict_get(ctx, obj, PDF_NAME(FS)), "attached");
	else if (film)
		kua_pdf_answer_file(p, film, "film");
	if (!text.n || type == PDF_ANNOT_LINK || type == PDF_ANNOT_POPUP || type == PDF_ANNOT_WIDGET)
		return;
	if (type == PDF_ANNOT_FREE_TEXT)
		kua_pdf_add_text(m->page, pdf_bound_annot(ctx, annot), text);
	else if (type != PDF_ANNOT_FILE_ATTACHMENT && type != PDF_ANNOT_MOVIE && type != PDF_ANNOT_SCREEN &&
	         type != PDF_ANNOT_SOUND && type != PDF_ANNOT_RICH_MEDIA)
		take_comment(p, m, obj, text);
}

static void take_annots(struct kua_pdf *p, void *arg)
{
	const struct marks *m = arg;
	int n = 0;
	for (pdf_annot *annot = pdf_first_annot(p->ctx, m->from); annot && n++ < MANY_MARKS && kua_pdf_in_time(&p->clock);
	     annot = pdf_next_annot(p->ctx, annot))
		take_mark(p, m, annot);
}

void kua_pdf_take_marks(struct kua_pdf *p, pdf_page *from, uint32_t number, struct kua_pdf_page *page, struct kua_arena *a,
                        kua_pdf_comments *out)
{
	struct marks m = {.from = from, .page = page, .a = a, .out = out, .number = number};
	(void)kua_pdf_try(p, take_fields, &m);
	(void)kua_pdf_try(p, take_annots, &m);
}
