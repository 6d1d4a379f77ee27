/*
 * form.h - what the files of a petition's form share.
 *
 *   form_server.c   what is asked and entered, and what is answered
 *   form_guard.c    who may send a form, and how often
 *   form_writer.c   one thread that owns the petition: takes all that wait, writes it, then wakes them
 *   form_screens.c  the pages, and the text of the mail
 */
#ifndef KUA_PAGE_FORM_H
#define KUA_PAGE_FORM_H

#include "page/internal.h"

struct MHD_Connection;
struct MHD_Daemon;

/* What a request wants of the petition, and what became of it. It belongs to the request's thread, but for the time in which it waits. */
struct form_job {
	struct form_job *next;
	enum { FORM_SIGN, FORM_LOOK, FORM_CONFIRM, FORM_WITHDRAW } what;
	struct kua_arena *a;
	struct kua_signature s;      /* to sign: what was entered. Afterwards: the row */
	const char *language;
	unsigned char token[KUA_TOKEN_BYTES];
	bool quiet;                  /* to sign: too often of one address; answered like any other */
	bool known, failed;          /* the token leads to a row; it could not be written */
	bool closed;
	int more;                    /* by how much it changed the number of those who count */
	struct MHD_Connection *connection;
	bool done;
};

struct form_queue {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct form_job *first, **last;
	bool runs, ends;
};

struct form_rate; /* how often an address was entered; in memory only */

struct kua_form {
	struct kua_form_options options;
	struct kua_petition petition; /* as it was at the start */
	struct all_texts *words;
	struct kua_buf style;
	char style_path[40], address[160];
	struct MHD_Daemon *daemon;
	struct form_queue queue;
	_Atomic int64_t signed_by;   /* confirmed and counted */
	_Atomic bool closed;
	struct form_rate *rate;
	unsigned char key[32];       /* of the tokens of forms; new at each start */
	int64_t started, started_clock; /* seconds: of the machine's running, of its clock */
};

/* ---- form_guard.c ---- */

void form_guard_start(struct kua_form *f); /* the form's clock, key and rates */
void form_guard_end(struct kua_form *f);
/* Today by the clock as it was at the start and the time that has passed since: the clock may jump while the form runs. */
void form_today(const struct kua_form *f, char out[11]);
const char *form_token(const struct kua_form *f, struct kua_arena *a); /* for a form that is opened now */
bool form_token_good(const struct kua_form *f, const char *text);
/* One more asks to sign: more than may in this minute, or than may of this address in this hour? */
bool form_too_many(struct kua_form *f);
bool form_too_often(struct kua_form *f, const char *address);

/* ---- form_writer.c ---- */

enum kua_code form_writer_start(struct kua_form *f, struct kua_error *err);
void form_writer_stop(struct kua_form *f);
/* Put the job's connection aside; it is woken when the job is done. False: the form is being stopped. */
bool form_writer_take(struct kua_form *f, struct form_job *j);

/* ---- form_screens.c ---- */

enum form_wrong { WRONG_NAME = 1, WRONG_EMAIL = 2, WRONG_PLACE = 4, WRONG_BORN = 8, WRONG_AGREE = 16, WRONG_OLD = 32 };

struct form_view { /* a page being made */
	struct kua_form *form;
	struct visit v;              /* only what write.c needs: a, out, w */
	const struct pairs *sent;    /* what was entered, to stand there again */
	unsigned wrong;              /* enum form_wrong */
	const char *token;           /* of the form */
};
void form_show(struct form_view *x);
void form_show_thanks(struct form_view *x);
void form_show_row(struct form_view *x, const struct form_job *j); /* behind the link: by the state of the row */
void form_show_message(struct form_view *x, const char *title, const char *text); /* keys */
/* The line of the outbox. */
void form_mail(const struct kua_form *f, const struct kua_signature *s, const char *language, struct kua_arena *a, struct kua_buf *out);

#endif
