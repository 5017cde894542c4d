"""Every figure that a check asks for by its name stands in one of its cases: each pair, each row, each column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import narrator
from helpers import published
from helpers.broken_workbooks import lay_out
from helpers.check_cases import FOLDER, written
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, CheckResult, Ledgers
from narrator.figures.model import Unit
from narrator.figures.values import Figure

pytestmark = pytest.mark.slow  # all checks run over some thousand units

OURS = [code for code in sorted(CHECKS) if (FOLDER / f"{code}.yaml").is_file()]
ALL_FIGURES = 20  # a check that asks for more figures than that by name goes over all of them
Where = tuple[str, ...]
OTHERWISE: tuple[Callable[[Decimal], Decimal], ...] = (lambda n: n + 1, lambda n: -n - 1, lambda n: n * 10_000)


def _otherwise(unit: Unit) -> Iterator[tuple[Where, Unit]]:
    """The unit with one figure changed, for each figure that has a name of its own: in the tables, and typed."""
    for term, statement in unit.statements.items():
        for name, field in (("表", "cells"), ("上年", "last_cells")):
            cells = getattr(statement, field)
            for key, figure in cells.items():
                if figure and not any(label.isdigit() for label in key):
                    for other in OTHERWISE:
                        changed_cells: dict[str, Any] = {field: {**cells, key: _replaced(figure, other)}}
                        changed = replace(statement, **changed_cells)
                        yield (name, term, *key), replace(unit, statements={**unit.statements, term: changed})
    for where, record in _typed_otherwise(unit):
        yield ("单位文件", *where), record


def _typed_otherwise(record: Any) -> Iterator[tuple[Where, Any]]:
    for field in fields(record):
        value, term = getattr(record, field.name), field.metadata.get("term", "")
        if term and isinstance(value, Figure):
            for other in OTHERWISE:
                yield (term,), replace(record, **{field.name: _replaced(value, other)})
        elif field.metadata.get("kind") == "part" and value is not None:
            for where, part in _typed_otherwise(value):
                yield (term, *where), replace(record, **{field.name: part})
        elif field.metadata.get("kind") == "parts" and value:
            for where, part in _typed_otherwise(value[0]):
                yield (term, *where), replace(record, **{field.name: (part, *value[1:])})


def _replaced(figure: Figure, other: Callable[[Decimal], Decimal]) -> Figure:
    return figure._replace(value=other(figure.value))


def _shown(code: str) -> set[Where]:
    """The figures that stand in the cases of a check."""

    def walk(node: Any, *above: str) -> Iterator[Where]:
        parts = node.items() if isinstance(node, dict) else [("", part) for part in node if isinstance(part, dict)]
        for key, value in parts:
            here = (*above, *key.split(" ")) if above and above[0] != "单位文件" else (*above, *([key] if key else []))
            yield from walk(value, *here) if isinstance(value, dict | list) else (here,)

    return {
        where
        for case in written(FOLDER / f"{code}.yaml")
        for where in walk({key: case[key] for key in ("表", "上年", "单位文件") if key in case})
    }


def test_every_figure_of_a_check_stands_in_a_case(tmp_path: Path) -> None:
    """A check of named figures, be they pairs, rows or columns, has a case for each: a change of any is seen by it."""
    lay_out(tmp_path)
    asked: dict[str, set[Where]] = defaultdict(set)
    for unit in (narrator.load(tmp_path), published.unit_of("putuo", tmp_path)):
        plain = {outcome.check.code: _verdicts(outcome) for outcome in run(Ledgers(unit), OURS)}
        for where, changed in _otherwise(unit):
            for outcome in run(Ledgers(changed), OURS):
                if _verdicts(outcome) != plain[outcome.check.code]:
                    asked[outcome.check.code].add(where)
    assert len(asked) > len(OURS) / 2
    missing = {code: sorted(asked[code] - _shown(code)) for code in asked if len(asked[code]) <= ALL_FIGURES}
    assert not {code: figures for code, figures in missing.items() if figures}


def _verdicts(outcome: CheckResult) -> list[tuple[str, Any]]:
    return [(verdict.level, verdict.place) for verdict in outcome.verdicts]
