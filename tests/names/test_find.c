/*
 * test_find.c - mentions and entities of texts, against golden files. A golden file NAME.txt starts with "#
 * language xx"; each item stands below a line "=== id" or "=== id language". NAME.out says what must be found: entities with their
 * forms, then short forms and joins. The same must be found whatever the order of items and the number of threads.
 * NAMES_WRITE=1 writes the .out files anew.
 */
#include <string.h>

#include "knowledge.h"
#include "../quick.h"

struct set {
	struct kua_arena *arena;
	KUA_VEC(struct kua_item) items;
	KUA_VEC(struct kua_drift) drift;
	KUA_VEC(struct kua_judgement) judgements;
};

static void add_item(struct set *s, const char *id, const char *text, size_t n, const char *language)
{
	*kua_vec_add(&s->items) = (struct kua_item){.id = id, .text = kua_arena_strndup(s->arena, text, n), .language = language};
}

static void free_set(struct set *s)
{
	kua_vec_free(&s->items);
	kua_vec_free(&s->drift);
	kua_vec_free(&s->judgements);
	kua_arena_free(s->arena);
}

/* What names/ finds in the items, from item `first` on and around. */
static void find(const struct set *s, size_t first, unsigned threads, struct kua_arena *a, struct kua_names_result *r)
{
	struct kua_error err;
	size_t n = s->items.n;
	struct kua_source *sources = KUA_NEW_N(a, struct kua_source, n);
	struct kua_text *texts = KUA_NEW_N(a, struct kua_text, n);
	for (size_t i = 0; i < n; i++) {
		const struct kua_item *item = &s->items.v[(i + first) % n];
		assert_int_equal(kua_text_view(languages, item->text, strlen(item->text), item->language, a, &texts[i], &err), KUA_OK);
		sources[i] = (struct kua_source){item, &texts[i]};
	}
	struct kua_names_input in = {.items = sources, .n = n, .drift = s->drift.v, .n_drift = s->drift.n,
	                             .judgements = s->judgements.v, .n_judgements = s->judgements.n, .threads = threads};
	assert_int_equal(kua_names_find(names, &in, a, r, &err), KUA_OK);
}

