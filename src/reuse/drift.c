/*
 * drift.c - what differs inside an aligned passage: a date, a name, a number, a wording.
 *
 * A passage is laid out as columns: one word of each item, or a word of one. Columns that are not equal are taken away kind by kind:
 *
 *  trivial  neighbouring differences that have the same letters ("much-publicised", "much publicised"; "12", "twelve")
 *  date     a date stands on both sides and says another day, month or year; the drift is the whole date, of kind number
 *  number   a number stands on both sides and says something else; the drift is the whole number
 *  name     a capital word stands for another capital word, or joins or leaves a name that stays; the drift is the whole name
 *  wording  the rest; differences with at most JOIN_ACROSS equal words between them are one, and where something was only added
 *           or only cut, one word on either side is shown with it, so that neither side is empty
 *
 * Whatever lies inside a date on both sides is told to be of a date. Dates, numbers and names are told in the rims of a passage
 * too (rim.c), so that none is lost for standing first or last.
 */
#include <stdlib.h>
#include <string.h>

#include "reuse/internal.h"
#include "util/search.h"

enum { JOIN_ACROSS = 2, NAME_LETTERS = 5, NAME_WORDS = 6, CONTEXT = 2 };
#define NO_WORD UINT32_MAX

enum mark { OPEN_, EQUAL_, TRIVIAL, NUMBER, NAME };

struct column {
	uint32_t a, b; /* words, or NO_WORD */
	enum mark mark;
	bool near;
};

struct side {
	const struct said *said;
	bool many_capitals; /* capitals do not show names here: titles, German */
};

struct view {
	struct side a, b;
	KUA_VEC(struct column) columns;
	size_t first, last; /* the columns first .. last - 1 are the passage's, the others its rims */
	struct kua_arena *arena;
	drift_vec *out;
};

/* ---- columns ---- */

static void add_columns(struct view *v, uint32_t a, uint32_t b, uint32_t n_a, uint32_t n_b, enum mark mark, bool near)
{
	uint32_t n = n_a > n_b ? n_a : n_b;
	for (uint32_t i = 0; i < n; i++)
		*kua_vec_add(&v->columns) = (struct column){i < n_a ? a + i : NO_WORD, i < n_b ? b + i : NO_WORD, mark, near};
}

/* A passage with its rims, of which `inner` is the passage alone. */
static void lay_out(struct view *v, const struct passage *p, const struct edit *edits, const struct passage *inner)
{
	uint32_t a = p->a, b = p->b;
	v->columns.n = 0;
	for (size_t i = 0; i < p->n_edits; i++) {
		const struct edit *e = &edits[p->first_edit + i];
		add_columns(v, a, b, e->a - a, e->b - b, EQUAL_, false);
		add_columns(v, e->a, e->b, e->n_a, e->n_b, OPEN_, e->near);
		a = e->a + e->n_a;
		b = e->b + e->n_b;
	}
	add_columns(v, a, b, p->a_end - a, p->b_end - b, EQUAL_, false);
	v->last = v->columns.n;
	for (v->first = 0; v->columns.v[v->first].a != inner->a; v->first++)
		;
	while (v->columns.v[v->last - 1].a != inner->a_end - 1)
		v->last--;
}

static const struct kua_token *token_of(const struct side *s, uint32_t word)
{
	return &s->said->body->tokens[s->said->body->words[word].token];
}

static uint32_t word_in(const struct column *c, bool b)
{
	return b ? c->b : c->a;
}

/* The words of one side in columns first .. last - 1; false where it has none. */
static bool words_in(const struct view *v, size_t first, size_t last, bool b, uint32_t *from, uint32_t *to)
{
	*from = NO_WORD;
	for (size_t i = first; i < last; i++) {
		uint32_t w = word_in(&v->columns.v[i], b);
		if (w == NO_WORD)
			continue;
		if (*from == NO_WORD)
			*from = w;
		*to = w + 1;
	}
	return *from != NO_WORD;
}

