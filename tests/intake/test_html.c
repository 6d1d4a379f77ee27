/* test_html.c - web pages: the matter and not the furniture, what the page says of itself, posts, depth. */
#include "run.h"
#include "../quick.h"

#include "intake/html.h"

#define PROSE "The court heard on Tuesday that nobody had been told of the charges, and the lawyers asked for a new hearing. "
#define PARA "<p>" PROSE PROSE "</p>\n"

static void article_without_its_furniture(void **state)
{
	struct kua_reading r = run_text(*state,
		"<!DOCTYPE html><html lang=\"en-GB\"><head><title>Hearing put off | The Daily</title>"
		"<meta name=\"author\" content=\"Jane Smith\"><meta property=\"article:published_time\" content=\"2014-03-05T10:00:00Z\">"
		"<style>p { color: red }</style><script>var share = 'x < y';</script></head><body>"
		"<header><h2>The Daily</h2></header><nav><ul><li><a href=/>Home</a></li><li><a href=/n>News of today</a></li></ul></nav>"
		"<div class=\"cookie-notice\">We use cookies to make this better. <a href=#>Accept</a></div>"
		"<article><h1>Hearing put off</h1><p class=byline>By Jane Smith</p>" PARA
		"<div class=\"share-buttons\"><a href=#>Facebook</a> <a href=#>Twitter</a></div>"
		"<p>Second &amp; last paragraph,<br>on two lines.</p><p hidden>Not for eyes</p><p style=\"display: none\">Nor this</p>"
		"<ul><li>First demand</li><li>Second demand</li></ul><p>Click to enlarge</p></article>"
		"<aside><p>Read also: another story that has nothing to do with it</p></aside>"
		"<div id=comments><p>A comment by somebody, at quite some length, about the price of bread.</p></div>"
		"<footer><p>Copyright. All rights reserved.</p></footer></body></html>", "page.html");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(r.media_type, "text/html; charset=utf-8");
	assert_string_equal(i->title, "Hearing put off");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2014-03-05");
	assert_string_equal(i->language, "en-GB");
	assert_has(i->text, "Hearing put off\n\nThe court heard");
	assert_has(i->text, "Second & last paragraph,\non two lines.\n\nFirst demand\nSecond demand");
	static const char *const gone[] = {"cookies", "Facebook", "Home", "var share", "color", "Not for eyes",
	                                   "Nor this", "Read also",
	                                   "price of bread", "Copyright", "enlarge", "The Daily"};
	for (size_t g = 0; g < sizeof gone / sizeof *gone; g++)
		assert_hasnt(i->text, gone[g]);
}

static void what_posts_say_of_themselves(void **state)
{
	struct kua_reading r = run_text(*state,
		"<html><head><title>Archive</title></head><body><div class=post><h2>One</h2><p class=meta>Posted by <a>Jane Smith</a> on "
		"<time datetime=2013-07-03>3 July 2013</time> in <a rel=category>Trials</a></p><p>" PROSE "</p></div><div class=post><h2>Two</h2>"
		"<time datetime=2013-07-02>Jul 2</time><p>" PROSE "</p></div></body></html>", "a.html");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].author, "Jane Smith");
	assert_string_equal(r.items[0].published_on, "2013-07-03");
	assert_string_equal(r.items[0].categories.v[0], "Trials");
	assert_has(PROSE, r.items[0].text);
	assert_null(r.items[1].author);
	assert_string_equal(r.items[1].published_on, "2013-07-02");
	assert_has(PROSE, r.items[1].text);
}

static void page_without_semantics_keeps_its_prose(void **state)
{
	struct kua_reading r = run_text(*state,
		"<html><head><title>Letter</title></head><body><table><tr><td><a href=1>One</a><br><a href=2>Two</a></td><td>"
		"<font size=2>" PROSE "<br><br>" PROSE "</font><br><br>Yours sincerely<br>Jane Smith<br>Secretary, Free Them All"
		"</td></tr></table></body></html>", "old.htm");
	const struct kua_raw_item *i = only(&r);
	assert_has(i->text, "new hearing.\n\nThe court heard");
	assert_has(i->text, "Yours sincerely\nJane Smith");
	assert_string_equal(i->author, "Jane Smith");
	assert_hasnt(i->text, "Two");
}

