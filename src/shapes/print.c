/* print.c - records as JSON objects and as lines of CSV. */
#include <inttypes.h>
#include <string.h>

#include "shapes/shapes.h"

static const void *value(const struct kua_field *f, const void *record)
{
	return (const char *)record + f->at;
}

static const char *text_of(const struct kua_field *f, const void *record)
{
	const char *s;
	memcpy(&s, value(f, record), sizeof s);
	return s;
}

static int64_t int_of(const struct kua_field *f, const void *record)
{
	int64_t n;
	memcpy(&n, value(f, record), sizeof n);
	return n;
}

static void json_char(struct kua_buf *b, uint32_t c, const char *p, size_t n)
{
	switch (c) {
	case '"': kua_buf_str(b, "\\\""); break;
	case '\\': kua_buf_str(b, "\\\\"); break;
	case '\n': kua_buf_str(b, "\\n"); break;
	case '\r': kua_buf_str(b, "\\r"); break;
	case '\t': kua_buf_str(b, "\\t"); break;
	default:
		if (c < 0x20 || c == 0x7f)
			kua_buf_printf(b, "\\u%04x", (unsigned)c);
		else
			kua_buf_add(b, p, n);
	}
}

/* Stands in a string of JSON as it is. */
static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

void kua_json_string(struct kua_buf *b, const char *s)
{
	if (!s) {
		kua_buf_str(b, "null");
		return;
	}
	kua_buf_char(b, '"');
	uint32_t c;
	for (size_t n = strlen(s), i = 0, step; i < n; i += step) {
		for (step = 0; i + step < n && is_plain(s[i + step]); step++)
			;
		if (step) {
			kua_buf_add(b, s + i, step);
			continue;
		}
		step = kua_utf8_next(s + i, n - i, &c);
		if (step)
			json_char(b, c, s + i, step);
		else {
			kua_buf_utf8(b, 0xfffd);
			step = 1;
		}
	}
	kua_buf_char(b, '"');
}

static void json_int(struct kua_buf *b, int64_t n)
{
	if (n == KUA_NONE)
		kua_buf_str(b, "null");
	else
		kua_buf_printf(b, "%" PRId64, n);
}

static void json_list(struct kua_buf *b, const struct kua_list *list)
{
	kua_buf_char(b, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			kua_buf_char(b, ',');
		kua_json_string(b, list->v[i]);
	}
	kua_buf_char(b, ']');
}

static void json_spans(struct kua_buf *b, const struct kua_spans *spans)
{
	kua_buf_char(b, '[');
	for (size_t i = 0; i < spans->n; i++) {
		const struct kua_span *s = &spans->v[i];
		kua_buf_printf(b,
		               "%s{\"a_start\":%" PRId64 ",\"a_end\":%" PRId64 ",\"b_start\":%" PRId64
		               ",\"b_end\":%" PRId64 "}",
		               i ? "," : "", s->a_start, s->a_end, s->b_start, s->b_end);
	}
	kua_buf_char(b, ']');
}

static void json_names(struct kua_buf *b, const struct kua_name_list *names)
{
	kua_buf_char(b, '[');
	for (size_t i = 0; i < names->n; i++) {
		kua_buf_str(b, i ? ",{\"form\":" : "{\"form\":");
		kua_json_string(b, names->v[i].form);
		kua_buf_str(b, ",\"script\":");
		kua_json_string(b, names->v[i].script);
		kua_buf_str(b, ",\"mentions\":");
		json_int(b, names->v[i].mentions);
		kua_buf_char(b, '}');
	}
	kua_buf_char(b, ']');
}

static void json_joined(struct kua_buf *b, const struct kua_joined_list *joined)
{
	kua_buf_char(b, '[');
	for (size_t i = 0; i < joined->n; i++) {
		kua_buf_str(b, i ? ",{\"figures\":" : "{\"figures\":");
		json_list(b, &joined->v[i].figures);
		kua_buf_str(b, ",\"why\":");
		kua_json_string(b, joined->v[i].why);
		kua_buf_printf(b, ",\"probability\":%.4f,\"from\":", joined->v[i].probability);
		kua_json_string(b, joined->v[i].from);
		kua_buf_char(b, '}');
	}
	kua_buf_char(b, ']');
}

