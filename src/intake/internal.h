/*
 * internal.h - what the files of intake/ share. What is declared here works on bytes in memory and gives items
 * to a struct kua_answer: it runs inside the jail, and in tests and the fuzzer without any process.
 */
#ifndef KUA_INTAKE_INTERNAL_H
#define KUA_INTAKE_INTERNAL_H

#include "intake/stream.h"
#include "text/text.h"

/* ---- strings (strings.c) ---- */

struct kua_str kua_str(const char *s); /* of a C string; NULL gives {NULL, 0} */
bool kua_is_alnum_ascii(char c);
bool kua_is_space(uint32_t cp);
struct kua_str kua_trim(struct kua_str s); /* without white space at its ends, Unicode's included */
bool kua_str_is(struct kua_str s, const char *ascii);   /* equal but for the case of ASCII letters */
bool kua_str_ends(struct kua_str s, const char *ascii); /* the same of its end */
/* The code point at *pos, and step behind it; bytes that are not UTF-8 give U+FFFD. */
uint32_t kua_next_char(struct kua_str s, size_t *pos);
/*
 * Append with all white space folded to single spaces and none at the ends; invisible characters are dropped.
 */
void kua_one_line(struct kua_buf *b, const char *s, size_t n);
/* The largest length up to max at which s can be cut without tearing a character. */
size_t kua_cut(const char *s, size_t n, size_t max);
/*
 * Append a key for comparing lines: case folded, white space to one space, quotes and dashes unified, no
 * punctuation at the ends.
 */
void kua_line_key(struct kua_buf *key, struct kua_str line);
typedef KUA_VEC(struct kua_str) kua_strings;
/* Append the parts of s between the separators, trimmed, empty ones left out, as long as there are at most `most`. */
void kua_split(struct kua_str s, const char *separators, size_t most, kua_strings *out);
/* The next line of text from *pos, without its \n; false at the end. */
bool kua_next_line(struct kua_str text, size_t *pos, struct kua_str *line);
/* The next that is not blank, trimmed. */
bool kua_next_full_line(struct kua_str text, size_t *pos, struct kua_str *line);
bool kua_has_line(struct kua_str text, size_t least); /* of at least so many bytes: prose */

/* ---- knowledge of language, from data/intake (words.c) ---- */

enum kua_word_set {
	KUA_SET_FURNITURE,    /* whole lines that are never an item's own words */
	KUA_SET_FURNITURE_IN, /* phrases that make a short line furniture */
	KUA_SET_SHARE,        /* words of share buttons: a line of nothing else is furniture */
	KUA_SET_CAPTION,      /* phrases of captions and credits: such a line is no title */
	KUA_SET_CAPTION_LABEL, /* words that say so with a colon behind them */
	KUA_SET_ENLARGE,      /* "click to enlarge", beside a caption */
	KUA_SET_FORM,         /* phrases of a form for comments */
	KUA_SET_COMMENTS,     /* "no comments" */
	KUA_SET_PREFACE,      /* "for immediate release": may stand before a title */
	KUA_SET_LETTERS,      /* how a newspaper heads its readers' letters */
	KUA_SET_DIGEST,       /* the heading of a review of other papers */
	KUA_SET_RELATED,      /* "related posts": titles of other texts follow */
	KUA_SET_VALEDICTION,
	KUA_SET_SALUTATION,
	KUA_SET_LETTER, /* words for a letter */
	KUA_SET_ROLE,
	KUA_SET_SITE_ROLE, /* who puts texts on a site: nobody's name */
	KUA_SET_PARTICLE, /* parts of a name in lower case */
	KUA_SET_NO_NAME,  /* capitalised words that are in no name */
	KUA_SET_LABEL_TITLE,
	KUA_SET_LABEL_AUTHOR,
	KUA_SET_LABEL_DATE,
	KUA_SET_BYLINE,         /* "by", "written by" */
	KUA_SET_HTML_FURNITURE, /* words of class and id: */
	KUA_SET_HTML_POST,
	KUA_SET_HTML_AUTHOR,
	KUA_SET_HTML_DATE,
	KUA_SET_HTML_CATEGORY,
	KUA_SET_HTML_TAG,
	KUA_SET_HTML_PATH,
	KUA_SET_HTML_SITE,
	KUA_SET_HTML_META,
	KUA_SET_HTML_MESSAGE,
	KUA_SET_HTML_JOINED,
	KUA_SET_BODY, /* a word for a body: committee, ministry */
	KUA_SET_UNIT, /* its offices */
	KUA_SET_KIND, /* kinds of papers */
	KUA_SET_ISSUED_BY, /* "newsletter of" */
	KUA_SET_STATEMENT_OF,
	KUA_SET_PEOPLE, /* who speak together */
	KUA_SET_WE,
	KUA_SET_PAPER, /* words of the names of newspapers */
	KUA_SET_JOINT, /* small words inside names */
	KUA_SET_NOT_BEFORE,
	KUA_SET_RIGHTS,
	KUA_SET_MAIL_FROM, /* labels of a mail's head inside a mail */
	KUA_SET_MAIL_SENT,
	KUA_SET_MAIL_TO,
	KUA_SET_MAIL_SUBJECT,
	KUA_SET_MAIL_REPLY,    /* "Re" before a subject */
	KUA_SET_MAIL_ORIGINAL, /* "original message" */
	KUA_SET_MAIL_END,      /* "end of forwarded message" */
	KUA_SET_MAIL_WROTE,
	KUA_SET_MAIL_SMALL,    /* small words beside a name and a date */
	KUA_SET_MAIL_DISCLAIMER,
	KUA_SET_MAIL_FOOTER,
	KUA_SET_MAIL_LIST,     /* the same, below a rule only */
	KUA_SET_MAIL_DEVICE,   /* "sent from my" */
	KUA_SET_MAIL_FOLDER,   /* labels that are no categories */
	KUA_SET_CHAT_MESSAGES, /* of chats: members of JSON */
	KUA_SET_CHAT_SENDER,
	KUA_SET_CHAT_NAME,
	KUA_SET_CHAT_TIME,
	KUA_SET_CHAT_TEXT,
	KUA_SET_CHAT_PASSED_ON,
	KUA_SET_CHAT_FILE,
	KUA_SET_CHAT_BETWEEN,  /* date and time */
	KUA_SET_CHAT_NOTICE,
	KUA_SET_CHAT_NO_TEXT,
	KUA_SET_CHAT_ATTACHED,
	KUA_SET_CHAT_EXPORT,   /* how the file is named */
	KUA_SETS
};

