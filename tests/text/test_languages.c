/* test_languages.c - the language of short and long texts. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_is_enough),
		cmocka_unit_test(what_is_known_is_kept),
		cmocka_unit_test(most_of_a_text_decides),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
