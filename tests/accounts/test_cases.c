/* test_cases.c - cases in order of time and the calendar. Everybody is invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static const struct kua_told_case *case_of(struct world *w, const char *person, size_t *n_cases)
{
	struct kua_told_case *v;
	size_t n;
	struct kua_error err;
	w->in = (struct kua_accounts_input){.items = w->items.v, .n_items = w->items.n, .families = w->families.v,
	                                    .n_families = w->families.n, .entities = w->entities.v,
	                                    .n_entities = w->entities.n, .steps = w->steps.v, .n_steps = w->steps.n,
	                                    .languages = w->languages, .data_dir = getenv("KUA_DATA")};
	assert_int_equal(kua_accounts_cases(&w->in, w->a, &v, &n, &err), KUA_OK);
	if (n_cases)
		*n_cases = n;
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].person, person) == 0)
			return &v[i];
	return NULL;
}

static void assert_steps(const struct kua_told_case *c, const char *expected)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < c->n; i++)
		kua_buf_printf(&b, "%s%s", i ? ", " : "", c->steps[i]->step);
	assert_string_equal(b.data, expected);
	kua_buf_free(&b);
}

static void test_order_of_time(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_entity(&w, "n-ann", "person", "Ann Ray");
	add_item(&w, "a", 1, "2013-12-11",
	         "She was acquitted, then rearrested, tried again. The court dismissed her case on 25 November. She won a prize.");
	add_item(&w, "b", 1, "2012-01-20", "Ann Ray was arrested on 12 January.");
	add_item(&w, "c", 1, "2014-05-01", "Ann Ray is still held in prison.");
	add_step(&w, "a.1", "won a prize", "n-ann", "award", "2013-12-05");
	add_step(&w, "a.1", "dismissed her case", "n-ann", "appeal dismissed", "2013-11-25");
	add_step(&w, "a.1", "tried again", "n-ann", "tried", NULL);
	add_step(&w, "a.1", "rearrested", "n-ann", "arrested", NULL);
	add_step(&w, "a.1", "acquitted", "n-ann", "acquitted", NULL);
	add_step(&w, "b.1", "was arrested", "n-ann", "arrested", "2012-01-12");
	add_step(&w, "c.1", "still held", "n-ann", "held", NULL);
	add_step(&w, "c.1", "Ann Ray", "n-bo", "released", "2014-01-01")->status = "rejected";
	size_t n;
	const struct kua_told_case *c = case_of(&w, "n-ann", &n);
	assert_int_equal(n, 1);
	assert_string_equal(c->label, "Ann Ray");
	assert_steps(c, "arrested, acquitted, arrested, tried, appeal dismissed, award, held");
	assert_string_equal(c->status, "held");
	assert_string_equal(c->as_of, "2014-05-01");
	world_end(&w);
}

static void test_copies_once_contradictions_kept(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_item(&w, "a", 1, "2013-01-02", "Bo Lind was sentenced to four years.");
	add_item(&w, "b", 1, "2013-01-01", "Bo Lind was sentenced to four years.");
	add_item(&w, "c", 1, "2013-01-03", "Bo Lind was sentenced to six years. Bo Lind was released.");
	add_family(&w, "fam", "a.1 b.1");
	w.families.v[0].origin = "b.1";
	for (int i = 0; i < 2; i++)
		add_step(&w, w.items.v[i].id, "sentenced to four years", "n-bo", "sentenced",
		         "2012")->sentence = "four years";
	struct kua_case_step *s = add_step(&w, "c.1", "sentenced to six years", "n-bo", "sentenced", "2012");
	s->sentence = "six years";
	s->name = "Bo Lind";
	const struct kua_told_case *c = case_of(&w, "n-bo", NULL);
	assert_steps(c, "sentenced, sentenced");
	assert_string_equal(c->steps[0]->item, "b.1"); /* where the family comes from */
	assert_string_equal(c->status, "sentenced: six years");
	world_end(&w);
}

