/* Archives: what becomes of their members, whatever is wrong with them. */
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <sys/stat.h>
#include <zlib.h>

#include "intake/members.h"
#include "run.h"
#include "zips.h"

#define PROSE "A text that is long enough to be one, written for a test of archives.\n"

/* ---- archives made by libarchive ---- */

struct made {
	char bytes[256 << 10];
	size_t n;
	struct archive *a;
};

static void begin(struct made *m, int format, int filter)
{
	m->a = archive_write_new();
	assert_int_equal(archive_write_set_format(m->a, format), ARCHIVE_OK);
	if (filter != ARCHIVE_FILTER_NONE)
		assert_int_equal(archive_write_add_filter(m->a, filter), ARCHIVE_OK);
	assert_int_equal(archive_write_set_bytes_in_last_block(m->a, 1), ARCHIVE_OK);
	assert_int_equal(archive_write_open_memory(m->a, m->bytes, sizeof m->bytes, &m->n), ARCHIVE_OK);
}

static void add(struct made *m, const char *name, mode_t type, const char *text)
{
	struct archive_entry *e = archive_entry_new();
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, type);
	archive_entry_set_perm(e, 0600);
	archive_entry_set_size(e, type == S_IFREG ? (la_int64_t)strlen(text) : 0);
	if (type == S_IFLNK)
		archive_entry_set_symlink(e, text);
	assert_int_equal(archive_write_header(m->a, e), ARCHIVE_OK);
	if (type == S_IFREG)
		assert_int_equal(archive_write_data(m->a, text, strlen(text)), (la_ssize_t)strlen(text));
	archive_entry_free(e);
}

static void end(struct made *m)
{
	assert_int_equal(archive_write_free(m->a), ARCHIVE_OK);
}

static void check_two(const struct kua_reading *r)
{
	assert_true(r->read);
	assert_int_equal(r->n_inner, 2);
	assert_string_equal(r->inner[0].name, "letters/one.txt");
	assert_string_equal(r->inner[1].name, "письмо.txt");
	assert_int_equal(r->inner[1].n, strlen(PROSE));
}

static void formats(void **state)
{
	static const struct {
		int format, filter;
		const char *type;
	} kinds[] = {
		{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "application/zip"},
		{ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "application/x-7z-compressed"},
		{ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_NONE, "application/x-tar"},
		{ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_GZIP, "application/x-tar"},
		{ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_XZ, "application/x-tar"},
		{ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2, "application/x-tar"},
		{ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_ZSTD, "application/x-tar"},
		{ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_NONE, "application/x-cpio"},
	};
	struct made *m = kua_calloc(1, sizeof *m);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		begin(m, kinds[i].format, kinds[i].filter);
		add(m, "letters", S_IFDIR, "");
		add(m, "letters/one.txt", S_IFREG, PROSE);
		add(m, "письмо.txt", S_IFREG, PROSE);
		end(m);
		struct kua_reading r = run_bytes(*state, m->bytes, m->n, "a.bin");
		assert_string_equal(r.media_type, kinds[i].type);
		check_two(&r);
		assert_int_equal(r.n_diagnosed, 0);
		for (size_t cut = 1; cut < m->n; cut += m->n / 37 + 1) /* must be believed, whatever it gives */
			(void)run_bytes(*state, m->bytes, m->n - cut, "a.bin");
	}
	free(m);
}

static void links_and_system_files(void **state)
{
	struct made *m = kua_calloc(1, sizeof *m);
	begin(m, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_NONE);
	add(m, "passwd", S_IFLNK, "/etc/passwd");
	add(m, "pipe", S_IFIFO, "");
	add(m, "__MACOSX/._one.txt", S_IFREG, PROSE);
	add(m, "d/.DS_Store", S_IFREG, PROSE);
	add(m, "d/Thumbs.db", S_IFREG, PROSE);
	add(m, "one.txt", S_IFREG, PROSE);
	end(m);
	struct kua_reading r = run_bytes(*state, m->bytes, m->n, "a.tar");
	assert_int_equal(r.n_inner, 1);
	assert_false(r.partial);
	assert_true(was_said(&r, KUA_DIAG_LINKS, "2, the first is passwd"));
	assert_true(was_said(&r, KUA_DIAG_SYSTEM_FILES, "3, the first is __MACOSX/._one.txt"));
	free(m);
}

static void single_files(void **state)
{
	struct made *m = kua_calloc(1, sizeof *m);
	begin(m, ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_XZ);
	add(m, "x", S_IFREG, PROSE);
	end(m);
	struct kua_reading r = run_bytes(*state, m->bytes, m->n, "folder/letter.txt.xz");
	assert_string_equal(r.media_type, "application/x-xz");
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "letter.txt");
	begin(m, ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP);
	add(m, "x", S_IFREG, PROSE);
	end(m);
	r = run_bytes(*state, m->bytes, m->n - 12, "letter.txt.gz"); /* cut off: what there is of it is kept */
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "letter.txt");
	assert_true(was_said(&r, KUA_DIAG_MEMBERS_TORN, "letter.txt"));
	free(m);
}

