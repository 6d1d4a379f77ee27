/* test_text.c - plain text: encodings, bylines, furniture, pages of posts. Persons are invented. */
#include "run.h"
#include "../quick.h"

#include <unicode/ucnv.h>

#define PROSE "The court heard on Tuesday that nobody had been told of the charges, and the lawyers asked for a new hearing, which the "\
	"judge refused. Two of the men have been on hunger strike for a week, and their families wait outside."

/* ---- encodings ---- */

static const char russian[] = "Суд отложил рассмотрение дела. Адвокаты заявили протест, а родственники ждали у входа до вечера.";
static const char russian_short[] = "Освободите всех задержанных!";
static const char kazakh[] = "Сот отырысы кейінге қалдырылды. Қамаудағы жұмысшылардың туыстары сыртта күтіп тұр, ұлы мен әкесі үндемейді.";

static size_t encode(const char *utf8, const char *charset, char *to, size_t room)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = ucnv_convert(charset, "UTF-8", to, (int32_t)room, utf8, -1, &status);
	assert_true(U_SUCCESS(status));
	return (size_t)n;
}

static void check_charset(struct run *r, const char *utf8, const char *charset, const char *expected)
{
	char bytes[2000];
	size_t n = encode(utf8, charset, bytes, sizeof bytes);
	struct kua_reading got = run_bytes(r, bytes, n, "a.txt");
	if (!got.read || strcmp(got.items[0].text, utf8) != 0)
		fail_msg("%s: %s read as %s", charset, got.read ? got.items[0].text : got.reason, got.media_type);
	assert_has(got.media_type, expected);
}

