/*
 * digits.c - numbers in digits: grouping and decimals as each language writes them, what is stuck to them
 * (16th, 70-ти, 2½, 1/3), and the arithmetic of amounts.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/numbers.h"

#define MILLION INT64_C(1000000)
#define DIGITS_MAX 18

/* ---- amounts ---- */

bool kua_amount_times(struct amount *a, int64_t by)
{
	int64_t micro, whole;
	if (__builtin_mul_overflow(a->micro, by, &micro) || __builtin_mul_overflow(a->whole, by, &whole) ||
	    __builtin_add_overflow(whole, micro / MILLION, &whole))
		return false;
	*a = (struct amount){whole, micro % MILLION};
	return true;
}

bool kua_amount_plus(struct amount *a, struct amount b)
{
	int64_t micro = a->micro + b.micro, whole;
	if (__builtin_add_overflow(a->whole, b.whole, &whole) || __builtin_add_overflow(whole, micro / MILLION, &whole))
		return false;
	*a = (struct amount){whole, micro % MILLION};
	return true;
}

/* ---- digits ---- */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_at(const char *s)
{
	size_t n = 0;
	while (digit(s[n]))
		n++;
	return n;
}

static bool read_digits(const char *s, size_t n, int64_t *out)
{
	int64_t v = 0;
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		if (!digit(s[i]))
			continue;
		if (++used > DIGITS_MAX)
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return used > 0;
}

static int64_t read_micro(const char *s, size_t n)
{
	int64_t micro = 0, unit = MILLION / 10;
	for (size_t i = 0; i < n && unit; i++, unit /= 10)
		micro += (s[i] - '0') * unit;
	return micro;
}

/* s[0..n) is digits in groups parted by mark: 1-3 digits, then threes; by comma also the Indian 1,00,000. */
static bool grouped(const char *s, size_t n, char mark)
{
	size_t first = digits_at(s), last = first;
	if (first > 3 || first == 0)
		return false;
	for (size_t i = first; i < n; i += 1 + last) {
		last = digits_at(s + i + 1);
		bool at_end = i + 1 + last == n;
		if (s[i] != mark || !(last == 3 || (last == 2 && mark == ',' && !at_end && first < 3)))
			return false;
	}
	return last == 3;
}

static bool zeros(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '0')
			return false;
	return true;
}

/* Whether one separator with three digits behind it parts thousands rather than decimals. */
static bool parts_thousands(const struct language *l, char mark, const char *behind)
{
	if (mark == '\'' || zeros(behind, 3))
		return true;
	return mark == ',' ? !(l->writing & DECIMAL_COMMA) : (l->writing & (GROUP_DOT | GROUP_SPACE)) && mark == '.';
}

