/* address.c - the one form of an e-mail address: lower case, without what its host ignores (data/petition/addresses.txt). */
#include <string.h>

#include "petition/petition.h"

enum { DOTS = 1, PLUS = 2, MINUS = 4 };

struct host {
	const char *same; /* the name that is kept */
	unsigned ignores;
};

struct kua_address_rules {
	struct kua_arena *arena;
	struct kua_intern *names;
	KUA_VEC(struct host) hosts; /* by the number of the name */
};

static struct host *host_of(struct kua_address_rules *r, const char *name)
{
	uint32_t at = kua_intern_add(r->names, name, strlen(name));
	while (r->hosts.n <= at)
		(void)kua_vec_add(&r->hosts);
	return &r->hosts.v[at];
}

enum kua_code kua_address_rules_load(const char *data_dir, struct kua_address_rules **out, struct kua_error *err)
{
	static const struct {
		const char *section;
		unsigned ignores;
	} sections[] = {{"same host", 0}, {"no dots", DOTS}, {"plus", PLUS}, {"minus", MINUS}};
	struct kua_address_rules *r = kua_calloc(1, sizeof *r);
	struct kua_wordlist list;
	r->arena = kua_arena_new();
	r->names = kua_intern_new();
	enum kua_code code = kua_wordlist_load(kua_arena_printf(r->arena, "%s/petition/addresses.txt", data_dir), r->arena, &list, err);
	for (size_t i = 0; code == KUA_OK && i < list.n; i++) {
		size_t at = 0;
		while (at < 4 && strcmp(list.v[i].section, sections[at].section) != 0)
			at++;
		if (at == 4)
			code = kua_fail(err, KUA_DATA, "%s:%u: there is no section [%s] here", list.path, list.v[i].line, list.v[i].section);
		for (size_t k = 0; code == KUA_OK && k < list.v[i].forms.n; k++)
			if (at == 0)
				host_of(r, list.v[i].forms.v[k])->same = list.v[i].forms.v[0];
			else
				host_of(r, list.v[i].forms.v[k])->ignores |= sections[at].ignores;
	}
	if (code == KUA_OK)
		*out = r;
	else
		kua_address_rules_free(r);
	return code;
}

void kua_address_rules_free(struct kua_address_rules *r)
{
	if (!r)
		return;
	kua_vec_free(&r->hosts);
	kua_intern_free(r->names);
	kua_arena_free(r->arena);
	free(r);
}

static const struct host *find(const struct kua_address_rules *r, const char *name)
{
	uint32_t at = kua_intern_find(r->names, name, strlen(name));
	return at == KUA_NO_ID ? NULL : &r->hosts.v[at];
}

/* The part before the @ without what the host ignores. */
static void local_part(const char *s, size_t n, unsigned ignores, struct kua_buf *b)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && ((s[i] == '+' && ignores & PLUS) || (s[i] == '-' && ignores & MINUS)))
			break;
		if (s[i] != '.' || !(ignores & DOTS))
			kua_buf_char(b, s[i]);
	}
}

const char *kua_address_canonical(const struct kua_address_rules *r, const char *address, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT, local = KUA_BUF_INIT;
	const char *said = NULL;
	kua_fold(&b, address, strlen(address));
	const char *s = b.data ? b.data : "";
	s += strspn(s, " <");
	size_t n = strcspn(s, " >");
	const char *whole = kua_arena_strndup(a, s, n), *at = strrchr(whole, '@');
	kua_buf_free(&b);
	if (!at || at == whole || !strchr(at, '.') || at[1] == '.' || strpbrk(whole, "\"(),:;<>[]\\ ") || strlen(whole) > KUA_SIGN_EMAIL)
		return NULL;
	size_t end = strlen(at + 1);
	while (end > 1 && at[end] == '.') /* the root's dot */
		end--;
	const char *name = kua_arena_strndup(a, at + 1, end);
	const struct host *h = find(r, name);
	if (h && h->same) {
		name = h->same;
		h = find(r, name);
	}
	local_part(whole, (size_t)(at - whole), h ? h->ignores : 0, &local);
	if (local.len)
		said = kua_arena_printf(a, "%s@%s", local.data, name);
	kua_buf_free(&local);
	return said;
}
