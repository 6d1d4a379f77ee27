#!/usr/bin/env python3
"""What people do with a casebook that is there: show, search, judge, log."""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

from harness import EXAMPLE, KUA, ROOT, env, example_casebook, kua, main, once, one_line, records, test

LETTERS = {
    "one.txt": "Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n",
    "two.txt": "Residents of Beltown say 30 miners were killed on 3 May 2014. “Thirty,” said Anna Abenova.\n",
}


@once
def small_casebook():
    kua("new", "a.kua")
    os.mkdir("docs")
    for name, text in LETTERS.items():
        with open(os.path.join("docs", name), "w", encoding="utf-8") as f:
            f.write(text)
    kua("add", "a.kua", "docs", "--quiet")


def figure(casebook="a.kua", low=12):
    return [f for f in records(casebook, "figure") if f["low"] == low][0]


def check():
    return kua("log", "a.kua", "--check")


# ---- show ----


@test
def every_record_can_be_shown():
    example_casebook()
    shown = {}
    for r in records("case.kua"):
        shown[r["type"]] = shown.get(r["type"], 0) + 1
        if not r.get("id") or shown[r["type"]] > 3:  # each run loads the word lists, which takes the sanitizers a second
            continue
        text = kua("show", "case.kua", r["id"])
        assert text.startswith(f"{r['type']} {r['id']}"), text[:100]
        for line in text.splitlines():
            assert len(line) <= 120, line
        assert json.loads(kua("show", "case.kua", r["id"], "--json")) == r


@test
def show_takes_the_beginning_of_an_id():
    small_casebook()
    doc = records("a.kua", "document")[0]
    assert json.loads(kua("show", "a.kua", doc["id"][:8], "--json"))["type"] == "document"
    item = json.loads(kua("show", "a.kua", doc["id"][:8] + ".1", "--json"))
    assert item["type"] == "item" and item["document_id"] == doc["id"]
    kua("show", "a.kua", "d-", status=2)
    one_line(kua.err, "d-", "too short")
    kua("show", "a.kua", "d-zzzz", status=2)
    one_line(kua.err, "d-zzzz", "a.kua")
    two = kua("show", "a.kua", doc["id"], item["id"])
    assert f"document {doc['id']}" in two and f"item {item['id']}" in two


@test
def a_figure_is_shown_where_it_stands():
    small_casebook()
    f = figure()
    text = " ".join(kua("show", "a.kua", f["id"]).split())
    assert f"«{f['quote']}»" in text, text
    assert "said by officials" in text, text


@test
def a_document_comes_back_as_it_came():
    example_casebook()
    for doc in records("case.kua", "document"):
        with open(os.path.join(EXAMPLE, doc["name"]), "rb") as f:
            want = f.read()
        got = subprocess.run([KUA, "show", "case.kua", "--bytes", doc["id"]], capture_output=True, env=env()).stdout
        assert got == want and hashlib.sha256(got).hexdigest() == doc["sha256"]
    item = records("case.kua", "item")[0]["id"]
    kua("show", "case.kua", "--bytes", item, status=2)
    one_line(kua.err, item, "only a document has bytes")


@test
def other_origins_are_shown():
    small_casebook()
    os.rename("docs/one.txt", "docs/copy.txt")
    assert "known" in kua("add", "a.kua", "docs/copy.txt")
    doc = [d for d in records("a.kua", "document") if d["name"] == "one.txt"][0]
    assert "as copy.txt from docs/copy.txt" in " ".join(kua("show", "a.kua", doc["id"]).split())


@test
def text_of_documents_cannot_steer_the_terminal():
    kua("new", "a.kua")
    with open("evil.txt", "wb") as f:
        f.write("Police arrested 12 miners\x1b]0;owned\x07\x1b[2J in Beltown\u202e, officials said.\n".encode())
    kua("add", "a.kua", "evil.txt")
    item = records("a.kua", "item")[0]["id"]
    for out in (kua("show", "a.kua", item), kua("search", "a.kua", "miners"), kua("figures", "a.kua"), kua("log", "a.kua")):
        assert "\x1b" not in out and "\x07" not in out and "\u202e" not in out


# ---- search ----


