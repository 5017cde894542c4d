"""The ledger: which checks held, were broken, or could not be made, of a unit and over all units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from narrator.batch.outcome import UnitOutcome
from narrator.checks.catalogue import CODES
from narrator.checks.check import CHECKS, DOUBT, ERROR, PASSED, ROUNDING, UNKNOWN

ABOUT = {code: CHECKS[code].about for code in CODES}
HELD, BROKEN, UNDECIDED = (PASSED, ROUNDING), (ERROR, DOUBT), (UNKNOWN,)


def codes(units: Sequence[UnitOutcome]) -> list[str]:
    """The codes of all checks that were asked of any unit."""
    return sorted({code for unit in units for code in unit.checks})


def broken(unit: UnitOutcome) -> list[str]:
    """The codes of the checks of a unit that do not hold."""
    return sorted(code for code, state in unit.checks.items() if state in BROKEN)


def undecided(unit: UnitOutcome) -> list[str]:
    """The codes of the checks of a unit for which its data do not suffice."""
    return sorted(code for code, state in unit.checks.items() if state in UNDECIDED)


def spans(of: Sequence[str], places: Mapping[str, int]) -> str:
    """Codes in few words: those that follow one another as a span (K301–K305); ``places`` is where each stands."""
    return " ".join(_spans(of, places))


def _spans(of: Sequence[str], places: Mapping[str, int]) -> Iterator[str]:
    for _, run in groupby(enumerate(of), key=lambda pair: places[pair[1]] - pair[0]):
        following = [code for _, code in run]
        yield f"{following[0]}–{following[-1]}" if len(following) > 2 else " ".join(following)
