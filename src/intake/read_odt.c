/*
 * read_odt.c - OpenDocument text and presentations, packed or flat, and their forerunners of OpenOffice.org 1.
 *
 * Left out: tables of contents and other indexes, headers and footers (they stand with the styles), deleted text
 * (which is kept apart from the text), text whose style hides it.
 */
#include "intake/read_odt.h"

#include <stdlib.h>
#include <string.h>

#include "intake/mail.h"

#define PICTURE_BYTES ((size_t)4096)           /* smaller ones are bullets and rules */
#define ENCODED_BYTES ((size_t)128 << 20)      /* of a picture in a flat document */
#define CHANGES ((size_t)100000)

static const char *const names[] = {
	"text:p", "text:h", "text:span", "text:s", "text:tab", "text:tab-stop", "text:line-break", "text:soft-page-break",
	"text:note", "text:footnote", "text:endnote", "text:note-body", "text:footnote-body", "text:endnote-body",
	"text:note-citation", "text:footnote-citation", "text:endnote-citation", "office:annotation", "dc:creator", "dc:date",
	"table:table-row", "table:table-cell", "table:covered-table-cell", "text:list", "text:ordered-list",
	"text:unordered-list", "text:list-item", "text:tracked-changes", "text:changed-region", "draw:text-box",
	"draw:page", "draw:frame", "office:binary-data", "text:deletion", "text:change-start", "text:change-end", "text:index-body", "office:master-styles", "text:ruby-text",
	"svg:title", "svg:desc", "text:hidden-text", "text:hidden-paragraph", "office:forms", "office:meta", "office:scripts",
	"office:settings", "office:font-face-decls", "text:table-of-content", "text:alphabetical-index", "office:styles", NULL,
};
enum element {
	E_NONE, E_P, E_H, E_SPAN, E_S, E_TAB, E_TAB_STOP, E_BREAK, E_PAGE_BREAK,
	E_NOTE, E_FOOTNOTE, E_ENDNOTE, E_NOTE_BODY, E_FOOTNOTE_BODY, E_ENDNOTE_BODY,
	E_CITATION, E_FOOTNOTE_CITATION, E_ENDNOTE_CITATION, E_REMARK, E_CREATOR, E_DATE,
	E_ROW, E_CELL, E_COVERED, E_LIST, E_ORDERED, E_UNORDERED, E_ITEM, E_TRACKED, E_CHANGED, E_BOX,
	E_SLIDE, E_FRAME, E_BINARY, E_DELETION, E_CHANGE_START, E_CHANGE_END, E_LEFT_OUT, /* all from here on are left out */
};

struct around { /* what a note, a box or a remark interrupts */
	size_t paragraphs, lists;
	bool space, entry;
};

struct odt {
	struct kua_answer *answer;
	struct kua_writing *x;
	struct kua_odt_styles *styles;
	struct around now;
	KUA_VEC(struct around) around;
	KUA_VEC(bool) spans;   /* that are open: does each of them hide its text? */
	size_t hidden;         /* how many do */
	uint32_t list;
	size_t left_out, tracked, remarks;
	struct kua_intern *deletions; /* ids of deleted text that still stands in the text */
	struct kua_buf change;        /* the id of the change that is open */
	bool deleted;
	bool hidden_paragraph, slide_title, contents;
	size_t slides;
	enum element gathering; /* E_CREATOR, E_DATE, E_BINARY: whose text is gathered */
	struct kua_buf gathered, author, date, label;
	unsigned pictures;
};

/* ---- paragraphs ---- */

static void start_paragraph(struct odt *s, struct kua_xml *x)
{
	const struct kua_odt_style *style = kua_odt_style(s->styles, kua_xml_attribute(x, "text:style-name"));
	if (s->now.paragraphs++ == 0)
		s->now.space = true; /* none at the beginning */
	s->hidden_paragraph = style && style->hidden;
	s->slide_title |= style && style->title;
	s->contents = style && style->contents;
}

