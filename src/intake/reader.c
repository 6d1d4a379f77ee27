/*
 * reader.c - what a reader does with a document: find what it is by its bytes, turn it into clean UTF-8, give
 * it to the reader of its format. The name's ending only helps where the bytes leave a choice.
 */
#include <string.h>
#include <strings.h>

#include "intake/chat.h"
#include "intake/internal.h"

static bool read_gzip(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	return kua_read_warc(w, bytes, n, name, o) || kua_read_archive(w, bytes, n, name, o);
}

/* ---- formats known by their first bytes ---- */

static const struct magic {
	const char *bytes;
	size_t n, at;
	const char *type, *what;
	kua_bytes_reader *read; /* NULL: there is no reader for it */
	enum { SURE, OTHER, WEAK } trust; /* OTHER: most of these are programs; WEAK: a text may begin so too */
} magics[] = {
	{"PK\3\4", 4, 0, "application/zip", "a ZIP archive or an office document", kua_read_office_zip, SURE},
	{"%PDF-", 5, 0, "application/pdf", "a PDF", kua_read_pdf, SURE},
	{"PK\3\4", 4, 0, "application/wacz", "a web archive", kua_read_wacz, SURE},
	{"PK\3\4", 4, 0, "application/zip", "a ZIP archive or an office document", kua_read_archive, SURE},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, "application/vnd.ms-outlook", "a message of Outlook or an office document of before 2007", kua_read_msg, SURE},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, "application/x-ole-storage", "an office document of before 2007", kua_read_ole, SURE},
	{"\x78\x9f\x3e\x22", 4, 0, "application/ms-tnef", "a winmail.dat", kua_read_tnef, SURE},
	{"{\\rtf", 5, 0, "text/rtf", "an RTF document", kua_read_rtf, SURE},
	{"PK\5\6", 4, 0, "application/zip", "an empty ZIP archive", kua_read_archive, SURE},
	{"PK\7\x8", 4, 0, "application/zip", "a part of a ZIP archive", kua_read_archive, SURE},
	{"\x1f\x8b", 2, 0, "application/gzip", "a gzip file", read_gzip, SURE},
	{"1AY&SY", 6, 4, "application/x-bzip2", "a bzip2 file", kua_read_archive, SURE},
	{"\xfd" "7zXZ", 5, 0, "application/x-xz", "an xz file", kua_read_archive, SURE},
	{"\x28\xb5\x2f\xfd", 4, 0, "application/zstd", "a zstd file", kua_read_archive, SURE},
	{"7z\xbc\xaf\x27\x1c", 6, 0, "application/x-7z-compressed", "a 7z archive", kua_read_archive, SURE},
	{"Rar!\x1a", 5, 0, "application/vnd.rar", "a RAR archive", kua_read_archive, SURE},
	{"ustar", 5, 257, "application/x-tar", "a tar archive", kua_read_archive, SURE},
	{"MSCF\0\0\0\0", 8, 0, "application/vnd.ms-cab-compressed", "a cabinet archive", kua_read_archive, SURE},
	{"!<arch>\n", 8, 0, "application/x-archive", "an ar archive", kua_read_archive, SURE},
	{"070701", 6, 0, "application/x-cpio", "a cpio archive", kua_read_archive, WEAK},
	{"070707", 6, 0, "application/x-cpio", "a cpio archive", kua_read_archive, WEAK},
	{"LZIP\1", 5, 0, "application/x-lzip", "an lzip file", kua_read_archive, SURE},
	{"\x04\x22\x4d\x18", 4, 0, "application/x-lz4", "an lz4 file", kua_read_archive, SURE},
	{"\x1f\x9d", 2, 0, "application/x-compress", "a compressed file", kua_read_archive, SURE},
	{"\x5d\0\0", 3, 0, "application/x-lzma", "an lzma file", kua_read_archive, WEAK},
	{"CD001", 5, 32769, "application/x-iso9660-image", "an image of a disc", kua_read_archive, SURE},
	{"\x89PNG\r\n", 6, 0, "image/png", "an image", kua_read_image, SURE},
	{"\xff\xd8\xff", 3, 0, "image/jpeg", "an image", kua_read_image, SURE},
	{"GIF8", 4, 0, "image/gif", "an image", kua_read_image, SURE},
	{"II*\0", 4, 0, "image/tiff", "an image", kua_read_image, SURE},
	{"MM\0*", 4, 0, "image/tiff", "an image", kua_read_image, SURE},
	{"RIFF", 4, 0, "application/x-riff", "an image, a sound or a film", kua_read_image, SURE},
	{"OggS", 4, 0, "application/ogg", "a sound or a film", NULL, SURE},
	{"ID3", 3, 0, "audio/mpeg", "a sound", NULL, SURE},
	{"ftyp", 4, 4, "video/mp4", "a film", kua_read_image, SURE},
	{"BM", 2, 0, "image/bmp", "an image", kua_read_image, WEAK},
	{"\x1a\x45\xdf\xa3", 4, 0, "video/x-matroska", "a film", NULL, SURE},
	{"SQLite format 3", 16, 0, "application/vnd.sqlite3", "a database", NULL, SURE},
	{"\x7f" "ELF", 4, 0, "application/x-elf", "a program", kua_read_archive, OTHER},
	{"MZ\x90", 3, 0, "application/vnd.microsoft.portable-executable", "a program", kua_read_archive, OTHER},
	{"WARC/", 5, 0, "application/warc", "a web archive", kua_read_warc, SURE},
};

