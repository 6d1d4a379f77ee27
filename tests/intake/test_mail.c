/* test_mail.c - mail read from its bytes: parts, encodings, character sets, quotations, mailboxes, saved pages. */
#include "run.h"

#define HEAD "From: Ana Petrova <ana@example.org>\r\nTo: \"Field, Tom\" <tom@example.org>\r\nSubject: Re: Shelling\r\n" \
	"Date: Tue, 6 May 2014 23:30:00 -0600\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
#define SAID "Nine people died, and not twelve."
#define QUOTED "> Twelve people were killed by the shells.\r\n> The town is empty.\r\n"

static struct kua_reading read_mail(struct run *r, const char *more, const char *body)
{
	struct kua_buf b = KUA_BUF_INIT;
	kua_buf_printf(&b, "%s%s\r\n%s", HEAD, more, body);
	struct kua_reading got = run_bytes(r, b.data, b.len, "a.eml");
	kua_buf_free(&b);
	return got;
}

static bool says(const struct kua_reading *r, enum kua_diagnostic_id id)
{
	for (size_t i = 0; i < r->n_diagnosed; i++)
		if (r->diagnosed[i].id == id)
			return true;
	return false;
}

#define assert_says(r, id)                                                          \
	do {                                                                        \
		if (!says(&(r), (id)))                                              \
			fail_msg("not diagnosed: " #id "; but: %s", (r).reason);    \
	} while (0)

static void assert_meta(const struct kua_reading *r, const char *line)
{
	for (size_t i = 0; i < r->metadata.n; i++)
		if (strcmp(r->metadata.v[i], line) == 0)
			return;
	fail_msg("no metadata \"%s\"", line);
}

/* ---- the head ---- */

static void who_when_what(void **state)
{
	struct kua_reading r = read_mail(*state, "Cc: list:b@example.org,\r\n \"C, D\" <c@example.org>;\r\nKeywords: trials, prisons\r\n"
	                                 "X-Gmail-Labels: Inbox,Velmora\r\nReceived: from a by b; 7 May 2014 05:31:00 +0000\r\n",
	                                 SAID "\r\n");
	const struct kua_raw_item *item = only(&r);
	assert_string_equal(r.media_type, "message/rfc822");
	assert_string_equal(item->title, "Re: Shelling");
	assert_string_equal(item->author, "Ana Petrova");
	assert_string_equal(item->published_on, "2014-05-06"); /* in the sender's zone */
	assert_string_equal(item->text, SAID);
	assert_int_equal(item->addressees.n, 3);
	assert_string_equal(item->addressees.v[0], "Tom Field");
	assert_string_equal(item->addressees.v[1], "b@example.org");
	assert_string_equal(item->addressees.v[2], "D C");
	assert_int_equal(item->categories.n, 3);
	assert_true(kua_list_has(&item->categories, "trials") && kua_list_has(&item->categories, "Velmora"));
	assert_meta(&r, "mail.from: Ana Petrova <ana@example.org>");
	assert_meta(&r, "mail.message-id: <1@example.org>");
	assert_meta(&r, "mail.received-first: from a by b; 7 May 2014 05:31:00 +0000");
}

static void words_of_heads(void **state)
{
	static const struct {
		const char *subject, *title;
	} cases[] = {
		{"=?UTF-8?B?0J7QsdGB0YLRgNC10Ls=?=", "Обстрел"},
		{"=?utf-8?q?=D0=9E=D0=B1?=\r\n =?utf-8?q?=D1=81?= and more", "Обс and more"},
		{"=?utf-8?b?0J7Q?= =?utf-8?b?sQ==?=", "Об"},          /* cut inside a character */
		{"=?koi8-r?Q?=EF=C2=D3=D4=D2=C5=CC_=C7=CF=D2=CF=C4=C1?=", "Обстрел города"},
		{"=?windows-1251?Q?=CE=E1 =F1?=", "Об с"},             /* white space inside */
		{"\"=?utf-8?Q?Caf=C3=A9?=\"", "\"Café\""},
		{"=?utf-8?Q?no end", "no end"},
		{"=?none?B?VEVTVA==?=", "TEST"},
		{"=? =?x?= plain", "=? =?x?= plain"},
		{"\xd0\x9e\xd0\xb1", "Об"},
		{"a\t folded\r\n\tline", "a folded line"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char mail[1000];
		(void)snprintf(mail, sizeof mail, "From: a@example.org\r\nSubject: %s\r\n\r\n" SAID "\r\n", cases[i].subject);
		struct kua_reading r = run_text(*state, mail, "a.eml");
		assert_string_equal(only(&r)->title, cases[i].title);
	}
}

static void dates(void **state)
{
	static const struct {
		const char *date, *iso;
	} cases[] = {
		{"Mon, 5 May 2014 16:07:05 +0200", "2014-05-05"}, {"5 May 14 16:07 GMT", "2014-05-05"},
		{"Mon May  5 16:07:05 2014", "2014-05-05"}, {"Mon, 5 May 114 16:07:05", "2014-05-05"},
		{"2014-05-05T16:07:05Z", "2014-05-05"}, {"пн, 5 мая 2014 16:07:05 +0400", "2014-05-05"},
		{"Mon, 31 Feb 2014 10:00:00", NULL}, {"yesterday", NULL}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char mail[500];
		(void)snprintf(mail, sizeof mail, "From: a@example.org\r\nSubject: x\r\nDate: %s\r\n\r\n" SAID "\r\n", cases[i].date);
		struct kua_reading r = run_text(*state, mail, "a.eml");
		const char *iso = only(&r)->published_on;
		if ((iso != NULL) != (cases[i].iso != NULL) || (iso && strcmp(iso, cases[i].iso) != 0))
			fail_msg("%s: %s", cases[i].date, iso ? iso : "no date");
		assert_true(says(&r, KUA_DIAG_MAIL_DATE) == !cases[i].iso);
	}
	/* then the day on which it was received stands for it */
	struct kua_reading r = run_text(*state, "Received: from a by b;\r\n Tue, 6 May 2014 01:00:00 +0000\r\nFrom: a@example.org\r\nSubject: x\r\n\r\n" SAID, "a.eml");
	assert_string_equal(only(&r)->published_on, "2014-05-06");
}

static void damaged_heads(void **state)
{
	struct kua_reading r = run_text(*state, "From: a@example.org\r\nthis is no field\r\nSubject: x\r\n\r\n" SAID, "a.eml");
	assert_string_equal(only(&r)->title, "x");
	r = run_text(*state, "From: a@example.org\r\nSubject: x\r\n" SAID "\r\nand more\r\n", "a.eml"); /* no blank line */
	assert_string_equal(only(&r)->text, SAID "\nand more");
	r = run_text(*state, "From: a@example.org\rSubject: x\r\r" SAID "\r", "a.eml");
	assert_string_equal(only(&r)->text, SAID);
	r = run_text(*state, "To: a@example.org,\r\n\r\n b@example.org\r\nSubject: x\r\n\r\n" SAID, "a.eml");
	assert_string_equal(only(&r)->title, "x");
	r = run_text(*state, "From: (nobody)\r\nTo: , (x), <>, \"\"\r\nSubject: x\r\n\r\n" SAID, "a.eml");
	assert_string_equal(only(&r)->text, SAID);
	static const char nul[] = "From: a@example.org\r\nSubject: a\0b\r\n\r\n" SAID;
	r = run_bytes(*state, nul, sizeof nul - 1, "a.eml");
	assert_string_equal(only(&r)->title, "ab");
}

static void what_is_no_mail(void **state)
{
	struct kua_reading r = run_text(*state, "Note: one\nTo: all\n\nThe text of a note, at some length.\n", "a.txt");
	assert_has(r.media_type, "text/plain");
	r = run_text(*state, "From here on it went badly.\nNobody: came\n\nThe text of a note.\n", "a.txt");
	assert_has(r.media_type, "text/plain");
}

/* ---- characters ---- */

static void character_sets(void **state)
{
	static const char cp1251[] = "\xcf\xee\xe3\xe8\xe1\xeb\xe8 \xe4\xe5\xe2\xff\xf2\xfc \xf7\xe5\xeb\xee\xe2\xe5\xea, \xf1\xee\xee\xe1\xf9\xe8\xeb "
		"\xec\xe8\xed\xe8\xf1\xf2\xf0 \xe2\xed\xf3\xf2\xf0\xe5\xed\xed\xe8\xf5 \xe4\xe5\xeb.";
	static const char *const declared[] = {"windows-1251", "us-ascii", "iso-8859-1", "utf-8", "koi8-r", "iso-8859-5", "no-such-set", ""};
	for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
		char type[100];
		(void)snprintf(type, sizeof type, "Content-Type: text/plain; charset=\"%s\"\r\n", declared[i]);
		struct kua_reading r = read_mail(*state, type, cp1251);
		assert_string_equal(only(&r)->text, "Погибли девять человек, сообщил министр внутренних дел.");
		assert_true(says(&r, KUA_DIAG_CHARSET_LIE) == (i >= 3 && i <= 5));
	}
	struct kua_reading r = read_mail(*state, "Content-Type: text/plain; charset=iso-8859-1\r\n", "pr\xe9" "fet bless\xe9 \xe0 Orl\xe9" "ans");
	assert_string_equal(only(&r)->text, "préfet blessé à Orléans");
	r = read_mail(*state, "Content-Type: text/plain; charset=utf-7\r\n", "+BB4EMQ-!\r\n");
	assert_string_equal(only(&r)->text, "Об!");
	r = read_mail(*state, "Content-Type: text/plain; charset=iso-2022-jp\r\n", "\x1b$B$^\x1b(B!\r\n");
	assert_string_equal(only(&r)->text, "ま!");
}

static void transfer_encodings(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Transfer-Encoding: quoted-printable\r\n", "a=3Db=\r\nc =  \r\nd=ZZ=e9=\r\n");
	assert_string_equal(only(&r)->text, "a=bc d=ZZé");
	r = read_mail(*state, "Content-Transfer-Encoding: base64\r\n", "TmluZSBwZW9wbGUg\r\nZGllZC4=\r\nIE1vcmUu\r\n");
	assert_string_equal(only(&r)->text, "Nine people died. More.");
	r = read_mail(*state, "Content-Transfer-Encoding: base64\r\n", "TmluZSB!wZW9wbGUg*\r\nZGllZC4\r\n");
	assert_string_equal(only(&r)->text, "Nine people died.");
	assert_true(r.partial);
	assert_says(r, KUA_DIAG_MAIL_CODE);
	r = read_mail(*state, "Content-Transfer-Encoding: base64\r\n", SAID "\r\n" SAID "\r\n"); /* it is not */
	assert_has(only(&r)->text, SAID);
	r = read_mail(*state, "", "See below.\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nbegin to see\r\n=ybegin line=128 size=3 name=b.txt\r\n\x8b\x8c\x8d\r\n=yend size=3\r\nThanks.\r\n");
	assert_string_equal(only(&r)->text, "See below.\nbegin to see\nThanks.");
	assert_int_equal(r.n_inner, 2);
	assert_string_equal(r.inner[0].name, "a.txt");
	assert_memory_equal(r.inner[0].bytes, "abc", 3);
	assert_memory_equal(r.inner[1].bytes, "abc", 3);
}

static void flowed(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Type: text/plain; format=flowed; delsp=no\r\n",
	                                 "Nine people \r\ndied, and \r\nnot twelve.\r\n From here on.\r\n-- \r\nAna\r\n");
	assert_string_equal(only(&r)->text, SAID "\nFrom here on.");
}

