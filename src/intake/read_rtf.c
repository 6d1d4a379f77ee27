/*
 * read_rtf.c - RTF: groups, control words, text in code pages and in Unicode.
 *
 * A group inherits the state of the one around it; when it ends, so does what it changed. A destination is a group
 * that holds something else than text of the document: most are left out, those that begin with \* and are not
 * known all are. Bytes of text are gathered until something else comes, as a character may take several of them.
 */
#include <string.h>
#include <strings.h>

#include "intake/rtf.h"

#define DEPTH ((size_t)2000) /* of groups; what is deeper shares the state of the last */
#define FONTS ((size_t)32768)
#define STYLES ((size_t)4096)
#define WORD_BYTES 32
#define PICTURE_BYTES ((size_t)4096) /* smaller ones are bullets and rules */
#define AUTHORS ((size_t)256)
#define CONTENTS ((enum kua_paragraph)100) /* of a table of contents: left out */

enum destination {
	TEXT, SKIPPED, FONT_NAMES, STYLE_NAMES, CHANGERS, META, TIME, FIELD, PICTURE, OBJECT_CLASS, REMARK_AUTHOR,
	REMARK_DATE, INFO, /* holds groups of META and TIME */
	SHAPE,   /* holds boxes and pictures */
	UNKNOWN, /* "\*" was read: the next word decides */
};
enum frame { NO_FRAME, NOTE, REMARK, BOX };

struct state { /* of a group */
	enum destination to;
	enum frame frame; /* a text of its own that ends with this group */
	const struct kua_rtf_word *about; /* META, TIME */
	unsigned page;
	uint32_t font, style;
	size_t skip;   /* characters behind a \u that stand for it in programs without Unicode */
	size_t tables; /* around this paragraph */
	bool hidden, deleted, heading;
	bool number; /* of a list's entry */
};

struct rtf {
	struct kua_answer *answer;
	struct kua_writing *x;
	struct kua_str in;
	size_t at;
	KUA_VEC(struct state) groups;
	struct state now;
	size_t beyond;  /* groups that are open and have no state of their own */
	unsigned page;  /* of the document */
	uint32_t default_font, open_font, open_style;
	uint16_t *font_pages;
	unsigned char *style_kinds; /* enum kua_paragraph */
	struct kua_code_pages pages;
	struct kua_buf bytes; /* of text, in the code page of now */
	struct kua_buf gathered; /* of a destination that is no text */
	struct kua_buf picture;
	unsigned picture_kind, half, pictures;
	bool half_open;
	size_t to_skip;
	uint32_t lead; /* the first half of a surrogate pair */
	int time[5];
	struct kua_arena *arena;
	struct kua_list changers;
	struct kua_buf remark_author, remark_date;
	struct kua_writing_rows rows;
	KUA_VEC(struct kua_writing_rows) frames; /* the rows around a text of its own */
	bool deep, numbered, has_author;
};

/* ---- text ---- */

static void put_text(struct rtf *r, struct kua_str s)
{
	switch (r->now.to) {
	case TEXT:
		if (r->now.deleted)
			break;
		if (r->now.hidden) {
			kua_writing_hidden(r->x, s);
			break;
		}
		kua_writing_in_tables(r->x, &r->rows, r->now.tables);
		r->numbered |= r->now.number;
		if (r->now.number && s.n == 1 && s.s[0] == '\t')
			s.s = " ";
		kua_writing_text(r->x, s);
		break;
	case SKIPPED:
	case PICTURE:
	case SHAPE:
	case INFO:
	case UNKNOWN:
		break;
	default:
		if (r->gathered.len < KUA_LINE_BYTES)
			kua_buf_add(&r->gathered, s.s, s.n);
	}
}

static unsigned page_of(const struct rtf *r)
{
	unsigned page = r->now.font < FONTS ? r->font_pages[r->now.font] : 0;
	return r->now.to != TEXT || !page ? r->page : page;
}