static int by_line(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sorted_lines(struct kua_buf *b, const char **lines, size_t n)
{
	if (n)
		qsort(lines, n, sizeof *lines, by_line);
	for (size_t i = 0; i < n; i++)
		kua_buf_printf(b, "%s\n", lines[i]);
}

/* The result as lines that a person can check. */
static void describe(const struct kua_names_result *r, struct kua_arena *a, struct kua_buf *b)
{
	const char **lines = KUA_NEW_N(a, const char *, r->n_entities + r->n_joins);
	struct kua_buf line = KUA_BUF_INIT;
	for (size_t i = 0; i < r->n_entities; i++) {
		const struct kua_entity *e = &r->entities[i];
		kua_buf_clear(&line);
		kua_buf_printf(&line, "%s: %s |", e->kind, e->label);
		for (size_t k = 0; k < e->names.n; k++)
			kua_buf_printf(&line, " %s %d;", e->names.v[k].form, (int)e->names.v[k].mentions);
		for (size_t k = 0; k < e->roles.n; k++)
			kua_buf_printf(&line, "%s %s", k ? "," : " |", e->roles.v[k]);
		lines[i] = kua_arena_strndup(a, line.data, line.len);
	}
	sorted_lines(b, lines, r->n_entities);
	for (size_t i = 0; i < r->n_joins; i++) {
		const struct kua_join *j = &r->joins[i];
		lines[i] = kua_arena_printf(a, "%s: %s ~ %s, %.2f, %s", j->same ? "same" : "apart", j->a, j->b, j->score,
		                            j->reasons.n ? j->reasons.v[0] : "");
	}
	sorted_lines(b, lines, r->n_joins);
	kua_buf_free(&line);
}

static void exact(const struct kua_names_result *r, struct kua_buf *b)
{
	for (size_t i = 0; i < r->n_entities; i++)
		kua_shape_json(b, &kua_shapes[KUA_ENTITY], &r->entities[i]);
	for (size_t i = 0; i < r->n_mentions; i++)
		kua_shape_json(b, &kua_shapes[KUA_MENTION], &r->mentions[i]);
	for (size_t i = 0; i < r->n_joins; i++)
		kua_shape_json(b, &kua_shapes[KUA_JOIN], &r->joins[i]);
}

/* Items turned round, one thread or four: the very same records. */
static void order_does_not_matter(const struct set *s)
{
	struct kua_buf want = KUA_BUF_INIT, got = KUA_BUF_INIT;
	for (size_t first = 0; first < s->items.n && first < 4; first++)
		for (unsigned threads = 1; threads <= 4; threads += 3) {
			struct kua_arena *a = kua_arena_new();
			struct kua_names_result r;
			find(s, first, threads, a, &r);
			kua_buf_clear(&got);
			exact(&r, first == 0 && threads == 1 ? &want : &got);
			if (got.len)
				assert_string_equal(want.data, got.data);
			kua_arena_free(a);
		}
	kua_buf_free(&want);
	kua_buf_free(&got);
}

static void mentions_hold(const struct set *s, const struct kua_names_result *r)
{
	for (size_t i = 0; i < r->n_mentions; i++) {
		const struct kua_mention *m = &r->mentions[i];
		const struct kua_item *item = NULL;
		for (size_t k = 0; k < s->items.n; k++)
			if (strcmp(s->items.v[k].id, m->item) == 0)
				item = &s->items.v[k];
		assert_non_null(item);
		assert_true(m->start >= 0 && m->start < m->end && (size_t)m->end <= strlen(item->text));
		bool known = false;
		for (size_t k = 0; k < r->n_entities; k++)
			known = known || strcmp(r->entities[k].id, m->entity) == 0;
		assert_true(known);
		if (i > 0 && strcmp(r->mentions[i - 1].item, m->item) == 0)
			assert_true(r->mentions[i - 1].end <= m->start);
	}
}

static void read_golden(struct set *s, const char *name)
{
	struct kua_buf b = KUA_BUF_INIT;
	struct kua_error err;
	char path[4096], language[8] = "en";
	const char *id = NULL, *from = NULL;
	snprintf(path, sizeof path, "%s/%s.txt", GOLDEN, name);
	assert_int_equal(kua_read_file(path, 1 << 20, &b, &err), KUA_OK);
	sscanf(b.data, "# language %7s", language);
	for (const char *p = strstr(b.data, "\n=== "); p; p = strstr(p, "\n=== ")) {
		if (id)
			add_item(s, id, from, (size_t)(p - from), kua_arena_strdup(s->arena, language));
		p += 5;
		id = kua_arena_strndup(s->arena, p, strcspn(p, " \n"));
		p += strcspn(p, " \n");
		if (*p == ' ')
			sscanf(p, " %7s", language);
		p += strcspn(p, "\n");
		from = *p ? p + 1 : p;
	}
	assert_non_null(id);
	add_item(s, id, from, strlen(from), kua_arena_strdup(s->arena, language));
	kua_buf_free(&b);
}

static void golden(const char *name)
{
	struct set s = {.arena = kua_arena_new()};
	struct kua_names_result r;
	struct kua_buf got = KUA_BUF_INIT, want = KUA_BUF_INIT;
	struct kua_error err;
	char path[4096];
	read_golden(&s, name);
	find(&s, 0, 1, s.arena, &r);
	mentions_hold(&s, &r);
	describe(&r, s.arena, &got);
	snprintf(path, sizeof path, "%s/%s.out", GOLDEN, name);
	if (getenv("NAMES_WRITE")) {
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fwrite(got.data, 1, got.len, f);
		fclose(f);
	}
	assert_int_equal(kua_read_file(path, 1 << 20, &want, &err), KUA_OK);
	assert_string_equal(want.data, got.data);
	order_does_not_matter(&s);
	kua_buf_free(&got);
	kua_buf_free(&want);
	free_set(&s);
}

#define GOLD(name)                          \
	static void gold_##name(void **state) \
	{                                   \
		(void)state;                \
		golden(#name);              \
	}
GOLD(letter)
GOLD(russian)
GOLD(kazakh)
GOLD(kyrgyz)
GOLD(uzbek)
GOLD(lower)
GOLD(shouting)
GOLD(hostile)
GOLD(scripts)
GOLD(kinds)
GOLD(french)
GOLD(spanish)
GOLD(german)
GOLD(casebook)
GOLD(casebook_ru)

/* ---- joining across items ---- */

static const struct kua_entity *entity_with(const struct kua_names_result *r, const char *kind, const char *form)
{
	for (size_t i = 0; i < r->n_entities; i++)
		for (size_t k = 0; k < r->entities[i].names.n; k++)
			if (strcmp(r->entities[i].kind, kind) == 0 && strcmp(r->entities[i].names.v[k].form, form) == 0)
				return &r->entities[i];
	fail_msg("there is no %s %s", kind, form);
	return NULL;
}

static bool one(const struct kua_names_result *r, const char *kind, const char *a, const char *b)
{
	return entity_with(r, kind, a) == entity_with(r, kind, b);
}

static void texts(struct set *s, const char *const *v, size_t n)
{
	s->arena = kua_arena_new();
	for (size_t i = 0; i < n; i++)
		add_item(s, kua_arena_printf(s->arena, "t%zu", i), v[i], strlen(v[i]), "en");
}
#define TEXTS(s, ...) \
	texts((s), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void surnames_join_what_is_unambiguous(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "The banker Timur Ospankulov fled.", "They accuse Ospankulov of fraud.", "They accuse Ospankulovv of fraud.");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Timur Ospankulov", "Ospankulov"));
	order_does_not_matter(&s);
	free_set(&s);
	memset(&s, 0, sizeof s);
	TEXTS(&s, "The banker Timur Ospankulov fled.", "They accuse Ospankulov of fraud.", "The poet Kairat Ospankulov spoke.");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Timur Ospankulov", "Ospankulov"));
	assert_false(one(&r, "person", "Timur Ospankulov", "Kairat Ospankulov"));
	free_set(&s);
}

/* Among more texts than are about one matter something else must connect them; at the limit and one past it. */
static void a_surname_alone_needs_a_connection(void **state)
{
	static const char *const first[] = {"The banker Timur Ospankulov fled from Kulsary.", "The banker Timur Ospankulov fled.",
	                                    "The banker Timur Ospankulov fled."};
	static const char *const second[] = {"In Kulsary they accuse Ospankulov of fraud.", "They accuse Ospankulov of fraud.",
	                                     "They accuse Ospankulov of fraud."};
	static const size_t others[] = {39, 38, 39};
	static const bool joined[] = {true, true, false};
	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct set s = {.arena = kua_arena_new()};
		struct kua_names_result r;
		add_item(&s, "a", first[k], strlen(first[k]), "en");
		add_item(&s, "b", second[k], strlen(second[k]), "en");
		for (size_t i = 0; i < others[k]; i++)
			add_item(&s, kua_arena_printf(s.arena, "o%zu", i), "Nothing was heard.", 18, "en");
		find(&s, 0, 1, s.arena, &r);
		assert_int_equal(one(&r, "person", "Timur Ospankulov", "Ospankulov"), joined[k]);
		free_set(&s);
	}
}

static void family_stays_apart(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Nursultan Nazarbayev and Dariga Nazarbayeva were there. Nazarbayev spoke first. Nazarbayeva left.",
	      "Bolat Nazarbayev and Nursultan Nazarbayev met; Nazarbayev was late.");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Nursultan Nazarbayev", "Dariga Nazarbayeva"));
	assert_false(one(&r, "person", "Nursultan Nazarbayev", "Bolat Nazarbayev"));
	assert_true(one(&r, "person", "Nazarbayeva", "Dariga Nazarbayeva"));
	order_does_not_matter(&s);
	free_set(&s);
}