/* ---- parts ---- */

#define TWO_PARTS(first, second) "--b\r\n" first "\r\n--b\r\n" second "\r\n--b--\r\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\r\n"

static void alternatives(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
	                                 TWO_PARTS("Content-Type: text/plain\r\n\r\n" SAID, "Content-Type: text/html\r\n\r\n<p>Other words.</p>"));
	assert_string_equal(only(&r)->text, SAID);
	r = read_mail(*state, "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
	              TWO_PARTS("Content-Type: text/plain\r\n\r\n \r\n", "Content-Type: text/html\r\n\r\n<p>" SAID "</p>"));
	assert_string_equal(only(&r)->text, SAID);
}

static void attachments(void **state)
{
	struct kua_reading r = read_mail(*state, MIXED,
	                                 "preamble\r\n--b\r\n\r\n" SAID "\r\n--bc\r\nis no delimiter\r\n"
	                                 "--b\r\nContent-Type: application/pdf;\r\n name*0*=utf-8''%D0%9E; name*1=t.pdf\r\n\r\n%PDF\r\n"
	                                 "--b\r\nContent-Type: image/jpeg; name=\"=?utf-8?B?0J4=?=.jpg\"\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/\r\n"
	                                 "--b\r\nContent-Disposition: attachment; filename=\"..\\..\\a/x.txt\"\r\n\r\nx\r\n"
	                                 "--b\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\ny\r\n"
	                                 "--b\r\nContent-Type: image/png\r\n\r\nz\r\n"
	                                 "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\nSubject: in/side\r\n\r\nhi\r\n--b--\r\n");
	static const char *const names[] = {"Оt.pdf", "О.jpg", "x.txt", "x-2.txt", "part-5.png", "in-side.eml"};
	assert_string_equal(only(&r)->text, SAID "\n--bc\nis no delimiter");
	assert_int_equal(r.n_inner, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(r.inner[i].name, names[i]);
	assert_string_equal(r.inner[1].media_type, "image/jpeg");
	assert_int_equal(r.inner[1].n, 3);
	assert_int_equal(r.inner[3].n, 1); /* the line end before a delimiter is its own */
}

static void only_attachments(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Type: application/pdf; name=a.pdf\r\n", "%PDF-1.4\r\n");
	assert_string_equal(only(&r)->text, "Re: Shelling");
	assert_int_equal(r.n_inner, 1);
	assert_says(r, KUA_DIAG_MAIL_EMPTY);
}

static void broken_parts(void **state)
{
	struct kua_reading r = read_mail(*state, MIXED, "--b\r\n\r\n" SAID "\r\n");
	assert_string_equal(only(&r)->text, SAID);
	assert_says(r, KUA_DIAG_MAIL_CUT);
	r = read_mail(*state, "Content-Type: multipart/mixed; boundary=other\r\n", "--b\r\nContent-Type: text/plain\r\n\r\n" SAID "\r\n--b--\r\n");
	assert_string_equal(only(&r)->text, SAID);
	assert_says(r, KUA_DIAG_MAIL_DELIMITER);
	r = read_mail(*state, MIXED, SAID "\r\n");
	assert_string_equal(only(&r)->text, SAID);
	r = read_mail(*state, "Content-Type: multipart\r\n", SAID "\r\n");
	assert_string_equal(only(&r)->text, SAID);
	r = read_mail(*state, MIXED, "");
	assert_says(r, KUA_DIAG_MAIL_CUT);
}

static void nesting(void **state)
{
	for (int depth = 31; depth <= 2000; depth = depth == 31 ? 32 : depth == 32 ? 33 : depth * 10) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_str(&b, HEAD);
		for (int i = 0; i < depth; i++)
			kua_buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
		kua_buf_str(&b, "\r\n" SAID "\r\n");
		struct kua_reading r = run_bytes(*state, b.data, b.len, "a.eml");
		assert_has(only(&r)->text, SAID);
		assert_true(says(&r, KUA_DIAG_DEEP) == (depth > 32));
		kua_buf_free(&b);
	}
}

