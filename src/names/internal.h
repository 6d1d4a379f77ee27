/* internal.h - what the files of names/ share: word lists, parsed names, mentions of one item, nodes. */
#ifndef KUA_NAMES_INTERNAL_H
#define KUA_NAMES_INTERNAL_H

#include "names/names.h"

enum { KEY_MAX = 48, KEY_FORMS = 6, KEY_MAX_PLACE = 24 };

/* ---- word lists (lexicon.c, lists.c) ---- */

enum word_flag {
	W_TITLE = 1 << 0,      /* stands before a name and makes it one: Mr, President */
	W_ROLE = 1 << 1,       /* what somebody is: lawyer, poet, secretary, mother */
	W_ROLE_MOD = 1 << 2,   /* goes with a role: prime, former, deputy */
	W_PARTICLE = 1 << 3,   /* inside a name, in lower case: de, van, bin */
	W_ORG_HEAD = 1 << 4,   /* Party, Union, Committee */
	W_ORG_LINK = 1 << 5,   /* of, for: what follows belongs to the organisation's name */
	W_PLACE_PREP = 1 << 6, /* in, at */
	W_PLACE_KIND = 1 << 7, /* city, region */
	W_DEMONYM = 1 << 8,
	W_TIME = 1 << 9,   /* months, weekdays, feasts */
	W_NOT = 1 << 10,   /* never part of a name */
	W_COMMON = 1 << 11, /* common words that headings and phrases write with capitals */
	W_ADDRESS = 1 << 12, /* Road, Street: what stands before is not a person */
	W_SAY = 1 << 13,
	W_GENERATION = 1 << 14, /* Jr, II */
	W_GLUE = 1 << 15,   /* function words that lose their space: "andTony" */
	W_AND = 1 << 16,
	W_ARTICLE = 1 << 17,
	W_OF = 1 << 18,
	W_WIDE = 1 << 19,   /* of a place kind: region, state, district: not a town */
	W_FAMILY_FIRST = 1 << 20, /* surnames that stand first: Xi, Kim */
	W_GIVEN = 1 << 21,
	W_THING = 1 << 22, /* Prize, Award, Day: what stands before is no person */
	W_NAMING = 1 << 23, /* in lower case before or behind a name makes it an organisation: "trade union Zhanartu" */
	W_IS = 1 << 24,
	W_HONORIFIC = 1 << 25, /* a title that is no role: Mr */
	W_NUMBER = 1 << 27,    /* No, Nr: a number follows */
	W_SOURCE = 1 << 28,    /* the last word of "according to": what follows speaks */
	W_HE = 1 << 29,
	W_BORN = 1 << 30,    /* beside a year it says when somebody was born */
	W_UNGLUED = 1 << 26,   /* of a token: it lost the space before it */
};

struct word {
	const char *norm;
	uint64_t hash;
	uint32_t flags;
};

/* Words of one language by hash; open addressing; hash 0 with no norm is free. */
struct word_table {
	struct word *slots;
	size_t mask, n;
};

struct lexicon {
	const char *language; /* "und": all of them */
	struct word_table words;
	bool capital_nouns; /* all nouns have capitals, as in German */
};

enum { PHRASE_WORDS = 6 };
enum phrase_kind { PHRASE_PLACE, PHRASE_ORGANISATION };

struct phrase {
	const char *norm[PHRASE_WORDS];
	uint64_t hash[PHRASE_WORDS];
	uint32_t id;     /* of the place */
	uint32_t next;   /* phrase with the same first word + 1, longer ones first */
	uint8_t n, kind;
	bool caps; /* written in capitals only: US, EU */
};

enum place_kind { PLACE_COUNTRY, PLACE_REGION, PLACE_TOWN, PLACE_OTHER };

struct place {
	const char *label, *in;
	uint32_t forms;
	uint8_t kind;
	bool located;
	double latitude, longitude;
};

struct endings {
	const char **v; /* longest first */
	size_t n;
	/* those with one last byte, in that order: their number + 1, 0 ends */
	uint16_t by_last[256], *next;
	uint16_t *length;
};

/* An ending of an oblique case and what the nominative has there. */
struct case_rule {
	const char *from, *to;
	bool woman;
};

