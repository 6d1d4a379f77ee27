/* test_derive.c - what others write while it is being derived: nobody waits, nothing is lost, and it counts in the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "flow/flow.h"

#define NOW "2020-01-01T00:00:00Z"

enum { ITEMS = 5 };

static struct kua_knowledge knowledge;

static int load(void **state)
{
	struct kua_error err;
	(void)state;
	return kua_knowledge_load(getenv("KUA_DATA"), &knowledge, &err) == KUA_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	kua_knowledge_free(&knowledge);
	return 0;
}

/* A casebook of its own, and what somebody does to it while it is derived. */
struct scene {
	char folder[64], path[80];
	struct kua_flow f;
	struct kua_arena *a;
	struct kua_error err;
	struct kua_progress progress;
	void (*meanwhile)(struct scene *s);
	int rounds, most; /* how often it was begun; how often somebody comes in between */
	double waited;    /* the longest that somebody had to, in seconds */
};

#define ok(call) assert_ok_((call), &s->err, #call)
static void assert_ok_(enum kua_code code, const struct kua_error *err, const char *what)
{
	if (code != KUA_OK)
		fail_msg("%s: %d: %s", what, code, err->text);
}

static void put_item(struct scene *s, struct kua_casebook *cb, int i)
{
	struct kua_document d = {.name = "n", .origin = "o", .received_at = NOW, .received_by = "Aigul", .read = 1};
	const char *text = kua_arena_printf(s->a, "Police arrested %d miners in Beltown on 3 May 2014, said Anna Abenova.", i + 12);
	bool known;
	ok(kua_casebook_begin(cb, &s->err));
	ok(kua_casebook_keep(cb, text, strlen(text), &d, s->a, &known, &s->err));
	struct kua_item it = {.id = kua_arena_printf(s->a, "%s.1", d.id), .document = "n", .document_id = d.id, .ordinal = 1,
	                      .published_on = "2014-05-03", .date_from = "2014-05-03", .date_to = "2014-05-03", .text = text};
	ok(kua_casebook_put(cb, KUA_ITEM, &it, &s->err));
	ok(kua_casebook_set(cb, "behind", "documents", &s->err));
	ok(kua_casebook_commit(cb, &s->err));
}

static void tell(void *ctx, const char *stage, size_t done, size_t of)
{
	struct scene *s = ctx;
	struct timespec began, ended;
	(void)done;
	(void)of;
	if (strcmp(stage, "text") == 0)
		s->rounds++;
	if (strcmp(stage, "accounts") != 0 || !s->meanwhile || s->rounds > s->most)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &began);
	s->meanwhile(s);
	(void)clock_gettime(CLOCK_MONOTONIC, &ended);
	double took = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
	s->waited = took > s->waited ? took : s->waited;
}

