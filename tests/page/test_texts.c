/* test_texts.c - the interface's texts: how a language counts, writes numbers and dates; which one is chosen; files that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "page/internal.h"

struct run {
	struct all_texts *all;
	struct kua_arena *a;
};

static int start(void **state)
{
	struct kua_error err = {0};
	struct run *r = kua_calloc(1, sizeof *r);
	r->a = kua_arena_new();
	if (texts_load(getenv("KUA_DATA"), NULL, &r->all, &err) != KUA_OK) {
		print_error("%s\n", err.text);
		return -1;
	}
	*state = r;
	return 0;
}

static int stop(void **state)
{
	struct run *r = *state;
	texts_free(r->all);
	kua_arena_free(r->a);
	free(r);
	return 0;
}

static void the_browser_chooses(void **state)
{
	const struct run *r = *state;
	assert_string_equal(texts_language(texts_choose(r->all, NULL)), "en");
	assert_string_equal(texts_language(texts_choose(r->all, "ru-RU,ru;q=0.9,en;q=0.8")), "ru");
	assert_string_equal(texts_language(texts_choose(r->all, "xx, KK;q=0.5")), "kk");
	assert_string_equal(texts_language(texts_choose(r->all, "tlh,,;;q")), "en");
}

static void a_doubtful_number_of_voices(void **state)
{
	const struct run *r = *state;
	static const char *const said[][2] = {
		{"en", "about 2.4 independent voices, between 2 and 3"},
		{"ru", "независимых голосов: примерно 2,4, от 2 до 3"},
		{"kk", "шамамен 2,4 тәуелсіз дауыс, 2 мен 3 аралығында"},
		{"fr", "environ 2,4 voix indépendantes, entre 2 et 3"},
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		assert_string_equal(texts_voices(texts_choose(r->all, said[i][0]), 2.37, 2, 3, r->a), said[i][1]);
	assert_string_equal(texts_voices(texts_choose(r->all, "en"), 2, 1, 3, r->a), "2 independent voices");
}

static void languages_count_in_their_own_way(void **state)
{
	const struct run *r = *state;
	const struct texts *ru = texts_choose(r->all, "ru"), *en = texts_choose(r->all, "en");
	assert_string_equal(texts_count(en, "voices", 1, r->a), "1 independent voice");
	assert_string_equal(texts_count(en, "voices", 0, r->a), "0 independent voices");
	assert_string_equal(texts_count(ru, "count-documents", 1, r->a), "1 документ");
	assert_string_equal(texts_count(ru, "count-documents", 3, r->a), "3 документа");
	assert_string_equal(texts_count(ru, "count-documents", 11, r->a), "11 документов");
	assert_string_equal(texts_count(ru, "count-documents", 21, r->a), "21 документ");
	assert_string_equal(texts_number(en, 1234567, r->a), "1,234,567");
}

static void dates_of_any_precision(void **state)
{
	const struct run *r = *state;
	const struct texts *en = texts_choose(r->all, "en"), *ru = texts_choose(r->all, "ru"), *kk = texts_choose(r->all, "kk"), *fr = texts_choose(r->all, "fr");
	assert_string_equal(texts_date(en, "2011-12-06", r->a), "6 December 2011");
	assert_string_equal(texts_date(en, "2011-12", r->a), "December 2011");
	assert_string_equal(texts_date(en, "2011", r->a), "2011");
	assert_string_equal(texts_date(ru, "2011-12-16", r->a), "16 декабря 2011 года");
	assert_string_equal(texts_date(ru, "2011-12", r->a), "декабрь 2011 года");
	assert_string_equal(texts_date(kk, "2011-12-16", r->a), "2011 жылғы 16 желтоқсан");
	assert_string_equal(texts_date(fr, "2011-12-01", r->a), "1er décembre 2011"); /* only the first is an ordinal */
	assert_string_equal(texts_date(fr, "2011-12-21", r->a), "21 décembre 2011");
	assert_string_equal(texts_date(fr, "2011-12", r->a), "décembre 2011");
	assert_string_equal(texts_date(en, "2011-12-01", r->a), "1 December 2011");
	static const char *const others[] = {"2011-13", "2011-12-32", "yesterday", "", "2011-12-16T10:00:00Z", "20111216"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_string_equal(texts_date(en, others[i], r->a), others[i]);
}

static void figures_in_words(void **state)
{
	const struct run *r = *state;
	static const struct {
		const char *language, *qualifier, *word;
		int64_t low, high;
		const char *said;
	} v[] = {
		{"en", "about", NULL, 70, 70, "about 70"}, {"en", "more than", NULL, 9400, KUA_NONE, "more than 9,400"}, {"en", NULL, "dozens", 24, KUA_NONE, "dozens"},
		{"ru", NULL, "hundreds", 200, KUA_NONE, "сотни"}, {"fr", NULL, "tens of thousands", 20000, KUA_NONE, "des dizaines de milliers"},
		{"kk", NULL, "dozens", 24, KUA_NONE, "ондаған"}, {"ru", NULL, "umpteen", KUA_NONE, KUA_NONE, "umpteen"}, {"fr", "about", NULL, 12, 70, "12–70"},
		{"kk", "more than", NULL, 40, KUA_NONE, "40-тан астам"}, {"kk", "more than", NULL, 70, KUA_NONE, "70-тен астам"},
		{"kk", "more than", NULL, 106, KUA_NONE, "106-дан астам"}, {"kk", "more than", NULL, 500, KUA_NONE, "500-ден астам"},
		{"kk", "less than", NULL, KUA_NONE, 80, "80-нен аз"}, {"kk", "more than", NULL, 2000, KUA_NONE, "2\u00a0000-нан астам"},
		{"kk", "more than", NULL, 0, KUA_NONE, "0-ден астам"}, {"ru", "at least", NULL, KUA_NONE, KUA_NONE, "не менее ?"},
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		const struct kua_figure f = {.qualifier = v[i].qualifier, .word = v[i].word, .low = v[i].low, .high = v[i].high};
		assert_string_equal(texts_figure(texts_choose(r->all, v[i].language), &f, r->a), v[i].said);
	}
}

