"""How deep a YAML text nests, counted before any parser reads it.

Parsers look ahead, and each gives up at a depth of its own, so the bound is kept here. Brackets count where YAML
takes them for brackets: not in quotes, comments, block scalars and plain words. Lines count by their indentation,
and by each ``- `` and ``? `` on them. What cannot nest that deep at all is told by counting; only the rest is walked
through, once, a step a line or sign.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from types import SimpleNamespace
from typing import Any

_BREAKS = "\r\x85\u2028\u2029"  # each ends a line as \n does
_PAIR = re.compile(r"[\[{][^\[\]{}'\"#]*[\]}]")  # wherever it stands: both of it are brackets, or neither
_FRONT = re.compile(r"\n[ \t?:-]*")


class _End(Exception):
    """The walk ends early: at what lies too deep, or because nothing can be told any more (None)."""

    def __init__(self, at: int | None) -> None:
        self.at = at


def beyond(text: str, most: int, steps: int) -> int | None:
    """The offset at which a collection begins that lies within ``most`` others; None where there is none.

    The walk goes no further than so many steps, than the first document, and than the text is YAML.
    """
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    if not _may(f"\n{text}", most):
        return None
    try:
        _Walk(text, most, steps).document()
    except _End as end:
        return end.at
    return None


def _may(text: str, most: int) -> bool:
    """Whether the brackets without a partner close by and the columns where lines begin could nest deeper.

    A list in brackets counts twice, for the mapping that ``[a: b]`` holds; so does what is taken away at a time.
    """
    columns: set[int] = set()
    for front in set(_FRONT.findall(text)):
        signs = (_level(column, sign) for column, sign in enumerate(f"{front}.", -1) if sign not in " \t\n")
        columns.update(islice(signs, most + 1))
    for passes in range(3):
        if 2 * passes + 2 * text.count("[") + text.count("{") + len(columns) <= most:
            return False
        text = _PAIR.sub("", text)
    return True


def _level(column: int, sign: str) -> int:
    """Block collections in the order of their nesting: a list may begin in the column of its mapping."""
    return 2 * column + (sign == "-")


@cache  # constants, compiled where they are needed
def _patterns() -> Any:
    """What the walk looks for, compiled when the first text has to be walked through."""
    end = r"(?=[ \t\n]|\Z)"  # what a sign needs after it
    colon = rf"[ \t]*+:{end}[ \t]*+"
    quoted = r"'(?>[^']++|'')*+'|\"(?>[^\"\\]++|\\(?s:.))*+\""
    marks = rf"(?>[&!][^ \t\n]*+(?>[ \t]++|{end}))*+"  # anchor, tag
    word = rf"[^ \t\n'\"\[\]{{}}|>\#](?>[^:\#\n]++|:(?!{end})|(?<![ \t])\#)*+"
    inside = r"[^ \t\n,:?'\"\#&*!\[\]{}](?>[^,:\#\[\]{}]++|:(?![ \t\n,\[\]{}]|\Z)|(?<![ \t\n])\#)*+"
    patterns = {
        "blank": r"(?>[ \t]*+(?:\#.*+)?+\n)*+( *+)",  # past lines with nothing on them, and the indentation
        "marker": rf"(---|\.\.\.){end}[ \t]*+|%.*+",
        "item": rf"([-?:]){end}[ \t]*+",
        "key": rf"{marks}(?>{quoted}|{word}){colon}",
        "value": rf"{marks}(?>([\[{{])|({quoted})|(?!\#)(.++))?+",
        "colon": colon,
        "sign": rf"(?>[ \t\n]++|{quoted}|\#.*+|[&*!][^ \t\n,\[\]{{}}]*+|{inside})*+([,:?\[\]{{}}])",  # within brackets
    }
    return SimpleNamespace(**{name: re.compile(pattern).match for name, pattern in patterns.items()})


@lru_cache(maxsize=64)  # texts are indented by the same few columns
def _under(column: int) -> Any:
    """The lines that are indented deeper than this column."""
    return re.compile(rf"(?>\n(?>[ \t]*+\n)*+ {{{column + 1}}}.*+)*+").match


class _Walk:
    """A text on its way: the block collections that are open at this place."""

    def __init__(self, text: str, most: int, steps: int) -> None:
        self.text = text
        self.most = most
        self.steps = steps
        self.open: list[int] = []
        self.match = _patterns()

    def step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _End(None)

    def document(self) -> None:
        """Line by line up to the end of the first document."""
        at, begun = 0, False
        while at < len(self.text):
            self.step()
            blank = self.match.blank(self.text, at)
            start, at = blank.span(1)
            marker = self.match.marker(self.text, at) if at == start else None
            if marker is None:
                at, begun = self.line(at, start), True
            elif marker[1] == "---" and begun:
                return
            else:
                self.open.clear()
                at, begun = self.value(marker.end(), start), begun or marker[1] == "---"

    def line(self, at: int, start: int) -> int:
        """From what begins on this line to the end of its value."""
        while item := self.match.item(self.text, at):
            self.begin(at, _level(at - start, item[1]))
            at = item.end()
        if key := self.match.key(self.text, at):
            self.begin(at, _level(at - start, ""))
            at = key.end()
        return self.value(at, start)

    def begin(self, at: int, level: int) -> None:
        """A block collection begins or goes on: the deeper ones have ended."""
        while self.open and self.open[-1] > level:
            self.open.pop()
        if not self.open or self.open[-1] < level:
            if len(self.open) >= self.most:
                raise _End(at)
            self.open.append(level)

    def value(self, at: int, start: int) -> int:
        """Past a value and the rest of its line; what is indented under a text goes on with it."""
        found = self.match.value(self.text, at)
        bracket, quoted, text = found.groups()
        end = int(found.end())
        if bracket:
            end = self.brackets(found.start(1))
        if text and text[0] in "'\"":
            raise _End(None)  # quotes without an end
        if text:
            end = _under(self.open[-1] // 2 if self.open else 0)(self.text, end).end()
        elif (bracket or quoted) and (colon := self.match.colon(self.text, end)):
            self.begin(at, _level(at - start, ""))
            return self.value(colon.end(), start)
        rest = self.text.find("\n", end)
        return rest if rest >= 0 else len(self.text)

    def brackets(self, at: int) -> int:
        """Past a collection in brackets. A pair in a list, ``[a: b]``, is a mapping of its own."""
        around: list[str] = []  # the open brackets, and a ":" for each such pair
        entry = at
        while found := self.match.sign(self.text, at):
            self.step()
            at, sign = found.end(), found[1]
            if sign in "]}," and around and around[-1] == ":":
                around.pop()
            if sign in "[{" or (sign in ":?" and around and around[-1] == "["):
                around.append(":" if sign in ":?" else sign)
                if len(self.open) + len(around) > self.most:
                    raise _End(entry if sign in ":?" else at - 1)
            elif sign in "]}":
                around.pop()
                if not around:
                    return int(at)
            if sign in "[{,":
                entry = self.match.blank(self.text, at).end()
        raise _End(None)
