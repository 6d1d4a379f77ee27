/*
 * parse.c - a name taken apart: given name, middle names, surname, patronymic, initials, generation; a place with
 * its entry in the gazetteer; an organisation's words.
 *
 * The order of a person's parts is read from the parts: a patronymic stands behind the given name, a comma in
 * front of it; a given name from the list marks its end of the name; the surnames that usually stand first (Xi,
 * Kim) mark the other. Where nothing tells, the last part is the surname and family_first says that it may be the
 * first.
 */
#include <stdlib.h>
#include <string.h>

#include "names/internal.h"

/* ---- tokens ---- */

bool is_name_break(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '(' || c == ')' || c == '"' || c == '/' || c == ';' || c == ':';
}

void split_words(struct kua_arena *a, const char *norm, struct words *w)
{
	w->n = 0;
	w->comma = -1;
	for (size_t i = 0; norm[i] && w->n < NAME_PARTS * 2;) {
		size_t start = i;
		while (norm[i] && !is_name_break(norm[i]))
			i++;
		if (i > start) {
			w->dot[w->n] = norm[i] == '.';
			w->v[w->n++] = kua_arena_strndup(a, norm + start, i - start);
		}
		if (norm[i] == ',' && w->comma < 0 && w->n > 0)
			w->comma = (int)w->n;
		if (norm[i])
			i++;
	}
}

static bool one_letter(const char *s)
{
	uint32_t c;
	size_t n = strlen(s);
	return n > 0 && kua_utf8_next(s, n, &c) == n;
}

/* Ye. Zhovtis: two letters and a dot. */
static bool short_initial(const char *s)
{
	uint32_t c;
	size_t n = strlen(s), first = n ? kua_utf8_next(s, n, &c) : 0;
	return first && first < n && kua_utf8_next(s + first, n - first, &c) == n - first;
}

uint32_t flags_und(const struct kua_names *names, const char *norm)
{
	return word_flags(&names->lexicons[0].words, norm, kua_hash(norm, strlen(norm)));
}

/* ---- persons ---- */

static void rotate_comma(struct words *w)
{
	struct words r = {.n = 0};
	for (size_t k = 0; k < w->n; k++) {
		size_t from = (k + (size_t)w->comma) % w->n;
		r.v[r.n] = w->v[from];
		r.dot[r.n++] = w->dot[from];
	}
	r.comma = -1;
	r.known = w->known;
	*w = r;
}

static void person_parts(const struct kua_names *names, struct words *w, struct kua_arena *a, struct name *out)
{
	const char *prefix = NULL;
	bool son = false, capitals = false;
	for (size_t i = 0; i < w->n; i++) {
		const char *s = without_article(names, joined_article(names, w->v[i], a));
		uint32_t flags = flags_und(names, s);
		size_t before = out->n;
		bool last = i + 1 == w->n;
		capitals = (prefix && capitals) || (w->caps >> (i & 31) & 1);
		if ((flags & W_GENERATION) && before > 0) {
			add_part(names, w->known, s, out, NULL, a);
			if (out->n > before)
				out->parts[before].role = PART_GENERATION;
			continue;
		}
		if (!last && is_one_of(s, &names->joiners)) {
			prefix = s;
			continue;
		}
		if (prefix && !last && (flags & W_PARTICLE))
			continue;
		if (!last && before > 0 && is_one_of(s, &names->sons)) {
			son = true;
			continue;
		}
		if (!last && ((flags & W_PARTICLE) || ((flags & W_TITLE) && before == 0)) && !(w->dot[i] && one_letter(s)))
			continue;
		add_part(names, w->known, s, out, prefix, a);
		prefix = NULL;
		if (out->n > before) {
			out->parts[before].son = son;
			out->parts[before].capitals = capitals;
		}
		son = false;
		if (out->n > before)
			out->parts[before].role = one_letter(s) || (w->dot[i] && short_initial(s)) ? PART_INITIAL
			                        : before > 0 && ends_with_one_of(s, strlen(s), &names->patronymics, 3, NULL)
			                            ? PART_PATRONYMIC
			                            : PART_MIDDLE;
	}
}

/* Surnames may end as patronymics do: the last of two is one, one in capitals, and one of no known father where no other is. */
static void surnames_like_fathers(const struct kua_names *names, struct name *out)
{
	size_t fathers = 0, plain = 0, last = 0;
	for (size_t i = 0; i < out->n; i++) {
		struct part *p = &out->parts[i];
		if (p->role == PART_PATRONYMIC && p->capitals)
			p->role = PART_MIDDLE;
		plain += p->role == PART_MIDDLE;
		if (p->role == PART_PATRONYMIC) {
			fathers++;
			last = i;
		}
	}
	struct part *p = &out->parts[last];
	bool unknown = fathers == 1 && plain == 1 && p->n_fathers == 0 &&
	               ends_with_one_of(p->norm, strlen(p->norm), &names->surnames, 3, NULL);
	if (fathers > 1 || unknown)
		p->role = PART_MIDDLE;
}

