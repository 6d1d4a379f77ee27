/*
 * scene.c - one item made ready for matching: its numbers, dates and times are found, its tokens marked with their classes
 * (marks.c); and the small questions that finders ask of a scene.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"
#include "custody/custody.h"

#define SHIFT_MOST 366 /* "so many weeks later" */

enum kua_code kua_scene_make(const struct kua_rules *rules, const struct kua_languages *l, const struct kua_source *source,
                             const struct kua_named *named, size_t n_named, struct kua_arena *a, struct kua_scene *out,
                             struct kua_error *err)
{
	const struct kua_item *item = source->item;
	const char *anchor = item->published_on ? item->published_on : item->date_to ? item->date_to : item->date_from;
	const struct ruleset *set;
	enum kua_code code = kua_rules_of(rules, source->text->language, l, &set, err);
	*out = (struct kua_scene){.rules = rules, .languages = l, .item = item, .text = source->text, .named = named, .n_named = n_named,
	                          .arena = a};
	if (code != KUA_OK || !set)
		return code;
	out->numbers = kua_text_numbers(l, source->text, a, &out->n_numbers);
	out->dates = kua_text_dates(l, source->text, anchor, a, &out->n_dates);
	out->times = kua_text_times(l, source->text, a, &out->n_times);
	kua_scene_mark(out, set);
	return KUA_OK;
}

void kua_scene_end(struct kua_scene *s)
{
	if (!s->marks)
		return;
	kua_scratch_give(s->marks->set, s->marks->memory->scratch);
	s->marks = NULL;
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
	struct class_asked *asked = &m->memory->scratch->classes[((uintptr_t)name >> 3 ^ (uintptr_t)name >> 11) & (CLASSES_ASKED - 1)];
	if (asked->name != name)
		*asked = (struct class_asked){name, kua_intern_find(m->set->classes, name, strlen(name))};
	return asked->id;
}

bool kua_scene_in_class(const struct kua_scene *s, uint32_t t, const char *name)
{
	if (!s->marks || t >= s->text->n_tokens)
		return false;
	uint32_t id = class_by_name(s->marks, name);
	return id != KUA_NO_ID && id >= SPECIAL_COMPUTED && kua_mark_of(s->marks, t, id);
}

uint32_t kua_scene_class_bits(const struct kua_scene *s, uint32_t t, const struct kua_class_bit *names, size_t n)
{
	if (!s->marks || t >= s->text->n_tokens)
		return 0;
	const struct kua_marks *m = s->marks;
	struct scratch *scratch = m->memory->scratch;
	if (scratch->bits_of != names) {
		scratch->bits_of = names;
		memset(scratch->bits, 0, kua_intern_count(m->set->classes) * sizeof *scratch->bits);
		for (size_t i = 0; i < n; i++) {
			uint32_t id = kua_intern_find(m->set->classes, names[i].name, strlen(names[i].name));
			if (id != KUA_NO_ID)
				scratch->bits[id] |= names[i].bit;
		}
	}
	uint32_t bits = 0;
	for (size_t i = 0; i < m->of[t].n; i++)
		bits |= scratch->bits[m->of[t].v[i].class_id];
	return bits;
}

bool kua_scene_is_known(const struct kua_scene *s, uint32_t t)
{
	return s->marks && t < s->text->n_tokens && s->marks->of[t].n > 0;
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

#define DECIMAL 24 /* bytes of any place in a text */

/* A place in digits, at the end of the room: printing it by a format would take as long as all the rest of an id. */
static const char *decimal(char room[DECIMAL], int64_t place)
{
	char *p = room + DECIMAL;
	*--p = '\0';
	for (uint64_t n = (uint64_t)place; p > room; n /= 10) {
		*--p = (char)('0' + n % 10);
		if (n < 10)
			break;
	}
	return p;
}

const char *kua_claim_id(const struct kua_scene *s, const char *kind, int64_t start, int64_t end, const char *what)
{
	char from_room[DECIMAL], to_room[DECIMAL];
	const char *from = decimal(from_room, start), *to = decimal(to_room, end);
	return KUA_ID(s->arena, *kind == 'f' ? "f" : *kind == 'c' ? "s" : *kind == 'h' ? "h" : "a", s->item->id ? s->item->id : "", kind, from, to,
	              what ? what : "");
}