static void end_paragraph(struct odt *s, bool heading)
{
	enum kua_paragraph kind = heading ? KUA_HEADING : KUA_PARAGRAPH;
	s->now.paragraphs -= s->now.paragraphs > 0;
	if (s->contents)
		kua_writing_drop(s->x);
	if (s->slide_title)
		kind = KUA_TITLE_LINE;
	else if (!heading && s->now.lists)
		kind = KUA_LIST_ENTRY;
	if (s->now.entry && kua_writing_is_begun(s->x)) {
		kua_buf_clear(&s->label);
		kua_odt_label(s->styles, s->list, s->now.lists, &s->label);
		kua_writing_before(s->x, (struct kua_str){s->label.data ? s->label.data : "", s->label.len});
		s->now.entry = false;
	}
	kua_writing_end(s->x, kind);
	s->hidden_paragraph = s->slide_title = s->contents = false;
}

static void start_list(struct odt *s, struct kua_xml *x)
{
	if (s->now.lists++ == 0) {
		bool goes_on = kua_office_flag(kua_xml_attribute(x, "text:continue-numbering"), false) ||
		               kua_xml_attribute(x, "text:continue-list").n;
		s->list = kua_odt_list(s->styles, kua_xml_attribute(x, "text:style-name"), goes_on);
	}
}

static void open_aside(struct odt *s)
{
	*kua_vec_add(&s->around) = s->now;
	s->now = (struct around){.space = true};
	kua_writing_open(s->x);
}

static struct kua_str close_aside(struct odt *s, struct kua_buf *text)
{
	kua_writing_close(s->x, text);
	if (s->around.n)
		s->now = s->around.v[--s->around.n];
	return (struct kua_str){text->data ? text->data : "", text->len};
}

/* ---- events ---- */

static void gather(struct odt *s, enum element e)
{
	s->gathering = e;
	kua_buf_clear(&s->gathered);
}

static void put_spaces(struct odt *s, struct kua_xml *x)
{
	size_t n = kua_office_number(kua_xml_attribute(x, "text:c"));
	for (size_t i = 0; i < (n ? n < 16 ? n : 16 : 1); i++)
		kua_writing_char(s->x, ' ');
	s->now.space = true;
}

static void put_break(struct odt *s, uint32_t c)
{
	kua_writing_char(s->x, c);
	s->now.space = true;
}

static void start_span(struct odt *s, struct kua_xml *x)
{
	const struct kua_odt_style *style = kua_odt_style(s->styles, kua_xml_attribute(x, "text:style-name"));
	bool hides = style && style->hidden;
	*kua_vec_add(&s->spans) = hides;
	s->hidden += hides;
}

static void end_span(struct odt *s)
{
	if (s->spans.n)
		s->hidden -= s->spans.v[--s->spans.n];
}

/* A slide begins a page; its title is marked on the frame around it. */
static void start_slide(struct odt *s)
{
	kua_writing_end(s->x, KUA_PARAGRAPH);
	if (s->slides++)
		kua_writing_page(s->x, true);
}

