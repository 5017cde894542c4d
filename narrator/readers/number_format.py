"""What a cell shows: a number format of Excel, applied exactly to the number that the cell holds.

A format is *plain* for a number that it shows at its own amount, however rounded, grouped, padded, coloured, or
with whatever currency: then the number counts. Any other (scaling commas, a point or digits as literals, per cent, a
unit's name) shows another amount, and what a person sees counts: the text shown, where nothing is rounded away.
Source: ECMA-376 part 1, 18.8.31; ``!`` escapes as a backslash does, as Excel and WPS do in Chinese.
"""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from narrator.figures.number import half_up, plain

_COMMON = re.compile(r"(General|@|[#0,]*[#0](\.[0#?]+)?)?[ _)]*", re.IGNORECASE)
_TOKEN = re.compile(
    r'(?P<text>"[^"]*"|[\\!].)|(?P<pad>_.)|(?P<fill>\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>General|G/通用格式)'
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<at>@)|(?P<end>;)"
    r"|(?P<power>e[+-])|(?P<fraction>/)|(?P<date>[a-z])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_UNSEEN_COLOURS = re.compile(r"\[(black|white|黑色?|白色?|color ?[12]|颜色 ?[12])\]", re.IGNORECASE)
_NO_COLOUR = re.compile(r"\[(\$|dbnum|natnum|h+\]|m+\]|s+\]|<|>|=)", re.IGNORECASE)
_TESTS = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_LARGEST = 10**15
_NOTHING = ("=", Decimal(0))
_UNITS = ("元", "万", "万元", "%", "％")
_SIGNS = "-−－–(（负"
_STRANGE = {"power": "科学计数", "fraction": "分数", "date": "日期或时间"}


class Misshown(Exception):
    """A number whose shown amount cannot be read exactly; what is shown instead, in Chinese."""


class _Section:
    """One part of a format, between semicolons: its tokens (kind, text), its condition, whether a colour marks it."""

    def __init__(self, tokens: tuple[tuple[str, str], ...], test: tuple[str, Decimal] | None, coloured: bool) -> None:
        self.tokens, self.test, self.coloured = tokens, test, coloured

    @cached_property
    def order(self) -> list[str]:
        """The kinds of its tokens."""
        return [kind for kind, _ in self.tokens]

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.order)

    @cached_property
    def literals(self) -> str:
        return "".join(text for kind, text in self.tokens if kind == "text")

    @cached_property
    def point(self) -> int:
        """Where the point stands, or would."""
        return self.order.index("point") if "point" in self.kinds else len(self.order)

    @cached_property
    def scale(self) -> int:
        """By how many powers of ten it shows a number larger than it is: three fewer for each scaling comma."""
        digits = [at for at, kind in enumerate(self.order) if kind == "digit"]
        whole = max((at for at in digits if at < self.point), default=-1)
        commas = [at for at, kind in enumerate(self.order) if kind == "comma" and digits]
        scaling = sum(whole < at < self.point or at > digits[-1] for at in commas)
        return 2 * self.order.count("percent") - 3 * scaling

    @cached_property
    def whole(self) -> bool:
        """Whether nothing but spaces stands between the digits, so that they read as one number."""
        places = [at for at, kind in enumerate(self.order) if kind in ("digit", "point")]
        inside = self.tokens[places[0] : places[-1] + 1] if places else ()
        return self.order.count("point") <= 1 and not any(text.strip() for kind, text in inside if kind == "text")

    @cached_property
    def decimals(self) -> int | None:
        """How many decimals are shown; None where all are."""
        return min(self.order[self.point :].count("digit"), 6) if "digit" in self.kinds else None


