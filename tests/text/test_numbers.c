/* test_numbers.c - numbers of all languages, as a table: text, and what is found in it. */
#include "view.h"

/* "low" or "low-high", vague words in <>; behind it: r range, o ordinal, d digits, f fraction, m money. */
static const char *numbers_of(struct fixture *f, const char *language, const char *s)
{
	const struct kua_text *t = view(f, language, s);
	struct kua_buf b = KUA_BUF_INIT;
	size_t n;
	const struct kua_number *v = kua_text_numbers(f->languages, t, f->arena, &n);
	kua_buf_add(&b, "", 0);
	for (size_t i = 0; i < n; i++) {
		kua_buf_str(&b, i ? "; " : "");
		if (v[i].word)
			kua_buf_printf(&b, "<%s>", v[i].word);
		else if (v[i].low == v[i].high)
			kua_buf_printf(&b, "%lld", (long long)v[i].low);
		else
			kua_buf_printf(&b, "%lld-%lld", (long long)v[i].low, (long long)v[i].high);
		kua_buf_printf(&b, "%s%s%s%s%s", v[i].is_range ? "r" : "", v[i].ordinal ? "o" : "", v[i].digits ? "d" : "",
		               v[i].fraction ? "f" : "", v[i].money ? "m" : "");
	}
	const char *out = kua_arena_strdup(f->arena, b.data);
	kua_buf_free(&b);
	return out;
}

struct number_case {
	const char *language, *text, *numbers;
};

static void check(struct fixture *f, const struct number_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		same(cases[i].text, numbers_of(f, cases[i].language, cases[i].text), cases[i].numbers);
}
#define CHECK(state, cases) check(*(state), cases, sizeof(cases) / sizeof *(cases))

static void english_words(void **state)
{
	static const struct number_case cases[] = {
		{"en", "twenty-five, twenty five", "25; 25"},
		{"en", "a hundred and six", "106"},
		{"en", "five hundred and twenty-one thousand and three", "521003"},
		{"en", "one and a half thousand", "1500"},
		{"en", "a million and a half", "1500000"},
		{"en", "half a million, half a dozen", "500000; 6"},
		{"en", "a dozen, two dozen, two score, a score of, the score", "12; 24; 40; 20"},
		{"en", "at seven-thirty", "7; 30"},
		{"en", "one, two, three", "1; 2; 3"},
		{"en", "two three", "2; 3"},
		{"en", "one hundred thousand", "100000"},
		{"en", "no one, none", ""},
		{"en", "nine hundred ninety-nine thousand nine hundred ninety-nine", "999999"},
		{"en", "first, twenty-first, one hundred and first", "1o; 21o; 101o"},
		{"en", "two thirds, one-third, a third of them", "0-1f; 0-1f; 0-1f"},
		{"en", "the hundred workers", "100"},
	};
	CHECK(state, cases);
}

static void english_digits(void **state)
{
	static const struct number_case cases[] = {
		{"en", "70, 16,000, 1,234,567.89", "70d; 16000d; 1234567-1234568df"},
		{"en", "16 000, 12 100, 1\xc2\xa0" "234", "16000d; 12d; 100d; 1234d"},
		{"en", "16.000 16'000 1,00,000", "16000d; 16000d; 100000d"},
		{"en", "1.2 million, 16 thousand, 2 dozen", "1200000d; 16000d; 24d"},
		{"en", "5%, 5 per cent, 2.5, 1/3, 2½", "5df; 5df; 2-3df; 0-1df; 2-3df"},
		{"en", "$5m, £1,000, 70 euros, US$ 5 million, €3", "5000000dm; 1000dm; 70dm; 5000000dm; 3dm"},
		{"en", "millions of pounds", "<millions>m"},
		{"en", "16th, 21st, 2d", "16od; 21od; 2od"},
		{"en", "7pm, 1990s, 8TN, 19:00, 16.12.2011", ""},
		{"en", "70k 70-year-old", "70000d; 70d"},
		{"en", "M-16 rifles, Covid-19", ""},
		{"en", "999999999999999999", "999999999999999999d"},
		{"en", "1999999999999999999", ""},
		{"en", "999999999999999999 million", "999999999999999999d; 1000000"},
	};
	CHECK(state, cases);
}

