"""When a reason (主要原因) is due: what a pack asks, over a 增减 or a 差异 as printed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from narrator.figures.terms import SCALES, WAN
from narrator.figures.values import Figure
from narrator.rules.fact import Fact
from narrator.rules.kinds import KINDS

ALWAYS, CHANGED, THRESHOLD = "always", "changed", "threshold"
RULES = (ALWAYS, CHANGED, THRESHOLD)
REASON = "原因"  # the slot of a fact that a reason fills
UNCHANGED = frozenset(("none", "flat", "equal"))
_WITHOUT_RATE = frozenset(("negative", "from_zero", "zero_budget"))


class Due(NamedTuple):
    """A pack's rule: always; not where nothing changed; or from a rate (%) or an amount (万元) on.

    ``rate`` and ``amount`` count under ``threshold`` only, where either is enough; None is not asked.
    Source: 新疆 2024 explains every item; 上海 2024 「如持平作持平表述」; thresholds are set by bureaus.
    """

    rule: str = ALWAYS
    rate: Decimal | None = None
    amount: Decimal | None = None

    def spares(self, condition: str) -> bool:
        """Whether some fact under this condition needs no reason."""
        if self.rule == ALWAYS:
            return False
        return condition in UNCHANGED or (self.rule == THRESHOLD and condition not in _WITHOUT_RATE)


def due(fact: Fact, settings: Due) -> bool:
    """Whether this 增减 or 差异 has to be explained.

    A fact without a place for a reason (新设) never has to; one that a missing figure leaves open has
    to until the figure is there; one that has no rate (zero base, a negative amount) has to wherever
    a change has to.
    """
    if REASON not in fact.slots:
        return False
    if fact.condition is None or not settings.spares(fact.condition):
        return True
    if fact.condition in UNCHANGED:
        return False
    rate, amount = (fact.slots.get(slot) for slot in KINDS[fact.kind].measures)
    return _reaches(rate, settings.rate) or _reaches(amount, settings.amount and settings.amount.scaleb(SCALES[WAN]))


def _reaches(value: object, threshold: Decimal | None) -> bool:
    return threshold is not None and isinstance(value, Figure) and abs(value.yuan) >= threshold