static void start_outside_of_text(struct odt *s, struct kua_xml *x, enum element e)
{
	switch (e) {
	case E_ROW:
		kua_writing_row(s->x);
		break;
	case E_CELL:
	case E_COVERED:
		kua_writing_cell(s->x);
		break;
	case E_LIST:
	case E_ORDERED:
	case E_UNORDERED:
		start_list(s, x);
		break;
	case E_ITEM:
		s->now.entry = true;
		break;
	case E_TRACKED:
		s->tracked++;
		break;
	case E_CHANGED:
		kua_buf_clear(&s->change);
		kua_buf_add(&s->change, kua_xml_attribute(x, "text:id").s, kua_xml_attribute(x, "text:id").n);
		break;
	case E_DELETION:
		if (s->change.len && kua_intern_count(s->deletions) < CHANGES)
			(void)kua_intern_add(s->deletions, s->change.data, s->change.len);
		break;
	case E_CHANGE_START:
	case E_CHANGE_END: {
		struct kua_str id = kua_xml_attribute(x, "text:change-id");
		if (id.n && kua_intern_find(s->deletions, id.s, id.n) != KUA_NO_ID)
			s->deleted = e == E_CHANGE_START;
		break;
	}
	case E_SLIDE:
		start_slide(s);
		break;
	case E_FRAME:
		s->slide_title |= kua_str_is(kua_xml_attribute(x, "presentation:class"), "title");
		break;
	case E_BOX: /* one that stands in no paragraph, as on a slide, interrupts nothing */
	case E_REMARK:
		s->remarks += e == E_REMARK;
		if (e == E_REMARK || s->now.paragraphs)
			open_aside(s);
		else
			*kua_vec_add(&s->around) = s->now;
		break;
	case E_CREATOR:
	case E_DATE:
		if (s->remarks || s->tracked)
			gather(s, e);
		break;
	case E_BINARY:
		gather(s, e);
		break;
	default:
		break;
	}
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct odt *s = ctx;
	enum element e = (enum element)element;
	bool citation = e == E_CITATION || e == E_FOOTNOTE_CITATION || e == E_ENDNOTE_CITATION;
	if (s->left_out || e >= E_LEFT_OUT || citation || (s->tracked && (e == E_P || e == E_H))) {
		s->left_out++;
		return;
	}
	switch (e) {
	case E_P:
	case E_H:
		start_paragraph(s, x);
		break;
	case E_SPAN:
		start_span(s, x);
		break;
	case E_S:
		put_spaces(s, x);
		break;
	case E_TAB:
	case E_TAB_STOP:
		put_break(s, '\t');
		break;
	case E_BREAK:
		put_break(s, '\n');
		break;
	case E_PAGE_BREAK:
		kua_writing_page(s->x, true);
		break;
	case E_NOTE_BODY:
	case E_FOOTNOTE_BODY:
	case E_ENDNOTE_BODY:
		open_aside(s);
		break;
	default:
		start_outside_of_text(s, x, e);
	}
}

static void end_box(struct odt *s)
{
	struct kua_buf text = KUA_BUF_INIT;
	bool aside = s->around.n && s->around.v[s->around.n - 1].paragraphs;
	if (aside)
		kua_writing_behind(s->x, close_aside(s, &text));
	else if (s->around.n)
		s->now = s->around.v[--s->around.n];
	kua_buf_free(&text);
}

static void end_note(struct odt *s)
{
	struct kua_buf text = KUA_BUF_INIT;
	kua_writing_note(s->x, close_aside(s, &text));
	s->now.space = false;
	kua_buf_free(&text);
}

static void end_remark(struct odt *s)
{
	struct kua_buf text = KUA_BUF_INIT;
	struct kua_str said = close_aside(s, &text);
	kua_writing_remark(s->x, (struct kua_str){s->author.data, s->author.len}, (struct kua_str){s->date.data, s->date.len}, said);
	kua_buf_clear(&s->author);
	kua_buf_clear(&s->date);
	s->remarks -= s->remarks > 0;
	kua_buf_free(&text);
}

static void end_picture(struct odt *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	char name[40];
	(void)kua_mail_base64((struct kua_str){s->gathered.data ? s->gathered.data : "", s->gathered.len}, &b);
	(void)snprintf(name, sizeof name, "picture %u", ++s->pictures);
	struct kua_found_inner inner = {.name = kua_str(name), .bytes = {b.data, b.len}};
	if (b.len >= PICTURE_BYTES)
		(void)kua_answer_inner(s->answer, &inner);
	kua_buf_free(&b);
}

/* The end of who or when, of a remark or of a change. */
static void end_value(struct odt *s, enum element e)
{
	struct kua_buf *to = e == E_CREATOR ? &s->author : &s->date;
	if (s->gathering != e)
		return;
	kua_buf_clear(to);
	kua_buf_add(to, s->gathered.data ? s->gathered.data : "", s->gathered.len);
	s->gathering = E_NONE;
}

static void end_outside_of_text(struct odt *s, enum element e)
{
	switch (e) {
	case E_ROW:
		kua_writing_row_end(s->x);
		break;
	case E_LIST:
	case E_ORDERED:
	case E_UNORDERED:
		s->now.lists -= s->now.lists > 0;
		break;
	case E_TRACKED:
		s->tracked -= s->tracked > 0;
		kua_buf_clear(&s->author);
		break;
	case E_CHANGED:
		kua_writing_change(s->x, (struct kua_str){s->author.data ? s->author.data : "", s->author.len});
		break;
	case E_FRAME:
		s->slide_title = false;
		break;
	case E_REMARK:
		end_remark(s);
		break;
	case E_CREATOR:
	case E_DATE:
		end_value(s, e);
		break;
	case E_BINARY:
		s->gathering = E_NONE;
		end_picture(s);
		break;
	default:
		break;
	}
}

