/*
 * spelling.c - how the words of the full-text index sound. Who looks for Zhanaozen means Жаңаөзен too; what a word may sound like is
 * told by whoever knows languages (struct kua_sounds), kept here beside the word, and asked for when somebody looks for it.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "casebook/internal.h"

/* ---- keeping ---- */

enum kua_code kua_casebook_words(struct kua_casebook *cb, kua_word_fn *fn, void *ctx, struct kua_error *err)
{
	enum kua_code code = cb_exec(cb, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab('main', 'search', 'row')", err);
	sqlite3_stmt *s = code == KUA_OK ? cb_take(cb, "SELECT term FROM temp.word ORDER BY term", err) : NULL;
	bool row;
	if (!s)
		return err->code;
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row)
		fn(ctx, (const char *)sqlite3_column_text(s, 0), (size_t)sqlite3_column_bytes(s, 0));
	cb_give(cb, s);
	return code;
}

/* What tells one spelling of all words from another. */
static void seal(const struct kua_spelling *v, size_t n, char out_hex[KUA_SHA256_HEX + 1])
{
	struct kua_hasher *h = kua_hasher_new();
	for (size_t i = 0; i < n; i++) {
		char marks[2] = {(char)('0' + v[i].how), (char)('0' + v[i].name)};
		kua_hasher_add(h, v[i].key, strlen(v[i].key) + 1);
		kua_hasher_add(h, v[i].term, strlen(v[i].term) + 1);
		kua_hasher_add(h, marks, sizeof marks);
	}
	kua_hasher_end(h, out_hex);
}

static enum kua_code put(struct kua_casebook *cb, const struct kua_spelling *r, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "INSERT OR IGNORE INTO spelling (key, how, term, name) VALUES (?, ?, ?, ?)", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, r->key);
	(void)sqlite3_bind_int64(s, 2, r->how);
	cb_bind(s, 3, r->term);
	(void)sqlite3_bind_int64(s, 4, r->name);
	return cb_finish(cb, s, err);
}

enum kua_code kua_casebook_spell(struct kua_casebook *cb, const struct kua_spelling *v, size_t n, struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	struct kua_arena *a = kua_arena_new();
	const char *before = NULL;
	seal(v, n, hex);
	enum kua_code code = cb_may_write(cb, err);
	if (code == KUA_OK)
		code = kua_casebook_get(cb, "spelling", a, &before, err);
	bool same = before && strcmp(before, hex) == 0;
	if (code == KUA_OK && !same)
		code = cb_exec(cb, "DELETE FROM spelling", err);
	for (size_t i = 0; i < n && code == KUA_OK && !same; i++)
		code = put(cb, &v[i], err);
	if (code == KUA_OK && !same)
		code = kua_casebook_set(cb, "spelling", hex, err);
	kua_arena_free(a);
	return cb_written(cb, code);
}

/* ---- asking ---- */

static UScriptCode script_of(const char *s, size_t n)
{
	for (size_t i = 0, step; i < n; i += step) {
		UErrorCode status = U_ZERO_ERROR;
		uint32_t c;
		step = kua_utf8_next(s + i, n - i, &c);
		if (step == 0)
			break;
		UScriptCode script = uscript_getScript((UChar32)c, &status);
		if (script > USCRIPT_INHERITED)
			return script;
	}
	return USCRIPT_COMMON;
}

/* May a term that sounds so be meant by the word? */
static bool is_meant(const struct cb_word *w, enum kua_sound_how how, const char *term, bool name)
{
	UScriptCode asked = script_of(w->s, w->n), script = script_of(term, strlen(term));
	if (how == KUA_SOUND_BONES) /* without vowels: only where one side does not write them */
		return asked != script && (asked == USCRIPT_ARABIC || script == USCRIPT_ARABIC);
	if (how == KUA_SOUND_STEM)
		return !w->as_it_is;
	return asked != script || name; /* in one script, other spellings of names only: hoping is not hopping */
}

static void add(struct cb_terms *out, struct kua_arena *a, const char *term)
{
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->v[i], term) == 0)
			return;
	if (out->n < CB_MAX_SPELLINGS)
		out->v[out->n++] = kua_arena_strdup(a, term);
}

static enum kua_code ask(struct kua_casebook *cb, const struct cb_word *w, const struct kua_sound *sound, enum kua_sound_how how,
                         struct kua_arena *a, struct cb_terms *out, struct kua_error *err)
{
	static const char whole[] = "SELECT term, name FROM spelling WHERE key = ?1 AND how = ?2 ORDER BY term LIMIT 1000";
	static const char begins[] = "SELECT term, name FROM spelling WHERE key >= ?1 AND key < ?1 || '~' AND how = ?2 ORDER BY key LIMIT 1000";
	bool row, prefix = w->prefix && how == KUA_SOUND_WHOLE;
	if (w->prefix && !prefix)
		return KUA_OK;
	sqlite3_stmt *s = cb_take(cb, prefix ? begins : whole, err);
	if (!s)
		return err->code;
	enum kua_code code;
	cb_bind(s, 1, sound->key);
	(void)sqlite3_bind_int64(s, 2, how);
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		const char *term = (const char *)sqlite3_column_text(s, 0);
		if (term && is_meant(w, how, term, sqlite3_column_int(s, 1) == 1))
			add(out, a, term);
	}
	cb_give(cb, s);
	return code;
}

enum kua_code cb_spellings(struct kua_casebook *cb, const struct kua_sounds *sounds, const struct cb_word *w, struct kua_arena *a,
                           struct cb_terms *out, struct kua_error *err)
{
	struct kua_sound heard[KUA_SOUNDS];
	enum kua_code code = KUA_OK;
	size_t n = sounds ? sounds->of(sounds->ctx, w->s, w->n, heard) : 0;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		code = ask(cb, w, &heard[i], heard[i].how, a, out, err);
		if (code == KUA_OK && heard[i].how == KUA_SOUND_WHOLE) /* words of which it is the stem */
			code = ask(cb, w, &heard[i], KUA_SOUND_STEM, a, out, err);
	}
	return code;
}
