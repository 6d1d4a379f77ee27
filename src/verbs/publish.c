/* publish.c - kua publish: the casebook as a static site in a folder, and as one ZIP. */
#include <string.h>

#include "custody/custody.h"
#include "publish/site.h"
#include "verbs/folder.h"
#include "verbs/makings.h"
#include "verbs/verbs.h"

enum { LANGUAGES = 32 };
#define HISTORY_BYTES ((size_t)64 << 20)
#define TEXT_BYTES ((size_t)1 << 20)
#define MADE_BYTES ((size_t)256 << 20)

struct publishing {
	struct kua_call *call;
	struct kua_casebook *cb;
	struct kua_beside beside;
	struct kua_loaded loaded;
	struct kua_site_input in;
	struct all_texts *texts;
	const struct texts *languages[LANGUAGES];
	struct kua_buf style, script, history;
	struct kua_folder *folder;
	/* what all of it is made of, and what was made of what when it was published last */
	struct kua_makings *makings;
	struct kua_site_again again;
	char of[KUA_SHA256_HEX + 1];    /* the whole; "" where that cannot be told */
	char pages[KUA_SHA256_HEX + 1]; /* what goes into every page */
	const char *seal;               /* of the journal's last entry */
	bool warned;
};

/* ---- what goes in ---- */

static const char *title_of(const struct publishing *p)
{
	const char *said = kua_call_option(p->call, "title"), *slash = strrchr(p->call->args[0], '/');
	const char *name = slash ? slash + 1 : p->call->args[0];
	size_t n = strlen(name);
	if (said)
		return said;
	return n > 4 && strcmp(name + n - 4, ".kua") == 0 ? kua_arena_strndup(p->call->arena, name, n - 4) : name;
}

static enum kua_code url_of(struct publishing *p, struct kua_error *err)
{
	const char *said = kua_call_option(p->call, "url");
	if (!said)
		return KUA_OK;
	if (strncmp(said, "http://", 7) != 0 && strncmp(said, "https://", 8) != 0)
		return kua_fail(err, KUA_USE, "--url '%s' is no address like https://example.org/case/", said);
	if (said[strcspn(said, " \t\r\n\"'<>?#")])
		return kua_fail(err, KUA_USE, "--url '%s' holds a character that no address of a site has", said);
	p->in.url = kua_arena_printf(p->call->arena, "%s%s", said, said[strlen(said) - 1] == '/' ? "" : "/");
	return KUA_OK;
}

/* The texts of a language by its tag; NULL where there are none. */
static const struct texts *texts_of(const struct publishing *p, const char *tag, size_t n)
{
	const struct texts *all[LANGUAGES];
	size_t known = texts_languages(p->texts, NULL);
	if (known > LANGUAGES)
		return NULL;
	(void)texts_languages(p->texts, all);
	for (size_t i = 0; i < known; i++)
		if (strlen(texts_language(all[i])) == n && strncasecmp(texts_language(all[i]), tag, n) == 0)
			return all[i];
	return NULL;
}

static void add_language(struct publishing *p, const struct texts *w)
{
	for (size_t i = 0; i < p->in.n_languages; i++)
		if (p->languages[i] == w)
			return;
	if (w && p->in.n_languages < LANGUAGES)
		p->languages[p->in.n_languages++] = w;
}

/* Those that were asked for; else those in which something is written, English first. */
static enum kua_code choose_languages(struct publishing *p, struct kua_error *err)
{
	const char *said = kua_call_option(p->call, "languages");
	p->in.languages = p->languages;
	for (const char *at = said; at && *at;) {
		size_t n = strcspn(at, ", ");
		const struct texts *w = n ? texts_of(p, at, n) : NULL;
		if (n && !w)
			return kua_fail(err, KUA_USE, "--languages: the site has no texts in '%.*s'; data/publish has those it can be in", (int)n, at);
		add_language(p, w);
		at += n + strspn(at + n, ", ");
	}
	if (p->in.n_languages)
		return KUA_OK;
	add_language(p, texts_of(p, "en", 2));
	for (size_t i = 0; i < p->in.n_papers; i++) {
		const struct kua_paper *paper = &p->in.papers[i];
		const char *tag = strcmp(paper->kind, "post") == 0 && !paper->gone ? kua_paper_value(paper, "language") : NULL;
		if (tag)
			add_language(p, texts_of(p, tag, strcspn(tag, "-_")));
	}
	return KUA_OK;
}

