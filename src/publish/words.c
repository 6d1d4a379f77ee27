/*
 * words.c - texts in several languages, from data/page/<language>.txt and other folders: lines "key = text". A key that counts has one line for each way
 * in which the language counts ("items.one", "items.few", "items.other": CLDR's plural categories). {n} is the number.
 * The files have keys that begin with "@": "@direction = rtl", "@date = {d} {m} {y}", "@month.1 = January" (beside a day), "@month-alone.1"; and
 * "@date-first", by which the first of a month is told: "1er mai". "@colon = {1} : {2}" and "@semicolon" are how two things are parted;
 * "@ending.from.70" is the ending that a number takes for "{n:from}" (told.c), by its last word as it is read: 0 to 9, 10 to 90, 100, 1000, 1000000.
 */
#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "publish/words.h"

#define WORDS_BYTES ((size_t)1 << 20)

struct line {
	const char *key, *text;
};

struct texts {
	char language[16];
	struct kua_arena *arena;
	KUA_VEC(struct line) lines; /* by key */
	struct kua_intern *keys;    /* in the order of the lines */
	UPluralRules *plural;
	UNumberFormat *number;
	UCollator *order;
};

struct all_texts {
	KUA_VEC(struct texts *) v; /* English first */
};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->key, ((const struct line *)b)->key);
}

static char *trimmed(char *s)
{
	s += strspn(s, " \t");
	for (size_t n = strlen(s); n && strchr(" \t\r", s[n - 1]); n--)
		s[n - 1] = '\0';
	return s;
}

static enum kua_code parse(struct texts *w, char *all, const char *path, struct kua_error *err)
{
	size_t number = 0;
	for (char *line = all, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		char *s = trimmed(line), *is = strchr(s, '=');
		if (!*s || *s == '#')
			continue;
		if (!is)
			return kua_fail(err, KUA_DATA, "%s:%zu: a line that is not \"key = text\"", path, number);
		*is = '\0';
		*kua_vec_add(&w->lines) = (struct line){trimmed(s), trimmed(is + 1)};
	}
	qsort(w->lines.v, w->lines.n, sizeof *w->lines.v, by_key);
	for (size_t i = 1; i < w->lines.n; i++)
		if (strcmp(w->lines.v[i].key, w->lines.v[i - 1].key) == 0)
			return kua_fail(err, KUA_DATA, "%s: \"%s\" stands there twice", path, w->lines.v[i].key);
	return KUA_OK;
}

static enum kua_code open_locale(struct texts *w, struct kua_error *err)
{
	UErrorCode status = U_ZERO_ERROR;
	w->plural = uplrules_open(w->language, &status);
	w->number = unum_open(UNUM_DECIMAL, NULL, 0, w->language, NULL, &status);
	w->order = ucol_open(w->language, &status);
	return U_SUCCESS(status) ? KUA_OK : kua_fail(err, KUA_WORLD, "how \"%s\" counts is not known here: %s", w->language,
	                                             u_errorName(status));
}

static void free_texts(struct texts *w)
{
	if (w->plural)
		uplrules_close(w->plural);
	if (w->number)
		unum_close(w->number);
	if (w->order)
		ucol_close(w->order);
	kua_vec_free(&w->lines);
	kua_intern_free(w->keys);
	kua_arena_free(w->arena);
	free(w);
}

static enum kua_code read_texts(struct texts *w, const char *data_dir, const char *folder, const char *name, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	const char *path = kua_arena_printf(w->arena, "%s/%s/%s", data_dir, folder, name);
	enum kua_code code = kua_read_file(path, WORDS_BYTES, &b, err);
	if (code == KUA_OK && !kua_utf8_valid(b.data ? b.data : "", b.len))
		code = kua_fail(err, KUA_DATA, "%s: not UTF-8", path);
	if (code == KUA_OK)
		code = parse(w, kua_arena_strndup(w->arena, b.data ? b.data : "", b.len), path, err);
	kua_buf_free(&b);
	return code;
}

static enum kua_code load(struct all_texts *all, const char *data_dir, const char *more, const char *name, struct kua_error *err)
{
	struct texts *w = kua_calloc(1, sizeof *w);
	w->arena = kua_arena_new();
	w->keys = kua_intern_new();
	(void)snprintf(w->language, sizeof w->language, "%.*s", (int)strcspn(name, "."), name);
	enum kua_code code = read_texts(w, data_dir, "page", name, err);
	if (code == KUA_OK && more)
		code = read_texts(w, data_dir, more, name, err);
	for (size_t i = 0; code == KUA_OK && i < w->lines.n; i++)
		(void)kua_intern_add(w->keys, w->lines.v[i].key, strlen(w->lines.v[i].key));
	if (code == KUA_OK)
		code = open_locale(w, err);
	if (code != KUA_OK) {
		free_texts(w);
		return code;
	}
	*kua_vec_add(&all->v) = w;
	return KUA_OK;
}

