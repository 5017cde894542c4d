"""Sheets made of rows, and workbooks as other libraries write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from xlwt import Workbook

from narrator.readers.spreadsheet import Worksheet

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


def sheet(rows: Sequence[Any], name: str = "Sheet1", hidden: bool = False) -> Worksheet:
    width = max(map(len, rows))
    return Worksheet(name, hidden, [[*row, *[""] * (width - len(row))] for row in rows])


def write_xls(path: Path, sheets: Iterable[Worksheet], merged: Iterable[list[Merge]]) -> None:
    book = Workbook()
    for one, ranges in zip(sheets, merged, strict=True):
        target = book.add_sheet(one.name)
        target.visibility = int(one.hidden)
        covered = {(top, left): (bottom, right) for top, left, bottom, right in ranges}
        for row, line in enumerate(one.rows):
            for column, cell in enumerate(line):
                if (row, column) in covered:
                    bottom, right = covered[row, column]
                    target.write_merge(row, bottom, column, right, cell)
                elif cell != "":
                    target.write(row, column, cell)
    book.save(str(path))


def write_ods(path: Path, sheets: Iterable[Worksheet], merged: Iterable[list[Merge]]) -> None:
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for one, ranges in zip(sheets, merged, strict=True):
        table = Table(name=one.name, **({"stylename": hidden} if one.hidden else {}))
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in ranges}
        inside = {
            (row, column)
            for top, left, bottom, right in ranges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - set(spans)
        for row, line in enumerate(one.rows):
            table_row = TableRow()
            for column, cell in enumerate(line):
                table_row.addElement(_ods_cell(cell, spans.get((row, column)), (row, column) in inside))
            table.addElement(table_row)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _ods_cell(cell: Any, span: tuple[int, int] | None, covered: bool) -> Any:
    if covered:
        return CoveredTableCell()
    spans = {"numberrowsspanned": span[0], "numbercolumnsspanned": span[1]} if span else {}
    if cell == "":
        return TableCell(**spans)
    if isinstance(cell, float):
        return TableCell(valuetype="float", value=repr(cell), **spans)
    made = TableCell(valuetype="string", **spans)
    for line in cell.split("\n"):
        made.addElement(P(text=line))
    return made


WRITERS = {".xls": write_xls, ".ods": write_ods}