static void json_ld_and_time(void **state)
{
	struct kua_reading r = run_text(*state,
		"<html><head><script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"Organization\",\"name\":\"X\"},"
		"{\"@type\":\"NewsArticle\",\"headline\":\"What they said\",\"datePublished\":\"2015-12-15T08:00:00+06:00\","
		"\"author\":[{\"@type\":\"Person\",\"name\":\"Jane Smith\"}]}]}</script></head><body><main>" PARA PARA "</main></body></html>",
		"x.html");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->title, "What they said");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2015-12-15");
	r = run_text(*state,
	             "<body><article><h1>T</h1><time datetime=\"2013-07-02\">2 July</time>" PARA "</article></body>", "x.html");
	assert_string_equal(only(&r)->published_on, "2013-07-02");
	r = run_text(*state, "<script type=\"application/ld+json\">{\"headline\": [[[</script><p>" PROSE "</p>",
	             "x.html");
	assert_has(only(&r)->text, "The court heard");
}

#define POST(title, who, date, more)                                                                                          \
	"<div class=\"post hentry\"><h2 class=\"entry-title\"><a href=\"#\">" title "</a></h2><div class=\"entry-meta\">Posted by "    \
	"<span class=\"author\">" who "</span> on <span class=\"date\">" date "</span></div><div class=\"entry\">" PARA more           \
	"</div><p class=\"postmetadata\">Posted in <a href=# rel=\"category tag\">News</a>, <a href=# rel=\"category tag\">Appeals</a> | "  \
	"<a href=#>No Comments</a></p></div>"

static void posts_of_an_archive_page(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "<html><head><title>Archive</title></head><body><h1>Press releases</h1><div id=content>"
		POST("First title", "admin", "May 23, 2016", "<p>first text</p>") POST("Second title", "T",
		                                                                       "December 15, 2015",
		                                                                       "second text")
		POST("Third title", "T", "November 03, 2015",
		     "") "</div><div class=sidebar><ul><li><a href=#>Old</a></li></ul></div></body></html>",
		"archive.html");
	assert_true(r.read);
	assert_int_equal(r.n, 3);
	assert_string_equal(r.items[0].title, "First title");
	assert_null(r.items[0].author);
	assert_string_equal(r.items[0].published_on, "2016-05-23");
	assert_int_equal(r.items[0].categories.n, 2);
	assert_string_equal(r.items[0].categories.v[1], "Appeals");
	assert_has(r.items[0].text, "first text");
	assert_hasnt(r.items[0].text, "First title");
	assert_hasnt(r.items[0].text, "Posted");
	assert_hasnt(r.items[0].text, "second text");
	assert_string_equal(r.items[2].title, "Third title");
	assert_string_equal(r.items[2].published_on, "2015-11-03");
}

static void posts_without_marked_elements(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "<html><body><h3>One title</h3><p>Posted by admin on May 23, 2016<br>News / No Comments</p>" PARA
		"<h3>Another title</h3><p>Posted by T on December 15, 2015<br>News, Appeals / 2 Comments</p>" PARA "</body></html>", "a.html");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[1].title, "Another title");
	assert_int_equal(r.items[1].categories.n, 2);
	assert_hasnt(r.items[0].text, "Another");
}

#define MESSAGE(more, name, time, text)                                                                                     \
	"<div class=\"message default clearfix" more "\" id=\"message7\"><div class=\"pull_left userpic_wrap\"><div class=\"userpic\">"     \
	"<div class=\"initials\">Z</div></div></div><div class=\"body\"><div class=\"pull_right date details\" title=\"" time "\">14:02"     \
	"</div>" name text "</div></div>"
#define SENDER(name) "<div class=\"from_name\">" name "</div>"
#define TEXT(text) "<div class=\"text\">" text "</div>"

