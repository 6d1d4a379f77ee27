/*
 * xml.c - see xml.h.
 *
 * libxml2 would open iconv's modules for old character sets, which the jail forbids; so it is only ever given
 * UTF-8. A document in another character set, which is rare, is converted as a whole before.
 *
 * libxml2 hands out one pointer for one name, so which of the reader's names an element is, is looked up once for
 * each pair of pointers and remembered.
 */
#include "intake/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "intake/internal.h"

#define REMEMBERED 512 /* a power of two */
#define PROBES 16      /* of the memory; then something is forgotten */
#define HEAD 256       /* bytes that tell the character set */

struct remembered {
	const xmlChar *local, *space, *prefix;
	int element;
};

struct kua_xml {
	const struct kua_xml_reader *reader;
	void *ctx;
	xmlParserCtxtPtr parser;
	size_t depth;
	bool stopped, too_deep, entities, damaged;
	const xmlChar *local; /* in a start event */
	const xmlChar **attributes;
	int n_attributes;
	struct remembered memory[REMEMBERED];
	struct kua_buf clean;    /* the text of an event */
	struct kua_arena *arena; /* names and values of a start event that had to be cleaned; NULL: none had */
	kua_xml_source *source;
	void *from;
	char head[HEAD];
	size_t n_head, head_at;
};

/* ---- what is not well formed ---- */

static bool is_clean(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)p[i] < ' ' && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7f)
			return false;
	return kua_utf8_valid(p, n);
}

/* Append what of it is characters. */
static void add_clean(struct kua_buf *out, struct kua_str s)
{
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		if (cp >= ' ' || cp == '\n' || cp == '\t')
			kua_buf_utf8(out, cp >= 0x7f && cp < 0xa0 ? 0xfffd : cp);
	}
}

