/*
 * world.h - a small world of invented documents, built by hand: what reuse, names and claims would have
 * found, for tests of what accounts/ makes of it. Figures and mentions are found in the item's text by their
 * words, so that offsets are true.
 */
#ifndef KUA_TESTS_WORLD_H
#define KUA_TESTS_WORLD_H

#include "accounts/accounts.h"

struct world {
	struct kua_arena *a;
	struct kua_languages *languages;
	KUA_VEC(struct kua_item) items;
	KUA_VEC(struct kua_family) families;
	KUA_VEC(struct kua_reuse) reuse;
	KUA_VEC(struct kua_copy) copies;
	KUA_VEC(struct kua_drift) drift;
	KUA_VEC(struct kua_entity) entities;
	KUA_VEC(struct kua_mention) mentions;
	KUA_VEC(struct kua_figure) figures;
	KUA_VEC(struct kua_case_step) steps;
	KUA_VEC(struct kua_action) actions;
	KUA_VEC(struct kua_judgement) judgements;
	struct kua_accounts_input in;
	struct kua_accounts_result out;
};

void world_begin(struct world *w);
void world_end(struct world *w);
/* Item "<document>.<ordinal>" of a document. */
struct kua_item *add_item(struct world *w, const char *document, int ordinal, const char *date, const char *text);
void add_entity(struct world *w, const char *id, const char *kind, const char *label);
/* Every place where form stands in the item's text. */
void add_mentions(struct world *w, const char *item, const char *entity, const char *form);
/* A figure whose quote stands in the item; value is "12", ">70", "~70", "20-30", "<5" or a word. */
struct kua_figure *add_figure(struct world *w, const char *item, const char *quote, const char *act,
                              const char *value,
                              const char *said_by, const char *place, const char *date);
struct kua_case_step *add_step(struct world *w, const char *item, const char *quote, const char *person,
                               const char *step,
                               const char *date);
/* Items a and b share the text that runs from words `from` to words `to` in both. */
void add_reuse(struct world *w, const char *a, const char *b, const char *from, const char *to);
void add_family(struct world *w, const char *id, const char *items); /* separated by spaces */
/* An item's place in its family's tree; sources are added one by one, the first being its parent. */
struct kua_copy *add_copy(struct world *w, const char *family, const char *item, double original);
void add_source(struct world *w, struct kua_copy *copy, const char *item, double probability);
/* Items a and b have these numbers in one place. */
void add_drift(struct world *w, const char *a, const char *b, const char *in_a, const char *in_b);
struct kua_judgement *add_judgement(struct world *w, const char *target, const char *verdict, const char *kind);
void world_make(struct world *w); /* fills out; fails the test on an error */

const struct kua_figure *figure_of(const struct world *w, const char *quote);
const struct kua_event *event_of(const struct world *w, const char *quote);
const struct kua_voice *voice_of(const struct world *w, const char *quote);
/* The line of the event of a figure for an act and a number or word. NULL where there is none. */
const struct kua_account *line_of(const struct world *w, const char *quote);
const struct kua_toll *toll_of(const struct world *w, const char *quote, const char *profile);
/* Everything as JSON lines, for comparing runs. free() it. */
char *world_print(const struct world *w);

#endif
