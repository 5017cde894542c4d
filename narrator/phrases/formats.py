"""Formats: how a slot looks in print, and how its print is read back.

Numbers are quantised half up first and written by Python's own formatter, with Babel's as the oracle in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

from narrator.figures.number import half_up
from narrator.figures.values import Figure, Names, Text, Value

Read: TypeAlias = "Decimal | str | tuple[str, ...]"

NUMERIC = ("amount", "percent", "count", "number")
FIGURES = frozenset((*NUMERIC, "year"))
_CLOSED = FIGURES | {"word", "ordinal"}
TYPES = {  # every type of slot, and what it is called
    "amount": "金额",
    "percent": "百分率",
    "count": "个数",
    "number": "数",
    "year": "年份",
    "text": "文字",
    "term": "名称",
    "reason": "原因",
    "names": "名单",
    "word": "固定的词",
    "ordinal": "序号",
}


class Declared(NamedTuple):
    """A format as plain data.

    ``type`` is the type of slot that it prints. ``decimals`` is the greatest number of decimals, None where the format
    does not round, ``least`` the number of those that are printed even where they are zeros, ``grouped`` tells that
    thousands are separated. ``unit`` is what stands behind a number, "" where nothing does; ``scale`` the unit (元,
    万元, 亿元) that an amount is told in. ``words`` are the words that it prints, or, by its type, what joins names,
    what a reason may begin with, the numerals from 1 on (none where they are digits); ``end`` is how a reason may end.
    """

    name: str
    type: str
    decimals: int | None = None
    unit: str = ""
    scale: str = ""
    least: int = 0
    grouped: bool = False
    words: tuple[str, ...] = ()
    end: str = ""


class Format(Declared):
    """A named format: the type of slot it prints, and by it its printer, and the pattern of what it prints.

    These three are made when they are first used.
    """

    @cached_property
    def write(self) -> Callable[[Any], str]:
        """What prints a value. Raises TypeError where it is of another type."""
        return _WRITERS[self.type](self)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of what it prints."""
        return re.compile(_PATTERNS[self.type](self), re.DOTALL if self.type in _FREE else 0)

    @cached_property
    def parse(self) -> Callable[[str], Read | None]:
        """The value of a text that has the pattern, or None where no value prints so."""
        return _PARSERS[self.type](self)

    @property
    def bare(self) -> bool:
        """Whether it leaves the unit of an amount, or the sign of a percentage, to the heading of a table."""
        return self.type in ("amount", "percent") and not self.unit

    @property
    def numeric(self) -> bool:
        """Whether it prints a number that is no year and no ordinal: an amount, a rate, a count."""
        return self.type in NUMERIC

    @property
    def closed(self) -> bool:
        """Whether its print ends where its pattern does, whatever follows: true of all but free words."""
        return self.type in _CLOSED

    def shown(self, value: Decimal) -> Decimal:
        """A number as it is printed; one that the rules left as typed (an area, a score) is rounded here."""
        return value if self.decimals is None else half_up(value, self.decimals)

    def print(self, value: Value) -> str:
        """The value as it stands in the sentence. Raises TypeError where it is of another type."""
        return self.write(value)

    def read(self, text: str) -> Read | None:
        """The value that prints as ``text``, or None where none does."""
        return self.parse(text) if self.pattern.fullmatch(text) else None


# What each type prints, and how its print is read ---------------------------------------------------


def _write_number(form: Declared) -> Callable[[Any], str]:
    most, least, unit, grouped = form.decimals, form.least, form.unit, form.grouped
    if most is None:
        return lambda value: f"{_figure(value).value:f}{unit}"

    def write(value: Any) -> str:
        rounded = half_up(_figure(value).value, most)
        text = f"{rounded:,f}" if grouped else str(rounded)  # which has no exponent, with at most six decimals
        if least < most:
            whole, _, decimals = text.partition(".")
            kept = decimals.rstrip("0").ljust(least, "0")
            text = f"{whole}.{kept}" if kept else whole
        return text + unit

    return write


def _number_pattern(form: Declared) -> str:
    most, least, tail = form.decimals, form.least, re.escape(form.unit)
    if most is None:
        return rf"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?{tail}"
    digits = "[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}|0" if form.grouped else "[1-9][0-9]*|0"
    fraction = rf"\.[0-9]{{{least},{most}}}" if least else rf"(?:\.[0-9]{{1,{most}}})?" if most else ""
    return rf"-?(?:{digits}){fraction}{tail}"


