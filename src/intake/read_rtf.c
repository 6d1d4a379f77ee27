/*
 * read_rtf.c - RTF: groups, control words, text in code pages and in Unicode.
 *
 * A group inherits the state of the one around it; when it ends, so does what it changed. A destination is a group
 * that holds something else than text of the document: most are left out, those that begin with \* and are not
 * known all are. Bytes of text are gathered until something else comes, as a character may take several of them.
 */
#include <string.h>

#include "intake/rtf_inner.h"

#define DEPTH ((size_t)2000) /* of groups; what is deeper shares the state of the last */
#define WORD_BYTES 32

/* ---- groups ---- */

static void open_frame(struct rtf *r, enum frame kind)
{
	*kua_vec_add(&r->frames) = r->rows;
	r->rows = (struct kua_writing_rows){0};
	r->now.frame = kind;
	r->now.to = TEXT;
	r->now.tables = 0;
	r->now.hidden = false;
	kua_writing_open(r->x);
}

static void close_frame(struct rtf *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_writing_rows_end(r->x, &r->rows, 1);
	kua_writing_close(r->x, &b);
	struct kua_str text = {b.data ? b.data : "", b.len};
	if (r->frames.n)
		r->rows = r->frames.v[--r->frames.n];
	if (r->now.frame == NOTE)
		kua_writing_note(r->x, text);
	else if (r->now.frame == BOX)
		kua_writing_behind(r->x, text);
	else
		kua_writing_remark(r->x, (struct kua_str){r->remark_author.data, r->remark_author.len},
		                   (struct kua_str){r->remark_date.data, r->remark_date.len}, text);
	kua_buf_free(&b);
}

static void open_group(struct rtf *r)
{
	kua_rtf_flush(r);
	r->to_skip = 0;
	if (r->groups.n >= DEPTH) {
		r->beyond++;
		r->deep = true;
		return;
	}
	*kua_vec_add(&r->groups) = r->now;
	r->now.frame = NO_FRAME;
}

static void close_group(struct rtf *r)
{
	kua_rtf_flush(r);
	r->to_skip = 0;
	if (r->beyond) {
		r->beyond--;
		return;
	}
	if (!r->groups.n)
		return;
	struct state outer = r->groups.v[--r->groups.n];
	kua_rtf_end_destination(r, &outer);
	if (r->now.frame != NO_FRAME)
		close_frame(r);
	r->now = outer;
}

/* ---- control words ---- */

static void start_destination(struct rtf *r, enum destination to, const struct kua_rtf_word *about)
{
	r->now.to = to;
	r->now.about = about;
	kua_buf_clear(&r->gathered);
	if (to == PICTURE) {
		kua_buf_clear(&r->picture);
		r->picture_kind = 0;
		r->half_open = false;
	} else if (to == TIME) {
		memset(r->time, 0, sizeof r->time);
	}
}

static void end_paragraph(struct rtf *r)
{
	enum kua_paragraph kind = r->now.style < RTF_STYLES ? (enum kua_paragraph)r->style_kinds[r->now.style] : KUA_PARAGRAPH;
	if (r->now.deleted)
		return;
	if (kind == KUA_PARAGRAPH)
		kind = r->now.heading ? KUA_HEADING : r->numbered ? KUA_LIST_ENTRY : kind;
	r->numbered = false;
	if (kind == RTF_CONTENTS)
		kua_writing_drop(r->x);
	kua_writing_end(r->x, kind);
}

/* Words that begin a destination, and where. False: this is none of them. */
static bool do_destination(struct rtf *r, const struct kua_rtf_word *w, enum destination inside)
{
	static const struct {
		enum kua_rtf_action action;
		enum destination to;
	} plain[] = {{KUA_RTF_SKIP, SKIPPED}, {KUA_RTF_FONT_TABLE, FONT_NAMES}, {KUA_RTF_STYLES, STYLE_NAMES},
	             {KUA_RTF_AUTHORS, CHANGERS}, {KUA_RTF_META, META}, {KUA_RTF_TIME, TIME}, {KUA_RTF_FIELD, FIELD},
	             {KUA_RTF_PICTURE, PICTURE}, {KUA_RTF_OBJECT_CLASS, OBJECT_CLASS}, {KUA_RTF_REMARK_AUTHOR, REMARK_AUTHOR},
	             {KUA_RTF_REMARK_DATE, REMARK_DATE}, {KUA_RTF_INFO, INFO}, {KUA_RTF_SHAPE, SHAPE}};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (plain[i].action == w->action) {
			start_destination(r, plain[i].to, w);
			return true;
		}
	if (w->action == KUA_RTF_NUMBER) {
		r->now.to = inside;
		r->now.number = true;
		return true;
	}
	if (w->action != KUA_RTF_NOTE && w->action != KUA_RTF_REMARK && w->action != KUA_RTF_BOX)
		return false;
	bool here = inside == TEXT || (inside == SHAPE && w->action == KUA_RTF_BOX);
	if (here && r->now.frame == NO_FRAME && !r->beyond)
		open_frame(r, w->action == KUA_RTF_NOTE ? NOTE : w->action == KUA_RTF_REMARK ? REMARK : BOX);
	return true;
}

