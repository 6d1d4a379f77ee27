/*
 * mail_address.c - who wrote to whom, and when. Addresses and dates of decades of programs: names in quotation marks
 * or in brackets behind the address, groups, "jsmith at example.org" of public archives, years of two digits and of
 * three (100 is 2000), months in the sender's language.
 */
#include "intake/mail.h"

#define DATE_TOKENS 16
#define NAME_BYTES ((size_t)500)

/* ---- addresses ---- */

struct reading {
	struct kua_buf name, comment, address;
	bool in_group;
};

static struct kua_str decoded(struct kua_mail *m, const struct kua_buf *b)
{
	struct kua_str s = kua_trim((struct kua_str){b->data, b->len});
	while (s.n > 1 && (s.s[0] == '\'' || s.s[0] == '"') && s.s[s.n - 1] == s.s[0])
		s = kua_trim((struct kua_str){s.s + 1, s.n - 2});
	return s.n <= NAME_BYTES * 4 ? kua_mail_decode(m, s) : (struct kua_str){NULL, 0};
}

static bool has_at(struct kua_str s)
{
	return memchr(s.s ? s.s : "", '@', s.n) != NULL;
}

/* "Smith, John" is John Smith. */
static struct kua_str in_order(struct kua_mail *m, struct kua_str name)
{
	const char *comma = name.n ? memchr(name.s, ',', name.n) : NULL;
	if (!comma || memchr(comma + 1, ',', name.n - (size_t)(comma + 1 - name.s)))
		return name;
	struct kua_str family = kua_trim((struct kua_str){name.s, (size_t)(comma - name.s)});
	struct kua_str given = kua_trim((struct kua_str){comma + 1, name.n - (size_t)(comma + 1 - name.s)});
	if (!family.n || !given.n || memchr(family.s, ' ', family.n) || memchr(given.s, '(', given.n))
		return name;
	char *s = kua_arena_printf(m->arena, "%.*s %.*s", (int)given.n, given.s, (int)family.n, family.s);
	return kua_str(s);
}

static void end_address(struct kua_mail *m, struct reading *r, kua_mail_addresses *out)
{
	struct kua_str name = decoded(m, &r->name), comment = decoded(m, &r->comment);
	struct kua_str address = kua_trim((struct kua_str){r->address.data, r->address.len});
	if (!address.n && has_at(name) && !memchr(name.s, ' ', name.n)) {
		address = name;
		name = (struct kua_str){NULL, 0};
	} else if (!address.n && comment.n && name.n && memmem(name.s, name.n, " at ", 4)) { /* jsmith at example.org (John Smith) */
		address = name;
		name = (struct kua_str){NULL, 0};
	}
	const char *last = name.n && !address.n ? memrchr(name.s, ' ', name.n) : NULL;
	if (last && memchr(last, '@', (size_t)(name.s + name.n - last))) { /* John Smith john@example.org */
		address = (struct kua_str){last + 1, (size_t)(name.s + name.n - last - 1)};
		name = kua_trim((struct kua_str){name.s, (size_t)(last - name.s)});
	}
	if (!name.n)
		name = comment;
	if (address.n && address.s[0] == '@') /* what is left of a group of nobody */
		address = (struct kua_str){NULL, 0};
	if (has_at(name) && !memchr(name.s, ' ', name.n)) /* "john@example.org" <john@example.org> */
		name = (struct kua_str){NULL, 0};
	if ((name.n || address.n) && out->n < KUA_MAIL_ADDRESSES) {
		struct kua_mail_address *a = kua_vec_add(out);
		a->name = in_order(m, name);
		a->address = address.n ? kua_mail_decode(m, address) : address;
	}
	kua_buf_clear(&r->name);
	kua_buf_clear(&r->comment);
	kua_buf_clear(&r->address);
}

/* What stands between two signs that open and close, from *pos behind the first; they may nest where they differ. */
static void add_between(struct kua_str s, size_t *pos, char open, char close, struct kua_buf *out)
{
	size_t depth = 1;
	for (; *pos < s.n; (*pos)++) {
		char c = s.s[*pos];
		if (c == '\\' && *pos + 1 < s.n && close != '>') {
			kua_buf_char(out, s.s[++*pos]);
			continue;
		}
		depth += c == open && open != close && open != '<';
		depth -= c == close;
		if (depth == 0) {
			(*pos)++;
			return;
		}
		kua_buf_char(out, c);
	}
}

void kua_mail_read_addresses(struct kua_mail *m, struct kua_str s, kua_mail_addresses *out)
{
	struct reading r = {0};
	for (size_t pos = 0; pos < s.n && out->n < KUA_MAIL_ADDRESSES;) {
		char c = s.s[pos++];
		if (c == '"') {
			add_between(s, &pos, '"', '"', &r.name);
		} else if (c == '(') {
			if (r.comment.len)
				kua_buf_char(&r.comment, ' ');
			add_between(s, &pos, '(', ')', &r.comment);
		} else if (c == '<' && !r.address.len) {
			add_between(s, &pos, '<', '>', &r.address);
		} else if (c == ',' || c == ';') {
			end_address(m, &r, out);
			r.in_group &= c == ',';
		} else if (c == ':' && !r.in_group && !r.address.len) { /* a group's name */
			kua_buf_clear(&r.name);
			kua_buf_clear(&r.comment);
			r.in_group = true;
		} else if (c != '>') {
			kua_buf_char(&r.name, c);
		}
	}
	end_address(m, &r, out);
	kua_buf_free(&r.name);
	kua_buf_free(&r.comment);
	kua_buf_free(&r.address);
}

