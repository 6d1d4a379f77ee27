/*
 * recognise.c - the parent's side of recognition: pages that a reader found to be images are given one by one to readers of the
 * second keeper, so that each has the limits of time and memory to itself; what they answer is joined by a
 * reader of the first. Nothing of it is looked at here but its numbers.
 */
#include "intake/ocr_parent.h"

#include <pthread.h>
#include <unistd.h>

#include "intake/keeper.h"

#define MOST_LISTED ((size_t)60) /* pages */
#define OVER "recognition of the document took longer than the limit"

struct page {
	struct kua_arena *arena;
	struct kua_reading got;
	enum kua_code code;
	struct kua_error err;
	size_t same; /* as this one, from 1; 0: it stands for itself */
};

struct work {
	struct kua_intake *in;
	const struct kua_given *given;
	const struct kua_reading *reading;
	struct page *pages;
	pthread_mutex_t lock; /* for what follows */
	uint64_t spent;       /* milliseconds, by all readers */
	size_t n_known;       /* pages of which the pixels are known; the last KUA_SEEN of them: */
	size_t known[KUA_SEEN];
	char digests[KUA_SEEN][KUA_PIXELS_HEX];
};

static void recall(struct work *work, uint32_t number, struct kua_page_request *asked, size_t known[KUA_SEEN])
{
	asked->page = number;
	asked->n_seen = (uint32_t)(work->n_known < KUA_SEEN ? work->n_known : KUA_SEEN);
	memcpy(asked->seen, work->digests, sizeof asked->seen);
	memcpy(known, work->known, sizeof work->known);
}

/* The digest of a page's pixels, KUA_PIXELS_HEX bytes of it, or NULL. */
static const char *digest_of(const struct kua_reading *r)
{
	static const char key[] = KUA_META_PIXELS ": ";
	for (size_t i = 0; i < r->metadata.n; i++)
		if (strncmp(r->metadata.v[i], key, sizeof key - 1) == 0 && strlen(r->metadata.v[i]) == sizeof key - 1 + KUA_PIXELS_HEX)
			return r->metadata.v[i] + sizeof key - 1;
	return NULL;
}

/* What its reader found: that it is the same as another, or what others may be the same as. */
static void remember(struct work *work, size_t i, const struct kua_page_request *asked, const size_t known[KUA_SEEN])
{
	struct page *p = &work->pages[i];
	const char *digest = p->code == KUA_OK ? digest_of(&p->got) : NULL;
	for (size_t j = 0; digest && j < asked->n_seen && !p->same; j++)
		if (memcmp(asked->seen[j], digest, KUA_PIXELS_HEX) == 0)
			p->same = known[j] + 1;
	if (!digest || p->same)
		return;
	memcpy(work->digests[work->n_known % KUA_SEEN], digest, KUA_PIXELS_HEX);
	work->known[work->n_known++ % KUA_SEEN] = i;
}

static void recognise(void *ctx, size_t i)
{
	static const struct kua_diagnosed over = {KUA_DIAG_LIMIT, OVER};
	struct work *work = ctx;
	struct page *p = &work->pages[i];
	struct kua_page_request asked = {0};
	size_t known[KUA_SEEN];
	uint64_t spent = 0;
	while (sem_wait(&work->in->recognising) != 0)
		;
	(void)pthread_mutex_lock(&work->lock);
	recall(work, work->reading->wanted[i], &asked, known);
	bool goes_on = work->spent <= (uint64_t)work->in->limits.recognising * 1000;
	(void)pthread_mutex_unlock(&work->lock);
	p->arena = kua_arena_new();
	p->got = (struct kua_reading){.diagnosed = &over, .n_diagnosed = 1};
	if (goes_on)
		p->code = kua_intake_ask(work->in, KUA_TASK_RECOGNISE, &asked, work->given, p->arena, &p->got, &spent, &p->err);
	(void)pthread_mutex_lock(&work->lock);
	work->spent += spent;
	remember(work, i, &asked, known);
	(void)pthread_mutex_unlock(&work->lock);
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
	for (int k = 0; k < KUA_DIAGS; k++) {
		enum kua_diagnostic_id id = (enum kua_diagnostic_id)k;
		size_t n = 0, n_wanted = work->reading->n_wanted;
		uint32_t first = 0;
		const char *detail = NULL;
		for (size_t i = 0; i < n_wanted; i++) {
			const struct kua_reading *r = &work->pages[i].got;
			for (size_t j = 0; j < r->n_diagnosed; j++) {
				if (r->diagnosed[j].id != id)
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

/* The pages that could not be recognised, "2, 3 of 9"; NULL where there are none. */
static const char *list_unread(const struct work *work, struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	size_t n = 0, n_wanted = work->reading->n_wanted;
	for (size_t i = 0; i < n_wanted; i++) {
		const struct kua_reading *r = &work->pages[i].got;
		bool failed = false;
		for (size_t j = 0; j < r->n_diagnosed; j++)
			failed |= kua_diagnostic(r->diagnosed[j].id)->level >= KUA_UNSUPPORTED;
		if (failed && !has_text(&work->pages[i]) && n++ < MOST_LISTED)
			kua_buf_printf(&b, "%s%u", n > 1 ? ", " : "", (unsigned)work->reading->wanted[i]);
	}
	const char *list = n ? kua_arena_printf(a, "%s%s", b.data, n > MOST_LISTED ? " ..." : "") : NULL;
	kua_buf_free(&b);
	return list;
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
	const char *unread = list_unread(work, a);
	for (size_t i = 0; i < out->n_diagnosed; i++) {
		struct kua_diagnosed d = out->diagnosed[i];
		bool about = is_about_pages(d.id);
		if (about && !recognised) /* as its reader said it */
			about = !failed;
		else if (about && unread) {
			d = (struct kua_diagnosed){KUA_DIAG_SCANNED, unread};
			about = false;
			unread = NULL;
		}
		if (!about)
			*kua_vec_add(&all) = d;
	}
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
	enum kua_code code = b.len ? kua_intake_ask(work->in, KUA_TASK_JOIN, NULL, &given, a, joined, NULL, err) : KUA_OK;
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
	struct work work = {.in = in, .given = &shared, .reading = out, .pages = kua_calloc(out->n_wanted, sizeof *work.pages)};
	(void)pthread_mutex_init(&work.lock, NULL);
	kua_parallel(out->n_wanted, kua_threads(), recognise, &work);
	(void)pthread_mutex_destroy(&work.lock);
	for (size_t i = 0; i < out->n_wanted; i++)
		if (work.pages[i].same)
			work.pages[i].got = work.pages[work.pages[i].same - 1].got;
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
