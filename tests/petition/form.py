#!/usr/bin/env python3
"""A petition's form as a browser and a web server see it: from the form to the count, what is refused, what is the same for everybody, what is
kept and what is not; and kill -9 while people sign and confirm: nobody who was thanked is lost."""
import hashlib
import html
import html.parser
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import KUA, QUICK, env, kua, main, one_line, test  # noqa: E402

KILLS = 20 if QUICK else 200
PUBLIC = "https://campaign.example/petition"


def new(*more, text="Free the miners of Zhanaozen.\n\nHear the witnesses."):
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write(text)
    kua("petition", "new", "p.kuap", "--key", "key", "--title", "Free <b>the</b> \"miners\"", "--text", "text.txt", "--to", "The court", "--by", "The campaign",
        "--contact", "names@campaign.example", "--destroy", "2099-01-01", "--address", PUBLIC, "--asks", "place,born", *more)


def rows(*args):
    return [json.loads(x) for x in kua("petition", "list", "p.kuap", "--key", "key", "--json", *args).splitlines()]


class Page(html.parser.HTMLParser):
    """Tags balanced, no script, no style of its own, every address relative."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.fields, self.text = [], [], {}, ""
        self.feed(text)
        assert not self.open and not self.wrong, (self.open, self.wrong)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.wrong += [f"{tag} {k}" for k in a if k.startswith("on") or k == "style"] + ([tag] if tag in ("script", "b", "img") else [])
        self.wrong += [a[k] for k in ("href", "src", "action") if k in a and not re.match(r"\./|#", a[k])]
        if tag == "input":
            self.fields[a["name"]] = a.get("value", "")
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data):
        self.text += data


class Form:
    def __init__(self, *more):
        self.p = subprocess.Popen([KUA, "serve", "--petition", "p.kuap", "--key", "key", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env())
        line = self.p.stdout.readline().decode()
        assert line, self.p.stderr.read().decode()
        self.at = urllib.parse.urlsplit(line.strip())
        self.token = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.send_signal(signal.SIGTERM)
        try:
            assert self.p.wait(60) == 0, self.p.stderr.read().decode()
        finally:
            self.p.kill()

    def ask(self, method, path, body=None, **headers):
        c = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=30)
        if isinstance(body, dict):
            headers["Content_Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(body)
        c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        r = c.getresponse()
        data = r.read().decode("utf-8")
        c.close()
        return r.status, r.headers, data

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def sign(self, name, email, **more):
        if not self.token:
            self.token = Page(self.get("/")[2]).fields["form"]
        headers = more.pop("headers", {})
        return self.ask("POST", "/sign", {"form": self.token, "name": name, "email": email, "agree": "yes", "language": "en", **more}, **headers)


def outbox(path="p.kuap.outbox.jsonl"):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as f:
        return [json.loads(x) for x in f]


def link(mail):
    assert mail["link"].startswith(PUBLIC + "/confirm?t="), mail
    return mail["link"][len(PUBLIC):]


def token(mail):
    return re.search(r"t=([0-9a-f]{32})", mail["link"])[1]


@test
def from_the_form_to_the_count():
    new("--closes", "2098-01-01")
    with Form() as f:
        status, headers, page = f.get("/", Accept_Language="ru,en;q=0.5")
        assert status == 200 and "Подписать" in page and 'lang="ru"' in page and "0 человек" in page
        assert "default-src 'none'" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store" and "Set-Cookie" not in headers
        assert len(page.encode()) < 12000
        style = re.search(r'href="\.(/[0-9a-f]+\.css)"', page)[1]
        assert f.get(style)[0] == 200
        status, _, thanks = f.sign("Айгуль Нурбекова", "Aigul@Gmail.com", place="Алматы", born="1980", language="kk")
        assert status == 200 and "Поштаңызды қараңыз" in thanks
        Page(thanks)
        mail = outbox()[0]
        assert mail["to"] == "Aigul@Gmail.com" and mail["language"] == "kk" and mail["link"] in mail["text"] and "Айгуль" not in json.dumps(mail, ensure_ascii=False)
        assert rows()[0]["state"] == "pending" and rows()[0]["language"] == "kk"
        status, _, page = f.get(link(mail))  # whoever looks at links in mails does not confirm by it
        assert status == 200 and "Айгуль Нурбекова" in page and rows()[0]["state"] == "pending"
        Page(page)
        for _ in range(2):  # a second press changes nothing
            status, _, done = f.ask("POST", "/confirm", {"t": token(mail)})
            assert status == 200 and "You have signed" in done
        assert rows()[0]["state"] == "confirmed" and "1 person has signed" in f.get("/")[2]
        receipt, line = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", done, re.S)[1]), re.search(r"<code>([0-9a-f]{64})</code>", done)[1]
        assert hashlib.sha256(receipt.encode()).hexdigest() == line
        kua("petition", "count", "p.kuap", "--key", "key", "--list", "list", "--checkpoint", "checkpoint")
        with open("list", encoding="utf-8") as g:
            assert g.read() == line + "\n"
        assert "Сіз қол қойдыңыз" in f.get(link(mail))[2]  # counted, and may still be withdrawn
        status, _, page = f.ask("POST", "/withdraw", {"t": token(mail)})
        assert status == 200 and "names@campaign.example" in page and rows()[0]["state"] == "withdrawn"
        assert "0 people have signed" in f.get("/")[2]
        f.ask("POST", "/confirm", {"t": token(mail)})
        assert rows()[0]["state"] == "withdrawn"
        f.sign("Айгуль Нурбекова", "aigul@gmail.com")  # but she may sign again
        assert [r["state"] for r in rows()] == ["withdrawn", "pending"] and token(outbox()[1]) != token(mail)


@test
def a_second_time_is_answered_like_the_first():
    new()
    with Form() as f:
        answers = [f.sign("Aigul Nurbekova", "aigul@gmail.com"), f.sign("Nurbekova Aigul", "A.igul+x@googlemail.com"), f.sign("Bolat Nurbekov", "aigul@gmail.com"),
                   f.sign("Айгуль Нурбекова", "aigul@gmail.com"), f.sign("Marat Ospanov", "marat@example.org")]
        assert len({(a[0], a[2], tuple(k for k in a[1].keys() if k != "Date")) for a in answers}) == 1
        assert [r["name"] for r in rows()] == ["Aigul Nurbekova", "Bolat Nurbekov", "Marat Ospanov"]  # a household has one address
        mails = outbox()
        assert len(mails) == 5 and token(mails[0]) == token(mails[1]) == token(mails[3]) != token(mails[2])
        f.ask("POST", "/confirm", {"t": token(mails[0])})
        f.sign("Aigul Nurbekova", "aigul@gmail.com")
        assert len(rows()) == 3
        for _ in range(10):  # nor can anybody be flooded with mails by it
            assert f.sign("Marat Ospanov", "marat@example.org")[2] == answers[0][2]
        assert sum(m["to"] == "marat@example.org" for m in outbox()) == 5


@test
def what_cannot_be_is_said_and_stays_in_the_form():
    new()
    hostile = "<script>alert(1)</script>\"'&"
    with Form() as f:
        for wrong, says in [({"name": ""}, "#name"), ({"name": "123"}, "#name"), ({"name": "http://spam.example"}, "#name"), ({"name": "a" * 256}, "#name"),
                            ({"email": "nobody"}, "#email"), ({"email": "a@b.org\r\nBcc: x@y.org"}, "#email"), ({"email": "a" * 250 + "@b.org"}, "#email"),
                            ({"born": "19x"}, "#born"), ({"born": "1800"}, "#born"), ({"place": "a\x1bb"}, "#place"), ({"agree": ""}, "#agree"),
                            ({"form": "AAAA"}, "#send"), ({"name": hostile, "email": hostile}, "#email")]:
            sent = {"name": "Anna Ivanova", "email": "a@b.org", "place": "Oral", **wrong}
            status, _, page = f.sign(sent.pop("name"), sent.pop("email"), **sent)
            assert status == 422 and f'<a href="{says}"' in page, (wrong, status)
            shown = Page(page).fields
            assert shown["place"] == sent["place"].replace("\x1b", "\ufffd"), shown
            assert shown["name"] == wrong.get("name", "Anna Ivanova") and "<script" not in page
        assert rows() == [] and outbox() == []
        f.token = None
        status, _, _ = f.sign(hostile.replace("'", "").replace("&", "и"), "a@b.org", place=hostile)  # a name may be ugly; it does nothing
        Page(f.get(link(outbox()[0]))[2])
        assert "<script" not in f.get(link(outbox()[0]))[2]


@test
def nothing_else_is_served():
    new()
    with Form() as f:
        for method, path, wanted in [("GET", "/list", 404), ("GET", "/p.kuap", 404), ("GET", "/../key", 404), ("GET", "/confirm", 404), ("GET", "/confirm?t=00", 404),
                                     ("GET", "/confirm?t=" + "0" * 32, 404), ("POST", "/", 404), ("PUT", "/sign", 405), ("DELETE", "/", 405),
                                     ("POST", "/confirm", 404), ("GET", "/sign", 404), ("GET", "/?lang=xx", 200), ("HEAD", "/", 200)]:
            status, _, page = f.ask(method, path, {} if method == "POST" else None)
            assert status == wanted, (method, path, status)
            if method != "HEAD":
                Page(page)
        assert f.ask("POST", "/sign", {"name": "a" * 20000})[0] == 413
        assert f.sign("Anna Ivanova", "a@b.org", headers={"Sec_Fetch_Site": "cross-site"})[0] == 403
        upload = f.ask("POST", "/sign", "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nbytes\r\n--x--\r\n",
                     Content_Type="multipart/form-data; boundary=x")
        assert upload[0] in (413, 422), upload
        assert f.get("/", X="y" * 40000)[0] in (431, 414, 413, 400)
        assert rows() == []
    kua("new", "case.kua")
    kua("serve", "case.kua", "--petition", "p.kuap", "--key", "key", status=2)
    one_line(kua.err, "two programs")


@test
def no_network_address_is_kept():
    new()
    with Form() as f:
        f.sign("Anna Ivanova", "a@b.org", headers={"X_Forwarded_For": "203.0.113.77", "Forwarded": "for=203.0.113.77", "X_Real_IP": "203.0.113.77",
                                                     "User_Agent": "Netscape"})
        f.ask("POST", "/confirm", {"t": token(outbox()[0])})
        out = kua("petition", "list", "p.kuap", "--key", "key", "--format", "json") + kua("petition", "list", "p.kuap", "--key", "key", "--format", "csv")
        kept = b"".join(open(x, "rb").read() for x in os.listdir(".")) + out.encode()
        for word in (b"203.0.113", b"127.0.0.1", b"Netscape"):
            assert word not in kept, word
        assert b"Ivanova" not in b"".join(open(x, "rb").read() for x in os.listdir(".") if x != "p.kuap.outbox.jsonl")


@test
def rates_are_limited():
    new()
    with Form("--rate", "3") as f:
        minute = time.clock_gettime(time.CLOCK_BOOTTIME) // 60
        got = [f.sign(f"Anna Ivanov{chr(97 + i)}", f"a{i}@b.org")[0] for i in range(8)]
        assert len(rows()) == got.count(200) and (503 in got or time.clock_gettime(time.CLOCK_BOOTTIME) // 60 != minute), got
    kua("serve", "--petition", "p.kuap", "--key", "key", "--rate", "0", status=2)


@test
def no_more_than_a_household():
    new()
    names = ["Anna", "Bolat", "Dina", "Erlan", "Farida", "Galym", "Irina", "Kairat", "Leila", "Marat", "Nurlan", "Olga", "Pavel", "Rustem", "Saule", "Timur", "Ulan",
             "Viktor", "Yulia", "Zarina", "Sofia", "Dmitri", "Askar"]
    for n in names[:19]:
        kua("petition", "add", "p.kuap", n + " Ivanov", "--email", "home@b.org", "--key", "key")
    with Form() as f:
        for n in names[19:]:
            assert f.sign(n + " Ivanov", "home@b.org")[0] == 200
    assert len(rows()) == 20
    count = json.loads(kua("petition", "count", "p.kuap", "--key", "key", "--json").splitlines()[0])
    assert count["not_kept"] == 3, count


@test
def a_petition_that_is_over():
    new("--closes", "2020-01-01")
    with Form() as f:
        status, _, page = f.get("/")
        assert status == 200 and "closed on 1 January 2020" in page and "<form" not in page
        new_token = "AAAA"
        assert f.ask("POST", "/sign", {"form": new_token, "name": "Anna", "email": "a@b.org", "agree": "yes"})[0] in (403, 422)
    assert rows() == []


@test
def a_clock_that_was_wrong_reopens_nothing():
    new("--closes", "2098-01-01")
    with Form() as f:
        f.sign("Anna Ivanova", "a@b.org")
        with Form() as g:  # a second one at the same petition sees the same
            assert "Confirm" in g.get(link(outbox()[0]))[2]
    kua("petition", "add", "p.kuap", "Petr Ivanov", "--key", "key", status=2, SOURCE_DATE_EPOCH="4042483200")  # 2098-02-07: the clock jumped
    with Form() as f:
        assert "closed on" in f.get("/")[2]
        f.ask("POST", "/confirm", {"t": token(outbox()[0])})
        assert rows()[0]["state"] == "pending"  # nothing is taken any more
        assert "You have withdrawn" in f.ask("POST", "/withdraw", {"t": token(outbox()[0])})[2]  # but to withdraw is always possible
    kua("petition", "change", "p.kuap", "--key", "key", "--closes", "2098-12-31")
    with Form() as f:
        assert "<form" in f.get("/")[2]


@test
def it_says_what_it_lacks():
    with open("text.txt", "w", encoding="utf-8") as f:
        f.write("Text")
    kua("petition", "new", "p.kuap", "--key", "key", "--title", "T", "--text", "text.txt", "--destroy", "2099-01-01")
    kua("serve", "--petition", "p.kuap", "--key", "key", status=2)
    one_line(kua.err, "--address")
    kua("petition", "change", "p.kuap", "--key", "key", "--address", PUBLIC)
    kua("serve", "--petition", "p.kuap", "--key", "key", status=2)
    one_line(kua.err, "--by")
    kua("serve", "--petition", "none.kuap", "--key", "key", status=2)
    kua("serve", status=2)


@test
def the_outbox_cannot_be_written():
    new()
    with Form("--outbox", "nowhere/outbox") as f:
        assert f.sign("Anna Ivanova", "a@b.org")[0] == 503
        assert rows() == []  # she was not thanked, and is asked to try again
        os.mkdir("nowhere")
        assert f.sign("Anna Ivanova", "a@b.org")[0] == 200
    assert len(rows()) == 1 and len(outbox("nowhere/outbox")) == 1


class Client(threading.Thread):
    """Signs, looks for its link, confirms, again and again until the server is gone."""

    def __init__(self, form, number, seed):
        super().__init__()
        self.form, self.number, self.seed = form, number, seed
        self.signed, self.confirmed = [], []

    def run(self):
        try:
            page = Page(self.form.get("/")[2])
            for i in range(10000):
                email = f"s{self.seed}x{self.number}x{i}@example.org"
                body = {"form": page.fields["form"], "name": f"Signer {self.number}", "email": email, "agree": "yes"}
                if self.form.ask("POST", "/sign", body)[0] != 200:
                    return
                self.signed.append(email)
                mine = [m for m in outbox() if m["to"] == email]
                if self.form.ask("POST", "/confirm", {"t": token(mine[-1])})[0] == 200:
                    self.confirmed.append(email)
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            return


@test
def nobody_who_was_thanked_is_lost():
    new()
    r = random.Random(5)
    signed, confirmed = set(), set()
    for k in range(KILLS):
        if os.path.exists("p.kuap.outbox.jsonl"):
            os.remove("p.kuap.outbox.jsonl")  # as the program for mail does
        f = Form()
        clients = [Client(f, n, k) for n in range(4)]
        for c in clients:
            c.start()
        time.sleep(r.uniform(0.02, 0.35))
        os.kill(f.p.pid, signal.SIGKILL)
        f.p.wait()
        for c in clients:
            c.join()
            signed |= set(c.signed)
            confirmed |= set(c.confirmed)
    state = {x["email"]: x["state"] for x in rows()}
    assert len(confirmed) > 2 * KILLS, len(confirmed)
    assert not signed - set(state), f"{len(signed - set(state))} of {len(signed)} signatures are lost"
    lost = [e for e in confirmed if state[e] != "confirmed"]
    assert not lost, f"{len(lost)} of {len(confirmed)} confirmations are lost"


main()
