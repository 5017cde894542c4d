"""Chinese numerals for num2words (which has none): section numbers 十一, and 金额大写.

Importing this module registers the converters ``zh_CN`` (一二三) and ``zh_CN_capital`` (壹贰叁).
Source of the capitals: 财政部《会计基础工作规范》第五十二条.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from num2words import CONVERTER_CLASSES
from num2words.base import Num2Word_Base

from narrator.figures.number import half_up

_UNITS = ("十", "百", "千")


class Num2Word_ZH_CN(Num2Word_Base):  # type: ignore[misc]  # num2words ships no types
    """一, 二, … 十, 十一, … up to 9999 万亿; zero is 零."""

    digits = "零一二三四五六七八九"
    units = _UNITS
    short_ten = True

    def setup(self) -> None:
        """The words of the language, in the base class's tables."""
        self.negword = "负"
        self.pointword = "点"
        self.low_numwords = list(reversed(self.digits))
        self.mid_numwords = [(10 ** (power + 1), self.units[power]) for power in (2, 1, 0)]
        self.high_numwords = [(10**16, "")]
        self.MAXVAL = 10**16

    def set_high_numwords(self, high: Any) -> None:
        """The base class wants one; groups of four digits are put together in ``to_cardinal``."""

    def to_cardinal(self, value: Any) -> str:
        """A whole number in words. Raises TypeError for a fraction, OverflowError beyond 9999 万亿."""
        if value != int(value):
            raise TypeError(self.errmsg_floatord % value)
        number = int(value)
        if number < 0:
            return self.negword + self.to_cardinal(-number)
        if number >= 10**16:
            raise OverflowError(self.errmsg_toobig % (number, 10**16))
        words = self._groups(number) or self.digits[0]
        return words[1:] if self.short_ten and words.startswith(self.digits[1] + self.units[0]) else words

    def _groups(self, number: int) -> str:
        words = ""
        for power, group in ((8, "亿"), (4, "万")):
            high, number = divmod(number, 10**power)
            if high:
                words += self._groups(high) + group
                if number and number < 10 ** (power - 1):
                    words += self.digits[0]
        return words + self._below_ten_thousand(number)

    def _below_ten_thousand(self, number: int) -> str:
        words, zero = "", False
        for power in (3, 2, 1, 0):
            digit, number = divmod(number, 10**power)
            if digit:
                words += (self.digits[0] if zero else "") + self.digits[digit]
                words += self.units[power - 1] if power else ""
                zero = False
            elif words:
                zero = True
        return words


class Num2Word_ZH_CN_Capital(Num2Word_ZH_CN):
    """壹, 贰, … 拾, 壹拾壹; ``to="currency"`` gives 金额大写 of an amount in 元."""

    digits = "零壹贰叁肆伍陆柒捌玖"
    units = ("拾", "佰", "仟")
    short_ten = False

    def to_currency(self, val: Any, currency: str = "CNY", **_: Any) -> str:
        """金额大写 of ``val`` 元 (Decimal), rounded half up to 分, e.g. 壹仟零叁拾元整.

        Raises NotImplementedError for another currency than CNY, TypeError for a float.
        """
        if isinstance(val, float):
            raise TypeError("an amount is a Decimal, never a float")
        if currency != "CNY":
            raise NotImplementedError(currency)
        amount = half_up(Decimal(val), 2)
        sign, cents = ("负" if amount < 0 else ""), int(abs(amount).scaleb(2))
        yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
        words = f"{self.to_cardinal(yuan)}元" if yuan else ""
        if not jiao and not fen:
            return f"{sign}{words or '零元'}整"
        if jiao:
            words += f"{self.digits[jiao]}角"
        elif words:
            words += "零"
        return sign + words + (f"{self.digits[fen]}分" if fen else "整")


CONVERTER_CLASSES["zh_CN"] = Num2Word_ZH_CN()
CONVERTER_CLASSES["zh_CN_capital"] = Num2Word_ZH_CN_Capital()
