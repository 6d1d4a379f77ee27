/*
 * passim.c - families in the columns that users of passim have: one line for each passage that an item shares with its family.
 *
 *     {"uid","id","series","cluster","size","begin","end","src","text"}
 *
 * begin and end count characters, as passim's do, and not bytes; src is the item it was copied from, null where that is not known.
 */
#include "verbs/verbs.h"

struct member { /* an item in a family */
	const struct kua_family *family;
	const char *item, *src;
	const struct kua_item *line;
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
			m->src = parent;
	}
}

static void add_stretches(struct table *t, const struct kua_reuse_result *r)
{
	for (size_t i = 0; i < r->n_pairs; i++) {
		const struct kua_reuse *p = &r->pairs[i];
		const struct member *a = member_of(t, p->a), *b = member_of(t, p->b);
		if (!a || !b || a->family != b->family)
			continue;
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

static void print_stretch(const struct stretch *s, struct kua_arena *a, struct kua_buf *out)
{
	const struct member *m = s->member;
	const char *text = m->line->text;
	size_t begin = characters(text, s->start);
	kua_buf_str(out, "{\"uid\":");
	kua_json_string(out, m->item);
	kua_buf_str(out, ",\"id\":");
	kua_json_string(out, m->item);
	kua_buf_str(out, ",\"series\":");
	kua_json_string(out, m->line->document);
	kua_buf_str(out, ",\"cluster\":");
	kua_json_string(out, m->family->id);
	kua_buf_printf(out, ",\"size\":%zu,\"begin\":%zu,\"end\":%zu,\"src\":", m->family->items.n, begin,
	               begin + characters(text + s->start, s->end - s->start));
	if (m->src)
		kua_json_string(out, m->src);
	else
		kua_buf_str(out, "null");
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
		print_stretch(&s, a, &out);
	}
	kua_arena_free(a);
	kua_buf_free(&out);
	kua_vec_free(&t.members);
	kua_vec_free(&t.stretches);
}
