/* rtf.h - the control words of RTF and what is done about each. */
#ifndef KUA_INTAKE_RTF_H
#define KUA_INTAKE_RTF_H

#include "intake/codepage.h"
#include "intake/writing.h"

enum kua_rtf_action {
	KUA_RTF_NOTHING,
	KUA_RTF_SKIP,        /* a destination that holds no text of the document */
	KUA_RTF_CHARACTER,   /* arg: its code point */
	KUA_RTF_PARAGRAPH,   /* it ends */
	KUA_RTF_PLAIN_PARAGRAPH, /* its properties are reset */
	KUA_RTF_PAGE,
	KUA_RTF_SOFT_PAGE,
	KUA_RTF_CELL,
	KUA_RTF_NEST_CELL,
	KUA_RTF_ROW,
	KUA_RTF_NEST_ROW,
	KUA_RTF_IN_TABLE,
	KUA_RTF_TABLE_DEPTH,
	KUA_RTF_STYLE,
	KUA_RTF_OUTLINE,
	KUA_RTF_PLAIN,       /* the properties of characters are reset */
	KUA_RTF_HIDDEN,
	KUA_RTF_DELETED,
	KUA_RTF_CHANGED_BY,
	KUA_RTF_FONT,
	KUA_RTF_FONT_CHARSET,
	KUA_RTF_FONT_PAGE,
	KUA_RTF_DEFAULT_FONT,
	KUA_RTF_CODE_PAGE,
	KUA_RTF_FIXED_PAGE,  /* arg: the code page */
	KUA_RTF_UNICODE,
	KUA_RTF_UNICODE_SKIP,
	KUA_RTF_BINARY,
	KUA_RTF_FONT_TABLE,
	KUA_RTF_STYLES,
	KUA_RTF_AUTHORS,     /* of changes */
	KUA_RTF_NOTE,
	KUA_RTF_REMARK,
	KUA_RTF_REMARK_AUTHOR,
	KUA_RTF_REMARK_DATE,
	KUA_RTF_BOX,
	KUA_RTF_SHAPE,       /* a destination that holds boxes and pictures */
	KUA_RTF_NUMBER,      /* of a list's entry, as text */
	KUA_RTF_PICTURE,
	KUA_RTF_PICTURE_KIND, /* arg: 1 JPEG, 2 PNG */
	KUA_RTF_FIELD,       /* what a field does */
	KUA_RTF_OBJECT_CLASS,
	KUA_RTF_META,        /* key: under which its text is answered */
	KUA_RTF_TIME,        /* the same, and it is a time */
	KUA_RTF_TIME_PART,   /* arg: which */
	KUA_RTF_INFO,
};

struct kua_rtf_word {
	const char *word;
	enum kua_rtf_action action;
	uint32_t arg;
	const char *key;
};

/* The word, or NULL where we do nothing about it. (rtf_words.c) */
const struct kua_rtf_word *kua_rtf_find(const char *word);

#endif