static void events_in_words(void **state)
{
	const struct run *r = *state;
	static const struct kua_event town = {"e-1", "Aktau, 16 December 2011", "Aktau", "2011-12-16", "2011-12-16"},
	                              petition = {"e-2", "Petition, place not known, 1 March 2013", NULL, "2013-03-01", "2013-03-01"},
	                              total = {"e-3", "Aktau, 2011, in total", "Aktau", "2011", "2011"},
	                              told = {"e-4", "place not known, date not known, told May 2012", NULL, NULL, "2012-05"},
	                              other = {"e-5", "What a person called it", "Aktau", "2011-12-16", NULL};
	static const struct {
		const struct kua_event *e;
		const char *language, *said;
	} v[] = {
		{&town, "en", "Aktau, 16 December 2011"}, {&town, "ru", "Актау, 16 декабря 2011 года"}, {&petition, "en", "Petition, place not known, 1 March 2013"},
		{&petition, "ru", "Петиция, место неизвестно, 1 марта 2013 года"}, {&petition, "fr", "Pétition, lieu inconnu, 1er mars 2013"},
		{&total, "kk", "Актау, 2011 жыл, барлығы"}, {&told, "en", "place not known, date not known, told May 2012"},
		{&told, "ru", "место неизвестно, дата неизвестна, дата сообщения: май 2012 года"}, {&other, "ru", "What a person called it"},
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		assert_string_equal(texts_event(texts_choose(r->all, v[i].language), v[i].e, strcmp(v[i].language, "en") == 0 ? v[i].e->place : "Актау", r->a), v[i].said);
}

static void words_stand_as_in_the_alphabet(void **state)
{
	const struct run *r = *state;
	static const char *const kk[] = {"Абай", "Әлия", "Бақыт", "Курамшин", "Қаныш", "Лондон", "Өскемен"}, *const fr[] = {"Abel", "Émilie", "Marie", "Œdipe", "Paul"},
	                         *const ru[] = {"Алматы", "Елена", "Ёлкин", "Жанна"};
	static const struct {
		const char *language, *const *v;
		size_t n;
	} lists[] = {{"kk", kk, 7}, {"fr", fr, 5}, {"ru", ru, 4}};
	for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
		const struct texts *w = texts_choose(r->all, lists[l].language);
		for (size_t i = 1; i < lists[l].n; i++)
			assert_true(strcmp(texts_sort_key(w, lists[l].v[i - 1], r->a), texts_sort_key(w, lists[l].v[i], r->a)) < 0);
	}
	char longest[3000];
	memset(longest, 'x', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_true(strcmp(texts_sort_key(texts_choose(r->all, "en"), longest, r->a), texts_sort_key(texts_choose(r->all, "en"), "y", r->a)) < 0);
}

static void small_signs(void **state)
{
	const struct run *r = *state;
	const struct texts *en = texts_choose(r->all, "en"), *fr = texts_choose(r->all, "fr");
	assert_string_equal(texts_between(en, "@colon", r->a), ": ");
	assert_string_equal(texts_between(fr, "@colon", r->a), "\u00a0: ");
	assert_string_equal(texts_between(fr, "@semicolon", r->a), "\u202f; ");
	assert_string_equal(texts_between(en, "home", r->a), "");
	assert_string_equal(texts_time(en, "18:00", r->a), "18:00");
	assert_string_equal(texts_time(fr, "18:00", r->a), "18\u00a0h");
	assert_string_equal(texts_time(fr, "12:30", r->a), "12\u00a0h\u00a030");
	static const char *const others[] = {"noon", "", "6pm", "18:0x", "18:00:00"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_string_equal(texts_time(fr, others[i], r->a), others[i]);
}

/* A file of texts, as a person may have got it wrong; what is said about it. */
static void refuse(const char *content, const char *why)
{
	char dir[] = "/tmp/kua-texts-XXXXXX", page[64], file[96];
	struct all_texts *all = NULL;
	struct kua_error err = {0};
	assert_non_null(mkdtemp(dir));
	(void)snprintf(page, sizeof page, "%s/page", dir);
	(void)snprintf(file, sizeof file, "%s/en.txt", page);
	assert_int_equal(mkdir(page, 0700), 0);
	FILE *f = content ? fopen(file, "w") : NULL;
	if (f) {
		(void)fputs(content, f);
		(void)fclose(f);
	}
	assert_int_not_equal(texts_load(dir, NULL, &all, &err), KUA_OK);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" is not in: %s", why, err.text);
	(void)unlink(file);
	(void)rmdir(page);
	(void)rmdir(dir);
}

static void wrong_files(void **state)
{
	(void)state;
	refuse("a = b\nno sign here\n", "en.txt:2: a line that is not");
	refuse("a = b\n# c\na = d\n", "\"a\" stands there twice");
	refuse("a = \xff\n", "not UTF-8");
	refuse(NULL, "the English texts are missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_browser_chooses), cmocka_unit_test(a_doubtful_number_of_voices),
		cmocka_unit_test(languages_count_in_their_own_way),
		cmocka_unit_test(dates_of_any_precision), cmocka_unit_test(figures_in_words), cmocka_unit_test(events_in_words),
		cmocka_unit_test(small_signs), cmocka_unit_test(words_stand_as_in_the_alphabet), cmocka_unit_test(wrong_files),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
