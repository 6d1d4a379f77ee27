/*
 * read_pptx.c - PPTX: the slides in their order as one text with pages, each with what its speaker notes say behind it.
 *
 * A slide holds shapes of paragraphs, and tables. The numbers, dates and footers of slides are left out.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/office.h"
#include "intake/writing.h"

#define SLIDES ((size_t)20000)

static const char *const names[] = {
	"p:sldId", "a:p", "a:t", "a:br", "a:tr", "a:tc", "p:ph", "p:sp", "p:cm", "p:text", "p:cmAuthor", "mc:Fallback",
	"mc:Choice", "mc:AlternateContent", NULL,
};
enum element {
	E_NONE, E_SLIDE, E_P, E_T, E_BREAK, E_ROW, E_CELL, E_PLACE, E_SHAPE, E_REMARK, E_REMARK_TEXT, E_AUTHOR, E_FALLBACK,
	E_CHOICE, E_ALTERNATE,
};

struct author {
	size_t id;
	struct kua_str name;
};

struct pptx {
	struct kua_office *d;
	struct kua_writing *x;
	kua_relations to;
	KUA_VEC(struct kua_str) slides; /* the paths of their parts */
	KUA_VEC(struct author) authors;
	bool in_text, title, furniture, choice, in_remark;
	size_t left_out, author;
	struct kua_str date;
	struct kua_buf remark;
};

static struct kua_str keep(struct pptx *s, struct kua_str v)
{
	return (struct kua_str){kua_arena_strndup(s->d->arena, v.s ? v.s : "", v.n), v.n};
}

/* What a shape is for. A page of notes shows its slide once more. */
static void start_place(struct pptx *s, struct kua_str type)
{
	s->title = kua_str_is(type, "title") || kua_str_is(type, "ctrTitle");
	s->furniture = kua_str_is(type, "sldNum") || kua_str_is(type, "dt") || kua_str_is(type, "ftr") || kua_str_is(type, "hdr") ||
	               kua_str_is(type, "sldImg");
}

static void start_list(struct pptx *s, struct kua_xml *x, enum element e)
{
	if (e == E_SLIDE && s->slides.n < SLIDES)
		*kua_vec_add(&s->slides) = kua_relation_by_id(&s->to, kua_xml_attribute(x, "r:id"));
	if (e == E_AUTHOR && s->authors.n < 1000)
		*kua_vec_add(&s->authors) = (struct author){kua_office_number(kua_xml_attribute(x, "id")), keep(s, kua_xml_attribute(x, "name"))};
	if (e == E_REMARK) {
		s->author = kua_office_number(kua_xml_attribute(x, "authorId"));
		s->date = keep(s, kua_xml_attribute(x, "dt"));
		kua_buf_clear(&s->remark);
	}
	s->in_remark |= e == E_REMARK_TEXT;
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct pptx *s = ctx;
	enum element e = (enum element)element;
	if (s->left_out || (e == E_FALLBACK && s->choice)) {
		s->left_out++;
		return;
	}
	switch (e) {
	case E_T:
		s->in_text = true;
		break;
	case E_BREAK:
		kua_writing_char(s->x, '\n');
		break;
	case E_ROW:
		kua_writing_row(s->x);
		break;
	case E_CELL:
		kua_writing_cell(s->x);
		break;
	case E_PLACE:
		start_place(s, kua_xml_attribute(x, "type"));
		break;
	case E_SHAPE:
		s->title = s->furniture = false;
		break;
	case E_ALTERNATE:
		s->choice = false;
		break;
	default:
		start_list(s, x, e);
	}
}

static void end_remark(struct pptx *s)
{
	struct kua_str name = {NULL, 0};
	for (size_t i = 0; i < s->authors.n; i++)
		if (s->authors.v[i].id == s->author)
			name = s->authors.v[i].name;
	kua_writing_remark(s->x, name, s->date, (struct kua_str){s->remark.data ? s->remark.data : "", s->remark.len});
}

static void on_end(void *ctx, int element)
{
	struct pptx *s = ctx;
	if (s->left_out) {
		s->left_out--;
		return;
	}
	switch ((enum element)element) {
	case E_P:
		kua_writing_end(s->x, s->title ? KUA_TITLE_LINE : KUA_PARAGRAPH);
		break;
	case E_T:
		s->in_text = false;
		break;
	case E_ROW:
		kua_writing_row_end(s->x);
		break;
	case E_SHAPE:
		s->title = s->furniture = false;
		break;
	case E_CHOICE:
		s->choice = true;
		break;
	case E_REMARK_TEXT:
		s->in_remark = false;
		break;
	case E_REMARK:
		end_remark(s);
		break;
	default:
		break;
	}
}

static void on_text(void *ctx, struct kua_str text)
{
	struct pptx *s = ctx;
	if (s->in_remark)
		kua_buf_add(&s->remark, text.s, text.n);
	else if (s->in_text && !s->left_out && !s->furniture)
		kua_writing_text(s->x, text);
}

static const struct kua_xml_reader reader = {names, NULL, on_start, on_end, on_text};

static void read_slide(struct pptx *s, struct kua_str part)
{
	kua_relations to = {0};
	kua_office_relations(s->d, part, &to);
	s->title = s->furniture = false;
	(void)kua_office_parse(s->d, part, &reader, s);
	kua_writing_end(s->x, KUA_PARAGRAPH);
	(void)kua_office_parse(s->d, kua_relation_by_type(&to, "notesSlide"), &reader, s);
	kua_writing_end(s->x, KUA_PARAGRAPH);
	(void)kua_office_parse(s->d, kua_relation_by_type(&to, "comments"), &reader, s);
	kua_vec_free(&to);
}

/* Without a list of slides: those there are, by number. */
static void guess_slides(struct pptx *s)
{
	for (size_t i = 1; i <= 2000; i++) {
		char name[40];
		(void)snprintf(name, sizeof name, "ppt/slides/slide%zu.xml", i);
		const struct kua_zip_member *m = kua_zip_find(&s->d->zip, kua_str(name));
		if (m)
			*kua_vec_add(&s->slides) = m->name;
	}
}

void kua_read_pptx(struct kua_office *d, struct kua_str main)
{
	struct pptx s = {.d = d, .x = kua_writing_new(d->words)};
	kua_office_relations(d, main, &s.to);
	(void)kua_office_parse(d, kua_relation_by_type(&s.to, "commentAuthors"), &reader, &s);
	(void)kua_office_parse(d, main, &reader, &s);
	kua_writing_drop(s.x); /* the main part has no text of its own */
	if (!s.slides.n)
		guess_slides(&s);
	for (size_t i = 0; i < s.slides.n; i++) {
		if (i)
			kua_writing_page(s.x, true);
		read_slide(&s, s.slides.v[i]);
	}
	kua_writing_answer(s.x, d->answer);
	kua_writing_free(s.x);
	kua_vec_free(&s.to);
	kua_vec_free(&s.slides);
	kua_vec_free(&s.authors);
	kua_buf_free(&s.remark);
}
