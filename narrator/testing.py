"""A pytest plugin: the fixture ``narrative_regression`` keeps the wording of a pack in the repository that tests it.

pytest loads this module in every run where narrator is installed; so everything is imported where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_regressions.file_regression import FileRegressionFixture

    from narrator.document.tree import Document
    from narrator.figures.model import Unit


class NarrativeRegression:
    """Compares the text of a unit with the one that an earlier run kept."""

    def __init__(self, files: FileRegressionFixture) -> None:
        self._files = files

    def check(
        self, unit: str | Path | Unit | Document, pack: str | Path | None = None, basename: str | None = None
    ) -> None:
        """Fail where the wording of a unit is not the one kept in ``basename``.txt, and tell what differs by phrase.

        ``unit`` is a unit file, a form, a folder with either, a unit, or a document; ``pack`` a pack's id or
        folder, by default the one of the unit's region and year. ``basename`` is that of the test by default.
        The first run keeps the text and fails; ``--force-regen`` and ``--regen-all`` keep it anew, as with any
        fixture of pytest-regressions. Raises ``narrator.figures.findings.Refused`` for bad input.
        """
        __tracebackhide__ = True
        from narrator.comparison import sentences, wording
        from narrator.comparison.tally import Tally
        from narrator.figures.characters import shown
        from narrator.readers import prose
        from narrator.writers import wording as report

        document = _document(unit, pack)

        def compare(_: Path, kept: Path) -> None:
            __tracebackhide__ = True
            tally = Tally()
            if tally.add(kept.stem, wording.changes(prose.load(kept).lines, document)):
                raise AssertionError(f"{shown(report.plain(report.write(tally)), _BREAK)}\n{_ADVICE}")

        self._files.check(sentences.text(document), encoding="utf-8", newline="\n", basename=basename, check_fn=compare)


_BREAK = "\n"
_ADVICE = "确认无误后，用 pytest --force-regen 存下现在的文字。"
_MISSING = "narrative_regression 要用到 pytest-regressions，这里没有装。请运行：pip install 'narrator[testing]'"


def _document(unit: str | Path | Unit | Document, pack: str | Path | None) -> Document:
    import narrator
    from narrator.document.tree import Document

    if isinstance(unit, Document):
        return unit
    return narrator.draft(
        narrator.load(unit) if isinstance(unit, str | Path) else unit, None if pack is None else str(pack)
    )


@pytest.fixture
def narrative_regression(request: pytest.FixtureRequest) -> NarrativeRegression:
    """``narrative_regression.check(unit, pack, basename)``: the wording of a unit is as it was kept."""
    try:
        return NarrativeRegression(request.getfixturevalue("file_regression"))
    except pytest.FixtureLookupError:
        pytest.fail(_MISSING, pytrace=False)