/* ---- ZIP ---- */

static struct kua_reading run_zip(void **state, struct zips *z)
{
	zips_end(z);
	struct kua_reading r = run_bytes(*state, z->file.data, z->file.len, "a.zip");
	zips_free(z);
	return r;
}

static void names_in_old_charsets(void **state)
{
	static const struct {
		const char *raw, *name;
	} names[] = {
		{"\x8f\xe0\xa8\xa3\xae\xa2\xae\xe0 \xe1\xe3\xa4\xa0.txt", "Приговор суда.txt"}, /* IBM 866 */
		{"\xcf\xf0\xe8\xe3\xee\xe2\xee\xf0 \xf1\xf3\xe4\xe0.txt", "Приговор суда.txt"}, /* windows-1251 */
		{"R\x82sum\x82.txt", "Résumé.txt"}, /* IBM 437 */
		{"R\xe9sum\xe9.txt", "Résumé.txt"}, /* windows-1252 */
		{"письмо.txt", "письмо.txt"},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct zips z = {0};
		zips_add(&z, names[i].raw, PROSE);
		struct kua_reading r = run_zip(state, &z);
		assert_int_equal(r.n_inner, 1);
		assert_string_equal(r.inner[0].name, names[i].name);
	}
}

static void names_that_lead_out(void **state)
{
	struct zips z = {0};
	zips_add(&z, "../../etc/passwd", PROSE "1");
	zips_add(&z, "a\\b.txt", PROSE "2");
	zips_add(&z, "photo\u202egpj.exe", PROSE "3");
	zips_add(&z, "..", PROSE "4");
	struct kua_reading r = run_zip(state, &z);
	assert_int_equal(r.n_inner, 4);
	assert_string_equal(r.inner[0].name, "etc/passwd");
	assert_string_equal(r.inner[1].name, "a/b.txt");
	assert_string_equal(r.inner[2].name, "photogpj.exe");
	assert_string_equal(r.inner[3].name, "member-4");
	assert_true(was_said(&r, KUA_DIAG_OUTSIDE, NULL));
}

static void encrypted_members(void **state)
{
	struct zips z = {0};
	zips_add(&z, "locked.txt", PROSE);
	size_t directory = z.directory.len;
	zips_add(&z, "open.txt", PROSE);
	z.file.data[6] = 1;
	assert_true(directory > 8);
	z.directory.data[8] = 1;
	struct kua_reading r = run_zip(state, &z);
	assert_int_equal(r.n_inner, 1);
	assert_true(r.partial);
	assert_true(was_said(&r, KUA_DIAG_MEMBERS_ENCRYPTED, "locked.txt"));
}

static void behind_something_else(void **state)
{
	struct zips z = {0};
	struct kua_buf b = KUA_BUF_INIT;
	zips_add(&z, "one.txt", PROSE);
	zips_end(&z);
	kua_buf_add(&b, "MZ\x90\0\3\0\0\0", 8);
	kua_buf_add(&b, z.file.data, z.file.len);
	struct kua_reading r = run_bytes(*state, b.data, b.len, "setup.exe");
	assert_int_equal(r.n_inner, 1);
	kua_buf_free(&b);
	zips_free(&z);
}

/* The directory is cut off, then a heading in the middle is broken: what stands behind it is found. */
static void damaged_zip(void **state)
{
	struct zips z = {0};
	for (unsigned i = 0; i < 9; i++) {
		char name[20], text[200];
		(void)snprintf(name, sizeof name, "%u.txt", i);
		(void)snprintf(text, sizeof text, "%s%u\n", PROSE, i);
		zips_add(&z, name, text);
	}
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "a.zip");
	assert_int_equal(r.n_inner, 9);
	assert_true(r.partial);
	char *fourth = memmem(z.file.data, z.file.len, "4.txt", 5);
	memcpy(fourth - 30, "XXXX", 4);
	r = run_bytes(*state, z.file.data, z.file.len, "a.zip");
	assert_int_equal(r.n_inner, 8);
	assert_true(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, NULL));
	zips_free(&z);
}

