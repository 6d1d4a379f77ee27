/*
 * test_again.c - what a page of an event or a case is made from is told whole (publish/site_again.c): in a small casebook everything is changed
 * once, each field of each record, each paper, whatever the site is asked for, and each record is left out. A page that comes out as another
 * one must be told as another one, or the next publication would leave the old one where it is.
 */
#include "publish/site.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the casebook: two events, two people, one of whom may be named, one document that may be shown ---- */

#define LIST(...) {(const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)}

static struct kua_document documents[] = {
	{.id = "d-1", .name = "a.txt", .sha256 = "00", .read = 1, .bytes = 9, .media_type = "text/plain"},
	{.id = "d-2", .name = "b.txt", .sha256 = "01", .read = 1, .bytes = 9, .media_type = "text/plain"}};
static struct kua_item items[] = {
	{.id = "d-1.1", .document = "a.txt", .document_id = "d-1", .title = "The strike", .author = "Ada Moe", .published_on = "2014-05-03", .language = "en",
	 .text = "Police shot 12."},
	{.id = "d-2.1", .document = "b.txt", .document_id = "d-2", .title = "Забастовка", .author = "Бо Линд", .published_on = "2014-05-05", .language = "ru",
	 .pages = LIST("1:0", "2:20"), .text = "Застрелены 14 рабочих. Бо Линд задержан."}};
static struct kua_entity entities[] = {
	{.id = "per-1", .kind = "person", .label = "Bo Lind",
	 .names = {(const struct kua_name[]){{"Bo Lind", "Latn", 3}, {"Бо Линд", "Cyrl", 1}}, 2}},
	{.id = "per-2", .kind = "person", .label = "Ada Moe", .names = {(const struct kua_name[]){{"Ada Moe", "Latn", 2}}, 1}},
	{.id = "pla-1", .kind = "place", .label = "Aktau", .names = {(const struct kua_name[]){{"Aktau", "Latn", 2}, {"Актау", "Cyrl", 1}}, 2}}};
static struct kua_mention mentions[] = {{.item = "d-2.1", .start = 40, .end = 53, .entity = "per-1", .form = "Бо Линд"}};
static struct kua_figure figures[] = {
	{.id = "f-1", .item = "d-1.1", .end = 14, .quote = "Police shot 12, said Bo Lind", .act = "killed", .low = 12, .high = 12, .qualifier = "exact",
	 .said_by = "Bo Lind", .place = "Aktau", .date = "2014-05-03", .event = "e-1", .voice = "v-1", .status = "suggested"},
	{.id = "f-2", .item = "d-2.1", .end = 22, .quote = "Застрелены 14 рабочих", .act = "killed", .low = 14, .high = 14, .qualifier = "about", .said_by = "officials",
	 .place = "Aktau", .date = "2014-05-03", .event = "e-1", .voice = "v-2", .status = "suggested"},
	{.id = "f-3", .item = "d-2.1", .start = 22, .end = 40, .quote = "dozens were held", .act = "arrested", .low = 24, .high = 99, .qualifier = "vague",
	 .word = "dozens", .event = "e-2", .voice = "v-2", .status = "confirmed"},
	{.id = "f-4", .item = "d-1.1", .end = 14, .quote = "Ada Moe was shot", .act = "killed", .low = 1, .high = 1, .qualifier = "exact", .scope = "named",
	 .names = LIST("Ada Moe"), .event = "e-1", .voice = "v-3", .status = "suggested"}};
static struct kua_case_step steps[] = {
	{.id = "s-1", .person = "per-1", .name = "Bo Lind", .step = "held", .date = "2014-05-04", .item = "d-2.1", .quote = "Бо Линд задержан.", .detail = "в камере",
	 .place = "Aktau", .status = "suggested"},
	{.id = "s-2", .person = "per-2", .name = "Ada Moe", .step = "sentenced", .date = "2014-05-10", .item = "d-1.1", .quote = "Ada Moe got two years.",
	 .sentence = "two years", .deadline = "2016-05-10", .place = "Oslo", .status = "suggested"},
	{.id = "s-3", .person = "per-2", .name = "Ada Moe", .step = "sentenced", .date = "2014-05-10", .item = "d-2.1", .quote = "Ada Moe got five years.",
	 .sentence = "five years", .status = "confirmed"},
	{.id = "s-4", .person = "per-2", .name = "Ada Moe", .step = "arrested", .date = "2014-05-04", .item = "d-1.1", .quote = "Ada Moe was arrested.",
	 .status = "suggested"}};
