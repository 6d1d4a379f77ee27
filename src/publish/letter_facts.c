/*
 * letter_facts.c - the facts of a case in the words of a language, each with its sources. Words that a source has in another language stay its own, in
 * quotation marks and with that language in brackets: somebody has to translate them who can.
 */
#include <string.h>

#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/ustring.h>

#include "publish/letter_inner.h"

/* ---- values ---- */

void value_add(value_list *v, const char *name, const char *text)
{
	*kua_vec_add(v) = (struct kua_value){.name = name, .text = text};
}

void values_rows(value_list *v, const char *name, const struct kua_values *rows, size_t n)
{
	*kua_vec_add(v) = (struct kua_value){.name = name, .rows = rows, .n_rows = n};
}

struct kua_values values_keep(struct kua_arena *a, value_list *v)
{
	struct kua_value *kept = KUA_NEW_N(a, struct kua_value, v->n);
	if (v->n)
		memcpy(kept, v->v, v->n * sizeof *kept);
	struct kua_values out = {.v = kept, .n = v->n};
	kua_vec_free(v);
	return out;
}

/* ---- dates ---- */

enum { DATE_LONGEST = 96, YEAR = 4, MONTH = 7, DAY = 10 };

static bool pattern_of(const char *locale, size_t precision, UChar *pattern)
{
	UErrorCode status = U_ZERO_ERROR;
	const UChar *skeleton = precision == DAY ? u"yMMMMd" : precision == MONTH ? u"yMMMM" : u"y";
	UDateTimePatternGenerator *g = udatpg_open(locale, &status);
	(void)udatpg_getBestPattern(g, skeleton, -1, pattern, DATE_LONGEST, &status);
	udatpg_close(g);
	return U_SUCCESS(status);
}

static bool format_date(const char *locale, const UChar *pattern, const int ymd[3], UChar *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = ucal_open(u"UTC", -1, locale, UCAL_GREGORIAN, &status);
	UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, u"UTC", -1, pattern, -1, &status);
	if (U_SUCCESS(status)) {
		ucal_clear(c);
		ucal_setDateTime(c, ymd[0], ymd[1] - 1, ymd[2], 12, 0, 0, &status);
		(void)udat_format(f, ucal_getMillis(c, &status), out, DATE_LONGEST, NULL, &status);
	}
	udat_close(f);
	ucal_close(c);
	return U_SUCCESS(status);
}

const char *saying_date(const struct saying *s, const char *iso)
{
	UChar pattern[DATE_LONGEST + 1] = {0}, said[DATE_LONGEST + 1] = {0};
	int ymd[3] = {0, 1, 1};
	int64_t day;
	if (!iso || !kua_date_first_day(iso, &day))
		return iso;
	size_t n = strlen(iso);
	for (size_t i = 0; i < 3 && (i == 0 ? 0 : 2 + 3 * i) < n; i++)
		ymd[i] = (int)strtol(iso + (i == 0 ? 0 : 2 + 3 * i), NULL, 10);
	if (!pattern_of(s->locale, n, pattern) || !format_date(s->locale, pattern, ymd, said))
		return iso;
	char *out = kua_arena_alloc(s->t->a, DATE_LONGEST * 3 + 1);
	UErrorCode status = U_ZERO_ERROR;
	u_strToUTF8(out, DATE_LONGEST * 3, NULL, said, -1, &status);
	const char *first = n == DAY && ymd[2] == 1 && strncmp(out, "1 ", 2) == 0 ? kua_phrases_text(s->phrases, "first", NULL) : NULL;
	out = first ? kua_arena_printf(s->t->a, "%s%s", first, out + 1) : out;
	return U_SUCCESS(status) ? out : iso;
}

static const char *flat(const struct saying *s, const struct kua_run *v, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < n; i++)
		kua_buf_str(&b, v[i].text ? v[i].text : "");
	const char *text = kua_arena_strndup(s->t->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return text;
}

