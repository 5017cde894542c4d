"""An amount as a cell of a published table holds it: a number, or text that people read as one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from narrator.figures.number import NumberError, exact, from_float
from narrator.readers.labels import squeeze

_NOTHING = frozenset(("", "-", "--", "—", "——", "–", "/", "−"))
_BRACKETS = re.compile(r"（([^（）-]+)）")
_TYPED = re.compile(r"-?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]+)?")


def amount(cell: Any, unit: str) -> Decimal | None:
    """The amount (元 or 万元) in a cell; None where it is blank or a dash, which is not zero.

    Text may have thousands separators, full-width digits, a currency sign, and brackets or a minus
    sign for a negative amount. Raises NumberError, in Chinese, for everything else.
    """
    if isinstance(cell, float):
        try:
            return from_float(cell, unit)
        except NumberError:
            raise NumberError(_too_fine(f"{cell!r}", unit)) from None
    if isinstance(cell, str):
        return _typed(cell, unit)
    if isinstance(cell, bool):
        raise NumberError(f"「{cell}」不是数字。".upper())
    if isinstance(cell, int):
        return amount(float(cell) if abs(cell) < 10**15 else float("inf"), unit)
    if isinstance(cell, date):
        raise NumberError(f"「{cell.isoformat()[:10]}」是日期，不是数字。")
    raise NumberError(f"「{cell}」不是数字。")


def _typed(text: str, unit: str) -> Decimal | None:
    typed = squeeze(text).replace("−", "-").lstrip("¥￥")
    if typed in _NOTHING:
        return None
    bracketed = _BRACKETS.fullmatch(typed)
    if bracketed:
        typed = f"-{bracketed.group(1)}"
    if _TYPED.fullmatch(typed) is None:
        raise NumberError(f"「{text.strip()[:30]}」不是数字。")
    try:
        return exact(Decimal(typed.replace(",", "")), unit)
    except NumberError:
        raise NumberError(_too_fine(typed, unit)) from None


def _too_fine(typed: str, unit: str) -> str:
    return f"「{typed}」{unit}不是整分的数（最多到 0.01 元），或太大。"
