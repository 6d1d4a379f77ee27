/*
 * publish.h - what goes out of a casebook. No person is named in it whom nobody allowed to be named: a calendar on a telephone that is
 * taken at a border says "last day to appeal, case 3f2a" and no more.
 *
 * Pure: records in, a buffer out. The same records give the same bytes, so that what did not change is not published anew.
 */
#ifndef KUA_PUBLISH_H
#define KUA_PUBLISH_H

#include "flow/flow.h"

/* ---- who may be named ---- */

/*
 * Whether somebody allowed this person to be named for a scope ("public", "government", "submit"): a judgement "allow" on the entity,
 * by its id, or, where that id is gone, by one of its names, which has not ended by today. Nobody is allowed until somebody said so.
 */
bool kua_may_name(const struct kua_judgement *judgements, size_t n, const struct kua_entity *entity,
                  const struct kua_entity *entities, size_t n_entities, const char *scope, const char *today);

/* Whether a judgement "allow" says so for the scope, and has not ended. */
bool kua_allow_holds(const struct kua_judgement *j, const char *scope, const char *today);
/*
 * The day by which consents have ended or not: today, but no day before the casebook's last document or judgement came, nor before it was changed, where
 * that is known. A clock that went back gives nobody a consent back that has ended.
 */
const char *kua_allow_day(const struct kua_loaded *l, const char *changed, const char *today, struct kua_arena *a);
/* What a judgement says of a field: "giver", "scope" ...; NULL where it does not. */
const char *kua_judgement_value(const struct kua_judgement *j, const char *field);

struct kua_public; /* the names that may not be said in public */
/*
 * Of the casebook's persons those who may not be named for the scope: in "public", in what goes to a court or a body of the UN ("submit") or to a
 * "government"; who may be named in public may be named there, too. Beside them, by their whole names, those who only speak or sign and are no
 * entities: voices of persons, authors that are no body of the casebook's. Entities and judgements are all of the casebook's, whatever else is loaded.
 * A consent has ended by kua_allow_day().
 */
struct kua_public *kua_public_new(const struct kua_loaded *l, const char *scope, const char *today);
void kua_public_free(struct kua_public *p); /* NULL is fine */
bool kua_public_may(const struct kua_public *p, const char *entity); /* may this person be named? */

/*
 * Append the text with every such name as its initials ("R. T."), or, of a quotation, cut with a mark ("[…]"). What is a name goes by the
 * casebook's entities: a word of one, in any case form, with a capital or of five letters and more. Rather once too often: a text that
 * says "Grace" of nobody loses it. Who is no entity stays, so somebody has to read what goes out.
 */
void kua_public_text(const struct kua_public *p, const char *text, bool quotation, struct kua_buf *out);
bool kua_public_hides(const struct kua_public *p, const char *text); /* would anything of it be cut? NULL: no */
/* The same of an address or a file's name, in which words run together: "rosatuletaeva2011.pdf". */
bool kua_public_hides_inside(const struct kua_public *p, const char *value);
/* The same already where so many letters of the value are such a name: for what loses nothing by being called otherwise. */
bool kua_public_hides_letters(const struct kua_public *p, const char *value, size_t least);
/* A copy of records, each of their texts so treated, whatever field it is in; addresses and file names that hold a name are cut whole. */
void *kua_public_records(const struct kua_public *p, enum kua_shape_kind kind, const void *v, size_t n, struct kua_arena *a);
/* The same with all that was loaded of a casebook; a title is for the account, and may be NULL. */
void kua_public_loaded(const struct kua_public *p, struct kua_loaded *l, const char **title, struct kua_arena *a);
enum { KUA_PUBLIC_PARTS = 16 };
/* One part of that, so that threads can share it, each with an arena of its own. */
void kua_public_loaded_part(const struct kua_public *p, struct kua_loaded *l, size_t part, struct kua_arena *a);

/* ---- what somebody, or some place, is called in a text of a language (label.c) ---- */

struct kua_labels;
struct kua_labels *kua_labels_new(const char *data_dir); /* NULL: without a gazetteer and without nominatives */
void kua_labels_free(struct kua_labels *l);
void kua_labels_language(struct kua_labels *l, const char *language); /* that of the texts from now on; before it is said, all are called by their labels */
/* The form met, or the nominative of one, that is the label as the language writes it; else the label. It lives as long as the labels and the entity. */
const char *kua_label_in(struct kua_labels *l, const struct kua_entity *e);
/* The name that the gazetteer has for the place in the language's script; else the place itself. */
const char *kua_label_place(struct kua_labels *l, const char *place);

/* ---- the calendar, as iCalendar (RFC 5545) ---- */

struct kua_ics_options {
	const char *name;  /* of the calendar; NULL for none */
	const char *stamp; /* when the casebook was last changed: 2011-12-16T12:00:00Z */
	int64_t sequence;  /* grows with each change: its number of journal entries */
	const struct kua_public *public; /* who may be named; NULL: everybody */
};
enum { KUA_ICS_WARN_DAYS = 3 }; /* an alarm so long before a last day */
/*
 * Append the lines that have a whole date; how many is written to n_written. An anniversary returns each year. Hours are those of
 * the place, since no text says its time zone.
 */
enum kua_code kua_publish_ics(const struct kua_due *v, size_t n, const struct kua_ics_options *options, struct kua_buf *out,
                              size_t *n_written, struct kua_error *err);

#endif
