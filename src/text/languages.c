/*
 * languages.c - the knowledge of each language: data/<language>/{common,abbreviations,numbers,dates}.txt read
 * into one table of facts, and the table of votes by which a text's language is found.
 *
 * Each section name has one meaning, listed in `sections`. An entry's forms are cut by the tokeniser that
 * cuts texts, so that they meet; its fields are the value.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "text/spellings.h"

static const struct section {
	const char *file, *name;
	enum role role;
} sections[] = {
	{"common.txt", "stop words", W_STOP},
	{"common.txt", "frequent", W_FREQUENT},
	{"common.txt", "letters", W_LETTER},
	{"common.txt", "endings", W_ENDING},
	{"common.txt", "kept whole", W_WHOLE},
	{"common.txt", "elided", W_ELISION},
	{"abbreviations.txt", "before a name", A_NAME},
	{"abbreviations.txt", "before a number", A_NUMBER},
	{"abbreviations.txt", "may end a sentence", A_END},
	{"numbers.txt", "cardinals", N_CARDINAL},
	{"numbers.txt", "multipliers", N_MULTIPLIER},
	{"numbers.txt", "dozens", N_DOZEN},
	{"numbers.txt", "vague", N_VAGUE},
	{"numbers.txt", "vague before a multiplier", N_VAGUE_BEFORE},
	{"numbers.txt", "ordinals", N_ORDINAL},
	{"numbers.txt", "fractions", N_FRACTION},
	{"numbers.txt", "half", N_HALF},
	{"numbers.txt", "and a half", N_AND_HALF},
	{"numbers.txt", "articles", N_ARTICLE},
	{"numbers.txt", "joiners", N_JOINER},
	{"numbers.txt", "between", N_BETWEEN},
	{"numbers.txt", "from", N_FROM},
	{"numbers.txt", "range", N_RANGE},
	{"numbers.txt", "per cent", N_PER_CENT},
	{"numbers.txt", "money", N_MONEY},
	{"numbers.txt", "money before", N_MONEY_BEFORE},
	{"numbers.txt", "letters behind digits", N_SUFFIX},
	{"numbers.txt", "ordinal endings", N_ORDINAL_ENDING},
	{"numbers.txt", "no numbers", N_NOT},
	{"numbers.txt", "writing", N_WRITING},
	{"dates.txt", "months", D_MONTH},
	{"dates.txt", "weekdays", D_WEEKDAY},
	{"dates.txt", "days", D_DAY},
	{"dates.txt", "units", D_UNIT},
	{"dates.txt", "last", D_LAST},
	{"dates.txt", "next", D_NEXT},
	{"dates.txt", "this", D_THIS},
	{"dates.txt", "ago", D_AGO},
	{"dates.txt", "later", D_LATER},
	{"dates.txt", "deadline", D_DEADLINE},
	{"dates.txt", "parts", D_PART},
	{"dates.txt", "of", D_OF},
	{"dates.txt", "on", D_ON},
	{"dates.txt", "before a year", D_YEAR_BEFORE},
	{"dates.txt", "after a year", D_YEAR_AFTER},
	{"dates.txt", "words after a year", D_YEAR_WORD},
	{"dates.txt", "behind a bare year", D_YEAR_BARE},
	{"dates.txt", "before no year", D_YEAR_NOT},
	{"dates.txt", "anniversary", D_ANNIVERSARY},
	{"dates.txt", "also words", D_AMBIGUOUS},
	{"dates.txt", "beside a date", D_BESIDE},
	{"dates.txt", "from day to day", D_TO},
	{"dates.txt", "hours", T_HOUR},
	{"dates.txt", "before noon", T_AM},
	{"dates.txt", "after noon", T_PM},
	{"dates.txt", "clock", T_CLOCK},
	{"dates.txt", "at", T_AT},
};

static const struct {
	const char *name;
	unsigned bit;
} writings[] = {
	{"comma groups", GROUP_COMMA}, {"dot groups", GROUP_DOT}, {"space groups", GROUP_SPACE},
	{"decimal comma", DECIMAL_COMMA}, {"ordinal dot", ORDINAL_DOT}, {"compound words", COMPOUND},
	{"month first", MONTH_FIRST},
};

/* ---- one fact ---- */

/* "12", "1/2", "1.5", "-1": value and millionths; false for anything else. */
static bool read_value(const char *s, int64_t *value, int64_t *micro)
{
	char *end;
	*micro = 0;
	*value = strtoll(s, &end, 10);
	if (end == s)
		return false;
	if (*end == '/') {
		int64_t below = strtoll(end + 1, &end, 10);
		if (below <= 0 || *end)
			return false;
		*micro = *value % below * 1000000 / below;
		*value /= below;
		return true;
	}
	if (*end == '.') {
		int64_t unit = 100000;
		for (end++; *end >= '0' && *end <= '9' && unit; end++, unit /= 10)
			*micro += (*end - '0') * unit;
	}
	return *end == '\0';
}

