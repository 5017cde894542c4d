"""What came of all units, gathered: states, checks, gaps, totals, what stands out, what has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from narrator.batch.board import alike, ledger
from narrator.batch.board.alike import SameFigures, SameReason
from narrator.batch.board.changes import UnitChange, changes
from narrator.batch.board.compared import KEYS
from narrator.batch.board.rates import Compared, Figures, compared
from narrator.batch.outcome import INCOMPLETE, STATES, UnitOutcome


class CodeCount(NamedTuple):
    """A code over all units: what it is about, in how many units its check held, was broken, could not be made.

    ``findings`` counts what was found, ``open`` what of it forbids a final document; ``units`` are those of which
    anything was found. ``about`` is "" where the code is of no check; then ``example`` is what was found first.
    """

    code: str
    about: str
    held: int
    broken: int
    undecided: int
    findings: int
    open: int
    units: tuple[UnitOutcome, ...]
    example: str


class OpenGap(NamedTuple):
    """A value that is missing, by its key, and the units that miss it."""

    key: str
    units: tuple[UnitOutcome, ...]


class Total(NamedTuple):
    """A figure added up over the units of a year that have it, and how many have it."""

    year: int
    key: str
    amount: Decimal
    units: int


class Board(NamedTuple):
    """All that the board shows. ``changes`` is None at the first run: there is nothing to compare with."""

    units: tuple[UnitOutcome, ...]
    states: Mapping[str, int]
    codes: tuple[CodeCount, ...]
    gaps: tuple[OpenGap, ...]
    totals: tuple[Total, ...]
    rates: tuple[Compared, ...]
    reasons: tuple[SameReason, ...]
    figures: tuple[SameFigures, ...]
    changes: tuple[UnitChange, ...] | None

    @property
    def year(self) -> int:
        """The latest year of any unit; 0 where none could be read."""
        return max((unit.year for unit in self.units), default=0)


def gather(outcomes: Sequence[UnitOutcome], previous: Mapping[str, UnitOutcome], gone: Sequence[str] = ()) -> Board:
    """The board of these units, which come sorted by their id.

    ``previous`` is what came of each at the last finished run ({} at the first), ``gone`` the units whose folder is
    gone and whose outputs are still there.
    """
    told = [Figures(unit.figures) for unit in outcomes]
    states = Counter(unit.state for unit in outcomes)
    return Board(
        units=tuple(outcomes),
        states={state: states[state] for state in reversed(STATES)},
        codes=tuple(_codes(outcomes)),
        gaps=tuple(_gaps(outcomes)),
        totals=tuple(_totals(outcomes, told)),
        rates=tuple(compared(outcomes, told)),
        reasons=tuple(alike.reasons(outcomes)),
        figures=tuple(alike.figures(outcomes, told)),
        changes=tuple(changes(outcomes, previous, gone)) if previous else None,
    )


def state_of(unit: UnitOutcome) -> str:
    """The state of a unit in words: of one that misses values, how many."""
    return f"{INCOMPLETE} {len(unit.gaps)} 项" if unit.state == INCOMPLETE else unit.state


def _codes(units: Iterable[UnitOutcome]) -> list[CodeCount]:
    """Every code, what holds up most units first, what nothing was found of last."""
    ended: dict[str, Counter[str]] = defaultdict(Counter)
    findings, waiting = Counter[str](), Counter[str]()
    held_up = Counter[str]()
    owners: dict[str, list[UnitOutcome]] = defaultdict(list)
    examples: dict[str, str] = {}
    for unit in units:
        for code, state in unit.checks.items():
            ended[code][state] += 1
        for finding in unit.findings:
            findings[finding.code] += 1
            examples.setdefault(finding.code, finding.evidence)
        open_here = [finding.code for finding in unit.open]
        waiting.update(open_here)
        held_up.update(set(open_here))
        for code in {finding.code for finding in unit.findings}:
            owners[code].append(unit)
    counts = [
        CodeCount(
            code,
            ledger.ABOUT.get(code, ""),
            held=sum(ended[code][state] for state in ledger.HELD),
            broken=sum(ended[code][state] for state in ledger.BROKEN),
            undecided=sum(ended[code][state] for state in ledger.UNDECIDED),
            findings=findings[code],
            open=waiting[code],
            units=tuple(owners[code]),
            example=examples.get(code, ""),
        )
        for code in sorted({*ended, *findings})
    ]
    return sorted(counts, key=lambda one: (-held_up[one.code], -len(one.units), one.code))


def _gaps(units: Iterable[UnitOutcome]) -> list[OpenGap]:
    owners: dict[str, list[UnitOutcome]] = defaultdict(list)
    for unit in units:
        for key in {gap.key for gap in unit.gaps}:
            owners[key].append(unit)
    return sorted((OpenGap(key, tuple(by)) for key, by in owners.items()), key=lambda gap: (-len(gap.units), gap.key))


def _totals(units: Sequence[UnitOutcome], figures: Sequence[Figures]) -> list[Total]:
    """The sums year by year, in the order in which the figures of a unit are told."""
    sums: dict[tuple[int, str], tuple[Decimal, int]] = {}
    for unit, told in zip(units, figures, strict=True):
        for key, value in told.items():
            amount, number = sums.get((unit.year, key), (Decimal(), 0))
            sums[unit.year, key] = (amount + value, number + 1)
    places = {key: place for place, key in enumerate(KEYS)}
    found = [Total(year, key, *counted) for (year, key), counted in sums.items()]
    return sorted(found, key=lambda one: (one.year, places.get(one.key, len(places)), one.key))