static void encodings(void **state)
{
	static const struct {
		const char *text, *charset, *found;
	} cases[] = {
		{russian, "windows-1251", "windows-1251"}, {russian, "KOI8-R", "koi8-r"},
		{russian, "ibm-866", "ibm866"},
		{russian, "ISO-8859-5", "iso-8859-5"}, {russian, "UTF-16LE", "utf-16le"},
		{russian, "UTF-16BE", "utf-16be"},
		{russian, "UTF-8", "utf-8"}, {russian_short, "windows-1251", "windows-1251"},
		{russian_short, "KOI8-R", "koi8-r"},
		{russian_short, "ibm-866", "ibm866"}, {"Über die Prüfung: nur „Gerüchte“, sagt der Anwalt.",
		                                       "windows-1252", "windows-1252"},
		{"L’avocat a été arrêté à l’aube, près de l’école.", "windows-1252", "windows-1252"},
		{"El señor está aquí desde el año pasado", "ISO-8859-1", "windows-1252"},
		{"plain", "UTF-16LE", "utf-16le"},
		{"Мария", "windows-1251", "windows-1251"}, {"Суд", "KOI8-R", "koi8-r"},
		{"СВОБОДУ ВСЕМ!", "ibm-866", "ibm866"},
		{"Суд відклав розгляд справи, адвокати заявили протест, їхні родичі чекали", "KOI8-U", "koi8-u"},
		{"The lawyer Мария Петрова was arrested, said the Комитет, and nobody was told why this had been so.", "windows-1251",
		 "windows-1251"},
		{"Το δικαστήριο ανέβαλε την υπόθεση και οι δικηγόροι διαμαρτυρήθηκαν.", "ISO-8859-7", "iso-8859-7"},
		{"בית המשפט דחה את הדיון והעורכי הדין מחו", "windows-1255", "iso-8859-8"},
		{"Zażółć gęślą jaźń, powiedział prawnik. Sąd odroczył rozprawę, a rodziny czekały.",
		 "windows-1250", "windows-1250"},
		{"裁判所は審理を延期し、弁護士は抗議した。家族は外で待っていた。", "Shift_JIS", "shift_jis"},
		{"裁判所は審理を延期し、弁護士は抗議した。", "ISO-2022-JP", "iso-2022-jp"},
		{"法院推迟了审理，律师提出抗议，家属在外面等待。工人们仍在罢工。", "GB18030", "gb18030"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_charset(*state, cases[i].text, cases[i].charset, cases[i].found);
}

/* windows-1251 with Kazakh letters where KZ-1048 has them. */
static void kazakh_code_page(void **state)
{
	static const struct {
		const char *letter;
		char byte;
	} own[] = {{"Қ", '\x8d'}, {"қ", '\x9d'}, {"Ұ", '\xa1'}, {"ұ", '\xa2'}, {"і", '\xb3'}, {"ө", '\xb4'},
	           {"ғ", '\xba'}, {"ә", '\xbc'},
	           {"ң", '\xbe'}, {"ү", '\xbf'}};
	char bytes[500];
	size_t n = 0;
	for (const char *p = kazakh; *p;) {
		uint32_t cp;
		size_t len = kua_utf8_next(p, strlen(p), &cp), k = 0;
		while (k < sizeof own / sizeof *own && strncmp(own[k].letter, p, len) != 0)
			k++;
		if (k < sizeof own / sizeof *own)
			bytes[n++] = own[k].byte;
		else
			bytes[n++] = (char)(cp < 0x80 ? cp : cp - 0x410 + 0xc0);
		p += len;
	}
	struct kua_reading r = run_bytes(*state, bytes, n, "a.txt");
	assert_string_equal(only(&r)->text, kazakh);
	assert_has(r.media_type, "kz-1048");
}

static void marks_line_ends_and_controls(void **state)
{
	struct kua_reading r = run_text(*state, "\xef\xbb\xbfone\r\ntwo\rthree\xe2\x80\xa8" "four\x1a", "a.txt");
	assert_string_equal(only(&r)->text, "one\ntwo\nthree\nfour");
	assert_null(r.reason);
	r = run_bytes(*state, "\xff\xfe" "a\0\r\0\n\0b\0", 10, "a.txt");
	assert_string_equal(only(&r)->text, "a\nb");
	r = run_bytes(*state, "\0\0\xfe\xff\0\0\0x\0\1\xf6\0", 12, "a.txt");
	assert_string_equal(only(&r)->text, "x\xf0\x9f\x98\x80");
}

static void broken_bytes_stay_readable(void **state)
{
	static const char bytes[] = "The f\xc3\xaate, the na\xc3\xafve, the caf\xc3\xa9 and\0\0 one \xff broken byte, \xc3\xbc" "ber all";
	struct kua_reading r = run_bytes(*state, bytes, sizeof bytes - 1, "a.txt");
	assert_string_equal(only(&r)->text,
	                    "The fête, the naïve, the café and\xef\xbf\xbd one \xef\xbf\xbd broken byte, über all");
	assert_has(r.reason, "zero bytes: 2");
	assert_has(r.reason, "1 places are not utf-8");
}

static void check_unread(struct run *r, const char *bytes, size_t n, const char *why)
{
	struct kua_reading got = run_bytes(r, bytes, n, "a.txt");
	assert_false(got.read);
	assert_has(got.reason, why);
}

static void what_is_no_text(void **state)
{
	char noise[4096];
	uint32_t x = 1;
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
	check_unread(*state, noise, sizeof noise, "it is no text");
	memset(noise, 0, sizeof noise);
	check_unread(*state, noise, sizeof noise, "nothing but zero bytes");
	check_unread(*state, " \n\t\n", 4, "white space");
	check_unread(*state, "OggS and so on", 14, "a sound or a film");
}

/* ---- one text ---- */

static void title_author_date_of_one_text(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "FOR IMMEDIATE RELEASE\n\nMiners’ families still wait\n\n2 July 2013\n\nBy Jane Smith\n\n" PROSE "\n\n" PROSE "\n",
		"a.txt");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->title, "Miners’ families still wait");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2013-07-02");
	assert_has(i->text, "Miners’ families still wait\n\n2 July 2013\n\nBy Jane Smith");
	    /* the text stays whole */
}

static void labels(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "From: Jane Smith <jane@example.org>\nDate: 15 December 2015\nSubject: What to do\n\n" PROSE, "a.txt");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->title, "What to do");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2015-12-15");
	r = run_text(*state,
	             "Заголовок: Суд отложен\nАвтор: Мария Петрова\nДата: 15 декабря 2015\n\nСуд отложил рассмотрение дела до весны.", "a.txt");
	i = only(&r);
	assert_string_equal(i->title, "Суд отложен");
	assert_string_equal(i->author, "Мария Петрова");
	assert_string_equal(i->published_on, "2015-12-15");
}

static void check_author(struct run *r, const char *text, const char *author)
{
	struct kua_reading got = run_text(r, text, "a.txt");
	const char *found = only(&got)->author;
	if ((found != NULL) != (author != NULL) || (author && strcmp(found, author) != 0))
		fail_msg("author %s, expected %s, of: %s", found ? found : "none", author ? author : "none", text);
}

