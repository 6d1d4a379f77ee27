/*
 * scene.c - one item made ready for matching: which classes each token is in. A class's spans are the longest forms that
 * begin at a token, from left to right, none inside another of the same class; of different classes they may overlap as
 * they like. Numbers, dates, times and names come in as spans of their own classes. A token then only knows "in a span
 * of class c, at its beginning, at its end", which is all that a program asks.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"
#include "custody/custody.h"

#define LONGEST_SPAN 64 /* tokens; a longer number or name is nobody's */
#define SHIFT_MOST 366  /* "so many weeks later" */
#define FRONTIER 16     /* trie nodes followed at once */

struct span {
	uint32_t first, last, class_id;
	const char *value;
};

struct marking {
	const struct ruleset *set;
	const struct kua_text *text;
	KUA_VEC(struct span) spans;
	uint32_t *end_of; /* per class: end of its last span */
};

static void add_span(struct marking *m, uint32_t first, uint32_t last, uint32_t class_id, const char *value)
{
	if (first < last && last - first <= LONGEST_SPAN && last <= m->text->n_tokens)
		*kua_vec_add(&m->spans) = (struct span){first, last, class_id, value};
}

/* ---- forms ---- */

static uint32_t word_of(const struct ruleset *set, const struct kua_token *t)
{
	for (size_t at = (size_t)t->hash & set->slot_mask; set->slots[at].word; at = (at + 1) & set->slot_mask)
		if (set->slots[at].hash == t->hash && strcmp(kua_intern_text(set->words, set->slots[at].word - 1), t->norm) == 0)
			return set->slots[at].word - 1;
	return KUA_NO_ID;
}

/* The words, by number, that a token can be in the trie: itself and every stem it begins with. */
static size_t words_of(const struct ruleset *set, const struct kua_token *t, uint32_t *out)
{
	size_t n = 0;
	uint32_t id = word_of(set, t);
	if (id != KUA_NO_ID)
		out[n++] = id * 2;
	uint64_t lengths = set->stem_lengths;
	size_t len = lengths ? strlen(t->norm) : 0;
	while (lengths && n < FRONTIER) {
		size_t k = (size_t)__builtin_ctzll(lengths);
		lengths &= lengths - 1;
		if (k > len)
			break;
		if ((id = kua_intern_find(set->stems, t->norm, k)) != KUA_NO_ID)
			out[n++] = id * 2 + 1;
	}
	return n;
}

static void note_members(struct marking *m, const struct trie_node *node, uint32_t first, uint32_t last, size_t from)
{
	for (uint32_t i = 0; i < node->n_members; i++) {
		const struct member *member = &m->set->members[node->members + i];
		if (m->end_of[member->class_id] > first)
			continue; /* inside a span of the same class */
		size_t k = from;
		while (k < m->spans.n && m->spans.v[k].class_id != member->class_id)
			k++;
		if (k < m->spans.n) /* a shorter form from the same token: the longer one takes its place */
			m->spans.v[k] = (struct span){first, last, member->class_id, member->value};
		else
			add_span(m, first, last, member->class_id, member->value);
	}
}

