"""The parts of an .xlsx or .ods package, looked through before anything parses them.

One pass over each sheet, without building anything: how far its values reach (two cells in opposite
corners would make a parser ask for 500 GB), which cells hold an error (parsers give them as blank), and
which hold a formula that no program has worked out. What a parser might read otherwise than a person
(a cell that stands twice, a number in two pieces) makes the package unfit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

MAX_SHEETS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
_MAX_SPACES = 10_000
_WIDEST = 16_384  # where a sheet of any program ends
_MOST_PADDING = 10 * MAX_CELLS
_XLSX = re.compile(
    r"\[content_types\]\.xml|.*\.rels|xl/(workbook|styles|sharedstrings)\.xml|xl/worksheets/[^/]+\.xml", re.IGNORECASE
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ODS = ("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml")
_SHORT = 30


class Marks(NamedTuple):
    """Of cells by (row, column), both from 1: the error shown in it; whether an unworked formula stands in it.

    ``percents`` are the cells whose number is shown as one of 100; ``seen`` is False where the format does
    not let us look.
    """

    errors: Mapping[tuple[int, int], str] = {}
    formulas: frozenset[tuple[int, int]] = frozenset()
    seen: bool = True
    percents: frozenset[tuple[int, int]] = frozenset()


class Unfit(Exception):
    """What makes a package unfit to be parsed, in Chinese."""

    def __init__(self, code: str, evidence: str, advice: str, sheet: str = "") -> None:
        super().__init__(evidence)
        self.code, self.evidence, self.advice, self.sheet = code, evidence, advice, sheet


def wanted(name: str) -> bool:
    """Whether this part of a package holds anything that is read."""
    return name in _ODS or _XLSX.fullmatch(name) is not None


def _broken(sheet: str = "") -> Unfit:
    return Unfit("B106", "文件不完整或已损坏。", "请重新导出，或重新复制这个文件。", sheet)


def _entity(*_: Any) -> None:
    raise Unfit("B108", "文件里有 XML 实体声明，正常的工作簿没有。", "请在 Excel 或 WPS 中重新建一个文件。")


def _feed(content: bytes, sheet: str = "", **handlers: Any) -> None:
    """Run expat over a part with these handlers; no document type, no entity."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _entity
    parser.EntityDeclHandler = _entity
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise _broken(sheet) from None
    except Unfit as unfit:
        unfit.sheet = unfit.sheet or sheet
        raise


class Room:
    """How much of what one workbook may hold is left, over all its sheets."""

    def __init__(self) -> None:
        self.cells = 0

    def sheets(self, number: int) -> None:
        """Raises Unfit where there are too many sheets."""
        if number > MAX_SHEETS:
            raise Unfit("B105", f"工作簿有 {number} 张工作表，太多了。", "请检查是否选错了文件。")

    def take(self, rows: int, columns: int, sheet: str) -> None:
        """Raises Unfit where a sheet reaches too far, or all of them hold too much."""
        self.cells += rows * columns
        if rows > MAX_ROWS or columns > MAX_COLUMNS or self.cells > MAX_CELLS:
            evidence = f"工作表用到了第 {rows} 行、第 {columns} 列，太大了。"
            raise Unfit("B105", evidence, "请删去远处多余的单元格，或新建一个工作簿把表复制进去。", sheet)


# .xlsx ------------------------------------------------------------------------------------------