static void ranges(void **state)
{
	static const struct number_case cases[] = {
		{"en", "20-30, 20–30, 20 to 30", "20-30rd; 20-30rd; 20-30rd"},
		{"en", "between 20 and 30", "20-30rd"},
		{"en", "from 12 to 70", "12d; 70d"},
		{"en", "two or three hundred, three to four million", "200-300r; 3000000-4000000r"},
		{"en", "10-20,000 and 3-4 dozen", "10000-20000rd; 36-48rd"},
		{"en", "1.5-2 million, between 1.5 and 2 million", "1500000-2000000rd; 1500000-2000000rd"},
		{"en", "between two hundred and three hundred", "200-300r"},
		{"en", "between two hundred and three thousand", "200-3000r"},
		{"en", "between one hundred and fifty and two hundred", "150-200r"},
		{"en", "30-20, 020-234-5678", "30d; 20d; 20d; 234d; 5678d"},
		{"ru", "от 20 до 30 человек", "20-30rd"},
		{"fr", "entre 20 et 30 morts", "20-30rd"},
		{"de", "zwischen 20 und 30, von 20 bis 30", "20-30rd; 20-30rd"},
		{"es", "entre 20 y 30 heridos", "20-30rd"},
	};
	CHECK(state, cases);
}

static void vague_words(void **state)
{
	static const struct number_case cases[] = {
		{"en", "dozens, scores, hundreds, thousands", "<dozens>; <scores>; <hundreds>; <thousands>"},
		{"en", "tens of thousands, hundreds of thousands", "<tens of thousands>; <hundreds of thousands>"},
		{"en", "several, several hundred, a few dozen", "<several>; <hundreds>; <dozens>"},
		{"ru", "сотни рабочих, десятки тысяч, несколько сотен", "<hundreds>; <tens of thousands>; <hundreds>"},
		{"ru", "две сотни, пять тысяч", "200; 5000"},
		{"kk", "жүздеген адам, ондаған", "<hundreds>; <dozens>"},
		{"fr", "des centaines de manifestants", "<hundreds>"},
		{"de", "Dutzende, mehrere Hundert, Zehntausende", "<dozens>; <hundreds>; <tens of thousands>"},
		{"es", "cientos de miles", "<hundreds of thousands>"},
	};
	CHECK(state, cases);
}

static void other_languages(void **state)
{
	static const struct number_case cases[] = {
		{"ru", "двадцать два, ста двадцати, двухсот пятидесяти", "22; 120; 250"},
		{"ru", "полтора миллиона, 16 тыс., 12,5 процента, 70-ти, 16-го", "1500000; 16000d; 12-13df; 70d; 16od"},
		{"ru", "тысяча двести, две тысячи одиннадцатого", "1200; 2011o"},
		{"ru", "16 000, 16.000, 1 234 567", "16000d; 16000d; 1234567d"},
		{"kk", "он алты, екі жүз елу бес, жүзден", "16; 255; 100"},
		{"kk", "70-тен, 16-шы, мың екі жүз", "70d; 16od; 1200"},
		{"fr", "quatre-vingt-dix-sept, deux cents vingt-deux, soixante et onze", "97; 222; 71"},
		{"fr", "une centaine, deux mille trois cents, 16 000", "100; 2300; 16000d"},
		{"de", "zweiundzwanzig, hundertfünfundzwanzig, zweitausenddreihundert", "22; 125; 2300"},
		{"de", "eine halbe Million, anderthalb Millionen, 2,5 Mio.", "500000; 1500000; 2500000d"},
		{"de", "der 3. Prozess. Es waren 3. Dann", "3od; 3d"},
		{"de", "Hundertwasser, Achtung, einverstanden", ""},
		{"es", "treinta y dos, mil doscientas, veintidós", "32; 1200; 22"},
		{"es", "2,5 millones de pesos", "2500000dm"},
		{"uk", "двадцять п'ять, кілька сотень", "25; <hundreds>"},
		{"und", "٧٠", "70d"},
		{"xx", "16,000 seventy", "16000d"},
	};
	CHECK(state, cases);
}

/* Where a number stands: the tokens it covers. */
static void numbers_cover_their_words(void **state)
{
	struct fixture *f = *state;
	size_t n;
	const struct kua_text *t = view(f, "en", "some two hundred and six people");
	const struct kua_number *v = kua_text_numbers(f->languages, t, f->arena, &n);
	assert_int_equal(n, 1);
	assert_int_equal(v[0].first, 1);
	assert_int_equal(v[0].last, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_words), cmocka_unit_test(english_digits),  cmocka_unit_test(ranges),
		cmocka_unit_test(vague_words),   cmocka_unit_test(other_languages), cmocka_unit_test(numbers_cover_their_words),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
