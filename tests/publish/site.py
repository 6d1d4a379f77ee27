#!/usr/bin/env python3
"""The site: whole, valid, relative, small, made anew only where something changed; nobody in it who did not allow it; hostile words inert."""
import html.parser
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import xml.etree.ElementTree
import zipfile

import feedparser
import html5lib
import icalendar
import vobject

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from planted import plant  # noqa: E402
from harness import KUA, QUICK, ROOT, env, example_casebook, kua, main, nu, one_line, records, test  # noqa: E402

PAGE = 60000
VOID = set("area base br col embed hr img input link meta source track wbr".split())


def files(folder):
    return sorted(os.path.relpath(os.path.join(at, x), folder) for at, _, names in os.walk(folder) for x in names)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def example(**posts):
    example_casebook()
    kua("write", "case.kua", "post", "title=Ten years", "date=2021-12-16", "author=The campaign", "categories=Appeals, Anniversaries", "--id", "ten",
        "--text", "-", stdin=b"We remember **all** of them.\n\n## What we know\n\nA [list](https://example.org/).\n")
    kua("write", "case.kua", "post", "title=\u0414\u0435\u0441\u044f\u0442\u044c \u043b\u0435\u0442", "date=2021-12-16", "language=ru", "translation_of=ten", "--id", "ten-ru", "--text", "-",
        stdin="\u041c\u044b \u043f\u043e\u043c\u043d\u0438\u043c.".encode())


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids, self.scripts = [], set(), []

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        assert not [k for k in a if k.startswith("on") or k == "style"], (tag, a)
        for name in ("href", "src"):
            if a.get(name) is not None and tag != "base":
                self.links.append((tag, name, a[name]))
        if tag == "script":
            self.scripts.append(a)
        if "id" in a:
            assert a["id"] not in self.ids, ("twice", a["id"])
            self.ids.add(a["id"])


def check_site(folder):
    """What every site must be; returns its pages."""
    nu(folder)
    pages = [x for x in files(folder) if x.endswith(".html")]
    parsed = {}
    for x in pages:
        text = read(f"{folder}/{x}")
        assert len(text.encode()) < PAGE, (x, len(text.encode()))
        p = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        try:
            p.parse(text)
        except html5lib.html5parser.ParseError as e:
            raise AssertionError(f"{x}: {e} {p.errors[:2]}") from e
        parsed[x] = Links()
        parsed[x].feed(text)
        assert "default-src 'none'" in text and "<style" not in text
        for s in parsed[x].scripts:
            assert s.get("src") or s.get("type") == "application/ld+json", (x, s)
    for x, p in parsed.items():
        for tag, name, to in p.links:
            u = urllib.parse.urlsplit(to)
            if tag == "a" and u.scheme in ("http", "https", "mailto"):
                continue
            assert not u.scheme and not u.netloc and not to.startswith("/"), (x, to)
            there = os.path.normpath(os.path.join(os.path.dirname(x), u.path)) if u.path else x
            assert not there.startswith("..") and os.path.isfile(os.path.join(folder, there)), (x, to)
    for x in files(folder):
        assert re.fullmatch(r"[a-z0-9./-]+|SHA256SUMS", x), x
    sums = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert sums.returncode == 0, sums.stdout
    assert sorted(line[66:] for line in read(f"{folder}/SHA256SUMS").splitlines()) == [x for x in files(folder) if x != "SHA256SUMS"]
    return pages


@test
def the_example_makes_a_site():
    example()
    kua("publish", "case.kua", "site", "--title", "Remember", "--languages", "en,ru,kk,fr")
    pages = check_site("site")
    for wanted in ["index", "posts", "events", "cases", "places", "calendar", "documents", "method", "changes", "search", "posts/ten", "ru/posts/ten-ru",
                   "category/appeals", "author/the-campaign", "ru/index", "kk/method", "fr/cases"]:
        assert wanted + ".html" in pages, wanted
    event = max(records("case.kua", "event"), key=lambda e: sum(f["event"] == e["id"] for f in records("case.kua", "figure")))["id"]
    text = read(f"site/events/{event}.html")
    assert "<svg" in text and text.count("<blockquote") > 10 and "ClaimReview" in text
    assert "86 – hundreds" in text and "86 – \u0441\u043e\u0442\u043d\u0438" in read(f"site/ru/events/{event}.html")  # nobody said 200
    received = [d["name"].encode() for d in records("case.kua", "document")]
    for x in files("site"):  # what the files were called on somebody's computer is nobody's business
        with open(f"site/{x}", "rb") as f:
            published = f.read()
        assert not [name for name in received if name in published], (x, received)
    assert "\u0441\u0430\u043c \u0442\u0435\u043a\u0441\u0442" in read(f"site/ru/events/{event}.html")  # who says a number is said in each language
    assert "ten-ru.html" in read("site/posts/ten.html") and 'hreflang="ru"' in read("site/posts/ten.html")
    assert "Ten years" in read("site/posts.html") and "\u0414\u0435\u0441\u044f\u0442\u044c" not in read("site/posts.html")