/* Where the key of a surname ends so, a man's and a woman's form are alike up to `keep` letters of that ending. */
struct sex_ending {
	const char *ending;
	size_t keep;
};

/* What ends a woman's given name where a man's has the other ending, as keys: Fernanda, Fernando. */
struct given_sexes {
	const char *woman, *man;
};

/* A name's groups: names on one line of given.txt or nicknames.txt are one name. */
struct group {
	const char *key;
	uint32_t line;
};

struct lookalike {
	uint32_t code, line; /* those of one line look alike */
	uint8_t script;
};
enum kua_code lookalikes_load(struct kua_names *names, const char *data_dir, struct kua_error *err);

struct near_key {
	uint64_t hash;
	uint32_t at; /* in place_keys */
};
/* Hashes of a key, of its consonants and of it less each letter in turn: two keys one slip apart share one. */
enum { NEAR_HASHES = KEY_MAX_PLACE + 2 };
size_t near_hashes(const char *key, uint64_t out[NEAR_HASHES]);

enum { LETTER_FORMS = 4 };
struct letter {
	uint32_t code;
	const char *to[LETTER_FORMS];
	size_t n;
	bool abjad; /* of a script that leaves vowels out */
};

/* In hundredths; letters of keys by their low six bits (costs.c). */
enum { COST_SIGNS = 64, COST_WHOLE = 100 };
struct costs {
	uint8_t swap[COST_SIGNS][COST_SIGNS]; /* a letter of the first key for one of the second */
	uint8_t lost[COST_SIGNS], gained[COST_SIGNS]; /* a letter that only the first has, only the second */
	uint8_t least_a[COST_SIGNS], least_b[COST_SIGNS]; /* the least that a letter of either costs where the other has none such */
	uint8_t turned; /* two neighbours that changed places */
};
enum kua_code costs_load(struct kua_names *names, const char *data_dir, struct kua_error *err);
unsigned edit_cost(const struct costs *c, const char *a, size_t n, const char *b, size_t m, unsigned limit);
unsigned lacking_cost(const uint8_t *least, uint64_t of, uint64_t in);

struct kua_names {
	struct kua_arena *arena;
	struct costs costs, abjad_costs;
	struct lexicon *lexicons; /* the first is "und" */
	size_t n_lexicons;
	struct word_table given; /* in every language */
	KUA_VEC(struct group) groups; /* sorted by key, line */
	struct endings patronymics, surnames, cases;
	struct endings wide_ends;             /* of the adjective that makes a region: "Карагандинской области" */
	struct endings where_ends;            /* of the case that says where: "Қызылшоқыда" */
	struct endings plain_ends;            /* no unknown name ends so, where nothing has capitals */
	struct endings noun_endings;          /* no name ends so, where nouns have capitals */
	struct endings org_ends;              /* Ltd, GmbH: whole words */
	struct endings also_called, calls;    /* "also written"; "which people call" */
	struct endings offices;               /* headquarters, shares: what stands behind "of" or "in" is an organisation */
	struct endings articles, joiners, sons; /* al-; abd, abu; bin, ibn */
	struct endings nominatives;           /* what a name's stem ends in where no case is */
	KUA_VEC(struct case_rule) given_cases, surname_cases;
	KUA_VEC(struct sex_ending) sexes;     /* longest first */
	KUA_VEC(struct given_sexes) given_sexes;
	KUA_VEC(struct phrase) phrases;
	uint32_t *phrase_slots; /* hash of the first word -> phrase + 1 */
	size_t phrase_mask;
	KUA_VEC(struct place) places;
	KUA_VEC(struct group) place_keys; /* folded key -> place */
	struct near_key *near; /* the same by what is left when one letter goes, in lists by hash */
	uint32_t *near_at;     /* list k: near[near_at[k]] .. near[near_at[k + 1] - 1] */
	size_t near_mask;
	KUA_VEC(struct lookalike) lookalikes;
	struct letter *letters; /* sorted by code */
	size_t n_letters;
	struct transliterator *transliterator;
};

