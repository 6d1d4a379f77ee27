/*
 * read_archive.c - ZIP, tar, 7z, RAR and their like, and single compressed files, through libarchive: each member becomes a
 * document inside this one.
 *
 * Everything is done in memory. Links, folders and devices are nobody's document. Whatever stands before damage is kept; a
 * ZIP is read by its directory first and, where that or what it points to is broken, once more from one member's own heading
 * to the next, which stand before each member's bytes. How deep archives are nested is for the parent to limit, as each
 * archive inside this one is read by itself.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "intake/members.h"
#include "intake/unpack.h"
#include "intake/zip.h"

#define RETRIES 1000000 /* libarchive passes over what is no heading, a block at a time */
#define RESTARTS 4096 /* behind damage in a ZIP */

struct reading {
	struct kua_members m;
	const char *name; /* of the archive */
	struct kua_str bytes;
	struct kua_buf data, member; /* of the member being read: its bytes, its name */
	struct kua_intern *told;     /* names and sizes of members that were answered, for reading a ZIP once more */
	bool any, stopped, single, damaged;
};

enum how { HOW_BY_DIRECTORY, HOW_IN_ORDER };

/* What libarchive may look for: what needs no other program, no file and no table of characters. */
static struct archive *open_archive(struct kua_str bytes, enum how how)
{
	struct archive *a = archive_read_new();
	if (!a)
		return NULL;
	(void)archive_read_support_filter_gzip(a);
	(void)archive_read_support_filter_bzip2(a);
	(void)archive_read_support_filter_xz(a);
	(void)archive_read_support_filter_lzma(a);
	(void)archive_read_support_filter_lzip(a);
	(void)archive_read_support_filter_zstd(a);
	(void)archive_read_support_filter_lz4(a);
	(void)archive_read_support_filter_compress(a);
	(void)archive_read_support_format_zip_streamable(a);
	if (how == HOW_BY_DIRECTORY) {
		(void)archive_read_support_format_zip_seekable(a);
		(void)archive_read_support_format_tar(a);
		(void)archive_read_support_format_7zip(a);
		(void)archive_read_support_format_rar(a);
		(void)archive_read_support_format_rar5(a);
		(void)archive_read_support_format_cab(a);
		(void)archive_read_support_format_cpio(a);
		(void)archive_read_support_format_ar(a);
		(void)archive_read_support_format_iso9660(a);
		(void)archive_read_support_format_raw(a);
		(void)archive_read_support_format_empty(a);
	}
	if (archive_read_open_memory(a, bytes.s, bytes.n) == ARCHIVE_OK)
		return a;
	(void)archive_read_free(a);
	return NULL;
}

/* ---- one member ---- */

/* The name of what a single compressed file holds: "letter.txt.gz" holds letter.txt. said: as the file itself has it, or NULL. */
static struct kua_str inner_name(const struct reading *r, const char *said)
{
	static const char *const endings[] = {".gz", ".bz2", ".xz", ".zst", ".lzma", ".lz", ".lz4", ".z"};
	static const char *const tars[] = {".tgz", ".tbz", ".tbz2", ".txz"};
	struct kua_str own = kua_str(said), n = kua_str(r->name ? r->name : "");
	if (own.n && !kua_str_is(own, "data"))
		return own;
	const char *slash = memrchr(n.s, '/', n.n);
	if (slash)
		n = (struct kua_str){slash + 1, (size_t)(n.s + n.n - slash - 1)};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (kua_str_ends(n, endings[i]) && n.n > strlen(endings[i]))
			return (struct kua_str){n.s, n.n - strlen(endings[i])};
	for (size_t i = 0; i < sizeof tars / sizeof *tars; i++)
		if (kua_str_ends(n, tars[i]) && n.n > strlen(tars[i]))
			return (struct kua_str){n.s, n.n - strlen(tars[i])};
	return n;
}

enum unpacked { MEMBER_WHOLE, MEMBER_TORN, MEMBER_TOO_LARGE };

