"""Making the package around the text with python-docx: of the official layout, or with a look taken from elsewhere.

The official one does not change from run to run: it stands in official.json, and ``python -m
narrator.writers.docx.prepared`` writes that file anew. It holds the parts as text, the relationships of the text, ids
of styles, and the two pages.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, cast

from narrator.writers import stamp
from narrator.writers.docx import looks, styles
from narrator.writers.docx.package import COMMENTS, CORE, OFFICIAL, OWN, RELATIONS, Ready, packed, ready
from narrator.writers.docx.xml import DECLARATION, R, W

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_TYPES = "[Content_Types].xml"

# The page in twips (GB/T 9704-2012): 210 by 297 mm; above 37, below 35, left 28, right 26 mm; the page number 7 mm
# below the text.
SHEET = {
    "pgSz": {"w": 11906, "h": 16838},
    "pgMar": {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587, "header": 850, "footer": 1304, "gutter": 0},
}


def text() -> str:
    """What official.json holds: the package of the official layout."""
    made = official()
    with zipfile.ZipFile(BytesIO(packed({}, made.archive))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    pages = [made.upright, made.sideways]
    data = {"parts": parts, "relations": made.relations, "styles": made.styles, "pages": pages}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def official() -> Ready:
    """The package of the official layout."""
    import docx

    word = docx.Document()
    official_page(word)
    ids = looks.official(cast("_Element", word.styles.element))
    return around(word, ids, _fonts())


def official_page(word: WordDocument) -> None:
    """Give a new Word document the official page, with its number at the foot."""
    properties = cast("_Element", word.sections[0]._sectPr)
    for tag in ("cols", "docGrid"):
        for child in properties.findall(f"{{{W}}}{tag}"):
            properties.remove(child)
    for tag, numbers in SHEET.items():
        for name, number in numbers.items():
            cast("_Element", properties.find(f"{{{W}}}{tag}")).set(f"{{{W}}}{name}", str(number))
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _page_number(cast("_Element", footer._element), side)


_DASH = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{}</w:t>'


def _page_number(footer: _Element, side: str) -> None:
    """「— 1 —」 on the outer side, one character in (GB/T 9704-2012, 7.5)."""
    from docx.oxml import parse_xml

    for child in footer:
        footer.remove(child)
    parts = (
        _DASH.format("— "),
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        _DASH.format(" —"),
    )
    field = "".join(f"<w:r>{part}</w:r>" for part in parts)
    properties = f'<w:pStyle w:val="{styles.FOOTER}"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    footer.append(parse_xml(f'<w:p xmlns:w="{W}"><w:pPr>{properties}</w:pPr>{field}</w:p>'))


def _fonts() -> bytes:
    """The fonts by name, each with what to take where it is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in looks.ALTERNATIVES.items()
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'.encode()


