"""The figures of a folded text, and the text with a sign in place of each: what clauses are looked for in.

A year, a date, the number of an item or of a document is no figure. ``Number`` keeps what is printed: a blank is not
zero, and 「--」 is a rate that the text itself calls not comparable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from narrator.figures.interval import Interval, around, exactly
from narrator.figures.terms import PERCENT, SCALES, WAN, YUAN

MONEY, RATE, COUNT, BARE, NONE, YEAR = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
FIGURES = MONEY + RATE + COUNT + BARE + NONE

_COUNTED = (
    "人次|批次|团组|平方米|公里|个|人|名|批|辆|台|套|户|家|次|亩|项|件|场|期|所|份|岁|倍|组|团|座|间|张|篇"
    "|条|班|位|只|头|吨|度"
)
_NUMBER = re.compile(
    r"(?P<year>(?<![0-9.])(?:19|20)[0-9]{2}年度?)"
    r"|(?P<none>-{2,3}%?(?![0-9])|—{1,2}%)"
    r"|(?<![0-9A-Za-z第\[.])(?P<sign>-?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]+)?(?![0-9])|[0-9]{1,3}(?:,[0-9]{1,3}){1,6}(?:\.[0-9]+|(?=[万亿]?元))|[0-9]+(?:\.[0-9]+)?)"
    r"(?P<unit>亿元|万元|百万元|千元|个?百分点|元|%|亿(?=[,。;)]|$)|万(?=[,。;)(]|$)|" + _COUNTED + r")?"
)
_NAMED = ("图", "表", "财决", "基数为", "电话", "文号", "附件")  # what a number behind these words is part of
_NO_FIGURE = re.compile(r"年|月|日|号|届|时|点|分钟|周年|级|[A-Za-z]|\]|\(?含?\)?以[上下内]|-[0-9]")
_ITEM = re.compile(r"(?:^|(?<=[。;:])) ?[0-9]{1,2}(?:[.、]|\)|(?=[\u4e00-\u9fff]))(?![0-9])|\([0-9]{1,2}\)")
_CODE = 5  # a whole number of so many digits without a unit is the code of an account or a telephone number
_SEPARATED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_BARE_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MONEY_UNITS = {**SCALES, "千元": 3, "百万元": 6, "万": 4, "亿": 8}


class Number(NamedTuple):
    """A figure as it is printed: ``value`` in its own unit, its decimals, where it stands in the folded text.

    ``unit`` is 元 for money (``scale`` are the powers of ten from its own unit to 元), %, a counted unit or "".
    ``exact`` are the decimals that it stands for, where the text leaves zeros at the end away (27.8 beside 13.96).
    ``torn`` is one whose separators do not stand every three digits (37,04.68). ``comparable`` is False for 「--」.
    ``lacks`` is what its unit lost, as 元 in 「0.40万」.
    """

    value: Decimal
    digits: int
    unit: str
    scale: int
    text: str
    start: int
    end: int
    comparable: bool = True
    lacks: str = ""
    exact: int = 0
    torn: bool = False

    @property
    def amount(self) -> Decimal:
        """Its value, in 元 where it is money."""
        return self.value.scaleb(self.scale)

    @property
    def interval(self) -> Interval:
        """All that prints as this figure: half its last digit more or less; what is counted is exact."""
        if self.unit not in (YUAN, PERCENT, ""):
            return exactly(self.value)
        return around(self.value, max(self.digits, self.exact)).shifted(self.scale)


class Skeleton(NamedTuple):
    """A folded text with one sign for each figure; ``at[i]`` is where its character ``i`` stands in the folded text."""

    text: str
    at: list[int]
    numbers: dict[int, Number]  # by their place in ``text``
    years: dict[int, int]


def decimals(skeletons: Iterable[Skeleton]) -> int:
    """How many decimals the amounts in 万元 have: as many as a quarter of the different ones at least."""
    wan = SCALES[WAN]
    amounts = {number.value: number.digits for one in skeletons for number in one.numbers.values() if _is(number, wan)}
    found = sorted(amounts.values(), reverse=True)
    return found[len(found) // 4] if found else 0


def stood_for(one: Skeleton, digits: int) -> Skeleton:
    """The same figures, the amounts in 万元 standing for so many decimals."""
    wan = SCALES[WAN]
    exact = {at: n._replace(exact=digits) if _is(n, wan) else n for at, n in one.numbers.items()}
    return one._replace(numbers=exact)


def _is(number: Number, scale: int) -> bool:
    return number.unit == YUAN and number.scale == scale


def skeleton(text: str) -> Skeleton:
    """The figures of a folded text, found in one walk."""
    items = {found.start(): found.end() for found in _ITEM.finditer(text)}
    parts: list[str] = []
    places: list[int] = []
    numbers: dict[int, Number] = {}
    years: dict[int, int] = {}
    last = 0
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        number = None if found["year"] else _number(found, text, items)
        if number is None and not found["year"]:
            continue
        parts.append(text[last:start])
        places += range(last, start)
        if number is None:
            years[len(places)] = int(text[start : start + 4])
        else:
            numbers[len(places)] = number
        parts.append(_sign(number) if number else YEAR)
        places.append(start)
        last = end
    parts.append(text[last:])
    places += range(last, len(text) + 1)
    return Skeleton("".join(parts), places, numbers, years)


def _number(found: re.Match[str], text: str, items: dict[int, int]) -> Number | None:
    start, end = found.span()
    if found["none"]:
        return Number(Decimal(0), 0, PERCENT, 0, found.group(), start, end, comparable=False)
    digits, unit = found["digits"], found["unit"] or ""
    if not unit and "." not in digits and (start in items or (start and items.get(start - 1))):
        return None
    if not unit and digits.isdigit() and (len(digits) >= _CODE or _BARE_YEAR.fullmatch(digits)):
        return None
    if text.endswith(_NAMED, max(start - 3, 0), start):
        return None
    if _NO_FIGURE.match(text, end) or (unit in ("度", "期") and start):
        return None
    value = Decimal(found["sign"] + digits.replace(",", ""))
    decimals = len(digits.partition(".")[2])
    torn = "," in digits and not _SEPARATED.fullmatch(digits)
    if unit in _MONEY_UNITS:
        lacks = YUAN if unit in ("万", "亿") else ""
        return Number(value, decimals, YUAN, _MONEY_UNITS[unit], found.group(), start, end, lacks=lacks, torn=torn)
    return Number(value, decimals, unit, 0, found.group(), start, end, torn=torn)


def _sign(number: Number) -> str:
    if not number.comparable:
        return NONE
    if number.unit == YUAN:
        return MONEY
    if number.unit == PERCENT:
        return RATE
    return COUNT if number.unit else BARE
