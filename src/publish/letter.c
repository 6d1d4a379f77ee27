/* letter.c - a letter or a form: all values that its template may ask for, put together, and the template filled. */
#include <inttypes.h>
#include <string.h>

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "publish/letter_inner.h"

struct writing {
	const struct kua_letter_input *in;
	struct telling t;
	struct saying s;
	struct appeals_before before;
	value_list values;
	struct kua_arena *a;
	bool consented;
};

/* ---- addressees ---- */

static bool has(const struct kua_paper *p, const char *field)
{
	const char *value = kua_paper_value(p, field);
	return value && value[strspn(value, " \t\r\n|")];
}

enum kua_code kua_addressee_check(const struct kua_paper *p, struct kua_error *err)
{
	if (has(p, "address") || has(p, "email"))
		return KUA_OK;
	return kua_fail(err, KUA_USE, "the addressee %s has no address: kua write CASEBOOK addressee --id %s address='...'", p->id, p->id);
}

int64_t kua_addressee_age(const struct kua_paper *p, const char *today)
{
	const char *on = kua_paper_value(p, "checked_on");
	int64_t then, now;
	return on && kua_date_last_day(on, &then) && kua_date_first_day(today, &now) ? now - then : KUA_NONE;
}

/* Lines of an address, parted by line ends or bars. */
static void add_lines(struct kua_arena *a, value_list *v, const char *address)
{
	KUA_VEC(struct kua_values) rows = {0};
	for (const char *p = address ? address : ""; *p; p += strspn(p, "\n|")) {
		size_t n = strcspn(p, "\n|"), from = strspn(p, " \t\r");
		value_list line = {0};
		value_add(&line, "line", kua_arena_strndup(a, p + (from < n ? from : n), from < n ? n - from : 0));
		*kua_vec_add(&rows) = values_keep(a, &line);
		p += n;
	}
	struct kua_values *kept = KUA_NEW_N(a, struct kua_values, rows.n);
	if (rows.n)
		memcpy(kept, rows.v, rows.n * sizeof *kept);
	values_rows(v, "lines", kept, rows.n);
	kua_vec_free(&rows);
}

/* A salutation in another language than the letter's is for the writer to see. */
static void mark_salutation(const struct writing *w, value_list *row, const char *language)
{
	for (size_t i = 0; language && strcmp(language, w->in->language) != 0 && i < row->n; i++)
		if (strcmp(row->v[i].name, "salutation") == 0 && row->v[i].text)
			row->v[i].language = language;
}

static void add_addressees(struct writing *w, const char *name, const struct kua_paper *const *v, size_t n)
{
	static const char *const fields[][2] = {{"name", "name"}, {"title", "title"}, {"salutation", "salutation"}, {"office", "body"},
	                                        {"email", "email"}, {"their_country", "country"}, {"their_language", "language"}};
	struct kua_values *rows = KUA_NEW_N(w->a, struct kua_values, n);
	for (size_t i = 0; i < n; i++) {
		value_list row = {0};
		for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
			value_add(&row, fields[f][0], kua_paper_value(v[i], fields[f][1]));
		mark_salutation(w, &row, kua_paper_value(v[i], "language"));
		add_lines(w->a, &row, kua_paper_value(v[i], "address"));
		rows[i] = values_keep(w->a, &row);
	}
	values_rows(&w->values, name, rows, n);
}

/* The languages of all addressees, in words. */
static void add_languages(struct writing *w)
{
	enum { LONGEST = 128 };
	struct kua_list seen = {0};
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < w->in->n_addressees; i++) {
		const char *language = kua_paper_value(w->in->addressees[i], "language");
		UChar name[LONGEST];
		char utf8[LONGEST * 3 + 1];
		UErrorCode status = U_ZERO_ERROR;
		if (!language || kua_list_has(&seen, language))
			continue;
		kua_list_add(w->a, &seen, language);
		uloc_getDisplayLanguage(language, w->s.locale, name, LONGEST, &status);
		u_strToUTF8(utf8, sizeof utf8, NULL, name, -1, &status);
		kua_buf_printf(&b, "%s%s", b.len ? ", " : "", U_SUCCESS(status) ? utf8 : language);
	}
	value_add(&w->values, "languages", b.len ? kua_arena_strndup(w->a, b.data, b.len) : NULL);
	kua_buf_free(&b);
}

