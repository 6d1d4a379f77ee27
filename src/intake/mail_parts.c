/*
 * mail_parts.c - the tree of a mail's parts (RFC 2046): which of them are its text, which are documents inside it.
 *
 * Of alternatives the plain text is taken, unless there is hardly any and the page has much more. A part with a name
 * or declared an attachment is a document; so are images, and mails inside mails. Delimiters in the wild are missing,
 * wrong, or the beginning of one another; what cannot be parted is read as it stands.
 */
#include "intake/mapi.h"

#define DELIMITER ((size_t)1000)
#define HARDLY_ANY ((size_t)300) /* bytes of plain text, when the page has so many times more: */
#define MUCH_MORE ((size_t)4)
#define NAME_BYTES ((size_t)200)

static void walk(struct kua_mail *m, const struct kua_mail_part *part, unsigned depth, struct kua_buf *text);

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* ---- one part ---- */

/* "text/plain" out of "Text / Plain; charset=..."; false where it has no such form. */
static bool read_type(struct kua_str value, char type[80])
{
	size_t n = 0, slashes = 0;
	for (size_t i = 0; i < value.n && value.s[i] != ';' && n < 79; i++) {
		char c = value.s[i];
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '"')
			continue;
		if (!kua_is_alnum_ascii(c) && !strchr("/.+-_", c))
			break;
		slashes += c == '/';
		type[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	type[n] = '\0';
	return slashes == 1 && n > 2 && type[0] != '/' && type[n - 1] != '/';
}

void kua_mail_read_part(struct kua_mail *m, struct kua_str s, const char *outer, struct kua_mail_part *part)
{
	*part = (struct kua_mail_part){.head = part->head};
	kua_mail_read_head(s, &part->head);
	part->raw = (struct kua_str){s.s + part->head.body, s.n - part->head.body};
	part->content_type = kua_mail_get(&part->head, "content-type");
	if (!part->content_type.n || !read_type(part->content_type, part->type)) {
		bool bare = kua_str_is(part->content_type, "text");
		(void)snprintf(part->type, sizeof part->type, "%s", part->content_type.n && !bare ? "text/plain" : outer);
	}
	if (strcmp(part->type, "text/text") == 0 || strcmp(part->type, "plain/text") == 0)
		(void)snprintf(part->type, sizeof part->type, "text/plain");
	struct kua_str disposition = kua_mail_get(&part->head, "content-disposition");
	bool declared = disposition.n >= 10 && kua_str_is((struct kua_str){disposition.s, 10}, "attachment");
	bool named = kua_mail_parameter(m, disposition, "filename").n || kua_mail_parameter(m, part->content_type, "name").n;
	part->attached = declared || named;
}

static bool is_encoding(struct kua_str value, const char *name)
{
	size_t n = strlen(name);
	while (value.n && (value.s[0] == '"' || value.s[0] == '\''))
		value = (struct kua_str){value.s + 1, value.n - 1};
	return value.n >= n && kua_str_is((struct kua_str){value.s, n}, name);
}

/* Words, in what says it is base64: it was never encoded. */
static bool is_not_base64(struct kua_str s, size_t rubbish)
{
	size_t spaces = 0;
	s.n = s.n < 4096 ? s.n : 4096;
	for (size_t i = 0; i < s.n; i++)
		spaces += s.s[i] == ' ';
	return rubbish && spaces * 20 > s.n;
}

struct kua_str kua_mail_body(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *b)
{
	struct kua_str how = kua_mail_get(&part->head, "content-transfer-encoding");
	size_t rubbish = 0;
	kua_buf_clear(b);
	if (is_encoding(how, "base64")) {
		rubbish = kua_mail_base64(part->raw, b);
		if (is_not_base64(part->raw, rubbish)) {
			kua_mail_say(m, KUA_DIAG_MAIL_CODE, "not in base64, as it says");
			return part->raw;
		}
		if (rubbish)
			kua_mail_say(m, KUA_DIAG_MAIL_CODE, "base64 with other characters in it");
	} else if (is_encoding(how, "quoted")) {
		rubbish = kua_mail_quoted_printable(part->raw, b);
	} else if (is_encoding(how, "x-uue") || is_encoding(how, "uue") || is_encoding(how, "x-uu") || is_encoding(how, "x-yenc")) {
		struct kua_mail_file f = {0};
		size_t pos = 0;
		if (!kua_mail_next_file(part->raw, &pos, &f))
			return part->raw;
		if (f.broken)
			kua_mail_say(m, KUA_DIAG_MAIL_CODE, "an encoded file has no end");
		kua_buf_free(b);
		*b = f.bytes;
	} else {
		return part->raw;
	}
	return (struct kua_str){b->data ? b->data : "", b->len};
}

/* ---- delimiters ---- */

struct delimiter {
	size_t at, behind; /* its line */
	bool last;
};

/* Is there a whole line "--boundary" at `at`, where "--boundary" was found? The line end before it is its own. */
static bool is_delimiter(struct kua_str s, size_t at, size_t n, struct delimiter *d)
{
	if (at && s.s[at - 1] != '\n' && s.s[at - 1] != '\r')
		return false;
	size_t i = at + n;
	d->last = i + 1 < s.n && s.s[i] == '-' && s.s[i + 1] == '-';
	i += d->last ? 2 : 0;
	while (i < s.n && (s.s[i] == ' ' || s.s[i] == '\t' || s.s[i] == '\r'))
		i++;
	if (i < s.n && s.s[i] != '\n')
		return false;
	d->behind = i < s.n ? i + 1 : s.n;
	d->at = at;
	d->at -= d->at && s.s[d->at - 1] == '\n';
	d->at -= d->at && s.s[d->at - 1] == '\r';
	return true;
}

static bool next_delimiter(struct kua_str s, size_t pos, struct kua_str boundary, struct delimiter *d)
{
	const char *at;
	while (pos < s.n && (at = memmem(s.s + pos, s.n - pos, boundary.s, boundary.n))) {
		if (is_delimiter(s, (size_t)(at - s.s), boundary.n, d))
			return true;
		pos = (size_t)(at - s.s) + 1;
	}
	return false;
}

/* A mail that does not say its delimiter: the first line "--something" below which a head stands. */
static bool guess_boundary(struct kua_str s, struct kua_str *boundary)
{
	struct kua_str line, below, name, value;
	for (size_t pos = 0; kua_mail_line(s, &pos, &line);) {
		size_t next = pos;
		if (line.n > 2 && line.n <= DELIMITER && line.s[0] == '-' && line.s[1] == '-' && !memchr(line.s, ' ', line.n) &&
		    kua_mail_line(s, &next, &below) && kua_mail_is_field(below, &name, &value) && name.n > 8 &&
		    kua_str_is((struct kua_str){name.s, 8}, "content-")) {
			*boundary = line;
			return true;
		}
	}
	return false;
}

bool kua_mail_split(struct kua_mail *m, const struct kua_mail_part *part, struct kua_str body, kua_mail_bodies *out)
{
	struct kua_str declared = kua_mail_parameter(m, part->content_type, "boundary"), boundary = {NULL, 0};
	struct delimiter d;
	if (declared.n && declared.n <= DELIMITER)
		boundary = kua_str(kua_arena_printf(m->arena, "--%.*s", (int)declared.n, declared.s));
	if (!boundary.n || !next_delimiter(body, 0, boundary, &d)) {
		if (!guess_boundary(body, &boundary) || !next_delimiter(body, 0, boundary, &d))
			return false;
		kua_mail_say(m, KUA_DIAG_MAIL_DELIMITER, "the delimiter of its parts is not as it says");
	}
	while (!d.last) {
		size_t from = d.behind;
		bool more = next_delimiter(body, from, boundary, &d);
		/* the next delimiter may begin right behind this one */
		size_t end = more ? (d.at > from ? d.at : from) : body.n;
		*kua_vec_add(out) = (struct kua_str){body.s + from, end - from};
		if (!more) {
			kua_mail_say(m, KUA_DIAG_MAIL_CUT, "its last part has no end");
			break;
		}
		if (out->n >= KUA_MAIL_PARTS) {
			kua_mail_say(m, KUA_DIAG_PARTS_LEFT_OUT, "more parts than the limit of %zu", KUA_MAIL_PARTS);
			break;
		}
	}
	return true;
}

/* ---- documents inside ---- */

/* What a part without a name is called, by its type. */
static const char *ending_of(const char *type)
{
	static const char *const endings[][2] = {
		{"message/rfc822", "eml"}, {"message/global", "eml"}, {"message/partial", "eml"}, {"text/html", "html"}, {"text/calendar", "ics"},
		{"text/vcard", "vcf"}, {"text/x-vcard", "vcf"}, {"text/rtf", "rtf"}, {"text/csv", "csv"}, {"text/", "txt"}, {"image/jpeg", "jpg"},
		{"image/", NULL}, {"application/pdf", "pdf"}, {"application/rtf", "rtf"}, {"application/zip", "zip"},
		{"application/ms-tnef", "tnef"}, {"message/delivery-status", "txt"}, {"message/", "txt"}};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (begins(type, endings[i][0]))
			return endings[i][1] ? endings[i][1] : type + strlen(endings[i][0]);
	return "bin";
}

static struct kua_str base_name(struct kua_str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.s[i - 1] == '/' || s.s[i - 1] == '\\')
			return (struct kua_str){s.s + i, s.n - i};
	return s;
}