static struct kua_action actions[] = {
	{.id = "c-1", .kind = "protest", .date = "2014-07-01", .place = "Aktau", .item = "d-1.1", .quote = "Come to Aktau.", .status = "suggested"}};
static struct kua_event events[] = {{.id = "e-1", .label = "Aktau, 3 May 2014", .place = "Aktau", .from = "2014-05-03", .to = "2014-05-03"},
                                    {.id = "e-2", .label = "Oslo, May 2014", .place = "Oslo", .from = "2014-05-01", .to = "2014-05-31"}};
static struct kua_voice voices[] = {{.id = "v-1", .label = "Bo Lind", .kind = "person", .entity = "per-1"},
                                    {.id = "v-2", .label = "officials", .kind = "class"},
                                    {.id = "v-3", .label = "Ada Moe", .kind = "person", .entity = "per-2"}};
static struct kua_account accounts[] = {
	{.id = "a-1", .event = "e-1", .act = "killed", .low = 12, .high = 12, .qualifiers = LIST("exact"), .statements = 1, .independent = 1, .independent_low = 1,
	 .independent_high = 1, .voices = LIST("v-1"), .figures = LIST("f-1"),
	 .joined = {(const struct kua_joined[]){{.figures = LIST("f-1", "f-2"), .why = "the same voice, officials, reported in 2 items", .probability = 1}}, 1}},
	{.id = "a-2", .event = "e-1", .act = "killed", .low = 14, .high = 14, .qualifiers = LIST("about"), .statements = 1, .independent = 1, .independent_low = 1,
	 .independent_high = 1, .voices = LIST("v-2"), .figures = LIST("f-2")},
	{.id = "a-3", .event = "e-2", .act = "arrested", .low = 24, .high = 99, .word = "dozens", .qualifiers = LIST("vague"), .statements = 1, .independent = 1,
	 .independent_low = 1, .independent_high = 1, .voices = LIST("v-2"), .figures = LIST("f-3")},
	{.id = "a-4", .event = "e-1", .act = "killed", .low = 1, .high = 1, .qualifiers = LIST("exact"), .statements = 1, .independent = 1, .independent_low = 1,
	 .independent_high = 1, .voices = LIST("v-3"), .figures = LIST("f-4"), .names = LIST("Ada Moe")}};
static struct kua_toll tolls[] = {
	{.id = "t-1", .event = "e-1", .act = "killed", .profile = "range", .low = 12, .high = 14, .best = KUA_NONE, .left_out = LIST("f-9: a part", "f-8: a part")},
	{.id = "t-2", .event = "e-2", .act = "arrested", .profile = "range", .low = 24, .high = 99, .best = KUA_NONE}};
static struct kua_judgement judgements[] = {
	{.entry = 4, .target = "per-2", .form = "Ada Moe", .kind = "entity", .verdict = "allow", .at = "2014-06-01T09:00:00Z",
	 .fields = LIST("scope=public", "giver=she", "until=2017-06-01")},
	{.entry = 5, .target = "d-1", .kind = "document", .verdict = "allow", .at = "2014-06-01T09:00:00Z", .fields = LIST("scope=public", "giver=the editor")}};

static const struct table {
	enum kua_shape_kind kind;
	const void *v;
	size_t n;
} tables[] = {
#define TABLE(kind, v) {kind, v, sizeof v / sizeof *(v)}
	TABLE(KUA_DOCUMENT, documents), TABLE(KUA_ITEM, items),         TABLE(KUA_ENTITY, entities), TABLE(KUA_MENTION, mentions), TABLE(KUA_FIGURE, figures),
	TABLE(KUA_CASE_STEP, steps),    TABLE(KUA_ACTION, actions),     TABLE(KUA_EVENT, events),    TABLE(KUA_VOICE, voices),     TABLE(KUA_ACCOUNT, accounts),
	TABLE(KUA_TOLL, tolls),         TABLE(KUA_JUDGEMENT, judgements)};
enum { TABLES = sizeof tables / sizeof *tables };

