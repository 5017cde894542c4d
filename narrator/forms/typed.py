"""What a person typed into a cell, as text: the text itself, and an exact one for what a spreadsheet made of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from narrator.figures.number import NumberError, decimal, exact, from_float, plain
from narrator.figures.terms import SCALES, WAN, YI, YUAN
from narrator.forms.fields import NUMBERS, Field
from narrator.readers.amounts import amount
from narrator.readers.widths import narrow


class Unreadable(Exception):
    """A cell that holds something of the wrong kind, in Chinese."""

    def __init__(self, evidence: str, advice: str) -> None:
        super().__init__(evidence)
        self.evidence, self.advice = evidence, advice


def text_of(value: Any, kind: str, money: str) -> str:
    """The text of a cell of this kind; ``money`` is the form's unit of money (元 or 万元).

    A number comes back as its shortest exact decimals, a date in a text as 2024年9月30日. Raises
    Unreadable for a date in place of a number, an inexact amount, a time, a lone TRUE or FALSE.
    """
    if isinstance(value, str):
        return value.strip() if kind in NUMBERS else value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        if kind == "flag":
            return "是" if value else "否"
        raise Unreadable(f"这一格是逻辑值 {str(value).upper()}。", "请填文字或数字。")
    if isinstance(value, int | float):
        return _number(float(value), kind, money)
    if isinstance(value, date) and kind not in NUMBERS and not _has_time(value):
        return f"{value.year}年{value.month}月{value.day}日"
    what = "日期" if isinstance(value, date) else "时间"
    advice = "请把单元格格式改为「常规」，再填数字。" if kind in NUMBERS else "请把单元格格式改为「文本」，再填一次。"
    raise Unreadable(f"这一格是{what}（{value}）。", advice)


def as_shown(value: Any, code: str, why: str, kind: str) -> Any:
    """What a cell says that has this number format; ``why`` is what it shows where that is no amount.

    Raises Unreadable for a figure that is shown as a per cent, or as another amount.
    """
    advice = "请把单元格格式改为「常规」，再填数字。"
    if why and kind in NUMBERS:
        raise Unreadable(f"这一格存着 {value}，{why}。", advice)
    if kind in NUMBERS and isinstance(value, str) and value.endswith("%") and "%" in code:
        raise Unreadable(f"这一格是百分数（{value}）。", advice)
    return value


_MONEY_WORDS = {**SCALES, "万": SCALES[WAN], "亿": SCALES[YI]}  # powers of ten over 元


def number_of(text: str, field: Field, money: str) -> str:
    """The number that a text in a cell for a number says for sure, in the unit that the cell asks for; else the text.

    It may be written as the published tables are (thousands separators, full-width digits, brackets for a
    negative amount), with the cell's own unit behind it (6人), an amount also with another unit of money:
    12.5万元 is 125000 where the form's ``money`` is 元. Nothing is rounded.
    """
    try:
        decimal(text)
        return text
    except NumberError:
        typed = narrow(text).strip()
    words = _MONEY_WORDS if field.kind == "money" else dict.fromkeys(_units(field), 0)
    said = max((word for word in words if typed.endswith(word)), key=len, default="")
    body = typed.removesuffix(said).rstrip()
    if body.endswith(tuple(_MONEY_WORDS)):  # 6万人, 3万万元: two units are none for sure
        return text
    if field.kind == "year":
        return body if re.fullmatch("[0-9]{4}", body) else text
    try:
        number = amount(body, YUAN if (said or money) == YUAN else WAN)
        if number is None or (field.kind == "money" and said and money not in _MONEY_WORDS):
            return text
        return f"{exact(number.scaleb(words[said] - words[money]), money) if said in _MONEY_WORDS else plain(number):f}"
    except NumberError:
        return text


def _units(field: Field) -> set[str]:
    """The ways to write the unit of a cell: 台（套） is 台, 套 or 台套 as well."""
    if field.kind == "year":
        return {"年"}
    unit = narrow(field.unit)
    return {unit, unit.translate({ord("（"): None, ord("）"): None}), *re.split("[（）]", unit)} - {""}


def _number(value: float, kind: str, money: str) -> str:
    try:
        exact = from_float(value, money if kind == "money" and money in (YUAN, WAN) else WAN)
    except NumberError:
        if kind in NUMBERS:
            smallest = "两位" if kind == "money" and money == YUAN else "六位"
            evidence = f"{value!r} 的小数超过{smallest}，或数太大。"
            raise Unreadable(evidence, "公式算出的数请先四舍五入，再填。") from None
        exact = plain(Decimal(f"{value:.15g}"))
    return f"{exact:f}"


def _has_time(value: date) -> bool:
    return isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
