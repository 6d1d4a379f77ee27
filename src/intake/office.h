/*
 * office.h - office documents in a ZIP: which kind it is, its parts and how they refer to each other, its metadata,
 * what is embedded in it, what is dangerous in it. (read_office.c, office_parts.c, office_about.c)
 */
#ifndef KUA_INTAKE_OFFICE_H
#define KUA_INTAKE_OFFICE_H

#include "intake/internal.h"
#include "intake/xml.h"
#include "intake/zip.h"

struct kua_office {
	const struct kua_words *words;
	struct kua_zip zip;
	struct kua_answer *answer;
	struct kua_arena *arena; /* for what lives as long as the document */
};

struct kua_relation { /* from one part to another */
	struct kua_str id, type; /* type: the last word of it, "image" */
	struct kua_str target;   /* a path from the root, or an address where it is outside */
	bool outside;
};
typedef KUA_VEC(struct kua_relation) kua_relations;

/* Parse a part; what is wrong with it is diagnosed. False where there is no such part. */
bool kua_office_parse(struct kua_office *d, struct kua_str path, const struct kua_xml_reader *r, void *ctx);
/* The relations of a part; path "" for those of the whole document. Free the vector. */
void kua_office_relations(struct kua_office *d, struct kua_str path, kua_relations *out);
/* The target of the relation of that id, or the first of that type; {NULL, 0} where there is none inside. */
struct kua_str kua_relation_by_id(const kua_relations *r, struct kua_str id);
struct kua_str kua_relation_by_type(const kua_relations *r, const char *type);
/* A target as a path from the root: "../media/1.jpg" seen from "word/" is "media/1.jpg". */
struct kua_str kua_office_path(struct kua_arena *a, struct kua_str folder, struct kua_str target);
/* Append a part's bytes, as far as they could be read. */
bool kua_office_read(struct kua_office *d, const struct kua_zip_member *m, struct kua_buf *out);
/* Parse a document in one piece of XML. */
enum kua_xml_state kua_xml_parse_flat(const struct kua_words *w, const struct kua_xml_reader *r, void *ctx, struct kua_str xml);
void kua_xml_diagnose(struct kua_answer *o, enum kua_xml_state state);
/* Say what is wrong with a member, if anything. */
void kua_office_diagnose(struct kua_office *d, const struct kua_zip_member *m, enum kua_zip_state state);

/* Metadata: of docProps/core.xml and app.xml; of meta.xml. */
void kua_office_about(struct kua_office *d, const kua_relations *root);
void kua_office_about_odf(struct kua_office *d, struct kua_str part);
void kua_office_about_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o);
/* Pictures and documents inside it, as documents of their own; macros, signatures, addresses it would fetch from. */
void kua_office_inner(struct kua_office *d);

/* A true or false as office formats write it; NULL means that the attribute is missing: then it is what `missing` says. */
bool kua_office_flag(struct kua_str value, bool missing);
/* A number in decimal digits; 0 where it is none. */
size_t kua_office_number(struct kua_str value);

/* Append n in Roman numerals. */
void kua_office_roman(size_t n, bool upper, struct kua_buf *out);

/* The readers of the kinds. main: the path of the main part. */
void kua_read_docx(struct kua_office *d, struct kua_str main);
void kua_read_docx_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o);
void kua_read_odt(struct kua_office *d, struct kua_str main);
void kua_read_odt_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o);
void kua_read_xlsx(struct kua_office *d, struct kua_str main);
void kua_read_ods(struct kua_office *d, struct kua_str main);
void kua_read_ods_flat(const struct kua_words *w, struct kua_str xml, struct kua_answer *o);
void kua_read_pptx(struct kua_office *d, struct kua_str main);
void kua_read_epub(struct kua_office *d, struct kua_str main);

#endif
