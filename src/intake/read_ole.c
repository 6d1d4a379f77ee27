/* read_ole.c - OLE containers: which program's document is in it, what is embedded, what is dangerous. Mails are read elsewhere. */
#include <string.h>

#include "intake/internal.h"
#include "intake/ole.h"

#define OBJECTS ((size_t)1000)
#define PICTURE_BYTES ((size_t)4096)

struct kind {
	const char *stream, *type;
	void (*read)(const struct kua_words *w, struct kua_ole *o, size_t stream, struct kua_answer *answer);
};
static const struct kind kinds[] = {
	{"WordDocument", "application/msword", kua_read_doc},
	{"Workbook", "application/vnd.ms-excel", kua_read_xls},
	{"Book", "application/vnd.ms-excel", kua_read_xls},
	{"PowerPoint Document", "application/vnd.ms-powerpoint", kua_read_ppt},
};

/* ---- what is inside ---- */

/*
 * Pictures stand in records, whose kind is F01D for JPEG and F01E for PNG: eight bytes of head, one or two numbers of 16
 * bytes, a byte, and the picture.
 */
static size_t picture_size(struct kua_str s, size_t at)
{
	static const size_t before[] = {8 + 17, 8 + 33};
	for (size_t i = 0; i < 2; i++) {
		if (at < before[i])
			continue;
		const unsigned char *h = (const unsigned char *)s.s + at - before[i];
		size_t size = (size_t)h[4] | (size_t)h[5] << 8 | (size_t)h[6] << 16 | (size_t)h[7] << 24;
		if (h[3] == 0xf0 && (h[2] == 0x1d || h[2] == 0x1e || h[2] == 0x2a) && size > before[i] - 8)
			return size - (before[i] - 8);
	}
	return 0;
}

static void answer_pictures(struct kua_ole *o, const char *name, struct kua_answer *answer)
{
	size_t stream = kua_ole_find(o, KUA_OLE_ROOT, name), pictures = 0;
	struct kua_buf b = KUA_BUF_INIT;
	if (stream == KUA_OLE_NONE)
		return;
	(void)kua_ole_read(o, stream, SIZE_MAX, &b);
	struct kua_str s = {b.data, b.len};
	for (size_t at = 25; at + 4 < s.n; at++) {
		bool jpeg = memcmp(s.s + at, "\xff\xd8\xff", 3) == 0, png = memcmp(s.s + at, "\x89PNG", 4) == 0;
		size_t n = jpeg || png ? picture_size(s, at) : 0;
		if (n < PICTURE_BYTES || n > s.n - at)
			continue;
		char path[80];
		(void)snprintf(path, sizeof path, "%s/picture %zu.%s", name, ++pictures, jpeg ? "jpg" : "png");
		struct kua_found_inner inner = {.name = kua_str(path), .bytes = {s.s + at, n}};
		(void)kua_answer_inner(answer, &inner);
		at += n - 1;
	}
	kua_buf_free(&b);
}

static void answer_objects(struct kua_ole *o, struct kua_answer *answer)
{
	size_t pool = kua_ole_find(o, KUA_OLE_ROOT, "ObjectPool"), left_out = 0;
	for (size_t i = 0, n = 0; pool != KUA_OLE_NONE && i < o->n && n < OBJECTS; i++) {
		if (o->v[i].parent != pool || o->v[i].kind != KUA_OLE_STORAGE)
			continue;
		left_out += !kua_ole_answer_object(o, i, kua_str(o->v[i].name), answer);
		n++;
	}
	if (left_out)
		kua_answer_diagnose(answer, KUA_DIAG_PARTS_LEFT_OUT, "%zu embedded objects", left_out);
}

static void check(struct kua_ole *o, struct kua_answer *answer)
{
	static const char *const macros[] = {"Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"};
	bool any = false;
	for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
		any |= kua_ole_find(o, KUA_OLE_ROOT, macros[i]) != KUA_OLE_NONE;
	if (any)
		kua_answer_diagnose(answer, KUA_DIAG_MACROS, NULL);
	if (kua_ole_find(o, KUA_OLE_ROOT, "_signatures") != KUA_OLE_NONE ||
	    kua_ole_find(o, KUA_OLE_ROOT, "_xmlsignatures") != KUA_OLE_NONE)
		kua_answer_diagnose(answer, KUA_DIAG_SIGNED, NULL);
}

/* ---- together ---- */

/* A stream of that name in the root; of a damaged container, anywhere. */
static size_t find_stream(const struct kua_ole *o, const char *name)
{
	size_t at = kua_ole_find(o, KUA_OLE_ROOT, name);
	return at == KUA_OLE_NONE && o->damaged ? kua_ole_find(o, KUA_OLE_NONE, name) : at;
}

bool kua_read_ole(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *answer)
{
	struct kua_ole o;
	bool done = false;
	(void)name;
	if (!kua_ole_open((struct kua_str){bytes, n}, &o))
		return kua_read_lost_doc(w, (struct kua_str){bytes, n}, answer);
	if (find_stream(&o, "EncryptedPackage") != KUA_OLE_NONE) {
		kua_answer_media_type(answer, "application/x-ole-storage");
		kua_answer_diagnose(answer, KUA_DIAG_ENCRYPTED, NULL);
		done = true;
	}
	for (size_t i = 0; !done && i < sizeof kinds / sizeof *kinds; i++) {
		size_t stream = find_stream(&o, kinds[i].stream);
		if (stream == KUA_OLE_NONE || o.v[stream].kind != KUA_OLE_STREAM)
			continue;
		kua_answer_media_type(answer, kinds[i].type);
		kua_ole_about(&o, KUA_OLE_ROOT, answer);
		check(&o, answer);
		answer_objects(&o, answer);
		answer_pictures(&o, "Data", answer);
		answer_pictures(&o, "Pictures", answer);
		kinds[i].read(w, &o, stream, answer);
		done = true;
	}
	bool mail = kua_ole_find(&o, KUA_OLE_ROOT, "__properties_version1.0") != KUA_OLE_NONE;
	kua_ole_close(&o);
	return done || (!mail && kua_read_lost_doc(w, (struct kua_str){bytes, n}, answer));
}
