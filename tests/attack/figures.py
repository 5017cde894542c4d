"""The figures of a printed text, read by a grammar of Chinese amounts that knows nothing of phrasebooks.

A figure is a number with what touches it: a sign or digits before it, a scale (元, 万元, %, …) behind it, and a
direction word right before all of that. 「减少7.26万元」 is -72600 元, 「-11.45%」 is -11.45 %; what a reader could take
for two numbers (「1①51.67」, 「十451.67」) is no number and equals none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

_MINUS, _PLUS = "-−–—﹣－‐‑‒負负", "+＋﹢"
_NUMERALS = "〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_POINTS = ".．·"
_OTHER = "%％‰/／×^_~～$¥￥±"
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?")
_SCALES = {
    "元": Decimal(1),
    "角": Decimal("0.1"),
    **{
        f"{many}元": Decimal(10**zeros)
        for zeros, many in enumerate(("百", "千", "万", "十万", "百万", "千万", "亿"), 2)
    },
    "万亿元": Decimal(10**12),
}
_COUNTS = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_UP = "增加|增长|上升|上涨|提高|增多|多支出|超出|超过|超支|高于|大于|多于|净增"
_DOWN = "减少|下降|降低|下跌|压减|减缩|节约|低于|小于|少于|不足|短少|净减"
_WAY = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:[了额率数约为达到共至预算年初全的：:（( ]){{0,6}}$")
_BOTH = re.compile(r"(?:增加|增长|大于)[（(](?:减少|下降|小于)[）)]$")


class Figure(NamedTuple):
    """A figure: its kind ("money" in 元, "rate" in %, "count"), its value, and half a unit of its last digit.

    ``value`` is None where the characters are no number that a person could read in one way.
    """

    kind: str
    value: Decimal | None
    slack: Decimal
    shown: str


def read(text: str) -> list[Figure]:
    """All figures of a text, in order."""
    found: list[Figure] = []
    for line in text.splitlines():
        end = 0
        for match in _NUMBER.finditer(line):
            if match.start() < end:
                continue
            start, end = _reach(line, match.start(), match.end())
            found.append(_figure(line, start, match, end))
    return found


def _odd(character: str) -> bool:
    """A character that is digit-like without being an ASCII digit, or belongs to a number."""
    return character in _NUMERALS + _OTHER or (not character.isascii() and (character.isnumeric()))


def _reach(line: str, start: int, end: int) -> tuple[int, int]:
    """From where to where characters touch the number."""
    while start and (_odd(line[start - 1]) or line[start - 1] in _MINUS + _PLUS + _POINTS):
        start -= 1
    if start > 1 and line[start - 1] in ",， \u00a0\u2009\u202f\u3000" and _odd_or_digit(line[start - 2]):
        start -= 2
    if start > 1 and line[start - 1] in " \u00a0\u2009\u3000" and line[start - 2] in _MINUS:
        start -= 2
    while end < len(line) and (line[end] in "元角分" or _odd(line[end]) or line[end].isdigit()):
        end += 1
    if end + 1 < len(line) and line[end] in ".．,，" and line[end + 1].isdigit() and line[end - 1] not in "元%％":
        end += 2
    return start, end


def _odd_or_digit(character: str) -> bool:
    return character.isdigit() or (_odd(character) and character not in _OTHER)


def _figure(line: str, start: int, match: re.Match[str], end: int) -> Figure:
    before, after = line[start : match.start()], line[match.end() : end]
    kind, scale = _scale(after)
    shown = line[max(0, start - 6) : end + 2]
    sign = {"": 1}.get(before.strip(" \u00a0\u2009\u3000"))
    if sign is None and len(before.strip()) == 1:
        sign = -1 if before.strip() in _MINUS else 1 if before.strip() in _PLUS else None
    if sign is None or scale is None or re.search(r"^0[0-9]", match.group()) or _misgrouped(match.group()):
        return Figure(kind, None, Decimal(0), shown)
    number = Decimal(match.group().replace(",", ""))
    slack = Decimal(1).scaleb(int(number.as_tuple().exponent)) * scale / 2
    way = _WAY.search(line[:start])
    if _BOTH.search(line[:start]):
        return Figure(kind, None, slack, shown)
    if way:
        sign = -sign if way["down"] else sign
    return Figure(kind, sign * number * scale, slack, shown)


def _misgrouped(number: str) -> bool:
    whole = number.partition(".")[0]
    return "," in whole and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", whole) is None


def _scale(after: str) -> tuple[str, Decimal | None]:
    if after in ("%", "％"):
        return "rate", Decimal(1)
    if after == "‰":
        return "rate", Decimal("0.1")
    if after == "分":
        return "count", Decimal(1)
    if after in _SCALES:
        return "money", _SCALES[after]
    return "count", Decimal(_COUNTS[after]) if after in _COUNTS else None


def compare(truth: str, printed: str) -> str:
    """What is wrong with the figures of a printed text, against those of the untouched one; "" if nothing is.

    A figure printed with fewer digits stands for its whole interval; one with more must be exact.
    """
    for meant, told in zip_longest(read(truth), read(printed)):
        if meant is None or told is None:
            return f"a figure more: …{told.shown}" if told else f"a figure less: …{meant.shown}"
        if meant.value is None and told.value is None:
            if meant.shown[6:] == told.shown[6:]:
                continue
            return f"…{meant.shown} → …{told.shown}"
        room = max(Decimal(0), told.slack - meant.slack) + (told.slack if told.slack > meant.slack else 0)
        if meant.value is None or told.value is None or meant.kind != told.kind or abs(meant.value - told.value) > room:
            return f"…{meant.shown} → …{told.shown}"
    return ""
