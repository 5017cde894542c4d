"""The changes of wording in many units, counted by phrase and by what became of its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from narrator.comparison.aligning import Piece
from narrator.comparison.wording import NUMBER, WordingChange
from narrator.phrases.phrase import Source

Kind: TypeAlias = Literal["reworded", "added", "removed", "values"]


class ChangeExample(NamedTuple):
    """A change in the text of a unit."""

    unit: str
    change: WordingChange


class Same:
    """The same change of the same words, wherever it came about; some examples are kept, the rest counted."""

    kept = 5

    def __init__(self, words: tuple[Piece, ...]) -> None:
        self.words = words
        self.sentences = 0
        self.units: dict[str, int] = {}
        self.examples: list[ChangeExample] = []

    def add(self, unit: str, change: WordingChange) -> None:
        """One more line."""
        self.sentences += 1
        self.units[unit] = self.units.get(unit, 0) + 1
        if len(self.examples) < self.kept:
            self.examples.append(ChangeExample(unit, change))


class TallyGroup:
    """All that became different in one phrase, or in phrases side by side, by the words that changed.

    ``valued`` counts the lines in which a value changed as well: there another condition may hold.
    """

    def __init__(self, kind: Kind, sources: tuple[Source, ...]) -> None:
        self.kind = kind
        self.sources = sources
        self.valued = 0
        self.by_words: dict[tuple[Piece, ...], Same] = {}

    @property
    def sentences(self) -> int:
        """How many lines."""
        return sum(same.sentences for same in self.by_words.values())

    @property
    def units(self) -> set[str]:
        """The units in which it shows."""
        return {unit for same in self.by_words.values() for unit in same.units}

    @property
    def same(self) -> list[Same]:
        """The changes of words, the most frequent first."""
        return sorted(self.by_words.values(), key=lambda same: -same.sentences)


class Tally:
    """The changes of many units, taken in one after the other and counted by phrase."""

    def __init__(self) -> None:
        self.units = 0
        self.changed = 0
        self.failed: dict[str, tuple[str, ...]] = {}  # units that could not be compared, and why
        self.lines: dict[Kind, int] = {"reworded": 0, "added": 0, "removed": 0, "values": 0}
        self._groups: dict[tuple[Kind, tuple[Source, ...]], TallyGroup] = {}

    def add(self, unit: str, found: Iterable[WordingChange]) -> bool:
        """Take in the changes of a unit; whether there are any."""
        before = sum(self.lines.values())
        for change in found:
            self._count(unit, change)
        self.units += 1
        changed = sum(self.lines.values()) > before
        self.changed += changed
        return changed

    def _count(self, unit: str, change: WordingChange) -> None:
        words: dict[tuple[Kind, tuple[Source, ...]], dict[Piece, None]] = {}
        for edit in change.edits:
            kind: Kind = "removed" if not change.after else "added" if not change.before else "reworded"
            piece = Piece(_masked(edit.piece.before), _masked(edit.piece.after))
            if edit.slots:
                kind, piece = "values", Piece("、".join(edit.slots), "")
            words.setdefault((kind, edit.sources), {})[piece] = None
        kinds = {kind for kind, _ in words}
        self.lines[next(kind for kind in self.lines if kind in kinds)] += 1
        for (kind, sources), found in words.items():
            group = self._groups.setdefault((kind, sources), TallyGroup(kind, sources))
            group.by_words.setdefault(tuple(found), Same(tuple(found))).add(unit, change)
            group.valued += kind == "reworded" and "values" in kinds

    def groups(self) -> list[TallyGroup]:
        """The groups, the biggest first; after them those in which only values changed."""
        return sorted(self._groups.values(), key=lambda group: (group.kind == "values", -group.sentences))


def _masked(words: str) -> str:
    """Words without their numbers, so that one change of words is one, whatever figures stand between."""
    return NUMBER.sub("…", words)