def scan_xlsx(unpacked: dict[str, bytes]) -> dict[str, Marks]:
    """The marks of each sheet by its name; parts that the workbook does not list are dropped. Raises Unfit."""
    for name, content in unpacked.items():
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            _entity(name)
    listed = list(_sheet_parts(unpacked))
    room = Room()
    room.sheets(len(listed))
    styles = _percent_styles(unpacked)
    marks: dict[str, Marks] = {}
    for sheet, part in listed:
        if sheet in marks:
            raise _broken(sheet)
        marks[sheet] = Marks()
        content = unpacked[part]
        if _ENCODING.match(content) is None:
            raise _broken(sheet)
        reach = _plain(content)
        if reach is None or reach[0] > MAX_ROWS or reach[1] > MAX_COLUMNS:
            scan = _XlsxScan()
            _feed(
                content,
                sheet,
                StartElementHandler=scan.start,
                EndElementHandler=scan.end,
                CharacterDataHandler=scan.text,
            )
            reach = (scan.rows, scan.columns)
            marks[sheet] = Marks(scan.errors, frozenset(scan.formulas))
        room.take(*reach, sheet)
        if styles:
            marks[sheet] = marks[sheet]._replace(percents=frozenset(_styled(content, styles)))
    for part in [part for part in unpacked if _SHEET.fullmatch(part) and part not in {part for _, part in listed}]:
        del unpacked[part]
    return marks


