"""The accounts that a text tells: written as the list of a table only where they are proved to be all of it.

Unread is not blank: a unit file takes its list of accounts as whole, so that one which lacks an account would say that
it did not occur. What is left out is told with its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from narrator.figures import official, terms
from narrator.figures.interval import Interval, total
from narrator.figures.tables import SPENT
from narrator.figures.told import Settled, Told
from narrator.figures.values import Key
from narrator.forms.fields import ACCOUNT_NAME, REASONS
from narrator.readers.schema import ACCOUNTS


class LeftOut(NamedTuple):
    """The accounts of a table that are not written, and why."""

    term: str
    why: str
    keys: tuple[Key, ...]


def proved(settled: Settled) -> tuple[Settled, tuple[LeftOut, ...]]:
    """What is told without the accounts of tables that are not told whole, and without the reasons for these."""
    values = dict(settled.values)
    left_out: list[LeftOut] = []
    for term in (*SPENT, terms.BASIC):
        keys = tuple(key for key in values if key[0] == term and ACCOUNTS in key and len(key) > 2)
        why = _doubt(term, keys, values) if keys else ""
        if keys and not why:
            values |= _named_above(term, keys, values)
        elif why:
            codes = {key[2] for key in keys}
            nothing = term in _MAY_BE_EMPTY and _is_zero(term, values)
            gone = [key for key in values if key in keys or (key[0] == REASONS and key[-1] in codes)]
            gone += [key for key in values if nothing and key[0] == term and key not in keys]
            left_out.append(LeftOut(term, why, tuple(gone)))
            for key in gone:
                del values[key]
    stray = tuple(key for key in values if key[0] == REASONS and not _explains(key, values))
    for key in stray:
        del values[key]
    if stray:
        left_out.append(LeftOut(REASONS, "所说的科目没有写", stray))
    return settled._replace(values=values), tuple(left_out)


_MAY_BE_EMPTY = (terms.FUND, terms.CAPITAL)  # a table with nothing but zeros would say that it is an empty one


def _is_zero(term: str, values: Mapping[Key, tuple[Told, ...]]) -> bool:
    return not any(told[0].value for key, told in values.items() if key[0] == term and ACCOUNTS not in key)


def _named_above(
    term: str, keys: tuple[Key, ...], values: Mapping[Key, tuple[Told, ...]]
) -> dict[Key, tuple[Told, ...]]:
    """The official names of the 类 and 款 above these accounts, where the text does not name them."""
    found: dict[Key, tuple[Told, ...]] = {}
    for key in keys:
        for length in (terms.CLASS, terms.SECTION):
            above = (term, ACCOUNTS, str(key[2])[:length], ACCOUNT_NAME)
            name = official.name(str(above[2]))
            if length < len(str(key[2])) and above not in values and name and term != terms.BASIC:
                found[above] = (Told(above, name, values[key][0].spots, derived="官方科目名称"),)
    return found


def _explains(key: Key, values: Mapping[Key, object]) -> bool:
    """Whether a reason is one of the official subjects, or of an account that is written."""
    return key[-1] in terms.REASON_SUBJECTS.get(str(key[1]), ()) or any(
        other[2:3] == key[-1:] and other[1] == ACCOUNTS for other in values if len(other) > 2
    )


def _doubt(term: str, keys: tuple[Key, ...], values: Mapping[Key, tuple[Told, ...]]) -> str:
    """Why the accounts may not be all of a table; "" where they come to its total."""
    codes = sorted({str(key[2]) for key in keys})
    unknown = [code for code in codes if not code.isdigit()]
    if unknown:
        return f"官方科目表里查不到编码：{'、'.join(unknown[:3])}{'等' if unknown[3:] else ''}"
    if term == terms.BASIC:
        return ""
    amounts = _Amounts(term, codes, values)
    label = terms.TOTAL if SPENT[term] == terms.TOTAL else SPENT[term]
    whole = amounts.of_key((term, label, terms.ACTUAL))
    if whole is None:
        return "没有读到总数，不知道科目是否列全"
    return "" if all(amounts.holds(whole)) else "各科目与总数或上级科目对不上，可能没有读全"


class _Amounts:
    """The amounts of a table's accounts, each as what its print stands for."""

    def __init__(self, term: str, codes: list[str], values: Mapping[Key, tuple[Told, ...]]) -> None:
        self.term, self.codes, self.values = term, codes, values

    def of_key(self, key: Key) -> Interval | None:
        told = self.values.get(key)
        stands_for = told[0].stands_for if told else None
        return stands_for if isinstance(stands_for, Interval) else None

    def below(self, code: str) -> list[str]:
        """The codes right below one; below "" those that stand under none."""
        under = [other for other in self.codes if other.startswith(code) and other != code]
        return [other for other in under if not any(other != one and other.startswith(one) for one in under)]

    def holds(self, whole: Interval) -> Iterator[bool]:
        """Whether each total is the sum of what stands below it."""
        top = [self.amount(code) for code in self.below("")]
        yield _sum(top, whole)
        for code in self.codes:
            own = self.of_key((self.term, ACCOUNTS, code, terms.ACTUAL))
            if own is not None and (parts := [self.amount(one) for one in self.below(code)]):
                yield _sum(parts, own)

    def amount(self, code: str) -> Interval | None:
        """The amount of an account, or of all below it; None where one is not told."""
        own = self.of_key((self.term, ACCOUNTS, code, terms.ACTUAL))
        if own is not None:
            return own
        parts = [self.amount(one) for one in self.below(code)]
        return total(one for one in parts if one) if parts and None not in parts else None


def _sum(parts: list[Interval | None], whole: Interval) -> bool:
    return None not in parts and total(one for one in parts if one).meets(whole)
