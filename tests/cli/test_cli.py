"""The command line as a person uses it: output, messages, exit codes, files that are never destroyed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.running import ROOT, TAKEN, as_process, narrate
from helpers.shipped import ELSEWHERE, FOLDERS, LISTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the fixture as ``unit/unit.yaml``."""
    shutil.copytree(ROOT / "fixtures" / "changji-2024", tmp_path / "unit")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    """Change the unit file as a person would."""
    file = folder / "unit" / "unit.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_document_to_stdout_messages_to_stderr(folder: Path) -> None:
    """The document alone is on stdout; where nothing is missing, only the phrasebook that was taken is told."""
    result = as_process(folder, "draft", "unit", "--format", "txt")
    assert result.returncode == 0
    assert result.stdout.startswith("昌吉回族自治州对口援疆工作领导小组办公室2024年度部门决算公开说明\n")
    assert result.stderr == TAKEN


def test_folder_and_file_give_the_same(folder: Path) -> None:
    """PATH is a unit file or its folder; without a format the screen gets Markdown."""
    by_folder = narrate(folder, "draft", "unit")
    by_file = narrate(folder, "draft", "unit/unit.yaml")
    assert by_folder.stdout == by_file.stdout
    assert by_folder.stdout.startswith("# 昌吉")


def test_a_folder_is_converted_by_what_it_holds(folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    assert narrate(folder, "convert", "unit", str(there / "填报表.xlsx")).returncode == 0
    for wrong in ("back.xslx", "back.yaml"):
        refused = narrate(folder, "convert", "unit", wrong)
        assert refused.returncode == 2
        assert f"W104 文件名 {wrong} 看不出格式，或不是要转成的格式。 请用 .xlsx。" in refused.stderr
        assert not (folder / wrong).exists()
    back = narrate(folder, "convert", str(there), "back.yaml")
    assert (back.returncode, back.stderr) == (0, "已写入 back.yaml。\n")


def test_a_locale_without_a_language_means_utf8(folder: Path) -> None:
    """Only what is said is honoured; tests/cli/test_streams.py has the encodings that are."""
    ascii_only = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    result = as_process(folder, "draft", "unit", "--format", "txt", **ascii_only)
    assert result.returncode == 0
    assert "第一部分 单位概况" in result.stdout


@pytest.mark.parametrize("form", ["txt", "md", "json"])
def test_a_file_is_written_once_and_left_when_nothing_changed(folder: Path, form: str) -> None:
    """The suffix tells the format; a second run over the same input changes nothing."""
    first = narrate(folder, "draft", "unit", "-o", f"out.{form}")
    assert (first.returncode, first.stderr) == (0, f"已写入 out.{form}。\n{TAKEN}")
    content = (folder / f"out.{form}").read_bytes()
    second = narrate(folder, "draft", "unit", "-o", f"out.{form}")
    assert (second.returncode, second.stderr) == (0, f"out.{form} 没有变化。\n{TAKEN}")
    assert (folder / f"out.{form}").read_bytes() == content
    assert sorted(path.name for path in folder.iterdir()) == sorted([f"out.{form}", "unit"])


def test_an_untouched_draft_is_replaced_an_edited_one_is_not(folder: Path) -> None:
    """New figures replace an untouched draft; a person's edit is kept, and with --force kept as .bak."""
    out = folder / "out.md"
    assert narrate(folder, "draft", "unit", "-o", "out.md").returncode == 0
    edit(folder, "本年收入合计: 307.71", "本年收入合计: 308.71")
    assert narrate(folder, "draft", "unit", "-o", "out.md").returncode == 0
    assert "308.71" in out.read_text(encoding="utf-8")

    edited = out.read_text(encoding="utf-8").replace("308.71", "999.99")
    out.write_text(edited, encoding="utf-8")
    refused = narrate(folder, "draft", "unit", "-o", "out.md")
    assert refused.returncode == 2
    assert refused.stderr == (
        "out.md：W101 文件已存在，内容不是上次生成的原样，未覆盖。 换个文件名，或加 --force（旧文件另存为 .bak）。\n"
        "共 1 处问题，没有生成文件。\n"
    )
    assert out.read_text(encoding="utf-8") == edited

    for backup in ("out.md.bak", "out.md.bak2"):
        out.write_text(edited, encoding="utf-8")
        forced = narrate(folder, "draft", "unit", "-o", "out.md", "--force")
        assert (forced.returncode, forced.stderr) == (0, f"已写入 out.md，旧文件存为 {backup}。\n{TAKEN}")
        assert (folder / backup).read_text(encoding="utf-8") == edited


def test_bom_for_old_windows_programs(folder: Path) -> None:
    """--bom marks txt and md; the file counts as untouched all the same."""
    for form in ("txt", "md"):
        assert narrate(folder, "draft", "unit", "-o", f"out.{form}", "--bom").returncode == 0
        assert (folder / f"out.{form}").read_bytes().startswith(b"\xef\xbb\xbf")
    assert narrate(folder, "draft", "unit", "-o", "out.md").returncode == 0
    assert not (folder / "out.md").read_bytes().startswith(b"\xef\xbb\xbf")


def test_gaps_are_listed_and_final_refuses(folder: Path) -> None:
    """Each missing value is told once with its key, place and sentence; --final ends with 3, writing nothing."""
    edit(folder, "    收入支出总体: 本年昌吉州产业援疆研究项目资金较上年增加\n", "")
    edit(folder, "决算: 451.67}", "决算: }")
    drafted = narrate(folder, "draft", "unit", "-o", "out.txt")
    assert drafted.returncode == 0
    assert "待填 1. 收入支出决算总表/收入/总计/决算\n" in drafted.stderr
    assert "共 2 项待填，文中已标出；请在填报表或单位文件中补上所列的项。\n" in drafted.stderr
    final = narrate(folder, "draft", "unit", "-o", "final.txt", "--final")
    assert final.returncode == 3
    assert final.stderr.endswith("还有 2 项待填，按 --final 不生成。\n")
    assert not (folder / "final.txt").exists()


def test_a_missing_reason_is_told_with_the_computed_change(folder: Path) -> None:
    """For a reason, what it needs is the sentence with the change already worked out."""
    edit(folder, "    收入支出总体: 本年昌吉州产业援疆研究项目资金较上年增加\n", "")
    result = narrate(folder, "draft", "unit", "--format", "txt")
    assert result.stderr == (
        "共 1 项待填，文中已标出；请在填报表或单位文件中补上所列的项。\n"
        "待填 1. 主要原因/与上年相比/收入支出总体\n"
        "    第二部分 部门决算情况说明 一、收入支出决算总体情况说明：收入支出总体与上年相比，"
        "增加91.53万元，增长25.42%，主要原因是：【待填：收入支出总体与上年相比的主要原因】。\n"
        f"{TAKEN}"
    )


def test_stripped_words_and_unproven_wordings_are_noted(folder: Path) -> None:
    """A reason's doubled lead-in is dropped once, with a note; a wording without evidence is named."""
    edit(folder, "收入支出总体: 本年", "收入支出总体: 主要原因是：本年")
    edit(folder, "离休人员: {上年: 0, 本年: 0}", "离休人员: {上年: 2, 本年: 1}")
    result = narrate(folder, "draft", "unit", "--format", "txt")
    assert result.returncode == 0
    assert "主要原因是：主要原因是" not in result.stdout
    assert "离休人员1人，减少1人" in result.stdout
    first, second, _ = result.stderr.splitlines()
    assert first.startswith(("提示 unit/unit.yaml:", "提示 unit\\unit.yaml:"))
    assert first.endswith("〔主要原因/与上年相比/收入支出总体〕原文的引导词或句末句号与固定用语重复，已略去。")
    assert "用语「人员.离休（减少）」没有公开文本为证，请核对措辞。" in second


def test_bad_input_tells_everything_and_writes_nothing(folder: Path) -> None:
    """All problems at once, each with file, line, column and key; exit 2; no file."""
    edit(folder, "本年收入合计: 307.71", "本年收入合计: 307,71")
    edit(folder, "实有人数: 6", "实有人数: 六")
    edit(folder, "结余分配: 0.00", "结余分派: 0.00")
    result = narrate(folder, "draft", "unit", "-o", "out.txt")
    assert result.returncode == 2
    assert [line.split("：")[0].rsplit("unit.yaml:", 1)[-1] for line in result.stderr.splitlines()[:3]] == [
        "21:9",
        "33:13",
        "39:5",
    ]
    assert result.stderr.splitlines()[-1] == "共 3 处问题，没有生成文件。"
    assert not (folder / "out.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["draft"], "缺少 单位文件。 写法见：narrator draft --help\n"),
        (
            ["draft", "unit", "more"],
            "命令的写法不对，参数多了或少了；有空格的路径要加引号。 写法见：narrator draft --help\n",
        ),
        (["draft", "unit", "--form", "txt"], "没有选项 --form，是不是「--format」？ 写法见：narrator draft --help\n"),
        (["draft", "unit", "-o"], "选项 -o 后面缺一个值。 写法见：narrator draft --help\n"),
        (["draft", "unit", "--final=3"], "选项 --final 后面不写值。 写法见：narrator draft --help\n"),
        (
            ["draft", "unit", "--format", "dcox"],
            "--format 的值不对，应是 docx、html、pdf、txt、md、json 之一，是不是「docx」？ ",
        ),
        (["draft", "unit", "--format", "odt"], "--format 的值不对，应是 docx、html、pdf、txt、md、json 之一。"),
        (["drft", "unit"], "没有命令 drft，是不是「draft」？ 写法见：narrator --help\n"),
        (["draft", "nowhere"], "nowhere：U102 找不到这个文件。 请检查路径。\n共 1 处问题，没有生成文件。\n"),
        (
            ["draft", "unit", "-o", "out.doc"],
            "W104 文件名 out.doc 看不出格式。 请用 .docx、.html、.pdf、.txt、.md、.json，或写 --format。\n",
        ),
        (
            ["draft", "unit", "-o", "nowhere/out.txt"],
            "nowhere/out.txt：W103 写不进去：没有这个文件夹。 请先建好文件夹，或检查路径。",
        ),
        (["draft", "unit", "-o", "unit", "--format", "txt"], "unit：W102 这是一个文件夹。 请写明文件名。\n"),
        (["draft", "unit", "--pack", "某省/2024"], f"P100 没有短语库「某省/2024」。 现有：{LISTS['{packs}']}。\n"),
        (
            ["phrases", "show", "xinjiang/2024", "增减"],
            "P125 xinjiang/2024 中没有短语「增减」。 是不是「",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_explained_in_chinese(folder: Path, arguments: list[str], message: str) -> None:
    """Exit 2, one clear message, nothing written, no English, no traceback."""
    result = narrate(folder, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.replace("\\", "/").startswith(message)
    assert [path.name for path in folder.iterdir()] == ["unit"]


def test_without_a_command_the_help_is_shown(folder: Path) -> None:
    """Help pages are Chinese throughout."""
    result = narrate(folder)
    assert result.returncode == 2
    for page in (result.stderr, narrate(folder, "draft", "--help").stdout, narrate(folder, "phrases", "--help").stdout):
        assert "用法：narrator" in page
        for english in ("Usage", "Options", "Commands", "Show this", "Error"):
            assert english not in page


def test_region_and_year_choose_the_pack(folder: Path) -> None:
    """A later year takes the newest pack of the region and says so; another region the common wording.

    Where that does not fit either, the list is told.
    """
    newest = max(int(folder.name) for folder in FOLDERS if folder.parent.name == "xinjiang")
    edit(folder, "年度: 2024", f"年度: {newest + 1}")
    result = narrate(folder, "draft", "unit", "--format", "txt")
    assert result.returncode == 0
    assert f"{newest + 1}年度收入总计" in result.stdout
    assert f"没有 {newest + 1} 年度的短语库，用的是 xinjiang/{newest}。" in result.stderr
    edit(folder, "地区: 新疆", f"地区: {ELSEWHERE}")
    common = narrate(folder, "draft", "unit", "--format", "txt")
    assert common.returncode == 0
    assert f"没有「{ELSEWHERE}」{newest + 1} 年度的短语库，用的是各地共用的 national/2024；" in common.stderr
    assert "收、支总计各增加" in common.stdout
    edit(folder, f"年度: {newest + 1}", "年度: 1999")
    refused = narrate(folder, "draft", "unit")
    assert refused.returncode == 2
    assert f"没有「{ELSEWHERE}」1999 年度可用的短语库。 现有：{LISTS['{regions}']}；" in refused.stderr


def test_schema_facts_list_show(folder: Path) -> None:
    """What a developer asks: the schema, the catalogue, the phrases and one phrase."""
    schema = json.loads(narrate(folder, "schema").stdout)
    assert schema["properties"]["金额单位"] == {"enum": ["元", "万元"], "title": "金额单位"}
    facts = narrate(folder, "phrases", "facts").stdout
    for name in ("增减", "上年为零：上年数是 0", "收入支出总体增减", "百分比：增减率", "整体自评表 › 整体指标（列表）"):
        assert name in facts
    kept = narrate(folder, "phrases", "facts", "结转和结余").stdout
    assert [name in kept for name in ("年末结转和结余增减", "支出总计", "上年为零：", "因公出国情况", "人数增减")] == [
        *(True, True, True),
        *(False, False),
    ]
    none = narrate(folder, "phrases", "facts", "项目结转")
    assert (none.returncode, none.stdout) == (2, "")
    assert "P186 没有哪个事实里有「项目结转」。 请换一个说法，或只写其中两个字；" in none.stderr
    assert "xinjiang/2024" in narrate(folder, "phrases", "list").stdout
    assert "增减.比上年决算" in narrate(folder, "phrases", "list", "xinjiang/2024").stdout
    shown = narrate(folder, "phrases", "show", "xinjiang/2024", "增减.比上年").stdout
    assert "[上年为零]" in shown
    assert "没有公开文本为证" in shown
    assert "{{ 增减率 | 百分比 }}" in shown
    assert "national/phrases/common.yaml:" in shown


def test_every_command_is_found_in_its_home() -> None:
    """No module registers a command that its group does not know of, and none that it knows of is missing."""
    from importlib import import_module

    from narrator.cli.base import program
    from narrator.usage import CommandGroup

    groups = [program]
    for group in groups:
        for module in group.homes:
            import_module(module)
        commands = [name for names in group.homes.values() for name in names]
        assert sorted(commands) == sorted(group.commands)
        groups += [command for command in group.commands.values() if isinstance(command, CommandGroup)]
    assert len(groups) == 2
