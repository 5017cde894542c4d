"""Which wordings are used: every one of every pack by the invented units; and ``phrases coverage`` itself."""

from __future__ import annotations

from pathlib import Path

import every_fact
import pytest
from condition_units import LISTED, UNITS
from wording_units import EXAMPLES

import narrator
from narrator.document.coverage import Coverage
from narrator.figures.model import Unit
from narrator.phrases import shelf


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """The invented units, read from their files."""
    folder = tmp_path_factory.mktemp("units")
    examples = {**EXAMPLES, **UNITS, "listed": LISTED}
    for name, example in examples.items():
        (folder / f"{name}.yaml").write_text(example.text(), encoding="utf-8")
    return {name: narrator.load(folder / f"{name}.yaml") for name in examples}


def covered(units: dict[str, Unit], pack: str) -> Coverage:
    """What the units use of a pack, each drafted with it whatever region it is of."""
    coverage = Coverage(shelf.pack(pack))
    joined = coverage.pack.reasons.join is not None
    for name, unit in units.items():
        if unit.listed_reasons and not joined:
            continue
        coverage.add(name, unit, narrator.draft(unit, pack))
    return coverage


def missing(coverage: Coverage) -> list[str]:
    """What nobody used: phrase and condition."""
    return [
        f"{wording.phrase}（{'不写原因，' if wording.without_reason else ''}{condition or '总是'}）"
        for wording in coverage.missing
        for condition in wording.unused
    ]


# All of it is used --------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", shelf.packs())
def test_the_invented_units_use_all_of_a_pack(pack: str, units: dict[str, Unit]) -> None:
    """Every wording that a pack can print stands in some unit's text, under each condition that chooses it."""
    coverage = covered(units, pack)
    assert coverage.counted().wordings > 50
    assert not missing(coverage), "used by no unit: " + "、".join(missing(coverage))


def test_the_invented_units_bring_about_every_condition_of_every_fact(units: dict[str, Unit], tmp_path: Path) -> None:
    """So that whatever a pack says of a fact, some unit shows it."""
    pack = str(every_fact.pack(tmp_path))
    coverage = covered(units, pack)
    own = [wording for wording in coverage.wordings if wording.phrase.startswith("事实.")]
    assert len(own) > 350
    left = [(wording.phrase, condition) for wording in own for condition in wording.unused]
    assert set(left) == {("事实.收入构成empty", ""), ("事实.支出构成empty", "")}, (
        "the kinds of these two are always listed"
    )
