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
#define PLACE_BYTES ((size_t)70) /* behind a name that signs */
#define PROSE_BYTES ((size_t)80)
#define CHRONICLE_DAYS 3
#define NOTES_BELOW 2 /* paragraphs of an editor below a signature */
#define DATELINE_BYTES ((size_t)120)
#define DATELINE_WORDS 6
#define DATE_LINE_WORDS 6
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

/* No small letter: a heading rather than a name, unless something says that it is one. */
static bool is_capitals(struct kua_str s)
{
	for (size_t pos = 0; pos < s.n;)
		if (u_islower((UChar32)kua_next_char(s, &pos)))
			return false;
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

/* Did "click to enlarge" stand on its line, before that was left out? */
static bool is_caption(const struct kua_words *w, struct kua_str raw, struct kua_str line)
{
	const char *at = line.n && raw.n ? memmem(raw.s, raw.n, line.s, line.n) : NULL;
	if (!at)
		return false;
	const char *from = memrchr(raw.s, '\n', (size_t)(at - raw.s)), *end = raw.s + raw.n;
	const char *to = memchr(at + line.n, '\n', (size_t)(end - at) - line.n);
	from = from ? from + 1 : raw.s;
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, (struct kua_str){from, (size_t)((to ? to : end) - from)});
	bool is = kua_words_within(w, KUA_SET_ENLARGE, key.data);
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

/* "journalist. Detained on": a word of four letters or more, a stop, and more. */
static bool has_sentence_end(struct kua_str s)
{
	size_t letters = 0;
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (s.s[i] == '.' && s.s[i + 1] == ' ' && letters >= 4)
			return true;
		letters = s.s[i] == ' ' || s.s[i] == '.' ? 0 : letters + 1;
	}
	return false;
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
	struct kua_str head = {s.s, pos};
	return !strchr(".:;,!?", s.s[s.n - 1]) && !has_sentence_end(head) && has_role(w, head);
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

/* Where the dash stands that ends a dateline; SIZE_MAX where there is none. */
static size_t find_dash(struct kua_str s)
{
	for (size_t pos = 0, from; pos < s.n && pos < DATELINE_BYTES;) {
		from = pos;
		uint32_t cp = kua_next_char(s, &pos);
		if (cp == 0x2013 || cp == 0x2014 || cp == 0x2015)
			return from;
		if (cp == '-' && from > 0 && (s.s[from - 1] == ' ' || s.s[from - 1] == ')') && pos < s.n &&
		    (s.s[pos] == ' ' || s.s[pos] == '-'))
			return from;
	}
	return SIZE_MAX;
}

/* "VELMORA", "New York, USA": words with capitals, without digits. */
static bool looks_like_place(const struct kua_words *w, struct kua_str s)
{
	size_t words = 0;
	s = kua_trim(s);
	for (size_t pos = 0; pos < s.n;) {
		struct kua_str word = next_word(s, &pos);
		size_t at = 0;
		if (word.n == 0)
			continue;
		bool particle = words > 0 && kua_words_has(w, KUA_SET_PARTICLE, word);
		if (!u_isupper((UChar32)kua_next_char(word, &at)) && word.s[0] != '(' && !particle)
			return false;
		for (size_t i = 0; i < word.n; i++)
			if (word.s[i] >= '0' && word.s[i] <= '9')
				return false;
		words++;
	}
	return words > 0 && words <= DATELINE_WORDS;
}

/* "Almaty, 2 July 2013": few words, whatever they are, a comma, and a date. */
static bool is_date_behind_words(const struct kua_words *w, struct kua_str line, char iso[11])
{
	const char *comma = memchr(line.s, ',', line.n);
	size_t before = comma ? (size_t)(comma - line.s) : 0, words = 1;
	for (size_t i = 0; i < before; i++) {
		words += line.s[i] == ' ';
		if ((line.s[i] >= '0' && line.s[i] <= '9') || line.s[i] == ':')
			return false;
	}
	return comma && words <= DATE_LINE_WORDS &&
	    kua_whole_date(w, (struct kua_str){comma + 1, line.n - before - 1}, iso);
}

/* A place whose last word is one that names may have: "New York", not "Press Release". */
static bool is_only_place(const struct kua_words *w, struct kua_str s)
{
	s = kua_trim(s);
	if (s.n == 0 || s.n > PLACE_BYTES)
		return false;
	const char *space = memrchr(s.s, ' ', s.n);
	const char *last = space ? space + 1 : s.s;
	return looks_like_place(w, s) && !kua_words_has(w, KUA_SET_NO_NAME, (struct kua_str){last, (size_t)(s.s + s.n - last)});
}

/*
 * A full date and a place, parted by a comma or a bar, whichever comes first: "20 November 2020, Kampala", "Arua,
 * Uganda, 20 November 2020", "20.11.2020 | Almaty". A comma may stand in either, so each is tried.
 */
static bool is_date_with_place(const struct kua_words *w, struct kua_str line, char iso[11])
{
	for (size_t i = 1, tried = 0; i + 1 < line.n && tried < DATE_LINE_WORDS; i++) {
		if (line.s[i] != ',' && line.s[i] != '|')
			continue;
		struct kua_str left = {line.s, i}, right = {line.s + i + 1, line.n - i - 1};
		tried++;
		bool found = is_only_place(w, right) ? kua_whole_date(w, left, iso) :
		    is_only_place(w, left) && kua_whole_date(w, right, iso);
		if (found && strlen(iso) == 10)
			return true;
	}
	return false;
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
	if (is_date_behind_words(w, line, iso) || is_date_with_place(w, line, iso))
		return true;
	iso[0] = '\0';
	return false;
}

/*
 * "VELMORA, March 14, 2019 (Agency) - At least ...", "(Berlin, 14 March 2019) - ...": a place and a full date before
 * the dash with which running text begins. Without the place it could be any day; without the year it is no date.
 */
static bool read_dateline(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	size_t n = find_dash(line);
	struct kua_str s = kua_trim((struct kua_str){line.s, n == SIZE_MAX ? 0 : n});
	if (s.n && s.s[0] == '(' && memchr(s.s, ')', s.n) == s.s + s.n - 1)
		s = (struct kua_str){s.s + 1, s.n - 2};
	const char *bracket = s.n && s.s[s.n - 1] == ')' ? memrchr(s.s, '(', s.n) : NULL;
	if (bracket)
		s = kua_trim((struct kua_str){s.s, (size_t)(bracket - s.s)});
	for (size_t i = 1; i < s.n; i++) {
		char iso[11];
		bool parting = (s.s[i] == ',' || s.s[i] == '.') && i + 1 < s.n && s.s[i + 1] == ' ';
		struct kua_str date = {s.s + i + 1, s.n - i - 1};
		if (parting && looks_like_place(w, (struct kua_str){s.s, i}) && kua_whole_date(w, date, iso) &&
		    strlen(iso) == 10) {
			memcpy(f->date, iso, sizeof iso);
			return true;
		}
	}
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

bool kua_may_be_author(const struct kua_words *w, struct kua_str s)
{
	return looks_like_name(w, s) || (!memchr(s.s ? s.s : " ", ' ', s.n) && !kua_words_has(w, KUA_SET_NO_NAME, s));
}

struct kua_str kua_signed_name(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name = leading_name(w, line, &rest);
	rest = kua_trim(rest);
	bool sentence = rest.n && strchr(".:;!?", rest.s[rest.n - 1]);
	return rest.n <= PLACE_BYTES && !sentence ? name : (struct kua_str){NULL, 0};
}

static struct kua_str signature(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name = {NULL, 0};
	if (line.n <= SIGNATURE_BYTES)
		name = leading_name(w, line, &rest);
	return name.n && rest.n && !is_capitals(name) && is_line_of_roles(w, rest) ? name : (struct kua_str){NULL, 0};
}

/* ---- the whole ---- */

struct signers {
	struct kua_str author;     /* by a byline or a valediction: sure */
	struct kua_str alone;      /* a name with a role on a line of its own */
	struct kua_str last;       /* the same, of the line before this one */
	size_t row;                /* how many such lines in a row */
	size_t prose, below;       /* paragraphs above the first such line, and below the last */
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
	g->below = 0;
	if (g->row > 1 || (g->alone.n && !same(g->alone, name)))
		g->several = true;
	g->alone = name;
}

static void see_line(const struct kua_words *w, struct signers *g, struct kua_str line)
{
	struct kua_str rest, name;
	g->prose += line.n >= PROSE_BYTES && !g->alone.n;
	g->below += line.n >= PROSE_BYTES;
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
	g->name_alone = looks_like_name(w, line) && !is_capitals(line) ? line : (struct kua_str){NULL, 0};
}

static bool read_marker(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	struct kua_match m;
	if (kua_pattern_first(w, KUA_MARKERS, line, false, &m) == SIZE_MAX)
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

/* A line that says who or when and nothing else. */
static bool is_about(const struct kua_words *w, struct kua_str line)
{
	struct kua_match m;
	char iso[11];
	return line.n <= SIGNATURE_BYTES && (kua_byline(w, line).n || kua_date_of_line(w, line, iso) ||
	                                     kua_pattern_first(w, KUA_MARKERS, line, false, &m) != SIZE_MAX);
}

/*
 * Is the line that ends at pos alone in its paragraph, or followed by running text on one long line, or by who
 * and when?
 */
static bool stands_alone(const struct kua_words *w, struct kua_str text, size_t pos)
{
	struct kua_str next;
	size_t at = pos;
	return !kua_next_line(text, &at, &next) || (next = kua_trim(next)).n == 0 || starts_text(text, pos) ||
	    is_about(w, next);
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
	if (!f->author.n && !kua_words_has(w, KUA_SET_SITE_ROLE, name))
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

/* "Political prisoners: monthly update, March 2021": a heading with its date. */
static void read_dated_title(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	const char *comma = memrchr(line.s, ',', line.n);
	char iso[11];
	if (f->title.n || !comma || line.n > SUBTITLE_BYTES || f->date[0])
		return;
	size_t before = (size_t)(comma - line.s);
	if (kua_whole_date(w, (struct kua_str){comma + 1, line.n - before - 1}, iso) &&
	    kua_looks_like_heading(w, line) && !kua_date_of_line(w, line, f->date))
		memcpy(f->date, iso, sizeof iso);
}

static void read_head(const struct kua_words *w, struct kua_str text, struct kua_str raw, struct kua_found *f)
{
	struct kua_str line;
	bool want_title = !f->title.n;
	size_t lines = 0;
	for (size_t pos = 0; lines < HEAD_LINES && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		lines++;
		if (!f->date[0])
			(void)read_dateline(w, line, f);
		if (line.n > HEAD_LINE_BYTES)
			return;
		read_dated_title(w, line, f);
		bool beside = want_title && (kua_words_has(w, KUA_SET_PREFACE, line) || is_beside_title(w, line) ||
		                             is_caption(w, raw, line));
		if (read_head_line(w, line, f) || beside)
			continue;
		if (want_title && !f->title.n && kua_looks_like_heading(w, line) && !signature(w, line).n &&
		    stands_alone(w, text, pos))
			f->title = line;
		else if (line.n > SUBTITLE_BYTES || (is_salutation(w, line) && lines > 1))
			return;
		want_title = false;
	}
}

/*
 * Days on lines of their own all through a text are a chronicle's, and none of them is the text's own. Two may be
 * the day of a letter and that of its print.
 */
static bool is_chronicle(const struct kua_words *w, struct kua_str text)
{
	struct kua_str line;
	char iso[11], last[11] = "";
	size_t days = 0;
	for (size_t pos = 0; days < CHRONICLE_DAYS && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0 || line.n > DATE_LINE_BYTES || !kua_date_of_line(w, line, iso))
			continue;
		days += strcmp(iso, last) != 0;
		memcpy(last, iso, sizeof last);
	}
	return days == CHRONICLE_DAYS;
}

/* A date on the last line, as letters have it. */
static void read_foot(const struct kua_words *w, struct kua_str last, struct kua_found *f)
{
	char iso[11];
	if (!f->date[0] && last.n && last.n <= DATE_LINE_BYTES && kua_date_of_line(w, last, iso))
		memcpy(f->date, iso, sizeof f->date);
}

void kua_find_byline(const struct kua_words *w, struct kua_str text, struct kua_str raw, struct kua_found *f)
{
	struct signers g = {0};
	struct kua_str line, last = {NULL, 0};
	bool dated = f->date[0];
	read_head(w, text, raw, f);
	for (size_t pos = 0; kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		last = line;
		if (!f->author.n && !g.author.n)
			see_line(w, &g, line);
	}
	read_foot(w, last, f);
	if (!dated && f->date[0] && is_chronicle(w, text))
		f->date[0] = '\0';
	/* a heading within the text, not its signature */
	bool amid = g.prose && g.below > NOTES_BELOW && g.below * 2 > g.prose;
	if (!f->author.n)
		f->author = g.author.n ? g.author : g.several || amid ? (struct kua_str){NULL, 0} : g.alone;
}
