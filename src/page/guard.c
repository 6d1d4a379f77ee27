/*
 * guard.c - who may ask. A page on loopback is still open to every program of the machine and to every web site in the same
 * browser. So: the name we are asked by must be ours (a foreign name that was pointed at loopback is refused), what a
 * browser says of where a request comes from must be here, the first address carries a token that only the terminal shows, and
 * what writes carries another that only our own forms have.
 */
#include <sodium.h>
#include <string.h>

#include "page/internal.h"

#define COOKIE "kua"

static void random_token(char out[GUARD_TOKEN])
{
	unsigned char bytes[32];
	randombytes_buf(bytes, sizeof bytes);
	(void)sodium_bin2base64(out, GUARD_TOKEN, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void guard_init(struct guard *g, const char *address, unsigned port)
{
	*g = (struct guard){.lock = PTHREAD_MUTEX_INITIALIZER};
	random_token(g->token);
	random_token(g->session);
	random_token(g->form);
	static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
	for (size_t i = 0; i < 3; i++)
		(void)snprintf(g->host[i], sizeof g->host[i], "%s:%u", names[i], port);
	(void)snprintf(g->host[3], sizeof g->host[3], strchr(address, ':') ? "[%s]:%u" : "%s:%u", address, port);
}

/* Takes as long whether they differ early or late. */
static bool same_token(const char *a, const char *b)
{
	return a && strlen(a) == GUARD_TOKEN - 1 && sodium_memcmp(a, b, GUARD_TOKEN - 1) == 0;
}

const char *pairs_get(const struct pairs *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i].name, name) == 0)
			return p->v[i].value;
	return NULL;
}

const char *request_cookie(const struct request *q, const char *name, struct kua_arena *a)
{
	size_t n = strlen(name);
	for (const char *c = q->cookies; c && *c;) {
		c += strspn(c, "; ");
		size_t len = strcspn(c, ";");
		if (len > n && strncmp(c, name, n) == 0 && c[n] == '=')
			return kua_arena_strndup(a, c + n + 1, len - n - 1);
		c += len;
	}
	return NULL;
}

static bool known_host(const struct guard *g, const char *host)
{
	for (size_t i = 0; host && i < sizeof g->host / sizeof *g->host; i++)
		if (strcasecmp(host, g->host[i]) == 0)
			return true;
	return false;
}

/* A browser says where a request comes from; "none" is the address bar. What says nothing is no browser of today. */
static bool comes_from_here(const struct request *q)
{
	static const char http[] = "http://";
	if (q->origin && (strncmp(q->origin, http, sizeof http - 1) != 0 || strcasecmp(q->origin + sizeof http - 1, q->host) != 0))
		return false;
	if (q->method != METHOD_GET && q->fetch_site && strcmp(q->fetch_site, "same-origin") != 0)
		return false;
	return q->method == METHOD_GET || q->origin || q->fetch_site;
}

static bool too_many_wrong(struct guard *g, int64_t minute, bool one_more)
{
	(void)pthread_mutex_lock(&g->lock);
	if (g->minute != minute) {
		g->minute = minute;
		g->wrong = 0;
	}
	g->wrong += one_more;
	bool too_many = g->wrong > KUA_PAGE_WRONG_TOKENS;
	(void)pthread_mutex_unlock(&g->lock);
	return too_many;
}

static bool refuse(struct response *r, unsigned status)
{
	r->status = status;
	return false;
}

static bool take_token(struct guard *g, const char *token, int64_t minute, struct kua_arena *a, struct response *r)
{
	if (too_many_wrong(g, minute, false))
		return refuse(r, 429);
	if (!same_token(token, g->token)) {
		(void)too_many_wrong(g, minute, true);
		return refuse(r, 403);
	}
	r->status = 303;
	r->location = "/";
	r->set_cookie[0] = kua_arena_printf(a, COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict", g->session);
	return false;
}

bool guard_knows(const struct guard *g, const struct request *q, struct kua_arena *a)
{
	return known_host(g, q->host) && q->method != METHOD_OTHER && comes_from_here(q) &&
	       same_token(request_cookie(q, COOKIE, a), g->session);
}

bool guard_form(const struct guard *g, const struct request *q)
{
	return same_token(pairs_get(&q->form, "form"), g->form);
}

bool guard_allows(struct guard *g, const struct request *q, int64_t minute, struct kua_arena *a, struct response *r)
{
	if (!known_host(g, q->host))
		return refuse(r, 421);
	if (q->method == METHOD_OTHER)
		return refuse(r, 405);
	if (!comes_from_here(q))
		return refuse(r, 403);
	const char *token = pairs_get(&q->query, "token");
	if (token && q->method == METHOD_GET && strcmp(q->path, "/") == 0)
		return take_token(g, token, minute, a, r);
	if (!same_token(request_cookie(q, COOKIE, a), g->session))
		return refuse(r, 401);
	if (q->method == METHOD_POST && !guard_form(g, q))
		return refuse(r, 403);
	return true;
}
