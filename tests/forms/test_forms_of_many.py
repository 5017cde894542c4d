"""``narrator init --each``: a form for every unit below a folder, one bad unit stops no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.running import ROOT, narrate

WORKBOOKS = ROOT / "fixtures" / "changji-2024-workbook"
EACH = ("init", "root", "--each", "--workbook", "*2024.xlsx", "--last", "*2023.xlsx", "--region", "新疆")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for unit in ("教育局/档案馆", "教育局/小学", "水利局"):
        home = tmp_path / "root" / unit
        home.mkdir(parents=True)
        for year in ("2024", "2023"):
            shutil.copy(WORKBOOKS / f"{year}.xlsx", home / f"决算{year}.xlsx")
    return tmp_path


def forms(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.rglob("填报表.xlsx"))


def test_every_folder_with_such_a_workbook_gets_a_form(folder: Path) -> None:
    run = narrate(folder, *EACH)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == "3 个单位：做好 3 份填报表，做不了 0 份。\n"
    assert forms(folder) == ["小学", "档案馆", "水利局"]
    alone = folder / "alone"
    narrate(
        folder, "init", "alone", *("--workbook", "root/水利局/决算2024.xlsx", "--last", "root/水利局/决算2023.xlsx")
    )
    assert (alone / "填报表.xlsx").exists()


def test_what_is_wrong_with_one_stops_no_other(folder: Path) -> None:
    (folder / "root/水利局/决算2023.xlsx").unlink()
    shutil.copy(WORKBOOKS / "2024.xlsx", folder / "root/教育局/小学/副本2024.xlsx")
    run = narrate(folder, *EACH)
    assert run.returncode == 1
    assert run.stderr == (
        "root/教育局/小学：M122 有 2 个工作簿叫「*2024.xlsx」：决算2024.xlsx、副本2024.xlsx。"
        " 请只留一个，或把 --workbook、--last 写得更准。\n"
        "root/水利局：M123 没有叫「*2023.xlsx」的上年工作簿。"
        " 确是新设单位、没有上年报表的，请对它单独运行 narrator init。\n"
        "3 个单位：做好 1 份填报表，做不了 2 份。\n"
    )
    assert forms(folder) == ["档案馆"]


def test_a_second_time_keeps_what_was_typed(folder: Path) -> None:
    narrate(folder, *EACH)
    run = narrate(folder, *EACH, "-v")
    assert run.returncode == 0
    assert run.stderr.count("没有变化，没有写入。") == 3


def test_a_name_that_nothing_has_is_refused(folder: Path) -> None:
    run = narrate(folder, "init", "root", "--each", "--workbook", "2025.xlsx")
    assert run.returncode == 2
    assert run.stderr.startswith("root：M121 下面没有叫「2025.xlsx」的工作簿。")
    assert narrate(folder, "init", "没有", "--each", "--workbook", "2025.xlsx").stderr.startswith("没有：M101 ")
    assert narrate(folder, *EACH, "--json").stderr.startswith("--each 不能和 --json、--last-text 一起用。")
