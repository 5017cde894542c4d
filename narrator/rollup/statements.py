"""The nine statements of a department: every cell of both years as the sum of its units' cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import TypeAlias

from narrator.checks.ledger import Ledger
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.interval import Interval, exactly, total
from narrator.figures.model import Account, Amounts, Statement, Unit
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure, Text
from narrator.rollup.adding import Lack, Named, Put, Sum, added, of_all
from narrator.rollup.told import Told

Taken: TypeAlias = "Mapping[tuple[str, bool, CellKey], Sequence[Named]]"
"""What is taken out of a cell (抵销), by its table, whether of last year, and its key."""


class Table:
    """One of the nine tables of one year over all units of a department."""

    def __init__(self, units: Mapping[str, Told], taken: Taken) -> None:
        self.units = units
        first = next(iter(units.values()))
        self.term, self.last_year = first.term, first.last_year
        self._taken = taken
        found = dict.fromkeys(key for told in units.values() for key in told.cells)
        self.keys = sorted(found, key=_rank)

    @cached_property
    def cells(self) -> dict[CellKey, Sum]:
        """Every cell that a unit's table has."""
        return {key: self._cell(key) for key in self.keys}

    @property
    def lacks(self) -> dict[CellKey, tuple[Lack, ...]]:
        """The cells that a unit does not tell its part of."""
        return {key: of.lacks for key, of in self.cells.items() if of.lacks}

    def figure(self, key: CellKey) -> Figure | None:
        """What a cell comes to; None where that is blank or open."""
        of = self.cells.get(key)
        return of.figure if of else None

    def interval(self, of: Sum) -> Interval:
        """What the sum stands for, in 元, where each unit's figure was rounded for print."""
        plus = [self.units[name].interval(part) for name, part in of.parts]
        minus = [exactly(-part.yuan) for _, part in of.taken]
        return total([*plus, *minus])

    @cached_property
    def accounts(self) -> Mapping[str, list[Account]] | None:
        """The accounts that units list, by code; None where it is not known of a unit which it has."""
        every = [told.accounts for told in self.units.values()]
        if any(listed is None for listed in every):
            return None
        found: dict[str, list[Account]] = {}
        for listed in every:
            for code, account in (listed or {}).items():
                found.setdefault(code, []).append(account)
        return dict(sorted(found.items()))

    def _cell(self, key: CellKey) -> Sum:
        given = {name: told.cells.get(key) for name, told in self.units.items()}
        parts = tuple((name, figure) for name, figure in given.items() if figure is not None)
        blank = [name for name, figure in given.items() if figure is None]
        nothing = tuple(name for name in blank if self.units[name].nothing(key))
        lacking = [name for name in blank if name not in nothing]
        if not parts:  # what is blank in every table is blank in the sum
            lacking = [name for name in lacking if self.units[name].unread or not self.units[name].cells]
        lacks = tuple(Lack(name, self.units[name].why(key)) for name in lacking)
        taken = tuple(self._taken.get((self.term, self.last_year, key), ()))
        return Sum(added(parts, taken) if parts and not lacks else None, parts, taken, lacks, nothing)


def _rank(key: CellKey) -> tuple[bool, str]:
    """For sorting: accounts by their codes behind all other rows, which stay in the order of the tables."""
    return (key[0].isdigit(), key[0]) if key[0].isdigit() else (False, "")


class Tables:
    """The tables of all units of a department, of this year and of last year."""

    def __init__(self, units: Mapping[str, Unit], taken: Taken) -> None:
        self._units = units
        self._taken = taken
        self._ledgers = {
            (name, last): Ledger(unit, last_year=last) for name, unit in units.items() for last in (False, True)
        }
        self.table = cache(self._table)

    def _table(self, term: str, last_year: bool) -> Table:
        told = {name: Told(unit, term, self._ledgers[name, last_year]) for name, unit in self._units.items()}
        return Table(told, self._taken)

    def of(self, *, last_year: bool) -> list[Table]:
        """The nine tables of a year in order."""
        return [self.table(term, last_year) for term in t.STATEMENTS]


