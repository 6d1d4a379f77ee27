#!/usr/bin/env python3
"""pdf.py - the report as a PDF: Kua reads its own PDF back, so that every sentence in every script must be text that can be selected,
in the order in which it is read, and none may be lost where a page ends."""
import io
import json
import os
import re
import subprocess
import sys

import pikepdf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import KUA, env, kua, main, records, test  # noqa: E402

SENTENCES = [
    "Police killed {n} miners in Aktau on 2 July 2013, said Mary Jones of the Harbour Union.",
    "По словам очевидцев, 2 июля 2013 года в Актау погибли {n} человек.",
    "Қала тұрғындары 2013 жылғы 2 шілдеде Ақтауда {n} адам қаза тапты дейді.",
]
ARABIC = "قتلت الشرطة عمال المنجم"


def pdf(*args, status=0):
    p = subprocess.run([KUA, "report", *args, "--format", "pdf"], capture_output=True, env=env(), timeout=300)
    assert p.returncode == status and not p.stderr, (p.returncode, p.stderr)
    return p.stdout


def plain(s):
    """Without white space and hyphens, which lines end with."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", s)


@test
def what_is_written_can_be_read():
    kua("new", "case.kua")
    os.mkdir("in")
    for i in range(60):
        with open(f"in/{i:03}.txt", "w", encoding="utf-8") as f:
            f.write(SENTENCES[i % 3].format(n=10 + i) + "\n")
    with open("in/ar.jsonl", "w", encoding="utf-8") as f:
        f.write('{"id":"1","title":"' + ARABIC + '","text":"Officials said that 99 miners were killed in Aktau on 2 July 2013."}\n')
    kua("add", "case.kua", "in", "--quiet")
    bytes_of = pdf("case.kua", "--all")
    assert bytes_of.startswith(b"%PDF-") and bytes_of.rstrip().endswith(b"%%EOF")
    assert bytes_of == pdf("case.kua", "--all"), "the same records give the same bytes"
    with pikepdf.open(io.BytesIO(bytes_of)) as opened, opened.open_outline() as outline:
        assert len(outline.root) > 2 and any(x.children for x in outline.root), "no bookmarks"
    with open("account.pdf", "wb") as f:
        f.write(bytes_of)
    kua("new", "back.kua")
    kua("add", "back.kua", "account.pdf", "--quiet")
    items = records("back.kua", "item")
    read = plain("".join(i["text"] for i in items))
    figures = [f for f in records("case.kua", "figure") if f["event"]]
    assert len(figures) > 50, len(figures)
    for f in figures:
        assert plain(f["quote"]) in read, f["quote"]
    for d in records("case.kua", "document"):
        if any(f["item"].startswith(d["id"]) for f in figures):
            assert d["sha256"] in read, d["name"]
    assert plain(ARABIC) in read, "Arabic is not there as it is read"
    assert max(int(p.split(":")[0]) for i in items for p in i["pages"]) >= 4, "a test of one page tests no page's end"


@test
def a_family_has_its_tree():
    """Who copied whom, over two pages, with titles from the right and unclosed quotations: each title stands beside its dot, in its own direction."""
    text = "On 2 July 2011 in Aktau the police killed {n} miners who had asked for water, said Mary Jones of the Harbour Union. Their families waited outside of the gate " \
           "for three nights and were told nothing. The doctors counted the wounded in the yard, and the names were read aloud until the paper was taken away."
    with open("in.jsonl", "w", encoding="utf-8") as f:
        for i in range(22):
            f.write(json.dumps({"id": str(i), "title": [f"Water {i}", ARABIC, f"Вода “{i}”", "“" * 99][i % 4], "text": text.format(n=12 + i % 2), "date": f"{2001 + i}-05-05",
                                "author": f"Author {chr(65 + i)}"}) + "\n")
    kua("new", "case.kua")
    kua("add", "case.kua", "in.jsonl", "--quiet")
    with open("account.pdf", "wb") as f:
        f.write(pdf("case.kua", "--all"))
    read = kua("text", "account.pdf")
    tree = plain(read[read.index("Who copied whom, in time, among 22 items"):])
    for i in range(22):
        title = [f"“Water {i}”", f"“{ARABIC}”", f"“Вода “{i}””", "“““"][i % 4]
        assert plain(title if i % 4 == 3 else f"{title}, 5 May {2001 + i}") in tree, (title, tree)


@test
def an_event_by_itself():
    kua("new", "case.kua")
    kua("add", "case.kua", "-", "--quiet", stdin=SENTENCES[0].format(n=12).encode())
    event = records("case.kua", "event")[0]["id"]
    assert pdf("case.kua", "--event", event).startswith(b"%PDF-")


main()
