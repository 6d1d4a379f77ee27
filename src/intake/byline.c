/*
 * byline.c - what a text says of itself: title, author, date.
 *
 * The head (the first lines, until running text begins) may hold a title, labels ("Date: ..."), a date on a
 * line of its own, a byline, "Name, role, organisation". Anywhere a line of its own may be a signature: after a
 * valediction, or a name with a role; rows of such lines are lists of signatories, of which nobody is the
 * author. Dates inside running text are never the item's own. What is not sure is not said. What a single line
 * is, lines.c tells.
 */
#include <string.h>

#include "intake/lines.h"

#define HEAD_LINES 12
#define HEAD_LINE_BYTES ((size_t)300) /* a longer line is running text: the head is over */
#define PROSE_BYTES ((size_t)80)
#define CHRONICLE_DAYS 3
#define NOTES_BELOW 2 /* paragraphs of an editor below a signature */
#define LETTER_LINES 6
#define LINK_BYTES 12 /* of "of", "dated", "du" between what a paper is and its day */
#define MASTHEAD_LINES 3
#define LINES_ABOVE 5 /* the closing words of a letter */
#define LINES_BELOW 3 /* notes below a letter's signature: who printed it, "Letters may be shortened" */
#define SUBTITLE_BYTES ((size_t)150) /* a longer line below the title is running text */

