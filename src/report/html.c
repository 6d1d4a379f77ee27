/*
 * html.c - the report as one page: no script, nothing from elsewhere, a content policy that says so, readable
 * in the dark and on paper. The policy names the style sheet by its hash, so that not even a style can be
 * smuggled in by a document.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "report/html_text.h"
#include "report/sheets.h"

static const char css[] =
	":root{color-scheme:light dark;--ink:#1c1b19;--dim:#625e57;--rule:#d9d4ca;--page:#fdfcf9;--mark:#8a3b12;--soft:#f4f0e8}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e4dc;--dim:#a8a297;--rule:#3d3a35;--page:#181715;--mark:#e8a06c;--soft:#211f1d}}"
	"*{box-sizing:border-box}"
	"body{margin:0 auto;padding:2.5rem 1.25rem 5rem;max-width:48rem;background:var(--page);color:var(--ink);"
	"font:1rem/1.55 Georgia,'Noto Serif','DejaVu Serif',serif;overflow-wrap:anywhere}"
	"p{margin:.6rem 0}h1{font-size:2rem;line-height:1.2;margin:0 0 .3rem}h1+p{color:var(--dim);margin:0 0 1.4rem}"
	"h2{font-size:1.35rem;line-height:1.3;margin:3.2rem 0 .8rem;padding-bottom:.3rem;border-bottom:2px solid var(--rule)}"
	"h3{font-size:1.15rem;line-height:1.35;margin:2.2rem 0 .4rem}h2+h3{margin-top:1.2rem}"
	"h4{font-size:1rem;margin:1.6rem 0 .3rem}h4 span{font-weight:normal;color:var(--dim)}"
	".lead{font-size:1.1rem;margin:0;padding:.3rem 0 .3rem 1rem;border-left:4px solid var(--mark)}"
	".event{font-weight:bold;margin-top:1.2rem}"
	".figure{display:grid;grid-template-columns:7.5rem 1fr;gap:0 1rem;margin:.6rem 0 0;padding:.7rem .9rem .8rem;"
	"background:var(--soft);border-radius:.35rem}"
	".number{margin:0;font-weight:bold;font-size:1.25rem;line-height:1.3;color:var(--mark)}"
	".line{margin:0;line-height:1.55}"
	"blockquote{margin:.6rem 0 0;padding-left:.8rem;border-left:2px solid var(--rule);font-size:.95rem;unicode-bidi:isolate}"
	".source,.more,.note{margin:.15rem 0 0;font-size:.85rem;line-height:1.45;color:var(--dim)}"
	".figure .source{padding-left:.9rem}.source{unicode-bidi:isolate}.note,.more{margin-top:.55rem}"
	".change{margin:.3rem 0 .3rem 1.3rem}del{color:var(--dim)}ins{text-decoration:none;font-weight:bold}"
	"del,ins,bdi{unicode-bidi:isolate}"
	".row{display:grid;grid-template-columns:11rem 1fr;gap:0 1rem;margin:.45rem 0}.row .source{grid-column:2}"
	".when{color:var(--dim)}ul{margin:.4rem 0;padding-left:1.3rem}li{margin:.15rem 0}"
	".axis{display:block;width:100%;margin:.5rem 0 .9rem;overflow:visible}"
	".axis text{font:13px/1 system-ui,sans-serif;fill:currentColor}.axis .zero{fill:var(--dim)}"
	".axis line{stroke:currentColor;stroke-opacity:.35}"
	".mark{fill:var(--mark)}.open,.axis .between{fill:none;stroke:var(--mark);stroke-width:2;stroke-opacity:1}"
	".edge{stroke:var(--dim);stroke-width:1.5;stroke-opacity:1!important}.unsure{stroke-dasharray:5 4}.tip{fill:var(--dim)}"
	".bounds{stroke:var(--mark);stroke-width:7;stroke-opacity:.3}.unseen{fill:none;stroke:var(--dim);stroke-dasharray:2 2}"
	".hollow{fill:var(--page);stroke:var(--mark);stroke-width:1.5}.about{fill:none;stroke:var(--mark);stroke-dasharray:2 2}"
	"@media(max-width:34rem){body{padding:1.5rem 1rem 4rem}.row,.figure{grid-template-columns:1fr}.row .source{grid-column:1}"
	".row{margin:.8rem 0}.lead{font-size:1.05rem}}"
	"@media print{:root{--ink:#000;--dim:#444;--rule:#999;--page:#fff;--mark:#000;--soft:#fff}"
	"body{max-width:none;padding:0;font-size:10pt}.figure{border-top:1px solid #999;border-radius:0;padding:.4rem 0;"
	"break-inside:avoid}h1,h2,h3,h4,.axis,.event{break-after:avoid}.row,.change,.lead{break-inside:avoid}"
	".lead{border-left-color:#999}}";

static void escape(struct kua_buf *out, const char *s, uint32_t (*next)(const char **))
{
	for (uint32_t c; s && (c = next(&s)) != 0;)
		html_char(out, c);
}

void report_escape(struct kua_buf *out, const char *s)
{
	escape(out, s, safe_next);
}

void sheet_escape(struct kua_buf *out, const char *s)
{
	escape(out, s, safe_kept);
}

static void element(struct kua_buf *out, const char *tag, const char *class, const char *s)
{
	kua_buf_printf(out, "<%s", tag);
	if (class)
		kua_buf_printf(out, " class=\"%s\"", class);
	kua_buf_char(out, '>');
	report_escape(out, s);
	kua_buf_printf(out, "</%s>\n", tag);
}

static unsigned hex_at(const char *hex, size_t i)
{
	char two[3] = {hex[2 * i], hex[2 * i + 1], 0};
	return (unsigned)strtoul(two, NULL, 16);
}

/* Base64 of the SHA-256 of a style sheet, as the policy wants it. */
static void css_hash(const char *style, struct kua_buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[KUA_SHA256_HEX + 1];
	kua_sha256(style, strlen(style), hex);
	for (size_t i = 0; i < 32; i += 3) {
		unsigned left = i + 3 <= 32 ? 3 : (unsigned)(32 - i);
		unsigned bits = hex_at(hex, i) << 16;
		bits |= left > 1 ? hex_at(hex, i + 1) << 8 : 0;
		bits |= left > 2 ? hex_at(hex, i + 2) : 0;
		for (unsigned k = 0; k < 4; k++)
			kua_buf_char(out, k <= left ? digits[bits >> (18 - 6 * k) & 63] : '=');
	}
}

