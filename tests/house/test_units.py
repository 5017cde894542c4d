"""The generated units are what a batch needs: always the same, sharply different, mostly in order.

What a share of them comes to is a promise of the generator, so that a benchmark measures what bureaus have.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import narrator
from helpers.running import contents
from narrator.checks.check import ERROR
from narrator.document.tree import Document
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.phrases.phrasebook import default
from narrator.tasks import confirming

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
unit: Any = importlib.import_module("invented.unit")
units: Any = importlib.import_module("units")

SEED, NUMBER = 3, 120


def drawn(root: Path, number: int, **more: Any) -> Path:
    for _ in units.write(root, SEED, range(number), **more):
        pass
    return root


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some units."""
    return drawn(tmp_path_factory.mktemp("units"), NUMBER)


def test_the_same_units_come_of_the_same_seed_and_the_first_are_always_the_first(made: Path, tmp_path: Path) -> None:
    """In another process, whose hashes of texts are others; and the other way round, too."""
    asked = ("--number", "10", "--seed", str(SEED))
    subprocess.run([sys.executable, str(BENCHMARKS / "units.py"), str(tmp_path / "10"), *asked], check=True)
    ten, all_of_them = contents(tmp_path / "10"), contents(made)
    assert len([name for name in ten if name.endswith("unit.yaml")]) == 10
    assert ten.items() <= all_of_them.items()
    list(units.write(tmp_path / "back", SEED, range(NUMBER - 1, -1, -1)))
    assert contents(tmp_path / "back") == all_of_them
    list(units.write(tmp_path / "other", SEED + 1, range(10)))
    assert not [name for name, text in contents(tmp_path / "other").items() if text and text == ten.get(name)]


def test_no_two_units_have_one_name_or_one_folder() -> None:
    numbers = range(50_000)
    assert len({unit.title(number) for number in numbers}) == len({unit.place(number) for number in numbers}) == 50_000


def test_a_folder_that_holds_something_is_left_alone(made: Path) -> None:
    before = contents(made)
    done = subprocess.run([sys.executable, str(BENCHMARKS / "units.py"), str(made)], capture_output=True, check=False)
    assert (done.returncode, contents(made)) == (2, before)


# What they come to ------------------------------------------------------------------------------------------


def _read(root: Path) -> Iterator[tuple[Unit, Document] | Refused]:
    for file in sorted(root.rglob("unit.yaml")):
        try:
            read = narrator.load(file.parent)
            yield read, narrator.draft(read)
        except Refused as refused:
            yield refused


def _state(read: Unit, document: Document) -> str:
    outcomes, judged = confirming.review(read, default())
    if any(level == ERROR for outcome in outcomes for level, _ in outcome.findings()):
        return ERROR
    return "疑点" if judged.open else "待填" if any(document.gaps()) else "可定稿"


@pytest.mark.slow
@pytest.mark.parametrize("workbooks", [False, True])
def test_nearly_all_can_be_drafted_and_there_are_some_of_every_state(tmp_path: Path, *, workbooks: bool) -> None:
    """At least 98 of a hundred; half of them ready, none of the states rare."""
    number = 60 if workbooks else 250
    read = list(_read(drawn(tmp_path, number, workbooks=workbooks)))
    refused = [str(one) for one in read if isinstance(one, Refused)]
    assert len(refused) <= number * 0.02, refused
    states = Counter(_state(*one) for one in read if not isinstance(one, Refused))
    assert states["可定稿"] >= number / 2, states
    assert states["待填"] >= number / 8, states
    assert states[ERROR] >= number / 60, states
    if not workbooks:
        told = [one[0].profile for one in read if not isinstance(one, Refused)]
        packs = {one[1].pack for one in read if not isinstance(one, Refused)}
        assert packs >= {entry.id for entry in default().entries() if entry.region and entry.year}
        assert {len(one.kinds or ()) for one in told} >= {1, 2} and {one.newly_formed for one in told} == {True, False}


@pytest.mark.slow
def test_the_workbooks_hold_what_the_unit_file_tells(tmp_path: Path) -> None:
    """The same figures on both ways in: the same text, but for accounts that only last year's workbook lists."""
    alike = 0
    for number in range(30):
        drawn_unit, _ = unit.story(SEED, number)
        if drawn_unit.before.spent.keys() - drawn_unit.this.spent.keys():
            continue
        texts = []
        for name in ("typed", "printed"):
            folder = tmp_path / name / str(number)
            folder.mkdir(parents=True)
            unit.write(folder, SEED, number, workbooks=name == "printed", slips=False)
            texts.append(narrator.render(narrator.draft(narrator.load(folder))))
        assert texts[0] == texts[1]
        assert "决算报表: " in (folder / "unit.yaml").read_text(encoding="utf-8")
        alike += 1
    assert alike >= 10
