/* marked.c - see marked.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "marked.h"

static struct kua_languages *languages;
static struct kua_rules *rules;

int marked_setup(void **state)
{
	struct kua_error err = {0};
	(void)state;
	if (kua_languages_load(getenv("KUA_DATA"), &languages, &err) != KUA_OK ||
	    kua_rules_load(getenv("KUA_DATA"), &rules, &err) != KUA_OK)
		fail_msg("%s", err.text);
	return 0;
}

int marked_teardown(void **state)
{
	(void)state;
	kua_rules_free(rules);
	kua_languages_free(languages);
	return 0;
}

/* "name: value" at *s: the value, and *s behind the line; NULL where another line stands there. */
static const char *header(struct kua_arena *a, const char **s, const char *name)
{
	size_t n = strlen(name);
	const char *end = strchr(*s, '\n');
	if (strncmp(*s, name, n) != 0 || !end)
		return NULL;
	const char *value = kua_arena_strndup(a, *s + n, (size_t)(end - *s) - n);
	*s = end + 1;
	return value;
}

static const char *unmark(const char *s, struct kua_arena *a, struct marked *out)
{
	static const char *const kinds[] = {"person", "place", "organisation"};
	struct kua_buf b = KUA_BUF_INIT;
	KUA_VEC(struct kua_named) named = {0};
	for (; *s; s++) {
		const char *end = *s == '[' ? strchr(s, ']') : NULL;
		size_t k = 0;
		while (end && k < 3 &&
		       (strncmp(s + 1, kinds[k], strlen(kinds[k])) != 0 || s[1 + strlen(kinds[k])] != ' '))
			k++;
		if (!end || k == 3) {
			kua_buf_char(&b, *s);
			continue;
		}
		const char *form = s + strlen(kinds[k]) + 2;
		struct kua_mention *m = KUA_NEW(a, struct kua_mention);
		m->form = kua_arena_strndup(a, form, (size_t)(end - form));
		m->entity = kua_arena_printf(a, "e-%s", m->form);
		m->start = (int64_t)b.len;
		kua_buf_str(&b, m->form);
		m->end = (int64_t)b.len;
		*kua_vec_add(&named) = (struct kua_named){m, kinds[k], m->form};
		s = end;
	}
	out->n = named.n;
	out->named = KUA_NEW_N(a, struct kua_named, named.n + 1);
	if (named.n)
		memcpy(out->named, named.v, named.n * sizeof *named.v);
	const char *text = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_vec_free(&named);
	kua_buf_free(&b);
	return text;
}

void marked_find(const char *bytes, const char *language, struct kua_arena *a, struct marked *out)
{
	struct kua_error err = {0};
	*out = (struct marked){0};
	out->item.id = "i";
	out->item.language = language;
	out->item.published_on = header(a, &bytes, "published_on: ");
	out->item.title = header(a, &bytes, "title: ");
	out->item.text = unmark(bytes, a, out);
	if (kua_text_view(languages, out->item.text, strlen(out->item.text), language, a, &out->text,
	                  &err) != KUA_OK)
		fail_msg("%s", err.text);
	struct kua_source source = {&out->item, &out->text};
	if (kua_claims_find(rules, languages, &source, out->named, out->n, a, &out->found, &err) != KUA_OK)
		fail_msg("%s", err.text);
}

static void write_golden(const char *path, const struct kua_buf *got)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(got->data, 1, got->len, f), got->len);
	assert_int_equal(fclose(f), 0);
}

void marked_golden(const char *name, const char *language, const char *kind,
                   void (*print)(const struct marked *m, struct kua_buf *b))
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf text = KUA_BUF_INIT, got = KUA_BUF_INIT, want = KUA_BUF_INIT;
	struct kua_error err = {0};
	struct marked m;
	const char *path = kua_arena_printf(a, "%s/%s.txt", getenv("KUA_GOLDEN"), name);
	assert_int_equal(kua_read_file(path, 1 << 20, &text, &err), KUA_OK);
	marked_find(text.data, language, a, &m);
	print(&m, &got);
	kua_buf_str(&got, "");
	path = kua_arena_printf(a, "%s/%s.%s", getenv("KUA_GOLDEN"), name, kind);
	if (getenv("KUA_GOLDEN_WRITE"))
		write_golden(path, &got);
	assert_int_equal(kua_read_file(path, 1 << 20, &want, &err), KUA_OK);
	bool same = want.len == got.len && (got.len == 0 || memcmp(want.data, got.data, got.len) == 0);
	if (!same)
		print_error("%s differs; found:\n%s\nwanted:\n%s\n", path, got.data ? got.data : "", want.data ? want.data : "");
	assert_true(same);
	kua_buf_free(&text);
	kua_buf_free(&want);
	kua_buf_free(&got);
	kua_arena_free(a);
}
