/* papers.c - the kinds of papers with their fields, and what may stand in them. */
#include <stdlib.h>
#include <string.h>

#include "shapes/papers.h"

#define LANGUAGE_FIELD {"language", KUA_PAPER_WORDS, NULL, false, "in which it is written: en, ru, kk ..."}

static const struct kua_paper_field post[] = {
	{"title", KUA_PAPER_WORDS, NULL, true, "its heading"},
	{"date", KUA_PAPER_DAY, NULL, true, "the day on which it is put up"},
	{"author", KUA_PAPER_WORDS, NULL, false, "who signs it"},
	{"categories", KUA_PAPER_SOME, NULL, false, "what it is filed under"},
	LANGUAGE_FIELD,
	{"translation_of", KUA_PAPER_WORDS, NULL, false, "id of the post in another language"},
	{"summary", KUA_PAPER_WORDS, NULL, false, "a sentence for feeds and lists"},
	{"item", KUA_PAPER_WORDS, NULL, false, "id of the item that it prints, instead of a text"},
	{"event", KUA_PAPER_WORDS, NULL, false, "id of the event that it is about"},
	{"person", KUA_PAPER_WORDS, NULL, false, "id of the person whom it is about"},
	{"text", KUA_PAPER_BODY, NULL, false, "the text, as Markdown"},
	{0},
};

static const struct kua_paper_field addressee[] = {
	{"name", KUA_PAPER_WORDS, NULL, true, "of the person or the office"},
	{"title", KUA_PAPER_WORDS, NULL, false, "Minister of Justice"},
	{"salutation", KUA_PAPER_WORDS, NULL, false, "Dear Minister,"},
	{"body", KUA_PAPER_WORDS, NULL, false, "ministry, court, newspaper"},
	{"address", KUA_PAPER_BODY, NULL, false, "as on an envelope"},
	{"email", KUA_PAPER_WORDS, NULL, false, "address of electronic mail"},
	{"country", KUA_PAPER_WORDS, NULL, false, "of the addressee"},
	LANGUAGE_FIELD,
	{"kind", KUA_PAPER_ONE_OF, "official|editor|union|embassy|body", false, "who this is"},
	{"checked_on", KUA_PAPER_DAY, NULL, false, "when somebody last saw that all this is right"},
	{"note", KUA_PAPER_BODY, NULL, false, "for the campaign alone"},
	{0},
};

static const struct kua_paper_field appeal[] = {
	{"person", KUA_PAPER_WORDS, NULL, true, "id of the person for whom it was made"},
	{"form", KUA_PAPER_ONE_OF, "urgent|letter|editor|motion|submission", true, "what was made"},
	{"number", KUA_PAPER_WORDS, NULL, false, "1 for the first, 2 for further information ..."},
	{"to", KUA_PAPER_WORDS, NULL, false, "of a submission: the body"},
	LANGUAGE_FIELD,
	{"date", KUA_PAPER_DAY, NULL, true, "when it went out"},
	{"deadline", KUA_PAPER_DAY, NULL, false, "until when people are asked to act"},
	{"addressees", KUA_PAPER_SOME, NULL, false, "ids of papers of the kind addressee"},
	{"state", KUA_PAPER_WORDS, NULL, false, "what the case's state was then"},
	{"basis", KUA_PAPER_BODY, NULL, false, "what it said of the case then, a step a line"},
	{"outcome", KUA_PAPER_WORDS, NULL, false, "what came of it"},
	{0},
};

static const struct kua_paper_field supporter[] = {
	{"name", KUA_PAPER_WORDS, NULL, true, "of the person or organisation"},
	{"kind", KUA_PAPER_ONE_OF, "person|organisation|branch", true, "who this is"},
	{"entity", KUA_PAPER_WORDS, NULL, false, "id of the same in the casebook"},
	{"role", KUA_PAPER_WORDS, NULL, false, "what stands behind the name: writer, member of parliament"},
	{"place", KUA_PAPER_WORDS, NULL, false, "town or country"},
	{"since", KUA_PAPER_DAY, NULL, false, "from when on"},
	{"named", KUA_PAPER_ONE_OF, "public|count|none", true, "named in public, only counted, or kept to ourselves"},
	{"supports", KUA_PAPER_WORDS, NULL, false, "id of the person or event; nothing: the campaign"},
	{"giver", KUA_PAPER_WORDS, NULL, false, "who said that this name may be used"},
	{"on", KUA_PAPER_DAY, NULL, false, "when that was said"},
	{"until", KUA_PAPER_DAY, NULL, false, "how long it holds"},
	{"contact", KUA_PAPER_WORDS, NULL, false, "for the campaign alone"},
	{0},
};