static bool has_magic(const struct magic *m, const char *bytes, size_t n)
{
	size_t end = m->at + m->n;
	return n >= end && memcmp(bytes + m->at, m->bytes, m->n) == 0;
}

static const struct magic *find_magic(const char *bytes, size_t n)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (has_magic(&magics[i], bytes, n))
			return &magics[i];
	return NULL;
}

/* PDFs may begin with something else: a mail server's lines, a few bytes torn off something. */
static bool may_be_pdf(const char *bytes, size_t n)
{
	const char *at = memmem(bytes, n < 1024 ? n : 1024, "%PDF-", 5);
	return at && memmem(at, n - (size_t)(at - bytes), " obj", 4);
}

/* ---- HTML ---- */

static struct kua_str skip_space(struct kua_str s)
{
	size_t i = 0;
	while (i < s.n && (s.s[i] == ' ' || (s.s[i] >= 9 && s.s[i] <= 13)))
		i++;
	return (struct kua_str){s.s + i, s.n - i};
}

static bool starts(struct kua_str s, const char *with)
{
	size_t n = strlen(with);
	return s.n >= n && strncasecmp(s.s, with, n) == 0;
}

/* Does it begin like a page, comments and an XML declaration apart? type: as its container declares, or NULL. */
static bool looks_html(struct kua_str text, const char *name, const char *type)
{
	static const char *const openings[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<meta",
	                                       "<script", "<style",
	                                       "<div", "<p>", "<p ", "<h1", "<table", "<article", "<main",
	                                       "<section", "<link", "<br"};
	struct kua_str s = skip_space(text);
	for (int i = 0; i < 16 && (starts(s, "<!--") || starts(s, "<?xml")); i++) {
		const char *end = starts(s, "<?") ? "?>" : "-->";
		const char *at = memmem(s.s, s.n, end, strlen(end));
		if (!at)
			break;
		s = skip_space((struct kua_str){at + strlen(end), s.n - (size_t)(at + strlen(end) - s.s)});
	}
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		if (starts(s, openings[i]))
			return true;
	struct kua_str n = kua_str(name);
	struct kua_str t = kua_str(type);
	bool named = starts(t, "text/html") || starts(t, "application/xhtml") || kua_str_ends(n, ".html") || kua_str_ends(n, ".htm") || kua_str_ends(n, ".xhtml");
	return named && memchr(text.s, '<', text.n) != NULL;
}

/* ---- one document ---- */

static bool all_zero(const char *p, size_t n)
{
	return n > 0 && p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static bool is_blank(struct kua_str s)
{
	return kua_trim(s).n == 0;
}

static void media_type(struct kua_answer *o, const char *type, const char *charset)
{
	char full[128];
	(void)snprintf(full, sizeof full, "%s; charset=%s", type, charset);
	kua_answer_media_type(o, full);
}

static void read_as(const struct kua_words *w, struct kua_str text, const char *name, const char *charset,
                    struct kua_answer *o)
{
	if (is_blank(text)) {
		media_type(o, "text/plain", charset);
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "nothing but white space");
	} else if (looks_html(text, name, o->declared_type)) {
		media_type(o, "text/html", charset);
		kua_read_html(w, text, o);
	} else if (!kua_read_json_feed(w, text, charset, o) && !kua_read_json(w, text, charset, o) && !kua_read_chat_lines(w, text, name, charset, o) &&
	           !kua_read_table(w, text, name, charset, o)) {
		media_type(o, "text/plain", charset);
		kua_read_text(w, text, o);
	}
}

/*
 * What is said of its characters: by the server that sent it, before what the page says itself. A server's Latin 1 is what
 * servers say of all pages.
 */