static void signatures(void **state)
{
	check_author(*state, PROSE "\n\nYours sincerely,\nJane Smith\n", "Jane Smith");
	check_author(*state, PROSE "\n\nYours sincerely Jane Smith (Secretary of the Committee)", "Jane Smith");
	check_author(*state, "A title\n\n" PROSE "\n\nJane Smith, Secretary, Free Them All\n\n" PROSE,
	             "Jane Smith");
	check_author(*state, "A title\n\nJane van der Berg, MEP\n\n" PROSE, "Jane van der Berg");
	check_author(*state, PROSE "\nJane Smith\nSecretary, Free Them All\n", "Jane Smith");
	check_author(*state, PROSE "\n\nBY: Jane O’Neil-Smith\n\nDISCLAIMER: the views of the author.",
	             "Jane O’Neil-Smith");
	check_author(*state, "С уважением,\nМария Петрова, председатель комитета", "Мария Петрова");
	check_author(*state, "Дело\n\nАвтор: Мария Петрова\n\nТекст статьи о деле.", "Мария Петрова");
	/* a list of signatories has no one author, a sentence is no signature */
	check_author(*state, PROSE "\n\nJane Smith, Secretary, A\nJohn Brown, President, B\nMary Green, MP\n",
	             NULL);
	check_author(*state, PROSE "\n\nJane Smith, the secretary, said so.\n", NULL);
	check_author(*state, PROSE "\n\nJane Smith, for his part, wrote to the Secretary of State:\n\n" PROSE,
	             NULL);
	check_author(*state, PROSE "\n\nBy the river\n\n" PROSE, NULL);
	check_author(*state, PROSE, NULL);
	/* headings, and the first of a list */
	check_author(*state, "LETTERS TO THE\nEDITOR\n\n" PROSE, NULL);
	check_author(*state, "Prisoners\n\nNadia Sidorenko, journalist. Detained on 2 July 2013 in Minsk\n\n" PROSE, NULL);
	check_author(*state, PROSE "\n\nNadia Sidorenko, journalist\n\n" PROSE "\n\n" PROSE "\n\n" PROSE, NULL);
}

static void check_title(struct run *r, const char *text, const char *title)
{
	struct kua_reading got = run_text(r, text, "a.txt");
	const char *found = only(&got)->title;
	if ((found != NULL) != (title != NULL) || (title && strcmp(found, title) != 0))
		fail_msg("title %s, expected %s", found ? found : "none", title ? title : "none");
}

static void titles(void **state)
{
	check_title(*state, "A title\n\n" PROSE, "A title");
	check_title(*state, "A title on one line\n" PROSE, "A title on one line");
	check_title(*state, "Is it a title?\n\nA subtitle\n\n" PROSE, "Is it a title?");
	check_title(*state, PROSE "\n\nNo title below\n\n" PROSE, NULL);
	check_title(*state, "Dear Editor,\n\n" PROSE, NULL);
	check_title(*state,
	            "A first line of running text that was broken by hand\nat about fifty characters, as old programs did it,\nhas no title.", NULL);
	check_title(*state,
	            "A man in a square, 2 July 2013. (Photo by J Brown/Agency)\n\nThe title below a caption\n\n" PROSE, "The title below a caption");
	check_title(*state, "A man in a square (Photo: Agency)\n\nThe caption below a title\n\n" PROSE,
	            "The caption below a title");
	check_title(*state, "Asia\n\n" PROSE, NULL);
	check_title(*state, "Almaty (Agency) –\n\n" PROSE, NULL);
	check_title(*state, "By Jane Smith and many others of the staff\n\nThe title\n\n" PROSE, "The title");
	check_title(*state, "2 July 2013\n\nA title below a date\n\n" PROSE, "A title below a date");
}

static void dates_in_prose_are_not_its_own(void **state)
{
	struct kua_reading r = run_text(*state, "A title\n\nOn 2 July 2013 the court met. " PROSE, "a.txt");
	assert_null(only(&r)->published_on);
	r = run_text(*state, "A title\n\nPublished on 2 July 2013\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	r = run_text(*state, "A title\n\nAlmaty, 2 July 2013\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	r = run_text(*state, PROSE "\n\n2 July 2013", "a.txt");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	/* what kind of paper it is, and its day; but not the day of what it tells of */
	static const char *const papers[] = {"Statement of 2 July 2013", "*Appeal of 2 July 2013*", "Déclaration du 2 juillet 2013",
	                                     "Заявление от 2 июля 2013 года"};
	char text[1000];
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		(void)snprintf(text, sizeof text, "# The truth\n\n%s\n\n%s\n", papers[i], PROSE);
		r = run_text(*state, text, "a.md");
		assert_non_null(only(&r)->published_on);
		assert_string_equal(only(&r)->published_on, "2013-07-02");
		assert_string_equal(only(&r)->title, "The truth");
	}
	r = run_text(*state, "Report on the massacre of 2 July 2013\n\n" PROSE, "a.txt");
	assert_null(only(&r)->published_on);
}