static const struct kua_paper_field told[] = {
	{"who", KUA_PAPER_WORDS, NULL, true, "who was told: a name, or the id of an addressee"},
	{"about", KUA_PAPER_WORDS, NULL, false, "id of the person or event"},
	{"date", KUA_PAPER_DAY, NULL, true, "when"},
	{"how", KUA_PAPER_ONE_OF, "letter|mail|call|meeting|submission|petition|question", false, "by what way"},
	{"by", KUA_PAPER_WORDS, NULL, false, "who told them: a supporter, the campaign"},
	{"text", KUA_PAPER_BODY, NULL, true, "what they were told"},
	{"answered_on", KUA_PAPER_DAY, NULL, false, "when they answered"},
	{"answer", KUA_PAPER_BODY, NULL, false, "what they answered"},
	{"outcome", KUA_PAPER_WORDS, NULL, false, "what came of it"},
	{"public", KUA_PAPER_ONE_OF, "yes|no", false, "may it be published; nothing is no"},
	{0},
};

const struct kua_paper_kind kua_paper_kinds[] = {
	{"post", "what the campaign publishes", post},
	{"addressee", "to whom appeals go", addressee},
	{"appeal", "an appeal or submission that went out", appeal},
	{"supporter", "who supports the campaign, and what they may be named for", supporter},
	{"told", "who was told what, and what they answered", told},
	{0},
};

