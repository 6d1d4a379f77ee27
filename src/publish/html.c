/* html.c - see html.h. */
#include "publish/html.h"

/* Control characters, tags, no characters, and those that turn the writing's direction without a sign of it. */
static bool is_invisible(uint32_t c)
{
	return (c < 32 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb) || c == 0xfeff || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

/* Bytes at the beginning that stand as they are, in HTML and elsewhere: most of most texts. */
static size_t plain_here(const char *text, size_t n)
{
	size_t i = 0;
	while (i < n && text[i] >= ' ' && text[i] < 0x7f && text[i] != '&' && text[i] != '<' && text[i] != '>' && text[i] != '"' && text[i] != '\'')
		i++;
	return i;
}

/* The character that is shown for the one at p, and its length in bytes. */
static uint32_t shown(const char *p, size_t n, size_t *len)
{
	uint32_t c;
	*len = kua_utf8_next(p, n, &c);
	bool good = *len && !is_invisible(c);
	*len = *len ? *len : 1;
	return good ? c : 0xfffd;
}

static void escape(struct kua_buf *out, uint32_t c)
{
	switch (c) {
	case '&': kua_buf_str(out, "&amp;"); break;
	case '<': kua_buf_str(out, "&lt;"); break;
	case '>': kua_buf_str(out, "&gt;"); break;
	case '"': kua_buf_str(out, "&quot;"); break;
	case '\'': kua_buf_str(out, "&#39;"); break;
	default: kua_buf_utf8(out, c);
	}
}

static void put_all(struct kua_buf *out, const char *s, size_t n, void (*put)(struct kua_buf *, uint32_t))
{
	for (size_t i = 0, len; i < n; i += len) {
		size_t plain = plain_here(s + i, n - i);
		kua_buf_add(out, s + i, plain);
		if ((i += plain) == n)
			break;
		put(out, shown(s + i, n - i, &len));
	}
}

void html_text(struct kua_buf *out, const char *s, size_t n)
{
	put_all(out, s, n, escape);
}

void html_visible(struct kua_buf *out, const char *s, size_t n)
{
	put_all(out, s, n, kua_buf_utf8);
}
