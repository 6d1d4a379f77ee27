/*
 * osdi.c - OSDI JSON, the form in which campaigns' programs exchange signatures: a collection ("_embedded": "osdi:signatures" or "osdi:people"), a
 * list of them, one of them, or one a line. A signature holds its person, or names and addresses itself. Only what a signature
 * needs is taken.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "petition/petition.h"

enum { LONGEST_LANGUAGE = 16, TOLD = 10000 };

static const char *text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s && *s ? s : NULL;
}

/* Of a list of objects the one that is the primary one, else the first. */
static const json_t *primary(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_is_true(json_object_get(json_array_get(list, i), "primary")))
			return json_array_get(list, i);
	return json_array_get(list, 0);
}

static const json_t *person_of(const json_t *o)
{
	const json_t *embedded = json_object_get(o, "_embedded"), *p = json_object_get(embedded, "osdi:person");
	if (!p)
		p = json_object_get(o, "person");
	return p ? p : o;
}

static void signature_of(const json_t *o, struct kua_arena *a, struct kua_signature *s)
{
	const json_t *p = person_of(o), *home = primary(json_object_get(p, "postal_addresses"));
	const char *given = text(p, "given_name"), *family = text(p, "family_name"), *day = text(o, "action_date");
	const char *email = text(primary(json_object_get(p, "email_addresses")), "address"), *language = text(p, "languages_spoken");
	*s = (struct kua_signature){.how = "import", .email = email, .place = text(home, "locality")};
	s->name = given && family ? kua_arena_printf(a, "%s %s", given, family) : family ? family : given ? given : text(p, "name");
	s->born = json_integer_value(json_object_get(json_object_get(p, "birthdate"), "year"));
	const json_t *spoken = json_object_get(p, "languages_spoken");
	language = language ? language : json_string_value(json_array_get(spoken, 0));
	s->language = language && strlen(language) < LONGEST_LANGUAGE ? language : NULL;
	day = day ? day : text(o, "created_date") ? text(o, "created_date") : text(o, "created_at");
	int64_t number;
	if (day && strlen(day) >= 10 && kua_date_first_day(kua_arena_strndup(a, day, 10), &number))
		s->day = kua_arena_strndup(a, day, 10);
}

static enum kua_code take(struct kua_import *in, const json_t *o, size_t line, struct kua_arena *a, struct kua_error *err)
{
	struct kua_signature s;
	struct kua_error wrong;
	const char *why = NULL;
	signature_of(o, a, &s);
	if (!json_is_object(o))
		why = "not an object";
	else if (kua_signature_check(&s, in->today, &wrong) != KUA_OK)
		why = wrong.text;
	enum kua_code code = in->fn(in->ctx, line, why ? NULL : &s, why, err);
	kua_arena_clear(a);
	if (line % TOLD == 0)
		kua_tell(in->progress, "reading signatures", line, 0);
	return code;
}

/* The list that a document is, or holds; NULL where it is one object. */
static const json_t *list_of(const json_t *root)
{
	static const char *const keys[] = {"osdi:signatures", "osdi:people"};
	const json_t *embedded = json_object_get(root, "_embedded");
	for (size_t i = 0; i < 2; i++)
		if (json_is_array(json_object_get(embedded, keys[i])))
			return json_object_get(embedded, keys[i]);
	return json_is_array(root) ? root : NULL;
}

static enum kua_code take_document(struct kua_import *in, const json_t *root, size_t line, size_t *taken, struct kua_arena *a, struct kua_error *err)
{
	const json_t *list = list_of(root);
	if (!list) {
		(*taken)++;
		return take(in, root, line, a, err);
	}
	enum kua_code code = KUA_OK;
	for (size_t i = 0; code == KUA_OK && i < json_array_size(list); i++)
		code = take(in, json_array_get(list, i), ++*taken, a, err);
	return code;
}

static enum kua_code take_lines(struct kua_import *in, const char *s, size_t n, size_t *taken, struct kua_arena *a, struct kua_error *err)
{
	enum kua_code code = KUA_OK;
	size_t line = 0;
	for (const char *end = s + n; code == KUA_OK && s < end;) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t len = (size_t)((stop ? stop : end) - s);
		json_error_t wrong;
		line++;
		if (len > strspn(s, " \t\r\n")) {
			json_t *o = json_loadb(s, len, 0, &wrong);
			code = o ? take_document(in, o, line, taken, a, err) : in->fn(in->ctx, line, NULL, "not JSON", err);
			json_decref(o);
		}
		s += len + 1;
	}
	return code;
}

enum kua_code kua_osdi_import(int fd, struct kua_import *in, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	enum kua_code code = kua_read_fd(fd, in->name, KUA_OSDI_BYTES, &b, err);
	if (code != KUA_OK)
		return code;
	struct kua_arena *a = kua_arena_new();
	size_t taken = 0;
	json_error_t wrong;
	json_t *root = json_loadb(b.data ? b.data : "", b.len, 0, &wrong);
	if (root)
		code = take_document(in, root, 1, &taken, a, err);
	else if (b.len && memchr(b.data, '\n', b.len) && *b.data == '{')
		code = take_lines(in, b.data, b.len, &taken, a, err);
	else
		code = kua_fail(err, KUA_DATA, "%s:%d: not JSON: %s", in->name, wrong.line, wrong.text);
	if (code == KUA_OK && root && !taken)
		code = kua_fail(err, KUA_DATA, "%s: no signatures and no people are in it", in->name);
	json_decref(root);
	kua_arena_free(a);
	kua_buf_free(&b);
	return code;
}
