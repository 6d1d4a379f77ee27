/*
 * erase.c - what somebody wants erased is gone, and stays gone when an older copy of the file is put back. Beside the petition's file lies
 * a list of keyed hashes, one for each erased row and one for who it was. Whoever opens the petition erases what is on the
 * list and not yet erased. The list says nothing without the key; it only grows, and is written and on the disk before the row is emptied.
 */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "petition/desk.h"

enum { HEX = 2 * KUA_TAG_BYTES };
#define LIST_BYTES ((size_t)256 << 20)
static const char heading[] = "# What was erased from the petition beside this file, as keyed hashes. Keep it, and never put an older one in its place:\n"
                              "# it is why somebody who was erased does not come back with an older copy of the petition.\n";

/* ---- tags ---- */

void desk_row_tag(const struct kua_desk *d, const struct kua_signature *s, unsigned char out[KUA_TAG_BYTES])
{
	kua_tag(d->key, "row", s->salt, sizeof s->salt, out);
}

/* Who somebody is to a file that is imported again: the address, else name, place and year. */
void desk_person_tag(const struct kua_desk *d, const struct kua_signature *s, unsigned char out[KUA_TAG_BYTES])
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	const char *address = s->email ? kua_address_canonical(d->rules, s->email, a) : NULL;
	kua_fold(&b, s->name ? s->name : "", s->name ? strlen(s->name) : 0);
	if (address) {
		kua_buf_printf(&b, "\n%s", address);
	} else {
		kua_buf_char(&b, '\n');
		kua_fold(&b, s->place ? s->place : "", s->place ? strlen(s->place) : 0);
		kua_buf_printf(&b, "\n%lld", (long long)s->born);
	}
	kua_tag(d->key, address ? "person by address" : "person", b.data, b.len, out);
	kua_buf_free(&b);
	kua_arena_free(a);
}

enum kua_code kua_desk_was_erased(struct kua_desk *d, const struct kua_signature *s, bool *was, struct kua_error *err)
{
	unsigned char tag[KUA_TAG_BYTES];
	desk_person_tag(d, s, tag);
	return kua_signatures_erased_has(d->store, tag, was, err);
}

/* ---- the list beside the file ---- */

struct tags {
	KUA_VEC(struct tag { unsigned char v[KUA_TAG_BYTES]; }) all;
};

static char *list_path(const struct kua_desk *d)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s.erased", d->path);
	return b.data;
}

static enum kua_code parse_list(const char *path, char *s, struct tags *out, struct kua_error *err)
{
	size_t line = 0;
	for (char *next; s && *s; s = next) {
		size_t made = 0;
		next = strchr(s, '\n');
		if (!next) /* the last line is being written, or was cut short: what it stood for was not acknowledged */
			break;
		*next++ = '\0';
		line++;
		if (*s == '#' || !*s)
			continue;
		struct tag *t = kua_vec_add(&out->all);
		if (strlen(s) != HEX || sodium_hex2bin(t->v, sizeof t->v, s, HEX, NULL, &made, NULL) != 0)
			return kua_fail(err, KUA_DATA, "%s:%zu: not a line of a list of what was erased; put the newest copy of it back", path, line);
	}
	return KUA_OK;
}

static enum kua_code read_list(const struct kua_desk *d, struct tags *out, struct kua_error *err)
{
	char *path = list_path(d);
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	if (access(path, F_OK) == 0)
		code = kua_read_file(path, LIST_BYTES, &b, err);
	if (code == KUA_OK && b.len)
		code = parse_list(path, b.data, out, err);
	kua_buf_free(&b);
	free(path);
	return code;
}

