/*
 * rtf_text.c - what stands in the groups of an RTF: text, byte by byte in a code page or in Unicode, and what other destinations hold: names of
 * fonts and styles, those who changed something, fields, pictures, what is known about the document.
 */
#include <string.h>
#include <strings.h>

#include "intake/rtf_inner.h"

#define PICTURE_BYTES ((size_t)4096) /* smaller ones are bullets and rules */
#define AUTHORS ((size_t)256)

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
	unsigned page = r->now.font < RTF_FONTS ? r->font_pages[r->now.font] : 0;
	return r->now.to != TEXT || !page ? r->page : page;
}

void kua_rtf_flush(struct rtf *r)
{
	if (!r->bytes.len)
		return;
	struct kua_buf b = KUA_BUF_INIT;
	kua_code_page_text(&r->pages, page_of(r), (struct kua_str){r->bytes.data, r->bytes.len}, &b);
	kua_buf_clear(&r->bytes);
	put_text(r, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

void kua_rtf_put_character(struct rtf *r, uint32_t c)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_rtf_flush(r);
	kua_buf_utf8(&b, c);
	put_text(r, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

int kua_rtf_hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void kua_rtf_put_byte(struct rtf *r, char c)
{
	if (r->to_skip) {
		r->to_skip--;
		return;
	}
	if (r->now.to == PICTURE) {
		int digit = kua_rtf_hex(c);
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
void kua_rtf_put_unicode(struct rtf *r, long number)
{
	uint32_t c = (uint32_t)(number < 0 ? number + 65536 : number);
	if (c >= 0xd800 && c < 0xdc00) {
		r->lead = c;
	} else if (c >= 0xdc00 && c < 0xe000) {
		kua_rtf_put_character(r, r->lead ? 0x10000 + ((r->lead - 0xd800) << 10) + (c - 0xdc00) : 0xfffd);
		r->lead = 0;
	} else if (c && c < 0x110000) {
		kua_rtf_put_character(r, c);
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
void kua_rtf_name_font(struct rtf *r)
{
	static const struct {
		const char *end;
		uint16_t page;
	} ends[] = {{" CYR", 1251}, {" CE", 1250}, {" Greek", 1253}, {" Tur", 1254}, {" Baltic", 1257}};
	struct kua_str name = gathered(r);
	if (name.n && name.s[name.n - 1] == ';')
		name.n--;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (kua_str_ends(name, ends[i].end) && r->open_font < RTF_FONTS)
			r->font_pages[r->open_font] = ends[i].page;
}

static void name_style(struct rtf *r)
{
	struct kua_str name = gathered(r);
	if (name.n && name.s[name.n - 1] == ';')
		name.n--;
	if (r->open_style >= RTF_STYLES)
		return;
	if (kua_str_is(name, "title"))
		r->style_kinds[r->open_style] = KUA_TITLE_LINE;
	else if (begins(name, "heading ") || kua_str_is(name, "subtitle"))
		r->style_kinds[r->open_style] = KUA_HEADING;
	else if (begins(name, "toc ") || begins(name, "table of figures"))
		r->style_kinds[r->open_style] = RTF_CONTENTS;
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

/* ---- where one ends ---- */

void kua_rtf_end_destination(struct rtf *r, const struct state *outer)
{
	if (r->now.to == outer->to && r->now.about == outer->about && r->now.to != FONT_NAMES && r->now.to != STYLE_NAMES)
		return;
	switch (r->now.to) {
	case FONT_NAMES:
		kua_rtf_name_font(r);
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
