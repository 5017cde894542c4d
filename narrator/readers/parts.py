"""The parts of an .xlsx or .ods package, looked through before anything parses them.

One pass of expat over each sheet, without building anything: how far its values reach (two cells in
opposite corners would make a parser ask for 500 GB), which cells hold an error (parsers give them as
blank), and which hold a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
_XLSX = re.compile(
    r"\[content_types\]\.xml|.*\.rels|xl/(workbook|styles|sharedstrings)\.xml|xl/worksheets/[^/]+\.xml", re.IGNORECASE
)
_ODS = ("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml")


class Marks(NamedTuple):
    """Of cells by (row, column), both from 1: the error shown in it; whether a formula stands in it."""

    errors: Mapping[tuple[int, int], str]
    formulas: frozenset[tuple[int, int]]


class Unfit(Exception):
    """What makes a package unfit to be parsed, in Chinese."""

    def __init__(self, code: str, evidence: str, advice: str, sheet: str = "") -> None:
        super().__init__(evidence)
        self.code, self.evidence, self.advice, self.sheet = code, evidence, advice, sheet


def wanted(name: str) -> bool:
    """Whether this part of a package holds anything that is read."""
    return name in _ODS or _XLSX.fullmatch(name) is not None


def _broken(sheet: str = "") -> Unfit:
    return Unfit("B106", "文件不完整或已损坏。", "请重新导出或重新复制这个文件。", sheet)


def _entity(*_: Any) -> None:
    raise Unfit("B108", "文件里有 XML 实体声明，正常的工作簿没有。", "请在 Excel 或 WPS 中重新建一个文件。")


def _parser(start: Any) -> Any:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _entity
    parser.EntityDeclHandler = _entity
    parser.StartElementHandler = start
    return parser


def _feed(parser: Any, content: bytes, sheet: str = "") -> None:
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise _broken(sheet) from None
    except Unfit as unfit:
        unfit.sheet = unfit.sheet or sheet
        raise


def _within(rows: int, columns: int, sheet: str) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        evidence = f"工作表用到了第 {rows} 行、第 {columns} 列，太大了。"
        raise Unfit("B105", evidence, "请删去远处多余的单元格，或新建一个工作簿把表复制进去。", sheet)


# .xlsx ------------------------------------------------------------------------------------------


def scan_xlsx(unpacked: Mapping[str, bytes]) -> dict[str, Marks]:
    """The marks of each sheet by its name, where it has any. Raises Unfit."""
    for name, content in unpacked.items():
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            _entity(name)
    marks = {}
    for sheet, part in _sheet_parts(unpacked):
        if _is_plain(unpacked[part]):
            continue
        scan = _XlsxScan()
        _feed(_parser(scan.start), unpacked[part], sheet)
        _within(scan.rows, scan.columns, sheet)
        marks[sheet] = Marks(_shown(unpacked[part], scan.errors), frozenset(scan.formulas))
    return marks


_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,6})"')
_UNUSUAL = (b"<!", b"<f", b":f", b":c", b'"e"', b"'e'")


def _is_plain(content: bytes) -> bool:
    """Whether a sheet has no formula, no error, and only cells that tell where they stand, none far out.

    Whatever might be one of these is looked at by the parser; most sheets are plain, and this is quick.
    """
    cells = _PLAIN_CELL.findall(content)
    if any(sign in content for sign in _UNUSUAL) or len(cells) != content.count(b"<c") - content.count(b"<col"):
        return False
    columns = max((_column(letters.decode()) for letters in {letters for letters, _ in cells}), default=0)
    rows = max(map(int, {row for _, row in cells}), default=0)
    return rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns <= MAX_CELLS


def _sheet_parts(unpacked: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each sheet's name with the name of its part, as the workbook lists them."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            target = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), target))

    _feed(_parser(relation), unpacked.get("xl/_rels/workbook.xml.rels", b""))
    _feed(_parser(sheet), unpacked["xl/workbook.xml"])
    for title, target in sheets:
        part = targets.get(target, "")
        part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        if part in unpacked:
            yield title, part


class _XlsxScan:
    """How far the filled cells of a sheet reach, which show an error, which hold a formula."""

    def __init__(self) -> None:
        self.rows = self.columns = self.row = self.column = 0
        self.error = self.text = False
        self.errors: list[tuple[int, int]] = []
        self.formulas: set[tuple[int, int]] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.cell(attributes)
        elif name in ("v", "is"):
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
            if self.error:
                self.errors.append((self.row, self.column))
        elif name == "f":
            if not self.text:  # a formula may well give an empty text
                self.formulas.add((self.row, self.column))
        elif name == "row":
            self.row = _number(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0

    def cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            self.row, self.column = _number(reference[len(letters) :]), _column(letters)
        kind = attributes.get("t")
        self.error, self.text = kind == "e", kind == "str"


def _number(digits: str) -> int:
    if not digits.isdecimal() or len(digits) > 7:
        raise _broken()
    return int(digits)


def _column(letters: str) -> int:
    column = 0
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise _broken()
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["'][^>]*>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")


def _shown(content: bytes, places: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The words of the errors (#REF!), in the order of their cells."""
    if not places:
        return {}
    words = [_VALUE.search(cell.group(1)) for cell in _ERROR_CELL.finditer(content)]
    shown = [found.group(1).decode("utf-8", "replace") if found else "" for found in words]
    return {place: (shown[number] if number < len(shown) else "") or "#?" for number, place in enumerate(places)}


# .ods -------------------------------------------------------------------------------------------


def scan_ods(content: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name. Raises Unfit."""
    scan = _OdsScan()
    _feed(_parser(scan.start), content)
    scan.close()
    return scan.marks


class _OdsScan:
    """As for .xlsx; rows and cells may be repeated by a count, so each counts as often as it stands."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}
        self.sheet = ""
        self.row = self.row_repeat = self.column = 0
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.close()
            self.sheet = attributes.get("table:name", "")
            self.row = self.row_repeat = 0
            self.errors, self.formulas = {}, set()
        elif name == "table:table-row":
            self.row += self.row_repeat
            self.row_repeat = _number(attributes.get("table:number-rows-repeated", "1"))
            self.column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell(attributes)

    def cell(self, attributes: dict[str, str]) -> None:
        repeat = _number(attributes.get("table:number-columns-repeated", "1"))
        first = (self.row + 1, self.column + 1)
        self.column += repeat
        if "office:value-type" in attributes or "calcext:value-type" in attributes:
            _within(self.row + self.row_repeat, self.column, self.sheet)
        if attributes.get("calcext:value-type") == "error":
            self.errors[first] = "#REF!"
        if "table:formula" in attributes and "office:value-type" not in attributes:
            self.formulas.add(first)

    def close(self) -> None:
        if self.sheet:
            self.marks[self.sheet] = Marks(self.errors, frozenset(self.formulas))
