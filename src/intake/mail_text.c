/*
 * mail_text.c - one part's text as plain text, quoted lines marked by "> ": format=flowed (RFC 3676) put together again,
 * HTML as its blocks of text, PGP's armour taken off.
 */
#include <stdlib.h>

#include "intake/html.h"
#include "intake/mail.h"

#define QUOTE_SIGNS ((size_t)20)

/* ---- format=flowed ---- */

struct flow {
	struct kua_buf *out;
	size_t depth;
	bool open; /* the last line goes on */
	bool delete_space;
};

static void add_signs(struct kua_buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		kua_buf_char(out, '>');
	if (depth)
		kua_buf_char(out, ' ');
}

static void flow_line(struct flow *f, struct kua_str line)
{
	size_t depth = 0;
	while (depth < line.n && depth < QUOTE_SIGNS && line.s[depth] == '>')
		depth++;
	line = (struct kua_str){line.s + depth, line.n - depth};
	if (line.n && line.s[0] == ' ') /* stuffed */
		line = (struct kua_str){line.s + 1, line.n - 1};
	bool signature = line.n == 3 && memcmp(line.s, "-- ", 3) == 0;
	if (f->open && (depth != f->depth || signature))
		kua_buf_char(f->out, '\n');
	if (!f->open || depth != f->depth || signature)
		add_signs(f->out, depth);
	f->depth = depth;
	f->open = line.n && line.s[line.n - 1] == ' ' && !signature;
	kua_buf_add(f->out, line.s, line.n - (f->open && f->delete_space));
	if (!f->open)
		kua_buf_char(f->out, '\n');
}

static void unflow(struct kua_str s, bool delete_space, struct kua_buf *out)
{
	struct flow f = {.out = out, .delete_space = delete_space};
	struct kua_str line;
	for (size_t pos = 0; kua_next_line(s, &pos, &line);)
		flow_line(&f, line);
	if (f.open)
		kua_buf_char(out, '\n');
}

/* ---- PGP ---- */

static bool begins(struct kua_str line, const char *with)
{
	size_t n = strlen(with);
	return line.n >= n && memcmp(line.s, with, n) == 0;
}

/* Without the armour of signed text, without keys and what is encrypted. */
static bool take_armour_off(struct kua_mail *m, struct kua_str s, struct kua_buf *out)
{
	struct kua_str line;
	bool head = false, armour = false, is_signed = false;
	if (!memmem(s.s, s.n, "-----BEGIN PGP ", 15))
		return false;
	for (size_t pos = 0; kua_next_line(s, &pos, &line);) {
		if (begins(line, "-----BEGIN PGP SIGNED MESSAGE")) {
			head = is_signed = true;
			kua_mail_say(m, KUA_DIAG_SIGNED, "PGP");
		} else if (begins(line, "-----BEGIN PGP ")) {
			armour = true;
			if (begins(line, "-----BEGIN PGP MESSAGE"))
				kua_mail_say(m, KUA_DIAG_MAIL_ENCRYPTED, "PGP");
		} else if (begins(line, "-----END PGP ")) {
			armour = head = false;
		} else if (head) { /* "Hash: SHA256" up to a blank line */
			head = kua_trim(line).n > 0;
		} else if (!armour) {
			bool escaped = is_signed && begins(line, "- ");
			kua_buf_add(out, line.s + (escaped ? 2 : 0), line.n - (escaped ? 2 : 0));
			kua_buf_char(out, '\n');
		}
	}
	return true;
}

/* ---- HTML ---- */

static void add_blocks(const struct kua_page *page, struct kua_buf *out)
{
	size_t start = out->len;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct kua_block *b = &page->blocks.v[i];
		bool line = b->parting >= KUA_PART_LINE || out->len == start;
		if (out->len > start && !line)
			kua_buf_char(out, b->parting == KUA_PART_TAB ? '\t' : ' ');
		if (out->len > start && line)
			kua_buf_char(out, '\n');
		if (out->len > start && b->parting == KUA_PART_BLANK) {
			add_signs(out, b->quoted);
			kua_buf_char(out, '\n');
		}
		if (line)
			add_signs(out, b->quoted);
		kua_buf_add(out, page->text.data + b->from, b->n);
	}
	kua_buf_char(out, '\n');
}

void kua_mail_html(struct kua_mail *m, struct kua_str html, struct kua_buf *out)
{
	struct kua_buf flat = KUA_BUF_INIT;
	struct kua_page page = {.w = m->w, .arena = kua_arena_new()};
	if (kua_html_flatten(html, &flat)) {
		kua_mail_say(m, KUA_DIAG_DEEP, "elements inside elements");
		html = (struct kua_str){flat.data, flat.len};
	}
	kua_html_walk(&page, html);
	add_blocks(&page, out);
	kua_html_close(&page);
	kua_buf_free(&flat);
}

/* ---- a part ---- */

static void add_plain(struct kua_mail *m, const struct kua_mail_part *part, struct kua_str s, struct kua_buf *out)
{
	struct kua_buf bare = KUA_BUF_INIT;
	if (take_armour_off(m, s, &bare))
		s = (struct kua_str){bare.data ? bare.data : "", bare.len};
	if (kua_str_is(kua_mail_parameter(m, part->content_type, "format"), "flowed"))
		unflow(s, kua_str_is(kua_mail_parameter(m, part->content_type, "delsp"), "yes"), out);
	else
		kua_buf_add(out, s.s, s.n);
	kua_buf_free(&bare);
}

bool kua_mail_text(struct kua_mail *m, const struct kua_mail_part *part, struct kua_str body, struct kua_buf *out)
{
	bool html = strcmp(part->type, "text/plain") != 0;
	char in_page[40], *declared = NULL;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_str charset = kua_mail_parameter(m, part->content_type, "charset");
	if (charset.n && charset.n < sizeof in_page)
		declared = kua_arena_strndup(m->arena, charset.s, charset.n);
	else if (html && kua_declared_charset(body.s, body.n, in_page))
		declared = in_page;
	bool text = kua_mail_to_utf8(m, body.s, body.n, declared, &b);
	if (text && b.len && html)
		kua_mail_html(m, (struct kua_str){b.data, b.len}, out);
	else if (text && b.len)
		add_plain(m, part, (struct kua_str){b.data, b.len}, out);
	kua_buf_free(&b);
	return text;
}
