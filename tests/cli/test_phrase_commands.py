"""``narrator phrases new``, ``show`` and ``diff`` as a person uses them, in a folder of one's own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from helpers import packs
from helpers.running import ROOT, as_process, narrate
from helpers.shipped import PACKS
from helpers.wording_units import EXAMPLES
from narrator.authoring.lint import lint
from narrator.phrases.bases import BASES

pytestmark = pytest.mark.slow  # each test runs the program in processes of its own

PARENT = "xinjiang/2024"


def uncomment(text: str) -> str:
    """A scaffold's file with its commented example as an entry."""
    lines = text.splitlines()
    return "\n".join(re.sub(r"^# (?=  |- |\w+\.\w+:$)", "", line) for line in lines if "某节" not in line) + "\n"


# new ----------------------------------------------------------------------------------------------


def test_a_new_pack_is_clean_at_once(tmp_path: Path) -> None:
    """It names its files, passes lint, words a unit as its parent does, and says what that is worth."""
    made = narrate(tmp_path, "phrases", "new", "某省/2025", "--from", PARENT, "--region", "某省")
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr.replace("\\", "/").splitlines() == [
        "已写入 某省/2025/pack.yaml。",
        "已写入 某省/2025/phrases/own.yaml。",
        "已写入 某省/2025/phrases/own.examples.yaml。",
        "在 某省/2025/phrases/own.yaml 里写用语，写完用 narrator phrases lint 某省/2025 检查。",
    ]
    header = (tmp_path / "某省" / "2025" / "pack.yaml").read_text(encoding="utf-8")
    stated = [line for line in header.splitlines() if line and not line.startswith("#")]
    assert stated == [
        "parent: xinjiang/2024",
        "region: 某省",
        "year: 2025",
        "title: 某省2025年度部门决算公开说明",
        "source:",
        "evidence: 无",
    ]
    assert "可改的段：" in header
    assert not (tmp_path / "某省" / "2025" / "outline.yaml").exists()
    clean = narrate(tmp_path, "phrases", "lint", "某省/2025")
    assert (clean.returncode, clean.stderr) == (0, "没有问题。\n")
    assert narrate(tmp_path, "phrases", "diff", PARENT, "某省/2025").stdout == "没有不同。\n"


def test_a_pack_for_the_same_region_and_year_inherits_both(tmp_path: Path) -> None:
    assert narrate(tmp_path, "phrases", "new", "mine", "--from", PARENT).returncode == 0
    header = (tmp_path / "mine" / "pack.yaml").read_text(encoding="utf-8")
    assert "\n# region: 新疆（沿用上级）\n# year: 2024（沿用上级）\n" in header
    assert "evidence" not in header
    head = narrate(tmp_path, "phrases", "show", "mine").stdout
    assert "地区：新疆　年度：2024\n沿用：national ← xinjiang ← xinjiang/2024 ← mine\n" in head


def test_the_commented_example_is_right_when_uncommented(tmp_path: Path) -> None:
    """Lint asks for nothing but the source; with it the example is a wording of the child."""
    narrate(tmp_path, "phrases", "new", "mine", "--from", PARENT)
    own = tmp_path / "mine" / "phrases"
    for file in own.iterdir():
        file.write_text(uncomment(file.read_text(encoding="utf-8")), encoding="utf-8")
    (finding,) = lint(str(tmp_path / "mine"))
    assert (finding.code, finding.evidence) == ("P118", "短语「增减.比上年」没有写依据。")
    packs.edit(own / "own.yaml", "source:\n", "source: 某文件 2024\n")
    assert lint(str(tmp_path / "mine")) == []
    shown = narrate(tmp_path, "phrases", "show", "mine", "增减.比上年").stdout.replace("\\", "/")
    assert re.search(
        r"\n  national　写出　national/phrases/common\.yaml:\d+:3"
        r"\n  xinjiang　改写（持平、两年均为零、上年为零、有负数、新设）　xinjiang/phrases/bases\.yaml:\d+:3"
        r"\n  mine　改写（增加）　mine/phrases/own\.yaml:\d+:3\n",
        shown,
    )


