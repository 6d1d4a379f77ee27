/*
 * desk.c - a petition's file with its key: rows are sealed on the way in and opened on the way out, and tagged by what they are looked up by.
 */
#include <inttypes.h>
#include <string.h>

#include "custody/custody.h"
#include "petition/desk.h"
#include "util/search.h"

enum { TOLD = 20000 };

/* ---- sealed facts ---- */

static enum kua_code put_sealed(struct kua_desk *d, const char *key, const struct kua_buf *plain, struct kua_error *err)
{
	kua_buf_clear(&d->room);
	kua_seal_bytes(d->key, key, plain->data, plain->len, &d->room);
	return kua_signatures_set(d->store, key, d->room.data, d->room.len, err);
}

/* Nothing is appended where there is no such fact. */
static enum kua_code get_sealed(struct kua_desk *d, const char *key, struct kua_buf *plain, struct kua_error *err)
{
	kua_buf_clear(&d->room);
	enum kua_code code = kua_signatures_get(d->store, key, &d->room, err);
	if (code == KUA_OK && d->room.len && !kua_open_bytes(d->key, key, d->room.data, d->room.len, plain))
		code = kua_fail(err, KUA_DATA, "%s: damaged, or changed without its key; go on with a copy from a backup", d->path);
	return code;
}

static void know_text(struct kua_desk *d)
{
	char hex[KUA_SHA256_HEX + 1];
	kua_sha256(d->petition.text, strlen(d->petition.text), hex);
	(void)snprintf(d->text, sizeof d->text, "%.16s", hex);
}

enum kua_code kua_desk_set_petition(struct kua_desk *d, const struct kua_petition *p, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_petition_write(p, &b);
	enum kua_code code = put_sealed(d, "petition", &b, err);
	kua_buf_clear(&d->sealed);
	kua_buf_add(&d->sealed, d->room.data, d->room.len);
	if (code == KUA_OK)
		code = kua_petition_read(b.data, b.len, d->arena, &d->petition, err);
	know_text(d);
	kua_buf_free(&b);
	return code;
}

/* ---- making and opening ---- */

static struct kua_desk *desk_new(const char *path)
{
	struct kua_desk *d = kua_calloc(1, sizeof *d);
	d->path = kua_strdup(path);
	d->arena = kua_arena_new();
	d->last = -1;
	return d;
}

void kua_desk_close(struct kua_desk *d)
{
	if (!d)
		return;
	kua_signatures_close(d->store);
	kua_key_free(d->key);
	kua_address_rules_free(d->rules);
	kua_arena_free(d->arena);
	kua_vec_free(&d->hidden);
	if (d->room.data)
		kua_wipe(d->room.data, d->room.cap);
	kua_buf_free(&d->room);
	kua_buf_free(&d->sealed);
	free(d->path);
	free(d);
}

enum kua_code kua_desk_new(const char *path, const struct kua_petition *p, enum kua_secret what, const void *secret, size_t n,
                           struct kua_error *err)
{
	struct kua_buf lock = KUA_BUF_INIT;
	struct kua_desk *d = desk_new(path);
	d->key = kua_key_new();
	d->writes = true;
	enum kua_code code = kua_petition_check(p, err);
	if (code == KUA_OK)
		code = kua_key_lock(d->key, what, secret, n, &lock, err);
	if (code == KUA_OK)
		code = kua_signatures_new(path, lock.data, lock.len, err);
	if (code == KUA_OK)
		code = kua_signatures_open(path, KUA_WRITE, &d->store, err);
	if (code == KUA_OK)
		code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = kua_desk_set_petition(d, p, err);
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	kua_buf_free(&lock);
	kua_desk_close(d);
	return code;
}

static enum kua_code unlock(struct kua_desk *d, kua_secret_fn *ask, void *ctx, struct kua_error *err)
{
	struct kua_buf lock = KUA_BUF_INIT, secret = KUA_BUF_INIT;
	enum kua_secret what;
	enum kua_code code = kua_signatures_get(d->store, "lock", &lock, err);
	if (code == KUA_OK)
		code = kua_lock_wants(lock.data, lock.len, &what, err);
	if (code == KUA_OK)
		code = ask(ctx, what, &secret, err);
	if (code == KUA_OK)
		code = kua_key_unlock(lock.data, lock.len, secret.data ? secret.data : "", secret.len, &d->key, err);
	if (secret.data)
		kua_wipe(secret.data, secret.cap);
	kua_buf_free(&lock);
	kua_buf_free(&secret);
	return code == KUA_OK ? code : kua_fail_in(err, "%s", d->path);
}

