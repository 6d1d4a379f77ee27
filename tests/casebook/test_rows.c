/* test_rows.c - some rows of a shape: conditions, order, a page at a time, the same count; and what is not a field is refused. */
#include <stdlib.h>
#include <string.h>

#include "help.h"

enum { ITEMS = 7 };

static const struct {
	const char *title, *author, *day, *category;
} given[ITEMS] = {
	{"A", "Smith", "2011-12-16", "News"}, {"B", "Jones", "2011", "News"},   {"C", "Smith", NULL, "Appeals"}, {"D", NULL, "2012-01-02", NULL},
	{"E", "Smith", "2011-12", "News"},    {"F", "Jones", "2013-07-02", NULL}, {"G", NULL, NULL, "News"},
};

static void fill(struct fixture *f)
{
	struct kua_document d = keep_one(f, "archive", "archive.html");
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < ITEMS; i++) {
		struct kua_item it = item(f, &d, (int64_t)i + 1, given[i].title, "text");
		it.author = given[i].author;
		it.published_on = given[i].day;
		if (given[i].category)
			kua_list_add(f->a, &it.categories, given[i].category);
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	ok(kua_casebook_commit(f->cb, &f->err));
}

/* The titles of what a query gives, in order; it must count them too. */
static const char *titles(struct fixture *f, struct kua_query q)
{
	struct kua_item *v;
	size_t n;
	int64_t of;
	q.kind = KUA_ITEM;
	ok(kua_casebook_rows(f->cb, &q, f->a, (void **)&v, &n, &f->err));
	ok(kua_casebook_count_rows(f->cb, &q, &of, &f->err));
	assert_true((int64_t)n <= of && n <= q.most);
	if (!q.skip && q.most >= ITEMS)
		assert_int_equal(n, of);
	char *found = kua_arena_alloc(f->a, n + 1);
	for (size_t i = 0; i < n; i++)
		found[i] = v[i].title[0];
	return found;
}

#define GIVES(wanted, ...) assert_string_equal(titles(f, (struct kua_query){__VA_ARGS__}), wanted)

static void conditions(void **state)
{
	struct fixture *f = *state;
	fill(f);
	GIVES("ABCDEFG", .most = 100);
	GIVES("ACE", .where = {{"author", KUA_IS, "Smith"}}, .n = 1, .most = 100);
	GIVES("DG", .where = {{"author", KUA_IS, NULL}}, .n = 1, .most = 100);
	GIVES("ABCEF", .where = {{"author", KUA_IS_NOT, NULL}}, .n = 1, .most = 100);
	GIVES("BDFG", .where = {{"author", KUA_IS_NOT, "Smith"}}, .n = 1, .most = 100);
	GIVES("ABEG", .where = {{"categories", KUA_HAS, "News"}}, .n = 1, .most = 100);
	GIVES("AE", .where = {{"categories", KUA_HAS, "News"}, {"author", KUA_IS, "Smith"}}, .n = 2, .most = 100);
	GIVES("", .where = {{"categories", KUA_HAS, "news' OR 1"}}, .n = 1, .most = 100);
	GIVES("ABEG", .where = {{"categories", KUA_HAS_FROM, "Neutral"}, {"categories", KUA_HAS, "News"}}, .n = 2, .most = 100);
	GIVES("", .where = {{"categories", KUA_HAS_FROM, "Newspaper"}, {"categories", KUA_HAS, "News"}}, .n = 2, .most = 100);
	GIVES("EF", .where = {{"ordinal", KUA_FROM, "5"}, {"ordinal", KUA_UP_TO, "6"}}, .n = 2, .most = 100);
}

/* "Until December 2011" takes in the 16th; "since December 2011" leaves out what is only known to be of that year. */
static void dates_of_any_precision(void **state)
{
	struct fixture *f = *state;
	fill(f);
	GIVES("BEA", .where = {{"published_on", KUA_UP_TO, "2011-12"}}, .n = 1, .order = "published_on", .most = 100);
	GIVES("EADF", .where = {{"published_on", KUA_FROM, "2011-12"}}, .n = 1, .order = "published_on", .most = 100);
}

static void orders_and_pages(void **state)
{
	struct fixture *f = *state;
	fill(f);
	GIVES("BEADFCG", .order = "published_on", .most = 100);
	GIVES("FDAEBGC", .order = "published_on", .descending = true, .most = 100);
	GIVES("BEA", .order = "published_on", .most = 3);
	GIVES("DFC", .order = "published_on", .skip = 3, .most = 3);
	GIVES("", .order = "published_on", .skip = 30, .most = 3);
	GIVES("", .most = 0);
}