static void test_calendar(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_item(&w, "a", 1, "2013-01-02", "Vigil. Trial. Vigil again. Some day.");
	static const struct {
		const char *id, *date, *time, *status;
	} actions[] = {{"x-3", "2014-03-16", "19:00", NULL}, {"x-1", "2013-12-16", "12:00", NULL},
	               {"x-2", "2014-03-16", "19:00", NULL},
	               {"x-4", NULL, NULL, NULL}, {"x-5", "2014-01-01", NULL, "rejected"}, {"x-6",
	                                                                                    "2014-03-16", "09:30", NULL}};
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		struct kua_action *x = kua_vec_add(&w.actions);
		*x = (struct kua_action){.id = actions[i].id, .kind = "protest", .date = actions[i].date, .time = actions[i].time,
		                         .item = "a.1", .place = "Sarn", .status = actions[i].status};
	}
	add_step(&w, "a.1", "Trial", "n-bo", "trial due", "2014-02-14")->name = "Bo Lind";
	add_step(&w, "a.1", "Some", "n-bo", "arrested", "2014-02-13");
	struct kua_due *v;
	size_t n;
	w.in = (struct kua_accounts_input){.items = w.items.v, .n_items = w.items.n, .steps = w.steps.v,
	                                   .n_steps = w.steps.n,
	                                   .actions = w.actions.v, .n_actions = w.actions.n};
	struct kua_told_case *cases;
	size_t n_cases;
	struct kua_error err;
	assert_int_equal(kua_accounts_cases(&w.in, w.a, &cases, &n_cases, &err), KUA_OK);
	kua_accounts_calendar(&w.in, cases, n_cases, w.a, &v, &n);
	assert_int_equal(n, 4);
	assert_string_equal(v[0].claim, "x-1");
	assert_string_equal(v[1].label, "Bo Lind: trial or hearing");
	assert_string_equal(v[2].claim, "x-6");
	assert_string_equal(v[3].claim, "x-2"); /* announced twice, once in the calendar */
	assert_string_equal(v[3].kind, "protest");
	assert_null(v[3].person);
	assert_string_equal(v[1].kind, "trial or hearing"); /* names nobody */
	assert_string_equal(v[1].person, "n-bo");
	world_end(&w);
}

static void test_anniversaries(void **state)
{
	(void)state;
	struct kua_event events[] = {
		{"e-1", "Sarn, 16 December 2011", "Sarn", "2011-12-16", "2011-12-16"},
		{"e-2", "Sarn, 29 February 2012", "Sarn", "2012-02-29", "2012-02-29"},
		{"e-3", "Sarn, May 2011", "Sarn", "2011-05", "2011-05"},               /* which day? */
		{"e-4", "Sarn, 1 to 3 May 2011", "Sarn", "2011-05-01", "2011-05-03"},  /* which of them? */
		{"e-5", "Petition, 1 June 2011", NULL, "2011-06-01", "2011-06-01"},    /* nobody was killed */
		{"e-6", "Sarn, 2 March 2013", "Sarn", "2013-03-02", "2013-03-02"},     /* has yet to be */
		{"e-7", "Sarn, none", "Sarn", "2011-12-17", "2011-12-17"},             /* none was killed */
	};
	struct kua_account accounts[] = {
		{.event = "e-1", .act = "killed", .low = 12}, {.event = "e-1", .act = "killed", .low = 70},
		{.event = "e-2", .act = "killed", .low = 1},  {.event = "e-3", .act = "killed", .low = 1},
		{.event = "e-4", .act = "killed", .low = 1},  {.event = "e-5", .act = "signed", .low = 900},
		{.event = "e-6", .act = "killed", .low = 1},  {.event = "e-7", .act = "killed", .low = 0},
		{.event = NULL, .act = "killed", .low = 3},
	};
	struct kua_accounts_result r = {.events = events, .n_events = 7, .accounts = accounts, .n_accounts = 9};
	struct kua_arena *a = kua_arena_new();
	struct kua_due *v;
	size_t n;
	kua_accounts_anniversaries(&r, "2012-12-17", a, &v, &n);
	assert_int_equal(n, 2);
	assert_string_equal(v[0].date, "2013-02-28");
	assert_string_equal(v[0].label, "anniversary: Sarn, 29 February 2012");
	assert_int_equal(v[0].years, 1);
	assert_string_equal(v[1].date, "2013-12-16");
	assert_string_equal(v[1].label, "anniversary: Sarn, 16 December 2011");
	assert_string_equal(v[1].event, "e-1");
	kua_accounts_anniversaries(&r, "2015-12-16", a, &v, &n);
	assert_string_equal(v[0].date, "2015-12-16"); /* today */
	assert_string_equal(v[1].date, "2016-02-29");
	kua_accounts_anniversaries(&r, "2011-12-16", a, &v, &n); /* the day itself is none */
	assert_int_equal(n, 0);
	kua_arena_free(a);
}

