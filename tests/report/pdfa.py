#!/usr/bin/env python3
"""pdfa.py - what the program makes is PDF/A-2u, in Latin, Cyrillic and Arabic script and with what no font has; the same twice; and the rules notice a file that is
not. Of appeals, submissions and dossiers see tests/publish, which applies the rules to each it makes."""
import io
import json
import os
import subprocess
import sys

import pikepdf

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "verbs"), os.path.join(HERE, "..", "page")]
from pdfa_rules import broken  # noqa: E402
from served import Server  # noqa: E402
from harness import KUA, env, kua, main, records, test  # noqa: E402

WHO = "Aliya Lindqvist"
ARREST = f"Police arrested the journalist {WHO} in Aktau on 3 May 2014. A court sentenced {WHO} to 7 years in prison on 1 June 2014."
LETTERS = [
    ("قتلت الشرطة عمال المنجم — لا إله", f"Police killed 12 miners in Aktau on 2 July 2013, said Mary Jones. {ARREST}"),
    ("По словам очевидцев — қала тұрғындары ұйғыр", "По словам очевидцев, 2 июля 2013 года в Актау погибли 70 человек."),
    ("😀 👨‍👩‍👧 ﷺ \u0e33 क्षत्रिय \ue000\U0010fffd\ufdd0\U0001fffe\ufeff\u200d\u0378 𝔘 e\u0301\u0323 ﬁ", "Officials said that 99 miners were killed in Aktau on 2 July 2013."),
]
made = None  # the casebook, made once


def casebook():
    global made
    if made is None:
        with open("in.jsonl", "w", encoding="utf-8") as f:
            for i, (title, text) in enumerate(LETTERS):
                f.write(json.dumps({"id": str(i), "title": title, "text": text, "date": "2014-07-01", "author": "Mary Jones"}) + "\n")
        kua("new", "case.kua")
        kua("add", "case.kua", "in.jsonl", "--quiet")
        kua("write", "case.kua", "addressee", "--id", "min", "name=Ministry of Justice", "title=Minister <&>", "salutation=Dear Minister,", "address=8 Quay|Astana",
            "language=en", "checked_on=2023-11-01")
        kua("judge", "case.kua", next(e["id"] for e in records("case.kua", "entity") if e["label"] == WHO), "allow", "scope=public", "giver=her sister")
        with open("case.kua", "rb") as f:
            made = f.read()
    with open("case.kua", "wb") as f:
        f.write(made)
    return "case.kua"


def raw(*args, status=0):
    p = subprocess.run([KUA, *args], capture_output=True, env=env(), timeout=300)
    assert p.returncode == status, (args, p.returncode, p.stderr)
    return p.stdout


def good(data, *what):
    faults = broken(data)
    assert not faults, (what, faults)
    return data


