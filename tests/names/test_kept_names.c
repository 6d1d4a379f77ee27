/*
 * test_kept_names.c - what was found in each item is kept, and with it the result is that of finding all: for the texts of the golden files in
 * any order and batches, for words that other texts make common or show inside a sentence; and for damaged bytes, which count as not there.
 */
#include <dirent.h>
#include <string.h>

#include "knowledge.h"
#include "../kept.h"

/* ---- items ---- */

struct set {
	struct kua_arena *arena;
	KUA_VEC(struct kua_item) items;
	KUA_VEC(struct kua_text) texts;
	struct memory memory;
};

static void start(struct set *s)
{
	*s = (struct set){.arena = kua_arena_new()};
	memory_start(&s->memory);
}

static void end(struct set *s)
{
	kua_vec_free(&s->items);
	kua_vec_free(&s->texts);
	memory_end(&s->memory);
	kua_arena_free(s->arena);
}

static void add(struct set *s, const char *text, size_t n, const char *language)
{
	struct kua_error err;
	text = kua_arena_strndup(s->arena, text, n);
	*kua_vec_add(&s->items) = (struct kua_item){.id = kua_arena_printf(s->arena, "i%04zu", s->items.n), .text = text, .language = language};
	assert_int_equal(kua_text_view(languages, text, n, language, s->arena, kua_vec_add(&s->texts), &err), KUA_OK);
}

/* Names of some of the items, in that order; a line of JSON for each record. */
static void run(struct set *s, const size_t *which, size_t n, bool with_memory, struct kua_buf *out)
{
	const struct kua_names_keeper keeper = {memory_kept, memory_keep, &s->memory};
	struct kua_arena *a = kua_arena_new();
	struct kua_source *sources = KUA_NEW_N(a, struct kua_source, n);
	struct kua_names_result r;
	struct kua_error err;
	for (size_t i = 0; i < n; i++)
		sources[i] = (struct kua_source){&s->items.v[which[i]], &s->texts.v[which[i]]};
	const struct kua_names_input in = {.items = sources, .n = n, .threads = 2, .keeper = with_memory ? &keeper : NULL};
	assert_int_equal(kua_names_find(names, &in, a, &r, &err), KUA_OK);
	kua_buf_clear(out);
	const struct {
		enum kua_shape_kind kind;
		const void *v;
		size_t n;
	} all[] = {{KUA_ENTITY, r.entities, r.n_entities}, {KUA_MENTION, r.mentions, r.n_mentions}, {KUA_JOIN, r.joins, r.n_joins}};
	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		for (size_t i = 0; i < all[k].n; i++) {
			kua_shape_json(out, &kua_shapes[all[k].kind], (const char *)all[k].v + i * kua_shapes[all[k].kind].size);
			kua_buf_char(out, '\n');
		}
	kua_buf_char(out, '\n');
	kua_arena_free(a);
}

/* The same with the memory as without; how many items were read again. */
static size_t same(struct set *s, const size_t *which, size_t n)
{
	struct kua_buf with = KUA_BUF_INIT, without = KUA_BUF_INIT;
	size_t before = s->memory.written;
	run(s, which, n, true, &with);
	run(s, which, n, false, &without);
	assert_string_equal(with.data, without.data);
	kua_buf_free(&with);
	kua_buf_free(&without);
	return s->memory.written - before;
}

/* The items of a golden file: each below a line "=== id". */
static void add_golden(struct set *s, const char *path)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	assert_int_equal(kua_read_file(path, SIZE_MAX, &b, &err), KUA_OK);
	for (const char *at = strstr(b.data, "\n=== "); at;) {
		const char *text = strchr(at + 1, '\n'), *next = text ? strstr(text, "\n=== ") : NULL;
		if (text)
			add(s, text + 1, next ? (size_t)(next - text - 1) : strlen(text + 1), NULL);
		at = next;
	}
	kua_buf_free(&b);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* ---- tests ---- */

