/* office_parts.c - the parts of an office document in a ZIP and their relations. See office.h. */
#include "intake/office.h"

#include <string.h>

#define PART_BYTES ((size_t)64 << 20) /* of a part that is read as a whole */

void kua_office_diagnose(struct kua_office *d, const struct kua_zip_member *m, enum kua_zip_state state)
{
	int n = (int)(m->name.n < 200 ? m->name.n : 200);
	char name[256];
	(void)snprintf(name, sizeof name, "%.*s", n, kua_utf8_valid(m->name.s, m->name.n) ? m->name.s : "?");
	name[kua_cut(name, strlen(name), 200)] = '\0';
	switch (state) {
	case KUA_ZIP_GOOD:
		break;
	case KUA_ZIP_DAMAGED:
	case KUA_ZIP_METHOD:
		kua_answer_diagnose(d->answer, KUA_DIAG_BROKEN, "%s", name);
		break;
	case KUA_ZIP_LIMIT:
		kua_answer_diagnose(d->answer, KUA_DIAG_LIMIT, "%s unpacks to too much", name);
		break;
	case KUA_ZIP_ENCRYPTED:
		kua_answer_diagnose(d->answer, KUA_DIAG_ENCRYPTED, "%s", name);
		break;
	}
}

void kua_xml_diagnose(struct kua_answer *o, enum kua_xml_state state)
{
	if (state == KUA_XML_DEEP)
		kua_answer_diagnose(o, KUA_DIAG_DEEP, NULL);
	else if (state == KUA_XML_ENTITIES)
		kua_answer_diagnose(o, KUA_DIAG_ENTITIES, NULL);
	else if (state == KUA_XML_DAMAGED)
		kua_answer_diagnose(o, KUA_DIAG_BROKEN, "its XML is not well formed");
}

enum kua_xml_state kua_xml_parse_flat(const struct kua_words *w, const struct kua_xml_reader *r, void *ctx, struct kua_str xml)
{
	struct kua_xml_reader with_words = *r;
	with_words.words = w;
	return kua_xml_parse_bytes(&with_words, ctx, xml);
}

static size_t next_bytes(void *stream, char *out, size_t room)
{
	return kua_zip_next(stream, out, room);
}

bool kua_office_parse(struct kua_office *d, struct kua_str path, const struct kua_xml_reader *r, void *ctx)
{
	const struct kua_zip_member *m = path.n ? kua_zip_find(&d->zip, path) : NULL;
	struct kua_xml_reader with_words = *r;
	struct kua_zip_stream s;
	with_words.words = d->words;
	if (!m)
		return false;
	kua_zip_start(&d->zip, m, &s);
	enum kua_xml_state state = kua_xml_parse(&with_words, ctx, next_bytes, &s);
	if (state == KUA_XML_DAMAGED && s.state == KUA_ZIP_GOOD)
		s.state = KUA_ZIP_DAMAGED;
	else
		kua_xml_diagnose(d->answer, state);
	kua_office_diagnose(d, m, s.state);
	kua_zip_stop(&s);
	return true;
}

bool kua_office_read(struct kua_office *d, const struct kua_zip_member *m, struct kua_buf *out)
{
	enum kua_zip_state state = kua_zip_read(&d->zip, m, PART_BYTES, out);
	kua_office_diagnose(d, m, state);
	return out->len > 0;
}

/* ---- relations ---- */

static const char *const relation_names[] = {"rel:Relationship", NULL};
enum { RELATION = 1 };

struct reading_relations {
	struct kua_arena *arena;
	struct kua_str folder; /* of the part, with its slash */
	kua_relations *out;
};

static struct kua_str keep(struct kua_arena *a, struct kua_str s)
{
	return (struct kua_str){kua_arena_strndup(a, s.s ? s.s : "", s.n), s.n};
}