void report_page(const char *language, const char *title, const char *style, struct kua_buf *out)
{
	kua_buf_str(out, "<!DOCTYPE html>\n<html lang=\"");
	report_escape(out, language);
	kua_buf_str(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
	css_hash(style, out);
	kua_buf_str(out, "'; base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
	                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	element(out, "title", NULL, title);
	kua_buf_printf(out, "<style>%s</style>\n</head>\n<body>\n", style);
}

/* ---- blocks; a list and the box of a figure are open while blocks that belong to them follow ---- */

struct open {
	bool list, figure;
};

static bool in_figure(enum block_kind kind)
{
	return kind == BLOCK_QUOTE || kind == BLOCK_NOTE || kind == BLOCK_MORE;
}

static void close_what_ends(struct open *o, enum block_kind next, struct kua_buf *out)
{
	if (o->list && next != BLOCK_ITEM)
		kua_buf_str(out, "</ul>\n");
	if (o->figure && !in_figure(next))
		kua_buf_str(out, "</div>\n</div>\n");
	o->list = o->list && next == BLOCK_ITEM;
	o->figure = o->figure && in_figure(next);
}

static void write_change(const struct block *b, struct kua_buf *out)
{
	kua_buf_printf(out, "<p class=\"change\"><%s>", b->known ? "del" : "bdi");
	report_escape(out, *b->head ? b->head : "nothing");
	kua_buf_printf(out, "</%s> %s <%s>", b->known ? "del" : "bdi", b->known ? "→" : "↔",
	               b->known ? "ins" : "bdi");
	report_escape(out, *b->text ? b->text : "nothing");
	kua_buf_printf(out, "</%s> <span class=\"when\">(", b->known ? "ins" : "bdi");
	report_escape(out, b->more);
	kua_buf_str(out, ")</span></p>\n");
}

static void write_headed(const char *before, const char *head_text, const char *between, const char *text,
                         const char *after,
                         struct kua_buf *out)
{
	kua_buf_str(out, before);
	report_escape(out, head_text);
	kua_buf_str(out, between);
	report_escape(out, text);
	kua_buf_str(out, after);
}

static void write_block(const struct block *b, struct open *o, struct kua_buf *out)
{
	close_what_ends(o, b->kind, out);
	switch (b->kind) {
	case BLOCK_TITLE: element(out, "h1", NULL, b->head); break;
	case BLOCK_LEAD:
		if (b->head)
			element(out, "p", "lead event", b->head);
		element(out, "p", "lead", b->text);
		break;
	case BLOCK_SECTION: element(out, "h2", NULL, b->head); break;
	case BLOCK_EVENT: element(out, "h3", NULL, b->head); break;
	case BLOCK_ACT:
		write_headed("<h4>", b->head, b->text ? "<span>: " : "<span>", b->text, "</span></h4>\n", out);
		break;
	case BLOCK_AXIS: kua_report_axis(b->axis, out); break;
	case BLOCK_TREE: kua_report_tree(b->tree, out); break;
	case BLOCK_LINE:
		o->figure = true;
		write_headed("<div class=\"figure\">\n<p class=\"number\">", b->head,
		             "</p>\n<div>\n<p class=\"line\">", b->text, "</p>\n", out);
		break;
	case BLOCK_QUOTE:
		if (b->text)
			write_headed("<blockquote dir=\"auto\">“", b->text, "”", NULL, "</blockquote>\n", out);
		element(out, "p", "source", b->more);
		break;
	case BLOCK_NOTE: element(out, "p", "note", b->text); break;
	case BLOCK_CASE:
		element(out, "h3", NULL, b->head);
		if (b->text)
			write_headed("<p>Now: ", b->text, "", NULL, "</p>\n", out);
		break;
	case BLOCK_ROW:
		write_headed("<div class=\"row\"><span class=\"when\">", b->head, "</span><span>", b->text,
		             "</span>", out);
		if (b->more)
			element(out, "p", "source", b->more);
		kua_buf_str(out, "</div>\n");
		break;
	case BLOCK_FAMILY: element(out, "h3", NULL, b->text); break;
	case BLOCK_ITEM:
		if (!o->list)
			kua_buf_str(out, "<ul>\n");
		o->list = true;
		element(out, "li", NULL, b->text);
		break;
	case BLOCK_CHANGE: write_change(b, out); break;
	case BLOCK_PARA: element(out, "p", NULL, b->text); break;
	case BLOCK_MORE: element(out, "p", "more", b->text); break;
	}
}

void write_html(const struct report *r, struct kua_buf *out)
{
	struct open o = {false, false};
	report_page("en", r->in->title ? r->in->title : "Casebook", css, out);
	for (size_t i = 0; i < r->blocks.n; i++)
		write_block(&r->blocks.v[i], &o, out);
	close_what_ends(&o, BLOCK_TITLE, out);
	kua_buf_str(out, "</body>\n</html>\n");
}