static void signed_and_encrypted(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n",
	                                 TWO_PARTS("\r\n" SAID, "Content-Type: application/pgp-signature\r\n\r\nxx"));
	assert_string_equal(only(&r)->text, SAID);
	assert_int_equal(r.n_inner, 0);
	assert_says(r, KUA_DIAG_SIGNED);
	r = read_mail(*state, "", "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n" SAID "\r\n- -- x\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ\r\n-----END PGP SIGNATURE-----\r\n");
	assert_string_equal(only(&r)->text, SAID "\n-- x");
	assert_says(r, KUA_DIAG_SIGNED);
	r = read_mail(*state, "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n", "MIAG\r\n");
	assert_true(r.partial);
	assert_says(r, KUA_DIAG_MAIL_ENCRYPTED);
}

/* ---- quotations ---- */

/* Below a reply, above it, with the lines that say whose words follow, as programs of many languages write them. */
static void quotations(void **state)
{
	static const struct {
		const char *line, *author, *date;
	} cases[] = {
		{"On Mon, May 5, 2014 at 3:04 PM, Tom Field <tom@example.org> wrote:", "Tom Field", "2014-05-05"},
		{"On Mon, May 5, 2014 at 3:04 PM, Tom Field <\r\ntom@example.org> wrote:", "Tom Field", "2014-05-05"},
		{"On 5 May 2014, Field, Tom wrote:", "Tom Field", "2014-05-05"},
		{"Tom Field writes:", "Tom Field", NULL},
		{"5 мая 2014 г., 15:04 пользователь Том Филд <tom@example.org> написал:", "Том Филд", "2014-05-05"},
		{"Понедельник, 5 мая 2014, 15:04 +04:00 от Том Филд <tom@example.org>:", "Том Филд", "2014-05-05"},
		{"05.05.2014 15:04, Том Филд пишет:", "Том Филд", "2014-05-05"},
		{"05.05.2014, 15:04, \"Том Филд\" <tom@example.org>:", "Том Филд", "2014-05-05"},
		{"Том Филд <tom@example.org> жазды:", "Том Филд", NULL},
		{"Le 5 mai 2014 à 15:04, Tom Field <tom@example.org> a écrit :", "Tom Field", "2014-05-05"},
		{"Am 05.05.2014 um 15:04 schrieb Tom Field:", "Tom Field", "2014-05-05"},
		{"Am Montag, 5. Mai 2014 schrieb Tom Field <tom@example.org>:", "Tom Field", "2014-05-05"},
		{"El 5 de mayo de 2014, 15:04, Tom Field <tom@example.org> escribió:", "Tom Field", "2014-05-05"},
	};
	for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
		char body[1000];
		if (i % 2)
			(void)snprintf(body, sizeof body, "%s\r\n" QUOTED "\r\n" SAID "\r\n", cases[i / 2].line);
		else
			(void)snprintf(body, sizeof body, SAID "\r\n\r\n%s\r\n\r\n" QUOTED, cases[i / 2].line);
		struct kua_reading r = read_mail(*state, "Content-Type: text/plain; charset=utf-8\r\n", body);
		if (r.n != 2)
			fail_msg("%s: %zu items", cases[i / 2].line, r.n);
		assert_string_equal(r.items[0].text, SAID);
		assert_int_equal(r.items[0].kind, KUA_KIND_TEXT);
		assert_int_equal(r.items[1].kind, KUA_KIND_QUOTATION);
		assert_string_equal(r.items[1].text, "Twelve people were killed by the shells.\nThe town is empty.");
		assert_string_equal(r.items[1].title, "Shelling");
		if (!r.items[1].author || strcmp(r.items[1].author, cases[i / 2].author) != 0)
			fail_msg("%s: by %s", cases[i / 2].line, r.items[1].author ? r.items[1].author : "nobody");
		if (cases[i / 2].date)
			assert_string_equal(r.items[1].published_on, cases[i / 2].date);
		else
			assert_null(r.items[1].published_on);
	}
}

