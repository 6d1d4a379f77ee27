/* reuse.c - kua reuse: texts that copy each other, in lines of JSON, with no casebook. */
#include <errno.h>
#include <unistd.h>

#include "verbs/verbs.h"

/* ---- options ---- */

/* "64M", "2G", "1000000": bytes. */
static enum kua_code memory_of(const char *said, uint64_t *out, struct kua_error *err)
{
	static const char units[] = "KMGT";
	char *end;
	errno = 0;
	unsigned long long n = strtoull(said, &end, 10);
	const char *unit = *end ? strchr(units, *end >= 'a' ? *end - 32 : *end) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	bool whole = end != said && *said != '-' && errno == 0 && (*end == '\0' || (unit && end[1] == '\0'));
	if (!whole || n == 0 || n > (UINT64_MAX >> 1 >> shift))
		return kua_fail(err, KUA_USE, "--memory %s: not a number of bytes such as 512M or 4G", said);
	*out = n << shift;
	return KUA_OK;
}

/* Half of what the machine has. */
static uint64_t memory_here(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / 2 : UINT64_C(1) << 30;
}

static enum kua_code threads_of(const char *said, unsigned *out, struct kua_error *err)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(said, &end, 10);
	if (errno || end == said || *end || *said == '-' || n < 1 || n > 64)
		return kua_fail(err, KUA_USE, "--threads %s: not a number from 1 to 64", said);
	*out = (unsigned)n;
	return KUA_OK;
}

/* ---- within a bound ---- */

enum { CHUNK = 32 };

struct pairing {
	struct kua_call *call;
	const struct kua_languages *languages;
	struct kua_reuse_filter *filter;
	const struct kua_line *lines; /* the batch in hand */
	size_t n;
	struct kua_item *items;
	struct kua_error *errors;
	struct kua_arena **arenas; /* of each chunk */
};

static void read_chunk(void *ctx, size_t chunk)
{
	struct pairing *p = ctx;
	p->arenas[chunk] = kua_arena_new();
	for (size_t i = chunk * CHUNK; i < (chunk + 1) * CHUNK && i < p->n; i++) {
		p->errors[i].code = KUA_OK;
		(void)kua_lines_item(p->lines[i].v, p->lines[i].n, p->languages, p->arenas[chunk], &p->items[i], &p->errors[i]);
	}
}

static enum kua_code add_lines(void *ctx, const struct kua_line *lines, size_t n, struct kua_error *err)
{
	struct pairing *p = ctx;
	size_t chunks = (n + CHUNK - 1) / CHUNK, good = 0;
	p->lines = lines;
	p->n = n;
	p->items = kua_calloc(n, sizeof *p->items);
	p->errors = kua_calloc(n, sizeof *p->errors);
	p->arenas = kua_calloc(chunks, sizeof *p->arenas);
	const char *said = kua_call_option(p->call, "threads");
	unsigned threads = said ? (unsigned)strtoul(said, NULL, 10) : kua_threads();
	kua_parallel(chunks, threads, read_chunk, p);
	for (size_t i = 0; i < n; i++)
		if (p->errors[i].code == KUA_OK)
			p->items[good++] = p->items[i];
		else
			kua_lines_refused(p->call, lines[i].number, &p->errors[i]);
	enum kua_code code = kua_reuse_filter_add(p->filter, p->items, good, err);
	for (size_t i = 0; i < chunks; i++)
		kua_arena_free(p->arenas[i]);
	free(p->arenas);
	free(p->errors);
	free(p->items);
	return code;
}

/* A pair without what is not looked for here: direction and why. */
static void print_pair(void *ctx, const struct kua_reuse *r)
{
	struct kua_buf *b = ctx;
	kua_buf_str(b, "{\"type\":\"reuse\",\"id\":");
	kua_json_string(b, r->id);
	kua_buf_str(b, ",\"a\":");
	kua_json_string(b, r->a);
	kua_buf_str(b, ",\"b\":");
	kua_json_string(b, r->b);
	kua_buf_printf(b, ",\"shared_words\":%lld,\"a_words\":%lld,\"b_words\":%lld,\"spans\":[", (long long)r->shared_words,
	               (long long)r->a_words, (long long)r->b_words);
	for (size_t i = 0; i < r->spans.n; i++) {
		const struct kua_span *s = &r->spans.v[i];
		kua_buf_printf(b, "%s{\"a_start\":%lld,\"a_end\":%lld,\"b_start\":%lld,\"b_end\":%lld}", i ? "," : "",
		               (long long)s->a_start, (long long)s->a_end, (long long)s->b_start, (long long)s->b_end);
	}
	kua_buf_str(b, "]}\n");
	kua_out_buf(b);
}

static void print_line(void *ctx, const char *line, size_t n)
{
	struct kua_buf *b = ctx;
	kua_buf_add(b, line, n);
	kua_out_buf(b);
}

