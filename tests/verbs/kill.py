#!/usr/bin/env python3
"""Kill -9 during add, at random moments: no document that was reported as added is lost, and no half one is left."""
import hashlib
import os
import random
import re
import signal
import subprocess
import time

from harness import KUA, QUICK, env, kua, main, records, test

ROUNDS = 20 if QUICK else 200


def write_documents(n):
    os.mkdir("docs")
    for i in range(n):
        with open(f"docs/{i:04d}.txt", "w", encoding="utf-8") as f:
            f.write(f"On day {i} police arrested {i + 2} miners in Beltown, officials said. " * 40)


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


@test
def kill_at_random_moments():
    r = random.Random(7)
    write_documents(600)
    reported, rounds, span = set(), 0, 1.0
    while rounds < ROUNDS:
        if not os.path.exists("k.kua"):
            kua("new", "k.kua")
            reported = set()
        began = time.monotonic()
        p = subprocess.Popen([KUA, "add", "k.kua", "docs", "--later"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
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
            check(reported)
        if ended:  # all are in: start again, and aim the kills at the time that it took
            span = time.monotonic() - began
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists("k.kua" + suffix):
                    os.remove("k.kua" + suffix)
    if os.path.exists("k.kua"):
        check(reported)


main()