/* Another mail's head inside a mail: everything below it is another's. */
static void forwarded(void **state)
{
	static const char *const heads[] = {
		"-----Original Message-----\r\nFrom: Field, Tom [mailto:tom@example.org]\r\nSent: Monday, May 05, 2014 3:04 PM\r\nTo: Ana\r\nSubject: News\r\n",
		"________________________________\r\nFrom: Tom Field <tom@example.org>\r\nSent: Monday, May 5, 2014\r\nTo: Ana\r\nSubject: News\r\n",
		"---------- Forwarded message ----------\r\nFrom: *Tom Field* <tom@example.org>\r\nDate: Mon, May 5, 2014 at 3:04 PM\r\nSubject: News\r\nTo: Ana\r\n",
		"-----Исходное сообщение-----\r\nОт: Tom Field\r\nОтправлено: 5 мая 2014 г. 15:04\r\nКому: Ana\r\nТема: News\r\n",
		"Von: Tom Field\r\nGesendet: Montag, 5. Mai 2014 15:04\r\nAn: Ana\r\nBetreff: News\r\n",
		"De : Tom Field\r\nEnvoyé : lundi 5 mai 2014 15:04\r\nÀ : Ana\r\nObjet : News\r\n",
		"De: Tom Field\r\nEnviado el: lunes, 5 de mayo de 2014 15:04\r\nPara: Ana\r\nAsunto: News\r\n",
		"*From:* Tom Field\r\n*Sent:* Monday, May 5, 2014 3:04 PM\r\n*To:* Ana\r\n*Subject:* News\r\n",
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		char body[2000];
		(void)snprintf(body, sizeof body, SAID "\r\n\r\n%s\r\nTwelve people were killed.\r\n", heads[i]);
		struct kua_reading r = read_mail(*state, "Content-Type: text/plain; charset=utf-8\r\n", body);
		if (r.n != 2 || !r.items[1].author || !r.items[1].published_on || !r.items[1].title)
			fail_msg("%s: %zu items, or something of the second is not known", heads[i], r.n);
		assert_string_equal(r.items[0].text, SAID);
		assert_string_equal(r.items[1].text, "Twelve people were killed.");
		assert_string_equal(r.items[1].author, "Tom Field");
		assert_string_equal(r.items[1].published_on, "2014-05-05");
		assert_string_equal(r.items[1].title, "News");
	}
}

