/*
 * bytes.c - the preserved bytes, in parts, each packed with zstd: a document may be larger than memory and larger than
 * what SQLite holds in a field. Parts are numbered from 0; all but the last hold CB_PART_BYTES.
 */
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "casebook/internal.h"

enum { LEVEL = 6 }; /* of zstd: twice as good as its fastest on text, and still faster than the disk */

/* ---- in ---- */

static enum kua_code put_part(struct kua_casebook *cb, const char *sha256, int64_t part, const void *bytes, size_t n,
                              struct kua_buf *packed, struct kua_error *err)
{
	size_t room = ZSTD_compressBound(n);
	kua_buf_clear(packed);
	kua_buf_reserve(packed, room);
	if (!cb->packer)
		cb->packer = ZSTD_createCCtx();
	size_t got = ZSTD_compressCCtx(cb->packer, packed->data, room, bytes, n, LEVEL);
	if (ZSTD_isError(got))
		return kua_fail(err, KUA_BUG, "%s: bytes cannot be packed: %s", cb->path, ZSTD_getErrorName(got));
	sqlite3_stmt *s = cb_take(cb, "INSERT INTO bytes (sha256, part, size, packed) VALUES (?, ?, ?, ?)", err);
	if (!s)
		return err->code;
	cb_bind(s, 1, sha256);
	(void)sqlite3_bind_int64(s, 2, part);
	(void)sqlite3_bind_int64(s, 3, (sqlite3_int64)n);
	(void)sqlite3_bind_blob64(s, 4, packed->data, got, SQLITE_STATIC);
	return cb_finish(cb, s, err);
}

/* One part of the bytes: where they are, or copied into room. */
static enum kua_code part_of(const struct kua_content *c, uint64_t at, size_t n, struct kua_buf *room, const void **out,
                             struct kua_error *err)
{
	if (c->v) {
		*out = (const char *)c->v + at;
		return KUA_OK;
	}
	kua_buf_clear(room);
	kua_buf_reserve(room, CB_PART_BYTES);
	*out = room->data;
	return kua_content_read(c, at, room->data, n, err);
}

static size_t part_bytes(const struct kua_content *c, uint64_t at)
{
	return c->n - at < CB_PART_BYTES ? (size_t)(c->n - at) : CB_PART_BYTES;
}

enum kua_code cb_bytes_put(struct kua_casebook *cb, const char *sha256, const struct kua_content *c, struct kua_error *err)
{
	struct kua_buf room = KUA_BUF_INIT, packed = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	uint64_t at = 0;
	int64_t part = 0;
	do { /* of nothing there is one part, too */
		size_t n = part_bytes(c, at);
		const void *bytes = "";
		code = part_of(c, at, n, &room, &bytes, err);
		if (code == KUA_OK)
			code = put_part(cb, sha256, part++, bytes, n, &packed, err);
		at += n;
	} while (code == KUA_OK && at < c->n);
	kua_buf_free(&room);
	kua_buf_free(&packed);
	return code;
}

/* ---- out ---- */

struct unpacking {
	struct kua_casebook *cb;
	const char *id, *sha256;
	int64_t bytes;      /* of the document */
	uint64_t done;
	struct kua_buf *to; /* or NULL: */
	int fd;             /* where they go; -1: nowhere, they are only checked */
};

static enum kua_code differs(const struct unpacking *u, const char *how, struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s: the preserved bytes of %s are damaged (%s); take them from a backup", u->cb->path,
	                u->id, how);
}

