/*
 * byline.c - what a text says of itself: title, author, date.
 *
 * The head (the first lines, until running text begins) may hold a title, labels ("Date: ..."), a date on a
 * line of its own, a byline, "Name, role, organisation". Anywhere a line of its own may be a signature: after a
 * valediction, or a name with a role; rows of such lines are lists of signatories, of which nobody is the
 * author. Dates inside running text are never the item's own. What is not sure is not said.
 */
#include <string.h>
#include <unicode/uchar.h>

#include "intake/internal.h"

#define HEAD_LINES 12
#define HEAD_LINE_BYTES ((size_t)300) /* a longer line is running text: the head is over */
#define HEADING_BYTES ((size_t)250)
#define LONE_WORD 10 /* letters that a title of one word has at least */
#define NAME_BYTES ((size_t)100)
#define NAME_WORDS 5
#define ROLE_WORDS 6
#define SIGNATURE_BYTES ((size_t)160)
#define LABEL_BYTES ((size_t)48)
#define DATE_LINE_BYTES ((size_t)100)
#define SUBTITLE_BYTES ((size_t)150) /* a longer line below the title is running text */

/* ---- shapes of lines ---- */

static struct kua_str next_word(struct kua_str s, size_t *pos)
{
	while (*pos < s.n && s.s[*pos] == ' ')
		++*pos;
	size_t from = *pos;
	while (*pos < s.n && s.s[*pos] != ' ')
		++*pos;
	return (struct kua_str){s.s + from, *pos - from};
}

/* A capital and small letters, or an initial, or all capitals; hyphens and apostrophes inside. */
static bool is_name_word(struct kua_str word)
{
	size_t pos = 0, letters = 0;
	if (!u_isupper((UChar32)kua_next_char(word, &pos)))
		return false;
	for (letters = 1; pos < word.n; letters++) {
		uint32_t cp = kua_next_char(word, &pos);
		bool stop = cp == '.' && pos == word.n;
		bool mark = cp == '-' || cp == '\'' || cp == 0x2019 || cp == 0x2010 || cp == 0x2bc ||
		    u_charType((UChar32)cp) == U_NON_SPACING_MARK;
		if (!u_isalpha((UChar32)cp) && !mark && !stop)
			return false;
		if (stop && letters > 3) /* "Jr." and initials, not the end of a sentence */
			return false;
	}
	return true;
}

/* Like the name of a person: two to five words, with capitals, none that names do not have. */
static bool looks_like_name(const struct kua_words *w, struct kua_str s)
{
	s = kua_trim(s);
	size_t words = 0, capitals = 0;
	if (s.n == 0 || s.n > NAME_BYTES)
		return false;
	for (size_t pos = 0; pos < s.n;) {
		struct kua_str word = next_word(s, &pos);
		if (word.n == 0)
			continue;
		if (++words > NAME_WORDS)
			return false;
		if (is_name_word(word) && !kua_words_has(w, KUA_SET_NO_NAME, word))
			capitals++;
		else if (words == 1 || !kua_words_has(w, KUA_SET_PARTICLE, word))
			return false;
	}
	return capitals >= 2;
}

static bool is_salutation(const struct kua_words *w, struct kua_str line)
{
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, line);
	size_t n = kua_words_prefix(w, KUA_SET_SALUTATION, key.data);
	bool is = n && (n == key.len || line.s[line.n - 1] == ',' || line.s[line.n - 1] == '!' ||
	                line.s[line.n - 1] == ':');
	kua_buf_free(&key);
	return is;
}

bool kua_looks_like_heading(const struct kua_words *w, struct kua_str line)
{
	line = kua_trim(line);
	if (line.n < 2 || line.n > HEADING_BYTES || strchr(".,;:-", line.s[line.n - 1]))
		return false;
	size_t pos = 0, letters = 0, words = 1;
	uint32_t cp = 0;
	while (pos < line.n) {
		cp = kua_next_char(line, &pos);
		letters += u_isalpha((UChar32)cp) != 0;
		words += kua_is_space(cp);
	}
	bool dash = cp == 0x2013 || cp == 0x2014; /* "Almaty (agency) -": the text comes behind it */
	bool lone = words == 1 && (letters < LONE_WORD || memchr(line.s, '.', line.n)); /* "Asia", "example.org" */
	return letters && !dash && !lone && !is_salutation(w, line);
}

/* "Photo: J Brown", "(Image: Agency)". */
static bool has_caption_label(const struct kua_words *w, struct kua_str line)
{
	for (size_t pos = 0; pos < line.n;) {
		struct kua_str word = next_word(line, &pos);
		bool colon = (word.n && word.s[word.n - 1] == ':') || (pos + 1 < line.n && line.s[pos + 1] == ':');
		if (colon && kua_words_has(w, KUA_SET_CAPTION_LABEL, word))
			return true;
	}
	return false;
}

/* A caption, or a byline that gave no name: no title, and no text either. */
static bool is_beside_title(const struct kua_words *w, struct kua_str line)
{
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, line);
	bool is = has_caption_label(w, line) || kua_words_within(w, KUA_SET_CAPTION, key.data) ||
	          (key.len && kua_words_prefix(w, KUA_SET_BYLINE, key.data) > 0);
	kua_buf_free(&key);
	return is;
}

