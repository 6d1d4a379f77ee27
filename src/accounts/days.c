/*
 * days.c - which days of figures can be believed to be days of events.
 *
 * A day that is only the day of printing is not told by anybody: "VELM, 14 March 2019 (Agency) - Nine were
 * killed ..." or a figure dated like its item. Where the same act at the same place is told for a day up to
 * three days before, the printed day gives way to the told one. And a sentence that tells of another time
 * than its neighbours ("five hundred marched again last Sunday", "ten had died in the week before") keeps no
 * day that it got from them.
 *
 * Days of one place are put in order once; each printed day looks at the few days before it, so that the
 * whole is linear but for sorting.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum {
	DAYS_APART = 3,       /* between an event and the first day on which it is printed */
	DAYS_AGENCY = 60,     /* bytes between a dateline's date and its dash */
};

/* ---- another time ---- */

/*
 * Whether somebody is quoted in the figure's own sentence: then a word of time before the number may tell when
 * they spoke ("Yesterday officials said that 12 ...").
 */
static bool quotes_somebody(const struct kua_figure *f)
{
	return f->said_by != NULL && !same_text(f->said_read, "signature");
}

/*
 * The words that may tell the figure's own time: what stands before the number in digits and behind it up to
 * the next comma; of a quoted figure only what stands behind; the whole quote where the number cannot be seen.
 */
static const char *clause_of(struct desk *d, const struct kua_figure *f)
{
	int64_t number = f->low != KUA_NONE ? f->low : f->high;
	bool quoted = quotes_somebody(f);
	char digits[24];
	snprintf(digits, sizeof digits, "%lld", (long long)number);
	const char *at = number == KUA_NONE ? f->word ? strstr(f->quote, f->word) : NULL : strstr(f->quote, digits);
	if (!at)
		return quoted ? "" : f->quote;
	const char *from = at;
	while (!quoted && from > f->quote && !strchr(";:", from[-1]))
		from--;
	return kua_arena_strndup(d->a, from, (size_t)(at - from) + strcspn(at, ",;:"));
}

static bool tells_of_another_time(struct desk *d, struct kua_figure *f, const struct seen *s)
{
	const char *language = s->item == NOWHERE ? NULL : d->in->items[s->item].language;
	const struct kua_entry *w = f->quote ? words_own(d->words, WORDS_APART, language, desk_plain(d, f->quote)) : NULL;
	if (w)
		w = words_own(d->words, WORDS_APART, language, desk_plain(d, clause_of(d, f)));
	if (!w)
		return false;
	bool own_sentence = same_text(f->date_read, "sentence") || same_text(f->date_read, "counted");
	if (!f->date_words || !own_sentence)
		return true;
	return strcmp(w->fields.v[0], "before") == 0 &&
	       !words_has(d->words, WORDS_APART, language, desk_plain(d, f->date_words));
}

static void part_by_words(struct desk *d)
{
	for (size_t i = 0; i < d->in->n_figures; i++) {
		struct kua_figure *f = &d->in->figures[i];
		struct seen *s = &d->seen[i];
		s->apart = tells_of_another_time(d, f, s);
		if (!s->apart || !s->date || strlen(s->date) == 4)
			continue;
		s->date = f->date = f->date_read = NULL;
		kua_list_add(d->a, &f->reasons, "date: not that of the text around it, for its sentence tells of another time");
	}
}

/* ---- days of printing ---- */

/* Whether words at the beginning of a text are the date of its dateline: "VELM, March 14, 2019 (Agency) - ". */
static bool is_dateline(const struct kua_item *item, const char *words)
{
	char head[ITEM_HEAD + 1];
	const char *at = strstr(item_head(item, head), words);
	bool dateline = false;
	for (const char *p = at ? at + strlen(words) : NULL; p && *p && *p != '\n' && p - at < DAYS_AGENCY; p++) {
		bool dash = strncmp(p, " - ", 3) == 0 || strncmp(p, " -- ", 4) == 0 ||
		            strncmp(p, " \xe2\x80\x93", 4) == 0 || strncmp(p, " \xe2\x80\x94", 4) == 0;
		if (dash || strchr(".;!?", *p)) {
			dateline = dash;
			break;
		}
	}
	return dateline;
}

