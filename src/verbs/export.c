/* export.c - kua export: everything in the casebook but the bytes, in a shape that other programs read (docs/export.md). */
#include <string.h>

#include "verbs/verbs.h"

struct exporting {
	enum kua_shape_kind kind;
	bool csv, exif;
};

static enum kua_code print(void *ctx, const void *record, struct kua_error *err)
{
	const struct exporting *x = ctx;
	struct kua_arena *a = kua_arena_new();
	struct kua_document safe;
	(void)err;
	if (x->kind == KUA_DOCUMENT && !x->exif) {
		safe = kua_without_exif(record, a);
		record = &safe;
	}
	if (x->csv) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_shape_csv(&b, &kua_shapes[x->kind], record);
		kua_out_buf(&b);
		kua_buf_free(&b);
	} else {
		kua_out_record(x->kind, record);
	}
	kua_arena_free(a);
	return KUA_OK;
}

static enum kua_code export_kind(struct kua_casebook *cb, struct exporting *x, struct kua_error *err)
{
	if (x->csv) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_shape_csv_header(&b, &kua_shapes[x->kind]);
		kua_out_buf(&b);
		kua_buf_free(&b);
	}
	return kua_casebook_each(cb, x->kind, NULL, NULL, NULL, print, x, err);
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	const char *format = kua_call_option(call, "format"), *type = kua_call_option(call, "type");
	bool csv = format && strcmp(format, "csv") == 0;
	if (format && !csv && strcmp(format, "jsonl") != 0)
		return kua_fail(err, KUA_USE, "there is no format '%s': jsonl or csv", format);
	const struct kua_shape *only = type ? kua_shape_named(type) : NULL;
	if (type && !only)
		return kua_fail(err, KUA_USE, "there is no type '%s'; docs/export.md lists them", type);
	if (csv && !only)
		return kua_fail(err, KUA_USE, "a CSV file holds one type: say which with --type (figure, item, …)");
	struct kua_casebook *cb;
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code != KUA_OK)
		return code;
	struct exporting x = {.csv = csv, .exif = kua_call_option(call, "exif") != NULL};
	for (x.kind = 0; x.kind < KUA_SHAPES && code == KUA_OK; x.kind++)
		if (!only || only == &kua_shapes[x.kind])
			code = export_kind(cb, &x, err);
	kua_casebook_close(cb);
	return code;
}

const struct kua_verb kua_verb_export = {
	.name = "export",
	.args = "CASEBOOK",
	.summary = "Print everything in the casebook for other programs",
	.about = "JSON lines: one object a line with its \"type\"; offsets are bytes of the item's text; ids stay the same\n"
	         "across rebuilds. CSV: one type a file; a cell that a spreadsheet would take for a formula is quoted. The\n"
	         "fields are described in docs/export.md.\n"
	         "\n"
	         "What a photograph says of the place and time where it was taken, and of the camera (EXIF), can lead to whoever\n"
	         "took it. It stays in the casebook, where 'kua show' shows it, and is left out here unless --exif is given.",
	.options =
		(const struct kua_option[]){
			{"format", "jsonl|csv", "jsonl unless said"},
			{"type", "TYPE", "only this type: document, item, reuse, family, drift, entity, mention, figure, …"},
			{"exif", NULL, "with what photographs say of place, time and camera"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Everything", "kua export case.kua --format jsonl > case.jsonl"},
			{"The figures, for a spreadsheet", "kua export case.kua --format csv --type figure > figures.csv"},
			{0},
		},
	.least = 1,
	.most = 1,
	.run = run,
};