/* ---- the parts of a line ---- */

/* "Label: value" with a label of the set. */
static bool labelled(const struct kua_words *w, enum kua_word_set set, struct kua_str line, struct kua_str *value)
{
	const char *colon = memchr(line.s, ':', line.n);
	if (!colon || colon == line.s || (size_t)(colon - line.s) > LABEL_BYTES)
		return false;
	size_t n = (size_t)(colon - line.s);
	*value = kua_trim((struct kua_str){colon + 1, line.n - n - 1});
	return value->n && kua_words_has(w, set, (struct kua_str){line.s, n});
}

static bool has_role(const struct kua_words *w, struct kua_str s)
{
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, s);
	bool has = kua_words_within(w, KUA_SET_ROLE, key.data);
	kua_buf_free(&key);
	return has;
}

/*
 * A role among its first words, and no end of a sentence: "Secretary, Campaign for X", not "for his part, said
 * the secretary:".
 */
static bool is_line_of_roles(const struct kua_words *w, struct kua_str s)
{
	size_t pos = 0;
	for (size_t i = 0; i < ROLE_WORDS && pos < s.n; i++)
		(void)next_word(s, &pos);
	return !strchr(".:;,!?", s.s[s.n - 1]) && has_role(w, (struct kua_str){s.s, pos});
}

/*
 * What follows an opening of the set ("by", "yours sincerely"), in the line's own letters; false where it has
 * none.
 */
static bool after_opening(const struct kua_words *w, enum kua_word_set set, struct kua_str line,
                          struct kua_str *rest)
{
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, line);
	size_t n = kua_words_prefix(w, set, key.data), words = n > 0;
	for (size_t i = 0; i < n; i++)
		words += key.data[i] == ' ';
	kua_buf_free(&key);
	size_t pos = 0;
	for (size_t i = 0; i < words; i++)
		(void)next_word(line, &pos);
	*rest = kua_trim((struct kua_str){line.s + pos, line.n - pos});
	while (rest->n && strchr(",:-", rest->s[0]))
		*rest = kua_trim((struct kua_str){rest->s + 1, rest->n - 1});
	return words > 0;
}

bool kua_date_of_line(const struct kua_words *w, struct kua_str line, char iso[11])
{
	struct kua_str value;
	line = kua_trim(line);
	if (kua_whole_date(w, line, iso))
		return true;
	if (labelled(w, KUA_SET_LABEL_DATE, line, &value) && kua_whole_date(w, value, iso))
		return true;
	iso[0] = '\0';
	if (line.n == 0 || line.n > DATE_LINE_BYTES)
		return false;
	if (after_opening(w, KUA_SET_LABEL_DATE, line, &value) && kua_whole_date(w, value, iso))
		return true; /* "Published on 2 July 2013" */
	const char *comma = memchr(line.s, ',', line.n); /* "Almaty, 2 July 2013" */
	size_t before = comma ? (size_t)(comma - line.s) : 0;
	for (size_t i = 0; i < before; i++)
		if (line.s[i] >= '0' && line.s[i] <= '9')
			comma = NULL;
	if (comma && kua_whole_date(w, (struct kua_str){comma + 1, line.n - before - 1}, iso))
		return true;
	iso[0] = '\0';
	return false;
}

/* The name that the line begins with, up to a comma, a bracket or a bar; {NULL, 0} where it is no name. */
static struct kua_str leading_name(const struct kua_words *w, struct kua_str s, struct kua_str *rest)
{
	size_t n = 0;
	while (n < s.n && !strchr(",(|<;/", s.s[n]))
		n++;
	struct kua_str name = kua_trim((struct kua_str){s.s, n});
	*rest = (struct kua_str){s.s + n, s.n - n};
	return looks_like_name(w, name) ? name : (struct kua_str){NULL, 0};
}

struct kua_str kua_byline(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name;
	if (line.n > SIGNATURE_BYTES || !after_opening(w, KUA_SET_BYLINE, line, &rest))
		return (struct kua_str){NULL, 0};
	name = leading_name(w, rest, &rest);
	return name;
}

static struct kua_str signature(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name = {NULL, 0};
	if (line.n <= SIGNATURE_BYTES)
		name = leading_name(w, line, &rest);
	return name.n && rest.n && is_line_of_roles(w, rest) ? name : (struct kua_str){NULL, 0};
}

/* ---- the whole ---- */

struct signers {
	struct kua_str author;     /* by a byline or a valediction: sure */
	struct kua_str alone;      /* a name with a role on a line of its own */
	struct kua_str last;       /* the same, of the line before this one */
	size_t row;                /* how many such lines in a row */
	bool several;              /* two names, or a row: a list */
	bool signs_next;           /* a valediction was the line before */
	struct kua_str name_alone; /* the line before was a name and nothing else */
};

