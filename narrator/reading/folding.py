"""A text folded for reading, each character with the place from which it came.

Widths and points are brought to one; blanks, quotes and what a scraper left between characters are dropped, so that
a word broken over two lines is whole; traditional characters become simplified ones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from narrator.files import marked
from narrator.phrases.home import root

TRADITIONAL = "reading/traditional.yaml"
_DROPPED = "“”\"'‘’「」『』《》〈〉\u200b\u200c\u200d\u2060\ufeff\u00ad"
_ALIKE = {
    "、": "、",
    "。": "。",
    "﹪": "%",
    "％": "%",
    "−": "-",
    "–": "-",
    "－": "-",
    "﹣": "-",
    "‐": "-",
    "‑": "-",
    "〔": "[",
    "〕": "]",
}
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\s*[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}[)）]")
_DIGITS = "0123456789"
_NUMERIC = "0123456789.,"


class Folded(NamedTuple):
    """A folded text; character ``i`` of it stands at ``at[i]`` in the original."""

    text: str
    at: list[int]


@cache  # a small file of the program's own
def _simplified() -> dict[str, str]:
    content = marked.load(root() / TRADITIONAL, TRADITIONAL)
    assert isinstance(content, marked.Mapping)
    return {sign: str(simple) for simple, signs in content.items() for sign in str(signs)}


@lru_cache(maxsize=8192)  # texts are made of some thousand different characters
def _folded(sign: str) -> str:
    """What stands for a character: one character, or none."""
    if sign in _DROPPED:
        return ""
    if sign.isspace():
        return " "
    alike = _ALIKE.get(sign)
    if alike is None:
        alike = unicodedata.normalize("NFKC", sign) if sign != "…" else sign
        alike = alike if len(alike) == 1 else sign
    return _simplified().get(alike, alike)


def fold(text: str, start: int = 0) -> Folded:
    """A text folded; ``start`` is where it begins in the original. A blank stays between two figures only."""
    skipped = (
        {at for found in _PINYIN.finditer(text) for at in range(*found.span())} if "(" in text or "（" in text else ()
    )
    signs: list[str] = []
    places: list[int] = []
    blank = False
    for at, sign in enumerate(text):
        plain = _folded(sign)
        if plain == " ":
            blank = True
            continue
        if not plain or at in skipped:
            continue
        if blank and plain in _DIGITS and signs and signs[-1] in _NUMERIC:
            signs.append(" ")
            places.append(start + at - 1)
        blank = False
        signs.append(plain)
        places.append(start + at)
    return Folded("".join(signs), places)