/* A post with a correction, one about an event and one about a person; what the site said of the events when it was published last. */
static const struct kua_paper papers[] = {
	{.entry = 2, .id = "one", .kind = "post", .by = "ann", .at = "2014-06-01T10:00:00Z",
	 .fields = LIST("title=One", "date=2014-06-01", "event=e-1", "text=Free them!")},
	{.entry = 3, .id = "one", .kind = "post", .by = "ann", .at = "2014-06-02T10:00:00Z", .why = "it was wrong",
	 .fields = LIST("title=One again", "date=2014-06-01", "event=e-1", "author=Ann", "summary=In short", "text=Free them all!")},
	{.entry = 6, .id = "two", .kind = "post", .by = "ann", .at = "2014-06-02T10:00:00Z",
	 .fields = LIST("title=Two", "date=2014-06-02", "person=per-2", "text=Free her!")}};
enum { PAPERS = sizeof papers / sizeof *papers };
static const char history[] =
	"{\"acts\":[{\"event\":\"e-1\",\"act\":\"killed\",\"low\":10,\"high\":14,\"statements\":2,\"voices\":2,\"decided\":0,\"since\":\"2014-05-20\"},"
	"{\"event\":\"e-2\",\"act\":\"arrested\",\"low\":24,\"high\":99,\"statements\":1,\"voices\":1,\"decided\":1,\"since\":\"2014-05-21\"}]}";

/* ---- one site ---- */

struct page {
	const char *name, *of;
	struct kua_buf bytes; /* of all its parts */
};
struct made {
	pthread_mutex_t lock;
	struct kua_arena *a;
	KUA_VEC(struct page) pages; /* events and cases; those that were told have their digest */
};

static struct page *page_of(struct made *m, const char *name, size_t n)
{
	for (size_t i = 0; i < m->pages.n; i++)
		if (strlen(m->pages.v[i].name) == n && memcmp(m->pages.v[i].name, name, n) == 0)
			return &m->pages.v[i];
	struct page *p = kua_vec_add(&m->pages);
	*p = (struct page){.name = kua_arena_strndup(m->a, name, n)};
	return p;
}

static enum kua_code take(void *ctx, const char *path, const void *bytes, size_t n, struct kua_error *err)
{
	struct made *m = ctx;
	const char *end = strstr(path, ".html");
	(void)err;
	if (!end || (!strstr(path, "events/") && !strstr(path, "cases/")))
		return KUA_OK;
	(void)pthread_mutex_lock(&m->lock);
	kua_buf_add(&page_of(m, path, (size_t)(end - path))->bytes, bytes, n);
	(void)pthread_mutex_unlock(&m->lock);
	return KUA_OK;
}

static size_t none_is_there(void *ctx, const char *name, const char *of)
{
	(void)ctx, (void)name, (void)of;
	return 0;
}

static void tell(void *ctx, const char *name, const char *of, size_t parts)
{
	struct made *m = ctx;
	(void)pthread_mutex_lock(&m->lock);
	assert_int_equal(parts, 1);
	page_of(m, name, strlen(name))->of = kua_arena_strdup(m->a, of);
	(void)pthread_mutex_unlock(&m->lock);
}

/* What one publication is made of: the tables as they are above, but for what a test changed. */
struct case_of {
	struct kua_arena *a;
	void *v[TABLES];
	size_t n[TABLES];
	struct kua_paper papers[PAPERS];
	size_t n_papers;
	const char *title, *url, *today, *changed, *history;
};

static struct all_texts *texts;

static void start(struct case_of *c)
{
	*c = (struct case_of){.a = kua_arena_new(), .n_papers = PAPERS, .title = "The strike", .today = "2014-06-03", .changed = "2014-06-02T10:00:00Z", .history = history};
	for (size_t i = 0; i < TABLES; i++) {
		size_t bytes = tables[i].n * kua_shapes[tables[i].kind].size;
		c->v[i] = kua_arena_alloc(c->a, bytes);
		memcpy(c->v[i], tables[i].v, bytes);
		c->n[i] = tables[i].n;
	}
	memcpy(c->papers, papers, sizeof papers);
}

static void end(struct case_of *c, struct made *m)
{
	for (size_t i = 0; i < m->pages.n; i++)
		kua_buf_free(&m->pages.v[i].bytes);
	kua_vec_free(&m->pages);
	kua_arena_free(c->a);
}

