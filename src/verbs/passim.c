/*
 * passim.c - families in the columns that users of passim have: one line for each passage that an item shares with its family.
 *
 *     {"uid","id","series","date","cluster","size","begin","end","src","text"}
 *
 * Of passim's types: uid and cluster are numbers, begin and end count characters, src lists the passages of the item that it was copied
 * from as {"uid","begin","end"}, none where that is not known.
 */
#include <stdlib.h>
#include <string.h>

#include "verbs/verbs.h"

struct member { /* an item in a family */
	const struct kua_family *family;
	const char *item;
	const struct kua_item *line;
	const char *source;           /* the item it was copied from; NULL: not known */
	const struct kua_reuse *from; /* what it shares with that */
};

struct stretch { /* bytes that a member shares with another */
	const struct member *member;
	int64_t start, end;
};

struct table {
	KUA_VEC(struct member) members; /* by item */
	KUA_VEC(struct stretch) stretches;
};

static int compare_members(const void *x, const void *y)
{
	return strcmp(((const struct member *)x)->item, ((const struct member *)y)->item);
}

static struct member *member_of(const struct table *t, const char *item)
{
	const struct member key = {.item = item};
	return t->members.n ? bsearch(&key, t->members.v, t->members.n, sizeof key, compare_members) : NULL;
}

static int compare_stretches(const void *x, const void *y)
{
	const struct stretch *a = x, *b = y;
	int c = strcmp(a->member->family->id, b->member->family->id);
	if (c == 0)
		c = strcmp(a->member->item, b->member->item);
	if (c != 0)
		return c;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

static void add_members(struct table *t, const struct kua_reuse_result *r, const struct kua_lines *lines)
{
	for (size_t i = 0; i < r->n_families; i++)
		for (size_t k = 0; k < r->families[i].items.n; k++)
			*kua_vec_add(&t->members) = (struct member){.family = &r->families[i], .item = r->families[i].items.v[k]};
	if (t->members.n)
		qsort(t->members.v, t->members.n, sizeof *t->members.v, compare_members);
	for (size_t i = 0; i < lines->n; i++) {
		struct member *m = member_of(t, lines->items[i].id);
		if (m)
			m->line = &lines->items[i];
	}
	for (size_t i = 0; i < r->n_copies; i++) {
		struct member *m = r->copies[i].item ? member_of(t, r->copies[i].item) : NULL;
		const char *parent = r->copies[i].parent;
		if (m && parent && member_of(t, parent))
			m->source = parent;
	}
}

static void add_stretches(struct table *t, const struct kua_reuse_result *r)
{
	for (size_t i = 0; i < r->n_pairs; i++) {
		const struct kua_reuse *p = &r->pairs[i];
		struct member *a = member_of(t, p->a), *b = member_of(t, p->b);
		if (!a || !b || a->family != b->family)
			continue;
		if (a->source && strcmp(a->source, b->item) == 0)
			a->from = p;
		if (b->source && strcmp(b->source, a->item) == 0)
			b->from = p;
		for (size_t k = 0; k < p->spans.n; k++) {
			const struct kua_span *s = &p->spans.v[k];
			*kua_vec_add(&t->stretches) = (struct stretch){a, s->a_start, s->a_end};
			*kua_vec_add(&t->stretches) = (struct stretch){b, s->b_start, s->b_end};
		}
	}
	if (t->stretches.n)
		qsort(t->stretches.v, t->stretches.n, sizeof *t->stretches.v, compare_stretches);
}

static size_t characters(const char *s, int64_t n)
{
	size_t count = 0;
	for (int64_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* An id that is a number is its own; of another one is made. */
static int64_t uid_of(const char *id)
{
	char again[24];
	long long n = strtoll(id, NULL, 10);
	(void)snprintf(again, sizeof again, "%lld", n);
	return strcmp(again, id) == 0 ? n : (int64_t)kua_hash(id, strlen(id));
}

/* A family's id is its kind, a hyphen and sixteen hexadecimal digits. */
static int64_t cluster_of(const char *family)
{
	return (int64_t)(strtoull(strchr(family, '-') + 1, NULL, 16) & INT64_MAX);
}

static void put_place(struct kua_buf *out, const char *text, int64_t start, int64_t end)
{
	size_t begin = characters(text, start);
	kua_buf_printf(out, "\"begin\":%zu,\"end\":%zu", begin, begin + characters(text + start, end - start));
}

/* The passages of its source that the stretch has. */
static void put_sources(const struct table *t, const struct stretch *s, struct kua_buf *out)
{
	const struct member *m = s->member;
	const char *between = "";
	kua_buf_str(out, ",\"src\":[");
	for (size_t i = 0; m->from && i < m->from->spans.n; i++) {
		const struct kua_span *p = &m->from->spans.v[i];
		bool is_a = strcmp(m->from->a, m->item) == 0;
		if ((is_a ? p->a_end : p->b_end) <= s->start || (is_a ? p->a_start : p->b_start) >= s->end)
			continue;
		kua_buf_printf(out, "%s{\"uid\":%lld,", between, (long long)uid_of(m->source));
		put_place(out, member_of(t, m->source)->line->text, is_a ? p->b_start : p->a_start, is_a ? p->b_end : p->a_end);
		kua_buf_char(out, '}');
		between = ",";
	}
	kua_buf_char(out, ']');
}

static void print_stretch(const struct table *t, const struct stretch *s, struct kua_arena *a, struct kua_buf *out)
{
	const struct member *m = s->member;
	const char *text = m->line->text;
	kua_buf_printf(out, "{\"uid\":%lld,\"id\":", (long long)uid_of(m->item));
	kua_json_string(out, m->item);
	kua_buf_str(out, ",\"series\":");
	kua_json_string(out, m->line->document);
	if (m->line->published_on) {
		kua_buf_str(out, ",\"date\":");
		kua_json_string(out, m->line->published_on);
	}
	kua_buf_printf(out, ",\"cluster\":%lld,\"size\":%zu,", (long long)cluster_of(m->family->id), m->family->items.n);
	put_place(out, text, s->start, s->end);
	put_sources(t, s, out);
	kua_buf_str(out, ",\"text\":");
	kua_json_string(out, kua_arena_strndup(a, text + s->start, (size_t)(s->end - s->start)));
	kua_buf_str(out, "}\n");
	kua_out_buf(out);
	kua_arena_clear(a);
}

/* Stretches of one item that touch are one passage. */
void kua_out_passim(const struct kua_reuse_result *r, const struct kua_lines *lines)
{
	struct table t = {0};
	struct kua_buf out = KUA_BUF_INIT;
	struct kua_arena *a = kua_arena_new();
	add_members(&t, r, lines);
	add_stretches(&t, r);
	for (size_t i = 0, k; i < t.stretches.n; i = k) {
		struct stretch s = t.stretches.v[i];
		for (k = i + 1; k < t.stretches.n && t.stretches.v[k].member == s.member && t.stretches.v[k].start <= s.end; k++)
			s.end = t.stretches.v[k].end > s.end ? t.stretches.v[k].end : s.end;
		print_stretch(&t, &s, a, &out);
	}
	kua_arena_free(a);
	kua_buf_free(&out);
	kua_vec_free(&t.members);
	kua_vec_free(&t.stretches);
}
