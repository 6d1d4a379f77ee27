/*
 * read_docx.c - DOCX and its kin (DOTX, DOCM, Word's XML of 2003): the main part, notes and remarks.
 *
 * One handler reads all parts, for they are made of the same elements. Left out: headers and footers (other parts,
 * never read), tables of contents, the instructions of fields, what was deleted and not yet accepted as deleted,
 * what is set not to be seen, and the second version of shapes for old programs (mc:Fallback).
 */
#include "intake/read_docx.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	"w:p", "w:r", "w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:sym", "w:ptab", "w:tr", "w:tc", "w:pStyle",
	"w:numId", "w:ilvl", "w:outlineLvl", "w:del", "w:moveFrom", "w:ins", "w:moveTo", "w:footnoteReference",
	"w:endnoteReference", "w:footnote", "w:endnote", "w:comment", "w:txbxContent", "mc:Fallback", "mc:Choice",
	"mc:AlternateContent", "w:vanish", "w:rPr", "w:pPr", "w:lastRenderedPageBreak", "w:instrText", "w:rPrChange",
	"w:pPrChange", "w:rt", "m:t", "a:t", "a:p", "w:rStyle", "w:pageBreakBefore", "w:hdr", "w:ftr", "w:sectPr", NULL,
};
enum element {
	E_NONE, E_P, E_R, E_T, E_TAB, E_BR, E_CR, E_HYPHEN, E_SYM, E_PTAB, E_TR, E_TC, E_PSTYLE, E_NUM_ID, E_ILVL,
	E_OUTLINE, E_DEL, E_MOVE_FROM, E_INS, E_MOVE_TO, E_FOOTNOTE_REF, E_ENDNOTE_REF, E_FOOTNOTE, E_ENDNOTE, E_COMMENT,
	E_BOX, E_FALLBACK, E_CHOICE, E_ALTERNATE, E_VANISH, E_RPR, E_PPR, E_RENDERED_BREAK, E_INSTRUCTION, E_RPR_CHANGE,
	E_PPR_CHANGE, E_RUBY, E_MATH_T, E_A_T, E_A_P, E_RSTYLE, E_BREAK_BEFORE, E_HDR, E_FTR, E_SECTION,
};

/* What is open: reading one part, or one whole document. */
struct docx {
	struct kua_answer *answer;
	bool flat; /* the document is one piece of XML: notes stand where they are referred to */
	struct kua_docx_styles *styles;
	struct kua_writing *x;
	struct kua_arena *arena;
	struct kua_intern *note_ids;
	KUA_VEC(struct kua_str) notes; /* by number of their id; {NULL, 0}: was referred to */
	/* the paragraph and the run that are open */
	struct kua_docx_paragraph paragraph;
	size_t in_paragraph_about, in_text, in_instruction, left_out, deleted;
	bool hidden, choice;
	KUA_VEC(struct kua_docx_paragraph) outer; /* paragraphs in which text boxes stand */
	struct kua_str author, date; /* of the remark that is open */
	struct kua_str note_id;      /* of the note that is open */
	bool is_endnote;
	struct kua_buf instruction, scratch;
};

static struct kua_str keep(struct docx *s, struct kua_str v)
{
	return (struct kua_str){kua_arena_strndup(s->arena, v.s ? v.s : "", v.n), v.n};
}

/* ---- paragraphs ---- */

static void start_paragraph(struct docx *s)
{
	s->paragraph = (struct kua_docx_paragraph){.level = KUA_DOCX_NO_LEVEL};
	s->hidden = false;
}

/* The character of a w:sym, by its number in hexadecimal digits. */
static uint32_t symbol(struct kua_str hex)
{
	uint32_t c = 0;
	for (size_t i = 0; i < hex.n && i < 4; i++) {
		char h = hex.s[i];
		c = c * 16 + (uint32_t)(h >= '0' && h <= '9' ? h - '0' : h >= 'a' && h <= 'f' ? h - 'a' + 10 :
		                        h >= 'A' && h <= 'F' ? h - 'A' + 10 : 0);
	}
	return c;
}

