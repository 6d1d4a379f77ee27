/*
 * shapes.h - the shapes of what the cores find, the store keeps and the export prints: one struct a shape, and one
 * table of its fields from which the store makes its columns and the printers their JSON and CSV. docs/export.md
 * describes them for readers; KUA_EXPORT_VERSION rises with any change of shape.
 *
 * A record owns nothing: its strings live in the arena of whoever made it. Text that is not known is NULL, a number
 * that is not known is KUA_NONE, a list that is not known is empty. Offsets are bytes into the item's text.
 * Dates are ISO 8601 with their precision: 2011, 2011-12, 2011-12-16.
 */
#ifndef KUA_SHAPES_H
#define KUA_SHAPES_H

#include "util/util.h"

#define KUA_EXPORT_VERSION 1
#define KUA_NONE INT64_MIN

/* ---- what came in ---- */

struct kua_document {
	const char *id;     /* "d-" and 16 hex digits of sha256 */
	const char *name;   /* the file's name as it was added */
	const char *sha256; /* 64 hex digits */
	int64_t bytes;
	const char *media_type;
	const char *origin; /* where from: path, "standard input", address */
	const char *received_at; /* 2011-12-16T12:00:00Z */
	const char *received_by;
	const char *container; /* id of the document it was found in: its archive, the mail it was attached to */
	const char *url, *captured_at; /* of a page of a web archive, as that has it */
	const char *declared_type;     /* the media type that its container declares */
	int64_t read;       /* 1 read, 0 unread */
	int64_t partial;    /* 1: read, and something of it is missing */
	const char *reason; /* why it is unread, or what was wrong with it: its diagnostics in a line */
	struct kua_list metadata;    /* what it says of itself: "key: value" */
	struct kua_list diagnostics; /* "level id: detail" (intake/diagnostics.h, kua-diagnostics(7)) */
};

struct kua_item {
	const char *id;       /* document's id, a dot, ordinal */
	const char *document; /* the document's name */
	const char *document_id;
	int64_t ordinal;      /* from 1 */
	const char *title, *author;
	const char *issuer;   /* the body in whose name it speaks: a letterhead, a site; NULL for a paper that only prints it */
	const char *published_on;
	struct kua_list categories;
	const char *language; /* en, ru, kk ... */
	const char *kind;     /* "text" (also NULL); "record": a row of a table as lines "Column: value"; "quotation": what
	                         a mail quotes; "message": of a chat */
	struct kua_list addressees; /* to whom it is written */
	const char *url;            /* where it stood */
	struct kua_list pages;      /* "page:offset": where each page begins in the text */
	int64_t confidence;         /* of letters recognised in an image, 1 to 100; KUA_NONE: they are certain */
	const char *date_from, *date_to; /* bounds: equal to published_on where that is known */
	const char *date_why;            /* where the bounds come from, when not from the item itself */
	const char *text;
};

/* ---- reuse ---- */

struct kua_span {
	int64_t a_start, a_end, b_start, b_end;
};

struct kua_spans {
	const struct kua_span *v;
	size_t n;
};

struct kua_reuse {
	const char *id, *a, *b; /* items; a < b */
	int64_t shared_words;
	int64_t a_words, b_words; /* words of each item, so that containment can be seen */
	const char *direction;    /* a_to_b, b_to_a, common, unknown */
	double probability;       /* that the direction is right; that of the likelier one where it is unknown */
	int64_t boilerplate;      /* 1: what they share is page furniture, which says nothing about either text */
	struct kua_list why;
	struct kua_spans spans;
};

struct kua_family {
	const char *id;
	struct kua_list items;
	const char *origin; /* the item that the others come from, where that is known */
};

struct kua_source_of { /* one item from which another may have its text */
	const char *item;
	double probability;
	double cost; /* nats: what it takes to make the copy of it; the smaller, the likelier */
};

struct kua_sources {
	const struct kua_source_of *v;
	size_t n;
};

