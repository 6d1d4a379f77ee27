/* loaded.c - the verbs that need the whole casebook at once: report, cases, reprints. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publish/publish.h"
#include "report/report.h"
#include "verbs/verbs.h"

enum kua_code kua_call_with_loaded(struct kua_call *call, kua_loaded_fn *fn, struct kua_error *err)
{
	struct kua_knowledge k = {.data_dir = call->data_dir};
	struct kua_flow flow = {.knowledge = &k};
	struct kua_loaded l;
	enum kua_code code = kua_languages_load(call->data_dir, &k.languages, err);
	if (code == KUA_OK)
		code = kua_call_open(call, KUA_READ, &flow.cb, err);
	if (code == KUA_OK)
		code = kua_flow_load(&flow, call->arena, &l, err);
	kua_casebook_close(flow.cb);
	if (code == KUA_OK)
		code = fn(call, &l, err);
	kua_knowledge_free(&k);
	return code;
}

/* ---- report ---- */

static enum kua_code format_of(const struct kua_call *call, enum kua_report_format *format, struct kua_error *err)
{
	static const char *const names[] = {
		[KUA_REPORT_TEXT] = "text", [KUA_REPORT_HTML] = "html", [KUA_REPORT_MD] = "md", [KUA_REPORT_PDF] = "pdf"};
	const char *said = kua_call_option(call, "format");
	*format = KUA_REPORT_TEXT;
	for (size_t i = 0; said && i < sizeof names / sizeof *names; i++)
		if (strcmp(said, names[i]) == 0) {
			*format = (enum kua_report_format)i;
			return KUA_OK;
		}
	return said ? kua_fail(err, KUA_USE, "there is no format '%s': text, html, md or pdf", said) : KUA_OK;
}

/* The id of the event whose id begins with what was said. */
static enum kua_code event_of(const struct kua_call *call, const struct kua_loaded *l, const char **id,
                              struct kua_error *err)
{
	const char *said = kua_call_option(call, "event");
	*id = NULL;
	for (size_t i = 0; said && i < l->result.n_events; i++)
		if (strncmp(l->result.events[i].id, said, strlen(said)) == 0) {
			if (*id)
				return kua_fail(err, KUA_USE, "more than one event begins with '%s'", said);
			*id = l->result.events[i].id;
		}
	return said && !*id ? kua_fail(err, KUA_USE, "there is no event '%s'; see 'kua events %s'", said, call->args[0])
	                    : KUA_OK;
}

static const char *title_of(const struct kua_call *call)
{
	const char *slash = strrchr(call->args[0], '/');
	const char *name = slash ? slash + 1 : call->args[0];
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".kua") == 0 ? kua_arena_strndup(call->arena, name, n - 4) : name;
}

/* The whole casebook without the names of those who may not be named. */
static void make_public(struct kua_call *call, struct kua_loaded *l, const char **title)
{
	struct kua_arena *a = call->arena;
	struct kua_public *p = kua_public_new(l, "public", kua_call_today(call));
	kua_public_loaded(p, l, title, a);
	kua_public_free(p);
}

enum kua_code kua_call_report_input(struct kua_call *call, const struct kua_loaded *l, const char *title, struct kua_report_input *out,
                                    struct kua_error *err)
{
	struct kua_told_case *cases;
	*out = (struct kua_report_input){
		.title = title,
		.as_of = kua_call_today(call),
		.documents = l->documents,
		.n_documents = l->n_documents,
		.drift = l->drift,
		.n_drift = l->n_drift,
		.copies = l->copies,
		.n_copies = l->n_copies,
		.in = l->in,
		.result = l->result,
	};
	enum kua_code code = kua_accounts_cases(&l->in, call->arena, &cases, &out->n_cases, err);
	out->cases = cases;
	return code;
}