/* "on 3 May 2014", "in May 2014"; where the language has the month in another case behind its preposition, by the phrase of that month */
static const char *when(const struct saying *s, const char *iso)
{
	struct kua_run *runs;
	size_t n;
	if (!iso)
		return NULL;
	const struct kua_value year = {.name = "when", .text = strlen(iso) == MONTH ? saying_date(s, kua_arena_strndup(s->t->a, iso, YEAR)) : NULL};
	if (year.text && kua_phrases_say(s->phrases, kua_arena_printf(s->t->a, "when month %d", atoi(iso + YEAR + 1)), &(struct kua_values){&year, 1}, s->t->a,
	                                 &runs, &n))
		return flat(s, runs, n);
	const struct kua_value date = {.name = "when", .text = saying_date(s, iso)};
	const char *key = strlen(iso) == DAY ? "when day" : strlen(iso) == MONTH ? "when month" : "when year";
	return kua_phrases_say(s->phrases, key, &(struct kua_values){&date, 1}, s->t->a, &runs, &n) ? flat(s, runs, n) : date.text;
}

/* A source's own words, in the quotation marks of the letter's language. */
static const char *quoted(const struct saying *s, const char *words)
{
	struct kua_run *runs;
	size_t n;
	const struct kua_value quote = {.name = "quote", .text = words};
	if (words && *words && kua_phrases_say(s->phrases, "note", &(struct kua_values){&quote, 1}, s->t->a, &runs, &n))
		return flat(s, runs, n);
	return kua_arena_printf(s->t->a, "“%s”", words ? words : "");
}

/* ---- sources ---- */

const struct kua_document *saying_document(const struct saying *s, const char *id)
{
	const struct kua_loaded *l = s->t->loaded;
	for (size_t i = 0; id && i < l->n_documents; i++)
		if (strcmp(l->documents[i].id, id) == 0)
			return &l->documents[i];
	return NULL;
}

static size_t add_document(struct saying *s, const char *id)
{
	size_t i = 0;
	while (i < s->documents.n && strcmp(s->documents.v[i], id) != 0)
		i++;
	if (i == s->documents.n)
		kua_list_add(s->t->a, &s->documents, id);
	return i;
}

/* What the note says: where it stands, and in which words. */
static const char *note_of(struct saying *s, const struct kua_case_step *step)
{
	struct kua_arena *a = s->t->a;
	const struct kua_item *found = telling_item(s->t, step->item);
	const char *quote = telling_public(s->t, step->quote, true), *annex = "";
	if (!found)
		return quoted(s, quote);
	struct kua_item item = *found;
	item.text = NULL; /* long, and not shown */
	item = *(const struct kua_item *)kua_public_records(s->t->public, KUA_ITEM, &item, 1, a);
	size_t place = found->document_id ? add_document(s, found->document_id) : 0;
	if (s->annexes && found->document_id)
		annex = kua_arena_printf(a, "%s %zu: ", kua_phrases_text(s->phrases, "annex", "Annex"), place + 1);
	int64_t page = kua_item_page(found, step->start);
	return kua_arena_printf(a, "%s%s – %s%s%s%s%s%s%s (%s)", annex, quoted(s, quote), item.title ? item.title : item.document ? item.document : "",
	                        item.issuer ? ", " : "", item.issuer ? item.issuer : "", item.published_on ? ", " : "",
	                        item.published_on ? saying_date(s, item.published_on) : "", page ? ", " : "",
	                        page ? kua_arena_printf(a, "%s %d", kua_phrases_text(s->phrases, "page", "p."), (int)page) : "", found->id);
}

static size_t source_of(struct saying *s, const struct kua_case_step *step)
{
	const char *note = note_of(s, step);
	for (size_t i = 0; i < s->sources.n; i++)
		if (strcmp(s->sources.v[i], note) == 0)
			return i;
	kua_list_add(s->t->a, &s->sources, note);
	return s->sources.n - 1;
}

