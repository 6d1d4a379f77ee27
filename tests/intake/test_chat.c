/* test_chat.c - exports of messengers: Telegram's JSON and its kin, WhatsApp's text in the forms of many languages. */
#include "run.h"

/* ---- JSON ---- */

#define TELEGRAM_MESSAGES                                                                                             \
	"{\"id\":1,\"type\":\"service\",\"date\":\"2022-01-04T10:00:00\",\"actor\":\"Ann\",\"action\":\"create_group\",\"text\":\"\"}," \
	"{\"id\":2,\"type\":\"message\",\"date\":\"2022-01-05T14:02:11\",\"date_unixtime\":\"1641369731\",\"from\":\"Jane Smith\","       \
	"\"from_id\":\"user7\",\"text\":[\"Two were \",{\"type\":\"bold\",\"text\":\"shot\"},\" at the square.\\nOne is dead.\"]},"      \
	"{\"id\":3,\"type\":\"message\",\"date\":\"2022-01-06T09:00:00\",\"from\":\"Jane Smith\",\"forwarded_from\":\"John Brown\","     \
	"\"text\":\"Nobody may leave.\"},"                                                                                       \
	"{\"id\":4,\"type\":\"message\",\"date\":\"2022-01-06T09:01:00\",\"from\":\"Ann\",\"photo\":\"photos/photo_1.jpg\",\"text\":\"\"}," \
	"{\"id\":5,\"type\":\"message\",\"date\":\"2022-01-07T09:01:00\",\"from\":null,\"reply_to_message_id\":2,\"text\":\"We go on.\"}"

static void telegram_chat(void **state)
{
	struct kua_reading r = run_text(*state, "{\n \"name\": \"Strike of Ostrana\",\n \"type\": \"private_group\",\n \"id\": 1,\n"
	                                " \"messages\": [" TELEGRAM_MESSAGES "]\n}", "result.json");
	assert_true(r.read);
	assert_int_equal(r.n, 3);
	assert_string_equal(r.media_type, "application/json; charset=utf-8");
	assert_string_equal(r.items[0].author, "Jane Smith");
	assert_string_equal(r.items[0].published_on, "2022-01-05");
	assert_string_equal(r.items[0].text, "Two were shot at the square.\nOne is dead.");
	assert_string_equal(r.items[0].categories.v[0], "Strike of Ostrana");
	assert_int_equal(r.items[0].kind, KUA_KIND_MESSAGE);
	assert_string_equal(r.items[1].author, "John Brown");
	assert_null(r.items[2].author);
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_PASSED_ON);
	assert_int_equal(r.diagnosed[1].id, KUA_DIAG_FILES_NAMED);
	assert_string_equal(r.diagnosed[1].detail, "1, the first is photos/photo_1.jpg");
}

static void telegram_account(void **state)
{
	struct kua_reading r = run_text(*state, "{\"about\":\"Here is your data\",\"personal_information\":{\"user_id\":1},"
	                                "\"chats\":{\"about\":\"\",\"list\":[{\"name\":\"One\",\"messages\":[" TELEGRAM_MESSAGES "]},"
	                                "{\"type\":\"saved_messages\",\"messages\":[" TELEGRAM_MESSAGES "]}]}}", "result.json");
	assert_int_equal(r.n, 6);
	assert_string_equal(r.items[0].categories.v[0], "One");
	assert_int_equal(r.items[3].categories.n, 0);
}

