/*
 * draw.c - the parent's side of drawing: a page of a document is asked for, and what comes back is believed to be pixels only
 * where their number is the one that was announced.
 */
#include <errno.h>
#include <string.h>

#include "intake/keeper.h"

/* As many of the passages as have room. */
static void put_marks(const struct kua_picture_wanted *wanted, struct kua_page_request *r)
{
	for (size_t i = 0; i < wanted->n_marks && i < KUA_PICTURE_MARKS; i++) {
		const struct kua_picture_mark *m = &wanted->marks[i];
		if (!m->n || m->n + 2 > sizeof r->marks - r->n_marks || memchr(m->text, '\0', m->n))
			continue;
		r->marks[r->n_marks] = (char)m->kind;
		memcpy(r->marks + r->n_marks + 1, m->text, m->n);
		r->marks[r->n_marks + 1 + m->n] = '\0';
		r->n_marks += (uint32_t)m->n + 2;
	}
}

/* Numbers of a line that a reader wrote, whom nobody trusts; false where it is no such line. */
static bool read_numbers(const char *line, uint32_t out[4])
{
	static const char key[] = KUA_META_PICTURE ": ";
	if (strncmp(line, key, sizeof key - 1) != 0)
		return false;
	const char *at = line + sizeof key - 1;
	for (size_t i = 0; i < 4; i++) {
		char *end;
		errno = 0;
		unsigned long v = strtoul(at, &end, 10);
		if (end == at || errno || v > UINT32_MAX || *end != (i < 3 ? ' ' : '\0'))
			return false;
		out[i] = (uint32_t)v;
		at = end + 1;
	}
	return true;
}

bool kua_picture_of(const struct kua_reading *r, struct kua_picture *out)
{
	uint32_t v[4];
	if (r->metadata.n != 1 || r->n_inner != 1 || !r->inner || !read_numbers(r->metadata.v[0], v))
		return false;
	uint64_t pixels = (uint64_t)v[0] * v[1];
	if (!pixels || pixels > KUA_PICTURE_PIXELS || (v[2] != 1 && v[2] != 3) || pixels * v[2] != r->inner[0].n)
		return false;
	*out = (struct kua_picture){(const unsigned char *)r->inner[0].bytes, v[0], v[1], v[2], v[3], r->reason};
	return true;
}

enum kua_code kua_intake_draw(struct kua_intake *in, const struct kua_given *given, const struct kua_picture_wanted *wanted,
                              struct kua_arena *a, struct kua_picture *out, struct kua_error *err)
{
	struct kua_page_request asked = {.page = wanted->page ? wanted->page : 1, .width = wanted->width};
	struct kua_given whole = *given;
	struct kua_reading r;
	if (!asked.width || asked.width > KUA_PICTURE_WIDTH)
		asked.width = KUA_PICTURE_WIDTH;
	put_marks(wanted, &asked);
	whole.folder = NULL; /* its pixels are small enough for memory */
	enum kua_code code = kua_intake_ask(in, KUA_TASK_DRAW, &asked, &whole, a, &r, NULL, err);
	if (code != KUA_OK)
		return code;
	if (!kua_picture_of(&r, out))
		*out = (struct kua_picture){.why = r.reason ? r.reason : kua_diagnostic(KUA_DIAG_NONSENSE)->text};
	return KUA_OK;
}