static void what_is_no_field(void **state)
{
	struct fixture *f = *state;
	void *v;
	size_t n;
	int64_t of;
	const struct kua_query wrong[] = {
		{.kind = KUA_ITEM, .where = {{"nr; DROP TABLE item", KUA_IS, "x"}}, .n = 1},
		{.kind = KUA_ITEM, .where = {{"categories", KUA_IS, "x"}}, .n = 1},
		{.kind = KUA_ITEM, .where = {{"author", KUA_HAS, "x"}}, .n = 1},
		{.kind = KUA_ITEM, .where = {{"author", KUA_HAS_FROM, "x"}}, .n = 1},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		fails(kua_casebook_rows(f->cb, &wrong[i], f->a, &v, &n, &f->err), KUA_BUG, "no field");
		fails(kua_casebook_count_rows(f->cb, &wrong[i], &of, &f->err), KUA_BUG, "no field");
	}
	const struct kua_query order = {.kind = KUA_ITEM, .order = "text, nr", .most = 1}, shape = {.kind = KUA_JUDGEMENT};
	fails(kua_casebook_rows(f->cb, &order, f->a, &v, &n, &f->err), KUA_BUG, "no field");
	fails(kua_casebook_rows(f->cb, &shape, f->a, &v, &n, &f->err), KUA_BUG, "no such rows");
}

/* Only what differs is written; of two equal rows one may go. */
static void what_differs(void **state)
{
	struct fixture *f = *state;
	struct kua_mention was[] = {{"i", 0, 4, "per-1", "Roza", NULL}, {"i", 0, 4, "per-1", "Roza", NULL}, {"i", 9, 12, "per-2", "Max", "oilman"}};
	struct kua_mention is[] = {{"i", 9, 12, "per-2", "Max", NULL}, {"i", 0, 4, "per-1", "Roza", NULL}, {"i", 20, 22, "per-3", "Al", NULL}};
	const struct {
		struct kua_mention *v;
		size_t n, come, gone;
		bool none_stays;
	} steps[] = {{was, 3, 3, 0, true}, {was, 3, 0, 0, false}, {is, 3, 2, 2, false}, {is, 3, 0, 0, false}, {is, 0, 0, 3, true}, {was, 1, 1, 0, true}};
	struct kua_state before, after;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct kua_changes c;
		ok(kua_casebook_hold(f->cb, &f->err));
		fails(kua_casebook_put(f->cb, KUA_MENTION, was, &f->err), KUA_BUG, "outside a transaction");
		ok(kua_casebook_state(f->cb, &before, &f->err));
		ok(kua_casebook_compare(f->cb, KUA_MENTION, steps[i].v, steps[i].n, f->a, &c, &f->err));
		kua_casebook_rollback(f->cb);
		assert_int_equal(c.n_come, steps[i].come);
		assert_int_equal(c.n_gone, steps[i].gone);
		assert_int_equal(c.none_stays, steps[i].none_stays);
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_change(f->cb, &c, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		ok(kua_casebook_state(f->cb, &after, &f->err));
		assert_int_equal(after.rows - before.rows, steps[i].come + steps[i].gone > 0);
		assert_int_equal(count(f, KUA_MENTION), (int64_t)steps[i].n);
	}
}

/* A row that stays is written over in place, in the fields that are others; whatever they hold. */
static void what_is_written_over(void **state)
{
	struct fixture *f = *state;
	struct kua_copy was[] = {{.id = "copy-1", .family = "fam-1", .item = "i1", .kind = "original", .cost = 10.5, .probability = 0.5},
	                         {.id = "copy-2", .family = "fam-1", .item = "i2", .parent = "i1", .cost = 3, .below = 2},
	                         {.id = "copy-3", .family = "fam-2", .item = "i3"}};
	struct kua_copy is[3];
	struct kua_changes c;
	int64_t before, after;
	memcpy(is, was, sizeof is);
	kua_list_add(f->a, &was[1].why, "it is later");
	is[0].cost = 11;
	is[1].parent = NULL;
	is[1].below = 0;
	kua_list_add(f->a, &is[2].why, "nobody knows");
	is[2].kind = "bad \xff text";
	for (int i = 0; i < 2; i++) {
		const struct kua_copy *v = i ? is : was;
		struct kua_copy *there;
		size_t n;
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_compare(f->cb, KUA_COPY, v, 3, f->a, &c, &f->err));
		assert_int_equal(c.n_come, i ? 0 : 3);
		assert_int_equal(c.n_gone, 0);
		assert_int_equal(c.n_other, i ? 3 : 0);
		ok(cb_number(f->cb, "SELECT nr FROM copy WHERE id = ?1", "copy-2", &before, &f->err));
		ok(kua_casebook_change(f->cb, &c, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		ok(cb_number(f->cb, "SELECT nr FROM copy WHERE id = ?1", "copy-2", &after, &f->err));
		assert_true(!i || before == after);
		ok(kua_casebook_load(f->cb, KUA_COPY, NULL, NULL, f->a, (void **)&there, &n, &f->err));
		assert_int_equal(n, 3);
		for (size_t k = 0; k < n; k++) {
			struct kua_buf x = KUA_BUF_INIT, y = KUA_BUF_INIT;
			struct kua_copy clean = v[k];
			clean.kind = clean.kind ? cb_clean(f->a, clean.kind) : NULL;
			kua_shape_json(&x, &kua_shapes[KUA_COPY], &there[k]);
			kua_shape_json(&y, &kua_shapes[KUA_COPY], &clean);
			assert_string_equal(x.data, y.data);
			kua_buf_free(&x);
			kua_buf_free(&y);
		}
	}
	ok(cb_number(f->cb, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", NULL, &after, &f->err));
	assert_int_equal(after, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {T(conditions), T(dates_of_any_precision), T(orders_and_pages), T(what_is_no_field), T(what_differs), T(what_is_written_over)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
