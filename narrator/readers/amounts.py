"""An amount as a cell of a published table holds it: a number, or text that people read as one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from narrator.figures.number import NumberError, exact, from_float
from narrator.readers.labels import narrow

_NOTHING = frozenset(("", "-", "--", "—", "——", "–", "/", "−"))
_BRACKETS = re.compile(r"（([^（）-]+)）")
_TYPED = re.compile(r"-?([0-9]+|[0-9]{1,3}([,\u2009\xa0 ][0-9]{3})+)(\.[0-9]+)?")
_GROUPS = str.maketrans("", "", ",\u2009\xa0 ")
_LARGEST = 10**15
_SHORT = 30


def amount(cell: Any, unit: str) -> Decimal | None:
    """The amount (元 or 万元) in a cell; None where it is blank or a dash, which is not zero.

    Text may have thousands separators, full-width digits, a currency sign, and brackets or a minus
    sign for a negative amount. Raises NumberError, in Chinese, for everything else.
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
        return _exact(Decimal(cell), str(cell), unit)
    if isinstance(cell, date):
        raise NumberError(f"「{cell.isoformat()[:10]}」是日期，不是数字。")
    raise NumberError(f"「{cell}」不是数字。")


def _typed(text: str, unit: str) -> Decimal | None:
    typed = narrow(text.strip()).replace("−", "-").lstrip("¥￥")
    if typed in _NOTHING:
        return None
    bracketed = _BRACKETS.fullmatch(typed)
    if bracketed:
        typed = f"-{bracketed.group(1)}"
    if _TYPED.fullmatch(typed) is None:
        raise NumberError(f"「{quoted(text)}」不是数字。")
    plain = typed.translate(_GROUPS)
    return _exact(Decimal(plain), plain, unit)


def _exact(value: Decimal, typed: str, unit: str) -> Decimal:
    try:
        return exact(value, unit)
    except NumberError:
        raise NumberError(_why_not(typed, abs(value), unit)) from None


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
