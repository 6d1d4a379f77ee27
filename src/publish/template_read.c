/* template_read.c - the pieces inside a line of a template: fields, conditions, brackets for the writer. */
#include <string.h>

#include "publish/template.h"

unsigned reading_line(const struct reading *r)
{
	unsigned line = r->line;
	for (const char *c = r->text; c && c < r->at; c++)
		line += *c == '\n';
	return line;
}

/* ---- fields ---- */

/* May a field of that list stand here? */
static bool is_open(const struct reading *r, const char *list)
{
	for (size_t i = 0; list && i < r->n_open; i++)
		if (strcmp(r->open[i], list) == 0)
			return true;
	return !list;
}

enum kua_code field_check(struct reading *r, const char *name, bool list)
{
	const struct kua_template_field *other = NULL;
	for (size_t i = 0; i < r->n_fields; i++) {
		const struct kua_template_field *f = &r->fields[i];
		if (strcmp(f->name, name) != 0)
			continue;
		other = f;
		if (is_open(r, f->in) && (f->is == KUA_FIELD_LIST) == list)
			return KUA_OK;
	}
	if (!other)
		return kua_fail(r->err, KUA_DATA, "%s:%u: there is no field '%.60s'; docs/templates.md lists them", r->path, reading_line(r), name);
	if (list)
		return kua_fail(r->err, KUA_DATA, "%s:%u: '%.60s' is no list, so @each has nothing to go through", r->path, reading_line(r), name);
	if (other->is == KUA_FIELD_LIST)
		return kua_fail(r->err, KUA_DATA, "%s:%u: '%.60s' is a list: '@each %.60s' goes through it", r->path, reading_line(r), name, name);
	return kua_fail(r->err, KUA_DATA, "%s:%u: '%.60s' is a field of the list '%s': it stands between '@each %s' and '@end'", r->path, reading_line(r),
	                name, other->in, other->in);
}

/* A condition may ask whether a list has rows. */
static enum kua_code asked_check(struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->n_fields; i++)
		if (strcmp(r->fields[i].name, name) == 0 && r->fields[i].is == KUA_FIELD_LIST && is_open(r, r->fields[i].in))
			return KUA_OK;
	return field_check(r, name, false);
}

static const char *word(struct reading *r, const char **p, const char *end)
{
	while (*p < end && **p == ' ')
		(*p)++;
	const char *from = *p;
	while (*p < end && **p != ' ')
		(*p)++;
	return kua_arena_strndup(r->a, from, (size_t)(*p - from));
}

/* "field", "not field", "field is word", "field is not word" */
enum kua_code condition_read(struct reading *r, const char *text, size_t n, struct condition *out)
{
	const char *end = text + n, *p = text;
	*out = (struct condition){.field = word(r, &p, end)};
	if (strcmp(out->field, "not") == 0) {
		out->negated = true;
		out->field = word(r, &p, end);
	}
	const char *is = word(r, &p, end);
	if (*is) {
		const char *value = word(r, &p, end);
		if (strcmp(value, "not") == 0) {
			out->negated = !out->negated;
			value = word(r, &p, end);
		}
		out->is = value;
	}
	bool rest = *word(r, &p, end) != '\0';
	if (!*out->field || rest || (*is && (strcmp(is, "is") != 0 || !*out->is)))
		return kua_fail(r->err, KUA_DATA, "%s:%u: a condition is 'field', 'not field', 'field is word' or 'field is not word', not '%.60s'",
		                r->path, reading_line(r), kua_arena_strndup(r->a, text, n));
	return asked_check(r, out->field);
}

/* ---- pieces ---- */

typedef KUA_VEC(struct piece) piece_list;

static enum kua_code until(struct reading *r, char closing, const struct piece **v, size_t *n);

