/* site_names.c - what people and places are called on a page, and what pages are called, without names that may not be said. */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"
#include "report/html_text.h"

const char *site_case_number(const struct site *s, const char *person)
{
	enum { DIGITS = 12 };
	uint32_t known = s->person_ids ? kua_intern_find(s->person_ids, person, strlen(person)) : KUA_NO_ID;
	if (known < s->n_case_numbers)
		return s->case_numbers[known];
	return kua_arena_strndup(s->a, KUA_ID(s->a, "case", s->in->secret, person), strlen("case-") + DIGITS);
}

/* Each is a hash, and asked for wherever the case is named. */
void site_number_cases(struct site *s)
{
	const char **numbers = KUA_NEW_N(s->a, const char *, s->n_cases + 1);
	for (size_t i = 0; i < s->n_cases; i++)
		numbers[i] = site_case_number(s, s->cases[i].person);
	s->case_numbers = numbers;
	s->n_case_numbers = s->n_cases;
}

const char *site_case_label(const struct site *s, const struct kua_told_case *c)
{
	const char *label = s->case_labels ? s->case_labels[c - s->cases] : c->label;
	if (kua_public_may(s->public, c->person))
		return label;
	return kua_arena_printf(s->a, "%s · %s", label, site_case_number(s, c->person) + strlen("case-"));
}

static int by_entity(const void *key, const void *entity)
{
	return strcmp(key, ((const struct kua_entity *)entity)->id);
}

/* What people are called in the language that is being written, in initials where they may not be named. */
void site_label_cases(struct site *s)
{
	const char **labels = KUA_NEW_N(s->a, const char *, s->n_cases + 1);
	const size_t n = s->l->in.n_entities;
	kua_labels_language(s->labels, texts_language(s->w));
	for (size_t i = 0; i < s->n_cases; i++) {
		const struct kua_told_case *c = &s->cases[i];
		const struct kua_entity *e = n ? bsearch(c->person, s->named, n, sizeof *s->named, by_entity) : NULL;
		const char *label = e ? kua_label_in(s->labels, e) : NULL;
		labels[i] = label && strcmp(label, e->label) != 0 ? site_clean(s, label) : c->label;
	}
	s->case_labels = labels;
}

static void add_place(struct site *s, const char *place)
{
	if (place)
		(void)kua_intern_add(s->place_words, place, strlen(place));
}

void site_find_place_words(struct site *s)
{
	s->place_words = kua_intern_new();
	for (size_t i = 0; i < s->l->result.n_events; i++)
		add_place(s, s->l->result.events[i].place);
	for (size_t i = 0; i < s->n_cases; i++)
		for (size_t k = 0; k < s->cases[i].n; k++)
			add_place(s, s->cases[i].steps[k]->place);
	for (size_t i = 0; i < s->n_due; i++)
		add_place(s, s->due[i].place);
}

/* A name of the gazetteer may be a person's who may not be named. */
void site_label_places(struct site *s)
{
	size_t n = kua_intern_count(s->place_words);
	const char **labels = KUA_NEW_N(s->a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *place = kua_intern_text(s->place_words, (uint32_t)i), *label = kua_label_place(s->labels, place);
		labels[i] = label == place ? place : site_clean(s, label);
	}
	s->place_labels = labels;
}

const char *site_place_label(const struct site *s, const char *place)
{
	uint32_t i = place ? kua_intern_find(s->place_words, place, strlen(place)) : KUA_NO_ID;
	return i == KUA_NO_ID ? place : s->place_labels[i];
}

const char *site_clean(const struct site *s, const char *text)
{
	struct kua_buf b = KUA_BUF_INIT, seen = KUA_BUF_INIT;
	if (!text)
		return NULL;
	kua_public_text(s->public, text, false, &b);
	html_visible(&seen, b.data, b.len);
	const char *clean = kua_arena_strndup(s->a, seen.data ? seen.data : "", seen.len);
	kua_buf_free(&b);
	kua_buf_free(&seen);
	return clean;
}

const char *site_slug(const struct site *s, const char *text, const char *prefix)
{
	enum { LONGEST = 60, SHORTEST = 3 /* letters of a name */ };
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *c = text; *c && b.len < LONGEST; c++) {
		char lower = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
		bool plain = (lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'z');
		if (plain || ((unsigned char)*c < 0x80 && b.len && b.data[b.len - 1] != '-'))
			kua_buf_char(&b, plain ? lower : '-');
		else if ((unsigned char)*c >= 0x80) {
			kua_buf_clear(&b);
			break;
		}
	}
	while (b.len && b.data[b.len - 1] == '-')
		b.data[--b.len] = '\0';
	bool bad = !b.len || kua_public_hides_letters(s->public, b.data, SHORTEST);
	const char *slug = bad ? KUA_ID(s->a, prefix, s->in->secret, text) : kua_arena_strndup(s->a, b.data, b.len);
	kua_buf_free(&b);
	return slug;
}
