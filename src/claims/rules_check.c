/*
 * rules_check.c - the examples beside the rules, run. A yes example must be matched by its rule, guards kept, and where
 * fields stand behind the arrow some claim found in it must have all of them. A no example must give no claim of
 * the rule. Names in an example are written [person Ann Lee], [place Aktau], [organisation Red Cross], because names
 * are found by names/ in real texts.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

struct trial {
	const struct kua_rules *rules;
	const struct kua_languages *l;
	const char *language;
	const struct rule *rule;
	const struct example *example;
	struct kua_arena *arena;
	struct kua_error *err;
};

/* Take the [kind name] marks out of the text and list them. */
static const char *unmark(struct trial *t, struct kua_named **named, size_t *n_named)
{
	static const char *const kinds[] = {"person", "place", "organisation"};
	struct kua_buf b = KUA_BUF_INIT;
	KUA_VEC(struct kua_named) found = {0};
	for (const char *s = t->example->text; *s; s++) {
		size_t k = 0, len = 0;
		for (; *s == '[' && k < 3; k++) {
			len = strlen(kinds[k]);
			if (strncmp(s + 1, kinds[k], len) == 0 && s[1 + len] == ' ' && strchr(s, ']'))
				break;
		}
		if (*s != '[' || k == 3) {
			kua_buf_char(&b, *s);
			continue;
		}
		const char *name = s + len + 2, *end = strchr(s, ']');
		struct kua_mention *m = KUA_NEW(t->arena, struct kua_mention);
		m->form = kua_arena_strndup(t->arena, name, (size_t)(end - name));
		m->entity = m->form;
		m->start = (int64_t)b.len;
		kua_buf_str(&b, m->form);
		m->end = (int64_t)b.len;
		*kua_vec_add(&found) = (struct kua_named){m, kinds[k], m->form};
		s = end;
	}
	*n_named = found.n;
	*named = KUA_NEW_N(t->arena, struct kua_named, found.n + 1);
	if (found.n)
		memcpy(*named, found.v, found.n * sizeof *found.v);
	const char *text = kua_arena_strndup(t->arena, b.data ? b.data : "", b.len);
	kua_vec_free(&found);
	kua_buf_free(&b);
	return text;
}

/* ---- what a claim must hold ---- */

static bool field_is(const struct kua_shape *shape, const void *record, const char *name, const char *value)
{
	const struct kua_field *field = kua_shape_field(shape, name);
	if (!field)
		return false;
	const char *at = (const char *)record + field->at;
	if (field->type == KUA_LIST) {
		const struct kua_list *list = (const struct kua_list *)(const void *)at;
		return strcmp(value, "null") == 0 ? list->n == 0 : kua_list_has(list, value);
	}
	if (field->type == KUA_TEXT) {
		const char *text = *(const char *const *)(const void *)at;
		return strcmp(text ? text : "null", value) == 0;
	}
	struct kua_buf b = KUA_BUF_INIT;
	kua_field_json(&b, field, record);
	bool same = b.data && strcmp(b.data, value) == 0;
	kua_buf_free(&b);
	return same;
}

static bool holds(const struct trial *t, const struct kua_shape *shape, const void *record)
{
	for (size_t i = 0; i < t->example->names.n; i++)
		if (!field_is(shape, record, t->example->names.v[i], t->example->values.v[i]))
			return false;
	return true;
}

static bool some_holds(const struct trial *t, const struct kua_claims_result *r)
{
	for (size_t i = 0; i < r->n_figures; i++)
		if (holds(t, &kua_shapes[KUA_FIGURE], &r->figures[i]))
			return true;
	for (size_t i = 0; i < r->n_steps; i++)
		if (holds(t, &kua_shapes[KUA_CASE_STEP], &r->steps[i]))
			return true;
	for (size_t i = 0; i < r->n_harms; i++)
		if (holds(t, &kua_shapes[KUA_HARM], &r->harms[i]))
			return true;
	for (size_t i = 0; i < r->n_actions; i++)
		if (holds(t, &kua_shapes[KUA_ACTION], &r->actions[i]))
			return true;
	return false;
}

