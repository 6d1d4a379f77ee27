/*
 * exif.c - what cameras and scanners write into a picture: the directories of a TIFF, whether they are a file of their own or a
 * block inside another.
 *
 * The same directories hold the pages of a TIFF, which have to be counted in place, in a file of any size; so
 * they are read here and not by a library, which would want a copy and would take makers' notes apart as well. A directory is
 * entries of 12 bytes: tag, type, count, and the value or where it stands. Directories may form a loop: their
 * number is limited.
 */
#include "intake/image.h"

#include <math.h>
#include <strings.h>

#define ENTRIES 1024u /* of a directory that are looked at */

struct tiff {
	const unsigned char *p;
	size_t n;
	bool big_endian;
};

enum tag {
	WIDTH = 0x100,
	HEIGHT = 0x101,
	DESCRIPTION = 0x10e,
	MAKE = 0x10f,
	MODEL = 0x110,
	ORIENTATION = 0x112,
	SOFTWARE = 0x131,
	DATE = 0x132,
	ARTIST = 0x13b,
	COPYRIGHT = 0x8298,
	EXIF_DIRECTORY = 0x8769,
	GPS_DIRECTORY = 0x8825,
	DATE_ORIGINAL = 0x9003,
	DATE_DIGITISED = 0x9004,
	OFFSET_ORIGINAL = 0x9011,
	USER_COMMENT = 0x9286,
	XP_TITLE = 0x9c9b,
	XP_COMMENT = 0x9c9c,
	XP_AUTHOR = 0x9c9d,
	OWNER = 0xa430,
	SERIAL = 0xa431,
	LENS = 0xa434,
	GPS_NORTH = 1,
	GPS_LATITUDE = 2,
	GPS_EAST = 3,
	GPS_LONGITUDE = 4,
	GPS_BELOW = 5,
	GPS_ALTITUDE = 6,
	GPS_TIME = 7,
	GPS_DATE = 0x1d,
};

struct entry {
	uint32_t tag, type, count;
	const unsigned char *value; /* count of them, all inside */
	size_t n;                   /* bytes */
};

static uint32_t number(const struct tiff *t, const unsigned char *p, size_t n)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[t->big_endian ? i : n - 1 - i];
	return v;
}

static bool open_tiff(struct kua_str s, struct tiff *t)
{
	if (s.n < 8 || (memcmp(s.s, "II*\0", 4) != 0 && memcmp(s.s, "MM\0*", 4) != 0))
		return false;
	*t = (struct tiff){(const unsigned char *)s.s, s.n, s.s[0] == 'M'};
	return true;
}

/* Where the first directory stands. */
static uint32_t first_directory(const struct tiff *t)
{
	return number(t, t->p + 4, 4);
}

/* Entries of the directory at an offset, as far as they are there. */
static uint32_t entries_at(const struct tiff *t, uint32_t at)
{
	if (at < 8 || at > t->n || t->n - at < 2)
		return 0;
	uint32_t n = number(t, t->p + at, 2);
	size_t room = (t->n - at - 2) / 12;
	n = n < room ? n : (uint32_t)room;
	return n < ENTRIES ? n : ENTRIES;
}

static bool entry_at(const struct tiff *t, uint32_t directory, uint32_t i, struct entry *e)
{
	static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
	const unsigned char *p = t->p + directory + 2 + 12 * (size_t)i;
	*e = (struct entry){.tag = number(t, p, 2), .type = number(t, p + 2, 2), .count = number(t, p + 4, 4)};
	if (e->type == 0 || e->type >= sizeof sizes || e->count > t->n)
		return false;
	e->n = (size_t)e->count * sizes[e->type];
	if (e->n <= 4) {
		e->value = p + 8;
		return true;
	}
	uint32_t at = number(t, p + 8, 4);
	e->value = t->p + (at <= t->n ? at : 0);
	return at <= t->n && e->n <= t->n - at;
}

static bool find_entry(const struct tiff *t, uint32_t directory, enum tag tag, struct entry *e)
{
	for (uint32_t i = 0, n = entries_at(t, directory); i < n; i++)
		if (entry_at(t, directory, i, e) && e->tag == (uint32_t)tag)
			return true;
	return false;
}

static uint32_t find_number(const struct tiff *t, uint32_t directory, enum tag tag)
{
	struct entry e;
	if (!find_entry(t, directory, tag, &e) || e.count < 1 || (e.type != 3 && e.type != 4 && e.type != 1))
		return 0;
	return number(t, e.value, e.type == 3 ? 2 : e.type == 4 ? 4 : 1);
}

