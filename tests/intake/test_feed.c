/* Feeds and other XML; what pages say of themselves and what the program that saved them wrote. */
#include "run.h"

#define RSS(entries) "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " \
	"xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>News</title>" \
	"<link>http://news.example/</link>" entries "</channel></rss>"

static void rss(void **state)
{
	struct kua_reading r = run_text(*state, RSS(
		"<item><title>One &amp;amp; two</title><link>http://news.example/1</link><dc:creator>Jane Smith</dc:creator>"
		"<pubDate>Tue, 02 Jul 2013 10:11:12 +0000</pubDate><category>Courts</category><description>Short</description>"
		"<content:encoded><![CDATA[<p>The whole text.</p><p>Its second part.</p>]]></content:encoded></item>"
		"<item><title>Three</title><author>joe@news.example (Joe Bloggs)</author><description>&lt;b&gt;Bold&lt;/b&gt; "
		"text</description></item>"), "feed");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].title, "One & two");
	assert_string_equal(r.items[0].author, "Jane Smith");
	assert_string_equal(r.items[0].published_on, "2013-07-02");
	assert_string_equal(r.items[0].url, "http://news.example/1");
	assert_string_equal(r.items[0].text, "The whole text.\n\nIts second part.");
	assert_int_equal(r.items[0].categories.n, 1);
	assert_string_equal(r.items[1].author, "Joe Bloggs");
	assert_string_equal(r.items[1].text, "Bold text");
	assert_true(kua_list_has(&r.metadata, "title: News"));
}

static void broken_rss(void **state)
{
	struct kua_reading r = run_text(*state, "<rss><channel><item><title>One</title><description>Text <b>open</description></item>"
	                                "<item><title>Two", "feed");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.items[0].title, "One");
	assert_true(r.partial);
	r = run_text(*state, RSS(""), "feed");
	assert_false(r.read);
	assert_true(was_said(&r, KUA_DIAG_EMPTY, "without entries"));
}

static void entities_of_its_own(void **state)
{
	struct kua_reading r = run_text(*state, "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
	                                "<rss><channel><item><title>&a;One</title><description>Text</description></item></channel></rss>",
	                                "feed");
	assert_int_equal(r.n, 1);
	assert_true(was_said(&r, KUA_DIAG_ENTITIES, NULL));
}

static void atom(void **state)
{
	struct kua_reading r = run_text(*state,
		"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\"><title>News</title><author><name>All of us</name></author>"
		"<entry><title type=\"html\">An &lt;i&gt;entry&lt;/i&gt;</title><link rel=\"enclosure\" href=\"http://a/x\"/>"
		"<link href=\"http://a/1\"/><published>2003-12-12T18:30:02Z</published><updated>2004-01-01T00:00:00Z</updated>"
		"<category term=\"t\" label=\"Trials\"/><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"
		"<p>One <b>two</b> &amp; three.</p><p>Four.</p></div></content></entry></feed>", "feed.atom");
	assert_string_equal(r.media_type, "application/atom+xml");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->title, "An entry");
	assert_string_equal(i->author, "All of us");
	assert_string_equal(i->published_on, "2003-12-12");
	assert_string_equal(i->url, "http://a/1");
	assert_string_equal(i->language, "de");
	assert_string_equal(i->text, "One two & three.\n\nFour.");
	assert_string_equal(i->categories.v[0], "Trials");
}

static void rdf_and_json(void **state)
{
	struct kua_reading r = run_text(*state,
		"<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
		"xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>C</title></channel>"
		"<item><title>One</title><description>Text</description><dc:date>2002-05-30</dc:date></item></rdf:RDF>", "feed");
	assert_string_equal(only(&r)->published_on, "2002-05-30");
	r = run_text(*state, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"title\":\"One\",\"url\":\"http://a/1\","
	             "\"content_html\":\"<p>Text &amp; more</p>\",\"date_published\":\"2020-01-02T03:04:05Z\","
	             "\"author\":{\"name\":\"Jo\"},\"tags\":[\"a\"]}]}", "feed.json");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->text, "Text & more");
	assert_string_equal(i->author, "Jo");
	assert_string_equal(i->published_on, "2020-01-02");
}

static void other_xml(void **state)
{
	struct kua_reading r = run_text(*state,
		"<?xml version=\"1.0\"?><nitf><head><title>slug</title><docdata><date.issue norm=\"20010203\"/></docdata></head><body>"
		"<hedline><hl1>Reporter jailed</hl1></hedline><byline>By <person>Jane Smith</person></byline>"
		"<p>The <b>reporter</b> was\n jailed.</p><p><b>Bold</b> start.</p></body></nitf>", "a.xml");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(r.media_type, "application/xml");
	assert_string_equal(i->title, "Reporter jailed");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2001-02-03");
	assert_has(i->text, "The reporter was jailed.\n\nBold start.");
	r = run_text(*state, "<?xml version=\"1.0\"?><a b=\"c\"><d/></a>", "a.xml");
	assert_false(r.read);
	struct kua_buf deep = KUA_BUF_INIT;
	kua_buf_str(&deep, "<?xml version=\"1.0\"?>");
	for (unsigned n = 0; n < 5000; n++)
		kua_buf_str(&deep, "<a>x");
	r = run_bytes(*state, deep.data, deep.len, "a.xml");
	assert_true(was_said(&r, KUA_DIAG_DEEP, NULL));
	kua_buf_free(&deep);
}

