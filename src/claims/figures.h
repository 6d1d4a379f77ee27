/*
 * figures.h - a figure while it is being made: what the number rules found, and the parts that fill its other fields.
 * For figures*.c, speakers.c, whereabouts.c, asides.c and harms.c only.
 */
#ifndef KUA_CLAIMS_FIGURES_H
#define KUA_CLAIMS_FIGURES_H

#include "claims/engine.h"

#define FIGURE_ACTS 3   /* of one match: act, act2, act3 */
#define FIGURE_NUMBERS 4 /* n, n2, n3, n4 */

/* One number of one match with one act. */
struct finding {
	const struct kua_match *match;
	const struct kua_capture *n, *to, *q, *qa, *people, *by; /* to: the upper end of "from n to" */
	const struct kua_capture *name; /* those counted, by name; it is n itself where no number stands with them */
	const char *act;
	uint32_t rank, slot; /* of the number and of the act within the match, 0 first */
};

/* The figures of an item while they are made, in order: what each was found by, and the token of its number. */
struct making {
	struct finding *of;
	uint32_t *at;
	bool *another; /* who is surely none of those before, though only described */
	size_t n;
	struct kua_figure sums[2]; /* of those who are told one by one: figures_roster.c */
	size_t n_sums;
	const char *denied;      /* what a number that is denied would have told ("it was not three dead"), and its sentence */
	uint32_t denied_sentence;
};

/* Matches of the rules that say who speaks, where, when, found once for an item that has figures. */
struct matches {
	const struct kua_match *v;
	size_t n;
};

struct figure_scene {
	const struct kua_scene *s;
	struct matches bases, left_out, elsewhere, telling, anniversaries, as_of, here, shifts, breaks, scopes, step_days;
	const char *place;           /* of the figure before, NULL where it has none; and its sentence */
	uint32_t place_sentence;
	const char *year, *year_why; /* the only year that the text names, or NULL */
	uint32_t year_token;         /* where it is first named */
	bool year_known;
};

/*
 * The matches of a sentence around a token: for (size_t i = kua_matches_near(m, s, sentence, token); kua_match_near(m, i, sentence,
 * token); i++). Only FIGURE_REACH tokens on either side are looked at, so that a sentence as long as a book costs no more than others.
 */
#define FIGURE_REACH 256
struct matches kua_matches_of(const struct kua_scene *s, const char *task);
/* What figures look for around them. */
struct figure_scene kua_figure_scene(const struct kua_scene *s);
size_t kua_matches_near(const struct matches *m, const struct kua_scene *s, uint32_t sentence, uint32_t token);
bool kua_match_near(const struct matches *m, size_t i, uint32_t sentence, uint32_t token);

/* start, end and quote: the sentence; a long one is cut at the commas around the match. */
void kua_figure_quote(const struct kua_scene *s, const struct kua_match *m, struct kua_figure *out);
/* The value of the "set" line called name of the rule that found it, or NULL. */
const char *kua_figure_set(const struct kua_match *m, const char *name);
bool kua_figure_is(const char *a, const char *b);

/* The names that a match caught as victims, or NULL where they are none: figures_names.c. caseless: the text has no capitals. */
const struct kua_capture *kua_figure_name(const struct kua_scene *s, const struct kua_match *m, bool caseless);
/* Is the text written without capitals, or in capitals throughout? */
bool kua_figure_caseless(const struct kua_scene *s);
/* names of the figure, and how many they are. */
size_t kua_figure_names(const struct kua_scene *s, const struct finding *f, struct kua_figure *out);

/* Leave out what is said twice, put single victims together and join parts to their whole. */
void kua_figures_settle(const struct kua_scene *s, struct making *m, struct kua_figure *all);
/* Does the number count a part of those told of before? And is the figure an exact number of that act? */
bool kua_figure_is_part(const struct kua_scene *s, const struct finding *f);
bool kua_figure_is_count(const struct kua_figure *f, const char *act);
/* figures_sum.c: the whole of what one sentence lists, put before its pieces. */
#define FIGURE_SUMS 8 /* room for one of each act that is listed */
void kua_figures_add_up(const struct kua_scene *s, struct making *m, struct kua_figure *all);
/* Does it count some who are not added to others: those who fought, or who did it? */
bool kua_figure_is_apart(const struct kua_scene *s, const struct finding *f);
/* Over a time or an area? */
bool kua_figure_is_total(const struct kua_figure *f);
/* figures_roster.c: how many are told one by one, kept in m->sums. */
void kua_figures_one_by_one(const struct kua_scene *s, struct making *m, struct kua_figure *all);
/* figures_rest.c: the rest that a part leaves, put behind all figures. Returns how many were added, one at most. */
size_t kua_figures_rest(const struct kua_scene *s, const struct making *m, struct kua_figure *all);

/* low, high, qualifier and word from the number and its qualifiers. False where it is no count of people. */
bool kua_figure_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out);
void kua_figure_explain_number(const struct kua_scene *s, const struct finding *f, struct kua_figure *out);
/* said_by, via and basis. */
void kua_figure_speaker(struct figure_scene *fs, const struct finding *f, struct kua_figure *out);
void kua_figure_place(struct figure_scene *fs, const struct finding *f, struct kua_figure *out);
void kua_figure_date(struct figure_scene *fs, const struct finding *f, struct kua_figure *out);
/* scope of a total: figures_scope.c */
void kua_figure_scope(const struct figure_scene *fs, const struct finding *f, struct kua_figure *out);
/* leaves_out of the figures of the item, which are in order of their numbers; at[i] is the token of figure i's number. */
void kua_figures_leave_out(struct figure_scene *fs, struct kua_figure *figures, const uint32_t *at, size_t n);

/* Add "field: what" to the reasons. */
void kua_figure_reason(const struct kua_scene *s, struct kua_figure *out, const char *fmt, ...) KUA_PRINTF(3, 4);

#endif
