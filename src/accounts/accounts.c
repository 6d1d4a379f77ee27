/*
 * accounts.c - the stages of accounts/ in order. Judgements come first, for a rejected figure sets nothing
 * and an amended one says something else; then who speaks and where and when; then events; then the lines
 * with their voices; then tolls.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

static int by_voice_id(const void *a, const void *b)
{
	return strcmp(((const struct kua_voice *)a)->id, ((const struct kua_voice *)b)->id);
}

static void write_voices(struct desk *d, struct kua_accounts_result *out)
{
	out->n_voices = d->speakers.n;
	out->voices = KUA_NEW_N(d->a, struct kua_voice, d->speakers.n);
	for (size_t i = 0; i < d->speakers.n; i++)
		out->voices[i] = d->speakers.v[i].voice;
	if (out->n_voices)
		qsort(out->voices, out->n_voices, sizeof *out->voices, by_voice_id);
}

enum kua_code kua_accounts_make(const struct kua_accounts_input *in, struct kua_arena *a,
                                struct kua_accounts_result *out, struct kua_error *err)
{
	struct desk d;
	enum kua_code code = desk_lay(&d, in, a, err);
	if (code)
		return code;
	judge_claims(&d);
	organisations_find(&d);
	speakers_find(&d);
	places_find(&d);
	focus_find(&d);
	code = times_find(&d);
	if (!code) {
		struct kua_accounts_result result = {0};
		titles_find(&d);
		days_find(&d);
		times_weigh(&d);
		events_find(&d);
		events_write(&d, &result);
		write_voices(&d, &result);
		lines_count(&d, &result);
		tolls_count(&d, &result);
		code = kua_accounts_write_cases(in, a, &result.cases, &result.n_cases, err);
		*out = result;
	}
	desk_clear(&d);
	return code;
}
