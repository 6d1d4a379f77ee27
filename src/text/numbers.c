/*
 * numbers.c - all numbers of a text, in digits, in words and mixed.
 *
 * A number is read as a sum of coefficients and multipliers: "two hundred and six thousand" is (2 x 100 + 6) x 1000. A
 * cardinal may follow another where it fits into the zeros of what stands so far (twenty + five, hundred + six, but two, three are
 * two numbers); multipliers must fall. Digits are a coefficient of their own and take only multipliers. Amounts are kept as whole
 * and millionths, so that "1.2 million" is exact. Which words have which part in this is in data/<language>/numbers.txt.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/internal.h"

#define MILLION INT64_C(1000000)
#define DIGITS_MAX 18

struct amount {
	int64_t whole, micro;
};

struct sum {
	struct amount total, current; /* current: the coefficient being built */
	bool has_current, digits, in_digits, ordinal, fraction, closed;
	int64_t least;                /* the last multiplier; the next must be less */
	unsigned multipliers;         /* how many of 1000 and above, or dozens */
	struct amount coefficient;    /* of the only multiplier */
	int64_t scale;
	bool large_groups;            /* digits written with a group of three zeros at the end */
	bool is_part;                 /* stands behind a joiner in another sum: takes no joiner and nothing above hundreds */
};

struct reader {
	const struct language *l;
	const struct kua_text *t;
	bool no_joiner; /* read "two hundred and three thousand" as two numbers */
	KUA_VEC(struct kua_number) out;
};

/* ---- amounts ---- */

static bool amount_times(struct amount *a, int64_t by)
{
	int64_t micro, whole;
	if (__builtin_mul_overflow(a->micro, by, &micro) || __builtin_mul_overflow(a->whole, by, &whole) ||
	    __builtin_add_overflow(whole, micro / MILLION, &whole))
		return false;
	*a = (struct amount){whole, micro % MILLION};
	return true;
}

static bool amount_plus(struct amount *a, struct amount b)
{
	int64_t micro = a->micro + b.micro, whole;
	if (__builtin_add_overflow(a->whole, b.whole, &whole) || __builtin_add_overflow(whole, micro / MILLION, &whole))
		return false;
	*a = (struct amount){whole, micro % MILLION};
	return true;
}

