/*
 * internal.h - what the files of the site share.
 *
 *   site.c          the order in which it is made
 *   site_look.c     what is looked up meanwhile; site_names.c what people, places and pages are called
 *   site_write.c    HTML, links, words, numbers and dates
 *   site_frame.c    the frame of a page, and pages that go on in further ones
 *   site_home.c     the first page, how we count, search and the list by letter
 *   site_events.c   events, and with site_account.c their accounts
 *   site_people.c   cases; site_places.c places; site_calendar.c the calendar; site_documents.c documents
 *   site_papers.c   what people wrote, with its versions; who supports, who was told what and answered what
 *   site_posts.c    posts, by date, category and author; site_markdown.c their texts
 *   site_feeds.c    Atom, JSON Feed, the sitemap; site_meta.c what machines read in a page
 *   site_history.c  what was corrected
 *   site_again.c    pages that need not be made again
 */
#ifndef KUA_PUBLISH_INTERNAL_H
#define KUA_PUBLISH_INTERNAL_H

#include "publish/site.h"

struct entry { /* a page that can be found */
	const char *path, *title, *kind; /* kind: key of the interface's word for it */
	const char *words;               /* more by which it is found; or NULL */
};

struct paper { /* one paper in all its versions */
	const struct kua_paper *const *versions; /* oldest first */
	size_t n;
};
struct papers {
	struct paper *v; /* in order of their first versions */
	size_t n;
};

struct post {
	struct paper is;
	const char *id;
	const char *name;   /* of its page: "posts/the-strike", below the folder of its language */
	const char *title, *author, *date;
	struct kua_list categories;
	const struct texts *w; /* of the language in whose folder it stands */
	size_t group, next; /* it and its translations, in a ring; group: the first of them */
	const struct kua_item *item; /* whose text it shows, too; or NULL */
	const char *text;            /* Markdown; not yet without names */
	const char *event, *person;  /* ids, or NULL */
	const char *summary;
	bool gone;
};

struct act_history { /* what was published of an act of an event */
	const char *event, *act;
	int64_t low, high, statements, voices;
	int64_t decided;   /* claims that somebody decided on */
	const char *since; /* the day since which it is so */
};
struct correction {
	const char *event, *act, *at;
	int64_t low, high, low_before, high_before;
	const char *why; /* "more", "fewer", "decided", "counted": keys of site.why */
	int64_t n;
};

struct site {
	const struct kua_site_input *in;
	kua_site_fn *fn;
	void *ctx;
	struct kua_error *err;
	enum kua_code code; /* of the first file that could not be given out; then nothing more is */
	struct kua_arena *a;
	struct kua_public *public;
	const char *consents_on; /* the day by which consents have ended or not */
	const char *title;
	struct kua_loaded *l;
	struct kua_told_case *cases;
	size_t n_cases;
	const char *const *case_numbers; /* of cases, once they were made */
	size_t n_case_numbers;
	const struct kua_entity *named; /* the entities, with their names: only for labels in the language of a page, which are cleaned */
	struct kua_labels *labels; /* in the language that is being written; asked only before the jobs begin */
	struct kua_intern *place_words; /* all places that are told */
	const char *const *place_labels; /* by place_words: what the language calls them, without names that may not be said */
	const char *const *case_labels; /* of cases, in the language that is being written */
	struct kua_due *due;
	size_t n_due;
	struct kua_intern *item_ids, *figure_ids, *voice_ids, *document_ids, *event_ids, *person_ids, *place_ids;
	size_t *lines_from; /* event -> its first among lines; one more than there are events */
	const struct kua_account **lines;
	size_t *tolls_from; /* the same of tolls */
	const struct kua_toll **tolls; /* of events: by event and act, by the profile "range" */
	size_t n_tolls;
	struct post *posts; /* latest first, those that are gone among them */
	size_t n_posts;
	bool *shown;        /* by item: its text has a page */
	bool *documents;    /* by document: it is shown */
	size_t *posts_of_items; /* by item: one more than the place of the post that shows it; 0: none does */
	struct place *places;
	size_t n_places;
	KUA_VEC(struct act_history) acts;
	KUA_VEC(struct correction) corrections; /* latest first */
	/* of the language that is being written */
	const struct texts *w;
	const char *folder; /* "" or "ru/" */
	const char *everywhere; /* digest of what goes into all its pages; NULL: every page is made */
	KUA_VEC(struct entry) entries;
	KUA_VEC(const char *) paths; /* of all pages of all languages */
	KUA_VEC(struct kua_arena *) arenas; /* of the jobs, and of records without names */
	/* of the page that is being written */
	struct kua_buf *out;
	const char *up; /* to the language's folder: "../" */
};

