"""The content of an .ods, looked through before anything parses it, as the parts of an .xlsx are.

Rows and cells may be repeated by a count, so that each counts as often as it stands. The number
styles are put into the words of Excel's number formats, of which the grammar is known
(``narrator.readers.number_format``).
"""

from __future__ import annotations

import re

from narrator.readers.grid import Marks
from narrator.readers.number_format import is_plain
from narrator.readers.parts import MAX_CELLS, MAX_ROWS, SHORT, WIDEST, Room, broken, feed, natural

_MAX_SPACES = 10_000
_MOST_PADDING = 10 * MAX_CELLS
_FORMATS = {  # the kinds of number style, with the words of those whose numbers are no amounts
    "number:number-style": "",
    "number:currency-style": "",
    "number:percentage-style": "",
    "number:text-style": "@",
    "number:date-style": "yyyy",
    "number:time-style": "h",
    "number:boolean-style": "General",
}
_PARTS = {"number:scientific-number": "0E+0", "number:fraction": "# ?/?", "number:text-content": "@"}
_MAP = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")


def scan_ods(content: bytes, styles: bytes = b"") -> dict[str, Marks]:
    """The marks of each sheet by its name; ``styles`` is the part with the named styles. Raises Unfit."""
    formats = _Formats()
    if styles:
        feed(
            styles, StartElementHandler=formats.start, EndElementHandler=formats.end, CharacterDataHandler=formats.text
        )
    scan = _Scan(formats)
    feed(content, StartElementHandler=scan.start, EndElementHandler=scan.end, CharacterDataHandler=scan.text)
    return scan.marks


