/* allow.c - who allowed whom to be named: judgements of the verdict "allow", as people entered them. */
#include <string.h>

#include "publish/publish.h"

const char *kua_judgement_value(const struct kua_judgement *j, const char *field)
{
	size_t n = strlen(field);
	for (size_t i = 0; i < j->fields.n; i++)
		if (strncmp(j->fields.v[i], field, n) == 0 && j->fields.v[i][n] == '=')
			return j->fields.v[i] + n + 1;
	return NULL;
}

static bool has_ended(const struct kua_judgement *j, const char *today)
{
	const char *until = kua_judgement_value(j, "until");
	int64_t last, now;
	return until && (!kua_date_last_day(until, &last) || !kua_date_first_day(today, &now) || last < now);
}

bool kua_allow_holds(const struct kua_judgement *j, const char *scope, const char *today)
{
	const char *said = strcmp(j->verdict, "allow") == 0 ? kua_judgement_value(j, "scope") : NULL;
	return said && strcmp(said, scope) == 0 && !has_ended(j, today);
}

const char *kua_allow_day(const struct kua_loaded *l, const char *changed, const char *today, struct kua_arena *a)
{
	const char *last = changed && strcmp(changed, today) > 0 ? changed : today;
	for (size_t i = 0; i < l->n_documents; i++)
		if (l->documents[i].received_at && strcmp(l->documents[i].received_at, last) > 0)
			last = l->documents[i].received_at;
	for (size_t i = 0; i < l->in.n_judgements; i++)
		if (l->in.judgements[i].at && strcmp(l->in.judgements[i].at, last) > 0)
			last = l->in.judgements[i].at;
	return kua_arena_strndup(a, last, strnlen(last, strlen("2011-12-16")));
}

static bool is_called(const struct kua_entity *e, const char *form)
{
	bool called = strcmp(e->label, form) == 0;
	for (size_t i = 0; i < e->names.n && !called; i++)
		called = strcmp(e->names.v[i].form, form) == 0;
	return called;
}

static bool is_there(const struct kua_entity *v, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].id, id) == 0)
			return true;
	return false;
}

bool kua_may_name(const struct kua_judgement *judgements, size_t n, const struct kua_entity *entity,
                  const struct kua_entity *entities, size_t n_entities, const char *scope, const char *today)
{
	for (size_t i = 0; i < n; i++) {
		const struct kua_judgement *j = &judgements[i];
		if (!kua_allow_holds(j, scope, today))
			continue;
		if (strcmp(j->target, entity->id) == 0 ||
		    (j->form && is_called(entity, j->form) && !is_there(entities, n_entities, j->target)))
			return true;
	}
	return false;
}
