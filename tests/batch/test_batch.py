"""``narrator batch`` as a bureau uses it: many units in one go, again and again, killed and resumed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from helpers.running import contents, narrate
from helpers.wording_units import EXAMPLES
from narrator.batch import manifest
from narrator.batch.manifest import FOLDER

UNITS = {"教育局/档案馆": "archive", "教育局/小学": "tiny", "水利局": "zero"}
BAD = "单位: [\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three units, two of them in one folder."""
    for unit, example in UNITS.items():
        write(tmp_path, unit, EXAMPLES[example].text())
    return tmp_path


def write(folder: Path, unit: str, text: str) -> Path:
    file = folder / "root" / unit / "unit.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def batch(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return narrate(folder, "batch", "root", "--out", "out", "--jobs", "1", *options)


def plan(folder: Path, *options: str) -> list[str]:
    """What would be done again, and why."""
    return batch(folder, "--explain-plan", *options).stdout.splitlines()[:-1]


def written(folder: Path) -> dict[str, bytes | None]:
    """The output but for the manifest."""
    return {name: content for name, content in contents(folder / "out").items() if not name.startswith(FOLDER)}


def test_each_unit_gets_the_very_files_that_draft_writes(folder: Path) -> None:
    assert batch(folder, "--format", "docx,html,txt").returncode in (0, 1)
    for unit in UNITS:
        for form in ("docx", "html", "txt"):
            narrate(folder, "draft", f"root/{unit}", "-o", f"alone.{form}", "--force")
            assert (folder / f"out/{unit}/说明.{form}").read_bytes() == (folder / f"alone.{form}").read_bytes()


def test_a_bad_unit_stops_no_other_and_says_what_to_do(folder: Path) -> None:
    batch(folder)
    good = written(folder)
    write(folder, "坏单位", BAD)
    run = batch(folder)
    assert run.returncode == 1
    told = [line for line in run.stderr.splitlines() if line.startswith("读不了")]
    assert told == [
        "读不了 坏单位：unit.yaml:2:1：U106 YAML 写法有误，从这里起读不下去。"
        " 请检查缩进是否对齐、英文冒号后是否有空格、引号和括号是否成对。"
    ]
    assert {name for name, content in good.items() if written(folder)[name] != content} == {"总览.html", "总览.xlsx"}


def test_nothing_is_done_twice(folder: Path) -> None:
    batch(folder)
    before = {path: path.stat().st_mtime_ns for path in (folder / "out").rglob("*.docx")}
    assert plan(folder) == []
    assert "这次做了 0 个" in batch(folder).stderr
    assert before == {path: path.stat().st_mtime_ns for path in (folder / "out").rglob("*.docx")}


def test_a_file_that_is_too_large_is_told_by_its_size(folder: Path) -> None:
    """It is not read to its end, neither when it is refused nor when it is looked at again."""
    file = write(folder, "太大", BAD)
    with file.open("r+b") as stream:
        stream.truncate(9 * 2**20)
    batch(folder)
    assert plan(folder) == []
    with file.open("r+b") as stream:
        stream.truncate(10 * 2**20)
    assert plan(folder) == ["太大：文件变了：unit.yaml"]


def test_what_changed_is_done_again_and_the_plan_says_why(folder: Path) -> None:
    """A file, a file that came, an output edited or lost, what was asked for: each alone."""
    batch(folder)
    file = folder / "root/水利局/unit.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    assert plan(folder) == ["水利局：文件变了：unit.yaml"]
    batch(folder)
    wording = folder / "root/水利局/wording"
    wording.mkdir()
    (wording / "pack.yaml").write_text("", encoding="utf-8")
    assert plan(folder) == ["水利局：文件变了：wording/pack.yaml"]
    (wording / "pack.yaml").unlink()
    wording.rmdir()
    (folder / "out/教育局/小学/说明.docx").unlink()
    assert plan(folder) == ["教育局/小学：生成的文件不在了或改动过：教育局/小学/说明.docx"]
    batch(folder)
    assert {line.partition("：")[2] for line in plan(folder, "--format", "txt")} == {"要求变了"}
    assert plan(folder) == []


def test_a_pack_that_changed_concerns_the_units_that_take_it(folder: Path) -> None:
    from helpers import packs

    packs.copied(folder)
    write(folder, "浙江/局", EXAMPLES["archive"].text().replace("地区: 新疆", "地区: 浙江"))
    own = ("--pack", "phrasebook/xinjiang/2024", "--only", "教育局")
    batch(folder)
    batch(folder, *own)
    assert plan(folder, *own) == []
    file = folder / "phrasebook/xinjiang/phrases/common.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")
    assert [line.partition("：")[0] for line in plan(folder, *own)] == ["教育局/小学", "教育局/档案馆"]
    assert all("短语库变了" in line for line in plan(folder, *own))


