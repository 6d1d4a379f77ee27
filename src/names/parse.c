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

static int group_order(const struct group *g, const char *key)
{
	return strcmp(g->key, key);
}

static size_t group_at(const struct group *v, size_t n, const char *key)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (group_order(&v[mid], key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void part_groups(const struct kua_names *names, struct part *p)
{
	for (size_t k = 0; k < p->n_keys && !p->group_n; k++) {
		size_t at = group_at(names->groups.v, names->groups.n, p->key[k]);
		p->group_first = (uint32_t)at;
		while (at < names->groups.n && group_order(&names->groups.v[at], p->key[k]) == 0) {
			at++;
			p->group_n++;
		}
	}
	/* a short key says too little: Li is not Lee */
	bool listed = word_flags(&names->given, p->norm, kua_hash(p->norm, strlen(p->norm))) != 0;
	if (p->group_n && !listed && strlen(p->key[0]) <= 3)
		p->group_n = 0;
	p->given = p->group_n > 0;
}

bool group_shared(const struct kua_names *names, const struct part *a, const struct part *b)
{
	for (uint32_t i = 0; i < a->group_n; i++)
		for (uint32_t j = 0; j < b->group_n; j++)
			if (names->groups.v[a->group_first + i].line == names->groups.v[b->group_first + j].line)
				return true;
	return false;
}

static void add_key(struct kua_arena *a, struct part *p, const char *key)
{
	p->letters[p->n_keys] = letters_of(key);
	p->key[p->n_keys++] = kua_arena_strdup(a, key);
}

/* Add the keys of the stem where a case ending can be taken off a word in another script. */
static void add_stem_keys(const struct kua_names *names, struct kua_arena *a, struct part *p)
{
	size_t n = strlen(p->norm), stem;
	struct keys more;
	if (n == 0 || (unsigned char)p->norm[n - 1] < 0x80 || !ends_with_one_of(p->norm, n, &names->cases, 8, &stem))
		return;
	keys_of(names, p->norm, stem, &more);
	p->oblique = true;
	if (more.n && p->n_keys < KEY_FORMS)
		add_key(a, p, more.v[0]);
}

/* al-Assad: Assad. The prefix is written with its hyphen. */
static const char *without_article(const struct kua_names *names, const char *s)
{
	for (size_t i = 0; i < names->articles.n; i++) {
		size_t n = strlen(names->articles.v[i]);
		if (strncmp(s, names->articles.v[i], n) == 0 && s[n] == '-' && strlen(s) > n + 3)
			return s + n + 1;
	}
	return s;
}

/* ---- tokens ---- */

static bool is_break(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == '(' || c == ')' || c == '"' || c == '/' || c == ';' || c == ':';
}

struct words {
	const char *v[NAME_PARTS * 2];
	bool dot[NAME_PARTS * 2];
	size_t n;
	int comma; /* words before the first comma, or -1 */
};

static void split_words(struct kua_arena *a, const char *norm, struct words *w)
{
	w->n = 0;
	w->comma = -1;
	for (size_t i = 0; norm[i] && w->n < NAME_PARTS * 2;) {
		size_t start = i;
		while (norm[i] && !is_break(norm[i]))
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

static uint32_t flags_und(const struct kua_names *names, const char *norm)
{
	return word_flags(&names->lexicons[0].words, norm, kua_hash(norm, strlen(norm)));
}

static void add_part(const struct kua_names *names, const char *s, struct name *out, const char *prefix,
                     struct kua_arena *a)
{
	if (out->n == NAME_PARTS)
		return;
	struct part *p = &out->parts[out->n];
	p->norm = prefix ? kua_arena_printf(a, "%s%s", prefix, s) : s;
	struct keys keys;
	keys_of(names, p->norm, strlen(p->norm), &keys);
	if (keys.n == 0)
		return;
	for (size_t i = 0; i < keys.n; i++)
		add_key(a, p, keys.v[i]);
	part_groups(names, p);
	add_stem_keys(names, a, p);
	if (!p->given)
		part_groups(names, p);
	out->n++;
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
	*w = r;
}

static void person_parts(const struct kua_names *names, struct words *w, struct kua_arena *a, struct name *out)
{
	const char *prefix = NULL;
	bool son = false;
	for (size_t i = 0; i < w->n; i++) {
		const char *s = without_article(names, w->v[i]);
		uint32_t flags = flags_und(names, s);
		size_t before = out->n;
		bool last = i + 1 == w->n;
		if ((flags & W_GENERATION) && before > 0) {
			add_part(names, s, out, NULL, a);
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
		add_part(names, s, out, prefix, a);
		prefix = NULL;
		if (out->n > before)
			out->parts[before].son = son;
		son = false;
		if (out->n > before)
			out->parts[before].role = one_letter(s) ? PART_INITIAL
			                        : before > 0 && ends_with_one_of(s, strlen(s), &names->patronymics, 3, NULL)
			                            ? PART_PATRONYMIC
			                            : PART_MIDDLE;
	}
}

static int part_with(const struct name *n, uint8_t role, int from)
{
	for (int i = from; i < (int)n->n; i++)
		if (n->parts[i].role == role)
			return i;
	return -1;
}

/* Which of the plain parts is the given name, which the surname. */
static void set_order(const struct kua_names *names, bool comma, struct name *out)
{
	int plain[NAME_PARTS], n = 0, initial = part_with(out, PART_INITIAL, 0);
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
	} else {
		bool east = flags_und(names, out->parts[first].norm) & W_FAMILY_FIRST;
		bool turned = (out->parts[last].given && !out->parts[first].given) || (east && !out->parts[first].given);
		turned = turned && !comma;
		out->given = turned ? last : first;
		out->surname = turned ? first : last;
		out->family_first = !comma && !out->parts[first].given && !out->parts[last].given && !east;
	}
	if (out->given >= 0 && out->parts[out->given].role == PART_MIDDLE)
		out->parts[out->given].role = PART_GIVEN;
	if (out->surname >= 0)
		out->parts[out->surname].role = PART_SURNAME;
	if (out->single >= 0)
		out->parts[out->single].role = PART_SINGLE;
}

/* ---- places and organisations ---- */

uint32_t phrases_from(const struct kua_names *names, uint64_t hash)
{
	size_t at = (size_t)hash & names->phrase_mask;
	while (names->phrase_slots[at] && names->phrases.v[names->phrase_slots[at] - 1].hash[0] != hash)
		at = (at + 1) & names->phrase_mask;
	return names->phrase_slots[at];
}

static uint32_t one_word_phrase(const struct kua_names *names, const char *word)
{
	for (uint32_t p = phrases_from(names, kua_hash(word, strlen(word))); p; p = names->phrases.v[p - 1].next)
		if (names->phrases.v[p - 1].n == 1 && strcmp(names->phrases.v[p - 1].norm[0], word) == 0)
			return p;
	return 0;
}

uint32_t phrase_by_stem(const struct kua_names *names, const char *norm)
{
	size_t n = strlen(norm);
	char word[96];
	uint32_t found = one_word_phrase(names, norm);
	if (!found && n > 5 && n < sizeof word && norm[n - 1] == 's') { /* Kasachstans */
		snprintf(word, sizeof word, "%.*s", (int)(n - 1), norm);
		found = one_word_phrase(names, word);
	}
	for (size_t e = 0; e < names->cases.n && !found; e++) {
		size_t len = strlen(names->cases.v[e]);
		if (n < len + 6 || n - len + 8 > sizeof word || memcmp(norm + n - len, names->cases.v[e], len) != 0)
			continue;
		for (size_t v = 0; v <= names->nominatives.n && !found; v++) { /* and no ending at all */
			snprintf(word, sizeof word, "%.*s%s", (int)(n - len), norm, v ? names->nominatives.v[v - 1] : "");
			found = one_word_phrase(names, word);
		}
	}
	return found;
}

static uint32_t find_phrase(const struct kua_names *names, const struct words *w)
{
	if (w->n == 0 || w->n > PHRASE_WORDS)
		return 0;
	for (uint32_t i = phrases_from(names, kua_hash(w->v[0], strlen(w->v[0]))); i; i = names->phrases.v[i - 1].next) {
		const struct phrase *p = &names->phrases.v[i - 1];
		bool equal = p->kind == PHRASE_PLACE && p->n == w->n;
		for (size_t k = 0; equal && k < w->n; k++)
			equal = strcmp(p->norm[k], w->v[k]) == 0;
		if (equal)
			return p->id + 1;
	}
	return 0;
}

/* The place called so in the gazetteer, case endings allowed, + 1; 0 where there is none. */
static uint32_t place_find(const struct kua_names *names, const char *norm)
{
	struct kua_arena *a = kua_arena_new();
	struct words w;
	split_words(a, norm, &w);
	uint32_t id = find_phrase(names, &w);
	if (!id && w.n == 1) {
		uint32_t p = phrase_by_stem(names, w.v[0]);
		if (p && names->phrases.v[p - 1].kind == PHRASE_PLACE)
			id = names->phrases.v[p - 1].id + 1;
	}
	kua_arena_free(a);
	return id;
}

size_t near_hashes(const char *key, uint64_t out[NEAR_HASHES])
{
	char less[KEY_MAX];
	size_t n = strlen(key), count = 0;
	if (n < 4 || n > KEY_MAX_PLACE)
		return 0;
	skeleton_of(key, less);
	out[count++] = kua_hash(less, strlen(less)) ^ 1;
	out[count++] = kua_hash(key, n);
	for (size_t i = 0; i < n; i++) {
		memcpy(less, key, i);
		memcpy(less + i, key + i + 1, n - i);
		out[count++] = kua_hash(less, n - 1);
	}
	return count;
}

struct nearest {
	double best, second;
	uint32_t id;
};

static void weigh(const struct kua_names *names, const char *key, uint32_t at, struct nearest *n)
{
	const struct group *g = &names->place_keys[at];
	bool slip = false;
	double score = key_similarity(key, g->key, &slip);
	if (n->id == g->line + 1) {
		n->best = score > n->best ? score : n->best;
	} else if (score > n->best) {
		n->second = n->best;
		n->best = score;
		n->id = g->line + 1;
	} else if (score > n->second) {
		n->second = score;
	}
}

/* The one place of the gazetteer that a misspelt long name can mean, + 1; 0 where there is none or more than one. */
static uint32_t place_near(const struct kua_names *names, const struct name *name)
{
	uint64_t hashes[NEAR_HASHES];
	struct nearest found = {0, 0, 0};
	size_t n = strlen(name->whole) < 6 ? 0 : near_hashes(name->whole, hashes);
	for (size_t i = 0; i < n; i++) {
		size_t lo = 0, hi = names->n_near;
		while (lo < hi) {
			size_t mid = (lo + hi) / 2;
			if (names->near[mid].hash < hashes[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		for (; lo < names->n_near && names->near[lo].hash == hashes[i]; lo++)
			weigh(names, name->whole, names->near[lo].at, &found);
	}
	return found.best >= 0.86 && found.best - found.second >= 0.03 ? found.id : 0;
}

static void place_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a, struct name *out)
{
	struct kua_buf rest = KUA_BUF_INIT;
	for (size_t i = 0; i < w->n; i++) {
		uint32_t flags = flags_und(names, w->v[i]);
		if ((flags & W_PLACE_KIND) && w->n > 1) {
			out->wide = out->wide || (flags & W_WIDE);
			continue;
		}
		if ((flags & (W_OF | W_ARTICLE)) && out->n == 0)
			continue;
		add_part(names, w->v[i], out, NULL, a);
		kua_buf_str(&rest, rest.len ? " " : "");
		kua_buf_str(&rest, w->v[i]);
	}
	out->place = place_find(names, out->norm);
	if (!out->place && rest.len) {
		uint32_t id = place_find(names, rest.data);
		if (id && (names->places.v[id - 1].kind == PLACE_TOWN) != out->wide)
			out->place = id;
	}
	kua_buf_free(&rest);
	out->town = out->place && names->places.v[out->place - 1].kind == PLACE_TOWN;
	if (out->place && !out->town)
		out->wide = names->places.v[out->place - 1].kind == PLACE_REGION;
}

static void organisation_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a,
                               struct name *out)
{
	for (size_t i = 0; i < w->n; i++) {
		uint32_t flags = flags_und(names, w->v[i]);
		if (w->n > 1 && ((flags & (W_ARTICLE | W_OF | W_AND | W_ORG_LINK)) || is_one_of(w->v[i], &names->org_ends)))
			continue;
		add_part(names, w->v[i], out, NULL, a);
	}
}

static void whole_key(struct name *out)
{
	size_t len = 0;
	for (size_t i = 0; i < out->n; i++)
		for (const char *p = out->parts[i].key[0]; *p && len + 1 < sizeof out->whole; p++)
			out->whole[len++] = *p;
	out->whole[len] = '\0';
}

void name_parse(const struct kua_names *names, const char *form, const char *kind, struct kua_arena *a,
                struct name *out)
{
	struct words w;
	memset(out, 0, sizeof *out);
	out->given = out->surname = out->patronymic = out->single = -1;
	out->norm = folded(a, form);
	split_words(a, out->norm, &w);
	bool comma = w.comma > 0 && (size_t)w.comma < w.n;
	if (strcmp(kind, "place") == 0) {
		out->kind = NAME_PLACE;
		place_parts(names, &w, a, out);
	} else if (strcmp(kind, "organisation") == 0) {
		out->kind = NAME_ORGANISATION;
		organisation_parts(names, &w, a, out);
	} else {
		const char *nominative = nominative_of(names, form, a);
		out->kind = NAME_PERSON;
		out->oblique = nominative != NULL;
		if (nominative)
			split_words(a, folded(a, nominative), &w);
		if (comma)
			rotate_comma(&w);
		person_parts(names, &w, a, out);
		set_order(names, comma, out);
	}
	whole_key(out);
	if (out->kind == NAME_PLACE && !out->place)
		out->near = place_near(names, out);
}
