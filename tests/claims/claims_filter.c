/*
 * claims_filter.c - a plain filter for measuring: lines of {"id","text"} with optional "title", "author", "published_on" in, one
 * line for each claim out. Names come from "named": [{"start","end","form","entity","kind","label"}] where the line has them. With --check it runs
 * the examples beside the rules instead; with --time it prints nothing but the speed.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "claims/rules.h"

struct filter {
	struct kua_languages *languages;
	struct kua_rules *rules;
	bool quiet;
	size_t bytes;
	double seconds;
};

static const char *text_of(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static struct kua_named *named_of(const json_t *o, struct kua_arena *a, size_t *n)
{
	const json_t *list = json_object_get(o, "named");
	*n = json_array_size(list);
	struct kua_named *named = KUA_NEW_N(a, struct kua_named, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const json_t *e = json_array_get(list, i);
		struct kua_mention *m = KUA_NEW(a, struct kua_mention);
		m->start = json_integer_value(json_object_get(e, "start"));
		m->end = json_integer_value(json_object_get(e, "end"));
		m->form = kua_arena_strdup(a, text_of(e, "form"));
		m->entity = kua_arena_strdup(a, text_of(e, "entity"));
		named[i] = (struct kua_named){m, text_of(e, "kind"), text_of(e, "label")};
	}
	return named;
}

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_all(const struct kua_claims_result *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < r->n_figures; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_FIGURE], &r->figures[i]);
		kua_buf_char(&b, '\n');
	}
	for (size_t i = 0; i < r->n_steps; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_CASE_STEP], &r->steps[i]);
		kua_buf_char(&b, '\n');
	}
	for (size_t i = 0; i < r->n_actions; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_ACTION], &r->actions[i]);
		kua_buf_char(&b, '\n');
	}
	if (b.len)
		(void)fwrite(b.data, 1, b.len, stdout);
	kua_buf_free(&b);
}

static enum kua_code one_line(struct filter *f, const json_t *o, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	const char *text = text_of(o, "text");
	struct kua_item item = {.id = text_of(o, "id"), .title = text_of(o, "title"), .author = text_of(o, "author"),
	                        .published_on = text_of(o, "published_on"), .text = text ? text : ""};
	struct kua_text view;
	struct kua_source source = {&item, &view};
	struct kua_claims_result r = {0};
	size_t n_named;
	struct kua_named *named = named_of(o, a, &n_named);
	enum kua_code code =
		kua_text_view(f->languages, item.text, strlen(item.text), text_of(o, "language"), a, &view, err);
	double start = now();
	if (code == KUA_OK)
		code = kua_claims_find(f->rules, f->languages, &source, named, n_named, a, &r, err);
	f->seconds += now() - start;
	f->bytes += strlen(item.text);
	if (code == KUA_OK && !f->quiet)
		print_all(&r);
	kua_arena_free(a);
	return code;
}

static enum kua_code run(struct filter *f, FILE *in, struct kua_error *err)
{
	char *line = NULL;
	size_t cap = 0;
	enum kua_code code = KUA_OK;
	while (code == KUA_OK && getline(&line, &cap, in) > 0) {
		json_error_t bad;
		json_t *o = json_loads(line, 0, &bad);
		if (!o)
			code = kua_fail(err, KUA_DATA, "not JSON: %s", bad.text);
		else
			code = one_line(f, o, err);
		json_decref(o);
	}
	free(line);
	return code;
}

static bool tell(void *ctx, const struct kua_error *err)
{
	++*(size_t *)ctx;
	fprintf(stderr, "%s\n", err->text);
	return true;
}

static enum kua_code check(struct filter *f, struct kua_error *err)
{
	size_t failed = 0, n = kua_rules_check(f->rules, f->languages, tell, &failed);
	printf("%zu examples, %zu failed\n", n, failed);
	return failed ? kua_fail(err, KUA_DATA, "examples failed") : KUA_OK;
}

int main(int argc, char **argv)
{
	struct kua_error err;
	struct filter f = {0};
	const char *data = getenv("KUA_DATA");
	const char *mode = argc > 1 ? argv[1] : "";
	f.quiet = strcmp(mode, "--time") == 0;
	enum kua_code code = kua_languages_load(data ? data : "data", &f.languages, &err);
	if (code == KUA_OK)
		code = kua_rules_load(data ? data : "data", &f.rules, &err);
	if (code == KUA_OK && strcmp(mode, "--check") == 0)
		code = check(&f, &err);
	else if (code == KUA_OK)
		code = run(&f, stdin, &err);
	if (f.quiet)
		printf("%zu bytes, %.3f s, %.2f MB/s\n", f.bytes, f.seconds, (double)f.bytes / 1e6 / f.seconds);
	if (code != KUA_OK)
		fprintf(stderr, "%s\n", err.text);
	kua_rules_free(f.rules);
	kua_languages_free(f.languages);
	return code == KUA_OK ? 0 : 1;
}
