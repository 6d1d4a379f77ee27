/*
 * read_epub.c - EPUB: a book of XHTML pages in a ZIP, read as one text in the order of its spine. Title, author, date and
 * publisher are as its package says; unlike those of an office document somebody wrote them for this text. The list of
 * contents is left out, for its titles stand at the chapters; pictures become documents inside it.
 */
#include <string.h>

#include "intake/html.h"
#include "intake/office.h"

#define PICTURE_BYTES ((uint64_t)4096) /* smaller ones are ornaments */
#define CONTENTS ((size_t)5)           /* so many lines that are nothing but links: a list of contents */

struct part { /* of the manifest */
	struct kua_str path;
	bool picture, contents, read;
};

struct book {
	struct kua_office *d;
	struct kua_str folder; /* of the package, with its slash */
	struct kua_intern *ids;
	KUA_VEC(struct part) parts; /* by id */
	KUA_VEC(uint32_t) spine;
	int open;              /* the element whose text is gathered */
	bool wanted;           /* it is what its attributes say it should be */
	struct kua_buf value, text;
	struct kua_found found;
};

static struct kua_str keep(struct book *b, struct kua_str s)
{
	return (struct kua_str){kua_arena_strndup(b->d->arena, s.s ? s.s : "", s.n), s.n};
}

/* ---- where the package is ---- */

static const char *const container_names[] = {"rootfile", NULL};

static void on_rootfile(void *ctx, struct kua_xml *x, int element)
{
	struct book *b = ctx;
	if (element && !b->value.len) {
		struct kua_str path = kua_xml_attribute(x, "full-path");
		kua_buf_add(&b->value, path.s ? path.s : "", path.n);
	}
}

static void on_nothing(void *ctx, int element)
{
	(void)ctx, (void)element;
}

/* ---- the package ---- */

static const char *const names[] = {"dc:title", "dc:creator", "dc:date", "dc:language", "dc:publisher", "dc:description", "dc:subject",
                                    "dc:rights", "item", "opf:item", "itemref", "opf:itemref", NULL};
static const char *const keys[] = {"title", "author", "date", "language", "publisher", "description", "subject", "rights"};
enum element { NONE, TITLE, CREATOR, DATE, LANGUAGE, PUBLISHER, DESCRIPTION, SUBJECT, RIGHTS, ITEM, ITEM_O, REF, REF_O };

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* An address inside the book as a path from its root. */
static struct kua_str path_of(struct book *b, struct kua_str href)
{
	struct kua_buf plain = KUA_BUF_INIT;
	for (size_t i = 0; i < href.n && href.s[i] != '#'; i++) {
		bool coded = href.s[i] == '%' && i + 2 < href.n && hex(href.s[i + 1]) >= 0 && hex(href.s[i + 2]) >= 0;
		kua_buf_char(&plain, coded ? (char)(hex(href.s[i + 1]) * 16 + hex(href.s[i + 2])) : href.s[i]);
		i += coded ? 2 : 0;
	}
	struct kua_str path = kua_office_path(b->d->arena, b->folder, (struct kua_str){plain.data, plain.len});
	kua_buf_free(&plain);
	return path;
}

static void add_part(struct book *b, struct kua_xml *x)
{
	struct kua_str id = kua_xml_attribute(x, "id"), type = kua_xml_attribute(x, "media-type");
	struct kua_str properties = kua_xml_attribute(x, "properties");
	if (!id.n || b->parts.n >= KUA_ZIP_MEMBERS || kua_intern_find(b->ids, id.s, id.n) != KUA_NO_ID)
		return;
	(void)kua_intern_add(b->ids, id.s, id.n);
	struct part *p = kua_vec_add(&b->parts);
	*p = (struct part){.path = path_of(b, kua_xml_attribute(x, "href"))};
	p->picture = type.n > 6 && memcmp(type.s, "image/", 6) == 0 && !memmem(type.s, type.n, "svg", 3);
	p->contents = properties.n && memmem(properties.s, properties.n, "nav", 3);
}

