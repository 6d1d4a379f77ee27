/* test_places.c - what the gazetteer says of a place, by whichever name; and that data/places.txt holds together. */
#include <string.h>

#include "knowledge.h"
#include "names/internal.h"

static void old_and_new_names(void **state)
{
	static const char *const same[][6] = {
		{"Aktau", "Shevchenko", "Актау", "Ақтау", "Шевченко", "AQTAU"},
		{"Astana", "Nur-Sultan", "Целиноград", "Нұр-Сұлтан", "Akmolinsk", "Астана"},
		{"Semey", "Semipalatinsk", "Семей", "Семипалатинск", "Semei", "semey"},
		{"Zhanaozen", "Novy Uzen", "Жаңаөзен", "Жанаозен", "Janaozen", "Новый Узень"},
		{"Oskemen", "Ust-Kamenogorsk", "Усть-Каменогорск", "Өскемен", "Öskemen", "OSKEMEN"},
		{"Atyrau", "Guryev", "Гурьев", "Атырау", "Guriev", "в Атырау"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		for (size_t k = 0; k < 5; k++) {
			struct kua_place p = {0};
			if (!kua_names_place(names, same[i][k], &p) || strcmp(p.label, same[i][0]) != 0)
				fail_msg("%s should be %s, is %s", same[i][k], same[i][0], p.label ? p.label : "unknown");
			assert_string_equal(p.kind, "town");
			assert_true(p.located);
		}
}

/* Of which only the form in its own script is near: the gazetteer's forms are heard by our tables, as the words of texts are. */
static void slips_in_kazakh(void **state)
{
	static const char *const pairs[][2] = {{"Әзірбажан", "Azerbaijan"}, {"Тәжістан", "Tajikistan"}, {"Тәжкстан", "Tajikistan"}};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct kua_comparison c = {0};
		kua_names_compare(names, pairs[i][0], pairs[i][1], "place", a, &c);
		if (!c.same)
			fail_msg("%s is not taken for %s: %s", pairs[i][0], pairs[i][1], c.reasons.n ? c.reasons.v[0] : "");
	}
	kua_arena_free(a);
}

static void where_and_in_what(void **state)
{
	struct kua_place p;
	(void)state;
	assert_true(kua_names_place(names, "Жанаозен", &p));
	assert_string_equal(p.in, "Mangystau");
	assert_true(p.latitude > 43.3 && p.latitude < 43.4 && p.longitude > 52.8 && p.longitude < 52.9);
	assert_true(kua_names_place(names, "Мангистауская область", &p));
	assert_string_equal(p.kind, "region");
	assert_string_equal(p.in, "Kazakhstan");
	assert_true(kua_names_place(names, "Казахстан", &p));
	assert_string_equal(p.kind, "country");
	assert_null(p.in);
	assert_true(kua_names_place(names, "Bogotá", &p) || kua_names_place(names, "Bogota", &p));
	assert_true(p.located && p.longitude < -70);
	assert_false(kua_names_place(names, "Nosuchplace", &p));
	assert_false(kua_names_place(names, "", &p));
}

/* A town is not the region of its name. */
static void towns_and_regions(void **state)
{
	static const char *const pairs[][2] = {{"Aktobe", "Aktobe Region"}, {"Караганда", "Карагандинская область"},
		{"Atyrau", "Atyrau oblast"}, {"Қостанай", "Қостанай облысы"}, {"Turkistan", "Turkistan Region"}};
	struct kua_arena *a = kua_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct kua_place town, region;
		struct kua_comparison c;
		assert_true(kua_names_place(names, pairs[i][0], &town) && kua_names_place(names, pairs[i][1], &region));
		assert_string_not_equal(town.label, region.label);
		kua_names_compare(names, pairs[i][0], pairs[i][1], "place", a, &c);
		assert_false(c.same);
	}
	kua_arena_free(a);
}

/* The country or region of that usual name. */
static const struct place *wide_place(const char *label)
{
	for (size_t i = 0; i < names->places.n; i++)
		if (names->places.v[i].kind <= PLACE_REGION && strcmp(names->places.v[i].label, label) == 0)
			return &names->places.v[i];
	return NULL;
}

/* Each town of Kazakhstan has coordinates in Kazakhstan; what a place lies in is in the gazetteer too. */
static void the_list_holds_together(void **state)
{
	size_t kazakh = 0, located = 0;
	(void)state;
	for (size_t i = 0; i < names->places.n; i++) {
		const struct place *p = &names->places.v[i];
		located += p->located;
		if (p->kind != PLACE_TOWN || !p->in)
			continue;
		const struct place *in = wide_place(p->in);
		if (!in)
			fail_msg("%s lies in %s, which is no country or region of the list", p->label, p->in);
		bool here = in->in && strcmp(in->in, "KZ") == 0;
		kazakh += here;
		if (here && !(p->located && p->latitude > 40 && p->latitude < 56 && p->longitude > 46 && p->longitude < 88))
			fail_msg("%s is not in Kazakhstan", p->label);
	}
	assert_true(kazakh > 180);
	assert_true(located > 1800);
}

static void bad_lines(void **state)
{
	static const char *const bad[] = {"[town]\nX | Kazakhstan | 43.65\n", "[town]\nX | Kazakhstan | 43,65 51\n",
		"[town]\nX | Kazakhstan | 91 0\n", "[town]\nX | Kazakhstan | 0 181\n", "[village]\nX\n"};
	char folder[] = "/tmp/kua-places-XXXXXX", path[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/places.txt", folder);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct kua_names fresh = {.arena = kua_arena_new()};
		struct kua_error err;
		FILE *f = fopen(path, "w");
		assert_true(f && fputs(bad[i], f) >= 0 && fclose(f) == 0);
		assert_int_equal(places_load(&fresh, folder, &err), KUA_DATA);
		kua_vec_free(&fresh.phrases);
		kua_vec_free(&fresh.places);
		kua_arena_free(fresh.arena);
	}
	remove(path);
	remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_and_new_names), cmocka_unit_test(slips_in_kazakh), cmocka_unit_test(where_and_in_what),
		cmocka_unit_test(towns_and_regions),
		cmocka_unit_test(the_list_holds_together), cmocka_unit_test(bad_lines),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
