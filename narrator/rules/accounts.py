"""Which accounts (科目) occurred, what they changed by, how far they kept to a budget: 五（二）（三）, 六 to 八."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrator.figures import terms
from narrator.figures.model import ASPECTS, Account, Amounts, Statement
from narrator.figures.terms import ACCOUNTS, CLASS, ITEM, LAST_ACCOUNTS, SECTION
from narrator.figures.values import Figure, Formula, Gap, Names, Text, Value
from narrator.rules.disclosure import Disclosure
from narrator.rules.fact import Fact, Facts
from narrator.rules.held import Held, missing
from narrator.rules.kinds import ACCOUNT, CHANGE, DEVIATION, LISTING
from narrator.rules.listed import Listed
from narrator.rules.spec import parts
from narrator.rules.view import UnitView

_CONDITIONS = {
    ITEM: "item",
    SECTION: "section",
    CLASS: "class",
}  # how far an account is told, by the digits of its code


class Years:
    """A statement's functional accounts over two years, last year's under this year's codes."""

    def __init__(self, view: UnitView, statement: Statement) -> None:
        self.view = view
        self.statement = statement
        self.disclosure = Disclosure(statement)
        self.this = statement.accounts or {}
        self.within = {code[:length] for code in self.this for length in (CLASS, SECTION, ITEM)}
        spending = view.unit.statement(terms.EXPENDITURE)
        self.listed = Listed(statement, spending, last_year=False)
        self.listed_before = Listed(statement, spending, last_year=True)
        self.last: dict[str, list[Account]] = {}
        past = {} if view.unit.profile.newly_formed else statement.last_accounts or {}
        for code, account in past.items():
            self.last.setdefault(statement.moved.get(code, code), []).append(account)
        self.ends = {statement.moved.get(code, code) for code in self.disclosure.last if code in past}

    def key(self, code: str, listed: str = ACCOUNTS) -> str:
        """Where an account stands in the unit file: in this year's list, or in last year's."""
        return f"{self.statement.term}/{listed}/{code}"

    def amounts(self, code: str) -> Held:
        """The amounts of an account of this year's list; none where it does not name it."""
        account = self.this.get(code)
        return Held(account.amounts if account else Amounts(), self.key(code), self.view.decimals)

    def name(self, code: str) -> Text:
        """The account's name: this year's, else last year's."""
        account = self.this.get(code) or next(iter(self.last.get(code, ())), None)
        return account.name if account else Text(code)

    def actual(self, code: str) -> Figure | Gap:
        """The amount of this year as printed; zero where only last year lists the account and all below it.

        One that is told under another code, or not at all, is not known; nor is one of which it is not certain that
        it did not occur.
        """
        account = self.this.get(code)
        certain = self.listed.lacks(code) and code not in self.listed_before.strangers
        if account is None and code not in self.within and certain and self.disclosure.disclosed_as(code) == code:
            return self.zero()
        return self.amounts(code).amount(terms.ACTUAL)

    def before(self, code: str) -> Figure | Gap:
        """Last year's amount as printed; the exact amounts of accounts that became one are added up first.

        A 类 or 款 has the amount that last year's list gives it, else the exact sum of those right below it. Of what
        stands below an account at which last year's list ends nothing is known, nor where it is not certain that one
        which is not listed did not occur.
        """
        unknown = missing(f"{self.key(code)}/{terms.LAST_YEAR}")
        if self.statement.last_accounts is None or self._ended(code):
            return unknown
        accounts = self._then(code)
        if accounts:
            amounts = (account.amounts.actual or missing(self._key(account)) for account in accounts)
            return self.view.summed(amounts, LAST_ACCOUNTS)
        certain = self.listed_before.lacks(code) and code not in self.listed.strangers
        return self.zero() if certain else unknown

    def budget(self, code: str, comparison: str) -> Figure | Gap:
        """The budget of a 类 as printed: its own if the list gives one, else the exact sum of those told below it."""
        aspect = ASPECTS[terms.BUDGET_OF[comparison]]
        own = self.amounts(code).amount(terms.BUDGET_OF[comparison])
        below = [lower for lower in self.disclosure.codes(self.this) if lower.startswith(code) and lower != code]
        if not isinstance(own, Gap) or not below:
            return own
        return self.view.summed((self.amounts(lower).exact(aspect) for lower in below), terms.ACCOUNTS)

    def _ended(self, code: str) -> bool:
        """Whether last year's list stops above this account, so that its amount is not zero but unknown."""
        return any(code[:length] in self.ends for length in (CLASS, SECTION) if length < len(code))

    def _then(self, code: str) -> list[Account]:
        """Last year's accounts that are compared with this one: under its code, else those right below it.

        One without an amount of its own, below which all has moved elsewhere, has none of last year's money.
        """
        own = self.last.get(code, [])
        if len(code) == ITEM or any(account.amounts.actual is not None for account in own):
            return own
        below = {other[: len(code) + 2] for other in self.last if other.startswith(code) and other != code}
        found = [account for lower in sorted(below) for account in self._then(lower)]
        return found or [account for account in own if not self._emptied(account.code)]

    def _emptied(self, code: str) -> bool:
        """Whether last year's list has accounts below this one; asked where none is left under its code."""
        return any(other != code and other.startswith(code) for other in self.statement.last_accounts or {})

    def _key(self, account: Account) -> str:
        """Where the amount of one of last year's accounts is typed: beside this year's, or in 上年科目."""
        beside = self.this.get(account.code)
        if beside is not None and beside.name == account.name:
            return f"{self.key(account.code)}/{terms.LAST_YEAR}"
        return f"{self.key(account.code, LAST_ACCOUNTS)}/{terms.ACTUAL}"

    def zero(self) -> Figure:
        """The amount of an account that a statement does not list: it did not occur."""
        nothing = Figure(Decimal(0), terms.WAN, Formula("absent", "0", ()))
        return self.view.decimals.printed(nothing)

    def items(self, *, this_only: bool = False) -> list[str]:
        """The codes of the accounts told one by one that occurred in either year, or ``this_only``, in order.

        These are 项, but for what may be disclosed to its 款 or 类 only. The exact amount decides; one that is still
        missing may not be zero.
        """
        codes = self.disclosure.codes((*self.this, *self.last))
        return [code for code in codes if any(map(may_be, self._exact(code, this_only)))]

    def classes(self, *, this_only: bool = False) -> list[str]:
        """The codes of the 类 that occurred, by an amount of their own or through one of their accounts."""
        codes = [code for code in {*self.this, *self.last} if len(code) == CLASS and self.disclosure.depth(code)]
        own = {code for code in codes if any(amount and amount.value for amount in self._exact(code, this_only))}
        return sorted(own | {code[:CLASS] for code in self.items(this_only=this_only)})

    def names(self, code: str) -> Fact:
        """The names of an account that is told, down to the level at which it is disclosed."""
        lengths = {"类名称": CLASS, "款名称": SECTION, "项名称": ITEM}
        names: dict[str, Value] = {
            slot: self.name(code[:length]) for slot, length in lengths.items() if length <= len(code)
        }
        if code in self.disclosure.open:
            level = Held(self.this[code], self.key(code), self.view.decimals).gap("level")
            return ACCOUNT.fact(None, {**names, terms.LEVEL: level})
        return ACCOUNT.fact(_CONDITIONS[len(code)], names)

    @property
    def gap(self) -> Gap:
        """The gap for the accounts of this year."""
        return missing(f"{self.statement.term}/{ACCOUNTS}")

    def unknown(self, codes: list[str]) -> bool:
        """Whether accounts are still to be filled in: none are there, and the total is not known to be zero."""
        label = terms.TOTAL if self.statement.term == terms.GENERAL else terms.YEAR_SPENDING
        total = self.statement.row(label).actual
        nothing_spent = total is not None and total.value == 0
        return self.statement.accounts is None or not (codes or nothing_spent)

    def rest(self, *, this_only: bool = False) -> Iterator[Fact]:
        """An item that stands for what a list may lack: accounts that were not read, of either year."""
        if not (self.listed.whole and (this_only or self.listed_before.whole)):
            yield Fact("", "", None, {}, gap=self.gap)

    def _exact(self, code: str, this_only: bool) -> list[Figure | None]:
        accounts = [self.this.get(code), *(() if this_only else self._then(code))]
        amounts = [account.amounts.actual for account in accounts if account is not None]
        return [*amounts, None] if self._ended(code) and not this_only else amounts