/* Of several dates the one of publication, of several persons the authors. */
static bool is_wanted(struct kua_xml *x, int element)
{
	struct kua_str as = kua_xml_attribute(x, element == DATE ? "opf:event" : "opf:role");
	if (!as.n)
		as = kua_xml_attribute(x, element == DATE ? "event" : "role");
	return !as.n || kua_str_is(as, element == DATE ? "publication" : "aut");
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct book *b = ctx;
	b->open = element >= TITLE && element <= RIGHTS ? element : NONE;
	b->wanted = (element != DATE && element != CREATOR) || is_wanted(x, element);
	kua_buf_clear(&b->value);
	if (element == ITEM || element == ITEM_O)
		add_part(b, x);
	if (element == REF || element == REF_O) {
		struct kua_str id = kua_xml_attribute(x, "idref");
		uint32_t n = id.n ? kua_intern_find(b->ids, id.s, id.n) : KUA_NO_ID;
		if (n != KUA_NO_ID && b->spine.n < KUA_ZIP_MEMBERS)
			*kua_vec_add(&b->spine) = n;
	}
}

static void on_text(void *ctx, struct kua_str s)
{
	struct book *b = ctx;
	if (b->open && b->value.len < KUA_LINE_BYTES)
		kua_buf_add(&b->value, s.s, s.n);
}

static void take(struct kua_str *to, struct kua_str value)
{
	if (!to->n)
		*to = value;
}

static void on_end(void *ctx, int element)
{
	struct book *b = ctx;
	if (!element || element != b->open)
		return;
	struct kua_buf line = KUA_BUF_INIT;
	kua_one_line(&line, b->value.data, b->value.len);
	struct kua_str v = keep(b, (struct kua_str){line.data, line.len});
	kua_buf_free(&line);
	kua_answer_meta(b->d->answer, keys[element - 1], v);
	if (element == TITLE)
		take(&b->found.title, v);
	else if (element == CREATOR && b->wanted && !kua_words_has(b->d->words, KUA_SET_SITE_ROLE, v))
		take(&b->found.author, v);
	else if (element == DATE && b->wanted && !b->found.date[0] && !kua_whole_date(b->d->words, v, b->found.date))
		b->found.date[0] = '\0';
	else if (element == LANGUAGE)
		take(&b->found.language, v);
	else if (element == PUBLISHER && kua_is_body(b->d->words, v))
		take(&b->found.issuer, v);
	b->open = NONE;
}

/* ---- one page of it ---- */

/* "<title/>" is an element without content in XML; read as HTML it would take all that follows. */
static void open_and_close(struct kua_str xhtml, struct kua_buf *out)
{
	static const char *const empty[] = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "source", "track"};
	size_t done = 0;
	for (const char *end; (end = memmem(xhtml.s + done, xhtml.n - done, "/>", 2)) != NULL;) {
		size_t at = (size_t)(end - xhtml.s);
		const char *open = memrchr(xhtml.s + done, '<', at - done);
		struct kua_str name = {open ? open + 1 : end, 0};
		while (name.s + name.n < end && !strchr(" \t\r\n", name.s[name.n]))
			name.n++;
		bool plain = name.n > 0 && (kua_is_alnum_ascii(name.s[0]));
		for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
			plain &= !kua_str_is(name, empty[i]);
		kua_buf_add(out, xhtml.s + done, at - done);
		kua_buf_str(out, plain ? "></" : "/>");
		if (plain) {
			kua_buf_add(out, name.s, name.n);
			kua_buf_char(out, '>');
		}
		done = at + 2;
	}
	kua_buf_add(out, xhtml.s + done, xhtml.n - done);
}

static bool is_contents(const struct kua_page *page)
{
	size_t all = 0, links = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		all += page->blocks.v[i].n;
		links += page->blocks.v[i].links;
	}
	return page->blocks.n >= CONTENTS && links * 10 > all * 8;
}

static void add_page(struct book *b, struct kua_str xhtml)
{
	struct kua_buf closed = KUA_BUF_INIT, flat = KUA_BUF_INIT;
	struct kua_page page = {.w = b->d->words, .arena = kua_arena_new()};
	open_and_close(xhtml, &closed);
	struct kua_str html = {closed.data, closed.len};
	if (kua_html_flatten(html, &flat))
		html = (struct kua_str){flat.data, flat.len};
	kua_html_walk(&page, html);
	if (page.blocks.n && !is_contents(&page)) {
		if (b->text.len)
			kua_buf_str(&b->text, "\n\n");
		kua_html_join(&page, 0, 0, page.blocks.n, SIZE_MAX, true, &b->text);
	}
	kua_html_close(&page);
	kua_buf_free(&closed);
	kua_buf_free(&flat);
}

