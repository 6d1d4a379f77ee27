/*
 * figures_number.c - the number of a figure: low, high and how sure it is, from a number and its qualifiers, from a word that
 * means one or none, or from the names of those it happened to.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/figures.h"

static void bound(const char *qualifier, int64_t n, struct kua_figure *out)
{
	bool from = kua_figure_is(qualifier, "more than") || kua_figure_is(qualifier, "at least");
	bool upto = kua_figure_is(qualifier, "less than") || kua_figure_is(qualifier, "at most");
	out->qualifier = qualifier ? qualifier : "exact";
	out->low = upto ? KUA_NONE : n;
	out->high = from ? KUA_NONE : n;
}

/* A word with a number as its class's value ("a": 1, "nobody": 0), or with a vague word ("several"). */
static void number_by_class(const char *value, const struct kua_capture *q, struct kua_figure *out)
{
	char *end;
	long long n = strtoll(value, &end, 10);
	if (!*end) {
		bound(q ? q->value : NULL, (int64_t)n, out);
		return;
	}
	out->low = out->high = KUA_NONE;
	out->qualifier = "vague";
	out->word = value;
}

static const struct kua_number *number_of(const struct kua_scene *s, const struct kua_capture *c)
{
	uint32_t k = c ? s->number_at[c->first] : KUA_NO_ID;
	return k == KUA_NO_ID ? NULL : &s->numbers[k];
}

static bool looks_like_year(const struct kua_scene *s, const struct kua_number *n, const struct finding *f)
{
	const struct kua_token *t = &s->text->tokens[n->first];
	bool plain = n->digits && n->last - n->first == 1 && t->end - t->start == 4; /* 2.000 is no year */
	return plain && !f->people && n->low >= 1900 && n->low <= 2100;
}

/* "His wife and two children": those who stand beside the number count with it. */
static void add_beside(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	static const char *const names[] = {"plus", "plus2", "plus3"};
	for (size_t i = 0; i < sizeof names / sizeof *names && f->rank == 0; i++) {
		const struct kua_capture *plus = kua_match_capture(f->match, names[i]);
		int64_t more = plus && plus->value ? strtoll(plus->value, NULL, 10) : 0;
		uint32_t named = plus ? s->named_at[plus->first] : KUA_NO_ID;
		if (named != KUA_NO_ID && more == 0) {
			more = 1;
			kua_list_add(s->arena, &out->names, s->named[named].label);
		}
		if (out->low != KUA_NONE)
			out->low += more;
		if (out->high != KUA_NONE)
			out->high += more;
	}
}

/* "More than a hundred" where the case of one hundred looks like the plural of hundreds; 0 where it is none. */
static int64_t one_of(const struct kua_scene *s, const struct finding *f, const struct kua_number *n)
{
	if (!f->q || n->last - n->first != 1 || !kua_scene_in_class(s, f->q->first, "single-behind") ||
	    !kua_scene_in_class(s, n->first, "single-hundred"))
		return 0;
	return strcmp(n->word, "hundreds") == 0 ? 100 : strcmp(n->word, "thousands") == 0 ? 1000 : strcmp(n->word, "millions") == 0 ? 1000000 : 0;
}

bool kua_figure_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	size_t names = f->name ? kua_figure_names(s, f, out) : 0;
	if (f->n == f->name) {
		bound(NULL, (int64_t)names, out);
		add_beside(s, f, out);
		out->scope = "named";
		return names > 0;
	}
	const char *count = kua_figure_set(f->match, "count");
	if (count || f->n->value) {
		number_by_class(count ? count : f->n->value, f->qa ? f->qa : f->q, out);
		add_beside(s, f, out);
		if (out->low != KUA_NONE && out->low > 0) /* "a guard", "his wife and her brother": nobody counted */
			out->scope = "person";
		return true;
	}
	const struct kua_number *n = number_of(s, f->n), *to = number_of(s, f->to);
	if (!n || n->ordinal || n->money || n->fraction || looks_like_year(s, n, f))
		return false;
	int64_t one = n->word ? one_of(s, f, n) : 0;
	if (one) {
		bound(f->q->value, one, out);
	} else if (n->word) {
		out->low = out->high = KUA_NONE;
		out->qualifier = "vague";
		out->word = n->word;
	} else if (n->is_range || (to && !to->word && to->high >= n->low)) {
		out->low = n->low;
		out->high = to ? to->high : n->high;
		out->qualifier = "between";
	} else {
		const char *round = kua_scene_in_class(s, n->last - 1, "about-number") ? "about" : NULL; /* "une trentaine" */
		bound(f->qa && f->qa->value ? f->qa->value : f->q ? f->q->value : round, n->low, out);
	}
	add_beside(s, f, out);
	return true;
}

void kua_figure_explain_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out)
{
	const struct kua_capture *q = f->qa ? f->qa : f->q;
	kua_figure_reason(s, out, "number: \"%s\"", kua_scene_words(s, f->n->first, f->n->last));
	if (q && !kua_figure_is(out->qualifier, "vague") && !kua_figure_is(out->qualifier, "between"))
		kua_figure_reason(s, out, "qualifier: \"%s\" means %s", kua_scene_words(s, q->first, q->last), out->qualifier);
}