class _Format:
    """The sections that show numbers, and the one that shows text, if there is one."""

    def __init__(self, numbers: tuple[_Section, ...], text: _Section | None) -> None:
        self.numbers, self.text = numbers, text

    @cached_property
    def domains(self) -> list[tuple[bool, bool]]:
        """Of each section, whether it takes negative numbers only, and has to show the sign; whether only zero."""
        return [_domain(self, at) for at in range(len(self.numbers))]

    @cached_property
    def plain(self) -> list[dict[bool, bool]]:
        """Of each section, whether it shows a number as itself; and whether it so shows zero."""
        return [
            {zero: _plain(section, negative, zero=only or zero) for zero in (False, True)}
            for section, (negative, only) in zip(self.numbers, self.domains, strict=True)
        ]


def is_plain(code: str) -> bool:
    """Whether every number, and every text, is shown as itself in this format."""
    if _COMMON.fullmatch(code):
        return True
    form = _parsed(code)
    if form.text is not None and not _shows_text(form.text):
        return False
    conditional = any(section.test for section in form.numbers)
    return not (conditional and len(form.numbers) == 1) and all(plain[False] for plain in form.plain)


def shown(value: Any, code: str) -> Any:
    """What a cell that holds this value says: the value, or the text shown where that is another amount.

    A per cent comes with all its digits (「12.345%」). Raises Misshown for a number that is hidden, rounded, or shown
    as no number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    form = _parsed(code)
    if isinstance(value, str):
        if value.strip() and form.text is not None and not _shows_text(form.text):
            raise Misshown("另外的字，或不显示")
        return value
    if not math.isfinite(value) or abs(value) >= _LARGEST:
        return value  # no amount, however it is shown
    number = Decimal(f"{value:.15g}")
    at = _chosen(form, number)
    if at is None:
        raise Misshown("「####」")
    return value if form.plain[at][not number] else _rendered(form.numbers[at], number, form.domains[at][0])


# The parts of a format ------------------------------------------------------------------------------


@lru_cache(maxsize=64)  # a workbook has a few, each for hundreds of cells
def _parsed(code: str) -> _Format:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    test, coloured = None, False
    for kind, text in [*_tokens(code), ("end", ";")]:
        if kind == "end":
            sections.append(_Section(tuple(tokens), test, coloured))
            tokens, test, coloured = [], None, False
        elif kind != "bracket":
            tokens.append((kind, text))
        elif condition := _CONDITION.fullmatch(text):
            test = condition[1], Decimal(condition[2])
        elif text.startswith("[$"):
            tokens.append(("text", text[2:-1].partition("-")[0]))
        elif re.fullmatch(r"\[(h+|m+|s+)\]", text, re.IGNORECASE):
            tokens.append(("date", text))
        elif not _NO_COLOUR.match(text) and not _UNSEEN_COLOURS.fullmatch(text):
            coloured = True
    words = sections.pop() if len(sections) > 3 or (len(sections) > 1 and "at" in sections[-1].kinds) else None
    return _Format(tuple(sections[:3]), words)


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[0]
        match kind:
            case "text":
                yield "text", text[1:-1] if text[0] == '"' else text[1]
            case "fill":
                yield "text", text[1] if text[1] == " " else text[1] * 2
            case "pad":
                yield "text", " "
            case "other":
                yield "text", text
            case _:
                yield kind, text


def _chosen(form: _Format, number: Decimal) -> int | None:
    """Which section shows this number; None where none does."""
    last = len(form.numbers) - 1
    for at, section in enumerate(form.numbers):
        test = section.test or _default(at, last)
        if test is None or _TESTS[test[0]](number, test[1]):
            return at
    return None


def _default(at: int, last: int) -> tuple[str, Decimal] | None:
    """The condition of a section that states none; None for the last, which takes what is left."""
    return None if at == last else ("<" if at else ">" if last > 1 else ">=", Decimal(0))


def _domain(form: _Format, at: int) -> tuple[bool, bool]:
    """Whether a section takes negative numbers only, so that it has to show the sign; whether only zero."""
    last = len(form.numbers) - 1
    tests = [section.test or _default(number, last) for number, section in enumerate(form.numbers)]
    own = tests[at]
    if own is None:  # the last one takes what the others leave
        signs = {(test[0], test[1] == 0) for test in tests[:at] if test}
        above = bool(signs & {(">", True), (">=", True)})
        below = ("<", True) in signs
        return above and last == 1, above and below
    sign, limit = own
    return (sign in ("<", "=") and limit <= 0 and own != _NOTHING) or (sign == "<=" and limit < 0), own == _NOTHING


# Plain or not ---------------------------------------------------------------------------------------


def _shows_text(section: _Section) -> bool:
    return "at" in section.kinds and not _counts(section.literals)


def _counts(literal: str) -> bool:
    """Whether a literal reads as part of an amount: a digit, 万, 元, a point, a per cent."""
    return any(sign in "元.．%％‰" or unicodedata.numeric(sign, None) is not None for sign in literal)


def _plain(section: _Section, negative: bool, *, zero: bool) -> bool:
    kinds, literals = section.kinds, section.literals
    if kinds & {"percent", *_STRANGE} or _counts(literals):
        return False
    if zero:
        return not section.scale
    if not kinds & {"digit", "general", "at"} or section.scale or not section.whole:
        return False
    signed = any(sign in literals for sign in _SIGNS)
    return signed or section.coloured if negative else not signed


# Shown ----------------------------------------------------------------------------------------------


def _rendered(section: _Section, number: Decimal, negative: bool) -> str:
    """The text that a person sees; the sign stands before it unless the section shows that itself."""
    if instead := _no_number(section):
        raise Misshown(instead)
    if "percent" in section.kinds:
        return f"{plain(number.scaleb(section.scale)):f}%"
    unit = section.literals.strip()
    if unit in _UNITS and not negative and not section.scale and section.whole:
        return f"{plain(number):f}{unit}"  # only the unit is told beside the number, which counts however rounded
    scaled = abs(number).scaleb(section.scale)
    text = ("-" if number < 0 and not negative else "") + _digits(section, scaled)
    unsigned = number < 0 and negative and not any(mark in text for mark in _SIGNS)
    if unsigned and not section.coloured:
        raise Misshown(f"「{text}」，没有负号")
    decimals = section.decimals
    if decimals is not None and half_up(scaled, decimals) != scaled:
        raise Misshown(f"「{text}」")
    return f"-{text}" if unsigned else text


def _no_number(section: _Section) -> str:
    """What a section shows that is no number, in Chinese: a date, its words alone; "" where it shows one."""
    for kind, words in _STRANGE.items():
        if kind in section.kinds:
            return words
    if section.kinds & {"digit", "general", "at", "percent"}:
        return ""
    words = section.literals.strip()
    return f"「{words}」" if words else "空白"


def _digits(section: _Section, amount: Decimal) -> str:
    """The digits of an amount, laid into the places of a section, with its literals."""
    decimals = section.decimals
    if decimals is None:
        return "".join(_general(kind, text, amount) for kind, text in section.tokens).strip()
    kinds, point = section.order, section.point
    places = [at for at, kind in enumerate(kinds[:point]) if kind == "digit"]
    digits, _, fraction = f"{half_up(amount, decimals):f}".partition(".")
    digits = digits.lstrip("0")
    out: list[str] = []
    left = iter(fraction.ljust(kinds[point:].count("digit"), "0"))
    for at, (kind, text) in enumerate(section.tokens):
        if kind == "text":
            out.append(text)
        elif kind == "point":
            out.append(".")
        elif kind == "digit" and at > point:
            out.append(next(left))
        elif kind == "digit":
            rest = sum(place > at for place in places)
            split = max(len(digits) - rest, 0)
            taken, digits = digits[:split], digits[split:]
            out.append(taken or ("0" if text == "0" else ""))
    return "".join(out).strip()


def _general(kind: str, text: str, amount: Decimal) -> str:
    return text if kind == "text" else f"{plain(amount):f}" if kind in ("general", "at") else ""
