/* filters.c - the cores as plain filters on JSON lines, with no casebook: kua names, kua claims; reuse.c has kua reuse. */
#include <jansson.h>

#include "verbs/verbs.h"

typedef enum kua_code filter_fn(struct kua_call *call, const struct kua_knowledge *k, struct kua_lines *lines,
                                struct kua_error *err);

static enum kua_code filter(struct kua_call *call, filter_fn *fn, struct kua_error *err)
{
	struct kua_knowledge k = {0};
	struct kua_lines lines = {0};
	enum kua_code code = kua_knowledge_load(call->data_dir, &k, err);
	if (code == KUA_OK)
		code = kua_lines_read(call, k.languages, &lines, err);
	if (code == KUA_OK)
		code = fn(call, &k, &lines, err);
	kua_views_free(lines.views);
	kua_knowledge_free(&k);
	return code;
}

/* ---- names ---- */

static enum kua_code find_names(struct kua_call *call, const struct kua_knowledge *k, struct kua_lines *lines,
                                struct kua_names_result *out, struct kua_error *err)
{
	struct kua_names_input in = {
		.items = kua_views_sources(lines->views),
		.n = lines->n,
		.progress = &call->progress,
	};
	return kua_names_find(k->names, &in, call->arena, out, err);
}

static enum kua_code names(struct kua_call *call, const struct kua_knowledge *k, struct kua_lines *lines,
                           struct kua_error *err)
{
	struct kua_names_result r;
	enum kua_code code = find_names(call, k, lines, &r, err);
	if (code != KUA_OK)
		return code;
	kua_out_records(KUA_ENTITY, r.entities, r.n_entities);
	kua_out_records(KUA_MENTION, r.mentions, r.n_mentions);
	kua_out_records(KUA_JOIN, r.joins, r.n_joins);
	return KUA_OK;
}

static void print_pair(const char *a, const char *b, const struct kua_comparison *c)
{
	struct kua_buf out = KUA_BUF_INIT;
	kua_buf_str(&out, "{\"a\":");
	kua_json_string(&out, a);
	kua_buf_str(&out, ",\"b\":");
	kua_json_string(&out, b);
	kua_buf_printf(&out, ",\"score\":%.4f,\"same\":%s,\"reasons\":[", c->score, c->same ? "true" : "false");
	for (size_t i = 0; i < c->reasons.n; i++) {
		if (i)
			kua_buf_char(&out, ',');
		kua_json_string(&out, c->reasons.v[i]);
	}
	kua_buf_str(&out, "]}\n");
	kua_out_buf(&out);
	kua_buf_free(&out);
}

static enum kua_code pair(void *ctx, const char *line, size_t n, struct kua_error *err)
{
	const struct kua_knowledge *k = ctx;
	json_error_t at;
	json_t *j = json_loadb(line, n, 0, &at);
	const char *a = json_string_value(json_object_get(j, "a")), *b = json_string_value(json_object_get(j, "b"));
	const char *kind = json_string_value(json_object_get(j, "kind"));
	enum kua_code code = KUA_OK;
	if (a && b) {
		struct kua_arena *arena = kua_arena_new();
		struct kua_comparison c = {0};
		kua_names_compare(k->names, a, b, kind ? kind : "person", arena, &c);
		print_pair(a, b, &c);
		kua_arena_free(arena);
	} else {
		code = kua_fail(err, KUA_DATA, "not {\"a\",\"b\",\"kind\"}%s%s", j ? "" : ": ", j ? "" : at.text);
	}
	json_decref(j);
	return code;
}

static enum kua_code pairs(struct kua_call *call, struct kua_error *err)
{
	struct kua_knowledge k = {0};
	enum kua_code code = kua_knowledge_load(call->data_dir, &k, err);
	if (code == KUA_OK)
		code = kua_lines_each(call, pair, &k, err);
	kua_knowledge_free(&k);
	return code;
}

static enum kua_code run_names(struct kua_call *call, struct kua_error *err)
{
	return kua_call_option(call, "find")  ? kua_names_find_run(call, err)
	     : kua_call_option(call, "pairs") ? pairs(call, err)
	                                      : filter(call, names, err);
}

/* ---- claims ---- */

/*
 * Claims are found line by line and each line's names from that line alone, so that what is said of one line does not depend on
 * the others; a batch at a time, so that memory does not grow with the file.
 */
enum { CLAIM_BATCH = 1024 };

struct claiming {
	const struct kua_knowledge *k;
	struct kua_arena *arena; /* of the batch */
	struct kua_item items[CLAIM_BATCH];
	size_t n;
};

