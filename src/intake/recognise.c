/*
 * recognise.c - the parent's side of recognition: pages that a reader found to be images are given one by one to readers of the
 * second keeper, so that each has the limits of time and memory to itself; what they answer is joined by a
 * reader of the first. Nothing of it is looked at here but its numbers.
 */
#include "intake/ocr_parent.h"

#include <unistd.h>

#include "intake/keeper.h"

struct page {
	struct kua_arena *arena;
	struct kua_reading got;
	enum kua_code code;
	struct kua_error err;
};

struct work {
	struct kua_intake *in;
	const struct kua_given *given;
	const struct kua_reading *reading;
	struct page *pages;
};

static void recognise(void *ctx, size_t i)
{
	struct work *work = ctx;
	struct page *p = &work->pages[i];
	p->arena = kua_arena_new();
	while (sem_wait(&work->in->recognising) != 0)
		;
	p->code = kua_intake_ask(work->in, KUA_TASK_RECOGNISE, work->reading->wanted[i], work->given, p->arena, &p->got, &p->err);
	(void)sem_post(&work->in->recognising);
}

/* ---- what is said of it ---- */

typedef KUA_VEC(struct kua_diagnosed) diagnoses;

static bool is_about_pages(enum kua_diagnostic_id id)
{
	return id == KUA_DIAG_SCANNED || id == KUA_DIAG_NO_LETTERS;
}

/* "page 3: why" or "3 pages, the first is page 2: why" */
static const char *of_pages(struct kua_arena *a, size_t n, uint32_t first, const char *why)
{
	const char *colon = why ? ": " : "";
	why = why ? why : "";
	return n == 1 ? kua_arena_printf(a, "page %u%s%s", (unsigned)first, colon, why)
	              : kua_arena_printf(a, "%zu pages, the first is page %u%s%s", n, (unsigned)first, colon, why);
}

/* Append, for each diagnostic that pages have, one that names the pages. */
static void gather(const struct work *work, struct kua_arena *a, diagnoses *out)
{
	for (int id = 0; id < KUA_DIAGS; id++) {
		size_t n = 0, n_wanted = work->reading->n_wanted;
		uint32_t first = 0;
		const char *detail = NULL;
		for (size_t i = 0; i < n_wanted; i++) {
			const struct kua_reading *r = &work->pages[i].got;
			for (size_t j = 0; j < r->n_diagnosed; j++) {
				if (r->diagnosed[j].id != (enum kua_diagnostic_id)id)
					continue;
				if (n++ == 0) {
					first = work->reading->wanted[i];
					detail = r->diagnosed[j].detail;
				}
			}
		}
		bool whole = id == KUA_DIAG_NO_OCR || id == KUA_DIAG_OCR_INCOMPLETE || (n_wanted == 1 && id != KUA_DIAG_LIMIT);
		if (n && whole)
			*kua_vec_add(out) = (struct kua_diagnosed){id, detail ? kua_arena_strdup(a, detail) : NULL};
		else if (n && id != KUA_DIAG_NO_TEXT)
			*kua_vec_add(out) = (struct kua_diagnosed){id, of_pages(a, n, first, detail)};
	}
}

static bool has_text(const struct page *p)
{
	return p->got.n == 1 && p->got.items && p->got.items[0].text[0];
}

/* The reading with what was recognised, and with the diagnostics of it all. */
static void merge(const struct work *work, const struct kua_reading *joined, struct kua_arena *a, struct kua_reading *out)
{
	diagnoses all = {0};
	bool recognised = joined->n > 0, failed = false;
	gather(work, a, &all);
	for (size_t i = 0; i < all.n; i++)
		failed |= kua_diagnostic(all.v[i].id)->level >= KUA_UNSUPPORTED;
	size_t own = all.n;
	for (size_t i = 0; i < out->n_diagnosed; i++)
		if (!is_about_pages(out->diagnosed[i].id) || failed)
			*kua_vec_add(&all) = out->diagnosed[i];
	for (size_t i = 0; i < joined->n_diagnosed; i++)
		*kua_vec_add(&all) = joined->diagnosed[i];
	out->recognised = joined->items;
	out->n_recognised = joined->n;
	out->n += joined->n;
	if (!recognised && !failed && !own && !out->read) /* pages without text, each without a word */
		*kua_vec_add(&all) = (struct kua_diagnosed){KUA_DIAG_NO_TEXT, NULL};
	out->read |= recognised || !failed;
	out->partial = false;
	for (size_t i = 0; i < all.n; i++)
		out->partial |= out->read && kua_diagnostic(all.v[i].id)->level >= KUA_UNSUPPORTED;
	struct kua_diagnosed *v = KUA_NEW_N(a, struct kua_diagnosed, all.n + 1);
	if (all.n)
		memcpy(v, all.v, all.n * sizeof *v);
	out->diagnosed = v;
	out->n_diagnosed = all.n;
	out->reason = kua_diagnosed_line(v, all.n, a);
	kua_vec_free(&all);
}

/* ---- the whole ---- */

static enum kua_code join(struct work *work, struct kua_arena *a, struct kua_reading *joined, struct kua_error *err)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < work->reading->n_wanted; i++)
		if (has_text(&work->pages[i]))
			kua_pages_add(&b, work->reading->wanted[i], (unsigned)work->pages[i].got.items[0].confidence,
			              work->pages[i].got.items[0].text);
	struct kua_given given = {.name = work->given->name, .bytes = kua_content_of(b.data, b.len)};
	enum kua_code code = b.len ? kua_intake_ask(work->in, KUA_TASK_JOIN, 0, &given, a, joined, err) : KUA_OK;
	kua_buf_free(&b);
	return code;
}

enum kua_code kua_recognise(struct kua_intake *in, const struct kua_given *given, struct kua_arena *a,
                            struct kua_reading *out, struct kua_error *err)
{
	struct kua_given shared = *given;
	struct kua_reading joined = {0};
	int fd = given->bytes.v ? kua_memory_file(given->bytes.v, (size_t)given->bytes.n) : -1;
	if (given->bytes.v && fd < 0)
		return kua_fail(err, KUA_WORLD, "%s: cannot be handed to a reader", given->name);
	if (fd >= 0) /* one copy for all pages */
		shared.bytes = (struct kua_content){.fd = fd, .n = given->bytes.n};
	shared.folder = NULL;
	struct work work = {in, &shared, out, kua_calloc(out->n_wanted, sizeof *work.pages)};
	kua_parallel(out->n_wanted, kua_threads(), recognise, &work);
	enum kua_code code = KUA_OK;
	for (size_t i = 0; i < out->n_wanted && code == KUA_OK; i++)
		if ((code = work.pages[i].code) != KUA_OK)
			*err = work.pages[i].err;
	if (code == KUA_OK)
		code = join(&work, a, &joined, err);
	if (code == KUA_OK)
		merge(&work, &joined, a, out);
	for (size_t i = 0; i < out->n_wanted; i++)
		kua_arena_free(work.pages[i].arena);
	free(work.pages);
	if (fd >= 0)
		(void)close(fd);
	return code;
}
