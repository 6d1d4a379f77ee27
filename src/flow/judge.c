/*
 * judge.c - a person's decision into the journal.
 *
 * A judgement must find its claim again after a better reader has read the same bytes. So it is anchored on more than
 * the id: on the quote with the text on either side, or, for entities, on the names that were judged.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "flow/internal.h"

enum { CONTEXT = 32 }; /* bytes of text on either side of a quote */

struct judging {
	const struct kua_flow *f;
	struct kua_casebook *cb;
	struct kua_arena *a;
	const char *const *more; /* what stands behind the verdict */
	size_t n_more;
	enum kua_shape_kind kind; /* of what is judged */
	void *record;
	struct kua_judgement j;
	bool names; /* it changes who is one person, not what one claim says */
};

static const void *field_of(const struct judging *g, const char *name)
{
	return (const char *)g->record + kua_shape_field(&kua_shapes[g->kind], name)->at;
}

static const char *text_of(const struct judging *g, const char *name)
{
	return *(const char *const *)field_of(g, name);
}

/* ---- claims ---- */

static bool is_claim(enum kua_shape_kind kind)
{
	return kind == KUA_FIGURE || kind == KUA_CASE_STEP || kind == KUA_HARM || kind == KUA_ACTION;
}

static bool inside_character(const char *p)
{
	return ((unsigned char)*p & 0xc0) == 0x80;
}

/* The text on either side of the claim, up to CONTEXT bytes, whole characters. */
static void anchor_context(struct judging *g, const char *text)
{
	struct kua_arena *a = g->a;
	int64_t start = *(const int64_t *)field_of(g, "start"), end = *(const int64_t *)field_of(g, "end");
	size_t n = strlen(text);
	if (start < 0 || end < start || (uint64_t)end > n)
		return;
	size_t s = (size_t)start, e = (size_t)end, from = s > CONTEXT ? s - CONTEXT : 0;
	size_t to = n - e > CONTEXT ? e + CONTEXT : n;
	while (from < s && inside_character(text + from))
		from++;
	while (to > e && inside_character(text + to))
		to--;
	g->j.before = kua_arena_strndup(a, text + from, s - from);
	g->j.after = kua_arena_strndup(a, text + e, to - e);
}

static enum kua_code anchor_claim(struct judging *g, struct kua_error *err)
{
	struct kua_item *item;
	size_t n;
	g->j.item = text_of(g, "item");
	g->j.quote = text_of(g, "quote");
	if (!g->j.item)
		return KUA_OK;
	enum kua_code code = kua_casebook_load(g->cb, KUA_ITEM, "id", g->j.item, g->a, (void **)&item, &n, err);
	if (code == KUA_OK && n && item->text)
		anchor_context(g, item->text);
	return code;
}

/* ---- amending ---- */

static const struct {
	enum kua_shape_kind kind;
	const char *field, *values;
} vocabulary[] = {
	{KUA_FIGURE, "act", "killed|injured|shot|arrested|imprisoned|tortured|disappeared|displaced|protested|signed"},
	{KUA_FIGURE, "qualifier", "exact|about|more than|at least|less than|at most|between|vague"},
	{KUA_CASE_STEP, "step", "threatened|disappeared|questioned|investigated|wanted|arrested|charged|held|house arrest|trial due|tried|"
	 "acquitted|convicted|sentenced|imprisoned|sentence remaining|solitary confinement|ill-treated|transferred|"
	 "appeal planned|appeal filed|appeal dismissed|appeal upheld|released|pardoned|deported|exiled|died in custody|"
	 "killed|award"},
	{KUA_HARM, "act", "killed|injured|arrested|tortured|ill-treated|disappeared|displaced|threatened|silenced"},
	{KUA_ACTION, "kind", "protest|commemoration|petition|appeal|meeting"},
};

/* Is s one of the words of "one|two|three"? */
static bool among(const char *words, const char *s)
{
	size_t n = strlen(s);
	for (const char *p = words;; p++) {
		size_t word = strcspn(p, "|");
		if (word == n && strncmp(p, s, n) == 0)
			return true;
		p += word;
		if (!*p)
			return false;
	}
}

