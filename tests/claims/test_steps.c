/* test_steps.c - case steps: golden texts, who is meant, hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claims/who.h"
#include "marked.h"

static const char *or_none(const char *s)
{
	return s ? s : "-";
}

static void print_steps(const struct marked *m, struct kua_buf *b)
{
	for (size_t i = 0; i < m->found.n_steps; i++) {
		const struct kua_case_step *s = &m->found.steps[i];
		const char *const more[][2] = {{"charge", s->charge}, {"article", s->article}, {"facility", s->facility},
		                               {"lawyer", s->lawyer}, {"deadline", s->deadline}, {"said by", s->said_by}};
		kua_buf_printf(b, "%s | %s | %s | court %s | sentence %s | place %s\n", s->name, s->step, or_none(s->date),
		               or_none(s->court), or_none(s->sentence), or_none(s->place));
		for (size_t k = 0; k < sizeof more / sizeof *more; k++)
			if (more[k][1])
				kua_buf_printf(b, "\t%s %s\n", more[k][0], more[k][1]);
	}
}

static void golden(const char *name, const char *language)
{
	marked_golden(name, language, "steps", print_steps);
}

static void test_golden(void **state)
{
	(void)state;
	golden("case-in-order", "en");
	golden("not-steps", "en");
	golden("several-people", "en");
	golden("who-is-he", "en");
	golden("po-russki", "ru");
	golden("spisok", "ru");
	golden("prisoners-list", "en");
	golden("urgent-action", "en");
	golden("court-report", "en");
	golden("weekly-digest", "en");
	golden("chronicle", "en");
	golden("trial-report", "en");
	golden("execution-news", "en");
	golden("days-later", "en");
	golden("law-and-lawyers", "en");
	golden("she-and-he", "en");
	golden("prisoners-table", "en");
	golden("one-session", "en");
	golden("some-of-them", "en");
	golden("done-to-others", "en");
	golden("fait-a-d-autres", "fr");
	golden("nad-drugimi", "ru");
	golden("basqalarga", "kk");
}

/* What every step must be, whatever the text. */
static void check_steps(const struct marked *m)
{
	int64_t last = 0;
	for (size_t i = 0; i < m->found.n_steps; i++) {
		const struct kua_case_step *s = &m->found.steps[i];
		assert_true(s->start >= last && s->start < s->end && (size_t)s->end <= m->text.n);
		assert_string_equal(s->status, "suggested");
		assert_non_null(s->person);
		assert_non_null(s->step);
		assert_non_null(s->id);
		last = s->start;
	}
}

static size_t steps_in(const char *text)
{
	struct kua_arena *a = kua_arena_new();
	struct marked m;
	marked_find(text, "en", a, &m);
	check_steps(&m);
	size_t n = m.found.n_steps;
	kua_arena_free(a);
	return n;
}

/* A list of people is taken up to WHO_MOST, and no further. */
static void test_list_limit(void **state)
{
	(void)state;
	for (size_t n = WHO_MOST - 1; n <= WHO_MOST + 1; n++) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_str(&b, "Police arrested ");
		for (size_t i = 0; i < n; i++)
			kua_buf_printf(&b, "%s[person Ann P%zu]", i == 0 ? "" : i + 1 == n ? " and " : ", ", i);
		kua_buf_str(&b, ".");
		assert_int_equal(steps_in(b.data), n < WHO_MOST ? n : WHO_MOST);
		kua_buf_free(&b);
	}
}

/* A paragraph that says nothing about it leaves the steps before it as they were. */
static void test_what_follows(void **state)
{
	(void)state;
	const char *text = "[person Ann Lee] was arrested on 5 May 2019. She was tried in June 2019 and sentenced to two years.";
	struct kua_arena *a = kua_arena_new();
	struct marked alone, more;
	marked_find(text, "en", a, &alone);
	marked_find(kua_arena_printf(a, "%s\n\n[person Bo Ray] went for a walk. The weather was fine.", text),
	            "en", a, &more);
	assert_int_equal(alone.found.n_steps, 3);
	assert_int_equal(more.found.n_steps, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(alone.found.steps[i].id, more.found.steps[i].id);
		assert_string_equal(alone.found.steps[i].person, more.found.steps[i].person);
	}
	kua_arena_free(a);
}

/* Bytes that are no sentence at all. */
static void test_odd_texts(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", " ", "arrested", "was arrested", "[person Ann Lee]", "[person Ann Lee] arrested",
			"arrested [person Ann Lee]", ", was arrested",
		") was arrested", "( was arrested", "who was arrested", "and was arrested", "he was arrested",
			"'s arrest", "his trial",
		"[person Ann Lee]'s", "the trial of", "in 2012, arrested",
			"[person Ann Lee] [person Bo Ray] was arrested",
		"like , was arrested", "- was arrested", "[person Ann Lee] -- was arrested",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		(void)steps_in(texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),      cmocka_unit_test(test_list_limit),
			cmocka_unit_test(test_what_follows),
		cmocka_unit_test(test_odd_texts),
	};
	return cmocka_run_group_tests(tests, marked_setup, marked_teardown);
}