def may_be(amount: Figure | None) -> bool:
    """Whether there is such an amount, as far as is known: it is not zero, or still missing."""
    return amount is None or amount.value != 0


def budgeted(statement: Statement, comparison: str) -> list[str]:
    """The accounts told one by one that have an amount or the budget of a comparison; one that is missing may be."""
    found = []
    listed = statement.accounts or {}
    for code in Disclosure(statement).codes(listed):
        amounts = listed[code].amounts if code in listed else Amounts()
        if any(map(may_be, (amounts.actual, getattr(amounts, ASPECTS[terms.BUDGET_OF[comparison]])))):
            found.append(code)
    return found


def _years(view: UnitView, term: str) -> Years:
    """The accounts of a statement, which several facts tell of.

    They get a view of their own: this one, which keeps them, would hold itself and the unit until garbage is collected.
    """
    own = UnitView(view.unit, view.decimals)
    years: Years = view.once(("years", term), lambda: Years(own, view.unit.statement(term)))
    return years


def structure(view: UnitView, term: str, *, this_only: bool = False) -> Facts:
    """Each class's share of the statement's total; ``this_only`` leaves out those of last year alone."""
    years = _years(view, term)
    codes = years.classes(this_only=this_only)
    if years.unknown(codes):
        return years.gap
    total = view.cell(term, terms.TOTAL)
    shares = (view.share(years.actual(code), total, years.name(code)) for code in codes)
    return (*shares, *years.rest(this_only=this_only))