static enum kua_code take_entry(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct publishing *p = ctx;
	(void)err;
	if (e->entry == 1)
		p->in.secret = kua_arena_strdup(p->call->arena, e->seal);
	p->seal = kua_arena_strdup(p->call->arena, e->seal);
	p->in.changed = kua_arena_strdup(p->call->arena, e->at);
	p->in.entry = e->entry;
	return KUA_OK;
}

/* What no page looks at is not read: as much of a casebook as there is of the rest. */
static const char *const of_figures[] = {"end", "people", "people_kind", "names", "by", "by_kind", "means", "act_code", "said_by", "via", "basis", "place",
                                         "country", "date", "said_read", "place_read", "date_read", "date_words", "leaves_out", "as_of",
                                         "source_grade", "information_grade", "rule", "reasons", NULL};
static const char *const of_steps[] = {"country", "charge", "article", "lawyer", "by", "by_kind", "means", "act_code", "source_grade",
                                       "information_grade", "rule", NULL};
static const char *const of_actions[] = {"country", "signatures", "start", "end", "quote", "rule", NULL};
static const char *const of_tolls[] = {"low_figures", "high_figures", "best", "best_figures", "named", "independent", "as_of", NULL};
static const struct kua_wanting less[] = {
	{.kind = KUA_REUSE, .none = true}, {.kind = KUA_DRIFT, .none = true}, {.kind = KUA_COPY, .none = true},
	{.kind = KUA_FIGURE, .without = of_figures}, {.kind = KUA_CASE_STEP, .without = of_steps}, {.kind = KUA_ACTION, .without = of_actions},
	{.kind = KUA_TOLL, .field = "profile", .value = "range", .without = of_tolls},
};

/* For a second processor: where that cannot be, or somebody wrote in between, one thread reads it all. */
static void open_beside(struct publishing *p)
{
	struct kua_state here, there;
	struct kua_error ignored;
	if (kua_threads() < 2 || kua_casebook_open(p->call->args[0], KUA_READ, &p->beside.cb, &ignored) != KUA_OK)
		return;
	p->beside.a = kua_arena_new();
	if (kua_casebook_hold(p->beside.cb, &ignored) == KUA_OK && kua_casebook_state(p->cb, &here, &ignored) == KUA_OK &&
	    kua_casebook_state(p->beside.cb, &there, &ignored) == KUA_OK && here.rows == there.rows && here.entry == there.entry)
		return;
	kua_casebook_close(p->beside.cb);
	p->beside.cb = NULL;
}

static enum kua_code load(struct publishing *p, struct kua_error *err)
{
	struct kua_call *call = p->call;
	struct kua_knowledge k = {.data_dir = call->data_dir, .languages = (struct kua_languages *)p->loaded.in.languages};
	struct kua_paper *papers = NULL;
	open_beside(p);
	const struct kua_flow flow = {.cb = p->cb, .knowledge = &k, .beside = p->beside.cb ? &p->beside : NULL};
	enum kua_code code = kua_flow_load_some(&flow, less, sizeof less / sizeof *less, call->arena, &p->loaded, err);
	if (code == KUA_OK)
		code = kua_casebook_papers(p->cb, NULL, true, call->arena, &papers, &p->in.n_papers, err);
	p->in.papers = papers;
	return code;
}

static enum kua_code data_file(struct publishing *p, const char *name, struct kua_buf *b, struct kua_error *err)
{
	return kua_read_file(kua_arena_printf(p->call->arena, "%s/publish/%s", p->call->data_dir, name), TEXT_BYTES, b, err);
}

/* ---- what need not be made again ---- */

static void tell(struct kua_hasher *h, const char *text)
{
	kua_hasher_add(h, text ? "+" : "-", 1);
	kua_hasher_add(h, text ? text : "", text ? strlen(text) + 1 : 0);
}

/*
 * What all of the site is made of, without reading it: the program with its data, what it was asked for, the day, and which state of the casebook. What was
 * published before goes into it, too, but what is said of that when it is published again is what was said the first time.
 */
