"""公开层级: at which level accounts are told: as the unit states it, or as far as its table goes.

An account that may be disclosed to its 类 or 款 only is told, and compared, under the code of that level; nothing
is told of one that may not be disclosed. Where a table has money at a 类 or 款, lists nothing below it, and the
unit does not say why, what stands below it is unknown, not zero: its level is open.
Source: 财预〔2016〕143号: 公开到项级科目, 涉及国家秘密除外.
"""

from __future__ import annotations

from collections.abc import Iterable

from narrator.figures import listing
from narrator.figures.model import Statement
from narrator.figures.terms import CLASS, SECTION


class Disclosure:
    """At which level the accounts of a statement are told this year.

    ``open`` are the 类 and 款 whose level is open, ``last`` those of last year's list with nothing below them,
    under last year's codes.
    """

    def __init__(self, statement: Statement) -> None:
        self._listed = statement.accounts or {}
        self.open = {code for code in listing.ends(self._listed, statement.cells) if self.depth(code) > len(code)}
        self.last = listing.ends(statement.last_accounts or {}, statement.last_cells)

    def depth(self, code: str) -> int:
        """How many digits of the code the unit lets be told; 0 where nothing is told of the account."""
        return listing.depth(self._listed, code)

    def disclosed_as(self, code: str) -> str:
        """The code under which an account is told: its own, or that of an account above it; "" for none."""
        above = next((code[:length] for length in (CLASS, SECTION) if code[:length] in self.open), "")
        return above or code[: self.depth(code)]

    def codes(self, listed: Iterable[str]) -> list[str]:
        """Of these accounts those that are told one by one, in order: 项, and what stands in place of them."""
        each = {self.disclosed_as(code) for code in listed if code in self.open or len(code) >= self.depth(code)}
        return sorted(each - {""})
