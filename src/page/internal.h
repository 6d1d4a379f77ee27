/*
 * internal.h - what the files of the page share.
 *
 *   coming.c   a request on its way in; http.c: how a server listens and sends. A petition's form uses both (http.h)
 *   server.c   the page's server
 *   guard.c    who may ask: Host, Origin, token, cookie, the form's token, rates
 *   route.c    which address is which screen
 *   write.c    HTML: escaping, links, the frame around each screen
 *   rows.c     rows of the casebook as screens want them
 *   home.c ... one screen each
 *
 * A screen is a function from a struct visit to the HTML in visit->out. It touches neither sockets nor the clock.
 */
#ifndef KUA_PAGE_INTERNAL_H
#define KUA_PAGE_INTERNAL_H

#include <pthread.h>

#include "page/page.h"
#include "publish/words.h"

/* ---- a request and its response ---- */

struct pair {
	const char *name, *value; /* decoded, clean UTF-8 */
};
struct pairs {
	struct pair *v;
	size_t n;
};
enum method { METHOD_GET, METHOD_POST, METHOD_OTHER };

struct upload;

struct request {
	enum method method;
	const char *path; /* decoded, begins with a slash */
	struct pairs query, form;
	const char *host, *origin, *fetch_site, *cookies, *languages; /* headers, or NULL */
	struct upload *upload; /* the files of a form; NULL where there are none. Whoever keeps it puts NULL here */
};

/* ---- upload.c ---- */

struct upload { /* files that were sent, in a folder beside the casebook */
	struct kua_arena *arena;
	char *folder;
	struct kua_list paths;
	int fd; /* of the one that is coming, or -1 */
	uint64_t bytes;
};
struct upload *upload_new(const struct kua_page *page); /* NULL where there is no place for it */
bool upload_begin(struct upload *u, const char *name);
bool upload_write(struct upload *u, const char *data, size_t n); /* false: no room, or the limit is passed */
void upload_end(struct upload *u);
void upload_free(struct upload *u); /* and its folder with all that is in it */

enum { RESPONSE_COOKIES = 3 };
struct response {
	unsigned status;
	const char *type;        /* NULL: HTML */
	const char *location;    /* of a redirection */
	const char *set_cookie[RESPONSE_COOKIES];
	const char *file_name;   /* to be kept and not shown */
	const char *waits;       /* not an answer yet: for this picture (draw.c) */
	struct kua_handing *handing; /* the bytes of a document instead of a buffer; whoever sends it ends it */
	bool may_be_kept;        /* style and script, which have their hash in their address */
};

/* ---- guard.c ---- */

#define GUARD_TOKEN 44 /* with the NUL: 32 bytes in base64 */
struct guard {
	char token[GUARD_TOKEN], session[GUARD_TOKEN], form[GUARD_TOKEN]; /* of the address, the cookie, every form */
	char host[4][80]; /* names by which we may be asked, with the port */
	pthread_mutex_t lock;
	int64_t minute;
	unsigned wrong; /* tokens in this minute */
};
void guard_init(struct guard *g, const char *address, unsigned port);
/* Is the request from our own page, whatever it wants? What a form's token says is another matter. */
bool guard_knows(const struct guard *g, const struct request *q, struct kua_arena *a);
bool guard_form(const struct guard *g, const struct request *q); /* has the form come with its token? */
/* May this be answered? Else r says what is answered instead, which may be the cookie. minute: of the clock. */
bool guard_allows(struct guard *g, const struct request *q, int64_t minute, struct kua_arena *a, struct response *r);
const char *request_cookie(const struct request *q, const char *name, struct kua_arena *a);
const char *pairs_get(const struct pairs *p, const char *name); /* NULL where it is not there */

/* ---- a visit: one request being answered ---- */

/* ---- catalogue.c: what searches go by, shared by all visits ---- */