static void quotations_in_quotations(void **state)
{
	struct kua_reading r = read_mail(*state, "", SAID "\r\n\r\nOn 5 May 2014 15:04, Tom Field wrote:\r\n> I think so.\r\n>\r\n"
	                                 "> On 4 May 2014 11:02, Lee Wong wrote:\r\n>> Is it true?\r\n>> Tell me.\r\n");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[1].text, "I think so.");
	assert_string_equal(r.items[2].author, "Lee Wong");
	assert_string_equal(r.items[2].text, "Is it true?\nTell me.");
	r = read_mail(*state, "", "\r\nBegin forwarded message:\r\n\r\n> From: Tom Field <tom@example.org>\r\n> Date: 5 May 2014 15:04:00 GMT\r\n"
	              "> Subject: News\r\n>\r\n> Twelve people were killed.\r\n");
	assert_string_equal(only(&r)->author, "Tom Field");
	assert_int_equal(only(&r)->kind, KUA_KIND_QUOTATION);
	r = read_mail(*state, "", "See:\r\n\r\n----- Forwarded message from Tom Field <tom@example.org> -----\r\n\r\nDate: Mon, 5 May 2014 15:04:00 +0000\r\n"
	              "From: Tom Field <tom@example.org>\r\nSubject: News\r\n\r\nTwelve.\r\n\r\n----- End forwarded message -----\r\n\r\nThat is all.\r\n");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, "See:\n\nThat is all.");
}

