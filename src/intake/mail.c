/*
 * mail.c - mails that somebody has saved or pasted into a text: one or several, each with a small head ("From: ... Date:
 * ... Subject: ..."), behind a blank line or at the beginning. Real mail is read from its bytes (read_mail.c), for there
 * each part has its own character set; here all is text already, and what is encoded is left to whoever reads text.
 */
#include "intake/mail.h"

#define HEAD_BYTES ((size_t)64 << 10)

static bool is_encoded(const struct kua_mail_head *h)
{
	struct kua_str how = kua_mail_get(h, "content-transfer-encoding"), type = kua_mail_get(h, "content-type");
	return kua_str_is(how, "base64") || kua_str_is(how, "quoted-printable") ||
	       (type.n && (type.n < 5 || !kua_str_is((struct kua_str){type.s, 5}, "text/")));
}

/* Does a mail begin at pos? From, a day and a subject are the least. */
static bool begins(struct kua_str text, size_t pos, struct kua_mail_head *h)
{
	if (text.n - pos < 5 || memcmp(text.s + pos, "From:", 5) != 0)
		return false;
	size_t n = text.n - pos < HEAD_BYTES ? text.n - pos : HEAD_BYTES;
	kua_mail_read_head((struct kua_str){text.s + pos, n}, h);
	bool ended = h->body > 0 && h->body <= n && text.s[pos + h->body - 1] == '\n';
	return ended && !h->broken && kua_mail_get(h, "from").s && kua_mail_get(h, "subject").s &&
	       (kua_mail_get(h, "date").s || kua_mail_get(h, "sent").s);
}

/* Where the next mail begins at or behind pos; the text's end where there is none. */
static size_t next_mail(struct kua_str text, size_t pos)
{
	struct kua_str line;
	struct kua_mail_head h = {0};
	bool parted = false, found = false;
	size_t at = pos;
	for (; !found && kua_next_line(text, &pos, &line); at = found ? at : pos) {
		found = parted && begins(text, at, &h);
		parted = kua_trim(line).n == 0;
	}
	kua_vec_free(&h.fields);
	return found ? at : text.n;
}

static void answer_mail(struct kua_mail *m, const struct kua_mail_head *h, struct kua_str body)
{
	struct kua_found f = {.title = kua_mail_decode(m, kua_mail_get(h, "subject"))};
	struct kua_str date = kua_mail_get(h, "date");
	kua_mail_addresses from = {0}, to = {0};
	kua_strings addressees = {0};
	kua_mail_read_addresses(m, kua_mail_get(h, "from"), &from);
	kua_mail_read_addresses(m, kua_mail_get(h, "to"), &to);
	for (size_t i = 0; i < to.n; i++)
		*kua_vec_add(&addressees) = to.v[i].name.n ? to.v[i].name : to.v[i].address;
	if (from.n)
		f.author = from.v[0].name;
	(void)kua_mail_date(m->w, date.n ? date : kua_mail_get(h, "sent"), f.date);
	f.addressees = addressees.v;
	f.n_addressees = addressees.n;
	kua_mail_answer(m, &f, false, body);
	kua_vec_free(&from);
	kua_vec_free(&to);
	kua_vec_free(&addressees);
}

bool kua_read_mail(const struct kua_words *w, struct kua_str text, struct kua_answer *o)
{
	struct kua_mail_head h = {0};
	size_t pos = 0;
	while (pos < text.n && text.s[pos] == '\n')
		pos++;
	bool is = begins(text, pos, &h) && !is_encoded(&h);
	if (is) {
		struct kua_mail m;
		kua_mail_open(&m, w, "", o);
		while (!o->over && pos < text.n && begins(text, pos, &h)) {
			size_t body = pos + h.body, end = next_mail(text, body);
			kua_arena_clear(m.arena);
			answer_mail(&m, &h, (struct kua_str){text.s + body, end - body});
			pos = end;
		}
		kua_mail_close(&m);
	}
	kua_vec_free(&h.fields);
	return is;
}
