/*
 * words.c - what intake knows of languages, read from data/intake before any reader is forked: sets of words
 * and lines (sorted keys), names of columns, patterns of lines, and how often letters are met. Read-only
 * afterwards.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "intake/internal.h"

struct key {
	const char *s;
	size_t n;
	enum kua_column column;
};

struct keys {
	KUA_VEC(struct key) list; /* sorted */
	size_t from[257];         /* from[b] .. from[b + 1] - 1 start with the byte b */
	uint64_t second[256];     /* of those, a bit for each second byte: most places in a text are no entry's beginning */
};

struct alphabet { /* one language written in Cyrillic */
	float log_share[256]; /* of U+0400 + i */
};

struct kua_words {
	struct kua_arena *arena;
	struct kua_languages *languages;
	struct keys sets[KUA_SETS], columns;
	KUA_VEC(struct kua_pattern) patterns[KUA_PATTERNS];
	KUA_VEC(struct alphabet) alphabets;
};

/* Where each set stands: file and section. */
static const struct {
	const char *file, *section;
} places[KUA_SETS] = {
	[KUA_SET_FURNITURE] = {"furniture", "line"},
	[KUA_SET_FURNITURE_IN] = {"furniture", "within"},
	[KUA_SET_SHARE] = {"furniture", "share"},
	[KUA_SET_CAPTION] = {"furniture", "caption"},
	[KUA_SET_CAPTION_LABEL] = {"furniture", "caption label"},
	[KUA_SET_ENLARGE] = {"furniture", "enlarge"},
	[KUA_SET_FORM] = {"furniture", "comment form"},
	[KUA_SET_COMMENTS] = {"furniture", "comments"},
	[KUA_SET_PREFACE] = {"furniture", "preface"},
	[KUA_SET_LETTERS] = {"furniture", "letters"},
	[KUA_SET_DIGEST] = {"furniture", "digest"},
	[KUA_SET_RELATED] = {"furniture", "related"},
	[KUA_SET_VALEDICTION] = {"bylines", "valediction"},
	[KUA_SET_SALUTATION] = {"bylines", "salutation"},
	[KUA_SET_LETTER] = {"bylines", "letter"},
	[KUA_SET_ROLE] = {"bylines", "role"},
	[KUA_SET_SITE_ROLE] = {"bylines", "site role"},
	[KUA_SET_PARTICLE] = {"bylines", "particle"},
	[KUA_SET_NO_NAME] = {"bylines", "no name"},
	[KUA_SET_LABEL_TITLE] = {"bylines", "label title"},
	[KUA_SET_LABEL_AUTHOR] = {"bylines", "label author"},
	[KUA_SET_LABEL_DATE] = {"bylines", "label date"},
	[KUA_SET_BYLINE] = {"bylines", "byline"},
	[KUA_SET_HTML_FURNITURE] = {"html", "furniture"},
	[KUA_SET_HTML_POST] = {"html", "post"},
	[KUA_SET_HTML_AUTHOR] = {"html", "author"},
	[KUA_SET_HTML_DATE] = {"html", "date"},
	[KUA_SET_HTML_CATEGORY] = {"html", "category"},
	[KUA_SET_HTML_TAG] = {"html", "tag"},
	[KUA_SET_HTML_PATH] = {"html", "path"},
	[KUA_SET_HTML_SITE] = {"html", "site"},
	[KUA_SET_HTML_META] = {"html", "meta"},
	[KUA_SET_HTML_MESSAGE] = {"html", "message"},
	[KUA_SET_HTML_JOINED] = {"html", "joined message"},
	[KUA_SET_BODY] = {"issuers", "body"},
	[KUA_SET_UNIT] = {"issuers", "unit"},
	[KUA_SET_KIND] = {"issuers", "kind"},
	[KUA_SET_ISSUED_BY] = {"issuers", "issued by"},
	[KUA_SET_STATEMENT_OF] = {"issuers", "statement of"},
	[KUA_SET_PEOPLE] = {"issuers", "people"},
	[KUA_SET_WE] = {"issuers", "we"},
	[KUA_SET_PAPER] = {"issuers", "paper"},
	[KUA_SET_JOINT] = {"issuers", "joint"},
	[KUA_SET_NOT_BEFORE] = {"issuers", "not before"},
	[KUA_SET_RIGHTS] = {"issuers", "rights"},
	[KUA_SET_MAIL_FROM] = {"mail", "from"},
	[KUA_SET_MAIL_SENT] = {"mail", "sent"},
	[KUA_SET_MAIL_TO] = {"mail", "to"},
	[KUA_SET_MAIL_SUBJECT] = {"mail", "subject"},
	[KUA_SET_MAIL_REPLY] = {"mail", "reply"},
	[KUA_SET_MAIL_ORIGINAL] = {"mail", "original"},
	[KUA_SET_MAIL_END] = {"mail", "end"},
	[KUA_SET_MAIL_WROTE] = {"mail", "wrote"},
	[KUA_SET_MAIL_SMALL] = {"mail", "small words"},
	[KUA_SET_MAIL_DISCLAIMER] = {"mail", "disclaimer"},
	[KUA_SET_MAIL_FOOTER] = {"mail", "footer"},
	[KUA_SET_MAIL_LIST] = {"mail", "list"},
	[KUA_SET_MAIL_DEVICE] = {"mail", "device"},
	[KUA_SET_MAIL_FOLDER] = {"mail", "folder"},
	[KUA_SET_CHAT_MESSAGES] = {"chats", "messages"},
	[KUA_SET_CHAT_SENDER] = {"chats", "sender"},
	[KUA_SET_CHAT_NAME] = {"chats", "name"},
	[KUA_SET_CHAT_TIME] = {"chats", "time"},
	[KUA_SET_CHAT_TEXT] = {"chats", "text"},
	[KUA_SET_CHAT_PASSED_ON] = {"chats", "passed on"},
	[KUA_SET_CHAT_FILE] = {"chats", "file"},
	[KUA_SET_CHAT_BETWEEN] = {"chats", "between"},
	[KUA_SET_CHAT_NOTICE] = {"chats", "notice"},
	[KUA_SET_CHAT_NO_TEXT] = {"chats", "no text"},
	[KUA_SET_CHAT_ATTACHED] = {"chats", "attached"},
	[KUA_SET_CHAT_EXPORT] = {"chats", "chat file"},
};

