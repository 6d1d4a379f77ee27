/* setting.c - small facts about the casebook itself; not sealed. */
#include "casebook/internal.h"

enum kua_code kua_casebook_set(struct kua_casebook *cb, const char *key, const char *value, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK)
		return code;
	if (!key || !value)
		return kua_fail(err, KUA_BUG, "%s: a setting without its name or value", cb->path);
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO setting (key, value) VALUES (?, ?) "
	                          "ON CONFLICT (key) DO UPDATE SET value = excluded.value", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, key);
	cb_bind(s, 2, value);
	return cb_finish(cb, s, err);
}

enum kua_code kua_casebook_get(struct kua_casebook *cb, const char *key, struct kua_arena *a, const char **value,
                               struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT value FROM setting WHERE key = ?", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, key);
	bool row;
	const char *text = NULL;
	enum kua_code code = cb_step(cb, s, &row, err);
	if (code == KUA_OK && row)
		code = cb_text(cb, s, 0, NULL, a, &text, err);
	if (code == KUA_OK)
		*value = text;
	cb_give(cb, s);
	return code;
}
