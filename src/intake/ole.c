/* ole.c - see ole.h. */
#include "intake/ole.h"

#include <stdlib.h>
#include <string.h>

#include "intake/bytes.h"
#include "intake/internal.h"

#define HEADER_BYTES ((size_t)512)
#define ENTRY_BYTES ((size_t)128)
#define HEADER_FATS ((size_t)109) /* sectors of the table that the header itself lists */
#define LAST_SECTOR 0xfffffffau   /* numbers above are no sectors but marks */

typedef KUA_VEC(uint32_t) numbers;

bool kua_is_ole(struct kua_str b)
{
	return b.n >= HEADER_BYTES && memcmp(b.s, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

/* The bytes of a sector, the last of which may be cut short; {NULL, 0} where the file has no such sector. */
static struct kua_str sector_at(const struct kua_ole *o, uint32_t number)
{
	uint64_t at = ((uint64_t)number + 1) * o->sector;
	if (number > LAST_SECTOR || at >= o->bytes.n)
		return (struct kua_str){NULL, 0};
	size_t left = o->bytes.n - (size_t)at;
	return (struct kua_str){o->bytes.s + at, left < o->sector ? left : o->sector};
}

static size_t sectors_in_file(const struct kua_ole *o)
{
	return o->bytes.n / o->sector + 1;
}

/* ---- the tables ---- */

static void add_numbers(struct kua_str sector, size_t most, numbers *out)
{
	for (size_t i = 0; i + 4 <= sector.n && out->n < most; i += 4)
		*kua_vec_add(out) = kua_le32(sector.s + i);
}

/* Which sectors hold the table of chains: the header lists the first, a chain of sectors the others. */
static void list_fat_sectors(struct kua_ole *o, numbers *out)
{
	size_t most = sectors_in_file(o), per = o->sector / 4 - 1;
	for (size_t i = 0; i < HEADER_FATS; i++)
		if (kua_le32(o->bytes.s + 76 + 4 * i) <= LAST_SECTOR)
			*kua_vec_add(out) = kua_le32(o->bytes.s + 76 + 4 * i);
	uint32_t next = kua_le32(o->bytes.s + 68);
	for (size_t steps = 0; steps < most && out->n < most; steps++) {
		struct kua_str s = sector_at(o, next);
		if (s.n < o->sector)
			return;
		for (size_t i = 0; i < per; i++)
			if (kua_le32(s.s + 4 * i) <= LAST_SECTOR)
				*kua_vec_add(out) = kua_le32(s.s + 4 * i);
		next = kua_le32(s.s + 4 * per);
	}
}

static void read_fat(struct kua_ole *o)
{
	numbers where = {0}, fat = {0};
	size_t most = sectors_in_file(o);
	list_fat_sectors(o, &where);
	for (size_t i = 0; i < where.n && fat.n < most; i++) {
		struct kua_str s = sector_at(o, where.v[i]);
		o->damaged |= s.n < o->sector;
		for (size_t k = 0; k < o->sector / 4 && fat.n < most; k++) /* a lost sector keeps its place */
			*kua_vec_add(&fat) = 4 * k + 4 <= s.n ? kua_le32(s.s + 4 * k) : UINT32_MAX;
	}
	o->fat = fat.v;
	o->n_fat = fat.n;
	kua_vec_free(&where);
}

/* Append what a chain of sectors holds, up to `most` bytes. False where it is broken or a circle. */
static bool read_chain(struct kua_ole *o, uint32_t first, uint64_t most, struct kua_buf *out)
{
	size_t steps = sectors_in_file(o);
	uint32_t number = first;
	while (most > 0 && number <= LAST_SECTOR && steps-- > 0) {
		struct kua_str s = sector_at(o, number);
		uint64_t n = s.n < most ? s.n : most;
		if (n == 0 || n > o->budget)
			return false;
		kua_buf_add(out, s.s, (size_t)n);
		o->budget -= n;
		most -= n;
		number = number < o->n_fat ? o->fat[number] : UINT32_MAX;
	}
	return most == 0;
}

static void read_mini(struct kua_ole *o)
{
	struct kua_buf table = KUA_BUF_INIT;
	numbers fat = {0};
	(void)read_chain(o, kua_le32(o->bytes.s + 60), o->bytes.n, &table);
	add_numbers((struct kua_str){table.data, table.len}, table.len / 4, &fat);
	o->mini_fat = fat.v;
	o->n_mini_fat = fat.n;
	kua_buf_free(&table);
	if (o->n && o->v[KUA_OLE_ROOT].kind == KUA_OLE_TOP)
		(void)read_chain(o, o->v[KUA_OLE_ROOT].first, o->v[KUA_OLE_ROOT].size, &o->mini);
}

/* ---- the directory ---- */

static void read_name(const char *entry, char name[KUA_OLE_NAME])
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = kua_le16(entry + 64);
	for (size_t i = 0; i + 2 < (n < 64 ? n : 64); i += 2) {
		uint32_t c = kua_le16(entry + i);
		kua_buf_utf8(&b, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	}
	size_t len = kua_cut(b.data ? b.data : "", b.len, KUA_OLE_NAME - 1);
	if (len)
		memcpy(name, b.data, len);
	name[len] = '\0';
	kua_buf_free(&b);
}

struct links {
	uint32_t left, right, child;
};
struct place {
	uint32_t entry;
	size_t parent;
};

static void read_entries(struct kua_ole *o, struct kua_str directory, struct links *links)
{
	for (size_t i = 0; i < o->n; i++) {
		const char *e = directory.s + i * ENTRY_BYTES;
		struct kua_ole_entry *v = &o->v[i];
		unsigned kind = (unsigned char)e[66];
		read_name(e, v->name);
		v->kind = kind == KUA_OLE_STORAGE || kind == KUA_OLE_STREAM || kind == KUA_OLE_TOP ? (enum kua_ole_kind)kind
		                                                                                    : KUA_OLE_UNUSED;
		v->parent = KUA_OLE_NONE;
		v->first = kua_le32(e + 116);
		v->size = o->sector == HEADER_BYTES ? kua_le32(e + 120) : kua_le64(e + 120);
		memcpy(v->class_id, e + 80, sizeof v->class_id);
		links[i] = (struct links){kua_le32(e + 68), kua_le32(e + 72), kua_le32(e + 76)};
	}
}

/* Who is in which storage, from the root on. An entry that is met twice stays where it was met first. */
static void find_parents(struct kua_ole *o, const struct links *links)
{
	KUA_VEC(struct place) open = {0};
	bool *met = kua_calloc(o->n, sizeof *met);
	met[KUA_OLE_ROOT] = true;
	*kua_vec_add(&open) = (struct place){links[KUA_OLE_ROOT].child, KUA_OLE_ROOT};
	while (open.n) {
		uint32_t i = open.v[open.n - 1].entry;
		size_t parent = open.v[--open.n].parent;
		if (i >= o->n || met[i] || o->v[i].kind == KUA_OLE_UNUSED) {
			o->damaged |= i <= LAST_SECTOR; /* else it is a mark: there is none */
			continue;
		}
		met[i] = true;
		o->v[i].parent = parent;
		*kua_vec_add(&open) = (struct place){links[i].left, parent};
		*kua_vec_add(&open) = (struct place){links[i].right, parent};
		if (o->v[i].kind == KUA_OLE_STORAGE)
			*kua_vec_add(&open) = (struct place){links[i].child, i};
	}
	free(met);
	kua_vec_free(&open);
}

static bool read_directory(struct kua_ole *o)
{
	struct kua_buf b = KUA_BUF_INIT;
	(void)read_chain(o, kua_le32(o->bytes.s + 48), KUA_OLE_ENTRIES * ENTRY_BYTES, &b);
	o->n = b.len / ENTRY_BYTES;
	o->damaged |= o->n == KUA_OLE_ENTRIES;
	if (o->n) {
		struct links *links = kua_calloc(o->n, sizeof *links);
		o->v = kua_calloc(o->n, sizeof *o->v);
		read_entries(o, (struct kua_str){b.data, b.len}, links);
		find_parents(o, links);
		free(links);
	}
	kua_buf_free(&b);
	return o->n > 0;
}

bool kua_ole_open(struct kua_str bytes, struct kua_ole *o)
{
	if (!kua_is_ole(bytes))
		return false;
	unsigned power = kua_le16(bytes.s + 30), mini_power = kua_le16(bytes.s + 32);
	*o = (struct kua_ole){.bytes = bytes, .budget = 4 * (uint64_t)bytes.n + (1 << 20)};
	o->sector = (size_t)1 << (power >= 7 && power <= 16 ? power : 9);
	o->mini_sector = (size_t)1 << (mini_power >= 4 && mini_power <= 9 ? mini_power : 6);
	o->cutoff = kua_le32(bytes.s + 56);
	if (o->cutoff == 0 || o->cutoff > 65536)
		o->cutoff = 4096;
	read_fat(o);
	bool any = read_directory(o);
	if (any)
		read_mini(o);
	else
		kua_ole_close(o);
	return any;
}

void kua_ole_close(struct kua_ole *o)
{
	free(o->v);
	free(o->fat);
	free(o->mini_fat);
	kua_buf_free(&o->mini);
	*o = (struct kua_ole){0};
}

/* ---- streams ---- */

size_t kua_ole_find(const struct kua_ole *o, size_t parent, const char *name)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].parent == parent && kua_str_is(kua_str(o->v[i].name), name))
			return i;
	return KUA_OLE_NONE;
}

