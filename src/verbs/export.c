/* export.c - kua export: everything in the casebook but the bytes, in a shape that other programs read (docs/export.md). */
#include <string.h>

#include "verbs/verbs.h"

static enum kua_code print_json(void *ctx, const void *record, struct kua_error *err)
{
	(void)err;
	kua_out_record(*(enum kua_shape_kind *)ctx, record);
	return KUA_OK;
}

static enum kua_code print_csv(void *ctx, const void *record, struct kua_error *err)
{
	(void)err;
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_csv(&b, &kua_shapes[*(enum kua_shape_kind *)ctx], record);
	kua_out_buf(&b);
	kua_buf_free(&b);
	return KUA_OK;
}

static enum kua_code export_kind(struct kua_casebook *cb, enum kua_shape_kind kind, bool csv, struct kua_error *err)
{
	if (csv) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_shape_csv_header(&b, &kua_shapes[kind]);
		kua_out_buf(&b);
		kua_buf_free(&b);
	}
	return kua_casebook_each(cb, kind, NULL, NULL, NULL, csv ? print_csv : print_json, &kind, err);
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
	for (int kind = 0; kind < KUA_SHAPES && code == KUA_OK; kind++)
		if (!only || only == &kua_shapes[kind])
			code = export_kind(cb, (enum kua_shape_kind)kind, csv, err);
	kua_casebook_close(cb);
	return code;
}

const struct kua_verb kua_verb_export = {
	.name = "export",
	.args = "CASEBOOK",
	.summary = "Print everything in the casebook for other programs",
	.about = "JSON lines: one object a line with its \"type\"; offsets are bytes of the item's text; ids stay the same\n"
	         "across rebuilds. CSV: one type a file; a cell that a spreadsheet would take for a formula is quoted. The\n"
	         "fields are described in docs/export.md.",
	.options =
		(const struct kua_option[]){
			{"format", "jsonl|csv", "jsonl unless said"},
			{"type", "TYPE", "only this type: document, item, reuse, family, drift, entity, mention, figure, …"},
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