def around(word: WordDocument, ids: Mapping[str, str], fonts: bytes = b"", numbering: bytes = b"") -> Ready:
    """A Word document of which styles, theme, page, header and footer stay, with parts of its own beside them."""
    from docx.opc.constants import CONTENT_TYPE as CT
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    properties = cast("_Element", word.sections[-1]._sectPr)
    upright, sideways = _pages(properties)
    settings = _settings(word)
    shown = {value for reference in properties for name, value in reference.items() if name == f"{{{R}}}id"}
    for rid, relation in [*word.part.rels.items()]:
        if relation.reltype not in (RT.STYLES, RT.THEME) and rid not in shown:
            del word.part.rels[rid]
    for rid, relation in [*word.part.package.rels.items()]:
        if relation.reltype != RT.OFFICE_DOCUMENT:
            del word.part.package.rels[rid]
    package = word.part.package
    made = [
        (word.part, "/word/settings.xml", CT.WML_SETTINGS, RT.SETTINGS, settings),
        (word.part, f"/{COMMENTS}", CT.WML_COMMENTS, RT.COMMENTS, b""),
        (package, f"/{CORE}", CT.OPC_CORE_PROPERTIES, RT.CORE_PROPERTIES, b""),
        (package, "/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, RT.EXTENDED_PROPERTIES, _APP),
        (package, f"/{stamp.PART}", CT.OFC_CUSTOM_PROPERTIES, RT.CUSTOM_PROPERTIES, b""),
    ]
    if fonts:
        made.append((word.part, "/word/fontTable.xml", CT.WML_FONT_TABLE, RT.FONT_TABLE, fonts))
    if numbering:
        made.append((word.part, "/word/numbering.xml", CT.WML_NUMBERING, RT.NUMBERING, numbering))
    for source, name, content_type, relation, content in made:
        source.relate_to(Part(PackURI(name), content_type, content, package), relation)
    memory = BytesIO()
    package.save(memory)
    with zipfile.ZipFile(memory) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    relations = parts[RELATIONS].decode()
    for name in OWN:
        del parts[name]
    parts[_TYPES] = _with_images(parts[_TYPES])
    title, heading = (
        looks.letters(cast("_Element", word.styles.element), ids[style]) for style in (styles.TITLE, styles.HEADINGS[0])
    )
    return ready(parts, relations, ids, upright, sideways)._replace(title=title, heading=heading)


def _with_images(types: bytes) -> bytes:
    """The content types, those of our pictures among them."""
    from lxml import etree

    root = etree.fromstring(types)
    for ending, kind in (("png", "image/png"), ("svg", "image/svg+xml")):
        if all(child.get("Extension", "").lower() != ending for child in root):
            root.insert(
                0, root.makeelement(root[0].tag.replace("Override", "Default"), Extension=ending, ContentType=kind)
            )
    return etree.tostring(root, encoding="UTF-8", standalone=True)


_APP = (
    f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>narrator</Application></Properties>"
).encode()


def _settings(word: WordDocument) -> bytes:
    """Settings of our own: nothing that asks on opening, no template, no personal data; of theirs one thing.

    Whether even pages have a header of their own belongs to the page setup.
    """
    even = "<w:evenAndOddHeaders/>" if word.settings.odd_and_even_pages_header_footer else ""
    address = "http://schemas.microsoft.com/office/word"
    compatible = f'<w:compatSetting w:name="compatibilityMode" w:uri="{address}" w:val="15"/>'
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}">{even}<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat><w:useFELayout/>{compatible}</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()


def _pages(properties: _Element) -> tuple[tuple[str, int], tuple[str, int]]:
    """The page as it stands, and the same paper laid on its side with its margins turned along."""
    upright = deepcopy(properties)
    upright.tail = None
    for name in upright.attrib:
        del upright.attrib[name]  # the numbers of editing sessions
    sideways = deepcopy(upright)
    size, margins = sideways.find(f"{{{W}}}pgSz"), sideways.find(f"{{{W}}}pgMar")
    assert size is not None and margins is not None
    if _twips(size, "w") < _twips(size, "h"):
        _turn(size, w="h", h="w")
        size.set(f"{{{W}}}orient", "landscape")
        _turn(margins, top="left", bottom="right", left="bottom", right="top")
        for edge, side in (("footer", "bottom"), ("header", "top")):
            margins.set(f"{{{W}}}{edge}", str(min(_twips(margins, edge), _twips(margins, side) * 3 // 5)))
        for grid in sideways.findall(f"{{{W}}}docGrid"):  # counts lines of the upright page
            sideways.remove(grid)
    return _page(upright), _page(sideways)


def _turn(element: _Element, **sources: str) -> None:
    """Give each attribute the value that another one had; only above and below may a margin be negative."""
    values = {name: str(abs(_twips(element, source))) for name, source in sources.items()}
    for name, value in values.items():
        element.set(f"{{{W}}}{name}", value)


def _twips(element: _Element, name: str) -> int:
    return int(element.get(f"{{{W}}}{name}", "0"))


def _page(properties: _Element) -> tuple[str, int]:
    """Section properties as text, and the width between the margins in twips."""
    from lxml import etree

    etree.cleanup_namespaces(properties)
    size, margins = properties.find(f"{{{W}}}pgSz"), properties.find(f"{{{W}}}pgMar")
    assert size is not None and margins is not None
    width = _twips(size, "w") - _twips(margins, "left") - _twips(margins, "right") - _twips(margins, "gutter")
    text: str = etree.tostring(properties, encoding="unicode")
    return text.replace(f' xmlns:w="{W}"', "", 1).replace(f' xmlns:r="{R}"', "", 1), width


if __name__ == "__main__":
    OFFICIAL.write_text(text(), encoding="utf-8", newline="\n")