static int start(void **state)
{
	struct scene *s = kua_calloc(1, sizeof *s);
	(void)snprintf(s->folder, sizeof s->folder, "/tmp/kua-test-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	(void)snprintf(s->path, sizeof s->path, "%s/a.kua", s->folder);
	s->a = kua_arena_new();
	ok(kua_casebook_new(s->path, "Aigul", NOW, &s->err));
	s->progress = (struct kua_progress){tell, s};
	s->f = (struct kua_flow){.knowledge = &knowledge, .who = "Aigul", .now = NOW, .folder = s->folder, .threads = 1,
	                         .progress = &s->progress};
	ok(kua_casebook_open(s->path, KUA_WRITE, &s->f.cb, &s->err));
	for (int i = 0; i < ITEMS; i++)
		put_item(s, s->f.cb, i);
	ok(kua_flow_derive(&s->f, KUA_FROM_REUSE, NULL, &s->err));
	s->rounds = 0;
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct scene *s = *state;
	char command[128];
	kua_casebook_close(s->f.cb);
	kua_arena_free(s->a);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", s->folder);
	int status = system(command);
	free(s);
	return status;
}

static struct kua_figure *figures(struct scene *s, size_t *n)
{
	void *v;
	ok(kua_casebook_load(s->f.cb, KUA_FIGURE, NULL, NULL, s->a, &v, n, &s->err));
	return v;
}

static const char *behind(struct scene *s)
{
	const char *value;
	ok(kua_casebook_get(s->f.cb, "behind", s->a, &value, &s->err));
	return value;
}

/* Somebody else, with a connection of their own, rejects figure number `rounds`. */
static void decide(struct scene *s)
{
	size_t n;
	struct kua_figure *v = figures(s, &n);
	assert_int_equal(n, ITEMS);
	struct kua_flow other = {.knowledge = &knowledge, .who = "Daniyar", .now = NOW};
	struct kua_verdict said = {.target = v[s->rounds - 1].id, .verdict = "reject"};
	struct kua_judgement j;
	enum kua_from from;
	ok(kua_casebook_open(s->path, KUA_WRITE, &other.cb, &s->err));
	ok(kua_flow_judge(&other, &said, s->a, &j, &from, &s->err));
	kua_casebook_close(other.cb);
}

static void add(struct scene *s)
{
	struct kua_casebook *cb;
	ok(kua_casebook_open(s->path, KUA_WRITE, &cb, &s->err));
	put_item(s, cb, 70 + s->rounds);
	kua_casebook_close(cb);
}

static size_t rejected(struct scene *s)
{
	size_t n, found = 0;
	struct kua_figure *v = figures(s, &n);
	for (size_t i = 0; i < n; i++)
		found += strcmp(v[i].status, "rejected") == 0;
	return found;
}

static void who_decides_does_not_wait_and_it_counts(void **state)
{
	struct scene *s = *state;
	s->meanwhile = decide;
	s->most = 1;
	ok(kua_flow_derive(&s->f, KUA_FROM_CLAIMS, NULL, &s->err));
	assert_int_equal(s->rounds, 2);
	assert_int_equal(rejected(s), 1);
	assert_string_equal(behind(s), "");
	assert_true(s->waited < 5.0); /* a lock would be waited for until it fails, after ten seconds */
}

static void who_decides_all_the_time_sees_results_too(void **state)
{
	struct scene *s = *state;
	s->meanwhile = decide;
	s->most = 100;
	ok(kua_flow_derive(&s->f, KUA_FROM_CLAIMS, NULL, &s->err));
	assert_int_equal(s->rounds, 4);
	assert_int_equal(rejected(s), 3); /* the fourth came while the others were being derived */
	assert_string_equal(behind(s), "judgements");
	s->meanwhile = NULL;
	ok(kua_flow_derive(&s->f, KUA_FROM_NAMES, NULL, &s->err));
	assert_int_equal(rejected(s), 4);
	assert_string_equal(behind(s), "");
}

static void what_is_added_meanwhile_is_not_lost(void **state)
{
	struct scene *s = *state;
	size_t n;
	s->meanwhile = add;
	s->most = 5; /* more often than a decision would be waited for: items are never written over */
	ok(kua_flow_derive(&s->f, KUA_FROM_CLAIMS, NULL, &s->err));
	assert_int_equal(s->rounds, 6);
	(void)figures(s, &n);
	assert_int_equal(n, ITEMS + 5);
	assert_string_equal(behind(s), "");
}

/* The same as from nothing, whatever was derived before. */
static void what_differs_is_written_and_all_is_there(void **state)
{
	struct scene *s = *state;
	struct kua_buf one = KUA_BUF_INIT, two = KUA_BUF_INIT;
	for (int round = 0; round < 2; round++) {
		struct kua_buf *b = round ? &two : &one;
		if (round) {
			ok(kua_casebook_begin(s->f.cb, &s->err));
			for (int k = KUA_REUSE; k < KUA_SHAPES; k++)
				if (kua_shapes[k].derived)
					ok(kua_casebook_drop(s->f.cb, (enum kua_shape_kind)k, &s->err));
			ok(kua_casebook_commit(s->f.cb, &s->err));
			ok(kua_flow_derive(&s->f, KUA_FROM_REUSE, NULL, &s->err));
		} else {
			s->rounds = 1;
			decide(s);
			ok(kua_flow_derive(&s->f, KUA_FROM_CLAIMS, NULL, &s->err));
		}
		for (int k = 0; k < KUA_SHAPES; k++) {
			char *v;
			size_t n;
			ok(kua_casebook_load(s->f.cb, (enum kua_shape_kind)k, NULL, NULL, s->a, (void **)&v, &n, &s->err));
			for (size_t i = 0; i < n; i++)
				kua_shape_json(b, &kua_shapes[k], v + i * kua_shapes[k].size);
		}
	}
	assert_string_equal(one.data, two.data);
	kua_buf_free(&one);
	kua_buf_free(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_decides_does_not_wait_and_it_counts, start, end),
		cmocka_unit_test_setup_teardown(who_decides_all_the_time_sees_results_too, start, end),
		cmocka_unit_test_setup_teardown(what_is_added_meanwhile_is_not_lost, start, end),
		cmocka_unit_test_setup_teardown(what_differs_is_written_and_all_is_there, start, end),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