static enum kua_code report(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	const char *title = title_of(call);
	if (kua_call_option(call, "public"))
		make_public(call, l, &title);
	struct kua_report_options options = {
		.columns = call->columns, .colour = call->colour, .all = kua_call_option(call, "all") != NULL};
	struct kua_report_input in;
	enum kua_code code = kua_call_report_input(call, l, title, &in, err);
	if (code == KUA_OK)
		code = format_of(call, &options.format, err);
	if (code == KUA_OK && options.format == KUA_REPORT_PDF && isatty(STDOUT_FILENO))
		code = kua_fail(err, KUA_USE, "a PDF is nothing for a terminal: send it to a file, with > account.pdf");
	if (code == KUA_OK)
		code = event_of(call, l, &in.event, err);
	if (code != KUA_OK)
		return code;
	struct kua_buf b = KUA_BUF_INIT;
	code = kua_report_write(&in, &options, &b, err);
	if (code == KUA_OK)
		kua_out_buf(&b);
	kua_buf_free(&b);
	return code;
}

static enum kua_code run_report(struct kua_call *call, struct kua_error *err)
{
	return kua_call_with_loaded(call, report, err);
}

/* ---- cases ---- */

static void json_contradictions(struct kua_buf *b, const struct kua_told_case *c)
{
	kua_buf_str(b, ",\"contradictions\":[");
	for (size_t i = 0; i < c->n_contradictions; i++) {
		kua_buf_str(b, i ? ",{\"what\":" : "{\"what\":");
		kua_json_string(b, c->contradictions[i].what);
		kua_buf_str(b, ",\"a\":");
		kua_json_string(b, c->contradictions[i].a->id);
		kua_buf_str(b, ",\"b\":");
		kua_json_string(b, c->contradictions[i].b->id);
		kua_buf_char(b, '}');
	}
	kua_buf_char(b, ']');
}

static void json_due(struct kua_buf *b, const struct kua_told_case *c)
{
	kua_buf_str(b, ",\"due\":[");
	for (size_t i = 0; i < c->n_due; i++) {
		kua_buf_str(b, i ? ",{\"date\":" : "{\"date\":");
		kua_json_string(b, c->due[i].date);
		kua_buf_str(b, ",\"what\":");
		kua_json_string(b, c->due[i].what);
		kua_buf_str(b, ",\"why\":");
		kua_json_string(b, c->due[i].why);
		kua_buf_str(b, ",\"step\":");
		kua_json_string(b, c->due[i].step->id);
		kua_buf_char(b, '}');
	}
	kua_buf_char(b, ']');
}

