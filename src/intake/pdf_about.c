/*
 * pdf_about.c - what a PDF says of itself: title, author, programs and days as its maker set them, both in its dictionary and in its
 * XMP, signatures, scripts, and whether it holds earlier versions of itself. None of it is proof: a maker can write anything there.
 */
#include "intake/pdf.h"
#include "intake/xml.h"

#define FIELDS_DEEP 16
#define MANY_FIELDS 20000
#define MANY_SIGNATURES 16
#define XMP_BYTES ((size_t)4 << 20)

void kua_pdf_date(const char *s, char out[40])
{
	char d[15] = {0};
	size_t n = 0;
	if (s[0] == 'D' && s[1] == ':')
		s += 2;
	while (n < 14 && s[n] >= '0' && s[n] <= '9') {
		d[n] = s[n];
		n++;
	}
	if (n < 8) {
		(void)snprintf(out, 40, "%.39s", s);
		return;
	}
	int len = snprintf(out, 40, "%.4s-%.2s-%.2s", d, d + 4, d + 6);
	if (n < 12)
		return;
	len += snprintf(out + len, 40 - (size_t)len, "T%.2s:%.2s:%.2s", d + 8, d + 10, n >= 14 ? d + 12 : "00");
	s += n;
	if (*s == 'Z')
		(void)snprintf(out + len, 40 - (size_t)len, "Z");
	else if ((*s == '+' || *s == '-') && s[1] >= '0' && s[1] <= '2' && s[2] >= '0' && s[2] <= '9')
		(void)snprintf(out + len, 40 - (size_t)len, "%c%.2s:%.2s", *s, s + 1,
		               s[3] == '\'' && s[4] >= '0' && s[4] <= '5' && s[5] >= '0' ? s + 4 : "00");
}

static void tell(struct kua_pdf *p, const char *key, pdf_obj *value, bool date)
{
	const char *s = pdf_is_string(p->ctx, value) ? pdf_to_text_string(p->ctx, value) : "";
	char iso[40];
	if (date)
		kua_pdf_date(s, iso);
	kua_answer_meta(p->o, key, kua_str(date ? iso : s));
}

static void keep(struct kua_pdf *p, pdf_obj *value, struct kua_buf *out)
{
	const char *s = pdf_is_string(p->ctx, value) ? pdf_to_text_string(p->ctx, value) : "";
	kua_one_line(out, s, strlen(s));
}

/* Programs that set books and papers. */
static bool is_typesetter(struct kua_pdf *p, pdf_obj *program)
{
	static const char *const names[] = {"TeX", "groff", "InDesign", "QuarkXPress", "FrameMaker"};
	const char *s = pdf_is_string(p->ctx, program) ? pdf_to_text_string(p->ctx, program) : "";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strstr(s, names[i]))
			return true;
	return false;
}

static void tell_info(struct kua_pdf *p, void *arg)
{
	fz_context *ctx = p->ctx;
	pdf_obj *trailer = pdf_trailer(ctx, p->doc), *info = pdf_dict_get(ctx, trailer, PDF_NAME(Info));
	pdf_obj *root = pdf_dict_get(ctx, trailer, PDF_NAME(Root));
	char version[16];
	int v = pdf_version(ctx, p->doc);
	(void)arg;
	(void)snprintf(version, sizeof version, "PDF %d.%d", v / 10, v % 10);
	kua_answer_meta(p->o, "format", kua_str(version));
	if (pdf_dict_get(ctx, trailer, PDF_NAME(Encrypt)))
		kua_answer_meta(p->o, "encryption", kua_str("opens without a password"));
	tell(p, "title", pdf_dict_get(ctx, info, PDF_NAME(Title)), false);
	tell(p, "author", pdf_dict_get(ctx, info, PDF_NAME(Author)), false);
	tell(p, "subject", pdf_dict_gets(ctx, info, "Subject"), false);
	tell(p, "keywords", pdf_dict_gets(ctx, info, "Keywords"), false);
	tell(p, "creator", pdf_dict_get(ctx, info, PDF_NAME(Creator)), false);
	tell(p, "producer", pdf_dict_get(ctx, info, PDF_NAME(Producer)), false);
	tell(p, "created", pdf_dict_get(ctx, info, PDF_NAME(CreationDate)), true);
	tell(p, "modified", pdf_dict_get(ctx, info, PDF_NAME(ModDate)), true);
	keep(p, pdf_dict_get(ctx, info, PDF_NAME(Title)), &p->title);
	keep(p, pdf_dict_get(ctx, info, PDF_NAME(Author)), &p->author);
	p->parts_words = is_typesetter(p, pdf_dict_get(ctx, info, PDF_NAME(Creator))) ||
	                 is_typesetter(p, pdf_dict_get(ctx, info, PDF_NAME(Producer)));
	tell(p, "language", pdf_dict_get(ctx, root, PDF_NAME(Lang)), false);
}