/* The columns of a table, the members of a JSON object. */
enum kua_column {
	KUA_COL_NONE,
	KUA_COL_ID,
	KUA_COL_TITLE,
	KUA_COL_AUTHOR,
	KUA_COL_DATE,
	KUA_COL_TEXT,
	KUA_COL_MAYBE_TEXT, /* the text, or something else: "article" */
	KUA_COL_MORE_TEXT, /* prose beside the text: summary, notes */
	KUA_COL_CATEGORY,
	KUA_COL_LANGUAGE,
	KUA_COL_URL,
	KUA_COLS
};

struct kua_words;
enum kua_code kua_words_load(const char *data_dir, struct kua_words **out, struct kua_error *err);
void kua_words_free(struct kua_words *w);
/* Is the whole of s (as a key) in the set? */
bool kua_words_has(const struct kua_words *w, enum kua_word_set set, struct kua_str s);
bool kua_words_has_key(const struct kua_words *w, enum kua_word_set set, const char *key);
/* Does any entry stand in the key as whole words? */
bool kua_words_within(const struct kua_words *w, enum kua_word_set set, const char *key);
/* Bytes of the longest entry that the key starts with, as whole words; 0 where there is none. */
size_t kua_words_prefix(const struct kua_words *w, enum kua_word_set set, const char *key);
enum kua_column kua_words_column(const struct kua_words *w, struct kua_str name);
/*
 * counts[i] letters U+0400 + i, in lower case: the mean log of how often each is met in the language written in
 * Cyrillic that suits them best; -INFINITY for no letters.
 */
double kua_words_cyrillic(const struct kua_words *w, const size_t counts[256]);

/* ---- line patterns (pattern.c): "posted by {author} on {date}" ---- */

enum kua_slot {
	KUA_SLOT_WORD,
	KUA_SLOT_AUTHOR,
	KUA_SLOT_DATE,
	KUA_SLOT_CATEGORIES,
	KUA_SLOT_COMMENTS,
	KUA_SLOT_NUMBER,
	KUA_SLOT_TAGS,
	KUA_SLOT_REST,
	KUA_SLOT_SEPARATOR,
};
#define KUA_PATTERN_SLOTS 12
struct kua_pattern {
	bool weak; /* proof only where each line above it looks like a title */
	size_t n;
	struct {
		enum kua_slot slot;
		const char *word; /* case folded */
	} v[KUA_PATTERN_SLOTS];
};
struct kua_match {
	struct kua_str author, categories, tags;
	char date[11];
};
enum kua_code kua_pattern_parse(const char *form, struct kua_arena *a, struct kua_pattern *out,
                                struct kua_error *err);