/* How often the name was met before. */
static size_t times_met(struct kua_mail *m, const struct kua_buf *name)
{
	if (!m->names)
		m->names = kua_intern_new();
	uint32_t id = kua_intern_add(m->names, name->data, name->len);
	while (m->met.n <= id)
		*kua_vec_add(&m->met) = 0;
	return m->met.v[id]++;
}

/* The name of a document inside: its own, in front of it the number of its message in a mailbox; each once. */
static void name_inner(struct kua_mail *m, struct kua_str own, const char *type, struct kua_buf *name)
{
	own = kua_trim(base_name(own));
	if (own.n > NAME_BYTES) /* the end tells what it is */
		own = (struct kua_str){own.s + own.n - kua_cut(own.s, own.n, NAME_BYTES), kua_cut(own.s, own.n, NAME_BYTES)};
	while (own.n && ((unsigned char)own.s[0] & 0xc0) == 0x80)
		own = (struct kua_str){own.s + 1, own.n - 1};
	bool is_mail = begins(type, "message/rfc822") || begins(type, "message/global");
	size_t again = 0;
	do {
		kua_buf_clear(name);
		if (m->number)
			kua_buf_printf(name, "%zu/", m->number);
		const char *dot = own.n ? memrchr(own.s, '.', own.n) : NULL;
		size_t stem = dot ? (size_t)(dot - own.s) : own.n;
		if (own.n)
			kua_buf_add(name, own.s, stem);
		else
			kua_buf_printf(name, "part-%zu.%s", m->inner, ending_of(type));
		if (again)
			kua_buf_printf(name, "-%zu", again + 1);
		kua_buf_add(name, own.s ? own.s + stem : "", own.n - stem);
		if (is_mail && !kua_str_ends((struct kua_str){name->data, name->len}, ".eml"))
			kua_buf_str(name, ".eml");
		size_t met = times_met(m, name);
		again = met == 0 ? 0 : again ? again + 1 : met;
	} while (again);
}

