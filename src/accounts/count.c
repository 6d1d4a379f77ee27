/*
 * count.c - how many independent voices stand behind one number.
 *
 * Three counts are made with the same machinery, disjoint sets of the number's figures in which every union has
 * a rule. The count that is shown joins by
 *   text          the same passage in two items of one family: a letter printed five times is one voice;
 *   voice         the same voice, whoever reports it: an official count quoted by a campaigner is the officials';
 *   organisation  two people, or a post and a person, of one organisation;
 *   state         police and prosecutor of one state;
 *   title         the title of an item and the figure below that it repeats.
 * The high count joins by text and by a voice that is named in the item itself, and by nothing else. The low
 * count joins on thin evidence too: nobody named, "media" in general, people of the place who may repeat one
 * another, items of one document or one family with different speakers, figures that only the lack of another
 * event put here.
 *
 * What is joined so is sure. A voice that speaks in a copy of a text, in words of the copy's own or with a number
 * that the copy changed, is one only so far as the text is no copy: origins.c makes of the three counts what is
 * expected and the bounds.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/count.h"
#include "accounts/origins.h"

struct reuse_of { /* one reuse, seen from one of its items */
	size_t item, other;
	const struct kua_reuse *reuse;
	bool is_a;
};

struct counter {
	struct desk *d;
	struct reuse_of *reuse; /* by item */
	size_t *reuse_first;    /* of each item; one more at the end */
	size_t *slot;           /* of each item: first position in the line + 1, where stamp is the line's */
	size_t *stamp;
	size_t line;
	struct lineage *lineage;
};

enum rule { BY_TEXT = 1, BY_VOICE = 2, BY_ORGANISATION = 4, BY_STATE = 8, BY_THIN = 16, BY_TITLE = 32 };

/* ---- disjoint sets ---- */

static void join(struct sets *s, size_t a, size_t b, unsigned rule)
{
	a = sets_root(s, a);
	b = sets_root(s, b);
	if (a == b)
		return;
	size_t low = a < b ? a : b, high = a < b ? b : a;
	s->parent[high] = low;
	s->rules[low] |= s->rules[high] | rule;
}

static size_t sets_among(const struct sets *s, size_t n)
{
	size_t sets = 0;
	for (size_t i = 0; i < n; i++)
		sets += s->parent[i] == i;
	return sets;
}

/* ---- the reuse of each item ---- */

static int by_item(const void *pa, const void *pb)
{
	const struct reuse_of *a = pa, *b = pb;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	return strcmp(a->reuse->id ? a->reuse->id : "", b->reuse->id ? b->reuse->id : "");
}

struct counter *counter_new(struct desk *d)
{
	struct counter *c = kua_calloc(1, sizeof *c);
	size_t n = 0, items = d->in->n_items;
	c->d = d;
	c->reuse = KUA_NEW_N(d->a, struct reuse_of, kua_mul(d->in->n_reuse, 2));
	c->reuse_first = KUA_NEW_N(d->a, size_t, items + 1);
	c->slot = KUA_NEW_N(d->a, size_t, items);
	c->stamp = KUA_NEW_N(d->a, size_t, items);
	for (size_t i = 0; i < d->in->n_reuse; i++) {
		const struct kua_reuse *r = &d->in->reuse[i];
		size_t a = desk_item(d, r->a), b = desk_item(d, r->b);
		if (a == NOWHERE || b == NOWHERE || a == b)
			continue;
		c->reuse[n++] = (struct reuse_of){a, b, r, true};
		c->reuse[n++] = (struct reuse_of){b, a, r, false};
	}
	if (n)
		qsort(c->reuse, n, sizeof *c->reuse, by_item);
	for (size_t i = 0, k = 0; i <= items; i++) {
		while (k < n && c->reuse[k].item < i)
			k++;
		c->reuse_first[i] = k;
	}
	c->lineage = lineage_new(d);
	return c;
}

void counter_free(struct counter *c)
{
	lineage_free(c->lineage);
	free(c);
}

/* ---- one line ---- */

struct line {
	struct counter *c;
	const size_t *figures; /* in order: those of one item stand together */
	size_t n;
	struct sets shown, high, low;
	struct descents descents;
	double *own; /* of each root of shown: probability that the voice has an origin of its own */
};

static const struct kua_figure *figure_at(const struct line *l, size_t i)
{
	return &l->c->d->in->figures[l->figures[i]];
}

