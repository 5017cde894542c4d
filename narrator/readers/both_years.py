"""From workbooks to statements: what a unit file names as 决算报表 and 上年决算报表, joined with what it says.

The workbooks give every amount that they hold; the unit file gives what they do not (年初预算, what is
blank, 科目对应). An amount given twice must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from os.path import isdir, normpath
from pathlib import Path
from typing import Any, NamedTuple

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.model import Account, Amounts, Profile, Statement
from narrator.figures.values import Figure, Place, Text
from narrator.readers import internal, spreadsheet, workbook
from narrator.readers.beside import differing, joined, of_both_years
from narrator.readers.labels import OWN_LEVEL
from narrator.readers.spreadsheet import Opened
from narrator.readers.table import Book, PublishedTable, exported
from narrator.readers.widths import squeeze
from narrator.readers.words import NO_WORDS, Words

_SPENT_FROM = {t.FUND: t.FUND_BUDGET, t.CAPITAL: t.CAPITAL_BUDGET}
_OPTIONAL = (t.CAPITAL,)  # the families of eight tables do not have it
_SHOWN = 6
_AMOUNTS = ("last_year", "initial_budget", "full_budget", "actual")
_place, _figure = partial(tuple.__new__, Place), partial(tuple.__new__, Figure)  # of one tuple, a third of the cost


class Workbooks(NamedTuple):
    """The workbooks of this year and of last year; either may be missing."""

    this: Book | None = None
    last: Book | None = None

    def findings(self, profile: Profile, typed: Mapping[str, Statement]) -> Iterator[Finding]:
        """What makes the workbooks unfit for this unit: another year, or a table missing."""
        year = profile.year.value
        for book, expected in ((self.this, year), (self.last, year - 1)):
            if book and book.year and book.year.value != expected and isinstance(book.year.origin, Place):
                evidence = f"这是 {book.year.value} 年的表；本年度是 {year}，这里应是 {expected} 年的表。"
                yield Finding("B212", book.year.origin, evidence, "请核对两个工作簿是否放反，或年度是否写错。")
        if self.this:
            for term in t.STATEMENTS:
                if term not in self.this.tables and term not in typed and term not in _OPTIONAL:
                    yield Finding("B214", Place(self.this.file, 0, 0), f"缺少「{term}」。", _way_out(self.this, term))

    def remarks(self, profile: Profile, typed: Mapping[str, Statement]) -> Iterator[Finding]:
        """What the workbooks hold beyond the nine tables, lack without harm, or say otherwise than the unit file."""
        for book, terms in ((self.this, _OPTIONAL), (self.last, tuple(t.STATEMENTS))):
            if book is None:
                continue
            yield from book.notes
            missing = [term for term in terms if term not in book.tables and term not in typed]
            if missing:
                yield Finding("B215", Place(book.file, 0, 0), f"没有这些表：{'、'.join(missing)}。")
        for name in (book.unit_name for book in (self.this, self.last) if book):
            own = squeeze(profile.name.text)
            if name and ((OWN_LEVEL in name.text) != (OWN_LEVEL in own) or not (name.text in own or own in name.text)):
                evidence = f"报表的单位是「{name.text}」，单位名称是「{profile.name.text}」。"
                yield Finding("B213", name.origin, evidence, "请核对是否放错了单位的报表，要不要写（本级）。")

    def beside(self, given: dict[str, Any]) -> Iterator[Finding]:
        """Put what the workbooks hold beside the nine tables into a unit's parts; what these say otherwise is told."""
        return joined(given, of_both_years(*(book.values if book else {} for book in self)))

    def statements(self, typed: Mapping[str, Statement], problems: list[Finding]) -> dict[str, Statement]:
        """The nine statements as the workbooks hold them, filled up with what the unit file says.

        An amount that both give must be the same; where it is not, ``problems`` grow.
        """
        this = self.this.tables if self.this else {}
        last = self.last.tables if self.last else {}
        found = {}
        for term in t.STATEMENTS:
            if term in this or term in last:
                published = _statement(term, _year(this, term), _year(last, term))
                found[term] = _joined(published, typed[term], problems) if term in typed else published
            elif term in typed:
                found[term] = typed[term]
        return _all_named(found)