static const struct {
	const char *section;
	enum kua_column column;
} columns[] = {
	{"id", KUA_COL_ID},
	{"title", KUA_COL_TITLE},
	{"author", KUA_COL_AUTHOR},
	{"date", KUA_COL_DATE},
	{"text", KUA_COL_TEXT},
	{"maybe text", KUA_COL_MAYBE_TEXT},
	{"more text", KUA_COL_MORE_TEXT},
	{"category", KUA_COL_CATEGORY},
	{"language", KUA_COL_LANGUAGE},
	{"url", KUA_COL_URL},
};

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct key *)a)->s, ((const struct key *)b)->s);
}

static uint64_t bit_of(char second)
{
	return UINT64_C(1) << ((unsigned char)second & 63);
}

static void sort_keys(struct keys *keys)
{
	if (keys->list.n)
		qsort(keys->list.v, keys->list.n, sizeof *keys->list.v, by_text);
	for (size_t byte = 0, i = 0; byte <= 256; byte++) {
		while (i < keys->list.n && (unsigned char)keys->list.v[i].s[0] < byte)
			i++;
		keys->from[byte] = i;
	}
	for (size_t i = 0; i < keys->list.n; i++) {
		const struct key *k = &keys->list.v[i];
		keys->second[(unsigned char)k->s[0]] |= k->n > 1 ? bit_of(k->s[1]) : UINT64_MAX;
	}
}

static void add_key(struct kua_words *w, struct keys *keys, const char *form, enum kua_column column)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_line_key(&b, kua_str(form));
	struct key *k = kua_vec_add(&keys->list);
	*k = (struct key){kua_arena_strndup(w->arena, b.data, b.len), b.len, column};
	kua_buf_free(&b);
}

static enum kua_code load(struct kua_words *w, const char *data_dir, const char *file, struct kua_wordlist *out,
                          struct kua_error *err)
{
	const char *path = kua_arena_printf(w->arena, "%s/intake/%s.txt", data_dir, file);
	return kua_wordlist_load(path, w->arena, out, err);
}

