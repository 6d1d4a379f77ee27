/*
 * rules.h - rules as they are kept after loading. For the engine's own files only (rules_*.c, words.c, scene.c, marks.c,
 * calls.c, match.c).
 *
 * Classes and rules belong to one language; a class is a number. Words of class forms live in a trie over words; a
 * pattern is a small program for a Thompson machine over tokens. Both are built once and never change.
 */
#ifndef KUA_CLAIMS_RULES_H
#define KUA_CLAIMS_RULES_H

#include <pthread.h>
#include <stdatomic.h>

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

#define LONGEST_SPAN 64 /* tokens; a longer number or name is nobody's */

/* Those up to NONE_OF take a token. */
enum opcode { OP_ONE, OP_ATOM, OP_REST, OP_NONE_OF, OP_SPLIT, OP_JUMP, OP_SAVE, OP_START, OP_END, OP_NEXT, OP_NEXT_NOT, OP_MATCH };

/*
 * A set of classes, by the bits that ruleset.bit_of gives them. Specials and common words have one of their own, so far as there are
 * bits; the others share: a bit that is not set says no for certain, and one that is set says perhaps.
 */
#define BITS_WORDS 4
#define BITS_SHARED 200 /* the last ones */
#define BITS_OWN (BITS_WORDS * 64 - BITS_SHARED)
struct kua_bits {
	uint64_t v[BITS_WORDS];
};

