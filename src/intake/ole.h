/*
 * ole.h - OLE containers in memory: Word 6 to 2003, Excel to 2003, Outlook messages, and the wrapping of encrypted
 * office documents. A small file system of sectors in chains, which hostile files make cyclic, cut short or crossed:
 * no chain is followed further than the file has sectors, a directory is a tree whatever its links say, and what can
 * be read of a stream is read. (ole.c)
 *
 * Our own and not libgsf: that sets up GObject in every reader, and refuses damaged containers as a whole.
 */
#ifndef KUA_INTAKE_OLE_H
#define KUA_INTAKE_OLE_H

#include "intake/stream.h"

#define KUA_OLE_ENTRIES ((size_t)65536) /* more are left out, which makes o->damaged */
#define KUA_OLE_NAME ((size_t)100)
#define KUA_OLE_ROOT ((size_t)0)
#define KUA_OLE_NONE SIZE_MAX

enum kua_ole_kind { KUA_OLE_UNUSED = 0, KUA_OLE_STORAGE = 1, KUA_OLE_STREAM = 2, KUA_OLE_TOP = 5 };

struct kua_ole_entry {
	char name[KUA_OLE_NAME]; /* UTF-8 */
	enum kua_ole_kind kind;
	size_t parent;           /* KUA_OLE_NONE for the root and for what is in no storage */
	uint32_t first;          /* sector */
	uint64_t size;
	unsigned char class_id[16];
};

struct kua_ole {
	struct kua_str bytes;
	struct kua_ole_entry *v; /* as in the directory: v[0] is the root */
	size_t n;
	uint32_t *fat, *mini_fat;
	size_t n_fat, n_mini_fat;
	size_t sector, mini_sector, cutoff; /* sizes; streams below the cutoff are in mini sectors */
	struct kua_buf mini; /* the stream that holds the mini sectors */
	uint64_t budget;     /* of bytes that may still be read from streams */
	bool damaged;
};

bool kua_is_ole(struct kua_str bytes);
/* False where there is no directory in it. The bytes must outlive o. */
bool kua_ole_open(struct kua_str bytes, struct kua_ole *o);
void kua_ole_close(struct kua_ole *o);
/* The entry of that name (ASCII letters of either case) in a storage; KUA_OLE_NONE where there is none. */
size_t kua_ole_find(const struct kua_ole *o, size_t parent, const char *name);
/* Append a stream, at most `most` bytes. False: it is damaged or too large, and what there is was given. */
bool kua_ole_read(struct kua_ole *o, size_t stream, size_t most, struct kua_buf *out);


/* The metadata in the property sets of a storage: title, author, times. (ole_about.c) */
void kua_ole_about(struct kua_ole *o, size_t storage, struct kua_answer *answer);
/* Answer the file that was packed into an object; false where the storage holds none. */
bool kua_ole_answer_object(struct kua_ole *o, size_t storage, struct kua_str name, struct kua_answer *answer);
/* The same of a container of its own; false also where it is no container. */
bool kua_ole_answer_package(struct kua_answer *answer, struct kua_str bytes, struct kua_str name);

/* Readers of what a container holds, by its main stream. */
void kua_read_doc(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer);
/* A Word document in a container whose directory is lost; false where there is none. */
bool kua_read_lost_doc(const struct kua_words *w, struct kua_str bytes, struct kua_answer *answer);
void kua_read_xls(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer);
void kua_read_ppt(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer);

#endif