static void add_drift(struct set *s, const char *a, const char *in_a, const char *b, const char *in_b)
{
	int64_t at[2] = {-1, -1};
	for (size_t i = 0; i < s->items.n; i++) {
		const char *x = strcmp(s->items.v[i].id, a) == 0 ? strstr(s->items.v[i].text, in_a) : NULL;
		const char *y = strcmp(s->items.v[i].id, b) == 0 ? strstr(s->items.v[i].text, in_b) : NULL;
		if (x)
			at[0] = x - s->items.v[i].text;
		if (y)
			at[1] = y - s->items.v[i].text;
	}
	assert_true(at[0] >= 0 && at[1] >= 0);
	*kua_vec_add(&s->drift) = (struct kua_drift){
		.id = "x", .a = a, .b = b, .in_a = in_a, .in_b = in_b, .kind = "name", .a_start = at[0],
		.a_end = at[0] + (int64_t)strlen(in_a), .b_start = at[1], .b_end = at[1] + (int64_t)strlen(in_b)};
}

static void drift_is_evidence(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Lawyers like Vadim Torgashin, who have defended opponents, are arrested.",
	      "Lawyers like Vadim Torgasov, who have defended opponents, are arrested.");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Vadim Torgashin", "Vadim Torgasov"));
	add_drift(&s, "t0", "Torgashin", "t1", "Torgasov");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Vadim Torgashin", "Vadim Torgasov"));
	order_does_not_matter(&s);
	free_set(&s);
}

