"""A Word file (.docx) as plain lines: its paragraphs and table cells in reading order, with their places.

What a reader of the accepted document sees is read: tracked insertions are text, deletions and moved-away
pieces are not; comments are kept apart; a table of contents is left out; a merged cell stands once. Headers,
footers and notes belong to the page, not to the text. The file is untrusted (``narrator.readers.package``);
macros are never looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from narrator.figures.values import Place
from narrator.readers import isolated, package
from narrator.readers.lines import MAX_LINES, WIDE, Cell, Prose, ProseLine, too_long
from narrator.readers.package import Door, Handler

DOOR = Door("W3", " Word 文件", "Word 或 WPS", "请在 Word 或 WPS 中打开，另存为 .docx。")
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CONTENTS = "Table of Contents"
_GONE = ("del", "moveFrom")
_TITLE = ("title", "标题")
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])")
_OUTLINE = tuple("012345678")
_WIDEST = 10_000  # columns of a table, far beyond what Word can make


def load(path: Path) -> Prose:
    """The text of a .docx. Raises Refused, in Chinese, with the file as place.

    Codes: W301 not to be had, W302 empty or too large, W303 no .docx, W304 password, W305 too large
    unpacked, or too dear to read, W306 damaged, W308 a document type or entity.
    """
    return isolated.call(DOOR, path, read, path, package.read(path, DOOR))


def read(path: Path, raw: bytes) -> Prose:
    """The text of a .docx of these bytes, as ``load`` gives it; memory and time are not limited here."""
    parts, main = opened(path, raw, lambda name: name.endswith((".xml", ".rels")))
    known = styles(path, parts, main)
    comments = parts.get(f"{posixpath.dirname(main)}/comments.xml")
    return Prose(_scanned(path, parts[main], known), _scanned(path, comments, known) if comments else ())


def styles(path: Path, parts: dict[str, bytes], main: str) -> _Styles:
    """What the scan of the part ``main`` has to know of the styles."""
    found = _Styles()
    if content := parts.get(f"{posixpath.dirname(main)}/styles.xml"):
        package.parse(path, content, DOOR, found)
    return found


def opened(path: Path, raw: bytes, wanted: Callable[[str], bool]) -> tuple[dict[str, bytes], str]:
    """The wanted parts of a .docx of these bytes, and the name of the one that holds the text. Raises Refused."""
    if package.locked(raw):
        raise DOOR.locked(path)
    if not raw.startswith(package.ZIP):
        raise DOOR.refused(path, 3, _what_else(raw), DOOR.again)
    parts = package.unpack(path, raw, DOOR, wanted)
    return parts, _main(path, parts)


def _what_else(raw: bytes) -> str:
    """What a file that is no zip seems to be."""
    start = raw[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if raw.startswith(package.OLE):
        return "这是旧版 Word 或 WPS 的文件（.doc、.wps），不是 .docx。"
    if start.startswith(b"%pdf"):
        return "这是 PDF 文件，不是 Word 文件。"
    if start.startswith(b"{\\rtf"):
        return "这是 RTF 文件，只是改了扩展名。"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "这是网页（HTML），只是改了扩展名。"
    if start.startswith(b"<?xml"):
        return "这是 XML 文件，只是改了扩展名。"
    if b"\x00" not in raw[:1000]:
        return "这是文本文件，只是改了扩展名。"
    return "这不是 Word 或 WPS 的文件。"


def _main(path: Path, parts: dict[str, bytes]) -> str:
    """The name of the part that holds the text, as the package says."""
    if "xl/workbook.xml" in parts:
        raise DOOR.refused(path, 3, "这是工作簿，不是 Word 文件。", "请选择说明的 Word 文件。")
    relations = _Relations()
    package.parse(path, parts.get("_rels/.rels", b"<none/>"), DOOR, relations)
    for name in (relations.main.lstrip("/"), "word/document.xml"):
        if name in parts:
            return name
    raise DOOR.refused(path, 3, "这是压缩包，不是 Word 或 WPS 的文件。", DOOR.again)


class _Relations(Handler):
    """Finds the main part among the relations of a package."""

    def __init__(self) -> None:
        self.main = ""

    def start(self, space: str, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            self.main = attributes.get("Target", "")


class _Styles(Handler):
    """Finds the styles of titles, headings, contents: their ids are arbitrary (WPS), their names are not."""

    def __init__(self) -> None:
        self.style = ""
        self.contents: set[str] = set()
        self.levels: dict[str, int] = {}
        self.titles: set[str] = set()

    def start(self, space: str, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "").lower()
        if name == "style":
            self.style = attributes.get("styleId", "")
        elif name == "name" and value.startswith("toc "):
            self.contents.add(self.style)
        elif name == "name" and value in _TITLE:
            self.titles.add(self.style)
        elif name == "name" and (heading := _HEADING.fullmatch(value)):
            self.levels[self.style] = int(heading[1])
        elif name == "outlineLvl" and value in _OUTLINE:
            self.levels.setdefault(self.style, int(value) + 1)


def _scanned(path: Path, content: bytes, styles: _Styles) -> tuple[ProseLine, ...]:
    scan = _Scan(path, styles)
    package.parse(path, content, DOOR, scan)
    return tuple(scan.lines)


@dataclass
class _Paragraph:
    """A paragraph as it is read; ``joined`` where its mark is deleted, so that the next one goes on.

    Where a ``title`` is broken behind a Chinese character, it is one line of words all the same; so is a heading of
    ours, whose breaks are marked as breaks of all text (``w:clear``).
    """

    parts: list[str] = field(default_factory=list)
    left_out: bool = False
    joined: bool = False
    heading: int = 0
    title: bool = False


@dataclass
class _WordTable:
    """Where we are in a table: its number, the row, the cell and its column on the grid, what the cell holds."""

    number: int
    row: int = 0
    cell: int = 0
    column: int = 0
    span: int = 1
    gone: bool = False
    merged: bool = False
    texts: list[str] = field(default_factory=list)


class _Scan(Handler):
    """Collects the lines of a part."""

    def __init__(self, path: Path, styles: _Styles) -> None:
        self.path, self.styles = path, styles
        self.lines: list[ProseLine] = []
        self.above: list[str] = []
        self.skipped = 0
        self.paragraphs: list[_Paragraph] = []
        self.tables: list[_WordTable] = []
        self.galleries: list[bool] = []
        self.carried = ""
        self.counted = self.counted_tables = self.comment = 0
        self.reading = False

    def start(self, space: str, name: str, attributes: dict[str, str]) -> None:
        """Begin a paragraph, table, row or cell; note what is deleted, merged or a list of contents."""
        parent = self.above[-1] if self.above else ""
        self.above.append(name)
        if self.skipped or self.leaves_out(space, name, parent):
            self.skipped += 1
            return
        if space == _MATHS and name == "t":
            self.reading = True
        if space not in _WORD:
            return
        value = attributes.get("val", "")
        if parent == "r":
            self.piece(name, value, attributes)
        elif name in _GONE:
            self.mark_gone(parent)
        else:
            self.paragraph(name, value)
            self.table(name, value)

    def leaves_out(self, space: str, name: str, parent: str) -> bool:
        """Whether nothing below this element is text: deleted, moved away, a fallback, contents, ruby."""
        if space == _COMPATIBILITY:
            return name == "Fallback"
        if name in _GONE:
            return parent not in ("rPr", "trPr")
        return name == "rt" or (name == "sdtContent" and bool(self.galleries) and self.galleries[-1])

    def mark_gone(self, parent: str) -> None:
        """A deleted paragraph mark, or a deleted row."""
        if parent == "trPr" and self.tables:
            self.tables[-1].gone = True
        elif self.above[-3:-1] == ["pPr", "rPr"] and self.paragraphs:
            self.paragraphs[-1].joined = True

    def piece(self, name: str, value: str, attributes: dict[str, str]) -> None:
        """What stands in a run: words, tabs, breaks, symbols."""
        self.reading = name == "t"
        if not self.paragraphs:
            return
        parts = self.paragraphs[-1].parts
        if name in ("tab", "ptab"):
            parts.append("\t")
        elif name == "cr" or (name == "br" and attributes.get("type", "") in ("", "textWrapping")):
            whole = self.paragraphs[-1].title or attributes.get("clear") == "all"
            if not (whole and parts and WIDE.match(parts[-1][-1:])):
                parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name == "sym":
            parts.append("\ufffd")

    def paragraph(self, name: str, value: str) -> None:
        """Paragraphs, the comments they stand in, and lists of contents."""
        if name == "p":
            self.paragraphs.append(_Paragraph())
        elif name == "pStyle":
            if self.paragraphs:
                self.paragraphs[-1].left_out = value in self.styles.contents
                self.paragraphs[-1].heading = self.styles.levels.get(value, 0)
                self.paragraphs[-1].title = value in self.styles.titles
        elif name == "outlineLvl":
            if self.paragraphs:
                self.paragraphs[-1].heading = int(value) + 1 if value in _OUTLINE else 0
        elif name == "comment":
            self.comment += 1
        elif name == "sdt":
            self.galleries.append(False)
        elif name == "docPartGallery" and self.galleries:
            self.galleries[-1] = value == _CONTENTS

    def table(self, name: str, value: str) -> None:
        """Tables, rows, cells."""
        if name == "tbl":
            self.counted_tables += 1
            self.tables.append(_WordTable(self.counted_tables))
        elif not self.tables:
            return
        else:
            self.within(self.tables[-1], name, value)

    def within(self, table: _WordTable, name: str, value: str) -> None:
        """Rows and cells of a table, and how many columns of its grid each takes."""
        if name == "tr":
            table.row += 1
            table.cell, table.column, table.span = 0, 0, 1
            table.gone = False
        elif name == "gridBefore":
            table.column = min(_number(value), _WIDEST)
        elif name == "tc":
            table.cell += 1
            table.column = min(table.column + table.span, _WIDEST) if table.cell > 1 else table.column + 1
            table.span = 1
            table.merged = False
            table.texts = []
        elif name == "gridSpan":
            table.span = max(_number(value), 1)
        elif name == "vMerge":
            table.merged = value != "restart"
        elif name == "hMerge":
            table.merged = table.merged or value != "restart"

    def end(self, space: str, name: str) -> None:
        """Finish a paragraph, cell or table."""
        self.above.pop()
        if self.skipped:
            self.skipped -= 1
            return
        if name == "t":
            self.reading = False
        if space not in _WORD:
            return
        if name == "p" and self.paragraphs:
            self.finish(self.paragraphs.pop())
        elif name == "tc" and self.tables:
            self.finish_cell(self.tables[-1])
        elif name == "tbl" and self.tables:
            self.tables.pop()
        elif name == "sdt" and self.galleries:
            self.galleries.pop()

    def text(self, words: str) -> None:
        """Words of a run."""
        if self.reading and not self.skipped and self.paragraphs:
            self.paragraphs[-1].parts.append(words)

    def finish(self, paragraph: _Paragraph) -> None:
        """A paragraph ends; one inside a cell belongs to the cell."""
        text = self.carried + "".join(paragraph.parts)
        self.carried = text if paragraph.joined else ""
        if paragraph.joined:
            return
        if self.tables:
            self.tables[-1].texts.append(text)
            return
        self.counted += 1
        if not paragraph.left_out:
            key = f"批注 {self.comment}" if self.comment else f"第 {self.counted} 段"
            self.put(text, key, heading=paragraph.heading)

    def finish_cell(self, table: _WordTable) -> None:
        """A cell ends; a merged one was told where it began, a deleted row is gone."""
        texts, self.carried = [*table.texts, *([self.carried] if self.carried else [])], ""
        if not table.merged and not table.gone:
            key = f"表 {table.number} 第 {table.row} 行第 {table.cell} 格"
            self.put("\n".join(texts).strip("\n"), key, Cell(table.number, table.row, table.column))

    def put(self, text: str, key: str, cell: Cell | None = None, heading: int = 0) -> None:
        """A line, unless it is empty."""
        if not text.strip():
            return
        if len(self.lines) >= MAX_LINES:
            raise too_long(self.path, DOOR)
        self.lines.append(ProseLine(text, Place(str(self.path), len(self.lines) + 1, 0, key), cell, heading))


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < len(str(_WIDEST)) else 0
