"""browser.py - the page in Chromium: every screen that links lead to, wide and narrow, light and dark, with a script and without, by mouse,
by keyboard and on paper; and the way of somebody who has never seen Kua. Pictures of all screens are left in the folder that KUA_SCREENSHOTS names, for people to look at."""
import collections
import os
import re
import urllib.parse

from served import Server, walk
from chromium import Chromium, Tab, axe, violations
from harness import example_casebook, main, records, test

PICTURES = os.environ.get("KUA_SCREENSHOTS") or os.path.abspath("screenshots")
MOST = 100 * 1024  # bytes of a page with its style and script, without pictures


# ---- which screens there are

def screen(path):
    """What a page is one of: its address with the id left out, and with what it was asked."""
    parts = urllib.parse.urlsplit(path)
    asked = sorted(name + ("-" + value if name == "kind" else "") for name, value in urllib.parse.parse_qsl(parts.query, True))
    return "-".join([re.sub(r"/[^/]+$", "-one", parts.path).strip("/") if parts.path.count("/") > 1 else parts.path[1:] or "home"] + asked)


def screens(server, most=150):
    """For each screen the first page and the one with most on it."""
    found = collections.OrderedDict()
    for path, page in walk(server, most).items():
        found.setdefault(screen(path), []).append((path, len(page.text)))
    return {name: list(dict.fromkeys([pages[0][0], max(pages, key=lambda p: p[1])[0]])) for name, pages in found.items()}


class Eyes:
    """Looks at one page after another and writes down what is wrong with it."""

    def __init__(self, browser, server):
        self.base = f"http://{server.address.netloc}"
        self.first = f"{self.base}/?{server.address.query}"
        self.axe = axe(browser)
        self.browser, self.wrong, self.pictures = browser, [], []

    def tab(self, **options):
        tab = Tab(self.browser, **options)
        tab.go(self.first)
        return tab

    def note(self, path, what):
        self.wrong.append(f"{path}: {what}")

    def go(self, tab, path):
        tab.go(self.base + path)
        for said in tab.complaints():
            self.note(path, f"the console says {said}")
        for url in tab.asked():
            if not url.startswith((self.base + "/", "data:")):  # data: the browser's own pictures for days
                self.note(path, f"asks {url}")

    def weigh(self, tab, path):
        weight = tab.run("""[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .filter(e => e.initiatorType != 'img').reduce((n, e) => n + e.decodedBodySize, 0)""")
        if weight > MOST:
            self.note(path, f"weighs {weight} bytes")

    def fits(self, tab, path):
        """Nothing must be pushed sideways to be read."""
        width, wide = tab.run("""(() => { const r = document.documentElement; return [r.scrollWidth - r.clientWidth, [...document.querySelectorAll('*')]
            .filter(e => { const b = e.getBoundingClientRect(); return b.right > r.clientWidth + 1 || b.left < -1 && b.right > 0 })
            .map(e => e.outerHTML.slice(0, 90)).slice(-1)[0]]; })()""")
        if width > 0:
            self.note(path, f"is {width} pixels wider than a screen of {tab.width}: {wide}")

    def accessible(self, tab, path, rules=None):
        for v in violations(tab, self.axe, rules):
            self.note(path, v)

    def picture(self, tab, name):
        tab.picture(os.path.join(PICTURES, name))
        self.pictures.append(name)


OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"
LINKS = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')].map(e => e.tagName + (e.href || e.name || ''))"


@test
def every_screen_wide_and_narrow_light_and_dark():
    example_casebook()
    os.makedirs(PICTURES, exist_ok=True)
    with Server("case.kua") as s, Chromium() as browser:
        eyes = Eyes(browser, s)
        light, plain = eyes.tab(), eyes.tab(width=360, script=False)
        for name, paths in screens(s).items():
            for i, path in enumerate(paths):
                light.look(1280, False)
                eyes.go(light, path)
                eyes.weigh(light, path)
                links = light.run(LINKS)
                if i == 0:
                    eyes.picture(light, f"{name}-1280.png")
                    light.look(1280, True)
                    eyes.picture(light, f"{name}-1280-dark.png")
                light.look(360, True)
                if i == 0:
                    eyes.picture(light, f"{name}-360-dark.png")
                light.run(OPEN)
                eyes.fits(light, path)
                if i == 0:
                    eyes.accessible(light, path, ["color-contrast", "link-in-text-block"])
                    light.look(1280, False)
                    eyes.accessible(light, path)
                eyes.go(plain, path)
                eyes.fits(plain, path)
                if links != plain.run(LINKS):
                    eyes.note(path, "has other links without a script")
                if i == 0:
                    eyes.picture(plain, f"{name}-360-no-script.png")
        with open(os.path.join(PICTURES, "list.txt"), "w", encoding="utf-8") as f:
            f.write("".join(f"{name}\n" for name in eyes.pictures))
        print(f"{len(eyes.pictures)} pictures in {PICTURES}")
        assert not eyes.wrong, "\n".join(eyes.wrong)


