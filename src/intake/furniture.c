/*
 * furniture.c - lines that belong to a page and not to what stands on it: share buttons, cookie notes, "click
 * to enlarge".
 *
 * Only what is surely furniture goes: a whole line that is in data/intake/furniture.txt, a short line with one
 * of its phrases, a row of a menu, titles below "related posts", and what readers commented. A caption stays,
 * without its "click to enlarge" and once. Everything else is the item's own.
 */
#include <string.h>

#include "intake/internal.h"

#define FURNITURE_BYTES ((size_t)300)
#define MENU_BYTES ((size_t)200)
#define MENU_WORDS 16
#define ENTRY_BYTES ((size_t)40) /* of a menu */
#define PROSE_BYTES ((size_t)80)
#define RELATED_BYTES ((size_t)130) /* a title of another text */
#define RELATED_TITLES 12
#define ENLARGE_BYTES ((size_t)60)
#define CREDIT_BYTES ((size_t)80)

/* Two words or more, all of them of share buttons, counts aside: "WhatsApp Facebook Email 3 Shares". */
static bool is_share_row(const struct kua_words *w, const struct kua_buf *key)
{
	char word[32];
	size_t words = 0, label = kua_words_prefix(w, KUA_SET_FURNITURE, key->data);
	label = label && key->data[label] == ':' ? label + 1 : 0; /* "Share this: Facebook" */
	words += label > 0;
	for (const char *p = key->data + label; *p;) {
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

/* "Home About Contact Prisoners": a short row of words, at least half of them of menus, three such entries or more. */
static bool is_menu_row(const struct kua_words *w, const char *key)
{
	size_t words = 0, of_menus = 0, entries = 0;
	for (const char *p = key; *p;) {
		size_t n = kua_words_prefix(w, KUA_SET_FURNITURE, p), end = n ? n : strcspn(p, " ");
		for (size_t i = 0; i < end; i++) {
			words += p[i] == ' ';
			of_menus += n && p[i] == ' ';
		}
		words++;
		of_menus += n > 0;
		entries += n > 0;
		p += end;
		while (*p == ' ' || (*p && !kua_is_alnum_ascii(*p) && !((unsigned char)*p & 0x80)))
			p++;
	}
	return entries >= 3 && of_menus * 2 >= words && words <= MENU_WORDS;
}

/* "Home | Velmora | Trials", "Home » News": parted by signs that a sentence does not have. */
static bool is_menu(const struct kua_words *w, struct kua_str line)
{
	static const char *const signs[] = {"|", "»", "›", ">", "•", "·", "/"};
	size_t best_entries = 0, best = 0;
	bool path = false;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t entries = 0, known = 0, len = strlen(signs[i]);
		bool first_known = false;
		for (size_t from = 0; from <= line.n;) {
			const char *at = memmem(line.s + from, line.n - from, signs[i], len);
			size_t to = at ? (size_t)(at - line.s) : line.n;
			struct kua_str entry = kua_trim((struct kua_str){line.s + from, to - from});
			bool is = entry.n && entry.n <= ENTRY_BYTES && kua_words_has(w, KUA_SET_FURNITURE, entry);
			first_known |= entries == 0 && is;
			entries++;
			known += is;
			from = to + (at ? len : 1);
		}
		path |= i >= 1 && i <= 3 && first_known && entries >= 2;
		if (known > best) {
			best = known;
			best_entries = entries;
		}
	}
	return path || (best_entries >= 3 && best >= 2 && best * 3 >= best_entries);
}

static bool is_furniture_key(const struct kua_words *w, const struct kua_buf *key)
{
	return kua_words_has_key(w, KUA_SET_FURNITURE, key->data) || is_share_row(w, key) ||
	       kua_words_within(w, KUA_SET_FURNITURE_IN, key->data) || is_menu_row(w, key->data);
}

/* "© 2016 Campaign X. All rights reserved." */
static bool is_rights(const struct kua_words *w, struct kua_str line)
{
	return line.n <= MENU_BYTES && memchr(line.s, '0', line.n) && kua_rights_holder(w, line).n;
}

bool kua_is_furniture(const struct kua_words *w, struct kua_str line)
{
	struct kua_buf key = KUA_BUF_INIT;
	line = kua_trim(line);
	if (line.n <= FURNITURE_BYTES)
		kua_line_key(&key, line);
	bool is = key.len && (is_furniture_key(w, &key) || (line.n <= MENU_BYTES && is_menu(w, line)) || is_rights(w, line));
	kua_buf_free(&key);
	return is;
}

/* ---- what stands below a text: comments of readers, lists of other texts ---- */

static bool is_comment_form(const struct kua_words *w, struct kua_str text, size_t pos)
{
	struct kua_str line;
	for (int i = 0; i < 3 && kua_next_line(text, &pos, &line); i += kua_trim(line).n > 0) {
		struct kua_buf key = KUA_BUF_INIT;
		if (line.n <= FURNITURE_BYTES)
			kua_line_key(&key, line);
		bool is = key.len && kua_words_within(w, KUA_SET_FORM, key.data);
		kua_buf_free(&key);
		if (is)
			return true;
	}
	return false;
}

/*
 * Where the comments of readers begin; all of the text where there are none. Only "3 responses to ..." and a
 * form to comment by are sure marks, and only below some prose.
 */
static size_t comments_start(const struct kua_words *w, struct kua_str text)
{
	struct kua_str line;
	bool prose = false;
	for (size_t pos = 0, from = 0; kua_next_line(text, &pos, &line); from = pos) {
		struct kua_match m;
		prose |= line.n >= PROSE_BYTES;
		line = kua_trim(line);
		if (!prose || line.n == 0 || line.n > KUA_MARKER_BYTES)
			continue;
		if (kua_pattern_first(w, KUA_COMMENTS_BELOW, line, true, &m) != SIZE_MAX)
			return from;
		if (line.n <= ENTRY_BYTES * 2 && kua_words_has(w, KUA_SET_COMMENTS, line) && is_comment_form(w, text, pos))
			return from;
	}
	return text.n;
}

/* Behind a list of titles that stands at pos, below "related posts": short lines that end no sentence. */
static size_t related_end(struct kua_str text, size_t pos)
{
	struct kua_str line;
	size_t end = pos;
	for (int titles = 0; titles <= RELATED_TITLES && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0) {
			if (titles)
				break;
			continue;
		}
		if (line.n > RELATED_BYTES || strchr(".,;:", line.s[line.n - 1]))
			break;
		titles++;
		end = pos;
	}
	return end;
}

