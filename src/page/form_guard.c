/*
 * form_guard.c - a petition's form: the clock that cannot jump, the token without which nothing is taken, and how often somebody may sign.
 */
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "page/form.h"

enum { TOKEN_MAC = 16, TOKEN = 4 + TOKEN_MAC, TOKEN_TEXT = 32, SLOTS = 1 << 16, HOUR = 3600, MINUTE = 60 };

/* ---- time ---- */

/* The machine's running, sleep included. */
static int64_t seconds(void)
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
		kua_date_from_day((f->started_clock + seconds() - f->started) / (24 * HOUR), out);
}

/* ---- the token of a form: when it was opened, so that no other site can send one ---- */

static void mac_of(const struct kua_form *f, const unsigned char when[4], unsigned char mac[TOKEN_MAC])
{
	(void)crypto_generichash(mac, TOKEN_MAC, when, 4, f->key, sizeof f->key);
}

const char *form_token(const struct kua_form *f, struct kua_arena *a)
{
	unsigned char token[TOKEN];
	char *text = kua_arena_alloc(a, TOKEN_TEXT);
	uint32_t minute = (uint32_t)((seconds() - f->started) / MINUTE);
	memcpy(token, &minute, 4);
	mac_of(f, token, token + 4);
	return sodium_bin2base64(text, TOKEN_TEXT, token, sizeof token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool form_token_good(const struct kua_form *f, const char *text)
{
	unsigned char token[TOKEN], mac[TOKEN_MAC];
	uint32_t minute;
	size_t n = 0;
	if (!text || sodium_base642bin(token, sizeof token, text, strlen(text), NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    n != TOKEN)
		return false;
	mac_of(f, token, mac);
	memcpy(&minute, token, 4);
	return sodium_memcmp(mac, token + 4, TOKEN_MAC) == 0 && (seconds() - f->started) / MINUTE - minute <= KUA_FORM_HOURS * 60;
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

bool form_too_many(struct kua_form *f)
{
	int64_t minute = seconds() / MINUTE;
	(void)pthread_mutex_lock(&f->rate->lock);
	if (f->rate->minute != minute)
		f->rate->in_minute = 0;
	f->rate->minute = minute;
	bool over = ++f->rate->in_minute > (f->options.rate ? f->options.rate : KUA_FORM_RATE);
	(void)pthread_mutex_unlock(&f->rate->lock);
	return over;
}

bool form_too_often(struct kua_form *f, const char *address)
{
	unsigned char hash[16];
	uint64_t key;
	int64_t hour = seconds() / HOUR;
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

/* ---- start and end ---- */

void form_guard_start(struct kua_form *f)
{
	f->started = seconds();
	f->started_clock = (int64_t)time(NULL);
	kua_random(f->key, sizeof f->key);
	f->rate = kua_calloc(1, sizeof *f->rate);
	(void)pthread_mutex_init(&f->rate->lock, NULL);
}

void form_guard_end(struct kua_form *f)
{
	(void)pthread_mutex_destroy(&f->rate->lock);
	free(f->rate);
	kua_wipe(f->key, sizeof f->key);
}