/* Zeros where a sparse file has none of its own; false beyond `room`. */
static bool fill_gap(struct reading *r, la_int64_t offset, size_t room)
{
	if (offset < 0 || (size_t)offset > room)
		return false;
	while (r->data.len < (size_t)offset) {
		static const char zeros[4096];
		size_t gap = (size_t)offset - r->data.len;
		kua_buf_add(&r->data, zeros, gap < sizeof zeros ? gap : sizeof zeros);
	}
	return true;
}

/* All of the member's bytes into r->data, at most `room`. The last ones come with the news that their checksum is wrong. */
static enum unpacked unpack(struct reading *r, struct archive *a, size_t room)
{
	bool torn = false;
	kua_buf_clear(&r->data);
	for (unsigned retries = 0; retries < RETRIES;) {
		const void *piece = NULL;
		size_t n = 0, before = r->data.len;
		la_int64_t offset = 0;
		int rc = archive_read_data_block(a, &piece, &n, &offset);
		if (rc == ARCHIVE_EOF)
			break;
		torn |= rc == ARCHIVE_WARN;
		if ((rc == ARCHIVE_OK || rc == ARCHIVE_WARN) && n > 0) {
			if (!fill_gap(r, offset, room) || n > room - r->data.len)
				return MEMBER_TOO_LARGE;
			kua_buf_add(&r->data, piece, n);
			r->m.unpacked += r->data.len - before;
		} else if (rc == ARCHIVE_RETRY || rc == ARCHIVE_OK || rc == ARCHIVE_WARN) {
			retries++;
		} else {
			return MEMBER_TORN;
		}
	}
	return torn ? MEMBER_TORN : MEMBER_WHOLE;
}

static bool is_file(struct archive_entry *e)
{
	mode_t type = archive_entry_filetype(e);
	return (type == AE_IFREG || type == 0) && !archive_entry_hardlink(e) && !archive_entry_symlink(e);
}

/* Was it answered already, when the ZIP was read by its directory? torn: or said to be torn. */
static bool is_told(struct reading *r, bool torn)
{
	struct kua_buf key = KUA_BUF_INIT;
	if (!torn)
		kua_buf_printf(&key, "%zu %016llx ", r->data.len, (unsigned long long)kua_hash(r->data.data, r->data.len));
	kua_buf_add(&key, r->member.data, r->member.len);
	size_t before = kua_intern_count(r->told);
	(void)kua_intern_add(r->told, key.data, key.len);
	kua_buf_free(&key);
	return kua_intern_count(r->told) == before;
}

static void answer_member(struct reading *r, struct archive *a, struct kua_str name)
{
	size_t room = kua_members_room(&r->m);
	if (!room) {
		r->stopped = true;
		return;
	}
	enum unpacked how = unpack(r, a, room);
	if (how == MEMBER_TOO_LARGE) {
		r->m.unpacked += room - r->data.len; /* so much of it would have been there */
		if (kua_members_room(&r->m))
			kua_members_leave_out(&r->m.large, name);
		else
			r->stopped = true;
		return;
	}
	if (how == MEMBER_TORN && !is_told(r, true))
		kua_members_leave_out(&r->m.torn, name);
	if (!r->data.len || is_told(r, false))
		return;
	struct kua_found_inner inner = {.name = name, .bytes = {r->data.data, r->data.len}};
	r->stopped = !kua_answer_inner(r->m.o, &inner);
}

static void read_entry(struct reading *r, struct archive *a, struct archive_entry *e)
{
	mode_t type = archive_entry_filetype(e);
	r->m.seen++;
	if (type == AE_IFDIR)
		return;
	struct kua_str raw = r->single ? inner_name(r, archive_entry_pathname(e)) : kua_str(archive_entry_pathname(e));
	kua_member_name(&r->m, raw, &r->member);
	struct kua_str name = {r->member.data, r->member.len};
	if (kua_is_system_file(name))
		kua_members_leave_out(&r->m.system, name);
	else if (!is_file(e))
		kua_members_leave_out(&r->m.links, name);
	else if (archive_entry_is_data_encrypted(e))
		kua_members_leave_out(&r->m.locked, name);
	else
		answer_member(r, a, name);
}

