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

#include "accounts/count_line.h"
#include "util/search.h"

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
	size_t low, first = l->c->slot[item] - 1;
	KUA_FIRST_OF(low, first, l->n, seen_at(l, low)->item == item && figure_at(l, low)->start < at);
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
	line_write(&l, account);
	descents_clear(&l.descents);
}