/* A date and a place under the title, in either order. */
static void dates_with_places(void **state)
{
	static const struct {
		const char *line, *date;
	} cases[] = {
		{"2 July 2013, Ostrana", "2013-07-02"},          {"Ostrana, 2 July 2013", "2013-07-02"},
		{"02.07.2013, Алматы", "2013-07-02"},            {"July 2, 2013, New Ostrana", "2013-07-02"},
		{"2 July 2013, Ostrana, Velmora", "2013-07-02"}, {"Ostrana, Velmora, 2 July 2013", "2013-07-02"},
		{"2 July 2013 | Ostrana", "2013-07-02"},         {"2 июля 2013 г., Алматы", "2013-07-02"},
		{"July 2013, Ostrana", NULL},                    {"2 July 2013, at the gate of the prison", NULL},
		{"2 July 2013, Press Release", NULL}, {"2 July, Ostrana", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[1000];
		(void)snprintf(text, sizeof text, "A title of a report\n\n%s\n\n%s\n", cases[i].line, PROSE);
		struct kua_reading r = run_text(*state, text, "a.txt");
		const char *date = only(&r)->published_on;
		if ((date != NULL) != (cases[i].date != NULL) || (date && strcmp(date, cases[i].date) != 0))
			fail_msg("%s: %s", cases[i].line, date ? date : "no date");
		assert_string_equal(only(&r)->title, "A title of a report");
		assert_null(only(&r)->author);
	}
	/* days with places all through a text are a chronicle's */
	struct kua_reading r = run_text(*state,
	                                "What happened\n\n2 July 2013, Ostrana\n\n" PROSE "\n\n3 July 2013, Velmora\n\n" PROSE
		"\n\n5 July 2013, Ostrana\n\nThe end.", "a.txt");
	assert_int_equal(r.n, 1);
	assert_null(r.items[0].published_on);
}

static void furniture_goes_prose_stays(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "A title\n\nA square at night, photo by J Brown\n\nA square at night, photo by J Brown   (Click to "
		"enlarge: opens in new window)\n\n" PROSE "\n\nShare this:\nTweet\nWhatsApp Facebook Email 3 Shares\n\nWe share this: a hope.\n", "a.txt");
	assert_string_equal(only(&r)->text, "A title\n\n" PROSE "\n\nWe share this: a hope.");
}

/* ---- pages of posts ---- */

static void archive_page(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "Press release\n\nA long first title: with a colon and ‘quotes’\n\nPosted by clare on May 23, 2016\n"
		"Appeals, Articles, Press release / No Comments\n\n" PROSE "\n\n\nSecond title\n\nPosted by T on December 15, 2015\nPress release / "
		"12 Comments\n\nShort text.\nThird title\nPosted by T on November 03, 2015\n\n" PROSE "\n",
		"a.txt");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].title, "A long first title: with a colon and ‘quotes’");
	assert_string_equal(r.items[0].author, "clare");
	assert_string_equal(r.items[0].published_on, "2016-05-23");
	assert_int_equal(r.items[0].categories.n, 3);
	assert_string_equal(r.items[0].categories.v[2], "Press release");
	assert_string_equal(r.items[0].text, PROSE);
	assert_string_equal(r.items[1].text, "Short text.");
	assert_string_equal(r.items[2].title, "Third title");
	assert_string_equal(r.items[2].text, PROSE);
}

static void check_pair(struct run *r, const char *first, const char *second, const char *author, const char *date)
{
	char page[2000];
	(void)snprintf(page, sizeof page, "One title\n\n%s\n\n%s\n\nAnother title\n\n%s\n\n%s\n", first, PROSE,
	               second, PROSE);
	struct kua_reading got = run_text(r, page, "a.txt");
	if (got.n != 2)
		fail_msg("%zu items by \"%s\"", got.n, first);
	assert_string_equal(got.items[1].title, "Another title");
	assert_string_equal(got.items[1].published_on, date);
	if (author)
		assert_string_equal(got.items[1].author, author);
	assert_string_equal(got.items[1].text, PROSE);
}

