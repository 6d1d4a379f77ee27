#!/usr/bin/env python3
"""What goes out names nobody who did not allow it: 200 names are planted, in two scripts, in titles, texts, authors and file names, and looked for
in every account and calendar; then one person is allowed to be named, and the allowance taken back."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import example_casebook, kua, main, one_line, records, test  # noqa: E402

GIVEN = ["Ardak", "Bolat", "Daniyar", "Yerlan", "Gulnara", "Kairat", "Madina", "Nurlan", "Saule", "Timur"]
SUR = ["Abzhan", "Berken", "Doszhan", "Ermekt", "Zhumak", "Kozhab", "Mukash", "Omirb", "Sarsen", "Tokmag"]
РУС_ИМЯ = ["Ардак", "Болат", "Данияр", "Ерлан", "Гульнара", "Кайрат", "Мадина", "Нурлан", "Сауле", "Тимур"]
РУС = ["Абжан", "Беркен", "Досжан", "Ермект", "Жумак", "Кожаб", "Мукаш", "Омирб", "Сарсен", "Токмаг"]


def said(i, name, sur):
    return (f"Police arrested the journalist {name} {sur} in Aktau on 3 May 2014. Mr {sur} was sentenced to {3 + i % 7} years in prison on 1 June 2014. "
            f"Police shot {2 + i} miners, said {name} {sur}, a lawyer.")


def plant():
    """A hundred names in each script, each in a text of its own about an arrest; returns the words that may not go out."""
    os.mkdir("docs")
    forbidden, lines = set(), []
    for i in range(100):
        name, sur = GIVEN[i % 10], SUR[i // 10] + "ov" + "abcdefghij"[i % 10] + "ev"
        forbidden.add(sur)
        if i < 20:
            with open(f"docs/letter-{i}-{sur.lower()}.txt", "w", encoding="utf-8") as f:
                f.write(f"Free {name} {sur}!\n\n{1 + i % 28} May 2014\n\n{said(i, name, sur)}\n\n{name} {sur}\n")
        else:
            lines.append({"title": f"Free {name} {sur}!", "author": f"{name} {sur}", "date": f"2014-05-{1 + i % 28:02}", "text": said(i, name, sur)})
    with open("docs/letters.jsonl", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(x) + "\n" for x in lines)
    with open("docs/письма.jsonl", "w", encoding="utf-8") as f:
        for i in range(100):
            name, sur = РУС_ИМЯ[i % 10], РУС[i // 10] + "ов" + "абвгдежзик"[i % 10] + "ев"
            forbidden.add(sur)
            f.write(json.dumps({"title": f"Свободу {name} {sur}", "author": f"{name} {sur}", "date": f"2014-05-{1 + i % 28:02}",
                                "text": f"Полиция задержала журналиста {name} {sur} в Актау 3 мая 2014 года. {name} {sur} приговорен к {3 + i % 7} годам "
                                        f"лишения свободы 1 июня 2014 года. Погибли {2 + i} человек, сказал {name} {sur}."}, ensure_ascii=False) + "\n")
    return forbidden


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
    assert len(people) > 20
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
