/* diagnostics.c - the catalogue as a table. What the entries mean stands in diagnostics.h. */
#include <string.h>

#include "intake/intake.h"

static const struct kua_diagnostic catalogue[KUA_DIAGS] = {
#define ENTRY(name, id, level, text, advice) [KUA_DIAG_##name] = {id, KUA_##level, text, advice},
	KUA_DIAGNOSTICS(ENTRY)
#undef ENTRY
};

const struct kua_diagnostic *kua_diagnostic(enum kua_diagnostic_id id)
{
	return &catalogue[id];
}

const char *kua_level_name(enum kua_level level)
{
	static const char *const names[] = {"note", "warning", "unsupported", "damaged", "hostile"};
	return names[level];
}

struct kua_list kua_diagnosed_list(const struct kua_diagnosed *v, size_t n, struct kua_arena *a)
{
	struct kua_list list = {0};
	for (size_t i = 0; i < n; i++) {
		const struct kua_diagnostic *d = kua_diagnostic(v[i].id);
		kua_list_add(a, &list, kua_arena_printf(a, "%s %s%s%s", kua_level_name(d->level), d->id, v[i].detail ? ": " : "",
		                                        v[i].detail ? v[i].detail : ""));
	}
	return list;
}

const struct kua_diagnostic *kua_diagnostic_parse(const char *line, const char **detail)
{
	const char *id = strchr(line, ' ');
	*detail = NULL;
	if (!id++)
		return NULL;
	size_t n = strcspn(id, ":");
	for (size_t i = 0; i < KUA_DIAGS; i++) {
		const struct kua_diagnostic *d = kua_diagnostic((enum kua_diagnostic_id)i);
		if (strlen(d->id) != n || strncmp(d->id, id, n) != 0)
			continue;
		*detail = id[n] && id[n + 1] ? id + n + 2 : NULL;
		return d;
	}
	return NULL;
}
