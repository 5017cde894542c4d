"""From a pack's declaration to a format: what may be stated of each type, and what is wrong with it.

A number's CLDR pattern is parsed by Babel, once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from narrator.figures.terms import BODIES, PERCENT, SCALES
from narrator.phrases import grammar
from narrator.phrases.formats import NUMERIC, TYPES, Format, numeral

AS_TYPED = "as typed"
_MOST_DECIMALS = 6
_NUMERALS = 99  # so many numerals a pack has at hand; a document seldom counts further
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


class FormatError(ValueError):
    """A format whose declaration cannot be used; the message says what is wrong, in Chinese."""


def build(name: str, entry: dict[str, str]) -> Format:
    """The format that a pack declares: type, and by type scale, pattern, bare, unit, join, lead, end, words.

    An amount names its scale, which is also the unit behind it, and a percentage has its sign by itself; ``bare``
    leaves either to the heading of the table. Raises FormatError.
    """
    kind = entry.get("type", "")
    if kind in NUMERIC:
        return _numeric(name, kind, entry)
    match kind:
        case "year" | "text" | "term":
            return Format(name, kind)
        case "reason":
            return _reason(name, entry)
        case "names":
            join = entry.get("join", "、")
            if not join or grammar.has_number(join):
                raise FormatError(f"格式「{name}」的 join 不能是「{join}」，名单连起来就分不开了。请写 、 这样的标点。")
            return Format(name, kind, words=(join,))
        case "word":
            words = entry.get("words", "").split()
            if sorted(words) != sorted(BODIES):
                raise FormatError(f"格式「{name}」的 words 要写它印的词，用空格隔开：{' '.join(BODIES)}。")
            return Format(name, kind, words=tuple(words))
        case "ordinal":
            digits = entry.get("numerals") in ("arabic", "two digits")
            least = 2 if entry.get("numerals") == "two digits" else 0
            return Format(name, kind, least=least, words=() if digits else tuple(map(numeral, range(1, _NUMERALS + 1))))
    known = "、".join(f"{key}（{word}）" for key, word in TYPES.items())
    raise FormatError(f"格式「{name}」的 type 不能是「{kind}」。可用：{known}。")


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
    if pattern == AS_TYPED:
        return Format(name, kind, None, unit, scale)
    least, most, grouped = _pattern(pattern)
    return Format(name, kind, most, unit, scale, least, grouped)


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

    return Format(name, "reason", words=tuple(leads), end=end)


_STOP = re.compile("[。；;，,.！]")
