/*
 * told.c - what records tell, in the words of a language: the number of a figure ("about 70", "dozens"), an event's label, an hour. accounts/ writes labels
 * in English, from a place, a date and four fixed words; here they are taken apart again. What is not of that form stays as it is.
 */
#include <inttypes.h>
#include <string.h>

#include "accounts/accounts.h"
#include "publish/words.h"

const char *texts_between(const struct texts *w, const char *key, struct kua_arena *a)
{
	const char *form = texts_text(w, key), *one = strstr(form, "{1}"), *two = one ? strstr(one, "{2}") : NULL;
	return two ? kua_arena_strndup(a, one + 3, (size_t)(two - one) - 3) : "";
}

/* ---- numbers ---- */

/* The last word of a number as it is read: of 16 500 a hundred, of 70 seventy. */
static int64_t last_word(int64_t n)
{
	static const int64_t large[] = {1000000000, 1000000, 1000, 100};
	for (size_t i = 0; i < sizeof large / sizeof *large; i++)
		if (n != 0 && n % large[i] == 0)
			return large[i];
	return n % 10 || n == 0 ? n % 10 : n % 100;
}

/* {n} is the number, {n:from} the ending that the language gives its last word: "@ending.from.70". */
static const char *with_number(const struct texts *w, const char *form, const char *number, int64_t n, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *s = form, *slot; (slot = strstr(s, "{n")) != NULL || *s; s = slot ? slot : s + strlen(s)) {
		kua_buf_add(&b, s, slot ? (size_t)(slot - s) : strlen(s));
		if (!slot)
			continue;
		size_t end = strcspn(slot, "}");
		if (slot[2] == ':')
			kua_buf_str(&b, texts_text_or(w, kua_arena_printf(a, "@ending.%.*s.%" PRId64, (int)end - 3, slot + 3, last_word(n)), ""));
		else
			kua_buf_str(&b, number);
		slot += slot[end] ? end + 1 : end;
	}
	const char *said = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return said;
}

const char *texts_bounds(const struct texts *w, int64_t low, int64_t high, const char *word, struct kua_arena *a)
{
	if (word)
		return texts_value(w, "word", word, a);
	if (low != KUA_NONE && high != KUA_NONE && low != high)
		return kua_arena_printf(a, "%s–%s", texts_number(w, low, a), texts_number(w, high, a));
	int64_t n = low != KUA_NONE ? low : high;
	return n != KUA_NONE ? texts_number(w, n, a) : "?";
}

const char *texts_figure(const struct texts *w, const struct kua_figure *f, struct kua_arena *a)
{
	const char *number = texts_bounds(w, f->low, f->high, f->word, a);
	bool bare = f->word || !f->qualifier || (f->low != KUA_NONE && f->high != KUA_NONE && f->low != f->high);
	const char *form = bare ? NULL : texts_text_or(w, kua_arena_printf(a, "qualifier.%s", f->qualifier), NULL);
	return form ? with_number(w, form, number, f->low != KUA_NONE ? f->low : f->high, a) : number;
}

/* ---- hours ---- */

static bool is_hour(const char *time)
{
	static const char form[] = "00:00";
	size_t i = 0;
	while (form[i] && (form[i] == '0' ? time[i] >= '0' && time[i] <= '9' : time[i] == form[i]))
		i++;
	return !form[i] && !time[i];
}

const char *texts_time(const struct texts *w, const char *time, struct kua_arena *a)
{
	if (!is_hour(time))
		return time;
	bool whole = strcmp(time + strlen("00:"), "00") == 0 && texts_text_or(w, "@time-whole", NULL);
	const char *key = whole ? "@time-whole" : "@time";
	return texts_text_or(w, key, NULL) ? texts_two(w, key, kua_arena_printf(a, "%.2s", time), time + strlen("00:"), a) : time;
}

/* ---- steps of cases ---- */

const char *texts_step(const struct texts *w, const struct kua_case_step *t, struct kua_arena *a)
{
	const char *what = texts_value(w, "step", t->step, a);
	if (t->sentence)
		what = texts_two(w, "@colon", what, texts_two(w, "@quote", t->sentence, "", a), a);
	return t->date ? kua_arena_printf(a, "%s, %s", what, texts_date(w, t->date, a)) : what;
}

const char *texts_reckoned(const struct texts *w, const struct kua_case_step *t, struct kua_arena *a)
{
	const char *words = texts_two(w, "@quote", t->sentence ? t->sentence : "", "", a), *said = texts_two(w, "reckoned", words, texts_date(w, t->date, a), a);
	bool whole = strcmp(t->step, "sentenced") == 0; /* not what remained of it */
	return whole ? texts_two(w, "@semicolon", said, texts_text(w, "reckoned-whole"), a) : said;
}

/* ---- events ---- */

/* What stands behind the beginning; NULL where the text does not begin so. */
static const char *behind(const char *text, const char *beginning)
{
	size_t n = strlen(beginning);
	return text && strncmp(text, beginning, n) == 0 ? text + n : NULL;
}

const char *texts_event(const struct texts *w, const struct kua_event *e, const char *place, struct kua_arena *a)
{
	const char *petition = behind(e->label, "Petition, "), *rest = petition ? petition : e->label;
	const char *at = behind(rest, e->place ? e->place : "place not known");
	const char *on = behind(at, kua_arena_printf(a, ", %s", kua_accounts_date_words(a, e->from)));
	const char *total = behind(on, ", in total"), *end = total ? total : on;
	const char *told = e->to && !e->from ? behind(end, kua_arena_printf(a, ", told %s", kua_accounts_date_words(a, e->to))) : NULL;
	end = told ? told : end;
	if (!end || *end)
		return e->label;
	const char *where = e->place ? place : texts_text(w, "event-no-place"), *kind = petition ? texts_text(w, "event-petition") : NULL;
	const char *when = e->from ? texts_date(w, e->from, a) : texts_text(w, "event-no-date");
	return kua_arena_printf(a, "%s%s%s, %s%s%s%s%s", kind ? kind : "", kind ? ", " : "", where, when, total ? ", " : "",
	                        total ? texts_text(w, "event-total") : "", told ? ", " : "",
	                        told ? texts_two(w, "event-told", texts_date(w, e->to, a), "", a) : "");
}
