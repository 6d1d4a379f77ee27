/*
 * template.c - any bytes as a template of a letter: refused with its place, or filled with values that try to get out, as text, HTML and a text
 * document. Neither a template nor a value can put markup into a page.
 */
#include "view.h"

#include "publish/letters.h"
#include "report/sheet.h"

static const char hostile[] = "\"><script>x</script> {person} @end \xd0\x90\xd0\xb9 \x01 [[\n== ]]";

static size_t values_in(const char *list, struct kua_value *v, size_t room, const struct kua_values *rows)
{
	size_t n = 0;
	for (size_t i = 0; i < kua_n_letter_fields && n < room; i++) {
		const struct kua_template_field *f = &kua_letter_fields[i];
		if (list ? !f->in || strcmp(f->in, list) != 0 : f->in != NULL)
			continue;
		static const size_t source = 0;
		v[n] = (struct kua_value){.name = f->name, .text = n % 3 == 2 ? NULL : hostile, .sources = &source, .n_sources = n % 2};
		if (f->is == KUA_FIELD_LIST)
			v[n] = (struct kua_value){.name = f->name, .rows = rows, .n_rows = 2};
		n++;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_template *t;
	struct kua_error err = {0};
	static struct kua_value of_rows[200], of_all[400];
	if (kua_template_parse("letter", (const char *)data, size, kua_letter_fields, kua_n_letter_fields, a, &t, &err) == KUA_OK) {
		struct kua_values rows[2];
		for (size_t i = 0; i < 2; i++)
			rows[i] = (struct kua_values){of_rows, values_in("arrests", of_rows, 200, NULL)};
		const struct kua_values all = {of_all, values_in(NULL, of_all, 400, rows)};
		const char *said = hostile;
		struct kua_filled filled;
		kua_template_fill(t, &all, &(struct kua_list){.v = &said, .n = 1}, a, &filled);
		filled.sheet.title = hostile;
		filled.sheet.language = "en";
		filled.sheet.date = "2012-01-01";
		for (enum kua_sheet_format f = KUA_SHEET_AS_TEXT; f <= KUA_SHEET_AS_ODT; f++) {
			struct kua_buf b = KUA_BUF_INIT;
			MUST(kua_sheet_write(&filled.sheet, f, &b, &err) == KUA_OK);
			MUST(f == KUA_SHEET_AS_ODT || kua_utf8_valid(b.data ? b.data : "", b.len));
			MUST(f != KUA_SHEET_AS_HTML || !strstr(b.data, "<script"));
			kua_buf_free(&b);
		}
	} else {
		MUST((err.code == KUA_DATA || err.code == KUA_LIMIT) && strncmp(err.text, "letter:", 7) == 0);
	}
	kua_arena_free(a);
	return 0;
}
