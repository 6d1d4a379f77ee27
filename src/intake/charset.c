/*
 * charset.c - which encoding bytes are in, and clean UTF-8 out of them.
 *
 * In this order: a byte order mark; UTF-16 without one, by where its zero bytes and its Cyrillic high bytes
 * stand; UTF-8, also where up to a fifth of its sequences are broken; what the document declares; then a guess.
 * ICU's detector is weak on short Russian text and does not know the Kazakh code pages, so Cyrillic is judged
 * here: each candidate code page turns the bytes into letters, and the one whose letters are most like a
 * language's (data/intake/alphabets.txt: mean log of each letter's share), with the fewest capitals behind
 * small letters and the fewest signs that no text has, wins. Other scripts are left to ICU, Western European is
 * what remains.
 */
#include <math.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "intake/internal.h"

#define SAMPLE ((size_t)256 << 10)

/* ---- clean UTF-8 out ---- */

struct cleaner {
	struct kua_buf *out;
	size_t replaced, controls, nuls;
	bool after_cr, in_nuls;
};

/* Stands for bytes that are no character; a U+FFFD that was written as such is one. */
#define BROKEN 0x110000u

static void put(struct cleaner *c, uint32_t cp)
{
	bool lf_of_crlf = cp == '\n' && c->after_cr, more_nuls = cp == 0 && c->in_nuls;
	c->after_cr = cp == '\r';
	c->in_nuls = cp == 0;
	c->nuls += cp == 0;
	if (lf_of_crlf || more_nuls || cp == 0xfeff)
		return;
	if (cp == '\r' || cp == '\f' || cp == '\v' || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
		cp = '\n';
	bool control = (cp < ' ' && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0);
	c->controls += control && cp != 0;
	c->replaced += cp == BROKEN;
	kua_buf_utf8(c->out, control || cp == BROKEN ? 0xfffd : cp);
}

static void put_ascii_run(struct cleaner *c, const char *p, size_t n)
{
	c->after_cr = c->in_nuls = false;
	kua_buf_add(c->out, p, n);
}

static size_t plain_run(const char *p, size_t n)
{
	size_t i = 0;
	while (i < n && ((p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\t'))
		i++;
	return i;
}

static void from_utf8(struct cleaner *c, const char *p, size_t n)
{
	for (size_t pos = 0; pos < n;) {
		size_t run = plain_run(p + pos, n - pos);
		if (run)
			put_ascii_run(c, p + pos, run);
		pos += run;
		if (pos == n)
			break;
		uint32_t cp;
		size_t len = kua_utf8_next(p + pos, n - pos, &cp);
		put(c, len ? cp : BROKEN);
		pos += len ? len : 1;
	}
}

static void from_table(struct cleaner *c, const char *p, size_t n, const uint16_t table[128])
{
	for (size_t pos = 0; pos < n; pos++) {
		size_t run = plain_run(p + pos, n - pos);
		if (run)
			put_ascii_run(c, p + pos, run);
		pos += run;
		if (pos == n)
			break;
		unsigned char byte = (unsigned char)p[pos];
		uint32_t cp = byte < 0x80 ? byte : table[byte - 0x80];
		put(c, cp == 0xfffd ? BROKEN : cp);
	}
}

static bool from_icu(struct cleaner *c, const char *p, size_t n, const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *cnv = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return false;
	UChar chunk[4096 + 1];
	size_t kept = 0; /* the first half of a surrogate pair, from the chunk before */
	const char *end = p + n;
	do {
		UChar *to = chunk + kept;
		status = U_ZERO_ERROR;
		ucnv_toUnicode(cnv, &to, chunk + 4096, &p, end, NULL, true, &status);
		size_t got = (size_t)(to - chunk);
		kept = 0;
		for (size_t i = 0; i < got; i++) {
			uint32_t cp = chunk[i];
			if (U16_IS_LEAD(cp) && i + 1 == got && status == U_BUFFER_OVERFLOW_ERROR) {
				kept = 1;
				break;
			}
			if (U16_IS_LEAD(cp) && i + 1 < got && U16_IS_TRAIL(chunk[i + 1]))
				cp = (uint32_t)U16_GET_SUPPLEMENTARY(cp, chunk[i + 1]), i++;
			put(c, U_IS_SURROGATE(cp) || cp == 0xfffd ? BROKEN : cp);
		}
		if (kept)
			chunk[0] = chunk[got - 1];
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	ucnv_close(cnv);
	return true;
}

/* ---- what the bytes look like ---- */

struct census {
	size_t high, controls, nuls;
	size_t good, broken;  /* sequences of UTF-8 beyond ASCII */
	size_t in_runs;       /* high bytes that stand three or more in a row */
};

static struct census count(const char *p, size_t n)
{
	struct census c = {0};
	size_t run = 0;
	for (size_t i = 0; i < n;) {
		unsigned char b = (unsigned char)p[i];
		if (b < 0x80) {
			c.in_runs += run >= 3 ? run : 0;
			run = 0;
			c.nuls += b == 0;
			c.controls += (b < ' ' && b != 0 && (b < 9 || b > 13) && b != 0x1b && b != 0x1a) ||
			    b == 0x7f;
			i++;
			continue;
		}
		uint32_t cp;
		size_t len = kua_utf8_next(p + i, n - i, &cp);
		c.good += len > 0;
		c.broken += len == 0;
		len = len ? len : 1;
		c.high += len;
		run += len;
		i += len;
	}
	c.in_runs += run >= 3 ? run : 0;
	return c;
}

/* UTF-16 without a mark: most pairs have a high byte of ASCII, Cyrillic or general punctuation on one side. */
static const char *find_utf16(const char *p, size_t n)
{
	size_t pairs = (n < SAMPLE ? n : SAMPLE) / 2, side[2] = {0}, zero[2] = {0};
	for (size_t i = 0; i < pairs; i++) {
		for (size_t k = 0; k < 2; k++) {
			unsigned char hi = (unsigned char)p[2 * i + k], lo = (unsigned char)p[2 * i + 1 - k];
			bool ascii = hi == 0 && (lo >= ' ' || (lo >= 9 && lo <= 13));
			side[k] += ascii || hi == 0x04 || hi == 0x20;
			zero[k] += ascii;
		}
	}
	for (size_t k = 0; k < 2; k++)
		if (pairs >= 4 && side[k] * 10 >= pairs * 8 && side[k] > 2 * side[1 - k] && zero[k] * 50 >= pairs)
			return k == 1 ? "UTF-16LE" : "UTF-16BE";
	return NULL;
}

/* How much the bytes, read with table, are like a language in Cyrillic; higher is better. */
static double plausibility(const struct kua_words *w, const char *p, size_t n, const uint16_t table[128])
{
	size_t counts[256] = {0}, letters = 0, odd = 0, turned = 0, high = 0;
	bool was_lower = false;
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)p[i];
		if (b < 0x80) {
			was_lower = false;
			continue;
		}
		uint32_t cp = table[b - 0x80], low = (uint32_t)u_tolower((UChar32)cp);
		high++;
		if (low >= 0x400 && low <= 0x4ff) {
			counts[low - 0x400]++;
			letters++;
			turned += was_lower && low != cp;
			was_lower = low == cp;
			continue;
		}
		was_lower = false;
		bool sign = (cp >= 0x2010 && cp <= 0x2039) || cp == 0xa0 || cp == 0xab || cp == 0xbb ||
		    cp == 0x2116;
		odd += !sign;
	}
	if (letters == 0)
		return -INFINITY;
	return kua_words_cyrillic(w, counts) - 4.0 * (double)turned / (double)letters - 6.0 *
	    (double)odd / (double)high;
}

/* Running text has about -3.0, letters thrown together about -4.4; Greek and Hebrew come to -3.4 at best. */
#define PLAUSIBLE (-3.9)
#define SURE (-3.35)

static const char *find_cyrillic(const struct kua_words *w, const char *p, size_t n, bool *sure)
{
	const char *best = NULL;
	double most = PLAUSIBLE;
	const char *page;
	for (size_t i = 0; (page = kua_cyrillic_page(i)); i++) {
		uint16_t table[128];
		if (!kua_code_page(page, table))
			continue;
		double score = plausibility(w, p, n, table);
		if (score > most + 1e-9) {
			most = score;
			best = page;
		}
	}
	*sure = most > SURE;
	return best;
}

/* ICU's best guess if it is at least so sure, or NULL; of Western names only what a Western guess may say. */
static const char *ask_icu(const char *p, size_t n, bool western, int32_t least, char found[40])
{
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *d = ucsdet_open(&status);
	ucsdet_setText(d, p, (int32_t)(n < SAMPLE ? n : SAMPLE), &status);
	const UCharsetMatch *m = U_SUCCESS(status) ? ucsdet_detect(d, &status) : NULL;
	const char *name = m && U_SUCCESS(status) ? ucsdet_getName(m, &status) : NULL;
	int32_t sure = m ? ucsdet_getConfidence(m, &status) : 0;
	static const char *const western_names[] = {"ISO-8859-2", "ISO-8859-9", "windows-1250", "windows-1254"};
	bool is_western = false;
	for (size_t i = 0; name && i < sizeof western_names / sizeof *western_names; i++)
		is_western |= strcmp(name, western_names[i]) == 0;
	bool take = name && sure >= least && strncmp(name, "UTF", 3) != 0 && strcmp(name, "ISO-8859-1") != 0 &&
	            strcmp(name, "windows-1252") != 0 && is_western == western;
	if (take)
		(void)snprintf(found, 40, "%s", name);
	ucsdet_close(d);
	return take ? found : NULL;
}

static const char *guess(const struct kua_words *w, const char *p, size_t n, const struct census *c, char found[40])
{
	size_t sample = n < SAMPLE ? n : SAMPLE;
	const char *name = NULL, *other = NULL;
	bool sure = false;
	if (c->in_runs * 2 > c->high) {
		name = find_cyrillic(w, p, sample, &sure);
		if (!sure)
			other = ask_icu(p, sample, false, name ? 50 : 35, found);
		name = other ? other : name;
	} else {
		if (c->high * 5 > n) /* the second byte of a Chinese character may be ASCII */
			name = ask_icu(p, sample, false, 90, found);
		if (!name)
			name = ask_icu(p, sample, true, 35, found);
	}
	return name ? name : "windows-1252";
}

/* ---- together ---- */

static const struct {
	const char *bytes, *name;
	size_t n;
} marks[] = {
	{"\xef\xbb\xbf", "UTF-8", 3},
	{"\xff\xfe\0\0", "UTF-32LE", 4},
	{"\0\0\xfe\xff", "UTF-32BE", 4},
	{"\xff\xfe", "UTF-16LE", 2},
	{"\xfe\xff", "UTF-16BE", 2},
};

static const char *find_mark(const char *p, size_t n)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (n >= marks[i].n && memcmp(p, marks[i].bytes, marks[i].n) == 0)
			return marks[i].name;
	return NULL;
}

/* What pages call Latin-1 or ASCII is windows-1252, as all browsers have it. */
static const char *declared_name(const char *declared)
{
	static const char *const latin[] = {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii",
	                                    "cp1252"};
	for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
		if (strcasecmp(declared, latin[i]) == 0)
			return "windows-1252";
	return declared;
}

static bool opens(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	ucnv_close(ucnv_open(name, &status));
	return U_SUCCESS(status);
}

static bool usable(const char *name)
{
	uint16_t table[128];
	if (strncasecmp(name, "utf", 3) == 0) /* the bytes have been looked at: they are not */
		return false;
	return kua_code_page(name, table) || opens(name);
}

/* Character sets that look like ASCII: letters change their meaning behind a sign. */
static bool shifts(const char *name)
{
	return strncasecmp(name, "iso-2022-", 9) == 0 || strncasecmp(name, "csiso2022", 9) == 0 || strcasecmp(name, "hz-gb-2312") == 0 ||
	       strcasecmp(name, "utf-7") == 0;
}

static const char *find(const struct kua_words *w, const char *p, size_t n, const char *declared, char found[40],
                        struct kua_answer *o)
{
	const char *name = find_mark(p, n);
	if (!name)
		name = find_utf16(p, n);
	if (name)
		return name;
	struct census c = count(p, n);
	if ((c.controls * 20 > n && c.controls > 4) || c.nuls * 10 > n * 3) {
		kua_answer_diagnose(o, KUA_DIAG_NOT_TEXT, "too many of its bytes are control characters");
		return NULL;
	}
	if (c.high == 0 && declared && shifts(declared) && opens(declared))
		return declared;
	if (c.high == 0 && memmem(p, n, "\x1b$B", 3))
		return "ISO-2022-JP";
	if (c.broken == 0 || c.good >= 4 * c.broken)
		return "UTF-8";
	if (declared && usable(declared_name(declared)))
		return declared_name(declared);
	return guess(w, p, n, &c, found);
}

static void note(struct kua_answer *o, const struct cleaner *c, const char *charset)
{
	if (c->nuls)
		kua_answer_diagnose(o, KUA_DIAG_CONTROLS, "zero bytes: %zu", c->nuls);
	if (c->controls)
		kua_answer_diagnose(o, KUA_DIAG_CONTROLS, "%zu", c->controls);
	if (c->replaced)
		kua_answer_diagnose(o, KUA_DIAG_REPLACED, "%zu places are not %s", c->replaced, charset);
}

bool kua_to_utf8(const struct kua_words *w, const char *bytes, size_t n, const char *declared, struct kua_buf *out,
                 char charset[40], struct kua_answer *o)
{
	char found[40];
	const char *name = find(w, bytes, n, declared, found, o);
	if (!name)
		return false;
	size_t i = 0;
	do
		charset[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
	while (i < 39 && name[i++]);
	charset[39] = '\0';
	struct cleaner c = {.out = out};
	if (n && bytes[n - 1] == 0x1a) /* how DOS ended a text */
		n--;
	kua_buf_reserve(out, n);
	uint16_t table[128];
	if (strcmp(name, "UTF-8") == 0)
		from_utf8(&c, bytes, n);
	else if (kua_code_page(name, table))
		from_table(&c, bytes, n, table);
	else
		(void)from_icu(&c, bytes, n, name);
	note(o, &c, charset);
	size_t chars = c.replaced + c.controls;
	if (chars * 10 > out->len) {
		kua_answer_diagnose(o, KUA_DIAG_NOT_TEXT, "too many of its bytes stand for no character");
		return false;
	}
	return true;
}

/* ---- what a page declares ---- */

static bool is_charset_char(char c)
{
	return kua_is_alnum_ascii(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

bool kua_declared_charset(const char *bytes, size_t n, char charset[40])
{
	static const char *const keys[] = {"charset=", "encoding="};
	n = n < 4096 ? n : 4096;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < 2; k++) {
			size_t len = strlen(keys[k]);
			if (n - i <= len || strncasecmp(bytes + i, keys[k], len) != 0)
				continue;
			size_t from = i + len, to;
			while (from < n && (bytes[from] == '"' || bytes[from] == '\'' || bytes[from] == ' '))
				from++;
			for (to = from; to < n && is_charset_char(bytes[to]); to++)
				;
			if (to == from || to - from >= 40)
				continue;
			memcpy(charset, bytes + from, to - from);
			charset[to - from] = '\0';
			return true;
		}
	}
	return false;
}