static enum kua_code unpack_part(struct unpacking *u, sqlite3_stmt *s, int64_t part, struct kua_buf *to,
                                 struct kua_error *err)
{
	const void *packed = sqlite3_column_blob(s, 2);
	size_t n = (size_t)sqlite3_column_bytes(s, 2);
	sqlite3_int64 size = sqlite3_column_int64(s, 1);
	uint64_t left = (uint64_t)u->bytes - u->done;
	if (!packed || size < 0 || sqlite3_column_int64(s, 0) != part || (uint64_t)size != (left < CB_PART_BYTES ? left : CB_PART_BYTES) ||
	    ZSTD_getFrameContentSize(packed, n) != (unsigned long long)size)
		return differs(u, "their length is not the one recorded", err);
	kua_buf_reserve(to, (size_t)size);
	if (!u->cb->unpacker)
		u->cb->unpacker = ZSTD_createDCtx();
	size_t got = ZSTD_decompressDCtx(u->cb->unpacker, to->data + to->len, (size_t)size, packed, n);
	if (ZSTD_isError(got) || got != (size_t)size)
		return differs(u, "they cannot be unpacked", err);
	to->len += got;
	u->done += got;
	return KUA_OK;
}

/* Each part in turn, hashed as it comes. */
static enum kua_code unpack_all(struct unpacking *u, sqlite3_stmt *s, struct kua_hasher *h, struct kua_error *err)
{
	struct kua_buf room = KUA_BUF_INIT, *to = u->to ? u->to : &room;
	enum kua_code code;
	bool row;
	int64_t part = 0;
	while ((code = cb_step(u->cb, s, &row, err)) == KUA_OK && row) {
		if (!u->to)
			kua_buf_clear(to);
		size_t from = to->len;
		code = unpack_part(u, s, part++, to, err);
		if (code != KUA_OK)
			break;
		kua_hasher_add(h, to->data + from, to->len - from);
		if (!u->to && u->fd >= 0)
			code = kua_write_all(u->fd, to->data, to->len, err);
		if (code != KUA_OK)
			break;
	}
	kua_buf_free(&room);
	if (code == KUA_OK && (part == 0 || u->done != (uint64_t)u->bytes))
		code = differs(u, "their length is not the one recorded", err);
	return code;
}

static enum kua_code is_right(const struct unpacking *u, const char *hex, struct kua_error *err)
{
	bool right = strcmp(hex, u->sha256) == 0 && strncmp(u->id + 2, hex, 16) == 0;
	return right ? KUA_OK : differs(u, "their SHA-256 is not the one recorded", err);
}

static enum kua_code unpack(struct unpacking *u, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(u->cb, "SELECT part, size, packed FROM bytes WHERE sha256 = ?1 ORDER BY part", err);
	if (!s)
		return err->code;
	char hex[KUA_SHA256_HEX + 1];
	size_t before = u->to ? u->to->len : 0;
	struct kua_hasher *h = kua_hasher_new();
	cb_bind(s, 1, u->sha256);
	enum kua_code code = unpack_all(u, s, h, err);
	kua_hasher_end(h, hex);
	if (code == KUA_OK)
		code = is_right(u, hex, err);
	if (u->to && u->to->data) {
		u->to->len = code == KUA_OK ? u->to->len : before;
		u->to->data[u->to->len] = '\0';
	}
	cb_give(u->cb, s);
	return code;
}

/* Which bytes the document has. */
static enum kua_code look_up(struct unpacking *u, struct kua_arena *a, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(u->cb, "SELECT sha256, bytes FROM document WHERE id = ?1", err);
	if (!s)
		return err->code;
	bool row;
	cb_bind(s, 1, u->id);
	enum kua_code code = cb_step(u->cb, s, &row, err);
	if (code == KUA_OK && !row)
		code = kua_fail(err, KUA_USE, "%s: no such document in %s", u->id, u->cb->path);
	if (code == KUA_OK)
		code = cb_text(u->cb, s, 0, NULL, a, &u->sha256, err);
	if (code == KUA_OK)
		u->bytes = sqlite3_column_int64(s, 1);
	cb_give(u->cb, s);
	if (code == KUA_OK && (!u->sha256 || strlen(u->id) != 18))
		return differs(u, "no hash is recorded", err);
	if (code == KUA_OK && (u->bytes < 0 || (uint64_t)u->bytes > CB_MAX_BYTES))
		return differs(u, "their length is not one that they can have", err);
	return code;
}

static enum kua_code get(struct unpacking *u, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	enum kua_code code = look_up(u, a, err);
	if (code == KUA_OK)
		code = unpack(u, err);
	kua_arena_free(a);
	return code;
}

