/*
 * reason.c - the reasons that accounts/ and names/ give, in the interface's language: they say them in English, in a few fixed phrases
 * which data/page has under "reason.". What is not among them stays as it is.
 */
#include <string.h>

#include "publish/words.h"

/* Phrases that hold something: what stands before, between and behind it. */
static const struct {
	const char *before, *between, *key;
} phrases[] = {
	{"the same voice, ", ", reported in ", "reason-voice"},
	{"all speak for ", NULL, "reason-organisation"},
};

static const char *phrase(const struct texts *w, const char *s, struct kua_arena *a)
{
	const char *fixed = texts_text_or(w, kua_arena_printf(a, "reason.%s", s), NULL);
	for (size_t i = 0; !fixed && i < sizeof phrases / sizeof *phrases; i++) {
		size_t n = strlen(phrases[i].before);
		const char *between = strncmp(s, phrases[i].before, n) || !phrases[i].between ? NULL : strstr(s + n, phrases[i].between);
		if (strncmp(s, phrases[i].before, n) != 0 || (phrases[i].between && !between))
			continue;
		const char *who = between ? kua_arena_strndup(a, s + n, (size_t)(between - s) - n) : s + n;
		who = texts_value(w, "class", who, a);
		long items = between ? strtol(between + strlen(phrases[i].between), NULL, 10) : 0;
		fixed = texts_two(w, phrases[i].key, who, texts_count(w, "count-items", items > 0 ? items : 1, a), a);
	}
	return fixed ? fixed : s;
}

const char *texts_reason(const struct texts *w, const char *s, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (const char *end; s && *s; s = end) {
		end = strstr(s, "; ");
		kua_buf_str(&b, phrase(w, end ? kua_arena_strndup(a, s, (size_t)(end - s)) : s, a));
		kua_buf_str(&b, end ? "; " : "");
		end = end ? end + 2 : s + strlen(s);
	}
	const char *said = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return said;
}
