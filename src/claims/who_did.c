/* who_did.c - who did it, with what, and which kind of act on which kind of people. See who_did.h. */
#include <string.h>

#include "claims/acts.h"
#include "claims/figures.h"
#include "claims/rules.h"
#include "claims/who_did.h"

#define PART_REACH 64  /* figures between a whole and its part */
#define JOINED 2       /* tokens between "beaten" and "tortured by guards" */
#define BLAMED_BEHIND 2 /* sentences in which somebody may be blamed for it */
#define NEAR_BEFORE 6  /* tokens around the act in which its means and circumstances are looked for */
#define NEAR_BEHIND 12

struct deeds {
	bool found;
	struct matches perpetrators, words, means, manners, circumstances, kinds;
};

struct deeds *kua_deeds_new(const struct kua_scene *s)
{
	return KUA_NEW(s->arena, struct deeds);
}

static const struct deeds *deeds_of(const struct kua_scene *s)
{
	struct deeds *all = s->deeds;
	if (!all->found) {
		all->perpetrators = kua_matches_of(s, "perpetrator");
		all->words = kua_matches_of(s, "perpetrator-word");
		all->means = kua_matches_of(s, "means");
		all->manners = kua_matches_of(s, "manner");
		all->circumstances = kua_matches_of(s, "circumstance");
		all->kinds = kua_matches_of(s, "people-kind");
		all->found = true;
	}
	return all;
}

static bool overlap(uint32_t a_first, uint32_t a_last, uint32_t b_first, uint32_t b_last)
{
	return a_first < b_last && b_first < a_last;
}

static uint32_t gap(uint32_t a_first, uint32_t a_last, uint32_t b_first, uint32_t b_last)
{
	return a_last <= b_first ? b_first - a_last : b_last <= a_first ? a_first - b_last : 0;
}

/* ---- who did it ---- */

static bool is_set(const struct kua_scene *s, const struct kua_match *m, const char *voice)
{
	const char *value = kua_match_field(s, m, "voice");
	return value && strcmp(value, voice) == 0;
}

/* "beaten and tortured": only "and", commas and adverbs stand between the two. */
static bool joined(const struct kua_scene *s, uint32_t from, uint32_t to)
{
	if (from > to || to - from > JOINED)
		return false;
	bool any = false;
	for (uint32_t t = from; t < to; t++) {
		bool mark = strcmp(s->text->tokens[t].norm, ",") == 0 || kua_scene_in_class(s, t, "who-and");
		if (!mark && !kua_scene_in_class(s, t, "who-adverb"))
			return false;
		any |= mark;
	}
	return any;
}

/* Is the deed of the match this one, or one told in the same breath? */
static bool is_deed(const struct kua_scene *s, const struct kua_capture *of, const struct deed *d)
{
	return overlap(of->first, of->last, d->first, d->last) || joined(s, d->last, of->first) || joined(s, of->last, d->first);
}

static bool fits(const struct kua_scene *s, const struct kua_match *m, const struct deed *d)
{
	const struct kua_capture *by = kua_match_capture(m, "by"), *of = kua_match_capture(m, "deed");
	if (!by || !of || !is_deed(s, of, d) || overlap(by->first, by->last, d->victim_first, d->victim_last))
		return false;
	bool known = d->victim_first < d->victim_last;
	return !is_set(s, m, "active") || !known || d->victim_first >= of->last;
}

static const struct kua_match *beside(const struct kua_scene *s, const struct deeds *all, const struct deed *d)
{
	const struct kua_match *best = NULL;
	uint32_t least = 0;
	const struct matches *m = &all->perpetrators;
	for (size_t i = kua_matches_near(m, s, d->sentence, d->first); kua_match_near(m, i, d->sentence, d->first); i++) {
		if (!fits(s, &m->v[i], d))
			continue;
		const struct kua_capture *by = kua_match_capture(&m->v[i], "by");
		uint32_t far = gap(by->first, by->last, d->first, d->last);
		if (!best || far < least) {
			best = &m->v[i];
			least = far;
		}
	}
	return best;
}

/* Violence, of which somebody may be accused; an arrest is nobody's secret. */
static bool is_violence(const char *act)
{
	static const char *const acts[] = {"killed", "injured", "shot", "tortured", "disappeared", "displaced", "ill-treated",
	                                   "threatened", "died in custody"};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strcmp(act, acts[i]) == 0)
			return true;
	return false;
}

/* The first who is blamed for it, in its sentence or just behind it in the paragraph. */
static const struct kua_match *blamed(const struct kua_scene *s, const struct deeds *all, const struct deed *d)
{
	const struct kua_sentence *st = s->text->sentences;
	const struct matches *m = &all->perpetrators;
	for (uint32_t k = d->sentence; is_violence(d->act) && k <= d->sentence + BLAMED_BEHIND && k < s->text->n_sentences; k++) {
		uint32_t at = k == d->sentence ? d->first : st[k].first;
		if (st[k].paragraph != st[d->sentence].paragraph)
			break;
		for (size_t i = kua_matches_near(m, s, k, at); kua_match_near(m, i, k, at); i++) {
			const struct kua_capture *by = kua_match_capture(&m->v[i], "by");
			if (by && is_set(s, &m->v[i], "blamed") && !overlap(by->first, by->last, d->victim_first, d->victim_last))
				return &m->v[i];
		}
	}
	return NULL;
}

