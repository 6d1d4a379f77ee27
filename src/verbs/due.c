/* due.c - what is coming, in order of time: on the terminal with names, as a calendar for other programs without them. */
#include <string.h>

#include "publish/publish.h"
#include "verbs/verbs.h"

struct coming {
	struct kua_call *call;
	const struct kua_loaded *loaded;
	struct kua_due *v;
	size_t n;
};

static void json_line(const struct kua_due *d)
{
	const struct {
		const char *name, *value;
	} fields[] = {{"date", d->date}, {"time", d->time}, {"kind", d->kind}, {"label", d->label}, {"place", d->place},
	              {"person", d->person}, {"event", d->event}, {"item", d->item}, {"claim", d->claim}};
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "{\"type\":\"due\"");
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		kua_buf_printf(&b, ",\"%s\":", fields[i].name);
		kua_json_string(&b, fields[i].value);
	}
	kua_buf_str(&b, "}\n");
	kua_out_buf(&b);
	kua_buf_free(&b);
}

static void text_line(struct kua_call *call, const struct kua_due *d)
{
	struct kua_arena *a = call->arena;
	const char *id = d->claim ? d->claim : d->event, *label = d->label;
	if (d->years)
		label = kua_arena_printf(a, "%s (%d year%s)", label, d->years, d->years == 1 ? "" : "s");
	kua_out("%-10s %-5s  ", d->date, d->time ? d->time : "");
	kua_out_hanging(call, 18, kua_arena_printf(a, "%s%s%s%s%s%s", label, d->place ? " — " : "", d->place ? d->place : "",
	                                           id ? " (" : "", id ? id : "", id ? ")" : ""));
}

/* ---- the calendar ---- */

struct last {
	struct kua_arena *a;
	struct kua_ics_options *ics;
};

static enum kua_code last_entry(void *ctx, const struct kua_journal_entry *e, struct kua_error *err)
{
	struct last *l = ctx;
	(void)err;
	l->ics->stamp = kua_arena_strdup(l->a, e->at);
	l->ics->sequence = e->entry;
	return KUA_OK;
}

static enum kua_code print_ics(const struct coming *c, struct kua_error *err)
{
	struct kua_call *call = c->call;
	struct kua_casebook *cb = NULL;
	struct kua_ics_options options = {0};
	struct kua_public *public = NULL;
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = 0;
	const char *today = kua_call_today(call);
	if (!kua_call_option(call, "names"))
		options.public = public = kua_public_new(c->loaded, "public", today);
	enum kua_code code = kua_call_open(call, KUA_READ, &cb, err);
	if (code == KUA_OK)
		code = kua_journal_each(cb, last_entry, &(struct last){call->arena, &options}, err);
	kua_casebook_close(cb);
	if (code == KUA_OK)
		code = kua_publish_ics(c->v, c->n, &options, &b, &n, err);
	if (code == KUA_OK)
		kua_out_buf(&b);
	if (code == KUA_OK && n < c->n)
		kua_note("%zu of %zu are left out: a calendar takes days, and only their month or year is known", c->n - n, c->n);
	kua_buf_free(&b);
	kua_public_free(public);
	return code;
}

/* ---- which ---- */

static enum kua_code day_option(const struct kua_call *call, const char *name, const char *otherwise, int64_t *day,
                                struct kua_error *err)
{
	const char *said = kua_call_option(call, name);
	const char *iso = said ? said : otherwise;
	return kua_date_last_day(iso, day) ? KUA_OK
	                                   : kua_fail(err, KUA_USE, "--%s '%s' is no date: 2011-12-16, 2011-12 or 2011", name, iso);
}

/* Leave what is between the days. A line of a month is coming until the month is over. */
static void keep_between(struct coming *c, int64_t from, int64_t until)
{
	size_t kept = 0;
	int64_t first, last;
	for (size_t i = 0; i < c->n; i++)
		if (kua_date_first_day(c->v[i].date, &first) && kua_date_last_day(c->v[i].date, &last) && last >= from && first <= until)
			c->v[kept++] = c->v[i];
	c->n = kept;
}

static enum kua_code gather(struct coming *c, const char *today, struct kua_error *err)
{
	struct kua_arena *a = c->call->arena;
	struct kua_told_case *cases;
	struct kua_due *days, *years;
	size_t n_cases, n_days, n_years;
	int64_t from = INT64_MIN, until = INT64_MAX;
	enum kua_code code = kua_accounts_cases(&c->loaded->in, a, &cases, &n_cases, err);
	if (code == KUA_OK && !kua_call_option(c->call, "past"))
		(void)kua_date_first_day(today, &from);
	if (code == KUA_OK && kua_call_option(c->call, "until"))
		code = day_option(c->call, "until", today, &until, err);
	if (code != KUA_OK)
		return code;
	kua_accounts_calendar(&c->loaded->in, cases, n_cases, a, &days, &n_days);
	kua_accounts_anniversaries(&c->loaded->result, today, a, &years, &n_years);
	c->v = KUA_NEW_N(a, struct kua_due, n_days + n_years);
	for (size_t i = 0, k = 0; i < n_days || k < n_years;)
		if (k == n_years || (i < n_days && strcmp(days[i].date, years[k].date) <= 0))
			c->v[c->n++] = days[i++];
		else
			c->v[c->n++] = years[k++];
	keep_between(c, from, until);
	return KUA_OK;
}

static enum kua_code due(struct kua_call *call, struct kua_loaded *l, struct kua_error *err)
{
	struct coming c = {.call = call, .loaded = l};
	enum kua_code code = gather(&c, kua_call_today(call), err);
	if (code != KUA_OK)
		return code;
	if (kua_call_option(call, "ics"))
		return print_ics(&c, err);
	for (size_t i = 0; i < c.n; i++)
		if (call->json)
			json_line(&c.v[i]);
		else
			text_line(call, &c.v[i]);
	if (c.n == 0)
		kua_note("%s: nothing is announced; --past prints what was", call->args[0]);
	return KUA_OK;
}

static enum kua_code run(struct kua_call *call, struct kua_error *err)
{
	if (call->json && kua_call_option(call, "ics"))
		return kua_fail(err, KUA_USE, "--json and --ics are two formats; choose one");
	return kua_call_with_loaded(call, due, err);
}

const struct kua_verb kua_verb_due = {
	.name = "due",
	.args = "CASEBOOK",
	.summary = "Print what is coming: hearings, last days, protests, anniversaries",
	.about = "In order of time from today: what the texts announce, what follows from people's cases (the last day to appeal, the\n"
	         "end of a sentence; how it was computed is said), and the next anniversary of each day on which people were\n"
	         "killed. As a calendar (--ics) nobody is named who was not allowed to be named in public ('kua judge ID allow'): a\n"
	         "hearing is of a case by its id, and a place that holds a word of somebody's name is left out. The same casebook gives the same calendar, so that a\n"
	         "program that reads it again finds only what has changed.",
	.options =
		(const struct kua_option[]){
			{"until", "DATE", "only up to this day, month or year"},
			{"past", NULL, "what is over, too"},
			{"ics", NULL, "a calendar (iCalendar) for other programs, without the names of those who may not be named"},
			{"names", NULL, "with --ics: with all names"},
			{"json", NULL, "lines of JSON"},
			{0},
		},
	.examples =
		(const struct kua_example[]){
			{"What is due", "kua due case.kua"},
			{"A calendar that names nobody", "kua due case.kua --past --ics > dates.ics"},
			{0},
		},
	.least = 1,
	.most = 1,
	.run = run,
};
