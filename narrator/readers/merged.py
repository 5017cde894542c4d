"""Merged cells of a workbook, which are asked for only where a person fills in: not of the nine tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from narrator.figures.values import Place

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


class Merged(NamedTuple):
    """A range of merged cells: its first and last row and column, from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """The range as Excel names it, e.g. "L7:L9"."""
        first, last = Place("", self.top + 1, self.left + 1), Place("", self.bottom + 1, self.right + 1)
        return f"{first.cell}:{last.cell}"


def of_workbook(workbook: CalamineWorkbook) -> dict[str, list[Merged]]:
    """The merged ranges of each sheet of an .xlsx or .xls by its name; of other formats the parser tells none."""
    from python_calamine import SheetTypeEnum

    names = [about.name for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    sheets = {name: workbook.get_sheet_by_name(name).merged_cell_ranges for name in names}
    return {name: [Merged(*first, *last) for first, last in ranges or ()] for name, ranges in sheets.items()}


def of_ods(content: bytes) -> dict[str, list[Merged]]:
    """The merged ranges of each sheet of an .ods by its name; ``content`` was looked through before."""
    found: dict[str, list[Merged]] = {}
    sheet, row, column, repeated = "", 0, 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, repeated
        if name == "table:table":
            sheet, row, repeated = attributes.get("table:name", ""), 0, 0
        elif name == "table:table-row":
            row, column = row + repeated, 0
            repeated = int(attributes.get("table:number-rows-repeated", "1"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            rows, columns = (int(attributes.get(f"table:number-{of}-spanned", "1")) for of in ("rows", "columns"))
            if rows > 1 or columns > 1:
                found.setdefault(sheet, []).append(Merged(row, column, row + rows - 1, column + columns - 1))
            column += int(attributes.get("table:number-columns-repeated", "1"))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found