def test_what_a_pack_over_the_common_layer_still_lacks(tmp_path: Path) -> None:
    """Over a parent without a year, lint says what is still to be written: the outline, each zero base."""
    lacking = narrate(tmp_path, "phrases", "new", "mine", "--from", "national")
    assert lacking.returncode == 2
    assert "mine：P103 上级 national 没有写明地区、年度。 请加 --region、--year。\n" in lacking.stderr
    arguments = ("phrases", "new", "mine", "--from", "national", "--region", "某省", "--year", "2024")
    assert narrate(tmp_path, *arguments).returncode == 0
    told = [finding.code for finding in lint(str(tmp_path / "mine"))]
    assert told == ["P103", *["P157"] * len(BASES)]
    assert "上级没有大纲" in (tmp_path / "mine" / "pack.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["kept", "--from", PARENT], "kept：W107 已经有了，未覆盖。 请换一个文件夹。"),
        (["kept/notes.md", "--from", PARENT], "kept/notes.md：W107 已经有了，未覆盖。 请换一个文件夹。"),
        (["kept/notes.md/below", "--from", PARENT], "kept/notes.md/below：W103 写不进去："),
        (["mine"], "缺少 --from。"),
        (["mine", "--from", "nowhere"], "P100 没有短语库「nowhere」。"),
        (["mine", "--from", "a/b/c/pack"], "mine：P152 从这里找不到上级短语库「a/b/c/pack」。"),
        (["mine", "--from", PARENT, "--region", "某 省: x"], "mine：P103 「某 省: x」不是地区的名称。"),
        (["mine", "--from", PARENT, "--year", "25"], "--year 的值不对"),
        (["unit/wording", "--year", "2025"], "unit/wording 是一个单位的用语，地区和年度由单位文件定。"),
        (["empty/wording", "--wording"], "empty：U102 找不到这个文件。"),
    ],
    ids=range(10),
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    """Exit 2, and nothing is written."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "notes.md").write_text("x", encoding="utf-8")
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "unit.yaml").write_text(EXAMPLES["tiny"].text(), encoding="utf-8")
    packs.child(tmp_path / "a" / "b" / "c")
    before = sorted(tmp_path.rglob("*"))
    result = narrate(tmp_path, "phrases", "new", *arguments)
    assert result.returncode == 2
    assert result.stderr.replace("\\", "/").startswith(message), result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert narrate(tmp_path, "phrases", "new", "mine", "--from", PARENT).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_a_parent_that_stands_beside(tmp_path: Path) -> None:
    """It is named as the child can find it, however it was given."""
    packs.child(tmp_path, pack="region: 某省\nyear: 2024\n").rename(tmp_path / "某省")
    assert narrate(tmp_path, "phrases", "new", "某市", "--from", str(tmp_path / "某省")).returncode == 0
    assert "parent: 某省\n" in (tmp_path / "某市" / "pack.yaml").read_text(encoding="utf-8")
    assert narrate(tmp_path, "phrases", "lint", "某市").returncode == 0


def test_the_wording_of_one_unit(tmp_path: Path) -> None:
    """A folder beside its file, with neither parent nor header; lint, list, show and draft know it."""
    unit = tmp_path / "unit"
    shutil.copytree(ROOT / "fixtures" / "changji-2024", unit)
    assert narrate(tmp_path, "phrases", "new", "unit/wording").returncode == 0
    assert not (unit / "wording" / "pack.yaml").exists()
    for file in (unit / "wording" / "phrases").iterdir():
        text = uncomment(file.read_text(encoding="utf-8")).replace("source:\n", "source: 某文件\n")
        file.write_text(text.replace("，比上年增加", "，较上年增加"), encoding="utf-8")
    assert narrate(tmp_path, "phrases", "lint", "unit/wording").stderr == "没有问题。\n"
    assert narrate(tmp_path, "phrases", "list", "unit/wording").returncode == 0
    differing = narrate(tmp_path, "phrases", "diff", PARENT, "unit/wording")
    assert (differing.returncode, differing.stderr) == (1, "")
    assert "，〔比→较〕上年增加" in differing.stdout
    shown = narrate(tmp_path, "phrases", "show", "unit/wording", "增减.比上年").stdout
    assert "\n  改写自 national/phrases/common.yaml:" in shown
    assert "\n  原为：，比上年增加{{ 增减额" in shown
    assert "较上年增加" in narrate(tmp_path, "draft", "unit").stdout


# show ---------------------------------------------------------------------------------------------


def test_the_head_of_a_pack(tmp_path: Path) -> None:
    """Its chain, its formats with their places, and its wording of each case that must be worded."""
    shown = narrate(tmp_path, "phrases", "show", PARENT).stdout
    assert "地区：新疆　年度：2024\n沿用：national ← xinjiang ← xinjiang/2024\n" in shown
    assert "national/pack.yaml:" in shown
    for base in BASES:
        assert f"（{base.term}）" in shown
    assert "无上年数可比" in shown
    assert "没有写" in narrate(tmp_path, "phrases", "show", "national").stdout


def test_an_inherited_evidence_is_shown_as_a_step(tmp_path: Path) -> None:
    """An entry with only a source proves what it inherits; a single wording tells what it stands instead of."""
    own = "phrases:\n  增减.比上年: {source: 某文件 2024}\n  总体.主语: {say: 收支总体, source: 某文件 2024}\n"
    packs.child(tmp_path, own=own)
    proven = narrate(tmp_path, "phrases", "show", "pack", "增减.比上年").stdout
    assert "\n  pack　补写依据　pack/phrases/own.yaml:2:3\n" in proven.replace("\\", "/")
    assert proven.count("依据：某文件 2024") == 6
    changed = narrate(tmp_path, "phrases", "show", "pack", "总体.主语").stdout.replace("\\", "/")
    assert "  pack　改写　pack/phrases/own.yaml:3:3\n" in changed
    assert re.search(r"  收支总体\n  改写自 xinjiang/phrases/totals\.yaml:\d+:\d+\n  原为：收入支出总体\n", changed)


# options ------------------------------------------------------------------------------------------

OPTIONS = """\
options:
  总体的主语:
    choices:
      照旧: {texts: 5}
      写我单位: {layer: options/ours, texts: 1, source: 某局 2024}