/* ---- pages ---- */

static uint32_t next_directory(const struct tiff *t, uint32_t at)
{
	size_t end = at + 2 + 12 * (size_t)number(t, t->p + at, 2); /* a whole one: see kua_tiff_look */
	return end + 4 <= t->n ? number(t, t->p + end, 4) : 0;
}

bool kua_tiff_look(struct kua_str s, uint32_t page, struct kua_image *im)
{
	struct tiff t;
	if (!open_tiff(s, &t))
		return false;
	KUA_VEC(uint32_t) seen = {0};
	bool loop = false;
	for (uint32_t at = first_directory(&t); entries_at(&t, at) && !loop; at = next_directory(&t, at)) {
		for (size_t i = 0; i < seen.n; i++)
			loop |= seen.v[i] == at;
		if (loop || seen.n == KUA_IMAGE_PAGES) {
			im->more_pages = !loop;
			break;
		}
		if (seen.n == page) {
			im->width = find_number(&t, at, WIDTH);
			im->height = find_number(&t, at, HEIGHT);
			im->orientation = find_number(&t, at, ORIENTATION);
		}
		*kua_vec_add(&seen) = at;
	}
	im->pages = (uint32_t)seen.n;
	kua_vec_free(&seen);
	return true;
}

unsigned kua_exif_orientation(struct kua_str s)
{
	struct tiff t;
	return open_tiff(s, &t) ? find_number(&t, first_directory(&t), ORIENTATION) : 0;
}

/* ---- what it says ---- */

/* A string of bytes, its NULs and spaces at the end left out. */
static struct kua_str find_string(const struct tiff *t, uint32_t directory, enum tag tag)
{
	struct entry e;
	if (!find_entry(t, directory, tag, &e) || (e.type != 2 && e.type != 1 && e.type != 7))
		return (struct kua_str){NULL, 0};
	struct kua_str s = {(const char *)e.value, strnlen((const char *)e.value, e.n)};
	return kua_trim(s);
}