static void set_marks(struct view *v, size_t first, size_t last, enum mark mark)
{
	for (size_t i = first; i < last; i++)
		if (v->columns.v[i].mark == OPEN_)
			v->columns.v[i].mark = mark;
}

/* ---- writing one down ---- */

static const char *quote_tokens(struct view *v, const struct side *s, uint32_t first, uint32_t last, int64_t *start, int64_t *end)
{
	const struct body *body = s->said->body;
	*start = body->tokens[first].start;
	*end = body->tokens[last - 1].end;
	return kua_arena_strndup(v->arena, body->source->text->bytes + *start, (size_t)(*end - *start));
}

static const char *quote(struct view *v, const struct side *s, uint32_t from, uint32_t to, int64_t *start, int64_t *end)
{
	const struct word *words = s->said->body->words;
	return quote_tokens(v, s, words[from].token, words[to - 1].token + 1, start, end);
}

/* The date of one side that the column's word is part of, or NULL. */
static const void *date_at(const struct side *s, uint32_t word)
{
	if (word == NO_WORD)
		return NULL;
	const struct dates *dates = &s->said->dates;
	uint32_t token = s->said->body->words[word].token;
	size_t low;
	KUA_FIRST(low, dates->n, dates->v[low].last <= token);
	return low < dates->n && dates->v[low].first <= token ? &dates->v[low] : NULL;
}

static bool in_one_date(const struct side *s, uint32_t from, uint32_t to)
{
	const void *date = date_at(s, from);
	return date && date_at(s, to - 1) == date;
}

static void put(struct view *v, size_t first, size_t last, const char *kind)
{
	uint32_t a, a_end, b, b_end;
	if (!words_in(v, first, last, false, &a, &a_end) || !words_in(v, first, last, true, &b, &b_end))
		return;
	struct kua_drift *d = kua_vec_add(v->out);
	*d = (struct kua_drift){.kind = kind, .of = in_one_date(&v->a, a, a_end) && in_one_date(&v->b, b, b_end) ? "date" : NULL};
	d->in_a = quote(v, &v->a, a, a_end, &d->a_start, &d->a_end);
	d->in_b = quote(v, &v->b, b, b_end, &d->b_start, &d->b_end);
}

/* ---- trivial ---- */

/* Letters and digits of one side run together; what a normal form has besides (hyphens, apostrophes) does not count. */
struct spelling {
	const struct view *v;
	size_t at, last;
	bool b;
	const char *p; /* in the word before */
};

/* The next letter; 0 at the end. */
static char next_letter(struct spelling *s)
{
	for (;;) {
		for (; s->p && *s->p; s->p++)
			if (*s->p != '-' && *s->p != '\'' && *s->p != '.' && *s->p != ',')
				return *s->p++;
		if (s->at == s->last)
			return 0;
		uint32_t w = word_in(&s->v->columns.v[s->at++], s->b);
		s->p = w == NO_WORD ? NULL : token_of(s->b ? &s->v->b : &s->v->a, w)->norm;
	}
}

static bool same_letters(const struct view *v, size_t first, size_t last)
{
	struct spelling a = {.v = v, .at = first, .last = last}, b = {.v = v, .at = first, .last = last, .b = true};
	for (;;) {
		char x = next_letter(&a);
		if (x != next_letter(&b))
			return false;
		if (!x)
			return true;
	}
}

static void drop_trivial(struct view *v)
{
	for (size_t i = 0, end; i < v->columns.n; i = end) {
		for (end = i; end < v->columns.n && v->columns.v[end].mark == OPEN_; end++)
			;
		if (end == i)
			end++;
		else if (same_letters(v, i, end))
			set_marks(v, i, end, TRIVIAL);
	}
}

/* ---- numbers and dates, which take up several words ---- */

/* What of one side the word is part of: its number, its date; or NULL. */
typedef const void *part_at(const struct side *s, uint32_t word);

