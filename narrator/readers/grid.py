"""The sheets of an opened workbook as plain values, whichever process opened it; what these do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


class Marks(NamedTuple):
    """Of cells by (row, column), both from 1: the error shown in it; whether an unworked formula stands in it.

    ``formats`` are the number formats that may show another amount than the cell holds, ``misshown`` says of a cell
    what it shows instead, where no amount can be read from that. ``hidden_rows`` and ``hidden_columns`` count from
    1; ``filtered`` tells whether the sheet has a filter. ``seen`` is False where the file does not let us look.
    """

    errors: Mapping[tuple[int, int], str] = {}
    formulas: frozenset[tuple[int, int]] = frozenset()
    seen: bool = True
    formats: Mapping[tuple[int, int], str] = {}
    misshown: Mapping[tuple[int, int], str] = {}
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False


def values(workbook: CalamineWorkbook) -> list[tuple[str, bool, list[list[Any]]]]:
    """Name, whether hidden, and rows of each worksheet; raises MemoryError where there are too many cells."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    from narrator.readers.parts import MAX_CELLS

    found = []
    taken = 0
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        rows, columns = sheet.end or (0, 0)
        taken += (rows + 1) * (columns + 1)
        if taken > MAX_CELLS:
            raise MemoryError
        hidden = about.visible != SheetVisibleEnum.Visible
        found.append((about.name, hidden, sheet.to_python(skip_empty_area=False)))
    return found