/* A name or a value; where libxml2 let it pass with bytes that are no characters, without them, until the next element. */
static struct kua_str cleaned(struct kua_xml *x, struct kua_str s)
{
	if (is_clean(s.s, s.n))
		return s;
	struct kua_buf b = KUA_BUF_INIT;
	add_clean(&b, s);
	if (!x->arena)
		x->arena = kua_arena_new();
	s = (struct kua_str){kua_arena_strndup(x->arena, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return s;
}

/* ---- names ---- */

static const struct {
	const char *uri, *prefix;
} spaces[] = {
	{"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"},
	{"http://purl.oclc.org/ooxml/wordprocessingml/main", "w"},
	{"http://schemas.microsoft.com/office/word/2003/wordml", "w"},
	{"http://schemas.microsoft.com/office/2006/xmlPackage", "pkg"},
	{"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "x"},
	{"http://purl.oclc.org/ooxml/spreadsheetml/main", "x"},
	{"http://schemas.openxmlformats.org/presentationml/2006/main", "p"},
	{"http://purl.oclc.org/ooxml/presentationml/main", "p"},
	{"http://schemas.openxmlformats.org/drawingml/2006/main", "a"},
	{"http://purl.oclc.org/ooxml/drawingml/main", "a"},
	{"http://schemas.openxmlformats.org/officeDocument/2006/math", "m"},
	{"http://purl.oclc.org/ooxml/officeDocument/math", "m"},
	{"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"},
	{"http://purl.oclc.org/ooxml/officeDocument/relationships", "r"},
	{"http://schemas.openxmlformats.org/package/2006/relationships", "rel"},
	{"http://schemas.openxmlformats.org/package/2006/content-types", "ct"},
	{"http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"},
	{"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", "ep"},
	{"http://purl.oclc.org/ooxml/officeDocument/extendedProperties", "ep"},
	{"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"},
	{"http://purl.org/dc/elements/1.1/", "dc"},
	{"http://purl.org/dc/terms/", "dcterms"},
	{"http://www.w3.org/2005/Atom", "atom"},
	{"http://purl.org/rss/1.0/", ""},
	{"http://purl.org/rss/1.0/modules/content/", "content"},
	{"http://www.w3.org/1999/xhtml", "xhtml"},
	{"http://www.w3.org/1999/xlink", "xlink"},
	{"http://www.w3.org/XML/1998/namespace", "xml"},
	{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
};

/* Our prefix. OpenDocument's namespaces carry theirs inside: urn:oasis:names:tc:opendocument:xmlns:text:1.0. */
static struct kua_str prefix_of(const xmlChar *space, const xmlChar *prefix)
{
	static const char opendocument[] = "urn:oasis:names:tc:opendocument:xmlns:";
	static const char before_it[] = "http://openoffice.org/2000/";
	const char *s = (const char *)space, *p = (const char *)prefix;
	if (!s)
		return kua_str(p);
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (strcmp(spaces[i].uri, s) == 0)
			return kua_str(spaces[i].prefix);
	if (strncmp(s, opendocument, sizeof opendocument - 1) == 0) {
		s += sizeof opendocument - 1;
		struct kua_str own = {s, strcspn(s, ":")};
		return kua_str_is(own, "drawing") ? kua_str("draw") : kua_str_is(own, "svg-compatible") ? kua_str("svg") : own;
	}
	if (strncmp(s, before_it, sizeof before_it - 1) == 0)
		return kua_str(s + sizeof before_it - 1);
	return kua_str(p);
}

static bool is_name(const char *name, struct kua_str prefix, const char *local)
{
	if (prefix.n == 0)
		return strcmp(name, local) == 0;
	return strncmp(name, prefix.s, prefix.n) == 0 && name[prefix.n] == ':' &&
	       strcmp(name + prefix.n + 1, local) == 0;
}

static int look_up(const struct kua_xml *x, const xmlChar *local, const xmlChar *prefix, const xmlChar *space)
{
	struct kua_str ours = prefix_of(space, prefix);
	for (int i = 0; x->reader->names[i]; i++)
		if (is_name(x->reader->names[i], ours, (const char *)local))
			return i + 1;
	return 0;
}

static int element_number(struct kua_xml *x, const xmlChar *local, const xmlChar *prefix, const xmlChar *space)
{
	uint64_t hash = ((uint64_t)(uintptr_t)local ^ (uint64_t)(uintptr_t)space << 7) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 40) & (REMEMBERED - 1);
	for (size_t probe = 0; probe < PROBES; probe++) {
		struct remembered *m = &x->memory[(at + probe) & (REMEMBERED - 1)];
		if (m->local == local && m->space == space && m->prefix == prefix)
			return m->element;
		if (!m->local || probe + 1 == PROBES) {
			*m = (struct remembered){local, space, prefix, look_up(x, local, prefix, space)};
			return m->element;
		}
	}
	return 0;
}

struct kua_str kua_xml_attribute(struct kua_xml *x, const char *name)
{
	const char *colon = strchr(name, ':');
	for (int i = 0; i < x->n_attributes; i++) {
		const xmlChar **a = x->attributes + 5 * i; /* local name, prefix, namespace, value, its end */
		bool same = colon ? is_name(name, prefix_of(a[2], a[1]), (const char *)a[0])
		                  : strcmp((const char *)a[0], name) == 0;
		if (same)
			return cleaned(x, (struct kua_str){(const char *)a[3], (size_t)(a[4] - a[3])});
	}
	return (struct kua_str){NULL, 0};
}

const char *kua_xml_name(struct kua_xml *x)
{
	return cleaned(x, kua_str((const char *)x->local)).s;
}

void kua_xml_stop(struct kua_xml *x)
{
	x->stopped = true;
	xmlStopParser(x->parser);
}

/* ---- events ---- */

/* After its first error libxml2 leaves out every "&amp;", unless it is told that all is well. */
static void go_on(struct kua_xml *x)
{
	x->damaged |= !x->parser->wellFormed;
	x->parser->wellFormed = 1;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *space, int n_spaces,
                     const xmlChar **declared, int n, int defaulted, const xmlChar **attributes)
{
	struct kua_xml *x = user;
	(void)n_spaces, (void)declared, (void)defaulted;
	go_on(x);
	if (x->stopped)
		return;
	if (++x->depth > KUA_XML_DEPTH) {
		x->too_deep = true;
		kua_xml_stop(x);
		return;
	}
	if (x->arena)
		kua_arena_clear(x->arena);
	x->local = local;
	x->attributes = attributes;
	x->n_attributes = n;
	x->reader->start(x->ctx, x, element_number(x, local, prefix, space));
	x->n_attributes = 0;
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *space)
{
	struct kua_xml *x = user;
	go_on(x);
	if (x->stopped)
		return;
	if (x->depth)
		x->depth--;
	x->reader->end(x->ctx, element_number(x, local, prefix, space));
}

static void on_text(void *user, const xmlChar *text, int n)
{
	struct kua_xml *x = user;
	struct kua_str s = {(const char *)text, (size_t)n};
	go_on(x);
	if (x->stopped || !x->reader->text || n <= 0)
		return;
	if (!is_clean(s.s, s.n)) { /* only of a document that is not well formed */
		kua_buf_clear(&x->clean);
		add_clean(&x->clean, s);
		s = (struct kua_str){x->clean.data, x->clean.len};
	}
	if (s.n)
		x->reader->text(x->ctx, s);
}

/* Only the five that XML itself has are known. */
static xmlEntityPtr on_entity_used(void *user, const xmlChar *name)
{
	(void)user;
	return xmlGetPredefinedEntity(name);
}

static void on_entity_declared(void *user, const xmlChar *name, int type, const xmlChar *public_id,
                               const xmlChar *system_id, xmlChar *content)
{
	(void)name, (void)type, (void)public_id, (void)system_id, (void)content;
	((struct kua_xml *)user)->entities = true;
}

/* ---- bytes ---- */

static int on_read(void *user, char *out, int room)
{
	struct kua_xml *x = user;
	if (room <= 0)
		return 0;
	if (x->head_at < x->n_head) {
		size_t left = x->n_head - x->head_at, n = left < (size_t)room ? left : (size_t)room;
		memcpy(out, x->head + x->head_at, n);
		x->head_at += n;
		return (int)n;
	}
	return (int)x->source(x->from, out, (size_t)room);
}

static int on_close(void *user)
{
	(void)user;
	return 0;
}

static enum kua_xml_state parse(struct kua_xml *x)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end,
	                     .characters = on_text, .cdataBlock = on_text, .ignorableWhitespace = on_text,
	                     .getEntity = on_entity_used, .entityDecl = on_entity_declared};
	x->parser = xmlCreateIOParserCtxt(&sax, x, on_read, on_close, x, XML_CHAR_ENCODING_UTF8);
	if (!x->parser)
		return KUA_XML_DAMAGED;
	(void)xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_HUGE | XML_PARSE_NOERROR |
	                                   XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	(void)xmlParseDocument(x->parser);
	bool good = x->parser->wellFormed && !x->damaged, starved = x->parser->errNo == XML_ERR_NO_MEMORY;
	xmlFreeDoc(x->parser->myDoc); /* libxml2 keeps what a DTD declares in one, which nobody asks for */
	xmlFreeParserCtxt(x->parser);
	if (starved)
		kua_out_of_memory(0);
	if (x->stopped)
		return x->too_deep ? KUA_XML_DEEP : KUA_XML_STOPPED;
	return x->entities ? KUA_XML_ENTITIES : good ? KUA_XML_GOOD : KUA_XML_DAMAGED;
}

static size_t from_memory(void *from, char *out, size_t room)
{
	struct kua_str *s = from;
	size_t n = s->n < room ? s->n : room;
	memcpy(out, s->s, n);
	s->s += n;
	s->n -= n;
	return n;
}

static bool is_utf8(const char *name)
{
	return kua_str_is(kua_str(name), "utf-8") || kua_str_is(kua_str(name), "utf8") ||
	       kua_str_is(kua_str(name), "us-ascii") || kua_str_is(kua_str(name), "ascii");
}

/* Does the head say, by its bytes or by its declaration, that this is not UTF-8? */
static bool is_other_charset(const char *head, size_t n, char declared[40])
{
	declared[0] = '\0';
	if (n >= 2 && (memcmp(head, "\xff\xfe", 2) == 0 || memcmp(head, "\xfe\xff", 2) == 0 || !head[0] || !head[1]))
		return true;
	return n >= 5 && memcmp(head, "<?xml", 5) == 0 && kua_declared_charset(head, n, declared) && !is_utf8(declared);
}

/* All of the document as UTF-8; false where its bytes are no text. */
static bool convert(struct kua_xml *x, const char *declared, struct kua_buf *out)
{
	static const struct kua_intake_limits none = {0};
	struct kua_buf all = KUA_BUF_INIT;
	struct kua_answer nobody = {.fd = -1, .over = true, .limits = &none};
	char piece[4096], found[40];
	int got;
	while ((got = on_read(x, piece, sizeof piece)) > 0)
		kua_buf_add(&all, piece, (size_t)got);
	bool text = kua_to_utf8(x->reader->words, all.data, all.len, declared[0] ? declared : NULL, out, found, &nobody);
	kua_buf_free(&all);
	return text;
}

enum kua_xml_state kua_xml_parse(const struct kua_xml_reader *r, void *ctx, kua_xml_source *source, void *from)
{
	struct kua_xml *x = kua_calloc(1, sizeof *x);
	struct kua_buf utf8 = KUA_BUF_INIT;
	struct kua_str all;
	char declared[40];
	enum kua_xml_state state = KUA_XML_DAMAGED;
	*x = (struct kua_xml){.reader = r, .ctx = ctx, .source = source, .from = from};
	for (size_t got = 1; got && x->n_head < HEAD; x->n_head += got)
		got = source(from, x->head + x->n_head, HEAD - x->n_head);
	if (!is_other_charset(x->head, x->n_head, declared)) {
		state = parse(x);
	} else if (!r->words) { /* nothing to tell character sets with */
		state = parse(x);
	} else if (convert(x, declared, &utf8)) {
		all = (struct kua_str){utf8.data, utf8.len};
		x->source = from_memory;
		x->from = &all;
		state = parse(x);
	}
	kua_buf_free(&utf8);
	kua_buf_free(&x->clean);
	kua_arena_free(x->arena);
	free(x);
	return state;
}

enum kua_xml_state kua_xml_parse_bytes(const struct kua_xml_reader *r, void *ctx, struct kua_str bytes)
{
	return kua_xml_parse(r, ctx, from_memory, &bytes);
}

void kua_xml_warm_up(void)
{
	xmlInitParser();
}
