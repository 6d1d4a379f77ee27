/* test_filters.c - what a question gives: words and filters together, counts beside values, order and pages; spellings; saved searches. */
#include <stdlib.h>
#include <string.h>

#include "help.h"

enum { ITEMS = 6 };

static const struct {
	const char *day, *language, *text, *person, *place, *act, *status;
} given[ITEMS] = {
	{"2011-12-16", "en", "police shot strikers", "per-1", "pla-1", "killed", "suggested"},
	{"2011", "ru", "жанаозене", "per-1", NULL, NULL, NULL},
	{NULL, "en", "strikers again", "per-2", "pla-1", "killed", "confirmed"},
	{"2012-01-02", NULL, "nothing", NULL, "pla-2", "arrested", "suggested"},
	{"2011-12", "kk", "strikers", "per-2", "pla-2", NULL, NULL},
	{"2013-07-02", "en", "police", NULL, NULL, "injured", "rejected"},
};

static void put_entity(struct fixture *f, const char *id, const char *kind, const char *label, const char *other)
{
	struct kua_name names[] = {{label, "Latn", 1}, {other, "Cyrl", 1}};
	struct kua_entity e = {.id = id, .kind = kind, .label = label, .names = {names, other ? 2 : 1}};
	ok(kua_casebook_put(f->cb, KUA_ENTITY, &e, &f->err));
}

