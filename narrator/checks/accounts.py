"""K101–K117: inside the tables that list accounts (02, 03, 05, 07, 08): each row, each column, each level.

Every function takes the books and yields verdicts. A table that lists 类 and 项 but no 款 is added up
from 项; a 款 whose cell is blank gives way to its 项; a 类 without accounts below it is not tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks.check import Books, Verdict, check
from narrator.checks.ledger import Ledger
from narrator.checks.relation import Result, told, within
from narrator.figures import terms as t
from narrator.figures.tables import COLUMNS

_TABLES = "财政部 部门决算公开报表：《{}》各栏之间"
_LEVELS = "财政部 部门决算公开报表：《{}》类、款、项三级"


@check("K101", "《收入决算表》每一行：本年收入合计等于各种收入之和", _TABLES.format(t.INCOME))
def income_rows(books: Books) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，财政拨款收入 8.00，其他收入 2.00。反例：本年收入合计 10.00，各种收入共 9.00。"""
    return _rows(books.this, t.INCOME, t.YEAR_RECEIPTS, t.INCOME_KINDS)


@check("K102", "《支出决算表》每一行：本年支出合计等于各种支出之和", _TABLES.format(t.EXPENDITURE))
def expenditure_rows(books: Books) -> Iterator[Verdict]:
    """正例：本年支出合计 10.00，基本支出 6.00，项目支出 4.00。反例：本年支出合计 10.00，各种支出共 11.00。"""
    return _rows(books.this, t.EXPENDITURE, t.YEAR_PAYMENTS, t.SPENDING_KINDS)