/* A given name that is in no list, a letter from the other print's; two names of the list are two people. */
static void drift_with_a_given_name_mistyped(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "The lawyer Zhanna Baitelova was arrested.", "The lawyer Zhnana Baitelova was arrested.",
	      "The lawyer Marat Sadyrbayev was arrested.", "The lawyer Murat Sadyrbayev was arrested.");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Zhanna Baitelova", "Zhnana Baitelova"));
	add_drift(&s, "t0", "Zhanna", "t1", "Zhnana");
	add_drift(&s, "t2", "Marat", "t3", "Murat");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Zhanna Baitelova", "Zhnana Baitelova"));
	assert_false(one(&r, "person", "Marat Sadyrbayev", "Murat Sadyrbayev"));
	order_does_not_matter(&s);
	free_set(&s);
}

static void drift_does_not_join_two_people_of_one_text(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Lawyers like Vadim Torgashin are arrested.",
	      "Lawyers like Vadim Torgasov are arrested. The poet Vadim Torgashin wrote to Vadim Torgasov.");
	add_drift(&s, "t0", "Torgashin", "t1", "Torgasov");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Vadim Torgashin", "Vadim Torgasov"));
	free_set(&s);
	memset(&s, 0, sizeof s);
	TEXTS(&s, "Officers shot Ivan Petrov at night.", "Officers shot Oleg Petrov at night.");
	add_drift(&s, "t0", "Ivan Petrov", "t1", "Oleg Petrov");
	find(&s, 0, 1, s.arena, &r);
	assert_false(one(&r, "person", "Ivan Petrov", "Oleg Petrov"));
	free_set(&s);
}