/* Widen first .. last - 1 over all columns whose word is in the part. */
static void widen(const struct view *v, part_at *at, const void *part, bool b, size_t *first, size_t *last)
{
	const struct side *s = b ? &v->b : &v->a;
	while (*first > 0 && at(s, word_in(&v->columns.v[*first - 1], b)) == part)
		--*first;
	while (*last < v->columns.n && at(s, word_in(&v->columns.v[*last], b)) == part)
		++*last;
}

/* The first part of one side in the columns, or NULL. */
static const void *part_in(const struct view *v, part_at *at, size_t first, size_t last, bool b)
{
	const void *part = NULL;
	for (size_t i = first; i < last && !part; i++)
		part = at(b ? &v->b : &v->a, word_in(&v->columns.v[i], b));
	return part;
}

/* The part of one side in the columns, or in an open column beside them. */
static const void *part_by(const struct view *v, part_at *at, size_t first, size_t last, bool b)
{
	const void *part = part_in(v, at, first, last, b);
	if (!part && first > 0 && v->columns.v[first - 1].mark == OPEN_)
		part = part_in(v, at, first - 1, first, b);
	if (!part && last < v->columns.n && v->columns.v[last].mark == OPEN_)
		part = part_in(v, at, last, last + 1, b);
	return part;
}

/* Widen over the part of one side, whether it lies in the columns or beside them. */
static const void *widen_by(const struct view *v, part_at *at, bool b, size_t *first, size_t *last)
{
	const void *part = part_by(v, at, *first, *last, b);
	if (part)
		widen(v, at, part, b, first, last);
	return part;
}

/* ---- dates ---- */

/* Do the two say nothing against each other: the same day, or one of them less of it? */
static bool agree(const struct kua_date *x, const struct kua_date *y)
{
	size_t n = strlen(x->iso), m = strlen(y->iso), least = n < m ? n : m, year = strlen("2011-");
	if (x->kind != y->kind && (x->kind == KUA_DATE_PARTIAL || y->kind == KUA_DATE_PARTIAL)) /* the year of one is not told */
		return least <= year || strncmp(x->iso + year, y->iso + year, least - year) == 0;
	return strncmp(x->iso, y->iso, least) == 0;
}

static bool is_fixed(const struct kua_date *d)
{
	return d && d->kind != KUA_DATE_RELATIVE && *d->iso;
}

static void put_dates(struct view *v, const struct kua_date *a, const struct kua_date *b)
{
	struct kua_drift *d = kua_vec_add(v->out);
	*d = (struct kua_drift){.kind = "number", .of = "date"};
	d->in_a = quote_tokens(v, &v->a, a->first, a->last, &d->a_start, &d->a_end);
	d->in_b = quote_tokens(v, &v->b, b->first, b->last, &d->b_start, &d->b_end);
}

/* Has the column no words but of the two dates? What else stands there must not be lost with them. */
static bool is_of(const struct view *v, const struct column *c, const void *one, const void *two)
{
	const void *a = date_at(&v->a, c->a), *b = date_at(&v->b, c->b);
	return (c->a == NO_WORD || a == one || a == two) && (c->b == NO_WORD || b == one || b == two);
}

/*
 * What was changed in the columns of two dates is told once, as a change of the whole. Two that agree are left to the other kinds,
 * unless they are equally precise: then the day is only written otherwise. Dates that depend on the day of printing are left to them too.
 */
