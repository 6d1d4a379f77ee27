"""pdfa_rules.py - the rules of PDF/A-2u (ISO 19005-2) that a file can break which Kua writes, checked one by one. broken(bytes) says which are. It is not a whole
validator: what cannot occur (forms, signatures, layers, sound) is not looked into but refused."""
import io
import re
import struct
import xml.etree.ElementTree as ET

import pikepdf

RDF, DC, XMP, PDF, ID = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}",
                         "{http://ns.adobe.com/pdf/1.3/}", "{http://www.aiim.org/pdfa/ns/id/}")
NOT_IN_CATALOG = ["/AA", "/OpenAction", "/AcroForm", "/OCProperties", "/Perms", "/Requirements", "/Collection", "/NeedsRendering", "/AF", "/Names"]
OPERATORS = set("b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J l m M MP n q Q re RG rg ri s S SC sc SCN scn sh "
                "T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split())
ANNOTATIONS = {"/Link"}
ACTIONS = {"/GoTo", "/URI", "/Named"}
BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference",
          "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"}


class Checked:
    def __init__(self, data):
        self.data, self.wrong = data, []
        self.pdf = pikepdf.open(io.BytesIO(data))

    def need(self, ok, what):
        if not ok and what not in self.wrong:
            self.wrong.append(what)
        return ok

    # ---- the file ----

    def file(self):
        self.need(re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", self.data), "its head is not a PDF's")
        self.need(self.data.rstrip(b"\r\n").endswith(b"%%EOF"), "something stands behind its end")
        self.need(not re.search(rb"[^\r\n]endstream", self.data), "a stream ends without the end of a line")
        self.need(not self.pdf.is_encrypted and "/Encrypt" not in self.pdf.trailer, "encrypted")
        parts = self.pdf.trailer.get("/ID", [])
        self.need(len(parts) == 2 and all(len(bytes(x)) >= 16 for x in parts), "no identifier")
        for fault in self.pdf.check():
            self.need(False, fault)
        root = self.pdf.Root
        for key in NOT_IN_CATALOG:
            self.need(key not in root, f"the catalog has {key}")
        self.need(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))), "no language")

    # ---- what it says of itself ----

    def about(self):
        stream = self.pdf.Root.get("/Metadata")
        if not self.need(stream is not None and stream.get("/Type") == "/Metadata" and stream.get("/Subtype") == "/XML", "no XMP"):
            return
        said = stream.read_bytes()
        self.need(re.match(rb'<\?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"\?>', said), "the head of the XMP is not one")
        try:
            tree = ET.fromstring(said.decode("utf-8"))
        except (ET.ParseError, UnicodeDecodeError) as e:
            self.need(False, f"the XMP is not XML: {e}")
            return
        text = {tag: "".join(x.itertext()) for x in tree.iter() for tag in [x.tag]}
        self.need(text.get(ID + "part") == "2" and text.get(ID + "conformance") == "U", "the XMP does not say PDF/A-2u")
        info = self.pdf.trailer.get("/Info", {})
        for key, name in [("/Title", DC + "title"), ("/Producer", PDF + "Producer"), ("/Creator", XMP + "CreatorTool"), ("/Author", DC + "creator"),
                          ("/ModDate", XMP + "ModifyDate")]:
            self.need(str(info.get(key, "")) == text.get(name, ""), f"{key} differs between the information and the XMP")
        day = re.fullmatch(r"D:(\d{4})(\d\d)(\d\d)", str(info.get("/CreationDate", "")))
        self.need(day and "-".join(day.groups()) == text.get(XMP + "CreateDate"), "the day differs between the information and the XMP")
        self.need(text.get(DC + "language") == str(self.pdf.Root.get("/Lang", "")), "the language differs from the XMP's")

    def colours(self):
        intents = [i for i in self.pdf.Root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFA1"]
        if not self.need(len(intents) == 1 and "/OutputConditionIdentifier" in intents[0] and "/DestOutputProfile" in intents[0], "no output intent"):
            return
        stream = intents[0].DestOutputProfile
        icc = stream.read_bytes()
        n, version = struct.unpack(">I4xI", icc[:12])
        good = n == len(icc) and 0x02000000 <= version <= 0x04200000 and icc[12:24] == b"mntrRGB XYZ " and icc[36:40] == b"acsp" and stream.get("/N") == 3
        self.need(good, "the colour profile is none of a screen's RGB")
        tags = struct.unpack(">I", icc[128:132])[0] if good else 0
        table = {icc[132 + 12 * i:136 + 12 * i]: struct.unpack(">II", icc[136 + 12 * i:144 + 12 * i]) for i in range(tags)}
        self.need({b"desc", b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"} <= set(table), "the colour profile lacks a part")
        self.need(all(at + size <= len(icc) for at, size in table.values()), "a part of the colour profile lies outside of it")

    # ---- its objects ----

    def visit(self, o):
        """One object, and what lies within it without being an object of its own."""
        if isinstance(o, (pikepdf.Dictionary, pikepdf.Stream)):
            self.dictionary(o)
            for key, value in o.items():
                self.need(len(key) <= 128, "a name that is too long")
                if isinstance(value, pikepdf.Object) and not value.is_indirect:
                    self.visit(value)
        elif isinstance(o, pikepdf.Array):
            for value in o:
                if isinstance(value, pikepdf.Object) and not value.is_indirect:
                    self.visit(value)
        elif isinstance(o, pikepdf.String):
            self.need(len(bytes(o)) <= 32767, "a string that is too long")
        elif isinstance(o, pikepdf.Name):
            self.need(len(str(o)) <= 128, "a name that is too long")

    def stream(self, o):
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            self.need(key not in o, "a stream whose bytes lie elsewhere")
        filters = o.get("/Filter", [])
        for name in [filters] if isinstance(filters, pikepdf.Name) else filters:
            self.need(str(name) not in ("/LZWDecode", "/Crypt"), f"a stream packed by {name}")
        if o.get("/Subtype") == "/Image":
            self.need(o.get("/Interpolate", False) is False, "a picture that is to be smoothed")
            self.need("/Alternates" not in o and "/OPI" not in o, "a picture that may be another")
        elif o.get("/Subtype") == "/Form":
            self.need(not {"/OPI", "/PS", "/Ref"} & set(o.keys()) and o.get("/Subtype2") != "/PS", "a form that leads elsewhere")
        self.need(o.get("/Subtype") != "/PS", "PostScript")

    def dictionary(self, o):
        self.need("/JS" not in o and o.get("/S") != "/JavaScript", "a script")
        self.need("/EF" not in o, "an embedded file")
        if o.get("/Type") == "/Action" or "/URI" in o:
            self.need(str(o.get("/S")) in ACTIONS, f"an action {o.get('/S')}")
        if o.get("/Type") == "/Page":
            self.need("/AA" not in o and all(3 <= abs(float(o.MediaBox[i + 2]) - float(o.MediaBox[i])) <= 14400 for i in (0, 1)), "a page of such a size or kind")
        if o.get("/Type") == "/ExtGState":
            self.need(not {"/TR", "/HTP"} & set(o.keys()) and o.get("/TR2", "/Default") == "/Default", "a transfer function")
            self.need(str(o.get("/BM", "/Normal")) in BLENDS, f"blending as {o.get('/BM')}")

    def annotation(self, o):
        self.need(str(o.get("/Subtype")) in ANNOTATIONS, f"an annotation {o.get('/Subtype')}")
        self.need(int(o.get("/F", 0)) & 0b100111 == 0b100, "an annotation that is not printed")

    # ---- fonts and what is drawn with them ----

    def letters(self, font):
        """The codes for which the font says what letter they are."""
        if not self.need("/ToUnicode" in font, f"{font.get('/BaseFont')} does not say its letters"):
            return set()
        text = font.ToUnicode.read_bytes().decode("latin-1")
        codes, meant = set(), []
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
            pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block)
            codes |= {int(a, 16) for a, _ in pairs}
            meant += [b for _, b in pairs]
        for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
            for a, b, c in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(<[0-9a-fA-F]*>|\[[^\]]*\])", block):
                codes |= set(range(int(a, 16), int(b, 16) + 1))
                meant += re.findall(r"<([0-9a-fA-F]*)>", c)
        for m in meant:
            units = [m[i:i + 4].upper() for i in range(0, len(m), 4)]
            self.need(units and not {"0000", "FEFF", "FFFE"} & set(units), f"{font.get('/BaseFont')} has a glyph that is no letter")
        return codes

    def font(self, font):
        name, kind = str(font.get("/BaseFont", "")), str(font.get("/Subtype"))
        inner = font
        if kind == "/Type0":
            inner = font.DescendantFonts[0]
            self.need(str(font.Encoding) == "/Identity-H", f"{name}: encoded as {font.Encoding}")
            if inner.get("/Subtype") == "/CIDFontType2":
                self.need(str(inner.get("/CIDToGIDMap", "")) == "/Identity" or isinstance(inner.get("/CIDToGIDMap"), pikepdf.Stream), f"{name} does not number its glyphs")
            self.need("/CIDSystemInfo" in inner, f"{name} has no collection of letters")
        elif kind == "/TrueType":
            symbolic = int(font.FontDescriptor.Flags) & 4
            self.need(symbolic or str(font.get("/Encoding")) in ("/WinAnsiEncoding", "/MacRomanEncoding"), f"{name}: no encoding")
        if kind != "/Type3":
            d = inner.get("/FontDescriptor", {})
            programs = [k for k in ("/FontFile", "/FontFile2", "/FontFile3") if k in d]
            self.need(len(programs) == 1 and len(d[programs[0]].read_bytes()) > 100, f"{name} is not embedded")
        if kind in ("/TrueType", "/Type1"):
            self.need(len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1, f"{name} has not the widths of all its letters")
        return self.letters(font), 2 if kind == "/Type0" else 1

    def drawing(self, stream, resources, fonts):
        """Every operator is one of PDF's; every letter drawn is one that can be copied; what is saved and restored is not too deep."""
        depth, font, spoken, drawn = 0, None, [], {}
        for operands, operator in pikepdf.parse_content_stream(stream):
            op = str(operator)
            self.need(op in OPERATORS or op == "INLINE IMAGE", f"an operator {op}")
            self.need(op not in ("K", "k", "ri", "i"), "colours of print, or an intent")
            depth += (op == "q") - (op == "Q")
            self.need(depth <= 28, "saved too deep")
            if op in ("BDC", "BMC"):
                spoken.append(len(operands) > 1 and "/ActualText" in operands[1])
            elif op == "EMC":
                spoken.pop()
            elif op == "Tf":
                key = str(operands[0])
                font = resources.get("/Font", {}).get(key)
                if font is not None and font.objgen not in fonts:
                    fonts[font.objgen] = self.font(font)
                self.need(font is not None, "letters of no font")
            elif op in ("Tj", "TJ", "'", '"'):
                shown = b"".join(bytes(x) for x in (operands[-1] if op == "TJ" else operands[-1:]) if isinstance(x, pikepdf.Object))
                drawn.setdefault((font.objgen, str(font.get("/BaseFont")), any(spoken)), []).append(shown)
        self.need(depth == 0 and not spoken, "something is opened and not closed")
        for (font, name, said), shown in drawn.items():
            (known, wide), shown = fonts[font], b"".join(shown)
            codes = {int.from_bytes(shown[i:i + wide], "big") for i in range(0, len(shown), wide)}
            self.need(codes <= known or said, f"{name} draws what cannot be copied")
            self.need(wide == 1 or 0 not in codes, f"{name} draws a letter that it has not")

    def objects(self):
        fonts = {}
        self.need(len(self.pdf.objects) < 8388607, "too many objects")
        for o in self.pdf.objects:
            self.visit(o)
            if isinstance(o, pikepdf.Stream):
                self.stream(o)
            if isinstance(o, pikepdf.Dictionary) and str(o.get("/Subtype")) in ("/Type0", "/TrueType", "/Type1", "/MMType1", "/Type3"):
                fonts[o.objgen] = self.font(o)
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form":
                self.drawing(o, o.get("/Resources", {}), fonts)
        for page in self.pdf.pages:
            self.drawing(page, page.get("/Resources", {}), fonts)
            for a in page.get("/Annots", []):
                self.annotation(a)


def beside_the_pages(data):
    """All text that stands in a PDF but on its pages: information, XMP, bookmarks."""
    def below(items):
        return [x for i in items for x in [i.title, *below(i.children)]]
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        said = [str(x) for _, x in pdf.trailer.Info.items()] + below(outline.root)
        return "\n".join(said) + "\n" + pdf.Root.Metadata.read_bytes().decode() + "\n"


def broken(data):
    """What of the rules is broken, in words; nothing where it is PDF/A-2u."""
    try:
        c = Checked(data)
    except pikepdf.PdfError as e:
        return [f"not to be opened: {e}"]
    with c.pdf:
        c.file()
        c.about()
        c.colours()
        c.objects()
    return c.wrong
