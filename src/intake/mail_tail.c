/*
 * mail_tail.c - what stands at the end of a mail and is nobody's statement: the signature behind "-- ", what mailing
 * lists and free providers add, what lawyers ask to add (data/intake/mail.txt). It is cut paragraph by paragraph from
 * the end, and never all of the text.
 */
#include "intake/mail.h"

#define SIGNATURE_LINES 25
#define SIGNATURE_BYTES ((size_t)2500)
#define FOOTER_BYTES ((size_t)1200)
#define DISCLAIMER_BYTES ((size_t)6000)
#define BEGINNING_BYTES ((size_t)800) /* of a paragraph tell what it is */
#define PARAGRAPHS 12

static bool is_dashes(struct kua_str line)
{
	return (line.n == 2 || (line.n == 3 && line.s[2] == ' ')) && memcmp(line.s, "--", 2) == 0;
}

/* Where a signature begins; text.n where there is none. */
static size_t signature_at(struct kua_str text)
{
	struct kua_str line;
	size_t lines = 0, end = text.n;
	/* backwards, as far as a signature can reach */
	size_t pos = text.n > SIGNATURE_BYTES ? text.n - SIGNATURE_BYTES : 0;
	while (pos > 0 && pos < text.n && text.s[pos - 1] != '\n')
		pos++;
	for (size_t at = pos; kua_next_line(text, &pos, &line); at = pos) {
		if (end == text.n && is_dashes(line)) {
			end = at;
			lines = 0;
		} else if (++lines > SIGNATURE_LINES && end < text.n) {
			end = text.n;
		}
	}
	return end;
}

bool kua_mail_is_rule(struct kua_str line)
{
	line = kua_trim(line);
	if (line.n < 5)
		return false;
	for (size_t i = 1; i < line.n; i++)
		if (line.s[i] != line.s[0])
			return false;
	return strchr("-_=*~#", line.s[0]) != NULL;
}

/* Where the last paragraph begins: behind a blank line, or at a rule. ruled: it begins with one. */
static size_t last_paragraph(struct kua_str text, bool *ruled)
{
	size_t at = text.n;
	*ruled = false;
	while (at > 0) {
		const char *nl = memrchr(text.s, '\n', at - 1);
		size_t from = nl ? (size_t)(nl + 1 - text.s) : 0;
		struct kua_str line = {text.s + from, at - from};
		if (kua_trim(line).n == 0)
			return at;
		*ruled = kua_mail_is_rule(line);
		at = from;
		if (*ruled || text.n - at > DISCLAIMER_BYTES)
			break;
	}
	return at;
}

static bool is_tail(const struct kua_words *w, struct kua_str paragraph, bool ruled)
{
	struct kua_buf key = KUA_BUF_INIT;
	bool is = false;
	if (paragraph.n <= DISCLAIMER_BYTES) {
		kua_line_key(&key, (struct kua_str){paragraph.s, kua_cut(paragraph.s, paragraph.n, BEGINNING_BYTES)});
		const char *k = key.data ? key.data : "";
		is = kua_words_within(w, KUA_SET_MAIL_DISCLAIMER, k) ||
		     (paragraph.n <= FOOTER_BYTES && kua_words_within(w, KUA_SET_MAIL_FOOTER, k)) ||
		     (paragraph.n <= FOOTER_BYTES && ruled && kua_words_within(w, KUA_SET_MAIL_LIST, k)) ||
		     (paragraph.n <= FOOTER_BYTES && kua_words_prefix(w, KUA_SET_MAIL_DEVICE, k));
	}
	kua_buf_free(&key);
	return is;
}

static struct kua_str cut_paragraphs(const struct kua_words *w, struct kua_str text)
{
	for (int i = 0; i < PARAGRAPHS; i++) {
		bool ruled;
		struct kua_str all = kua_trim(text);
		text.n = all.n ? (size_t)(all.s + all.n - text.s) : 0;
		size_t at = last_paragraph(text, &ruled);
		struct kua_str paragraph = {text.s + at, text.n - at};
		if (text.n == 0 || !(is_tail(w, paragraph, ruled) || (ruled && kua_mail_is_rule(paragraph))))
			break;
		text.n = at;
	}
	return text;
}

struct kua_str kua_mail_cut_tail(const struct kua_words *w, struct kua_str text)
{
	struct kua_str cut = cut_paragraphs(w, text);
	size_t n = signature_at(cut);
	if (n < cut.n) /* what a program adds stands above a signature, too */
		cut = cut_paragraphs(w, (struct kua_str){cut.s, n});
	return kua_trim(cut).n ? cut : text;
}