static void take_dates(struct view *v)
{
	for (size_t i = 0; i < v->columns.n; i++) {
		const struct column *c = &v->columns.v[i];
		if (c->mark != OPEN_ || (!date_at(&v->a, c->a) && !date_at(&v->b, c->b)))
			continue;
		size_t first = i, last = i + 1;
		bool b_first = !date_at(&v->a, c->a);
		const struct kua_date *one = widen_by(v, date_at, b_first, &first, &last);
		const struct kua_date *two = widen_by(v, date_at, !b_first, &first, &last);
		if (!is_fixed(one) || !is_fixed(two))
			continue;
		bool same = one->kind == two->kind && strcmp(one->iso, two->iso) == 0;
		if (agree(one, two) && !same)
			continue;
		if (!same)
			put_dates(v, b_first ? two : one, b_first ? one : two);
		for (size_t k = first; k < last; k++)
			if (is_of(v, &v->columns.v[k], one, two))
				set_marks(v, k, k + 1, same ? TRIVIAL : NUMBER);
	}
}

/* ---- numbers ---- */

const struct kua_number *said_number(const struct said *s, uint32_t word)
{
	uint32_t token = s->body->words[word].token;
	size_t low;
	KUA_FIRST(low, s->numbers.n, s->numbers.v[low].last <= token);
	return low < s->numbers.n && s->numbers.v[low].first <= token ? &s->numbers.v[low] : NULL;
}

/* The number of one side that the column's word is part of, or NULL. */
static const void *number_at(const struct side *s, uint32_t word)
{
	return word == NO_WORD ? NULL : said_number(s->said, word);
}

static bool same_word(const char *x, const char *y)
{
	return x == y || (x && y && strcmp(x, y) == 0);
}

static bool same_number(const struct kua_number *x, const struct kua_number *y)
{
	return x->low == y->low && x->high == y->high && x->ordinal == y->ordinal && x->fraction == y->fraction &&
	       same_word(x->word, y->word);
}

static void take_numbers(struct view *v)
{
	for (size_t i = 0; i < v->columns.n; i++) {
		const struct column *c = &v->columns.v[i];
		if (c->mark != OPEN_ || (!number_at(&v->a, c->a) && !number_at(&v->b, c->b)))
			continue;
		size_t first = i, last = i + 1;
		bool b_first = !number_at(&v->a, c->a);
		const struct kua_number *one = widen_by(v, number_at, b_first, &first, &last);
		const struct kua_number *two = widen_by(v, number_at, !b_first, &first, &last);
		if (!one || !two)
			continue;
		if (!same_number(one, two))
			put(v, first, last, "number");
		set_marks(v, first, last, same_number(one, two) ? TRIVIAL : NUMBER);
	}
}

/* ---- names ---- */

bool said_capital(const struct said *s, uint32_t word)
{
	const struct kua_token *t = &s->body->tokens[s->body->words[word].token];
	return t->kind == KUA_WORD && (t->flags & KUA_CAPITAL) && !(t->flags & KUA_STOP_WORD);
}

/* Does the word follow the one before it with nothing but a space between? A possessive ends a name. */
static bool follows(const struct side *s, uint32_t before, uint32_t word)
{
	const struct word *words = s->said->body->words;
	return word == before + 1 && !(token_of(s, before)->flags & KUA_POSSESSIVE) && words[word].token == words[before].token + 1 &&
	       !(token_of(s, word)->flags & KUA_SENTENCE_START);
}

/* Can the column be part of a name: capital on whichever side it has a word. */
static bool is_named(const struct view *v, size_t i)
{
	const struct column *c = &v->columns.v[i];
	return (c->a == NO_WORD || said_capital(v->a.said, c->a)) && (c->b == NO_WORD || said_capital(v->b.said, c->b));
}

/* Do columns i and i + 1 belong to one name, on the sides where both have a word? */
static bool runs_on(const struct view *v, size_t i)
{
	const struct column *c = &v->columns.v[i], *d = c + 1;
	bool a = c->a == NO_WORD || d->a == NO_WORD || follows(&v->a, c->a, d->a);
	bool b = c->b == NO_WORD || d->b == NO_WORD || follows(&v->b, c->b, d->b);
	return a && b;
}