"""


@pytest.fixture
def offering(tmp_path: Path) -> Path:
    """A pack that leaves one wording to its units, in a folder to work in."""
    choice = packs.child(tmp_path, pack=OPTIONS) / "options" / "ours" / "phrases"
    choice.mkdir(parents=True)
    own = 'source: 某局 2024\nphrases:\n  总体.主语: "{{ 年度 | 年 }}年度我单位收支"\n'
    (choice / "own.yaml").write_text(own, encoding="utf-8")
    example = "总体.主语:\n- values: {年度: 2031}\n  text: 2031年度我单位收支\n"
    (choice / "own.examples.yaml").write_text(example, encoding="utf-8")
    return tmp_path


def test_options_are_shown(offering: Path) -> None:
    """With what shows each choice; a phrase with what a choice makes of it; in the lists, too."""
    head = narrate(offering, "phrases", "show", "pack").stdout.replace("\\", "/")
    rows = [re.split("  +", line.strip()) for line in head.partition("选项（单位自选")[2].splitlines()[3:]]
    assert rows == [
        ["总体的主语", "照旧", "5 篇", "pack/pack.yaml:5:7"],
        ["写我单位", "1 篇", "pack/pack.yaml:6:7", "某局 2024"],
    ]
    shown = narrate(offering, "phrases", "show", "pack", "总体.主语").stdout.replace("\\", "/")
    assert shown.endswith(
        "\n选了总体的主语「写我单位」时：\n[总是]  pack/options/ours/phrases/own.yaml:3:10  依据：某局 2024\n"
        "  {{ 年度 | 年 }}年度我单位收支\n" + shown.splitlines()[-2] + "\n  原为：收入支出总体\n"
    )
    listed = narrate(offering, "phrases", "list", "pack").stdout.replace("\\", "/").splitlines()
    assert re.split("  +", listed[-1]) == [
        *("总体.主语", "选了总体的主语「写我单位」时", "1", "pack/options/ours/phrases/own.yaml:3:3")
    ]
    every = narrate(offering, "phrases", "list").stdout.splitlines()
    assert any(line.startswith("chongqing/2024 ") and "没有发生的收支种类、" in line for line in every)


def test_the_examples_of_a_choice_are_judged_and_proposed(offering: Path) -> None:
    """As those of a pack: what has none, what nobody has read; with lint."""
    assert narrate(offering, "phrases", "lint", "pack").stderr == "没有问题。\n"
    (offering / "pack" / "options" / "ours" / "phrases" / "own.examples.yaml").unlink()
    lacking = "pack/options/ours/phrases/own.yaml:3:10：P134 〔phrases/总体.主语〕短语「总体.主语」没有例句。"
    for command in ("lint", "examples"):
        told = narrate(offering, "phrases", command, "pack")
        assert told.returncode == 1
        assert told.stdout.replace("\\", "/").startswith(lacking)
    filled = narrate(offering, "phrases", "examples", "pack", "--fill").stderr.replace("\\", "/")
    assert "已写入 pack/options/ours/phrases/own.examples.yaml，拟了 1 条例句。\n" in filled


def test_a_choice_begins_as_a_folder_of_its_pack(offering: Path) -> None:
    """With what a child may change; it is of the pack's region and year."""
    made = narrate(offering, "phrases", "new", "pack/options/more")
    assert made.stderr.replace("\\", "/").splitlines() == [
        "已写入 pack/options/more/phrases/own.yaml。",
        "已写入 pack/options/more/phrases/own.examples.yaml。",
        "在 pack/options/more/phrases/own.yaml 里写用语，写完用 narrator phrases lint pack 检查。",
    ]
    refused = narrate(offering, "phrases", "new", "pack/options/other", "--region", "某省")
    assert (refused.returncode, refused.stderr.replace("\\", "/")) == (
        2,
        "pack/options/other 是 pack 的一种写法，不另写上级、地区和年度。\n",
    )
    assert not (offering / "pack" / "options" / "other").exists()