/* The number of a list entry stands before its text, which is only known at the end. */
static void end_paragraph(struct docx *s)
{
	const struct kua_docx_style *style = s->paragraph.style;
	enum kua_paragraph kind = style && style->title ? KUA_TITLE_LINE : KUA_PARAGRAPH;
	if (kind == KUA_PARAGRAPH && ((style && style->heading) || s->paragraph.heading))
		kind = KUA_HEADING;
	if (style && style->contents) {
		kua_writing_drop(s->x);
		return;
	}
	kua_buf_clear(&s->scratch);
	if (kua_writing_is_begun(s->x) && kua_docx_label(s->styles, &s->paragraph, &s->scratch)) {
		kua_writing_before(s->x, (struct kua_str){s->scratch.data, s->scratch.len});
		kind = kind == KUA_PARAGRAPH ? KUA_LIST_ENTRY : kind;
	}
	kua_writing_end(s->x, kind);
}

static void open_aside(struct docx *s)
{
	*kua_vec_add(&s->outer) = s->paragraph;
	kua_writing_open(s->x);
}

/* The text that was open; good until the next is closed. */
static struct kua_str close_aside(struct docx *s)
{
	kua_buf_clear(&s->scratch);
	kua_writing_close(s->x, &s->scratch);
	if (s->outer.n)
		s->paragraph = s->outer.v[--s->outer.n];
	return (struct kua_str){s->scratch.data, s->scratch.len};
}

/* Footnotes and endnotes are numbered apart. */
static uint32_t note_number(struct docx *s, struct kua_str id, bool end, bool add)
{
	char key[40];
	int n = snprintf(key, sizeof key, "%c%.*s", end ? 'e' : 'f', (int)(id.n < 32 ? id.n : 32), id.s ? id.s : "");
	return add ? kua_intern_add(s->note_ids, key, (size_t)n) : kua_intern_find(s->note_ids, key, (size_t)n);
}

/* A note stands where it is referred to first. */
static void refer_to_note(struct docx *s, struct kua_str id, bool end)
{
	uint32_t n = note_number(s, id, end, false);
	if (n >= s->notes.n)
		return;
	kua_writing_note(s->x, s->notes.v[n]);
	s->notes.v[n] = (struct kua_str){NULL, 0};
}

static void close_note(struct docx *s)
{
	struct kua_str text = kua_trim(close_aside(s));
	if (s->flat) {
		kua_writing_note(s->x, text);
	} else if (s->note_id.n) {
		uint32_t n = note_number(s, s->note_id, s->is_endnote, true);
		if (n == s->notes.n)
			*kua_vec_add(&s->notes) = keep(s, text);
	}
	s->note_id = (struct kua_str){NULL, 0};
}

/* ---- fields: what they show is text, what they do is not ---- */

static void check_instruction(struct docx *s)
{
	struct kua_str i = kua_trim((struct kua_str){s->instruction.data ? s->instruction.data : "", s->instruction.len});
	if (i.n >= 3 && strncasecmp(i.s, "DDE", 3) == 0)
		kua_answer_diagnose(s->answer, KUA_DIAG_MACROS, "a field that starts a program: %.*s", (int)kua_cut(i.s, i.n, 150), i.s);
	else if (i.n >= 7 && strncasecmp(i.s, "INCLUDE", 7) == 0 && memmem(i.s, i.n, "://", 3))
		kua_answer_diagnose(s->answer, KUA_DIAG_EXTERNAL, "%.*s", (int)kua_cut(i.s, i.n, 150), i.s);
}

/* ---- events ---- */

