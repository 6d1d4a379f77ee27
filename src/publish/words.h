/*
 * words.h - the texts of what people read in several languages: the page's (data/page/) and, with them, those of another folder of data/
 * that has a file for each of its languages (data/publish/). Numbers and dates are written as each language does.
 */
#ifndef KUA_PUBLISH_WORDS_H
#define KUA_PUBLISH_WORDS_H

#include "shapes/shapes.h"
#include "util/util.h"

struct texts; /* of one language */
struct all_texts; /* of all languages that there are */
/* more: a second folder of data/, whose languages are the ones there are then; or NULL. */
enum kua_code texts_load(const char *data_dir, const char *more, struct all_texts **out, struct kua_error *err);
void texts_free(struct all_texts *w);
/* By a language tag, or a list of them as browsers send it; English where there is none of them. */
const struct texts *texts_choose(const struct all_texts *w, const char *languages);
size_t texts_languages(const struct all_texts *w, const struct texts **v); /* v may be NULL; all of them, English first */
const char *texts_language(const struct texts *w); /* its tag */
bool texts_right_to_left(const struct texts *w);
/* The text of that key; the key itself where there is none, which a test forbids. */
const char *texts_text(const struct texts *w, const char *key);
const char *texts_text_or(const struct texts *w, const char *key, const char *otherwise);
/* What a value is called: the text "act.killed" of "act" and "killed"; the value itself where there is none, or NULL. */
const char *texts_value(const struct texts *w, const char *group, const char *value, struct kua_arena *a);
/* The text of key.one, key.few ... as the number asks, {n} being the number; of key.zero where it is none and the language has one. */
const char *texts_count(const struct texts *w, const char *key, int64_t n, struct kua_arena *a);
/* The text of key with {1} and {2} in it. */
const char *texts_two(const struct texts *w, const char *key, const char *one, const char *two, struct kua_arena *a);
const char *texts_number(const struct texts *w, int64_t n, struct kua_arena *a);
const char *texts_decimal(const struct texts *w, double x, struct kua_arena *a); /* with one digit behind the point */
/* An ISO date, of whatever precision, as the language writes it; other text stays. */
const char *texts_date(const struct texts *w, const char *iso, struct kua_arena *a);
/* By strcmp() of such keys words stand as the language's alphabet has them: Ақтау before Алматы in Kazakh, Émilie before Marie in French. */
const char *texts_sort_key(const struct texts *w, const char *word, struct kua_arena *a);
/* What a text has between its {1} and its {2}: "@colon", "@semicolon". */
const char *texts_between(const struct texts *w, const char *key, struct kua_arena *a);
/* What records tell. (told.c) "12–70"; a word for a number in the language's own word. */
const char *texts_bounds(const struct texts *w, int64_t low, int64_t high, const char *word, struct kua_arena *a);
const char *texts_figure(const struct texts *w, const struct kua_figure *f, struct kua_arena *a); /* "about 70", "dozens" */
const char *texts_time(const struct texts *w, const char *time, struct kua_arena *a); /* "18:00"; other text stays */
/* An event's label; place: what the language calls its place, or the event's own. */
const char *texts_step(const struct texts *w, const struct kua_case_step *t, struct kua_arena *a); /* "sentenced: “12 years”, 7 December 2012" */
/* How the end of this sentence was counted: from its length and its day, and what is not taken off. */
const char *texts_reckoned(const struct texts *w, const struct kua_case_step *t, struct kua_arena *a);
const char *texts_event(const struct texts *w, const struct kua_event *e, const char *place, struct kua_arena *a);
/* "3 independent voices", or "about 1.6 (1 to 2)" where copies leave a doubt. */
const char *texts_voices(const struct texts *w, double n, int64_t low, int64_t high, struct kua_arena *a);
/* A reason that accounts/ or names/ gives, in the language's words where its phrases are known. (reason.c) */
const char *texts_reason(const struct texts *w, const char *s, struct kua_arena *a);

#endif