void kua_mail_answer_inner(struct kua_mail *m, struct kua_str own, const char *type, struct kua_str url, struct kua_str bytes)
{
	struct kua_buf name = KUA_BUF_INIT;
	m->inner++;
	name_inner(m, own, type, &name);
	struct kua_found_inner d = {.name = {name.data, name.len}, .media_type = kua_str(type), .url = url, .bytes = bytes};
	(void)kua_answer_inner(m->o, &d);
	kua_buf_free(&name);
}

static struct kua_str name_of(struct kua_mail *m, const struct kua_mail_part *part)
{
	struct kua_str name = kua_mail_parameter(m, kua_mail_get(&part->head, "content-disposition"), "filename");
	if (!name.n)
		name = kua_mail_parameter(m, part->content_type, "name");
	if (!name.n)
		name = base_name(kua_mail_decode(m, kua_mail_get(&part->head, "content-location")));
	return name;
}

/* A mail inside is named after its subject. */
static struct kua_str subject_of(struct kua_mail *m, struct kua_str mail)
{
	struct kua_mail_head h = {0};
	kua_mail_read_head(mail, &h);
	struct kua_str subject = kua_mail_decode(m, kua_mail_get(&h, "subject"));
	kua_vec_free(&h.fields);
	if (!subject.n)
		return subject;
	char *name = kua_arena_printf(m->arena, "%.*s.eml", (int)kua_cut(subject.s, subject.n, NAME_BYTES / 2), subject.s);
	for (char *c = name; *c; c++)
		if (*c == '/' || *c == '\\')
			*c = '-';
	return kua_str(name);
}

