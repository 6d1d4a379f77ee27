/* out.c - printing: everything that reaches standard output passes here, and text of documents is made harmless first. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "verbs/verbs.h"

void kua_out(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vfprintf(stdout, fmt, ap);
	va_end(ap);
}

void kua_note(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)fprintf(stderr, "kua: ");
	(void)vfprintf(stderr, fmt, ap);
	(void)fputc('\n', stderr);
	va_end(ap);
}

void kua_out_buf(struct kua_buf *b)
{
	if (b->len)
		(void)fwrite(b->data, 1, b->len, stdout);
	kua_buf_clear(b);
}

/* A document must not move the cursor, set the title of the terminal or turn the direction of the line. */
static bool harmless(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	return !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) && c != 0x2028 && c != 0x2029;
}

/* Append s with every character that is not harmless as U+FFFD, line ends and tabs as spaces. */
static void add_safe(struct kua_buf *b, const char *s)
{
	uint32_t c;
	for (size_t n = strlen(s), i = 0, step; i < n; i += step) {
		step = kua_utf8_next(s + i, n - i, &c);
		if (step && harmless(c)) {
			kua_buf_add(b, s + i, step);
		} else if (step && (c == '\n' || c == '\t' || c == '\r' || c == 0x2028 || c == 0x2029)) {
			kua_buf_char(b, ' ');
		} else {
			kua_buf_utf8(b, 0xfffd);
			step = step ? step : 1;
		}
	}
}

void kua_out_text(const char *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	add_safe(&b, s);
	kua_out_buf(&b);
	kua_buf_free(&b);
}

struct kua_document kua_without_exif(const struct kua_document *d, struct kua_arena *a)
{
	struct kua_document safe = *d;
	safe.metadata = (struct kua_list){0};
	for (size_t i = 0; i < d->metadata.n; i++)
		if (strncmp(d->metadata.v[i], "exif.", 5) != 0)
			kua_list_add(a, &safe.metadata, d->metadata.v[i]);
	return safe;
}

void kua_out_record(enum kua_shape_kind kind, const void *record)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_json(&b, &kua_shapes[kind], record);
	kua_buf_char(&b, '\n');
	kua_out_buf(&b);
	kua_buf_free(&b);
}

void kua_out_records(enum kua_shape_kind kind, const void *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kua_out_record(kind, (const char *)v + i * kua_shapes[kind].size);
}

static void styled(const struct kua_call *call, const char *code, const char *s)
{
	if (call->colour)
		kua_out("\033[%sm", code);
	kua_out_text(s);
	if (call->colour)
		kua_out("\033[0m");
}

void kua_out_bold(const struct kua_call *call, const char *s)
{
	styled(call, "1", s);
}

void kua_out_dim(const struct kua_call *call, const char *s)
{
	styled(call, "2", s);
}

/* The first line stands behind `first` blanks, the others behind indent. */
static void wrap(const struct kua_call *call, unsigned first, unsigned indent, const char *s)
{
	struct kua_buf safe = KUA_BUF_INIT, word = KUA_BUF_INIT;
	add_safe(&safe, s);
	size_t width = call->columns > indent + 20 ? call->columns - indent : 20, at = 0;
	for (const char *p = safe.data ? safe.data : ""; *p;) {
		size_t n = strcspn(p, " ");
		kua_buf_clear(&word);
		kua_buf_add(&word, p, n);
		size_t columns = n ? kua_utf8_columns(word.data) : 0;
		if (at && at + 1 + columns > width) {
			kua_out("\n");
			at = 0;
			first = indent;
		}
		if (n) {
			kua_out("%*s%s", at ? 1 : (int)first, "", word.data);
			at += columns + (at ? 1 : 0);
		}
		p += n + strspn(p + n, " ");
	}
	kua_out("\n");
	kua_buf_free(&safe);
	kua_buf_free(&word);
}

void kua_out_wrapped(const struct kua_call *call, unsigned indent, const char *s)
{
	wrap(call, indent, indent, s);
}

void kua_out_hanging(const struct kua_call *call, unsigned indent, const char *s)
{
	wrap(call, 0, indent, s);
}

const char *kua_out_cut(struct kua_arena *a, const char *s, size_t columns)
{
	struct kua_buf b = KUA_BUF_INIT;
	add_safe(&b, s ? s : "");
	if (!b.data)
		kua_buf_str(&b, "");
	if (kua_utf8_columns(b.data) > columns) {
		do { /* take whole characters off the end until the ellipsis fits */
			do
				b.len--;
			while (b.len && ((unsigned char)b.data[b.len] & 0xc0) == 0x80);
			b.data[b.len] = '\0';
		} while (b.len && kua_utf8_columns(b.data) + 1 > columns);
		kua_buf_str(&b, "…");
	}
	const char *out = kua_arena_strndup(a, b.data, b.len);
	kua_buf_free(&b);
	return out;
}

const char *kua_figure_words(struct kua_arena *a, const struct kua_figure *f)
{
	const char *q = f->qualifier ? f->qualifier : "exact";
	if (f->word && f->low == KUA_NONE && f->high == KUA_NONE)
		return kua_arena_strdup(a, f->word);
	if (f->low != KUA_NONE && f->high != KUA_NONE && f->low != f->high)
		return kua_arena_printf(a, "%" PRId64 "–%" PRId64, f->low, f->high);
	int64_t n = f->low != KUA_NONE ? f->low : f->high;
	if (n == KUA_NONE)
		return "?";
	return strcmp(q, "exact") == 0 ? kua_arena_printf(a, "%" PRId64, n)
	                               : kua_arena_printf(a, "%s %" PRId64, q, n);
}

void kua_out_times(const struct kua_stage_time times[KUA_STAGES])
{
	double all = 0;
	for (size_t i = 0; i < KUA_STAGES && times[i].stage; i++)
		all += times[i].seconds;
	for (size_t i = 0; i < KUA_STAGES && times[i].stage; i++) {
		(void)fprintf(stderr, "%-10s %8.3f s  %3.0f %%", times[i].stage, times[i].seconds,
		              all > 0 ? times[i].seconds * 100 / all : 0);
		(void)fprintf(stderr, times[i].cpu > 0 ? "  %8.3f s of processors\n" : "\n", times[i].cpu);
	}
}