@test
def search_finds_words_phrases_and_beginnings():
    example_casebook()
    ids = {i["id"]: i for i in records("case.kua", "item")}
    hits = [json.loads(x) for x in kua("search", "case.kua", "strik*", "--json").splitlines()]
    found = [h for h in hits if h["kind"] == "item"]
    assert found and all(h["item"] in ids for h in found) and any(h["kind"] == "figure" for h in hits)
    assert all("strik" in (ids[h["item"]]["text"] + ids[h["item"]]["title"]).lower() for h in found)
    assert "\x01" not in hits[0]["snippet"] and hits[0]["type"] == "hit"
    assert kua("search", "case.kua", "ПОЛИЦИЯ*") == kua("search", "case.kua", "полиция*") != ""
    assert len(kua("search", "case.kua", "the", "--json", "--most", "2").splitlines()) == 2
    assert kua("search", "case.kua", "xyzzyx") == ""
    one_line(kua.err, "nothing has")
    for odd in ('"', "AND", "*", "a:b", "((", "--", "'; drop"):
        kua("search", "case.kua", "--", odd)
    for wrong in ("0", "-1", "x", "", "99999999999999999999"):
        kua("search", "case.kua", "the", "--most", wrong, status=2)
        one_line(kua.err, "--most")


# ---- judge ----


@test
def a_figure_is_confirmed_rejected_amended_and_all_of_it_withdrawn():
    small_casebook()
    before = kua("export", "a.kua")
    f = figure()
    kua("judge", "a.kua", f["id"], "confirm")
    assert figure()["status"] == "confirmed"
    kua("judge", "a.kua", f["id"], "reject")
    assert figure()["status"] == "rejected"
    j = json.loads(kua("judge", "a.kua", f["id"], "amend", "low=13", "high=13", "qualifier=at least", "date=2014-05",
                       "leaves_out=women|children", "--json", "--as", "Marat"))
    assert j["by"] == "Marat" and j["quote"] == f["quote"] and j["item"] == f["item"] and j["kind"] == "figure"
    g = figure(low=13)
    assert (g["id"], g["status"], g["high"], g["qualifier"]) == (f["id"], "amended", 13, "at least")
    assert g["date"] == "2014-05" and g["leaves_out"] == ["women", "children"]
    assert len(records("a.kua", "judgement")) == 3
    after = kua("export", "a.kua")
    kua("rebuild", "a.kua")
    assert kua("export", "a.kua") == after, "judgements count after a rebuild"
    for e in records("a.kua", "judgement"):
        kua("judge", "a.kua", "--withdraw", e["entry"])
    assert kua("export", "a.kua") == before
    assert "all fit" in check()
    log = kua("log", "a.kua")
    assert log.count("withdraw") == 3 and "judge by Marat" in log


@test
def the_anchor_is_whole_characters_around_the_quote():
    kua("new", "a.kua")
    with open("a.txt", "w", encoding="utf-8") as f:
        f.write("The miners of Beltown wrote to the minister and asked him to come. Their letter ended: ‘Жаңаөзен, ұлттық күн’.\n\n"
                "Police arrested 12 miners in Beltown, officials said.\n\n"
                "‘Ұлттық күн, Жаңаөзен’ stood on the wall of the town hall, and the minister did not come.\n")
    kua("add", "a.kua", "a.txt")
    f = figure()
    j = json.loads(kua("judge", "a.kua", f["id"], "confirm", "--json"))
    text = records("a.kua", "item")[0]["text"].encode()
    before, after = j["before"].encode(), j["after"].encode()
    assert 28 < len(before) <= 32 and 28 < len(after) <= 32, (before, after)
    assert text[f["start"] - len(before):f["end"] + len(after)] == before + j["quote"].encode() + after


@test
def two_people_are_judged_one_and_parted_again():
    kua("new", "a.kua")
    texts = ("Anna Abenova spoke to the miners of Beltown.", "Ms Kerimova, the lawyer Anna Kerimova, came to Beltown.")
    for i, t in enumerate(texts):
        with open(f"{i}.txt", "w", encoding="utf-8") as f:
            f.write(t + "\n")
    kua("add", "a.kua", "0.txt", "1.txt")
    before = kua("export", "a.kua")

    def people():
        return {e["label"]: e for e in records("a.kua", "entity") if e["kind"] == "person"}
    a, b = people()["Anna Abenova"]["id"], people()["Anna Kerimova"]["id"]
    j = json.loads(kua("judge", "a.kua", a, "same", b, "--json"))
    assert (j["form"], j["other_form"], j["kind"]) == ("Anna Abenova", "Anna Kerimova", "entity")
    joined = [e for e in people().values() if {"Anna Abenova", "Anna Kerimova"} <= {n["form"] for n in e["names"]}]
    assert len(joined) == 1
    kua("rebuild", "a.kua")
    assert len([e for e in people().values() if len(e["names"]) > 1]) >= 1
    kua("judge", "a.kua", "--withdraw", j["entry"])
    assert kua("export", "a.kua") == before


