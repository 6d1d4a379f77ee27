/*
 * chat_lines.c - chats exported as plain text: WhatsApp, Viber, Signal's exporters, KakaoTalk and their kin.
 *
 *     [16.12.2011, 12:05:33] Name: text          12/16/11, 12:05 PM - Name: text
 *     [ 16 December 2011 15:43:36 ] Name: text   2013. 7. 2. 3:04, Name : text
 *
 * A message begins with a line that has a date, a time, something that closes them, and a name with a colon; lines without
 * these go on with the message above. The forms differ by language and version more than anybody could list, so
 * the head of a line is taken apart rather than compared with forms: three numbers (or a date in words), a few small
 * words, two or three numbers of a time, a half of the day, a closing. Which of the three numbers is the day is
 * decided from all dates of the file: an order that gives an impossible date is out, and of those left the one
 * in which time goes back least. What programs write into a chat themselves is left out (data/intake/chats.txt).
 */
#include <unicode/uchar.h>

#include "intake/chat.h"

#define HEAD_BYTES ((size_t)160)  /* of a line, in which date and time must end */
#define NAME_BYTES ((size_t)120)
#define WORDS_BYTES ((size_t)40)  /* between date and time; behind the time */
#define HALF_DAY_LETTERS 8
#define FIRST_LINES 5             /* the first message begins in one of these */

enum order { DAY_FIRST, MONTH_FIRST, YEAR_FIRST, ORDERS };

struct head {
	bool numeric, bracket, dot, half_day;
	uint32_t number[3]; /* of a date in numbers, as they stand */
	size_t digits[3];
	char iso[11];       /* of a date in words */
	struct kua_str name, text;
	bool machine;       /* the text begins with an invisible mark: the program wrote it */
};

/* ---- the head of a line ---- */

struct scan {
	struct kua_str s;
	size_t pos;
};

/* Marks that set the direction of writing, and others that nobody sees. */
static bool is_mark(uint32_t cp)
{
	return cp == 0x200e || cp == 0x200f || cp == 0x61c || cp == 0xfeff || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069);
}

/* The next character that is seen, or 0 at the end. */
static uint32_t look(struct scan *c)
{
	while (c->pos < c->s.n) {
		size_t next = c->pos;
		uint32_t cp = kua_next_char(c->s, &next);
		if (!is_mark(cp))
			return cp;
		c->pos = next;
	}
	return 0;
}

static uint32_t take(struct scan *c)
{
	uint32_t cp = look(c);
	if (cp)
		(void)kua_next_char(c->s, &c->pos);
	return cp;
}

static bool take_if(struct scan *c, uint32_t cp)
{
	return look(c) == cp && take(c) == cp;
}

static void skip_spaces(struct scan *c)
{
	while (kua_is_space(look(c)))
		(void)take(c);
}

static int digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9' ? (int)(cp - '0') : cp > 0x7f ? u_charDigitValue((UChar32)cp) : -1;
}

/* Up to most digits of any script; how many there were. */
static size_t take_number(struct scan *c, size_t most, uint32_t *value)
{
	size_t n = 0;
	*value = 0;
	for (int d; n < most && (d = digit(look(c))) >= 0; n++) {
		*value = *value * 10 + (uint32_t)d;
		(void)take(c);
	}
	return n;
}

static bool is_date_separator(uint32_t cp)
{
	return cp == '.' || cp == '/' || cp == '-' || cp == 0x5e74 || cp == 0x6708 || cp == 0xb144 || cp == 0xc6d4;
}

/* "16.12.2011", "2013. 7. 2." */
static bool take_numeric_date(struct scan *c, struct head *h)
{
	for (size_t i = 0; i < 3; i++) {
		h->digits[i] = take_number(c, 4, &h->number[i]);
		if (h->digits[i] == 0 || digit(look(c)) >= 0)
			return false;
		if (i < 2 && !is_date_separator(look(c)))
			return false;
		if (i < 2 && take(c) == '.')
			h->dot = true;
		if (i < 2)
			skip_spaces(c);
	}
	uint32_t behind = look(c);
	if (behind == '.' || behind == 0x65e5 || behind == 0xc77c)
		(void)take(c);
	h->numeric = true;
	return true;
}

