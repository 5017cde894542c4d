"""Examples that the program proposes: neutral, right in both directions, added behind what a person wrote."""

from __future__ import annotations

import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from helpers import packs
from helpers.running import narrate
from narrator.authoring import examples, proposing
from narrator.authoring.lint import lint
from narrator.files import marked
from narrator.phrases.phrasebook import default

pytestmark = pytest.mark.slow

OWN = """source: 某文件
phrases:
  增减.与上年相比:
    say:
      增加: 较上年增加{{ 增减额 | 万元 }}，增长{{ 增减率 | 百分比 }}，主要原因是：{{ 原因 | 原因 }}。
      上年为零, 有负数: 由{{ 上年数 | 万元 }}变为{{ 本年数 | 万元 }}，主要原因是：{{ 原因 | 原因 }}。
    不写原因:
      增加: 较上年增加{{ 增减额 | 万元 }}。
  总体.收入: 收入总计{{ 总计 | 万元 }}，其中：本年收入合计{{ 本年收入合计 | 万元 }}。
  总体.主语: 收支总体
"""
WRITTEN = """# 本市的例句
增减.与上年相比:
- conditions: [增加]   # 看过
  values: {增减额: 7.00, 增减率: 7.00, 原因: 某事}
  text: 较上年增加7.00万元，增长7.00%，主要原因是：某事。

# 收入
总体.收入:
- values: {总计: 9.00, 本年收入合计: 8.00}
  text: >-
    收入总计9.00万元，其中：本年收入合计8.00万元。
"""
FILLED = """# 本市的例句
增减.与上年相比:
- conditions: [增加]   # 看过
  values: {增减额: 7.00, 增减率: 7.00, 原因: 某事}
  text: 较上年增加7.00万元，增长7.00%，主要原因是：某事。
- conditions: [上年为零, 有负数]
  values: {上年数: 0.00, 本年数: 100.00, 原因: 某原因}
  text: 由0.00万元变为100.00万元，主要原因是：某原因。
  accepted: no
- conditions: [不写原因, 增加]
  values: {增减额: 20.00}
  text: 较上年增加20.00万元。
  accepted: no

# 收入
总体.收入:
- values: {总计: 9.00, 本年收入合计: 8.00}
  text: >-
    收入总计9.00万元，其中：本年收入合计8.00万元。
"""


def proposed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``narrator phrases examples``."""
    return narrate(folder, "phrases", "examples", *arguments)


def pack(folder: Path, written: str | None = WRITTEN) -> Path:
    """A pack with four wordings that have slots; its examples as written, if any."""
    return packs.child(folder, own=OWN, **({} if written is None else {"own_examples": written}))


def file(folder: Path) -> Path:
    return folder / "pack" / "phrases" / "own.examples.yaml"


def codes(folder: Path) -> list[str]:
    return sorted(finding.code for finding in lint(str(folder / "pack")))


# What is proposed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack_id", [entry.id for entry in default().entries()])
def test_every_shipped_wording_could_be_proposed(pack_id: str) -> None:
    """Its values make its sentence and are read back from it; nothing of a sentence is a figure of anybody's."""
    shipped = default().pack(pack_id)
    wordings = [
        (phrase, variant)
        for phrase in shipped.phrases.values()
        for variant in phrase.distinct()
        if variant.slots and shipped.owns(variant.source.place)
    ]
    assert wordings or len(shipped.layers) > 1
    for phrase, variant in wordings:
        proposal = proposing.propose(shipped, phrase, variant)
        assert proposal is not None, (phrase.id, variant.source.conditions)
        assert set(proposal.values) == {slot.name for slot in variant.slots}
        assert proposal == proposing.propose(shipped, phrase, variant)
        numbers = [value for value in proposal.values.values() if re.fullmatch(r"-?\d+(\.\d+)?", value)]
        assert [number for number in numbers if abs(Decimal(number)) % 5 and not abs(Decimal(number)) < 20] in (
            [],
            ["2031"],
        )
        slots = {
            slot.name: examples.value(shipped.formats[slot.format], proposal.values[slot.name])
            for slot in variant.slots
        }
        assert None not in examples.read(shipped, variant, slots).values()


