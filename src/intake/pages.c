/*
 * pages.c - pages among captures. What it is for stands in pages.h.
 *
 * Servers say what they send, mostly truly; the first bytes overrule them where they are sure. A page without a single word
 * (frames, redirects by script) and answers in JSON without a sentence in them are nobody's documents.
 */
#include "intake/pages.h"

#include <string.h>
#include <strings.h>

#define WORDS ((size_t)12)     /* letters outside marks that make a page */
#define SENTENCE ((size_t)40)  /* bytes of a string in JSON with SPACES of spaces in it */
#define SPACES 4

enum family { FAMILY_NONE, FAMILY_HTML, FAMILY_TEXT, FAMILY_JSON, FAMILY_DOCUMENT, FAMILY_IMAGE, FAMILY_MEDIA, FAMILY_PART };

static bool begins(struct kua_str s, const char *with)
{
	size_t n = strlen(with);
	return s.n >= n && strncasecmp(s.s, with, n) == 0;
}

/* ---- by what is said of it ---- */

static const struct {
	const char *begin;
	enum family family;
} types[] = {
	{"text/html", FAMILY_HTML}, {"application/xhtml", FAMILY_HTML}, {"text/css", FAMILY_PART},
	{"text/javascript", FAMILY_PART}, {"text/x-javascript", FAMILY_PART}, {"text/ecmascript", FAMILY_PART},
	{"text/x-component", FAMILY_PART}, {"text/vtt", FAMILY_TEXT}, {"text/dns", FAMILY_PART}, {"text/json", FAMILY_JSON},
	{"text/anvl", FAMILY_PART}, {"text/", FAMILY_TEXT},
	{"application/javascript", FAMILY_PART}, {"application/x-javascript", FAMILY_PART}, {"application/ecmascript", FAMILY_PART},
	{"application/font", FAMILY_PART}, {"application/x-font", FAMILY_PART}, {"application/vnd.ms-fontobject", FAMILY_PART},
	{"application/wasm", FAMILY_PART}, {"application/manifest+json", FAMILY_PART}, {"application/x-shockwave-flash", FAMILY_PART},
	{"application/opensearchdescription+xml", FAMILY_PART}, {"application/vnd.apple.mpegurl", FAMILY_MEDIA},
	{"application/dash+xml", FAMILY_MEDIA}, {"application/x-mpegurl", FAMILY_MEDIA}, {"application/mp4", FAMILY_MEDIA},
	{"application/ogg", FAMILY_MEDIA}, {"application/json", FAMILY_JSON}, {"application/ld+json", FAMILY_JSON},
	{"application/activity+json", FAMILY_JSON}, {"application/x-json", FAMILY_JSON}, {"application/feed+json", FAMILY_TEXT},
	{"application/rss+xml", FAMILY_TEXT}, {"application/atom+xml", FAMILY_TEXT}, {"application/rdf+xml", FAMILY_TEXT},
	{"application/xml", FAMILY_TEXT}, {"application/octet-stream", FAMILY_NONE}, {"application/unknown", FAMILY_NONE},
	{"application/x-unknown", FAMILY_NONE}, {"application/download", FAMILY_NONE}, {"application/force-download", FAMILY_NONE},
	{"application/x-www-form-urlencoded", FAMILY_PART}, {"application/ocsp", FAMILY_PART}, {"application/x-protobuf", FAMILY_PART},
	{"application/grpc", FAMILY_PART}, {"application/pkix", FAMILY_PART}, {"application/", FAMILY_DOCUMENT},
	{"message/", FAMILY_DOCUMENT}, {"multipart/related", FAMILY_DOCUMENT}, {"image/svg", FAMILY_PART},
	{"image/x-icon", FAMILY_PART}, {"image/vnd.microsoft.icon", FAMILY_PART}, {"image/", FAMILY_IMAGE},
	{"audio/", FAMILY_MEDIA}, {"video/", FAMILY_MEDIA}, {"font/", FAMILY_PART},
};

static const struct {
	const char *ending;
	enum family family;
} endings[] = {
	{".js", FAMILY_PART}, {".mjs", FAMILY_PART}, {".css", FAMILY_PART}, {".map", FAMILY_PART}, {".woff", FAMILY_PART},
	{".woff2", FAMILY_PART}, {".ttf", FAMILY_PART}, {".eot", FAMILY_PART}, {".ico", FAMILY_PART}, {".svg", FAMILY_PART},
	{"/robots.txt", FAMILY_PART}, {"/ads.txt", FAMILY_PART}, {".webmanifest", FAMILY_PART},
	{".mp4", FAMILY_MEDIA}, {".webm", FAMILY_MEDIA}, {".m3u8", FAMILY_MEDIA}, {".ts", FAMILY_MEDIA}, {".mp3", FAMILY_MEDIA},
};

static struct kua_str without_query(struct kua_str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.s[i] == '?' || url.s[i] == '#')
			return (struct kua_str){url.s, i};
	return url;
}

/* Types are often missing or "text/plain" for want of a better: then the address tells scripts and such. */
static enum family declared(struct kua_str type, struct kua_str url)
{
	enum family f = FAMILY_NONE;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (!begins(type, types[i].begin))
			continue;
		f = types[i].family;
		break;
	}
	if (f != FAMILY_NONE && f != FAMILY_TEXT)
		return f;
	url = without_query(url);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (kua_str_ends(url, endings[i].ending))
			return endings[i].family;
	return f;
}

bool kua_may_be_page(struct kua_str type, struct kua_str url)
{
	enum family f = declared(type, url);
	return f != FAMILY_PART && f != FAMILY_MEDIA;
}