static int english_first(const void *a, const void *b)
{
	const struct texts *x = *(struct texts *const *)a, *y = *(struct texts *const *)b;
	bool ex = strcmp(x->language, "en") == 0, ey = strcmp(y->language, "en") == 0;
	return ex != ey ? ey - ex : strcmp(x->language, y->language);
}

enum kua_code texts_load(const char *data_dir, const char *more, struct all_texts **out_texts, struct kua_error *err)
{
	struct kua_arena *a = kua_arena_new();
	struct all_texts *all = kua_calloc(1, sizeof *all);
	const char *dir = kua_arena_printf(a, "%s/%s", data_dir, more ? more : "page");
	DIR *d = opendir(dir);
	enum kua_code code = d ? KUA_OK : kua_fail(err, KUA_WORLD, "%s: the texts cannot be read", dir);
	for (struct dirent *e; code == KUA_OK && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (n > 4 && n < 12 && strcmp(e->d_name + n - 4, ".txt") == 0)
			code = load(all, data_dir, more, e->d_name, err);
	}
	if (d)
		(void)closedir(d);
	if (all->v.n)
		qsort(all->v.v, all->v.n, sizeof(struct texts *), english_first);
	if (code == KUA_OK && (all->v.n == 0 || strcmp(all->v.v[0]->language, "en") != 0))
		code = kua_fail(err, KUA_WORLD, "%s: the English texts are missing", dir);
	kua_arena_free(a);
	if (code == KUA_OK)
		*out_texts = all;
	else
		texts_free(all);
	return code;
}

void texts_free(struct all_texts *w)
{
	for (size_t i = 0; w && i < w->v.n; i++)
		free_texts(w->v.v[i]);
	if (w)
		kua_vec_free(&w->v);
	free(w);
}

/* "kk-KZ,kk;q=0.9,ru;q=0.8": browsers send the better ones first. */
const struct texts *texts_choose(const struct all_texts *w, const char *languages)
{
	for (const char *s = languages; s && *s; s += strcspn(s, ",")) {
		s += strspn(s, ", ");
		size_t n = strcspn(s, ",;-_ ");
		for (size_t i = 0; i < w->v.n; i++)
			if (strlen(w->v.v[i]->language) == n && strncasecmp(s, w->v.v[i]->language, n) == 0)
				return w->v.v[i];
	}
	return w->v.v[0];
}

size_t texts_languages(const struct all_texts *w, const struct texts **v)
{
	for (size_t i = 0; v && i < w->v.n; i++)
		v[i] = w->v.v[i];
	return w->v.n;
}

const char *texts_language(const struct texts *w)
{
	return w->language;
}

const char *texts_text_or(const struct texts *w, const char *key, const char *otherwise)
{
	uint32_t at = kua_intern_find(w->keys, key, strlen(key));
	return at == KUA_NO_ID ? otherwise : w->lines.v[at].text;
}

const char *texts_text(const struct texts *w, const char *key)
{
	return texts_text_or(w, key, key);
}

const char *texts_value(const struct texts *w, const char *group, const char *value, struct kua_arena *a)
{
	return value ? texts_text_or(w, kua_arena_printf(a, "%s.%s", group, value), value) : NULL;
}

bool texts_right_to_left(const struct texts *w)
{
	return strcmp(texts_text_or(w, "@direction", "ltr"), "rtl") == 0;
}

/* ---- numbers and dates ---- */

#define UNITS 128

const char *texts_number(const struct texts *w, int64_t n, struct kua_arena *a)
{
	UChar digits[UNITS];
	char s[4 * UNITS];
	UErrorCode status = U_ZERO_ERROR;
	(void)unum_formatInt64(w->number, n, digits, UNITS, NULL, &status);
	(void)u_strToUTF8(s, sizeof s, NULL, digits, -1, &status);
	return U_SUCCESS(status) ? kua_arena_strdup(a, s) : kua_arena_printf(a, "%" PRId64, n);
}

const char *texts_decimal(const struct texts *w, double x, struct kua_arena *a)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar point[UNITS];
	char s[4 * UNITS];
	int64_t tenths = llround(x * 10);
	(void)unum_getSymbol(w->number, UNUM_DECIMAL_SEPARATOR_SYMBOL, point, UNITS, &status);
	(void)u_strToUTF8(s, sizeof s, NULL, point, -1, &status);
	return kua_arena_printf(a, "%s%s%s", texts_number(w, tenths / 10, a), U_SUCCESS(status) ? s : ".", texts_number(w, tenths % 10, a));
}