struct signers {
	struct kua_str author;     /* by a byline or a valediction: sure */
	struct kua_str alone;      /* a name with a role on a line of its own */
	size_t row;                /* how many such lines in a row */
	size_t prose, below;       /* paragraphs above the first such line, and below the last */
	bool several;              /* two names, or a row: a list */
	bool signs_next;           /* a valediction was the line before */
	struct kua_str name_alone; /* the line before was a name and nothing else */
	struct kua_str lonely;     /* a name below all prose, with a place or nothing beside it: a letter's signature */
	size_t lines, shorts;      /* short ones behind it; since the last prose */
	bool crowd;                /* several such names */
	bool letter;               /* the first lines say that it is a letter */
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

/* "Network for X, Glasgow": the body for which the name above it signs. */
static bool is_body_with_place(const struct kua_words *w, struct kua_str line)
{
	const char *comma = memchr(line.s, ',', line.n);
	return kua_is_body(w, comma ? (struct kua_str){line.s, (size_t)(comma - line.s)} : line);
}

/* "Jane Smith" or "Jane Smith, Lyon" at the foot; whatever prose follows it shows that it is none. */
static void see_lonely(const struct kua_words *w, struct signers *g, struct kua_str line)
{
	struct kua_str rest, name = kua_leading_name(w, line, &rest);
	if (rest.n)
		rest = kua_trim((struct kua_str){rest.s + 1, rest.n - 1});
	bool sentence = strchr(".,:!?\")", line.s[line.n - 1]) || line.s[line.n - 1] & 0x80;
	if ((line.n >= PROSE_BYTES && sentence) || g->prose == 0) {
		g->lonely = (struct kua_str){NULL, 0};
		g->crowd = false;
		g->shorts = 0;
		return;
	}
	g->shorts++;
	if (!name.n || g->shorts > LINES_ABOVE || kua_is_capitals(name) || (rest.n && !kua_is_only_place(w, rest) && !is_body_with_place(w, rest)) ||
	     kua_has_within(w, KUA_SET_PAPER, line)) {
		g->lines += g->lonely.n > 0;
		return;
	}
	struct kua_str behind;
	g->crowd |= g->lonely.n > 0 || kua_leading_name(w, rest, &behind).n > 0;
	g->lonely = name;
	g->lines = 0;
}

static void see_line(const struct kua_words *w, struct signers *g, struct kua_str line)
{
	struct kua_str rest, name;
	g->prose += line.n >= PROSE_BYTES && !g->alone.n;
	g->below += line.n >= PROSE_BYTES;
	see_lonely(w, g, line);
	if (line.n > SIGNATURE_BYTES) {
		g->signs_next = false;
		g->row = 0;
		g->name_alone = (struct kua_str){NULL, 0};
		return;
	}
	if (!g->author.n && g->signs_next) {
		name = kua_leading_name(w, line, &rest);
		g->author = name;
	}
	g->signs_next = false;
	if (!g->author.n && kua_after_opening(w, KUA_SET_VALEDICTION, line, &rest)) {
		g->signs_next = rest.n == 0;
		name = kua_leading_name(w, rest, &rest);
		g->author = name;
	}
	if (!g->author.n)
		g->author = kua_byline(w, line);
	name = kua_signature(w, line);
	bool office = line.n <= NAME_BYTES && 
	    (kua_is_line_of_roles(w, line) || (g->prose && g->shorts <= LINES_ABOVE && is_body_with_place(w, line)));
	if (!name.n && g->name_alone.n && office)
		name = g->name_alone;
	see_signature(g, name);
	g->name_alone = kua_looks_like_name(w, line) && !kua_is_capitals(line) ? line : (struct kua_str){NULL, 0};
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

/* A line that says who, when or whose, or is all in brackets, and nothing else. */
static bool is_about(const struct kua_words *w, struct kua_str line)
{
	struct kua_match m;
	char iso[11];
	if (line.n <= SIGNATURE_BYTES && ((line.s[0] == '(' && line.s[line.n - 1] == ')') || kua_names_issuer(w, line)))
		return true;
	return line.n <= SIGNATURE_BYTES && (kua_byline(w, line).n || kua_date_of_line(w, line, iso) ||
	                                     kua_pattern_first(w, KUA_MARKERS, line, false, &m) != SIZE_MAX);
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
	if (kua_labelled(w, KUA_SET_LABEL_TITLE, line, &value)) {
		if (!f->title.n)
			f->title = value;
		return true;
	}
	if (!kua_labelled(w, KUA_SET_LABEL_AUTHOR, line, &value) || value.n > NAME_BYTES)
		return false;
	struct kua_str name = kua_leading_name(w, value, &rest);
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

/*
 * "Statement of 16 March 2016", "Déclaration du 15 avril 2017": what kind of paper it is, and right behind that its day. Of "Report on
 * the massacre of 16 December 2011" the day is another one.
 */
static void read_dated_kind(const struct kua_words *w, struct kua_str line, struct kua_found *f)
{
	struct kua_str rest, at;
	char iso[11];
	while (line.n && strchr("*_", line.s[0]))
		line = (struct kua_str){line.s + 1, line.n - 1};
	while (line.n && strchr("*_.:", line.s[line.n - 1]))
		line.n--;
	if (f->date[0] || line.n > SUBTITLE_BYTES || !kua_after_opening(w, KUA_SET_KIND, line, &rest) || !kua_find_date(w, rest, iso, &at))
		return;
	if (strlen(iso) == strlen("2016-03-16") && at.s + at.n == line.s + line.n && (size_t)(at.s - rest.s) <= LINK_BYTES)
		memcpy(f->date, iso, sizeof iso);
}

/* "# The title", as a text in Markdown has it. */
static struct kua_str without_marks(struct kua_str line)
{
	size_t n = 0;
	while (n < line.n && n < 6 && line.s[n] == '#')
		n++;
	return n && n < line.n && line.s[n] == ' ' ? kua_trim((struct kua_str){line.s + n, line.n - n}) : line;
}

/* "Tuesday, 8 November 2016": without its first word it is the same day. */
static bool is_day_of_week(const struct kua_words *w, struct kua_str part, char iso[11])
{
	char same[11];
	const char *space = part.n ? memchr(part.s, ' ', part.n) : NULL;
	size_t word = space ? (size_t)(space - part.s) : part.n;
	struct kua_str rest = {part.s + word, part.n - word};
	return kua_whole_date(w, rest, same) && strlen(same) == 10 && kua_whole_date(w, part, iso) && strcmp(iso, same) == 0;
}

/*
 * "The Courier | Tuesday, 8 November 2016 | 19°C": above a text that was cut from it, the paper's own line. Only with the day of the week:
 * a date alone between bars may stand in any table.
 */
static void read_masthead(const struct kua_words *w, struct kua_str text, struct kua_found *f)
{
	struct kua_str line;
	char iso[11];
	size_t lines = 0;
	for (size_t pos = 0; lines < MASTHEAD_LINES && kua_next_full_line(text, &pos, &line) && line.n <= HEAD_LINE_BYTES; lines++)
		for (size_t from = 0; !f->date[0] && from < line.n && memchr(line.s, '|', line.n);) {
			const char *bar = memchr(line.s + from, '|', line.n - from);
			size_t to = bar ? (size_t)(bar - line.s) : line.n;
			if (is_day_of_week(w, kua_trim((struct kua_str){line.s + from, to - from}), iso))
				memcpy(f->date, iso, sizeof iso);
			from = to + 1;
		}
}

static void read_head(const struct kua_words *w, struct kua_str text, struct kua_str raw, struct kua_found *f)
{
	struct kua_str line;
	char iso[11];
	bool want_title = !f->title.n;
	size_t lines = 0;
	for (size_t pos = 0; lines < HEAD_LINES && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		lines++;
		if (!f->date[0] && !kua_read_dateline(w, line, f) && kua_imprint(w, text, line, iso).n)
			memcpy(f->date, iso, sizeof iso);
		if (line.n > HEAD_LINE_BYTES)
			return;
		read_dated_title(w, line, f);
		read_dated_kind(w, line, f);
		bool beside = want_title && (kua_words_has(w, KUA_SET_PREFACE, line) || kua_is_beside_title(w, line) ||
		                             is_caption(w, raw, line));
		if (read_head_line(w, line, f) || beside || (want_title && f->issuer.n && kua_is_letterhead(w, line)))
			continue;
		if (want_title && !f->title.n && kua_looks_like_heading(w, line) && !kua_signature(w, line).n &&
		    stands_alone(w, text, pos))
			f->title = without_marks(line);
		else if (line.n > SUBTITLE_BYTES || (kua_is_salutation(w, line) && lines > 1))
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
	if (!f->issuer.n)
		f->issuer = kua_find_issuer(w, text);
	read_head(w, text, raw, f);
	size_t lines = 0;
	for (size_t pos = 0; kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		if (line.n == 0)
			continue;
		last = line;
		if (lines++ < LETTER_LINES && line.n <= HEAD_LINE_BYTES)
			g.letter |= kua_has_within(w, KUA_SET_LETTER, line);
		if (!f->author.n && !g.author.n)
			see_line(w, &g, line);
	}
	read_foot(w, last, f);
	read_masthead(w, text, f);
	if (!dated && f->date[0] && is_chronicle(w, text))
		f->date[0] = '\0';
	/* a heading within the text, not its signature */
	bool amid = g.prose && g.below > NOTES_BELOW && g.below * 2 > g.prose;
	bool lonely = g.letter && !g.crowd && g.lines <= LINES_BELOW && !g.alone.n;
	if (!f->author.n)
		f->author = g.author.n ? g.author : lonely ? g.lonely : g.several || amid ? (struct kua_str){NULL, 0} : g.alone;
}
