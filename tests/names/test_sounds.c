/* test_sounds.c - a word and the same word in another script have a sound in common; another word has none. */
#include <string.h>

#include "knowledge.h"

static bool share(const char *a, enum kua_sound_how how_a, const char *b, enum kua_sound_how how_b)
{
	struct kua_sound x[KUA_SOUNDS], y[KUA_SOUNDS];
	size_t n = kua_names_sounds(names, a, strlen(a), x), m = kua_names_sounds(names, b, strlen(b), y);
	assert_true(n <= KUA_SOUNDS && m <= KUA_SOUNDS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (x[i].how == how_a && y[k].how == how_b && strcmp(x[i].key, y[k].key) == 0)
				return true;
	return false;
}

static void whole_words(void **state)
{
	static const char *const same[][2] = {
		{"Zhanaozen", "Жаңаөзен"}, {"Zhanaozen", "Жанаозен"}, {"Jańaózen", "Жаңаөзен"}, {"Kuramshin", "Курамшин"}, {"KURAMSHIN", "курамшин"},
		{"Tuletayeva", "Тулетаева"}, {"Aktau", "Ақтау"}, {"Khusainov", "Хусаинов"}, {"Yeltsin", "Ельцин"},
	};
	static const char *const other[][2] = {{"Kuramshin", "Курамасов"}, {"Aktau", "Актобе"}, {"strike", "забастовка"}};
	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (!share(same[i][0], KUA_SOUND_WHOLE, same[i][1], KUA_SOUND_WHOLE))
			fail_msg("%s, %s", same[i][0], same[i][1]);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (share(other[i][0], KUA_SOUND_WHOLE, other[i][1], KUA_SOUND_WHOLE))
			fail_msg("%s, %s", other[i][0], other[i][1]);
}

static void stems_and_bones(void **state)
{
	(void)state;
	assert_true(share("Zhanaozen", KUA_SOUND_WHOLE, "жанаозене", KUA_SOUND_STEM));
	assert_true(share("Zhanaozen", KUA_SOUND_WHOLE, "жаңаөзендегі", KUA_SOUND_STEM));
	assert_true(share("Kuramshin", KUA_SOUND_WHOLE, "Курамшиным", KUA_SOUND_STEM));
	assert_true(share("Tuletaeva", KUA_SOUND_STEM, "Тулетаевой", KUA_SOUND_STEM));
	assert_true(share("Tuletaeva", KUA_SOUND_STEM, "тулетаевои", KUA_SOUND_STEM)); /* as an index has it */
	assert_true(share("Kuramshin", KUA_SOUND_BONES, "كورامشين", KUA_SOUND_BONES));
	assert_false(share("Мира", KUA_SOUND_STEM, "Миру", KUA_SOUND_STEM)); /* too short to leave a stem */
}

static void what_has_no_sound(void **state)
{
	struct kua_sound out[KUA_SOUNDS];
	char bytes[] = "\xff\xfe\xd0", *lengthy = kua_calloc(100001, 1);
	(void)state;
	assert_int_equal(kua_names_sounds(names, "", 0, out), 0);
	assert_int_equal(kua_names_sounds(names, "Li", 2, out), 0);
	assert_int_equal(kua_names_sounds(names, "B2Bank", 6, out), 0);
	(void)kua_names_sounds(names, bytes, 3, out);
	memset(lengthy, 'a', 100000);
	assert_int_equal(kua_names_sounds(names, lengthy, 100000, out), 0);
	assert_true(kua_names_sounds(names, lengthy, 120, out) > 0);
	assert_int_equal(kua_names_sounds(names, lengthy, 121, out), 0);
	free(lengthy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(whole_words), cmocka_unit_test(stems_and_bones), cmocka_unit_test(what_has_no_sound)};
	return cmocka_run_group_tests(tests, load, unload);
}
