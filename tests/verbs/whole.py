#!/usr/bin/env python3
"""Whole-program runs: from a folder of documents to the account, again after a rebuild, and whatever order they came in."""
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile

from harness import EXAMPLE, KUA, ROOT, env, example_casebook, kua, main, one_line, records, slow, test


@test
def report_of_the_example():
    example_casebook()
    text = kua("report", "case.kua")
    for line in text.splitlines():
        assert len(line) <= 80, f"wider than 80 columns: {line!r}"
    for word in ("Zhanaozen", "officials", "70", "independent"):
        assert word in text, word
    html = kua("report", "case.kua", "--format", "html")
    assert html.startswith("<!doctype html>") or html.startswith("<!DOCTYPE html>")
    assert "http://" not in html.replace("http://www.w3.org/", "") and "src=" not in html, "something from outside"
    assert kua("report", "case.kua", "--format", "md").startswith("# ")


@test
def every_kind_of_finding_in_the_example():
    example_casebook()
    kinds = {r["type"] for r in records("case.kua")}
    want = {"document", "item", "reuse", "family", "drift", "entity", "mention", "join", "figure", "case_step", "action",
            "event", "voice", "account", "toll", "case"}
    assert want <= kinds, want - kinds
    assert any(not d["read"] and d["reason"] for d in records("case.kua", "document")), "the damaged document says why"
    assert {"en", "ru", "kk"} <= {i["language"] for i in records("case.kua", "item")}
    drift = {d["kind"] for d in records("case.kua", "drift")}
    assert {"name", "number", "wording"} <= drift, drift


@test
def offsets_are_bytes_of_the_text():
    example_casebook()
    text = {i["id"]: i["text"].encode() for i in records("case.kua", "item")}
    for r in records("case.kua"):
        if "quote" in r and r["type"] != "judgement":  # white space is folded in a quote
            assert text[r["item"]][r["start"]:r["end"]].decode().split() == r["quote"].split(), r
        if r["type"] == "mention":
            assert text[r["item"]][r["start"]:r["end"]].decode() == r["form"], r
        if r["type"] == "reuse":
            for s in r["spans"]:
                text[r["a"]][s["a_start"]:s["a_end"]].decode()
                text[r["b"]][s["b_start"]:s["b_end"]].decode()


@test
def ids_point_somewhere():
    example_casebook()
    all_ = records("case.kua")
    ids = {r["id"] for r in all_ if r.get("id")}
    assert len(ids) == sum(1 for r in all_ if r.get("id")), "two records have one id"
    for r in all_:
        for field in ("item", "entity", "event", "voice", "person", "document_id", "origin"):
            if r.get(field) and not (r["type"] == "document" or field == "voice" and r["type"] == "voice"):
                assert r[field] in ids, (field, r)
        for field in ("figures", "voices", "items"):
            for x in r.get(field) or []:
                assert x in ids, (field, r)


@test
def rebuild_gives_the_same_bytes():
    example_casebook()
    before = kua("export", "case.kua")
    kua("rebuild", "case.kua")
    assert kua("export", "case.kua") == before


@slow
def order_of_adding_does_not_matter():
    names = sorted(os.listdir(EXAMPLE))
    os.mkdir("docs")
    for n in names:
        shutil.copy(os.path.join(EXAMPLE, n), "docs")
    exports = []
    for i, order in enumerate((names, names[::-1], names[3:] + names[:3])):
        kua("new", f"{i}.kua")
        for chunk in (order[:4], order[4:5], order[5:]):
            add_some(f"{i}.kua", chunk)
        exports.append(kua("export", f"{i}.kua"))
    assert exports[0] == exports[1] == exports[2]


def add_some(casebook, names):
    damaged = any("damaged" in n for n in names)
    kua("add", casebook, *(os.path.join("docs", n) for n in names), "--quiet", status=1 if damaged else 0)