static enum kua_code value_check(const struct judging *g, const struct kua_field *f, const char *value,
                                 struct kua_error *err)
{
	char *end;
	int64_t day;
	for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++)
		if (vocabulary[i].kind == g->kind && strcmp(vocabulary[i].field, f->name) == 0 &&
		    !among(vocabulary[i].values, value))
			return kua_fail(err, KUA_USE, "%s is one of %s, not '%.40s'", f->name, vocabulary[i].values, value);
	if (!*value)
		return KUA_OK;
	if (f->type == KUA_INT) {
		errno = 0;
		long long n = strtoll(value, &end, 10);
		if (errno || *end || n < 0)
			return kua_fail(err, KUA_USE, "%s is a number, or nothing where it is not known, not '%.40s'", f->name,
			                value);
	}
	bool date = strcmp(f->name, "date") == 0 || strcmp(f->name, "as_of") == 0;
	if (date && !kua_date_first_day(value, &day))
		return kua_fail(err, KUA_USE, "%s is a date like 2011-12-16, 2011-12 or 2011, not '%.40s'", f->name, value);
	return KUA_OK;
}

static enum kua_code amend_check(const struct judging *g, const char *change, struct kua_error *err)
{
	const char *equals = strchr(change, '=');
	if (!equals || equals == change)
		return kua_fail(err, KUA_USE, "'%.60s' is not a field and its new value: FIELD=VALUE", change);
	const char *name = kua_arena_strndup(g->a, change, (size_t)(equals - change));
	const struct kua_field *f = !kua_accounts_amendable(name) ? NULL : kua_shape_field(&kua_shapes[g->kind], name);
	if (!f)
		return kua_fail(err, KUA_USE, "a %s has no field '%.40s' that can be amended; 'kua show' of %s shows its fields",
		                kua_shapes[g->kind].type, name, g->j.target);
	return value_check(g, f, equals + 1, err);
}

/* "B2", "B" or "2": how reliable the source is, how credible what it says. */
static enum kua_code grade(struct judging *g, struct kua_error *err)
{
	const char *said = g->n_more == 1 ? g->more[0] : "", *p = said;
	char source = *p >= 'a' && *p <= 'f' ? (char)(*p - 'a' + 'A') : *p;
	if (source >= 'A' && source <= 'F') {
		kua_list_add(g->a, &g->j.fields, kua_arena_printf(g->a, "source_grade=%c", source));
		p++;
	}
	if (*p >= '1' && *p <= '6')
		kua_list_add(g->a, &g->j.fields, kua_arena_printf(g->a, "information_grade=%c", *p++));
	if (*p || p == said)
		return kua_fail(err, KUA_USE, "a grade is A to F for the source, 1 to 6 for what it says, or both: B2; not '%.40s'", said);
	return KUA_OK;
}

static enum kua_code judge_claim(struct judging *g, struct kua_error *err)
{
	bool amend = strcmp(g->j.verdict, "amend") == 0;
	if (!is_claim(g->kind))
		return kua_fail(err, KUA_USE, "%s is a %s: only a figure, a case step, a harm or an action can be judged with %s",
		                g->j.target, kua_shapes[g->kind].type, g->j.verdict);
	if (strcmp(g->j.verdict, "grade") == 0) {
		if (!kua_shape_field(&kua_shapes[g->kind], "source_grade"))
			return kua_fail(err, KUA_USE, "%s has no grades: only a figure, a case step or a harm has", g->j.target);
		enum kua_code code = grade(g, err);
		if (code != KUA_OK)
			return code;
	} else if (amend != (g->n_more > 0)) {
		return kua_fail(err, KUA_USE, amend ? "amend what? say FIELD=VALUE" : "%s takes nothing after it", g->j.verdict);
	}
	for (size_t i = 0; amend && i < g->n_more; i++) {
		enum kua_code code = amend_check(g, g->more[i], err);
		if (code != KUA_OK)
			return code;
		kua_list_add(g->a, &g->j.fields, g->more[i]);
	}
	g->j.kind = kua_shapes[g->kind].type;
	return anchor_claim(g, err);
}

