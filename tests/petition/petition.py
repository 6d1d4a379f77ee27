#!/usr/bin/env python3
"""A petition from its text to its count, by the command line: what is taken and what is not, who signed twice, what can be checked, what is erased."""
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench"))
import petition_made  # noqa: E402
from harness import KUA, env, kua, main, one_line, test  # noqa: E402


def new(*more):
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Free the miners of Zhanaozen.\n")
    kua("petition", "new", "p.kuap", "--key", "key", "--title", "Free the miners", "--text", "text.txt", "--destroy", "2099-01-01", *more)


def p(word, *args, **how):
    return kua("petition", word, "p.kuap", "--key", "key", *args, **how)


def rows(*args):
    return [json.loads(x) for x in p("list", "--json", *args).splitlines()]


@test
def from_the_text_to_the_count():
    new()
    p("add", "Aigul Nurbekova", "--place", "Almaty", "--born", "1980", "--email", "Aigul@Gmail.com")
    p("add", "Айгуль Нурбекова", "--place", "Алматы", "--born", "1980", "--sheet", "1", "--line", "3")
    p("add", "Bolat Nurbekov", "--place", "Almaty", "--email", "aigul+home@gmail.com")
    p("check")
    assert [(r["state"], r.get("of")) for r in rows()] == [("confirmed", None), ("duplicate", "1"), ("confirmed", None)], rows()
    p("confirm", "2")  # a person says: she is another
    p("check")
    assert [r["state"] for r in rows()] == ["confirmed"] * 3
    p("duplicate", "2", "--of", "1")
    p("invalid", "3", "--why", "he says it was not he")
    p("withdraw", "3")
    p("confirm", "3", status=2)
    one_line(kua.err, "withdrawn", "confirmed")
    count = json.loads(p("count", "--json").splitlines()[0])
    assert (count["confirmed"], count["duplicate"], count["withdrawn"], count["all"]) == (1, 1, 1, 3), count


@test
def a_count_that_anybody_can_check():
    new()
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name,email\n" + "".join(f"Signer {chr(65 + i)}ova,s{i}@example.org\n" for i in range(20)))
    p("import", "in.csv")
    p("count", "--list", "list.txt", "--checkpoint", "checkpoint.txt")
    assert all(r["state"] == "counted" for r in rows())
    receipt = p("receipt", "7")
    with open("receipt.txt", "w", encoding="utf-8") as f:
        f.write(receipt)
    with open("list.txt", encoding="utf-8") as f:
        lines = f.read().split()
    assert hashlib.sha256(receipt.encode()).hexdigest() in lines and lines == sorted(lines) and len(lines) == 20  # no program is needed
    assert "Signer" in receipt and not any("Signer" in x for x in lines)
    said = kua("petition", "verify", "list.txt", "checkpoint.txt", "--receipt", "receipt.txt")
    assert "20 signatures" in said and "number" in said, said
    with open("receipt.txt", "w", encoding="utf-8") as f:
        f.write(receipt.replace("Signer", "Somebody"))
    kua("petition", "verify", "list.txt", "checkpoint.txt", "--receipt", "receipt.txt", status=1)
    with open("short.txt", "w", encoding="utf-8") as f:
        f.write("\n".join(lines[1:]) + "\n")
    kua("petition", "verify", "short.txt", "checkpoint.txt", status=1)
    one_line(kua.err, "20 lines", "19")
    for wrong in ("\n".join(lines[::-1]) + "\n", "\n".join([lines[0]] + lines) + "\n", "abc\n"):
        with open("short.txt", "w", encoding="utf-8") as f:
            f.write(wrong)
        kua("petition", "verify", "short.txt", "checkpoint.txt", status=1)
    with open("checkpoint.txt", encoding="utf-8") as f:
        note = f.read()
    with open("checkpoint.txt", "w", encoding="utf-8") as f:
        f.write(note.replace("\n20\n", "\n21\n"))
    kua("petition", "verify", "list.txt", "checkpoint.txt", status=1)
    one_line(kua.err, "does not hold")