@slow
def the_same_bytes_are_never_twice():
    kua("new", "a.kua")
    with open("one.txt", "w", encoding="utf-8") as f:
        f.write("Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n")
    shutil.copy("one.txt", "two.txt")
    kua("add", "a.kua", "one.txt")
    assert "known" in kua("add", "a.kua", "two.txt")
    assert len(records("a.kua", "document")) == 1
    kua("add", "a.kua", "one.txt")
    assert len(records("a.kua", "item")) == 1


@test
def standard_input_is_a_document():
    kua("new", "a.kua")
    kua("add", "a.kua", "-", stdin=b"Police arrested 12 miners in Beltown, officials said.\n")
    assert records("a.kua", "document")[0]["name"] == "standard input"
    assert any(f["act"] == "arrested" and f["low"] == 12 for f in records("a.kua", "figure"))


@test
def a_casebook_is_not_overwritten():
    kua("new", "a.kua")
    kua("new", "a.kua", status=2)
    one_line(kua.err, "a.kua")


@test
def wrong_use_is_told():
    kua("nonsense", status=2)
    one_line(kua.err, "nonsense")
    kua("add", status=2)
    one_line(kua.err, "kua add")
    kua("report", "missing.kua", status=2)
    one_line(kua.err, "missing.kua")
    kua("new", "a.kua")
    kua("export", "a.kua", "--format", "xml", status=2)
    one_line(kua.err, "xml")
    kua("report", "a.kua", "--bogus", status=2)
    one_line(kua.err, "--bogus")
    kua("report", "a.kua", "--event", "e-0000", status=2)
    one_line(kua.err, "e-0000")


@test
def csv_opens_in_a_spreadsheet():
    import csv
    import io
    example_casebook()
    rows = list(csv.DictReader(io.StringIO(kua("export", "case.kua", "--format", "csv", "--type", "figure"), newline="")))
    assert len(rows) == len(records("case.kua", "figure")) and rows[0]["act"]


@test
def filters_need_no_casebook():
    import json
    line = json.dumps({"id": "x", "text": "At least 12 miners were killed in Beltown, officials said.",
                       "published_on": "2014-05-03"}) + "\n"
    got = [json.loads(x) for x in kua("claims", stdin=line.encode()).splitlines()]
    assert any(f["type"] == "figure" and f["item"] == "x" and f["low"] == 12 and f["qualifier"] == "at least" for f in got)
    letter = "We the miners of the northern pit will not go down again until our three colleagues are free and heard. " * 2
    two = "".join(json.dumps({"id": i, "text": letter}) + "\n" for i in "ab")
    assert any(json.loads(x)["type"] == "reuse" for x in kua("reuse", stdin=two.encode()).splitlines())
    pair = json.dumps({"a": "Mike Abenov", "b": "Michael Abenov", "kind": "person"}) + "\n"
    assert json.loads(kua("names", "--pairs", stdin=pair.encode()))["same"] is True
    kua("claims", stdin=b"not json\n", status=1)


