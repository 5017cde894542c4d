"""The figures and reasons of a unit that the board compares with those of others, as exact text by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from narrator.batch.board import compared
from narrator.figures.model import ASPECTS, Unit

_ROWS = tuple(
    (term, labels, tuple(("/".join((term, *labels, amount)), ASPECTS[amount]) for amount in compared.AMOUNTS))
    for term, *rest in compared.ROWS
    for labels in (tuple(rest),)
)


def told(unit: Unit) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The figures (money in 元) and the reasons of a unit; what is blank or was not given is left out."""
    figures: dict[str, str] = {}
    for term, labels, amounts in _ROWS:
        statement = unit.statements.get(term)
        row = statement.rows.get(labels) if statement else None
        if row is None:
            continue
        for key, field in amounts:
            figure = getattr(row, field)
            if figure is not None:
                figures[key] = _plain(figure.exact.yuan)
    if unit.procurement.total is not None:
        figures[compared.PROCUREMENT] = _plain(unit.procurement.total.exact.yuan)
    if unit.staff.in_service.this_year is not None:
        figures[compared.IN_SERVICE] = _plain(unit.staff.in_service.this_year.value)
    return figures, {"/".join(key): reason.text for key, reason in unit.reasons.items()}


def _plain(value: Decimal) -> str:
    """A number as digits, without zeros behind its decimals."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