def load(
    this: Text | None, last: Text | None, money: str = "", words: Words = NO_WORDS, opened: Opened = spreadsheet.load
) -> tuple[Workbooks, list[Finding]]:
    """The workbooks that a unit file names, relative to the file, and the problems of both."""
    books, findings = workbook.load_all([name and beside(name) for name in (this, last)], money, words, opened)
    return Workbooks(*books), findings


def beside(name: Text) -> Path:
    """The path of a workbook that a file names: relative to that file, in the way of any system."""
    folder = Path(name.origin.file).parent if name.origin else Path()
    path = folder / name.text.replace("\\", "/")
    return path if isdir(folder) else Path(normpath(path))  # what a new form names, before its folder is made


def _way_out(book: Book, term: str) -> str:
    """What to do about a table that was not found: first of all look whether it is there under another title."""
    if exported(book.tables):
        form = internal.NUMBERS[internal.MADE_FROM.get(term, term)]
        return f"这是部门决算软件导出的工作簿，里面没有{form}；请连同{form}再导出一次。"
    if term in book.similar:
        sheet, title = book.similar[term]
        return f"工作表「{sheet}」的表名是「{title}」，像是这张表；是的话，请把表名改成「{term}」。"
    others = (
        f"没有读的工作表有：{'、'.join(book.others[:_SHOWN])}；这张表若在其中，请把表名改对。" if book.others else ""
    )
    empty = "；确无此类收支的，写「空表」" if term in (t.FUND, t.CAPITAL) else ""
    return f"{others}工作簿里确实没有这张表的，在填报表或单位文件的「{term}」中写明各数{empty}。"


# Statements -------------------------------------------------------------------------------------


class _Year(NamedTuple):
    """A table of one year, None where it is missing; whether it is a 空表."""

    table: PublishedTable | None
    empty: bool

    def row(self, labels: tuple[str, ...], aspect: str) -> Figure | None:
        """The amount of a row under its key in a unit file."""
        if self.table is None:
            return None
        term = self.table.term
        if self.empty:
            return Figure(Decimal(0), t.WAN, self.table.title._replace(key="/".join((term, *labels, aspect))))
        return _named(self.table.cells.get(b.key(term, labels)), term, *labels, aspect)

    def budget(self, labels: tuple[str, ...], aspect: str) -> Figure | None:
        """The 年初预算 or 全年预算 of a row, as far as the table has it."""
        if self.table is None:
            return None
        term = self.table.term
        if term == t.THREE and aspect == t.FULL_BUDGET:
            return _named(self.table.cells.get((*labels, b.BUDGET_COLUMN)), term, *labels, aspect)
        if self.empty and aspect == t.FULL_BUDGET:
            return self.row(labels, aspect)
        figure = self.table.budgets.get((b.key(term, labels), aspect)) if self.table.budgets else None
        return _named(figure, term, *labels, aspect)

    def accounts(self, aspect: str) -> dict[str, Account] | None:
        """The accounts of the table; one whose row is blank throughout did not occur."""
        table = self.table
        if table is None or not t.STATEMENTS[table.term].accounts:
            return None
        filled = {key[0] for key, figure in table.cells.items() if figure is not None}
        accounts = {}
        for code, name in sorted(table.names.items()):
            if code not in filled or (table.term == t.BASIC and not _is_basic(code)):
                continue
            key = (code, b.SPENT[table.term]) if table.term in b.SPENT else (code,)
            figure = _named(table.cells.get(key), table.term, t.ACCOUNTS, code, aspect)
            initial, full = (
                _named(table.budgets.get((key, budget)), table.term, t.ACCOUNTS, code, budget)
                if table.budgets and aspect == t.ACTUAL
                else None
                for budget in (t.INITIAL_BUDGET, t.FULL_BUDGET)
            )
            accounts[code] = Account(code, name, Amounts(None, initial, full, figure))
        return accounts


def _year(tables: Mapping[str, PublishedTable], term: str) -> _Year:
    """A table of one year: 七 and 八 may be 空表, where 04 has no such money; a blank in another one is not given."""
    table = tables.get(term)
    if table is None or term not in _SPENT_FROM or not table.empty:
        return _Year(table, empty=False)
    told = tables[t.FISCAL].cells.items() if t.FISCAL in tables else ()
    return _Year(
        table, not any(key[-1] == _SPENT_FROM[term] and figure is not None and figure.value for key, figure in told)
    )


