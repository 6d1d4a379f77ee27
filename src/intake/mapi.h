/*
 * mapi.h - Outlook's messages: properties known by numbers ([MS-OXPROPS]), in streams of an OLE container (MSG,
 * read_msg.c) or packed one behind the other in a mail's winmail.dat (TNEF, read_tnef.c). Both are read into the
 * same, and answered as any mail is (mapi.c); a text that is only there as packed RTF, or as a page wrapped into RTF,
 * is unpacked and unwrapped (mapi_rtf.c).
 */
#ifndef KUA_INTAKE_MAPI_H
#define KUA_INTAKE_MAPI_H

#include "intake/mail.h"

enum kua_mapi_type {
	KUA_MAPI_INT16 = 2, KUA_MAPI_INT32 = 3, KUA_MAPI_FLOAT = 4, KUA_MAPI_DOUBLE = 5, KUA_MAPI_MONEY = 6, KUA_MAPI_APPTIME = 7,
	KUA_MAPI_ERROR = 0xa, KUA_MAPI_BOOL = 0xb, KUA_MAPI_OBJECT = 0xd, KUA_MAPI_INT64 = 0x14, KUA_MAPI_STRING = 0x1e,
	KUA_MAPI_UTF16 = 0x1f, KUA_MAPI_TIME = 0x40, KUA_MAPI_GUID = 0x48, KUA_MAPI_BINARY = 0x102, KUA_MAPI_SEVERAL = 0x1000
};

enum kua_mapi_id {
	KUA_MAPI_CLASS = 0x001a, KUA_MAPI_SUBJECT = 0x0037, KUA_MAPI_SUBMITTED = 0x0039, KUA_MAPI_FOR_NAME = 0x0042,
	KUA_MAPI_FOR_ADDRESS = 0x0065, KUA_MAPI_HEADERS = 0x007d, KUA_MAPI_KIND = 0x0c15, KUA_MAPI_SENDER = 0x0c1a,
	KUA_MAPI_SENDER_ADDRESS = 0x0c1f, KUA_MAPI_CC = 0x0e03, KUA_MAPI_TO = 0x0e04, KUA_MAPI_DELIVERED = 0x0e06,
	KUA_MAPI_BODY = 0x1000, KUA_MAPI_RTF = 0x1009, KUA_MAPI_HTML = 0x1013, KUA_MAPI_MESSAGE_ID = 0x1035,
	KUA_MAPI_DISPLAY_NAME = 0x3001, KUA_MAPI_ADDRESS = 0x3003, KUA_MAPI_DATA = 0x3701, KUA_MAPI_SHORT_NAME = 0x3704,
	KUA_MAPI_METHOD = 0x3705, KUA_MAPI_LONG_NAME = 0x3707, KUA_MAPI_MIME_TYPE = 0x370e, KUA_MAPI_SMTP = 0x39fe,
	KUA_MAPI_WEB_PAGE = 0x3fde, KUA_MAPI_CODE_PAGE = 0x3ffd, KUA_MAPI_SENDER_SMTP = 0x5d01, KUA_MAPI_FOR_SMTP = 0x5d02
};

#define KUA_MAPI_PROPERTIES ((size_t)20000) /* of one message; more are left out */

struct kua_mapi_property {
	uint16_t id, type;
	struct kua_str value;
};
struct kua_mapi {
	KUA_VEC(struct kua_mapi_property) all;
	unsigned code_page; /* of its strings; 0: not said */
};
/* The first of that id; NULL where there is none. */
const struct kua_mapi_property *kua_mapi_find(const struct kua_mapi *p, enum kua_mapi_id id);
/* Its number, or the fallback. */
uint32_t kua_mapi_number(const struct kua_mapi *p, enum kua_mapi_id id, uint32_t fallback);
/* Its text as UTF-8, in the arena; {NULL, 0} where there is none. */
struct kua_str kua_mapi_text(struct kua_mail *m, const struct kua_mapi *p, enum kua_mapi_id id);

/* A message whose properties are known; recipients are those of its tables, if it has any. */
struct kua_mapi_message {
	struct kua_mapi own;
	KUA_VEC(struct kua_mapi) recipients;
};
void kua_mapi_free(struct kua_mapi_message *msg);
/* Answer the message's items. outermost: its metadata, too. */
void kua_mapi_answer(struct kua_mail *m, const struct kua_mapi_message *msg, bool outermost);
/* Append the message's text. */
void kua_mapi_body(struct kua_mail *m, const struct kua_mapi *p, struct kua_buf *out);
/*
 * Answer the attachments in a winmail.dat, and add the message's own properties, which point into s. False: it is none.
 * (read_tnef.c)
 */
bool kua_tnef_read(struct kua_mail *m, struct kua_str s, struct kua_mapi *own);
/* The name of an attachment. */
struct kua_str kua_mapi_attachment_name(struct kua_mail *m, const struct kua_mapi *p);

/* Append what RTF unpacks to ([MS-OXRTFCP]). False where it is damaged, and what there is was given. */
bool kua_mapi_unpack_rtf(struct kua_str packed, struct kua_buf *out);
/* Append the text of RTF, or the page that is wrapped into it ([MS-OXRTFEX]), as UTF-8: *html says which. */
void kua_mapi_unwrap_rtf(struct kua_str rtf, struct kua_buf *out, bool *html);

#endif
