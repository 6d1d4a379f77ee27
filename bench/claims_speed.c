/*
 * claims_speed.c - where the time of claims goes, on one thread: views of the texts, names, claims. bench/claims-speed runs it.
 *
 * usage: claims_speed DATA ROUNDS FILE...    lines of JSON with "id" and "text"; prints one line a stage, in MB of text a second
 * of processor time, the best of the rounds, then the peak of memory.
 */
#include <jansson.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "claims/claims.h"
#include "names/names.h"

enum { VIEW, NAMES, CLAIMS, STAGES };

struct bench {
	struct kua_languages *languages;
	struct kua_names *names;
	struct kua_rules *rules;
	struct kua_arena *keep; /* the items */
	KUA_VEC(struct kua_item) items;
	size_t bytes, claims;
	double seconds[STAGES]; /* of this round */
};

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void read_lines(struct bench *b, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	for (ssize_t n; f && (n = getline(&line, &room, f)) >= 0;) {
		json_t *j = json_loadb(line, (size_t)n, 0, NULL);
		const char *text = json_string_value(json_object_get(j, "text"));
		if (text) {
			struct kua_item *it = kua_vec_add(&b->items);
			it->id = kua_arena_strdup(b->keep, json_string_value(json_object_get(j, "id")));
			it->title = kua_arena_strdup(b->keep, json_string_value(json_object_get(j, "title")));
			it->published_on = kua_arena_strdup(b->keep, json_string_value(json_object_get(j, "published_on")));
			it->text = kua_arena_strdup(b->keep, text);
			b->bytes += strlen(text);
		}
		json_decref(j);
	}
	free(line);
	if (f)
		(void)fclose(f);
}

/* Each mention with its entity, which were found in this item alone. */
static struct kua_named *name_item(const struct kua_names_result *r, struct kua_arena *a)
{
	struct kua_named *named = KUA_NEW_N(a, struct kua_named, r->n_mentions + 1);
	for (size_t i = 0; i < r->n_mentions; i++)
		for (size_t e = 0; e < r->n_entities; e++)
			if (strcmp(r->entities[e].id, r->mentions[i].entity) == 0)
				named[i] = (struct kua_named){&r->mentions[i], r->entities[e].kind, r->entities[e].label};
	return named;
}

static enum kua_code item(struct bench *b, struct kua_item *it, struct kua_arena *a, struct kua_error *err)
{
	struct kua_text text;
	struct kua_source source = {it, &text};
	struct kua_names_input in = {.items = &source, .n = 1, .threads = 1};
	struct kua_names_result names;
	struct kua_claims_result claims;
	double start = now();
	enum kua_code code = kua_text_view(b->languages, it->text, strlen(it->text), NULL, a, &text, err);
	double viewed = now();
	if (code == KUA_OK)
		code = kua_names_find(b->names, &in, a, &names, err);
	if (code != KUA_OK)
		return code;
	double named_at = now();
	const struct kua_named *named = name_item(&names, a);
	double ready = now();
	code = kua_claims_find(b->rules, b->languages, &source, named, names.n_mentions, a, &claims, err);
	double end = now();
	b->seconds[VIEW] += viewed - start;
	b->seconds[NAMES] += named_at - viewed;
	b->seconds[CLAIMS] += end - ready;
	b->claims += code == KUA_OK ? claims.n_figures + claims.n_steps + claims.n_actions : 0;
	return code;
}

#define ITEMS_TOGETHER 64 /* in one arena, as `kua claims` has them */

static enum kua_code one_round(struct bench *b, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	struct kua_arena *a = NULL;
	b->claims = 0;
	memset(b->seconds, 0, sizeof b->seconds);
	for (size_t i = 0; i < b->items.n && code == KUA_OK; i++) {
		if (i % ITEMS_TOGETHER == 0) {
			kua_arena_free(a);
			a = kua_arena_new();
		}
		code = item(b, &b->items.v[i], a, err);
	}
	kua_arena_free(a);
	return code;
}

static void print(const struct bench *b, const double best[STAGES], double loaded)
{
	static const char *const names[] = {"view", "names", "claims"};
	struct rusage used;
	double mb = (double)b->bytes / 1e6, with_view = best[VIEW] + best[CLAIMS];
	(void)getrusage(RUSAGE_SELF, &used);
	printf("text %.3f MB, %zu items, %zu claims\n", mb, b->items.n, b->claims);
	printf("load %.3f s\n", loaded);
	for (size_t i = 0; i < STAGES; i++)
		printf("%s %.1f MB/s\n", names[i], mb / best[i]);
	printf("view+claims %.2f MB/s\n", mb / with_view);
	printf("view+names+claims %.2f MB/s\n", mb / (with_view + best[NAMES]));
	printf("peak %ld KiB\n", used.ru_maxrss);
}

int main(int argc, char **argv)
{
	struct bench b = {.keep = kua_arena_new()};
	struct kua_error err = {0};
	if (argc < 4)
		return 2;
	for (int i = 3; i < argc; i++)
		read_lines(&b, argv[i]);
	double start = now(), best[STAGES];
	enum kua_code code = kua_languages_load(argv[1], &b.languages, &err);
	if (code == KUA_OK)
		code = kua_names_load(argv[1], &b.names, &err);
	if (code == KUA_OK)
		code = kua_rules_load(argv[1], &b.rules, &err);
	if (code == KUA_OK)
		code = kua_rules_need(b.rules, NULL, b.languages, &err);
	double loaded = now() - start;
	int rounds = atoi(argv[2]);
	for (int k = 0; k < rounds && code == KUA_OK; k++) {
		code = one_round(&b, &err);
		for (size_t i = 0; i < STAGES; i++)
			best[i] = k == 0 || b.seconds[i] < best[i] ? b.seconds[i] : best[i];
	}
	if (code == KUA_OK && rounds > 0)
		print(&b, best, loaded);
	else
		(void)fprintf(stderr, "claims_speed: %s\n", err.text);
	kua_rules_free(b.rules);
	kua_names_free(b.names);
	kua_languages_free(b.languages);
	kua_vec_free(&b.items);
	kua_arena_free(b.keep);
	return code == KUA_OK ? 0 : 1;
}
