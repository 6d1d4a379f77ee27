/*
 * mail_words.c - the characters of a mail. Encoded words (RFC 2047) and parameters (RFC 2231) as programs really
 * write them: cut in the middle of a character, inside quotation marks, with white space in them, without their end,
 * in a character set that is not what they say.
 */
#include <strings.h>
#include <unicode/uchar.h>

#include "intake/mail.h"

#define CHARSET_BYTES ((size_t)40)
#define PIECES ((size_t)64) /* of one parameter */
#define TRUSTED_LETTERS ((size_t)24)
#define MUCH_LIKER 0.4 /* in the mean log of a letter's share; running text has about -3.0, letters thrown together -4.4 */
#define SAMPLE ((size_t)8192)

/* ---- into UTF-8 ---- */

static bool is_plain(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 0x7f || ((unsigned char)p[i] < ' ' && !strchr("\t\n\r", p[i])) || !p[i])
			return false;
	return true;
}

/* Letters of ASCII may stand for others in it. */
static bool may_shift(const char *declared)
{
	return strcasecmp(declared, "utf-7") == 0 || strcasecmp(declared, "hz-gb-2312") == 0;
}

/* With \n for line ends, which is all that is to do. */
static void add_plain(const char *p, size_t n, struct kua_buf *out)
{
	for (const char *end = p + n, *cr; p < end; p = cr) {
		cr = memchr(p, '\r', (size_t)(end - p));
		if (!cr)
			cr = end;
		kua_buf_add(out, p, (size_t)(cr - p));
		if (cr < end) {
			kua_buf_char(out, '\n');
			cr += cr + 1 < end && cr[1] == '\n' ? 2 : 1;
		}
	}
}

/* Most bytes beyond ASCII stand three or more in a row: no Western language is written so. */
static bool stands_in_rows(const char *p, size_t n)
{
	size_t high = 0, in_rows = 0, row = 0;
	for (size_t i = 0; i <= n; i++) {
		if (i < n && (unsigned char)p[i] >= 0x80) {
			row++;
			high++;
			continue;
		}
		in_rows += row >= 3 ? row : 0;
		row = 0;
	}
	return in_rows * 2 > high;
}

static bool is_one_of(const char *s, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(s, *names) == 0)
			return true;
	return false;
}

/* What programs declare that have not looked. */
static bool is_empty_claim(const char *declared, const char *p, size_t n)
{
	static const char *const nothing[] = {"us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "unknown", "x-unknown",
	                                      "default", "default_charset", "none", "x-user-defined", "binary", "8bit",
	                                      "7bit", NULL};
	static const char *const latin[] = {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252",
	                                    "cp1252", "iso-8859-15", NULL};
	return is_one_of(declared, nothing) || (is_one_of(declared, latin) && stands_in_rows(p, n));
}

/* How much the Cyrillic letters of a text are like a language's; they must be some. */
static double likeness(const struct kua_words *w, struct kua_str s)
{
	size_t counts[256] = {0}, letters = 0;
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = (uint32_t)u_tolower((UChar32)kua_next_char(s, &pos));
		bool letter = cp >= 0x400 && cp <= 0x4ff;
		counts[letter ? cp - 0x400 : 0] += letter;
		letters += letter;
	}
	return letters >= TRUSTED_LETTERS ? kua_words_cyrillic(w, counts) : 0;
}

static bool is_cyrillic_page(const char *name)
{
	const char *page;
	for (size_t i = 0; (page = kua_cyrillic_page(i)); i++)
		if (strcasecmp(page, name) == 0)
			return true;
	return false;
}

static bool convert(struct kua_mail *m, const char *bytes, size_t n, const char *declared, struct kua_buf *out,
                    char charset[CHARSET_BYTES])
{
	m->scratch.bytes.len = m->scratch.sent = 0;
	m->scratch.diagnosed = 0;
	return kua_to_utf8(m->w, bytes, n, declared, out, charset, &m->scratch);
}

/*
 * Cyrillic code pages are declared for one another: by what mail programs were set to, by relays that recoded the bytes
 * and not the name. So is the guess much more like a language than what is declared?
 */
