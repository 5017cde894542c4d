"""The way of an accountant: two workbooks, a form made from them, typed in, and the draft that comes out."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import narrator
from helpers import typing_in
from narrator import cli

pytestmark = pytest.mark.slow  # the whole way from workbooks to the text, again and again

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "fixtures" / "workbooks"))
make: Any = importlib.import_module("make")
WORKBOOKS = ROOT / "fixtures" / "changji-2024-workbook"
SEED = ROOT.parent / "shared" / "seed" / "changji-2024.txt"
SAME = ROOT.parent / "shared" / "checks" / "same_as_seed.py"


@pytest.fixture(params=["plain", "hostile"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with both workbooks of one layout, and the form made from them and filled in."""
    source = WORKBOOKS if request.param == "plain" else WORKBOOKS / "hostile"
    for name in ("2024.xlsx", "2023.xlsx"):
        shutil.copy(source / name, tmp_path)
    made = ["init", str(tmp_path), "--workbook", str(tmp_path / "2024.xlsx"), "--last", str(tmp_path / "2023.xlsx")]
    made += ["--region", "新疆"]
    assert cli.run(made) == cli.OK
    typing_in.fill(tmp_path / "填报表.xlsx", typing_in.all_of_it())
    return tmp_path


def test_the_draft_is_that_of_the_unit_file(folder: Path) -> None:
    """No figure that a table holds was typed, and the text is the same to the last character."""
    document = narrator.draft(narrator.load(folder))
    expected = narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))
    assert list(document.gaps()) == []
    assert narrator.render(document) == narrator.render(expected)


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not part of the project")
def test_the_draft_is_the_published_text(folder: Path) -> None:
    out = folder / "out.txt"
    assert cli.run(["draft", str(folder), "-o", str(out), "--final"]) == cli.OK
    judged = subprocess.run([sys.executable, str(SAME), str(out)], capture_output=True, text=True, check=False)
    assert judged.stdout.startswith("same:"), judged.stdout


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["plain", "hostile"])
def test_yuan_and_wan_give_the_same_document(layout: str, folder: Path) -> None:
    """The same figures in 元 all through: not a character of the text changes."""
    expected = narrator.render(narrator.draft(narrator.load(folder)))
    for year in ("2024", "2023"):
        figures = make.load(ROOT / "fixtures" / "workbooks" / f"changji-{year}.yaml")
        make.write(figures, folder / f"{year}.xlsx", layout, "元")
    unit = narrator.load(folder)
    assert {figure.unit for figure in unit.statement("收入决算表").cells.values() if figure} == {"元"}
    assert narrator.render(narrator.draft(unit)) == expected


@pytest.mark.slow
def test_every_figure_of_the_tables_names_sheet_and_cell(folder: Path) -> None:
    """Each printed amount of the nine tables leads to a cell of a workbook, none to the form."""
    document = narrator.draft(narrator.load(folder))
    figures = [figure for _, line in document.lines() for span in line.spans for figure in _inputs(span.value)]
    from_tables = [figure for figure in figures if figure.key.split("/")[0].endswith("表")]
    typed = {place.key for place in from_tables if place.file.endswith("填报表.xlsx")}
    assert typed == {"财政拨款收入支出决算总表/收入/总计/年初预算", "一般公共预算财政拨款支出决算表/合计/年初预算"}
    assert len({(place.file, place.sheet, place.cell) for place in from_tables}) > 60
    assert all(place.sheet and place.line for place in from_tables)


def _inputs(value: object) -> list[narrator.figures.values.Place]:
    from narrator.figures.values import Figure, Place

    if not isinstance(value, Figure):
        return []
    if isinstance(value.origin, Place):
        return [value.origin]
    return [place for _, figure in value.origin.inputs for place in _inputs(figure)]


@pytest.mark.slow
def test_the_clean_unit_passes_its_checks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", str(folder)]) == cli.OK
    assert "错误 0 处，疑点 0 处" in capsys.readouterr().err


def test_a_wrong_digit_in_a_workbook_stops_the_final_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """决算 of one account is changed: the checks name the cells, and --final writes nothing."""
    import openpyxl

    workbook = openpyxl.load_workbook(folder / "2024.xlsx")
    changed = 0
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (207.05, "207.05", "2,070,500.00", "２０７．０５"):
                    cell.value, changed = 217.05, changed + 1
                    break
            if changed:
                break
        if changed:
            break
    assert changed
    workbook.save(folder / "2024.xlsx")
    out = folder / "out.txt"
    assert cli.run(["draft", str(folder), "-o", str(out), "--final"]) == cli.FINDINGS
    assert "处错误，按 --final 不生成" in capsys.readouterr().err
    assert not out.exists()


def test_making_the_form_again_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = folder / "填报表.xlsx"
    again = ["init", str(folder), "--workbook", str(folder / "2024.xlsx"), "--last", str(folder / "2023.xlsx")]
    assert cli.run(again) == cli.OK
    drafted = narrator.render(narrator.draft(narrator.load(folder)))
    before = form.read_bytes()
    capsys.readouterr()
    assert cli.run(again) == cli.OK
    assert "没有变化，没有写入" in capsys.readouterr().err
    assert form.read_bytes() == before
    assert narrator.render(narrator.draft(narrator.load(folder))) == drafted
