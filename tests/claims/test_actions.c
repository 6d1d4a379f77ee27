/* test_actions.c - actions: golden texts, hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claims/engine.h"
#include "marked.h"

static const char *or_none(const char *s)
{
	return s ? s : "-";
}

static void print_actions(const struct marked *m, struct kua_buf *b)
{
	for (size_t i = 0; i < m->found.n_actions; i++) {
		const struct kua_action *s = &m->found.actions[i];
		kua_buf_printf(b, "%s | %s %s | %s | by %s\n", s->kind, or_none(s->date), or_none(s->time),
		               or_none(s->place),
		               or_none(s->organiser));
		for (size_t k = 0; k < m->found.n_figures && s->signatures; k++)
			if (strcmp(m->found.figures[k].id, s->signatures) == 0)
				kua_buf_printf(b, "\tsigned: %s\n", m->found.figures[k].quote);
		if (s->addressee)
			kua_buf_printf(b, "\tto %s\n", s->addressee);
		for (size_t k = 0; k < s->demands.n; k++)
			kua_buf_printf(b, "\tdemands %s\n", s->demands.v[k]);
	}
}

static void golden(const char *name)
{
	marked_golden(name, "en", "actions", print_actions);
}

static void test_golden(void **state)
{
	(void)state;
	golden("vigil");
	golden("match-day");
	golden("no-date-of-its-own");
	golden("not-actions");
	golden("labels");
	golden("past-actions");
	golden("urgent-appeal");
	golden("no-year");
	golden("church");
	golden("petition-and-rally");
}

static void check_actions(const struct marked *m)
{
	int64_t last = 0;
	for (size_t i = 0; i < m->found.n_actions; i++) {
		const struct kua_action *s = &m->found.actions[i];
		assert_true(s->start >= last && s->start < s->end && (size_t)s->end <= m->text.n);
		assert_string_equal(s->status, "suggested");
		assert_non_null(s->kind);
		assert_non_null(s->id);
		last = s->start;
	}
}

static void test_odd_texts(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "\n", "vigil", "6pm", "16 December at 6pm", "When:", "Where: ",
	                                    "When: 6pm\nWhere:", "demand",
	                                    "protest demand", "( protest", "A vigil will be held",
		"title: x\n\n6pm Town Hall"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct kua_arena *a = kua_arena_new();
		struct marked m;
		marked_find(texts[i], "en", a, &m);
		check_actions(&m);
		kua_arena_free(a);
	}
}

/* Who only posts a text organises nothing: a nickname or an initial is nobody. */
static void test_full_names(void **state)
{
	(void)state;
	static const char *const full[] = {"Ann Lee", "Union of Writers", "María van der Lee", "Анна Ли"};
	static const char *const not_full[] = {"T", "Admin", "clare", "ann lee", "T Lee", "Admin of", "", NULL};
	for (size_t i = 0; i < sizeof full / sizeof *full; i++)
		assert_true(kua_is_full_name(full[i]));
	for (size_t i = 0; i < sizeof not_full / sizeof *not_full; i++)
		assert_false(kua_is_full_name(not_full[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_full_names),
		cmocka_unit_test(test_odd_texts),
	};
	return cmocka_run_group_tests(tests, marked_setup, marked_teardown);
}
