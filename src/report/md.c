/*
 * md.c - the report as Markdown (CommonMark). Every character that could begin markup is written so that it
 * cannot.
 */
#include <string.h>

#include "report/html_text.h"
#include "report/internal.h"

/*
 * HTML first, for many readers let it through; then what CommonMark and its tables, links and emphasis are
 * made of.
 */
static void escape(struct kua_buf *out, const char *s)
{
	bool first = true;
	for (uint32_t c; s && (c = safe_next(&s)) != 0; first = false) {
		if (c == '&' || c == '<' || c == '>')
			html_char(out, c);
		else if (c < 0x80 && strchr("\\`*_{}[]#|~!$^=", (int)c))
			kua_buf_printf(out, "\\%c", (char)c);
		else if (first && (c == '-' || c == '+'))
			kua_buf_printf(out, "\\%c", (char)c);
		else if (c == ':' && strncmp(s, "//", 2) == 0)
			kua_buf_str(out, "&#58;"); /* an address stays text */
		else
			kua_buf_utf8(out, c);
	}
}

/* "12." at the beginning of a line would begin a list. */
static void escape_start(struct kua_buf *out, const char *s)
{
	size_t digits = s ? strspn(s, "0123456789") : 0;
	if (digits && (s[digits] == '.' || s[digits] == ')')) {
		kua_buf_add(out, s, digits);
		kua_buf_char(out, '\\');
		kua_buf_char(out, s[digits]);
		s += digits + 1;
	}
	escape(out, s);
}

static void put(struct kua_buf *out, const char *before, const char *s, const char *after)
{
	kua_buf_str(out, before);
	escape_start(out, s);
	kua_buf_str(out, after);
}

static void write_change(const struct block *b, struct kua_buf *out)
{
	put(out, "- “", *b->head ? b->head : "nothing", b->known ? "” became " : "” in one, ");
	put(out, "“", *b->text ? b->text : "nothing", b->known ? "” (" : "” in the other (");
	put(out, "", b->more, ")\n");
}

static bool in_list(enum block_kind kind)
{
	return kind == BLOCK_ITEM || kind == BLOCK_CHANGE || kind == BLOCK_ROW || kind == BLOCK_MORE;
}

static void write_block(const struct block *b, struct kua_buf *out)
{
	switch (b->kind) {
	case BLOCK_TITLE: put(out, "# ", b->head, "\n"); break;
	case BLOCK_LEAD:
		if (b->head)
			put(out, "\n**", b->head, "**\n\n");
		put(out, "- ", b->text, "\n");
		break;
	case BLOCK_SECTION: put(out, "\n## ", b->head, "\n"); break;
	case BLOCK_EVENT: put(out, "\n### ", b->head, "\n"); break;
	case BLOCK_ACT:
		put(out, "\n#### ", b->head, b->text ? ": " : "");
		put(out, "", b->text, "\n");
		break;
	case BLOCK_AXIS: break;
	case BLOCK_TREE: break;
	case BLOCK_LINE:
		put(out, "\n**", b->head, "** — ");
		put(out, "", b->text, "\n");
		break;
	case BLOCK_QUOTE:
		if (b->text)
			put(out, "\n> “", b->text, "”  \n");
		put(out, b->text ? "> — " : "\n> — ", b->more, "\n");
		break;
	case BLOCK_NOTE: put(out, "\n", b->text, "\n"); break;
	case BLOCK_CASE:
		put(out, "\n### ", b->head, "\n");
		if (b->text)
			put(out, "\nNow: ", b->text, "\n\n");
		break;
	case BLOCK_ROW:
		put(out, "- ", b->head, ": ");
		put(out, "", b->text, b->more ? " — " : "\n");
		if (b->more)
			put(out, "", b->more, "\n");
		break;
	case BLOCK_FAMILY: put(out, "\n### ", b->text, "\n\n"); break;
	case BLOCK_ITEM: put(out, "- ", b->text, "\n"); break;
	case BLOCK_CHANGE: write_change(b, out); break;
	case BLOCK_PARA: put(out, "\n", b->text, "\n"); break;
	case BLOCK_MORE: put(out, "\n", b->text, "\n"); break;
	}
}

void write_md(const struct report *r, struct kua_buf *out)
{
	for (size_t i = 0; i < r->blocks.n; i++) {
		enum block_kind kind = r->blocks.v[i].kind, before = i ? r->blocks.v[i - 1].kind : BLOCK_TITLE;
		if (in_list(kind) && kind != BLOCK_MORE && !in_list(before) && before != BLOCK_FAMILY)
			kua_buf_char(out, '\n');
		write_block(&r->blocks.v[i], out);
	}
}
