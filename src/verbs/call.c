/* call.c - what verbs share before they do their own work: options, casebook, knowledge, keeper of readers. */
#include <string.h>

#include "verbs/verbs.h"

const char *kua_call_option(const struct kua_call *call, const char *name)
{
	for (size_t i = 0; call->verb->options[i].name; i++)
		if (strcmp(call->verb->options[i].name, name) == 0)
			return call->values[i];
	return NULL;
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

enum kua_code kua_session_start(struct kua_call *call, bool with_intake, struct kua_session *s, struct kua_error *err)
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
	if (with_intake) /* first, while this process is small and holds nothing of a casebook */
		code = kua_intake_start(call->data_dir, NULL, &s->flow.intake, err);
	if (code == KUA_OK)
		code = kua_knowledge_load(call->data_dir, &s->knowledge, err);
	if (code != KUA_OK)
		kua_session_end(s);
	return code;
}

void kua_session_end(struct kua_session *s)
{
	kua_intake_stop(s->flow.intake);
	kua_knowledge_free(&s->knowledge);
	memset(s, 0, sizeof *s);
}
