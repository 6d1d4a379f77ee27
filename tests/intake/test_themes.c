/* test_themes.c - posts as the themes of several systems write them, and as text saved from such pages. */
#include "run.h"

#define ONE "The court heard on Tuesday that nobody had been told of the charges, and the lawyers asked for a new hearing. "
#define TWO "We learned this morning that two of the prisoners were moved without a word to those who had come to see them. "

/* Both posts, the second dated 30 May 2012, with their author, categories and issuer. */
static void check(struct run *r, const char *page, const char *name, const char *author, const char *issuer, const char *category)
{
	struct kua_reading got = run_text(r, page, name);
	if (got.n != 2)
		fail_msg("%zu items of: %s", got.n, page);
	const struct kua_raw_item *a = &got.items[0], *b = &got.items[1];
	assert_string_equal(a->title, "Hearing refused");
	assert_string_equal(b->title, "Two moved overnight");
	assert_string_equal(a->published_on, "2012-06-04");
	assert_string_equal(b->published_on, "2012-05-30");
	assert_string_equal(a->author ? a->author : "", author);
	assert_string_equal(a->issuer ? a->issuer : "", issuer);
	assert_int_equal(a->categories.n, *category ? 2 : 0);
	assert_string_equal(b->categories.n ? b->categories.v[0] : "", category);
	if (*category)
		assert_string_equal(a->categories.v[1], "News");
	assert_has(ONE, a->text);
	assert_has(TWO, b->text);
}

static void classes_of_many_names(void **state)
{
	check(*state, "<html><head><title>News archive | Orlo Lanterns</title></head><body><h1>News archive</h1>"
		"<div class=post><h2>Hearing refused</h2><p class=meta>Posted by joan on June 4, 2012</p><p class=cats><a>Trials</a>, <a>News</a>"
		" / <a>No Comments</a></p><p>" ONE "</p></div><div class=post><h2>Two moved overnight</h2><p class=meta>Posted by joan on May 30, 2012"
		"</p><p class=cats><a>Appeals</a> / <a>1 Comment</a></p><p>" TWO "</p></div><div id=footer><p>Orlo Lanterns. Powered by X.</p></div>",
	      "a.html", "joan", "Orlo Lanterns", "Appeals");
	check(*state, "<html><head><title>All posts - Orlo Lanterns</title></head><body><div class=top><a href=/>Orlo Lanterns</a></div>"
		"<div class=post><h2>Hearing refused</h2><div class=byline>Posted by Ruth on June 4, 2012</div><div class=tags>Trials, News / No"
		" Comments</div><p>" ONE "</p></div><div class=post><h2>Two moved overnight</h2><div class=byline>Posted by Ruth on May 30, 2012</div>"
		"<div class=tags>Appeals / 14 Comments</div><p>" TWO "</p></div>", "a.html", "Ruth", "Orlo Lanterns", "Appeals");
	check(*state, "<html><head><title>Posts</title><meta property=og:site_name content='Orlo Lanterns'></head><body><div class=news>"
		"<div class=post><h2>Hearing refused</h2><div class=x1>4 June 2012 | Trials, News | by Jana</div><p>" ONE "</p></div>"
		"<div class=post><h2>Two moved overnight</h2><div class=x1>30 May 2012 | Appeals | by Jana</div><p>" TWO "</p></div></div>",
	      "a.html", "Jana", "Orlo Lanterns", "Appeals");
}

static void posts_wrapped_one_by_one(void **state)
{
	check(*state, "<html><body><div class=date-outer><div class=post-outer><div class='post hentry'><h3>Hearing refused</h3><div>" ONE "</div>"
		"<div class=post-footer><span class='post-author vcard'>Posted by <span class=fn>marta</span></span> at <abbr class=published"
		" title='2012-06-04T10:32:00+02:00'>10:32</abbr> <span class=post-labels>Labels: <a rel=tag>Trials</a>, <a rel=tag>News</a></span>"
		"</div></div></div></div><div class=date-outer><div class=post-outer><div class='post hentry'><h3>Two moved overnight</h3><div>" TWO
		"</div><div class=post-footer><span class='post-author vcard'>Posted by <span class=fn>marta</span></span> at <abbr class=published"
		" title='2012-05-30T08:00:00+02:00'>08:00</abbr> <span class=post-labels>Labels: <a rel=tag>Appeals</a></span></div></div></div></div>",
	      "a.html", "marta", "", "Appeals");
}

