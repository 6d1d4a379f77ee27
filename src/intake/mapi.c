/* mapi.c - what the properties of an Outlook message say, into items and metadata. What they are stands in mapi.h. */
#include <stdlib.h>

#include "intake/bytes.h"
#include "intake/codepage.h"
#include "intake/mapi.h"

#define DAYS_TO_1970 134774 /* from 1601 */
#define DAY_SECONDS UINT64_C(86400)

const struct kua_mapi_property *kua_mapi_find(const struct kua_mapi *p, enum kua_mapi_id id)
{
	for (size_t i = 0; i < p->all.n; i++)
		if (p->all.v[i].id == (uint16_t)id)
			return &p->all.v[i];
	return NULL;
}

uint32_t kua_mapi_number(const struct kua_mapi *p, enum kua_mapi_id id, uint32_t fallback)
{
	const struct kua_mapi_property *x = kua_mapi_find(p, id);
	return x && (x->type == KUA_MAPI_INT32 || x->type == KUA_MAPI_BOOL) && x->value.n >= 4 ? kua_le32(x->value.s) : fallback;
}

/* ---- text ---- */

/* UTF-8 that may hold what no text holds. */
static struct kua_str cleaned(struct kua_mail *m, struct kua_buf *raw)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < raw->len; i++)
		if (raw->data[i])
			raw->data[n++] = raw->data[i];
	struct kua_str s = {NULL, 0};
	if (n && kua_mail_to_utf8(m, raw->data, n, "utf-8", &b) && b.len)
		s = (struct kua_str){kua_arena_strndup(m->arena, b.data, b.len), b.len};
	kua_buf_free(&b);
	return s;
}

static struct kua_str text_of(struct kua_mail *m, const struct kua_mapi *p, const struct kua_mapi_property *x)
{
	struct kua_buf raw = KUA_BUF_INIT;
	struct kua_code_pages pages = {0};
	if (x->type == KUA_MAPI_UTF16)
		kua_utf16_text(x->value, &raw);
	else if (p->code_page && p->code_page != 65001)
		kua_code_page_text(&pages, p->code_page, x->value, &raw);
	else
		(void)kua_mail_to_utf8(m, x->value.s, strnlen(x->value.s, x->value.n), NULL, &raw);
	struct kua_str s = cleaned(m, &raw);
	kua_buf_free(&raw);
	return s;
}

struct kua_str kua_mapi_text(struct kua_mail *m, const struct kua_mapi *p, enum kua_mapi_id id)
{
	const struct kua_mapi_property *x = kua_mapi_find(p, id);
	if (!x || (x->type != KUA_MAPI_UTF16 && x->type != KUA_MAPI_STRING) || !x->value.n)
		return (struct kua_str){NULL, 0};
	return kua_trim(text_of(m, p, x));
}

static struct kua_str first_text(struct kua_mail *m, const struct kua_mapi *p, const enum kua_mapi_id *ids)
{
	struct kua_str s = {NULL, 0};
	for (; *ids && !s.n; ids++)
		s = kua_mapi_text(m, p, *ids);
	return s;
}

struct kua_str kua_mapi_attachment_name(struct kua_mail *m, const struct kua_mapi *p)
{
	static const enum kua_mapi_id names[] = {KUA_MAPI_LONG_NAME, KUA_MAPI_SHORT_NAME, KUA_MAPI_DISPLAY_NAME, 0};
	return first_text(m, p, names);
}

/* ---- its body ---- */

static void add_html(struct kua_mail *m, const struct kua_mapi *p, struct kua_buf *out)
{
	const struct kua_mapi_property *x = kua_mapi_find(p, KUA_MAPI_HTML);
	struct kua_buf page = KUA_BUF_INIT;
	char declared[40];
	if (!x || !x->value.n)
		return;
	if (x->type == KUA_MAPI_UTF16)
		kua_utf16_text(x->value, &page);
	else /* what is no text gives nothing */
		(void)kua_mail_to_utf8(m, x->value.s, x->value.n, kua_declared_charset(x->value.s, x->value.n, declared) ? declared : NULL, &page);
	struct kua_str clean = cleaned(m, &page);
	if (clean.n)
		kua_mail_html(m, clean, out);
	kua_buf_free(&page);
}

