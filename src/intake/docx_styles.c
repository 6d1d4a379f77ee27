/* docx_styles.c - see read_docx.h. Numbers of lists are counted as the program counts that shows them. */
#include "intake/read_docx.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS ((size_t)9)
#define STYLES ((size_t)20000)
#define LISTS ((size_t)20000)
#define STEPS 12 /* from a style to those it is based on */

struct list_level {
	size_t start, count;
	char format[24];
	char text[48]; /* "%1.%2." */
};
struct abstract {
	struct list_level levels[LEVELS];
};
struct list {
	uint32_t abstract;
};

struct kua_docx_styles {
	struct kua_intern *style_ids, *list_ids, *abstract_ids;
	KUA_VEC(struct kua_docx_style) styles; /* by number of their id */
	KUA_VEC(struct abstract) abstracts;
	KUA_VEC(struct list) lists;
	/* what is open */
	uint32_t style, abstract, list;
	size_t level;
};

struct kua_docx_styles *kua_docx_styles_new(void)
{
	struct kua_docx_styles *s = kua_calloc(1, sizeof *s);
	s->style_ids = kua_intern_new();
	s->list_ids = kua_intern_new();
	s->abstract_ids = kua_intern_new();
	s->style = s->abstract = s->list = KUA_NO_ID;
	s->level = LEVELS;
	return s;
}

void kua_docx_styles_free(struct kua_docx_styles *s)
{
	kua_intern_free(s->style_ids);
	kua_intern_free(s->list_ids);
	kua_intern_free(s->abstract_ids);
	kua_vec_free(&s->styles);
	kua_vec_free(&s->abstracts);
	kua_vec_free(&s->lists);
	free(s);
}

static const char *const names[] = {
	"w:style", "w:name", "w:basedOn", "w:vanish", "w:outlineLvl", "w:numId", "w:ilvl", "w:abstractNum", "w:lvl",
	"w:start", "w:numFmt", "w:lvlText", "w:num", "w:abstractNumId", "w:nfc", NULL,
};
enum element {
	E_NONE, E_STYLE, E_NAME, E_BASED_ON, E_VANISH, E_OUTLINE, E_NUM_ID, E_ILVL, E_ABSTRACT, E_LEVEL,
	E_START, E_FORMAT, E_TEXT, E_NUM, E_ABSTRACT_ID, E_FORMAT_NUMBER,
};

/* The number of an id; KUA_NO_ID where there are too many. */
static uint32_t number_of(struct kua_intern *in, struct kua_str id, size_t most)
{
	uint32_t n = kua_intern_find(in, id.s ? id.s : "", id.n);
	if (n == KUA_NO_ID && kua_intern_count(in) < most)
		n = kua_intern_add(in, id.s ? id.s : "", id.n);
	return n;
}

static struct kua_docx_style *style_number(struct kua_docx_styles *s, uint32_t n)
{
	while (n != KUA_NO_ID && s->styles.n <= n)
		kua_vec_add(&s->styles)->based_on = KUA_NO_ID;
	return n == KUA_NO_ID ? NULL : &s->styles.v[n];
}

static bool begins(struct kua_str s, const char *with)
{
	return s.n >= strlen(with) && strncasecmp(s.s, with, strlen(with)) == 0;
}

/* The names of built-in styles are English in documents of all languages. */
static void name_style(struct kua_docx_style *style, struct kua_str name)
{
	style->title = kua_str_is(name, "title");
	style->heading = begins(name, "heading ") || kua_str_is(name, "subtitle");
	style->contents = begins(name, "toc ") || kua_str_is(name, "table of figures");
}

