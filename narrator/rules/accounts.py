"""Which accounts (科目) occurred, what they changed by, how far they kept to a budget: 五（二）（三）, 六 to 八."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrator.figures import terms
from narrator.figures.model import Account, Amounts, Statement
from narrator.figures.values import Figure, Formula, Gap, Names, Text, Value
from narrator.rules.fact import Fact, Facts
from narrator.rules.sheet import ASPECTS, Sheet, given, missing

CLASS, SECTION, ITEM = 3, 5, 7


class Years:
    """A statement's functional accounts over two years, last year's under this year's codes."""

    def __init__(self, sheet: Sheet, statement: Statement) -> None:
        self.sheet = sheet
        self.statement = statement
        self.this = statement.accounts or {}
        self.within = {code[:length] for code in self.this for length in (CLASS, SECTION, ITEM)}
        self.last: dict[str, list[Account]] = {}
        past = {} if sheet.unit.profile.newly_formed else statement.last_accounts or {}
        for code, account in past.items():
            self.last.setdefault(statement.moved.get(code, code), []).append(account)

    def name(self, code: str) -> Text:
        """The account's name: this year's, else last year's."""
        account = self.this.get(code) or next(iter(self.last.get(code, ())), None)
        return account.name if account else Text(code)

    def actual(self, code: str) -> Figure | Gap:
        """The amount of this year as printed; zero where only last year lists the account and all below it."""
        account = self.this.get(code)
        if account is None and code not in self.within:
            return self.zero()
        amounts = account.amounts if account else Amounts()
        return self.sheet.of(amounts, f"{self.statement.term}/科目/{code}", terms.ACTUAL)

    def before(self, code: str) -> Figure | Gap:
        """Last year's amount as printed; the exact amounts of accounts that became one are added up first."""
        if self.statement.last_accounts is None:
            return missing(f"{self.statement.term}/科目/{code}/{terms.LAST_YEAR}")
        accounts = self.last.get(code, ())
        amounts = ((account.amounts.actual, self._key(account)) for account in accounts)
        return self.sheet.summed(amounts, "上年科目") if accounts else self.zero()

    def _key(self, account: Account) -> str:
        """Where the amount of one of last year's accounts is typed: beside this year's, or in 上年科目."""
        beside = self.this.get(account.code)
        if beside is not None and beside.name == account.name:
            return f"{self.statement.term}/科目/{account.code}/{terms.LAST_YEAR}"
        return f"{self.statement.term}/上年科目/{account.code}/{terms.ACTUAL}"

    def zero(self) -> Figure:
        """The amount of an account that a statement does not list: it did not occur."""
        nothing = Figure(Decimal(0), terms.WAN, Formula("absent", "0", ()))
        return nothing.printed(self.sheet.decimals.amount)

    def items(self, *, this_only: bool = False) -> list[str]:
        """The codes of the 项 that occurred in either year, or ``this_only``, in order.

        The exact amount decides; one that is still missing may not be zero.
        """
        codes = [code for code in sorted({*self.this, *self.last}) if len(code) == ITEM]
        return [code for code in codes if any(map(may_be, self._exact(code, this_only)))]

    def classes(self, *, this_only: bool = False) -> list[str]:
        """The codes of the 类 that occurred, by an amount of their own or through one of their 项."""
        codes = [code for code in {*self.this, *self.last} if len(code) == CLASS]
        own = {code for code in codes if any(amount and amount.value for amount in self._exact(code, this_only))}
        return sorted(own | {code[:CLASS] for code in self.items(this_only=this_only)})

    def levels(self, code: str) -> dict[str, Text]:
        """The names of an account's 类, 款 and 项, as slots."""
        lengths = {"类名称": CLASS, "款名称": SECTION, "项名称": ITEM}
        return {slot: self.name(code[:length]) for slot, length in lengths.items()}

    def unknown(self, codes: list[str]) -> bool:
        """Whether accounts are still to be filled in: none are there, and the total is not known to be zero."""
        label = terms.TOTAL if self.statement.term == terms.GENERAL else terms.YEAR_SPENDING
        total = self.statement.row(label).actual
        nothing_spent = total is not None and total.value == 0
        return self.statement.accounts is None or not (codes or nothing_spent)

    def _exact(self, code: str, this_only: bool) -> list[Figure | None]:
        accounts = [self.this.get(code), *(() if this_only else self.last.get(code, ()))]
        return [account.amounts.actual for account in accounts if account is not None]