/* ---- steps in words ---- */

static bool is_foreign(const struct saying *s, const char *language)
{
	return language && strcmp(language, s->language) != 0 && strcmp(language, "und") != 0;
}

static void add_words(const struct saying *s, value_list *v, const char *name, const char *words, const char *language)
{
	bool foreign = words && *words && is_foreign(s, language), quotes = foreign || (words && *words && s->quoted);
	*kua_vec_add(v) = (struct kua_value){.name = name, .text = quotes ? quoted(s, words) : words, .language = foreign ? language : NULL};
}

static void add_step_words(const struct saying *s, value_list *v, const char *before, const struct kua_case_step *x, const char *language)
{
	const struct {
		const char *name, *words;
	} fields[] = {{"by", x->by}, {"court", x->court}, {"charge", x->charge}, {"article", x->article}, {"sentence", x->sentence},
	              {"facility", x->facility}};
	const char *place = x->place ? kua_label_place(s->t->labels, x->place) : NULL;
	value_add(v, kua_arena_printf(s->t->a, "%splace", before), place == x->place ? place : telling_public(s->t, place, false));
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		add_words(s, v, kua_arena_printf(s->t->a, "%s%s", before, fields[i].name), fields[i].words, language);
}

/* A sentence begins with a capital, whatever its first word is. */
static void begin_large(const struct saying *s, struct kua_run *v, size_t n)
{
	size_t i = 0;
	while (i < n && (v[i].kind != KUA_RUN_TEXT || !v[i].text || !*v[i].text))
		i++;
	uint32_t c = 0;
	size_t first = i < n ? kua_utf8_next(v[i].text, strlen(v[i].text), &c) : 0;
	if (!first)
		return;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_utf8(&b, (uint32_t)u_totitle((UChar32)c));
	kua_buf_str(&b, v[i].text + first);
	v[i].text = kua_arena_strndup(s->t->a, b.data, b.len);
	kua_buf_free(&b);
}

static void say_step(const struct saying *s, const struct kua_case_step *x, const char *language, struct kua_value *out)
{
	struct kua_arena *a = s->t->a;
	value_list v = {0};
	struct kua_run *runs = NULL;
	value_add(&v, "person", s->t->called);
	value_add(&v, "when", when(s, x->date));
	add_words(s, &v, "quote", x->quote, language);
	add_step_words(s, &v, "of_", x, language);
	const struct kua_values values = values_keep(a, &v);
	if (kua_phrases_say(s->phrases, kua_arena_printf(a, "step %s", x->step), &values, a, &runs, &out->n_runs)) {
		begin_large(s, runs, out->n_runs);
		out->runs = runs;
	} else if (x->quote && *x->quote) {
		out->text = quoted(s, x->quote);
		out->language = is_foreign(s, language) ? language : NULL;
	}
}

static void cite_all(struct saying *s, const struct fact *f, struct kua_value *out)
{
	size_t *sources = KUA_NEW_N(s->t->a, size_t, f->n_told);
	for (size_t i = 0; i < f->n_told; i++) {
		size_t source = source_of(s, f->told[i]), k = 0;
		while (k < out->n_sources && sources[k] != source)
			k++;
		sources[k] = source;
		out->n_sources += k == out->n_sources;
	}
	out->sources = sources;
}

static struct kua_values fact_row(struct saying *s, const struct fact *f)
{
	value_list v = {0};
	struct kua_value text = {.name = "text"};
	say_step(s, f->step, f->language, &text);
	cite_all(s, f, &text);
	*kua_vec_add(&v) = text;
	value_add(&v, "day", saying_date(s, f->step->date));
	add_step_words(s, &v, "", f->step, f->language);
	value_add(&v, "unconfirmed", f->confirmed ? NULL : "yes");
	return values_keep(s->t->a, &v);
}

static bool is_new(const struct saying *s, const struct fact *f)
{
	return s->before.n > 0 && !kua_list_has(&s->before, f->key);
}

