/* test_languages.c - the language of short and long texts. */
#include <sys/stat.h>
#include <unistd.h>

#include "view.h"

static const struct {
	const char *language, *text;
} cases[] = {
	{"en", "The police killed at least twelve workers in the square."},
	{"en", "Seventy oil workers were shot."},
	{"en", "Free all political prisoners now!"},
	{"ru", "В Жанаозене полиция открыла огонь по рабочим."},
	{"ru", "Погибли 16 человек, более 100 ранены."},
	{"ru", "Свободу всем политзаключённым!"},
	{"kk", "Жаңаөзенде полиция жұмысшыларға оқ атты."},
	{"kk", "Он алты адам қаза тапты."},
	{"kk", "Бұл туралы сот отырысында айтылды."},
	{"uk", "Поліція відкрила вогонь по людях на площі."},
	{"uk", "Загинуло щонайменше двадцять осіб."},
	{"fr", "La police a tiré sur les ouvriers du pétrole."},
	{"fr", "Au moins seize personnes sont mortes."},
	{"fr", "Liberté pour tous les prisonniers politiques !"},
	{"de", "Die Polizei schoss auf die streikenden Arbeiter."},
	{"de", "Mindestens sechzehn Menschen wurden getötet."},
	{"es", "La policía disparó contra los trabajadores en huelga."},
	{"es", "Murieron al menos dieciséis personas."},
	{"pt", "A polícia não disse quantos trabalhadores foram mortos."},
	{"it", "La polizia ha sparato sugli operai e molti sono stati arrestati."},
	{"nl", "De politie heeft op de arbeiders geschoten en er zijn doden."},
	{"pl", "Policja strzelała do robotników, którzy nie chcieli się rozejść."},
	{"tr", "Polis işçilere ateş açtı ve çok sayıda kişi öldü."},
	{"ky", "Бул окуя боюнча сот болгон жок, бирок өкмөт унчукпады."},
	{"be", "Міліцыя затрымала людзей, якія былі на плошчы."},
	{"uz", "Bu haqida hukumat hech narsa demadi, lekin odamlar bilan bo'ldi."},
	{"ar", "قتل خمسة أشخاص في المدينة"},
	{"fa", "پنج نفر در این شهر کشته شدند"},
	{"und", "Zhanaozen"},
	{"und", "16.12.2011"},
	{"und", ""},
};

static void a_sentence_is_enough(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		same(cases[i].text, view(*state, NULL, cases[i].text)->language, cases[i].language);
}

static void what_is_known_is_kept(void **state)
{
	assert_string_equal(view(*state, "kk", "The police")->language, "kk");
	assert_string_equal(view(*state, "xx", "The police")->language, "xx");
}

/* A menu in another language does not decide over a long text. */
static void most_of_a_text_decides(void **state)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_str(&b, "Home About the campaign Contact us and more\n\n");
	for (int i = 0; i < 600; i++)
		kua_buf_str(&b, "В городе полиция открыла огонь по рабочим, и были убиты люди. ");
	assert_string_equal(view_bytes(*state, NULL, b.data, b.len)->language, "ru");
	kua_buf_free(&b);
}

/* A folder of word lists with one language "en" and one file; what loading it says. */
static enum kua_code load(const char *file, const char *bytes, struct kua_error *err)
{
	char dir[] = "/tmp/kua-text-XXXXXX", language[64], path[128];
	struct kua_languages *l = NULL;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(language, sizeof language, "%s/en", dir);
	(void)snprintf(path, sizeof path, "%s/%s", language, file);
	assert_int_equal(mkdir(language, 0700), 0);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(bytes, f) >= 0);
	assert_int_equal(fclose(f), 0);
	enum kua_code code = kua_languages_load(dir, &l, err);
	if (code == KUA_OK)
		kua_languages_free(l);
	else
		assert_null(l);
	(void)unlink(path);
	(void)rmdir(language);
	(void)rmdir(dir);
	return code;
}

static void bad_lists_are_named(void **state)
{
	static const struct {
		const char *file, *bytes, *says;
	} bad[] = {
		{"dates.txt", "[moths]\njanuary | 1\n", "en/dates.txt:2:1: no section called \"moths\""},
		{"dates.txt", "[months]\njanuary\n", "en/dates.txt:2:1: \"january\" needs a number"},
		{"dates.txt", "[months]\njanuary | one\n", "en/dates.txt:2:1: \"january\" needs a number"},
		{"numbers.txt", "[writing]\ncommas\n", "en/numbers.txt:2:1: \"commas\" is no way"},
		{"numbers.txt", "[fractions]\nthird | 1/0\n", "en/numbers.txt:2:1: \"third\" needs a number"},
		{"numbers.txt", "[no numbers]\na b c d e f g h i\n", "en/numbers.txt:2:1: \"a b c d e f g h i\" has no word, or more"},
		{"common.txt", "[stop words]\na,,b\n", "en/common.txt:2:3:"},
	};
	struct kua_error err = {0};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(load(bad[i].file, bad[i].bytes, &err), KUA_DATA);
		if (!strstr(err.text, bad[i].says))
			fprintf(stderr, "%s\n", err.text);
		assert_non_null(strstr(err.text, bad[i].says));
	}
	assert_int_equal(load("numbers.txt", "[no numbers]\na b c d e f g h\n", &err), KUA_OK);
	assert_int_equal(load("other.txt", "[x]\n", &err), KUA_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_is_enough),
		cmocka_unit_test(what_is_known_is_kept),
		cmocka_unit_test(most_of_a_text_decides),
		cmocka_unit_test(bad_lists_are_named),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