static void add_rtf(struct kua_mail *m, const struct kua_mapi *p, struct kua_buf *out)
{
	const struct kua_mapi_property *x = kua_mapi_find(p, KUA_MAPI_RTF);
	struct kua_buf rtf = KUA_BUF_INIT, raw = KUA_BUF_INIT;
	bool html;
	if (!x)
		return;
	if (!kua_mapi_unpack_rtf(x->value, &rtf))
		kua_mail_say(m, KUA_DIAG_MAIL_CODE, "packed RTF");
	if (rtf.len) {
		kua_mapi_unwrap_rtf((struct kua_str){rtf.data, rtf.len}, &raw, &html);
		struct kua_str s = cleaned(m, &raw);
		if (html && s.n)
			kua_mail_html(m, s, out);
		else if (s.n)
			kua_buf_add(out, s.s, s.n);
	}
	kua_buf_free(&rtf);
	kua_buf_free(&raw);
}

/* Plain, else the page, else RTF: Outlook keeps them alike. */
void kua_mapi_body(struct kua_mail *m, const struct kua_mapi *p, struct kua_buf *out)
{
	struct kua_str plain = kua_mapi_text(m, p, KUA_MAPI_BODY);
	if (plain.n)
		kua_buf_add(out, plain.s, plain.n);
	if (!out->len)
		add_html(m, p, out);
	if (!kua_trim((struct kua_str){out->data, out->len}).n)
		add_rtf(m, p, out);
}

/* ---- who and when ---- */

