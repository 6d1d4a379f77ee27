/* ics.c - the calendar for other programs: iCalendar (RFC 5545), written by libical, which folds and escapes. */
#include <string.h>

#include <libical/ical.h>

#include "publish/publish.h"

struct writing {
	const struct kua_ics_options *options;
	icalcomponent *calendar;
	struct kua_arena *a;
};

/* No control character stands in a value: what a document says cannot begin another line of the file. */
static const char *clean(const struct writing *w, const char *s)
{
	char *copy = kua_arena_strdup(w->a, s);
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return copy;
}

/* Of 2011-12-16, 2011-12-16T18:00 or 2011-12-16T12:00:00Z. */
static struct icaltimetype time_of(const struct writing *w, const char *iso)
{
	char *basic = kua_arena_strdup(w->a, iso), *to = basic;
	for (const char *p = basic; *p; p++)
		if (*p != '-' && *p != ':')
			*to++ = *p;
	*to = '\0';
	size_t n = strlen(basic);
	return icaltime_from_string(n == strlen("20111216T1800") ? kua_arena_printf(w->a, "%s00", basic) : basic);
}

static bool is_hour(const char *time)
{
	static const char shape[] = "29:59"; /* the most that may stand there */
	for (size_t i = 0; i < sizeof shape; i++)
		if (shape[i] == ':' || shape[i] == '\0' ? time[i] != shape[i] : time[i] < '0' || time[i] > shape[i])
			return false;
	return time[0] < '2' || time[1] < '4';
}

static struct icaltimetype when_of(const struct writing *w, const struct kua_due *d)
{
	int64_t day;
	if (!d->date || strlen(d->date) != strlen("2011-12-16") || !kua_date_first_day(d->date, &day))
		return icaltime_null_time();
	return time_of(w, d->time && is_hour(d->time) ? kua_arena_printf(w->a, "%sT%s", d->date, d->time) : d->date);
}

/* What the line says: all, or nothing about people. */
static const char *summary_of(const struct writing *w, const struct kua_due *d)
{
	const struct kua_public *public = w->options->public;
	if (!public || (d->person && kua_public_may(public, d->person)))
		return clean(w, d->label);
	if (d->person)
		return clean(w, kua_arena_printf(w->a, "%s, case %s", d->kind, d->person));
	return clean(w, kua_public_hides(public, d->label) ? d->kind : d->label);
}

static void add_alarm(icalcomponent *event, const char *summary)
{
	struct icaltriggertype before = {.time = icaltime_null_time(), .duration = {.is_neg = 1, .days = KUA_ICS_WARN_DAYS}};
	icalcomponent_add_component(event, icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
	                                                       icalproperty_new_description(summary),
	                                                       icalproperty_new_trigger(before), (void *)0));
}

static void add_return(icalcomponent *event, struct icaltimetype t)
{
	bool last_of_february = t.month == 2 && t.day >= 28;
	icalcomponent_add_property(event, icalproperty_new_rrule(icalrecurrencetype_from_string(
		last_of_february ? "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" : "FREQ=YEARLY")));
}

static bool add_event(struct writing *w, const struct kua_due *d)
{
	struct icaltimetype t = when_of(w, d);
	if (icaltime_is_null_time(t))
		return false;
	const char *of = d->event ? d->event : d->claim, *summary = summary_of(w, d);
	char *uid = kua_arena_printf(w->a, "%s%s%s@kua", of, d->person ? "-" : "", d->person ? d->kind : "");
	for (char *p = uid; *p; p++)
		*p = *p == ' ' ? '-' : *p;
	icalcomponent *event = icalcomponent_vanew(
		ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid), icalproperty_new_dtstamp(time_of(w, w->options->stamp)),
		icalproperty_new_sequence((int)(w->options->sequence < INT32_MAX ? w->options->sequence : INT32_MAX)),
		icalproperty_new_dtstart(t), icalproperty_new_summary(summary), (void *)0);
	if (d->place && !(w->options->public && kua_public_hides(w->options->public, d->place)))
		icalcomponent_add_property(event, icalproperty_new_location(clean(w, d->place)));
	if (d->event)
		add_return(event, t);
	if (strncmp(d->kind, "last day", strlen("last day")) == 0)
		add_alarm(event, summary);
	icalcomponent_add_component(w->calendar, event);
	return true;
}

enum kua_code kua_publish_ics(const struct kua_due *v, size_t n, const struct kua_ics_options *options, struct kua_buf *out,
                              size_t *n_written, struct kua_error *err)
{
	struct writing w = {.options = options, .a = kua_arena_new()};
	w.calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
	                                 icalproperty_new_prodid("-//Kua//calendar//EN"), (void *)0);
	if (options->name) {
		icalproperty *name = icalproperty_new_x(clean(&w, options->name));
		icalproperty_set_x_name(name, "X-WR-CALNAME");
		icalcomponent_add_property(w.calendar, name);
	}
	*n_written = 0;
	for (size_t i = 0; i < n; i++)
		*n_written += add_event(&w, &v[i]);
	char *text = icalcomponent_as_ical_string_r(w.calendar);
	if (text)
		kua_buf_str(out, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(w.calendar);
	kua_arena_free(w.a);
	return text ? KUA_OK : kua_fail(err, KUA_WORLD, "the calendar could not be written");
}