def test_wordings_of_choices_count_as_wordings_of_the_pack(offering: Path) -> None:
    """By the examples; by units, whichever of them chose; an explanation tells what was chosen."""
    text = (ROOT / "fixtures" / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    for name, chosen in (("one", ""), ("two", "  用语选择: {总体的主语: 写我单位}\n")):
        (offering / "units" / name).mkdir(parents=True)
        file = offering / "units" / name / "unit.yaml"
        file.write_text(text.replace("  新设: 否\n", f"  新设: 否\n{chosen}"), encoding="utf-8")
    (examples,) = json.loads(narrate(offering, "phrases", "coverage", "--pack", "pack", "--json").stdout)["packs"]
    drafted = narrate(offering, "phrases", "coverage", "units", "--pack", "pack", "--json")
    (by_units,) = json.loads(drafted.stdout)["packs"]
    assert by_units["units"] == ["one", "two"]
    for pack in (examples, by_units):
        plain, chosen = (one for one in pack["wordings"] if one["phrase"] == "总体.主语")
        assert (plain["text"], "choice" in plain) == ("收入支出总体", False)
        assert (chosen["choice"], chosen["unused"]) == ({"总体的主语": "写我单位"}, [])
    assert [[*one["conditions"][""]] for one in by_units["wordings"] if one["phrase"] == "总体.主语"] == [
        ["one"],
        ["two"],
    ]
    told = narrate(offering, "explain", "units/two", "--pack", "pack", "--text", "我单位收支").stdout
    assert "\n    选用 总体的主语「写我单位」\n" in told
    assert "选用" not in narrate(offering, "explain", "units/one", "--pack", "pack", "--section", "一").stdout


def test_a_units_own_wording_is_judged_with_what_it_chooses(offering: Path) -> None:
    """Shown over it, and clean."""
    unit = offering / "unit"
    shutil.copytree(ROOT / "fixtures" / "putuo-2024", unit)
    shutil.copytree(ROOT / "fixtures" / "putuo-2024-workbook", offering / "putuo-2024-workbook")
    shown = narrate(offering, "phrases", "show", "unit/wording", "差异.项原因").stdout
    assert "  shanghai/2024/options/nearly-equal　改写（与预算相等、预决算均为零）" in shown
    assert "  。决算数与预算数基本持平。\n" in shown
    packs.edit(unit / "unit.yaml", "写与预算数基本持平", "写基本持平")
    told = narrate(offering, "phrases", "show", "unit/wording")
    assert (told.returncode, "P177" in told.stderr) == (2, True)


# outline ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_the_outline_that_is_shown_is_one_to_go_on_from(tmp_path: Path, pack: str) -> None:
    """Whole, or piece by piece, in a pack over this one it changes nothing, and lint has nothing to say."""
    narrate(tmp_path, "phrases", "new", "mine", "--from", pack)
    whole = narrate(tmp_path, "phrases", "outline", "mine").stdout
    named = list(yaml.safe_load(whole)["blocks"])
    pieces = [narrate(tmp_path, "phrases", "outline", "mine", name).stdout for name in named]
    assert all(piece.startswith("blocks:\n") for piece in pieces)
    joined = "blocks:\n" + "".join(piece.removeprefix("blocks:\n") for piece in pieces)
    for text in (whole, joined):
        (tmp_path / "mine" / "outline.yaml").write_text(text, encoding="utf-8")
        assert narrate(tmp_path, "phrases", "diff", pack, "mine").stdout == "没有不同。\n"
        said = narrate(tmp_path, "phrases", "lint", "mine").stdout.splitlines()
        assert [line for line in said if "P176" not in line] == []  # an inherited option words these pieces otherwise


def test_a_piece_that_there_is_not(tmp_path: Path) -> None:
    ran = narrate(tmp_path, "phrases", "outline", PARENT, "三公具")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "P158 xinjiang/2024 的大纲里没有「三公具」这一段。" in ran.stderr
    below = narrate(tmp_path, "phrases", "outline", "xinjiang").stdout  # for others to build on: all its pieces
    assert "\n  概况:\n" in below


# diff ---------------------------------------------------------------------------------------------

OUTLINE = """\
parts:
- use: 概况
- part: 标题.情况说明
  number: 序号.部分
  body:
  - use: 收入
  - use: 总体
"""
OWN = """\
source: 某文件 2024
phrases:
  增减.比上年:
    say:
      up: ，较上年增加{{ 增减额 | 万元 }}，增长{{ 增减率 | 百分比 }}，主要原因是：{{ 原因 | 原因 }}。
new:
  某节.某句: 某句。
"""
REASONS = "source: 某文件\nnew:\n  某因: {say: 某因, explains: [up]}\n"
SETTINGS = """\
reasons: {repeated: 5}
formats:
  万元: {type: amount, scale: 万元, pattern: "#,##0.00"}
charts: yes
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A child that differs from its parent in everything that is compared."""
    packs.child(tmp_path, pack=SETTINGS, own=OWN, outline=OUTLINE, reasons=REASONS)
    return tmp_path


def test_everything_that_differs_is_told(two: Path) -> None:
    result = narrate(two, "phrases", "diff", PARENT, "pack")
    assert (result.returncode, result.stderr) == (1, "")
    said = result.stdout.replace("\\", "/")
    assert "只在 pack 里的短语（1 条）\n  某节.某句　pack/phrases/own.yaml:7:3\n" in said
    assert "用语不同的短语（1 条）\n  增减.比上年\n    [增加]  national/phrases/common.yaml:" in said
    assert " → pack/phrases/own.yaml:5:11\n      ，〔比→较〕上年增加" in said
    assert "格式（1 项）\n  万元　type: amount，scale: 万元，pattern: 〔→#,##〕0.00\n" in said
    assert "设置（2 项）\n  reasons/repeated　〔3→5〕\n  charts　〔→yes〕\n" in said
    assert "原因的用语（1 项）\n  某因　〔→某因；增加；；；〕\n" in said
    assert "\n大纲\n" in said
    assert "节：标题.支出，编号 序号.节→〕" in said
    assert said.endswith("只在 pack 里的 1 条，用语不同的 1 条，格式 1 条，设置 2 条，原因 1 条，大纲不同。\n")


def test_one_phrase_alone(two: Path) -> None:
    """Only what was asked for is compared, and decides the exit code."""
    one = narrate(two, "phrases", "diff", PARENT, "pack", "--only", "增减.比上年", "--only", "总体.主语")
    assert one.returncode == 1
    assert one.stdout.endswith("\n用语不同的 1 条。\n")
    assert "格式" not in one.stdout
    same = narrate(two, "phrases", "diff", PARENT, "pack", "--only", "总体.主语")
    assert (same.returncode, same.stdout) == (0, "没有不同。\n")
    unknown = narrate(two, "phrases", "diff", PARENT, "pack", "--only", "总体.主体")
    assert unknown.returncode == 2
    assert "P125 两边都没有短语「总体.主体」。 是不是「总体.主语」、「" in unknown.stderr


def test_the_other_way_round_and_in_colour(two: Path) -> None:
    """What only the first has is told as well; a terminal gets colours instead of marks."""
    turned = narrate(two, "phrases", "diff", "pack", PARENT)
    assert "只在 pack 里的短语（1 条）" in turned.stdout
    assert "〔较→比〕上年增加" in turned.stdout
    coloured = as_process(two, "phrases", "diff", PARENT, "pack", FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[9;31m比\x1b[0m\x1b[1;32m较\x1b[0m上年" in coloured


def test_one_wording_for_all_cases_against_one_for_each(tmp_path: Path) -> None:
    """Each condition is compared with the wording that serves it."""
    packs.child(tmp_path, own="source: 某文件\nphrases:\n  增减.比上年: 与上年持平。\n")
    said = narrate(tmp_path, "phrases", "diff", PARENT, "pack").stdout
    assert [line.split("]")[0].strip() for line in said.splitlines() if line.startswith("    [")] == [
        "[增加",
        "[减少、本年为零",
        "[持平、两年均为零",
        "[上年为零",
        "[有负数",
        "[新设",
    ]