enum kua_code places_load(struct kua_names *names, const char *data_dir, struct kua_error *err);    /* places.c */
enum kua_code languages_load(struct kua_names *names, const char *data_dir, struct kua_error *err); /* lexicon.c */
void index_phrases(struct kua_names *names);                                                         /* when all are there */
void table_init(struct kua_arena *a, struct word_table *t, size_t words);
void table_add(struct kua_arena *a, struct word_table *t, const char *norm, uint32_t flags);
/* Returns the form folded. */
const char *phrase_add(struct kua_names *names, const char *form, enum phrase_kind kind, uint32_t id);
const struct lexicon *names_lexicon(const struct kua_names *names, const char *language);
uint32_t word_flags(const struct word_table *table, const char *norm, uint64_t hash);
/* The normal form of a string, in the arena. */
const char *folded(struct kua_arena *a, const char *s);
bool is_one_of(const char *word, const struct endings *e);
bool ends_with_one_of(const char *s, size_t n, const struct endings *e, size_t least_stem, size_t *stem);
/* Is it a given name, as spelt or by its folded key? */
bool names_given(const struct kua_names *names, const char *norm, uint64_t hash);
/* The same, but no case ending is taken off. */
bool names_given_as_is(const struct kua_names *names, const char *norm, uint64_t hash);

/* ---- folded keys (romanise.c) ---- */

struct keys { /* of one part of a name: how it may sound, one key for each plausible Latin form */
	char v[KEY_FORMS][KEY_MAX];
	size_t n;
	bool abjad; /* of consonants: the script leaves vowels out */
};
void latin_init(struct kua_names *names);
void latin_free(struct kua_names *names);
void keys_of(const struct kua_names *names, const char *s, size_t n, struct keys *out);
/* The consonants, in classes that sound alike; at most KEY_MAX - 1 of them. */
void skeleton_of(const char *key, char out[KEY_MAX]);
size_t romanise(const struct kua_names *names, const char *s, size_t n, char out[KEY_FORMS][KEY_MAX * 2]);

/* ---- parsed names and their comparison (parse.c, compare.c) ---- */

enum part_role { PART_GIVEN, PART_MIDDLE, PART_SURNAME, PART_PATRONYMIC, PART_INITIAL, PART_GENERATION, PART_SINGLE };
enum { NAME_PARTS = 8, PART_FATHERS = 8 };

struct part {
	const char *norm; /* folded, without particles */
	const char *key[KEY_FORMS];
	uint64_t letters[KEY_FORMS]; /* the set of each key's letters */
	uint8_t key_n[KEY_FORMS];
	uint8_t n_keys;
	uint8_t n_heard; /* of the keys, those by romanisation: they come first */
	uint8_t role;
	uint8_t stem_n;  /* letters of the first key without what tells man from woman in a surname; 0 where it has no such ending */
	uint8_t joined;  /* letters of Abd or Abu at the beginning, which many names share */
	bool abjad;      /* from a script that leaves vowels out */
	bool given;      /* in the list of given names */
	bool capitals;   /* stands in capitals where others do not */
	bool son;        /* stood behind bin, ibn: a father's name */
	bool oblique;    /* may stand in an oblique case: an ending could be taken off */
	uint32_t group_first, group_n; /* its lines, in groups */
	uint8_t n_fathers;
	uint32_t father[PART_FATHERS]; /* of a patronymic: lines of the names that the father may have */
};

struct name {
	enum { NAME_PERSON, NAME_PLACE, NAME_ORGANISATION } kind;
	const char *norm; /* whole form, folded */
	struct part parts[NAME_PARTS];
	size_t n;
	int given, surname, patronymic, single; /* part, or -1 */
	bool family_first; /* the order is not certain: given and surname may stand the other way round */
	bool either_way;   /* that, or only the list of given names speaks for the order that was taken */
	uint32_t place;    /* of the gazetteer + 1 */
	uint32_t near;     /* the one place that its spelling is close to, + 1 */
	bool wide;         /* a region, state or district by its own words */
	bool town;         /* a town by the gazetteer */
	uint8_t odd;       /* enum odd */
	bool oblique;      /* a person's form stands in an oblique case for certain; the parts are in the nominative */
	char whole[KEY_MAX * 2]; /* key of the whole, without spaces */
};