static bool same(struct kua_str a, struct kua_str b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static void see_signature(struct signers *g, struct kua_str name)
{
	g->row = name.n ? g->row + 1 : 0;
	if (!name.n)
		return;
	if (g->row > 1 || (g->alone.n && !same(g->alone, name)))
		g->several = true;
	g->alone = name;
}

static void see_line(const struct kua_words *w, struct signers *g, struct kua_str line)
{
	struct kua_str rest, name;
	if (line.n > SIGNATURE_BYTES) {
		g->signs_next = false;
		g->row = 0;
		g->name_alone = (struct kua_str){NULL, 0};
		return;
	}
	if (!g->author.n && g->signs_next) {
		name = leading_name(w, line, &rest);
		g->author = name;
	}
	g->signs_next = false;
	if (!g->author.n && after_opening(w, KUA_SET_VALEDICTION, line, &rest)) {
		g->signs_next = rest.n == 0;
		name = leading_name(w, rest, &rest);
		g->author = name;
	}
	if (!g->author.n)
		g->author = kua_byline(w, line);
	name = signature(w, line);
	if (!name.n && g->name_alone.n && line.n <= NAME_BYTES && is_line_of_roles(w, line))
		name = g->name_alone;
	see_signature(g, name);
	g->name_alone = looks_like_name(w, line) ? line : (struct kua_str){NULL, 0};
}

static bool read_marker(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	size_t n;
	const struct kua_pattern *patterns = kua_words_markers(w, &n);
	struct kua_match m;
	if (kua_pattern_first(w, patterns, n, line, false, &m) == SIZE_MAX)
		return false;
	if (!f->author.n)
		f->author = m.author;
	if (!f->date[0])
		memcpy(f->date, m.date, sizeof f->date);
	return true;
}

static bool starts_text(struct kua_str text, size_t pos)
{
	struct kua_str next;
	return kua_next_line(text, &pos, &next) && kua_trim(next).n > SUBTITLE_BYTES;
}

/* Is the line that ends at pos alone in its paragraph, or followed by running text on one long line? */
static bool stands_alone(struct kua_str text, size_t pos)
{
	struct kua_str next;
	size_t at = pos;
	return !kua_next_line(text, &at, &next) || kua_trim(next).n == 0 || starts_text(text, pos);
}

static bool read_label(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	struct kua_str value, rest;
	if (labelled(w, KUA_SET_LABEL_TITLE, line, &value)) {
		if (!f->title.n)
			f->title = value;
		return true;
	}
	if (!labelled(w, KUA_SET_LABEL_AUTHOR, line, &value) || value.n > NAME_BYTES)
		return false;
	struct kua_str name = leading_name(w, value, &rest);
	if (!name.n)
		name = kua_trim((struct kua_str){value.s, value.n - rest.n});
	if (!f->author.n)
		f->author = name;
	return name.n > 0;
}

/* A line of the head that says something about the item; what is known already stays. */
static bool read_head_line(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	char iso[11];
	if (read_label(w, line, f))
		return true;
	if (kua_date_of_line(w, line, iso)) {
		if (!f->date[0])
			memcpy(f->date, iso, sizeof f->date);
		return true;
	}
	if (read_marker(w, line, f))
		return true;
	struct kua_str name = kua_byline(w, line);
	if (name.n && !f->author.n)
		f->author = name;
	return name.n > 0;
}

void kua_read_byline(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	line = kua_trim(line);
	if (line.n && line.n <= HEAD_LINE_BYTES)
		(void)read_head_line(w, line, f);
}

static void read_head(const struct kua_words *w, struct kua_str text, struct kua_found *f)
{
	struct kua_str line;
	bool want_title = !f->title.n;
	size_t lines = 0;
	for (size_t pos = 0; lines < HEAD_LINES && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		lines++;
		if (line.n > HEAD_LINE_BYTES)
			return;
		bool beside = want_title && (kua_words_has(w, KUA_SET_PREFACE, line) || is_beside_title(w, line));
		if (read_head_line(w, line, f) || beside)
			continue;
		if (want_title && !f->title.n && kua_looks_like_heading(w, line) && !signature(w, line).n &&
		    stands_alone(text, pos))
			f->title = line;
		else if (line.n > SUBTITLE_BYTES || (is_salutation(w, line) && lines > 1))
			return;
		want_title = false;
	}
}

/* A date on the last line, as letters have it. */
static void read_foot(const struct kua_words *w, struct kua_str last, struct kua_found *f)
{
	char iso[11];
	if (!f->date[0] && last.n && last.n <= DATE_LINE_BYTES && kua_date_of_line(w, last, iso))
		memcpy(f->date, iso, sizeof f->date);
}

void kua_find_byline(const struct kua_words *w, struct kua_str text, struct kua_found *f)
{
	struct signers g = {0};
	struct kua_str line, last = {NULL, 0};
	read_head(w, text, f);
	for (size_t pos = 0; kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		last = line;
		if (!f->author.n && !g.author.n)
			see_line(w, &g, line);
	}
	read_foot(w, last, f);
	if (!f->author.n)
		f->author = g.author.n ? g.author : g.several ? (struct kua_str){NULL, 0} : g.alone;
}
