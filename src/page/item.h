/*
 * item.h - what the files that show an item share. A screen shows a window of its text, whole pages or paragraphs: a book is too much
 * for one page of a browser.
 *
 *   item.c        the screen: which window, and what stands beside what
 *   item_text.c   the text with everything marked that was found in it
 *   item_cards.c  a card for each thing that is marked
 *   sheet.c       pages as the document shows them, as pictures
 */
#ifndef KUA_PAGE_ITEM_H
#define KUA_PAGE_ITEM_H

#include "page/internal.h"

enum mark_kind { MARK_NAME, MARK_FIGURE, MARK_STEP, MARK_HARM, MARK_ACTION, MARK_REUSED, MARKS };

struct mark {
	size_t start, end;
	enum mark_kind kind;
	const char *id; /* of the claim or the entity; NULL for what is reused */
};

struct leaf { /* a page of the original, and which bytes of the text stand on it */
	uint32_t page;
	size_t start, end;
};

struct marked {
	struct kua_item *item;
	struct kua_document *document;
	size_t n_text;
	size_t from, to;         /* the window */
	const char *chosen;      /* the id that the address wants to be seen; or NULL */
	bool chosen_seen;        /* its first piece is on the page */
	struct leaf *leaves;     /* all of them */
	size_t n_leaves;
	bool text;               /* it is on the page, not only what was found in it */
	bool pictures;           /* the original has pages that can be drawn */
	KUA_VEC(struct mark) marks; /* in the window, by start */
	struct kua_mention *mentions;
	struct kua_figure *figures;
	struct kua_case_step *steps;
	struct kua_harm *harms;
	struct kua_action *actions;
	struct kua_reuse *reused[2]; /* where it is a, where it is b; of the whole item */
	size_t n_mentions, n_figures, n_steps, n_harms, n_actions, n_reused[2];
};

/* ---- item.c ---- */

/* The pages that the item says it stands on, ascending; none where it knows of none. */
struct leaf *leaves_of(const struct kua_item *item, struct kua_arena *a, size_t *n);
/* Load what was found in the window; and the claims only, for who shows no text. */
enum kua_code marked_load_claims(struct visit *v, struct marked *m, struct kua_error *err);
/* The place in the item's text of a claim, or of the first mention of an entity; -1 where it has none there. */
int64_t place_of(struct visit *v, const struct kua_item *item, const char *id);

/* ---- item_text.c ---- */

void item_mark(struct marked *m);
void item_text(struct visit *v, struct marked *m, size_t from, size_t to);

/* ---- item_cards.c ---- */

/* For what stands from..to; entities that have had a card before are in seen. */
enum kua_code item_cards(struct visit *v, const struct marked *m, size_t from, size_t to, struct kua_list *seen, struct kua_error *err);

/* ---- sheet.c ---- */

/* Can its pages be drawn? */
bool has_pictures(const struct kua_document *d);
/* The picture of a page, small, as a link to the page by itself. id: of the item or the document; chosen: or NULL. */
void put_picture(struct visit *v, const char *id, uint32_t page, const char *chosen);
/* A link to the page of the original on which that byte of the item's text stands; nothing where there is none. */
void put_page_link(struct visit *v, const struct kua_item *item, const struct leaf *leaves, size_t n, int64_t offset, const char *chosen);

#endif
