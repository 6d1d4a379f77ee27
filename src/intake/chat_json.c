/*
 * chat_json.c - chats exported as JSON: Telegram (one chat or all of an account), Facebook and Instagram, Slack,
 * Discord's exporters and their kin.
 *
 * A chat is an object with a member "messages" whose objects have a time, and most of them a sender; or an array of objects
 * that all call themselves "message". It may stand some levels deep. The names of the members are in
 * data/intake/chats.txt. Service messages (who joined, who called) are left out.
 */
#include <jansson.h>
#include <math.h>

#include "intake/chat.h"

#define DEPTH 6          /* of chats within lists of chats */
#define LOOKED_AT 50     /* messages that tell whether it is a chat */
#define TEXT_DEPTH 8     /* of text made of parts */

/* ---- strings ---- */

/*
 * Append a string. Some exporters write each byte of UTF-8 as a character of its own: where all characters are
 * such bytes and together are UTF-8, they are put together again.
 */
static void add_string(struct kua_buf *b, const json_t *v)
{
	struct kua_str s = {json_string_value(v), json_string_length(v)};
	struct kua_buf bytes = KUA_BUF_INIT;
	bool torn = false;
	for (size_t pos = 0; pos < s.n;) {
		uint32_t cp = kua_next_char(s, &pos);
		if (cp > 0xff) {
			torn = false;
			break;
		}
		torn |= cp > 0x7f;
		kua_buf_char(&bytes, (char)cp);
	}
	bool whole = torn && kua_utf8_valid(bytes.data, bytes.len);
	const char *p = whole ? bytes.data : s.s;
	for (size_t i = 0, n = whole ? bytes.len : s.n; i < n; i++) {
		if (p[i] == '\0')
			kua_buf_utf8(b, 0xfffd);
		else if (p[i] != '\r')
			kua_buf_char(b, p[i]);
	}
	kua_buf_free(&bytes);
}

static const json_t *member(const struct kua_words *w, const json_t *object, enum kua_word_set set)
{
	void *at = json_object_iter((json_t *)(uintptr_t)object);
	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		const json_t *v = json_object_iter_value(at);
		if (!json_is_null(v) && kua_words_has(w, set, kua_str(json_object_iter_key(at))))
			return v;
	}
	return NULL;
}

/* A text: a string, or parts that are strings or objects with a text ({"type":"bold","text":"..."}). */
static void add_text(const struct kua_words *w, const json_t *v, unsigned depth, struct kua_buf *b)
{
	if (json_is_string(v)) {
		add_string(b, v);
	} else if (json_is_array(v) && depth < TEXT_DEPTH) {
		for (size_t i = 0; i < json_array_size(v); i++)
			add_text(w, json_array_get(v, i), depth + 1, b);
	} else if (json_is_object(v) && depth < TEXT_DEPTH) {
		add_text(w, member(w, v, KUA_SET_CHAT_TEXT), depth + 1, b);
	}
}

/* A name: a string, or an object that has one. */
static struct kua_str name_of(const struct kua_words *w, const json_t *v, struct kua_arena *a)
{
	if (json_is_object(v))
		v = member(w, v, KUA_SET_CHAT_NAME);
	if (!json_is_string(v))
		return (struct kua_str){NULL, 0};
	struct kua_buf b = KUA_BUF_INIT;
	add_string(&b, v);
	struct kua_str s = {kua_arena_strndup(a, b.data ? b.data : "", b.len), b.len};
	kua_buf_free(&b);
	return s;
}

/* ---- messages ---- */

static bool read_day(const struct kua_words *w, const json_t *v, char iso[11])
{
	if (json_is_number(v))
		return kua_chat_instant(json_number_value(v), iso);
	if (!json_is_string(v))
		return false;
	const char *s = json_string_value(v);
	char *end;
	double t = strtod(s, &end);
	if (end != s && !*end && t > 1e8)
		return kua_chat_instant(t, iso);
	return kua_whole_date(w, kua_str(s), iso) && strlen(iso) == 10;
}

/* The day of a message by the first of its members that tells one. */
static bool day_of(const struct kua_words *w, const json_t *m, char iso[11])
{
	void *at = json_object_iter((json_t *)(uintptr_t)m);
	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)m, at))
		if (kua_words_has(w, KUA_SET_CHAT_TIME, kua_str(json_object_iter_key(at))) &&
		    read_day(w, json_object_iter_value(at), iso))
			return true;
	iso[0] = '\0';
	return false;
}

static bool has_type(const json_t *m, const char *type)
{
	const json_t *v = json_object_get(m, "type");
	return json_is_string(v) && kua_str_is(kua_str(json_string_value(v)), type);
}

