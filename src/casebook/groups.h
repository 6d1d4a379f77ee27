/* groups.h - between change.c and groups.c: rows by the item they hang on. */
#ifndef KUA_CASEBOOK_GROUPS_H
#define KUA_CASEBOOK_GROUPS_H

#include "casebook/internal.h"

enum { CB_DIGEST = 32 }; /* hexadecimal digits */

struct cb_group { /* the rows of one item */
	const char *name;
	char digest[CB_DIGEST]; /* of what they should be; zeros where there should be none */
	bool there, same;       /* there were some; they are what they should be */
};

struct cb_groups {
	const struct kua_field *field; /* NULL: the shape's rows hang on nothing, or there are few of them */
	struct kua_intern *names;      /* numbers in v */
	KUA_VEC(struct cb_group) v;
	uint32_t *of;  /* of each record */
	bool few;      /* only rows of groups that are not the same have to be read */
	struct kua_arena *arena;
};

/* The field that rows of the shape hang on. */
const struct kua_field *cb_group_field(enum kua_shape_kind kind);
/* To be closed whatever comes back. */
enum kua_code cb_groups_open(struct cb_groups *g, struct kua_casebook *cb, enum kua_shape_kind kind, const void *v, size_t n,
                             struct kua_error *err);
void cb_groups_close(struct cb_groups *g);
/* What is to be kept of the groups once the rows are written. */
void cb_groups_marks(const struct cb_groups *g, struct kua_arena *a, struct kua_changes *out);
enum kua_code cb_groups_keep(struct kua_casebook *cb, const struct kua_changes *c, struct kua_error *err);
/* Rows of the shape are written by other means: what was kept of its groups holds no more. */
enum kua_code cb_groups_drop(struct kua_casebook *cb, enum kua_shape_kind kind, struct kua_error *err);

#endif
