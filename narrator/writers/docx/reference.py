"""A Word file of the unit's own as the package: styles, lists, theme, page, header and footer; the rest is reported.

Nothing of it is copied but embedded PNG and JPEG pictures: what is taken is built again by ``rebuilt`` and stands in
a package of ours; ``foreign`` opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.readers import isolated
from narrator.readers.package import read
from narrator.writers.docx import consistent, images, looks, prepared
from narrator.writers.docx.foreign import DOOR, Foreign, Relation
from narrator.writers.docx.package import Ready
from narrator.writers.docx.rebuilt import ForeignPart, is_on, rebuilt
from narrator.writers.docx.xml import R, W

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.part import Part
    from lxml.etree import _Element

_MAX_TEXT, _MAX_MARGIN = 16 * 2**20, 2**19  # bytes of document.xml, of a header or footer
_SHOWN = 20  # things left out that a message names
# The text between the margins in twips: 100 mm across an upright page for 8 columns of amounts in the small letters
# of tables; 140 mm down, which is across when the page lies on its side, for 14 columns. Below, numbers break.
_SHORT, _LONG = 5670, 7938
_LARGEST = 31680  # 22 inches, the largest sheet that Word knows
_TWIPS = 1440 / 25.4  # in a millimetre
_NUMBER = re.compile("-?[0-9]{1,9}")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MARGINS = {"header": ("页眉", "w:hdr"), "footer": ("页脚", "w:ftr")}
_SIDES = ("default", "even", "first")


def ready(path: Path) -> Ready:
    """The package that this .docx gives; its ``left_out`` tells in one finding (W218) what was not taken.

    Raises Refused: W211 cannot be read, W212 .doc or under a password, W213 damaged, empty, beyond 32 MB or no
    .docx, W214 too large unpacked, W216 a document type where nothing can be taken without, W219 an unfit page.
    """
    return _ready(path, read(path, DOOR))


@lru_cache(maxsize=4)  # a batch has one template, whose reading takes longer than a document
def _ready(path: Path, content: bytes) -> Ready:
    return isolated.call(DOOR, path, made, path, content)


def made(path: Path, content: bytes) -> Ready:
    """The package that these bytes give, as ``ready`` says; memory and time are not limited here."""
    import docx

    theirs = Foreign(path, content)
    main = [relation.target for relation in theirs.relations("").values() if relation.kind == "officeDocument"]
    text = theirs.parsed("".join(main[:1]), "w:document", _MAX_TEXT)
    adopted = _Adopted(theirs, theirs.relations(main[0]), docx.Document())
    theirs.look_round()
    adopted.page(text)
    base = prepared.around(adopted.word, adopted.ids, numbering=adopted.lists())
    return base._replace(left_out=tuple(_left_out(path, theirs.left_out.found)))


def _left_out(path: Path, found: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """One finding that names what was left out, part by part; none where that is nothing."""
    if found:
        things = [f"{part}：{what}" for part, what in found]
        more = f"等 {len(things)} 项" if len(things) > _SHOWN else ""
        evidence = f"模板里的这些没有用：{'；'.join(things[:_SHOWN])}{more}。"
        advice = "页眉、页脚里要用的，请改成文字、页码（域 PAGE、NUMPAGES）或嵌入的 PNG、JPEG 图片。"
        yield Finding("W218", Place(str(path), 0, 0), evidence, advice)


class _Adopted:
    """A new Word document with what is taken of theirs."""

    def __init__(self, theirs: Foreign, relations: Mapping[str, Relation], word: WordDocument) -> None:
        self.theirs = theirs
        self.relations = relations
        self.word = word
        self.named = {relation.kind: relation.target for relation in reversed([*relations.values()])}
        self.images: dict[bytes, Part] = {}
        given = self.given("numbering")
        self.numbering = None if given is None else self.built(given, ForeignPart("编号"))
        self.known = consistent.lists(self.numbering) if self.numbering is not None else frozenset[str]()
        root = cast("_Element", word.styles.element)
        del root[:]
        if "styles" in self.named:
            given = theirs.parsed(self.named["styles"], "w:styles")
            made = self.built(given, ForeignPart("样式", without=frozenset({"w:vanish"})))
            consistent.styles(made)
            root.extend(made)
        self.ids = looks.adopted(root, self.known)
        self.styles = {style.get(f"{{{W}}}styleId", ""): style for style in root.iter(f"{{{W}}}style")}
        self.theme()

    def given(self, kind: str, root: str = "") -> _Element | None:
        """A part of theirs that can be spared, by the kind of its relationship."""
        return self.theirs.spared(self.named[kind], root or f"w:{kind}") if kind in self.named else None

    def built(self, given: _Element, source: ForeignPart) -> _Element:
        """A part built again; its root needs nothing, so it is there, be it empty."""
        made = rebuilt(given, source, self.theirs.left_out)
        assert made is not None
        return made

    def lists(self) -> bytes:
        """The part of numbering, b"" for none: its levels go with styles that are there and still numbered."""
        if self.numbering is None or not self.known:
            return b""
        numbered = {key for key, style in self.styles.items() if style.find(f"{{{W}}}pPr/{{{W}}}numPr") is not None}
        consistent.unlink(self.numbering, ("pStyle", "styleLink", "numStyleLink"), numbered)
        consistent.unlink(self.numbering, ("rStyle",), self.styles)
        return _bytes(self.numbering)

    def theme(self) -> None:
        """Their fonts and colours in a theme of ours; where they have none, there is none."""
        from docx.opc.constants import RELATIONSHIP_TYPE as RT
        from lxml import etree

        rid, ours = next((rid, one.target_part) for rid, one in self.word.part.rels.items() if one.reltype == RT.THEME)
        given = self.given("theme", "a:theme")
        if given is None:
            del self.word.part.rels[rid]
            return
        if next(given.iter(f"{_A}blipFill"), None) is not None:
            self.theirs.left_out.add("主题", "图片填充")
        theme = etree.fromstring(ours.blob)
        elements = theme[0]
        for place, name in enumerate(("clrScheme", "fontScheme")):
            found = given.find(f"{_A}themeElements/{_A}{name}")
            made = None if found is None else rebuilt(found, ForeignPart("主题"), self.theirs.left_out)
            if made is not None:
                elements[place] = made
        cast("Any", ours)._blob = _bytes(theme)

    # The page

    def page(self, text: _Element) -> None:
        """The page of the last section, with the headers and footers that it has or takes over from those before."""
        every = [section for section in text.iter(f"{{{W}}}sectPr") if not _changed(section)]
        if not every:
            prepared.official_page(self.word)
            return
        made = self.built(every[-1], ForeignPart("版面"))
        columns = every[-1].find(f"{{{W}}}cols")
        if columns is not None and columns.get(f"{{{W}}}num", "1") != "1":
            self.theirs.left_out.add("版面", "分栏")
        first = made.find(f"{{{W}}}titlePg")
        if first is not None:
            first.attrib.clear() if is_on(first) else made.remove(first)
        made[:0] = [*self.margins(every), *self.sheet(every[-1])]
        settings = self.given("settings")
        even = settings is not None and is_on(settings.find(f"{{{W}}}evenAndOddHeaders"))
        self.word.settings.odd_and_even_pages_header_footer = even
        body = cast("_Element", self.word.element.body)
        body.replace(body[-1], made)

    def sheet(self, section: _Element) -> Iterator[_Element]:
        """Size and margins, as ours where they are left open. Raises Refused (W219) where tables have no room."""
        found: dict[str, int] = {}
        for tag, ours in prepared.SHEET.items():
            given = section.find(f"{{{W}}}{tag}")
            made = section.makeelement(f"{{{W}}}{tag}")
            for name, default in ours.items():
                text = str(default) if given is None else given.get(f"{{{W}}}{name}", str(default))
                found[name] = int(text) if _NUMBER.fullmatch(text) else -1
                made.set(f"{{{W}}}{name}", str(found[name]))
            if tag == "pgSz" and found["w"] > found["h"]:
                made.set(f"{{{W}}}orient", "landscape")
            yield made
        across = found["w"] - found["left"] - found["right"] - found["gutter"]
        down = found["h"] - abs(found["top"]) - abs(found["bottom"])
        least = (_SHORT, _LONG) if found["w"] < found["h"] else (_LONG, _SHORT)
        sides = [found[name] for name in found if name not in ("top", "bottom")]
        if min(sides) < 0 or max(found["w"], found["h"]) > _LARGEST or across < least[0] or down < least[1]:
            size, room, needed = (
                f"{round(pair[0] / _TWIPS)}×{round(pair[1] / _TWIPS)}"
                for pair in ((found["w"], found["h"]), (across, down), least)
            )
            evidence = f"模板的纸张是 {size} 毫米，页边距以内 {room} 毫米，放不下表格（至少 {needed} 毫米）。"
            advice = "请在模板的页面设置里改用 A4 纸，或者减小页边距。"
            raise Refused([Finding("W219", Place(str(self.theirs.path), 0, 0), evidence, advice)])

    def margins(self, sections: Collection[_Element]) -> Iterator[_Element]:
        """The references to the headers and footers that the last section shows, each part built once."""
        shown = {
            (kind, reference.get(f"{{{W}}}type", "default")): reference.get(f"{{{R}}}id", "")
            for section in sections
            for kind in _MARGINS
            for reference in section.iterchildren(f"{{{W}}}{kind}Reference")
        }
        parts: dict[tuple[str, str], Part | None] = {}
        for kind in _MARGINS:
            for side in filter(lambda side: (kind, side) in shown, _SIDES):
                if (relation := self.relations.get(shown[kind, side])) is None:
                    raise DOOR.broken(self.theirs.path)
                key = kind, relation.target
                if key not in parts:
                    parts[key] = self.margin(kind, relation.target, len(parts) + 1) if relation.target else None
                if (part := parts[key]) is not None:
                    made = cast("_Element", self.word.element).makeelement(f"{{{W}}}{kind}Reference")
                    made.set(f"{{{W}}}type", side)
                    made.set(f"{{{R}}}id", self.word.part.relate_to(part, f"{R}/{kind}"))
                    yield made

    def margin(self, kind: str, target: str, number: int) -> Part | None:
        """A header or footer built again, its pictures with it; None where it has a document type."""
        label, root = _MARGINS[kind]
        given = self.theirs.spared(target, root, _MAX_MARGIN)
        if given is None:
            return None
        content_type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        part = self.made(f"word/{kind}{number}.xml", content_type, b"")
        inside = self.theirs.relations(target, spared=True)
        pictures = self.theirs.pictures({one.target for one in inside.values() if one.kind == "image"})

        def image(rid: str) -> str | None:
            content = pictures.get(inside[rid].target, b"") if rid in inside else b""
            ending = images.ending(content)
            if not ending:
                self.theirs.left_out.add(label, "不是嵌入的 PNG、JPEG 的图片")
                return None
            if content not in self.images:
                name = f"word/media/template{len(self.images) + 1}.{ending}"
                self.images[content] = self.made(name, f"image/{ending}", content)
            return part.relate_to(self.images[content], f"{R}/image")

        made = self.built(given, ForeignPart(label, image=image))
        consistent.unlink(made, ("pStyle", "rStyle", "tblStyle"), self.styles)
        consistent.unlisted(made, self.known)
        cast("Any", part)._blob = _bytes(made)
        return part

    def made(self, name: str, content_type: str, content: bytes) -> Part:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        return Part(PackURI(f"/{name}"), content_type, content, self.word.part.package)


def _changed(section: _Element) -> bool:
    """Whether this is what a section was before somebody's tracked change."""
    parent = section.getparent()
    return parent is not None and parent.tag == f"{{{W}}}sectPrChange"


def _bytes(root: _Element) -> bytes:
    from lxml import etree

    etree.cleanup_namespaces(root, keep_ns_prefixes=["r"])  # some readers take it for granted
    return etree.tostring(root, encoding="UTF-8", standalone=True)
