/*
 * keep.c - the account of an event to keep and to print: one HTML page with nothing outside itself, or a PDF, nothing cut short, with
 * each claim's sentence, document, page and hash. To be passed on it goes without the names of those who may not be named.
 */
#include <string.h>

#include "page/internal.h"
#include "publish/publish.h"
#include "report/report.h"

/* "Zhanaozen, 16 December 2011" as a file's name that any system takes. */
static const char *file_name(const struct visit *v, const char *label, const char *ending)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *s = label; *s && b.len < 60; s++) {
		bool plain = (*s >= '0' && *s <= '9') || ((*s | 32) >= 'a' && (*s | 32) <= 'z');
		if (plain || (b.len && b.data[b.len - 1] != '-'))
			kua_buf_char(&b, plain ? *s : '-');
	}
	const char *name = kua_arena_printf(v->a, "%s%s", b.len > 1 ? b.data : "account", ending);
	kua_buf_free(&b);
	return name;
}

/* Who may not be named is known from all of the casebook, not from what belongs to the event. */
static enum kua_code make_public(struct visit *v, struct kua_loaded *l, const char **title, struct kua_error *err)
{
	struct kua_loaded whole = *l;
	enum kua_code code = kua_casebook_load(v->cb, KUA_ENTITY, NULL, NULL, v->a, (void **)&whole.in.entities, &whole.in.n_entities, err);
	if (code == KUA_OK)
		code = kua_casebook_load(v->cb, KUA_JUDGEMENT, "kind", "entity", v->a, (void **)&whole.in.judgements, &whole.in.n_judgements, err);
	if (code != KUA_OK)
		return code;
	struct kua_public *p = kua_public_new(&whole, "public", v->today);
	kua_public_loaded(p, l, title, v->a);
	kua_public_free(p);
	return KUA_OK;
}

enum kua_code screen_keep(struct visit *v, struct kua_error *err)
{
	const char *format = pairs_get(&v->q->query, "format");
	bool pdf = format && strcmp(format, "pdf") == 0;
	const struct kua_flow f = {.cb = v->cb, .knowledge = v->page->options.knowledge};
	const struct kua_report_options options = {.format = pdf ? KUA_REPORT_PDF : KUA_REPORT_HTML, .all = true};
	struct kua_loaded l;
	struct kua_event *event;
	enum kua_code code = rows_one(v, KUA_EVENT, v->id, (void **)&event, err);
	if (code == KUA_OK)
		code = kua_flow_load_event(&f, event->id, v->a, &l, err);
	const char *title = code == KUA_OK ? event->label : NULL;
	if (code == KUA_OK && pairs_get(&v->q->query, "public"))
		code = make_public(v, &l, &title, err);
	if (code != KUA_OK)
		return code;
	l.in.profile = visit_profile(v);
	const struct kua_report_input in = {.title = title, .as_of = v->today, .documents = l.documents, .n_documents = l.n_documents,
	                                    .drift = l.drift, .n_drift = l.n_drift, .in = l.in, .result = l.result, .event = event->id};
	code = kua_report_write(&in, &options, v->out, err);
	if (code != KUA_OK)
		return code;
	v->r->type = pdf ? "application/pdf" : "text/html; charset=utf-8";
	bool public = pairs_get(&v->q->query, "public") != NULL; /* which of two files is safe to pass on is seen by its name */
	v->r->file_name = file_name(v, title, public ? pdf ? "-initials.pdf" : "-initials.html" : pdf ? ".pdf" : ".html");
	return KUA_OK;
}