@test
def two_hundred_names_stay_inside():
    forbidden = plant()
    kua("new", "a.kua")
    kua("add", "a.kua", "docs", "--quiet")
    known = {w for e in records("a.kua", "entity") if e["kind"] == "person" for n in e["names"] for w in re.findall(r"\w+", n["form"])}
    forbidden &= known
    assert len(forbidden) > 190
    some = sorted(forbidden)
    text = "Free " + ", ".join(some) + f" [x](http://example.org/{some[0].lower()}) ![y](http://e.org/free{some[1].lower()}now.png)\n\n`{some[2]}`\n"
    item = records("a.kua", "item")[0]["id"]
    for i, kind in enumerate(["en", "ru"]):
        kua("write", "a.kua", "post", f"title=For {some[i]}", "date=2014-06-01", f"author={some[3]}", f"categories={some[4]}, {some[-1]}", f"language={kind}",
            f"summary=About {some[5]}", f"item={item}", "--id", f"free-{some[6].lower() if some[6].isascii() else 'x'}-{i}", "--text", "-", stdin=text.encode())
    kua("write", "a.kua", "post", f"title=Of {some[8]}", "--id", "second", "date=2014-06-02", "--text", "-", stdin=some[9].encode())
    kua("write", "a.kua", "post", f"title=Now {some[10]}", "--id", "second", "--why", f"for {some[11]}")
    kua("write", "a.kua", "supporter", f"name={some[12]}", "kind=person", "named=public", f"role=friend of {some[13]}")
    kua("write", "a.kua", "told", f"who={some[14]}", "date=2014-06-01", f"text=Free {some[15]}", f"answer=No {some[16]}", "public=yes")
    for d in records("a.kua", "document"):
        kua("judge", "a.kua", d["id"], "allow", "scope=public", "giver=the editor")
    kua("publish", "a.kua", "site", "--title", f"Free {some[7]}", "--languages", "en,ru,kk,fr", "--zip", "site.zip", "--url", "https://example.org/")
    check_site("site")
    assert "not shown" in kua.err
    for x in files("site"):
        text = read(f"site/{x}").replace("\n ", "").lower()
        found = sorted(n for n in forbidden if n.lower() in text or n.lower() in x)
        assert not found, (x, found[:4], [text[max(0, text.find(n.lower()) - 80):][:160] for n in found[:2]])
    with zipfile.ZipFile("site.zip") as z:
        assert sorted(z.namelist()) == sorted("site/" + x for x in files("site"))
        for x in z.namelist():
            assert z.read(x) == open(x, "rb").read(), x


@test
def only_what_changed_is_written():
    example()
    first = kua("publish", "case.kua", "site")
    assert re.search(r"\d+ files, \d+ written, 0 as they were, 0 removed", first), first
    for x in files("site"):
        os.utime(f"site/{x}", (1000000000, 1000000000))
    with open("site/CNAME", "w") as f:
        f.write("example.org\n")
    assert "0 written" in kua("publish", "case.kua", "site")
    assert {os.stat(f"site/{x}").st_mtime for x in files("site") if x != "CNAME"} == {1000000000.0}
    kua("write", "case.kua", "post", "--id", "ten", "title=Ten years on", "--why", "the heading was cut")
    kua("publish", "case.kua", "site")
    changed = {x for x in files("site") if os.stat(f"site/{x}").st_mtime != 1000000000 and x != "CNAME"}
    assert "posts/ten.html" in changed and "events.html" not in changed and "style.css" not in changed, changed
    text = read("site/changes.html")
    assert "the heading was cut" in text and "<del>Ten years</del> \u2192 <ins>Ten years on</ins>" in text
    kua("write", "case.kua", "post", "--id", "ten", "--gone", "--why", "private: her wish")
    said = kua("publish", "case.kua", "site")
    assert re.search(r"[1-9]\d* removed", said), said
    assert not os.path.exists("site/posts/ten.html") and "private: her wish" in read("site/changes.html")
    assert read("site/CNAME") == "example.org\n" and not os.path.exists("site.kua-new")