static void case_json(const struct kua_told_case *c)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"type\":\"case\",\"person\":");
	kua_json_string(&b, c->person);
	kua_buf_str(&b, ",\"label\":");
	kua_json_string(&b, c->label);
	kua_buf_str(&b, ",\"status\":");
	kua_json_string(&b, c->status);
	kua_buf_str(&b, ",\"state\":");
	kua_json_string(&b, c->state);
	kua_buf_str(&b, ",\"as_of\":");
	kua_json_string(&b, c->as_of);
	json_contradictions(&b, c);
	json_due(&b, c);
	kua_buf_str(&b, ",\"steps\":[");
	for (size_t i = 0; i < c->n; i++) {
		if (i)
			kua_buf_char(&b, ',');
		kua_shape_json(&b, &kua_shapes[KUA_CASE_STEP], c->steps[i]);
	}
	kua_buf_str(&b, "]}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

static void case_text(struct kua_call *call, const struct kua_told_case *c)
{
	struct kua_arena *a = call->arena;
	kua_out_bold(call, c->label);
	kua_out("  ");
	kua_out_dim(call, c->person);
	kua_out("\n");
	if (c->status)
		kua_out_wrapped(call, 2, kua_arena_printf(a, "now: %s%s%s", c->status, c->as_of ? ", as of " : "",
		                                          c->as_of ? c->as_of : ""));
	for (size_t i = 0; i < c->n; i++) {
		const struct kua_case_step *s = c->steps[i];
		kua_out("  %-10s  ", s->date ? s->date : "undated");
		const char *more = s->sentence ? s->sentence : s->detail;
		kua_out_text(kua_arena_printf(a, "%s%s%s%s%s", s->step, more ? ": " : "", more ? more : "",
		                              s->charge ? "; charge: " : "", s->charge ? s->charge : ""));
		kua_out("\n");
		kua_out_wrapped(call, 14, kua_arena_printf(a, "“%s” (%s, %s)", s->quote, s->item, s->status));
	}
	for (size_t i = 0; i < c->n_contradictions; i++)
		kua_out_wrapped(call, 2, kua_arena_printf(a, "contradicted: %s (%s, %s)", c->contradictions[i].what,
		                                          c->contradictions[i].a->item, c->contradictions[i].b->item));
	for (size_t i = 0; i < c->n_due; i++)
		kua_out_wrapped(call, 2, kua_arena_printf(a, "due %s: %s%s%s", c->due[i].date, c->due[i].what,
		                                          c->due[i].why ? "; " : "", c->due[i].why ? c->due[i].why : ""));
	kua_out("\n");
}

static enum kua_code cases(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	struct kua_told_case *v;
	size_t n;
	enum kua_code code = kua_accounts_cases(&l->in, call->arena, &v, &n, err);
	if (code != KUA_OK)
		return code;
	for (size_t i = 0; i < n; i++)
		if (call->json)
			case_json(&v[i]);
		else
			case_text(call, &v[i]);
	if (n == 0)
		kua_note("%s: no case steps were found", call->args[0]);
	return KUA_OK;
}

static enum kua_code run_cases(struct kua_call *call, struct kua_error *err)
{
	return kua_call_with_loaded(call, cases, err);
}

/* ---- reprints ---- */

static const char *item_label(struct kua_call *call, const struct kua_loaded *l, const char *id)
{
	const struct kua_item *it = kua_item_find(l->in.items, l->in.n_items, id);
	if (!it)
		return id;
	return kua_arena_printf(call->arena, "%s%s%s, %s", it->title ? it->title : it->document,
	                        it->published_on ? ", " : "", it->published_on ? it->published_on : "", it->id);
}

static const char *direction_words(const struct kua_reuse *r)
{
	if (strcmp(r->direction, "a_to_b") == 0)
		return "the first is the source of the second";
	if (strcmp(r->direction, "b_to_a") == 0)
		return "the second is the source of the first";
	if (strcmp(r->direction, "common") == 0)
		return "both come from a source that is not here";
	return "which came first is not known";
}

static int by_pair(const void *x, const void *y)
{
	const struct kua_drift *d = *(const struct kua_drift *const *)x, *e = *(const struct kua_drift *const *)y;
	int c = strcmp(d->a, e->a);
	c = c ? c : strcmp(d->b, e->b);
	return c ? c : (d > e) - (d < e); /* of one pair, as they came */
}

/* Where the drift of a pair begins, or would, among all by pair: v has one entry a drift. */
static size_t first_of_pair(const struct kua_drift *const *v, size_t n, const struct kua_reuse *r)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(v[mid]->a, r->a);
		if (c < 0 || (c == 0 && strcmp(v[mid]->b, r->b) < 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct kua_drift **drift_by_pair(const struct kua_loaded *l, struct kua_arena *a)
{
	const struct kua_drift **v = KUA_NEW_N(a, const struct kua_drift *, l->n_drift);
	for (size_t i = 0; i < l->n_drift; i++)
		v[i] = &l->drift[i];
	if (l->n_drift)
		qsort(v, l->n_drift, sizeof *v, by_pair);
	return v;
}

/* drift: of all pairs, by pair */
static void reprint_text(struct kua_call *call, const struct kua_loaded *l, const struct kua_drift *const *drift, const struct kua_reuse *r)
{
	struct kua_arena *a = call->arena;
	kua_out_bold(call, kua_arena_printf(a, "%" PRId64 " words are the same (of %" PRId64 " and %" PRId64 "); %s",
	                                    r->shared_words, r->a_words, r->b_words, direction_words(r)));
	kua_out("\n");
	kua_out_wrapped(call, 2, kua_arena_printf(a, "1: %s", item_label(call, l, r->a)));
	kua_out_wrapped(call, 2, kua_arena_printf(a, "2: %s", item_label(call, l, r->b)));
	for (size_t i = 0; i < r->why.n; i++)
		kua_out_wrapped(call, 4, kua_arena_printf(a, "because %s", r->why.v[i]));
	for (size_t i = first_of_pair(drift, l->n_drift, r); i < l->n_drift; i++) {
		const struct kua_drift *d = drift[i];
		if (strcmp(d->a, r->a) != 0 || strcmp(d->b, r->b) != 0)
			break;
		kua_out_wrapped(call, 4, kua_arena_printf(a, "%s: “%s” and “%s”", d->of ? d->of : d->kind, d->in_a, d->in_b));
	}
	kua_out("\n");
}

static enum kua_code reprints(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	(void)err;
	const struct kua_drift **drift = drift_by_pair(l, call->arena);
	for (size_t i = 0; i < l->in.n_reuse && !call->json; i++)
		reprint_text(call, l, drift, &l->in.reuse[i]);
	for (size_t i = 0; i < l->in.n_reuse && call->json; i++)
		kua_out_record(KUA_REUSE, &l->in.reuse[i]);
	for (size_t i = 0; i < l->n_drift && call->json; i++)
		kua_out_record(KUA_DRIFT, &l->drift[i]);
	if (l->in.n_reuse == 0)
		kua_note("%s: no two items share text", call->args[0]);
	return KUA_OK;
}

static enum kua_code run_reprints(struct kua_call *call, struct kua_error *err)
{
	return kua_call_with_loaded(call, reprints, err);
}

/* ---- the table entries ---- */

const struct kua_verb kua_verb_report = {
	.name = "report",
	.args = "CASEBOOK",
	.summary = "Print the account: what is contested, who says what, and where",
	.about = "First what is contested: each event and act, each figure with who says it, in how many statements and with how\n"
	         "many independent voices, the sentence and the document. Then copies and what changed on the way, people's\n"
	         "cases, what is coming, and what could not be read. Figures are never averaged.\n"
	         "\n"
	         "--public is for what is passed on: of a person whom nobody allowed to be named ('kua judge ID allow') only initials\n"
	         "stay, and a quotation is cut where it names them. It knows the people that 'kua people' lists and no others:\n"
	         "somebody has to read it before it goes out.",
	.options =
		(const struct kua_option[]){
			{"event", "ID", "only this event (see 'kua events')"},
			{"format", "text|html|md|pdf", "text unless said; html is one page with nothing outside itself"},
			{"all", NULL, "cut nothing short"},
			{"public", NULL, "to be passed on: those who may not be named by initials, and cut out of quotations"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"Read the account", "kua report case.kua"},
			{"A page to send around", "kua report case.kua --public --format html > account.html"},
			{"The whole as a PDF, with the hash of each source", "kua report case.kua --format pdf --all > account.pdf"},
			{0},
		},
	.least = 1,
	.most = 1,
	.run = run_report,
};

const struct kua_verb kua_verb_cases = {
	.name = "cases",
	.args = "CASEBOOK",
	.summary = "Follow each person from arrest to release",
	.about = "One time line a person: each step with its date, its sentence and its item, and how things stand. Steps are\n"
	         "suggestions until a person confirms them with 'kua judge'.",
	.options = (const struct kua_option[]){{"json", NULL, "lines of JSON"}, {0}},
	.examples = (const struct kua_example[]){{"All cases", "kua cases case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_cases,
};

const struct kua_verb kua_verb_reprints = {
	.name = "reprints",
	.args = "CASEBOOK",
	.summary = "Show who copied whom, and what changed on the way",
	.about = "Each pair of items that share text: how much, which is the source and why, and each name, number and wording\n"
	         "that differs inside the shared passages.",
	.options = (const struct kua_option[]){{"json", NULL, "lines of JSON"}, {0}},
	.examples = (const struct kua_example[]){{"Copies and what changed", "kua reprints case.kua"}, {0}},
	.least = 1,
	.most = 1,
	.run = run_reprints,
};
