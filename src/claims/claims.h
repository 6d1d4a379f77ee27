/*
 * claims.h - who says what: figures, case steps, harms and actions out of one item's sentences, by rules kept as text in
 * data/<language>/. Whatever is found is a suggestion with its sentence and its reasons.
 *
 * Pure and item by item, so that items can be done in parallel. Matching is linear in the text for a given set of rules
 * (no backtracking blow-up). A rule file that cannot be read is KUA_DATA with file, line and column.
 */
#ifndef KUA_CLAIMS_H
#define KUA_CLAIMS_H

#include "text/text.h"

/*
 * All rules of all languages, shared by threads. Those of a language are read and compiled when a text in it is first met, so whoever looks
 * at one may be told that they cannot be read; each time the same.
 */
struct kua_rules;
enum kua_code kua_rules_load(const char *data_dir, struct kua_rules **out, struct kua_error *err);
void kua_rules_free(struct kua_rules *rules);
/* Read those of the language now, or for NULL those of all, as who has just written some would know. l: of the same data_dir. */
enum kua_code kua_rules_need(const struct kua_rules *rules, const char *language, const struct kua_languages *l, struct kua_error *err);
/*
 * Run the examples that stand beside the rules, yes and no. Each that fails is told, with file, line and column, until tell returns
 * false; so are rules that cannot be read. How many examples were run.
 */
size_t kua_rules_check(const struct kua_rules *rules, const struct kua_languages *l,
                       bool (*tell)(void *ctx, const struct kua_error *err), void *ctx);

/* What the claims of an item may refer to: its own mentions, sorted by start, with kind and label of their entity. */
struct kua_named {
	const struct kua_mention *mention;
	const char *kind, *label; /* of the entity */
};

struct kua_claims_result {
	struct kua_figure *figures;
	size_t n_figures;
	struct kua_case_step *steps;
	size_t n_steps;
	struct kua_harm *harms;
	size_t n_harms;
	struct kua_action *actions;
	size_t n_actions;
};

/*
 * The item's date_from / date_to (or published_on) anchor relative dates. said_by is a name or the text's own words ("local officials",
 * "residents", "очевидцы"); where nobody is named in the sentence it is the item's signature or byline, else its author, else NULL: accounts/ then
 * gives it the archive's voice. Sorted by start. Ids are set; event, voice are NULL; status is "suggested".
 */
enum kua_code kua_claims_find(const struct kua_rules *rules, const struct kua_languages *l,
                              const struct kua_source *item, const struct kua_named *named, size_t n_named,
                              struct kua_arena *a, struct kua_claims_result *out, struct kua_error *err);

#endif