/* ---- the whole ---- */

static const char *media_type(struct archive *a)
{
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
	switch (format) {
	case ARCHIVE_FORMAT_ZIP:
		return "application/zip";
	case ARCHIVE_FORMAT_TAR:
		return "application/x-tar";
	case ARCHIVE_FORMAT_7ZIP:
		return "application/x-7z-compressed";
	case ARCHIVE_FORMAT_RAR:
	case ARCHIVE_FORMAT_RAR_V5:
		return "application/vnd.rar";
	case ARCHIVE_FORMAT_CAB:
		return "application/vnd.ms-cab-compressed";
	case ARCHIVE_FORMAT_CPIO:
		return "application/x-cpio";
	case ARCHIVE_FORMAT_AR:
		return "application/x-archive";
	case ARCHIVE_FORMAT_ISO9660:
		return "application/x-iso9660-image";
	default:
		break;
	}
	switch (archive_filter_code(a, 0)) {
	case ARCHIVE_FILTER_GZIP:
		return "application/gzip";
	case ARCHIVE_FILTER_BZIP2:
		return "application/x-bzip2";
	case ARCHIVE_FILTER_XZ:
		return "application/x-xz";
	case ARCHIVE_FILTER_ZSTD:
		return "application/zstd";
	default:
		return "application/x-compressed";
	}
}

/* Bytes in no format and through no filter are no archive. */
static bool begin(struct reading *r, struct archive *a)
{
	bool raw = archive_format(a) == ARCHIVE_FORMAT_RAW, plain = archive_filter_code(a, 0) == ARCHIVE_FILTER_NONE;
	if ((raw && plain) || archive_format(a) == ARCHIVE_FORMAT_EMPTY || archive_format(a) == 0)
		return false;
	r->single = raw;
	if (!r->any)
		kua_answer_media_type(r->m.o, media_type(a));
	r->any = true;
	return true;
}

/* Read what can be read of a; true where it came to its end, or to a limit. */
static bool read_members(struct reading *r, struct archive *a)
{
	unsigned retries = 0;
	while (!r->stopped) {
		struct archive_entry *e;
		int rc = archive_read_next_header(a, &e);
		if (rc == ARCHIVE_RETRY && retries++ < RETRIES) {
			r->damaged = true;
			continue;
		}
		if (rc == ARCHIVE_EOF && !r->any)
			(void)begin(r, a); /* an archive of nothing */
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			return rc == ARCHIVE_EOF;
		if (!r->any && !begin(r, a))
			return true;
		read_entry(r, a, e);
	}
	return true;
}

/* Why the archive as a whole could not be read to its end. */
static void diagnose(struct reading *r, struct archive *a)
{
	const char *why = archive_error_string(a);
	if (archive_read_has_encrypted_entries(a) > 0 && !r->m.o->inner)
		kua_answer_diagnose(r->m.o, KUA_DIAG_MEMBERS_ENCRYPTED, "its list of members too");
	else
		kua_answer_diagnose(r->m.o, KUA_DIAG_ARCHIVE_DAMAGED, "%s", why ? why : "its end is missing");
}

/* From each member's own heading, those behind damage too. */
static void read_zip_in_order(struct reading *r)
{
	size_t from = 0;
	for (unsigned i = 0; i < RESTARTS && !r->stopped; i++) {
		const char *at = memmem(r->bytes.s + from, r->bytes.n - from, "PK\3\4", 4);
		if (!at)
			return;
		struct kua_str rest = {at, (size_t)(r->bytes.s + r->bytes.n - at)};
		from = (size_t)(at - r->bytes.s) + 4;
		struct archive *a = open_archive(rest, HOW_IN_ORDER);
		if (!a)
			return;
		(void)read_members(r, a); /* at its end too another may stand behind it */
		la_int64_t where = archive_read_header_position(a);
		if (where > 0 && (size_t)where < rest.n && (size_t)where + 4 > 4)
			from += (size_t)where;
		(void)archive_read_free(a);
	}
}