/* What is odd about a form; said among the reasons. */
enum odd { ODD_UNSEEN = 1, ODD_MIXED = 2, ODD_LONG = 4 };
enum { NAME_LETTERS = 400 }; /* what is longer, or has a word of KEY_MAX letters, is no name: only the very same form is like it */
/* The form without what is not the name (forms.c). */
const char *form_cleaned(const struct kua_names *names, const char *form, bool person, struct kua_arena *a, unsigned *odd);
uint32_t words_in_capitals(const char *form);
bool is_name_break(char c);

struct words { /* of a name as written */
	const char *v[NAME_PARTS * 2];
	bool dot[NAME_PARTS * 2];
	size_t n;
	uint32_t caps; /* bits of the words in capitals, where others are not */
	int comma; /* words before the first comma, or -1 */
	struct known_parts *known; /* NULL where words are taken apart one by one */
};
void split_words(struct kua_arena *a, const char *norm, struct words *w);
uint32_t flags_und(const struct kua_names *names, const char *norm);
/* A word becomes the next part, if it has letters (parts.c). */
void add_part(const struct kua_names *names, struct known_parts *known, const char *s, struct name *out, const char *prefix,
              struct kua_arena *a);
/* Words taken apart once for many names; names parsed with them live no longer. more is looked at first and not changed; NULL is none. */
struct known_parts *known_parts_new(const struct known_parts *more);
void known_parts_free(struct known_parts *k);
size_t known_parts_size(const struct known_parts *k); /* bytes */
const struct part *known_part(const struct kua_names *names, struct known_parts *k, const char *norm);
const char *without_article(const struct kua_names *names, const char *s);
const char *joined_article(const struct kua_names *names, const char *s, struct kua_arena *a);
bool father_shared(const struct part *a, const struct part *b);
/* The parts of a place's or an organisation's name (gazetteer.c). */
void place_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a, struct name *out);
uint32_t place_near(const struct kua_names *names, const struct name *name);
void organisation_parts(const struct kua_names *names, const struct words *w, struct kua_arena *a, struct name *out);

/* A person's full name in the nominative where form has it in another case (nominative.c); NULL where that is not certain. */
const char *nominative_of(const struct kua_names *names, const char *form, struct kua_arena *a);
void name_parse(const struct kua_names *names, const char *form, const char *kind, struct kua_arena *a,
                struct name *out);
void name_parse_known(const struct kua_names *names, struct known_parts *known, const char *form, const char *kind,
                      struct kua_arena *a, struct name *out);
bool group_shared(const struct kua_names *names, const struct part *a, const struct part *b);
/* The phrase of one word that norm is, in this case or an oblique one, + 1; 0 where there is none. */
uint32_t phrase_by_stem(const struct kua_names *names, const char *norm);
/* The first phrase that begins with the word of this hash + 1; the others follow by next. */
uint32_t phrases_from(const struct kua_names *names, uint64_t hash);

enum verdict_bits {
	V_GIVEN_DIFFER = 1,
	V_FATHER_DIFFER = 2,
	V_GENERATION_DIFFER = 4,
	V_PLACES_DIFFER = 8,
	V_PARTIAL = 16,  /* one is a part of the other: a surname alone, an initial */
	V_VARIANT = 32,  /* one name in two spellings or a short form, beyond the doubt that two people bring */
	V_SLIP = 64,     /* the likeness needs a typing slip */
	V_BIRTH_DIFFER = 128, /* of nodes only: by the years of birth they are two, or it may be either of two */
};