/* Read what it is about, unless it is as it was. */
static enum kua_code read_petition(struct kua_desk *d, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_clear(&d->room);
	enum kua_code code = kua_signatures_get(d->store, "petition", &d->room, err);
	if (code != KUA_OK || (d->room.len && d->room.len == d->sealed.len && memcmp(d->room.data, d->sealed.data, d->room.len) == 0))
		return code;
	kua_buf_clear(&d->sealed);
	kua_buf_add(&d->sealed, d->room.data ? d->room.data : "", d->room.len);
	if (d->sealed.len && !kua_open_bytes(d->key, "petition", d->sealed.data, d->sealed.len, &b))
		code = kua_fail(err, KUA_DATA, "%s: damaged, or changed without its key; go on with a copy from a backup", d->path);
	if (code == KUA_OK && b.len == 0)
		code = kua_fail(err, KUA_DATA, "%s: it does not say what it is about; making it was broken off: make it anew", d->path);
	if (code == KUA_OK)
		code = kua_petition_read(b.data, b.len, d->arena, &d->petition, err);
	if (code == KUA_OK)
		know_text(d);
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_desk_open(const char *path, enum kua_mode mode, const char *data_dir, kua_secret_fn *ask, void *ctx, struct kua_desk **out,
                            struct kua_error *err)
{
	struct kua_desk *d = desk_new(path);
	d->writes = mode == KUA_WRITE;
	enum kua_code code = kua_signatures_open(path, mode, &d->store, err);
	if (code == KUA_OK)
		code = unlock(d, ask, ctx, err);
	if (code == KUA_OK)
		code = read_petition(d, err);
	if (code == KUA_OK)
		code = kua_address_rules_load(data_dir, &d->rules, err);
	if (code == KUA_OK)
		code = desk_apply_erased(d, err);
	if (code == KUA_OK)
		*out = d;
	else
		kua_desk_close(d);
	return code;
}

const struct kua_petition *kua_desk_petition(const struct kua_desk *d)
{
	return &d->petition;
}

const struct kua_key *kua_desk_key(const struct kua_desk *d)
{
	return d->key;
}

const struct kua_address_rules *kua_desk_rules(const struct kua_desk *d)
{
	return d->rules;
}

int64_t kua_desk_erased_again(const struct kua_desk *d)
{
	return d->again;
}

enum kua_code kua_desk_begin(struct kua_desk *d, struct kua_error *err)
{
	enum kua_code code = kua_signatures_begin(d->store, err);
	d->last = -1; /* another program may have written since */
	if (code == KUA_OK && d->sealed.len && read_petition(d, err) != KUA_OK) {
		code = err->code;
		kua_signatures_rollback(d->store);
	}
	return code;
}

enum kua_code kua_desk_commit(struct kua_desk *d, struct kua_error *err)
{
	return kua_signatures_commit(d->store, err);
}

void kua_desk_rollback(struct kua_desk *d)
{
	kua_signatures_rollback(d->store);
	kua_buf_clear(&d->sealed); /* what was changed of it in memory is not so */
	kua_buf_char(&d->sealed, '?');
}

enum kua_code kua_desk_is_open(struct kua_desk *d, const char *today, bool *open, struct kua_error *err)
{
	const char *seen = d->petition.seen;
	bool newer = !seen || strcmp(today, seen) > 0;
	const char *day = newer ? today : seen;
	*open = !d->petition.closes || strcmp(day, d->petition.closes) <= 0;
	if (!newer)
		return KUA_OK;
	struct kua_petition p = d->petition;
	p.seen = today;
	return kua_desk_set_petition(d, &p, err);
}

/* ---- rows ---- */

static void about_row(int64_t nr, char out[32])
{
	(void)snprintf(out, 32, "row %" PRId64, nr);
}

static void address_tag(const struct kua_desk *d, const char *address, struct kua_arena *a, unsigned char out[KUA_TAG_BYTES])
{
	const char *canonical = kua_address_canonical(d->rules, address, a);
	canonical = canonical ? canonical : address; /* what is no address is itself */
	kua_tag(d->key, "address", canonical, strlen(canonical), out);
}

enum kua_code kua_desk_save(struct kua_desk *d, const struct kua_signature *s, struct kua_error *err)
{
	struct kua_buf plain = KUA_BUF_INIT;
	char about[32];
	about_row(s->nr, about);
	kua_signature_write(s, &plain);
	kua_buf_clear(&d->room);
	kua_seal_bytes(d->key, about, plain.data, plain.len, &d->room);
	enum kua_code code = kua_signatures_put(d->store, s->nr, d->room.data, d->room.len, err);
	kua_wipe(plain.data, plain.len);
	kua_buf_free(&plain);
	return code;
}

static enum kua_code put_tags(struct kua_desk *d, const struct kua_signature *s, struct kua_error *err)
{
	unsigned char tag[KUA_TAG_BYTES];
	desk_row_tag(d, s, tag);
	enum kua_code code = kua_signatures_tag(d->store, tag, s->nr, err);
	if (code == KUA_OK && s->email) {
		struct kua_arena *a = kua_arena_new();
		address_tag(d, s->email, a, tag);
		kua_arena_free(a);
		code = kua_signatures_tag(d->store, tag, s->nr, err);
	}
	if (code == KUA_OK && s->has_token) {
		kua_tag(d->key, "token", s->token, sizeof s->token, tag);
		code = kua_signatures_tag(d->store, tag, s->nr, err);
	}
	return code;
}

enum kua_code kua_desk_add(struct kua_desk *d, struct kua_signature *s, const char *who, const char *why, struct kua_error *err)
{
	enum kua_code code = d->last < 0 ? kua_signatures_last(d->store, &d->last, err) : KUA_OK;
	if (code != KUA_OK)
		return code;
	const struct kua_sign_change first = {s->state, s->day, who, why};
	s->nr = d->last + 1;
	s->text = d->text;
	s->changes = &first;
	s->n_changes = 1;
	kua_random(s->salt, sizeof s->salt);
	code = kua_desk_save(d, s, err);
	if (code == KUA_OK)
		code = put_tags(d, s, err);
	s->changes = NULL;
	s->n_changes = 0;
	d->last += code == KUA_OK;
	return code;
}

static enum kua_code open_row(struct kua_desk *d, int64_t nr, const void *v, size_t n, struct kua_buf *plain, struct kua_arena *a,
                              struct kua_signature *out, struct kua_error *err)
{
	char about[32];
	about_row(nr, about);
	kua_buf_clear(plain);
	if (!kua_open_bytes(d->key, about, v, n, plain))
		return kua_fail(err, KUA_DATA, "%s: signature %" PRId64 " is damaged, or was changed without the key; go on with a copy from a backup",
		                d->path, nr);
	enum kua_code code = kua_signature_read(plain->data, plain->len, a, out, err);
	out->nr = nr;
	return code;
}

static bool is_hidden(const struct kua_desk *d, int64_t nr)
{
	size_t lo;
	KUA_FIRST(lo, d->hidden.n, d->hidden.v[lo] < nr);
	return lo < d->hidden.n && d->hidden.v[lo] == nr;
}

enum kua_code kua_desk_row(struct kua_desk *d, int64_t nr, struct kua_arena *a, struct kua_signature *out, struct kua_error *err)
{
	struct kua_buf sealed = KUA_BUF_INIT, plain = KUA_BUF_INIT;
	bool there = false;
	enum kua_code code = kua_signatures_row(d->store, nr, &sealed, &there, err);
	if (code == KUA_OK && (!there || is_hidden(d, nr)))
		code = kua_fail(err, KUA_USE, "%s: there is no signature %" PRId64, d->path, nr);
	if (code == KUA_OK)
		code = open_row(d, nr, sealed.data, sealed.len, &plain, a, out, err);
	kua_buf_free(&sealed);
	kua_buf_free(&plain);
	return code;
}

struct visiting {
	struct kua_desk *desk;
	struct kua_arena *arena;
	struct kua_buf plain;
	kua_desk_fn *fn;
	void *ctx;
};

static enum kua_code visit(void *ctx, int64_t nr, const void *v, size_t n, struct kua_error *err)
{
	struct visiting *x = ctx;
	struct kua_signature s;
	if (is_hidden(x->desk, nr))
		return KUA_OK;
	kua_arena_clear(x->arena);
	enum kua_code code = open_row(x->desk, nr, v, n, &x->plain, x->arena, &s, err);
	return code == KUA_OK ? x->fn(x->ctx, &s, err) : code;
}

enum kua_code kua_desk_each(struct kua_desk *d, kua_desk_fn *fn, void *ctx, struct kua_error *err)
{
	struct visiting x = {.desk = d, .arena = kua_arena_new(), .fn = fn, .ctx = ctx};
	enum kua_code code = kua_signatures_each(d->store, 0, visit, &x, err);
	kua_arena_free(x.arena);
	kua_buf_free(&x.plain);
	return code;
}

enum kua_code kua_desk_by_address(struct kua_desk *d, const char *address, int64_t nr[KUA_PER_ADDRESS], size_t *n, struct kua_error *err)
{
	unsigned char tag[KUA_TAG_BYTES];
	struct kua_arena *a = kua_arena_new();
	address_tag(d, address, a, tag);
	kua_arena_free(a);
	return kua_signatures_tagged(d->store, tag, nr, KUA_PER_ADDRESS, n, err);
}

enum kua_code kua_desk_by_token(struct kua_desk *d, const unsigned char token[KUA_TOKEN_BYTES], int64_t *nr, struct kua_error *err)
{
	unsigned char tag[KUA_TAG_BYTES];
	size_t n = 0;
	kua_tag(d->key, "token", token, KUA_TOKEN_BYTES, tag);
	*nr = 0;
	return kua_signatures_tagged(d->store, tag, nr, 1, &n, err);
}

/* ---- totals ---- */

static enum kua_code tally(void *ctx, const struct kua_signature *s, struct kua_error *err)
{
	struct kua_totals *t = ctx;
	(void)err;
	t->state[s->state]++;
	t->all++;
	return KUA_OK;
}

static enum kua_code refused(struct kua_desk *d, int64_t *n, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = get_sealed(d, "refused", &b, err);
	*n = b.len ? strtoll(b.data, NULL, 10) : 0;
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_desk_totals(struct kua_desk *d, struct kua_totals *out, struct kua_error *err)
{
	memset(out, 0, sizeof *out);
	enum kua_code code = kua_desk_each(d, tally, out, err);
	out->all += (int64_t)d->hidden.n;
	out->state[KUA_ERASED] += (int64_t)d->hidden.n;
	return code == KUA_OK ? refused(d, &out->refused, err) : code;
}

enum kua_code kua_desk_refuse(struct kua_desk *d, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	int64_t n = 0;
	enum kua_code code = refused(d, &n, err);
	kua_buf_printf(&b, "%" PRId64, n + 1);
	if (code == KUA_OK)
		code = put_sealed(d, "refused", &b, err);
	kua_buf_free(&b);
	return code;
}

/* ---- duplicates ---- */

struct gathering {
	struct kua_desk *desk;
	struct kua_arena *arena; /* names and places */
	struct kua_intern *places;
	KUA_VEC(struct kua_signer) v;
	KUA_VEC(int64_t) nr;
	KUA_VEC(uint32_t) place; /* of each, in places */
	enum kua_sign_state wanted;
	const struct kua_progress *progress;
};

static enum kua_code gather(void *ctx, const struct kua_signature *s, struct kua_error *err)
{
	struct gathering *g = ctx;
	(void)err;
	if (s->state != g->wanted) /* what is pending may never be confirmed: nobody is a duplicate of it */
		return KUA_OK;
	struct kua_signer *r = kua_vec_add(&g->v);
	*kua_vec_add(&g->nr) = s->nr;
	*kua_vec_add(&g->place) = s->place ? kua_intern_add(g->places, s->place, strlen(s->place)) : KUA_NO_ID;
	*r = (struct kua_signer){.name = kua_arena_strdup(g->arena, s->name), .born = s->born, .own = s->own};
	if (s->email) {
		struct kua_arena *a = kua_arena_new();
		const char *canonical = kua_address_canonical(g->desk->rules, s->email, a);
		canonical = canonical ? canonical : s->email;
		r->address = kua_hash(canonical, strlen(canonical));
		kua_arena_free(a);
	}
	if (g->v.n % TOLD == 0)
		kua_tell(g->progress, "opening signatures", g->v.n, 0);
	return KUA_OK;
}

enum kua_code kua_desk_check(struct kua_desk *d, const struct kua_names *names, const struct kua_progress *progress,
                             struct kua_found_twin **out, size_t *n, struct kua_error *err)
{
	struct gathering g = {.desk = d, .arena = kua_arena_new(), .places = kua_intern_new(), .progress = progress};
	struct kua_twin *twins = NULL;
	size_t found = 0;
	g.wanted = KUA_COUNTED; /* first, so that a row that was published stays */
	enum kua_code code = kua_desk_each(d, gather, &g, err);
	g.wanted = KUA_CONFIRMED;
	if (code == KUA_OK)
		code = kua_desk_each(d, gather, &g, err);
	for (size_t i = 0; i < g.v.n; i++) /* only now do the texts stay where they are */
		g.v.v[i].place = g.place.v[i] == KUA_NO_ID ? NULL : kua_intern_text(g.places, g.place.v[i]);
	if (code == KUA_OK)
		code = kua_duplicates_find(names, g.v.v, g.v.n, progress, &twins, &found, err);
	if (code == KUA_OK) {
		*out = kua_calloc(found, sizeof **out);
		*n = found;
		for (size_t i = 0; i < found; i++)
			(*out)[i] = (struct kua_found_twin){g.nr.v[twins[i].row], g.nr.v[twins[i].of], twins[i].chance, twins[i].sure, twins[i].same_address};
	}
	free(twins);
	kua_vec_free(&g.v);
	kua_vec_free(&g.nr);
	kua_vec_free(&g.place);
	kua_intern_free(g.places);
	kua_arena_free(g.arena);
	return code;
}