static void places_and_organisations(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Campaign Kazakhstan met in Kazakhstan. Kazkahstan is large.", "CampaignKazakhstan works in Zhanaozen and in Aktau.",
	      "They shot at workers in Zhenaozhen, in Astrakhan, in Astana and in Aktobe.", "The killing was in Zhanoazhen, not in Iran or Iraq.");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "organisation", "Campaign Kazakhstan", "CampaignKazakhstan"));
	assert_true(one(&r, "place", "Kazakhstan", "Kazkahstan"));
	assert_true(one(&r, "place", "Zhanaozen", "Zhenaozhen"));
	assert_true(one(&r, "place", "Zhanaozen", "Zhanoazhen"));
	assert_false(one(&r, "place", "Astana", "Astrakhan"));
	assert_false(one(&r, "place", "Aktau", "Aktobe"));
	assert_false(one(&r, "place", "Iran", "Iraq"));
	order_does_not_matter(&s);
	free_set(&s);
}

/* ---- judgements ---- */

static void judge(struct set *s, int64_t entry, const char *verdict, const char *a, const char *form_a, const char *b,
                  const char *form_b)
{
	*kua_vec_add(&s->judgements) = (struct kua_judgement){.entry = entry, .verdict = verdict, .target = a, .form = form_a,
	                                                       .other = b, .other_form = form_b, .kind = "entity"};
}

static void judgements_override(void **state)
{
	struct set s = {0};
	struct kua_names_result r, again;
	(void)state;
	TEXTS(&s, "The poet Kanat Ibragimov spoke.", "The poet Kanat Ibragimow spoke.", "The poet Samat Ibragimov spoke.");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Kanat Ibragimov", "Kanat Ibragimow"));
	const char *kanat = entity_with(&r, "person", "Kanat Ibragimov")->id;
	const char *samat = entity_with(&r, "person", "Samat Ibragimov")->id;
	assert_string_not_equal(kanat, samat);

	judge(&s, 1, "same", kanat, "Kanat Ibragimov", samat, "Samat Ibragimov");
	find(&s, 0, 1, s.arena, &again);
	assert_true(one(&again, "person", "Kanat Ibragimov", "Samat Ibragimov"));
	order_does_not_matter(&s);

	judge(&s, 2, "different", kanat, "Kanat Ibragimov", samat, "Samat Ibragimov"); /* the newer one counts */
	judge(&s, 3, "different", kanat, "Kanat Ibragimov", kanat, "Kanat Ibragimow"); /* two names of one entity */
	find(&s, 0, 1, s.arena, &again);
	assert_false(one(&again, "person", "Kanat Ibragimov", "Samat Ibragimov"));
	assert_false(one(&again, "person", "Kanat Ibragimov", "Kanat Ibragimow"));
	order_does_not_matter(&s);
	free_set(&s);
}

static void judgements_are_found_by_form(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "The poet Kanat Ibragimov spoke.", "The poet Samat Ibragimov spoke.");
	judge(&s, 1, "same", "per-gone", "Kanat Ibragimov", "per-lost", "Samat Ibragimov");
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Kanat Ibragimov", "Samat Ibragimov"));
	free_set(&s);
}

static void ids_stay_when_items_come(void **state)
{
	struct set s = {0};
	struct kua_names_result r, more;
	(void)state;
	TEXTS(&s, "The poet Kanat Ibragimov spoke in Zhanaozen.");
	find(&s, 0, 1, s.arena, &r);
	add_item(&s, "t9", "Kanat Ibragimow and the lawyer Oleg Simonenko spoke in Zhenaozhen.", 66, "en");
	find(&s, 0, 1, s.arena, &more);
	assert_string_equal(entity_with(&r, "person", "Kanat Ibragimov")->id, entity_with(&more, "person", "Kanat Ibragimov")->id);
	assert_string_equal(entity_with(&r, "place", "Zhanaozen")->id, entity_with(&more, "place", "Zhanaozen")->id);
	free_set(&s);
}

/* ---- years of birth ---- */

static size_t people(const struct kua_names_result *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_entities; i++)
		n += strcmp(r->entities[i].kind, "person") == 0;
	return n;
}

