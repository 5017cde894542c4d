"""Typing into a form as a person does: find the row by what it says, the column by its heading, and type.

Knows nothing of the program: sheets, headings and labels as they are seen, through openpyxl.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from narrator.forms.headings import headed

ROOT = Path(__file__).parents[2]
TYPED = ROOT / "fixtures" / "changji-2024-workbook" / "typed.yaml"


def all_of_it() -> dict[str, Any]:
    """What the accountant of the fixture's unit types, by sheet."""
    typed: dict[str, Any] = yaml.load(TYPED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return typed


def fill(form: Path, typed: dict[str, Any]) -> None:
    """Open the form, type everything, save it."""
    workbook = openpyxl.load_workbook(form)
    for name, content in typed.items():
        sheet = workbook[name]
        for label, value in content.items():
            if isinstance(value, list):
                _type_rows(sheet, label, value)
            elif name == "变动原因":
                for subject, reason in value.items():
                    _type(sheet, _row(sheet, ("比较", "事项"), f"{label}·{subject}"), {"主要原因": reason})
            elif isinstance(value, dict):
                _type(sheet, _row(sheet, ("报表", "事项"), label), value)
            else:
                _type(sheet, _row(sheet, ("部分", "项目"), label), {"填写": value})
    workbook.save(form)


def put(form: Path, sheet: str, label: str, heading: str, value: str) -> None:
    """Open the form, type one value into the row in which a cell says this, under this heading, and save it."""
    workbook = openpyxl.load_workbook(form)
    page = workbook[sheet]
    row = next(row[0].row for row in page.iter_rows(min_row=3) if label in [cell.value for cell in row])
    assert row is not None
    _type(page, row, {heading: value})
    workbook.save(form)


def _columns(sheet: Worksheet, row: int) -> dict[str, int]:
    found = headed(cell.value or "" for cell in sheet[row])
    return {heading: number + 1 for heading, number in found.items() if heading and not heading.endswith("元）")}


def _row(sheet: Worksheet, headings: tuple[str, ...], label: str) -> int:
    """The row whose cells under these headings say this; an account's code may be followed by its name."""
    columns = _columns(sheet, 2)
    for row in range(3, sheet.max_row + 1):
        words = [sheet.cell(row, columns[heading]).value for heading in headings]
        if "·".join(str(word) for word in words if word) == label:
            return row
        if words[-1] and f"{words[0]}·{str(words[-1]).split()[0]}" == label:
            return row
    raise LookupError(f"{sheet.title}: no row says {label}")


def _type(sheet: Worksheet, row: int, typed: dict[str, str]) -> None:
    columns = _columns(sheet, 2)
    for heading, value in typed.items():
        _into(sheet, row, columns[heading], value)


def _into(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """Into a cell that Excel treats as text "=70个" goes as it is; a number becomes one."""
    cell = sheet.cell(row, column)
    cell.value = _as_typed(value)
    if value.startswith("="):
        assert cell.number_format == "@", f"{sheet.title}!{cell.coordinate} would take {value} for a formula"
        cell.data_type = "s"


def _type_rows(sheet: Worksheet, title: str, rows: list[dict[str, str]]) -> None:
    """Type rows into the block under this title: into the row that already says so, else into the next blank one."""
    first = next(row for row in range(1, sheet.max_row + 1) if title in str(sheet.cell(row, 1).value or "")) + 1
    columns = _columns(sheet, first)
    for typed in rows:
        row = first + 1
        while not _takes(sheet, row, columns, typed):
            row += 1
        for heading, value in typed.items():
            _into(sheet, row, columns[heading], value)


def _takes(sheet: Worksheet, row: int, columns: dict[str, int], typed: dict[str, str]) -> bool:
    """Whether a row is blank, or holds so far only what would be typed there."""
    held = {heading: sheet.cell(row, column).value for heading, column in columns.items()}
    return all(value is None or value == _as_typed(typed.get(heading, "")) for heading, value in held.items())


def _as_typed(text: str) -> str | float | int:
    """A person types 100 and Excel keeps a number."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
