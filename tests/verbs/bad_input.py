#!/usr/bin/env python3
"""What goes wrong costs one clear line and nothing that was there before."""
import json
import os
import random
import shutil
import subprocess

from harness import KUA, ROOT, env, kua, main, once, one_line, records, test


@once
def with_one_document():
    kua("new", "a.kua")
    with open("good.txt", "w", encoding="utf-8") as f:
        f.write("Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n")
    kua("add", "a.kua", "good.txt")
    return kua("export", "a.kua")


def unread(path, *words):
    """Adding path keeps it as unread with a reason, and exits 1."""
    before = len(records("a.kua", "document"))
    out = kua("add", "a.kua", path, status=1)
    assert "unread" in out, out
    docs = records("a.kua", "document")
    assert len(docs) == before + 1, "the bytes are kept"
    doc = [d for d in docs if d["name"] == os.path.basename(path)][0]
    assert doc["read"] is False and doc["reason"]
    for w in words:
        assert w in doc["reason"], doc["reason"]


@test
def empty_file():
    with_one_document()
    open("empty.txt", "w").close()
    unread("empty.txt", "nothing in it")


@test
def folder_without_rights():
    before = with_one_document()
    os.makedirs("locked/in")
    os.chmod("locked", 0)
    if os.access("locked", os.R_OK):  # root reads everything: as nobody then, with a copy that nobody may read
        shutil.copy(KUA, "kua")
        shutil.copytree(os.path.join(ROOT, "data"), "data")
        for folder, _, files in os.walk("."):
            for path in [folder, *(os.path.join(folder, f) for f in files)]:
                shutil.chown(path, "nobody")
        p = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "./kua", "add", "a.kua", "locked"],
                           capture_output=True, env=env(ASAN_OPTIONS="detect_leaks=0", KUA_DATA="data"))
        assert p.returncode == 1, (p.returncode, p.stderr)
        one_line(p.stderr.decode(), "locked")
    else:
        kua("add", "a.kua", "locked", status=1)
        one_line(kua.err, "locked")
    os.chmod("locked", 0o700)
    assert kua("export", "a.kua") == before


@test
def a_gigabyte_of_zeros():
    with_one_document()
    with open("zeros", "wb") as f:
        f.truncate(10**9)
    unread("zeros")


@test
def more_than_the_limit():
    before = with_one_document()
    with open("huge", "wb") as f:
        f.truncate((64 << 30) + 1)
    kua("add", "a.kua", "huge", status=1)
    one_line(kua.err, "huge", "limit")
    assert kua("export", "a.kua") == before


@test
def nul_bytes_and_broken_utf8():
    with_one_document()
    with open("mixed.txt", "wb") as f:
        f.write(b"Police arrested 14 miners\x00 in Beltown, \xff\xfe officials said.\n" * 3)
    kua("add", "a.kua", "mixed.txt")
    item = [i for i in records("a.kua", "item") if i["document"] == "mixed.txt"][0]
    assert "arrested 14 miners" in item["text"] and "\x00" not in item["text"]


@test
def html_nested_deep():
    with_one_document()
    with open("deep.html", "w") as f:
        f.write("<html><body>" + "<div>" * 100000 + "Police arrested 15 miners in Beltown." + "</div>" * 100000)
    p = subprocess.run([KUA, "add", "a.kua", "deep.html"], capture_output=True, env=env(), timeout=120)
    assert p.returncode in (0, 1), p.stderr
    assert len(records("a.kua", "document")) == 2


@test
def csv_with_a_huge_cell():
    with_one_document()
    with open("big.csv", "w") as f:
        f.write('title,text\nx,"' + "word " * 10_000_000 + '"\n')
    p = subprocess.run([KUA, "add", "a.kua", "big.csv", "--later"], capture_output=True, env=env(), timeout=300)
    assert p.returncode in (0, 1), p.stderr
    doc = [d for d in records("a.kua", "document") if d["name"] == "big.csv"][0]
    assert doc["read"] or doc["reason"]


@test
def not_a_casebook():
    with open("a.kua", "w") as f:
        f.write("this is not a casebook " * 100)
    for args in (["report", "a.kua"], ["add", "a.kua", "a.kua"], ["export", "a.kua"]):
        kua(*args, status=1)
        one_line(kua.err, "a.kua", "casebook")