static enum kua_code unknown_section(const struct kua_wordlist *list, const struct kua_entry *e,
                                     struct kua_error *err)
{
	return kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] in this file", list->path, e->line,
	                e->section);
}

static enum kua_code load_sets(struct kua_words *w, const char *data_dir, const char *file, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = load(w, data_dir, file, &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		const struct kua_entry *e = &list.v[i];
		size_t set = 0;
		while (set < KUA_SETS && !(strcmp(places[set].file, file) == 0 &&
		                           strcmp(places[set].section, e->section) == 0))
			set++;
		if (set == KUA_SETS)
			code = unknown_section(&list, e, err);
		for (size_t j = 0; code == KUA_OK && j < e->forms.n; j++)
			add_key(w, &w->sets[set], e->forms.v[j], KUA_COL_NONE);
	}
	return code;
}

static enum kua_code load_columns(struct kua_words *w, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = load(w, data_dir, "columns", &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		const struct kua_entry *e = &list.v[i];
		enum kua_column column = KUA_COL_NONE;
		for (size_t j = 0; j < sizeof columns / sizeof *columns; j++)
			if (strcmp(columns[j].section, e->section) == 0)
				column = columns[j].column;
		if (column == KUA_COL_NONE)
			code = unknown_section(&list, e, err);
		for (size_t j = 0; code == KUA_OK && j < e->forms.n; j++)
			add_key(w, &w->columns, e->forms.v[j], column);
	}
	return code;
}

static const struct {
	const char *section;
	enum kua_pattern_kind kind;
} kinds[] = {
	{"marker", KUA_MARKERS}, {"weak marker", KUA_MARKERS}, {"below", KUA_BELOW},
	{"tail", KUA_TAILS},     {"foot", KUA_FEET},           {"comments below", KUA_COMMENTS_BELOW},
};

static enum kua_code add_patterns(struct kua_words *w, const struct kua_wordlist *list, const struct kua_entry *e,
                                  struct kua_error *err)
{
	size_t k = 0, all = sizeof kinds / sizeof *kinds;
	while (k < all && strcmp(kinds[k].section, e->section) != 0)
		k++;
	if (k == all)
		return unknown_section(list, e, err);
	for (size_t j = 0; j < e->forms.n; j++) {
		struct kua_pattern p;
		if (kua_pattern_parse(e->forms.v[j], w->arena, &p, err) != KUA_OK)
			return kua_fail_in(err, "%s:%u", list->path, e->line);
		p.weak = strcmp(e->section, "weak marker") == 0;
		*kua_vec_add(&w->patterns[kinds[k].kind]) = p;
	}
	return KUA_OK;
}

static enum kua_code load_patterns(struct kua_words *w, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = load(w, data_dir, "posts", &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++)
		code = add_patterns(w, &list, &list.v[i], err);
	return code;
}

/* A letter that a language does not have is met once in this many. */
#define RARE 1e-5

static enum kua_code add_letter(struct kua_words *w, const struct kua_wordlist *list, const struct kua_entry *e,
                                struct kua_error *err)
{
	size_t pos = 0;
	uint32_t cp = kua_next_char(kua_str(e->forms.v[0]), &pos);
	char *end = NULL;
	double share = e->fields.n ? strtod(e->fields.v[0], &end) / 1000 : 0;
	if (cp < 0x400 || cp > 0x4ff || !end || *end || !(share > 0 && share < 1))
		return kua_fail(err, KUA_DATA,
		                "%s:%u: a Cyrillic letter, a bar and how often it is met in 1000 are needed",
		                list->path, e->line);
	w->alphabets.v[w->alphabets.n - 1].log_share[cp - 0x400] = (float)log(share);
	return KUA_OK;
}

static enum kua_code load_alphabets(struct kua_words *w, const char *data_dir, struct kua_error *err)
{
	struct kua_wordlist list;
	enum kua_code code = load(w, data_dir, "alphabets", &list, err);
	const char *section = NULL;
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		if (!section || strcmp(section, list.v[i].section) != 0) {
			struct alphabet *a = kua_vec_add(&w->alphabets);
			for (size_t j = 0; j < 256; j++)
				a->log_share[j] = (float)log(RARE);
			section = list.v[i].section;
		}
		code = add_letter(w, &list, &list.v[i], err);
	}
	return code;
}