static void load(struct kua_loaded *l, enum kua_shape_kind kind, void *v, size_t n)
{
	switch (kind) {
#define LOAD(kind, to) case kind: l->to = v; l->n_##to = n; break
#define LOAD_OF(kind, part, to) case kind: l->part.to = v; l->part.n_##to = n; break
	LOAD(KUA_DOCUMENT, documents);
	LOAD_OF(KUA_ITEM, in, items);
	LOAD_OF(KUA_ENTITY, in, entities);
	LOAD_OF(KUA_MENTION, in, mentions);
	LOAD_OF(KUA_FIGURE, in, figures);
	LOAD_OF(KUA_CASE_STEP, in, steps);
	LOAD_OF(KUA_ACTION, in, actions);
	LOAD_OF(KUA_EVENT, result, events);
	LOAD_OF(KUA_VOICE, result, voices);
	LOAD_OF(KUA_ACCOUNT, result, accounts);
	LOAD_OF(KUA_TOLL, result, tolls);
	LOAD_OF(KUA_JUDGEMENT, in, judgements);
	default: fail();
	}
}

static void make(struct case_of *c, struct made *m)
{
	const struct kua_site_again again = {.of = "0", .files = none_is_there, .made = tell};
	const struct texts *languages[] = {texts_choose(texts, "en")};
	struct kua_loaded l = {0};
	struct kua_error err = {.text = ""};
	*m = (struct made){.a = c->a};
	for (size_t i = 0; i < TABLES; i++)
		load(&l, tables[i].kind, c->v[i], c->n[i]);
	const struct kua_site_input in = {.title = c->title, .url = c->url, .secret = "5ea1", .today = c->today, .changed = c->changed, .entry = 6,
	                                  .languages = languages, .n_languages = 1, .loaded = &l, .papers = c->papers, .n_papers = c->n_papers,
	                                  .style = "", .script = "", .history = c->history, .again = &again, .ctx = m};
	(void)pthread_mutex_init(&m->lock, NULL);
	if (kua_publish_site(&in, take, m, &err) != KUA_OK)
		fail_msg("%s", err.text);
	(void)pthread_mutex_destroy(&m->lock);
}

/* Make it, and hold its pages against those of the first one; how many came out as others. */
static size_t others(struct case_of *c, struct made *first, const char *what)
{
	struct made now;
	size_t n = 0;
	make(c, &now);
	for (size_t i = 0; i < now.pages.n; i++) {
		const struct page *p = &now.pages.v[i], *before = page_of(first, p->name, strlen(p->name));
		assert_non_null(p->of);
		if (!before->of || (p->bytes.len == before->bytes.len && memcmp(p->bytes.data, before->bytes.data, p->bytes.len) == 0))
			continue;
		n++;
		if (strcmp(p->of, before->of) == 0)
			fail_msg("%s: %s is another page, and not told as one", what, p->name);
	}
	end(c, &now);
	return n;
}

/* ---- every change ---- */

struct list { /* any list of a record */
	const void *v;
	size_t n;
};

/* Something behind it, of a date another last digit; or as another record has it, NULL where that is the same. */
static const char *other_text(struct kua_arena *a, const char *text, const char *const *theirs)
{
	if (theirs)
		return *theirs && (!text || strcmp(text, *theirs) != 0) ? *theirs : NULL;
	if (!text || *text < '0' || *text > '9')
		return kua_arena_printf(a, "%sx", text ? text : "");
	char *date = kua_arena_strdup(a, text);
	date[strlen(date) - 1] = date[strlen(date) - 1] == '4' ? '5' : '4';
	return date;
}

/* Another value of the field: of its own, or of a text that of another record. False where that would change nothing, or make two of one id. */
static bool change(struct kua_arena *a, const struct kua_field *f, char *record, const char *other)
{
	void *at = record + f->at;
	const char *const *theirs = other ? (const void *)(other + f->at) : NULL;
	if (theirs && strcmp(f->name, "id") == 0)
		return false;
	switch (f->type) {
	case KUA_TEXT:
		*(const char **)at = other_text(a, *(const char **)at, theirs);
		return *(const char **)at != NULL;
	case KUA_INT:
		*(int64_t *)at = *(int64_t *)at == KUA_NONE ? 1 : *(int64_t *)at + 1;
		return !theirs;
	case KUA_BOOL:
		*(int64_t *)at = !*(int64_t *)at;
		return !theirs;
	case KUA_REAL:
	case KUA_MEAN:
		*(double *)at /= 2;
		return !theirs;
	default: {
		struct list *list = at;
		list->n -= list->n > 0;
		return !theirs;
	}
	}
}

static struct made first;
static struct case_of of_first;

