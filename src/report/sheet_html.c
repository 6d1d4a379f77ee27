/* sheet_html.c - a letter or a form as one page: no script, nothing from elsewhere, and a policy that says so. */
#include "report/sheets.h"

static const char css[] =
	":root{color-scheme:light dark;--ink:#1c1b19;--dim:#625e57;--page:#fdfcf9;--mark:#fff2a8}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e4dc;--dim:#a8a297;--page:#181715;--mark:#5a4a00}}"
	"body{margin:0 auto;padding:2.5rem 1.25rem 5rem;max-width:42rem;background:var(--page);color:var(--ink);"
	"font:1rem/1.55 Georgia,'Noto Serif','DejaVu Serif',serif;overflow-wrap:anywhere}"
	"h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .4rem}p{margin:.7rem 0}.line{margin:0}p+.line{margin-top:.7rem}"
	".line+.line{margin-top:0}dl{margin:.7rem 0}dt{color:var(--dim);font-size:.9rem;margin-top:.5rem}dd{margin:0}"
	"blockquote{margin:.7rem 0;padding-left:.9rem;border-left:3px solid var(--dim)}mark{background:var(--mark);color:inherit}"
	"sup{line-height:0}a{color:inherit}.notes{font-size:.9rem}bdi{unicode-bidi:isolate}"
	"@media print{:root{--ink:#000;--dim:#444;--page:#fff;--mark:#eee}body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}}";

static void run(const struct kua_run *r, bool after_note, struct kua_buf *said, struct kua_buf *out)
{
	if (r->kind == KUA_RUN_NOTE) {
		kua_buf_printf(out, "<sup>%s<a href=\"#n%zu\">%zu</a></sup>", after_note ? ", " : "", r->note, r->note);
		return;
	}
	kua_buf_clear(said);
	sheet_run(r, said);
	kua_buf_str(out, r->kind == KUA_RUN_TEXT ? "" : "<mark>");
	sheet_escape(out, said->len ? said->data : "");
	kua_buf_str(out, r->kind == KUA_RUN_TEXT ? "" : "</mark>");
}

static void notes(const struct kua_sheet *s, const char *heading, struct kua_buf *out)
{
	if (!s->notes.n)
		return;
	kua_buf_str(out, "<h2>");
	sheet_escape(out, heading);
	kua_buf_str(out, "</h2>\n<ol class=\"notes\">\n");
	for (size_t i = 0; i < s->notes.n; i++) {
		kua_buf_printf(out, "<li id=\"n%zu\"><bdi>", i + 1);
		sheet_escape(out, s->notes.v[i]);
		kua_buf_str(out, "</bdi></li>\n");
	}
	kua_buf_str(out, "</ol>\n");
}

/* What stands around a part; parts of a list stand in one element. */
static const struct {
	const char *list, *end_list, *begin, *end;
} elements[] = {
	[KUA_SHEET_TITLE] = {"", "", "<h1>", "</h1>\n"},
	[KUA_SHEET_HEADING] = {"", "", "<h2>", "</h2>\n"},
	[KUA_SHEET_TEXT] = {"", "", "<p>", "</p>\n"},
	[KUA_SHEET_STRONG] = {"", "", "<p><strong>", "</strong></p>\n"},
	[KUA_SHEET_ITEM] = {"<ul>\n", "</ul>\n", "<li>", "</li>\n"},
	[KUA_SHEET_QUOTE] = {"", "", "<blockquote><p>", "</p></blockquote>\n"},
	[KUA_SHEET_LINE] = {"", "", "<p class=\"line\">", "</p>\n"},
	[KUA_SHEET_ROW] = {"<dl>\n", "</dl>\n", "<dd>", "</dd>\n"},
	[KUA_SHEET_NOTES] = {"", "", "", ""},
};

static void part(const struct kua_sheet *s, const struct kua_sheet_part *p, struct kua_buf *said, struct kua_buf *out)
{
	if (p->kind == KUA_SHEET_NOTES) {
		notes(s, p->label, out);
		return;
	}
	if (p->kind == KUA_SHEET_ROW) {
		kua_buf_str(out, "<dt>");
		sheet_escape(out, p->label);
		kua_buf_str(out, "</dt>\n");
	}
	kua_buf_str(out, elements[p->kind].begin);
	for (size_t i = 0; i < p->n; i++)
		run(&p->v[i], i && p->v[i - 1].kind == KUA_RUN_NOTE, said, out);
	kua_buf_str(out, elements[p->kind].end);
}

void sheet_html(const struct kua_sheet *s, struct kua_buf *out)
{
	struct kua_buf said = KUA_BUF_INIT;
	report_page(s->language, s->title, css, out);
	kua_buf_str(out, "<main>\n");
	if (s->marked && kua_sheet_is_marked(s)) {
		kua_buf_str(out, "<p><mark>");
		sheet_escape(out, s->marked);
		kua_buf_str(out, "</mark></p>\n");
	}
	for (size_t i = 0; i < s->n; i++) {
		bool goes_on = i && s->v[i - 1].kind == s->v[i].kind, ends = i + 1 == s->n || s->v[i + 1].kind != s->v[i].kind;
		kua_buf_str(out, goes_on ? "" : elements[s->v[i].kind].list);
		part(s, &s->v[i], &said, out);
		kua_buf_str(out, ends ? elements[s->v[i].kind].end_list : "");
	}
	kua_buf_str(out, "</main>\n</body>\n</html>\n");
	kua_buf_free(&said);
}
