#!/usr/bin/env python3
"""Make a collection of news-like items to measure with: stories with figures, names, case steps and dates, some of them
reprinted with edits.

usage: items.py OUT ITEMS [WORDS] [--jsonl] [--kind=KIND]

Writes one text file an item into the folder OUT, or with --jsonl all of them as lines of JSON into the file OUT. The same
arguments give the same bytes. Words follow Zipf's law; 40 % of stories have one to eight reprints with 2 % of words changed.

With a kind all texts are short, and alike in one way: equal (a hundred texts, again and again), short (a few words in many scripts),
unknown (no language), event (one place, one week), person (one person), surnames (each another person, of six surnames), copies (each
story two to four times, numbers changed).
"""
import itertools
import json
import os
import random
import re
import sys

args = [a for a in sys.argv[1:] if not a.startswith("--")]
if len(args) < 2:
    sys.exit(__doc__)
out, n = args[0], int(args[1])
words_each = int(args[2]) if len(args) > 2 else 300
r = random.Random(20111216)

syllables = "ba ko ri ten da lu mo sha ve ni ta gor pel zu in ar es ot um ka".split()
vocabulary = ["".join(r.choice(syllables) for _ in range(r.randint(1, 4))) for _ in range(20000)]
weights = list(itertools.accumulate(1 / (i + 10) for i in range(len(vocabulary))))
common = "the of and to in a that was for on with by at from said were had which this their".split()
first = "Anna Boris Clara Daniyar Elena Farid Galina Hugo Irina Jamal Karim Leyla Marat Nadia Omar Pavel Rustam Sofia Timur".split()
last = "Abenov Bekova Castell Duman Ermekov Farouk Galiev Hartmann Ismailov Jansen Kasenova Lindqvist Moreno Nurlanov".split()
towns = ["Karamys", "Tolebi", "Ostrava", "Beltown", "Aktobe", "Shymkent", "Kostanay", "Porto", "Leeds", "Atyrau"]
months = "January February March April May June July August September October November December".split()
people = ["workers", "protesters", "miners", "residents", "students", "people"]


def person():
    return f"{r.choice(first)} {r.choice(last)}"


def date():
    return f"{r.randint(1, 28)} {r.choice(months)} {r.randint(2009, 2019)}"


templates = [
    lambda: f"At least {r.randint(2, 90)} {r.choice(people)} were killed in {r.choice(towns)} on {date()}, officials said.",
    lambda: f"Witnesses put the number of dead nearer to {r.randint(20, 200)}.",
    lambda: f"Police arrested {r.randint(2, 60)} {r.choice(people)} and {r.randint(2, 99)} were injured.",
    lambda: f"{person()}, a lawyer from {r.choice(towns)}, was sentenced to {r.randint(2, 14)} years in prison on {date()}.",
    lambda: f"The appeal of {person()} was dismissed by the Supreme Court in {r.choice(months)} {r.randint(2009, 2019)}.",
    lambda: f"A protest is planned outside the embassy on {date()} at {r.randint(1, 11)}pm.",
    lambda: f"According to {person()}, {r.randint(3, 40)} {r.choice(people)} were still held in {r.choice(towns)}.",
]


def filler(k):
    s = [w if r.random() > 0.45 else r.choice(common) for w in r.choices(vocabulary, cum_weights=weights, k=k)]
    return (" ".join(s)).capitalize() + "."


def story():
    sentences, count = [], 0
    while count < words_each:
        s = r.choice(templates)() if r.random() < 0.2 else filler(r.randint(8, 22))
        sentences.append(s)
        count += len(s.split())
    return sentences


def reprint(sentences):
    copy = sentences[: max(4, len(sentences) - r.randint(0, 5))]
    return [" ".join(w if r.random() > 0.02 else r.choice(vocabulary) for w in s.split()) for s in copy]