static bool is_cyrillic_lie(struct kua_mail *m, const char *bytes, size_t n, const char *declared)
{
	struct kua_buf as_declared = KUA_BUF_INIT, as_guessed = KUA_BUF_INIT;
	char charset[CHARSET_BYTES] = "";
	n = n < SAMPLE ? n : SAMPLE;
	bool lie = convert(m, bytes, n, NULL, &as_guessed, charset) && strcasecmp(charset, declared) != 0 &&
	           is_cyrillic_page(charset) && convert(m, bytes, n, declared, &as_declared, charset) &&
	           likeness(m->w, (struct kua_str){as_guessed.data, as_guessed.len}) >
	           likeness(m->w, (struct kua_str){as_declared.data, as_declared.len}) + MUCH_LIKER;
	kua_buf_free(&as_declared);
	kua_buf_free(&as_guessed);
	return lie;
}

bool kua_mail_to_utf8(struct kua_mail *m, const char *bytes, size_t n, const char *declared, struct kua_buf *out)
{
	size_t start = out->len;
	char charset[CHARSET_BYTES] = "";
	kua_buf_reserve(out, n);
	if (is_plain(bytes, n) && !(declared && may_shift(declared))) {
		add_plain(bytes, n, out);
		return true;
	}
	const char *believed = declared && *declared && !is_empty_claim(declared, bytes, n) ? declared : NULL;
	if (believed && is_cyrillic_page(believed) && is_cyrillic_lie(m, bytes, n, believed))
		believed = NULL;
	bool text = convert(m, bytes, n, believed, out, charset);
	if (!text && believed) {
		out->len = start;
		text = convert(m, bytes, n, believed = NULL, out, charset);
	}
	if (!text) {
		out->len = start;
		return false;
	}
	bool utf8 = strcmp(charset, "utf-8") == 0;
	if (declared && *declared && !is_empty_claim(declared, bytes, n) && (!believed || (strcasecmp(declared, "utf-8") == 0 && !utf8)))
		kua_mail_say(m, KUA_DIAG_CHARSET_LIE, "declared as %.40s, read as %s", declared, charset);
	if (m->scratch.diagnosed)
		kua_mail_say(m, KUA_DIAG_REPLACED, NULL);
	if (!m->charset[0] && !utf8)
		memcpy(m->charset, charset, sizeof m->charset);
	return true;
}

/* ---- encoded words ---- */

struct encoded { /* =?charset?Q?text?= */
	char charset[CHARSET_BYTES];
	char how;
	struct kua_str text;
	size_t n; /* of it all */
};

static size_t find(struct kua_str s, size_t from, char c)
{
	const char *at = from < s.n ? memchr(s.s + from, c, s.n - from) : NULL;
	return at ? (size_t)(at - s.s) : SIZE_MAX;
}

/* *close: where the next "?=" is that was looked for, so that a head full of beginnings is not searched for each. */
static bool read_encoded(struct kua_str s, size_t at, size_t *close, struct encoded *e)
{
	if (s.n - at < 6 || s.s[at] != '=' || s.s[at + 1] != '?')
		return false;
	size_t name = at + 2, q = find((struct kua_str){s.s, s.n < name + CHARSET_BYTES ? s.n : name + CHARSET_BYTES}, name, '?');
	if (q == SIZE_MAX || q == name || q - name >= CHARSET_BYTES || q + 2 >= s.n || s.s[q + 2] != '?')
		return false;
	e->how = (char)(s.s[q + 1] & ~0x20);
	if (e->how != 'B' && e->how != 'Q')
		return false;
	size_t n = 0;
	while (name + n < q && s.s[name + n] > ' ' && s.s[name + n] != '*') /* charset*language */
		n++;
	memcpy(e->charset, s.s + name, n);
	e->charset[n] = '\0';
	size_t text = q + 3;
	if (*close < text) {
		const char *found = memmem(s.s + text, s.n - text, "?=", 2);
		*close = found ? (size_t)(found - s.s) : s.n;
	}
	if (*close == s.n && memmem(s.s + text, s.n - text, "=?", 2)) /* without an end, but not the last */
		return false;
	e->text = (struct kua_str){s.s + text, *close - text};
	e->n = (*close < s.n ? *close + 2 : s.n) - at;
	return true;
}

