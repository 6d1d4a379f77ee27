/* search.c - kua search: words, phrases and beginnings of words in the items, in any script. */
#include <stdlib.h>
#include <string.h>

#include "verbs/verbs.h"

enum { MOST = 20, MOST_OF_ALL = 100000 };

static enum kua_code most_of(const struct kua_call *call, size_t *most, struct kua_error *err)
{
	const char *said = kua_call_option(call, "most");
	char *end;
	*most = MOST;
	if (!said)
		return KUA_OK;
	long n = strtol(said, &end, 10);
	if (end == said || *end || n < 1 || n > MOST_OF_ALL)
		return kua_fail(err, KUA_USE, "--most takes a number from 1 to %d, not '%s'", MOST_OF_ALL, said);
	*most = (size_t)n;
	return KUA_OK;
}

/* The snippet without the marks around what was found. */
static const char *unmarked(struct kua_arena *a, const char *s)
{
	char *out = kua_arena_strdup(a, s ? s : ""), *to = out;
	for (const char *p = out; *p; p++)
		if (*p != '\1' && *p != '\2')
			*to++ = *p;
	*to = '\0';
	return out;
}

static void hit_json(const struct kua_call *call, const struct kua_hit *h)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"type\":\"hit\",\"item\":");
	kua_json_string(&b, h->item);
	kua_buf_str(&b, ",\"title\":");
	kua_json_string(&b, h->title);
	kua_buf_str(&b, ",\"snippet\":");
	kua_json_string(&b, unmarked(call->arena, h->snippet));
	kua_buf_str(&b, "}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

/* The snippet on a line of its own, for the terminal to wrap; what was found in bold. */
static void snippet(struct kua_call *call, const char *s)
{
	kua_out("    ");
	for (size_t n; *s; s += n) {
		bool found = *s == '\1';
		s += *s == '\1' || *s == '\2';
		n = strcspn(s, "\1\2");
		const char *piece = kua_arena_strndup(call->arena, s, n);
		if (found)
			kua_out_bold(call, piece);
		else
			kua_out_text(piece);
	}
	kua_out("\n");
}

static void hit_text(struct kua_call *call, const struct kua_hit *h)
{
	kua_out_text(h->item);
	kua_out("  ");
	kua_out_bold(call, h->title ? h->title : "");
	kua_out("\n");
	if (h->snippet && call->colour)
		snippet(call, h->snippet);
	else if (h->snippet)
		kua_out_wrapped(call, 4, unmarked(call->arena, h->snippet));
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_buf words = KUA_BUF_INIT;
	struct kua_casebook *cb = NULL;
	struct kua_hit *v = NULL;
	size_t n = 0, most;
	enum kua_code code = most_of(call, &most, err);
	for (size_t i = 1; i < call->n_args; i++)
		kua_buf_printf(&words, i > 1 ? " %s" : "%s", call->args[i]);
	if (code == KUA_OK)
		code = kua_call_open(call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_casebook_search(cb, words.data, most, call->arena, &v, &n, err);
	for (size_t i = 0; code == KUA_OK && i < n; i++)
		if (call->json)
			hit_json(call, &v[i]);
		else
			hit_text(call, &v[i]);
	if (code == KUA_OK && n == 0)
		kua_note("%s: no item has all of these words", call->args[0]);
	kua_casebook_close(cb);
	kua_buf_free(&words);
	return code;
}

const struct kua_verb kua_verb_search = {
	.name = "search",
	.args = "CASEBOOK WORD...",
	.summary = "Find items by words, phrases and beginnings of words",
	.about = "Items that have all the words, best first. \"Words in quotes\" must stand together; a star at the end of a word\n"
	         "stands for any ending, which helps in languages with many of them. Capitals and accents do not matter.",
	.options =
		(const struct kua_option[]){
			{"most", "N", "at most so many items (20 unless said)"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Where the square is named", "kua search case.kua square"},
			{"Any ending, and a phrase", "kua search case.kua 'strik*' '\"oil workers\"'"},
			{0},
		},
	.least = 2,
	.most = SIZE_MAX,
	.run = run,
};
