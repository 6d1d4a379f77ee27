/* test_publish.c - who may be named, what is left of a text, and the calendar. Everybody is invented. */
#include "publish/publish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct kua_entity ENTITIES[] = {
	{.id = "per-1", .kind = "person", .label = "Aliya London",
	 .names = {.v = (struct kua_name[]){{.form = "Әлия London"}, {.form = "A. London"}}, .n = 2}},
	{.id = "per-2", .kind = "person", .label = "Bo Lind"},
	{.id = "per-3", .kind = "person", .label = "Роза Тулетаева", .names = {.v = (struct kua_name[]){{.form = "Roza Tuletaeva"}}, .n = 1}},
	{.id = "pla-1", .kind = "place", .label = "London"},
	{.id = "org-1", .kind = "organisation", .label = "Lind Trust"},
};

#define N_ENTITIES (sizeof ENTITIES / sizeof *ENTITIES)

static struct kua_public *public_of(const struct kua_entity *e, size_t n, const struct kua_judgement *v, size_t n_v, const char *scope)
{
	const struct kua_loaded l = {.in = {.entities = e, .n_entities = n, .judgements = v, .n_judgements = n_v}};
	return kua_public_new(&l, scope, "2014-01-01");
}

static struct kua_public *public_with(const struct kua_judgement *v, size_t n)
{
	return public_of(ENTITIES, N_ENTITIES, v, n, "public");
}

static void becomes(const struct kua_public *p, const char *text, bool quotation, const char *expected)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_public_text(p, text, quotation, &b);
	if (strcmp(b.data ? b.data : "", expected) != 0)
		fail_msg("'%s' became '%s', not '%s'", text, b.data, expected);
	assert_int_equal(kua_public_hides(p, text), strcmp(text, expected) != 0);
	kua_buf_free(&b);
}

static void is_called(struct kua_labels *l, const char *label, const struct kua_name *v, size_t n, const char *language, const char *expected)
{
	const struct kua_entity e = {.id = "per-9", .kind = "person", .label = label, .names = {.v = v, .n = n}};
	kua_labels_language(l, language);
	assert_string_equal(kua_label_in(l, &e), expected);
}

static void test_label_in_a_language(void **state)
{
	static const struct kua_name both[] = {{"Vadim Kuramshin", "Latn", 9}, {"Вадима Курамшина", "Cyrl", 5}, {"Вадимом Курамшиным", "Cyrl", 4},
	                                       {"Курамшин", "Cyrl", 8}, {"В. Курамшин", "Cyrl", 7}, {"Вадим Курамшин", "Cyrl", 2},
	                                       {"Вадим Курамшин ", "Cyrl", 1}};
	static const struct kua_name woman[] = {{"Розы Тулетаевой", "Cyrl", 3}, {"Розу Тулетаеву", "Cyrl", 2}};
	static const struct kua_name kazakh[] = {{"Roza Tuletaeva", "Latn", 5}, {"Роза Төлетаева", "Cyrl", 4}, {"Розу Тулетаеву", "Cyrl", 1}};
	static const struct kua_name latin[] = {{"Ermek Narymbaev", "Latn", 1}, {"Ermek Narymbayev", "Latn", 3}};
	static const struct kua_name soft[] = {{"Айгуль Достоевская", "Cyrl", 1}}, man[] = {{"Сергей Крымский", "Cyrl", 1}};
	static const struct kua_name accents[] = {{"Andre Dupont", "Latn", 8}, {"André Dupont", "Latn", 2}};
	struct kua_labels *bare = kua_labels_new(NULL), *l = kua_labels_new(getenv("KUA_DATA"));
	(void)state;
	is_called(bare, "Vadim Kuramshin", both, 7, "ru", "Вадим Курамшин");
	is_called(bare, "Vadim Kuramshin", both, 7, "kk", "Вадим Курамшин");
	is_called(bare, "Vadim Kuramshin", both, 7, "de", "Vadim Kuramshin");
	is_called(bare, "Vadim Kuramshin", both, 4, "ru", "Vadim Kuramshin"); /* none of these is a name as it is written in a heading */
	is_called(bare, "Roza Tuletaeva", woman, 2, "ru", "Roza Tuletaeva");
	is_called(bare, "Aigul Dostoevskaya", soft, 1, "ru", "Айгуль Достоевская");
	is_called(bare, "Sergey Krymskij", man, 1, "ru", "Сергей Крымский");
	is_called(bare, "Ермек Нарымбаев", latin, 2, "en", "Ermek Narymbayev");
	is_called(bare, "Ермек Нарымбаев", NULL, 0, "en", "Ермек Нарымбаев");
	is_called(bare, "???", both, 7, "ru", "???");
	is_called(bare, "Vadim Kuramshin", both, 7, "no such language", "Vadim Kuramshin");
	/* letters that a language does not have are no name in it; without a nominative it is better than one in another script */
	is_called(l, "Roza Tuletaeva", kazakh, 3, "ru", "Роза Тулетаева");
	is_called(l, "Roza Tuletaeva", kazakh, 3, "kk", "Роза Төлетаева");
	is_called(l, "Роза Төлетаева", kazakh, 3, "ru", "Роза Тулетаева");
	is_called(bare, "Roza Tuletaeva", kazakh, 3, "ru", "Роза Төлетаева");
	is_called(l, "Vadim Kuramshin", both, 4, "ru", "Вадим Курамшин");
	is_called(l, "Andre Dupont", accents, 2, "fr", "André Dupont");
	is_called(l, "André Dupont", accents, 2, "en", "André Dupont");
	kua_labels_free(bare);
	kua_labels_free(l);
}