class Writer:
    """Makes the statements of the department out of the sums; ``notes`` grow by what is to be told of them."""

    def __init__(self, tables: Tables, units: Mapping[str, Unit], own: Unit | None, put: Put) -> None:
        self.tables, self.units, self.own, self.put = tables, units, own, put
        self.notes: list[Finding] = []
        self._told = set[tuple[str, str, str]]()  # codes with the two names that were noted

    def statements(self) -> dict[str, Statement]:
        """The statements of which any unit tells anything."""
        given = [term for term in t.STATEMENTS if any(term in unit.statements for unit in self.units.values())]
        return {term: self._statement(term) for term in given}

    def _statement(self, term: str) -> Statement:
        this, last = self.tables.table(term, False), self.tables.table(term, True)
        own = self.own.statement(term) if self.own else Statement(term)
        names = self._names(term)
        past = last.accounts
        before = None
        if past is not None:
            amounts = {code: Amounts(actual=last.figure(_key(term, code))) for code in past}
            before = {code: self._account(last, code, names, of) for code, of in amounts.items()}
        empty = all(told.statement.empty for told in this.units.values())
        whole = not this.lacks and all(told.cells or told.void for told in this.units.values())
        past_whole = not last.lacks and all(told.cells or told.void for told in last.units.values())
        return Statement(
            term,
            {labels: self._row(this, last, labels, own) for labels in t.STATEMENTS[term].rows},
            self._accounts(this, names, own),
            before,
            self._moved(term),
            empty,
            {key: None if empty else of.figure for key, of in this.cells.items() if not of.lacks},
            {key: of.figure for key, of in last.cells.items()} if past_whole else {},
            names,
            whole=whole,
        )

    def _row(self, this: Table, last: Table, labels: tuple[str, ...], own: Statement) -> Amounts:
        term, key = this.term, b.key(this.term, labels)
        budgets = {}
        for aspect, name in ((t.INITIAL_BUDGET, "initial_budget"), (t.FULL_BUDGET, "full_budget")):
            if term == t.THREE and aspect == t.FULL_BUDGET:
                budgets[name] = this.figure(b.key(term, labels, b.BUDGET_COLUMN))
                continue
            given = ((unit, getattr(told.statement.row(*labels), name)) for unit, told in this.units.items())
            budgets[name] = self.put((term, *labels, aspect), of_all(given), getattr(own.row(*labels), name))
        return Amounts(last.figure(key), **budgets, actual=this.figure(key))

    def _accounts(self, this: Table, names: Mapping[str, Text], own: Statement) -> dict[str, Account] | None:
        listed = this.accounts
        if listed is None:
            return None
        return {code: self._account(this, code, names, self._amounts(this, code, own), own) for code in listed}

    def _amounts(self, this: Table, code: str, own: Statement) -> Amounts:
        mine = own.accounts[code].amounts if own.accounts and code in own.accounts else Amounts()
        budgets = {}
        for aspect, name in ((t.INITIAL_BUDGET, "initial_budget"), (t.FULL_BUDGET, "full_budget")):
            given = [
                (unit, getattr(account.amounts, name))
                for unit, told in this.units.items()
                if (account := (told.accounts or {}).get(code)) is not None
            ]
            budgets[name] = self.put((this.term, t.ACCOUNTS, code, aspect), of_all(given), getattr(mine, name))
        return Amounts(None, **budgets, actual=this.figure(_key(this.term, code)))

    def _account(
        self, table: Table, code: str, names: Mapping[str, Text], amounts: Amounts, own: Statement | None = None
    ) -> Account:
        """An account: what its money is for as the department says, how far it is disclosed as the strictest unit."""
        of = (table.accounts or {})[code]
        mine = (own.accounts or {}).get(code) if own else None
        every = [account for account in (mine, *of) if account is not None and account.level]
        strictest = min(every, key=lambda one: t.LEVELS[one.level.text] if one.level else t.ITEM, default=None)
        name = mine.name if mine and mine.name.text else names.get(code) or of[0].name
        purpose = mine.purpose if mine else None
        if strictest is None or table.last_year:
            return Account(code, name, amounts, purpose)
        return Account(code, name, amounts, purpose, strictest.level, strictest.basis)

    def _names(self, term: str) -> dict[str, Text]:
        """The names of the accounts by code, as the first unit that has one calls it; others are noted."""
        found: dict[str, tuple[str, Text]] = {}
        for unit, of in ((unit, one.statement(term)) for unit, one in self.units.items()):
            listed = {code: account.name for code, account in (of.accounts or {}).items()}
            for code, name in {**of.names, **listed}.items():
                if not name.text:
                    continue
                first, known = found.setdefault(code, (unit, name))
                if known.text != name.text and (code, known.text, name.text) not in self._told:
                    self._told.add((code, known.text, name.text))
                    evidence = (
                        f"科目 {code} 在「{first}」叫「{known.text}」，在「{unit}」叫「{name.text}」，用了前一个。"
                    )
                    self.notes.append(
                        Finding("G123", name.origin, evidence, "编码按同一个科目相加，请核对编码和名称。")
                    )
        return {code: name for code, (_, name) in sorted(found.items())}

    def _moved(self, term: str) -> dict[str, str]:
        """Accounts that got another code this year; where units say it in different ways, none is taken over."""
        made: dict[str, str] = {}
        every = {code for unit in self.units.values() for code in unit.statement(term).moved}
        for code in sorted(every):
            having = [
                unit.statement(term)
                for unit in self.units.values()
                if code in (unit.statement(term).last_accounts or {})
            ]
            new = {of.moved.get(code, code) for of in having}
            if len(new) == 1:
                made[code] = new.pop()
            else:
                evidence = f"上年科目 {code} 在各单位对应的本年科目不同：{'、'.join(sorted(new))}，没有用科目对应。"
                self.notes.append(Finding("G124", None, evidence, "请在部门自己的文件中核对这个科目的上年数和原因。"))
        return made


def _key(term: str, code: str) -> CellKey:
    return (code, b.SPENT[term]) if term in b.SPENT else (code,)
