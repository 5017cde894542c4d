"""An amount as a cell of a published table holds it: a number, or text that people read as one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from narrator.figures.number import NumberError, from_digits, from_float
from narrator.figures.terms import WAN, YUAN
from narrator.readers.widths import narrow

_NOTHING = frozenset(
    ("", "-", "--", "—", "——", "–", "/", "−", "一", "\\一")
)  # 一: so the accounts software prints a dash
_BRACKETS = r"（([^（）-]+)）"
_TYPED = re.compile(r"-?([0-9]+|[0-9]{1,3}([,\u2009\xa0 ][0-9]{3})+)(\.[0-9]+)?")
_GROUPS = str.maketrans("", "", ",\u2009\xa0 ")
_SEVERAL = re.compile(rf"(?:{_TYPED.pattern})(?:\s*[\r\n/、;|]\s*(?:{_TYPED.pattern}))+")
_LARGEST = 10**15
_SHORT = 30


@lru_cache(maxsize=2_000, typed=True)  # the same few amounts stand in most cells of the nine tables; True is not 1
def amount(cell: Any, unit: str) -> Decimal | None:
    """The amount (元 or 万元) in a cell; None where it is blank, a dash or what stands for one, which is not zero.

    Text may have thousands separators, full-width digits, a currency sign, the same unit behind it, and brackets
    or a minus sign for a negative amount. Raises NumberError, in Chinese, for everything else.
    """
    if isinstance(cell, float):
        try:
            return from_float(cell, unit)
        except NumberError:
            raise NumberError(_why_not(f"{cell!r}", abs(cell), unit)) from None
    if isinstance(cell, str):
        return _typed(cell, unit)
    if isinstance(cell, bool):
        raise NumberError(f"「{cell}」不是数字。".upper())
    if isinstance(cell, int):
        return _exact(str(cell), unit)
    if isinstance(cell, date):
        raise NumberError(f"「{cell.isoformat()[:10]}」是日期，不是数字。")
    raise NumberError(f"「{cell}」不是数字。")


def _typed(text: str, unit: str) -> Decimal | None:
    if _TYPED.fullmatch(text):  # as most are
        return _exact(text.translate(_GROUPS), unit)
    typed = narrow(text.strip()).replace("−", "-").lstrip("¥￥")
    if typed in _NOTHING:
        return None
    said = "" if typed[-1].isdigit() else next((word for word in (WAN, "万", YUAN) if typed.endswith(word)), "")
    if said and (WAN if said == "万" else said) == unit:
        typed = typed.removesuffix(said).rstrip()
    bracketed = re.fullmatch(_BRACKETS, typed)
    if bracketed:
        typed = f"-{bracketed.group(1)}"
    if _TYPED.fullmatch(typed) is None:
        raise NumberError(_no_number(text, typed, said, unit))
    return _exact(typed.translate(_GROUPS), unit)


def _exact(digits: str, unit: str) -> Decimal:
    try:
        return from_digits(digits, unit)
    except NumberError:
        raise NumberError(_why_not(digits, abs(Decimal(digits)), unit)) from None


def _no_number(text: str, typed: str, said: str, unit: str) -> str:
    """Why a text is no amount in this unit; ``said`` is the unit behind it."""
    number = typed.removesuffix(said).removesuffix("%").strip()
    if said and _TYPED.fullmatch(number):
        return f"「{quoted(text)}」写的是{said}，表的金额单位是{unit}。"
    if typed.endswith("%") and _TYPED.fullmatch(number):
        return f"「{quoted(text)}」是百分数，不是金额。"
    if _SEVERAL.fullmatch(typed):
        return f"「{quoted(text)}」是几个数，一格只能有一个。"
    return f"「{quoted(text)}」不是数字。"


def quoted(text: str) -> str:
    """A cell's words for a message: on one line, cut where they are long."""
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else words[:_SHORT]


def _why_not(typed: str, size: Decimal | float, unit: str) -> str:
    if not size < float("inf"):
        return f"「{typed}」不是数字。"
    if size >= _LARGEST:
        return f"「{typed[:_SHORT]}」太大，不像是金额。"
    return f"「{typed}」{unit}不是整分的数（最多到 0.01 元）。"