struct visit;
struct catalogue;
struct saved_count {
	int64_t entry, n;
};
enum kua_code catalogue_take(struct visit *v, struct catalogue **out, struct kua_error *err); /* to be given back */
bool catalogue_is_there(struct kua_page *p); /* else whoever takes it waits until it is made */
void catalogue_give(struct visit *v, struct catalogue *s);
const struct kua_catalogue *catalogue_of(const struct catalogue *s);
/* How much a saved search finds in this catalogue, where that was counted before. */
bool catalogue_count(struct visit *v, struct catalogue *s, int64_t entry, int64_t *n);
void catalogue_counted(struct visit *v, struct catalogue *s, int64_t entry, int64_t n);
void catalogue_replace(struct kua_page *p, struct kua_catalogue *c); /* takes c over */
void catalogue_end(struct kua_page *p);

/* What follows from decisions, derived in the background (worker.c). */
struct work {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t news;
	enum kua_from from;
	unsigned asked;
	bool runs, wanted, busy, ends, catalogue; /* catalogue: another is to be made */
	KUA_VEC(struct upload *) uploads; /* to be added, the first being added now */
	int64_t done, known, unread;      /* documents of all uploads until now */
	char trouble[600]; /* why the last derivation failed; "" where it did not */
};

struct drawer;
struct outlines;
struct MHD_Daemon;

struct kua_page {
	struct kua_page_options options;
	struct drawer *drawer;
	struct outlines *outlines; /* of coasts and borders, for maps */
	struct work work;
	struct guard guard;
	struct all_texts *words;
	struct kua_buf style, script;
	char address[160], style_path[40], script_path[40];
	char title[80]; /* the casebook's name */
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock; /* of the connections that nobody uses, and of the catalogue */
	struct catalogue *catalogue; /* NULL until there is one */
	KUA_VEC(struct kua_casebook *) idle;
};

struct visit {
	struct kua_page *page;
	struct request *q;
	struct response *r;
	struct kua_casebook *cb;
	struct kua_arena *a; /* of this visit */
	struct kua_buf *out;
	const struct texts *w;
	const char *id;    /* the address' last part where the route has one */
	const char *today;
};
typedef enum kua_code screen_fn(struct visit *v, struct kua_error *err);

/* Answer the request into r and buf; whatever goes wrong becomes a page that says so. minute: of the clock, for rates. */
void route_answer(struct kua_page *page, struct request *q, struct kua_arena *a, const char *today, int64_t minute,
                  struct response *r, struct kua_buf *buf);
enum kua_code route_not_found(const struct visit *v, struct kua_error *err); /* KUA_USE, which is answered by 404 */
/* A connection to the casebook, for one visit at a time. NULL, with err, where none can be opened. */
struct kua_casebook *route_take(struct kua_page *page, struct kua_error *err);
void route_give(struct kua_page *page, struct kua_casebook *cb); /* NULL is fine */
void route_go(struct visit *v, const char *to); /* answer by sending the browser there, after a POST */

/* ---- worker.c ---- */

void worker_now(char now[21]); /* as the journal writes it */
enum kua_code worker_start(struct kua_page *p, struct kua_error *err);
void worker_stop(struct kua_page *p);
void worker_ask(struct kua_page *p, enum kua_from from);
/* The rows are others than those of the catalogue. */
void worker_ask_catalogue(struct kua_page *p);
/* Add what was uploaded, then derive. Takes u over. */
void worker_add(struct kua_page *p, struct upload *u);
struct adding {
	int64_t waiting, done, known, unread; /* files that wait; documents since the start */
	const char *trouble;
};
void worker_adding(struct kua_page *p, struct kua_arena *a, struct adding *out);
/* Is what is shown older than the last decision? trouble: why the last derivation failed, or NULL. */
bool worker_is_behind(struct kua_page *p, struct kua_arena *a, const char **trouble);

/* ---- draw.c, jpeg.c: pictures of pages of documents ---- */

struct picture {
	uint32_t width, height, pages; /* 0: there is none; the document's pages are not known */
	const char *why; /* what is wrong with it; NULL: nothing */
};
enum kua_code draw_start(struct kua_page *p, struct kua_error *err);
void draw_end(struct kua_page *p);  /* nobody waits any longer */
void draw_free(struct kua_page *p); /* when nobody can ask any longer */
/*
 * The picture, and with bytes its JPEG in v->out. False: it is being drawn; then the screen returns at once and is called again
 * when it is there.
 */
