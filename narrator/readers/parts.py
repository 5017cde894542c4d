"""The parts of an .xlsx package, looked through before anything parses them; what that tells of any package.

One pass over each sheet, without building anything: how far its values reach (two cells in opposite
corners would make a parser ask for 500 GB), which cells hold an error (parsers give them as blank), and
which hold a formula that no program has worked out; which numbers are shown otherwise than they are kept, what is
hidden. What a parser might read otherwise than a person (a cell that stands twice, a number in two pieces) makes
the package unfit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from narrator.readers.grid import Marks
from narrator.readers.number_format import is_plain

MAX_SHEETS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
WIDEST = 16_384  # where a sheet of any program ends
_XLSX = re.compile(
    r"\[content_types\]\.xml|.*\.rels|xl/(workbook|styles|sharedstrings)\.xml|xl/worksheets/[^/]+\.xml", re.IGNORECASE
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ODS = ("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml")
SHORT = 30


class Unfit(Exception):
    """What makes a package unfit to be parsed, in Chinese."""

    def __init__(self, code: str, evidence: str, advice: str, sheet: str = "") -> None:
        super().__init__(evidence)
        self.code, self.evidence, self.advice, self.sheet = code, evidence, advice, sheet


def wanted(name: str) -> bool:
    """Whether this part of a package holds anything that is read."""
    return name in _ODS or _XLSX.fullmatch(name) is not None


def broken(sheet: str = "") -> Unfit:
    """What is said of a package that is cut off or damaged."""
    return Unfit("B106", "文件不完整或已损坏。", "请重新导出，或重新复制这个文件。", sheet)


def _entity(*_: Any) -> None:
    raise Unfit("B108", "文件里有 XML 实体声明，正常的工作簿没有。", "请在 Excel 或 WPS 中重新建一个文件。")


def feed(content: bytes, sheet: str = "", **handlers: Any) -> None:
    """Run expat over a part with these handlers; no document type, no entity."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _entity
    parser.EntityDeclHandler = _entity
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise broken(sheet) from None
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
        if b"!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            _entity(name)
    listed = list(_sheet_parts(unpacked))
    room = Room()
    room.sheets(len(listed))
    styles = _odd_styles(unpacked)
    marks: dict[str, Marks] = {}
    for sheet, part in listed:
        if sheet in marks:
            raise broken(sheet)
        content = unpacked[part]
        reach, marks[sheet] = _scanned(content, sheet)
        room.take(*reach, sheet)
        if styles:
            marks[sheet] = marks[sheet]._replace(formats=dict(_styled(content, styles)))
        if b"hidden=" in content:
            marks[sheet] = _hidden(content, marks[sheet])
    for part in [part for part in unpacked if _SHEET.fullmatch(part) and part not in {part for _, part in listed}]:
        del unpacked[part]
    return marks


def _scanned(content: bytes, sheet: str) -> tuple[tuple[int, int], Marks]:
    """How many rows and columns a sheet reaches, and its errors and formulas. Raises Unfit."""
    if _ENCODING.match(content) is None:
        raise broken(sheet)
    reach = _plain(content)
    if reach is not None and reach[0] <= MAX_ROWS and reach[1] <= MAX_COLUMNS:
        return reach, Marks()
    scan = _XlsxScan()
    feed(content, sheet, StartElementHandler=scan.start, EndElementHandler=scan.end, CharacterDataHandler=scan.text)
    return (scan.rows, scan.columns), Marks(scan.errors, frozenset(scan.formulas))


_CELL = re.compile(  # every cell; where it stands, of one that is plain
    rb'<c(?: r="([A-Z]{1,3}+[0-9]{1,6}+)"(?: s="[0-9]++")?+(?: t="(?:s|n|b|str|inlineStr)")?+/?>|(?!ol))'
)
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNUSUAL = (b"&", b"<f", b't="s"><v>-')
_PREFIXED = re.compile(rb":[fc]")
_ENCODING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<(?:\?xml(?![^>]*encoding)|\?xml[^>]*encoding=["']utf-8["']|[a-z])""", re.IGNORECASE
)


def _plain(content: bytes) -> tuple[int, int] | None:
    """How many rows and columns a sheet reaches, if it is plain; None where it has to be looked at closely.

    Plain is a sheet without formulas and errors, whose cells tell each where it stands, once. Most sheets are.
    """
    if any(sign in content for sign in _UNUSUAL) or (b"!" in content and b"<!" in content):
        return None
    if _PREFIXED.search(content):
        return None
    cells = _CELL.findall(content)
    places = set(cells)
    if b"" in places or len(places) < len(cells):
        return None
    if not cells:
        return 0, 0
    listed = b" ".join(places)
    letters, numbers = (set(listed.translate(None, signs).split()) for signs in (_DIGITS, _LETTERS))
    farthest = max(sorted(letters, reverse=True), key=len)
    return max(map(int, numbers)), _column(farthest.decode())


_BUILT_IN = {  # the number formats that need no declaration, but for the plain ones
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "48": "##0.0E+0",
    **{str(number): "yyyy" for number in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))},
}