static void do_font(struct rtf *r, const struct kua_rtf_word *w, long n)
{
	bool names = r->now.to == FONT_NAMES;
	uint32_t number = n >= 0 && (size_t)n < RTF_FONTS ? (uint32_t)n : (uint32_t)RTF_FONTS;
	switch (w->action) {
	case KUA_RTF_FONT:
		if (names && r->gathered.len)
			kua_rtf_name_font(r);
		if (names)
			kua_buf_clear(&r->gathered);
		*(names ? &r->open_font : &r->now.font) = number;
		break;
	case KUA_RTF_FONT_CHARSET:
		if (names && r->open_font < RTF_FONTS)
			r->font_pages[r->open_font] = (uint16_t)kua_font_page((unsigned)n);
		break;
	case KUA_RTF_FONT_PAGE:
		if (names && r->open_font < RTF_FONTS)
			r->font_pages[r->open_font] = (uint16_t)n;
		break;
	case KUA_RTF_DEFAULT_FONT:
		r->default_font = r->now.font = number;
		break;
	case KUA_RTF_CODE_PAGE:
		r->page = (unsigned)n;
		break;
	case KUA_RTF_FIXED_PAGE:
		r->page = w->arg;
		break;
	default:
		break;
	}
}

static void do_table(struct rtf *r, const struct kua_rtf_word *w, long n)
{
	switch (w->action) {
	case KUA_RTF_CELL:
		kua_writing_cell_end(r->x, &r->rows, 1);
		break;
	case KUA_RTF_NEST_CELL:
		kua_writing_cell_end(r->x, &r->rows, r->now.tables > 1 ? r->now.tables : 2);
		break;
	case KUA_RTF_ROW:
		kua_writing_rows_end(r->x, &r->rows, 1);
		break;
	case KUA_RTF_NEST_ROW:
		kua_writing_rows_end(r->x, &r->rows, r->now.tables > 1 ? r->now.tables : 2);
		break;
	case KUA_RTF_IN_TABLE:
		r->now.tables = r->now.tables ? r->now.tables : 1;
		break;
	case KUA_RTF_TABLE_DEPTH:
		r->now.tables = n < 0 ? 0 : (size_t)n < KUA_WRITING_TABLES ? (size_t)n : KUA_WRITING_TABLES;
		break;
	default:
		break;
	}
}

static void do_property(struct rtf *r, const struct kua_rtf_word *w, long n, bool has_number)
{
	bool on = !has_number || n != 0;
	switch (w->action) {
	case KUA_RTF_PLAIN_PARAGRAPH:
		r->now.tables = 0;
		r->now.style = 0;
		r->now.heading = false;
		break;
	case KUA_RTF_STYLE:
		*(r->now.to == STYLE_NAMES ? &r->open_style : &r->now.style) = (uint32_t)n;
		break;
	case KUA_RTF_OUTLINE:
		r->now.heading = n >= 0 && n < 9;
		break;
	case KUA_RTF_PLAIN:
		r->now.hidden = r->now.deleted = false;
		r->now.font = r->default_font;
		break;
	case KUA_RTF_HIDDEN:
		r->now.hidden = on;
		break;
	case KUA_RTF_DELETED:
		r->now.deleted = on;
		break;
	case KUA_RTF_CHANGED_BY:
		if (r->now.to == TEXT && n >= 0)
			kua_writing_change(r->x, kua_str((size_t)n < r->changers.n ? r->changers.v[n] : ""));
		break;
	case KUA_RTF_UNICODE_SKIP:
		r->now.skip = n >= 0 && n < 64 ? (size_t)n : 1;
		break;
	case KUA_RTF_PICTURE_KIND:
		r->picture_kind = w->arg;
		break;
	case KUA_RTF_TIME_PART:
		r->time[w->arg] = n >= 0 && n < 10000 ? (int)n : 0;
		break;
	default:
		do_font(r, w, n);
		do_table(r, w, n);
	}
}

static void skip_binary(struct rtf *r, long n)
{
	size_t left = r->in.n - r->at, bytes = n < 0 ? 0 : (size_t)n < left ? (size_t)n : left;
	if (r->now.to == PICTURE)
		kua_buf_add(&r->picture, r->in.s + r->at, bytes);
	r->at += bytes;
}

