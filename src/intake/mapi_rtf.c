/*
 * mapi_rtf.c - the RTF in Outlook's messages: packed by a small dictionary ([MS-OXRTFCP]), and often no more than the
 * wrapping of a page ([MS-OXRTFEX]): markup stands in groups {\*\htmltag ...}, what RTF alone needs between \htmlrtf and
 * \htmlrtf0. Here only a message's text is wanted; documents in RTF have a reader of their own (read_rtf.c).
 */
#include "intake/bytes.h"
#include "intake/codepage.h"
#include "intake/mapi.h"

#define RING ((size_t)4096)
#define GROUPS ((size_t)1000) /* inside one another; deeper ones share the last one's state */
#define WORD_BYTES 32
#define FONTS ((size_t)2048)

/* ---- packing ---- */

static const char beginning[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol"
	"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static bool unpack(struct kua_str s, size_t most, struct kua_buf *out)
{
	char ring[RING] = {0};
	size_t at = sizeof beginning - 1, pos = 0;
	memcpy(ring, beginning, at);
	while (pos < s.n) {
		unsigned control = (unsigned char)s.s[pos++];
		for (unsigned bit = 0; bit < 8 && pos < s.n; bit++) {
			if (!(control >> bit & 1)) {
				ring[at] = s.s[pos++];
				kua_buf_char(out, ring[at]);
				at = (at + 1) % RING;
			} else {
				if (pos + 2 > s.n)
					return false;
				unsigned pair = (unsigned)(unsigned char)s.s[pos] << 8 | (unsigned char)s.s[pos + 1];
				size_t from = pair >> 4, n = (pair & 15) + 2;
				pos += 2;
				if (from == at) /* the end */
					return true;
				for (size_t i = 0; i < n; i++) {
					ring[at] = ring[(from + i) % RING];
					kua_buf_char(out, ring[at]);
					at = (at + 1) % RING;
				}
			}
			if (out->len >= most)
				return true;
		}
	}
	return false;
}

bool kua_mapi_unpack_rtf(struct kua_str packed, struct kua_buf *out)
{
	if (packed.n < 16)
		return false;
	uint32_t size = kua_le32(packed.s + 4), kind = kua_le32(packed.s + 8);
	struct kua_str s = {packed.s + 16, packed.n - 16};
	if (kind == 0x414c454d) { /* not packed at all */
		kua_buf_add(out, s.s, s.n < size ? s.n : size);
		return s.n >= size;
	}
	return kind == 0x75465a4c && (size == 0 || unpack(s, size, out));
}

/* ---- unwrapping ---- */

struct state { /* of a group */
	bool skipped, in_tag, rtf_only;
	unsigned font, unicode_skip;
};

struct unwrapping {
	struct kua_str s;
	size_t pos;
	struct state now, groups[GROUPS];
	size_t depth;          /* groups that are open */
	bool page;             /* it wraps one */
	bool star;             /* "\*" was read: the next word names a destination that may be unknown */
	bool fonts;            /* inside the table of fonts */
	size_t fonts_at;       /* at this depth */
	unsigned code_page, font_page[FONTS], defined;
	size_t to_skip;        /* characters that stand for a \u before them */
	uint32_t high;         /* half of a pair */
	struct kua_code_pages pages;
	struct kua_buf bytes;  /* in the code page of the font */
	struct kua_buf *out;
};

static bool is_heard(const struct unwrapping *u)
{
	if (u->now.skipped || u->fonts)
		return false;
	return !u->now.rtf_only || !u->page;
}

static void flush(struct unwrapping *u)
{
	unsigned page = u->now.font < FONTS ? u->font_page[u->now.font] : 0;
	if (u->bytes.len)
		kua_code_page_text(&u->pages, page ? page : u->code_page, (struct kua_str){u->bytes.data, u->bytes.len}, u->out);
	kua_buf_clear(&u->bytes);
}

static void put(struct unwrapping *u, char c)
{
	if (u->to_skip) {
		u->to_skip--;
		return;
	}
	if (is_heard(u))
		kua_buf_char(&u->bytes, c);
}

static void put_unicode(struct unwrapping *u, long number)
{
	uint32_t cp = (uint32_t)(number < 0 ? number + 65536 : number) & 0xffff;
	u->to_skip = 0;
	if (is_heard(u) && cp >= 0xd800 && cp < 0xdc00) {
		u->high = cp;
	} else if (is_heard(u) && cp) {
		if (cp >= 0xdc00 && cp < 0xe000)
			cp = u->high ? 0x10000 + ((u->high - 0xd800) << 10) + (cp - 0xdc00) : 0xfffd;
		flush(u);
		kua_buf_utf8(u->out, cp);
		u->high = 0;
	}
	u->to_skip = u->now.unicode_skip;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static void do_font(struct unwrapping *u, const char *word, long n)
{
	if (strcmp(word, "f") == 0 && n >= 0 && n < (long)FONTS) {
		if (u->fonts)
			u->defined = (unsigned)n;
		else
			u->now.font = (unsigned)n;
	} else if (u->fonts && strcmp(word, "fcharset") == 0 && n >= 0 && n < 256) {
		u->font_page[u->defined] = kua_font_page((unsigned)n);
	}
}

static void do_word(struct unwrapping *u, const char *word, bool has_number, long n)
{
	static const char *const skipped[] = {"colortbl", "stylesheet", "info", "pict", "object", "pntext", "header", "footer", "mhtmltag",
	                                      "generator", "listtable", "xe", "tc", NULL};
	static const char *const lines[] = {"par", "line", "row", "sect", "page", NULL};
	flush(u);
	if (u->star && strcmp(word, "htmltag") != 0)
		u->now.skipped = true;
	u->star = false;
	if (strcmp(word, "u") == 0) {
		put_unicode(u, n);
		return;
	}
	u->to_skip = 0;
	if (strcmp(word, "bin") == 0 && n > 0)
		u->pos += (size_t)n < u->s.n - u->pos ? (size_t)n : u->s.n - u->pos;
	else if (strcmp(word, "uc") == 0)
		u->now.unicode_skip = n >= 0 && n < 100 ? (unsigned)n : 1;
	else if (strcmp(word, "ansicpg") == 0 && n > 0 && n < 65536)
		u->code_page = (unsigned)n;
	else if (strcmp(word, "fromhtml") == 0)
		u->page = true;
	else if (strcmp(word, "htmlrtf") == 0)
		u->now.rtf_only = !has_number || n != 0;
	else if (strcmp(word, "htmltag") == 0)
		u->now.in_tag = true;
	else if (strcmp(word, "fonttbl") == 0 && !u->fonts)
		u->fonts = true, u->fonts_at = u->depth;
	else if (is_one_of(word, skipped))
		u->now.skipped = true;
	else if (is_one_of(word, lines) && !(u->page && u->now.in_tag && strcmp(word, "par") != 0))
		put(u, '\n');
	else if (strcmp(word, "tab") == 0 || strcmp(word, "cell") == 0)
		put(u, '\t');
	else
		do_font(u, word, n);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind a backslash. */
static void read_control(struct unwrapping *u)
{
	char word[WORD_BYTES];
	size_t n = 0;
	char c = u->s.s[u->pos];
	if (!is_letter(c)) {
		u->pos++;
		if (c == '\'' && u->pos + 2 <= u->s.n) {
			int a = hex(u->s.s[u->pos]), b = hex(u->s.s[u->pos + 1]);
			u->pos += 2;
			if (a >= 0 && b >= 0)
				put(u, (char)(a * 16 + b));
		} else if (c == '*') {
			u->star = true;
		} else if (c == '~') {
			put(u, ' ');
		} else if (c == '_') {
			put(u, '-');
		} else if (c == '\\' || c == '{' || c == '}') {
			put(u, c);
		} else if (c == '\n' || c == '\r') {
			put(u, '\n');
		}
		return;
	}
	for (; u->pos < u->s.n && is_letter(u->s.s[u->pos]); u->pos++)
		if (n < sizeof word - 1)
			word[n++] = u->s.s[u->pos];
	word[n] = '\0';
	bool minus = u->pos + 1 < u->s.n && u->s.s[u->pos] == '-' && u->s.s[u->pos + 1] >= '0' && u->s.s[u->pos + 1] <= '9';
	long number = 0;
	u->pos += minus;
	size_t digits = u->pos;
	for (; u->pos < u->s.n && u->s.s[u->pos] >= '0' && u->s.s[u->pos] <= '9'; u->pos++)
		number = number < 100000000 ? number * 10 + (u->s.s[u->pos] - '0') : number;
	bool has_number = u->pos > digits;
	u->pos += u->pos < u->s.n && u->s.s[u->pos] == ' ';
	do_word(u, word, has_number, has_number ? (minus ? -number : number) : 1);
}

static void open_group(struct unwrapping *u)
{
	flush(u);
	if (u->depth < GROUPS)
		u->groups[u->depth] = u->now;
	u->depth++;
	u->star = false;
	u->to_skip = 0;
}

static void close_group(struct unwrapping *u)
{
	flush(u);
	u->to_skip = 0;
	if (u->depth == 0)
		return;
	u->fonts &= u->depth > u->fonts_at;
	if (--u->depth < GROUPS)
		u->now = u->groups[u->depth];
}

void kua_mapi_unwrap_rtf(struct kua_str rtf, struct kua_buf *out, bool *html)
{
	struct unwrapping *u = kua_calloc(1, sizeof *u);
	u->s = rtf;
	u->out = out;
	u->code_page = 1252;
	u->now.unicode_skip = 1;
	while (u->pos < rtf.n) {
		char c = rtf.s[u->pos++];
		if (c == '{')
			open_group(u);
		else if (c == '}')
			close_group(u);
		else if (c == '\\' && u->pos < rtf.n)
			read_control(u);
		else if (c != '\r' && c != '\n' && c != '\0')
			put(u, c);
	}
	flush(u);
	*html = u->page;
	kua_buf_free(&u->bytes);
	free(u);
}