/* "12:05", "12.05.33", "12h05": hours and minutes. */
static bool take_time(struct scan *c)
{
	uint32_t hours, minutes, seconds;
	if (take_number(c, 2, &hours) == 0 || hours > 24)
		return false;
	uint32_t colon = take(c);
	if ((colon != ':' && colon != '.' && colon != 'h') || take_number(c, 2, &minutes) != 2 || minutes > 59)
		return false;
	if (look(c) == colon) {
		struct scan before = *c;
		(void)take(c);
		if (take_number(c, 2, &seconds) != 2)
			*c = before;
	}
	return digit(look(c)) < 0;
}

static bool is_comma(uint32_t cp)
{
	return cp == ',' || cp == 0x60c;
}

/* Between date and time: a comma, words of the set between. Behind the time: half_day, "AM", "p. m.". */
static bool take_words(const struct kua_words *w, struct scan *c, bool half_day, bool *any)
{
	size_t from = c->pos, letters = 0;
	for (uint32_t cp; (cp = look(c)) != 0;) {
		bool sign = kua_is_space(cp) || cp == '.' || (!half_day && is_comma(cp));
		if (!sign && !u_isalpha((UChar32)cp))
			break;
		letters += !sign;
		(void)take(c);
		if (c->pos - from > WORDS_BYTES)
			return false;
	}
	*any = letters > 0;
	if (!letters || half_day)
		return letters <= HALF_DAY_LETTERS;
	return kua_words_has(w, KUA_SET_CHAT_BETWEEN, (struct kua_str){c->s.s + from, c->pos - from});
}

/* A date in words up to the time: where the time begins is tried at each number behind a space. */
static bool take_worded_date(const struct kua_words *w, struct scan *c, struct head *h)
{
	size_t from = c->pos;
	for (bool space = false; c->pos - from < WORDS_BYTES;) {
		uint32_t cp = look(c);
		if (!cp || cp == '\t')
			return false;
		struct scan at = *c;
		if (space && digit(cp) >= 0 && take_time(&at)) {
			struct kua_str date = kua_trim((struct kua_str){c->s.s + from, c->pos - from});
			while (date.n && (date.s[date.n - 1] == ',' || date.s[date.n - 1] == ' '))
				date.n--;
			return kua_whole_date(w, date, h->iso) && strlen(h->iso) == 10;
		}
		space = kua_is_space(take(c));
	}
	return false;
}

/* What stands behind the time: "]", " - ", ": ", ", ". */
static bool take_closing(struct scan *c, bool bracket)
{
	skip_spaces(c);
	uint32_t cp = take(c);
	if (bracket)
		return cp == ']';
	return cp == '-' || cp == 0x2013 || cp == 0x2014 || cp == ':' || cp == ',';
}

/* "Name: text"; false where there is no name, so that the line is the program's own. */
static bool take_name(const struct kua_words *w, struct scan *c, struct head *h)
{
	skip_spaces(c);
	if (take_if(c, '~'))
		skip_spaces(c);
	size_t from = c->pos, end = from;
	for (uint32_t cp; (cp = look(c)) != ':';) {
		if (!cp || c->pos - from > NAME_BYTES)
			return false;
		(void)take(c);
		end = c->pos;
	}
	(void)take(c);
	h->name = kua_trim((struct kua_str){c->s.s + from, end - from});
	struct kua_buf key = KUA_BUF_INIT;
	kua_line_key(&key, h->name);
	bool notice = key.len && kua_words_within(w, KUA_SET_CHAT_NOTICE, key.data);
	kua_buf_free(&key);
	if (!h->name.n || notice)
		return false;
	while (c->pos < c->s.n && c->s.s[c->pos] == ' ')
		c->pos++;
	size_t next = c->pos;
	h->machine = c->pos < c->s.n && is_mark(kua_next_char(c->s, &next));
	h->text = (struct kua_str){c->s.s + c->pos, c->s.n - c->pos};
	return true;
}

enum line { CONTINUES, NOTICE, MESSAGE };

static enum line read_head(const struct kua_words *w, struct kua_str line, struct head *h)
{
	struct scan c = {line, 0};
	*h = (struct head){0};
	skip_spaces(&c);
	h->bracket = take_if(&c, '[');
	skip_spaces(&c);
	if (!h->bracket && digit(look(&c)) < 0)
		return CONTINUES;
	struct scan begin = c;
	bool words;
	c.s.n = c.s.n > HEAD_BYTES ? kua_cut(line.s, line.n, HEAD_BYTES) : c.s.n;
	if (take_numeric_date(&c, h)) {
		if (!take_words(w, &c, false, &words))
			return CONTINUES;
	} else {
		c.pos = begin.pos;
		*h = (struct head){.bracket = h->bracket};
		if (!take_worded_date(w, &c, h))
			return CONTINUES;
	}
	if (!take_time(&c) || !take_words(w, &c, true, &h->half_day) || !take_closing(&c, h->bracket))
		return CONTINUES;
	c.s = line;
	return take_name(w, &c, h) ? MESSAGE : NOTICE;
}

