"""looks.py - documents as they look beside their text: pictures of pages, with what was found marked, and long texts in windows."""
import os
import re
import socket
import threading
import time

from served import Server
from harness import example_casebook, kua, main, once, records, test

SAID = "Police killed 12 miners in Aktau on 2 July 2013, said Mary Jones of the Union of Miners."


def pdf(pages):
    """A PDF with a line of text for each string of each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        text = "BT /F 11 Tf 14 TL 60 780 Td " + " ".join("(" + re.sub(r"([()\\])", r"\\\1", s) + ") Tj T*" for s in lines) + " ET"
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F 3 0 R >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, at = "%PDF-1.4\n", []
    for i, o in enumerate(objects):
        at.append(len(out))
        out += f"{i + 1} 0 obj\n{o}\nendobj\n"
    rows = "".join(f"{a:010} 00000 n \n" for a in at)
    return (out + f"xref\n0 {len(at) + 1}\n0000000000 65535 f \n{rows}trailer << /Size {len(at) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n").encode()


def filler(n):
    return [f"Line {i} of the report tells of nothing in particular, and at some length." for i in range(n)]


@once
def casebook():
    kua("new", "looks.kua")
    os.mkdir("in")
    files = {"report.pdf": pdf([filler(20), filler(10) + [SAID[:48], SAID[49:]] + filler(10)]), "torn.pdf": pdf([filler(30)] * 4)[:900]}
    for name, data in files.items():
        with open(os.path.join("in", name), "wb") as f:
            f.write(data)
    kua("add", "looks.kua", "in", "--quiet", status=1)  # a torn one is among them


@test
def a_page_beside_its_text():
    casebook()
    (figure,) = [f for f in records("looks.kua", "figure") if f["low"] == 12]
    with Server("looks.kua") as s:
        p = s.page(f"/item/{figure['item']}?mark={figure['id']}")
        status, headers, data = s.get(f"/item/{figure['item']}?mark={figure['id']}")
        text = data.decode()
        assert text.count('<section class="sheet"') == 2 and text.count('id="chosen"') == 1
        assert text.count('loading="lazy"') == 2 and f'id="c-{figure["id"]}"' in text
        sheet = next(x for x in p.links if x.startswith("/sheet/") and "page=2" in x and figure["id"] in x)
        beside = re.search(r'src="(/picture/[^"]*page=2[^"]*)"', text).group(1).replace("&amp;", "&")
        status, headers, marked = s.get(beside)
        assert status == 200 and headers["Content-Type"] == "image/jpeg" and marked[:2] == b"\xff\xd8" and b"Exif" not in marked
        assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
        plain = s.get(f"/picture/{figure['item'].split('.')[0]}?page=2")[2]
        assert plain[:2] == b"\xff\xd8" and plain != marked, "the passage is marked in the picture"
        p = s.page(sheet)
        assert "2 / 2" in p.text and f"/figure/{figure['id']}" in p.links
        back = next(x for x in p.links if x.startswith("/item/") and "mark=" in x)
        assert 'id="chosen"' in s.get(back.split("#")[0])[2].decode()
        assert any(x.startswith("/sheet/") for x in s.page(f"/figure/{figure['id']}").links), "from the claim to its page"


@test
def a_torn_page_says_why():
    casebook()
    ids = {d["name"]: d["id"] for d in records("looks.kua", "document")}
    with Server("looks.kua") as s:
        for path, why in [(f"/sheet/{ids['torn.pdf']}?page=4", None), (f"/sheet/{ids['report.pdf']}?page=9", "there is no page 9")]:
            p = s.page(path)
            assert "cannot be drawn" in p.text or "Not all of this page" in p.text, p.text
            assert not why or why in p.text, p.text
            status, headers, data = s.get(path.replace("/sheet/", "/picture/"))
            assert status == 200 and (headers["Content-Type"].startswith("image/svg+xml") or data[:2] == b"\xff\xd8")
        for path in ["/sheet/d-0000000000000000", "/picture/x", "/sheet/" + "9" * 300, f"/sheet/{ids['report.pdf']}.77"]:
            assert s.get(path)[0] == 404, path
        for page in ["0", "-1", "99999999999999999999", "x", "1e3"]:
            assert s.get(f"/picture/{ids['report.pdf']}?page={page}")[0] == 200, page
    example_casebook()
    text = next(d["id"] for d in records("case.kua", "document") if d["name"].endswith(".txt"))
    with Server("case.kua") as s:
        assert s.get(f"/sheet/{text}")[0] == 404, "a text has no other looks"


@test
def many_pictures_at_once_stop_nobody():
    kua("new", "many.kua")
    with open("many.pdf", "wb") as f:
        f.write(pdf([[f"Page {i}"] + filler(40) for i in range(60)]))
    kua("add", "many.kua", "many.pdf", "--quiet")
    (d,) = records("many.kua", "document")
    with Server("many.kua") as s:
        got = []
        threads = [threading.Thread(target=lambda i=i: got.append(s.get(f"/picture/{d['id']}?page={1 + i % 60}")[2][:2])) for i in range(120)]
        for t in threads:
            t.start()
        began = time.monotonic()
        s.page("/")
        s.page("/documents")
        waited = time.monotonic() - began
        for t in threads:
            t.join()
        assert got == [b"\xff\xd8"] * 120, got
        assert waited < 5, f"other pages took {waited:.1f} s"
    with Server("many.kua") as s:  # an end while pictures are being drawn
        left = []
        for page in range(1, 41):
            c = socket.create_connection((s.address.hostname, s.address.port))
            c.sendall(f"GET /picture/{d['id']}?large=1&page={page} HTTP/1.1\r\nHost: {s.address.netloc}\r\nCookie: {s.cookie}\r\n\r\n".encode())
            left.append(c)
        for c in left[::2]:
            c.close()
        s.page("/")
    for c in left:
        c.close()


@test
def a_long_text_comes_in_windows():
    kua("new", "long.kua")
    words = " ".join(f"Word{i} and <b>more</b> & more." for i in range(6000))
    names = "\n\n".join(f"Yerlan Sadykov{'abcdefghij'[i % 10]}ev and Dana Ospan{'klmnopqrst'[i // 10 % 10]}ova were arrested in Aktau on {1 + i % 28} July 2013." for i in range(1200))
    for name, text in [("words.txt", words), ("names.txt", names), ("signs.txt", "'<&>\"" * 30000)]:
        with open(name, "w", encoding="utf-8") as f:
            f.write(text)
    kua("add", "long.kua", "words.txt", "names.txt", "signs.txt", "--quiet")
    steps = records("long.kua", "case_step")
    with Server("long.kua") as s:
        for item in records("long.kua", "item"):
            path, seen, windows = f"/item/{item['id']}", "", 0
            while path:
                text = s.get(path)[2].decode()
                p = s.page(path)
                windows += 1
                body = re.search(r'<div class="text" dir="auto">(.*?)</div>', text, re.S).group(1)
                seen += re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", body))
                further = [x for x in p.links if re.match(r"/item/.*at=\d+$", x) and int(x.split("at=")[1]) > int((path.split("at=") + ["0"])[1])]
                path = further[0] if further else None
                assert windows < 400
            whole = re.sub(r"\s+", "", item["text"]).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;")
            assert seen == whole, f"{item['document']}: the windows are not the text ({len(seen)}, {len(whole)})"
            assert windows > 3, (item["document"], windows)
        for step in steps[:: max(1, len(steps) // 10)]:
            assert 'id="chosen"' in s.get(f"/item/{step['item']}?mark={step['id']}")[2].decode(), step["start"]


main()