static bool has_rule(const struct trial *t, const struct kua_claims_result *r)
{
	const char *id = t->rule->head.id;
	bool found = false;
	for (size_t i = 0; i < r->n_figures; i++)
		found |= r->figures[i].rule && strcmp(r->figures[i].rule, id) == 0;
	for (size_t i = 0; i < r->n_steps; i++)
		found |= r->steps[i].rule && strcmp(r->steps[i].rule, id) == 0;
	for (size_t i = 0; i < r->n_harms; i++)
		found |= r->harms[i].rule && strcmp(r->harms[i].rule, id) == 0;
	for (size_t i = 0; i < r->n_actions; i++)
		found |= r->actions[i].rule && strcmp(r->actions[i].rule, id) == 0;
	return found;
}

static bool is_claim_task(const char *task)
{
	return strcmp(task, "figure") == 0 || strcmp(task, "step") == 0 || strcmp(task, "harm") == 0 || strcmp(task, "action") == 0;
}

static void describe(const struct kua_claims_result *r, struct kua_buf *b)
{
	for (size_t i = 0; i < r->n_figures; i++)
		kua_shape_json(b, &kua_shapes[KUA_FIGURE], &r->figures[i]);
	for (size_t i = 0; i < r->n_steps; i++)
		kua_shape_json(b, &kua_shapes[KUA_CASE_STEP], &r->steps[i]);
	for (size_t i = 0; i < r->n_harms; i++)
		kua_shape_json(b, &kua_shapes[KUA_HARM], &r->harms[i]);
	for (size_t i = 0; i < r->n_actions; i++)
		kua_shape_json(b, &kua_shapes[KUA_ACTION], &r->actions[i]);
}

static enum kua_code judge(struct trial *t, bool matched, const struct kua_claims_result *r)
{
	const struct example *e = t->example;
	if (e->positive && !matched)
		return kua_rule_fail(t->err, &e->at, "rule %s does not match its example", t->rule->head.id);
	if (!e->positive && (is_claim_task(t->rule->head.task) ? has_rule(t, r) : matched))
		return kua_rule_fail(t->err, &e->at, "rule %s matches what it must not", t->rule->head.id);
	if (e->names.n && !some_holds(t, r)) {
		struct kua_buf b = KUA_BUF_INIT;
		describe(r, &b);
		enum kua_code code = kua_rule_fail(t->err, &e->at, "no claim has all that stands behind the arrow; found: %.250s",
		                                   b.data ? b.data : "nothing");
		kua_buf_free(&b);
		return code;
	}
	return KUA_OK;
}

static enum kua_code try_example(struct trial *t)
{
	struct kua_named *named;
	size_t n_named, n_matches;
	const char *bytes = unmark(t, &named, &n_named);
	struct kua_item item = {.id = "example", .text = bytes, .language = t->language, .published_on = "2020-06-15"};
	struct kua_text text;
	enum kua_code code =
		kua_text_view(t->l, bytes, strlen(bytes), t->language, t->arena, &text, t->err);
	struct kua_source source = {&item, &text};
	struct kua_scene scene;
	struct kua_claims_result result = {0};
	if (code == KUA_OK)
		code = kua_scene_make(t->rules, t->l, &source, named, n_named, t->arena, &scene, t->err);
	if (code == KUA_OK)
		code = kua_claims_find(t->rules, t->l, &source, named, n_named, t->arena, &result, t->err);
	if (code != KUA_OK)
		return code;
	const struct kua_match *m = kua_scene_match(&scene, t->rule->head.task, &n_matches);
	bool matched = false;
	for (size_t i = 0; i < n_matches; i++)
		matched |= m[i].rule == &t->rule->head;
	kua_scene_end(&scene);
	return judge(t, matched, &result);
}

size_t kua_rules_check(const struct kua_rules *rules, const struct kua_languages *l,
                       bool (*tell)(void *ctx, const struct kua_error *err), void *ctx)
{
	size_t n = 0;
	for (size_t s = 0; s < rules->n; s++) {
		struct trial t = {.rules = rules, .l = l, .language = rules->of[s].language};
		const struct ruleset *set;
		struct kua_error err;
		t.err = &err;
		if (kua_rules_of(rules, t.language, l, &set, &err) != KUA_OK && !tell(ctx, &err))
			return n;
		for (size_t r = 0; set && r < set->n_rules; r++) {
			t.rule = &set->rules[r];
			for (size_t e = 0; e < t.rule->n_examples; e++, n++) {
				t.example = &t.rule->examples[e];
				t.arena = kua_arena_new();
				enum kua_code code = try_example(&t);
				kua_arena_free(t.arena);
				if (code != KUA_OK && !tell(ctx, &err))
					return n + 1;
			}
		}
	}
	return n;
}
