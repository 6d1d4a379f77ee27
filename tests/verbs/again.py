#!/usr/bin/env python3
"""Documents that come in batches: what was made before is taken again where it is the same, and the result is that of making all."""
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys

from harness import ROOT, kua, main, records, test


def generated(n, words=120):
    """Stories with figures and names, and reprints of them."""
    subprocess.run([sys.executable, os.path.join(ROOT, "bench", "items.py"), "docs", str(n), str(words)], check=True)
    return [os.path.join("docs", name) for name in sorted(os.listdir("docs"))]


def batches(files, r):
    files = files[:]
    r.shuffle(files)
    while files:
        n = r.randint(1, max(1, len(files) // 2))
        yield files[:n]
        files = files[n:]


def judge_something(r):
    figures, people = records("a.kua", "figure"), [e for e in records("a.kua", "entity") if e["kind"] == "person"]
    if figures:
        kua("judge", "a.kua", r.choice(figures)["id"], r.choice(["confirm", "reject"]))
    if len(people) > 1:
        one, two = r.sample(people, 2)
        kua("judge", "a.kua", one["id"], r.choice(["same", "different", "unsure"]), two["id"])


def same_as_rebuilt(casebook="a.kua", **more):
    shutil.copy(casebook, "rebuilt.kua")
    kua("rebuild", "rebuilt.kua", **more)
    assert kua("export", casebook) == kua("export", "rebuilt.kua")


@test
def batches_give_what_one_gives():
    files = generated(90)
    kua("new", "one.kua")
    kua("add", "one.kua", "docs", "--quiet")
    wanted = kua("export", "one.kua")
    for seed in range(2):
        r = random.Random(seed)
        kua("new", "a.kua")
        for batch in batches(files, r):
            kua("add", "a.kua", *batch, "--quiet")
        assert kua("export", "a.kua").replace("docs/", "") == wanted.replace("docs/", "")
        os.remove("a.kua")


@test
def batches_with_judgements_between_them():
    files = generated(60)
    for seed in range(2):
        r = random.Random(seed)
        kua("new", "a.kua")
        for batch in batches(files, r):
            kua("add", "a.kua", *batch, "--quiet")
            judge_something(r)
            if r.random() < 0.5:
                same_as_rebuilt()
        same_as_rebuilt()
        os.remove("a.kua")


@test
def what_was_made_is_taken_again():
    """An item whose kept claims somebody took away has none until it is made again: so they are what is used."""
    def figures():
        return sorted(f["low"] for f in records("a.kua", "figure"))

    def put(name, text):
        with open(name, "w", encoding="utf-8") as f:
            f.write(text)
        kua("add", "a.kua", name)

    def tamper(sql):
        db = sqlite3.connect("a.kua")
        db.execute(sql)
        db.commit()
        db.close()

    kua("new", "a.kua")
    put("one.txt", "Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n")
    put("none.txt", "A quiet day on which nobody heard of anything at all.\n")
    tamper("UPDATE made SET packed = (SELECT packed FROM made WHERE stage = 'claims' AND item NOT IN (SELECT item FROM figure)) "
           "WHERE stage = 'claims' AND item IN (SELECT item FROM figure)")
    put("two.txt", "At least 30 people were injured in Beltown on 4 May 2014, residents said.\n")
    assert figures() == [30], "the kept claims were not used"
    tamper("UPDATE made SET packed = x'00' WHERE stage = 'claims'")
    put("three.txt", "Another quiet day.\n")
    assert figures() == [12, 30], "what is damaged is made again"
    tamper("UPDATE made SET mark = 'of something else'")
    put("four.txt", "A third one, quieter still.\n")
    assert figures() == [12, 30]
    same_as_rebuilt()


@test
def views_that_were_made_are_taken_again():
    """Two texts that differ in a figure: who is given the other's view is read as the other."""
    def figures():
        return sorted(f["low"] for f in records("a.kua", "figure"))

    def put(name, text):
        with open(name, "w", encoding="utf-8") as f:
            f.write(text)
        kua("add", "a.kua", name)

    def tamper(*statements):
        db = sqlite3.connect("a.kua")
        for sql in statements:
            db.execute(sql)
        db.commit()
        db.close()

    kua("new", "a.kua")
    put("one.txt", "Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n")
    put("two.txt", "Police arrested 30 miners in Karamys on 9 May 2014, officials said.\n")
    assert figures() == [12, 30]
    tamper("DELETE FROM made WHERE stage = 'claims'",
           "UPDATE made SET packed = (SELECT packed FROM made WHERE stage = 'text' AND item = (SELECT item FROM figure WHERE low = 12)) "
           "WHERE stage = 'text'")
    put("three.txt", "A quiet day.\n")
    assert figures() == [12, 12], "the kept views were not used"
    tamper("DELETE FROM made WHERE stage = 'claims'", "UPDATE made SET packed = x'00' WHERE stage = 'text'")
    put("four.txt", "Another quiet day.\n")
    assert figures() == [12, 30], "what is damaged is made again"
    same_as_rebuilt()


@test
def another_data_folder_makes_all_again():
    with open(os.path.join(ROOT, "docs", "rules.md"), encoding="utf-8") as f:
        rule = re.search(r"```rules\n(.*?)```", f.read(), re.S).group(1)
    with open("one.txt", "w", encoding="utf-8") as f:
        f.write("Вчера в Белтауне была авария. Под завалом навсегда остались 14 горняков.\n")
    with open("two.txt", "w", encoding="utf-8") as f:
        f.write("Police arrested 12 miners in Beltown on 3 May 2014, officials said.\n")
    with open("three.txt", "w", encoding="utf-8") as f:
        f.write("A quiet day.\n")
    kua("new", "a.kua")
    kua("add", "a.kua", "one.txt", "two.txt")
    before = len(records("a.kua", "figure"))
    shutil.copytree(os.path.join(ROOT, "data"), "my-data")
    with open("my-data/ru/mine.rules", "w", encoding="utf-8") as f:
        f.write(rule)
    kua("add", "a.kua", "three.txt", KUA_DATA="my-data")
    assert len(records("a.kua", "figure")) == before + 1, "the new rule was not asked about the old text"
    same_as_rebuilt(KUA_DATA="my-data")
    with open("three.txt", "a", encoding="utf-8") as f:
        f.write("And a quiet night.\n")
    kua("add", "a.kua", "three.txt")
    assert len(records("a.kua", "figure")) == before, "the old rules were not asked again"
    same_as_rebuilt()


if __name__ == "__main__":
    main()