bool draw_picture(struct visit *v, const struct kua_document *document, const struct kua_picture_wanted *wanted, bool bytes,
                  struct picture *out);
/* Put the connection aside until that picture is there. False: it is already. */
struct MHD_Connection;
bool draw_wait(struct kua_page *page, const char *key, struct MHD_Connection *m);
bool jpeg_write(const struct kua_picture *p, struct kua_buf *out);

/* ---- write.c ---- */

void put(struct visit *v, const char *html);          /* our own markup only */
void putf(struct visit *v, const char *fmt, ...) KUA_PRINTF(2, 3); /* our own markup; arguments are numbers or safe texts */
void put_text(struct visit *v, const char *s);            /* anything; escaped, control characters made visible. NULL is nothing */
void put_text_n(struct visit *v, const char *s, size_t n);
void put_word(struct visit *v, const char *key);          /* a text of the interface, escaped */
void put_between(struct visit *v, const char *key);       /* what the text has between its two; NULL: nothing */
void put_colon(struct visit *v);
void put_count(struct visit *v, const char *key, int64_t n);
void put_date(struct visit *v, const char *iso);          /* in a time element; NULL: the word for undated */
void put_element(struct visit *v, const char *tag, const char *class, const char *s); /* of any text */
void put_apart(struct visit *v, const char *s); /* what a document says, within a line: its direction moves nothing around it */
void put_fact(struct visit *v, const char *key, const char *value); /* in a list of facts; nothing where value is NULL */
/* <a href="/path/id?query">; path and query are ours, id is escaped and may be NULL. Close with put(v, "</a>"). */
void link_to(struct visit *v, const char *path, const char *id, const char *query);
void link_text(struct visit *v, const char *path, const char *id, const char *s);
void frame_open(struct visit *v, const char *title, const char *section); /* section: which of the main links is this */
void frame_close(struct visit *v);
const char *encoded(const struct visit *v, const char *s); /* for a place in an address' query */
/* A form that posts to path, with the token that guard.c wants; close with </form>. */
void form_open(struct visit *v, const char *path, const char *class);
/* Links to the rows before and behind; the address is that of the visit with another "from". */
void pager(struct visit *v, size_t from, size_t shown, int64_t of);
const char *query_with(const struct visit *v, const char *name, const char *value); /* the visit's query, one field another */

/* ---- rows.c ---- */

enum { ROWS = 50 }; /* of a list on one page */
size_t rows_from(const struct visit *v); /* the "from" of the address */
enum kua_code rows_one(struct visit *v, enum kua_shape_kind kind, const char *id, void **record, struct kua_error *err);
enum kua_code rows_of(struct visit *v, enum kua_shape_kind kind, const char *field, const char *value, void **rows,
                      size_t *n, struct kua_error *err);
enum kua_code rows_count(struct visit *v, enum kua_shape_kind kind, const char *field, const char *value, int64_t *n,
                         struct kua_error *err);
/* Of "what: id, id", as accounts/ writes what is due and what contradicts itself: the last ": ", or NULL. */
const char *behind_words(const char *said);
/* "70", "about 70", "20–30", "dozens": as a figure says it. */
const char *figure_number(const struct visit *v, const struct kua_figure *f);
const char *bounds_number(const struct visit *v, int64_t low, int64_t high, const char *word);
const char *event_label(const struct visit *v, const struct kua_event *e); /* in the interface's words */

/* Who decides, as the journal will have it: as the settings say, else who started the page. (settings.c) */
enum { VISIT_WHO = 80 /* bytes */ };
const char *visit_who(const struct visit *v);
/* The counting profile: of the address, else the one that was chosen for good, else "range". */
const char *visit_profile(const struct visit *v);