@test
def a_join_is_judged():
    example_casebook()
    join = [j for j in records("case.kua", "join") if j["same"]][0]
    kua("judge", "case.kua", join["id"], "different")
    for e in records("case.kua", "entity"):
        assert not {join["a"], join["b"]} <= {n["form"] for n in e["names"]} or e["kind"] != "person", e


@test
def later_leaves_the_derived_part_behind_and_says_so():
    small_casebook()
    f = figure()
    kua("judge", "a.kua", f["id"], "confirm", "--later")
    assert figure()["status"] == "suggested"
    assert "behind" in kua.err
    kua("judge", "a.kua", figure(low=30)["id"], "reject")  # derives for both
    assert figure()["status"] == "confirmed" and figure(low=30)["status"] == "rejected"
    assert "behind" not in kua.err
    with open("three.txt", "w", encoding="utf-8") as out:
        out.write("Police shot 7 miners in Beltown on 4 May 2014, officials said.\n")
    kua("add", "a.kua", "three.txt", "--later")
    kua("judge", "a.kua", f["id"], "reject")  # and for documents that waited
    assert figure(low=7) and figure()["status"] == "rejected"
    derived = kua("export", "a.kua")
    kua("rebuild", "a.kua")
    assert kua("export", "a.kua") == derived


@test
def a_claim_is_graded():
    """How reliable the source and how credible the word, apart from whether the program read it right."""
    small_casebook()
    f = figure()["id"]
    assert figure()["source_grade"] is None and figure()["information_grade"] is None
    kua("judge", "a.kua", f, "grade", "B2")
    g = figure()
    assert (g["source_grade"], g["information_grade"], g["status"]) == ("B", "2", "suggested")
    kua("judge", "a.kua", f, "confirm")
    kua("judge", "a.kua", f, "grade", "f6")  # the later one holds, and nothing else is touched
    g = figure()
    assert (g["source_grade"], g["information_grade"], g["status"]) == ("F", "6", "confirmed")
    assert "F6" in kua("report", "a.kua")
    kua("judge", "a.kua", f, "grade", "C")
    g = figure()
    assert (g["source_grade"], g["information_grade"]) == ("C", "6")
    after = kua("export", "a.kua")
    kua("rebuild", "a.kua")
    assert kua("export", "a.kua") == after
    shutil.copytree(os.path.join(ROOT, "data"), "my-data")
    with open("my-data/profiles.txt", encoding="utf-8") as file:
        profiles = file.read()
    with open("my-data/profiles.txt", "w", encoding="utf-8") as file:
        file.write(profiles.replace("[range]\n", "[range]\ngrade | B\n"))
    kua("rebuild", "a.kua", KUA_DATA="my-data")
    left = [x for t in records("a.kua", "toll") if t["profile"] == "range" for x in t["left_out"]]
    assert left == [f + ": its source is graded C; the profile counts down to B"], left


@test
def a_harm_is_judged_and_counted_nowhere():
    small_casebook()
    counted = ("figure", "event", "account", "toll")
    before = [records("a.kua", t) for t in counted]
    with open("three.txt", "w", encoding="utf-8") as f:
        f.write("Protesters were beaten and arrested.\n")
    kua("add", "a.kua", "three.txt", "--quiet")
    assert [records("a.kua", t) for t in counted] == before
    harms = {h["act"]: h["id"] for h in records("a.kua", "harm")}
    assert sorted(harms) == ["arrested", "ill-treated"]
    kua("judge", "a.kua", harms["ill-treated"], "amend", "act=nonsense", status=2)
    kua("judge", "a.kua", harms["ill-treated"], "amend", "act=tortured")
    kua("judge", "a.kua", harms["arrested"], "confirm")
    kua("judge", "a.kua", harms["arrested"], "grade", "B2")
    kua("rebuild", "a.kua")
    harms = {h["act"]: (h["status"], h["source_grade"], h["information_grade"]) for h in records("a.kua", "harm")}
    assert harms == {"tortured": ("amended", None, None), "arrested": ("confirmed", "B", "2")}, harms
    assert "tortured Protesters" in kua("show", "a.kua", [i["id"] for i in records("a.kua", "item") if "beaten" in i["text"]][0])


