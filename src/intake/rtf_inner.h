/* rtf_inner.h - the state of reading an RTF, which read_rtf.c moves through groups and words and rtf_text.c through text. */
#ifndef KUA_INTAKE_RTF_INNER_H
#define KUA_INTAKE_RTF_INNER_H

#include "intake/rtf.h"

#define RTF_FONTS ((size_t)32768)
#define RTF_STYLES ((size_t)4096)
#define RTF_CONTENTS ((enum kua_paragraph)100) /* of a table of contents: left out */

enum destination {
	TEXT, SKIPPED, FONT_NAMES, STYLE_NAMES, CHANGERS, META, TIME, FIELD, PICTURE, OBJECT_CLASS, REMARK_AUTHOR,
	REMARK_DATE, INFO, /* holds groups of META and TIME */
	SHAPE,   /* holds boxes and pictures */
	UNKNOWN, /* "\*" was read: the next word decides */
};
enum frame { NO_FRAME, NOTE, REMARK, BOX };

struct state { /* of a group */
	enum destination to;
	enum frame frame; /* a text of its own that ends with this group */
	const struct kua_rtf_word *about; /* META, TIME */
	unsigned page;
	uint32_t font, style;
	size_t skip;   /* characters behind a \u that stand for it in programs without Unicode */
	size_t tables; /* around this paragraph */
	bool hidden, deleted, heading;
	bool number; /* of a list's entry */
};

struct rtf {
	struct kua_answer *answer;
	struct kua_writing *x;
	struct kua_str in;
	size_t at;
	KUA_VEC(struct state) groups;
	struct state now;
	size_t beyond;  /* groups that are open and have no state of their own */
	unsigned page;  /* of the document */
	uint32_t default_font, open_font, open_style;
	uint16_t *font_pages;
	unsigned char *style_kinds; /* enum kua_paragraph */
	struct kua_code_pages pages;
	struct kua_buf bytes; /* of text, in the code page of now */
	struct kua_buf gathered; /* of a destination that is no text */
	struct kua_buf picture;
	unsigned picture_kind, half, pictures;
	bool half_open;
	size_t to_skip;
	uint32_t lead; /* the first half of a surrogate pair */
	int time[5];
	struct kua_arena *arena;
	struct kua_list changers;
	struct kua_buf remark_author, remark_date;
	struct kua_writing_rows rows;
	KUA_VEC(struct kua_writing_rows) frames; /* the rows around a text of its own */
	bool deep, numbered, has_author;
};

/* Text of the group we are in: a byte in its code page (or two digits of a picture), a character, the number of a \u. */
void kua_rtf_put_byte(struct rtf *r, char c);
void kua_rtf_put_character(struct rtf *r, uint32_t c);
void kua_rtf_put_unicode(struct rtf *r, long number);
void kua_rtf_flush(struct rtf *r); /* bytes that wait for what may follow them */
int kua_rtf_hex(char c);           /* -1: no digit */

void kua_rtf_name_font(struct rtf *r); /* what was gathered is the name of the open font */
/* A group ends: what its destination gathered is taken for what it is. */
void kua_rtf_end_destination(struct rtf *r, const struct state *outer);

#endif
