/* search.c - kua search: words, phrases and beginnings of words in items, names and claims, in any script. */
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
	const struct {
		const char *name, *value;
	} members[] = {{"kind", kua_shapes[h->kind].type}, {kua_shapes[h->kind].type, h->id}, {"title", h->title},
	               {"snippet", unmarked(call->arena, h->snippet)}};
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"type\":\"hit\"");
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		kua_buf_printf(&b, ",\"%s\":", members[i].name);
		kua_json_string(&b, members[i].value);
	}
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
	kua_out_text(h->id);
	kua_out("  ");
	kua_out_bold(call, h->title ? h->title : "");
	kua_out("\n");
	if (h->snippet && call->colour)
		snippet(call, h->snippet);
	else if (h->snippet)
		kua_out_wrapped(call, 4, unmarked(call->arena, h->snippet));
}

static const struct {
	const char *option;
	enum kua_facet facet;
} filters[] = {{"kind", KUA_FACET_KIND}, {"act", KUA_FACET_ACT}, {"status", KUA_FACET_STATUS}, {"person", KUA_FACET_PERSON},
               {"place", KUA_FACET_PLACE}, {"language", KUA_FACET_LANGUAGE}, {"document", KUA_FACET_DOCUMENT}};

static void wanted_of(const struct kua_call *call, struct kua_wanted *w)
{
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		const char *value = kua_call_option(call, filters[i].option);
		if (value)
			w->filters[w->n++] = (struct kua_filter){filters[i].facet, value};
	}
	w->since = kua_call_option(call, "since");
	w->until = kua_call_option(call, "until");
}

static enum kua_code search(struct kua_call *call, const struct kua_wanted *w, struct kua_found *found, struct kua_error *err)
{
	struct kua_casebook *cb = NULL;
	struct kua_catalogue *c = NULL;
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_catalogue_make(cb, &c, err);
	if (code == KUA_OK)
		code = kua_casebook_search(cb, c, w, call->arena, found, err);
	kua_catalogue_free(c);
	kua_casebook_close(cb);
	return code;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct kua_buf words = KUA_BUF_INIT;
	struct kua_found found = {0};
	struct kua_session s;
	struct kua_wanted w = {0};
	for (size_t i = 1; i < call->n_args; i++)
		kua_buf_printf(&words, i > 1 ? " %s" : "%s", call->args[i]);
	enum kua_code code = most_of(call, &w.most, err);
	if (code == KUA_OK)
		code = kua_session_start(call, KUA_WITH_KNOWLEDGE, &s, err);
	if (code == KUA_OK) {
		struct kua_sounds sounds = kua_flow_sounds(&s.knowledge);
		wanted_of(call, &w);
		w.words = words.data;
		w.sounds = &sounds;
		code = search(call, &w, &found, err);
		kua_session_end(&s);
	}
	for (size_t i = 0; code == KUA_OK && i < found.n; i++)
		if (call->json)
			hit_json(call, &found.v[i]);
		else
			hit_text(call, &found.v[i]);
	if (code == KUA_OK && found.n == 0)
		kua_note("%s: nothing has all of these words", call->args[0]);
	kua_buf_free(&words);
	return code;
}

const struct kua_verb kua_verb_search = {
	.name = "search",
	.args = "CASEBOOK [WORD...]",
	.summary = "Find items, names and claims by words, in any script",
	.about = "What has all the words: people, places and organisations first, then items and claims, best first. A word is found in\n"
	         "every script: Zhanaozen also where it is written in Cyrillic, and in what case. \"Words in quotes\" must stand together,\n"
	         "as they are; a star at the end of a word stands for any ending; a word with a minus before it must not be there\n"
	         "(after --, as it looks like an option). Capitals and accents do not matter.",
	.options =
		(const struct kua_option[]){
			{"most", "N", "at most so many (20 unless said)"},
			{"kind", "KIND", "only these: item, figure, case_step, harm, action, person, place or organisation"},
			{"act", "ACT", "only what tells of this act or step: killed, arrested ..."},
			{"person", "NAME", "only what names this person or organisation: an id, or a name in any script"},
			{"place", "NAME", "only what names this place"},
			{"status", "STATUS", "only what is suggested, confirmed, rejected or amended, or has such a claim"},
			{"language", "TAG", "only in this language: en, ru, kk ..."},
			{"document", "ID", "only from this document"},
			{"since", "DATE", "only from this day, month or year on"},
			{"until", "DATE", "only up to this day, month or year"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Where the square is named", "kua search case.kua square"},
			{"Claims that somebody was killed, told of in January 2012 or later", "kua search case.kua --act killed --since 2012 workers"},
			{"Any ending, and a phrase", "kua search case.kua 'strik*' '\"oil workers\"'"},
			{0},
		},
	.least = 1,
	.most = SIZE_MAX,
	.run = run,
};
