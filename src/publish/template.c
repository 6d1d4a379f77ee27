/*
 * template.c - reading a template: lines with a mark at their beginning, commands, comments. What the marks mean is in docs/templates.md,
 * for those who write templates.
 */
#include <string.h>

#include "publish/template.h"

typedef KUA_VEC(struct line) line_list;

struct source { /* the lines of the file */
	const char **v;
	size_t n, at;
};

static const struct {
	const char *mark;
	enum kua_sheet_kind part;
} marks[] = {{"== ", KUA_SHEET_HEADING}, {"= ", KUA_SHEET_TITLE}, {"- ", KUA_SHEET_ITEM}, {"> ", KUA_SHEET_QUOTE},
             {"! ", KUA_SHEET_STRONG},   {": ", KUA_SHEET_LINE},  {"| ", KUA_SHEET_ROW}};
enum { MARKS = sizeof marks / sizeof *marks };

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static size_t mark_of(const char *line)
{
	size_t i = 0;
	while (i < MARKS && !begins(line, marks[i].mark))
		i++;
	return i;
}

static bool is_plain(const char *line)
{
	return *line && *line != '#' && *line != '@' && mark_of(line) == MARKS;
}

/* Paragraphs, items and quotations may have several lines. */
static bool goes_on(size_t mark)
{
	return mark == MARKS || strchr("->!", marks[mark].mark[0]) != NULL;
}

static enum kua_code lines_read(struct reading *r, struct source *s, size_t depth, const char *stop, const struct line **v, size_t *n);

/* ---- parts ---- */

/* "Label | text" behind the mark of a row. */
static enum kua_code cut_label(struct reading *r, char **text, unsigned number, const char **label)
{
	char *bar = strchr(*text, '|');
	if (!bar)
		return kua_fail(r->err, KUA_DATA, "%s:%u: a row is '| Label | text'", r->path, number);
	char *end = bar;
	while (end > *text && end[-1] == ' ')
		end--;
	*label = kua_arena_strndup(r->a, *text, (size_t)(end - *text));
	*text = bar + 1;
	while (**text == ' ')
		(*text)++;
	return KUA_OK;
}

static enum kua_code read_part(struct reading *r, struct source *s, struct line *out)
{
	unsigned number = r->line = (unsigned)s->at + 1;
	size_t m = mark_of(s->v[s->at]);
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, s->v[s->at++] + (m < MARKS ? strlen(marks[m].mark) : 0));
	while (goes_on(m) && s->at < s->n && is_plain(s->v[s->at]))
		kua_buf_printf(&b, "\n%s", s->v[s->at++]);
	char *text = kua_arena_strndup(r->a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	*out = (struct line){.kind = LINE_PART, .part = m < MARKS ? marks[m].part : KUA_SHEET_TEXT};
	enum kua_code code = out->part == KUA_SHEET_ROW ? cut_label(r, &text, number, &out->label) : KUA_OK;
	return code == KUA_OK ? pieces_read(r, text, &out->pieces, &out->n_pieces) : code;
}

/* ---- commands ---- */

static bool ends_at(const struct source *s, const char *stop)
{
	return s->at < s->n && stop && strcmp(s->v[s->at], stop) == 0;
}

static enum kua_code close_block(struct reading *r, struct source *s, unsigned number, const char *command)
{
	if (!ends_at(s, "@end"))
		return kua_fail(r->err, KUA_DATA, "%s:%u: no '@end' closes this %s", r->path, number, command);
	s->at++;
	return KUA_OK;
}

static enum kua_code read_if(struct reading *r, struct source *s, size_t depth, const char *said, struct line *out)
{
	unsigned number = (unsigned)s->at;
	out->kind = LINE_IF;
	enum kua_code code = condition_read(r, said, strlen(said), &out->condition);
	if (code == KUA_OK)
		code = lines_read(r, s, depth + 1, "@else", &out->then, &out->n_then);
	if (code == KUA_OK && ends_at(s, "@else")) {
		s->at++;
		code = lines_read(r, s, depth + 1, NULL, &out->otherwise, &out->n_otherwise);
	}
	return code == KUA_OK ? close_block(r, s, number, "@if") : code;
}