static enum kua_code claim_batch(struct claiming *c, struct kua_error *err)
{
	struct kua_views *views = NULL;
	struct kua_claims_result r;
	enum kua_code code = kua_views_make(c->k->languages, c->items, c->n, 0, &views, err);
	if (code == KUA_OK)
		code = kua_claims_of_all(c->k, kua_views_sources(views), c->n, NULL, NULL, 0, c->arena, &r, err);
	if (code == KUA_OK) {
		kua_out_records(KUA_FIGURE, r.figures, r.n_figures);
		kua_out_records(KUA_CASE_STEP, r.steps, r.n_steps);
		kua_out_records(KUA_HARM, r.harms, r.n_harms);
		kua_out_records(KUA_ACTION, r.actions, r.n_actions);
	}
	kua_views_free(views);
	kua_arena_free(c->arena);
	c->arena = kua_arena_new();
	c->n = 0;
	return code;
}

static enum kua_code claim_line(void *ctx, const char *line, size_t n, struct kua_error *err)
{
	struct claiming *c = ctx;
	enum kua_code code = kua_lines_item(line, n, c->k->languages, c->arena, &c->items[c->n], err);
	if (code == KUA_OK && ++c->n == CLAIM_BATCH)
		code = claim_batch(c, err);
	return code;
}

static bool tell_example(void *ctx, const struct kua_error *err)
{
	++*(size_t *)ctx;
	kua_out_text(err->text);
	kua_out("\n");
	return true;
}

/* The examples beside the rules, for those who write rules. */
static enum kua_code check_rules(struct kua_call *call, struct kua_error *err)
{
	struct kua_knowledge k = {0};
	enum kua_code code = kua_knowledge_load(call->data_dir, &k, err);
	if (code == KUA_OK)
		code = kua_rules_need(k.rules, NULL, k.languages, err);
	if (code == KUA_OK) {
		size_t failed = 0, n = kua_rules_check(k.rules, k.languages, tell_example, &failed);
		kua_out("%zu examples of rules in %s, %zu failed\n", n, call->data_dir, failed);
		call->status = failed ? 1 : 0;
	}
	kua_knowledge_free(&k);
	return code;
}

static enum kua_code run_claims(struct kua_call *call, struct kua_error *err)
{
	if (kua_call_option(call, "check"))
		return check_rules(call, err);
	struct kua_knowledge k = {0};
	enum kua_code code = kua_knowledge_load(call->data_dir, &k, err);
	struct claiming *c = KUA_NEW(call->arena, struct claiming);
	*c = (struct claiming){.k = &k, .arena = kua_arena_new()};
	if (code == KUA_OK)
		code = kua_lines_each(call, claim_line, c, err);
	if (code == KUA_OK)
		code = claim_batch(c, err);
	kua_arena_free(c->arena);
	kua_knowledge_free(&k);
	return code;
}

const struct kua_verb kua_verb_names = {
	.name = "names",
	.args = "[FILE]",
	.summary = "Find who is named, in lines of JSON, or compare pairs of names",
	.about = KUA_LINES_IN "\n\nWith --pairs the lines are {\"a\",\"b\",\"kind\"} and the answer to each, in the same order, is\n"
	                  "{\"a\",\"b\",\"score\",\"same\",\"reasons\"}. The kind is person, place or organisation.\n\n"
	                  "With --find each name of FILE is looked for among those of HAYSTACK, both lines of {\"id\",\"name\",\"kind\"}. The\n"
	                  "answer is {\"id\",\"matches\"}, in the same order: of each match id, name, score, same and reasons, the best first.",
	.options =
		(const struct kua_option[]){
			{"pairs", NULL, "compare pairs of names"},
			{"find", "HAYSTACK", "look for names among those of this file"},
			{"limit", "N", "with --find: matches of each, 10 unless told"},
			{"times", NULL, "with --find: say how long it took"},
			{"json", NULL, "lines of JSON, as always"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Entities and mentions", "kua names texts.jsonl"},
			{"Are these one person?",
	                 "echo '{\"a\":\"Жанна Сериккызы\",\"b\":\"Zhanna Serikkyzy\",\"kind\":\"person\"}' | kua names --pairs"},
			{"Who of the wanted is on the list?",
	                 "echo '{\"id\":\"1\",\"name\":\"Serikkyzy, Zhanna\",\"kind\":\"person\"}' > list.jsonl;"
	                 " echo '{\"id\":\"a\",\"name\":\"Жанна Сериккызы\",\"kind\":\"person\"}' | kua names --find list.jsonl"},
			{0},
		},
	.least = 0,
	.most = 1,
	.run = run_names,
};

const struct kua_verb kua_verb_claims = {
	.name = "claims",
	.args = "[FILE]",
	.summary = "Find figures, case steps, harms and actions, in lines of JSON",
	.about = KUA_LINES_IN "\n\nRules are text in data/, one folder a language (docs/rules.md). With --check nothing is read: the examples that\n"
	                  "stand beside each rule are run, and each that fails is told with file, line and column.",
	.options =
		(const struct kua_option[]){
			{"check", NULL, "run the examples of all rules"},
			{"json", NULL, "lines of JSON, as always"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Do all rules find what their examples say?", "kua claims --check"},
			{"Figures in one sentence",
	                 "echo '{\"id\":\"1\",\"text\":\"At least 12 miners were killed, officials said.\"}' | kua claims"},
			{0},
		},
	.least = 0,
	.most = 1,
	.run = run_claims,
};
