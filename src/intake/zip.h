/*
 * zip.h - the members of a ZIP file in memory: office documents, web archives, and whatever else is packed so.
 *
 * The directory at the file's end is believed where it holds together; where the file is cut short or the directory
 * is broken, members are also found by their own headers (some twice, then), and z->damaged says so. Members are inflated in
 * pieces or whole; sizes that the file declares are never allocated on trust. All that is inflated counts
 * against one budget for the file, so that members which share their bytes, or inflate without end, cost no more
 * than that. (zip.c)
 */
#ifndef KUA_INTAKE_ZIP_H
#define KUA_INTAKE_ZIP_H

#include <zlib.h>

#include "intake/stream.h"

#define KUA_ZIP_MEMBERS ((size_t)100000)     /* more are left out, which makes z->damaged */
#define KUA_ZIP_BUDGET ((uint64_t)1 << 30)   /* what is inflated in all, unless z->budget is set higher */

enum kua_zip_state {
	KUA_ZIP_GOOD,
	KUA_ZIP_DAMAGED,   /* what could be inflated was given */
	KUA_ZIP_LIMIT,     /* the budget, or the most that the caller wanted, is used up */
	KUA_ZIP_ENCRYPTED,
	KUA_ZIP_METHOD,    /* packed by a method other than stored and deflated */
};

struct kua_zip_member {
	struct kua_str name;     /* as it stands in the file: mostly UTF-8 (is_utf8), else some old code page */
	bool is_utf8, is_folder;
	uint16_t flags, method, date, time; /* DOS: 7 bits year from 1980, 4 month, 5 day; 5 hour, 6 minute, 5 seconds / 2 */
	uint32_t crc;
	uint64_t packed, size;   /* as declared; packed is cut to what there is */
	size_t at;               /* of its packed bytes */
};

struct kua_zip {
	struct kua_str bytes;
	struct kua_zip_member *v; /* in the order of the directory */
	size_t n;
	size_t *by_name;          /* indices in the order of names */
	uint64_t budget;
	bool damaged;
};

struct kua_zip_stream {
	struct kua_zip *zip;
	const struct kua_zip_member *member;
	z_stream z;
	bool inflating, ended;
	uint64_t given;
	uLong crc;
	enum kua_zip_state state; /* good until something is wrong; the sum is checked at the end */
};

/* False where there is no member in it. The bytes must outlive z. */
bool kua_zip_open(struct kua_str bytes, struct kua_zip *z);
void kua_zip_close(struct kua_zip *z);
/* Is the last directory in it that of an archive inside it, or of the second of two? Then it tells nothing of the first. */
bool kua_zip_ends_inside(struct kua_str bytes);
/* By its path, ASCII letters of either case, either slash; NULL where there is none. The first of several. */
const struct kua_zip_member *kua_zip_find(const struct kua_zip *z, struct kua_str path);

void kua_zip_start(struct kua_zip *z, const struct kua_zip_member *m, struct kua_zip_stream *s);
/* The next bytes, up to room; 0 at the end, of which s->state tells what kind it was. */
size_t kua_zip_next(struct kua_zip_stream *s, char *out, size_t room);
void kua_zip_stop(struct kua_zip_stream *s);
/* Append all of a member, at most `most` bytes. */
enum kua_zip_state kua_zip_read(struct kua_zip *z, const struct kua_zip_member *m, size_t most, struct kua_buf *out);

#endif
