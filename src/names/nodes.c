/*
 * nodes.c - from mentions to nodes: one for each distinct folded form of a kind. Nodes are numbered by their key,
 * so nothing after this depends on the order in which items came in.
 */
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"
#include "names/internal.h"

const char *kind_name(int kind)
{
	return kind == NAME_PERSON ? "person" : kind == NAME_PLACE ? "place" : "organisation";
}

const char *node_id(struct kua_arena *a, const struct node *n)
{
	return KUA_ID(a, n->kind == NAME_PERSON ? "per" : n->kind == NAME_PLACE ? "pla" : "org", n->key);
}

/* ---- words that are believed because of other items ---- */

struct seen {
	struct kua_intern *words; /* folded words */
	KUA_VEC(uint8_t) kind;    /* bit 1 << NAME_...; surnames of full names count as persons */
	struct near_places *near; /* places as written somewhere */
	struct kua_intern *tried; /* forms asked for as misspelt places, and the answers */
	KUA_VEC(uint8_t) answer;
	KUA_VEC(int32_t) places;  /* how much oftener a place than a person by a guess */
};

enum {
	SEEN_FIRST = 3,  /* the first word of a full name */
	SEEN_SPEAKS = 4, /* a single unknown word that says something */
	SEEN_HE = 5,     /* and is called he or she behind it */
	SEEN_PLACE = 6, /* a place, however weak; no guess */
	SEEN_GUESS = 7, /* a person by a guess */
	SEEN_KINDS = 1 << NAME_PERSON | 1 << NAME_PLACE | 1 << NAME_ORGANISATION,
};

static void see(struct seen *s, const char *word, size_t n, int kind)
{
	uint32_t id = kua_intern_add(s->words, word, n);
	while (s->kind.n <= id) {
		*kua_vec_add(&s->kind) = 0;
		*kua_vec_add(&s->places) = 0;
	}
	s->places.v[id] += (kind == SEEN_PLACE) - (kind == SEEN_GUESS);
	s->kind.v[id] |= (uint8_t)(1 << kind);
}

static void see_mention(struct seen *s, const struct found *f)
{
	if (f->kind == NAME_PERSON && f->guess)
		see(s, f->norm, strlen(f->norm), SEEN_GUESS);
	const char *last = strrchr(f->norm, ' ');
	if (f->kind == NAME_PERSON && f->full && f->strength == STRONG && last) {
		see(s, last + 1, strlen(last + 1), NAME_PERSON);
		see(s, f->norm, strcspn(f->norm, " "), SEEN_FIRST);
	} else if (f->kind == NAME_PERSON && !f->full && f->strength == STRONG && !f->given_only) {
		see(s, f->norm, strlen(f->norm), NAME_PERSON);
	} else if (f->kind != NAME_PERSON && f->strength != PENDING && !f->guess) {
		if (f->strength == STRONG)
			see(s, f->norm, strlen(f->norm), f->kind);
		if (f->kind == NAME_PLACE)
			see(s, f->norm, strlen(f->norm), SEEN_PLACE);
	} else if (f->speaks) {
		see(s, f->norm, strlen(f->norm), f->he ? SEEN_HE : SEEN_SPEAKS);
	}
}

/* "the Kazkhstan authorities": a misspelt place that the gazetteer knows. */
static bool misspelt_place(const struct collection *c, const struct found *f)
{
	struct kua_arena *a = kua_arena_new();
	struct name name;
	name_parse(c->names, f->form, "place", a, &name);
	bool near = name.n == 1 && name.near && strlen(name.whole) >= 7;
	kua_arena_free(a);
	return near;
}

enum { UNTRIED, MISSPELT, NO_PLACE };

/* The same, each form asked for once. */
static bool known_misspelt(struct collection *c, struct seen *s, const struct found *f)
{
	uint32_t id = kua_intern_add(s->tried, f->norm, strlen(f->norm));
	while (s->answer.n <= id)
		*kua_vec_add(&s->answer) = UNTRIED;
	if (s->answer.v[id] == UNTRIED)
		s->answer.v[id] = misspelt_place(c, f) ? MISSPELT : NO_PLACE;
	return s->answer.v[id] == MISSPELT;
}

