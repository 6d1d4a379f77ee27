/*
 * number_words.c - one number in words, or in digits and words together.
 *
 * A number is read as a sum of coefficients and multipliers: "two hundred and six thousand" is (2 x 100 + 6)
 * x 1000. A cardinal may follow another where it fits into the zeros of what stands so far (twenty + five,
 * hundred + six, but two, three are two numbers); multipliers must fall. Digits are a coefficient of their
 * own and take only multipliers. Which words have which part in this is in data/<language>/numbers.txt.
 */
#include <string.h>

#include "text/numbers.h"

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
	return kua_amount_plus(&s->current, (struct amount){f->value, f->micro});
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
		return kua_amount_times(&s->current, 100);
	}
	if (s->is_part || (s->least && by >= s->least))
		return false;
	s->coefficient = s->current;
	s->scale = by;
	if (!kua_amount_times(&s->current, by) || !kua_amount_plus(&s->total, s->current))
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
		return kua_amount_plus(&s->current, (struct amount){f->value, f->micro});
	}
	struct amount half = {f->value, f->micro};
	if (!s->multipliers || !kua_amount_times(&half, s->scale))
		return false;
	s->closed = true;
	return kua_amount_plus(&s->total, half);
}

static bool add_fraction(struct sum *s, const struct fact *f)
{
	if (!s->has_current || s->in_digits || s->multipliers || s->current.whole > 20)
		return false;
	struct amount part = {f->value, f->micro};
	if (!kua_amount_times(&part, s->current.whole))
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
static bool take_at(const struct number_reader *r, struct sum *s, uint32_t i, uint32_t *last)
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

static uint32_t read_sum(const struct number_reader *r, struct sum *s, uint32_t i);

/* "and" between parts: only behind a full hundred or multiplier, and only before what fits ("two hundred and three hundred"
 * are two numbers). Returns the token behind the part, or i. */
static uint32_t joined_part(const struct number_reader *r, struct sum *s, uint32_t i)
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
	if (!kua_amount_plus(&value, part.current) || value.whole >= room || value.micro || value.whole == 0)
		return i;
	if (!kua_amount_plus(&s->current, value))
		return i;
	s->has_current = true;
	s->ordinal |= part.ordinal;
	s->closed |= part.ordinal;
	return end;
}

/* Add words and digits from token i on; the token behind the number, i where there is none. Calls itself for a part behind a
 * joiner, once: a part takes no joiner. */
static uint32_t read_sum(const struct number_reader *r, struct sum *s, uint32_t i)
{
	const struct kua_text *t = r->t;
	uint32_t at = i, last;
	while (at < t->n_tokens && !s->closed) {
		uint32_t word = at;
		if (at > i && kua_links(t, at, '-') && !s->in_digits)
			word = at + 1;
		if (word >= t->n_tokens)
			break;
		if (t->tokens[word].kind == KUA_NUMERAL) {
			struct sum more = {0};
			bool fits = !s->has_current && (at == i || (s->multipliers && s->digits && word == at));
			last = fits ? kua_read_figures(r, &more, word) : word;
			bool too_much = s->multipliers && (more.current.whole >= s->least || more.fraction || more.ordinal);
			if (last == word || too_much)
				break;
			s->current = more.current;
			s->has_current = s->digits = s->in_digits = true;
			s->fraction = more.fraction;
			s->ordinal = more.ordinal;
			s->closed = more.closed;
			s->large_groups = more.large_groups;
			at = last;
		} else if (at > i && kua_fact_at(r->l, t, word, BIT(N_NOT), &last)) { /* "two sixth-graders" */
			break;
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
		const uint64_t roles = BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | BIT(N_ORDINAL) | BIT(N_JOINER);
		const struct fact *f = kua_fact_of(l, s, *n, roles);
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
		bool units = sum->has_current && sum->current.whole % 100 < 10;
		bool tens = joined && units && f->value >= 20 && f->value < 100 && f->role != N_MULTIPLIER;
		if (tens) {
			if (!kua_amount_plus(&sum->current, (struct amount){f->value, 0}))
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

static int64_t amount_ceiling(struct amount a)
{
	return a.micro && a.whole < INT64_MAX ? a.whole + 1 : a.whole;
}

static struct kua_number number_of(const struct sum *s, uint32_t first, uint32_t last)
{
	struct amount v = s->total;
	struct kua_number out = {.first = first, .last = last, .ordinal = s->ordinal, .digits = s->digits};
	if (!kua_amount_plus(&v, s->current))
		out.low = out.high = KUA_NONE;
	out.low = v.whole;
	out.high = amount_ceiling(v);
	out.fraction = s->fraction || v.micro != 0;
	return out;
}

/* "half a million", "half a dozen", "half" */
static uint32_t read_half(const struct number_reader *r, struct sum *s, uint32_t i)
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
static uint32_t read_article(const struct number_reader *r, struct sum *s, uint32_t i)
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

/* What several of a multiplier are called. */
static const char *vague_word(int64_t multiplier)
{
	return multiplier < 100 ? "dozens" : multiplier < 1000 ? "hundreds" : multiplier < 1000000 ? "thousands" : "millions";
}

/* A vague word at i, which may have a multiplier behind it: "dozens", "several hundred". */
static uint32_t read_vague(const struct number_reader *r, uint32_t i, struct kua_number *out)
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
			out->word = vague_word(m->value);
	}
	out->last = last;
	return last;
}

#define START_ROLES (SUM_ROLES | BIT(N_NOT) | BIT(N_VAGUE) | BIT(N_VAGUE_BEFORE) | BIT(N_HALF) | BIT(N_ARTICLE))

/* A quick no for most tokens. */
bool kua_number_may_start(const struct number_reader *r, uint32_t i)
{
	const struct kua_token *k = &r->t->tokens[i];
	if (k->kind != KUA_WORD)
		return k->kind == KUA_NUMERAL;
	return (r->l->writing & COMPOUND) || kua_may_have(k, START_ROLES);
}

/* The number at token i, without its range: the token behind it, i where there is none. */
uint32_t kua_read_number(const struct number_reader *r, uint32_t i, struct kua_number *out, struct sum *s)
{
	uint32_t last;
	*s = (struct sum){0};
	if (!kua_number_may_start(r, i))
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