static void decode_encoded(const struct encoded *e, struct kua_buf *out)
{
	if (e->how == 'B') {
		(void)kua_mail_base64(e->text, out);
		return;
	}
	struct kua_buf spaced = KUA_BUF_INIT;
	for (size_t i = 0; i < e->text.n; i++)
		kua_buf_char(&spaced, e->text.s[i] == '_' ? ' ' : e->text.s[i]);
	/* a line end would be taken for a soft break */
	(void)kua_mail_quoted_printable((struct kua_str){spaced.data, spaced.len}, out);
	kua_buf_free(&spaced);
}

struct decoding {
	struct kua_mail *m;
	struct kua_buf *out, pending; /* bytes of encoded words in one character set */
	char charset[CHARSET_BYTES];
};

static void flush(struct decoding *d)
{
	if (d->pending.len)
		(void)kua_mail_to_utf8(d->m, d->pending.data, d->pending.len, d->charset, d->out);
	kua_buf_clear(&d->pending);
}

static size_t white(struct kua_str s, size_t at)
{
	size_t n = 0;
	while (at + n < s.n && strchr(" \t\r\n", s.s[at + n]) && s.s[at + n])
		n++;
	return n;
}

/* Bytes that are no encoded word, in whatever they were written in. */
static void add_raw(struct decoding *d, struct kua_str s)
{
	flush(d);
	if (s.n)
		(void)kua_mail_to_utf8(d->m, s.s, s.n, d->m->charset, d->out);
}

static void decode_words(struct kua_mail *m, struct kua_str s, struct kua_buf *out)
{
	struct kua_buf without_nuls = KUA_BUF_INIT;
	if (!s.n)
		return;
	if (memchr(s.s, 0, s.n)) {
		for (size_t i = 0; i < s.n; i++)
			if (s.s[i])
				kua_buf_char(&without_nuls, s.s[i]);
		s = (struct kua_str){without_nuls.data ? without_nuls.data : "", without_nuls.len};
	}
	struct decoding d = {.m = m, .out = out};
	struct encoded e;
	size_t raw = 0, pos = 0, close = 0;
	bool after = false; /* an encoded word ends at raw */
	while ((pos = find(s, pos, '=')) != SIZE_MAX) {
		if (!read_encoded(s, pos, &close, &e)) {
			pos++;
			continue;
		}
		if (!after || white(s, raw) != pos - raw) /* white space between encoded words is none */
			add_raw(&d, (struct kua_str){s.s + raw, pos - raw});
		if (d.pending.len && strcasecmp(d.charset, e.charset) != 0)
			flush(&d);
		memcpy(d.charset, e.charset, sizeof d.charset);
		decode_encoded(&e, &d.pending);
		pos += e.n;
		raw = pos;
		after = true;
	}
	add_raw(&d, (struct kua_str){s.s + raw, s.n - raw});
	flush(&d);
	kua_buf_free(&d.pending);
	kua_buf_free(&without_nuls);
}

static struct kua_str one_line(struct kua_mail *m, const struct kua_buf *b)
{
	struct kua_buf line = KUA_BUF_INIT;
	kua_one_line(&line, b->data, b->len);
	struct kua_str s = {kua_arena_strndup(m->arena, line.data ? line.data : "", line.len), line.len};
	kua_buf_free(&line);
	return s;
}

struct kua_str kua_mail_decode(struct kua_mail *m, struct kua_str value)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!value.n)
		return (struct kua_str){NULL, 0};
	decode_words(m, value, &b);
	struct kua_str s = b.len ? one_line(m, &b) : (struct kua_str){NULL, 0};
	kua_buf_free(&b);
	return s;
}

/* ---- parameters ---- */

struct parameter {
	struct kua_str name, value; /* as they stand; quoted: between the quotation marks */
	bool quoted;
};

/* The next "; name=value" from *pos, which is behind the value before. */
static bool next_parameter(struct kua_str s, size_t *pos, struct parameter *p)
{
	size_t at = *pos;
	while (at < s.n && (s.s[at] == ';' || white(s, at)))
		at++;
	size_t name = at;
	while (at < s.n && s.s[at] != '=' && s.s[at] != ';')
		at++;
	p->name = kua_trim((struct kua_str){s.s + name, at - name});
	p->value = (struct kua_str){"", 0};
	p->quoted = false;
	if (at < s.n && s.s[at] == '=') {
		at++;
		at += white(s, at);
		p->quoted = at < s.n && s.s[at] == '"';
		size_t from = at += p->quoted;
		while (at < s.n && s.s[at] != (p->quoted ? '"' : ';'))
			at += s.s[at] == '\\' && p->quoted && at + 1 < s.n ? 2 : 1;
		at = at < s.n ? at : s.n;
		p->value = (struct kua_str){s.s + from, at - from};
		at += at < s.n && p->quoted;
		while (p->quoted && at < s.n && s.s[at] != ';')
			at++;
		if (!p->quoted)
			p->value = kua_trim(p->value);
	}
	bool more = name < s.n;
	*pos = at;
	return more;
}