static void on_style(struct kua_docx_styles *s, struct kua_xml *x, enum element e)
{
	struct kua_str val = kua_xml_attribute(x, "val");
	uint32_t based_on = e == E_BASED_ON ? number_of(s->style_ids, val, STYLES) : KUA_NO_ID;
	struct kua_docx_style *style = style_number(s, s->style);
	if (!style)
		return;
	switch (e) {
	case E_NAME:
		name_style(style, val);
		break;
	case E_BASED_ON:
		style->based_on = based_on;
		break;
	case E_VANISH:
		style->hidden = kua_office_flag(val, true);
		break;
	case E_OUTLINE:
		style->heading |= kua_office_number(val) < 9;
		break;
	case E_NUM_ID:
		style->list = kua_str_is(val, "0") ? 0 : (size_t)number_of(s->list_ids, val, LISTS) + 1;
		break;
	case E_ILVL:
		style->level = kua_office_number(val);
		break;
	default:
		break;
	}
}

static void on_level(struct kua_docx_styles *s, struct kua_xml *x, enum element e)
{
	struct list_level *l = &s->abstracts.v[s->abstract].levels[s->level];
	struct kua_str val = kua_xml_attribute(x, "val");
	if (e == E_START)
		l->start = kua_office_number(val);
	else if (e == E_FORMAT)
		(void)snprintf(l->format, sizeof l->format, "%.*s", (int)(val.n < 23 ? val.n : 23), val.s ? val.s : "");
	else if (e == E_FORMAT_NUMBER) /* Word's XML of 2003 */
		(void)snprintf(l->format, sizeof l->format, "%s", kua_str_is(val, "23") ? "bullet" : "decimal");
	else if (e == E_TEXT)
		(void)snprintf(l->text, sizeof l->text, "%.*s", (int)kua_cut(val.s ? val.s : "", val.n, 47), val.s ? val.s : "");
}

static void open_abstract(struct kua_docx_styles *s, struct kua_str id)
{
	s->abstract = number_of(s->abstract_ids, id, LISTS);
	while (s->abstract != KUA_NO_ID && s->abstracts.n <= s->abstract)
		(void)kua_vec_add(&s->abstracts);
}

static void open_list(struct kua_docx_styles *s, struct kua_str id)
{
	s->list = number_of(s->list_ids, id, LISTS);
	while (s->list != KUA_NO_ID && s->lists.n <= s->list)
		kua_vec_add(&s->lists)->abstract = KUA_NO_ID;
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct kua_docx_styles *s = ctx;
	enum element e = (enum element)element;
	if (e == E_STYLE) {
		s->style = number_of(s->style_ids, kua_xml_attribute(x, "styleId"), STYLES);
		(void)style_number(s, s->style);
	} else if (e == E_ABSTRACT) {
		open_abstract(s, kua_xml_attribute(x, "abstractNumId"));
	} else if (e == E_LEVEL && s->abstract != KUA_NO_ID) {
		s->level = kua_office_number(kua_xml_attribute(x, "ilvl"));
	} else if (e == E_NUM) {
		open_list(s, kua_xml_attribute(x, "numId"));
	} else if (e == E_ABSTRACT_ID && s->list != KUA_NO_ID) {
		s->lists.v[s->list].abstract = number_of(s->abstract_ids, kua_xml_attribute(x, "val"), LISTS);
	} else if (s->style != KUA_NO_ID) {
		on_style(s, x, e);
	} else if (s->abstract != KUA_NO_ID && s->level < LEVELS) {
		on_level(s, x, e);
	}
}

static void on_end(void *ctx, int element)
{
	struct kua_docx_styles *s = ctx;
	if (element == E_STYLE)
		s->style = KUA_NO_ID;
	else if (element == E_ABSTRACT)
		s->abstract = KUA_NO_ID;
	else if (element == E_LEVEL)
		s->level = LEVELS;
	else if (element == E_NUM)
		s->list = KUA_NO_ID;
}

const struct kua_xml_reader kua_docx_styles_reader = {names, NULL, on_start, on_end, NULL};

