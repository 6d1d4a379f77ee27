/*
 * issuer.c - in whose name a text speaks: a ministry by its letterhead, a union by its newsletter's masthead, a
 * committee by the line "Statement of ...", an archive by the name of its page.
 *
 * A name alone proves nothing, for headlines name bodies too. A line is a letterhead's where it looks like the name of a
 * body (data/intake/issuers.txt), and one of the lines right below says what a letterhead says: which office, what kind
 * of paper, what day. A line "Newsletter of ..." needs nothing else. Papers and agencies print what others say, and are no
 * issuers. A text that is signed has its author besides; claims/ prefers that.
 */
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

#include "intake/lines.h"

#define BODY_BYTES ((size_t)140)
#define BODY_WORDS 16
#define HEAD_LINES 4      /* lines in which a letterhead begins */
#define BELOW_LINES 4     /* lines below it that may prove it */
#define FOOT_LINES 3
#define HEAD_LINE_BYTES ((size_t)150)
#define OPENING_WORDS 4   /* words before "newsletter of" */
#define PAGE_LINES 12
#define OWN_BYTES ((size_t)2000) /* in which people say "we" */
#define LETTERS_LEAST ((size_t)6)

enum shape { NO_BODY, MAYBE_BODY, SURE_BODY };

struct word {
	struct kua_str s;
	bool capital, joint;
};

static size_t words_of(const struct kua_words *w, struct kua_str s, struct word *out, size_t most)
{
	kua_strings parts = {0};
	size_t n = 0;
	kua_split(s, " \t", most + 1, &parts);
	for (; n < parts.n && n < most; n++) {
		size_t pos = 0;
		struct kua_str word = parts.v[n];
		while (word.n && strchr("(\"'", word.s[0]))
			word = (struct kua_str){word.s + 1, word.n - 1};
		uint32_t cp = word.n ? kua_next_char(word, &pos) : 0;
		out[n] = (struct word){parts.v[n], u_isupper((UChar32)cp) != 0, kua_words_has(w, KUA_SET_JOINT, word)};
	}
	n = parts.n > most ? most + 1 : n;
	kua_vec_free(&parts);
	return n;
}

static bool opens(const struct kua_words *w, enum kua_word_set set, struct kua_str line, struct kua_str *rest)
{
	return kua_after_opening(w, set, line, rest);
}

/* Words that a name may have: letters only, and no sign that parts sentences. */
static bool has_other_signs(struct kua_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("0123456789.:;!?,|\"()[]{}@/", s.s[i]))
			return true;
	return false;
}

/*
 * "Committee for X", "X Miners' Union", "MINISTRY OF THE INTERIOR": all words with capitals but small ones inside, the word
 * for the body last or before a small word. "Ligue nationale des droits", "Комитет матерей": begins with the word for the
 * body, and only what stands around it can tell that it is no sentence.
 */
static enum shape shape_of(const struct kua_words *w, struct kua_str s)
{
	struct word v[BODY_WORDS + 1];
	if (s.n < 4 || s.n > BODY_BYTES || has_other_signs(s) || kua_has_within(w, KUA_SET_PAPER, s))
		return NO_BODY;
	size_t n = words_of(w, s, v, BODY_WORDS), at = SIZE_MAX;
	if (n < 2 || n > BODY_WORDS)
		return NO_BODY;
	bool capitals = v[0].capital, before = true;
	for (size_t i = 0; i < n; i++) {
		capitals &= v[i].capital || v[i].joint;
		if (at == SIZE_MAX && kua_words_has(w, KUA_SET_BODY, v[i].s))
			at = i;
		else if (at == SIZE_MAX && i > 0)
			before &= !kua_words_has(w, KUA_SET_NOT_BEFORE, v[i].s);
	}
	if (at == SIZE_MAX || !v[0].capital || !before || kua_words_has(w, KUA_SET_NOT_BEFORE, v[0].s))
		return NO_BODY;
	bool ends = at + 1 == n || v[at + 1].joint;
	if (capitals && ends)
		return SURE_BODY;
	return at == 0 || (at == 1 && v[0].joint) || capitals ? MAYBE_BODY : NO_BODY;
}