def _parse_number(form: Declared) -> Callable[[str], Decimal | None]:
    unit = form.unit

    def parse(text: str) -> Decimal | None:
        number = Decimal(text.removesuffix(unit).replace(",", ""))
        return None if number.is_zero() and number.is_signed() else number  # zero is never printed with a sign

    return parse


def _write_reason(form: Declared) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        text = _text(value).text
        for lead in form.words:
            if text.startswith(lead):
                text = text.removeprefix(lead)
                break
        return text.removesuffix(form.end)

    return write


def _write_ordinal(form: Declared) -> Callable[[Any], str]:
    numerals = ("", *form.words)

    def write(value: Any) -> str:
        number = int(_figure(value).value)
        return numerals[number] if 0 < number < len(numerals) else numeral(number)

    return write if form.words else lambda value: f"{int(_figure(value).value):0{form.least}d}"


def _parse_ordinal(form: Declared) -> Callable[[str], Decimal | None]:
    if not form.words:
        return Decimal
    known = {word: Decimal(number) for number, word in enumerate(form.words, 1)}
    return lambda text: known.get(text) or _numbers().get(text)


def _join_pattern(form: Declared) -> str:
    (join,) = map(re.escape, form.words)
    return f"(?:(?!{join}).)+(?:{join}(?:(?!{join}).)+)*"


_FREE = ("text", "reason")  # their print may break lines
_WRITERS: dict[str, Callable[[Declared], Callable[[Any], str]]] = {
    **dict.fromkeys(NUMERIC, _write_number),
    "year": lambda _: lambda value: f"{_figure(value).value:f}",
    **dict.fromkeys(("text", "term", "word"), lambda _: lambda value: _text(value).text),
    "reason": _write_reason,
    "names": lambda form: lambda value: form.words[0].join(name.text for name in _names(value).names),
    "ordinal": _write_ordinal,
}
_PATTERNS: dict[str, Callable[[Declared], str]] = {
    **dict.fromkeys(NUMERIC, _number_pattern),
    "year": lambda _: "[1-9][0-9]{3}",
    **dict.fromkeys(_FREE, lambda _: ".+"),
    "term": lambda _: ".*[^0-9.,-]",
    "names": _join_pattern,
    "word": lambda form: "|".join(map(re.escape, form.words)),
    "ordinal": lambda form: (
        "[一二三四五六七八九十百零]+" if form.words else "0[1-9]|[1-9][0-9]+" if form.least else "[1-9][0-9]*"
    ),
}
_PARSERS: dict[str, Callable[[Declared], Callable[[str], Read | None]]] = {
    **dict.fromkeys(NUMERIC, _parse_number),
    "year": lambda _: Decimal,
    **dict.fromkeys((*_FREE, "term", "word"), lambda _: str),
    "names": lambda form: lambda text: tuple(text.split(form.words[0])),
    "ordinal": _parse_ordinal,
}


def _figure(value: Any) -> Figure:
    if not isinstance(value, Figure):
        raise TypeError(f"not a figure: {value!r}")
    return value


def _text(value: Any) -> Text:
    if not isinstance(value, Text):
        raise TypeError(f"not a text: {value!r}")
    return value


def _names(value: Any) -> Names:
    if not isinstance(value, Names):
        raise TypeError(f"not names: {value!r}")
    return value


def apart(first: Format, second: Format) -> bool:
    """Whether two slots side by side can be told apart in print.

    A year is exactly four digits, words are a closed list, and a term (an official name) never ends
    in a digit; anything else could take characters from its neighbour. Two numbers never can: a person sees one.
    """
    if first.type in _CLOSED - {"word"} and second.type in _CLOSED - {"word"}:
        return False
    if second.type == "year" or first.type in ("year", "word"):
        return True
    return first.type == "term" and second.type in NUMERIC


@lru_cache(maxsize=1000)  # every heading has one of the first few
def numeral(number: int) -> str:
    """The Chinese numeral of a number, as headings are numbered: 十一."""
    from num2words import num2words

    from narrator.phrases import chinese

    assert chinese  # registers zh_CN
    return str(num2words(number, lang="zh_CN"))


@cache  # the same in every pack
def _numbers() -> dict[str, Decimal]:
    """The numerals of 0 to 999, more than any document numbers, for reading them back."""
    return {numeral(number): Decimal(number) for number in range(1000)}
