"""The view on which facts are worked out: figures as printed, gaps where one is missing, reasons, facts of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from narrator.figures import terms
from narrator.figures.declared import by_term
from narrator.figures.model import ASPECTS, Amounts, Running, Unit
from narrator.figures.values import Figure, Formula, Gap, Names, Text, Value
from narrator.rules import derive
from narrator.rules.derive import Decimals
from narrator.rules.fact import Fact, Facts
from narrator.rules.held import Held, declared, missing
from narrator.rules.kinds import AMOUNT, CHANGE, DEVIATION, LISTING, PASSAGE, PERCENT, SHARE, Kind

_REASONS = declared(Unit, "reasons").term
_RUNNING = by_term(Running)
# The row of a statement that a 增减 or a 差异 and its reason are about, by the subject of the reason.
ROWS = {
    terms.ALL_MONEY: (terms.OVERVIEW, terms.RECEIPTS, terms.GRAND_TOTAL),
    terms.FISCAL_MONEY: (terms.FISCAL, terms.RECEIPTS, terms.GRAND_TOTAL),
    terms.GENERAL_MONEY: (terms.GENERAL, terms.TOTAL),
    terms.FUND_MONEY: (terms.FUND, terms.YEAR_SPENDING),
    terms.CAPITAL_MONEY: (terms.CAPITAL, terms.YEAR_SPENDING),
    terms.YEAR_INCOME: (terms.OVERVIEW, terms.RECEIPTS, terms.YEAR_RECEIPTS),
    terms.YEAR_SPENDING: (terms.OVERVIEW, terms.PAYMENTS, terms.YEAR_PAYMENTS),
    terms.SPENDING_TOTAL: (terms.OVERVIEW, terms.PAYMENTS, terms.GRAND_TOTAL),
    **{kind: (terms.INCOME, kind) for kind in terms.INCOME_KINDS},
    **{kind: (terms.EXPENDITURE, kind) for kind in terms.SPENDING_KINDS},
    **{income: (terms.FISCAL, terms.RECEIPTS, budget) for budget, income in terms.BUDGET_INCOME.items()},
    **{row[-1]: (terms.OVERVIEW, *row) for row in terms.STATEMENTS[terms.OVERVIEW].rows if row[-1] in terms.CARRIED},
    terms.THREE_MONEY: (terms.THREE, terms.TOTAL),
    **{item: (terms.THREE, item) for (item,) in terms.STATEMENTS[terms.THREE].rows if item != terms.TOTAL},
}
_NEW = "no_last"  # the condition of a comparison with last year where there is no last year


class UnitView:
    """One unit under one pack's decimals."""

    def __init__(self, unit: Unit, decimals: Decimals) -> None:
        self.unit = unit
        self.decimals = decimals
        self.held = Held(unit, "", decimals)
        self._cells: dict[tuple[str, ...], Figure | Gap] = {}
        self._worked_out: dict[object, Any] = {}

    def once(self, name: object, work: Callable[[], Any]) -> Any:
        """What comes of some work, done once for all facts that ask for it under this name."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return self._worked_out[name]

    # Values

    def given(self, path: str) -> Any:
        """The value of a field of the unit ("abroad.groups"), money as printed; the gap where it is not given."""
        return self.held.given(path)

    def row(self, term: str, *labels: str) -> Held:
        """A row of a statement by its labels."""
        return Held(self.unit.statement(term).row(*labels), "/".join((term, *labels)), self.decimals)

    def cell(self, term: str, *labels: str, aspect: str = terms.ACTUAL) -> Figure | Gap:
        """A cell of a statement by its labels, as printed; worked out once, since several facts tell the same cell."""
        key = (term, *labels, aspect)
        if key not in self._cells:
            figure = getattr(self.unit.statement(term).row(*labels), ASPECTS[aspect])
            self._cells[key] = missing("/".join(key)) if figure is None else self.decimals.printed(figure)
        return self._cells[key]

    def running(self, kind: str) -> Held | None:
        """The running costs given for a kind of unit; None where the 公用经费 of table 06 are meant."""
        own = self.held.part(f"running.{_RUNNING[terms.RUNNING_COSTS[kind]]}")
        return None if own.record == Amounts() and len(self.unit.profile.kinds or ()) == 1 else own

    @cached_property
    def offices(self) -> list[str]:
        """The kinds of the unit that have 机关运行经费."""
        return [kind.text for kind in self.unit.profile.kinds or () if kind.text != terms.PUBLIC_INSTITUTION]

    def summed(self, amounts: Iterable[Figure | Gap], names: str) -> Figure | Gap:
        """Exact amounts that no table totals, added up and printed once; the first gap among them.

        ``names`` is what they are called in the formula.
        """
        known = []
        for amount in amounts:
            if isinstance(amount, Gap):
                return amount
            known.append(amount)
        whole = known[0] if len(known) == 1 else derive.money(known, names)
        return self.decimals.printed(whole)

    def reason(self, comparison: str, subject: str, name: str = "") -> Text | Gap:
        """The unit's reason (主要原因) for this comparison; ``name`` names an account in the gap."""
        given = self.unit.reasons.get((comparison, subject))
        if given is not None:
            return given
        return Gap(f"{_REASONS}/{comparison}/{subject}", f"{name or subject}{comparison}", "reason")

    # Facts

    def compared(self, kind: Kind, first: Figure | Gap, second: Figure | Gap, **more: Value) -> Fact:
        """Two figures as a kind compares them, with more slots; one that is missing leaves the condition open.

        A unit that is new this year has no last year.
        """
        before, now = kind.inputs
        if _NEW in kind.conditions and self.unit.profile.newly_formed:
            return kind.fact(_NEW, {now: second, **more})
        if isinstance(first, Gap) or isinstance(second, Gap):
            return kind.fact(None, {before: first, now: second, **more})
        assert kind.derive is not None
        outcome = kind.derive(first, second, self.decimals.percent)
        if self.decimals.exact_rates and AMOUNT in (kind.slots[before], kind.slots[now]):
            outcome.slots.update(self._exact_rates(kind, first, second, outcome.condition))
        return kind.fact(outcome.condition, {**outcome.slots, **more})

    def _exact_rates(self, kind: Kind, first: Figure, second: Figure, condition: str) -> Iterator[tuple[str, Figure]]:
        """The rates of a comparison worked out from the amounts as given, where these hold under its condition, too.

        What is printed as equal, or as nothing, has the rate that goes with it.
        """
        assert kind.derive is not None
        exact = kind.derive(first.unrounded(), second.unrounded(), self.decimals.percent)
        if exact.condition == condition:
            yield from ((name, rate) for name, rate in exact.slots.items() if kind.slots[name] == PERCENT)

    def row_change(self, subject: str, reason: Value | None = None) -> Fact:
        """The 增减 of the row that a subject is about, with the unit's reason unless another is given."""
        row = ROWS[subject]
        last, this = self.cell(*row, aspect=terms.LAST_YEAR), self.cell(*row)
        return self.compared(CHANGE, last, this, 原因=reason or self.reason(terms.VS_LAST_YEAR, subject))

    def row_deviation(self, comparison: str, subject: str, reason: Value | None = None) -> Fact:
        """The 差异 of such a row against 年初预算 or 全年预算, as the comparison says."""
        row = ROWS[subject]
        budget, actual = self.cell(*row, aspect=terms.BUDGET_OF[comparison]), self.cell(*row)
        return self.compared(DEVIATION, budget, actual, 原因=reason or self.reason(comparison, subject))

    def share(self, part: Figure | Gap, total: Figure | Gap, label: Text) -> Fact:
        """A 占比 fact; ``label`` names the part. Where that is missing, the total alone says whether there is one."""
        if isinstance(part, Gap) and isinstance(total, Figure):
            condition = derive.share(total, total, self.decimals.percent).condition
            return SHARE.fact(condition, {"名称": label, "金额": part, "总额": total, "占比": part})
        return self.compared(SHARE, part, total, 名称=label)

    def listing(self, path: str, name: Callable[[Any], Text] = lambda item: item, **more: Value) -> Fact:
        """The names of a list of the unit, with its length; an empty list says that there are none."""
        items = self.held.exact(path)
        if isinstance(items, Gap):
            return LISTING.fact(None, {"名单": items, **more})
        number = Figure(Decimal(len(items)), "个", Formula("count", f"{self.held.gap(path).key}的个数", ()))
        condition = "some" if items else "empty"
        return LISTING.fact(condition, {"个数": number, "名单": Names(tuple(map(name, items))), **more})

    def passages(self, path: str) -> Facts:
        """The unit's own words, line by line."""
        texts = self.held.exact(path)
        return texts if isinstance(texts, Gap) else tuple(PASSAGE.fact("some", {"原文": text}) for text in texts)