/* No element says that it is a post, and the lines about posts are of classes that are left out of texts. */
static void posts_without_elements(void **state)
{
	check(*state, "<html><head><title>Archive</title></head><body><h3>Hearing refused</h3><p class=postmeta>4 June 2012, by Jana | Filed under: "
		"Trials, News</p><p>" ONE "</p><h3>Two moved overnight</h3><p class=postmeta>30 May 2012, by Jana | Filed under: Appeals</p><p>" TWO
		"</p><p>Copyright 2012 Friends of Orlo. All rights reserved.</p>", "a.html", "Jana", "Friends of Orlo", "Appeals");
	check(*state, "<html><head><title>Archive</title></head><body><h2>Hearing refused</h2><dl class=article-info><dd class=createdby>Written by "
		"Jana Holt</dd><dd class=category-name>Category: <a>Trials, News</a></dd><dd class=published>Published: 04 June 2012</dd><dd>Hits: 12"
		"</dd></dl><p>" ONE "</p><h2>Two moved overnight</h2><dl class=article-info><dd class=createdby>Written by Jana Holt</dd><dd "
		"class=category-name>Category: <a>Appeals</a></dd><dd class=published>Published: 30 May 2012</dd><dd>Hits: 3</dd></dl><p>" TWO "</p>",
	      "a.html", "Jana Holt", "", "Appeals");
}

static void saved_as_text(void **state)
{
	check(*state, "Lantern Campaign - News archive\n\nHome  About  Donate\n\nHearing refused\nPosted by mk on June 4, 2012\nTrials, News / No Comments"
		"\n\n" ONE "\n\nShare this: Facebook Twitter\n\nTwo moved overnight\nPosted by mk on May 30, 2012\nAppeals / 3 Comments\n\n" TWO,
	      "a.txt", "mk", "Lantern Campaign", "Appeals");
	check(*state, "COMMITTEE FOR ORLO\nArchive of statements\n\nHearing refused\n4 June 2012 | Trials, News | by Jana\n\n" ONE
		"\n\nTwo moved overnight\n30 May 2012 | Appeals | by Jana\n\n" TWO, "a.txt", "Jana", "COMMITTEE FOR ORLO", "Appeals");
	check(*state, "Hearing refused\n\nCategory: Trials, News\nPublished on Monday, 04 June 2012 10:32\nWritten by Jana Holt\n\n" ONE
		"\n\nTwo moved overnight\n\nCategory: Appeals\nPublished on Wednesday, 30 May 2012 08:00\nWritten by Jana Holt\n\n" TWO,
	      "a.txt", "Jana Holt", "", "Appeals");
	check(*state, "Hearing refused\n\nJune 4, 2012 · 1 min · Jana Holt\n\n" ONE "\n\nTwo moved overnight\n\nMay 30, 2012 · 2 min · Jana Holt\n\n" TWO,
	      "a.txt", "Jana Holt", "", "");
}

static void one_post_saved_as_text(void **state)
{
	struct kua_reading r = run_text(*state, "Two moved overnight\nPosted by joan on May 30, 2012\nTrials, News / No Comments\n\n" TWO, "a.txt");
	assert_int_equal(only(&r)->categories.n, 2);
	assert_string_equal(only(&r)->categories.v[1], "News");
	r = run_text(*state, "Two moved overnight\n\nPosted on May 30, 2012 by joan\n\n" TWO "\n\nTags: Trials", "a.txt");
	assert_string_equal(only(&r)->categories.v[0], "Trials");
	r = run_text(*state, "Two moved overnight\n\nWar, peace / 3 comments\n\n" TWO, "a.txt");
	assert_int_equal(only(&r)->categories.n, 0);
}

static void one_page_of_a_site(void **state)
{
	struct kua_reading r = run_text(*state, "<html><head><title>Two moved overnight - Dockers' Defence Union</title></head><body><div id=header>"
		"<a href=/>Dockers' Defence Union</a></div><div class=breadcrumbs><a href=/>Home</a> &raquo; <a href=/n>News</a> &raquo; <a href=/t>"
		"Trials</a> &raquo; Two moved overnight</div><div><h1>Two moved overnight</h1><p>" TWO TWO "</p></div>", "a.html");
	assert_string_equal(only(&r)->issuer, "Dockers' Defence Union");
	assert_int_equal(only(&r)->categories.n, 2);
	assert_string_equal(only(&r)->categories.v[1], "Trials");
	r = run_text(*state, "<html><head><title>Two moved - The Orlo Herald</title><meta property=og:site_name content='The Orlo Herald'></head>"
		"<body><article><h1>Two moved</h1><p>" TWO TWO "</p></article>", "a.html");
	assert_null(only(&r)->issuer);
	r = run_text(*state, "<html><head><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Two moved\",\"articleSection\":"
		"[\"Prisons\"],\"publisher\":{\"@type\":\"Organization\",\"name\":\"Committee for Orlo\"}}</script></head><body><h1>Two moved</h1><p>"
		TWO TWO "</p>", "a.html");
	assert_string_equal(only(&r)->issuer, "Committee for Orlo");
	assert_string_equal(only(&r)->categories.v[0], "Prisons");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_of_many_names), cmocka_unit_test(posts_wrapped_one_by_one), cmocka_unit_test(posts_without_elements),
		cmocka_unit_test(saved_as_text), cmocka_unit_test(one_post_saved_as_text), cmocka_unit_test(one_page_of_a_site),
	};
	return cmocka_run_group_tests(tests, run_open, run_close);
}
