"""``narrator snapshot`` as a person uses it: one text a unit, differences by phrase, nothing lost unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers import packs
from helpers.running import as_process, narrate
from helpers.wording_units import EXAMPLES

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

PACK = "phrasebook/xinjiang/2024"
UNITS = ("archive", "tiny", "zero")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three units, each in its folder below ``units``, and a phrasebook of one's own."""
    for name in UNITS:
        (tmp_path / "units" / name).mkdir(parents=True)
        (tmp_path / "units" / name / "unit.yaml").write_text(EXAMPLES[name].text(), encoding="utf-8")
    packs.copied(tmp_path)
    return tmp_path


@pytest.fixture
def kept(folder: Path) -> Path:
    """The same with its snapshots."""
    assert narrate(folder, "snapshot", "units", "--pack", PACK, "--update").returncode == 0
    return folder


def reword(folder: Path, old: str = "与上年相比，增加", new: str = "较上年增加") -> None:
    file = folder / "phrasebook" / "xinjiang" / "phrases" / "common.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "snapshots").iterdir())}


def test_without_snapshots_it_says_how_to_keep_them(folder: Path) -> None:
    """A difference, and nothing is written; --update keeps one text a unit; then nothing differs."""
    first = narrate(folder, "snapshot", "units")
    assert (first.returncode, first.stderr) == (1, "")
    assert "还没有快照的单位 3 个：archive、tiny、zero。\n" in first.stdout
    assert "加 --update" in first.stdout
    assert not (folder / "snapshots").exists()
    update = narrate(folder, "snapshot", "units", "--update")
    assert (update.returncode, update.stderr) == (0, "已写入 3 份快照，在 snapshots。\n")
    assert [*texts(folder)] == ["archive.txt", "tiny.txt", "zero.txt"]
    assert texts(folder)["archive.txt"].startswith("青山县档案馆2024年度部门决算公开说明\n第一部分 单位概况\n  一、")
    again = narrate(folder, "snapshot", "units")
    assert (again.returncode, again.stdout, again.stderr) == (0, "3 个单位的文字与快照相同。\n", "")
    assert narrate(folder, "snapshot", "units", "--update").stderr == "快照没有变化。\n"


