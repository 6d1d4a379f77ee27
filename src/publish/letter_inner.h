/* letter_inner.h - what the files of letters share: a person's case as it may be told. */
#ifndef KUA_PUBLISH_LETTER_INNER_H
#define KUA_PUBLISH_LETTER_INNER_H

#include "publish/letters.h"

struct fact { /* a step, whoever tells it */
	const struct kua_case_step *step; /* the best telling, with what others add; nobody is named in it who may not be */
	const struct kua_case_step **told; /* all of them, as they were found */
	size_t n_told;
	const char *language;   /* of the text from which the words are */
	bool confirmed;         /* by a person */
	const char *key;        /* "sentenced 2012-12-07: 12 years": its line of a basis */
};

struct telling { /* of a case */
	const struct kua_loaded *loaded;
	const struct kua_entity *person;
	struct kua_arena *a;
	struct kua_public *public; /* everybody else; free it with telling_end */
	struct kua_labels *labels; /* in the letter's language */
	struct kua_wordlist steps; /* data/appeal/steps.txt */
	const char *today, *language, *called; /* called: in that language */
	bool named;
	const struct kua_told_case *told; /* NULL: nothing is told of this person */
	const char *state, *situation;    /* or NULL */
	const struct kua_case_due *over;  /* the end of the sentence, where it is past and nothing tells of a release; else NULL */
	KUA_VEC(struct fact) facts;
};
enum kua_code telling_make(const struct kua_loaded *l, const struct kua_entity *person, const char *scope, const char *language,
                           const char *today, const char *data_dir, struct kua_arena *a, struct telling *out, struct kua_error *err);
void telling_end(struct telling *t);
/* What the case says, a step a line, under what is said of naming. */
const char *telling_basis(const struct telling *t);
/* Does the section list the step, with this in its field (NULL: whatever)? */
bool telling_lists(const struct telling *t, const char *section, const char *step, const char *field);
const char *telling_public(const struct telling *t, const char *text, bool quotation); /* NULL stays */
const struct kua_item *telling_item(const struct telling *t, const char *id);          /* NULL where there is none */

/* Values being gathered. */
typedef KUA_VEC(struct kua_value) value_list;
void value_add(value_list *v, const char *name, const char *text);
struct kua_values values_keep(struct kua_arena *a, value_list *v); /* frees the list */
void values_rows(value_list *v, const char *name, const struct kua_values *rows, size_t n);

/* The facts in words, with their sources. (letter_facts.c) */
struct saying {
	const struct telling *t;
	const struct kua_phrases *phrases;
	const char *language, *locale;
	struct kua_list sources;   /* what notes say */
	struct kua_list documents; /* that they are of: ids, in the order of citing */
	bool annexes;              /* notes begin with the number of their annex */
	bool quoted;               /* a source's words stand in quotation marks in its own language, too */
	struct kua_list before;    /* the lines of the appeal before this one */
};
const char *saying_date(const struct saying *s, const char *iso); /* in words */
void saying_facts(struct saying *s, value_list *out);
void saying_contradictions(struct saying *s, value_list *out);
void saying_now(struct saying *s, value_list *out);
const struct kua_document *saying_document(const struct saying *s, const char *id);

/* What the writer adds: lines "field: text". (letter_with.c) */
enum kua_code letter_with_read(const char *path, const char *text, const struct telling *t, value_list *out, struct kua_error *err);

/* The appeals before one of this person, form, body and language. (appeals.c) */
struct appeals_before {
	const struct kua_paper *last;  /* NULL: none */
	int number;                    /* of the next */
	int serial;                    /* of the person among those for whom this form was used */
	const char *first_date;        /* NULL: there was none */
};
void appeals_before(const struct kua_paper *v, size_t n, const struct kua_letter_input *in, struct kua_arena *a, struct appeals_before *out);
struct kua_list lines_of(const char *text, struct kua_arena *a);

#endif
