"""Figures in a Chinese sentence, read by a small grammar that knows no pack: number, unit, sign, direction.

What a pack words is checked against it twice: its literals when they are compiled, and each finished sentence,
beside the pack's own wordings. Only the words of direction are data of the phrasebook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from narrator.figures.terms import PERCENT, SCALES, YUAN

_COUNTED = "〇零一二三四五六七八九十百千两廿卅卌壹贰叁肆伍陆柒捌玖拾佰仟"
_SCALED = "百千万亿兆萬億"
_CHINESE = f"{_COUNTED}{_SCALED}"
_SIGNS = "-+−–—‐‑―﹣－＋±∓~～负正"
_POINTS = ".．·•٫,'’٬⁄/∕^"
_RATES = "%％‰‱﹪٪"
_BEFORE = frozenset(_CHINESE + _SIGNS + _POINTS + _RATES + "¥￥$")  # what may not stand before a number
_BEHIND = frozenset(_SIGNS + _POINTS + _RATES + _CHINESE + "元角分")  # nor behind one that prints no unit
_BEHIND_UNIT = frozenset(_SIGNS.replace("正", "") + _RATES + _SCALED + "十元")  # nor behind one that does

_MEANT = re.compile(
    rf"(?P<before>[{re.escape(_SIGNS[:-2] + _POINTS)}\s]{{0,3}})(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, (*SCALES, PERCENT)), key=len, reverse=True))})?"
)
_WRITTEN = rf"百分之|[{_COUNTED}][{_CHINESE}]{{,20}}(?:个?百分点|元)"  # asked of a pack that is compiled
_LONGEST = 60
_CLAUSE = re.compile(r"[，。；：、？！;:（）()]|,(?![0-9])")


class Amount(NamedTuple):
    """A number as it stands in a text: its value, in 元 where it is money; its unit (元 for money, %, or "").

    ``start`` and ``end`` are where it stands, its sign and its unit included.
    """

    value: Decimal
    unit: str
    start: int
    end: int


@lru_cache(maxsize=4096)  # asked of the literals of wordings, of which packs have many in common
def has_number(text: str) -> bool:
    """Whether a text holds a number: a digit of any script, or Chinese numerals that count money or per cent."""
    return any(unicodedata.category(sign)[0] == "N" and sign not in _CHINESE for sign in text) or bool(
        re.search(_WRITTEN, text)
    )


def touches_before(text: str) -> str:
    """The character at the end of ``text`` that a number behind it would take for its own, or ""; spaces are no gap."""
    sign = text.rstrip()[-1:]
    return sign if sign in _BEFORE or _counts(sign) else ""


def touches_behind(text: str, unit: str) -> str:
    """The character at the beginning of ``text`` that a number before it would take for its own, or "".

    ``unit`` is what the number ends with, "" for a bare one.
    """
    text = text.lstrip()
    sign = text[:1]
    taken = sign in (_BEHIND_UNIT if unit else _BEHIND) or _counts(sign) or text.startswith("分之")
    return sign if taken else ""


@lru_cache(maxsize=4096)  # texts are made of so many characters, and mostly of some hundred
def _counts(sign: str) -> bool:
    """Whether a character belongs to a number in any script, or to the character before it."""
    return sign != "" and unicodedata.category(sign)[0] in "NM"


def is_chinese(sign: str) -> bool:
    """Whether a character is a Chinese numeral, which may as well be the end of a name."""
    return sign in _CHINESE


def clause(text: str) -> str:
    """The end of ``text`` after its last mark of punctuation, which tells of a number that follows.

    It is at most 60 characters long. A bracket that opens right before the number changes nothing (增加（5.00万元）).
    """
    return _CLAUSE.split(text[-_LONGEST:].rstrip(" （("))[-1]


@lru_cache(maxsize=4096)  # asked of the literals of wordings
def closes(text: str) -> bool:
    """Whether a text holds a mark of punctuation that ends a clause."""
    return _CLAUSE.search(text) is not None


def read(text: str) -> Iterator[Amount]:
    """The numbers of a text in order."""
    return map(_amount, _MEANT.finditer(text))


def first(text: str) -> Amount | None:
    """The number with which a text begins; None where it begins with none."""
    found = _MEANT.match(text)
    return _amount(found) if found else None


def _amount(found: re.Match[str]) -> Amount:
    before, number, unit = found.groups("")
    value, start = Decimal(number.replace(",", "") if "," in number else number), found.start(2)
    if before:
        start -= len(before.lstrip())
        value = -value if before.strip() in ("-", "−") else value
    if unit in SCALES:
        value, unit = value.scaleb(SCALES[unit]), YUAN
    return Amount(value, unit, start, found.end())
