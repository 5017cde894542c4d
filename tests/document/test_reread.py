"""The round trip: a draft, of whatever format, is read back as what it was made from; a strange line is not read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import narrator
from helpers import strategies
from helpers.condition_units import UNITS
from helpers.reread_draft import differences, inputs, wrong
from helpers.running import ROOT
from helpers.shipped import PACKS
from helpers.wording_units import EXAMPLES
from narrator.document.reread import Reread, reread
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.terms import STATEMENTS
from narrator.forms.fields import REASONS
from narrator.phrases.phrasebook import default
from narrator.readers import prose
from narrator.tasks import reading

SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "changji-2024.txt"
FORMATS = ("txt", "md", "html", "docx")
FIXTURES = ("changji-2024", "putuo-2024")
NOT_ALL_PRINTED = ("tiny", "blank", "tiny-in-yuan", "all-none", "all-none-unexplained", "moved", "levels")
"""Units that say more than they print: an amount below a cent, an account by another name, how far one is told."""
OFFICIAL = {  # accounts that the official list does not hold yet, as some that it does
    "2012604": "2010450",
    "2012699": "2010499",
    "20126": "20104",
    "档案事务": "发展与改革事务",
    "名称: 档案馆": "名称: 事业运行",
    "其他发展与改革事务支出支出": "其他发展与改革事务支出",
}


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """Invented units that between them use all wordings under all conditions."""
    folder: Path = tmp_path_factory.mktemp("units")
    found = {}
    for name, example in {**EXAMPLES, **UNITS}.items():
        text = example.text()
        for other, official in OFFICIAL.items():
            text = text.replace(other, official)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        found[name] = narrator.load(folder / f"{name}.yaml")
    return found


@pytest.mark.parametrize("pack", PACKS)
def test_every_slot_that_a_draft_prints_is_read_back(pack: str, units: dict[str, Unit], tmp_path: Path) -> None:
    """Every fact, slot and print of every line without a gap, and nothing else."""
    slots = 0
    for name, unit in units.items():
        found = differences(narrator.draft(unit, pack), tmp_path / "draft.txt")
        assert (name, found.unread, found.invented) == (name, {}, {})
        slots += found.slots
    assert slots > len(units)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("fixture", FIXTURES)
def test_fixtures_read_back_from_every_format(fixture: str, form: str, tmp_path: Path) -> None:
    """With the unit's own wording, and the merged cells of its tables."""
    document = narrator.draft(narrator.load(ROOT / "fixtures" / fixture))
    found = differences(document, tmp_path / f"draft.{form}")
    assert (found.unread, found.invented) == ({}, {})
    assert found.slots > 100


@pytest.mark.parametrize("form", FORMATS)
def test_several_tables_read_back_from_every_format(form: str, units: dict[str, Unit], tmp_path: Path) -> None:
    for name in ("department", "projects"):
        found = differences(narrator.draft(units[name]), tmp_path / f"draft.{form}")
        assert (found.unread, found.invented) == ({}, {})


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=strategies.units(gaps=False))
def test_generated_units_read_back(data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "unit.yaml").write_text(strategies.to_yaml(data), encoding="utf-8")
    found = differences(narrator.draft(narrator.load(folder)), folder / "draft.txt")
    assert (found.unread, found.invented) == ({}, {})


# By the keys of the unit file ---------------------------------------------------------------------


@pytest.mark.parametrize("pack", ["xinjiang/2024", "shanghai/2024", "sichuan/2023"])
def test_what_is_read_of_a_key_is_what_was_printed_of_it(pack: str, units: dict[str, Unit], tmp_path: Path) -> None:
    """No key with another value; every printed one is read, but where its account has no official code."""
    for name, unit in units.items():
        document = narrator.draft(unit, pack)
        (tmp_path / "draft.txt").write_bytes(narrator.write(document, "txt"))
        found = reading.read(tmp_path / "draft.txt", default().only(pack))
        settled = found.settled
        told = {"/".join(map(str, key)): values[0] for key, values in settled.values.items()}
        meant = inputs(document)
        assert {key: told[key].typed for key in meant if key in told and wrong(told[key], meant[key])} == {}, name
        contradictory = {"/".join(map(str, key)) for key in settled.contradictory}
        assert [key for key in meant if key not in told and key not in contradictory and _has_cell(key)] == [], name
        causes = {value for key, value in meant.items() if key.startswith(REASONS) and not key[-1].isdigit()}
        assert causes <= {values.typed for key, values in told.items() if key.startswith(REASONS)}, name
        if name not in NOT_ALL_PRINTED:
            (tmp_path / "unit.yaml").write_text(found.unit_file(), encoding="utf-8")
            again = narrator.render(narrator.draft(narrator.load(tmp_path / "unit.yaml", pack=pack), pack)).splitlines()
            first = narrator.render(document).splitlines()
            assert [line for line in again if "待填" not in line and line not in first] == [], name


def _has_cell(key: str) -> bool:
    """Whether a key is that of one value: not of an empty table, nor of a reason, which others may refer to.

    What is listed may have no official code, or stand in a table that a line of text does not show whole.
    """
    listed = any(part.isdigit() or part == "科目" for part in key.split("/"))
    return not listed and not key.startswith(REASONS) and key not in STATEMENTS


