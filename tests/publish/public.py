#!/usr/bin/env python3
"""What goes out names nobody who did not allow it: 200 names are planted, in two scripts, in titles, texts, authors and file names, and looked for
in every account and calendar; then one person is allowed to be named, and the allowance taken back."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from planted import plant  # noqa: E402
from harness import example_casebook, kua, main, one_line, records, test  # noqa: E402

def outputs(casebook):
    yield "text", kua("report", casebook, "--public", "--all")
    yield "html", kua("report", casebook, "--public", "--all", "--format", "html")
    yield "md", kua("report", casebook, "--public", "--all", "--format", "md")
    yield "ics", kua("due", casebook, "--past", "--ics").replace("\r\n ", "")


@test
def two_hundred_names_stay_inside():
    forbidden = plant()
    kua("new", "a.kua")
    kua("add", "a.kua", "docs", "--quiet")
    assert len(forbidden) == 200, len(forbidden)
    known = {w for e in records("a.kua", "entity") if e["kind"] == "person" for n in e["names"] for w in re.findall(r"\w+", n["form"])}
    assert len(forbidden & known) > 190, sorted(forbidden - known)  # whoever is no entity cannot be hidden: the manual says so
    report = kua("report", "a.kua", "--all")
    assert sum(x in report for x in forbidden) > 50  # they would be there
    for kind, text in outputs("a.kua"):
        assert len(text) > 200, (kind, text)
        found = sorted(x for x in forbidden & known if x.lower() in text.lower())
        assert not found, (kind, found[:5], [text[max(0, text.find(x) - 60):][:140] for x in found[:2]])


@test
def the_example_names_nobody():
    example_casebook()
    people = {n["form"] for e in records("case.kua", "entity") if e["kind"] == "person" for n in e["names"]}
    speakers = {v["label"].split(",")[0] for v in records("case.kua", "voice") if v["kind"] == "person"} | {
        i["author"] for i in records("case.kua", "item") if i["author"] and " " in i["author"]}
    assert len(people) > 20 and speakers - people  # who only signs or speaks may be no entity
    people |= speakers
    for kind, text in outputs("case.kua"):
        for name in people:
            assert name not in text, (kind, name)


@test
def whom_somebody_allowed_is_named_until_it_is_taken_back():
    example_casebook()
    who = [e for e in records("case.kua", "entity") if e["label"] == "Vadim Kuramshin"][0]["id"]
    assert "Kuramshin" not in kua("report", "case.kua", "--public")
    said = kua("judge", "case.kua", who, "allow", "scope=public", "giver=his mother", "on=2013-05-01")
    entry = re.search(r"entry (\d+)", said)[1]
    assert "his mother" in kua("log", "case.kua")
    assert "Vadim Kuramshin" in kua("report", "case.kua", "--public", "--all")
    assert "Vadim Kuramshin" in kua("due", "case.kua", "--past", "--ics").replace("\r\n ", "")
    kua("rebuild", "case.kua")
    assert "Vadim Kuramshin" in kua("report", "case.kua", "--public", "--all")
    kua("judge", "case.kua", "--withdraw", entry)
    assert "Kuramshin" not in kua("report", "case.kua", "--public", "--all")
    kua("judge", "case.kua", who, "allow", "scope=submit", "giver=he")  # to a court is not to the world
    assert "Kuramshin" not in kua("report", "case.kua", "--public", "--all")


@test
def what_is_not_said_in_full_is_not_taken():
    example_casebook()
    people = [e["id"] for e in records("case.kua", "entity") if e["kind"] == "person"]
    place = [e["id"] for e in records("case.kua", "entity") if e["kind"] == "place"][0]
    for args, *parts in [([people[0], "allow"], "scope=public", "giver="), ([people[0], "allow", "scope=public"], "giver="),
                         ([people[0], "allow", "scope=all", "giver=he"], "'all'"), ([people[0], "allow", "scope=public", "giver="], "giver="),
                         ([people[0], "allow", "scope=public", "giver=he", "until=soon"], "until=soon"),
                         ([people[0], "allow", "public"], "'public'"), ([place, "allow", "scope=public", "giver=he"], "place")]:
        kua("judge", "case.kua", *args, status=2)
        one_line(kua.err, *parts)
    assert not [j for j in records("case.kua", "judgement")]


main()
