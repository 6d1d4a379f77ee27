/* lead.c - what the reader should know first: what is here, and the most contested figures in a sentence
 * each. And the order of events: by how contested they are, for a casebook of ten thousand items must begin
 * with what matters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

static const struct {
	const char *act, *question;
} acts[] = {
	{"killed", "were killed"}, {"shot", "were shot"}, {"injured", "were injured"},
	{"disappeared", "disappeared"},
	{"tortured", "were tortured"}, {"arrested", "were arrested"}, {"imprisoned", "were imprisoned"},
	{"displaced", "were displaced"}, {"protested", "protested"}, {"signed", "signed"},
};

int act_rank(const char *act)
{
	int n = (int)(sizeof acts / sizeof *acts);
	for (int i = 0; i < n; i++)
		if (act && strcmp(acts[i].act, act) == 0)
			return i;
	return n;
}

const char *act_question(struct report *r, const char *act)
{
	int rank = act_rank(act), n = (int)(sizeof acts / sizeof *acts);
	return kua_arena_printf(r->a, "How many %s%s", rank < n ? acts[rank].question : "were ",
	                        rank < n ? "" : act);
}

/* ---- events in order ---- */

static int by_act_number(const void *pa, const void *pb)
{
	const struct kua_account *a = *(const struct kua_account *const *)pa, *b = *(const struct kua_account *const *)pb;
	int64_t size_a = a->low != KUA_NONE ? a->low : a->high, size_b = b->low != KUA_NONE ? b->low : b->high;
	int c = act_rank(a->act) - act_rank(b->act);
	c = c ? c : strcmp(a->act, b->act);
	if (c)
		return c;
	if (report_whole(a) != report_whole(b))
		return report_whole(a) ? -1 : 1; /* parts, and those who are named, after the numbers that contradict each other */
	if ((size_a == KUA_NONE) != (size_b == KUA_NONE))
		return size_a == KUA_NONE ? 1 : -1; /* words last */
	if (size_a != size_b)
		return size_a < size_b ? -1 : 1;
	return strcmp(a->id, b->id);
}

/* How contested an act is: numbers beyond the first, but not more than voices beyond the first; an article
 * that gives five numbers for five things contests nothing. */
static size_t contested_act(struct report *r, const struct telling *t, size_t first, size_t end)
{
	struct kua_list voices = {0};
	size_t lines = 0;
	for (size_t i = first; i < end; i++)
		lines += report_whole(t->lines[i]);
	for (size_t i = first; i < end && voices.n < lines; i++)
		for (size_t k = 0; report_whole(t->lines[i]) && k < t->lines[i]->voices.n && voices.n < lines; k++)
			if (!kua_list_has(&voices, t->lines[i]->voices.v[k]))
				kua_list_add(r->a, &voices, t->lines[i]->voices.v[k]);
	return lines == 0 ? 0 : lines < voices.n ? lines - 1 : voices.n ? voices.n - 1 : 0;
}

static void tell(struct report *r, struct telling *t)
{
	qsort(t->lines, t->n, sizeof *t->lines, by_act_number);
	for (size_t i = 0, end; i < t->n; i = end) {
		for (end = i; end < t->n && strcmp(t->lines[end]->act, t->lines[i]->act) == 0; end++) {
			t->voices += llround(t->lines[end]->independent);
			t->statements += t->lines[end]->statements;
		}
		t->contested += contested_act(r, t, i, end);
	}
}

static int most_contested(const void *pa, const void *pb)
{
	const struct telling *a = pa, *b = pb;
	if (a->contested != b->contested)
		return a->contested > b->contested ? -1 : 1;
	if (a->voices != b->voices)
		return a->voices > b->voices ? -1 : 1;
	if (a->statements != b->statements)
		return a->statements > b->statements ? -1 : 1;
	int c = strcmp(a->event->from ? a->event->from : "", b->event->from ? b->event->from : "");
	return c ? c : strcmp(a->event->id, b->event->id);
}