/* What Outlook has put into a part of its own is the mail's; its text, too, where the mail has no other. */
static bool take_tnef(struct kua_mail *m, struct kua_str body, struct kua_buf *text)
{
	struct kua_mapi own = {0};
	bool is = kua_tnef_read(m, body, &own);
	if (is && text && !text->len)
		kua_mapi_body(m, &own, text);
	kua_vec_free(&own.all);
	return is;
}

static void answer_part(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *text)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_str body = kua_mail_body(m, part, &b), name = name_of(m, part);
	if (take_tnef(m, body, text)) {
		kua_buf_free(&b);
		return;
	}
	struct kua_str url = kua_mail_decode(m, kua_mail_get(&part->head, "content-location"));
	if (!memmem(url.s ? url.s : "", url.n, "://", 3))
		url = (struct kua_str){NULL, 0};
	if (!name.n && begins(part->type, "message/rfc822"))
		name = subject_of(m, body);
	if (begins(part->type, "application/pkcs7-mime") || begins(part->type, "application/x-pkcs7-mime"))
		kua_mail_say(m, KUA_DIAG_MAIL_ENCRYPTED, "S/MIME");
	if (begins(part->type, "message/external-body"))
		kua_mail_say(m, KUA_DIAG_PARTS_LEFT_OUT, "an attachment that was kept elsewhere");
	kua_mail_answer_inner(m, name, part->type, url, body);
	kua_buf_free(&b);
}

/* Files that stand in a plain text, encoded; what is left is the text. */
static struct kua_str take_files(struct kua_mail *m, struct kua_str s, struct kua_buf *rest)
{
	struct kua_mail_file f = {0};
	size_t pos = 0, from = 0;
	while (kua_mail_next_file(s, &pos, &f)) {
		kua_buf_add(rest, s.s + from, f.begin - from);
		from = pos;
		if (f.broken)
			kua_mail_say(m, KUA_DIAG_MAIL_CODE, "an encoded file has no end");
		kua_mail_answer_inner(m, kua_mail_decode(m, f.name), "application/octet-stream", (struct kua_str){NULL, 0},
		                      (struct kua_str){f.bytes.data, f.bytes.len});
	}
	kua_buf_free(&f.bytes);
	if (!from)
		return s;
	kua_buf_add(rest, s.s + from, s.n - from);
	return (struct kua_str){rest->data, rest->len};
}

/* ---- the tree ---- */

static void end_paragraph(struct kua_buf *text, size_t start)
{
	while (text->len > start && text->data[text->len - 1] == '\n')
		text->len--;
	if (text->len > start)
		kua_buf_str(text, "\n\n");
}

static void walk_text(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *text)
{
	struct kua_buf b = KUA_BUF_INIT, rest = KUA_BUF_INIT;
	struct kua_str body = kua_mail_body(m, part, &b);
	if (begins(part->type, "text/plain"))
		body = take_files(m, body, &rest);
	end_paragraph(text, 0);
	if (!kua_mail_text(m, part, body, text))
		kua_mail_answer_inner(m, name_of(m, part), "application/octet-stream", (struct kua_str){NULL, 0}, body);
	kua_buf_free(&b);
	kua_buf_free(&rest);
}

static bool is_text(const struct kua_mail_part *part)
{
	return !part->attached && (strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0 ||
	                           begins(part->type, "text/enriched") || begins(part->type, "text/richtext"));
}

/* Alternatives: the plain text and what else there is; the one that has more to say goes into text. */
static void walk_alternatives(struct kua_mail *m, const kua_mail_bodies *bodies, unsigned depth, struct kua_buf *text)
{
	struct kua_buf plain = KUA_BUF_INIT, other = KUA_BUF_INIT, *chosen = &plain;
	struct kua_mail_part part = {0};
	for (size_t i = 0; i < bodies->n; i++) {
		kua_mail_read_part(m, bodies->v[i], "text/plain", &part);
		if (is_text(&part) && strcmp(part.type, "text/plain") == 0)
			walk(m, &part, depth, &plain);
	}
	size_t n = kua_trim((struct kua_str){plain.data, plain.len}).n;
	for (size_t i = 0; i < bodies->n; i++) {
		kua_mail_read_part(m, bodies->v[i], "text/plain", &part);
		bool is_plain = is_text(&part) && strcmp(part.type, "text/plain") == 0, wanted = n < HARDLY_ANY && !other.len;
		if (!is_plain && (wanted || !is_text(&part)))
			walk(m, &part, depth, wanted ? &other : NULL);
	}
	if (kua_trim((struct kua_str){other.data, other.len}).n > (n ? n * MUCH_MORE : 0))
		chosen = &other;
	if (text) {
		end_paragraph(text, 0);
		kua_buf_add(text, chosen->data ? chosen->data : "", chosen->len);
	}
	kua_vec_free(&part.head.fields);
	kua_buf_free(&plain);
	kua_buf_free(&other);
}

