/*
 * read_office.c - an office document in a ZIP: OOXML (Word, Excel, PowerPoint since 2007) or OpenDocument. What it is
 * is told by what is in it, never by its name.
 */
#include <string.h>

#include "intake/office.h"

struct kind {
	const char *mark, *type; /* what its main part's or its own media type holds; what we call it */
	void (*read)(struct kua_office *d, struct kua_str main);
	const char *main;        /* where the main part is, should no relation tell */
};

#define OOXML "application/vnd.openxmlformats-officedocument."

static const struct kind ooxml[] = {
	{"wordprocessingml", OOXML "wordprocessingml.document", kua_read_docx, "word/document.xml"},
	{"ms-word", OOXML "wordprocessingml.document", kua_read_docx, "word/document.xml"},
};

/* ---- OOXML ---- */

static bool has(const struct kua_buf *b, const char *s)
{
	return b->len && memmem(b->data, b->len, s, strlen(s)) != NULL;
}

static const struct kind *find_ooxml(struct kua_office *d)
{
	const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str("[Content_Types].xml"));
	struct kua_buf types = KUA_BUF_INIT;
	const struct kind *found = NULL;
	if (m)
		(void)kua_zip_read(&d->zip, m, (size_t)4 << 20, &types);
	for (size_t i = 0; i < sizeof ooxml / sizeof *ooxml && !found; i++)
		if (kua_zip_find(&d->zip, kua_str(ooxml[i].main)) || has(&types, ooxml[i].mark))
			found = &ooxml[i];
	kua_buf_free(&types);
	return found;
}

static void read_ooxml(struct kua_office *d, const struct kind *k)
{
	kua_relations root = {0};
	kua_answer_media_type(d->answer, k->type);
	kua_office_relations(d, (struct kua_str){"", 0}, &root);
	struct kua_str main = kua_relation_by_type(&root, "officeDocument");
	if (!kua_zip_find(&d->zip, main.n ? main : kua_str("")))
		main = kua_str(k->main);
	kua_office_about(d, &root);
	kua_office_inner(d);
	k->read(d, main);
	kua_vec_free(&root);
}

/* ---- together ---- */

bool kua_read_office_zip(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_office d = {.words = w, .answer = o};
	(void)name;
	if (!kua_zip_open((struct kua_str){bytes, n}, &d.zip))
		return false;
	d.arena = kua_arena_new();
	const struct kind *k = find_ooxml(&d);
	if (k) {
		read_ooxml(&d, k);
		if (d.zip.damaged)
			kua_answer_diagnose(o, KUA_DIAG_BROKEN, "its directory");
	}
	kua_zip_close(&d.zip);
	kua_arena_free(d.arena);
	return k != NULL;
}
