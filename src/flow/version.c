/*
 * version.c - what tells this program with these word lists from any other: what another one made of an item is made again.
 *
 * The program is known by the build id that the linker gives it, and ICU, which knows the letters, by its own. A program without one
 * has no version, and keeps nothing.
 */
#include <elf.h>
#include <link.h>
#include <string.h>

#include "flow/internal.h"

struct hashing {
	struct kua_hasher *h;
	const char *folder;
	bool program, problem;
	size_t files;
};

/* ---- the program ---- */

/* The build id among the notes of an object. */
static const unsigned char *build_id(const struct dl_phdr_info *o, size_t *n)
{
	for (size_t i = 0; i < o->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &o->dlpi_phdr[i];
		const unsigned char *at = (const unsigned char *)o->dlpi_addr + p->p_vaddr, *end = at + p->p_memsz;
		while (p->p_type == PT_NOTE && (size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
			ElfW(Nhdr) note;
			memcpy(&note, at, sizeof note);
			size_t name = (note.n_namesz + 3u) & ~(size_t)3, desc = (note.n_descsz + 3u) & ~(size_t)3;
			at += sizeof note;
			if (name + desc > (size_t)(end - at))
				break;
			*n = note.n_descsz;
			if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(at, "GNU", 4) == 0)
				return at + name;
			at += name + desc;
		}
	}
	return NULL;
}

static int add_object(struct dl_phdr_info *o, size_t size, void *ctx)
{
	struct hashing *g = ctx;
	size_t n;
	bool main = !o->dlpi_name || !*o->dlpi_name;
	(void)size;
	if (!main && !strstr(o->dlpi_name, "libicu"))
		return 0;
	const unsigned char *id = build_id(o, &n);
	if (id)
		kua_hasher_add(g->h, id, n);
	g->program |= main && id;
	return 0;
}

/* ---- the word lists ---- */

static bool add_file(void *ctx, const char *path, const char *problem)
{
	struct hashing *g = ctx;
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error ignored;
	uint64_t n;
	const char *name = path + strlen(g->folder);
	g->problem |= problem || kua_read_file(path, (size_t)64 << 20, &b, &ignored) != KUA_OK;
	n = b.len;
	kua_hasher_add(g->h, name, strlen(name) + 1);
	kua_hasher_add(g->h, &n, sizeof n);
	kua_hasher_add(g->h, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	g->files++;
	return true;
}

void kua_flow_version(const char *data_dir, char out[KUA_SHA256_HEX + 1])
{
	struct hashing g = {.h = kua_hasher_new(), .folder = data_dir};
	struct kua_error ignored;
	(void)dl_iterate_phdr(add_object, &g);
	bool walked = kua_intake_walk(data_dir, add_file, &g, &ignored) == KUA_OK;
	kua_hasher_end(g.h, out);
	if (!g.program || !walked || g.problem || !g.files)
		out[0] = '\0';
}