def changes(view: UnitView, name: str, term: str) -> Facts:
    """Each account told one by one against last year, with its reason, by code."""
    years = _years(view, term)
    codes = years.items()
    if years.unknown(codes):
        return years.gap
    return (*(_change(name, years, code) for code in codes), *years.rest())


def _change(name: str, years: Years, code: str) -> Fact:
    reason = years.view.reason(terms.VS_LAST_YEAR, code, years.name(code).text)
    change = years.view.compared(CHANGE, years.before(code), years.actual(code), 原因=reason)
    return change._replace(parts=parts(name, years, code))


def deviations(view: UnitView, name: str, term: str, comparison: str) -> Facts:
    """Each account told one by one against its 年初预算 or 全年预算, with its use and the reason, by code."""
    years = _years(view, term)
    codes = budgeted(years.statement, comparison)
    if years.unknown(codes):
        return years.gap
    return (*(_deviation(name, years, code, comparison) for code in codes), *years.rest(this_only=True))


def _deviation(name: str, years: Years, code: str, comparison: str) -> Fact:
    purpose = Held(years.this[code], years.key(code), years.view.decimals).given("purpose")
    reason = years.view.reason(comparison, code, years.name(code).text)
    budget = years.amounts(code).amount(terms.BUDGET_OF[comparison])
    deviation = years.view.compared(DEVIATION, budget, years.actual(code), 原因=reason, 用途=purpose)
    return deviation._replace(parts=parts(name, years, code))


def class_deviations(view: UnitView, term: str, comparison: str) -> Facts:
    """Each 类 of this year against its 年初预算 or 全年预算, with its use and the reason, by code."""
    years = _years(view, term)
    codes = years.classes(this_only=True)
    if years.unknown(codes):
        return years.gap
    return (*(_class_deviation(years, code, comparison) for code in codes), *years.rest(this_only=True))


def _class_deviation(years: Years, code: str, comparison: str) -> Fact:
    name, account = years.name(code), years.this.get(code)
    reason = years.view.reason(comparison, code, name.text)
    purpose = account.purpose if account else None
    more = {"名称": name, "原因": reason, "用途": purpose or missing(f"{years.key(code)}/{terms.PURPOSE}", "text")}
    return years.view.compared(DEVIATION, years.budget(code, comparison), years.actual(code), **more)


def economic(view: UnitView, group: str) -> Fact:
    """人员经费 or 公用经费 with the names of its economic accounts; listed without an amount counts."""
    statement = view.unit.statement(terms.BASIC)
    names = tuple(
        account.name
        for code, account in (statement.accounts or {}).items()
        if terms.ECONOMIC_GROUPS[code[:3]] == group and may_be(account.amounts.actual)
    )
    slots: dict[str, Value] = {
        "个数": Figure(Decimal(len(names)), "个", Formula("count", "科目的个数", ())),
        "基本支出": view.cell(terms.GENERAL, terms.BASIC_SPENDING),
        "金额": view.cell(terms.BASIC, group),
        "名单": Names(names),
    }
    if Listed(statement, view.unit.statement(terms.EXPENDITURE), last_year=False).whole:
        if names:
            return LISTING.fact("some", slots)
        if not may_be(statement.row(group).actual):
            return LISTING.fact("empty", slots)
    unknown = missing(f"{terms.BASIC}/{ACCOUNTS}（{group}）", "text")
    return LISTING.fact("some", {**slots, "个数": unknown, "名单": unknown})