/* libarchive gives nothing of a small gzip file that is cut short. */
static void read_cut_gzip(struct reading *r)
{
	size_t room = kua_members_room(&r->m);
	bool gzip = r->bytes.n > 3 && memcmp(r->bytes.s, "\x1f\x8b\x08", 3) == 0;
	kua_buf_clear(&r->data);
	if (!gzip || !room || (kua_inflate(r->bytes, KUA_PACKED_GZIP, room, &r->data), !r->data.len) || r->data.len > room)
		return;
	kua_member_name(&r->m, inner_name(r, NULL), &r->member);
	struct kua_str name = {r->member.data, r->member.len};
	struct kua_found_inner inner = {.name = name, .bytes = {r->data.data, r->data.len}};
	kua_answer_media_type(r->m.o, "application/gzip");
	r->any = true;
	kua_members_leave_out(&r->m.torn, name);
	(void)kua_answer_inner(r->m.o, &inner);
}

static bool is_zip(struct archive *a, struct kua_str bytes)
{
	return (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP ||
	       (bytes.n > 4 && memcmp(bytes.s, "PK\3\4", 4) == 0);
}

/*
 * A file cut off between two members reads like a whole one that is shorter; but a ZIP has a record at its end, a tar a block of
 * zeros. What is packed as a whole cannot be cut without a sign.
 */
static bool has_end(const struct reading *r, struct archive *a)
{
	static const char zeros[512];
	la_int64_t where = archive_read_header_position(a); /* behind the last member */
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
	bool plain = archive_filter_code(a, 0) == ARCHIVE_FILTER_NONE, tar = format == ARCHIVE_FORMAT_TAR;
	if (!plain || where < 0 || (!tar && format != ARCHIVE_FORMAT_ZIP))
		return true;
	size_t from = (size_t)where < r->bytes.n ? (size_t)where : r->bytes.n;
	const char *end = tar ? NULL : memmem(r->bytes.s + from, r->bytes.n - from, "PK\5\6", 4);
	if (!tar)
		return end && r->bytes.s + r->bytes.n - end >= 22;
	for (from = (from + 511) / 512 * 512; from + 512 <= r->bytes.n; from += 512)
		if (memcmp(r->bytes.s + from, zeros, 512) == 0)
			return true;
	return false;
}

static void read_archive(struct reading *r, struct archive *a)
{
	if (kua_zip_ends_inside(r->bytes)) {
		kua_answer_media_type(r->m.o, "application/zip");
		r->any = true;
		kua_answer_diagnose(r->m.o, KUA_DIAG_ARCHIVE_DAMAGED, "its end is missing, or tells of a part of it only");
		read_zip_in_order(r);
		return;
	}
	if (read_members(r, a)) {
		if (r->any && !r->stopped && !has_end(r, a))
			kua_answer_diagnose(r->m.o, KUA_DIAG_ARCHIVE_DAMAGED, "its end is missing");
		return;
	}
	bool zip = is_zip(a, r->bytes);
	if (!r->any && !zip)
		return;
	if (!r->any)
		kua_answer_media_type(r->m.o, "application/zip");
	r->any = true;
	diagnose(r, a);
	if (zip)
		read_zip_in_order(r);
}

bool kua_read_archive(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct reading r = {.name = name, .bytes = {bytes, n}};
	struct archive *a = open_archive(r.bytes, HOW_BY_DIRECTORY);
	kua_members_init(&r.m, w, o, n);
	r.told = kua_intern_new();
	if (a)
		read_archive(&r, a);
	if (!r.any)
		read_cut_gzip(&r);
	if (r.damaged && r.any)
		kua_answer_diagnose(o, KUA_DIAG_ARCHIVE_DAMAGED, "something between its members is no heading");
	if (r.any && !o->inner && !o->diagnosed && !r.m.system.n && !r.m.links.n && !r.m.locked.n)
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "no member with bytes in it");
	if (r.any)
		kua_members_end(&r.m);
	(void)archive_read_free(a);
	kua_intern_free(r.told);
	kua_buf_free(&r.data);
	kua_buf_free(&r.member);
	return r.any;
}