/* A style has what the one has on which it is based, and so on. */
void kua_docx_styles_settle(struct kua_docx_styles *s)
{
	for (uint32_t i = 0; i < s->styles.n; i++) {
		uint32_t next = s->styles.v[i].based_on;
		for (int steps = 0; next < s->styles.n && steps < STEPS; steps++) {
			const struct kua_docx_style *base = &s->styles.v[next];
			struct kua_docx_style *style = &s->styles.v[i];
			style->heading |= base->heading;
			style->contents |= base->contents;
			style->hidden |= base->hidden;
			if (!style->list) {
				style->list = base->list;
				style->level = base->level;
			}
			next = base->based_on;
		}
	}
	for (size_t i = 0; i < s->abstracts.n; i++)
		for (size_t k = 0; k < LEVELS; k++)
			s->abstracts.v[i].levels[k].count = 0;
}

const struct kua_docx_style *kua_docx_style(const struct kua_docx_styles *s, struct kua_str id)
{
	uint32_t n = id.n ? kua_intern_find(s->style_ids, id.s, id.n) : KUA_NO_ID;
	return n < s->styles.n ? &s->styles.v[n] : NULL;
}

/* ---- the numbers of lists ---- */

static void put_number(const char *format, size_t n, struct kua_buf *out)
{
	static const char russian[] = "абвгдежзиклмнопрстуфхцчшщэюя"; /* two bytes each */
	if (strcmp(format, "lowerLetter") == 0 && n && n <= 26)
		kua_buf_char(out, (char)('a' + n - 1));
	else if (strcmp(format, "upperLetter") == 0 && n && n <= 26)
		kua_buf_char(out, (char)('A' + n - 1));
	else if (strcmp(format, "russianLower") == 0 && n && 2 * n < sizeof russian)
		kua_buf_add(out, russian + 2 * (n - 1), 2);
	else if ((strcmp(format, "lowerRoman") == 0 || strcmp(format, "upperRoman") == 0) && n < 4000)
		kua_office_roman(n, format[0] == 'u', out);
	else
		kua_buf_printf(out, "%zu", n);
}

static void put_label(const struct abstract *a, const struct list_level *l, struct kua_buf *out)
{
	for (const char *p = l->text; *p; p++) {
		if (*p != '%' || p[1] < '1' || p[1] > '9') {
			kua_buf_char(out, *p);
			continue;
		}
		const struct list_level *of = &a->levels[*++p - '1'];
		put_number(of->format, of->count, out);
	}
	kua_buf_char(out, ' ');
}

bool kua_docx_label(struct kua_docx_styles *s, const struct kua_docx_paragraph *p, struct kua_buf *out)
{
	size_t list = p->has_list ? p->list : p->style ? p->style->list : 0;
	size_t level = p->level != KUA_DOCX_NO_LEVEL ? p->level : p->style && !p->has_list ? p->style->level : 0;
	if (!list || list - 1 >= s->lists.n || level >= LEVELS || s->lists.v[list - 1].abstract >= s->abstracts.n)
		return false;
	struct abstract *a = &s->abstracts.v[s->lists.v[list - 1].abstract];
	struct list_level *l = &a->levels[level];
	if (strcmp(l->format, "none") == 0)
		return false;
	for (size_t i = level + 1; i < LEVELS; i++)
		a->levels[i].count = 0;
	for (size_t i = 0; i <= level; i++) /* a level above that was never written counts as begun */
		if (a->levels[i].count == 0)
			a->levels[i].count = a->levels[i].start - (i == level);
	l->count++;
	if (strcmp(l->format, "bullet") == 0)
		kua_buf_str(out, "- ");
	else if (l->text[0])
		put_label(a, l, out);
	return out->len > 0;
}

size_t kua_docx_list(const struct kua_docx_styles *s, struct kua_str id)
{
	uint32_t n = id.n ? kua_intern_find(s->list_ids, id.s, id.n) : KUA_NO_ID;
	return n == KUA_NO_ID ? 0 : (size_t)n + 1;
}