static void test_batches_give_what_one_gives(void **state)
{
	struct set s;
	struct dirent **files;
	uint64_t random = 7;
	char path[512];
	int n_files = scandir(GOLDEN, &files, NULL, by_name);
	(void)state;
	assert_true(n_files > 2);
	start(&s);
	for (int i = 0; i < n_files; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", GOLDEN, files[i]->d_name);
		if (strstr(files[i]->d_name, ".txt"))
			add_golden(&s, path);
		free(files[i]);
	}
	free(files);
	size_t n = s.items.n, *order = KUA_NEW_N(s.arena, size_t, n);
	assert_true(n > 20);
	for (size_t i = 0; i < n; i++) { /* any order */
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
		size_t k = (size_t)(random >> 33) % (i + 1);
		order[i] = order[k];
		order[k] = i;
	}
	for (size_t some = n / 3, before = 0; before < n; before = some, some = some + n / 3 < n ? some + n / 3 : n) {
		size_t read = same(&s, order, some);
		assert_true(read >= some - before);
	}
	assert_int_equal(same(&s, order, n), 0);
	end(&s);
}

#define ADD(s, text) add(s, text, strlen(text), "en")

/* A word that begins sentences is a name or is not by what others write: inside a sentence with a capital, or in lower case. */
static void test_other_texts_change_what_a_word_is(void **state)
{
	const size_t order[] = {0, 1, 2, 3, 4};
	struct set s;
	(void)state;
	start(&s);
	ADD(&s, "Lanternfish Marek spoke to the crowd. Lanternfish told reporters that he would come back.\n");
	ADD(&s, "The minister Anna Reed visited the coast on Monday, officials said.\n");
	ADD(&s, "In the evening Lanternfish said that the strike goes on, and Lanternfish thanked them.\n");
	ADD(&s, "They sold lanternfish, lanternfish and more lanternfish to lanternfish buyers.\n");
	ADD(&s, "Nothing new was said of the weather in the north.\n");
	assert_int_equal(same(&s, order, 2), 2);
	assert_int_equal(same(&s, order, 3), 2); /* the new one; the first, as its word is now met inside a sentence */
	assert_int_equal(same(&s, order, 4), 3); /* those that asked for the word */
	assert_int_equal(same(&s, order, 5), 1);
	assert_int_equal(same(&s, order + 1, 4), 0);
	end(&s);
}

/* Whatever stands in the bytes: it is refused, or it is names of that text. */
static void test_damaged_bytes(void **state)
{
	const size_t order[] = {0, 1};
	struct kua_buf out = KUA_BUF_INIT;
	struct set s;
	(void)state;
	start(&s);
	ADD(&s, "Vadim Kuramshin, a lawyer, was arrested in Petropavl. Kuramshin told the union \"Zhanartu\" (known as Zhan) of it.\n");
	ADD(&s, "General Confederation of Trade Unions (GCTU) wrote to Mr Kuramshin, born in 1974.\n");
	(void)same(&s, order, 2);
	for (size_t item = 0; item < 2; item++) {
		struct kept *k = memory_of(&s.memory, s.items.v[item].id);
		const struct kua_packed whole = k->p;
		for (size_t n = 0; n < whole.n; n++) { /* cut off: never taken */
			size_t before = s.memory.written;
			*k = (struct kept){k->item, k->mark, {whole.v, n}};
			run(&s, order, 2, true, &out);
			assert_true(s.memory.written > before);
			k = memory_of(&s.memory, s.items.v[item].id);
		}
		for (size_t at = 0; at < whole.n * 2; at++) { /* other bytes: nothing breaks */
			char *v = kua_arena_strndup(s.arena, whole.v, whole.n);
			v[at / 2] = at % 2 ? (char)0xff : (char)(v[at / 2] + 1);
			*k = (struct kept){k->item, k->mark, {v, whole.n}};
			run(&s, order, 2, true, &out);
			k = memory_of(&s.memory, s.items.v[item].id);
		}
		k->p = whole;
	}
	kua_buf_free(&out);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches_give_what_one_gives),
		cmocka_unit_test(test_other_texts_change_what_a_word_is),
		cmocka_unit_test(test_damaged_bytes),
	};
	return cmocka_run_group_tests(tests, load_both, unload_both);
}
