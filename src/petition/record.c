/*
 * record.c - a petition and a signature as JSON, which is what is sealed. A signature is filled up with spaces to a multiple of 256 bytes, so that
 * the size of a sealed row says nothing of a name.
 */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include <sodium.h>

#include "petition/petition.h"

enum { FILL = 256, OLDEST = 120, CHANGES = 200 };

/* ---- writing ---- */

static void member(struct kua_buf *b, const char *name, const char *value)
{
	if (!value)
		return;
	kua_buf_printf(b, "%s\"%s\":", b->data[b->len - 1] == '{' ? "" : ",", name);
	kua_json_string(b, value);
}

static void number(struct kua_buf *b, const char *name, int64_t value)
{
	if (value)
		kua_buf_printf(b, "%s\"%s\":%" PRId64, b->data[b->len - 1] == '{' ? "" : ",", name, value);
}

static void bytes(struct kua_buf *b, const char *name, const unsigned char *v, size_t n)
{
	char hex[2 * KUA_TOKEN_BYTES + 1];
	member(b, name, sodium_bin2hex(hex, sizeof hex, v, n));
}

void kua_petition_write(const struct kua_petition *p, struct kua_buf *b)
{
	kua_buf_char(b, '{');
	member(b, "id", p->id);
	member(b, "title", p->title);
	member(b, "text", p->text);
	member(b, "to", p->to);
	member(b, "by", p->by);
	member(b, "contact", p->contact);
	member(b, "closes", p->closes);
	member(b, "destroy_on", p->destroy_on);
	member(b, "address", p->address);
	member(b, "created", p->created);
	member(b, "seen", p->seen);
	number(b, "asks_place", p->asks_place);
	number(b, "asks_born", p->asks_born);
	number(b, "sheets", p->sheets);
	kua_buf_char(b, '}');
}

void kua_signature_write(const struct kua_signature *s, struct kua_buf *b)
{
	size_t from = b->len;
	kua_buf_char(b, '{');
	member(b, "state", kua_sign_state_name(s->state));
	member(b, "name", s->name);
	member(b, "email", s->email);
	member(b, "place", s->place);
	number(b, "born", s->born);
	member(b, "day", s->day);
	member(b, "how", s->how);
	number(b, "sheet", s->sheet);
	number(b, "line", s->line);
	member(b, "language", s->language);
	member(b, "text", s->text);
	number(b, "may_name", s->may_name);
	number(b, "of", s->of);
	number(b, "own", s->own);
	number(b, "mails", s->mails);
	if (s->state != KUA_ERASED)
		bytes(b, "salt", s->salt, sizeof s->salt);
	if (s->has_token)
		bytes(b, "token", s->token, sizeof s->token);
	kua_buf_str(b, ",\"changes\":[");
	for (size_t i = 0; i < s->n_changes; i++) {
		kua_buf_str(b, i ? ",{" : "{");
		member(b, "state", kua_sign_state_name(s->changes[i].state));
		member(b, "day", s->changes[i].day);
		member(b, "who", s->changes[i].who);
		member(b, "why", s->changes[i].why);
		kua_buf_char(b, '}');
	}
	kua_buf_str(b, "]}");
	while ((b->len - from) % FILL)
		kua_buf_char(b, ' ');
}

/* ---- reading ---- */

static const char *text_of(const json_t *o, const char *name, struct kua_arena *a)
{
	return kua_arena_strdup(a, json_string_value(json_object_get(o, name)));
}

static int64_t number_of(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static bool bytes_of(const json_t *o, const char *name, unsigned char *out, size_t n)
{
	const char *hex = json_string_value(json_object_get(o, name));
	size_t made = 0;
	return hex && strlen(hex) == 2 * n && sodium_hex2bin(out, n, hex, 2 * n, NULL, &made, NULL) == 0 && made == n;
}

enum kua_code kua_petition_read(const char *json, size_t n, struct kua_arena *a, struct kua_petition *p, struct kua_error *err)
{
	json_t *o = json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);
	*p = (struct kua_petition){
		.id = text_of(o, "id", a), .title = text_of(o, "title", a), .text = text_of(o, "text", a), .to = text_of(o, "to", a),
		.by = text_of(o, "by", a), .contact = text_of(o, "contact", a), .closes = text_of(o, "closes", a),
		.destroy_on = text_of(o, "destroy_on", a), .address = text_of(o, "address", a), .created = text_of(o, "created", a),
		.seen = text_of(o, "seen", a), .asks_place = number_of(o, "asks_place") != 0, .asks_born = number_of(o, "asks_born") != 0,
		.sheets = number_of(o, "sheets"),
	};
	json_decref(o);
	return p->id && p->title && p->text && p->destroy_on ? KUA_OK : kua_fail(err, KUA_DATA, "what it is about cannot be read; go on with a copy from a backup");
}

static bool changes_of(const json_t *o, struct kua_arena *a, struct kua_signature *s)
{
	const json_t *list = json_object_get(o, "changes");
	size_t n = json_array_size(list);
	struct kua_sign_change *v = KUA_NEW_N(a, struct kua_sign_change, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *c = json_array_get(list, i);
		const char *state = json_string_value(json_object_get(c, "state"));
		v[i] = (struct kua_sign_change){.day = text_of(c, "day", a), .who = text_of(c, "who", a), .why = text_of(c, "why", a)};
		if (!state || !kua_sign_state_named(state, &v[i].state))
			return false;
	}
	s->changes = v;
	s->n_changes = n;
	return true;
}