/* Cut between two members, where nothing but the missing end tells it. */
static void cut_between_members(void **state)
{
	struct zips inner = {0}, z = {0};
	zips_add(&inner, "one.txt", PROSE);
	zips_end(&inner);
	zips_add(&z, "one.txt", PROSE);
	zips_add_packed(&z, "inner.zip", 0, crc32(crc32(0, NULL, 0), (const unsigned char *)inner.file.data, (uInt)inner.file.len),
	                inner.file.data, inner.file.len, inner.file.len);
	size_t cut = z.file.len;
	zips_add(&z, "lost.txt", PROSE);
	zips_end(&z);
	struct kua_reading r = run_bytes(*state, z.file.data, z.file.len, "a.zip");
	assert_int_equal(r.n_inner, 3);
	assert_false(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, NULL));
	r = run_bytes(*state, z.file.data, z.file.len - 1, "a.zip");
	assert_int_equal(r.n_inner, 3);
	r = run_bytes(*state, z.file.data, cut, "a.zip");
	assert_int_equal(r.n_inner, 2);
	assert_true(r.partial);
	assert_true(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, "its end is missing"));
	zips_free(&inner);
	zips_free(&z);

	struct made *m = kua_calloc(1, sizeof *m);
	begin(m, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE);
	add(m, "one.txt", S_IFREG, PROSE);
	add(m, "two.txt", S_IFREG, PROSE);
	end(m);
	r = run_bytes(*state, m->bytes, m->n, "a.tar");
	assert_false(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, NULL));
	for (unsigned members = 1; members < 3; members++) { /* each is a heading and a block */
		r = run_bytes(*state, m->bytes, members * (size_t)1024, "a.tar");
		assert_int_equal(r.n_inner, members);
		assert_true(was_said(&r, KUA_DIAG_ARCHIVE_DAMAGED, "its end is missing"));
	}
	free(m);
}

static void wrong_checksum(void **state)
{
	struct zips z = {0};
	zips_add_packed(&z, "one.txt", 0, 12345, PROSE, strlen(PROSE), strlen(PROSE));
	struct kua_reading r = run_zip(state, &z);
	assert_int_equal(r.n_inner, 1); /* kept, and said */
	assert_true(r.partial);
	assert_true(was_said(&r, KUA_DIAG_MEMBERS_TORN, "one.txt"));
}

static void empty_archives(void **state)
{
	static const char nothing[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct kua_reading r = run_bytes(*state, nothing, 22, "a.zip");
	assert_false(r.read);
	assert_true(was_said(&r, KUA_DIAG_EMPTY, NULL));
	r = run_bytes(*state, "7z\xbc\xaf\x27\x1c\0\4and what else", 20, "a.7z");
	assert_false(r.read);
	assert_true(was_said(&r, KUA_DIAG_UNREADABLE, "a 7z archive"));
	r = run_text(*state, "BZhang wrote a letter to the court, and there was no answer to it.\n", "a.txt");
	assert_int_equal(r.n, 1);
}

/* ---- limits ---- */

static void bombs(void **state)
{
	size_t n = KUA_BOMB_BYTES + 1;
	char *zeros = kua_calloc(1, n);
	struct zips z = {0};
	zips_add(&z, "note.txt", PROSE);
	zips_add_deflated(&z, "zeros", zeros, n);
	zips_add(&z, "behind.txt", PROSE);
	struct kua_reading r = run_zip(state, &z);
	assert_int_equal(r.n_inner, 1);
	assert_string_equal(r.inner[0].name, "note.txt");
	assert_true(was_said(&r, KUA_DIAG_BOMB, NULL));
	free(zeros);
}

static void limits(void **state)
{
	struct run *r = *state;
	struct kua_intake_limits was = r->limits;
	r->limits.inner = 3;
	struct zips z = {0};
	for (unsigned i = 0; i < 4; i++)
		zips_add(&z, "a.txt", i % 2 ? PROSE : PROSE "b");
	struct kua_reading four = run_zip(state, &z);
	assert_int_equal(four.n_inner, 2); /* the same name and bytes once */
	z = (struct zips){0};
	for (unsigned i = 0; i < 4; i++) {
		char name[8];
		(void)snprintf(name, sizeof name, "%u", i);
		zips_add(&z, name, PROSE);
	}
	four = run_zip(state, &z);
	assert_int_equal(four.n_inner, 3);
	assert_true(was_said(&four, KUA_DIAG_LIMIT, "3"));
	r->limits.bytes_in = 100; /* of one member */
	z = (struct zips){0};
	zips_add(&z, "small", PROSE);
	zips_add(&z, "large", PROSE PROSE);
	four = run_zip(state, &z);
	assert_int_equal(four.n_inner, 1);
	assert_true(was_said(&four, KUA_DIAG_MEMBERS_TOO_LARGE, "large"));
	r->limits = was;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats), cmocka_unit_test(links_and_system_files), cmocka_unit_test(single_files),
		cmocka_unit_test(names_in_old_charsets), cmocka_unit_test(names_that_lead_out),
		cmocka_unit_test(encrypted_members), cmocka_unit_test(behind_something_else), cmocka_unit_test(damaged_zip),
		cmocka_unit_test(cut_between_members), cmocka_unit_test(wrong_checksum), cmocka_unit_test(empty_archives), cmocka_unit_test(bombs), cmocka_unit_test(limits),
	};
	(void)setlocale(LC_CTYPE, "C.UTF-8"); /* as the keeper does */
	return cmocka_run_group_tests(tests, run_open, run_close);
}