/* ---- XMP ---- */

static const char *const xmp_names[] = {
	"dc:title", "dc:creator", "xmp:CreateDate", "xmp:ModifyDate", "xmp:CreatorTool", "pdf:Producer", "xmpMM:DocumentID",
	"rdf:Description", NULL,
};
static const char *const xmp_keys[] = {
	"xmp.title", "xmp.author", "xmp.created", "xmp.modified", "xmp.creator", "xmp.producer", "xmp.id",
};
#define XMP_KEYS (sizeof xmp_keys / sizeof *xmp_keys)

struct xmp {
	struct kua_pdf *p;
	int open; /* the property whose text comes */
	bool told[XMP_KEYS];
	struct kua_buf text;
};

static void tell_xmp(struct xmp *x, size_t i, struct kua_str value)
{
	if (x->told[i] || !kua_trim(value).n)
		return;
	x->told[i] = true;
	kua_answer_meta(x->p->o, xmp_keys[i], value);
}

static void start_property(void *ctx, struct kua_xml *xml, int element)
{
	struct xmp *x = ctx;
	if (element == (int)XMP_KEYS + 1)
		for (size_t i = 0; i < XMP_KEYS; i++)
			tell_xmp(x, i, kua_xml_attribute(xml, xmp_names[i]));
	else if (element) {
		x->open = element;
		kua_buf_clear(&x->text);
	}
}

static void end_property(void *ctx, int element)
{
	struct xmp *x = ctx;
	if (!element || element != x->open || (size_t)element > XMP_KEYS)
		return;
	tell_xmp(x, (size_t)element - 1, (struct kua_str){x->text.data, x->text.len});
	x->open = 0;
}

static void property_text(void *ctx, struct kua_str text)
{
	struct xmp *x = ctx;
	if (x->open && x->text.len < KUA_LINE_BYTES)
		kua_buf_add(&x->text, text.s, text.n);
}

static void read_xmp(struct kua_pdf *p, struct kua_str bytes)
{
	struct kua_xml_reader r = {.names = xmp_names, .words = p->o->words, .start = start_property, .end = end_property,
	                           .text = property_text};
	struct xmp x = {.p = p};
	(void)kua_xml_parse_bytes(&r, &x, bytes);
	kua_buf_free(&x.text);
}

static void load_xmp(struct kua_pdf *p, void *arg)
{
	fz_context *ctx = p->ctx;
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, p->doc), PDF_NAME(Root));
	pdf_obj *xmp = pdf_dict_get(ctx, root, PDF_NAME(Metadata));
	fz_stream *s = pdf_is_stream(ctx, xmp) ? pdf_open_stream(ctx, xmp) : NULL;
	fz_buffer *b = NULL;
	struct kua_buf *out = arg;
	int cut = 0;
	fz_var(b);
	fz_try(ctx) {
		b = s ? fz_read_best(ctx, s, 4096, &cut, XMP_BYTES) : NULL;
		if (b)
			kua_buf_add(out, b->data, b->len);
	}
	fz_always(ctx) {
		fz_drop_buffer(ctx, b);
		fz_drop_stream(ctx, s);
	}
	fz_catch(ctx)
		fz_rethrow(ctx);
}

/* ---- signatures ---- */

struct signatures {
	int fields, n;
};

static void tell_signature(struct kua_pdf *p, pdf_obj *v)
{
	fz_context *ctx = p->ctx;
	const char *name = pdf_dict_get_text_string(ctx, v, PDF_NAME(Name));
	const char *reason = pdf_dict_get_text_string(ctx, v, PDF_NAME(Reason));
	pdf_obj *range = pdf_dict_get(ctx, v, PDF_NAME(ByteRange));
	char when[40];
	struct kua_buf b = KUA_BUF_INIT;
	int64_t end = (int64_t)pdf_array_get_int(ctx, range, 2) + pdf_array_get_int(ctx, range, 3);
	kua_pdf_date(pdf_to_text_string(ctx, pdf_dict_get(ctx, v, PDF_NAME(M))), when);
	kua_buf_printf(&b, "%s%s%s%s%s; not checked%s", name[0] ? name : "?", when[0] ? ", " : "", when, reason[0] ? ", " : "", reason,
	               end > 0 && (size_t)end + 2 < p->bytes.n ? "; something was added behind what it signs" : "");
	kua_answer_meta(p->o, "signature", (struct kua_str){b.data, b.len});
	kua_answer_diagnose(p->o, KUA_DIAG_SIGNED, "%s", b.data);
	kua_buf_free(&b);
}