bool kua_is_body(const struct kua_words *w, struct kua_str s)
{
	return shape_of(w, kua_trim(s)) == SURE_BODY;
}

/* ---- lines below a letterhead ---- */

static bool is_unit(const struct kua_words *w, struct kua_str line)
{
	return kua_words_has(w, KUA_SET_UNIT, line);
}

static bool is_kind(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest;
	return kua_words_has(w, KUA_SET_PREFACE, line) || opens(w, KUA_SET_KIND, line, &rest);
}

/* "COMMUNIQUÉ No. 14", "Statement, 5 September 2014": the kind, and nothing that could be a title. */
static bool is_bare_kind(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest;
	char iso[11];
	size_t letters = 0;
	if (!opens(w, KUA_SET_KIND, line, &rest))
		return false;
	for (size_t pos = 0; pos < rest.n;)
		letters += u_isalpha((UChar32)kua_next_char(rest, &pos)) != 0;
	return letters <= 3 || kua_whole_date(w, rest, iso);
}

/* "Chairman: Judge A", "Tel.: ...". */
static bool is_labelled(const struct kua_words *w, struct kua_str line)
{
	struct kua_str value;
	return kua_labelled(w, KUA_SET_ROLE, line, &value) || kua_labelled(w, KUA_SET_LABEL_DATE, line, &value);
}

static const char *const partings[] = {" | ", " » ", " :: ", " — ", " – ", " - ", ": ", " / "};
#define PARTINGS (sizeof partings / sizeof *partings)

/* The line in two at its first parting of the i-th kind; false where it has none. */
static bool in_two(struct kua_str line, size_t i, struct kua_str half[2])
{
	size_t n = strlen(partings[i]);
	const char *at = line.n ? memmem(line.s, line.n, partings[i], n) : NULL;
	if (!at)
		return false;
	half[0] = kua_trim((struct kua_str){line.s, (size_t)(at - line.s)});
	half[1] = kua_trim((struct kua_str){at + n, (size_t)(line.s + line.n - at) - n});
	return true;
}

/* "COMMITTEE FOR X - PRESS RELEASE": the body, beside the kind. */
static struct kua_str of_kind(const struct kua_words *w, struct kua_str line)
{
	struct kua_str half[2];
	for (size_t i = 0; i < PARTINGS; i++)
		for (size_t k = 0; in_two(line, i, half) && k < 2; k++)
			if (shape_of(w, half[k]) != NO_BODY && (kua_words_has(w, KUA_SET_KIND, half[1 - k]) ||
			                                        kua_words_has(w, KUA_SET_PREFACE, half[1 - k])))
				return half[k];
	return (struct kua_str){NULL, 0};
}

bool kua_is_letterhead(const struct kua_words *w, struct kua_str line)
{
	struct kua_str rest;
	struct word first[2];
	bool goes_on = words_of(w, line, first, 1) && first[0].joint && !first[0].capital; /* "of the Republic of X" */
	return is_unit(w, line) || is_bare_kind(w, line) || goes_on || of_kind(w, line).n ||
	    (shape_of(w, line) == SURE_BODY && !kua_names_issuer(w, line)) ||
	    (opens(w, KUA_SET_UNIT, line, &rest) && !has_other_signs(line));
}

struct proof {
	bool kind, day;
};

static struct proof below(const struct kua_words *w, struct kua_str text, size_t pos)
{
	struct proof p = {false, false};
	struct kua_str line;
	char iso[11];
	for (size_t i = 0; i < BELOW_LINES && kua_next_full_line(text, &pos, &line) && line.n <= HEAD_LINE_BYTES; i++) {
		p.kind |= is_unit(w, line) || is_kind(w, line) || is_labelled(w, line);
		p.day |= kua_date_of_line(w, line, iso);
	}
	return p;
}