struct telling *tellings_make(struct report *r, size_t *n)
{
	const struct kua_accounts_result *res = &r->in->result;
	struct kua_intern *ids = kua_intern_new();
	struct telling *v = KUA_NEW_N(r->a, struct telling, res->n_events);
	*n = 0;
	for (size_t i = 0; i < res->n_events; i++) {
		uint32_t k = kua_intern_add(ids, res->events[i].id, strlen(res->events[i].id));
		if (k == *n)
			v[(*n)++].event = &res->events[i];
	}
	uint32_t *event_of = KUA_NEW_N(r->a, uint32_t, res->n_accounts);
	for (size_t i = 0; i < res->n_accounts; i++) {
		event_of[i] = kua_intern_find(ids, res->accounts[i].event, strlen(res->accounts[i].event));
		if (event_of[i] != KUA_NO_ID)
			v[event_of[i]].n++;
	}
	for (size_t e = 0; e < *n; e++) {
		v[e].lines = KUA_NEW_N(r->a, const struct kua_account *, v[e].n);
		v[e].n = 0;
	}
	for (size_t i = 0; i < res->n_accounts; i++)
		if (event_of[i] != KUA_NO_ID)
			v[event_of[i]].lines[v[event_of[i]].n++] = &res->accounts[i];
	size_t kept = 0;
	for (size_t e = 0; e < *n; e++) {
		tell(r, &v[e]);
		bool wanted = !r->in->event || strcmp(v[e].event->id, r->in->event) == 0;
		if (wanted && v[e].n)
			v[kept++] = v[e];
	}
	*n = kept;
	qsort(v, *n, sizeof *v, most_contested);
	kua_intern_free(ids);
	return v;
}

/* ---- the lead ---- */

enum { LEAD_EVENTS = 3, LEAD_ACTS = 3, LEAD_LINES = 8 };

/* "12 (officials)", "about 70 (2 independent voices: residents; Ann Ray)". */
static void lead_line(struct report *r, struct kua_buf *b, const struct kua_account *a)
{
	kua_buf_printf(b, "%s (", report_head(r, a));
	if (a->independent > 1)
		kua_buf_printf(b, "%s: ", report_voices(r, a));
	for (size_t i = 0; i < a->voices.n && i < 2; i++) {
		const struct kua_voice *v = report_voice(r, a->voices.v[i]);
		const char *label = report_unnamed(v) ? "not named" : v ? v->label : a->voices.v[i];
		kua_buf_printf(b, "%s%s", i ? "; " : "", report_cut(r, label, 60));
	}
	kua_buf_printf(b, "%s)", a->voices.n > 2 ? "; …" : "");
}

/* The numbers of one act in a sentence; of many the lowest and the highest. */
static const char *lead_act(struct report *r, const struct kua_account *const *lines, size_t n)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s? ", act_question(r, lines[0]->act));
	for (size_t i = 0; i < n; i++) {
		if (n > LEAD_LINES && i == LEAD_LINES / 2) {
			kua_buf_printf(&b, ", … %s more …", report_number(r, (int64_t)(n - LEAD_LINES)));
			i += n - LEAD_LINES;
		}
		kua_buf_str(&b, i ? ", " : "");
		lead_line(r, &b, lines[i]);
	}
	const char *s = kua_arena_printf(r->a, "%s.", b.data);
	kua_buf_free(&b);
	return s;
}

/* Of the first event all that matters, of the others only what comes first. */
static void lead_of(struct report *r, const struct telling *t, size_t most)
{
	for (size_t i = 0, end; i < t->n && most; i = end, most--) {
		for (end = i; end < t->n && strcmp(t->lines[end]->act, t->lines[i]->act) == 0; end++)
			;
		report_add(r, BLOCK_LEAD, i ? NULL : t->event->label, lead_act(r, t->lines + i, end - i), NULL);
	}
}

static const char *what_is_here(struct report *r)
{
	const struct kua_report_input *in = r->in;
	size_t unread = 0;
	for (size_t i = 0; i < in->n_documents; i++)
		unread += in->documents[i].read == 0;
	const char *left = unread ? kua_arena_printf(r->a, "; %s could not be read",
	                                             report_count(r, unread, "document", "documents"))
	                          : "";
	return kua_arena_printf(r->a, "%s with %s: %s of %s, %s of copies%s.",
	                        report_count(r, in->n_documents, "document", "documents"),
	                        report_count(r, in->in.n_items, "item", "items"),
	                        report_count(r, in->in.n_figures, "figure", "figures"),
	                        report_count(r, in->result.n_events, "event", "events"),
	                        report_count(r, in->in.n_families, "family", "families"), left);
}

void report_lead(struct report *r, const struct telling *v, size_t n)
{
	report_add(r, BLOCK_TITLE, r->in->title ? r->in->title : "Casebook", NULL, NULL);
	report_add(r, BLOCK_PARA, NULL,
	           kua_arena_printf(r->a, "As of %s. %s", kua_accounts_date_words(r->a, r->in->as_of),
	                            what_is_here(r)), NULL);
	for (size_t i = 0; i < n && i < LEAD_EVENTS; i++)
		if (i == 0 || v[i].contested)
			lead_of(r, &v[i], i ? 1 : LEAD_ACTS);
}
