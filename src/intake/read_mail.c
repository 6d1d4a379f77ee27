/*
 * read_mail.c - mail: one message, or a mailbox of them, into items. Each message's own words are an item; what it quotes
 * are items of kind quotation, so that nobody is counted as saying what they only quote; what is attached are
 * documents of their own.
 *
 * A mailbox is mapped and may be gigabytes: it is read message by message, nothing of it is kept, and what is wrong
 * with one message costs that one. What was wrong is said once for all, with the first message concerned.
 */
#include <stdlib.h>

#include "intake/mail.h"

#define META_BYTES ((size_t)1000)
#define LOOK ((size_t)4096)        /* bytes that show how lines end */
#define CR_BYTES ((size_t)256 << 20) /* larger documents are not copied for their line ends */

/* ---- what a message says of itself ---- */

struct message {
	struct kua_found f;
	kua_strings addressees, categories;
};

static void read_addressees(struct kua_mail *m, const struct kua_mail_head *h, kua_strings *out)
{
	static const char *const fields[] = {"to", "cc"};
	for (size_t i = 0; i < h->fields.n && out->n < KUA_ADDRESSEES; i++) {
		kua_mail_addresses who = {0};
		if (kua_str_is(h->fields.v[i].name, fields[0]) || kua_str_is(h->fields.v[i].name, fields[1]))
			kua_mail_read_addresses(m, h->fields.v[i].value, &who);
		for (size_t k = 0; k < who.n && out->n < KUA_ADDRESSEES; k++)
			*kua_vec_add(out) = who.v[k].name.n ? who.v[k].name : who.v[k].address;
		kua_vec_free(&who);
	}
}

static void read_categories(struct kua_mail *m, const struct kua_mail_head *h, kua_strings *out)
{
	static const char *const fields[] = {"x-gmail-labels", "keywords", "x-keywords", "x-label", "categories"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct kua_str all = kua_mail_decode(m, kua_mail_get(h, fields[i]));
		kua_strings found = {0};
		if (all.n)
			kua_split(all, ",;", KUA_CATEGORIES, &found);
		for (size_t k = 0; k < found.n && out->n < KUA_CATEGORIES; k++)
			if (!kua_words_has(m->w, KUA_SET_MAIL_FOLDER, found.v[k]))
				*kua_vec_add(out) = found.v[k];
		kua_vec_free(&found);
	}
}

/* The name a mail is from; a body speaks for itself. */
static void read_author(struct kua_mail *m, const struct kua_mail_head *h, struct kua_found *f)
{
	static const char *const fields[] = {"from", "sender", "resent-from"};
	kua_mail_addresses who = {0};
	for (size_t i = 0; i < 3 && !who.n; i++)
		kua_mail_read_addresses(m, kua_mail_get(h, fields[i]), &who);
	if (who.n && who.v[0].name.n) {
		if (kua_is_body(m->w, who.v[0].name))
			f->issuer = who.v[0].name;
		else
			f->author = who.v[0].name;
	}
	kua_vec_free(&who);
}

/* The day behind the last semicolon: when a relay took it. */
static bool received_on(struct kua_mail *m, struct kua_str received, char iso[11])
{
	const char *at = received.n ? memrchr(received.s, ';', received.n) : NULL;
	return at && kua_mail_date(m->w, (struct kua_str){at + 1, received.n - (size_t)(at + 1 - received.s)}, iso);
}

static struct kua_str last_of(const struct kua_mail_head *h, const char *name)
{
	for (size_t i = h->fields.n; i > 0; i--)
		if (kua_str_is(h->fields.v[i - 1].name, name))
			return kua_trim(h->fields.v[i - 1].value);
	return (struct kua_str){NULL, 0};
}

/* Its date, else the day the first relay took it, else the one in the line that parts it from others. */
static void read_day(struct kua_mail *m, const struct kua_mail_head *h, struct kua_str line, char iso[11])
{
	struct kua_str date = kua_mail_get(h, "date");
	if (!date.n)
		date = kua_mail_get(h, "resent-date");
	struct kua_str text = kua_mail_decode(m, date);
	if (text.n && kua_mail_date(m->w, text, iso))
		return;
	if (date.n)
		kua_mail_say(m, KUA_DIAG_MAIL_DATE, NULL);
	if (received_on(m, last_of(h, "received"), iso) || received_on(m, kua_mail_get(h, "received"), iso))
		return;
	const char *space = line.n > 5 ? memchr(line.s + 5, ' ', line.n - 5) : NULL;
	if (!space || !kua_mail_date(m->w, (struct kua_str){space, line.n - (size_t)(space - line.s)}, iso))
		iso[0] = '\0';
}