static void do_word(struct rtf *r, const char *word, bool has_number, long n)
{
	const struct kua_rtf_word *w = kua_rtf_find(word);
	bool unknown = r->now.to == UNKNOWN;
	enum destination inside = unknown && r->groups.n ? r->groups.v[r->groups.n - 1].to : r->now.to;
	if (w && w->action == KUA_RTF_BINARY) {
		skip_binary(r, n);
		return;
	}
	if (r->to_skip) {
		r->to_skip--;
		return;
	}
	kua_rtf_flush(r);
	if (unknown)
		r->now.to = SKIPPED; /* unless the word says better */
	if (!w || inside == SKIPPED || do_destination(r, w, inside))
		return;
	if (w->action == KUA_RTF_CHARACTER) {
		kua_rtf_put_character(r, w->arg);
	} else if (w->action == KUA_RTF_UNICODE) {
		kua_rtf_put_unicode(r, n);
	} else if (w->action == KUA_RTF_PARAGRAPH && r->now.to == TEXT) {
		kua_writing_in_tables(r->x, &r->rows, r->now.tables);
		end_paragraph(r);
	} else if ((w->action == KUA_RTF_PAGE || w->action == KUA_RTF_SOFT_PAGE) && r->now.to == TEXT) {
		kua_writing_page(r->x, w->action == KUA_RTF_SOFT_PAGE);
	} else if (r->now.to == TEXT || w->action < KUA_RTF_CELL || w->action > KUA_RTF_TABLE_DEPTH) {
		do_property(r, w, n, has_number);
	}
}

static void do_symbol(struct rtf *r, char c)
{
	int high, low;
	switch (c) {
	case '\'':
		high = r->at < r->in.n ? kua_rtf_hex(r->in.s[r->at]) : -1;
		low = r->at + 1 < r->in.n ? kua_rtf_hex(r->in.s[r->at + 1]) : -1;
		if (high < 0 || low < 0)
			break;
		r->at += 2;
		if (r->now.to != PICTURE)
			kua_rtf_put_byte(r, (char)(high << 4 | low));
		break;
	case '*':
		kua_rtf_flush(r);
		if (r->now.to != SKIPPED)
			r->now.to = UNKNOWN;
		break;
	case '~':
		kua_rtf_put_byte(r, ' ');
		break;
	case '_':
		kua_rtf_put_byte(r, '-');
		break;
	case '\n':
	case '\r':
		do_word(r, "par", false, 0);
		break;
	case '\t':
		do_word(r, "tab", false, 0);
		break;
	case '{':
	case '}':
	case '\\':
		kua_rtf_put_byte(r, c);
		break;
	default:
		break;
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind a backslash. */
static void read_control(struct rtf *r)
{
	char word[WORD_BYTES + 1];
	size_t n = 0;
	long number = 0;
	if (r->at >= r->in.n)
		return;
	if (!is_letter(r->in.s[r->at])) {
		do_symbol(r, r->in.s[r->at++]);
		return;
	}
	for (; r->at < r->in.n && is_letter(r->in.s[r->at]); r->at++)
		if (n < WORD_BYTES)
			word[n++] = r->in.s[r->at];
	word[n] = '\0';
	bool minus = r->at + 1 < r->in.n && r->in.s[r->at] == '-' && r->in.s[r->at + 1] >= '0' && r->in.s[r->at + 1] <= '9';
	r->at += minus;
	size_t from = r->at;
	for (; r->at < r->in.n && r->in.s[r->at] >= '0' && r->in.s[r->at] <= '9'; r->at++)
		if (number < INT32_MAX)
			number = number * 10 + (r->in.s[r->at] - '0');
	bool has_number = r->at > from;
	if (r->at < r->in.n && r->in.s[r->at] == ' ')
		r->at++;
	do_word(r, word, has_number, minus ? -number : number);
}

static void read_all(struct rtf *r)
{
	bool begun = false;
	while (r->at < r->in.n && (!begun || r->groups.n || r->beyond)) {
		char c = r->in.s[r->at++];
		if (c == '{') {
			open_group(r);
			begun = true;
		} else if (c == '}') {
			close_group(r);
		} else if (c == '\\') {
			read_control(r);
		} else if (c != '\n' && c != '\r') {
			kua_rtf_put_byte(r, c);
		}
	}
	kua_rtf_flush(r);
	if (r->groups.n)
		kua_answer_diagnose(r->answer, KUA_DIAG_BROKEN, "it ends in the midst of something");
	if (r->deep)
		kua_answer_diagnose(r->answer, KUA_DIAG_DEEP, NULL);
	while (r->groups.n || r->beyond)
		close_group(r);
	kua_writing_rows_end(r->x, &r->rows, 1);
}

bool kua_read_rtf(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct rtf r = {.answer = o, .in = {bytes, n}, .page = 1252};
	(void)name;
	kua_answer_media_type(o, "text/rtf");
	r.x = kua_writing_new(w);
	r.arena = kua_arena_new();
	r.font_pages = kua_calloc(RTF_FONTS, sizeof *r.font_pages);
	r.style_kinds = kua_calloc(RTF_STYLES, sizeof *r.style_kinds);
	r.now.skip = 1;
	r.open_style = 0;
	read_all(&r);
	kua_writing_answer(r.x, o);
	kua_writing_free(r.x);
	kua_arena_free(r.arena);
	free(r.font_pages);
	free(r.style_kinds);
	kua_vec_free(&r.groups);
	kua_vec_free(&r.frames);
	struct kua_buf *bufs[] = {&r.bytes, &r.gathered, &r.picture, &r.remark_author, &r.remark_date};
	for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
		kua_buf_free(bufs[i]);
	return true;
}
