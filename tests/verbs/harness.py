"""harness.py - what the whole-program tests share: running kua in a folder of its own, and one line a test that count.py counts."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

KUA = os.path.abspath(sys.argv[1])
ROOT = os.path.abspath(sys.argv[2])
EXAMPLE = os.path.join(ROOT, "examples", "zhanaozen")
QUICK = bool(os.environ.get("KUA_QUICK"))
TESTS = []


def test(fn):
    TESTS.append(fn)
    return fn


def slow(fn):
    """A test that takes seconds: left out of ./check --quick."""
    return fn if QUICK else test(fn)


def env(**more):
    e = {**os.environ, "KUA_USER": "tester", "SOURCE_DATE_EPOCH": "1700000000", "LC_ALL": "C.UTF-8", **more}
    e["PATH"] = os.path.dirname(KUA) + os.pathsep + e["PATH"]
    return e


def kua(*args, status=0, stdin=None, **more):
    """Run kua; the exit status must be the one expected. Returns standard output; standard error is kua.err."""
    p = subprocess.run([KUA, *map(str, args)], input=stdin, capture_output=True, env=env(**more), timeout=600)
    kua.err = p.stderr.decode("utf-8", "replace")
    out = p.stdout.decode("utf-8", "strict")
    assert p.returncode == status, f"kua {' '.join(map(str, args))}: exit {p.returncode}, not {status}\n{kua.err}"
    return out


def records(casebook, kind=None):
    args = ["export", casebook] + (["--type", kind] if kind else [])
    return [json.loads(line) for line in kua(*args).split("\n") if line]  # a text may hold U+2028


def one_line(text, *parts):
    """An error is one line that says what and where."""
    lines = [x for x in text.splitlines() if x.strip()]
    assert len(lines) == 1, f"not one line: {text!r}"
    for part in parts:
        assert part in lines[0], f"{part!r} is not in {lines[0]!r}"


def nu(path):
    """The Nu Html Checker finds no error in the page, or in those of the folder. It is no package of Debian: KUA_VNU says where its vnu.jar is,
    and where nothing says it the tests have the strict readers they name only."""
    if "KUA_VNU" in os.environ:
        got = subprocess.run(["java", "-jar", os.environ["KUA_VNU"], "--errors-only", "--skip-non-html", path], capture_output=True, text=True)
        assert got.returncode == 0, got.stderr[:4000]


made = None  # the example's casebook, made once and copied for each test


def example_casebook(path="case.kua"):
    global made
    if made is None:
        kua("new", path)
        kua("add", path, EXAMPLE, "--quiet", status=1)  # one of its documents is damaged on purpose
        with open(path, "rb") as f:
            made = f.read()
    with open(path, "wb") as f:
        f.write(made)
    return path


def once(make):
    """What several tests begin with in their empty folders: made by the first of them, copied for the others."""
    kept = []

    def again():
        if kept:
            shutil.copytree(kept[0][1].name, ".", dirs_exist_ok=True)
        else:
            kept.append((make(), tempfile.TemporaryDirectory()))
            shutil.copytree(".", kept[0][1].name, dirs_exist_ok=True)
        return kept[0][0]
    return again


def main():
    only = sys.argv[3:]
    failed = 0
    for fn in TESTS:
        if only and fn.__name__ not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                fn()
                print(f"[       OK ] {fn.__name__}", flush=True)
            except Exception:
                failed += 1
                traceback.print_exc()
                print(f"[  FAILED  ] {fn.__name__}", flush=True)
            os.chdir("/")
    sys.exit(1 if failed else 0)