static void find_signatures(struct kua_pdf *p, pdf_obj *fields, bool sig, int depth, struct signatures *s)
{
	fz_context *ctx = p->ctx;
	for (int i = 0, n = pdf_array_len(ctx, fields); i < n && s->fields++ < MANY_FIELDS; i++) {
		pdf_obj *f = pdf_array_get(ctx, fields, i), *kind = pdf_dict_get(ctx, f, PDF_NAME(FT));
		pdf_obj *kids = pdf_dict_get(ctx, f, PDF_NAME(Kids)), *v = pdf_dict_get(ctx, f, PDF_NAME(V));
		bool is = kind ? pdf_name_eq(ctx, kind, PDF_NAME(Sig)) : sig;
		if (is && pdf_is_dict(ctx, v) && s->n++ < MANY_SIGNATURES)
			tell_signature(p, v);
		if (kids && depth < FIELDS_DEEP)
			find_signatures(p, kids, is, depth + 1, s);
	}
}

static void tell_signatures(struct kua_pdf *p, void *arg)
{
	fz_context *ctx = p->ctx;
	struct signatures s = {0};
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, p->doc), PDF_NAME(Root));
	(void)arg;
	find_signatures(p, pdf_dict_get(ctx, pdf_dict_get(ctx, root, PDF_NAME(AcroForm)), PDF_NAME(Fields)), false, 0, &s);
}

/* ---- scripts, versions ---- */

static void tell_scripts(struct kua_pdf *p, void *arg)
{
	fz_context *ctx = p->ctx;
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, p->doc), PDF_NAME(Root));
	pdf_obj *open = pdf_dict_gets(ctx, root, "OpenAction"), *what = pdf_dict_get(ctx, open, PDF_NAME(S));
	pdf_obj *names = pdf_dict_get(ctx, root, PDF_NAME(Names));
	(void)arg;
	if (pdf_dict_get(ctx, names, PDF_NAME(JavaScript)))
		kua_answer_diagnose(p->o, KUA_DIAG_MACROS, "JavaScript");
	if (pdf_name_eq(ctx, what, PDF_NAME(JavaScript)) || pdf_name_eq(ctx, what, PDF_NAME(Launch)))
		kua_answer_diagnose(p->o, KUA_DIAG_MACROS, "%s when it is opened", pdf_to_name(ctx, what));
	if (pdf_name_eq(ctx, what, PDF_NAME(URI)) || strcmp(pdf_to_name(ctx, what), "SubmitForm") == 0 ||
	    pdf_name_eq(ctx, what, PDF_NAME(GoToR)))
		kua_answer_diagnose(p->o, KUA_DIAG_EXTERNAL, "%s when it is opened", pdf_to_name(ctx, what));
}

/* Each version ends with a mark; a file made for reading over the web has one more near its beginning. */
static size_t count_versions(struct kua_str bytes)
{
	static const char mark[] = "%%EOF";
	size_t n = 0;
	bool web = bytes.n && memmem(bytes.s, bytes.n < 1024 ? bytes.n : 1024, "/Linearized", 11);
	for (size_t at = 0; at < bytes.n;) {
		const char *found = memmem(bytes.s + at, bytes.n - at, mark, sizeof mark - 1);
		if (!found)
			break;
		n++;
		at = (size_t)(found - bytes.s) + sizeof mark - 1;
	}
	return n - (web && n ? 1 : 0);
}

void kua_pdf_tell_about(struct kua_pdf *p)
{
	struct kua_buf xmp = KUA_BUF_INIT;
	size_t versions = count_versions(p->bytes);
	(void)kua_pdf_try(p, tell_info, NULL);
	(void)kua_pdf_try(p, load_xmp, &xmp);
	if (xmp.len)
		read_xmp(p, (struct kua_str){xmp.data, xmp.len});
	(void)kua_pdf_try(p, tell_signatures, NULL);
	(void)kua_pdf_try(p, tell_scripts, NULL);
	if (versions > 1 && !pdf_was_repaired(p->ctx, p->doc))
		kua_answer_diagnose(p->o, KUA_DIAG_REVISIONS, "%zu", versions - 1);
	kua_buf_free(&xmp);
}