static enum kua_code inside(struct reading *r, char closing, struct piece *piece)
{
	const char *begin = r->at;
	if (++r->depth > KUA_TEMPLATE_DEPTH)
		return kua_fail(r->err, KUA_LIMIT, "%s:%u: more than %d brackets stand in each other", r->path, reading_line(r), KUA_TEMPLATE_DEPTH);
	enum kua_code code = until(r, closing, &piece->v, &piece->n);
	r->depth--;
	if (code == KUA_OK && *r->at != closing) {
		r->at = begin;
		return kua_fail(r->err, KUA_DATA, "%s:%u: a '%c' is not closed", r->path, reading_line(r), closing == '}' ? '{' : '[');
	}
	if (code == KUA_OK)
		r->at++;
	return code;
}

/* Behind "{?": a condition, a bar, and what stands there where it holds. */
static enum kua_code read_if(struct reading *r, struct piece *piece)
{
	size_t n = strcspn(r->at, "|{}[]\n");
	if (r->at[n] != '|')
		return kua_fail(r->err, KUA_DATA, "%s:%u: behind the condition of '{?' stands a bar: {?date|on {date}}", r->path, reading_line(r));
	piece->kind = PIECE_IF;
	enum kua_code code = condition_read(r, r->at, n, &piece->condition);
	r->at += n + 1;
	return code == KUA_OK ? inside(r, '}', piece) : code;
}

/* Behind "{": name, name!, name|hint, name!|hint */
static enum kua_code read_field(struct reading *r, struct piece *piece)
{
	size_t n = strcspn(r->at, "|{}[]");
	piece->kind = PIECE_FIELD;
	piece->needed = n && r->at[n - 1] == '!';
	piece->text = kua_arena_strndup(r->a, r->at, n - piece->needed);
	r->at += n;
	if (*r->at == '|') {
		n = strcspn(++r->at, "{}");
		char *hint = kua_arena_strndup(r->a, r->at, n);
		for (char *c = hint; *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		piece->hint = hint;
		r->at += n;
	}
	if (*r->at != '}')
		return kua_fail(r->err, KUA_DATA, "%s:%u: a '{' is not closed", r->path, reading_line(r));
	r->at++;
	return field_check(r, piece->text, false);
}

static void add_text(struct reading *r, piece_list *out, struct kua_buf *text)
{
	if (text->len)
		*kua_vec_add(out) = (struct piece){.kind = PIECE_TEXT, .text = kua_arena_strndup(r->a, text->data, text->len)};
	kua_buf_clear(text);
}

static enum kua_code read_piece(struct reading *r, struct piece *piece)
{
	if (*r->at++ == '[') {
		piece->kind = PIECE_REMARK;
		return inside(r, ']', piece);
	}
	if (*r->at != '?')
		return read_field(r, piece);
	r->at++;
	return read_if(r, piece);
}

static enum kua_code until(struct reading *r, char closing, const struct piece **v, size_t *n)
{
	piece_list out = {0};
	struct kua_buf text = KUA_BUF_INIT;
	enum kua_code code = KUA_OK;
	while (*r->at && *r->at != closing && code == KUA_OK) {
		if (*r->at == '{' || *r->at == '[') {
			struct piece piece = {0};
			add_text(r, &out, &text);
			code = read_piece(r, &piece);
			*kua_vec_add(&out) = piece;
			continue;
		}
		if (*r->at == '}' || *r->at == ']') {
			code = kua_fail(r->err, KUA_DATA, "%s:%u: a '%c' closes nothing; write \\%c for the sign itself", r->path, reading_line(r), *r->at, *r->at);
			continue;
		}
		if (*r->at == '\\' && r->at[1] && strchr("\\{}[]|", r->at[1]))
			r->at++;
		kua_buf_char(&text, *r->at == '\n' ? ' ' : *r->at);
		r->at++;
	}
	add_text(r, &out, &text);
	kua_buf_free(&text);
	struct piece *kept = KUA_NEW_N(r->a, struct piece, out.n);
	if (out.n)
		memcpy(kept, out.v, out.n * sizeof *kept);
	*v = kept;
	*n = out.n;
	kua_vec_free(&out);
	return code;
}

enum kua_code pieces_read(struct reading *r, const char *text, const struct piece **v, size_t *n)
{
	r->text = r->at = text;
	r->depth = 0;
	enum kua_code code = until(r, '\0', v, n);
	r->text = NULL;
	return code;
}