static void test_each_field(void **state)
{
	size_t seen[TABLES] = {0};
	(void)state;
	for (size_t t = 0; t < TABLES; t++) {
		const struct kua_shape *shape = &kua_shapes[tables[t].kind];
		for (size_t i = 0; i < tables[t].n * shape->n * 2; i++) {
			const struct kua_field *f = &shape->fields[i / 2 % shape->n];
			size_t record = i / 2 / shape->n, other = (record + 1) % tables[t].n;
			struct case_of c;
			start(&c);
			if (change(c.a, f, (char *)c.v[t] + record * shape->size, i % 2 ? (const char *)tables[t].v + other * shape->size : NULL))
				seen[t] += others(&c, &first, kua_arena_printf(c.a, "%s %zu, its %s", shape->type, record, f->name)) > 0;
			else
				kua_arena_free(c.a);
		}
	}
	for (size_t t = 0; t < TABLES; t++) /* what is changed can be seen, or nothing is tested */
		if (!seen[t] && tables[t].kind != KUA_MENTION && tables[t].kind != KUA_ACTION)
			fail_msg("no page shows anything of %s", kua_shapes[tables[t].kind].type);
}

static void test_each_record_less(void **state)
{
	(void)state;
	for (size_t t = 0; t < TABLES; t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			size_t size = kua_shapes[tables[t].kind].size;
			struct case_of c;
			start(&c);
			c.n[t]--;
			memmove((char *)c.v[t] + i * size, (char *)c.v[t] + (i + 1) * size, (c.n[t] - i) * size);
			(void)others(&c, &first, kua_arena_printf(c.a, "no %s %zu", kua_shapes[tables[t].kind].type, i));
		}
}

static void test_each_paper(void **state)
{
	size_t seen = 0;
	(void)state;
	for (size_t i = 0; i < PAPERS; i++)
		for (size_t k = 0; k <= papers[i].fields.n; k++) {
			struct case_of c;
			start(&c);
			const char **fields = KUA_NEW_N(c.a, const char *, papers[i].fields.n);
			for (size_t x = 0; x < papers[i].fields.n; x++)
				fields[x] = x == k ? other_text(c.a, papers[i].fields.v[x], NULL) : papers[i].fields.v[x];
			c.papers[i].fields.v = fields;
			if (k == papers[i].fields.n) /* not what it says but that there is one */
				c.n_papers = i;
			seen += others(&c, &first, kua_arena_printf(c.a, "field %zu of paper %zu", k, i)) > 0;
		}
	assert_true(seen > 5);
}

static void test_whatever_is_asked_for(void **state)
{
	(void)state;
	for (int what = 0; what < 5; what++) {
		struct case_of c;
		start(&c);
		switch (what) {
		case 0: c.title = "Another"; break;
		case 1: c.url = "https://example.org/"; break;
		case 2: c.today = "2017-01-01"; break;
		case 3: c.history = NULL; break;
		default: c.changed = "2018-01-01T10:00:00Z"; /* by then a consent has ended */
		}
		if (others(&c, &first, kua_arena_printf(c.a, "input %d", what)) == 0)
			fail_msg("input %d changes nothing", what);
	}
}

/* Or every test above would find that nothing changed. */
static void test_the_same_is_told_as_the_same(void **state)
{
	struct case_of c;
	struct made again;
	(void)state;
	start(&c);
	make(&c, &again);
	assert_int_equal(again.pages.n, first.pages.n);
	assert_int_equal(first.pages.n, 4);
	for (size_t i = 0; i < first.pages.n; i++)
		assert_string_equal(page_of(&again, first.pages.v[i].name, strlen(first.pages.v[i].name))->of, first.pages.v[i].of);
	end(&c, &again);
}

static int begin(void **state)
{
	struct kua_error err = {.text = ""};
	cpu_set_t one;
	(void)state;
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	(void)sched_setaffinity(0, sizeof one, &one); /* no threads: there are hundreds of small sites */
	if (texts_load(getenv("KUA_DATA"), "publish", &texts, &err) != KUA_OK)
		return 1;
	start(&of_first);
	make(&of_first, &first);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	end(&of_first, &first);
	texts_free(texts);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_is_told_as_the_same),
		cmocka_unit_test(test_each_field),
		cmocka_unit_test(test_each_record_less),
		cmocka_unit_test(test_each_paper),
		cmocka_unit_test(test_whatever_is_asked_for),
	};
	return cmocka_run_group_tests(tests, begin, finish);
}