static const char *find_declared(const char *bytes, size_t n, const char *type, char charset[40])
{
	char own[40];
	struct kua_str head = skip_space((struct kua_str){bytes, n});
	bool page = (head.n && head.s[0] == '<') || starts(head, "\xef\xbb\xbf<");
	bool sent = type && kua_declared_charset(type, strlen(type), charset);
	bool sure = sent && strcasecmp(charset, "iso-8859-1") != 0;
	if (!sure && page && kua_declared_charset(bytes, n, own))
		memcpy(charset, own, sizeof own);
	else if (!sent)
		return NULL;
	return charset;
}

static void read_characters(const struct kua_words *w, const char *bytes, size_t n, const char *name,
                            struct kua_answer *o)
{
	char charset[40], declared[40];
	struct kua_buf text = KUA_BUF_INIT;
	if (kua_to_utf8(w, bytes, n, find_declared(bytes, n, o->declared_type, declared), &text, charset, o))
		read_as(w, (struct kua_str){text.data, text.len}, name, charset, o);
	kua_buf_free(&text);
}

#define HEAD_BYTES ((size_t)4096)

/* The beginning of UTF-16 as bytes, '?' for what is no ASCII; false where it is none. */
static bool narrow_head(const char *bytes, size_t n, char head[HEAD_BYTES], struct kua_str *out)
{
	bool marked = n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0);
	bool little = n >= 4 && (marked ? bytes[0] == '\xff' : bytes[0] == '<' && bytes[1] == 0);
	bool big = n >= 4 && (marked ? bytes[0] == '\xfe' : bytes[0] == 0 && bytes[1] == '<');
	size_t used = 0;
	for (size_t i = marked ? 2 : 0; (little || big) && i + 1 < n && used < HEAD_BYTES; i += 2) {
		char low = bytes[i + big], high = bytes[i + little];
		head[used++] = high == 0 && low > 0 ? low : '?';
	}
	*out = (struct kua_str){head, used};
	return little || big;
}

/* XML that is no page, or a feed without a declaration. */
static bool looks_xml(const char *bytes, size_t n, const char *name, const char *type)
{
	static const char *const openings[] = {"<?xml", "<rss", "<feed", "<rdf:rdf"};
	char head[HEAD_BYTES];
	struct kua_str s;
	bool wide = narrow_head(bytes, n, head, &s);
	if (!wide)
		s = starts((struct kua_str){bytes, n}, "\xef\xbb\xbf") ? (struct kua_str){bytes + 3, n - 3}
		                                                      : (struct kua_str){bytes, n};
	s = skip_space(s);
	if (wide)
		return s.n && s.s[0] == '<' && !looks_html(s, name, type);
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		if (starts(s, openings[i]))
			return !looks_html(s, name, type);
	return false;
}

static bool read_markup(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	return looks_xml(bytes, n, name, o->declared_type) &&
	    (kua_read_office_xml(w, bytes, n, name, o) || kua_read_feed(w, bytes, n, name, o) || kua_read_xml(w, bytes, n, name, o));
}

/* Archives without a mark at their beginning: a ZIP behind something else, a tar of the seventies. */
static bool may_be_archive(const char *bytes, size_t n, const char *name)
{
	static const char *const endings[] = {".zip", ".tar", ".rar", ".7z"};
	size_t tail = n < 65557 ? n : 65557; /* the end of a ZIP with the longest comment */
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (kua_str_ends(kua_str(name), endings[i]))
			return true;
	return memmem(bytes + n - tail, tail, "PK\5\6", 4) != NULL;
}

/* Formats that begin alike are tried in the order of the table. */
static bool read_by_magic(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (has_magic(&magics[i], bytes, n) && magics[i].read && magics[i].read(w, bytes, n, name, o))
			return true;
	return false;
}

void kua_reader_run(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	const struct magic *m = find_magic(bytes, n);
	o->words = w;
	if (read_by_magic(w, bytes, n, name, o)) {
		kua_answer_end(o);
		return;
	}
	if (m && m->trust != WEAK) {
		kua_answer_media_type(o, m->type);
		kua_answer_diagnose(o, m->read && m->trust == SURE ? KUA_DIAG_UNREADABLE : KUA_DIAG_NO_READER, "%s", m->what);
	} else if (may_be_pdf(bytes, n) && kua_read_pdf(w, bytes, n, name, o)) {
		kua_answer_end(o);
		return;
	} else if (may_be_archive(bytes, n, name) && kua_read_archive(w, bytes, n, name, o)) {
		kua_answer_end(o);
		return;
	} else if (all_zero(bytes, n)) {
		kua_answer_media_type(o, "application/octet-stream");
		kua_answer_diagnose(o, KUA_DIAG_EMPTY, "nothing but zero bytes");
	} else if (!read_markup(w, bytes, n, name, o) && !kua_read_mail_bytes(w, bytes, n, name, o)) {
		read_characters(w, bytes, n, name, o);
	}
	kua_answer_end(o);
}
