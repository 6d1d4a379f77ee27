/*
 * organisations.c - for whom people speak, and with whose voice an archive does.
 *
 * A person speaks for an organisation where a role says so ("Secretary of Campaign X", as names/ noted it),
 * or where person and organisation stand beside one another with a word for an office between or before them
 * ("Ann Ray, secretary, Campaign X"; "Secretary of Campaign X, Ann Ray"; a signature of two lines). Each such
 * place is a vote for the person's entity.
 *
 * An archive is a document of several items. Its organisation is the one named in most of its items, and in a
 * quarter of them at least; a body of the state does not count, for the archives of those who oppose it name
 * it all the time. An organisation whose name is in the document's own name comes first. Where items say in whose
 * name they speak (their issuer), that comes before all of this.
 */
#include <stdlib.h>
#include <string.h>

#include "accounts/internal.h"

enum { BESIDE = 60 }; /* bytes between a person and the organisation beside it */

struct vote {
	size_t person, organisation, count;
};

struct votes {
	struct kua_intern *pairs;
	TABLE(struct vote) v;
};

static void vote(struct votes *votes, size_t person, size_t organisation)
{
	size_t pair[2] = {person, organisation};
	struct vote *v = table_at(&votes->v, kua_intern_add(votes->pairs, (const char *)pair, sizeof pair));
	v->person = person;
	v->organisation = organisation;
	v->count++;
}

static bool is_kind(const struct desk *d, size_t e, const char *kind)
{
	return e != NOWHERE && strcmp(d->in->entities[e].kind, kind) == 0;
}

/* Text start..end of an item as a plain line; "" where there is no such text. */
static const char *plain_between(struct desk *d, const char *text, int64_t start, int64_t end, struct kua_buf *b)
{
	(void)d;
	kua_buf_clear(b);
	size_t n = text ? strlen(text) : 0;
	if (start < 0 || end <= start || (size_t)end > n)
		return "";
	char *s = kua_malloc((size_t)(end - start) + 1);
	memcpy(s, text + start, (size_t)(end - start));
	s[end - start] = 0;
	plain_fold(b, s);
	free(s);
	return b->data ? b->data : "";
}

/* No sentence ends between the two. */
static bool one_breath(const char *text, int64_t start, int64_t end)
{
	for (int64_t i = start; i < end; i++)
		if (strchr(".;:!?", text[i]))
			return false;
	return true;
}

/* A signature of two lines: the person's name, and nothing else, above a line that begins with the organisation. */
static bool is_name_above(const char *text, const struct kua_mention *person, const struct kua_mention *organisation)
{
	enum { MISSED = 20 }; /* bytes of its first word that the mention may lack */
	const char *end = text + person->end, *next = end + (*end == ',');
	bool alone = (person->start == 0 || text[person->start - 1] == '\n') && *next == '\n';
	const char *to = text + organisation->start;
	return alone && to > next && to - next <= MISSED && !memchr(next + 1, '\n', (size_t)(to - next) - 1);
}

/*
 * Whether mentions a and b (a first), one a person and one an organisation, stand in a signature or beside
 * an office.
 */
static bool stand_together(struct desk *d, const struct kua_item *item, const struct kua_mention *a,
                           const struct kua_mention *b, bool person_first, struct kua_buf *buf)
{
	size_t n = item->text ? strlen(item->text) : 0;
	if (a->end < 0 || b->start < a->end || (size_t)b->end > n || b->start - a->end > BESIDE ||
	    !one_breath(item->text, a->end, b->start))
		return false;
	if (words_has(d->words, WORDS_OFFICE, item->language, plain_between(d, item->text, a->end, b->start, buf)))
		return true;
	if (person_first)
		return is_name_above(item->text, a, b);
	int64_t from = a->start > 40 ? a->start - 40 : 0;
	while (from < a->start && ((unsigned char)item->text[from] & 0xc0) == 0x80)
		from++;
	for (int64_t i = from; i < a->start; i++)
		if (strchr(".;:!?\n", item->text[i]))
			from = i + 1;
	return b->start - a->end <= 4 &&
	       words_has(d->words, WORDS_OFFICE, item->language, plain_between(d, item->text, from, a->start, buf));
}