struct kua_str kua_mail_person(struct kua_mail *m, struct kua_str value)
{
	size_t n = 0;
	while (n < value.n && !strchr("<[", value.s[n]))
		n++;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_add(&b, value.s ? value.s : "", n);
	struct kua_str name = decoded(m, &b);
	kua_buf_free(&b);
	while (name.n && name.s[0] == '*') /* bold, as plain text has it */
		name = (struct kua_str){name.s + 1, name.n - 1};
	while (name.n && name.s[name.n - 1] == '*')
		name.n--;
	name = in_order(m, name);
	return has_at(name) ? (struct kua_str){NULL, 0} : name;
}

/* ---- dates ---- */

struct token {
	struct kua_str s;
	int number; /* -1: letters */
	bool time;  /* stands beside a colon, or behind a sign: a time, a zone */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t tokens_of(struct kua_str s, struct token v[DATE_TOKENS])
{
	size_t n = 0;
	for (size_t pos = 0; pos < s.n && n < DATE_TOKENS;) {
		size_t from = pos;
		if (s.s[pos] == '(') /* a comment: the zone's name */
			break;
		if (!kua_is_alnum_ascii(s.s[pos])) {
			pos++;
			continue;
		}
		bool digits = is_digit(s.s[pos]);
		int number = digits ? 0 : -1;
		while (pos < s.n && kua_is_alnum_ascii(s.s[pos]) && is_digit(s.s[pos]) == digits) {
			if (digits && number < 100000)
				number = number * 10 + (s.s[pos] - '0');
			pos++;
		}
		char before = from ? s.s[from - 1] : ' ', after = pos < s.n ? s.s[pos] : ' ';
		bool time = digits && (before == ':' || after == ':' || before == '+' || (before == '-' && pos - from == 4 && n > 3));
		v[n++] = (struct token){{s.s + from, pos - from}, number, time};
	}
	return n;
}

static int month_of(struct kua_str s)
{
	static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
	for (int i = 0; s.n >= 3 && i < 12; i++)
		if (kua_str_is((struct kua_str){s.s, 3}, names[i]))
			return i + 1;
	return 0;
}

static int full_year(const struct token *t)
{
	int y = t->number;
	if (t->s.n == 4)
		return y >= 1900 && y <= 2200 ? y : 0;
	if (t->s.n == 3)
		return y >= 70 && y < 200 ? 1900 + y : 0;
	return t->s.n == 2 ? (y < 50 ? 2000 : 1900) + y : 0;
}

static bool put_iso(int year, int month, int day, char iso[11])
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	iso[0] = '\0';
	if (!year || month < 1 || month > 12 || day < 1 || day > days[month - 1] || (month == 2 && day == 29 && !leap))
		return false;
	(void)snprintf(iso, 11, "%04d-%02d-%02d", year % 10000, month, day);
	return true;
}

/* "5 May 2012", "May 5 10:00:00 2012", "2012-05-05". */
static bool read_date(struct kua_str s, char iso[11])
{
	struct token v[DATE_TOKENS];
	size_t n = tokens_of(s, v), month_at = SIZE_MAX;
	int day = 0, year = 0, month = 0;
	for (size_t i = 0; i < n && !month; i++) {
		month = v[i].number < 0 ? month_of(v[i].s) : 0;
		month_at = i;
	}
	if (!month) {
		bool ordered = n >= 3 && v[0].s.n == 4 && v[1].number > 0 && v[2].number > 0 && !v[1].time && v[2].s.n <= 2;
		return ordered && put_iso(full_year(&v[0]), v[1].number, v[2].number, iso);
	}
	bool day_first = month_at > 0 && v[month_at - 1].number > 0 && !v[month_at - 1].time && v[month_at - 1].number <= 31;
	if (day_first)
		day = v[month_at - 1].number;
	for (size_t i = month_at + 1; i < n && !(day && year); i++) {
		if (v[i].number < 0 || v[i].time)
			continue;
		if (!day)
			day = v[i].number;
		else
			year = full_year(&v[i]);
	}
	return put_iso(year, month, day, iso);
}

bool kua_mail_date(const struct kua_words *w, struct kua_str value, char iso[11])
{
	value = kua_trim(value);
	value.n = value.n < 200 ? value.n : 200;
	if (value.n && read_date(value, iso))
		return true;
	struct kua_str at;
	if (value.n && kua_utf8_valid(value.s, value.n) && kua_find_date(w, value, iso, &at) && strlen(iso) == 10)
		return true;
	iso[0] = '\0';
	return false;
}
