/*
 * calendar.c - what is coming and what was, in order of time: what the texts announce, what is due in people's cases (hearings, last
 * days to appeal, ends of sentences), the next anniversary of each day on which people were killed.
 */
#include <stdlib.h>
#include <string.h>

#include "page/internal.h"

enum { ACTIONS = 500, CASES = 2000, DEADLY = 200 /* events whose anniversary is told */ };

struct calendar {
	struct visit *v;
	bool past;
	KUA_VEC(struct calendar_row) rows;
};

static bool belongs(const struct calendar *c, const char *date)
{
	size_t n = strlen(date); /* of a month or a year: as long as it is not over */
	int order = strncmp(date, c->v->today, n < 10 ? n : 10);
	return c->past ? order < 0 : order >= 0;
}

static enum kua_code actions(struct calendar *c, struct kua_error *err)
{
	struct visit *v = c->v;
	struct kua_action *a;
	size_t n;
	const struct kua_query q = {.kind = KUA_ACTION, .where = {{"date", c->past ? KUA_UP_TO : KUA_FROM, c->past ? v->today : kua_arena_strndup(v->a, v->today, 4)}},
	                            .n = 1, .order = "date", .descending = c->past, .most = ACTIONS};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&a, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		if (!belongs(c, a[i].date) || (a[i].status && strcmp(a[i].status, "rejected") == 0))
			continue;
		*kua_vec_add(&c->rows) = (struct calendar_row){
			.date = a[i].date, .time = a[i].time, .place = a[i].place, .path = "/figure", .id = a[i].id, .says = a[i].quote,
			.kind = texts_value(v->w, "action", a[i].kind, v->a)};
	}
	return code;
}

bool due_read(struct visit *v, const char *said, struct due *d)
{
	const char *what = strchr(said, ' '), *end = behind_words(said);
	if (!what || !end || end < what)
		return false;
	const char *words = kua_arena_strndup(v->a, what + 1, (size_t)(end - what - 1));
	size_t plain = strcspn(words, "(;,");
	d->reckoned = words[plain] == '(';
	while (plain && words[plain - 1] == ' ')
		plain--;
	d->date = kua_arena_strndup(v->a, said, (size_t)(what - said));
	d->what = kua_arena_strndup(v->a, words, plain);
	d->kind = texts_value(v->w, "due", d->what, v->a);
	d->step = end + strlen(": ");
	return true;
}

static enum kua_code of_case(struct calendar *c, const struct kua_case *k, struct kua_error *err)
{
	struct visit *v = c->v;
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < k->due.n && code == KUA_OK; i++) {
		struct kua_case_step *step;
		struct due d;
		size_t n = 0;
		if (!due_read(v, k->due.v[i], &d) || !belongs(c, d.date))
			continue;
		if (d.reckoned)
			code = rows_of(v, KUA_CASE_STEP, "id", d.step, (void **)&step, &n, err);
		const char *more = n && step->date ? texts_reckoned(v->w, step, v->a) : NULL;
		/* accounts/ no longer lists what was followed by something; a hearing it lists whatever came of it */
		if (c->past && strcmp(d.what, "trial or hearing") != 0)
			more = kua_arena_printf(v->a, "%s%s%s", more ? more : "", more ? " · " : "", texts_text(v->w, "due-no-outcome"));
		*kua_vec_add(&c->rows) = (struct calendar_row){.date = d.date, .path = "/entity", .id = k->person, .says = k->label, .kind = d.kind, .more = more};
	}
	return code;
}

static enum kua_code cases(struct calendar *c, struct kua_error *err)
{
	struct kua_case *k;
	size_t n;
	const char *since = c->past ? "0" : kua_arena_strndup(c->v->a, c->v->today, 4); /* a month or a year may not be over */
	const struct kua_query q = {.kind = KUA_CASE, .where = {{"due", KUA_HAS_FROM, since}}, .n = 1, .most = CASES};
	enum kua_code code = kua_casebook_rows(c->v->cb, &q, c->v->a, (void **)&k, &n, err);
	for (size_t i = 0; i < n && code == KUA_OK; i++)
		code = of_case(c, &k[i], err);
	return code;
}