def short():
    """A few words of one script."""
    scripts = [(0x430, 0x450), (0x3B1, 0x3CA), (0x5D0, 0x5EB), (0x627, 0x64B), (0x905, 0x93A), (0x4E00, 0x9FA0), (0x3041, 0x3097), (0xAC00, 0xD7A4),
               (0x10D0, 0x10F1), (0xE01, 0xE2F), (0x61, 0x7B)]
    low, high = r.choice(scripts)
    return " ".join("".join(chr(r.randrange(low, high)) for _ in range(r.randint(2, 7))) for _ in range(r.randint(2, 8)))


def unknown():
    return " ".join("".join(r.choice("bcdfghjklmnpqrstvwxz") + r.choice("aeiouáéíóúäëïöü") for _ in range(r.randint(1, 5))) for _ in range(40)) + "."


def event():
    who = r.choice(["officials said", "residents said", "a police spokesman said", f"{person()} said", "eyewitnesses told reporters"])
    return (f"{r.choice(['At least', 'About', 'More than'])} {r.randint(2, 90)} {r.choice(people)} were {r.choice(['killed', 'injured', 'arrested'])} "
            f"in Aktobe on {r.randint(10, 16)} December 2014, {who}.")


def one_person():
    did = r.choice(["was arrested", f"was sentenced to {r.randint(2, 9)} years in prison", "was released from prison", "spoke to reporters"])
    return f"Marat Ermekov {did} in {r.choice(towns)} on {date()}."


def surname():
    given = "".join(r.choice(syllables) for _ in range(r.randint(2, 4))).capitalize()
    return (f"{given} {r.choice(['Ivanov', 'Petrov', 'Akhmetov', 'Smith', 'Kim', 'Nguyen'])}, a worker, was "
            f"{r.choice(['arrested', 'released', 'charged', 'beaten'])} in {r.choice(towns)} on {date()}.")


def among_others(sentence):
    return lambda: f"{filler(8)} {sentence()} {filler(10)}"


waiting = []  # copies that were made with their story


def story_with_copies():
    if not waiting:
        text = among_others(lambda: " ".join(t() for t in r.sample(templates, 3)))()
        waiting.extend([re.sub(r"\b\d{1,3}\b", lambda m: str(int(m[0]) + (r.random() < 0.4)), text) for _ in range(r.randint(2, 4))])
    return waiting.pop()


kinds = {"equal": None, "short": short, "unknown": unknown, "event": among_others(event), "person": among_others(one_person),
         "surnames": among_others(surname), "copies": story_with_copies}


def items_of_kind(kind):
    pool = [among_others(lambda: " ".join(t() for t in r.sample(templates, 2)))() for _ in range(100)]
    make = kinds[kind] or (lambda: r.choice(pool))
    for i in range(n):
        yield f"Item {i}\n\n{make()}\n"


def items():
    kind = [a.partition("=")[2] for a in sys.argv if a.startswith("--kind=")]
    if kind:
        yield from items_of_kind(kind[0])
        return
    made = 0
    while made < n:
        original = story()
        copies = [original] + [reprint(original) for _ in range(r.randint(1, 8) if r.random() < 0.4 else 0)]
        for text in copies[: n - made]:
            paragraphs = [" ".join(text[i : i + 4]) for i in range(0, len(text), 4)]
            yield f"{filler(5)[:-1]}\n\n" + "\n\n".join(paragraphs) + "\n"
            made += 1


if "--jsonl" in sys.argv:
    with open(out, "w", encoding="utf-8") as f:
        for i, text in enumerate(items()):
            title, _, body = text.partition("\n\n")
            day = f"{r.randint(2009, 2019)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
            f.write(json.dumps({"id": f"t{i}", "title": title, "published_on": day, "text": body}) + "\n")
else:
    os.makedirs(out, exist_ok=True)
    for i, text in enumerate(items()):
        with open(os.path.join(out, f"{i:06d}.txt"), "w", encoding="utf-8") as f:
            f.write(text)
