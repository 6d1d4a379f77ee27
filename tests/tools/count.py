#!/usr/bin/env python3
"""Count what meson ran: each cmocka test on its own, everything else as one. Exits 1 where anything failed."""
import json
import re
import sys

passed = failed = 0
with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        run = json.loads(line)
        said = (run.get("stdout") or "") + (run.get("stderr") or "")
        ok = len(re.findall(r"^\[       OK \]", said, re.M))
        bad = len(set(re.findall(r"^\[  FAILED  \] (?!\d)(.+)$", said, re.M)))
        if run["result"] in ("OK", "EXPECTEDFAIL"):
            passed += max(ok, 1)
        elif run["result"] != "SKIP":
            passed += ok
            failed += max(bad, 1)
if passed + failed == 0:
    failed = 1  # a run without a test is not a good one
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