/* Append tags, and come back when they are on the disk. */
static enum kua_code append(const struct kua_desk *d, const struct tag *v, size_t n, struct kua_error *err)
{
	char *path = list_path(d), hex[HEX + 1];
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
	char last = '\n';
	if (size == 0)
		kua_buf_str(&b, heading);
	else if (fd >= 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n') /* one that was cut short */
		kua_buf_char(&b, '\n');
	for (size_t i = 0; i < n; i++)
		kua_buf_printf(&b, "%s\n", sodium_bin2hex(hex, sizeof hex, v[i].v, KUA_TAG_BYTES));
	if (fd < 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s; nothing was erased", path, strerror(errno));
	else
		code = kua_write_all(fd, b.data, b.len, err);
	if (code == KUA_OK && fsync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s; nothing was erased", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	kua_buf_free(&b);
	free(path);
	return code;
}

/* ---- erasing ---- */

enum kua_code desk_empty_row(struct kua_desk *d, struct kua_signature *s, const char *who, const char *why, const char *day, struct kua_arena *a,
                             struct kua_error *err)
{
	enum kua_code code = kua_signature_change(s, KUA_ERASED, &(struct kua_sign_change){.day = day, .who = who, .why = why}, a, err);
	if (code != KUA_OK)
		return code;
	struct kua_sign_change *kept = KUA_NEW_N(a, struct kua_sign_change, s->n_changes);
	for (size_t i = 0; i < s->n_changes; i++) /* what was said of it may name somebody */
		kept[i] = (struct kua_sign_change){s->changes[i].state, s->changes[i].day, i + 1 == s->n_changes ? who : NULL,
		                                   i + 1 == s->n_changes ? why : NULL};
	const struct kua_signature empty = {.nr = s->nr, .state = KUA_ERASED, .changes = kept, .n_changes = s->n_changes};
	code = kua_signatures_untag(d->store, s->nr, err);
	return code == KUA_OK ? kua_desk_save(d, &empty, err) : code;
}

/* Rows of one person: the row, the one it is a duplicate of, and all duplicates of that. */
struct person {
	int64_t nr, root;
	KUA_VEC(int64_t) rows;
};

static enum kua_code of_person(void *ctx, const struct kua_signature *s, struct kua_error *err)
{
	struct person *p = ctx;
	(void)err;
	if (s->state != KUA_ERASED && (s->nr == p->nr || s->nr == p->root || s->of == p->root))
		*kua_vec_add(&p->rows) = s->nr;
	return KUA_OK;
}

static enum kua_code erase_row(struct kua_desk *d, int64_t nr, const char *who, const char *day, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s;
	struct tag tags[2];
	enum kua_code code = kua_desk_row(d, nr, a, &s, err);
	if (code == KUA_OK) {
		desk_row_tag(d, &s, tags[0].v);
		desk_person_tag(d, &s, tags[1].v);
		code = append(d, tags, 2, err);
	}
	for (size_t i = 0; code == KUA_OK && i < 2; i++)
		code = kua_signatures_erased_add(d->store, tags[i].v, err);
	if (code == KUA_OK)
		code = desk_empty_row(d, &s, who, "at the signer's wish", day, a, err);
	kua_arena_free(a);
	return code;
}

enum kua_code kua_desk_erase(struct kua_desk *d, int64_t nr, const char *who, const char *day, size_t *n, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s;
	struct person p = {.nr = nr};
	enum kua_code code = kua_desk_begin(d, err);
	if (code == KUA_OK)
		code = kua_desk_row(d, nr, a, &s, err);
	if (code == KUA_OK && s.state == KUA_ERASED)
		code = kua_fail(err, KUA_USE, "signature %lld is erased already", (long long)nr);
	p.root = code == KUA_OK && s.of ? s.of : nr;
	if (code == KUA_OK)
		code = kua_desk_each(d, of_person, &p, err);
	for (size_t i = 0; code == KUA_OK && i < p.rows.n; i++)
		code = erase_row(d, p.rows.v[i], who, day, err);
	if (code == KUA_OK)
		code = kua_desk_commit(d, err);
	else
		kua_desk_rollback(d);
	*n = code == KUA_OK ? p.rows.n : 0;
	kua_vec_free(&p.rows);
	kua_arena_free(a);
	return code == KUA_OK ? kua_signatures_scrub(d->store, err) : code;
}

/* ---- when a petition is opened ---- */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Of the tags those that the file does not know: it is older than the list. */
static enum kua_code news_of(struct kua_desk *d, const struct tags *list, struct tags *news, struct kua_error *err)
{
	for (size_t i = 0; i < list->all.n; i++) {
		bool there = false;
		enum kua_code code = kua_signatures_erased_has(d->store, list->all.v[i].v, &there, err);
		if (code != KUA_OK)
			return code;
		if (!there)
			*kua_vec_add(&news->all) = list->all.v[i];
	}
	return KUA_OK;
}

static enum kua_code erase_again(struct kua_desk *d, const struct tag *t, struct kua_error *err)
{
	int64_t nr = 0;
	size_t n = 0;
	enum kua_code code = kua_signatures_tagged(d->store, t->v, &nr, 1, &n, err);
	if (code != KUA_OK || n == 0)
		return code == KUA_OK && d->writes ? kua_signatures_erased_add(d->store, t->v, err) : code;
	d->again++;
	if (!d->writes) {
		*kua_vec_add(&d->hidden) = nr;
		return KUA_OK;
	}
	struct kua_arena *a = kua_arena_new();
	struct kua_signature s;
	code = kua_desk_row(d, nr, a, &s, err);
	if (code == KUA_OK)
		code = desk_empty_row(d, &s, "kua", "erased before; an older copy of the file had brought it back", s.day, a, err);
	if (code == KUA_OK)
		code = kua_signatures_erased_add(d->store, t->v, err);
	kua_arena_free(a);
	return code;
}

static enum kua_code note(void *ctx, const unsigned char tag[KUA_TAG_BYTES], struct kua_error *err)
{
	struct tags *t = ctx;
	(void)err;
	memcpy(kua_vec_add(&t->all)->v, tag, KUA_TAG_BYTES);
	return KUA_OK;
}

static int by_tag(const void *a, const void *b)
{
	return memcmp(a, b, KUA_TAG_BYTES);
}

/* What the file knows and the list does not: the list was lost, or an older one was put in its place. */
static enum kua_code mend_list(struct kua_desk *d, struct tags *list, struct kua_error *err)
{
	struct tags known = {0}, missing = {0};
	enum kua_code code = kua_signatures_erased_each(d->store, note, &known, err);
	if (list->all.n)
		qsort(list->all.v, list->all.n, sizeof *list->all.v, by_tag);
	for (size_t i = 0; code == KUA_OK && i < known.all.n; i++)
		if (!list->all.n || !bsearch(&known.all.v[i], list->all.v, list->all.n, sizeof *list->all.v, by_tag))
			*kua_vec_add(&missing.all) = known.all.v[i];
	if (code == KUA_OK && missing.all.n)
		code = append(d, missing.all.v, missing.all.n, err);
	kua_vec_free(&known.all);
	kua_vec_free(&missing.all);
	return code;
}

enum kua_code desk_apply_erased(struct kua_desk *d, struct kua_error *err)
{
	struct tags list = {0}, news = {0};
	enum kua_code code = read_list(d, &list, err);
	if (code == KUA_OK)
		code = news_of(d, &list, &news, err);
	bool writes = d->writes && news.all.n;
	if (code == KUA_OK && writes)
		code = kua_desk_begin(d, err);
	for (size_t i = 0; code == KUA_OK && i < news.all.n; i++)
		code = erase_again(d, &news.all.v[i], err);
	if (code == KUA_OK && writes)
		code = kua_desk_commit(d, err);
	else if (writes)
		kua_desk_rollback(d);
	if (d->hidden.n)
		qsort(d->hidden.v, d->hidden.n, sizeof *d->hidden.v, by_number);
	if (code == KUA_OK && d->writes)
		code = mend_list(d, &list, err);
	if (code == KUA_OK && writes)
		code = kua_signatures_scrub(d->store, err);
	kua_vec_free(&list.all);
	kua_vec_free(&news.all);
	return code;
}
