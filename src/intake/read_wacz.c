/*
 * read_wacz.c - web archives packed as WACZ: a ZIP with web archives in archive/, and in datapackage.json what is in it, with
 * digests.
 *
 * Digests are compared, of the list itself too where its own is given; signatures are not checked. The pages that whoever
 * made it wanted (pages/pages.jsonl) are told with their titles.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "intake/digest.h"
#include "intake/warc.h"
#include "intake/zip.h"

#define LIST_BYTES ((size_t)16 << 20)  /* of datapackage.json, of a list of pages */
#define MEMBER_BYTES ((size_t)256 << 20) /* of a packed member: those are stored by rule */
#define PAGES ((size_t)100)
#define RESOURCES ((size_t)10000)

struct reading {
	struct kua_zip zip;
	struct kua_members m;
	struct kua_answer *o;
	KUA_VEC(struct kua_buf) unpacked; /* members that were not stored */
	size_t wrong, missing;
	char first[160]; /* wrong, else missing */
};

static bool is_stored(const struct kua_zip_member *m)
{
	return m->method == 0 && !(m->flags & 1);
}

/* All of a member, in the file where it is stored there; what is unpacked lives as long as r. */
static struct kua_str member_bytes(struct reading *r, const struct kua_zip_member *m, size_t most)
{
	if (is_stored(m))
		return (struct kua_str){r->zip.bytes.s + m->at, (size_t)m->packed};
	struct kua_buf *b = kua_vec_add(&r->unpacked);
	if (kua_zip_read(&r->zip, m, most, b) != KUA_ZIP_GOOD)
		kua_members_leave_out(&r->m.torn, m->name);
	return (struct kua_str){b->data, b->len};
}

static json_t *load(struct reading *r, const char *path, struct kua_str *bytes)
{
	const struct kua_zip_member *m = kua_zip_find(&r->zip, kua_str(path));
	json_set_alloc_funcs(kua_malloc, free);
	*bytes = m ? member_bytes(r, m, LIST_BYTES) : (struct kua_str){NULL, 0};
	return bytes->n ? json_loadb(bytes->s, bytes->n, 0, NULL) : NULL;
}

static struct kua_str text(const json_t *object, const char *name)
{
	return kua_str(json_string_value(json_object_get(object, name)));
}

/* ---- what is said of it ---- */

static void tell_about(struct reading *r, const json_t *package)
{
	static const struct {
		const char *name, *key;
	} fields[] = {{"title", "title"}, {"description", "description"}, {"created", "created"}, {"modified", "modified"},
	              {"software", "software"}, {"mainPageUrl", "url"}, {"mainPageURL", "url"}};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		kua_answer_meta(r->o, fields[i].key, text(package, fields[i].name));
	const json_t *home = json_object_get(package, "home");
	kua_answer_meta(r->o, "url", json_is_object(home) ? text(home, "url") : kua_str(json_string_value(home)));
}

static void tell_pages(struct reading *r)
{
	const struct kua_zip_member *m = kua_zip_find(&r->zip, kua_str("pages/pages.jsonl"));
	struct kua_str list = m ? member_bytes(r, m, LIST_BYTES) : (struct kua_str){NULL, 0}, line;
	size_t told = 0;
	for (size_t pos = 0; told < PAGES && kua_next_full_line(list, &pos, &line);) {
		json_t *page = json_loadb(line.s, line.n, 0, NULL);
		struct kua_str url = text(page, "url"), title = text(page, "title");
		struct kua_buf b = KUA_BUF_INIT;
		if (url.n && title.n) {
			kua_buf_printf(&b, "%s <%s>", title.s, url.s);
			kua_answer_meta(r->o, "page", (struct kua_str){b.data, b.len});
			told++;
		}
		kua_buf_free(&b);
		json_decref(page);
	}
}

/* ---- digests ---- */

static void note(struct reading *r, size_t *count, const char *path)
{
	if (count == &r->wrong ? !r->wrong : !r->wrong && !r->missing)
		(void)snprintf(r->first, sizeof r->first, "%s", path);
	++*count;
}