struct kua_str kua_office_path(struct kua_arena *a, struct kua_str folder, struct kua_str target)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (target.n && target.s[0] != '/')
		kua_buf_add(&b, folder.s, folder.n);
	for (size_t at = 0; at < target.n;) {
		const char *slash = memchr(target.s + at, '/', target.n - at);
		size_t n = slash ? (size_t)(slash - target.s) - at + 1 : target.n - at;
		struct kua_str step = {target.s + at, n};
		at += n;
		if (kua_str_is(step, "../")) {
			b.len -= b.len > 0;
			while (b.len && b.data[b.len - 1] != '/')
				b.len--;
		} else if (!kua_str_is(step, "./") && !kua_str_is(step, "/")) {
			kua_buf_add(&b, step.s, step.n);
		}
	}
	struct kua_str path = keep(a, (struct kua_str){b.data, b.len});
	kua_buf_free(&b);
	return path;
}

static void on_relation(void *ctx, struct kua_xml *x, int element)
{
	struct reading_relations *r = ctx;
	if (element != RELATION || r->out->n >= KUA_ZIP_MEMBERS)
		return;
	struct kua_relation *to = kua_vec_add(r->out);
	struct kua_str type = kua_xml_attribute(x, "Type"), target = kua_xml_attribute(x, "Target");
	const char *slash = type.n ? memrchr(type.s, '/', type.n) : NULL;
	if (slash)
		type = (struct kua_str){slash + 1, type.n - (size_t)(slash + 1 - type.s)};
	to->id = keep(r->arena, kua_xml_attribute(x, "Id"));
	to->type = keep(r->arena, type);
	to->outside = kua_str_is(kua_xml_attribute(x, "TargetMode"), "External");
	to->target = to->outside ? keep(r->arena, target) : kua_office_path(r->arena, r->folder, target);
}

static void on_end(void *ctx, int element)
{
	(void)ctx, (void)element;
}

void kua_office_relations(struct kua_office *d, struct kua_str path, kua_relations *out)
{
	const char *slash = path.n ? memrchr(path.s, '/', path.n) : NULL;
	size_t folder = slash ? (size_t)(slash + 1 - path.s) : 0;
	struct kua_xml_reader reader = {relation_names, d->words, on_relation, on_end, NULL};
	struct reading_relations r = {d->arena, {path.s, folder}, out};
	struct kua_buf name = KUA_BUF_INIT;
	kua_buf_add(&name, path.s, folder);
	kua_buf_str(&name, "_rels/");
	if (path.n > folder)
		kua_buf_add(&name, path.s + folder, path.n - folder);
	kua_buf_str(&name, ".rels");
	(void)kua_office_parse(d, (struct kua_str){name.data, name.len}, &reader, &r);
	kua_buf_free(&name);
}

struct kua_str kua_relation_by_id(const kua_relations *r, struct kua_str id)
{
	for (size_t i = 0; i < r->n; i++)
		if (id.n && r->v[i].id.n == id.n && memcmp(r->v[i].id.s, id.s, id.n) == 0 && !r->v[i].outside)
			return r->v[i].target;
	return (struct kua_str){NULL, 0};
}

struct kua_str kua_relation_by_type(const kua_relations *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++)
		if (kua_str_is(r->v[i].type, type) && !r->v[i].outside)
			return r->v[i].target;
	return (struct kua_str){NULL, 0};
}

/* ---- values ---- */

bool kua_office_flag(struct kua_str v, bool missing)
{
	if (!v.s)
		return missing;
	return !kua_str_is(v, "0") && !kua_str_is(v, "false") && !kua_str_is(v, "off") && !kua_str_is(v, "none");
}

size_t kua_office_number(struct kua_str v)
{
	size_t n = 0;
	for (size_t i = 0; i < v.n; i++) {
		if (v.s[i] < '0' || v.s[i] > '9' || n > SIZE_MAX / 100)
			return 0;
		n = n * 10 + (size_t)(v.s[i] - '0');
	}
	return n;
}

void kua_office_roman(size_t n, bool upper, struct kua_buf *out)
{
	static const struct {
		size_t value;
		const char *lower, *upper;
	} signs[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"}, {100, "c", "C"}, {90, "xc", "XC"},
	             {50, "l", "L"}, {40, "xl", "XL"}, {10, "x", "X"}, {9, "ix", "IX"}, {5, "v", "V"}, {4, "iv", "IV"}, {1, "i", "I"}};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		for (; n >= signs[i].value; n -= signs[i].value)
			kua_buf_str(out, upper ? signs[i].upper : signs[i].lower);
}