/* Steps are told in the order of the arguments; the case is expected in the order of a life. */
static void test_logic_of_a_case(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_item(&w, "a", 1, "2013-12-11",
	         "Ann Ray will appeal. She was released in May 2013. She had been charged and convicted. Then she was arrested once more, "
	         "and tried.");
	add_step(&w, "a.1", "will appeal", "n-ann", "appeal planned", NULL);
	add_step(&w, "a.1", "released in May", "n-ann", "released", "2013-05");
	add_step(&w, "a.1", "had been charged", "n-ann", "charged", NULL);
	add_step(&w, "a.1", "convicted", "n-ann", "convicted", NULL);
	add_step(&w, "a.1", "arrested once more", "n-ann", "arrested", NULL);
	add_step(&w, "a.1", "tried", "n-ann", "tried", NULL);
	add_item(&w, "b", 1, "2013-03-01", "Bo Lind got two years. He was arrested on 3 January. He was awarded a prize.");
	add_step(&w, "b.1", "got two years", "n-bo", "sentenced", NULL);
	add_step(&w, "b.1", "arrested on 3 January", "n-bo", "arrested", "2013-01-03");
	add_step(&w, "b.1", "awarded a prize", "n-bo", "award", "2013-03-01");
	assert_steps(case_of(&w, "n-ann", NULL), "charged, convicted, released, arrested, tried, appeal planned");
	const struct kua_told_case *c = case_of(&w, "n-bo", NULL);
	assert_steps(c, "arrested, sentenced, award");
	assert_string_equal(c->status, "sentenced"); /* never the award */
	world_end(&w);
}

static void test_nothing_follows_death(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_item(&w, "a", 1, "2011-12-28", "Bo Lind died in his cell on 21 December.");
	add_item(&w, "b", 1, "2012-11-14", "Bo Lind had been released from the station.");
	add_item(&w, "c", 1, "2012-12-01", "Bo Lind was released on 30 November 2012.");
	add_step(&w, "a.1", "died in his cell", "n-bo", "died in custody", "2011-12-21");
	add_step(&w, "b.1", "had been released", "n-bo", "released", NULL);
	const struct kua_told_case *c = case_of(&w, "n-bo", NULL);
	assert_steps(c, "released, died in custody");
	assert_string_equal(c->status, "died in custody");
	add_step(&w, "c.1", "was released", "n-bo", "released", "2012-11-30"); /* somebody contradicts, with a date */
	c = case_of(&w, "n-bo", NULL);
	assert_steps(c, "released, died in custody, released");
	assert_string_equal(c->as_of, "2012-11-30");
	world_end(&w);
}

/* ---- what contradicts itself, and what is due ---- */

static void assert_contradictions(const struct kua_told_case *c, const char *expected)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < c->n_contradictions; i++)
		kua_buf_printf(&b, "%s%s", i ? "\n" : "", c->contradictions[i].what);
	assert_string_equal(b.data ? b.data : "", expected);
	kua_buf_free(&b);
}

static void assert_due(const struct kua_told_case *c, const char *expected)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < c->n_due; i++)
		kua_buf_printf(&b, "%s%s %s%s", i ? "\n" : "", c->due[i].date, c->due[i].what, c->due[i].why ? ", computed" : "");
	assert_string_equal(b.data ? b.data : "", expected);
	kua_buf_free(&b);
}

