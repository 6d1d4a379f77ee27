/* names_find.c - kua names --find HAYSTACK QUERIES: each name looked for among all of the haystack. */
#include <stdlib.h>
#include <time.h>

#include <jansson.h>

#include "verbs/verbs.h"

enum { MATCHES = 10, MATCHES_MOST = 1000, TOLD_EVERY = 20000 };

struct finding {
	struct kua_call *call;
	struct kua_names_index *index;
	size_t limit, names, asked;
	bool at_once; /* somebody may wait for each answer */
};

typedef enum kua_code name_fn(struct finding *f, const char *id, const char *name, const char *kind, struct kua_error *err);

/* {"id","name","kind"}; an id may be a number. */
static enum kua_code name_line(struct finding *f, const char *line, size_t n, name_fn *fn, struct kua_error *err)
{
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at), *id = json_object_get(j, "id");
	const char *name = json_string_value(json_object_get(j, "name"));
	const char *kind = json_string_value(json_object_get(j, "kind"));
	char number[32];
	snprintf(number, sizeof number, "%lld", (long long)json_integer_value(id));
	enum kua_code code = !json_is_object(j) ? kua_fail(err, KUA_DATA, "not a JSON object: %s", at.text)
	                   : !name || (!json_is_string(id) && !json_is_integer(id))
	                       ? kua_fail(err, KUA_DATA, "no \"id\" or no \"name\"")
	                       : fn(f, json_is_integer(id) ? number : json_string_value(id), name, kind, err);
	json_decref(j);
	return code;
}

static enum kua_code add(struct finding *f, const char *id, const char *name, const char *kind, struct kua_error *err)
{
	if (++f->names % TOLD_EVERY == 0)
		kua_tell(&f->call->progress, "names: reading", f->names, 0);
	return kua_names_index_add(f->index, id, name, kind, err);
}

static enum kua_code add_line(void *ctx, const char *line, size_t n, struct kua_error *err)
{
	return name_line(ctx, line, n, add, err);
}

static void print_match(struct kua_buf *out, const struct kua_match *m)
{
	kua_buf_str(out, "{\"id\":");
	kua_json_string(out, m->id);
	kua_buf_str(out, ",\"name\":");
	kua_json_string(out, m->name);
	kua_buf_printf(out, ",\"score\":%.4f,\"same\":%s,\"reasons\":[", m->score, m->same ? "true" : "false");
	for (size_t i = 0; i < m->reasons.n; i++) {
		if (i)
			kua_buf_char(out, ',');
		kua_json_string(out, m->reasons.v[i]);
	}
	kua_buf_str(out, "]}");
}

static enum kua_code look(struct finding *f, const char *id, const char *name, const char *kind, struct kua_error *err)
{
	struct kua_arena *arena = kua_arena_new();
	struct kua_match *matches = KUA_NEW_N(arena, struct kua_match, f->limit);
	struct kua_buf out = KUA_BUF_INIT;
	(void)err;
	size_t n = kua_names_index_find(f->index, name, kind, f->limit, arena, matches);
	kua_buf_str(&out, "{\"id\":");
	kua_json_string(&out, id);
	kua_buf_str(&out, ",\"matches\":[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			kua_buf_char(&out, ',');
		print_match(&out, &matches[i]);
	}
	kua_buf_str(&out, "]}\n");
	kua_out_buf(&out);
	if (f->at_once)
		(void)fflush(stdout); /* a failure is told at the end of main */
	kua_buf_free(&out);
	kua_arena_free(arena);
	f->asked++;
	return KUA_OK;
}

static enum kua_code look_line(void *ctx, const char *line, size_t n, struct kua_error *err)
{
	return name_line(ctx, line, n, look, err);
}

static enum kua_code limit_of(const struct kua_call *call, size_t *out, struct kua_error *err)
{
	const char *s = kua_call_option(call, "limit");
	char *end = NULL;
	unsigned long n = s ? strtoul(s, &end, 10) : MATCHES;
	if (n < 1 || n > MATCHES_MOST || (end && *end) || (s && (*s < '0' || *s > '9')))
		return kua_fail(err, KUA_USE, "--limit is a number from 1 to %d", MATCHES_MOST);
	*out = n;
	return KUA_OK;
}

/* Of the processor. */
static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

enum kua_code kua_names_find_run(struct kua_call *call, struct kua_error *err)
{
	struct finding f = {.call = call, .at_once = call->n_args == 0 || strcmp(call->args[0], "-") == 0};
	struct kua_knowledge k = {0};
	enum kua_code code = limit_of(call, &f.limit, err);
	if (code == KUA_OK)
		code = kua_knowledge_load(call->data_dir, &k, err);
	if (code == KUA_OK) {
		double start = seconds();
		f.index = kua_names_index_new(k.names);
		code = kua_lines_each_of(call, kua_call_option(call, "find"), add_line, &f, err);
		if (code == KUA_OK) {
			kua_tell(&call->progress, "names: filing", 0, 1);
			kua_names_index_close(f.index);
			kua_tell(&call->progress, "names: filing", 1, 1);
			double built = seconds();
			code = kua_lines_each(call, look_line, &f, err);
			if (kua_call_option(call, "times"))
				kua_note("%zu names filed in %.1f s, %.0f MiB; %zu looked for, %.2f ms each, of the processor's time", f.names,
				         built - start, (double)kua_names_index_size(f.index) / (1 << 20), f.asked,
				         f.asked ? (seconds() - built) * 1e3 / (double)f.asked : 0);
		}
	}
	kua_names_index_free(f.index);
	kua_knowledge_free(&k);
	return code;
}
