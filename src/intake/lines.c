/*
 * lines.c - what one line is: a name, a heading, a date, a place, a byline, a signature, something with a label.
 *
 * A line is judged by its own words and by the lists of data/intake, never by the lines around it; that is
 * byline.c's. What is not sure is not said.
 */
#include <string.h>
#include <unicode/uchar.h>

#include "intake/lines.h"

#define HEADING_BYTES ((size_t)250)
#define LONE_WORD 10 /* letters that a title of one word has at least */
#define NAME_WORDS 5
#define ROLE_WORDS 6
#define PLACE_BYTES ((size_t)70) /* behind a name that signs */
#define DATELINE_BYTES ((size_t)120)
#define DATELINE_WORDS 6
#define DATE_LINE_WORDS 6
#define LABEL_BYTES ((size_t)48)

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
bool kua_is_capitals(struct kua_str s)
{
	for (size_t pos = 0; pos < s.n;)
		if (u_islower((UChar32)kua_next_char(s, &pos)))
			return false;
	return true;
}

/* Like the name of a person: two to five words, with capitals, none that names do not have. */
bool kua_looks_like_name(const struct kua_words *w, struct kua_str s)
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

bool kua_is_salutation(const struct kua_words *w, struct kua_str line)
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
	return letters && !dash && !lone && !kua_is_salutation(w, line);
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
bool kua_is_beside_title(const struct kua_words *w, struct kua_str line)
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
bool kua_labelled(const struct kua_words *w, enum kua_word_set set, struct kua_str line, struct kua_str *value)
{
	const char *colon = memchr(line.s, ':', line.n);
	if (!colon || colon == line.s || (size_t)(colon - line.s) > LABEL_BYTES)
		return false;
	size_t n = (size_t)(colon - line.s);
	*value = kua_trim((struct kua_str){colon + 1, line.n - n - 1});
	return value->n && kua_words_has(w, set, (struct kua_str){line.s, n});
}

bool kua_has_within(const struct kua_words *w, enum kua_word_set set, struct kua_str s)
{
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, s);
	bool has = kua_words_within(w, set, key.data);
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
bool kua_is_line_of_roles(const struct kua_words *w, struct kua_str s)
{
	size_t pos = 0;
	for (size_t i = 0; i < ROLE_WORDS && pos < s.n; i++)
		(void)next_word(s, &pos);
	struct kua_str head = {s.s, pos};
	return !strchr(".:;,!?", s.s[s.n - 1]) && !has_sentence_end(head) && kua_has_within(w, KUA_SET_ROLE, head);
}

/*
 * What follows an opening of the set ("by", "yours sincerely"), in the line's own letters; false where it has
 * none.
 */
bool kua_after_opening(const struct kua_words *w, enum kua_word_set set, struct kua_str line,
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
	if (!comma || words > DATE_LINE_WORDS)
		return false;
	struct kua_str date = kua_trim((struct kua_str){comma + 1, line.n - before - 1}), rest;
	return kua_whole_date(w, date, iso) ||
	    (kua_after_opening(w, KUA_SET_LABEL_DATE, date, &rest) && kua_whole_date(w, rest, iso)); /* "Lyon, le 3 mai 2013" */
}

bool kua_is_only_place(const struct kua_words *w, struct kua_str s)
{
	s = kua_trim(s);
	if (s.n == 0 || s.n > PLACE_BYTES)
		return false;
	const char *space = memrchr(s.s, ' ', s.n);
	const char *last = space ? space + 1 : s.s;
	struct kua_str word = {last, (size_t)(s.s + s.n - last)};
	return looks_like_place(w, s) && !kua_words_has(w, KUA_SET_NO_NAME, word);
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
		bool found = kua_is_only_place(w, right) ? kua_whole_date(w, left, iso) :
		    kua_is_only_place(w, left) && kua_whole_date(w, right, iso);
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
	if (kua_labelled(w, KUA_SET_LABEL_DATE, line, &value) && kua_whole_date(w, value, iso))
		return true;
	iso[0] = '\0';
	if (line.n == 0 || line.n > DATE_LINE_BYTES)
		return false;
	if (kua_after_opening(w, KUA_SET_LABEL_DATE, line, &value) && kua_whole_date(w, value, iso))
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
bool kua_read_dateline(const struct kua_words *w, struct kua_str line, struct kua_found *f)
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
struct kua_str kua_leading_name(const struct kua_words *w, struct kua_str s, struct kua_str *rest)
{
	size_t n = 0;
	while (n < s.n && !strchr(",(|<;/", s.s[n]))
		n++;
	struct kua_str name = kua_trim((struct kua_str){s.s, n});
	*rest = (struct kua_str){s.s + n, s.n - n};
	return kua_looks_like_name(w, name) ? name : (struct kua_str){NULL, 0};
}

struct kua_str kua_byline(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name;
	if (line.n > SIGNATURE_BYTES || !kua_after_opening(w, KUA_SET_BYLINE, line, &rest))
		return (struct kua_str){NULL, 0};
	struct kua_str tail = rest;
	name = kua_leading_name(w, rest, &tail);
	for (size_t pos = 0; !name.n && pos < rest.n;) { /* "By Jane Smith in New York" */
		size_t end = pos;
		struct kua_str word = next_word(rest, &pos), before = kua_trim((struct kua_str){rest.s, end});
		struct kua_str behind = kua_trim((struct kua_str){rest.s + pos, rest.n - pos});
		if (!kua_words_has(w, KUA_SET_NOT_BEFORE, word))
			continue;
		bool says_where = kua_looks_like_name(w, before) && kua_is_only_place(w, behind);
		return says_where ? before : (struct kua_str){NULL, 0};
	}
	return name;
}

bool kua_may_be_author(const struct kua_words *w, struct kua_str s)
{
	return kua_looks_like_name(w, s) || (!memchr(s.s ? s.s : " ", ' ', s.n) && !kua_words_has(w, KUA_SET_NO_NAME, s));
}

struct kua_str kua_signed_name(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name = kua_leading_name(w, line, &rest);
	rest = kua_trim(rest);
	bool sentence = rest.n && strchr(".:;!?", rest.s[rest.n - 1]);
	return rest.n <= PLACE_BYTES && !sentence ? name : (struct kua_str){NULL, 0};
}

struct kua_str kua_signature(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest, name = {NULL, 0};
	if (line.n <= SIGNATURE_BYTES)
		name = kua_leading_name(w, line, &rest);
	bool signs = name.n && rest.n && !kua_is_capitals(name) && kua_is_line_of_roles(w, rest);
	return signs ? name : (struct kua_str){NULL, 0};
}