static void test_places_in_a_language(void **state)
{
	static const char *const said[][3] = {
		{"Zhanaozen", "ru", "Жанаозен"}, {"Zhanaozen", "kk", "Жаңаөзен"}, {"Жаңаөзен", "ru", "Жанаозен"}, {"Жанаозен", "kk", "Жаңаөзен"},
		{"Жанаозен", "en", "Zhanaozen"}, {"Brussels", "fr", "Brussels"}, {"Брюссель", "fr", "Brussels"}, {"Taraz", "kk", "Тараз"},
		{"Astana", "kk", "Астана"}, {"Astana", "ru", "Астана"}, {"Akmola", "kk", "Ақмола"}, {"the square", "ru", "the square"}, {"Zhanaozen", "no such language", "Zhanaozen"}, {"", "ru", ""},
	};
	struct kua_labels *l = kua_labels_new(getenv("KUA_DATA"));
	(void)state;
	assert_string_equal(kua_label_place(l, "Zhanaozen"), "Zhanaozen"); /* in no language */
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		kua_labels_language(l, said[i][1]);
		assert_string_equal(kua_label_place(l, said[i][0]), said[i][2]);
	}
	kua_labels_free(l);
}

static void test_public(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"Aliya London was held.", "A. L. was held."},
		{"A. LONDON", "A. L."},
		{"She went to London.", "She went to London."},          /* the town */
		{"Lind's house, the house of LIND", "L.'s house, the house of L."},
		{"Mr Bo Lind-London (lind)", "Mr B. L. L. (lind)"},      /* a short word without a capital is a word */
		{"to bo.lind@example.org", "to bo.lind@example.org"},
		{"tuletaeva@example.org", "T.@example.org"},
		{"Письмо Розы Тулетаевой и Розе", "Письмо Р. Т. и Р."},  /* in any case */
		{"с Тулетаевыми, Туле, Тулеген", "с Т., Туле, Тулеген"},
		{"Әлия келді", "Ә. келді"},
		{"Lindon, Linda and Bolind", "Lindon, Linda and Bolind"},
		{"\xff\xfe Lind \xff", "\xff\xfe L. \xff"},
		{"Lind\u200d", "L."},
		{"", ""},
	};
	struct kua_public *p = public_with(NULL, 0);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		becomes(p, pairs[i][0], false, pairs[i][1]);
	becomes(p, "Then Aliya London and Bo spoke to Lind.", true, "Then […] and […] spoke to […].");
	assert_false(kua_public_hides(p, NULL));
	kua_public_free(p);
	kua_public_free(NULL);
	p = public_of(NULL, 0, NULL, 0, "public");
	becomes(p, "Lind", false, "Lind");
	kua_public_free(p);
}