static bool looks_like_messages(const struct kua_words *w, const json_t *array, bool typed)
{
	size_t seen = 0, dated = 0, sent = 0, called = 0;
	for (size_t i = 0; i < json_array_size(array) && seen < LOOKED_AT; i++) {
		const json_t *m = json_array_get(array, i);
		char iso[11];
		if (!json_is_object(m))
			return false;
		if (has_type(m, "service"))
			continue;
		seen++;
		dated += day_of(w, m, iso);
		sent += member(w, m, KUA_SET_CHAT_SENDER) != NULL;
		called += has_type(m, "message");
	}
	return seen && dated * 10 >= seen * 9 && (typed ? called == seen : sent * 2 >= seen);
}

/* The name of the file in a message: a string, or the first of several, or what an object calls its name or address. */
static struct kua_str file_of(const struct kua_words *w, const json_t *m, struct kua_arena *a)
{
	const json_t *v = member(w, m, KUA_SET_CHAT_FILE);
	for (unsigned depth = 0; v && depth < 3 && !json_is_string(v); depth++)
		v = json_is_array(v) ? json_array_get(v, 0) :
		    json_is_object(v) ? member(w, v, KUA_SET_CHAT_FILE) : NULL;
	return name_of(w, v, a);
}

static bool answer_message(struct kua_chat *c, const json_t *m)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_buf text = KUA_BUF_INIT;
	struct kua_message msg = {0};
	const json_t *v = member(c->w, m, KUA_SET_CHAT_SENDER);
	msg.sender = name_of(c->w, v, a);
	msg.from = name_of(c->w, member(c->w, m, KUA_SET_CHAT_PASSED_ON), a);
	(void)day_of(c->w, m, msg.date);
	add_text(c->w, member(c->w, m, KUA_SET_CHAT_TEXT), 0, &text);
	msg.text = (struct kua_str){text.data, text.len};
	msg.file = file_of(c->w, m, a);
	bool more = kua_chat_message(c, &msg);
	kua_buf_free(&text);
	kua_arena_free(a);
	return more;
}

/* ---- chats ---- */

struct search {
	struct kua_chat chat;
	const char *type; /* the media type, until it has been answered */
	bool found, more;
};

static void answer_chat(struct search *s, const json_t *messages, struct kua_str name)
{
	if (!s->found)
		kua_answer_media_type(s->chat.o, s->type);
	s->found = true;
	s->chat.name = name;
	for (size_t i = 0; s->more && i < json_array_size(messages); i++) {
		const json_t *m = json_array_get(messages, i);
		if (json_is_object(m) && !has_type(m, "service"))
			s->more = answer_message(&s->chat, m);
	}
}

static void look_for_chats(struct search *s, const json_t *v, unsigned depth)
{
	const struct kua_words *w = s->chat.w;
	if (json_is_object(v)) {
		const json_t *messages = member(w, v, KUA_SET_CHAT_MESSAGES);
		if (json_is_array(messages) && looks_like_messages(w, messages, false)) {
			struct kua_arena *a = kua_arena_new();
			struct kua_str name = name_of(w, v, a);
			for (void *at = json_object_iter((json_t *)(uintptr_t)v); at && !name.n;
			     at = json_object_iter_next((json_t *)(uintptr_t)v, at)) /* {"channel": {"name": ...}} */
				if (json_is_object(json_object_iter_value(at)) &&
				    kua_words_has(w, KUA_SET_CHAT_NAME, kua_str(json_object_iter_key(at))))
					name = name_of(w, json_object_iter_value(at), a);
			answer_chat(s, messages, name);
			s->chat.name = (struct kua_str){NULL, 0};
			kua_arena_free(a);
			return;
		}
	} else if (depth == 0 && json_is_array(v) && looks_like_messages(w, v, true)) {
		answer_chat(s, v, (struct kua_str){NULL, 0});
		return;
	}
	if (depth == DEPTH)
		return;
	for (size_t i = 0; s->more && json_is_array(v) && i < json_array_size(v); i++)
		if (json_is_object(json_array_get(v, i)))
			look_for_chats(s, json_array_get(v, i), depth + 1);
	for (void *at = json_object_iter((json_t *)(uintptr_t)v); s->more && at;
	     at = json_object_iter_next((json_t *)(uintptr_t)v, at))
		look_for_chats(s, json_object_iter_value(at), depth + 1);
}

bool kua_read_chat_json(const struct kua_words *w, const void *json, const char *type, struct kua_answer *o)
{
	struct search s = {.chat = KUA_CHAT(w, o), .type = type, .more = true};
	look_for_chats(&s, json, 0);
	kua_chat_end(&s.chat);
	return s.found;
}
