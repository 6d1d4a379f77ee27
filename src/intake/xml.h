/*
 * xml.h - XML as a row of events, out of bytes that may be hostile: libxml2's SAX, without network, files, DTDs or
 * entities of the document's own, so nothing can grow and nothing is fetched. What is broken is read as far as
 * it makes sense, and the state says so. (xml.c)
 *
 * Elements come as numbers: a reader lists the names it knows, "w:p" or "item", and an event tells which of them
 * it is (from 1; 0 for all others). Prefixes are our own for the namespaces that we know (xml.c lists them), whatever prefix the
 * document uses; elsewhere it is the document's. Names without a namespace have no prefix.
 */
#ifndef KUA_INTAKE_XML_H
#define KUA_INTAKE_XML_H

#include "intake/stream.h"

#define KUA_XML_DEPTH ((size_t)4096) /* of elements; deeper ends the parse */

enum kua_xml_state {
	KUA_XML_GOOD,
	KUA_XML_DAMAGED, /* not well formed: events tell what could be made of it */
	KUA_XML_ENTITIES, /* it declares entities of its own, which are left out; no honest office document or feed does */
	KUA_XML_DEEP,    /* it ended at the limit of depth */
	KUA_XML_STOPPED, /* by kua_xml_stop */
};

struct kua_xml; /* a parse that is going on */

struct kua_xml_reader {
	const char *const *names; /* the elements it knows, NULL behind the last */
	const struct kua_words *words; /* to guess a character set that is declared wrongly */
	void (*start)(void *ctx, struct kua_xml *x, int element);
	void (*end)(void *ctx, int element);
	void (*text)(void *ctx, struct kua_str text); /* a piece of it: valid UTF-8, without control characters but \t and \n; or NULL */
};

/* The next bytes of the document into out, up to room; 0 at the end. */
typedef size_t kua_xml_source(void *from, char *out, size_t room);

enum kua_xml_state kua_xml_parse(const struct kua_xml_reader *r, void *ctx, kua_xml_source *source, void *from);
enum kua_xml_state kua_xml_parse_bytes(const struct kua_xml_reader *r, void *ctx, struct kua_str bytes);

/* In a start event: the attribute of the element; by name alone, or with our prefix. {NULL, 0} where it has none. */
struct kua_str kua_xml_attribute(struct kua_xml *x, const char *name);
/* In a start event: end the parse behind this event. */
void kua_xml_stop(struct kua_xml *x);
/* In a start event: the local name of the element, whether the reader knows it or not. */
const char *kua_xml_name(struct kua_xml *x);
/* What libxml2 sets up at first use; before the jail is shut. */
void kua_xml_warm_up(void);

#endif