static void believe(struct found *f, int kind)
{
	f->strength = WEAK;
	f->kind = (uint8_t)kind;
	if (kind != NAME_PERSON)
		f->role = NULL;
}

static void promote(struct collection *c, struct seen *seen, struct found *f)
{
	uint32_t id = kua_intern_find(seen->words, f->norm, strlen(f->norm));
	uint8_t kinds = id == KUA_NO_ID ? 0 : seen->kind.v[id];
	if (f->given_only && (kinds & 1 << NAME_PERSON) && !(kinds & 1 << SEEN_FIRST))
		f->given_only = false; /* Marat is somebody's surname here, and nobody's given name */
	bool place = kinds & 1 << NAME_PLACE, person = kinds & 1 << NAME_PERSON;
	if (f->kind == NAME_PLACE && f->strength == WEAK && f->or_person && person && !place)
		f->kind = NAME_PERSON; /* "directed at Kainerugaba" */
	if (f->guess && !person && (kinds & (1 << NAME_PLACE | 1 << NAME_ORGANISATION) ||
	                            (kinds & 1 << SEEN_PLACE && seen->places.v[id] > 0)))
		believe(f, kinds & 1 << NAME_ORGANISATION ? NAME_ORGANISATION : NAME_PLACE);
	if (f->strength != PENDING)
		return;
	if (kinds & SEEN_KINDS)
		believe(f, person ? NAME_PERSON : kinds & 1 << NAME_ORGANISATION ? NAME_ORGANISATION : NAME_PLACE);
	else if (known_misspelt(c, seen, f))
		believe(f, NAME_PLACE);
	else if (kinds & (1 << SEEN_SPEAKS | 1 << SEEN_HE) && !(kinds & 1 << SEEN_FIRST))
		/* who speaks and is nobody's surname: without he or she a group */
		believe(f, kinds & 1 << SEEN_HE ? NAME_PERSON : NAME_ORGANISATION);
	else if (f->kind == NAME_PERSON && !f->given_only && !(kinds & (1 << SEEN_PLACE | 1 << SEEN_FIRST)) &&
	         near_has(seen->near, c->names, f->norm))
		believe(f, NAME_PLACE);
}

void promote_pending(struct collection *c)
{
	struct seen seen = {.words = kua_intern_new(), .tried = kua_intern_new()};
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++)
			see_mention(&seen, &c->items[i].v[k]);
	seen.near = near_open(c->arena);
	for (uint32_t id = 0; id < seen.kind.n; id++)
		if ((seen.kind.v[id] & (1 << NAME_PLACE | 1 << SEEN_PLACE)) && !(seen.kind.v[id] & (1 << NAME_PERSON | 1 << SEEN_FIRST)))
			near_add(seen.near, c->names, kua_intern_text(seen.words, id));
	near_sort(seen.near);
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++)
			promote(c, &seen, &c->items[i].v[k]);
	near_close(seen.near);
	kua_vec_free(&seen.kind);
	kua_vec_free(&seen.places);
	kua_vec_free(&seen.answer);
	kua_intern_free(seen.tried);
	kua_intern_free(seen.words);
}

/* ---- nodes ---- */

static const char *key_of(struct collection *c, struct kua_buf *b, const struct found *f, uint32_t item)
{
	kua_buf_clear(b);
	kua_buf_printf(b, "%s %s", kind_name(f->kind), f->norm);
	if (f->kind == NAME_PERSON && f->given_only)
		kua_buf_printf(b, "\x1f%s", c->in->items[c->order[item]].item->id);
	if (f->of_two && f->born)
		kua_buf_printf(b, "\x1f%u", f->born);
	return b->data;
}

static void meet(struct collection *c, struct node *n, uint32_t item)
{
	n->mentions++;
	if (n->n_items && n->items[n->n_items - 1] == item)
		return;
	if ((n->n_items & (n->n_items - 1)) == 0) { /* room for the next power of two */
		uint32_t *v = KUA_NEW_N(c->arena, uint32_t, n->n_items ? n->n_items * 2 : 1);
		if (n->n_items)
			memcpy(v, n->items, n->n_items * sizeof *v);
		n->items = v;
	}
	n->items[n->n_items++] = item;
}

static void add_role(struct collection *c, struct node *n, const char *role)
{
	if (role && n->roles.n < 50 && !kua_list_has(&n->roles, role))
		kua_list_add(c->arena, &n->roles, role);
}

