/*
 * post.c - any bytes as the text of a post, in Markdown: a site comes of it, and whatever stands in the post, no markup of its own, no script
 * and no link to one, and nobody whom nobody allowed to be named.
 */
#include <ctype.h>
#include <stdatomic.h>

#include "view.h"

#include "publish/site.h"

static struct kua_entity entities[] = {{.id = "per-1", .kind = "person", .label = "Bo Lind"}};
static atomic_uint pages;
static atomic_uint wrong; /* pages are made by several threads, and a fuzzer keeps what ends it only where its own one ends */

static bool in_word(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

/* Does the name stand there as one? Inside longer words it is none. */
static bool names_somebody(const char *page)
{
	static const char name[] = "Bo Lind";
	for (const char *p = strstr(page, name); p; p = strstr(p + 1, name))
		if ((p == page || !in_word((unsigned char)p[-1])) && !in_word((unsigned char)p[sizeof name - 1]))
			return true;
	return false;
}

static enum kua_code take(void *ctx, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	const char *dot = strrchr(path, '.');
	(void)ctx;
	(void)err;
	if (!dot || strcmp(dot, ".html") != 0)
		return KUA_OK;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_add(&b, bytes, n);
	const char *no[] = {"<script>", "href=\"javascript:", "<img", "onerror=\""};
	bool bad = n > KUA_SITE_PAGE || !kua_utf8_valid(b.data, b.len) || names_somebody(b.data);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		bad |= strstr(b.data, no[i]) != NULL;
	if (bad)
		atomic_fetch_add(&wrong, 1);
	kua_buf_free(&b);
	atomic_fetch_add(&pages, 1);
	return KUA_OK;
}

static const struct texts *words(void)
{
	static struct all_texts *all;
	struct kua_error err = {0};
	if (!all && (!getenv("KUA_DATA") || texts_load(getenv("KUA_DATA"), "publish", &all, &err) != KUA_OK)) {
		fprintf(stderr, "set KUA_DATA to the folder of word lists: %s\n", err.text);
		abort();
	}
	return texts_choose(all, "en");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kua_error err = {0};
	struct kua_buf text = KUA_BUF_INIT;
	const struct texts *language = words();
	kua_buf_add(&text, "text=", 5);
	kua_buf_add(&text, data, size);
	if (strlen(text.data) != text.len || !kua_utf8_valid(text.data, text.len)) {
		kua_buf_free(&text); /* papers are checked where they are kept */
		return 0;
	}
	const char *fields[] = {"title=A post", "date=2014-06-01", text.data};
	const struct kua_paper paper = {.entry = 2, .id = "post", .kind = "post", .by = "ann", .at = "2014-06-01T10:00:00Z", .fields = {fields, 3}};
	struct kua_loaded l = {.in = {.entities = entities, .n_entities = 1}};
	const struct kua_site_input in = {.title = "Posts", .secret = "5ea1", .today = "2014-06-03", .changed = "2014-06-02T10:00:00Z", .entry = 3,
	                                  .languages = &language, .n_languages = 1, .loaded = &l, .papers = &paper, .n_papers = 1, .style = "", .script = ""};
	atomic_store(&pages, 0);
	MUST(kua_publish_site(&in, take, NULL, &err) == KUA_OK && atomic_load(&pages) > 3 && !atomic_load(&wrong));
	kua_buf_free(&text);
	return 0;
}