/* ---- which number is the day ---- */

struct orders {
	bool possible[ORDERS];
	size_t back[ORDERS]; /* how often time goes back */
	int64_t last[ORDERS];
	bool dots, half_days;
};

static bool in_order(const struct head *h, enum order order, char iso[11])
{
	static const unsigned char at[ORDERS][3] = {{2, 1, 0}, {2, 0, 1}, {0, 1, 2}}; /* year, month, day */
	uint32_t y = h->number[at[order][0]], m = h->number[at[order][1]], d = h->number[at[order][2]];
	size_t digits = h->digits[at[order][0]];
	int64_t day;
	if ((digits != 4 && (digits != 2 || order == YEAR_FIRST)) || h->digits[at[order][1]] > 2 || h->digits[at[order][2]] > 2)
		return false;
	if (digits == 4 && y > 2400 && y < 2700)
		y -= 543; /* the Buddhist calendar, as telephones in Thailand write it */
	(void)snprintf(iso, 11, "%04u-%02u-%02u", (unsigned)(digits == 2 ? 2000 + y : y) % 10000u, m % 100u, d % 100u);
	return (digits == 2 || (y >= 1990 && y < 2200)) && kua_date_first_day(iso, &day);
}

static void weigh(struct orders *o, const struct head *h)
{
	o->dots |= h->dot;
	o->half_days |= h->half_day;
	for (enum order i = 0; i < ORDERS; i++) {
		char iso[11];
		int64_t day;
		if (!o->possible[i])
			continue;
		o->possible[i] = in_order(h, i, iso) && kua_date_first_day(iso, &day);
		if (!o->possible[i])
			continue;
		o->back[i] += day < o->last[i];
		o->last[i] = day;
	}
}

/* The best order; guessed is set where dates alone do not tell. */
static enum order choose(const struct orders *o, bool *guessed)
{
	/* days come first nearly everywhere; months where the day has two halves and no full stops */
	enum order likely = o->half_days && !o->dots ? MONTH_FIRST : DAY_FIRST, best = ORDERS;
	size_t equal = 0;
	for (enum order i = 0; i < ORDERS; i++) {
		if (!o->possible[i] || (best != ORDERS && o->back[i] > o->back[best]))
			continue;
		bool tie = best != ORDERS && o->back[i] == o->back[best];
		equal = tie ? equal + 1 : 0;
		best = tie && i != likely ? best : i;
	}
	*guessed = equal > 0;
	return best;
}

/* ---- messages ---- */

/* "IMG-20130702.jpg (file attached)", "<attached: 12.jpg>": the file, and the text without it. */
static void part_file(const struct kua_words *w, struct kua_str *text, struct kua_str *file)
{
	size_t pos = 0;
	struct kua_str line;
	if (!kua_next_line(*text, &pos, &line))
		return;
	const char *open = memchr(line.s, '(', line.n), *colon = memchr(line.s, ':', line.n);
	struct kua_str shown = kua_trim(line);
	size_t after_mark = 0;
	struct scan c = {shown, 0};
	if (take_if(&c, '<') && colon && shown.s[shown.n - 1] == '>') {
		struct kua_str label = {shown.s + c.pos, (size_t)(colon - shown.s) - c.pos};
		after_mark = kua_words_has(w, KUA_SET_CHAT_ATTACHED, label) ? (size_t)(colon + 1 - shown.s) : 0;
		if (after_mark)
			*file = kua_trim((struct kua_str){shown.s + after_mark, shown.n - after_mark - 1});
	} else if (open && open > line.s && shown.s[shown.n - 1] == ')') {
		struct kua_str label = {open + 1, (size_t)(shown.s + shown.n - 1 - (open + 1))};
		if (kua_words_has(w, KUA_SET_CHAT_ATTACHED, label))
			*file = kua_trim((struct kua_str){shown.s, (size_t)(open - shown.s)});
	}
	if (file->n)
		*text = (struct kua_str){text->s + pos, text->n - pos};
}

