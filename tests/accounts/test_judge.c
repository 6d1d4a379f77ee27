/* test_judge.c - people's decisions on claims, found again when ids and offsets have changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static void begin(struct world *w)
{
	world_begin(w);
	add_entity(w, "p-orlun", "place", "Orlun");
	add_item(w, "a", 1, "2014-01-05",
	         "First: 40 were killed in Orlun. Then: 40 were killed, they said. Officials say 12.");
	add_figure(w, "a.1", "40 were killed in Orlun", "killed", "40", "residents", "Orlun", "2012-03-16");
	add_figure(w, "a.1", "Officials say 12", "killed", "12", "officials", "Orlun", "2012-03-16");
}

static void test_reject_and_confirm(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	add_judgement(&w, w.figures.v[0].id, "confirm", "figure");
	add_judgement(&w, w.figures.v[0].id, "reject", "figure");
	add_judgement(&w, w.figures.v[1].id, "reject", "figure");
	add_judgement(&w, w.figures.v[1].id, "confirm", "figure");
	w.judgements.v[3].entry = 9; /* the last decision holds, in whatever order they come */
	w.judgements.v[2].entry = 8;
	world_make(&w);
	assert_string_equal(w.figures.v[0].status, "rejected");
	assert_string_equal(w.figures.v[1].status, "confirmed");
	assert_null(line_of(&w, "40 were killed in Orlun"));
	const struct kua_toll *t = toll_of(&w, "Officials say 12", "range");
	assert_int_equal(t->low, 12);
	assert_int_equal(t->high, 12);
	assert_int_equal(t->left_out.n, 1);
	assert_non_null(strstr(t->left_out.v[0], ": rejected"));
	world_end(&w);
}

static void test_amend(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	struct kua_judgement *j = add_judgement(&w, w.figures.v[0].id, "amend", "figure");
	static const char *const fields[] = {"low=41", "high=", "qualifier=more than",
	                                     "leaves_out=the wounded | those in prison",
	                                     "id=f-0", "event=e-0", "nonsense", "low=forty", "act=",
	                                     "said_by=police"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		kua_list_add(w.a, &j->fields, fields[i]);
	const char *id = w.figures.v[0].id;
	world_make(&w);
	const struct kua_figure *f = &w.figures.v[0];
	assert_string_equal(f->status, "amended");
	assert_string_equal(f->id, id);
	assert_int_equal(f->low, 41);
	assert_true(f->high == KUA_NONE);
	assert_int_equal(f->leaves_out.n, 2);
	assert_string_equal(f->leaves_out.v[1], "those in prison");
	assert_string_equal(voice_of(&w, "40 were killed in Orlun")->label, "police");
	assert_int_equal(line_of(&w, "40 were killed in Orlun")->low, 41);
	world_end(&w);
}

static struct kua_judgement anchored(const char *quote, const char *before, const char *after)
{
	return (struct kua_judgement){.target = "gone", .verdict = "reject", .kind = "figure", .item = "a.1",
	                              .quote = quote, .before = before, .after = after};
}

static size_t find(const struct world *w, const struct kua_judgement *j, const struct kua_anchor *claims, size_t n)
{
	return kua_accounts_anchor(j, claims, n, w->items.v, w->items.n);
}

static void test_anchor(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const char *text = w.items.v[0].text;
	int64_t first = strstr(text, "40 were") - text, second = strstr(text + first + 1, "40 were") - text;
	const struct kua_anchor claims[] = {
		{"f-1", "a.1", "40 were killed", first, first + 14},
		{"f-2", "a.1", "40 were killed", second, second + 14},
		{"f-3", "a.1", "say 12", strstr(text, "say 12") - text, strstr(text, "say 12") - text + 6},
	};
	struct kua_judgement by_id = {.target = "f-2", .verdict = "reject"};
	assert_int_equal(find(&w, &by_id, claims, 3), 1);
	/* the same words twice: the text around them decides, on either side alone too */
	struct kua_judgement j = anchored("40 were killed", "Then: ", ", they said");
	assert_int_equal(find(&w, &j, claims, 3), 1);
	j = anchored("40 were killed", "other text ", " in Orlun");
	assert_int_equal(find(&w, &j, claims, 3), 0);
	j = anchored("40 were killed", "other text ", "other text");
	assert_int_equal(find(&w, &j, claims, 3), SIZE_MAX);
	/* a better reader quotes less of the sentence: the claim that stands where the quote stood */
	j = anchored("Officials say 12", "they said. ", ".");
	assert_int_equal(find(&w, &j, claims, 3), 2);
	/* gone */
	j = anchored("Officials say 13", "they said. ", ".");
	assert_int_equal(find(&w, &j, claims, 3), SIZE_MAX);
	j = anchored("", NULL, NULL);
	assert_int_equal(find(&w, &j, claims, 3), SIZE_MAX);
	j = anchored(NULL, NULL, NULL);
	assert_int_equal(find(&w, &j, claims, 3), SIZE_MAX);
	/* the document was split in another way: the same words in another of its items */
	const struct kua_anchor moved[] = {{"f-9", "a.1", "Officials say 12", strstr(text, "Officials") - text,
	                                    strstr(text, "Officials") - text + 16}};
	j = anchored("Officials say 12", "they said. ", ".");
	j.item = "a.7";
	assert_int_equal(find(&w, &j, moved, 1), 0);
	j.item = "b.7";
	assert_int_equal(find(&w, &j, moved, 1), SIZE_MAX);
	world_end(&w);
}

static void test_anchor_ignores_wild_offsets(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	const struct kua_anchor claims[] = {
		{"f-1", "a.1", "say 12", -5, 4000}, {"f-2", "a.1", "say 12", INT64_MAX, INT64_MIN}, {"f-3",
		                                                                                     "zz.1", "say 12", 0, 3}};
	struct kua_judgement j = anchored("say 12", "Officials ", ".");
	assert_int_equal(find(&w, &j, claims, 3), SIZE_MAX);
	world_end(&w);
}

static void test_judgement_survives_new_id(void **state)
{
	(void)state;
	struct world w;
	begin(&w);
	struct kua_judgement *j = add_judgement(&w, "f-of-an-older-reader", "reject", "figure");
	j->item = "a.1";
	j->quote = "Officials say 12";
	j->before = "they said. ";
	j->after = ".";
	world_make(&w);
	assert_string_equal(w.figures.v[0].status, "suggested");
	assert_string_equal(w.figures.v[1].status, "rejected");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reject_and_confirm),
		cmocka_unit_test(test_amend),
		cmocka_unit_test(test_anchor),
		cmocka_unit_test(test_anchor_ignores_wild_offsets),
		cmocka_unit_test(test_judgement_survives_new_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