static void messages_of_a_channel(void **state)
{
	struct kua_reading r = run_text(*state,
		"<html><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"text bold\">News of Ostrana</div></div>"
		"<div class=\"history\"><div class=\"message service\"><div class=\"body details\">5 January 2022</div></div>"
		MESSAGE("", SENDER("News of Ostrana"), "05.01.2022 14:02:11 UTC+06:00", TEXT("Two were shot at the square.<br>One is dead."))
		MESSAGE(" joined", "", "06.01.2022 09:15:00 UTC+06:00", TEXT("The court has met."))
		MESSAGE("", SENDER("Jane Smith"), "06.01.2022 10:15:00", "<div class=\"media_wrap\"><div class=\"title bold\">Photo</div></div>")
		MESSAGE("", SENDER("Jane Smith"), "07.01.2022 10:15:00", "<div class=\"forwarded body\">" SENDER("John Brown"
		"<span class=\"date details\" title=\"04.01.2022 08:00:00\"> 04.01.2022 08:00:00</span>") TEXT("Nobody may leave.") "</div>")
		MESSAGE("", SENDER("Admin"), "08.01.2022 10:15:00", TEXT("We go on."))
		"</div></div></body></html>", "messages.html");
	assert_int_equal(r.n, 4);
	assert_string_equal(r.items[0].author, "News of Ostrana");
	assert_string_equal(r.items[0].published_on, "2022-01-05");
	assert_string_equal(r.items[0].text, "Two were shot at the square.\nOne is dead.");
	assert_null(r.items[0].title);
	assert_string_equal(r.items[1].author, "News of Ostrana");
	assert_string_equal(r.items[1].published_on, "2022-01-06");
	assert_string_equal(r.items[1].text, "The court has met.");
	assert_string_equal(r.items[2].author, "John Brown"); /* whose words Jane Smith passed on */
	assert_string_equal(r.items[2].published_on, "2022-01-07");
	assert_has(r.reason, "1 messages");
	assert_int_equal(r.items[2].kind, KUA_KIND_MESSAGE);
	assert_int_equal(r.items[0].categories.n, 1);
	assert_string_equal(r.items[0].categories.v[0], "News of Ostrana");
	assert_string_equal(r.items[2].text, "Nobody may leave.");
	assert_null(r.items[3].author);
	/* one message, and an article with a notice of that class, are no chat */
	r = run_text(*state, "<body><div class=\"message\"><p>Please read our rules.</p></div><h1>The story</h1>" PARA PARA
	             "<div class=\"message\"><time datetime=2022-01-05></time><p>One says so</p></div><div class=\"message\">"
	             "<time datetime=2022-01-06></time><p>Another too</p></div></body>", "a.html");
	assert_string_equal(only(&r)->title, "The story");
	assert_has(only(&r)->text, "The court heard");
}

static void check_page_title(struct run *r, const char *head, const char *body, const char *title)
{
	char page[3000];
	(void)snprintf(page, sizeof page, "<html><head>%s</head><body>%s%s%s</body></html>", head, body, PARA, PARA);
	struct kua_reading got = run_text(r, page, "a.html");
	const char *found = only(&got)->title;
	if (strcmp(found ? found : "", title) != 0)
		fail_msg("title %s, expected %s", found ? found : "none", title);
}

/* A page's heading may be its site's name, and its title bold text. */
static void titles_and_names_of_sites(void **state)
{
	static const char site_h1[] = "<h1>Ministry of Order</h1><p><b>On the events in Ostrana</b></p>";
	check_page_title(*state, "<title>Ministry of Order - On the events in Ostrana</title>", site_h1, "On the events in Ostrana");
	check_page_title(*state, "<title>On the events in Ostrana | Ministry of Order</title>", site_h1, "On the events in Ostrana");
	check_page_title(*state, "<title>On the events in Ostrana</title>", site_h1, "On the events in Ostrana");
	check_page_title(*state, "<title>Ministry of Order | On the events</title>", "<header>Ministry of Order</header>", "On the events");
	check_page_title(*state, "<title>On the events - Ministry of Order</title><meta property=\"og:site_name\" content=\"Ministry of Order\">",
	                 "<h1>Ministry of Order</h1>", "On the events");
	check_page_title(*state, "<title>Ministry of Order</title>", "<header>Ministry of Order</header><p><b>On the events in Ostrana</b></p>",
	                 "On the events in Ostrana");
	/* a heading is a title unless something says that it is not */
	check_page_title(*state, "<title>The Daily - Hearing put off</title>", "<h1>Hearing put off</h1>", "Hearing put off");
	check_page_title(*state, "<title>The Daily</title>", "<div>The Daily</div><h1>Hearing put off</h1>", "Hearing put off");
	check_page_title(*state, "<title>Put off | The Daily</title>", "<h1>Hearing put off</h1>", "Hearing put off");
	check_page_title(*state, "<title>Hearing - and after</title>", "", "Hearing - and after");
}

