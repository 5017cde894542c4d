"""The engine that plants single errors: kinds, places, planted texts.

A kind is a function that finds in a clean text every place where its error can be made, and what must then stand
there. Nothing is planted that unrounded values could make true (``figures``); a decoy says the same as before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from audit.figures import Figure, Text

_FULL = 14  # a shorter line was not broken because it was full


class Edit(NamedTuple):
    """The lines from ``first`` up to ``end`` give way to ``lines``; the error stands in ``place`` of the new text.

    ``place`` is a line with its first and last character. ``decidable`` says whether the document alone shows it.
    """

    first: int
    end: int
    lines: tuple[str, ...]
    place: tuple[int, int, int]
    decidable: bool = True


Places: TypeAlias = Callable[[Text, random.Random], Iterator[Edit]]


class Kind(NamedTuple):
    """A kind of error: its name, what it is, how it is found.

    A 提示 is enough for a ``form``. A ``decoy`` is no error. ``anywhere``: it has no place of its own in the text.
    """

    name: str
    about: str
    places: Places
    form: bool = False
    decoy: bool = False
    anywhere: bool = False


class Plant(NamedTuple):
    """A text with one error in it; ``before`` and ``after`` are the sentence."""

    kind: str
    edit: Edit
    lines: tuple[str, ...]
    before: str
    after: str

    @property
    def sentence(self) -> list[tuple[int, int, int]]:
        """The sentence in which the error stands: lines and their characters, several where it is broken over them."""
        line, start, end = self.edit.place
        first, last = _sentence(self.lines[line], start, end)
        found = [(line, first, last)]
        above = line - 1
        while first == 0 and above >= 0 and _goes_on(self.lines[above]):
            first = self.lines[above].rfind("。") + 1
            found.append((above, first, len(self.lines[above])))
            above -= 1
        while last == len(self.lines[line]) and _goes_on(self.lines[line]) and line + 1 < len(self.lines):
            line += 1
            last = self.lines[line].find("。") + 1 or len(self.lines[line])
            found.append((line, 0, last))
        return found

    def was(self, line: int) -> int:
        """The line of the clean text that a line of this one was."""
        if line < self.edit.first:
            return line
        if line >= self.edit.first + len(self.edit.lines):
            return line - len(self.edit.lines) + self.edit.end - self.edit.first
        return min(line, self.edit.end - 1)


KINDS: dict[str, Kind] = {}


def kind(
    name: str, about: str, *, form: bool = False, decoy: bool = False, anywhere: bool = False
) -> Callable[[Places], Places]:
    """Register a function as the kind of this name."""

    def register(places: Places) -> Places:
        KINDS[name] = Kind(name, about, places, form, decoy, anywhere)
        return places

    return register


def every() -> tuple[Kind, ...]:
    """All kinds."""
    from audit import kinds_of_figures, kinds_of_prints, kinds_of_structure, kinds_of_tables, kinds_of_words

    _ = kinds_of_figures, kinds_of_prints, kinds_of_structure, kinds_of_tables, kinds_of_words
    return tuple(KINDS.values())


def inside(text: Text, line: int, start: int, end: int, new: str, *, decidable: bool = True) -> Edit:
    """Other words in place of some of a line; where nothing is left, the place is the character beside it."""
    old = text.lines[line]
    shown = (start, start + len(new)) if new else (max(0, start - 1), start + 1)
    return Edit(line, line + 1, (old[:start] + new + old[end:],), (line, *shown), decidable)


def reprinted(text: Text, figure: Figure, new: str, *, decidable: bool = True) -> Edit:
    """Another print of a figure."""
    return inside(text, figure.line, figure.start, figure.end, new, decidable=decidable)


def planted(one: Kind, text: Text, edit: Edit) -> Plant:
    """The text with the error in it."""
    lines = (*text.lines[: edit.first], *edit.lines, *text.lines[edit.end :])
    line, start, end = edit.place
    first, last = _sentence(lines[line], start, end)
    old = text.lines[min(edit.first, len(text.lines) - 1)]
    until = len(old) - (len(lines[line]) - last) if len(edit.lines) == edit.end - edit.first == 1 else len(old)
    return Plant(one.name, edit, lines, old[first:until], lines[line][first:last])


def plants(text: Text, chance: random.Random, kinds: Iterable[Kind]) -> Iterator[Plant]:
    """One plant of every one of these kinds that the text has a place for, mostly one that the text alone shows."""
    for one in kinds:
        if places := list(one.places(text, chance)):
            sure = [edit for edit in places if edit.decidable]
            yield planted(one, text, chance.choice(sure if sure and chance.random() < 0.9 else places))


def _goes_on(line: str) -> bool:
    """Whether a sentence goes on in the next line, as in a text that was copied from a page."""
    return len(line.strip()) >= _FULL and not line.rstrip().endswith(("。", "：", "；", "）"))


def _sentence(line: str, start: int, end: int) -> tuple[int, int]:
    """From one full stop to the next; the sentence of a place at a full stop ends there."""
    first = line.rfind("。", 0, start) + 1
    last = line.find("。", max(start, end - 1))
    return first, len(line) if last < 0 else last + 1