static struct kua_judgement allow(const char *target, const char *form, const char **fields, size_t n)
{
	return (struct kua_judgement){.target = target, .form = form, .verdict = "allow", .kind = "entity", .fields = {.v = fields, .n = n}};
}

static void test_speakers(void **state)
{
	(void)state;
	static const struct kua_voice voices[] = {{"v-1", "Selma Kerr, Steppe Herald", "person", NULL}, {"v-2", "officials", "class", NULL},
	                                          {"v-3", "Relief Union", "organisation", NULL}, {"v-4", "Bo Lind", "person", "per-2"}};
	static const struct kua_item items[] = {{.id = "i-1", .author = "Human Rights Watch"}, {.id = "i-2", .author = "Relief Union"},
	                                        {.id = "i-3", .author = "Lind Trust"}, {.id = "i-4"}, {.id = "i-5", .author = "Tomas"}};
	static const char *named[] = {"scope=public", "giver=he"};
	struct kua_judgement v[] = {allow("per-2", "Bo Lind", named, 2)};
	struct kua_loaded l = {.result = {.voices = (struct kua_voice *)(uintptr_t)voices, .n_voices = 4}};
	l.in.items = items;
	l.in.n_items = 5;
	l.in.entities = ENTITIES;
	l.in.n_entities = N_ENTITIES;
	l.in.judgements = v;
	l.in.n_judgements = 1;
	struct kua_public *p = kua_public_new(&l, "public", "2014-01-01");
	becomes(p, "Selma Kerr, Bo Lind, Relief Union, Lind Trust", false, "S. K., Bo Lind, Relief Union, Lind Trust");
	becomes(p, "Human Rights Watch watches human rights; a Watch of Tomas", false, "H. R. W. watches human rights; a Watch of T.");
	becomes(p, "officials tomas", false, "officials tomas");
	kua_public_free(p);
}

static void test_scopes(void **state)
{
	(void)state;
	static const char *submit[] = {"scope=submit", "giver=he"}, *public[] = {"scope=public", "giver=he"};
	struct kua_judgement v[] = {allow("per-2", "Bo Lind", submit, 2), allow("per-3", "Роза Тулетаева", public, 2)};
	static const struct {
		const char *scope, *expected;
	} named[] = {{"submit", "A. L., Bo Lind, Roza Tuletaeva"}, {"government", "A. L., B. L., Roza Tuletaeva"}, {"public", "A. L., B. L., Roza Tuletaeva"}};
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		struct kua_public *p = public_of(ENTITIES, N_ENTITIES, v, 2, named[i].scope);
		becomes(p, "Aliya London, Bo Lind, Roza Tuletaeva", false, named[i].expected);
		kua_public_free(p);
	}
}

static void test_allow(void **state)
{
	(void)state;
	static const char *named[] = {"giver=his wife", "scope=public"}, *un[] = {"scope=submit", "giver=he"};
	static const char *ended[] = {"scope=public", "giver=he", "until=2013-12-31"}, *runs[] = {"scope=public", "giver=he", "until=2014"};
	static const char *torn[] = {"scope=public", "giver=he", "until=some day"};
	struct kua_judgement v[] = {allow("per-2", "Bo Lind", named, 2)};
	struct kua_public *p = public_with(v, 1);
	assert_true(kua_public_may(p, "per-2") && !kua_public_may(p, "per-1"));
	becomes(p, "Bo Lind met Aliya.", false, "Bo Lind met A.");
	kua_public_free(p);
	v[0] = allow("per-2", "Bo Lind", un, 2);
	p = public_with(v, 1);
	assert_false(kua_public_may(p, "per-2"));
	kua_public_free(p);
	v[0] = allow("per-gone", "Bo Lind", named, 2); /* the id is gone, the name is not */
	assert_true(kua_may_name(v, 1, &ENTITIES[1], ENTITIES, N_ENTITIES, "public", "2014-01-01"));
	v[0] = allow("per-1", "Bo Lind", named, 2); /* that is somebody else */
	assert_false(kua_may_name(v, 1, &ENTITIES[1], ENTITIES, N_ENTITIES, "public", "2014-01-01"));
	const struct {
		const char **fields;
		bool may;
	} ends[] = {{ended, false}, {runs, true}, {torn, false}};
	for (size_t i = 0; i < 3; i++) {
		v[0] = allow("per-2", "Bo Lind", ends[i].fields, 3);
		assert_int_equal(kua_may_name(v, 1, &ENTITIES[1], ENTITIES, N_ENTITIES, "public", "2014-01-01"), ends[i].may);
	}
	v[0] = allow("per-2", "Bo Lind", named, 2);
	v[0].verdict = "confirm";
	assert_false(kua_may_name(v, 1, &ENTITIES[1], ENTITIES, N_ENTITIES, "public", "2014-01-01"));
}