def names_of(o):
    return o["@type"], set(o)


@test
def programs_read_it():
    example()
    kua("publish", "case.kua", "site", "--url", "https://example.org/x", "--title", "A & <B>")
    for folder in ["site", "site/ru"]:
        text = read(f"{folder}/feed.xml")
        feed = feedparser.parse(text)
        assert not feed.bozo and feed.version == "atom10" and feed.feed.title == "A & <B>" and len(feed.entries) == 1, feed
        root = xml.etree.ElementTree.fromstring(text)
        atom = "{http://www.w3.org/2005/Atom}"
        for o in [root, *root.iter(atom + "entry")]:
            for name in ["id", "title", "updated"]:
                assert len(o.findall(atom + name)) == 1, name
            assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", o.find(atom + "id").text)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", o.find(atom + "updated").text)
        assert root.find(atom + "author").find(atom + "name").text
        assert {x.get("rel") for x in root.findall(atom + "link")} == {"self", "alternate"}
        for x in root.iter(atom + "link"):
            there = x.get("href").removeprefix("https://example.org/x/")
            assert there != x.get("href") and os.path.isfile("site/" + there), x.get("href")
        j = json.loads(read(f"{folder}/feed.json"))
        assert j["version"] == "https://jsonfeed.org/version/1.1" and j["title"] == "A & <B>" and len(j["items"]) == 1
        assert all(isinstance(i["id"], str) and i["content_text"] and i["url"].startswith("https://example.org/x/") for i in j["items"])
        assert [i["id"] for i in j["items"]] == [e.id for e in feed.entries]
    text = open("site/calendar.ics", encoding="utf-8", newline="").read()
    first, second = icalendar.Calendar.from_ical(text), vobject.readOne(text)
    assert len(first.walk("VEVENT")) == len(second.vevent_list) > 5
    sitemap = xml.etree.ElementTree.fromstring(read("site/sitemap.xml"))
    addresses = {x.text.removeprefix("https://example.org/x/") for x in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert addresses == {x for x in files("site") if x.endswith(".html")}
    kinds = set()
    for x in [x for x in files("site") if x.endswith(".html")]:
        text = read(f"site/{x}")
        assert text.count('property="og:title"') == text.count('property="og:type"') == text.count('property="og:url"') == 1
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            o = json.loads(data)
            assert o["@context"] == "https://schema.org"
            kinds.add(o["@type"])
            if o["@type"] == "ClaimReview":
                assert o["claimReviewed"] and o["url"].startswith("https://example.org/x/") and o["author"]["name"] and o["datePublished"]
                assert o["reviewRating"]["@type"] == "Rating" and o["reviewRating"]["alternateName"]
                assert o["itemReviewed"]["@type"] == "Claim" and o["itemReviewed"]["author"]["@type"] in ("Person", "Organization")
            elif o["@type"] == "Article":
                assert o["headline"] and o["datePublished"] and o["publisher"]["name"]
            else:
                assert o["@type"] == "Event" and o["name"] and "startDate" in o
    assert kinds == {"ClaimReview", "Article", "Event"}
    assert not any(x.startswith("sitemap") for x in kua("publish", "case.kua", "bare") and files("bare"))


@test
def a_document_is_shown_when_it_was_allowed_and_names_nobody():
    os.mkdir("docs")
    said = {"plain.txt": "The strike\n\n3 May 2014\n\nPolice shot 12 miners in Aktau on 3 May 2014, officials said.\n",
            "named.txt": "The arrest\n\n3 May 2014\n\nPolice arrested the journalist Madina Sarsenova in Aktau on 3 May 2014. Mrs Sarsenova was sentenced to 3 years.\n",
            "kept.txt": "The walk\n\n4 May 2014\n\nPolice shot 13 miners in Atyrau on 4 May 2014, officials said.\n"}
    for name, text in said.items():
        with open(f"docs/{name}", "w") as f:
            f.write(text)
    kua("new", "a.kua")
    kua("add", "a.kua", "docs", "--quiet")
    ids = {d["name"]: d["id"] for d in records("a.kua", "document")}
    kua("publish", "a.kua", "site")
    assert not [x for x in files("site") if x.startswith("documents/")]
    for name in ["plain.txt", "named.txt"]:
        kua("judge", "a.kua", ids[name], "allow", "scope=public", "giver=the editor")
    kua("publish", "a.kua", "site")
    one_line(kua.err, ids["named.txt"], "names somebody")
    check_site("site")
    assert [x for x in files("site") if x.startswith("documents/")] == [f"documents/{ids['plain.txt']}.html", f"documents/{ids['plain.txt']}.txt"]
    assert open(f"site/documents/{ids['plain.txt']}.txt", "rb").read() == said["plain.txt"].encode()
    text = read(f"site/documents/{ids['plain.txt']}.html")
    assert "12 miners" in text and next(d["sha256"] for d in records("a.kua", "document") if d["name"] == "plain.txt") in text
    event = next(f["event"] for f in records("a.kua", "figure") if f["low"] == 12)
    assert f"../documents/{ids['plain.txt']}.html" in read(f"site/events/{event}.html")  # the sentence leads to its source
    entry = re.search(r"entry (\d+)", kua("judge", "a.kua", ids["kept.txt"], "allow", "scope=submit", "giver=the editor"))[1]
    kua("publish", "a.kua", "site")
    assert len([x for x in files("site") if x.startswith("documents/")]) == 2
    kua("judge", "a.kua", ids["plain.txt"], "allow", "scope=public", status=2)
    one_line(kua.err, "giver=", "shown")
    for j in records("a.kua", "judgement"):
        kua("judge", "a.kua", "--withdraw", j["entry"])
    kua("publish", "a.kua", "site")
    assert not [x for x in files("site") if x.startswith("documents/")] and int(entry) > 0


@test
def numbers_of_posts_follow_the_facts():
    example_casebook()
    event = max(records("case.kua", "event"), key=lambda e: sum(f["event"] == e["id"] for f in records("case.kua", "figure")))["id"]
    kua("write", "case.kua", "post", "--id", "ten", "title=Ten years", "date=2021-12-16", f"event={event}", "--text", "-",
        stdin=f"Between [](kua:{event}/killed) were [killed](kua:{event}).".encode())
    kua("publish", "case.kua", "site")
    assert f'Between <a href="../events/{event}.html">11\u2013100</a> were <a href="../events/{event}.html">killed</a>' in read("site/posts/ten.html")
    assert "Between 11\u2013100 were killed." in read("site/posts.html")
    for f in [f for f in records("case.kua", "figure") if f["event"] == event and f["act"] == "killed" and f["low"] == 100]:
        kua("judge", "case.kua", f["id"], "reject")
    kua("publish", "case.kua", "site")
    assert ">11\u201370</a>" in read("site/posts/ten.html")
    assert "posts/ten.html" in read(f"site/events/{event}.html")


@test
def pages_stay_small_whatever_is_in_them():
    named = ", ".join(f"Anna Abcde{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10 % 10]}{'uvwxyzabcd'[i // 100]}ova" for i in range(300))
    with open("letters.jsonl", "w", encoding="utf-8") as f:
        f.write(json.dumps({"title": "<" * 5000, "date": "2014-05-03", "text": f"Those who were killed in Aktau on 3 May 2014: {named}.\n\n" + "<" * 60000}) + "\n")
        for i in range(60):
            f.write(json.dumps({"title": f"Strike {i}", "date": "2014-05-04", "text": f"Police killed {i % 9 + 20} miners in Aktau on 3 May 2014, said Boris Aben{i}, a miner. {'&' * 300}"}) + "\n")
    kua("new", "a.kua")
    kua("add", "a.kua", "letters.jsonl", "--quiet")
    item = max(records("a.kua", "item"), key=lambda i: len(i["text"]))["id"]
    text = "<" * 60000 + "\n\n" + "\n".join(f"- line & {i}" for i in range(4000)) + "\n\n" + "> " * 30 + "x" * 50000 + "\n\nend\n"
    kua("write", "a.kua", "post", "--id", "long", "title=" + "&" * 1990, "date=2014", "summary=" + "<" * 1990, "author=" + "'" * 1900, "categories=" +
        ", ".join(f"c{i:03d}" for i in range(320)), "--text", "-", stdin=text.encode())
    kua("write", "a.kua", "post", "--id", "item", "title=item", "date=2014", f"item={item}")
    for i in range(50):
        kua("write", "a.kua", "post", f"title=Post {i}", "date=2015", "summary=" + "<&>" * 300)
    kua("publish", "a.kua", "site", "--title", "&" * 3000)
    pages = check_site("site")
    parts = [x for x in pages if x.startswith("posts/long.")]
    assert len(parts) > 5 and ">end</p>" in "".join(read(f"site/{x}") for x in parts), len(parts)
    assert len([x for x in pages if x.startswith("posts.")]) > 1 and "events.html" in pages


HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title></style></script><b>", "' onmouseover='alert(1)", "<!-- --><svg/onload=1>",
           "]]>&bogus;&#x3c;", "\u202ereversed\u2066\ufeff\x7f", "javascript:alert(1)", "{{7*7}}${x}`x`", "=HYPERLINK(1)", "\u2028\u2029\u0000x".replace("\0", "")]