def test_what_is_derived_agrees_with_the_condition(tmp_path: Path) -> None:
    """The figures are those of the rules under the condition: 由0.00万元变为100.00万元 is 上年为零."""
    shipped = default().pack("xinjiang/2024")
    said = {}
    for name in ("增减.比上年", "差异.年初预算", "构成.占比"):
        for variant in shipped.phrases[name].distinct():
            proposal = proposing.propose(shipped, shipped.phrases[name], variant)
            assert proposal is not None
            said[name, variant.source.conditions[0]] = dict(proposal.values)
    assert said["增减.比上年", "up"] == {"增减额": "20.00", "增减率": "25.00", "原因": "某原因"}
    assert said["增减.比上年", "down"] == {"增减额": "20.00", "增减率": "20.00", "原因": "某原因"}
    assert (said["增减.比上年", "from_zero"]["上年数"], said["增减.比上年", "from_zero"]["本年数"]) == (
        "0.00",
        "100.00",
    )
    assert said["构成.占比", "some"] == {"名称": "某名称", "金额": "80.00", "占比": "80.00"}


# What is written ----------------------------------------------------------------------------------------


def test_proposals_stand_behind_what_is_there(tmp_path: Path) -> None:
    """Not a letter of what a person wrote changes; run again, nothing is left to do."""
    pack(tmp_path, WRITTEN)
    told = proposed(tmp_path, "pack", "--fill")
    assert (told.returncode, told.stdout) == (0, "")
    assert told.stderr.replace("\\", "/").splitlines() == [
        "已写入 pack/phrases/own.examples.yaml，拟了 2 条例句。",
        "请逐条读过，没有错的删去 accepted: no 这一行。",
        "每条用语都有例句。",
    ]
    assert file(tmp_path).read_text(encoding="utf-8") == FILLED
    again = proposed(tmp_path, "pack", "--fill")
    assert (again.returncode, again.stderr) == (0, "每条用语都有例句。\n")
    assert file(tmp_path).read_text(encoding="utf-8") == FILLED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (WRITTEN.replace("\n", "\r\n"), FILLED.replace("\n", "\r\n")),
        ("\ufeff" + WRITTEN, "\ufeff" + FILLED),
        (WRITTEN.rstrip("\n"), FILLED),
        (WRITTEN.replace("\n-", "\n  -").replace("\n  ", "\n    ").replace("    -", "  -"), None),
    ],
    ids=["crlf", "bom", "no-last-break", "indented"],
)
def test_a_file_keeps_its_way_of_writing(before: str, after: str | None, tmp_path: Path) -> None:
    """Line breaks, a mark at its head, indents; what stood there still reads the same."""
    pack(tmp_path, "")
    file(tmp_path).write_bytes(before.encode())
    assert proposed(tmp_path, "pack", "--fill").returncode == 0
    made = file(tmp_path).read_bytes().decode()
    if after is not None:
        assert made == after
    content, old = (marked.parse(text.removeprefix("\ufeff"), "") for text in (made, before))
    assert isinstance(content, marked.Mapping)
    assert isinstance(old, marked.Mapping)
    assert {name: listed[: len(old[name])] for name, listed in content.items()} == old  # type: ignore[index, arg-type]
    assert codes(tmp_path) == ["P137", "P137"]


def test_a_new_file_says_what_it_is(tmp_path: Path) -> None:
    """Where there was none, and where there is nothing but a comment."""
    pack(tmp_path, None)
    assert proposed(tmp_path, "pack", "--fill").returncode == 0
    made = file(tmp_path).read_text(encoding="utf-8")
    assert made.startswith("# 例句：给出数，写出整句。")
    assert made.count("  accepted: no\n") == 4
    assert codes(tmp_path) == ["P137"] * 4
    file(tmp_path).write_text("# 以后再写\n", encoding="utf-8")
    assert proposed(tmp_path, "pack", "--fill").returncode == 0
    assert file(tmp_path).read_text(encoding="utf-8").startswith("# 以后再写\n增减.与上年相比:\n- conditions: [增加]\n")


