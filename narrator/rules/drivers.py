"""Drivers: which parts account for how much of a change, by account, kind of spending, people.

Parts and whole are taken as they are printed (in the pack's scale, with its decimals), and a share is the
part's change over the whole change (%). A part of which a table leaves a cell blank is left out, for
blank is not zero; an account that a known list does not name did not occur and counts as zero.
Source: 财预〔2016〕143号, which asks for the 增减变化 to be explained; the tables 01 to 09.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.model import Account, Amounts, Cells, Statement, Unit
from narrator.figures.values import Figure, Gap
from narrator.rules import derive
from narrator.rules.accounts import Years
from narrator.rules.fact import Fact
from narrator.rules.sheet import Decimals, Sheet

# By what a whole is taken apart.
BY_INCOME, BY_SPENDING, BY_SOURCE = "收入种类", "支出种类", "资金来源"
BY_NATURE, BY_ACCOUNT, BY_STAFF, BY_ECONOMIC = "支出性质", "功能科目", "人员和公用", "经济科目"
BY_ITEM, BY_PEOPLE = "分项", "人数"

_ASPECTS = {t.LAST_YEAR: "last_year", t.INITIAL_BUDGET: "initial_budget", t.FULL_BUDGET: "full_budget"}
_BASES = {t.VS_LAST_YEAR: t.LAST_YEAR, t.VS_INITIAL: t.INITIAL_BUDGET, t.VS_FULL: t.FULL_BUDGET}
_THREE = (t.ABROAD, t.CARS, t.CAR_PURCHASE, t.CAR_RUNNING, t.RECEPTION)
_WHOLES = {
    t.ALL_MONEY: (t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL),
    t.FISCAL_MONEY: (t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL),
    t.GENERAL_MONEY: (t.GENERAL, t.TOTAL),
    t.FUND_MONEY: (t.FUND, t.YEAR_SPENDING),
    t.CAPITAL_MONEY: (t.CAPITAL, t.YEAR_SPENDING),
    t.YEAR_INCOME: (t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS),
    t.YEAR_SPENDING: (t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS),
    t.THREE_MONEY: (t.THREE, t.TOTAL),
    **{item: (t.THREE, item) for item in _THREE},
}
_BUDGETS = {t.GENERAL_MONEY: t.GENERAL, t.FUND_MONEY: t.FUND, t.CAPITAL_MONEY: t.CAPITAL}
_ITEMS = {t.THREE_MONEY: (t.ABROAD, t.CARS, t.RECEPTION), t.CARS: (t.CAR_PURCHASE, t.CAR_RUNNING)}
_NATURES = (t.BASIC_SPENDING, t.PROJECT_SPENDING)


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
        self.sheet = Sheet(unit, decimals)
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
        share = derive.ratio(change, whole, self.sheet.decimals.percent) if whole and whole.value else None
        return Driver(label, before, now, change, share, by)

    def moved(self, pair: _Pair) -> Figure | None:
        """The amount of this year less the base, in 万元; None where either is not known."""
        before, now = pair
        if not isinstance(before, Figure) or not isinstance(now, Figure):
            return None
        return derive.change(before, now, self.sheet.decimals.percent).slots["变动额"]

    # The whole and its parts

    def whole(self, subject: str) -> _Pair:
        if subject in _WHOLES:
            return self.row(*_WHOLES[subject])
        if subject == t.RUNNING_TOTAL:
            rows = [self.running(kind) or Amounts() for kind in self.offices()]
            last = self.sheet.summed(((row.last_year, subject) for row in rows), subject)
            return last, self.sheet.summed(((row.actual, subject) for row in rows), subject)
        kind = next((kind for kind, name in t.RUNNING_COSTS.items() if name == subject), "")
        if kind:
            own = self.running(kind)
            return self.row(t.BASIC, t.PUBLIC) if own is None else self.printed(own.last_year, own.actual)
        statement = self.statement_of(subject)
        return self.account(Years(self.sheet, statement), subject) if statement else (None, None)

    def breakdowns(self, subject: str) -> Iterator[tuple[str, _Parts]]:
        income = tuple((t.INCOME, kind) for kind in t.INCOME_KINDS)
        spending = tuple((t.EXPENDITURE, kind) for kind in t.SPENDING_KINDS)
        if subject == t.ALL_MONEY:
            over = ((t.OVERVIEW, t.RECEIPTS, label) for label in (t.USED_SURPLUS, t.BROUGHT_FORWARD))
            yield BY_INCOME, self.rows(*income, *over)
            over = ((t.OVERVIEW, t.PAYMENTS, label) for label in (t.SURPLUS_SHARED, t.CARRIED_FORWARD))
            yield BY_SPENDING, self.rows(*spending, *over)
        elif subject == t.YEAR_INCOME:
            yield BY_INCOME, self.rows(*income)
        elif subject == t.YEAR_SPENDING:
            yield BY_SPENDING, self.rows(*spending)
        elif subject == t.FISCAL_MONEY:
            rows = (*t.BUDGETS, t.FISCAL_BROUGHT)
            yield BY_SOURCE, self.rows(*((t.FISCAL, t.RECEIPTS, row) for row in rows))
            if self.values(subject) == self.values(t.GENERAL_MONEY):
                yield from self.breakdowns(t.GENERAL_MONEY)
        elif subject in _BUDGETS:
            term = _BUDGETS[subject]
            yield BY_NATURE, self.rows(*((term, nature) for nature in _NATURES))
            if subject == t.GENERAL_MONEY:
                yield BY_STAFF, self.rows((t.BASIC, t.STAFF), (t.BASIC, t.PUBLIC))
                yield BY_ECONOMIC, self.economic()
            yield BY_ACCOUNT, self.accounts(self.unit.statement(term))
        elif subject in _ITEMS:
            yield BY_ITEM, self.rows(*((t.THREE, item) for item in _ITEMS[subject]))
        elif subject == t.RUNNING_TOTAL:
            yield BY_ITEM, ((t.RUNNING_COSTS[kind], self.whole(t.RUNNING_COSTS[kind])) for kind in self.offices())
        elif subject in t.RUNNING_COSTS.values():
            kind = next(kind for kind, name in t.RUNNING_COSTS.items() if name == subject)
            if self.running(kind) is None:
                yield BY_ECONOMIC, self.economic(t.PUBLIC)
        elif statement := self.statement_of(subject):
            yield BY_NATURE, self.natures(statement, subject)

    def running(self, kind: str) -> Amounts | None:
        """The running costs given for a kind of unit; None where those of table 06 are meant."""
        running = self.unit.running
        own = {
            t.ADMINISTRATIVE: running.administrative,
            t.QUASI_CIVIL: running.quasi_civil,
            t.PUBLIC_INSTITUTION: running.institution,
        }[kind]
        return None if own == Amounts() and len(self.unit.profile.kinds or ()) == 1 else own

    def offices(self) -> list[str]:
        """The kinds of the unit that have 机关运行经费."""
        return [kind.text for kind in self.unit.profile.kinds or () if kind.text != t.PUBLIC_INSTITUTION]

    def values(self, subject: str) -> list[object]:
        return [amount.value if isinstance(amount, Figure) else None for amount in self.whole(subject)]

    def pays_people(self, subject: str) -> bool:
        """Whether the number of people can move this amount: not the “三公” money, a fund or state capital."""
        statement = self.statement_of(subject)
        whole = (t.ALL_MONEY, t.YEAR_INCOME, t.YEAR_SPENDING, t.FISCAL_MONEY, t.GENERAL_MONEY)
        return subject in (*whole, *t.RUNNING_COSTS.values(), t.RUNNING_TOTAL) or (
            statement is not None and statement.term == t.GENERAL
        )

    def statement_of(self, code: str) -> Statement | None:
        """The statement of a budget that lists this functional account."""
        for term in _BUDGETS.values():
            statement = self.unit.statement(term)
            if code in {**(statement.last_accounts or {}), **(statement.accounts or {})}:
                return statement
        return None

    # Amounts

    def printed(self, *amounts: Figure | None) -> _Pair:
        before, now = (amount and self.sheet.decimals.printed(amount) for amount in amounts)
        return before, now

    def rows(self, *roads: tuple[str, ...]) -> _Parts:
        for road in roads:
            yield road[-1], self.row(*road)

    def row(self, term: str, *labels: str) -> _Pair:
        """The base and this year's amount of a row, as the unit file or the whole tables tell them."""
        statement = self.unit.statement(term)
        amounts, road = statement.row(*labels), _road(term, labels)
        before = getattr(amounts, _ASPECTS[self.base])
        if before is None and self.base == t.LAST_YEAR:
            before = statement.last_cells.get(road)
        if before is None and self.base == t.FULL_BUDGET and term == t.THREE:
            before = statement.cells.get((labels[0], tables.BUDGET_COLUMN))
        return self.printed(before, amounts.actual or statement.cells.get(road))

    def accounts(self, statement: Statement) -> _Parts:
        """The 项 of a statement, and what is told in place of them."""
        years = Years(self.sheet, statement)
        for code in years.items():
            yield years.name(code).text, self.account(years, code)

    def account(self, years: Years, code: str) -> _Pair:
        if self.base == t.LAST_YEAR:
            return (years.before(code), years.actual(code)) if years.statement.accounts is not None else (None, None)
        own = years.this.get(code)
        return self.printed(getattr(own.amounts, _ASPECTS[self.base]), own.amounts.actual) if own else (None, None)

    def natures(self, statement: Statement, code: str) -> _Parts:
        """基本支出 and 项目支出 of one account, where the whole tables are there."""
        before = [old for old in statement.last_accounts or {} if statement.moved.get(old, old) == code]
        listed = len(code) == t.ITEM or (before and code in (statement.accounts or {}))
        known = self.moved(self.account(Years(self.sheet, statement), code)) is not None
        if self.base == t.LAST_YEAR and listed and len(before) <= 1 and known:
            for nature in _NATURES:
                last = _listed(statement.last_accounts, statement.last_cells, before[0] if before else code, nature)
                yield nature, self.printed(last, _listed(statement.accounts, statement.cells, code, nature))

    def economic(self, group: str = "") -> _Parts:
        """The economic accounts of 基本支出, or of one group of them."""
        statement = self.unit.statement(t.BASIC)
        named: dict[str, Account] = {**(statement.last_accounts or {}), **(statement.accounts or {})}
        listed = {road[0] for road in (*statement.cells, *statement.last_cells) if len(road[0]) == 5}
        for code in sorted({*named, *(code for code in listed if code.isdigit())}):
            if self.base == t.LAST_YEAR and group in ("", t.ECONOMIC_GROUPS.get(code[:3])):
                last = _listed(statement.last_accounts, statement.last_cells, code)
                name = named[code].name.text if code in named else code
                yield name, self.printed(last, _listed(statement.accounts, statement.cells, code))


