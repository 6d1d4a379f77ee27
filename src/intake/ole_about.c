/* ole_about.c - the property sets of OLE containers: title, author, times; and what is packed into an embedded object. */
#include <string.h>

#include "intake/bytes.h"
#include "intake/codepage.h"
#include "intake/ole.h"
#include "intake/writing.h"

#define SET_BYTES ((size_t)1 << 20)
#define PROPERTIES ((size_t)200) /* of a set */

enum { VT_I2 = 2, VT_I4 = 3, VT_LPSTR = 30, VT_LPWSTR = 31, VT_FILETIME = 64 };

struct key {
	uint32_t id;
	const char *key;
};
static const struct key summary[] = {{2, "title"}, {3, "subject"}, {4, "author"}, {5, "keywords"}, {6, "description"},
                                     {7, "template"}, {8, "modified-by"}, {9, "revision"}, {11, "printed"},
                                     {12, "created"}, {13, "modified"}, {18, "producer"}, {0, NULL}};
static const struct key document[] = {{2, "category"}, {14, "manager"}, {15, "company"}, {0, NULL}};

/* 100 nanoseconds since 1601, as ISO 8601; the days of months by the civil calendar. */
static void put_time(uint64_t ticks, struct kua_buf *out)
{
	uint64_t seconds = ticks / 10000000;
	int64_t days = (int64_t)(seconds / 86400) - 134774 + 719468; /* from 1601 to 1970, from 0000-03-01 */
	int64_t era = days / 146097, of_era = days % 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t m = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * m + 2) / 5 + 1;
	int64_t month = m < 10 ? m + 3 : m - 9, year = year_of_era + era * 400 + (month <= 2);
	if (ticks == 0 || year > 9999)
		return;
	kua_buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, (int)month, (int)day, (int)(seconds / 3600 % 24),
	               (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/* A value's text; nothing where it is of no kind that has one. */
static void put_value(struct kua_code_pages *pages, unsigned page, struct kua_str v, struct kua_buf *out)
{
	if (v.n < 8)
		return;
	uint32_t type = kua_le32(v.s) & 0xffff, n = kua_le32(v.s + 4);
	struct kua_str rest = {v.s + 8, v.n - 8};
	if (type == VT_LPSTR) {
		rest.n = n < rest.n ? n : rest.n;
		if (page == 1200)
			kua_utf16_text(rest, out);
		else
			kua_code_page_text(pages, page, (struct kua_str){rest.s, strnlen(rest.s, rest.n)}, out);
	} else if (type == VT_LPWSTR) {
		kua_utf16_text((struct kua_str){rest.s, n < rest.n / 2 ? n * 2 : rest.n}, out);
	} else if (type == VT_FILETIME && rest.n >= 4) {
		put_time(kua_le64(v.s + 4), out);
	} else if (type == VT_I4 || type == VT_I2) {
		kua_buf_printf(out, "%d", type == VT_I2 ? (int)(int16_t)n : (int)n);
	}
	const char *nul = out->len ? memchr(out->data, '\0', out->len) : NULL;
	if (nul)
		out->len = (size_t)(nul - out->data);
}

static const char *key_of(const struct key *keys, uint32_t id)
{
	for (; keys->key; keys++)
		if (keys->id == id)
			return keys->key;
	return NULL;
}

static void read_set(struct kua_str set, const struct key *keys, struct kua_answer *o)
{
	struct kua_code_pages pages = {0};
	unsigned page = 1252;
	if (set.n < 48)
		return;
	uint32_t at = kua_le32(set.s + 44);
	if (at > set.n || set.n - at < 8)
		return;
	struct kua_str section = {set.s + at, set.n - at};
	size_t n = kua_le32(section.s + 4);
	n = n < PROPERTIES ? n : PROPERTIES;
	n = n < (section.n - 8) / 8 ? n : (section.n - 8) / 8;
	for (int pass = 0; pass < 2; pass++) /* the code page first */
		for (size_t i = 0; i < n; i++) {
			uint32_t id = kua_le32(section.s + 8 + 8 * i), from = kua_le32(section.s + 12 + 8 * i);
			const char *key = key_of(keys, id);
			if (from > section.n || section.n - from < 8)
				continue;
			struct kua_str value = {section.s + from, section.n - from};
			struct kua_buf b = KUA_BUF_INIT;
			if (pass == 0 && id == 1)
				page = kua_le16(value.s + 4);
			else if (pass == 1 && key)
				put_value(&pages, page, value, &b);
			if (b.len && (kua_le32(value.s) & 0xffff) == VT_FILETIME)
				kua_answer_time(o, key, (struct kua_str){b.data, b.len});
			else if (b.len)
				kua_answer_meta(o, key, (struct kua_str){b.data, b.len});
			kua_buf_free(&b);
		}
}

void kua_ole_about(struct kua_ole *o, size_t storage, struct kua_answer *answer)
{
	static const struct {
		const char *name;
		const struct key *keys;
	} sets[] = {{"\5SummaryInformation", summary}, {"\5DocumentSummaryInformation", document}};
	for (size_t i = 0; i < 2; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		size_t stream = kua_ole_find(o, storage, sets[i].name);
		if (stream != KUA_OLE_NONE) {
			(void)kua_ole_read(o, stream, SET_BYTES, &b);
			read_set((struct kua_str){b.data, b.len}, sets[i].keys, answer);
		}
		kua_buf_free(&b);
	}
}

/* ---- embedded objects ---- */

/* Behind a zero-terminated string; false where it does not end. */
static bool take_string(struct kua_str *s, struct kua_str *out)
{
	const char *nul = s->n ? memchr(s->s, '\0', s->n) : NULL;
	if (!nul)
		return false;
	*out = (struct kua_str){s->s, (size_t)(nul - s->s)};
	s->n -= out->n + 1;
	s->s = nul + 1;
	return true;
}

/* A file that was dragged into a document: label, path, temporary path, bytes. */
static bool answer_native(struct kua_str s, struct kua_str name, struct kua_answer *answer)
{
	struct kua_str label, path;
	if (s.n < 6 || kua_le16(s.s + 4) != 2)
		return false;
	s = (struct kua_str){s.s + 6, s.n - 6};
	if (!take_string(&s, &label) || !take_string(&s, &path) || s.n < 8)
		return false;
	size_t temporary = kua_le32(s.s + 4);
	if (temporary > s.n - 8 || s.n - 8 - temporary < 4)
		return false;
	s = (struct kua_str){s.s + 8 + temporary, s.n - 8 - temporary};
	size_t n = kua_le32(s.s);
	n = n < s.n - 4 ? n : s.n - 4;
	struct kua_buf full = KUA_BUF_INIT;
	struct kua_code_pages pages = {0};
	kua_buf_add(&full, name.s, name.n);
	kua_buf_char(&full, '/');
	kua_code_page_text(&pages, 1252, label, &full);
	struct kua_found_inner inner = {.name = {full.data, full.len}, .bytes = {s.s + 4, n}};
	(void)kua_answer_inner(answer, &inner);
	kua_buf_free(&full);
	return true;
}

bool kua_ole_answer_object(struct kua_ole *o, size_t storage, struct kua_str name, struct kua_answer *answer)
{
	static const char *const packed[] = {"\1Ole10Native", "Package", "CONTENTS"};
	for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
		size_t stream = kua_ole_find(o, storage, packed[i]);
		struct kua_buf b = KUA_BUF_INIT;
		if (stream == KUA_OLE_NONE)
			continue;
		(void)kua_ole_read(o, stream, SIZE_MAX, &b);
		struct kua_found_inner inner = {.name = name, .bytes = {b.data, b.len}};
		bool done = i == 0 ? answer_native(inner.bytes, name, answer) : b.len > 0;
		if (done && i > 0)
			(void)kua_answer_inner(answer, &inner);
		kua_buf_free(&b);
		if (done)
			return true;
	}
	return false;
}

bool kua_ole_answer_package(struct kua_answer *answer, struct kua_str bytes, struct kua_str name)
{
	struct kua_ole o;
	if (!kua_ole_open(bytes, &o))
		return false;
	bool done = kua_ole_answer_object(&o, KUA_OLE_ROOT, name, answer);
	kua_ole_close(&o);
	return done;
}