/* ---- site.c ---- */

void site_emit(struct site *s, const char *path, const void *bytes, size_t n);
void site_warn(const struct site *s, const char *fmt, ...) KUA_PRINTF(2, 3);

/* ---- site_look.c ---- */

void site_look_up(struct site *s);   /* so that what follows can be asked */
void site_lay_events(struct site *s); /* the lines of each event, beside each other; the tolls */
const struct kua_item *site_item(const struct site *s, const char *id); /* NULL where there is none */
const struct kua_figure *site_figure(const struct site *s, const char *id);
const struct kua_voice *site_voice(const struct site *s, const char *id);
const struct kua_document *site_document(const struct site *s, const char *id);
const struct kua_event *site_event(const struct site *s, const char *id);
const char *site_voice_label(const struct site *s, const char *id); /* in the interface's words where it is a class */

/* ---- site_names.c ---- */

void site_number_cases(struct site *s);
void site_find_place_words(struct site *s);
void site_label_cases(struct site *s); /* in the language that is being written, as the next */
void site_label_places(struct site *s);
/* The number of a case: what its page is called, and who it is about where that may not be said. */
const char *site_case_number(const struct site *s, const char *person);
const char *site_case_label(const struct site *s, const struct kua_told_case *c);
const char *site_place_label(const struct site *s, const char *place); /* what the language calls it; NULL stays */
/* The text without names that may not be said and without characters that nobody sees; NULL stays. */
const char *site_clean(const struct site *s, const char *text);
/* Lower-case letters and digits of the text with hyphens between, or an id where there are none, or a name is in it. */
const char *site_slug(const struct site *s, const char *text, const char *prefix);

/* ---- site_write.c ---- */

/* At most so many bytes of the text, with an ellipsis where it was cut. */
const char *site_cut(const struct site *s, const char *text, size_t most);
/* What a source says in its own words, marked as a quotation where they are not in the language that is being written. */
void say_own_words(struct site *s, const char *item, const char *text);
bool site_foreign(const struct site *s, const char *item); /* the item is in another language */
/* From the language's folder that is being written to that of another. */
const char *site_across(const struct site *s, const struct texts *w);
const char *site_folder_of(const struct site *s, const struct texts *w); /* "" or "ru/" */
void say(struct site *s, const char *html); /* our own markup only */
void sayf(struct site *s, const char *fmt, ...) KUA_PRINTF(2, 3); /* the same; arguments are numbers and safe words */
void say_text(struct site *s, const char *text); /* anything, escaped; NULL is nothing */
void say_text_n(struct site *s, const char *text, size_t n);
void say_word(struct site *s, const char *key);
void say_count(struct site *s, const char *key, int64_t n);
void say_date(struct site *s, const char *iso); /* NULL: the word for undated */
void say_between(struct site *s, const char *key); /* what the text has between its two: ": " of "@colon" */
void say_element(struct site *s, const char *tag, const char *class, const char *text);
void say_href(struct site *s, const char *path); /* <a href="…"> to a page of this language; a fragment may follow */
void say_link(struct site *s, const char *path, const char *text);
/* "about 70", "12–70", "dozens" */
const char *site_bounds(const struct site *s, int64_t low, int64_t high, const char *word);
const char *site_number(const struct site *s, const struct kua_figure *f);

struct alternate {
	const struct texts *w;
	const char *path; /* from the root */
};
/* site_frame.c */
struct sheet {
	struct site *s;
	const char *name;    /* "events/e-12": its path without .html */
	const char *title, *section, *about; /* about: a sentence for those who list it */
	const char *language; /* of what it says; NULL: that of the interface */
	const char *type;    /* of Open Graph; NULL: website */
	struct kua_buf meta; /* JSON-LD, on the first page only */
	const struct alternate *alternates; /* NULL: the same page in each language */
	size_t n_alternates;
	struct kua_buf body, chunk;
	unsigned part;
	const char *open, *close; /* of the list in which what is written stands */
};
void sheet_start(struct sheet *p, struct site *s, const char *name, const char *title, const char *section);
/* The path of a page's first or further part, from the root. */
const char *site_part_path(const struct site *s, const char *name, unsigned part);
/* The page is in this language only. */
void sheet_alone(struct sheet *p);
/* What was written since the last call stays together; where there is no room for it, it begins another page. */
void sheet_keep(struct sheet *p);
void sheet_list(struct sheet *p, const char *open, const char *close); /* NULL, NULL: no list any longer */
void sheet_end(struct sheet *p);
/* The page can be found by its title; kind: key of a word. */
void site_found(struct site *s, const char *path, const char *title, const char *kind, const char *words);