static bool role_needs_value(enum role role)
{
	return (BIT(role) & (BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | BIT(N_DOZEN) | BIT(N_ORDINAL) | BIT(N_FRACTION) |
	                     BIT(N_HALF) | BIT(N_AND_HALF) | BIT(N_SUFFIX) | BIT(D_MONTH) | BIT(D_WEEKDAY) | BIT(D_DAY))) != 0;
}

static bool in_phrase(const struct kua_token *t)
{
	return !is_punct(t, '-') && !is_punct(t, '.');
}

/* One form of an entry as a fact. */
static enum kua_code add_form(struct language *l, const struct kua_wordlist *list, const struct kua_entry *e,
                              enum role role, const char *form, struct kua_arena *a, struct kua_error *err)
{
	struct token_list tokens = {0};
	struct fact f = {.role = (uint8_t)role, .text = e->fields.n && *e->fields.v[0] ? e->fields.v[0] : form};
	enum kua_code code = KUA_OK;
	size_t n = 0;
	/* the words of common.txt say how the language cuts its own words (l'homme), so it is read first and as it stands */
	struct spellings spellings;
	kua_spellings_init(&spellings, l->slots ? l : NULL, strlen(form), a);
	kua_tokenise(&spellings, form, strlen(form), &tokens);
	kua_spellings_free(&spellings);
	for (size_t i = 0; i < tokens.tokens.n; i++) {
		const struct kua_token *t = &tokens.tokens.v[i];
		if (tokens.tokens.n > 1 && !in_phrase(t))
			continue;
		if (n == 0) {
			f.hash = t->hash;
			f.first = t->norm;
		} else if (n <= FACT_REST) {
			f.rest[n - 1] = t->hash;
		}
		n++;
	}
	f.n_rest = (uint8_t)(n ? n - 1 : 0);
	if (n == 0 || n > FACT_REST + 1)
		code = kua_fail(err, KUA_DATA, "%s:%u:1: \"%s\" has no word, or more than %d", list->path, e->line, form,
		                FACT_REST + 1);
	else if (!(e->fields.n && read_value(e->fields.v[0], &f.value, &f.micro)) && role_needs_value(role))
		code = kua_fail(err, KUA_DATA, "%s:%u:1: \"%s\" needs a number behind a bar", list->path, e->line, form);
	else
		*kua_vec_add(&l->facts) = f;
	kua_token_list_free(&tokens);
	return code;
}

static enum kua_code add_writing(struct language *l, const struct kua_wordlist *list, const struct kua_entry *e,
                                 struct kua_error *err)
{
	for (size_t f = 0; f < e->forms.n; f++) {
		unsigned bit = 0;
		for (size_t i = 0; i < sizeof writings / sizeof *writings; i++)
			if (strcmp(writings[i].name, e->forms.v[f]) == 0)
				bit = writings[i].bit;
		if (!bit)
			return kua_fail(err, KUA_DATA, "%s:%u:1: \"%s\" is no way of writing numbers", list->path, e->line,
			                e->forms.v[f]);
		l->writing |= bit;
	}
	return KUA_OK;
}

static enum kua_code add_entry(struct language *l, const struct kua_wordlist *list, const char *file,
                               const struct kua_entry *e, struct kua_arena *a, struct kua_error *err)
{
	const struct section *s = NULL;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (strcmp(sections[i].file, file) == 0 && strcmp(sections[i].name, e->section) == 0)
			s = &sections[i];
	if (!s)
		return kua_fail(err, KUA_DATA, "%s:%u:1: no section called \"%s\" is known in %s", list->path, e->line,
		                e->section, file);
	if (s->role == N_WRITING)
		return add_writing(l, list, e, err);
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < e->forms.n && code == KUA_OK; i++)
		code = add_form(l, list, e, s->role, e->forms.v[i], a, err);
	return code;
}

/* ---- the table of facts ---- */

static int fact_order(const void *x, const void *y)
{
	const struct fact *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->n_rest != b->n_rest)
		return a->n_rest > b->n_rest ? -1 : 1;
	if (a->role != b->role)
		return a->role < b->role ? -1 : 1;
	for (size_t i = 0; i < a->n_rest; i++)
		if (a->rest[i] != b->rest[i])
			return a->rest[i] < b->rest[i] ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