static void markers_of_many_kinds(void **state)
{
	check_pair(*state, "By Jane Smith on 2 July 2013", "By John Brown on 3 July 2013", "John Brown",
	           "2013-07-03");
	check_pair(*state, "Jane Smith | 2 July 2013", "John Brown | 3 July 2013", "John Brown", "2013-07-03");
	check_pair(*state, "July 2, 2013 by clare", "July 3, 2013 by clare", "clare", "2013-07-03");
	check_pair(*state, "Posted on 2 July 2013 by clare", "Posted on 3 July 2013 by clare | 3 Comments",
	           "clare", "2013-07-03");
	check_pair(*state, "Written by Jane Smith on 2 July 2013", "Written by T on 3 July 2013 at 10:32 am",
	           "T", "2013-07-03");
	check_pair(*state, "Опубликовано 2 июля 2013", "Опубликовано 3 июля 2013", NULL, "2013-07-03");
	check_pair(*state, "Автор: Мария Петрова | 02.07.2013", "Автор: Иван Сидоров | 03.07.2013",
	           "Иван Сидоров", "2013-07-03");
	check_pair(*state, "Publié le 2 juillet 2013 par Jeanne", "Publié le 3 juillet 2013 par Jeanne",
	           "Jeanne", "2013-07-03");
	check_pair(*state, "Veröffentlicht am 2. Juli 2013 von Eva", "Veröffentlicht am 3. Juli 2013 von Eva",
	           "Eva", "2013-07-03");
	check_pair(*state, "2 July 2013", "3 July 2013", NULL, "2013-07-03");
}

/* A site's own accounts are nobody, and hide nobody. */
static void roles_of_a_site(void **state)
{
	struct kua_reading r = run_text(*state, "Posted by Admin on 2 July 2013\nStatement, Ostrana\n\n" PROSE, "a.txt");
	assert_null(only(&r)->author);
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	check_author(*state, "A title\n\nАвтор: Редакция\n\n" PROSE, NULL);
	check_author(*state, "A title\n\nPosted by webmaster on 2 July 2013\n\n" PROSE "\n\nYours sincerely,\nJane Smith", "Jane Smith");
	check_author(*state, "A title\n\nPosted by T on 2 July 2013\n\n" PROSE, "T");
	check_author(*state, "A title\n\nFrom our correspondent Jane Smith in Hamburg\n\n" PROSE, "Jane Smith");
	check_author(*state, "A title\n\nDe notre envoyée spéciale Anne Dubois à Marseille\n\n" PROSE, "Anne Dubois");
	check_pair(*state, "July 2, 2013 by admin\nBy Jane Smith", "July 3, 2013 by admin\nBy John Brown", "John Brown", "2013-07-03");
	r = run_text(*state, "One title\n\nPosted by admin on 2 July 2013\n\n" PROSE "\n\nAnother\n\nPosted by T on 3 July 2013\n\n" PROSE, "a.txt");
	assert_int_equal(r.n, 2);
	assert_null(r.items[0].author);
	assert_string_equal(r.items[1].author, "T");
	r = run_text(*state, "title,author,date,text\nOne,Editorial team,2013-07-02," PROSE "\n", "a.csv");
	if (r.n)
		assert_null(r.items[r.n - 1].author);
}

static void bylines_beside_markers(void **state)
{
	check_pair(*state, "By Jane Smith\n2 July 2013", "By John Brown\n3 July 2013", "John Brown", "2013-07-03");
	check_pair(*state, "2 July 2013\nBy Jane Smith", "3 July 2013\nBy John Brown", "John Brown", "2013-07-03");
	check_pair(*state, "Автор: Мария Петрова\n\nОпубликовано 2 июля 2013", "Автор: Иван Сидоров\n\nОпубликовано 3 июля 2013",
	           "Иван Сидоров", "2013-07-03");
}

static void check_second(struct run *r, const char *page, const char *title, const char *author, const char *date,
                         const char *category)
{
	struct kua_reading got = run_text(r, page, "a.txt");
	if (got.n != 2)
		fail_msg("%zu items of: %s", got.n, page);
	const struct kua_raw_item *i = &got.items[1];
	assert_string_equal(i->title, title);
	assert_string_equal(i->author ? i->author : "", author);
	assert_string_equal(i->published_on ? i->published_on : "", date);
	assert_string_equal(i->categories.n ? i->categories.v[0] : "", category);
	if (strncmp(i->text, PROSE, strlen(PROSE)) != 0)
		fail_msg("the text begins: %s", i->text);
}

static void what_follows_a_marker(void **state)
{
	check_second(*state, "One title\nBy Jane Smith on 2 July 2013 in Trials, Ostrana\n\n" PROSE
	             "\n\nAnother title\nBy John Brown on 3 July 2013 in Actions\n\n" PROSE,
	             "Another title", "John Brown", "2013-07-03", "Actions");
	check_second(*state, "One title\n\nPosted on 3 July 2013 by T | Filed under: Trials | Leave a comment\n\n" PROSE
	             "\n\nAnother title\n\nPosted on 2 July 2013 by T | Filed under: Actions, Ostrana | 3 Comments\n\n" PROSE,
	             "Another title", "T", "2013-07-02", "Actions");
	check_second(*state, "One title\n3 July 2013 · Jane Smith · 3 comments\n\n" PROSE
	             "\n\nAnother title\n2 July 2013 · John Brown · No comments\n\n" PROSE,
	             "Another title", "John Brown", "2013-07-02", "");
	check_second(*state, "Суд отложен\nАвтор: Мария Петрова | 3 июля 2013 | Рубрика: Суды\n\n" PROSE
	             "\n\nСуд начался\nАвтор: Иван Сидоров | 2 июля 2013 | Рубрика: Дела\n\n" PROSE,
	             "Суд начался", "Иван Сидоров", "2013-07-02", "Дела");
	check_second(*state, "Un titre\nPublié le 3 juillet 2013 par Jeanne dans Procès\n\n" PROSE
	             "\n\nAutre titre\nPublié le 2 juillet 2013 par Marc dans Actions\n\n" PROSE,
	             "Autre titre", "Marc", "2013-07-02", "Actions");
}