static bool read_mini_chain(struct kua_ole *o, uint32_t first, uint64_t most, struct kua_buf *out)
{
	size_t steps = o->mini.len / o->mini_sector + 1;
	uint32_t number = first;
	while (most > 0 && number <= LAST_SECTOR && steps-- > 0) {
		uint64_t at = (uint64_t)number * o->mini_sector;
		if (at >= o->mini.len)
			return false;
		uint64_t n = o->mini.len - at;
		n = n < o->mini_sector ? n : o->mini_sector;
		n = n < most ? n : most;
		if (n > o->budget)
			return false;
		kua_buf_add(out, o->mini.data + at, (size_t)n);
		o->budget -= n;
		most -= n;
		number = number < o->n_mini_fat ? o->mini_fat[number] : UINT32_MAX;
	}
	return most == 0;
}

bool kua_ole_read(struct kua_ole *o, size_t stream, size_t most, struct kua_buf *out)
{
	if (stream >= o->n || o->v[stream].kind != KUA_OLE_STREAM)
		return false;
	const struct kua_ole_entry *e = &o->v[stream];
	uint64_t n = e->size < most ? e->size : most;
	bool whole = e->size < o->cutoff ? read_mini_chain(o, e->first, n, out) : read_chain(o, e->first, n, out);
	return whole && n == e->size;
}
