"""The benchmark of the audit: its clean texts are clean, its errors are errors, its figures add up.

How well the audit does is not judged here: ``python benchmarks/audit/run.py`` tells.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from helpers.shipped import PACKS

ROOT = Path(__file__).parents[2]
RUN = ROOT / "benchmarks" / "audit" / "run.py"
sys.path.insert(0, str(ROOT / "benchmarks"))
clean: Any = importlib.import_module("audit.clean")
figures: Any = importlib.import_module("audit.figures")
measure: Any = importlib.import_module("audit.measure")
plants: Any = importlib.import_module("audit.plants")
report: Any = importlib.import_module("audit.report")
score: Any = importlib.import_module("audit.score")

DRAFTS = 96
KINDS = {kind.name: kind for kind in plants.every()}


@pytest.fixture(scope="module")
def drafts() -> list[Any]:
    """A few drafts of each pack."""
    return list(clean.drafts(DRAFTS))


@pytest.fixture(scope="module")
def planted(drafts: list[Any]) -> dict[str, list[tuple[Any, Any]]]:
    """By kind, the errors of two drafts that have a place for it, with the clean texts."""
    import random

    found: dict[str, list[tuple[Any, Any]]] = {}
    for draft in drafts:
        open_ = [kind for name, kind in KINDS.items() if len(found.get(name, ())) < 2]
        for plant in plants.plants(figures.Text(draft.lines), random.Random(draft.name), open_):
            found.setdefault(plant.kind, []).append((draft, plant))
    return found


# Clean texts ------------------------------------------------------------------------------------------------


def test_the_drafts_are_those_of_all_packs_and_have_no_gap(drafts: list[Any]) -> None:
    assert sorted({draft.pack for draft in drafts}) == sorted(PACKS)
    assert not [draft.name for draft in drafts if any("待填" in line for line in draft.lines)]


def test_the_same_seed_gives_the_same_drafts(drafts: list[Any]) -> None:
    number = len(PACKS)
    assert list(clean.drafts(number)) == drafts[:number]
    assert [draft.lines for draft in clean.drafts(number, 1)] != [draft.lines for draft in drafts[:number]]


def test_the_drafts_tell_of_every_case(drafts: list[Any]) -> None:
    whole = "\n".join(line for draft in drafts for line in draft.lines)
    for words in ("持平", "下降100.00%", "增长0.00%", "上年为0.00万元", "基数为0", "大于预算数", "小于预算数"):
        assert words in whole


def test_what_a_collector_wrote_above_a_text_is_blanked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("SOURCE: x\nNOTE: y\n--- z ---\n甲县档案馆\n---\n", encoding="utf-8")
    (text,) = clean.published(tmp_path)
    assert text.lines == ("", "", "", "甲县档案馆", "---")


# What holds -------------------------------------------------------------------------------------------------


def figure(text: str) -> Any:
    """A figure as printed."""
    return figures.Figure(0, 0, len(text), text)


@pytest.mark.parametrize(
    ("this", "change", "rate", "up", "holds"),
    [
        ("0.42", "0.10", "31.25", True, True),
        ("451.67", "91.53", "25.42", True, True),
        ("451.67", "91.53", "25.41", True, True),  # 91.526 ÷ 360.146 prints so
        ("451.67", "91.53", "25.52", True, False),
        ("207.05", "7.26", "3.39", False, True),
        ("207.05", "7.26", "3.39", True, False),
        ("5.00", "5.00", "100.00", True, True),  # last year may be 0.004
    ],
)
def test_a_rate_is_wrong_only_if_nothing_that_prints_so_gives_it(
    this: str, change: str, rate: str, up: bool, holds: bool
) -> None:
    assert figures.changed_so(figure(this), figure(change), figure(rate), up=up) is holds


def test_a_sum_is_broken_only_beyond_the_rounding_of_its_parts() -> None:
    parts = [figure("130.54"), figure("107.57")]
    assert figures.sums_so(figure("238.10"), parts)
    assert figures.sums_so(figure("238.12"), parts)
    assert not figures.sums_so(figure("238.13"), parts)


def test_a_quotient_is_judged_by_the_decimals_that_are_printed() -> None:
    assert figures.shared_so(figure("1.71"), figure("3"), figure("57"))
    assert not figures.shared_so(figure("1.71"), figure("3.00"), figure("43"))
    assert figures.shared_so(figure("207.05"), figure("233.82"), figure("-11.45"), minus=1)


# Errors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_place_in_the_drafts(planted: dict[str, list[tuple[Any, Any]]], name: str) -> None:
    assert planted.get(name)


@pytest.mark.parametrize("name", KINDS)
def test_an_error_changes_its_place_and_nothing_else(planted: dict[str, list[tuple[Any, Any]]], name: str) -> None:
    for draft, plant in planted[name]:
        edit = plant.edit
        assert plant.lines != draft.lines
        assert plant.lines[: edit.first] == draft.lines[: edit.first]
        assert plant.lines[edit.first + len(edit.lines) :] == draft.lines[edit.end :]
        line, start, end = edit.place
        assert edit.first <= line <= edit.first + len(edit.lines)
        if len(edit.lines) == edit.end - edit.first == 1:
            old, new = draft.lines[line], plant.lines[line]
            assert old.startswith(new[:start])
            assert old.endswith(new[end:])
        assert plant.after in plant.lines[line]


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.decoy])
def test_a_decoy_says_the_same(planted: dict[str, list[tuple[Any, Any]]], name: str) -> None:
    for _, plant in planted[name]:
        before, after = (numbers(said) for said in (plant.before, plant.after))
        gaps = [abs(one - other) for one, other in zip(before, after, strict=True) if one != other]
        assert gaps == ([Decimal("0.01")] if name.startswith("尾差") else [])


def numbers(said: str) -> list[Decimal]:
    """The figures of a sentence, whatever their width and their separators."""
    plain = unicodedata.normalize("NFKC", said)
    return [
        Decimal(found.replace(",", "")) for found in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", plain.replace("，", ";"))
    ]


def test_the_sentence_of_an_error_goes_on_over_broken_lines() -> None:
    lines = ("甲县档案馆。本年收入合计１００．００万元，其中：财政拨款", "收入９０．００万元，占90.00%。其他收入")
    edit = plants.Edit(1, 2, lines[1:], (1, 12, 17))
    plant = plants.Plant("占比-差一点", edit, lines, "", "")
    assert plant.sentence == [(1, 0, 18), (0, 6, len(lines[0]))]


# Runs -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran() -> tuple[int, Any]:
    """A small run: its exit code, what it tells."""
    command = [sys.executable, str(RUN), "--drafts", "16", "--plants", "60", "--json"]
    process = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert process.returncode in (0, 1), process.stderr
    return process.returncode, json.loads(process.stdout)


def test_the_figures_of_a_run_add_up(ran: tuple[int, Any]) -> None:
    code, told = ran
    drafts = told["drafts"]
    kinds = drafts["kinds"]
    assert kinds.keys() == KINDS.keys()
    assert drafts["texts"] == 16
    assert drafts["planted"] == sum(kind["planted"] for kind in kinds.values()) >= 60
    errors = [kind for name, kind in kinds.items() if not KINDS[name].decoy]
    assert drafts["decidable"] == sum(kind["decidable"] for kind in errors)
    assert drafts["found"] == sum(kind["found"] for kind in errors) > 0
    assert all(len(kind["missed"]) == kind["decidable"] - kind["found"] for kind in errors)
    assert 0 < drafts["bound"] <= drafts["figures"]
    assert code == bool(told["broken"])


def test_a_run_is_told_in_lines(ran: tuple[int, Any]) -> None:
    told = list(report.lines(ran[1], 1))
    assert told[0].startswith("草稿 16 篇")
    assert [line for line in told if "植入" in line and "其中单凭文件能判断的错误" in line]


def test_a_limit_that_is_not_kept_is_named(ran: tuple[int, Any]) -> None:
    limits = {
        "drafts": {"false_errors": 10**6, "recall": 0, "recall_of_a_kind": 0, "enough": 1, "bound": 0},
        "texts": {"precision": 0, "recall": 0},
    }
    assert report.broken(ran[1], limits) == []
    (line,) = report.broken(ran[1], {**limits, "drafts": {**limits["drafts"], "bound": 2}})
    assert line.startswith("草稿中认定的数")


def test_the_errors_of_a_text_that_is_audited_are_compared_with_the_clean_one(drafts: list[Any]) -> None:
    (task,) = measure.tasks(drafts[:1], len(KINDS))
    outcome = measure.done(task)
    assert len(outcome.planted) == len(task.plants) == measure.PER_TEXT
    assert [one.kind for one in outcome.planted] == [one.kind for one in task.plants]


PASSAGE = "SOURCE: x\n1.公务接待费预算为3.00万元，支出决算为1.71万元，完成预算的43.00%。\n2.其他支出1.00万元。\n"


@pytest.mark.parametrize(
    ("quote", "found", "false"), [("完成预算的43.00%", 1, 0), ("其他支出", 0, 1)], ids=["the defect", "another one"]
)
def test_a_published_text_is_judged_by_its_defects(tmp_path: Path, quote: str, found: int, false: int) -> None:
    (tmp_path / "a.txt").write_text(PASSAGE, encoding="utf-8")
    digest = hashlib.sha256(PASSAGE.encode()).hexdigest()
    entry = f"text: a.txt\nsha256: {digest}\nfamily: 安徽\nwhole: false\ntraps: []\n"
    defect = f"defects:\n- quote: {quote}\n  kind: 完成率\n  level: 错误\n"
    (tmp_path / "a.yaml").write_text(entry + defect, encoding="utf-8")
    (judged,) = score.scores([tmp_path], tmp_path)
    assert (len(judged.found), len(judged.missed), judged.right, len(judged.false)) == (found, 1 - found, found, false)


def test_a_text_that_is_another_or_not_there_is_not_judged(tmp_path: Path) -> None:
    entry = "text: a.txt\nsha256: 00\nfamily: 安徽\nwhole: false\ndefects: []\ntraps: []\n"
    (tmp_path / "a.yaml").write_text(entry, encoding="utf-8")
    assert [one.note for one in score.scores([tmp_path], tmp_path)] == ["没有这个文件"]
    (tmp_path / "a.txt").write_text(PASSAGE, encoding="utf-8")
    assert [one.note for one in score.scores([tmp_path], tmp_path)] == ["文件已不是当时的文件"]