const struct kua_paper_kind *kua_paper_kind_named(const char *name)
{
	for (const struct kua_paper_kind *k = kua_paper_kinds; k->name; k++)
		if (name && strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

/* The value behind "name=", where the entry is of this field. */
static const char *behind(const char *entry, const char *field)
{
	size_t n = strlen(field);
	return strncmp(entry, field, n) == 0 && entry[n] == '=' ? entry + n + 1 : NULL;
}

static const char *value_of(const struct kua_list *fields, const char *field)
{
	for (size_t i = 0; i < fields->n; i++)
		if (behind(fields->v[i], field))
			return behind(fields->v[i], field);
	return NULL;
}

const char *kua_paper_value(const struct kua_paper *p, const char *field)
{
	return value_of(&p->fields, field);
}

/* ---- what may stand in a field ---- */

static bool digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

static bool is_day(const char *s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	size_t n = strlen(s);
	if ((n != 4 && n != 7 && n != 10) || !digits(s, 4))
		return false;
	int year = atoi(s), month = n > 4 ? atoi(s + 5) : 1, day = n > 7 ? atoi(s + 8) : 1;
	if (year == 0 || (n > 4 && (s[4] != '-' || !digits(s + 5, 2))) || (n > 7 && (s[7] != '-' || !digits(s + 8, 2))))
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool among(const char *words, const char *s)
{
	size_t n = strlen(s);
	for (const char *p = words; n > 0; p++) {
		size_t word = strcspn(p, "|");
		if (word == n && strncmp(p, s, n) == 0)
			return true;
		p += word;
		if (!*p)
			break;
	}
	return false;
}

static enum kua_code value_check(const struct kua_paper_kind *kind, const struct kua_paper_field *f, const char *value,
                                 struct kua_error *err)
{
	size_t n = strlen(value);
	bool body = f->type == KUA_PAPER_BODY;
	if (!kua_utf8_valid(value, n))
		return kua_fail(err, KUA_USE, "the %s of the %s is not UTF-8", f->name, kind->name);
	if (n > (body ? (size_t)KUA_PAPER_TEXT : (size_t)KUA_PAPER_LINE))
		return kua_fail(err, KUA_LIMIT, "the %s of the %s has %zu bytes; at most %d are kept", f->name, kind->name, n,
		                body ? KUA_PAPER_TEXT : KUA_PAPER_LINE);
	if (!body && strpbrk(value, "\r\n"))
		return kua_fail(err, KUA_USE, "the %s of the %s is one line", f->name, kind->name);
	if (f->type == KUA_PAPER_DAY && !is_day(value))
		return kua_fail(err, KUA_USE, "%s is a date like 2011-12-16, 2011-12 or 2011, not '%.40s'", f->name, value);
	if (f->type == KUA_PAPER_ONE_OF && !among(f->one_of, value))
		return kua_fail(err, KUA_USE, "%s is one of %s, not '%.40s'", f->name, f->one_of, value);
	return KUA_OK;
}

static enum kua_code id_check(const char *id, struct kua_error *err)
{
	size_t n = strlen(id);
	bool right = n > 0 && n <= KUA_PAPER_ID && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == n && id[0] != '-';
	return right ? KUA_OK
	             : kua_fail(err, KUA_USE, "'%.80s' is no id of a paper: at most %d of a to z, 0 to 9 and -", id, KUA_PAPER_ID);
}

static const struct kua_paper_kind *kind_of(const struct kua_paper *p, struct kua_error *err)
{
	const struct kua_paper_kind *kind = kua_paper_kind_named(p->kind);
	if (!kind)
		(void)kua_fail(err, KUA_USE, "%.40s: no such kind of paper; use post, addressee, appeal, supporter or told",
		               p->kind ? p->kind : "(none)");
	return kind;
}

/* The field that an entry "name=value" is of; NULL with a line. */
static const struct kua_paper_field *field_of(const struct kua_paper_kind *kind, const char *entry, struct kua_error *err)
{
	struct kua_buf names = KUA_BUF_INIT;
	for (const struct kua_paper_field *f = kind->fields; f->name; f++) {
		if (behind(entry, f->name)) {
			kua_buf_free(&names);
			return f;
		}
		kua_buf_printf(&names, "%s%s", names.len ? ", " : "", f->name);
	}
	(void)kua_fail(err, KUA_USE, "'%.40s' is none of the fields of a paper of the kind %s (%s), each written FIELD=VALUE", entry, kind->name,
	               names.data);
	kua_buf_free(&names);
	return NULL;
}

enum kua_code kua_paper_check(const struct kua_paper *p, struct kua_error *err)
{
	const struct kua_paper_kind *kind = kind_of(p, err);
	enum kua_code code = !kind ? err->code : p->id ? id_check(p->id, err) : KUA_OK;
	for (size_t i = 0; i < p->fields.n && code == KUA_OK; i++) {
		const struct kua_paper_field *f = field_of(kind, p->fields.v[i], err);
		code = f ? value_check(kind, f, behind(p->fields.v[i], f->name), err) : err->code;
		if (code == KUA_OK && behind(p->fields.v[i], f->name) != value_of(&p->fields, f->name))
			code = kua_fail(err, KUA_USE, "%s is said twice", f->name);
	}
	for (const struct kua_paper_field *f = code == KUA_OK && !p->gone ? kind->fields : NULL; f && f->name; f++)
		if (f->needed && !value_of(&p->fields, f->name))
			return kua_fail(err, KUA_USE, "a paper of the kind %s needs %s=: %s", kind->name, f->name, f->what);
	return code;
}

/* ---- a version from the one before ---- */

enum kua_code kua_paper_amend(const struct kua_paper *before, const char *const *changes, size_t n, struct kua_arena *a, struct kua_paper *out,
                              struct kua_error *err)
{
	const struct kua_paper_kind *kind = kind_of(out, err);
	const struct kua_list said = {.v = (const char **)(uintptr_t)changes, .n = n};
	enum kua_code code = kind ? KUA_OK : err->code;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		const struct kua_paper_field *f = field_of(kind, changes[i], err);
		if (!f)
			code = err->code;
		else if (behind(changes[i], f->name) != value_of(&said, f->name))
			code = kua_fail(err, KUA_USE, "%s is said twice", f->name);
	}
	if (code != KUA_OK)
		return code;
	out->fields = (struct kua_list){0};
	for (const struct kua_paper_field *f = kind->fields; f->name; f++) {
		const char *value = value_of(&said, f->name);
		if (!value && before)
			value = value_of(&before->fields, f->name);
		if (value && *value)
			kua_list_add(a, &out->fields, kua_arena_printf(a, "%s=%s", f->name, value));
	}
	return kua_paper_check(out, err);
}