static void one_article_among_teasers(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "<body><div><article><h1>The story</h1>" PARA PARA PARA PARA PARA PARA PARA PARA
		"</article><article><h3>Other</h3><p>Short teaser text of another story, of some length</p></article></div></body>", "a.html");
	assert_int_equal(r.n, 1);
	assert_string_equal(r.items[0].title, "The story");
	assert_has(r.items[0].text, "The court");
}

static void classes_that_take_everything_are_not_believed(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "<body><div class=\"page with sidebar\"><h1>The story</h1>" PARA PARA "</div></body>", "a.html");
	assert_has(only(&r)->text, "The court heard");
}

static void table_rows_stay_lines(void **state)
{
	struct kua_reading r = run_text(*state,
	                                "<body>" PARA "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Jane  Smith</td><td>34</td></tr>"
		"</table></body>", "a.html");
	assert_has(only(&r)->text, "Name\tAge\nJane Smith\t34");
}

static void charset_of_a_page(void **state)
{
	/* "Суд отложен" in windows-1251, declared */
	struct kua_reading r = run_text(*state,
	                                "<html><head><meta charset=windows-1251></head><body><p>\xd1\xf3\xe4 \xee\xf2\xeb\xee\xe6\xe5\xed"
		"</p></body></html>", "a.html");
	assert_string_equal(only(&r)->text, "Суд отложен");
	/* declared, but it is UTF-8 */
	r = run_text(*state, "<meta charset=windows-1251><p>Суд отложен</p>", "a.html");
	assert_string_equal(only(&r)->text, "Суд отложен");
	r = run_text(*state,
	             "<meta http-equiv=Content-Type content=\"text/html; charset=no-such-thing\"><p>caf\xe9</p>",
	             "a.html");
	assert_string_equal(only(&r)->text, "café");
}

static void nested(struct kua_buf *b, const char *open, size_t depth, const char *inside)
{
	kua_buf_str(b, "<!doctype html><body>");
	for (size_t i = 0; i < depth; i++)
		kua_buf_str(b, open);
	kua_buf_str(b, inside);
}

/* At the limit of depth nothing is said; one past it, it is; a hundred thousand are no danger. */
static void depth(void **state)
{
	static const char *const opens[] = {"<div>", "<b>", "<span></i>", "<table><td>", "<ul><li>",
	                                    "<font color=1>"};
	for (size_t k = 0; k < sizeof opens / sizeof *opens; k++) {
		for (size_t d = KUA_HTML_DEPTH; d <= 100000; d = d == KUA_HTML_DEPTH ? d + 1 :
		     d == KUA_HTML_DEPTH + 1 ? 100000 : d + 1) {
			struct kua_buf b = KUA_BUF_INIT;
			nested(&b, opens[k], d, "The words inside");
			struct kua_reading r = run_bytes(*state, b.data, b.len, "deep.html");
			assert_has(only(&r)->text, "The words inside");
			assert_true((d > KUA_HTML_DEPTH) == (r.reason != NULL));
			if (d > KUA_HTML_DEPTH)
				assert_has(r.reason, "limit of 256");
			kua_buf_free(&b);
		}
	}
}

static void nothing_but_furniture(void **state)
{
	struct kua_reading r = run_text(*state, "<html><body><script>x</script></body></html>", "a.html");
	assert_false(r.read);
	assert_string_equal(r.reason, "there is nothing in it");
}

