/* test_journal.c - entries, seals, judgements, withdrawals, and that no change of either store or journal goes unseen. */
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "../quick.h"

static struct kua_judgement judgement(const char *verdict, const char *target, const char *other)
{
	return (struct kua_judgement){.target = target, .other = other, .verdict = verdict, .by = "Marat",
	                              .at = "2012-01-02T03:04:05Z", .kind = other ? "entity" : "figure"};
}

static int64_t judge(struct fixture *f, struct kua_judgement j)
{
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_judge(f->cb, &j, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	return j.entry;
}

static void withdraw(struct fixture *f, int64_t entry)
{
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_withdraw(f->cb, entry, "Aigul", NOW, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
}

static enum kua_code print(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct kua_buf *b = ctx;
	(void)err;
	const char *random = strstr(e->body, ",\"random\":\"");
	assert_true(!random == (e->entry != 1)); /* no two casebooks have it, so what stands here ends before it */
	kua_buf_printf(b, "%lld %s %s %s\n", (long long)e->entry, e->at, e->who, e->action);
	kua_buf_add(b, e->body, random ? (size_t)(random - e->body) : strlen(e->body));
	kua_buf_char(b, '\n');
	return KUA_OK;
}

static void the_journal_says_everything_in_fixed_words(void **state)
{
	struct fixture *f = *state;
	keep_one(f, "the letter", "letter.txt");
	keep_one(f, "the letter", "copy \"2\".txt");
	struct kua_judgement j = judgement("amend", "f-1", NULL);
	j.quote = "nearer to 70";
	kua_list_add(f->a, &j.fields, "low=64");
	assert_int_equal(judge(f, j), 4);
	withdraw(f, 4);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_journal_add(f->cb, "Aigul", NOW, "rebuild", "kua 0.1.0", &f->err));
	fails(kua_journal_add(f->cb, "Aigul", NOW, "add", NULL, &f->err), KUA_BUG, "\"add\"");
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(journal_checked(f), 6);
	struct kua_buf b = KUA_BUF_INIT;
	ok(kua_journal_each(f->cb, print, &b, &f->err));
	assert_string_equal(
		b.data,
		"1 " NOW " Aigul new\n"
		"{\"entry\":1,\"at\":\"" NOW "\",\"who\":\"Aigul\",\"action\":\"new\"\n"
		"2 " NOW " Aigul add\n"
		"{\"entry\":2,\"at\":\"" NOW "\",\"who\":\"Aigul\",\"action\":\"add\",\"id\":\"d-64e588fa98e1c4cf\","
		"\"sha256\":\"64e588fa98e1c4cf29a41921c208a435e82fb9e23c6fa068f8e18cf048f865f8\",\"bytes\":10,"
		"\"name\":\"letter.txt\",\"origin\":\"/home/aigul/letters\"}\n"
		"3 " NOW " Aigul origin\n"
		"{\"entry\":3,\"at\":\"" NOW "\",\"who\":\"Aigul\",\"action\":\"origin\",\"id\":\"d-64e588fa98e1c4cf\","
		"\"name\":\"copy \\\"2\\\".txt\",\"origin\":\"/home/aigul/letters\"}\n"
		"4 2012-01-02T03:04:05Z Marat judge\n"
		"{\"entry\":4,\"at\":\"2012-01-02T03:04:05Z\",\"who\":\"Marat\",\"action\":\"judge\",\"target\":\"f-1\","
		"\"other\":null,\"verdict\":\"amend\",\"kind\":\"figure\",\"item\":null,\"quote\":\"nearer to 70\","
		"\"before\":null,\"after\":null,\"form\":null,\"other_form\":null,\"fields\":[\"low=64\"]}\n"
		"5 " NOW " Aigul withdraw\n"
		"{\"entry\":5,\"at\":\"" NOW "\",\"who\":\"Aigul\",\"action\":\"withdraw\",\"withdraws\":4}\n"
		"6 " NOW " Aigul rebuild\n"
		"{\"entry\":6,\"at\":\"" NOW "\",\"who\":\"Aigul\",\"action\":\"rebuild\",\"note\":\"kua 0.1.0\"}\n");
	kua_buf_free(&b);
}

/* A stranger with the bodies alone gets to the same seals. */
static enum kua_code follow(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	char *seal = ctx, next[KUA_SHA256_HEX + 1];
	(void)err;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s\n%s", seal, e->body);
	kua_sha256(b.data, b.len, next);
	kua_buf_free(&b);
	assert_string_equal(next, e->seal);
	memcpy(seal, next, sizeof next);
	return KUA_OK;
}

static void seals_follow_from_the_bodies(void **state)
{
	struct fixture *f = *state;
	char seal[KUA_SHA256_HEX + 1];
	memset(seal, '0', KUA_SHA256_HEX);
	seal[KUA_SHA256_HEX] = '\0';
	keep_one(f, "one", "one.txt");
	keep_one(f, "two", "two.txt");
	ok(kua_journal_each(f->cb, follow, seal, &f->err));
}

static enum kua_code take_seal(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	(void)err;
	memcpy(ctx, e->seal, KUA_SHA256_HEX + 1);
	return KUA_OK;
}

/* The numbers that stand for people who may not be named are made of the first seal: who knows by whom and in which second a casebook was made
 * must not be able to work it out. */
static void the_first_seal_cannot_be_guessed(void **state)
{
	struct fixture *f = *state;
	char seals[2][KUA_SHA256_HEX + 1], path[96];
	ok(kua_journal_each(f->cb, take_seal, seals[0], &f->err));
	(void)snprintf(path, sizeof path, "%s/other.kua", f->folder);
	ok(kua_casebook_new(path, "Aigul", NOW, &f->err));
	struct kua_casebook *other = NULL;
	ok(kua_casebook_open(path, KUA_READ, &other, &f->err));
	ok(kua_journal_each(other, take_seal, seals[1], &f->err));
	kua_casebook_close(other);
	assert_string_not_equal(seals[0], seals[1]);
}

static enum kua_code stop(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	(void)ctx;
	return e->entry == 2 ? kua_fail(err, KUA_LIMIT, "enough") : KUA_OK;
}

static void reading_the_journal_can_stop(void **state)
{
	struct fixture *f = *state;
	keep_one(f, "one", "one.txt");
	keep_one(f, "two", "two.txt");
	fails(kua_journal_each(f->cb, stop, NULL, &f->err), KUA_LIMIT, "enough");
	assert_int_equal(journal_checked(f), 3);
}

static enum kua_code number(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	int64_t *met = ctx;
	(void)err;
	*met = *met * 10 + e->entry;
	return KUA_OK;
}

static void the_journal_has_two_ends(void **state)
{
	struct fixture *f = *state;
	int64_t met = 0;
	ok(kua_journal_ends(f->cb, number, &met, &f->err));
	assert_int_equal(met, 1); /* the first is the last */
	keep_one(f, "one", "one.txt");
	keep_one(f, "two", "two.txt");
	met = 0;
	ok(kua_journal_ends(f->cb, number, &met, &f->err));
	assert_int_equal(met, 13);
}

/* ---- judgements ---- */

static void judgements_count_until_withdrawn(void **state)
{
	struct fixture *f = *state;
	struct kua_judgement *v, full = judgement("same", "p-1", "p-2");
	size_t n;
	full.item = "d-1.1";
	full.quote = "Zhenaozhen \"…\"";
	full.before = "in ";
	full.after = "\n";
	full.form = "Zhanaozen";
	full.other_form = "Жаңаөзен";
	assert_int_equal(judge(f, full), 2);
	assert_int_equal(judge(f, judgement("confirm", "f-1", NULL)), 3);
	assert_int_equal(judge(f, judgement("reject", "f-1", NULL)), 4);
	struct kua_judgement amend = judgement("amend", "f-2", NULL);
	kua_list_add(f->a, &amend.fields, "low=7");
	kua_list_add(f->a, &amend.fields, "date=");
	kua_list_add(f->a, &amend.fields, "people=a=b");
	assert_int_equal(judge(f, amend), 5);
	withdraw(f, 3);
	ok(kua_casebook_load(f->cb, KUA_JUDGEMENT, NULL, NULL, f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 3);
	assert_int_equal(v[0].entry, 2);
	assert_int_equal(v[1].entry, 4);
	assert_int_equal(v[2].entry, 5);
	full.entry = 2;
	struct kua_buf is = KUA_BUF_INIT, should = KUA_BUF_INIT;
	kua_shape_json(&is, &kua_shapes[KUA_JUDGEMENT], &v[0]);
	kua_shape_json(&should, &kua_shapes[KUA_JUDGEMENT], &full);
	assert_string_equal(is.data, should.data);
	assert_string_equal(v[2].fields.v[2], "people=a=b");
	assert_int_equal(count(f, KUA_JUDGEMENT), 3);
	ok(kua_casebook_load(f->cb, KUA_JUDGEMENT, "target", "f-1", f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 1);
	ok(kua_casebook_load(f->cb, KUA_JUDGEMENT, "entry", "5", f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 1);
	ok(kua_casebook_load(f->cb, KUA_JUDGEMENT, "fields", "low=7", f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 1);
	ok(kua_casebook_load(f->cb, KUA_JUDGEMENT, "item", "d-2.1", f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 0);
	assert_int_equal(journal_checked(f), 6);
	kua_buf_free(&is);
	kua_buf_free(&should);
}

static void words_of_a_judgement_cannot_pass_for_an_action(void **state)
{
	struct fixture *f = *state;
	struct kua_judgement j = judgement("confirm", "f-1", NULL);
	j.by = ",\"action\":\"withdraw\",\"withdraws\":2";
	j.quote = "\",\"action\":\"withdraw\",\"withdraws\":2,\"x\":\"";
	assert_int_equal(judge(f, j), 2);
	assert_int_equal(judge(f, j), 3);
	keep_one(f, "x", "\",\"action\":\"judge\",\"");
	assert_int_equal(count(f, KUA_JUDGEMENT), 2);
	assert_int_equal(journal_checked(f), 4);
}

static void only_a_judgement_that_counts_is_withdrawn(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(judge(f, judgement("confirm", "f-1", NULL)), 2);
	withdraw(f, 2);
	static const int64_t wrong[] = {0, 1, 2, 3, 4, -1, INT64_MAX, INT64_MIN};
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		fails(kua_casebook_withdraw(f->cb, wrong[i], "Aigul", NOW, &f->err), KUA_USE, "no entry");
	struct kua_judgement j = judgement("confirm", "f-1", NULL);
	ok(kua_casebook_judge(f->cb, &j, &f->err));
	fails(kua_casebook_withdraw(f->cb, j.entry, "", NOW, &f->err), KUA_USE, "who");
	ok(kua_casebook_withdraw(f->cb, j.entry, "Aigul", NOW, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(count(f, KUA_JUDGEMENT), 0);
	assert_int_equal(journal_checked(f), 5);
}

static void a_judgement_must_make_sense(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *verdict, *target, *other, *field, *words;
	} wrong[] = {
		{"merge", "f-1", NULL, NULL, "no such verdict"}, {NULL, "f-1", NULL, NULL, "no such verdict"},
		{"confirm", NULL, NULL, NULL, "needs the id"},   {"confirm", "", NULL, NULL, "needs the id"},
		{"same", "p-1", NULL, NULL, "two ids"},          {"different", "p-1", "", NULL, "two ids"},
		{"unsure", "p-1", NULL, NULL, "two ids"},        {"confirm", "f-1", "f-2", NULL, "one id"},
		{"amend", "f-1", NULL, NULL, "field=value"},     {"amend", "f-1", NULL, "low", "field=value"},
		{"amend", "f-1", NULL, "=7", "field=value"},     {"confirm", "f-1", NULL, "low=7", "field=value"},
	};
	ok(kua_casebook_begin(f->cb, &f->err));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct kua_judgement j = judgement(wrong[i].verdict, wrong[i].target, wrong[i].other);
		if (wrong[i].field)
			kua_list_add(f->a, &j.fields, wrong[i].field);
		fails(kua_casebook_judge(f->cb, &j, &f->err), KUA_USE, wrong[i].words);
	}
	struct kua_judgement j = judgement("unsure", "p-1", "p-2");
	j.by = NULL;
	fails(kua_casebook_judge(f->cb, &j, &f->err), KUA_USE, "who");
	j = judgement("unsure", "p-1", "p-2");
	j.at = "2012";
	fails(kua_casebook_judge(f->cb, &j, &f->err), KUA_USE, "2012");
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(journal_checked(f), 1);
}

/* ---- what is changed behind Kua's back ---- */

static void the_journal_cannot_be_changed_by_sql(void **state)
{
	struct fixture *f = *state;
	static const char *const changes[] = {
		"UPDATE journal SET body = replace(body, 'Aigul', 'Marat')",
		"DELETE FROM journal",
		"DELETE FROM journal WHERE entry = 2",
		"INSERT OR REPLACE INTO journal VALUES (1, '{}', '')",
		"UPDATE document SET name = 'other'",
		"UPDATE document SET sha256 = 'other'",
		"UPDATE bytes SET packed = x'00'",
	};
	keep_one(f, "one", "one.txt");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		fails(cb_exec(f->cb, changes[i], &f->err), KUA_DATA, "cannot be");
		assert_int_equal(journal_checked(f), 2);
	}
}

/* Six entries: new, two documents, another origin, a judgement, its withdrawal. */
static void fill(struct fixture *f)
{
	keep_one(f, "one", "one.txt");
	keep_one(f, "two", "two.txt");
	keep_one(f, "two", "zwei.txt");
	assert_int_equal(judge(f, judgement("same", "p-1", "p-2")), 5);
	withdraw(f, 5);
	assert_int_equal(journal_checked(f), 6);
}

#define OPEN_TRIGGERS "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; " \
	"DROP TRIGGER document_no_update; DROP TRIGGER bytes_no_update; "
#define SHUT_TRIGGERS "; CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal " \
	"BEGIN SELECT RAISE(ABORT, 'an entry of the journal cannot be changed'); END; " \
	"CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal " \
	"BEGIN SELECT RAISE(ABORT, 'an entry of the journal cannot be deleted'); END; " \
	"CREATE TRIGGER document_no_update BEFORE UPDATE OF id, name, sha256, bytes, origin, received_at, received_by, " \
	"container, url, captured_at, declared_type " \
	"ON document BEGIN SELECT RAISE(ABORT, 'what the journal says of a document cannot be changed'); END; " \
	"CREATE TRIGGER bytes_no_update BEFORE UPDATE ON bytes " \
	"BEGIN SELECT RAISE(ABORT, 'preserved bytes cannot be changed'); END"

/* Somebody with a tool for SQLite who takes the triggers off and puts them back. */
static void every_change_is_seen(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *sql, *words;
	} changes[] = {
		{"UPDATE journal SET body = replace(body, 'Marat', 'Aigul') WHERE entry = 5", "entry 5 does not fit: its seal"},
		{"UPDATE journal SET body = body || ' ' WHERE entry = 1", "entry 1 does not fit: its seal"},
		{"UPDATE journal SET seal = substr(seal, 2) || substr(seal, 1, 1) WHERE entry = 3", "entry 3 does not fit: its seal"},
		{"DELETE FROM journal WHERE entry = 3", "entry 3 does not fit: it is missing"},
		{"DELETE FROM journal WHERE entry = 1", "entry 1 does not fit: it is missing"},
		{"DELETE FROM journal", "the journal is empty"},
		{"DELETE FROM journal WHERE entry >= 3", "has no entry in the journal"},
		{"DELETE FROM journal WHERE entry >= 4", "1 origins in the store, 0 in the journal"},
		{"UPDATE journal SET entry = 7 WHERE entry = 6", "entry 7 does not fit: its body"},
		{"UPDATE journal SET body = 'nonsense' WHERE entry = 2", "entry 2 does not fit"},
		{"UPDATE document SET name = 'other.txt' WHERE name = 'one.txt'", "entry 2 does not fit: its document is described"},
		{"UPDATE document SET received_by = 'Marat' WHERE name = 'one.txt'", "entry 2 does not fit: its document is described"},
		{"UPDATE document SET received_at = '2011-12-17T12:00:00Z' WHERE name = 'one.txt'", "entry 2 does not fit"},
		{"UPDATE document SET origin = NULL WHERE name = 'one.txt'", "entry 2 does not fit"},
		{"UPDATE document SET bytes = 4 WHERE name = 'one.txt'", "entry 2 does not fit"},
		{"DELETE FROM document WHERE name = 'one.txt'", "entry 2 does not fit: its document is missing"},
		{"INSERT INTO document (id, sha256, name, bytes) SELECT 'd-9', 'ff', name, bytes FROM document LIMIT 1",
	         "document d-9 has no entry"},
		{"DELETE FROM origin", "entry 4 does not fit: the store knows nothing"},
		{"UPDATE origin SET name = 'drei.txt'", "entry 4 does not fit: the store knows"},
		{"INSERT INTO origin (entry, document, name, origin) SELECT 9, document, 'x', origin FROM origin", "2 origins in the store"},
		{"DELETE FROM bytes WHERE sha256 = (SELECT sha256 FROM document WHERE name = 'one.txt')", "lack their bytes"},
		{"UPDATE bytes SET size = 99 WHERE sha256 = (SELECT sha256 FROM document WHERE name = 'one.txt')",
	         "lack their bytes"},
		{"UPDATE document SET container = 'd-9' WHERE name = 'one.txt'", "entry 2 does not fit: its document is described"},
		{"UPDATE document SET url = 'https://example.org/' WHERE name = 'one.txt'", "entry 2 does not fit"},
		{"UPDATE origin SET container = 'd-9'", "entry 4 does not fit: the store knows"},
		{"INSERT INTO bytes SELECT sha256, 1, 1, packed FROM bytes", "another number of them"},
		{"INSERT INTO bytes VALUES ('ff', 0, 1, x'00')", "bytes belong to no document"},
	};
	fill(f);
	struct kua_buf whole = KUA_BUF_INIT;
	reopen(f, KUA_READ);
	tamper(f, "PRAGMA wal_checkpoint(TRUNCATE)");
	file_read(f->path, &whole);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		int64_t n = -1;
		char *sql = kua_arena_printf(f->a, "%s%s%s", OPEN_TRIGGERS, changes[i].sql, SHUT_TRIGGERS);
		file_write(f->path, whole.data, whole.len);
		tamper_reopen(f, sql);
		fails(kua_journal_check(f->cb, &n, &f->err), KUA_DATA, changes[i].words);
		assert_int_equal(n, -1);
		reopen(f, KUA_READ);
	}
	file_write(f->path, whole.data, whole.len);
	reopen(f, KUA_WRITE);
	assert_int_equal(journal_checked(f), 6);
	kua_buf_free(&whole);
}

/* Entries that are sealed as they should be but say what Kua would never write. */
static void sealed_nonsense_is_seen(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *action, *data, *words;
	} nonsense[] = {
		{"new", "", "begins with \"new\""},
		{"add", "", "it names no document"},
		{"add", ",\"id\":7", "it names no document"},
		{"add", ",\"id\":\"d-none\"", "its document is missing"},
		{"origin", ",\"id\":\"d-none\"", "was not added"},
		{"judge", "", "it is no judgement"},
		{"judge", ",\"target\":\"a\",\"verdict\":\"delete\"", "it is no judgement"},
		{"withdraw", "", "it withdraws no judgement"},
		{"withdraw", ",\"withdraws\":5", "was withdrawn before"},
		{"withdraw", ",\"withdraws\":2", "it withdraws no judgement"},
		{"write", "", "it is no paper"},
		{"write", ",\"id\":\"a\",\"kind\":\"post\",\"gone\":false,\"fields\":[]", "it is no paper"},
		{"write", ",\"id\":\"a\",\"kind\":\"post\",\"gone\":true,\"fields\":[]", "knows nothing of this paper"},
		{"note", ",\"at\":\"twice\"", "its body is not that of an entry"},
	};
	fill(f);
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		int64_t entry, n;
		kua_buf_str(&b, nonsense[i].data);
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(cb_journal_add(f->cb, "Aigul", NOW, nonsense[i].action, &b, &entry, &f->err));
		fails(kua_journal_check(f->cb, &n, &f->err), KUA_DATA, "journal entry 7 does not fit");
		fails(kua_journal_check(f->cb, &n, &f->err), KUA_DATA, nonsense[i].words);
		if (strcmp(nonsense[i].action, "judge") == 0 && b.len) {
			void *v;
			size_t found;
			fails(kua_casebook_load(f->cb, KUA_JUDGEMENT, NULL, NULL, f->a, &v, &found, &f->err), KUA_DATA,
			      "journal entry 7");
		}
		kua_casebook_rollback(f->cb);
		kua_buf_free(&b);
	}
	ok(kua_casebook_begin(f->cb, &f->err));
	struct kua_document *v;
	size_t n_documents;
	int64_t entry, n;
	ok(kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, f->a, (void **)&v, &n_documents, &f->err));
	struct kua_buf b = KUA_BUF_INIT;
	cb_member(&b, "id", v[0].id);
	ok(cb_journal_add(f->cb, "Aigul", NOW, "add", &b, &entry, &f->err));
	fails(kua_journal_check(f->cb, &n, &f->err), KUA_DATA, "a second time");
	kua_buf_free(&b);
}