/* The mention whose node a mention belongs to. */
static const struct found *head_of(const struct item_mentions *m, const struct found *f)
{
	return f->kind == NAME_PERSON && f->full_name ? &m->v[f->full_name - 1] : f;
}

static void add_alias(struct collection *c, struct kua_intern *seen, const struct found *f, const struct found *head)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%u %s", head->node, f->norm);
	size_t before = kua_intern_count(seen);
	kua_intern_add(seen, b.data, b.len);
	kua_buf_free(&b);
	if (kua_intern_count(seen) > before && strcmp(f->norm, head->norm) != 0)
		*kua_vec_add(&c->aliases) = (struct alias){head->node, f->form, head->form, f->why, f->why_score};
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->key, ((const struct node *)b)->key);
}

/* Sort the nodes by key and renumber the mentions. */
static void canonical_order(struct collection *c, const struct kua_intern *keys)
{
	size_t n = c->nodes.n;
	uint32_t *rank = KUA_NEW_N(c->arena, uint32_t, n);
	if (n)
		qsort(c->nodes.v, n, sizeof *c->nodes.v, by_key);
	for (size_t i = 0; i < n; i++)
		rank[kua_intern_find(keys, c->nodes.v[i].key, strlen(c->nodes.v[i].key))] = (uint32_t)i;
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++)
			if (c->items[i].v[k].strength != PENDING)
				c->items[i].v[k].node = rank[c->items[i].v[k].node];
}

static void number_mentions(struct collection *c, struct kua_intern *keys)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (uint32_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			struct found *f = &c->items[i].v[k];
			const struct found *head = head_of(&c->items[i], f);
			if (f->strength == PENDING)
				continue;
			const char *key = key_of(c, &b, head, i);
			f->node = kua_intern_add(keys, key, b.len);
			if (f->node == c->nodes.n)
				*kua_vec_add(&c->nodes) = (struct node){.key = kua_intern_text(keys, f->node), .kind = head->kind,
				                                        .form = head->form, .closed = head->given_only};
		}
	kua_buf_free(&b);
}

static void fill_nodes(struct collection *c)
{
	struct kua_intern *seen = kua_intern_new();
	for (uint32_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			struct found *f = &c->items[i].v[k];
			const struct found *head = head_of(&c->items[i], f);
			if (f->strength == PENDING)
				continue;
			struct node *n = &c->nodes.v[f->node];
			meet(c, n, i);
			add_role(c, n, f->role);
			n->apart = n->apart || f->apart;
			n->shortened = n->shortened || (head != f && f->full);
			n->born = head->born ? head->born : n->born;
			n->of_two = head->of_two && !head->born;
			if (head == f && strcmp(f->form, n->form) < 0 && !strchr(f->form, '\n'))
				n->form = f->form; /* capitals before lower case, the same in any order */
			if (head != f)
				add_alias(c, seen, f, head);
		}
	kua_intern_free(seen);
}

void nodes_build(struct collection *c)
{
	struct kua_intern *keys = kua_intern_new();
	number_mentions(c, keys);
	for (size_t i = 0; i < c->nodes.n; i++)
		c->nodes.v[i].key = kua_arena_strdup(c->arena, c->nodes.v[i].key);
	canonical_order(c, keys);
	kua_intern_free(keys);
	fill_nodes(c);
	for (size_t i = 0; i < c->nodes.n; i++) {
		struct node *n = &c->nodes.v[i];
		name_parse(c->names, n->form, kind_name(n->kind), c->arena, &n->name);
		const struct name *name = &n->name;
		n->alone = n->kind == NAME_PERSON && !n->closed &&
		           (name->single >= 0 || name->surname < 0 || name->given < 0 || name->parts[name->given].role == PART_INITIAL);
	}
}

bool nodes_meet(const struct collection *c, uint32_t a, uint32_t b)
{
	const struct node *x = &c->nodes.v[a], *y = &c->nodes.v[b];
	for (uint32_t i = 0, j = 0; i < x->n_items && j < y->n_items;) {
		if (x->items[i] == y->items[j])
			return true;
		if (x->items[i] < y->items[j])
			i++;
		else
			j++;
	}
	return false;
}