/* ---- pages ---- */

void site_home(struct site *s);
void site_method(struct site *s);
void site_search(struct site *s);
void site_events(struct site *s);
void site_event_pages(struct site *s, size_t part, size_t parts);
void site_account(struct sheet *p, const struct kua_event *e); /* of site_events.c's page */
const char *site_event_path(const struct site *s, const char *id); /* NULL where it has no page */
const struct kua_account *const *site_lines(const struct site *s, const char *event, size_t *n); /* of an event */
const char *site_event_label(const struct site *s, const struct kua_event *e);
const struct kua_toll *site_toll(const struct site *s, const char *event, const char *act);
const struct kua_toll *const *site_tolls(const struct site *s, const char *event, size_t *n); /* of all its acts */
const char *site_toll_bounds(const struct site *s, const struct kua_toll *t); /* "86 – hundreds" where a word sets an end */
const struct kua_toll *site_toll_of(const struct kua_toll *const *v, size_t n, const char *act); /* of these; NULL where none is of the act */
void site_range(struct site *s, const struct kua_event *e, size_t most); /* "killed 12–70, arrested 100" */
void site_event_line(struct site *s, const struct kua_event *e);
void site_quotation(struct site *s, const char *quote);
void site_source(struct site *s, const char *item, int64_t start); /* where a claim stands */
void site_cases(struct site *s);
void site_case_pages(struct site *s, size_t part, size_t parts);
const char *site_case_path(const struct site *s, const char *person); /* NULL where there is no case */
enum kua_code site_places_find(struct site *s);
void site_places(struct site *s);
void site_places_free(struct site *s);
const char *site_place_path(const struct site *s, const char *place);
void site_calendar(struct site *s);
void site_due_line(struct site *s, const struct kua_due *d);
void site_ics(struct site *s);
void site_documents(struct site *s);
void site_documents_find(struct site *s); /* which may be shown, before names are taken out */
const char *site_item_path(const struct site *s, const char *id); /* NULL where it may not be shown */
void site_text(struct sheet *p, const char *text); /* paragraphs of an item */
/* The papers of a kind, each with all its versions. */
struct papers site_papers(const struct site *s, const char *kind);
void site_posts_find(struct site *s);
void site_posts_items(struct site *s); /* marks the items that posts show */
void site_supporters(struct site *s);
void site_answers(struct site *s);
bool site_has_supporters(const struct site *s);
bool site_has_answers(const struct site *s);
void site_posts(struct site *s);
void site_post_line(struct site *s, const struct post *p);
bool site_post_listed(const struct site *s, const struct post *p); /* in the lists of the language: its own, or not translated */
const char *site_post_tag(const struct post *p); /* of the language that it says it is in */
const char *site_post_path(const struct site *s, const struct post *p); /* from the language's folder that is being written */
void site_markdown(struct sheet *p, const char *text);
const char *site_plain(struct site *s, const char *markdown, size_t most); /* without its marks, cut at a word */
void site_feeds(struct site *s);
void site_sitemap(struct site *s);
void site_history_find(struct site *s);
void site_history(struct site *s); /* writes history.json */
void site_changes(struct site *s);
void site_post_changes(struct sheet *p, const struct post *post);
void site_event_changes(struct site *s, const char *event);
const char *site_event_since(const struct site *s, const char *event); /* the day since which its figures are so; NULL */
/* What the pages of a language, an event and a case are made of; NULL where nobody asks whether that is the same as it was. */
void site_again_begin(struct site *s);
const char *site_event_of(const struct site *s, const struct kua_event *e);
const char *site_case_of(const struct site *s, const struct kua_told_case *c);
/* Whether the page was made of this and is still there: then it stays. */
bool site_kept(struct site *s, const char *name, const char *of);
void site_made(struct site *s, const struct sheet *p, const char *of); /* the page, which has ended, was made of this */
/* JSON-LD: of an event's numbers, of a post. */
void site_meta_event(struct sheet *p, const struct kua_event *e);
void site_meta_post(struct sheet *p, const struct post *post);

#endif
