/* outlines.c - the coasts and borders of data/outlines.txt. */
#include <stdlib.h>
#include <string.h>

#include "page/map.h"
#include "text/text.h"

/* "433 1029" */
static bool point_read(const char *s, int16_t out[2])
{
	for (int i = 0; i < 2; i++) {
		char *end;
		long n = strtol(s, &end, 10);
		if (end == s || n < -1800 || n > 1800 || *end != (i ? '\0' : ' '))
			return false;
		out[i] = (int16_t)n;
		s = end + 1;
	}
	return true;
}

static enum kua_code line_read(const struct kua_wordlist *list, const struct kua_entry *e, struct kua_arena *a, struct outline *out,
                               struct kua_error *err)
{
	int16_t *v = KUA_NEW_N(a, int16_t, kua_mul(e->forms.n, 2));
	for (size_t i = 0; i < e->forms.n; i++)
		if (!point_read(e->forms.v[i], &v[2 * i]))
			return kua_fail(err, KUA_DATA, "%s:%u: '%s' is no latitude and longitude in tenths of a degree", list->path, e->line, e->forms.v[i]);
	*out = (struct outline){v, e->forms.n, strcmp(e->section, "border") == 0};
	return KUA_OK;
}

enum kua_code outlines_load(const char *data_dir, struct outlines **out, struct kua_error *err)
{
	struct outlines *o = kua_calloc(1, sizeof *o);
	struct kua_arena *scratch = kua_arena_new();
	struct kua_wordlist list = {0};
	o->a = kua_arena_new();
	enum kua_code code = kua_wordlist_load(kua_arena_printf(scratch, "%s/outlines.txt", data_dir), scratch, &list, err);
	code = code == KUA_USE ? KUA_OK : code;
	struct outline *v = KUA_NEW_N(o->a, struct outline, list.n + 1);
	for (size_t i = 0; i < list.n && code == KUA_OK; i++)
		code = line_read(&list, &list.v[i], o->a, &v[o->n++], err);
	o->v = v;
	kua_arena_free(scratch);
	if (code == KUA_OK)
		*out = o;
	else
		outlines_free(o);
	return code;
}

void outlines_free(struct outlines *o)
{
	if (!o)
		return;
	kua_arena_free(o->a);
	free(o);
}