/* "name*2*" is piece 2 of name, encoded by per cent signs; -1 where name is another's. */
static int piece_of(struct kua_str name, const char *key, bool *encoded)
{
	size_t n = strlen(key);
	*encoded = false;
	if (name.n < n || !kua_str_is((struct kua_str){name.s, n}, key))
		return -1;
	struct kua_str rest = {name.s + n, name.n - n};
	if (rest.n && rest.s[rest.n - 1] == '*') {
		*encoded = true;
		rest.n--;
	}
	if (rest.n == 0)
		return 0;
	int number = 0;
	if (rest.s[0] != '*' || rest.n > 4)
		return -1;
	for (size_t i = 1; i < rest.n; i++) {
		if (rest.s[i] < '0' || rest.s[i] > '9')
			return -1;
		number = number * 10 + (rest.s[i] - '0');
	}
	return number < (int)PIECES ? number : -1;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void add_percent(struct kua_str s, struct kua_buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		int a = i + 2 < s.n && s.s[i] == '%' ? hex(s.s[i + 1]) : -1, b = a >= 0 ? hex(s.s[i + 2]) : -1;
		kua_buf_char(out, b >= 0 ? (char)(a * 16 + b) : s.s[i]);
		i += b >= 0 ? 2 : 0;
	}
}

static void add_unquoted(struct kua_str s, struct kua_buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		i += s.s[i] == '\\' && i + 1 < s.n && (s.s[i + 1] == '"' || s.s[i + 1] == '\\');
		kua_buf_char(out, s.s[i]);
	}
}

/* The first piece of an encoded value is charset'language'text. */
static struct kua_str take_charset(struct kua_str s, char charset[CHARSET_BYTES])
{
	size_t first = find(s, 0, '\''), second = first == SIZE_MAX ? SIZE_MAX : find(s, first + 1, '\'');
	if (second == SIZE_MAX || first >= CHARSET_BYTES)
		return s;
	memcpy(charset, s.s, first);
	charset[first] = '\0';
	return (struct kua_str){s.s + second + 1, s.n - second - 1};
}

struct kua_str kua_mail_parameter(struct kua_mail *m, struct kua_str value, const char *key)
{
	struct parameter pieces[PIECES] = {0}, p;
	bool encoded[PIECES] = {0}, has[PIECES] = {0}, is_encoded, any_encoded = false;
	struct kua_buf b = KUA_BUF_INIT, text = KUA_BUF_INIT;
	char charset[CHARSET_BYTES] = "";
	size_t pos = find(value, 0, ';'), n = 0;
	while (pos != SIZE_MAX && next_parameter(value, &pos, &p)) {
		int i = piece_of(p.name, key, &is_encoded);
		if (i < 0 || (has[i] && !is_encoded)) /* the first counts, but name*= is better than name= */
			continue;
		pieces[i] = p;
		encoded[i] = is_encoded;
		any_encoded |= is_encoded;
		has[i] = true;
		n++;
	}
	for (size_t i = 0; i < PIECES && has[i]; i++) {
		struct kua_str s = pieces[i].value;
		if (i == 0 && encoded[i])
			s = take_charset(s, charset);
		if (encoded[i])
			add_percent(s, &b);
		else
			add_unquoted(s, &b);
	}
	if (any_encoded)
		(void)kua_mail_to_utf8(m, b.data ? b.data : "", b.len, charset, &text);
	else
		decode_words(m, (struct kua_str){b.data, b.len}, &text);
	struct kua_str s = n && text.len ? one_line(m, &text) : (struct kua_str){NULL, 0};
	kua_buf_free(&b);
	kua_buf_free(&text);
	return s;
}