static enum kua_code read_each(struct reading *r, struct source *s, size_t depth, const char *said, struct line *out)
{
	unsigned number = (unsigned)s->at;
	out->kind = LINE_EACH;
	out->condition.field = said;
	enum kua_code code = field_check(r, said, true);
	if (code != KUA_OK)
		return code;
	r->open[r->n_open++] = said; /* there is room: lines_read counts */
	code = lines_read(r, s, depth + 1, NULL, &out->then, &out->n_then);
	r->n_open--;
	return code == KUA_OK ? close_block(r, s, number, "@each") : code;
}

static enum kua_code read_command(struct reading *r, struct source *s, size_t depth, struct line *out)
{
	const char *line = s->v[s->at++];
	r->line = (unsigned)s->at;
	if (begins(line, "@if "))
		return read_if(r, s, depth, line + strlen("@if "), out);
	if (begins(line, "@each "))
		return read_each(r, s, depth, line + strlen("@each "), out);
	if (begins(line, "@notes ")) {
		*out = (struct line){.kind = LINE_PART, .part = KUA_SHEET_NOTES, .label = line + strlen("@notes ")};
		return KUA_OK;
	}
	if (begins(line, "@missing ")) {
		*out = (struct line){.kind = LINE_MISSING, .label = line + strlen("@missing ")};
		return KUA_OK;
	}
	return kua_fail(r->err, KUA_DATA, "%s:%u: there is no command '%.60s': @if, @else, @each, @end, @notes HEADING and @missing HEADING",
	                r->path, r->line, line);
}

/* Lines up to "@end" or the stop, which stay. */
static enum kua_code lines_read(struct reading *r, struct source *s, size_t depth, const char *stop, const struct line **v, size_t *n)
{
	static const char end[] = "@end";
	line_list out = {0};
	enum kua_code code = KUA_OK;
	if (depth > KUA_TEMPLATE_DEPTH)
		code = kua_fail(r->err, KUA_LIMIT, "%s:%u: more than %d of @if and @each stand in each other", r->path, r->line, KUA_TEMPLATE_DEPTH);
	while (code == KUA_OK && s->at < s->n && !(depth && ends_at(s, end)) && !ends_at(s, stop)) {
		const char *line = s->v[s->at];
		if (!*line || *line == '#') {
			s->at++;
			continue;
		}
		struct line read = {0};
		code = *line == '@' ? read_command(r, s, depth, &read) : read_part(r, s, &read);
		*kua_vec_add(&out) = read;
	}
	struct line *kept = KUA_NEW_N(r->a, struct line, out.n);
	if (out.n)
		memcpy(kept, out.v, out.n * sizeof *kept);
	*v = kept;
	*n = out.n;
	kua_vec_free(&out);
	return code;
}

/* ---- the file ---- */

/* The file's lines without white space at their end. */
static enum kua_code split(struct reading *r, const char *bytes, size_t n, struct source *out)
{
	KUA_VEC(const char *) lines = {0};
	if (n > KUA_TEMPLATE_BYTES)
		return kua_fail(r->err, KUA_LIMIT, "%s: a template has at most %d bytes", r->path, KUA_TEMPLATE_BYTES);
	if (!kua_utf8_valid(bytes, n) || memchr(bytes, '\0', n))
		return kua_fail(r->err, KUA_DATA, "%s: this is no text in UTF-8", r->path);
	for (const char *p = bytes, *end = bytes + n; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t length = (size_t)((stop ? stop : end) - p), kept = length;
		while (kept && strchr(" \t\r", p[kept - 1]))
			kept--;
		*kua_vec_add(&lines) = kua_arena_strndup(r->a, p, kept);
		p += length + 1;
	}
	out->v = KUA_NEW_N(r->a, const char *, lines.n);
	out->n = lines.n;
	if (lines.n)
		memcpy(out->v, lines.v, lines.n * sizeof *lines.v);
	kua_vec_free(&lines);
	return KUA_OK;
}