/* Are the CONTEXT columns on either side equal, as far as the passage goes? Of its rims that was seen to (rim.c). */
static bool has_context(const struct view *v, size_t i)
{
	for (size_t k = 1; k <= CONTEXT; k++)
		if ((i >= v->first + k && v->columns.v[i - k].mark != EQUAL_) ||
		    (i + k < v->last && v->columns.v[i + k].mark != EQUAL_))
			return false;
	return true;
}

/*
 * One capital word for another is a name where they are alike (and long enough where a sentence begins with one), or where
 * neither begins a sentence and what is around them is equal: two entries of two lists must not pass for one man.
 * A capital word that one side alone has is part of a name only beside words of it that stay; the caller sees to that.
 */
static bool is_exchange(const struct view *v, size_t i)
{
	const struct column *c = &v->columns.v[i];
	if (c->a == NO_WORD || c->b == NO_WORD)
		return false;
	const struct kua_token *x = token_of(&v->a, c->a), *y = token_of(&v->b, c->b);
	bool starts = (x->flags | y->flags) & KUA_SENTENCE_START;
	if (c->near)
		return !starts || (x->end - x->start >= NAME_LETTERS && y->end - y->start >= NAME_LETTERS);
	return !starts && !v->a.many_capitals && !v->b.many_capitals && has_context(v, i);
}

static void take_names(struct view *v)
{
	for (size_t i = 0, end; i < v->columns.n; i = end) {
		end = i + 1;
		if (!is_named(v, i))
			continue;
		bool differs = false, changed = false, stays = false, gone = false;
		for (end = i;; end++) {
			const struct column *c = &v->columns.v[end];
			differs |= c->mark == OPEN_;
			stays |= c->mark == EQUAL_;
			changed |= c->mark == OPEN_ && is_exchange(v, end);
			gone |= c->mark == OPEN_ && (c->a == NO_WORD || c->b == NO_WORD);
			if (end + 1 >= v->columns.n || !is_named(v, end + 1) || !runs_on(v, end))
				break;
		}
		end++;
		if (!differs || !(changed || (gone && stays)) || end - i > NAME_WORDS)
			continue;
		put(v, i, end, "name");
		set_marks(v, i, end, NAME);
	}
}

/* ---- wordings ---- */

/* Are columns i and i + 1 in one sentence, on the sides where both have a word? */
static bool same_sentence(const struct view *v, size_t i)
{
	const struct column *c = &v->columns.v[i], *d = c + 1;
	bool a = c->a == NO_WORD || d->a == NO_WORD || token_of(&v->a, c->a)->sentence == token_of(&v->a, d->a)->sentence;
	bool b = c->b == NO_WORD || d->b == NO_WORD || token_of(&v->b, c->b)->sentence == token_of(&v->b, d->b)->sentence;
	return a && b;
}

/* Columns first .. last - 1 were added or cut: with the neighbour on either side, of the same sentence where that is enough. */
static void put_one_sided(struct view *v, size_t first, size_t last)
{
	uint32_t from, to;
	size_t before = first, behind = last;
	if (first > 0 && same_sentence(v, first - 1))
		before--;
	if (last < v->columns.n && same_sentence(v, last - 1))
		behind++;
	if (!words_in(v, before, behind, false, &from, &to) || !words_in(v, before, behind, true, &from, &to)) {
		before = first > 0 ? first - 1 : first;
		behind = last < v->columns.n ? last + 1 : last;
	}
	put(v, before, behind, "wording");
}

/* Of the rims figures and names alone are told. */
static void take_wordings(struct view *v)
{
	set_marks(v, 0, v->first, TRIVIAL);
	set_marks(v, v->last, v->columns.n, TRIVIAL);
	for (size_t i = 0, end; i < v->columns.n; i = end) {
		end = i + 1;
		if (v->columns.v[i].mark != OPEN_)
			continue;
		bool one_sided = false;
		size_t last = i;
		for (size_t k = i; k < v->columns.n && k <= last + JOIN_ACROSS + 1; k++)
			if (v->columns.v[k].mark == OPEN_) {
				last = k;
				one_sided |= v->columns.v[k].a == NO_WORD || v->columns.v[k].b == NO_WORD;
			}
		end = last + 1;
		if (same_letters(v, i, end))
			continue;
		if (one_sided)
			put_one_sided(v, i, end);
		else
			put(v, i, end, "wording");
	}
}

