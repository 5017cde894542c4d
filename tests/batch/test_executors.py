"""Work by the chunk: on any executor, whatever dies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from narrator.batch.executors import Crew, Died, crew, done
from narrator.batch.work import OtherVersion

_DEADLY = 7


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def dying(numbers: Sequence[int]) -> list[int]:
    """Ends the worker without a word at one of them."""
    if _DEADLY in numbers:
        os._exit(1)
    return doubled(numbers)


def elsewhere(numbers: Sequence[int]) -> list[int]:
    raise OtherVersion("host")


@pytest.mark.parametrize(
    "who", [crew(1), Crew(lambda: ThreadPoolExecutor(3), 3), pytest.param(crew(2), marks=pytest.mark.slow)]
)
def test_every_task_comes_back_once(who: Crew) -> None:
    pairs = [pair for some in done(who, doubled, range(100), chunk=8) for pair in some]
    assert sorted(pairs) == [(number, 2 * number) for number in range(100)]


@pytest.mark.slow
def test_who_kills_a_worker_is_named_and_nobody_else(capfd: pytest.CaptureFixture[str]) -> None:
    pairs = dict(pair for some in done(crew(2), dying, range(40), chunk=4) for pair in some)
    assert pairs.pop(_DEADLY) == Died("BrokenProcessPool")
    assert pairs == {number: 2 * number for number in range(40) if number != _DEADLY}


def test_a_worker_with_another_version_stops_the_batch() -> None:
    with pytest.raises(OtherVersion, match="host"):
        list(done(crew(1), elsewhere, range(3)))


def test_no_tasks_are_no_work() -> None:
    assert list(done(crew(1), elsewhere, ())) == []