def _statement(term: str, this: _Year, last: _Year) -> Statement:
    rows = {
        labels: Amounts(
            last.row(labels, t.LAST_YEAR),
            this.budget(labels, t.INITIAL_BUDGET),
            this.budget(labels, t.FULL_BUDGET),
            this.row(labels, t.ACTUAL),
        )
        for labels in t.STATEMENTS[term].rows
    }
    return Statement(
        term,
        rows,
        this.accounts(t.ACTUAL),
        last.accounts(t.LAST_YEAR),
        empty=this.empty,
        cells=this.table.cells if this.table else {},
        last_cells=last.table.cells if last.table else {},
        names=this.table.names if this.table else {},
        read=this.table.protocol(last_year=False) if this.table else None,
        last_read=last.table.protocol(last_year=True) if last.table else None,
    )


def _named(figure: Figure | None, *key: str) -> Figure | None:
    """The figure under its key in a unit file, so that people find it by one name."""
    if figure is None or not isinstance(figure.origin, Place):
        return figure
    file, line, column, _, sheet = figure.origin
    return _figure((figure.value, figure.unit, _place((file, line, column, "/".join(key), sheet))))


def _is_basic(code: str) -> bool:
    """Whether the text lists this economic account: a 款 of a known class."""
    return len(code) > len("301") and code[:3] in t.ECONOMIC_GROUPS


def _all_named(found: dict[str, Statement]) -> dict[str, Statement]:
    """The statements; an account that a table does not name has the name that another one or the unit file tells."""
    lists = [accounts for of in found.values() for accounts in (of.last_accounts, of.accounts) if accounts]
    told = [(code, account.name) for accounts in lists for code, account in accounts.items()]
    told += [pair for of in found.values() for pair in of.names.items()]
    if all(name.text for _, name in told):
        return found
    known = {code: name for code, name in reversed(told) if name.text}

    def named(accounts: Mapping[str, Account] | None) -> Mapping[str, Account] | None:
        return accounts and {
            code: replace(account, name=known.get(code, account.name)) if not account.name.text else account
            for code, account in accounts.items()
        }

    return {
        term: replace(
            of,
            accounts=named(of.accounts),
            last_accounts=named(of.last_accounts),
            names={code: name if name.text else known.get(code, name) for code, name in of.names.items()},
        )
        for term, of in found.items()
    }


# What the unit file adds ------------------------------------------------------------------------


def _joined(published: Statement, typed: Statement, problems: list[Finding]) -> Statement:
    if typed.empty and not published.cells:
        last = {name: getattr(published, name) for name in ("last_accounts", "last_cells", "last_read")}
        return replace(typed, **last)
    rows = dict(published.rows)
    for labels, amounts in typed.rows.items():
        rows[labels] = _amounts(published.row(*labels), amounts, problems)
    accounts = _joined_accounts(published.accounts, typed.accounts, problems)
    past = _joined_accounts(published.last_accounts, typed.last_accounts, problems)
    return replace(published, rows=rows, accounts=accounts, last_accounts=past, moved=typed.moved)


def _joined_accounts(
    published: Mapping[str, Account] | None, typed: Mapping[str, Account] | None, problems: list[Finding]
) -> Mapping[str, Account] | None:
    if not published or not typed:
        return typed if published is None else published
    joined = dict(published)
    for code, account in typed.items():
        above = code not in published and any(item != code and item.startswith(code) for item in (*published, *typed))
        known = published.get(code)
        unnamed = known is not None and not known.name.text
        told = above or unnamed or account.level or account.basis or (account.purpose and known)
        if account.amounts == Amounts() and not told:
            continue
        amounts = _amounts(known.amounts, account.amounts, problems) if known else account.amounts
        joined[code] = replace(account, name=known.name if known and not unnamed else account.name, amounts=amounts)
    return dict(sorted(joined.items()))


def _amounts(published: Amounts, typed: Amounts, problems: list[Finding]) -> Amounts:
    values = {}
    for field in _AMOUNTS:
        first, second = getattr(published, field), getattr(typed, field)
        problems += differing(first, second) if first is not None and second is not None else ()
        values[field] = second if first is None else first
    return Amounts(**values)
