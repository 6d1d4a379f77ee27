#!/usr/bin/env python3
"""outlines.py - make data/outlines.txt: coasts and borders of the world, coarse, for the map of places.

    tools/outlines.py [FOLDER] > data/outlines.txt

Natural Earth (public domain) at 1:50,000,000, as Debian's package r-cran-rnaturalearthdata holds it in FOLDER
(/usr/lib/R/site-library/rnaturalearthdata/data where it is installed). An edge that two countries share is a border, one that only
one country has is a coast; edges become lines, lines lose points that hardly change them."""
import bz2
import lzma
import math
import struct
import sys
import zlib
from collections import defaultdict

FOLDER = "/usr/lib/R/site-library/rnaturalearthdata/data"
DEGREES = 0.1  # coordinates are rounded to this
OFF = 1.0      # of these: what a line may be off, as points are left out of it
SMALL = 5      # of these: islands below are left out
SOUTH = -600   # of these: nobody lives further south
POINTS = 120   # on a line of the file

HEAD = """# The coasts and the borders of the world, coarse: for the map of places, which is drawn without any network.
# Facts from Natural Earth 1:50,000,000 (naturalearthdata.com), which is in the public domain; borders are drawn as they
# are there, and say nothing about whose land it should be. Made by tools/outlines.py: change that, not this.
# A line is a row of points: latitude and longitude in tenths of a degree. Where it goes on, the next line begins with its last point.
"""


class Unserialize:
    """R's own format of objects, as far as this package needs it: values become Python's, objects dicts of their attributes."""

    def __init__(self, data):
        assert data[:2] == b"X\n", "not R's binary format"
        self.data, self.at, self.known = data, 2, []
        version = self.ints(3)[0]
        if version == 3:
            n = self.ints(1)[0]
            self.at += n

    def ints(self, n):
        v = struct.unpack_from(f">{n}i", self.data, self.at)
        self.at += 4 * n
        return v

    def text(self):
        n = self.ints(1)[0]
        s = None if n == -1 else self.data[self.at:self.at + n].decode("utf-8", "replace")
        self.at += max(n, 0)
        return s

    def pairs(self):
        """A pairlist; its flags have been read already where it is called from value()."""
        out = {}
        while True:
            flags = self.ints(1)[0]
            if flags & 255 == 254:
                return out
            assert flags & 255 == 2, flags & 255
            if flags & 512:
                self.pairs()
            tag = self.value() if flags & 1024 else None
            out[tag] = self.value()

    def with_attributes(self, flags, value):
        if not flags & 512:
            return value
        a = self.pairs()
        return dict(zip(a["names"], value)) if isinstance(value, list) and "names" in a else {**a, "": value}

    def value(self):
        flags = self.ints(1)[0]
        kind = flags & 255
        if kind == 254:    # NULL
            return None
        if kind in (242, 253):  # the empty and the global environment
            return None
        if kind == 255:    # seen before
            return self.known[(flags >> 8 or self.ints(1)[0]) - 1]
        if kind == 1:      # a name
            self.ints(1)
            self.known.append(self.text())
            return self.known[-1]
        if kind == 2:
            self.at -= 4
            return self.pairs()
        if kind == 9:
            return self.text()
        if kind == 25:     # an object with slots
            return self.pairs() if flags & 512 else {}
        n = self.ints(1)[0]
        if kind in (10, 13):
            return self.with_attributes(flags, list(self.ints(n)))
        if kind == 14:
            v = list(struct.unpack_from(f">{n}d", self.data, self.at))
            self.at += 8 * n
            return self.with_attributes(flags, v)
        if kind == 16:
            v = []
            for _ in range(n):
                self.ints(1)
                v.append(self.text())
            return self.with_attributes(flags, v)
        if kind == 19:
            return self.with_attributes(flags, [self.value() for _ in range(n)])
        raise ValueError(f"an R object of kind {kind}")


