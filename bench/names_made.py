"""Names by the million for measuring: parts with the frequencies that parts of names have, and queries whose partner is known.

Given names, fathers' names and surnames are drawn by Zipf's law from lists as long as those of a country: given names from
data/names/given.txt and made ones, surnames from made stems and the endings of the languages. Three in ten are written in Cyrillic. A query is a
name of the haystack to which one thing has happened, or two: CHANGES says which. A part that is changed is spelt by rules of
this file, not by the program's tables.
"""
import itertools
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
CYRILLIC = {
    "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о",
    "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "y": "ы", "w": "в", "x": "кс", "q": "к", "j": "ж", "c": "к"}
DIGRAPHS = [("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("ya", "я"), ("yu", "ю"), ("yo", "ё"),
            ("ye", "е"), ("gh", "г"), ("ay", "ай"), ("ey", "ей"), ("iy", "ий"), ("oy", "ой")]
# How a form is rewritten: each rule is tried at each place where it fits.
SPELLINGS = [("kh", "h"), ("zh", "j"), ("ay", "ai"), ("ey", "ei"), ("ov$", "off"), ("ev$", "yev"), ("iy$", "y"), ("ya", "ia"), ("yu", "iu"),
             ("ks", "x"), ("q", "k"), ("k", "q"), ("gh", "g"), ("u", "ou"), ("ee", "i"), ("oo", "u"), ("mm", "m"), ("ss", "s"), ("l", "ll"),
             ("m", "mm"), ("e", "ye"), ("i", "y"), ("y", "i"), ("sh", "ch"), ("ts", "tz"), ("w", "v"), ("a", "e"), ("o", "u"), ("f", "ph")]
ONSETS = "b d g k l m n r s t v z zh kh sh ch ts f h p br dr kr st sl tr".split()
MIDDLES = "a e i o u a e i o a u ay".split()
CODAS = ["", "", "", "n", "r", "l", "m", "s", "k", "t", "n", "r", "rd", "nd", "rk"]
SURNAME_ENDS = ["ov", "ev", "in", "bayev", "bekov", "enko", "sky", "uly", "shvili", "yan", "son", "er", "", "", "ini", "ez", "oglu", "zade"]


def made(rng, syllables):
    return "".join(rng.choice(ONSETS) + rng.choice(MIDDLES) + rng.choice(CODAS) for _ in range(syllables))


def given_names(rng, n):
    out, seen = [], set()
    with open(os.path.join(HERE, "..", "data", "names", "given.txt"), encoding="utf-8") as f:
        for line in f:
            form = line.split(",")[0].strip()
            if re.fullmatch(r"[A-Za-z]{2,14}", form) and form not in seen:
                seen.add(form)
                out.append(form)
    rng.shuffle(out)
    while len(out) < n:
        out.append(made(rng, rng.choice((2, 2, 3))).capitalize())
    return out[:n]


def surnames(rng, n):
    return [(made(rng, rng.choice((1, 2, 2, 2, 3))) + rng.choice(SURNAME_ENDS)).capitalize() for _ in range(n)]


def zipf(values, shift):
    """Cumulative weights 1/(rank + shift), for random.choices."""
    return list(itertools.accumulate(1 / (r + shift) for r in range(1, len(values) + 1)))


def cyrillic(s):
    out, low, i = [], s.lower(), 0
    while i < len(low):
        for a, b in DIGRAPHS:
            if low.startswith(a, i):
                out.append(b)
                i += len(a)
                break
        else:
            out.append(CYRILLIC.get(low[i], low[i]))
            i += 1
    return "".join(out).capitalize()


def respelt(rng, part):
    low = part.lower()
    fits = [(a, b) for a, b in SPELLINGS if re.search(a, low)]
    if not fits:
        return None
    a, b = rng.choice(fits)
    at = rng.choice(list(re.finditer(a, low)))
    new = low[:at.start()] + b + low[at.end():]
    return new.capitalize() if new != low else None


def mistyped(rng, part):
    low = part.lower()
    if len(low) < 5:
        return None
    i, kind = rng.randrange(1, len(low) - 1), rng.randrange(4)
    letters = "abdegiklmnoprstuvz" if low[0] < "z" else "абвгдежзиклмнопрстуф"
    new = (low[:i] + low[i + 1:] if kind == 0 else low[:i] + rng.choice(letters) + low[i:] if kind == 1 else
           low[:i] + rng.choice(letters) + low[i + 1:] if kind == 2 else low[:i] + low[i + 1] + low[i] + low[i + 2:])
    return new.capitalize() if new != low else None


CHANGES = ("spelling", "script", "order", "omission", "initials", "typo", "spelling and order", "script and typo")


def changed(rng, parts, latin, change):
    """The parts as another document has them; None where nothing can happen to them."""
    parts, latin = list(parts), list(latin)
    if "script" in change:
        if parts != latin:
            parts = latin
        else:
            parts = [cyrillic(p) for p in latin]
    if "spelling" in change:
        if parts != latin:
            return None
        order = rng.sample(range(len(parts)), len(parts))
        for i in order:
            new = respelt(rng, parts[i])
            if new:
                parts[i] = new
                break
        else:
            return None
    if "typo" in change:
        for i in rng.sample(range(len(parts)), len(parts)):
            new = mistyped(rng, parts[i])
            if new:
                parts[i] = new
                break
        else:
            return None
    if change == "omission":
        if len(parts) < 3:
            return None
        del parts[1]
    if change == "initials":
        if len(parts) < 3:
            return None
        parts = [p[0] + "." for p in parts[:-1]] + parts[-1:]
    if "order" in change:
        parts = parts[-1:] + parts[:-1]
    return parts


def names(n, seed=1):
    """Yield (parts as written, the same in Latin letters), n of them."""
    rng = random.Random(seed)
    given, family = given_names(rng, 6000), surnames(rng, max(2000, min(n // 10, 400000)))
    given_w, family_w = zipf(given, 20), zipf(family, 200)
    for start in range(0, n, 10000):
        m = min(10000, n - start)
        first = rng.choices(given, cum_weights=given_w, k=m)
        father = rng.choices(given, cum_weights=given_w, k=m)
        last = rng.choices(family, cum_weights=family_w, k=m)
        for i in range(m):
            kind = rng.random()
            latin = [first[i], last[i]] if kind < 0.4 else [first[i], father[i] + "ovich", last[i]] if kind < 0.7 else \
                [first[i], father[i], last[i]]
            yield ([cyrillic(p) for p in latin] if rng.random() < 0.3 else latin), latin