enum kua_code kua_words_load(const char *data_dir, struct kua_words **out, struct kua_error *err)
{
	struct kua_words *w = kua_calloc(1, sizeof *w);
	w->arena = kua_arena_new();
	enum kua_code code = kua_languages_load(data_dir, &w->languages, err);
	static const char *const files[] = {"furniture", "bylines", "html", "issuers", "mail", "chats"};
	for (size_t i = 0; code == KUA_OK && i < sizeof files / sizeof *files; i++)
		code = load_sets(w, data_dir, files[i], err);
	if (code == KUA_OK)
		code = load_columns(w, data_dir, err);
	if (code == KUA_OK)
		code = load_patterns(w, data_dir, err);
	if (code == KUA_OK)
		code = load_alphabets(w, data_dir, err);
	for (size_t i = 0; i <= KUA_SETS; i++)
		sort_keys(i < KUA_SETS ? &w->sets[i] : &w->columns);
	if (code == KUA_OK)
		*out = w;
	else
		kua_words_free(w);
	return code;
}

void kua_words_free(struct kua_words *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < KUA_SETS; i++)
		kua_vec_free(&w->sets[i].list);
	kua_vec_free(&w->columns.list);
	for (size_t i = 0; i < KUA_PATTERNS; i++)
		kua_vec_free(&w->patterns[i]);
	kua_vec_free(&w->alphabets);
	kua_languages_free(w->languages);
	kua_arena_free(w->arena);
	free(w);
}

const struct kua_pattern *kua_words_patterns(const struct kua_words *w, enum kua_pattern_kind kind, size_t *n)
{
	*n = w->patterns[kind].n;
	return w->patterns[kind].v;
}

static const struct key *find(const struct keys *keys, const char *s)
{
	struct key wanted = {.s = s};
	return keys->list.n ? bsearch(&wanted, keys->list.v, keys->list.n, sizeof *keys->list.v, by_text) : NULL;
}

bool kua_words_has_key(const struct kua_words *w, enum kua_word_set set, const char *key)
{
	return *key && find(&w->sets[set], key) != NULL;
}

bool kua_words_has(const struct kua_words *w, enum kua_word_set set, struct kua_str s)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_line_key(&b, s);
	bool has = kua_words_has_key(w, set, b.data);
	kua_buf_free(&b);
	return has;
}

static bool is_word_char(uint32_t cp)
{
	return cp < 0x80 ? kua_is_alnum_ascii((char)cp) : u_isalnum((UChar32)cp);
}

/* Is p, inside key, at the edge of a word? */
static bool is_edge(const char *key, const char *p)
{
	if (p == key || !*p)
		return true;
	const char *before = p - 1;
	while (before > key && ((unsigned char)*before & 0xc0) == 0x80)
		before--;
	struct kua_str left = {before, (size_t)(p - before)}, right = {p, strnlen(p, 4)};
	size_t l = 0, r = 0;
	return !is_word_char(kua_next_char(left, &l)) || !is_word_char(kua_next_char(right, &r));
}

/* Bytes of the longest entry that stands at p, inside key, as whole words. */
static size_t longest_at(const struct keys *keys, const char *key, const char *p)
{
	size_t longest = 0;
	unsigned char first = (unsigned char)*p;
	for (size_t i = keys->from[first]; i < keys->from[first + 1]; i++) {
		const struct key *k = &keys->list.v[i];
		if (k->n > longest && strncmp(p, k->s, k->n) == 0 && is_edge(key, p + k->n))
			longest = k->n;
	}
	return longest;
}

bool kua_words_within(const struct kua_words *w, enum kua_word_set set, const char *key)
{
	const struct keys *keys = &w->sets[set];
	for (const char *p = key; *p; p++) {
		if (keys->second[(unsigned char)*p] & bit_of(p[1]) && is_edge(key, p) && longest_at(keys, key, p))
			return true;
	}
	return false;
}

size_t kua_words_prefix(const struct kua_words *w, enum kua_word_set set, const char *key)
{
	return longest_at(&w->sets[set], key, key);
}

/* Uwazi tells the languages of one column apart by "title__en", "title__ru". */
static struct kua_str without_language(struct kua_str name)
{
	for (size_t code = 2; code <= 3; code++)
		if (name.n > code + 2 && memcmp(name.s + name.n - code - 2, "__", 2) == 0)
			return (struct kua_str){name.s, name.n - code - 2};
	return name;
}

