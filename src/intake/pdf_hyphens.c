/*
 * pdf_hyphens.c - how the end of a line joins the next line.
 *
 * A hyphen at a line's end either parts a word ("develop-ment") or belongs to it ("two-thirds"). No dictionary is needed: the
 * document's own words tell. Where they do not, the hyphen goes if the document parts words at all: it has then far more hyphens
 * at the ends of lines than those inside lines lead one to expect.
 */
#include <unicode/uchar.h>

#include "intake/pdf.h"

#define WORD_BYTES ((size_t)120)
#define INSIDE 3 /* a compound stands inside a line so many times as often as over its end, at the least */
#define PARTED 3 /* words surely parted at line ends: so many make a document that parts them */

struct kua_pdf_vocabulary {
	struct kua_intern *words; /* small letters; "two-" for the beginnings of compounds */
	bool parts_words;
	bool types_2010; /* U+2010 stands inside lines: somebody types it. Else only a program writes it, where it parts a word */
};

static bool is_word_char(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0xAD || (cp > 0x20 && (u_isalpha((UChar32)cp) || u_charType((UChar32)cp) == U_NON_SPACING_MARK));
}

static bool is_hyphen(uint32_t cp)
{
	return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

/* ---- words ---- */

static void lower(struct kua_str s, struct kua_buf *b)
{
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		if (cp != 0xAD)
			kua_buf_utf8(b, is_hyphen(cp) ? '-' : (uint32_t)u_tolower((UChar32)cp));
	}
}

static void add_word(struct kua_intern *in, struct kua_str s)
{
	struct kua_buf b = KUA_BUF_INIT;
	lower(s, &b);
	if (b.len && b.len <= WORD_BYTES) {
		(void)kua_intern_add(in, b.data, b.len);
		char *hyphen = memchr(b.data, '-', b.len);
		if (hyphen) {
			size_t n = (size_t)(hyphen - b.data);
			(void)kua_intern_add(in, b.data, n + 1);
			(void)kua_intern_add(in, hyphen + 1, b.len - n - 1);
		}
	}
	kua_buf_free(&b);
}

/* The words of a line, but for one that its end may have parted and one that is the rest of such. */
static void add_line(struct kua_intern *in, struct kua_str line, bool rest)
{
	for (size_t pos = 0; pos < line.n;) {
		size_t from = pos, end = pos;
		uint32_t cp = 0;
		while (pos < line.n) {
			cp = kua_next_char(line, &pos);
			if (!is_word_char(cp) && !(is_hyphen(cp) && end > from))
				break;
			end = pos;
		}
		bool parted = end == line.n && end > from && is_hyphen((unsigned char)line.s[end - 1]);
		if (end > from && !parted && !(rest && from == 0))
			add_word(in, (struct kua_str){line.s + from, end - from});
	}
}

/* ---- decisions ---- */

/* The word that ends s, without its hyphen of `hyphen` bytes. */
static struct kua_str last_word(struct kua_str s, size_t hyphen)
{
	size_t end = s.n - hyphen, from = end;
	while (from > 0 && end - from < WORD_BYTES) {
		size_t at = from - 1;
		while (at > 0 && ((unsigned char)s.s[at] & 0xC0) == 0x80)
			at--;
		size_t pos = at;
		uint32_t cp = kua_next_char(s, &pos);
		if (!is_word_char(cp) && !is_hyphen(cp))
			break;
		from = at;
	}
	return (struct kua_str){s.s + from, end - from};
}

static struct kua_str first_word(struct kua_str s)
{
	size_t end = 0;
	for (size_t pos = 0; pos < s.n && pos < WORD_BYTES;) {
		uint32_t cp = kua_next_char(s, &pos);
		if (!is_word_char(cp) && !is_hyphen(cp))
			break;
		end = pos;
	}
	return (struct kua_str){s.s, end};
}

enum hyphen { KEEP, DROP, UNSURE };

static bool has(const struct kua_intern *in, const char *a, size_t n, const char *b, size_t m)
{
	struct kua_buf k = KUA_BUF_INIT;
	kua_buf_add(&k, a, n);
	kua_buf_add(&k, b, m);
	bool found = k.len && kua_intern_find(in, k.data, k.len) != KUA_NO_ID;
	kua_buf_free(&k);
	return found;
}

/* Hyphens between letters, as compounds have them. *types_2010 becomes true where one of them is U+2010. */
static size_t count_compounds(struct kua_str s, bool *types_2010)
{
	size_t n = 0;
	uint32_t before = 0, last = 0;
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		n += is_hyphen(last) && is_word_char(before) && is_word_char(cp);
		*types_2010 |= last == 0x2010 && is_word_char(cp);
		before = last;
		last = cp;
	}
	return n;
}