@test
def another_programs_database():
    subprocess.run(["sqlite3", "a.kua", "create table t(x); insert into t values(1)"], check=True)
    kua("report", "a.kua", status=1)
    one_line(kua.err, "a.kua", "casebook")


@test
def casebook_cut_short():
    with_one_document()
    size = os.path.getsize("a.kua")
    for keep in (0, 100, 4096, size // 2, size - 1):
        shutil.copy("a.kua", "cut.kua")
        with open("cut.kua", "r+b") as f:
            f.truncate(keep)
        p = subprocess.run([KUA, "report", "cut.kua"], capture_output=True, env=env())
        assert p.returncode == 1, (keep, p.returncode, p.stderr)
        one_line(p.stderr.decode(), "cut.kua")


@test
def disk_full():
    before = with_one_document()
    os.mkdir("more")
    r = random.Random(5)
    for i in range(120):  # each small, together more than there is room for
        with open(f"more/{i:03d}.txt", "w") as f:
            f.write(" ".join(f"{r.getrandbits(60):x}" for _ in range(2000)))
    limit = os.path.getsize("a.kua") + (1 << 20)
    p = subprocess.run(["bash", "-c", f"ulimit -f {limit // 1024}; exec {KUA} add a.kua more --quiet --later"],
                       capture_output=True, env=env(), timeout=120)
    assert p.returncode == 3, (p.returncode, p.stderr)
    one_line(p.stderr.decode(), "a.kua")
    after = kua("export", "a.kua")
    assert set(before.splitlines()) <= set(after.splitlines())
    kua("log", "a.kua", "--check")


@test
def clock_beyond_all_dates():
    before = with_one_document()
    for moment in ("253402300800", "999999999999999999"):  # the year 10000, and one that no calendar reaches
        kua("due", "a.kua", status=3, SOURCE_DATE_EPOCH=moment)
        one_line(kua.err, "the clock says a year that no date has")
    kua("due", "a.kua", SOURCE_DATE_EPOCH="253402300799")
    assert kua("export", "a.kua") == before


@test
def names_to_find():
    with open("list.jsonl", "w", encoding="utf-8") as f:
        f.write('{"id":"1","name":"Zhanna Serikkyzy","kind":"person"}\n{"id":2,"name":"Жанаозен","kind":"place"}\n')
    query = '{"id":"q","name":"Жанна Сериккызы"}\n'.encode()
    found = json.loads(kua("names", "--find", "list.jsonl", "--limit", "1000", stdin=query))
    assert [m["id"] for m in found["matches"]] == ["1"] and found["matches"][0]["same"], found
    for limit in ("0", "1001", "-1", "ten", ""):
        kua("names", "--find", "list.jsonl", "--limit", limit, stdin=query, status=2)
        one_line(kua.err, "--limit", "1000")
    kua("names", "--find", "nowhere.jsonl", stdin=query, status=2)
    one_line(kua.err, "nowhere.jsonl")
    with open("list.jsonl", "a", encoding="utf-8") as f:
        f.write('{"id":"3","name":"Aurora","kind":"ship"}\n')
    assert json.loads(kua("names", "--find", "list.jsonl", stdin=query, status=1)) == found, "a bad line costs itself only"
    one_line(kua.err, "list.jsonl", "line 3", "ship")
    assert kua("names", "--find", "list.jsonl", stdin=b"no JSON\n", status=1) == ""


@test
def two_writers():
    with_one_document()
    before = kua("export", "a.kua")
    hold = subprocess.Popen(["sqlite3", "a.kua"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    hold.stdin.write("begin immediate;\nselect 'held';\n")
    hold.stdin.flush()
    assert hold.stdout.readline() == "held\n"
    assert kua("export", "a.kua") == before, "a reader is not kept waiting"
    with open("b.txt", "w") as f:
        f.write("Two miners were released.\n")
    kua("add", "a.kua", "b.txt", status=3)
    one_line(kua.err, "a.kua")
    hold.communicate("rollback;\n")
    kua("add", "a.kua", "b.txt")


main()