@slow
def reuse_by_pairs_within_memory():
    """The same pairs and passages whatever spills, in whatever order lines come; one clear line for what is no number."""
    import json
    import random
    rng = random.Random(5)
    words = ["".join(rng.choice("abdegiklmnoprstuvz") for _ in range(rng.randint(2, 9))) for _ in range(3000)]
    lines = []
    for story in range(60):
        text = [rng.choice(words) for _ in range(150)]
        for copy in range(rng.randint(1, 4)):
            lines.append(json.dumps({"id": f"s{story}-{copy}", "text": " ".join(w for w in text if rng.random() > 0.03)}))
    everything = kua("reuse", stdin="\n".join(lines).encode())
    full = [json.loads(x) for x in everything.splitlines()]
    pairs = kua("reuse", "--pairs", stdin="\n".join(lines).encode())
    wanted = [(r["a"], r["b"], r["spans"]) for r in full if r["type"] == "reuse"]
    assert len(wanted) > 40
    assert [(r["a"], r["b"]) for r in map(json.loads, pairs.splitlines())] == [(a, b) for a, b, _ in wanted]
    rng.shuffle(lines)
    for options in (["--memory", "1"], ["--memory", "64K", "--threads", "1"], ["--threads", "3"]):
        assert kua("reuse", "--pairs", *options, stdin="\n".join(lines).encode(), TMPDIR=".") == pairs
    for options in (["--memory", "1"], ["--memory", "64K", "--threads", "3"]):
        assert kua("reuse", *options, stdin="\n".join(lines).encode(), TMPDIR=".") == everything
    assert not [x for x in os.listdir(".") if "tmp" in x], "temporary files have no name"
    for options in (["--memory", "many"], ["--memory", "0"], ["--memory", "-1"], ["--threads", "0"], ["--threads", "65"],
                    ["--pairs", "--passim"], ["--memory", "1G", "--passim"]):
        kua("reuse", *options, stdin=b"", status=2)
        assert kua.err.count("\n") == 1 and options[0] in kua.err


@slow
def reuse_keeps_within_memory():
    """Families, trees and drift of texts for which there is no room, and one clear line where a family alone has none."""
    import json
    import random
    import resource
    rng = random.Random(6)
    words = ["".join(rng.choice("abdegiklmnoprstuvz") for _ in range(rng.randint(2, 9))) for _ in range(5000)]

    def run(*options, limit=0):
        """What came out and the most MB that were held; limit: MB of addresses."""
        with open("out", "wb") as out:
            p = subprocess.Popen([KUA, "reuse", *options, "texts.jsonl"], stdout=out, stderr=subprocess.PIPE, env=env(
                TMPDIR=".", ASAN_OPTIONS="detect_leaks=0:quarantine_size_mb=1", MALLOC_ARENA_MAX="1"),
                preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20))) if limit else None)
            said = p.stderr.read().decode()
            _, status, usage = os.wait4(p.pid, 0)
        with open("out", "rb") as out:
            return os.waitstatus_to_exitcode(status), said, out.read(), usage.ru_maxrss / 1024

    with open("texts.jsonl", "w", encoding="utf-8") as f:
        for story in range(300):
            text = [rng.choice(words) for _ in range(400)]
            for copy in range(3):
                f.write(json.dumps({"id": f"s{story}-{copy}", "text": " ".join(w for w in text if rng.random() > 0.01)}) + "\n")
    status, _, everything, most = run()
    assert status == 0 and everything
    status, _, bounded, held = run("--memory", "2M")
    assert status == 0 and bounded == everything
    assert held < 0.75 * most, f"{held:.0f} MB where everything takes {most:.0f}"
    if b"__asan_init" not in open(KUA, "rb").read():  # which maps more addresses than there are
        assert run(limit=150)[0] != 0, "there is room for everything"
        assert run("--memory", "2M", limit=150)[2] == everything
    with open("texts.jsonl", "w", encoding="utf-8") as f:
        for copy in range(700):
            f.write(json.dumps({"id": f"c{copy}", "text": " ".join(text)}) + "\n")
    status, said, out, _ = run("--memory", "2M")
    assert status == 1 and not out
    one_line(said, "the items of the family of item c0 are 700", "MiB is needed")


@test
def a_short_text_more_takes_kilobytes():
    """What reading a text takes is given back: of fifteen thousand more, names and what they stand in are held, and no more."""
    texts = ["Marat Ermekov, a worker, was arrested in Aktobe on {} May 2014. He had told reporters that the pit was not safe, as others had before.",
             "At least {} miners were killed in Shymkent in the winter, officials said. Anna Bekova and Timur Galiev were there and saw it."]

    def held(n):
        with open("texts.jsonl", "w", encoding="utf-8") as f:
            for i in range(n):
                f.write(json.dumps({"id": str(i), "text": texts[i % 2].format(i % 30 + 1) + f" Item {i}."}) + "\n")
        p = subprocess.Popen([KUA, "names", "texts.jsonl"], stdout=subprocess.DEVNULL, env=env(MALLOC_ARENA_MAX="1"))
        _, status, usage = os.wait4(p.pid, 0)
        assert status == 0
        return usage.ru_maxrss

    if b"__asan_init" not in open(KUA, "rb").read():  # which holds more than is asked for
        each = (held(20000) - held(5000)) / 15000
        assert each < 3, f"{each:.1f} KiB for each of 15000 texts more"