@test
def hostile_words_are_inert():
    bad = " ".join(HOSTILE)
    with open("letters.jsonl", "w", encoding="utf-8") as f:
        for i in range(3):
            f.write(json.dumps({"title": f"{bad} {i}", "author": bad, "date": "2014-05-03",
                                "text": f"{bad}\n\nPolice killed {i + 3} miners in Aktau on 3 May 2014, said {bad} officials. {bad}"}) + "\n")
    kua("new", "a.kua")
    kua("add", "a.kua", "letters.jsonl", "--quiet")
    item = records("a.kua", "item")[0]["id"]
    text = "\n\n".join([bad, f"# {bad}", f"[x]({HOSTILE[7]}) [y](data:text/html,x) [z](file:///etc/passwd) [w](//evil.example/x) [v](../../x) ![i](http://evil.example/i.png)",
                        f"<iframe src=http://evil.example></iframe>", f"```{bad}\n{bad}\n```", f"    {bad}", "[r](kua:nowhere) [](kua:nothing/killed)"])
    for language in ["en", "xx\" onload=\"alert(1)", "ru"]:
        kua("write", "a.kua", "post", f"title={bad}", "date=2014-06-01", f"author={bad}", f"categories={bad}", f"language={language}", f"summary={bad}",
            f"item={item}", "--text", "-", stdin=text.encode())
    kua("write", "a.kua", "post", "--id", "x", f"title=x {bad}", "date=2014", "--text", "-", stdin=b"x")
    kua("write", "a.kua", "post", "--id", "x", f"title=y {bad}", "--why", bad)
    kua("write", "a.kua", "supporter", f"name={bad}", "kind=person", "named=public", f"role={bad}")
    kua("write", "a.kua", "told", f"who={bad}", "date=2014-06-01", f"text={bad}", f"answer={bad}", f"outcome={bad}", "public=yes")
    for d in records("a.kua", "document"):
        kua("judge", "a.kua", d["id"], "allow", "scope=public", "giver=the editor")
    kua("publish", "a.kua", "site", "--title", bad, "--languages", "en,ru")
    pages = check_site("site")
    assert len([x for x in pages if "posts/" in x]) == 4
    for x in pages:
        text = read(f"site/{x}")
        found = re.search(r".{0,80}(<(img|iframe|object|embed|form|base|svg/)|[\u202e\u2066\ufeff\x7f])", text)
        assert not found, (x, found[0])
        assert not re.search(r"href=.(javascript|data|file|//)", text), x
        assert set(re.findall(r"<script([^>]*)>", text)) <= {' type="application/ld+json"', ' src="index.js" defer', ' src="search.js" defer',
                                                                 ' src="../search.js" defer'}, x
    for x in ["site/feed.xml", "site/ru/feed.xml"]:
        assert not feedparser.parse(read(x)).bozo
    assert "</script" not in read("site/index.js") and "\u2028" not in read("site/index.js")
    json.loads(read("site/feed.json"))
    if os.path.exists("/usr/bin/node") or os.path.exists("/usr/local/bin/node"):
        assert subprocess.run(["node", "--check", "site/index.js"]).returncode == 0


