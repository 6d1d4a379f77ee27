/* output.c - from clusters of nodes to records: entities with their names and roles, mentions, joins with reasons. */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "custody/custody.h"
#include "names/internal.h"

enum { ROLES_MAX = 20, NEAR_MAX = 20000, NEAR_EACH = 3 };

struct use { /* one text of one entity: a form or a role */
	uint32_t cluster;
	const char *text;
};

struct counted {
	const char *text;
	int64_t n;
};

static int by_use(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return strcmp(x->text, y->text);
}

static int most_first(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp(x->text, y->text);
}

struct uses {
	KUA_VEC(struct use) v;
	size_t at;
};

struct counts {
	KUA_VEC(struct counted) v;
};

/* The texts of one cluster with their counts; clusters are asked for in rising order. */
static void take_counts(struct uses *u, uint32_t cluster, struct counts *out)
{
	out->v.n = 0;
	while (u->at < u->v.n && u->v.v[u->at].cluster < cluster)
		u->at++;
	for (; u->at < u->v.n && u->v.v[u->at].cluster == cluster; u->at++) {
		if (out->v.n && strcmp(out->v.v[out->v.n - 1].text, u->v.v[u->at].text) == 0)
			out->v.v[out->v.n - 1].n++;
		else
			*kua_vec_add(&out->v) = (struct counted){u->v.v[u->at].text, 1};
	}
	if (out->v.n)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, most_first);
}

static void collect_uses(const struct collection *c, struct uses *forms, struct uses *roles)
{
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			const struct found *f = &c->items[i].v[k];
			if (f->strength == PENDING)
				continue;
			*kua_vec_add(&forms->v) = (struct use){cluster_of(c, f->node), f->form};
			if (f->role)
				*kua_vec_add(&roles->v) = (struct use){cluster_of(c, f->node), f->role};
		}
	if (forms->v.n)
		qsort(forms->v.v, forms->v.n, sizeof *forms->v.v, by_use);
	if (roles->v.n)
		qsort(roles->v.v, roles->v.n, sizeof *roles->v.v, by_use);
}

/* ---- entities ---- */

/* Parts that may stand in an oblique case. */
static size_t oblique_parts(const struct node *n)
{
	size_t count = n->name.oblique;
	for (size_t i = 0; i < n->name.n; i++)
		count += n->name.parts[i].oblique;
	return count;
}

static bool better_label(const struct node *a, const struct node *b)
{
	bool full_a = !a->alone && !a->closed, full_b = !b->alone && !b->closed;
	if (full_a != full_b)
		return full_a;
	if (a->n_items != b->n_items)
		return a->n_items > b->n_items;
	if (a->mentions != b->mentions)
		return a->mentions > b->mentions;
	return strcmp(a->key, b->key) < 0;
}

/* In one script and no worse a name, but nearer to the nominative. */
static bool nearer_nominative(const struct node *a, const struct node *b)
{
	bool full_a = !a->alone && !a->closed, full_b = !b->alone && !b->closed;
	bool script = ((unsigned char)a->name.norm[0] < 0x80) == ((unsigned char)b->name.norm[0] < 0x80);
	return script && full_a == full_b && oblique_parts(a) < oblique_parts(b);
}

static bool folds_to(const char *form, const char *norm)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_fold(&b, form, strlen(form));
	bool equal = b.data && strcmp(b.data, norm) == 0;
	kua_buf_free(&b);
	return equal;
}

