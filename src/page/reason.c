/*
 * reason.c - the reasons that accounts/ and names/ give, in the interface's language: they say them in English, in a few fixed phrases
 * which data/page has under "reason.". What is not among them stays as it is.
 */
#include <string.h>

#include "page/internal.h"

/* Phrases that hold something: what stands before, between and behind it. */
static const struct {
	const char *before, *between, *key;
} phrases[] = {
	{"the same voice, ", ", reported in ", "reason-voice"},
	{"all speak for ", NULL, "reason-organisation"},
};

static void phrase(struct visit *v, const char *s)
{
	const char *fixed = texts_text_or(v->w, kua_arena_printf(v->a, "reason.%s", s), NULL);
	for (size_t i = 0; !fixed && i < sizeof phrases / sizeof *phrases; i++) {
		size_t n = strlen(phrases[i].before);
		const char *between = strncmp(s, phrases[i].before, n) || !phrases[i].between ? NULL : strstr(s + n, phrases[i].between);
		if (strncmp(s, phrases[i].before, n) != 0 || (phrases[i].between && !between))
			continue;
		const char *who = between ? kua_arena_strndup(v->a, s + n, (size_t)(between - s) - n) : s + n;
		who = texts_text_or(v->w, kua_arena_printf(v->a, "class.%s", who), who);
		long items = between ? strtol(between + strlen(phrases[i].between), NULL, 10) : 0;
		fixed = texts_two(v->w, phrases[i].key, who, texts_count(v->w, "hits", items > 0 ? items : 1, v->a), v->a);
	}
	put_text(v, fixed ? fixed : s);
}

void put_why(struct visit *v, const char *s)
{
	for (const char *end; s && *s; s = end) {
		end = strstr(s, "; ");
		phrase(v, end ? kua_arena_strndup(v->a, s, (size_t)(end - s)) : s);
		put(v, end ? "; " : "");
		end = end ? end + 2 : s + strlen(s);
	}
}