/* Items a, b and c, of which a and b are prints of one text. */
static void three_sources(struct world *w)
{
	static const char *const text = "Bo Lind. Arrested. Six years. Seven years. Released. Held. Died.";
	add_item(w, "a", 1, "2013-01-02", text);
	add_item(w, "b", 1, "2013-01-03", text);
	add_item(w, "c", 1, "2013-06-03", text);
	add_family(w, "fam", "a.1 b.1");
}

static void test_contradictions(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_sources(&w);
	add_step(&w, "a.1", "Arrested", "n-bo", "arrested", "2012-05-05");
	add_step(&w, "c.1", "Arrested", "n-bo", "arrested", "2012-05-07");
	add_step(&w, "a.1", "Six years", "n-bo", "sentenced", "2012-10-08")->sentence = "six years";
	add_step(&w, "c.1", "Seven years", "n-bo", "sentenced", "2012-10")->sentence = "7-year prison term";
	add_step(&w, "a.1", "Released", "n-bo", "released", "2012-12-01");
	add_step(&w, "c.1", "Held", "n-bo", "held", "2013-06-03");
	const struct kua_told_case *c = case_of(&w, "n-bo", NULL);
	assert_contradictions(c, "arrested on 5 May 2012, or on 7 May 2012\n"
	                         "sentenced to “7-year prison term”, or to “six years”\n"
	                         "released on 1 December 2012, but held on 3 June 2013, and no arrest between is told");
	world_end(&w);
}

/* One item may tell what two people say. */
static void test_two_speakers(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_sources(&w);
	add_step(&w, "a.1", "Released", "n-bo", "released", "2012-09-02");
	add_step(&w, "a.1", "Held", "n-bo", "held", "2013-01-02");
	assert_contradictions(case_of(&w, "n-bo", NULL), "");
	w.steps.v[0].said_by = "media";
	w.steps.v[1].said_by = "relatives";
	assert_contradictions(case_of(&w, "n-bo", NULL),
	                      "released on 2 September 2012, but held on 2 January 2013, and no arrest between is told");
	world_end(&w);
}

/* One text tells a story, prints of one text are one source, and 72 months are six years. */
static void test_no_contradictions(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_sources(&w);
	add_step(&w, "a.1", "Arrested", "n-bo", "arrested", "2012-05-05");
	add_step(&w, "a.1", "Held", "n-bo", "arrested", "2012-05-09");
	add_step(&w, "b.1", "Arrested", "n-bo", "arrested", "2012-05-07");
	add_step(&w, "c.1", "Arrested", "n-bo", "arrested", "2012-05");
	add_step(&w, "a.1", "Six years", "n-bo", "sentenced", "2012-10-08")->sentence = "six years";
	add_step(&w, "c.1", "Six years", "n-bo", "sentenced", "2012-10-08")->sentence = "72 months";
	add_step(&w, "c.1", "Seven years", "n-bo", "sentenced", "2013-05-08")->sentence = "seven years";
	assert_contradictions(case_of(&w, "n-bo", NULL), "");
	world_end(&w);
}

static void test_what_is_due(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	three_sources(&w);
	struct kua_case_step *s = add_step(&w, "a.1", "Six years", "n-bo", "sentenced", "2012-10-08");
	s->sentence = "six years and three months in prison";
	s->deadline = "2012-10-23";
	assert_due(case_of(&w, "n-bo", NULL), "2012-10-23 last day to appeal\n2019-01-08 end of the sentence, computed");
	assert_string_equal(case_of(&w, "n-bo", NULL)->state, "convicted-custodial");
	add_step(&w, "c.1", "Released", "n-bo", "released", "2013-06-01")->detail = "under an amnesty";
	assert_due(case_of(&w, "n-bo", NULL), "2012-10-23 last day to appeal");
	assert_string_equal(case_of(&w, "n-bo", NULL)->state, "released-amnesty");
	add_step(&w, "c.1", "Seven years", "n-ann", "sentenced", "2013-05")->sentence = "seven years, suspended";
	assert_due(case_of(&w, "n-ann", NULL), "");
	assert_string_equal(case_of(&w, "n-ann", NULL)->state, "suspended-sentence");
	add_step(&w, "c.1", "Died", "n-di", "sentenced", "2013-05")->sentence = "life in prison";
	assert_due(case_of(&w, "n-di", NULL), "");
	world_end(&w);
}