def unpack(b):
    n, kind = struct.unpack(">I", b[:4])[0], b[4:5]
    body = lzma.decompress(b[5:], format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]) if kind == b"Z" else \
        bz2.decompress(b[5:]) if kind == b"2" else zlib.decompress(b[4:])
    assert len(body) == n
    return body


def dataset(folder, name):
    with open(f"{folder}/Rdata.rdx", "rb") as f:
        index = Unserialize(zlib.decompress(f.read(), 31)).value()
    at, n = index["variables"][name]
    with open(f"{folder}/Rdata.rdb", "rb") as f:
        f.seek(at)
        return Unserialize(unpack(f.read(n))).value()


def rings(countries):
    """Each ring of each country: the country's number, and its points."""
    for number, country in enumerate(countries["polygons"]):
        for ring in country["Polygons"]:
            v = ring["coords"][""]
            half = len(v) // 2
            yield number, [(round(y / DEGREES), round(x / DEGREES)) for x, y in zip(v[:half], v[half:])]


def edges(countries):
    """Each edge once, and which countries have it; what is so thin that a country has it twice is no edge."""
    owners = defaultdict(list)
    for number, ring in rings(countries):
        for a, b in zip(ring, ring[1:]):
            seam = abs(a[1]) == abs(b[1]) == 180 / DEGREES  # the edge of the paper is no coast
            if a != b and not seam and max(a[0], b[0]) > SOUTH:
                owners[min(a, b), max(a, b)].append(number)
    return {e: set(v) for e, v in owners.items() if len(set(v)) > 1 or len(v) % 2}


def lines(edge_list):
    """Edges chained into lines, which end where one ends or where more than two meet."""
    at = defaultdict(set)
    for a, b in edge_list:
        at[a].add(b)
        at[b].add(a)
    out = []

    def walk(a, b):
        line = [a, b]
        at[a].discard(b)
        at[b].discard(a)
        while len(at[b]) == 1 and b != line[0]:
            a, b = b, next(iter(at[b]))
            line.append(b)
            at[a].discard(b)
            at[b].discard(a)
        out.append(line)

    for p in sorted(at):
        if len(at[p]) != 2:
            for q in sorted(at[p]):
                walk(p, q)
    for p in sorted(at):
        while at[p]:
            walk(p, min(at[p]))
    return out


def far(p, a, b):
    """How far a point is from the way from a to b, degrees of longitude being as long as they are there."""
    narrow = max(0.1, math.cos(math.radians(p[0] * DEGREES)))
    (y, x), (dy, dx) = (p[0] - a[0], (p[1] - a[1]) * narrow), (b[0] - a[0], (b[1] - a[1]) * narrow)
    length = math.hypot(dy, dx)
    return abs(y * dx - x * dy) / length if length else math.hypot(y, x)


def spare(line):
    """Douglas and Peucker: only the points without which the line would be further off than OFF."""
    keep, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        a, b = waiting.pop()
        most, at = max(((far(line[i], line[a], line[b]), -i) for i in range(a + 1, b)), default=(0, 0))
        if most > OFF:
            keep.add(-at)
            waiting += [(a, -at), (-at, b)]
    return [line[i] for i in sorted(keep)]


def size(line):
    return max(max(p[0] for p in line) - min(p[0] for p in line), max(p[1] for p in line) - min(p[1] for p in line))


def main():
    owners = edges(dataset(sys.argv[1] if len(sys.argv) > 1 else FOLDER, "countries50"))
    print(HEAD, end="")
    for section, these in [("coast", [e for e in owners if len(owners[e]) == 1]), ("border", [e for e in owners if len(owners[e]) > 1])]:
        print(f"\n[{section}]")
        for line in lines(these):
            closed = line[0] == line[-1]
            if closed and size(line) < SMALL:
                continue
            line = spare(line)
            for i in range(0, len(line) - 1, POINTS):
                print(", ".join(f"{y} {x}" for y, x in line[i:i + POINTS + 1]))


main()
