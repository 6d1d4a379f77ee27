#!/usr/bin/env python3
"""The site as people see it, opened from a disk in Chromium: every kind of page wide and narrow, light and dark, in each language, with a script and
without, and on paper. Pictures are left in the folder that KUA_SCREENSHOTS names, for people to look at."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "verbs"), os.path.join(HERE, "..", "page")]
from chromium import Chromium, Tab, axe, violations  # noqa: E402
from harness import example_casebook, kua, main, once, records, test  # noqa: E402

PICTURES = os.path.join(os.environ.get("KUA_SCREENSHOTS") or os.path.abspath("screenshots"), "site")
TEXT = """We remember **all** of them: [how many were killed](kua:{0}), [](kua:{0}/killed).

## What we ask

1. An inquiry.
2. Release, as [the committee](https://example.org/) asked.

> Nobody answered.

    a line of a list
"""


@once
def make():
    example_casebook()
    event = max(records("case.kua", "event"), key=lambda e: sum(f["event"] == e["id"] for f in records("case.kua", "figure")))["id"]
    person = records("case.kua", "case")[0]["person"]
    text = TEXT.format(event).encode()
    kua("write", "case.kua", "post", "--id", "ten", "title=Ten years", "date=2021-12-16", "author=The campaign", "categories=Appeals, Anniversaries", f"event={event}",
        f"person={person}", "--text", "-", stdin=text)
    kua("write", "case.kua", "post", "--id", "ten", "title=Ten years on", "--why", "the heading was cut")
    kua("write", "case.kua", "post", "--id", "ten-ru", "title=\u0414\u0435\u0441\u044f\u0442\u044c \u043b\u0435\u0442", "date=2021-12-16", "language=ru", "translation_of=ten", "--text", "-",
        stdin="\u041c\u044b \u043f\u043e\u043c\u043d\u0438\u043c.".encode())
    kua("write", "case.kua", "supporter", "name=Dockers, branch 4", "kind=branch", "named=public")
    kua("write", "case.kua", "told", "who=The ministry", "date=2014-06-01", "text=We asked for an inquiry.", "answer=None is planned.", "answered_on=2014-07-01", "public=yes")
    with open("strike.txt", "w") as f:
        f.write("The strike\n\n3 May 2014\n\nPolice shot 12 miners in Aktau on 3 May 2014, officials said.\n")
    kua("add", "case.kua", "strike.txt", "--quiet")
    for d in records("case.kua", "document"):
        kua("judge", "case.kua", d["id"], "allow", "scope=public", "giver=the editor")
    kua("publish", "case.kua", "site", "--title", "Remember Zhanaozen", "--languages", "en,ru,kk,fr")
    return event


def kinds(language=""):
    """One page of each kind, the largest."""
    found = {}
    for at, _, names in os.walk("site/" + language):
        rest = os.path.relpath(at, "site/" + language)
        for x in names:
            kind = rest if rest != "." else x
            if x.endswith(".html") and rest.split("/")[0] not in ("ru", "kk", "fr"):
                found[kind] = max(found.get(kind, ""), os.path.join(at, x), key=lambda p: os.path.getsize(p) if p else 0)
    return dict(sorted(found.items()))


def address(path, fragment=""):
    return "file://" + os.path.abspath(path) + fragment


def look(tab, path, source, wrong):
    tab.go(address(path))
    wrong += [f"{path}: the console says {x}" for x in tab.complaints()]
    root = address("site/")
    wrong += [f"{path}: asks {x}" for x in tab.asked() if not x.startswith((root, "data:"))]
    if tab.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
        wrong.append(f"{path}: wider than a screen of {tab.width}")
    if not tab.run("getComputedStyle(document.body).maxWidth !== 'none' || matchMedia('print').matches"):
        wrong.append(f"{path}: without its style")
    wrong += [f"{path}: {v}" for v in violations(tab, source)]


@test
def every_kind_of_page_from_a_disk():
    event = make()
    os.makedirs(PICTURES, exist_ok=True)
    wrong = []
    with Chromium() as browser:
        source = axe(browser)
        pages = kinds()
        assert len(pages) > 16 and "documents" in pages and f"site/events/{event}.html" in pages.values(), pages
        for width, dark in [(1280, False), (360, False), (360, True)]:
            tab = Tab(browser, width=width, dark=dark)
            for kind, path in pages.items():
                look(tab, path, source, wrong)
                tab.picture(os.path.join(PICTURES, f"{kind.replace('.html', '')}-{width}{'-dark' if dark else ''}.png"))
        for language in ["ru", "kk", "fr"]:
            tab = Tab(browser, width=360, language=language)
            for kind, path in kinds(language).items():
                look(tab, path, source, wrong)
                if kind in ("index.html", "events", "method.html"):
                    tab.picture(os.path.join(PICTURES, f"{kind.replace('.html', '')}-{language}.png"))
        tab.go(address(pages["events"]))
        tab.print(os.path.join(PICTURES, "event.pdf"))
    assert not wrong, "\n".join(wrong[:20])


@test
def search_with_a_script_and_letters_without():
    make()
    with Chromium() as browser:
        tab = Tab(browser)
        tab.go(address("site/search.html"))
        tab.click("document.querySelector('#words')")
        tab.type("zhanao")
        assert tab.run("[...document.querySelectorAll('#found a')].map(a => a.textContent)").count("Zhanaozen, 16 December 2011") == 1
        tab.follow("document.querySelector('#found a')")
        assert "Zhanaozen" in tab.run("document.title")
        tab = Tab(browser, script=False)
        tab.go(address("site/search.html"))
        assert not tab.complaints()
        tab.follow("[...document.querySelectorAll('.chips a')].find(a => a.textContent === 'Z')")
        tab.follow("[...document.querySelectorAll('main li a')].find(a => a.textContent.startsWith('Zhanaozen, 16'))")
        tab.follow("document.querySelector('a[hreflang=ru]')")
        assert "/ru/events/" in tab.path()
        tab.follow("document.querySelector('.casebook a')")
        assert tab.path().endswith("/site/ru/index.html")


main()
