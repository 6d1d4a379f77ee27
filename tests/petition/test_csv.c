/* test_csv.c - signatures out of CSV and OSDI, and CSV out that no spreadsheet runs. */
#include <unistd.h>

#include "test.h"

struct got {
	struct kua_arena *a;
	KUA_VEC(struct kua_signature) v;
	KUA_VEC(const char *) why;
	const char *passed_over;
};

static enum kua_code take(void *ctx, size_t line, const struct kua_signature *s, const char *why, struct kua_error *err)
{
	struct got *g = ctx;
	(void)err;
	if (!s) {
		*kua_vec_add(&g->why) = kua_arena_printf(g->a, "%zu: %s", line, why);
		return KUA_OK;
	}
	struct kua_signature *t = kua_vec_add(&g->v);
	*t = *s;
	t->name = kua_arena_strdup(g->a, s->name);
	t->email = kua_arena_strdup(g->a, s->email);
	t->place = kua_arena_strdup(g->a, s->place);
	t->day = kua_arena_strdup(g->a, s->day);
	return KUA_OK;
}

static enum kua_code import(const char *bytes, size_t n, bool osdi, struct got *g, struct kua_error *err)
{
	char path[] = "/tmp/kua-csv-XXXXXX";
	struct kua_columns *columns = NULL;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(kua_write_all(fd, bytes, n, err), KUA_OK);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(kua_columns_load(data_dir(), &columns, err), KUA_OK);
	*g = (struct got){.a = kua_arena_new()};
	struct kua_import in = {.name = "in.csv", .today = "2026-05-01", .columns = columns, .fn = take, .ctx = g, .arena = g->a};
	enum kua_code code = osdi ? kua_osdi_import(fd, &in, err) : kua_csv_import(fd, &in, err);
	g->passed_over = in.passed_over;
	kua_columns_free(columns);
	(void)close(fd);
	(void)unlink(path);
	return code;
}

static void done(struct got *g)
{
	kua_vec_free(&g->v);
	kua_vec_free(&g->why);
	kua_arena_free(g->a);
}

#define csv(text) import((text), strlen(text), false, &g, &err)
#define osdi(text) import((text), strlen(text), true, &g, &err)

static void columns_in_any_language_and_order(void **state)
{
	struct kua_error err;
	struct got g;
	(void)state;
	ok(csv("\xef\xbb\xbf" "Город;ФИО;Электронная почта;Год рождения;Комментарий\r\nАлматы;\"Иванова; Анна \"\"Аня\"\"\";a@b.org;1980;нет\r\n;Пётр;;;\r\n"));
	assert_int_equal(g.v.n, 2);
	assert_string_equal(g.v.v[0].name, "Иванова; Анна \"Аня\"");
	assert_string_equal(g.v.v[0].place, "Алматы");
	assert_int_equal(g.v.v[0].born, 1980);
	assert_null(g.v.v[1].email);
	assert_string_equal(g.passed_over, "Комментарий");
	done(&g);
	ok(csv("First Name,LAST NAME,Date of birth,signed on,E-Mail Address (work)\nAnna,Ivanova,03.04.1981,2026-04-01T10:00:00Z,a@b.org\n"));
	assert_string_equal(g.v.v[0].name, "Anna Ivanova");
	assert_int_equal(g.v.v[0].born, 1981);
	assert_string_equal(g.v.v[0].day, "2026-04-01");
	assert_string_equal(g.v.v[0].email, "a@b.org");
	done(&g);
	ok(csv("name\ttown\nAnna\t\"two\nlines\"\nPetr\tOral")); /* no last line end; a line break in a cell is none in a place */
	assert_int_equal(g.v.n, 1);
	assert_int_equal(g.why.n, 1);
	assert_string_equal(g.why.v[0], "2: no place that can be read");
	done(&g);
}