const char *item_name(const struct kua_item *item); /* its title, or the document's name; NULL for NULL */
/* The value of a claim's field, in the words of the interface where it has some, as a link where it leads somewhere. (figure.c) */
void put_claim_value(struct visit *v, const char *field, const char *value);
/* The quote with the text around it. (figure.c) */
void put_context(struct visit *v, const struct kua_item *item, int64_t start, int64_t end);
/* The casebook to write to in the name of who decides here, and now; to be closed. (review.c) */
enum kua_code open_to_write(struct visit *v, struct kua_flow *f, struct kua_error *err);
/* Searches that were saved, with what each finds now. (saved.c) */
enum kua_code saved_on_home(struct visit *v, struct kua_error *err);
/* The buttons and the form by which a person decides on a record; next: where to go then. (review.c) */
void review_buttons(struct visit *v, enum kua_shape_kind kind, const void *record, const char *next);

/* What was decided last, by the address' "entry": what Kua had thought of it, and the way back; next: where to go then. (review.c) */
void put_last_decision(struct visit *v, const char *next);
void put_undo(struct visit *v, int64_t entry, const char *next);
void put_hidden(struct visit *v, const char *name, const char *value); /* a hidden field of a form */

/* The parts of an entity's page: case.c, joins.c. */
enum kua_code put_case(struct visit *v, const struct kua_entity *e, struct kua_error *err);
/* How things stand, "sentenced: six years" by the words of accounts/, with the step in the interface's. */
const char *case_status(const struct visit *v, const char *status);
enum kua_code put_forms(struct visit *v, const struct kua_entity *e, struct kua_error *err);
enum kua_code put_joins(struct visit *v, const struct kua_entity *e, struct kua_error *err);
enum kua_code put_join_with(struct visit *v, const struct kua_entity *e, struct kua_error *err);
enum kua_code put_decisions(struct visit *v, const struct kua_entity *e, struct kua_error *err);
void put_join_reasons(struct visit *v, const struct kua_join *j); /* and its score */
/* What the campaign wrote about this person or body: who supports, who was told what. (papers.c) */
enum kua_code put_papers_about(struct visit *v, const struct kua_entity *e, struct kua_error *err);
/* Whether a person may be named, and the form that says so; its fields for the judgement. (allow.c) */
enum kua_code put_allow(struct visit *v, const struct kua_entity *e, struct kua_error *err);
void allow_fields(struct visit *v, struct kua_list *more);
bool put_gone(struct visit *v); /* false where nothing is known of it */

/* ---- calendar.c ---- */

struct calendar_row {
	const char *date, *time, *kind, *place; /* kind: in the interface's words */
	const char *path, *id, *says;           /* where it leads, and what stands there */
	const char *more;                       /* how it was computed; or NULL */
};
/* "2014-05-01 end of the sentence (computed: ...): s-12ab": what is due in a case, by the words of accounts/. */
struct due {
	const char *date, *what, *step;
	const char *kind; /* what, in the interface's words */
	bool reckoned;    /* from the step, see texts_reckoned() */
};
bool due_read(struct visit *v, const char *said, struct due *d); /* false where it is not written so */
/* What is coming, the soonest first; or what was, the latest first. */
enum kua_code calendar_rows(struct visit *v, bool past, struct calendar_row **out, size_t *n, struct kua_error *err);
void put_calendar_row(struct visit *v, const struct calendar_row *r);

/* A reason that accounts/ or names/ gives, in the interface's language where its phrases are known. */
void put_why(struct visit *v, const char *s);
void put_families(struct visit *v, const char *item); /* links to the trees in which it stands (family.c) */

/* ---- screens ---- */

screen_fn screen_home, screen_events, screen_event, screen_keep, screen_items, screen_item, screen_documents, screen_document,
	screen_bytes, screen_sheet, screen_picture, screen_people, screen_places, screen_organisations, screen_entity, screen_cases, screen_reprints,
	screen_reprint, screen_families, screen_family, screen_search, screen_found_csv, screen_found_jsonl,
	screen_save_search, screen_change_search, screen_calendar, screen_settings, screen_set, screen_log, screen_help, screen_figure, screen_review,
	screen_judge, screen_undo, screen_add, screen_upload, screen_papers, screen_paper, screen_paper_new, screen_paper_write;

#endif