def _road(term: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The road in the whole table to the cell that a row of the unit file stands for."""
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
    return any(road[0] == code for road in cells)


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


# Conditions that a pack may name: when a wording may be offered --------------------------------------


class Explained(NamedTuple):
    """What a reason is to explain: the 增减 or 差异, and its drivers."""

    fact: Fact
    drivers: tuple[Driver, ...]


def _driven(label: str, sign: int) -> Callable[[Explained], bool]:
    def holds(explained: Explained) -> bool:
        return any(driver.label == label and driver.change.value * sign > 0 for driver in explained.drivers)

    return holds


def _zero(*slots: str) -> Callable[[Explained], bool]:
    def holds(explained: Explained) -> bool:
        values = [explained.fact.slots.get(slot) for slot in slots if slot in explained.fact.slots]
        return bool(values) and all(isinstance(value, Figure) and value.value == 0 for value in values)

    return holds


def _not_only(nature: str) -> Callable[[Explained], bool]:
    """Whether something else than this kind of spending moved, or it is not known what did."""

    def holds(explained: Explained) -> bool:
        moved = {driver.label for driver in explained.drivers if driver.by == BY_NATURE}
        return moved != {nature}

    return holds


_DRIVEN = {
    t.IN_SERVICE: t.IN_SERVICE,
    t.RETIRED: t.RETIRED,
    t.BASIC_SPENDING: t.BASIC_SPENDING,
    t.PROJECT_SPENDING: t.PROJECT_SPENDING,
    "人员经费": t.STAFF,
    "公用经费": t.PUBLIC,
    t.BROUGHT_FORWARD: t.BROUGHT_FORWARD,
    **{kind: kind for kind in t.INCOME_KINDS},
    t.ABROAD: t.ABROAD,
    t.CARS: t.CARS,
    t.RECEPTION: t.RECEPTION,
}

# Judged on the figures as printed; one that an unknown figure leaves open does not hold.
CONDITIONS: dict[str, Callable[[Explained], bool]] = {
    **{f"{name}减少": _driven(label, -1) for name, label in _DRIVEN.items()},
    **{f"{name}增加": _driven(label, +1) for name, label in _DRIVEN.items()},
    "不只项目支出变动": _not_only(t.PROJECT_SPENDING),
    "不只基本支出变动": _not_only(t.BASIC_SPENDING),
    "两年均为零": _zero("上年数", "本年数"),
    "本年为零": _zero("本年数", "决算数"),
    "上年为零": _zero("上年数"),
    "预算为零": _zero("预算数"),
    "无差异": lambda explained: explained.fact.condition in ("equal", "none") and explained.fact.kind == "Deviation",
}


def holding(conditions: Iterable[str], explained: Explained) -> bool:
    """Whether all conditions of these names hold."""
    return all(CONDITIONS[name](explained) for name in conditions)
