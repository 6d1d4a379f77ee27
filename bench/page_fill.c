/*
 * page_fill.c - fills an empty casebook with records that nobody wrote, to measure the page on: page_fill CASEBOOK ITEMS MENTIONS.
 * They have the shape of real ones (a text of 250 words, ten names an item, a figure in three items, an event for each hundred figures) and
 * come from a fixed seed, so that every run measures the same.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casebook/casebook.h"

static uint64_t state = 42;

static uint32_t number(uint32_t below)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33) % below;
}

struct filling {
	struct kua_casebook *cb;
	struct kua_error err;
	size_t items, mentions, people, figures;
	char document[32]; /* id of the one that the next items are in */
};

static const char *const words[] = {"the", "of", "and", "to", "in", "a", "was", "that", "on", "said", "police", "people", "workers", "court", "oil", "strike",
                                    "town", "company", "union", "released", "square", "family", "letter", "wages", "doctor", "night"};

static void put(struct filling *f, enum kua_shape_kind kind, const void *record)
{
	if (kua_casebook_put(f->cb, kind, record, &f->err) != KUA_OK) {
		fprintf(stderr, "page_fill: %s\n", f->err.text);
		exit(3);
	}
}

/* Rank r of 20,000 words comes about 1/r as often as the first, as in a language. */
static uint32_t rank(void)
{
	double u = number(1000000) / 1e6;
	return (uint32_t)(exp(u * log(20000.0))) - 1;
}

static const char *text_of(struct kua_arena *a)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < 250; i++) {
		uint32_t r = rank();
		if (r < sizeof words / sizeof *words)
			kua_buf_printf(&b, "%s%s", words[r], i % 12 == 11 ? ".\n" : " ");
		else
			kua_buf_printf(&b, "word%" PRIu32 "%s", r, i % 12 == 11 ? ".\n" : " ");
	}
	const char *s = kua_arena_strdup(a, b.data);
	kua_buf_free(&b);
	return s;
}

static const char *day_of(struct kua_arena *a, size_t i)
{
	return kua_arena_printf(a, "%04zu-%02zu-%02zu", 2000 + i % 25, 1 + i / 25 % 12, 1 + i / 300 % 28);
}

/* A document's bytes are its number; each holds twenty items. */
static void keep_document(struct filling *f, struct kua_arena *a, size_t i)
{
	const char *bytes = kua_arena_printf(a, "%zu", i);
	struct kua_document d = {.name = kua_arena_printf(a, "%zu.txt", i), .origin = "bench", .received_at = "2020-01-01T00:00:00Z",
	                         .received_by = "bench", .media_type = "text/plain", .read = 1};
	bool known;
	if (kua_casebook_keep(f->cb, bytes, strlen(bytes), &d, a, &known, &f->err) != KUA_OK) {
		fprintf(stderr, "page_fill: %s\n", f->err.text);
		exit(3);
	}
	(void)snprintf(f->document, sizeof f->document, "%s", d.id);
}

static void item(struct filling *f, struct kua_arena *a, size_t i)
{
	if (i % 20 == 0)
		keep_document(f, a, i / 20);
	const char *document = f->document, *day = day_of(a, i);
	struct kua_item it = {
		.id = kua_arena_printf(a, "%s.%zu", document, i % 20 + 1), .document = kua_arena_printf(a, "%zu.txt", i / 20),
		.document_id = document, .ordinal = (int64_t)(i % 20) + 1, .title = kua_arena_printf(a, "Text number %zu", i),
		.author = kua_arena_printf(a, "Author %u", number(500)), .published_on = day, .date_from = day, .date_to = day,
		.language = "en", .text = text_of(a),
	};
	if (i % 5 == 0)
		kua_list_add(a, &it.categories, i % 100 ? "News" : "Appeals");
	put(f, KUA_ITEM, &it);
	for (size_t k = 0; k < f->mentions / f->items; k++) {
		struct kua_mention m = {.item = it.id, .start = (int64_t)k * 60, .end = (int64_t)k * 60 + 12,
		                        .entity = kua_arena_printf(a, "per-%012u", number((uint32_t)f->people)), .form = "Some Name"};
		put(f, KUA_MENTION, &m);
	}
	if (i % 3)
		return;
	struct kua_figure fig = {
		.id = kua_arena_printf(a, "f-%016zx", i), .item = it.id, .start = 10, .end = 90, .quote = "Some people were killed.",
		.act = i % 6 ? "injured" : "killed", .low = (int64_t)number(100), .people = "workers", .said_by = "officials",
		.event = kua_arena_printf(a, "e-%08zx", i / 300), .status = i % 9 ? "suggested" : "confirmed", .rule = "en/x",
	};
	fig.high = fig.low;
	fig.source_grade = fig.information_grade = NULL;
	put(f, KUA_FIGURE, &fig);
	f->figures++;
}