const char *texts_count(const struct texts *w, const char *key, int64_t n, struct kua_arena *a)
{
	UChar category[UNITS];
	char name[UNITS] = "other";
	UErrorCode status = U_ZERO_ERROR;
	(void)uplrules_select(w->plural, (double)n, category, UNITS, &status);
	(void)u_strToUTF8(name, sizeof name, NULL, category, -1, &status);
	const char *form = n ? NULL : texts_text_or(w, kua_arena_printf(a, "%s.zero", key), NULL);
	if (!form)
		form = texts_text_or(w, kua_arena_printf(a, "%s.%s", key, name), NULL);
	if (!form)
		form = texts_text(w, kua_arena_printf(a, "%s.other", key));
	const char *slot = strstr(form, "{n}");
	if (!slot)
		return form;
	return kua_arena_printf(a, "%.*s%s%s", (int)(slot - form), form, texts_number(w, n, a), slot + 3);
}

const char *texts_two(const struct texts *w, const char *key, const char *one, const char *two, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *s = texts_text(w, key); *s;)
		if (s[0] == '{' && (s[1] == '1' || s[1] == '2') && s[2] == '}') {
			kua_buf_str(&b, s[1] == '1' ? one : two);
			s += 3;
		} else {
			kua_buf_char(&b, *s++);
		}
	const char *said = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return said;
}

const char *texts_sort_key(const struct texts *w, const char *word, struct kua_arena *a)
{
	enum { LONGEST = 256, KEY = 2048 }; /* of a word's letters that count, and of its key */
	UChar wide[LONGEST];
	uint8_t key[KEY];
	int32_t n = 0;
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8(wide, LONGEST, &n, word, -1, &status);
	n = status == U_BUFFER_OVERFLOW_ERROR ? LONGEST : U_FAILURE(status) ? 0 : n;
	int32_t length = ucol_getSortKey(w->order, wide, n, key, KEY);
	/* what is the same to the alphabet is told apart by its bytes */
	return kua_arena_printf(a, "%.*s\1%s", (int)(length > 0 && length <= KEY ? length - 1 : 0), (const char *)key, word);
}

static bool split_date(const char *iso, int part[3], size_t *parts)
{
	static const char form[] = "0000-00-00";
	size_t n = strlen(iso);
	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == '0' ? iso[i] < '0' || iso[i] > '9' : iso[i] != form[i])
			return false;
	*parts = n == 4 ? 1 : n == 7 ? 2 : 3;
	part[0] = (int)strtol(iso, NULL, 10);
	part[1] = n > 4 ? (int)strtol(iso + 5, NULL, 10) : 1;
	part[2] = n > 7 ? (int)strtol(iso + 8, NULL, 10) : 1;
	return part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= 31;
}

const char *texts_date(const struct texts *w, const char *iso, struct kua_arena *a)
{
	int part[3];
	size_t parts;
	if (!split_date(iso, part, &parts))
		return iso;
	static const char *const keys[] = {"@year", "@month", "@date"};
	const char *form = parts == 3 && part[2] == 1 ? texts_text_or(w, "@date-first", NULL) : NULL;
	form = form ? form : texts_text_or(w, keys[parts - 1], NULL);
	if (!form)
		return iso;
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *s = form; *s; s++) {
		if (*s != '{') {
			kua_buf_char(&b, *s);
			continue;
		}
		char what = s[1];
		if (what == 'y')
			kua_buf_printf(&b, "%d", part[0]);
		else if (what == 'd')
			kua_buf_printf(&b, "%d", part[2]);
		else if (what == 'm') /* the name of the month as it goes with a day */
			kua_buf_str(&b, texts_text(w, kua_arena_printf(a, "@month.%d", part[1])));
		else if (what == 'M') /* alone */
			kua_buf_str(&b, texts_text(w, kua_arena_printf(a, "@month-alone.%d", part[1])));
		s += strcspn(s, "}");
		if (!*s)
			break;
	}
	const char *said = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return said;
}

const char *texts_voices(const struct texts *w, double n, int64_t low, int64_t high, struct kua_arena *a)
{
	double whole;
	if (!(modf(n, &whole) > 0))
		return texts_count(w, "voices", llround(n), a);
	const char *between = texts_two(w, "voices-between", texts_number(w, low, a), texts_number(w, high, a), a);
	return texts_two(w, "voices-about", texts_decimal(w, n, a), between, a);
}
