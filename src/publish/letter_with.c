/*
 * letter_with.c - what the writer of a letter adds that no casebook knows: a file of lines "field: text". A line that begins with white space goes on with the one
 * before; a field of a list may stand there several times. Names in it are treated like those of the casebook, but for who signs.
 */
#include <string.h>

#include "publish/letter_inner.h"

struct adding {
	const char *path;
	const struct telling *t;
	value_list *out;
	struct kua_error *err;
	KUA_VEC(struct kua_values) rows[8]; /* of lists, by their place in names */
	const char *names[8];
	size_t n_lists;
};

static const struct kua_template_field *field_named(const char *name, size_t n)
{
	for (size_t i = 0; i < kua_n_letter_fields; i++) {
		const struct kua_template_field *f = &kua_letter_fields[i];
		if ((f->is == KUA_FIELD_YOURS || f->is == KUA_FIELD_OWN) && strlen(f->name) == n && strncmp(f->name, name, n) == 0)
			return f;
	}
	return NULL;
}

static void add_row(struct adding *add, const struct kua_template_field *f, const char *text)
{
	value_list v = {0};
	size_t i = 0;
	while (i < add->n_lists && strcmp(add->names[i], f->in) != 0)
		i++;
	if (i == add->n_lists)
		add->names[add->n_lists++] = f->in;
	value_add(&v, f->name, text);
	*kua_vec_add(&add->rows[i]) = values_keep(add->t->a, &v);
}

static enum kua_code add_line(struct adding *add, const char *line, unsigned number)
{
	const char *colon = strchr(line, ':');
	const struct kua_template_field *f = colon ? field_named(line, (size_t)(colon - line)) : NULL;
	if (!colon)
		return kua_fail(add->err, KUA_DATA, "%s:%u: a line is 'field: text'", add->path, number);
	if (!f)
		return kua_fail(add->err, KUA_DATA, "%s:%u: '%.*s' is no field that a writer adds; docs/templates.md lists them", add->path, number,
		                (int)(colon - line < 60 ? colon - line : 60), line);
	const char *text = colon + 1 + strspn(colon + 1, " \t\n");
	text = f->is == KUA_FIELD_OWN ? kua_arena_strdup(add->t->a, text) : telling_public(add->t, text, false);
	if (f->in)
		add_row(add, f, text);
	else
		value_add(add->out, f->name, text);
	return KUA_OK;
}

enum kua_code letter_with_read(const char *path, const char *text, const struct telling *t, value_list *out, struct kua_error *err)
{
	struct adding add = {.path = path, .t = t, .out = out, .err = err};
	struct kua_list lines = lines_of(text, t->a);
	enum kua_code code = KUA_OK;
	if (!kua_utf8_valid(text, strlen(text)))
		return kua_fail(err, KUA_DATA, "%s: this is no text in UTF-8", path);
	for (size_t i = 0, next; i < lines.n && code == KUA_OK; i = next) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_str(&b, lines.v[i]);
		for (next = i + 1; next < lines.n && (lines.v[next][0] == ' ' || lines.v[next][0] == '\t'); next++)
			kua_buf_printf(&b, " %s", lines.v[next] + strspn(lines.v[next], " \t"));
		if (b.len && b.data[0] != '#' && b.data[strspn(b.data, " \t\r")])
			code = add_line(&add, b.data, (unsigned)i + 1);
		kua_buf_free(&b);
	}
	for (size_t i = 0; i < add.n_lists; i++) {
		struct kua_values *rows = KUA_NEW_N(t->a, struct kua_values, add.rows[i].n);
		memcpy(rows, add.rows[i].v, add.rows[i].n * sizeof *rows);
		values_rows(out, add.names[i], rows, add.rows[i].n);
		kua_vec_free(&add.rows[i]);
	}
	return code;
}