static bool because_of(const struct kua_names_result *r, bool same, const char *reason)
{
	for (size_t i = 0; i < r->n_joins; i++)
		if (r->joins[i].same == same && kua_list_has(&r->joins[i].reasons, reason))
			return true;
	return false;
}

/* One full name: two people where the years of birth say so, and a third where nothing tells whose it is. */
static void years_of_birth_part_one_name(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Timur Ospankulov (born 3 May 1970) fled. Ospankulov is a banker.", "Timur Ospankulov, a poet born in Kulsary in 1990, spoke.",
	      "They accuse Timur Ospankulov of fraud.");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 3);
	assert_true(because_of(&r, false, "different years of birth"));
	order_does_not_matter(&s);
	free_set(&s);
	memset(&s, 0, sizeof s);
	TEXTS(&s, "Timur Ospankulov (born 3 May 1970) fled.", "Timur Ospankulov (b. 1971) spoke.", "They accuse Timur Ospankulov of fraud.");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 1); /* a year apart may be counted from an age */
	free_set(&s);
	memset(&s, 0, sizeof s);
	TEXTS(&s, "Timur Ospankulov (born 3 May 1970) fled.", "Timur Ospankulov (b. 1972) spoke.");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 2);
	free_set(&s);
}

static void years_of_birth_weigh_between_spellings(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Timur Ospankulov (1970-2011) was shot.", "Тимур Оспанкулов, 1970 г.р., погиб.");
	s.items.v[1].language = "ru";
	find(&s, 0, 1, s.arena, &r);
	assert_true(one(&r, "person", "Timur Ospankulov", "Тимур Оспанкулов"));
	assert_true(because_of(&r, true, "one year of birth"));
	free_set(&s);
	memset(&s, 0, sizeof s);
	/* without a year of its own a spelling may be either's, and is nobody's */
	TEXTS(&s, "Timur Ospankulov was born in 1970.", "Тимур Оспанкулов родился 3 мая 1990 года.", "Timour Ospankulov spoke.");
	s.items.v[1].language = "ru";
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 3);
	order_does_not_matter(&s);
	free_set(&s);
}

/* What is said of others is no year of his birth. */
static void years_of_others_say_nothing(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Timur Ospankulov was born in 1970.", "Timur Ospankulov's son was born in 1990.", "Timur Ospankulov and Dana Isina (born 1992) fled.",
	      "Timur Ospankulov raised a girl born in 1993.", "Timur Ospankulov, 1994 words.", "President Timur Ospankulov (1995-2019) fled.",
	      "Timur Ospankulov was born in Kulsary and fled in 1996.", "Timur Ospankulov was born in Kulsary; in 1997 he fled.",
	      "This is by Timur Ospankulov (1998). Born to speak, he fled.");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 2);
	free_set(&s);
}

/* Each limit: at it the year is read, and there are two people, beyond it not. */
static void years_of_birth_end_at_their_limits(void **state)
{
	static const char *const at[] = {
		"Timur Ospankulov was born in 1800.", "Timur Ospankulov was born in 2100.", "Timur Ospankulov was born in the old town in 1990.",
		"Timur Ospankulov, 1990 his year of birth, fled.", "Timur Ospankulov, 1, 2, 3, born in 1990, fled.", "Timur Ospankulov (1970-1986) fled."};
	static const char *const beyond[] = {
		"Timur Ospankulov was born in 1799.", "Timur Ospankulov was born in 2101.", "Timur Ospankulov was born in the very old town in 1990.",
		"Timur Ospankulov, 1990 his own year of birth, fled.", "Timur Ospankulov, 1, 2, 3, lawyer born in 1990, fled.",
		"Timur Ospankulov (1970-1985) fled."};
	(void)state;
	for (size_t i = 0; i < 2 * sizeof at / sizeof *at; i++) {
		struct set s = {0};
		struct kua_names_result r;
		TEXTS(&s, "Timur Ospankulov (born 1900) fled.", i % 2 ? beyond[i / 2] : at[i / 2]);
		find(&s, 0, 1, s.arena, &r);
		if (people(&r) != 2 - i % 2)
			fprintf(stderr, "%s\n", s.items.v[1].text);
		assert_int_equal(people(&r), 2 - i % 2);
		free_set(&s);
	}
}