struct kua_copy { /* the place of one item, or of a text that nobody has, in its family's tree of who copied whom */
	const char *id, *family;
	const char *item;     /* NULL: an unseen text, which the likeness of its copies shows to have been */
	const char *kind;     /* origin, copy, undirected (its source is not clear, or which of the two came first), unseen */
	const char *parent;   /* its likeliest source: an item, or the id of an unseen copy; NULL: none */
	double probability;   /* that the parent is its source */
	double original;      /* that it has its text from no other item */
	const char *also;     /* a second item of which it has words that its parent has not */
	const char *date_from, *date_to; /* of an unseen text: bounds */
	int64_t below;        /* copies that come from it, direct or through others */
	double cost;          /* nats: what it takes to write the text anew */
	struct kua_sources sources; /* the items it may come from, the likeliest first */
	struct kua_list why;
};

struct kua_drift {
	const char *id, *a, *b; /* items, as in the reuse */
	const char *in_a, *in_b;
	const char *kind; /* name, number, wording */
	const char *of;   /* date, place; NULL: of neither, or not known */
	int64_t a_start, a_end, b_start, b_end;
	const char *changed_in;  /* the item, a or b, in which the change was made: its parent is the other; NULL: not known */
	double probability;      /* of that; 0 where it is not known */
	int64_t carried;         /* later copies that carry the change, its own not counted; KUA_NONE where it is not known */
	struct kua_list also_in; /* items of the family that have the changed reading and not from there */
};

/* ---- names ---- */

struct kua_name {
	const char *form, *script;
	int64_t mentions;
};

struct kua_name_list {
	const struct kua_name *v;
	size_t n;
};

struct kua_entity {
	const char *id, *kind; /* person, place, organisation */
	const char *label;
	struct kua_name_list names;
	struct kua_list roles;
};

struct kua_mention {
	const char *item;
	int64_t start, end;
	const char *entity, *form;
	const char *role; /* "lawyer", "secretary of Campaign Kazakhstan" */
};

struct kua_join { /* why two forms are one entity, or were kept apart */
	const char *id, *entity, *a, *b; /* forms */
	double score;                    /* 0 to 1 */
	int64_t same;                    /* 1 joined, 0 kept apart although alike */
	struct kua_list reasons;
	const char *status;              /* suggested, confirmed */
};

/* ---- claims ---- */

struct kua_figure {
	const char *id, *item;
	int64_t start, end;   /* of the quote: the clause that says it */
	const char *quote;
	const char *act;      /* killed, injured, shot, arrested, imprisoned, tortured, disappeared, displaced, protested, signed */
	int64_t low, high;    /* KUA_NONE where open */
	const char *qualifier; /* exact, about, more than, at least, less than, at most, between, vague */
	const char *word;     /* dozens, hundreds ... of a vague figure */
	const char *people;      /* in the text's words */
	const char *people_kind; /* workers, protesters, civilians, children ...: classes of data/ */
	struct kua_list names;   /* of those counted, where the text names them */
	const char *by, *by_kind; /* who did it, and which kind: police, army, prison staff ... */
	const char *means;       /* shot, beaten, burned ... */
	const char *act_code;    /* type of act, HURIDOCS micro-thesaurus 04 */
	const char *said_by, *via; /* whose word it is, and who passes it on: "X, quoted by Y, said" */
	const char *basis, *place, *country, *date;
	const char *said_read;  /* where said_by was read: sentence; signature: nobody is named there, and the text is somebody's */
	const char *place_read; /* sentence, paragraph, before (the paragraph before), figure, title, dateline, nearest, behind, others */
	const char *date_read;  /* sentence, counted (from another day), paragraph, anniversary, year, item, event, others */
	const char *date_words; /* the text's words from which the date was read */
	const char *scope;       /* NULL: one event; period: a total over a time; area: over several places; named: of those it names; person: one or a few who are told of, not counted */
	const char *part_of;     /* the figure of which this one is a part: "12, among them three women" */
	struct kua_list leaves_out;
	const char *as_of;
	const char *source_grade;      /* A to F, set by a person (NATO AJP-2.1): how reliable who says it is */
	const char *information_grade; /* 1 to 6, set by a person: how credible what is said is */
	const char *event, *voice; /* ids, set by accounts/ */
	const char *rule;     /* id of the rule that found it */
	struct kua_list reasons; /* why each field is as it is */
	const char *status;   /* suggested, confirmed, rejected, amended */
};

