"""The sheet on which facts are worked out: figures as printed, gaps where one is missing, reasons."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, NamedTuple

from narrator.figures import terms
from narrator.figures.model import Amounts, Unit
from narrator.figures.values import Figure, Gap, Text, Value
from narrator.rules import derive
from narrator.rules.fact import Fact

ASPECTS = {
    terms.LAST_YEAR: "last_year",
    terms.INITIAL_BUDGET: "initial_budget",
    terms.FULL_BUDGET: "full_budget",
    terms.ACTUAL: "actual",
}
BODY, KINDS = "单位/主体", "单位/单位性质"  # the keys of what many sentences hang on


class Decimals(NamedTuple):
    """How a pack prints figures: decimals, and the ``scale`` of amounts (元, 万元, 亿元).

    Derived figures are worked out from figures printed so.
    """

    amount: int = 2
    percent: int = 2
    score: int = 2
    scale: str = terms.WAN

    def printed(self, amount: Figure) -> Figure:
        """An amount of money as the pack prints it."""
        return amount.printed(self.amount, self.scale)


class Sheet:
    """One unit under one pack's decimals; ``wanted`` are the facts that are asked for, None for all."""

    def __init__(self, unit: Unit, decimals: Decimals, wanted: Container[str] | None = None) -> None:
        self.unit = unit
        self.decimals = decimals
        self._wanted = wanted
        self._cells: dict[tuple[str, ...], Figure | Gap] = {}

    def wants(self, name: str) -> bool:
        """Whether this fact is asked for: what takes long to work out need not be, where nothing says it."""
        return self._wanted is None or name in self._wanted

    def money(self, figure: Figure | None, *road: str) -> Figure | Gap:
        """An amount as printed; a gap under its road in the file where it was not given."""
        return missing("/".join(road)) if figure is None else self.decimals.printed(figure)

    def summed(self, amounts: Iterable[tuple[Figure | None, str]], names: str) -> Figure | Gap:
        """Amounts that no table totals, added up exactly and printed once; the gap of the first that is missing.

        Each comes with its road in the file, ``names`` is what they are called in the formula.
        """
        known = []
        for figure, key in amounts:
            if figure is None:
                return missing(key)
            known.append(figure)
        whole = known[0] if len(known) == 1 else derive.money(known, names)
        return self.decimals.printed(whole)

    def of(self, amounts: Amounts, key: str, aspect: str) -> Figure | Gap:
        """One of the four amounts of a row, as printed."""
        return self.money(getattr(amounts, ASPECTS[aspect]), key, aspect)

    def cell(self, term: str, *labels: str, aspect: str = terms.ACTUAL) -> Figure | Gap:
        """A cell of a statement by its labels, as printed; worked out once, since several facts tell the same cell."""
        road = (term, *labels, aspect)
        if road not in self._cells:
            amounts = self.unit.statement(term).row(*labels)
            self._cells[road] = self.money(getattr(amounts, ASPECTS[aspect]), *road)
        return self._cells[road]

    def reason(self, comparison: str, subject: str, name: str = "") -> Text | Gap:
        """The unit's reason (主要原因) for this comparison; ``name`` names an account in the gap."""
        given = self.unit.reasons.get((comparison, subject))
        if given is not None:
            return given
        return Gap(f"主要原因/{comparison}/{subject}", f"{name or subject}{comparison}", "reason")

    def change(self, name: str, last: Figure | Gap, this: Figure | Gap, reason: Value, **more: Value) -> Fact:
        """A 增减 fact; a unit that is new this year has no last year."""
        if self.unit.profile.newly_formed:
            return Fact(name, "Change", "no_last", {"本年数": this, **more})
        if isinstance(last, Gap) or isinstance(this, Gap):
            return Fact(name, "Change", None, {"上年数": last, "本年数": this, "原因": reason, **more})
        outcome = derive.change(last, this, self.decimals.percent)
        return Fact(name, "Change", outcome.condition, {**outcome.slots, "原因": reason, **more})

    def deviation(self, name: str, budget: Figure | Gap, actual: Figure | Gap, reason: Value, **more: Value) -> Fact:
        """A 差异 fact."""
        if isinstance(budget, Gap) or isinstance(actual, Gap):
            return Fact(name, "Deviation", None, {"预算数": budget, "决算数": actual, "原因": reason, **more})
        outcome = derive.deviation(budget, actual, self.decimals.percent)
        return Fact(name, "Deviation", outcome.condition, {**outcome.slots, "原因": reason, **more})

    def row_change(self, name: str, subject: str, term: str, *labels: str, reason: Value | None = None) -> Fact:
        """The 增减 of a row of a statement, explained by the reason kept under ``subject``."""
        last, this = (self.cell(term, *labels, aspect=aspect) for aspect in (terms.LAST_YEAR, terms.ACTUAL))
        return self.change(name, last, this, reason or self.reason(terms.VS_LAST_YEAR, subject))

    def row_deviation(
        self, name: str, comparison: str, subject: str, term: str, *labels: str, reason: Value | None = None
    ) -> Fact:
        """The 差异 of a row against 年初预算 or 全年预算, as the comparison says."""
        aspect = terms.BUDGET_OF[comparison]
        budget, actual = self.cell(term, *labels, aspect=aspect), self.cell(term, *labels)
        return self.deviation(name, budget, actual, reason or self.reason(comparison, subject))

    def share(self, name: str, part: Figure | Gap, total: Figure | Gap, label: Text) -> Fact:
        """A 占比 fact; ``label`` names the part."""
        slots: dict[str, Value] = {"名称": label, "金额": part, "总额": total}
        if isinstance(total, Gap):
            return Fact(name, "Share", None, slots)
        if isinstance(part, Gap):
            condition = derive.share(total, total, self.decimals.percent).condition
            return Fact(name, "Share", condition, {**slots, "占比": part} if condition == "some" else slots)
        outcome = derive.share(part, total, self.decimals.percent)
        return Fact(name, "Share", outcome.condition, {**outcome.slots, "名称": label})


def missing(key: str, of: str = "figure") -> Gap:
    """The gap for a value that the unit file does not give."""
    return Gap(key, key.replace("/", "·"), of)


def given(value: Any, key: str, of: str = "text") -> Any:
    """The value, or the gap for it."""
    return missing(key, of) if value is None else value


def record(name: str, **slots: Value) -> Fact:
    """A fact without conditions."""
    return Fact(name, "Record", "", slots)
