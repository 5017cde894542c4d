"""Text laid out for a terminal: how wide it is, lines that break where no number, code or cell does, and tables."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby, repeat, zip_longest
from typing import TextIO, TypeAlias
from unicodedata import east_asian_width

StyledLine: TypeAlias = "list[tuple[str, str]]"
"""A line as words, each with its style for rich or ""."""

USUAL = 80
"""How wide a terminal is taken to be for sentences where nothing tells."""

_WHOLE = (  # compiled when a line is folded
    r"\w[\w()（）]{0,40}![A-Z]{1,3}\d+"  # a cell with its sheet
    r"|\{\{[^{}]{1,40}\}\}"  # a slot of a wording
    r"|[\u4e00-\u9fff]{1,12}(?:\.[\u4e00-\u9fff]{1,12})+"  # the name of a phrase
    r"|[\x21-\x7e０-９．，％−–…·×÷≠≤≥]+"  # a number, a code, a path, a sign of a sum
    r"|\s+|."
)
_CLOSING = "，。、；：！？）〕】》」』”’％…)]"  # never the first sign of a line
_OPENING = "（〔【《「『“‘(["  # never the last
_GAP = "  "  # between columns
_NARROW = 16  # a column of sentences that is narrower is no column, but the first, which names the row, has a third
_NUMBER = r"[\d.,%−-]*"


def columns(stream: TextIO | None) -> int:
    """How wide the terminal is that a stream writes to: by COLUMNS, else by its own word; 0 where nothing tells."""
    with suppress(ValueError):
        if (asked := int(os.environ.get("COLUMNS", "0"))) > 0:
            return asked
    with suppress(OSError, ValueError):
        if stream is not None and stream.isatty():
            return os.get_terminal_size(stream.fileno()).columns
    return 0


def width(text: str) -> int:
    """How wide a text is in a terminal: a Chinese character takes two columns."""
    if text.isascii():
        return len(text)
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)


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


def folded(line: StyledLine, columns: int) -> Iterator[StyledLine]:
    """A line, broken where it is wider than ``columns``; what goes on stands two columns further in. 0 breaks nothing.

    The words keep their styles. What holds straight quotes is code that somebody copies: it is left to the terminal.
    """
    text = "".join(words for words, _ in line)
    if not 0 < columns < width(text) or '"' in text:
        yield line
        return
    styles = [style for words, style in line for sign in words if not sign.isspace()]
    lead = text[: len(text) - len(text.lstrip())]
    at = 0
    for part in indented(text, columns, lead, f"{lead}  "):
        styled: StyledLine = []
        for sign in part:
            style = styled[-1][1] if styled and sign.isspace() else "" if sign.isspace() else styles[at]
            at += not sign.isspace()
            styled.append((sign, style))
        yield [("".join(sign for sign, _ in same), style) for style, same in groupby(styled, lambda pair: pair[1])]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], columns: int) -> Iterator[StyledLine]:
    """A table no wider than ``columns`` (0: as wide as it is), numbers to the right, cells broken into lines.

    A row of several lines has a blank one before and behind it. Where the columns would get too narrow, each row is a
    list: its first cell, below it the others with their headings.
    """
    cells = [[cell.splitlines() or [""] for cell in row] for row in rows]
    widths = _widths([[[heading] for heading in headings], *cells], columns)
    if not widths:
        yield from _listed(headings, cells, columns)
        return
    right = [all(re.fullmatch(_NUMBER, line) for row in cells for line in row[at]) for at in range(len(headings))]
    yield from ([(line, "bold")] for line in _laid([[heading] for heading in headings], widths, right))
    yield [(_GAP.join("-" * wide for wide in widths), "")]
    before = 1
    for number, row in enumerate(cells):
        lines = list(_laid(row, widths, right))
        if number and max(len(lines), before) > 1:
            yield []
        before = len(lines)
        yield from ([(line, "")] for line in lines)


def _laid(row: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """The lines of a row, each cell in its column."""
    broken = [
        [part for line in cell for part in (wrapped(line, wide) if width(line) > wide else [line])]
        for cell, wide in zip(row, widths, strict=True)
    ]
    for line in zip_longest(*broken, fillvalue=""):
        cells = (
            f"{' ' * (wide - width(cell))}{cell}" if number else padded(cell, wide)
            for cell, wide, number in zip(line, widths, right, strict=True)
        )
        yield _GAP.join(cells).rstrip()


def _widths(rows: Sequence[Sequence[Sequence[str]]], columns: int) -> list[int]:
    """How wide each column of these rows is; none where that is too narrow for what must not break."""
    held = [[line for row in rows for line in row[at]] for at in range(len(rows[0]))]
    whole = [max(map(width, lines)) for lines in held]
    room = columns - len(_GAP) * (len(whole) - 1)
    if not columns or sum(whole) <= room:
        return whole
    least = [
        max(min(wide, few), *(width(piece.strip()) for line in lines for piece in _pieces(line)))
        for wide, lines, few in zip(whole, held, (columns // 3, *repeat(_NARROW, len(whole) - 1)), strict=True)
    ]
    for most in range(max(whole), 0, -1):
        fitted = [max(low, min(wide, most)) for low, wide in zip(least, whole, strict=True)]
        if sum(fitted) <= room:
            return fitted
    return []


def _listed(headings: Sequence[str], rows: Iterable[Sequence[Sequence[str]]], columns: int) -> Iterator[StyledLine]:
    """Each row as a list below its first cell: what is short side by side, several lines below their heading."""
    for row in rows:
        yield from ([(part, "bold")] for line in row[0] for part in wrapped(line, columns))
        lines = [""]
        for heading, (only, *rest) in zip(headings[1:], row[1:], strict=True):
            field = f"{heading}：{'' if rest else only}"
            if rest:
                lines += [field, *(f"  {line}" for line in (only, *rest)), ""]
            elif only and lines[-1] and width(f"  {lines[-1]}{_GAP}{field}") <= columns:
                lines[-1] += f"{_GAP}{field}"
            elif only:
                lines.append(field)
        for line in filter(None, lines):
            yield from folded([(f"  {line}", "")], columns)


def _pieces(text: str) -> Iterator[str]:
    """The pieces of a text between which a line may end."""
    held = ""
    for found in re.finditer(_WHOLE, " ".join(text.split())):
        piece = found[0]
        if held and not piece.isspace() and piece[0] not in _CLOSING and held[-1] not in _OPENING:
            yield held
            held = ""
        held += piece
    if held:
        yield held