@test
def reuse_in_passims_columns():
    import json
    text = "Жаңаөзен: the miners of the northern pit will not go down again until our three colleagues are free and heard by a court."
    lines = [{"uid": 7, "series": "x", "text": text}, {"id": "b", "series": "y", "text": "Copied. " + text},
             {"id": "c", "text": "Entirely other things stand here."}]
    got = [json.loads(x) for x in kua("reuse", "--passim", stdin="\n".join(map(json.dumps, lines)).encode()).splitlines()]
    assert [(r["uid"], r["id"], r["series"], r["size"]) for r in got] == [(7, "7", "x", 2), (got[1]["uid"], "b", "y", 2)]
    assert all(isinstance(r[k], int) for r in got for k in ("uid", "cluster", "begin", "end")) and got[1]["uid"] != 7
    assert len({r["cluster"] for r in got}) == 1
    for r, line in zip(got, lines):
        assert r["text"] == line["text"][r["begin"]:r["end"]], "begin and end count characters"
    assert got[0]["end"] - got[0]["begin"] > 100
    sources = [[(s["uid"], s["begin"], s["end"]) for s in r["src"]] for r in got]
    assert sorted(sources, key=len) == [[], [(x["uid"], x["begin"], x["end"]) for x in got if sources[got.index(x)] == []]]


@slow
def a_rule_is_written_without_a_compiler():
    """What docs/rules.md tells a linguist to do works as it stands there, and a wrong example is told."""
    import re
    with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as f:
        rule = re.search(r"```rules\n(.*?)```", f.read(), re.S).group(1)
    shutil.copytree(os.path.join(ROOT, "data"), "my-data")
    before = int(kua("claims", "--check", KUA_DATA="my-data").split()[0])
    with open("my-data/ru/mine.rules", "w", encoding="utf-8") as f:
        f.write(rule)
    assert kua("claims", "--check", KUA_DATA="my-data") == f"{before + 3} examples of rules in my-data, 0 failed\n"
    with open("my-data/ru/mine.rules", "w", encoding="utf-8") as f:
        f.write(rule.replace("осталось 14 горняков", "навсегда остались 14 горняков"))
    told = kua("claims", "--check", status=1, KUA_DATA="my-data")
    assert told.startswith("my-data/ru/mine.rules:13:5: rule ru/stayed-for-ever matches what it must not"), told
    with open("my-data/ru/mine.rules", "w", encoding="utf-8") as f:
        f.write(rule.replace("@person", "@peple"))
    kua("claims", "--check", status=1, KUA_DATA="my-data")
    one_line(kua.err, "my-data/ru/mine.rules:9:", "no class has the name peple")
    kua("claims", stdin='{"id":"1","language":"ru","text":"Полиция застрелила 12 рабочих."}'.encode(), status=1, KUA_DATA="my-data")
    one_line(kua.err, "my-data/ru/mine.rules:9:", "no class has the name peple")
    assert kua("claims", stdin=b'{"id":"1","language":"en","text":"Police shot 12 workers dead."}', KUA_DATA="my-data")