static bool no_lower_case(const char *form)
{
	for (const char *p = form; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			return false;
	return true;
}

enum { SHOUTED_LEAST = 5 }; /* letters; US and UAE are no shouting */

/* Capitals only, in more than one word, or in a place's long one: a heading's or a dateline's way of writing it. */
static bool shouted(const char *form, int kind)
{
	return (strchr(form, ' ') || (kind == NAME_PLACE && strlen(form) >= SHOUTED_LEAST)) && no_lower_case(form);
}

/* The normal form with a capital to each word. */
static const char *with_capitals(struct kua_arena *a, const char *norm)
{
	struct kua_buf b = KUA_BUF_INIT;
	bool upper = true;
	for (size_t i = 0, n = strlen(norm), step; i < n; i += step) {
		uint32_t c;
		step = kua_utf8_next(norm + i, n - i, &c);
		if (step == 0)
			break;
		kua_buf_utf8(&b, upper ? (uint32_t)u_toupper((UChar32)c) : c);
		upper = c == '-' || c == ' ';
	}
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

/* "Минске" and a dateline's "ALMATY" as the gazetteer has them; NULL where label is as good, or no such place. */
static const char *place_label(const struct kua_names *names, const struct node *n, const char *label, struct kua_arena *a)
{
	const char *norm = n->name.norm;
	if (n->kind != NAME_PLACE)
		return NULL;
	if (label && (unsigned char)norm[0] < 0x80 && strlen(label) >= SHOUTED_LEAST && no_lower_case(label))
		return with_capitals(a, norm);
	if (!n->name.place)
		return NULL;
	uint32_t found = strchr(norm, ' ') ? 0 : phrase_by_stem(names, norm);
	if (!found || names->phrases.v[found - 1].kind != PHRASE_PLACE || strcmp(names->phrases.v[found - 1].norm[0], norm) == 0)
		return NULL;
	return with_capitals(a, names->phrases.v[found - 1].norm[0]);
}

static void fill_names(const struct kua_names *names, struct kua_arena *a, const struct counts *forms,
                       const struct node *best, struct kua_entity *e)
{
	struct kua_name *v = KUA_NEW_N(a, struct kua_name, forms->v.n);
	e->label = NULL;
	for (size_t i = 0; i < forms->v.n; i++) {
		const char *form = kua_arena_strdup(a, forms->v.v[i].text);
		v[i] = (struct kua_name){form, kua_script(form, strlen(form)), forms->v.v[i].n};
		if (folds_to(form, best->name.norm) && (!e->label || (shouted(e->label, best->kind) && !shouted(form, best->kind))))
			e->label = form;
	}
	const char *nominative = best->name.oblique ? nominative_of(names, best->form, a)
	                                              : place_label(names, best, e->label, a);
	if (nominative)
		e->label = nominative;
	if (!e->label)
		e->label = kua_arena_strdup(a, best->form);
	e->names = (struct kua_name_list){v, forms->v.n};
}

static int by_entity_id(const void *a, const void *b)
{
	return strcmp(((const struct kua_entity *)a)->id, ((const struct kua_entity *)b)->id);
}

static void make_entities(const struct collection *c, struct kua_arena *a, const char **ids, struct kua_names_result *out)
{
	size_t n = c->nodes.n, clusters = 0;
	uint32_t *best = KUA_NEW_N(c->arena, uint32_t, n);
	struct uses forms = {0}, roles = {0};
	struct counts counts = {0};
	for (uint32_t i = 0; i < n; i++) {
		uint32_t root = cluster_of(c, i);
		clusters += root == i;
		if (root == i || better_label(&c->nodes.v[i], &c->nodes.v[best[root]]))
			best[root] = i; /* a root is the lowest of its cluster, so it comes first */
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t *label = &best[cluster_of(c, i)];
		if (nearer_nominative(&c->nodes.v[i], &c->nodes.v[*label]))
			*label = i;
	}
	collect_uses(c, &forms, &roles);
	out->entities = KUA_NEW_N(a, struct kua_entity, clusters);
	for (uint32_t i = 0; i < n; i++) {
		if (cluster_of(c, i) != i)
			continue;
		const struct node *label = &c->nodes.v[best[i]];
		struct kua_entity *e = &out->entities[out->n_entities++];
		e->id = ids[i] = node_id(a, label);
		e->kind = kind_name(label->kind);
		take_counts(&forms, i, &counts);
		fill_names(c->names, a, &counts, label, e);
		take_counts(&roles, i, &counts);
		for (size_t k = 0; k < counts.v.n && k < ROLES_MAX; k++)
			kua_list_add(a, &e->roles, kua_arena_strdup(a, counts.v.v[k].text));
	}
	if (out->n_entities)
		qsort(out->entities, out->n_entities, sizeof *out->entities, by_entity_id);
	kua_vec_free(&forms.v);
	kua_vec_free(&roles.v);
	kua_vec_free(&counts.v);
}

/* ---- mentions ---- */

static void make_mentions(const struct collection *c, struct kua_arena *a, const char *const *ids,
                          struct kua_names_result *out)
{
	size_t n = 0;
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++)
			n += c->items[i].v[k].strength != PENDING;
	out->mentions = KUA_NEW_N(a, struct kua_mention, n);
	for (size_t i = 0; i < c->in->n; i++)
		for (size_t k = 0; k < c->items[i].n; k++) {
			const struct found *f = &c->items[i].v[k];
			if (f->strength == PENDING)
				continue;
			out->mentions[out->n_mentions++] = (struct kua_mention){
				.item = kua_arena_strdup(a, c->in->items[c->order[i]].item->id), .start = f->start, .end = f->end,
				.entity = ids[cluster_of(c, f->node)], .form = kua_arena_strdup(a, f->form),
				.role = kua_arena_strdup(a, f->role)};
		}
}

/* ---- joins ---- */

static int nearest_first(const void *a, const void *b)
{
	const struct joined_pair *x = a, *y = b;
	if (x->same != y->same)
		return x->same ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

struct joins {
	KUA_VEC(struct kua_join) v;
	struct kua_intern *seen;
};

/* False where this was said before. */
static bool first_time(struct joins *j, const char *a, const char *b, const char *c)
{
	struct kua_buf key = KUA_BUF_INIT;
	size_t before = kua_intern_count(j->seen);
	kua_buf_printf(&key, "%s\n%s\n%s", a, b, c);
	kua_intern_add(j->seen, key.data, key.len);
	kua_buf_free(&key);
	return kua_intern_count(j->seen) > before;
}

static void add_join(struct joins *j, struct kua_arena *a, const char *entity, const struct joined_pair *p,
                     const char *form_a, const char *form_b)
{
	const char *same = p->same ? "1" : "0";
	struct kua_join *out = kua_vec_add(&j->v);
	*out = (struct kua_join){.id = KUA_ID(a, "join", entity, form_a, form_b, same), .entity = entity,
	                         .a = kua_arena_strdup(a, form_a), .b = kua_arena_strdup(a, form_b), .score = p->score,
	                         .same = p->same, .status = p->confirmed ? "confirmed" : "suggested"};
	for (size_t i = 0; i < p->n_reasons; i++)
		kua_list_add(a, &out->reasons, kua_arena_strdup(a, p->reasons[i]));
}

static int by_join(const void *a, const void *b)
{
	const struct kua_join *x = a, *y = b;
	int order = strcmp(x->entity, y->entity);
	if (order)
		return order;
	if (x->same != y->same)
		return x->same > y->same ? -1 : 1;
	order = strcmp(x->a, y->a);
	return order ? order : strcmp(x->b, y->b);
}

static void make_joins(struct collection *c, struct kua_arena *a, const char *const *ids, struct kua_names_result *out)
{
	struct joins j = {.seen = kua_intern_new()};
	uint8_t *near = KUA_NEW_N(c->arena, uint8_t, c->nodes.n);
	size_t n_near = 0;
	if (c->joined.n)
		qsort(c->joined.v, c->joined.n, sizeof *c->joined.v, nearest_first);
	for (size_t i = 0; i < c->joined.n; i++) {
		const struct joined_pair *p = &c->joined.v[i];
		uint32_t x = cluster_of(c, p->a), y = cluster_of(c, p->b);
		if (p->same != (x == y))
			continue; /* taken back by something stronger */
		if (!p->same && !p->confirmed && (near[x] >= NEAR_EACH || n_near++ >= NEAR_MAX || !first_time(&j, ids[x], ids[y], "near")))
			continue;
		near[x] = (uint8_t)(near[x] + (p->same || near[x] >= NEAR_EACH ? 0 : 1));
		if (first_time(&j, ids[x], c->nodes.v[p->a].form, c->nodes.v[p->b].form))
			add_join(&j, a, ids[x], p, c->nodes.v[p->a].form, c->nodes.v[p->b].form);
	}
	for (size_t i = 0; i < c->aliases.n; i++) {
		const struct alias *alias = &c->aliases.v[i];
		const char *id = ids[cluster_of(c, alias->node)];
		struct joined_pair p = {.score = alias->score, .same = true, .reasons = {alias->why}, .n_reasons = 1};
		if (first_time(&j, id, alias->form, alias->full))
			add_join(&j, a, id, &p, alias->form, alias->full);
	}
	if (j.v.n)
		qsort(j.v.v, j.v.n, sizeof *j.v.v, by_join);
	out->joins = KUA_NEW_N(a, struct kua_join, j.v.n);
	out->n_joins = j.v.n;
	if (j.v.n)
		memcpy(out->joins, j.v.v, j.v.n * sizeof *j.v.v);
	kua_vec_free(&j.v);
	kua_intern_free(j.seen);
}

void names_output(struct collection *c, struct kua_arena *a, struct kua_names_result *out)
{
	const char **ids = KUA_NEW_N(c->arena, const char *, c->nodes.n);
	memset(out, 0, sizeof *out);
	make_entities(c, a, ids, out);
	make_mentions(c, a, ids, out);
	make_joins(c, a, ids, out);
}
