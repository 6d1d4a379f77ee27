/* diagnostics.c - the catalogue as a table. What the entries mean stands in diagnostics.h. */
#include "intake/diagnostics.h"

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
