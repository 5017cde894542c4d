"""The sheets of an opened workbook as plain values, whichever process opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


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