struct kua_case_step {
	const char *id, *person; /* entity */
	const char *name;        /* as this text has it */
	const char *step, *date, *item;
	int64_t start, end;
	const char *quote, *detail, *place, *country;
	const char *court, *charge, *article, *sentence;
	const char *facility; /* place of detention */
	const char *lawyer;
	const char *deadline; /* of an appeal, of a term */
	const char *by, *by_kind, *means, *act_code; /* as in a figure */
	const char *said_by;
	const char *source_grade, *information_grade;
	const char *rule, *status;
};

struct kua_harm { /* an act told of people whom the text neither counts nor names: "protesters were beaten", "reports of torture" */
	const char *id, *item;
	int64_t start, end;
	const char *quote;
	const char *act;      /* killed, injured, arrested, tortured, ill-treated, disappeared, displaced, threatened, silenced */
	const char *people, *people_kind;
	const char *by, *by_kind, *means, *act_code; /* as in a figure */
	const char *said_by, *via, *basis;
	const char *place, *country, *date;
	const char *source_grade, *information_grade;
	const char *rule;
	struct kua_list reasons;
	const char *status;
};

struct kua_action {
	const char *id, *kind; /* protest, commemoration, petition, appeal, meeting */
	const char *date, *time, *place, *country;
	const char *organiser, *addressee;
	const char *signatures; /* of a petition: the figure that counts who signed */
	struct kua_list demands;
	const char *item;
	int64_t start, end;
	const char *quote, *rule, *status;
};

/* ---- accounts ---- */

struct kua_event {
	const char *id, *label, *place, *from, *to;
};

struct kua_voice {
	const char *id, *label, *kind; /* person, organisation, class */
	const char *entity;
};

struct kua_joined { /* figures that count as one voice, and the rule that joined them */
	struct kua_list figures;
	const char *why;
	double probability; /* that they are one */
	const char *from;   /* of two figures of which one is from the other's text: the other; it may be of another number */
};

struct kua_joined_list {
	const struct kua_joined *v;
	size_t n;
};

struct kua_account { /* one number of one act of one event */
	const char *id, *event, *act, *place;
	int64_t low, high;
	const char *word;
	struct kua_list qualifiers;
	int64_t statements;
	double independent; /* the expected number of voices; whole where no copy leaves a doubt */
	int64_t independent_low, independent_high;
	struct kua_list voices, figures;
	struct kua_list names; /* of a line that counts named victims: who they are, each once */
	struct kua_joined_list joined;
};

struct kua_toll { /* low and high of one act of one event by one counting profile */
	const char *id, *event, *act, *profile;
	int64_t low, high;
	struct kua_list low_figures, high_figures; /* the claims that set them */
	int64_t best;               /* of the claims that people graded best; KUA_NONE where none stands out */
	struct kua_list best_figures;
	int64_t named;              /* distinct victims who are named: the low is never below */
	int64_t independent;        /* voices, whatever they say */
	const char *as_of;
	struct kua_list left_out; /* "figure id: why" */
};

struct kua_case { /* one person's case */
	const char *id, *person; /* entity */
	const char *label;
	const char *status; /* the latest step that says how things stand: "sentenced: six years" */
	const char *state;  /* the same in the words of lists of political prisoners, where that is sure (data/cases.txt) */
	const char *as_of;
	struct kua_list steps; /* ids, in order of time */
	struct kua_list contradictions; /* "what: step, step" */
	struct kua_list due;   /* "2014-05-01 last day to appeal: step" */
};

/* ---- people's decisions (from the journal) ---- */

struct kua_judgement {
	int64_t entry;        /* number of the journal entry */
	const char *target;   /* id judged */
	const char *other;    /* second id, for same / different / unsure */
	const char *verdict;  /* same, different, unsure, confirm, reject, amend, grade, allow */
	const char *by, *at;
	const char *kind;     /* what was judged: figure, case_step, action, entity */
	/* the anchor, by which it is found again when ids change */
	const char *item;
	const char *quote, *before, *after;  /* a claim's quote with up to 32 bytes of text on either side */
	const char *form, *other_form;       /* entities: the label each had */
	struct kua_list fields; /* amend, grade, allow: "field=value" */
};

/* ---- how a word sounds, so that it is found in every script ---- */