/* ---- the country ---- */

/* A country's English name in another language. */
static const char *country_in(struct kua_arena *a, const char *english, const char *locale)
{
	enum { LONGEST = 128 };
	UChar name[LONGEST];
	char utf8[LONGEST * 3 + 1];
	for (const char *const *code = uloc_getISOCountries(); *code; code++) {
		UErrorCode status = U_ZERO_ERROR;
		const char *place = kua_arena_printf(a, "und_%s", *code);
		uloc_getDisplayCountry(place, "en", name, LONGEST, &status);
		u_strToUTF8(utf8, sizeof utf8, NULL, name, -1, &status);
		if (U_FAILURE(status) || strcmp(utf8, english) != 0)
			continue;
		uloc_getDisplayCountry(place, locale, name, LONGEST, &status);
		u_strToUTF8(utf8, sizeof utf8, NULL, name, -1, &status);
		return U_SUCCESS(status) ? kua_arena_strdup(a, utf8) : english;
	}
	return english;
}

static struct kua_list countries(const struct writing *w, bool of_places)
{
	struct kua_list found = {0};
	for (size_t i = 0; i < w->t.facts.n; i++) {
		const struct kua_case_step *step = w->t.facts.v[i].step;
		if (step->country && (step->place || !of_places) && !kua_list_has(&found, step->country))
			kua_list_add(w->a, &found, step->country);
	}
	return found;
}

/* The one that all steps say; where they say several, all of them, for the writer to choose. Where a step has no place its
 * country is only what is spoken of around it (a prize given in Paris): one that a place tells goes before. */
static void add_country(struct writing *w)
{
	struct kua_list found = countries(w, true);
	struct kua_buf b = KUA_BUF_INIT;
	if (!found.n)
		found = countries(w, false);
	for (size_t i = 0; i < found.n; i++)
		kua_buf_printf(&b, "%s%s", i ? " / " : "", country_in(w->a, found.v[i], w->s.locale));
	struct kua_run *run = KUA_NEW(w->a, struct kua_run);
	*run = (struct kua_run){.kind = found.n == 1 ? KUA_RUN_TEXT : KUA_RUN_REMARK, .text = kua_arena_strndup(w->a, b.data ? b.data : "", b.len)};
	*kua_vec_add(&w->values) = (struct kua_value){.name = "country", .runs = run, .n_runs = found.n > 0};
	kua_buf_free(&b);
}

/* ---- consent ---- */

static void add_consent(struct writing *w)
{
	static const char *const scopes[][2] = {{"submit", "may_submit"}, {"government", "may_government"}, {"public", "may_public"}};
	const struct kua_accounts_input *in = &w->t.loaded->in;
	const struct kua_judgement *given = NULL;
	for (size_t s = 0; s < 3; s++) {
		bool may = false;
		for (size_t i = 0; i < in->n_judgements; i++) {
			const struct kua_judgement *j = &in->judgements[i];
			if (!kua_may_name(j, 1, w->t.person, in->entities, in->n_entities, scopes[s][0], w->t.today))
				continue;
			may = true;
			given = strcmp(scopes[s][0], w->in->scope) == 0 ? j : given;
		}
		value_add(&w->values, scopes[s][1], kua_phrases_text(w->s.phrases, may ? "yes" : "no", may ? "yes" : "no"));
	}
	w->consented = given != NULL;
	/* whoever gave it is named only where that is allowed */
	value_add(&w->values, "consent_giver", given ? telling_public(&w->t, kua_judgement_value(given, "giver"), false) : NULL);
	value_add(&w->values, "consent_on", given ? saying_date(&w->s, kua_judgement_value(given, "on")) : NULL);
}

/* ---- annexes ---- */

