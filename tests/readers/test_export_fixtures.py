"""The committed export: its figures hold together, its years join, the files are what the script writes."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from helpers.exported import FIXTURES, export, facts, two_years, unit

FOLDER = FIXTURES / "export"
OVERVIEW, INCOME, EXPENDITURE = "收入支出决算总表", "收入决算表", "支出决算表"
FISCAL, GENERAL, BASIC = "财政拨款收入支出决算总表", export.f.GENERAL, export.f.BASIC
TOTAL, BUDGETS = "合计", unit.BUDGETS


def cells(of: Any) -> dict[tuple[str, tuple[str, ...]], Decimal]:
    """The cells of the nine tables that an export of these facts comes to."""
    _, truth = export.drawn(of)
    return {name[1:]: value for name, value in truth.figures.items() if name[0] == "cell"}


@pytest.mark.parametrize("name", sorted(export.FILES))
def test_the_script_writes_the_committed_files(name: str, tmp_path: Path) -> None:
    """The .xlsx part by part: how well a part is compressed may differ from one computer to another."""
    one, two = (tmp_path / f"{place}{Path(name).suffix}" for place in "12")
    for path in (one, two):
        export.write(export.drawn(export.year(export.FILES[name]))[0], path)
    assert one.read_bytes() == two.read_bytes()
    if one.suffix == ".xls":
        assert (FOLDER / name).read_bytes() == one.read_bytes()
        return
    with zipfile.ZipFile(FOLDER / name) as old, zipfile.ZipFile(one) as new:
        assert old.namelist() == new.namelist()
        assert not [part for part in old.namelist() if old.read(part) != new.read(part)]


def test_both_formats_hold_the_same_sheets() -> None:
    with (
        CalamineWorkbook.from_path(FOLDER / "2024.xlsx") as new,
        CalamineWorkbook.from_path(FOLDER / "2024.xls") as old,
    ):
        assert new.sheet_names == old.sheet_names
        assert max(map(len, new.sheet_names)) == export.LONGEST
        for name in new.sheet_names:
            assert new.get_sheet_by_name(name).to_python() == old.get_sheet_by_name(name).to_python(), name


@pytest.mark.parametrize("year", [2024, 2023])
def test_the_figures_of_a_year_hold_together(year: int) -> None:
    """Totals are their parts, and one figure in two forms is the same; nothing that was carried on is below nothing."""
    of = export.year(year)
    got = cells(of)
    assert got[OVERVIEW, ("收入", "总计")] == got[OVERVIEW, ("支出", "总计")]
    assert got[OVERVIEW, ("收入", "本年收入合计")] == got[INCOME, (TOTAL, "本年收入合计")]
    assert got[OVERVIEW, ("支出", "本年支出合计")] == got[EXPENDITURE, (TOTAL, "本年支出合计")]
    assert got[FISCAL, ("收入", "总计")] == got[FISCAL, ("支出", "总计", TOTAL)]
    assert got[FISCAL, ("收入", "本年收入合计")] == got[INCOME, (TOTAL, "财政拨款收入")]
    assert got[FISCAL, ("支出", "本年支出合计", BUDGETS[0])] == got[GENERAL, (TOTAL, TOTAL)]
    assert got[GENERAL, (TOTAL, "基本支出")] == got[BASIC, ("人员经费合计",)] + got[BASIC, ("公用经费合计",)]
    classes = [
        key for table, key in got if table == FISCAL and key[0] == "支出" and key[1].isdigit() and key[2] == TOTAL
    ]
    assert sum(got[FISCAL, key] for key in classes) == got[FISCAL, ("支出", "本年支出合计", TOTAL)]
    assert min(of.carried.values()) >= 0
    assert min(fen for kind in unit.OUTSIDE for fen in [0, *of.received(kind).values()]) >= 0


def test_the_years_join() -> None:
    """What last year carried on this year brought along: in the committed export, and in those of drawn units."""
    pairs = [(export.year(2024), export.year(2023)), *(two_years(seed) for seed in range(5))]
    for this, last in pairs:
        assert this.unit == last.unit and this.year == last.year + 1
        assert this.brought == last.carried
        now, then = cells(this), cells(last)
        assert now[OVERVIEW, ("收入", "年初结转和结余")] == then[OVERVIEW, ("支出", "年末结转和结余")]
        for kind in BUDGETS:
            carried = then[FISCAL, ("支出", "年末财政拨款结转和结余", kind)]
            assert now[FISCAL, ("收入", "年初财政拨款结转和结余", kind)] == carried


def test_drawn_units_balance() -> None:
    for seed in range(20):
        got = cells(facts(seed))
        assert got[OVERVIEW, ("收入", "总计")] == got[OVERVIEW, ("支出", "总计")]
        assert got[FISCAL, ("收入", "总计")] == got[FISCAL, ("支出", "总计", TOTAL)]
