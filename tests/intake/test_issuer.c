/* test_issuer.c - in whose name a text speaks, who signs a letter, and what is neither. */
#include "run.h"

#define PROSE "At least 14 people were killed when the troops fired on the crowd in the square, and nobody has given the families a list. "

static const char *or_none(const char *s)
{
	return s ? s : "(none)";
}

static void check_issuer(struct run *r, const char *text, const char *issuer)
{
	struct kua_reading got = run_text(r, text, "a.txt");
	assert_string_equal(or_none(only(&got)->issuer), or_none(issuer));
}

static void letterheads(void **state)
{
	check_issuer(*state, "MINISTRY OF HEALTH OF ORLO\nPRESS OFFICE\nCOMMUNIQUÉ No. 3\n\nOrlo, 4 June 2012\n\n" PROSE, "MINISTRY OF HEALTH OF ORLO");
	check_issuer(*state, "REPUBLIC OF ORLO\nCOMMISSION OF INQUIRY INTO THE EVENTS AT ORLO\nChairman: Judge Ann Berg\n\n" PROSE,
	             "COMMISSION OF INQUIRY INTO THE EVENTS AT ORLO");
	check_issuer(*state, "ORLO CENTRE FOR RIGHTS\nStatement, 4 June 2012\n\n" PROSE "\n\nThe Orlo Centre for Rights asks for more.",
	             "Orlo Centre for Rights");
	check_issuer(*state, "Пресс-служба Управления колоний Орло\n4 июня 2012 года\n\nВ результате беспорядков погибли 14 человек.",
	             "Пресс-служба Управления колоний Орло");
	check_issuer(*state, "LIGUE NATIONALE DES DROITS D'ORLO\nCommuniqué\n\nLyon, le 4 juin 2012\n\nNous avons recensé 14 morts.",
	             "LIGUE NATIONALE DES DROITS D'ORLO");
	check_issuer(*state, "ORLO RELIEF COMMITTEE - PRESS RELEASE\n\n" PROSE, "ORLO RELIEF COMMITTEE");
	check_issuer(*state, "BREAD AND ROSES\nList of the dead, as of 4 June 2012\n\n" PROSE "\n\nCorrections to bread.roses@example.org",
	             "BREAD AND ROSES");
}

static void mastheads_and_titles(void **state)
{
	check_issuer(*state, "THE BEACON\nMonthly newsletter of the Union of Orlo Dockers\nJune 2012\n\n" PROSE, "Union of Orlo Dockers");
	check_issuer(*state, "PRISONERS, A LIST\nkept by the Dockers' League, Orlo. As of 4 June 2012\n\n" PROSE, "Dockers' League");
	check_issuer(*state, "Open letter of the mothers of the dead of Orlo\n\nWe ask for the truth. " PROSE, "mothers of the dead of Orlo");
	check_issuer(*state, "Заявление Комитета матерей Орло\n\nМы требуем правды о том, что произошло. Погибли 14 человек.",
	             "Комитета матерей Орло");
	check_issuer(*state, PROSE "\n\nOrlo Committee for Rights\nVienna, 4 June 2012", "Orlo Committee for Rights");
}

/* Headlines name bodies as well, and papers print what others say. */
static void imprints(void **state)
{
	check_issuer(*state, "What became of them?\n\nOrlo Committee for Rights, Lyon, 4 June 2012\n\n" PROSE, "Orlo Committee for Rights");
	check_issuer(*state, "Que sont devenus les hommes ?\n\nLigue orloise des droits humains, Lyon, le 4 juin 2012\n\n"
	             "Nous avons recensé 14 morts.", "Ligue orloise des droits humains");
}

static void no_issuers(void **state)
{
	static const char *const texts[] = {
		"Union leaders jailed in Orlo\n4 June 2012\n\n" PROSE, "POLICE UNION DEMANDS INQUIRY\nBy Ann Lee\n4 June 2012\n\n" PROSE,
		"Commission finds 27 dead\n\nBy Ann Lee\n\n" PROSE, "The Orlo Herald, Monday 4 June 2012\nLetters to the Editor\n\n" PROSE,
		"Orlo Daily Union News\nReport\n4 June 2012\n\n" PROSE, "Strike at the Dockers' Union\n4 June 2012\n\n" PROSE,
		"Open letter of the mothers of the dead of Orlo\n\nThey asked for the truth, says a report.",
		"WHO DIED IN THE SQUARE\nReport, 4 June 2012\n\n" PROSE, PROSE,
		"Union leaders jailed, Orlo, 4 June 2012\n\n" PROSE, "What we heard\n\nWe, the people of Orlo, 4 June 2012\n\n" PROSE,
		PROSE "\n\nMembers:\n\nFreedom Institute\n\nOrlo Press Union\n\nCoast Journalists' Association",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_issuer(*state, texts[i], NULL);
}

static void letterheads_are_no_titles(void **state)
{
	struct kua_reading r = run_text(*state, "ORLO CENTRE FOR RIGHTS\nStatement, 4 June 2012\n\nWHO DIED IN THE SQUARE\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->title, "WHO DIED IN THE SQUARE");
	r = run_text(*state, "PRISONS OF ORLO, 2012\nAnnual report of Bread and Roses (extract)\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->title, "PRISONS OF ORLO, 2012");
	assert_string_equal(only(&r)->issuer, "Bread and Roses");
	r = run_text(*state, "CORRECTED - Shooting in Orlo\n(Corrects the toll)\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->title, "CORRECTED - Shooting in Orlo");
}

static void check_author(struct run *r, const char *text, const char *author)
{
	struct kua_reading got = run_text(r, text, "a.txt");
	assert_string_equal(or_none(only(&got)->author), or_none(author));
}

static void signatures_of_letters(void **state)
{
	check_author(*state, "Letters to the Editor\n\n" PROSE "\n\nMartin Hale\nRelief Network, Leeds\n\nLetters may be edited.", "Martin Hale");
	check_author(*state, "No answer from Orlo\n\nSir,\n\n" PROSE "\n\nMartin Hale\nLeeds\n\nCoast Weekly", "Martin Hale");
	check_author(*state, "READERS WRITE\n\n" PROSE "\n\nMartin Hale, Leeds\n\nTeachers' Post, June 2012", "Martin Hale");
	check_author(*state, "A title\n\n" PROSE "\n\nMartin Hale\nLeeds", NULL); /* nothing says that it is a letter */
	check_author(*state, "Dear Editor,\n\n" PROSE "\n\nMartin Hale, Leeds\nAnn Berg, York", NULL);
	check_author(*state, "Dear Editor,\n\n" PROSE "\n\nMartin Hale\nAnn Berg", NULL);
	check_author(*state, "Dear Editor,\n\n" PROSE "\n\nMartin Hale, Ann Berg", NULL);
	check_author(*state, "Dear Editor,\n\n" PROSE "\n\nCoast Weekly", NULL);
	check_author(*state, "A title\n\nBy Martin Hale in Orlo\n\n" PROSE, "Martin Hale");
}

static void dates_with_an_article(void **state)
{
	struct kua_reading r = run_text(*state, "Un titre\n\nLyon, le 4 juin 2012\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->published_on, "2012-06-04");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letterheads), cmocka_unit_test(mastheads_and_titles), cmocka_unit_test(imprints), cmocka_unit_test(no_issuers),
		cmocka_unit_test(letterheads_are_no_titles), cmocka_unit_test(signatures_of_letters),
		cmocka_unit_test(dates_with_an_article),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