static const struct seen *seen_at(const struct line *l, size_t i)
{
	return &l->c->d->seen[l->figures[i]];
}

static const struct speaker *speaker_at(const struct line *l, size_t i)
{
	return &l->c->d->speakers.v[seen_at(l, i)->speaker];
}

static void join_all(struct line *l, size_t a, size_t b, unsigned rule)
{
	join(&l->shown, a, b, rule);
	join(&l->low, a, b, rule);
	if (rule == BY_TEXT || rule == BY_TITLE)
		join(&l->high, a, b, rule);
}

/*
 * Where in the other item the beginning of a figure's quote lies, by one span; false where the span does not
 * hold it.
 */
static bool mapped(const struct kua_span *s, bool is_a, const struct kua_figure *f, int64_t *at)
{
	int64_t from = is_a ? s->a_start : s->b_start, to = is_a ? s->a_end : s->b_end;
	int64_t other_from = is_a ? s->b_start : s->a_start, other_to = is_a ? s->b_end : s->a_end;
	if (f->end <= from || f->start >= to || to <= from)
		return false;
	int64_t in = f->start > from ? f->start - from : 0;
	*at = other_from + (int64_t)((double)in * (double)(other_to - other_from) / (double)(to - from));
	return true;
}

/*
 * The figure of the line in another item that starts nearest to a place in it; they stand in order of start.
 */
static size_t nearest_figure(const struct line *l, size_t item, int64_t at)
{
	size_t low = l->c->slot[item] - 1, first = low, high = l->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (seen_at(l, mid)->item == item && figure_at(l, mid)->start < at)
			low = mid + 1;
		else
			high = mid;
	}
	bool after = low < l->n && seen_at(l, low)->item == item;
	if (!after || (low > first && at - figure_at(l, low - 1)->start < figure_at(l, low)->start - at))
		low--;
	return low;
}

static void join_passage(struct line *l, size_t i, const struct reuse_of *r)
{
	if (l->c->stamp[r->other] != l->c->line)
		return;
	for (size_t k = 0; k < r->reuse->spans.n; k++) {
		const struct kua_span *s = &r->reuse->spans.v[k];
		int64_t at, from = r->is_a ? s->b_start : s->a_start, to = r->is_a ? s->b_end : s->a_end;
		if (!mapped(s, r->is_a, figure_at(l, i), &at))
			continue;
		size_t j = nearest_figure(l, r->other, at);
		if (figure_at(l, j)->end > from && figure_at(l, j)->start < to)
			join_all(l, i, j, BY_TEXT);
	}
}

static void join_texts(struct line *l)
{
	struct counter *c = l->c;
	c->line++;
	for (size_t i = 0; i < l->n; i++) {
		size_t item = seen_at(l, i)->item;
		if (item == NOWHERE || c->stamp[item] == c->line)
			continue;
		c->stamp[item] = c->line;
		c->slot[item] = i + 1;
	}
	for (size_t i = 0; i < l->n; i++) {
		size_t item = seen_at(l, i)->item;
		if (item == NOWHERE)
			continue;
		for (size_t k = c->reuse_first[item]; k < c->reuse_first[item + 1]; k++)
			join_passage(l, i, &c->reuse[k]);
	}
}

/* A title with the first figure of its item that stands below it: they stand together, the title first. */
static void join_titles(struct line *l)
{
	size_t title = NOWHERE;
	for (size_t i = 0; i < l->n; i++) {
		if (seen_at(l, i)->title)
			title = i;
		else if (title != NOWHERE && same_text(figure_at(l, title)->item, figure_at(l, i)->item))
			join_all(l, title, i, BY_TITLE);
		if (!seen_at(l, i)->title)
			title = NOWHERE;
	}
}

/* Join figures that share a key; make(key) leaves it empty for a figure that takes no part. */
typedef void key_fn(const struct line *l, size_t i, struct kua_buf *key);

static void join_by(struct line *l, key_fn *make, unsigned rule, bool high)
{
	struct kua_intern *keys = kua_intern_new();
	TABLE(size_t) first = {0};
	struct kua_buf key = KUA_BUF_INIT;
	for (size_t i = 0; i < l->n; i++) {
		kua_buf_clear(&key);
		make(l, i, &key);
		if (!key.len)
			continue;
		size_t *at = table_at(&first, kua_intern_add(keys, key.data, key.len));
		if (!*at) {
			*at = i + 1;
			continue;
		}
		if (rule != BY_THIN)
			join(&l->shown, *at - 1, i, rule);
		join(&l->low, *at - 1, i, rule);
		if (high)
			join(&l->high, *at - 1, i, rule);
	}
	kua_buf_free(&key);
	kua_intern_free(keys);
	kua_vec_free(&first);
}

