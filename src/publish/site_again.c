/*
 * site_again.c - pages of events and cases that would come out as they are: most pages of a large site, of which a new document changes few. What goes
 * into such a page is told by a digest: of what every page shows or obeys, and of each record that this one is made from, whole and without the names that
 * may not be said. So it says rather too often that a page is another one; a page that looks at more than is told here has to tell it here,
 * and tests/publish/test_again.c, which changes everything once, fails where it does not.
 */
#include <inttypes.h>
#include <string.h>

#include "custody/custody.h"
#include "publish/internal.h"

enum { DIGITS = 32 }; /* of a digest: nobody makes two pages of one on purpose, for the casebook's secret is in it */

static void tell(struct kua_buf *b, const char *text)
{
	kua_buf_add(b, text ? "+" : "-", 1);
	kua_buf_add(b, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void tell_number(struct kua_buf *b, int64_t n)
{
	kua_buf_printf(b, "%" PRId64 ",", n);
}

static const char *digest_of(const struct site *s, struct kua_buf *b)
{
	char hex[KUA_SHA256_HEX + 1];
	kua_sha256(b->data, b->len, hex);
	kua_buf_free(b);
	return kua_arena_strndup(s->a, hex, DIGITS);
}

/* ---- what stands in every page ---- */

/* As they are listed, so without names that may not be said. */
static void tell_posts(const struct site *s, struct kua_buf *b)
{
	for (size_t i = 0; i < s->n_posts; i++) {
		const struct post *p = &s->posts[i];
		const char *const texts[] = {p->name, p->title, p->author, p->date, p->event, p->person, p->summary, site_post_tag(p), texts_language(p->w)};
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			tell(b, texts[k]);
		tell_number(b, (int64_t)p->group);
		tell_number(b, (int64_t)p->next);
		tell_number(b, p->gone);
	}
}

void site_again_begin(struct site *s)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!s->in->again)
		return;
	const char *const texts[] = {s->in->again->of, s->in->secret, s->in->today, s->in->url, s->title, s->folder, texts_language(s->w)};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		tell(&b, texts[i]);
	for (size_t i = 0; i < s->in->n_languages; i++)
		tell(&b, texts_language(s->in->languages[i]));
	tell_posts(s, &b);
	s->everywhere = digest_of(s, &b);
}

/* ---- what a page is made from ---- */

/* Of an item, what is cited of it; its text has a page of its own. */
static void tell_item(const struct site *s, struct kua_buf *b, const char *id)
{
	const struct kua_item *item = site_item(s, id);
	tell(b, id);
	if (!item)
		return;
	struct kua_item cited = *item;
	cited.text = NULL;
	kua_shape_pack(b, KUA_ITEM, &cited, 1);
	tell(b, site_item_path(s, id));
}

static void tell_place(const struct site *s, struct kua_buf *b, const char *place)
{
	tell(b, place);
	tell(b, place ? site_place_path(s, place) : NULL);
	tell(b, site_place_label(s, place));
}

static void tell_line(const struct site *s, struct kua_buf *b, const struct kua_account *a)
{
	kua_shape_pack(b, KUA_ACCOUNT, a, 1);
	for (size_t i = 0; i < a->figures.n; i++) {
		const struct kua_figure *f = site_figure(s, a->figures.v[i]);
		const struct kua_voice *voice = f && f->voice ? site_voice(s, f->voice) : NULL;
		if (f) {
			kua_shape_pack(b, KUA_FIGURE, f, 1);
			tell_item(s, b, f->item);
		}
		if (voice)
			kua_shape_pack(b, KUA_VOICE, voice, 1);
	}
}

static void tell_correction(struct kua_buf *b, const struct correction *c)
{
	const int64_t numbers[] = {c->low, c->high, c->low_before, c->high_before, c->n};
	tell(b, c->act);
	tell(b, c->at);
	tell(b, c->why);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		tell_number(b, numbers[i]);
}

const char *site_event_of(const struct site *s, const struct kua_event *e)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n;
	if (!s->everywhere)
		return NULL;
	const struct kua_account *const *lines = site_lines(s, e->id, &n);
	tell(&b, s->everywhere);
	kua_shape_pack(&b, KUA_EVENT, e, 1);
	tell_place(s, &b, e->place);
	tell(&b, site_event_since(s, e->id));
	for (size_t i = 0; i < n; i++)
		tell_line(s, &b, lines[i]);
	const struct kua_toll *const *tolls = site_tolls(s, e->id, &n);
	for (size_t i = 0; i < n; i++)
		kua_shape_pack(&b, KUA_TOLL, tolls[i], 1);
	for (size_t i = 0; i < s->corrections.n; i++)
		if (strcmp(s->corrections.v[i].event, e->id) == 0)
			tell_correction(&b, &s->corrections.v[i]);
	return digest_of(s, &b);
}

const char *site_case_of(const struct site *s, const struct kua_told_case *c)
{
	struct kua_buf b = KUA_BUF_INIT;
	if (!s->everywhere)
		return NULL;
	tell(&b, s->everywhere);
	tell_number(&b, kua_public_may(s->public, c->person));
	const char *const texts[] = {c->person, site_case_number(s, c->person), site_case_label(s, c), c->status, c->state, c->as_of, c->now ? c->now->id : NULL};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		tell(&b, texts[i]);
	for (size_t i = 0; i < c->n; i++) {
		kua_shape_pack(&b, KUA_CASE_STEP, c->steps[i], 1);
		tell_item(s, &b, c->steps[i]->item);
		tell_place(s, &b, c->steps[i]->place);
	}
	for (size_t i = 0; i < c->n_contradictions; i++) {
		tell(&b, c->contradictions[i].what);
		kua_shape_pack(&b, KUA_CASE_STEP, c->contradictions[i].a, 1);
		kua_shape_pack(&b, KUA_CASE_STEP, c->contradictions[i].b, 1);
	}
	for (size_t i = 0; i < c->n_due; i++) {
		tell(&b, c->due[i].date);
		tell(&b, c->due[i].what);
		tell(&b, c->due[i].why);
		if (c->due[i].step)
			kua_shape_pack(&b, KUA_CASE_STEP, c->due[i].step, 1);
	}
	return digest_of(s, &b);
}

/* ---- keeping it ---- */

bool site_kept(struct site *s, const char *name, const char *of)
{
	const struct kua_site_again *again = s->in->again;
	const char *whole = kua_arena_printf(s->a, "%s%s", s->folder, name);
	size_t n = of && s->code == KUA_OK ? again->files(s->in->ctx, whole, of) : 0;
	bool kept = false;
	if (!n)
		return false;
	const char **paths = KUA_NEW_N(s->a, const char *, n);
	for (size_t i = 0; i < n; i++)
		paths[i] = site_part_path(s, name, (unsigned)i + 1);
	s->code = again->keep(s->in->ctx, paths, n, &kept, s->err);
	for (size_t i = 0; i < n && kept; i++)
		*kua_vec_add(&s->paths) = paths[i];
	if (kept)
		again->made(s->in->ctx, whole, of, n);
	return kept;
}

void site_made(struct site *s, const struct sheet *p, const char *of)
{
	if (of && s->code == KUA_OK)
		s->in->again->made(s->in->ctx, kua_arena_printf(s->a, "%s%s", s->folder, p->name), of, p->part);
}