def link(text):
    """The link or button that says so."""
    return f"""[...document.querySelectorAll('a, button, summary')].find(e => e.innerText.trim().startsWith({text!r}) && e.checkVisibility())"""


def body(tab):
    return tab.run("document.body.innerText")


@test
def the_way_of_somebody_who_has_never_seen_it():
    """Why "70" has two independent voices and not four; a wrong join set right; one prisoner's latest step; the account on paper."""
    example_casebook()
    os.makedirs(PICTURES, exist_ok=True)
    for script in [True, False]:
        with Server("case.kua") as s, Chromium() as browser:
            tab = Tab(browser, script=script)
            tab.go(f"http://{s.address.netloc}/?{s.address.query}")
            tab.follow(link("Zhanaozen, 16 December 2011"))
            seventy = "[...document.querySelectorAll('summary')].find(e => e.innerText.includes('why these are 2 voices'))"
            tab.click(seventy)
            said = body(tab)
            assert "2 independent voices" in said and "eyewitnesses" in said and "residents" in said, said
            assert "the same voice" in said, "the rule by which statements count as one is told"
            tab.print(os.path.join(PICTURES, "account.pdf"))
            with open(os.path.join(PICTURES, "account.pdf"), "rb") as f:
                assert f.read(5) == b"%PDF-"
            tab.follow(link("People"))
            tab.follow(link("Vadim Kuramshin"))
            said = body(tab)
            assert "appeal" in said and "latest step" in said, said
            tab.follow("[...document.querySelectorAll('form button')].find(e => e.value === 'different' || e.innerText === 'different')")
            said = body(tab)
            assert "different" in said and "tester" in said, said
            tab.follow("[...document.querySelectorAll('form[action=\"/undo\"] button')][0]")
            assert tab.path().startswith("/"), tab.path()


@test
def by_keyboard_alone():
    example_casebook()
    with Server("case.kua") as s, Chromium() as browser:
        tab = Tab(browser)
        tab.go(f"http://{s.address.netloc}/?{s.address.query}")
        for path in ["/", "/events", "/review", "/search?q=Zhanaozen", "/settings", "/add"]:
            tab.go(f"http://{s.address.netloc}{path}")
            wanted = tab.run("[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
                             ".filter(e => e.checkVisibility() && e.tabIndex >= 0).length")
            reached, unseen = set(), []
            for _ in range(wanted + 5):
                tab.key("Tab")
                at = tab.run("""(() => { const e = document.activeElement; if (!e || e === document.body) return null;
                    e.dataset.met ??= String(Math.random()); const c = getComputedStyle(e);
                    return [e.dataset.met, c.outlineStyle !== 'none' && c.outlineWidth !== '0px' || c.boxShadow !== 'none', e.outerHTML.slice(0, 80)]; })()""")
                if at:
                    reached.add(at[0])
                    unseen += [] if at[1] else [at[2]]
            assert len(reached) >= wanted, f"{path}: {len(reached)} of {wanted} are reached by Tab"
            assert not unseen, f"{path}: nothing shows that it has the focus: {unseen[:3]}"
        # one decision after another, and back
        tab.go(f"http://{s.address.netloc}/review")
        before = len(records("case.kua", "judgement"))
        keys = tab.run("[...document.querySelectorAll('[data-key]')].map(e => e.dataset.key)")
        assert len(keys) >= 3, keys
        for _ in range(3):
            tab.forget()
            tab.key(tab.run("document.querySelector('.decide [data-key]').dataset.key"))
            tab.loaded()
        assert len(records("case.kua", "judgement")) == before + 3, f"three keys, three decisions, of {keys}"


main()
