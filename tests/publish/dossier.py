#!/usr/bin/env python3
"""The dossier: whole, with its annexes byte for byte, and nobody in it who did not allow it."""
import glob
import hashlib
import os
import re
import subprocess
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", x) for x in ("verbs", "report")]
from pdfa_rules import beside_the_pages, broken  # noqa: E402
from planted import plant  # noqa: E402
from harness import EXAMPLE, env, example_casebook, kua, main, nu, one_line, records, test  # noqa: E402


def event_of(casebook):
    """The event of which most is told."""
    figures = records(casebook, "figure")
    return max(records(casebook, "event"), key=lambda e: sum(f["event"] == e["id"] for f in figures))["id"]


def person(casebook, label):
    return next(e["id"] for e in records(casebook, "entity") if e["label"] == label)


def pdf_text(path):
    with open(path, "rb") as f:
        data = f.read()
    assert not broken(data), broken(data)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode() + beside_the_pages(data)


def files(folder):
    return sorted(os.path.relpath(p, folder) for p in glob.glob(folder + "/**", recursive=True) if os.path.isfile(p))


@test
def an_event_with_its_annexes():
    example_casebook()
    event = event_of("case.kua")
    kua("dossier", "case.kua", event, "out", "--names")
    nu("out/dossier.html")
    html, pdf = open("out/dossier.html", encoding="utf-8").read(), pdf_text("out/dossier.pdf")
    for text in (html, pdf):
        parts = [text.index(x) for x in ["Account", "Time line", "Every claim", "What contradicts itself", "What is not known", "Annexes"]]
        assert parts == sorted(parts)
        assert "These cannot all be the whole number" in text
    claims = [f for f in records("case.kua", "figure") if f["event"] == event]
    assert len(claims) > 10
    for f in claims:
        assert f"Claim {f['id']}" in html, f
    annexes = [x for x in files("out") if x.startswith("annexes/")]
    assert len(annexes) >= 5
    originals = {hashlib.sha256(open(os.path.join(EXAMPLE, x), "rb").read()).hexdigest() for x in os.listdir(EXAMPLE)}
    for x in annexes:
        assert hashlib.sha256(open(os.path.join("out", x), "rb").read()).hexdigest() in originals, x
        assert x in html, x
    assert subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd="out", capture_output=True).returncode == 0
    assert len(open("out/SHA256SUMS", encoding="utf-8").readlines()) == len(annexes) + 2
    assert event in kua("log", "case.kua").splitlines()[-1]
    assert "all fit" in kua("log", "case.kua", "--check")
    kua("dossier", "case.kua", event, "again", "--names")  # the same casebook gives the same bytes
    assert [open("out/" + x, "rb").read() for x in files("out")] == [open("again/" + x, "rb").read() for x in files("again")]


@test
def a_person_with_what_is_not_known():
    example_casebook()
    who = person("case.kua", "Vadim Kuramshin")
    kua("dossier", "case.kua", "Vadim Kuramshin", "out", "--names")
    text = open("out/dossier.html", encoding="utf-8").read()
    steps = [s for s in records("case.kua", "case_step") if s["person"] == who]
    assert len(steps) > 3
    for s in steps:
        assert f"Claim {s['id']}" in text, s
    assert "Case" in text and "Account" not in text
    other = next(s for s in records("case.kua", "case_step") if s["person"] != who)
    assert f"Claim {other['id']}" not in text


@test
def judgements_are_told():
    example_casebook()
    event = event_of("case.kua")
    claim = next(f["id"] for f in records("case.kua", "figure") if f["event"] == event)
    kua("judge", "case.kua", claim, "confirm")
    kua("judge", "case.kua", claim, "grade", "B2")
    kua("dossier", "case.kua", event, "out", "--names")
    text = open("out/dossier.html", encoding="utf-8").read()
    assert re.search(rf"Claim {claim}: confirmed; source B, information 2", text)


@test
def nobody_is_named_who_did_not_allow_it():
    forbidden = plant()
    kua("new", "a.kua")
    kua("add", "a.kua", "docs", "--quiet")
    known = {w for e in records("a.kua", "entity") if e["kind"] == "person" for n in e["names"] for w in re.findall(r"\w+", n["form"])}
    people = [e["id"] for e in records("a.kua", "entity") if e["kind"] == "person"]
    for i, what in enumerate([event_of("a.kua"), people[0], people[-1]]):
        kua("dossier", "a.kua", what, f"out{i}")
        told = open(f"out{i}/dossier.html", encoding="utf-8").read() + pdf_text(f"out{i}/dossier.pdf") + "\n".join(files(f"out{i}"))
        for x in files(f"out{i}"):
            if x.startswith("annexes/"):
                told += open(f"out{i}/{x}", encoding="utf-8").read()
        assert len(told) > 1000
        assert "kept back" in told
        found = sorted(x for x in forbidden & known if x.lower() in told.lower())
        assert not found, (what, found[:5])


@test
def whom_he_allowed_for_it_is_named():
    example_casebook()
    who = person("case.kua", "Vadim Kuramshin")
    kua("judge", "case.kua", who, "allow", "scope=submit", "giver=he")
    kua("dossier", "case.kua", who, "out")
    assert "Kuramshin" in open("out/dossier.html", encoding="utf-8").read()
    kua("dossier", "case.kua", who, "world", "--for", "public")
    assert "Kuramshin" not in open("world/dossier.html", encoding="utf-8").read()


@test
def what_cannot_be_done_is_said_and_leaves_nothing():
    example_casebook()
    event = event_of("case.kua")
    os.mkdir("there")
    for args, part in [([event, "there"], "there already"), (["e-none", "out"], "no event or person"), (["", "out"], "no event or person"),
                       (["e-", "out"], "more than one"), ([event, "out", "--for", "all"], "'all'"), ([event, "out", "--for", "public", "--names"], "choose one")]:
        kua("dossier", "case.kua", *args, status=2)
        one_line(kua.err, part)
    kua("dossier", "case.kua", event, "no/such/folder", status=3)
    assert os.listdir(".") == ["case.kua", "there"] or sorted(x for x in os.listdir(".") if not x.startswith("case.kua")) == ["there"]
    entries = len(kua("log", "case.kua", "--json").splitlines())
    with open("case.kua", "rb") as f:
        before = f.read()
    subprocess.run(["sh", "-c", f"ulimit -f 8; exec kua dossier case.kua {event} small --names"], env=env(), capture_output=True)  # a full disk, as it were
    assert not os.path.exists("small")
    with open("case.kua", "rb") as f:
        assert f.read() == before
    assert len(kua("log", "case.kua", "--json").splitlines()) == entries


main()
