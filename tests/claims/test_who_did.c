/* test_who_did.c - who did it to whom, with what and where; the tables of acts and places; texts made to be slow. */
#include "claims/acts.h"
#include "claims/gazetteer.h"
#include "helper.h"

#define ANY "?" /* of a field that the line does not test */

static const struct {
	const char *text, *by, *by_kind, *means, *code, *people_kind;
} told[] = {
	{"Police shot dead 14 protesters in the square.", "Police", "police", "shot", "010100000000", "protesters"},
	{"At least 14 protesters were shot dead by police.", "police", "police", "shot", "010100000000", "protesters"},
	{"Unidentified gunmen on motorcycles killed nine farmers.", "Unidentified gunmen", "unknown men", NULL, "010100000000", "farmers"},
	{"The army's killing of 12 students was never looked into.", "army", "army", NULL, "010100000000", "students"},
	{"Twelve students died at the hands of the army.", "army", "army", NULL, "010100000000", "students"},
	{"The attack, which killed 23 worshippers, was blamed on Islamist militants.", ANY, "armed group", NULL, ANY, "religious people"},
	{"Seven miners were killed when private security guards opened fire.", ANY, "private guards", "shot", ANY, "miners"},
	{"Five aid workers were abducted by militants.", "militants", "armed group", NULL, "030104000000", "health and aid workers"},
	{"More than 40 prisoners were tortured by guards.", "guards", "prison staff", "tortured", "020100000000", "prisoners"},
	{"An air strike killed 31 civilians.", NULL, NULL, "air strike", "010103000000", "civilians"},
	{"Twenty-two people have died in police custody.", NULL, NULL, NULL, "010106000000", NULL},
	{"Fourteen people were killed in a landslide.", NULL, NULL, NULL, NULL, NULL},
	{"Soldiers killed three civilians and burned two houses.", "Soldiers", "army", NULL, ANY, "civilians"},
	/* those who are hurt, quoted, hired or attacked themselves did not do it */
	{"Two soldiers were hurt by stones.", NULL, NULL, NULL, ANY, "soldiers"},
	{"Two policemen were killed.", NULL, NULL, NULL, ANY, "police"},
	{"Police said 14 people were injured.", NULL, NULL, NULL, ANY, NULL},
	{"Strikers hired by the company attacked a bus, injuring 17 people.", NULL, NULL, NULL, ANY, NULL},
	{"Three lawyers were killed. No armed group has claimed responsibility.", NULL, NULL, NULL, ANY, "lawyers"},
	{"Six demonstrators were injured in clashes with police.", NULL, NULL, NULL, ANY, "protesters"},
};

static void is(const char *text, const char *field, const char *got, const char *want)
{
	bool same = want && strcmp(want, ANY) == 0 ? true : got && want ? strcmp(got, want) == 0 : got == want;
	if (!same)
		fail_msg("%s: %s is %s, not %s", text, field, got ? got : "null", want ? want : "null");
}

static void figures_tell_who_did_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_item item = {.id = "i", .text = told[i].text, .language = "en"};
		struct kua_claims_result r = claims_of(all_rules, &item, NULL, 0, a);
		assert_true(r.n_figures > 0);
		const struct kua_figure *f = &r.figures[0];
		is(told[i].text, "by", f->by, told[i].by);
		is(told[i].text, "by_kind", f->by_kind, told[i].by_kind);
		is(told[i].text, "means", f->means, told[i].means);
		is(told[i].text, "act_code", f->act_code, told[i].code);
		is(told[i].text, "people_kind", f->people_kind, told[i].people_kind);
		kua_arena_free(a);
	}
}

/* The one mention of a name in the text. */
static struct kua_named named(const char *text, const char *form, const char *kind, struct kua_arena *a)
{
	struct kua_mention *m = KUA_NEW(a, struct kua_mention);
	m->form = m->entity = form;
	m->start = strstr(text, form) - text;
	m->end = m->start + (int64_t)strlen(form);
	return (struct kua_named){m, kind, form};
}

