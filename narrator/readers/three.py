"""09 without labels: whether its one row of figures can stand under its headings as it does.

Nothing but its column says what a figure of that row is. Where the items do not come to their totals, rounding
allowed, the row may have slipped, and no figure of it is certain.
"""

from __future__ import annotations

from collections.abc import Mapping

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.interval import below_wan, digits, printed, total
from narrator.figures.values import Figure

_SUMS = ((t.TOTAL, (t.ABROAD, t.CARS, t.RECEPTION)), (t.CARS, (t.CAR_PURCHASE, t.CAR_RUNNING)))


def slipped(cells: Mapping[tuple[str, ...], Figure | None]) -> bool:
    """Whether a total of 预算数 or 决算数 cannot be the sum of its items; a blank item counts as nothing."""
    places = digits(cells.values())
    for aspect in (b.BUDGET_COLUMN, b.ACTUAL_COLUMN):
        for whole, items in _SUMS:
            figure = cells.get((whole, aspect))
            parts = [part for item in items if (part := cells.get((item, aspect))) is not None]
            if figure is None or not parts:
                continue
            around = (printed(part, places - below_wan(part.unit)) for part in parts)
            if not printed(figure, places - below_wan(figure.unit)).meets(total(around)):
                return True
    return False
