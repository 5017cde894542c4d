"""附表.xlsx: the nine statements as a workbook, one sheet a table, ready to be published beside the 说明.

Amounts are numbers (万元), everything else is text: no formula, no link. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from narrator.document.tables import placed
from narrator.document.tree import Attached, Cell, Document, Paragraph, Table
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Figure, Gap
from narrator.writers import stamp
from narrator.writers.words import quoted

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9  # Excel's number for this paper
_LONGEST_NAME = 31  # characters that Excel allows in a sheet's name
_NARROWEST, _WIDEST = 12, 36  # width of a column, in characters
_TITLE_HEIGHT, _LINE_HEIGHT = 32, 18  # points
_GAP_COLOUR = "#FFFF00"
_BORDERED = {"border": 1, "valign": "vcenter", "text_wrap": True}


def write(document: Document) -> bytes:
    """The statements of a document as the bytes of an .xlsx file. Raises Refused where it has none."""
    import xlsxwriter

    if not document.statements:
        advice = "请在单位文件中写明决算报表（九张表的工作簿）。"
        raise Refused([Finding("W210", None, "没有可以写成附表的报表。", advice)])
    memory = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, options) as book:
        meta = document.meta
        created = datetime.datetime.combine(meta.date, datetime.time())
        book.set_properties({"title": document.title.text, "author": meta.unit, "created": created})
        book.set_custom_property(stamp.NAME, "")
        styles = _Styles(book)
        for attached in document.statements:
            _sheet(book.add_worksheet(attached.term[:_LONGEST_NAME]), attached, styles)
    return stamp.stamped(memory.getvalue())


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **settings: Any) -> Format:
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(settings)
        return self._made[key]


def _sheet(sheet: Worksheet, attached: Attached, styles: _Styles) -> None:
    table = attached.table
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width)
    top = _title(sheet, table, styles)
    heads = sum(row.header for row in table.rows)
    for head in range(top, top + heads):
        sheet.set_row(head, 2 * _LINE_HEIGHT)
    for row, column, cell in placed(table.rows):
        _cell(sheet, top + row, column, cell, styles, header=table.rows[row].header)
    if attached.note:
        row = top + len(table.rows)
        sheet.set_row(row, 2 * _LINE_HEIGHT)
        _write(sheet, row, 0, (1, table.columns), attached.note.text, styles, _note_look(attached.note))
    sheet.freeze_panes(top + heads, 0)
    sheet.repeat_rows(top, top + heads - 1)
    sheet.set_paper(_A4)
    if attached.wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")


def _title(sheet: Worksheet, table: Table, styles: _Styles) -> int:
    """The name over the whole width, the other title lines below it; the first row below them.

    The last line stands on the right (单位：万元), the one before it on the left of the same row, those before that
    (公开01表) on the right of rows of their own.
    """
    name, *others = (line.text for line in table.title)
    sheet.set_row(0, _TITLE_HEIGHT)
    large = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
    _write(sheet, 0, 0, (1, table.columns), name, styles, large)
    last, top = table.columns - 1, 1
    for both in (*(["", line] for line in others[:-2]), ["", "", *others][-2:]):
        left, right = both
        _write(sheet, top, 0, (1, last), left, styles, {"align": "left", "shrink": True})
        _write(sheet, top, last, (1, 1), right, styles, {"align": "right", "shrink": True})
        top += 1
    return top


def _note_look(note: Paragraph) -> dict[str, Any]:
    gap = any(isinstance(span.value, Gap) for span in note.spans)
    return {"text_wrap": True, "valign": "top", **({"bg_color": _GAP_COLOUR} if gap else {})}


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: _Styles, *, header: bool) -> None:
    look = {**_BORDERED, "align": cell.align, "bold": header, "indent": int(cell.align == "left")}
    figure = _figure(cell.content)
    value: str | Decimal = cell.content.text
    if figure is not None:
        value, look["num_format"] = figure.value, _picture(figure)
    _write(sheet, row, column, (cell.rows, cell.cols), value, styles, look)


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    extent: tuple[int, int],
    value: str | Decimal,
    styles: _Styles,
    look: dict[str, Any],
) -> None:
    """A value into a cell or, where its extent (rows, columns) is larger, into merged ones; "" leaves it blank."""
    style = styles(**look, **quoted(value))
    rows, cols = extent
    if rows * cols > 1:
        sheet.merge_range(row, column, row + rows - 1, column + cols - 1, "", style)
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), style)
    elif value:
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _figure(content: Paragraph) -> Figure | None:
    """The amount that a cell prints and nothing else; None in a cell of words."""
    spans = tuple(content.spans)
    value = spans[0].value if len(spans) == 1 else None
    return value if isinstance(value, Figure) else None


def _picture(figure: Figure) -> str:
    """How Excel shows an amount: with the decimals that it is printed with, and thousands separators."""
    exponent = figure.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0"


def _widths(table: Table) -> list[int]:
    """The width of each column: its longest text's, within limits; headings may take two lines."""
    widths = [_NARROWEST] * table.columns
    for row, column, cell in placed(table.rows):
        if cell.cols == 1:
            words = cell.content.text
            wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)
            wide = -(-wide // 2) + 1 if table.rows[row].header else wide
            widths[column] = min(max(widths[column], wide + 2), _WIDEST)
    return widths
