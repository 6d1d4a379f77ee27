/*
 * chat.h - messages of a chat into items, the same whatever export they come from: each message is an item of its own with its
 * sender as author, its day, and the chat's name as category. Of a message that was passed on the author is whom it
 * came from, for those are their words. Messages without text (a picture alone, a call) are no items. (chat.c; the
 * exports are read by chat_json.c, chat_lines.c and html_chat.c; what is known of their words is in data/intake/chats.txt)
 */
#ifndef KUA_INTAKE_CHAT_H
#define KUA_INTAKE_CHAT_H

#include "intake/internal.h"

struct kua_message {
	struct kua_str sender, from; /* from: whom it was passed on from; {NULL, 0} where it is the sender's own */
	struct kua_str text;
	struct kua_str file;         /* the name of a picture or file sent with it */
	struct kua_str language;
	char date[11];
};

struct kua_chat {
	const struct kua_words *w;
	struct kua_answer *o;
	struct kua_str name;
	size_t passed_on, files;
	struct kua_buf first_file;
};
#define KUA_CHAT(words, answer) ((struct kua_chat){.w = (words), .o = (answer)})

/* False when a limit was passed. */
bool kua_chat_message(struct kua_chat *c, const struct kua_message *m);
/* Say what concerns all of it, and free it. */
void kua_chat_end(struct kua_chat *c);

/* The day of an instant in seconds, milliseconds or microseconds since 1970 (by their size); false outside 1990 to 2199. */
bool kua_chat_instant(double t, char iso[11]);
/* True where text is the plain text export of a chat: its messages were answered. */
bool kua_read_chat_lines(const struct kua_words *w, struct kua_str text, const char *name, const char *charset,
                         struct kua_answer *o);
/*
 * True where the value (a json_t) holds chats: their messages were answered. type is the media type to answer before
 * them.
 */
bool kua_read_chat_json(const struct kua_words *w, const void *json, const char *type, struct kua_answer *o);

#endif
