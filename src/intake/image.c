/* image.c - the frames of image formats: where size, EXIF and other words stand. See image.h. */
#include "intake/image.h"

#include <zlib.h>

#include "intake/bytes.h"

static uint32_t be32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t be16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)b[0] << 8 | b[1];
}

static bool begins(struct kua_str s, const char *with, size_t n)
{
	return s.n >= n && memcmp(s.s, with, n) == 0;
}

static struct kua_str behind(struct kua_str s, size_t n)
{
	return (struct kua_str){s.s + n, s.n - n};
}

/* ---- JPEG ---- */

static void take_segment(struct kua_image *im, unsigned marker, struct kua_str s)
{
	static const char xmp[] = "http://ns.adobe.com/xap/1.0/";
	bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
	if (frame && s.n >= 5 && !im->width) {
		im->height = be16(s.s + 1);
		im->width = be16(s.s + 3);
	} else if (marker == 0xe1 && begins(s, "Exif\0\0", 6) && !im->exif.n) {
		im->exif = behind(s, 6);
	} else if (marker == 0xe1 && begins(s, xmp, sizeof xmp) && !im->xmp.n) {
		im->xmp = behind(s, sizeof xmp);
	} else if (marker == 0xfe && !im->comment.n) {
		im->comment = s;
	}
}

static void look_jpeg(struct kua_str s, struct kua_image *im)
{
	size_t pos = 2;
	im->kind = KUA_IMAGE_JPEG;
	for (;;) {
		while (pos + 1 < s.n && ((unsigned char)s.s[pos] != 0xff || (unsigned char)s.s[pos + 1] == 0xff))
			pos++;
		if (s.n < 4 || pos > s.n - 4) {
			im->cut = true;
			break;
		}
		unsigned marker = (unsigned char)s.s[pos + 1];
		pos += 2;
		if (marker == 0xda) /* pixels, in which no marker of the end can stand, up to that */
			im->cut = memmem(s.s + pos, s.n - pos, "\xff\xd9", 2) == NULL;
		if (marker == 0xda || marker == 0xd9)
			break;
		if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8))
			continue;
		size_t n = be16(s.s + pos);
		if (n < 2 || n > s.n - pos) {
			im->cut = true;
			break;
		}
		take_segment(im, marker, (struct kua_str){s.s + pos + 2, n - 2});
		pos += n;
	}
	im->orientation = kua_exif_orientation(im->exif);
}

/* ---- PNG ---- */

/* The next chunk from *pos; false at the end, where cut tells whether it is whole. */
static bool next_chunk(struct kua_str s, size_t *pos, const char **type, struct kua_str *data, bool *cut)
{
	*cut = s.n < 12 || *pos > s.n - 12;
	if (*cut)
		return false;
	uint32_t n = be32(s.s + *pos);
	*type = s.s + *pos + 4;
	*cut = n > s.n - *pos - 12;
	if (*cut || memcmp(*type, "IEND", 4) == 0)
		return false;
	*data = (struct kua_str){s.s + *pos + 8, n};
	*pos += 12 + (size_t)n;
	return true;
}

static void look_png(struct kua_str s, struct kua_image *im)
{
	const char *type;
	struct kua_str data;
	im->kind = KUA_IMAGE_PNG;
	for (size_t pos = 8; next_chunk(s, &pos, &type, &data, &im->cut);) {
		if (memcmp(type, "IHDR", 4) == 0 && data.n >= 8 && !im->width) {
			im->width = be32(data.s);
			im->height = be32(data.s + 4);
		} else if (memcmp(type, "eXIf", 4) == 0) {
			im->exif = data;
		}
	}
	im->orientation = kua_exif_orientation(im->exif);
}

/* Append what deflate packed, at most a line of it. */
static void unpack(struct kua_str s, struct kua_buf *out)
{
	unsigned char line[KUA_LINE_BYTES];
	uLongf n = sizeof line;
	if (s.n < KUA_LINE_BYTES * 256) {
		z_stream z = {.next_in = (Bytef *)(uintptr_t)s.s, .avail_in = (uInt)s.n, .next_out = line, .avail_out = (uInt)n};
		if (inflateInit(&z) != Z_OK)
			return;
		(void)inflate(&z, Z_FINISH);
		kua_buf_add(out, line, sizeof line - z.avail_out);
		(void)inflateEnd(&z);
	}
}

/* Bytes of Latin-1 as UTF-8, unless they are UTF-8 already. */
static void add_latin(struct kua_str s, struct kua_buf *out)
{
	if (kua_utf8_valid(s.s, s.n)) {
		kua_buf_add(out, s.s, s.n);
		return;
	}
	for (size_t i = 0; i < s.n; i++)
		kua_buf_utf8(out, (unsigned char)s.s[i]);
}

/* The text of an iTXt chunk behind its key: flags, language, key in that language. */
static void add_international(struct kua_str s, struct kua_buf *out)
{
	if (s.n < 2)
		return;
	bool packed = s.s[0] == 1;
	s = behind(s, 2);
	for (int i = 0; i < 2; i++) {
		const char *end = memchr(s.s, 0, s.n);
		if (!end)
			return;
		s = behind(s, (size_t)(end + 1 - s.s));
	}
	if (packed)
		unpack(s, out);
	else
		kua_buf_add(out, s.s, s.n);
}

