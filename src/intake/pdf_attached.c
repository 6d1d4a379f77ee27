/*
 * pdf_attached.c - files inside a PDF: those of its list, and those that hang on a page (pdf_marks.c finds them). Each becomes a document
 * of its own.
 */
#include "intake/pdf.h"

#define MANY_FILES 1000

static fz_buffer *load_file(struct kua_pdf *p, pdf_obj *file, int *cut)
{
	fz_context *ctx = p->ctx;
	fz_stream *s = pdf_open_stream(ctx, file);
	fz_buffer *b = NULL;
	fz_var(b);
	fz_try(ctx)
		b = fz_read_best(ctx, s, 1024, cut, p->o->limits->bytes_in);
	fz_always(ctx)
		fz_drop_stream(ctx, s);
	fz_catch(ctx)
		fz_rethrow(ctx);
	return b;
}

/* A path of another system becomes one inside the document: only its last part is kept. */
static struct kua_str last_part(const char *name)
{
	struct kua_str s = kua_trim(kua_str(name));
	for (size_t i = s.n; i-- > 0;)
		if (s.s[i] == '/' || s.s[i] == '\\' || s.s[i] == ':')
			return (struct kua_str){s.s + i + 1, s.n - i - 1};
	return s;
}

void kua_pdf_answer_file(struct kua_pdf *p, pdf_obj *spec, const char *name)
{
	fz_context *ctx = p->ctx;
	pdf_obj *ef = pdf_dict_get(ctx, spec, PDF_NAME(EF));
	pdf_obj *file = pdf_dict_geta(ctx, ef, PDF_NAME(UF), PDF_NAME(F));
	pdf_obj *named = pdf_dict_geta(ctx, spec, PDF_NAME(UF), PDF_NAME(F));
	int cut = 0;
	if (!pdf_is_stream(ctx, file))
		return;
	fz_buffer *b = load_file(p, file, &cut);
	struct kua_found_inner inner = {.name = last_part(named ? pdf_to_text_string(ctx, named) : name)};
	inner.media_type = kua_str(pdf_to_name(ctx, pdf_dict_get(ctx, file, PDF_NAME(Subtype))));
	inner.bytes = (struct kua_str){(const char *)b->data, b->len};
	(void)kua_answer_inner(p->o, &inner);
	if (cut)
		kua_answer_diagnose(p->o, KUA_DIAG_BROKEN, "the file %.*s in it is damaged", (int)(inner.name.n < 80 ? inner.name.n : 80), inner.name.s);
	fz_drop_buffer(ctx, b);
}

struct attached {
	pdf_obj *tree;
	int i;
};

static void load_tree(struct kua_pdf *p, void *arg)
{
	((struct attached *)arg)->tree = pdf_load_name_tree(p->ctx, p->doc, PDF_NAME(EmbeddedFiles));
}

static void answer_one(struct kua_pdf *p, void *arg)
{
	const struct attached *t = arg;
	pdf_obj *key = pdf_dict_get_key(p->ctx, t->tree, t->i);
	kua_pdf_answer_file(p, pdf_dict_get_val(p->ctx, t->tree, t->i), pdf_to_name(p->ctx, key));
}

void kua_pdf_answer_attached(struct kua_pdf *p)
{
	struct attached t = {0};
	if (!kua_pdf_try(p, load_tree, &t) || !t.tree)
		return;
	int n = pdf_dict_len(p->ctx, t.tree);
	for (t.i = 0; t.i < n && t.i < MANY_FILES; t.i++)
		if (!kua_pdf_try(p, answer_one, &t))
			kua_answer_diagnose(p->o, KUA_DIAG_BROKEN, "a file in it cannot be read");
	pdf_drop_obj(p->ctx, t.tree);
}
