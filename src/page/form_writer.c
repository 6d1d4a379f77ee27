/*
 * form_writer.c - the one thread that touches the petition while its form is served. It takes all requests that wait, does them in one
 * transaction, and wakes them when that is on the disk: so a hundred people who sign at one time cost one writing, and
 * nobody is thanked for what could be lost. Mails to be sent are written and on the disk before: a killed program may leave a link that leads
 * nowhere, never a signature whose signer is not asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#include "page/form.h"

/* ---- one job ---- */

static enum kua_code ask_for_confirmation(struct kua_form *f, struct kua_signature *s, const char *language, struct kua_arena *a,
                                          struct kua_buf *mails, struct kua_error *err)
{
	if (s->mails >= KUA_MAILS || !s->has_token)
		return KUA_OK;
	s->mails++;
	form_mail(f, s, language, a, mails);
	return s->nr ? kua_desk_save(f->options.desk, s, err) : KUA_OK;
}

/* Is it the person of that row? Two of a household have one address and two names. */
static bool same_person(const struct kua_form *f, const struct kua_signature *row, const struct kua_signature *s, struct kua_arena *a)
{
	struct kua_comparison c;
	if (!row->name || row->state == KUA_WITHDRAWN || row->state == KUA_INVALID)
		return false;
	if (strcmp(row->name, s->name) == 0)
		return true;
	kua_names_compare(f->options.names, row->name, s->name, "person", a, &c);
	return c.same;
}

static enum kua_code sign(struct kua_form *f, struct form_job *j, const char *today, struct kua_buf *mails, struct kua_error *err)
{
	struct kua_desk *d = f->options.desk;
	int64_t nr[KUA_PER_ADDRESS];
	size_t n = 0;
	enum kua_code code = kua_desk_by_address(d, j->s.email, nr, &n, err);
	for (size_t i = 0; code == KUA_OK && i < n; i++) {
		struct kua_signature row;
		code = kua_desk_row(d, nr[i], j->a, &row, err);
		if (code == KUA_OK && same_person(f, &row, &j->s, j->a)) /* has signed: the answer is the same, and so is the link */
			return ask_for_confirmation(f, &row, j->language, j->a, mails, err);
	}
	if (code != KUA_OK)
		return code;
	if (n == KUA_PER_ADDRESS)
		return kua_desk_refuse(d, err);
	j->s.day = today;
	j->s.how = "form";
	j->s.language = j->language;
	j->s.state = KUA_PENDING;
	j->s.has_token = true;
	kua_random(j->s.token, sizeof j->s.token);
	code = ask_for_confirmation(f, &j->s, j->language, j->a, mails, err);
	return code == KUA_OK ? kua_desk_add(d, &j->s, "form", NULL, err) : code;
}

static int counts(enum kua_sign_state s)
{
	return s == KUA_CONFIRMED || s == KUA_COUNTED;
}

static enum kua_code change(struct kua_form *f, struct form_job *j, enum kua_sign_state to, const char *today, struct kua_error *err)
{
	const struct kua_sign_change how = {.day = today, .who = "the signer, by the link"};
	int before = counts(j->s.state);
	enum kua_code code = kua_signature_change(&j->s, to, &how, j->a, err);
	j->more = counts(j->s.state) - before;
	return code == KUA_OK ? kua_desk_save(f->options.desk, &j->s, err) : code;
}

static enum kua_code by_link(struct kua_form *f, struct form_job *j, bool open, const char *today, struct kua_error *err)
{
	int64_t nr = 0;
	enum kua_code code = kua_desk_by_token(f->options.desk, j->token, &nr, err);
	if (code == KUA_OK && nr)
		code = kua_desk_row(f->options.desk, nr, j->a, &j->s, err);
	j->known = code == KUA_OK && nr && j->s.state != KUA_ERASED;
	if (!j->known)
		return code;
	if (j->what == FORM_CONFIRM && j->s.state == KUA_PENDING && open)
		return change(f, j, KUA_CONFIRMED, today, err);
	if (j->what == FORM_WITHDRAW && kua_sign_state_may(j->s.state, KUA_WITHDRAWN))
		return change(f, j, KUA_WITHDRAWN, today, err);
	return KUA_OK;
}

static enum kua_code do_job(struct kua_form *f, struct form_job *j, bool open, const char *today, struct kua_buf *mails, struct kua_error *err)
{
	j->closed = !open;
	j->more = 0;
	j->s.nr = j->s.mails = 0; /* where it is done once more */
	if (j->what != FORM_SIGN)
		return by_link(f, j, open, today, err);
	if (!open)
		return KUA_OK;
	return j->quiet ? kua_desk_refuse(f->options.desk, err) : sign(f, j, today, mails, err);
}

