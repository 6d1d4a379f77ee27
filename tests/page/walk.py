"""walk.py - the page as a browser without a script sees it: every link is followed, every form's effect is seen in the journal, and what
documents say stays text."""
import http.client
import json
import os
import random
import re
import signal
import socket
import sqlite3
import time
import urllib.parse

from served import Page, Server, walk
from harness import QUICK, example_casebook, kua, main, records, test

ROUNDS = 5 if QUICK else 16
EVIL = ["<script>alert(1)</script>", "\" onmouseover=\"alert(2)", "'><img src=x onerror=alert(3)>", "</title><b>x</b>", "&lt;b&gt;", "\u202egnp.exe",
        "javascript:alert(4)"]


@test
def every_link_leads_somewhere():
    example_casebook()
    with Server("case.kua") as s:
        pages = walk(s)
        kinds = {p.split("?")[0].split("/")[1] for p in pages}
        for kind in ["", "events", "event", "people", "entity", "cases", "items", "item", "documents", "document", "reprints", "reprint", "families", "family",
                     "review", "calendar", "figure", "settings", "log", "help", "places"]:
            assert kind in kinds, f"no link leads to /{kind}"
        assert "about 70" in "".join(p.text for p in pages.values())
        status, headers, data = s.get("/bytes/" + next(p for p in pages if p.startswith("/document/")).split("/")[2])
        assert status == 200 and data and headers["Content-Type"] == "application/octet-stream" and headers["Content-Disposition"].startswith("attachment")


