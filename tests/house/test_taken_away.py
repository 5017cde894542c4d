"""A workbook with something taken away, renamed or shifted never gives a figure that the whole one does not give.

Drawn from every row, code, name, heading, title and sheet of both workbooks: the draft is refused, or it prints the
figures of the whole one, or gaps. Whether --final would stop is not asked: no wrong figure stands even in a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import taken_away
from helpers.taken_away import KINDS, Mutation

EVERY = list(taken_away.mutations())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mutation], str]:
    home: Path = tmp_path_factory.mktemp("taken")
    full = taken_away.text(taken_away.unit(home / "full"))
    assert "【待填" not in full
    return lambda mutation: taken_away.outcome(home / "mutated", full, mutation)


def test_every_kind_is_drawn() -> None:
    assert {mutation.kind for mutation in EVERY} == set(KINDS)
    assert {mutation.year for mutation in EVERY} == {2024, 2023}


@pytest.mark.fuzz
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutation=st.sampled_from(EVERY))
def test_no_figure_comes_of_what_is_not_there(judged: Callable[[Mutation], str], mutation: Mutation) -> None:
    assert "DIFFERS" not in judged(mutation)


@pytest.mark.fuzz
@pytest.mark.parametrize(
    ("mutation", "end"),
    [
        (Mutation("row away", 2024, 4, 9), "stopped"),
        (Mutation("code other", 2024, 4, 9), "stopped"),
        (Mutation("code other", 2024, 4, 21), "stopped"),
        (Mutation("code away", 2024, 4, 9), "same"),
        (Mutation("row away", 2023, 4, 18), "stopped"),
        (Mutation("sheet away", 2024, 2), "refused"),
        (Mutation("row left", 2024, 8, 7), "stopped"),
        (Mutation("row right", 2024, 2, 6), "stopped"),
        (Mutation("title other", 2023, 4), "open"),
        (Mutation("rows down", 2024, 4), "same"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map(str, value[:4])),
)
def test_what_comes_of_some(judged: Callable[[Mutation], str], mutation: Mutation, end: str) -> None:
    """A row or a code in doubt is an 错误 beside its gaps; a name tells its code; a missing table leaves gaps."""
    assert judged(mutation) == end
