/* html_text.c - see html_text.h. */
#include <string.h>

#include "report/html_text.h"
#include "report/internal.h"

/* Lines stay; marks that turn single letters go too, and one that says the order of bytes: a page's texts stand apart by their elements. */
static bool is_invisible(uint32_t c)
{
	return (safe_hides(c) && c != '\n' && c != '\t') || c == 0x200e || c == 0x200f || c == 0xfeff;
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

void html_char(struct kua_buf *out, uint32_t c)
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

void html_text_n(struct kua_buf *out, const char *s, size_t n)
{
	put_all(out, s, n, html_char);
}

void html_text(struct kua_buf *out, const char *s)
{
	if (s)
		html_text_n(out, s, strlen(s));
}

void html_visible(struct kua_buf *out, const char *s, size_t n)
{
	put_all(out, s, n, kua_buf_utf8);
}