/* The letters of s, without case and signs, in an address of the text: "memory.law@..." for "Memory and Law". */
static bool has_address(const struct kua_words *w, struct kua_str text, struct kua_str s)
{
	struct word v[BODY_WORDS + 1];
	char want[BODY_BYTES + 1], have[BODY_BYTES + 1];
	size_t n = words_of(w, s, v, BODY_WORDS), wanted = 0;
	for (size_t i = 0; n <= BODY_WORDS && i < n; i++)
		for (size_t k = 0; k < v[i].s.n && !v[i].joint && wanted < BODY_BYTES; k++)
			if (kua_is_alnum_ascii(v[i].s.s[k]))
				want[wanted++] = (char)(v[i].s.s[k] | 32);
	for (const char *at = memchr(text.s, '@', text.n), *end = text.s + text.n; wanted >= LETTERS_LEAST && at;
	     at = memchr(at + 1, '@', (size_t)(end - at - 1))) {
		const char *from = at;
		size_t got = 0;
		while (from > text.s && at - from < 60 && (kua_is_alnum_ascii(from[-1]) || strchr(".-_", from[-1])))
			from--;
		for (; from < end && got < BODY_BYTES && (kua_is_alnum_ascii(*from) || strchr("@.-_", *from)); from++)
			if (kua_is_alnum_ascii(*from))
				have[got++] = (char)(*from | 32);
		if (memmem(have, got, want, wanted))
			return true;
	}
	return false;
}

static bool is_letterhead_of_body(const struct kua_words *w, struct kua_str text, struct kua_str line, size_t pos)
{
	struct kua_str rest;
	if (line.n > BODY_BYTES || has_other_signs(line))
		return false;
	struct proof p = below(w, text, pos);
	enum shape shape = shape_of(w, line);
	bool unit_first = opens(w, KUA_SET_UNIT, line, &rest) && rest.n;
	if (is_unit(w, line))
		return false;
	if (shape == SURE_BODY || unit_first)
		return p.kind || p.day;
	if (shape == MAYBE_BODY)
		return p.kind;
	return p.kind && memchr(line.s, ' ', line.n) && has_address(w, text, line);
}

/* ---- "Newsletter of the Union of X" ---- */

/* The name that s begins with, without an article: up to a bracket, a stop, a comma; {NULL, 0} for other words. */
static struct kua_str name_in(const struct kua_words *w, struct kua_str s)
{
	struct word v[BODY_WORDS + 1];
	size_t end = 0;
	while (end < s.n && !strchr("(.,;:|", s.s[end]))
		end++;
	s = kua_trim((struct kua_str){s.s, end});
	size_t n = words_of(w, s, v, BODY_WORDS);
	if (n == 0 || n > BODY_WORDS || s.n > BODY_BYTES)
		return (struct kua_str){NULL, 0};
	size_t from = n > 1 && v[0].joint ? 1 : 0;
	for (size_t i = from; i < n; i++)
		if (!v[i].capital && (!v[i].joint || i == from || i + 1 == n))
			return (struct kua_str){NULL, 0};
	return (struct kua_str){v[from].s.s, (size_t)(s.s + s.n - v[from].s.s)};
}

/* Where people say "we", if they do. */
static struct kua_str own_text(struct kua_str text)
{
	return (struct kua_str){text.s, text.n > OWN_BYTES ? kua_cut(text.s, text.n, OWN_BYTES) : text.n};
}

/* "relatives of the prisoners": who says "we" in the text. */
static struct kua_str people_in(const struct kua_words *w, struct kua_str text, struct kua_str s)
{
	struct word v[BODY_WORDS + 1];
	size_t n = words_of(w, s, v, BODY_WORDS), from = 0;
	bool capitals = kua_is_capitals(s);
	while (from < n && from <= BODY_WORDS && v[from].joint)
		from++;
	if (n == 0 || n > BODY_WORDS || from >= n || !kua_words_has(w, KUA_SET_PEOPLE, v[from].s) ||
	    (v[from].capital && !capitals))
		return (struct kua_str){NULL, 0};
	return kua_has_within(w, KUA_SET_WE, own_text(text)) ? (struct kua_str){v[from].s.s, (size_t)(s.s + s.n - v[from].s.s)}
	                                       : (struct kua_str){NULL, 0};
}