static int64_t amount_ceiling(struct amount a)
{
	return a.micro && a.whole < INT64_MAX ? a.whole + 1 : a.whole;
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

static bool stuck(const struct kua_text *t, uint32_t i)
{
	return i > 0 && i < t->n_tokens && t->tokens[i].start == t->tokens[i - 1].end;
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
static uint32_t space_groups(const struct reader *r, uint32_t i)
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

static bool ordinal_ending(const struct reader *r, const char *s)
{
	return kua_fact_of(r->l, s, strlen(s), BIT(N_ORDINAL_ENDING)) != NULL;
}

static bool currency_sign(const struct kua_text *t, uint32_t i)
{
	return i < t->n_tokens && t->tokens[i].kind == KUA_PUNCT &&
	       u_charType((UChar32)kua_code_at(t->bytes, t->n, t->tokens[i].start)) == U_CURRENCY_SYMBOL;
}

static bool money_before(const struct reader *r, uint32_t i)
{
	uint32_t last;
	if (i == 0)
		return false;
	return currency_sign(r->t, i - 1) || (kua_fact_at(r->l, r->t, i - 1, BIT(N_MONEY_BEFORE), &last) && last == i);
}

/* Letters stuck to digits: "16th", "5m", "70k". False where they make it no number ("7pm", "1990s"). */
static bool read_suffix(const struct reader *r, struct sum *s, const char *letters, uint32_t i)
{
	if (!*letters)
		return true;
	if (ordinal_ending(r, letters)) {
		s->ordinal = s->closed = true;
		return true;
	}
	const struct fact *f = kua_fact_of(r->l, letters, strlen(letters), BIT(N_SUFFIX));
	bool short_multiplier = f && f->value > 1000 && strlen(letters) <= 2; /* metres, a postcode */
	if (!f || (short_multiplier && !money_before(r, i)))
		return false;
	s->closed = f->value > 1;
	return amount_times(&s->current, f->value);
}

/* "16-го", "16-шы", "70-ти": letters behind a hyphen. */
static uint32_t hyphen_ending(const struct reader *r, struct sum *s, uint32_t i)
{
	const struct kua_text *t = r->t;
	if (i + 1 >= t->n_tokens || !is_punct(&t->tokens[i], '-') || !stuck(t, i) || !stuck(t, i + 1))
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
	if (!at || !read_digits(s, (size_t)(at - s), &a) || !read_digits(at + 3, strlen(at + 3), &b) || b == 0 || a > 100 || b > 100)
		return false;
	*out = (struct amount){a / b, a % b * MILLION / b};
	return true;
}

/* A fraction behind the digits at i: "2½", or "1/3" where both parts are small and nothing else hangs on with a slash. */
static uint32_t fraction_behind(const struct reader *r, struct sum *s, uint32_t i, uint32_t end)
{
	const struct kua_text *t = r->t;
	struct amount part;
	if (end < t->n_tokens && t->tokens[end].kind == KUA_NUMERAL && (stuck(t, end) || one_space(t, end)) && !s->current.micro &&
	    vulgar_fraction(t->tokens[end].norm, &part) && amount_plus(&s->current, part)) { /* "2½" */
		s->fraction = true;
		return end + 1;
	}
	if (end + 1 >= t->n_tokens || !is_punct(&t->tokens[end], '/') || !stuck(t, end) || !stuck(t, end + 1) ||
	    t->tokens[end + 1].kind != KUA_NUMERAL)
		return end;
	bool chain = (i >= 2 && is_punct(&t->tokens[i - 1], '/')) || (end + 2 < t->n_tokens && is_punct(&t->tokens[end + 2], '/'));
	const char *below = t->tokens[end + 1].norm;
	int64_t b = 0;
	if (chain || below[digits_at(below)] || !read_digits(below, strlen(below), &b) || b > 100 || b < 2 || s->current.micro ||
	    s->current.whole >= b)
		return end;
	s->current = (struct amount){0, s->current.whole * MILLION / b};
	s->fraction = s->closed = true;
	return end + 2;
}

/* "19:00": digits on both sides of a colon. */
static bool in_clock(const struct kua_text *t, uint32_t i)
{
	bool before = i >= 2 && stuck(t, i) && is_punct(&t->tokens[i - 1], ':') && stuck(t, i - 1) &&
	              t->tokens[i - 2].kind == KUA_NUMERAL;
	return before || (i + 2 < t->n_tokens && stuck(t, i + 1) && is_punct(&t->tokens[i + 1], ':') && stuck(t, i + 2) &&
	                  t->tokens[i + 2].kind == KUA_NUMERAL);
}

/* Digits at token i as the sum's coefficient: the token behind, or i where they are no number. */
static uint32_t read_figures(const struct reader *r, struct sum *s, uint32_t i)
{
	const char *norm = r->t->tokens[i].norm;
	uint32_t end = i + 1;
	if (in_clock(r->t, i))
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
			if (s->current.whole > INT64_C(1000000000000) || !amount_times(&s->current, 1000) ||
			    !amount_plus(&s->current, (struct amount){atoi(r->t->tokens[k].norm), 0}))
				return i;
	}
	if (!read_suffix(r, s, norm + used, i))
		return i;
	s->large_groups = s->current.whole >= 1000 && s->current.whole % 1000 == 0;
	end = hyphen_ending(r, s, end);
	return s->closed ? end : fraction_behind(r, s, i, end);
}

/* ---- words ---- */

/* The greatest power of ten that divides v. */
static int64_t room_in(int64_t v)
{
	int64_t power = 1;
	while (v && v % 10 == 0) {
		v /= 10;
		power *= 10;
	}
	return power;
}

static bool add_cardinal(struct sum *s, const struct fact *f)
{
	if (s->in_digits || s->current.micro)
		return false;
	if (s->has_current && (f->value >= room_in(s->current.whole) || f->value == 0 || f->micro))
		return false;
	if (s->least && f->value >= s->least)
		return false;
	s->has_current = true;
	return amount_plus(&s->current, (struct amount){f->value, f->micro});
}

static bool apply_multiplier(struct sum *s, int64_t by, bool dozen)
{
	if (!s->has_current) {
		if (s->multipliers)
			return false;
		s->current = (struct amount){1, 0};
	}
	if (by == 100 && !dozen) {
		struct amount before = s->current;
		if (!s->in_digits && s->current.whole > 99)
			return false;
		s->has_current = true;
		s->in_digits = false;
		s->fraction = false;
		s->coefficient = before;
		s->scale = 100;
		return amount_times(&s->current, 100);
	}
	if (s->is_part || (s->least && by >= s->least))
		return false;
	s->coefficient = s->current;
	s->scale = by;
	if (!amount_times(&s->current, by) || !amount_plus(&s->total, s->current))
		return false;
	s->current = (struct amount){0, 0};
	s->has_current = s->in_digits = s->fraction = false;
	s->least = by;
	s->multipliers++;
	s->closed |= dozen;
	return true;
}

static bool add_half(struct sum *s, const struct fact *f)
{
	if (s->has_current) {
		if (s->current.micro)
			return false;
		s->fraction = true; /* until a multiplier makes it whole */
		return amount_plus(&s->current, (struct amount){f->value, f->micro});
	}
	struct amount half = {f->value, f->micro};
	if (!s->multipliers || !amount_times(&half, s->scale))
		return false;
	s->closed = true;
	return amount_plus(&s->total, half);
}

static bool add_fraction(struct sum *s, const struct fact *f)
{
	if (!s->has_current || s->in_digits || s->multipliers || s->current.whole > 20)
		return false;
	struct amount part = {f->value, f->micro};
	if (!amount_times(&part, s->current.whole))
		return false;
	s->current = part;
	s->fraction = s->closed = true;
	return true;
}

#define SUM_ROLES \
	(BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | BIT(N_DOZEN) | BIT(N_ORDINAL) | BIT(N_FRACTION) | BIT(N_AND_HALF))

/* Take one fact into the sum; on false the sum is as it was. */
static bool take(struct sum *s, const struct fact *f)
{
	struct sum before = *s;
	bool good = false;
	switch ((enum role)f->role) {
	case N_CARDINAL:
		good = add_cardinal(s, f);
		break;
	case N_ORDINAL:
		good = add_cardinal(s, f);
		if (!good && room_in(f->value) == f->value && f->value >= 100) /* "two hundredth" */
			good = apply_multiplier(s, f->value, false);
		s->ordinal = s->closed = good;
		break;
	case N_MULTIPLIER:
		good = apply_multiplier(s, f->value, false);
		break;
	case N_DOZEN:
		good = apply_multiplier(s, f->value, true);
		break;
	case N_AND_HALF:
		good = add_half(s, f);
		break;
	case N_FRACTION:
		good = add_fraction(s, f);
		break;
	default:
		break;
	}
	if (!good)
		*s = before;
	return good;
}

/* The first of the facts at token i that the sum can take; roles are tried in the order of the enum. */
static bool take_at(const struct reader *r, struct sum *s, uint32_t i, uint32_t *last)
{
	for (uint64_t roles = SUM_ROLES; roles;) {
		const struct fact *f = kua_fact_at(r->l, r->t, i, roles, last);
		if (!f)
			return false;
		if (take(s, f))
			return true;
		roles &= ~BIT(f->role);
	}
	return false;
}

static uint32_t read_sum(const struct reader *r, struct sum *s, uint32_t i);

/* "and" between parts: only behind a full hundred or multiplier, and only before what fits ("two hundred and three hundred"
 * are two numbers). Returns the token behind the part, or i. */
static uint32_t joined_part(const struct reader *r, struct sum *s, uint32_t i)
{
	uint32_t last, end;
	const struct fact *joiner = kua_fact_at(r->l, r->t, i, BIT(N_JOINER), &last);
	if (!joiner || last >= r->t->n_tokens)
		return i;
	int64_t room = s->has_current ? room_in(s->current.whole) : s->least;
	if (s->is_part || r->no_joiner || s->in_digits || room < 10 || room < joiner->value || s->current.micro)
		return i;
	if (r->t->tokens[last].kind == KUA_NUMERAL)
		return i;
	struct sum part = {.is_part = true};
	end = read_sum(r, &part, last);
	if (end == last || part.digits || part.fraction)
		return i;
	struct amount value = part.total;
	if (!amount_plus(&value, part.current) || value.whole >= room || value.micro || value.whole == 0)
		return i;
	if (!amount_plus(&s->current, value))
		return i;
	s->has_current = true;
	s->ordinal |= part.ordinal;
	s->closed |= part.ordinal;
	return end;
}

/* Add words and digits from token i on; the token behind the number, i where there is none. Calls itself for a part behind a
 * joiner, once: a part takes no joiner. */
static uint32_t read_sum(const struct reader *r, struct sum *s, uint32_t i)
{
	const struct kua_text *t = r->t;
	uint32_t at = i, last;
	while (at < t->n_tokens && !s->closed) {
		uint32_t word = at;
		if (at > i && is_punct(&t->tokens[at], '-') && stuck(t, at) && stuck(t, at + 1) && !s->in_digits)
			word = at + 1;
		if (word >= t->n_tokens)
			break;
		if (t->tokens[word].kind == KUA_NUMERAL) {
			struct sum more = {0};
			bool fits = !s->has_current && (at == i || (s->multipliers && s->digits && word == at));
			last = fits ? read_figures(r, &more, word) : word;
			if (last == word || (s->multipliers && (more.current.whole >= s->least || more.fraction || more.ordinal)))
				break;
			s->current = more.current;
			s->has_current = s->digits = s->in_digits = true;
			s->fraction = more.fraction;
			s->ordinal = more.ordinal;
			s->closed = more.closed;
			s->large_groups = more.large_groups;
			at = last;
		} else if (take_at(r, s, word, &last)) {
			at = last;
		} else if (at > i && (last = joined_part(r, s, at)) != at) {
			at = last;
		} else {
			break;
		}
	}
	return at;
}

/* ---- words of one piece: zweiundzwanzig ---- */

#define PIECE_MAX 16

/* The longest number word at the start of s; its length in *n. */
static const struct fact *piece_at(const struct language *l, const char *s, size_t *n)
{
	size_t left = strnlen(s, PIECE_MAX);
	for (*n = left; *n > 1; --*n) {
		const struct fact *f = kua_fact_of(l, s, *n, BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | BIT(N_ORDINAL) | BIT(N_JOINER));
		if (f)
			return f;
	}
	return NULL;
}

/* A whole word made of number words; false where it is none. */
static bool read_compound(const struct language *l, const char *s, struct sum *sum)
{
	bool joined = false;
	size_t n, pieces = 0;
	for (; *s && pieces < 16; s += n, pieces++) {
		const struct fact *f = piece_at(l, s, &n);
		if (!f || sum->closed)
			return false;
		if (f->role == N_JOINER) {
			joined = pieces > 0;
			continue;
		}
		bool tens = joined && sum->has_current && f->value >= 20 && f->value < 100 && sum->current.whole % 100 < 10 &&
		            f->role != N_MULTIPLIER;
		if (tens) {
			if (!amount_plus(&sum->current, (struct amount){f->value, 0}))
				return false;
			sum->ordinal = sum->closed = f->role == N_ORDINAL;
		} else if (!take(sum, f)) {
			return false;
		}
		joined = false;
	}
	return !*s && pieces > 1;
}

/* ---- one number ---- */

static struct kua_number number_of(const struct sum *s, uint32_t first, uint32_t last)
{
	struct amount v = s->total;
	struct kua_number out = {.first = first, .last = last, .ordinal = s->ordinal, .digits = s->digits};
	if (!amount_plus(&v, s->current))
		out.low = out.high = KUA_NONE;
	out.low = v.whole;
	out.high = amount_ceiling(v);
	out.fraction = s->fraction || v.micro != 0;
	return out;
}

/* "half a million", "half a dozen", "half" */
static uint32_t read_half(const struct reader *r, struct sum *s, uint32_t i)
{
	uint32_t last, end;
	const struct fact *f = kua_fact_at(r->l, r->t, i, BIT(N_HALF), &last);
	if (!f)
		return i;
	s->has_current = s->fraction = true;
	s->current = (struct amount){f->value, f->micro};
	if (kua_fact_at(r->l, r->t, last, BIT(N_MULTIPLIER) | BIT(N_DOZEN), &end) && take_at(r, s, last, &end))
		return end;
	s->closed = true;
	return last;
}

/* "a hundred", "a third of" */
static uint32_t read_article(const struct reader *r, struct sum *s, uint32_t i)
{
	uint32_t last, end, of;
	const struct fact *article = kua_fact_at(r->l, r->t, i, BIT(N_ARTICLE), &last);
	if (!article || !article->value)
		return i;
	if (kua_fact_at(r->l, r->t, last, BIT(N_MULTIPLIER) | BIT(N_DOZEN), &end) &&
	    !kua_fact_at(r->l, r->t, last, BIT(N_VAGUE), &end))
		return (end = read_sum(r, s, last)) == last ? i : end;
	const struct fact *f = kua_fact_at(r->l, r->t, last, BIT(N_FRACTION), &end);
	if (!f || !kua_fact_at(r->l, r->t, end, BIT(D_OF), &of))
		return i;
	s->has_current = s->fraction = s->closed = true;
	s->current = (struct amount){f->value, f->micro};
	return end;
}

/* A vague word at i, which may have a multiplier behind it: "dozens", "several hundred". */
static uint32_t read_vague(const struct reader *r, uint32_t i, struct kua_number *out)
{
	uint32_t last, end;
	const struct fact *f = kua_fact_at(r->l, r->t, i, BIT(N_VAGUE) | BIT(N_VAGUE_BEFORE), &last), *m = NULL;
	if (!f)
		return i;
	*out = (struct kua_number){.first = i, .low = KUA_NONE, .high = KUA_NONE, .word = f->text};
	if (f->role == N_VAGUE_BEFORE)
		m = kua_fact_at(r->l, r->t, last, BIT(N_VAGUE), &end);
	if (f->role == N_VAGUE_BEFORE && !m)
		m = kua_fact_at(r->l, r->t, last, BIT(N_MULTIPLIER) | BIT(N_DOZEN), &end);
	if (m) {
		last = end;
		if (m->role == N_VAGUE)
			out->word = m->text;
		else
			out->word = m->value == 100 ? "hundreds" : m->value == 1000 ? "thousands" : m->value == 12 ? "dozens" : "millions";
	}
	out->last = last;
	return last;
}

#define START_ROLES (SUM_ROLES | BIT(N_NOT) | BIT(N_VAGUE) | BIT(N_VAGUE_BEFORE) | BIT(N_HALF) | BIT(N_ARTICLE))

/* A quick no for most tokens. */
static bool may_start(const struct reader *r, uint32_t i)
{
	const struct kua_token *k = &r->t->tokens[i];
	if (k->kind != KUA_WORD)
		return k->kind == KUA_NUMERAL;
	return (r->l->writing & COMPOUND) || (kua_roles_of(r->l, k->hash) & START_ROLES);
}

/* The number at token i, without its range: the token behind it, i where there is none. */
static uint32_t read_one(const struct reader *r, uint32_t i, struct kua_number *out, struct sum *s)
{
	uint32_t last;
	*s = (struct sum){0};
	if (!may_start(r, i))
		return i;
	if (r->t->tokens[i].kind == KUA_WORD) {
		if ((last = read_vague(r, i, out)) != i)
			return last;
		last = read_half(r, s, i);
		if (last == i)
			last = read_article(r, s, i);
	} else {
		last = i;
	}
	if (last == i)
		last = read_sum(r, s, i);
	if (last == i && (r->l->writing & COMPOUND) && r->t->tokens[i].kind == KUA_WORD && i < r->t->n_tokens) {
		*s = (struct sum){0};
		if (read_compound(r->l, r->t->tokens[i].norm, s))
			last = s->closed ? i + 1 : read_sum(r, s, i + 1);
		if (last == i && s->has_current && r->t->tokens[i].norm[0])
			last = i;
	}
	if (last != i)
		*out = number_of(s, i, last);
	return last;
}

/* ---- ranges ---- */

/* "two or three hundred", "20-30 thousand", "10-20,000": the first takes the scale of the second. */
static void share_scale(struct kua_number *a, const struct sum *as, const struct kua_number *b, const struct sum *bs)
{
	int64_t scale = bs->scale;
	struct amount coefficient = bs->coefficient;
	if (!scale && as->digits && bs->large_groups) {
		scale = 1000;
		coefficient = (struct amount){b->low / 1000, 0};
	}
	if (scale < 10 || as->scale || a->low >= coefficient.whole || a->low <= 0 || a->fraction)
		return;
	struct amount v = {a->low, 0};
	if (amount_times(&v, scale) && v.whole < b->low)
		a->low = a->high = v.whole;
}

static bool after_between(const struct reader *r, uint32_t first)
{
	return first > 0 && kua_fact_between(r->l, r->t, first - 1, first, BIT(N_BETWEEN));
}

/* What parts the two ends of a range at token i: the token behind it, or i. */
static uint32_t range_mark(const struct reader *r, uint32_t i, uint32_t first)
{
	const struct kua_text *t = r->t;
	uint32_t last;
	if (i >= t->n_tokens)
		return i;
	if (is_punct(&t->tokens[i], '-')) {
		bool chain = first > 1 && is_punct(&t->tokens[first - 1], '-') && stuck(t, first);
		return stuck(t, i) && stuck(t, i + 1) && !chain ? i + 1 : i;
	}
	bool between = after_between(r, first);
	bool from = first > 0 && kua_fact_between(r->l, t, first - 1, first, BIT(N_FROM));
	if (between && kua_fact_at(r->l, t, i, BIT(N_JOINER) | BIT(N_RANGE), &last))
		return last;
	if (!from && kua_fact_at(r->l, t, i, BIT(N_RANGE), &last))
		return last;
	return i;
}

/* Make a range of the number a, where another end follows; the token behind it all. */
static uint32_t read_range(const struct reader *r, struct kua_number *a, const struct sum *as)
{
	struct kua_number b;
	struct sum bs;
	uint32_t mark = range_mark(r, a->last, a->first);
	if (mark == a->last || mark >= r->t->n_tokens || a->word || a->ordinal)
		return a->last;
	uint32_t end = read_one(r, mark, &b, &bs);
	if (end == mark || b.word || b.ordinal || (end < r->t->n_tokens && is_punct(&r->t->tokens[end], '-') && stuck(r->t, end) &&
	                                           stuck(r->t, end + 1) && r->t->tokens[end + 1].kind == KUA_NUMERAL))
		return a->last;
	share_scale(a, as, &b, &bs);
	if (a->low >= b.low)
		return a->last;
	a->high = b.high;
	a->is_range = true;
	a->fraction |= b.fraction;
	a->digits |= b.digits;
	a->last = end;
	return end;
}

/* "between two hundred and three thousand": the first end, read on its own, may leave a second. */
static uint32_t read_ends(struct reader *r, struct kua_number *a)
{
	struct kua_number first;
	struct sum s;
	r->no_joiner = true;
	if (read_one(r, a->first, &first, &s) != a->first) {
		(void)read_range(r, &first, &s);
		if (first.is_range)
			*a = first;
	}
	r->no_joiner = false;
	return a->last;
}

/* ---- what stands around a number ---- */

static void look_around(const struct reader *r, struct kua_number *a)
{
	const struct kua_text *t = r->t;
	uint32_t last, at = a->last;
	a->money = money_before(r, a->first) || currency_sign(t, at);
	if (kua_fact_at(r->l, t, at, BIT(D_OF), &last)) /* "millions of pounds" */
		at = last;
	if (at >= t->n_tokens)
		return;
	if (is_punct(&t->tokens[at], '%') || kua_fact_at(r->l, t, at, BIT(N_PER_CENT), &last)) {
		a->fraction = true;
		return;
	}
	if (kua_fact_at(r->l, t, at, BIT(N_MONEY), &last) ||
	    (t->tokens[at].kind == KUA_WORD && kua_fact_at(r->l, t, at + 1, BIT(N_MONEY), &last) &&
	     kua_fact_at(r->l, t, at, BIT(N_MONEY_BEFORE), &last)))
		a->money = true;
}

const struct kua_number *kua_text_numbers(const struct kua_languages *l, const struct kua_text *t, struct kua_arena *a,
                                          size_t *n)
{
	struct reader r = {.l = kua_language_of(l, t->language), .t = t};
	for (uint32_t i = 0, last; i < t->n_tokens; i = last > i ? last : i + 1) {
		struct kua_number found = {0};
		struct sum s;
		last = i;
		if (!may_start(&r, i) || kua_fact_at(r.l, t, i, BIT(N_NOT), &last))
			continue;
		last = read_one(&r, i, &found, &s);
		if (last == i)
			continue;
		last = read_range(&r, &found, &s);
		if (!found.is_range && after_between(&r, i))
			last = read_ends(&r, &found);
		look_around(&r, &found);
		*kua_vec_add(&r.out) = found;
	}
	struct kua_number *out = KUA_NEW_N(a, struct kua_number, r.out.n);
	if (r.out.n)
		memcpy(out, r.out.v, r.out.n * sizeof *out);
	*n = r.out.n;
	kua_vec_free(&r.out);
	return out;
}
