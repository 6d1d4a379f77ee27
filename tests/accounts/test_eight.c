/*
 * test_eight.c - eight invented documents about one day, and the accounts that a careful reader would make of
 * them, written down before the program was asked: a press release, two papers that print it, a wire with
 * hospital and ministry, a group with its own count, a blog that quotes the group, a witness's letter, and a
 * later wire with a higher toll.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define TWENTY_SIX "The Marsh Law Centre has established that 26 people were killed in Dunavel on 3 May"
#define MINISTRY "The Ministry of Health says that nine people were killed in Dunavel on 3 May"

static const struct expected {
	const char *act;
	int64_t number, statements, low, shown, high;
	const char *voices;
} expected[] = {
	{"arrested", 0, 0, 0, 0, 0, NULL}, /* nothing */
	{"injured", 50, 1, 1, 1, 1, "doctors"},
	{"killed", 9, 5, 1, 1, 2, "Ministry of Health"}, /* one ministry in four texts; "the government" is the same state */
	{"killed", 14, 1, 1, 1, 1, "doctors"},
	{"killed", 16, 1, 1, 1, 1, "doctors"},
	{"killed", 17, 1, 1, 1, 1, "Ivo Saar"},
	{"killed", 26, 3, 1, 1, 1, "Nadia Ferro, Marsh Law Centre"}, /* its title in the Courier is no statement */
	{"killed", 31, 2, 1, 1, 1, "Eastern Rights Watch"},         /* the blog only repeats it */
};

static struct kua_figure *killed(struct world *w, const char *item, const char *quote, const char *value, const char *by)
{
	return add_figure(w, item, quote, "killed", value, by, "Dunavel", "2017-05-03");
}

static void add_prints(struct world *w)
{
	add_item(w, "release", 1, "2017-05-06", TWENTY_SIX ". " MINISTRY ".\n\nNadia Ferro\nDirector, Marsh Law Centre");
	add_item(w, "courier", 1, "2017-05-07", "Law Centre: 26 killed\n\n" TWENTY_SIX ". " MINISTRY ".")->title =
		"Law Centre: 26 killed";
	add_item(w, "post", 1, "2017-05-08", TWENTY_SIX ".");
	killed(w, "release.1", TWENTY_SIX, "26", "Nadia Ferro");
	killed(w, "courier.1", TWENTY_SIX, "26", NULL);
	killed(w, "post.1", TWENTY_SIX, "26", NULL);
	add_figure(w, "courier.1", "Law Centre: 26 killed", "killed", "26", NULL, NULL, NULL);
	killed(w, "release.1", MINISTRY, "9", "Ministry of Health");
	killed(w, "courier.1", MINISTRY, "9", "Ministry of Health");
	add_reuse(w, "release.1", "courier.1", "The Marsh Law Centre has", "nine people were killed in Dunavel on 3 May");
	add_reuse(w, "release.1", "post.1", "The Marsh Law Centre has", "were killed in Dunavel on 3 May");
	add_family(w, "fam-release", "release.1 courier.1 post.1");
}

static void add_wires(struct world *w)
{
	add_item(w, "wire", 1, "2017-05-04",
	         "DUNAVEL, May 4, 2017 (Meridian News) - 14 people were killed on Wednesday, doctors said. The ministry said that "
	         "9 people had been killed. More than 50 people were wounded, doctors said.");
	struct kua_figure *f = add_figure(w, "wire.1", "14 people were killed on Wednesday, doctors said", "killed", "14", "doctors",
	                                  NULL, "2017-05-04");
	f->date_read = "sentence";
	f->date_words = "May 4, 2017";
	f = add_figure(w, "wire.1", "The ministry said that 9 people had been killed", "killed", "9", "Ministry of Health", NULL, "2017-05-04");
	f->date_read = "paragraph";
	f->date_words = "May 4, 2017";
	add_figure(w, "wire.1", "More than 50 people were wounded", "injured", ">50", "doctors", NULL, "2017");
	add_item(w, "later", 1, "2017-05-09",
	         "The number of people killed in Dunavel on 3 May has risen to 16, doctors said. The ministry repeated that 9 were killed.");
	killed(w, "later.1", "The number of people killed in Dunavel on 3 May has risen to 16", "16", "doctors");
	killed(w, "later.1", "The ministry repeated that 9 were killed", "9", "Ministry of Health");
}

