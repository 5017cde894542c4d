"""A list of functional accounts (科目): how far down it goes, and how far it may be disclosed (公开层级)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from narrator.figures.model import Account, Amounts, Cells
from narrator.figures.terms import CLASS, ITEM, LEVELS, SECTION


def depth(accounts: Mapping[str, Account], code: str) -> int:
    """How many digits of a code are told: as stated for the account or nearest above it, else all seven."""
    for length in (ITEM, SECTION, CLASS):
        account = accounts.get(code[:length])
        if account is not None and account.level:
            return LEVELS[account.level.text]
    return ITEM


def ends(accounts: Mapping[str, Account], cells: Cells) -> set[str]:
    """The 类 and 款 that may have money, and below which the list names nothing.

    ``cells`` are those of the table, if it is a workbook's. A bare name, which stands there so that accounts below
    it can be named, is no end and does not count as something below, unless the account is told at its own level.
    """
    counted = [
        code
        for code, account in sorted(accounts.items())
        if depth(accounts, code) <= len(code) or not _bare(account, cells)
    ]
    return {
        code
        for code, following in pairwise((*counted, ""))
        if len(code) < ITEM and not following.startswith(code) and _may_have_money(accounts[code])
    }


def _bare(account: Account, cells: Cells) -> bool:
    return account.amounts == Amounts() and not any(key[0] == account.code for key in cells)


def _may_have_money(account: Account) -> bool:
    return account.amounts.actual is None or account.amounts.actual.value != 0