static void fill(struct fixture *f)
{
	struct kua_document d = keep_one(f, "archive", "archive.html");
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < ITEMS; i++) {
		struct kua_item it = item(f, &d, (int64_t)i + 1, kua_arena_printf(f->a, "%c", (char)('A' + i)), given[i].text);
		it.published_on = given[i].day;
		it.language = given[i].language;
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
		struct kua_mention m = {it.id, 0, 4, given[i].person, "form", NULL};
		for (int twice = 0; twice < 2 && given[i].person; twice++) /* named twice, counted once */
			ok(kua_casebook_put(f->cb, KUA_MENTION, &m, &f->err));
		struct kua_figure fig = {.id = kua_arena_printf(f->a, "f-%zu", i), .item = it.id, .quote = "they were counted", .act = given[i].act,
		                         .status = given[i].status, .date = given[i].day, .low = 1, .high = 1,
		                         .place = given[i].place && given[i].place[4] == '1' ? "Жанаозен" : NULL};
		if (given[i].act)
			ok(kua_casebook_put(f->cb, KUA_FIGURE, &fig, &f->err));
		m.entity = given[i].place;
		if (given[i].place)
			ok(kua_casebook_put(f->cb, KUA_MENTION, &m, &f->err));
	}
	put_entity(f, "per-1", "person", "Roza Tuletaeva", "Роза Тулетаева");
	put_entity(f, "per-2", "person", "Vadim Kuramshin", NULL);
	put_entity(f, "pla-1", "place", "Zhanaozen", "Жанаозен");
	put_entity(f, "pla-2", "place", "Aktau", NULL);
	const struct kua_spelling spelling[] = {{"JANAOZEN", "жанаозене", KUA_SOUND_STEM, 1}, {"JANAOZEN", "жанаозен", KUA_SOUND_WHOLE, 1}};
	ok(kua_casebook_spell(f->cb, spelling, 2, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
}

/* The letters of items, small letters for claims, digits for entities; after "/" how many there are. */
static const char *found(struct fixture *f, struct kua_wanted w, struct kua_found *out)
{
	struct kua_catalogue *c;
	ok(kua_catalogue_make(f->cb, &c, &f->err));
	ok(kua_casebook_search(f->cb, c, &w, f->a, out, &f->err));
	kua_catalogue_free(c);
	char *s = kua_arena_alloc(f->a, out->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		const struct kua_hit *h = &out->v[i];
		s[i] = h->kind == KUA_ITEM ? h->title[0] : h->kind == KUA_FIGURE ? (char)('a' + h->id[2] - '0') : h->id[4];
		assert_true(strcmp(h->is, "item") == 0 ? strcmp(h->id, h->item) == 0 : (h->kind == KUA_FIGURE) == (h->item != NULL));
	}
	return kua_arena_printf(f->a, "%s/%lld", s, (long long)out->total);
}

#define GIVES(wanted, ...) assert_string_equal(found(f, (struct kua_wanted){__VA_ARGS__}, &r), wanted)
#define ONLY(...) .filters = {__VA_ARGS__}, .n = sizeof((struct kua_filter[]){__VA_ARGS__}) / sizeof(struct kua_filter)

static void filters(void **state)
{
	struct fixture *f = *state;
	struct kua_found r;
	fill(f);
	GIVES("FDAEBC/6", ONLY({KUA_FACET_KIND, "item"}), .most = 100);
	GIVES("DA/6", ONLY({KUA_FACET_KIND, "item"}), .skip = 1, .most = 2);
	GIVES("/6", ONLY({KUA_FACET_KIND, "item"}), .skip = 6, .most = 2);
	GIVES("/6", ONLY({KUA_FACET_KIND, "item"}));
	GIVES("AC/2", ONLY({KUA_FACET_KIND, "item"}, {KUA_FACET_ACT, "killed"}), .most = 100);
	GIVES("DAC/3", ONLY({KUA_FACET_KIND, "item"}, {KUA_FACET_ACT, "killed"}, {KUA_FACET_ACT, "arrested"}), .most = 100);
	GIVES("a/1", ONLY({KUA_FACET_KIND, "figure"}, {KUA_FACET_ACT, "killed"}, {KUA_FACET_STATUS, "suggested"}), .most = 100);
	GIVES("FAC/3", ONLY({KUA_FACET_LANGUAGE, "en"}, {KUA_FACET_KIND, "item"}), .most = 100);
	GIVES("AB1/3", ONLY({KUA_FACET_PERSON, "per-1"}), .most = 100);
	GIVES("AB1/3", ONLY({KUA_FACET_PERSON, "тулетаева"}), .most = 100);
	GIVES("AaCc1/5", ONLY({KUA_FACET_PLACE, "pla-1"}), .most = 100);
	GIVES("AaCc1/5", ONLY({KUA_FACET_PLACE, "Zhanaozen"}), .most = 100);
	GIVES("/0", ONLY({KUA_FACET_PERSON, "Zhanaozen"}), .most = 100); /* which is a place */
	GIVES("/0", ONLY({KUA_FACET_PLACE, "pla-1"}, {KUA_FACET_PERSON, "nobody"}), .most = 100);
	GIVES("AEB/3", ONLY({KUA_FACET_KIND, "item"}), .since = "2011-12", .until = "2011", .most = 100); /* all of 2011 holds December */
	GIVES("FD/2", ONLY({KUA_FACET_KIND, "item"}), .since = "2012", .most = 100);
	GIVES("E/2", ONLY({KUA_FACET_KIND, "item"}), .words = "strikers", .until = "2011-12-16", .since = "2011-12-16", .most = 1); /* some day of December may be that one */
	GIVES("/0", ONLY({KUA_FACET_ACT, "x' OR 1"}, {KUA_FACET_LANGUAGE, ""}), .most = 100);
	GIVES("/0", ONLY({KUA_FACET_DOCUMENT, "d-0"}), .most = 100);
}

static int64_t value_of(const struct kua_found *r, enum kua_facet facet, const char *value)
{
	for (size_t i = 0; i < r->n_facets[facet]; i++)
		if (strcmp(r->facets[facet][i].value, value) == 0)
			return r->facets[facet][i].n;
	return 0;
}

static void counts_beside_values(void **state)
{
	struct fixture *f = *state;
	struct kua_found r;
	fill(f);
	(void)found(f, (struct kua_wanted){.values = 10, .most = 0}, &r);
	assert_int_equal(r.total, 14);
	assert_int_equal(value_of(&r, KUA_FACET_KIND, "item"), 6);
	assert_int_equal(value_of(&r, KUA_FACET_KIND, "place"), 2);
	assert_int_equal(value_of(&r, KUA_FACET_ACT, "killed"), 4); /* two figures and their items */
	assert_int_equal(value_of(&r, KUA_FACET_PERSON, "per-1"), 3); /* two items and herself */
	assert_int_equal(value_of(&r, KUA_FACET_PLACE, "pla-1"), 5);
	assert_int_equal(value_of(&r, KUA_FACET_PERSON, "pla-1"), 0);
	assert_string_equal(r.facets[KUA_FACET_PLACE][0].label, "Zhanaozen");
	assert_string_equal(r.facets[KUA_FACET_DOCUMENT][0].label, "archive.html");
	(void)found(f, (struct kua_wanted){.values = 1, .words = "strikers"}, &r);
	assert_int_equal(r.total, 3);
	assert_int_equal(r.n_facets[KUA_FACET_LANGUAGE], 1);
	assert_int_equal(value_of(&r, KUA_FACET_LANGUAGE, "en"), 2);
}

/* Who hears: every word sounds like Zhanaozen. */
static size_t one_sound(const void *ctx, const char *word, size_t n, struct kua_sound *out)
{
	(void)ctx;
	(void)word;
	(void)n;
	*out = (struct kua_sound){"JANAOZEN", KUA_SOUND_WHOLE};
	return 1;
}

static void words_of_another_script(void **state)
{
	struct fixture *f = *state;
	const struct kua_sounds sounds = {one_sound, NULL};
	struct kua_found r;
	fill(f);
	GIVES("1Bac/4", .words = "Zhanaozen", .sounds = &sounds, .most = 9); /* the place, жанаозене, and figures of Жанаозен */
	assert_non_null(strstr(r.v[1].snippet, "\1жанаозене\2"));
	GIVES("1ac/3", .words = "\"Zhanaozen\"", .sounds = &sounds, .most = 9); /* as it is: in no case */
	GIVES("1/1", .words = "Zhanaozen -жанаозене", .sounds = NULL, .most = 9);
	GIVES("/0", .words = "Zhanaozen \"strikers", .most = 9);
	GIVES("EC/2", .words = "strikers -\"police shot\"", ONLY({KUA_FACET_KIND, "item"}), .most = 9);
	GIVES("1/1", .words = "TULETA*", .most = 9);
}

static void searches_are_saved(void **state)
{
	struct fixture *f = *state;
	struct kua_saved *v;
	size_t n;
	int64_t entry, second;
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_saved_add(f->cb, "B", "q=oil", "Aigul", NOW, &entry, &f->err));
	ok(kua_saved_add(f->cb, "A", "q=gas", "Aigul", NOW, &second, &f->err));
	fails(kua_saved_add(f->cb, "", "q=x", "Aigul", NOW, &second, &f->err), KUA_USE, "a name");
	ok(kua_casebook_commit(f->cb, &f->err));
	ok(kua_saved_list(f->cb, f->a, &v, &n, &f->err));
	assert_int_equal(n, 2);
	assert_string_equal(v[0].query, "q=gas");
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_saved_change(f->cb, entry, "C", "Aigul", NOW, &f->err));
	ok(kua_saved_change(f->cb, v[0].entry, NULL, "Aigul", NOW, &f->err));
	fails(kua_saved_change(f->cb, v[0].entry, NULL, "Aigul", NOW, &f->err), KUA_USE, "no search is saved");
	fails(kua_saved_change(f->cb, 1, "D", "Aigul", NOW, &f->err), KUA_USE, "no search is saved");
	ok(kua_casebook_commit(f->cb, &f->err));
	ok(kua_saved_list(f->cb, f->a, &v, &n, &f->err));
	assert_int_equal(n, 1);
	assert_string_equal(v[0].name, "C");
	assert_int_equal(journal_checked(f), 1 + 4);
	static const char *const changes[] = {"UPDATE saved SET query = 'q=x'", "UPDATE saved SET query = 'q=oil', name = 'X'",
	                                      "UPDATE saved SET name = 'C'; INSERT INTO saved VALUES (3, 'A', 'q=gas')", "DELETE FROM saved"};
	int64_t checked;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		tamper_reopen(f, changes[i]);
		fails(kua_journal_check(f->cb, &checked, &f->err), KUA_DATA, "search");
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

/* Some records, some fields: what was not asked for is unknown, whatever type it is of. */
static void some_records_some_fields(void **state)
{
	struct fixture *f = *state;
	static const char *const without[] = {"quote", "low", "place", "reasons", NULL};
	struct kua_figure *v;
	size_t n;
	fill(f);
	ok(kua_casebook_load_some(f->cb, KUA_FIGURE, "act", "killed", without, f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_true(!v[i].quote && !v[i].place && !v[i].reasons.n && v[i].low == KUA_NONE);
		assert_true(v[i].high == 1 && strcmp(v[i].act, "killed") == 0 && v[i].id);
	}
	ok(kua_casebook_load(f->cb, KUA_FIGURE, "act", "killed", f->a, (void **)&v, &n, &f->err));
	assert_true(n == 2 && v[0].quote && v[0].low == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {T(filters), T(counts_beside_values), T(words_of_another_script), T(searches_are_saved), T(some_records_some_fields)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
