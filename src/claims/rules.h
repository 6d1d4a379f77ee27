/*
 * rules.h - rules as they are kept after loading. For the engine's own files only (rules_*.c, scene.c, match.c).
 *
 * Classes and rules belong to one language; a class is a number. Words of class forms live in a trie over words; a
 * pattern is a small program for a Thompson machine over tokens. Both are built once and never change.
 */
#ifndef KUA_CLAIMS_RULES_H
#define KUA_CLAIMS_RULES_H

#include "claims/acts.h"
#include "claims/engine.h"
#include "claims/gazetteer.h"

/* Classes that every language has. Up to SPECIAL_COMPUTED they are read off the token itself; the others are marked. */
enum special {
	SPECIAL_ANY,
	SPECIAL_WORD,
	SPECIAL_NUMERAL,
	SPECIAL_PUNCTUATION,
	SPECIAL_QUOTE,
	SPECIAL_CAPITAL,
	SPECIAL_HEADING,
	SPECIAL_COMPUTED,
	SPECIAL_NUMBER = SPECIAL_COMPUTED,
	SPECIAL_ORDINAL,
	SPECIAL_MONEY,
	SPECIAL_SHARE,
	SPECIAL_DATE,
	SPECIAL_TIME,
	SPECIAL_PERSON,
	SPECIAL_PLACE,
	SPECIAL_ORGANISATION,
	SPECIALS
};
extern const char *const kua_special_names[SPECIALS];

/* Where in a rule file something stands, for messages. text is the whole line. */
struct where {
	const char *path, *text;
	unsigned line;
	size_t byte; /* in the line, from 0 */
};
enum kua_code kua_rule_fail(struct kua_error *err, const struct where *at, const char *fmt, ...) KUA_PRINTF(3, 4);

/* ---- programs ---- */

enum opcode { OP_ATOM, OP_REST, OP_NONE_OF, OP_SPLIT, OP_JUMP, OP_SAVE, OP_START, OP_END, OP_NEXT, OP_NEXT_NOT, OP_MATCH };

/*
 * ATOM a: a token that begins a span of class a; to pc + 2 where it also ends it, else to pc + 1, which is REST a: a token
 * inside the span, to pc + 2 at its end. NONE_OF a, b: one token that is in none of excluded[a .. a + b - 1].
 * SPLIT a, b: both, a preferred. SAVE a: the position into slot a. START, END: of the sentence, no token. NEXT, NEXT_NOT a, b:
 * the token to come, where there is one, is in one or in none of excluded[a .. a + b - 1]; it is not taken.
 */
struct op {
	uint8_t code;
	uint32_t a, b;
};

struct capture_def {
	const char *name;
	const uint32_t *classes; /* whose value the capture takes */
	size_t n_classes;
};

/* Any one of these classes. */
struct need {
	const uint32_t *v;
	uint32_t n;
};

struct program {
	const struct op *ops;
	uint32_t n_ops;
	const uint32_t *excluded;
	const struct capture_def *captures; /* capture k uses slots 1 + 2k and 2 + 2k; slot 0 is the start of the match */
	uint32_t n_captures;
	const struct need *needs; /* of each a sentence must hold a token; the rarest-looking first, by which the program is called */
	uint32_t n_needs;         /* 0: the program runs on every sentence */
	const uint32_t *first; /* classes a match can begin with; NULL where anything can */
	uint32_t n_first;
	const uint64_t *first_bits; /* the same, a bit a class */
	uint32_t rule;         /* in the language's rules */
};

enum guard_where { GUARD_BEFORE, GUARD_AFTER, GUARD_INSIDE, GUARD_SENTENCE, GUARD_HEADING, GUARD_QUOTED };

struct guard {
	uint8_t where;
	bool negated;
	uint32_t within;
	const uint32_t *classes;
	size_t n_classes;
};

struct example {
	bool positive;
	const char *text;
	struct kua_list names, values; /* what a claim must hold */
	struct where at;
};

struct rule {
	struct kua_rule head;
	uint32_t task;
	const struct guard *guards;
	size_t n_guards;
	const struct example *examples;
	size_t n_examples;
};

/* ---- the trie of class forms ---- */

struct member { /* a class that a form belongs to */
	uint32_t class_id;
	const char *value;
};

struct trie_edge {
	uint64_t key; /* node << 32 | word; 0 is free */
	uint32_t to;
};

struct trie {
	struct trie_edge *edges; /* open addressing */
	size_t mask, n_edges;
	KUA_VEC(struct trie_node) nodes; /* 0 is the root */
};

struct trie_node {
	uint32_t members, n_members; /* in ruleset.members once frozen */
	bool inner;                  /* longer forms go on from here */
};

/* ---- a language ---- */

struct word_slot {
	uint64_t hash;
	uint32_t word; /* number + 1; 0 is free */
};

/* Programs of one task by the classes that call them. */
struct task_index {
	const char *task;
	const uint32_t *programs; /* those of class c: programs[at[c]] .. programs[at[c + 1] - 1] */
	const uint32_t *at;       /* n_classes + 1; then the ones without a key: always .. n_programs */
	const uint64_t *calls;    /* a bit for each class that has programs */
	uint32_t always, n_programs;
	uint32_t most_ops, most_slots;
};

