/*
 * office_about.c - what an office document says of itself: who made it when with what. None of it is taken for the
 * author or the date of its text: the author of a file is often that of the template or of the machine.
 */
#include <string.h>

#include "intake/office.h"
#include "intake/writing.h"

/* An element, the key under which it is answered; '@' before it: a time. */
static const char *const about_names[] = {
	"dc:title", "dc:creator", "dc:subject", "dc:description", "dc:language", "cp:lastModifiedBy", "cp:keywords",
	"cp:category", "cp:contentStatus", "cp:revision", "cp:lastPrinted", "dcterms:created", "dcterms:modified",
	"ep:Application", "ep:AppVersion", "ep:Company", "ep:Manager", "ep:Template", "ep:TotalTime",
	"meta:generator", "meta:initial-creator", "meta:creation-date", "meta:printed-by", "meta:print-date",
	"meta:keyword", "meta:editing-cycles", "meta:editing-duration", "dc:date", "meta:template", "office:meta", NULL,
};
static const char *const about_keys[] = {
	"title", "author", "subject", "description", "language", "modified-by", "keywords",
	"category", "status", "revision", "@printed", "@created", "@modified",
	"producer", "producer-version", "company", "manager", "template", "minutes-edited",
	"producer", "author", "@created", "printed-by", "@printed",
	"keywords", "revision", "time-edited", "@modified", "template",
};
_Static_assert(sizeof about_names / sizeof *about_names == sizeof about_keys / sizeof *about_keys + 2, "a key for each");
#define TEMPLATE ((int)(sizeof about_keys / sizeof *about_keys)) /* meta:template, whose name is an attribute */
#define META (TEMPLATE + 1)
#define CREATOR 2

struct about {
	struct kua_answer *answer;
	struct kua_buf value;
	int open;      /* the element whose text is gathered */
	bool odf;      /* there dc:creator is who changed it last */
	bool inside;   /* of office:meta: a flat document has such elements elsewhere too */
};

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct about *a = ctx;
	a->inside |= element == META;
	a->open = a->inside || !a->odf ? element : 0;
	kua_buf_clear(&a->value);
	if (element == TEMPLATE)
		kua_answer_meta(a->answer, "template", kua_xml_attribute(x, "xlink:href"));
}

static void on_text(void *ctx, struct kua_str s)
{
	struct about *a = ctx;
	if (a->open && a->value.len < KUA_LINE_BYTES)
		kua_buf_add(&a->value, s.s, s.n);
}

static void on_end(void *ctx, int element)
{
	struct about *a = ctx;
	if (element == META)
		a->inside = false;
	if (element && element == a->open && a->value.len) {
		const char *key = a->odf && element == CREATOR ? "modified-by" : about_keys[element - 1];
		struct kua_str value = {a->value.data, a->value.len};
		if (*key == '@')
			kua_answer_time(a->answer, key + 1, value);
		else
			kua_answer_meta(a->answer, key, value);
	}
	a->open = 0;
}

static void read_about(struct kua_office *d, struct kua_str part, bool odf)
{
	struct kua_xml_reader reader = {about_names, d->words, on_start, on_end, on_text};
	struct about a = {.answer = d->answer, .odf = odf};
	(void)kua_office_parse(d, part, &reader, &a);
	kua_buf_free(&a.value);
}

void kua_office_about(struct kua_office *d, const kua_relations *root)
{
	struct kua_str core = kua_relation_by_type(root, "core-properties"), app = kua_relation_by_type(root, "extended-properties");
	if (!app.n)
		app = kua_relation_by_type(root, "extendedProperties");
	read_about(d, core.n ? core : kua_str("docProps/core.xml"), false);
	read_about(d, app.n ? app : kua_str("docProps/app.xml"), false);
}

void kua_office_about_odf(struct kua_office *d, struct kua_str part)
{
	read_about(d, part, true);
}

void kua_office_about_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o)
{
	struct kua_xml_reader reader = {about_names, w, on_start, on_end, on_text};
	struct about a = {.answer = o, .odf = true};
	(void)kua_xml_parse_flat(w, &reader, &a, xml);
	kua_buf_free(&a.value);
}
