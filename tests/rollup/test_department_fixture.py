"""The fixture department: its committed workbooks are what the script writes, and its file is as good as a form."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from helpers.departments import FIXTURE, department, make, rolled
from helpers.running import narrate


def test_committed_workbooks_are_what_the_script_writes(tmp_path: Path) -> None:
    made = []
    for year in (2024, 2023):
        for folder, (name, money, years) in department.UNITS.items():
            file = tmp_path / f"{folder}-{year}.xlsx"
            make.write(department.figures(name, year, department.tables(years[year])), file, "plain", money)
            made.append((file, FIXTURE / folder / f"{year}.xlsx"))
        file = tmp_path / f"{year}.xlsx"
        make.write(department.figures(department.DEPARTMENT, year, department.consolidated(year)), file)
        made.append((file, FIXTURE / f"{year}.xlsx"))
    assert [kept for new, kept in made if new.read_bytes() != kept.read_bytes()] == []
    assert sorted(path for path in FIXTURE.rglob("*.xlsx")) == sorted(kept for _, kept in made)


def test_each_unit_of_the_fixture_holds_together() -> None:
    for folder in department.UNITS:
        run = narrate(FIXTURE, "check", folder)
        assert (run.returncode, run.stdout) == (0, ""), folder


def test_a_departments_file_may_be_a_form(tmp_path: Path) -> None:
    """The form of a department has a sheet for what is taken out; that of a unit has none."""
    home = Path(shutil.copytree(FIXTURE, tmp_path / "教育局"))
    typed = rolled(home)
    for folder in (home, home / "bureau"):
        run = narrate(folder, "convert", "unit.yaml", "填报表.xlsx")
        assert run.returncode == 0, run.stderr
        (folder / "unit.yaml").unlink()
    book = openpyxl.load_workbook(home / "填报表.xlsx")
    headings, entry = ([cell.value for cell in row] for row in book["抵销"].iter_rows(min_row=2, max_row=3))
    assert headings[:6] == ["报表项", "金额（万元）", "付款单位", "收款单位", "事由", "年份"]
    assert str(entry[0]).splitlines()[0] == "收入支出决算总表/收入/附属单位上缴收入"
    assert entry[1:4] == [12.37, "青山县第一中学", "青山县教育局（本级）"]
    assert "抵销" not in openpyxl.load_workbook(home / "bureau" / "填报表.xlsx").sheetnames
    filled = rolled(home)
    assert [(line.key, line.sum.figure and line.sum.figure.value, line.state) for line in filled.lines] == [
        (line.key, line.sum.figure and line.sum.figure.value, line.state) for line in typed.lines
    ]