@check("K103", f"《{t.GENERAL}》每一行：合计等于基本支出加项目支出", _TABLES.format(t.GENERAL))
def general_rows(books: Books) -> Iterator[Verdict]:
    """正例：合计 10.00，基本支出 6.00，项目支出 4.00。反例：合计 10.00，基本支出 6.00，项目支出 6.00。"""
    return _rows(books.this, t.GENERAL, t.TOTAL, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@check("K104", f"《{t.FUND}》每一行：本年支出等于基本支出加项目支出", _TABLES.format(t.FUND))
def fund_rows(books: Books) -> Iterator[Verdict]:
    """正例：本年支出 5.00，项目支出 5.00，基本支出 0.00。反例：本年支出 5.00，项目支出 4.00，基本支出 0.00。"""
    return _rows(books.this, t.FUND, t.YEAR_SPENDING, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@check("K105", f"《{t.CAPITAL}》每一行：本年支出等于基本支出加项目支出", _TABLES.format(t.CAPITAL))
def capital_rows(books: Books) -> Iterator[Verdict]:
    """正例：本年支出 5.00，项目支出 5.00，基本支出 0.00。反例：本年支出 5.00，项目支出 4.00，基本支出 0.00。"""
    return _rows(books.this, t.CAPITAL, t.YEAR_SPENDING, (t.BASIC_SPENDING, t.PROJECT_SPENDING))


@check("K106", "《收入决算表》每一栏：合计等于各类之和", _LEVELS.format(t.INCOME))
def income_columns(books: Books) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，208 类 2.00。"""
    return _columns(books.this, t.INCOME)


@check("K107", "《收入决算表》每一栏：类等于款之和，款等于项之和", _LEVELS.format(t.INCOME))
def income_levels(books: Books) -> Iterator[Verdict]:
    """正例：20103 款 7.00，2010301 项 7.00。反例：20103 款 7.00，2010301 项 6.00。"""
    return _levels(books.this, t.INCOME)


@check("K108", "《支出决算表》每一栏：合计等于各类之和", _LEVELS.format(t.EXPENDITURE))
def expenditure_columns(books: Books) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，208 类 4.00。"""
    return _columns(books.this, t.EXPENDITURE)


@check("K109", "《支出决算表》每一栏：类等于款之和，款等于项之和", _LEVELS.format(t.EXPENDITURE))
def expenditure_levels(books: Books) -> Iterator[Verdict]:
    """正例：201 类 7.00，20103 款 7.00。反例：201 类 7.00，20103 款 8.00。"""
    return _levels(books.this, t.EXPENDITURE)


@check("K110", f"《{t.GENERAL}》每一栏：合计等于各类之和", _LEVELS.format(t.GENERAL))
def general_columns(books: Books) -> Iterator[Verdict]:
    """正例：合计 10.00，201 类 7.00，208 类 3.00。反例：合计 10.00，201 类 7.00，没有别的类。"""
    return _columns(books.this, t.GENERAL)


@check("K111", f"《{t.GENERAL}》每一栏：类等于款之和，款等于项之和", _LEVELS.format(t.GENERAL))
def general_levels(books: Books) -> Iterator[Verdict]:
    """正例：20805 款 3.00，2080505 项 2.00，2080506 项 1.00。反例：20805 款 3.00，2080505 项 2.00，没有别的项。"""
    return _levels(books.this, t.GENERAL)


@check("K112", f"《{t.FUND}》每一栏：合计等于各类之和", _LEVELS.format(t.FUND))
def fund_columns(books: Books) -> Iterator[Verdict]:
    """正例：合计 5.00，212 类 5.00。反例：合计 5.00，212 类 4.00。"""
    return _columns(books.this, t.FUND)


@check("K113", f"《{t.FUND}》每一栏：类等于款之和，款等于项之和", _LEVELS.format(t.FUND))
def fund_levels(books: Books) -> Iterator[Verdict]:
    """正例：212 类 5.00，21208 款 5.00。反例：212 类 5.00，21208 款 4.00。"""
    return _levels(books.this, t.FUND)


@check("K114", f"《{t.CAPITAL}》每一栏：合计等于各类之和", _LEVELS.format(t.CAPITAL))
def capital_columns(books: Books) -> Iterator[Verdict]:
    """正例：合计 5.00，223 类 5.00。反例：合计 5.00，223 类 6.00。"""
    return _columns(books.this, t.CAPITAL)


@check("K115", f"《{t.CAPITAL}》每一栏：类等于款之和，款等于项之和", _LEVELS.format(t.CAPITAL))
def capital_levels(books: Books) -> Iterator[Verdict]:
    """正例：223 类 5.00，22301 款 5.00。反例：223 类 5.00，22301 款 6.00。"""
    return _levels(books.this, t.CAPITAL)


@check("K116", f"《{t.FUND}》每一行：年末结转和结余等于年初结转和结余加本年收入减本年支出", _TABLES.format(t.FUND))
def fund_balance(books: Books) -> Iterator[Verdict]:
    """正例：年初 1.00，本年收入 5.00，本年支出 4.00，年末 2.00。反例：其余相同，年末 3.00。"""
    return _balance(books.this, t.FUND)


@check(
    "K117", f"《{t.CAPITAL}》每一行：年末结转和结余等于年初结转和结余加本年收入减本年支出", _TABLES.format(t.CAPITAL)
)
def capital_balance(books: Books) -> Iterator[Verdict]:
    """正例：年初 1.00，本年收入 5.00，本年支出 4.00，年末 2.00。反例：其余相同，年末 1.00。"""
    return _balance(books.this, t.CAPITAL)


def _rows(ledger: Ledger, term: str, whole: str, kinds: tuple[str, ...]) -> Iterator[Verdict]:
    """In each row, 合计 included: the column ``whole`` is the sum of ``kinds``."""
    rows = (t.TOTAL, *ledger.codes(term))
    return told((within(ledger, term, (row, whole), [(row, kind) for kind in kinds]) for row in rows), ledger, term)


def _columns(ledger: Ledger, term: str) -> Iterator[Verdict]:
    """In each column: 合计 is the sum of the accounts that stand right below it."""
    columns = COLUMNS[term]
    results = (within(ledger, term, (t.TOTAL, column), ledger.parts(term, t.TOTAL, column)) for column in columns)
    return told(results, ledger, term)


def _levels(ledger: Ledger, term: str) -> Iterator[Verdict]:
    """In each column: an account is the sum of the accounts that stand right below it."""
    return told(_each_level(ledger, term), ledger, term)


def _each_level(ledger: Ledger, term: str) -> Iterator[Result]:
    for code in ledger.tree(term).below:
        for column in COLUMNS[term]:
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
    return told(results, ledger, term)
