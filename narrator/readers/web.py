"""A web page (.html) as lines: what a person sees of the document on it, without menus, scripts and hidden parts.

Parsed by lxml, which the program needs anyhow and which mends what browsers mend, in the process for strangers'
files; nothing is fetched. A page with one ``main`` is read inside it: that is where a page, ours too, has its document.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from narrator.figures.findings import Refused
from narrator.figures.values import Place
from narrator.readers.lines import MAX_LINES, Cell, Prose, ProseLine, folded, source_place, too_long
from narrator.readers.package import MAX_DEPTH, Door

if TYPE_CHECKING:
    from lxml.etree import _Element

DOOR = Door("W3", "网页文件", "浏览器", "请在浏览器中打开，复制全文到 Word，另存为 .docx。")
MAX_BYTES = 32 * 1024 * 1024
MAX_TAGS = 1_000_000
_WIDEST, _LONGEST = 1000, 65534  # columns and rows that a cell may span, in HTML
_MOST_COLUMNS = 16384  # of a table, as many as a workbook has
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{1,20})", re.I)
_HEAD = 4096  # so far into a page its encoding is told
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "utf-8": "utf-8-sig"}
_BLOCKS = frozenset(
    {
        *("html", "body", "main", "article", "section", "header", "footer", "address", "blockquote"),
        *("center", "details", "summary", "dialog", "dd", "div", "dl", "dt", "fieldset", "legend"),
        *("figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr", "li"),
        *("menu", "ol", "p", "pre", "search", "ul", "caption", "table", "thead", "tbody", "tfoot", "tr"),
        *("td", "th"),
    }
)
_UNSEEN = frozenset(
    {
        *("head", "title", "script", "style", "template", "noscript", "nav", "aside", "button", "select", "option"),
        *("datalist", "textarea", "object", "iframe", "frame", "video", "audio", "canvas", "svg", "del"),
        *("rt", "rp", "colgroup"),
    }
)
_RUNNING = ("header", "footer")  # what LibreOffice calls the heads and feet of pages
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_HEADING = re.compile(r"h([1-6])")
_PICTURE = re.compile(r"base64,[A-Za-z0-9+/=]{1000,}")  # within the page; no text, and beyond what a parser takes


def declared(raw: bytes) -> tuple[str, ...]:
    """The encoding that a page says it has, as Python calls it; nothing where it says none that is known."""
    found = _DECLARED.search(raw[:_HEAD])
    name = _ENCODINGS.get(found[1].decode("ascii", "replace").lower()) if found else None
    return (name,) if name else ()


def read(path: Path, text: str) -> Prose:
    """The lines of a page; memory and time are not limited here.

    Raises Refused: W305 where it has more tags or lines than any 说明 has, or nests beyond reason. A ``<br>`` ends a
    line, within a cell it breaks it. A table that holds another one, or a single cell, only lays out the page: what
    stands in it are paragraphs.
    """
    root = _parsed(path, text)
    mains = list(root.iter("main"))
    scan = _Scan(path)
    scan.walk(mains[0] if len(mains) == 1 else root)
    return Prose(tuple(scan.lines))


def piece(path: Path, text: str, tables: int, offset: int) -> tuple[list[ProseLine], int]:
    """The lines of a piece of HTML within Markdown, and how many tables of the file there are by then.

    It stands ``offset`` lines into the file and behind so many ``tables``.
    """
    scan = _Scan(path, tables, offset)
    scan.walk(_parsed(path, text))
    return scan.lines, scan.tables


def _parsed(path: Path, text: str) -> _Element:
    from lxml import etree

    if text.count("<") > MAX_TAGS:
        raise DOOR.refused(path, 5, f"HTML 标签超过 {MAX_TAGS} 个。", "请检查是否选错了文件。")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    content = _PICTURE.sub("", text.replace("\0", "\ufffd")).encode()
    root = etree.fromstring(content, parser) if content.strip() else None
    if any(error.level_name == "FATAL" for error in parser.error_log):  # a limit of the parser: the rest is not there
        raise _nested(path)
    return etree.Element("body") if root is None else root


def _nested(path: Path) -> Refused:
    return DOOR.refused(path, 5, "网页的标签一层套一层，嵌套得太深，或有一段过长。", DOOR.again)


class _Grid:
    """A table while it is read: which columns the cells above reach into."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = self.cell = self.column = 0
        self.reach: dict[int, int] = {}

    def next_row(self) -> None:
        self.row += 1
        self.cell = self.column = 0

    def place(self, rows: int, columns: int) -> Cell:
        """The next cell of the row, which takes so many rows and columns; MemoryError where there are too many."""
        if not self.row:
            self.next_row()
        self.cell += 1
        self.column += 1
        while self.reach.get(self.column, 0) >= self.row:
            self.column += 1
        first, self.column = self.column, self.column + columns - 1
        if self.column > _MOST_COLUMNS:
            raise MemoryError
        if rows > 1:
            self.reach.update(dict.fromkeys(range(first, first + columns), self.row + rows - 1))
        return Cell(self.number, self.row, first)


