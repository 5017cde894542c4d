"""Drivers: which parts account for how much of a change, by account, kind of spending, people.

Parts and whole are taken as they are printed (in the pack's scale, with its decimals), and a share is the
part's change over the whole change (%). A part of which a table leaves a cell blank is left out, for
blank is not zero; an account that a known list does not name did not occur and counts as zero.
Source: 财预〔2016〕143号, which asks for the 增减变化 to be explained; the tables 01 to 09.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.model import ASPECTS, Account, Cells, Statement, Unit
from narrator.figures.values import Figure, Gap
from narrator.rules import derive
from narrator.rules.accounts import Years
from narrator.rules.derive import Decimals
from narrator.rules.held import missing
from narrator.rules.view import ROWS, UnitView

# By what a whole is taken apart.
BY_INCOME, BY_SPENDING, BY_SOURCE = "收入种类", "支出种类", "资金来源"
BY_NATURE, BY_ACCOUNT, BY_STAFF, BY_ECONOMIC = "支出性质", "功能科目", "人员和公用", "经济科目"
BY_ITEM, BY_PEOPLE = "分项", "人数"

_BASES = {t.VS_LAST_YEAR: t.LAST_YEAR, **t.BUDGET_OF}
_BUDGETS = {t.GENERAL_MONEY: t.GENERAL, t.FUND_MONEY: t.FUND, t.CAPITAL_MONEY: t.CAPITAL}
_ITEMS = {t.THREE_MONEY: (t.ABROAD, t.CARS, t.RECEPTION), t.CARS: (t.CAR_PURCHASE, t.CAR_RUNNING)}
_NATURES = (t.BASIC_SPENDING, t.PROJECT_SPENDING)
_KINDS = {name: kind for kind, name in t.RUNNING_COSTS.items()}

# Which rows of the tables come to a whole, and by what they take it apart.
_INCOME = tuple((t.INCOME, kind) for kind in t.INCOME_KINDS)
_SPENDING = tuple((t.EXPENDITURE, kind) for kind in t.SPENDING_KINDS)
_PARTS: Mapping[str, tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]] = {
    t.ALL_MONEY: (
        (BY_INCOME, (*_INCOME, *((t.OVERVIEW, t.RECEIPTS, label) for label in (t.USED_SURPLUS, t.BROUGHT_FORWARD)))),
        (BY_SPENDING, (*_SPENDING, *((t.OVERVIEW, t.PAYMENTS, of) for of in (t.SURPLUS_SHARED, t.CARRIED_FORWARD)))),
    ),
    t.YEAR_INCOME: ((BY_INCOME, _INCOME),),
    t.YEAR_SPENDING: ((BY_SPENDING, _SPENDING),),
    t.FISCAL_MONEY: ((BY_SOURCE, tuple((t.FISCAL, t.RECEIPTS, row) for row in (*t.BUDGETS, t.FISCAL_BROUGHT))),),
    t.GENERAL_MONEY: (
        (BY_NATURE, tuple((t.GENERAL, nature) for nature in _NATURES)),
        (BY_STAFF, ((t.BASIC, t.STAFF), (t.BASIC, t.PUBLIC))),
    ),
    t.FUND_MONEY: ((BY_NATURE, tuple((t.FUND, nature) for nature in _NATURES)),),
    t.CAPITAL_MONEY: ((BY_NATURE, tuple((t.CAPITAL, nature) for nature in _NATURES)),),
    **{whole: ((BY_ITEM, tuple((t.THREE, item) for item in items)),) for whole, items in _ITEMS.items()},
}


class Driver(NamedTuple):
    """A part of a whole: what it was (last year's amount, or the budget), what it is, by how much it moved.

    Money is in 万元 as printed, people in 人. ``change`` is signed; ``share`` is its part of the whole
    change in %, negative where it moved the other way, and None where there is no whole to compare
    with. ``by`` says by what the whole was taken apart.
    """

    label: str
    last: Figure
    this: Figure
    change: Figure
    share: Figure | None
    by: str


_Pair: TypeAlias = "tuple[Figure | Gap | None, Figure | Gap | None]"
_Parts: TypeAlias = "Iterator[tuple[str, _Pair]]"


def drivers(unit: Unit, comparison: str, subject: str, decimals: Decimals | None = None) -> tuple[Driver, ...]:
    """What moved within a subject (收入支出总体, 公务接待费, an account's code) under a comparison.

    Grouped by what the whole is taken apart by, within a group the greatest change first; parts that
    did not move are left out, and those of which an amount is not known.
    """
    if unit.profile.newly_formed and comparison == t.VS_LAST_YEAR:
        return ()
    return tuple(_Case(unit, comparison, decimals or Decimals()).drivers(subject))


class _Case:
    """A unit under one comparison: amounts of the base (last year or a budget) and of this year."""

    def __init__(self, unit: Unit, comparison: str, decimals: Decimals) -> None:
        self.unit = unit
        self.view = UnitView(unit, decimals)
        self.base = _BASES[comparison]

    def drivers(self, subject: str) -> Iterator[Driver]:
        whole = self.moved(self.whole(subject))
        for by, parts in self.breakdowns(subject):
            found = [driver for label, pair in parts if (driver := self.driver(by, label, pair, whole))]
            yield from sorted(found, key=lambda driver: -abs(driver.change.value))
        if self.base == t.LAST_YEAR and self.pays_people(subject):
            yield from _people(self.unit)

    def driver(self, by: str, label: str, pair: _Pair, whole: Figure | None) -> Driver | None:
        change = self.moved(pair)
        before, now = pair
        if change is None or change.value == 0 or not isinstance(before, Figure) or not isinstance(now, Figure):
            return None
        share = derive.ratio(change, whole, self.view.decimals.percent) if whole and whole.value else None
        return Driver(label, before, now, change, share, by)

    def moved(self, pair: _Pair) -> Figure | None:
        """The amount of this year less the base, in 万元; None where either is not known."""
        before, now = pair
        if not isinstance(before, Figure) or not isinstance(now, Figure):
            return None
        return derive.change(before, now, self.view.decimals.percent).slots["变动额"]

    # The whole and its parts

    def whole(self, subject: str) -> _Pair:
        if subject in ROWS:
            return self.row(*ROWS[subject])
        if subject == t.RUNNING_TOTAL:
            rows = [self.view.running(kind) for kind in self.view.offices]
            last = (row.exact("last_year") if row else missing(subject) for row in rows)
            this = (row.exact("actual") if row else missing(subject) for row in rows)
            return self.view.summed(last, subject), self.view.summed(this, subject)
        if kind := _KINDS.get(subject):
            own = self.view.running(kind)
            return (own.amount(t.LAST_YEAR), own.amount(t.ACTUAL)) if own else self.row(t.BASIC, t.PUBLIC)
        statement = self.statement_of(subject)
        return self.account(Years(self.view, statement), subject) if statement else (None, None)

    def breakdowns(self, subject: str) -> Iterator[tuple[str, _Parts]]:
        yield from ((by, self.rows(*rows)) for by, rows in _PARTS.get(subject, ()))
        if subject == t.FISCAL_MONEY and self.values(subject) == self.values(t.GENERAL_MONEY):
            yield from self.breakdowns(t.GENERAL_MONEY)
        elif subject in _BUDGETS:
            if subject == t.GENERAL_MONEY:
                yield BY_ECONOMIC, self.economic()
            yield BY_ACCOUNT, self.accounts(self.unit.statement(_BUDGETS[subject]))
        elif subject == t.RUNNING_TOTAL:
            costs = (t.RUNNING_COSTS[kind] for kind in self.view.offices)
            yield BY_ITEM, ((name, self.whole(name)) for name in costs)
        elif subject in _KINDS:
            if self.view.running(_KINDS[subject]) is None:
                yield BY_ECONOMIC, self.economic(t.PUBLIC)
        elif statement := self.statement_of(subject):
            yield BY_NATURE, self.natures(statement, subject)

    def values(self, subject: str) -> list[object]:
        return [amount.value if isinstance(amount, Figure) else None for amount in self.whole(subject)]

    def pays_people(self, subject: str) -> bool:
        """Whether the number of people can move this amount: not the “三公” money, a fund or state capital."""
        statement = self.statement_of(subject)
        whole = (t.ALL_MONEY, t.YEAR_INCOME, t.YEAR_SPENDING, t.FISCAL_MONEY, t.GENERAL_MONEY)
        return subject in (*whole, *_KINDS, t.RUNNING_TOTAL) or (statement is not None and statement.term == t.GENERAL)

    def statement_of(self, code: str) -> Statement | None:
        """The statement of a budget that lists this functional account."""
        for term in _BUDGETS.values():
            statement = self.unit.statement(term)
            if code in {**(statement.last_accounts or {}), **(statement.accounts or {})}:
                return statement
        return None

    # Amounts

    def printed(self, *amounts: Figure | None) -> _Pair:
        before, now = (amount and self.view.decimals.printed(amount) for amount in amounts)
        return before, now

    def rows(self, *keys: tuple[str, ...]) -> _Parts:
        for key in keys:
            yield key[-1], self.row(*key)

    def row(self, term: str, *labels: str) -> _Pair:
        """The base and this year's amount of a row, as the unit file or the whole tables tell them."""
        statement = self.unit.statement(term)
        amounts, key = statement.row(*labels), _key(term, labels)
        before = getattr(amounts, ASPECTS[self.base])
        if before is None and self.base == t.LAST_YEAR:
            before = statement.last_cells.get(key)
        if before is None and self.base == t.FULL_BUDGET and term == t.THREE:
            before = statement.cells.get((labels[0], tables.BUDGET_COLUMN))
        return self.printed(before, amounts.actual or statement.cells.get(key))

    def accounts(self, statement: Statement) -> _Parts:
        """The 项 of a statement, and what is told in place of them."""
        years = Years(self.view, statement)
        for code in years.items():
            yield years.name(code).text, self.account(years, code)

    def account(self, years: Years, code: str) -> _Pair:
        if self.base == t.LAST_YEAR:
            return (years.before(code), years.actual(code)) if years.statement.accounts is not None else (None, None)
        own = years.this.get(code)
        return self.printed(getattr(own.amounts, ASPECTS[self.base]), own.amounts.actual) if own else (None, None)

    def natures(self, statement: Statement, code: str) -> _Parts:
        """基本支出 and 项目支出 of one account, where the whole tables are there."""
        before = [old for old in statement.last_accounts or {} if statement.moved.get(old, old) == code]
        listed = len(code) == t.ITEM or (before and code in (statement.accounts or {}))
        known = self.moved(self.account(Years(self.view, statement), code)) is not None
        if self.base == t.LAST_YEAR and listed and len(before) <= 1 and known:
            for nature in _NATURES:
                last = _listed(statement.last_accounts, statement.last_cells, before[0] if before else code, nature)
                yield nature, self.printed(last, _listed(statement.accounts, statement.cells, code, nature))

    def economic(self, group: str = "") -> _Parts:
        """The economic accounts of 基本支出, or of one group of them."""
        statement = self.unit.statement(t.BASIC)
        named: dict[str, Account] = {**(statement.last_accounts or {}), **(statement.accounts or {})}
        listed = {key[0] for key in (*statement.cells, *statement.last_cells) if len(key[0]) == 5}
        for code in sorted({*named, *(code for code in listed if code.isdigit())}):
            if self.base == t.LAST_YEAR and group in ("", t.ECONOMIC_GROUPS.get(code[:3])):
                last = _listed(statement.last_accounts, statement.last_cells, code)
                name = named[code].name.text if code in named else code
                yield name, self.printed(last, _listed(statement.accounts, statement.cells, code))


def _key(term: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The key in the whole table to the cell that a row of the unit file stands for."""
    if term == t.THREE:
        return (*labels, tables.ACTUAL_COLUMN)
    if term in tables.COLUMNS:
        return (t.TOTAL, *labels)
    if term == t.FISCAL and labels[0] == t.PAYMENTS:
        return (*labels, t.TOTAL)
    return labels


def _listed(accounts: Mapping[str, Account] | None, cells: Cells, code: str, *column: str) -> Figure | None:
    """An amount of an account; zero where a list that is there does not name it, None where it is not known."""
    account = (accounts or {}).get(code)
    if account is not None and not column and account.amounts.actual is not None:
        return account.amounts.actual
    if (code, *column) in cells:
        return cells[(code, *column)]
    told = accounts is not None or bool(cells)
    return derive.total((), t.WAN, "") if told and account is None and not _names(cells, code) else None


def _names(cells: Cells, code: str) -> bool:
    return any(key[0] == code for key in cells)


def _people(unit: Unit) -> Iterator[Driver]:
    """Staff at the end of the year, where their number changed (人)."""
    for label, people in ((t.IN_SERVICE, unit.staff.in_service), (t.RETIRED, unit.staff.retired)):
        if people.last_year is not None and people.this_year is not None:
            change = people_change(people.last_year, people.this_year)
            if change.value:
                yield Driver(label, people.last_year, people.this_year, change, None, BY_PEOPLE)


def people_change(last: Figure, this: Figure) -> Figure:
    """The signed change of a number of people."""
    size = derive.headcount(last, this).slots["增减人数"]
    return size if this.value >= last.value else size._replace(value=-size.value)
