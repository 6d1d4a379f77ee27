#!/usr/bin/env python3
"""Kill -9 during add, at random moments: no document that was reported as added is lost, and no half one is left."""
import hashlib
import io
import os
import random
import re
import signal
import subprocess
import time
import zipfile

from harness import KUA, QUICK, env, kua, main, records, test

ROUNDS = 20 if QUICK else 100  # of each test


def write_documents(n):
    os.mkdir("docs")
    for i in range(n):
        with open(f"docs/{i:04d}.txt", "w", encoding="utf-8") as f:
            f.write(f"On day {i} police arrested {i + 2} miners in Beltown, officials said. " * 40)


def write_archives(n):
    """Each holds three documents and an archive of two more."""
    os.mkdir("archives")
    for i in range(n):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as z:
            z.writestr(f"{i}-4.txt", f"On day {i} police arrested 4 miners, officials said. " * 40)
            z.writestr(f"{i}-5.txt", f"On day {i} police arrested 5 miners, officials said. " * 40)
        with zipfile.ZipFile(f"archives/{i:03d}.zip", "w") as z:
            for k in range(1, 4):
                z.writestr(f"{i}-{k}.txt", f"On day {i} police arrested {k + 10} miners, officials said. " * 40)
            z.writestr(f"{i}-inner.zip", inner.getvalue())


def check_archives(reported, ended):
    """A container that was reported is there with all that is directly in it; what was reported as read is read."""
    docs = {d["name"]: d for d in records("k.kua", "document")}
    items = {i["document"] for i in records("k.kua", "item")}
    for name in reported:
        assert name in docs, f"reported as added but not there: {name}"
        if name.endswith(".txt"):
            assert docs[name]["read"] and name in items, f"half a document: {name}"
        for part in ("1.txt", "2.txt", "3.txt", "inner.zip") if name[0] == "0" and name.endswith(".zip") and "-" not in name else ():
            assert f"{int(name[:3])}-{part}" in docs, f"{name} without {part}"
    for name, d in docs.items():
        assert d["read"] or d["reason"] == "it was not read yet", name
        assert d["read"] or name not in items, f"items of a document that was not read: {name}"
    if ended:
        assert all(d["read"] for d in docs.values()), "something was left behind"
        texts, inner = sum(n.endswith(".txt") for n in docs), sum("-inner" in n for n in docs)
        assert texts == len(items) == 5 * inner, (texts, len(items), inner)
    kua("log", "k.kua", "--check")


def check(reported):
    docs = {d["name"]: d for d in records("k.kua", "document")}
    items = {}
    for i in records("k.kua", "item"):
        items.setdefault(i["document"], []).append(i)
    missing = reported - set(docs)
    assert not missing, f"reported as added but not there: {missing}"
    for name, d in docs.items():
        with open(os.path.join("docs", name), "rb") as f:
            assert hashlib.sha256(f.read()).hexdigest() == d["sha256"], name
        assert d["read"] and len(items.get(name, [])) == 1, f"half a document: {name}"
    kua("log", "k.kua", "--check")


def kill_and_repeat(folder, check_reported, seed):
    r = random.Random(seed)
    reported, rounds, span = set(), 0, 1.0
    while rounds < ROUNDS:
        if not os.path.exists("k.kua"):
            kua("new", "k.kua")
            reported = set()
        began = time.monotonic()
        p = subprocess.Popen([KUA, "add", "k.kua", folder, "--later"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             env=env(), start_new_session=True)
        try:
            out, _ = p.communicate(timeout=r.uniform(0, span))
            ended = True
        except subprocess.TimeoutExpired:
            os.kill(p.pid, signal.SIGKILL)
            out, _ = p.communicate()
            ended = False
        rounds += 1
        lines = out.decode().split("\n")[:-1]  # a line cut short was not a report
        reported |= {m.group(1) for m in (re.match(r"added\s+(\S+) \(", x) for x in lines) if m}
        if rounds % 10 == 0 or ended:
            check_reported(reported, ended)
        if ended:  # all are in: start again, and aim the kills at the time that it took
            span = time.monotonic() - began
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists("k.kua" + suffix):
                    os.remove("k.kua" + suffix)
    if os.path.exists("k.kua"):
        kua("add", "k.kua", folder, "--later")
        check_reported(reported, True)


@test
def kill_at_random_moments():
    write_documents(600)
    kill_and_repeat("docs", lambda reported, ended: check(reported), 7)


@test
def kill_while_archives_are_added():
    write_archives(90)
    kill_and_repeat("archives", check_archives, 8)


main()
