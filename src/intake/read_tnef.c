/*
 * read_tnef.c - winmail.dat, into which Outlook puts what a mail has beside its plain text ([MS-OXTNEF]): attributes one
 * behind the other, two of which hold packed properties. Its attachments are those of the mail it came with.
 */
#include "intake/bytes.h"
#include "intake/mapi.h"

#define SIGNATURE 0x223e9f78u
#define ATTACHMENTS ((size_t)10000)
#define SEVERAL ((uint32_t)100000) /* values of one property */

enum attribute {
	ATT_SUBJECT = 0x8004, ATT_BODY = 0x800c, ATT_DATA = 0x800f, ATT_TITLE = 0x8010, ATT_BEGIN = 0x9002, ATT_PROPERTIES = 0x9003,
	ATT_PROPERTIES_OF = 0x9005, ATT_CODE_PAGE = 0x9007
};

struct attachment {
	struct kua_mapi own;
	struct kua_str data;
	bool open;
};

/* ---- packed properties ---- */

static bool take(struct kua_str *s, size_t n, struct kua_str *out)
{
	if (n > s->n)
		return false;
	*out = (struct kua_str){s->s, n};
	*s = (struct kua_str){s->s + n, s->n - n};
	return true;
}

static bool take_number(struct kua_str *s, uint32_t *out)
{
	struct kua_str four;
	if (!take(s, 4, &four))
		return false;
	*out = kua_le32(four.s);
	return true;
}

/* A length, so many bytes, and what fills them up to a multiple of four. */
static bool take_counted(struct kua_str *s, struct kua_str *out)
{
	uint32_t n;
	struct kua_str filling;
	if (!take_number(s, &n) || !take(s, n, out))
		return false;
	size_t fill = (4 - n % 4) % 4;
	return take(s, fill < s->n ? fill : s->n, &filling);
}

static size_t bytes_of(uint16_t type)
{
	switch (type) {
	case KUA_MAPI_INT16: case KUA_MAPI_INT32: case KUA_MAPI_FLOAT: case KUA_MAPI_ERROR: case KUA_MAPI_BOOL:
		return 4;
	case KUA_MAPI_DOUBLE: case KUA_MAPI_MONEY: case KUA_MAPI_APPTIME: case KUA_MAPI_INT64: case KUA_MAPI_TIME:
		return 8;
	case KUA_MAPI_GUID:
		return 16;
	default:
		return 0;
	}
}

static bool skip_name(struct kua_str *s)
{
	struct kua_str rest;
	uint32_t kind;
	if (!take(s, 16, &rest) || !take_number(s, &kind))
		return false;
	return kind == 0 ? take(s, 4, &rest) : take_counted(s, &rest);
}

static bool take_property(struct kua_str *s, struct kua_mapi *p)
{
	uint32_t tag, times = 1;
	struct kua_str value;
	if (!take_number(s, &tag) || (tag >> 16 >= 0x8000 && !skip_name(s)))
		return false;
	uint16_t id = (uint16_t)(tag >> 16), type = (uint16_t)tag;
	size_t fixed = bytes_of(type & 0xfff);
	bool counted = !fixed || type & KUA_MAPI_SEVERAL;
	if (counted && (!take_number(s, &times) || times > SEVERAL))
		return false;
	for (uint32_t i = 0; i < times; i++) {
		if (!(fixed ? take(s, fixed, &value) : take_counted(s, &value)))
			return false;
		if (i == 0 && id < 0x8000 && p->all.n < KUA_MAPI_PROPERTIES)
			*kua_vec_add(&p->all) = (struct kua_mapi_property){id, type, value};
	}
	return true;
}

static bool take_properties(struct kua_str s, struct kua_mapi *p)
{
	uint32_t n;
	if (!take_number(&s, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!take_property(&s, p))
			return false;
	return true;
}

/* ---- attributes ---- */

static void answer(struct kua_mail *m, struct attachment *a, unsigned code_page)
{
	const struct kua_mapi_property *x = kua_mapi_find(&a->own, KUA_MAPI_DATA);
	if (a->open) {
		a->own.code_page = code_page;
		struct kua_str type = kua_mapi_text(m, &a->own, KUA_MAPI_MIME_TYPE), data = a->data;
		if (!data.n && x && x->value.n > 16)
			data = x->type == KUA_MAPI_OBJECT ? (struct kua_str){x->value.s + 16, x->value.n - 16} : x->value; /* behind its class */
		kua_mail_answer_inner(m, kua_mapi_attachment_name(m, &a->own),
		                      type.n ? kua_arena_strndup(m->arena, type.s, type.n) : "application/octet-stream", (struct kua_str){NULL, 0}, data);
	}
	kua_vec_free(&a->own.all);
	*a = (struct attachment){.open = false};
}

static void add_string(struct kua_mapi *p, enum kua_mapi_id id, struct kua_str value)
{
	if (!kua_mapi_find(p, id))
		*kua_vec_add(&p->all) = (struct kua_mapi_property){(uint16_t)id, KUA_MAPI_STRING, value};
}

bool kua_tnef_read(struct kua_mail *m, struct kua_str s, struct kua_mapi *own)
{
	struct attachment a = {.open = false};
	struct kua_str rest, value;
	uint32_t number, n;
	size_t attachments = 0;
	bool whole = true;
	if (s.n < 6 || kua_le32(s.s) != SIGNATURE)
		return false;
	(void)take(&s, 6, &rest);
	while (whole && s.n) {
		whole = take(&s, 1, &rest) && take_number(&s, &number) && take_number(&s, &n);
		if (!whole)
			break;
		if (!take(&s, n, &value)) { /* what there is of it */
			whole = false;
			value = s;
		}
		(void)take(&s, s.n < 2 ? s.n : 2, &rest);
		switch ((enum attribute)(number & 0xffff)) {
		case ATT_CODE_PAGE:
			own->code_page = value.n >= 4 ? kua_le32(value.s) : own->code_page;
			break;
		case ATT_SUBJECT:
			add_string(own, KUA_MAPI_SUBJECT, value);
			break;
		case ATT_BODY:
			add_string(own, KUA_MAPI_BODY, value);
			break;
		case ATT_PROPERTIES:
			whole &= take_properties(value, own);
			break;
		case ATT_BEGIN:
			answer(m, &a, own->code_page);
			a.open = ++attachments <= ATTACHMENTS;
			break;
		case ATT_TITLE:
			add_string(&a.own, KUA_MAPI_SHORT_NAME, value);
			break;
		case ATT_DATA:
			a.data = value;
			break;
		case ATT_PROPERTIES_OF:
			whole &= take_properties(value, &a.own);
			break;
		}
	}
	answer(m, &a, own->code_page);
	if (!whole)
		kua_mail_say(m, KUA_DIAG_MAIL_CODE, "winmail.dat ends early");
	return true;
}

bool kua_read_tnef(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct kua_mail m;
	struct kua_mapi_message msg = {0};
	kua_mail_open(&m, w, name, o);
	kua_answer_media_type(o, "application/ms-tnef");
	if (kua_tnef_read(&m, (struct kua_str){bytes, n}, &msg.own) && (msg.own.all.n || !m.inner))
		kua_mapi_answer(&m, &msg, true);
	kua_mapi_free(&msg);
	kua_mail_close(&m);
	return true;
}
