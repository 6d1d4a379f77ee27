/*
 * read_msg.c - a message saved by Outlook: properties in an OLE container ([MS-OXMSG]). Short ones stand in a table, the
 * others in streams of their own, named by number and type; recipients and attachments are storages. An attached
 * message is a storage, too, and no file: what it says becomes items of this document.
 */
#include <stdlib.h>
#include <strings.h>

#include "intake/bytes.h"
#include "intake/mapi.h"
#include "intake/ole.h"

#define DEPTH 16 /* messages inside messages */
#define STREAM "__substg1.0_"
#define TABLE "__properties_version1.0"
#define RECIPIENT "__recip_version1.0_"
#define ATTACHMENT "__attach_version1.0_"
#define TABLE_BYTES ((size_t)4 << 20)
#define VALUE_BYTES ((size_t)256 << 20)
#define ROW ((size_t)16)
/* What stands in front of the rows of a table. */
#define HEADER_OUTERMOST ((size_t)32)
#define HEADER_MESSAGE ((size_t)24)
#define HEADER_OTHER ((size_t)8)

struct reading {
	struct kua_mail m;
	struct kua_ole ole;
};

static bool begins(const char *s, const char *with)
{
	return strncasecmp(s, with, strlen(with)) == 0;
}

/* The number and type in "__substg1.0_0037001F"; false for another name, or one of several values. */
static bool read_name(const char *name, uint16_t *id, uint16_t *type)
{
	if (!begins(name, STREAM) || strlen(name) != sizeof STREAM - 1 + 8)
		return false;
	char *end;
	unsigned long both = strtoul(name + sizeof STREAM - 1, &end, 16);
	*id = (uint16_t)(both >> 16);
	*type = (uint16_t)both;
	return !*end;
}

static struct kua_str keep(struct reading *r, const struct kua_buf *b)
{
	return (struct kua_str){kua_arena_strndup(r->m.arena, b->data ? b->data : "", b->len), b->len};
}

static void add(struct kua_mapi *p, uint16_t id, uint16_t type, struct kua_str value)
{
	if (p->all.n < KUA_MAPI_PROPERTIES)
		*kua_vec_add(&p->all) = (struct kua_mapi_property){id, type, value};
}

/* The properties of a storage, but for the data of an attachment, which may be large. */
static void read_properties(struct reading *r, size_t storage, size_t header, struct kua_mapi *p)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t table = kua_ole_find(&r->ole, storage, TABLE);
	if (table != KUA_OLE_NONE)
		(void)kua_ole_read(&r->ole, table, TABLE_BYTES, &b);
	struct kua_str rows = keep(r, &b);
	for (size_t at = header; at + ROW <= rows.n; at += ROW) {
		uint16_t type = kua_le16(rows.s + at);
		if (type == KUA_MAPI_INT32 || type == KUA_MAPI_BOOL || type == KUA_MAPI_TIME)
			add(p, kua_le16(rows.s + at + 2), type, (struct kua_str){rows.s + at + 8, 8});
	}
	for (size_t i = 0; i < r->ole.n; i++) {
		uint16_t id, type;
		const struct kua_ole_entry *e = &r->ole.v[i];
		if (e->parent != storage || e->kind != KUA_OLE_STREAM || !read_name(e->name, &id, &type) || id == KUA_MAPI_DATA ||
		    (type != KUA_MAPI_STRING && type != KUA_MAPI_UTF16 && type != KUA_MAPI_BINARY))
			continue;
		kua_buf_clear(&b);
		if (!kua_ole_read(&r->ole, i, VALUE_BYTES, &b))
			kua_mail_say(&r->m, KUA_DIAG_BROKEN, "property %04x", id);
		add(p, id, type, keep(r, &b));
	}
	p->code_page = kua_mapi_number(p, KUA_MAPI_CODE_PAGE, kua_mapi_number(p, KUA_MAPI_WEB_PAGE, 0));
	kua_buf_free(&b);
}

static void read_message(struct reading *r, size_t storage, unsigned depth);

static void answer_attachment(struct reading *r, size_t storage, unsigned depth)
{
	struct kua_mapi p = {0};
	struct kua_buf b = KUA_BUF_INIT;
	read_properties(r, storage, HEADER_OTHER, &p);
	struct kua_str name = kua_mapi_attachment_name(&r->m, &p), type = kua_mapi_text(&r->m, &p, KUA_MAPI_MIME_TYPE);
	size_t data = kua_ole_find(&r->ole, storage, STREAM "37010102"), object = kua_ole_find(&r->ole, storage, STREAM "3701000D");
	const char *media_type = type.n ? kua_arena_strndup(r->m.arena, type.s, type.n) : "application/octet-stream";
	if (data != KUA_OLE_NONE) {
		if (!kua_ole_read(&r->ole, data, SIZE_MAX, &b))
			kua_mail_say(&r->m, KUA_DIAG_BROKEN, "an attachment");
		kua_mail_answer_inner(&r->m, name, media_type, (struct kua_str){NULL, 0}, (struct kua_str){b.data, b.len});
	} else if (object != KUA_OLE_NONE && kua_ole_find(&r->ole, object, TABLE) != KUA_OLE_NONE) {
		read_message(r, object, depth + 1);
	} else if (object == KUA_OLE_NONE || !kua_ole_answer_object(&r->ole, object, name, r->m.o)) {
		kua_mail_say(&r->m, KUA_DIAG_PARTS_LEFT_OUT, "an attachment that is no file: %.*s", (int)(name.n < 60 ? name.n : 60), name.n ? name.s : "");
	}
	kua_buf_free(&b);
	kua_vec_free(&p.all);
}

static void read_message(struct reading *r, size_t storage, unsigned depth)
{
	struct kua_mapi_message msg = {0};
	if (depth >= DEPTH) {
		kua_mail_say(&r->m, KUA_DIAG_DEEP, "%d messages inside messages", DEPTH);
		return;
	}
	read_properties(r, storage, depth ? HEADER_MESSAGE : HEADER_OUTERMOST, &msg.own);
	for (size_t i = 0; i < r->ole.n && msg.recipients.n < KUA_ADDRESSEES; i++) {
		if (r->ole.v[i].parent != storage || r->ole.v[i].kind != KUA_OLE_STORAGE || !begins(r->ole.v[i].name, RECIPIENT))
			continue;
		struct kua_mapi *p = kua_vec_add(&msg.recipients);
		read_properties(r, i, HEADER_OTHER, p);
		p->code_page = p->code_page ? p->code_page : msg.own.code_page;
	}
	kua_mapi_answer(&r->m, &msg, depth == 0);
	for (size_t i = 0; i < r->ole.n && !r->m.o->over; i++)
		if (r->ole.v[i].parent == storage && r->ole.v[i].kind == KUA_OLE_STORAGE && begins(r->ole.v[i].name, ATTACHMENT))
			answer_attachment(r, i, depth);
	kua_mapi_free(&msg);
}

bool kua_read_msg(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o)
{
	struct reading r;
	if (!kua_ole_open((struct kua_str){bytes, n}, &r.ole))
		return false;
	bool is = kua_ole_find(&r.ole, KUA_OLE_ROOT, TABLE) != KUA_OLE_NONE;
	if (is) {
		kua_mail_open(&r.m, w, name, o);
		kua_answer_media_type(o, "application/vnd.ms-outlook");
		read_message(&r, KUA_OLE_ROOT, 0);
		if (r.ole.damaged)
			kua_answer_diagnose(o, KUA_DIAG_BROKEN, NULL);
		kua_mail_close(&r.m);
	}
	kua_ole_close(&r.ole);
	return is;
}