/* The issuer that a line names, an opening among its first words. */
static struct kua_str named_in_line(const struct kua_words *w, struct kua_str text, struct kua_str line)
{
	struct word v[BODY_WORDS * 2 + 1];
	struct kua_str rest, name;
	size_t n = words_of(w, line, v, BODY_WORDS * 2);
	for (size_t i = 0; i < n && i < OPENING_WORDS && n <= BODY_WORDS * 2; i++) {
		struct kua_str tail = {v[i].s.s, (size_t)(line.s + line.n - v[i].s.s)};
		if (opens(w, KUA_SET_ISSUED_BY, tail, &rest) && (name = name_in(w, rest)).n && memchr(name.s, ' ', name.n) &&
		    !kua_has_within(w, KUA_SET_PAPER, name))
			return name;
		if (i > 0 || !opens(w, KUA_SET_STATEMENT_OF, tail, &rest))
			continue;
		name = name_in(w, rest);
		if (shape_of(w, name) == SURE_BODY)
			return name;
		name = people_in(w, text, rest);
		if (name.n)
			return name;
		size_t end = 0; /* "Заявление Комитета матерей": small letters, so the text has to say "we" */
		while (end < rest.n && !strchr("(.,;:|", rest.s[end]))
			end++;
		struct kua_str whole = kua_trim((struct kua_str){rest.s, end}), own = own_text(text);
		if (shape_of(w, whole) != NO_BODY && kua_has_within(w, KUA_SET_WE, own))
			return whole;
	}
	return (struct kua_str){NULL, 0};
}

bool kua_names_issuer(const struct kua_words *w, struct kua_str line)
{
	return named_in_line(w, (struct kua_str){"", 0}, line).n > 0;
}

/*
 * "League for X, Lyon, 4 June 2012": the body whose paper it is, and its day. What only may be a body is one below a title, in
 * a text that says "we".
 */
struct kua_str kua_imprint(const struct kua_words *w, struct kua_str text, struct kua_str line, char iso[11])
{
	struct kua_str none = {NULL, 0};
	const char *comma = line.n ? memchr(line.s, ',', line.n) : NULL;
	iso[0] = '\0';
	if (!comma || line.n > BODY_BYTES)
		return none;
	struct kua_str name = kua_trim((struct kua_str){line.s, (size_t)(comma - line.s)});
	struct kua_str rest = kua_trim((struct kua_str){comma + 1, (size_t)(line.s + line.n - comma) - 1});
	enum shape shape = shape_of(w, name);
	if (shape == NO_BODY || !kua_date_of_line(w, rest, iso))
		return none;
	bool sure = shape == SURE_BODY || (kua_trim(text).s != name.s && kua_has_within(w, KUA_SET_WE, own_text(text)));
	if (!sure)
		iso[0] = '\0';
	return sure ? name : none;
}

/* ---- both ---- */

/* A name in capitals as the text writes it elsewhere. */
static struct kua_str as_written(struct kua_str text, struct kua_str name)
{
	if (!name.n || !kua_is_capitals(name))
		return name;
	for (size_t at = 0; at + name.n <= text.n; at++) {
		const char *s = text.s + at;
		if ((*s | 32) == (name.s[0] | 32) && strncasecmp(s, name.s, name.n) == 0 &&
		    !kua_is_capitals((struct kua_str){s, name.n}) && (at == 0 || !kua_is_alnum_ascii(s[-1])))
			return (struct kua_str){s, name.n};
	}
	return name;
}

/* Is there a text above that ends a sentence, or closing words, and no list of which this is the last? */
static bool signs_alone(struct kua_str above)
{
	struct kua_str rest = kua_trim(above);
	return kua_has_line(above, HEAD_LINE_BYTES / 2) && (strchr(".,:!?\")", rest.s[rest.n - 1]) || rest.s[rest.n - 1] & 0x80);
}

/* A body that signs: its name is one of the last lines, with nothing but a place or a day below. */
static struct kua_str signing_body(const struct kua_words *w, struct kua_str text)
{
	struct kua_str rest = kua_trim(text);
	for (size_t i = 0; i < FOOT_LINES && rest.n; i++) {
		const char *nl = memrchr(rest.s, '\n', rest.n);
		size_t from = nl ? (size_t)(nl + 1 - rest.s) : 0;
		struct kua_str line = kua_trim((struct kua_str){rest.s + from, rest.n - from});
		char iso[11];
		if (from == 0 || line.n > HEAD_LINE_BYTES)
			break;
		if (shape_of(w, line) == SURE_BODY)
			return signs_alone((struct kua_str){rest.s, from}) ? line : (struct kua_str){NULL, 0};
		if (!kua_date_of_line(w, line, iso))
			break;
		rest = kua_trim((struct kua_str){rest.s, from});
	}
	return (struct kua_str){NULL, 0};
}