@test
def corrected_figures_are_told():
    example_casebook()
    kua("publish", "case.kua", "site")
    assert "<del>" not in read("site/changes.html")
    event = max(records("case.kua", "event"), key=lambda e: sum(f["event"] == e["id"] for f in records("case.kua", "figure")))["id"]
    high = [f for f in records("case.kua", "figure") if f["event"] == event and f["act"] == "killed" and f["low"] == 100]
    for f in high:
        kua("judge", "case.kua", f["id"], "reject")
    kua("publish", "case.kua", "site", SOURCE_DATE_EPOCH="1800000000")
    for x in ["site/changes.html", f"site/events/{event}.html"]:
        text = read(x)
        assert "<del>11–100</del> → <ins>11–70</ins>" in text and "15 January 2027" in text and "checked" in text, text[-900:]
    assert "These figures have stood since <time datetime=\"2027-01-15\"" in read(f"site/events/{event}.html").replace("\n", " ")
    before = read("site/changes.html")
    assert " 0 written" in kua("publish", "case.kua", "site", SOURCE_DATE_EPOCH="1800000000")
    assert read("site/changes.html") == before


@test
def what_makes_no_sense_is_one_line_and_changes_nothing():
    example()
    kua("publish", "case.kua", "site")
    before = {x: os.stat(f"site/{x}").st_ino for x in files("site")}
    os.mkdir("mine")
    with open("mine/letter.txt", "w") as f:
        f.write("mine")
    for args, part in [((["case.kua", "mine"]), "did not make"), (["case.kua", "site", "--languages", "tlh"], "tlh"), (["case.kua", "site", "--url", "ftp://x"], "ftp"),
                       (["case.kua", "site", "--url", "https://x/\"><b"], "character"), (["case.kua", "/"], "folder"), (["case.kua", "no/such/place"], "no/such"),
                       (["none.kua", "site"], "none.kua")]:
        kua("publish", *args, status=3 if part == "no/such" else 2)
        one_line(kua.err, part)
    with open("site/extra.html", "w") as f:
        f.write("mine")
    os.rename("site/extra.html", "site/posts/eleven.html")
    kua("write", "case.kua", "post", "--id", "eleven", "title=Eleven", "date=2022")
    kua("publish", "case.kua", "site", status=2)
    one_line(kua.err, "posts/eleven.html", "not made by kua")
    os.unlink("site/posts/eleven.html")
    os.mkfifo("site/pipe")
    kua("publish", "case.kua", "site", status=2)
    one_line(kua.err, "pipe")
    os.unlink("site/pipe")
    assert {x: os.stat(f"site/{x}").st_ino for x in files("site")} == before
    assert not [x for x in os.listdir(".") if x.startswith("site.kua") or x.startswith("mine.")] and os.listdir("mine") == ["letter.txt"]