@test
def reprints_of_one_long_document_have_their_titles_and_changes():
    """Items of a document stand by their number, 2 before 10."""
    import re
    story = "The miners of {0} town laid down their lamps in week {1} and walked to the {0} square, where {2} of them were arrested near the {0} fountain."
    words = "amber birch cedar delta ember fjord gravel harbour island juniper kettle lantern".split()
    with open("a.jsonl", "w", encoding="utf-8") as f:
        for i in range(24):
            f.write(json.dumps({"title": f"Story {i}", "text": story.format(words[i // 2], i // 2 + 3, 40 + i)}) + "\n")
    kua("new", "a.kua")
    kua("add", "a.kua", "a.jsonl", "--quiet")
    drift, out = records("a.kua", "drift"), kua("reprints", "a.kua")
    assert len(drift) >= 12 and len(re.findall(r"^    (?!because).*“.*” and “.*”", out, re.M)) == len(drift), out
    sides = re.findall(r"^  [12]: (.*)$", out, re.M)
    assert len(sides) >= 24 and all(side.startswith("Story ") for side in sides), sides


@test
def journal_tells_what_was_done():
    example_casebook()
    text = kua("log", "case.kua")
    assert "tester" in text and "add" in text


@test
def help_names_every_verb():
    text = kua("--help")
    for verb in ("new", "add", "report", "judge", "claims"):
        assert f"  {verb} " in text
        assert kua(verb, "--help").startswith(f"use: kua {verb}")


@test
def version_shows_the_jail():
    assert "jail" in kua("--version")


@test
def completion_is_shell():
    import subprocess
    subprocess.run(["bash", "-n"], input=kua("help", "--completion").encode(), check=True)


def zip_of(*members):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(name, data)
    return b.getvalue()


def said(n):
    return f"Police arrested {n} miners in Beltown on Monday, officials said."


def write(name, data):
    with open(name, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


@slow
def documents_inside_documents():
    inner = zip_of(("deep/d.txt", said(4)))
    write("a.zip", zip_of(("b.txt", said(2)), ("c.html", "<title>T</title><p>" + said(3)), ("inner.zip", inner), ("none", "")))
    write("again.zip", zip_of(("copy.txt", said(2))))
    kua("new", "k.kua")
    out = kua("add", "k.kua", "a.zip", "again.zip")
    assert "added   a.zip (0 items, 3 documents inside)" in out, out
    assert "added   deep/d.txt (1 item; in inner.zip)" in out, out
    docs = {d["name"]: d for d in records("k.kua", "document")}
    assert set(docs) == {"a.zip", "again.zip", "b.txt", "c.html", "inner.zip", "deep/d.txt"}
    assert all(d["read"] and not d["partial"] for d in docs.values())
    assert docs["b.txt"]["container"] == docs["a.zip"]["id"] and docs["b.txt"]["origin"] == "in a.zip"
    assert docs["deep/d.txt"]["container"] == docs["inner.zip"]["id"]
    assert docs["a.zip"]["container"] is None
    assert {f["low"] for f in records("k.kua", "figure")} == {2, 3, 4}
    card = kua("show", "k.kua", docs["a.zip"]["id"])
    assert "documents inside it:" in card and "inner.zip" in card
    assert "came again" in kua("show", "k.kua", docs["b.txt"]["id"]), "the same bytes in another archive: another origin"
    assert "all fit" in kua("log", "k.kua", "--check")
    before = kua("export", "k.kua")
    kua("rebuild", "k.kua")
    assert kua("export", "k.kua") == before
    assert "all fit" in kua("log", "k.kua", "--check")
    entries = len(kua("log", "k.kua").splitlines())
    assert "2 known before" in kua("add", "k.kua", "a.zip", "again.zip")
    assert len(kua("log", "k.kua").splitlines()) == entries


@slow
def nesting_has_a_limit():
    data = zip_of(("bottom.txt", said(99)))
    for i in range(9):
        data = zip_of((f"{i}.txt", said(i + 2)), (f"{i}.zip", data))
    write("deep.zip", data)
    kua("new", "k.kua")
    kua("add", "k.kua", "deep.zip", "--later")
    docs = {d["name"]: d for d in records("k.kua", "document")}
    assert "1.txt" in docs and "0.txt" not in docs and "bottom.txt" not in docs
    last = docs["1.zip"]
    assert last["partial"] and "hostile nested-too-deep: 2, deeper than 8" in last["diagnostics"], last
    before = kua("export", "k.kua")
    kua("rebuild", "k.kua")
    assert kua("export", "k.kua", "--type", "document") in before


@slow
def what_a_killed_program_left_waiting_is_read():
    write("a.zip", zip_of(("b.txt", said(2)), ("c.txt", said(3))))
    write("d.txt", said(4))
    kua("new", "k.kua")
    kua("add", "k.kua", "a.zip", "--later")
    db = sqlite3.connect("k.kua")  # as it stands when the container is on disk and nothing in it was read
    ids = [r[0] for r in db.execute("SELECT id FROM document WHERE container IS NOT NULL")]
    for i in ids:
        db.execute("UPDATE document SET read = 0, reason = 'it was not read yet' WHERE id = ?", (i,))
        db.execute("DELETE FROM item WHERE document_id = ?", (i,))
        db.execute("INSERT INTO waiting (document, root, depth) SELECT id, container, 1 FROM document WHERE id = ?", (i,))
    db.execute("INSERT INTO search (search) VALUES ('rebuild')")
    db.commit()
    db.close()
    out = kua("add", "k.kua", "d.txt")
    assert "added   b.txt" in out and "added   c.txt" in out and "added   d.txt" in out
    assert len(records("k.kua", "item")) == 3 and len(records("k.kua", "figure")) == 3
    assert "0 documents" in kua("add", "k.kua", "a.zip")


@slow
def text_prints_what_a_reader_sees():
    write("a.zip", zip_of(("b.txt", "A title\n\n" + said(2)), ("again.txt", "A title\n\n" + said(2)), ("x.bin", b"\x7fELF\x01\x02")))
    write("esc.txt", "Words with \x1b[31mred\x1b[0m, and a good many more of them.")
    out = kua("text", "a.zip", "esc.txt", status=1)
    for part in ("=== a.zip\n", "=== a.zip > b.txt\n", "title: A title\n", said(2), "the same bytes as a document above",
                 "unsupported: there is no reader", "[no-reader]", "=== esc.txt"):
        assert part in out, (part, out)
    assert "\x1b" not in out
    lines = [json.loads(x) for x in kua("text", "--json", "a.zip", status=1).splitlines()]
    assert [x["type"] for x in lines] == ["document", "document", "item", "document"]
    assert lines[1]["container"] == lines[0]["id"] and lines[2]["document_id"] == lines[1]["id"]
    kua("new", "k.kua")
    kua("add", "k.kua", "a.zip", "--later", status=1)
    kept = {d["id"]: d for d in records("k.kua", "document")}
    for x in lines:
        if x["type"] == "document":
            assert {k: kept[x["id"]][k] for k in ("media_type", "read", "diagnostics", "metadata", "container")} == \
                   {k: x[k] for k in ("media_type", "read", "diagnostics", "metadata", "container")}
    outer = kua("text", "--outer", "a.zip")
    assert "inside: b.txt (" in outer and said(2) not in outer
    assert said(2) in kua("text", "-", stdin=said(2).encode())
    kua("text", "none.txt", status=2)


@slow
def without_a_jail_the_journal_says_so():
    write("b.txt", said(2))
    kua("new", "k.kua")
    kua("add", "k.kua", "b.txt", "--no-jail")
    assert "not locked in" in kua.err
    assert records("k.kua", "figure")[0]["low"] == 2
    entries = [json.loads(x) for x in kua("log", "k.kua", "--json").splitlines()]
    assert entries[1]["body"]["option"] == "--no-jail"
    assert "with --no-jail" in kua("log", "k.kua")
    kua("rebuild", "k.kua", "--no-jail")
    entries = [json.loads(x)["body"] for x in kua("log", "k.kua", "--json").splitlines()]
    assert entries[-1]["action"] == "rebuild" and entries[-1]["note"] == "--no-jail"
    assert "all fit" in kua("log", "k.kua", "--check")
    assert said(2) in kua("text", "b.txt", "--no-jail")
    write("c.txt", said(3))
    kua("add", "k.kua", "c.txt")
    assert "option" not in json.loads(kua("log", "k.kua", "--json").splitlines()[-1])["body"]


def lines_until(p, *words, seconds=60):
    """Read what the program prints until each word was there."""
    wanted, got, end = set(words), "", time.monotonic() + seconds
    os.set_blocking(p.stdout.fileno(), False)
    while wanted and time.monotonic() < end:
        got += (p.stdout.read() or b"").decode()
        wanted = {w for w in wanted if w not in got}
        time.sleep(0.1)
    assert not wanted, (wanted, got)
    return got


@slow
def a_folder_is_watched():
    os.makedirs("in/below")
    write("in/old.txt", said(2))
    kua("new", "k.kua")
    p = subprocess.Popen([KUA, "add", "k.kua", "--watch", "in"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env())
    try:
        lines_until(p, "added   old.txt (1 item)")
        with open("in/below/slow.txt", "w") as f:  # comes in pieces: nothing is added before it is whole
            for i in range(4):
                f.write(said(i + 3) + " ")
                f.flush()
                time.sleep(1)
        os.mkdir("in/later")
        write("in/later/again.txt", said(2))
        lines_until(p, "added   below/slow.txt (1 item)", "known   later/again.txt")
        end = time.monotonic() + 60
        while not records("k.kua", "figure") and time.monotonic() < end:
            time.sleep(0.5)
        assert {f["low"] for f in records("k.kua", "figure")} == {2, 3, 4, 5, 6}
    finally:
        p.send_signal(signal.SIGINT)
        out, _ = p.communicate(timeout=60)
    assert p.returncode == 0 and b"2 documents added" in out, (p.returncode, out)
    assert [d["name"] for d in records("k.kua", "document")] and "all fit" in kua("log", "k.kua", "--check")
    assert "2 known before" not in kua("add", "k.kua", "in/old.txt")
    kua("add", "k.kua", "--watch", "none", status=2)
    kua("add", "k.kua", "in", "--watch", "in", status=2)
    kua("add", "k.kua", status=2)


@test
def what_a_photograph_says_stays_in_the_casebook():
    example_casebook()
    one = records("case.kua", "document")[0]["id"]
    db = sqlite3.connect("case.kua")
    lines = ["created: 2011-12-16", "exif.gps: 43.34 52.86", "exif.camera: Lumix"]
    db.execute("UPDATE document SET metadata = ? WHERE id = ?", (json.dumps(lines), one))
    db.commit()
    db.close()
    assert "43.34" in kua("show", "case.kua", one)
    for safe in (kua("export", "case.kua"), kua("export", "case.kua", "--format", "csv", "--type", "document"),
                 kua("report", "case.kua"), kua("report", "case.kua", "--format", "html")):
        assert "43.34" not in safe and "Lumix" not in safe
    assert "created: 2011-12-16" in kua("export", "case.kua")
    assert "43.34" in kua("export", "case.kua", "--exif")


@test
def a_figure_says_its_page():
    example_casebook()
    f = next(f for f in records("case.kua", "figure") if f["start"] > 20)
    db = sqlite3.connect("case.kua")
    db.execute("UPDATE item SET pages = ? WHERE id = ?", (json.dumps(["11:0", f"12:{f['start']}", "13:900000"]), f["item"]))
    db.commit()
    db.close()
    assert "on page 12:" in kua("show", "case.kua", f["id"])
    assert ", page 1" in kua("report", "case.kua", "--format", "md")


main()