static void walk_multipart(struct kua_mail *m, const struct kua_mail_part *part, unsigned depth, struct kua_buf *text)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_mail_part inside = {0};
	kua_mail_bodies bodies = {0};
	struct kua_str body = part->raw;
	const char *kind = part->type + strlen("multipart/");
	bool split = kua_mail_split(m, part, body, &bodies);
	if (!split) { /* it may be encoded as a whole, which is forbidden */
		body = kua_mail_body(m, part, &b);
		split = body.s != part->raw.s && kua_mail_split(m, part, body, &bodies);
	}
	if (begins(kind, "encrypted"))
		kua_mail_say(m, KUA_DIAG_MAIL_ENCRYPTED, "PGP");
	if (begins(kind, "signed"))
		kua_mail_say(m, KUA_DIAG_SIGNED, "%s", memmem(part->content_type.s, part->content_type.n, "pgp", 3) ? "PGP" : "S/MIME");
	if (!split) {
		struct kua_mail_part whole = {.raw = body, .content_type = {"text/plain", 10}, .type = "text/plain"};
		if (kua_trim(body).n)
			kua_mail_say(m, KUA_DIAG_MAIL_DELIMITER, "the delimiter of its parts is not in it");
		else
			kua_mail_say(m, KUA_DIAG_MAIL_CUT, "its parts are missing");
		if (text)
			walk_text(m, &whole, text);
	} else if (begins(kind, "alternative") && bodies.n > 1) {
		walk_alternatives(m, &bodies, depth, text);
	} else {
		for (size_t i = 0; i < bodies.n; i++) {
			kua_mail_read_part(m, bodies.v[i], begins(kind, "digest") ? "message/rfc822" : "text/plain", &inside);
			walk(m, &inside, depth, text);
		}
	}
	kua_vec_free(&inside.head.fields);
	kua_vec_free(&bodies);
	kua_buf_free(&b);
}

static bool is_signature(const char *type)
{
	return begins(type, "application/pgp-signature") || begins(type, "application/pkcs7-signature") ||
	       begins(type, "application/x-pkcs7-signature") || begins(type, "application/pgp-encrypted");
}

/* text may be NULL: only the documents inside are wanted. */
static void walk(struct kua_mail *m, const struct kua_mail_part *part, unsigned depth, struct kua_buf *text)
{
	bool multipart = begins(part->type, "multipart/");
	if (m->o->over)
		return;
	if (++m->parts > KUA_MAIL_PARTS) {
		kua_mail_say(m, KUA_DIAG_PARTS_LEFT_OUT, "more parts than the limit of %zu", KUA_MAIL_PARTS);
		return;
	}
	if (multipart && depth >= KUA_MAIL_DEPTH) {
		struct kua_mail_part whole = {.raw = part->raw, .content_type = {"text/plain", 10}, .type = "text/plain"};
		kua_mail_say(m, KUA_DIAG_DEEP, "%d parts inside parts", KUA_MAIL_DEPTH);
		if (text)
			walk_text(m, &whole, text);
	} else if (multipart) {
		walk_multipart(m, part, depth + 1, text);
	} else if (is_text(part)) {
		if (text)
			walk_text(m, part, text);
	} else if (is_signature(part->type)) {
		kua_mail_say(m, KUA_DIAG_SIGNED, "%s", strstr(part->type, "pgp") ? "PGP" : "S/MIME");
	} else {
		answer_part(m, part, text);
	}
}

void kua_mail_walk(struct kua_mail *m, const struct kua_mail_part *part, struct kua_buf *text)
{
	walk(m, part, 0, text);
}
