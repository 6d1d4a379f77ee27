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
from harness import KUA, QUICK, ROOT, env, example_casebook, kua, main, one_line, records, test  # noqa: E402

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
    assert "the heading was cut" in text and "<ins>on</ins>" in text
    kua("write", "case.kua", "post", "--id", "ten", "--gone", "--why", "private: her wish")
    said = kua("publish", "case.kua", "site")
    assert re.search(r"[1-9]\d* removed", said), said
    assert not os.path.exists("site/posts/ten.html") and "private: her wish" in read("site/changes.html")
    assert read("site/CNAME") == "example.org\n" and not os.path.exists("site.kua-new")


main()