def test_a_pack_that_was_mended_lets_the_units_try_again_that_it_broke(folder: Path) -> None:
    from helpers import packs

    packs.copied(folder)
    file = folder / "phrasebook/xinjiang/phrases/common.yaml"
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound + "\n- [", encoding="utf-8")
    own = ("--pack", "phrasebook/xinjiang/2024")
    assert sum(line.startswith("读不了") for line in batch(folder, *own).stderr.splitlines()) == len(UNITS)
    file.write_text(sound, encoding="utf-8")
    assert "这次做了 3 个" in batch(folder, *own).stderr


def test_only_leaves_the_others_as_they_are(folder: Path) -> None:
    run = batch(folder, "--only", "教育局/*")
    assert "这次做了 2 个" in run.stderr
    assert not (folder / "out/水利局").exists()
    assert "已没有" not in batch(folder, "--only", "水利局").stderr
    wrong = batch(folder, "--only", "没有的*")
    assert wrong.returncode == 2
    assert "M105 没有一个单位合乎 --only 没有的*。" in wrong.stderr


def test_what_a_person_edited_stays_until_force(folder: Path) -> None:
    batch(folder, "--format", "txt")
    file = folder / "out/水利局/说明.txt"
    file.write_text("改过", encoding="utf-8")
    run = batch(folder, "--format", "txt")
    assert file.read_text(encoding="utf-8") == "改过"
    assert run.returncode == 1
    batch(folder, "--format", "txt", "--force")
    assert file.with_name("说明.txt.bak").read_text(encoding="utf-8") == "改过"
    assert file.read_text(encoding="utf-8") != "改过"


def test_text_that_has_no_stamp_is_replaced_where_we_wrote_it(folder: Path) -> None:
    batch(folder, "--format", "txt")
    text = EXAMPLES["zero"].text().replace(EXAMPLES["zero"].name, "另一个单位")
    write(folder, "水利局", text)
    batch(folder, "--format", "txt")
    assert "另一个单位" in (folder / "out/水利局/说明.txt").read_text(encoding="utf-8")


def test_files_of_units_that_are_gone_are_named_and_removed_when_asked(folder: Path) -> None:
    batch(folder)
    (folder / "root/水利局/unit.yaml").unlink()
    run = batch(folder)
    assert "已没有这些单位，它们的文件还在：水利局。" in run.stderr
    assert (folder / "out/水利局/说明.docx").exists()
    assert "水利局/说明.docx" in batch(folder, "--prune").stderr
    assert not (folder / "out/水利局").exists()
    assert "水利局" not in batch(folder).stderr


def test_prune_keeps_what_a_person_edited(folder: Path) -> None:
    batch(folder, "--format", "txt")
    (folder / "out/水利局/说明.txt").write_text("改过", encoding="utf-8")
    (folder / "root/水利局/unit.yaml").unlink()
    batch(folder, "--prune")
    assert (folder / "out/水利局/说明.txt").read_text(encoding="utf-8") == "改过"


def test_a_format_that_is_not_asked_for_any_more_leaves_no_old_figures_unnamed(folder: Path) -> None:
    batch(folder, "--format", "docx,txt")
    run = batch(folder, "--format", "docx")
    assert "水利局/说明.txt" in run.stderr
    batch(folder, "--format", "docx", "--prune")
    assert not list((folder / "out").rglob("*.txt"))


def test_a_list_names_the_units(folder: Path) -> None:
    (folder / "单位.txt").write_text("# 两个单位\nroot/水利局\n\nroot/教育局/小学/unit.yaml\n", encoding="utf-8")
    run = narrate(folder, "batch", "单位.txt", "--out", "out", "--jobs", "1")
    assert "2 个单位" in run.stderr
    assert (folder / "out/root/教育局/小学/说明.docx").exists()
    (folder / "单位.txt").write_text("root/水利局\nroot/没有\nroot/水利局/unit.yaml\n", encoding="utf-8")
    wrong = narrate(folder, "batch", "单位.txt", "--out", "out2")
    assert wrong.returncode == 2
    assert wrong.stderr == (
        "单位.txt:2:1：M103 「root/没有」不是单位的文件夹，也不是单位文件。"
        " 请写 unit.yaml 或 填报表.xlsx 所在的文件夹。\n"
        "单位.txt:3:1：M103 单位「root/水利局」写了两次。 请删去一行，或给文件夹改名。\n"
        "共 2 处问题。\n"
    )
    assert not (folder / "out2").exists()


@pytest.mark.parametrize(
    ("root", "out", "told"),
    [
        ("没有", "out", "没有：M101 找不到这个文件夹。 请检查路径。"),
        ("root", "root", "root：M110 不能写在放着各单位的文件夹里。 请换一个文件夹，如 --out 输出。"),
        ("空", "out", "空：M104 这里面一个单位也没有。"),
    ],
)
def test_a_root_that_is_none_is_refused(folder: Path, root: str, out: str, told: str) -> None:
    (folder / "空").mkdir()
    run = narrate(folder, "batch", root, "--out", out)
    assert run.returncode == 2
    assert run.stderr.startswith(told)


