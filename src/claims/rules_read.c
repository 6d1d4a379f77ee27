/*
 * rules_read.c - the outer form of rule files: blocks (class, phrase, rule) and their indented lines. What stands in a
 * pattern is rules_pattern.c's; which classes and phrases there are is looked up only when all files have been read, so
 * order does not matter and a word list can stand in a file of its own.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "claims/rules.h"

enum kua_code kua_rule_fail(struct kua_error *err, const struct where *at, const char *fmt, ...)
{
	char what[400];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	size_t column = 1;
	for (size_t i = 0; i < at->byte && at->text[i]; i++)
		column += ((unsigned char)at->text[i + 1] & 0xC0) != 0x80;
	return kua_fail(err, KUA_DATA, "%s:%u:%zu: %s", at->path, at->line, column, what);
}

/* ---- a line ---- */

struct reader {
	struct loading *ld;
	const char *path;
	unsigned line;
	char *text; /* of the line, ended by a NUL */
	enum { IN_NOTHING, IN_CLASS, IN_PHRASE, IN_RULE } in;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static char *skip(char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

static void trim_end(char *s)
{
	size_t n = strlen(s);
	while (n && is_blank(s[n - 1]))
		s[--n] = 0;
}

static struct where place(const struct reader *r, const char *at)
{
	/* the copy is for messages: the line itself is cut into pieces */
	return (struct where){r->path, r->text, r->line, (size_t)(at - r->text)};
}

static enum kua_code bad(struct reader *r, const char *at, const char *what)
{
	struct where w = place(r, at);
	return kua_rule_fail(r->ld->err, &w, "%s", what);
}

/* Cut the next word off *s; "" at the end of the line. Pieces are copies, so that the line stays whole for messages. */
static const char *next_word(struct reader *r, char **s)
{
	char *start = skip(*s), *end = start;
	while (*end && !is_blank(*end))
		end++;
	*s = skip(end);
	return kua_arena_strndup(r->ld->arena, start, (size_t)(end - start));
}

static bool good_name(const char *s)
{
	size_t n = strlen(s);
	return n > 0 && n <= 64 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

/* ---- blocks ---- */

static enum kua_code open_block(struct reader *r)
{
	char *s = r->text;
	const char *kind = next_word(r, &s);
	char *name_at = s;
	const char *name = next_word(r, &s);
	if (!good_name(name))
		return bad(r, name_at, "a name of a-z, 0-9, - and _ is expected here (64 at most)");
	if (*s)
		return bad(r, s, "nothing may follow the name");
	struct where at = place(r, name_at);
	if (strcmp(kind, "class") == 0) {
		struct class_def *c = kua_vec_add(&r->ld->classes);
		c->name = name;
		c->at = at;
		r->in = IN_CLASS;
	} else if (strcmp(kind, "phrase") == 0) {
		struct phrase_def *p = kua_vec_add(&r->ld->phrases);
		p->name = name;
		p->at = at;
		r->in = IN_PHRASE;
	} else if (strcmp(kind, "rule") == 0) {
		struct rule_def *d = kua_vec_add(&r->ld->rules);
		d->at = at;
		d->head.id = kua_arena_printf(r->ld->arena, "%s/%s", r->ld->language, name);
		d->head.path = r->path;
		d->head.line = r->line;
		r->in = IN_RULE;
	} else {
		return bad(r, r->text, "a block begins with class, phrase or rule; what belongs to it is indented");
	}
	return KUA_OK;
}

/* A list of forms by commas, with a value behind a bar. */
static enum kua_code read_forms(struct reader *r, char *s)
{
	struct class_def *c = &r->ld->classes.v[r->ld->classes.n - 1];
	char *bar = strchr(s, '|');
	const char *value = NULL;
	if (bar) {
		value = kua_arena_strdup(r->ld->arena, skip(bar + 1));
		if (!*value || strchr(value, '|'))
			return bad(r, bar, "one value is expected behind the bar");
	}
	char *end = bar ? bar : s + strlen(s);
	for (char *from = s; from <= end;) {
		char *comma = memchr(from, ',', (size_t)(end - from));
		char *to = comma ? comma : end;
		char *start = skip(from);
		char *form = kua_arena_strndup(r->ld->arena, start, start < to ? (size_t)(to - start) : 0);
		trim_end(form);
		if (!*form)
			return bad(r, from, "a form is expected here");
		*kua_vec_add(&c->forms) = (struct form_def){form, value, place(r, start)};
		from = to + 1;
	}
	return KUA_OK;
}

static enum kua_code add_pattern(struct reader *r, char *s)
{
	struct pattern_def *p = r->in == IN_PHRASE ? kua_vec_add(&r->ld->phrases.v[r->ld->phrases.n - 1].patterns)
	                                           : kua_vec_add(&r->ld->rules.v[r->ld->rules.n - 1].patterns);
	p->text = s;
	p->at = place(r, s);
	return *s ? KUA_OK : bad(r, s, "a pattern is expected here");
}

/* ---- lines of a rule ---- */

static enum kua_code read_guard(struct reader *r, struct rule_def *d, char *s, bool negated)
{
	static const char *const places[] = {"before", "after", "inside", "sentence", "heading", "quoted"};
	char *at = s;
	const char *where = next_word(r, &s);
	size_t k = 0;
	while (k < sizeof places / sizeof *places && strcmp(where, places[k]) != 0)
		k++;
	if (k == sizeof places / sizeof *places)
		return bad(r, at, "before, after, inside, sentence, heading or quoted is expected here");
	struct guard_def *g = kua_vec_add(&d->guards);
	g->guard = (struct guard){.where = (uint8_t)k, .negated = negated, .within = RULE_MOST};
	while (*s) {
		at = s;
		const char *word = next_word(r, &s);
		if (strcmp(word, "within") == 0) {
			at = s;
			char *end;
			const char *number = next_word(r, &s);
			long n = strtol(number, &end, 10);
			if (*end || n < 1 || n > RULE_MOST || *s)
				return bad(r, at, "a number from 1 to 40 is expected at the end of the line");
			g->guard.within = (uint32_t)n;
			break;
		}
		*kua_vec_add(&g->classes) = (struct form_def){word, NULL, place(r, at)};
	}
	bool takes = k < GUARD_HEADING;
	if (takes == (g->classes.n == 0))
		return bad(r, s, takes ? "a class or a word is expected here" : "nothing may follow here");
	return KUA_OK;
}

/* "text" => name value, name value */
static enum kua_code read_example(struct reader *r, struct rule_def *d, char *s, bool positive)
{
	char *arrow = strstr(s, "\" => ");
	char *close = arrow ? arrow : s + strlen(s) - (*s != 0);
	if (*s != '"' || *close != '"' || close <= s + 1)
		return bad(r, s, "an example in double quotes is expected here");
	if (arrow && !positive)
		return bad(r, arrow, "an example of what is not found has nothing to hold");
	struct example *e = kua_vec_add(&d->examples);
	e->positive = positive;
	e->text = kua_arena_strndup(r->ld->arena, s + 1, (size_t)(close - s - 1));
	e->at = place(r, s);
	if (!arrow)
		return KUA_OK;
	for (s = skip(arrow + 4); *s;) {
		char *at = s;
		const char *name = next_word(r, &s);
		char *comma = strchr(s, ',');
		char *value = kua_arena_strndup(r->ld->arena, s, comma ? (size_t)(comma - s) : strlen(s));
		trim_end(value);
		if (!good_name(name) || !*value)
			return bad(r, at, "a field and its value are expected here, as in: act killed, low 12");
		kua_list_add(r->ld->arena, &e->names, name);
		kua_list_add(r->ld->arena, &e->values, value);
		s = comma ? skip(comma + 1) : s + strlen(s);
	}
	return KUA_OK;
}

static enum kua_code read_set(struct reader *r, struct rule_def *d, char *s)
{
	char *at = s;
	const char *name = next_word(r, &s);
	if (!good_name(name) || !*s)
		return bad(r, at, "a field and its value are expected here, as in: set act killed");
	*kua_vec_add(&d->fields) = (struct kua_rule_field){name, kua_arena_strdup(r->ld->arena, s)};
	return KUA_OK;
}

static enum kua_code read_rule_line(struct reader *r, char *s)
{
	struct rule_def *d = &r->ld->rules.v[r->ld->rules.n - 1];
	char *start = s;
	const char *key = next_word(r, &s);
	if (strcmp(key, "pattern") == 0)
		return add_pattern(r, s);
	if (strcmp(key, "yes") == 0 || strcmp(key, "no") == 0)
		return read_example(r, d, s, *key == 'y');
	if (strcmp(key, "set") == 0)
		return read_set(r, d, s);
	if (strcmp(key, "needs") == 0 || strcmp(key, "not") == 0)
		return read_guard(r, d, s, *key == 'n' && key[1] == 'o');
	if (strcmp(key, "for") == 0 && good_name(s)) {
		d->head.task = kua_arena_strdup(r->ld->arena, s);
		return KUA_OK;
	}
	if (strcmp(key, "note") == 0 && *s) {
		d->head.note = d->head.note ? kua_arena_printf(r->ld->arena, "%s %s", d->head.note, s)
		                            : kua_arena_strdup(r->ld->arena, s);
		return KUA_OK;
	}
	if (strcmp(key, "priority") == 0) {
		char *end;
		long n = strtol(s, &end, 10);
		if (*s && !*end && n >= -100 && n <= 100) {
			d->head.priority = (int)n;
			return KUA_OK;
		}
		return bad(r, s, "a number from -100 to 100 is expected here");
	}
	return bad(r, start, "a rule has lines that begin with for, note, pattern, set, priority, needs, not, yes and no");
}

static enum kua_code read_line(struct reader *r)
{
	char *s = skip(r->text);
	trim_end(s);
	if (!*s || *s == '#')
		return KUA_OK;
	if (s == r->text)
		return open_block(r);
	switch (r->in) {
	case IN_CLASS:
		return read_forms(r, s);
	case IN_PHRASE: {
		char *rest = s;
		return strcmp(next_word(r, &rest), "pattern") == 0 ? add_pattern(r, rest)
		                                                   : bad(r, s, "a phrase has lines that begin with pattern");
	}
	case IN_RULE:
		return read_rule_line(r, s);
	case IN_NOTHING:
		break;
	}
	return bad(r, s, "an indented line belongs to a class, phrase or rule above it");
}

enum kua_code kua_rules_read(struct loading *ld, const char *path, char *bytes, size_t n)
{
	struct reader r = {.ld = ld, .path = path};
	if (memchr(bytes, 0, n))
		return kua_fail(ld->err, KUA_DATA, "%s: a NUL byte in a file of text", path);
	char *next = bytes;
	if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		next += 3;
	while (next < bytes + n) {
		char *end = memchr(next, '\n', (size_t)(bytes + n - next));
		if (!end)
			end = bytes + n;
		*end = 0;
		r.text = next;
		r.line++;
		if (!kua_utf8_valid(next, (size_t)(end - next)))
			return bad(&r, next, "the line is not UTF-8");
		if (end - next > RULE_LINE) {
			next[RULE_LINE] = 0;
			struct where at = place(&r, next + RULE_LINE);
			return kua_rule_fail(ld->err, &at, "a line has at most %d bytes; begin another one", RULE_LINE);
		}
		enum kua_code code = read_line(&r);
		if (code != KUA_OK)
			return code;
		next = end + 1;
	}
	return KUA_OK;
}