@pytest.mark.parametrize("form", (*FORMATS, "pdf"))
def test_a_draft_of_what_was_read_is_the_same(form: str, tmp_path: Path) -> None:
    """The text drafts itself again: figures, reasons, names, tables."""
    if form == "pdf":
        pytest.importorskip("typst", reason="the extra pdf is not installed")
        pytest.importorskip("pypdfium2", reason="the extra read-pdf is not installed")
    document = narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))
    (tmp_path / f"draft.{form}").write_bytes(narrator.write(document, form))
    (tmp_path / "unit.yaml").write_text(_unit_file(tmp_path / f"draft.{form}"), encoding="utf-8")
    assert narrator.render(narrator.draft(narrator.load(tmp_path))) == narrator.render(document)


def _unit_file(path: Path) -> str:
    return reading.read(path, default()).unit_file()


@pytest.mark.skipif(not SEED.exists(), reason="the published text lies outside the repository")
@pytest.mark.parametrize("form", ["txt", "docx", "html", "pdf"])
def test_the_published_text_drafts_itself(form: str, tmp_path: Path) -> None:
    """Every paragraph and cell of the seed, as plain text as it was published, and as a file of another format."""
    if form == "pdf":
        pytest.importorskip("typst", reason="the extra pdf is not installed")
        pytest.importorskip("pypdfium2", reason="the extra read-pdf is not installed")
    text = tmp_path / f"seed.{form}"
    shutil.copy(SEED, tmp_path / "seed.txt")
    (tmp_path / "unit.yaml").write_text(_unit_file(tmp_path / "seed.txt"), encoding="utf-8")
    if form != "txt":
        text.write_bytes(narrator.write(narrator.draft(narrator.load(tmp_path)), form))
        (tmp_path / "unit.yaml").write_text(_unit_file(text), encoding="utf-8")
    drafted = narrator.render(narrator.draft(narrator.load(tmp_path)))
    assert _tokens(drafted) == _tokens(SEED.read_text(encoding="utf-8"))


def _tokens(text: str) -> list[str]:
    """Paragraphs and cells, without what a word processor left in one of them."""
    pieces = text.replace("[bookmark: _GoBack]", "").replace("\t", "\n").split("\n")
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


# What is not read ---------------------------------------------------------------------------------


def _reread(text: str, tmp_path: Path, pack: str = "xinjiang/2024") -> Reread:
    (tmp_path / "text.txt").write_text(text, encoding="utf-8")
    return reread(prose.load(tmp_path / "text.txt").lines, default().pack(pack))


@pytest.mark.parametrize("pack", PACKS)
def test_a_bare_slot_reads_nothing_by_itself(pack: str, tmp_path: Path) -> None:
    assert _reread("本单位今天什么也没有发生99.99万元。\n", tmp_path, pack).phrases == ()


def test_a_wording_is_strict(tmp_path: Path) -> None:
    """One character off, and the line is not read."""
    right = "收入支出总体与上年相比，增加91.53万元，增长25.42%，主要原因是：项目增加。"
    assert [one.phrase.fact for one in _reread(right, tmp_path).phrases if one.phrase.fact] == ["收入支出总体增减"]
    for wrong_one in (right.replace("增长", "增幅"), right.replace("91.53", "91.530"), right[:-1] + "！"):
        assert _reread(wrong_one, tmp_path).phrases == ()


def test_a_reason_ends_with_its_sentence(tmp_path: Path) -> None:
    """What stands behind it is none of its words as long as the pack has words for it."""
    text = (
        "财政拨款收入支出总体与上年相比，减少7.26万元，下降3.39%，主要原因是：人员减少。"
        "与年初预算相比，年初预算数233.82万元，决算数207.05万元，预决算差异率-11.45%，主要原因是：年中调减。"
    )
    slots = [slot.text for one in _reread(text, tmp_path).phrases for slot in one.phrase.slots if slot.name == "原因"]
    assert slots == ["人员减少", "年中调减"]


def test_a_line_with_two_readings_is_told_and_not_read(tmp_path: Path) -> None:
    """A short row of cells, in a text that may have lost the blank ones behind it."""
    text = (
        "一级指标\t二级指标\t三级指标\t预期指标值\t指标值设定依据\t分值权重\t实际完成指标值\t得分\n"
        "产出\t数量\t办事\t1\t计划\t90\t1\t90\n"
        "走访\t2\t计划\t10\t2\t10\n"
    )
    found = _reread(text, tmp_path)
    assert len(found.ambiguous) == 6
    assert {slot.text for one in found.phrases for slot in one.phrase.slots} == {
        *("产出", "数量", "办事", "1", "计划", "90")
    }


def test_a_mark_of_a_gap_is_no_value(tmp_path: Path) -> None:
    text = "收入支出总体与上年相比，增加91.53万元，增长25.42%，主要原因是：【待填：收入支出总体与上年相比的主要原因】。"
    slots = [slot.text for one in _reread(text, tmp_path).phrases for slot in one.phrase.slots]
    assert slots == ["91.53万元", "25.42%"]


def test_a_line_of_very_many_ways_is_given_up(tmp_path: Path) -> None:
    """Lines made to be read in very many ways are given up on, and told as not read."""
    item = "财政拨款收入207.05万元，占67.29%；"
    found = _reread(f"本年收入307.71万元，其中：{item * 2_000}\n" + "其中：" * 5_000 + "\n", tmp_path)
    assert found.phrases == ()


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("一、主要职能\n", encoding="utf-8")
    with pytest.raises(Refused):
        reading.read(tmp_path / "text.txt", default().only("nowhere/2024"))