static void start_in_run(struct docx *s, struct kua_xml *x, enum element e)
{
	if (s->deleted || s->in_paragraph_about || s->hidden)
		return;
	switch (e) {
	case E_TAB:
	case E_PTAB:
		kua_writing_char(s->x, '\t');
		break;
	case E_BR:
		if (kua_str_is(kua_xml_attribute(x, "type"), "page"))
			kua_writing_page(s->x, false);
		kua_writing_char(s->x, '\n');
		break;
	case E_CR:
		kua_writing_char(s->x, '\n');
		break;
	case E_HYPHEN:
		kua_writing_char(s->x, '-');
		break;
	case E_RENDERED_BREAK:
		kua_writing_page(s->x, true);
		break;
	case E_SYM:
		kua_writing_char(s->x, symbol(kua_xml_attribute(x, "char")));
		break;
	case E_FOOTNOTE_REF:
	case E_ENDNOTE_REF:
		refer_to_note(s, kua_xml_attribute(x, "id"), e == E_ENDNOTE_REF);
		break;
	default:
		break;
	}
}

static void start_about(struct docx *s, struct kua_xml *x, enum element e)
{
	struct kua_str val = kua_xml_attribute(x, "val");
	switch (e) {
	case E_PSTYLE:
		s->paragraph.style = kua_docx_style(s->styles, val);
		break;
	case E_NUM_ID:
		s->paragraph.has_list = true;
		s->paragraph.list = kua_docx_list(s->styles, val);
		break;
	case E_ILVL:
		s->paragraph.level = kua_office_number(val);
		break;
	case E_OUTLINE:
		s->paragraph.heading = kua_office_number(val) < 9;
		break;
	case E_VANISH:
		if (!s->in_paragraph_about)
			s->hidden = kua_office_flag(val, true);
		break;
	case E_RSTYLE:
		if (!s->in_paragraph_about && kua_docx_style(s->styles, val))
			s->hidden |= kua_docx_style(s->styles, val)->hidden;
		break;
	default:
		break;
	}
}

static void start_part_of_text(struct docx *s, struct kua_xml *x, enum element e)
{
	switch (e) {
	case E_P:
	case E_A_P:
		start_paragraph(s);
		break;
	case E_R:
		s->hidden = false;
		break;
	case E_T:
	case E_MATH_T:
	case E_A_T:
		s->in_text++;
		break;
	case E_PPR:
		s->in_paragraph_about++;
		break;
	case E_TR:
		kua_writing_row(s->x);
		break;
	case E_TC:
		kua_writing_cell(s->x);
		break;
	case E_BOX:
		open_aside(s);
		break;
	case E_FOOTNOTE:
	case E_ENDNOTE:
		open_aside(s);
		s->is_endnote = e == E_ENDNOTE;
		s->note_id = kua_xml_attribute(x, "type").n ? (struct kua_str){NULL, 0} : keep(s, kua_xml_attribute(x, "id"));
		break;
	case E_COMMENT:
		open_aside(s);
		s->author = keep(s, kua_xml_attribute(x, "author"));
		s->date = keep(s, kua_xml_attribute(x, "date"));
		break;
	case E_INSTRUCTION:
		s->in_instruction++;
		kua_buf_clear(&s->instruction);
		break;
	default:
		start_about(s, x, e);
		start_in_run(s, x, e);
	}
}

static bool is_left_out(const struct docx *s, enum element e)
{
	return e == E_RPR_CHANGE || e == E_PPR_CHANGE || e == E_RUBY || e == E_HDR || e == E_FTR || e == E_SECTION ||
	       (e == E_FALLBACK && s->choice);
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct docx *s = ctx;
	enum element e = (enum element)element;
	if (s->left_out || is_left_out(s, e)) {
		s->left_out++;
		return;
	}
	if (e == E_ALTERNATE) {
		s->choice = false;
	} else if (e == E_DEL || e == E_MOVE_FROM || e == E_INS || e == E_MOVE_TO) {
		s->deleted += e == E_DEL || e == E_MOVE_FROM;
		kua_writing_change(s->x, kua_xml_attribute(x, "author"));
	} else if (e != E_NONE) {
		start_part_of_text(s, x, e);
	}
}

