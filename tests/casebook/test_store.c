/* test_store.c - making, opening, documents, records of every shape, finding, settings, transactions. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "help.h"
#include "../quick.h"

/* ---- making and opening ---- */

static void new_is_whole_private_and_never_over_something(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(journal_checked(f), 1);
	struct kua_buf before = KUA_BUF_INIT, after = KUA_BUF_INIT;
	reopen(f, KUA_READ);
	file_read(f->path, &before);
	fails(kua_casebook_new(f->path, "Aigul", NOW, &f->err), KUA_USE, "is there already");
	file_read(f->path, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	kua_buf_free(&before);
	kua_buf_free(&after);
}

static void new_leaves_nothing_behind_when_it_fails(void **state)
{
	struct fixture *f = *state;
	char path[200];
	(void)snprintf(path, sizeof path, "%s/none/b.kua", f->folder);
	fails(kua_casebook_new(path, "Aigul", NOW, &f->err), KUA_USE, "cannot be made");
	(void)snprintf(path, sizeof path, "%s/b.kua", f->folder);
	fails(kua_casebook_new(path, "", NOW, &f->err), KUA_USE, "who");
	fails(kua_casebook_new(path, NULL, NOW, &f->err), KUA_USE, "who");
	fails(kua_casebook_new(path, "Aigul", "yesterday", &f->err), KUA_USE, "yesterday");
	fails(kua_casebook_new(path, "Aigul", "2011-13-16T12:00:00Z", &f->err), KUA_USE, "2011-13");
	fails(kua_casebook_new(path, "Aigul", "2011-12-16T12:00:00Z ", &f->err), KUA_USE, "not a time");
	assert_int_equal(access(path, F_OK), -1);
	/* what is left of a casebook that was deleted must not be played into a new one */
	char wal[210];
	(void)snprintf(wal, sizeof wal, "%s-wal", path);
	file_write(wal, "left", 4);
	fails(kua_casebook_new(path, "Aigul", NOW, &f->err), KUA_USE, "move it away");
	assert_int_equal(access(path, F_OK), -1);
}

static void odd_paths_are_paths(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = {":memory:", "file:x.kua?mode=memory", "a b%41#?.kua", "дело.kua", "-"};
	char here[256];
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(f->folder), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct kua_casebook *cb;
		ok(kua_casebook_new(names[i], "Aigul", NOW, &f->err));
		ok(kua_casebook_open(names[i], KUA_WRITE, &cb, &f->err));
		assert_int_equal(access(names[i], F_OK), 0);
		kua_casebook_close(cb);
	}
	assert_int_equal(chdir(here), 0);
}

