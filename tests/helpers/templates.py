"""Word files as units have them, and what a stranger may plant into one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from lxml import etree

from helpers.word_trees import W

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": W.strip("{}"),
        "r": R,
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)
LOOK = '<w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="18"/></w:rPr>'


def png(width: int = 40, height: int = 20, red: int = 200) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, 30, 30)) * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def field(code: str, words: str = "1", look: str = LOOK) -> str:
    """A complex field, its marks in runs of their own, as Word writes it."""
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>{words}</w:t></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def words(text: str) -> str:
    return f'<w:r>{LOOK}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> Any:
    return parse_xml(f"<w:p {SPACES}><w:pPr>{properties}</w:pPr>{content}</w:p>")


# 第 X 页 共 Y 页, as Word's gallery of page numbers writes it
PAGES = (
    words("第 ")
    + field(r" PAGE  \* MERGEFORMAT ")
    + words(" 页 共 ")
    + field(r" NUMPAGES   \* Arabic  \* MERGEFORMAT ", "9")
    + words(" 页")
)


@cache
def letterhead() -> bytes:
    """A unit's template: styles, its logo in a table, 第 X 页 共 Y 页, first and even pages, two sections."""
    word = docx.Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(15)
    fonts: Any = normal.element.rPr
    fonts.rFonts.set(f"{W}eastAsia", "楷体")
    for style in [*word.styles.element.iter(f"{W}style")]:
        if style.get(f"{W}type") == "table" and style.get(f"{W}default") is None:
            style.getparent().remove(style)
    own = word.styles.add_style("单位正文", 1)
    own.base_style, own.font.size = normal, Pt(13)
    word.styles["Heading 1"].font.size = Pt(30)
    word.settings.odd_and_even_pages_header_footer = True
    word.add_paragraph("封面")
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin = Mm(22), Mm(21), Mm(33)
    section.different_first_page_header_footer = True
    table = section.header.add_table(1, 2, Mm(160))
    table.cell(0, 0).paragraphs[0].add_run().add_picture(BytesIO(png()), Mm(20))
    table.cell(0, 1).text = "某某局文件"
    section.first_page_header.paragraphs[0].text = "首页页眉"
    section.even_page_header.paragraphs[0].text = "双页页眉"
    section.footer._element.append(paragraph(PAGES, '<w:pStyle w:val="Footer"/><w:jc w:val="center"/>'))
    word.add_section()
    memory = BytesIO()
    word.save(memory)
    return memory.getvalue()


# How WPS numbers pages: in a text box, with the same in VML for programs that do not know it.
WPS = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    '<wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="251659264"'
    ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    '<wp:extent cx="1828800" cy="1828800"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
    '<wp:docPr id="1" name="文本框 1"/><wp:cNvGraphicFramePr/><a:graphic>'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1828800" cy="1828800"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="6350"><a:noFill/></a:ln></wps:spPr>'
    f"<wps:txbx><w:txbxContent><w:p>{words('第 ')}{field(' PAGE ')}{words(' 页')}</w:p></w:txbxContent></wps:txbx>"
    '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:spAutoFit/></wps:bodyPr></wps:wsp>'
    "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    f"<w:txbxContent><w:p>{field(' PAGE ')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(name, part)
    return memory.getvalue()


def with_page(content: str, kind: str = "footer") -> bytes:
    """A plain template whose header or footer is one paragraph of this."""
    word = docx.Document()
    part = getattr(word.sections[0], kind)
    part._element.replace(part.paragraphs[0]._p, paragraph(content))
    memory = BytesIO()
    word.save(memory)
    return memory.getvalue()


# Planting ---------------------------------------------------------------------------------------------

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
Relations = tuple[tuple[str, str, bool], ...]  # the end of the type, the target, whether it is outside


def planted(
    base: bytes, part: str, snippet: str = "", relations: Relations = (), more: Mapping[str, bytes] | None = None
) -> bytes:
    """The file with a snippet at the end of a part, and relationships rIdEvil1 … of it; ``more`` are other parts."""
    changed = parts(base)
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    root: Any = etree.fromstring(changed.get(name, f'<Relationships xmlns="{RELATION[1:-13]}"/>'.encode()))
    before = sum(relation.get("Id").startswith("rIdEvil") for relation in root)
    for number, (kind, target, outside) in enumerate(relations, start=1):
        relation = etree.SubElement(root, RELATION, Id=f"rIdEvil{before + number}", Type=f"{R}/{kind}", Target=target)
        if outside:
            relation.set("TargetMode", "External")
        snippet = snippet.replace(f'"rIdEvil{number}"', f'"rIdEvil{before + number}"')
    head, end, tail = changed[part].rpartition(b"</")
    changed[part] = head + snippet.encode() + end + tail
    if relations:
        changed[name] = etree.tostring(root)
    return packed({**changed, **(more or {})})
