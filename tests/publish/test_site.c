/* test_site.c - the site out of records: the same files each time, paths that go anywhere, what happens when a file cannot be kept, and who is named in it. */
#include "publish/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct files {
	pthread_mutex_t lock;
	KUA_VEC(char *) v; /* path, a line end, bytes */
	size_t room;       /* files after which there is none */
};

static enum kua_code take(void *ctx, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	struct files *f = ctx;
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	kua_buf_printf(&b, "%s\n", path);
	kua_buf_add(&b, bytes, n);
	(void)pthread_mutex_lock(&f->lock);
	if (f->v.n == f->room)
		code = kua_fail(err, KUA_WORLD, "%s: no room", path);
	else
		*kua_vec_add(&f->v) = kua_strdup(b.data);
	(void)pthread_mutex_unlock(&f->lock);
	kua_buf_free(&b);
	return code;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void forget(struct files *f)
{
	for (size_t i = 0; i < f->v.n; i++)
		free(f->v.v[i]);
	kua_vec_free(&f->v);
}

/* ---- what there is: one event, one person's step, one post in two versions ---- */

static struct kua_item items[] = {{.id = "d-1.1", .document = "a.txt", .document_id = "d-1", .title = "Free Bo Lind", .author = "Bo Lind",
                                   .published_on = "2014-05-03", .language = "en", .text = "Police shot 12. Bo Lind was held."}};
static struct kua_document documents[] = {{.id = "d-1", .name = "bolind.txt", .sha256 = "00", .read = 1, .bytes = 9, .media_type = "text/plain"}};
static const struct kua_name names[] = {{"Bo Lind", "Latn", 3}, {"Бо Линд", "Cyrl", 1}};
static struct kua_entity entities[] = {{.id = "per-1", .kind = "person", .label = "Bo Lind", .names = {names, 2}}};
static const char *figure_ids[] = {"f-1"}, *voices_of[] = {"v-1"};
static struct kua_figure figures[] = {{.id = "f-1", .item = "d-1.1", .quote = "Police shot 12, said Bo Lind <b>", .act = "shot", .low = 12, .high = 12,
                                       .qualifier = "exact", .event = "e-1", .voice = "v-1", .status = "suggested"}};
static struct kua_case_step steps[] = {{.id = "s-1", .person = "per-1", .name = "Bo Lind", .step = "held", .date = "2014-05-03", .item = "d-1.1",
                                        .quote = "Bo Lind was held.", .detail = "in a cell", .status = "suggested"}};
static struct kua_event events[] = {{.id = "e-1", .label = "Aktau, 3 May 2014", .place = "Aktau", .from = "2014-05-03", .to = "2014-05-03"}};
static struct kua_voice voices[] = {{.id = "v-1", .label = "Bo Lind", .kind = "person", .entity = "per-1"}};
static struct kua_account accounts[] = {{.id = "a-1", .event = "e-1", .act = "shot", .low = 12, .high = 12, .statements = 1, .independent = 1,
                                         .independent_low = 1, .independent_high = 1, .voices = {voices_of, 1}, .figures = {figure_ids, 1}}};
static struct kua_toll tolls[] = {{.id = "t-1", .event = "e-1", .act = "shot", .profile = "range", .low = 12, .high = 12, .best = KUA_NONE}};
static const char *first[] = {"title=For Bo Lind", "date=2014-06-01", "text=Free Bo Lind!"}, *second[] = {"title=Free Bo Lind", "date=2014-06-01", "text=Free Bo Lind!"};
static const struct kua_paper papers[] = {
	{.entry = 2, .id = "bolind", .kind = "post", .by = "ann", .at = "2014-06-01T10:00:00Z", .fields = {first, 3}},
	{.entry = 3, .id = "bolind", .kind = "post", .by = "ann", .at = "2014-06-02T10:00:00Z", .why = "Bo Lind asked", .fields = {second, 3}},
};

static const char *today = "2014-06-03", *changed = "2014-06-02T10:00:00Z";
static char warned[256];

static void warn(void *ctx, const char *what)
{
	(void)ctx;
	(void)snprintf(warned, sizeof warned, "%s", what);
}

static enum kua_code publish(struct files *f, struct kua_judgement *judgements, size_t n, struct kua_error *err)
{
	const char *data = getenv("KUA_DATA");
	struct all_texts *all = NULL;
	struct kua_item own_items[1];
	const struct texts *languages[2];
	memcpy(own_items, items, sizeof items); /* texts that are not shown are dropped */
	struct kua_loaded l = {
		.in = {.items = own_items, .n_items = 1, .entities = entities, .n_entities = 1, .figures = figures, .n_figures = 1, .steps = steps, .n_steps = 1,
		       .judgements = judgements, .n_judgements = n},
		.result = {.events = events, .n_events = 1, .voices = voices, .n_voices = 1, .accounts = accounts, .n_accounts = 1, .tolls = tolls, .n_tolls = 1},
		.documents = documents, .n_documents = 1};
	assert_int_equal(texts_load(data, "publish", &all, err), KUA_OK);
	languages[0] = texts_choose(all, "en");
	languages[1] = texts_choose(all, "ru");
	const struct kua_site_input in = {.title = "For Bo Lind", .secret = "5ea1", .today = today, .warn = warn, .changed = changed, .entry = 3,
	                                  .languages = languages, .n_languages = 2, .loaded = &l, .papers = papers, .n_papers = 2, .style = "", .script = ""};
	(void)pthread_mutex_init(&f->lock, NULL);
	enum kua_code code = kua_publish_site(&in, take, f, err);
	(void)pthread_mutex_destroy(&f->lock);
	if (f->v.n)
		qsort(f->v.v, f->v.n, sizeof *f->v.v, by_text);
	texts_free(all);
	return code;
}

static const char *file(const struct files *f, const char *path)
{
	for (size_t i = 0; i < f->v.n; i++)
		if (strncmp(f->v.v[i], path, strlen(path)) == 0 && f->v.v[i][strlen(path)] == '\n')
			return f->v.v[i];
	fail_msg("there is no %s", path);
	return NULL;
}

static void test_same_files_each_time(void **state)
{
	(void)state;
	struct files a = {.room = SIZE_MAX}, b = {.room = SIZE_MAX};
	struct kua_error err;
	assert_int_equal(publish(&a, NULL, 0, &err), KUA_OK);
	assert_int_equal(publish(&b, NULL, 0, &err), KUA_OK);
	assert_int_equal(a.v.n, b.v.n);
	assert_true(a.v.n > 40);
	for (size_t i = 0; i < a.v.n; i++) {
		size_t n = strcspn(a.v.v[i], "\n");
		assert_string_equal(a.v.v[i], b.v.v[i]);
		assert_int_equal(strspn(a.v.v[i], "abcdefghijklmnopqrstuvwxyz0123456789-./"), n);
		assert_true(i == 0 || strncmp(a.v.v[i - 1], a.v.v[i], n + 1) != 0); /* each once */
		assert_null(strstr(a.v.v[i], "Lind"));
		assert_null(strstr(a.v.v[i], "lind"));
		assert_null(strstr(a.v.v[i], "Линд"));
	}
	assert_non_null(strstr(file(&a, "events/e-1.html"), "Police shot 12, said […] &lt;b&gt;"));
	assert_non_null(strstr(file(&a, "ru/events/e-1.html"), "<h1>Aktau, 3 мая 2014"));
	assert_non_null(strstr(file(&a, "cases.html"), "B. L. · "));
	assert_non_null(strstr(file(&a, "ru/cases.html"), "Б. Л. · "));
	assert_non_null(strstr(file(&a, "changes.html"), "B. L. asked"));
	assert_non_null(strstr(file(&a, "history.json"), "\"low\":12"));
	forget(&a);
	forget(&b);
}

static void test_who_may_be_named_is(void **state)
{
	(void)state;
	static const char *fields[] = {"scope=public", "giver=he"};
	struct kua_judgement allow = {.entry = 4, .target = "per-1", .form = "Bo Lind", .kind = "entity", .verdict = "allow", .fields = {fields, 2}};
	struct files f = {.room = SIZE_MAX};
	struct kua_error err;
	assert_int_equal(publish(&f, &allow, 1, &err), KUA_OK);
	assert_non_null(strstr(file(&f, "events/e-1.html"), "said Bo Lind"));
	assert_non_null(strstr(file(&f, "posts/bolind.html"), "<p>Free Bo Lind!</p>")); /* whose name is in its address, too */
	assert_non_null(strstr(file(&f, "cases.html"), ">Bo Lind<"));
	assert_non_null(strstr(file(&f, "ru/cases.html"), ">Бо Линд<"));
	forget(&f);
}

/* In the language of the page; only what the source says stays in its own words, and is marked as such. */
static void test_how_a_case_stands(void **state)
{
	(void)state;
	struct files f = {.room = SIZE_MAX};
	struct kua_error err;
	assert_int_equal(publish(&f, NULL, 0, &err), KUA_OK);
	assert_non_null(strstr(file(&f, "cases.html"), "<p>held: <bdi>in a cell</bdi>"));
	assert_non_null(strstr(file(&f, "ru/cases.html"), "<p>содержание под стражей: <q dir=\"auto\" lang=\"en\">in a cell</q>"));
	forget(&f);
}

/* A clock without a battery says 1970: who took a consent back, or let it end, is not named again. */
static void test_a_clock_that_goes_back(void **state)
{
	(void)state;
	static const char *fields[] = {"scope=public", "giver=he", "until=2014-06-01"};
	struct kua_judgement allow = {.entry = 4, .target = "per-1", .form = "Bo Lind", .kind = "entity", .verdict = "allow", .fields = {fields, 3}};
	struct files f = {.room = SIZE_MAX};
	struct kua_error err;
	today = "1970-01-01";
	warned[0] = '\0';
	assert_int_equal(publish(&f, &allow, 1, &err), KUA_OK);
	today = "2014-06-03";
	assert_null(strstr(file(&f, "cases.html"), "Bo Lind"));
	assert_non_null(strstr(warned, "1970-01-01"));
	assert_non_null(strstr(warned, "2014-06-02"));
	forget(&f);
}

/* It went back between two entries: the last of the journal says an early day, a consent that was given before a late one. */
static void test_a_clock_that_went_back_twice(void **state)
{
	(void)state;
	static const char *fields[] = {"scope=public", "giver=he", "until=2014-06-01"};
	struct kua_judgement allow[] = {
		{.entry = 2, .target = "per-1", .form = "Bo Lind", .kind = "entity", .verdict = "allow", .at = "2014-06-02T09:00:00Z", .fields = {fields, 3}},
		{.entry = 3, .target = "d-1", .kind = "document", .verdict = "allow", .at = "2014-05-01T09:00:00Z", .fields = {fields, 3}}};
	struct files f = {.room = SIZE_MAX};
	struct kua_error err;
	today = "1970-01-01";
	changed = "2014-05-01T09:00:00Z";
	warned[0] = '\0';
	assert_int_equal(publish(&f, allow, 2, &err), KUA_OK);
	today = "2014-06-03";
	changed = "2014-06-02T10:00:00Z";
	assert_null(strstr(file(&f, "cases.html"), "Bo Lind"));
	assert_non_null(strstr(warned, "2014-06-02")); /* and not that the document names somebody: it may not be shown any longer */
	forget(&f);
}

/* Nothing more is written after a file that could not be kept, and that is said. */
static void test_no_room(void **state)
{
	(void)state;
	struct kua_error err;
	for (size_t room = 0; room < 40; room += 13) {
		struct files f = {.room = room};
		assert_int_equal(publish(&f, NULL, 0, &err), KUA_WORLD);
		assert_non_null(strstr(err.text, "no room"));
		assert_int_equal(f.v.n, room);
		forget(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_files_each_time),
		cmocka_unit_test(test_who_may_be_named_is),
		cmocka_unit_test(test_how_a_case_stands),
		cmocka_unit_test(test_a_clock_that_goes_back),
		cmocka_unit_test(test_a_clock_that_went_back_twice),
		cmocka_unit_test(test_no_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