struct likeness {
	double score;
	double given, surname; /* -1 where not compared */
	unsigned bits;
	const char *reasons[6];
	size_t n_reasons;
};
void name_compare(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *out);
bool likeness_same(const struct likeness *l);
bool likeness_bars(const struct likeness *l); /* two people by something they differ in */
bool two_surnames(const struct name *n);
/* Is it the other name without its second surname? (surnames.c) */
bool without_second_surname(const struct kua_names *names, const struct name *one, const struct name *two);
/* How alike two parts are, 0 to 1; slip where it takes a typing slip (similar.c). */
double part_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip);
double given_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip);
double surname_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip);
double father_similarity(const struct kua_names *names, const struct part *a, const struct part *b, bool *slip);
double key_similarity(const struct kua_names *names, const char *a, const char *b, bool *slip);
bool one_sex_apart(const struct part *a, const struct part *b); /* Ivanov, Ivanova */
bool article_apart(const struct part *a, const struct part *b);
/* False where part_similarity would say less than 0.86: told from the letters that only one of them has. */
bool parts_may_fit(const struct kua_names *names, const struct part *a, const struct part *b);
uint64_t letters_of(const char *key);
void because(struct likeness *l, const char *reason);
void compare_persons(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l);
void compare_places(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l);
void compare_organisations(const struct kua_names *names, const struct name *a, const struct name *b, struct likeness *l);
#define FITS 0.86     /* the least that one name's spellings are alike */
#define VARIANT 0.97  /* other letters, same sound */
#define NICKNAME 0.93 /* Mike, Michael */
#define GENDERED 0.92 /* Ivanov, Ivanova */
#define INITIAL 0.70
#define SAME_AT 0.80

/* ---- mentions of one item (mentions.c, persons.c, shortforms.c) ---- */

enum strength { PENDING, WEAK, STRONG };

struct found {
	uint32_t first, last;  /* tokens: first .. last - 1 */
	uint32_t start, end;   /* bytes */
	uint32_t sentence;
	uint8_t kind;          /* NAME_PERSON ... */
	uint8_t strength;
	bool full;             /* a person with two parts or more */
	bool given_only;       /* one part, a given name */
	bool possessive;
	bool guess;            /* the kind is: two unknown words, letters in capitals; what the other mentions are decides */
	bool prose;            /* a person in a sentence's own words, not in a row of a list */
	bool apart;            /* stands beside the longer name that begins so: two people */
	bool or_person;        /* a place that may be somebody: Satpayev by the gazetteer, "at Assange" by a preposition */
	bool speaks, he;       /* a single unknown word that says something; and he or she follows */
	const char *form, *norm;
	const char *role;
	uint32_t full_name;    /* for short forms: index of the mention of the full name + 1 */
	uint16_t born;         /* the year that the item says, 0 where it says none */
	bool of_two;           /* texts give the form years of birth that cannot be one person's */
	uint32_t alias_of;     /* another name of it in the same sentence: index of that mention + 1 */
	const char *why;       /* of that */
	double why_score;
	uint32_t node;
};

struct lower_counts { /* how often a word stands in lower case, and with a capital inside a sentence: a count sketch */
	uint32_t *lower, *capital; /* two rows each */
	size_t mask;
};

struct item_mentions {
	struct kua_arena *arena; /* while the item is read */
	struct found *v;         /* from then on with its strings in one piece, which is freed with it */
	size_t n;
};

/* What an item asks of all texts, with the answers. (scan.c, kept.c) */
enum question { IS_LOWER, IS_PLAIN, IS_INSIDE, QUESTIONS };
struct question_asked {
	uint64_t hash; /* of the word */
	uint8_t what;  /* the question, and the answer */
};
struct questions {
	KUA_VEC(struct question_asked) v;
};
bool question_answer(const struct lower_counts *counts, enum question about, uint64_t hash);
void question_note(struct questions *q, enum question about, uint64_t hash, bool answer); /* q: NULL is fine */

/* What was found in an item with these questions, as bytes, and back: false where the answers are others now, or the bytes do not fit. The
 * strings are where they were, inside the bytes. */
void kept_names_pack(struct kua_buf *b, struct questions *q, const struct item_mentions *m);
bool kept_names_unpack(struct kua_packed p, const struct kua_text *t, const struct lower_counts *counts, struct item_mentions *out);
/* Tells the text from any other that the item may have. */
const char *kept_names_mark(const struct kua_text *t, struct kua_arena *a);

/* ---- one item under the reader's eye (scan.c, mentions.c, persons.c, organisations.c, localities.c, roles.c) ---- */

struct hit { /* a phrase of the gazetteer or of the known organisations that starts at a token */
	uint8_t n;
	uint8_t kind;
	uint32_t id;
};