static enum hyphen decide(const struct kua_intern *in, struct kua_str first, struct kua_str second)
{
	struct kua_buf a = KUA_BUF_INIT, b = KUA_BUF_INIT;
	enum hyphen what = UNSURE;
	lower(first, &a);
	lower(second, &b);
	const char *x = a.data ? a.data : "", *y = b.data ? b.data : "";
	kua_buf_str(&a, "-");
	size_t n = a.len - 1;
	x = a.data;
	if (!n || !b.len)
		what = KEEP;
	else if (has(in, x, n, y, b.len))
		what = DROP;
	else if (has(in, x, n + 1, y, b.len))
		what = KEEP;
	else if (has(in, "", 0, y, b.len) && (has(in, x, n + 1, "", 0) || (n >= 3 && has(in, x, n, "", 0))))
		what = KEEP;
	kua_buf_free(&a);
	kua_buf_free(&b);
	return what;
}

/* The hyphen that ends s: its bytes, 0 where there is none; *soft: one that is there for the line's end only. */
static size_t hyphen_at_end(struct kua_str s, bool types_2010, bool *soft)
{
	static const struct {
		const char *s;
		size_t n;
	} hyphens[] = {{"-", 1}, {"\xe2\x80\x90", 3}, {"\xc2\xad", 2}};
	for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++)
		if (s.n > hyphens[i].n && memcmp(s.s + s.n - hyphens[i].n, hyphens[i].s, hyphens[i].n) == 0) {
			*soft = i == 2 || (i == 1 && !types_2010);
			return hyphens[i].n;
		}
	return 0;
}

static bool begins_small(struct kua_str s)
{
	size_t pos = 0;
	return s.n && !u_isupper((UChar32)kua_next_char(s, &pos));
}

struct kua_pdf_vocabulary *kua_pdf_vocabulary_new(const kua_pdf_lines *lines, bool parts_words)
{
	struct kua_pdf_vocabulary *v = kua_calloc(1, sizeof *v);
	bool soft, rest = false;
	size_t sure = 0, kept = 0, unsure = 0, inside = 0;
	v->words = kua_intern_new();
	for (size_t i = 0; i < lines->n; i++) {
		add_line(v->words, lines->v[i].text, rest);
		rest = hyphen_at_end(lines->v[i].text, true, &soft) > 0;
		inside += count_compounds(lines->v[i].text, &v->types_2010);
	}
	for (size_t i = 0; i + 1 < lines->n; i++) {
		struct kua_str a = lines->v[i].text, b = lines->v[i + 1].text;
		size_t n = hyphen_at_end(a, v->types_2010, &soft);
		if (!n || !begins_small(b) || (n == 3 && soft)) /* who parts words by U+2010 does not by "-" */
			continue;
		enum hyphen what = soft ? DROP : decide(v->words, last_word(a, n), first_word(b));
		sure += what == DROP;
		kept += what == KEEP;
		unsure += what == UNSURE;
	}
	v->parts_words = (parts_words && sure >= kept) || sure >= PARTED || (sure > 0 && sure >= kept) || unsure > 2 * kept + 2 ||
	                 (sure + unsure >= 2 && INSIDE * (sure + unsure) > inside + INSIDE * kept);
	return v;
}

void kua_pdf_vocabulary_free(struct kua_pdf_vocabulary *v)
{
	if (v)
		kua_intern_free(v->words);
	free(v);
}

/* ---- joining ---- */

/* Scripts that put no spaces between words. */
static bool is_unspaced(uint32_t cp)
{
	return (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0xFF00 && cp <= 0xFFEF) ||
	       (cp >= 0x20000 && cp <= 0x3FFFF) || (cp >= 0xE00 && cp <= 0xEFF);
}

static uint32_t last_char(struct kua_str s)
{
	size_t at = s.n;
	while (at > 0 && ((unsigned char)s.s[--at] & 0xC0) == 0x80)
		;
	return s.n ? kua_next_char(s, &at) : 0;
}

/* The end of an address of the web that goes on in the next line. */
static bool in_address(struct kua_str s)
{
	size_t from = s.n;
	while (from > 0 && s.n - from < 300 && !strchr(" \t\n", s.s[from - 1]))
		from--;
	struct kua_str word = {s.s + from, s.n - from};
	return memmem(word.s, word.n, "://", 3) && strchr("/-_=?&%.#", word.s[word.n - 1]);
}

void kua_pdf_join(const struct kua_pdf_vocabulary *v, struct kua_buf *text, struct kua_str next)
{
	struct kua_str end = {text->data, text->len};
	bool soft = false;
	size_t n = hyphen_at_end(end, v->types_2010, &soft), pos = 0;
	uint32_t last = last_char(end), first = next.n ? kua_next_char(next, &pos) : ' ';
	struct kua_str before = {end.s, end.n - n};
	if (in_address(end))
		return;
	if (n && u_isalnum((UChar32)last_char(before)) && u_isalnum((UChar32)first)) {
		enum hyphen what = soft ? DROP : KEEP;
		if (!soft && begins_small(next) && u_isalpha((UChar32)first))
			what = decide(v->words, last_word(end, n), first_word(next));
		if (what == DROP || (what == UNSURE && v->parts_words))
			text->len -= n;
		return;
	}
	if (n && soft)
		text->len -= n;
	else if (last == '/' || (is_unspaced(last) && is_unspaced(first)) ||
	         (last == 0x2013 && first >= '0' && first <= '9'))
		return;
	kua_buf_char(text, ' ');
}