static void what_is_no_list_is_said_clearly(void **state)
{
	struct kua_error err;
	struct got g;
	static const struct {
		const char *text;
		size_t n;
		const char *says;
	} wrong[] = {{"foo,bar\n1,2\n", 12, "foo, bar"}, {"", 0, "empty"}, {"PK\3\4....", 8, "spreadsheet"}, {"\xff\xfe" "n\0a\0", 6, "UTF-16"},
	             {"\n\nname\n", 7, "first line is empty"}, {"na\xffme,x\nAnna,1\n", 15, "UTF-8"}, {"name\n\"Anna\n", 11, "never closed"},
	             {"name,e-mail\nAnna,a@b.org,\"", 26, "never closed"}};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err.text[0] = '\0';
		if (import(wrong[i].text, wrong[i].n, false, &g, &err) != KUA_DATA || !strstr(err.text, wrong[i].says))
			fail_msg("%zu: \"%s\" does not say \"%s\"", i, err.text, wrong[i].says);
		done(&g);
	}
}

static void limits_of_a_row(void **state)
{
	struct kua_error err;
	struct got g;
	struct kua_buf b = KUA_BUF_INIT;
	(void)state;
	for (int more = 0; more < 2; more++) {
		kua_buf_clear(&b);
		kua_buf_str(&b, "name,note\nAnna,");
		for (int i = 0; i < KUA_SIGN_CELL + more; i++)
			kua_buf_char(&b, 'x');
		kua_buf_str(&b, "\nPetr,\n");
		ok(import(b.data, b.len, false, &g, &err));
		assert_int_equal(g.v.n, 2 - more);
		assert_int_equal(g.why.n, more);
		done(&g);
		kua_buf_clear(&b);
		kua_buf_str(&b, "name\nAnna");
		for (int i = 1; i < KUA_SIGN_CELLS + more; i++)
			kua_buf_char(&b, ',');
		kua_buf_str(&b, "\nPetr\n");
		ok(import(b.data, b.len, false, &g, &err));
		assert_int_equal(g.v.n, 2 - more);
		done(&g);
	}
	kua_buf_free(&b);
}

static void no_cell_is_a_formula(void **state)
{
	static const char *const cells[][2] = {{"=1+1", "\"'=1+1\""}, {"+7 700", "\"'+7 700\""}, {"-x", "\"'-x\""}, {"@a", "\"'@a\""}, {"\t=1", "\"'\t=1\""},
	                                       {"Anna", "Anna"}, {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""}, {"", ""}};
	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_csv_cell(&b, cells[i][0]);
		assert_string_equal(b.data ? b.data : "", cells[i][1]);
		kua_buf_free(&b);
	}
}

static void osdi_in_its_shapes(void **state)
{
	struct kua_error err;
	struct got g;
	(void)state;
	ok(osdi("{\"total_records\":2,\"_embedded\":{\"osdi:signatures\":[{\"action_date\":\"2026-03-01T08:00:00Z\",\"_embedded\":{\"osdi:person\":"
	        "{\"given_name\":\"Anna\",\"family_name\":\"Ivanova\",\"email_addresses\":[{\"address\":\"x@b.org\"},{\"primary\":true,\"address\":\"a@b.org\"}],"
	        "\"postal_addresses\":[{\"locality\":\"Almaty\"}],\"birthdate\":{\"year\":1980}}}},7]}}"));
	assert_int_equal(g.v.n, 1);
	assert_string_equal(g.v.v[0].name, "Anna Ivanova");
	assert_string_equal(g.v.v[0].email, "a@b.org");
	assert_string_equal(g.v.v[0].place, "Almaty");
	assert_int_equal(g.v.v[0].born, 1980);
	assert_string_equal(g.v.v[0].day, "2026-03-01");
	assert_int_equal(g.why.n, 1);
	done(&g);
	ok(osdi("[{\"given_name\":\"Anna\"},{\"family_name\":\"Ivanova\"},{}]"));
	assert_int_equal(g.v.n, 2);
	assert_int_equal(g.why.n, 1);
	done(&g);
	ok(osdi("{\"given_name\":\"Anna\"}\nnot json\n{\"given_name\":\"Petr\"}\n"));
	assert_int_equal(g.v.n, 2);
	assert_string_equal(g.why.v[0], "2: not JSON");
	done(&g);
	assert_int_equal(osdi("{\"_embedded\":"), KUA_DATA);
	done(&g);
	assert_int_equal(osdi("[]"), KUA_DATA);
	done(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_in_any_language_and_order),
		cmocka_unit_test(what_is_no_list_is_said_clearly),
		cmocka_unit_test(limits_of_a_row),
		cmocka_unit_test(no_cell_is_a_formula),
		cmocka_unit_test(osdi_in_its_shapes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
