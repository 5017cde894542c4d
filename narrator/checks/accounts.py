"""K101–K119: inside the tables that list accounts (02, 03, 05, 07, 08): each row, each column, each level.

Every function takes the ledgers and yields verdicts. A table that lists 类 and 项 but no 款 is added up
from 项; a 款 whose cell is blank gives way to its 项; a 类 without accounts below it is not tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from narrator.checks.check import DOUBT, Ledgers, Verdict, passed, series
from narrator.checks.evidence import beside, listed, stated
from narrator.checks.ledger import Ledger, place_of
from narrator.checks.relation import Result, verdicts, within
from narrator.figures import terms as t
from narrator.figures.tables import COLUMNS

CLASS, SECTION = t.CLASS, t.SECTION
_CHECK_BLANK = "请核对空白的格：确实没有，还是漏填。"
_by_row = series("财政部 部门决算公开报表：《{}》各栏之间")
_by_level = series("财政部 部门决算公开报表：《{}》类、款、项三级")


@_by_row("K101", "《收入决算表》每一行：本年收入合计等于各种收入之和", t.INCOME)
def income_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，财政拨款收入 8.00，其他收入 2.00。反例：本年收入合计 10.00，各种收入共 9.00。"""
    return _rows(ledgers.this, t.INCOME, t.YEAR_RECEIPTS, t.INCOME_KINDS)


