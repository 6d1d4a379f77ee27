/*
 * find.c - reads lines of {"id","text"[,"language"]} on standard input and prints what names/ finds as JSON lines:
 * a driver for tests and for measuring by hand. A line {"drift":{...}} or {"judgement":{...}} adds evidence. With
 * --threads N on N threads; with --quiet only the counts and the time go to standard error.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "names/names.h"

struct input {
	KUA_VEC(struct kua_item) items;
	KUA_VEC(struct kua_drift) drift;
	KUA_VEC(struct kua_judgement) judgements;
	struct kua_arena *arena;
};

static const char *text_of(struct kua_arena *a, json_t *o, const char *name)
{
	return kua_arena_strdup(a, json_string_value(json_object_get(o, name)));
}

static void add_line(struct input *in, json_t *o)
{
	json_t *d = json_object_get(o, "drift"), *j = json_object_get(o, "judgement");
	struct kua_arena *a = in->arena;
	if (d)
		*kua_vec_add(&in->drift) = (struct kua_drift){
			.a = text_of(a, d, "a"), .b = text_of(a, d, "b"), .in_a = text_of(a, d, "in_a"), .in_b = text_of(a, d, "in_b"),
			.kind = text_of(a, d, "kind"), .a_start = json_integer_value(json_object_get(d, "a_start")),
			.a_end = json_integer_value(json_object_get(d, "a_end")),
			.b_start = json_integer_value(json_object_get(d, "b_start")),
			.b_end = json_integer_value(json_object_get(d, "b_end"))};
	else if (j)
		*kua_vec_add(&in->judgements) = (struct kua_judgement){
			.entry = (int64_t)in->judgements.n + 1, .target = text_of(a, j, "target"), .other = text_of(a, j, "other"),
			.verdict = text_of(a, j, "verdict"), .form = text_of(a, j, "form"), .other_form = text_of(a, j, "other_form")};
	else
		*kua_vec_add(&in->items) = (struct kua_item){
			.id = text_of(a, o, "id"), .text = text_of(a, o, "text"), .language = text_of(a, o, "language")};
}

static void print_all(const struct kua_names_result *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < r->n_entities; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_ENTITY], &r->entities[i]);
		kua_buf_char(&b, '\n');
	}
	for (size_t i = 0; i < r->n_mentions; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_MENTION], &r->mentions[i]);
		kua_buf_char(&b, '\n');
	}
	for (size_t i = 0; i < r->n_joins; i++) {
		kua_shape_json(&b, &kua_shapes[KUA_JOIN], &r->joins[i]);
		kua_buf_char(&b, '\n');
	}
	fwrite(b.data ? b.data : "", 1, b.len, stdout);
	kua_buf_free(&b);
}

/* Of the processor, so that a busy machine does not count: with --threads 1 the time of the work itself. */
static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	struct input in = {.arena = kua_arena_new()};
	struct kua_error err;
	struct kua_languages *languages = NULL;
	struct kua_names *names = NULL;
	const char *data = getenv("KUA_DATA");
	bool quiet = false;
	unsigned threads = 0;
	char *line = NULL;
	size_t cap = 0, bytes = 0;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--quiet") == 0)
			quiet = true;
		else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
			threads = (unsigned)atoi(argv[++i]);
	double t0 = seconds();
	if (kua_languages_load(data ? data : "data", &languages, &err) || kua_names_load(data ? data : "data", &names, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 3;
	}
	double t1 = seconds();
	for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;) {
		json_error_t je;
		json_t *o = json_loadb(line, (size_t)n, 0, &je);
		if (!o) {
			fprintf(stderr, "not JSON: %s\n", je.text);
			return 1;
		}
		add_line(&in, o);
		json_decref(o);
	}
	free(line);
	struct kua_source *sources = KUA_NEW_N(in.arena, struct kua_source, in.items.n);
	struct kua_text *texts = KUA_NEW_N(in.arena, struct kua_text, in.items.n);
	for (size_t i = 0; i < in.items.n; i++) {
		const struct kua_item *item = &in.items.v[i];
		bytes += strlen(item->text);
		if (kua_text_view(languages, item->text, strlen(item->text), item->language, in.arena, &texts[i], &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		sources[i] = (struct kua_source){item, &texts[i]};
	}
	double t2 = seconds();
	struct kua_names_input input = {.items = sources, .n = in.items.n, .drift = in.drift.v, .n_drift = in.drift.n,
	                                .judgements = in.judgements.v, .n_judgements = in.judgements.n, .threads = threads};
	struct kua_names_result result;
	if (kua_names_find(names, &input, in.arena, &result, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	double t3 = seconds();
	if (quiet)
		fprintf(stderr, "load %.3f s, text %.3f s, names %.3f s for %zu items, %zu bytes: %zu mentions, %zu entities, %zu joins\n",
		        t1 - t0, t2 - t1, t3 - t2, in.items.n, bytes, result.n_mentions, result.n_entities, result.n_joins);
	else
		print_all(&result);
	kua_names_free(names);
	kua_languages_free(languages);
	kua_vec_free(&in.items);
	kua_vec_free(&in.drift);
	kua_vec_free(&in.judgements);
	kua_arena_free(in.arena);
	return 0;
}