/* In running text of most languages one word in ten has a capital; where it is one in four, capitals say little. */
static bool has_many_capitals(const struct body *b)
{
	uint32_t capitals = 0, inside = 0;
	for (uint32_t i = 0; i < b->n_words; i++) {
		const struct kua_token *t = &b->tokens[b->words[i].token];
		if (t->flags & KUA_SENTENCE_START)
			continue;
		inside++;
		capitals += (t->flags & KUA_CAPITAL) != 0;
	}
	return 4 * (uint64_t)capitals > inside;
}

static int by_place(const void *x, const void *y)
{
	const struct kua_drift *p = x, *q = y;
	if (p->a_start != q->a_start)
		return p->a_start < q->a_start ? -1 : 1;
	if (p->b_start != q->b_start)
		return p->b_start < q->b_start ? -1 : 1;
	return strcmp(p->kind, q->kind);
}

/* Between two passages the rims of both may hold the same. */
static void drop_doubles(drift_vec *out, size_t from)
{
	size_t n = from;
	for (size_t i = from; i < out->n; i++)
		if (n == from || by_place(&out->v[n - 1], &out->v[i]) != 0)
			out->v[n++] = out->v[i];
	out->n = n;
}

void drift_of(const struct said *a, const struct said *b, const struct pair *pair, struct kua_arena *arena, drift_vec *out)
{
	struct view v = {
		.a = {a, has_many_capitals(a->body)}, .b = {b, has_many_capitals(b->body)}, .arena = arena, .out = out,
	};
	size_t before = out->n;
	struct rims rims = {0};
	rims_start(&rims, a, b, pair);
	for (size_t i = 0; i < pair->n; i++) {
		struct passage wide;
		if (!rims_widen(&rims, i, &wide))
			continue;
		lay_out(&v, &wide, rims.edits.v, &pair->passages[pair->first + i]);
		drop_trivial(&v);
		take_dates(&v);
		take_numbers(&v);
		take_names(&v);
		take_wordings(&v);
	}
	kua_vec_free(&v.columns);
	rims_end(&rims);
	if (out->n > before)
		qsort(out->v + before, out->n - before, sizeof *out->v, by_place);
	drop_doubles(out, before);
	for (size_t i = before; i < out->n; i++) {
		struct kua_drift *d = &out->v[i];
		d->a = a->body->source->item->id;
		d->b = b->body->source->item->id;
	}
}

/* ---- kept ---- */

static const char *const change_kinds[] = {[CHANGE_NUMBER] = "number", [CHANGE_NAME] = "name", [CHANGE_WORDING] = "wording"};

struct change change_of(const struct kua_drift *d)
{
	struct change c = {.a = (uint32_t)d->a_start, .a_end = (uint32_t)d->a_end, .b = (uint32_t)d->b_start, .b_end = (uint32_t)d->b_end,
	                   .of_date = d->of != NULL};
	while (strcmp(change_kinds[c.kind], d->kind) != 0)
		c.kind++;
	return c;
}

struct kua_drift drift_again(const struct change *c, const struct body *a, const struct body *b, struct kua_arena *arena)
{
	return (struct kua_drift){
		.a = a->source->item->id, .b = b->source->item->id, .kind = change_kinds[c->kind], .of = c->of_date ? "date" : NULL,
		.in_a = kua_arena_strndup(arena, a->text + c->a, c->a_end - c->a),
		.in_b = kua_arena_strndup(arena, b->text + c->b, c->b_end - c->b),
		.a_start = c->a, .a_end = c->a_end, .b_start = c->b, .b_end = c->b_end,
	};
}