struct ruleset {
	const char *language;
	struct kua_intern *classes; /* specials first; then named, then words of patterns as "word */
	struct kua_intern *words;   /* of forms */
	struct word_slot *slots;    /* the same by the hash that tokens carry; open addressing */
	size_t slot_mask;
	struct kua_intern *stems;   /* of forms that end in a star */
	uint64_t stem_lengths;      /* bit n: there is a stem of n bytes */
	struct trie trie;
	const struct member *members;
	struct rule *rules;
	size_t n_rules;
	struct program *programs;
	size_t n_programs;
	struct task_index *tasks;
	size_t n_tasks;
};

struct kua_rules {
	struct kua_arena *arena;
	struct ruleset *sets; /* sorted by language */
	size_t n_sets;
	const struct gazetteer *gazetteer; /* this and the next are NULL for rules from memory */
	const struct act_codes *acts;
};

/* The node behind the edge from node by word (a number of words * 2, of stems * 2 + 1); 0 where there is none. */
uint32_t kua_trie_step(const struct trie *t, uint32_t node, uint32_t word);

/* ---- a scene's marks ---- */

enum mark_role { MARK_BEGIN = 1, MARK_END = 2 };

struct mark { /* token is in a span of a class */
	uint32_t class_id;
	uint8_t role;
	const char *value;
};

struct kua_marks {
	const struct ruleset *set;
	const struct mark *v;
	const uint32_t *at;     /* of token t: v[at[t]] .. v[at[t + 1] - 1] */
	const uint64_t *bloom;  /* of the classes of t */
	const uint32_t *present, *present_at; /* distinct classes of sentence s */
	const uint64_t *bits; /* the same, bit_words words a sentence; behind the last sentence those of all */
	size_t bit_words;
	struct class_asked *asked; /* classes that C code asked for by name */
};

#define CLASSES_ASKED 256 /* a power of two */
struct class_asked {
	const char *name;
	uint32_t id; /* of a class that the language has */
};

enum kua_code kua_scene_mark(struct kua_scene *s, const struct ruleset *set, struct kua_arena *a);
/* The mark of token t for the class, or NULL. For classes from SPECIAL_COMPUTED on. */
const struct mark *kua_mark_of(const struct kua_marks *m, uint32_t t, uint32_t class_id);

const struct ruleset *kua_rules_of(const struct kua_rules *rules, const char *language); /* or NULL */

/* ---- loading: rules_read.c gives definitions, rules_pattern.c programs, rules_load.c puts them together ---- */

struct form_def {
	const char *text, *value;
	struct where at;
};

struct class_def {
	const char *name;
	struct where at;
	KUA_VEC(struct form_def) forms; /* text "@x" is another class */
	uint32_t id;
	size_t rarity; /* bytes of the shortest form */
	uint8_t state; /* while flattening: 0 new, 1 open, 2 done */
};

struct pattern_def {
	const char *text;
	struct where at; /* at.byte is where text begins in the line */
};

struct phrase_def {
	const char *name;
	struct where at;
	KUA_VEC(struct pattern_def) patterns;
};

struct guard_def {
	struct guard guard;
	KUA_VEC(struct form_def) classes;
};

struct rule_def {
	struct kua_rule head;
	struct where at;
	KUA_VEC(struct pattern_def) patterns;
	KUA_VEC(struct guard_def) guards;
	KUA_VEC(struct example) examples;
	KUA_VEC(struct kua_rule_field) fields;
};

/* A form's place in the trie and a class it belongs to. */
struct form_entry {
	uint32_t node;
	struct member member;
	size_t order;
};

/* One language while it is being loaded. */
struct loading {
	struct kua_arena *arena;         /* of the rules */
	struct kua_arena *scratch;       /* for the time of loading */
	const struct kua_languages *languages;
	const char *language;
	struct ruleset *set;
	KUA_VEC(struct class_def) classes;
	KUA_VEC(struct phrase_def) phrases;
	KUA_VEC(struct rule_def) rules;
	KUA_VEC(struct program) programs;
	KUA_VEC(struct form_entry) entries;
	struct kua_error *err;
};

/* The rules of one language from memory; path is for messages. */
enum kua_code kua_rules_parse(const char *language, const char *path, const char *bytes, size_t n,
                              const struct kua_languages *l, struct kua_rules **out, struct kua_error *err);

/* Read one file's blocks into the definitions. bytes must end in NUL and live as long as the rules. */
enum kua_code kua_rules_read(struct loading *ld, const char *path, char *bytes, size_t n);
/* Compile one pattern of rule number `rule` into ld->programs. */
enum kua_code kua_rules_pattern(struct loading *ld, uint32_t rule, const struct pattern_def *pattern);
/* Split a form into tokens as text/ does, FORM_WORDS at most; bit i of *stems: token i is a stem, it has a star behind it. */
#define FORM_WORDS 8
enum kua_code kua_rules_split(struct loading *ld, const struct where *at, const char *text, const char *norms[FORM_WORDS],
                              size_t *n, uint32_t *stems);
/* The number of a class that has been defined, or of a word as "word; KUA_NO_ID where there is none. */
uint32_t kua_rules_word_class(struct loading *ld, const char *norm, bool stem);
/* Give classes their numbers, put in what they include, and their forms into the trie. */
enum kua_code kua_rules_classes(struct loading *ld);
/* After the last form: lay the trie out for reading. */
void kua_rules_freeze(struct loading *ld);

#endif