@test
def nothing_hostile_comes_out():
    new()
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write('name,town\n=HYPERLINK("x"),Almaty\nAnna,=1+1\n"Petr\x1b[31m",Oral\n<script>x</script>,Oral\nMarat,"@SUM(A1)"\n')
    assert p("import", "in.csv", status=1) == "3 signatures taken, 2 not\n"
    assert "in.csv:2:" in kua.err and "in.csv:4:" in kua.err
    table = list(csv.reader(io.StringIO(p("list", "--format", "csv"))))
    assert all(c[:1] not in "=+-@\t\r" or not c for r in table for c in r), table
    assert [r[4] for r in table[1:]] == ["'=1+1", "Oral", "'@SUM(A1)"]
    with open("again.csv", "w", encoding="utf-8") as f:
        f.write(p("list", "--format", "csv"))
    p("import", "again.csv")  # its own columns are taken back
    assert [r.get("place") for r in rows()][3:] == ["=1+1", "Oral", "@SUM(A1)"]


@test
def a_file_is_taken_whole_or_not():
    new()
    for name, text, says in [("wrong.csv", "foo,bar\n1,2\n", "foo, bar"), ("empty.csv", "", "empty"), ("zip.csv", "PK\3\4", "spreadsheet"),
                             ("open.csv", 'name\nAnna\n"Petr\n', "never closed"), ("x.json", "{", "JSON")]:
        with open(name, "w", encoding="utf-8") as f:
            f.write(text)
        p("import", name, status=1)
        one_line(kua.err, name, says)
    p("import", "nothing.csv", status=2)
    assert rows() == []


@test
def erased_people_do_not_come_back():
    new()
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name,email\nAigul Nurbekova,a@example.org\nMarat Ospanov,m@example.org\n")
    p("import", "in.csv")
    shutil.copy("p.kuap", "backup")
    p("erase", "1")
    assert [r["state"] for r in rows()] == ["erased", "confirmed"] and "name" not in rows()[0]
    shutil.copy("backup", "p.kuap")
    p("count")
    assert "passed over" in kua.err
    p("add", "Bolat Serikov")
    assert "erased again" in kua.err
    assert [r["state"] for r in rows()] == ["erased", "confirmed", "confirmed"]
    assert p("import", "in.csv") == "1 signature taken, 1 not\n"
    assert "not taken again" in kua.err


@test
def the_key_and_the_passphrase():
    new()
    kua("petition", "list", "p.kuap", "--passphrase", "text.txt", status=2)
    one_line(kua.err, "key file")
    kua("petition", "list", "p.kuap", status=2)
    one_line(kua.err, "--key")
    with open("other", "wb") as f:
        f.write(b"\0" * 32)
    kua("petition", "list", "p.kuap", "--key", "other", status=2)
    one_line(kua.err, "does not open")
    with open("words", "w", encoding="utf-8") as f:
        f.write("correct horse battery\n")
    made = ("--title", "T", "--text", "text.txt", "--destroy", "2099-01-01")
    kua("petition", "new", "q.kuap", "--passphrase", "words", *made)
    kua("petition", "add", "q.kuap", "Anna Ivanova", "--passphrase", "words")
    assert "Anna Ivanova" in kua("petition", "list", "q.kuap", "--passphrase", "-", stdin=b"correct horse battery\n")
    kua("petition", "list", "q.kuap", "--passphrase", "-", stdin=b"correct horse batterie\n", status=2)
    kua("petition", "new", "q.kuap", "--passphrase", "words", *made, status=2)  # one that is there stays
    kua("new", "case.kua")
    kua("petition", "list", "case.kua", "--key", "key", status=1)
    one_line(kua.err, "not a petition")
    kua("items", "p.kuap", status=1)
    one_line(kua.err, "not a casebook")


@test
def it_closes_and_no_clock_reopens_it():
    day = {"in": "1767225600", "over": "1780358400", "before": "0"}  # 2026-01-01, 2026-06-02, 1970
    new("--closes", "2026-06-01")
    p("add", "Anna Ivanova", SOURCE_DATE_EPOCH=day["in"])
    p("add", "Petr Ivanov", status=2, SOURCE_DATE_EPOCH=day["over"])
    one_line(kua.err, "2026-06-01")
    p("add", "Petr Ivanov", status=2, SOURCE_DATE_EPOCH=day["before"])
    p("add", "Petr Ivanov", "--sheet", "4", SOURCE_DATE_EPOCH=day["over"])  # signed on paper in time
    p("change", "--closes", "2026-07-01", SOURCE_DATE_EPOCH=day["over"])
    p("add", "Marat Ospanov", SOURCE_DATE_EPOCH=day["over"])
    assert len(rows()) == 3
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name,date\nDina Serikova,2026-07-02\nErlan Serikov,2026-07-01T23:00:00Z\nOlga Kim,\n")
    assert p("import", "in.csv", status=1, SOURCE_DATE_EPOCH=day["over"]) == "2 signatures taken, 1 not\n"
    assert "in.csv:2: not taken: signed after" in kua.err


