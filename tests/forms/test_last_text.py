"""``init --last-text``: figures of last year's published text with their places; its reasons as a reminder only."""

from __future__ import annotations

from pathlib import Path

import pytest

import narrator
from helpers.running import ROOT, narrate
from narrator.forms import read
from narrator.readers import spreadsheet

BOOK = ROOT / "fixtures" / "changji-2024-workbook" / "2024.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with last year's text, which says of 2023 what the fixture says of 2024."""
    unit = (ROOT / "fixtures" / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    (tmp_path / "2023.yaml").write_text(unit.replace("年度: 2024", "年度: 2023"), encoding="utf-8")
    document = narrator.draft(narrator.load(tmp_path / "2023.yaml"))
    (tmp_path / "last.docx").write_bytes(narrator.write(document, "docx"))
    return tmp_path


def init(folder: Path, *more: str) -> str:
    result = narrate(folder, "init", "unit", "--workbook", str(BOOK), "--last-text", "last.docx", *more)
    assert result.returncode == 0, result.stderr
    return result.stderr


def cells(folder: Path) -> dict[str, str]:
    return {
        "/".join(map(str, key)): str(cell) for key, cell in read.read(folder / "unit" / "填报表.xlsx").cells.items()
    }


def rows(folder: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet by their headings."""
    found = next(one for one in spreadsheet.load(folder / "unit" / "填报表.xlsx") if one.name == sheet)
    at = next(number for number, row in enumerate(found.rows) if "键" in row)
    return [dict(zip(map(str, found.rows[at]), row, strict=False)) for row in found.rows[at + 1 :]]


def test_its_figures_are_last_years(folder: Path) -> None:
    told = init(folder)
    assert "上年说明 last.docx：数 153 个，认定 153 个，没有认定 0 个；按短语库 xinjiang/2023 读了 377 段。\n" in told
    assert "上年说明 last.docx：填了 83 格上年的数和科目；23 条上年原因列在旁边供参考，不作本年原因。\n" in told
    filled = cells(folder)
    assert filled["收入支出决算总表/收入/总计/上年"] == "451.67"
    assert filled["人员/在职人员/上年"] == "6"
    assert filled["一般公共预算财政拨款支出决算表/上年科目/2010450/决算"] == "91.9"
    assert filled["单位/地区"] == "新疆"
    assert "收入支出决算总表/收入/总计/决算" not in filled


def test_each_figure_shows_where_it_was_read(folder: Path) -> None:
    init(folder)
    row = next(row for row in rows(folder, "年初预算与全年预算") if row["键"] == "收入支出决算总表/收入/总计")
    assert row["上年数出处"] == "上年：last.docx 第 12 段第 11–18 字"


def test_a_reason_of_last_year_is_shown_and_is_no_reason(folder: Path) -> None:
    init(folder)
    row = next(row for row in rows(folder, "变动原因") if row["键"] == "主要原因/与上年相比/收入支出总体")
    assert row["上年原因（仅供参考）"] == "本年昌吉州产业援疆研究项目资金较上年增加（last.docx 第 14 段第 38–57 字）"
    assert row["主要原因"] == row["采用"] == ""
    assert not [key for key in cells(folder) if key.startswith("主要原因/")]


def test_without_a_text_the_form_has_no_such_columns(folder: Path) -> None:
    narrate(folder, "init", "unit", "--workbook", str(BOOK), "--region", "新疆")
    assert "上年数出处" not in rows(folder, "年初预算与全年预算")[0]
    assert "上年原因（仅供参考）" not in rows(folder, "变动原因")[0]


def test_what_was_typed_stays(folder: Path) -> None:
    narrate(
        folder, "init", "unit", "--workbook", str(BOOK), "--last", str(BOOK.with_name("2023.xlsx")), "--region", "新疆"
    )
    before = cells(folder)
    init(folder, "--last", str(BOOK.with_name("2023.xlsx")))
    assert {key: cells(folder)[key] for key in before} == before
    assert {key for key in cells(folder) if key not in before} == {
        *("人员/在职人员/上年", "人员/离休人员/上年", "人员/退休人员/上年")
    }


def test_a_text_of_another_year_is_refused(folder: Path) -> None:
    text = narrator.render(narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024")))
    (folder / "this.txt").write_text(text, encoding="utf-8")
    result = narrate(folder, "init", "unit", "--workbook", str(BOOK), "--last-text", "this.txt")
    assert result.returncode == 2
    assert "this.txt：F140 上年说明是 2024 年度的，本表是 2024 年度。 请选上一年度的说明。\n" in result.stderr
    assert not (folder / "unit").exists()