enum kua_sound_how {
	KUA_SOUND_WHOLE, /* the word */
	KUA_SOUND_STEM,  /* without the ending of a case */
	KUA_SOUND_BONES, /* without its vowels, for scripts that do not write them */
};
enum { KUA_SOUND_KEY = 48, KUA_SOUNDS = 32 };
struct kua_sound {
	char key[KUA_SOUND_KEY];
	enum kua_sound_how how;
};
/* Who knows: the sounds of a word of n bytes, at most KUA_SOUNDS of them; how many there are. */
struct kua_sounds {
	size_t (*of)(const void *ctx, const char *word, size_t n, struct kua_sound *out);
	const void *ctx;
};

/* ---- tables ---- */

enum kua_field_type {
	KUA_TEXT,
	KUA_INT,
	KUA_BOOL,  /* int64_t, printed as true or false */
	KUA_REAL,
	KUA_MEAN,  /* double: of counts, to a hundredth; printed as a whole number where it is one */
	KUA_LIST,  /* struct kua_list */
	KUA_SPANS,
	KUA_NAMES,
	KUA_JOINED,
	KUA_SOURCES,
};

struct kua_field {
	const char *name;
	enum kua_field_type type;
	size_t at; /* offset in the struct */
};

struct kua_shape {
	const char *type; /* as in {"type": ...}; the store's table has the same name */
	size_t size;
	const struct kua_field *fields;
	size_t n;
	bool derived; /* made by the flow, thrown away by rebuild */
};

enum kua_shape_kind {
	KUA_DOCUMENT,
	KUA_ITEM,
	KUA_REUSE,
	KUA_FAMILY,
	KUA_COPY,
	KUA_DRIFT,
	KUA_ENTITY,
	KUA_MENTION,
	KUA_JOIN,
	KUA_FIGURE,
	KUA_CASE_STEP,
	KUA_HARM,
	KUA_ACTION,
	KUA_EVENT,
	KUA_VOICE,
	KUA_ACCOUNT,
	KUA_TOLL,
	KUA_CASE,
	KUA_JUDGEMENT,
	KUA_SHAPES
};

extern const struct kua_shape kua_shapes[KUA_SHAPES];
/* The shape called type, or NULL. */
const struct kua_shape *kua_shape_named(const char *type);
const struct kua_field *kua_shape_field(const struct kua_shape *shape, const char *name);

/* The page on which byte `offset` of the item's text stands; 0 where the item has no pages. */
int64_t kua_item_page(const struct kua_item *item, int64_t offset);

/* The item of that id among n that stand as the store gives them: by document, then ordinal, which is not the order of their ids'
 * letters (.2 is before .10). NULL where there is none. */
const struct kua_item *kua_item_find(const struct kua_item *v, size_t n, const char *id);

/* Append the record as one JSON object, {"type":...}; unknown text and numbers are null. No newline. */
void kua_shape_json(struct kua_buf *b, const struct kua_shape *shape, const void *record);
/* Append one field's value as JSON. */
void kua_field_json(struct kua_buf *b, const struct kua_field *field, const void *record);
/* Fill one field of the record from JSON text, as the store keeps lists; strings go into the arena. */
enum kua_code kua_field_parse(const struct kua_field *field, void *record, const char *json, struct kua_arena *a,
                              struct kua_error *err);
/* Append n records as bytes that this program alone understands (pack.c). */
void kua_shape_pack(struct kua_buf *b, enum kua_shape_kind kind, const void *v, size_t n);
/* The next records of such bytes, in the arena; their strings are in the bytes, which must outlive them. v is the address of a pointer to
 * records. False where the bytes are not what was packed. */
struct kua_packed {
	const char *v;
	size_t n;
};
bool kua_packed_take(struct kua_packed *p, void *to, size_t n); /* its next n bytes; false, and nothing taken, where there are fewer */
bool kua_shape_unpack(struct kua_packed *p, enum kua_shape_kind kind, struct kua_arena *a, void *v, size_t *n);
/* Append a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. NULL gives null. */
void kua_json_string(struct kua_buf *b, const char *s);
/* Append the header, or one record, as a line of CSV (RFC 4180); lists are joined by " | ", a cell that a spreadsheet
 * would take for a formula gets an apostrophe in front. */
void kua_shape_csv_header(struct kua_buf *b, const struct kua_shape *shape);
void kua_shape_csv(struct kua_buf *b, const struct kua_shape *shape, const void *record);

#endif
