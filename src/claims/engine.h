/*
 * engine.h - the rule engine: how the rule files of data/<language>/ are read, what a pattern can say, and what a match
 * looks like to the code that makes claims of it. Private to claims/. The manual for people who write rules is
 * docs/rules.md; this is the same from C's side.
 *
 * A rule file is UTF-8 text, data/<language>/<anything>.rules, read in order of name. A line whose first character is
 * not white space opens a block; indented lines belong to it; # opens a comment.
 *
 *     class died                                 words that mean one thing, with all their forms
 *         died, perished, lost their lives | killed          forms by commas; behind the bar a value they share
 *         убит* | killed                                      every word that begins so
 *         @slain                                              all of another class
 *     phrase count                               a piece of pattern with a name, for use in others
 *         pattern q=@qualifier? n=NUMBER
 *     rule killed-passive
 *         for figure                             who asks for it: figure, step, action, speaker ...
 *         note People and then a verb.
 *         pattern <count> people=@people ..6 @be act=@harmed    more than one pattern line: any of them
 *         set act killed                         a field with a fixed value; a capture of the same name is the field otherwise
 *         not before @planned within 6           guards: [not] before|after [within N] | inside | sentence | heading | quoted
 *         yes "12 people were killed." => act killed, low 12
 *         no "12 people were fined."
 *
 * Pattern elements: word   "any token, as punctuation"   @class   name=element (capture)   ( a | b c )
 *     ? * + {2} {0,4} behind an element    ..6 up to six tokens, as few as will do, none in class barrier
 *     ..6!@x!NUMBER nor any of these       !@x one token that is not in x        <phrase>  <phrase 2> (its captures
 *     n, q are then called n2, q2)         START END of the sentence        &@x&@y &!@x the next token, not taken, is / is not in x
 *     NUMBER (a count; not money, ordinal, share, date or time)  ORDINAL MONEY SHARE DATE TIME PERSON PLACE
 *     ORGANISATION CAPITAL (a word that begins so) WORD NUMERAL QUOTE ANY HEADING
 *
 * Every repetition is bounded (* and + mean at most RULE_REPEAT), so a match looks at a bounded stretch and the whole is
 * linear in the text. Forms of classes are split into tokens by text/, exactly as texts are.
 */
#ifndef KUA_CLAIMS_ENGINE_H
#define KUA_CLAIMS_ENGINE_H

#include "claims/claims.h"

#define RULE_REPEAT 16   /* what * and + mean */
#define RULE_MOST 40     /* largest number in {m,n} and ..N */
#define RULE_STATES 4096 /* largest program of one pattern */
#define RULE_DEPTH 24    /* brackets and phrases within phrases */
#define RULE_CAPTURES 24 /* names in one pattern */
#define RULE_FILE ((size_t)4 << 20)
#define RULE_LINE 4096                   /* bytes of a line */
#define RULE_STATES_ALL ((size_t)2 << 20) /* states of all patterns of a language */

/* ---- one item, ready to be matched ---- */

/* What every finder gets: the item, and everything that text/ and names/ know about it, found once. */
struct kua_scene {
	const struct kua_rules *rules;
	const struct kua_languages *languages;
	const struct kua_item *item;
	const struct kua_text *text;
	const struct kua_number *numbers;
	size_t n_numbers;
	const struct kua_date *dates;
	size_t n_dates;
	const struct kua_time *times;
	size_t n_times;
	const struct kua_named *named;
	size_t n_named;
	const uint32_t *number_at, *date_at, *time_at, *named_at; /* per token: index of what covers it, or KUA_NO_ID */
	struct kua_arena *arena;      /* where claims go */
	const struct kua_marks *marks; /* which classes each token is in; the engine's own */
	struct deeds *deeds;           /* who did it, how: who_did.h; NULL where nobody asks for claims */
	struct who *who;              /* who is meant, found when asked for: who.h; NULL where each finder looks for itself */
	struct speaking *speaking;    /* who says what, found when asked for: speakers.h; NULL where nobody will ask */
};

enum kua_code kua_scene_make(const struct kua_rules *rules, const struct kua_languages *l, const struct kua_source *source,
                             const struct kua_named *named, size_t n_named, struct kua_arena *a, struct kua_scene *out,
                             struct kua_error *err);

/* The last that is asked of it: what it has of the rules' memory goes to the next item. What was found stays. */
void kua_scene_end(struct kua_scene *s);

/* The bytes from token first to token last - 1 as they stand, white space folded; lives in the scene's arena. NULL where empty. */
const char *kua_scene_words(const struct kua_scene *s, uint32_t first, uint32_t last);
/*
 * Is token t in the class of the text's language that is called name? C code asks by name only where a rule cannot say it.
 * The answer is remembered by the address of name, which must be a literal.
 */
bool kua_scene_in_class(const struct kua_scene *s, uint32_t t, const char *name);
/* The same for many classes at once: the bits of all that token t is in. names must be a constant table. */
struct kua_class_bit {
	const char *name;
	uint32_t bit;
};
uint32_t kua_scene_class_bits(const struct kua_scene *s, uint32_t t, const struct kua_class_bit *names, size_t n);
/* Is token t in any class that files define, or a number, a date, a name? */
bool kua_scene_is_known(const struct kua_scene *s, uint32_t t);

/* ---- matches ---- */

struct kua_capture {
	const char *name;
	uint32_t first, last; /* tokens: first .. last - 1 */
	const char *value;    /* what stands behind the bar of the form that matched, or NULL */
};

struct kua_rule_field {
	const char *name, *value;
};

struct kua_rule {
	const char *id, *task, *note; /* id is "en/killed-passive" */
	const char *path;
	unsigned line;
	const struct kua_rule_field *fields; /* of "set" lines */
	size_t n_fields;
	uint32_t order; /* rank among the rules of its language: by file name and line */
	int priority;   /* of the "priority" line, else 0 */
};

struct kua_match {
	const struct kua_rule *rule;
	uint32_t sentence, first, last; /* tokens */
	uint32_t pattern;               /* which of the language's patterns */
	const struct kua_capture *captures;
	size_t n;
};

/*
 * All matches of the rules for a task, guards kept, sorted by first token, then by rule. In the scene's arena. Tasks, too, are remembered
 * by the address of their names.
 */
const struct kua_match *kua_scene_match(const struct kua_scene *s, const char *task, size_t *n);
const struct kua_capture *kua_match_capture(const struct kua_match *m, const char *name); /* or NULL */
/* The field called name: a set line, else the value of the capture of that name, else its words, else NULL. */
const char *kua_match_field(const struct kua_scene *s, const struct kua_match *m, const char *name);

/* ---- the finders of claims, one file family each ---- */

/* Each appends to its array in out. */
enum kua_code kua_figures_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err);
enum kua_code kua_steps_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err);
enum kua_code kua_harms_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err); /* behind the two before it */
enum kua_code kua_actions_find(const struct kua_scene *s, struct kua_claims_result *out, struct kua_error *err);

/* How many days on a match of a rule for "shift" says it is: "the next day", "two weeks later". False where it does not say. */
bool kua_shift_days(const struct kua_scene *s, const struct kua_match *m, long *days);

/*
 * Is it the full name of a person or a body: two words or more with capitals ("Ann Lee", "Union of Writers")? A nickname, an
 * initial or a desk, as authors of posts often are, is none.
 */
bool kua_is_full_name(const char *s);

/* The id of a claim: its kind, item, bytes and a discriminator (the act, the step); in the scene's arena. */
const char *kua_claim_id(const struct kua_scene *s, const char *kind, int64_t start, int64_t end, const char *what);

#endif