/* The digits and separators at the start of a numeral's norm: how many bytes, and what they are worth. 0: no number. */
static size_t read_numeral(const struct language *l, const char *s, struct amount *out, bool *fraction)
{
	size_t n = strspn(s, "0123456789.,'"), marks = 0, last = 0;
	while (n && !digit(s[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (!digit(s[i])) {
			marks++;
			last = i;
		}
	}
	char mark = s[last];
	size_t behind = n - last - 1, whole = n;
	*out = (struct amount){0, 0};
	*fraction = false;
	if (marks == 1) {
		if (!(behind == 3 && last <= 3 && s[0] != '0' && parts_thousands(l, mark, s + last + 1))) {
			if (mark == '\'')
				return 0;
			whole = last;
		}
	} else if (marks > 1 && !grouped(s, n, mark)) {
		if (memchr(s, mark, last) || !grouped(s, last, s[digits_at(s)]))
			return 0; /* 16.12.2011, an address, a version */
		whole = last;
	}
	if (!read_digits(s, whole, &out->whole))
		return 0;
	if (whole < n) {
		out->micro = read_micro(s + last + 1, behind);
		*fraction = out->micro != 0;
	}
	return n;
}

/* One space of any kind between tokens i - 1 and i: 1 a plain one, 2 one that does not break, 0 anything else. */
static int one_space(const struct kua_text *t, uint32_t i)
{
	uint32_t from = t->tokens[i - 1].end, n = t->tokens[i].start - from;
	uint32_t c = kua_code_at(t->bytes, t->n, from);
	if (n == 1)
		return c == ' ';
	return (n == 2 && c == 0xa0) || (n == 3 && (c == 0x202f || c == 0x2009 || c == 0x2007)) ? 2 : 0;
}

static bool three_digits(const struct kua_token *k)
{
	return k->kind == KUA_NUMERAL && digits_at(k->norm) == 3 && !k->norm[3];
}

/* "16 000": behind the groups of three that follow the numeral at i. */
static uint32_t space_groups(const struct number_reader *r, uint32_t i)
{
	const struct kua_text *t = r->t;
	const char *s = t->tokens[i].norm;
	uint32_t end = i + 1;
	bool trusted = r->l->writing & GROUP_SPACE;
	if (digits_at(s) > 3 || s[digits_at(s)] || s[0] == '0')
		return end;
	while (end < t->n_tokens && end - i < 6 && three_digits(&t->tokens[end]) && one_space(t, end)) {
		trusted |= one_space(t, end) == 2 || zeros(t->tokens[end].norm, 3);
		end++;
	}
	return trusted ? end : i + 1;
}

static bool ordinal_ending(const struct number_reader *r, const char *s)
{
	return kua_fact_of(r->l, s, strlen(s), BIT(N_ORDINAL_ENDING)) != NULL;
}

bool kua_currency_sign(const struct kua_text *t, uint32_t i)
{
	return i < t->n_tokens && t->tokens[i].kind == KUA_PUNCT &&
	       u_charType((UChar32)kua_code_at(t->bytes, t->n, t->tokens[i].start)) == U_CURRENCY_SYMBOL;
}

bool kua_money_before(const struct number_reader *r, uint32_t i)
{
	if (i == 0)
		return false;
	return kua_currency_sign(r->t, i - 1) || kua_fact_between(r->l, r->t, i - 1, i, BIT(N_MONEY_BEFORE));
}

/* Letters kua_stuck to digits: "16th", "5m", "70k". False where they make it no number ("7pm", "1990s"). */
static bool read_suffix(const struct number_reader *r, struct sum *s, const char *letters, uint32_t i)
{
	if (!*letters)
		return true;
	if (ordinal_ending(r, letters)) {
		s->ordinal = s->closed = true;
		return true;
	}
	const struct fact *f = kua_fact_of(r->l, letters, strlen(letters), BIT(N_SUFFIX));
	bool short_multiplier = f && f->value > 1000 && strlen(letters) <= 2; /* metres, a postcode */
	if (!f || (short_multiplier && !kua_money_before(r, i)))
		return false;
	s->closed = f->value > 1;
	return kua_amount_times(&s->current, f->value);
}

/* "16-го", "16-шы", "70-ти": letters behind a hyphen. */
static uint32_t hyphen_ending(const struct number_reader *r, struct sum *s, uint32_t i)
{
	const struct kua_text *t = r->t;
	if (!kua_links(t, i, '-'))
		return i;
	const struct kua_token *k = &t->tokens[i + 1];
	const struct fact *f = kua_fact_of(r->l, k->norm, strlen(k->norm), BIT(N_ORDINAL_ENDING) | BIT(N_SUFFIX));
	if (!f || (f->role == N_SUFFIX && f->value != 1))
		return i;
	if (f->role == N_ORDINAL_ENDING)
		s->ordinal = s->closed = true;
	return i + 2;
}

static bool vulgar_fraction(const char *s, struct amount *out)
{
	static const char slash[] = "\xe2\x81\x84";
	const char *at = strstr(s, slash);
	int64_t a, b;
	if (!at || !read_digits(s, (size_t)(at - s), &a) || !read_digits(at + 3, strlen(at + 3), &b) || b == 0 || a > 100 ||
	    b > 100)
		return false;
	*out = (struct amount){a / b, a % b * MILLION / b};
	return true;
}

/* A fraction behind the digits at i: "2½", or "1/3" where both parts are small and nothing else hangs on with a slash. */
static uint32_t fraction_behind(const struct number_reader *r, struct sum *s, uint32_t i, uint32_t end)
{
	const struct kua_text *t = r->t;
	struct amount part;
	bool near = end < t->n_tokens && t->tokens[end].kind == KUA_NUMERAL && (kua_stuck(t, end) || one_space(t, end));
	if (near && !s->current.micro && vulgar_fraction(t->tokens[end].norm, &part) && /* "2½" */
	    kua_amount_plus(&s->current, part)) {
		s->fraction = true;
		return end + 1;
	}
	if (!kua_links(t, end, '/') || t->tokens[end + 1].kind != KUA_NUMERAL)
		return end;
	bool chain = kua_links(t, i - 1, '/') || kua_links(t, end + 2, '/');
	const char *below = t->tokens[end + 1].norm;
	int64_t b = 0;
	if (chain || below[digits_at(below)] || !read_digits(below, strlen(below), &b) || b > 100 || b < 2 ||
	    s->current.micro || s->current.whole >= b)
		return end;
	s->current = (struct amount){0, s->current.whole * MILLION / b};
	s->fraction = s->closed = true;
	return end + 2;
}

/* "19:00": digits on both sides of a colon. */
static bool in_clock(const struct kua_text *t, uint32_t i)
{
	return (i >= 2 && kua_links(t, i - 1, ':') && t->tokens[i - 2].kind == KUA_NUMERAL) ||
	       (kua_links(t, i + 1, ':') && t->tokens[i + 2].kind == KUA_NUMERAL);
}

/* "M-16", "Covid-19": a name, not a count. */
static bool designation(const struct number_reader *r, uint32_t i)
{
	uint32_t last;
	return i >= 2 && kua_links(r->t, i - 1, '-') && r->t->tokens[i - 2].kind == KUA_WORD &&
	       !kua_fact_at(r->l, r->t, i - 2, BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | BIT(D_MONTH), &last);
}

/* "der 3. Prozess": a full stop that ends no sentence. */
static uint32_t ordinal_dot(const struct number_reader *r, struct sum *s, uint32_t end)
{
	const struct kua_text *t = r->t;
	if (!(r->l->writing & ORDINAL_DOT) || end + 1 >= t->n_tokens || !is_punct(&t->tokens[end], '.') ||
	    !kua_stuck(t, end) || kua_stuck(t, end + 1) || s->current.micro ||
	    t->tokens[end + 1].sentence != t->tokens[end].sentence)
		return end;
	s->ordinal = s->closed = true;
	return end + 1;
}

uint32_t kua_read_figures(const struct number_reader *r, struct sum *s, uint32_t i)
{
	const char *norm = r->t->tokens[i].norm;
	uint32_t end = i + 1;
	if (in_clock(r->t, i) || designation(r, i))
		return i;
	s->digits = s->in_digits = s->has_current = true;
	if (vulgar_fraction(norm, &s->current)) {
		s->fraction = true;
		return end;
	}
	size_t used = read_numeral(r->l, norm, &s->current, &s->fraction);
	if (!used)
		return i;
	if (!norm[used]) {
		end = space_groups(r, i);
		for (uint32_t k = i + 1; k < end; k++)
			if (s->current.whole > INT64_C(1000000000000) || !kua_amount_times(&s->current, 1000) ||
			    !kua_amount_plus(&s->current, (struct amount){atoi(r->t->tokens[k].norm), 0}))
				return i;
	}
	if (!read_suffix(r, s, norm + used, i))
		return i;
	s->large_groups = s->current.whole >= 1000 && s->current.whole % 1000 == 0;
	end = ordinal_dot(r, s, hyphen_ending(r, s, end));
	return s->closed ? end : fraction_behind(r, s, i, end);
}
