/* lead.c - what the reader should know first: what is here, and the most contested figures in a sentence
 * each. And the order of events: by how contested they are, for a casebook of ten thousand items must begin
 * with what matters. */
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
	size_t lines = end - first;
	for (size_t i = first; i < end && voices.n < lines; i++)
		for (size_t k = 0; k < t->lines[i]->voices.n && voices.n < lines; k++)
			if (!kua_list_has(&voices, t->lines[i]->voices.v[k]))
				kua_list_add(r->a, &voices, t->lines[i]->voices.v[k]);
	return lines < voices.n ? lines - 1 : voices.n ? voices.n - 1 : 0;
}

static void tell(struct report *r, struct telling *t)
{
	qsort(t->lines, t->n, sizeof *t->lines, by_act_number);
	for (size_t i = 0, end; i < t->n; i = end) {
		for (end = i; end < t->n && strcmp(t->lines[end]->act, t->lines[i]->act) == 0; end++) {
			t->voices += t->lines[end]->independent;
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

/* Who set one end of a toll: "officials", "officials and 2 others". */
static const char *who_set(struct report *r, const struct kua_list *figures)
{
	const char *first = NULL;
	struct kua_list labels = {0};
	for (size_t i = 0; i < figures->n; i++) {
		const struct kua_figure *f = report_figure(r, figures->v[i]);
		const struct kua_voice *voice = f ? report_voice(r, f->voice) : NULL;
		if (voice && !kua_list_has(&labels, voice->label))
			kua_list_add(r->a, &labels, voice->label);
		first = first ? first : labels.n ? labels.v[0] : NULL;
	}
	if (labels.n > 1)
		return kua_arena_printf(r->a, "%s and %s", first, report_count(r, labels.n - 1, "other", "others"));
	return first ? first : "nobody who is named";
}

static void lead_of(struct report *r, const struct telling *t, const char *act)
{
	const struct kua_toll *toll = report_toll(r, t->event->id, act);
	if (!toll || toll->low == KUA_NONE || toll->low == toll->high)
		return;
	report_add(r, BLOCK_LEAD, NULL,
	           kua_arena_printf(r->a, "%s? %s: from %s (%s) to %s (%s).", act_question(r, act), t->event->label,
	                            report_number(r, toll->low), who_set(r, &toll->low_figures),
	                            report_number(r, toll->high), who_set(r, &toll->high_figures)),
	           NULL);
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
	for (size_t i = 0; i < n && i < 3; i++)
		for (size_t k = 0; k < v[i].n; k++) {
			const char *act = v[i].lines[k]->act;
			bool first = k == 0 || strcmp(act, v[i].lines[k - 1]->act) != 0;
			if (first && k + 1 < v[i].n && strcmp(act, v[i].lines[k + 1]->act) == 0) {
				lead_of(r, &v[i], act);
				break;
			}
		}
}
