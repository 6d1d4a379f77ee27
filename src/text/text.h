/*
 * text.h - the one view of an item's text that every core works on: tokens with a normal form, sentences, paragraphs,
 * language, numbers in digits and words, dates and times with their precision. Nobody else tokenises.
 *
 * Offsets are bytes into the UTF-8 that was given; that is the map back. Word segmentation follows UAX 29 in spirit
 * (letters, digits, inner apostrophes and hyphens), normal form is NFKC + casefold with quotes and dashes unified.
 * Knowledge of language (number words, months, abbreviations that end in a full stop, stop words) is in data/<language>/.
 *
 * Pure: no files after kua_language_load. A kua_languages is read-only after loading, so threads share it.
 */
#ifndef KUA_TEXT_H
#define KUA_TEXT_H

#include "shapes/shapes.h"

/* ---- word lists: the one file format of data/ ---- */

/*
 * A word list is UTF-8 text. A line that starts with # is a comment; [name] starts a section; every other line that is
 * not blank is an entry: forms separated by commas, then optional fields each after a bar:
 *     january, jan | 1
 * White space around forms and fields is trimmed. Limits: 1 MiB a file, 4096 bytes a line.
 */
struct kua_entry {
	const char *section; /* "" before the first */
	struct kua_list forms, fields;
	unsigned line;
};
struct kua_wordlist {
	const char *path;
	const struct kua_entry *v;
	size_t n;
};
/* KUA_DATA with "path:line:column: what" on a line that cannot be read; KUA_USE where there is no such file. */
enum kua_code kua_wordlist_load(const char *path, struct kua_arena *a, struct kua_wordlist *out, struct kua_error *err);
/* The same from memory; path is for messages. */
enum kua_code kua_wordlist_parse(const char *path, const char *bytes, size_t n, struct kua_arena *a,
                                 struct kua_wordlist *out, struct kua_error *err);

/* ---- languages ---- */

struct kua_languages; /* text's own word lists of every language under data/ */
enum kua_code kua_languages_load(const char *data_dir, struct kua_languages **out, struct kua_error *err);
void kua_languages_free(struct kua_languages *l);
/* Is the normal form of one word among the words of the language that say nothing by themselves? */
bool kua_text_is_stop_word(const struct kua_languages *l, const char *language, const char *norm);

/* ---- tokens ---- */

enum kua_token_kind { KUA_WORD, KUA_NUMERAL, KUA_PUNCT };

enum kua_token_flag {
	KUA_CAPITAL = 1 << 0,     /* first letter is upper case */
	KUA_ALL_CAPS = 1 << 1,    /* all letters are, and there are two or more */
	KUA_SENTENCE_START = 1 << 2,
	KUA_PARAGRAPH_START = 1 << 3,
	KUA_STOP_WORD = 1 << 4,   /* in the language's list of common words */
	KUA_SPACE_BEFORE = 1 << 5,
	KUA_POSSESSIVE = 1 << 6,  /* ended in 's or s': norm and end are without it, the next token starts after it */
	KUA_IN_QUOTES = 1 << 7,   /* inside direct speech */
};

struct kua_token {
	uint32_t start, end; /* bytes */
	const char *norm;    /* folded form; punctuation: one canonical character ( " ' - ... ) */
	uint64_t hash;       /* kua_hash of norm */
	uint64_t roles;      /* what text/ knows of the words that begin so in the language; its own */
	uint32_t sentence;
	uint16_t flags;
	uint8_t kind;
};

struct kua_sentence {
	uint32_t start, end;         /* bytes */
	uint32_t first, last;        /* tokens: first .. last - 1 */
	uint32_t paragraph;          /* counts from 0; a blank line, or a single line end in a text of short lines, parts them */
	bool heading;                /* a short line of its own without a full stop */
};

struct kua_text {
	const char *bytes;
	size_t n;
	const char *language; /* en, ru, kk, fr, de, es, ... or und */
	const struct kua_token *tokens;
	size_t n_tokens;
	const struct kua_sentence *sentences;
	size_t n_sentences;
	size_t n_words; /* tokens that are words or numerals */
};

/*
 * Make the view of n bytes of UTF-8 (need not end in NUL; NULs are white space). All of it lives in the arena, which must
 * outlive it, as must bytes. language is what is known (NULL: found from the text). Linear in n; limit KUA_TEXT_MAX.
 */