/* ---- entities ---- */

/* A join judged is a judgement on the two names it joins or keeps apart. */
static void judge_join(struct judging *g)
{
	const struct kua_join *join = g->record;
	g->j.target = g->j.other = join->entity;
	g->j.form = join->a;
	g->j.other_form = join->b;
}

static enum kua_code judge_entities(struct judging *g, struct kua_error *err)
{
	enum kua_shape_kind kind;
	const struct kua_entity *one = g->record, *two;
	void *record;
	g->names = true;
	g->j.kind = "entity";
	if (g->kind == KUA_JOIN && g->n_more == 0) {
		judge_join(g);
		return KUA_OK;
	}
	if (g->kind != KUA_ENTITY || g->n_more != 1)
		return kua_fail(err, KUA_USE, "%s is a judgement on two people, places or organisations, or on one join of two names",
		                g->j.verdict);
	enum kua_code code = kua_casebook_find(g->cb, g->more[0], g->a, &kind, &record, err);
	if (code != KUA_OK)
		return code;
	two = record;
	if (kind != KUA_ENTITY || !one->kind || !two->kind || strcmp(one->kind, two->kind) != 0)
		return kua_fail(err, KUA_USE, "%s is a %s and %s is a %s", one->id, one->kind, g->more[0],
		                kind == KUA_ENTITY ? two->kind : kua_shapes[kind].type);
	if (strcmp(one->id, two->id) == 0)
		return kua_fail(err, KUA_USE, "%s is one entity already; to part its names, judge the join that 'kua show' lists",
		                one->id);
	g->j.other = two->id;
	g->j.form = one->label;
	g->j.other_form = two->label;
	return KUA_OK;
}

/* ---- who may be named ---- */

static enum kua_code allow_check(const char *said, struct kua_error *err)
{
	static const char *const fields[] = {"scope=", "giver=", "on=", "until=", "note="};
	const char *value = strchr(said, '=');
	bool known = false;
	int64_t day;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strncmp(said, fields[i], strlen(fields[i])) == 0)
			known = true;
	if (!known)
		return kua_fail(err, KUA_USE, "'%.60s' says nothing about who allowed what: scope=, giver=, on=, until= or note=", said);
	if (strncmp(said, "scope=", 6) == 0 && !among("submit|government|public", value + 1))
		return kua_fail(err, KUA_USE, "scope is submit, government or public, not '%.40s'", value + 1);
	if ((strncmp(said, "on=", 3) == 0 || strncmp(said, "until=", 6) == 0) && !kua_date_first_day(value + 1, &day))
		return kua_fail(err, KUA_USE, "'%.60s' is no date like 2011-12-16, 2011-12 or 2011", said);
	return *(value + 1) ? KUA_OK : kua_fail(err, KUA_USE, "'%.60s' says nothing", said);
}

/* Who allowed this person to be named, or this document to be shown, to whom: without both it is not known what was allowed. */
static enum kua_code judge_allow(struct judging *g, struct kua_error *err)
{
	const struct kua_entity *e = g->record;
	bool scope = false, giver = false, document = g->kind == KUA_DOCUMENT;
	if (!document && (g->kind != KUA_ENTITY || strcmp(e->kind, "person") != 0))
		return kua_fail(err, KUA_USE, "%s is a %s: allow says of a person that they may be named, or of a document that it may be shown",
		                g->j.target, g->kind == KUA_ENTITY ? e->kind : kua_shapes[g->kind].type);
	for (size_t i = 0; i < g->n_more; i++) {
		enum kua_code code = allow_check(g->more[i], err);
		if (code != KUA_OK)
			return code;
		scope |= strncmp(g->more[i], "scope=", 6) == 0;
		giver |= strncmp(g->more[i], "giver=", 6) == 0;
		kua_list_add(g->a, &g->j.fields, g->more[i]);
	}
	if (!scope || !giver)
		return kua_fail(err, KUA_USE, document ? "say to whom it may be shown, and who said so: scope=public giver='the editor'"
		                                       : "say to whom they may be named, and who said so: scope=public giver='her sister'");
	g->j.kind = document ? "document" : "entity";
	g->j.form = document ? NULL : e->label;
	return KUA_OK;
}