static void check_resource(struct reading *r, const json_t *resource)
{
	struct kua_str path = text(resource, "path"), hash = text(resource, "hash");
	const struct kua_zip_member *m = path.n ? kua_zip_find(&r->zip, path) : NULL;
	if (!path.n)
		return;
	if (!m)
		note(r, &r->missing, path.s);
	else if (hash.n && (is_stored(m) || m->size <= MEMBER_BYTES)) {
		struct kua_buf b = KUA_BUF_INIT;
		struct kua_str bytes = {r->zip.bytes.s + m->at, (size_t)m->packed};
		if (!is_stored(m)) {
			(void)kua_zip_read(&r->zip, m, MEMBER_BYTES, &b);
			bytes = (struct kua_str){b.data, b.len};
		}
		if (kua_check_digest(hash, bytes) == KUA_DIGEST_WRONG)
			note(r, &r->wrong, path.s);
		kua_buf_free(&b);
	}
}

static void check_digests(struct reading *r, const json_t *package, struct kua_str package_bytes)
{
	struct kua_str ignored;
	json_t *own = load(r, "datapackage-digest.json", &ignored);
	if (text(own, "hash").n && kua_check_digest(text(own, "hash"), package_bytes) == KUA_DIGEST_WRONG)
		note(r, &r->wrong, "datapackage.json");
	if (json_is_object(json_object_get(own, "signedData")))
		kua_answer_diagnose(r->o, KUA_DIAG_SIGNED, NULL);
	json_decref(own);
	const json_t *resources = json_object_get(package, "resources");
	for (size_t i = 0; i < json_array_size(resources) && i < RESOURCES; i++)
		check_resource(r, json_array_get(resources, i));
	if (r->wrong)
		kua_answer_diagnose(r->o, KUA_DIAG_DIGEST, "%zu files in it, the first is %s", r->wrong, r->first);
	if (r->missing)
		kua_answer_diagnose(r->o, KUA_DIAG_BROKEN, "%zu files that it lists are missing, the first is %s", r->missing,
		                    r->wrong ? "behind these" : r->first);
}

/* ---- the whole ---- */

static bool is_archive(const struct kua_zip_member *m)
{
	static const char prefix[] = "archive/";
	bool there = m->name.n > sizeof prefix && memcmp(m->name.s, prefix, sizeof prefix - 1) == 0;
	return there && (kua_str_ends(m->name, ".warc") || kua_str_ends(m->name, ".warc.gz"));
}

static bool is_wacz(const struct kua_zip *z)
{
	bool archive = false;
	for (size_t i = 0; i < z->n && !archive; i++)
		archive = is_archive(&z->v[i]);
	return archive && (kua_zip_find(z, kua_str("datapackage.json")) || kua_zip_find(z, kua_str("pages/pages.jsonl")));
}

static void read_wacz(struct reading *r)
{
	KUA_VEC(struct kua_str) files = {0};
	struct kua_str bytes;
	json_t *package = load(r, "datapackage.json", &bytes);
	tell_about(r, package);
	tell_pages(r);
	check_digests(r, package, bytes);
	json_decref(package);
	for (size_t i = 0; i < r->zip.n; i++)
		if (is_archive(&r->zip.v[i]))
			*kua_vec_add(&files) = member_bytes(r, &r->zip.v[i], MEMBER_BYTES);
	kua_read_records(&r->m, files.v, files.n);
	if (r->zip.damaged)
		kua_answer_diagnose(r->o, KUA_DIAG_ARCHIVE_DAMAGED, "its directory");
	kua_vec_free(&files);
}

bool kua_read_wacz(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct reading r = {.o = o};
	(void)name;
	if (!kua_zip_open((struct kua_str){bytes, n}, &r.zip))
		return false;
	bool is = is_wacz(&r.zip);
	if (is) {
		kua_answer_media_type(o, "application/wacz");
		kua_members_init(&r.m, w, o, n);
		read_wacz(&r);
		if (!o->inner)
			kua_answer_diagnose(o, KUA_DIAG_EMPTY, "no captured page");
		kua_members_end(&r.m);
	}
	for (size_t i = 0; i < r.unpacked.n; i++)
		kua_buf_free(&r.unpacked.v[i]);
	kua_vec_free(&r.unpacked);
	kua_zip_close(&r.zip);
	return is;
}
