/*
 * marks.c - which classes each token is in. A class's spans are the longest forms that begin at a token, from left to
 * right, none inside another of the same class; of different classes they may overlap as they like. Numbers, dates, times
 * and names come in as spans of their own classes. A token then only knows "in a span of class c, at its beginning, at its
 * end", which is all that a program asks.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"
#include "util/search.h"

#define FRONTIER 16 /* trie nodes followed at once */

struct span {
	uint32_t first, last, class_id;
	const char *value;
};

struct marking {
	const struct ruleset *set;
	const struct kua_text *text;
	struct kua_arena *arena;
	struct marks_of *of;   /* per token: what becomes its marks */
	struct kua_bits *bits; /* and its classes */
	KUA_VEC(struct span) spans; /* of more than one word, and of numbers, dates, times, names */
	uint32_t *behind; /* per class: number of its last form's span, from 1 */
	struct seen *seen;
	uint32_t stamp;             /* of what was seen in this item */
	const struct words **words; /* per token */
};

static void add_span(struct marking *m, uint32_t first, uint32_t last, uint32_t class_id, const char *value)
{
	if (first < last && last - first <= LONGEST_SPAN && last <= m->text->n_tokens)
		*kua_vec_add(&m->spans) = (struct span){first, last, class_id, value};
}

/* ---- forms ---- */

/* The same from memory where the spelling stood there before. */
static const struct words *words_of(struct marking *m, const struct kua_token *t)
{
	struct seen *seen = &m->seen[((uintptr_t)t->norm >> 4 ^ (uintptr_t)t->norm >> 12) & (SEEN - 1)];
	if (seen->norm != t->norm || seen->stamp != m->stamp)
		*seen = (struct seen){t->norm, kua_words_of(m->set, t, m->arena), m->stamp};
	return seen->words;
}

/* The forms of more than one word that end at the node; `from` is where the spans begin that start at the token `first`. */
static void note_members(struct marking *m, const struct trie_node *node, uint32_t first, uint32_t last, size_t from)
{
	for (uint32_t i = 0; i < node->n_members; i++) {
		const struct mark *member = &m->set->members[node->members + i];
		size_t behind = m->behind[member->class_id];
		const struct span new = {first, last, member->class_id, member->value};
		if (behind > from) { /* a shorter form from the same token: the longer one takes its place */
			m->spans.v[behind - 1] = new;
		} else if (!behind || m->spans.v[behind - 1].last <= first) { /* else inside a span of the same class */
			*kua_vec_add(&m->spans) = new;
			m->behind[member->class_id] = (uint32_t)m->spans.n;
		}
	}
}

/* Follow the forms of more than one word that begin at the token. */
static void mark_longer(struct marking *m, uint32_t first)
{
	const struct trie *trie = &m->set->trie;
	const struct words *words = m->words[first];
	uint32_t nodes[FRONTIER], end = m->text->sentences[m->text->tokens[first].sentence].last;
	size_t from = m->spans.n, n_nodes = 0;
	for (uint32_t inner = words->inner; inner; inner &= inner - 1)
		nodes[n_nodes++] = words->v[__builtin_ctz(inner)].node;
	for (uint32_t t = first + 1; n_nodes && t < end && t < first + FORM_WORDS; t++) {
		uint32_t next[FRONTIER];
		size_t n_next = 0;
		words = m->words[t];
		for (size_t i = 0; i < n_nodes; i++)
			for (size_t k = 0; k < words->n && trie->nodes.v[nodes[i]].next & words->as_next; k++) {
				uint32_t to = kua_trie_step(trie, nodes[i], words->v[k].number);
				if (!to)
					continue;
				note_members(m, &trie->nodes.v[to], first, t + 1, from);
				if (trie->nodes.v[to].inner && n_next < FRONTIER)
					next[n_next++] = to;
			}
		memcpy(nodes, next, n_next * sizeof *next);
		n_nodes = n_next;
	}
}

/* ---- numbers, dates, times, names ---- */

static uint32_t *cover(struct kua_arena *a, size_t n)
{
	uint32_t *at = KUA_NEW_N(a, uint32_t, n + 1);
	memset(at, 0xFF, n * sizeof *at);
	return at;
}

static void cover_span(uint32_t *at, size_t n, uint32_t first, uint32_t last, size_t index)
{
	for (uint32_t t = first; t < last && t < n; t++)
		if (at[t] == KUA_NO_ID)
			at[t] = (uint32_t)index;
}