static void replies_between(void **state)
{
	struct kua_reading r = read_mail(*state, "", "On 5 May 2014, Tom Field wrote:\r\n> Twelve people were killed.\r\nNo: nine.\r\n> The town is empty.\r\nIt is not.\r\n");
	assert_string_equal(only(&r)->text, "On 5 May 2014, Tom Field wrote:\n> Twelve people were killed.\nNo: nine.\n> The town is empty.\nIt is not.");
	/* somebody tells what was written: that is no mark of a mail */
	r = read_mail(*state, "", "On 5 May 2014 the minister wrote:\r\n\r\nTwelve people were killed.\r\n\r\nWe doubt it.\r\n");
	assert_has(only(&r)->text, "We doubt it.");
	assert_has(only(&r)->text, "Twelve people");
}

static void pages_as_mail(void **state)
{
	struct kua_reading r = read_mail(*state, "Content-Type: text/html; charset=utf-8\r\n",
	                                 "<div>" SAID "</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, May 5, 2014 at 3:04 PM Tom Field &lt;"
	                                 "<a href=\"mailto:t@example.org\">t@example.org</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\">"
	                                 "<div>Twelve people were killed.<br><br>The town is empty.</div></blockquote></div>");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].text, SAID);
	assert_string_equal(r.items[1].author, "Tom Field");
	assert_string_equal(r.items[1].text, "Twelve people were killed.\n\nThe town is empty.");
	r = read_mail(*state, "Content-Type: text/html\r\n", "<p class=MsoNormal>" SAID "</p><div style='border-top:solid'><p><b>From:</b> Tom Field<br><b>Sent:</b> "
	              "Monday, May 05, 2014 3:04 PM<br><b>To:</b> Ana<br><b>Subject:</b> News</p></div><p>Twelve people were killed.</p>");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[1].title, "News");
}

static void tails(void **state)
{
	static const char *const tails[] = {
		"-- \r\nAna Petrova\r\nOffice 12\r\n",
		"\r\nSent from my iPhone\r\n",
		"\r\nОтправлено с iPhone\r\n",
		"\r\nThis e-mail and any attachments are confidential.\r\nIf you are not the intended recipient, delete it.\r\n",
		"\r\n_______________________________________________\r\nVelmora mailing list\r\nVelmora@lists.example.org\r\n",
		"\r\n-- \r\nYou received this message because you are subscribed to the group \"Velmora\".\r\nTo unsubscribe from this group, write to x@example.org.\r\n",
		"--\r\nAna\r\n\r\n\r\nThis email and any files transmitted with it are confidential.\r\n"};
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		char body[1000];
		(void)snprintf(body, sizeof body, SAID "\r\n%s", tails[i]);
		struct kua_reading r = read_mail(*state, "Content-Type: text/plain; charset=utf-8\r\n", body);
		assert_string_equal(only(&r)->text, SAID);
	}
	struct kua_reading r = read_mail(*state, "", "-- \r\nAna Petrova\r\n"); /* never all of it */
	assert_has(only(&r)->text, "Ana Petrova");
	r = read_mail(*state, "", "I agree.\r\n\r\n\r\n\r\nAna\r\n");
	assert_string_equal(only(&r)->text, "I agree.\n\nAna");
}