static void json_sources(struct kua_buf *b, const struct kua_sources *sources)
{
	kua_buf_char(b, '[');
	for (size_t i = 0; i < sources->n; i++) {
		kua_buf_str(b, i ? ",{\"item\":" : "{\"item\":");
		kua_json_string(b, sources->v[i].item);
		kua_buf_printf(b, ",\"probability\":%.4f,\"cost\":%.2f}", sources->v[i].probability, sources->v[i].cost);
	}
	kua_buf_char(b, ']');
}

static void json_real(struct kua_buf *b, const void *p)
{
	double d;
	memcpy(&d, p, sizeof d);
	kua_buf_printf(b, "%.4f", d);
}

static void json_mean(struct kua_buf *b, const void *p)
{
	double d;
	memcpy(&d, p, sizeof d);
	kua_buf_printf(b, "%.2f", d);
	while (b->data[b->len - 1] == '0')
		b->data[--b->len] = 0;
	if (b->data[b->len - 1] == '.')
		b->data[--b->len] = 0;
}

void kua_field_json(struct kua_buf *b, const struct kua_field *f, const void *record)
{
	const void *p = value(f, record);
	switch (f->type) {
	case KUA_TEXT: kua_json_string(b, text_of(f, record)); break;
	case KUA_INT: json_int(b, int_of(f, record)); break;
	case KUA_BOOL: kua_buf_str(b, int_of(f, record) == 1 ? "true" : "false"); break;
	case KUA_REAL: json_real(b, p); break;
	case KUA_MEAN: json_mean(b, p); break;
	case KUA_LIST: json_list(b, p); break;
	case KUA_SPANS: json_spans(b, p); break;
	case KUA_NAMES: json_names(b, p); break;
	case KUA_JOINED: json_joined(b, p); break;
	case KUA_SOURCES: json_sources(b, p); break;
	}
}

void kua_shape_json(struct kua_buf *b, const struct kua_shape *shape, const void *record)
{
	kua_buf_str(b, "{\"type\":");
	kua_json_string(b, shape->type);
	for (size_t i = 0; i < shape->n; i++) {
		kua_buf_char(b, ',');
		kua_json_string(b, shape->fields[i].name);
		kua_buf_char(b, ':');
		kua_field_json(b, &shape->fields[i], record);
	}
	kua_buf_char(b, '}');
}

/* ---- CSV ---- */

static void csv_cell(struct kua_buf *b, const char *s)
{
	bool formula = s[0] && strchr("=+-@\t\r", s[0]);
	if (!formula && !strpbrk(s, ",\"\r\n")) {
		kua_buf_str(b, s);
		return;
	}
	kua_buf_str(b, formula ? "\"'" : "\"");
	for (; *s; s++) {
		if (*s == '"')
			kua_buf_char(b, '"');
		kua_buf_char(b, *s);
	}
	kua_buf_char(b, '"');
}

static void join_list(struct kua_buf *b, const struct kua_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			kua_buf_str(b, " | ");
		kua_buf_str(b, list->v[i]);
	}
}

void kua_shape_csv_header(struct kua_buf *b, const struct kua_shape *shape)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (i)
			kua_buf_char(b, ',');
		kua_buf_str(b, shape->fields[i].name);
	}
	kua_buf_str(b, "\r\n");
}

void kua_shape_csv(struct kua_buf *b, const struct kua_shape *shape, const void *record)
{
	struct kua_buf cell = KUA_BUF_INIT;
	for (size_t i = 0; i < shape->n; i++) {
		const struct kua_field *f = &shape->fields[i];
		if (i)
			kua_buf_char(b, ',');
		kua_buf_clear(&cell);
		if (f->type == KUA_TEXT)
			kua_buf_str(&cell, text_of(f, record) ? text_of(f, record) : "");
		else if (f->type == KUA_LIST)
			join_list(&cell, value(f, record));
		else if (f->type != KUA_INT || int_of(f, record) != KUA_NONE)
			kua_field_json(&cell, f, record);
		if (cell.data && (f->type == KUA_TEXT || f->type == KUA_LIST || f->type >= KUA_SPANS))
			csv_cell(b, cell.data);
		else if (cell.data)
			kua_buf_str(b, cell.data);
	}
	kua_buf_str(b, "\r\n");
	kua_buf_free(&cell);
}
