/* appeals.c - appeals that went out: how the next one is numbered, and which of them their own evidence has overtaken. */
#include <string.h>

#include "publish/letter_inner.h"

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool is(const struct kua_paper *p, const char *field, const char *value)
{
	return same(kua_paper_value(p, field), value);
}

struct kua_list lines_of(const char *text, struct kua_arena *a)
{
	struct kua_list out = {0};
	for (const char *p = text; p && *p;) {
		size_t n = strcspn(p, "\n");
		size_t kept = n && p[n - 1] == '\r' ? n - 1 : n;
		kua_list_add(a, &out, kua_arena_strndup(a, p, kept));
		p += n + (p[n] == '\n');
	}
	return out;
}

/* Which versions are the first and which the last of their papers. */
struct versions {
	bool *first, *last;
};

static struct versions versions_of(const struct kua_paper *v, size_t n, struct kua_arena *a)
{
	struct kua_intern *ids = kua_intern_new();
	struct versions out = {KUA_NEW_N(a, bool, n), KUA_NEW_N(a, bool, n)};
	size_t *last = KUA_NEW_N(a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		size_t known = kua_intern_count(ids);
		uint32_t id = kua_intern_add(ids, v[i].id, strlen(v[i].id));
		out.first[i] = id == known;
		last[id] = i;
	}
	for (size_t k = 0; k < kua_intern_count(ids); k++)
		out.last[last[k]] = true;
	kua_intern_free(ids);
	return out;
}

/* How many others had an appeal of this form before this person, whatever became of it. */
static int others_before(const struct kua_paper *v, size_t n, const struct versions *of, const char *person, const char *form,
                         const char **first_date)
{
	struct kua_intern *others = kua_intern_new();
	*first_date = NULL;
	for (size_t i = 0; i < n && !*first_date; i++) {
		const char *whose = kua_paper_value(&v[i], "person");
		if (!whose || !of->first[i] || !is(&v[i], "form", form))
			continue;
		if (same(whose, person))
			*first_date = kua_paper_value(&v[i], "date");
		else
			(void)kua_intern_add(others, whose, strlen(whose));
	}
	int before = (int)kua_intern_count(others);
	kua_intern_free(others);
	return before;
}

void appeals_before(const struct kua_paper *v, size_t n, const struct kua_letter_input *in, struct kua_arena *a, struct appeals_before *out)
{
	const struct versions of = versions_of(v, n, a);
	*out = (struct appeals_before){.number = 1};
	out->serial = 1 + others_before(v, n, &of, in->person->id, in->form, &out->first_date);
	for (size_t i = 0; i < n; i++) {
		if (!of.last[i] || v[i].gone || !is(&v[i], "person", in->person->id) || !is(&v[i], "form", in->form) || !is(&v[i], "to", in->body) ||
		    !is(&v[i], "language", in->language))
			continue;
		out->last = &v[i];
		out->number++;
	}
}

/* ---- overtaken ---- */

static const char *scope_of(const struct kua_paper *p)
{
	return is(p, "form", "submission") ? "submit" : is(p, "form", "letter") ? "government" : "public";
}

static void compare_lines(const struct kua_list *then, const struct kua_list *now, struct kua_arena *a, struct kua_list *why)
{
	for (size_t i = 0; i < now->n; i++)
		if (strncmp(now->v[i], "named: ", strlen("named: ")) != 0 && !kua_list_has(then, now->v[i]))
			kua_list_add(a, why, kua_arena_printf(a, "new: %s", now->v[i]));
	for (size_t i = 0; i < then->n; i++)
		if (strncmp(then->v[i], "named: ", strlen("named: ")) != 0 && !kua_list_has(now, then->v[i]))
			kua_list_add(a, why, kua_arena_printf(a, "no longer so: %s", then->v[i]));
}

/* Addressees that no longer stand, or were changed after the appeal went out. */
static void compare_addressees(const struct kua_paper *p, const struct kua_paper *v, size_t n, struct kua_arena *a, struct kua_list *why)
{
	const char *ids = kua_paper_value(p, "addressees");
	for (const char *at = ids ? ids : ""; *at;) {
		at += strspn(at, ", ");
		size_t length = strcspn(at, ", ");
		const char *id = kua_arena_strndup(a, at, length);
		const struct kua_paper *found = NULL;
		for (size_t i = 0; i < n; i++)
			if (same(v[i].id, id))
				found = &v[i];
		if (*id && (!found || found->gone))
			kua_list_add(a, why, kua_arena_printf(a, "the addressee %s no longer stands", id));
		else if (*id && found->entry > p->entry)
			kua_list_add(a, why, kua_arena_printf(a, "the addressee %s was changed since", id));
		at += length;
	}
}

