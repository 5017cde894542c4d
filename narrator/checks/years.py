"""K301–K313: this year against last year, and totals below nothing. Every function yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrator.checks.check import DOUBT, Ledgers, Verdict, check, passed
from narrator.checks.evidence import stated
from narrator.checks.ledger import Ledger, place_of
from narrator.checks.relation import same, verdicts
from narrator.figures import terms as t
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure

_CARRIED = "上年年末结转和结余即本年年初结转和结余，调整须有依据"


# Carried over from last year --------------------------------------------------------------------------


@check("K301", f"《{t.OVERVIEW}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def overview_carried(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(ledgers, t.OVERVIEW, [(t.RECEIPTS, t.BROUGHT_FORWARD)], [(t.PAYMENTS, t.CARRIED_FORWARD)])


@check("K302", f"《{t.FISCAL}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def fiscal_carried(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 1.00（疑点：可能有调整）。"""
    now = [(t.RECEIPTS, t.FISCAL_BROUGHT), *((t.RECEIPTS, t.FISCAL_BROUGHT, budget) for budget in t.BUDGETS)]
    then = [(t.PAYMENTS, t.FISCAL_CARRIED, column) for column in (t.TOTAL, *t.BUDGETS)]
    return _carried(ledgers, t.FISCAL, now, then)


@check("K303", f"《{t.FUND}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def fund_carried(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(ledgers, t.FUND, [(t.TOTAL, t.BROUGHT_FORWARD)], [(t.TOTAL, t.CARRIED_FORWARD)])


@check("K304", f"《{t.CAPITAL}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def capital_carried(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(ledgers, t.CAPITAL, [(t.TOTAL, t.BROUGHT_FORWARD)], [(t.TOTAL, t.CARRIED_FORWARD)])


def _carried(ledgers: Ledgers, term: str, now: Sequence[CellKey], then: Sequence[CellKey]) -> Iterator[Verdict]:
    """Each cell of this year is the cell of last year; a difference is a 疑点, for adjustments are legal."""
    advice = "请核对；年初数有调整的，请准备说明。"
    results = (
        same(ledgers.this.item(term, *new), ledgers.last.item(term, *old), level=DOUBT, advice=advice)
        for new, old in zip(now, then, strict=True)
    )
    return verdicts(results, ledgers.last, term)


# The sign -----------------------------------------------------------------------------------------------


@check("K313", "合计数不是负数", "财政部 部门决算公开报表：合计数一般不为负", confirm=True)
def negative(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年末结转和结余 0.00。反例：年末结转和结余 -3.00（疑点：确有其事，还是抄错）。"""
    advice = "请核对；确为负数的，请在说明中解释。"
    results = (
        Verdict(DOUBT, place_of(figure), f"{stated(ledgers.this.item(*key))}，是负数", advice)
        if figure.value < 0
        else passed(place_of(figure))
        for key, figure in _totals(ledgers.this)
    )
    return verdicts(results, ledgers.this, *t.STATEMENTS)


def _totals(ledger: Ledger) -> Iterator[tuple[CellKey, Figure]]:
    """The totals of all tables that have an amount, the key with its table: every cell whose key names no account."""
    for term in t.STATEMENTS:
        for key, figure in ledger.table(term).items():
            if figure is not None and not (key[0].isdigit() or (key[1:2] and key[1].isdigit())):
                yield (term, *key), figure
