/*
 * harms.c - acts told of people whom the text neither counts nor names: "protesters were beaten", "reports of torture". A harm
 * is no figure, so nothing that counts ever meets it. Rules for "harm" find act to act6 and people; who did it, who says it, where
 * and when are read as they are for figures. A sentence that tells the same act with a number or a name has that claim alone.
 */
#include <string.h>

#include "claims/figures.h"
#include "claims/who_did.h"
#include "util/search.h"

#define HARM_ACTS 6 /* of one match: act, act2 to act6 */
#define HARM_BACK 2 /* sentences in which those may stand whom "they" means */
#define HARM_BITS 9 /* different acts, each once in a sentence */

/* Acts that one claim of a sentence tells as well as another. */
static const struct act_bit {
	const char *act;
	uint16_t bit;
} act_bits[] = {
	{"killed", 1},      {"died in custody", 1}, {"injured", 2},     {"shot", 2},           {"arrested", 4},
	{"imprisoned", 4},  {"held", 4},            {"sentenced", 4},   {"house arrest", 4},   {"released", 4},
	{"tortured", 8},    {"ill-treated", 16},    {"disappeared", 32}, {"displaced", 64},    {"deported", 64},
	{"exiled", 64},     {"threatened", 128},    {"silenced", 256},
};

static uint16_t bit_of(const char *act)
{
	for (size_t i = 0; i < sizeof act_bits / sizeof *act_bits; i++)
		if (strcmp(act_bits[i].act, act) == 0)
			return act_bits[i].bit;
	return 0;
}

/* The sentence that holds the byte. */
static uint32_t sentence_at(const struct kua_text *text, int64_t byte)
{
	size_t behind;
	KUA_FIRST(behind, text->n_sentences, (int64_t)text->sentences[behind].start <= byte);
	return behind ? (uint32_t)behind - 1 : 0;
}

/* The acts that figures and case steps tell, by sentence. */
static uint16_t *told_acts(const struct kua_scene *s, const struct kua_claims_result *found)
{
	uint16_t *told = KUA_NEW_N(s->arena, uint16_t, s->text->n_sentences + 1);
	for (size_t i = 0; i < found->n_figures; i++)
		told[sentence_at(s->text, found->figures[i].start)] |= bit_of(found->figures[i].act);
	for (size_t i = 0; i < found->n_steps; i++)
		told[sentence_at(s->text, found->steps[i].start)] |= bit_of(found->steps[i].step);
	return told;
}

/* "They were beaten", where one of the two sentences before tells the same act: the same people again. */
static bool is_told_before(const struct kua_scene *s, const struct kua_match *m, const uint16_t *told, uint16_t bit)
{
	const struct kua_capture *people = kua_match_capture(m, "people");
	if (!people || people->last != people->first + 1 || !kua_scene_in_class(s, people->first, "harm-again"))
		return false;
	for (uint32_t k = 1; k <= HARM_BACK && k <= m->sentence; k++)
		if (told[m->sentence - k] & bit)
			return true;
	return false;
}

/* Nobody's act: people killed by an accident. */
static bool is_deed_of_none(const struct kua_harm *h)
{
	return !h->act_code && (bit_of(h->act) & (bit_of("killed") | bit_of("injured")));
}

/* The fields are those of a figure that has no number. */
static bool make(struct figure_scene *fs, const struct kua_match *m, const char *name, struct kua_harm *out)
{
	const struct kua_scene *s = fs->s;
	const struct kua_capture *act = kua_match_capture(m, name), *people = kua_match_capture(m, "people");
	struct finding f = {.match = m, .n = act, .people = people, .by = kua_match_capture(m, "by"), .act = act->value};
	struct kua_figure like = {.item = s->item->id, .low = KUA_NONE, .high = KUA_NONE, .act = act->value};
	struct deed d = {.act = act->value, .sentence = m->sentence, .first = act->first, .last = act->last, .by = f.by};
	struct deed_told told;
	if (people) {
		d.victim_first = people->first;
		d.victim_last = people->last;
	}
	kua_deed_tell(s, &d, &told);
	*out = (struct kua_harm){.act = act->value, .act_code = told.act_code};
	if (is_deed_of_none(out))
		return false;
	kua_figure_quote(s, m, &like);
	kua_figure_reason(s, &like, "act: %s", m->rule->note);
	if (told.by_why)
		kua_figure_reason(s, &like, "by: %s", told.by_why);
	kua_figure_speaker(fs, &f, &like);
	kua_figure_place(fs, &f, &like);
	kua_figure_date(fs, &f, &like);
	*out = (struct kua_harm){
		.item = like.item, .start = like.start, .end = like.end, .quote = like.quote, .act = act->value,
		.people = people ? kua_scene_words(s, people->first, people->last) : NULL, .people_kind = told.people_kind,
		.by = told.by, .by_kind = told.by_kind, .means = told.means, .act_code = told.act_code,
		.said_by = like.said_by, .via = like.via, .basis = like.basis, .place = like.place, .date = like.date,
		.rule = m->rule->id, .reasons = like.reasons, .status = "suggested",
	};
	out->id = kua_claim_id(s, "harm", out->start, out->end, out->act);
	return true;
}

/* No more than these can be found. */
static size_t most_of(const struct kua_match *m, size_t n)
{
	size_t sentences = 0, acts = kua_mul(n, HARM_ACTS);
	for (size_t i = 0; i < n; i++)
		sentences += i == 0 || m[i].sentence != m[i - 1].sentence;
	return acts < sentences * HARM_BITS ? acts : sentences * HARM_BITS;
}

/* Each act of each match once in a sentence, where nothing else tells it. */
enum kua_code kua_harms_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err)
{
	static const char *const names[HARM_ACTS] = {"act", "act2", "act3", "act4", "act5", "act6"};
	size_t n;
	const struct kua_match *m = kua_scene_match(s, "harm", &n);
	(void)err;
	if (n == 0)
		return KUA_OK;
	struct figure_scene fs = kua_figure_scene(s);
	uint16_t *told = told_acts(s, out);
	out->harms = KUA_NEW_N(s->arena, struct kua_harm, most_of(m, n));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < HARM_ACTS; k++) {
			const struct kua_capture *act = kua_match_capture(&m[i], names[k]);
			uint16_t bit = act && act->value ? bit_of(act->value) : 0;
			if (!bit || (told[m[i].sentence] & bit) || is_told_before(s, &m[i], told, bit))
				continue;
			told[m[i].sentence] |= bit;
			out->n_harms += make(&fs, &m[i], names[k], &out->harms[out->n_harms]);
		}
	return KUA_OK;
}
