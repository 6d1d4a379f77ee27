#!/usr/bin/env python3
"""Appeals and submissions as somebody writes them: from the example casebook in every form, language and format, opened again; 200 planted names that come out of
none; what is refused gets one line; an appeal that its evidence has overtaken."""
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

import html5lib

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", x) for x in ("verbs", "report")]
from pdfa_rules import beside_the_pages, broken  # noqa: E402
from harness import KUA, ROOT, env, example_casebook, kua, main, nu, once, one_line, records, test  # noqa: E402

TEMPLATES = os.path.join(ROOT, "data", "appeal")
LANGUAGES = ["en", "ru", "fr", "de"]
FORMS = ["urgent", "letter", "editor", "motion"]
BODIES = ["wgad", "wgeid", "procedures", "committee"]
WHO = "Vadim Kuramshin"
NS = {"office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
      "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"}


def raw(*args, status=0):
    p = subprocess.run([KUA, *map(str, args)], capture_output=True, env=env(), timeout=300)
    assert p.returncode == status, (args, p.returncode, p.stderr)
    return p.stdout


def plain(s):
    return re.sub(r"[\s\u00ad-]+", "", s)


def pdf_text(data):
    """Of PDF/A what stands beside its pages; and on them, by poppler, where it is there; the words that Kua itself reads else."""
    assert not broken(data), broken(data)
    return beside_the_pages(data) + page_words(data)


def page_words(data):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pdf")
        with open(path, "wb") as f:
            f.write(data)
        if shutil.which("pdftotext"):
            return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
        kua("new", os.path.join(folder, "p.kua"))
        kua("add", os.path.join(folder, "p.kua"), path, "--quiet")
        return "\n".join(i["text"] for i in records(os.path.join(folder, "p.kua"), "item"))


def odt_text(data):
    """All its text, after what LibreOffice needs was looked at: the type first, stored and alone; parts that are well-formed and listed."""
    z = zipfile.ZipFile(io.BytesIO(data))
    assert z.testzip() is None
    first = z.infolist()[0]
    assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and not first.extra and first.header_offset == 0
    assert z.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    listed = {e.get("{%s}full-path" % NS["manifest"]) for e in ET.fromstring(z.read("META-INF/manifest.xml"))}
    assert listed - {"/"} == set(z.namelist()) - {"mimetype", "META-INF/manifest.xml"}, listed
    for name in z.namelist():
        if name.endswith(".xml"):
            ET.fromstring(z.read(name))
    content, styles = ET.fromstring(z.read("content.xml")), z.read("styles.xml").decode()
    used = set(re.findall(r'text:style-name="([^"]+)"', z.read("content.xml").decode()))
    defined = set(re.findall(r'style:name="([^"]+)"', styles + z.read("content.xml").decode()))
    assert used <= defined, used - defined
    notes = [n.get("{%s}id" % NS["text"]) for n in content.iter("{%s}note" % NS["text"])]
    assert len(notes) == len(set(notes))
    for ref in content.iter("{%s}note-ref" % NS["text"]):
        assert ref.get("{%s}ref-name" % NS["text"]) in notes
    return "".join(content.itertext())


def html_text(data):
    """The text of a page that a strict reader takes without a complaint."""
    with tempfile.NamedTemporaryFile(suffix=".html") as f:
        f.write(data)
        f.flush()
        nu(f.name)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids)) and all(e.get("href")[1:] in ids for e in tree.iter("a"))
    assert not [e.tag for e in tree.iter() if e.tag in ("script", "img", "link", "iframe", "object", "form")]
    return "".join(tree.find("body").itertext())


def reading(form, data):
    return {"text": lambda: data.decode(), "html": lambda: html_text(data), "odt": lambda: odt_text(data),
            "pdf": lambda: pdf_text(data)}[form]()


def addressee(casebook, **more):
    fields = {"name": "Ministry of Justice", "title": "Minister of Justice", "salutation": "Dear Minister,", "address": "8 Quay|Astana",
              "language": "en", "checked_on": "2023-11-01", **more}
    kua("write", casebook, "addressee", "--id", "min", *[f"{k}={v}" for k, v in fields.items()])


