/*
 * office_inner.c - what is inside an office document besides its text: pictures and documents, which become
 * documents of their own; programs, signatures, and addresses from which a program would fetch something.
 */
#include <string.h>

#include "intake/office.h"
#include "intake/ole.h"

#define PICTURE_BYTES ((uint64_t)4096) /* smaller ones are bullets and rules */
#define RELATION_PARTS 2000            /* that are looked through for addresses */

static bool within(struct kua_str s, const char *part)
{
	return memmem(s.s, s.n, part, strlen(part)) != NULL;
}

static bool begins(struct kua_str s, const char *with)
{
	return s.n >= strlen(with) && strncasecmp(s.s, with, strlen(with)) == 0;
}

/* Drawings made of strokes hold no photograph and nothing to recognise letters in. */
static bool is_picture(const struct kua_zip_member *m)
{
	static const char *const drawings[] = {".wmf", ".emf", ".svg", ".svm", ".wmz", ".emz"};
	if (!within(m->name, "/media/") && !begins(m->name, "Pictures/") && !begins(m->name, "media/"))
		return false;
	for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++)
		if (kua_str_ends(m->name, drawings[i]))
			return false;
	return m->size >= PICTURE_BYTES;
}

static bool is_document(struct kua_str name)
{
	return within(name, "/embeddings/") || within(name, "/afchunk") || within(name, "/AltChunk");
}

/* OpenDocument lists its libraries of macros even where they are empty. */
static bool is_macro(struct kua_str name)
{
	return (begins(name, "Basic/") && !kua_str_ends(name, "script-lc.xml") && !kua_str_ends(name, "script-lb.xml")) ||
	       begins(name, "Scripts/");
}

static void answer_member(struct kua_office *d, const struct kua_zip_member *m, bool unwrap)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (kua_office_read(d, m, &b)) {
		struct kua_found_inner inner = {.bytes = {b.data, b.len}};
		if (kua_utf8_valid(m->name.s, m->name.n))
			inner.name = m->name;
		if (!unwrap || !kua_ole_answer_package(d->answer, inner.bytes, inner.name))
			(void)kua_answer_inner(d->answer, &inner);
	}
	kua_buf_free(&b);
}

/* ---- what it would fetch ---- */

/* An address on the network; a path on somebody's disk is none. */
static bool is_address(struct kua_str s)
{
	return begins(s, "http:") || begins(s, "https:") || begins(s, "ftp:") || begins(s, "mhtml:") || begins(s, "\\\\") ||
	       (begins(s, "file://") && s.n > 7 && (s.s[7] != '/' || begins(s, "file:////")) && !begins(s, "file://localhost"));
}

static void check_relations(struct kua_office *d, struct kua_str rels)
{
	struct kua_buf part = KUA_BUF_INIT;
	kua_relations to = {0};
	const char *slash = memrchr(rels.s, '/', rels.n);
	size_t folder = slash ? (size_t)(slash + 1 - rels.s) : 0;
	if (folder < 6 || rels.n < folder + 5)
		return;
	kua_buf_add(&part, rels.s, folder - 6); /* "word/_rels/document.xml.rels" */
	kua_buf_add(&part, rels.s + folder, rels.n - folder - 5);
	kua_office_relations(d, (struct kua_str){part.data, part.len}, &to);
	for (size_t i = 0; i < to.n; i++)
		if (to.v[i].outside && !kua_str_is(to.v[i].type, "hyperlink") && is_address(to.v[i].target))
			kua_answer_diagnose(d->answer, KUA_DIAG_EXTERNAL, "%s: %.300s", to.v[i].type.s, to.v[i].target.s);
	kua_vec_free(&to);
	kua_buf_free(&part);
}

void kua_office_inner(struct kua_office *d)
{
	size_t checked = 0;
	for (size_t i = 0; i < d->zip.n; i++) {
		const struct kua_zip_member *m = &d->zip.v[i];
		if (m->is_folder)
			continue;
		if (is_picture(m))
			answer_member(d, m, false);
		else if (is_document(m->name))
			answer_member(d, m, true);
		else if (kua_str_ends(m->name, "vbaProject.bin") || is_macro(m->name))
			kua_answer_diagnose(d->answer, KUA_DIAG_MACROS, NULL);
		else if (begins(m->name, "_xmlsignatures/") || kua_str_is(m->name, "META-INF/documentsignatures.xml"))
			kua_answer_diagnose(d->answer, KUA_DIAG_SIGNED, NULL);
		else if (kua_str_ends(m->name, ".rels") && checked++ < RELATION_PARTS)
			check_relations(d, m->name);
	}
}
