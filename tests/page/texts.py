#!/usr/bin/env python3
"""Every language has the texts that the page and the site ask for, with the same slots, and none that nobody asks for."""
import os
import re
import sys

root = sys.argv[1]
source = ""
for layer in ["page", "publish"]:
    for name in sorted(os.listdir(os.path.join(root, "src", layer))):
        with open(os.path.join(root, "src", layer, name), encoding="utf-8") as f:
            source += f.read()
for name in ["petition_sheet.c"]:
    with open(os.path.join(root, "src", "verbs", name), encoding="utf-8") as f:
        source += f.read()
OWN = {"@time-whole"}
CATEGORIES = r"\.(zero|one|two|few|many|other)$"


def load(folder, name):
    texts = {}
    with open(os.path.join(root, "data", folder, name), encoding="utf-8") as f:
        for line in f:
            if "=" in line and not line.startswith("#"):
                key, text = line.split("=", 1)
                texts[key.strip()] = text.strip()
    return texts


def bare(keys):
    return {re.sub(CATEGORIES, "", k) if re.sub(CATEGORIES, ".other", k) in keys else k for k in keys}


bad, all_english = [], {}
for folder in ["page", "publish", "form"]:
    english = load(folder, "en.txt")
    for key in set(english) & set(all_english):
        bad.append(f"{folder}/en.txt: \"{key}\" is in data/page, too")
    all_english |= english
    for name in sorted(os.listdir(os.path.join(root, "data", folder))):
        if not name.endswith(".txt"):
            continue
        texts = load(folder, name)
        for key in sorted(bare(english) - bare(texts)):
            bad.append(f"{name}: \"{key}\" is missing")
        for key in sorted(bare(texts) - bare(english)):
            if key in OWN or key.startswith("@ending."):  # a language may have them
                continue
            bad.append(f"{name}: \"{key}\" is not in en.txt")
        for key, text in texts.items():
            if not text:
                bad.append(f"{name}: \"{key}\" is empty")
            base = re.sub(CATEGORIES, "", key)
            counts = base + ".other" in english
            slots = set(re.findall(r"\{\w\}", text))
            wanted = {"{n}"} if counts or key.startswith("qualifier.") else slots if key.startswith("@") else set(re.findall(r"\{\w\}", english.get(key, "")))
            if slots != wanted and not (counts and key.endswith((".zero", ".one")) and not slots):
                bad.append(f"{name}: \"{key}\" has the slots {sorted(slots)}, not {sorted(wanted)}")
            if not wanted <= {"{n}", "{1}", "{2}"} and not key.startswith("@"):
                bad.append(f"{name}: \"{key}\" has a slot that nobody fills: {sorted(wanted)}")
            if name == "fr.txt" and re.search(r" [:;!?»](?!\w)|« |[^«\s\u00a0\u202f]»|«[^\u00a0]|\w'\w", text):
                bad.append(f"{folder}/{name}: \"{key}\" has a common space beside a sign that wants a no-break one, or a straight apostrophe")
            if counts and base + ".other" not in texts:
                bad.append(f"{name}: \"{base}.other\" is missing")
    # keys that the source spells out; those it puts together ("act.%s") count by their beginning
    literal = set(re.findall(r'"([a-z@][a-z0-9.@ _-]*)"', source))
    begun = tuple(re.findall(r'"([a-z@-]+\.)%', source) + [group + "." for group in re.findall(r'texts_value\([^,]+, "([a-z@-]+)"', source)])
    for key in sorted(bare(english)):
        if key not in literal and not key.startswith(begun) and not key.startswith("@"):
            bad.append(f"en.txt: nobody asks for \"{key}\"")
# and what the source asks for by its whole name must be there
for key in sorted(set(re.findall(r'(?:put_word|put_count|say_word|say_count|texts_count|texts_text)\((?:[vs]->)?\w+, "([a-z@][a-z0-9.@ _-]*)"', source)) - bare(all_english)):
    bad.append(f"en.txt: \"{key}\" is asked for and is not there")
for line in bad:
    print(line)
print(f"[{'  FAILED  ' if bad else '       OK '}] texts of the page")
sys.exit(1 if bad else 0)