static void what_is_no_file_is_wrong_use(void **state)
{
	struct fixture *f = *state;
	struct kua_casebook *cb = NULL;
	char path[200];
	(void)snprintf(path, sizeof path, "%s/none.kua", f->folder);
	fails(kua_casebook_open(path, KUA_READ, &cb, &f->err), KUA_USE, "no such casebook");
	fails(kua_casebook_open(path, KUA_WRITE, &cb, &f->err), KUA_USE, "no such casebook");
	assert_int_equal(access(path, F_OK), -1);
	fails(kua_casebook_open(f->folder, KUA_READ, &cb, &f->err), KUA_USE, "not a file");
	(void)snprintf(path, sizeof path, "%s/fifo", f->folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	fails(kua_casebook_open(path, KUA_READ, &cb, &f->err), KUA_USE, "not a file");
	assert_null(cb);
}

/* ---- transactions ---- */

static void writing_needs_a_transaction_and_the_right_mode(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = {.name = "a", .origin = "b", .received_at = NOW, .received_by = "Aigul"};
	struct kua_voice v = {.id = "v-0001"};
	struct kua_judgement j = {.target = "f-1", .verdict = "confirm", .by = "Aigul", .at = NOW};
	bool known;
	for (int reading = 0; reading < 2; reading++) {
		const char *words = reading ? "opened for reading" : "outside a transaction";
		if (reading) {
			reopen(f, KUA_READ);
			ok(kua_casebook_begin(f->cb, &f->err));
		}
		fails(kua_casebook_keep(f->cb, "x", 1, &d, f->a, &known, &f->err), KUA_BUG, words);
		fails(kua_casebook_mark(f->cb, &d, &f->err), KUA_BUG, words);
		fails(kua_casebook_put(f->cb, KUA_VOICE, &v, &f->err), KUA_BUG, words);
		fails(kua_casebook_drop(f->cb, KUA_VOICE, &f->err), KUA_BUG, words);
		fails(kua_casebook_drop_derived(f->cb, &f->err), KUA_BUG, words);
		fails(kua_casebook_judge(f->cb, &j, &f->err), KUA_BUG, words);
		fails(kua_casebook_withdraw(f->cb, 1, "Aigul", NOW, &f->err), KUA_BUG, words);
		fails(kua_casebook_set(f->cb, "a", "b", &f->err), KUA_BUG, words);
		fails(kua_journal_add(f->cb, "Aigul", NOW, "rebuild", NULL, &f->err), KUA_BUG, words);
		if (!reading)
			fails(kua_casebook_commit(f->cb, &f->err), KUA_BUG, words);
	}
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_null(d.id);
}

static void transactions_do_not_nest_and_roll_back(void **state)
{
	struct fixture *f = *state;
	ok(kua_casebook_begin(f->cb, &f->err));
	fails(kua_casebook_begin(f->cb, &f->err), KUA_BUG, "inside a transaction");
	keep(f, "one", "one.txt");
	kua_casebook_rollback(f->cb);
	assert_int_equal(count(f, KUA_DOCUMENT), 0);
	ok(kua_casebook_begin(f->cb, &f->err));
	keep(f, "two", "two.txt");
	reopen(f, KUA_WRITE); /* closing rolls back */
	assert_int_equal(count(f, KUA_DOCUMENT), 0);
	assert_int_equal(journal_checked(f), 1);
	kua_casebook_close(NULL);
}

static void a_reader_sees_one_state_from_begin_to_commit(void **state)
{
	struct fixture *f = *state;
	struct kua_casebook *reader;
	int64_t n;
	ok(kua_casebook_open(f->path, KUA_READ, &reader, &f->err));
	ok(kua_casebook_begin(reader, &f->err));
	ok(kua_casebook_count(reader, KUA_DOCUMENT, &n, &f->err));
	keep_one(f, "one", "one.txt");
	ok(kua_casebook_count(reader, KUA_DOCUMENT, &n, &f->err));
	assert_int_equal(n, 0);
	ok(kua_casebook_commit(reader, &f->err));
	ok(kua_casebook_count(reader, KUA_DOCUMENT, &n, &f->err));
	assert_int_equal(n, 1);
	kua_casebook_close(reader);
}

/* ---- documents ---- */

static void a_document_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = keep_one(f, "They shot at us.", "letter.txt");
	char hex[KUA_SHA256_HEX + 1];
	kua_sha256("They shot at us.", 16, hex);
	assert_string_equal(d.sha256, hex);
	assert_int_equal(strncmp(d.id, "d-", 2), 0);
	assert_int_equal(strncmp(d.id + 2, hex, 16), 0);
	assert_int_equal(strlen(d.id), 18);
	assert_int_equal(d.bytes, 16);
	d.read = 0;
	d.reason = "damaged on the way";
	d.media_type = "text/plain";
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_mark(f->cb, &d, &f->err));
	struct kua_document none = {.id = "d-0000000000000000"};
	fails(kua_casebook_mark(f->cb, &none, &f->err), KUA_USE, "no such document");
	ok(kua_casebook_commit(f->cb, &f->err));
	struct kua_document *v;
	size_t n;
	ok(kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 1);
	struct kua_buf is = KUA_BUF_INIT, should = KUA_BUF_INIT;
	kua_shape_json(&is, &kua_shapes[KUA_DOCUMENT], &v[0]);
	kua_shape_json(&should, &kua_shapes[KUA_DOCUMENT], &d);
	assert_string_equal(is.data, should.data);
	kua_buf_clear(&is);
	kua_buf_str(&is, "before:");
	ok(kua_casebook_bytes(f->cb, d.id, &is, &f->err));
	assert_string_equal(is.data, "before:They shot at us.");
	fails(kua_casebook_bytes(f->cb, "d-0000000000000000", &is, &f->err), KUA_USE, "no such document");
	assert_string_equal(is.data, "before:They shot at us.");
	kua_buf_free(&is);
	kua_buf_free(&should);
}

