"""A check: one function with a stable code, and what it can say.

A check looks at the ledgers of a unit and yields verdicts: it passes, it finds an 错误 or a 疑点, it
notes a 尾差, or it says that there is not enough data. Not enough data is neither a pass nor a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import NamedTuple

from narrator.checks.ledger import Ledger
from narrator.figures.findings import Finding
from narrator.figures.model import Unit
from narrator.figures.values import Place
from narrator.phrases.phrasebook import Phrasebook, default

ERROR, DOUBT, ROUNDING = "错误", "疑点", "尾差"
LEVELS = (ERROR, DOUBT, ROUNDING)
PASSED, UNKNOWN = "通过", "数据不足"


class Verdict(NamedTuple):
    """What a check says of one place: its level (错误, 疑点, 尾差, 通过, 数据不足).

    ``place`` points at the figure that is tested, ``evidence`` is the formula with its numbers (for
    数据不足: what is missing), ``advice`` what to do. ``proof`` is the evidence, or writes it when it is asked for.
    ``confirm`` says that this 疑点 has to be explained in writing, whatever its check says of others.
    """

    level: str
    place: Place | None
    proof: str | Callable[[], str]
    advice: str = ""
    confirm: bool = False

    @property
    def evidence(self) -> str:
        """The formula with its numbers, or what is missing."""
        return self.proof if isinstance(self.proof, str) else self.proof()


_verdict = partial(tuple.__new__, Verdict)  # made of one tuple, not field by field, which costs a third: most pass


def passed(place: Place | None) -> Verdict:
    """That all is well at this place."""
    return _verdict((PASSED, place, "", "", False))


class Ledgers:
    """What a check looks at: a unit with the ledgers of this year and last, and the phrasebook that has its pack."""

    def __init__(self, unit: Unit, phrasebook: Phrasebook | None = None, tables: Ledger | None = None) -> None:
        self.unit = unit
        self.phrasebook = phrasebook or default()
        self._tables = tables

    @cached_property
    def this(self) -> Ledger:
        """The tables that are tested: those of this year, unless the ledgers were opened on others."""
        return self._tables or Ledger(self.unit)

    @cached_property
    def last(self) -> Ledger:
        """The tables of last year."""
        return Ledger(self.unit, last_year=True)


_Function = Callable[[Ledgers], Iterator[Verdict]]


class Check(NamedTuple):
    """A check by its code; ``about`` says in Chinese what must hold, ``source`` where that is written.

    ``confirm`` says that a 疑点 of this check has to be explained in writing before a document is final.
    """

    code: str
    about: str
    source: str
    run: _Function
    confirm: bool = False


CHECKS: dict[str, Check] = {}


def check(code: str, about: str, source: str, *, confirm: bool = False) -> Callable[[_Function], _Function]:
    """Register a function as the check of this code; ``confirm`` as in ``Check``."""

    def register(function: _Function) -> _Function:
        if code in CHECKS:
            raise ValueError(f"two checks have the code {code}")
        CHECKS[code] = Check(code, about, source, function, confirm)
        return function

    return register


def series(source: str) -> Callable[[str, str, str], Callable[[_Function], _Function]]:
    """``check`` for checks whose 疑点 all doubt figures; their ``source`` differs in what it is filled with only."""
    return lambda code, about, of: check(code, about, source.format(of), confirm=True)


class CheckResult(NamedTuple):
    """One check and all that it said."""

    check: Check
    verdicts: tuple[Verdict, ...]

    @property
    def state(self) -> str:
        """The gravest level among the verdicts; 数据不足 where nothing else could be said."""
        said = {verdict.level for verdict in self.verdicts}
        return next((level for level in (*LEVELS, PASSED) if level in said), UNKNOWN)

    def findings(self) -> list[tuple[str, Finding]]:
        """The 错误, 疑点 and 尾差 with their level."""
        return [
            (verdict.level, Finding(self.check.code, verdict.place, verdict.evidence, verdict.advice))
            for verdict in self.verdicts
            if verdict.level in LEVELS
        ]