static void a_claim_has_its_country(void **state)
{
	(void)state;
	static const struct {
		const char *text, *place, *country;
	} cases[] = {
		{"12 people were arrested in Minsk.", "Minsk", "Belarus"},
		{"Nigerian soldiers arrested 12 people.", NULL, "Nigeria"},
		{"Protests went on in Lagos. 12 people were arrested.", "Lagos", "Nigeria"},
		{"Belarusian and Nigerian envoys met. 12 people were arrested.", NULL, NULL},
		{"Soldiers marched in Minsk. Nigerian envoys met in Minsk. 12 people were arrested.", "Minsk", "Belarus"},
		{"12 people were arrested in Rivertown.", "Rivertown", NULL},
		{"12 people were arrested.", NULL, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_item item = {.id = "i", .text = cases[i].text, .language = "en"};
		struct kua_named name = {0};
		if (cases[i].place)
			name = named(item.text, cases[i].place, "place", a);
		struct kua_claims_result r = claims_of(all_rules, &item, &name, cases[i].place != NULL, a);
		assert_int_equal(r.n_figures, 1);
		is(cases[i].text, "country", r.figures[0].country, cases[i].country);
		kua_arena_free(a);
	}
}

static void a_place_named_once_is_not_where_all_happened(void **state)
{
	(void)state;
	static const struct {
		const char *text, *second; /* where a place is named a second time */
		const char *country;       /* of what was done to Ann Lee */
	} cases[] = {
		{"Friends won a prize in Paris.\n\nAnn Lee was arrested on 3 May 2012.", NULL, NULL},
		{"Friends won a prize in Paris.\n\nKazakh police marched.\n\nAnn Lee was arrested on 3 May 2012.", NULL, NULL},
		{"Friends won a prize in Paris. Ann Lee was arrested on 3 May 2012.", NULL, "France"},
		{"Friends met in Paris.\n\nIn Lyon they won a prize.\n\nAnn Lee was arrested on 3 May 2012.", "Lyon", "France"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_item item = {.id = "i", .text = cases[i].text, .language = "en"};
		struct kua_named names[3];
		size_t n = 0;
		names[n++] = named(item.text, "Paris", "place", a);
		if (cases[i].second)
			names[n++] = named(item.text, cases[i].second, "place", a);
		names[n++] = named(item.text, "Ann Lee", "person", a);
		struct kua_claims_result r = claims_of(all_rules, &item, names, n, a);
		assert_int_equal(r.n_steps, 1);
		is(cases[i].text, "country", r.steps[0].country, cases[i].country);
		kua_arena_free(a);
	}
}

static void a_step_carries_the_fullest_name(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_item item = {.id = "i", .text = "Friends of Ann Lee met. Lee was arrested by border guards.", .language = "en"};
	struct kua_named names[2] = {named(item.text, "Ann Lee", "person", a), {0}};
	struct kua_mention *second = KUA_NEW(a, struct kua_mention);
	*second = (struct kua_mention){.form = "Lee", .entity = "Ann Lee", .start = strstr(item.text, "Lee was") - item.text};
	second->end = second->start + 3;
	names[1] = (struct kua_named){second, "person", "Ann Lee"};
	struct kua_claims_result r = claims_of(all_rules, &item, names, 2, a);
	assert_int_equal(r.n_steps, 1);
	assert_string_equal(r.steps[0].name, "Ann Lee");
	is(item.text, "by_kind", r.steps[0].by_kind, "border guards");
	is(item.text, "act_code", r.steps[0].act_code, "030101000000");
	kua_arena_free(a);
}

static void places_lie_in_countries(void **state)
{
	(void)state;
	const struct gazetteer *g = all_rules->gazetteer;
	assert_string_equal(kua_gazetteer_country(g, "Zhanaozen"), "Kazakhstan");
	assert_string_equal(kua_gazetteer_country(g, "жаңаөзен"), "Kazakhstan");
	assert_string_equal(kua_gazetteer_country(g, "Zamfara State"), "Nigeria");
	assert_string_equal(kua_gazetteer_country(g, "belarus"), "Belarus");
	assert_string_equal(kua_gazetteer_code(g, "KZ"), "Kazakhstan");
	assert_null(kua_gazetteer_code(g, "XX"));
	assert_null(kua_gazetteer_country(g, "Rivertown"));
	assert_null(kua_gazetteer_country(g, ""));
	assert_null(kua_gazetteer_country(NULL, "Minsk"));
}

static void acts_have_codes(void **state)
{
	(void)state;
	const struct act_codes *c = all_rules->acts;
	assert_string_equal(kua_acts_code(c, "arrested", "any"), "030101000000");
	assert_string_equal(kua_acts_code(c, "disappeared", "abduction"), "030104000000");
	assert_null(kua_acts_code(c, "signed", "any"));
	assert_null(kua_acts_code(c, NULL, "any"));
	assert_string_equal(kua_acts_deeper("010100000000", "010106000000"), "010106000000");
	assert_string_equal(kua_acts_deeper(NULL, "010100000000"), "010100000000");
	assert_null(kua_acts_deeper(NULL, NULL));
	assert_true(kua_acts_nobody(kua_acts_code(c, "killed", "accident")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_tell_who_did_it),      cmocka_unit_test(a_claim_has_its_country),
		cmocka_unit_test(a_place_named_once_is_not_where_all_happened),
		cmocka_unit_test(a_step_carries_the_fullest_name), cmocka_unit_test(places_lie_in_countries),
		cmocka_unit_test(acts_have_codes),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