static void any_bytes_and_none_are_kept(void **state)
{
	struct fixture *f = *state;
	unsigned char all[70000];
	uint32_t x = 1;
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (unsigned char)((x = x * 1664525u + 1013904223u) >> 24);
	static const size_t sizes[] = {0, 1, 2, 255, 4096, 65535, 65536, 70000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct kua_document d = {.name = "a", .origin = "b", .received_at = NOW, .received_by = "Aigul"};
		struct kua_buf b = KUA_BUF_INIT;
		bool known = true;
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_keep(f->cb, sizes[i] ? all : NULL, sizes[i], &d, f->a, &known, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		assert_false(known);
		ok(kua_casebook_bytes(f->cb, d.id, &b, &f->err));
		assert_int_equal(b.len, sizes[i]);
		if (b.len)
			assert_memory_equal(b.data, all, b.len);
		kua_buf_free(&b);
	}
	assert_int_equal(journal_checked(f), 9);
}

/* Handed out: in parts of the store's size, each through whatever connection there is. */
static void comes_part_by_part(struct fixture *f, const char *id, const char *bytes, size_t n)
{
	struct kua_handing *g;
	struct kua_buf part = KUA_BUF_INIT;
	size_t at = 0;
	ok(kua_handing_start(f->cb, id, &g, &f->err));
	assert_int_equal(kua_handing_bytes(g), n);
	do {
		struct kua_casebook *other;
		ok(kua_casebook_open(f->path, KUA_READ, &other, &f->err));
		ok(kua_handing_next(g, other, &part, &f->err));
		kua_casebook_close(other);
		assert_true(part.len <= CB_PART_BYTES && part.len <= n - at);
		if (part.len)
			assert_memory_equal(part.data, bytes + at, part.len);
		at += part.len;
	} while (part.len);
	assert_int_equal(at, n);
	kua_handing_end(g);
	kua_buf_free(&part);
	fails(kua_handing_start(f->cb, "d-0000000000000000", &g, &f->err), KUA_USE, "no such document");
}

/* More than one part, beginning somewhere in a file, and back into another file. */
static void large_bytes_go_through_files(void **state)
{
	struct fixture *f = *state;
	enum { BEFORE = 5 };
	const size_t sizes[] = {CB_PART_BYTES - 1, CB_PART_BYTES, CB_PART_BYTES + 1, 2 * CB_PART_BYTES + 77};
	char *all = kua_malloc(BEFORE + 3 * CB_PART_BYTES);
	uint32_t x = 1;
	for (size_t i = 0; i < BEFORE + 3 * CB_PART_BYTES; i++)
		all[i] = (char)((x = x * 1664525u + 1013904223u) >> 24);
	int fd, to;
	ok(kua_spool_new(f->folder, &fd, &f->err));
	ok(kua_write_all(fd, all, BEFORE + 3 * CB_PART_BYTES, &f->err));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct kua_document d = {.name = "a", .origin = "b", .received_at = NOW, .received_by = "Aigul"};
		struct kua_content c = {.fd = fd, .at = BEFORE, .n = sizes[i]};
		struct kua_buf is = KUA_BUF_INIT, whole = KUA_BUF_INIT;
		char hex[KUA_SHA256_HEX + 1];
		bool known;
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_keep_content(f->cb, &c, NULL, &d, f->a, &known, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		kua_sha256(all + BEFORE, sizes[i], hex);
		assert_string_equal(d.sha256, hex);
		ok(kua_spool_new(f->folder, &to, &f->err));
		ok(kua_casebook_bytes_to(f->cb, d.id, -1, &f->err));
		ok(kua_casebook_bytes_to(f->cb, d.id, to, &f->err));
		ok(kua_content_load(&(struct kua_content){.fd = to, .n = sizes[i]}, &is, &f->err));
		assert_memory_equal(is.data, all + BEFORE, sizes[i]);
		ok(kua_casebook_bytes(f->cb, d.id, &whole, &f->err));
		assert_int_equal(whole.len, sizes[i]);
		assert_memory_equal(whole.data, all + BEFORE, sizes[i]);
		comes_part_by_part(f, d.id, all + BEFORE, sizes[i]);
		kua_buf_free(&is);
		kua_buf_free(&whole);
		(void)close(to);
	}
	struct kua_content beyond = {.fd = fd, .at = BEFORE, .n = 3 * CB_PART_BYTES + 1};
	struct kua_document d = {.name = "a", .origin = "b", .received_at = NOW, .received_by = "Aigul"};
	bool known;
	ok(kua_casebook_begin(f->cb, &f->err));
	fails(kua_casebook_keep_content(f->cb, &beyond, NULL, &d, f->a, &known, &f->err), KUA_WORLD, "shorter");
	kua_casebook_rollback(f->cb);
	assert_int_equal(journal_checked(f), 5);
	(void)close(fd);
	free(all);
}

static struct kua_document keep_inner(struct fixture *f, const char *bytes, const char *name, const char *container)
{
	struct kua_document d = {.name = name, .origin = "in a.zip", .received_at = NOW, .received_by = "Aigul",
	                         .container = container, .url = "https://example.org/", .declared_type = "text/html"};
	struct kua_content c = kua_content_of(bytes, strlen(bytes));
	bool known;
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_keep_content(f->cb, &c, "--no-jail", &d, f->a, &known, &f->err));
	ok(kua_casebook_wait(f->cb, &(struct kua_waiting){d.id, container, 1}, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	return d;
}

static void documents_inside_a_document(void **state)
{
	struct fixture *f = *state;
	struct kua_document outer = keep_one(f, "PK", "a.zip"), other = keep_one(f, "PK2", "b.zip");
	struct kua_document one = keep_inner(f, "one", "1.html", outer.id), two = keep_inner(f, "two", "2.html", one.id);
	(void)keep_inner(f, "two", "2.html", other.id); /* the same bytes again: another origin */
	(void)keep_inner(f, "two", "2.html", other.id); /* and again from there: nothing new */
	assert_int_equal(journal_checked(f), 6);
	int64_t n, bytes;
	ok(kua_casebook_below(f->cb, outer.id, &n, &bytes, &f->err));
	assert_int_equal(n, 2);
	assert_int_equal(bytes, 6);
	ok(kua_casebook_below(f->cb, other.id, &n, &bytes, &f->err));
	assert_int_equal(n, 0);
	struct kua_waiting *w;
	size_t waiting;
	ok(kua_casebook_waiting(f->cb, 10, f->a, &w, &waiting, &f->err));
	assert_int_equal(waiting, 2);
	assert_string_equal(w[0].id, one.id);
	assert_string_equal(w[0].root, outer.id);
	assert_int_equal(w[0].depth, 1);
	assert_string_equal(w[1].id, two.id);
	ok(kua_casebook_begin(f->cb, &f->err));
	two.partial = two.read = 1;
	kua_list_add(f->a, &two.metadata, "producer: a \"mill\"");
	kua_list_add(f->a, &two.diagnostics, "damaged limit: items: 3");
	ok(kua_casebook_mark(f->cb, &two, &f->err));
	ok(kua_casebook_waited(f->cb, two.id, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	ok(kua_casebook_waiting(f->cb, 10, f->a, &w, &waiting, &f->err));
	assert_int_equal(waiting, 1);
	struct kua_document *v;
	size_t documents;
	ok(kua_casebook_load(f->cb, KUA_DOCUMENT, "id", two.id, f->a, (void **)&v, &documents, &f->err));
	assert_string_equal(v->container, one.id);
	assert_string_equal(v->url, "https://example.org/");
	assert_string_equal(v->declared_type, "text/html");
	assert_int_equal(v->partial, 1);
	assert_string_equal(v->metadata.v[0], "producer: a \"mill\"");
	assert_string_equal(v->diagnostics.v[0], "damaged limit: items: 3");
}

static void the_limit_of_a_document(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = {.name = "big.pdf", .origin = "b", .received_at = NOW, .received_by = "Aigul"};
	bool known;
	f->cb->max_bytes = 10;
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_keep(f->cb, "0123456789", 10, &d, f->a, &known, &f->err));
	fails(kua_casebook_keep(f->cb, "0123456789a", 11, &d, f->a, &known, &f->err), KUA_LIMIT, "big.pdf");
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(count(f, KUA_DOCUMENT), 1);
}

static void the_same_bytes_are_kept_once_and_their_origins_all(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *name, *origin, *by;
		int64_t entries;
	} again[] = {
		{"letter.txt", "/home/aigul/letters", "Aigul", 2}, /* nothing new */
		{"letter.txt", "/home/aigul/letters", "Marat", 2},
		{"copy.txt", "/home/aigul/letters", "Aigul", 3},
		{"letter.txt", "standard input", "Marat", 4},
		{"copy.txt", "/home/aigul/letters", "Marat", 4},
		{"bad\xff.txt", "standard input", "Marat", 5},
		{"bad\xff.txt", "standard input", "Marat", 5},
	};
	struct kua_document first = keep_one(f, "the letter", "letter.txt");
	for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
		struct kua_document d = {.name = again[i].name, .origin = again[i].origin,
		                         .received_at = "2012-01-01T00:00:00Z", .received_by = again[i].by};
		bool known = false;
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_keep(f->cb, "the letter", 10, &d, f->a, &known, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		assert_true(known);
		assert_string_equal(d.id, first.id);
		assert_int_equal(journal_checked(f), again[i].entries);
	}
	assert_int_equal(count(f, KUA_DOCUMENT), 1);
	struct kua_document *v;
	size_t n;
	ok(kua_casebook_load(f->cb, KUA_DOCUMENT, NULL, NULL, f->a, (void **)&v, &n, &f->err));
	assert_string_equal(v[0].name, "letter.txt");
	assert_string_equal(v[0].received_at, NOW);
}

static void a_document_needs_who_when_and_whence(void **state)
{
	struct fixture *f = *state;
	bool known;
	struct kua_document d = {.name = "a", .origin = "b", .received_at = "soon", .received_by = "Aigul"};
	ok(kua_casebook_begin(f->cb, &f->err));
	fails(kua_casebook_keep(f->cb, "x", 1, &d, f->a, &known, &f->err), KUA_USE, "soon");
	d.received_at = NOW;
	d.received_by = "";
	fails(kua_casebook_keep(f->cb, "x", 1, &d, f->a, &known, &f->err), KUA_USE, "who");
	d.received_by = "Aigul";
	d.origin = NULL;
	fails(kua_casebook_keep(f->cb, "x", 1, &d, f->a, &known, &f->err), KUA_BUG, "origin");
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_int_equal(journal_checked(f), 1);
}

/* ---- records ---- */

/* A record of any shape in which every field has a value; i makes it differ. */
static void fill(struct fixture *f, const struct kua_shape *shape, void *record, int i)
{
	static const struct kua_span spans[2] = {{1, 2, 3, 4}, {50, 60, 70, 80}};
	static const struct kua_name names[2] = {{"Жаңаөзен", "Cyrl", 3}, {"Zhanaozen", "Latn", 9}};
	static struct kua_list figures;
	static struct kua_joined joined[1];
	static const struct kua_source_of sources[2] = {{"d-1.1", 0.75, 12.25}, {"d-2.1", 0.125, 18.5}};
	memset(record, 0, shape->size);
	for (size_t k = 0; k < shape->n; k++) {
		const struct kua_field *fd = &shape->fields[k];
		void *p = (char *)record + fd->at;
		switch (fd->type) {
		case KUA_TEXT:
			*(const char **)p = kua_arena_printf(f->a, "%s \"%d\", Қазақ\n\t\\", fd->name, i);
			break;
		case KUA_INT: *(int64_t *)p = INT64_MAX - i; break;
		case KUA_BOOL: *(int64_t *)p = i & 1; break;
		case KUA_REAL:
		case KUA_MEAN: *(double *)p = 0.5 + i; break;
		case KUA_LIST:
			*(struct kua_list *)p = (struct kua_list){0};
			kua_list_add(f->a, p, "zweitens");
			kua_list_add(f->a, p, kua_arena_printf(f->a, "erstens %d", i));
			kua_list_add(f->a, p, "");
			break;
		case KUA_SPANS: *(struct kua_spans *)p = (struct kua_spans){spans, 2}; break;
		case KUA_NAMES: *(struct kua_name_list *)p = (struct kua_name_list){names, 2}; break;
		case KUA_JOINED:
			if (!figures.n)
				kua_list_add(f->a, &figures, "f-1");
			joined[0] = (struct kua_joined){figures, "one family", 0.5, NULL};
			*(struct kua_joined_list *)p = (struct kua_joined_list){joined, 1};
			break;
		case KUA_SOURCES: *(struct kua_sources *)p = (struct kua_sources){sources, 2};
		}
	}
	if (kua_shape_field(shape, "id"))
		*(const char **)record = kua_arena_printf(f->a, "x-%016d", i);
}

static char *json_of(const struct kua_shape *shape, const void *record)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_shape_json(&b, shape, record);
	return b.data;
}

static void every_shape_goes_round(void **state)
{
	struct fixture *f = *state;
	for (int kind = 0; kind < KUA_SHAPES; kind++) {
		const struct kua_shape *shape = &kua_shapes[kind];
		if (!shape->derived)
			continue;
		char *full = kua_arena_alloc(f->a, shape->size), *bare = kua_arena_alloc(f->a, shape->size), *v;
		fill(f, shape, full, 1);
		fill(f, shape, bare, 2);
		for (size_t k = 0; k < shape->n; k++) { /* nothing known but the id */
			const struct kua_field *fd = &shape->fields[k];
			if (fd->type == KUA_INT)
				*(int64_t *)(void *)(bare + fd->at) = KUA_NONE;
			else if (strcmp(fd->name, "id") != 0)
				memset(bare + fd->at, 0, fd->type >= KUA_LIST ? sizeof(struct kua_list) : 8);
		}
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_put(f->cb, (enum kua_shape_kind)kind, bare, &f->err));
		ok(kua_casebook_put(f->cb, (enum kua_shape_kind)kind, full, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		size_t n;
		ok(kua_casebook_load(f->cb, (enum kua_shape_kind)kind, NULL, NULL, f->a, (void **)&v, &n, &f->err));
		assert_int_equal(n, 2);
		bool bare_first = kind == KUA_MENTION || kind == KUA_ITEM; /* what has no item comes first */
		char *is = json_of(shape, v), *should = json_of(shape, bare_first ? bare : full);
		assert_string_equal(is, should);
		free(is);
		free(should);
		is = json_of(shape, v + shape->size);
		should = json_of(shape, bare_first ? full : bare);
		assert_string_equal(is, should);
		free(is);
		free(should);
		if (kua_shape_field(shape, "id")) {
			ok(kua_casebook_begin(f->cb, &f->err));
			fails(kua_casebook_put(f->cb, (enum kua_shape_kind)kind, full, &f->err), KUA_BUG, "already");
			ok(kua_casebook_commit(f->cb, &f->err));
		}
		assert_int_equal(count(f, (enum kua_shape_kind)kind), 2);
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_drop(f->cb, (enum kua_shape_kind)kind, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		assert_int_equal(count(f, (enum kua_shape_kind)kind), 0);
	}
	assert_int_equal(journal_checked(f), 1);
}

static void only_derived_shapes_are_put_and_dropped(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = {.id = "d-1"};
	ok(kua_casebook_begin(f->cb, &f->err));
	fails(kua_casebook_put(f->cb, KUA_DOCUMENT, &d, &f->err), KUA_BUG, "not derived");
	fails(kua_casebook_put(f->cb, KUA_JUDGEMENT, &d, &f->err), KUA_BUG, "not derived");
	fails(kua_casebook_drop(f->cb, KUA_DOCUMENT, &f->err), KUA_BUG, "not derived");
	fails(kua_casebook_drop(f->cb, KUA_JUDGEMENT, &f->err), KUA_BUG, "not derived");
	fails(kua_casebook_put(f->cb, KUA_SHAPES, &d, &f->err), KUA_BUG, "not derived");
	struct kua_figure no_id = {.act = "killed"};
	fails(kua_casebook_put(f->cb, KUA_FIGURE, &no_id, &f->err), KUA_BUG, "lacks its id");
}

static void dropping_leaves_documents_and_journal(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = keep_one(f, "one", "one.txt");
	struct kua_item it = item(f, &d, 1, "Title", "strikers in the square");
	struct kua_voice v = {.id = "v-0001"};
	struct kua_hit *hits;
	size_t n;
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	ok(kua_casebook_put(f->cb, KUA_VOICE, &v, &f->err));
	ok(kua_casebook_set(f->cb, "derived_by", "1", &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	for (int again = 0; again < 2; again++) {
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_drop_derived(f->cb, &f->err));
		ok(search_items(f->cb, "strikers", 10, f->a, &hits, &n, &f->err));
		assert_int_equal(n, 0);
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		ok(search_items(f->cb, "strikers", 10, f->a, &hits, &n, &f->err));
		assert_int_equal(n, 1);
	}
	assert_int_equal(count(f, KUA_VOICE), 0);
	assert_int_equal(count(f, KUA_DOCUMENT), 1);
	assert_int_equal(journal_checked(f), 2);
}

struct seen {
	struct kua_buf b;
	size_t stop_after;
};

static enum kua_code see(void *ctx, const void *record, struct kua_error *err)
{
	struct seen *s = ctx;
	const struct kua_mention *m = record;
	kua_buf_printf(&s->b, "%s %lld-%lld %s %s\n", m->item, (long long)m->start, (long long)m->end, m->entity, m->form);
	return --s->stop_after == 0 ? kua_fail(err, KUA_LIMIT, "enough") : KUA_OK;
}

/* The same mentions in three orders come out the same. */
static void order_comes_from_content(void **state)
{
	struct fixture *f = *state;
	static const struct kua_mention m[] = {
		{"d-b.1", 5, 9, "p-2", "Roza", NULL}, {"d-a.1", 20, 25, "p-1", "Vadim", NULL},
		{"d-b.1", 5, 9, "p-1", "Roza", NULL}, {"d-a.1", 3, 9, "p-3", "Natalia", "lawyer"},
		{"d-a.1", 3, 7, "p-3", "Natalia", NULL}, {"d-b.1", 5, 9, "p-1", "Rosa", NULL},
		{"d-a.1", 100, 101, "p-1", "V", NULL},
	};
	enum { N = sizeof m / sizeof *m };
	static const size_t orders[3][N] = {{0, 1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1, 0}, {3, 0, 6, 2, 5, 1, 4}};
	char *first = NULL;
	for (size_t o = 0; o < 3; o++) {
		struct seen s = {.stop_after = 100};
		ok(kua_casebook_begin(f->cb, &f->err));
		ok(kua_casebook_drop(f->cb, KUA_MENTION, &f->err));
		for (size_t i = 0; i < N; i++)
			ok(kua_casebook_put(f->cb, KUA_MENTION, &m[orders[o][i]], &f->err));
		ok(kua_casebook_commit(f->cb, &f->err));
		ok(kua_casebook_each(f->cb, KUA_MENTION, NULL, NULL, NULL, see, &s, &f->err));
		if (first) {
			assert_string_equal(s.b.data, first);
			kua_buf_free(&s.b);
		} else {
			first = s.b.data;
		}
	}
	assert_string_equal(first, "d-a.1 3-7 p-3 Natalia\nd-a.1 3-9 p-3 Natalia\nd-a.1 20-25 p-1 Vadim\n"
	                    "d-a.1 100-101 p-1 V\nd-b.1 5-9 p-1 Rosa\nd-b.1 5-9 p-1 Roza\nd-b.1 5-9 p-2 Roza\n");
	free(first);
}

static void items_come_by_number(void **state)
{
	struct fixture *f = *state;
	struct kua_document d = keep_one(f, "ten posts", "archive.html");
	ok(kua_casebook_begin(f->cb, &f->err));
	for (int64_t i = 12; i >= 1; i--) {
		struct kua_item it = item(f, &d, i, "T", "text");
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	ok(kua_casebook_commit(f->cb, &f->err));
	struct kua_item *v;
	size_t n;
	ok(kua_casebook_load(f->cb, KUA_ITEM, "document_id", d.id, f->a, (void **)&v, &n, &f->err));
	assert_int_equal(n, 12);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(v[i].ordinal, i + 1);
}

static enum kua_code nested(void *ctx, const void *record, struct kua_error *err)
{
	struct fixture *f = ctx;
	struct seen s = {.stop_after = 100};
	(void)record;
	enum kua_code code = kua_casebook_each(f->cb, KUA_MENTION, NULL, NULL, NULL, see, &s, err);
	assert_string_equal(s.b.data, "d-a 1-2 p-1 A\nd-a 3-4 p-1 B\n");
	kua_buf_free(&s.b);
	return code;
}

static void each_filters_stops_and_nests(void **state)
{
	struct fixture *f = *state;
	static const struct kua_mention m[] = {{"d-a", 1, 2, "p-1", "A", NULL}, {"d-a", 3, 4, "p-1", "B", NULL}};
	struct kua_family fam = {.id = "y-1"};
	kua_list_add(f->a, &fam.items, "d-a");
	kua_list_add(f->a, &fam.items, "d-b");
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_put(f->cb, KUA_MENTION, &m[1], &f->err));
	ok(kua_casebook_put(f->cb, KUA_MENTION, &m[0], &f->err));
	ok(kua_casebook_put(f->cb, KUA_FAMILY, &fam, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	struct seen s = {.stop_after = 1};
	fails(kua_casebook_each(f->cb, KUA_MENTION, NULL, NULL, NULL, see, &s, &f->err), KUA_LIMIT, "enough");
	s.stop_after = 100;
	kua_buf_clear(&s.b);
	ok(kua_casebook_each(f->cb, KUA_MENTION, "start", "3", NULL, see, &s, &f->err));
	ok(kua_casebook_each(f->cb, KUA_MENTION, "form", "A", f->a, see, &s, &f->err));
	ok(kua_casebook_each(f->cb, KUA_MENTION, "form", "none", f->a, see, &s, &f->err));
	assert_string_equal(s.b.data, "d-a 3-4 p-1 B\nd-a 1-2 p-1 A\n");
	kua_buf_free(&s.b);
	ok(kua_casebook_each(f->cb, KUA_MENTION, NULL, NULL, NULL, nested, f, &f->err));
	void *v;
	size_t n;
	ok(kua_casebook_load(f->cb, KUA_FAMILY, "items", "d-b", f->a, &v, &n, &f->err));
	assert_int_equal(n, 1);
	ok(kua_casebook_load(f->cb, KUA_FAMILY, "items", "d-", f->a, &v, &n, &f->err));
	assert_int_equal(n, 0);
	fails(kua_casebook_load(f->cb, KUA_MENTION, "nr", "1", f->a, &v, &n, &f->err), KUA_USE, "no field");
	fails(kua_casebook_load(f->cb, KUA_MENTION, "form\" OR 1=1 --", "1", f->a, &v, &n, &f->err), KUA_USE, "no field");
	fails(kua_casebook_load(f->cb, KUA_REUSE, "spans", "1", f->a, &v, &n, &f->err), KUA_USE, "no field");
	fails(kua_casebook_load(f->cb, KUA_MENTION, "form", NULL, f->a, &v, &n, &f->err), KUA_BUG, "without a value");
}

static void text_that_is_no_utf8_is_made_text(void **state)
{
	struct fixture *f = *state;
	ok(kua_casebook_begin(f->cb, &f->err));
	struct kua_document d = keep(f, "x", "na\xc3me\xff.txt");
	struct kua_item it = item(f, &d, 1, "t\xe4st", "\xed\xa0\x80 word");
	ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	ok(kua_casebook_commit(f->cb, &f->err));
	assert_string_equal(d.name, "na\xef\xbf\xbdme\xef\xbf\xbd.txt");
	struct kua_item *v;
	size_t n;
	ok(kua_casebook_load(f->cb, KUA_ITEM, NULL, NULL, f->a, (void **)&v, &n, &f->err));
	assert_string_equal(v[0].title, "t\xef\xbf\xbdst");
	assert_int_equal(journal_checked(f), 2);
}

/* ---- finding ---- */

static void finding_by_the_beginning_of_an_id(void **state)
{
	struct fixture *f = *state;
	enum kua_shape_kind kind;
	void *r;
	struct kua_document d = keep_one(f, "archive", "archive.html"), e = keep_one(f, "other", "other.html");
	ok(kua_casebook_begin(f->cb, &f->err));
	for (int64_t i = 1; i <= 12; i++) {
		struct kua_item it = item(f, &d, i, "T", "text");
		ok(kua_casebook_put(f->cb, KUA_ITEM, &it, &f->err));
	}
	static const char *const figures[] = {"f-1234567890abcdef", "f-1234567890abcd00", "f-99"};
	for (size_t i = 0; i < 3; i++) {
		struct kua_figure fig = {.id = figures[i], .low = KUA_NONE, .high = KUA_NONE};
		ok(kua_casebook_put(f->cb, KUA_FIGURE, &fig, &f->err));
	}
	ok(kua_casebook_commit(f->cb, &f->err));
	/* a whole id, though others begin with it */
	ok(kua_casebook_find(f->cb, d.id, f->a, &kind, &r, &f->err));
	assert_int_equal(kind, KUA_DOCUMENT);
	assert_string_equal(((struct kua_document *)r)->name, "archive.html");
	ok(kua_casebook_find(f->cb, kua_arena_printf(f->a, "%s.1", d.id), f->a, &kind, &r, &f->err));
	assert_int_equal(kind, KUA_ITEM);
	assert_int_equal(((struct kua_item *)r)->ordinal, 1);
	/* beginnings */
	ok(kua_casebook_find(f->cb, kua_arena_printf(f->a, "%.8s", d.id), f->a, &kind, &r, &f->err));
	assert_int_equal(kind, KUA_DOCUMENT);
	ok(kua_casebook_find(f->cb, kua_arena_printf(f->a, "%.8s.12", d.id), f->a, &kind, &r, &f->err));
	assert_int_equal(kind, KUA_ITEM);
	assert_int_equal(((struct kua_item *)r)->ordinal, 12);
	ok(kua_casebook_find(f->cb, "f-1234567890abcd0", f->a, &kind, &r, &f->err));
	assert_string_equal(((struct kua_figure *)r)->id, "f-1234567890abcd00");
	fails(kua_casebook_find(f->cb, "f-12345", f->a, &kind, &r, &f->err), KUA_USE,
	      "could be f-1234567890abcd00, f-1234567890abcdef");
	/* the limit of four characters */
	ok(kua_casebook_find(f->cb, "f-99", f->a, &kind, &r, &f->err));
	fails(kua_casebook_find(f->cb, "f-9", f->a, &kind, &r, &f->err), KUA_USE, "too short");
	fails(kua_casebook_find(f->cb, "", f->a, &kind, &r, &f->err), KUA_USE, "too short");
	fails(kua_casebook_find(f->cb, "f-zzzz", f->a, &kind, &r, &f->err), KUA_USE, "nothing in");
	fails(kua_casebook_find(f->cb, "f-123%", f->a, &kind, &r, &f->err), KUA_USE, "nothing in");
	fails(kua_casebook_find(f->cb, kua_arena_printf(f->a, "%s.13", d.id), f->a, &kind, &r, &f->err), KUA_USE,
	      "nothing in");
	fails(kua_casebook_find(f->cb, kua_arena_printf(f->a, "%s.99999999999999999999", e.id), f->a, &kind, &r, &f->err),
	      KUA_USE, "nothing in");
}

/* ---- settings ---- */

static void settings_are_kept(void **state)
{
	struct fixture *f = *state;
	const char *value = "untouched";
	ok(kua_casebook_get(f->cb, "derived_by", f->a, &value, &f->err));
	assert_null(value);
	ok(kua_casebook_begin(f->cb, &f->err));
	ok(kua_casebook_set(f->cb, "derived_by", "1", &f->err));
	ok(kua_casebook_set(f->cb, "derived_by", "kua 2", &f->err));
	fails(kua_casebook_set(f->cb, "derived_by", NULL, &f->err), KUA_BUG, "without");
	ok(kua_casebook_commit(f->cb, &f->err));
	reopen(f, KUA_READ);
	ok(kua_casebook_get(f->cb, "derived_by", f->a, &value, &f->err));
	assert_string_equal(value, "kua 2");
}

#define T(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(new_is_whole_private_and_never_over_something),
		T(new_leaves_nothing_behind_when_it_fails),
		T(odd_paths_are_paths),
		T(what_is_no_file_is_wrong_use),
		T(writing_needs_a_transaction_and_the_right_mode),
		T(transactions_do_not_nest_and_roll_back),
		T(a_reader_sees_one_state_from_begin_to_commit),
		T(a_document_comes_back_as_it_was),
		T(any_bytes_and_none_are_kept),
		kua_slow_test_within(large_bytes_go_through_files, fixture_start, fixture_end),
		T(documents_inside_a_document),
		T(the_limit_of_a_document),
		T(the_same_bytes_are_kept_once_and_their_origins_all),
		T(a_document_needs_who_when_and_whence),
		T(every_shape_goes_round),
		T(only_derived_shapes_are_put_and_dropped),
		T(dropping_leaves_documents_and_journal),
		T(order_comes_from_content),
		T(items_come_by_number),
		T(each_filters_stops_and_nests),
		T(text_that_is_no_utf8_is_made_text),
		T(finding_by_the_beginning_of_an_id),
		T(settings_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
