/* test_papers.c - what may stand in a paper, and a version made from the one before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shapes/papers.h"

static struct kua_arena *arena;

static enum kua_code amend(const struct kua_paper *before, const char *kind, const char *const *changes, size_t n, struct kua_paper *out,
                           struct kua_error *err)
{
	*out = (struct kua_paper){.kind = kind};
	return kua_paper_amend(before, changes, n, arena, out, err);
}

static void refused(const char *kind, const char *change, enum kua_code code, const char *why)
{
	const char *const changes[] = {change, strcmp(kind, "post") == 0 ? "date=2011-12-16" : "name=A"};
	struct kua_paper p;
	struct kua_error err = {0};
	assert_int_equal(amend(NULL, kind, changes, 2, &p, &err), code);
	if (!strstr(err.text, why))
		fail_msg("%s says: %s", change, err.text);
}

static void each_kind_has_its_fields(void **state)
{
	(void)state;
	for (const struct kua_paper_kind *k = kua_paper_kinds; k->name; k++) {
		size_t needed = 0;
		assert_ptr_equal(kua_paper_kind_named(k->name), k);
		for (const struct kua_paper_field *f = k->fields; f->name; f++) {
			needed += f->needed;
			assert_true((f->type == KUA_PAPER_ONE_OF) == (f->one_of != NULL));
			assert_true(f->what && *f->what);
			for (const struct kua_paper_field *g = k->fields; g != f; g++)
				assert_string_not_equal(f->name, g->name);
		}
		assert_true(needed > 0);
	}
	assert_null(kua_paper_kind_named("poster"));
	assert_null(kua_paper_kind_named(NULL));
}

static void a_version_keeps_what_is_not_said(void **state)
{
	(void)state;
	const char *const first[] = {"text=We remember\nall of them.", "date=2021-12-16", "title=Ten years", "author="};
	const char *const then[] = {"title=Ten years on", "text="};
	struct kua_paper a, b;
	struct kua_error err = {0};
	assert_int_equal(amend(NULL, "post", first, 4, &a, &err), KUA_OK);
	assert_int_equal(a.fields.n, 3);
	assert_string_equal(a.fields.v[0], "title=Ten years"); /* in the kind's order, not the speaker's */
	assert_null(kua_paper_value(&a, "author"));
	assert_int_equal(amend(&a, "post", then, 2, &b, &err), KUA_OK);
	assert_string_equal(kua_paper_value(&b, "title"), "Ten years on");
	assert_string_equal(kua_paper_value(&b, "date"), "2021-12-16");
	assert_null(kua_paper_value(&b, "text"));
	assert_string_equal(kua_paper_value(&a, "title"), "Ten years");
}

static void what_is_wrong_is_told(void **state)
{
	(void)state;
	refused("poster", "title=A", KUA_USE, "no such kind");
	refused("post", "titel=A", KUA_USE, "none of the fields");
	refused("post", "title", KUA_USE, "none of the fields");
	refused("post", "=A", KUA_USE, "none of the fields");
	refused("post", "author=A", KUA_USE, "needs title=");
	refused("post", "title=", KUA_USE, "needs title=");
	refused("post", "title=A\nB", KUA_USE, "one line");
	refused("post", "title=A\xff", KUA_USE, "not UTF-8");
	refused("post", "date=2011-12-15", KUA_USE, "said twice");
	refused("supporter", "kind=uncle", KUA_USE, "one of person|organisation|branch");
	refused("supporter", "kind=person|organisation", KUA_USE, "one of");
	static const char *const days[] = {"0000", "2011-13", "2011-00", "2011-02-29", "2011-1-1", "2011-12-32", "20111216", "soon", "2011-12-16 "};
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		const char *const said[] = {"title=A", kua_arena_printf(arena, "date=%s", days[i])};
		struct kua_paper bad;
		struct kua_error why = {0};
		assert_int_equal(amend(NULL, "post", said, 2, &bad, &why), KUA_USE);
		assert_non_null(strstr(why.text, "is a date like"));
	}
	struct kua_paper p;
	struct kua_error err = {0};
	const char *const leap[] = {"name=Court", "checked_on=2012-02-29"};
	assert_int_equal(amend(NULL, "addressee", leap, 2, &p, &err), KUA_OK);
	p.gone = true;
	p.fields.n = 0; /* what no longer stands needs nothing */
	assert_int_equal(kua_paper_check(&p, &err), KUA_OK);
}

static char *long_field(const char *name, size_t n)
{
	size_t before = strlen(name);
	char *s = kua_arena_alloc(arena, before + n + 1);
	memcpy(s, name, before);
	memset(s + before, 'x', n);
	s[before + n] = '\0';
	return s;
}

static void limits_hold_to_the_byte(void **state)
{
	(void)state;
	struct kua_paper p;
	struct kua_error err = {0};
	for (size_t over = 0; over < 2; over++) {
		const char *const line[] = {long_field("title=", KUA_PAPER_LINE + over), "date=2011"};
		assert_int_equal(amend(NULL, "post", line, 2, &p, &err), over ? KUA_LIMIT : KUA_OK);
		const char *const text[] = {"title=A", "date=2011", long_field("text=", KUA_PAPER_TEXT + over)};
		assert_int_equal(amend(NULL, "post", text, 3, &p, &err), over ? KUA_LIMIT : KUA_OK);
		p = (struct kua_paper){.kind = "post", .gone = true, .id = long_field("", KUA_PAPER_ID + over)};
		assert_int_equal(kua_paper_check(&p, &err), over ? KUA_USE : KUA_OK);
	}
	static const char *const ids[] = {"", "-a", "A", "a b", "../a", "a.b"};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		p = (struct kua_paper){.kind = "post", .gone = true, .id = ids[i]};
		assert_int_equal(kua_paper_check(&p, &err), KUA_USE);
	}
}

static int begin(void **state)
{
	(void)state;
	arena = kua_arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	kua_arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_its_fields),
		cmocka_unit_test(a_version_keeps_what_is_not_said),
		cmocka_unit_test(what_is_wrong_is_told),
		cmocka_unit_test(limits_hold_to_the_byte),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