static const struct kua_entity *person_of(const struct kua_loaded *l, const char *id)
{
	for (size_t i = 0; i < l->in.n_entities; i++)
		if (same(l->in.entities[i].id, id))
			return &l->in.entities[i];
	return NULL;
}

static enum kua_code compare_case(const struct kua_loaded *l, const struct kua_paper *p, const char *today, const char *data_dir,
                                  struct kua_arena *a, struct kua_list *why, struct kua_error *err)
{
	const struct kua_entity *person = person_of(l, kua_paper_value(p, "person"));
	const char *state = kua_paper_value(p, "state"), *basis = kua_paper_value(p, "basis");
	const char *language = kua_paper_value(p, "language") ? kua_paper_value(p, "language") : "en";
	struct telling t;
	if (!person) {
		kua_list_add(a, why, "its person is no longer in the casebook under this id");
		return KUA_OK;
	}
	enum kua_code code = telling_make(l, person, scope_of(p), language, today, data_dir, a, &t, err);
	if (code == KUA_OK) {
		struct kua_list then = lines_of(basis, a), now = lines_of(telling_basis(&t), a);
		if (kua_list_has(&then, "named: yes") && !t.named)
			kua_list_add(a, why, "it names somebody who may no longer be named: withdraw it");
		if (state && !same(state, t.state))
			kua_list_add(a, why, kua_arena_printf(a, "how things stand: %s then, %s now", state, t.state ? t.state : "not known"));
		if (basis)
			compare_lines(&then, &now, a, why);
	}
	telling_end(&t);
	return code;
}

/* Those behind which another one of the same person, form, body and language went out. */
static bool *followed(const struct kua_paper *v, size_t n, const struct versions *of, struct kua_arena *a)
{
	static const char *const fields[] = {"person", "form", "to", "language"};
	struct kua_intern *seen = kua_intern_new();
	bool *out = KUA_NEW_N(a, bool, n);
	for (size_t i = n; i-- > 0;) {
		struct kua_buf key = KUA_BUF_INIT;
		if (!of->last[i] || v[i].gone)
			continue;
		for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
			const char *value = kua_paper_value(&v[i], fields[f]);
			kua_buf_printf(&key, "%s\n", value ? value : "");
		}
		size_t known = kua_intern_count(seen);
		out[i] = kua_intern_add(seen, key.data, key.len) < known;
		kua_buf_free(&key);
	}
	kua_intern_free(seen);
	return out;
}

enum kua_code kua_appeals_overtaken(const struct kua_loaded *l, const struct kua_paper *appeals, size_t n, const struct kua_paper *addressees,
                                    size_t n_addressees, const char *today, const char *data_dir, struct kua_arena *a,
                                    struct kua_overtaken **out, size_t *n_out, struct kua_error *err)
{
	struct kua_overtaken *v = KUA_NEW_N(a, struct kua_overtaken, n);
	const struct versions of = versions_of(appeals, n, a);
	const bool *had_another = followed(appeals, n, &of, a);
	enum kua_code code = KUA_OK;
	int64_t last, now;
	*n_out = 0;
	for (size_t i = 0; i < n && code == KUA_OK; i++) {
		const struct kua_paper *p = &appeals[i];
		if (!of.last[i] || p->gone)
			continue;
		struct kua_overtaken *o = &v[(*n_out)++];
		const char *deadline = kua_paper_value(p, "deadline");
		o->paper = p;
		o->outcome = kua_paper_value(p, "outcome");
		o->late = deadline && kua_date_last_day(deadline, &last) && kua_date_first_day(today, &now) && last < now;
		o->followed = had_another[i];
		if (!o->outcome && !o->followed) {
			code = compare_case(l, p, today, data_dir, a, &o->why, err);
			compare_addressees(p, addressees, n_addressees, a, &o->why);
		}
	}
	*out = v;
	return code;
}
