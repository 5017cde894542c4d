"""Accounts that a table names without their codes: which they are, by name and by what they stand under.

A name tells an account only where it leaves no doubt: one account of that name below the account above it,
at the level that the indent shows. What is known of names comes from tables with codes (of the same workbook,
of the other year's) and from the official list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from narrator.figures import official
from narrator.readers import labels

_LEVELS = (3, 5, 7)  # digits of a 类, 款 and 项
_MOST = len(_LEVELS)


_FUNCTIONAL, _ECONOMIC = "2", "3"  # with what the codes of a classification begin


class AccountNames:
    """Codes of accounts by the code above them and by name: functional ones, or the ``economic`` ones of 06."""

    def __init__(self, lists: Iterable[Mapping[str, str]], *, economic: bool = False) -> None:
        self._below: dict[str, dict[str, set[str]]] = {}
        known = [(code, name) for names in lists for code, name in names.items()]
        known += [(code, name) for code, of in official.names().items() if of.published for name in of.names]
        for code, name in (*known, *((code, name) for name, code in labels.CLASS_CODES.items())):
            if code.startswith(_ECONOMIC if economic else _FUNCTIONAL) and len(code) in _LEVELS:
                self.add(code, name)

    def add(self, code: str, name: str) -> None:
        """Note that the account with this code has this name."""
        above = code[: _LEVELS[_LEVELS.index(len(code)) - 1]] if len(code) > _LEVELS[0] else ""
        self._below.setdefault(above, {}).setdefault(labels.row(name), set()).add(code)

    def codes(self, typed: Sequence[tuple[str, str]], taken: Iterable[str]) -> list[str]:
        """The code of each name of a table from top to bottom; "" where it is not certain.

        ``typed`` are the names as they stand in the cells, with their indent, and the code of the nearest row
        above that has one; ``taken`` are the codes that other rows have.
        """
        walk = _Walk(self._below, _levels(name for name, _ in typed), taken)
        return [walk.step(name, after) for name, after in typed]


def _levels(typed: Iterable[str]) -> Mapping[int, int]:
    """The level (0 for 类) that each indent shows; empty where indents do not tell levels."""
    indents = sorted({_indent(name) for name in typed})
    return {indent: level for level, indent in enumerate(indents)} if 1 < len(indents) <= _MOST else {}


def _indent(name: str) -> int:
    return len(name) - len(name.lstrip())


class _Walk:
    """Where one has come to in the tree of accounts: what the next 类, 款 and 项 stand under."""

    def __init__(
        self, below: Mapping[str, Mapping[str, set[str]]], levels: Mapping[int, int], taken: Iterable[str]
    ) -> None:
        self.below, self.levels = below, levels
        self.used = set(taken)
        self.after = ""
        self.above = [""]  # the codes that a 类, a 款, an 项 stands under; fewer where that is not known

    def step(self, name: str, after: str) -> str:
        if after != self.after:
            self.after = after
            self.enter(after)
        level = None if after else self.levels.get(_indent(name))
        depths = range(len(self.above)) if level is None else [level] if level < len(self.above) else []
        label = labels.row(name)
        found = {code for depth in depths for code in self.below.get(self.above[depth], {}).get(label, ())} - self.used
        if len(found) != 1:
            self.above = self.above[: 1 if level is None else level + 1]
            return ""
        (code,) = found
        self.used.add(code)
        self.enter(code)
        return code

    def enter(self, code: str) -> None:
        """What the row after this account may stand under."""
        self.above = ["", *(code[:digits] for digits in _LEVELS[:-1] if digits <= len(code))]