#define KUA_TEXT_MAX ((size_t)256 << 20)
enum kua_code kua_text_view(const struct kua_languages *l, const char *bytes, size_t n, const char *language,
                            struct kua_arena *a, struct kua_text *out, struct kua_error *err);

/* ---- numbers ---- */

struct kua_number {
	uint32_t first, last; /* tokens: first .. last - 1 */
	int64_t low, high;    /* equal unless a range "20-30", "between 20 and 30" (then also is_range); of a fraction
	                         the whole numbers around it */
	const char *word;     /* "dozens", "hundreds", "scores" ...: vague, low and high are KUA_NONE; else NULL. The
	                         English word in every language: "сотни" is "hundreds" */
	bool is_range, ordinal, digits; /* digits: written 70, not seventy */
	bool fraction;        /* 2.5, 1/3, or followed by a per cent sign */
	bool money;           /* a currency sign or word stands before or behind it */
	bool article;         /* a word that alone is an article as well: un, ein */
};
/* All numbers of the text in order: digits with grouping by comma, dot, space or apostrophe as the language has it, words,
 * mixed ("16 thousand"), "a hundred", "two dozen" = 24. More than 18 digits: not a number. */
const struct kua_number *kua_text_numbers(const struct kua_languages *l, const struct kua_text *t, struct kua_arena *a,
                                          size_t *n);

/* ---- dates and times ---- */

enum kua_date_kind {
	KUA_DATE_FULL,     /* the text has the year: 16 December 2011, December 2011, 2011, 16.12.2011, Dec. 16, 2011 */
	KUA_DATE_PARTIAL,  /* day or month without a year: "on 16 December", "the 21st May" */
	KUA_DATE_RELATIVE, /* "last November", "yesterday", "this Wednesday", "three days ago", "on Monday" */
	KUA_DATE_DEADLINE, /* "before the end of this year", "by 31 December": iso is the last day */
};

struct kua_date {
	uint32_t first, last; /* tokens */
	char iso[11];         /* as resolved backwards from the item's own date, "" where it cannot be */
	char iso_next[11];    /* as resolved forwards; equal to iso where the text leaves no choice */
	uint8_t kind;         /* enum kua_date_kind */
	bool anniversary;     /* inside "the fourth anniversary of": the date of remembering, not of the event */
};
/*
 * All dates of the text in order. anchor is the item's own date (YYYY[-MM[-DD]]) or NULL. A partial date resolves
 * to the nearest such day at or before the anchor (iso) and at or after it (iso_next). A year alone counts only where a
 * preposition, a comma or a sentence makes it one ("in 2011", "2011 saw"); page numbers and counts do not.
 */
const struct kua_date *kua_text_dates(const struct kua_languages *l, const struct kua_text *t, const char *anchor,
                                      struct kua_arena *a, size_t *n);

struct kua_time {
	uint32_t first, last; /* tokens */
	char iso[6];          /* 19:00 */
};
/* "7pm", "6:30 p.m.", "12 midday", "noon", "18.30", "at 19:00", "в 19:00". */
const struct kua_time *kua_text_times(const struct kua_languages *l, const struct kua_text *t, struct kua_arena *a,
                                      size_t *n);

/*
 * One date out of a short string that is nothing but a date ("December 15, 2015", "2015-12-15T10:00:00Z",
 * "15 декабря 2015"): for metadata. False where it is not one.
 */
bool kua_date_parse(const struct kua_languages *l, const char *s, size_t n, char iso[11]);

/* Days since 1970-01-01 of the first (or last) day of an ISO date of any precision; false where it is not a date. */
bool kua_date_first_day(const char *iso, int64_t *day);
bool kua_date_last_day(const char *iso, int64_t *day);
void kua_date_from_day(int64_t day, char iso[11]);
/* The date so many months and days later, as precise as iso is; days need a day. False where that leads nowhere. */
bool kua_date_add(const char *iso, int64_t months, int64_t days, char out[11]);

/* ---- folding, for comparison ---- */

/* Append the normal form of n bytes: NFKC, casefold, quotes and dashes unified, white space folded to one space. */
void kua_fold(struct kua_buf *out, const char *s, size_t n);
/* "Latn", "Cyrl", "Arab", ... of the first letter, "Zyyy" where there is none. A static string. */
const char *kua_script(const char *s, size_t n);

/* ---- what the cores get ---- */

/* One item, as every core sees it: what the item record says, and the view of its text. */
struct kua_source {
	const struct kua_item *item;
	const struct kua_text *text;
};

#endif
