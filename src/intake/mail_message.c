/*
 * mail_message.c - what a message says into items: its own words, what it quotes; a message without words says what its
 * subject says. And what is wrong with messages: at once for one, for a mailbox once for all of them.
 */
#include <stdlib.h>

#include "intake/mail.h"

void kua_mail_open(struct kua_mail *m, const struct kua_words *w, const char *name, struct kua_answer *o)
{
	static const struct kua_intake_limits none = {.bytes_out = SIZE_MAX};
	*m = (struct kua_mail){.w = w, .o = o, .name = name, .arena = kua_arena_new()};
	kua_answer_init(&m->scratch, -1, &none);
}

void kua_mail_close(struct kua_mail *m)
{
	kua_intern_free(m->names);
	kua_vec_free(&m->met);
	kua_answer_free(&m->scratch);
	kua_arena_free(m->arena);
}

/* ---- diagnostics ---- */

void kua_mail_say(struct kua_mail *m, enum kua_diagnostic_id id, const char *fmt, ...)
{
	char detail[sizeof m->said->detail] = "";
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		(void)vsnprintf(detail, sizeof detail, fmt, ap);
		va_end(ap);
		detail[kua_cut(detail, strlen(detail), sizeof detail - 1)] = '\0';
	}
	if (!m->number) {
		kua_answer_diagnose(m->o, id, *detail ? "%s" : NULL, detail);
		return;
	}
	struct kua_mail_said *said = &m->said[id];
	if (said->times == 0) {
		said->first = said->last = m->number;
		memcpy(said->detail, detail, sizeof detail);
	}
	said->times += said->times == 0 || said->last != m->number;
	said->last = m->number;
}

void kua_mail_say_all(struct kua_mail *m)
{
	for (int id = 0; id < KUA_DIAGS; id++) {
		const struct kua_mail_said *said = &m->said[id];
		char more[60] = "";
		if (said->times > 1)
			(void)snprintf(more, sizeof more, " and %zu more", said->times - 1);
		if (said->times)
			kua_answer_diagnose(m->o, (enum kua_diagnostic_id)id, "%s%smessage %zu%s", said->detail,
			                    *said->detail ? ": " : "", said->first, more);
	}
}

/* ---- items ---- */

struct answering {
	struct kua_mail *m;
	const struct kua_found *f; /* what is known of the message; its quotations have their own */
	bool newsletter;
	size_t items;
};

/* The subject without "Re:" and "Fwd:"; {NULL, 0} where it is no reply's. */
static struct kua_str subject_of_original(const struct kua_words *w, struct kua_str s)
{
	bool reply = false;
	for (;;) {
		const char *colon = s.n ? memchr(s.s, ':', s.n < 16 ? s.n : 16) : NULL;
		struct kua_str prefix = {s.s, colon ? (size_t)(colon - s.s) : 0};
		const char *bracket = prefix.n ? memchr(prefix.s, '[', prefix.n) : NULL; /* "Re[2]:" */
		if (bracket)
			prefix.n = (size_t)(bracket - prefix.s);
		if (!prefix.n || !kua_words_has(w, KUA_SET_MAIL_REPLY, prefix))
			return reply ? s : (struct kua_str){NULL, 0};
		reply = true;
		s = kua_trim((struct kua_str){colon + 1, s.n - (size_t)(colon + 1 - s.s)});
	}
}

/* Blank lines at the ends go, more than one in a row become one. */
static void add_tidied(struct kua_str text, struct kua_buf *out)
{
	struct kua_str line;
	bool gap = false;
	kua_buf_reserve(out, text.n);
	for (size_t pos = 0; kua_next_line(text, &pos, &line);) {
		while (line.n && (line.s[line.n - 1] == ' ' || line.s[line.n - 1] == '\t'))
			line.n--;
		if (!line.n) {
			gap = true;
			continue;
		}
		if (out->len)
			kua_buf_str(out, gap ? "\n\n" : "\n");
		gap = false;
		kua_buf_add(out, line.s, line.n);
	}
}

static bool answer_piece(void *ctx, const struct kua_mail_piece *piece)
{
	struct answering *msg = ctx;
	struct kua_found f = {.kind = KUA_KIND_QUOTATION, .author = piece->author, .title = piece->title};
	struct kua_buf b = KUA_BUF_INIT;
	if (piece->level == 0)
		f = *msg->f;
	else
		memcpy(f.date, piece->date, sizeof f.date);
	if (!f.title.n && piece->level > 0)
		f.title = subject_of_original(msg->m->w, msg->f->title);
	if (msg->newsletter)
		kua_leave_out_furniture(msg->m->w, piece->text, &b);
	else
		add_tidied(piece->text, &b);
	f.text = (struct kua_str){b.data, b.len};
	bool more = true;
	if (kua_trim(f.text).n) {
		msg->items++;
		more = kua_answer_item(msg->m->o, &f);
	}
	kua_buf_free(&b);
	return more;
}

void kua_mail_answer(struct kua_mail *m, struct kua_found *f, bool newsletter, struct kua_str text)
{
	struct answering a = {.m = m, .f = f, .newsletter = newsletter};
	if (text.n)
		kua_mail_unquote(m, text, answer_piece, &a);
	if (a.items)
		return;
	/* who sent it and when would be lost without an item */
	kua_mail_say(m, KUA_DIAG_MAIL_EMPTY, NULL);
	f->text = f->title;
	if (f->title.n)
		(void)kua_answer_item(m->o, f);
}