static void tell(struct kua_mail *m, const char *key, struct kua_str value)
{
	struct kua_str text = kua_mail_decode(m, value);
	text.n = text.n ? kua_cut(text.s, text.n, META_BYTES) : 0;
	kua_answer_meta(m->o, key, text);
}

/* The head's fields that say where a mail comes from and where it went. */
void kua_mail_tell_head(struct kua_mail *m, const struct kua_mail_head *h)
{
	static const char *const keys[] = {
		"mail.from", "mail.sender", "mail.to", "mail.cc", "mail.bcc", "mail.reply-to", "mail.date", "mail.subject",
		"mail.message-id", "mail.in-reply-to", "mail.references", "mail.return-path", "mail.delivered-to",
		"mail.organization", "mail.list-id", "mail.newsgroups", "mail.x-mailer", "mail.user-agent",
		"mail.x-originating-ip", "mail.x-gm-thrid", "mail.thread-topic"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		tell(m, keys[i], kua_mail_get(h, keys[i] + strlen("mail.")));
	size_t hops = 0;
	for (size_t i = 0; i < h->fields.n; i++)
		hops += kua_str_is(h->fields.v[i].name, "received");
	tell(m, "mail.received-first", last_of(h, "received"));
	if (hops > 1)
		tell(m, "mail.received-last", kua_mail_get(h, "received"));
	struct kua_str dkim = kua_mail_get(h, "dkim-signature");
	if (dkim.n) {
		struct kua_buf value = KUA_BUF_INIT; /* its parameters begin at once */
		kua_buf_str(&value, "; ");
		kua_buf_add(&value, dkim.s, dkim.n);
		struct kua_str domain = kua_mail_parameter(m, (struct kua_str){value.data, value.len}, "d");
		kua_mail_say(m, KUA_DIAG_SIGNED, "DKIM, %.*s", (int)(domain.n < 100 ? domain.n : 100), domain.n ? domain.s : "");
		kua_buf_free(&value);
	}
}

/* ">From " at the beginning of a line was "From " before it came into the mailbox. */
static void unescape(struct kua_buf *text)
{
	size_t to = 0;
	for (size_t i = 0; i < text->len; i++) {
		bool begins = text->data[i] == '>' && (i == 0 || text->data[i - 1] == '\n');
		size_t signs = 0;
		while (begins && i + signs < text->len && text->data[i + signs] == '>')
			signs++;
		i += begins && text->len - i - signs >= 5 && memcmp(text->data + i + signs, "From ", 5) == 0;
		text->data[to++] = text->data[i];
	}
	if (text->data)
		text->data[text->len = to] = '\0';
}

static bool is_newsletter(const struct kua_mail_head *h)
{
	struct kua_str precedence = kua_mail_get(h, "precedence");
	bool to_many = kua_mail_get(h, "list-unsubscribe").n || kua_str_is(precedence, "bulk") || kua_str_is(precedence, "list");
	return to_many && !kua_mail_get(h, "in-reply-to").n && !kua_mail_get(h, "references").n;
}

static void read_message(struct kua_mail *m, struct kua_mail_part *part, struct kua_str line, struct kua_str bytes)
{
	struct message msg = {0};
	struct kua_buf text = KUA_BUF_INIT;
	kua_arena_clear(m->arena);
	m->charset[0] = '\0';
	m->parts = m->inner = m->met.n = 0;
	kua_intern_free(m->names);
	m->names = NULL;
	kua_mail_read_part(m, bytes, "text/plain", part);
	if (!m->number && kua_mail_is_page(part, m->name)) {
		kua_answer_media_type(m->o, "multipart/related");
		kua_mail_read_page(m, part);
		return;
	}
	if (!m->number)
		kua_answer_media_type(m->o, "message/rfc822");
	if (strncmp(part->type, "text/", 5) == 0) /* a whole mail with a name is a mail with a text all the same */
		part->attached = kua_str_is(kua_mail_get(&part->head, "content-disposition"), "attachment");
	kua_mail_walk(m, part, &text);
	/* now that the text was read, it is known in what character set the head may be */
	if (!m->number)
		kua_mail_tell_head(m, &part->head);
	msg.f.title = kua_mail_decode(m, kua_mail_get(&part->head, "subject"));
	msg.f.language = kua_mail_get(&part->head, "content-language");
	msg.f.url = kua_mail_decode(m, kua_mail_get(&part->head, "archived-at"));
	read_author(m, &part->head, &msg.f);
	read_day(m, &part->head, line, msg.f.date);
	read_addressees(m, &part->head, &msg.addressees);
	read_categories(m, &part->head, &msg.categories);
	msg.f.addressees = msg.addressees.v;
	msg.f.n_addressees = msg.addressees.n;
	msg.f.categories = msg.categories.v;
	msg.f.n_categories = msg.categories.n;
	if (line.n)
		unescape(&text);
	kua_mail_answer(m, &msg.f, is_newsletter(&part->head), (struct kua_str){text.data, text.len});
	kua_vec_free(&msg.addressees);
	kua_vec_free(&msg.categories);
	kua_buf_free(&text);
}

/* ---- documents ---- */

static void read_box(struct kua_mail *m, struct kua_mail_part *part, struct kua_str s)
{
	struct kua_str line, bytes, first_line, first;
	size_t pos = 0;
	(void)kua_mail_next(s, &pos, &first_line, &first);
	if (pos >= s.n) { /* a mail with such a line above it */
		read_message(m, part, first_line, first);
		return;
	}
	kua_answer_media_type(m->o, "application/mbox");
	for (pos = 0; !m->o->over && kua_mail_next(s, &pos, &line, &bytes);) {
		m->number++;
		read_message(m, part, line, bytes);
	}
	char number[24];
	(void)snprintf(number, sizeof number, "%zu", m->number);
	kua_answer_meta(m->o, "mail.messages", kua_str(number));
	kua_mail_say_all(m);
}

static bool is_named(const char *name)
{
	static const char *const endings[] = {".eml", ".emlx", ".mbox", ".mbx", ".mht", ".mhtml"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (kua_str_ends(kua_str(name), endings[i]))
			return true;
	return false;
}

/* Apple Mail puts the number of bytes above a mail, and a list of properties below it. */
static struct kua_str inside_emlx(struct kua_str s)
{
	struct kua_str line;
	size_t pos = 0, n = 0;
	if (!kua_mail_line(s, &pos, &line))
		return s;
	line = kua_trim(line);
	for (size_t i = 0; i < line.n; i++) {
		if (line.s[i] < '0' || line.s[i] > '9' || n > SIZE_MAX / 20)
			return s;
		n = n * 10 + (size_t)(line.s[i] - '0');
	}
	return n && n <= s.n - pos ? (struct kua_str){s.s + pos, n} : s;
}

static struct kua_str behind_mark(struct kua_str s)
{
	if (s.n >= 3 && memcmp(s.s, "\xef\xbb\xbf", 3) == 0)
		s = (struct kua_str){s.s + 3, s.n - 3};
	while (s.n && (s.s[0] == '\n' || s.s[0] == '\r'))
		s = (struct kua_str){s.s + 1, s.n - 1};
	return s;
}

/* Lines of old Macintosh programs end in CR alone; then b holds the same with LF. */
static struct kua_str with_lf(struct kua_str s, struct kua_buf *b)
{
	size_t look = s.n < LOOK ? s.n : LOOK;
	if (s.n > CR_BYTES || memchr(s.s, '\n', look) || !memchr(s.s, '\r', look))
		return s;
	kua_buf_add(b, s.s, s.n);
	for (char *at = b->data; (at = memchr(at, '\r', b->len - (size_t)(at - b->data)));)
		*at = '\n';
	return (struct kua_str){b->data, b->len};
}

bool kua_read_mail_bytes(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_buf copy = KUA_BUF_INIT;
	struct kua_str s = with_lf(inside_emlx(behind_mark((struct kua_str){bytes, n})), &copy);
	bool box = kua_mail_is_box(s);
	if (!box && !kua_mail_begins(s, is_named(name))) {
		kua_buf_free(&copy);
		return false;
	}
	struct kua_mail m;
	struct kua_mail_part part = {0};
	kua_mail_open(&m, w, name, o);
	if (box) {
		read_box(&m, &part, s);
	} else {
		read_message(&m, &part, (struct kua_str){NULL, 0}, s);
	}
	kua_vec_free(&part.head.fields);
	kua_mail_close(&m);
	kua_buf_free(&copy);
	return true;
}
