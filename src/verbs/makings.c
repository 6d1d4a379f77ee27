/* makings.c - what the files of a folder were made of, under a seal. */
#include "verbs/makings.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "custody/custody.h"

#define HEAD "# Which pages 'kua publish' need not make again. Without this file it makes all of them.\n"

struct making {
	const char *name, *of;
	size_t files;
};

struct kua_makings {
	pthread_mutex_t lock;
	struct kua_arena *a;
	const char *secret;
	const char *whole;        /* as it was; NULL where that is not known */
	struct kua_intern *names; /* of those that were */
	KUA_VEC(struct making) were, are;
};

struct kua_makings *kua_makings_new(const char *secret)
{
	struct kua_makings *m = kua_calloc(1, sizeof *m);
	(void)pthread_mutex_init(&m->lock, NULL);
	m->a = kua_arena_new();
	m->secret = kua_arena_strdup(m->a, secret);
	m->names = kua_intern_new();
	return m;
}

void kua_makings_free(struct kua_makings *m)
{
	if (!m)
		return;
	(void)pthread_mutex_destroy(&m->lock);
	kua_intern_free(m->names);
	kua_vec_free(&m->were);
	kua_vec_free(&m->are);
	kua_arena_free(m->a);
	free(m);
}

/* Over the lines behind the seal, and the hashes of all files but this one. */
static void seal_of(const struct kua_makings *m, const char *body, const char *sums, char hex[KUA_SHA256_HEX + 1])
{
	struct kua_buf b = KUA_BUF_INIT;
	char inner[KUA_SHA256_HEX + 1];
	kua_buf_str(&b, body);
	for (const char *line = sums; *line;) {
		size_t n = strcspn(line, "\n"), whole = n + (line[n] == '\n');
		if (n != KUA_SHA256_HEX + 2 + strlen(KUA_MADE_FILE) || strncmp(line + KUA_SHA256_HEX + 2, KUA_MADE_FILE, strlen(KUA_MADE_FILE)) != 0)
			kua_buf_add(&b, line, whole);
		line += whole;
	}
	kua_sha256(b.data ? b.data : "", b.len, inner);
	kua_buf_clear(&b);
	kua_buf_printf(&b, "%s\nmade of\n%s", m->secret, inner);
	kua_sha256(b.data, b.len, hex);
	kua_buf_free(&b);
}

static void read_line(struct kua_makings *m, char *line)
{
	char *space = strchr(line, ' '), *end;
	unsigned long long files = space ? strtoull(space + 1, &end, 10) : 0;
	if (!space || *end != ' ')
		return;
	*space = '\0';
	if (kua_intern_add(m->names, end + 1, strlen(end + 1)) == m->were.n)
		*kua_vec_add(&m->were) = (struct making){end + 1, line, (size_t)files};
}

bool kua_makings_read(struct kua_makings *m, const char *text, const char *sums)
{
	char hex[KUA_SHA256_HEX + 1];
	size_t head = strlen(HEAD);
	if (!text || !sums || strncmp(text, HEAD, head) != 0 || strlen(text) < head + KUA_SHA256_HEX + 1 || text[head + KUA_SHA256_HEX] != '\n')
		return false;
	char *own = kua_arena_strdup(m->a, text + head), *body = own + KUA_SHA256_HEX + 1;
	own[KUA_SHA256_HEX] = '\0';
	seal_of(m, body, sums, hex);
	if (strcmp(hex, own) != 0)
		return false;
	m->whole = body;
	for (char *line = body, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		read_line(m, line);
	}
	return true;
}

bool kua_makings_whole(const struct kua_makings *m, const char *of)
{
	return m->whole && *of && strcmp(m->whole, of) == 0;
}

size_t kua_makings_files(const struct kua_makings *m, const char *name, const char *of)
{
	uint32_t at = kua_intern_find(m->names, name, strlen(name));
	return at < m->were.n && strcmp(m->were.v[at].of, of) == 0 ? m->were.v[at].files : 0;
}

void kua_makings_add(struct kua_makings *m, const char *name, const char *of, size_t files)
{
	(void)pthread_mutex_lock(&m->lock);
	*kua_vec_add(&m->are) = (struct making){kua_arena_strdup(m->a, name), kua_arena_strdup(m->a, of), files};
	(void)pthread_mutex_unlock(&m->lock);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct making *)a)->name, ((const struct making *)b)->name);
}

void kua_makings_write(struct kua_makings *m, const char *of, const char *sums, struct kua_buf *out)
{
	char hex[KUA_SHA256_HEX + 1];
	struct kua_buf b = KUA_BUF_INIT;
	if (m->are.n)
		qsort(m->are.v, m->are.n, sizeof *m->are.v, by_name);
	kua_buf_printf(&b, "%s\n", of);
	for (size_t i = 0; i < m->are.n; i++)
		kua_buf_printf(&b, "%s %zu %s\n", m->are.v[i].of, m->are.v[i].files, m->are.v[i].name);
	seal_of(m, b.data, sums, hex);
	kua_buf_printf(out, HEAD "%s\n%s", hex, b.data);
	kua_buf_free(&b);
}