enum kua_code kua_template_parse(const char *path, const char *bytes, size_t n, const struct kua_template_field *fields, size_t n_fields,
                                 struct kua_arena *a, struct kua_template **out, struct kua_error *err)
{
	struct reading r = {.path = path, .fields = fields, .n_fields = n_fields, .a = a, .err = err};
	struct source s = {0};
	struct kua_template *t = KUA_NEW(a, struct kua_template);
	enum kua_code code = split(&r, bytes, n, &s);
	if (code == KUA_OK)
		code = lines_read(&r, &s, 0, NULL, &t->v, &t->n);
	*out = t;
	return code;
}

enum kua_code kua_template_load(const char *path, const struct kua_template_field *fields, size_t n_fields, struct kua_arena *a,
                                struct kua_template **out, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_read_file(path, KUA_TEMPLATE_BYTES, &b, err);
	if (code == KUA_OK)
		code = kua_template_parse(path, b.data ? b.data : "", b.len, fields, n_fields, a, out, err);
	kua_buf_free(&b);
	return code;
}

/* ---- phrases ---- */

struct phrase {
	const char *key;
	const struct piece *v;
	size_t n;
};
struct kua_phrases {
	const struct phrase *v;
	size_t n;
};

static enum kua_code read_phrase(struct reading *r, const char *line, struct phrase *out)
{
	const char *colon = strstr(line, ": ");
	if (!colon || colon == line)
		return kua_fail(r->err, KUA_DATA, "%s:%u: a line is 'key: text'", r->path, r->line);
	out->key = kua_arena_strndup(r->a, line, (size_t)(colon - line));
	return pieces_read(r, colon + 2, &out->v, &out->n);
}

enum kua_code kua_phrases_load(const char *path, const struct kua_template_field *fields, size_t n_fields, struct kua_arena *a,
                               struct kua_phrases **out, struct kua_error *err)
{
	struct reading r = {.path = path, .fields = fields, .n_fields = n_fields, .a = a, .err = err};
	struct kua_buf b = KUA_BUF_INIT;
	struct source s = {0};
	struct kua_phrases *p = KUA_NEW(a, struct kua_phrases);
	enum kua_code code = kua_read_file(path, KUA_TEMPLATE_BYTES, &b, err);
	if (code == KUA_OK)
		code = split(&r, b.data ? b.data : "", b.len, &s);
	kua_buf_free(&b);
	struct phrase *v = KUA_NEW_N(a, struct phrase, s.n);
	for (size_t i = 0; i < s.n && code == KUA_OK; i++)
		if (*s.v[i] && *s.v[i] != '#') {
			r.line = (unsigned)i + 1;
			code = read_phrase(&r, s.v[i], &v[p->n++]);
		}
	p->v = v;
	*out = p;
	return code;
}

static const struct phrase *phrase_of(const struct kua_phrases *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i].key, key) == 0)
			return &p->v[i];
	return NULL;
}

bool kua_phrases_say(const struct kua_phrases *p, const char *key, const struct kua_values *values, struct kua_arena *a, struct kua_run **runs,
                     size_t *n)
{
	const struct phrase *phrase = phrase_of(p, key);
	if (phrase)
		pieces_say(phrase->v, phrase->n, values, a, runs, n);
	return phrase != NULL;
}

const char *kua_phrases_text(const struct kua_phrases *p, const char *key, const char *otherwise)
{
	const struct phrase *phrase = phrase_of(p, key);
	return phrase && phrase->n == 1 && phrase->v[0].kind == PIECE_TEXT ? phrase->v[0].text : otherwise;
}