def allow(casebook, who=WHO, scope="public"):
    person = [e["id"] for e in records(casebook, "entity") if e["label"] == who][0]
    kua("judge", casebook, person, "allow", f"scope={scope}", "giver=his mother")
    return person


@once
def casebook():
    """Of the example, with somebody to write to and a person whom letters may name."""
    example_casebook()
    addressee("case.kua")
    allow("case.kua")


@test
def every_form_in_every_language_and_format():
    casebook()
    for form in FORMS:
        for language in LANGUAGES:
            text = raw("appeal", "case.kua", WHO, "--form", form, "--language", language).decode()
            assert WHO in text and "[1]" in text and "Prize for a lawyer behind bars" in text, (form, language)
            assert not re.search(r"[{}|@]", text.replace("m@", "")), (form, language, text)
        for fmt in ["html", "odt", "pdf"]:
            out = reading(fmt, raw("appeal", "case.kua", WHO, "--form", form, "--language", "ru", "--format", fmt))
            for part in [WHO, "31 октября 2012", "Prize for a lawyer behind bars"]:
                assert plain(part) in plain(out), (form, fmt, part)
    for body in BODIES:
        for fmt in ["text", "html", "odt", "pdf"]:
            out = reading(fmt, raw("submission", "case.kua", WHO, "--to", body, "--format", fmt, status=1))
            assert plain(WHO) in plain(out) and plain("sha256:6960600917a95315") in plain(out), (body, fmt)


@test
def the_parts_of_an_urgent_action_stand_in_their_order():
    example_casebook()
    addressee("case.kua")
    kua("write", "case.kua", "addressee", "--id", "emb", "name=Embassy", "email=e@example.org", "checked_on=2023-11-01")
    allow("case.kua")
    text = kua("appeal", "case.kua", WHO, "--copies", "emb", "--to", "min")
    places = [text.find(x) for x in ["in detention", "Date:", "Urgent action: First UA", "Index:", "is serving", "Dear Minister", "I urge you", "Target", "8 Quay",
                                     "Salutation:", "Copies to", "Embassy", "Preferred language", "Please act before", "Background", "Name and pronoun", "Sources"]]
    assert -1 not in places and places == sorted(places), places


@test
def nobody_is_named_who_was_not_allowed():
    example_casebook()
    addressee("case.kua")
    with open("with.txt", "w", encoding="utf-8") as f:
        f.write(f"role: friend of {WHO} and of Roza Tuletaeva\nrisk: Курамшин болен\n")
    people = {n["form"] for e in records("case.kua", "entity") if e["kind"] == "person" for n in e["names"]}
    for args in [["appeal", "case.kua", WHO, "--form", f] for f in FORMS] + [["submission", "case.kua", WHO, "--to", b] for b in BODIES]:
        for fmt in ["text", "html", "odt", "pdf"]:
            data = raw(*args, "--with", "with.txt", "--format", fmt, status=1 if args[0] == "submission" else 0)
            out = reading(fmt, data)
            for name in people:
                assert plain(name) not in plain(out) and name.encode() not in data, (args, fmt, name)
            assert "V. K." in out.replace("\n", " "), (args, fmt)
    kua("appeal", "case.kua", WHO)
    assert "allow scope=public giver=WHO" in kua.err
    allow("case.kua", scope="public")
    assert WHO in kua("appeal", "case.kua", WHO)
    assert "Tuletaeva" not in kua("appeal", "case.kua", WHO, "--with", "with.txt")