#define KUA_MARKER_BYTES ((size_t)300) /* longer lines are no markers */
enum kua_pattern_kind {
	KUA_MARKERS,        /* of a post */
	KUA_BELOW,          /* lines below a marker */
	KUA_TAILS,          /* behind a date or an author, on the same line */
	KUA_FEET,           /* lines at the end of a post */
	KUA_COMMENTS_BELOW, /* the heading of what readers commented */
	KUA_PATTERNS
};
const struct kua_pattern *kua_words_patterns(const struct kua_words *w, enum kua_pattern_kind kind, size_t *n);
/* The first pattern of the kind that all of the line fits, weak ones only if wanted; SIZE_MAX where none does. */
size_t kua_pattern_first(const struct kua_words *w, enum kua_pattern_kind kind, struct kua_str line, bool weak,
                         struct kua_match *m);

/* ---- what the bytes are (charset.c, codepage.c, reader.c) ---- */

/*
 * Append n bytes as clean UTF-8: line ends are \n, no NULs, no control characters but tab and \n, no byte order
 * mark. declared is what the document says of itself, or NULL. charset gets the name of what was found. What
 * had to be replaced is noted in o. False (diagnosed) where the bytes are not text at all.
 */
bool kua_to_utf8(const struct kua_words *w, const char *bytes, size_t n, const char *declared, struct kua_buf *out,
                 char charset[40], struct kua_answer *o);
/* The code points of bytes 0x80 to 0xff; false where name is no code page of one byte. U+FFFD: no character. */
bool kua_code_page(const char *name, uint16_t table[128]);
/* The code pages in which Cyrillic was written, the likelier first; NULL behind the last. */
const char *kua_cyrillic_page(size_t i);
/* The charset that the head of an HTML or XML page declares; false where it has none. */
bool kua_declared_charset(const char *bytes, size_t n, char charset[40]);

/* ---- readers ---- */

/* Read one document: finds what it is, converts, reads, answers, and sends the end. */
void kua_reader_run(const struct kua_words *w, const char *bytes, size_t n, const char *name, struct kua_answer *o);
/*
 * A reader of bytes: sends the media type first, then all it finds; not the end. False: it is not of this format
 * after all, nothing was answered.
 */
typedef bool kua_bytes_reader(const struct kua_words *w, const char *bytes, size_t n, const char *name,
                              struct kua_answer *o);
kua_bytes_reader kua_read_office_zip; /* DOCX, XLSX, PPTX, OpenDocument */
kua_bytes_reader kua_read_pdf;
struct kua_pixels {
	unsigned char *v;    /* rows of width * channels bytes, from above; free() */
	uint32_t width, height, channels; /* 1: grey, 0 is black; 3: red, green, blue */
	unsigned dpi;        /* less than was asked for where the page would have too many pixels */
};
/*
 * Draw a page of a PDF, from 1, upright and in grey, as it is seen: for pages that the reader diagnoses as scanned or of unknown letters. False
 * where it cannot be drawn. (pdf_image.c)
 */
bool kua_pdf_page_image(const char *bytes, size_t n, uint32_t page, unsigned dpi, uint64_t most_pixels, struct kua_pixels *out);
kua_bytes_reader kua_read_office_xml; /* the same in one piece of XML, and Word's XML of 2003 */
kua_bytes_reader kua_read_ole; /* DOC, XLS, PPT */
kua_bytes_reader kua_read_rtf;
kua_bytes_reader kua_read_archive; /* ZIP, tar, 7z, RAR ..., and single compressed files */
kua_bytes_reader kua_read_mail_bytes; /* EML, MBOX, MHTML */
kua_bytes_reader kua_read_msg;
kua_bytes_reader kua_read_tnef;
kua_bytes_reader kua_read_feed; /* RSS, Atom */
kua_bytes_reader kua_read_xml;  /* any other XML, by its elements */
kua_bytes_reader kua_read_wacz; /* web archives in a ZIP */
kua_bytes_reader kua_read_image; /* also what a film calls itself: false where it is one */
kua_bytes_reader kua_read_warc; /* a web archive, packed by gzip or not */
/*
 * Each of these gives items; text is clean UTF-8. False: it is not of this format after all, nothing was
 * answered.
 */
void kua_read_text(const struct kua_words *w, struct kua_str text, struct kua_answer *o);
void kua_read_html(const struct kua_words *w, struct kua_str text, struct kua_answer *o);
bool kua_read_table(const struct kua_words *w, struct kua_str text, const char *name, const char *charset,
                    struct kua_answer *o);