/* Answer a string of 16-bit units. */
static void answer_wide(const struct tiff *t, const unsigned char *p, size_t n, const char *key, struct kua_answer *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	n = n < 2 * KUA_LINE_BYTES ? n : 2 * KUA_LINE_BYTES;
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t cp = number(t, p + i, 2);
		if (cp >= 0xd800 && cp < 0xdc00 && i + 3 < n) {
			uint32_t low = number(t, p + i + 2, 2);
			if (low >= 0xdc00 && low < 0xe000) {
				cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		if (cp == 0)
			break;
		kua_buf_utf8(&b, cp >= 0xd800 && cp < 0xe000 ? 0xfffd : cp);
	}
	kua_answer_meta(o, key, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

static void answer_windows(const struct tiff *t, uint32_t directory, enum tag tag, const char *key, struct kua_answer *o)
{
	struct entry e;
	struct tiff little = {t->p, t->n, false};
	if (find_entry(t, directory, tag, &e))
		answer_wide(&little, e.value, e.n, key, o);
}

/* A comment begins with eight bytes that name its letters. */
static void answer_comment(const struct tiff *t, uint32_t directory, struct kua_answer *o)
{
	struct entry e;
	if (!find_entry(t, directory, USER_COMMENT, &e) || e.n <= 8)
		return;
	const unsigned char *p = e.value + 8;
	if (memcmp(e.value, "UNICODE", 8) == 0)
		answer_wide(t, p, e.n - 8, "exif.comment", o);
	else
		kua_answer_meta(o, "exif.comment", kua_trim((struct kua_str){(const char *)p, strnlen((const char *)p, e.n - 8)}));
}

/* "2011:12:16 12:05:33" as 2011-12-16T12:05:33, with the zone where it is known. */
static void answer_date(struct kua_str s, struct kua_str zone, const char *key, struct kua_answer *o)
{
	static const char form[] = "0000:00:00 00:00:00";
	char iso[40];
	if (s.n < sizeof form - 1 || zone.n > 8 || memcmp(s.s, "0000", 4) == 0)
		return;
	for (size_t i = 0; i < sizeof form - 1; i++)
		if (form[i] == '0' && (s.s[i] < '0' || s.s[i] > '9'))
			return;
	(void)snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.8s%.*s", s.s, s.s + 5, s.s + 8, s.s + 11, (int)zone.n,
	               zone.s ? zone.s : "");
	kua_answer_meta(o, key, kua_str(iso));
}

static void answer_camera(const struct tiff *t, uint32_t directory, struct kua_answer *o)
{
	struct kua_str make = find_string(t, directory, MAKE), model = find_string(t, directory, MODEL);
	struct kua_buf b = KUA_BUF_INIT;
	if (make.n && !(model.n >= make.n && strncasecmp(make.s, model.s, make.n) == 0)) {
		kua_buf_add(&b, make.s, make.n);
		kua_buf_char(&b, ' ');
	}
	kua_buf_add(&b, model.s ? model.s : "", model.n);
	kua_answer_meta(o, "exif.camera", (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
}

/* n fractions of a GPS entry as numbers. */
static bool fractions(const struct tiff *t, uint32_t directory, enum tag tag, size_t n, double *v)
{
	struct entry e;
	if (!find_entry(t, directory, tag, &e) || e.type != 5 || e.count < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint32_t above = number(t, e.value + 8 * i, 4), below = number(t, e.value + 8 * i + 4, 4);
		if (!below && above)
			return false;
		v[i] = below ? (double)above / (double)below : 0;
	}
	return true;
}

static bool degrees(const struct tiff *t, uint32_t directory, enum tag sign, enum tag tag, const char *negative,
                    double most, double *out)
{
	double v[3];
	if (!fractions(t, directory, tag, 3, v))
		return false;
	*out = v[0] + v[1] / 60 + v[2] / 3600;
	struct kua_str s = find_string(t, directory, sign);
	if (s.n && strchr(negative, s.s[0]))
		*out = -*out;
	return fabs(*out) <= most;
}

/* "51.128400, 71.430600": latitude north, longitude east. */
static void answer_place(const struct tiff *t, uint32_t directory, struct kua_answer *o)
{
	double north, east, v[3];
	char line[80];
	if (degrees(t, directory, GPS_NORTH, GPS_LATITUDE, "Ss", 90, &north) &&
	    degrees(t, directory, GPS_EAST, GPS_LONGITUDE, "Ww", 180, &east) && (north != 0 || east != 0)) {
		(void)snprintf(line, sizeof line, "%.6f, %.6f", north, east);
		kua_answer_meta(o, "exif.gps", kua_str(line));
	}
	if (fractions(t, directory, GPS_ALTITUDE, 1, v) && v[0] < 100000) {
		(void)snprintf(line, sizeof line, "%s%.0f m", find_number(t, directory, GPS_BELOW) ? "-" : "", v[0]);
		kua_answer_meta(o, "exif.altitude", kua_str(line));
	}
	struct kua_str day = find_string(t, directory, GPS_DATE);
	if (day.n == 10 && fractions(t, directory, GPS_TIME, 3, v) && v[0] < 24 && v[1] < 60 && v[2] < 61) {
		(void)snprintf(line, sizeof line, "%.10s %02u:%02u:%02u", day.s, (unsigned)v[0], (unsigned)v[1], (unsigned)v[2]);
		answer_date(kua_str(line), kua_str("Z"), "exif.gps-date", o);
	}
}

void kua_exif_answer(struct kua_str s, struct kua_answer *o)
{
	static const struct {
		enum tag tag;
		const char *key;
	} strings[] = {
		{SOFTWARE, "exif.software"}, {ARTIST, "exif.author"}, {DESCRIPTION, "exif.description"},
		{COPYRIGHT, "exif.copyright"},
	}, more[] = {{OWNER, "exif.owner"}, {SERIAL, "exif.serial"}, {LENS, "exif.lens"}};
	static const struct kua_str none = {NULL, 0};
	struct tiff t;
	if (!open_tiff(s, &t))
		return;
	uint32_t main = first_directory(&t), exif = find_number(&t, main, EXIF_DIRECTORY),
	         gps = find_number(&t, main, GPS_DIRECTORY);
	answer_date(find_string(&t, exif, DATE_ORIGINAL), find_string(&t, exif, OFFSET_ORIGINAL), "exif.date", o);
	answer_date(find_string(&t, exif, DATE_DIGITISED), none, "exif.digitised", o);
	answer_date(find_string(&t, main, DATE), none, "exif.changed", o);
	answer_place(&t, gps, o);
	answer_camera(&t, main, o);
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		kua_answer_meta(o, strings[i].key, find_string(&t, main, strings[i].tag));
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		kua_answer_meta(o, more[i].key, find_string(&t, exif, more[i].tag));
	answer_windows(&t, main, XP_TITLE, "exif.title", o);
	answer_windows(&t, main, XP_AUTHOR, "exif.author", o);
	answer_windows(&t, main, XP_COMMENT, "exif.comment", o);
	answer_comment(&t, exif, o);
}
