"""The nodes of a compiled outline: sections, paragraphs, tables, and the clauses inside them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from narrator.figures.findings import Finding
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
    """A cell: what it says, its width, whether it merges with an equal one above, its alignment.

    ``align`` is "" where the pack says nothing of it: then the column decides (``narrator.document.standing``).
    """

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
    """The compiled outline: title and parts; the lines under the title on a cover, None where there is no cover."""

    title: tuple[Clause, ...]
    parts: tuple[BlockNode, ...]
    cover: tuple[tuple[Clause, ...], ...] | None = None


Clause: TypeAlias = "Say | Said | Each | Sentence"
BlockNode: TypeAlias = "SectionNode | Lines | Verbatim | TableNode"


class Compiled(NamedTuple):
    """An outline as far as it could be compiled, and what is wrong with it.

    ``reached`` are the ids of the phrases that it says, ``pieces`` the ``blocks`` that it uses, by their names;
    ``facts`` are the names of the facts that it says, repeats over or asks about. ``unused`` tells what is wrong with
    the pieces that it does not use.
    """

    outline: Outline
    findings: tuple[Finding, ...]
    reached: frozenset[str]
    pieces: Mapping[str, tuple[BlockNode, ...]]
    facts: frozenset[str]
    unused: Callable[[], list[Finding]]

    def only(self, said: Container[str]) -> Compiled:
        """What of it says one of these phrases, under every heading and number that it has as a whole."""
        outline = self.outline._replace(parts=_only(self.outline.parts, said), cover=None)
        return self._replace(outline=outline, facts=facts_named(outline))


def _only(nodes: Iterable[BlockNode], said: Container[str]) -> tuple[BlockNode, ...]:
    return tuple(
        node._replace(body=_only(node.body, said)) if isinstance(node, SectionNode) else node
        for node in nodes
        if isinstance(node, SectionNode)
        or (isinstance(node, Lines) and node.number)
        or any(phrase in said for phrase in phrases_said(node))
    )


def facts_named(node: object) -> frozenset[str]:
    """The names of the facts that a node, and all nodes within it, say, repeat over or ask about."""
    found: set[str] = set()
    _gather(node, found)
    return frozenset(found) - {""}


def phrases_said(node: object) -> frozenset[str]:
    """The ids of the phrases that a node, and all nodes within it, say."""
    if isinstance(node, Say):
        return frozenset({node.phrase.id})
    if isinstance(node, Said):
        return frozenset({node.source.phrase})
    inside = node if isinstance(node, tuple) and not isinstance(node, Phrase | Source | Span) else ()
    return frozenset().union(*map(phrases_said, inside))


_NAMED = {Say: "of", When: "fact", Verbatim: "fact", Each: "of", Lines: "each", RowNode: "each", TableNode: "each"}
_BARE = (Say, When, Said, Phrase)  # what has no node within it


def _gather(node: object, found: set[str]) -> None:
    kind = type(node)
    if name := _NAMED.get(kind):
        found.add(getattr(node, name))
    if isinstance(node, tuple) and kind not in _BARE:
        for part in node:
            _gather(part, found)