def test_a_change_of_wording_is_told_by_phrase(kept: Path) -> None:
    """Exit 1, nothing written; --update tells the same and keeps the new text."""
    before = texts(kept)
    reword(kept)
    result = narrate(kept, "snapshot", "units", "--pack", PACK)
    assert (result.returncode, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("用语变了　增减.与上年相比（增加、持平、两年均为零）：")
    assert lines[0].endswith("3 个单位")
    assert lines[1].startswith("  见 phrasebook/xinjiang/phrases/common.yaml:")
    assert "收入支出总体〔与→较〕上年〔相比，→〕增加" in lines[3]
    assert texts(kept) == before
    update = narrate(kept, "snapshot", "units", "--pack", PACK, "--update")
    assert update.returncode == 0
    assert update.stdout.splitlines()[:4] == lines[:4]
    assert {name for name, text in texts(kept).items() if text != before[name]} == {*before}
    assert narrate(kept, "snapshot", "units", "--pack", PACK).returncode == 0


def test_colours_where_the_terminal_has_them(kept: Path) -> None:
    """Old words red and struck, new ones green; NO_COLOR keeps the marks."""
    reword(kept)
    arguments = ("snapshot", "units", "--pack", PACK)
    coloured = as_process(kept, *arguments, FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[9;31m与\x1b[0m\x1b[1;32m较\x1b[0m上年" in coloured
    assert "〔" not in coloured
    assert "〔与→较〕上年" in as_process(kept, *arguments, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout


def test_a_changed_figure_is_no_changed_wording(kept: Path) -> None:
    file = kept / "units" / "archive" / "unit.yaml"
    text = file.read_text(encoding="utf-8")
    assert "负责全县档案的接收、保管和利用" in text
    file.write_text(text.replace("负责全县档案的接收、保管和利用", "负责全县档案的收集和利用"), encoding="utf-8")
    result = narrate(kept, "snapshot", "units", "--pack", PACK)
    assert result.returncode == 1
    assert "比了 3 个单位，1 个与快照不同：用语没变，数值或自填文字变了 1 句。\n" in result.stdout
    assert "用语变了" not in result.stdout


def test_snapshots_without_a_unit_are_listed_and_kept(kept: Path) -> None:
    """They are removed on request only, and never while something is wrong."""
    (kept / "snapshots" / "旧单位.txt").write_text("题\n", encoding="utf-8")
    (kept / "snapshots" / "notes.md").write_text("题\n", encoding="utf-8")
    orphans = "没有对应单位的快照 2 份：zero.txt、旧单位.txt。"
    some = ("units/archive", "units/tiny/unit.yaml", "--pack", PACK)
    listed = narrate(kept, "snapshot", *some)
    assert listed.returncode == 0
    assert f"{orphans}不再要的，用 --update --prune 删去。\n" in listed.stdout
    assert narrate(kept, "snapshot", *some, "--update").returncode == 0
    refused = narrate(kept, "snapshot", *some, "--prune")
    assert (refused.returncode, refused.stderr) == (2, "--prune 要和 --update 一起用。\n")
    broken = narrate(kept, "snapshot", *some, "nowhere", "--update", "--prune")
    assert broken.returncode == 2
    assert "这次不删快照。" in broken.stderr
    assert len(texts(kept)) == 5
    pruned = narrate(kept, "snapshot", *some, "--update", "--prune")
    assert pruned.returncode == 0
    assert pruned.stderr.count("已删去 ") == 2
    assert [*texts(kept)] == ["archive.txt", "notes.md", "tiny.txt"]


def test_a_broken_unit_does_not_stop_the_others(kept: Path) -> None:
    """All problems are told, the others are compared and kept; exit 2."""
    reword(kept)
    for name in ("zero", "tiny"):
        file = kept / "units" / name / "unit.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("年度: '2024'", "年度: 今年"), encoding="utf-8")
    before = texts(kept)
    result = narrate(kept, "snapshot", "units", "--pack", PACK, "--update")
    assert result.returncode == 2
    assert "比了 1 个单位，1 个与快照不同：" in result.stdout
    assert "zero" in result.stderr
    assert "tiny" in result.stderr
    assert result.stderr.endswith("共 2 处问题。\n")
    assert {name for name, text in texts(kept).items() if text != before[name]} == {"archive.txt"}


def test_two_units_of_one_name_are_both_told(folder: Path) -> None:
    """Whatever the case of the letters; one unit given twice is one."""
    shutil.copytree(folder / "units" / "zero", folder / "other" / "Zero")
    result = narrate(folder, "snapshot", "units", "other", "units/zero", "--update")
    assert result.returncode == 2
    said = result.stderr.replace("\\", "/")
    assert "units/zero：S101 2 个单位的快照都叫 zero.txt。" in said
    assert "other/Zero：S101 2 个单位的快照都叫 zero.txt。" in said
    assert [*texts(folder)] == ["archive.txt", "tiny.txt"]


def test_names_come_from_the_folder_or_the_file(folder: Path) -> None:
    """A form counts as a unit file; a file with a name of its own lends it."""
    shutil.copy(folder / "units" / "zero" / "unit.yaml", folder / "某局.yaml")
    (folder / "forms" / "甲").mkdir(parents=True)
    assert narrate(folder, "convert", "units/archive", "forms/甲/填报表.xlsx").returncode == 0
    result = narrate(folder, "snapshot", "某局.yaml", "forms", "units/zero/unit.yaml", "--update", "--dir", "a/b")
    assert result.returncode == 0
    assert sorted(path.name for path in (folder / "a" / "b").iterdir()) == ["zero.txt", "某局.txt", "甲.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少 单位…。"),
        (["."], ".：U102 这个文件夹里没有 unit.yaml，也没有 填报表.xlsx。"),
        (["units", "--update", "--dir", "units/zero/unit.yaml"], "units/zero/unit.yaml/archive.txt：W103 写不进去："),
        (["units", "--html", "nowhere/a.html"], "nowhere/a.html：W103 写不进去：没有这个文件夹。"),
        (["units", "--pack", "某省/2024"], "P100 没有短语库「某省/2024」。"),
    ],
    ids=range(5),
)
def test_what_cannot_be_done_is_explained(folder: Path, arguments: list[str], message: str) -> None:
    result = narrate(folder, "snapshot", *arguments)
    assert result.returncode == 2
    assert result.stderr.replace("\\", "/").startswith(message)
    assert result.stderr.endswith("共 1 处问题。\n") == bool(arguments)
    assert not (folder / "snapshots").exists()


def test_a_file_that_is_no_text_is_not_replaced(kept: Path) -> None:
    """What cannot be read cannot be shown before it is replaced."""
    file = kept / "snapshots" / "zero.txt"
    file.write_bytes(b"\xff\xff\x00")
    result = narrate(kept, "snapshot", "units", "--pack", PACK, "--update")
    assert result.returncode == 2
    assert "zero.txt：W303 这不是文本文件。" in result.stderr
    assert file.read_bytes() == b"\xff\xff\x00"


def test_the_page(kept: Path) -> None:
    """Beside what the terminal tells; replaced while nobody edited it."""
    reword(kept)
    for new in ("较上年增加", "较上年共增加"):
        reword(kept, "较上年增加", new)
        result = narrate(kept, "snapshot", "units", "--pack", PACK, "--html", "报告.html")
        assert (result.returncode, result.stderr) == (1, "已写入 报告.html。\n")
    page = (kept / "报告.html").read_text(encoding="utf-8")
    assert "<del>与</del><ins>较</ins>" in page
    (kept / "报告.html").write_text(page.replace("报告", "汇报"), encoding="utf-8")
    refused = narrate(kept, "snapshot", "units", "--pack", PACK, "--html", "报告.html")
    assert refused.returncode == 2
    assert "W101" in refused.stderr
    forced = narrate(kept, "snapshot", "units", "--pack", PACK, "--html", "报告.html", "--force")
    assert forced.stderr == "已写入 报告.html，旧文件存为 报告.html.bak。\n"