_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3}+[0-9]{1,6}+)"(?: s="[0-9]++")?+(?: t="(?:s|n|b|str|inlineStr)")?+/?>')
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNUSUAL = (b"<!", b"&", b"<f", b":f", b":c", b't="s"><v>-')
_ENCODING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<(?:\?xml(?![^>]*encoding)|\?xml[^>]*encoding=["']utf-8["']|[a-z])""", re.IGNORECASE
)


def _plain(content: bytes) -> tuple[int, int] | None:
    """How many rows and columns a sheet reaches, if it is plain; None where it has to be looked at closely.

    Plain is a sheet without formulas and errors, whose cells tell each where it stands, once. Most sheets are.
    """
    if any(sign in content for sign in _UNUSUAL):
        return None
    cells = _PLAIN_CELL.findall(content)
    places = set(cells)
    if len(cells) != content.count(b"<c") - content.count(b"<col") or len(places) < len(cells):
        return None
    letters = {place.rstrip(_DIGITS) for place in places}
    numbers = {place.lstrip(_LETTERS) for place in places}
    columns = max((_column(letter.decode()) for letter in letters), default=0)
    return max(map(int, numbers), default=0), columns


_LITERAL = re.compile(r'"[^"]*"|\\.')
_CELL, _STYLE = re.compile(rb"<(?:\w+:)?c ([^>]*)>"), re.compile(rb'\bs="([0-9]{1,6})"')
_AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def _percent_styles(unpacked: Mapping[str, bytes]) -> set[bytes]:
    """The numbers of the cell styles that show a number as one of 100."""
    formats = {"9", "10"}  # 0% and 0.00%, which need no declaration
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", ""))
        inside.append(name)

    content = next((content for name, content in unpacked.items() if name.lower() == "xl/styles.xml"), b"<none/>")
    _feed(content, StartElementHandler=start, EndElementHandler=lambda _: inside.pop())
    return {str(number).encode() for number, style in enumerate(styles) if style in formats}


def _styled(content: bytes, styles: set[bytes]) -> Iterator[tuple[int, int]]:
    """The cells of a sheet in one of these styles."""
    for attributes in _CELL.findall(content):
        style, at = _STYLE.search(attributes), _AT.search(attributes)
        if style and at and style[1] in styles:
            yield int(at[2]), _column(at[1].decode())


def _sheet_parts(unpacked: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each worksheet's name with the name of its part, as the workbook lists them."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            target = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), target))

    _feed(unpacked.get("xl/_rels/workbook.xml.rels", b""), StartElementHandler=relation)
    _feed(unpacked["xl/workbook.xml"], StartElementHandler=sheet)
    known = {part.lower(): part for part in unpacked}
    for title, target in sheets:
        if target in targets:
            path = targets[target]
            part = known.get((path.lstrip("/") if path.startswith("/") else f"xl/{path}").lower())
            if part is None:
                raise _broken()
            yield title, part


class _XlsxScan:
    """How far the filled cells of a sheet reach, which show an error, which hold a formula without a value."""

    def __init__(self) -> None:
        self.rows = self.columns = self.row = self.column = 0
        self.kind = ""
        self.value: list[str] | None = None
        self.seen: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name == "f":
            self.formulas.add((self.row, self.column))
            self.reach()
        elif name == "v":
            self.value = []
            self.reach()
        elif name == "is":
            self.reach()
        elif name == "row":
            self.row = _number(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0

    def text(self, words: str) -> None:
        if self.value is not None:
            self.value.append(words)

    def end(self, name: str) -> None:
        if self.value is None or name.rpartition(":")[2] != "v":
            return
        value, self.value = self.value, None
        at = (self.row, self.column)
        if self.kind == "e":
            self.errors[at] = "".join(value)[:_SHORT] or "#?"
        elif self.kind != "str" and (len(value) > 1 or (self.kind == "s" and value[:1] and value[0].startswith("-"))):
            raise _broken()
        if value or self.kind == "str":  # a formula may well give an empty text
            self.formulas.discard(at)

    def reach(self) -> None:
        self.rows = max(self.rows, self.row)
        self.columns = max(self.columns, self.column)

    def cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            self.row, self.column = _number(reference[len(letters) :]), _column(letters)
        if (self.row, self.column) in self.seen:
            raise _broken()
        self.seen.add((self.row, self.column))
        self.kind = attributes.get("t", "n")


def _number(digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 7:
        raise _broken()
    return int(digits)


def _column(letters: str) -> int:
    column = 0
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise _broken()
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


# .ods -------------------------------------------------------------------------------------------


def scan_ods(content: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name. Raises Unfit."""
    scan = _OdsScan()
    _feed(content, StartElementHandler=scan.start, EndElementHandler=scan.end, CharacterDataHandler=scan.text)
    return scan.marks


class _OdsScan:
    """As for .xlsx; rows and cells may be repeated by a count, so each counts as often as it stands."""

    def __init__(self) -> None:
        self.room = Room()
        self.marks: dict[str, Marks] = {}
        self.begin("")

    def begin(self, sheet: str) -> None:
        self.sheet = sheet
        self.row = self.row_repeat = self.column = self.padding = self.spaces = 0
        self.rows = self.columns = 0
        self.error: tuple[int, int] | None = None
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.percents: set[tuple[int, int]] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.begin(attributes.get("table:name", ""))
        elif name == "table:table-row":
            self.row += self.row_repeat
            self.row_repeat = _number(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell(attributes)
        elif name == "text:s":
            self.spaces += _number(attributes.get("text:c", "1"))
            if self.spaces > _MAX_SPACES:
                raise _broken(self.sheet)

    def cell(self, attributes: dict[str, str]) -> None:
        repeat = _number(attributes.get("table:number-columns-repeated", "1"))
        first = (self.row + 1, self.column + 1)
        self.padding += self.column  # the blanks before a cell are kept, those behind the last one are not
        self.column += repeat
        if first[1] > _WIDEST or self.padding > _MOST_PADDING:
            Room().take(first[0], max(first[1], self.padding // first[0]), self.sheet)
        if "office:value-type" in attributes or "calcext:value-type" in attributes:
            self.rows = max(self.rows, self.row + self.row_repeat)
            self.columns = max(self.columns, self.column)
            Room().take(self.rows, self.columns, self.sheet)
        if attributes.get("office:value-type") == "percentage":
            rows = range(first[0], self.row + self.row_repeat + 1)
            self.percents |= {(row, column) for row in rows for column in range(first[1], self.column + 1)}
        if attributes.get("calcext:value-type") == "error":
            self.error = first
            self.errors[first] = ""
        if "table:formula" in attributes and "office:value-type" not in attributes:
            self.formulas.add(first)

    def text(self, words: str) -> None:
        if self.error:
            self.errors[self.error] = (self.errors[self.error] + words.strip())[:_SHORT]

    def end(self, name: str) -> None:
        if name == "table:table-cell":
            self.error = None
        elif name == "table:table":
            self.room.take(self.rows, self.columns, self.sheet)
            if self.sheet in self.marks:
                raise _broken(self.sheet)
            errors = {at: words or "#?" for at, words in self.errors.items()}
            self.marks[self.sheet] = Marks(errors, frozenset(self.formulas), percents=frozenset(self.percents))
            self.room.sheets(len(self.marks))