static void dates_above_titles_and_marks_below(void **state)
{
	check_second(*state, "Our blog\n\nWednesday, 3 July 2013\n\nOne title\n\n" PROSE
	             "\n\nPosted by T at 14:02 No comments:\nLabels: trials\n\nTuesday, 2 July 2013\n\nAnother title\n\n" PROSE
	             "\n\nPosted by Jane Smith at 09:15\nLabels: actions, Ostrana\n",
	             "Another title", "Jane Smith", "2013-07-02", "actions");
	check_second(*state, "Archive\n\nOne title\n\n" PROSE "\n\nPosted by T on July 3, 2013 in Trials\n\nAnother title\n\n" PROSE
	             "\n\nPosted by Jane Smith on July 2, 2013 in Actions | 2 Comments\n",
	             "Another title", "Jane Smith", "2013-07-02", "Actions");
}

static void letters_page(void **state)
{
	static const char page[] = "LETTERS TO THE EDITOR\n\n2 July 2013\n\nWho counts?\n\n" PROSE "\n\nANTON RELIC\nOstrana\n\nEnough of it\n\n" PROSE
		"\n\nMara Denkova, teacher, Northgate\n\n" PROSE "\n\nYours faithfully,\nP. J. Holm\n";
	struct kua_reading r = run_text(*state, page, "a.txt");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].title, "Who counts?");
	assert_string_equal(r.items[0].author, "ANTON RELIC");
	assert_string_equal(r.items[0].published_on, "2013-07-02");
	assert_string_equal(r.items[1].title, "Enough of it");
	assert_string_equal(r.items[1].author, "Mara Denkova");
	assert_null(r.items[2].title);
	assert_string_equal(r.items[2].author, "P. J. Holm");
	/* one letter under the heading is one text, by its own title; and its signature may have a note below */
	r = run_text(*state,
	             "LETTERS TO THE EDITOR\n\nWho counts?\n\n" PROSE "\n\nJane Smith, Secretary, Free Them All\n\nA longer version of "
		"this letter was sent to another paper on 2 July 2013, and cut.\n", "a.txt");
	assert_string_equal(only(&r)->title, "Who counts?");
	assert_string_equal(only(&r)->author, "Jane Smith");
	assert_null(only(&r)->published_on);
}

static void notes_between_rules(void **state)
{
	struct kua_reading r = run_text(*state, "Press review\n\nOne title\n\n" PROSE "\n\n* * *\n\nAnother title\n\n" PROSE, "a.txt");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[1].title, "Another title");
	assert_string_equal(r.items[1].text, "Another title\n\n" PROSE);
	r = run_text(*state,
	             "One title\n3 July 2013\n\n" PROSE "\n-----\nAnother title\nBy Jane Smith\n\n" PROSE, "a.txt");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[1].author, "Jane Smith");
	/* sections of one text */
	r = run_text(*state, "One title\n\nBy Jane Smith\n\n" PROSE "\n\n***\n\nPart two\n\n" PROSE "\n\n***\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->author, "Jane Smith");
}

static void mails(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "From: \"Jane Smith\" <jane@example.org>\nTo: a@example.org\nDate: Tue, 2 Jul 2013 14:02:11 +0000\n"
		"Subject: What I saw\n\n" PROSE "\n", "a.txt");
	assert_string_equal(only(&r)->title, "What I saw");
	assert_string_equal(only(&r)->author, "Jane Smith");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	assert_string_equal(only(&r)->text, PROSE);
	r = run_text(*state,
	             "From a@example.org Tue Jul  2 14:02:11 2013\nFrom: Jane Smith <a@example.org>\nSubject: One\n folded\nDate: 2 Jul 2013\n\n"
		PROSE "\n\nFrom here on it went badly.\n\nFrom b@example.org Wed Jul  3 14:02:11 2013\nFrom: b@example.org\n"
		"Date: 3 Jul 2013\nSubject: =?utf-8?b?eA==?=\n\n" PROSE "\n", "a.mbox");
	assert_int_equal(r.n, 2);
	assert_has(r.items[0].text, "From here on");
	assert_null(r.items[1].author);
	assert_string_equal(r.items[1].title, "x");
	assert_string_equal(r.items[1].published_on, "2013-07-03");
}

