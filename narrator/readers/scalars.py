"""The scalars of the unit file: how one typed scalar becomes a figure, a text or a choice.

Each is a shape with its JSON Schema; what it refuses, it refuses in Chinese. The unit of money (元 or 万元) is
handed on to each, since the file declares it once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from narrator.figures import terms
from narrator.figures.number import NumberError, decimal
from narrator.figures.values import Figure, Text
from narrator.files.marked import Scalar, Sequence
from narrator.readers.widths import squeeze

MONEY_UNITS = (terms.YUAN, terms.WAN)
MAX_TEXT = 32_767  # characters that a cell of a workbook can hold, where the form says the same
NONE_WORD = "无"
ZERO_OR_BLANK = "是零、没有发生的写 0，不知道的留空。"
"""How a number is said that is nothing, or not known: the one rule of hints, messages and guides."""
_DASHES = ("-", "—", "——", "/", "－")
_NUMBER = {"type": ["number", "string"], "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"}
_COUNT = {"type": ["integer", "string"], "pattern": "^[0-9]{1,15}$", "minimum": 0}
_YEAR = {"type": ["integer", "string"], "pattern": "^(19|20)[0-9]{2}$", "minimum": 1900, "maximum": 2099}
_DATE = {
    "type": ["string", "integer"],
    "pattern": r"^[0-9]{4}([0-9]{4}|-[0-9]{1,2}-[0-9]{1,2}|[.][0-9]{1,2}[.][0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2}"
    r"|年[0-9]{1,2}月[0-9]{1,2}日)$",
    "minimum": 1000_01_01,
    "maximum": 9999_12_31,
}
_WORDS = {"type": ["string", "number"]}
_LIST = {"anyOf": [{"type": "string"}, {"type": "array", "items": _WORDS}]}


class Shape(NamedTuple):
    """What may stand at a place of the file.

    ``read`` makes the value from a node and the file's unit of money; it raises Wrong. ``schema`` is its JSON
    Schema for editors, with a record (``narrator.readers.records``) wherever one may stand.
    """

    read: Callable[[Any, str], Any]
    schema: Any


class Problem(NamedTuple):
    """What is wrong at a key: ``key`` leads there from the shape that was read, its parts from the inside out.

    ``at_key`` tells that the key itself is wrong, not the value at it.
    """

    code: str
    evidence: str
    advice: str = ""
    key: tuple[str | int, ...] = ()
    at_key: bool = False


class Wrong(Exception):
    """What was read has these problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)

    def at(self, part: str | int) -> list[Problem]:
        """The problems as they are told one level up, where what was read stands at this key or number."""
        return [problem._replace(key=(*problem.key, part)) for problem in self.problems]


def leaf(read: Callable[[Any], Any], schema: Mapping[str, Any]) -> Shape:
    """The shape whose values ``read`` makes, whatever the unit of money; described to editors by ``schema``."""
    return Shape(lambda value, _: read(value), schema)


def refuse(message: str) -> Wrong:
    """A problem with the value at hand, in Chinese."""
    return Wrong([Problem("U203", message)])


def short(words: str) -> str:
    """Words quoted in a message, cut where they are long."""
    return words if len(words) <= 30 else words[:30] + "…"


def blank(value: Any) -> bool:
    """Whether nothing was typed: no value, or white space in quotes."""
    return value is None or (isinstance(value, Scalar) and not value.strip())


def kind_of(value: Any) -> str:
    """What a value of the file looks like to the person who typed it."""
    if isinstance(value, Mapping):
        return "一组键值"
    if isinstance(value, list):
        return "一个列表"
    return "空白" if value is None else "一段文字"


def _scalar(value: Any, expected: str) -> Scalar:
    if not isinstance(value, Scalar):
        raise refuse(f"这里应是{expected}，却是{kind_of(value)}。")
    return value


def _figure(value: Any, unit: str) -> Figure:
    typed = _scalar(value, "数字")
    try:
        return Figure(decimal(typed), unit, typed.place)
    except NumberError:
        raise refuse(f"「{short(typed)}」不是数字{_number_advice(typed)}") from None


def _number_advice(typed: str) -> str:
    if re.search(r"[０-９．]", typed):
        return "。请用半角数字。"
    if re.search(r"[0-9][,，_ ][0-9]", typed):
        return "。请去掉千位分隔符。"
    if typed in (*_DASHES, NONE_WORD):
        return f"。{ZERO_OR_BLANK}"
    if re.search(r"[0-9] ?(万|元|%|人|辆|个|批|次|台|套|平方米)", typed):
        return "。只写数字，不写单位。"
    return f"（可有负号，整数最多 15 位，小数最多 6 位）。{ZERO_OR_BLANK}"


def _count(unit: str) -> Callable[[Any], Figure]:
    def read(value: Any) -> Figure:
        figure = _figure(value, unit)
        if "." in value or "-" in value:
            raise refuse(f"「{value}」不是 0 或正整数。")
        return figure

    return read


