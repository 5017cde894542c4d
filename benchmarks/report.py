"""What a run tells: promised figures with their verdicts, then every case; for people and for programs."""

from __future__ import annotations

import json
import platform
import sys
import tomllib
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from measure import Taken

LIMITS = Path(__file__).with_name("limits.toml")
THIS, OTHER = "this", "other"  # the two trees of a run
FAILS = 1.5  # beyond so many times its limit a figure fails the run
AGAIN = 2.0  # and where that is not met, beyond so many times of what was reached: a busy machine adds a half to it


class Name(NamedTuple):
    """A case as it was measured on a tree; floors and rivals are measured once, as of this one."""

    case: str
    tree: str = THIS


Results = Mapping[Name, Taken]


class Verdict(Enum):
    """What a figure comes to."""

    GOAL = "goal met"
    OK = "ok"
    OVER = "over its limit"
    UNMET = "limit not met, as told in docs/decisions/0014"
    FAILED = f"over {FAILS} × its limit"
    NONE = "not measured"


class Figure(NamedTuple):
    """A promise, as ``limits.toml`` explains it; ``unmet`` is what was reached where the limit could not be met."""

    name: str
    over: str
    limit: float
    goal: float | None = None
    under: str | None = None
    times: float = 1
    of: str = "least"
    at_least: bool = False
    unmet: float | None = None

    def value(self, results: Results, tree: str = THIS) -> float | None:
        """How much it is; None where a case of it was not measured."""
        over = self._amount(results, self.over, tree)
        under = self._amount(results, self.under, tree) if self.under else 1.0
        return over / under / self.times if over and under else None

    def _amount(self, results: Results, case: str, tree: str) -> float | None:
        taken = results.get(Name(case, tree)) or results.get(Name(case))
        return float(getattr(taken, self.of)) if taken and taken.costs else None

    def _beyond(self, bound: float, value: float) -> float:
        return bound / value if self.at_least else value / bound

    def verdict(self, value: float | None) -> Verdict:
        """What a value comes to."""
        if value is None:
            return Verdict.NONE
        if self._beyond(self.limit, value) > FAILS:
            known = self.unmet is not None and self._beyond(self.unmet, value) <= AGAIN
            return Verdict.UNMET if known else Verdict.FAILED
        if self._beyond(self.limit, value) > 1:
            return Verdict.OVER
        if self.goal is None:
            return Verdict.OK
        return Verdict.GOAL if (value >= self.goal if self.at_least else value <= self.goal) else Verdict.OK


def figures(path: Path = LIMITS) -> list[Figure]:
    """All promises of a file."""
    with path.open("rb") as file:
        return [Figure(**entry) for entry in tomllib.load(file)["figure"]]


def told(promised: list[Figure], results: Results) -> list[Figure]:
    """Those whose cases belong to the parts that ran."""
    ran = {name.case for name in results}
    return [figure for figure in promised if {figure.over, figure.under or figure.over} <= ran]


def failed(promised: list[Figure], results: Results) -> bool:
    """Whether a figure is so far beyond its limit that the run fails."""
    return any(figure.verdict(figure.value(results)) is Verdict.FAILED for figure in promised)


# For people -------------------------------------------------------------------------------------------------


def table(promised: list[Figure], results: Results, rounds: int) -> str:
    """Two tables, with columns for the other tree where there is one."""
    other = any(name.tree == OTHER for name in results)
    heads = ["figure", "value", *(["other", "÷"] if other else []), "limit", "goal", "verdict"]
    rows = [_figure(figure, results, other) for figure in told(promised, results)]
    cases = ["case (CPU ms)", "least", "median", "MB", *(["other", "median", "MB", "÷"] if other else []), ""]
    lines = [
        *_aligned([heads, *rows]),
        "",
        *_aligned([cases, *(_case(name, results, other) for name in results if name.tree == THIS)]),
        "",
        f"least of {rounds} interleaved rounds (of fewer where it takes long); ÷ is other ÷ this; {_machine()}",
    ]
    return "\n".join(lines) + "\n"


def _figure(figure: Figure, results: Results, other: bool) -> list[str]:
    this, that = figure.value(results), figure.value(results, OTHER) if other else None
    sign = "≥" if figure.at_least else "≤"
    goal = f"{sign} {figure.goal:g}" if figure.goal is not None else ""
    beside = [_number(that), _quotient(that, this)] if other else []
    return [figure.name, _number(this), *beside, f"{sign} {figure.limit:g}", goal, figure.verdict(this).value]


def _case(name: Name, results: Results, other: bool) -> list[str]:
    taken, beside = results[name], results.get(name._replace(tree=OTHER))
    quotient = _quotient(beside.least, taken.least) if beside and beside.costs and taken.costs else ""
    missing = [f"not there: {which.missing}" for which in (taken, beside) if which and which.missing]
    return [name.case, *_costs(taken), *([*_costs(beside), quotient] if other else []), "; ".join(missing)]


def _costs(taken: Taken | None) -> list[str]:
    if taken is None or not taken.costs:
        return ["-" if taken else "", "", ""]
    return [f"{taken.least:.3f}", f"{taken.middle:.3f}", f"{taken.megabytes:.0f}" if taken.megabytes else ""]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _quotient(that: float | None, this: float | None) -> str:
    return f"{that / this:.2f}" if that and this else ""


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number in (0, len(row) - 1) else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _machine() -> str:
    clock = "wall time" if sys.platform == "win32" else "CPU time"
    return f"{clock}, Python {platform.python_version()}"


# For programs -----------------------------------------------------------------------------------------------


def as_json(promised: list[Figure], results: Results, rounds: int) -> str:
    """The same as data."""
    other = any(name.tree == OTHER for name in results)
    values = [
        (figure, figure.value(results), figure.value(results, OTHER) if other else None)
        for figure in told(promised, results)
    ]
    content = {
        "rounds": rounds,
        "figures": [
            {**figure._asdict(), "value": this, "other": that, "verdict": figure.verdict(this).value}
            for figure, this, that in values
        ],
        "cases": [
            {**name._asdict(), "missing": taken.missing}
            | ({"least": taken.least, "median": taken.middle, "megabytes": taken.megabytes} if taken.costs else {})
            for name, taken in results.items()
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
