"""Facts as read: what a text says of its amounts, with the kinds and slots of the rules, each figure at its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from narrator.reading.lines import Source
from narrator.reading.numbers import Number
from narrator.reading.sections import Heading, sections
from narrator.reading.subjects import subjects

UNKNOWN = "?"  # begins a subject that nothing here knows, though one may know that it is the same
LAST, BUDGET, OTHER = "上年", "预算", "其他"  # what a change is measured against; OTHER is another year


class Mention(NamedTuple):
    """A figure of the text: its role, its subject or "", the section, where the figure stands in the whole file.

    ``words`` are those before it; ``certain`` says that they, or what they follow from, leave no doubt of the subject.
    ``free`` figures stand in the unit's own words: its reasons.
    """

    number: Number
    role: str
    subject: str
    area: str
    sentence: int
    start: int
    end: int
    words: str
    certain: bool
    free: bool
    year: int = 0  # the year that stands before it, 0 where none does

    @property
    def bound(self) -> bool:
        """Whether its role and its subject are both certain."""
        return bool(self.subject and self.certain and not self.free) and not self.subject.startswith(UNKNOWN)


class Reason(NamedTuple):
    """A reason as printed; the words before it, which say of what it is one."""

    text: str
    words: str
    start: int
    end: int


@dataclass
class Fact:
    """A statement of the text about one subject: a change, a share, a completion, a deviation.

    ``slots`` are the figures by the slots of the kind. ``senses`` are the directions that its words give: 1 more,
    −1 less, 0 the same. ``basis`` is what a change is measured against. ``maybe`` are amounts that may be meant by the
    slot that stands in no doubt only where there is one of them.
    """

    kind: str
    subject: str
    area: str
    sentence: int
    start: int
    end: int
    slots: dict[str, Mention] = field(default_factory=dict)
    senses: tuple[int, ...] = ()
    basis: str = ""
    of: str = ""
    maybe: tuple[Mention, ...] = ()
    reasons: list[Reason] = field(default_factory=list)
    certain: bool = True


class Sentence(NamedTuple):
    """A sentence: where it stands in the whole file, its folded words, its paragraph, its section."""

    start: int
    end: int
    text: str
    paragraph: int
    area: str
    year: int = 0  # the year with which it begins


class Compared(NamedTuple):
    """With what something is compared: a year, 0 where the text says 上年 or names a budget, and where that stands."""

    year: int
    basis: str
    sentence: int
    start: int
    end: int


class Piece(NamedTuple):
    """A cell of a table: its column (counted from 1, or back from the last one, −1, in a row of text), its place."""

    column: int
    start: int
    end: int


class Section(NamedTuple):
    """A heading and where it stands: its paragraph, its area or "" where it begins none."""

    heading: Heading
    paragraph: int
    start: int
    end: int


@dataclass
class Reading:
    """A 说明 as read: places are characters counted through all lines (``Source.spots`` tells the line)."""

    source: Source
    unit: str = ""
    year: int = 0
    headings: list[Section] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    amounts: dict[str, list[Mention]] = field(default_factory=dict)
    alike: dict[str, list[Mention]] = field(default_factory=dict)  # the same, by each subject that a name tells
    rows: list[tuple[Piece, ...]] = field(default_factory=list)  # of all tables, in order

    def keep(self, amount: Mention) -> None:
        """Note an amount of this year whose subject is certain."""
        self.amounts.setdefault(amount.subject, []).append(amount)
        for one in subjects().alike(amount.subject):
            self.alike.setdefault(one, []).append(amount)

    def of(self, subject: str) -> list[Mention]:
        """The amounts of this year that the text tells of a subject, for certain."""
        told = self.alike.get(subject)
        if told is None:
            _, *parts = subjects().alike(subject)
            told = [mention for part in parts for mention in self.alike.get(part, ())]
        return told

    @property
    def told(self) -> list[Mention]:
        """The figures that count: money, rates, and what is counted in the sections that tell of money."""
        without = sections().without
        return [mention for mention in self.mentions if mention.area not in without]