@test
def killed_at_any_moment_it_is_the_old_site_or_the_new_one():
    example()
    kua("publish", "case.kua", "site", "--title", "Old")
    kua("publish", "case.kua", "other", "--title", "Old")
    began = time.monotonic()
    kua("publish", "case.kua", "other", "--title", "New")  # over one that is there, which takes longer than from nothing
    whole = time.monotonic() - began
    seen = set()
    for i in range(15 if QUICK else 40):
        title = "New" if i % 2 == 0 else "Old"
        p = subprocess.Popen([KUA, "publish", "case.kua", "site", "--title", title], env=env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * 1.3 * (i * 7 % 40) / 40)
        p.send_signal(signal.SIGKILL)
        p.wait()
        if not os.path.exists("site"):
            assert os.path.exists("site.kua-old")  # two renames, where the disk cannot exchange
            continue
        shown = {re.search(r"<a href=\"[./]*index.html\">(\w+)</a>", read(f"site/{x}"))[1] for x in files("site") if x.endswith(".html")}
        assert len(shown) == 1, shown
        seen |= shown
        assert subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd="site").returncode == 0
    kua("publish", "case.kua", "site", "--title", "Last")
    check_site("site")
    assert not [x for x in os.listdir(".") if x.startswith("site.")] and seen == {"Old", "New"}, (os.listdir("."), seen)


main()