/* ---- all that wait ---- */

static enum kua_code write_outbox(const struct kua_form *f, const struct kua_buf *mails, struct kua_error *err)
{
	if (!mails->len)
		return KUA_OK;
	/* by its name each time: whoever sends the mails takes the file away to do so */
	int fd = open(f->options.outbox, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", f->options.outbox, strerror(errno));
	enum kua_code code = kua_write_all(fd, mails->data, mails->len, err);
	if (code == KUA_OK && fdatasync(fd) != 0)
		code = kua_fail(err, KUA_WORLD, "%s: cannot be written: %s", f->options.outbox, strerror(errno));
	(void)close(fd);
	return code;
}

/* The jobs of the list in one transaction. */
static enum kua_code do_all(struct kua_form *f, struct form_job *first, struct kua_error *err)
{
	struct kua_buf mails = KUA_BUF_INIT;
	char today[11];
	bool open = false;
	form_today(f, today);
	enum kua_code code = kua_desk_begin(f->options.desk, err);
	if (code == KUA_OK)
		code = kua_desk_is_open(f->options.desk, today, &open, err);
	for (struct form_job *j = first; code == KUA_OK && j; j = j->next)
		code = do_job(f, j, open, today, &mails, err);
	if (code == KUA_OK)
		code = write_outbox(f, &mails, err);
	if (code == KUA_OK)
		code = kua_desk_commit(f->options.desk, err);
	else
		kua_desk_rollback(f->options.desk);
	f->closed = !open;
	for (struct form_job *j = first; j; j = j->next) {
		j->failed = code != KUA_OK;
		f->signed_by += code == KUA_OK ? j->more : 0;
	}
	if (mails.data)
		kua_wipe(mails.data, mails.cap);
	kua_buf_free(&mails);
	return code;
}

/* One that cannot be done does not take the others along. */
static void do_each(struct kua_form *f, struct form_job *first)
{
	for (struct form_job *j = first, *next; j; j = next) {
		struct kua_error err = {0};
		next = j->next;
		j->next = NULL;
		(void)do_all(f, j, &err);
		j->next = next;
	}
}

static struct form_job *wait_for_jobs(struct form_queue *q)
{
	(void)pthread_mutex_lock(&q->lock);
	while (!q->first && !q->ends)
		(void)pthread_cond_wait(&q->news, &q->lock);
	struct form_job *first = q->first, **at = &q->first;
	for (unsigned n = 0; *at && n < KUA_FORM_BATCH; n++)
		at = &(*at)->next;
	q->first = *at;
	*at = NULL;
	if (!q->first)
		q->last = &q->first;
	(void)pthread_mutex_unlock(&q->lock);
	return first;
}

static void *work(void *ctx)
{
	struct kua_form *f = ctx;
	for (struct form_job *first; (first = wait_for_jobs(&f->queue)) != NULL;) {
		struct kua_error err = {0};
		if (do_all(f, first, &err) != KUA_OK && first->next)
			do_each(f, first);
		for (struct form_job *j = first, *next; j; j = next) { /* who is woken may be gone the next moment */
			struct MHD_Connection *c = j->connection;
			next = j->next;
			j->done = true;
			MHD_resume_connection(c);
		}
	}
	return NULL;
}

bool form_writer_take(struct kua_form *f, struct form_job *j)
{
	struct form_queue *q = &f->queue;
	(void)pthread_mutex_lock(&q->lock);
	bool takes = !q->ends;
	if (takes) {
		MHD_suspend_connection(j->connection);
		j->next = NULL;
		*q->last = j;
		q->last = &j->next;
		(void)pthread_cond_signal(&q->news);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return takes;
}

enum kua_code form_writer_start(struct kua_form *f, struct kua_error *err)
{
	f->queue.last = &f->queue.first;
	(void)pthread_mutex_init(&f->queue.lock, NULL);
	(void)pthread_cond_init(&f->queue.news, NULL);
	f->queue.runs = pthread_create(&f->queue.thread, NULL, work, f) == 0;
	return f->queue.runs ? KUA_OK : kua_fail(err, KUA_WORLD, "no thread can be started");
}

/* What waits is done first: who sent it is told. */
void form_writer_stop(struct kua_form *f)
{
	if (!f->queue.runs)
		return;
	(void)pthread_mutex_lock(&f->queue.lock);
	f->queue.ends = true;
	(void)pthread_cond_signal(&f->queue.news);
	(void)pthread_mutex_unlock(&f->queue.lock);
	(void)pthread_join(f->queue.thread, NULL);
	(void)pthread_mutex_destroy(&f->queue.lock);
	(void)pthread_cond_destroy(&f->queue.news);
}