/* Nothing that anybody wrote: "<Media omitted>", or in the program's own hand. */
static bool is_no_text(const struct kua_words *w, struct kua_str text)
{
	struct kua_str s = kua_trim(text);
	if (s.n > KUA_LINE_BYTES)
		return false;
	struct scan c = {s, 0};
	bool angle = look(&c) == '<' && s.s[s.n - 1] == '>' && s.n <= 80 && !memchr(s.s, '\n', s.n);
	return angle || kua_words_has(w, KUA_SET_CHAT_NO_TEXT, s);
}

struct export {
	const struct kua_words *w;
	struct kua_chat chat;
	enum order order;
	struct kua_str text;
	struct head head; /* of the message that is being read */
	size_t end;       /* of its text */
	bool open;
};

static bool answer(struct export *x)
{
	struct kua_message m = {.sender = x->head.name};
	if (!x->open)
		return true;
	x->open = false;
	if (x->head.numeric)
		(void)in_order(&x->head, x->order, m.date);
	else
		memcpy(m.date, x->head.iso, sizeof m.date);
	struct kua_str text = {x->head.text.s, (size_t)(x->text.s + x->end - x->head.text.s)};
	part_file(x->w, &text, &m.file);
	bool notice = x->head.machine && !m.file.n && !memchr(kua_trim(text).s, '\n', kua_trim(text).n);
	if (!notice && !is_no_text(x->w, text))
		m.text = text;
	return kua_chat_message(&x->chat, &m);
}

static void answer_all(struct export *x)
{
	struct kua_str line;
	struct head h;
	bool more = true;
	for (size_t pos = 0; more && kua_next_line(x->text, &pos, &line);) {
		enum line what = read_head(x->w, line, &h);
		if (what != CONTINUES)
			more = answer(x);
		if (what == MESSAGE) {
			x->head = h;
			x->open = true;
		}
		x->end = (size_t)(line.s + line.n - x->text.s);
	}
	if (more)
		(void)answer(x);
}

/* What the name of the file tells of the chat's name. */
static struct kua_str chat_name(const struct kua_words *w, const char *name)
{
	const char *base = strrchr(name, '/');
	struct kua_str s = kua_str(base ? base + 1 : name);
	while (s.n && s.s[s.n - 1] != '.')
		s.n--;
	s.n = s.n ? s.n - 1 : 0;
	for (size_t end = s.n; end > 0; end--) { /* the longest beginning that is known */
		if (end < s.n && ((unsigned char)s.s[end] & 0xc0) == 0x80)
			continue;
		if (kua_words_has(w, KUA_SET_CHAT_EXPORT, (struct kua_str){s.s, end}))
			return kua_trim((struct kua_str){s.s + end, s.n - end});
	}
	return (struct kua_str){NULL, 0};
}

/* Is it a chat? Lines that begin messages near the top, and at least one in thirty of all. */
static bool survey(const struct kua_words *w, struct kua_str text, struct orders *o, bool *numeric)
{
	struct kua_str line;
	struct head h;
	size_t lines = 0, messages = 0, notices = 0;
	*o = (struct orders){.possible = {true, true, true}};
	for (size_t pos = 0; kua_next_full_line(text, &pos, &line);) {
		enum line what = read_head(w, line, &h);
		messages += what == MESSAGE;
		notices += what == NOTICE;
		if (what != CONTINUES && h.numeric)
			weigh(o, &h);
		*numeric |= what != CONTINUES && h.numeric;
		if (++lines == FIRST_LINES && messages + notices == 0)
			return false;
	}
	return messages >= 2 || (messages == 1 && lines <= messages + notices + 2);
}

bool kua_read_chat_lines(const struct kua_words *w, struct kua_str text, const char *name, const char *charset,
                         struct kua_answer *o)
{
	struct orders orders;
	bool numeric = false, guessed;
	if (!survey(w, text, &orders, &numeric))
		return false;
	struct export x = {.w = w, .chat = KUA_CHAT(w, o), .text = text};
	x.order = choose(&orders, &guessed);
	if (numeric && x.order == ORDERS)
		return false;
	char type[100];
	(void)snprintf(type, sizeof type, "text/plain; charset=%s", charset);
	kua_answer_media_type(o, type);
	x.chat.name = chat_name(w, name);
	answer_all(&x);
	if (numeric && guessed)
		kua_answer_diagnose(o, KUA_DIAG_DAY_OR_MONTH, NULL);
	kua_chat_end(&x.chat);
	return true;
}
