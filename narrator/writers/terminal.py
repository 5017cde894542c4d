"""Text laid out for a terminal: how wide it is, and lines that break where no number, code or cell does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias
from unicodedata import east_asian_width

StyledLine: TypeAlias = "list[tuple[str, str]]"
"""A line as words, each with its style for rich or ""."""

_WHOLE = re.compile(
    r"\w[\w()（）]{0,40}![A-Z]{1,3}\d+"  # a cell with its sheet
    r"|[\x21-\x7e０-９．，％−–…·×÷≠≤≥]+"  # a number, a code, a path, a sign of a sum
    r"|\s+|."
)
_CLOSING = "，。、；：！？）〕】》」』”’％…"  # never the first sign of a line
_OPENING = "（〔【《「『“‘"  # never the last


def width(text: str) -> int:
    """How wide a text is in a terminal: a Chinese character takes two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, columns: int) -> str:
    """A text with spaces behind it, so many columns wide."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """The lines of a text, none wider than ``columns``: what must not break does so only where it is wider."""
    line = ""
    for piece in _pieces(text):
        while width(line) + width(piece.rstrip()) > columns:
            if line.strip():
                yield line.rstrip()
                line, piece = "", piece.lstrip()  # noqa: PLW2901  # what begins a line has no space before it
                continue
            at = next(at for at in range(len(piece), 0, -1) if width(piece[:at]) <= columns or at == 1)
            yield piece[:at]
            piece = piece[at:]  # noqa: PLW2901
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def indented(text: str, columns: int, first: str, rest: str) -> Iterator[str]:
    """The lines of a text behind ``first``, and below it behind ``rest``; no room for words leaves them unbroken."""
    room = columns - max(width(first), width(rest))
    lines = wrapped(text, room) if room > 0 else [text]
    yield from (f"{rest if number else first}{line}" for number, line in enumerate(lines))


def _pieces(text: str) -> Iterator[str]:
    """The pieces of a text between which a line may end."""
    held = ""
    for found in _WHOLE.finditer(" ".join(text.split())):
        piece = found[0]
        if held and not piece.isspace() and piece[0] not in _CLOSING and held[-1] not in _OPENING:
            yield held
            held = ""
        held += piece
    if held:
        yield held