enum kua_code kua_signature_read(const char *json, size_t n, struct kua_arena *a, struct kua_signature *s, struct kua_error *err)
{
	json_t *o = json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);
	const char *state = json_string_value(json_object_get(o, "state"));
	*s = (struct kua_signature){
		.name = text_of(o, "name", a), .email = text_of(o, "email", a), .place = text_of(o, "place", a), .born = number_of(o, "born"),
		.day = text_of(o, "day", a), .how = text_of(o, "how", a), .sheet = number_of(o, "sheet"), .line = number_of(o, "line"),
		.language = text_of(o, "language", a), .text = text_of(o, "text", a), .may_name = number_of(o, "may_name") != 0,
		.of = number_of(o, "of"), .own = number_of(o, "own") != 0, .mails = number_of(o, "mails"),
	};
	bool good = state && kua_sign_state_named(state, &s->state) && changes_of(o, a, s);
	good = good && (s->state == KUA_ERASED || (s->name && bytes_of(o, "salt", s->salt, sizeof s->salt)));
	s->has_token = bytes_of(o, "token", s->token, sizeof s->token);
	json_decref(o);
	return good ? KUA_OK : kua_fail(err, KUA_DATA, "a signature cannot be read; go on with a copy from a backup");
}

/* ---- what is no petition and no signature ---- */

static bool is_day(const char *s)
{
	int64_t day;
	return s && strlen(s) == strlen("2011-12-16") && kua_date_first_day(s, &day);
}

enum kua_code kua_petition_check(const struct kua_petition *p, struct kua_error *err)
{
	if (!p->title || !*p->title || strlen(p->title) > KUA_SIGN_TITLE)
		return kua_fail(err, KUA_USE, "a petition needs a title of at most %d bytes", (int)KUA_SIGN_TITLE);
	if (!p->text || !*p->text || strlen(p->text) > KUA_SIGN_TEXT)
		return kua_fail(err, KUA_USE, "a petition needs a text of at most %d bytes", (int)KUA_SIGN_TEXT);
	if (!kua_utf8_valid(p->title, strlen(p->title)) || !kua_utf8_valid(p->text, strlen(p->text)))
		return kua_fail(err, KUA_USE, "the petition's text is not UTF-8");
	if (p->closes && !is_day(p->closes))
		return kua_fail(err, KUA_USE, "'%.40s' is no day like 2026-12-16 on which a petition closes", p->closes);
	if (!is_day(p->destroy_on))
		return kua_fail(err, KUA_USE, "'%.40s' is no day like 2027-06-16 on which the names are destroyed", p->destroy_on ? p->destroy_on : "");
	if (p->closes && strcmp(p->destroy_on, p->closes) <= 0)
		return kua_fail(err, KUA_USE, "the names cannot be destroyed on %s, before the petition closes on %s", p->destroy_on, p->closes);
	if (p->address && strncmp(p->address, "https://", 8) != 0 && strncmp(p->address, "http://", 7) != 0)
		return kua_fail(err, KUA_USE, "'%.80s' is no address of a form: https://...", p->address);
	return KUA_OK;
}

static bool has_letter(const char *s)
{
	for (size_t n = strlen(s); n;) {
		uint32_t c;
		size_t step = kua_utf8_next(s, n, &c);
		if (step == 0)
			return false;
		if ((c | 32) >= 'a' ? (c | 32) <= 'z' || c >= 0xc0 : false)
			return true;
		s += step;
		n -= step;
	}
	return false;
}

/* Text of one line: no control characters, none that turn the direction unseen. */
static bool is_line(const char *s, size_t most)
{
	size_t n = strlen(s);
	if (n > most || !kua_utf8_valid(s, n))
		return false;
	while (n) {
		uint32_t c;
		size_t step = kua_utf8_next(s, n, &c);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
			return false;
		s += step;
		n -= step;
	}
	return true;
}

enum kua_code kua_signature_check(const struct kua_signature *s, const char *today, struct kua_error *err)
{
	if (!s->name || !*s->name || !has_letter(s->name))
		return kua_fail(err, KUA_DATA, "no name");
	if (!is_line(s->name, KUA_SIGN_NAME) || strstr(s->name, "://") || strstr(s->name, "www.") || strchr(s->name, '@') || strchr("=+-", *s->name))
		return kua_fail(err, KUA_DATA, "no name that somebody can have");
	if (s->place && !is_line(s->place, KUA_SIGN_PLACE))
		return kua_fail(err, KUA_DATA, "no place that can be read");
	if (s->email && (!is_line(s->email, KUA_SIGN_EMAIL) || !strchr(s->email, '@')))
		return kua_fail(err, KUA_DATA, "no e-mail address that can be");
	int64_t year = strtol(today, NULL, 10);
	if (s->born && (s->born < year - OLDEST || s->born > year))
		return kua_fail(err, KUA_DATA, "nobody who signs was born in %" PRId64, s->born);
	if (s->n_changes > CHANGES)
		return kua_fail(err, KUA_LIMIT, "changed more than %d times", (int)CHANGES);
	return KUA_OK;
}