static void vote_in_item(struct desk *d, size_t i, struct votes *votes, struct kua_buf *buf)
{
	for (size_t k = d->mention_first[i]; k < d->mention_last[i]; k++) {
		const struct kua_mention *m = d->mentions[k], *next = k + 1 < d->mention_last[i] ? d->mentions[k + 1] : NULL;
		size_t e = desk_entity(d, m->entity), f = next ? desk_entity(d, next->entity) : NOWHERE;
		bool person = is_kind(d, e, "person");
		if (person && m->role) {
			size_t o = desk_named_in(d, i, m->role, "organisation");
			if (o != NOWHERE)
				vote(votes, e, o);
		}
		if (person && is_kind(d, f, "organisation") &&
		    stand_together(d, &d->in->items[i], m, next, true, buf))
			vote(votes, e, f);
		if (is_kind(d, e, "organisation") && is_kind(d, f, "person") &&
		    stand_together(d, &d->in->items[i], m, next, false, buf))
			vote(votes, f, e);
	}
}

static bool better_vote(const struct desk *d, const struct vote *a, const struct vote *b)
{
	if (a->count != b->count)
		return a->count > b->count;
	return strcmp(d->in->entities[a->organisation].id, d->in->entities[b->organisation].id) < 0;
}

static void people_find(struct desk *d)
{
	struct votes votes = {.pairs = kua_intern_new()};
	struct kua_buf buf = KUA_BUF_INIT;
	for (size_t i = 0; i < d->in->n_items; i++)
		vote_in_item(d, i, &votes, &buf);
	for (size_t e = 0; e < d->in->n_entities; e++)
		for (size_t r = 0; is_kind(d, e, "person") && r < d->in->entities[e].roles.n; r++) {
			size_t o = desk_named_in(d, NOWHERE, d->in->entities[e].roles.v[r], "organisation");
			if (o != NOWHERE)
				vote(&votes, e, o);
		}
	struct vote **best = KUA_NEW_N(d->a, struct vote *, d->in->n_entities);
	for (size_t k = 0; k < votes.v.n; k++) {
		struct vote *v = &votes.v.v[k];
		if (!best[v->person] || better_vote(d, v, best[v->person]))
			best[v->person] = v;
	}
	for (size_t e = 0; e < d->in->n_entities; e++)
		d->organisation_of[e] = best[e] ? best[e]->organisation : NOWHERE;
	kua_buf_free(&buf);
	kua_intern_free(votes.pairs);
	kua_vec_free(&votes.v);
}

/* ---- archives ---- */

static bool of_the_state(struct desk *d, size_t e)
{
	const struct kua_entry *w = words_find(d->words, WORDS_CLASS, NULL,
	                                       desk_plain(d, d->in->entities[e].label));
	return w && strcmp(w->fields.v[1], "state") == 0;
}

/* The label without spaces stands in the document's name without spaces. */
static bool in_document_name(struct desk *d, size_t e, const char *document)
{
	const char *label = desk_plain(d, d->in->entities[e].label), *name = desk_plain(d, document);
	char squeezed[2][256];
	const char *from[2] = {label, name};
	for (unsigned k = 0; k < 2; k++) {
		size_t n = 0;
		for (const char *p = from[k]; *p && n < sizeof squeezed[k] - 1; p++)
			if (*p != ' ')
				squeezed[k][n++] = *p;
		squeezed[k][n] = 0;
	}
	return strlen(squeezed[0]) >= 4 && strstr(squeezed[1], squeezed[0]);
}

struct met { /* an organisation in a document */
	size_t document, entity, items, last_item;
	bool in_name;
};

static bool better_archive(const struct desk *d, const struct met *a, const struct met *b)
{
	if (a->in_name != b->in_name)
		return a->in_name;
	if (a->items != b->items)
		return a->items > b->items;
	return strcmp(d->in->entities[a->entity].id, d->in->entities[b->entity].id) < 0;
}

/*
 * A file that gathers what many have written is no archive of one voice, unless one organisation is named
 * all through it.
 */
static bool is_collection(const char *document)
{
	static const char *const ends[] = {".jsonl", ".ndjson", ".csv", ".tsv", ".mbox", ".warc", ".wacz",
	                                   ".zip", ".tar", ".gz"};
	const char *dot = document ? strrchr(document, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof ends / sizeof *ends; i++)
		if (strcmp(dot, ends[i]) == 0)
			return true;
	return false;
}