/* A person's word counts above the years. */
static void years_of_birth_give_way_to_judgements(void **state)
{
	struct set s = {0};
	struct kua_names_result r;
	(void)state;
	TEXTS(&s, "Timur Ospankulov was born in 1970.", "Тимур Оспанкулов родился в 1990 году.");
	s.items.v[1].language = "ru";
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 2);
	judge(&s, 1, "same", entity_with(&r, "person", "Timur Ospankulov")->id, "Timur Ospankulov",
	      entity_with(&r, "person", "Тимур Оспанкулов")->id, "Тимур Оспанкулов");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(people(&r), 1);
	free_set(&s);
}

/* ---- hostile ---- */

static char *repeated(const char *piece, size_t times)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < times; i++)
		kua_buf_str(&b, piece);
	return b.data;
}

static void long_and_strange_texts_end(void **state)
{
	static const char *const pieces[] = {"X", "Vadim ", "Mr. ", "A. ", "Party of ", "Ivan Petrov, ", "de la ", "Ivan-", "Сергей ",
	                                     "the Union of Workers and ", "president ", "Campaign", "\xe2\x80\x8f", "Kazakhstan "};
	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct set s = {.arena = kua_arena_new()};
		struct kua_names_result r;
		char *text = repeated(pieces[i], 10000);
		add_item(&s, "t", text, strlen(text), "en");
		find(&s, 0, 1, s.arena, &r);
		mentions_hold(&s, &r);
		free(text);
		free_set(&s);
	}
}

static void nothing_gives_nothing(void **state)
{
	struct set s = {.arena = kua_arena_new()};
	struct kua_names_result r;
	(void)state;
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(r.n_entities + r.n_mentions + r.n_joins, 0);
	add_item(&s, "t", "", 0, "en");
	find(&s, 0, 1, s.arena, &r);
	assert_int_equal(r.n_mentions, 0);
	free_set(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gold_letter), cmocka_unit_test(gold_russian), cmocka_unit_test(gold_kazakh),
		cmocka_unit_test(gold_kyrgyz), cmocka_unit_test(gold_uzbek),
		cmocka_unit_test(gold_lower), cmocka_unit_test(gold_shouting), cmocka_unit_test(gold_hostile), cmocka_unit_test(gold_scripts),
		cmocka_unit_test(gold_kinds), cmocka_unit_test(gold_french), cmocka_unit_test(gold_spanish), cmocka_unit_test(gold_german),
		cmocka_unit_test(gold_casebook), cmocka_unit_test(gold_casebook_ru),
		cmocka_unit_test(surnames_join_what_is_unambiguous), cmocka_unit_test(a_surname_alone_needs_a_connection),
		 cmocka_unit_test(family_stays_apart),
		cmocka_unit_test(drift_is_evidence), cmocka_unit_test(drift_with_a_given_name_mistyped),
		cmocka_unit_test(drift_does_not_join_two_people_of_one_text),
		cmocka_unit_test(places_and_organisations), cmocka_unit_test(judgements_override),
		cmocka_unit_test(judgements_are_found_by_form), cmocka_unit_test(ids_stay_when_items_come),
		cmocka_unit_test(years_of_birth_part_one_name), cmocka_unit_test(years_of_birth_weigh_between_spellings),
		cmocka_unit_test(years_of_birth_end_at_their_limits), cmocka_unit_test(years_of_others_say_nothing), cmocka_unit_test(years_of_birth_give_way_to_judgements),
		kua_slow_test(long_and_strange_texts_end), cmocka_unit_test(nothing_gives_nothing),
	};
	return cmocka_run_group_tests(tests, load_both, unload_both);
}