static inline void kua_bits_add(struct kua_bits *b, uint8_t bit)
{
	b->v[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

static inline bool kua_bits_has(const struct kua_bits *b, uint8_t bit)
{
	return b->v[bit >> 6] >> (bit & 63) & 1;
}

static inline bool kua_bits_meet(const struct kua_bits *a, const struct kua_bits *b)
{
	return ((a->v[0] & b->v[0]) | (a->v[1] & b->v[1]) | (a->v[2] & b->v[2]) | (a->v[3] & b->v[3])) != 0;
}

/*
 * ONE a: a token that is a span of class a, of which none is longer. ATOM a: a token that begins a span of class a; to pc + 2 where it
 * also ends it, else to pc + 1, which is REST a: a token inside the span, to pc + 2 at its end. NONE_OF a, b: one token that is in none
 * of excluded[a .. a + b - 1].
 * SPLIT a, b: both, a preferred. SAVE a: the position into slot a. START, END: of the sentence, no token. NEXT, NEXT_NOT a, b:
 * the token to come, where there is one, is in one or in none of excluded[a .. a + b - 1]; it is not taken.
 */
struct op {
	uint32_t a;
	uint32_t bits; /* in ruleset.bits: the classes of which the next token must have one; NONE_OF, NEXT, NEXT_NOT: those in the list */
	uint16_t b;
	uint8_t code;
	bool always : 1;  /* try it whatever the next token is: MATCH can be reached without one, or a list decides */
	bool joins : 1;   /* several ways lead here */
	bool certain : 1; /* ONE: the bit of its class is no other's */
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
#define NEEDS_MOST 6 /* of one program */

struct program {
	const struct op *ops;
	uint32_t n_ops;
	const uint32_t *excluded;
	const struct capture_def *captures; /* capture k uses slots 1 + 2k and 2 + 2k; slot 0 is the start of the match */
	uint32_t n_captures;
	uint32_t ring;        /* a power of two less one: no match has more tokens */
	uint32_t needs[NEEDS_MOST]; /* in ruleset.needs: of each a match holds a token, one behind the other */
	uint32_t n_needs;           /* 0: the program runs on every sentence */
	uint32_t calling;      /* of needs, the one that looks rarest: by that it is called */
	struct kua_bits first, second; /* classes of which the first two tokens of a match must have one */
	bool single;           /* of one token it can be too */
	bool anchored;         /* it begins with START */
	uint32_t rule, task;   /* in the language's rules, tasks */
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

/* ---- the trie of class forms, and the words that forms are made of ---- */

enum mark_role { MARK_BEGIN = 1, MARK_END = 2 };

struct mark { /* token is in a span of a class */
	uint32_t class_id;
	uint8_t role;
	const char *value;
};

struct member { /* a class that a form belongs to */
	uint32_t class_id;
	const char *value;
};

/* The needs that a class, or a word by all of its classes, is what they ask for: those that call programs first. */
struct meets {
	uint32_t n, n_calling;
	uint32_t v[];
};

/* The marks of one token; tokens of one spelling share them where they are in no longer form. */
struct marks_of {
	const struct mark *v;
	uint32_t n;
	uint32_t n_spans;          /* the first so many are those of spans */
	const struct meets *meets; /* by the others */
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
	uint64_t next;               /* a bit for each word by which they do, shared: one that is not set says no for certain */
};

/* A word or a stem, by the number that it has in the trie, and the node behind the root's edge by it; 0 where no form begins so. */
struct word {
	uint32_t number, node;
};

/* All that a token of one spelling can be: the word and every stem that it begins with. In one piece, as it is far from the next. */
struct words {
	struct kua_bits bits;  /* of the classes of the marks */
	struct marks_of marks; /* of those forms that are this one word */
	uint64_t next;         /* those of all nodes behind which longer forms go on; 0 where there are none */
	uint64_t as_next;      /* the bits that stand for them in trie_node.next */
	const struct word *v;
	uint32_t n;
	uint32_t inner; /* a bit for each of those behind which longer forms go on */
	char norm[];
};

/* ---- a language ---- */

struct words_slot {
	uint64_t hash;
	const struct words *words; /* NULL is free */
};

struct words_table { /* open addressing */
	struct words_slot *v;
	size_t mask;
};

/* A program under the need that calls it, with what is asked of it before it runs. */
struct callee {
	uint32_t program, task, n_needs;
	uint32_t needs[NEEDS_MOST]; /* as the program's; behind them the number of needs, which is always met */
	bool anchored;
};

/* From the classes of a sentence to its programs. */
struct call_index {
	const struct callee *callees;
	const uint32_t *callees_at; /* those of need k: callees[callees_at[k]] .. callees[callees_at[k + 1] - 1]; behind the last need
	                               the programs that run on every sentence */
	const struct meets *const *meets; /* per class */
};

struct task {
	const char *name;
};

struct ruleset {
	struct kua_intern *classes; /* specials first; then named, then words of patterns as "word */
	struct kua_intern *words;   /* of forms */
	struct kua_intern *stems;   /* of forms that end in a star */
	struct words_table by_hash;       /* what they can be, by kua_hash, which tokens carry */
	struct words_table stems_by_hash; /* stems, each alone */
	uint64_t stem_lengths[256]; /* bit n: there is a stem of n bytes that begins so, by kua_stem_start */
	struct trie trie;
	const struct mark *members; /* of the forms that end at a node, side by side, as marks of forms of one word */
	struct rule *rules;
	size_t n_rules;
	struct program *programs;
	size_t n_programs;
	const struct kua_bits *bits; /* of all operations, each once, so that a program is small */
	const uint8_t *bit_of;       /* per class; a special's is its own number */
	const struct need *needs; /* of all programs, each once */
	size_t n_needs;
	struct call_index index;
	struct task *tasks;
	size_t n_tasks;
	uint32_t most_ops, most_slots; /* of one program */
	size_t most_been;              /* words of what a search remembers */
	struct scratches *scratches;
};

/* ---- scratch.c ---- */

#define SEEN 512 /* spellings remembered; a power of two */
struct seen { /* the address of a norm, which is the same for the same spelling of an item */
	const char *norm;
	const struct words *words;
	uint32_t stamp; /* the first of the item's */
};

struct todo { /* of SPLIT and SAVE: a state with the token that is next there, or a slot and what it held */
	uint32_t pc, pos, slot;
};

/* Words that a search remembers of one token: whose they are, and a bit for each operation. */
static inline size_t kua_been_row(uint32_t n_ops)
{
	return 2 + n_ops / 64;
}

#define CLASSES_ASKED 4096 /* a power of two, so large that few of them share a place */
struct class_asked {
	const char *name;
	uint32_t id; /* KUA_NO_ID where the language has no such class */
};

#define TASKS_ASKED 1024 /* a power of two */
struct task_asked {
	const char *name;
	uint32_t task; /* KUA_NO_ID where no rule of the language is for it */
};

/*
 * What marking and matching write on. It is as large as the rules, and a text may be short, so it is not cleared but handed from item to
 * item: every sentence of every item has a stamp of its own, and what bears another is nothing.
 */
struct scratch {
	struct scratch *next, *next_free;
	struct kua_arena *arena; /* what is asked of one item only; empty between two */
	uint32_t stamp;       /* of the last sentence that there was; 0 is none */
	struct seen *seen;
	uint32_t *behind;     /* per class: marks.c's; all 0 between two items */
	uint64_t *held;       /* per need: calls.c's; all 0 between two sentences, but for one more, which is always there */
	uint32_t *met;        /* room for all needs and one more */
	uint32_t *guarded;    /* per class: the stamp of a sentence that holds it */
	uint32_t guarded_of;  /* the last of which that is so */
	uint64_t *been;       /* per token: where a search has been */
	uint64_t round;       /* of the next search; it never comes to an end */
	uint32_t *slots;
	struct todo *todo;
	/* what is so for every item */
	struct class_asked classes[CLASSES_ASKED]; /* that C code asked for by name */
	struct task_asked tasks[TASKS_ASKED];
	const struct kua_class_bit *bits_of; /* the table that was asked for last */
	uint32_t *bits;                      /* and what it says of each class */
};

struct scratches *kua_scratches_new(void);
void kua_scratches_free(struct scratches *all);
/* One that nobody else has, with stamps left for n sentences; it is freed with the rules. */
struct scratch *kua_scratch_take(const struct ruleset *set, size_t n);
void kua_scratch_give(const struct ruleset *set, struct scratch *s); /* NULL is fine */

/* The rules of one language, read when they are first needed. */
struct rules_of {
	const char *language, *folder;
	pthread_mutex_t lock; /* held while they are read */
	atomic_bool ready;    /* what follows does not change any more */
	struct kua_arena *arena;
	struct ruleset *set; /* NULL where there are none */
	enum kua_code code;  /* how reading went */
	struct kua_error err;
};

struct kua_rules {
	struct kua_arena *arena;
	struct rules_of *of; /* sorted by language */
	size_t n;
	const struct gazetteer *gazetteer; /* this and the next are NULL for rules from memory */
	const struct act_codes *acts;
};

/* The bit of a word in trie_node.next. */
static inline uint64_t kua_next_bit(uint32_t word)
{
	return (uint64_t)1 << (word & 63);
}
/* The node behind the edge from node by word (a number of words * 2, of stems * 2 + 1); 0 where there is none. */
uint32_t kua_trie_step(const struct trie *t, uint32_t node, uint32_t word);
/* What a token can be; found in the ruleset, or made in the arena where only stems know it. */
const struct words *kua_words_of(const struct ruleset *set, const struct kua_token *t, struct kua_arena *a);

/* ---- a scene's marks ---- */

/* A program that a sentence holds all the needs of. */
struct call {
	uint32_t program, task, sentence;
	uint32_t latest; /* token: no match can begin behind it */
};

struct kua_marks {
	const struct ruleset *set;
	const struct marks_of *of;   /* of token t */
	const struct kua_bits *bits; /* of token t: its classes, those that are read off it too */
	const struct call *calls;  /* of task k: calls[calls_at[k]] .. calls[calls_at[k + 1] - 1], in order of sentences */
	const uint32_t *calls_at;
	struct marks_memory *memory;
};

struct task_matches {
	bool known;
	const struct kua_match *v;
	size_t n;
};

/* The part of the marks that changes while they are read. */
struct marks_memory {
	struct scratch *scratch;
	uint32_t stamp; /* sentence s has this one and s more */
	struct task_matches *matches;            /* by task: what kua_scene_match has found already */
};

void kua_scene_mark(struct kua_scene *s, const struct ruleset *set);
/* Which programs each sentence calls. */
void kua_marks_call(struct kua_marks *marks, const struct kua_text *text, struct kua_arena *a);
/* The mark of token t for the class, or NULL. For classes from SPECIAL_COMPUTED on. */
static inline const struct mark *kua_mark_of(const struct kua_marks *m, uint32_t t, uint32_t class_id)
{
	if (!kua_bits_has(&m->bits[t], m->set->bit_of[class_id]))
		return NULL;
	const struct marks_of *of = &m->of[t];
	for (size_t i = 0; i < of->n; i++)
		if (of->v[i].class_id == class_id)
			return &of->v[i];
	return NULL;
}
/* All classes up to SPECIAL_COMPUTED that token t is in, by a bit for each: its own in kua_marks.bits. */
static inline uint32_t kua_specials_of(const struct kua_text *text, uint32_t t)
{
	const struct kua_token *token = &text->tokens[t];
	uint32_t specials = 1u << SPECIAL_ANY;
	if (token->kind == KUA_WORD)
		specials |= 1u << SPECIAL_WORD | (token->flags & KUA_CAPITAL ? 1u << SPECIAL_CAPITAL : 0);
	else if (token->kind == KUA_NUMERAL)
		specials |= 1u << SPECIAL_NUMERAL;
	else
		specials |= 1u << SPECIAL_PUNCTUATION | (token->norm[0] == '"' || token->norm[0] == '\'' ? 1u << SPECIAL_QUOTE : 0);
	return specials | (text->sentences[token->sentence].heading ? 1u << SPECIAL_HEADING : 0);
}

/* The rules of the language, NULL where it has none. Fails where they cannot be read. */
enum kua_code kua_rules_of(const struct kua_rules *rules, const char *language, const struct kua_languages *l,
                           const struct ruleset **out, struct kua_error *err);

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
	size_t commonness; /* of its forms together, kua_form_commonness */
	bool longer;       /* some form has more than one word */
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
	KUA_VEC(struct need) needs;
	struct kua_intern *need_numbers; /* by the bytes of their classes */
	KUA_VEC(struct kua_bits) bits;
	struct kua_intern *bits_numbers;
	KUA_VEC(uint8_t) bit_of;
	uint32_t own_bits; /* how many bits have been given away to one class each */
	size_t n_ops; /* of all programs */
	KUA_VEC(struct form_entry) entries;
	struct kua_buf name; /* of a word as a class */
	struct kua_error *err;
};

/*
 * Lists side by side: how long list k is has been counted in at[k + 2]; then it begins at at[k + 1], which whoever fills the lists
 * moves to its end. After that list k is at[k] .. at[k + 1] - 1.
 */
static inline void kua_lists_begin(uint32_t *at, size_t n)
{
	for (size_t k = 0; k < n; k++)
		at[k + 2] += at[k + 1];
}

/* The rules of one language from memory; path is for messages. */
enum kua_code kua_rules_parse(const char *language, const char *path, const char *bytes, size_t n,
                              const struct kua_languages *l, struct kua_rules **out, struct kua_error *err);

/* The rule files of a folder in the arena; *out stays as it is where there are none. path of the second is for messages. */
enum kua_code kua_ruleset_load(const char *folder, const char *language, const struct kua_languages *l, struct kua_arena *a,
                               struct ruleset **out, struct kua_error *err);
enum kua_code kua_ruleset_parse(const char *path, const char *bytes, size_t n, const char *language, const struct kua_languages *l,
                                struct kua_arena *a, struct ruleset **out, struct kua_error *err);
void kua_ruleset_free(struct ruleset *set);

/* Read one file's blocks into the definitions. bytes must end in NUL and live as long as the rules. */
enum kua_code kua_rules_read(struct loading *ld, const char *path, char *bytes, size_t n);
/* Compile one pattern of rule number `rule` into ld->programs. */
enum kua_code kua_rules_pattern(struct loading *ld, uint32_t rule, const struct pattern_def *pattern);
/* Split a form into tokens as text/ does, FORM_WORDS at most; bit i of *stems: token i is a stem, it has a star behind it. */
#define FORM_WORDS 8
#define FORM_STEM 60 /* bytes of a stem */
enum kua_code kua_rules_split(struct loading *ld, const struct where *at, const char *text, const char *norms[FORM_WORDS],
                              size_t *n, uint32_t *stems);
/* How common a form of n words looks, by its length, in no unit. Only speed depends on it. */
size_t kua_form_commonness(const struct loading *ld, const char *text, size_t n);
/* Where the lengths of stems with these first bytes stand. */
static inline unsigned kua_stem_start(const char *norm)
{
	return ((unsigned char)norm[0] * 7u + (unsigned char)norm[1]) & 255;
}
/* The number of a class that has been defined, or of a word as "word; KUA_NO_ID where there is none. */
uint32_t kua_rules_word_class(struct loading *ld, const char *norm, bool stem);
/* Give classes their numbers, put in what they include, and their forms into the trie. */
enum kua_code kua_rules_classes(struct loading *ld);
/* After the last form: lay the trie out for reading. */
void kua_rules_freeze(struct loading *ld);
/* And what each of its words can be, when it is known which needs there are. */
void kua_words_index(struct loading *ld);

#endif