static enum kua_code anniversaries(struct calendar *c, struct kua_error *err)
{
	struct visit *v = c->v;
	struct kua_toll *t;
	struct kua_due *due;
	size_t n;
	const struct kua_query q = {.kind = KUA_TOLL, .where = {{"profile", KUA_IS, "range"}, {"act", KUA_IS, "killed"}}, .n = 2,
	                            .order = "independent", .descending = true, .most = DEADLY};
	enum kua_code code = kua_casebook_rows(v->cb, &q, v->a, (void **)&t, &n, err);
	struct kua_event *events = KUA_NEW_N(v->a, struct kua_event, n + 1);
	struct kua_account *dead = KUA_NEW_N(v->a, struct kua_account, n + 1);
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		struct kua_event *e;
		code = rows_one(v, KUA_EVENT, t[i].event, (void **)&e, err);
		if (code == KUA_OK) {
			events[i] = *e;
			dead[i] = (struct kua_account){.event = e->id, .act = "killed", .low = t[i].low};
		}
	}
	if (code != KUA_OK)
		return code;
	const struct kua_accounts_result r = {.events = events, .n_events = n, .accounts = dead, .n_accounts = n};
	kua_accounts_anniversaries(&r, v->today, v->a, &due, &n);
	for (size_t i = 0; i < n; i++) {
		const char *says = due[i].label;
		for (size_t k = 0; k < r.n_events; k++)
			says = strcmp(events[k].id, due[i].event) == 0 ? event_label(v, &events[k]) : says;
		*kua_vec_add(&c->rows) = (struct calendar_row){.date = due[i].date, .path = "/event", .id = due[i].event, .says = says,
		                                               .kind = texts_count(v->w, "anniversary", due[i].years, v->a)};
	}
	return code;
}

static int soonest(const void *pa, const void *pb)
{
	const struct calendar_row *a = pa, *b = pb;
	int c = strcmp(a->date, b->date);
	c = c ? c : strcmp(a->time ? a->time : "", b->time ? b->time : "");
	c = c ? c : strcmp(a->says ? a->says : "", b->says ? b->says : "");
	return c ? c : strcmp(a->id, b->id);
}

static int latest(const void *a, const void *b)
{
	return soonest(b, a);
}

enum kua_code calendar_rows(struct visit *v, bool past, struct calendar_row **out, size_t *n, struct kua_error *err)
{
	struct calendar c = {.v = v, .past = past};
	enum kua_code code = actions(&c, err);
	if (code == KUA_OK)
		code = cases(&c, err);
	if (code == KUA_OK && !past)
		code = anniversaries(&c, err);
	*n = code == KUA_OK ? c.rows.n : 0;
	*out = KUA_NEW_N(v->a, struct calendar_row, c.rows.n + 1);
	if (*n) {
		qsort(c.rows.v, c.rows.n, sizeof *c.rows.v, past ? latest : soonest);
		memcpy(*out, c.rows.v, c.rows.n * sizeof *c.rows.v);
	}
	kua_vec_free(&c.rows);
	return code;
}

void put_calendar_row(struct visit *v, const struct calendar_row *r)
{
	put(v, "<li>");
	put_date(v, r->date);
	if (r->time) {
		put(v, ", ");
		put_text(v, texts_time(v->w, r->time, v->a));
	}
	put(v, " · <b>");
	put_text(v, r->kind);
	put(v, "</b>");
	if (r->place) {
		put(v, " · ");
		put_apart(v, r->place);
	}
	put(v, " · ");
	link_text(v, r->path, r->id, r->says);
	if (r->more) {
		put(v, " <span class=\"dim\">");
		put_text(v, r->more);
		put(v, "</span>");
	}
	put(v, "</li>\n");
}

enum kua_code screen_calendar(struct visit *v, struct kua_error *err)
{
	bool past = pairs_get(&v->q->query, "past") != NULL;
	struct calendar_row *rows;
	size_t n, from = rows_from(v);
	enum kua_code code = calendar_rows(v, past, &rows, &n, err);
	if (code != KUA_OK)
		return code;
	size_t end = n > from && n - from > ROWS ? from + ROWS : n;
	frame_open(v, texts_text(v->w, past ? "what-was" : "what-is-coming"), "calendar");
	put(v, "<ul class=\"rows\">\n");
	for (size_t i = from; i < end; i++)
		put_calendar_row(v, &rows[i]);
	put(v, "</ul>\n");
	if (!n) {
		put(v, "<p class=\"dim\">");
		put_word(v, "none");
		put(v, "</p>\n");
	}
	pager(v, from, end > from ? end - from : 0, (int64_t)n);
	put(v, "<p>");
	link_to(v, "/calendar", NULL, past ? NULL : "past=1");
	put_word(v, past ? "what-is-coming" : "what-was");
	put(v, "</a></p>\n");
	frame_close(v);
	return KUA_OK;
}