static bool time_of(const struct kua_mapi *p, enum kua_mapi_id id, char iso[32])
{
	const struct kua_mapi_property *x = kua_mapi_find(p, id);
	uint64_t seconds = x && x->type == KUA_MAPI_TIME && x->value.n >= 8 ? kua_le64(x->value.s) / 10000000 : 0;
	if (seconds / DAY_SECONDS <= DAYS_TO_1970 || seconds / DAY_SECONDS > DAYS_TO_1970 + 84000) /* to the year 2199 */
		return false;
	char day[11];
	kua_date_from_day((int64_t)(seconds / DAY_SECONDS) - DAYS_TO_1970, day);
	(void)snprintf(iso, 32, "%sT%02u:%02u:%02uZ", day, (unsigned)(seconds / 3600 % 24), (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
	return true;
}

static struct kua_str with_address(struct kua_mail *m, struct kua_str name, struct kua_str address)
{
	if (!address.n || !memchr(address.s, '@', address.n))
		return name;
	return kua_str(kua_arena_printf(m->arena, "%.*s <%.*s>", (int)name.n, name.n ? name.s : "", (int)address.n, address.s));
}

static const enum kua_mapi_id sender_names[] = {KUA_MAPI_FOR_NAME, KUA_MAPI_SENDER, 0};
static const enum kua_mapi_id sender_addresses[] = {KUA_MAPI_FOR_SMTP, KUA_MAPI_SENDER_SMTP, KUA_MAPI_FOR_ADDRESS, KUA_MAPI_SENDER_ADDRESS, 0};
static const enum kua_mapi_id addresses[] = {KUA_MAPI_SMTP, KUA_MAPI_ADDRESS, 0};

static void read_addressees(struct kua_mail *m, const struct kua_mapi_message *msg, kua_strings *out)
{
	static const enum kua_mapi_id shown[] = {KUA_MAPI_TO, KUA_MAPI_CC};
	for (size_t i = 0; i < msg->recipients.n && out->n < KUA_ADDRESSEES; i++) {
		const struct kua_mapi *p = &msg->recipients.v[i];
		struct kua_str name = kua_mapi_text(m, p, KUA_MAPI_DISPLAY_NAME);
		if (!name.n)
			name = first_text(m, p, addresses);
		if (name.n && kua_mapi_number(p, KUA_MAPI_KIND, 1) != 3) /* not who got it unseen */
			*kua_vec_add(out) = name;
	}
	for (size_t i = 0; i < 2 && !msg->recipients.n; i++) {
		struct kua_str all = kua_mapi_text(m, &msg->own, shown[i]);
		if (all.n)
			kua_split(all, ";", KUA_ADDRESSEES, out);
	}
}

/* What the relays wrote, where Outlook kept it; else what is known without. */
static void tell(struct kua_mail *m, const struct kua_mapi_message *msg, const struct kua_mail_head *head)
{
	char time[32];
	if (head->fields.n) {
		kua_mail_tell_head(m, head);
		return;
	}
	kua_answer_meta(m->o, "mail.from", with_address(m, first_text(m, &msg->own, sender_names), first_text(m, &msg->own, sender_addresses)));
	kua_answer_meta(m->o, "mail.to", kua_mapi_text(m, &msg->own, KUA_MAPI_TO));
	kua_answer_meta(m->o, "mail.cc", kua_mapi_text(m, &msg->own, KUA_MAPI_CC));
	kua_answer_meta(m->o, "mail.message-id", kua_mapi_text(m, &msg->own, KUA_MAPI_MESSAGE_ID));
	if (time_of(&msg->own, KUA_MAPI_SUBMITTED, time) || time_of(&msg->own, KUA_MAPI_DELIVERED, time))
		kua_answer_meta(m->o, "mail.date", kua_str(time));
}

static void read_day(struct kua_mail *m, const struct kua_mapi_message *msg, const struct kua_mail_head *head, char iso[11])
{
	char time[32];
	struct kua_str date = kua_mail_get(head, "date");
	if (date.n && kua_mail_date(m->w, date, iso)) /* in the sender's zone */
		return;
	iso[0] = '\0';
	if (time_of(&msg->own, KUA_MAPI_SUBMITTED, time) || time_of(&msg->own, KUA_MAPI_DELIVERED, time)) {
		memcpy(iso, time, 10);
		iso[10] = '\0';
	}
}

void kua_mapi_answer(struct kua_mail *m, const struct kua_mapi_message *msg, bool outermost)
{
	struct kua_found f = {.title = kua_mapi_text(m, &msg->own, KUA_MAPI_SUBJECT)};
	struct kua_mail_head head = {0};
	struct kua_buf body = KUA_BUF_INIT;
	kua_strings addressees = {0};
	struct kua_str headers = kua_mapi_text(m, &msg->own, KUA_MAPI_HEADERS), name = first_text(m, &msg->own, sender_names);
	if (headers.n)
		kua_mail_read_head(headers, &head);
	if (outermost)
		tell(m, msg, &head);
	if (name.n && !memchr(name.s, '@', name.n)) {
		if (kua_is_body(m->w, name))
			f.issuer = name;
		else
			f.author = kua_mail_person(m, name);
	}
	read_day(m, msg, &head, f.date);
	read_addressees(m, msg, &addressees);
	f.addressees = addressees.v;
	f.n_addressees = addressees.n;
	struct kua_str class = kua_mapi_text(m, &msg->own, KUA_MAPI_CLASS);
	if (class.n && kua_str_is(class, "IPM.Note.SMIME"))
		kua_mail_say(m, KUA_DIAG_MAIL_ENCRYPTED, "S/MIME");
	kua_mapi_body(m, &msg->own, &body);
	kua_mail_answer(m, &f, false, (struct kua_str){body.data, body.len});
	kua_vec_free(&head.fields);
	kua_vec_free(&addressees);
	kua_buf_free(&body);
}

void kua_mapi_free(struct kua_mapi_message *msg)
{
	for (size_t i = 0; i < msg->recipients.n; i++)
		kua_vec_free(&msg->recipients.v[i].all);
	kua_vec_free(&msg->recipients);
	kua_vec_free(&msg->own.all);
}