static bool is_printed_day(struct desk *d, const struct kua_figure *f, const struct seen *s)
{
	if (s->item == NOWHERE)
		return false;
	const struct kua_item *item = &d->in->items[s->item];
	char iso[11];
	const char *words = f->date_words;
	if (words && is_dateline(item, words))
		return true;
	if (!same_text(s->date, item->published_on))
		return false;
	return !words || !d->in->languages || kua_date_parse(d->in->languages, words, strlen(words), iso);
}

struct told { /* a figure with a day */
	uint32_t place;
	int64_t day;
	size_t figure;
	const char *act, *date;
	bool printed;
};

static int by_place_day_act(const void *pa, const void *pb)
{
	const struct told *a = pa, *b = pb;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	int c = strcmp(a->act, b->act);
	c = c ? c : (a->day > b->day) - (a->day < b->day);
	return c ? c : (int)a->printed - (int)b->printed;
}

static bool one_run(const struct told *a, const struct told *b)
{
	return a->place == b->place && strcmp(a->act, b->act) == 0;
}

/*
 * The told day to which the printed days of one act give way: for each place and printed day, the nearest one
 * before. `moves` is by place and day, so that all acts of that day move together.
 */
struct moves {
	struct kua_intern *keys;
	TABLE(const char *) to;
};

static uint32_t move_key(struct moves *m, const struct told *t, bool make)
{
	char key[48];
	int n = snprintf(key, sizeof key, "%u:%lld", t->place, (long long)t->day);
	return make ? kua_intern_add(m->keys, key, (size_t)n) : kua_intern_find(m->keys, key, (size_t)n);
}

static void find_moves(struct moves *m, const struct told *v, size_t n)
{
	const struct told *last = NULL; /* the last told day of the run */
	for (size_t i = 0; i < n; i++) {
		if (last && !one_run(last, &v[i]))
			last = NULL;
		if (!v[i].printed)
			last = &v[i];
		else if (last && last->day < v[i].day && v[i].day - last->day <= DAYS_APART)
			*table_at(&m->to, move_key(m, &v[i], true)) = last->date;
	}
}

static size_t collect(struct desk *d, struct told *v)
{
	size_t n = 0;
	for (size_t i = 0; i < d->in->n_figures; i++) {
		size_t k = d->order[i];
		const struct seen *s = &d->seen[k];
		const struct kua_figure *f = &d->in->figures[k];
		struct told t = {s->place, 0, k, f->act ? f->act : "", s->date, false};
		if (!s->counts || s->place == KUA_NO_ID || !is_day(s->date) || !kua_date_first_day(s->date, &t.day))
			continue;
		t.printed = is_printed_day(d, f, s);
		v[n++] = t;
	}
	return n;
}

void days_find(struct desk *d)
{
	part_by_words(d);
	struct told *v = KUA_NEW_N(d->a, struct told, d->in->n_figures);
	struct moves m = {.keys = kua_intern_new()};
	size_t n = collect(d, v);
	if (n)
		qsort(v, n, sizeof *v, by_place_day_act);
	find_moves(&m, v, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t key = v[i].printed ? move_key(&m, &v[i], false) : KUA_NO_ID;
		if (key == KUA_NO_ID)
			continue;
		struct kua_figure *f = &d->in->figures[v[i].figure];
		f->date = d->seen[v[i].figure].date = m.to.v[key];
		f->date_read = "others";
		kua_list_add(d->a, &f->reasons, "date: as others tell it; this text has only the day of its printing");
	}
	kua_intern_free(m.keys);
	kua_vec_free(&m.to);
}