static void add_others(struct world *w)
{
	add_item(w, "watch", 1, "2017-05-12",
	         "Eastern Rights Watch has counted 31 people killed in Dunavel on 3 May 2017. The government admits to nine dead.");
	killed(w, "watch.1", "Eastern Rights Watch has counted 31 people killed", "31", "Eastern Rights Watch");
	killed(w, "watch.1", "The government admits to nine dead", "9", "government");
	add_item(w, "blog", 1, "2017-05-14", "According to Eastern Rights Watch 31 people were killed in Dunavel.")->author = "Tess Moller";
	killed(w, "blog.1", "31 people were killed in Dunavel", "31", "Eastern Rights Watch");
	add_item(w, "letter", 1, NULL, "I saw 17 people killed in Dunavel. Some 300 people marched again last Sunday.")->author = "Ivo Saar";
	w->items.v[w->items.n - 1].date_from = w->items.v[w->items.n - 1].date_to = NULL;
	add_figure(w, "letter.1", "I saw 17 people killed", "killed", "17", NULL, "Dunavel", NULL);
	add_figure(w, "letter.1", "Some 300 people marched again last Sunday", "protested", "~300", NULL, "Dunavel", NULL);
}

static void tell(struct world *w)
{
	world_begin(w);
	add_entity(w, "p-dunavel", "place", "Dunavel");
	add_entity(w, "o-centre", "organisation", "Marsh Law Centre");
	add_entity(w, "o-watch", "organisation", "Eastern Rights Watch");
	add_entity(w, "o-ministry", "organisation", "Ministry of Health");
	add_entity(w, "n-ferro", "person", "Nadia Ferro");
	kua_list_add(w->a, &w->entities.v[w->entities.n - 1].roles, "Director, Marsh Law Centre");
	add_entity(w, "n-saar", "person", "Ivo Saar");
	add_prints(w);
	add_wires(w);
	add_others(w);
	add_mentions(w, "release.1", "n-ferro", "Nadia Ferro");
	add_mentions(w, "release.1", "o-centre", "Marsh Law Centre");
	world_make(w);
}

static const struct kua_voice *voice_named(const struct world *w, const char *id)
{
	for (size_t i = 0; i < w->out.n_voices; i++)
		if (strcmp(w->out.voices[i].id, id) == 0)
			return &w->out.voices[i];
	return NULL;
}

static const struct kua_account *account_of(const struct world *w, const char *event, const struct expected *e)
{
	for (size_t i = 0; i < w->out.n_accounts; i++) {
		const struct kua_account *a = &w->out.accounts[i];
		if (strcmp(a->event, event) == 0 && strcmp(a->act, e->act) == 0 && (a->low == e->number || a->high == e->number))
			return a;
	}
	return NULL;
}

static void test_accounts_as_written_down_before(void **state)
{
	(void)state;
	struct world w;
	tell(&w);
	const struct kua_event *event = event_of(&w, TWENTY_SIX);
	assert_string_equal(event->label, "Dunavel, 3 May 2017");
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const struct expected *e = &expected[i];
		const struct kua_account *a = account_of(&w, event->id, e);
		if (!e->voices) {
			assert_null(a);
			continue;
		}
		if (!a)
			fail_msg("no account of %s %lld", e->act, (long long)e->number);
		if (a->statements != e->statements || a->independent_low != e->low || a->independent != e->shown ||
		    a->independent_high != e->high)
			fail_msg("%s %lld: %lld statements, %lld (%lld to %lld) voices", e->act, (long long)e->number,
			         (long long)a->statements, (long long)a->independent, (long long)a->independent_low,
			         (long long)a->independent_high);
		assert_string_equal(voice_named(&w, a->voices.v[0])->label, e->voices);
	}
	world_end(&w);
}

static void test_another_day_stays_apart(void **state)
{
	(void)state;
	struct world w;
	tell(&w);
	assert_int_equal(w.out.n_events, 2);
	assert_string_equal(event_of(&w, "Some 300 people marched again last Sunday")->label, "Dunavel, date not known");
	assert_string_equal(event_of(&w, "14 people were killed on Wednesday, doctors said")->from, "2017-05-03");
	assert_string_equal(figure_of(&w, "14 people were killed on Wednesday, doctors said")->date, "2017-05-03");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accounts_as_written_down_before),
		cmocka_unit_test(test_another_day_stays_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