static void mark_dates(struct marking *m, struct kua_scene *s, struct kua_arena *a)
{
	uint32_t *dates = cover(a, s->text->n_tokens), *times = cover(a, s->text->n_tokens);
	for (size_t i = 0; i < s->n_dates; i++) {
		cover_span(dates, s->text->n_tokens, s->dates[i].first, s->dates[i].last, i);
		add_span(m, s->dates[i].first, s->dates[i].last, SPECIAL_DATE, NULL);
	}
	for (size_t i = 0; i < s->n_times; i++) {
		cover_span(times, s->text->n_tokens, s->times[i].first, s->times[i].last, i);
		add_span(m, s->times[i].first, s->times[i].last, SPECIAL_TIME, NULL);
	}
	s->date_at = dates;
	s->time_at = times;
}

static void mark_numbers(struct marking *m, struct kua_scene *s, struct kua_arena *a)
{
	uint32_t *at = cover(a, s->text->n_tokens);
	for (size_t i = 0; i < s->n_numbers; i++) {
		const struct kua_number *n = &s->numbers[i];
		cover_span(at, s->text->n_tokens, n->first, n->last, i);
		bool dated = s->date_at[n->first] != KUA_NO_ID || s->time_at[n->first] != KUA_NO_ID;
		if (n->ordinal || (!dated && !n->article)) /* an article counts nothing by itself */
			add_span(m, n->first, n->last,
			         n->ordinal    ? SPECIAL_ORDINAL
			         : n->money    ? SPECIAL_MONEY
			         : n->fraction ? SPECIAL_SHARE
			                       : SPECIAL_NUMBER,
			         NULL);
	}
	s->number_at = at;
}

static uint32_t token_at(const struct kua_text *t, int64_t byte)
{
	size_t low; /* the first token that ends after byte */
	KUA_FIRST(low, t->n_tokens, (int64_t)t->tokens[low].end <= byte);
	return (uint32_t)low;
}

static void mark_names(struct marking *m, struct kua_scene *s, struct kua_arena *a)
{
	uint32_t *at = cover(a, s->text->n_tokens);
	uint32_t end_of[SPECIALS] = {0};
	for (size_t i = 0; i < s->n_named; i++) {
		const struct kua_named *n = &s->named[i];
		uint32_t first = token_at(s->text, n->mention->start), last = token_at(s->text, n->mention->end - 1);
		last = last < s->text->n_tokens ? last + 1 : last;
		cover_span(at, s->text->n_tokens, first, last, i);
		uint32_t class_id = strcmp(n->kind, "person") == 0  ? SPECIAL_PERSON
		                    : strcmp(n->kind, "place") == 0 ? SPECIAL_PLACE
		                                                    : SPECIAL_ORGANISATION;
		if (first >= end_of[class_id]) {
			add_span(m, first, last, class_id, n->label);
			end_of[class_id] = last;
		}
	}
	s->named_at = at;
}

/* ---- spans into marks ---- */

/* A token's own marks go behind those of spans, but where a form of more words is of the same class. */
static void add_own(struct mark *v, uint32_t *n, const struct marks_of *own)
{
	uint32_t of_spans = *n;
	for (size_t i = 0; i < own->n; i++) {
		size_t at = 0;
		while (at < of_spans && v[at].class_id != own->v[i].class_id)
			at++;
		if (at == of_spans)
			v[(*n)++] = own->v[i];
	}
}

/* Give the tokens in spans lists of their own. */
static void lay_out(struct marking *m)
{
	size_t n_tokens = m->text->n_tokens, total = 0;
	uint32_t *at = KUA_NEW_N(m->arena, uint32_t, n_tokens + 1); /* per token: how many spans hold it, then where its marks begin */
	uint32_t *n = KUA_NEW_N(m->arena, uint32_t, n_tokens + 1);
	for (size_t i = 0; i < m->spans.n; i++)
		for (uint32_t t = m->spans.v[i].first; t < m->spans.v[i].last; t++)
			at[t]++;
	for (size_t t = 0; t < n_tokens; t++) {
		size_t room = at[t] ? at[t] + m->of[t].n : 0;
		at[t] = (uint32_t)total;
		total += room;
	}
	at[n_tokens] = (uint32_t)total;
	struct mark *v = KUA_NEW_N(m->arena, struct mark, total + 1);
	for (size_t i = 0; i < m->spans.n; i++) {
		const struct span *s = &m->spans.v[i];
		for (uint32_t t = s->first; t < s->last; t++) {
			uint8_t role = (uint8_t)((t == s->first ? MARK_BEGIN : 0) | (t + 1 == s->last ? MARK_END : 0));
			v[at[t] + n[t]++] = (struct mark){s->class_id, role, s->value};
			kua_bits_add(&m->bits[t], m->set->bit_of[s->class_id]);
		}
	}
	for (uint32_t t = 0; t < n_tokens; t++) {
		m->bits[t].v[0] |= kua_specials_of(m->text, t);
		if (n[t]) {
			uint32_t of_spans = n[t];
			add_own(v + at[t], &n[t], &m->of[t]);
			m->of[t] = (struct marks_of){v + at[t], n[t], of_spans, m->of[t].meets};
		}
	}
}