enum kua_code kua_casebook_bytes(struct kua_casebook *cb, const char *document_id, struct kua_buf *b,
                                 struct kua_error *err)
{
	return get(&(struct unpacking){.cb = cb, .id = document_id, .to = b, .fd = -1}, err);
}

enum kua_code kua_casebook_bytes_to(struct kua_casebook *cb, const char *document_id, int fd, struct kua_error *err)
{
	return get(&(struct unpacking){.cb = cb, .id = document_id, .fd = fd}, err);
}

/* ---- out, part by part ---- */

struct kua_handing {
	struct kua_arena *a;
	struct unpacking u;     /* to: where the next part goes; cb: whoever asks for it */
	struct kua_hasher *h;   /* NULL once the last part was given */
	int64_t part;
};

enum kua_code kua_handing_start(struct kua_casebook *cb, const char *document_id, struct kua_handing **out, struct kua_error *err)
{
	struct kua_handing *g = kua_calloc(1, sizeof *g);
	g->a = kua_arena_new();
	g->h = kua_hasher_new();
	g->u = (struct unpacking){.cb = cb, .id = kua_arena_strdup(g->a, document_id), .fd = -1};
	enum kua_code code = look_up(&g->u, g->a, err);
	if (code == KUA_OK)
		*out = g;
	else
		kua_handing_end(g);
	return code;
}

uint64_t kua_handing_bytes(const struct kua_handing *g)
{
	return (uint64_t)g->u.bytes;
}

static enum kua_code next_part(struct kua_handing *g, struct kua_buf *b, struct kua_error *err)
{
	sqlite3_stmt *s = cb_take(g->u.cb, "SELECT part, size, packed FROM bytes WHERE sha256 = ?1 AND part = ?2", err);
	bool row;
	if (!s)
		return err->code;
	cb_bind(s, 1, g->u.sha256);
	(void)sqlite3_bind_int64(s, 2, g->part);
	enum kua_code code = cb_step(g->u.cb, s, &row, err);
	if (code == KUA_OK)
		code = row ? unpack_part(&g->u, s, g->part++, b, err) : differs(&g->u, "their length is not the one recorded", err);
	cb_give(g->u.cb, s);
	return code;
}

enum kua_code kua_handing_next(struct kua_handing *g, struct kua_casebook *cb, struct kua_buf *b, struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	kua_buf_clear(b);
	if (!g->h)
		return KUA_OK;
	g->u.cb = cb;
	enum kua_code code = next_part(g, b, err);
	if (code == KUA_OK)
		kua_hasher_add(g->h, b->data, b->len);
	if (code == KUA_OK && g->u.done == (uint64_t)g->u.bytes) {
		kua_hasher_end(g->h, hex);
		g->h = NULL;
		code = is_right(&g->u, hex, err);
	}
	if (code != KUA_OK)
		kua_buf_clear(b);
	return code;
}

void kua_handing_end(struct kua_handing *g)
{
	char hex[KUA_SHA256_HEX + 1];
	if (!g)
		return;
	if (g->h)
		kua_hasher_end(g->h, hex);
	kua_arena_free(g->a);
	free(g);
}

enum kua_code kua_casebook_take(struct kua_casebook *cb, const struct kua_document *doc, const char *folder,
                                struct kua_taken *out, struct kua_error *err)
{
	*out = KUA_TAKEN_INIT;
	bool small = doc->bytes >= 0 && (uint64_t)doc->bytes <= KUA_TAKEN_IN_MEMORY;
	enum kua_code code = small ? kua_casebook_bytes(cb, doc->id, &out->small, err) : kua_spool_new(folder, &out->spool, err);
	if (code == KUA_OK && !small)
		code = kua_casebook_bytes_to(cb, doc->id, out->spool, err);
	if (code != KUA_OK)
		kua_taken_release(out);
	else if (small)
		out->content = kua_content_of(out->small.data, out->small.len);
	else
		out->content = (struct kua_content){.fd = out->spool, .n = (uint64_t)doc->bytes};
	return code;
}
