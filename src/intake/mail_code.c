/*
 * mail_code.c - bytes out of the letters in which mail carries them. All decoders are forgiving: a mail that a gateway,
 * a list or a disk has damaged gives what is left of it.
 */
#include "intake/mail.h"

#define NONE 64
#define FILE_LINE ((size_t)1024)  /* longer lines are in no encoded file */
#define UU_LINE ((size_t)45)      /* bytes in a line of uuencode */

/* ---- base64 ---- */

static const unsigned char sextets[256] = {
#define S(c, v) [(unsigned char)(c)] = (v) + 1
	S('A', 0), S('B', 1), S('C', 2), S('D', 3), S('E', 4), S('F', 5), S('G', 6), S('H', 7), S('I', 8), S('J', 9),
	S('K', 10), S('L', 11), S('M', 12), S('N', 13), S('O', 14), S('P', 15), S('Q', 16), S('R', 17), S('S', 18),
	S('T', 19), S('U', 20), S('V', 21), S('W', 22), S('X', 23), S('Y', 24), S('Z', 25), S('a', 26), S('b', 27),
	S('c', 28), S('d', 29), S('e', 30), S('f', 31), S('g', 32), S('h', 33), S('i', 34), S('j', 35), S('k', 36),
	S('l', 37), S('m', 38), S('n', 39), S('o', 40), S('p', 41), S('q', 42), S('r', 43), S('s', 44), S('t', 45),
	S('u', 46), S('v', 47), S('w', 48), S('x', 49), S('y', 50), S('z', 51), S('0', 52), S('1', 53), S('2', 54),
	S('3', 55), S('4', 56), S('5', 57), S('6', 58), S('7', 59), S('8', 60), S('9', 61), S('+', 62), S('/', 63),
	S('-', 62), S('_', 63), /* as in addresses of the web */
#undef S
};

static unsigned sextet(char c)
{
	unsigned v = sextets[(unsigned char)c];
	return v ? v - 1 : NONE;
}

size_t kua_mail_base64(struct kua_str s, struct kua_buf *out)
{
	size_t rubbish = 0;
	uint32_t bits = 0;
	unsigned have = 0;
	kua_buf_reserve(out, s.n / 4 * 3 + 3);
	for (size_t i = 0; i < s.n;) {
		if (have == 0 && i + 4 <= s.n) { /* four letters in a row are nearly all there is */
			unsigned a = sextet(s.s[i]), b = sextet(s.s[i + 1]), c = sextet(s.s[i + 2]), d = sextet(s.s[i + 3]);
			if ((a | b | c | d) < NONE) {
				char three[3] = {(char)(a << 2 | b >> 4), (char)(b << 4 | c >> 2), (char)(c << 6 | d)};
				kua_buf_add(out, three, 3);
				i += 4;
				continue;
			}
		}
		char letter = s.s[i++];
		unsigned v = sextet(letter);
		if (v == NONE) {
			rubbish += !strchr("=\r\n \t", letter) || letter == '\0';
			if (letter == '=') /* another text may follow the end of one */
				have = 0, bits = 0;
			continue;
		}
		bits = bits << 6 | v;
		if (++have == 1)
			continue;
		unsigned rest = 6 * have - 8 * (have - 1);
		kua_buf_char(out, (char)(bits >> rest));
		bits &= (1u << rest) - 1;
		if (have == 4)
			have = 0, bits = 0;
	}
	return rubbish;
}

/* ---- quoted-printable ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind a "=" at the end of a line, white space there allowed; 0 where it is no end. */
static size_t soft_break(struct kua_str s, size_t at)
{
	size_t i = at;
	while (i < s.n && (s.s[i] == ' ' || s.s[i] == '\t'))
		i++;
	if (i == s.n)
		return i - at + 1;
	if (s.s[i] == '\r' && i + 1 < s.n && s.s[i + 1] == '\n')
		return i - at + 3;
	return s.s[i] == '\n' || s.s[i] == '\r' ? i - at + 2 : 0;
}

size_t kua_mail_quoted_printable(struct kua_str s, struct kua_buf *out)
{
	size_t rubbish = 0;
	kua_buf_reserve(out, s.n);
	for (size_t pos = 0; pos < s.n;) {
		const char *sign = memchr(s.s + pos, '=', s.n - pos);
		size_t at = sign ? (size_t)(sign - s.s) : s.n;
		kua_buf_add(out, s.s + pos, at - pos);
		if (!sign)
			break;
		int a = at + 2 < s.n ? hex(s.s[at + 1]) : -1, b = a >= 0 ? hex(s.s[at + 2]) : -1;
		size_t soft = b < 0 ? soft_break(s, at + 1) : 0;
		if (b >= 0)
			kua_buf_char(out, (char)(a * 16 + b));
		else if (!soft)
			kua_buf_char(out, '=');
		rubbish += b < 0 && !soft;
		pos = at + (b >= 0 ? 3 : soft ? soft : 1);
	}
	return rubbish;
}