def _odd_styles(unpacked: Mapping[str, bytes]) -> dict[bytes, str]:
    """The numbers of the cell styles that may show another amount than a cell holds, with their number formats."""
    formats = dict(_BUILT_IN)
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "numFmt" and inside[-1:] == ["numFmts"]:
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", ""))
        inside.append(name)

    content = next((content for name, content in unpacked.items() if name.lower() == "xl/styles.xml"), b"<none/>")
    feed(content, StartElementHandler=start, EndElementHandler=lambda _: inside.pop())
    odd = {number: code for number in set(styles) if not is_plain(code := formats.get(number, ""))}
    return {str(place).encode(): odd[number] for place, number in enumerate(styles) if number in odd}


_ELEMENT = re.compile(rb"<(?:\w+:)?(row|col|c)(?=[ />])([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(\w+)\s*=\s*["']([^"']*)["']""")
_YES = (b"1", b"true")


def _styled(content: bytes, styles: Mapping[bytes, str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells of a sheet in one of these styles; a cell that tells no place stands beside the one before."""
    row = column = 0
    for kind, written in _ELEMENT.findall(content):
        told = dict(_ATTRIBUTE.findall(written))
        at = told.get(b"r", b"").decode()
        if kind == b"row":
            row, column = natural(at) if at else row + 1, 0
        elif kind == b"c":
            letters = at.rstrip("0123456789")
            row, column = (natural(at[len(letters) :]), _column(letters)) if at else (row, column + 1)
            if told.get(b"s") in styles:
                yield (row, column), styles[told[b"s"]]


_ROW = re.compile(rb"<(?:\w+:)?row[ />](?:[^>]*\br=[\"']([0-9]+))?")


def _hidden(content: bytes, marks: Marks) -> Marks:
    """The marks, with the rows and columns that are hidden, and whether there is a filter."""
    rows, columns = set[int](), set[int]()
    at = content.find(b"hidden=")
    while at >= 0:
        start, end = content.rfind(b"<", 0, at), content.find(b">", at)
        kind, told = content[start + 1 : at].split(None, 1)[0], dict(_ATTRIBUTE.findall(content[start:end]))
        at = content.find(b"hidden=", at + 1)
        if told.get(b"hidden") not in _YES:
            continue
        if kind.endswith(b"row"):
            rows.add(natural(told[b"r"].decode()) if b"r" in told else _row(content[:end]))
        elif kind.endswith(b"col"):
            first, last = (natural(told.get(edge, b"").decode()) for edge in (b"min", b"max"))
            columns |= set(range(first, min(last, WIDEST) + 1))
    filtered = b"autoFilter" in content
    return marks._replace(hidden_rows=frozenset(rows), hidden_columns=frozenset(columns), filtered=filtered)


def _row(content: bytes) -> int:
    """Which row the last one in this piece of a sheet is, where it does not say so itself."""
    row = 0
    for told in _ROW.findall(content):
        row = int(told or row + 1)
    return row


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

    feed(unpacked.get("xl/_rels/workbook.xml.rels", b""), StartElementHandler=relation)
    feed(unpacked["xl/workbook.xml"], StartElementHandler=sheet)
    known = {part.lower(): part for part in unpacked}
    for title, target in sheets:
        if target in targets:
            path = targets[target]
            part = known.get((path.lstrip("/") if path.startswith("/") else f"xl/{path}").lower())
            if part is None:
                raise broken()
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
            self.row = natural(attributes["r"]) if "r" in attributes else self.row + 1
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
            self.errors[at] = "".join(value)[:SHORT] or "#?"
        elif self.kind != "str" and (len(value) > 1 or (self.kind == "s" and value[:1] and value[0].startswith("-"))):
            raise broken()
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
            self.row, self.column = natural(reference[len(letters) :]), _column(letters)
        if (self.row, self.column) in self.seen:
            raise broken()
        self.seen.add((self.row, self.column))
        self.kind = attributes.get("t", "n")


def natural(digits: str) -> int:
    """A count or a place as a package states it; raises Unfit for anything else."""
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 7:
        raise broken()
    return int(digits)


@lru_cache(maxsize=MAX_COLUMNS)  # the same letters in every row
def _column(letters: str) -> int:
    column = 0
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise broken()
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
