/* dates.c - any bytes as a text: its dates and times must be in order, and each a real day, month or year. */
#include "view.h"

static void check_iso(const char *iso)
{
	int64_t first, last;
	char again[11];
	if (!*iso)
		return;
	MUST(kua_date_first_day(iso, &first) && kua_date_last_day(iso, &last) && first <= last);
	kua_date_from_day(first, again);
	MUST(strncmp(again, iso, strlen(iso)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const anchors[] = {NULL, "2013-07-02", "2011-12", "2011", "1000-01-01", "2999-12-31", "2012-02-29", "no"};
	struct kua_arena *a = kua_arena_new();
	struct kua_text t;
	if (view_of(data, size, a, &t)) {
		size_t n;
		uint32_t at = 0;
		const struct kua_date *d = kua_text_dates(languages(), &t, anchors[data[0] / 16 % 8], a, &n);
		for (size_t i = 0; i < n; i++) {
			MUST(d[i].first >= at && d[i].last > d[i].first && d[i].last <= t.n_tokens);
			check_iso(d[i].iso);
			check_iso(d[i].iso_next);
			at = d[i].last;
		}
		const struct kua_time *times = kua_text_times(languages(), &t, a, &n);
		for (size_t i = 0; i < n; i++)
			MUST(times[i].last > times[i].first && times[i].last <= t.n_tokens && strlen(times[i].iso) == 5);
		char iso[11];
		if (kua_date_parse(languages(), t.bytes, t.n, iso)) {
			MUST(*iso);
			check_iso(iso);
		}
	}
	kua_arena_free(a);
	return 0;
}