struct kua_str kua_find_issuer(const struct kua_words *w, struct kua_str text)
{
	struct kua_str line, found = {NULL, 0};
	size_t pos = 0;
	char iso[11];
	for (size_t i = 0; !found.n && i < HEAD_LINES && kua_next_full_line(text, &pos, &line) && line.n <= HEAD_LINE_BYTES; i++) {
		found = named_in_line(w, text, line);
		if (!found.n)
			found = is_letterhead_of_body(w, text, line, pos) ? line : of_kind(w, line);
		if (!found.n)
			found = kua_imprint(w, text, kua_trim(line), iso);
	}
	return found.n ? as_written(text, found) : signing_body(w, text);
}

/* ---- pages of posts ---- */

struct kua_str kua_rights_holder(const struct kua_words *w, struct kua_str line)
{
	static const char *const signs[] = {"\xc2\xa9", "(c)", "(C)", "Copyright", "COPYRIGHT", "copyright"};
	struct kua_str none = {NULL, 0}, s = none;
	if (line.n > HEAD_LINE_BYTES * 2)
		return none;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i]);
		const char *at = memmem(line.s, line.n, signs[i], n);
		bool opening = at && (at == line.s || i == 0);
		if (opening && (!s.n || at + n > s.s))
			s = (struct kua_str){at + n, (size_t)(line.s + line.n - at) - n};
	}
	while (s.n && (strchr(" -,.", s.s[0]) || (s.s[0] >= '0' && s.s[0] <= '9') || strncmp(s.s, "\xe2\x80\x93", 3) == 0)) {
		size_t step = s.s[0] & 0x80 ? 3 : 1;
		s = (struct kua_str){s.s + step, s.n - step};
	}
	size_t end = 0;
	for (struct kua_str tail = s, rest; end < s.n && !strchr(".|,;", s.s[end]); end++, tail = (struct kua_str){s.s + end, s.n - end})
		if (end && s.s[end - 1] == ' ' && opens(w, KUA_SET_RIGHTS, tail, &rest))
			break;
	while (end && strchr(" 0123456789-", s.s[end - 1])) /* "Campaign X 2016" */
		end--;
	s = kua_trim((struct kua_str){s.s, end});
	size_t pos = 0;
	bool name = s.n >= 3 && s.n <= BODY_BYTES && u_isupper((UChar32)kua_next_char(s, &pos)) && !kua_words_has(w, KUA_SET_RIGHTS, s);
	return name ? s : none;
}

/* The part of "News archive | Campaign X" that is no heading of any site. */
static struct kua_str beside_heading(const struct kua_words *w, struct kua_str line)
{
	struct kua_str half[2];
	for (size_t i = 0; i < PARTINGS; i++)
		for (size_t k = 2; in_two(line, i, half) && k-- > 0;)
			if (kua_words_has(w, KUA_SET_PREFACE, half[1 - k]) || kua_words_has(w, KUA_SET_FURNITURE, half[1 - k]) ||
			    kua_is_body(w, half[k]))
				return half[k];
	return (struct kua_str){NULL, 0};
}

struct kua_str kua_page_issuer(const struct kua_words *w, struct kua_str head, struct kua_str foot)
{
	struct kua_str line, found = {NULL, 0};
	size_t pos = 0;
	for (size_t i = 0; !found.n && i < PAGE_LINES && kua_next_full_line(head, &pos, &line); i++) {
		if (line.n > HEAD_LINE_BYTES || kua_is_furniture(w, line))
			continue;
		found = named_in_line(w, (struct kua_str){"", 0}, line);
		if (!found.n)
			found = kua_is_body(w, line) ? line : beside_heading(w, line);
	}
	pos = 0;
	for (size_t i = 0; !found.n && i < PAGE_LINES && kua_next_full_line(foot, &pos, &line); i++)
		found = kua_rights_holder(w, line);
	return found;
}