/* Without any alignment, a family is all that is known about copies. */
static void key_family(const struct line *l, size_t i, struct kua_buf *key)
{
	size_t item = seen_at(l, i)->item, family = item == NOWHERE ? NOWHERE : l->c->d->family[item];
	if (family != NOWHERE)
		kua_buf_printf(key, "%zu", family);
}

/* Copies of one text by one voice. */
static void key_family_voice(const struct line *l, size_t i, struct kua_buf *key)
{
	key_family(l, i, key);
	if (key->len)
		kua_buf_printf(key, ":%u", seen_at(l, i)->speaker);
}

static void key_voice(const struct line *l, size_t i, struct kua_buf *key)
{
	kua_buf_printf(key, "%u", seen_at(l, i)->speaker);
}

static void key_voice_named(const struct line *l, size_t i, struct kua_buf *key)
{
	if (speaker_at(l, i)->named && !seen_at(l, i)->archive)
		key_voice(l, i, key);
}

static bool is_state(const struct speaker *s)
{
	return s->body && strcmp(s->body, "state") == 0;
}

static void key_organisation(const struct line *l, size_t i, struct kua_buf *key)
{
	const struct speaker *s = speaker_at(l, i);
	if (s->body_label && s->body && !is_state(s))
		kua_buf_str(key, s->body);
}

static void key_state(const struct line *l, size_t i, struct kua_buf *key)
{
	const struct speaker *s = speaker_at(l, i);
	if (is_state(s))
		kua_buf_printf(key, "%s", s->of ? s->of : "-");
}

static void key_any_state(const struct line *l, size_t i, struct kua_buf *key)
{
	if (is_state(speaker_at(l, i)))
		kua_buf_char(key, 's');
}

/* Officials of nowhere in particular are those of the one state whose officials the line names. */
static bool one_state(const struct line *l)
{
	const char *of = NULL;
	for (size_t i = 0; i < l->n; i++) {
		const struct speaker *s = speaker_at(l, i);
		if (!is_state(s) || !s->of)
			continue;
		if (of && strcmp(of, s->of) != 0)
			return false;
		of = s->of;
	}
	return true;
}

static void key_place(const struct line *l, size_t i, struct kua_buf *key)
{
	const struct speaker *s = speaker_at(l, i);
	if (s->body && strcmp(s->body, "place") == 0)
		kua_buf_char(key, 'p');
}

static void key_document(const struct line *l, size_t i, struct kua_buf *key)
{
	const struct desk *d = l->c->d;
	size_t item = seen_at(l, i)->item;
	if (item == NOWHERE)
		return;
	if (d->archive[d->document_of[item]] || d->document_items.v[d->document_of[item]] == 1)
		kua_buf_printf(key, "d%zu", d->document_of[item]);
	else
		kua_buf_printf(key, "i%zu", item);
}

/*
 * Statements that may stand for any other: nobody named, the media in general, or an event that was only the
 * likeliest.
 */
static void join_doubtful(struct line *l)
{
	for (size_t i = 1; i < l->n; i++) {
		const struct speaker *s = speaker_at(l, i), *first = speaker_at(l, 0);
		bool doubtful = !s->named || (s->body && strcmp(s->body, "media") == 0) || seen_at(l, i)->weak;
		bool first_doubtful = !first->named || (first->body && strcmp(first->body, "media") == 0);
		if (doubtful || (i == 1 && first_doubtful))
			join(&l->low, 0, i, BY_THIN);
	}
}

static void join_line(struct line *l)
{
	join_texts(l);
	join_titles(l);
	if (l->c->d->in->n_reuse == 0)
		join_by(l, key_family, BY_TEXT, true);
	join_by(l, key_family_voice, BY_TEXT, true);
	join_by(l, key_voice_named, BY_VOICE, true);
	join_by(l, key_voice, BY_VOICE, false);
	join_by(l, key_organisation, BY_ORGANISATION, false);
	join_by(l, one_state(l) ? key_any_state : key_state, BY_STATE, false);
	join_by(l, key_any_state, BY_THIN, false);
	join_by(l, key_place, BY_THIN, false);
	join_by(l, key_family, BY_THIN, false);
	join_by(l, key_document, BY_THIN, false);
	join_doubtful(l);
}