/* The May of "5 May 2012" is not the verb. "Two days later" is left to the rules. */
static bool is_inside_date(const struct kua_scene *s, uint32_t t)
{
	uint32_t k = s->date_at[t];
	bool open = k != KUA_NO_ID && s->dates[k].kind == KUA_DATE_RELATIVE && !s->dates[k].iso[0];
	return k != KUA_NO_ID && !open && s->dates[k].last - s->dates[k].first > 1;
}

#define AHEAD 8 /* tokens, in whose time memory answers */

/* What words can be stands far apart: ask for it before it is needed. */
static void fetch_words(const struct marking *m, size_t t)
{
	const struct words_table *table = &m->set->by_hash;
	if (t + 2 * AHEAD < m->text->n_tokens)
		__builtin_prefetch(&table->v[m->text->tokens[t + 2 * AHEAD].hash & table->mask]);
	if (t + AHEAD < m->text->n_tokens) {
		const struct words *words = table->v[m->text->tokens[t + AHEAD].hash & table->mask].words;
		if (words) {
			__builtin_prefetch(words);
			__builtin_prefetch(&words->as_next);
		}
	}
}

static void mark_forms(struct marking *m, const struct kua_scene *s)
{
	for (uint32_t t = 0; t < s->text->n_tokens; t++) {
		fetch_words(m, t);
		m->words[t] = words_of(m, &s->text->tokens[t]);
		__builtin_prefetch(m->words[t]->marks.v);
		__builtin_prefetch(m->words[t]->marks.meets);
	}
	for (uint32_t t = 0; t < s->text->n_tokens; t++) {
		const struct words *words = m->words[t];
		if (words->n == 0 || is_inside_date(s, t))
			continue;
		m->of[t] = words->marks;
		m->bits[t] = words->bits;
		if (words->next && t + 1 < s->text->n_tokens && m->words[t + 1]->as_next & words->next)
			mark_longer(m, t);
	}
	for (size_t i = 0; i < m->spans.n; i++)
		m->behind[m->spans.v[i].class_id] = 0;
}

void kua_scene_mark(struct kua_scene *s, const struct ruleset *set)
{
	struct scratch *scratch = kua_scratch_take(set, s->text->n_sentences);
	struct kua_arena *a = scratch->arena;
	struct marking m = {.set = set, .text = s->text, .arena = a, .behind = scratch->behind, .seen = scratch->seen,
	                    .stamp = scratch->stamp + 1};
	m.of = KUA_NEW_N(a, struct marks_of, s->text->n_tokens + 1);
	m.bits = KUA_NEW_N(a, struct kua_bits, s->text->n_tokens + 1);
	m.words = KUA_NEW_N(a, const struct words *, s->text->n_tokens);
	mark_dates(&m, s, a);
	mark_numbers(&m, s, a);
	mark_names(&m, s, a);
	mark_forms(&m, s);
	lay_out(&m);
	struct kua_marks *marks = KUA_NEW(a, struct kua_marks);
	*marks = (struct kua_marks){.set = set, .of = m.of, .bits = m.bits, .memory = KUA_NEW(a, struct marks_memory)};
	marks->memory->scratch = scratch;
	marks->memory->stamp = m.stamp;
	scratch->stamp += (uint32_t)s->text->n_sentences;
	marks->memory->matches = KUA_NEW_N(a, struct task_matches, set->n_tasks);
	kua_marks_call(marks, s->text, a);
	s->marks = marks;
	kua_vec_free(&m.spans);
}