@test
def what_has_no_grades_is_not_graded():
    kua("new", "a.kua")
    kua("add", "a.kua", "-", "--quiet", stdin=b"London, 20 December 2011\n\nA protest will be held in London on 5 July 2099.")
    before, log = kua("export", "a.kua"), kua("log", "a.kua")
    kua("judge", "a.kua", records("a.kua", "action")[0]["id"], "grade", "B2", status=2)
    one_line(kua.err, "has no grades: only a figure")
    assert kua("export", "a.kua") == before and kua("log", "a.kua") == log


@test
def a_judgement_that_makes_no_sense_is_refused():
    small_casebook()
    before, log = kua("export", "a.kua"), kua("log", "a.kua")
    f, item = figure()["id"], records("a.kua", "item")[0]["id"]
    person = [e["id"] for e in records("a.kua", "entity") if e["kind"] == "person"][0]
    place = [e["id"] for e in records("a.kua", "entity") if e["kind"] == "place"][0]
    for args, words in (
        ([f], "VERDICT"),
        ([f, "merge"], "there is no verdict"),
        (["f-zzzz", "confirm"], "f-zzzz"),
        ([item, "confirm"], "only a figure, a case step, a harm or an action"),
        ([f, "confirm", "low=7"], "takes nothing"),
        ([f, "amend"], "amend what"),
        ([f, "amend", "low"], "FIELD=VALUE"),
        ([f, "amend", "=7"], "FIELD=VALUE"),
        ([f, "amend", "colour=red"], "colour"),
        ([f, "amend", "quote=other words"], "quote"),
        ([f, "amend", "low=many"], "low is a number"),
        ([f, "amend", "low=-3"], "low is a number"),
        ([f, "amend", "low=99999999999999999999"], "low is a number"),
        ([f, "amend", "act=kiled"], "act is one of killed"),
        ([f, "amend", "act="], "act is one of killed"),
        ([f, "amend", "qualifier=kill"], "qualifier is one of"),
        ([f, "amend", "date=3 May"], "date is a date"),
        ([f, "amend", "source_grade=B"], "source_grade"),
        ([f, "grade"], "A to F"),
        ([f, "grade", "G2"], "A to F"),
        ([f, "grade", "B7"], "A to F"),
        ([f, "grade", "B22"], "A to F"),
        ([f, "grade", "B2", "C3"], "A to F"),
        ([person, "grade", "B2"], "only a figure"),
        ([f, "same", f], "two people"),
        ([person, "same"], "two people"),
        ([person, "same", place], "is a place"),
        ([person, "same", person], "one entity already"),
        ([person, "same", item], "is a item"),
        ([person, "confirm"], "only a figure"),
        (["--withdraw", "1"], "no entry"),
        (["--withdraw", "99"], "no entry"),
        (["--withdraw", "x"], "number of an entry"),
        ([f, "--withdraw", "1"], "nothing else"),
        ([f, "confirm", "--as", ""], "who"),
    ):
        kua("judge", "a.kua", *args, status=2)
        one_line(kua.err, words)
    assert kua("export", "a.kua") == before and kua("log", "a.kua") == log


# ---- log ----


@test
def a_stranger_can_follow_the_seals():
    small_casebook()
    kua("judge", "a.kua", figure()["id"], "confirm")
    seal = "0" * 64
    for n, line in enumerate(kua("log", "a.kua", "--json").splitlines(), 1):
        entry = json.loads(line)
        body = line[line.index('"body":') + 7:line.rindex(',"seal":')]
        seal = hashlib.sha256(f"{seal}\n{body}".encode()).hexdigest()
        assert entry["entry"] == n == entry["body"]["entry"] and entry["seal"] == seal
    assert seal in check()
    got = json.loads(kua("log", "a.kua", "--check", "--json"))
    assert got == {"type": "check", "entries": 4, "documents": 2, "seal": seal}


@test
def a_change_behind_our_back_is_told():
    small_casebook()
    db = sqlite3.connect("a.kua")
    sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'bytes_no_update'").fetchone()[0]
    db.executescript("DROP TRIGGER bytes_no_update; UPDATE bytes SET packed = (SELECT packed FROM bytes ORDER BY size LIMIT 1), "
                     "size = (SELECT min(size) FROM bytes); " + sql)
    db.close()
    kua("log", "a.kua", "--check", status=1)
    one_line(kua.err, "a.kua")
    kua("log", "a.kua")  # reading the journal itself is fine


main()