@_by_row("K102", "《支出决算表》每一行：本年支出合计等于各种支出之和", t.EXPENDITURE)
def expenditure_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 10.00，基本支出 6.00，项目支出 4.00。反例：本年支出合计 10.00，各种支出共 11.00。"""
    return _rows(ledgers.this, t.EXPENDITURE, t.YEAR_PAYMENTS, t.SPENDING_KINDS)


@_by_row("K103", f"《{t.GENERAL}》每一行：合计等于基本支出加项目支出", t.GENERAL)
def general_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，基本支出 6.00，项目支出 4.00。反例：合计 10.00，基本支出 6.00，项目支出 6.00。"""
    return _rows(ledgers.this, t.GENERAL, t.TOTAL, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@_by_row("K104", f"《{t.FUND}》每一行：本年支出等于基本支出加项目支出", t.FUND)
def fund_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出 5.00，项目支出 5.00，基本支出 0.00。反例：本年支出 5.00，项目支出 4.00，基本支出 0.00。"""
    return _rows(ledgers.this, t.FUND, t.YEAR_SPENDING, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@_by_row("K105", f"《{t.CAPITAL}》每一行：本年支出等于基本支出加项目支出", t.CAPITAL)
def capital_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出 5.00，项目支出 5.00，基本支出 0.00。反例：本年支出 5.00，项目支出 4.00，基本支出 0.00。"""
    return _rows(ledgers.this, t.CAPITAL, t.YEAR_SPENDING, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@_by_level("K106", "《收入决算表》每一栏：合计等于各类之和", t.INCOME)
def income_columns(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，208 类 2.00。"""
    return _columns(ledgers.this, t.INCOME)


@_by_level("K107", "《收入决算表》每一栏：类等于款之和，款等于项之和", t.INCOME)
def income_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：20103 款 7.00，2010301 项 7.00。反例：20103 款 7.00，2010301 项 6.00。"""
    return _levels(ledgers.this, t.INCOME)


@_by_level("K108", "《支出决算表》每一栏：合计等于各类之和", t.EXPENDITURE)
def expenditure_columns(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，208 类 4.00。"""
    return _columns(ledgers.this, t.EXPENDITURE)


@_by_level("K109", "《支出决算表》每一栏：类等于款之和，款等于项之和", t.EXPENDITURE)
def expenditure_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：201 类 7.00，20103 款 7.00。反例：201 类 7.00，20103 款 8.00。"""
    return _levels(ledgers.this, t.EXPENDITURE)


@_by_level("K110", f"《{t.GENERAL}》每一栏：合计等于各类之和", t.GENERAL)
def general_columns(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，没有别的类。"""
    return _columns(ledgers.this, t.GENERAL)


@_by_level("K111", f"《{t.GENERAL}》每一栏：类等于款之和，款等于项之和", t.GENERAL)
def general_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：20805 款 3.00，2080505 项 2.00，2080506 项 1.00。反例：20805 款 3.00，2080505 项 2.00，没有别的项。"""
    return _levels(ledgers.this, t.GENERAL)


@_by_level("K112", f"《{t.FUND}》每一栏：合计等于各类之和", t.FUND)
def fund_columns(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 5.00，212 类 5.00。反例：合计 5.00，212 类 4.00。"""
    return _columns(ledgers.this, t.FUND)


@_by_level("K113", f"《{t.FUND}》每一栏：类等于款之和，款等于项之和", t.FUND)
def fund_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：212 类 5.00，21208 款 5.00。反例：212 类 5.00，21208 款 4.00。"""
    return _levels(ledgers.this, t.FUND)


@_by_level("K114", f"《{t.CAPITAL}》每一栏：合计等于各类之和", t.CAPITAL)
def capital_columns(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 5.00，223 类 5.00。反例：合计 5.00，223 类 6.00。"""
    return _columns(ledgers.this, t.CAPITAL)


@_by_level("K115", f"《{t.CAPITAL}》每一栏：类等于款之和，款等于项之和", t.CAPITAL)
def capital_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：223 类 5.00，22301 款 5.00。反例：223 类 5.00，22301 款 6.00。"""
    return _levels(ledgers.this, t.CAPITAL)


@_by_row("K116", f"《{t.FUND}》每一行：年末结转和结余等于年初结转和结余加本年收入减本年支出", t.FUND)
def fund_balance(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年初 1.00，本年收入 5.00，本年支出 4.00，年末 2.00。反例：其余相同，年末 3.00。"""
    return _balance(ledgers.this, t.FUND)


@_by_row("K117", f"《{t.CAPITAL}》每一行：年末结转和结余等于年初结转和结余加本年收入减本年支出", t.CAPITAL)
def capital_balance(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年初 1.00，本年收入 5.00，本年支出 4.00，年末 2.00。反例：其余相同，年末 1.00。"""
    return _balance(ledgers.this, t.CAPITAL)


@_by_level("K118", "类、款有数的，下级不都空白；下级有数的，类、款不空白", "各科目表")
def blank_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """A table that leaves all its 款 or all its 类 blank means it; a single blank beside others is an omission.

    正例：20805 款 3.00，2080505 项 3.00；各款都空白。反例：20805 款空白，2080505 项 3.00，别的款有数（疑点）。
    """
    return verdicts((result for term in COLUMNS for result in _blanks(ledgers.this, term)), ledgers.this, *COLUMNS)


@_by_level("K119", "科目所在的类、款，表中都有", "各科目表")
def missing_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """A table without any row of a level has no such level; one that has some lacks none.

    正例：2080505 项 3.00，20805 款、208 类都有。反例：2080505 项 3.00，没有 20805 款，别的款都有（疑点）。
    """
    tables = (*COLUMNS, t.BASIC)
    return verdicts((result for term in tables for result in _rootless(ledgers.this, term)), ledgers.this, *tables)


def _rows(ledger: Ledger, term: str, whole: str, kinds: tuple[str, ...]) -> Iterator[Verdict]:
    """In each row, 合计 included: the column ``whole`` is the sum of ``kinds``."""
    rows = (t.TOTAL, *ledger.codes(term))
    return verdicts((within(ledger, term, (row, whole), [(row, kind) for kind in kinds]) for row in rows), ledger, term)


def _columns(ledger: Ledger, term: str) -> Iterator[Verdict]:
    """In each column: 合计 is the sum of the accounts that stand right below it."""
    columns = ledger.columns(term)
    results = (within(ledger, term, (t.TOTAL, column), ledger.parts(term, t.TOTAL, column)) for column in columns)
    return verdicts(results, ledger, term)


def _levels(ledger: Ledger, term: str) -> Iterator[Verdict]:
    """In each column: an account is the sum of the accounts that stand right below it."""
    return verdicts(_each_level(ledger, term), ledger, term)


def _each_level(ledger: Ledger, term: str) -> Iterator[Result]:
    for code in ledger.tree(term).below:
        for column in ledger.columns(term):
            yield within(ledger, term, (code, column), ledger.parts(term, code, column))


def _balance(ledger: Ledger, term: str) -> Iterator[Verdict]:
    """In each row: what was brought forward, plus income, less spending, is carried forward."""
    rows = (t.TOTAL, *ledger.codes(term))
    results = (
        within(
            ledger,
            term,
            (row, t.CARRIED_FORWARD),
            [(row, t.BROUGHT_FORWARD), (row, t.YEAR_INCOME)],
            [(row, t.YEAR_SPENDING)],
        )
        for row in rows
    )
    return verdicts(results, ledger, term)


def _blanks(ledger: Ledger, term: str) -> Iterator[Result]:
    """In each column: an account that is blank although those below it have money, or the other way round."""
    cells, below = ledger.table(term), ledger.tree(term).below
    filled = [key for key, figure in cells.items() if figure is not None and figure.value]
    paid = {(key[0][:level], key[-1]) for key in filled for level in (CLASS, SECTION)}
    for code, column in product(below, ledger.columns(term)):
        own = cells.get((code, column))
        if own is None:
            if (code, column) in paid:
                yield _blank_above(ledger, term, code, column)
        elif any(cells.get((child, column)) is not None for child in below[code]):
            yield passed(place_of(own))
        else:
            yield _blank_below(ledger, term, code, column)


def _blank_above(ledger: Ledger, term: str, code: str, column: str) -> Verdict | None:
    """The 疑点 of a blank account above others that have money, where an account like it is filled."""
    whole = ledger.item(term, code, column)
    parts = (ledger.item(term, *key) for key in ledger.parts(term, code, column))
    part = next((part for part in parts if part.amount), None)
    if part is None or not whole.known or not _any_filled(ledger, term, _others(ledger, term, code), column):
        return None
    return Verdict(DOUBT, part.place, f"{listed([whole])} 空白，它的下级 {stated(part)}", _CHECK_BLANK)


def _blank_below(ledger: Ledger, term: str, code: str, column: str) -> Verdict | None:
    """The 疑点 of an account with money above others that are all blank, where those below one like it are filled."""
    whole = ledger.item(term, code, column)
    parts = [ledger.item(term, *key) for key in ledger.parts(term, code, column)]
    if not whole.amount or any(part.figure is not None or not part.known for part in parts):
        return passed(whole.place)
    below = ledger.tree(term).below
    if not any(_any_filled(ledger, term, below[other], column) for other in _others(ledger, term, code)):
        return None
    return Verdict(DOUBT, whole.place, f"{stated(whole)}，它的下级 {beside(whole, parts)} 空白", _CHECK_BLANK)


def _others(ledger: Ledger, term: str, code: str) -> Iterator[str]:
    """The other accounts with some below them that stand no higher than this one."""
    return (other for other in ledger.tree(term).below if len(other) >= len(code) and other != code)


def _any_filled(ledger: Ledger, term: str, codes: Iterable[str], column: str) -> bool:
    cells = ledger.table(term)
    return any(cells.get((code, column)) is not None for code in codes)


def _rootless(ledger: Ledger, term: str) -> Iterator[Result]:
    """Each 类 or 款 that a table lacks, where it has others of that level, at the first account that belongs there.

    06 has the row of each 类.
    """
    codes = ledger.codes(term) if ledger.published(term) else ()
    known, cells = {*codes}, ledger.table(term)
    levels = {CLASS} if term == t.BASIC else {len(code) for code in codes} & {CLASS, SECTION}
    columns = [(column,) for column in ledger.columns(term)] if term in COLUMNS else [()]
    for code in codes:
        for column in columns:
            figure = cells.get((code, *column))
            if figure is not None and figure.value:
                break
        else:
            continue
        missing = {code[:level] for level in levels if level < len(code)} - known
        if not missing:
            yield passed(place_of(figure))
            continue
        known |= missing
        item = ledger.item(term, code, *column)
        for upper in sorted(missing):
            level = "类" if len(upper) == CLASS else "款"
            evidence = f"{stated(item)}，表中没有{level} {upper} 这一行"
            yield Verdict(DOUBT, item.place, evidence, "请补上这一行，或核对科目编码。")
