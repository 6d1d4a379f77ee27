#!/usr/bin/env python3
"""pdf_pages.py OUT PAGES: write a PDF of so many pages of prose, with running header, page numbers and numbered paragraphs."""
import random
import sys

WORDS = ("the court said that people who had been held in town since spring were to go free while police "
         "officers told families of miners and teachers nothing about where they would be taken after the hearing in Velmora").split()


def line(x, y, size, text):
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def page(number, r):
    out = line(72, 800, 9, "Report on the arrests in Velmora") + line(500, 40, 9, str(number))
    y = 770
    while y > 90:
        lines = r.randint(3, 9)
        for k in range(lines):
            text = " ".join(r.choice(WORDS) for _ in range(14 if k < lines - 1 else 6))
            out += line(72, y, 11, (f"{r.randint(1, 99)}. " if k == 0 else "") + text)
            y -= 13
        y -= 8
    return out.encode()


def main():
    r = random.Random(1)
    pages = int(sys.argv[2])
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for i in range(pages):
        content = page(i + 1, r)
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
                       "/Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    data, at = b"%PDF-1.4\n", []
    for i, o in enumerate(objects):
        at.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (i + 1, o)
    end = b"".join(b"%010d 00000 n \n" % a for a in at)
    data += (b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + end +
             b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, len(data)))
    open(sys.argv[1], "wb").write(data)


if __name__ == "__main__":
    main()