bool kua_read_json_feed(const struct kua_words *w, struct kua_str text, const char *charset, struct kua_answer *o);
bool kua_read_json(const struct kua_words *w, struct kua_str text, const char *charset, struct kua_answer *o);

/* ---- one text: its title, author, date; the posts of an archive page (byline.c, lines.c, posts.c, furniture.c) ---- */

/*
 * What a text says about itself in its own lines. Fields that are set already are kept. raw is the text before
 * furniture was taken out of it, which tells captions; it may be the same.
 */
void kua_find_byline(const struct kua_words *w, struct kua_str text, struct kua_str raw, struct kua_found *f);
/*
 * True where text is a page of posts: each was answered, page furniture left out. issuer: whose page it is, or {NULL, 0}:
 * then the lines above the first post may tell.
 */
bool kua_split_posts(const struct kua_words *w, struct kua_str text, struct kua_str issuer, struct kua_answer *o);
/* The same for letters with signatures under one heading, and for notes parted by rules. (parts.c) */
bool kua_split_parts(const struct kua_words *w, struct kua_str text, struct kua_answer *o);
/* True where text is a mail, or several: each was answered. (mail.c) */
bool kua_read_mail(const struct kua_words *w, struct kua_str text, struct kua_answer *o);
bool kua_is_rule(struct kua_str line); /* "* * *", "-----" */
/* ---- in whose name a text speaks (issuer.c) ---- */

/* Does s look like the name of a body, and not of a paper? "Committee for X", "Ministry of Y", "Miners' Union". */
bool kua_is_body(const struct kua_words *w, struct kua_str s);
/* Whose the rights are, in "© 2016 Campaign X. All rights reserved"; {NULL, 0} where the line says nothing of it. */
struct kua_str kua_rights_holder(const struct kua_words *w, struct kua_str line);
/* A line of a letterhead: the body, one of its offices, what kind of paper it is. */
bool kua_is_letterhead(const struct kua_words *w, struct kua_str line);
/* "Newsletter of the Union of X": a line that names the issuer. */
bool kua_names_issuer(const struct kua_words *w, struct kua_str line);
/* "League for X, Lyon, 4 June 2012": the body and the day; {NULL, 0} where the line is no such. */
struct kua_str kua_imprint(const struct kua_words *w, struct kua_str text, struct kua_str line, char iso[11]);
/* The body in whose name text speaks, by its first lines; {NULL, 0} where it is not sure. */
struct kua_str kua_find_issuer(const struct kua_words *w, struct kua_str text);
/* Whose page of posts it is, by the lines above the first post and the page's last lines. */
struct kua_str kua_page_issuer(const struct kua_words *w, struct kua_str head, struct kua_str foot);

/* A name, or one word that may be a name's short form or an account's. */
bool kua_may_be_author(const struct kua_words *w, struct kua_str s);
/* The name that a line is, alone or with a place or a role behind it; {NULL, 0} where it is none. */
struct kua_str kua_signed_name(const struct kua_words *w, struct kua_str line);
/* The name in a line "By Jane Smith"; {NULL, 0} where it is none. */
struct kua_str kua_byline(const struct kua_words *w, struct kua_str line);
/* What one line that is a byline says: "By Jane Smith", "Posted by Jane Smith on 2 July 2013". */
void kua_read_byline(const struct kua_words *w, struct kua_str line, struct kua_found *f);
/* A line that is a date, perhaps with a label or a place before it; iso is "" where it is none. */
bool kua_date_of_line(const struct kua_words *w, struct kua_str line, char iso[11]);
/* Append the categories of a text that is one post: they stand about the line that says who posted it and when. */
void kua_find_categories(const struct kua_words *w, struct kua_str text, kua_strings *out);
/* Append the categories that a list of them names, each once; what is no category ("3 comments") is left out. */
void kua_add_categories(const struct kua_words *w, struct kua_str list, kua_strings *out);
/* Append text without its furniture lines and without blank lines at its ends. */
void kua_leave_out_furniture(const struct kua_words *w, struct kua_str text, struct kua_buf *out);
bool kua_is_furniture(const struct kua_words *w, struct kua_str line);
bool kua_looks_like_heading(const struct kua_words *w, struct kua_str line);
/* A date of month precision or better that is all of s; false otherwise. */
bool kua_whole_date(const struct kua_words *w, struct kua_str s, char iso[11]);
/* The most precise date with a year in s, the first of them; *at is where it stands. False where there is none. */
bool kua_find_date(const struct kua_words *w, struct kua_str s, char iso[11], struct kua_str *at);

#endif
