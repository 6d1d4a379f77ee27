#!/usr/bin/env python3
"""words.py TEXT FOUND: how many of the words of TEXT stand in FOUND, in the right order.

The longest common subsequence of their words, as a share of TEXT's. Words are what white space parts, after NFKC (so that ligatures
and raised digits are letters and digits) and with rows of dots, which lead to page numbers, taken for white space. Files are UTF-8; what is not is read
as Mac Roman. Prints: words found, words, share, and the share of FOUND's words that are in TEXT.
"""
import re
import sys
import unicodedata


def words(text):
    return re.findall(r"\S+", unicodedata.normalize("NFKC", re.sub(r"\.{3,}|…+", " ", text)))


def common(a, b):
    """Length of the longest common subsequence, a row of bits at a time."""
    at = {}
    for i, word in enumerate(a):
        at[word] = at.get(word, 0) | 1 << i
    full = (1 << len(a)) - 1
    row = full
    for word in b:
        here = row & at.get(word, 0)
        row = ((row + here) | (row - here)) & full
    return len(a) - bin(row).count("1")


def read(path):
    raw = sys.stdin.buffer.read() if path == "-" else open(path, "rb").read()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("mac_roman")


def main():
    a, b = words(read(sys.argv[1])), words(read(sys.argv[2]))
    n = common(a, b)
    print(f"{n} of {len(a)} words in order, {n / max(len(a), 1):.4f}; of what was read {n / max(len(b), 1):.4f}")


if __name__ == "__main__":
    main()
