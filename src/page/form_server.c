/*
 * form_server.c - a petition's form: what is asked, what was entered, and the answer. The web server before it is believed in nothing but the
 * request itself. Every address is relative and of one depth, so that the form works below any path of the campaign's site.
 */
#include <sodium.h>
#include <string.h>

#include "page/form.h"
#include "page/http.h"

enum { THREADS = 3 };

struct asking { /* one request */
	struct coming in;
	struct form_job job;
	bool asked; /* the job was handed over */
};

/* ---- what was entered ---- */

static const char *entered(const struct asking *c, const char *name)
{
	const char *s = pairs_get(&c->in.q.form, name);
	if (!s)
		return NULL;
	s += strspn(s, " \t\r\n");
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	return n ? kua_arena_strndup(c->in.a, s, n) : NULL;
}

/* Is this field by itself one that somebody can sign with? */
static bool good(const struct kua_signature *field, const char *today)
{
	struct kua_error err;
	struct kua_signature s = *field;
	s.name = s.name ? s.name : "Anna";
	return kua_signature_check(&s, today, &err) == KUA_OK;
}

static int64_t year_of(const char *s)
{
	char *stop;
	long n = s ? strtol(s, &stop, 10) : 0;
	return !s ? 0 : strlen(s) != 4 || *stop ? -1 : n;
}

/* The signature of a form; what is wrong with it. */
static unsigned take_signature(const struct asking *c, struct kua_signature *s)
{
	const struct kua_form *f = c->in.server;
	char today[11];
	unsigned wrong = 0;
	form_today(f, today);
	*s = (struct kua_signature){.name = entered(c, "name"), .email = entered(c, "email"), .may_name = entered(c, "may-name") != NULL,
	                            .place = f->petition.asks_place ? entered(c, "place") : NULL,
	                            .born = f->petition.asks_born ? year_of(entered(c, "born")) : 0};
	if (!s->name || !good(&(struct kua_signature){.name = s->name}, today))
		wrong |= WRONG_NAME;
	if (!s->email || !good(&(struct kua_signature){.email = s->email}, today) || !kua_address_canonical(kua_desk_rules(f->options.desk), s->email, c->in.a))
		wrong |= WRONG_EMAIL;
	if (s->place && !good(&(struct kua_signature){.place = s->place}, today))
		wrong |= WRONG_PLACE;
	if (s->born && !good(&(struct kua_signature){.born = s->born}, today))
		wrong |= WRONG_BORN;
	if (!entered(c, "agree"))
		wrong |= WRONG_AGREE;
	if (!form_token_good(f, pairs_get(&c->in.q.form, "form")))
		wrong |= WRONG_OLD;
	return wrong;
}

static bool take_link(struct asking *c, const char *text)
{
	size_t n = 0;
	return text && strlen(text) == 2 * KUA_TOKEN_BYTES &&
	       sodium_hex2bin(c->job.token, KUA_TOKEN_BYTES, text, 2 * KUA_TOKEN_BYTES, NULL, &n, NULL) == 0 && n == KUA_TOKEN_BYTES;
}

/* ---- answers ---- */

static enum MHD_Result send_page(struct asking *c, unsigned status, const char *type, const struct kua_buf *b)
{
	struct MHD_Response *s = http_body(b);
	if (!s)
		return MHD_NO;
	http_headers(s, type, type ? "max-age=31536000, immutable" : "no-store");
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_VARY, "Accept-Language");
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_RETRY_AFTER, "60");
	return http_send(c->in.connection, status, s);
}

static struct form_view view_of(struct asking *c, struct kua_buf *b)
{
	struct kua_form *f = c->in.server;
	const struct request *q = &c->in.q;
	const char *chosen = pairs_get(&q->form, "language");
	if (!chosen)
		chosen = pairs_get(&q->query, "lang");
	struct form_view x = {.form = f, .sent = &q->form, .token = form_token(f, c->in.a)};
	x.v = (struct visit){.a = c->in.a, .out = b, .w = texts_choose(f->words, chosen ? chosen : q->languages)};
	return x;
}