enum kua_column kua_words_column(const struct kua_words *w, struct kua_str name)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_line_key(&b, without_language(name));
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] == '_' || b.data[i] == '-' || b.data[i] == '.')
			b.data[i] = ' ';
	const struct key *k = b.len ? find(&w->columns, b.data) : NULL;
	kua_buf_free(&b);
	return k ? k->column : KUA_COL_NONE;
}

double kua_words_cyrillic(const struct kua_words *w, const size_t counts[256])
{
	size_t all = 0;
	for (size_t i = 0; i < 256; i++)
		all += counts[i];
	double best = -INFINITY;
	for (size_t a = 0; all && a < w->alphabets.n; a++) {
		double sum = 0;
		for (size_t i = 0; i < 256; i++)
			sum += (double)counts[i] * (double)w->alphabets.v[a].log_share[i];
		if (sum / (double)all > best)
			best = sum / (double)all;
	}
	return best;
}

#define DATE_BYTES ((size_t)60)
#define DATE_WORDS 5  /* of letters: "Tuesday, 2 de julio de 2013" */
#define DATE_GROUPS 8 /* of digits: a date, a time and its zone */

/* Does s have what every date has? It spares most lines the trouble of being parsed. */
static bool could_be_date(struct kua_str s)
{
	size_t words = 0, groups = 0;
	bool year = false;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		if (s.s[i] >= '0' && s.s[i] <= '9') {
			while (i < s.n && s.s[i] >= '0' && s.s[i] <= '9')
				i++;
			groups++;
			year |= i - from == 4;
		} else if (kua_is_alnum_ascii(s.s[i]) || (unsigned char)s.s[i] >= 0x80) {
			while (i < s.n && (kua_is_alnum_ascii(s.s[i]) || (unsigned char)s.s[i] >= 0x80))
				i++;
			words++;
		} else if (!strchr(" .,/:+-()'\t", s.s[i++])) {
			return false;
		}
	}
	return words <= DATE_WORDS && groups <= DATE_GROUPS && (year || groups >= 3);
}

bool kua_whole_date(const struct kua_words *w, struct kua_str s, char iso[11])
{
	s = kua_trim(s);
	return s.n <= DATE_BYTES && could_be_date(s) && kua_date_parse(w->languages, s.s, s.n, iso) &&
	    strlen(iso) >= 7;
}

/* The most precise date with a year, read as of one language; NULL: of the one that it looks like. */
static bool find_date_as(const struct kua_words *w, const char *language, struct kua_str s, char iso[11], struct kua_str *at)
{
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	struct kua_error err;
	size_t n = 0;
	const struct kua_date *d = NULL, *best = NULL;
	if (kua_text_view(w->languages, s.s, s.n, language, a, &t, &err) == KUA_OK)
		d = kua_text_dates(w->languages, &t, NULL, a, &n);
	for (size_t i = 0; i < n; i++)
		if (d[i].kind == KUA_DATE_FULL && (!best || strlen(d[i].iso) > strlen(best->iso)))
			best = &d[i];
	if (best) {
		uint32_t from = t.tokens[best->first].start, end = t.tokens[best->last - 1].end;
		*at = (struct kua_str){s.s + from, end - from};
		memcpy(iso, best->iso, sizeof best->iso);
	}
	kua_arena_free(a);
	return best != NULL;
}

bool kua_find_date(const struct kua_words *w, struct kua_str s, char iso[11], struct kua_str *at)
{
	/* a line that is hardly more than a date does not show its language */
	static const char *const languages[] = {NULL, "en", "ru", "kk", "fr", "de", "es", "uk", "be", "ky", "uz", "it", "pl",
	                                        "nl", "pt", "tr"};
	bool found = false;
	iso[0] = '\0';
	for (size_t i = 0; i < sizeof languages / sizeof *languages && strlen(iso) < 10; i++) {
		char better[11] = "";
		struct kua_str there;
		if (find_date_as(w, languages[i], s, better, &there) && strlen(better) > strlen(iso)) {
			memcpy(iso, better, sizeof better);
			*at = there;
			found = true;
		}
	}
	return found;
}
