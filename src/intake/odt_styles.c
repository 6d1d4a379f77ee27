/* odt_styles.c - see read_odt.h. */
#include "intake/read_odt.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS ((size_t)10)
#define STYLES ((size_t)100000)
#define LIST_STYLES ((size_t)10000)

struct list_level {
	char format; /* '1', 'a', 'A', 'i', 'I', '-' for a bullet, '\0': shows none */
	char prefix[8], suffix[8];
	size_t start, count;
};
struct list_style {
	struct list_level levels[LEVELS];
};

struct kua_odt_styles {
	struct kua_intern *names, *list_names;
	KUA_VEC(struct kua_odt_style) styles;
	KUA_VEC(struct list_style) lists;
	uint32_t style, list; /* whose definition is open */
};

struct kua_odt_styles *kua_odt_styles_new(void)
{
	struct kua_odt_styles *s = kua_calloc(1, sizeof *s);
	s->names = kua_intern_new();
	s->list_names = kua_intern_new();
	s->style = s->list = KUA_NO_ID;
	return s;
}

void kua_odt_styles_free(struct kua_odt_styles *s)
{
	kua_intern_free(s->names);
	kua_intern_free(s->list_names);
	kua_vec_free(&s->styles);
	kua_vec_free(&s->lists);
	free(s);
}

static const char *const names[] = {
	"style:style", "style:text-properties", "style:properties", "text:list-style", "text:list-level-style-number",
	"text:list-level-style-bullet", NULL,
};
enum element { E_NONE, E_STYLE, E_TEXT_PROPERTIES, E_PROPERTIES, E_LIST, E_NUMBER, E_BULLET };

static uint32_t number_of(struct kua_intern *in, struct kua_str name, size_t most)
{
	uint32_t n = name.n ? kua_intern_find(in, name.s, name.n) : KUA_NO_ID;
	if (n == KUA_NO_ID && name.n && kua_intern_count(in) < most)
		n = kua_intern_add(in, name.s, name.n);
	return n;
}

static bool begins(struct kua_str s, const char *with)
{
	return s.n >= strlen(with) && memcmp(s.s, with, strlen(with)) == 0;
}

static bool is_contents(struct kua_str name)
{
	return begins(name, "Contents_20_") && !kua_str_is(name, "Contents_20_Heading");
}

/* A style is what its parent is; parents come first, as automatic styles stand behind the named ones. */
static void open_style(struct kua_odt_styles *s, struct kua_xml *x)
{
	struct kua_str name = kua_xml_attribute(x, "style:name"), parent = kua_xml_attribute(x, "style:parent-style-name");
	const struct kua_odt_style *of = kua_odt_style(s, parent);
	struct kua_odt_style style = of ? *of : (struct kua_odt_style){0};
	style.title |= kua_str_is(name, "title") || kua_str_is(parent, "title");
	style.heading |= begins(name, "Heading") || begins(parent, "Heading") || kua_str_is(parent, "subtitle");
	style.contents |= is_contents(name) || is_contents(parent);
	s->style = number_of(s->names, name, STYLES);
	while (s->style != KUA_NO_ID && s->styles.n <= s->style)
		(void)kua_vec_add(&s->styles);
	if (s->style != KUA_NO_ID)
		s->styles.v[s->style] = style;
}

static void open_list(struct kua_odt_styles *s, struct kua_xml *x)
{
	s->list = number_of(s->list_names, kua_xml_attribute(x, "style:name"), LIST_STYLES);
	while (s->list != KUA_NO_ID && s->lists.n <= s->list)
		(void)kua_vec_add(&s->lists);
}

static void copy(char out[8], struct kua_str s)
{
	size_t n = s.n ? kua_cut(s.s, s.n, 7) : 0;
	if (n)
		memcpy(out, s.s, n);
	out[n] = '\0';
}

static void read_level(struct kua_odt_styles *s, struct kua_xml *x, bool bullet)
{
	size_t level = kua_office_number(kua_xml_attribute(x, "text:level"));
	struct kua_str format = kua_xml_attribute(x, "style:num-format");
	if (s->list == KUA_NO_ID || level == 0 || level > LEVELS)
		return;
	struct list_level *l = &s->lists.v[s->list].levels[level - 1];
	l->format = bullet ? '-' : format.n ? format.s[0] : '\0';
	l->start = kua_office_number(kua_xml_attribute(x, "text:start-value"));
	copy(l->prefix, kua_xml_attribute(x, "style:num-prefix"));
	copy(l->suffix, kua_xml_attribute(x, "style:num-suffix"));
}

static void on_start(void *ctx, struct kua_xml *x, int element)
{
	struct kua_odt_styles *s = ctx;
	switch ((enum element)element) {
	case E_STYLE:
		open_style(s, x);
		break;
	case E_TEXT_PROPERTIES:
	case E_PROPERTIES:
		if (s->style != KUA_NO_ID && kua_str_is(kua_xml_attribute(x, "text:display"), "none"))
			s->styles.v[s->style].hidden = true;
		break;
	case E_LIST:
		open_list(s, x);
		break;
	case E_NUMBER:
	case E_BULLET:
		read_level(s, x, element == E_BULLET);
		break;
	default:
		break;
	}
}

static void on_end(void *ctx, int element)
{
	struct kua_odt_styles *s = ctx;
	if (element == E_STYLE)
		s->style = KUA_NO_ID;
	else if (element == E_LIST)
		s->list = KUA_NO_ID;
}

const struct kua_xml_reader kua_odt_styles_reader = {names, NULL, on_start, on_end, NULL};

const struct kua_odt_style *kua_odt_style(const struct kua_odt_styles *s, struct kua_str name)
{
	uint32_t n = name.n ? kua_intern_find(s->names, name.s, name.n) : KUA_NO_ID;
	return n < s->styles.n ? &s->styles.v[n] : NULL;
}

uint32_t kua_odt_list(struct kua_odt_styles *s, struct kua_str style, bool goes_on)
{
	uint32_t n = style.n ? kua_intern_find(s->list_names, style.s, style.n) : KUA_NO_ID;
	for (size_t i = 0; n < s->lists.n && !goes_on && i < LEVELS; i++)
		s->lists.v[n].levels[i].count = 0;
	return n < s->lists.n ? n : KUA_NO_ID;
}

void kua_odt_label(struct kua_odt_styles *s, uint32_t list, size_t depth, struct kua_buf *out)
{
	if (list >= s->lists.n || depth == 0 || depth > LEVELS) {
		kua_buf_str(out, "- ");
		return;
	}
	struct list_level *l = &s->lists.v[list].levels[depth - 1];
	for (size_t i = depth; i < LEVELS; i++)
		s->lists.v[list].levels[i].count = 0;
	size_t n = (l->start ? l->start : 1) + l->count++;
	if (l->format == '\0')
		return;
	if (l->format == '-') {
		kua_buf_str(out, "- ");
		return;
	}
	kua_buf_str(out, l->prefix);
	if ((l->format == 'a' || l->format == 'A') && n <= 26)
		kua_buf_char(out, (char)(l->format + (int)n - 1));
	else if ((l->format == 'i' || l->format == 'I') && n < 4000)
		kua_office_roman(n, l->format == 'I', out);
	else
		kua_buf_printf(out, "%zu", n);
	kua_buf_str(out, l->suffix);
	kua_buf_char(out, ' ');
}