/* A clock without a battery says 1970: a consent that has ended does not hold again. */
static void test_a_clock_that_went_back(void **state)
{
	(void)state;
	static const char *fields[] = {"scope=public", "giver=he", "until=2014-06-01"};
	struct kua_judgement v = allow("per-2", "Bo Lind", fields, 3);
	struct kua_document documents[] = {{.id = "d-1", .received_at = "2014-06-01T23:00:00Z"}, {.id = "d-2"}};
	struct kua_loaded l = {.in = {.entities = ENTITIES, .n_entities = N_ENTITIES, .judgements = &v, .n_judgements = 1}, .documents = documents, .n_documents = 2};
	static const struct {
		const char *document, *judgement;
		bool may;
	} came[] = {{"2014-06-01T23:00:00Z", "2013-01-01T10:00:00Z", true}, {"2014-06-02T01:00:00Z", "2013-01-01T10:00:00Z", false},
	            {"2013-01-01T10:00:00Z", "2014-06-02T10:00:00Z", false}, {NULL, NULL, true}};
	for (size_t i = 0; i < sizeof came / sizeof *came; i++) {
		documents[0].received_at = came[i].document;
		v.at = came[i].judgement;
		struct kua_public *p = kua_public_new(&l, "public", "1970-01-01");
		assert_int_equal(kua_public_may(p, "per-2"), came[i].may);
		kua_public_free(p);
	}
}

/* One whose surname another has who may be named. */
static void test_one_name_two_people(void **state)
{
	(void)state;
	static const char *named[] = {"scope=public", "giver=he"};
	const struct kua_entity two[] = {{.id = "per-a", .kind = "person", .label = "Nursultan Sarnov"},
	                                 {.id = "per-b", .kind = "person", .label = "Rakhat Sarnov"}};
	struct kua_judgement v = allow("per-a", "Nursultan Sarnov", named, 2);
	struct kua_public *p = public_of(two, 2, &v, 1, "public");
	becomes(p, "Nursultan Sarnov and Rakhat Sarnov; Sarnov", false, "Nursultan Sarnov and R. S.; S.");
	kua_public_free(p);
}

static void test_records(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_public *p = public_with(NULL, 0);
	const struct kua_item item = {.id = "d-1.1", .document = "files/bolindtuletaeva2.txt", .title = "Bo Lind is free", .url = "http://x/Lind",
	                              .text = "Bo Lind is free.", .author = "Aliya London", .published_on = "2013-01-01"};
	const struct kua_item *out = kua_public_records(p, KUA_ITEM, &item, 1, a);
	assert_string_equal(out->title, "B. L. is free");
	assert_string_equal(out->text, "[…] is free.");
	assert_string_equal(out->author, "A. L.");
	assert_string_equal(out->document, "[…]");
	assert_string_equal(out->url, "[…]");
	assert_string_equal(out->id, "d-1.1");
	assert_string_equal(out->published_on, "2013-01-01");
	assert_string_equal(item.title, "Bo Lind is free"); /* untouched */
	const struct kua_entity *e = kua_public_records(p, KUA_ENTITY, ENTITIES, 2, a);
	assert_string_equal(e[0].names.v[1].form, "A. L.");
	assert_string_equal(e[1].label, "B. L.");
	kua_public_free(p);
	kua_arena_free(a);
}