/* ---- by its bytes ---- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Behind an element of which nobody sees the inside; at its name. */
static size_t behind(struct kua_str s, size_t at, const char *name, const char *end)
{
	struct kua_str rest = {s.s + at, s.n - at};
	if (!begins(rest, name))
		return at;
	for (size_t i = at; i < s.n; i++) {
		const char *lt = memchr(s.s + i, end[0], s.n - i);
		if (!lt)
			return s.n;
		i = (size_t)(lt - s.s);
		if (begins((struct kua_str){lt, s.n - i}, end))
			return i;
	}
	return s.n;
}

/* Are there words outside the marks? Descriptions for machines count: some pages have nothing else. */
static bool has_words(struct kua_str s)
{
	size_t letters = 0;
	if (s.n > 1 && (s.s[0] == '\0' || s.s[1] == '\0' || (unsigned char)s.s[0] >= 0xfe)) /* UTF-16 */
		return true;
	for (size_t i = 0; i < s.n && letters < WORDS; i++) {
		if (s.s[i] == '&') { /* &nbsp; is no word */
			while (i + 1 < s.n && kua_is_alnum_ascii(s.s[i + 1]))
				i++;
			continue;
		}
		if (s.s[i] != '<') {
			letters += is_letter(s.s[i]);
			continue;
		}
		size_t name = i + 1;
		struct kua_str tag = {s.s + name, s.n - name};
		if (begins(tag, "script") && memmem(tag.s, tag.n < 200 ? tag.n : 200, "ld+json", 7))
			return true;
		i = behind(s, behind(s, behind(s, name, "script", "</script"), "style", "</style"), "!--", "-->");
		const char *gt = i < s.n ? memchr(s.s + i, '>', s.n - i) : NULL;
		if (!gt)
			break;
		if (begins(tag, "meta") && memmem(tag.s, (size_t)(gt - tag.s), "description", 11))
			return true;
		i = (size_t)(gt - s.s);
	}
	return letters >= WORDS;
}

/* Has any string in JSON so many spaces that it may be a sentence? */
static bool has_sentence(struct kua_str s)
{
	size_t length = 0, spaces = 0;
	bool inside = false;
	for (size_t i = 0; i < s.n; i++) {
		if (inside && s.s[i] == '\\') {
			i++;
			length++;
			continue;
		}
		if (s.s[i] == '"') {
			inside = !inside;
			length = spaces = 0;
			continue;
		}
		length += inside;
		spaces += inside && s.s[i] == ' ';
		if (length >= SENTENCE && spaces >= SPACES)
			return true;
	}
	return false;
}

static enum family sniff(struct kua_str s, enum family declared_as)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum family family;
	} magics[] = {
		{"%PDF-", 5, FAMILY_DOCUMENT}, {"PK\3\4", 4, FAMILY_DOCUMENT}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, FAMILY_DOCUMENT},
		{"{\\rtf", 5, FAMILY_DOCUMENT}, {"\xff\xd8\xff", 3, FAMILY_IMAGE}, {"\x89PNG\r\n", 6, FAMILY_IMAGE},
		{"GIF8", 4, FAMILY_IMAGE}, {"wOFF", 4, FAMILY_PART}, {"wOF2", 4, FAMILY_PART}, {"OggS", 4, FAMILY_MEDIA},
		{"\x1a\x45\xdf\xa3", 4, FAMILY_MEDIA}, {"ID3", 3, FAMILY_MEDIA},
	};
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (s.n >= magics[i].n && memcmp(s.s, magics[i].bytes, magics[i].n) == 0)
			return magics[i].family;
	if (s.n >= 12 && memcmp(s.s + 4, "ftyp", 4) == 0)
		return FAMILY_MEDIA;
	if (declared_as != FAMILY_NONE)
		return declared_as;
	struct kua_str t = kua_trim(s.n > 512 ? (struct kua_str){s.s, 512} : s);
	return begins(t, "<!doctype html") || begins(t, "<html") || begins(t, "<head") ? FAMILY_HTML : FAMILY_DOCUMENT;
}

enum kua_capture kua_judge_capture(struct kua_str type, struct kua_str url, struct kua_str body)
{
	switch (sniff(body, declared(type, url))) {
	case FAMILY_PART:
		return KUA_CAPTURE_PART;
	case FAMILY_MEDIA:
		return KUA_CAPTURE_MEDIA;
	case FAMILY_IMAGE:
		return body.n >= KUA_PHOTO_BYTES ? KUA_CAPTURE_PAGE : KUA_CAPTURE_IMAGE;
	case FAMILY_JSON:
		return has_sentence(body) ? KUA_CAPTURE_PAGE : KUA_CAPTURE_DATA;
	case FAMILY_HTML:
		return has_words(body) ? KUA_CAPTURE_PAGE : KUA_CAPTURE_BLANK;
	default:
		return body.n ? KUA_CAPTURE_PAGE : KUA_CAPTURE_BLANK;
	}
}

/* ---- names ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void kua_name_of_url(struct kua_str url, struct kua_buf *out)
{
	struct kua_str s = without_query(url);
	const char *scheme = s.n ? memmem(s.s, s.n, "://", 3) : NULL;
	if (scheme)
		s = (struct kua_str){scheme + 3, (size_t)(s.s + s.n - scheme - 3)};
	for (size_t i = 0; i < s.n; i++) {
		bool coded = s.s[i] == '%' && s.n - i > 2 && hex(s.s[i + 1]) >= 2 && hex(s.s[i + 2]) >= 0;
		kua_buf_char(out, coded ? (char)(hex(s.s[i + 1]) * 16 + hex(s.s[i + 2])) : s.s[i]);
		i += coded ? 2 : 0;
	}
}
