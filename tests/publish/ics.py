#!/usr/bin/env python3
"""kua due: the calendar is read by two programs that are not ours, names nobody unless told, and is the same twice."""
import datetime
import json
import os
import sys

import icalendar
import vobject

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import example_casebook, kua, main, one_line, records, test  # noqa: E402

TODAY = {"SOURCE_DATE_EPOCH": "1380000000"}  # 24 September 2013


def due(*args, **more):
    return [json.loads(line) for line in kua("due", "case.kua", "--json", *args, **more).splitlines()]


@test
def what_is_coming_is_in_order_and_ends_where_asked():
    example_casebook()
    lines = due(**TODAY)
    dates = [x["date"] for x in lines]
    assert dates and dates == sorted(dates) and dates[0] >= "2013-09-24", dates
    assert {"commemoration", "anniversary"} <= {x["kind"] for x in lines}, lines
    year = [x for x in lines if x["kind"] == "anniversary" and "Zhanaozen" in x["label"]]
    assert [x["date"] for x in year] == ["2013-12-16"], year
    assert "(2 years)" in kua("due", "case.kua", **TODAY)
    assert all(x["date"] <= "2013-12-31" for x in due("--until", "2013", **TODAY))
    assert len(due("--until", "2013", **TODAY)) < len(lines) < len(due("--past", **TODAY))
    for x in due("--past"):
        assert x["claim"] is None or kua("show", "case.kua", x["claim"])


@test
def two_programs_read_the_calendar():
    example_casebook()
    text = kua("due", "case.kua", "--past", "--ics", **TODAY)
    known = {(x["date"].replace("-", ""), x["kind"]) for x in due("--past", **TODAY) if len(x["date"]) == 10}
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len({str(e["UID"]) for e in events}) == len(events) == len(known) > 5, (len(events), len(known))
    for e in events:
        day = e["DTSTART"].dt
        day = day.date() if isinstance(day, datetime.datetime) else day
        assert any(d == day.strftime("%Y%m%d") and str(e["SUMMARY"]).startswith(k) for d, k in known), e
    other = vobject.readOne(text)
    assert sorted(str(e["UID"]) for e in events) == sorted(e.uid.value for e in other.vevent_list)
    assert text == kua("due", "case.kua", "--past", "--ics", **TODAY)


@test
def nobody_is_named_unless_told():
    example_casebook()
    text = kua("due", "case.kua", "--past", "--ics").replace("\r\n ", "")
    people = [n["form"] for e in records("case.kua", "entity") if e["kind"] == "person" for n in e["names"]]
    assert len(people) > 20
    for name in people:
        assert name not in text, name
    assert "Kuramshin" not in text
    assert "Vadim Kuramshin" in kua("due", "case.kua", "--past", "--ics", "--names").replace("\r\n ", "")


@test
def a_decision_moves_the_sequence():
    example_casebook()
    before = icalendar.Calendar.from_ical(kua("due", "case.kua", "--past", "--ics")).walk("VEVENT")
    action = [x["claim"] for x in due("--past") if x["kind"] == "protest"][0]
    kua("judge", "case.kua", action, "reject")
    after = icalendar.Calendar.from_ical(kua("due", "case.kua", "--past", "--ics")).walk("VEVENT")
    assert len(after) == len(before) - 1
    assert int(after[0]["SEQUENCE"]) > int(before[0]["SEQUENCE"])


@test
def wrong_use_is_said_in_a_line():
    example_casebook()
    kua("due", "case.kua", "--until", "tomorrow", status=2)
    one_line(kua.err, "tomorrow")
    kua("due", "case.kua", "--ics", "--json", status=2)
    one_line(kua.err, "--json", "--ics")
    kua("new", "empty.kua")
    assert kua("due", "empty.kua") == ""
    assert kua("due", "empty.kua", "--ics").startswith("BEGIN:VCALENDAR")


main()