static void on_end(void *ctx, int element)
{
	struct docx *s = ctx;
	enum element e = (enum element)element;
	if (s->left_out) {
		s->left_out--;
		return;
	}
	switch (e) {
	case E_P:
	case E_A_P:
		end_paragraph(s);
		break;
	case E_R:
		s->hidden = false;
		break;
	case E_T:
	case E_MATH_T:
	case E_A_T:
		s->in_text -= s->in_text > 0;
		break;
	case E_PPR:
		s->in_paragraph_about -= s->in_paragraph_about > 0;
		break;
	case E_TR:
		kua_writing_row_end(s->x);
		break;
	case E_BOX:
		kua_writing_behind(s->x, close_aside(s));
		break;
	case E_FOOTNOTE:
	case E_ENDNOTE:
		close_note(s);
		break;
	case E_COMMENT:
		kua_writing_remark(s->x, s->author, s->date, close_aside(s));
		break;
	case E_DEL:
	case E_MOVE_FROM:
		s->deleted -= s->deleted > 0;
		break;
	case E_CHOICE:
		s->choice = true;
		break;
	case E_INSTRUCTION:
		s->in_instruction -= s->in_instruction > 0;
		check_instruction(s);
		break;
	default:
		break;
	}
}

static void on_text(void *ctx, struct kua_str text)
{
	struct docx *s = ctx;
	if (s->in_instruction && s->instruction.len < KUA_LINE_BYTES)
		kua_buf_add(&s->instruction, text.s, text.n);
	if (!s->in_text || s->left_out || s->deleted)
		return;
	if (s->hidden)
		kua_writing_hidden(s->x, text);
	else
		kua_writing_text(s->x, text);
}

/* ---- together ---- */

static const struct kua_xml_reader reader = {names, NULL, on_start, on_end, on_text};

static void free_docx(struct docx *s)
{
	kua_docx_styles_free(s->styles);
	kua_writing_free(s->x);
	kua_intern_free(s->note_ids);
	kua_vec_free(&s->notes);
	kua_vec_free(&s->outer);
	kua_buf_free(&s->instruction);
	kua_buf_free(&s->scratch);
}

static void start_docx(struct docx *s, const struct kua_words *w, struct kua_answer *o, struct kua_arena *arena)
{
	*s = (struct docx){.answer = o, .arena = arena, .styles = kua_docx_styles_new(), .x = kua_writing_new(w),
	                   .note_ids = kua_intern_new()};
	start_paragraph(s);
}

void kua_read_docx(struct kua_office *d, struct kua_str main)
{
	struct docx s;
	kua_relations to = {0};
	start_docx(&s, d->words, d->answer, d->arena);
	kua_office_relations(d, main, &to);
	(void)kua_office_parse(d, kua_relation_by_type(&to, "styles"), &kua_docx_styles_reader, s.styles);
	(void)kua_office_parse(d, kua_relation_by_type(&to, "numbering"), &kua_docx_styles_reader, s.styles);
	kua_docx_styles_settle(s.styles);
	(void)kua_office_parse(d, kua_relation_by_type(&to, "footnotes"), &reader, &s);
	(void)kua_office_parse(d, kua_relation_by_type(&to, "endnotes"), &reader, &s);
	(void)kua_office_parse(d, kua_relation_by_type(&to, "comments"), &reader, &s);
	if (!kua_office_parse(d, main, &reader, &s))
		kua_answer_diagnose(d->answer, KUA_DIAG_BROKEN, "its main part is missing");
	kua_writing_answer(s.x, d->answer);
	kua_vec_free(&to);
	free_docx(&s);
}

/* Word's XML of 2003, and the parts of a DOCX in one piece of XML. */
void kua_read_docx_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o)
{
	struct docx s;
	struct kua_arena *arena = kua_arena_new();
	start_docx(&s, w, o, arena);
	s.flat = true;
	(void)kua_xml_parse_flat(w, &kua_docx_styles_reader, s.styles, xml);
	kua_docx_styles_settle(s.styles);
	kua_xml_diagnose(o, kua_xml_parse_flat(w, &reader, &s, xml));
	kua_writing_answer(s.x, o);
	free_docx(&s);
	kua_arena_free(arena);
}