/* A later text says again, without a date, what somebody who is free was charged with: no news; a step that nobody told before is. */
static void test_what_is_said_again(void **state)
{
	(void)state;
	struct world w;
	world_begin(&w);
	add_item(&w, "a", 1, "2012-02-05", "Bo Lind was charged.");
	add_item(&w, "b", 1, "2013-06-03", "Bo Lind was released.");
	add_item(&w, "c", 1, "2014-01-09", "Bo Lind, who was charged with a crime, spoke. Bo Lind was arrested.");
	add_step(&w, "a.1", "charged", "n-bo", "charged", "2012-02-01");
	add_step(&w, "c.1", "charged", "n-bo", "charged", NULL);
	assert_string_equal(case_of(&w, "n-bo", NULL)->status, "charged");
	add_step(&w, "b.1", "released", "n-bo", "released", "2013-06-01");
	assert_string_equal(case_of(&w, "n-bo", NULL)->status, "released");
	assert_string_equal(case_of(&w, "n-bo", NULL)->as_of, "2013-06-01");
	struct kua_case_step *again = add_step(&w, "c.1", "charged", "n-bo", "sentenced", NULL);
	assert_string_equal(case_of(&w, "n-bo", NULL)->status, "sentenced"); /* nobody told a sentence before */
	again->step = "arrested";
	assert_string_equal(case_of(&w, "n-bo", NULL)->status, "arrested");
	world_end(&w);
}

/* "seven and a half years": half a year is six months; half a month is no number of days. */
static void test_halves(void **state)
{
	(void)state;
	static const struct {
		const char *language, *sentence, *end;
	} cases[] = {
		{"en", "seven and a half years in prison", "2020-04-08 end of the sentence, computed"},
		{"en", "7.5 years", "2020-04-08 end of the sentence, computed"},
		{"en", "one and a half years and 10 days", "2014-04-18 end of the sentence, computed"},
		{"en", "a year and a half", ""},
		{"ru", "полтора года", "2014-04-08 end of the sentence, computed"},
		{"ru", "семь с половиной лет лишения свободы", "2020-04-08 end of the sentence, computed"},
		{"ru", "7,5 лет колонии", "2020-04-08 end of the sentence, computed"},
		{"kk", "жеті жарым жыл", "2020-04-08 end of the sentence, computed"},
		{"fr", "sept ans et demi de prison", "2020-04-08 end of the sentence, computed"},
		{"de", "siebeneinhalb Jahre Haft", "2020-04-08 end of the sentence, computed"},
		{"es", "siete años y medio de prisión", "2020-04-08 end of the sentence, computed"},
		{"en", "two and a half months and five years", ""},
		{"en", "five to seven years and six months", ""},
		{"en", "seven years and a quarter of his pay", "2019-10-08 end of the sentence, computed"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;
		world_begin(&w);
		add_item(&w, "a", 1, "2012-10-09", "Bo Lind was sentenced.")->language = cases[i].language;
		add_step(&w, "a.1", "sentenced", "n-bo", "sentenced", "2012-10-08")->sentence = cases[i].sentence;
		assert_due(case_of(&w, "n-bo", NULL), cases[i].end);
		world_end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_time),
		cmocka_unit_test(test_logic_of_a_case),
		cmocka_unit_test(test_nothing_follows_death),
		cmocka_unit_test(test_copies_once_contradictions_kept),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_anniversaries),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_no_contradictions),
		cmocka_unit_test(test_two_speakers),
		cmocka_unit_test(test_what_is_due),
		cmocka_unit_test(test_what_is_said_again),
		cmocka_unit_test(test_halves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