static void datelines(void **state)
{
	static const struct {
		const char *line, *date;
	} cases[] = {
		{"OSTRANA, July 2, 2013 (NewsLine) - ", "2013-07-02"},
		{"New York, July 2, 2013—", "2013-07-02"},
		{"(Ostrana, 2 July 2013) – ", "2013-07-02"},
		{"АЛМАТЫ. 2 июля 2013. Агентство – ", NULL},
		{"АЛМАТЫ, 2 июля 2013 года – ", "2013-07-02"},
		{"OSTRANA, 2 July (NewsLine) - ", NULL},
		{"OSTRANA (NewsLine) - ", NULL},
		{"2 July 2013 - ", NULL},
		{"In the village of Ostrana, 2 July 2013 - ", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[1000];
		(void)snprintf(text, sizeof text, "A title of a report\n\n%s%s\n\n%s\n", cases[i].line, PROSE, PROSE);
		struct kua_reading r = run_text(*state, text, "a.txt");
		const char *date = only(&r)->published_on;
		if ((date != NULL) != (cases[i].date != NULL) || (date && strcmp(date, cases[i].date) != 0))
			fail_msg("%s: %s", cases[i].line, date ? date : "no date");
		assert_string_equal(only(&r)->title, "A title of a report");
	}
}

static void mastheads(void **state)
{
	static const struct {
		const char *line, *date;
	} cases[] = {
		{"The Ostrana Courier | Tuesday, 2 July 2013 | 19°C", "2013-07-02"},
		{"mardi 2 juillet 2013 | Le Courrier d'Ostrana | 2 F", "2013-07-02"},
		{"The Ostrana Courier | Tuesday, July 2, 2013 | Late edition", "2013-07-02"},
		{"Case 17 | 2 July 2013 | No answer yet", NULL},
		{"The Ostrana Courier | Tuesday, 2 July | 19°C", NULL},
		{"The Ostrana Courier, of Tuesday, 2 July 2013, writes of it at length", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[1000];
		(void)snprintf(text, sizeof text, "%s\n\nA title of a report\n\n%s\n\n%s\n", cases[i].line, PROSE, PROSE);
		struct kua_reading r = run_text(*state, text, "a.txt");
		const char *date = only(&r)->published_on;
		if ((date != NULL) != (cases[i].date != NULL) || (date && strcmp(date, cases[i].date) != 0))
			fail_msg("%s: %s", cases[i].line, date ? date : "no date");
	}
	/* a byline's day is nearer */
	struct kua_reading r = run_text(*state, "The Courier | Tuesday, 2 July 2013 | 19°C\n\nA title\n\nPar Jeanne Martin, le 1 juillet 2013 à 17h05\n\n"
	                                        PROSE "\n", "a.txt");
	assert_string_equal(only(&r)->published_on, "2013-07-01");
	assert_string_equal(only(&r)->author, "Jeanne Martin");
}

static void days_of_a_chronicle(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "The strike day by day\n\n2 July 2013\n\nShots\n\n" PROSE "\n\n3 July 2013\n\nThe dead\n\n" PROSE
		"\n\n5 July 2013\n\nThe trial\n\n" PROSE, "a.txt");
	assert_null(only(&r)->published_on);
	r = run_text(*state, "Prisoners: a monthly update, March 2021\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->title, "Prisoners: a monthly update, March 2021");
	assert_string_equal(only(&r)->published_on, "2021-03");
}

static void menus_comments_related(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "Home | About | Contact | Velmora\nHome » News » Trials\nA title\n\n" PROSE
		"\n\nRead also: Another text of ours\n\n" PROSE "\n\nRelated posts\nOne title of others\nAnother title\n\n"
		"Share this\n\n3 responses to “A title”\n\nBob says:\n" PROSE "\n", "a.txt");
	assert_string_equal(only(&r)->text, "A title\n\n" PROSE "\n\n" PROSE);
	r = run_text(*state, PROSE "\n\nLeave a Reply\nYour email address will not be published.\nName\n", "a.txt");
	assert_string_equal(only(&r)->text, PROSE);
	/* captions keep their names, and are no titles */
	r = run_text(*state, "Click to expand Image Jane Smith leaves the court\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->text, "Jane Smith leaves the court\n\n" PROSE);
	assert_null(only(&r)->title);
	r = run_text(*state, "3 responses to the crisis\n\n" PROSE, "a.txt");
	assert_has(only(&r)->text, PROSE);
}

static void what_is_no_archive_page(void **state)
{
	/* a chronicle, a single marker, prose that has the words */
	struct kua_reading r = run_text(*state, "Chronicle\n\n2 July 2013\n\n" PROSE "\n\n3 July 2013\n\n" PROSE,
	                                "a.txt");
	assert_int_equal(r.n, 1);
	r = run_text(*state, "A title\n\nPosted by T on December 15, 2015\n\n" PROSE, "a.txt");
	assert_string_equal(only(&r)->author, "T");
	assert_string_equal(only(&r)->published_on, "2015-12-15");
	r = run_text(*state,
	             "It was posted by the prisoners on May 23, 2016, and then again.\n\nAnother was posted by them on May 24, 2016, too.\n", "a.txt");
	assert_int_equal(r.n, 1);
}

static void titles_below_markers(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "Posted by A on 2 July 2013\n\nOne title\n\n" PROSE "\n\nPosted by B on 3 July 2013\n\nAnother title\n\n" PROSE, "a.txt");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].title, "One title");
	assert_string_equal(r.items[0].text, PROSE);
	assert_string_equal(r.items[1].title, "Another title");
	assert_string_equal(r.items[1].author, "B");
}