static unsigned show_message(struct form_view *x, unsigned status, const char *title, const char *text)
{
	form_show_message(x, title, text);
	return status;
}

/* The page of a job that is done. */
static unsigned show_job(struct form_view *x, const struct form_job *j)
{
	if (j->failed)
		return show_message(x, MHD_HTTP_SERVICE_UNAVAILABLE, "sign-busy", "sign-busy-text");
	if (j->what == FORM_SIGN && j->closed) {
		form_show(x);
		return MHD_HTTP_FORBIDDEN;
	}
	if (j->what == FORM_SIGN) {
		form_show_thanks(x);
		return MHD_HTTP_OK;
	}
	if (!j->known)
		return show_message(x, MHD_HTTP_NOT_FOUND, "sign-unknown", "sign-unknown-text");
	form_show_row(x, j);
	return MHD_HTTP_OK;
}

/* What was entered to sign with. The status of a page that says why not; 0: it is to be written. */
static unsigned show_sign(struct asking *c, struct form_view *x)
{
	struct kua_form *f = c->in.server;
	struct form_job *j = &c->job;
	j->what = FORM_SIGN;
	x->wrong = take_signature(c, &j->s);
	if (x->wrong) {
		form_show(x);
		return MHD_HTTP_UNPROCESSABLE_CONTENT;
	}
	if (form_too_many(f))
		return show_message(x, MHD_HTTP_SERVICE_UNAVAILABLE, "sign-busy", "sign-busy-text");
	j->quiet = form_too_often(f, kua_address_canonical(kua_desk_rules(f->options.desk), j->s.email, c->in.a));
	return 0;
}

/* The status of a page that is there at once; 0: a job is wanted first. */
static unsigned show_now(struct asking *c, struct form_view *x)
{
	const struct request *q = &c->in.q;
	bool post = q->method == METHOD_POST;
	if (c->in.refused)
		return show_message(x, c->in.refused, "sign-busy", "sign-busy-text");
	if (q->method == METHOD_OTHER)
		return show_message(x, MHD_HTTP_METHOD_NOT_ALLOWED, "sign-unknown", "sign-unknown-text");
	if (post && q->fetch_site && strcmp(q->fetch_site, "cross-site") == 0)
		return show_message(x, MHD_HTTP_FORBIDDEN, "sign-unknown", "sign-unknown-text");
	if (!post && strcmp(q->path, "/") == 0) {
		form_show(x);
		return MHD_HTTP_OK;
	}
	if (post && strcmp(q->path, "/sign") == 0)
		return show_sign(c, x);
	bool confirm = strcmp(q->path, "/confirm") == 0, withdraw = post && strcmp(q->path, "/withdraw") == 0;
	if ((!confirm && !withdraw) || !take_link(c, pairs_get(post ? &q->form : &q->query, "t")))
		return show_message(x, MHD_HTTP_NOT_FOUND, "sign-unknown", "sign-unknown-text");
	c->job.what = withdraw ? FORM_WITHDRAW : post ? FORM_CONFIRM : FORM_LOOK;
	return 0;
}

static enum MHD_Result answer(struct asking *c)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_form *f = c->in.server;
	if (c->in.q.method == METHOD_GET && strcmp(c->in.q.path, f->style_path) == 0)
		return send_page(c, MHD_HTTP_OK, "text/css; charset=utf-8", &f->style);
	struct form_view x = view_of(c, &b);
	unsigned status = c->asked ? show_job(&x, &c->job) : show_now(c, &x);
	if (!status) {
		c->asked = true;
		c->job.a = c->in.a;
		c->job.language = texts_language(x.v.w);
		if (form_writer_take(f, &c->job)) {
			kua_buf_free(&b);
			return MHD_YES; /* it is asked again when the job is done */
		}
		status = show_message(&x, MHD_HTTP_SERVICE_UNAVAILABLE, "sign-busy", "sign-busy-text");
	}
	enum MHD_Result done = send_page(c, status, NULL, &b);
	kua_buf_free(&b);
	return done;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *m, const char *url, const char *method, const char *version,
                              const char *data, size_t *n, void **state)
{
	static const struct coming_rules rules = {.fields = KUA_FORM_FIELDS, .bytes = KUA_FORM_BYTES, .window = (size_t)4 << 10};
	struct asking *c = *state;
	(void)version;
	if (!c) {
		*state = c = kua_calloc(1, sizeof *c);
		coming_begin(&c->in, &rules, ctx, m, url, method);
		c->job.connection = m;
		return MHD_YES;
	}
	return coming_more(&c->in, data, n) ? MHD_YES : answer(c);
}