static void add_annexes(struct writing *w)
{
	struct kua_values *rows = KUA_NEW_N(w->a, struct kua_values, w->s.documents.n);
	for (size_t i = 0; i < w->s.documents.n; i++) {
		const struct kua_document *d = saying_document(&w->s, w->s.documents.v[i]);
		const struct kua_document *shown = d ? kua_public_records(w->t.public, KUA_DOCUMENT, d, 1, w->a) : NULL;
		value_list v = {0};
		value_add(&v, "annex", kua_arena_printf(w->a, "%zu", i + 1));
		value_add(&v, "document", shown ? shown->name : NULL);
		value_add(&v, "document_id", w->s.documents.v[i]);
		value_add(&v, "sha256", d ? d->sha256 : NULL);
		value_add(&v, "bytes", d ? kua_arena_printf(w->a, "%" PRId64, d->bytes) : NULL);
		rows[i] = values_keep(w->a, &v);
	}
	values_rows(&w->values, "annexes", rows, w->s.documents.n);
}

/* ---- the letter itself ---- */

static const char *ordinal(struct writing *w, const char *number)
{
	struct kua_run *runs;
	size_t n;
	const struct kua_value issue = {.name = "issue", .text = number};
	const struct kua_values values = {&issue, 1};
	struct kua_buf b = KUA_BUF_INIT;
	if (!kua_phrases_say(w->s.phrases, kua_arena_printf(w->a, "issue %s", number), &values, w->a, &runs, &n) &&
	    !kua_phrases_say(w->s.phrases, "issue more", &values, w->a, &runs, &n))
		return number;
	for (size_t i = 0; i < n; i++)
		kua_buf_str(&b, runs[i].text);
	const char *said = kua_arena_strndup(w->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return said;
}

static void add_numbers(struct writing *w, const char *deadline)
{
	struct kua_arena *a = w->a;
	const struct appeals_before *before = &w->before;
	const char *first = before->first_date ? before->first_date : w->in->today;
	const char *number = kua_arena_printf(a, "%d", before->number), *serial = kua_arena_printf(a, "%d", before->serial);
	const char *year = kua_arena_strndup(a, first + 2, 2);
	value_add(&w->values, "date", saying_date(&w->s, w->in->today));
	value_add(&w->values, "deadline", saying_date(&w->s, deadline));
	value_add(&w->values, "issue", number);
	value_add(&w->values, "ordinal", ordinal(w, number));
	value_add(&w->values, "serial", serial);
	value_add(&w->values, "year", year);
	value_add(&w->values, "index", kua_arena_printf(a, "%s/%s/%s", serial, year, number));
	if (!before->last)
		return;
	value_add(&w->values, "previous", saying_date(&w->s, kua_paper_value(before->last, "date")));
	value_add(&w->values, "previous_index", kua_arena_printf(a, "%s/%s/%d", serial, year, before->number - 1));
}

static void add_person(struct writing *w)
{
	const struct kua_entity *e = w->t.person;
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < e->names.n && w->t.named; i++)
		if (strcmp(e->names.v[i].form, w->t.called) != 0)
			kua_buf_printf(&b, "%s%s", b.len ? "; " : "", e->names.v[i].form);
	value_add(&w->values, "person", w->t.called);
	value_add(&w->values, "other_names", b.len ? kua_arena_strndup(w->a, b.data, b.len) : NULL);
	value_add(&w->values, "case", e->id);
	value_add(&w->values, "named", w->t.named ? "yes" : NULL);
	kua_buf_free(&b);
}

/* What is in `with` comes first, so that the writer's word holds. */
static enum kua_code gather(struct writing *w, const char *deadline, struct kua_error *err)
{
	enum kua_code code = w->in->with ? letter_with_read(w->in->with_path, w->in->with, &w->t, &w->values, err) : KUA_OK;
	if (code != KUA_OK)
		return code;
	add_numbers(w, deadline);
	add_person(w);
	add_country(w);
	saying_now(&w->s, &w->values);
	saying_facts(&w->s, &w->values);
	saying_contradictions(&w->s, &w->values);
	add_addressees(w, "addressees", w->in->addressees, w->in->n_addressees);
	add_addressees(w, "copies", w->in->copies, w->in->n_copies);
	add_languages(w);
	value_add(&w->values, "outcome", telling_public(&w->t, w->in->outcome, false));
	add_consent(w);
	add_annexes(w);
	return KUA_OK;
}