static void index_facts(struct language *l, struct kua_arena *a)
{
	if (l->facts.n)
		qsort(l->facts.v, l->facts.n, sizeof *l->facts.v, fact_order);
	size_t slots = 16;
	while (slots < l->facts.n * 2)
		slots *= 2;
	l->slots = KUA_NEW_N(a, struct slot, slots);
	l->mask = slots - 1;
	for (size_t i = 0; i < l->facts.n; i++) {
		const struct fact *f = &l->facts.v[i];
		size_t at = f->hash & l->mask;
		while (l->slots[at].n && l->slots[at].hash != f->hash)
			at = (at + 1) & l->mask;
		struct slot *slot = &l->slots[at];
		if (!slot->n)
			*slot = (struct slot){.hash = f->hash, .first = (uint32_t)i};
		slot->n++;
		slot->roles |= BIT(f->role);
		l->roles |= BIT(f->role);
	}
}

const struct fact *kua_fact_by_hash(const struct language *l, uint64_t hash, const char *norm, size_t len, uint64_t roles)
{
	const struct slot *slot = kua_slot_of(l, hash);
	if (!slot->n)
		return NULL;
	const struct fact *f = l->facts.v + slot->first;
	for (size_t i = 0; i < slot->n && (slot->roles & roles); i++)
		if (f[i].n_rest == 0 && (roles & BIT(f[i].role)) && strncmp(f[i].first, norm, len) == 0 && !f[i].first[len])
			return &f[i];
	return NULL;
}

const struct fact *kua_fact_of(const struct language *l, const char *norm, size_t len, uint64_t roles)
{
	return kua_fact_by_hash(l, kua_hash(norm, len), norm, len, roles);
}

bool kua_text_is_stop_word(const struct kua_languages *l, const char *language, const char *norm)
{
	return kua_fact_of(kua_language_of(l, language), norm, strlen(norm), BIT(W_STOP)) != NULL;
}

/* Whether the rest of a phrase stands behind token i; its hyphens and full stops may stand in the text. */
static bool rest_matches(const struct fact *f, const struct kua_text *t, uint32_t i, uint32_t *last)
{
	uint32_t at = i + 1;
	for (size_t r = 0; r < f->n_rest; r++, at++) {
		if (at < t->n_tokens && !in_phrase(&t->tokens[at]))
			at++;
		if (at >= t->n_tokens || t->tokens[at].hash != f->rest[r])
			return false;
	}
	*last = at;
	return true;
}

const struct fact *kua_fact_find(const struct language *l, const struct kua_text *t, uint32_t i, uint32_t end, uint64_t roles,
                                 uint32_t *last)
{
	const struct kua_token *k = &t->tokens[i];
	const struct slot *slot = kua_slot_of(l, k->hash);
	const struct fact *f = l->facts.v + slot->first;
	for (const struct fact *stop = f + slot->n; f < stop; f++)
		if ((roles & BIT(f->role)) && strcmp(f->first, k->norm) == 0 && rest_matches(f, t, i, last) &&
		    (!end || *last == end))
			return f;
	return NULL;
}


/* ---- votes: whose words and letters are these ---- */

#define VOTING \
	(BIT(W_STOP) | BIT(W_FREQUENT) | BIT(W_LETTER) | BIT(W_ENDING) | BIT(N_CARDINAL) | BIT(N_MULTIPLIER) | \
	 BIT(N_VAGUE) | BIT(D_MONTH) | BIT(D_WEEKDAY) | BIT(D_DAY) | BIT(D_UNIT) | BIT(D_AGO))

/* A stop word of one language is strong, a letter occurs in many words. */
static uint32_t weight_of(enum role role)
{
	return role == W_STOP ? 12 : role == W_LETTER ? VOTE_OF_LETTER : role == W_ENDING ? VOTE_OF_ENDING : 10;
}

static struct vote *vote_slot(struct vote *votes, size_t mask, uint64_t hash)
{
	size_t at = hash & mask;
	while (votes[at].languages && votes[at].hash != hash)
		at = (at + 1) & mask;
	return &votes[at];
}

static uint64_t *vote_bits(const struct kua_languages *l, uint64_t hash)
{
	return &l->vote_bits[(hash >> 38) & (VOTE_BITS / 64 - 1)];
}