static void end(void *ctx, struct MHD_Connection *m, void **state, enum MHD_RequestTerminationCode how)
{
	struct asking *c = *state;
	(void)ctx, (void)m, (void)how;
	if (!c)
		return;
	coming_end(&c->in);
	free(c);
	*state = NULL;
}

/* ---- start and stop ---- */

static enum kua_code listen_on(struct kua_form *f, struct kua_error *err)
{
	struct listening l = {.address = f->options.address, .port = f->options.port, .threads = THREADS, .connections = KUA_FORM_CONNECTIONS,
	                      .silence = KUA_FORM_SILENCE, .head = KUA_FORM_BYTES, .handle = handle, .end = end, .server = f};
	f->daemon = http_listen(&l, err);
	if (!f->daemon)
		return err->code;
	(void)snprintf(f->address, sizeof f->address, "%s", l.url);
	return KUA_OK;
}

static enum kua_code load_style(struct kua_form *f, struct kua_error *err)
{
	char mark[HTTP_MARK];
	enum kua_code code = http_asset(f->options.data_dir, "form/style.css", &f->style, mark, err);
	if (code == KUA_OK)
		(void)snprintf(f->style_path, sizeof f->style_path, "/%s.css", mark);
	return code;
}

static enum kua_code know_petition(struct kua_form *f, struct kua_error *err)
{
	struct kua_totals t;
	char today[11];
	f->petition = *kua_desk_petition(f->options.desk);
	if (!f->petition.address)
		return kua_fail(err, KUA_USE, "the petition has no address by which the public finds the form, so no link can lead to it: "
		                "kua petition change PETITION --address https://...");
	if (!f->petition.by || !f->petition.contact)
		return kua_fail(err, KUA_USE, "a form says who is responsible for the names and how to reach them: kua petition change PETITION --by WHO "
		                "--contact TEXT");
	enum kua_code code = kua_desk_totals(f->options.desk, &t, err);
	if (code != KUA_OK)
		return code;
	f->signed_by = t.state[KUA_CONFIRMED] + t.state[KUA_COUNTED];
	form_today(f, today);
	const char *day = f->petition.seen && strcmp(f->petition.seen, today) > 0 ? f->petition.seen : today;
	f->closed = f->petition.closes && strcmp(day, f->petition.closes) > 0;
	return KUA_OK;
}

enum kua_code kua_form_start(const struct kua_form_options *options, struct kua_form **out, struct kua_error *err)
{
	struct kua_form *f = kua_calloc(1, sizeof *f);
	f->options = *options;
	form_guard_start(f);
	enum kua_code code = know_petition(f, err);
	if (code == KUA_OK)
		code = texts_load(options->data_dir, "form", &f->words, err);
	if (code == KUA_OK)
		code = load_style(f, err);
	if (code == KUA_OK)
		code = form_writer_start(f, err);
	if (code == KUA_OK)
		code = listen_on(f, err);
	if (code == KUA_OK)
		*out = f;
	else
		kua_form_stop(f);
	return code;
}

const char *kua_form_address(const struct kua_form *f)
{
	return f->address;
}

void kua_form_stop(struct kua_form *f)
{
	if (!f)
		return;
	form_writer_stop(f); /* first: no connection may be aside when the library ends */
	if (f->daemon)
		MHD_stop_daemon(f->daemon);
	texts_free(f->words);
	kua_buf_free(&f->style);
	form_guard_end(f);
	free(f);
}
