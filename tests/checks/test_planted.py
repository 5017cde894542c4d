"""Single errors in clean workbooks and unit files: nearly all are found before a document is final."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import pytest

from helpers import planted, typing_in
from narrator import cli

pytestmark = pytest.mark.slow  # some hundred workbooks are read

_ENOUGH = Fraction(98, 100)


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> list[planted.Clean]:
    """Both fixtures, the form of the first one filled in and turned into a unit file."""
    home = tmp_path_factory.mktemp("planted")
    books = [str(planted.FIXTURES / "changji-2024-workbook" / f"{year}.xlsx") for year in (2024, 2023)]
    made = ["init", str(home), "--workbook", books[0], "--last", books[1], "--region", "新疆"]
    assert cli.run(made) == cli.OK
    typing_in.fill(home / "填报表.xlsx", typing_in.all_of_it())
    assert cli.run(["convert", str(home / "填报表.xlsx"), str(home / "unit.yaml")]) == cli.OK
    text = (home / "unit.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^((?:上年)?决算报表: ).*(20[0-9]{2}\.xlsx).*$", r"\1\2", text, flags=re.MULTILINE)
    return planted.fixtures(home, text)


def test_the_fixtures_are_clean(fixtures: list[planted.Clean]) -> None:
    """Before anything is planted there is nothing to find."""
    for clean in fixtures:
        untouched = planted.Wrong("", "", lambda clean: None)
        assert planted.outcome(clean, untouched) == (planted.MISSED, "")


def test_single_errors_are_found(fixtures: list[planted.Clean]) -> None:
    """150 errors of all kinds, over all tables and what is typed: 98% end as 错误, 疑点, refused or as a gap.

    What is missed is a typed figure that stands alone: one person more, a price, a number of devices. The message
    of a failure shows how many of each kind ended how.
    """
    ends: dict[str, Counter[str]] = {}
    missed = []
    for clean in fixtures:
        for wrong in planted.errors(clean):
            how, _ = planted.outcome(clean, wrong)
            ends.setdefault(wrong.kind, Counter())[how] += 1
            missed += [wrong.where] if how == planted.MISSED else []
    total = sum(sum(counts.values()) for counts in ends.values())
    report = [f"{kind}：{dict(counts)}" for kind, counts in ends.items()]
    assert total >= 150
    assert len(missed) <= (1 - _ENOUGH) * total, "\n".join([*report, *missed])