/* ---- writing ---- */

/* The voice that stands for a set: a person before an organisation before a class, then by label. */
static int standing(const struct speaker *s)
{
	if (!s->named)
		return 3;
	if (strcmp(s->voice.kind, "person") == 0)
		return 0;
	return strcmp(s->voice.kind, "organisation") == 0 ? 1 : 2;
}

static bool stands_before(const struct speaker *a, const struct speaker *b)
{
	if (standing(a) != standing(b))
		return standing(a) < standing(b);
	int c = strcmp(a->voice.label, b->voice.label);
	return c ? c < 0 : strcmp(a->voice.id, b->voice.id) < 0;
}

struct set { /* one voice of the shown count */
	const struct speaker *speaker;
	const char *organisation; /* all of its voices speak for it */
	struct kua_list figures;
	size_t items, last_item;
	bool archive;
	double own; /* probability that it has an origin of its own */
};

static void add_to_set(const struct line *l, struct kua_arena *a, struct set *set, size_t i)
{
	const struct speaker *s = speaker_at(l, i);
	if (!set->speaker || stands_before(s, set->speaker))
		set->speaker = s;
	if (s->body_label && !is_state(s))
		set->organisation = s->body_label;
	set->archive |= seen_at(l, i)->archive;
	if (!set->figures.n || set->last_item != seen_at(l, i)->item)
		set->items++;
	set->last_item = seen_at(l, i)->item;
	kua_list_add(a, &set->figures, figure_at(l, i)->id);
}

static const char *why_joined(struct kua_arena *a, const struct set *set, unsigned rules)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (rules & BY_TEXT)
		kua_buf_str(&b, "one text printed more than once");
	if (rules & BY_TITLE)
		kua_buf_printf(&b, "%sthe title repeats its text", b.len ? "; " : "");
	if (rules & BY_VOICE)
		kua_buf_printf(&b, "%sthe same voice, %s, reported in %s", b.len ? "; " : "",
		               set->speaker->voice.label,
		               set->items == 1 ? "one item" : kua_arena_printf(a, "%zu items", set->items));
	if (rules & BY_ORGANISATION)
		kua_buf_printf(&b, "%sall speak for %s", b.len ? "; " : "",
		               set->organisation ? set->organisation : "one organisation");
	if (rules & BY_STATE)
		kua_buf_printf(&b, "%sall speak for one state", b.len ? "; " : "");
	if (set->archive && rules & (BY_ORGANISATION | BY_VOICE))
		kua_buf_str(&b, "; a post in which nobody else is named speaks with its archive's voice");
	const char *why = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return why;
}

static int by_standing(const void *pa, const void *pb)
{
	const struct set *a = pa, *b = pb;
	if (a->figures.n != b->figures.n)
		return a->figures.n > b->figures.n ? -1 : 1;
	return stands_before(a->speaker, b->speaker) ? -1 : 1;
}

static int by_origin(const void *pa, const void *pb)
{
	const struct set *a = pa, *b = pb;
	if (a->own < b->own || a->own > b->own)
		return a->own > b->own ? -1 : 1;
	return by_standing(pa, pb);
}

/* As many voices as are expected, those that are most likely to have an origin of their own. */
static void write_voices(struct kua_arena *a, struct set *sets, size_t n, struct kua_account *account)
{
	size_t told = (size_t)llround(account->independent);
	qsort(sets, n, sizeof *sets, by_origin);
	qsort(sets, told, sizeof *sets, by_standing);
	for (size_t k = 0; k < told; k++)
		kua_list_add(a, &account->voices, sets[k].speaker->voice.id);
}

#define TOLD 0.05 /* sources of a figure that are less likely are left out */

static bool is_told(const struct line *l, const struct descent *x)
{
	bool same = x->from != NOWHERE && sets_root(&l->shown, x->from) == sets_root(&l->shown, x->figure);
	return x->own_words && !same && x->p >= TOLD;
}