struct scan {
	const struct kua_names *names;
	const struct lexicon *lexicon;
	const struct kua_text *text;
	struct kua_token *tok; /* the text's, hyphened names made one, glued ones taken apart */
	size_t n;
	struct sentence_span { uint32_t first, last; } *spans; /* of each sentence, in tok */
	const struct lower_counts *counts;
	struct questions *questions; /* or NULL */
	struct kua_arena *arena;
	uint32_t *flags; /* word_flag of each token */
	struct hit *hits;
	uint32_t *owner; /* token -> mention + 1 */
	uint8_t *sentence; /* enum sentence_case of each */
	KUA_VEC(struct found) found;
};

enum sentence_case { CASE_GOOD, CASE_TITLE, CASE_NONE };

void scan_open(struct scan *s);
bool is_word(const struct scan *s, size_t i);
bool is_capital(const struct scan *s, size_t i);
/* Is the word at i also met in lower case, in this or other items, too often to be a name? */
bool is_common(const struct scan *s, size_t i);
/* Is it met in lower case so often that it is hardly a name even where nothing has capitals? */
bool is_plain_word(const struct scan *s, size_t i);
/* Does the word at i stand with a capital inside a sentence somewhere? */
bool is_met_inside(const struct scan *s, size_t i);
bool is_punct(const struct scan *s, size_t i, const char *norm);
/* Token i follows i - 1 with nothing between but space, in one sentence, and i - 1 is not a possessive. */
bool follows(const struct scan *s, size_t i);
/* Is token i the first word of its sentence, quotation marks and bullets aside? */
bool is_opening(const struct scan *s, size_t i);
bool is_acronym(const struct scan *s, size_t i);
struct found *scan_add(struct scan *s, size_t first, size_t last, int kind, enum strength strength);

/*
 * What begins at token pos of a run that ends before `end`: it is added, and its own end returned, which may lie beyond the run; pos where there is
 * none of the kind. (persons.c, organisations.c, localities.c)
 */
size_t person_at(struct scan *s, size_t pos, size_t end);
size_t organisation_at(struct scan *s, size_t pos, size_t end);
size_t named_organisation_at(struct scan *s, size_t pos, size_t end); /* by a word before or behind it */
size_t quoted_organisation_at(struct scan *s, size_t quote, size_t sentence_end);
size_t ordinary_pair_at(struct scan *s, size_t pos);                  /* "Bread and Law" */
size_t place_at(struct scan *s, size_t pos, size_t end);
bool known_acronym(const struct scan *s, size_t i);
bool used_as_given(const struct scan *s, size_t i);
size_t past_thing(const struct scan *s, size_t pos, size_t end);
int place_sign(const struct scan *s, size_t pos);
size_t unknown_end(const struct scan *s, size_t pos, size_t end, size_t most); /* of words of which no list knows anything */
void scan_caseless(struct scan *s, size_t sentence);
void roles_find(struct scan *s);
void aliases_find(struct scan *s);
/* Words that say what somebody is, standing right before token i: the first of them, or i. */
size_t role_before(const struct scan *s, size_t i);
bool role_follows(const struct scan *s, size_t i);
/* "secretary of the Union of Dockers, " right before token i? */
bool role_of_org_before(const struct scan *s, size_t i);

void lower_count(const struct kua_text *t, const struct lower_counts *counts);
/* questions: filled, or NULL */
void mentions_find(const struct kua_names *names, const struct kua_text *t, const struct lower_counts *counts, struct questions *questions,
                   struct item_mentions *out);
void short_forms(const struct kua_names *names, struct item_mentions *m);

/* Places of the collection, for words that misspell one (near.c). */
struct near_places;
struct near_places *near_open(struct kua_arena *a);
void near_add(struct near_places *p, const struct kua_names *names, const char *norm);
void near_sort(struct near_places *p);
bool near_has(const struct near_places *p, const struct kua_names *names, const char *norm);
void near_close(struct near_places *p);

/* ---- the collection: nodes, edges, clusters ---- */