/* ---- mailboxes ---- */

#define FROM(who, day) "From " who "@example.org Mon May  " day " 16:07:05 2014\nFrom: " who "@example.org\nSubject: About " who "\n"

static void mailboxes(void **state)
{
	struct kua_reading r = run_text(*state,
	                                FROM("a", "5") "\nOne.\nFrom here on it went badly.\n\nFrom the window one sees: nothing\nat all\n>From now on\n\n"
	                                FROM("b", "6") "\nTwo.\n" FROM("c", "7") "\nThree, no blank line before.\n", "a.mbox");
	assert_string_equal(r.media_type, "application/mbox");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].text, "One.\nFrom here on it went badly.\n\nFrom the window one sees: nothing\nat all\nFrom now on");
	assert_string_equal(r.items[1].published_on, "2014-05-06");
	assert_string_equal(r.items[2].title, "About c");
	assert_meta(&r, "mail.messages: 3");
	/* lengths: believed where they lead to the next, else not */
	r = run_text(*state, FROM("a", "5") "Content-Length: 43\n\nFrom z@z.org Mon May  5 16:07:05 2014\nX: y\n\n" FROM("b", "6") "Content-Length: 99\n\nTwo.\n\n"
	             FROM("c", "7") "Content-Length: 2\n\nThree.\n", "a.mbox");
	assert_int_equal(r.n, 3);
	assert_has(r.items[0].text, "X: y");
	assert_string_equal(r.items[2].text, "Three.");
	/* damage costs one message, and is said with its number */
	r = run_text(*state, FROM("a", "5") "\nOne.\n\n" FROM("b", "6") "Content-Transfer-Encoding: base64\n\nVHd!vLg==\n\n" FROM("c", "7")
	             "Content-Type: application/pdf; name=c.pdf\n\n%PDF\n", "a.mbox");
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[1].text, "Two.");
	assert_has(r.reason, "message 2");
	assert_string_equal(r.inner[0].name, "3/c.pdf");
	/* one with such a line above it is a mail */
	r = run_text(*state, FROM("a", "5") "\nOne.\n", "a.eml");
	assert_string_equal(r.media_type, "message/rfc822");
}

static void saved_pages(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example.org/a\r\nSubject: Nine dead\r\nDate: Tue, 6 May 2014 10:00:00 -0000\r\n"
	                                "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n"
	                                "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://news.example.org/a\r\n\r\n<html><head><title>Nine dead</title></head>"
	                                "<body><nav>Home</nav><h1>Nine dead</h1><p>" SAID " So said the mayor, at some length, in the square before =\r\nthe town hall.</p></body></html>\r\n"
	                                "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n--b--\r\n", "a.mhtml");
	assert_string_equal(only(&r)->title, "Nine dead");
	assert_string_equal(only(&r)->url, "https://news.example.org/a");
	assert_has(only(&r)->text, "before the town hall");
	assert_int_equal(r.n_inner, 0);
	assert_meta(&r, "captured: Tue, 6 May 2014 10:00:00 -0000");
	assert_says(r, KUA_DIAG_NOT_PAGES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_when_what), cmocka_unit_test(words_of_heads), cmocka_unit_test(dates), cmocka_unit_test(damaged_heads),
		cmocka_unit_test(what_is_no_mail), cmocka_unit_test(character_sets), cmocka_unit_test(transfer_encodings), cmocka_unit_test(flowed),
		cmocka_unit_test(alternatives), cmocka_unit_test(attachments), cmocka_unit_test(only_attachments), cmocka_unit_test(broken_parts),
		cmocka_unit_test(nesting), cmocka_unit_test(signed_and_encrypted), cmocka_unit_test(quotations), cmocka_unit_test(forwarded),
		cmocka_unit_test(quotations_in_quotations), cmocka_unit_test(replies_between), cmocka_unit_test(pages_as_mail), cmocka_unit_test(tails),
		cmocka_unit_test(mailboxes), cmocka_unit_test(saved_pages)};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
