#!/usr/bin/env python3
"""What need not be made again: a site made over the one before is what is made from nothing, byte for byte, whatever changed and whoever touched it."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import KUA, env, kua, main, once, one_line, records, test  # noqa: E402

DAY = 86400
EPOCH = 1700000000
TEXTS = ["The strike\n\n3 May 2014\n\nPolice shot 12 miners in Aktau on 3 May 2014, officials said. The journalist Madina Sarsenova was arrested on 4 May 2014.\n",
         "The trial\n\n3 June 2014\n\nMadina Sarsenova, a journalist, was sentenced to 3 years in prison on 2 June 2014 in Aktau.\n",
         "The walk\n\n4 May 2013\n\nPolice killed 13 oil workers in Atyrau on 4 May 2013, said Boris Abenov, a lawyer. Boris Abenov was arrested on 5 May 2013.\n",
         "More\n\n5 May 2013\n\nAt least 20 oil workers were killed in Atyrau on 4 May 2013, residents said.\n"]


@once
def small():
    os.mkdir("docs")
    for i, text in enumerate(TEXTS):
        with open(f"docs/{i}.txt", "w") as f:
            f.write(text)
    kua("new", "a.kua")
    kua("add", "a.kua", "docs", "--quiet")
    kua("publish", "a.kua", "site", "--title", "Remember")


def files(folder):
    return {os.path.relpath(os.path.join(at, x), folder) for at, _, names in os.walk(folder) for x in names}


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def made(folder="site"):
    """Each page that may be kept, with the digest of what it was made of."""
    return dict(reversed(re.fullmatch(r"(\w+) \d+ (\S+)", x).groups()) for x in read(f"{folder}/made.txt").decode().splitlines() if x.count(" ") == 2)


def same(what, *args, **more):
    """Publish over the site, and over what is left of it when every page is made anew; how many pages were made of the same as before."""
    before = made() if os.path.exists("site/made.txt") else {}
    shutil.rmtree("anew", ignore_errors=True)
    shutil.copytree("site", "anew", symlinks=True)
    for x in files("anew"):
        if x not in ("history.json", "SHA256SUMS"):
            os.unlink(f"anew/{x}")
    args = args or ("--title", "Remember")
    said = kua("publish", "a.kua", "site", *args, **more)
    kua("publish", "a.kua", "anew", *args, **more)
    assert files("site") == files("anew"), (what, files("site") ^ files("anew"))
    for x in files("site"):
        assert not os.path.islink(f"site/{x}") and read(f"site/{x}") == read(f"anew/{x}"), (what, x)
    now = made()
    assert now
    same.said = said
    return len(now), sum(before.get(x) == of for x, of in now.items())


def later(days):
    return {"SOURCE_DATE_EPOCH": str(EPOCH + days * DAY)}


@test
def whatever_changes_it_is_the_site_made_from_nothing():
    small()
    pages, kept = same("nothing")
    assert kept == pages > 3 and " 0 written" in same.said
    person = next(e["id"] for e in records("a.kua", "entity") if e["kind"] == "person" and "Sarsenova" in e["label"])
    event = next(f["event"] for f in records("a.kua", "figure") if f["low"] == 12)
    with open("more.txt", "w") as f:
        f.write("Again\n\n6 May 2013\n\nAt least 25 oil workers were killed in Atyrau on 4 May 2013, officials said.\n")
    kua("add", "a.kua", "more.txt", "--quiet")
    pages, kept = same("an item more")
    assert pages > kept > pages / 2, (pages, kept)  # one event is another one
    kua("judge", "a.kua", person, "allow", "scope=public", "giver=she", "until=2023-12-31")
    same("a consent")
    assert any(b"Madina Sarsenova" in read(f"site/{x}") for x in files("site"))
    same("a consent that has ended", **later(60))
    assert not any(b"Sarsenova" in read(f"site/{x}") for x in files("site"))
    kua("judge", "a.kua", person, "allow", "scope=public", "giver=she", **later(60))
    same("another consent", **later(60))
    for j in records("a.kua", "judgement"):
        kua("judge", "a.kua", "--withdraw", j["entry"], **later(60))
    same("no consent", **later(60))
    assert not any(b"Sarsenova" in read(f"site/{x}") for x in files("site"))
    kua("judge", "a.kua", next(f["id"] for f in records("a.kua", "figure") if f["low"] == 20), "reject", **later(60))
    same("a judgement", **later(60))
    for args in [("title=One",), ("title=Two", "--why", "it was wrong"), ("--gone", "--why", "it was wrong")]:
        kua("write", "a.kua", "post", "--id", "one", *args, *(("date=2014", f"event={event}") if "title=One" in args else ()), **later(61))
        same(args, **later(61))
    document = next(d["id"] for d in records("a.kua", "document") if d["name"] == "3.txt")
    kua("judge", "a.kua", document, "allow", "scope=public", "giver=the editor", **later(61))
    same("a document", **later(61))
    assert os.path.exists(f"site/documents/{document}.html")


@test
def whatever_is_asked_for_it_is_the_site_made_from_nothing():
    small()
    pages, kept = same("another day", **later(1))
    assert kept == 0
    for args in [("--title", "Other"), ("--title", "Other", "--url", "https://example.org/"), ("--title", "Other", "--languages", "ru"),
                 ("--title", "Other", "--languages", "en,ru"), ("--title", "Other", "--languages", "ru,en")]:
        pages, kept = same(args, *args, **later(1))
        assert kept == 0, (args, kept)
        assert same("the same", *args, **later(1)) == (pages, pages) and " 0 written" in same.said
    shutil.copytree(os.environ["KUA_DATA"], "data")
    texts = read("data/publish/en.txt")
    assert b"site-footer = " in texts
    write("data/publish/en.txt", texts.replace(b"site-footer = ", b"site-footer = Of the makers of this site: "))
    same("other texts", *args, **later(1), KUA_DATA=os.path.abspath("data"))
    assert b"Of the makers of this site" in read("site/en/events.html")


@test
def whoever_touched_it_it_is_made_right():
    small()
    page = "site/events/" + next(f["event"] for f in records("a.kua", "figure") if f["low"] == 12) + ".html"
    other = "site/" + next(x for x in sorted(made()) if x.startswith("cases/")) + ".html"
    right, sums, whole = read(page), read("site/SHA256SUMS"), read("site/made.txt")

    def sum_of(data):
        return subprocess.run(["sha256sum"], input=data, capture_output=True).stdout[:64]

    def changed():
        stat = os.stat(page)
        write(page, right.replace(b"12", b"99"))
        os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def changed_with_its_sum():
        changed()
        write("site/SHA256SUMS", sums.replace(sum_of(right), sum_of(read(page))))

    def two_changed_places():
        write(page, read(other))
        write(other, right)
        a, b = sum_of(right), sum_of(read(page))
        write("site/SHA256SUMS", sums.replace(a, b"x" * 64).replace(b, a).replace(b"x" * 64, b))

    def another_seal():
        changed_with_its_sum()
        write("site/made.txt", whole.replace(whole.splitlines()[1], b"0" * 64))

    def nothing_is_told():
        os.unlink("site/made.txt")

    def only_its_head():
        write("site/made.txt", whole[:100])

    def one_is_gone():
        os.unlink(page)

    def a_link():
        write("elsewhere.html", right)
        os.unlink(page)
        os.symlink("../../elsewhere.html", page)

    def of_another():
        kua("new", "b.kua", KUA_USER="somebody else")
        kua("publish", "b.kua", "empty")
        shutil.copy("empty/made.txt", "site/made.txt")

    assert b"12" in right
    for touch in [changed, changed_with_its_sum, two_changed_places, another_seal, nothing_is_told, only_its_head, one_is_gone, a_link, of_another]:
        touch()
        same(touch.__name__)
        assert read(page) == right and read("site/SHA256SUMS") == sums and read("site/made.txt") == whole, touch.__name__
    write("site/CNAME", b"example.org\n")
    assert " 0 written" in kua("publish", "a.kua", "site", "--title", "Remember", "--zip", "site.zip") and read("site/CNAME") == b"example.org\n"
    assert os.path.getsize("site.zip") > 10000


@test
def it_tells_nobody_what_it_was_made_of():
    small()
    kua("new", "b.kua", KUA_USER="somebody else")
    kua("add", "b.kua", "docs", "--quiet")
    kua("publish", "b.kua", "other", "--title", "Remember")
    of = set(made("site").values()) | set(made("other").values())
    assert len(of) == len(made("site")) + len(made("other")) > 6  # the same records, in the casebook of somebody else


@test
def who_was_warned_is_warned_again():
    small()
    named = next(d["id"] for d in records("a.kua", "document") if d["name"] == "1.txt")
    kua("judge", "a.kua", named, "allow", "scope=public", "giver=the editor")
    for _ in range(3):
        kua("publish", "a.kua", "site", "--title", "Remember")
        one_line(kua.err, named, "names somebody")
    assert named.encode() not in read("site/made.txt")
    with open("more.txt", "w") as f:
        f.write(TEXTS[3] + "Again.\n")
    kua("judge", "a.kua", "--withdraw", records("a.kua", "judgement")[0]["entry"])
    kua("add", "a.kua", "more.txt", "--quiet", "--later")
    for _ in range(2):
        kua("publish", "a.kua", "site", "--title", "Remember")
        one_line(kua.err, "behind")


@test
def killed_at_any_moment_the_next_one_makes_it_right():
    small()
    began = time.monotonic()
    kua("publish", "a.kua", "site", "--title", "Remember", **later(1))
    span = time.monotonic() - began
    for i in range(6):
        kua("write", "a.kua", "post", f"title=Post {i}", "date=2014", "--text", "-", stdin=b"x")
        p = subprocess.Popen([KUA, "publish", "a.kua", "site", "--title", "Remember"], env=env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(span * (i + 1) / 7)
        p.send_signal(signal.SIGKILL)
        p.wait()
    same("killed")
    assert not [x for x in os.listdir(".") if x.startswith("site.kua")]


main()