void kua_png_texts(struct kua_str png, void (*fn)(void *ctx, struct kua_str key, struct kua_str text), void *ctx)
{
	const char *type;
	struct kua_str data;
	bool cut;
	for (size_t pos = 8; next_chunk(png, &pos, &type, &data, &cut);) {
		bool plain = memcmp(type, "tEXt", 4) == 0, packed = memcmp(type, "zTXt", 4) == 0;
		const char *end = data.n ? memchr(data.s, 0, data.n < 80 ? data.n : 80) : NULL;
		if (!end || (!plain && !packed && memcmp(type, "iTXt", 4) != 0))
			continue;
		struct kua_buf text = KUA_BUF_INIT, raw = KUA_BUF_INIT;
		struct kua_str key = {data.s, (size_t)(end - data.s)}, rest = behind(data, key.n + 1);
		if (packed && rest.n)
			unpack(behind(rest, 1), &raw);
		if (plain || packed)
			add_latin(packed ? (struct kua_str){raw.data ? raw.data : "", raw.len} : rest, &text);
		else
			add_international(rest, &text);
		fn(ctx, key, (struct kua_str){text.data, text.len});
		kua_buf_free(&text);
		kua_buf_free(&raw);
	}
}

/* ---- WebP ---- */

static uint32_t le24(const char *p)
{
	return kua_le16(p) | (uint32_t)(unsigned char)p[2] << 16;
}

static void take_webp_chunk(struct kua_image *im, const char *type, struct kua_str d)
{
	if (memcmp(type, "VP8X", 4) == 0 && d.n >= 10) {
		im->moving = d.s[0] & 2;
		im->width = le24(d.s + 4) + 1;
		im->height = le24(d.s + 7) + 1;
	} else if (memcmp(type, "VP8 ", 4) == 0 && d.n >= 10 && !im->width) {
		im->width = kua_le16(d.s + 6) & 0x3fff;
		im->height = kua_le16(d.s + 8) & 0x3fff;
	} else if (memcmp(type, "VP8L", 4) == 0 && d.n >= 5 && !im->width) {
		uint32_t v = kua_le32(d.s + 1);
		im->width = (v & 0x3fff) + 1;
		im->height = (v >> 14 & 0x3fff) + 1;
	} else if (memcmp(type, "EXIF", 4) == 0) {
		im->exif = begins(d, "Exif\0\0", 6) ? behind(d, 6) : d;
	} else if (memcmp(type, "XMP ", 4) == 0) {
		im->xmp = d;
	}
}

static void look_webp(struct kua_str s, struct kua_image *im)
{
	im->kind = KUA_IMAGE_WEBP;
	for (size_t pos = 12; s.n >= 8 && pos <= s.n - 8;) {
		size_t n = kua_le32(s.s + pos + 4), room = s.n - pos - 8;
		im->cut |= n > room;
		take_webp_chunk(im, s.s + pos, (struct kua_str){s.s + pos + 8, n < room ? n : room});
		pos += 8 + (n < room ? n + (n & 1) : room);
	}
	im->orientation = kua_exif_orientation(im->exif);
}

/* ---- the others ---- */

static void look_gif(struct kua_str s, struct kua_image *im)
{
	im->kind = KUA_IMAGE_GIF;
	if (s.n >= 10) {
		im->width = kua_le16(s.s + 6);
		im->height = kua_le16(s.s + 8);
	}
}

static void look_bmp(struct kua_str s, struct kua_image *im)
{
	im->kind = KUA_IMAGE_BMP;
	if (s.n < 26)
		return;
	int64_t height = (int32_t)kua_le32(s.s + 22);
	im->width = kua_le32(s.s + 14) == 12 ? kua_le16(s.s + 18) : kua_le32(s.s + 18);
	im->height = kua_le32(s.s + 14) == 12 ? kua_le16(s.s + 20) : (uint32_t)(height < 0 ? -height : height);
}

/* Telephones' HEIC: its EXIF block stands near the beginning or at the end. */
static void look_heif(struct kua_str s, struct kua_image *im)
{
	static const char *const begin[] = {"Exif\0\0II*\0", "Exif\0\0MM\0*"};
	im->kind = KUA_IMAGE_HEIF;
	for (size_t i = 0; i < 2 && !im->exif.n; i++) {
		const char *at = memmem(s.s, s.n, begin[i], 10);
		if (at)
			im->exif = behind(s, (size_t)(at - s.s) + 6);
	}
}

static bool is_heif(struct kua_str s)
{
	static const char *const brands[] = {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif"};
	for (size_t i = 0; s.n >= 12 && memcmp(s.s + 4, "ftyp", 4) == 0 && i < sizeof brands / sizeof *brands; i++)
		if (memcmp(s.s + 8, brands[i], 4) == 0)
			return true;
	return false;
}

bool kua_image_look(const char *bytes, size_t n, uint32_t page, struct kua_image *im)
{
	struct kua_str s = {bytes, n};
	*im = (struct kua_image){.pages = 1};
	if (begins(s, "\xff\xd8\xff", 3)) {
		look_jpeg(s, im);
	} else if (begins(s, "\x89PNG\r\n\x1a\n", 8)) {
		look_png(s, im);
	} else if (begins(s, "GIF8", 4)) {
		look_gif(s, im);
	} else if (begins(s, "RIFF", 4) && s.n >= 12 && memcmp(s.s + 8, "WEBP", 4) == 0) {
		look_webp(s, im);
	} else if (begins(s, "BM", 2) && s.n >= 26 && kua_le32(s.s + 14) >= 12 && kua_le32(s.s + 14) <= 256) {
		look_bmp(s, im);
	} else if (is_heif(s)) {
		look_heif(s, im);
	} else {
		im->kind = KUA_IMAGE_TIFF;
		im->exif = s;
		return kua_tiff_look(s, page, im);
	}
	return true;
}