@test
def what_documents_say_stays_text():
    kua("new", "evil.kua")
    os.mkdir("in")
    for i, evil in enumerate(EVIL):
        line = {"id": evil, "title": f"{evil} title", "author": f"John {evil} Smith", "published_on": "2013-07-02", "tags": [evil],
                "text": f"Police {evil} killed 12 miners in Aktau on 2 July 2013, said Mary {evil} Jones. \"{evil}\" was arrested. A protest {evil} "
                        f"will be held on 5 July 2099 in Aktau."}
        name = re.sub("/", "_", f"{i}{evil}.jsonl")
        with open(os.path.join("in", name), "w", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")
    kua("add", "evil.kua", "in", "--quiet")
    with Server("evil.kua") as s:
        pages = walk(s, 250)
        assert any("alert(1)" in p.text for p in pages.values()), "the title is shown as text"
        for evil in EVIL:
            q = urllib.parse.quote(evil)
            for path in [f"/search?q={q}", f"/items?author={q}&since={q}&from=-1", f"/review?kind={q}&after={q}&entry={q}"]:
                s.page(path)
            for path in [f"/item/{q}", f"/entity/{q}", f"/event/{q}?profile={q}", f"/{q}", f"/reprint/{q}?{q}={q}"]:
                status, _, data = s.get(path)
                assert status == 404 and not Page(data.decode()).wrong, (path, status)


@test
def many_numbers_of_one_act_come_page_by_page():
    """However many different numbers are claimed of one act, no page is heavy, and each number is on exactly one of them."""
    kua("new", "many.kua")
    with open("many.jsonl", "w", encoding="utf-8") as f:
        for n in range(10, 190):
            f.write(json.dumps({"id": str(n), "date": f"2013-07-{3 + n % 25:02}", "title": f"Letter {n}",
                                "text": f"Police killed {n} miners in Aktau on 2 July 2013, said the {chr(65 + n % 26)}{chr(97 + n // 26)} committee."}) + "\n")
    kua("add", "many.kua", "many.jsonl", "--quiet")
    event = max(records("many.kua", "event"), key=lambda e: sum(a["event"] == e["id"] for a in records("many.kua", "account")))["id"]
    wanted = {a["id"] for a in records("many.kua", "account") if a["event"] == event and a["act"] == "killed"}
    assert len(wanted) > 120, len(wanted)
    with Server("many.kua") as s:
        path, met = f"/event/{event}?act=killed", []
        while path:
            status, _, data = s.get(path)
            assert status == 200 and len(data) < 100_000, (path, len(data))
            met += re.findall(r'id="n-([^"]+)"', data.decode())
            path = next((x for x in Page(data.decode()).links if re.search(rf"from={len(met)}\b", x)), None)
        assert len(met) == len(set(met)) and set(met) == wanted, (len(met), len(wanted))


@test
def long_texts_in_any_script_arrive_whole():
    kua("new", "long.kua")
    text = "".join(chr(0x430 + i % 32) + "𐌀ё"[i % 2] * (i % 3 == 0) for i in range(20000))  # characters of two to four bytes, so that pieces part them
    with Server("long.kua") as s:
        form = next(f for f in s.page("/write?kind=post").forms if f["action"] == "/write")["fields"]
        status, headers, _ = s.post("/write", {**form, "f.title": "Длинный", "f.date": "2013", "f.text": text})
        assert status == 303, status
    assert json.loads(kua("papers", "long.kua", "--json"))["fields"]["text"] == text


@test
def what_was_only_announced_is_no_news():
    example_casebook()
    who = next(e["id"] for e in records("case.kua", "entity") if e["label"] == "Vadim Kuramshin")
    planned = [s for s in records("case.kua", "case_step") if s["person"] == who and s["step"] == "appeal planned"]
    assert planned and max(s["date"] or "" for s in planned) > "2014"
    with Server("case.kua") as s:
        page = s.page(f"/entity/{who}").text
        assert "announced; what came of it is not known" in page
        assert "Nothing is known between 12 December 2013 and today" in page, re.findall("Nothing is known[^.]*", page)


@test
def why_statements_are_one_voice_is_said_in_words():
    example_casebook()
    with Server("case.kua") as s:
        event = next(p for p in s.page("/events").links if p.startswith("/event/"))
        assert "the same voice, officials, in 5 items" in s.page(event).text


@test
def an_account_can_be_kept():
    example_casebook()
    with Server("case.kua") as s:
        path = next(p for p in s.page("/events").links if p.startswith("/event/"))
        kept = [x for x in s.page(path).links if x.startswith("/keep/")]
        assert len(kept) == 4 and all(x.endswith("&public=1") for x in kept[2:]), kept
        for link, kind, begins in zip(kept, ["text/html; charset=utf-8", "application/pdf"] * 2, [b"<!DOCTYPE html>", b"%PDF-"] * 2):
            status, headers, data = s.get(link)
            assert status == 200 and headers["Content-Type"] == kind and data.startswith(begins), (status, headers)
            assert re.fullmatch(r'attachment; filename="[A-Za-z0-9-]+\.(html|pdf)"', headers["Content-Disposition"]), headers
        page = s.get(kept[0])[2].decode()
        figures = [f for f in records("case.kua", "figure") if f["event"] == path.split("/")[2]]
        hashes = {d["id"]: d["sha256"] for d in records("case.kua", "document")}
        for f in figures:
            assert hashes[f["item"].split(".")[0]] in page, f
        assert "src=" not in page and "<script" not in page
        told = lambda html: html[html.index("<h2>"):html.index("How this was counted")]
        assert told(page) == told(kua("report", "case.kua", "--event", path.split("/")[2], "--all", "--format", "html")), "as the verb tells it"
        assert s.get("/keep/e-nothing?format=pdf")[0] == 404


@test
def papers_are_written_and_their_versions_stay():
    example_casebook()
    who = next(e["id"] for e in records("case.kua", "entity") if e["kind"] == "person")
    evil = '</textarea><script>alert(1)</script>"\'<b>'
    with Server("case.kua") as s:
        def form(path):
            return next(f for f in s.page(path).forms if f["action"] == "/write")["fields"]
        for kind in ["post", "addressee", "appeal", "supporter", "told"]:
            assert f"/write?kind={kind}" in s.page("/papers").links
            status, _, data = s.post("/write", form(f"/write?kind={kind}"))  # nothing was typed
            assert status == 422 and 'role="alert"' in data.decode(), (kind, status)
        status, headers, _ = s.post("/write", {**form("/write?kind=post"), "f.title": evil, "f.date": "2021-12", "f.text": f"One\r\ntwo {evil}"})
        assert status == 303, status
        path = headers["Location"]
        page = s.page(path)
        assert not page.wrong and evil in page.text, page.wrong
        status, headers, _ = s.post("/write", {**form(path), "f.title": "Ten years", "f.text": "", "why": "it was too long"})
        assert status == 303 and headers["Location"] == path
        assert "it was too long" in s.page(path).text and evil in s.page(path).text  # what it was
        status, _, data = s.post("/write", {**form(path), "f.title": "Ten years on", "f.date": "soon"})
        assert status == 422 and "Ten years on" in data.decode() and "soon" in data.decode()  # what was typed stays
        assert f"/write?kind=told&f.about={who}" in s.page(f"/entity/{who}").links
        told = form(f"/write?kind=told&f.about={who}")
        assert told["f.about"] == who, told
        status, headers, _ = s.post("/write", {**told, "f.who": "Minister", "f.date": "2013-05-01", "f.text": "He is ill.", "f.answer": "We know."})
        assert status == 303 and headers["Location"] in s.page(f"/entity/{who}").links
        assert "We know." in s.page(f"/entity/{who}").text
        label = next(e["label"] for e in records("case.kua", "entity") if e["id"] == who)
        status, headers, _ = s.post("/write", {**told, "f.about": label, "f.who": "Embassy", "f.date": "2 May 2013", "f.text": "He is ill."})
        assert status == 303 and headers["Location"] in s.page(f"/entity/{who}").links  # as people write names and days
        assert form(headers["Location"])["f.date"] == "2013-05-02"
        status, _, data = s.post("/write", {**told, "f.about": "Nobody Atall", "f.who": "x", "f.date": "2013", "f.text": "x"})
        assert status == 422 and "Nobody Atall" in data.decode()
        s.post("/write", {**form(path), "gone": "1"})
        assert path not in s.page("/papers").links and "it was too long" in s.page(path).text
        for bad in [{"kind": "poster"}, {"kind": "told", "id": path.split("/")[2]}, {"kind": "post", "id": "none"}]:
            assert s.post("/write", {**form("/write?kind=post"), **bad})[0] in (404, 422), bad
    written = kua("papers", "case.kua", "--versions", "--json").splitlines()
    assert [json.loads(x)["fields"].get("title") for x in written] == [evil, "Ten years", None, None, "Ten years"], written
    assert json.loads(written[0])["fields"]["text"] == f"One\ntwo {evil}"
    assert "all fit" in kua("log", "case.kua", "--check")


@test
def settings_are_kept():
    example_casebook()
    with Server("case.kua") as s:
        form = next(f for f in s.page("/settings").forms if f["action"] == "/settings")["fields"]
        assert form["who"] == "tester", form
        for who, publish, status in [("Айгүл Сағи", "confirmed", 303), ("x" * 81, "confirmed", 303), ("a\nb", "confirmed", 303), ("", "everything", 404)]:
            got, headers, _ = s.post("/settings", {**form, "who": who, "publish": publish, "profile": "acled"})
            assert got == status, (who, got)
            if who == "Айгүл Сағи":
                kept = "; ".join(c.split(";")[0] for c in headers.get_all("Set-Cookie"))
        assert "who=%D0%90" in kept and "profile=acled" in kept, kept
        log = kua("log", "case.kua", "--json")
        assert log.count("publish=confirmed") == 1 and "Айгүл" not in log, "one change, one entry, by whom the cookie named then"
        assert b'<option value="confirmed" selected>' in s.get("/settings")[2]


@test
def what_is_due_is_told():
    kua("new", "due.kua")
    kua("add", "due.kua", "-", "--quiet", stdin="Aktau, 20 December 2011\n\nPolice killed 12 miners in Aktau on 16 December 2011. A protest will be held in "
        "London on 5 July 2099. Ann Lee was arrested on 17 December 2011 and her trial will begin on 3 March 2098. Bo Ray was sentenced on 2 February 2012 to two years in prison.".encode())
    with Server("due.kua") as s:
        text = s.page("/calendar").text
        for part in ["5 July 2099", "protest", "anniversary", "Aktau"]:
            assert part in text, (part, text)
        assert "calendar" in s.page("/").text
        gone = s.page("/calendar?past=1").text
        assert re.search("2 February 2014 · end of the sentence · Bo Ray .*no text tells what came of it", gone), gone


@test
def what_is_reckoned_and_contradicts_itself_is_told_in_each_language():
    kua("new", "two.kua")
    for text in ["London, 3 February 2012\n\nThe lawyer Bo Ray was sentenced on 2 February 2012 to two years in prison.",
                 "Letter from the coast\n\n9 March 2012\n\nMany of us remember how the court in London sentenced Bo Ray to five years in prison on 2 February 2012, "
                 "and who wept there."]:
        kua("add", "two.kua", "-", "--quiet", stdin=text.encode())
    person = next(e["id"] for e in records("two.kua", "entity") if e["kind"] == "person")
    with Server("two.kua") as s:
        for language, reckoned, contradiction, step in [("en", "reckoned from “", "This cannot all be so: sentenced: “", "sentenced"),
                                                        ("ru", "вычислено: «", "Это не может быть верно одновременно: приговор: «", "приговор"),
                                                        ("kk", "есептелген: «", "Бұлар бірдей рас бола алмайды: үкім шықты: «", "үкім шықты"),
                                                        ("fr", "calculé d’après : « ", "Tout cela ne peut être vrai à la fois : condamnation : « ", "condamnation")]:
            case = s.page(f"/entity/{person}", Accept_Language=language).text.replace("\u202f", " ").replace("\xa0", " ")
            assert contradiction in case and reckoned in case and "computed" not in case, (language, case)
            assert language == "en" or "sentenced:" not in case and f"{step}: five years" in case.replace(" :", ":"), (language, case)


@test
def decisions_go_into_the_journal_and_come_back():
    example_casebook()
    before = len(records("case.kua", "judgement"))
    with Server("case.kua") as s:
        p = s.page("/review?kind=figure")
        form = next(f for f in p.forms if f["action"] == "/judge")
        status, headers, _ = s.post("/judge", {**form["fields"], "verdict": "confirm"})
        assert status == 303 and headers["Location"].startswith("/review?"), (status, headers["Location"])
        judged = records("case.kua", "judgement")
        assert len(judged) == before + 1 and judged[-1]["verdict"] == "confirm" and judged[-1]["by"] == "tester"
        p = s.page(headers["Location"])
        assert next(f for f in p.forms if f["action"] == "/judge")["fields"]["id"] != form["fields"]["id"], "the next one is asked about"
        undo = next(f for f in p.forms if f["action"] == "/undo")
        assert s.post("/undo", undo["fields"])[0] == 303
        assert len(records("case.kua", "judgement")) == before
        amend = next(f for f in p.forms if "field.low" in f["fields"])
        status, headers, _ = s.post("/judge", {**amend["fields"], "field.low": "64", "field.high": "64"})
        assert status == 303
        last = records("case.kua", "judgement")[-1]
        assert last["verdict"] == "amend" and set(last["fields"]) == {"low=64", "high=64"}, last
        status, _, data = s.post("/judge", {**amend["fields"], "field.date": "the other day"})
        assert status == 404 and b"is a date like" in data, (status, data[-300:])
        grade = next(f for f in p.forms if f["fields"].get("verdict") == "grade")["fields"]
        assert s.post("/judge", {**grade, "source": "B", "information": "2"})[0] == 303
        assert set(records("case.kua", "judgement")[-1]["fields"]) == {"source_grade=B", "information_grade=2"}
        status, _, data = s.post("/judge", {**grade, "source": "", "information": ""})
        assert status == 404 and b"A to F for the source" in data, (status, data[-300:])
        for _ in range(100):
            if "being worked out" not in s.page("/").text:
                break
            time.sleep(0.2)
        figure = next(r for r in records("case.kua", "figure") if r["id"] == amend["fields"]["id"])
        assert (figure["low"], figure["status"]) == (64, "amended"), figure
        assert (figure["source_grade"], figure["information_grade"]) == ("B", "2"), figure
        assert "B: usually reliable" in s.page(f"/figure/{figure['id']}").text


@test
def harms_are_seen_found_and_decided():
    kua("new", "harm.kua")
    kua("add", "harm.kua", "-", "--quiet", stdin="Aktau, 20 December 2011\n\nPolice beat protesters in Aktau on 16 December 2011, residents said. "
        "Activists were threatened.".encode())
    harms = {h["act"]: h for h in records("harm.kua", "harm")}
    assert sorted(harms) == ["ill-treated", "threatened"] and not records("harm.kua", "figure"), harms
    beaten, item = harms["ill-treated"], records("harm.kua", "item")[0]["id"]
    with Server("harm.kua") as s:
        data = s.get(f"/item/{item}")[2].decode()
        assert 'class="on harm' in data and f'id="c-{beaten["id"]}"' in data and f'/figure/{beaten["id"]}' in data
        p = s.page(f"/figure/{beaten['id']}")
        assert "A harm" in p.text and "residents" in p.text and any("field.people" in f["fields"] for f in p.forms), p.text
        home = s.page("/")
        assert "2 harms were suggested" in home.text and "/review?kind=harm" in home.links and "/search?kind=harm" in home.links
        # one after another, and back
        asked = []
        p = s.page("/review?kind=harm")
        for _ in harms:
            form = next(f for f in p.forms if f["action"] == "/judge")
            asked.append(form["fields"]["id"])
            status, headers, _ = s.post("/judge", {**form["fields"], "verdict": "confirm"})
            assert status == 303 and headers["Location"].startswith("/review?kind=harm"), (status, headers["Location"])
            p = s.page(headers["Location"])
        assert sorted(asked) == sorted(h["id"] for h in harms.values()), asked
        undo = next(f for f in p.forms if f["action"] == "/undo")
        assert s.post("/undo", undo["fields"])[0] == 303
        derived(s)
        status = {h["id"]: h["status"] for h in records("harm.kua", "harm")}
        assert status == {asked[0]: "confirmed", asked[1]: "suggested"}, status
        amend = next(f for f in s.page(f"/figure/{asked[1]}").forms if "field.people" in f["fields"])
        assert s.post("/judge", {**amend["fields"], "field.people": EVIL[0]})[0] == 303
        assert records("harm.kua", "judgement")[-1]["fields"] == ["people=" + EVIL[0]]
        derived(s)
        assert EVIL[0] in s.page(f"/item/{item}").text and EVIL[0] in s.page("/search?kind=harm").text
        # found as other claims are
        for query, found in [("q=protesters&kind=harm", ["ill-treated"]), ("kind=harm", ["ill-treated", "threatened"]), ("kind=harm&act=threatened", ["threatened"]),
                             ("kind=harm&place=Aktau&since=2011-12-16&until=2011-12-16&act=ill-treated", ["ill-treated"]), ("kind=harm&since=2012", []),
                             ("kind=harm&status=amended", [h["act"] for h in harms.values() if h["id"] == asked[1]])]:
            p = s.page("/search?" + query)
            there = sorted(h["act"] for h in harms.values() if f"/item/{item}?mark={h['id']}#chosen" in p.links)
            assert there == found, (query, there)
            lines = [json.loads(x) for x in s.get("/search/found.jsonl?" + query)[2].decode().splitlines()]
            assert sorted(x["act"] for x in lines) == found and {x["kind"] for x in lines} <= {"harm"}, (query, lines)


def derived(s):
    for _ in range(100):
        if "being worked out" not in s.page("/").text:
            return
        time.sleep(0.2)


@test
def a_wrong_join_is_parted_where_it_is_seen():
    example_casebook()
    join = next(j for j in records("case.kua", "join") if j["same"] and j["entity"].startswith("per-"))
    form_of = lambda page, action: next(f for f in page.forms if f["action"] == action)
    with Server("case.kua") as s:
        path = f"/entity/{join['entity']}"
        p = s.page(path)
        assert join["reasons"][0] not in p.text and f"{join['score']:.2f}" not in p.text, "what Kua thinks of it comes after the decision"
        form = next(f for f in p.forms if f["fields"].get("id") == join["id"])
        status, headers, _ = s.post("/judge", {**form["fields"], "verdict": "different"})
        assert status == 303 and headers["Location"].startswith(path), headers["Location"]
        assert join["reasons"][0] in s.page(headers["Location"]).text, "now it may be seen"
        derived(s)
        names = {m["form"]: m["entity"] for m in records("case.kua", "mention")}
        assert names[join["a"]] != names[join["b"]], "they are two now"
        p = s.page(headers["Location"])
        assert s.post("/undo", form_of(p, "/undo")["fields"])[0] == 303
        derived(s)
        names = {m["form"]: m["entity"] for m in records("case.kua", "mention")}
        assert names[join["a"]] == names[join["b"]], "they are one again"
        # the other way: two that are shown apart become one
        one, two = [e for e in records("case.kua", "entity") if e["kind"] == "person"][:2]
        form = next(f for f in s.page(f"/entity/{one['id']}?with={urllib.parse.quote(two['label'])}").forms if f["fields"].get("other") == two["id"])
        assert s.post("/judge", {**form["fields"], "verdict": "same"})[0] == 303
        derived(s)
        names = {m["form"]: m["entity"] for m in records("case.kua", "mention")}
        assert names[one["names"][0]["form"]] == names[two["names"][0]["form"]]


@test
def who_may_be_named_is_said_and_obeyed():
    example_casebook()
    with Server("case.kua") as s:
        who = next(e["id"] for e in records("case.kua", "entity") if e["label"] == "Bazarbai Kenzhebayev")
        event = next(e["id"] for e in records("case.kua", "event") if "Zhanaozen" in e["label"])
        passed_on = lambda: s.get(f"/keep/{event}?format=html&public=1")[2].decode()
        assert "Kenzhebayev" in s.get(f"/keep/{event}?format=html")[2].decode() and "Kenzhebayev" not in passed_on()
        form = next(f for f in s.page(f"/entity/{who}").forms if "allow.giver" in f["fields"])
        said = {**form["fields"], "allow.scope": "public", "allow.giver": EVIL[0], "allow.until": "2099-01-01"}
        status, headers, _ = s.post("/judge", said)
        assert status == 303, status
        assert EVIL[0] in s.page(headers["Location"]).text, "who said so stands on the page, as text"
        assert "Kenzhebayev" in passed_on()
        undo = next(f for f in s.page(headers["Location"]).forms if f["action"] == "/undo")
        assert s.post("/undo", undo["fields"])[0] == 303
        assert "Kenzhebayev" not in passed_on()
        assert s.post("/judge", {**said, "allow.giver": ""})[0] == 404
        assert s.post("/judge", {**said, "allow.scope": "all"})[0] == 404


@test
def searches_are_narrowed_saved_and_kept():
    example_casebook()
    with Server("case.kua") as s:
        p = s.page("/search?q=Zhanaozen")
        texts = {i["id"]: i["text"] for i in records("case.kua", "item")}
        found = [i for i in texts if f"/item/{i}" in p.links]
        assert any("Zhanaozen" in texts[i] for i in found) and any(re.search("Жа[нң]а[оө]зен", texts[i]) for i in found), found
        assert any(x.startswith("/entity/") for x in p.links) and any(x.startswith("/figure/") for x in p.links)
        narrower = next(x for x in p.links if x.startswith("/search?") and "kind=figure" in x)
        p = s.page(narrower)
        assert "q=Zhanaozen" in narrower and not [x for x in p.links if x.startswith("/item/")]
        assert "/search?q=Zhanaozen" in p.links, "the chip takes the filter away"
        status, headers, data = s.get("/search/found.jsonl" + narrower[7:])
        lines = [json.loads(x) for x in data.decode().splitlines()]
        shown = int(re.search(r"([\d,]+) found", p.text).group(1).replace(",", ""))
        assert status == 200 and len(lines) == shown and {x["kind"] for x in lines} == {"figure"} and "found.jsonl" in headers["Content-Disposition"]
        form = next(f for f in p.forms if f["action"] == "/search/save")["fields"]
        assert s.post("/search/save", {**form, "name": EVIL[0]}, Origin="http://evil.example")[0] == 403
        assert s.post("/search/save", {**form, "name": ""})[0] == 404
        assert s.post("/search/save", {**form, "name": "x", "query": "q=1\r\nEvil: 1"})[0] == 404
        assert s.post("/search/save", {**form, "name": EVIL[0]})[0] == 303
        assert EVIL[0] in s.page("/").text and f"{shown:,} found" in s.page("/").text
        change = next(f for f in s.page("/search").forms if f["action"] == "/search/change")["fields"]
        assert s.post("/search/change", {**change, "name": "Squares", "do": "rename"})[0] == 303
        assert "Squares" in s.page("/").text and EVIL[0] not in s.page("/").text
        assert s.post("/search/change", {**change, "do": "forget"})[0] == 303 and "Squares" not in s.page("/").text
        assert s.post("/search/change", {**change, "do": "forget"})[0] == 404
        for evil in EVIL:
            q = urllib.parse.quote(evil)
            s.page(f"/search?q={q}&kind={q}&act={q}&person={q}&place={q}&since={q}&until={q}&document={q}&language={q}&status={q}&from=-1")
    assert "save" in kua("log", "case.kua") and "forget" in kua("log", "case.kua")
    kua("log", "case.kua", "--check")


@test
def a_found_file_is_no_formula():
    kua("new", "evil.kua")
    with open("evil.jsonl", "w", encoding="utf-8") as f:
        f.write(json.dumps({"title": "=cmd|' /C calc'!A0", "author": "+1+1", "text": "Police killed 12 miners in Aktau on 2 July 2013."}) + "\n")
    kua("add", "evil.kua", "evil.jsonl", "--quiet")
    with Server("evil.kua") as s:
        data = s.get("/search/found.csv?kind=item")[2].decode()
        assert "'=cmd" in data and ",=" not in data and "'+1+1" in data, data


def multipart(fields, files):
    mark, b = "kua-test-boundary", b""
    for name, value in fields.items():
        b += f"--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n".encode()
    for name, data in files:
        b += f"--{mark}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n".encode() + data + b"\r\n"
    return b + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@test
def what_is_uploaded_is_added():
    example_casebook()
    before = len(records("case.kua", "document"))
    files = [("a letter.txt", b"Police killed 12 miners in Aktau on 2 July 2013, said Mary Jones.\n" * 3), ("../../etc/evil.txt", b"Another text entirely.\n"),
             ("big.txt", b"A line that is not the last one.\n" * 100000), ("a letter.txt", b"A third text, of the same name as the first.\n"), ("empty.txt", b"")]
    with Server("case.kua") as s:
        form = next(f for f in s.page("/add").forms if f["action"] == "/add")["fields"]
        origin = f"http://{s.address.netloc}"
        for fields, headers, status in [({"form": "x" * 43}, {"Origin": origin}, 403), (form, {"Origin": "http://evil.example"}, 403), (form, {"Origin": origin}, 303)]:
            fields = {k: v for k, v in fields.items() if k == "form"}
            body, kind = multipart(fields, files)
            got = s.ask("POST", "/add", body, Content_Type=kind, **headers)[0]
            assert got == status, (got, status)
        assert s.ask("POST", "/add", *multipart({"form": form["form"]}, [])[:1], Content_Type=kind, Origin=origin)[0] == 404, "no file was chosen"
        for _ in range(1500):
            if "being worked out" not in s.page("/add").text:
                break
            time.sleep(0.2)
        documents = records("case.kua", "document")
        assert len(documents) == before + len(files), [d["name"] for d in documents]
        names = sorted(d["name"] for d in documents if d["origin"] == "uploaded to the page")
        assert names == ["a letter.txt", "a letter.txt", "big.txt", "empty.txt", "evil.txt"], names
        assert any(f["low"] == 12 and f["said_by"] == "Mary Jones" for f in records("case.kua", "figure"))
    assert not [n for n in os.listdir(".") if n.startswith(".kua-upload")], "nothing is left behind"


def peak(process):
    """The most memory that the process has had, in MiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) // 1024 for line in f if line.startswith("VmHWM"))


@test
def documents_larger_than_memory_are_handed_out():
    size = 300 << 20
    kua("new", "large.kua")
    with open("large.bin", "wb") as f:
        f.truncate(size)
    kua("add", "large.kua", "large.bin", "--later", status=1)
    (d,) = records("large.kua", "document")
    with Server("large.kua") as s:
        before = peak(s.process)
        status, headers, data = s.get("/bytes/" + d["id"])
        assert (status, len(data), data.count(0)) == (200, size, size), (status, len(data))
        assert headers["Content-Disposition"] == f"attachment; filename=\"{d['id']}.bin\"" and headers["Content-Type"] == "application/octet-stream"
        assert peak(s.process) - before < 64, f"{peak(s.process) - before} MiB for a document of 300"
        slow = socket.create_connection((s.address.hostname, s.address.port))
        slow.sendall(f"GET /bytes/{d['id']} HTTP/1.1\r\nHost: {s.address.netloc}\r\nCookie: {s.cookie}\r\n\r\n".encode())
        assert slow.recv(15) == b"HTTP/1.1 200 OK"
        for _ in range(5):
            s.page("/documents")
        slow.close()
        s.page("/")


@test
def damaged_bytes_are_not_taken_for_the_document():
    kua("new", "torn.kua")
    with open("torn.bin", "wb") as f:
        f.write(os.urandom(9 << 20))
    kua("add", "torn.kua", "torn.bin", "--later", status=1)
    (d,) = records("torn.kua", "document")
    db = sqlite3.connect("torn.kua")
    db.execute("DROP TRIGGER bytes_no_update")
    db.execute("UPDATE bytes SET packed = (SELECT packed FROM bytes WHERE part = 0) WHERE part = 1")
    db.execute("CREATE TRIGGER bytes_no_update BEFORE UPDATE ON bytes BEGIN SELECT RAISE(ABORT, 'preserved bytes cannot be changed'); END")
    db.commit()
    db.close()
    with Server("torn.kua") as s:
        try:
            status, _, data = s.get("/bytes/" + d["id"])
            assert False, f"{status}: {len(data)} bytes of {d['bytes']} as if they were all"
        except http.client.IncompleteRead as e:
            assert len(e.partial) == 8 << 20, "all but the part that shows the damage"
        s.page("/")


@test
def who_may_not_ask_sees_nothing():
    example_casebook()
    with Server("case.kua") as s:
        form = next(f for f in s.page("/review").forms if f["action"] == "/judge")["fields"]
        fields = {**form, "verdict": "confirm"}
        refused = [s.get("/", Cookie=None)[0], s.get("/", Cookie="kua=" + "x" * 43)[0], s.get("/", Host="evil.example")[0],
                   s.get("/", Origin="http://evil.example")[0], s.post("/judge", {**fields, "form": "x" * 43})[0],
                   s.post("/judge", fields, Origin="http://evil.example")[0], s.post("/judge", fields, Origin=None)[0],
                   s.ask("PUT", "/")[0], s.get("/?token=" + "x" * 43)[0]]
        assert refused == [401, 401, 421, 403, 403, 403, 403, 405, 403], refused
        saved, s.cookie = s.cookie, None
        for path in ["/", "/items", "/search?q=oil"]:
            data = s.get(path)[2]
            assert b"case" not in data and b"Zhanaozen" not in data, "not even the casebook's name"
        s.cookie = saved
        assert s.get("/judge")[0] == 404, "nothing is written by a link"
        assert s.post("/judge", {**fields, "x": "y" * 300000})[0] == 413
        assert s.get("/" + "a" * 100000)[0] in (414, 431)
        assert s.post("/judge", {"form": form["form"]})[0] == 404
        assert not records("case.kua", "judgement")


@test
def killed_while_decisions_are_derived():
    """What was acknowledged is in the journal, whenever the program is killed; and its consequences come with the next start."""
    example_casebook()
    r = random.Random(9)
    decided, whole = 0, 1.0
    for i in range(ROUNDS):
        s = Server("case.kua")
        form = next(f for f in s.page("/review?kind=figure").forms if f["action"] == "/judge")["fields"]
        status = s.post("/judge", {**form, "verdict": r.choice(["confirm", "reject"])})[0]
        assert status == 303, status
        decided += 1
        if i == 0:  # how long it takes: the others are killed at any time of it
            began = time.time()
            while "being worked out" in s.page("/").text and time.time() - began < 60:
                time.sleep(0.05)
            whole = time.time() - began
        else:
            time.sleep((i - 1 + r.random()) / (ROUNDS - 1) * whole * 1.2)
        s.process.send_signal(signal.SIGKILL)
        s.process.wait(60)
        assert len(records("case.kua", "judgement")) == decided
    kua("log", "case.kua", "--check")
    with Server("case.kua") as s:
        for _ in range(300):
            if "being worked out" not in s.page("/").text:
                break
            time.sleep(0.2)
    derived = kua("export", "case.kua")
    last = {j["target"]: j["verdict"] + "ed" for j in records("case.kua", "judgement")}
    status = {f["id"]: f["status"] for f in records("case.kua", "figure")}
    assert all(status[figure] == verdict for figure, verdict in last.items()), (status, last)
    kua("rebuild", "case.kua")
    assert kua("export", "case.kua") == derived


@test
def slow_and_broken_clients_stop_nobody():
    example_casebook()
    with Server("case.kua") as s:
        lazy = []
        for i in range(60):
            c = socket.create_connection((s.address.hostname, s.address.port))
            c.sendall([b"GET / HT", b"POST /judge HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nab", b"", b"\0\xff" * 50][i % 4])
            lazy.append(c)
        began = time.monotonic()
        for _ in range(20):
            s.page("/")
        assert time.monotonic() - began < 20, "others wait for those who say nothing"
        for c in lazy:
            c.close()
        s.page("/events")


@test
def the_interface_in_other_languages():
    example_casebook()
    with Server("case.kua") as s:
        for language, said in [("ru", "независимых голос"), ("kk", "тәуелсіз дауыс"), ("fr", "voix indépendantes"), ("en", "independent voices")]:
            p = s.get("/", Accept_Language=language)[2].decode()
            assert f'lang="{language}"' in p and said in p, language
        form = next(f for f in s.page("/settings").forms if f["action"] == "/settings")["fields"]
        status, headers, _ = s.post("/settings", {**form, "language": "kk"})
        assert status == 303 and "language=kk" in headers["Set-Cookie"]


main()
