/* call.c - what verbs share before they do their own work: options, casebook, knowledge, keeper of readers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "verbs/verbs.h"

const char *kua_call_option(const struct kua_call *call, const char *name)
{
	for (size_t i = 0; call->verb->options[i].name; i++)
		if (strcmp(call->verb->options[i].name, name) == 0)
			return call->values[i];
	return NULL;
}

const char *kua_call_now(struct kua_arena *a)
{
	time_t t = time(NULL);
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	if (fixed && *fixed) {
		char *end;
		errno = 0;
		long long n = strtoll(fixed, &end, 10);
		if (errno == 0 && *end == '\0' && n >= 0)
			t = (time_t)n;
	}
	char text[21];
	kua_journal_time((int64_t)t, text);
	return kua_arena_strdup(a, text);
}

const char *kua_call_today(const struct kua_call *call)
{
	return kua_arena_strndup(call->arena, call->now, strlen("2011-12-16"));
}

enum kua_code kua_call_open(struct kua_call *call, enum kua_mode mode, struct kua_casebook **cb, struct kua_error *err)
{
	enum kua_code code = kua_casebook_open(call->args[0], mode, cb, err);
	if (code != KUA_OK || mode == KUA_WRITE)
		return code;
	const char *behind = NULL;
	code = kua_casebook_get(*cb, "behind", call->arena, &behind, err);
	if (code != KUA_OK) {
		kua_casebook_close(*cb);
		*cb = NULL;
		return code;
	}
	if (behind && *behind)
		kua_note("%s: what was derived is behind its documents; run 'kua rebuild %s'", call->args[0],
		         call->args[0]);
	return KUA_OK;
}

/* Where the casebook is: what is too large for memory goes there too. */
static const char *folder_of(struct kua_call *call)
{
	char *path = kua_arena_strdup(call->arena, call->n_args ? call->args[0] : ".");
	char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	slash[slash == path] = '\0';
	return path;
}

/* The keeper of the readers. Where no jail can be made, the user decides whether to read without. */
static enum kua_code start_intake(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	struct kua_intake_limits limits = {.no_jail = kua_call_option(call, "no-jail") != NULL};
	if (limits.no_jail) {
		kua_note("readers are not locked in (--no-jail): a hostile document may do whatever you may do");
		s->flow.option = "--no-jail";
	}
	enum kua_code code = kua_intake_start(call->data_dir, &limits, &s->flow.intake, err);
	if (code == KUA_WORLD && !limits.no_jail && strstr(err->text, "jail")) {
		char told[sizeof err->text];
		memcpy(told, err->text, sizeof told);
		return kua_fail(err, code, "%s; nothing was read. --no-jail reads without it: only documents that you trust", told);
	}
	return code;
}

enum kua_code kua_session_start(struct kua_call *call, unsigned what, struct kua_session *s, struct kua_error *err)
{
	memset(s, 0, sizeof *s);
	s->flow = (struct kua_flow){
		.knowledge = &s->knowledge,
		.who = call->who,
		.now = call->now,
		.folder = folder_of(call),
		.progress = &call->progress,
	};
	enum kua_code code = KUA_OK;
	if (what & KUA_WITH_INTAKE) /* first, while this process is small and holds nothing of a casebook */
		code = start_intake(call, s, err);
	if (code == KUA_OK && (what & KUA_WITH_KNOWLEDGE))
		code = kua_session_knowledge(call, s, err);
	if (code != KUA_OK)
		kua_session_end(s);
	return code;
}

enum kua_code kua_session_knowledge(struct kua_call *call, struct kua_session *s, struct kua_error *err)
{
	return s->knowledge.data_dir ? KUA_OK : kua_knowledge_load(call->data_dir, &s->knowledge, err);
}

void kua_session_end(struct kua_session *s)
{
	kua_intake_stop(s->flow.intake);
	kua_knowledge_free(&s->knowledge);
	memset(s, 0, sizeof *s);
}