static void other_messengers(void **state)
{
	struct kua_reading r = run_text(*state, "{\"participants\":[{\"name\":\"Jos\\u00c3\\u00a9\"}],\"messages\":[{\"sender_name\":"
	                                "\"Jos\\u00c3\\u00a9\",\"timestamp_ms\":1641369731000,\"content\":\"\\u00d0\\u0094\\u00d0\\u00b0\"},"
	                                "{\"sender_name\":\"Ann\",\"timestamp_ms\":1641369732000,\"content\":\"no\"}],\"title\":\"Us\"}", "message_1.json");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].author, "José");
	assert_string_equal(r.items[0].text, "Да");
	assert_string_equal(r.items[0].published_on, "2022-01-05");
	assert_string_equal(r.items[0].categories.v[0], "Us");
	r = run_text(*state, "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"The court has met.\",\"ts\":\"1641369731.000100\","
	             "\"user_profile\":{\"real_name\":\"Jane Smith\"}},{\"type\":\"message\",\"user\":\"U2\",\"text\":\"Yes\",\"ts\":\"1641369732.0\"}]", "day.json");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.items[0].kind, KUA_KIND_MESSAGE);
	assert_string_equal(r.items[0].published_on, "2022-01-05");
	r = run_text(*state, "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":\"2\",\"name\":\"general\"},\"messages\":["
	             "{\"id\":\"3\",\"type\":\"Default\",\"timestamp\":\"2022-01-05T14:02:11.5+00:00\",\"content\":\"Hello all\","
	             "\"author\":{\"id\":\"9\",\"name\":\"ann\",\"nickname\":\"Ann B\"}}]}", "c.json");
	assert_string_equal(only(&r)->author, "ann");
	/* articles are no messages */
	r = run_text(*state, "[{\"author\":\"A\",\"date\":\"2022-01-05\",\"text\":\"One\"},{\"author\":\"B\",\"date\":\"2022-01-05\",\"text\":\"Two\"}]", "x.json");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.items[0].kind, KUA_KIND_TEXT);
}

/* ---- text ---- */

#define LRM "\xe2\x80\x8e"
#define NNBSP "\xe2\x80\xaf"

static void whatsapp_on_android(void **state)
{
	struct kua_reading r = run_text(*state,
		"12/31/11, 11:58 PM - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n"
		"12/31/11, 11:59 PM - Jane Smith: Two were shot.\nOne is dead: he was 17.\n\nThey took the other away.\n"
		"1/2/12, 12:05" NNBSP "AM - +7 701 000 00 00: <Media omitted>\n"
		"1/2/12, 12:06" NNBSP "AM - +7 701 000 00 00: IMG-20120102-WA0001.jpg (file attached)\nThe square\n"
		"1/2/12, 12:07 AM - John changed the subject from \"a: b\" to \"c\"\n"
		"1/3/12, 1:07 AM - John: This message was deleted\n1/3/12, 1:08 AM - John: We go on\n",
		"in/WhatsApp Chat with Strike of Ostrana.txt");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].author, "Jane Smith");
	assert_string_equal(r.items[0].published_on, "2011-12-31");
	assert_string_equal(r.items[0].text, "Two were shot.\nOne is dead: he was 17.\n\nThey took the other away.");
	assert_string_equal(r.items[0].categories.v[0], "Strike of Ostrana");
	assert_string_equal(r.items[1].author, "+7 701 000 00 00");
	assert_string_equal(r.items[1].text, "The square");
	assert_string_equal(r.items[2].published_on, "2012-01-03");
	assert_has(r.reason, "IMG-20120102-WA0001.jpg");
	assert_hasnt(r.reason, "guessed");
}

static void whatsapp_on_iphone(void **state)
{
	struct kua_reading r = run_text(*state,
		"[16.12.11, 12:05:33] Strike: " LRM "Messages and calls are end-to-end encrypted.\n"
		LRM "[16.12.11, 12:06:33] ~" NNBSP "Jane: " LRM "<attached: 00000002-PHOTO-2011-12-16.jpg>\n"
		"[16.12.11, 12:07:33] Jane: The square [as it was]\n[17.12.11, 12:07] is no head\n"
		"[18.12.11, 12:07:33] Jane: " LRM "image omitted\n", "_chat.txt");
	assert_string_equal(only(&r)->author, "Jane");
	assert_string_equal(only(&r)->text, "The square [as it was]");
	assert_string_equal(only(&r)->published_on, "2011-12-16");
}