/* ---- one judgement ---- */

static enum kua_code fill(struct judging *g, const char *target, const char *verdict, struct kua_error *err)
{
	g->j = (struct kua_judgement){.verdict = verdict, .by = g->f->who, .at = g->f->now};
	enum kua_code code = kua_casebook_find(g->cb, target, g->a, &g->kind, &g->record, err);
	if (code != KUA_OK)
		return code;
	const struct kua_field *id = kua_shape_field(&kua_shapes[g->kind], "id");
	g->j.target = *(const char **)(void *)((char *)g->record + id->at);
	if (among("confirm|reject|amend|grade", g->j.verdict))
		return judge_claim(g, err);
	if (among("same|different|unsure", g->j.verdict))
		return judge_entities(g, err);
	if (strcmp(g->j.verdict, "allow") == 0)
		return judge_allow(g, err);
	return kua_fail(err, KUA_USE, "there is no verdict '%.40s': confirm, reject, amend or grade; same, different or unsure; allow",
	                g->j.verdict);
}

static enum kua_code take_back(struct judging *g, int64_t entry, struct kua_error *err)
{
	struct kua_judgement *j;
	size_t n;
	const char *number = kua_arena_printf(g->a, "%" PRId64, entry);
	enum kua_code code = kua_casebook_load(g->cb, KUA_JUDGEMENT, "entry", number, g->a, (void **)&j, &n, err);
	if (code == KUA_OK)
		code = kua_casebook_withdraw(g->cb, entry, g->f->who, g->f->now, err);
	if (code == KUA_OK && n) {
		g->j = *j;
		g->names = j->other != NULL;
	}
	return code;
}

/* A mark that what is derived is behind, with how much of it is; then all of it is safe on disk, or nothing. */
static enum kua_code enter(struct judging *g, enum kua_code code, enum kua_from *from, struct kua_error *err)
{
	const char *behind = NULL;
	if (code == KUA_OK)
		code = kua_casebook_get(g->cb, "behind", g->a, &behind, err);
	bool judged_before = behind && strcmp(behind, "judgements") == 0;
	*from = behind && *behind && !judged_before ? KUA_FROM_REUSE
	      : g->names || judged_before           ? KUA_FROM_NAMES
	                                            : KUA_FROM_CLAIMS;
	if (code == KUA_OK && *from != KUA_FROM_REUSE)
		code = kua_casebook_set(g->cb, "behind", "judgements", err);
	if (code == KUA_OK)
		return kua_casebook_commit(g->cb, err);
	kua_casebook_rollback(g->cb);
	return code;
}

enum kua_code kua_flow_judge(const struct kua_flow *f, const struct kua_verdict *said, struct kua_arena *a,
                             struct kua_judgement *out, enum kua_from *from, struct kua_error *err)
{
	struct judging g = {.f = f, .cb = f->cb, .a = a, .more = said->more, .n_more = said->n};
	enum kua_code code = kua_casebook_begin(g.cb, err);
	if (code != KUA_OK)
		return code;
	code = fill(&g, said->target, said->verdict, err);
	if (code == KUA_OK)
		code = kua_casebook_judge(g.cb, &g.j, err);
	code = enter(&g, code, from, err);
	*out = g.j;
	return code;
}

enum kua_code kua_flow_take_back(const struct kua_flow *f, int64_t entry, struct kua_arena *a, struct kua_judgement *out,
                                 enum kua_from *from, struct kua_error *err)
{
	struct judging g = {.f = f, .cb = f->cb, .a = a};
	enum kua_code code = kua_casebook_begin(g.cb, err);
	if (code != KUA_OK)
		return code;
	code = enter(&g, take_back(&g, entry, err), from, err);
	*out = g.j;
	return code;
}
