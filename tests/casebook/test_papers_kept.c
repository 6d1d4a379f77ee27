/* test_papers_kept.c - versions of papers in the journal: kept, read, and no change of theirs goes unseen. */
#include <string.h>

#include "help.h"

static struct kua_paper paper(struct fixture *f, const char *id, const char *title)
{
	struct kua_paper p = {.id = id, .kind = "post", .by = "Aigul", .at = NOW};
	if (title) {
		kua_list_add(f->a, &p.fields, kua_arena_printf(f->a, "title=%s", title));
		kua_list_add(f->a, &p.fields, "date=2011-12-16");
	} else {
		p.gone = true;
	}
	return p;
}

static struct kua_paper written(struct fixture *f, const char *id, const char *title)
{
	struct kua_paper p = paper(f, id, title);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_write(f->cb, &p, f->a, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	return p;
}

static size_t papers(struct fixture *f, const char *kind, bool versions, struct kua_paper **v)
{
	size_t n;
	ok(kua_casebook_papers(f->cb, kind, versions, f->a, v, &n, &f->err));
	return n;
}

static void versions_are_kept(void **state)
{
	struct fixture *f = *state;
	struct kua_paper *v, first = written(f, NULL, "One \"and\" only"), second = written(f, "two", "Two");
	size_t n;
	assert_string_equal(first.id, "post-2");
	assert_int_equal(first.entry, 2);
	assert_int_equal(second.entry, 3);
	written(f, "post-2", "One");
	reopen(f, KUA_WRITE);
	assert_int_equal(papers(f, "post", false, &v), 2);
	assert_string_equal(v[0].id, "two"); /* in order of the entries */
	assert_string_equal(kua_paper_value(&v[1], "title"), "One");
	assert_string_equal(v[1].by, "Aigul");
	assert_int_equal(papers(f, "told", false, &v), 0);
	written(f, "two", NULL);
	assert_int_equal(papers(f, NULL, false, &v), 1);
	assert_int_equal(papers(f, NULL, true, &v), 4);
	assert_true(v[3].gone);
	ok(kua_casebook_paper(f->cb, "post-2", f->a, &v, &n, &f->err));
	assert_int_equal(n, 2);
	assert_string_equal(kua_paper_value(&v[0], "title"), "One \"and\" only");
	written(f, "two", "Again");
	assert_int_equal(papers(f, NULL, false, &v), 2);
	written(f, "post-8", "Chosen by hand");
	assert_string_equal(written(f, NULL, "New").id, "post-9");
	assert_int_equal(papers(f, NULL, false, &v), 4);
	assert_int_equal(journal_checked(f), 8);
}

static void what_is_refused_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct kua_paper p = paper(f, "none", NULL), *v;
	fails(kua_casebook_write(f->cb, &p, f->a, &f->err), KUA_BUG, "");
	written(f, "one", "One");
	ok(kua_casebook_begin(f->cb, &f->err));
	fails(kua_casebook_write(f->cb, &p, f->a, &f->err), KUA_USE, "no paper none");
	p = (struct kua_paper){.id = "one", .kind = "addressee", .by = "Aigul", .at = NOW};
	kua_list_add(f->a, &p.fields, "name=Court");
	fails(kua_casebook_write(f->cb, &p, f->a, &f->err), KUA_USE, "another paper, of the kind post");
	p = paper(f, "one", "Two");
	p.by = "";
	fails(kua_casebook_write(f->cb, &p, f->a, &f->err), KUA_USE, "who does this");
	p = paper(f, "../one", "Two");
	fails(kua_casebook_write(f->cb, &p, f->a, &f->err), KUA_USE, "no id of a paper");
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(papers(f, NULL, true, &v), 1);
	assert_int_equal(journal_checked(f), 2);
}

static void every_change_behind_its_back_is_seen(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql, *words;
	} changes[] = {
		{"DELETE FROM paper WHERE entry = 2", "knows nothing of this paper"},
		{"UPDATE paper SET id = 'x' WHERE entry = 2", "knows nothing of this paper"},
		{"UPDATE paper SET kind = 'told' WHERE entry = 3", "knows nothing of this paper"},
		{"UPDATE paper SET latest = 1 WHERE entry = 2", "taken for the latest"},
		{"UPDATE paper SET latest = 0 WHERE entry = 3", "taken for the latest"},
		{"INSERT INTO paper VALUES (9, 'y', 'post', 1)", "3 versions of papers in the store"},
	};
	struct kua_buf whole = KUA_BUF_INIT;
	written(f, "one", "One");
	written(f, "one", "Two");
	reopen(f, KUA_READ);
	tamper(f, "PRAGMA wal_checkpoint(TRUNCATE)");
	file_read(f->path, &whole);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		int64_t n;
		file_write(f->path, whole.data, whole.len);
		tamper_reopen(f, changes[i].sql);
		fails(kua_journal_check(f->cb, &n, &f->err), KUA_DATA, changes[i].words);
	}
	kua_buf_free(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(versions_are_kept, fixture_start, fixture_end),
		cmocka_unit_test_setup_teardown(what_is_refused_changes_nothing, fixture_start, fixture_end),
		cmocka_unit_test_setup_teardown(every_change_behind_its_back_is_seen, fixture_start, fixture_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