static void mark_forms(struct marking *m, uint32_t first)
{
	const struct kua_token *tokens = m->text->tokens;
	uint32_t nodes[FRONTIER] = {0}, words[FRONTIER];
	size_t n_nodes = 1, from = m->spans.n;
	for (uint32_t t = first; n_nodes && t < m->text->n_tokens && t < first + FORM_WORDS; t++) {
		if (tokens[t].sentence != tokens[first].sentence)
			break;
		uint32_t next[FRONTIER];
		size_t n_words = words_of(m->set, &tokens[t], words), n_next = 0;
		for (size_t i = 0; i < n_nodes; i++)
			for (size_t k = 0; k < n_words; k++) {
				uint32_t to = kua_trie_step(&m->set->trie, nodes[i], words[k]);
				if (!to)
					continue;
				note_members(m, &m->set->trie.nodes.v[to], first, t + 1, from);
				if (m->set->trie.nodes.v[to].inner && n_next < FRONTIER)
					next[n_next++] = to;
			}
		memcpy(nodes, next, n_next * sizeof *next);
		n_nodes = n_next;
	}
	for (size_t i = from; i < m->spans.n; i++)
		m->end_of[m->spans.v[i].class_id] = m->spans.v[i].last;
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
		if (n->ordinal || !dated)
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
	size_t low = 0, high = t->n_tokens;
	while (low < high) { /* the first token that ends after byte */
		size_t mid = low + (high - low) / 2;
		if ((int64_t)t->tokens[mid].end > byte)
			high = mid;
		else
			low = mid + 1;
	}
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

/* The classes of each sentence, each once. */
static void list_present(const struct marking *m, struct kua_marks *out, struct kua_arena *a)
{
	const struct kua_text *t = m->text;
	uint32_t *present = KUA_NEW_N(a, uint32_t, out->at[t->n_tokens] + 1);
	uint32_t *present_at = KUA_NEW_N(a, uint32_t, t->n_sentences + 1);
	uint32_t n = 0, *seen = m->end_of; /* per class: the sentence after the last one it was seen in */
	size_t words = kua_intern_count(m->set->classes) / 64 + 1;
	uint64_t *bits = KUA_NEW_N(a, uint64_t, (t->n_sentences + 1) * words), *of_all = bits + t->n_sentences * words;
	memset(seen, 0, kua_intern_count(m->set->classes) * sizeof *seen);
	for (uint32_t s = 0; s < t->n_sentences; s++) {
		present_at[s] = n;
		for (uint32_t i = out->at[t->sentences[s].first]; i < out->at[t->sentences[s].last]; i++) {
			if (seen[out->v[i].class_id] == s + 1)
				continue;
			seen[out->v[i].class_id] = s + 1;
			present[n++] = out->v[i].class_id;
			bits[s * words + out->v[i].class_id / 64] |= (uint64_t)1 << (out->v[i].class_id % 64);
		}
		for (size_t w = 0; w < words; w++)
			of_all[w] |= bits[s * words + w];
	}
	present_at[t->n_sentences] = n;
	out->bits = bits;
	out->bit_words = words;
	out->asked = KUA_NEW_N(a, struct class_asked, CLASSES_ASKED);
	out->present = present;
	out->present_at = present_at;
}

static void lay_out(struct marking *m, struct kua_marks *out, struct kua_arena *a)
{
	size_t n_tokens = m->text->n_tokens, total = 0;
	uint32_t *at = KUA_NEW_N(a, uint32_t, n_tokens + 2);
	uint64_t *bloom = KUA_NEW_N(a, uint64_t, n_tokens + 1);
	for (size_t i = 0; i < m->spans.n; i++)
		for (uint32_t t = m->spans.v[i].first; t < m->spans.v[i].last; t++, total++)
			at[t + 2]++;
	for (size_t t = 1; t <= n_tokens + 1; t++)
		at[t] += at[t - 1];
	struct mark *v = KUA_NEW_N(a, struct mark, total + 1);
	for (size_t i = 0; i < m->spans.n; i++) {
		const struct span *s = &m->spans.v[i];
		for (uint32_t t = s->first; t < s->last; t++) { /* at[t + 1] is where the next mark of t goes */
			uint8_t role = (uint8_t)((t == s->first ? MARK_BEGIN : 0) | (t + 1 == s->last ? MARK_END : 0));
			v[at[t + 1]++] = (struct mark){s->class_id, role, s->value};
			bloom[t] |= (uint64_t)1 << (s->class_id & 63);
		}
	}
	out->set = m->set;
	out->v = v;
	out->at = at;
	out->bloom = bloom;
	list_present(m, out, a);
}

/* The May of "5 May 2012" is not the verb. "Two days later" is left to the rules. */
static bool is_inside_date(const struct kua_scene *s, uint32_t t)
{
	uint32_t k = s->date_at[t];
	bool open = k != KUA_NO_ID && s->dates[k].kind == KUA_DATE_RELATIVE && !s->dates[k].iso[0];
	return k != KUA_NO_ID && !open && s->dates[k].last - s->dates[k].first > 1;
}

enum kua_code kua_scene_mark(struct kua_scene *s, const struct ruleset *set, struct kua_arena *a)
{
	struct marking m = {.set = set, .text = s->text};
	m.end_of = kua_calloc(kua_intern_count(set->classes), sizeof *m.end_of);
	mark_dates(&m, s, a);
	mark_numbers(&m, s, a);
	mark_names(&m, s, a);
	for (uint32_t t = 0; t < s->text->n_tokens; t++)
		if (!is_inside_date(s, t))
			mark_forms(&m, t);
	struct kua_marks *marks = KUA_NEW(a, struct kua_marks);
	lay_out(&m, marks, a);
	s->marks = marks;
	free(m.end_of);
	kua_vec_free(&m.spans);
	return KUA_OK;
}

const struct mark *kua_mark_of(const struct kua_marks *m, uint32_t t, uint32_t class_id)
{
	if (!(m->bloom[t] >> (class_id & 63) & 1))
		return NULL;
	for (uint32_t i = m->at[t]; i < m->at[t + 1]; i++)
		if (m->v[i].class_id == class_id)
			return &m->v[i];
	return NULL;
}

/* ---- the scene ---- */

enum kua_code kua_scene_make(const struct kua_rules *rules, const struct kua_languages *l, const struct kua_source *source,
                             const struct kua_named *named, size_t n_named, struct kua_arena *a, struct kua_scene *out,
                             struct kua_error *err)
{
	(void)err;
	const struct kua_item *item = source->item;
	const char *anchor = item->published_on ? item->published_on : item->date_to ? item->date_to : item->date_from;
	const struct ruleset *set = kua_rules_of(rules, source->text->language);
	*out = (struct kua_scene){.rules = rules, .languages = l, .item = item, .text = source->text, .named = named, .n_named = n_named,
	                          .arena = a};
	if (!set)
		return KUA_OK;
	out->numbers = kua_text_numbers(l, source->text, a, &out->n_numbers);
	out->dates = kua_text_dates(l, source->text, anchor, a, &out->n_dates);
	out->times = kua_text_times(l, source->text, a, &out->n_times);
	return kua_scene_mark(out, set, a);
}

const char *kua_scene_words(const struct kua_scene *s, uint32_t first, uint32_t last)
{
	if (first >= last || last > s->text->n_tokens)
		return NULL;
	const char *p = s->text->bytes + s->text->tokens[first].start;
	size_t n = s->text->tokens[last - 1].end - s->text->tokens[first].start, k = 0;
	char *out = kua_arena_strndup(s->arena, p, n);
	for (size_t i = 0; i < n; i++) {
		bool blank = out[i] == ' ' || out[i] == '\t' || out[i] == '\n' || out[i] == '\r' || out[i] == 0;
		if (!blank)
			out[k++] = out[i];
		else if (k && out[k - 1] != ' ')
			out[k++] = ' ';
	}
	out[k] = 0;
	return out;
}

/* The class of that name. The same few names are asked for of every token, so that their ids are kept by address. */
static uint32_t class_by_name(const struct kua_marks *m, const char *name)
{
	struct class_asked *asked = &m->asked[((uintptr_t)name >> 3 ^ (uintptr_t)name >> 11) & (CLASSES_ASKED - 1)];
	if (asked->name == name && strcmp(kua_intern_text(m->set->classes, asked->id), name) == 0)
		return asked->id;
	uint32_t id = kua_intern_find(m->set->classes, name, strlen(name));
	*asked = (struct class_asked){id == KUA_NO_ID ? NULL : name, id};
	return id;
}

bool kua_scene_in_class(const struct kua_scene *s, uint32_t t, const char *name)
{
	if (!s->marks || t >= s->text->n_tokens)
		return false;
	uint32_t id = class_by_name(s->marks, name);
	return id != KUA_NO_ID && id >= SPECIAL_COMPUTED && kua_mark_of(s->marks, t, id);
}

bool kua_scene_is_known(const struct kua_scene *s, uint32_t t)
{
	return s->marks && t < s->text->n_tokens && s->marks->at[t] < s->marks->at[t + 1];
}

bool kua_shift_days(const struct kua_scene *s, const struct kua_match *m, long *days)
{
	const struct kua_capture *c = kua_match_capture(m, "days");
	if (!c || !c->value)
		return false;
	*days = strtol(c->value, NULL, 10);
	if (!kua_match_capture(m, "unit"))
		return true;
	uint32_t k = m->first > 0 ? s->number_at[m->first - 1] : KUA_NO_ID;
	bool counted = k != KUA_NO_ID && !s->numbers[k].word && !s->numbers[k].is_range && s->numbers[k].low <= SHIFT_MOST;
	*days *= counted ? (long)s->numbers[k].low : 0;
	return counted;
}

#define PARTICLE 3 /* letters of "of", "van" */

bool kua_is_full_name(const char *s)
{
	size_t words = 0, capitals = 0;
	for (const char *p = s; p && *p; words++) {
		uint32_t c = 0;
		size_t n = kua_utf8_next(p, strlen(p), &c), length = strcspn(p, " ");
		bool small = c < 128 && !(c >= 'A' && c <= 'Z'), particle = c >= 'a' && c <= 'z' && words && length <= PARTICLE;
		if (n == 0 || length <= n || (small && !particle))
			return false;
		capitals += !small;
		p += length;
		p += strspn(p, " ");
	}
	return capitals >= 2 && words <= 7;
}

const char *kua_claim_id(const struct kua_scene *s, const char *kind, int64_t start, int64_t end, const char *what)
{
	const char *from = kua_arena_printf(s->arena, "%lld", (long long)start);
	const char *to = kua_arena_printf(s->arena, "%lld", (long long)end);
	return KUA_ID(s->arena, *kind == 'f' ? "f" : *kind == 'c' ? "s" : "a", s->item->id ? s->item->id : "", kind, from, to,
	              what ? what : "");
}
