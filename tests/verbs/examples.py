#!/usr/bin/env python3
"""The examples of every manual page run (in the quick check the first of each verb), and the pages themselves are good mdoc."""
import json
import os
import subprocess

from harness import QUICK, ROOT, env, example_casebook, kua, main, slow, test


@test
def every_example_runs():
    os.symlink(os.path.join(ROOT, "examples"), "examples")
    example_casebook()
    with open("texts.jsonl", "w", encoding="utf-8") as f:
        for i in range(3):
            f.write(json.dumps({"id": str(i), "text": "Police arrested 12 miners in Beltown, said Anna Abenova."}) + "\n")
    seen = set()
    for line in kua("help", "--examples").splitlines():
        verb, command = line.split("\t", 1)
        if QUICK and verb in seen:
            continue
        p = subprocess.run(["bash", "-c", command], capture_output=True, env=env(), timeout=300)
        assert p.returncode == 0, f"{verb}: {command}\nexit {p.returncode}\n{p.stderr.decode()}"
        seen.add(verb)
    verbs = {x.split()[0] for x in kua("--help").splitlines() if x.startswith("  ")}
    assert seen == verbs, f"no example: {verbs - seen}"


@slow
def manual_pages_are_good_mdoc():
    for line in kua("--help").splitlines():
        if not line.startswith("  "):
            continue
        verb = line.split()[0]
        page = kua("help", verb, "--manual")
        p = subprocess.run(["mandoc", "-Tlint", "-Wwarning"], input=page.encode(), capture_output=True)
        assert p.returncode == 0, p.stdout.decode() + p.stderr.decode()
    p = subprocess.run(["mandoc", "-Tlint", "-Wwarning", os.path.join(ROOT, "docs", "kua.1")], capture_output=True)
    assert p.returncode == 0, p.stdout.decode()


main()