/* Each figure with each that it may be from, although they are not one voice for sure. */
static size_t write_descents(const struct line *l, struct kua_joined *out)
{
	size_t n = 0;
	for (size_t k = 0; k < l->descents.v.n; k++) {
		const struct descent *x = &l->descents.v.v[k];
		if (!is_told(l, x))
			continue;
		if (out) {
			struct kua_joined *j = &out[n];
			j->from = l->c->d->in->figures[x->other].id;
			j->why = x->from == NOWHERE ? "its text may be a copy that has another number here"
			                            : "its text may be a copy that says it in words of its own";
			j->probability = round(x->p * 10000) / 10000;
			kua_list_add(l->c->d->a, &j->figures, figure_at(l, x->figure)->id);
			kua_list_add(l->c->d->a, &j->figures, j->from);
		}
		n++;
	}
	return n;
}

static void write_sets(struct line *l, struct kua_account *account)
{
	struct kua_arena *a = l->c->d->a;
	size_t *number = KUA_NEW_N(a, size_t, l->n), n = 0;
	struct set *sets = KUA_NEW_N(a, struct set, sets_among(&l->shown, l->n));
	unsigned *rules = KUA_NEW_N(a, unsigned, sets_among(&l->shown, l->n));
	for (size_t i = 0; i < l->n; i++) {
		size_t root = sets_root(&l->shown, i);
		if (root == i) {
			rules[n] = l->shown.rules[i];
			number[i] = n++;
		}
		add_to_set(l, a, &sets[number[root]], i);
		sets[number[root]].own = l->own[root];
		l->c->d->seen[l->figures[i]].copied = l->own[root] < 0.5;
	}
	struct kua_joined *joined = KUA_NEW_N(a, struct kua_joined, n + write_descents(l, NULL));
	for (size_t k = 0; k < n; k++)
		if (sets[k].figures.n > 1)
			joined[account->joined.n++] = (struct kua_joined){.figures = sets[k].figures,
			                                                  .why = why_joined(a, &sets[k], rules[k]), .probability = 1};
	account->joined.n += write_descents(l, joined + account->joined.n);
	account->joined.v = joined;
	write_voices(a, sets, n, account);
}

/* Sentences; a title that repeats its text is none. */
static int64_t statements_of(const struct line *l)
{
	int64_t n = 0, end = INT64_MIN;
	for (size_t i = 0; i < l->n; i++) {
		const struct kua_figure *f = figure_at(l, i);
		if (i == 0 || !same_text(f->item, figure_at(l, i - 1)->item))
			end = INT64_MIN;
		if (seen_at(l, i)->title)
			continue;
		n += f->start >= end;
		end = f->end > end ? f->end : end;
	}
	return n ? n : 1;
}

static struct sets sets_new(struct kua_arena *a, size_t n)
{
	struct sets s = {KUA_NEW_N(a, size_t, n), KUA_NEW_N(a, unsigned, n)};
	for (size_t i = 0; i < n; i++)
		s.parent[i] = i;
	return s;
}

/* What is expected, to a hundredth, with bounds that hold it; where no voice may come from another, what was counted. */
static void count_origins(struct line *l, struct kua_account *account)
{
	const struct origins o = {l->c->lineage, &l->descents, l->figures, l->n};
	for (size_t i = 0; i < l->n; i++)
		l->own[i] = 1;
	account->independent = (double)sets_among(&l->shown, l->n);
	if (!l->descents.any)
		return;
	account->independent = round(origins_expected(&o, &l->shown, l->own) * 100) / 100;
	struct between b = origins_between(&o, &l->low, &l->high);
	int64_t least = (int64_t)floor(account->independent), most = (int64_t)ceil(account->independent);
	account->independent_low = b.low < least ? b.low : least;
	account->independent_high = b.high > most ? b.high : most;
}

void counter_line(struct counter *c, const size_t *figures, size_t n, struct kua_account *account)
{
	struct kua_arena *a = c->d->a;
	struct line l = {.c = c, .figures = figures, .n = n, .shown = sets_new(a, n), .high = sets_new(a, n), .low = sets_new(a, n),
	                 .own = KUA_NEW_N(a, double, n)};
	join_line(&l);
	descents_find(c->lineage, figures, n, &l.shown, &l.descents);
	account->statements = statements_of(&l);
	account->independent_low = (int64_t)sets_among(&l.low, n);
	account->independent_high = (int64_t)sets_among(&l.high, n);
	count_origins(&l, account);
	for (size_t i = 0; i < n; i++)
		kua_list_add(a, &account->figures, figure_at(&l, i)->id);
	write_sets(&l, account);
	descents_clear(&l.descents);
}
