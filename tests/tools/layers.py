#!/usr/bin/env python3
"""The layers hold: includes point down the list in src/meson.build, which docs/architecture.md tells; SQL stays in casebook/, only verbs/ and page/ print."""
import os
import re
import sys

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
src = os.path.join(root, "src")
with open(os.path.join(src, "meson.build"), encoding="utf-8") as f:
    order = re.findall(r"^subdir\('(\w+)'\)", f.read(), re.M)
rank = {name: i for i, name in enumerate(order)}
PRINT = re.compile(r"\b((v|f|vf|d|vd)?printf|f?puts|f?putc|putchar|perror|exit|getenv)\s*\(|\b(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b(?! =)")
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|gets|strtok)\s*\(")
bad = []
with open(os.path.join(root, "docs", "architecture.md"), encoding="utf-8") as f:
    told = [name for row in re.findall(r"^\| (.*?) \|", f.read(), re.M) for name in re.findall(r"`(\w+)/`", row)]
if [name for name in told if name in rank] != order[::-1]:
    bad.append(f"docs/architecture.md: its table of layers is not src/meson.build's list from the last to the first: {told}")


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


files = 0
for folder in order:
    for name in sorted(os.listdir(os.path.join(src, folder))):
        if not name.endswith((".c", ".h")):
            continue
        files += 1
        path = os.path.join(src, folder, name)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        where = f"src/{folder}/{name}"
        for n, line in enumerate(text.splitlines(), 1):
            m = re.match(r'#include "(\w+)/', line)
            if m and rank.get(m.group(1), -1) > rank[folder]:
                bad.append(f"{where}:{n}: {folder}/ may not use {m.group(1)}/")
            if re.match(r"#include <sqlite3", line) and folder != "casebook":
                bad.append(f"{where}:{n}: only casebook/ knows SQL")
            m = re.match(r'#include "(\w+)/internal', line)
            if m and m.group(1) != folder:
                bad.append(f"{where}:{n}: {m.group(1)}/'s private header")
        for n, line in enumerate(without_comments(text).splitlines(), 1):
            if BANNED.search(line):
                bad.append(f"{where}:{n}: a banned function")
            if folder not in ("verbs", "page") and PRINT.search(line):
                bad.append(f"{where}:{n}: the library prints, exits or reads the environment")
print("\n".join(bad) or f"{files} files in {len(order)} layers")
sys.exit(1 if bad else 0)