@test
def two_hundred_planted_names_stay_inside():
    given, sur = ["Ardak", "Bolat", "Daniyar", "Yerlan", "Gulnara", "Kairat", "Madina", "Nurlan", "Saule", "Timur"], \
        ["Abzhan", "Berken", "Doszhan", "Ermekt", "Zhumak", "Kozhab", "Mukash", "Omirb", "Sarsen", "Tokmag"]
    forbidden = set()
    with open("letters.jsonl", "w", encoding="utf-8") as f:
        for i in range(200):
            name, other = given[i % 10], sur[i % 100 // 10] + ("ov" if i < 100 else "yev") + "abcdefghij"[i % 10] + "ev"
            forbidden.add(other)
            f.write(json.dumps({"title": f"{name} {other} speaks", "author": f"{name} {other}", "date": f"2014-05-{1 + i % 28:02}",
                                "text": f"Police arrested the journalist Aliya Lindqvist in Aktau on 3 May 2014, said {name} {other}, a lawyer. Judge {name} {other} "
                                        f"sentenced Aliya Lindqvist to {3 + i % 7} years in prison for helping {name} {other} on {1 + i % 28} June 2014. "
                                        f"{name} {other} was arrested in Aktau on 4 May 2014."}) + "\n")
    assert len(forbidden) == 200
    kua("new", "a.kua")
    kua("add", "a.kua", "letters.jsonl", "--quiet")
    known = {w for e in records("a.kua", "entity") if e["kind"] == "person" for n in e["names"] for w in re.findall(r"\w+", n["form"])}
    assert len(forbidden & known) > 190, sorted(forbidden - known)
    who = [e["label"] for e in records("a.kua", "entity") if "Lindqvist" in e["label"]][0]
    addressee("a.kua")
    allow("a.kua", who)
    allow("a.kua", who, "submit")
    outputs = [["appeal", "a.kua", who, "--form", f, "--language", lang] for f, lang in zip(FORMS, LANGUAGES)]
    for args in outputs + [["submission", "a.kua", who, "--to", b] for b in BODIES]:
        for fmt in ["text", "html", "odt", "pdf"]:
            out = plain(reading(fmt, raw(*args, "--format", fmt))).lower()
            assert "lindqvist" in out and len(out) > 500
            found = sorted(x for x in forbidden & known if x.lower() in out)
            assert not found, (args, fmt, found[:5])


@test
def markup_in_every_field_is_inert():
    os.mkdir("in")
    bad = "<script>alert(1)</script>&\"']]>{person}[x]"
    with open("in/a.jsonl", "w", encoding="utf-8") as f:
        f.write(json.dumps({"title": bad + "\x1b[31m\u202e", "author": bad, "date": "2014-05-05",
                            "text": f"Police arrested Aliya Lindqvist in Aktau on 3 May 2014 for {bad} in the town."}) + "\n")
    kua("new", "a.kua")
    kua("add", "a.kua", "in", "--quiet")
    fields = {k: bad for k in ["name", "title", "salutation", "body", "address", "email", "country"]}
    addressee("a.kua", **fields)
    allow("a.kua", "Aliya Lindqvist")
    with open("with.txt", "w", encoding="utf-8") as f:
        f.write("".join(f"{k}: {bad}\n" for k in ["role", "risk", "background", "sender", "ask", "pronoun"]))
    for args in [["appeal", "a.kua", "Aliya Lindqvist", "--form", f, "--with", "with.txt"] for f in FORMS]:
        for fmt in ["text", "html", "odt", "pdf"]:
            data = raw(*args, "--format", fmt)
            assert b"<script>" not in data or fmt == "text", (args, fmt)
            out = reading(fmt, data)
            assert "\x1b" not in out and "\u202e" not in out and "{person}" in out, (args, fmt)
            if fmt == "html":
                assert "default-src 'none'" in data.decode()


@test
def a_text_document_opens_in_libreoffice():
    assert shutil.which("soffice"), "there is no LibreOffice"
    casebook()
    for name, args in [("appeal", ["appeal", "case.kua", WHO, "--language", "ru"]), ("form", ["submission", "case.kua", WHO, "--to", "wgad"])]:
        with open(name + ".odt", "wb") as f:
            f.write(raw(*args, "--format", "odt", status=1 if name == "form" else 0))
        home = "-env:UserInstallation=file://" + os.path.abspath("home")
        subprocess.run(["soffice", home, "--headless", "--convert-to", "fodt", name + ".odt"], check=True, capture_output=True, timeout=300)
        tree = ET.parse(name + ".fodt")
        out = plain("".join(tree.getroot().itertext()))
        assert len(list(tree.getroot().iter("{%s}note" % NS["text"]))) > 5 and list(tree.getroot().iter("{%s}h" % NS["text"]))
        for part in [WHO, "31 октября 2012" if name == "appeal" else "31 October 2012", "Prize for a lawyer behind bars"]:
            assert plain(part) in out, (name, part)


@test
def what_is_wrong_gets_one_line():
    example_casebook()
    for args, *parts in [(["Nobody Here"], "no person 'Nobody Here'"), ([WHO], "nobody is there to write to"), ([WHO, "--form", "poem"], "poem"),
                         ([WHO, "--form", "motion", "--format", "docx"], "docx"), ([WHO, "--form", "motion", "--language", "xx"], "'xx'"),
                         ([WHO, "--form", "motion", "--language", "../en"], "'../en'"), ([WHO, "--form", "motion", "--deadline", "soon"], "soon"),
                         ([WHO, "--form", "motion", "--deadline", "2001-01-01"], "is over"), ([WHO, "--form", "motion", "--with", "none.txt"], "none.txt"),
                         ([WHO, "--to", "nobody"], "no addressee 'nobody'")]:
        kua("appeal", "case.kua", *args, status=2)
        one_line(kua.err, *parts)
    kua("submission", "case.kua", WHO, status=2)
    one_line(kua.err, "--to wgad")
    kua("write", "case.kua", "addressee", "--id", "bare", "name=Somebody")
    for args in [[], ["--to", "bare"], ["--form", "letter"], ["--copies", "bare"]]:
        kua("appeal", "case.kua", WHO, *args, "--issue", status=2)
        one_line(kua.err, "addressee bare has no address")
    assert not kua("papers", "case.kua", "appeal")  # nothing half
    kua("write", "case.kua", "addressee", "--id", "old", "name=Somebody", "email=x@example.org", "checked_on=2023-01-01")
    kua("write", "case.kua", "addressee", "--id", "new", "name=Somebody", "email=x@example.org")
    kua("appeal", "case.kua", WHO, "--form", "letter", "--to", "old,new", status=2)
    assert kua.err.splitlines()[-1].endswith("write each of them one")
    kua("appeal", "case.kua", WHO, "--to", "old,new")
    assert "old was checked 317 days ago" in kua.err and "new was never checked" in kua.err
    kua("appeal", "case.kua", WHO, status=2)
    one_line(kua.err, "say to whom: --to ID")


@test
def a_template_with_an_unknown_field_gets_one_line():
    example_casebook()
    shutil.copytree(os.path.join(ROOT, "data"), "data")
    path = os.path.join("data", "appeal", "en", "motion.txt")
    with open(path, "a", encoding="utf-8") as f:
        f.write("\nFor {persn}.\n")
    with open(path, encoding="utf-8") as f:
        number = len(f.read().splitlines())
    p = subprocess.run([KUA, "appeal", "case.kua", WHO, "--form", "motion"], capture_output=True, env=env(KUA_DATA=os.path.abspath("data")), timeout=300)
    assert p.returncode == 1 and not p.stdout, p
    one_line(p.stderr.decode(), f"motion.txt:{number}: there is no field 'persn'")


@test
def an_appeal_that_its_evidence_has_overtaken_is_told():
    casebook()
    kua("appeal", "case.kua", WHO, "--issue", "--deadline", "2023-12-31")
    assert "issued: appeal-" in kua.err
    kua("submission", "case.kua", WHO, "--to", "wgad", "--issue", status=1)
    one = [json.loads(x) for x in kua("appeals", "case.kua", "--json").splitlines()]
    assert [o["form"] for o in one] == ["urgent", "submission"] and not one[0]["overtaken"] and one[0]["number"] == "1", one
    assert "stands" in kua("appeals", "case.kua")
    os.mkdir("in")
    with open("in/free.txt", "w", encoding="utf-8") as f:
        f.write(f"Free at last\n\n2 November 2023\n\n{WHO} was released on 1 November 2023.\n")
    kua("add", "case.kua", "in", "--quiet")
    person = [e["id"] for e in records("case.kua", "entity") if e["label"] == WHO][0]
    out = kua("appeals", "case.kua", status=1)
    assert "overtaken" in out and "new: released 2023-11-01" in out and "released now" in out, out
    text = kua("appeal", "case.kua", WHO, "--issue")
    assert "Second UA 1/23" in text and "What is new" in text and "was released on 1 November 2023" in text.split("Letter")[0], text
    two = [json.loads(x) for x in kua("appeals", "case.kua", "--json", status=1).splitlines()]
    assert [o["followed"] for o in two] == [True, False, False] and not two[2]["overtaken"], two
    entry = [j["entry"] for j in records("case.kua", "judgement") if j["target"] == person or j["verdict"] == "allow"][-1]
    kua("judge", "case.kua", "--withdraw", entry)
    assert "may no longer be named" in kua("appeals", "case.kua", status=1)
    kua("write", "case.kua", "appeal", "--id", two[2]["id"], "outcome=he is free")
    assert "closed" in kua("appeals", "case.kua", status=1)


@test
def an_urgent_action_is_closed():
    casebook()
    kua("appeal", "case.kua", WHO, "--issue")
    text = kua("appeal", "case.kua", WHO, "--close", "He was freed, wrote Roza Tuletaeva.", "--issue")
    assert "No further action" in text and "He was freed, wrote R. T." in text and "Dear Minister" not in text and "Second UA" in text, text
    one, two = [json.loads(x) for x in kua("appeals", "case.kua", "--json").splitlines()]
    assert one["followed"] and two["outcome"] == "He was freed, wrote Roza Tuletaeva.", (one, two)
    kua("appeal", "case.kua", WHO, "--form", "motion", "--close", "x", status=2)
    one_line(kua.err, "only an urgent action is closed")


@test
def an_appeal_says_who_it_was_and_when_in_the_journal():
    example_casebook()
    kua("appeal", "case.kua", WHO, "--form", "motion", "--issue", "--as", "Ana")
    paper = json.loads(kua("papers", "case.kua", "appeal", "--json"))
    assert paper["by"] == "Ana" and paper["fields"]["form"] == "motion" and paper["fields"]["basis"].startswith("named: no\n"), paper
    assert "sentenced 2012-12-07: 12 years" in paper["fields"]["basis"]
    assert WHO not in json.dumps(paper)


@test
def all_languages_have_the_same_phrases_and_forms():
    def keys(language):
        with open(os.path.join(TEMPLATES, language, "phrases.txt"), encoding="utf-8") as f:
            found = {line.split(": ")[0] for line in f if ": " in line and not line.startswith("#")}
        return {k for k in found if k not in ("own words", "colon", "first") and not k.startswith("when month ")}  # which not every language needs
    steps = set()
    for folder, _, names in os.walk(os.path.join(ROOT, "data")):
        for name in names:
            if name.startswith("steps") and name.endswith(".rules"):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    steps |= set(re.findall(r"^\tset step ([a-z -]+)$", f.read(), re.M))
    with open(os.path.join(ROOT, "data", "cases.txt"), encoding="utf-8") as f:
        states = {line.split("|")[2].strip() for line in f if line.count("|") == 2 and not line.startswith("#")}
    english = keys("en")
    for language in LANGUAGES:
        assert keys(language) == english, (language, keys(language) ^ english)
        assert {f"{x}.txt" for x in FORMS + ["phrases"]} == set(os.listdir(os.path.join(TEMPLATES, language)))
    assert len(steps) > 20, steps
    missing = [s for s in steps if f"step {s}" not in english and s != "award"] + [s for s in states if not s.isdigit() and f"state {s}" not in english]
    assert not missing, missing


@test
def french_signs_stand_behind_no_break_spaces():
    for name in os.listdir(os.path.join(TEMPLATES, "fr")):
        with open(os.path.join(TEMPLATES, "fr", name), encoding="utf-8") as f:
            for line in f:
                if not line.startswith("#"):
                    assert not re.search(r"\S [:;!?»](?:\s|$|[|}\]])|« |[^\u00a0\u202f]»|\w'[\w{]", line), (name, line)


@test
def the_guide_to_templates_names_every_field():
    with open(os.path.join(ROOT, "src", "publish", "letter_fields.c"), encoding="utf-8") as f:
        fields = set(re.findall(r'(?:\{|YOURS\()"([a-z0-9_]+)"', f.read()))
    with open(os.path.join(ROOT, "docs", "templates.md"), encoding="utf-8") as f:
        guide = set(re.findall(r"`([a-z0-9_]+)`", f.read()))
    assert len(fields) > 80 and not fields - guide, fields - guide


main()