static void read_page(struct book *b, const struct kua_zip_member *m)
{
	struct kua_buf bytes = KUA_BUF_INIT, text = KUA_BUF_INIT;
	char charset[40], declared[40];
	if (m && kua_office_read(b->d, m, &bytes)) {
		bool known = kua_declared_charset(bytes.data, bytes.len, declared);
		if (kua_to_utf8(b->d->words, bytes.data, bytes.len, known ? declared : NULL, &text, charset, b->d->answer))
			add_page(b, (struct kua_str){text.data, text.len});
	}
	kua_buf_free(&bytes);
	kua_buf_free(&text);
}

/* ---- the whole ---- */

static bool is_page(struct kua_str name)
{
	return kua_str_ends(name, ".xhtml") || kua_str_ends(name, ".html") || kua_str_ends(name, ".htm");
}

static void read_spine(struct book *b)
{
	for (size_t i = 0; i < b->spine.n && b->text.len <= KUA_INTAKE_TEXT; i++) {
		struct part *p = &b->parts.v[b->spine.v[i]];
		const struct kua_zip_member *m = p->read || p->contents ? NULL : kua_zip_find(&b->d->zip, p->path);
		if (!m && !p->read && !p->contents)
			kua_answer_diagnose(b->d->answer, KUA_DIAG_BROKEN, "a chapter is missing");
		p->read = true;
		read_page(b, m);
	}
	for (size_t i = 0; i < b->d->zip.n && !b->spine.n && b->text.len <= KUA_INTAKE_TEXT; i++) /* as they stand in it */
		if (is_page(b->d->zip.v[i].name))
			read_page(b, &b->d->zip.v[i]);
}

static void answer_pictures(struct book *b)
{
	for (size_t i = 0; i < b->parts.n; i++) {
		const struct part *p = &b->parts.v[i];
		const struct kua_zip_member *m = p->picture ? kua_zip_find(&b->d->zip, p->path) : NULL;
		struct kua_buf bytes = KUA_BUF_INIT;
		if (m && m->size >= PICTURE_BYTES && kua_utf8_valid(m->name.s, m->name.n) && kua_office_read(b->d, m, &bytes)) {
			struct kua_found_inner inner = {.name = m->name, .bytes = {bytes.data, bytes.len}};
			(void)kua_answer_inner(b->d->answer, &inner);
		}
		kua_buf_free(&bytes);
	}
}

/* Fonts are often disguised in the same list by ways of their own; chapters are encrypted by AES. */
static bool is_encrypted(struct kua_office *d)
{
	const struct kua_zip_member *m = kua_zip_find(&d->zip, kua_str("META-INF/encryption.xml"));
	struct kua_buf list = KUA_BUF_INIT;
	if (m)
		(void)kua_zip_read(&d->zip, m, (size_t)4 << 20, &list);
	bool encrypted = list.len && memmem(list.data, list.len, "xmlenc#aes", 10);
	kua_buf_free(&list);
	return encrypted;
}

static void read_package(struct book *b)
{
	struct kua_xml_reader container = {container_names, b->d->words, on_rootfile, on_nothing, NULL};
	struct kua_xml_reader package = {names, b->d->words, on_start, on_end, on_text};
	(void)kua_office_parse(b->d, kua_str("META-INF/container.xml"), &container, b);
	struct kua_str path = keep(b, (struct kua_str){b->value.data, b->value.len});
	for (size_t i = 0; i < b->d->zip.n && !kua_zip_find(&b->d->zip, path); i++)
		if (kua_str_ends(b->d->zip.v[i].name, ".opf"))
			path = b->d->zip.v[i].name;
	const char *slash = path.n ? memrchr(path.s, '/', path.n) : NULL;
	b->folder = (struct kua_str){path.s, slash ? (size_t)(slash + 1 - path.s) : 0};
	if (!kua_office_parse(b->d, path, &package, b))
		kua_answer_diagnose(b->d->answer, KUA_DIAG_BROKEN, "its package is missing");
}

void kua_read_epub(struct kua_office *d, struct kua_str main)
{
	struct book b = {.d = d, .ids = kua_intern_new()};
	(void)main;
	read_package(&b);
	if (is_encrypted(d)) {
		kua_answer_diagnose(d->answer, KUA_DIAG_ENCRYPTED, NULL);
	} else {
		read_spine(&b);
		b.found.text = (struct kua_str){b.text.data, b.text.len};
		if (b.text.len) {
			kua_find_byline(d->words, b.found.text, b.found.text, &b.found);
			(void)kua_answer_item(d->answer, &b.found);
		}
		answer_pictures(&b);
	}
	kua_intern_free(b.ids);
	kua_vec_free(&b.parts);
	kua_vec_free(&b.spine);
	kua_buf_free(&b.value);
	kua_buf_free(&b.text);
}