@pytest.mark.parametrize(
    "written",
    [
        "增减.与上年相比: [{conditions: [增加], values: {增减额: 7.00, 增减率: 7.00, 原因: 甲}, text: 甲}]\n",
        "- 不是例句\n",
    ],
    ids=["on-one-line", "a-list"],
)
def test_what_cannot_be_added_to_is_left_as_it_is(written: str, tmp_path: Path) -> None:
    """Told, with exit code 1; the other way to write is a person's."""
    pack(tmp_path, written)
    told = proposed(tmp_path, "pack", "--fill")
    assert told.returncode == 1
    assert "P134 〔phrases/增减.与上年相比/say/上年为零, 有负数〕" in told.stdout
    assert file(tmp_path).read_text(encoding="utf-8") == written


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    pack(tmp_path, "增减.与上年相比: [\n")
    for option in ((), ("--fill",)):
        told = proposed(tmp_path, "pack", *option)
        assert (told.returncode, told.stdout) == (2, "")
        assert "own.examples.yaml:" in told.stderr


# Reading is accepting -----------------------------------------------------------------------------------


def test_lint_asks_until_a_person_has_read_it(tmp_path: Path) -> None:
    """Told with its place; deleted, or said yes to, it is an example like any other; anything else is a mistake."""
    pack(tmp_path, FILLED)
    assert [str(finding).replace("\\", "/").rpartition("/pack/")[2] for finding in lint(str(tmp_path / "pack"))] == [
        "phrases/own.examples.yaml:6:3：P137 〔增减.与上年相比/2〕短语「增减.与上年相比」（上年为零、有负数）"
        "的例句是程序拟的，还没有人读过。 请读一遍；没有错的，删去 accepted: no 这一行。",
        "phrases/own.examples.yaml:10:3：P137 〔增减.与上年相比/3〕短语「增减.与上年相比」（不写原因、增加）"
        "的例句是程序拟的，还没有人读过。 请读一遍；没有错的，删去 accepted: no 这一行。",
    ]
    said = proposed(tmp_path, "pack")
    assert (said.returncode, said.stderr, said.stdout.count("P137")) == (1, "共 2 处。\n", 2)
    for accepted in ("", "  accepted: yes\n"):
        file(tmp_path).write_text(FILLED.replace("  accepted: no\n", accepted), encoding="utf-8")
        assert lint(str(tmp_path / "pack")) == []
    read = proposed(tmp_path, "pack")
    assert (read.returncode, read.stdout, read.stderr) == (0, "", "每条用语都有读过的例句。\n")
    file(tmp_path).write_text(FILLED.replace("accepted: no", "accepted: 好"), encoding="utf-8")
    assert codes(tmp_path) == ["P133", "P133"]


def test_what_nobody_has_read_counts_for_nothing(tmp_path: Path) -> None:
    """Neither in the coverage nor on the page; a wrong one is told as wrong all the same."""
    taken = default().pack(str(pack(tmp_path, FILLED)))
    shown = {source.conditions: len(found) for source, found in examples.by_wording(taken).items() if found}
    assert shown[("up",)] == 1
    assert ("from_zero", "negative") not in shown
    wrong = FILLED.replace(
        "由0.00万元变为100.00万元，主要原因是：某原因。", "由0.00万元变为200.00万元，主要原因是：某原因。"
    )
    file(tmp_path).write_text(wrong, encoding="utf-8")
    assert codes(tmp_path) == ["P131", "P137", "P137"]


def test_the_shipped_packs_have_read_examples_of_all(tmp_path: Path) -> None:
    told = proposed(tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "每条用语都有读过的例句。\n")
