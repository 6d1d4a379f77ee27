"""Signatures by the thousand whose doubles are known. Names are those of names_made.py, by the frequencies of a country.

One signer in eight shares an address with their household: one surname, one town, other given names and years, sisters' names among them
that are a letter apart. Of all rows 8 in 100 are a second signature: half of them from the same address, written otherwise (capitals,
a tag behind a plus, dots); half from another address or none, with the town and the year or one of the two. A name may be in the
other script, mistyped, turned round, without the father's name, or an initial where the address is the same.
"""
import random

import names_made

TOWNS = [("Almaty", "Алматы"), ("Astana", "Астана"), ("Shymkent", "Шымкент"), ("Aktobe", "Актобе"), ("Karaganda", "Караганда"), ("Taraz", "Тараз"),
         ("Pavlodar", "Павлодар"), ("Semey", "Семей"), ("Atyrau", "Атырау"), ("Kostanay", "Костанай"), ("Oral", "Уральск"), ("Aktau", "Актау"),
         ("Zhanaozen", "Жанаозен"), ("Moscow", "Москва"), ("Kyiv", "Киев"), ("Bishkek", "Бишкек"), ("Tashkent", "Ташкент"), ("Omsk", "Омск"),
         ("Berlin", "Берлин"), ("London", "Лондон"), ("Paris", "Париж"), ("Beltown", "Белтаун"), ("Kyzylorda", "Кызылорда"), ("Temirtau", "Темиртау")]
HOSTS = ["gmail.com", "mail.ru", "yandex.kz", "inbox.example", "outlook.com", "posteo.de"]
SISTERS = [("Aliya", "Alina"), ("Dina", "Dana"), ("Aigul", "Aizhan"), ("Marina", "Karina"), ("Anna", "Inna"), ("Timur", "Temir"), ("Ruslan", "Arslan")]


def address(rng, latin, n):
    return f"{latin[0].lower()}{rng.choice(['.', '', '_'])}{latin[-1].lower()}{n}@{rng.choice(HOSTS)}"


def other_spelling(rng, email):
    local, host = email.split("@")
    kind = rng.randrange(3)
    if kind == 0:
        return local.title() + "@" + host.upper()
    if host in ("gmail.com", "yandex.kz", "outlook.com", "posteo.de"):
        if kind == 1:
            return f"{local}+petition@{host}"
        if host == "gmail.com":
            return f"{local[0]}.{local[1:]}@googlemail.com"
    return email


def town_of(rng, cyrillic, weights):
    return rng.choices(range(len(TOWNS)), cum_weights=weights)[0], cyrillic


def person(rng, parts, latin, n, weights):
    return {"parts": parts, "latin": latin, "email": address(rng, latin, n) if rng.random() < 0.85 else None,
            "town": rng.choices(range(len(TOWNS)), cum_weights=weights)[0] if rng.random() < 0.93 else None,
            "born": min(2008, max(1930, int(rng.gauss(1982, 15)))) if rng.random() < 0.85 else None, "cyrillic": parts != latin}


def household(rng, one, n, weights):
    """Others at the same address."""
    out, sisters = [], rng.choice(SISTERS)
    for k in range(rng.choice((1, 1, 1, 2, 3))):
        if rng.random() < 0.25:
            one["latin"] = [sisters[0]] + one["latin"][1:]
            one["parts"] = [names_made.cyrillic(p) for p in one["latin"]] if one["cyrillic"] else one["latin"]
            given = sisters[1]
        else:
            given = rng.choice(household.given)
        if given.lower() in (p.lower() for p in one["latin"]) or any(given == o["latin"][0] for o in out):
            continue
        latin = [given] + one["latin"][1:]
        other = person(rng, [names_made.cyrillic(p) for p in latin] if one["cyrillic"] else latin, latin, n, weights)
        other["email"], other["town"] = one["email"], one["town"]
        if one["born"] and other["born"] == one["born"]:
            other["born"] -= 7
        out.append(other)
    return out


def again(rng, one, n, weights):
    """The same person's second signature."""
    two = dict(one)
    same_address = one["email"] is not None and rng.random() < 0.5
    r = rng.random()
    change = None if r < 0.5 else "script" if r < 0.72 else "typo" if r < 0.84 else "order" if r < 0.9 else "omission" if r < 0.96 else "initials"
    if change in ("omission", "initials") and len(one["parts"]) < 3 or (change == "initials" and not same_address):
        change = None
    new = names_made.changed(rng, one["parts"], one["latin"], change) if change else None
    if new:
        two["parts"] = new
        if change == "script":
            two["cyrillic"] = not one["cyrillic"]
    if same_address:
        two["email"] = other_spelling(rng, one["email"])
        if rng.random() < 0.3:
            two["born"] = None
        if rng.random() < 0.1:
            two["town"] = None
        return two
    two["email"] = address(rng, one["latin"], n + 1) if rng.random() < 0.6 else None
    if one["born"] and one["town"] is not None and rng.random() < 0.2:  # one of the two is left out
        two["town" if rng.random() < 0.5 else "born"] = None
    return two


def signatures(n, seed=1, doubles=0.08):
    """n rows: (name, email, place, born, number of the person)."""
    rng = random.Random(seed)
    weights = names_made.zipf(TOWNS, 1)
    household.given = names_made.given_names(random.Random(seed + 1), 400)
    people = []
    source = names_made.names(n, seed)
    while len(people) < n - int(n * doubles):
        parts, latin = next(source)
        one = person(rng, list(parts), list(latin), len(people), weights)
        people.append(one)
        if one["email"] and rng.random() < 0.06:
            people += household(rng, one, len(people), weights)
    people = people[:n - int(n * doubles)]
    rows = [(p, i) for i, p in enumerate(people)]
    candidates = [i for i, p in enumerate(people) if p["email"] or p["town"] is not None or p["born"]]
    for i in rng.sample([i for i in candidates if people[i]["email"] or (people[i]["town"] is not None and people[i]["born"])], int(n * doubles)):
        rows.append((again(rng, people[i], n + i, weights), i))
    rng.shuffle(rows)
    for p, i in rows:
        place = None if p["town"] is None else TOWNS[p["town"]][1 if p["cyrillic"] else 0]
        yield " ".join(p["parts"]), p["email"], place, p["born"], i
