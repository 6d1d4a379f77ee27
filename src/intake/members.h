/*
 * members.h - what readers of containers share: the names of what is inside, which of it is nobody's document, and what is
 * said in the end of what was left out. (members.c)
 */
#ifndef KUA_INTAKE_MEMBERS_H
#define KUA_INTAKE_MEMBERS_H

#include "intake/internal.h"

/* Names of members in no known charset are judged together, by so many of their bytes. */
#define KUA_MEMBER_NAMES ((size_t)2048)
/*
 * A bomb: members are more bytes than KUA_BOMB_BYTES and than KUA_BOMB_RATIO times the container. Text that says the same
 * again and again comes to 100, a disk image full of zeros to 1000.
 */
#define KUA_BOMB_RATIO ((size_t)300)
#define KUA_BOMB_BYTES ((size_t)128 << 20)

struct kua_left_out {
	size_t n;
	char first[160]; /* the name of the first */
};

struct kua_members {
	const struct kua_words *w;
	struct kua_answer *o;
	size_t container;  /* its bytes */
	size_t unpacked;   /* bytes, all told */
	size_t seen;       /* members */
	struct kua_buf names; /* those whose charset is not known, one a line */
	char charset[40];  /* of these, when there are enough of them; else "" */
	struct kua_left_out system, links, locked, torn, large, unknown;
	bool outside;      /* a name that leads out of the container */
};

void kua_members_init(struct kua_members *m, const struct kua_words *w, struct kua_answer *o, size_t container);
/* Say what was left out, and free what m holds. */
void kua_members_end(struct kua_members *m);
void kua_members_leave_out(struct kua_left_out *l, struct kua_str name);
/*
 * A member's name as clean UTF-8 with '/' between its steps, from raw bytes in whatever charset: never a way out (../), never
 * empty. In out, which is cleared.
 */
void kua_member_name(struct kua_members *m, struct kua_str raw, struct kua_buf *out);
/* What systems put into archives for themselves: __MACOSX/, .DS_Store, Thumbs.db, desktop.ini. */
bool kua_is_system_file(struct kua_str name);
/* How many bytes the next member may have; 0: no more may be unpacked, which was diagnosed. */
size_t kua_members_room(struct kua_members *m);

#endif
