"""The nodes of a compiled outline: sections, paragraphs, tables, and the clauses inside them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from narrator.phrases.phrase import Phrase, Said, Source, Span


class Say(NamedTuple):
    """Say a phrase of a named fact; without ``of``, of the fact at hand."""

    phrase: Phrase
    of: str


class Each(NamedTuple):
    """Repeat clauses over a list of facts, joined."""

    of: str
    clauses: tuple[Clause, ...]
    join: Span | None
    end: Span | None


class When(NamedTuple):
    """A condition on a fact: it has one of these conditions; "any" asks only whether it exists."""

    fact: str
    conditions: tuple[str, ...]


class Sentence(NamedTuple):
    """Clauses that stand or fall together."""

    clauses: tuple[Clause, ...]
    when: When | None


class Lines(NamedTuple):
    """A paragraph, or one for each fact of a list."""

    clauses: tuple[Clause, ...]
    each: str
    number: Phrase | None
    when: When | None


class Verbatim(NamedTuple):
    """The unit's own words, a paragraph a line, as given."""

    fact: str
    source: Source
    when: When | None


class CellNode(NamedTuple):
    """A cell: what it says, its width, whether it merges with an equal one above, its alignment."""

    clauses: tuple[Clause, ...]
    cols: int
    merge: bool
    align: str


class RowNode(NamedTuple):
    """A row of cells, or one for each fact of a list."""

    cells: tuple[CellNode, ...]
    each: str
    header: bool


class TableNode(NamedTuple):
    """A table, or one for each fact of a list."""

    title: tuple[tuple[Clause, ...], ...]
    rows: tuple[RowNode, ...]
    each: str
    when: When | None


class SectionNode(NamedTuple):
    """A part, section or sub-section."""

    level: int
    title: tuple[Clause, ...]
    number: Phrase | None
    when: When | None
    body: tuple[BlockNode, ...]
    statements: bool = False


class Outline(NamedTuple):
    """The compiled outline: title and parts."""

    title: tuple[Clause, ...]
    parts: tuple[BlockNode, ...]


Clause: TypeAlias = "Say | Said | Each | Sentence"
BlockNode: TypeAlias = "SectionNode | Lines | Verbatim | TableNode"
