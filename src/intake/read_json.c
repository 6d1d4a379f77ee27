/*
 * read_json.c - JSON lines, a JSON array, or one object: an object is an item.
 *
 * The names of members are those of columns (data/intake/columns.txt). Lines that are not JSON are left out,
 * and the reason says how many; a text in which no line is, is plain text after all. An object that wraps an
 * array of objects ({"articles": [...]}) stands for that array. Depth is limited by jansson
 * (JSON_PARSER_MAX_DEPTH, 2048).
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "intake/chat.h"
#include "intake/fields.h"
#include "intake/ftm.h"

#define MEMBERS ((size_t)1024) /* of one object */

struct items {
	const struct kua_words *w;
	struct kua_answer *o;
	const char *charset, *type;
	bool answered, left_out_members;
	struct kua_ftm *ftm; /* or NULL */
};

/* ---- values ---- */

/* Text, numbers and lists of them in one line; anything deeper as JSON. NULs become U+FFFD. */
static void add_value(struct kua_buf *b, const json_t *v)
{
	if (json_is_string(v)) {
		const char *s = json_string_value(v);
		for (size_t i = 0, n = json_string_length(v); i < n; i++) {
			if (s[i] == '\0')
				kua_buf_utf8(b, 0xfffd);
			else if (s[i] != '\r' || i + 1 == n || s[i + 1] != '\n')
				kua_buf_char(b, s[i] == '\r' ? '\n' : s[i]);
		}
		return;
	}
	char *s = json_is_null(v) ? NULL : json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	if (s)
		kua_buf_str(b, s);
	free(s);
}

/* "a | b" for a list of simple values. */
static void add_list(struct kua_buf *b, const json_t *v)
{
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (i)
			kua_buf_str(b, " | ");
		add_value(b, json_array_get(v, i));
	}
}

static bool is_text(const struct kua_words *w, const char *name)
{
	return kua_words_column(w, kua_str(name)) == KUA_COL_TEXT;
}

/* ---- items ---- */

static void begin(struct items *it)
{
	if (it->answered)
		return;
	char type[100];
	(void)snprintf(type, sizeof type, "%s; charset=%s", it->type, it->charset);
	kua_answer_media_type(it->o, type);
	it->answered = true;
}

static bool answer_object(struct items *it, json_t *object)
{
	if (kua_is_ftm(object)) {
		begin(it);
		return kua_ftm_answer(it->w, it->ftm, object, it->o);
	}
	struct kua_arena *a = kua_arena_new();
	size_t n = 0, all = json_object_size(object), most = all < MEMBERS ? all : MEMBERS;
	struct kua_cell *cells = KUA_NEW_N(a, struct kua_cell, most);
	const char *name;
	json_t *v;
	json_object_foreach(object, name, v)
	{
		if (n == most)
			break;
		struct kua_buf b = KUA_BUF_INIT;
		if (json_is_array(v))
			add_list(&b, v);
		else
			add_value(&b, v);
		cells[n++] = (struct kua_cell){kua_str(name), {kua_arena_strndup(a, b.data, b.len), b.len},
		                               kua_words_column(it->w, kua_str(name))};
		kua_buf_free(&b);
	}
	it->left_out_members |= all > most;
	begin(it);
	bool more = kua_answer_row(it->w, cells, n, false, it->o);
	kua_arena_free(a);
	return more;
}

static bool is_array_of_objects(const json_t *v)
{
	return json_is_array(v) && json_array_size(v) > 0 && json_is_object(json_array_get(v, 0));
}

/*
 * The array that an object is there to hold: it has no text itself, and one member that is an array of objects.
 */
static json_t *wrapped(const struct kua_words *w, json_t *object)
{
	json_t *array = NULL, *v;
	const char *name;
	json_object_foreach(object, name, v)
	{
		if (is_text(w, name))
			return NULL;
		if (is_array_of_objects(v)) {
			if (array)
				return NULL;
			array = v;
		}
	}
	return array;
}