static int part_with(const struct name *n, uint8_t role, int from)
{
	for (int i = from; i < (int)n->n; i++)
		if (n->parts[i].role == role)
			return i;
	return -1;
}

/* ABDOLLAHI Hamed, Ana GUIDO OCHOA: the last of the words in capitals. */
static int surname_in_capitals(const struct name *out, const int *plain, int n)
{
	int last = -1, others = 0;
	for (int i = 0; i < n; i++)
		if (out->parts[plain[i]].capitals)
			last = i;
		else
			others++;
	return others ? last : -1;
}

/* Which of the plain parts is the given name, which the surname. */
static void set_order(const struct kua_names *names, bool comma, struct name *out)
{
	int plain[NAME_PARTS], n = 0, capitals, initial = part_with(out, PART_INITIAL, 0);
	for (int i = 0; i < (int)out->n; i++)
		if (out->parts[i].role == PART_MIDDLE)
			plain[n++] = i;
	out->patronymic = part_with(out, PART_PATRONYMIC, 0);
	if (n == 0)
		return;
	int first = plain[0], last = plain[n - 1];
	if (n == 1 && out->patronymic > first && initial < 0) {
		out->given = first;
	} else if (n == 1 && initial >= 0) {
		out->given = initial;
		out->surname = first;
	} else if (n == 1) {
		out->single = first;
	} else if (out->patronymic > 0 && out->patronymic > first && out->patronymic - 1 > 0 && out->patronymic > last) {
		out->given = last; /* surname, given name, patronymic */
		out->surname = first;
	} else if (!comma && (capitals = surname_in_capitals(out, plain, n)) >= 0) {
		out->surname = plain[capitals];
		out->given = first;
		for (int i = 0; i < n && out->parts[out->given].capitals; i++)
			out->given = plain[i];
	} else {
		bool east = flags_und(names, out->parts[first].norm) & W_FAMILY_FIRST;
		bool turned = (out->parts[last].given && !out->parts[first].given) || (east && !out->parts[first].given);
		turned = turned && !comma;
		out->given = !turned ? first : east || out->parts[plain[1]].given ? plain[1] : last;
		out->surname = turned ? first : last;
		out->family_first = !comma && !out->parts[first].given && !out->parts[last].given && !east;
		out->either_way = out->family_first || (turned && !east);
	}
	if (out->given >= 0 && out->parts[out->given].role == PART_MIDDLE)
		out->parts[out->given].role = PART_GIVEN;
	if (out->surname >= 0)
		out->parts[out->surname].role = PART_SURNAME;
	if (out->single >= 0)
		out->parts[out->single].role = PART_SINGLE;
}

static void whole_key(struct name *out)
{
	size_t len = 0;
	for (size_t i = 0; i < out->n; i++)
		for (const char *p = out->parts[i].key[0]; *p && len + 1 < sizeof out->whole; p++)
			out->whole[len++] = *p;
	out->whole[len] = '\0';
}

static void parse_person(const struct kua_names *names, const char *form, struct words *w, struct kua_arena *a,
                         struct name *out)
{
	const char *nominative = nominative_of(names, form, a);
	bool comma = w->comma > 0 && (size_t)w->comma < w->n && !(flags_und(names, w->v[w->comma]) & W_GENERATION);
	out->oblique = nominative != NULL;
	if (nominative)
		split_words(a, folded(a, nominative), w);
	w->caps = words_in_capitals(form);
	if (comma)
		rotate_comma(w);
	person_parts(names, w, a, out);
	surnames_like_fathers(names, out);
	set_order(names, comma, out);
}

void name_parse(const struct kua_names *names, const char *form, const char *kind, struct kua_arena *a,
                struct name *out)
{
	name_parse_known(names, NULL, form, kind, a, out);
}

void name_parse_known(const struct kua_names *names, struct known_parts *known, const char *form, const char *kind,
                      struct kua_arena *a, struct name *out)
{
	struct words w;
	unsigned odd;
	w.known = known;
	memset(out, 0, sizeof *out);
	out->given = out->surname = out->patronymic = out->single = -1;
	out->kind = strcmp(kind, "place") == 0 ? NAME_PLACE : strcmp(kind, "organisation") == 0 ? NAME_ORGANISATION : NAME_PERSON;
	form = form_cleaned(names, form, out->kind == NAME_PERSON, a, &odd);
	out->odd = (uint8_t)odd;
	out->norm = folded(a, form);
	if (odd & ODD_LONG)
		return;
	split_words(a, out->norm, &w);
	if (out->kind == NAME_PLACE)
		place_parts(names, &w, a, out);
	else if (out->kind == NAME_ORGANISATION)
		organisation_parts(names, &w, a, out);
	else
		parse_person(names, form, &w, a, out);
	whole_key(out);
	if (out->kind == NAME_PLACE && !out->place)
		out->near = place_near(names, out);
}
