"""K503, K504: money at a 类 or 款 with no 项 below it needs a word of the unit. Every function yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks.check import DOUBT, ERROR, Ledgers, Verdict, check, passed
from narrator.checks.evidence import stated
from narrator.checks.relation import Result, verdicts
from narrator.figures import listing
from narrator.figures import terms as t
from narrator.figures.tables import COLUMNS, SPENT
from narrator.rules.disclosure import Disclosure

_BOTH = (t.INCOME, t.EXPENDITURE)
_ADVICE = (
    f"请补上项；涉密等不能公开到项的，在填报表「{t.ACCOUNTS}」表或单位文件的科目旁写「{t.LEVEL}」和「{t.BASIS}」。"
)
_LAST_ADVICE = "请补上上年的项；上年确实只公开到这一级的，本年各项的上年数请另行核实填写。"


@check("K503", "有金额的类、款列到项，或写明公开层级", "财预〔2016〕143号：公开到项级科目，涉及国家秘密的除外")
def disclosed(ledgers: Ledgers) -> Iterator[Verdict]:
    """The lowest accounts with money are 项, or the unit says why not; last year's list goes as far as this year's.

    正例：201 类 6.00，没有项，公开层级写「类」。反例：201 类 6.00，没有项，也没有写公开层级；上年只列到类（疑点）。
    """
    return verdicts((result for term in SPENT for result in _levels(ledgers, term)), ledgers.this, *SPENT)


@check(
    "K504", "《收入决算表》《支出决算表》有金额的类、款列到项", "部门决算公开报表 02、03：科目编码到项", confirm=True
)
def listed_to_the_item(ledgers: Ledgers) -> Iterator[Verdict]:
    """An account of 02 or 03 that may be disclosed to its 类 or 款 only is stated where its spending is told.

    正例：03 表 20103 款 6.00，2010301 项 6.00。反例：03 表 20103 款 6.00，没有项（疑点：漏了项，还是只公开到款）。
    """
    return verdicts((result for term in _BOTH for result in _ends(ledgers, term)), ledgers.this, *_BOTH)


def _ends(ledgers: Ledgers, term: str) -> Iterator[Result]:
    ledger = ledgers.this
    statements = map(ledgers.unit.statement, SPENT)
    accounts = {code: account for of in statements for code, account in (of.accounts or {}).items()}
    for code in ledger.codes(term):
        item = ledger.item(term, code, COLUMNS[term][0])
        if not item.amount:
            continue
        lowest = len(code) < t.ITEM and code not in ledger.tree(term).below
        if lowest and listing.depth(accounts, code) > len(code):
            yield Verdict(DOUBT, item.place, f"{stated(item)}，下面没有项", _ADVICE)
        else:
            yield passed(item.place)


def _levels(ledgers: Ledgers, term: str) -> Iterator[Result]:
    statement, column = ledgers.unit.statement(term), SPENT[term]
    disclosure = Disclosure(statement)
    for code in disclosure.codes(statement.accounts or {}):
        item = ledgers.this.item(term, code, column)
        if code in disclosure.open:
            yield Verdict(ERROR, item.place, f"{stated(item)}，下面没有项，也没有写{t.LEVEL}", _ADVICE)
        else:
            yield passed(item.place)
    for code in sorted(disclosure.last) if not ledgers.unit.profile.newly_formed else ():
        item = ledgers.last.item(term, code, column)
        if not disclosure.codes([statement.moved.get(code, code)]):
            evidence = f"{stated(item)}，下面没有项，与本年的项无从比较"
            yield Verdict(DOUBT, item.place, evidence, _LAST_ADVICE)
