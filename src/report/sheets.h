/* sheets.h - what the writers of a sheet share. */
#ifndef KUA_REPORT_SHEETS_H
#define KUA_REPORT_SHEETS_H

#include "report/internal.h"
#include "report/sheet.h"

/* How a run reads where nothing but letters can show it: a blank with its hint, a remark in its brackets, a note as [1]. Not harmless yet. */
void sheet_run(const struct kua_run *r, struct kua_buf *out);
void sheet_escape(struct kua_buf *out, const char *s); /* for HTML and XML */
void sheet_text(const struct kua_sheet *s, struct kua_buf *out);
void sheet_html(const struct kua_sheet *s, struct kua_buf *out);
void sheet_odt(const struct kua_sheet *s, struct kua_buf *out);
enum kua_code sheet_pdf(const struct kua_sheet *s, struct kua_buf *out, struct kua_error *err);

/* A ZIP archive of few and small members, whose first is stored and has nothing beside its name, as a text document wants it. */
struct zip {
	struct kua_buf *out, directory;
	size_t begin;
	unsigned members;
};
void zip_begin(struct zip *z, struct kua_buf *out);
void zip_add(struct zip *z, const char *name, const void *bytes, size_t n, bool squeezed);
void zip_end(struct zip *z);

#endif