/* Pairs only, or all there is. */
static enum kua_code bounded(struct kua_call *call, struct kua_reuse_options *o, bool pairs, struct kua_error *err)
{
	const char *said = kua_call_option(call, "memory"), *folder = getenv("TMPDIR");
	uint64_t memory = memory_here();
	struct pairing p = {.call = call};
	struct kua_languages *languages = NULL;
	struct kua_reuse_words *words = NULL;
	struct kua_buf line = KUA_BUF_INIT;
	enum kua_code code = said ? memory_of(said, &memory, err) : KUA_OK;
	if (code == KUA_OK)
		code = kua_languages_load(call->data_dir, &languages, err);
	if (code == KUA_OK && !pairs)
		code = kua_reuse_words_load(call->data_dir, &words, err);
	p.languages = languages;
	o->words = words;
	if (code == KUA_OK)
		code = kua_reuse_filter_new(o, memory, folder && *folder ? folder : ".", &p.filter, err);
	if (code == KUA_OK && !pairs)
		kua_reuse_filter_whole(p.filter, languages);
	if (code == KUA_OK)
		code = kua_lines_batches(call, add_lines, &p, err);
	if (code == KUA_OK)
		code = pairs ? kua_reuse_filter_run(p.filter, print_pair, &line, err)
		             : kua_reuse_filter_records(p.filter, print_line, &line, err);
	kua_reuse_filter_free(p.filter);
	kua_reuse_words_free(words);
	kua_languages_free(languages);
	kua_buf_free(&line);
	return code;
}

/* ---- everything ---- */

static enum kua_code everything(struct kua_call *call, struct kua_reuse_options *o, struct kua_error *err)
{
	struct kua_knowledge k = {0};
	struct kua_lines lines = {0};
	struct kua_reuse_result r;
	enum kua_code code = kua_knowledge_load(call->data_dir, &k, err);
	if (code == KUA_OK)
		code = kua_lines_read(call, k.languages, &lines, err);
	o->words = k.reuse;
	if (code == KUA_OK)
		code = kua_reuse_find(kua_views_sources(lines.views), lines.n, k.languages, o, call->arena, &r, err);
	if (code == KUA_OK && kua_call_option(call, "passim")) {
		kua_out_passim(&r, &lines);
	} else if (code == KUA_OK) {
		kua_out_records(KUA_REUSE, r.pairs, r.n_pairs);
		kua_out_records(KUA_FAMILY, r.families, r.n_families);
		kua_out_records(KUA_COPY, r.copies, r.n_copies);
		kua_out_records(KUA_DRIFT, r.drift, r.n_drift);
	}
	kua_views_free(lines.views);
	kua_knowledge_free(&k);
	return code;
}

static enum kua_code run_reuse(struct kua_call *call, struct kua_error *err)
{
	struct kua_reuse_options o = {.progress = &call->progress, .sensitive = kua_call_option(call, "sensitive") != NULL};
	const char *threads = kua_call_option(call, "threads");
	enum kua_code code = threads ? threads_of(threads, &o.threads, err) : KUA_OK;
	if (code != KUA_OK)
		return code;
	bool pairs = kua_call_option(call, "pairs"), bound = kua_call_option(call, "memory");
	if (pairs && kua_call_option(call, "passim"))
		return kua_fail(err, KUA_USE, "--passim tells families, and --pairs looks for none");
	if (bound && kua_call_option(call, "passim"))
		return kua_fail(err, KUA_USE, "--passim does not work within --memory");
	return pairs || bound ? bounded(call, &o, pairs, err) : everything(call, &o, err);
}

const struct kua_verb kua_verb_reuse = {
	.name = "reuse",
	.args = "[FILE]",
	.summary = "Find texts that copy each other, in lines of JSON",
	.about = KUA_LINES_IN "\n\nWith --memory what does not fit goes to temporary files in $TMPDIR, or here where it is not set; what is\n"
	                      "printed is the same. Some 300 bytes an item and 40 MiB for word lists come on top. The texts of one family\n"
	                      "are looked at together: where half of the bound has no room for them (about 30 bytes for each byte, and some\n"
	                      "hundreds for each pair), a line says which family it is and how much it takes, and nothing is printed. Less\n"
	                      "than 32M is as good as 32M.\n\n"
	                      "With --pairs only the pairs and their passages are found: no families, no direction, no drift. It keeps\n"
	                      "within half of the machine's memory, unless --memory is given.",
	.options =
		(const struct kua_option[]){
			{"pairs", NULL, "pairs only"},
			{"memory", "SIZE", "keep within so much, such as 512M or 4G; unless it is given, all is in memory, but with --pairs"},
			{"sensitive", NULL, "for scans with many wrong letters: also beyond 64 MiB of text seeds lie densely"},
			{"passim", NULL, "families, with passim's columns: uid, id, series, date, cluster, size, begin, end, src, text"},
			{"threads", "N", "1 to 64; all processors, unless it is given"},
			{"json", NULL, "lines of JSON, as always"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Who copied whom", "kua reuse texts.jsonl | grep '\"type\":\"reuse\"' || true"},
			{"Within half a gigabyte", "kua reuse --memory 512M texts.jsonl"},
			{"Pairs of a national press", "kua reuse --pairs --memory 4G texts.jsonl"},
			{0},
		},
	.least = 0,
	.most = 1,
	.run = run_reuse,
};