def test_the_output_may_stand_among_the_units(folder: Path) -> None:
    for _ in range(2):
        run = narrate(folder, "batch", "root", "--out", "root/out", "--jobs", "1")
    assert "3 个单位" in run.stderr


# The manifest -----------------------------------------------------------------------------------------


def base(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "out" / FOLDER / "batch.sqlite")


def test_a_newer_manifest_is_refused(folder: Path) -> None:
    batch(folder)
    with base(folder) as there:
        there.execute("PRAGMA user_version = 99")
    there.close()
    run = batch(folder)
    assert run.returncode == 2
    assert "M112 这里的记录是更新版本的程序写的（第 99 版）。" in run.stderr


def test_an_older_manifest_is_brought_up_to_date_and_keeps_what_it_knows(folder: Path) -> None:
    """The first version did not keep which units were gone."""
    batch(folder)
    with base(folder) as there:
        there.execute("ALTER TABLE run DROP COLUMN gone")
        there.execute("PRAGMA user_version = 1")
    there.close()
    assert "这次做了 0 个" in batch(folder).stderr
    with base(folder) as there:
        assert there.execute("PRAGMA user_version").fetchone() == (2,)
    there.close()


def test_the_board_tells_of_all_units_and_leads_to_each(folder: Path) -> None:
    write(folder, "坏单位", BAD)
    write(folder, "错键", "人員: 1\n")
    assert "读不了 错键：unit.yaml:1:1：U201 〔金额单位〕" in batch(folder).stderr
    assert "〔金额单位〕" in (folder / "out/错键/情况.html").read_text(encoding="utf-8")
    page = (folder / "out/总览.html").read_text(encoding="utf-8")
    for unit in (*UNITS, "坏单位"):
        assert f'href="{quote(unit)}/{quote("情况.html")}"' in page
        assert (folder / "out" / unit / "情况.html").exists()
    assert "U106" in (folder / "out/坏单位/情况.html").read_text(encoding="utf-8")


def test_what_has_changed_is_told_until_something_else_does(folder: Path) -> None:
    """A run that has nothing to do leaves every byte as it is, the board too."""
    batch(folder)
    write(folder, "水利局", BAD)
    batch(folder)
    board = written(folder)
    batch(folder)
    assert written(folder) == board
    (folder / "out/总览.html").unlink()
    batch(folder)
    assert (folder / "out/总览.html").exists()


def test_a_board_that_a_person_wrote_on_is_kept(folder: Path) -> None:
    batch(folder)
    (folder / "out/总览.xlsx").write_bytes(b"mine")
    run = batch(folder)
    assert run.returncode == 1
    assert "总览.xlsx：W101 文件已存在" in run.stderr
    assert (folder / "out/总览.xlsx").read_bytes() == b"mine"


def test_a_damaged_manifest_is_refused_and_the_way_out_works(folder: Path) -> None:
    batch(folder)
    (folder / "out" / FOLDER / "batch.sqlite").write_bytes(b"no database" * 1000)
    run = batch(folder)
    assert run.returncode == 2
    assert "M113 这里的记录已损坏。 请把 .narrator 文件夹移走再运行" in run.stderr
    (folder / "out" / FOLDER).rename(folder / "elsewhere")
    assert "这次做了 3 个" in batch(folder).stderr


def test_a_second_batch_is_refused_while_one_runs(folder: Path) -> None:
    with manifest.Manifest(folder / "out"):
        run = subprocess.run(
            [sys.executable, "-m", "narrator", "batch", "root", "--out", "out"],
            cwd=folder, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert run.returncode == 2
    assert "M111 另一个批处理正在写这个文件夹。 请等它结束，或换一个 --out。" in run.stderr
    assert batch(folder).returncode in (0, 1)


# Killed -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path, number: signal.Signals) -> None:
    """Killed some times on the way and run to the end, the output is that of a run that nobody disturbed."""
    examples = [*EXAMPLES.values()]
    for index in range(40):
        write(tmp_path, f"局{index % 4}/单位{index:02}", examples[index % len(examples)].text())
    write(tmp_path, "坏", BAD)
    command = [sys.executable, "-m", "narrator", "batch", "root", "--jobs", "2", "-q", "--out"]
    subprocess.run([*command, "whole"], cwd=tmp_path, check=False, capture_output=True)
    chance = random.Random(19)
    for _ in range(4):
        running = subprocess.Popen([*command, "out"], cwd=tmp_path, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.4, 2.0))
        running.send_signal(number)
        running.wait()
    subprocess.run([*command, "out"], cwd=tmp_path, check=False, capture_output=True)
    whole = {name: content for name, content in contents(tmp_path / "whole").items() if not name.startswith(FOLDER)}
    assert len(whole) > 40
    assert written(tmp_path) == whole
    assert {path.name for path in (tmp_path / "out" / FOLDER).iterdir()} == {"batch.sqlite"}