static void entity(struct filling *f, struct kua_arena *a, size_t i)
{
	struct kua_name *names = KUA_NEW_N(a, struct kua_name, 2);
	names[0] = (struct kua_name){kua_arena_printf(a, "Person Number%zu", i), "Latn", 8};
	names[1] = (struct kua_name){kua_arena_printf(a, "Персон Намбер%zu", i), "Cyrl", 2};
	struct kua_entity e = {.id = kua_arena_printf(a, "per-%012zu", i), .kind = i % 4 ? "person" : "place",
	                       .label = names[0].form, .names = {names, 2}};
	put(f, KUA_ENTITY, &e);
	struct kua_join j = {.id = kua_arena_printf(a, "j-%zu", i), .entity = e.id, .a = names[0].form, .b = names[1].form,
	                     .score = 0.9, .same = 1, .status = "suggested"};
	put(f, KUA_JOIN, &j);
}

static void event(struct filling *f, struct kua_arena *a, size_t i)
{
	const char *id = kua_arena_printf(a, "e-%08zx", i), *day = day_of(a, i);
	struct kua_event e = {.id = id, .label = kua_arena_printf(a, "Town %zu, %s", i, day), .place = "Town", .from = day, .to = day};
	put(f, KUA_EVENT, &e);
	for (size_t k = 0; k < 5; k++) {
		struct kua_list figures = {0};
		for (size_t n = 0; n < 20; n++)
			kua_list_add(a, &figures, kua_arena_printf(a, "f-%016zx", i * 300 + (k * 20 + n) * 3));
		struct kua_account acc = {.id = kua_arena_printf(a, "a-%zu-%zu", i, k), .event = id, .act = k % 2 ? "killed" : "injured",
		                          .low = (int64_t)k * 10, .high = (int64_t)k * 10, .statements = 20, .independent = 3,
		                          .independent_low = 2, .independent_high = 4, .figures = figures};
		put(f, KUA_ACCOUNT, &acc);
	}
	struct kua_toll t = {.id = kua_arena_printf(a, "t-%zu", i), .event = id, .act = "killed", .profile = "range", .low = 10, .high = 30,
	                     .best = KUA_NONE, .independent = 6};
	put(f, KUA_TOLL, &t);
}

static void fill(struct filling *f)
{
	struct kua_arena *a = kua_arena_new();
	for (size_t i = 0; i < f->items; i++) {
		kua_arena_clear(a);
		item(f, a, i);
	}
	for (size_t i = 0; i < f->people; i++) {
		kua_arena_clear(a);
		entity(f, a, i);
	}
	for (size_t i = 0; i * 300 < f->items; i++) {
		kua_arena_clear(a);
		event(f, a, i);
	}
	kua_arena_free(a);
}

int main(int argc, char **argv)
{
	struct filling f = {.people = 60000};
	if (argc != 4)
		return 2;
	f.items = strtoul(argv[2], NULL, 10);
	f.mentions = strtoul(argv[3], NULL, 10);
	enum kua_code code = kua_casebook_new(argv[1], "bench", "2020-01-01T00:00:00Z", &f.err);
	if (code == KUA_OK)
		code = kua_casebook_open(argv[1], KUA_WRITE, &f.cb, &f.err);
	if (code == KUA_OK)
		code = kua_casebook_begin(f.cb, &f.err);
	if (code == KUA_OK) {
		fill(&f);
		code = kua_casebook_commit(f.cb, &f.err);
	}
	kua_casebook_close(f.cb);
	if (code != KUA_OK)
		fprintf(stderr, "page_fill: %s\n", f.err.text);
	return code == KUA_OK ? 0 : 3;
}