/* Pieces of pages cut anywhere: whatever comes, it is an answer. */
static void broken_pages(void **state)
{
	static const char page[] = "<!-- c --><html><head><title>T &amp; U</title><script>if (a</b) {}</script></head><body class='a\"b'><p>One<p>Two"
		"<table><tr><td>x<td>y</table><a href=\"<>\">link</a><br/><textarea></div></textarea></body></html>";
	for (size_t n = 1; n < sizeof page; n++)
		(void)run_bytes(*state, page, n, "cut.html");
}

/* As pandoc and a word processor make pages: the title stands in a header, the lines of each sheet in divisions. */
static void pages_made_of_texts(void **state)
{
	struct kua_reading r = run_text(*state,
		"<!DOCTYPE html><html lang=en><head><title>The road to Lesk</title><meta name=author content='Ana Verde'></head><body>"
		"<header id='title-block-header'><h1 class='title'>The road to\nLesk</h1><p class='author'>Ana Verde</p>"
		"<p class='date'>2019-06-01</p></header>"
		"<h1>Summary</h1><p>In March the three of them went to the village and asked where the papers were kept.</p></body></html>",
		"road.html");
	const struct kua_raw_item *it = only(&r);
	assert_string_equal(it->title, "The road to Lesk");
	assert_string_equal(it->author, "Ana Verde");
	assert_string_equal(it->published_on, "2019-06-01");
	assert_has(it->text, "The road to Lesk");
	assert_has(it->text, "Summary");

	r = run_text(*state,
		"<html><body><div title=\"header\"><p>Chronicle of trials</p></div><p>The court sat on Monday and heard two "
		"witnesses, neither of whom had seen him there that day.</p><div title=\"footer\"><p>Centre Most 1</p></div></body></html>",
		"court.html");
	it = only(&r);
	assert_hasnt(it->text, "Chronicle");
	assert_hasnt(it->text, "Centre Most");
	assert_has(it->text, "The court sat");
}

/* A page in UTF-16, of either order and without a mark, is a page: its menu and its scripts are no text. */
static void page_in_utf16(void **state)
{
	static const char page[] = "<html><head><title>Two arrests</title><style>body{color:#000}</style></head><body>"
		"<nav><a href=/>Menu</a></nav><p>Two people were taken away on the road to the market this morning.</p>"
		"<script>var x;</script></body></html>";
	for (unsigned kind = 0; kind < 4; kind++) {
		char wide[2 * sizeof page + 2];
		size_t n = 0;
		bool big = kind & 1;
		if (kind < 2) {
			memcpy(wide, big ? "\xfe\xff" : "\xff\xfe", 2);
			n = 2;
		}
		for (size_t i = 0; i + 1 < sizeof page; i++) {
			wide[n++] = big ? '\0' : page[i];
			wide[n++] = big ? page[i] : '\0';
		}
		struct kua_reading r = run_bytes(*state, wide, n, "two");
		const struct kua_raw_item *it = only(&r);
		assert_string_equal(it->title, "Two arrests");
		assert_has(it->text, "Two people were taken");
		assert_hasnt(it->text, "Menu");
		assert_hasnt(it->text, "color");
		assert_hasnt(it->text, "var x");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(article_without_its_furniture),
		    cmocka_unit_test(what_posts_say_of_themselves),
		cmocka_unit_test(page_without_semantics_keeps_its_prose),
		cmocka_unit_test(json_ld_and_time), cmocka_unit_test(posts_of_an_archive_page),
		cmocka_unit_test(posts_without_marked_elements), cmocka_unit_test(messages_of_a_channel),
		cmocka_unit_test(titles_and_names_of_sites),
		cmocka_unit_test(one_article_among_teasers),
		cmocka_unit_test(classes_that_take_everything_are_not_believed),
		    cmocka_unit_test(table_rows_stay_lines),
		cmocka_unit_test(charset_of_a_page), kua_slow_test(depth),
		    cmocka_unit_test(nothing_but_furniture),
		cmocka_unit_test(broken_pages), cmocka_unit_test(pages_made_of_texts), cmocka_unit_test(page_in_utf16),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