static const char *ics(struct kua_buf *b, const struct kua_due *v, size_t n, const struct kua_public *public, size_t expected)
{
	struct kua_ics_options options = {.stamp = "2014-01-02T03:04:05Z", .sequence = 7, .public = public};
	struct kua_error err;
	size_t written;
	kua_buf_clear(b);
	assert_int_equal(kua_publish_ics(v, n, &options, b, &written, &err), KUA_OK);
	assert_int_equal(written, expected);
	return b->data;
}

static void holds(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in\n%s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in\n%s", part, text);
}

static void test_ics(void **state)
{
	(void)state;
	const struct kua_due v[] = {
		{.date = "2014-03-16", .time = "19:00", .kind = "protest", .label = "protest, Bo Lind", .place = "London", .claim = "a-1"},
		{.date = "2014-03-17", .kind = "last day to appeal", .label = "Bo Lind: last day to appeal", .person = "per-2",
		 .place = "Lind's cell", .claim = "s-1"},
		{.date = "2015-02-28", .kind = "anniversary", .label = "anniversary: Sarn, 29 February 2012", .event = "e-1", .years = 3},
		{.date = "2015-12-16", .kind = "anniversary", .label = "anniversary: Lind; murder", .event = "e-2", .years = 3},
		{.date = "2014-03", .kind = "protest", .label = "protest", .claim = "a-2"},
		{.date = "2014-02-31", .kind = "protest", .label = "protest", .claim = "a-3"},
		{.kind = "protest", .label = "protest", .claim = "a-4"},
	};
	struct kua_public *named = public_with(NULL, 0);
	struct kua_buf b = KUA_BUF_INIT;
	const char *text = ics(&b, v, 7, named, 4);
	lacks(text, "Lind");
	lacks(text, "Bo");
	holds(text, "DTSTAMP:20140102T030405Z\r\nSEQUENCE:7\r\nDTSTART:20140316T190000\r\nSUMMARY:protest\r\nLOCATION:London\r\n");
	holds(text, "UID:s-1-last-day-to-appeal@kua\r\n");
	holds(text, "DTSTART;VALUE=DATE:20140317\r\nSUMMARY:last day to appeal\\, case per-2\r\n");
	holds(text, "TRIGGER:-P3D");
	holds(text, "RRULE:FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2");
	holds(text, "SUMMARY:anniversary\r\n"); /* of one whose label names somebody */
	holds(text, "SUMMARY:anniversary: Sarn\\, 29 February 2012\r\n");
	text = ics(&b, v, 7, NULL, 4);
	holds(text, "SUMMARY:Bo Lind: last day to appeal");
	holds(text, "LOCATION:Lind's cell");
	text = ics(&b, NULL, 0, named, 0);
	holds(text, "END:VCALENDAR");
	kua_buf_free(&b);
	kua_public_free(named);
}

static void test_hostile_values(void **state)
{
	(void)state;
	char longest[100001];
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	const struct kua_due v[] = {
		{.date = "2014-03-16", .kind = "protest", .label = "a\r\nEND:VEVENT\nX;Y,Z\\", .place = longest, .claim = "a-1"},
		{.date = "2014-03-16", .time = "99:99", .kind = "protest", .label = "b", .claim = "a-2"},
		{.date = "2014-03-16", .time = "aa:bb", .kind = "protest", .label = "c", .claim = "a-3"},
		{.date = "aaaa-bb-cc", .kind = "protest", .label = "d", .claim = "a-4"},
	};
	struct kua_buf b = KUA_BUF_INIT;
	const char *text = ics(&b, v, 4, NULL, 3);
	holds(text, "SUMMARY:a  END:VEVENT X\\;Y\\,Z\\\\\r\n");
	holds(text, "DTSTART;VALUE=DATE:20140316\r\nSUMMARY:b"); /* an hour that is none */
	for (const char *line = text; *line;) {
		const char *end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 75);
		line = end + 2;
	}
	kua_buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_label_in_a_language), cmocka_unit_test(test_places_in_a_language),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_allow), cmocka_unit_test(test_scopes), cmocka_unit_test(test_a_clock_that_went_back), cmocka_unit_test(test_speakers),
		cmocka_unit_test(test_one_name_two_people),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_ics),
		cmocka_unit_test(test_hostile_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
