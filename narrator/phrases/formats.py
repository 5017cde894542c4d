"""Formats: how a slot looks in print, and how its print is read back.

A pack names its formats and states their CLDR number pattern, parsed by Babel once; numbers are then
quantised half up first and written by Python's own formatter, with Babel's as the oracle in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from narrator.figures.number import half_up
from narrator.figures.terms import BODIES, PERCENT, SCALES
from narrator.figures.values import Figure, Names, Text, Value
from narrator.phrases import grammar

Read: TypeAlias = "Decimal | str | tuple[str, ...]"

AS_TYPED = "as typed"
_NUMERIC = ("amount", "percent", "count", "number")
FIGURES = frozenset((*_NUMERIC, "year"))
_CLOSED = FIGURES | {"word", "ordinal"}
_MOST_DECIMALS = 6
SETTINGS = {  # what a pack may state about a format of each type
    "amount": ("type", "scale", "pattern", "bare"),
    "percent": ("type", "pattern", "bare"),
    **dict.fromkeys(("count", "number"), ("type", "pattern", "unit")),
    **dict.fromkeys(("year", "text", "term"), ("type",)),
    "names": ("type", "join"),
    "reason": ("type", "lead", "end"),
    "word": ("type", "words"),
    "ordinal": ("type", "numerals"),
}
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


class FormatError(ValueError):
    """A format whose declaration cannot be used; the message says what is wrong, in Chinese."""


class Format(NamedTuple):
    """A named format: the type of slot it prints, its printer, and the pattern of what it prints.

    ``decimals`` is the greatest number of decimals, None where the format does not round. ``unit`` is what stands
    behind a number, "" where nothing does; ``scale`` the unit (元, 万元, 亿元) that an amount is told in.
    """

    name: str
    type: str
    write: Callable[[Any], str]
    pattern: re.Pattern[str]
    parse: Callable[[str], Read | None]
    decimals: int | None = None
    unit: str = ""
    scale: str = ""

    @property
    def bare(self) -> bool:
        """Whether it leaves the unit of an amount, or the sign of a percentage, to the heading of a table."""
        return self.type in ("amount", "percent") and not self.unit

    @property
    def numeric(self) -> bool:
        """Whether it prints a number that is no year and no ordinal: an amount, a rate, a count."""
        return self.type in _NUMERIC

    @property
    def closed(self) -> bool:
        """Whether its print ends where its pattern does, whatever follows: true of all but free words."""
        return self.type in _CLOSED

    def print(self, value: Value) -> str:
        """The value as it stands in the sentence. Raises TypeError where it is of another type."""
        return self.write(value)

    def read(self, text: str) -> Read | None:
        """The value that prints as ``text``, or None where none does."""
        return self.parse(text) if self.pattern.fullmatch(text) else None


def build(name: str, entry: dict[str, str]) -> Format:
    """The format that a pack declares: type, and by type scale, pattern, bare, unit, join, lead, end, words.

    An amount names its scale, which is also the unit behind it, and a percentage has its sign by itself; ``bare``
    leaves either to the heading of the table. Raises FormatError.
    """
    kind = entry.get("type", "")
    if kind in _NUMERIC:
        return _numeric(name, kind, entry)
    match kind:
        case "year":
            return Format(name, kind, lambda f: f"{_figure(f).value:f}", re.compile("[1-9][0-9]{3}"), Decimal)
        case "text":
            return Format(name, kind, lambda text: _text(text).text, re.compile(".+", re.DOTALL), str)
        case "term":
            return Format(name, kind, lambda text: _text(text).text, re.compile(".*[^0-9.,-]"), str)
        case "reason":
            return _reason(name, entry)
        case "names":
            join = entry.get("join", "、")
            if not join or grammar.has_number(join):
                raise FormatError(f"格式「{name}」的 join 不能是「{join}」，名单连起来就分不开了。请写 、 这样的标点。")
            pattern = re.compile(f"(?:(?!{re.escape(join)}).)+(?:{re.escape(join)}(?:(?!{re.escape(join)}).)+)*")
            return Format(name, kind, lambda names: _join(names, join), pattern, lambda s: tuple(s.split(join)))
        case "word":
            words = entry.get("words", "").split()
            if sorted(words) != sorted(BODIES):
                raise FormatError(f"格式「{name}」的 words 要写它印的词，用空格隔开：{' '.join(BODIES)}。")
            pattern = re.compile("|".join(map(re.escape, words)))
            return Format(name, kind, lambda text: _text(text).text, pattern, str)
        case "ordinal":
            return _ordinal(name, entry)
    known = "、".join(f"{key}（{word}）" for key, word in TYPES.items())
    raise FormatError(f"格式「{name}」的 type 不能是「{kind}」。可用：{known}。")


def apart(first: Format, second: Format) -> bool:
    """Whether two slots side by side can be told apart in print.

    A year is exactly four digits, words are a closed list, and a term (an official name) never ends
    in a digit; anything else could take characters from its neighbour. Two numbers never can: a person sees one.
    """
    if first.type in _CLOSED - {"word"} and second.type in _CLOSED - {"word"}:
        return False
    if second.type == "year" or first.type in ("year", "word"):
        return True
    return first.type == "term" and second.type in _NUMERIC


def _figure(value: Any) -> Figure:
    if not isinstance(value, Figure):
        raise TypeError(f"not a figure: {value!r}")
    return value


def _text(value: Any) -> Text:
    if not isinstance(value, Text):
        raise TypeError(f"not a text: {value!r}")
    return value


def _join(value: Any, join: str) -> str:
    if not isinstance(value, Names):
        raise TypeError(f"not names: {value!r}")
    return join.join(name.text for name in value.names)


def _unit(name: str, kind: str, entry: dict[str, str]) -> tuple[str, str]:
    """What is printed behind a number, and the scale of an amount."""
    if kind in ("count", "number"):
        unit = entry.get("unit", "")
        counts = grammar.has_number(unit) or any(map(grammar.is_chinese, unit))
        if counts or _WORD.fullmatch(unit) is None or unit in (*SCALES, PERCENT):
            advice = "金额用 type: amount，百分率用 type: percent。"
            raise FormatError(f"格式「{name}」的 unit 不能是「{unit}」，只能是「人」「台（套）」这样的量词。{advice}")
        return unit, ""
    scale = entry.get("scale", "")
    if "unit" in entry:
        mine = "百分号由 type: percent 印出" if kind == "percent" else "金额的单位由 scale 定"
        advice = "" if kind == "percent" else f"要按哪种单位印，写 scale：{'、'.join(SCALES)}；数由程序换算。"
        raise FormatError(f"格式「{name}」不能写 unit：{mine}。请删去 unit；表里不带单位的写 bare: yes。{advice}")
    if kind == "amount" and scale not in SCALES:
        wrong = f"不能是「{scale}」" if scale else "没有写"
        raise FormatError(f"格式「{name}」的 scale {wrong}。请写金额按哪种单位印：{'、'.join(SCALES)}。")
    if entry.get("bare", "no") not in ("yes", "no"):
        raise FormatError(f"格式「{name}」的 bare 不能是「{entry['bare']}」。不带单位的写 yes，带的不写。")
    shown = PERCENT if kind == "percent" else scale
    return "" if entry.get("bare") == "yes" else shown, scale if kind == "amount" else ""


_WORD = re.compile(r"(?:[^\W\d_]|[（）()])*")  # letters and ideographs, with brackets: 台（套）


def _numeric(name: str, kind: str, entry: dict[str, str]) -> Format:
    pattern = entry.get("pattern", "0")
    unit, scale = _unit(name, kind, entry)
    tail = re.escape(unit)

    def parse(text: str) -> Decimal | None:
        number = Decimal(text.removesuffix(unit).replace(",", ""))
        return None if number.is_zero() and number.is_signed() else number  # zero is never printed with a sign

    if pattern == AS_TYPED:
        shape = re.compile(rf"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?{tail}")
        return Format(name, kind, lambda f: f"{_figure(f).value:f}{unit}", shape, parse, None, unit, scale)
    least, most, grouped = _pattern(pattern)
    digits = "[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}|0" if grouped else "[1-9][0-9]*|0"
    fraction = rf"\.[0-9]{{{least},{most}}}" if least else rf"(?:\.[0-9]{{1,{most}}})?" if most else ""
    shape = re.compile(rf"-?(?:{digits}){fraction}{tail}")
    spec = ",f" if grouped else "f"

    def write(value: Any) -> str:
        text = format(half_up(_figure(value).value, most), spec)
        if least < most:
            whole, _, decimals = text.partition(".")
            kept = decimals.rstrip("0").ljust(least, "0")
            text = f"{whole}.{kept}" if kept else whole
        return text + unit

    return Format(name, kind, write, shape, parse, most, unit, scale)


@lru_cache(maxsize=256)  # packs have a dozen, and mostly the same
def _pattern(pattern: str) -> tuple[int, int, bool]:
    """Least and most decimals of a CLDR pattern, and whether it groups thousands."""
    from babel.numbers import parse_pattern

    if re.search("[^0#,.]", pattern):
        raise FormatError(f"数字样式「{pattern}」里只能有 0、#、逗号和小数点，单位由 scale 或 unit 定。")
    if re.fullmatch(r"(?:#,##)?0(?:\.0*#*)?", pattern) is None:
        raise FormatError(f"数字样式「{pattern}」写法不对。两位小数写 0.00，加千位分隔符写 #,##0.00。")
    parsed = parse_pattern(pattern)
    least, most = parsed.frac_prec
    if most > _MOST_DECIMALS:
        raise FormatError(f"数字样式「{pattern}」的小数多于 {_MOST_DECIMALS} 位。")
    return least, most, parsed.grouping == (3, 3)


def _reason(name: str, entry: dict[str, str]) -> Format:
    leads, end = entry.get("lead", "").split(), entry.get("end", "")
    if any(lead[-1] not in "：:" or grammar.has_number(lead) for lead in leads):
        raise FormatError(f"格式「{name}」的 lead 只能是以冒号结尾的引导词，里面没有数。")
    if end and _STOP.fullmatch(end) is None:
        raise FormatError(f"格式「{name}」的 end 只能是一个句末标点，如 。")

    def write(value: Any) -> str:
        text = _text(value).text
        for lead in leads:
            if text.startswith(lead):
                text = text.removeprefix(lead)
                break
        return text.removesuffix(end)

    return Format(name, "reason", write, re.compile(".+", re.DOTALL), str)


_STOP = re.compile("[。；;，,.！]")


def _ordinal(name: str, entry: dict[str, str]) -> Format:
    if entry.get("numerals") == "arabic":
        return Format(name, "ordinal", lambda f: f"{_figure(f).value:f}", re.compile("[1-9][0-9]*"), Decimal)
    pattern = re.compile("[一二三四五六七八九十百零]+")
    return Format(name, "ordinal", lambda f: _numeral(int(_figure(f).value)), pattern, lambda s: _numbers().get(s))


@lru_cache(maxsize=1000)  # every heading has one of the first few
def _numeral(number: int) -> str:
    from num2words import num2words

    from narrator.phrases import chinese

    assert chinese  # registers zh_CN
    return str(num2words(number, lang="zh_CN"))


@cache  # the same in every pack
def _numbers() -> dict[str, Decimal]:
    """The numerals of 0 to 999, more than any document numbers, for reading them back."""
    return {_numeral(number): Decimal(number) for number in range(1000)}
