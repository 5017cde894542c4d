"""CPU time, and rounds in which every side takes its turn; knows nothing of the program.

Time is user and system time of a process and of its children, so that a loaded machine lengthens a run and hardly the
figures. What is compared is the least of all rounds: whatever disturbs a process only ever adds to it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

_BATCH = 5.0  # milliseconds that a measured batch of calls takes at least


class Cost(NamedTuple):
    """What one call took: milliseconds, and the most megabytes that its process has held so far, 0 if unknown."""

    ms: float
    megabytes: float = 0.0


class Missing(Exception):
    """A side that cannot be measured here; says why."""


Work = Callable[[], object]
Side = Callable[[], Cost]
Name = TypeVar("Name", bound=Hashable)


class Taken(NamedTuple):
    """All that a side took, a cost a round; or why there is none."""

    costs: tuple[Cost, ...] = ()
    missing: str = ""

    def joined(self, other: Taken) -> Taken:
        """The rounds of both."""
        return Taken(self.costs + other.costs, self.missing or other.missing)

    @property
    def least(self) -> float:
        """The fewest milliseconds of a round."""
        return min(cost.ms for cost in self.costs)

    @property
    def middle(self) -> float:
        """The median of the rounds in milliseconds."""
        return median(cost.ms for cost in self.costs)

    @property
    def megabytes(self) -> float:
        """The least peak of memory of a round."""
        return min(cost.megabytes for cost in self.costs)


def interleaved(sides: Mapping[Name, Side], rounds: int, warm: bool = True) -> dict[Name, Taken]:
    """Every side once a round, one after the other; a first turn that warms them does not count."""
    taken = dict.fromkeys(sides, Taken())
    for number in range(-int(warm), rounds):
        for name, side in sides.items():
            if taken[name].missing:
                continue
            try:
                cost = side()
            except Missing as reason:
                taken[name] = Taken(missing=str(reason))
            else:
                taken[name] = Taken((*taken[name].costs, cost) if number >= 0 else ())
    return taken


def cost(work: Work, calls: int) -> Cost:
    """What one of so many calls takes in this process and in those that it started."""
    before, start = _childrens(), _own()
    for _ in range(calls):
        work()
    ms = _own() - start + _childrens() - before
    return Cost(ms / calls, peak())


def enough(work: Work) -> int:
    """How many calls can be measured well."""
    calls = 1
    while cost(work, calls).ms * calls < _BATCH:
        calls *= 2
    return calls


if sys.platform == "win32":

    def _own() -> float:
        return time.process_time() * 1000

    def _childrens() -> float:
        return 0.0

    def peak() -> float:
        """Not known here."""
        return 0.0

    def peak_of_children() -> float:
        """Nor is this."""
        return 0.0

else:
    import resource

    _MEGABYTE = 1024.0 if sys.platform == "linux" else 1024.0**2  # of ru_maxrss

    def _own() -> float:
        return milliseconds(resource.getrusage(resource.RUSAGE_SELF))

    def _childrens() -> float:
        """Of those that ended, and, where the system tells, of those that wait for the next file."""
        ms = milliseconds(resource.getrusage(resource.RUSAGE_CHILDREN))
        for children in Path("/proc/self/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                with suppress(OSError):  # it has just ended
                    ms += time.clock_gettime(~int(child) << 3 | 2) * 1000  # what clock_getcpuclockid(3) makes of it
        return ms

    def milliseconds(usage: resource.struct_rusage) -> float:
        """User and system time."""
        return (usage.ru_utime + usage.ru_stime) * 1000

    def megabytes(usage: resource.struct_rusage) -> float:
        """The peak of the memory held."""
        return usage.ru_maxrss / _MEGABYTE

    def peak() -> float:
        """The most megabytes that this process has held."""
        return megabytes(resource.getrusage(resource.RUSAGE_SELF))

    def peak_of_children() -> float:
        """The most megabytes that one of the processes has held that this one started and that have ended."""
        return megabytes(resource.getrusage(resource.RUSAGE_CHILDREN))
