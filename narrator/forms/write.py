"""Writing a form as a workbook that Excel and WPS open: coloured cells to fill, lists, limits, explanations.

The layout says where everything stands. What is typed stays text: no string becomes a formula, a link
or a number. The same form gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from unicodedata import east_asian_width

from narrator.figures.values import Key, Place
from narrator.forms import guide, layout, notation
from narrator.forms.fields import EACH, NUMBERS, Field, field_of
from narrator.forms.form import Form
from narrator.forms.layout import FormBlock, FormColumn, FormSheet
from narrator.readers.scalars import ZERO_OR_BLANK
from narrator.readers.schema import MONEY_UNIT
from narrator.writers.words import quoted

_CREATED = datetime(2024, 1, 1)  # a fixed date, so that the same form gives the same bytes
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_FILL, _OPEN, _SHOWN, _NOT_HERE = "#FFFDE7", "#FFE699", "#F2F2F2", "#D9D9D9"
_PICTURES = {"money": "#,##0.00####", "count": "0"}  # how Excel shows a number; digits that are there are shown
_HEADING_HEIGHT, _LINE_HEIGHT, _TALLEST = 32, 16, 240  # points
_FLAG = ("是", "否")
_GUIDE_WIDTH = 74  # characters: a single column is not made smaller to fit a page, so it has to fit as it is
_A4 = 9  # Excel's number for this paper


def write(form: Form) -> bytes:
    """The form as the bytes of an .xlsx file."""
    return _Writer(form).write()


class _Writer:
    def __init__(self, form: Form) -> None:
        from xlsxwriter import Workbook

        self.form = form
        self.buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book: Any = Workbook(self.buffer, options)
        self.book.set_properties({"created": _CREATED, "title": "填报表"})
        self.formats: dict[tuple[Any, ...], Any] = {}
        self.lists: list[tuple[str, ...]] = []
        self.widths: dict[int, int] = {}
        self.lines = 1
        self.columns: list[FormColumn] = []
        self.money = form.cells.get((MONEY_UNIT,), "")

    def write(self) -> bytes:
        self.guide()
        for sheet in filter(self.form.has, layout.SHEETS):
            self.sheet(sheet)
        if self.form.other:
            rows = [["原来的表", "原来的格", "内容"], *map(list, self.form.other)]
            self.copy(layout.OTHER, rows, hidden=False)
        for copied in self.form.copied:
            self.copy(copied.name, copied.rows, hidden=copied.hidden)
        self.choices()
        self.book.close()
        return self.buffer.getvalue()

    def page(self, name: str) -> Any:
        """A new sheet."""
        return self.book.add_worksheet(name, _page())

    def style(self, **more: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **more})
        return self.formats[key]

    def guide(self) -> None:
        sheet = self.page(layout.GUIDE)
        _on_paper(sheet)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        self.widths = {0: _GUIDE_WIDTH}
        for row, line in enumerate(guide.LINES):
            self.lines = 1
            self.measure(0, line)
            sheet.set_row(row, _LINE_HEIGHT * self.lines)
            sheet.write_string(row, 0, line, self.style(text_wrap=True, bold=not row, border=0))

    # One sheet ------------------------------------------------------------------------------------

    def sheet(self, sheet: FormSheet) -> None:
        page = self.page(sheet.name)
        page.set_landscape()
        _on_paper(page)
        page.repeat_rows(0, 1 if len(sheet.blocks) == 1 else 0)
        widths: dict[int, int] = {}
        for block in sheet.blocks:
            for number, column in enumerate(self.form.columns(block)):
                widths[number] = max(widths.get(number, 0), column.width)
        first = 1 if sheet.blocks[0].columns[0].role == "key" else 0
        self.widths = widths
        for number, width in widths.items():
            page.set_column(number, number, width, None, {"hidden": number < first})
        page.write_string(0, first, f"{sheet.name}：{self.form.about(sheet)}", self.style(bold=True, border=0))
        row = 1
        for block in sheet.blocks:
            row = self.block(page, block, row)
        page.freeze_panes(2 if len(sheet.blocks) == 1 else 1, 0)

    def block(self, page: Any, block: FormBlock, row: int) -> int:
        """Write a block from this row on; the row after it."""
        if block.title:
            page.write_string(row, 0, block.title, self.style(bold=True, border=0))
            row += 1
        page.set_row(row, _HEADING_HEIGHT)
        self.columns = self.form.columns(block)
        for number, column in enumerate(self.columns):
            heading = f"{column.heading}（{self.money}）" if self.money and block.in_money(column) else column.heading
            page.write_string(row, number, heading, self.style(bold=True, text_wrap=True, bg_color="#DDEBF7"))
        for key in self.form.rows(block):
            row += 1
            self.row(page, block, row, key)
        for _ in range(block.spare):
            row += 1
            self.spare(page, block, row)
        return row + 2

    def row(self, page: Any, block: FormBlock, row: int, key: Key) -> None:
        parts = iter(_parts(block, key))
        self.lines = 1
        for number, column in enumerate(self.columns):
            match column.role:
                case "key":
                    page.write_string(row, number, "/".join(map(str, key)), self.style())
                case "part":
                    self.shown(page, row, number, self.form.shown.get((key, column.heading), next(parts)))
                case "adopt":
                    adopted = self.form.adopted.get(key, "")
                    page.write_string(row, number, adopted, self.style(bg_color=_FILL, num_format="@"))
                    self.limit(page, row, number, Field(key, "adopt", choices=_FLAG))
                case "fill":
                    to = (*key, *column.key)
                    self.fill(page, row, number, to, self.form.cells.get(to, ""), given=column.given)
                case _:
                    known = self.form.label(key, column.heading)
                    if column.heading == "单位" and (field := field_of(key)) and field.kind == "money":
                        known = self.money
                    self.shown(page, row, number, known)
        if self.lines > 1:
            page.set_row(row, min(_LINE_HEIGHT * self.lines, _TALLEST))

    def shown(self, page: Any, row: int, number: int, value: Any) -> None:
        if isinstance(value, str | int):
            self.measure(number, str(value))
            style = self.style(bg_color=_SHOWN, text_wrap=True, **quoted(value))
            page.write(row, number, value, style)
        else:
            page.write_number(row, number, float(value), self.style(bg_color=_SHOWN, num_format=_PICTURES["money"]))

    def fill(self, page: Any, row: int, number: int, key: Key, typed: str, *, given: bool = False) -> None:
        """A cell to fill in, with what is known of it; one that the program gave looks like what it shows."""
        field = self.form.field(key)
        if field is None:
            page.write_blank(row, number, None, self.style(bg_color=_NOT_HERE))
            return
        colour = _SHOWN if given else _OPEN if key in self.form.open else _FILL
        kept = notation.binary(typed, self.money if field.kind == "money" else "") if field.kind in NUMBERS else None
        picture = (
            _PICTURES.get(field.kind, "General") if field.kind in NUMBERS and (kept is not None or not typed) else "@"
        )
        style = self.style(bg_color=colour, num_format=picture, text_wrap=True, **quoted(typed if kept is None else ""))
        if kept is not None:
            page.write_number(row, number, kept, style)
        elif typed:
            self.measure(number, typed)
            page.write_string(row, number, typed, style)
        else:
            page.write_blank(row, number, None, style)
        self.limit(page, row, number, field)

    def measure(self, number: int, text: str) -> None:
        """Make the row high enough for this text: not every program does so by itself."""
        room = self.widths[number] - 2
        lines = sum(-(-max(_columns(line), 1) // room) for line in text.rstrip().split("\n"))
        self.lines = max(self.lines, lines)

    def spare(self, page: Any, block: FormBlock, row: int) -> None:
        """A blank row for what the person adds."""
        for number, column in enumerate(self.columns):
            if column.role in ("key", "shown"):
                page.write_blank(row, number, None, self.style(bg_color=_SHOWN))
            elif column.role == "fill":
                self.fill(page, row, number, block.example(column), "")
            else:
                page.write_blank(row, number, None, self.style(bg_color=_FILL, num_format="@"))
                choices = _FLAG if column.role == "adopt" else column.choices
                self.limit(
                    page, row, number, Field((), "adopt" if column.role == "adopt" else "choice", choices=choices)
                )

    # What may be typed ----------------------------------------------------------------------------

    def limit(self, page: Any, row: int, number: int, field: Field) -> None:
        """Tell Excel what may be typed here, and what to say about it."""
        rule = self.rule(field)
        if rule is not None:
            page.data_validation(row, number, row, number, rule)

    def rule(self, field: Field) -> dict[str, Any] | None:
        unit = f"单位：{field.unit or self.money}" if field.unit or field.kind == "money" else ""
        match field.kind:
            case "money" | "number":
                message = f"{unit}。{ZERO_OR_BLANK}"
                limits = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
                return {**limits, "input_title": "只写数字", "input_message": message, "error_message": "请只写数字。"}
            case "count":
                limits = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 10**9}
                message = f"{unit}。{ZERO_OR_BLANK}"
                return {**limits, "input_title": "整数", "input_message": message, "error_message": "请填 0 或正整数。"}
            case "year":
                limits = {"validate": "integer", "criteria": "between", "minimum": 1900, "maximum": 2099}
                return {**limits, "input_message": "四位年份", "error_message": "请填四位年份。"}
            case "flag":
                return self.listed(_FLAG, "请选是或否。")
            case "adopt":
                message = "愿意用左边的用语就选「是」；有几条的写序号。与「主要原因」只填一处。"
                rule = self.listed(field.choices, message)
                return {**rule, "input_message": message, "error_type": "information"}
            case "choice" | "word" if field.choices:
                return self.listed(field.choices, f"可选：{notation.COMMA.join(field.choices)}。")
            case "choices":
                return self.listed(
                    _combinations(field.choices), f"可选：{notation.COMMA.join(field.choices)}，可以几种。"
                )
        return None

    def listed(self, choices: tuple[str, ...], error: str) -> dict[str, Any]:
        if choices not in self.lists:
            self.lists.append(choices)
        letter = Place("", 1, self.lists.index(choices) + 1).cell[:-1]
        source = f"={layout.LISTS}!${letter}$1:${letter}${len(choices)}"
        return {"validate": "list", "source": source, "error_message": error[:255]}

    def choices(self) -> None:
        """The hidden sheet that the drop-down lists point at."""
        sheet = self.page(layout.LISTS)
        sheet.hide()
        for number, choices in enumerate(self.lists):
            for row, choice in enumerate(choices):
                sheet.write_string(row, number, choice)

    def copy(self, name: str, rows: list[list[Any]], *, hidden: bool) -> None:
        """A sheet of plain values."""
        sheet = self.page(name)
        if hidden:
            sheet.hide()
        _on_paper(sheet)
        for row, values in enumerate(rows):
            for number, value in enumerate(values):
                self.plain(sheet, row, number, value)

    def plain(self, sheet: Any, row: int, number: int, value: Any) -> None:
        if value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, number, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, number, value)
        elif isinstance(value, str):
            sheet.write_string(row, number, value, self.style(border=0, **quoted(value)))
        else:
            long = isinstance(value, datetime)
            sheet.write(
                row, number, value, self.style(border=0, num_format="yyyy-mm-dd hh:mm" if long else "yyyy-mm-dd")
            )


@cache  # one class, made when the library is imported
def _page() -> Any:
    """The class of a sheet whose formulas are references to the lists, which hold no function to be renamed.

    XlsxWriter looks for each of 160 functions in every formula: half as long as it takes to write the workbook.
    """
    from xlsxwriter.worksheet import Worksheet

    class Page(Worksheet):  # type: ignore[misc]  # which is untyped
        def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
            return formula.removeprefix("=")

    return Page


def _on_paper(page: Any) -> None:
    """Print on A4, as wide as the page."""
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.fit_to_pages(1, 0)


def _parts(block: FormBlock, key: Key) -> Iterator[Any]:
    """The visible pieces of a row's key."""
    return (part for wanted, part in zip(block.pattern, key, strict=False) if wanted == EACH)


def _columns(text: str) -> int:
    """How wide a text is, in the characters that a column's width counts: a Chinese one takes two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _combinations(choices: tuple[str, ...]) -> tuple[str, ...]:
    """Every choice, and every way to take several of them, joined by 、."""
    from itertools import combinations

    several = [notation.COMMA.join(some) for size in range(1, len(choices) + 1) for some in combinations(choices, size)]
    return tuple(several)