def _year(value: Any) -> Figure:
    typed = _scalar(value, "年份")
    if re.fullmatch(r"(19|20)[0-9]{2}", typed) is None:
        raise refuse(f"「{short(typed)}」不是四位年份。")
    return Figure(decimal(typed), "年", typed.place)


_DAY = r"([0-9]{4})(?:([-./])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"


def _date(value: Any) -> datetime.date:
    typed = _scalar(value, "日期")
    found = re.fullmatch(_DAY, squeeze(typed))
    try:
        year, month, day = (int(part) for part in found.groups() if part and part.isdecimal()) if found else (0, 0, 0)
        return datetime.date(year, month, day)
    except ValueError:
        advice = "请写成 2025-09-30、2025.9.30、2025/9/30、20250930 或 2025年9月30日。"
        raise refuse(f"「{short(typed)}」不是日期。{advice}") from None


def line(value: Any, _money: str = "") -> Text:
    """Words on one line."""
    words = _passage(value)
    if not words.text.isprintable() and len(words.text.splitlines()) > 1:
        raise refuse("这段文字里有换行，请写成一行。")
    return words


def _passage(value: Any) -> Text:
    typed = value if isinstance(value, Scalar) else _scalar(value, "文字")
    if len(typed) > MAX_TEXT:
        raise refuse(f"这段文字有 {len(typed)} 字，超过 {MAX_TEXT} 字。请检查是否粘贴错了内容。")
    return Text(typed.strip(), typed.place)


def _lines(value: Any) -> tuple[Text, ...]:
    if isinstance(value, Sequence):
        if any(blank(item) for item in value):
            raise refuse("名单里有空白的一项，请补上或删去。")
        listed = tuple(line(item) for item in value)
        return () if [words.text for words in listed] == [NONE_WORD] else tuple(map(_real_name, listed))
    words = _passage(value)
    if words.text == NONE_WORD:
        return ()
    return tuple(_real_name(Text(line.strip(), words.origin)) for line in words.text.splitlines() if line.strip())


def _real_name(words: Text) -> Text:
    if words.text in (*_DASHES, "0"):
        raise refuse(f"「{words.text}」不是名称。没有的写「无」。")
    return words


def _account_name(value: Any) -> Text:
    words = line(value)
    if not words.text.endswith(_ENDS_OF_NUMBERS):
        return words
    if re.fullmatch(r"-?[0-9.,]+", words.text):
        code = words.origin.key.rsplit("/", 1)[-1] if words.origin else ""
        raise refuse(
            f"「{words.text}」是数字，不是科目名称。写成「{code}: {{名称: 科目的名称, 决算: {words.text}}}」。"
        )
    if re.search(r"[0-9]$", words.text):
        raise refuse(f"科目名称「{short(words.text)}」以数字结尾。请只写名称。")
    return words


_ENDS_OF_NUMBERS = tuple("0123456789.,")


def _choice(choices: tuple[str, ...]) -> Callable[[Any], Text]:
    def read(value: Any) -> Text:
        words = line(value)
        if words.text not in choices:
            raise refuse(f"「{short(words.text)}」不在可选范围内。可选：{'、'.join(choices)}。")
        return words

    return read


def _choices(choices: tuple[str, ...]) -> Callable[[Any], tuple[Text, ...]]:
    one = _choice(choices)

    def read(value: Any) -> tuple[Text, ...]:
        chosen = tuple(one(item) for item in (value if isinstance(value, Sequence) else [value]))
        if not chosen or len({words.text for words in chosen}) < len(chosen):
            raise refuse(f"请写一种或几种，不重复。可选：{'、'.join(choices)}。")
        return chosen

    return read


def _flag(value: Any) -> bool:
    words = line(value).text
    if words not in ("是", "否"):
        raise refuse(f"「{short(words)}」应写「是」或「否」。")
    return words == "是"


MONEY = Shape(_figure, _NUMBER)
LINE = Shape(line, _WORDS)
ACCOUNT_NAME = leaf(_account_name, _WORDS)


def of(meta: Mapping[str, Any]) -> Shape:
    """The shape for the declaration of a field in ``narrator.figures.model``."""
    match meta["kind"]:
        case "money":
            return MONEY
        case "text":
            return LINE
        case "number":
            return leaf(lambda value: _figure(value, meta["unit"]), _NUMBER)
        case "count":
            return leaf(_count(meta["unit"]), _COUNT)
        case "year":
            return leaf(_year, _YEAR)
        case "date":
            return leaf(_date, _DATE)
        case "passage":
            return leaf(_passage, _WORDS)
        case "lines" | "names":
            return leaf(_lines, _LIST)
        case "choice":
            return choice(meta["choices"])
        case "choices":
            one = {"enum": list(meta["choices"])}
            return leaf(_choices(meta["choices"]), {"anyOf": [one, {"type": "array", "items": one}]})
        case "flag":
            return leaf(_flag, {"enum": ["是", "否"]})
    raise TypeError(f"no shape for {meta['kind']}")


def choice(choices: tuple[str, ...]) -> Shape:
    """One of these words."""
    return leaf(_choice(choices), {"enum": list(choices)})
