/* test_table.c - tables and JSON: columns, quotation marks, ragged rows, what is no table. */
#include "run.h"
#include "../quick.h"

static void rows_with_a_text_column(void **state)
{
	struct kua_reading r = run_text(*state, "id,Title,Author,Published,Body,Category,Language,Place\n"
		"1,\"One, two\",Jane Smith,2013-07-02,\"He said \"\"no\"\".\nTwice.\",Appeals;News,en,Almaty\n\n"
		"2,Second,,3 July 2013,Text two,,,\n", "list.csv");
	assert_string_equal(r.media_type, "text/csv; charset=utf-8");
	assert_int_equal(r.n, 2);
	const struct kua_raw_item *i = &r.items[0];
	assert_string_equal(i->title, "One, two");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2013-07-02");
	assert_string_equal(i->text, "He said \"no\".\nTwice.\n\nPlace: Almaty");
	assert_int_equal(i->categories.n, 2);
	assert_string_equal(i->language, "en");
	assert_string_equal(r.items[1].published_on, "2013-07-03");
	assert_int_equal(i->kind, KUA_KIND_TEXT);
	assert_null(r.items[1].author);
	assert_null(r.reason);
}

static void list_without_text(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "\xef\xbb\xbfИмя;Возраст;Место\r\nМария Петрова;34;Алматы\r\nИван Сидоров;;Астана\r\n", "список.csv");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "Имя: Мария Петрова\nВозраст: 34\nМесто: Алматы");
	assert_string_equal(r.items[1].text, "Имя: Иван Сидоров\nМесто: Астана");
	assert_int_equal(r.items[1].kind, KUA_KIND_RECORD);
	r = run_text(*state, "Jane Smith\t34\nJohn Brown\t35\n", "list.tsv");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "Column 1: Jane Smith\nColumn 2: 34");
}

static void recognised_by_content(void **state)
{
	struct kua_reading r = run_text(*state, "title|date|text\nA|2013-07-02|One\nB|2013-07-03|Two\n", "x.dat");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[1].text, "Two");
	r = run_text(*state, "заголовок\tдата\tтекст\nА\t02.07.2013\tОдин\n", "x");
	assert_string_equal(only(&r)->text, "Один");
	/* prose with commas, and a heading that has such words */
	r = run_text(*state,
	             "News, text, more\n\nThe text, the date, and the title, were unknown.\nThe judge, however, said no.\n", "x.txt");
	assert_string_equal(r.media_type, "text/plain; charset=utf-8");
}

static void more_prose_beside_the_text(void **state)
{
	struct kua_reading r = run_text(*state, "title,summary,text,place\nA,In short,At length,Here\n", "a.csv");
	assert_string_equal(only(&r)->text, "At length\n\nsummary: In short\nplace: Here");
}

static void ragged_rows_and_open_quotes(void **state)
{
	struct kua_reading r = run_text(*state, "title,text\nA,One,extra\nB\nC,Three\n", "a.csv");
	assert_int_equal(r.n, 3);
	assert_has(r.reason, "rows have more or fewer cells than the first (2)");
	assert_string_equal(r.items[2].text, "Three");
	r = run_text(*state, "title,text\nA,\"One\nB,Two\n", "a.csv");
	assert_has(r.reason, "never closed");
	assert_string_equal(only(&r)->text, "One\nB,Two\n");
	r = run_text(*state, "title,text\n\"A\" dirt,a \"b\" c\n", "a.csv");
	assert_string_equal(only(&r)->title, "A");
	assert_string_equal(only(&r)->text, "a \"b\" c");
}

static void many_columns(void **state)
{
	for (size_t n = 1024; n <= 1025; n++) {
		struct kua_buf b = KUA_BUF_INIT;
		for (size_t row = 0; row < 2; row++)
			for (size_t i = 0; i < n; i++)
				kua_buf_printf(&b, "%s%zu%s", row ? "v" : "c", i, i + 1 == n ? "\n" : ",");
		struct kua_reading r = run_bytes(*state, b.data, b.len, "wide.csv");
		assert_true(r.read);
		assert_true((n > 1024) == (r.reason != NULL));
		if (n > 1024)
			assert_has(r.reason, "limit of 1024 columns");
		kua_buf_free(&b);
	}
}

/* A cell of 50 MB is read like any other; with a limit of an item's text it is refused by its name. */
static void large_cell(void **state)
{
	size_t n = (size_t)50 << 20;
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "title,text\nA,\"");
	size_t from = b.len;
	kua_buf_reserve(&b, n);
	memset(b.data + b.len, 'x', n);
	b.len += n;
	kua_buf_str(&b, "\"\nB,two\n");
	b.data[from + 100] = b.data[from + 101] = '"'; /* doubled, so that it is copied */
	struct run r = *(struct run *)*state;
	struct kua_reading got = run_bytes(&r, b.data, b.len, "a.csv");
	assert_int_equal(got.n, 2);
	assert_int_equal(strlen(got.items[0].text), n - 1);
	r.limits.text = n - 1;
	assert_true(run_bytes(&r, b.data, b.len, "a.csv").read);
	r.limits.text = n - 2;
	got = run_bytes(&r, b.data, b.len, "a.csv");
	assert_false(got.read);
	assert_has(got.reason, "bytes of one item's text: 52428798");
	kua_buf_free(&b);
}

