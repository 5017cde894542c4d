"""Which characters may come in: what a person cannot see, or sees otherwise than it is stored, is not accepted.

One policy wherever text comes in: unit files, packs and workbooks are refused where they hold such a character; in all
else that is shown (names of files and sheets, words of a command line, a finished text) its code stands in its place.
Not accepted are

* what turns the direction of writing, has no width or no shape, controls a terminal, or ends a line unseen;
* what means nothing, or something else on each computer: private use, unassigned, half a surrogate pair;
* marks over anything but a letter, and more of them in a row than a script needs.

What a person types or pastes is accepted: every script, full width, spaces of any width, ideographs of every
extension, also of later ones than Python's Unicode knows; one variation selector behind an ideograph; those of emoji
and Mongolian where they belong, and the joiner between two emoji. Uyghur, Kazakh and Tibetan need none of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_WIDTHLESS = "\u180e\u200b-\u200d\u2060-\u2065\ufeff"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SHAPELESS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159"  # letters and marks by category, yet unseen
)
_KEYCAP, _KEYS = "\u20e3", "0123456789#*"
_JOINING = f"\u180e\u200d{_KEYCAP}"
_IDEOGRAPHS = (
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U0002a6df\U0002a700-\U0002ee5f"
    "\U0002f800-\U0002fa1f\U00030000-\U0003347f"
)
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_MONGOLIAN = "\u1820-\u18aa"
_LATER = f"{_IDEOGRAPHS}\U0001f000-\U0001faff"  # whole blocks: what Unicode adds to them is accepted
_STACKING = "\u0f00-\u0fff\u1000-\u109f\u1a20-\u1aaf"  # Tibetan, Myanmar, Tai Tham
_MOST, _MOST_STACKED = 4, 8  # marks in a row

TURNING = "文字方向控制符"
_MARK, _UNSEEN = "叠加符号", "不可见字符"
_KINDS = (
    (_DIRECTIONS, TURNING),
    ("\xad", "软连字符"),
    (_WIDTHLESS, "零宽字符"),
    ("\U000e0000-\U000e007f", "标签字符"),
    (_SELECTORS, "变体选择符"),
    (_SHAPELESS, _UNSEEN),
)
_BY_CATEGORY = {
    "Cc": "控制字符",
    "Zl": "行分隔符",
    "Zp": "段分隔符",
    "Co": "私用区字符",
    "Cn": "未分配的字符",
    "Cs": "残缺的字符",
    "Mn": _MARK,
    "Mc": _MARK,
    "Me": _MARK,
}
_SEEN = frozenset({"私用区字符", "未分配的字符", "残缺的字符", _MARK})  # a box, or the mark itself


class Fault(NamedTuple):
    """A character that is not accepted, and its offset in the text."""

    at: int
    character: str

    @property
    def kind(self) -> str:
        """What it is, in Chinese."""
        return _kind(self.character)

    @property
    def seen(self) -> bool:
        """Whether something is seen where it stands, so that it is to be typed anew, not deleted."""
        return self.kind in _SEEN


def faults(text: str) -> Iterator[Fault]:
    """What is not accepted in a text, in order. A text without it costs a look at its different characters."""
    strange = _strange(text)
    return _found(text, strange) if strange else iter(())


def named(found: Sequence[Fault], most: int = 4) -> str:
    """The different characters of these faults, each by its kind and code point."""
    codes = list(dict.fromkeys(f"{fault.kind} U+{ord(fault.character):04X}" for fault in found))
    return "、".join(codes[:most]) + ("等" if len(codes) > most else "")


def replaced(text: str, by: Callable[[str], str]) -> str:
    """The text with something else for each character that is not accepted."""
    pieces, start = [], 0
    for fault in faults(text):
        pieces += [text[start : fault.at], by(fault.character)]
        start = fault.at + 1
    return "".join([*pieces, text[start:]]) if start else text


def shown(text: str, keep: str = "") -> str:
    r"""The text as it may be shown to a person: a code (U+202E, \x1b) for each character that is not accepted.

    Tabs and line breaks are shown as \t, \n, \r, but for those that are to be kept.
    """
    if text.isascii() and text.isprintable():
        return text
    for sign, code in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text if sign in keep else text.replace(sign, code)
    return replaced(text, _code)


def drawn(character: str) -> bool:
    """Whether a font must have a shape for a character: not for a space, a joiner, a selector."""
    return character != " " and unicodedata.category(character) != "Cf" and not _within(character, _SELECTORS)


def _code(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 0xA0 else f"U+{ord(character):04X}"


# Which they are -------------------------------------------------------------------------------------

# letters, digits and signs of which Chinese texts and figures consist: but for the shapeless, all are accepted anywhere
_USUAL = re.compile("[\\w\t\n\r -~·\u2014-\u2026\u3001-\u3015\uff01-\uff5e￥]*")
_plain = set("\t\n\r")  # what was found to be accepted wherever it stands


def _strange(text: str) -> set[str]:
    """The characters of a text that are not accepted just anywhere."""
    if _USUAL.fullmatch(text) and not any(one in text for one in _SHAPELESS):
        return set()
    strange = set(text) - _plain
    if strange:
        _plain.update(character for character in strange if _is_plain(character))
        strange -= _plain
    return strange


def _is_plain(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cn":
        return _within(character, _LATER)
    return (category[0] in "LNPS" or category == "Zs") and character not in _SHAPELESS


def _found(text: str, strange: set[str]) -> Iterator[Fault]:
    """Where these characters are not accepted: most of them anywhere, some but for their place or their number."""
    placed = {one for one in strange if one in _JOINING or _within(one, _SELECTORS)}
    marks = {one for one in strange - placed - {*_SHAPELESS} if unicodedata.category(one)[0] == "M"}
    stacking = {one for one in marks if _within(one, _STACKING)}
    last, base = -2, True
    run = loose = 0
    for at, character in enumerate(text):
        if character not in strange:
            continue
        if character in marks:
            if last != at - 1:
                before = text[max(at - 1, 0) : at]
                run, loose, base = 0, 0, before.isalpha() and before not in _SHAPELESS
            run, loose, last = run + 1, loose + (character not in stacking), at
            if not base or loose > _MOST or run > _MOST_STACKED:
                yield Fault(at, character)
        elif character not in placed or not _in_place(character, text[max(at - 2, 0) : at], text[at + 1 : at + 2]):
            yield Fault(at, character)


def _in_place(character: str, before: str, after: str) -> bool:
    """Whether a selector or joiner stands where it belongs: ``before`` are two characters, ``after`` is one."""
    base = before[-1:]
    if character == _KEYCAP:
        return (base == "\ufe0f" and before[:1] in _KEYS) or (base != "" and base in _KEYS)
    if character == "\u200d":
        drawn = before[:1] if base == "\ufe0f" else base
        return _within(drawn, _EMOJI) and _within(after, _EMOJI)
    if character in "\ufe0e\ufe0f":
        return _within(base, _IDEOGRAPHS + _EMOJI) or (base != "" and base in _KEYS and after == _KEYCAP)
    if character >= "\ufe00":
        return _within(base, _IDEOGRAPHS)
    return _within(base, _MONGOLIAN) and (character != "\u180e" or _within(after, _MONGOLIAN))


def _kind(character: str) -> str:
    by_range = (kind for characters, kind in _KINDS if _within(character, characters))
    return next(by_range, _BY_CATEGORY.get(unicodedata.category(character), _UNSEEN))


def _within(character: str, characters: str) -> bool:
    """Whether it is one of these, written as in a pattern."""
    return _class(characters)(character) is not None


@lru_cache  # the classes that the program asks for
def _class(characters: str) -> Callable[[str], object]:
    return re.compile(f"[{characters}]").match