static void index_votes(struct kua_languages *l)
{
	size_t n = 0, slots = 16;
	for (size_t i = 0; i < l->n; i++)
		n += l->v[i].facts.n;
	while (slots < n * 2)
		slots *= 2;
	l->votes = KUA_NEW_N(l->arena, struct vote, slots);
	l->votes_mask = slots - 1;
	l->vote_bits = KUA_NEW_N(l->arena, uint64_t, VOTE_BITS / 64);
	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = 0; k < l->v[i].facts.n; k++) {
			const struct fact *f = &l->v[i].facts.v[k];
			/* short forms are shared by too many languages to say anything */
			bool plain_word = !(BIT(f->role) & (BIT(W_STOP) | BIT(W_LETTER) | BIT(W_ENDING)));
			bool short_form = plain_word && strlen(f->first) <= 3;
			if (f->n_rest || short_form || !(BIT(f->role) & VOTING))
				continue;
			uint64_t hash = f->role == W_ENDING ? f->hash ^ ENDING_SALT : f->hash;
			struct vote *v = vote_slot(l->votes, l->votes_mask, hash);
			v->hash = hash;
			*vote_bits(l, hash) |= UINT64_C(1) << (hash >> 32 & 63);
			v->languages |= UINT64_C(1) << i;
			if (v->weight < weight_of(f->role))
				v->weight = weight_of(f->role);
		}
	}
}

const struct vote *kua_vote_of(const struct kua_languages *l, uint64_t hash)
{
	if (!(*vote_bits(l, hash) >> (hash >> 32 & 63) & 1))
		return NULL;
	const struct vote *v = vote_slot(l->votes, l->votes_mask, hash);
	return v->languages ? v : NULL;
}

/* ---- loading ---- */

static bool language_name(const char *s)
{
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i++)
		if (s[i] < 'a' || s[i] > 'z')
			return false;
	return n == 2 || n == 3;
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static enum kua_code list_languages(const char *dir, struct kua_arena *a, struct kua_list *out, struct kua_error *err)
{
	DIR *d = opendir(dir);
	if (!d)
		return kua_fail(err, KUA_USE, "%s: there is no folder of word lists here", dir);
	for (struct dirent *e; (e = readdir(d));)
		if (language_name(e->d_name))
			kua_list_add(a, out, kua_arena_strdup(a, e->d_name));
	(void)closedir(d);
	if (out->n == 0)
		return kua_fail(err, KUA_USE, "%s: no language has a folder here", dir);
	if (out->n > LANGUAGES_MAX)
		return kua_fail(err, KUA_LIMIT, "%s: more than %d languages", dir, LANGUAGES_MAX);
	qsort(out->v, out->n, sizeof *out->v, by_text);
	return KUA_OK;
}

/* A language need not have every file. */
static enum kua_code load_file(struct kua_languages *all, struct language *l, const char *dir, const char *file,
                               struct kua_error *err)
{
	struct kua_wordlist list;
	const char *path = kua_arena_printf(all->arena, "%s/%s/%s", dir, l->code, file);
	enum kua_code code = kua_wordlist_load(path, all->arena, &list, err);
	if (code == KUA_USE)
		return KUA_OK;
	for (size_t i = 0; code == KUA_OK && i < list.n; i++)
		code = add_entry(l, &list, file, &list.v[i], all->arena, err);
	return code;
}

static enum kua_code load_language(struct kua_languages *all, struct language *l, const char *dir, struct kua_error *err)
{
	static const char *const files[] = {"common.txt", "abbreviations.txt", "numbers.txt", "dates.txt"};
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < sizeof files / sizeof *files && code == KUA_OK; i++) {
		code = load_file(all, l, dir, files[i], err);
		if (i == 0)
			index_facts(l, all->arena);
	}
	index_facts(l, all->arena);
	return code;
}

enum kua_code kua_languages_load(const char *data_dir, struct kua_languages **out, struct kua_error *err)
{
	struct kua_languages *l = kua_calloc(1, sizeof *l);
	struct kua_list names = {0};
	l->arena = kua_arena_new();
	enum kua_code code = list_languages(data_dir, l->arena, &names, err);
	l->v = KUA_NEW_N(l->arena, struct language, names.n);
	l->none = (struct language){.code = "und", .writing = GROUP_COMMA};
	index_facts(&l->none, l->arena);
	for (; l->n < names.n && code == KUA_OK; l->n++) {
		l->v[l->n].code = names.v[l->n];
		code = load_language(l, &l->v[l->n], data_dir, err);
	}
	if (code != KUA_OK) {
		kua_languages_free(l);
		return code;
	}
	index_votes(l);
	*out = l;
	return KUA_OK;
}

void kua_languages_free(struct kua_languages *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++)
		kua_vec_free(&l->v[i].facts);
	kua_arena_free(l->arena);
	free(l);
}

/* Text whose language is not known is read with English facts: most of what is left is names and digits. */
const struct language *kua_language_of(const struct kua_languages *l, const char *code)
{
	const char *want = strcmp(code, "und") == 0 ? "en" : code;
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].code, want) == 0)
			return &l->v[i];
	return &l->none;
}
