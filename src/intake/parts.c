/*
 * parts.c - pages of several texts that have no line with a date before each: the letters page of a newspaper,
 * whose letters end in signatures, and a review of the press, whose notes are parted by rules.
 *
 * An article may hold signatures and rules as well ("* * *" between its sections), so a page must say what it
 * is: a heading of data/intake/furniture.txt ([letters], [digest]), or, for rules, a date or an author of its
 * own in each part. Otherwise it is one text.
 */
#include <string.h>

#include "intake/internal.h"

#define HEAD_LINES 3
#define PROSE_BYTES ((size_t)80)
#define TITLE_BYTES ((size_t)150)
#define SIGNATURE_BYTES ((size_t)120)

/* Does one of the first lines head a page of the kind? *end is behind it. */
static bool is_headed(const struct kua_words *w, struct kua_str text, enum kua_word_set set, bool whole, size_t *end)
{
	struct kua_str line;
	size_t pos = 0;
	for (int i = 0; i < HEAD_LINES && kua_next_full_line(text, &pos, &line); i++) {
		struct kua_buf key = KUA_BUF_INIT;
		if (line.n <= TITLE_BYTES)
			kua_line_key(&key, line);
		bool is = key.len && (kua_words_has_key(w, set, key.data) ||
		                      (!whole && kua_words_prefix(w, set, key.data) > 0));
		kua_buf_free(&key);
		*end = pos;
		if (is)
			return true;
	}
	return false;
}

/* ---- letters ---- */

struct letter {
	struct kua_str text, author;
};
typedef KUA_VEC(struct letter) letters;

/*
 * A letter ends with the paragraph in which, below its prose, a name stands on a line of its own, perhaps with a
 * place or a role. Returns where the last one ends.
 */
static size_t find_letters(const struct kua_words *w, struct kua_str text, size_t from, letters *out)
{
	struct kua_str line, name = {NULL, 0};
	bool prose = false;
	size_t start = from, end = from;
	for (size_t pos = from; kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n && !name.n && prose && line.n <= SIGNATURE_BYTES)
			name = kua_signed_name(w, line);
		prose |= line.n >= PROSE_BYTES;
		if (!name.n || (line.n && pos < text.n))
			continue;
		*kua_vec_add(out) = (struct letter){{text.s + start, pos - start}, name};
		start = end = pos;
		prose = false;
		name = (struct kua_str){NULL, 0};
	}
	return end;
}

static bool answer_letter(const struct kua_words *w, const struct letter *l, const char *date, struct kua_answer *o)
{
	struct kua_found f = {.author = l->author};
	struct kua_str rest = l->text, line;
	struct kua_buf b = KUA_BUF_INIT;
	size_t pos = 0;
	char iso[11];
	memcpy(f.date, date, sizeof f.date);
	while (kua_next_full_line(rest, &pos, &line) && kua_date_of_line(w, line, iso)) { /* the day of the paper */
		memcpy(f.date, iso, sizeof f.date);
		rest = (struct kua_str){rest.s + pos, rest.n - pos};
		pos = 0;
	}
	if (line.n <= TITLE_BYTES && pos < rest.n && kua_looks_like_heading(w, line)) {
		f.title = line;
		rest = (struct kua_str){rest.s + pos, rest.n - pos};
	}
	kua_leave_out_furniture(w, rest, &b);
	f.text = (struct kua_str){b.data, b.len};
	bool more = kua_answer_item(o, &f);
	kua_buf_free(&b);
	return more;
}

/* The date of the page: on a line of its own before its first prose. */
static void date_of_page(const struct kua_words *w, struct kua_str text, char date[11])
{
	struct kua_str line;
	date[0] = '\0';
	for (size_t pos = 0; !date[0] && kua_next_full_line(text, &pos, &line) && line.n < PROSE_BYTES;)
		if (!kua_date_of_line(w, line, date))
			date[0] = '\0';
}

static bool split_letters(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	size_t from, end;
	letters all = {0};
	char date[11];
	if (!is_headed(w, text, KUA_SET_LETTERS, true, &from))
		return false;
	end = find_letters(w, text, from, &all);
	struct kua_str rest = {text.s + end, text.n - end};
	bool several = all.n >= 2;
	date_of_page(w, text, date);
	bool more = several;
	for (size_t i = 0; more && i < all.n; i++)
		more = answer_letter(w, &all.v[i], date, o);
	if (more && kua_has_line(rest, PROSE_BYTES))
		(void)answer_letter(w, &(struct letter){.text = rest}, date, o);
	kua_vec_free(&all);
	return several;
}

/* ---- notes between rules ---- */

bool kua_is_rule(struct kua_str line)
{
	size_t signs = 0;
	uint32_t first = 0;
	for (size_t pos = 0; pos < line.n;) {
		uint32_t cp = kua_next_char(line, &pos);
		if (kua_is_space(cp))
			continue;
		if (!(cp == '*' || cp == '-' || cp == '_' || cp == '=' || cp == '#' || cp == '~' || cp == '+' ||
		      cp == 0x2022 || cp == 0x2013 || cp == 0x2014 || cp == 0x2500) ||
		    (first && cp != first))
			return false;
		first = cp;
		signs++;
	}
	return signs >= 3;
}

static void find_parts(struct kua_str text, kua_strings *out)
{
	struct kua_str line;
	size_t from = 0, at = 0;
	for (size_t pos = 0; kua_next_line(text, &pos, &line); at = pos) {
		if (!kua_is_rule(kua_trim(line)))
			continue;
		*kua_vec_add(out) = (struct kua_str){text.s + from, at - from};
		from = pos;
	}
	*kua_vec_add(out) = (struct kua_str){text.s + from, text.n - from};
}

/* A title first, then prose; and, where the page does not say what it is, a date or an author. */
static bool is_note(const struct kua_words *w, struct kua_str part, bool said)
{
	struct kua_found f = {0};
	if (!kua_has_line(part, PROSE_BYTES))
		return false;
	kua_find_byline(w, part, part, &f);
	return f.title.n && (said || f.date[0] || f.author.n);
}

static bool answer_note_of(const struct kua_words *w, struct kua_str part, struct kua_answer *o)
{
	struct kua_found f = {0};
	struct kua_buf b = KUA_BUF_INIT;
	kua_leave_out_furniture(w, part, &b);
	f.text = (struct kua_str){b.data, b.len};
	kua_find_byline(w, f.text, part, &f);
	bool more = b.len == 0 || kua_answer_item(o, &f);
	kua_buf_free(&b);
	return more;
}

static bool split_at_rules(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	kua_strings parts = {0};
	size_t notes = 0, full = 0, end;
	bool said = is_headed(w, text, KUA_SET_DIGEST, false, &end);
	if (said)
		text = (struct kua_str){text.s + end, text.n - end};
	find_parts(text, &parts);
	for (size_t i = 0; parts.n >= 2 && i < parts.n; i++) {
		full += kua_has_line(parts.v[i], PROSE_BYTES);
		notes += is_note(w, parts.v[i], said);
	}
	bool several = notes >= 2 && notes == full, more = several;
	for (size_t i = 0; more && i < parts.n; i++)
		if (kua_has_line(parts.v[i], PROSE_BYTES))
			more = answer_note_of(w, parts.v[i], o);
	kua_vec_free(&parts);
	return several;
}

bool kua_split_parts(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	return split_letters(w, text, o) || split_at_rules(w, text, o);
}