/* A distinct form (folded) of a kind in the collection; an unresolved given name counts for its item only. */
struct node {
	const char *key;  /* kind, folded form, item where it counts for that only */
	const char *form; /* as written most often */
	struct name name;
	uint32_t *items; /* sorted; of in->items in order of id */
	uint32_t n_items, mentions;
	uint8_t kind;
	bool alone;    /* a person by one part, or by an initial and a surname: joins a full name only */
	bool closed;   /* a given name alone: joins nothing */
	bool apart;    /* an item shows it and the longer name that begins so as two people */
	bool shortened; /* an item leaves its second surname out */
	bool of_two;    /* has no year of birth, and people of the name were born in different years */
	uint16_t born;  /* 0 where no text says it */
	struct kua_list roles;
};

struct edge {
	uint32_t a, b; /* nodes, a < b */
	struct likeness like;
	bool drift;
};

enum judged { JUDGED_NOTHING, JUDGED_SAME, JUDGED_DIFFERENT, JUDGED_UNSURE };
struct judged_pair {
	uint32_t a, b;
	enum judged verdict;
};

struct joined_pair { /* two nodes that are one entity, or were kept apart */
	uint32_t a, b;
	double score;
	bool same, confirmed;
	const char *reasons[6];
	size_t n_reasons;
};

struct alias { /* a short form resolved inside items */
	uint32_t node;
	const char *form, *full, *why;
	double score;
};

struct clusters;

struct kept_names {
	const char *mark;
	struct kua_buf found; /* what was found now and is to be kept; empty where it was known */
};

struct collection {
	const struct kua_names *names;
	const struct kua_names_input *in;
	struct kua_arena *arena; /* lives as long as the work */
	uint32_t *order;         /* items by id */
	struct lower_counts counts;
	struct item_mentions *items; /* in that order */
	struct kept_names *kept;     /* of each, where there is a keeper; else NULL */
	KUA_VEC(struct node) nodes;
	KUA_VEC(struct edge) edges; /* sorted by a, b */
	KUA_VEC(struct judged_pair) judged;
	KUA_VEC(struct joined_pair) joined;
	KUA_VEC(struct alias) aliases;
	struct clusters *clusters;
	uint32_t *drift_full; /* a node that stands alone -> full name aligned with it + 1 */
};

const char *kind_name(int kind);
void nodes_build(struct collection *c);
void promote_pending(struct collection *c);
/* Years of birth (births.c): of mentions, of forms, of edges; a pair that is no edge is weighed when it is asked for. */
void births_find(struct scan *s);
void births_settle(struct collection *c);
void births_apply(struct collection *c);
void births_weigh(const struct node *a, const struct node *b, struct likeness *l);
struct births_span { /* of a cluster: the first and the last year of birth, 0 where there is none */
	uint16_t least, most;
	bool of_two;
};
struct births_span births_span_of(const struct node *n);
void births_span_join(struct births_span *one, const struct births_span *other);
bool births_spans_bar(const struct births_span *a, const struct births_span *b);
void candidates_find(struct collection *c);
void drift_apply(struct collection *c);
void judgements_apply(struct collection *c);
struct edge *edge_find(const struct collection *c, uint32_t a, uint32_t b);
enum judged judged_pair(const struct collection *c, uint32_t a, uint32_t b);
bool nodes_meet(const struct collection *c, uint32_t a, uint32_t b);
void clusters_open(struct collection *c);
void clusters_make(struct collection *c);
void clusters_join(struct collection *c, uint32_t a, uint32_t b);
uint32_t cluster_of(const struct collection *c, uint32_t node);
uint32_t cluster_next(const struct collection *c, uint32_t node); /* of the same cluster, from its first on; KUA_NO_ID ends */
/* Judged two people, or born in different years. */
bool clusters_barred(const struct collection *c, uint32_t a, uint32_t b);
bool clusters_judged_apart(const struct collection *c, uint32_t a, uint32_t b);
/* Does anything but its spelling connect a name alone with a full name? known: that it is met often is enough (context.c). */
struct context *context_open(const struct collection *c);
bool context_connects(struct context *x, uint32_t alone, uint32_t full, bool known);
void attach_aliases(struct collection *c);
void attach_longer(struct collection *c);
void attach_alone(struct collection *c); /* alone.c */
void attach_acronyms(struct collection *c);
const char *node_id(struct kua_arena *a, const struct node *n);
void names_output(struct collection *c, struct kua_arena *a, struct kua_names_result *out);

#endif
