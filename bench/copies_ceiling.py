"""How well could anybody tell who copied whom in bench/copies' stories? The best that can be reached, by one who knows how they are made.

texts() gives the probability of each text as a copy of each other one, by the generator's own rates: of words replaced (by how often
each is drawn), of sentences trimmed and where, of words put in and where; the first text of all is drawn word by word. What the language's words have to do
with their neighbours is left out: the program has no such knowledge either. bench/copies_ceiling.c weighs with it how young and much
copied texts are preferred, the time a copy takes, and what is known of dates, and samples whole histories of copying.
"""
import math, os, subprocess

NEVER = -1e9
ADDED = range(3, 16) # words


class Words:
    """How often each word is drawn; where a word is a name or a figure, one of about as many."""
    def __init__(self, language):
        n = len(language.words)
        self.rank = {w: k + 1 for k, w in enumerate(language.words)}
        self.log_n = math.log(n)
        self.known = {}

    def q(self, word):
        if word not in self.known:
            j = self.rank.get(word.lower(), 1000)
            self.known[word] = math.log((j + 1) / j) / self.log_n
        return self.known[word]


class Story:
    """The texts of one story, each against each."""
    def __init__(self, words, texts, rate, trim):
        self.words, self.rate, self.trim = words, rate, trim
        self.texts = [[tuple(s) for s in t] for t in texts]
        self.known = {}
        figures = sum(w.isdigit() for s in self.texts[0] for w in s)
        self.figure = math.log(2 / len(texts) / max(1, figures) / 968)

    def word(self, old, new):
        if old.isdigit() or new.isdigit():
            return 0 if old == new else self.figure if old.isdigit() and new.isdigit() else NEVER
        return math.log((1 - self.rate if old == new else 0) + self.rate * self.words.q(new))

    def drawn(self, sentence):
        return sum(NEVER if w.isdigit() else math.log(self.words.q(w)) for w in sentence)

    def sentence(self, old, new):
        """Words replaced."""
        if len(old) != len(new):
            return NEVER
        key = (old, new)
        if key not in self.known:
            self.known[key] = max(NEVER, sum(map(self.word, old, new)))
        return self.known[key]

    def widened(self, old, new):
        """The same, with words put in somewhere behind the first one."""
        n = len(new) - len(old)
        if n not in ADDED:
            return NEVER
        key = (old, new)
        if key not in self.known:
            head = [0.0]
            for a, b in zip(old, new):
                head.append(head[-1] + self.word(a, b))
            tail = [0.0]
            for a, b in zip(reversed(old), reversed(new)):
                tail.append(tail[-1] + self.word(a, b))
            total = [head[at] + tail[len(old) - at] + self.drawn(new[at:at + n]) for at in range(1, len(old) + 1)]
            self.known[key] = max(NEVER, add(total) - math.log(len(old)))
        return self.known[key]

    def cuts(self, length, n):
        """Probability of each place at which n of so many sentences are trimmed."""
        if n == 0:
            return {0: 0.0 if length <= 5 else math.log(1 - self.trim)}
        if length <= 5:
            return {}
        low, high = max(0.05, n / length), min(0.3, (n + 1) / length)
        if n == 1:
            low = 0.05
        if low >= high:
            return {}
        share = math.log(self.trim * (high - low) / 0.25)
        places = {at: share + math.log(0.4 / (length - n + 1)) for at in range(length - n)}
        places[length - n] = share + math.log(0.6 + 0.4 / (length - n + 1))
        return places

    def copied(self, old, new, widen):
        """Probability of the text of the other by trimming and replacing, and where told so, with words put into one of its sentences."""
        n = len(old) - len(new)
        if n < 0:
            return NEVER
        out = []
        head, tail = sums(zip(old, new), self.sentence), sums(zip(old[::-1], new[::-1]), self.sentence)
        for at, p in self.cuts(len(old), n).items():
            if not widen:
                out.append(p + head[at] + tail[len(new) - at])
                continue
            for k, s in enumerate(new):
                source = old[k if k < at else k + n]
                if len(s) - len(source) in ADDED:
                    rest = head[at] + tail[len(new) - k - 1] - tail[0] if k >= at else head[k] + tail[len(new) - at]
                    between = sum(self.sentence(old[i if i < at else i + n], new[i])
                                  for i in (range(at, k) if k >= at else range(k + 1, at)))
                    out.append(p + rest + between + self.widened(source, s) - math.log(len(new)))
        return add(out)

    def made_of(self, old, new):
        long = math.log(len(ADDED))
        out = [math.log(0.6) + self.copied(old, new, False), math.log(0.2) - long + self.copied(old, new, True)]
        for s, rest in ((new[0], new[1:]), (new[-1], new[:-1])):
            if len(s) in ADDED:
                out.append(math.log(0.1) - long + self.drawn(s) + self.copied(old, rest, False))
        return add(out)

    def tables(self):
        anew = [sum(math.log(1 / 968 if w.isdigit() else self.words.q(w)) for s in t for w in s) for t in self.texts]
        return anew, [[NEVER if u is v else self.made_of(u, v) for u in self.texts] for v in self.texts]


def sums(pairs, f):
    out = [0.0]
    for a, b in pairs:
        out.append(max(NEVER, out[-1] + f(a, b)))
    return out


def add(logs):
    most = max(logs, default=NEVER)
    return NEVER if most <= NEVER else most + math.log(sum(math.exp(x - most) for x in logs))


def ceiling(build, language, stories, rate, wrong, trim, sweeps):
    """stories: of each, its texts as dicts of text, parent, day, dated (a day's number or None). Of each text the probabilities of its sources."""
    program = os.path.join(build, "bench", "copies_ceiling")
    subprocess.run(["ninja", "-C", build, "bench/copies_ceiling"], check=True, stdout=subprocess.DEVNULL)
    words, lines = Words(language), [f"{len(stories)} {sweeps} {wrong}"]
    for nodes in stories:
        anew, made = Story(words, [n["text"] for n in nodes], rate, trim).tables()
        lines.append(str(len(nodes)))
        for n, a, row in zip(nodes, anew, made):
            lines.append(f'{-1 if n["parent"] is None else n["parent"]} {n["day"]:.6f} {-100000 if n["dated"] is None else n["dated"]} {a:.6f} '
                         + " ".join(f"{x:.6f}" for x in row))
    done = subprocess.run([program], input="\n".join(lines).encode(), stdout=subprocess.PIPE, check=True)
    rows = iter([float(x) for x in line.split()] for line in done.stdout.decode().splitlines())
    return [[next(rows) for _ in nodes] for nodes in stories]
