"""served.py - a casebook served, as a browser without a script sees it: requests, pages taken apart, every link followed."""
import html.parser
import http.client
import os
import re
import signal
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verbs"))
from harness import KUA, env  # noqa: E402


class Page(html.parser.HTMLParser):
    """The tags of a page, balanced or not; its links; its forms."""
    VOID = {"meta", "link", "input", "br", "img", "circle", "line", "path", "hr"}

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.forms, self.scripts, self.text, self.wrong = [], [], [], 0, "", []
        self.feed(text)
        if self.open:
            self.wrong.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.wrong += [f"{tag} {k}" for k in attrs if k.startswith("on") or k == "style"]
        for key in ("href", "src", "action"):
            if key in attrs:
                self.wrong += [f"{tag} {attrs[key]}"] if not re.match(r"/(?!/)|#", attrs[key]) else []
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "script":
            self.scripts += 1
        if tag == "form":
            self.forms.append({"action": attrs.get("action"), "method": attrs.get("method", "get"), "fields": {}})
        if tag == "input" and self.forms and "name" in attrs:
            self.forms[-1]["fields"][attrs["name"]] = attrs.get("value", "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> where none is open")

    def handle_data(self, data):
        self.text += data


class Server:
    def __init__(self, casebook):
        self.process = subprocess.Popen([KUA, "serve", casebook], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env())
        line = self.process.stdout.readline().decode()
        self.address = urllib.parse.urlsplit(line.strip())
        self.cookie = None
        status, headers, _ = self.get("/?" + self.address.query)
        assert status == 303, status
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(60) == 0, self.process.stderr.read().decode()
        finally:
            self.process.kill()

    def ask(self, method, path, body=None, **headers):
        c = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=30)
        if self.cookie:
            headers.setdefault("Cookie", self.cookie)
        headers = {k.replace("_", "-"): v for k, v in headers.items() if v is not None}
        c.request(method, path, body, headers)
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, r.headers, data

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def page(self, path, **asked):
        status, headers, data = self.get(path, **asked)
        assert status == 200, (path, status, data[-400:])
        text = data.decode("utf-8")
        p = Page(text)
        assert not p.wrong, (path, p.wrong[:5])
        assert p.scripts == 1, (path, p.scripts)
        assert len(data) < 100 * 1024, (path, len(data))
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store" and "Server" not in headers
        return p

    def post(self, path, fields, **headers):
        headers.setdefault("Origin", f"http://{self.address.netloc}")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urllib.parse.urlencode(fields), **headers)


def walk(server, most=400):
    seen, waiting, pages = set(), ["/"], {}
    while waiting and len(pages) < most:
        path = waiting.pop(0).split("#")[0]
        if path in seen or not path or path.startswith(("/bytes/", "/keep/", "/search/found.")):  # files, not pages
            continue
        seen.add(path)
        pages[path] = server.page(path)
        waiting += pages[path].links
    return pages