static enum kua_code tell_whole(struct publishing *p, struct kua_error *err)
{
	char version[KUA_SHA256_HEX + 1];
	const char *made_by = NULL, *behind = NULL;
	struct kua_state state;
	enum kua_code code = kua_casebook_hold(p->cb, err); /* one state of it, whoever writes meanwhile */
	if (code == KUA_OK)
		code = kua_journal_ends(p->cb, take_entry, p, err);
	if (code == KUA_OK && !p->in.secret)
		code = kua_fail(err, KUA_DATA, "%s: damaged: its journal has no beginning; see kua log --check", p->call->args[0]);
	if (code == KUA_OK)
		code = kua_casebook_state(p->cb, &state, err);
	if (code == KUA_OK)
		code = kua_casebook_get(p->cb, "made_by", p->call->arena, &made_by, err);
	if (code == KUA_OK)
		code = kua_casebook_get(p->cb, "behind", p->call->arena, &behind, err);
	kua_flow_version(p->call->data_dir, version);
	if (code != KUA_OK || !*version)
		return code;
	const char *const always[] = {p->in.secret, version, p->in.url, kua_call_option(p->call, "languages"), p->in.today};
	const char *const now[] = {p->in.title, p->seal, kua_arena_printf(p->call->arena, "%lld", (long long)state.rows), made_by, behind};
	struct kua_hasher *pages = kua_hasher_new(), *whole = kua_hasher_new();
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		tell(pages, always[i]);
	kua_hasher_end(pages, p->pages);
	tell(whole, p->pages);
	for (size_t i = 0; i < sizeof now / sizeof *now; i++)
		tell(whole, now[i]);
	kua_hasher_end(whole, p->of);
	return code;
}

static size_t made_files(void *ctx, const char *name, const char *of)
{
	const struct publishing *p = ctx;
	return kua_makings_files(p->makings, name, of);
}

static enum kua_code keep_files(void *ctx, const char *const *paths, size_t n, bool *kept, struct kua_error *err)
{
	const struct publishing *p = ctx;
	return kua_folder_keep(p->folder, paths, n, kept, err);
}

static void made(void *ctx, const char *name, const char *of, size_t files)
{
	const struct publishing *p = ctx;
	kua_makings_add(p->makings, name, of, files);
}

/* What the folder says of itself. */
static enum kua_code recall(struct publishing *p, struct kua_error *err)
{
	struct kua_buf text = KUA_BUF_INIT, sums = KUA_BUF_INIT;
	p->makings = kua_makings_new(p->in.secret);
	enum kua_code code = kua_folder_before(p->folder, KUA_MADE_FILE, MADE_BYTES, &text, err);
	if (code == KUA_OK)
		code = kua_folder_before(p->folder, KUA_FOLDER_SUMS, MADE_BYTES, &sums, err);
	if (code == KUA_OK)
		(void)kua_makings_read(p->makings, text.data, sums.data);
	if (*p->of)
		p->again = (struct kua_site_again){.of = p->pages, .files = made_files, .keep = keep_files, .made = made};
	p->in.again = *p->of ? &p->again : NULL;
	kua_buf_free(&text);
	kua_buf_free(&sums);
	return code;
}

/* Somebody who was warned is to be warned again: then the whole is not known. */
static enum kua_code put_made(struct publishing *p, struct kua_error *err)
{
	struct kua_buf sums = KUA_BUF_INIT, b = KUA_BUF_INIT;
	kua_folder_sums(p->folder, &sums);
	kua_makings_write(p->makings, p->warned ? "" : p->of, sums.data ? sums.data : "", &b);
	enum kua_code code = kua_folder_put(p->folder, KUA_MADE_FILE, b.data, b.len, err);
	kua_buf_free(&sums);
	kua_buf_free(&b);
	return code;
}

/* ---- what comes out ---- */

static enum kua_code put(void *ctx, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	struct publishing *p = ctx;
	return kua_folder_put(p->folder, path, bytes, n, err);
}

static enum kua_code bytes_of(void *ctx, const char *document, struct kua_buf *out, struct kua_error *err)
{
	struct publishing *p = ctx;
	return kua_casebook_bytes(p->cb, document, out, err); /* only one job asks for them */
}

static void warn(void *ctx, const char *what)
{
	struct publishing *p = ctx;
	p->warned = true;
	kua_note("%s", what);
}

static enum kua_code zip(struct publishing *p, struct kua_error *err)
{
	const char *path = kua_call_option(p->call, "zip"), *const *names;
	if (!path)
		return KUA_OK;
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t n = strlen(base);
	n = n > 4 && strcmp(base + n - 4, ".zip") == 0 ? n - 4 : n;
	size_t files = kua_folder_files(p->folder, &names);
	return kua_zip_write(path, kua_folder_path(p->folder), n ? kua_arena_strndup(p->call->arena, base, n) : "site", names, files, p->in.changed, err);
}

static enum kua_code make_site(struct publishing *p, struct kua_folder_counts *counts, struct kua_error *err)
{
	enum kua_code code = load(p, err);
	if (code == KUA_OK)
		code = choose_languages(p, err);
	if (code == KUA_OK)
		code = kua_folder_before(p->folder, "history.json", HISTORY_BYTES, &p->history, err);
	p->in.history = p->history.data;
	if (code == KUA_OK)
		code = kua_publish_site(&p->in, put, p, err);
	if (code == KUA_OK && *p->of)
		code = put_made(p, err);
	return code == KUA_OK ? kua_folder_commit(p->folder, counts, err) : code;
}

