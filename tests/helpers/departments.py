"""Departments for tests: the fixture's figures as its script has them, and folders made of drawn ones."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from narrator.phrases.phrasebook import default
from narrator.rollup.department import RolledUp, rolled_up

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FIXTURE = FIXTURES / "department-2024"
sys.path.insert(0, str(FIXTURES / "workbooks"))
department: Any = importlib.import_module("department")
make: Any = importlib.import_module("make")
sys.path.pop(0)

Cells = dict[tuple[str, ...], Decimal]


def rolled(folder: Path) -> RolledUp:
    return rolled_up(folder, "", default())


def unit_file(name: str, more: str = "", body: str = "单位", workbooks: bool = True) -> str:
    """A unit file with what it has to say, and the workbooks of both years."""
    books = "决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n" if workbooks else ""
    profile = f"{{单位名称: {name}, 地区: 新疆, 年度: 2024, 主体: {body}, 单位性质: 事业单位}}"
    return f"金额单位: 万元\n单位: {profile}\n{books}{more}"


def write_unit(folder: Path, name: str, years: Mapping[int, Mapping[str, Cells]], money: str = "万元") -> None:
    """A folder with a unit: its file, and the workbooks of its years."""
    folder.mkdir(parents=True)
    (folder / "unit.yaml").write_text(unit_file(name), encoding="utf-8")
    for year, tables in years.items():
        make.write(department.figures(name, year, tables), folder / f"{year}.xlsx", "plain", money)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def retype(workbook: Path, number: int, cells: Mapping[str, str | float | None]) -> None:
    """Other values in cells of the table with this number (1 to 9); None blanks one."""
    book = openpyxl.load_workbook(workbook)
    for cell, value in cells.items():
        book.worksheets[number - 1][cell] = value
    book.save(workbook)


def sums(year: int, taken: bool = True) -> dict[str, Cells]:
    """The fixture's cells of a year as its script has them, added up; ``taken`` without the payment among units."""
    total: dict[str, Cells] = department.added(
        department.tables(years[year]) for _, _, years in department.UNITS.values()
    )
    if year == 2024 and taken:
        for title, spot in department.payment_cells():
            total[title][spot] -= department.PAYMENT[2]
    return total