static bool answer_whole(struct items *it, json_t *v)
{
	json_t *array = json_is_object(v) ? wrapped(it->w, v) : is_array_of_objects(v) ? v : NULL;
	if (!array)
		return json_is_object(v) && (answer_object(it, v), true);
	size_t others = 0, n = json_array_size(array);
	bool more = true;
	for (size_t i = 0; more && i < n; i++) {
		json_t *one = json_array_get(array, i);
		if (json_is_object(one))
			more = answer_object(it, one);
		else
			others++;
	}
	if (others)
		kua_answer_diagnose(it->o, KUA_DIAG_PARTS_LEFT_OUT, "%zu elements that are no objects", others);
	return true;
}

/* Entities refer to each other by their ids: first all names. */
static void learn_names(struct items *it, struct kua_str text)
{
	struct kua_str line;
	it->ftm = kua_ftm_new();
	for (size_t pos = 0; kua_next_full_line(text, &pos, &line);) {
		json_t *v = line.s[0] == '{' ? json_loadb(line.s, line.n, JSON_ALLOW_NUL, NULL) : NULL;
		if (kua_is_ftm(v))
			kua_ftm_learn(it->ftm, v);
		json_decref(v);
	}
}

static bool answer_lines(struct items *it, struct kua_str text)
{
	struct kua_str line;
	size_t bad = 0, good = 0, number = 0, first_bad = 0;
	bool more = true;
	for (size_t pos = 0; more && kua_next_line(text, &pos, &line);) {
		line = kua_trim(line);
		number++;
		if (line.n == 0)
			continue;
		json_t *v = line.s[0] == '{' ? json_loadb(line.s, line.n, JSON_ALLOW_NUL, NULL) : NULL;
		if (v) {
			good++;
			more = answer_object(it, v);
		} else if (bad++ == 0) {
			first_bad = number;
			if (!good)
				return false;
		}
		json_decref(v);
	}
	if (bad)
		kua_answer_diagnose(it->o, KUA_DIAG_PARTS_LEFT_OUT, "%zu lines that are not JSON, the first is line %zu", bad,
		                first_bad);
	return good > 0;
}

static bool answer_chats(const struct items *it, const json_t *v)
{
	char type[100];
	(void)snprintf(type, sizeof type, "%s; charset=%s", it->type, it->charset);
	return kua_read_chat_json(it->w, v, type, it->o);
}

bool kua_read_json(const struct kua_words *w, struct kua_str text, const char *charset, struct kua_answer *o)
{
	struct kua_str s = kua_trim(text);
	if (s.n < 2 || (s.s[0] != '{' && s.s[0] != '['))
		return false;
	json_set_alloc_funcs(kua_malloc, free);
	struct items it = {.w = w, .o = o, .charset = charset, .type = "application/json"};
	const char *nl = memchr(s.s, '\n', s.n);
	struct kua_str first = {s.s, nl ? (size_t)(nl - s.s) : s.n};
	json_t *head = s.s[0] == '{' && nl ? json_loadb(first.s, first.n, JSON_ALLOW_NUL, NULL) : NULL;
	bool read = false;
	if (head) { /* the first line is whole: JSON lines */
		it.type = "application/jsonl";
		if (kua_is_ftm(head))
			learn_names(&it, text);
		read = answer_lines(&it, text);
	} else {
		json_t *v = json_loadb(s.s, s.n, JSON_ALLOW_NUL, NULL);
		read = v && (answer_chats(&it, v) || answer_whole(&it, v));
		json_decref(v);
	}
	json_decref(head);
	kua_ftm_free(it.ftm);
	if (it.left_out_members)
		kua_answer_diagnose(o, KUA_DIAG_PARTS_LEFT_OUT, "members beyond the limit of %zu", MEMBERS);
	return read;
}