static enum kua_code write_site(struct publishing *p, struct kua_error *err)
{
	struct kua_folder_counts counts = {0};
	enum kua_code code = tell_whole(p, err);
	if (code == KUA_OK)
		code = kua_folder_begin(p->call->args[1], &p->folder, err);
	if (code == KUA_OK)
		code = recall(p, err);
	bool same = code == KUA_OK && kua_makings_whole(p->makings, p->of) && kua_folder_unchanged(p->folder, &counts);
	if (code == KUA_OK && !same)
		code = make_site(p, &counts, err);
	if (code == KUA_OK)
		code = zip(p, err);
	kua_folder_end(p->folder);
	kua_makings_free(p->makings);
	if (code == KUA_OK)
		kua_out("%s: %zu files, %zu written, %zu as they were, %zu removed\n", p->call->args[1], counts.files, counts.written,
		        counts.files - counts.written, counts.removed);
	return code;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	struct publishing p = {.call = call, .style = KUA_BUF_INIT, .script = KUA_BUF_INIT, .history = KUA_BUF_INIT};
	struct kua_languages *languages = NULL;
	p.in = (struct kua_site_input){.today = kua_call_today(call), .loaded = &p.loaded, .bytes = bytes_of,
	                               .warn = warn, .ctx = &p};
	p.in.title = title_of(&p);
	enum kua_code code = url_of(&p, err);
	if (code == KUA_OK)
		code = texts_load(call->data_dir, "publish", &p.texts, err);
	if (code == KUA_OK)
		code = data_file(&p, "style.css", &p.style, err);
	if (code == KUA_OK)
		code = data_file(&p, "search.js", &p.script, err);
	if (code == KUA_OK)
		code = kua_languages_load(call->data_dir, &languages, err);
	p.loaded.in.languages = languages;
	p.in.style = p.style.data;
	p.in.script = p.script.data;
	if (code == KUA_OK)
		code = kua_call_open(call, KUA_READ, &p.cb, err);
	if (code == KUA_OK)
		code = write_site(&p, err);
	kua_casebook_close(p.cb);
	kua_casebook_close(p.beside.cb);
	kua_arena_free(p.beside.a);
	kua_languages_free(languages);
	texts_free(p.texts);
	kua_buf_free(&p.style);
	kua_buf_free(&p.script);
	kua_buf_free(&p.history);
	return code;
}

const struct kua_verb kua_verb_publish = {
	.name = "publish",
	.args = "CASEBOOK FOLDER",
	.summary = "Make a web site that works from a stick, a folder of any host, or a ZIP",
	.about =
		"Pages for what the campaign wrote ('kua write CASEBOOK post'), for each event with its numbers, who says them and in\n"
		"which sentence, people's cases, places, the calendar, documents that may be shown, how it is counted and what was\n"
		"corrected; Atom, JSON Feed, a calendar; search without a server. Nothing in it asks anybody for anything, and all of it\n"
		"works without scripts.\n"
		"\n"
		"Nobody is named who was not allowed to be named in public ('kua judge ID allow scope=public giver=…'): others stand there\n"
		"by initials and a number, and quotations are cut. A document is shown only when the same was said of it, and when it names\n"
		"nobody who may not be named. Kua knows whom the texts name as far as 'kua people' lists them; somebody has to read what goes out.\n"
		"\n"
		"Only what changed is written, and all at once: whoever looks sees the old site or the new one. Files of somebody else in\n"
		"the folder stay; what somebody changed in ours is made right. How figures changed since the last time is kept in its\n"
		"history.json and shown under Corrections; its made.txt says which pages need not be made again.",
	.options =
		(const struct kua_option[]){
			{"title", "WORDS", "the site's name; that of the casebook's file unless said"},
			{"url", "ADDRESS", "where it will stand, for the feeds and the sitemap: https://example.org/case/"},
			{"languages", "LIST", "en,ru,…: of the interface, the first at the root; those of the posts unless said"},
			{"zip", "FILE", "the whole site as one ZIP, too"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"A site", "kua publish case.kua site --title 'Remember Zhanaozen'"},
			{"In two languages, and as one file", "kua publish case.kua site --languages en,ru --zip site.zip"},
			{0},
		},
	.least = 2,
	.most = 2,
	.run = run,
};