class _Formats:
    """The number formats of cell styles, in Excel's words."""

    def __init__(self) -> None:
        self.written: dict[str, list[str]] = {}  # of each number style
        self.sections: dict[str, list[str]] = {}  # its conditions, with the styles that they choose
        self.cells: dict[str, tuple[str, str]] = {}  # of each cell style: number style, parent
        self.known: dict[str, str] = {}
        self.style = ""
        self.words: list[str] | None = None
        self.position = 0
        self.places: dict[int, str] = {}  # what is embedded in a number, by the digits to its right
        self.number: dict[str, str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            if attributes.get("style:family") == "table-cell":
                parent = attributes.get("style:parent-style-name", "Default")
                self.cells[attributes.get("style:name", "")] = attributes.get("style:data-style-name", ""), parent
        elif name in _FORMATS:
            self.style = attributes.get("style:name", "")
            self.written[self.style] = [_FORMATS[name]] if _FORMATS[name] else []
        elif not self.style:
            return
        elif name == "style:map":
            if condition := _MAP.match(attributes.get("style:condition", "")):
                sign = condition[1].replace("!=", "<>")
                target = attributes.get("style:apply-style-name", "")
                self.sections.setdefault(self.style, []).append(f"{sign}{condition[2]}\n{target}")
        elif name == "number:number":
            self.number, self.places = attributes, {}
        elif name in ("number:text", "number:currency-symbol", "number:embedded-text"):
            self.words, self.position = [], natural(attributes.get("number:position", "0"))
        elif name in _PARTS:
            self.written[self.style].append(_PARTS[name])
        elif name == "style:text-properties" and attributes.get("fo:color", "#000000").lower() not in (
            "#000000",
            "#ffffff",
        ):
            self.written[self.style].append("[Red]")

    def text(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)

    def end(self, name: str) -> None:
        if name in _FORMATS:
            self.style = ""
        elif not self.style:
            return
        elif name == "number:number" and self.number is not None:
            self.written[self.style].append(_digits(self.number, self.places))
            self.number = None
        elif self.words is not None and name == "number:embedded-text":
            self.places[self.position], self.words = "".join(self.words), None
        elif self.words is not None and name in ("number:text", "number:currency-symbol"):
            text, self.words = "".join(self.words), None
            self.written[self.style].append("%" if text == "%" else _literal(text))

    def of(self, cell: str) -> str:
        """The number format of a cell style; "" where it is plain."""
        if cell not in self.known:
            style, parent, seen = *self.cells.get(cell, ("", "")), {cell}
            while not style and parent in self.cells and parent not in seen:
                seen.add(parent)
                style, parent = self.cells[parent]
            code = self.code(style)
            self.known[cell] = "" if is_plain(code) else code
        return self.known[cell]

    def code(self, style: str) -> str:
        """A number style with all its sections."""
        sections = [section.split("\n") for section in self.sections.get(style, ())]
        parts = [f"[{test}]{''.join(self.written.get(name, ()))}" for test, name in sections]
        return ";".join([*parts, "".join(self.written.get(style, ()))])


def _digits(number: dict[str, str], places: dict[int, str]) -> str:
    """The digits of a number style as Excel writes them."""
    least = natural(number.get("number:min-integer-digits", "0"))
    decimals = number.get("number:decimal-places")
    factor = number.get("number:display-factor", "1")
    scale = len(factor) - 1 if re.fullmatch("1(000)*", factor) else -1
    if decimals is None and not places and not scale:
        return "General"
    if scale < 0 or least > SHORT or max(places, default=0) > SHORT:
        return "0/0"  # no amount that could be read
    count = max(least, 1 + max(places, default=0))
    whole = "".join(
        ("0" if right < least else "#") + (_literal(places[right]) if places.get(right) else "")
        for right in range(count - 1, -1, -1)
    )
    grouped = "#," if number.get("number:grouping") == "true" else ""
    point = f".{'0' * min(natural(decimals), SHORT)}" if decimals not in (None, "0") else ""
    return f"{grouped}{whole}{point}{',' * (scale // 3)}"


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" for sign in text)


class _Scan:
    """As for .xlsx; rows and cells may be repeated by a count, so each counts as often as it stands."""

    def __init__(self, formats: _Formats) -> None:
        self.room = Room()
        self.marks: dict[str, Marks] = {}
        self.formats = formats
        self.begin("")

    def begin(self, sheet: str) -> None:
        self.sheet = sheet
        self.row = self.row_repeat = self.column = self.padding = self.spaces = 0
        self.rows = self.columns = 0
        self.error: tuple[int, int] | None = None
        self.errors: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.shown: dict[tuple[int, int], str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.filtered = False
        self.styles: list[tuple[int, str]] = []  # of the columns, up to the last that each goes for
        self.row_style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.begin(attributes.get("table:name", ""))
        elif name == "table:table-column":
            self.column_style(attributes)
        elif name == "table:table-row":
            self.row += self.row_repeat
            self.row_repeat = natural(attributes.get("table:number-rows-repeated", "1"))
            self.row_style = attributes.get("table:default-cell-style-name", "")
            self.column = 0
            visible = attributes.get("table:visibility", "visible")
            if visible != "visible":
                self.hidden_rows |= set(range(self.row + 1, min(self.row + self.row_repeat, MAX_ROWS) + 1))
                self.filtered = self.filtered or visible == "filter"
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell(attributes)
        elif name == "text:s":
            self.spaces += natural(attributes.get("text:c", "1"))
            if self.spaces > _MAX_SPACES:
                raise broken(self.sheet)
        else:
            self.formats.start(name, attributes)

    def column_style(self, attributes: dict[str, str]) -> None:
        first = self.styles[-1][0] if self.styles else 0
        last = min(first + natural(attributes.get("table:number-columns-repeated", "1")), WIDEST)
        self.styles.append((last, attributes.get("table:default-cell-style-name", "")))
        if attributes.get("table:visibility", "visible") != "visible":
            self.hidden_columns |= set(range(first + 1, last + 1))

    def cell(self, attributes: dict[str, str]) -> None:
        repeat = natural(attributes.get("table:number-columns-repeated", "1"))
        first = (self.row + 1, self.column + 1)
        self.padding += self.column  # the blanks before a cell are kept, those behind the last one are not
        self.column += repeat
        if first[1] > WIDEST or self.padding > _MOST_PADDING:
            Room().take(first[0], max(first[1], self.padding // first[0]), self.sheet)
        if "office:value-type" in attributes or "calcext:value-type" in attributes:
            self.rows = max(self.rows, self.row + self.row_repeat)
            self.columns = max(self.columns, self.column)
            Room().take(self.rows, self.columns, self.sheet)
            self.format(first, attributes)
        if attributes.get("calcext:value-type") == "error":
            self.error = first
            self.errors[first] = ""
        if "table:formula" in attributes and "office:value-type" not in attributes:
            self.formulas.add(first)

    def format(self, first: tuple[int, int], attributes: dict[str, str]) -> None:
        """Note the number format of a filled cell, as often as it stands."""
        kind = attributes.get("office:value-type")
        own = attributes.get("table:style-name") or self.row_style
        columns = range(first[1], self.column + 1)
        for column in columns:
            style = own or next((name for last, name in self.styles if column <= last), "")
            code = self.formats.of(style) or ("0%" if kind == "percentage" else "")
            if code:
                rows = range(first[0], self.row + self.row_repeat + 1)
                self.shown |= {(row, column): code for row in rows}

    def text(self, words: str) -> None:
        if self.error:
            self.errors[self.error] = (self.errors[self.error] + words.strip())[:SHORT]
        self.formats.text(words)

    def end(self, name: str) -> None:
        if name == "table:table-cell":
            self.error = None
        elif name == "table:table":
            self.room.take(self.rows, self.columns, self.sheet)
            if self.sheet in self.marks:
                raise broken(self.sheet)
            errors = {at: words or "#?" for at, words in self.errors.items()}
            self.marks[self.sheet] = Marks(
                errors,
                frozenset(self.formulas),
                formats=self.shown,
                hidden_rows=frozenset(self.hidden_rows),
                hidden_columns=frozenset(self.hidden_columns),
                filtered=self.filtered,
            )
            self.room.sheets(len(self.marks))
        else:
            self.formats.end(name)
