/* mail_quote.h - a mail's text on its way to be taken apart: its lines, what is quoted, and of whom. Shared by mail_quote.c and mail_whose.c. */
#ifndef KUA_INTAKE_MAIL_QUOTE_H
#define KUA_INTAKE_MAIL_QUOTE_H

#include "intake/mail.h"

#define ATTRIBUTION_BYTES ((size_t)400)

struct line {
	struct kua_str s;
	bool quoted, blank;
	bool stays; /* in the text that quotes */
	signed char label; /* enum label of its field's name; UNSEEN */
};
#define UNSEEN (-1)

struct about { /* whose words */
	struct kua_str author, title;
	char date[11];
};

struct quotation {
	size_t from, first, end; /* lines: of whose it is; of itself */
	bool signs, known;       /* with ">" before each line; of whom is said */
	struct about about;
};

struct unquoting {
	struct kua_mail *m;
	kua_mail_piece_fn *fn;
	void *ctx;
	bool stopped, ends; /* ends: there is a line somewhere that ends a forwarded mail */
};

struct text { /* being taken apart */
	struct unquoting *u;
	KUA_VEC(struct line) lines;
	KUA_VEC(struct quotation) quotations;
	size_t end; /* where another mail begins, or the last line */
};

/* The lines above line `end` that say whose words follow: from which line on; `end` where there are none. sure: what follows is quoted for certain. */
size_t kua_quote_attribution(struct text *t, size_t end, bool sure, bool *strong, struct about *about);
/* A head ("From: ... Sent: ...") from line i on, of at least so many different labels: behind its last line, or i where there is none. */
size_t kua_quote_head(struct text *t, size_t i, size_t least, struct about *about);
/* Whether the line begins with the name of a field of such a head. */
bool kua_quote_has_label(const struct unquoting *u, struct line *line);

#endif