/* Two messages in the form of one language or program: the head with its name, and the day that is meant. */
static void forms_of_many_languages(void **state)
{
	static const struct {
		const char *first, *second, *day;
	} forms[] = {
		{"16.12.2011, 12:05 - Ann: ", "31.12.2011, 12:05 - Ann: ", "2011-12-16"},
		{"16.12.2011 г., 12:05 - Ann: ", "31.12.2011 г., 12:05 - Ann: ", "2011-12-16"},
		{"16/12/2011, 12:05 p. m. - Ann: ", "31/12/2011, 1:05 a. m. - Ann: ", "2011-12-16"},
		{"16/12/2011 à 12:05 - Ann: ", "31/12/2011 à 12:05 - Ann: ", "2011-12-16"},
		{"16.12.11 klo 12.05 - Ann: ", "31.12.11 klo 12.05 - Ann: ", "2011-12-16"},
		{"2011-12-16 12:05 - Ann: ", "2011-12-31 12:05 - Ann: ", "2011-12-16"},
		{"2011/12/16 12:05 - Ann: ", "2011/12/31 12:05 - Ann: ", "2011-12-16"},
		{"2011. 12. 16. 오후 12:05 - Ann: ", "2011. 12. 31. 오후 12:05 - Ann: ", "2011-12-16"},
		{"2011년 12월 16일 오후 12:05, Ann : ", "2011년 12월 31일 오후 12:05, Ann : ", "2011-12-16"},
		{"16-12-11 12:05 - Ann: ", "31-12-11 12:05 - Ann: ", "2011-12-16"},
		{"[16/12/11, 12:05:33 PM] Ann: ", "[31/12/11, 12:05:33 PM] Ann: ", "2011-12-16"},
		{"16.12.11, 12:05:33: Ann: ", "31.12.11, 12:05:33: Ann: ", "2011-12-16"},
		{"[ 16 декабря 2011 г. 12:05:33 ] Ann: ", "[ 31 декабря 2011 г. 12:05:33 ] Ann: ", "2011-12-16"},
		{"١٦‏/١٢‏/٢٠١١، ١٢:٠٥ م - Ann: ", "٣١‏/١٢‏/٢٠١١، ١٢:٠٥ م - Ann: ", "2011-12-16"},
		{"16/12/2554 12:05 - Ann: ", "31/12/2554 12:05 - Ann: ", "2011-12-16"},
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		char text[400];
		(void)snprintf(text, sizeof text, "%sOne was shot\n%sTwo are held\n", forms[i].first, forms[i].second);
		struct kua_reading r = run_text(*state, text, "chat.txt");
		if (r.n != 2 || !r.items[0].author || strcmp(r.items[0].author, "Ann") != 0 ||
		    strcmp(r.items[0].text, "One was shot") != 0 || strcmp(r.items[0].published_on, forms[i].day) != 0)
			fail_msg("%s: %zu items, %s, %s, %s", forms[i].first, r.n, r.n ? r.items[0].author : "", r.n ? r.items[0].text : "",
			         r.n ? r.items[0].published_on : "");
		assert_null(r.reason);
	}
}

static void day_and_month(void **state)
{
	/* no day beyond twelve, but as months first time would go back */
	struct kua_reading r = run_text(*state, "03/04/2012, 10:00 - A: one\n11/04/2012, 10:00 - B: two\n02/05/2012, 10:00 - A: three\n", "x.txt");
	assert_string_equal(r.items[0].published_on, "2012-04-03");
	assert_null(r.reason);
	r = run_text(*state, "03/04/2012, 10:00 - A: one\n03/04/2012, 10:01 - B: two\n", "x.txt");
	assert_string_equal(r.items[0].published_on, "2012-04-03");
	assert_int_equal(r.diagnosed[0].id, KUA_DIAG_DAY_OR_MONTH);
	r = run_text(*state, "3/4/12, 1:00 PM - A: one\n3/4/12, 1:01 PM - B: two\n", "x.txt");
	assert_string_equal(r.items[0].published_on, "2012-03-04");
}

static void what_is_no_chat(void **state)
{
	static const char *const texts[] = {
		"Meeting notes\n\n16.12.2011, 12:05 - the square is full.\n\nNothing more is known of it.\n",
		"16 December 2011\n\nDear Editor,\n\nAt 12:05 - so they say: nobody was there.\n",
		"12:05 Ann: we go\n12:06 Bob: yes\n", "1.2.3 - 4: 5\n", "[", "16.12.2011, 12:05 - ", "[16.12.2011, 99:99] A: b\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct kua_reading r = run_text(*state, texts[i], "x.txt");
		for (size_t j = 0; j < r.n; j++)
			assert_int_not_equal(r.items[j].kind, KUA_KIND_MESSAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(telegram_chat), cmocka_unit_test(telegram_account), cmocka_unit_test(other_messengers),
		cmocka_unit_test(whatsapp_on_android), cmocka_unit_test(whatsapp_on_iphone),
		cmocka_unit_test(forms_of_many_languages), cmocka_unit_test(day_and_month), cmocka_unit_test(what_is_no_chat),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