static void prose_above_the_first_post_is_an_item(void **state)
{
	struct kua_reading r = run_text(*state,
	                                PROSE "\n\nOne title\n\nPosted by A on 2 July 2013\n\n" PROSE "\n\nAnother title\n\nPosted by B on 3 July 2013\n\n"
		PROSE, "a.txt");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].text, PROSE);
	assert_null(r.items[0].author);
}

/* ---- limits ---- */

static void items_at_the_limit_and_past_it(void **state)
{
	struct run r = *(struct run *)*state;
	static const char two[] = "One\n\nPosted by A on 2 July 2013\n\nText.\n\nTwo\n\nPosted by B on 3 July 2013\n\nText.\n";
	r.limits.items = 2;
	struct kua_reading got = run_text(&r, two, "a.txt");
	assert_true(got.read);
	r.limits.items = 1;
	got = run_text(&r, two, "a.txt");
	assert_int_equal(got.n, 1);
	assert_true(got.partial);
	assert_has(got.reason, "items: 1");
	r.limits.text = 4;
	assert_true(run_text(&r, "Text", "a.txt").read);
	got = run_text(&r, "Texts", "a.txt");
	assert_false(got.read);
	assert_has(got.reason, "text: 4");
}

/* Many lines that nearly match must not cost more than their number. */
static void hostile_lines(void **state)
{
	static const char *const lines[] = {"by a b c d e f g h i j k 2013 2013 2013 on on on\n",
	                                    "posted by by by by by on on 2013-\n", "2013 | 2013 | 2013 | 2013\n",
	                                    "Jane Smith, Secretary\n", "\n", "- | - | / 2 July 2013 by\n"};
	for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
		struct kua_buf b = KUA_BUF_INIT;
		while (b.len < 200000)
			kua_buf_str(&b, lines[k]);
		(void)run_bytes(*state, b.data, b.len, "a.txt");
		kua_buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings), cmocka_unit_test(kazakh_code_page),
		    cmocka_unit_test(marks_line_ends_and_controls),
		cmocka_unit_test(broken_bytes_stay_readable), cmocka_unit_test(what_is_no_text),
		cmocka_unit_test(title_author_date_of_one_text), cmocka_unit_test(labels),
		    cmocka_unit_test(signatures),
		cmocka_unit_test(titles), cmocka_unit_test(dates_in_prose_are_not_its_own),
		cmocka_unit_test(dates_with_places), cmocka_unit_test(roles_of_a_site),
		    cmocka_unit_test(furniture_goes_prose_stays),
		cmocka_unit_test(archive_page), cmocka_unit_test(markers_of_many_kinds), cmocka_unit_test(bylines_beside_markers),
		    cmocka_unit_test(what_follows_a_marker),
		cmocka_unit_test(dates_above_titles_and_marks_below), cmocka_unit_test(letters_page),
		cmocka_unit_test(notes_between_rules), cmocka_unit_test(mails), cmocka_unit_test(datelines),
		cmocka_unit_test(mastheads),
		cmocka_unit_test(days_of_a_chronicle), cmocka_unit_test(menus_comments_related),
		cmocka_unit_test(what_is_no_archive_page),
		cmocka_unit_test(titles_below_markers), cmocka_unit_test(prose_above_the_first_post_is_an_item),
		cmocka_unit_test(items_at_the_limit_and_past_it), kua_slow_test(hostile_lines),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
