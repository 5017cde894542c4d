"""Bytes as edits of a text that is right, so that most of what comes out still gets past the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERS = [
    *("0", "1", "-1", "9", "0.005", "0.00", "00", "1e9", "99999999999999.99", "-0.00", "1,000", "１２", "²", "NaN"),
    *("451.67", "207.05", "214.31"),
]


class Taken:
    """Bytes taken from the front, a number or some text at a time; behind their end everything is zero."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def number(self, size: int = 1) -> int:
        """The next bytes as a number."""
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at].ljust(size, b"\0"), "big")

    def text(self, size: int) -> str:
        """The next bytes as UTF-8; what is none is left out."""
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "ignore")

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.data)


def edited(base: str, taken: Taken, words: Sequence[str], seams: str, most: int = 12) -> str:
    """``base`` after the edits that the bytes tell, ``most`` at most: each a place, what is done there, and with what.

    Puts in a word of ``words`` or text of its own, takes text away, repeats or moves a piece, changes a number; half
    of it at the seams, which a regular expression tells: where something touches what is meant.
    """
    text = base
    for _ in range(most):
        if taken.empty or not text:
            return text
        at = taken.number(3) % len(text)
        what = taken.number()
        size = what >> 4
        seam = re.compile(seams).search(text, at) if what & 8 else None
        at = seam.start() if seam else at
        match what & 7:
            case 0:
                text = text[:at] + words[taken.number() % len(words)] + text[at:]
            case 1:
                text = text[:at] + taken.text(size) + text[at:]
            case 2:
                text = text[:at] + text[at + 1 + size :]
            case 3:
                text = text[:at] + text[at : at + 1 + size] * 2 + text[at + 1 + size :]
            case 4:
                to = taken.number(3) % len(text)
                text = text[:at] + text[to : to + 1 + size] + text[at:]
            case 5:
                start = next((n for n in range(at, len(text)) if text[n].isdigit()), at)
                end = next((n for n in range(start, len(text)) if not text[n].isdigit() and text[n] != "."), start)
                text = text[:start] + _NUMBERS[taken.number() % len(_NUMBERS)] + text[end:]
            case 6:
                text = text[:at] + words[taken.number() % len(words)] + text[at + 1 + size :]
            case _:
                text = text[:at] + chr(_CODES[taken.number() % len(_CODES)]) + text[at:]
    return text


_CODES = [
    *(0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xA0, 0xAD, 0x301, 0x378, 0x600, 0x61C, 0x663, 0x200B),
    *(0x200D, 0x200E, 0x2028, 0x202E, 0x2060, 0x2066, 0x2212, 0x3000, 0x3007, 0xB2, 0x2460, 0x2163, 0xE000, 0xFEFF),
    *(0xFF05, 0xFF0D, 0xFF0E, 0xFF10, 0xFFFE, 0x20BB7, 0xE0041, 0x10FFFF, 0x22, 0x27, 0x23, 0x26, 0x2A, 0x5B, 0x7B),
]