/*
 * The caption that stands on a line beside "click to enlarge": the line without that, whichever end it is at;
 * {NULL, 0} where the line is nothing else, or has no such words.
 */
static struct kua_str caption_of(const struct kua_words *w, struct kua_str line)
{
	struct kua_str s = kua_trim(line), left = {NULL, 0};
	size_t bytes = 0;
	for (int end = 0; end < 2 && s.n; end++) {
		for (size_t i = 0; i < s.n; i++) { /* from the beginning forwards, from the end backwards */
			size_t at = end ? s.n - 1 - i : i;
			/* between words only, which is also between characters */
			bool edge = end ? at == 0 || s.s[at - 1] == ' ' || s.s[at] == ' '
			                : at + 1 == s.n || s.s[at + 1] == ' ' || s.s[at] == ' ';
			struct kua_str part = end ? (struct kua_str){s.s + at, s.n - at} : (struct kua_str){s.s, at + 1};
			if (part.n > ENLARGE_BYTES)
				break;
			if (edge && part.n > bytes && kua_words_has(w, KUA_SET_ENLARGE, part)) {
				bytes = part.n;
				left = end ? (struct kua_str){s.s, at} : (struct kua_str){s.s + part.n, s.n - part.n};
			}
		}
	}
	left = kua_trim(left);
	return memchr(left.s ? left.s : "", ' ', left.n) ? left : (struct kua_str){NULL, 0};
}

/* "Read also: The title of another text". */
static bool is_pointer(const struct kua_words *w, const char *key)
{
	size_t n = kua_words_prefix(w, KUA_SET_RELATED, key);
	return n && key[n] == ':';
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

static void leave_out(struct cleaning *c)
{
	kua_buf_clear(&c->last_key);
	c->left_out = true;
	end_with_one_blank(c);
}

static void keep(struct cleaning *c, struct kua_str line);

/* The caption stays, once: it may stand above as well. A short one that is a credit goes, there too. */
static void keep_caption(struct cleaning *c, struct kua_str caption)
{
	kua_buf_clear(&c->key);
	kua_line_key(&c->key, caption);
	bool again = c->key.len == c->last_key.len && c->key.len && memcmp(c->key.data, c->last_key.data, c->key.len) == 0;
	if (caption.n <= CREDIT_BYTES && kua_words_within(c->w, KUA_SET_CAPTION, c->key.data)) {
		if (again)
			c->out->len = c->last_from;
		leave_out(c);
		return;
	}
	if (!again)
		keep(c, caption);
	kua_buf_char(c->out, '\n');
	c->left_out = true;
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

/* Rules and white space at the end go. */
static void trim_end(struct kua_buf *b, size_t start)
{
	struct kua_str all = kua_trim((struct kua_str){b->data + start, b->len - start});
	for (;;) {
		const char *nl = all.n ? memrchr(all.s, '\n', all.n) : NULL;
		if (!nl || !kua_is_rule(kua_trim((struct kua_str){nl + 1, all.n - (size_t)(nl + 1 - all.s)})))
			break;
		all = kua_trim((struct kua_str){all.s, (size_t)(nl - all.s)});
	}
	if (b->data) {
		b->len = all.n ? (size_t)(all.s + all.n - b->data) : start;
		b->data[b->len] = '\0';
	}
}

/* Does a line that is too long to be furniture begin with "click to enlarge"? */
static bool begins_enlarge(struct cleaning *c, struct kua_str line)
{
	if (line.n <= FURNITURE_BYTES)
		return false;
	kua_line_key(&c->key, (struct kua_str){line.s, kua_cut(line.s, line.n, ENLARGE_BYTES)});
	bool begins = kua_words_prefix(c->w, KUA_SET_ENLARGE, c->key.data) > 0;
	kua_buf_clear(&c->key);
	return begins;
}

void kua_leave_out_furniture(const struct kua_words *w, struct kua_str text, struct kua_buf *out)
{
	struct cleaning c = {.w = w, .out = out, .start = out->len};
	struct kua_str line;
	text.n = comments_start(w, text);
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
		bool related = c.key.len && kua_words_has_key(w, KUA_SET_RELATED, c.key.data);
		bool enlarges = begins_enlarge(&c, line) || (c.key.len && kua_words_within(w, KUA_SET_ENLARGE, c.key.data));
		struct kua_str caption = enlarges ? caption_of(w, line) : (struct kua_str){NULL, 0};
		if (caption.n)
			keep_caption(&c, caption);
		else if (enlarges || related || (c.key.len && is_pointer(w, c.key.data)) || (c.key.len && is_furniture_key(w, &c.key)) || (line.n <= MENU_BYTES && is_menu(w, line)) || is_rights(w, kua_trim(line)))
			leave_out(&c);
		else
			keep(&c, line);
		if (related)
			pos = related_end(text, pos);
	}
	kua_buf_free(&c.key);
	kua_buf_free(&c.last_key);
	trim_end(out, c.start);
}
