/*
 * furniture.c - lines that belong to a page and not to what stands on it: share buttons, cookie notes, "click
 * to enlarge".
 *
 * Only what is surely furniture goes: a whole line that is in data/intake/furniture.txt, a short line with one
 * of its phrases, and a caption repeated inside such a line. Everything else is the item's own.
 */
#include <string.h>

#include "intake/internal.h"

#define FURNITURE_BYTES ((size_t)300)
#define CAPTION_BYTES ((size_t)10) /* a shorter line repeated is chance */

/* Two words or more, all of them of share buttons, counts aside: "WhatsApp Facebook Email 3 Shares". */
static bool is_share_row(const struct kua_words *w, const struct kua_buf *key)
{
	char word[32];
	size_t words = 0;
	for (const char *p = key->data; *p;) {
		size_t n = strcspn(p, " ");
		bool number = strspn(p, "0123456789") == n;
		if (n >= sizeof word)
			return false;
		memcpy(word, p, n);
		word[n] = '\0';
		if (n && !number && !kua_words_has_key(w, KUA_SET_SHARE, word))
			return false;
		words += n && !number;
		p += n + (p[n] == ' ');
	}
	return words >= 2;
}

static bool is_furniture_key(const struct kua_words *w, const struct kua_buf *key)
{
	return kua_words_has_key(w, KUA_SET_FURNITURE, key->data) || is_share_row(w, key) ||
	       kua_words_within(w, KUA_SET_FURNITURE_IN, key->data);
}

struct cleaning {
	const struct kua_words *w;
	struct kua_buf *out;
	struct kua_buf key, last_key; /* of this line, of the last one kept */
	size_t start, last_from;      /* where the last line that was kept begins */
	bool left_out;                /* since then */
};

static void end_with_one_blank(struct cleaning *c)
{
	while (c->out->len > c->start && c->out->data[c->out->len - 1] == '\n')
		c->out->len--;
	if (c->out->len > c->start)
		kua_buf_str(c->out, "\n\n");
}

/*
 * A furniture line that starts with all of the line above takes it along: a caption and its "click to enlarge".
 */
static void leave_out(struct cleaning *c)
{
	if (c->last_key.len >= CAPTION_BYTES && c->key.len > c->last_key.len &&
	    memcmp(c->key.data, c->last_key.data, c->last_key.len) == 0)
		c->out->len = c->last_from;
	kua_buf_clear(&c->last_key);
	c->left_out = true;
	end_with_one_blank(c);
}

static void keep(struct cleaning *c, struct kua_str line)
{
	struct kua_buf swap = c->last_key;
	c->last_key = c->key;
	c->key = swap;
	c->last_from = c->out->len;
	c->left_out = false;
	kua_buf_add(c->out, line.s, line.n);
	kua_buf_char(c->out, '\n');
}

static void trim_end(struct kua_buf *b, size_t start)
{
	struct kua_str all = kua_trim((struct kua_str){b->data + start, b->len - start});
	if (b->data) {
		b->len = all.n ? (size_t)(all.s + all.n - b->data) : start;
		b->data[b->len] = '\0';
	}
}

void kua_leave_out_furniture(const struct kua_words *w, struct kua_str text, struct kua_buf *out)
{
	struct cleaning c = {.w = w, .out = out, .start = out->len};
	struct kua_str line;
	kua_buf_reserve(out, text.n);
	for (size_t pos = 0; kua_next_line(text, &pos, &line);) {
		kua_buf_clear(&c.key);
		if (kua_trim(line).n == 0) {
			if (out->len > c.start && !c.left_out)
				kua_buf_char(out, '\n');
			continue;
		}
		if (line.n <= FURNITURE_BYTES)
			kua_line_key(&c.key, line);
		if (c.key.len && is_furniture_key(w, &c.key))
			leave_out(&c);
		else
			keep(&c, line);
	}
	kua_buf_free(&c.key);
	kua_buf_free(&c.last_key);
	trim_end(out, c.start);
}