static enum kua_code load(struct writing *w, struct kua_template **t, struct kua_error *err)
{
	const struct kua_letter_input *in = w->in;
	struct kua_phrases *phrases;
	const char *folder = kua_arena_printf(w->a, "%s/appeal/%s", in->data_dir, in->language);
	enum kua_code code = kua_phrases_load(kua_arena_printf(w->a, "%s/phrases.txt", folder), kua_letter_fields, kua_n_letter_fields, w->a,
	                                      &phrases, err);
	w->s.phrases = phrases;
	if (code == KUA_OK)
		code = kua_template_load(in->body ? kua_arena_printf(w->a, "%s/submission/%s.txt", in->data_dir, in->body)
		                                  : kua_arena_printf(w->a, "%s/%s.txt", folder, in->form),
		                         kua_letter_fields, kua_n_letter_fields, w->a, t, err);
	w->s.quoted = code == KUA_OK && kua_phrases_text(phrases, "own words", NULL);
	w->s.locale = code == KUA_OK ? kua_phrases_text(phrases, "locale", in->language) : NULL;
	return code;
}

static void finish(struct writing *w, const struct kua_template *t, const char *deadline, struct kua_letter *out)
{
	const struct kua_values values = values_keep(w->a, &w->values);
	kua_template_fill(t, &values, &w->s.sources, w->a, &out->filled);
	struct kua_sheet *sheet = &out->filled.sheet;
	sheet->title = kua_arena_printf(w->a, "%s, %s", w->t.called, w->in->today);
	sheet->language = w->in->language;
	sheet->date = w->in->today;
	sheet->colon = kua_phrases_text(w->s.phrases, "colon", NULL);
	sheet->marked = kua_phrases_text(w->s.phrases, "marked", NULL);
	out->named = w->t.named;
	out->consented = w->consented;
	out->called = w->t.called;
	out->number = kua_arena_printf(w->a, "%d", w->before.number);
	out->deadline = deadline;
	out->state = w->t.state;
	out->basis = telling_basis(&w->t);
	out->n_facts = w->t.facts.n;
	out->n_contradictions = w->t.told->n_contradictions;
	for (size_t i = 0; i < w->t.facts.n; i++)
		out->n_confirmed += w->t.facts.v[i].confirmed;
}

enum kua_code kua_letter_write(const struct kua_letter_input *in, struct kua_arena *a, struct kua_letter *out, struct kua_error *err)
{
	struct writing w = {.in = in, .a = a};
	struct kua_template *t = NULL;
	char deadline[11] = "";
	*out = (struct kua_letter){0};
	(void)kua_date_add(in->today, 0, KUA_LETTER_WEEKS * 7, deadline);
	const char *until = in->deadline ? in->deadline : kua_arena_strdup(a, deadline);
	enum kua_code code = telling_make(in->loaded, in->person, in->scope, in->language, in->today, in->data_dir, a, &w.t, err);
	if (code == KUA_OK && !w.t.told)
		code = kua_fail(err, KUA_USE, "nothing is told of a case of %s: no arrest, trial, disappearance; 'kua cases' lists whose there are",
		                in->person->id);
	w.s = (struct saying){.t = &w.t, .language = in->language, .annexes = in->body != NULL};
	if (code == KUA_OK)
		code = load(&w, &t, err);
	appeals_before(in->appeals, in->n_appeals, in, a, &w.before);
	if (w.before.last)
		w.s.before = lines_of(kua_paper_value(w.before.last, "basis"), a);
	if (code == KUA_OK)
		code = gather(&w, until, err);
	if (code == KUA_OK)
		finish(&w, t, until, out);
	kua_vec_free(&w.values);
	telling_end(&w.t);
	return code;
}