@test
def paper_to_sign_and_what_is_handed_in():
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Free the miners.\n\n" + "Hear every witness of that day, and say who gave the order. " * 120)
    kua("petition", "new", "p.kuap", "--key", "key", "--title", "Free \x1b[31mthem", "--text", "text.txt", "--destroy", "2099-01-01", "--to", "The court", "--asks",
        "place,born", "--contact", "P.O. Box 12, " * 20, "--address", "https://campaign.example/p")
    assert "sheets 1 to 3" in p("sheet", "a.pdf", "--sheets", "3")
    assert "sheet 4;" in p("sheet", "b.pdf", "--lines", "20", "--language", "ru")  # no number is given twice
    text = kua("text", "a.pdf")
    assert "Sheet 1" in text and "pages: 3" in text and "\x1b" not in text, text
    text = re.sub(r"\s+", " ", kua("text", "b.pdf"))
    for words in ("Лист 4", "Уничтожить 1 января 2099", "Можно", "назвать", "campaign.example/p", "P.O. Box 12", " 20 ", "pages: 1"):
        assert words in text, (words, text)
    for wrong in (["--sheets", "1001"], ["--lines", "21"], ["--sheets", "0"], ["--language", "xx"]):
        p("sheet", "c.pdf", *wrong, status=2)
    assert not os.path.exists("c.pdf")
    p("sheet", "nowhere/c.pdf", status=3)
    assert "sheet 5;" in p("sheet", "c.pdf")  # what could not be written took no number

    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name,town,public\nAigul Nurbekova,Almaty,yes\nMarat Ospanov,Oral,\n" + "".join(f"Anna {chr(65 + i)}eva,{'Astana' if i < 7 else ''},\n" for i in range(12)))
    p("import", "in.csv")
    p("handin", "h.doc", status=2)
    for name in ("h.pdf", "h.odt", "h.html", "h.txt"):
        assert "14 signatures" in p("handin", name, "--checkpoint", "c", "--list", "l", "--names")
        text = kua("text", name)
        for words in ("Free", "The court", "14 signatures", "Astana", "Aigul Nurbekova", "kua-petition-"):
            assert words in text, (name, words, text)
        assert "Ospanov" not in text and "Oral" not in text and "\x1b" not in text, name
    assert "Nurbekova" not in p("handin", "h.txt") + kua("text", "h.txt")
    assert all(r["state"] == "counted" for r in rows())
    kua("petition", "verify", "l", "c")


@test
def doubles_among_four_thousand():
    new()
    people, first, real = [], {}, set()
    with open("in.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f)
        w.writerow(["name", "email", "town", "birth year"])
        for name, email, place, born, who in petition_made.signatures(4000, 5):
            w.writerow([name, email or "", place or "", born or ""])
            people.append(who)
            if who in first:
                real.add(len(people))
            first.setdefault(who, len(people))
    p("import", "in.csv")
    p("check")
    marked = {int(r["nr"]): int(r["of"]) for r in rows("--state", "duplicate")}
    right = sum(people[a - 1] == people[b - 1] for a, b in marked.items())
    assert right >= 0.99 * len(marked) and right >= 0.94 * len(real), (right, len(marked), len(real))
    p("check")  # what was marked is not looked at again
    assert {int(r["nr"]) for r in rows("--state", "duplicate")} == set(marked)


@test
def a_killed_import_leaves_nothing():
    new()
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name\n" + "".join(f"Anna Ivanova{chr(97 + i % 26)}\n" for i in range(60000)))
    for wait in (0.1, 0.3, 0.6, 0.9):
        process = subprocess.Popen([KUA, "petition", "import", "p.kuap", "in.csv", "--key", "key"], env=env(), stdout=subprocess.PIPE)
        time.sleep(wait)
        process.kill()
        out = process.communicate()[0]
        n = json.loads(p("count", "--json").splitlines()[0])["all"]
        assert n == (60000 if out else 0) or (n == 60000 and not out), (n, out)
        if n:
            break


main()