static void on_end(void *ctx, int element)
{
	struct odt *s = ctx;
	enum element e = (enum element)element;
	if (s->left_out) {
		s->left_out--;
		return;
	}
	switch (e) {
	case E_P:
	case E_H:
		end_paragraph(s, e == E_H);
		break;
	case E_SPAN:
		end_span(s);
		break;
	case E_NOTE_BODY:
	case E_FOOTNOTE_BODY:
	case E_ENDNOTE_BODY:
		end_note(s);
		break;
	case E_BOX:
		end_box(s);
		break;
	default:
		end_outside_of_text(s, e);
	}
}

/* White space in the XML is one space, and none behind another. */
static void put_text(struct odt *s, struct kua_str text)
{
	for (size_t i = 0; i < text.n;) {
		size_t from = i;
		while (i < text.n && text.s[i] != ' ' && text.s[i] != '\n' && text.s[i] != '\t')
			i++;
		if (i > from) {
			kua_writing_text(s->x, (struct kua_str){text.s + from, i - from});
			s->now.space = false;
		}
		for (; i < text.n && (text.s[i] == ' ' || text.s[i] == '\n' || text.s[i] == '\t'); i++)
			if (!s->now.space) {
				kua_writing_char(s->x, ' ');
				s->now.space = true;
			}
	}
}

static void on_text(void *ctx, struct kua_str text)
{
	struct odt *s = ctx;
	if (s->left_out || (s->deleted && s->gathering == E_NONE))
		return;
	if (s->gathering != E_NONE) {
		if (s->gathered.len < (s->gathering == E_BINARY ? ENCODED_BYTES : KUA_LINE_BYTES))
			kua_buf_add(&s->gathered, text.s, text.n);
	} else if (s->now.paragraphs && (s->hidden || s->hidden_paragraph)) {
		kua_writing_hidden(s->x, text);
	} else if (s->now.paragraphs) {
		put_text(s, text);
	}
}

/* ---- together ---- */

static const struct kua_xml_reader reader = {names, NULL, on_start, on_end, on_text};

static void start_odt(struct odt *s, const struct kua_words *w, struct kua_answer *o)
{
	*s = (struct odt){.answer = o, .x = kua_writing_new(w), 
	                  .styles = kua_odt_styles_new(), .deletions = kua_intern_new(), .list = KUA_NO_ID};
}

static void free_odt(struct odt *s)
{
	kua_writing_free(s->x);
	kua_odt_styles_free(s->styles);
	kua_intern_free(s->deletions);
	kua_vec_free(&s->around);
	kua_vec_free(&s->spans);
	struct kua_buf *bufs[] = {&s->gathered, &s->author, &s->date, &s->label, &s->change};
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		kua_buf_free(bufs[i]);
}

void kua_read_odt(struct kua_office *d, struct kua_str main)
{
	struct odt s;
	start_odt(&s, d->words, d->answer);
	(void)kua_office_parse(d, kua_str("styles.xml"), &kua_odt_styles_reader, s.styles);
	(void)kua_office_parse(d, main, &kua_odt_styles_reader, s.styles);
	if (!kua_office_parse(d, main, &reader, &s))
		kua_answer_diagnose(d->answer, KUA_DIAG_BROKEN, "its main part is missing");
	kua_writing_answer(s.x, d->answer);
	free_odt(&s);
}

void kua_read_odt_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o)
{
	struct odt s;
	start_odt(&s, w, o);
	(void)kua_xml_parse_flat(w, &kua_odt_styles_reader, s.styles, xml);
	kua_xml_diagnose(o, kua_xml_parse_flat(w, &reader, &s, xml));
	kua_writing_answer(s.x, o);
	free_odt(&s);
}