/* ---- JSON ---- */

static void json_lines(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "{\"id\":7,\"title\":\"A\",\"text\":\"One\\ntwo\",\"published_on\":\"2013-07-02\",\"series\":\"S\"}\n"
		"not json\n{\"id\":8,\"text\":\"a\\u0000b\",\"tags\":[\"x\",\"y\"],\"language\":\"en\"}\n",
		"x.jsonl");
	assert_string_equal(r.media_type, "application/jsonl; charset=utf-8");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "One\ntwo");
	assert_string_equal(r.items[0].published_on, "2013-07-02");
	assert_string_equal(r.items[1].text, "a\xef\xbf\xbd" "b");
	assert_int_equal(r.items[1].categories.n, 2);
	assert_string_equal(r.reason, "parts of it were left out (1 lines that are not JSON, the first is line 2)");
}

static void json_arrays_and_objects(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "[\n {\"title\": \"A\", \"text\": \"One\"},\n {\"title\": \"B\", \"text\": \"Two\"}, 3\n]", "x");
	assert_int_equal(r.n, 2);
	assert_has(r.reason, "1 elements");
	r = run_text(*state, "{\"page\": 1, \"articles\": [{\"headline\": \"A\", \"body\": \"One\"}]}", "x.json");
	assert_string_equal(only(&r)->title, "A");
	r = run_text(*state, "{\n\"name\": \"Jane Smith\",\n\"age\": 34, \"known\": null, \"at\": {\"x\": 1}}",
	             "x.json");
	assert_string_equal(only(&r)->text, "name: Jane Smith\nage: 34\nat: {\"x\":1}");
}

static void many_members(void **state)
{
	for (size_t n = 1024; n <= 1025; n++) {
		struct kua_buf b = KUA_BUF_INIT;
		for (size_t i = 0; i < n; i++)
			kua_buf_printf(&b, "%s\"m%zu\":%zu", i ? "," : "{", i, i);
		kua_buf_str(&b, "}");
		struct kua_reading r = run_bytes(*state, b.data, b.len, "wide.json");
		assert_true(r.read);
		assert_true((n > 1024) == (r.reason != NULL));
		if (n > 1024)
			assert_has(r.reason, "limit of 1024");
		kua_buf_free(&b);
	}
}

static void long_lines_are_cut_at_a_character(void **state)
{
	for (size_t n = KUA_LINE_BYTES / 2; n <= KUA_LINE_BYTES / 2 + 1; n++) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_str(&b, "title,text\n");
		for (size_t i = 0; i < n; i++)
			kua_buf_str(&b, "ы");
		kua_buf_str(&b, ",x\n");
		struct kua_reading r = run_bytes(*state, b.data, b.len, "a.csv");
		assert_int_equal(strlen(only(&r)->title), KUA_LINE_BYTES);
		kua_buf_free(&b);
	}
}

/* FollowTheMoney: a document is a text, all else a record; ids are replaced by names. */
static void entities(void **state)
{
	struct kua_reading r = run_text(*state,
		"{\"id\":\"a1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Jane Smith\",\"J. Smith\"],\"birthDate\":[\"1988-06\"],"
		"\"title\":[\"Dr\"]}}\n"
		"{\"id\":\"d1\",\"schema\":\"Article\",\"properties\":{\"title\":[\"The verdict\"],\"author\":[\"John Brown\"],"
		"\"publishedAt\":[\"2013-07-02\"],\"bodyText\":[\"The court has met.\"],\"summary\":[\"Met\"],"
		"\"sourceUrl\":[\"https://example.org/1\"],\"language\":[\"eng\"]}}\n"
		"{\"id\":\"l1\",\"schema\":\"UnknownLink\",\"properties\":{\"subject\":[\"a1\"],\"object\":[\"zz\"],\"role\":[\"witness\"]}}\n", "e.ftm.json");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].title, "Jane Smith");
	assert_int_equal(r.items[0].kind, KUA_KIND_RECORD);
	assert_string_equal(r.items[0].text, "Schema: Person\nName: Jane Smith\nName: J. Smith\nBirth date: 1988-06\nTitle: Dr");
	assert_string_equal(r.items[0].categories.v[0], "Person");
	assert_string_equal(r.items[1].title, "The verdict");
	assert_string_equal(r.items[1].author, "John Brown");
	assert_string_equal(r.items[1].published_on, "2013-07-02");
	assert_string_equal(r.items[1].text, "The court has met.\n\nSummary: Met");
	assert_string_equal(r.items[1].url, "https://example.org/1");
	assert_int_equal(r.items[1].kind, KUA_KIND_TEXT);
	assert_string_equal(r.items[2].text, "Schema: UnknownLink\nSubject: Jane Smith\nObject: zz\nRole: witness");
}