/* ---- pages ---- */

#define PROSE "<p>A reporter was jailed on Friday for an article about the mayor of the town, her lawyer said on Saturday.</p>"

static void json_ld_graphs(void **state)
{
	struct kua_reading r = run_text(*state,
		"<html><link rel=canonical href='http://news.example/1'><script type='application/ld+json'>//<![CDATA[\n"
		"{\"@graph\":[{\"@type\":\"WebPage\",\"datePublished\":\"2021-03-03\"},{\"@type\":\"NewsArticle\",\"headline\":\"Reporter\n"
		"jailed\",\"datePublished\":\"2021-03-04\",\"dateModified\":\"2021-03-05\",\"author\":{\"@id\":\"#j\"}},"
		"{\"@type\":\"Person\",\"@id\":\"#j\",\"name\":\"Jane Smith\"}]}\n//]]></script><h1>Reporter jailed</h1>" PROSE, "a.html");
	const struct kua_raw_item *i = only(&r);
	assert_string_equal(i->title, "Reporter jailed");
	assert_string_equal(i->author, "Jane Smith");
	assert_string_equal(i->published_on, "2021-03-04");
	assert_string_equal(i->url, "http://news.example/1");
	assert_true(kua_list_has(&r.metadata, "modified: 2021-03-05"));
}

static void names_of_libraries(void **state)
{
	struct kua_reading r = run_text(*state, "<html><meta name=citation_author content='Smith, Jane'><meta name=citation_date "
	                                "content='2019/05/06'><meta name=generator content='WordPress 5.7'><h1>A study</h1>" PROSE, "a.html");
	assert_string_equal(only(&r)->author, "Jane Smith");
	assert_string_equal(only(&r)->published_on, "2019-05-06");
	assert_true(kua_list_has(&r.metadata, "generator: WordPress 5.7"));
}

static void articles_shown_by_scripts(void **state)
{
	struct kua_reading r = run_text(*state, "<html><body><div id=app></div><script type='application/ld+json'>{\"@type\":\"Article\","
	                                "\"headline\":\"A study\",\"articleBody\":\"The whole text stands here only.\"}</script>", "a.html");
	assert_string_equal(only(&r)->text, "The whole text stands here only.");
}

static void saved_by(void **state)
{
	static const struct {
		const char *comment, *said[3];
	} cases[] = {
		{"<!-- saved from url=(0019)http://a.example/1/ -->", {"saved.from: http://a.example/1/", NULL, NULL}},
		{"<!--\n Page saved with SingleFile \n url: https://a.example/2 \n saved date: Mon Mar 01 2021 10:11:12 GMT+0100\n-->",
		 {"saved.from: https://a.example/2", "saved.on: Mon Mar 01 2021 10:11:12 GMT+0100", "saved.by: SingleFile"}},
		{"<!-- Mirrored from a.example/3 by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 01 Mar 2021 10:00:00 GMT -->",
		 {"saved.from: a.example/3", "saved.on: Mon, 01 Mar 2021 10:00:00 GMT", "saved.by: HTTrack"}},
		{"<!--\n     FILE ARCHIVED ON 03:04:05 Mar 06, 2021 AND RETRIEVED FROM THE\n INTERNET ARCHIVE -->",
		 {"saved.on: 03:04:05 Mar 06, 2021", "saved.by: Wayback Machine", NULL}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_buf b = KUA_BUF_INIT;
		kua_buf_printf(&b, "<!doctype html>%s<html><div id='wm-ipp-base'><p>The toolbar of an archive, with a text of its own.</p>"
		                   "</div><h1>A title</h1>" PROSE, cases[i].comment);
		struct kua_reading r = run_bytes(*state, b.data, b.len, "a.html");
		assert_hasnt(only(&r)->text, "toolbar");
		for (size_t k = 0; k < 3 && cases[i].said[k]; k++)
			assert_true(kua_list_has(&r.metadata, cases[i].said[k]));
		kua_buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rss), cmocka_unit_test(broken_rss), cmocka_unit_test(entities_of_its_own), cmocka_unit_test(atom),
		cmocka_unit_test(rdf_and_json), cmocka_unit_test(other_xml), cmocka_unit_test(json_ld_graphs),
		cmocka_unit_test(names_of_libraries), cmocka_unit_test(articles_shown_by_scripts), cmocka_unit_test(saved_by),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
