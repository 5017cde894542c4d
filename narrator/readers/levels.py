"""公开层级 as the unit states it: with its basis, at an account that has this level, and not against the tables."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.figures import listing
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.model import Account, Amounts, Statement
from narrator.figures.values import Text

_NAMES = {length: name for name, length in t.LEVELS.items()}
_ABOVE = {t.SECTION: (t.CLASS,), t.ITEM: (t.SECTION, t.CLASS)}


def findings(statement: Statement) -> Iterator[Finding]:
    """What is wrong with the levels that are stated in a statement (U309 to U314)."""
    for code, account in (statement.accounts or {}).items():
        if account.level is None:
            if account.basis is not None:
                told = f"科目 {code} 写了公开层级依据，没有写公开层级。"
                yield Finding("U310", account.basis.origin, told, f"请写公开层级：{'、'.join(t.LEVELS)}。")
            continue
        if account.basis is None and t.LEVELS[account.level.text] < t.ITEM:
            told = f"科目 {code} 的公开层级是「{account.level.text}」，没有写依据。"
            yield Finding("U309", account.level.origin, told, "请写公开层级依据，如 涉密。")
        yield from _against_the_list(statement, account, account.level)


def _against_the_list(statement: Statement, account: Account, level: Text) -> Iterator[Finding]:
    """The level against the account's own, against those stated above it, and against what is listed below it."""
    code, listed, digits = account.code, statement.accounts or {}, t.LEVELS[level.text]
    where = f"科目 {code} 的公开层级是「{level.text}」"
    above = [listed[code[:length]] for length in _ABOVE.get(len(code), ()) if code[:length] in listed]
    wider = next((upper for upper in above if upper.level and t.LEVELS[upper.level.text] < len(code)), None)
    if wider is not None and wider.level:
        told = f"{where}，上面的 {wider.code} 却是「{wider.level.text}」。"
        yield Finding("U314", level.origin, told, f"{wider.code} 的公开层级管到它下面的全部科目，请核对这两处。")
    elif 0 < digits < len(code):
        advice = f"请写在{level.text} {code[:digits]} 上；{code} 完全不能公开的，写「不公开」。"
        yield Finding("U312", level.origin, f"{where}，{code} 却是{_NAMES[len(code)]}。", advice)
    elif code in listing.ends(listed, statement.cells) and digits > len(code):
        told = f"{where}，表中 {code} 下面却没有{level.text}。"
        advice = f"请补上{level.text}；只能公开到{_NAMES[len(code)]}的，写「{_NAMES[len(code)]}」。"
        yield Finding("U311", level.origin, told, advice)
    elif further := _told_further(statement, code, digits):
        several = f"{'、'.join(further[:3])}{'等' if further[3:] else ''}"
        advice = "可以公开的，请改公开层级；不能公开的，公开的报表里也不能列出，请用只列到这一级的报表。"
        yield Finding("U313", level.origin, f"{where}，表中却列出了 {several}。", advice)


def _told_further(statement: Statement, code: str, digits: int) -> list[str]:
    """The accounts with amounts of this year that this level does not let be told; of 不公开, those of a workbook."""
    if not digits:
        shown = {key[0] for key, figure in statement.cells.items() if figure is not None}
        return sorted(other for other in shown if other.startswith(code))
    return [
        other
        for other, account in (statement.accounts or {}).items()
        if other.startswith(code) and len(other) > digits and _this_year(account.amounts)
    ]


def _this_year(amounts: Amounts) -> bool:
    return any(amount is not None for amount in (amounts.initial_budget, amounts.full_budget, amounts.actual))
