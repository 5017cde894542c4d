"""The clauses of a reason: whether one names its figure, however the name is marked."""

from __future__ import annotations

import pytest

from narrator.checks.clauses import Clause
from narrator.phrases.settings import ReasonWords


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("“三公”经费较上年减少", True),
        ("三公 经费较上年减少", True),
        ("全年接待（公务）费增加", True),
        ("会议较上年减少", False),
        ("三公较上年减少", False),
    ],
)
def test_a_figure_is_named_by_any_of_its_names_without_marks(text: str, named: bool) -> None:
    assert Clause(text, ("三公经费", "接待公务费"), ReasonWords()).named is named