static void the_check_is_of_one_state(void **state)
{
	struct fixture *f = *state;
	fill(f);
	ok(kua_casebook_begin(f->cb, &f->err));
	keep(f, "three", "three.txt");
	assert_int_equal(journal_checked(f), 7); /* what this transaction wrote is seen in it */
	kua_casebook_rollback(f->cb);
	assert_int_equal(journal_checked(f), 6);
	reopen(f, KUA_READ);
	assert_int_equal(journal_checked(f), 6);
}

static void a_moment_has_four_digits_of_year_or_is_none(void **state)
{
	static const struct {
		int64_t seconds;
		const char *says;
	} moments[] = {
		{0, "1970-01-01T00:00:00Z"}, {1324036800, "2011-12-16T12:00:00Z"}, {-1, "1969-12-31T23:59:59Z"},
		{INT64_C(253402300799), "9999-12-31T23:59:59Z"}, {INT64_C(253402300800), ""}, {INT64_MAX, ""}, {INT64_MIN, ""},
	};
	char says[21];
	(void)state;
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		kua_journal_time(moments[i].seconds, says);
		assert_string_equal(says, moments[i].says);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_journal_says_everything_in_fixed_words),
		T(seals_follow_from_the_bodies),
		T(the_first_seal_cannot_be_guessed),
		T(reading_the_journal_can_stop),
		T(the_journal_has_two_ends),
		T(judgements_count_until_withdrawn),
		T(words_of_a_judgement_cannot_pass_for_an_action),
		T(only_a_judgement_that_counts_is_withdrawn),
		T(a_judgement_must_make_sense),
		T(the_journal_cannot_be_changed_by_sql),
		kua_slow_test_within(every_change_is_seen, fixture_start, fixture_end),
		T(sealed_nonsense_is_seen),
		T(the_check_is_of_one_state),
		cmocka_unit_test(a_moment_has_four_digits_of_year_or_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