/* ---- files inside a text: uuencode, yEnc ---- */

static bool starts(struct kua_str s, const char *with)
{
	size_t n = strlen(with);
	return s.n >= n && memcmp(s.s, with, n) == 0;
}

/* "begin 644 name" */
static bool is_uu_begin(struct kua_str line, struct kua_str *name)
{
	size_t pos = 6, digits = 0;
	if (!starts(line, "begin "))
		return false;
	while (pos < line.n && line.s[pos] >= '0' && line.s[pos] <= '7') {
		pos++;
		digits++;
	}
	if (digits < 3 || digits > 4 || pos >= line.n || line.s[pos] != ' ')
		return false;
	*name = kua_trim((struct kua_str){line.s + pos, line.n - pos});
	return name->n > 0;
}

/* False where it is no such line. Lost spaces at its end are zeros, which spaces stand for. */
static bool uu_line(struct kua_str line, struct kua_buf *out)
{
	if (line.n == 0 || line.s[0] < ' ' || line.s[0] > '`')
		return false;
	size_t n = (size_t)((line.s[0] - ' ') & 63), letters = (n + 2) / 3 * 4;
	if (n > UU_LINE + 18 || line.n > letters + 3) /* some add a checksum */
		return false;
	for (size_t i = 1; i < line.n; i++)
		if (line.s[i] < ' ' || line.s[i] > '`')
			return false;
	uint32_t bits = 0;
	for (size_t i = 0; i < letters; i++) {
		unsigned v = 1 + i < line.n ? (unsigned)(line.s[1 + i] - ' ') & 63 : 0;
		bits = bits << 6 | v;
		if (i % 4 != 3)
			continue;
		for (size_t k = 0; k < 3 && i / 4 * 3 + k < n; k++)
			kua_buf_char(out, (char)(bits >> (16 - 8 * k)));
		bits = 0;
	}
	return true;
}

/* The lines behind "begin"; true where they are such a file, *pos behind it. */
static bool read_uu(struct kua_str s, size_t *pos, struct kua_mail_file *f)
{
	struct kua_str line;
	for (size_t at = *pos; kua_mail_line(s, &at, &line); *pos = at) {
		if (starts(line, "end") && kua_trim(line).n == 3) {
			*pos = at;
			return f->bytes.len > 0;
		}
		if (!uu_line(line, &f->bytes))
			break;
	}
	f->broken = true;
	return f->bytes.len > 0;
}

/* "=ybegin line=128 size=123 name=a.jpg" */
static bool is_y_begin(struct kua_str line, struct kua_str *name)
{
	const char *at = starts(line, "=ybegin ") ? memmem(line.s, line.n, " name=", 6) : NULL;
	if (!at)
		return false;
	*name = kua_trim((struct kua_str){at + 6, line.n - (size_t)(at + 6 - line.s)});
	return name->n > 0;
}

static bool read_y(struct kua_str s, size_t *pos, struct kua_mail_file *f)
{
	struct kua_str line;
	for (size_t at = *pos; kua_mail_line(s, &at, &line); *pos = at) {
		if (starts(line, "=yend")) {
			*pos = at;
			return f->bytes.len > 0;
		}
		if (starts(line, "=ypart"))
			continue;
		for (size_t i = starts(line, "..") ? 1 : 0; i < line.n; i++) {
			bool escaped = line.s[i] == '=' && i + 1 < line.n;
			i += escaped;
			kua_buf_char(&f->bytes, (char)((unsigned char)line.s[i] - 42 - (escaped ? 64 : 0)));
		}
	}
	f->broken = true;
	return f->bytes.len > 0;
}

/* Where the next line begins that starts with `with`. */
static size_t find_line(struct kua_str s, size_t pos, const char *with)
{
	size_t n = strlen(with);
	for (;;) {
		const char *at = pos < s.n ? memmem(s.s + pos, s.n - pos, with, n) : NULL;
		if (!at)
			return SIZE_MAX;
		if (at == s.s || at[-1] == '\n')
			return (size_t)(at - s.s);
		pos = (size_t)(at - s.s) + n;
	}
}

bool kua_mail_next_file(struct kua_str s, size_t *pos, struct kua_mail_file *f)
{
	static const char *const openings[] = {"begin ", "=ybegin "};
	for (;;) {
		for (size_t i = 0; i < 2; i++)
			if (f->next[i] < *pos || *pos == 0)
				f->next[i] = find_line(s, *pos, openings[i]);
		bool is_y = f->next[1] < f->next[0];
		size_t at = f->begin = f->next[is_y];
		struct kua_str line;
		if (at == SIZE_MAX)
			return false;
		f->broken = false;
		kua_buf_clear(&f->bytes);
		(void)kua_mail_line(s, &at, &line);
		*pos = at;
		if (line.n <= FILE_LINE && (is_y ? is_y_begin(line, &f->name) && read_y(s, pos, f)
		                                 : is_uu_begin(line, &f->name) && read_uu(s, pos, f)))
			return true;
	}
}