void saying_facts(struct saying *s, value_list *out)
{
	static const char *const lists[] = {"arrests", "detentions", "charges", "trials", "remedies", "harms", "disappearances"};
	const struct telling *t = s->t;
	struct kua_values *rows = KUA_NEW_N(t->a, struct kua_values, t->facts.n), *fresh = KUA_NEW_N(t->a, struct kua_values, t->facts.n);
	size_t n_fresh = 0;
	for (size_t i = 0; i < t->facts.n; i++) {
		rows[i] = fact_row(s, &t->facts.v[i]);
		if (is_new(s, &t->facts.v[i]))
			fresh[n_fresh++] = rows[i];
	}
	values_rows(out, "facts", rows, t->facts.n);
	values_rows(out, "news", fresh, n_fresh);
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
		struct kua_values *some = KUA_NEW_N(t->a, struct kua_values, t->facts.n);
		size_t n = 0;
		for (size_t i = 0; i < t->facts.n; i++)
			if (telling_lists(t, "list", t->facts.v[i].step->step, lists[l]))
				some[n++] = rows[i];
		values_rows(out, lists[l], some, n);
	}
}

/* ---- contradictions ---- */

static struct kua_value side(struct saying *s, const char *name, const struct kua_case_step *step)
{
	const struct kua_item *item = telling_item(s->t, step->item);
	size_t *source = KUA_NEW(s->t->a, size_t);
	struct kua_value out = {.name = name, .sources = source, .n_sources = 1};
	say_step(s, kua_public_records(s->t->public, KUA_CASE_STEP, step, 1, s->t->a), item ? item->language : NULL, &out);
	*source = source_of(s, step);
	return out;
}

void saying_contradictions(struct saying *s, value_list *out)
{
	const struct telling *t = s->t;
	struct kua_values *rows = KUA_NEW_N(t->a, struct kua_values, t->told->n_contradictions);
	for (size_t i = 0; i < t->told->n_contradictions; i++) {
		struct kua_value *sides = KUA_NEW_N(t->a, struct kua_value, 2);
		sides[0] = side(s, "one", t->told->contradictions[i].a);
		sides[1] = side(s, "other", t->told->contradictions[i].b);
		rows[i] = (struct kua_values){sides, 2};
	}
	values_rows(out, "contradictions", rows, t->told->n_contradictions);
}

/* ---- how things stand ---- */

/* What is known of a sentence whose end is past. */
static bool say_over(const struct saying *s, struct kua_run **runs, size_t *n)
{
	const struct kua_case_step *x = s->t->over->step;
	const struct kua_item *item = telling_item(s->t, x->item);
	bool whole = strcmp(x->step, "sentenced") == 0;
	value_list v = {0};
	value_add(&v, "person", s->t->called);
	value_add(&v, "when", whole ? when(s, x->date) : NULL);
	add_words(s, &v, "of_sentence", whole ? telling_public(s->t, x->sentence, false) : NULL, item ? item->language : NULL);
	value_add(&v, "end", when(s, s->t->over->date));
	const struct kua_values values = values_keep(s->t->a, &v);
	return kua_phrases_say(s->phrases, "state over", &values, s->t->a, runs, n);
}

void saying_now(struct saying *s, value_list *out)
{
	const struct telling *t = s->t;
	struct kua_run *runs = NULL;
	size_t n = 0;
	const struct kua_value person = {.name = "person", .text = t->called};
	bool over = t->over && say_over(s, &runs, &n);
	if (t->state && !over)
		(void)kua_phrases_say(s->phrases, kua_arena_printf(t->a, "state %s", t->state), &(struct kua_values){&person, 1}, t->a, &runs, &n);
	*kua_vec_add(out) = (struct kua_value){.name = "now", .runs = runs, .n_runs = n};
	value_add(out, "as_of", n && !over ? saying_date(s, t->told->as_of) : NULL);
	value_add(out, "situation", t->situation);
}
