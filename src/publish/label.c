/*
 * label.c - what somebody, or some place, is called in a text of a language: a Russian reader expects "Вадим Курамшин", also where the casebook's label is in
 * Latin letters, and "Роза Тулетаева" where it is "Роза Төлетаева". Only a form that was met is used, or the nominative of one ("Розу
 * Тулетаеву"); it is the label in other letters when each of its words ends as the label's does. Of a place it may also be a name that the gazetteer has.
 *
 * Which of several forms is the language's own, its alphabet tells: one that it can spell goes before one that it cannot, and one with a letter that the commonest
 * language of the script does not have before one without.
 */
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "names/names.h"
#include "publish/publish.h"

enum { LONGEST = 256 }; /* bytes of a name */

struct alphabet {
	char script[ULOC_FULLNAME_CAPACITY]; /* "Cyrl" of "ru" and "kk", "Latn" of "fr"; "" where that is not known */
	USet *letters, *common; /* of the language, and of the commonest one of its script */
};

struct kua_labels {
	struct kua_arena *a;
	const char *data_dir;
	struct alphabet alphabet; /* of the language of the text */
	bool asked;              /* for the names: whether they can be read or not */
	struct kua_names *names; /* for the nominative; NULL until somebody needs it, or where they cannot be read */
	UTransliterator *t;      /* to plain Latin letters; NULL until somebody needs it */
	struct kua_wordlist gazetteer;
	struct kua_intern *forms; /* of the gazetteer, folded */
	KUA_VEC(size_t) entries;  /* by forms: of which entry, or SIZE_MAX: of several */
};

/* ---- alphabets ---- */

static USet *letters_of(const char *language)
{
	UErrorCode status = U_ZERO_ERROR;
	ULocaleData *data = ulocdata_open(language, &status);
	USet *set = U_SUCCESS(status) ? ulocdata_getExemplarSet(data, NULL, USET_CASE_INSENSITIVE, ULOCDATA_ES_STANDARD, &status) : NULL;
	if (U_SUCCESS(status))
		ulocdata_close(data);
	return U_SUCCESS(status) ? set : NULL;
}

static void alphabet_open(const char *language, struct alphabet *out)
{
	char full[ULOC_FULLNAME_CAPACITY], common[ULOC_FULLNAME_CAPACITY + 8];
	UErrorCode status = U_ZERO_ERROR;
	*out = (struct alphabet){0};
	uloc_addLikelySubtags(language, full, sizeof full, &status);
	uloc_getScript(full, out->script, sizeof out->script, &status);
	if (U_FAILURE(status) || !*out->script) {
		out->script[0] = '\0';
		return;
	}
	(void)snprintf(common, sizeof common, "und_%s", out->script);
	uloc_addLikelySubtags(common, full, sizeof full, &status);
	uloc_getLanguage(full, common, sizeof common, &status);
	out->letters = letters_of(language);
	out->common = U_SUCCESS(status) ? letters_of(common) : NULL;
}

static void alphabet_close(struct alphabet *x)
{
	if (x->letters)
		uset_close(x->letters);
	if (x->common)
		uset_close(x->common);
}

static bool can_spell(const USet *letters, const char *form)
{
	for (size_t i = 0, n = strlen(form), step; letters && i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(form + i, n - i, &c);
		if (!step || (u_isalpha((UChar32)c) && !uset_contains(letters, (UChar32)c)))
			return false;
	}
	return letters != NULL;
}

static bool is_latin(const struct alphabet *x)
{
	return strcmp(x->script, "Latn") == 0;
}

/* 0: in another script; 1: in this one; 2: it has all its letters, or those of a Latin alphabet, which all print; 3: and one that the commonest
 * language of the script does not have. */
static int nearness(const struct alphabet *x, const char *form)
{
	const char *script = kua_script(form, strlen(form));
	if (!*x->script || !script || strcmp(script, x->script) != 0)
		return 0;
	if (!can_spell(x->letters, form))
		return is_latin(x) ? 2 : 1;
	return can_spell(x->common, form) ? 2 : 3;
}

/* ---- people ---- */