static void flush(struct rtf *r)
{
	if (!r->bytes.len)
		return;
	struct kua_buf b = KUA_BUF_INIT;
	kua_code_page_text(&r->pages, page_of(r), (struct kua_str){r->bytes.data, r->bytes.len}, &b);
	kua_buf_clear(&r->bytes);
	put_text(r, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

static void put_character(struct rtf *r, uint32_t c)
{
	struct kua_buf b = KUA_BUF_INIT;
	flush(r);
	kua_buf_utf8(&b, c);
	put_text(r, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void put_byte(struct rtf *r, char c)
{
	if (r->to_skip) {
		r->to_skip--;
		return;
	}
	if (r->now.to == PICTURE) {
		int digit = hex(c);
		if (digit < 0)
			return;
		if (r->half_open)
			kua_buf_char(&r->picture, (char)(r->half << 4 | (unsigned)digit));
		r->half = (unsigned)digit;
		r->half_open = !r->half_open;
	} else if (r->now.to != SKIPPED && c) {
		kua_buf_char(&r->bytes, c);
	}
}

/* \u takes numbers up to 32767, above that they are written negative; beyond the first plane in two halves. */
static void put_unicode(struct rtf *r, long number)
{
	uint32_t c = (uint32_t)(number < 0 ? number + 65536 : number);
	if (c >= 0xd800 && c < 0xdc00) {
		r->lead = c;
	} else if (c >= 0xdc00 && c < 0xe000) {
		put_character(r, r->lead ? 0x10000 + ((r->lead - 0xd800) << 10) + (c - 0xdc00) : 0xfffd);
		r->lead = 0;
	} else if (c && c < 0x110000) {
		put_character(r, c);
	}
	r->to_skip = r->now.skip;
}

/* ---- what is in other destinations ---- */

static struct kua_str gathered(const struct rtf *r)
{
	return kua_trim((struct kua_str){r->gathered.data ? r->gathered.data : "", r->gathered.len});
}

static bool begins(struct kua_str s, const char *with)
{
	return s.n >= strlen(with) && strncasecmp(s.s, with, strlen(with)) == 0;
}

/* Fonts of old programs say in their name which letters they hold. */
static void name_font(struct rtf *r)
{
	static const struct {
		const char *end;
		uint16_t page;
	} ends[] = {{" CYR", 1251}, {" CE", 1250}, {" Greek", 1253}, {" Tur", 1254}, {" Baltic", 1257}};
	struct kua_str name = gathered(r);
	if (name.n && name.s[name.n - 1] == ';')
		name.n--;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (kua_str_ends(name, ends[i].end) && r->open_font < FONTS)
			r->font_pages[r->open_font] = ends[i].page;
}

static void name_style(struct rtf *r)
{
	struct kua_str name = gathered(r);
	if (name.n && name.s[name.n - 1] == ';')
		name.n--;
	if (r->open_style >= STYLES)
		return;
	if (kua_str_is(name, "title"))
		r->style_kinds[r->open_style] = KUA_TITLE_LINE;
	else if (begins(name, "heading ") || kua_str_is(name, "subtitle"))
		r->style_kinds[r->open_style] = KUA_HEADING;
	else if (begins(name, "toc ") || begins(name, "table of figures"))
		r->style_kinds[r->open_style] = CONTENTS;
}

/* Names parted by semicolons: the first stands for somebody unknown. */
static void name_changers(struct rtf *r)
{
	struct kua_str all = gathered(r);
	for (size_t at = 0; at < all.n && r->changers.n < AUTHORS;) {
		const char *end = memchr(all.s + at, ';', all.n - at);
		size_t n = end ? (size_t)(end - all.s) - at : all.n - at;
		kua_list_add(r->arena, &r->changers, kua_arena_strndup(r->arena, all.s + at, n));
		at += n + 1;
	}
}

static void check_field(struct rtf *r)
{
	struct kua_str f = gathered(r);
	int n = (int)kua_cut(f.s, f.n, 150);
	if (begins(f, "DDE"))
		kua_answer_diagnose(r->answer, KUA_DIAG_MACROS, "a field that starts a program: %.*s", n, f.s);
	else if (begins(f, "INCLUDE") && memmem(f.s, f.n, "://", 3))
		kua_answer_diagnose(r->answer, KUA_DIAG_EXTERNAL, "%.*s", n, f.s);
}

static void answer_about(struct rtf *r, const struct kua_rtf_word *about)
{
	struct kua_str s = gathered(r);
	if (s.n && s.s[s.n - 1] == ';')
		s.n--;
	bool author = strcmp(about->key, "author") == 0;
	kua_answer_meta(r->answer, author && r->has_author ? "modified-by" : about->key, s); /* some write both alike */
	r->has_author |= author;
	if (strcmp(about->key, "template") == 0 && (begins(s, "http") || begins(s, "\\\\")))
		kua_answer_diagnose(r->answer, KUA_DIAG_EXTERNAL, "template: %.*s", (int)kua_cut(s.s, s.n, 200), s.s);
}

static void answer_time(struct rtf *r, const struct kua_rtf_word *about)
{
	char time[80];
	(void)snprintf(time, sizeof time, "%04d-%02d-%02dT%02d:%02d:00", r->time[0], r->time[1], r->time[2], r->time[3], r->time[4]);
	kua_answer_time(r->answer, about->key, kua_str(time));
}

static void answer_picture(struct rtf *r)
{
	char name[40];
	r->pictures++;
	(void)snprintf(name, sizeof name, "picture %u.%s", r->pictures, r->picture_kind == 1 ? "jpg" : "png");
	struct kua_found_inner inner = {.name = kua_str(name), .bytes = {r->picture.data, r->picture.len}};
	if (r->picture_kind && r->picture.len >= PICTURE_BYTES)
		(void)kua_answer_inner(r->answer, &inner);
	kua_buf_clear(&r->picture);
}

/* 32 bits of minute, hour, day, month, year since 1900. */
static void read_date(struct rtf *r)
{
	struct kua_str s = gathered(r);
	int64_t n = 0;
	for (size_t i = s.n && s.s[0] == '-'; i < s.n && i < 12 && s.s[i] >= '0' && s.s[i] <= '9'; i++)
		n = n * 10 + (s.s[i] - '0');
	uint32_t d = (uint32_t)(s.n && s.s[0] == '-' ? -n : n);
	kua_buf_clear(&r->remark_date);
	kua_buf_printf(&r->remark_date, "%04u-%02u-%02u", 1900 + (d >> 20 & 0x1ff), d >> 16 & 15, d >> 11 & 31);
}

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

static void end_destination(struct rtf *r, const struct state *outer)
{
	if (r->now.to == outer->to && r->now.about == outer->about && r->now.to != FONT_NAMES && r->now.to != STYLE_NAMES)
		return;
	switch (r->now.to) {
	case FONT_NAMES:
		name_font(r);
		break;
	case STYLE_NAMES:
		name_style(r);
		break;
	case CHANGERS:
		name_changers(r);
		break;
	case META:
		answer_about(r, r->now.about);
		break;
	case TIME:
		answer_time(r, r->now.about);
		break;
	case FIELD:
		check_field(r);
		break;
	case PICTURE:
		answer_picture(r);
		break;
	case OBJECT_CLASS:
		kua_answer_diagnose(r->answer, KUA_DIAG_PARTS_LEFT_OUT, "an embedded object: %.*s",
		                    (int)kua_cut(gathered(r).s, gathered(r).n, 100), gathered(r).s);
		break;
	case REMARK_AUTHOR:
		kua_buf_clear(&r->remark_author);
		kua_buf_add(&r->remark_author, gathered(r).s, gathered(r).n);
		break;
	case REMARK_DATE:
		read_date(r);
		break;
	default:
		return;
	}
	kua_buf_clear(&r->gathered);
}

static void open_group(struct rtf *r)
{
	flush(r);
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
	flush(r);
	r->to_skip = 0;
	if (r->beyond) {
		r->beyond--;
		return;
	}
	if (!r->groups.n)
		return;
	struct state outer = r->groups.v[--r->groups.n];
	end_destination(r, &outer);
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
	enum kua_paragraph kind = r->now.style < STYLES ? (enum kua_paragraph)r->style_kinds[r->now.style] : KUA_PARAGRAPH;
	if (r->now.deleted)
		return;
	if (kind == KUA_PARAGRAPH)
		kind = r->now.heading ? KUA_HEADING : r->numbered ? KUA_LIST_ENTRY : kind;
	r->numbered = false;
	if (kind == CONTENTS)
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
	uint32_t number = n >= 0 && (size_t)n < FONTS ? (uint32_t)n : (uint32_t)FONTS;
	switch (w->action) {
	case KUA_RTF_FONT:
		if (names && r->gathered.len)
			name_font(r);
		if (names)
			kua_buf_clear(&r->gathered);
		*(names ? &r->open_font : &r->now.font) = number;
		break;
	case KUA_RTF_FONT_CHARSET:
		if (names && r->open_font < FONTS)
			r->font_pages[r->open_font] = (uint16_t)kua_font_page((unsigned)n);
		break;
	case KUA_RTF_FONT_PAGE:
		if (names && r->open_font < FONTS)
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
	flush(r);
	if (unknown)
		r->now.to = SKIPPED; /* unless the word says better */
	if (!w || inside == SKIPPED || do_destination(r, w, inside))
		return;
	if (w->action == KUA_RTF_CHARACTER) {
		put_character(r, w->arg);
	} else if (w->action == KUA_RTF_UNICODE) {
		put_unicode(r, n);
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
		high = r->at < r->in.n ? hex(r->in.s[r->at]) : -1;
		low = r->at + 1 < r->in.n ? hex(r->in.s[r->at + 1]) : -1;
		if (high < 0 || low < 0)
			break;
		r->at += 2;
		if (r->now.to != PICTURE)
			put_byte(r, (char)(high << 4 | low));
		break;
	case '*':
		flush(r);
		if (r->now.to != SKIPPED)
			r->now.to = UNKNOWN;
		break;
	case '~':
		put_byte(r, ' ');
		break;
	case '_':
		put_byte(r, '-');
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
		put_byte(r, c);
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
			put_byte(r, c);
		}
	}
	flush(r);
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
	r.font_pages = kua_calloc(FONTS, sizeof *r.font_pages);
	r.style_kinds = kua_calloc(STYLES, sizeof *r.style_kinds);
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