def info(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return str(pdf.trailer.Info.get("/Title", "")), str(pdf.trailer.Info.get("/CreationDate", "")), str(pdf.Root.Lang)


def told(data):
    """What a screen reader is told, in its order: each element with what is in it; that nothing is empty or without a page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked, "not marked"

        def read(node):
            if not isinstance(node, pikepdf.Dictionary):
                return []
            inner = node.get("/K", [])
            inner = list(inner) if isinstance(inner, pikepdf.Array) else [inner]
            assert inner, node.S
            return [(str(node.S)[1:], [x for i in inner for x in read(i)])] if "/S" in node else []
        root = pdf.Root.StructTreeRoot.K
        return [x for i in (root if isinstance(root, pikepdf.Array) else [root]) for x in read(i)]


def kinds(tree):
    return [x[0] for x in tree]


PARTS = {"Table": "TR", "TR": ("TH", "TD"), "L": "LI", "LI": ("Lbl", "LBody")}


def well_formed(tree):
    for kind, inner in tree:
        assert not inner or kind in PARTS, (kind, inner)
        assert all(k in PARTS[kind] for k in kinds(inner)), (kind, inner)
        well_formed(inner)


@test
def a_screen_reader_is_told_what_is_what():
    case = casebook()
    tree = told(good(raw("report", case, "--all", "--format", "pdf")))
    well_formed(tree)
    found = kinds(tree)
    assert found[0] == "H1" and found.count("H1") == 1 and found.index("H2") < found.index("H3") < found.index("H4"), found
    assert {"P", "Table", "BlockQuote"} < set(found), found
    tree = told(good(raw("appeal", case, WHO, "--form", "urgent", "--to", "min", "--format", "pdf")))
    well_formed(tree)
    found = kinds(tree)
    assert found[:3] == ["P", "H1", "Table"] and {"H2", "L"} < set(found), found
    assert [kinds(row[1]) for row in tree[2][1]] == [["TH", "TD"]] * 3, tree[2]
    facts = [x for x in tree if x[0] == "L"][0]
    assert [kinds(item[1]) for item in facts[1]] == [["Lbl", "LBody"]] * 2, facts
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Free them.\n\n" + "Hear every witness. " * 20)
    kua("petition", "new", "t.kuap", "--key", "t.key", "--title", "Free them", "--text", "text.txt", "--destroy", "2099-01-01")
    kua("petition", "sheet", "t.kuap", "t.pdf", "--key", "t.key", "--sheets", "2")
    with open("t.pdf", "rb") as f:
        found = kinds(told(good(f.read())))
    assert found.count("H1") == 2 and set(found) == {"P", "H1"}, found


@test
def accounts():
    case = casebook()
    data = good(raw("report", case, "--all", "--format", "pdf"), "report")
    assert info(data) == ("case", "D:20231114", "en"), info(data)
    assert data == raw("report", case, "--all", "--format", "pdf"), "the same records give the same bytes"
    event = records(case, "event")[0]["id"]
    with Server(case) as s:
        status, _, data = s.get(f"/keep/{event}?format=pdf")
    assert status == 200
    good(data, "kept from the page")


@test
def a_letter_and_a_form():
    """All of them: tests/publish/letters.py."""
    case = casebook()
    data = good(raw("appeal", case, WHO, "--form", "editor", "--language", "de", "--format", "pdf"), "appeal")
    title, _, language = info(data)
    assert language == "de" and WHO in title, (language, title)
    good(raw("submission", case, WHO, "--to", "wgad", "--format", "pdf", status=1), "submission")


@test
def petitions():
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Освободите шахтёров.\n\nأطلقوا سراح العمال\n\n" + "Hear every witness. " * 20)
    at = ("p.kuap", "--key", "key")
    kua("petition", "new", *at, "--title", "أطلقوا \x1b[31mسراح & <them>", "--text", "text.txt", "--destroy", "2099-01-01", "--to", "Суд", "--asks", "place,born")
    for language in ["kk", "fr"]:
        kua("petition", "sheet", at[0], language + ".pdf", *at[1:], "--sheets", "2", "--language", language)
        with open(language + ".pdf", "rb") as f:
            title, _, said = info(good(f.read(), language))
        assert said == language and title.endswith("سراح & <them>") and "\x1b" not in title, (said, title)
    with open("in.csv", "w", encoding="utf-8") as f:
        f.write("name,town,public\nAigul Nurbekova,Almaty,yes\nҒалымжан Үсенов,Өскемен,yes\nأحمد علي,,yes\n")
    kua("petition", "import", at[0], "in.csv", *at[1:])
    kua("petition", "handin", at[0], "h.pdf", *at[1:], "--names")
    with open("h.pdf", "rb") as f:
        good(f.read(), "handed in")


@test
def a_title_has_an_end():
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Free them.")
    for letters in (250, 251):
        kua("petition", "new", f"{letters}.kuap", "--key", f"{letters}.key", "--title", "x" * letters, "--text", "text.txt", "--destroy", "2099-01-01")
        kua("petition", "sheet", f"{letters}.kuap", "a.pdf", "--key", f"{letters}.key")
        with open("a.pdf", "rb") as f:
            title = info(good(f.read(), letters))[0]
        assert title == ("x" * letters if letters <= 250 else "x" * 250 + "…"), (letters, title)


def changed(data, change):
    """The same file after one change that breaks it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        options = change(pdf) or {}
        out = io.BytesIO()
        pdf.save(out, **{"fix_metadata_version": False, "compress_streams": False, **options})
    return out.getvalue()


@test
def what_is_none_is_noticed():
    """Each rule sees the file that breaks it, so that one which is never broken means something."""
    def with_font(kind, do):
        def change(pdf):
            do(next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == kind))
        return change

    def no_xmp_part(pdf):
        pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<"))

    def bad_xmp(pdf):
        pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", b""))

    def other_title(pdf):
        pdf.trailer.Info.Title = pikepdf.String("another")

    def bad_profile(pdf):
        stream = pdf.Root.OutputIntents[0].DestOutputProfile
        stream.write(stream.read_bytes().replace(b"acsp", b"none"))

    def no_intent(pdf):
        del pdf.Root.OutputIntents

    def script(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))

    def launch(pdf):
        action = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.Launch)
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=pdf.make_indirect(action))]))

    def attached(pdf):
        pdf.Root.Names = pdf.make_indirect(pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array())))

    def picture(pdf):
        image = pikepdf.Stream(pdf, b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray,
                               Interpolate=True)
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary({"/X": image})

    def elsewhere(pdf):
        pdf.Root.Metadata.F = pikepdf.String("http://example.org/a")

    def packed(pdf):
        pdf.Root.Extra = pdf.make_indirect(pikepdf.Stream(pdf, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", Filter=pikepdf.Name.LZWDecode))

    def print_colours(pdf):
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 0 1 k 0 0 9 9 re f")

    def unknown(pdf):
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 9 9 re zz f")

    def no_letters(font):
        del font.ToUnicode

    def mute(font):
        font.ToUnicode.write(b"1 beginbfchar\n<01> <FEFF>\nendbfchar")

    def unnumbered(font):
        del font.CIDToGIDMap

    def not_embedded(font):
        del font.FontDescriptor.FontFile2

    def locked(pdf):
        return {"encryption": pikepdf.Encryption(owner="a", user="", R=4)}

    data = good(raw("report", casebook(), "--format", "pdf"))
    for change, word in [(no_xmp_part, "PDF/A-2u"), (bad_xmp, "not XML"), (other_title, "/Title differs"), (bad_profile, "colour profile"), (no_intent, "output intent"),
                         (script, "a script"), (launch, "/Launch"), (launch, "not printed"), (attached, "/Names"), (picture, "smoothed"), (elsewhere, "elsewhere"),
                         (packed, "LZW"), (print_colours, "colours of print"), (unknown, "operator zz"), (locked, "encrypted"),
                         (with_font("/TrueType", no_letters), "say its letters"), (with_font("/TrueType", mute), "is no letter"),
                         (with_font("/TrueType", mute), "cannot be copied"), (with_font("/CIDFontType2", unnumbered), "number its glyphs"),
                         (with_font("/CIDFontType2", not_embedded), "not embedded")]:
        faults = broken(changed(data, change))
        assert any(word in x for x in faults), (change.__name__, word, faults)
    for bytes_of, word in [(data + b"more", "behind its end"), (b"%PDF-2.0\n" + data[9:], "head"), (data.replace(b"\nendstream", b" endstream"), "end of a line"),
                           (data.replace(b"/ID [<", b"/IX [<"), "identifier"), (data[:2000], "")]:
        faults = broken(bytes_of)
        assert faults and any(word in x for x in faults), (word, faults)


main()
