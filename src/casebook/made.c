/*
 * made.c - what a stage made of one item by itself, kept beside a mark of all it was made of, so that it need not be made again.
 *
 * It is nothing but saved work: it may be dropped at any moment, and what is damaged counts as not there. Rebuilding drops it.
 */
#include <zstd.h>

#include "casebook/internal.h"

enum { LEVEL = 1, MOST = 64 << 20 }; /* of zstd: it is read far oftener than written; more than so many bytes are not kept */

/* The bytes of a row in the arena; NULL where they are damaged. */
static const char *unpacked(struct kua_casebook *cb, sqlite3_stmt *s, int at, struct kua_arena *a, size_t *n)
{
	const void *packed = sqlite3_column_blob(s, at);
	size_t room = (size_t)sqlite3_column_bytes(s, at);
	unsigned long long size = packed ? ZSTD_getFrameContentSize(packed, room) : ZSTD_CONTENTSIZE_ERROR;
	if (size > MOST) /* and where it is not known, or an error */
		return NULL;
	if (!cb->unpacker)
		cb->unpacker = ZSTD_createDCtx();
	char *v = kua_arena_alloc(a, (size_t)size + 1);
	*n = ZSTD_decompressDCtx(cb->unpacker, v, (size_t)size, packed, room);
	return ZSTD_isError(*n) || *n != size ? NULL : v;
}

enum kua_code kua_made_each(struct kua_casebook *cb, const char *stage, struct kua_arena *a, kua_made_fn *fn, void *ctx,
                            struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(cb, "SELECT item, mark, packed FROM made WHERE stage = ?1 ORDER BY item", err);
	if (!s)
		return err->code;
	enum kua_code code;
	bool row;
	cb_bind(s, 1, stage);
	while ((code = cb_step(cb, s, &row, err)) == KUA_OK && row) {
		struct kua_made m;
		code = cb_text(cb, s, 0, NULL, a, &m.item, err);
		if (code == KUA_OK)
			code = cb_text(cb, s, 1, NULL, a, &m.mark, err);
		if (code != KUA_OK)
			break;
		m.v = unpacked(cb, s, 2, a, &m.n);
		if (m.v)
			fn(ctx, &m);
	}
	cb_give(cb, s);
	return code;
}

enum kua_code kua_made_put(struct kua_casebook *cb, const char *stage, const struct kua_made *m, struct kua_error *err)
{
	struct kua_buf packed = KUA_BUF_INIT;
	enum kua_code code = cb_may_write(cb, err);
	if (code != KUA_OK || m->n > MOST)
		return code;
	size_t room = ZSTD_compressBound(m->n);
	kua_buf_reserve(&packed, room);
	if (!cb->packer)
		cb->packer = ZSTD_createCCtx();
	size_t n = ZSTD_compressCCtx(cb->packer, packed.data, room, m->v, m->n, LEVEL);
	sqlite3_stmt *s = NULL;
	if (ZSTD_isError(n))
		code = kua_fail(err, KUA_BUG, "%s: bytes cannot be packed: %s", cb->path, ZSTD_getErrorName(n));
	else if (!(s = cb_take(cb, "INSERT OR REPLACE INTO made (stage, item, mark, packed) VALUES (?, ?, ?, ?)", err)))
		code = err->code;
	if (s) {
		cb_bind(s, 1, stage);
		cb_bind(s, 2, m->item);
		cb_bind(s, 3, m->mark);
		(void)sqlite3_bind_blob64(s, 4, packed.data, n, SQLITE_STATIC);
		code = cb_finish(cb, s, err);
	}
	kua_buf_free(&packed);
	return cb_written(cb, code);
}

enum kua_code kua_made_drop(struct kua_casebook *cb, struct kua_error *err)
{
	enum kua_code code = cb_may_write(cb, err);
	return code == KUA_OK ? cb_written(cb, cb_exec(cb, "DELETE FROM made", err)) : code;
}