static void archives_mark(struct desk *d)
{
	d->archive = KUA_NEW_N(d->a, bool, d->document_items.n);
	for (size_t i = 0; i < d->in->n_items; i++) {
		size_t k = d->document_of[i];
		d->archive[k] = d->document_items.v[k] > 1 &&
		                (d->archive_of[k] != NOWHERE || !is_collection(d->in->items[i].document));
	}
}

static void archives_find(struct desk *d)
{
	struct kua_intern *pairs = kua_intern_new();
	TABLE(struct met) met = {0};
	for (size_t i = 0; i < d->in->n_items; i++)
		for (size_t k = d->mention_first[i]; k < d->mention_last[i]; k++) {
			size_t pair[2] = {d->document_of[i], desk_entity(d, d->mentions[k]->entity)};
			if (d->document_items.v[pair[0]] < 2 || !is_kind(d, pair[1], "organisation"))
				continue;
			struct met *m = table_at(&met, kua_intern_add(pairs, (const char *)pair, sizeof pair));
			if (m->items && m->last_item == i)
				continue;
			*m = (struct met){pair[0], pair[1], m->items + 1, i, false};
			m->in_name = in_document_name(d, pair[1], d->in->items[i].document);
		}
	struct met **best = KUA_NEW_N(d->a, struct met *, d->document_items.n);
	for (size_t k = 0; k < met.n; k++) {
		struct met *m = &met.v[k], **b = &best[m->document];
		bool often = m->items >= 2 && m->items * 4 >= d->document_items.v[m->document];
		if ((m->in_name || often) && (!*b || better_archive(d, m, *b)) && !of_the_state(d, m->entity))
			*b = m;
	}
	for (size_t k = 0; k < d->document_items.n; k++)
		d->archive_of[k] = best[k] ? best[k]->entity : NOWHERE;
	kua_intern_free(pairs);
	kua_vec_free(&met);
}

/* ---- issuers ---- */

/*
 * The organisation that an item's issuer is: one of that name, or one whose name is most of it ("Solidarity Network" of
 * "Miners' Solidarity Network"), for mentions may have missed a word.
 */
size_t issuer_entity(struct desk *d, size_t item, const char *issuer)
{
	size_t e = desk_named(d, item, issuer, "organisation");
	if (e != NOWHERE)
		return e;
	e = desk_named_in(d, item, issuer, "organisation");
	return e != NOWHERE && strlen(desk_plain(d, d->in->entities[e].label)) * 2 > strlen(desk_plain(d, issuer)) ? e : NOWHERE;
}

/* "Commission" of "Commission of Inquiry": the first word. "Growers" are not "Growers' Union", nor any class of people. */
static bool is_short_for(struct desk *d, const char *said_by, const char *issuer)
{
	const char *plain = desk_plain(d, said_by), *all = desk_plain(d, issuer);
	size_t n = strlen(plain), first = strcspn(issuer, " ");
	bool possessive = first && (issuer[first - 1] == '\'' || (unsigned char)issuer[first - 1] == 0x99);
	return n && !strchr(plain, ' ') && strncmp(plain, all, n) == 0 && all[n] == ' ' && !possessive &&
	       !words_is(d->words, WORDS_CLASS, plain);
}

const char *issuer_called(struct desk *d, size_t item, const char *said_by)
{
	const char *plain = desk_plain(d, said_by), *own = item == NOWHERE ? NULL : d->in->items[item].issuer;
	if (own && is_short_for(d, said_by, own))
		return own;
	uint32_t k = kua_intern_find(d->issuers, plain, strlen(plain));
	return k == KUA_NO_ID ? NULL : d->issuer_names.v[k];
}

/* Of two spellings of one name the last in the order of bytes is kept, which is not the one in capitals, whatever the order of the items. */
static void issuers_find(struct desk *d)
{
	for (size_t i = 0; i < d->in->n_items; i++) {
		const char *issuer = d->in->items[i].issuer, *plain = issuer ? desk_plain(d, issuer) : "";
		if (!*plain)
			continue;
		const char **kept = table_at(&d->issuer_names, kua_intern_add(d->issuers, plain, strlen(plain)));
		*kept = *kept && strcmp(*kept, issuer) > 0 ? *kept : issuer;
	}
}

void organisations_find(struct desk *d)
{
	issuers_find(d);
	d->organisation_of = KUA_NEW_N(d->a, size_t, d->in->n_entities);
	d->archive_of = KUA_NEW_N(d->a, size_t, d->document_items.n);
	people_find(d);
	archives_find(d);
	archives_mark(d);
}