/* The kind of perpetrator named last in the tokens: "members of the riot police". */
static const char *kind_between(const struct kua_scene *s, const struct deeds *all, uint32_t sentence, uint32_t first,
                                uint32_t last)
{
	const char *kind = NULL;
	const struct matches *m = &all->words;
	for (size_t i = kua_matches_near(m, s, sentence, first); kua_match_near(m, i, sentence, first); i++) {
		const struct kua_capture *word = kua_match_capture(&m->v[i], "kind");
		if (word && word->first >= first && word->last <= last)
			kind = word->value;
	}
	return kind;
}

static void tell_by(const struct kua_scene *s, const struct deeds *all, const struct deed *d, struct deed_told *out)
{
	const struct kua_capture *by = d->by;
	uint32_t sentence = d->sentence;
	if (by && kua_scene_in_class(s, by->last - 1, "not-people")) /* "hurt by stones" */
		by = NULL;
	if (!by) {
		const struct kua_match *m = beside(s, all, d);
		m = m ? m : blamed(s, all, d);
		if (!m)
			return;
		by = kua_match_capture(m, "by");
		sentence = m->sentence;
		out->by_why = m->rule->note;
	}
	out->by = kua_scene_words(s, by->first, by->last);
	out->by_kind = kind_between(s, all, sentence, by->first, by->last);
}

/* ---- with what, which kind of act ---- */

/* "killed three civilians and burned two houses": another verb, with an object of its own. */
static bool of_another(const struct kua_scene *s, const struct kua_match *m, const struct deed *d)
{
	return m->first > d->last && kua_scene_in_class(s, m->first - 1, "who-and") && kua_scene_in_class(s, m->last, "who-the");
}

/* The value of the match that the act's own words hold, else of the nearest one around it; own: only of the former. */
static const char *nearest(const struct kua_scene *s, const struct matches *m, const char *name, const struct deed *d, bool own)
{
	const struct kua_match *best = NULL;
	uint32_t least = 0;
	for (size_t i = kua_matches_near(m, s, d->sentence, d->first); kua_match_near(m, i, d->sentence, d->first); i++) {
		const struct kua_match *at = &m->v[i];
		uint32_t far = gap(at->first, at->last, d->first, d->last);
		bool holds = overlap(at->first, at->last, d->first, d->last);
		if (own ? !holds : far > (at->last <= d->first ? NEAR_BEFORE : NEAR_BEHIND) || of_another(s, at, d))
			continue;
		int more = best ? at->rule->priority - best->rule->priority : 1;
		if (more > 0 || (more == 0 && far < least)) {
			best = at;
			least = far;
		}
	}
	return best ? kua_match_field(s, best, name) : NULL;
}

static bool has_means(const char *act)
{
	return is_violence(act) && strcmp(act, "disappeared") != 0 && strcmp(act, "threatened") != 0 &&
	       strcmp(act, "displaced") != 0;
}

static const char *code_of(const struct kua_scene *s, const struct deeds *all, const struct deed *d)
{
	const struct act_codes *codes = s->rules->acts;
	const char *code = kua_acts_code(codes, d->act, "any");
	const char *own = kua_acts_code(codes, d->act, nearest(s, &all->manners, "manner", d, true));
	const char *around = kua_acts_code(codes, d->act, nearest(s, &all->circumstances, "manner", d, false));
	if (d->named)
		code = kua_acts_deeper(code, kua_acts_code(codes, d->act, "named"));
	if (around && !own && kua_acts_nobody(around))
		return NULL;
	code = own ? kua_acts_deeper(own, code) : code;
	return around && !own ? kua_acts_deeper(around, code) : code;
}

/* The kind named last in what stands for the victims, for the head of "striking oil workers" stands last. */
static const char *people_kind(const struct kua_scene *s, const struct deeds *all, const struct deed *d)
{
	const char *kind = NULL;
	const struct matches *m = &all->kinds;
	uint32_t at = d->victim_first;
	for (size_t i = kua_matches_near(m, s, d->sentence, at); kua_match_near(m, i, d->sentence, at); i++) {
		const struct kua_capture *c = kua_match_capture(&m->v[i], "kind");
		if (c && c->first >= at && c->last <= d->victim_last)
			kind = c->value;
	}
	return kind;
}

void kua_deed_tell(const struct kua_scene *s, const struct deed *d, struct deed_told *out)
{
	*out = (struct deed_told){0};
	if (!s->deeds || !d->act)
		return;
	const struct deeds *all = deeds_of(s);
	tell_by(s, all, d, out);
	if (has_means(d->act))
		out->means = nearest(s, &all->means, "means", d, false);
	out->act_code = code_of(s, all, d);
	if (d->victim_first < d->victim_last)
		out->people_kind = people_kind(s, all, d);
}

static const struct kua_figure *whole_of(const struct kua_claims_result *found, size_t i)
{
	const struct kua_figure *part = &found->figures[i];
	for (size_t k = i; part->part_of && k-- > 0 && i - k <= PART_REACH;) {
		const struct kua_figure *f = &found->figures[k];
		if (strcmp(f->id, part->part_of) == 0)
			return strcmp(f->act, part->act) == 0 ? f : NULL;
	}
	return NULL;
}

void kua_deeds_of_parts(struct kua_claims_result *found)
{
	for (size_t i = 0; i < found->n_figures; i++) {
		const struct kua_figure *whole = whole_of(found, i);
		struct kua_figure *part = &found->figures[i];
		if (!whole)
			continue;
		if (!part->by) {
			part->by = whole->by;
			part->by_kind = whole->by_kind;
		}
		part->means = part->means ? part->means : whole->means;
		part->act_code = kua_acts_deeper(whole->act_code, part->act_code);
	}
}