class _Scan:
    """Collects the lines of a page, element by element."""

    def __init__(self, path: Path, tables: int = 0, offset: int = -1) -> None:
        self.path, self.tables, self.offset = path, tables, offset
        self.lines: list[ProseLine] = []
        self.counted = 0
        self.grids: list[_Grid] = []
        self.pieces: list[str] = []
        self.inside: list[str] | None = None  # the lines of the cell that is read
        self.heading = self.line = 0
        self.kept = False

    def walk(self, element: _Element, depth: int = 0) -> None:
        """An element with all that it holds."""
        name = element.tag
        if name in _UNSEEN or "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
            return
        if element.get("title") in _RUNNING:
            return
        if depth > MAX_DEPTH:
            raise _nested(self.path)
        if name == "br":
            self.finish()
        elif name in ("td", "th") and self.grids and self.inside is None:
            self.cell(element, depth)
        elif name == "table" and self.inside is None and not _lays_out(element):
            self.finish()
            self.tables += 1
            self.grids.append(_Grid(self.tables))
            self.within(element, depth)
            self.finish()
            self.grids.pop()
        elif name in _BLOCKS:
            self.block(element, name, depth)
        else:
            self.within(element, depth)

    def within(self, element: _Element, depth: int) -> None:
        """The words and elements in an element."""
        self.words(element.text, element)
        for child in element:
            self.walk(child, depth + 1)
            self.words(child.tail, element)

    def block(self, element: _Element, name: str, depth: int) -> None:
        """An element that begins and ends lines."""
        self.finish()
        before = self.heading, self.kept
        if found := _HEADING.fullmatch(name):
            self.heading = int(found[1])
        self.kept = self.kept or name == "pre"
        if name == "tr" and self.grids:
            self.grids[-1].next_row()
        self.within(element, depth)
        self.finish()
        self.heading, self.kept = before

    def cell(self, element: _Element, depth: int) -> None:
        """A cell of a table: its lines are one line of ours."""
        self.finish()
        grid = self.grids[-1]
        cell = grid.place(_span(element, "rowspan", _LONGEST), _span(element, "colspan", _WIDEST))
        self.inside = []
        self.within(element, depth)
        self.finish()
        text, self.inside = "\n".join(self.inside), None
        self.put(text, f"表 {cell.table} 第 {cell.row} 行第 {grid.cell} 格", _line(element), cell, grid.cell)

    def words(self, text: str | None, element: _Element) -> None:
        """Words as they stand in the source; in a ``pre`` its lines are lines."""
        for number, piece in enumerate(text.split("\n") if text and self.kept else [text or ""]):
            if number:
                self.finish()
            if not self.pieces:
                self.line = _line(element)
            self.pieces.append(piece)

    def finish(self) -> None:
        """A line ends, of a paragraph or of a cell."""
        text, self.pieces = folded("".join(self.pieces)), []
        if not text.strip():
            return
        if self.inside is not None:
            self.inside.append(text)
        else:
            self.counted += 1
            self.put(text, f"第 {self.counted} 段", self.line)

    def put(self, text: str, key: str, line: int, cell: Cell | None = None, count: int = 0) -> None:
        """A line, unless it is empty; within Markdown its place is that of its source."""
        if not text.strip():
            return
        if len(self.lines) >= MAX_LINES:
            raise too_long(self.path, DOOR)
        place = Place(str(self.path), len(self.lines) + 1, 0, key)
        if self.offset >= 0:
            place = source_place(self.path, self.offset + line, count)
        self.lines.append(ProseLine(text, place, cell, 0 if cell else self.heading))


def _line(element: _Element) -> int:
    """The line of the source in which an element begins."""
    return cast("int", element.sourceline)


def _lays_out(table: _Element) -> bool:
    """Whether a table only lays out a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    cells = (element for element in table.iter("td", "th"))
    next(cells, None)
    return next(cells, None) is None


def _span(element: _Element, name: str, most: int) -> int:
    """How many rows or columns a cell takes; a rowspan of 0 reaches to the end."""
    value = element.get(name, "1").strip()
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else 1
    return min(number or most, most) if name == "rowspan" else min(max(number, 1), most)