def may_be(amount: Figure | None) -> bool:
    """Whether there is such an amount, as far as is known: it is not zero, or still missing."""
    return amount is None or amount.value != 0


def budgeted(statement: Statement, comparison: str) -> list[str]:
    """The codes of this year's 项 with an amount or the budget of a comparison, in order; a missing one may be."""
    found = []
    for code, account in sorted((statement.accounts or {}).items()):
        both = (account.amounts.actual, getattr(account.amounts, ASPECTS[terms.BUDGET_OF[comparison]]))
        if len(code) == ITEM and any(map(may_be, both)):
            found.append(code)
    return found


def structure(sheet: Sheet, name: str, term: str, total: Figure | Gap, *, this_only: bool = False) -> Facts:
    """Each class's share of the statement's total; ``this_only`` leaves out those of last year alone."""
    years = Years(sheet, sheet.unit.statement(term))
    codes = years.classes(this_only=this_only)
    if years.unknown(codes):
        return missing(f"{term}/科目")
    return tuple(sheet.share(name, years.actual(code), total, years.name(code)) for code in codes)


def changes(sheet: Sheet, name: str, term: str) -> Facts:
    """Each item against last year, with its reason, by code."""
    years = Years(sheet, sheet.unit.statement(term))
    codes = years.items()
    if years.unknown(codes):
        return missing(f"{term}/科目")
    return tuple(_item_changes(sheet, name, years, codes))


def _item_changes(sheet: Sheet, name: str, years: Years, codes: list[str]) -> Iterator[Fact]:
    for code in codes:
        names = years.levels(code)
        reason = sheet.reason(terms.VS_LAST_YEAR, code, names["项名称"].text)
        yield sheet.change(name, years.before(code), years.actual(code), reason, **names)


def deviations(sheet: Sheet, name: str, term: str, comparison: str) -> Facts:
    """Each item against its 年初预算 or 全年预算, with what it was used for and the reason, by code."""
    years = Years(sheet, sheet.unit.statement(term))
    codes = budgeted(years.statement, comparison)
    if years.unknown(codes):
        return missing(f"{term}/{terms.ACCOUNTS}")
    return tuple(_item_deviations(sheet, name, years, codes, comparison))


def _item_deviations(sheet: Sheet, name: str, years: Years, codes: list[str], comparison: str) -> Iterator[Fact]:
    for code in codes:
        key = f"{years.statement.term}/{terms.ACCOUNTS}/{code}"
        account, names = years.this[code], years.levels(code)
        purpose = given(account.purpose, f"{key}/{terms.PURPOSE}")
        reason = sheet.reason(comparison, code, names["项名称"].text)
        budget = sheet.of(account.amounts, key, terms.BUDGET_OF[comparison])
        yield sheet.deviation(name, budget, years.actual(code), reason, 用途=purpose, **names)


def economic(sheet: Sheet, name: str, group: str) -> Fact:
    """人员经费 or 公用经费 with the names of its economic accounts; listed without an amount counts."""
    statement = sheet.unit.statement(terms.BASIC)
    amount = sheet.cell(terms.BASIC, group)
    names = tuple(
        account.name
        for code, account in (statement.accounts or {}).items()
        if terms.ECONOMIC_GROUPS[code[:3]] == group
        and (account.amounts.actual is None or account.amounts.actual.value != 0)
    )
    slots: dict[str, Value] = {
        "个数": Figure(Decimal(len(names)), "个", Formula("count", "科目的个数", ())),
        "基本支出": sheet.cell(terms.GENERAL, terms.BASIC_SPENDING),
        "金额": amount,
    }
    exact = statement.row(group).actual
    if names:
        return Fact(name, "Listing", "some", {**slots, "名单": Names(names)})
    if exact is not None and exact.value == 0:
        return Fact(name, "Listing", "empty", slots)
    unknown = missing(f"{terms.BASIC}/科目（{group}）", "text")
    return Fact(name, "Listing", "some", {**slots, "个数": unknown, "名单": unknown})