/* In plain Latin letters, small ones; false where it is too long or cannot be told. */
static bool in_latin(struct kua_labels *l, const char *name, char out[4 * LONGEST])
{
	UChar wide[4 * LONGEST];
	int32_t n = 0, end;
	UErrorCode status = U_ZERO_ERROR;
	if (!l->t)
		l->t = utrans_openU(u"Any-Latin; Latin-ASCII; Lower", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	u_strFromUTF8(wide, LONGEST, &n, name, -1, &status);
	if (U_FAILURE(status))
		return false;
	end = n;
	utrans_transUChars(l->t, wide, &n, 4 * LONGEST - 1, 0, &end, &status);
	u_strToUTF8(out, 4 * LONGEST, &n, wide, n, &status);
	return U_SUCCESS(status) && n < 4 * LONGEST;
}

/* The last letter of the word, with y and j as i; and where the next word begins. */
static char last_letter(const char **s)
{
	char last = '\0';
	for (*s += strspn(*s, " "); **s && **s != ' '; ++*s)
		if (**s >= 'a' && **s <= 'z')
			last = **s == 'y' || **s == 'j' ? 'i' : **s;
	return last;
}

static bool ends_alike(const char *a, const char *b)
{
	for (;;) {
		char last = last_letter(&a), other = last_letter(&b);
		if (last != other || (!last && (*a || *b)))
			return false;
		if (!*a || !*b)
			return !*a && !*b && last;
	}
}

static bool is_label(struct kua_labels *l, const char *label, const char *form)
{
	char one[4 * LONGEST], other[4 * LONGEST];
	return in_latin(l, label, one) && in_latin(l, form, other) && ends_alike(one, other);
}

/* Of the forms that stand nearer to the language than so, the nearest that is the label; of equally near ones that which was met most. */
static const char *met(struct kua_labels *l, const struct kua_entity *e, int nearer_than, int *found)
{
	const struct kua_name *best = NULL;
	int near = nearer_than;
	for (size_t i = 0; i < e->names.n; i++) {
		const struct kua_name *n = &e->names.v[i];
		int is = nearness(&l->alphabet, n->form);
		if (is > nearer_than && (is > near || (is == near && best && n->mentions > best->mentions)) && is_label(l, e->label, n->form)) {
			best = n;
			near = is;
		}
	}
	*found = near;
	return best ? best->form : NULL;
}

/* The nominative of a form that stands nearer to the language. */
static const char *restored(struct kua_labels *l, const struct kua_entity *e, int nearer_than)
{
	const char *best = NULL;
	int64_t mentions = 0;
	for (size_t i = 0; i < e->names.n; i++) {
		const struct kua_name *n = &e->names.v[i];
		if (nearness(&l->alphabet, n->form) <= nearer_than || n->mentions <= mentions)
			continue;
		struct kua_error ignored;
		if (!l->asked && l->data_dir)
			(void)kua_names_load(l->data_dir, &l->names, &ignored);
		l->asked = true;
		const char *whole = l->names ? kua_names_nominative(l->names, n->form, l->a) : NULL;
		if (whole && is_label(l, e->label, whole)) {
			best = whole;
			mentions = n->mentions;
		}
	}
	return best;
}

const char *kua_label_in(struct kua_labels *l, const struct kua_entity *e)
{
	int own = nearness(&l->alphabet, e->label), found = own;
	const char *form = *l->alphabet.script ? met(l, e, own, &found) : NULL;
	const char *whole = *l->alphabet.script && found < 2 ? restored(l, e, 1) : NULL;
	return whole ? whole : form ? form : e->label;
}

/* ---- places ---- */

static void read_gazetteer(struct kua_labels *l)
{
	struct kua_error ignored;
	struct kua_buf b = KUA_BUF_INIT;
	l->forms = kua_intern_new();
	if (!l->data_dir || kua_wordlist_load(kua_arena_printf(l->a, "%s/places.txt", l->data_dir), l->a, &l->gazetteer, &ignored) != KUA_OK)
		l->gazetteer.n = 0;
	for (size_t i = 0; i < l->gazetteer.n; i++)
		for (size_t k = 0; k < l->gazetteer.v[i].forms.n; k++) {
			kua_buf_clear(&b);
			kua_fold(&b, l->gazetteer.v[i].forms.v[k], strlen(l->gazetteer.v[i].forms.v[k]));
			uint32_t at = kua_intern_add(l->forms, b.data ? b.data : "", b.len);
			if (at == l->entries.n)
				*kua_vec_add(&l->entries) = i;
			else if (l->entries.v[at] != i)
				l->entries.v[at] = SIZE_MAX;
		}
	kua_buf_free(&b);
}

/*
 * Is the form the other one with letters of the language's own: "Жаңаөзен" of "Жанаозен", and hardly another difference? An old name of the same place
 * has such letters, too.
 */
static bool is_respelt(const struct alphabet *x, const char *form, const char *of)
{
	enum { PER_DIFFERENCE = 4 /* letters */ };
	size_t n = 0, different = 0, step, other;
	for (; *form && *of; form += step, of += other, n++) {
		uint32_t a, b;
		step = kua_utf8_next(form, strlen(form), &a);
		other = kua_utf8_next(of, strlen(of), &b);
		if (!step || !other)
			return false;
		different += a != b && uset_contains(x->common, (UChar32)a);
	}
	return !*form && !*of && different * PER_DIFFERENCE <= n;
}

/* How many letters both begin with, in plain Latin ones. */
static size_t alike(struct kua_labels *l, const char *form, const char *place)
{
	char one[4 * LONGEST], other[4 * LONGEST];
	size_t n = 0;
	if (!in_latin(l, form, one) || !in_latin(l, place, other))
		return 0;
	while (one[n] && one[n] == other[n])
		n++;
	return n;
}

/* The name in the language's script that begins most as the place does: an old name is another. Of Latin ones the first, which is the usual English one, as
 * their languages' letters do not tell them apart. */
static const char *in_script(struct kua_labels *l, const struct kua_list *forms, const char *place)
{
	const char *best = NULL;
	size_t most = 0;
	for (size_t i = 0; i < forms->n; i++) {
		if (nearness(&l->alphabet, forms->v[i]) < 2)
			continue;
		size_t n = best && is_latin(&l->alphabet) ? 0 : alike(l, forms->v[i], place);
		if (!best || n > most) {
			best = forms->v[i];
			most = n;
		}
	}
	return best;
}

const char *kua_label_place(struct kua_labels *l, const char *place)
{
	const struct alphabet *x = &l->alphabet;
	struct kua_buf b = KUA_BUF_INIT;
	if (!l->forms)
		read_gazetteer(l);
	kua_fold(&b, place, strlen(place));
	uint32_t at = kua_intern_find(l->forms, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	if (at == KUA_NO_ID || l->entries.v[at] == SIZE_MAX)
		return place;
	const struct kua_list *forms = &l->gazetteer.v[l->entries.v[at]].forms;
	const char *best = nearness(x, place) >= 2 ? place : in_script(l, forms, place);
	for (size_t i = 0; best && i < forms->n && !is_latin(x); i++)
		if (nearness(x, forms->v[i]) == 3 && is_respelt(x, forms->v[i], best))
			best = forms->v[i];
	return best ? best : place;
}

/* ---- the whole ---- */

void kua_labels_language(struct kua_labels *l, const char *language)
{
	alphabet_close(&l->alphabet);
	alphabet_open(language, &l->alphabet);
}

struct kua_labels *kua_labels_new(const char *data_dir)
{
	struct kua_labels *l = kua_calloc(1, sizeof *l);
	l->a = kua_arena_new();
	l->data_dir = data_dir;
	return l;
}

void kua_labels_free(struct kua_labels *l)
{
	if (!l)
		return;
	if (l->names)
		kua_names_free(l->names);
	if (l->t)
		utrans_close(l->t);
	alphabet_close(&l->alphabet);
	kua_intern_free(l->forms);
	kua_vec_free(&l->entries);
	kua_arena_free(l->a);
	free(l);
}
