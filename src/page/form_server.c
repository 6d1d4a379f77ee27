/*
 * form_server.c - a petition's form: the library's callbacks, what may be sent, and how often. The web server before it is believed in nothing
 * but the request itself. Every address is relative and of one depth, so that the form works below any path of the campaign's site.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "custody/custody.h"
#include "page/fields.h"
#include "page/form.h"

enum { THREADS = 3, TOKEN_MAC = 16, TOKEN = 4 + TOKEN_MAC, TOKEN_TEXT = 32, SLOTS = 1 << 16, HOUR = 3600, MINUTE = 60 };

/* ---- time ---- */

int64_t form_seconds(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

void form_today(const struct kua_form *f, char out[11])
{
	if (f->options.today)
		(void)snprintf(out, 11, "%s", f->options.today);
	else
		kua_date_from_day((f->started_clock + form_seconds() - f->started) / (24 * HOUR), out);
}

/* ---- the token of a form: when it was opened, so that no other site can send one ---- */

static void mac_of(const struct kua_form *f, const unsigned char when[4], unsigned char mac[TOKEN_MAC])
{
	(void)crypto_generichash(mac, TOKEN_MAC, when, 4, f->key, sizeof f->key);
}

static const char *new_token(const struct kua_form *f, struct kua_arena *a)
{
	unsigned char token[TOKEN];
	char *text = kua_arena_alloc(a, TOKEN_TEXT);
	uint32_t minute = (uint32_t)((form_seconds() - f->started) / MINUTE);
	memcpy(token, &minute, 4);
	mac_of(f, token, token + 4);
	return sodium_bin2base64(text, TOKEN_TEXT, token, sizeof token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool good_token(const struct kua_form *f, const char *text)
{
	unsigned char token[TOKEN], mac[TOKEN_MAC];
	uint32_t minute;
	size_t n = 0;
	if (!text || sodium_base642bin(token, sizeof token, text, strlen(text), NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    n != TOKEN)
		return false;
	mac_of(f, token, mac);
	memcpy(&minute, token, 4);
	return sodium_memcmp(mac, token + 4, TOKEN_MAC) == 0 && (form_seconds() - f->started) / MINUTE - minute <= KUA_FORM_HOURS * 60;
}

/* ---- rates, in memory only ---- */

struct form_rate {
	pthread_mutex_t lock;
	int64_t minute;
	unsigned in_minute;
	struct {
		uint64_t address; /* a keyed hash */
		int64_t hour;
		unsigned n;
	} slots[SLOTS];
};

static bool too_many(struct kua_form *f)
{
	int64_t minute = form_seconds() / MINUTE;
	(void)pthread_mutex_lock(&f->rate->lock);
	if (f->rate->minute != minute)
		f->rate->in_minute = 0;
	f->rate->minute = minute;
	bool over = ++f->rate->in_minute > (f->options.rate ? f->options.rate : KUA_FORM_RATE);
	(void)pthread_mutex_unlock(&f->rate->lock);
	return over;
}

static bool too_often(struct kua_form *f, const char *address)
{
	unsigned char hash[16];
	uint64_t key;
	int64_t hour = form_seconds() / HOUR;
	(void)crypto_generichash(hash, sizeof hash, (const unsigned char *)address, strlen(address), f->key, sizeof f->key);
	memcpy(&key, hash, sizeof key);
	(void)pthread_mutex_lock(&f->rate->lock);
	size_t at = key % SLOTS;
	if (f->rate->slots[at].address != key || f->rate->slots[at].hour != hour)
		f->rate->slots[at].n = 0;
	f->rate->slots[at].address = key;
	f->rate->slots[at].hour = hour;
	bool often = ++f->rate->slots[at].n > KUA_FORM_ADDRESS_RATE;
	(void)pthread_mutex_unlock(&f->rate->lock);
	return often;
}

/* ---- a request on its way in ---- */

struct coming {
	struct kua_form *form;
	struct kua_arena *a;
	struct request q;
	struct fields query, fields;
	const char *origin_site; /* Sec-Fetch-Site */
	struct MHD_PostProcessor *post;
	size_t bytes;
	unsigned refused;
	struct form_job job;
	bool asked; /* the job was handed over */
};

static enum MHD_Result take_argument(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct coming *c = ctx;
	(void)kind;
	fields_piece(&c->query, name, value ? value : "", 0, value ? strlen(value) : 0);
	return MHD_YES;
}

static enum MHD_Result take_field(void *ctx, enum MHD_ValueKind kind, const char *name, const char *file, const char *type,
                                  const char *encoding, const char *data, uint64_t at, size_t n)
{
	struct coming *c = ctx;
	(void)kind, (void)type, (void)encoding;
	if (file || (c->bytes += n) > KUA_FORM_BYTES) {
		c->refused = MHD_HTTP_CONTENT_TOO_LARGE;
		return MHD_NO;
	}
	fields_piece(&c->fields, name, data, at, data ? n : 0);
	return MHD_YES;
}

static struct coming *begin(struct kua_form *f, struct MHD_Connection *m, const char *url, const char *method)
{
	struct coming *c = kua_calloc(1, sizeof *c);
	c->form = f;
	c->a = kua_arena_new();
	bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
	bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
	c->q.method = post ? METHOD_POST : get ? METHOD_GET : METHOD_OTHER;
	c->q.path = server_clean(c->a, url, strlen(url));
	c->q.languages = request_header(c->a, m, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
	c->origin_site = request_header(c->a, m, "Sec-Fetch-Site");
	c->job.connection = m;
	c->query = (struct fields){.a = c->a, .to = &c->q.query, .most = KUA_FORM_FIELDS};
	c->fields = (struct fields){.a = c->a, .to = &c->q.form, .most = KUA_FORM_FIELDS};
	(void)MHD_get_connection_values(m, MHD_GET_ARGUMENT_KIND, take_argument, c);
	fields_end(&c->query);
	if (post)
		c->post = MHD_create_post_processor(m, (size_t)4 << 10, take_field, c);
	return c;
}

static void end(void *ctx, struct MHD_Connection *m, void **state, enum MHD_RequestTerminationCode how)
{
	struct coming *c = *state;
	(void)ctx, (void)m, (void)how;
	if (!c)
		return;
	if (c->post)
		(void)MHD_destroy_post_processor(c->post);
	fields_end(&c->fields);
	kua_arena_free(c->a);
	free(c);
	*state = NULL;
}

/* ---- what was entered ---- */

static const char *entered(const struct coming *c, const char *name)
{
	const char *s = pairs_get(&c->q.form, name);
	if (!s)
		return NULL;
	s += strspn(s, " \t\r\n");
	size_t n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	return n ? kua_arena_strndup(c->a, s, n) : NULL;
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
static unsigned take_signature(const struct coming *c, struct kua_signature *s)
{
	const struct kua_form *f = c->form;
	char today[11];
	unsigned wrong = 0;
	form_today(f, today);
	*s = (struct kua_signature){.name = entered(c, "name"), .email = entered(c, "email"), .may_name = entered(c, "may-name") != NULL,
	                            .place = f->petition.asks_place ? entered(c, "place") : NULL,
	                            .born = f->petition.asks_born ? year_of(entered(c, "born")) : 0};
	if (!s->name || !good(&(struct kua_signature){.name = s->name}, today))
		wrong |= WRONG_NAME;
	if (!s->email || !good(&(struct kua_signature){.email = s->email}, today) || !kua_address_canonical(kua_desk_rules(f->options.desk), s->email, c->a))
		wrong |= WRONG_EMAIL;
	if (s->place && !good(&(struct kua_signature){.place = s->place}, today))
		wrong |= WRONG_PLACE;
	if (s->born && !good(&(struct kua_signature){.born = s->born}, today))
		wrong |= WRONG_BORN;
	if (!entered(c, "agree"))
		wrong |= WRONG_AGREE;
	if (!good_token(f, pairs_get(&c->q.form, "form")))
		wrong |= WRONG_OLD;
	return wrong;
}

static bool take_link(struct coming *c, const char *text)
{
	size_t n = 0;
	return text && strlen(text) == 2 * KUA_TOKEN_BYTES &&
	       sodium_hex2bin(c->job.token, KUA_TOKEN_BYTES, text, 2 * KUA_TOKEN_BYTES, NULL, &n, NULL) == 0 && n == KUA_TOKEN_BYTES;
}

/* ---- answers ---- */

static enum MHD_Result send_page(struct coming *c, unsigned status, const char *type, const struct kua_buf *b)
{
	struct MHD_Response *s = MHD_create_response_from_buffer(b->len, b->data ? b->data : (void *)"", MHD_RESPMEM_MUST_COPY);
	if (!s)
		return MHD_NO;
	server_headers(s);
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CONTENT_TYPE, type ? type : "text/html; charset=utf-8");
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_CACHE_CONTROL, type ? "max-age=31536000, immutable" : "no-store");
	(void)MHD_add_response_header(s, MHD_HTTP_HEADER_VARY, "Accept-Language");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		(void)MHD_add_response_header(s, MHD_HTTP_HEADER_RETRY_AFTER, "60");
	enum MHD_Result done = MHD_queue_response(c->job.connection, status, s);
	MHD_destroy_response(s);
	return done;
}

static struct form_view view_of(struct coming *c, struct kua_buf *b)
{
	const char *chosen = pairs_get(&c->q.form, "language");
	if (!chosen)
		chosen = pairs_get(&c->q.query, "lang");
	struct form_view x = {.form = c->form, .sent = &c->q.form, .token = new_token(c->form, c->a)};
	x.v = (struct visit){.a = c->a, .out = b, .w = texts_choose(c->form->words, chosen ? chosen : c->q.languages)};
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

/* The status of a page that is there at once; 0: a job is wanted first. */
static unsigned show_now(struct coming *c, struct form_view *x)
{
	struct form_job *j = &c->job;
	bool post = c->q.method == METHOD_POST;
	const char *path = c->q.path, *link = pairs_get(post ? &c->q.form : &c->q.query, "t");
	if (c->refused)
		return show_message(x, c->refused, "sign-busy", "sign-busy-text");
	if (c->q.method == METHOD_OTHER)
		return show_message(x, MHD_HTTP_METHOD_NOT_ALLOWED, "sign-unknown", "sign-unknown-text");
	if (post && c->origin_site && strcmp(c->origin_site, "cross-site") == 0)
		return show_message(x, MHD_HTTP_FORBIDDEN, "sign-unknown", "sign-unknown-text");
	if (!post && strcmp(path, "/") == 0) {
		form_show(x);
		return MHD_HTTP_OK;
	}
	if (post && strcmp(path, "/sign") == 0) {
		j->what = FORM_SIGN;
		x->wrong = take_signature(c, &j->s);
		if (x->wrong) {
			form_show(x);
			return MHD_HTTP_UNPROCESSABLE_CONTENT;
		}
		if (too_many(c->form))
			return show_message(x, MHD_HTTP_SERVICE_UNAVAILABLE, "sign-busy", "sign-busy-text");
		j->quiet = too_often(c->form, kua_address_canonical(kua_desk_rules(c->form->options.desk), j->s.email, c->a));
		return 0;
	}
	bool look = !post && strcmp(path, "/confirm") == 0, confirm = post && strcmp(path, "/confirm") == 0;
	if ((!look && !confirm && !(post && strcmp(path, "/withdraw") == 0)) || !take_link(c, link))
		return show_message(x, MHD_HTTP_NOT_FOUND, "sign-unknown", "sign-unknown-text");
	j->what = look ? FORM_LOOK : confirm ? FORM_CONFIRM : FORM_WITHDRAW;
	return 0;
}

static enum MHD_Result answer(struct coming *c)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_form *f = c->form;
	if (c->q.method == METHOD_GET && strcmp(c->q.path, f->style_path) == 0)
		return send_page(c, MHD_HTTP_OK, "text/css; charset=utf-8", &f->style);
	struct form_view x = view_of(c, &b);
	unsigned status = c->asked ? show_job(&x, &c->job) : show_now(c, &x);
	if (!status) {
		c->asked = true;
		c->job.a = c->a;
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
	struct coming *c = *state;
	(void)version;
	if (!c) {
		*state = begin(ctx, m, url, method);
		return MHD_YES;
	}
	if (*n) {
		if (c->post && !c->refused && MHD_post_process(c->post, data, *n) != MHD_YES && !c->refused)
			c->refused = MHD_HTTP_BAD_REQUEST;
		*n = 0;
		return MHD_YES;
	}
	fields_end(&c->fields);
	return answer(c);
}

/* ---- start and stop ---- */

static enum kua_code listen_on(struct kua_form *f, struct kua_error *err)
{
	const char *address = f->options.address ? f->options.address : "127.0.0.1";
	struct sockaddr_storage at;
	enum kua_code code = server_socket(address, f->options.port, &at, err);
	if (code != KUA_OK)
		return code;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (at.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	f->daemon = MHD_start_daemon(flags, (uint16_t)f->options.port, NULL, NULL, handle, f, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_THREAD_POOL_SIZE,
	                             (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)KUA_FORM_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
	                             (unsigned)KUA_FORM_SILENCE, MHD_OPTION_CONNECTION_MEMORY_LIMIT, KUA_FORM_BYTES, MHD_OPTION_NOTIFY_COMPLETED, end,
	                             NULL, MHD_OPTION_END);
	if (!f->daemon)
		return kua_fail(err, KUA_WORLD, "%s port %u cannot be listened on: is another program there?", address, f->options.port);
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(f->daemon, MHD_DAEMON_INFO_BIND_PORT);
	(void)snprintf(f->address, sizeof f->address, strchr(address, ':') ? "http://[%s]:%u/" : "http://%s:%u/", address,
	               info ? info->port : f->options.port);
	return KUA_OK;
}

static enum kua_code load_style(struct kua_form *f, struct kua_error *err)
{
	char hex[KUA_SHA256_HEX + 1];
	struct kua_buf path = KUA_BUF_INIT;
	kua_buf_printf(&path, "%s/form/style.css", f->options.data_dir);
	enum kua_code code = kua_read_file(path.data, (size_t)1 << 20, &f->style, err);
	kua_buf_free(&path);
	kua_sha256(f->style.data ? f->style.data : "", f->style.len, hex);
	(void)snprintf(f->style_path, sizeof f->style_path, "/%.12s.css", hex);
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
	f->started = form_seconds();
	f->started_clock = (int64_t)time(NULL);
	kua_random(f->key, sizeof f->key);
	f->rate = kua_calloc(1, sizeof *f->rate);
	(void)pthread_mutex_init(&f->rate->lock, NULL);
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
	(void)pthread_mutex_destroy(&f->rate->lock);
	free(f->rate);
	kua_wipe(f->key, sizeof f->key);
	free(f);
}
