"""chromium.py - Chromium without a window, driven over a pipe in its own protocol (DevTools): no library, no port that others could reach.

A Tab loads pages and says what they did: what was asked for, what the console said, what was focused. It clicks and types as a person
does, at a point of the screen and by keys, so that what is hidden or covered cannot be clicked here either."""
import base64
import json
import os
import re
import select
import shutil
import subprocess
import tempfile
import time

PROGRAM = shutil.which("chromium")
PATIENCE = 60  # seconds for anything at all; the sanitizers and a busy machine make everything slow


class Chromium:
    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="kua-chromium-")
        theirs_in, self.to = os.pipe()
        self.of, theirs_out = os.pipe()
        # the browser's own jail needs rights that a container and root do not have; pages here are ours
        args = [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
                "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-default-browser-check", "--mute-audio", "--user-data-dir=" + self.folder, *options, "about:blank"]
        shell = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self.process = subprocess.Popen(["sh", "-c", shell, "sh", *args], pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.waiting, self.events, self.last = b"", [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.ask("Browser.close")
        except (AssertionError, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.of)
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, until):
        """One message, or None when it is late."""
        while b"\0" not in self.waiting:
            ready, _, _ = select.select([self.of], [], [], max(0, until - time.monotonic()))
            if not ready:
                return None
            data = os.read(self.of, 1 << 20)
            assert data, "the browser has ended"
            self.waiting += data
        message, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, session=None, **params):
        self.last += 1
        number, until = self.last, time.monotonic() + PATIENCE
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        while True:
            answer = self.read(until)
            assert answer is not None, f"no answer to {method}"
            if answer.get("id") == number:
                assert "error" not in answer, (method, params, answer["error"])
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait_for(self, method, session):
        until = time.monotonic() + PATIENCE
        while True:
            for e in self.events:
                if e["method"] == method and e.get("sessionId") == session:
                    return e["params"]
            answer = self.read(until)
            assert answer is not None, f"no {method} came"
            if "method" in answer:
                self.events.append(answer)


KEYS = {"Tab": 9, "Enter": 13, " ": 32, "Escape": 27}


class Tab:
    def __init__(self, browser, width=1280, dark=False, script=True, language="en"):
        self.browser = browser
        context = browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Network", "Log", "Runtime"]:
            self.ask(domain + ".enable")
        self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        self.ask("Emulation.setScriptExecutionDisabled", value=not script)
        self.look(width, dark)

    def ask(self, method, **params):
        return self.browser.ask(method, self.session, **params)

    def look(self, width, dark, height=900):
        self.width = width
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    # ---- going somewhere; what a page did since it was asked for stays in self.browser.events

    def forget(self):
        self.browser.events = [e for e in self.browser.events if e.get("sessionId") != self.session]

    def go(self, url):
        self.forget()
        answer = self.ask("Page.navigate", url=url)
        assert "errorText" not in answer, (url, answer)
        self.loaded()

    def loaded(self):
        self.browser.wait_for("Page.loadEventFired", self.session)

    def events(self, method):
        return [e["params"] for e in self.browser.events if e["method"] == method and e.get("sessionId") == self.session]

    def run(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, (expression[:200], answer["exceptionDetails"])
        return answer["result"].get("value")

    def path(self):
        return self.run("location.pathname + location.search")

    def complaints(self):
        """What the console, the page's script or the content policy had to say."""
        said = [e["entry"]["text"] for e in self.events("Log.entryAdded")]
        said += [e["exceptionDetails"]["text"] for e in self.events("Runtime.exceptionThrown")]
        return said + [str(e["args"]) for e in self.events("Runtime.consoleAPICalled")]

    def asked(self):
        return [e["request"]["url"] for e in self.events("Network.requestWillBeSent")]

    # ---- a person's hands

    def key(self, key, shift=False):
        code = KEYS.get(key, ord(key.upper()) if len(key) == 1 else 0)
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def click(self, find):
        """Click in the middle of what the expression finds, if that is really what lies there."""
        place = self.run(f"""(() => {{ const e = {find}; if (!e) return 'is not there';
            e.scrollIntoView({{block: 'center'}}); const r = e.getClientRects()[0]; if (!r) return 'is not shown';
            const x = r.x + r.width / 2, y = r.y + r.height / 2, at = document.elementFromPoint(x, y);
            return e === at || e.contains(at) ? {{x, y}} : 'is covered'; }})()""")
        assert isinstance(place, dict), f"{find}: {place}"
        for kind in ["mousePressed", "mouseReleased"]:
            self.ask("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def follow(self, find):
        """Click and wait for the page it leads to."""
        self.forget()
        self.click(find)
        self.loaded()

    # ---- pictures

    def picture(self, path):
        height = self.run("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        clip = {"x": 0, "y": 0, "width": self.width, "height": min(max(height, 200), 4000), "scale": 1}
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def print(self, path):
        data = self.ask("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))


# ---- axe-core, as Chromium itself brings it along for its developers' tools

LIGHTHOUSE = "devtools://devtools/bundled/third_party/lighthouse/lighthouse-dt-bundle.js"


def axe(browser):
    if "KUA_AXE" in os.environ:
        with open(os.environ["KUA_AXE"], encoding="utf-8") as f:
            return f.read()
    tab = Tab(browser)
    tab.go(LIGHTHOUSE)
    bundle = tab.run("document.body.innerText")
    found = re.search(r"`/\*! axe v(?:[^`\\]|\\.)*`", bundle, re.S)
    assert found, "this Chromium's developer tools bring no axe-core along; set KUA_AXE to a file axe.min.js"
    return tab.run(found.group(0))


def violations(tab, source, rules=None):
    """What axe-core finds on the page that the tab shows."""
    tab.run(source + ";0")
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    return tab.run(f"axe.run({options!r})" """.then(r => r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.length + ' times, as in '
        + v.nodes[0].html.slice(0, 200) + ' ' + (v.nodes[0].any[0]?.message ?? '')))""")