/* Uwazi: columns in several languages, templates. */
static void uwazi(void **state)
{
	struct kua_reading r = run_text(*state, "title__en,title__ru,Template,summary__en,date,link\n"
		"Verdict,Приговор,Case,\"In short, guilty\",2013-07-02,https://example.org/1\n", "export.csv");
	assert_string_equal(only(&r)->title, "Verdict");
	assert_string_equal(only(&r)->categories.v[0], "Case");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	assert_string_equal(only(&r)->url, "https://example.org/1");
	assert_has(only(&r)->text, "title__ru: Приговор");
}

static void what_only_looks_like_json(void **state)
{
	struct kua_reading r = run_text(*state, "[Translated from Russian]\n\nThe text of it.", "x.txt");
	assert_has(r.media_type, "text/plain");
	r = run_text(*state, "{not at all}\n{no}\n", "x.json");
	assert_has(r.media_type, "text/plain");
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < 100000; i++)
		kua_buf_char(&b, '[');
	r = run_bytes(*state, b.data, b.len, "x.json");
	assert_true(r.read); /* as the text that it is */
	kua_buf_free(&b);
}

/* What no field of the item holds stays in its text; a column whose name may mean a text holds one where it is long. */
static void no_column_vanishes(void **state)
{
	struct kua_reading r = run_text(*state, "Village,Killed,Text\nKarasor,12,Police came at night.\nOrlun,3,\n", "a.csv");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "Police came at night.\n\nVillage: Karasor\nKilled: 12");
	assert_int_equal(r.items[0].kind, KUA_KIND_TEXT);
	assert_string_equal(r.items[1].text, "Village: Orlun\nKilled: 3");
	assert_int_equal(r.items[1].kind, KUA_KIND_RECORD);
	r = run_text(*state, "Name,Article,Sentence\nKim Viktor,174 part 1,3 years\n", "a.csv");
	assert_string_equal(only(&r)->text, "Name: Kim Viktor\nArticle: 174 part 1\nSentence: 3 years");
	assert_int_equal(only(&r)->kind, KUA_KIND_RECORD);
	r = run_text(*state, "Date,Article\n2013-07-02,\"The court put the hearing off, for the third time since the miners were arrested in May.\"\n", "a.csv");
	assert_string_equal(only(&r)->text, "The court put the hearing off, for the third time since the miners were arrested in May.");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	r = run_text(*state, "Date,Text\nlast week,Three were held.\n", "a.csv"); /* a date that is none is no date, and stays */
	assert_string_equal(only(&r)->text, "Three were held.\n\nDate: last week");
	assert_null(only(&r)->published_on);
}

/* A row of words above rows with numbers or dates names the columns, in any language, signs included. */
static void header_in_any_language(void **state)
{
	static const char *const tables[] = {
		"№,Фамилия,Год рождения,Приговор\n1,Лапин Сергей,1961,3 года\n2,Ким Анна,1962,ожидает суда\n",
		"№;Фамилия;Год рождения;Приговор (ст. 174);\n1;Лапин Сергей;1961;3 года\n2;Ким Анна;1962;ожидает суда\n",
		"Список задержанных\n\n№;Фамилия;Год рождения;Приговор\n1;Лапин Сергей;1961;3 года\n2;Ким Анна;1962;ожидает суда\n",
		"Список задержанных;;;\n;;;\n№;Фамилия;Год рождения;Приговор\n1;Лапин Сергей;1961;3 года\n2;Ким Анна;1962;ожидает суда\n",
	};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct kua_reading r = run_text(*state, tables[i], "list.csv");
		assert_int_equal(r.n, 2);
		assert_has(r.items[0].text, "Фамилия: Лапин Сергей");
		assert_has(r.items[1].text, "Год рождения: 1962");
		assert_hasnt(r.items[0].text, "Список");
	}
}

/* A first row with a number in it is a row of the table. */
static void table_without_header(void **state)
{
	struct kua_reading r = run_text(*state, "1,Lapin Sergei,1961\n2,Kim Anna,1962\nn/a,Unknown,unknown\n3,Verde Ana,1950\n", "list.csv");
	assert_int_equal(r.n, 4);
	assert_has(r.items[0].text, "Column 2: Lapin Sergei");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_with_a_text_column), cmocka_unit_test(list_without_text),
		    cmocka_unit_test(recognised_by_content),
		cmocka_unit_test(more_prose_beside_the_text), cmocka_unit_test(ragged_rows_and_open_quotes), cmocka_unit_test(no_column_vanishes),
		cmocka_unit_test(many_columns), kua_slow_test(large_cell), cmocka_unit_test(json_lines), cmocka_unit_test(many_members),
		cmocka_unit_test(long_lines_are_cut_at_a_character),
		cmocka_unit_test(json_arrays_and_objects), cmocka_unit_test(what_only_looks_like_json),
		cmocka_unit_test(entities), cmocka_unit_test(uwazi),
		cmocka_unit_test(header_in_any_language), cmocka_unit_test(table_without_header),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
