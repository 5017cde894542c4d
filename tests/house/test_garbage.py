"""What a unit leaves behind when it is done: nothing, so that a run over thousands need not look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

import narrator
from helpers.wording_units import EXAMPLES
from narrator.figures.model import Unit
from narrator.phrases.phrasebook import default
from narrator.tasks import confirming


@pytest.fixture
def collected_by_hand() -> Iterator[None]:
    """Garbage stays until somebody asks for it."""
    gc.disable()
    yield
    gc.enable()


def _done(unit: Unit, pack: str) -> None:
    """All that a unit is put through, and the unit with it, is gone behind this."""
    phrasebook = default().only(pack)
    review = confirming.review(unit, phrasebook)
    document = narrator.draft(unit, phrasebook=phrasebook)
    for form in ("txt", "json", "docx", "html"):
        narrator.write(document._replace(checked=confirming.checked(review)), form)


@pytest.mark.usefixtures("collected_by_hand")
@pytest.mark.parametrize("pack", ["xinjiang/2024", "chongqing/2024"])
@pytest.mark.parametrize("example", ["archive", "gaps"])
def test_nothing_of_a_unit_holds_itself(example: str, pack: str, tmp_path: Path) -> None:
    (tmp_path / "unit.yaml").write_text(EXAMPLES[example].text(), encoding="utf-8")
    for _ in range(3):  # what is read and compiled once may leave something
        gc.collect()
        _done(narrator.load(tmp_path), pack)
    assert gc.collect() == 0
